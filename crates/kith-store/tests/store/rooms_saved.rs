//! Every saved entity comes back as it was, in each of its states, on both engines.

use std::fmt::Debug;

use jiff::civil::date;
use kith_domain::directory::connection::{Agreed, DeclineReason, Part, State as Standing, Wait};
use kith_domain::directory::{Capacity, CommunityService, Connection, Organisation, Status};
use kith_domain::message::{MessageBack, State as Reading};
use kith_domain::need::gap::{Answered, Findings, Instead, Kind, Reason, Structure};
use kith_domain::need::{Agreement, Domain, Gap, InvestmentAsk, Origin, Said, Stand, Voice};
use kith_domain::nhs_number::NumberMissing;
use kith_domain::person::Person;
use kith_domain::person::around::{Around, MayKnow, OwnAgreement, Relation};
use kith_domain::person::equality::{Answers, Disability, Equality, EthnicGroup, Sex};
use kith_domain::person::identity::{Address, Parts};
use kith_domain::person::protection;
use kith_domain::person::reaching::{Adjustment, Channel, Facts, Format, Message, Reaching, Safe, Support};
use kith_domain::person::sharing::{Recipient, Says, SharingDecision, Terms};
use kith_domain::referral::{Referral, State as Triage, Told, ToldAnswer};
use kith_domain::staff::{Account, Role, Service};
use kith_domain::support::case::{Case, ClosureReason, Ending, State as Progress};
use kith_domain::support::contact::{Asked, Contact, Details, Mode, Place, Reached, StartedBy};
use kith_domain::support::letter_template::Wording;
use kith_domain::support::way_list::ListLine;
use kith_domain::support::way_of_working::Heading;
use kith_domain::support::{LetterTemplate, OwnTap, WayList, WayOfWorking, WhatMatters};
use kith_domain::text::{Line, Note, Words};
use kith_store::save::{self, SaveError};
use kith_store::{Isolation, NO_SERVICE, Reach, Saved, Store, audit, table};

use crate::rooms_world::{
    World, account, add, at, community_service, event, id, line, on_each, organisation, read, standing, words, writ,
};

/// What a text field may hold at its worst.
pub fn worst(most: usize) -> String {
    let beginning = "Ó “quoted” 'it''s' \\ %_ {id} $1 ?1 👩🏽\u{200D}🦽 ";
    let rest = most - beginning.chars().count();
    format!("{beginning}{}", "é".repeat(rest))
}

pub fn worst_line() -> Line {
    line(&worst(Line::MOST))
}

pub fn worst_words() -> Words {
    words(&worst(Words::MOST))
}

/// Saves the first, changes it to each of the others in turn, and reads back what was saved each time;
/// then the version that was read long ago is refused, and leaves no trace.
pub fn round_trip<T>(store: &Store, reach: &Reach, versions: &[T])
where
    T: Saved + Clone + PartialEq + Debug + Send + 'static,
{
    let key = versions[0].id();
    let found = || read(store, reach, |tx| table::find::<T>(tx, key)).expect("it was saved");
    for (version, it) in (1_i64..).zip(versions) {
        assert_eq!(it.id(), key, "one record");
        let (saved, writ) = (it.clone(), writ(version));
        store
            .write(reach, Isolation::Ordinary, move |tx| match version {
                1 => save::new(tx, &writ, &saved, &event()),
                _ => save::change(tx, &writ, version - 1, &saved, &event()).map(drop),
            })
            .unwrap_or_else(|error| panic!("{} version {version}: {error:?}", T::TABLE.name));
        let kept = found();
        assert_eq!((&kept.it, kept.version), (it, version), "{}", T::TABLE.name);
    }
    let entries = trail(store);
    let (stale, writ) = (versions[0].clone(), writ(99));
    let newest = i64::try_from(versions.len()).unwrap();
    for wrong in [newest - 1, newest + 1, 0] {
        let (stale, writ) = (stale.clone(), writ.clone());
        let refused = store
            .write(reach, Isolation::Ordinary, move |tx| save::change(tx, &writ, wrong, &stale, &event()).map(drop));
        assert!(matches!(refused, Err(SaveError::Stale)), "{} at {wrong}: {refused:?}", T::TABLE.name);
    }
    assert_eq!(found().version, newest);
    assert_eq!(trail(store), entries, "a refused change leaves no entry in the trail");
}

