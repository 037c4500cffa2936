//! Boundary entries: written in seconds, and nobody's but their writer's.

use http::StatusCode;
use kith_domain::staff::Role;

use super::client::Client;
use super::thread::{allocate, refer};
use super::world::story;

/// One entry of a link worker, with every word a canary.
const WORDS: &str = "CANARY-WILLOW they asked me to run the flu clinic";

async fn written(worker: &mut Client) -> String {
    let fields = [("kind", "out-of-role"), ("answer", "declined"), ("words", WORDS), ("minutes", "15")];
    let saved = worker.fill("/boundaries/new", "/boundaries/new", &fields).await;
    assert_eq!(saved.status, StatusCode::SEE_OTHER, "{}", saved.text());
    worker.get("/boundaries").await.link("/boundaries/0", "")
}

#[test]
fn an_entry_is_written_with_a_kind_and_an_answer_alone_and_changed_taken_away_and_put_back() {
    story(async |world| {
        let mut worker = Client::signed_in(&world.router, &world.one.email(Role::LinkWorker)).await;
        let empty = worker.get("/boundaries").await.text();
        assert!(empty.contains("You have written none.") && empty.contains("What you write here is yours."), "{empty}");
        let none = worker.fill("/boundaries/new", "/boundaries/new", &[("cost", "my lunch")]).await;
        assert_eq!(none.status, StatusCode::UNPROCESSABLE_ENTITY);
        let said = none.text();
        for part in ["Choose what kind of limit it was.", "Choose what you answered."] {
            assert!(said.contains(part), "{part}: {said}");
        }
        assert!(none.body.contains("my lunch"), "what was typed is kept");
        let fields = [("kind", "risk"), ("answer", "negotiated")];
        let saved = worker.fill("/boundaries/new", "/boundaries/new", &fields).await;
        assert_eq!(saved.status, StatusCode::SEE_OTHER, "{}", saved.text());
        let list = worker.get("/boundaries").await;
        assert!(list.text().contains("Clinical, or a risk that I am not trained for"), "{}", list.text());
        let entry = list.link("/boundaries/0", "");
        let late = worker.get(&entry).await.hidden(&entry);
        let fields =
            [("kind", "risk"), ("answer", "declined"), ("minutes", "20"), ("again", "yes"), ("why", "the-person")];
        let changed = worker.fill(&entry, &entry, &fields).await;
        assert_eq!(changed.status, StatusCode::SEE_OTHER, "{}", changed.text());
        let list = worker.get("/boundaries").await.text();
        for part in ["I said no, 20 minutes", "I would do it again", "To protect the person"] {
            assert!(list.contains(part), "{part}: {list}");
        }
        // The other window is told, and loses nothing.
        let mut form: Vec<(&str, &str)> = late.iter().map(|(name, value)| (name.as_str(), value.as_str())).collect();
        form.extend([("kind", "risk"), ("answer", "accepted"), ("cost", "two visits")]);
        let overtaken = worker.post(&entry, &form).await;
        assert_eq!(overtaken.status, StatusCode::CONFLICT);
        assert!(
            overtaken.body.contains("two visits") && overtaken.text().contains("I said no"),
            "{}",
            overtaken.text()
        );
        let stand = format!("{entry}/stand");
        for (wish, says) in [("away", "You have taken this entry away."), ("back", "I said no, 20 minutes")] {
            let led = worker.fill("/boundaries", &stand, &[]).await;
            assert_eq!(led.status, StatusCode::SEE_OTHER, "{wish}: {}", led.text());
            assert!(worker.get("/boundaries").await.text().contains(says), "{wish}");
        }
        let file = worker.get("/boundaries/file").await;
        assert!(file.body.contains("Clinical, or a risk") && file.body.contains("I said no"), "{}", file.body);
    });
}

