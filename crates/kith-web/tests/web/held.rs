//! E-mail that waited when a backup was made: an administrator sees it, lets it go or throws it away, and nobody else.

use http::StatusCode;
use kith_domain::staff::Role;
use kith_store::{Isolation, Reach, outbox};

use super::client::Client;
use super::letters::letters;
use super::people::with_person;
use super::world::{World, story};

const PAGE: &str = "/settings/held-e-mail";

/// As after a restore.
async fn hold(world: &World) {
    let app = world.app.clone();
    let held = tokio::task::spawn_blocking(move || {
        app.store().write(&Reach::maintenance(), Isolation::Ordinary, |tx| outbox::hold_all(tx, "It waited."))
    });
    assert!(held.await.unwrap().unwrap() > 0);
}

async fn state(world: &World, n: usize) -> String {
    letters(world).await[n].state.clone()
}

#[test]
fn an_administrator_lets_go_what_is_held_or_throws_it_away_and_nobody_else_sees_it() {
    story(async |world| {
        let (mut worker, person) = with_person(world, "CANARY-HELD").await;
        let back = format!("{person}/message-back");
        for words in ["One.", "Two."] {
            let fields = [("mattered", words), ("happened", ""), ("missing", "")];
            assert_eq!(worker.fill(&back, &back, &fields).await.status, StatusCode::SEE_OTHER);
        }
        hold(world).await;
        let mut administrator = Client::signed_in(&world.router, &world.one.email(Role::Administrator)).await;
        let page = administrator.get(PAGE).await;
        assert!(
            page.text().contains("A notice that a message is there, to surgery@alder.example.org"),
            "{}",
            page.text()
        );
        assert!(
            !page.body.contains("CANARY-HELD") && !page.body.contains("/my-referrals/"),
            "no content: {}",
            page.text()
        );

        // Nothing ticked, nonsense, another's letter: said in words, and nothing happens.
        let none = administrator.fill(PAGE, PAGE, &[("do", "release")]).await;
        assert_eq!(none.status, StatusCode::UNPROCESSABLE_ENTITY);
        assert!(none.text().contains("Choose at least one e-mail."), "{}", none.text());
        for which in ["nonsense", "\"'><x-kith-7>", "01900000-0000-7000-8000-000000000000", "a\0b"] {
            let wrong = administrator.fill(PAGE, PAGE, &[("do", "throw-away"), ("which", which)]).await;
            assert_eq!(wrong.status, StatusCode::UNPROCESSABLE_ENTITY, "{which:?}: {}", wrong.text());
            assert!(!wrong.body.contains("<x-kith-7"));
        }
        let wrong = administrator.fill(PAGE, PAGE, &[("do", "cheer"), ("which", "x")]).await;
        assert_eq!(wrong.status, StatusCode::UNPROCESSABLE_ENTITY);
        assert!(wrong.text().contains("Press one of the buttons"), "{}", wrong.text());
        let id = page.body.split("name=\"which\"").nth(1).unwrap();
        let id = id.split("value=\"").nth(1).unwrap().split('"').next().unwrap().to_owned();
        let mut elsewhere = Client::signed_in(&world.router, &world.two.email(Role::Administrator)).await;
        assert!(!elsewhere.get(PAGE).await.text().contains("alder"));
        let mut manager = Client::signed_in(&world.router, &world.one.email(Role::ServiceManager)).await;
        assert_eq!(manager.get(PAGE).await.status, StatusCode::FORBIDDEN);
        assert_eq!((state(world, 0).await, state(world, 1).await), ("held".to_owned(), "held".to_owned()));

        let released = administrator.fill(PAGE, PAGE, &[("do", "release"), ("which", &id)]).await;
        assert_eq!(released.location(), "/settings/held-e-mail?said=letters-released", "{}", released.text());
        let done = administrator.fill(PAGE, PAGE, &[("do", "throw-all-away")]).await;
        assert_eq!(done.location(), "/settings/held-e-mail?said=letters-thrown-away", "{}", done.text());
        let mut states = vec![state(world, 0).await, state(world, 1).await];
        states.sort();
        assert_eq!(states, ["dropped", "waiting"]);
        assert!(administrator.get(PAGE).await.text().contains("No e-mail is held."));
        assert!(worker.get(&person).await.status == StatusCode::OK);
    });
}