/// How many entries the trail holds, chained or not.
fn trail(store: &Store) -> i64 {
    read(store, &Reach::maintenance(), |tx| Ok(audit::head(tx)?.position + audit::unsealed(tx)?))
}

#[test]
fn the_house_and_its_people_come_back_as_they_were() {
    on_each(|_, store| {
        let world = World::set_up(store, "north");
        let reach = Reach { purpose: "identity", ..world.reach() };
        let service = Service { id: id(), slug: "south".to_owned(), name: worst_line(), phone: None };
        let own = Reach { services: vec![service.id.uuid(), NO_SERVICE], purpose: "identity" };
        round_trip(store, &own, &[service.clone(), Service { phone: Some(line("01632 960 000")), ..service }]);
        let practice = kith_domain::practice::Practice { id: id(), name: worst_line(), ..world.practice.clone() };
        let practice = kith_domain::practice::Practice {
            ods_code: kith_domain::practice::OdsCode::parse("Y99999").unwrap(),
            ..practice
        };
        let changed = kith_domain::practice::Practice { email: Some(line("p@example.org")), ..practice.clone() };
        round_trip(store, &reach, &[practice.clone(), changed]);
        let relation = kith_store::staff::Relation { id: id(), practice: practice.id, ..world.relation.clone() };
        let ended = kith_store::staff::Relation { ended: Some(at(5)), ..relation.clone() };
        round_trip(store, &reach, &[relation, ended]);
        let somebody = account("Zoë@Example.org");
        round_trip(
            store,
            &reach,
            &[
                somebody.clone(),
                Account { password: Some("$argon2id$…".to_owned()), ..somebody.clone() },
                Account { disabled: Some(at(9)), name: worst_line(), ..somebody.clone() },
            ],
        );
        for role in Role::ALL {
            let it = standing(&somebody, role, Some(world.service.id));
            let ended = kith_domain::staff::Standing { ended: Some(at(9)), ..it.clone() };
            round_trip(store, &reach, &[it, ended]);
        }
        let at_practice = kith_domain::staff::Standing {
            practice: Some(practice.id),
            organisation: Some(id()),
            ..standing(&somebody, Role::Practice, None)
        };
        round_trip(store, &reach, &[at_practice]);
    });
}

#[test]
fn people_and_referrals_come_back_in_every_state() {
    on_each(|_, store| {
        let world = World::set_up(store, "north");
        let reach = world.reach();
        let person = world.person(11, "Ó Súilleabháin", "Máire");
        assert!(person.identity.nhs_number.is_ok(), "the serial has a number");
        let mut renamed = person.clone();
        renamed.identity.preferred_name = Some(worst_line());
        renamed.identity.nhs_number = Err(NumberMissing::Overseas);
        renamed.identity.born = date(1900, 1, 1).into();
        let told =
            Person { safe_contact: Some(worst_words()), communication: Some(words("by phone")), ..renamed.clone() };
        let mut unnamed = Person { phone: Some(line("01632 960 001")), ..told.clone() };
        unnamed.identity.given_names = None;
        round_trip(store, &reach, &[person.clone(), renamed, told, unnamed]);
        let by = world.worker.id;
        let referral = world.referral(&person, 3);
        let mut told = referral.clone();
        told.reason = worst_words();
        told.told = Told { answer: ToldAnswer::NotYet, words: Some(worst_words()) };
        let in_state =
            |state| Referral { state, link_reason: Some(kith_domain::referral::LinkReason::Area), ..told.clone() };
        round_trip(
            store,
            &reach,
            &[
                referral.clone(),
                told.clone(),
                in_state(Triage::Accepted { at: at(4), by }),
                in_state(Triage::Allocated { accepted: at(4), at: at(5), by, worker: id() }),
                in_state(Triage::Returned { at: at(6), by, reason: worst_words() }),
                in_state(Triage::Received),
            ],
        );
        let (case, _) = Case::open(id(), &referral, at(4));
        let ending = |first_contact, words| Ending {
            worker: by,
            at: at(9),
            reason: ClosureReason::Unknown,
            words,
            first_contact,
            policy: first_contact.map(|_| jiff::civil::date(2026, 10, 1)),
        };
        let in_state = |state| Case { state, ..case.clone() };
        round_trip(
            store,
            &reach,
            &[
                case.clone(),
                in_state(Progress::New { worker: by, since: at(5) }),
                in_state(Progress::Active { worker: by, since: at(5), first_contact: at(6) }),
                in_state(Progress::Holding { worker: by, since: at(5), first_contact: at(6) }),
                in_state(Progress::DoorOpen { ending: ending(Some(at(6)), Some(worst_words())) }),
                in_state(Progress::Closed { ending: ending(None, None) }),
                in_state(Progress::Waiting),
            ],
        );
    });
}

