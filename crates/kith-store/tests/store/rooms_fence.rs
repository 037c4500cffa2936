//! The second wall with the shipped schema: a unit of another service sees no row of any fenced table.

use jiff::civil::date;
use kith_domain::appointment::When;
use kith_domain::attachment::Parent;
use kith_domain::boundary::entry::{Answer as Answered, Asker, BoundaryEntry, Kind as Limit, Says as BoundarySays};
use kith_domain::directory::favourite::Favourite;
use kith_domain::directory::team_note::{Matter, TeamNote};
use kith_domain::directory::{Capacity, Connection, Enquiry, Suggestion};
use kith_domain::link::Opening;
use kith_domain::list_link::{ListLink, ListOpening};
use kith_domain::need::Gap;
use kith_domain::need::gap::{Findings, Reason};
use kith_domain::news::{About, Kind, News};
use kith_domain::person::Person;
use kith_domain::person::equality::{Answers, Equality};
use kith_domain::person::identity::{Address, Parts};
use kith_domain::person::protection;
use kith_domain::person::reaching::Reaching;
use kith_domain::person::sharing::{Recipient, Says, SharingDecision, Terms};
use kith_domain::post_rules::PostRules;
use kith_domain::practice_code::PracticeCode;
use kith_domain::referral::{Question, StatusLink, TurnedAway};
use kith_domain::support::guide::{self, Guide};
use kith_domain::support::holding::{Cause, Function, Says as HoldingSays};
use kith_domain::support::readiness::{Demand, Says as ReadinessSays, Stands};
use kith_domain::support::way_of_working::Heading;
use kith_domain::support::{BeyondGuide, Handover, Holding, OwnTap, Readiness, WayList, WayOfWorking, WhatMatters};
use kith_store::access_log::{self, Access, Outcome};
use kith_store::house::{self, Letter};
use kith_store::{DbError, Isolation, Reach, Store, attachments, drafts, links, people, save, sought, support, table};
use postgres::{Client, NoTls};

use crate::rooms_world::{
    World, add, at, chosen, community_service, event, id, line, list_entry, open, organisation, read, words, writ,
    write,
};

