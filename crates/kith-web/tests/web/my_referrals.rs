//! A practice finds what became of somebody it referred: by any spelling, and only among its own.

use http::StatusCode;
use kith_domain::staff::Role;

use super::client::Client;
use super::thread::refer;
use super::world::story;

#[test]
fn a_practice_finds_its_referral_in_any_spelling_and_nobody_elses() {
    story(async |world| {
        let mut practice = Client::signed_in(&world.router, &world.one.email(Role::Practice)).await;
        refer(world, &mut practice, "Catherwood", "Company on Sundays").await;
        refer(world, &mut practice, "Mohammed", "Damp").await;
        let mut other = Client::signed_in(&world.router, &world.one.second_practice()).await;
        refer(world, &mut other, "Muhammad", "Theirs").await;
        let home = "/my-referrals";
        assert!(practice.get(home).await.body.contains("action=\"/my-referrals/find\""));

        let find = async |client: &mut Client, typed: &str| client.post("/my-referrals/find", &[("q", typed)]).await;
        let led = find(&mut practice, "muhamad").await;
        assert_eq!(led.status, StatusCode::SEE_OTHER, "{}", led.text());
        assert!(!led.location().contains("muhamad"), "no name stands in an address");
        let found = practice.get(led.location()).await;
        assert!(found.text().contains("MOHAMMED") && !found.text().contains("CATHERWOOD"), "{}", found.text());
        assert!(!found.text().contains("MUHAMMAD") && found.body.contains("value=\"muhamad\""), "{}", found.text());
        // What a colleague of another practice or service looked for is nothing to anybody else.
        assert_eq!(other.get(led.location()).await.status, StatusCode::NOT_FOUND);
        let born = find(&mut practice, "27 3 1951").await;
        let text = practice.get(born.location()).await.text();
        assert!(text.contains("MOHAMMED") && text.contains("CATHERWOOD"), "{text}");
        let nobody = find(&mut practice, "Zzyzx").await;
        assert!(practice.get(nobody.location()).await.text().contains("referred nobody who is like this"));
        assert_eq!(find(&mut practice, "  ").await.location(), home);

        let long = "x".repeat(201);
        for typed in [&*long, "a\0b", "12", "?!"] {
            let refused = find(&mut practice, typed).await;
            assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY, "{typed}: {}", refused.text());
            assert!(refused.body.contains("href=\"#q\"") && refused.text().contains("CATHERWOOD"));
        }
        for wrong in ["?found=x", "?found=", "?before=x", "?q=Rosa"] {
            assert_eq!(practice.get(&format!("{home}{wrong}")).await.status, StatusCode::BAD_REQUEST, "{wrong}");
        }
        let mut worker = Client::signed_in(&world.router, &world.one.email(Role::LinkWorker)).await;
        assert_eq!(find(&mut worker, "Rosa").await.status, StatusCode::FORBIDDEN);
    });
}
