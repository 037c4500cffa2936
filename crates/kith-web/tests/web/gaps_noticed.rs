//! Gaps noticed where they show themselves: in a search, on a connection, in a note; what the person says would have
//! helped; and the register of all of them.

use http::StatusCode;
use kith_domain::directory::{CommunityService, Status};
use kith_domain::staff::Role;
use kith_store::{Isolation, NO_SERVICE, Reach, table};

use super::client::{Answer, Client};
use super::gaps::needing;
use super::world::{World, story};

/// A connection for the need, asked; its address.
async fn asked(world: &World, worker: &mut Client, person: &str, need: Option<&str>) -> String {
    let id = need.map(|need| need.rsplit('/').next().unwrap().to_owned()).unwrap_or_default();
    let connect = format!("{person}/connect/{}", world.community_service);
    let made = worker.fill(&connect, &connect, &[("need", &id), ("agreed", "")]).await;
    assert_eq!(made.status, StatusCode::SEE_OTHER, "{}", made.text());
    let connection = made.location().split('?').next().unwrap().to_owned();
    let asked = worker.fill(&connection, &connection, &[("step", "ask")]).await;
    assert_eq!(asked.status, StatusCode::SEE_OTHER, "{}", asked.text());
    connection
}

/// The one gap of a person: its page.
async fn gap_of(worker: &mut Client, person: &str) -> Answer {
    let page = worker.get(person).await;
    let gap = page.link("/gaps/", "/correct");
    worker.get(gap.trim_end_matches("/correct")).await
}

#[test]
fn an_organisation_that_says_no_is_a_gap_in_one_tap_with_its_reason() {
    story(async |world| {
        let (mut worker, person, need) = needing(world).await;
        let connection = asked(world, &mut worker, &person, Some(&need)).await;
        let no = [("step", "decline"), ("reason", "not-eligible")];
        worker.fill(&connection, &connection, &no).await;
        let page = worker.get(&connection).await;
        assert!(page.text().contains("Record a gap: they do not meet the criteria"), "{}", page.text());
        let gap = format!("{need}/gap");
        let tapped = worker.send_hidden(&page, &gap).await;
        assert_eq!(tapped.status, StatusCode::SEE_OTHER, "{}", tapped.text());
        // Tapped twice is recorded once.
        let again = worker.send_hidden(&page, &gap).await;
        assert_eq!(again.location(), tapped.location());
        let page = worker.get(&connection).await;
        assert!(
            page.text().contains("Recorded as a gap:") && !page.text().contains("Record a gap:"),
            "{}",
            page.text()
        );
        let one = gap_of(&mut worker, &person).await;
        assert!(one.text().contains("An organisation said no: the connection to"), "{}", one.text());
        assert!(one.text().contains("They do not meet the criteria"), "{}", one.text());
        assert_eq!(worker.get("/gaps").await.body.matches("kith-row__name").count(), 1);
    });
}

