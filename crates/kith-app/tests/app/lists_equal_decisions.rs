//! The rows of every list are the rows for which the policy says yes; long because one history meets every list.

use std::collections::BTreeSet;

use jiff::SignedDuration;
use kith_app::also::{self, AlsoInput};
use kith_app::appointments::{self as booked_room, BookingInput, Day};
use kith_app::store::Narrowed;
use kith_app::support::CloseInput;
use kith_app::{
    Refusal, covering, door, finding, messages, moving, people as people_room, permit, protection, questioning,
    referring, reports, support, triage,
};
use kith_domain::appointment::Appointment;
use kith_domain::id::Id;
use kith_domain::measure::{Figure, Month};
use kith_domain::message::{MessageBack, State};
use kith_domain::person::Person;
use kith_domain::policy::actor::Post;
use kith_domain::policy::{Action, Actor, Decision, PersonFacts, PracticeRecord, Resource, act, decide};
use kith_domain::referral::{Question, Referral};
use kith_domain::staff::{Account, Role, Service, Standing};
use kith_domain::support::Case;
use kith_store::referrals::ReferralFacts;
use kith_store::staff::Relation;
use kith_store::{Reach, appointments, cases, people, questions, referrals, table};
use rand_chacha::ChaCha8Rng;
use rand_chacha::rand_core::{RngCore, SeedableRng};

use crate::missing_rows;
use crate::world::{Kith, door_form, form, note, on_each};

struct Dice(ChaCha8Rng);

impl Dice {
    fn below(&mut self, most: usize) -> usize {
        usize::try_from(self.0.next_u64() % u64::try_from(most).unwrap()).unwrap()
    }

    fn one<'a, T>(&mut self, of: &'a [T]) -> &'a T {
        &of[self.below(of.len())]
    }
}

/// Three services, practices with relationships to one or two of them, and everybody who works there.
struct World {
    services: Vec<Id<Service>>,
    relations: Vec<Id<Relation>>,
    leads: Vec<Id<Account>>,
    workers: Vec<Id<Account>>,
    referrers: Vec<Id<Account>>,
    others: Vec<Id<Account>>,
}

fn found(kith: &Kith, dice: &mut Dice) -> World {
    let services: Vec<Id<Service>> = ["north", "south", "west"].map(|slug| kith.service(slug)).to_vec();
    let mut world = World {
        services: services.clone(),
        relations: Vec::new(),
        leads: Vec::new(),
        workers: Vec::new(),
        referrers: Vec::new(),
        others: Vec::new(),
    };
    for n in 0..4 {
        let first = services[n % 3];
        let related = if dice.below(2) == 0 || n == 0 { vec![first, services[(n + 1) % 3]] } else { vec![first] };
        let (practice, relations) = kith.practice(&related);
        world.relations.extend(relations);
        world.referrers.push(kith.staff(Role::Practice, None, Some(practice)));
    }
    for service in services {
        world.leads.push(kith.staff(Role::TeamLead, Some(service), None));
        for _ in 0..2 {
            world.workers.push(kith.staff(Role::LinkWorker, Some(service), None));
        }
        for role in [Role::ServiceManager, Role::Administrator] {
            world.others.push(kith.staff(role, Some(service), None));
        }
    }
    world.others.push(kith.staff(Role::Commissioner, None, None));
    world.others.push(kith.staff(Role::Evaluator, None, None));
    world
}

/// Mostly one of those who may act on a referral and its person, sometimes anybody of the kind.
fn likely(
    kith: &Kith,
    dice: &mut Dice,
    referral: Option<Id<Referral>>,
    of: &[Id<Account>],
    fits: impl Fn(Post, &ReferralFacts, bool) -> bool,
) -> Actor {
    let anybody = *dice.one(of);
    let Some(referral) = referral.filter(|_| dice.below(5) > 0) else { return kith.actor(anybody) };
    let person = kith.person_of(referral);
    let facts = kith.app.store().read(&Reach::maintenance(), |tx| {
        Ok::<_, kith_store::DbError>((referrals::facts(tx, referral)?.unwrap(), people::facts(tx, person)?.unwrap()))
    });
    let (record, person) = facts.unwrap();
    let fitting =
        of.iter().copied().find(|account| fits(kith.post(*account), &record, person.workers.contains(account)));
    kith.actor(fitting.unwrap_or(anybody))
}

