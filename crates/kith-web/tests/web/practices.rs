//! The practices of a service: added with an address, changed, ended, begun again; and that what is written reaches one
//! that was added to an empty store.

use axum::Router;
use http::StatusCode;
use kith_app::App;
use kith_domain::staff::Role;
use kith_store::Reach;
use kith_store::house::{self, Letter};

use super::client::{Answer, Client};
use super::letters::letters;
use super::people::with_person;
use super::world::{PASSWORD, from_nothing, story};

const NEW: &str = "/practices/new";

async fn add(manager: &mut Client, name: &str, code: &str, email: &str) -> Answer {
    manager.fill(NEW, NEW, &[("name", name), ("ods_code", code), ("email", email)]).await
}

async fn change(client: &mut Client, practice: &str, name: &str, email: &str) -> Answer {
    let page = format!("{practice}/change");
    client.fill(&page, &page, &[("name", name), ("email", email)]).await
}

/// The page of a practice by its name.
async fn found(client: &mut Client, name: &str) -> String {
    let list = client.get(&format!("/practices?q={}", name.replace(' ', "+"))).await;
    let mut links = list.body.split("href=\"/practices/").skip(1).filter_map(|rest| rest.split_once("\">"));
    let found = links.find(|(id, rest)| id.len() == 36 && rest.starts_with(&format!("{name}<")));
    format!("/practices/{}", found.unwrap_or_else(|| panic!("{}", list.text())).0)
}

