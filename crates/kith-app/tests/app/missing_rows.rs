//! Gaps and waits planted on everybody of a history, so that the register and the list of waits can be compared with the
//! policy.

use std::collections::BTreeSet;

use jiff::ToSpan;
use kith_app::asking::unanswered::{self, Filter as Silence, Order as Sorted, Which};
use kith_app::{Refusal, gap_register, permit, waits};
use kith_domain::directory::connection::Step;
use kith_domain::directory::{Capacity, CommunityService, Connection, Entry, Organisation, Record, Status};
use kith_domain::event::Event;
use kith_domain::id::Id;
use kith_domain::need::gap::{Findings, Reason};
use kith_domain::need::{Gap, Known, Need, Telling};
use kith_domain::person::Person;
use kith_domain::policy::actor::Post;
use kith_domain::policy::{Action, Actor, Decision, PersonFacts, Resource, act, decide};
use kith_domain::staff::Account;
use kith_domain::text::{Line, Words};
use kith_store::save::{self, Writ};
use kith_store::{Isolation, NO_SERVICE, Reach, cases, directory, table};

use crate::world::Kith;

/// Identifiers that nothing else of the history has.
struct Numbers(u64);

impl Numbers {
    fn id<T>(&mut self) -> Id<T> {
        self.0 += 1;
        let mut chance = [9; 10];
        chance[2..].copy_from_slice(&self.0.to_be_bytes());
        Id::from_parts(1_700_000_000_000, chance)
    }

    fn writ(&mut self, at: jiff::Timestamp) -> Writ {
        Writ {
            at,
            actor: "staff",
            account: None,
            action: "test",
            request: self.id::<Writ>().uuid(),
            event_id: self.id::<Event>().uuid(),
            audit_id: self.id::<Writ>().uuid(),
            salt: [7; 16],
        }
    }
}

/// What was planted on a person.
pub(super) struct Planted {
    person: Id<Person>,
    gap: Id<Gap>,
    waits: Option<Id<Connection>>,
    /// The connection of which nobody has said anything, while the person's case is open.
    silent: Option<Id<Connection>>,
}

fn entry() -> Entry {
    Entry {
        name: Line::new("Woodwork").unwrap(),
        description: None,
        status: Status::Active,
        audience: None,
        times: None,
        place: None,
        cost: None,
        access: None,
        languages: None,
        phone: None,
        email: None,
        url: None,
        record: Record::default(),
    }
}

/// Gives everybody a gap, and everybody but each third a wait.
pub(super) fn plant(kith: &Kith, people: &[(Id<Person>, PersonFacts, bool)]) -> Vec<Planted> {
    let at = kith.app.now();
    let mut numbers = Numbers(0);
    let by: Id<Account> = numbers.id();
    let name = Line::new("The Shed").unwrap();
    let of = Organisation { id: numbers.id(), source: None, name, description: None, email: None, url: None };
    let service = CommunityService {
        id: numbers.id(),
        organisation: of.id,
        source: None,
        entry: entry(),
        capacity: Capacity::NotSaid,
        checked: None,
        vanished: None,
        here: kith_domain::directory::Here::default(),
    };
    let public = Reach { services: vec![NO_SERVICE], purpose: "care" };
    let (whose, it, one, two) = (of.clone(), service.clone(), numbers.writ(at), numbers.writ(at));
    kith.app
        .store()
        .write(&public, Isolation::Ordinary, move |tx| {
            save::new(tx, &one, &whose, &Event::new("test.saved"))?;
            directory::save_new(tx, &two, &it, &whose, &Event::new("test.saved"))
        })
        .unwrap();
    let mut planted = Vec::new();
    for (n, (id, facts, _)) in people.iter().enumerate() {
        let reach = Reach { services: vec![facts.service.uuid(), NO_SERVICE], purpose: "care" };
        let person = kith.app.store().read(&reach, |tx| table::find::<Person>(tx, id.uuid())).unwrap().unwrap().it;
        let stated = Words::new("Somebody to talk to").unwrap();
        let telling = Telling { stated, domain: None, known: Known::Later, heard: None };
        let (need, of_need) = Need::record(numbers.id(), &person, telling, by, at);
        let reason = if n % 2 == 0 { Reason::Full } else { Reason::Wait };
        let (gap, of_gap) = Gap::record(numbers.id(), &need, Findings::only(reason), by, at).unwrap();
        let (chosen, of_choice) = Connection::choose(
            numbers.id(),
            &person,
            None,
            &service,
            kith_domain::directory::connection::Agreed::default(),
            by,
            at,
        );
        let waits = n % 3 != 0;
        let weeks = Some(u32::try_from(n % 7).unwrap());
        let then = at.checked_add(1.second()).unwrap();
        let asked = chosen.clone().take(Step::Ask, then).unwrap();
        let listed = asked.0.clone().take(Step::WaitList { weeks }, then).unwrap();
        let cases = kith.app.store().read(&reach, |tx| cases::of_person(tx, *id)).unwrap();
        let is_silent = !waits && cases.iter().any(|kept| kept.it.state.is_open());
        planted.push(Planted {
            person: *id,
            gap: gap.id,
            waits: waits.then_some(chosen.id),
            silent: is_silent.then_some(chosen.id),
        });
        let writs: Vec<Writ> = (0..5).map(|_| numbers.writ(at)).collect();
        kith.app
            .store()
            .write(&reach, Isolation::Ordinary, move |tx| {
                save::new(tx, &writs[0], &need, &of_need)?;
                save::new(tx, &writs[1], &gap, &of_gap)?;
                save::new(tx, &writs[2], &chosen, &of_choice)?;
                save::change(tx, &writs[3], 1, &asked.0, &asked.1)?;
                if waits {
                    save::change(tx, &writs[4], 2, &listed.0, &listed.1)?;
                }
                Ok::<(), save::SaveError>(())
            })
            .unwrap();
    }
    planted
}