/// Somebody does something; most of the time it can be done.
fn happen(kith: &Kith, world: &World, dice: &mut Dice, done: &mut [usize; 14]) {
    kith.clock.forward(SignedDuration::from_secs(i64::try_from(dice.below(3)).unwrap() * 600));
    let referrals = kith.every_referral();
    // Referring, allocating and writing to the practice happen more often than the rest.
    let what = if referrals.is_empty() {
        0
    } else {
        *dice.one(&[
            0, 0, 1, 2, 3, 3, 3, 3, 3, 4, 4, 5, 5, 6, 6, 6, 6, 7, 7, 7, 8, 9, 10, 10, 11, 11, 12, 12, 12, 12, 13, 13,
        ])
    };
    let referral = referrals.get(dice.below(referrals.len().max(1))).copied();
    let actor = match what {
        0 => kith.actor(*dice.one(&world.referrers)),
        1..=3 | 11..=13 => likely(kith, dice, referral, &world.leads, |post, of, _| post == Post::TeamLead(of.service)),
        10 if dice.below(2) == 0 => {
            likely(kith, dice, referral, &world.leads, |post, of, _| post == Post::TeamLead(of.service))
        }
        4..=7 | 10 => likely(kith, dice, referral, &world.workers, |_, _, holds| holds),
        9 => Actor::Nobody,
        _ => likely(kith, dice, referral, &world.referrers, |post, of, _| {
            of.practice.is_some_and(|own| post == Post::Practice(own))
        }),
    };
    let outcome: Result<(), Refusal> = match what {
        0 => {
            if actor.services().is_empty() {
                return;
            }
            let service = *dice.one(actor.services());
            // Sometimes somebody who is known already, perhaps to another practice or service.
            let number = dice.below(40) as u64;
            let input = referring::Input { not_a_duplicate: true, ..form(number) };
            kith.refer(&actor, service, &input).map(drop)
        }
        1 | 2 => {
            let Some(referral) = referral else { return };
            kith.act(&actor, move |work, ctx| match what {
                1 => {
                    let permit = permit::referral::<act::Accept>(work.tx(), ctx, referral)?;
                    triage::accept(work, ctx, &permit).map(drop)
                }
                _ => {
                    let permit = permit::referral::<act::GiveBack>(work.tx(), ctx, referral)?;
                    let input =
                        triage::NotTaken { reason: "not a need that we can meet".to_owned(), ..Default::default() };
                    triage::give_back(work, ctx, &permit, &input)
                }
            })
        }
        3 => {
            let Some(referral) = referral else { return };
            kith.allocate(&actor, referral, *dice.one(&world.workers))
        }
        4 => {
            let Some(referral) = referral else { return };
            let person = kith.person_of(referral);
            let day = kith_domain::time::day_of(kith.app.now());
            let day = day.checked_add(jiff::Span::new().days(i64::try_from(dice.below(5)).unwrap())).unwrap();
            // Most contacts lead to a next one, for what is booked ends with each case that closes.
            let day = if dice.below(10) > 0 { day.to_string() } else { String::new() };
            kith.act(&actor, move |work, ctx| {
                let permit = permit::person::<act::LogContact>(work.tx(), ctx, person)?;
                let next = BookingInput { day: day.clone(), ..BookingInput::default() };
                let also = AlsoInput { next, ..AlsoInput::default() };
                also::log_contact(work, ctx, &permit, &note("Spoke about her garden."), &also).map(drop)
            })
        }
        5 | 6 => {
            let Some(referral) = referral else { return };
            let person = kith.person_of(referral);
            let door_open = dice.below(2) == 0;
            kith.act(&actor, move |work, ctx| {
                if what == 5 {
                    let permit = permit::person::<act::Close>(work.tx(), ctx, person)?;
                    let input =
                        CloseInput { reason: "unknown".to_owned(), words: String::new(), door_open, by_policy: false };
                    support::close(work, ctx, &permit, &input)
                } else {
                    let permit = permit::person::<act::Reopen>(work.tx(), ctx, person)?;
                    support::reopen(work, ctx, &permit)
                }
            })
        }
        7 => {
            let Some(referral) = referral else { return };
            let person = kith.person_of(referral);
            kith.act(&actor, move |work, ctx| {
                let permit = permit::person::<act::SendMessage>(work.tx(), ctx, person)?;
                let input = messages::Input { happened: "Met twice".to_owned(), ..messages::Input::default() };
                messages::send(work, ctx, &permit, &input, "https://kith.example.org").map(drop)
            })
        }
        11 => {
            let Some(referral) = referral else { return };
            kith.act(&actor, move |work, ctx| {
                let permit = permit::referral::<act::AskReferrer>(work.tx(), ctx, referral)?;
                questioning::ask(work, ctx, &permit, "Which flat is it?", "").map(drop)
            })
        }
        12 => {
            let Some(referral) = referral else { return };
            let person = kith.person_of(referral);
            let to = dice.one(&world.workers).to_string();
            kith.act(&actor, move |work, ctx| {
                let permit = permit::person::<act::MoveCase>(work.tx(), ctx, person)?;
                let all = cases::of_person(work.tx(), person)?;
                let version = all.first().map(|kept| kept.version).unwrap_or_default();
                moving::move_case(
                    work,
                    ctx,
                    &permit,
                    version,
                    (&to, "Likes to be called in the morning"),
                    moving::Naming::Nobody,
                )
            })
        }
        13 => {
            let (worker, by) = (*dice.one(&world.workers), *dice.one(&world.workers));
            let today = kith_domain::time::day_of(kith.app.now());
            let day = |days: i64| {
                let day = today.checked_add(jiff::ToSpan::days(days)).unwrap();
                (day.day().to_string(), day.month().to_string(), day.year().to_string())
            };
            let input = covering::Input {
                by: by.to_string(),
                from: day(0),
                until: day(i64::try_from(dice.below(3)).unwrap()),
                ..covering::Input::default()
            };
            kith.act(&actor, move |work, ctx| {
                let permit = permit::own_service::<act::ArrangeCover>(ctx)?;
                covering::arrange(work, ctx, &permit, worker, &input)
            })
        }
        9 => {
            let who = *dice.one(&door::Who::ALL);
            kith.ask(*dice.one(&world.services), who, &door_form(kith.number())).map(drop)
        }
        10 => {
            let Some(referral) = referral else { return };
            let person = kith.person_of(referral);
            let managers = world.others.iter().filter(|it| matches!(kith.post(**it), Post::ServiceManager(_)));
            let staff = world.workers.iter().chain(&world.leads).chain(managers).copied();
            let service = actor.services().first().copied();
            let colleagues: Vec<Id<Account>> =
                staff.filter(|account| kith.actor(*account).services().first().copied() == service).collect();
            let mut named: Vec<String> = vec![dice.one(&colleagues).to_string(), dice.one(&colleagues).to_string()];
            named.extend(actor.account().map(|account| account.to_string()));
            // Mostly with somebody who can move the case, without whom it is refused.
            let movers = colleagues.iter().filter(|it| !matches!(kith.post(**it), Post::LinkWorker(_)));
            let movers: Vec<Id<Account>> = movers.copied().collect();
            if dice.below(4) > 0 && !movers.is_empty() {
                named.push(dice.one(&movers).to_string());
            }
            let restricted = dice.below(3) > 0;
            kith.act(&actor, move |work, ctx| {
                let permit = permit::person::<act::ProtectRecord>(work.tx(), ctx, person)?;
                let version = kith_store::protection::of_person(work.tx(), person)?.map_or(0, |kept| kept.version);
                let reason = "Somebody here is a neighbour.".to_owned();
                let input = protection::Input { restricted, named: named.clone(), reason, not_online: false };
                protection::change(work, ctx, &permit, version, &input)
            })
        }
        _ => {
            let Some(referral) = referral else { return };
            kith.act(&actor, move |work, ctx| {
                let permit = permit::practice_record::<act::ReadMessage>(work.tx(), ctx, referral)?;
                messages::mark_read(work, ctx, &permit).map(drop)
            })
        }
    };
    match outcome {
        Ok(()) => done[what] += 1,
        Err(Refusal::Hidden | Refusal::Denied | Refusal::Rejected(_)) => {}
        Err(other) => panic!("act {what}: {other:?}"),
    }
}

