//! Concerns wait, and silence becomes a task; lists hold what the policy allows.

use std::collections::BTreeSet;

use jiff::SignedDuration;
use kith_app::concerns::{self, Notice};
use kith_app::store::Letter;
use kith_app::{Refusal, jobs, permit, protection, telling};
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
        concerns::write(work, ctx, &permit, ("A bruise on her arm", ""), "https://kith.example.org")
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
        let of = |mine, mine_overdue, overdue| Notice { mine, mine_overdue, overdue, ..Notice::default() };
        assert_eq!((notice(kith, &named), notice(kith, &team.lead)), (of(2, 0, 0), of(0, 0, 0)));
        kith.clock.forward(SignedDuration::from_hours(38));
        assert_eq!(notice(kith, &team.lead), of(0, 0, 0), "Sunday night");
        kith.clock.forward(SignedDuration::from_hours(10));
        assert_eq!(notice(kith, &team.lead), of(0, 0, 2), "Monday morning");
        assert_eq!(notice(kith, &named), of(2, 2, 0));
        assert_eq!(notice(kith, &manager), of(0, 0, 2), "the manager is told too");
        assert_eq!(notice(kith, &team.worker), Notice::default());
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

/// What was written to whom, oldest first, once the jobs have told and carried.
fn carried(kith: &Kith) -> Vec<(String, String)> {
    struct Keeps(std::sync::Mutex<Vec<(String, String)>>);
    impl jobs::Post for Keeps {
        fn send(&self, letter: &Letter) -> Result<(), jobs::NotSent> {
            for secret in ["Family", "bruise", "Ann"] {
                assert!(!format!("{} {}", letter.subject, letter.body).contains(secret), "{secret}");
            }
            self.0.lock().unwrap().push((letter.recipient.clone(), letter.subject.clone()));
            Ok(())
        }
    }
    let post = Keeps(std::sync::Mutex::default());
    jobs::carry(&kith.app, &post).unwrap();
    post.0.into_inner().unwrap()
}

fn email_of(kith: &Kith, actor: &Actor) -> String {
    let account = actor.account().unwrap();
    let find = |tx: &mut kith_store::ReadTx<'_>| kith_store::table::find::<Account>(tx, account.uuid());
    kith.app.store().read(&Reach::maintenance(), find).unwrap().unwrap().it.email.to_string()
}

#[test]
fn whoever_is_named_gets_an_e_mail_that_names_nobody_and_silence_is_told_on_once() {
    on_each(|kith| {
        let team = Team::of(kith);
        let other = Team::of(kith);
        let (person, _) = team.supported(kith);
        let manager = manager_of(kith, &team);
        let colleagues = [(); 2].map(|()| kith.actor(kith.staff(Role::LinkWorker, Some(team.service), None)));
        for named in colleagues.iter().chain([&team.worker]) {
            name(kith, &manager, named.account().unwrap()).unwrap();
        }
        // The worker is named too and wrote it: nobody writes to themselves.
        let first = write(kith, &team.worker, person).unwrap();
        let mut told = carried(kith);
        told.sort();
        let mut named: Vec<_> = colleagues.iter().map(|one| email_of(kith, one)).collect();
        named.sort();
        assert_eq!(told.iter().map(|(to, _)| to.clone()).collect::<Vec<_>>(), named);
        assert!(told.iter().all(|(_, subject)| subject == "A safeguarding concern waits for you"), "{told:?}");

        // Saturday morning. Over the weekend nothing is late; on Monday evening it is, and it is told once.
        kith.clock.forward(SignedDuration::from_hours(38));
        assert_eq!(telling::tell_waiting(&kith.app).unwrap(), 0, "Sunday night");
        kith.clock.forward(SignedDuration::from_hours(20));
        assert_eq!(telling::tell_waiting(&kith.app).unwrap(), 1);
        assert_eq!(telling::tell_waiting(&kith.app).unwrap(), 0, "once");
        let mut everybody: Vec<_> =
            colleagues.iter().chain([&team.worker, &team.lead, &manager]).map(|one| email_of(kith, one)).collect();
        everybody.sort();
        let mut told: Vec<_> = carried(kith).into_iter().map(|(to, _)| to).collect();
        told.sort();
        assert_eq!(told, everybody, "those who lead this service, and nobody of another");
        assert!(!told.contains(&email_of(kith, &other.lead)));

        // What was acknowledged before its notice left is told to nobody; nor is somebody who is no longer named.
        let second = write(kith, &team.worker, person).unwrap();
        acknowledge(kith, &colleagues[0], second, 1).unwrap();
        assert_eq!(carried(kith), []);
        write(kith, &team.worker, person).unwrap();
        let leads = kith.app.store().read(&Reach::maintenance(), |tx| kith_store::concerns::leads(tx, team.service));
        let lead = leads.unwrap().into_iter().find(|it| Some(it.it.account) == colleagues[1].account()).unwrap();
        kith.act(&manager, move |work, ctx| {
            let permit = permit::own_service::<act::NameSafeguardingLeads>(ctx)?;
            concerns::end_lead(work, ctx, &permit, lead.it.id)
        })
        .unwrap();
        let told: Vec<_> = carried(kith).into_iter().map(|(to, _)| to).collect();
        assert_eq!(told, [email_of(kith, &colleagues[0])]);
        let _ = first;
    });
}

