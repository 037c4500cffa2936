//! An organisation's own side by a link to everything that it is asked: how it comes by one, what it sees, what it says,
//! and that one that does not work is an address that is not there.

use http::{Method, StatusCode};
use kith_domain::staff::Role;

use super::asked::{AGREED, Scene, scene};
use super::client::{Answer, Client};
use super::letters::letters;
use super::thread::{allocate, refer};
use super::world::{World, story};

/// The address of the newest link to a list that left, with whom it went to.
pub(super) async fn newest_list(world: &World) -> (String, String) {
    let all = letters(world).await;
    let letter = all.iter().find(|letter| letter.kind == "request-list").unwrap();
    let secret = letter.body.split("/asked-of-us/").nth(1).unwrap().split_whitespace().next().unwrap();
    (format!("/asked-of-us/{secret}"), letter.recipient.clone())
}

/// Asks from one request for a link to everything.
pub(super) async fn everything(world: &World, request: &str) -> String {
    let mut organisation = Client::new(&world.router);
    // Whatever is typed beside, it goes to the address of the entry.
    let typed = [("email", "thief@example.com"), ("recipient", "thief@example.com")];
    let sent = organisation.fill(request, &format!("{request}/everything"), &typed).await;
    assert_eq!(sent.status, StatusCode::SEE_OTHER, "{}", sent.text());
    let (list, recipient) = newest_list(world).await;
    assert_eq!(recipient, "hello@lantern.example.org");
    list
}

/// Another person of the same worker, connected to an entry and asked by e-mail; gives the connection.
pub(super) async fn another(world: &World, scene: &mut Scene, family: &str, entry: &str, agreed: &str) -> String {
    let mut practice = Client::signed_in(&world.router, &world.one.email(Role::Practice)).await;
    let mut lead = Client::signed_in(&world.router, &world.one.email(Role::TeamLead)).await;
    let referral = refer(world, &mut practice, family, "Nobody to talk to.").await;
    allocate(&mut lead, &referral, "link_worker").await;
    let people = scene.worker.get("/people").await;
    let person = people.body.split("href=\"/people/").skip(1).map(|part| part.split('"').next().unwrap());
    let mut found = None;
    for id in person {
        let path = format!("/people/{}", id.split('/').next().unwrap());
        if path.len() == 44 && scene.worker.get(&path).await.text().contains(&family.to_uppercase()) {
            found = Some(path);
        }
    }
    let person = found.unwrap();
    let connect = format!("{person}/connect/{entry}");
    let made = scene.worker.fill(&connect, &connect, &[("need", ""), ("agreed", agreed)]).await;
    let connection = made.location().split('?').next().unwrap().to_owned();
    let ask = format!("{connection}/ask");
    let asked = scene.worker.fill(&ask, &ask, &[("agreed", agreed)]).await;
    assert_eq!(asked.status, StatusCode::SEE_OTHER, "{}", asked.text());
    connection
}

