//! Referrals that are on the disk before they are answered.

use std::sync::Barrier;
use std::time::Instant;

use kith_testkit::desk::Practice;
use kith_testkit::http::{Wire, forms};
use kith_testkit::program::Serving;

use crate::figures::{Times, head};
use crate::place::Asked;

/// Referrals at one, sixteen and sixty-four practices at once; each form is fetched before any is timed.
pub(crate) fn measure(serving: &Serving, asked: &Asked) {
    head("durable referrals");
    for writers in [1, 16, 64] {
        let each = usize::try_from(asked.seconds).expect("seconds") * if writers == 1 { 100 } else { 16 };
        let at = serving.address;
        let practice = Practice::sign_in(at);
        let ready = Barrier::new(writers);
        let mut all = Times::default();
        let mut span = std::time::Duration::ZERO;
        std::thread::scope(|scope| {
            let running: Vec<_> = (0..writers)
                .map(|writer| {
                    let (practice, ready) = (&practice, &ready);
                    scope.spawn(move || {
                        let filled = |number: usize| {
                            practice.form(at, &format!("load-{writers}-{writer:02}-{number:04}")).expect("a form")
                        };
                        let prepared: Vec<_> = (0..each).map(filled).collect();
                        let mut wire = Wire::open(at).expect("a connection");
                        let mut times = Times::default();
                        ready.wait();
                        let began = Instant::now();
                        for form in &prepared {
                            let sent = Instant::now();
                            let answer = wire.post("/refer", &practice.cookie, form).expect("an answer");
                            assert_eq!(answer.status, 303, "{answer:?}");
                            times.add(sent.elapsed());
                        }
                        (times, began.elapsed())
                    })
                })
                .collect();
            for one in running {
                let (times, took) = one.join().expect("a practice");
                all.join(times);
                span = span.max(took);
            }
        });
        println!("{}", all.line(&format!("{writers} at once"), span));
        let mut wire = Wire::open(at).expect("a connection");
        let mine = wire.get("/my-referrals", &practice.cookie).expect("the list");
        assert!(mine.body.contains(&format!("LOAD-{writers}-")), "what was sent last stands first");
        assert!(forms(&mine.body, "/sign-out").len() == 1, "the practice is still signed in");
    }
    println!();
}