#[test]
fn a_manager_adds_renames_ends_and_begins_again_and_the_history_says_who_and_what() {
    story(async |world| {
        let mut manager = Client::signed_in(&world.router, &world.one.email(Role::ServiceManager)).await;
        let mut lead = Client::signed_in(&world.router, &world.one.email(Role::TeamLead)).await;
        let mut administrator = Client::signed_in(&world.router, &world.one.email(Role::Administrator)).await;
        assert!(manager.get("/service").await.body.contains("href=\"/practices\""));

        // What is wrong is said at its question, and nothing typed is lost.
        let wrong = add(&mut manager, "", "A8", "\"'><x-kith-7>").await;
        assert_eq!(wrong.status, StatusCode::UNPROCESSABLE_ENTITY);
        for says in ["Enter the name of the practice", "3 to 10 letters and digits", "like name@example.org"] {
            assert!(wrong.text().contains(says), "{says}: {}", wrong.text());
        }
        assert!(
            !wrong.body.contains("<x-kith-7") && wrong.body.contains("&#34;&#39;&#62;&#60;x-kith-7"),
            "kept, as text"
        );
        let long = "x".repeat(5_000);
        assert_eq!(add(&mut manager, &long, "A81001", "").await.status, StatusCode::UNPROCESSABLE_ENTITY);
        assert_eq!(add(&mut manager, "Nul\0", "A81001", "").await.status, StatusCode::UNPROCESSABLE_ENTITY);

        let added = add(&mut manager, "Quay Surgery", "a81001", "").await;
        assert!(added.location().ends_with("?said=practice-added"), "{}", added.text());
        let practice = added.location().split('?').next().unwrap().to_owned();
        // The same form pressed twice has one effect.
        let hidden = manager.get(NEW).await.hidden(NEW);
        let mut fields: Vec<(&str, &str)> = hidden.iter().map(|(a, b)| (a.as_str(), b.as_str())).collect();
        fields.extend([("name", "Pressed twice"), ("ods_code", "A81002"), ("email", "")]);
        let pressed = [manager.post(NEW, &fields).await, manager.post(NEW, &fields).await];
        assert_eq!(pressed[0].location(), pressed[1].location(), "{}", pressed[1].text());
        let twice = add(&mut manager, "Quay Surgery", "A81001", "").await;
        assert!(twice.text().contains("refers to your service already"), "{}", twice.text());
        let page = manager.get(&practice).await.text();
        assert!(page.contains("cannot send or read anything yet") && page.contains("Not said yet"), "{page}");
        assert!(manager.get("/practices").await.text().contains("No e-mail"));

        // A lead puts the address in, an administrator says whether text may go there.
        let changed = change(&mut lead, &practice, "Quay Street Surgery", "quay@example.org").await;
        assert!(changed.location().ends_with("?said=practice-changed"), "{}", changed.text());
        assert!(lead.get(&practice).await.text().contains("A link that names nobody"));
        let post = "/settings/post";
        administrator
            .fill(post, post, &[("silence_days", "5"), ("silence_times", "3"), ("secure", "quay@example.org")])
            .await;
        let page = administrator.get(&practice).await;
        assert!(page.text().contains("The text of a message"), "{}", page.text());
        assert!(page.body.contains("href=\"/settings/post\"") && !page.body.contains(&format!("{practice}/change")));
        // An address that is new may be sent no text before it is marked.
        change(&mut lead, &practice, "Quay Street Surgery", "other@example.org").await;
        assert!(lead.get(&practice).await.text().contains("A link that names nobody"));

        // Two people at once: the second is told, and sees what the first wrote.
        let page = format!("{practice}/change");
        let stale = lead.get(&page).await.hidden(&page);
        change(&mut manager, &practice, "Quay Street Surgery", "third@example.org").await;
        let mut fields: Vec<(&str, &str)> = stale.iter().map(|(a, b)| (a.as_str(), b.as_str())).collect();
        fields.extend([("name", "Mine"), ("email", "")]);
        assert_eq!(lead.post(&page, &fields).await.status, StatusCode::CONFLICT);

        // Ending needs a reason, and says what is open first.
        let end = format!("{practice}/end");
        assert!(manager.get(&end).await.text().contains("Nothing is open with Quay Street Surgery"));
        let silent = manager.fill(&end, &end, &[("why", " ")]).await;
        assert_eq!(silent.status, StatusCode::UNPROCESSABLE_ENTITY);
        let ended = manager.fill(&end, &end, &[("why", "Merged \"'><x-kith-7>")]).await;
        assert!(ended.location().ends_with("?said=practice-ended"), "{}", ended.text());
        let page = manager.get(&practice).await;
        assert!(page.text().contains("does not refer here since") && page.text().contains("Why: Merged"));
        assert!(!page.body.contains("<x-kith-7"));
        assert!(
            page.text().contains("E-mail address: third@example.org, before: other@example.org"),
            "{}",
            page.text()
        );
        assert!(page.text().contains("CANARY-ALDER team_lead changed what is known"), "{}", page.text());
        assert!(!manager.get("/practice-codes").await.text().contains("Quay"), "an ended one gets no code");
        let again = manager.send_hidden(&page, &format!("{practice}/again")).await;
        assert!(again.location().ends_with("?said=practice-again"), "{}", again.text());
        assert!(manager.get("/practice-codes").await.text().contains("Quay"));
    });
}

#[test]
fn what_is_open_is_said_before_a_practice_is_ended_and_its_code_and_pages_stop_at_once() {
    story(async |world| {
        let (mut worker, person) = with_person(world, "Okonjo").await;
        let mut manager = Client::signed_in(&world.router, &world.one.email(Role::ServiceManager)).await;
        let mut desk = Client::signed_in(&world.router, &world.one.email(Role::Practice)).await;
        let practice = found(&mut manager, "CANARY-ALDER surgery").await;
        let codes = practice.replace("/practices/", "/practice-codes/");
        let shown = manager.get(&codes).await;
        manager.send_hidden(&shown, &codes).await;
        let end = format!("{practice}/end");
        let asked = manager.get(&end).await.text();
        for says in ["supports 1 person whom", "1 person at", "practice code stops at once"] {
            assert!(asked.contains(says), "{says}: {asked}");
        }
        assert!(!asked.to_lowercase().contains("okonjo"), "a manager is told how many, and not who");
        assert!(desk.get("/my-referrals").await.text().contains("OKONJO"));
        manager.fill(&end, &end, &[("why", "Closed")]).await;
        assert!(!desk.get("/my-referrals").await.text().contains("OKONJO"));
        // The worker still knows who referred, and is told that nothing is read there any more.
        let back = format!("{person}/message-back");
        let form = worker.get(&back).await.text();
        assert!(form.contains("CANARY-ALDER surgery does not refer to this service any more"), "{form}");
        let sent = worker.fill(&back, &back, &[("mattered", ""), ("happened", "Met."), ("missing", "")]).await;
        assert!(sent.location().ends_with("message-kept-nowhere"), "{}", sent.location());
        assert!(letters(world).await.iter().all(|letter| !letter.kind.starts_with("message")));
    });
}

