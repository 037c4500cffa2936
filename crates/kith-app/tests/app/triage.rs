//! Two leads at once.

use std::sync::Barrier;

use kith_app::{permit, triage};
use kith_domain::policy::act;
use kith_domain::referral::{Referral, State};
use kith_domain::staff::Role;
use kith_store::{cases, table};

use crate::world::{Kith, Team, codes, form, on_each, reach};

/// The worker who has a referral, by the referral and by its case, which must agree.
fn worker_of(
    kith: &Kith,
    team: &Team,
    referral: kith_domain::id::Id<Referral>,
) -> kith_domain::id::Id<kith_domain::staff::Account> {
    let read = kith.app.store().read(&reach(team.service), |tx| {
        let State::Allocated { worker, .. } = table::find::<Referral>(tx, referral.uuid())?.unwrap().it.state else {
            panic!("it was allocated")
        };
        let case = cases::of_referral(tx, referral)?.unwrap();
        assert_eq!(case.it.state.worker(), Some(worker));
        assert_eq!(cases::of_person(tx, case.it.person)?.len(), 1, "one case, not two");
        Ok::<_, kith_store::DbError>(worker)
    });
    read.unwrap()
}

#[test]
fn of_twenty_who_allocate_the_same_referral_at_once_one_wins_and_the_others_are_told() {
    on_each(|kith| {
        let team = Team::of(kith);
        let leads = [team.lead.clone(), kith.actor(kith.staff(Role::TeamLead, Some(team.service), None))];
        let workers: Vec<_> = (0..20).map(|_| kith.staff(Role::LinkWorker, Some(team.service), None)).collect();
        for round in 0..10 {
            let referral = kith.refer(&team.referrer, team.service, &form(kith.number())).unwrap();
            let together = Barrier::new(workers.len());
            let outcomes: Vec<_> = std::thread::scope(|scope| {
                let threads: Vec<_> = (workers.iter().enumerate())
                    .map(|(n, worker)| {
                        let (lead, together) = (&leads[n % 2], &together);
                        scope.spawn(move || {
                            let nonce = format!("nonce-{round}-{n}");
                            let (seed, typed) = (kith.seed(lead), worker.to_string());
                            together.wait();
                            kith.app.submit(&seed, &nonce, "allocate", &typed.clone(), move |work, ctx| {
                                let permit = permit::referral::<act::Allocate>(work.tx(), ctx, referral)?;
                                triage::allocate(work, ctx, &permit, &typed)?;
                                Ok(format!("/referrals/{referral}"))
                            })
                        })
                    })
                    .collect();
                threads.into_iter().map(|thread| thread.join().unwrap()).collect()
            });
            let winners: Vec<usize> = (0..workers.len()).filter(|n| outcomes[*n].is_ok()).collect();
            assert_eq!(winners.len(), 1, "round {round}: {outcomes:?}");
            for (n, outcome) in outcomes.iter().enumerate().filter(|(n, _)| *n != winners[0]) {
                assert_eq!(codes(outcome), ["referral.already_allocated"], "{n} in round {round}: {outcome:?}");
            }
            assert_eq!(worker_of(kith, &team, referral), workers[winners[0]]);
        }
    });
}

#[test]
fn a_worker_of_another_service_cannot_be_given_a_referral() {
    on_each(|kith| {
        let (team, other) = (Team::of(kith), Team::of(kith));
        let referral = kith.refer(&team.referrer, team.service, &form(kith.number())).unwrap();
        let refused = kith.allocate(&team.lead, referral, other.worker.account().unwrap());
        assert_eq!(codes(&refused), ["allocate.worker"]);
        let refused = kith.allocate(&other.lead, referral, team.worker.account().unwrap());
        assert!(matches!(refused, Err(kith_app::Refusal::Hidden)), "{refused:?}");
        assert_eq!(kith.allocate(&team.lead, referral, team.worker.account().unwrap()).ok(), Some(()));
    });
}
