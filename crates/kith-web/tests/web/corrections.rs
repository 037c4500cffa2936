//! A directory people can trust: what a lead corrects of a feed's entry stays, what somebody checked says so, and what
//! was written by hand is published when somebody says so.

use http::StatusCode;
use kith_domain::staff::Role;

use super::client::Client;
use super::world::{imported, story};

#[test]
fn a_lead_corrects_one_field_and_everybody_reads_whose_word_it_is() {
    story(async |world| {
        let entry = format!("/directory/{}", imported(world));
        let mut worker = Client::signed_in(&world.router, &world.one.email(Role::LinkWorker)).await;
        let mut lead = Client::signed_in(&world.router, &world.one.email(Role::TeamLead)).await;
        assert!(!worker.get(&entry).await.body.contains("/correct"));
        let list = format!("{entry}/correct");
        let phone = format!("{entry}/correct/phone");
        for path in [&list, &phone] {
            assert_eq!(worker.get(path).await.status, StatusCode::FORBIDDEN);
        }
        assert!(lead.get(&entry).await.body.contains(&format!("href=\"{list}\"")));
        assert!(lead.get(&list).await.body.contains(&phone));
        // Two employers share this store: nobody decides where the requests of the other go.
        assert!(lead.get(&list).await.text().contains("cannot be corrected here"));
        assert_eq!(lead.get(&format!("{entry}/correct/email")).await.status, StatusCode::NOT_FOUND);
        assert_eq!(lead.get(&format!("{entry}/correct/secrets")).await.status, StatusCode::NOT_FOUND);

        let long = "x".repeat(100_000);
        for (field, words) in [
            ("phone", ""),
            ("phone", long.as_str()),
            ("phone", "01\0"),
            ("name", ""),
            ("url", "javascript:alert(1)"),
            ("status", "sometimes"),
            ("times", "Every Tuesday, 10am to 12pm"),
            ("description", long.as_str()),
        ] {
            let path = format!("{entry}/correct/{field}");
            let refused = lead.fill(&path, &path, &[("words", words)]).await;
            assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY, "{field} {words:.20}: {}", refused.text());
            assert!(refused.body.contains("href=\"#words"), "{field}: {}", refused.text());
        }
        let times = format!("{entry}/correct/times");
        let saved = lead.fill(&times, &times, &[("words", "Every Friday \"'><x-kith-7>")]).await;
        assert_eq!(saved.status, StatusCode::SEE_OTHER, "{}", saved.text());
        let page = worker.get(&entry).await;
        assert!(page.text().contains("Every Friday") && !page.body.contains("<x-kith-7"), "{}", page.text());
        assert!(page.text().contains("Corrected here by"), "{}", page.text());
        assert!(page.text().contains("the feed says: Every Tuesday, 10am to 12pm"), "{}", page.text());
        let found = worker.get("/directory?q=friday").await;
        assert!(found.text().contains("Gardening together"), "{}", found.text());
        // Somebody of another employer reads it, and not who it was.
        let mut other = Client::signed_in(&world.router, &world.two.email(Role::LinkWorker)).await;
        let page = other.get(&entry).await;
        assert!(page.text().contains("somebody of another service"), "{}", page.text());
        assert!(!page.body.contains(&world.one.canary), "{}", page.text());

        // What is published under the feed's identifier is what the feed says.
        let published = Client::new(&world.router).get("/oruk/services?search=gardening").await;
        assert!(!published.body.contains("Friday"), "{}", published.body);
        // It is found there by what the feed says alone, from the index and from the database.
        for with_index in [false, true] {
            if with_index {
                let app = world.app.clone();
                tokio::task::spawn_blocking(move || kith_app::searching::make(&app).unwrap()).await.unwrap();
            }
            for (asked, total) in [
                ("search=friday", 0),
                ("search=tuesday", 2),
                ("search=gardening%20tuesday", 2),
                ("search=gardening%20friday", 0),
            ] {
                let page = Client::new(&world.router).get(&format!("/oruk/services?{asked}")).await;
                let said = format!("\"total_items\":{total},");
                assert!(page.body.contains(&said), "{asked}, index {with_index}: {}", page.body);
            }
            let found = worker.get("/directory?q=friday").await;
            assert!(found.text().contains("Gardening together"), "{}", found.text());
        }

        // It is taken back, once.
        let corrections = lead.get(&list).await;
        let action = corrections.body.split("action=\"/corrections/").nth(1).unwrap().split('"').next().unwrap();
        let action = format!("/corrections/{action}");
        for how in ["", "keep it all"] {
            let refused = lead.fill(&list, &action, &[("deal", how)]).await;
            assert_eq!(refused.status, StatusCode::CONFLICT, "{}", refused.text());
        }
        let undone = lead.fill(&list, &action, &[("deal", "undo")]).await;
        assert_eq!(undone.status, StatusCode::SEE_OTHER, "{}", undone.text());
        let page = worker.get(&entry).await;
        assert!(page.text().contains("Every Tuesday") && !page.text().contains("Corrected here"), "{}", page.text());
        let told = lead.get(&list).await;
        assert!(told.text().contains("Taken back, by"), "{}", told.text());
        // An entry by hand is changed, and not corrected.
        let by_hand = format!("/directory/{}/correct", world.community_service);
        assert_eq!(lead.get(&by_hand).await.status, StatusCode::NOT_FOUND);
    });
}

