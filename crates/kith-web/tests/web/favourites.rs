//! Keeping entries of the directory, and a short list of them for a person.

use http::StatusCode;
use kith_domain::staff::Role;

use kith_app::jobs::{self, CaughtPost};

use super::client::Client;
use super::known::corrected;
use super::letters::letters;
use super::sharing::with_person;
use super::thread::{allocate, refer};
use super::world::{World, imported, story};

#[test]
fn a_worker_keeps_entries_and_gives_some_of_them_to_a_person() {
    story(async |world| {
        let id = imported(world).to_string();
        let (entry, keep) = (format!("/directory/{id}"), format!("/directory/{id}/keep"));
        let mut practice = Client::signed_in(&world.router, &world.one.email(Role::Practice)).await;
        let mut lead = Client::signed_in(&world.router, &world.one.email(Role::TeamLead)).await;
        let mut worker = Client::signed_in(&world.router, &world.one.email(Role::LinkWorker)).await;
        assert!(worker.get("/directory/kept").await.text().contains("You have no favourites yet"));

        // One press keeps it; the same form sent again keeps it once.
        let page = worker.get(&entry).await;
        let kept = worker.send_hidden(&page, &keep).await;
        assert_eq!(kept.status, StatusCode::SEE_OTHER, "{}", kept.text());
        assert_eq!(worker.send_hidden(&page, &keep).await.location(), kept.location());
        assert!(worker.get(&entry).await.text().contains("one of my favourites"));
        assert_eq!(worker.get("/directory/kept").await.body.matches("kith-card__name").count(), 1);
        // It is the worker's own.
        assert!(lead.get("/directory/kept").await.text().contains("You have no favourites yet"));
        assert!(!lead.get(&entry).await.text().contains("one of my favourites"));
        let mut other = Client::signed_in(&world.router, &world.two.email(Role::LinkWorker)).await;
        assert!(other.get("/directory/kept").await.text().contains("You have no favourites yet"));
        // A practice looks in the directory and keeps nothing.
        assert!(!practice.get(&entry).await.body.contains(&keep));
        assert_eq!(practice.get("/directory/kept").await.status, StatusCode::FORBIDDEN);

        // For a person: picked by links, drawn as words, saved as a letter of the story.
        let referral = refer(world, &mut practice, "Okonjo", "On her own a lot.").await;
        allocate(&mut lead, &referral, "link_worker").await;
        let person = worker.get("/today").await.link("/people/", "").trim_end_matches("/contacts/new").to_owned();
        let list = format!("{person}/short-list");
        assert!(worker.get(&person).await.body.contains(&list));
        let offered = worker.get(&list).await;
        assert!(offered.text().contains("Gardening together") && !offered.body.contains("name=\"text\""));
        let found = worker.get(&format!("{list}?q=vegetables")).await;
        assert!(found.body.contains(&format!("{list}?picked={id}&#38;q=vegetables")) || found.body.contains("picked="));
        let picked = format!("{list}?picked={id}");
        let form = worker.get(&picked).await;
        assert!(form.body.contains("1. Gardening together"), "{}", form.text());
        let letters = format!("{person}/letters/new");
        let canary = "1. Gardening together\n\"'><x-kith-7>";
        let fields = [("together", "with"), ("to", "Rosa"), ("subject", "A place you may like"), ("text", canary)];
        let saved = worker.fill(&picked, &letters, &fields).await;
        assert_eq!(saved.status, StatusCode::SEE_OTHER, "{}", saved.text());
        let letter = worker.get(saved.location()).await;
        assert!(letter.text().contains("Gardening together") && !letter.body.contains("<x-kith-7"));
        let told = worker.get(&person).await.text();
        assert!(told.contains("put together a short list of places"), "{told}");

        // Searching, taking out and adding send along what was typed, and it comes back; the address says what is picked.
        let page = worker.get(&picked).await;
        let mut typed = page.hidden(&letters);
        typed.extend(
            [
                ("together", "for"),
                ("to", "Rosa Okonjo"),
                ("subject", "Two things"),
                ("text", "Ask for Jo.\r\nMy words"),
                ("q", "chess"),
            ]
            .map(|(name, value)| (name.to_owned(), value.to_owned())),
        );
        let typed: Vec<(&str, &str)> = typed.iter().map(|(name, value)| (name.as_str(), value.as_str())).collect();
        let second = world.community_service.to_string();
        let nothing = worker.get(&letters).await;
        assert_eq!(nothing.status, StatusCode::OK);
        for (to, is_there) in
            [(picked.clone(), false), (format!("{list}?picked={id},{second}"), true), (list.clone(), false)]
        {
            let again = worker.post(&to, &typed).await;
            assert_eq!(again.status, StatusCode::OK, "{to}: {}", again.text());
            for kept in ["Ask for Jo.\nMy words", "value=\"Two things\"", "value=\"chess\"", "Rosa Okonjo"] {
                assert!(again.body.contains(kept), "{to}: {kept}: {}", again.body);
            }
            assert_eq!(again.body.contains("My words\n\n2. "), is_there, "{to}: {}", again.text());
        }
        assert_eq!(other.post(&picked, &typed).await.status, StatusCode::NOT_FOUND, "another service");
        let many = format!("{list}?picked=nonsense");
        assert_eq!(worker.post(&many, &typed).await.status, StatusCode::BAD_REQUEST);
        // Whether there is room is said to whoever gets it.
        assert!(page.text().contains("Room: Has room"), "{}", page.text());

        // What is wrong with the form is said, and nothing typed is lost.
        let empty = [("together", "with"), ("to", "Rosa"), ("subject", "Kept words"), ("text", "")];
        let refused = worker.fill(&picked, &letters, &empty).await;
        assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
        assert!(refused.body.contains("Kept words"));

        // An address that names what there is not.
        for (query, status) in [
            ("picked=nonsense", StatusCode::BAD_REQUEST),
            ("picked=%22%27%3E%3Cx-kith-7%3E", StatusCode::BAD_REQUEST),
            ("picked=019f0000-0000-7000-8000-000000000000", StatusCode::NOT_FOUND),
            ("elsewhere=1", StatusCode::BAD_REQUEST),
        ] {
            let refused = worker.get(&format!("{list}?{query}")).await;
            assert_eq!(refused.status, status, "{query}: {}", refused.text());
            assert!(!refused.body.contains("<x-kith-7"));
        }
        assert_eq!(other.get(&list).await.status, StatusCode::NOT_FOUND, "another service");

        // Let go from the page of all of them.
        let gone = worker.fill("/directory/kept", &keep, &[]).await;
        assert_eq!(gone.location(), "/directory/kept?said=entry-let-go");
        assert!(worker.get("/directory/kept").await.text().contains("You have no favourites yet"));
        // A form that wishes for neither is refused.
        let page = worker.get(&entry).await;
        let hidden = page.hidden(&keep);
        let fields: Vec<(&str, &str)> = hidden
            .iter()
            .map(|(name, value)| (name.as_str(), if name == "wish" { "burn" } else { value.as_str() }))
            .collect();
        assert!(worker.post(&keep, &fields).await.status.is_client_error());
        assert!(!worker.get(&entry).await.text().contains("one of my favourites"));
    });
}