#[test]
fn from_one_request_an_organisation_comes_to_all_of_them_and_answers_in_one_press() {
    story(async |world| {
        let mut scene = scene(world).await;
        let request = scene.ask(world, AGREED).await;
        let entry = world.community_service.to_string();
        let second = another(world, &mut scene, "Adeyemi", &entry, "His first name is Tunde").await;
        let list = everything(world, &request).await;
        let mut organisation = Client::new(&world.router);
        let page = organisation.get(&list).await;
        assert_eq!(page.status, StatusCode::OK, "{}", page.text());
        for part in
            [AGREED, "His first name is Tunde", "Gardening together", "Waiting for your answer", "asked you twice"]
        {
            assert!(page.text().contains(part), "{part}: {}", page.text());
        }
        for secret in ["OKONJO", "Okonjo", "Adeyemi", "stairs", "Nobody to talk to", "1951"] {
            assert!(!page.body.contains(secret), "{secret}");
        }
        // Yes in one press, from the list itself.
        let id = second.trim_start_matches("/connections/");
        let one = format!("{list}/requests/{id}");
        let yes = organisation.fill(&list, &one, &[("step", "accept")]).await;
        assert_eq!(yes.status, StatusCode::SEE_OTHER, "{}", yes.text());
        let connection = scene.worker.get(&second).await;
        assert!(connection.text().contains("Answered by Lantern Allotments"), "{}", connection.text());
        assert!(scene.worker.get("/today").await.text().contains("Gardening together has answered."));
        let page = organisation.get(&list).await.text();
        assert!(page.contains("Answered") && page.contains("You said yes."), "{page}");
        // And no with a reason, a question, and what was said so far, on the page of one request.
        let first = format!("{list}/requests/{}", scene.connection.trim_start_matches("/connections/"));
        let wrong =
            organisation.fill(&first, &first, &[("step", "decline"), ("words", "\"'><x-kith-7> no shed")]).await;
        assert_eq!(wrong.status, StatusCode::UNPROCESSABLE_ENTITY);
        assert!(wrong.text().contains("no shed") && !wrong.body.contains("<x-kith-7"), "{}", wrong.text());
        let ask = format!("{first}/question");
        for (typed, status) in [
            ("", StatusCode::UNPROCESSABLE_ENTITY),
            ("nul \0", StatusCode::UNPROCESSABLE_ENTITY),
            (&*"x".repeat(4_001), StatusCode::UNPROCESSABLE_ENTITY),
            ("Can she manage \"'><x-kith-7> steps?", StatusCode::SEE_OTHER),
        ] {
            assert_eq!(organisation.fill(&first, &ask, &[("question", typed)]).await.status, status, "{typed}");
        }
        let no =
            organisation.fill(&first, &first, &[("step", "decline"), ("reason", "full"), ("words", "Till May")]).await;
        assert_eq!(no.status, StatusCode::SEE_OTHER, "{}", no.text());
        let page = organisation.get(&first).await;
        assert!(page.text().contains("you said no") && !page.body.contains("<x-kith-7"), "{}", page.text());
        // The team sees who has a link, and how often it was used.
        let seen = scene.worker.get(&scene.connection).await.text();
        assert!(seen.contains("hello@lantern.example.org asked for a link to everything"), "{seen}");
    });
}

#[test]
fn an_organisation_says_that_it_is_full_and_pauses_and_the_next_worker_sees_it_until_the_day() {
    story(async |world| {
        let mut scene = scene(world).await;
        let request = scene.ask(world, AGREED).await;
        let list = everything(world, &request).await;
        let mut organisation = Client::new(&world.router);
        let entry = world.community_service.to_string();
        let own = format!("{list}/services/{entry}");
        assert!(organisation.get(&format!("{list}/services")).await.text().contains("Gardening together"));
        for (fields, why) in [
            (&[("room", "")][..], "Choose whether there is room."),
            (&[("room", "wait"), ("room_weeks", "soon")], "whole number"),
            (&[("room", "wait"), ("room_weeks", "521")], "520"),
            (&[("room", "room"), ("places", "10000")], "9999"),
            (&[("room", "full"), ("paused_until", "1 January 2020")], "a day to come"),
            (&[("room", "full"), ("paused_until", "\"'><x-kith-7>")], "day"),
            (&[("room", "full"), ("paused_until", "nul \0")], "day"),
        ] {
            let refused = organisation.fill(&own, &format!("{own}/room"), fields).await;
            assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY, "{fields:?}: {}", refused.text());
            assert!(refused.text().contains(why) && !refused.body.contains("<x-kith-7"), "{why}: {}", refused.text());
        }
        let today = kith_domain::time::day_of(world.app.now());
        let until = today.checked_add(jiff::ToSpan::days(10)).unwrap();
        let typed = kith_domain::time::date_in_words(until);
        let fields = [("room", "full"), ("paused_until", &*typed)];
        let said = organisation.fill(&own, &format!("{own}/room"), &fields).await;
        assert_eq!(said.status, StatusCode::SEE_OTHER, "{}", said.text());
        let pause = format!("Not taking anybody until {typed}");
        // The next worker: in the directory, on the entry, before connecting, and before asking.
        let mut colleague = Client::signed_in(&world.router, &world.one.colleague()).await;
        for page in ["/directory".to_owned(), format!("/directory/{entry}")] {
            assert!(colleague.get(&page).await.text().contains(&pause), "{page}");
        }
        let connect = format!("{}/connect/{entry}", scene.person);
        for page in [connect, format!("{}/ask", scene.connection)] {
            assert!(scene.worker.get(&page).await.text().contains(&pause), "{page}");
        }
        // And whoever reads the published directory.
        let published = async || {
            let services = Client::new(&world.router).get("/oruk/services").await.body;
            let services: serde_json::Value = serde_json::from_str(&services).unwrap();
            let mut all = services["contents"].as_array().unwrap().iter();
            all.find(|it| it["name"] == "Gardening together").unwrap()["capacities"].clone()
        };
        let capacities = published().await;
        assert_eq!((&capacities[0]["available"], &capacities[0]["description"]), (&0.into(), &pause.clone().into()));
        // Its history says whose word it was.
        let mut lead = Client::signed_in(&world.router, &world.one.email(Role::TeamLead)).await;
        let history = lead.get(&format!("/directory/{entry}/change")).await.text();
        assert!(history.contains("The organisation changed it"), "{history}");
        // On the day it is over, and nobody had to do anything.
        world.clock.forward_days(10);
        let mut colleague = Client::signed_in(&world.router, &world.one.colleague()).await;
        let card = colleague.get(&format!("/directory/{entry}")).await.text();
        assert!(!card.contains("Not taking anybody") && card.contains("Full"), "{card}");
        assert_eq!(published().await[0]["description"], "Full");
    });
}