/// A relationship ends, and a worker moves to another service, so that rights shrink and do not only grow.
fn shrink(kith: &Kith, world: &World, dice: &mut Dice) {
    let ended = *dice.one(&world.relations);
    let now = kith.app.now();
    kith.change::<Relation>(ended.uuid(), move |relation| Relation { ended: Some(now), ..relation });
    let mover = kith.actor(*dice.one(&world.workers));
    let Actor::Staff(staff) = &mover else { unreachable!("a worker is staff") };
    kith.change::<Standing>(staff.standing.uuid(), move |standing| Standing { ended: Some(now), ..standing });
    let elsewhere = world.services.iter().find(|other| !staff.services.contains(other)).copied();
    kith.stand(staff.account, Role::LinkWorker, elsewhere, None);
}

/// What there is, read past every fence.
struct Everything {
    people: Vec<(Id<Person>, PersonFacts, bool)>,
    /// The digits of each person's number.
    numbers: Vec<String>,
    referrals: Vec<(Id<Referral>, ReferralFacts, bool, PersonFacts)>,
    /// What is booked, with the facts about whose it is.
    booked: Vec<(Id<Appointment>, PersonFacts)>,
    unread: Vec<(Id<MessageBack>, PracticeRecord)>,
    asked: Vec<(Id<Question>, PracticeRecord)>,
}