#[test]
fn what_cannot_be_is_refused_at_its_field_and_nothing_typed_is_lost() {
    story(async |world| {
        let mut worker = Client::signed_in(&world.router, &world.one.email(Role::LinkWorker)).await;
        for (name, value, says) in [
            ("minutes", "1441", "Enter at most 1,440 minutes"),
            ("minutes", "a while", "Enter the minutes as a whole number"),
            ("on", "3 December 2031", "still to come"),
            ("asker", "somebody", "Choose from the list."),
            ("practice", "00000000-0000-7000-8000-000000000000", "Choose a practice from the list"),
        ] {
            let fields = [("kind", "time"), ("answer", "open"), ("words", "'><x-kith-7>"), (name, value)];
            let refused = worker.fill("/boundaries/new", "/boundaries/new", &fields).await;
            assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY, "{name} {value}");
            assert!(refused.text().contains(says), "{name} {value}: {}", refused.text());
            assert!(!refused.body.contains("<x-kith-7>") && refused.body.contains("x-kith-7"), "{name}");
        }
        assert!(worker.get("/boundaries").await.text().contains("You have written none."));
    });
}

#[test]
fn nobody_but_its_writer_knows_of_an_entry() {
    story(async |world| {
        let mut worker = Client::signed_in(&world.router, &world.one.email(Role::LinkWorker)).await;
        let entry = written(&mut worker).await;
        let mut others = Vec::new();
        for role in [Role::TeamLead, Role::ServiceManager, Role::Administrator, Role::Practice, Role::Commissioner] {
            others.push((role, Client::signed_in(&world.router, &world.one.email(role)).await));
        }
        others.push((Role::LinkWorker, Client::signed_in(&world.router, &world.two.email(Role::LinkWorker)).await));
        for (role, client) in &mut others {
            let absent = client.get("/boundaries/00000000-0000-7000-8000-000000000000").await;
            let there = client.get(&entry).await;
            assert_eq!((there.status, &there.body), (StatusCode::NOT_FOUND, &absent.body), "{role:?}");
            for page in ["/boundaries", "/boundaries/file"] {
                assert!(!client.get(page).await.body.contains("WILLOW"), "{role:?} {page}");
            }
            let stand = client.post(&format!("{entry}/stand"), &[("wish", "away")]).await;
            assert!(stand.status == StatusCode::NOT_FOUND || stand.status == StatusCode::CONFLICT, "{role:?}");
        }
        assert!(worker.get("/boundaries").await.body.contains("WILLOW"));
    });
}

#[test]
fn a_person_is_linked_on_purpose_alone_and_only_by_whoever_may_open_the_record() {
    story(async |world| {
        let mut practice = Client::signed_in(&world.router, &world.one.email(Role::Practice)).await;
        let mut lead = Client::signed_in(&world.router, &world.one.email(Role::TeamLead)).await;
        let mut worker = Client::signed_in(&world.router, &world.one.email(Role::LinkWorker)).await;
        let referral = refer(world, &mut practice, "Okonjo", "Lonely").await;
        allocate(&mut lead, &referral, "link_worker").await;
        let person = worker.get("/today").await.link("/people/", "").trim_end_matches("/contacts/new").to_owned();
        let id = person.rsplit('/').next().unwrap().to_owned();
        let from = format!("/boundaries/new?person={id}");
        let fields = [("kind", "holding"), ("answer", "accepted")];
        let unticked = worker.fill(&from, "/boundaries/new", &fields).await;
        assert_eq!(unticked.location().split('?').next(), Some(person.as_str()), "back where she was");
        let entry = worker.get("/boundaries").await.link("/boundaries/0", "");
        assert!(!worker.get(&entry).await.text().contains("You linked it to"));
        let ticked =
            worker.fill(&from, "/boundaries/new", &[("kind", "time"), ("answer", "open"), ("person", &id)]).await;
        assert_eq!(ticked.status, StatusCode::SEE_OTHER, "{}", ticked.text());
        let list = worker.get("/boundaries").await;
        let entry = list.link("/boundaries/0", "");
        assert!(worker.get(&entry).await.text().contains("You linked it to"), "{}", list.text());
        // Somebody of another service is not there to be linked.
        let mut other = Client::signed_in(&world.router, &world.two.email(Role::LinkWorker)).await;
        assert_eq!(other.get(&from).await.status, StatusCode::NOT_FOUND);
        let fields = [("kind", "time"), ("answer", "open"), ("person", &*id)];
        let foreign = other.fill("/boundaries/new", "/boundaries/new", &fields).await;
        assert_eq!(foreign.status, StatusCode::NOT_FOUND, "{}", foreign.text());
    });
}