/// One row of everything that belongs to a service.
pub fn everything(store: &Store, world: &World) -> Person {
    let reach = world.reach();
    let (person, referral, case) = world.supported(store, 11, "Shah", world.worker.id);
    let of = organisation("Elm Café");
    let it = community_service(&of, "Tea and talk");
    add(store, &reach, &of);
    list_entry(store, &of, &it);
    let way = WayOfWorking {
        id: id(),
        service: world.service.id,
        code: line("P08"),
        label: line("Listened"),
        heading: Heading::Being,
        position: 1,
    };
    add(store, &reach, &way);
    add(store, &reach, &kith_domain::settings::Settings::first(world.service.id));
    let file = crate::rooms_imports::brought(world, None, 1);
    crate::rooms_imports::keep(store, world, &file);
    let took = person.id;
    write(store, &reach, move |tx| {
        kith_store::imports::remember(tx, file.service, file.kind, &serde_json::json!({}))?;
        let took = kith_store::imports::Took { import: &file, key: "k", content: "c", person: took, at: at(1) };
        Ok(kith_store::imports::took(tx, &took)?)
    });
    let contact = world.contact(&case, 3);
    let (logged, active) = (contact.clone(), case.clone().contacted(at(3)).unwrap().0);
    let (one, two) = (writ(3), writ(3));
    write(store, &reach, move |tx| {
        save::new(tx, &one, &logged, &event())?;
        kith_store::cases::save_change(tx, &two, 1, &active, &event())?;
        Ok(kith_store::cases::note_contact(tx, active.id)?)
    });
    add(store, &reach, &WhatMatters::write(id(), &person, words("her garden"), world.worker.id, at(3)).0);
    let need = world.need(&person, 4);
    add(store, &reach, &need);
    let found = Findings::only(Reason::Full);
    add(store, &reach, &Gap::record(id(), &need, found, world.worker.id, at(5)).unwrap().0);
    let connection = chosen(&person, &it, world.worker.id, 5).0;
    let weeks = Some(6);
    let state = kith_domain::directory::connection::State::WaitListed { weeks };
    add(store, &reach, &Connection { state, ..connection.clone() });
    let link = world.link(&connection, 5);
    let (sent, one) = (link.clone(), writ(5));
    write(store, &reach, move |tx| links::save_new(tx, &one, &sent, &event()));
    add(store, &reach, &Opening::note(id(), &link, at(6)).0);
    let to = (of.id, line("hello@example.org"));
    let list = ListLink::send(id(), &link, to, id::<ListLink>().uuid().simple().to_string().repeat(2), at(6)).0;
    let (sent, one) = (list.clone(), writ(6));
    write(store, &reach, move |tx| kith_store::list_links::save_new(tx, &one, &sent, &event()));
    add(store, &reach, &ListOpening::note(id(), &list, None, at(6)).0);
    add(store, &reach, &Enquiry::ask(id(), &connection, words("Is there a ramp?"), at(6)).0);
    add(store, &reach, &Favourite::keep(id(), world.service.id, world.worker.id, it.id, at(6)).0);
    let says = BoundarySays {
        on: date(2026, 11, 21),
        kind: Limit::OutOfRole,
        asker: Some(Asker::Gp),
        practice: Some(world.practice.id),
        answer: Answered::Negotiated,
        minutes: Some(20),
        why: None,
        cost: Some(line("my lunch")),
        again: None,
        words: Some(words("x")),
        person: Some(person.id),
    };
    add(store, &reach, &BoundaryEntry::write(id(), world.service.id, world.worker.id, says, at(6)).0);
    let taps = (vec![id::<WayOfWorking>()], 2);
    add(store, &reach, &OwnTap::keep(id(), &contact, taps, at(6)).unwrap().0);
    add(store, &reach, &WayList::make(id(), (world.service.id, 1), vec![], None, at(6)).0);
    let ours = kith_domain::lens::ours(world.service.id);
    let named = (line("Of our team"), ours.lines);
    let lens = kith_domain::lens::LensVersion::begin((id(), id()), world.service.id, named, world.worker.id, at(6));
    add(store, &reach, &lens.unwrap().0);
    let says = kith_domain::context::Says {
        on: date(2026, 3, 2),
        kind: kith_domain::context::Kind::Template,
        what: line("A new template"),
        words: Some(words("x")),
    };
    let noted = kith_domain::context::ContextEvent::write(id(), world.service.id, says, world.worker.id, at(6));
    add(store, &reach, &noted.unwrap().0);
    let share = kith_domain::own_series::SeriesShare::share;
    add(store, &reach, &share(id(), world.service.id, world.worker.id, world.worker.id, at(6)).0);
    let says = HoldingSays {
        function: Function::Waiting,
        cause: Some(Cause::Connection(connection.id)),
        awaited: Some(line("a place")),
        began: date(2026, 11, 20),
        review_on: date(2027, 11, 1),
    };
    let late = "2026-12-01T10:00:00Z".parse().unwrap();
    add(store, &reach, &Holding::begin(id(), &case, says, (world.worker.id, late)).unwrap().0);
    let (held, one) = (case.clone().contacted(at(3)).unwrap().0.hold().unwrap().0, writ(6));
    write(store, &reach, move |tx| kith_store::cases::save_change(tx, &one, 2, &held, &event()));
    let says = ReadinessSays {
        stands: Some(Stands::NotNow),
        words: Some(words("x")),
        demands: vec![Demand::Caring, Demand::Grief],
    };
    add(store, &reach, &Readiness::write(id(), &person, says, world.worker.id, at(6)).unwrap().0);
    let why = (Guide::Contacts, guide::Reason::Waiting);
    add(store, &reach, &BeyondGuide::say(id(), &case, why, Some(words("x")), (world.worker.id, at(6))).0);
    crate::rooms_edges::one_of_each(store, world, &person);
    let knows = (Matter::Other, words("x"));
    let by = (world.worker.id, at(6));
    add(store, &reach, &TeamNote::write(id(), world.service.id, it.id, knows, by).0);
    add(store, &reach, &Suggestion::say(id(), world.service.id, it.id, Some(Capacity::Full), None, at(6)).unwrap().0);
    let whose = (world.service.id, person.id);
    add(store, &reach, &News::came(id(), whose, About::Connection(connection.id), Kind::Asked, at(6)).0);
    add(store, &reach, &PostRules::usual(world.service.id));
    let message = world.message(&referral, 6);
    add(store, &reach, &message);
    crate::rooms_messages::one_of_each(store, world, &person, &message);
    crate::rooms_plan::one_of_each(store, world, &person);
    crate::rooms_concerns::one_of_each(store, world, &person);
    add(store, &reach, &crate::rooms_appointments::booked(world, &person, When::At(at(60))));
    let terms = Terms { says: Says::Share, what: None, from: date(2026, 11, 21), until: None };
    let recipient = Recipient::Practice(world.practice.id);
    add(store, &reach, &SharingDecision::decide(id(), &person, recipient, terms, world.worker.id, at(6)).unwrap().0);
    let letter = crate::rooms_written::letter(world, &person, 6);
    add(store, &reach, &letter);
    let file = crate::rooms_written::file(world, &person, Parent::Letter(letter.id), b"steps", 6);
    add(store, &reach, &file);
    let at_desk = drafts::Place { account: world.worker.id, person: person.id, form: "contact" };
    let service = world.service.id;
    write(store, &reach, move |tx| {
        attachments::put(tx, &file, b"steps")?;
        Ok(drafts::keep(tx, at_desk, service, &crate::rooms_written::draft(6))?)
    });
    add(store, &reach, &StatusLink::give(id(), &referral, format!("{}", referral.id), at(6)).0);
    let digest = format!("{}", world.practice.id);
    let (code, _) = PracticeCode::make(id(), world.service.id, world.practice.id, digest, world.worker.id, at(6));
    add(store, &reach, &code);
    let facts = kith_domain::person::reaching::Facts::default();
    add(store, &reach, &Reaching::begin(id(), &person, facts, world.worker.id, at(6)).0);
    add(store, &reach, &Equality::begin(id(), &person, Answers::default(), world.worker.id, at(6)).0);
    let asked = kith_domain::need::ask::About {
        period: kith_domain::measure::Period::parse("2025-26").unwrap(),
        need: line("domain-housing"),
        place: None,
    };
    let by = (world.worker.id, at(6));
    add(store, &reach, &kith_domain::need::InvestmentAsk::write(id(), world.service.id, asked, words("x"), by).0);
    let wording = kith_domain::support::letter_template::Wording {
        title: line("x"),
        to: None,
        subject: line("x"),
        text: kith_domain::text::Note::new("x").unwrap(),
        is_offered: true,
    };
    add(
        store,
        &reach,
        &kith_domain::support::LetterTemplate::write(id(), world.service.id, line("T01"), wording).unwrap().0,
    );
    let why = line("moved");
    add(store, &reach, &Address::begin(id(), &person, Parts::default(), &why, world.worker.id, at(6)).0);
    add(store, &reach, &crate::rooms_world::around(&person, world.worker.id));
    let terms =
        protection::Terms { named: [world.worker.id, id()].into(), not_online: false, reason: Some(words("x")) };
    add(
        store,
        &reach,
        &protection::Protection::begin(id(), &person, terms, &[world.worker.id].into(), (world.worker.id, at(6)))
            .unwrap()
            .0,
    );
    let (service, worker) = (world.service.id, world.worker.id);
    write(store, &reach, move |tx| {
        Ok(kith_store::person_search::keep(tx, id::<Person>().uuid(), (service, worker), "Shah", at(6), at(0))?)
    });
    add(store, &reach, &Question::ask(id(), &referral, words("Which flat?"), world.worker.id, at(6)).0);
    let turned =
        TurnedAway::record(id(), &referral, (words("company"), None), line("Under 18"), world.worker.id, at(6));
    add(store, &reach, &turned.0);
    let workers = (world.worker.id, id());
    add(store, &reach, &Handover::write(id(), &case, workers, words("mornings"), world.worker.id, at(6)).0);
    let access = Access {
        id: id::<Access>().uuid(),
        service: world.service.id.uuid(),
        at: at(7),
        account: world.worker.id,
        action: "see-person",
        request: id::<Access>().uuid(),
        outcome: Outcome::Shown,
        people: vec![person.id],
    };
    let letter = Letter {
        recipient: "practice@example.org".to_owned(),
        subject: "A message".to_owned(),
        body: "Read it after signing in".to_owned(),
        ..Letter::blank(id::<Letter>().uuid(), world.service.id.uuid(), "message-back", at(7))
    };
    write(store, &reach, move |tx| {
        access_log::log(tx, &access)?;
        Ok(house::post(tx, &letter)?)
    });
    store.write(&Reach::maintenance(), Isolation::Ordinary, access_log::expand).map_err(|e: DbError| e).unwrap();
    let service = world.service.id;
    write(store, &reach, move |tx| Ok(sought::count(tx, service, date(2026, 11, 27), "kabaddi")?));
    person
}