#[test]
fn a_missing_address_is_said_where_a_message_is_written_and_whoever_may_is_led_to_it() {
    story(async |world| {
        let (mut worker, person) = with_person(world, "Okonjo").await;
        let mut lead = Client::signed_in(&world.router, &world.one.email(Role::TeamLead)).await;
        let practice = found(&mut lead, "CANARY-ALDER surgery").await;
        let back = format!("{person}/message-back");
        assert!(!worker.get(&back).await.text().contains("No e-mail address"));
        change(&mut lead, &practice, "CANARY-ALDER surgery", "").await;
        let form = worker.get(&back).await;
        assert!(form.text().contains("No e-mail address is known for CANARY-ALDER surgery"), "{}", form.text());
        assert!(!form.body.contains("/change"), "a link worker is told who adds it");
        let sent = worker.fill(&back, &back, &[("mattered", ""), ("happened", "Met."), ("missing", "")]).await;
        assert!(sent.location().ends_with("?said=message-sent"), "{}", sent.location());
        let message = worker.get(&person).await.link("/messages/", "");
        let seen = lead.get(&message).await;
        assert!(seen.text().contains("No e-mail address is known"), "{}", seen.text());
        assert!(seen.body.contains(&format!("href=\"{practice}/change\"")));
        // With the address it is told.
        change(&mut lead, &practice, "CANARY-ALDER surgery", "new@example.org").await;
        worker.fill(&back, &back, &[("mattered", ""), ("happened", "Met again."), ("missing", "")]).await;
        let all = letters(world).await;
        assert!(all.iter().any(|letter| letter.kind == "message-back" && letter.recipient == "new@example.org"));
    });
}

#[test]
fn what_one_service_says_of_a_practice_is_nothing_to_another_and_others_may_not() {
    story(async |world| {
        let mut one = Client::signed_in(&world.router, &world.one.email(Role::ServiceManager)).await;
        let mut two = Client::signed_in(&world.router, &world.two.email(Role::ServiceManager)).await;
        add(&mut one, "Shared Alder", "Y77001", "alder@example.org").await;
        let added = add(&mut two, "Shared Birch", "Y77001", "").await;
        let shared = added.location().split('?').next().unwrap().to_owned();
        let page = two.get(&shared).await.text();
        assert!(page.contains("Shared Birch") && !page.contains("Alder") && !page.contains("alder@"), "{page}");
        let page = one.get(&shared).await.text();
        assert!(
            page.contains("Shared Alder") && page.contains("alder@example.org") && !page.contains("Birch"),
            "{page}"
        );

        // One that only the other service knows is not there at all.
        let foreign = found(&mut two, "CANARY-BIRCH surgery").await;
        for path in [foreign.clone(), format!("{foreign}/change"), format!("{foreign}/end")] {
            assert_eq!(one.get(&path).await.status, StatusCode::NOT_FOUND, "{path}");
        }
        let nowhere = format!("/practices/{}", "0".repeat(8));
        assert_eq!(one.get(&nowhere).await.status, StatusCode::NOT_FOUND);
        assert!(!one.get("/practices").await.text().contains("BIRCH"));

        // A lead adds and ends none; a link worker and a practice have no such page.
        let mut lead = Client::signed_in(&world.router, &world.one.email(Role::TeamLead)).await;
        assert_eq!(lead.get(NEW).await.status, StatusCode::FORBIDDEN);
        assert_eq!(lead.get(&format!("{shared}/end")).await.status, StatusCode::FORBIDDEN);
        for role in [Role::LinkWorker, Role::Practice] {
            let mut client = Client::signed_in(&world.router, &world.one.email(role)).await;
            assert_eq!(client.get("/practices").await.status, StatusCode::FORBIDDEN);
            assert_eq!(client.get(&format!("{shared}/change")).await.status, StatusCode::FORBIDDEN);
        }
    });
}

