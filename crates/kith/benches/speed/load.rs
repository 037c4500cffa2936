//! Many people at work at once: each with a connection of her own and one of a few sessions, looking and writing as people do.

use std::collections::BTreeMap;
use std::time::{Duration, Instant};

use kith_testkit::desk::Practice;
use kith_testkit::http::Wire;
use kith_testkit::program::Serving;

use crate::figures::{Times, head};
use crate::pages::{Page, pages};
use crate::place::Asked;

/// Of this many things that a practice does, one is a referral.
const REFERS: usize = 4;
/// How often each account is signed in.
const SIGNED_IN: usize = 4;

/// Everybody at once for as long as was asked; one in four is a practice.
pub(crate) fn measure(serving: &Serving, asked: &Asked) {
    let (at, span) = (serving.address, Duration::from_secs(asked.seconds));
    let ready = std::sync::Barrier::new(asked.sessions);
    let mut all: BTreeMap<&str, Times> = BTreeMap::new();
    // An account has at most five sessions: each of these few is used by many at once.
    let desks: Vec<Vec<Page>> = (0..SIGNED_IN).map(|_| pages(at)).collect();
    let practices: Vec<Practice> = (0..SIGNED_IN).map(|_| Practice::sign_in(at)).collect();
    std::thread::scope(|scope| {
        let running: Vec<_> = (0..asked.sessions)
            .map(|session| {
                let ready = &ready;
                let seat = session / 4 % SIGNED_IN;
                let (pages, practice) = (desks.get(seat).expect("a desk"), practices.get(seat).expect("a practice"));
                scope.spawn(move || {
                    let mut wire = Wire::open(at).expect("a connection");
                    let mut times: BTreeMap<&str, Times> = BTreeMap::new();
                    if session % 4 == 3 {
                        ready.wait();
                        let began = Instant::now();
                        for number in 0.. {
                            if began.elapsed() >= span {
                                break;
                            }
                            if number % REFERS == 0 {
                                let form =
                                    practice.form(at, &format!("load-{session:03}-{number:05}")).expect("a form");
                                let sent = Instant::now();
                                let answer = wire.post("/refer", &practice.cookie, &form).expect("an answer");
                                assert_eq!(answer.status, 303, "{answer:?}");
                                times.entry("A referral sent").or_default().add(sent.elapsed());
                            } else {
                                let sent = Instant::now();
                                let answer = wire.get("/my-referrals", &practice.cookie).expect("an answer");
                                assert!(answer.status == 200 && answer.body.contains("href=\"/my-referrals/"));
                                times.entry("My referrals").or_default().add(sent.elapsed());
                            }
                        }
                    } else {
                        ready.wait();
                        let began = Instant::now();
                        for page in pages.iter().cycle().skip(session) {
                            if began.elapsed() >= span {
                                break;
                            }
                            let sent = Instant::now();
                            page.fetch(&mut wire);
                            times.entry(page.name).or_default().add(sent.elapsed());
                        }
                    }
                    times
                })
            })
            .collect();
        for one in running {
            for (name, times) in one.join().expect("somebody at work") {
                all.entry(name).or_default().join(times);
            }
        }
    });
    head(&format!("{} sessions at once for {} s", asked.sessions, asked.seconds));
    for (name, times) in all {
        println!("{}", times.line(name, span));
    }
    println!();
}