#[test]
fn a_wait_and_a_closed_service_are_gaps_too_and_neither_silence_nor_a_no_of_the_person_is() {
    story(async |world| {
        let (mut worker, person, need) = needing(world).await;
        let connection = asked(world, &mut worker, &person, Some(&need)).await;
        assert!(!worker.get(&connection).await.text().contains("Is something missing?"), "asked yesterday");
        worker.fill(&connection, &connection, &[("step", "no-answer")]).await;
        let silent = worker.get(&connection).await;
        assert!(silent.text().contains("Silence alone is no reason") && !silent.text().contains("Record a gap:"));
        worker.fill(&connection, &connection, &[("step", "wait-list"), ("weeks", "11")]).await;
        let waits = worker.get(&connection).await;
        assert!(waits.text().contains("Record a gap: the wait is too long"), "{}", waits.text());
        let form = worker.get(&waits.link("/needs/", "").replace("&#38;", "&")).await;
        assert!(form.body.contains("value=\"11\""), "the weeks are filled in: {}", form.body);
        // The directory says that it has closed, while somebody is on its list.
        let entry = world.community_service;
        let public = Reach { services: vec![NO_SERVICE], purpose: "care" };
        let writ = super::world::writ();
        let set = move |tx: &mut kith_store::Tx<'_>| {
            let kept = table::find::<CommunityService>(tx, entry.uuid())?.unwrap();
            let mut it = kept.it;
            it.entry.status = Status::Defunct;
            let event = kith_domain::event::Event::new("test.saved");
            kith_store::save::change(tx, &writ, kept.version, &it, &event).map(drop)
        };
        // The blocking client of PostgreSQL cannot be used inside the runtime.
        tokio::task::block_in_place(|| world.app.store().write(&public, Isolation::Ordinary, set)).unwrap();
        let closed = worker.get(&connection).await;
        assert!(closed.text().contains("Record a gap: it has closed"), "{}", closed.text());
        worker.fill(&connection, &connection, &[("step", "person-decline")]).await;
        let theirs = worker.get(&connection).await;
        assert!(!theirs.text().contains("Is something missing?"), "their no is no gap: {}", theirs.text());
        worker.fill(&connection, &connection, &[("step", "choose")]).await;
        let page = worker.get(&connection).await;
        let tapped = worker.send_hidden(&page, &format!("{need}/gap")).await;
        assert_eq!(tapped.status, StatusCode::SEE_OTHER, "{}", tapped.text());
        assert!(gap_of(&mut worker, &person).await.text().contains("A service closed, or is no longer listed"));
        let form = worker.get(&format!("{need}/gap")).await;
        assert!(form.text().contains("They do not want it, or not yet? That is no gap"), "{}", form.text());
    });
}

#[test]
fn a_search_and_a_sentence_in_a_note_are_gaps_with_a_need_chosen_or_written_beside_them() {
    story(async |world| {
        let (mut worker, person, _) = needing(world).await;
        let contact = format!("{person}/contacts/new");
        let note = "Rang her. No bus on Sundays \"'><x-kith-7>. She laughed.";
        worker.fill(&contact, &contact, &[("mode", "phone"), ("reached", "yes"), ("note", note)]).await;
        let missing = worker.get(&person).await.link("/contacts/", "/gap");
        let form = worker.get(&missing).await;
        assert_eq!(form.status, StatusCode::OK);
        assert!(form.text().contains("Which sentence says what was missing?") && !form.body.contains("<x-kith-7"));
        let sentence = "No bus on Sundays \"'><x-kith-7>.";
        let empty = worker.fill(&missing, &missing, &[("reason", "none-exists"), ("need", "")]).await;
        assert_eq!(empty.status, StatusCode::UNPROCESSABLE_ENTITY, "{}", empty.text());
        let taken = worker
            .fill(&missing, &missing, &[("reason", "none-exists"), ("need", "new"), ("sentence", sentence)])
            .await;
        assert_eq!(taken.status, StatusCode::SEE_OTHER, "{}", taken.text());
        let one = gap_of(&mut worker, &person).await;
        assert!(one.text().contains("A sentence in a note: the contact of"), "{}", one.text());
        assert!(one.text().contains("No bus on Sundays") && !one.body.contains("<x-kith-7"));
        assert!(worker.get(&person).await.text().contains("“No bus on Sundays"), "the need was written down with it");
        // From a search, with the words filled in; the need is one of theirs.
        let search = format!("{person}/gap?sought=wheelchair%20dancing");
        let form = worker.get(&search).await;
        assert!(form.body.contains("wheelchair dancing") && form.body.contains("name=\"origin\" value=\"search\""));
        let id = form.choice("need", "Somewhere dry to live");
        let to = format!("{person}/gap");
        let fields =
            [("sought", "wheelchair dancing"), ("origin", "search"), ("need", &*id), ("reason", "none-exists")];
        let taken = worker.fill(&search, &to, &fields).await;
        assert_eq!(taken.status, StatusCode::SEE_OTHER, "{}", taken.text());
        assert!(worker.get("/gaps").await.text().contains("Noticed: a search found nothing suitable."));
        // What is wrong is said, and nothing that was typed is lost.
        let long = "x".repeat(9000);
        for (name, value) in [
            ("sought", long.as_str()),
            ("own_words", long.as_str()),
            ("own_agreement", "moon"),
            ("own_agreement", "agreed"),
            ("from", "01900000-0000-7000-8000-000000000000"),
            ("need", "01900000-0000-7000-8000-000000000000"),
            ("sought", "a\0b"),
        ] {
            let mut fields = vec![("need", &*id), ("reason", "full"), ("words", "canary-typed")];
            fields.retain(|(known, _)| *known != name);
            fields.push((name, value));
            let wrong = worker.fill(&search, &to, &fields).await;
            assert!(wrong.status.is_client_error(), "{name}: {}", wrong.status);
            if wrong.status == StatusCode::UNPROCESSABLE_ENTITY {
                assert!(wrong.body.contains("canary-typed"), "{name}");
            }
        }
        let mut colleague = Client::signed_in(&world.router, &world.one.colleague()).await;
        for page in [&missing, &search, &to] {
            assert_eq!(colleague.get(page).await.status, StatusCode::NOT_FOUND, "{page}");
        }
    });
}

