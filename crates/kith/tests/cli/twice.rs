//! The same thing wanted at the same moment: by the same form twice, and by many people once.

use std::net::SocketAddr;
use std::sync::Barrier;

use crate::http::{forms, get, post};
use crate::referrals::{Practice, cookie, stored};
use crate::serve::serve;
use crate::stage::stages;

const SENDERS: usize = 4;
const FORMS: usize = 200;
const CLAIMANTS: usize = 20;

/// Rounds of claiming, unless `cargo xtask crash` asks for more.
fn rounds() -> usize {
    std::env::var("KITH_TEST_ROUNDS").ok().and_then(|rounds| rounds.parse().ok()).unwrap_or(3)
}

#[test]
fn two_hundred_forms_sent_twice_at_once_make_two_hundred_referrals() {
    for stage in stages() {
        let stage = stage.with_tour();
        let serving = serve(&stage, &[]);
        let at = serving.address;
        std::thread::scope(|scope| {
            for sender in 0..SENDERS {
                scope.spawn(move || {
                    let practice = Practice::sign_in(at);
                    for number in 0..FORMS / SENDERS {
                        let form = practice.form(at, &format!("token-{sender}-{number:03}")).expect("a form");
                        let places: Vec<String> = std::thread::scope(|pair| {
                            let send = || pair.spawn(|| sent(at, &practice, &form));
                            [send(), send()].map(|one| one.join().expect("a sender")).into()
                        });
                        assert_eq!(places[0], places[1], "both lead to the one receipt");
                    }
                });
            }
        });
        serving.stop("-TERM").fine();
        let stored = stored(&stage);
        let mut once = stored.clone();
        once.dedup();
        assert_eq!((stored.len(), once.len()), (FORMS, FORMS));
        stage.run(["verify"]).fine();
    }
}

/// Sends a form until it is taken, and says where it led.
fn sent(at: SocketAddr, practice: &Practice, form: &[(String, String)]) -> String {
    loop {
        let answer = practice.send(at, form).expect("an answer");
        match answer.status {
            303 => return answer.header("location").next().expect("a place").to_owned(),
            status => assert_eq!(status, 503, "{answer:?}"),
        }
    }
}

#[test]
fn of_twenty_who_claim_one_referral_one_wins() {
    for stage in stages() {
        let stage = stage.with_tour();
        let serving = serve(&stage, &[]);
        let at = serving.address;
        let practice = Practice::sign_in(at);
        let leads: Vec<String> = (0..5).map(|_| cookie(at, "team lead")).collect();
        for round in 0..rounds() {
            let place = sent(at, &practice, &practice.form(at, &format!("token-{round:03}")).expect("a form"));
            let id = place.trim_start_matches("/my-referrals/").split('?').next().expect("an id").to_owned();
            let page = format!("/referrals/{id}/triage");
            let allocate = format!("/referrals/{id}/allocate");
            // Everybody has the page open, with a form of their own, before anybody sends it.
            let claims: Vec<(&String, Vec<(String, String)>)> = (0..CLAIMANTS)
                .map(|claimant| {
                    let lead = &leads[claimant % leads.len()];
                    let shown = get(at, &page, lead).expect("a page");
                    let (mut fields, text) = forms(&shown.body, &allocate).pop().expect("a form");
                    let workers: Vec<&str> = text
                        .split("<input")
                        .filter(|input| input.contains("name=\"worker\""))
                        .filter_map(|input| input.split("value=\"").nth(1)?.split('"').next())
                        .collect();
                    fields.push(("worker".to_owned(), workers[claimant % workers.len()].to_owned()));
                    (lead, fields)
                })
                .collect();
            let barrier = Barrier::new(CLAIMANTS);
            let statuses: Vec<u16> = std::thread::scope(|scope| {
                let all: Vec<_> = claims
                    .iter()
                    .map(|(lead, fields)| {
                        let (barrier, allocate) = (&barrier, &allocate);
                        scope.spawn(move || {
                            barrier.wait();
                            post(at, allocate, lead, fields).expect("an answer").status
                        })
                    })
                    .collect();
                all.into_iter().map(|one| one.join().expect("a claimant")).collect()
            });
            let won = statuses.iter().filter(|status| **status == 303).count();
            assert_eq!(won, 1, "{statuses:?}");
            assert!(statuses.iter().all(|status| [303, 409, 503].contains(status)), "{statuses:?}");
        }
        serving.stop("-TERM").fine();
        let cases = stage.texts(
            "SELECT r.reason FROM support_case c JOIN referral r ON r.id = c.referral_id WHERE r.reason LIKE 'token-%'",
        );
        assert_eq!(cases.len(), rounds(), "one case for each");
        stage.run(["verify"]).fine();
    }
}