#[test]
fn what_is_written_about_a_person_comes_back_as_it_was() {
    on_each(|_, store| {
        let world = World::set_up(store, "north");
        let reach = world.reach();
        let (person, referral, case) = world.supported(store, 11, "Shah", world.worker.id);
        let way = WayOfWorking {
            id: id(),
            service: world.service.id,
            code: line("P08"),
            label: worst_line(),
            heading: Heading::Being,
            position: 1,
        };
        round_trip(
            store,
            &reach,
            &[way.clone(), WayOfWorking { heading: Heading::Limits, position: 9, ..way.clone() }],
        );
        let contact = world.contact(&case, 3);
        let bare = Details { note: None, reached: Reached::NoAnswer, ..contact.details.clone() };
        let full = Details {
            at: at(4),
            mode: Mode::Behalf,
            place: Some(Place::Community),
            started_by: Some(StartedBy::Other),
            reached: Reached::DidNotAttend,
            others: Some(worst_line()),
            minutes: Some(1_440),
            note: Some(Note::new(&worst(Note::MOST)).unwrap()),
            ways: vec![way.id, id()],
            list: 7,
            accompanied: Some(id()),
            next: Some(worst_line()),
        };
        let with = |details: &Details| Contact { details: details.clone(), ..contact.clone() };
        let asked = |asked| Contact { asked: Some(asked), ..with(&full) };
        let contacts = [contact.clone(), with(&bare), with(&full), asked(Asked::Answered), asked(Asked::Skipped)];
        round_trip(store, &reach, &contacts);
        let (tap, _) = OwnTap::keep(id(), &contact, (vec![way.id], 1), at(3)).unwrap();
        let (later, _) = tap.clone().change(date(2026, 11, 20), (vec![way.id, id()], 3), at(4)).unwrap();
        round_trip(store, &reach, &[tap, later.clone(), OwnTap { ways: vec![], ..later }]);
        let held = ListLine {
            way: way.id,
            code: way.code.clone(),
            label: worst_line(),
            heading: Heading::Doing,
            is_offered: false,
        };
        let (first, _) = WayList::make(id(), (world.service.id, 1), vec![held], None, at(3));
        round_trip(store, &reach, &[first.clone(), WayList { author: Some(world.worker.id), lines: vec![], ..first }]);
        let (matters, _) = WhatMatters::write(id(), &person, worst_words(), world.worker.id, at(3));
        round_trip(store, &reach, &[matters.clone(), WhatMatters { words: words("her garden"), ..matters }]);
        let need = world.need(&person, 3);
        let coded = kith_domain::need::Need { domain: Some(Domain::Housing), stated: worst_words(), ..need.clone() };
        let said = |stand, words| Some(Said { stand, words, by: world.worker.id, at: at(5) });
        let mut versions = vec![need.clone(), coded.clone()];
        versions.push(kith_domain::need::Need { heard: Some(contact.id), ..coded.clone() });
        versions.extend(
            Stand::ALL
                .iter()
                .map(|stand| kith_domain::need::Need { said: said(*stand, Some(worst_words())), ..coded.clone() }),
        );
        versions.push(kith_domain::need::Need { said: said(Stand::Met, None), ..need.clone() });
        versions.push(need.clone());
        round_trip(store, &reach, &versions);
        let terms = Terms { says: Says::Share, what: None, from: date(2026, 11, 21), until: None };
        let recipient = Recipient::Practice(world.practice.id);
        let (decision, _) = SharingDecision::decide(id(), &person, recipient, terms, world.worker.id, at(4)).unwrap();
        let terms = Terms {
            says: Says::Part,
            what: Some(worst_words()),
            from: date(1951, 3, 27),
            until: Some(date(2026, 12, 31)),
        };
        let to = |recipient| SharingDecision { recipient, terms: terms.clone(), ..decision.clone() };
        let others = [Recipient::Organisation(id()), Recipient::Organisations, Recipient::Family, Recipient::Study];
        let versions: Vec<_> = std::iter::once(decision.clone()).chain(others.map(to)).collect();
        round_trip(store, &reach, &versions);
        let (reaching, _) = Reaching::begin(id(), &person, Facts::default(), world.worker.id, at(4));
        let facts = Facts {
            language: Some(worst_line()),
            formats: Format::ALL.to_vec(),
            supports: Support::ALL.to_vec(),
            adjustments: Adjustment::ALL.to_vec(),
            communication: Some(worst_words()),
            channels: Channel::ALL.iter().copied().zip(Safe::ALL.iter().copied().cycle()).collect(),
            message: Some(Message::NameOnly),
            who_answers: Some(worst_line()),
            when: Some(worst_line()),
            safe_contact: Some(worst_words()),
        };
        round_trip(store, &reach, &[reaching.clone(), Reaching { facts, ..reaching }]);
        let (equality, _) = Equality::begin(id(), &person, Answers::default(), world.worker.id, at(4));
        let answers = Answers {
            sex: Some(Sex::Other),
            ethnic_group: Some(EthnicGroup::NotStated),
            ethnic_words: Some(worst_line()),
            disability: Some(Disability::Yes),
        };
        round_trip(store, &reach, &[equality.clone(), Equality { answers, ..equality }]);
        for place in [None, Some(worst_line())] {
            let about = kith_domain::need::ask::About {
                period: kith_domain::measure::Period::parse("2025-26").unwrap(),
                need: line("domain-housing"),
                place,
            };
            let by = (world.worker.id, at(4));
            let (asked, _) = InvestmentAsk::write(id(), world.service.id, about, words("x"), by);
            round_trip(store, &reach, &[asked.clone(), InvestmentAsk { words: worst_words(), ..asked }]);
        }
        let (address, _) = Address::begin(id(), &person, Parts::default(), &line("moved"), world.worker.id, at(4));
        let parts = Parts { lines: Some(worst_words()), postcode: Some(line("ZZ99 3CZ")), email: Some(worst_line()) };
        round_trip(store, &reach, &[address.clone(), Address { parts, ..address }]);
        let around = crate::rooms_world::around(&person, world.worker.id);
        let full = kith_domain::person::around::Details {
            name: worst_line(),
            relation: Relation::Professional,
            relation_words: Some(worst_line()),
            phone: Some(line("01632 960001")),
            email: Some(worst_line()),
            may_know: MayKnow::Part,
            what: Some(worst_words()),
            agreed_on: Some(date(2026, 11, 3)),
            own_agreement: OwnAgreement::Agreed,
            is_emergency: true,
            words: Some(worst_words()),
        };
        let told = Around { details: full, ..around.clone() };
        round_trip(store, &reach, &[around, told.clone(), Around { ended: Some(at(9)), ..told }]);
        let wording = Wording {
            title: worst_line(),
            to: Some(words("The council\n\u{202e}1 Quay Street")),
            subject: line("About {name}"),
            text: kith_domain::text::Note::new("Dear {called},").unwrap(),
            is_offered: false,
        };
        let (template, _) = LetterTemplate::write(id(), person.service, worst_line(), wording.clone()).unwrap();
        let (changed, _) = template.clone().change(Wording { to: None, is_offered: true, ..wording }).unwrap();
        round_trip(store, &reach, &[template, changed]);
        let terms = protection::Terms { named: [id(), id()].into(), not_online: true, reason: Some(worst_words()) };
        let author = *terms.named.first().unwrap();
        let (protection, _) =
            protection::Protection::begin(id(), &person, terms, &[author].into(), (author, at(4))).unwrap();
        let lifted = protection::Protection { terms: protection::Terms::default(), ..protection.clone() };
        round_trip(store, &reach, &[protection, lifted]);
        let findings = Findings::only(Reason::NoneExists);
        let (gap, _) = Gap::record(id(), &need, findings, world.worker.id, at(4)).unwrap();
        let full = Gap {
            sought: worst_line(),
            reason: Reason::Wait,
            weeks: Some(520),
            instead: Some(Instead::Held),
            kind: Some(Kind::Housing),
            structure: Some(Structure::HousingStock),
            words: Some(worst_words()),
            ..gap.clone()
        };
        let answered = |words| Some(Answered { at: at(9), by: id(), came: None, words });
        let came = Gap { answered: answered(Some(worst_words())), ..full.clone() };
        let voice = |agreement| Some(Voice { words: worst_words(), agreement, at: at(9), by: id() });
        let noticed = Gap { origin: Origin::Search, voice: voice(Agreement::Withdrawn), ..full.clone() };
        let agreed = Gap { voice: voice(Agreement::Agreed), ..came.clone() };
        round_trip(
            store,
            &reach,
            &[gap, full, Gap { answered: answered(None), ..came.clone() }, came, noticed, agreed],
        );
        let message = world.message(&referral, 4);
        let mut full = MessageBack { state: Reading::Read { at: at(5), by: Some(id()) }, ..message.clone() };
        full.content.mattered = Some(worst_words());
        full.content.missing = Some(worst_words());
        full.content.happened = None;
        round_trip(store, &reach, &[message, full]);
    });
}