fn everything(kith: &Kith) -> Everything {
    let today = kith_domain::time::day_of(kith.app.now());
    let read = kith.app.store().read(&Reach::maintenance(), |tx| {
        let (mut all, mut numbers) = (Vec::new(), Vec::new());
        for person in people::everybody(tx)? {
            let facts = people::facts(tx, person)?.unwrap();
            all.push((person, facts, !cases::of_person(tx, person)?.is_empty()));
            let number = table::find::<Person>(tx, person.uuid())?.unwrap().it.identity.nhs_number;
            // Whoever came by the public form may have none.
            numbers.push(number.map_or_else(|_| String::new(), |number| number.digits()));
        }
        let mut every = Vec::new();
        for (referral, record, in_queue) in referrals::every(tx)? {
            let person = table::find::<Referral>(tx, referral.uuid())?.unwrap().it.person;
            every.push((referral, record, in_queue, people::facts(tx, person)?.unwrap()));
        }
        let mut booked = Vec::new();
        for (person, facts, _) in &all {
            let of = appointments::of_person(tx, *person)?;
            // What was called off stands on its own day still.
            let shown = of.into_iter().filter(|kept| kept.it.state.is_open() || kept.it.booking.when.day() == today);
            booked.extend(shown.map(|kept| (kept.it.id, facts.clone())));
        }
        let mut unread = Vec::new();
        let mut asked = Vec::new();
        for (referral, facts, ..) in &every {
            let Some(record) = facts.practice_record() else { continue };
            let open = questions::of_referral(tx, *referral)?.into_iter().filter(|kept| kept.it.answer.is_none());
            asked.extend(open.map(|kept| (kept.it.id, record)));
            for kept in kith_store::messages::of_referral(tx, *referral)? {
                if kept.it.state == State::Sent {
                    unread.push((kept.it.id, record));
                }
            }
        }
        Ok::<_, kith_store::DbError>(Everything { people: all, numbers, referrals: every, booked, unread, asked })
    });
    read.unwrap()
}

/// Walks a list as the pages do; somebody who may not open it sees nothing of it.
pub(super) fn walk<T: Ord, K>(mut page: impl FnMut(Option<K>) -> Result<(Vec<T>, Option<K>), Refusal>) -> Vec<T> {
    let (mut all, mut after) = (Vec::new(), None);
    loop {
        match page(after.take()) {
            Ok((lines, next)) => {
                all.extend(lines);
                match next {
                    Some(key) => after = Some(key),
                    None => return all,
                }
            }
            Err(Refusal::Hidden | Refusal::Denied) => return Vec::new(),
            Err(other) => panic!("{other:?}"),
        }
    }
}

fn once<T: Ord + std::fmt::Debug>(lines: Vec<T>) -> BTreeSet<T> {
    let length = lines.len();
    let set: BTreeSet<T> = lines.into_iter().collect();
    assert_eq!(set.len(), length, "a line stands twice");
    set
}

/// The identifiers of a day's lines.
fn of_day(day: Result<Day, Refusal>) -> BTreeSet<Id<Appointment>> {
    match day {
        Ok(day) => {
            let lines = day.before.iter().chain(&day.day).chain(&day.after);
            once(lines.map(|line| line.kept.it.id).collect())
        }
        Err(Refusal::Hidden | Refusal::Denied) => BTreeSet::new(),
        Err(other) => panic!("{other:?}"),
    }
}

