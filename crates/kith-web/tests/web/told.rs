//! What an organisation is told of somebody: ticked from the record, looked at first, kept as it was told, taken back,
//! and told for an introduction; and what the person said afterwards.

use http::StatusCode;
use kith_domain::staff::Role;

use super::asked::{newest_link, scene};
use super::client::Client;
use super::letters::letters;
use super::world::story;

#[test]
fn what_is_told_is_ticked_from_the_record_looked_at_first_and_stays_what_was_told() {
    story(async |world| {
        let mut scene = scene(world).await;
        let (ask, rules) = (format!("{}/ask", scene.connection), format!("{}/contact-rules", scene.person));
        let page = scene.worker.get(&ask).await;
        for offered in ["First name", "Rosa", "Full name", "Rosa Okonjo"] {
            assert!(page.text().contains(offered), "{offered}: {}", page.text());
        }
        assert!(!page.text().contains("E-mail rosa"), "only what the record has");

        // Looked at first: what they will read stands on the page, and nothing is sent or saved.
        let first = [("shared", "first-name"), ("agreed", "She comes alone \"'><x-kith-7>"), ("look", "first")];
        let looked = scene.worker.fill(&ask, &ask, &first).await;
        assert_eq!(looked.status, StatusCode::OK, "{}", looked.text());
        assert!(looked.text().contains("What they will read"), "{}", looked.text());
        assert!(looked.text().contains("She comes alone") && !looked.body.contains("<x-kith-7"));
        assert!(!letters(world).await.iter().any(|letter| letter.kind == "request"), "nothing was sent");

        // Asked: the organisation reads the name itself.
        let sent = scene.worker.fill(&ask, &ask, &[("shared", "first-name"), ("agreed", "She comes alone")]).await;
        assert_eq!(sent.status, StatusCode::SEE_OTHER, "{}", sent.text());
        let to = newest_link(world).await;
        let mut group = Client::new(&world.router);
        let read = group.get(&to).await;
        assert!(read.text().contains("First name Rosa"), "{}", read.text());
        assert!(!read.text().contains("Okonjo"), "the family name was not ticked: {}", read.text());
        let connection = scene.worker.get(&scene.connection).await.text();
        assert!(connection.contains("Agreed to share: First name: Rosa"), "{connection}");

        // The record is corrected: what was told stays what it was.
        let identity = format!("{}/identity", scene.person);
        let page = scene.worker.get(&identity).await;
        if page.status == StatusCode::OK {
            assert!(group.get(&to).await.text().contains("First name Rosa"));
        }

        // Unticked and emptied, it was withdrawn.
        let agreed = format!("{}/agreed", scene.connection);
        assert_eq!(scene.worker.fill(&agreed, &agreed, &[("agreed", "")]).await.status, StatusCode::SEE_OTHER);
        assert!(group.get(&to).await.text().contains("This request was withdrawn."));

        // What the record does not have cannot be ticked, and what is typed is kept.
        let odd = [("shared", "email"), ("agreed", "Kept as typed")];
        let refused = scene.worker.fill(&agreed, &agreed, &odd).await;
        assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY, "{}", refused.text());
        assert!(refused.text().contains("Read the boxes again") && refused.text().contains("Kept as typed"));
        let _ = rules;
    });
}