#[test]
fn places_are_counted_where_there_is_room() {
    story(async |world| {
        let mut scene = scene(world).await;
        let request = scene.ask(world, AGREED).await;
        let list = everything(world, &request).await;
        let mut organisation = Client::new(&world.router);
        let own = format!("{list}/services/{}", world.community_service);
        for (places, said) in [("3", "Has room: 3 places"), ("1", "Has room: 1 place"), ("0", "Full"), ("", "Has room")]
        {
            let room = organisation.fill(&own, &format!("{own}/room"), &[("room", "room"), ("places", places)]).await;
            assert_eq!(room.status, StatusCode::SEE_OTHER, "{}", room.text());
            let card = scene.worker.get("/directory").await.text();
            assert!(card.contains(said), "{places}: {card}");
        }
    });
}

#[test]
fn what_an_organisation_would_change_is_taken_over_in_one_press_and_what_is_right_says_who_checked_it() {
    story(async |world| {
        let mut scene = scene(world).await;
        let request = scene.ask(world, AGREED).await;
        let list = everything(world, &request).await;
        let mut organisation = Client::new(&world.router);
        let entry = format!("/directory/{}", world.community_service);
        let own = format!("{list}/services/{}", world.community_service);
        let page = organisation.get(&own).await;
        assert!(page.body.contains("Every Tuesday, 10am to 12pm"), "everything is filled in: {}", page.text());
        let filled = |times: &'static str, email: &'static str, words: &'static str| {
            vec![
                ("description", "Grow vegetables with others, tea included."),
                ("audience", "Adults"),
                ("times", times),
                ("place", "Lantern Field, ZZ1 1ZZ"),
                ("cost", "Free"),
                ("email", email),
                ("words", words),
            ]
        };
        let change = format!("{own}/change");
        let address = "hello@lantern.example.org";
        for (fields, why) in [
            (filled("Every Tuesday, 10am to 12pm", address, ""), "Nothing was changed."),
            (filled("Every Tuesday, 10am to 12pm", "\"'><x-kith-7>", ""), "e-mail address"),
            (filled("Every Tuesday, 10am to 12pm", address, "nul \0"), ""),
        ] {
            let refused = organisation.fill(&own, &change, &fields).await;
            assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY, "{}", refused.text());
            assert!(refused.text().contains(why) && !refused.body.contains("<x-kith-7"), "{why}: {}", refused.text());
        }
        let fields = filled("Every Wednesday, 2pm to 4pm", address, "Ask for <b>Joan</b>");
        let sent = organisation.fill(&own, &change, &fields).await;
        assert_eq!(sent.status, StatusCode::SEE_OTHER, "{}", sent.text());
        let mut lead = Client::signed_in(&world.router, &world.one.email(Role::TeamLead)).await;
        assert!(lead.get(&entry).await.text().contains("Every Tuesday"), "nothing has changed by itself");
        let waiting = lead.get("/entries-to-see-to").await;
        for part in ["Every Wednesday, 2pm to 4pm", "Now: Every Tuesday", "Change the entry as they said"] {
            assert!(waiting.text().contains(part), "{part}: {}", waiting.text());
        }
        let action = waiting.body.split("action=\"/entries-to-see-to/").nth(1).unwrap().split('"').next().unwrap();
        let action = format!("/entries-to-see-to/{action}");
        let refused = scene.worker.get("/entries-to-see-to").await;
        assert_eq!(refused.status, StatusCode::FORBIDDEN, "a link worker keeps no entries");
        let taken = lead.fill("/entries-to-see-to", &action, &[("deal", "take")]).await;
        assert_eq!(taken.status, StatusCode::SEE_OTHER, "{}", taken.text());
        let said = lead.get(&entry).await.text();
        assert!(said.contains("Every Wednesday, 2pm to 4pm") && !said.contains("Every Tuesday"), "{said}");
        // All of this is right, as it was read: once the entry was changed meanwhile, it is shown again.
        let before = organisation.get(&own).await;
        let right = format!("{own}/right");
        let confirmed = organisation.fill(&own, &right, &[]).await;
        assert_eq!(confirmed.status, StatusCode::SEE_OTHER, "{}", confirmed.text());
        assert!(lead.get(&entry).await.text().contains("Last checked by the organisation on"));
        let stale = organisation.send_hidden(&before, &right).await;
        assert_eq!(stale.status, StatusCode::CONFLICT, "{}", stale.text());
        assert!(stale.text().contains("changed while you had it open"), "{}", stale.text());
    });
}