/// Whether the people on somebody's Today are theirs: their own, or of a colleague they cover. Being named on a record
/// opens it, and books nothing into the day.
fn has_or_covers(actor: &Actor, facts: &PersonFacts) -> bool {
    let Actor::Staff(staff) = actor else { return false };
    facts.workers.iter().any(|worker| *worker == staff.account || staff.covers.contains(worker))
}

/// What a worker finds on Today is what is booked with those whose records she may open; a lead finds in the
/// days of the team nothing but that.
fn compare_days(kith: &Kith, world: &World, actor: &Actor, all: &Everything) -> usize {
    let today = kith_domain::time::day_of(kith.app.now());
    let may: BTreeSet<Id<Appointment>> = (all.booked.iter())
        .filter(|(_, facts)| decide(actor, Action::SeePerson, &Resource::Person(facts.clone())) == Decision::Allow)
        .filter(|(_, facts)| !matches!(actor.post(), Some(Post::LinkWorker(_))) || has_or_covers(actor, facts))
        .map(|(appointment, _)| *appointment)
        .collect();
    let mine = of_day(kith.app.read(&kith.seed(actor), |look, ctx| {
        booked_room::my_day(look, ctx, &permit::own_service::<act::SeeToday>(ctx)?, today)
    }));
    let theirs: BTreeSet<Id<Appointment>> = (world.workers.iter())
        .flat_map(|worker| {
            of_day(kith.app.read(&kith.seed(actor), |look, ctx| {
                let permit = permit::own_service::<act::SeeWorkersDay>(ctx)?;
                booked_room::workers_day(look, &permit, *worker, today).map(|(_, day)| day)
            }))
        })
        .collect();
    match actor.post() {
        Some(Post::LinkWorker(_)) => {
            assert_eq!(mine, may, "Today of {actor:?}");
            assert!(theirs.is_empty(), "the days of others, for {actor:?}");
        }
        Some(Post::TeamLead(_)) => {
            assert!(mine.is_empty(), "a lead has nobody's case: {actor:?}");
            assert!(theirs.is_subset(&may), "the days of the team of {actor:?}");
        }
        _ => assert!(mine.is_empty() && theirs.is_empty(), "{actor:?}"),
    }
    mine.len() + theirs.len()
}