#[test]
fn the_directory_and_connections_come_back_in_every_state() {
    on_each(|_, store| {
        let world = World::set_up(store, "north");
        let reach = world.reach();
        let of = organisation("Elm Café");
        let full = Organisation {
            source: Some(id::<Organisation>().uuid()),
            name: worst_line(),
            description: Some(worst_words()),
            email: Some(line("hello@example.org")),
            url: Some(line("https://example.org/")),
            ..of.clone()
        };
        round_trip(store, &reach, &[of.clone(), full]);
        let it = community_service(&of, "Tea and talk");
        let mut full = CommunityService {
            source: Some(id::<Organisation>().uuid()),
            checked: Some(date(2026, 11, 1)),
            vanished: Some(at(7)),
            ..it.clone()
        };
        full.entry.name = worst_line();
        full.entry.status = Status::TemporarilyClosed;
        full.entry.description = Some(worst_words());
        full.entry.times = Some(worst_words());
        full.entry.place = Some(worst_words());
        full.entry.access = Some(worst_words());
        full.entry.audience = Some(worst_line());
        full.entry.cost = Some(worst_line());
        full.entry.languages = Some(worst_line());
        full.entry.phone = Some(worst_line());
        full.entry.email = Some(worst_line());
        full.entry.url = Some(worst_line());
        let mut versions = vec![it.clone(), full.clone()];
        for capacity in
            [Capacity::Room, Capacity::Wait { weeks: None }, Capacity::Wait { weeks: Some(6) }, Capacity::Full]
        {
            versions.push(CommunityService { capacity, ..full.clone() });
        }
        round_trip(store, &reach, &versions);
        let (person, _) = world.referred(store, 11, "Shah", 0);
        let need = world.need(&person, 1);
        add(store, &reach, &need);
        let (connection, _) = Connection::choose(id(), &person, None, &it, Agreed::default(), world.worker.id, at(2));
        let told =
            Agreed { parts: Part::ALL.iter().map(|part| (*part, worst_words())).collect(), words: Some(worst_words()) };
        let full = Connection { need: Some(need.id), agreed: told, ..connection.clone() };
        let mut versions = vec![connection, full.clone()];
        for state in [
            Standing::Suggested,
            Standing::Asked,
            Standing::Accepted { words: None },
            Standing::Accepted { words: Some(words("Ask for Joan")) },
            Standing::WaitListed { weeks: None },
            Standing::WaitListed { weeks: Some(12) },
            Standing::DeclinedByService { reason: DeclineReason::NotSaid, words: None },
            Standing::DeclinedByService { reason: DeclineReason::Full, words: Some(worst_words()) },
            Standing::NotAnswered,
            Standing::Introduced,
            Standing::Started,
            Standing::Attending,
            Standing::Ended,
            Standing::DidNotStart { words: Some(worst_words()) },
            Standing::DidNotStart { words: None },
            Standing::PersonDeclined,
            Standing::PersonNotReady,
            Standing::PersonNotNow,
        ] {
            versions.push(Connection { state, since: at(8), ..full.clone() });
        }
        for (weeks, ended) in [(None, None), (Some(520), Some(at(12)))] {
            let wait =
                Wait { began: at(9), quoted: weeks, weeks, said: at(10), meanwhile: Some(Instead::Substitute), ended };
            let state = Standing::WaitListed { weeks };
            versions.push(Connection { state, asked: Some(at(7)), wait: Some(wait), ..full.clone() });
        }
        round_trip(store, &reach, &versions);
    });
}

