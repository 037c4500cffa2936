//! A Kith without a mail server: its pages say so, and promise no e-mail; a link is shown once, to whoever made it, and
//! it is written down that it was.

use std::time::Duration;

use axum::Router;
use http::StatusCode;
use kith_domain::id::Id;
use kith_domain::staff::{Role, Standing};
use kith_store::{Isolation, Reach, links, staff};

use super::client::{Answer, Client};
use super::letters::letters;
use super::people::{send_from, with_person};
use super::world::{PASSWORD, World, story};

/// The same service without a mail server.
fn without_post(world: &World) -> Router {
    let settings = kith_web::Settings {
        listen: "127.0.0.1:8080".parse().unwrap(),
        public_url: None,
        demo: false,
        has_post: false,
        trusted_proxies: Vec::new(),
        second_factor: kith_app::accounts::Rule::Optional,
    };
    kith_web::router(world.app.clone(), settings)
}

/// The path of the link that a page shows.
fn shown(page: &Answer, begins: &str) -> String {
    assert_eq!(page.status, StatusCode::OK, "{}", page.text());
    let text = page.text();
    assert!(text.contains("no mail server") && text.contains("shown this once"), "{text}");
    assert_eq!(page.header("cache-control"), "no-store");
    let (_, rest) = text.split_once("http://127.0.0.1:8080").unwrap();
    let path = rest.split_whitespace().next().unwrap().to_owned();
    assert!(path.starts_with(begins) && path.len() == begins.len() + 64, "{path}");
    path
}

/// What happened to a record, by the trail.
async fn happened(world: &World, subject: &str) -> Vec<String> {
    let app = world.app.clone();
    let subject: Id<Standing> = subject.parse().unwrap();
    let history = move || app.store().read(&Reach::maintenance(), |tx| staff::history(tx, subject)).unwrap();
    let mut kinds: Vec<String> =
        tokio::task::spawn_blocking(history).await.unwrap().into_iter().map(|(kind, ..)| kind).collect();
    // Two things of one moment stand in no order.
    kinds.sort();
    kinds
}

const INVITE: &str = "/people-and-roles/invite";

#[test]
fn whoever_invites_is_shown_the_link_once_and_hands_it_over() {
    story(async |world| {
        let router = without_post(world);
        let mut manager = Client::signed_in(&router, &world.one.email(Role::ServiceManager)).await;
        let form = manager.get(INVITE).await;
        assert!(form.text().contains("You are shown a link once"), "{}", form.text());
        assert!(!form.text().contains("They get an e-mail"), "{}", form.text());
        let fields = [("email", "rowan@example.org"), ("name", "Rowan \"'><x-kith-7> Ash"), ("role", "link_worker")];

        // Who signed in or confirmed long ago confirms first; what was typed goes on by itself.
        world.clock.forward(Duration::from_secs(6 * 60));
        let asked = send_from(&mut manager, &form, INVITE, &fields).await;
        assert!(asked.body.contains("password-confirm") && !asked.body.contains("/join/"), "{}", asked.text());
        assert!(letters(world).await.is_empty());
        let mut kept = asked.hidden(INVITE);
        kept.push(("password-confirm".to_owned(), PASSWORD.to_owned()));
        let sent: Vec<(&str, &str)> = kept.iter().map(|(name, value)| (name.as_str(), value.as_str())).collect();
        let page = manager.post(INVITE, &sent).await;
        let join = shown(&page, "/join/");
        assert!(page.text().contains("rowan@example.org") && !page.body.contains("<x-kith-7"), "{}", page.text());
        assert!(letters(world).await.is_empty(), "no letter waits for a mail server that may come");

        // Sent twice, it is one invitation, and the link is not shown again.
        let again = manager.post(INVITE, &sent).await;
        assert_eq!(again.location(), "/people-and-roles?said=link-shown", "{}", again.text());
        let list = manager.get("/people-and-roles?said=link-shown").await;
        assert!(!list.body.contains("/join/") && list.text().contains("The link was shown once"), "{}", list.text());
        assert_eq!(list.text().matches("rowan@example.org").count(), 1);

        // A new link ends the one before.
        let id = list.body.split("action=\"/invitations/").nth(1).unwrap().split('/').next().unwrap().to_owned();
        assert_eq!(happened(world, &id).await, ["invitation.link_shown", "invitation.sent"]);
        let action = format!("/invitations/{id}/send-again");
        assert!(list.text().contains("Make a new link"), "{}", list.text());
        let second = manager.fill("/people-and-roles", &action, &[]).await;
        let new = shown(&second, "/join/");
        let mut guest = Client::new(&router);
        assert_eq!(guest.get(&join).await.status, StatusCode::NOT_FOUND, "the old one");
        assert_eq!(guest.get(&new).await.status, StatusCode::OK);
        let joined = guest.post(&new, &[("name", "Rowan Ash"), ("password", "copper kettle on the hob")]).await;
        assert_eq!(joined.location(), "/sign-in?said=joined", "{}", joined.text());
        assert_eq!(guest.get(&new).await.status, StatusCode::NOT_FOUND, "it worked once");
    });
}