fn compare(kith: &Kith, actor: &Actor, all: &Everything) -> [usize; 6] {
    let allowed = |action, resource: Resource| decide(actor, action, &resource) == Decision::Allow;

    let listed: BTreeSet<Id<Person>> = walk(|after: Option<Id<Case>>| {
        kith.app.read(&kith.seed(actor), |look, ctx| {
            let permit = permit::own_service::<act::ListPeople>(ctx)?;
            let list = people_room::list(look, &permit, &Narrowed::default(), after)?.ok_or(Refusal::Hidden)?;
            Ok((list.page.lines.iter().map(|line| line.person).collect::<Vec<_>>(), list.page.next))
        })
    })
    .into_iter()
    .collect();
    let may: BTreeSet<Id<Person>> = (all.people.iter())
        .filter(|(_, facts, has_case)| *has_case && allowed(Action::SeePerson, Resource::Person(facts.clone())))
        .map(|(person, ..)| *person)
        .collect();
    // A manager lists nobody but the restricted records that name her.
    let is_manager = matches!(actor.post(), Some(Post::ServiceManager(_)));
    assert_eq!(listed, if is_manager { BTreeSet::new() } else { may }, "people of {actor:?}");
    let named = kith.app.read(&kith.seed(actor), |look, ctx| {
        protection::that_name_one(look, &permit::own_service::<act::ListNamed>(ctx)?)
    });
    let named: BTreeSet<Id<Person>> = match named {
        Ok(all) => once(all.iter().map(|it| it.person).collect()),
        Err(Refusal::Hidden | Refusal::Denied) => BTreeSet::new(),
        Err(other) => panic!("{other:?}"),
    };
    let may: BTreeSet<Id<Person>> = (all.people.iter())
        .filter(|(_, facts, _)| facts.restricted_to.is_some())
        .filter(|(_, facts, _)| allowed(Action::SeePerson, Resource::Person(facts.clone())))
        .map(|(person, ..)| *person)
        .collect();
    assert_eq!(named, may, "restricted records that name {actor:?}");

    let queue = once(walk(|after| {
        kith.app.read(&kith.seed(actor), |look, ctx| {
            let page = triage::queue(look, &permit::own_service::<act::SeeQueue>(ctx)?, after)?;
            Ok((page.lines.iter().map(|line| line.id).collect::<Vec<_>>(), page.next))
        })
    }));
    let waiting: BTreeSet<Id<Referral>> = (all.referrals.iter())
        .filter(|(_, record, in_queue, person)| {
            *in_queue
                && allowed(Action::SeeReferral, Resource::Referral { service: record.service })
                && allowed(Action::SeePerson, Resource::Person(person.clone()))
        })
        .map(|(referral, ..)| *referral)
        .collect();
    assert_eq!(queue, waiting, "the queue of {actor:?}");

    // Searching for a number finds whoever has it and may be seen, and nobody else.
    let mut found = 0;
    for number in all.numbers.iter().filter(|number| !number.is_empty()).step_by(7) {
        let typed = number.clone();
        let kept = kith.app.write(&kith.seed(actor), move |work, ctx| {
            finding::keep(work, ctx, &permit::own_service::<act::SearchPeople>(ctx)?, &typed)
        });
        let hits: BTreeSet<Id<Person>> = match kept {
            Ok(kept) => {
                let find = kith.app.read(&kith.seed(actor), |look, ctx| {
                    finding::find(look, ctx, &permit::own_service::<act::SearchPeople>(ctx)?, kept, None)
                });
                once(find.unwrap().hits.iter().map(|hit| hit.it.person).collect())
            }
            Err(Refusal::Hidden | Refusal::Denied) => BTreeSet::new(),
            Err(other) => panic!("{other:?}"),
        };
        let may: BTreeSet<Id<Person>> = (all.people.iter().zip(&all.numbers))
            .filter(|((_, facts, _), its)| {
                *its == number && allowed(Action::SeePerson, Resource::Person(facts.clone()))
            })
            .map(|((person, ..), _)| *person)
            .collect();
        assert_eq!(hits, if is_manager { BTreeSet::new() } else { may }, "who has {number}, for {actor:?}");
        found += hits.len();
    }

    let mut unread = Vec::new();
    let mut asked = Vec::new();
    let mine = once(walk(|before| {
        kith.app
            .read(&kith.seed(actor), |look, ctx| {
                referring::mine(look, &permit::own_service::<act::ListMyReferrals>(ctx)?, before)
            })
            .map(|mine| {
                unread = mine.unread.iter().map(|line| line.id).collect();
                asked = mine.to_answer.iter().map(|line| line.id).collect();
                (mine.page.lines.iter().map(|line| line.id).collect(), mine.page.next)
            })
    }));
    let readable: BTreeSet<Id<Referral>> = (all.referrals.iter())
        .filter(|(_, facts, ..)| {
            let readable = |record| allowed(Action::SeeMyReferral, Resource::Practice(record));
            facts.practice_record().is_some_and(readable)
        })
        .map(|(referral, ..)| *referral)
        .collect();
    assert_eq!(mine, readable, "the referrals of {actor:?}");
    let to_read: BTreeSet<Id<MessageBack>> = (all.unread.iter())
        .filter(|(_, record)| allowed(Action::ReadMessage, Resource::Practice(*record)))
        .map(|(message, _)| *message)
        .collect();
    assert_eq!(once(unread), to_read, "unread messages of {actor:?}");
    let to_answer: BTreeSet<Id<Question>> = (all.asked.iter())
        .filter(|(_, record)| allowed(Action::AnswerQuestion, Resource::Practice(*record)))
        .map(|(question, _)| *question)
        .collect();
    assert_eq!(once(asked), to_answer, "questions to {actor:?}");
    figures_add_up(kith, actor, all);
    [listed.len(), queue.len(), mine.len(), to_read.len(), found, named.len()]
}