#[test]
fn a_feed_and_the_corrections_of_its_entries_come_back_in_every_state() {
    use kith_domain::directory::correction::{Correction, Ended, Field, How, Word};
    use kith_domain::directory::feed::{Feed, When};
    use kith_domain::directory::{Entry, Here};
    on_each(|_, store| {
        let world = World::set_up(store, "north");
        let reach = world.reach();
        let of = organisation("Elm Café");
        let it =
            CommunityService { source: Some(id::<Organisation>().uuid()), ..community_service(&of, "Tea and talk") };
        add(store, &reach, &of);
        let theirs = Some(Box::new(Entry { description: Some(worst_words()), name: worst_line(), ..it.entry.clone() }));
        let corrected = CommunityService {
            here: Here { theirs, is_open: Some(false), checked_by: Some(world.worker.id) },
            ..it.clone()
        };
        let bare = CommunityService { here: Here::default(), ..it.clone() };
        round_trip(store, &reach, &[it.clone(), corrected, bare]);
        let first = Correction {
            id: id(),
            entry: it.id,
            field: Field::Place,
            ours: Some(worst_words()),
            theirs: None,
            service: world.service.id,
            by: world.worker.id,
            at: at(3),
            is_overtaken: true,
            ended: None,
            word: Word::Team,
        };
        let mut versions = vec![first.clone(), Correction { ours: None, theirs: Some(worst_words()), ..first.clone() }];
        versions.push(Correction { word: Word::Organisation(at(2)), ..first.clone() });
        for field in Field::ALL {
            versions.push(Correction { field: *field, is_overtaken: false, ..first.clone() });
        }
        for how in How::ALL {
            let by = (*how != How::Agreed).then_some(world.worker.id);
            versions.push(Correction { ended: Some(Ended { at: at(4), by, how: *how }), ..first.clone() });
        }
        round_trip(store, &reach, &versions);
        let (feed, _) = Feed::add(id(), words("https://feeds.example.org/services"), None, at(1));
        let mut versions = vec![feed.clone()];
        for when in When::ALL {
            versions.push(Feed { when: *when, by: Some(world.worker.id), ..feed.clone() });
        }
        round_trip(store, &reach, &versions);
    });
}