#[test]
fn somebody_at_a_practice_hands_over_to_a_colleague_and_who_may_not_invite_is_not_asked_for_a_password() {
    story(async |world| {
        let router = without_post(world);
        let mut practice = Client::signed_in(&router, &world.one.email(Role::Practice)).await;
        assert!(practice.get("/colleagues").await.text().contains("You are shown a link once"));
        let fields = [("email", "sam@example.org"), ("name", "Sam Reed")];
        let page = practice.fill("/colleagues", "/colleagues", &fields).await;
        shown(&page, "/join/");
        let mut worker = Client::signed_in(&router, &world.one.email(Role::LinkWorker)).await;
        world.clock.forward(Duration::from_secs(6 * 60));
        let service = world.one.service.to_string();
        for (to, fields) in [(INVITE, fields), ("/colleagues", fields)] {
            let mut all = fields.to_vec();
            all.extend([("nonce", "0123456789abcdef"), ("for-service", service.as_str()), ("for-record", "invite")]);
            let refused = worker.post(to, &all).await;
            assert_eq!(refused.status, StatusCode::FORBIDDEN, "{to}: {}", refused.text());
            assert!(!refused.body.contains("password-confirm"), "{to}");
        }
    });
}

#[test]
fn whoever_asks_an_organisation_hands_the_link_over_and_the_same_rules_hold() {
    story(async |world| {
        let router = without_post(world);
        let (mut by_mail, person) = with_person(world, "Handed").await;
        let connect = format!("{person}/connect/{}", world.community_service);
        let made = by_mail.fill(&connect, &connect, &[("need", ""), ("agreed", "Her first name.")]).await;
        let connection = made.location().split('?').next().unwrap().to_owned();
        let mut worker = Client::signed_in(&router, &world.one.email(Role::LinkWorker)).await;
        let ask = format!("{connection}/ask");
        let page = worker.get(&connection).await;
        assert!(page.text().contains("Make a link for them"), "{}", page.text());
        let page = worker.get(&ask).await;
        assert!(page.text().contains("gets no e-mail"), "{}", page.text());
        let handed = worker.fill(&ask, &ask, &[("agreed", "Her first name.")]).await;
        let link = shown(&handed, "/asked/");
        assert!(letters(world).await.is_empty());
        let app = world.app.clone();
        let of: Id<Standing> = connection.trim_start_matches("/connections/").parse().unwrap();
        let links = move || app.store().read(&Reach::maintenance(), |tx| links::of_subject(tx, of.uuid())).unwrap();
        let made = tokio::task::spawn_blocking(links).await.unwrap().remove(0).it.id.to_string();
        assert_eq!(happened(world, &made).await, ["link.handed_over", "link.shown"]);
        let mut organisation = Client::new(&router);
        let asked = organisation.get(&link).await;
        assert!(asked.text().contains("Her first name."), "{}", asked.text());
        // Nobody is told of an e-mail: not on the connection, in the story, nor the organisation that asks something back.
        let page = worker.get(&connection).await.text();
        assert!(page.contains("By a link") && page.contains("to hand over on"), "{page}");
        assert!(!page.contains("wrote to") && !page.contains("Filters that look into mail"), "{page}");
        let story = worker.get(&person).await.text();
        assert!(story.contains("made a link about Gardening together to hand over to Lantern Allotments"), "{story}");
        assert!(!story.contains("by e-mail"), "{story}");
        assert!(asked.text().contains("gives you a link to the answer") && !asked.text().contains("you get an e-mail"));
        let question = format!("{link}/question");
        let sent = organisation.fill(&link, &question, &[("question", "Is there a lift?")]).await;
        assert!(sent.location().ends_with("?said=question-asked-by-hand"), "{}", sent.text());
        // It is stopped like any other.
        let stop = format!("{connection}/stop-links");
        assert_eq!(worker.fill(&connection, &stop, &[]).await.status, StatusCode::SEE_OTHER);
        assert_eq!(organisation.get(&link).await.status, StatusCode::NOT_FOUND);
        // Nor is one made about somebody who is not shown online.
        let protection = format!("{person}/protection");
        let fields = [("restricted", "no"), ("reason", ""), ("not_online", "yes")];
        let drawn = worker.get(&ask).await;
        assert_eq!(worker.fill(&protection, &protection, &fields).await.status, StatusCode::SEE_OTHER);
        let refused = send_from(&mut worker, &drawn, &ask, &[("agreed", "Her first name.")]).await;
        assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY, "{}", refused.text());
        assert!(!refused.body.contains("/asked/"), "{}", refused.text());
    });
}