/// By state and by sender the referrals of a month sum to those received, which are the rows that the figure opens;
/// whoever waits at the end is in the queue now; and a manager reads the same figures as a lead.
fn figures_add_up(kith: &Kith, actor: &Actor, all: &Everything) {
    let read = |back: usize| {
        kith.app.read(&kith.seed(actor), |look, ctx| {
            let permit = permit::own_service::<act::SeeReports>(ctx)?;
            let month = (0..back).fold(Month::of(ctx.today()), |month, _| month.before());
            reports::this_month(look, ctx, &permit, month)
        })
    };
    let report = match read(0) {
        Ok(report) => report,
        Err(Refusal::Hidden | Refusal::Denied) => return,
        Err(other) => panic!("{other:?}"),
    };
    let service = actor.services()[0];
    for figure in Figure::ALL {
        for (what, parts) in report.parts(*figure) {
            let sum: usize = parts.iter().map(|part| part.count).sum();
            assert_eq!(sum, report.number(*figure), "{figure:?} {what}");
        }
    }
    let may_open =
        |facts: &PersonFacts| decide(actor, Action::SeePerson, &Resource::Person(facts.clone())) == Decision::Allow;
    let may: BTreeSet<Id<Person>> =
        all.people.iter().filter(|(_, facts, _)| may_open(facts)).map(|(person, ..)| *person).collect();
    // A restricted record that does not name the reader is counted in no figure, as it stands in no list.
    let counts = |facts: &PersonFacts| {
        facts.restricted_to.as_ref().is_none_or(|named| actor.account().is_some_and(|viewer| named.contains(&viewer)))
    };
    let of_service =
        || all.referrals.iter().filter(|(_, record, _, person)| record.service == service && counts(person));
    // The history may run over the end of a month; no month counts a referral of another.
    let received: usize = (0..3).map(|back| read(back).unwrap().received).sum();
    assert_eq!(received, of_service().count());
    assert_eq!(report.waiting, of_service().filter(|(_, _, in_queue, _)| *in_queue).count());
    for (figure, number) in Figure::ALL.iter().map(|figure| (*figure, report.number(*figure))) {
        let opened = walk(|after| {
            kith.app.read(&kith.seed(actor), |look, ctx| {
                let permit = permit::own_service::<act::OpenFigure>(ctx)?;
                let page = reports::rows(look, &permit, report.month, figure, after)?;
                Ok((page.lines.iter().map(|line| (line.id, line.person)).collect::<Vec<_>>(), page.next))
            })
        });
        // A manager opens nobody; those who wait are the queue; what is counted is listed.
        let opens = matches!(actor.post(), Some(Post::TeamLead(_))) && figure != Figure::Waiting;
        let of_whom: Vec<Id<Person>> = once(opened).into_iter().map(|(_, person)| person).collect();
        assert!(of_whom.iter().all(|person| may.contains(person)), "{figure:?} of {actor:?}");
        assert_eq!(of_whom.len(), if opens { number } else { 0 }, "{figure:?} of {actor:?}");
    }
}

/// Several worlds on each engine; after each, and again after rights have shrunk, everybody's lists are
/// compared with the policy.
#[test]
fn every_list_holds_what_the_policy_allows_and_nothing_else() {
    on_each(|kith| {
        let mut dice = Dice(ChaCha8Rng::seed_from_u64(20_261_121));
        let world = found(kith, &mut dice);
        let mut done = [0; 14];
        let mut seen = [0; 6];
        let mut booked = 0;
        for round in 0..4 {
            for _ in 0..240 {
                happen(kith, &world, &mut dice, &mut done);
            }
            if round > 1 {
                shrink(kith, &world, &mut dice);
            }
            let all = everything(kith);
            for account in world.leads.iter().chain(&world.workers).chain(&world.referrers).chain(&world.others) {
                let counts = compare(kith, &kith.actor(*account), &all);
                booked += compare_days(kith, &world, &kith.actor(*account), &all);
                for (sum, count) in seen.iter_mut().zip(counts) {
                    *sum += count;
                }
            }
            assert_eq!(compare(kith, &Actor::Nobody, &all), [0; 6]);
            assert_eq!(compare(kith, &Actor::Operator, &all), [0; 6]);
            assert_eq!(compare_days(kith, &world, &Actor::Nobody, &all), 0);
        }
        // What was missing and who waits is planted at the end, once, on everybody there is.
        let all = everything(kith);
        let planted = missing_rows::plant(kith, &all.people);
        let mut missing = 0;
        for account in world.leads.iter().chain(&world.workers).chain(&world.referrers).chain(&world.others) {
            missing += missing_rows::compare(kith, &kith.actor(*account), &all.people, &planted);
        }
        assert_eq!(missing_rows::compare(kith, &Actor::Nobody, &all.people, &planted), 0);
        assert!(missing > 50, "{missing}");
        // A world in which nothing happened would prove nothing.
        assert!(done.iter().all(|times| *times > 2), "{done:?}");
        assert!(booked > 8, "{booked}");
        assert!(seen.iter().all(|rows| *rows > 10), "{seen:?}");
    });
}