/// Everything that can be asked of a link to a list, with what it answered but for the request's own.
async fn all_of(world: &World, list: &str, request: &str, entry: &str) -> Vec<(StatusCode, Vec<String>, String)> {
    let mut client = Client::new(&world.router);
    let nonce = [("nonce", "0123456789abcdef0123456789abcdef"), ("for-service", ""), ("for-record", request)];
    let of_entry = [nonce[0], nonce[1], ("for-record", entry), ("version", "1")];
    let (one, own) = (format!("{list}/requests/{request}"), format!("{list}/services/{entry}"));
    let mut answers: Vec<Answer> = Vec::new();
    for page in [list.to_owned(), one.clone(), format!("{list}/services"), own.clone()] {
        answers.push(client.get(&page).await);
        answers.push(client.send(Method::HEAD, &page, &[], &[]).await);
    }
    for page in [one.clone(), format!("{one}/question")] {
        answers.push(client.post(&page, &nonce).await);
    }
    for page in [format!("{own}/room"), format!("{own}/right"), format!("{own}/change")] {
        answers.push(client.post(&page, &of_entry).await);
    }
    let told = |answer: Answer| {
        let headers = answer.headers.iter().filter(|(name, _)| name.as_str() != "x-request-id");
        let headers = headers.map(|(name, value)| format!("{name}: {}", value.to_str().unwrap())).collect();
        (answer.status, headers, answer.body)
    };
    answers.into_iter().map(told).collect()
}