#[test]
fn a_way_to_be_in_touch_that_is_never_safe_cannot_be_told_and_is_told_no_more() {
    story(async |world| {
        let mut scene = scene(world).await;
        let (ask, rules) = (format!("{}/ask", scene.connection), format!("{}/contact-rules", scene.person));
        let page = scene.worker.get(&ask).await;
        let has_phone = page.body.contains("value=\"phone\"");
        assert!(has_phone, "the record of the story has a telephone number: {}", page.text());
        let sent =
            scene.worker.fill(&ask, &ask, &[("shared", "first-name"), ("shared", "phone"), ("agreed", "")]).await;
        assert_eq!(sent.status, StatusCode::SEE_OTHER, "{}", sent.text());
        let to = newest_link(world).await;
        let mut group = Client::new(&world.router);
        assert!(group.get(&to).await.text().contains("Telephone"));

        let never = scene.worker.fill(&rules, &rules, &[("by_phone", "never")]).await;
        assert_eq!(never.status, StatusCode::SEE_OTHER, "{}", never.text());
        let read = group.get(&to).await.text();
        assert!(read.contains("First name Rosa") && !read.contains("Telephone"), "told no more: {read}");
        let page = scene.worker.get(&ask).await.text();
        assert!(page.contains("never safe, so it cannot be shared"), "{page}");
        let refused = scene.worker.fill(&ask, &ask, &[("shared", "phone"), ("agreed", "")]).await;
        assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
        assert!(refused.text().contains("Telephone cannot be shared"), "{}", refused.text());
    });
}

#[test]
fn the_decision_about_sharing_stands_where_sharing_is_written_and_a_no_is_asked_about_first() {
    story(async |world| {
        let mut scene = scene(world).await;
        let sharing = format!("{}/sharing", scene.person);
        let (ask, connect) =
            (format!("{}/ask", scene.connection), format!("{}/connect/{}", scene.person, world.community_service));
        let part = [("recipient", "organisations"), ("says", "part"), ("what", "Nothing of her health.")];
        assert_eq!(scene.worker.fill(&sharing, &sharing, &part).await.status, StatusCode::SEE_OTHER);
        for page in [&ask, &connect] {
            let said = scene.worker.get(page).await.text();
            assert!(said.contains("Only what is written here") && said.contains("Nothing of her health."), "{said}");
        }
        let no = [("recipient", "organisations"), ("says", "nothing"), ("what", "")];
        assert_eq!(scene.worker.fill(&sharing, &sharing, &no).await.status, StatusCode::SEE_OTHER);
        for page in [&ask, &connect] {
            let drawn = scene.worker.get(page).await;
            assert!(drawn.text().contains("Ask Rosa first."), "{}", drawn.text());
            assert!(!drawn.body.contains("name=\"shared\""), "nothing is offered to be told");
        }
        assert!(!scene.worker.get(&ask).await.body.contains(&format!("action=\"{ask}\"")), "and nothing can be sent");
    });
}

#[test]
fn somebody_is_introduced_by_a_link_once_the_organisation_said_yes() {
    story(async |world| {
        let mut scene = scene(world).await;
        let introduce = format!("{}/introduce", scene.connection);
        let early = scene.worker.get(&introduce).await;
        assert!(early.text().contains("once they have said yes"), "{}", early.text());
        let to = scene.ask(world, "She comes alone").await;
        let mut group = Client::new(&world.router);
        let yes = group.fill(&to, &to, &[("step", "accept"), ("accept_words", "Wednesday")]).await;
        assert_eq!(yes.status, StatusCode::SEE_OTHER, "{}", yes.text());
        let page = scene.worker.get(&scene.connection).await;
        assert!(page.body.contains(&introduce), "{}", page.text());

        let nothing = scene.worker.fill(&introduce, &introduce, &[("agreed", " ")]).await;
        assert_eq!(nothing.status, StatusCode::UNPROCESSABLE_ENTITY, "{}", nothing.text());
        assert!(nothing.text().contains("an introduction says who is coming"), "{}", nothing.text());
        let fields = [("shared", "full-name"), ("agreed", "She comes on Wednesday, with a stick.")];
        let looked = [fields.as_slice(), &[("look", "first")]].concat();
        let looked = scene.worker.fill(&introduce, &introduce, &looked).await;
        assert!(looked.text().contains("What they will read"), "{}", looked.text());
        let sent = scene.worker.fill(&introduce, &introduce, &fields).await;
        assert_eq!(sent.status, StatusCode::SEE_OTHER, "{}", sent.text());

        let all = letters(world).await;
        let letter = all.iter().find(|letter| letter.kind == "introduction").unwrap();
        for secret in ["Okonjo", "Rosa", "stick", "Gardening"] {
            assert!(!letter.body.contains(secret) && !letter.subject.contains(secret), "the letter says {secret}");
        }
        let fresh = newest_link(world).await;
        let read = group.get(&fresh).await.text();
        assert!(read.contains("Full name Rosa Okonjo") && read.contains("with a stick"), "{read}");
        assert!(read.contains("We bring you together"), "{read}");
        let connection = scene.worker.get(&scene.connection).await.text();
        assert!(connection.contains("Introduced") && connection.contains("Full name: Rosa Okonjo"), "{connection}");
        assert!(connection.contains("by a link that was sent"), "{connection}");

        // Sent again it is refused; stopped, the link opens nothing.
        let again = scene.worker.get(&introduce).await;
        assert!(!again.body.contains(&format!("action=\"{introduce}\"")), "only once: {}", again.text());
        let stop = format!("{}/stop-links", scene.connection);
        assert_eq!(scene.worker.fill(&scene.connection, &stop, &[]).await.status, StatusCode::SEE_OTHER);
        assert_eq!(group.get(&fresh).await.status, StatusCode::NOT_FOUND);
    });
}

