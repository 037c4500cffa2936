//! A form used once has one effect, however often it arrives.

use std::collections::BTreeSet;
use std::sync::Barrier;

use kith_app::{Led, Refusal, permit, referring};
use kith_domain::policy::{Actor, act};

use crate::world::{Kith, Team, form, on_each};

/// Sends the referral form of one person with a nonce.
fn send(kith: &Kith, team: &Team, actor: &Actor, nonce: &str, number: u64) -> Result<Led, Refusal> {
    let (service, input) = (team.service, referring::Input { not_a_duplicate: true, ..form(number) });
    kith.app.submit(&kith.seed(actor), nonce, "refer", &number.to_string(), move |work, ctx| {
        let permit = permit::service::<act::Refer>(ctx, service)?;
        Ok(format!("/my-referrals/{}", referring::refer(work, ctx, &permit, &input)?))
    })
}

#[test]
fn a_form_sent_five_times_at_once_has_one_effect_and_leads_to_one_place() {
    on_each(|kith| {
        let team = Team::of(kith);
        for round in 0..10 {
            let (before, changes) = (kith.every_referral().len(), kith.changes());
            let together = Barrier::new(5);
            let (number, nonce) = (kith.number(), format!("nonce-{round}"));
            let led: Vec<Led> = std::thread::scope(|scope| {
                let threads: Vec<_> = (0..5)
                    .map(|_| {
                        scope.spawn(|| {
                            together.wait();
                            send(kith, &team, &team.referrer, &nonce, number).unwrap()
                        })
                    })
                    .collect();
                threads.into_iter().map(|thread| thread.join().unwrap()).collect()
            });
            assert_eq!(led.iter().filter(|led| !led.again).count(), 1, "one did the work: {led:?}");
            assert_eq!(led.iter().map(|led| &led.to).collect::<BTreeSet<_>>().len(), 1, "{led:?}");
            assert_eq!(kith.every_referral().len(), before + 1);
            assert_eq!(kith.changes(), changes + 2, "a person and a referral, and nothing else");
        }
    });
}

#[test]
fn five_forms_about_one_person_at_once_keep_what_each_of_them_sent() {
    on_each(|kith| {
        let team = Team::of(kith);
        for _ in 0..5 {
            let (people, number) = (kith.everybody().len(), kith.number());
            let together = Barrier::new(5);
            std::thread::scope(|scope| {
                for n in 0..5 {
                    let (team, together) = (&team, &together);
                    scope.spawn(move || {
                        together.wait();
                        let nonce = format!("nonce-{number}-{n}");
                        assert!(!send(kith, team, &team.referrer, &nonce, number).unwrap().again);
                    });
                }
            });
            // Nothing is merged by itself; who may be the same is hinted at triage.
            assert_eq!(kith.everybody().len(), people + 5);
        }
    });
}

#[test]
fn a_form_that_was_refused_can_be_sent_again_with_the_same_nonce() {
    on_each(|kith| {
        let team = Team::of(kith);
        let service = team.service;
        let wrong = kith.app.submit(&kith.seed(&team.referrer), "nonce", "refer", "wrong", move |work, ctx| {
            let permit = permit::service::<act::Refer>(ctx, service)?;
            let input = referring::Input { family_name: " ".to_owned(), ..form(7) };
            referring::refer(work, ctx, &permit, &input).map(|_| String::new())
        });
        assert!(matches!(&wrong, Err(Refusal::Rejected(said)) if said.len() == 1), "{wrong:?}");
        assert_eq!(kith.every_referral().len(), 0);
        let right = send(kith, &team, &team.referrer, "nonce", 7).unwrap();
        assert!(!right.again);
        assert_eq!(kith.every_referral().len(), 1);
    });
}

#[test]
fn somebody_elses_nonce_or_another_forms_opens_nothing() {
    on_each(|kith| {
        let team = Team::of(kith);
        send(kith, &team, &team.referrer, "nonce", 7).unwrap();
        let other = kith.actor(kith.staff(kith_domain::staff::Role::Practice, None, Some(team.practice)));
        let theirs = send(kith, &team, &other, "nonce", 7);
        assert!(matches!(theirs, Err(Refusal::OtherRecord)), "{theirs:?}");
        let another = kith.app.submit(&kith.seed(&team.referrer), "nonce", "close", "7", |_, _| Ok("/".to_owned()));
        assert!(matches!(another, Err(Refusal::OtherRecord)), "{another:?}");
        let edited = send(kith, &team, &team.referrer, "nonce", 8);
        assert!(matches!(edited, Err(Refusal::OtherRecord)), "what was typed since is not dropped: {edited:?}");
        assert!(send(kith, &team, &team.referrer, "nonce", 7).unwrap().again, "the same once more leads there");
        assert_eq!(kith.every_referral().len(), 1);
    });
}