#[test]
fn a_link_to_a_list_that_is_old_or_stopped_or_never_was_is_an_address_that_is_not_there() {
    story(async |world| {
        let mut scene = scene(world).await;
        let request = scene.ask(world, AGREED).await;
        let (id, entry) =
            (scene.connection.trim_start_matches("/connections/").to_owned(), world.community_service.to_string());
        let absent = all_of(world, &format!("/asked-of-us/{}", "0".repeat(64)), &id, &entry).await;
        assert!(absent.iter().all(|(status, ..)| *status == StatusCode::NOT_FOUND), "{absent:?}");
        let list = everything(world, &request).await;
        assert_eq!(Client::new(&world.router).get(&list).await.status, StatusCode::OK);
        // The secret of one request opens no list, and that of a list no request.
        for other in [list.replace("/asked-of-us/", "/asked/"), request.replace("/asked/", "/asked-of-us/")] {
            assert_eq!(Client::new(&world.router).get(&other).await.status, StatusCode::NOT_FOUND, "{other}");
        }
        let crossed = request.replace("/asked/", "/asked-of-us/");
        assert_eq!(all_of(world, &crossed, &id, &entry).await, absent);
        // Stopped by the worker who is connected, and by the lead.
        let stop = format!("{}/stop-lists", scene.connection);
        let stopped = scene.worker.fill(&scene.connection.clone(), &stop, &[]).await;
        assert_eq!(stopped.status, StatusCode::SEE_OTHER, "{}", stopped.text());
        assert_eq!(all_of(world, &list, &id, &entry).await, absent);
        let list = everything(world, &request).await;
        let mut lead = Client::signed_in(&world.router, &world.one.email(Role::TeamLead)).await;
        let stopped = lead.fill(&scene.connection.clone(), &stop, &[]).await;
        assert_eq!(stopped.status, StatusCode::SEE_OTHER, "{}", stopped.text());
        assert_eq!(all_of(world, &list, &id, &entry).await, absent);
        let mut colleague = Client::signed_in(&world.router, &world.one.colleague()).await;
        assert_eq!(colleague.get(&scene.connection).await.status, StatusCode::NOT_FOUND);
        // After three days, whoever has it finds nothing.
        let list = everything(world, &request).await;
        world.clock.forward_days(2);
        assert_eq!(Client::new(&world.router).get(&list).await.status, StatusCode::OK);
        world.clock.forward_days(1);
        assert_eq!(all_of(world, &list, &id, &entry).await, absent);
        // When the directory gives another address, the mailbox of before opens nothing more.
        let list = everything(world, &request).await;
        let mut lead = Client::signed_in(&world.router, &world.one.email(Role::TeamLead)).await;
        let change = format!("/directory/{entry}/change");
        let page = lead.get(&change).await;
        let hidden = page.hidden(&change);
        let mut fields: Vec<(&str, &str)> = hidden.iter().map(|(a, b)| (a.as_str(), b.as_str())).collect();
        fields.extend([
            ("name", "Gardening together"),
            ("organisation", "Lantern Allotments"),
            ("email", "new@lantern.example.org"),
            ("room", "full"),
            ("status", "active"),
        ]);
        let changed = lead.post(&change, &fields).await;
        assert_eq!(changed.status, StatusCode::SEE_OTHER, "{}", changed.text());
        assert_eq!(all_of(world, &list, &id, &entry).await, absent);
    });
}

#[test]
fn a_list_shows_what_was_sent_to_its_address_and_nothing_of_anybody_else() {
    story(async |world| {
        let mut scene = scene(world).await;
        let request = scene.ask(world, "CANARY-OWN").await;
        // Another entry of the same organisation with its own address, and one of another organisation.
        let mut lead = Client::signed_in(&world.router, &world.one.email(Role::TeamLead)).await;
        let mut added = Vec::new();
        for (name, organisation, email) in [
            ("Kitchen table", "Lantern Allotments", "kitchen@lantern.example.org"),
            ("Sing with us", "Ash House", "sing@ash.example.org"),
        ] {
            let fields = [("name", name), ("organisation", organisation), ("email", email), ("room", "room")];
            let entry = lead.fill("/directory/new", "/directory/new", &fields).await;
            assert_eq!(entry.status, StatusCode::SEE_OTHER, "{}", entry.text());
            added.push(entry.location().trim_start_matches("/directory/").split('?').next().unwrap().to_owned());
        }
        let kitchen = another(world, &mut scene, "Kitchener", &added[0], "CANARY-KITCHEN").await;
        let singing = another(world, &mut scene, "Singer", &added[1], "CANARY-ASH").await;
        let list = everything(world, &request).await;
        let mut organisation = Client::new(&world.router);
        for page in [list.clone(), format!("{list}/services")] {
            let shown = organisation.get(&page).await;
            assert_eq!(shown.status, StatusCode::OK);
            for foreign in ["CANARY-KITCHEN", "CANARY-ASH", "Kitchen table", "Sing with us"] {
                assert!(!shown.body.contains(foreign), "{foreign} on {page}");
            }
        }
        assert!(organisation.get(&list).await.body.contains("CANARY-OWN"));
        // Foreign requests and entries, and ones that never were: the same bytes.
        let never = "01900000-0000-7000-8000-000000000000";
        let absent = organisation.get(&format!("{list}/requests/{never}")).await;
        assert_eq!(absent.status, StatusCode::NOT_FOUND);
        for foreign in [&kitchen, &singing] {
            let id = foreign.trim_start_matches("/connections/");
            let one = format!("{list}/requests/{id}");
            assert_eq!(organisation.get(&one).await.body, absent.body);
            let fields = [
                ("nonce", "0123456789abcdef0123456789abcdef"),
                ("for-service", ""),
                ("for-record", id),
                ("step", "accept"),
            ];
            assert_eq!(organisation.post(&one, &fields).await.status, StatusCode::NOT_FOUND);
        }
        for entry in &added {
            assert_eq!(organisation.get(&format!("{list}/services/{entry}")).await.body, absent.body);
        }
        // Stopping the link about one person takes that request out of the list, and no other.
        let entry = world.community_service.to_string();
        let second = another(world, &mut scene, "Second", &entry, "CANARY-SECOND").await;
        assert!(organisation.get(&list).await.body.contains("CANARY-SECOND"));
        let stopped = scene.worker.fill(&second, &format!("{second}/stop-links"), &[]).await;
        assert_eq!(stopped.status, StatusCode::SEE_OTHER, "{}", stopped.text());
        let page = organisation.get(&list).await;
        assert!(page.body.contains("CANARY-OWN") && !page.body.contains("CANARY-SECOND"), "{}", page.text());
    });
}