#[test]
fn another_service_sees_no_row_of_any_fenced_table() {
    let Some(database) = kith_testkit::postgres() else { return };
    let store = open(&database);
    let (north, south) = (World::set_up(&store, "north"), World::set_up(&store, "south"));
    everything(&store, &north);
    let mut client = Client::connect(database.database().unwrap(), NoTls).unwrap();
    let fenced: Vec<String> = client
        .query(
            "SELECT tablename::text FROM pg_policies \
             WHERE policyname = 'kith_app_rows' AND qual LIKE '%kith.services%' ORDER BY 1",
            &[],
        )
        .unwrap()
        .iter()
        .map(|row| row.get(0))
        .collect();
    let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/src/schema");
    let files = std::fs::read_dir(folder).unwrap().map(|file| std::fs::read_to_string(file.unwrap().path()).unwrap());
    let written: usize = files.map(|text| text.matches("\n-- rls: service\n").count()).sum();
    assert_eq!(fenced.len(), written, "every table that the schema fences: {fenced:?}");
    assert!(fenced.contains(&"person".to_owned()) && fenced.len() >= 15, "{fenced:?}");
    for table in &fenced {
        let mut rows = |role: &str, service: &World| {
            let mut tx = client.transaction().unwrap();
            tx.batch_execute(&format!(
                "SET LOCAL ROLE {role}; SELECT set_config('kith.services', '{}', true), \
                 set_config('kith.purpose', 'care', true)",
                service.service.id
            ))
            .unwrap();
            let theirs = format!("SELECT count(*) FROM {table} WHERE service_id = $1");
            tx.query_one(&theirs, &[&north.service.id.uuid()]).unwrap().get::<_, i64>(0)
        };
        assert!(rows("kith_maintenance", &south) > 0, "{table} has no row to hide");
        assert!(rows("kith_app", &north) > 0, "{table} shows its own service nothing");
        assert_eq!(rows("kith_app", &south), 0, "{table}");
    }
}

#[test]
fn the_rooms_find_nothing_of_another_service_even_by_identifier() {
    let Some(database) = kith_testkit::postgres() else { return };
    let store = open(&database);
    let (north, south) = (World::set_up(&store, "north"), World::set_up(&store, "south"));
    let person = everything(&store, &north);
    let found = |world: &World| {
        read(&store, &world.reach(), |tx| {
            let seen = table::find::<Person>(tx, person.id.uuid())?.is_some();
            let facts = people::facts(tx, person.id)?.is_some();
            Ok((seen, facts, support::contacts(tx, person.id)?.len(), people::everybody(tx)?.len()))
        })
    };
    assert_eq!(found(&north), (true, true, 1, 1));
    assert_eq!(found(&south), (false, false, 0, 0));
    // Nor can it be changed from there: to that unit the row is not there.
    let (theirs, writ) = (person.clone(), writ(9));
    let refused = store
        .write(&south.reach(), Isolation::Ordinary, move |tx| save::change(tx, &writ, 1, &theirs, &event()).map(drop));
    assert!(matches!(refused, Err(save::SaveError::Stale)), "{refused:?}");
}
