//! A second employer in one store: its first administrator sees nothing of the first service, and somebody with an
//! account here works for both, each at a time.

use http::StatusCode;
use kith_app::services::{self, Input};
use kith_domain::staff::Role;

use super::client::{Answer, Client};
use super::crawl::crawl;
use super::matrix::records;
use super::people::with_person;
use super::world::{PASSWORD, World, story};

/// Adds the service, and gives the path of the link for whoever begins there.
async fn add(world: &World, email: &str, role: &str) -> String {
    let input = Input {
        name: "Quay employer".to_owned(),
        phone: "01632 960100".to_owned(),
        person: "Odile Farrant".to_owned(),
        email: email.to_owned(),
        role: role.to_owned(),
    };
    let app = world.app.clone();
    let added = tokio::task::spawn_blocking(move || services::add(&app, &input).unwrap()).await.unwrap();
    format!("/join/{}", added.secret.as_str())
}

fn holds(answer: &Answer, word: &str) -> bool {
    answer.body.to_lowercase().contains(&word.to_lowercase())
}

#[test]
fn the_administrator_and_the_manager_of_a_new_service_find_no_word_of_the_others() {
    story(async |world| {
        records(world, &world.one.canary, |role| world.one.email(role)).await;
        let mut guest = Client::new(&world.router);
        let path = add(world, "odile@example.org", "administrator").await;
        let page = guest.get(&path).await;
        assert!(page.text().contains("You are invited as administrator at Quay employer."), "{}", page.text());
        let joined = guest.post(&path, &[("name", "Odile Farrant"), ("password", PASSWORD)]).await;
        assert_eq!(joined.status, StatusCode::SEE_OTHER, "{}", joined.text());
        let mut odile = Client::signed_in(&world.router, "odile@example.org").await;
        // She invites a manager, who is the other one who looks.
        let invite = "/people-and-roles/invite";
        let fields = [
            ("email", "maud@example.org"),
            ("name", "Maud Ellery"),
            ("role", "service_manager"),
            ("practice", ""),
            ("practice_name", ""),
        ];
        let sent = odile.fill(invite, invite, &fields).await;
        assert_eq!(sent.status, StatusCode::SEE_OTHER, "{}", sent.text());
        let link = super::accounts::link(world, "maud@example.org", "/join/").await;
        Client::new(&world.router).post(&link, &[("name", "Maud Ellery"), ("password", PASSWORD)]).await;
        let maud = Client::signed_in(&world.router, "maud@example.org").await;
        for (mut client, fewest) in [(odile, 6), (maud, 20)] {
            let mut wrong = Vec::new();
            let seen = crawl(&mut client, |path, answer| {
                if holds(answer, &world.one.canary) || holds(answer, &world.two.canary) {
                    wrong.push(path.to_owned());
                }
            })
            .await;
            assert!(wrong.is_empty() && seen >= fewest, "{seen} pages; of another service: {wrong:?}");
        }
    });
}

#[test]
fn somebody_with_an_account_takes_the_link_with_their_password_and_acts_for_one_or_the_other() {
    story(async |world| {
        let (_, person) = with_person(world, "CANARY-FIRST").await;
        let email = world.one.email(Role::LinkWorker);
        let path = add(world, &email, "service_manager").await;
        let mut guest = Client::new(&world.router);
        let page = guest.get(&path).await;
        assert!(page.text().contains("You have an account already"), "{}", page.text());
        let refused = guest.post(&path, &[("password", "another few plain words")]).await;
        assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
        let joined = guest.post(&path, &[("password", PASSWORD)]).await;
        assert_eq!(joined.status, StatusCode::SEE_OTHER, "{}", joined.text());
        let mut both = Client::signed_in(&world.router, &email).await;
        let roles = both.get("/account/role").await;
        assert!(roles.text().contains("Quay employer") && roles.text().contains(&world.one.canary));
        assert_eq!(both.get(&person).await.status, StatusCode::OK, "the role she had goes on");
        let line = roles.body.split("<li>").find(|line| line.contains("Quay employer")).unwrap();
        let standing = line.split("name=\"standing\" value=\"").nth(1).unwrap().split('"').next().unwrap();
        let hidden = roles.hidden("/account/role");
        let mut fields: Vec<(&str, &str)> = hidden.iter().map(|(name, value)| (&**name, &**value)).collect();
        fields.retain(|(name, _)| !["standing", "next"].contains(name));
        fields.extend([("standing", standing), ("next", "")]);
        let changed = both.post("/account/role", &fields).await;
        assert_eq!(changed.status, StatusCode::SEE_OTHER, "{}", changed.text());
        assert_eq!(both.get(&person).await.status, StatusCode::NOT_FOUND);
        let people = both.get("/people-and-roles").await;
        assert!(!holds(&people, "colleague@"), "nobody of the first: {}", people.text());
    });
}