#[test]
fn their_own_words_are_in_the_register_only_while_they_agree_and_every_answer_stays() {
    story(async |world| {
        let (mut worker, person, need) = needing(world).await;
        let gap = format!("{need}/gap");
        worker.fill(&gap, &gap, &[("reason", "none-exists"), ("sought", "A flat")]).await;
        let one = worker.get(&person).await.link("/gaps/", "/correct").trim_end_matches("/correct").to_owned();
        let words = format!("{one}/words");
        let canary = "One dry room \"'><x-kith-7>";
        let none = worker.fill(&words, &words, &[("own_words", ""), ("own_agreement", "agreed")]).await;
        assert_eq!(none.status, StatusCode::UNPROCESSABLE_ENTITY, "{}", none.text());
        for (agreement, shown) in [("not-asked", false), ("agreed", true), ("withdrawn", false), ("refused", false)] {
            let taken = worker.fill(&words, &words, &[("own_words", canary), ("own_agreement", agreement)]).await;
            assert_eq!(taken.status, StatusCode::SEE_OTHER, "{agreement}: {}", taken.text());
            let register = worker.get("/gaps").await;
            assert_eq!(register.text().contains("One dry room"), shown, "{agreement}");
            assert!(!register.body.contains("<x-kith-7"));
        }
        let page = worker.get(&one).await;
        for said in
            ["They have not been asked", "They agree that", "They took their agreement back", "They do not want"]
        {
            assert!(page.text().contains(said), "{said}: {}", page.text());
        }
        // The lead opens the gap and does not write in it.
        let mut lead = Client::signed_in(&world.router, &world.one.email(Role::TeamLead)).await;
        assert_eq!(lead.get(&one).await.status, StatusCode::OK);
        assert_eq!(lead.get(&words).await.status, StatusCode::FORBIDDEN);
        let mut elsewhere = Client::signed_in(&world.router, &world.two.email(Role::LinkWorker)).await;
        assert_eq!(elsewhere.get(&one).await.status, StatusCode::NOT_FOUND);
    });
}