/// What the outbox holds of short lists, after a turn of the post.
async fn after_a_turn(world: &World) -> Vec<(String, String)> {
    let app = world.app.clone();
    tokio::task::spawn_blocking(move || jobs::carry(&app, &CaughtPost).unwrap()).await.unwrap();
    let all = letters(world).await.into_iter().filter(|letter| letter.kind == "short-list");
    all.map(|letter| (letter.state, letter.trouble.unwrap_or_default())).collect()
}

#[test]
fn a_list_leaves_by_e_mail_only_where_that_was_said_to_be_safe_and_says_what_the_entries_say() {
    story(async |world| {
        let id = imported(world).to_string();
        let (mut worker, person) = with_person(world, "Known").await;
        let (list, rules) = (format!("{person}/short-list"), format!("{person}/contact-rules"));
        let (picked, send) = (format!("{list}?picked={id}"), format!("{list}/send"));
        let says = async |worker: &mut Client, words: &str| {
            let page = worker.get(&picked).await;
            assert!(page.text().contains(words), "{words}: {}", page.text());
            assert!(!page.body.contains("Send it by e-mail"), "{words}");
        };
        says(&mut worker, "Nobody has said whether e-mail is safe").await;
        // Whoever sends the form all the same is refused, and nothing leaves.
        let hidden = worker.get(&picked).await.hidden(&format!("{person}/letters/new"));
        let mut fields: Vec<(&str, &str)> = hidden
            .iter()
            .map(|(name, value)| (name.as_str(), value.as_str()))
            .filter(|(name, _)| *name != "template")
            .collect();
        fields.push(("picked", &id));
        let refused = worker.post(&send, &fields).await;
        assert!(refused.status.is_client_error(), "{}", refused.text());
        for (facts, words) in [
            (vec![("by_email", "arranged")], "only when it was arranged"),
            (vec![("by_email", "never")], "is not safe"),
            (vec![("by_email", "yes"), ("message", "name-only")], "must not say where it is from"),
            (vec![("by_email", "yes"), ("message", "no")], "must not say where it is from"),
            (vec![("by_email", "yes"), ("message", "")], "no e-mail address"),
        ] {
            let saved = worker.fill(&rules, &rules, &facts).await;
            assert_eq!(saved.status, StatusCode::SEE_OTHER, "{}", saved.text());
            says(&mut worker, words).await;
        }
        assert!(letters(world).await.iter().all(|letter| letter.kind != "short-list"));

        let saved = corrected(&mut worker, &format!("{person}/identity"), &[("email", "rosa@example.org")]).await;
        assert_eq!(saved.status, StatusCode::SEE_OTHER, "{}", saved.text());
        let page = worker.get(&picked).await;
        // Words that were changed are not left out in silence: nothing leaves, and they are still there.
        let hidden = page.hidden(&send);
        let mut changed: Vec<(&str, &str)> =
            hidden.iter().map(|(name, value)| (name.as_str(), value.as_str())).collect();
        changed.extend([("to", "Rosa"), ("subject", "A place you may like"), ("text", "Ask for Jo \"'><x-kith-7>")]);
        let asked = worker.post(&send, &changed).await;
        assert_eq!(asked.status, StatusCode::UNPROCESSABLE_ENTITY, "{}", asked.text());
        assert!(asked.text().contains("nothing was sent") && asked.body.contains("Ask for Jo"), "{}", asked.text());
        assert!(asked.body.contains("Send it without my changes") && !asked.body.contains("<x-kith-7"));
        assert!(letters(world).await.iter().all(|letter| letter.kind != "short-list"));
        let sent = worker.send_hidden(&page, &send).await;
        assert_eq!(sent.status, StatusCode::SEE_OTHER, "{}", sent.text());
        assert_eq!(worker.send_hidden(&page, &send).await.location(), sent.location(), "once");
        let outbox: Vec<_> = letters(world).await.into_iter().filter(|it| it.kind == "short-list").collect();
        assert_eq!(outbox.len(), 1);
        let mail = &outbox[0];
        assert_eq!(mail.recipient, "rosa@example.org");
        assert!(mail.body.starts_with("Hello Rosa,") && mail.body.contains("1. Gardening together"), "{}", mail.body);
        assert!(mail.body.contains("Room: Has room") && !mail.body.contains("Ask for Jo"), "{}", mail.body);
        for secret in ["Known", "1951", "999", "Polish"] {
            assert!(!mail.body.contains(secret) && !mail.subject.contains(secret), "{secret}: {}", mail.body);
        }
        assert!(worker.get(&person).await.text().contains("sent a short list of places by e-mail"));
        assert_eq!(after_a_turn(world).await, [("left".to_owned(), String::new())]);

        // What changes before it leaves keeps it here.
        let page = worker.get(&picked).await;
        assert_eq!(worker.send_hidden(&page, &send).await.status, StatusCode::SEE_OTHER);
        let saved = worker.fill(&rules, &rules, &[("by_email", "never")]).await;
        assert_eq!(saved.status, StatusCode::SEE_OTHER, "{}", saved.text());
        let after = after_a_turn(world).await;
        assert!(
            after.iter().any(|(state, why)| state == "dropped" && why.contains("no longer said to be safe")),
            "{after:?}"
        );

        // Nothing is sent to somebody who has died, and what waited stays here.
        let saved = worker.fill(&rules, &rules, &[("by_email", "yes")]).await;
        assert_eq!(saved.status, StatusCode::SEE_OTHER, "{}", saved.text());
        let page = worker.get(&picked).await;
        assert_eq!(worker.send_hidden(&page, &send).await.status, StatusCode::SEE_OTHER);
        let close = format!("{person}/close");
        let closed = worker.fill(&close, &close, &[("reason", "died"), ("words", "")]).await;
        assert_eq!(closed.status, StatusCode::SEE_OTHER, "{}", closed.text());
        let after = after_a_turn(world).await;
        assert!(after.iter().any(|(state, why)| state == "dropped" && why == "The person has died."), "{after:?}");
        says(&mut worker, "This person has died").await;

        // Nobody of another service, and no lead, sends anything.
        let mut other = Client::signed_in(&world.router, &world.two.email(Role::LinkWorker)).await;
        assert_eq!(other.get(&picked).await.status, StatusCode::NOT_FOUND);
    });
}