#[test]
fn how_it_was_for_the_person_is_kept_with_the_step_and_marked_as_theirs() {
    story(async |world| {
        let mut scene = scene(world).await;
        let page = scene.connection.clone();
        let start =
            [("step", "start"), ("start_how", "I was not the oldest. \"'><x-kith-7>"), ("start_whose", "theirs")];
        let saved = scene.worker.fill(&page, &page, &start).await;
        assert_eq!(saved.status, StatusCode::SEE_OTHER, "{}", saved.text());
        let end = [("step", "end"), ("end_why", "enough"), ("end_how", "She seemed content.")];
        let saved = scene.worker.fill(&page, &page, &end).await;
        assert_eq!(saved.status, StatusCode::SEE_OTHER, "{}", saved.text());
        let connection = scene.worker.get(&page).await;
        for said in [
            "In Rosa’s own words: “I was not the oldest.",
            "Rosa’s own words, written down on",
            "Why it ended: They got from it what they came for.",
            "not in Rosa’s own words",
        ] {
            assert!(connection.text().contains(said), "{said}: {}", connection.text());
        }
        assert!(!connection.body.contains("<x-kith-7"));
        assert!(scene.worker.get(&scene.person).await.text().contains("own words: “I was not the oldest."));
        let long = [("step", "start"), ("start_how", &*"x".repeat(4_001))];
        let refused = scene.worker.fill(&page, &page, &long).await;
        assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY, "{}", refused.text());
    });
}

#[test]
fn going_together_is_planned_stands_on_both_pages_and_is_said_in_one_press() {
    story(async |world| {
        let mut scene = scene(world).await;
        let connection = scene.worker.get(&scene.connection).await;
        let plan = connection.link(&format!("{}/appointments/new?connection=", scene.person), "");
        let form = scene.worker.get(&plan).await;
        assert!(form.text().contains("Where do you meet?"), "{}", form.text());
        let action = format!("{}/appointments/new", scene.person);
        let fields = [
            ("day", "tomorrow"),
            ("time", "10:30"),
            ("why", "Go together"),
            ("mode", "face-to-face"),
            ("place_words", "The bench"),
        ];
        let planned = scene.worker.fill(&plan, &action, &fields).await;
        assert_eq!(planned.status, StatusCode::SEE_OTHER, "{}", planned.text());
        assert!(planned.location().starts_with(&scene.connection), "{}", planned.location());
        let page = scene.worker.get(&scene.connection).await;
        assert!(
            page.text().contains("Going together on") && page.text().contains("Meet: The bench."),
            "{}",
            page.text()
        );
        assert!(!page.text().contains("We went together"), "not before the day");
        let appointment = page.link("/appointments/", "");
        assert!(scene.worker.get(&appointment).await.text().contains("together."));

        world.clock.forward_days(2);
        scene.worker = Client::signed_in(&world.router, &world.one.email(Role::LinkWorker)).await;
        let log = format!("{}/contacts/new", scene.person);
        let went = scene.worker.fill(&scene.connection, &log, &[]).await;
        assert_eq!(went.status, StatusCode::SEE_OTHER, "{}", went.text());
        let page = scene.worker.get(&scene.connection).await.text();
        assert!(
            page.contains("went there with Rosa on Wednesday 25 November 2026") && !page.contains("Going together on"),
            "{page}"
        );

        // A connection of nobody is not taken.
        let foreign = format!("{}/appointments/new?connection=0190a000-0000-7000-8000-000000000000", scene.person);
        assert_eq!(scene.worker.get(&foreign).await.status, StatusCode::BAD_REQUEST);
    });
}