#[test]
fn the_name_of_somebody_whose_record_is_restricted_stands_in_no_list_of_concerns_but_theirs_who_are_named() {
    on_each(|kith| {
        let team = Team::of(kith);
        let manager = manager_of(kith, &team);
        let named = kith.actor(kith.staff(Role::LinkWorker, Some(team.service), None));
        name(kith, &manager, named.account().unwrap()).unwrap();
        let (open, _) = team.supported(kith);
        let (fenced, _) = team.supported(kith);
        write(kith, &team.worker, open).unwrap();
        let concern = write(kith, &team.lead, fenced).unwrap();
        let who: Vec<String> =
            [&team.worker, &named].iter().take(1).map(|one| one.account().unwrap().to_string()).collect();
        let restrict = |named: Vec<String>| {
            kith.act(&team.worker, move |work, ctx| {
                let permit = permit::person::<act::ProtectRecord>(work.tx(), ctx, fenced)?;
                let input = protection::Input {
                    restricted: true,
                    named: named.clone(),
                    reason: "her brother works here".to_owned(),
                    ..Default::default()
                };
                protection::change(work, ctx, &permit, 0, &input)
            })
        };
        let third = kith.staff(Role::LinkWorker, Some(team.service), None);
        // A manager among them, so that the case can be moved.
        let mover = kith.staff(Role::ServiceManager, Some(team.service), None);
        restrict(who.into_iter().chain([third.to_string(), mover.to_string()]).collect()).unwrap();
        let names = |actor: &Actor| {
            let listed = kith.app.read(&kith.seed(actor), |look, ctx| {
                let permit = permit::own_service::<act::SeeConcerns>(ctx)?;
                concerns::list(look, ctx, &permit, None)
            });
            let it = listed.unwrap();
            let of_waiting: Vec<bool> = it.waiting.iter().map(|(line, _)| line.name.is_some()).collect();
            (it.page.lines.iter().map(|line| (line.person, line.name.is_some())).collect::<Vec<_>>(), of_waiting)
        };
        let (lines, waiting) = names(&named);
        assert_eq!(lines.len(), 2, "it stands there, so that somebody acts on it");
        assert!(lines.contains(&(open, true)) && lines.contains(&(fenced, false)), "{lines:?}");
        assert_eq!(waiting.iter().filter(|has_name| **has_name).count(), 1);
        // Its author, who is none of those named, reads their own words and nothing of whom.
        let opened = |actor: &Actor| {
            kith.app.read(&kith.seed(actor), |look, ctx| {
                let on = permit::concern::<act::SeeConcern>(look.tx(), ctx, concern)?;
                concerns::open(look, ctx, on)
            })
        };
        assert_eq!(names(&team.lead).0, [(fenced, false)]);
        assert!(opened(&team.lead).unwrap().person.is_none());
        assert!(opened(&named).unwrap().person.is_some(), "whoever is named must know whom to act for");
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