#[test]
fn after_a_while_what_opens_a_way_in_asks_who_it_is() {
    story(async |world| {
        let mut lead = Client::signed_in(&world.router, &world.one.email(Role::TeamLead)).await;
        let practice = found(&mut lead, "CANARY-ALDER surgery").await;
        let mut manager = Client::signed_in(&world.router, &world.one.email(Role::ServiceManager)).await;
        let mut worker = Client::signed_in(&world.router, &world.one.email(Role::LinkWorker)).await;
        let role = manager.get("/people-and-roles?q=colleague").await.link("/people-and-roles/0", "");
        world.clock.forward(std::time::Duration::from_secs(600));
        let codes = practice.replace("/practices/", "/practice-codes/");
        for page in [format!("{practice}/change"), "/practices/new".to_owned(), codes] {
            let client = if page.ends_with("/new") { &mut manager } else { &mut lead };
            let asked = client.get(&page).await;
            assert!(asked.location().starts_with("/confirm?next="), "{page}: {}", asked.text());
        }
        // What gives somebody else a way in, or takes one, is asked about when it is sent, and nothing typed is lost.
        let invite = "/people-and-roles/invite";
        let invited = [("name", "New Lead"), ("email", "new.lead@example.org"), ("role", "team_lead")];
        let asked = manager.fill(invite, invite, &invited).await;
        assert_eq!(asked.status, StatusCode::UNAUTHORIZED, "{}", asked.text());
        assert!(asked.text().contains("Confirm that it is you") && asked.body.contains("new.lead@example.org"));
        let leave = format!("{role}/leave");
        let asked = manager.fill(&leave, &leave, &[]).await;
        assert_eq!(asked.status, StatusCode::UNAUTHORIZED, "{}", asked.text());
        let asked = worker.fill("/today/calendar", "/today/calendar", &[]).await;
        assert_eq!(asked.status, StatusCode::UNAUTHORIZED, "{}", asked.text());
    });
}

async fn outbox(app: &App) -> Vec<Letter> {
    let app = app.clone();
    let read = move || app.store().read(&Reach::maintenance(), house::latest_letters).unwrap();
    tokio::task::spawn_blocking(read).await.unwrap()
}

/// Invites somebody and joins as them by the link of the letter.
async fn invite(app: &App, router: &Router, by: &mut Client, name: &str, role: &str) -> Client {
    let page = "/people-and-roles/invite";
    let email = format!("{role}@start.example.org");
    let sent = by.fill(page, page, &[("name", name), ("email", &email), ("role", role)]).await;
    assert_eq!(sent.status, StatusCode::SEE_OTHER, "{}", sent.text());
    let all = outbox(app).await;
    let letter = all.iter().find(|letter| letter.recipient == email).unwrap();
    let join = format!("/join/{}", letter.body.split("/join/").nth(1).unwrap().split_whitespace().next().unwrap());
    let joined = Client::new(router).post(&join, &[("name", name), ("password", PASSWORD)]).await;
    assert_eq!(joined.location(), "/sign-in?said=joined", "{}", joined.text());
    Client::signed_in(router, &email).await
}

