//! Concerns wait, and silence becomes a task; lists hold what the policy allows.

use std::collections::BTreeSet;

use jiff::SignedDuration;
use kith_app::concerns::{self, Notice};
use kith_app::{Refusal, permit};
use kith_domain::boundary::safeguarding::Concern;
use kith_domain::id::Id;
use kith_domain::person::Person;
use kith_domain::policy::{Action, Actor, Decision, Resource, act, decide};
use kith_domain::staff::{Account, Role};
use kith_store::{Reach, story};

use crate::world::{Kith, Team, codes, on_each};

fn write(kith: &Kith, actor: &Actor, person: Id<Person>) -> Result<Id<Concern>, Refusal> {
    kith.act(actor, move |work, ctx| {
        let permit = permit::person::<act::WriteConcern>(work.tx(), ctx, person)?;
        concerns::write(work, ctx, &permit, "A bruise on her arm", "")
    })
}

fn acknowledge(kith: &Kith, actor: &Actor, id: Id<Concern>, version: i64) -> Result<(), Refusal> {
    kith.act(actor, move |work, ctx| {
        let (permit, _) = permit::concern::<act::AcknowledgeConcern>(work.tx(), ctx, id)?;
        concerns::acknowledge(work, ctx, &permit, version, "")
    })
}

fn name(kith: &Kith, manager: &Actor, account: Id<Account>) -> Result<(), Refusal> {
    kith.act(manager, move |work, ctx| {
        let permit = permit::own_service::<act::NameSafeguardingLeads>(ctx)?;
        concerns::name_lead(work, ctx, &permit, &account.to_string())
    })
}

fn notice(kith: &Kith, actor: &Actor) -> Notice {
    let read = kith.app.read(&kith.seed(actor), |look, ctx| {
        let permit = permit::own_service::<act::SeeConcerns>(ctx)?;
        concerns::notice(look, ctx, &permit)
    });
    read.unwrap()
}

fn manager_of(kith: &Kith, team: &Team) -> Actor {
    kith.actor(kith.staff(Role::ServiceManager, Some(team.service), None))
}

#[test]
fn silence_becomes_a_task_for_whoever_is_named_and_a_count_for_the_team_lead() {
    on_each(|kith| {
        let team = Team::of(kith);
        let (person, _) = team.supported(kith);
        let manager = manager_of(kith, &team);
        let named = kith.actor(kith.staff(Role::LinkWorker, Some(team.service), None));
        assert_eq!(codes(&write(kith, &team.worker, person)), ["concern.nobody_named"]);
        name(kith, &manager, named.account().unwrap()).unwrap();
        assert_eq!(codes(&name(kith, &manager, named.account().unwrap())), ["safeguarding.named"]);
        // The clock stands at Saturday 21 November 2026, 9am.
        let first = write(kith, &team.worker, person).unwrap();
        let second = write(kith, &team.lead, person).unwrap();
        let of = |mine, mine_overdue, overdue| Notice { mine, mine_overdue, overdue };
        assert_eq!((notice(kith, &named), notice(kith, &team.lead)), (of(2, 0, 0), of(0, 0, 0)));
        kith.clock.forward(SignedDuration::from_hours(38));
        assert_eq!(notice(kith, &team.lead), of(0, 0, 0), "Sunday night");
        kith.clock.forward(SignedDuration::from_hours(10));
        assert_eq!(notice(kith, &team.lead), of(0, 0, 2), "Monday morning");
        assert_eq!(notice(kith, &named), of(2, 2, 0));
        for nothing in [&team.worker, &manager] {
            assert_eq!(notice(kith, nothing), Notice::default());
        }
        acknowledge(kith, &named, first, 1).unwrap();
        assert_eq!(codes(&acknowledge(kith, &named, first, 2)), ["concern.acknowledged"]);
        assert_eq!((notice(kith, &named), notice(kith, &team.lead)), (of(1, 1, 0), of(0, 0, 1)));
        let refused = acknowledge(kith, &team.worker, second, 1);
        assert!(matches!(refused, Err(Refusal::Hidden)), "not the author's to know: {refused:?}");
        let refused = acknowledge(kith, &team.worker, first, 2);
        assert!(matches!(refused, Err(Refusal::Denied)), "the author knows of it: {refused:?}");
        // Nothing of it stands in the person's story.
        let told = kith.app.store().read(&Reach::maintenance(), |tx| story::of_person(tx, person)).unwrap();
        assert!(told.iter().all(|it| !it.kind.starts_with("concern")), "{told:?}");
    });
}

#[test]
fn the_list_of_concerns_holds_what_the_policy_allows_and_nothing_else() {
    on_each(|kith| {
        let teams = [Team::of(kith), Team::of(kith)];
        let mut everybody = vec![Actor::Nobody, Actor::Operator];
        for team in &teams {
            let manager = manager_of(kith, team);
            let colleague = kith.actor(kith.staff(Role::LinkWorker, Some(team.service), None));
            for named in [&colleague, &manager] {
                name(kith, &manager, named.account().unwrap()).unwrap();
            }
            for _ in 0..3 {
                let (person, _) = team.supported(kith);
                kith.clock.forward(SignedDuration::from_mins(7));
                let id = write(kith, &team.worker, person).unwrap();
                acknowledge(kith, &colleague, id, 1).unwrap();
                write(kith, &team.lead, person).unwrap();
            }
            everybody.extend([team.worker.clone(), team.lead.clone(), team.referrer.clone(), manager, colleague]);
            everybody.push(kith.actor(kith.staff(Role::Administrator, Some(team.service), None)));
            everybody.push(kith.actor(kith.staff(Role::LinkWorker, Some(team.service), None)));
        }
        everybody.push(kith.actor(kith.staff(Role::Commissioner, None, None)));
        let every = kith.app.store().read(&Reach::maintenance(), |tx| {
            let mut all = Vec::new();
            for id in kith_store::concerns::every(tx)? {
                all.push((id, kith_store::concerns::facts(tx, id)?.unwrap()));
            }
            Ok::<_, kith_store::DbError>(all)
        });
        let every = every.unwrap();
        assert_eq!(every.len(), 12);
        let mut counts = Vec::new();
        for actor in &everybody {
            let listed = kith.app.read(&kith.seed(actor), |look, ctx| {
                let permit = permit::own_service::<act::SeeConcerns>(ctx)?;
                concerns::list(look, ctx, &permit, None)
            });
            let shown: BTreeSet<Id<Concern>> = match listed {
                Ok(it) => {
                    it.page.lines.iter().map(|line| line.id).chain(it.waiting.iter().map(|(line, _)| line.id)).collect()
                }
                Err(Refusal::Hidden | Refusal::Denied) => BTreeSet::new(),
                Err(other) => panic!("{other:?}"),
            };
            let may: BTreeSet<Id<Concern>> = every
                .iter()
                .filter(|(_, facts)| {
                    decide(actor, Action::SeeConcern, &Resource::Concern(facts.clone())) == Decision::Allow
                })
                .map(|(id, _)| *id)
                .collect();
            assert_eq!(shown, may, "{actor:?}");
            counts.push(shown.len());
        }
        counts.sort_unstable();
        counts.retain(|count| *count > 0);
        assert_eq!(counts, [3, 3, 3, 3, 6, 6, 6, 6]);
    });
}