#[test]
fn whoever_checked_an_entry_says_so_in_one_press() {
    story(async |world| {
        let entry = format!("/directory/{}", imported(world));
        let mut worker = Client::signed_in(&world.router, &world.one.email(Role::LinkWorker)).await;
        assert!(worker.get(&entry).await.text().contains("Nobody has checked this yet"));
        let checked = format!("{entry}/checked");
        let saved = worker.fill(&entry, &checked, &[]).await;
        assert_eq!(saved.status, StatusCode::SEE_OTHER, "{}", saved.text());
        let page = worker.get(&entry).await;
        assert!(page.text().contains("Last checked on") && page.text().contains(" by "), "{}", page.text());
        let mut other = Client::signed_in(&world.router, &world.two.email(Role::LinkWorker)).await;
        let page = other.get(&entry).await;
        assert!(page.text().contains("Last checked on"), "{}", page.text());
        assert!(!page.body.contains(&world.one.canary), "who works for another service is nobody's to know");
        let mut practice = Client::signed_in(&world.router, &world.one.email(Role::Practice)).await;
        assert!(!practice.get(&entry).await.body.contains("/checked"));
    });
}

#[test]
fn an_entry_by_hand_is_in_the_open_directory_while_its_team_wants_that() {
    story(async |world| {
        let entry = format!("/directory/{}", world.community_service);
        let published = async || {
            let answer = Client::new(&world.router).get("/oruk/services").await;
            answer.body.contains(&world.community_service.to_string())
        };
        assert!(published().await);
        let mut worker = Client::signed_in(&world.router, &world.one.email(Role::LinkWorker)).await;
        let mut lead = Client::signed_in(&world.router, &world.one.email(Role::TeamLead)).await;
        assert!(!worker.get(&entry).await.body.contains("/publish"));
        let publish = format!("{entry}/publish");
        let kept_in = lead.fill(&entry, &publish, &[("publish", "no")]).await;
        assert_eq!(kept_in.status, StatusCode::SEE_OTHER, "{}", kept_in.text());
        assert!(!published().await);
        let one = Client::new(&world.router).get(&format!("/oruk/services/{}", world.community_service)).await;
        assert_eq!(one.status, StatusCode::NOT_FOUND);
        assert!(worker.get("/directory?q=gardening").await.text().contains("Gardening together"), "found here");
        let neither = lead.fill(&entry, &publish, &[("publish", "perhaps")]).await;
        assert_eq!(neither.status, StatusCode::CONFLICT, "{}", neither.text());
        lead.fill(&entry, &publish, &[("publish", "yes")]).await;
        assert!(published().await);
    });
}