#[test]
fn nobody_who_died_stays_on_a_list_and_after_a_no_what_was_agreed_is_read_no_more() {
    story(async |world| {
        let mut scene = scene(world).await;
        scene.ask(world, "CANARY-FIRST").await;
        let first = scene.connection.clone();
        let entry = world.community_service.to_string();
        // The link of the first has run out when the list is opened; the list still names what was asked by it.
        world.clock.forward_days(15);
        scene.worker = Client::signed_in(&world.router, &world.one.email(Role::LinkWorker)).await;
        another(world, &mut scene, "Second", &entry, "CANARY-SECOND").await;
        let newest = letters(world).await.into_iter().find(|letter| letter.kind == "request").unwrap();
        let secret = newest.body.split("/asked/").nth(1).unwrap().split_whitespace().next().unwrap().to_owned();
        let request = format!("/asked/{secret}");
        let list = everything(world, &request).await;
        let mut organisation = Client::new(&world.router);
        let page = organisation.get(&list).await;
        assert!(page.body.contains("CANARY-FIRST") && page.body.contains("CANARY-SECOND"), "{}", page.text());

        let no = organisation.fill(&request, &request, &[("step", "decline"), ("reason", "full")]).await;
        assert_eq!(no.status, StatusCode::SEE_OTHER, "{}", no.text());
        for path in [&list, &request] {
            let page = organisation.get(path).await;
            assert!(!page.body.contains("CANARY-SECOND"), "{}", page.text());
            assert!(!page.text().contains("We are asking Lantern Allotments") || path == &list, "{}", page.text());
        }
        // They change their mind, and read it again.
        let yes = organisation.fill(&request, &request, &[("step", "accept")]).await;
        assert_eq!(yes.status, StatusCode::SEE_OTHER, "{}", yes.text());
        assert!(organisation.get(&request).await.body.contains("CANARY-SECOND"));

        let close = format!("{}/close", scene.person);
        let closed = scene.worker.fill(&close, &close, &[("reason", "died"), ("words", "")]).await;
        assert_eq!(closed.status, StatusCode::SEE_OTHER, "{}", closed.text());
        let page = organisation.get(&list).await;
        assert!(!page.body.contains("CANARY-FIRST") && page.body.contains("CANARY-SECOND"), "{}", page.text());
        let id = first.trim_start_matches("/connections/");
        assert_eq!(organisation.get(&format!("{list}/requests/{id}")).await.status, StatusCode::NOT_FOUND);
    });
}

#[test]
fn a_form_sent_twice_has_one_effect_and_more_than_three_letters_an_hour_are_not_sent() {
    story(async |world| {
        let mut scene = scene(world).await;
        let request = scene.ask(world, AGREED).await;
        let mut organisation = Client::new(&world.router);
        let page = organisation.get(&request).await;
        let everything = format!("{request}/everything");
        for _ in 0..2 {
            assert_eq!(organisation.send_hidden(&page, &everything).await.status, StatusCode::SEE_OTHER);
        }
        let sent = async || letters(world).await.iter().filter(|letter| letter.kind == "request-list").count();
        assert_eq!(sent().await, 1);
        for _ in 0..4 {
            let again = organisation.fill(&request, &everything, &[]).await;
            assert_eq!(again.status, StatusCode::SEE_OTHER, "whoever asks learns nothing");
        }
        assert_eq!(sent().await, 3);
    });
}
