//! An account of an organisation: who may invite it, what it sees, and what it does not.

use http::StatusCode;
use kith_domain::staff::Role;

use super::asked::scene;
use super::client::Client;
use super::letters::letters;
use super::world::{World, story};

const PASSWORD: &str = "a kettle full of rain";

/// Invites somebody of an entry's organisation, who joins and signs in.
async fn speaks(world: &World, keeper: &mut Client, entry: &str, email: &str) -> Client {
    let page = format!("/directory/{entry}/invite");
    let invited = keeper.fill(&page, &page, &[("name", "Joan of the shed"), ("email", email)]).await;
    assert_eq!(invited.status, StatusCode::SEE_OTHER, "{}", invited.text());
    let all = letters(world).await;
    let letter = all.iter().find(|letter| letter.kind == "invitation" && letter.recipient == email).unwrap();
    assert!(letter.body.contains("speaks for your organisation"), "{}", letter.body);
    let secret = letter.body.split("/join/").nth(1).unwrap().split_whitespace().next().unwrap();
    let path = format!("/join/{secret}");
    let fields = [("name", "Joan of the shed"), ("password", PASSWORD)];
    let joined = Client::new(&world.router).post(&path, &fields).await;
    assert_eq!(joined.status, StatusCode::SEE_OTHER, "{}", joined.text());
    let mut joan = Client::new(&world.router);
    let signed = joan.post("/sign-in", &[("email", email), ("password", PASSWORD), ("next", "")]).await;
    assert_eq!(signed.status, StatusCode::SEE_OTHER, "{}", signed.text());
    joan
}

#[test]
fn somebody_of_an_organisation_answers_what_it_is_asked_and_keeps_its_entries_and_sees_nothing_else() {
    story(async |world| {
        let mut scene = scene(world).await;
        scene.ask(world, "CANARY-LANTERN").await;
        let entry = world.community_service.to_string();
        let invite = format!("/directory/{entry}/invite");
        // Who may, and what is typed wrongly.
        for who in [Role::LinkWorker, Role::Practice, Role::Commissioner, Role::Organisation, Role::Administrator] {
            let mut other = Client::signed_in(&world.router, &world.one.email(who)).await;
            assert_eq!(other.get(&invite).await.status, StatusCode::FORBIDDEN, "{who:?}");
            assert!(!other.get(&format!("/directory/{entry}")).await.body.contains(&invite));
        }
        for (name, email) in
            [("", "joan@lantern.example.org"), ("Joan", "\"'><x-kith-7>"), ("nul \0", ""), ("Joan", "")]
        {
            let refused = scene.lead.fill(&invite, &invite, &[("name", name), ("email", email)]).await;
            assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY, "{}", refused.text());
            assert!(!refused.body.contains("<x-kith-7"));
        }
        let mut joan = speaks(world, &mut scene.lead, &entry, "joan@lantern.example.org").await;
        let twice = [("name", "Joan"), ("email", "JOAN@lantern.example.org")];
        assert!(scene.lead.fill(&invite, &invite, &twice).await.text().contains("have this role already"));
        // Requests to us, one of them, and an answer.
        let list = joan.get("/requests-to-us").await;
        assert!(list.text().contains("CANARY-LANTERN") && !list.body.contains("OKONJO"), "{}", list.text());
        let one = list.link("/requests-to-us/", "");
        let yes = joan.fill(&one, &one, &[("step", "accept"), ("accept_words", "Ask for Joan")]).await;
        assert_eq!(yes.status, StatusCode::SEE_OTHER, "{}", yes.text());
        assert!(scene.worker.get(&scene.connection).await.text().contains("Ask for Joan"));
        // Our services: full.
        let own = format!("/our-services/{entry}");
        let full = joan.fill(&own, &format!("{own}/room"), &[("room", "full")]).await;
        assert_eq!(full.status, StatusCode::SEE_OTHER, "{}", full.text());
        assert!(scene.worker.get("/directory").await.text().contains("Full"));
        // That she read it stands with who looked.
        let looked = scene.worker.get(&format!("{}/who-looked", scene.person)).await;
        assert_eq!(looked.status, StatusCode::OK, "{}", looked.text());
        // No record, no queue, no people.
        for page in [&*scene.person, &*scene.connection, "/people", "/today", "/queue", "/people-and-roles"] {
            let refused = joan.get(page).await.status;
            assert!(refused == StatusCode::NOT_FOUND || refused == StatusCode::FORBIDDEN, "{page}: {refused}");
        }
        // When the role ends, so does what it opens.
        let roles = scene.lead.get("/people-and-roles").await;
        assert!(roles.text().contains("Joan of the shed"), "{}", roles.text());
    });
}

#[test]
fn what_one_organisation_is_asked_is_nothing_to_another_and_what_one_service_asks_is_for_whom_it_wrote_to() {
    story(async |world| {
        let mut scene = scene(world).await;
        scene.ask(world, "CANARY-LANTERN").await;
        let fields = [
            ("name", "Sing with us"),
            ("organisation", "Ash House"),
            ("email", "sing@ash.example.org"),
            ("room", "room"),
        ];
        let added = scene.lead.fill("/directory/new", "/directory/new", &fields).await;
        let singing = added.location().trim_start_matches("/directory/").split('?').next().unwrap().to_owned();
        let mut ash = speaks(world, &mut scene.lead, &singing, "sing@ash.example.org").await;
        let entry = world.community_service.to_string();
        let request = scene.connection.trim_start_matches("/connections/").to_owned();
        for page in ["/requests-to-us".to_owned(), "/our-services".to_owned()] {
            let shown = ash.get(&page).await;
            assert_eq!(shown.status, StatusCode::OK, "{}", shown.text());
            assert!(!shown.body.contains("CANARY-LANTERN") && !shown.body.contains("Gardening together"), "{page}");
        }
        let never = "01900000-0000-7000-8000-000000000000";
        for (page, absent) in [
            (format!("/requests-to-us/{request}"), format!("/requests-to-us/{never}")),
            (format!("/our-services/{entry}"), format!("/our-services/{never}")),
        ] {
            let (foreign, absent) = (ash.get(&page).await, ash.get(&absent).await);
            assert_eq!((foreign.status, &foreign.body), (StatusCode::NOT_FOUND, &absent.body), "{page}");
        }
        // Another employer's lead invites somebody to speak for Lantern: they read nothing of what this service asks,
        // unless their mail is where it is sent to.
        let mut elsewhere = Client::signed_in(&world.router, &world.two.email(Role::TeamLead)).await;
        let mut stranger = speaks(world, &mut elsewhere, &entry, "stranger@example.org").await;
        let list = stranger.get("/requests-to-us").await;
        assert!(!list.body.contains("CANARY-LANTERN"), "{}", list.text());
        assert_eq!(stranger.get(&format!("/requests-to-us/{request}")).await.status, StatusCode::NOT_FOUND);
        let mut known = speaks(world, &mut elsewhere, &entry, "hello@lantern.example.org").await;
        let list = known.get("/requests-to-us").await;
        assert!(list.body.contains("CANARY-LANTERN"), "{}", list.text());
        assert_eq!(known.get(&format!("/requests-to-us/{request}")).await.status, StatusCode::OK);
    });
}