#[test]
fn a_gap_is_answered_by_a_connection_or_a_service_of_the_directory_or_words() {
    story(async |world| {
        let (mut worker, person, need) = needing(world).await;
        let gap = format!("{need}/gap");
        worker.fill(&gap, &gap, &[("reason", "full"), ("sought", "Company")]).await;
        let connection = asked(world, &mut worker, &person, Some(&need)).await;
        let id = connection.rsplit('/').next().unwrap().to_owned();
        let answer = worker.get(&person).await.link("/gaps/", "/answered");
        for (name, value) in
            [("connection", "01900000-0000-7000-8000-000000000000"), ("entry", "no such thing zzz"), ("words", "\0")]
        {
            let wrong = worker.fill(&answer, &answer, &[(name, value)]).await;
            assert!(wrong.status.is_client_error(), "{name}: {}", wrong.text());
        }
        let entry = worker.get(&format!("/directory/{}", world.community_service)).await;
        let name = entry.body.split("<h1").nth(1).unwrap().split('>').nth(1).unwrap().split('<').next().unwrap().trim();
        let both = worker.fill(&answer, &answer, &[("connection", &id), ("entry", name)]).await;
        assert_eq!(both.status, StatusCode::UNPROCESSABLE_ENTITY, "{}", both.text());
        let taken = worker.fill(&answer, &answer, &[("connection", &id)]).await;
        assert_eq!(taken.status, StatusCode::SEE_OTHER, "{}", taken.text());
        let page = gap_of(&mut worker, &person).await;
        assert!(page.text().contains("Answered by") && page.text().contains(name), "{}", page.text());
        let register = worker.get("/gaps?state=answered").await;
        assert!(register.text().contains(&format!("by: {name}")), "{}", register.text());
        assert!(!worker.get("/gaps?state=open").await.text().contains("Company"));
        worker.fill(&answer, &answer, &[("open", "again")]).await;
        let taken = worker.fill(&answer, &answer, &[("entry", name)]).await;
        assert_eq!(taken.status, StatusCode::SEE_OTHER, "by its name alone: {}", taken.text());
    });
}

#[test]
fn the_register_takes_no_address_that_it_does_not_know_and_its_file_names_nobody() {
    story(async |world| {
        let (mut worker, _, need) = needing(world).await;
        let gap = format!("{need}/gap");
        let fields = [
            ("reason", "wait"),
            ("weeks", "8"),
            ("sought", "=cmd|x"),
            ("own_words", "canary-own"),
            ("own_agreement", "agreed"),
        ];
        worker.fill(&gap, &gap, &fields).await;
        for wrong in
            ["sector=moon", "from=x", "to=2026-02-30", "state=shut", "after=x", "order=up", "person=1", "district=%27"]
        {
            assert_eq!(worker.get(&format!("/gaps?{wrong}")).await.status, StatusCode::BAD_REQUEST, "{wrong}");
        }
        let found = worker.get("/gaps?reason=wait&domain=housing&state=open&sector=not-said&district=").await;
        assert!(found.text().contains("=cmd|x") && found.text().contains("canary-own"), "{}", found.text());
        assert!(worker.get("/gaps?reason=full").await.text().contains("No gap fits this."));
        assert!(!found.body.contains("name=\"district\""), "no places were imported");
        assert_eq!(worker.get("/gaps/file").await.status, StatusCode::FORBIDDEN);
        let mut lead = Client::signed_in(&world.router, &world.one.email(Role::TeamLead)).await;
        let file = lead.get("/gaps/file?reason=wait").await;
        assert_eq!(file.status, StatusCode::OK, "{}", file.text());
        assert!(file.body.contains("What the columns mean") && file.body.contains("The wait is too long"));
        for never in ["Okonjo", "canary-own", "cmd|x", "Somewhere dry"] {
            assert!(!file.body.contains(never), "{never}: {}", file.body);
        }
        let mut elsewhere = Client::signed_in(&world.router, &world.two.email(Role::TeamLead)).await;
        assert!(elsewhere.get("/gaps").await.text().contains("No gap was recorded"));
        for role in [Role::ServiceManager, Role::Administrator, Role::Practice] {
            let mut other = Client::signed_in(&world.router, &world.one.email(role)).await;
            assert_eq!(other.get("/gaps").await.status, StatusCode::FORBIDDEN, "{role:?}");
        }
    });
}