/// The rows of the register and of the waits are those whose person the policy opens; a manager is told nothing of either.
/// Gives how many there were.
pub(super) fn compare(
    kith: &Kith,
    actor: &Actor,
    people: &[(Id<Person>, PersonFacts, bool)],
    planted: &[Planted],
) -> usize {
    let works = matches!(actor.post(), Some(Post::LinkWorker(_) | Post::TeamLead(_)));
    let may = |person: Id<Person>| {
        let facts = people.iter().find(|(id, ..)| *id == person).unwrap().1.clone();
        works && decide(actor, Action::SeePerson, &Resource::Person(facts)) == Decision::Allow
    };
    let mut all = 0;
    let to = kith.app.now().checked_add(1.hours()).unwrap();
    for reason in ["", "full"] {
        for order in [gap_register::Order::Newest, gap_register::Order::Oldest] {
            let filter = gap_register::Filter {
                from: jiff::Timestamp::UNIX_EPOCH,
                to,
                sector: String::new(),
                domain: String::new(),
                reason: reason.to_owned(),
                state: "open".to_owned(),
                district: String::new(),
                order,
            };
            let listed = super::lists_equal_decisions::walk(|after| {
                kith.app.read(&kith.seed(actor), |look, ctx| {
                    let permit = permit::own_service::<act::SeeGaps>(ctx)?;
                    let page = gap_register::open(look, &permit, &filter, after)?.page;
                    Ok((page.lines.iter().map(|line| line.id).collect::<Vec<_>>(), page.next))
                })
            });
            let wanted: BTreeSet<Id<Gap>> = (planted.iter().enumerate())
                .filter(|(n, it)| may(it.person) && (reason.is_empty() || n % 2 == 0))
                .map(|(_, it)| it.gap)
                .collect();
            let found: BTreeSet<Id<Gap>> = listed.iter().copied().collect();
            assert_eq!(found.len(), listed.len(), "a gap stands twice");
            assert_eq!(found, wanted, "gaps ({reason}) of {actor:?}");
            all += found.len();
        }
    }
    let listed = super::lists_equal_decisions::walk(|after| {
        kith.app.read(&kith.seed(actor), |look, ctx| {
            let page = waits::list(look, &permit::own_service::<act::SeeWaits>(ctx)?, after)?;
            Ok((page.lines.iter().map(|line| (line.due, line.line.kept.it.id)).collect::<Vec<_>>(), page.next))
        })
    });
    assert!(listed.is_sorted_by_key(|(due, _)| *due), "what is due longest stands first");
    let wanted: BTreeSet<Id<Connection>> =
        planted.iter().filter(|it| may(it.person)).filter_map(|it| it.waits).collect();
    let found: BTreeSet<Id<Connection>> = listed.iter().map(|(_, id)| *id).collect();
    assert_eq!((found.len(), &found), (listed.len(), &wanted), "waits of {actor:?}");
    for order in [Sorted::Longest, Sorted::Latest] {
        let of = |which| {
            let filter = Silence { which, worker: None, order };
            super::lists_equal_decisions::walk(|after| {
                kith.app.read(&kith.seed(actor), |look, ctx| {
                    let permit = permit::own_service::<act::SeeUnanswered>(ctx)?;
                    let page = unanswered::list(look, ctx, &permit, &filter, after)?.page;
                    Ok((page.lines.iter().map(|it| it.line.connection).collect::<Vec<_>>(), page.next))
                })
            })
        };
        let listed = of(Which::Asked);
        let silent: BTreeSet<Id<Connection>> = listed.iter().copied().collect();
        let wanted = planted.iter().filter(|it| may(it.person)).filter_map(|it| it.silent).collect();
        assert_eq!((silent.len(), &silent), (listed.len(), &wanted), "not answered, for {actor:?}");
        assert!(of(Which::Over).is_empty() && of(Which::WrittenDown).is_empty(), "they were asked a moment ago");
        all += silent.len();
    }
    // The file is the lead's, and needs that they have just said who they are; there is no other door to it.
    let file = kith.app.read(&kith.seed(actor), |_, ctx| permit::own_service::<act::ExportGaps>(ctx).map(drop));
    assert_eq!(file.is_ok(), matches!(actor.post(), Some(Post::TeamLead(_))), "{actor:?}");
    assert!(matches!(file, Ok(()) | Err(Refusal::Hidden | Refusal::Denied)));
    all + found.len()
}