#[test]
fn pages_promise_no_e_mail_and_settings_say_what_waits() {
    story(async |world| {
        let router = without_post(world);
        let mut nobody = Client::new(&router);
        let page = nobody.get("/forgotten").await;
        assert!(
            page.text().contains("cannot send you a link") && !page.body.contains("<form class"),
            "{}",
            page.text()
        );
        let asked = nobody.post("/forgotten", &[("email", &world.one.email(Role::LinkWorker))]).await;
        assert!(asked.text().contains("cannot send you a link"), "{}", asked.text());
        assert!(letters(world).await.is_empty(), "no link was made");

        let (mut worker, person) = with_person(world, "Told").await;
        let back = format!("{person}/message-back");
        assert_eq!(
            worker.fill(&back, &back, &[("mattered", "Company."), ("happened", ""), ("missing", "")]).await.status,
            StatusCode::SEE_OTHER
        );
        let mut here = Client::signed_in(&router, &world.one.email(Role::LinkWorker)).await;
        let message = here.get(&person).await.link("/messages/", "");
        let one = here.get(&message).await.text();
        assert!(one.contains("No e-mail has told the practice of it") && !one.contains("on its way"), "{one}");
        let mailed = worker.get(&message).await.text();
        assert!(mailed.contains("is on its way"), "where there is a mail server it is: {mailed}");
        assert!(here.get(&back).await.text().contains("no e-mail tells"), "{}", here.get(&back).await.text());
        let mut administrator = Client::signed_in(&router, &world.one.email(Role::Administrator)).await;
        let settings = administrator.get("/settings").await;
        assert!(settings.text().contains("No mail server is set"), "{}", settings.text());
        assert!(settings.text().contains("One waits."), "{}", settings.text());
        let mut with_post = Client::signed_in(&world.router, &world.one.email(Role::Administrator)).await;
        assert!(!with_post.get("/settings").await.text().contains("No mail server is set"));
        // The notice waits, and is dropped when the person is marked meanwhile.
        let app = world.app.clone();
        let held = tokio::task::spawn_blocking(move || {
            app.store()
                .write(&Reach::maintenance(), Isolation::Ordinary, |tx| kith_store::outbox::hold_all(tx, "It waited."))
        });
        assert_eq!(held.await.unwrap().unwrap(), 1);
        assert!(
            administrator.get("/settings").await.text().contains("One e-mail had not left when the backup was made")
        );
        // What is said after writing promises no e-mail either.
        let sent = here.fill(&back, &back, &[("mattered", "Her sister."), ("happened", ""), ("missing", "")]).await;
        let said = here.get(sent.location()).await.text();
        assert!(said.contains("No e-mail tells the practice, because this Kith has no mail server"), "{said}");
    });
}