#[test]
fn from_an_empty_store_to_a_message_that_reaches_the_practice() {
    from_nothing(async |app, router, secret| {
        let fields = [
            ("service", "Start link workers"),
            ("phone", "01632 960000"),
            ("name", "Ada Min"),
            ("email", "ada@start.example.org"),
            ("password", PASSWORD),
        ];
        let set_up = Client::new(router).post(&format!("/set-up/{secret}"), &fields).await;
        assert_eq!(set_up.location(), "/sign-in?said=set-up", "{}", set_up.text());
        let mut administrator = Client::signed_in(router, "ada@start.example.org").await;
        let mut manager = invite(app, router, &mut administrator, "Mia Nager", "service_manager").await;
        let mut lead = invite(app, router, &mut manager, "Lee Dwell", "team_lead").await;
        let mut worker = invite(app, router, &mut manager, "Wren Orker", "link_worker").await;

        // Nothing is there, and each page says where it begins.
        for (client, page) in [(&mut manager, "/practice-codes"), (&mut lead, "/imports")] {
            let shown = client.get(page).await;
            assert!(shown.body.contains("href=\"/practices\""), "{page}: {}", shown.text());
        }
        assert!(manager.get("/service/same-day").await.body.contains("href=\"/practices\""));
        assert!(manager.get("/practices").await.text().contains("No practice refers to this service yet"));
        let added = add(&mut manager, "First Surgery", "Y00001", "first@example.org").await;
        let practice = added.location().split('?').next().unwrap().to_owned();
        let codes = practice.replace("/practices/", "/practice-codes/");
        let shown = manager.get(&codes).await;
        let code = shown.hidden(&codes).into_iter().find(|(name, _)| name == "code").unwrap().1;
        assert_eq!(manager.send_hidden(&shown, &codes).await.status, StatusCode::SEE_OTHER);

        // Somebody comes by the practice's code.
        let mut desk = Client::at(router, "192.0.2.9");
        let slug = desk.get("/ask-for-support").await;
        let page = match slug.status {
            StatusCode::SEE_OTHER => format!("{}/organisation", slug.location()),
            _ => slug.link("/ask-for-support/", "/organisation"),
        };
        let fields = [
            ("family_name", "Begin"),
            ("given_names", "Bea"),
            ("born-day", "27"),
            ("born-month", "3"),
            ("born-year", "1951"),
            ("phone", "01632 960001"),
            ("reason", "Lonely."),
            ("sender_name", "Jo Ng"),
            ("sender_from", "Front desk"),
            ("sender_reach", "desk@example.org"),
            ("told", "agreed"),
            ("practice_code", code.as_str()),
        ];
        let sent = desk.fill(&page, &page, &fields).await;
        assert_eq!(sent.status, StatusCode::SEE_OTHER, "{}", sent.text());

        // The lead brings others in from a file that names the practice.
        let hidden = lead.get("/imports").await.hidden("/imports");
        let mut all: Vec<(&str, &str)> = hidden.iter().map(|(a, b)| (a.as_str(), b.as_str())).collect();
        all.push(("kind", "referrals"));
        let csv = b"Ref,Surname,First name,DOB,Practice,Reason\n1,Filed,Ann,28/3/1951,First Surgery,Lonely\n";
        let brought = lead.send_file("/imports", &all, Some(("file", "people.csv", csv))).await;
        assert_eq!(brought.status, StatusCode::SEE_OTHER, "{}", brought.text());
        let checked = lead.get(brought.location()).await.text();
        assert!(!checked.contains("is none of your service"), "{checked}");

        // The message back reaches the practice, and opens with its code.
        let referral = lead.get("/queue").await.link("/referrals/", "/triage");
        super::thread::allocate(&mut lead, referral.trim_end_matches("/triage"), "Wren Orker").await;
        let person = worker.get("/today").await.link("/people/", "").trim_end_matches("/contacts/new").to_owned();
        let back = format!("{person}/message-back");
        let form = worker.get(&back).await.text();
        assert!(form.contains("Nobody at First Surgery has an account"), "{form}");
        let sent = worker.fill(&back, &back, &[("mattered", "Tea."), ("happened", "Met."), ("missing", "")]).await;
        assert!(sent.location().ends_with("message-sent-by-link"), "{}", sent.location());
        let all = outbox(app).await;
        let letter = all.iter().find(|letter| letter.body.contains("/written/")).unwrap();
        assert_eq!(letter.recipient, "first@example.org");
        let secret = letter.body.split("/written/").nth(1).unwrap().split_whitespace().next().unwrap();
        let here = format!("/written/{secret}");
        let opened = desk.fill(&here, &here, &[("code", code.as_str())]).await;
        assert_eq!(opened.status, StatusCode::SEE_OTHER, "{}", opened.text());
        assert!(desk.get(&here).await.text().contains("Tea."));
    });
}
