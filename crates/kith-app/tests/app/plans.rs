//! What is due of plans comes to whoever has the case, and to nobody else.

use std::collections::BTreeSet;

use kith_app::planning::{self, ActionInput, StandInput};
use kith_app::support::CloseInput;
use kith_app::{Refusal, people as people_room, permit, support};
use kith_domain::id::Id;
use kith_domain::person::Person;
use kith_domain::policy::{Action as Right, Actor, Decision, Resource, act, decide};
use kith_domain::staff::Role;
use kith_domain::support::plan::Action;
use kith_store::{Reach, cases, people, plan};

use crate::world::{Kith, Team, form, on_each};

fn agree(kith: &Kith, actor: &Actor, person: Id<Person>, what: &str, day: &str) -> Result<Id<Action>, Refusal> {
    let input = ActionInput {
        what: what.to_owned(),
        owner: "both".to_owned(),
        due: if day.is_empty() {
            (String::new(), String::new(), String::new())
        } else {
            (day.to_owned(), "11".to_owned(), "2026".to_owned())
        },
        ..ActionInput::default()
    };
    kith.act(actor, move |work, ctx| {
        let permit = permit::person::<act::WritePlan>(work.tx(), ctx, person)?;
        planning::agree_action(work, ctx, &permit, &input)
    })
}

/// What *Today* shows somebody of plans; nothing to whoever has no such page.
fn due(kith: &Kith, actor: &Actor) -> BTreeSet<Id<Action>> {
    let shown = kith.app.read(&kith.seed(actor), |look, ctx| {
        let permit = permit::own_service::<act::SeeToday>(ctx)?;
        people_room::today(look, ctx, &permit)
    });
    match shown {
        Ok(today) => today.due.iter().map(|line| line.id).collect(),
        Err(Refusal::Hidden | Refusal::Denied) => BTreeSet::new(),
        Err(other) => panic!("{other:?}"),
    }
}

/// What the policy says of it: due, still open, of somebody whose record they may open and whose open case they have.
fn allowed(kith: &Kith, actor: &Actor) -> BTreeSet<Id<Action>> {
    let read = kith.app.store().read(&Reach::maintenance(), |tx| {
        let mut found = BTreeSet::new();
        for person in people::everybody(tx)? {
            let facts = people::facts(tx, person)?.unwrap();
            let has = cases::of_person(tx, person)?
                .iter()
                .any(|kept| kept.it.state.is_open() && kept.it.state.worker() == actor.account());
            if !has || decide(actor, Right::SeePerson, &Resource::Person(facts)) != Decision::Allow {
                continue;
            }
            let by = kith_domain::time::day_of(kith.app.now());
            let by = (0..people_room::DUE_AHEAD_DAYS).fold(by, |day, _| day.tomorrow().unwrap());
            for kept in plan::of_person(tx, person)?.actions {
                if kept.it.state.is_open() && kept.it.terms.due.is_some_and(|due| due <= by) {
                    found.insert(kept.it.id);
                }
            }
        }
        Ok::<_, kith_store::DbError>(found)
    });
    read.unwrap()
}

#[test]
fn what_is_due_is_what_the_policy_allows_of_open_cases_and_nothing_else() {
    on_each(|kith| {
        let (north, south) = (Team::of(kith), Team::of(kith));
        let colleague = kith.actor(kith.staff(Role::LinkWorker, Some(north.service), None));
        let mut everybody = vec![colleague.clone(), Actor::Nobody, Actor::Operator];
        for team in [&north, &south] {
            everybody.extend([team.referrer.clone(), team.lead.clone(), team.worker.clone()]);
            for role in [Role::ServiceManager, Role::Administrator] {
                everybody.push(kith.actor(kith.staff(role, Some(team.service), None)));
            }
        }
        let (mine, _) = north.supported(kith);
        let (ending, _) = north.supported(kith);
        let (foreign, _) = south.supported(kith);
        let referral = kith.refer(&north.referrer, north.service, &form(kith.number())).unwrap();
        kith.allocate(&north.lead, referral, colleague.account().unwrap()).unwrap();
        let hers = kith.person_of(referral);
        // The clock stands at 21 November 2026.
        for (actor, person) in
            [(&north.worker, mine), (&north.worker, ending), (&south.worker, foreign), (&colleague, hers)]
        {
            for day in ["", "1", "21", "24", "25"] {
                agree(kith, actor, person, "Ring the choir", day).unwrap();
            }
            let done = agree(kith, actor, person, "Done already", "2").unwrap();
            let input = StandInput { state: "done".to_owned(), ..StandInput::default() };
            kith.act(actor, move |work, ctx| {
                let (permit, kept) = permit::plan_action::<act::WritePlan>(work.tx(), ctx, done)?;
                planning::stand_action(work, ctx, &permit, kept.version, &input)
            })
            .unwrap();
        }
        for stranger in [&colleague, &south.worker, &north.lead] {
            let refused = agree(kith, stranger, mine, "Not theirs", "1");
            assert!(matches!(refused, Err(Refusal::Hidden | Refusal::Denied)), "{refused:?}");
        }
        let close = CloseInput { reason: "done".to_owned(), ..CloseInput::default() };
        kith.act(&north.worker, move |work, ctx| {
            let permit = permit::person::<act::Close>(work.tx(), ctx, ending)?;
            support::close(work, ctx, &permit, &close)
        })
        .unwrap();
        let counts: Vec<usize> = everybody
            .iter()
            .map(|actor| {
                let shown = due(kith, actor);
                assert_eq!(shown, allowed(kith, actor), "{actor:?}");
                shown.len()
            })
            .collect();
        assert_eq!(counts.iter().filter(|count| **count == 3).count(), 3, "each worker sees her three: {counts:?}");
        assert_eq!(counts.iter().sum::<usize>(), 9, "{counts:?}");
    });
}

#[test]
fn a_case_opened_again_keeps_its_worker_and_says_when_they_have_left() {
    on_each(|kith| {
        let team = Team::of(kith);
        let (person, _) = team.supported(kith);
        let close = CloseInput { reason: "done".to_owned(), door_open: true, ..CloseInput::default() };
        kith.act(&team.worker, move |work, ctx| {
            let permit = permit::person::<act::Close>(work.tx(), ctx, person)?;
            support::close(work, ctx, &permit, &close)
        })
        .unwrap();
        let left = |kith: &Kith| {
            let story = kith.app.read(&kith.seed(&team.lead), |look, ctx| {
                let permit = permit::person::<act::SeePerson>(look.tx(), ctx, person)?;
                people_room::story(look, &permit)
            });
            story.unwrap().worker_has_left
        };
        assert!(!left(kith));
        let Actor::Staff(staff) = &team.worker else { unreachable!("a worker is staff") };
        let now = kith.app.now();
        kith.change::<kith_domain::staff::Standing>(staff.standing.uuid(), move |it| kith_domain::staff::Standing {
            ended: Some(now),
            ..it
        });
        kith.act(&team.lead, move |work, ctx| {
            let permit = permit::person::<act::Reopen>(work.tx(), ctx, person)?;
            support::reopen(work, ctx, &permit)
        })
        .unwrap();
        assert!(left(kith));
        let kept = kith.app.store().read(&Reach::maintenance(), |tx| cases::of_person(tx, person)).unwrap();
        assert_eq!(kept[0].it.state.worker(), team.worker.account(), "the history names who it was");
    });
}