#[test]
fn a_link_that_does_not_work_says_what_to_do_and_not_why() {
    story(async |world| {
        let mut nobody = Client::new(&world.router);
        let mut seen = Vec::new();
        for of in ["/asked/", "/asked-of-us/"] {
            for secret in ["0".repeat(64), "x".to_owned()] {
                let page = nobody.get(&format!("{of}{secret}")).await;
                assert_eq!(page.status, StatusCode::NOT_FOUND);
                assert!(page.text().contains("Use the newest e-mail from the service, or ring whoever sent it."));
                seen.push(page.body);
            }
        }
        seen.dedup();
        assert_eq!(seen.len(), 1, "all of one length, and of one text");
        assert!(nobody.get("/nowhere").await.text().contains("There is nothing here that you can open."));
    });
}

#[test]
fn an_organisation_reads_its_own_words_and_its_own_entry() {
    story(async |world| {
        let mut scene = scene(world).await;
        let to = scene.ask(world, "She comes alone").await;
        let mut group = Client::new(&world.router);
        let silent = group.fill(&to, &to, &[("step", "decline"), ("words", "")]).await;
        assert!(silent.text().contains("Choose a reason. “We would rather not say” is one."), "{}", silent.text());
        let page = group.get(&to).await;
        assert!(page.text().contains("This is what the directory says of it now."), "{}", page.text());
        let (said, entry) = (page.body.find("What was said so far"), page.body.find("Is your entry right?"));
        assert!(said.is_some() && said < entry, "what was said stands above the entry");
        let entry = format!("{to}/entry");
        let room = group.fill(&to, &entry, &[("room", "full"), ("entry_words", "")]).await;
        assert!(group.get(room.location()).await.text().contains("is in the directory now"), "{}", room.location());
        let words = group.fill(&to, &entry, &[("room", ""), ("entry_words", "We meet on Thursdays.")]).await;
        assert!(group.get(words.location()).await.text().contains("Somebody looks at it"), "{}", words.location());
        let no = group.fill(&to, &to, &[("step", "decline"), ("reason", "not-us"), ("words", "")]).await;
        assert_eq!(no.status, StatusCode::SEE_OTHER, "{}", no.text());
        assert!(group.get(&to).await.text().contains("You said no once: not what you do (1)."));
    });
}

#[test]
fn whoever_said_that_something_is_wrong_is_named_to_the_next_of_the_team_and_not_taken_for_an_organisation() {
    story(async |world| {
        let mut scene = scene(world).await;
        let entry = format!("/directory/{}", world.community_service);
        let wrong = format!("{entry}/wrong");
        let told = scene.worker.fill(&wrong, &wrong, &[("words", "The telephone is dead.")]).await;
        assert_eq!(told.status, StatusCode::SEE_OTHER, "{}", told.text());
        let mut colleague = Client::signed_in(&world.router, &world.one.colleague()).await;
        let page = colleague.get(&entry).await.text();
        assert!(page.contains("that something is wrong; not seen to yet."), "{page}");
        assert!(page.contains("The telephone is dead."), "{page}");
        let queue = scene.lead.get("/queue").await.text();
        assert!(!queue.contains("has said something of its entry"), "{queue}");
        let mut other = Client::signed_in(&world.router, &world.two.email(Role::LinkWorker)).await;
        assert!(!other.get(&entry).await.text().contains("not seen to yet"), "for the team that said it alone");
    });
}
