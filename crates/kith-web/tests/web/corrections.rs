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
        let cost = format!("{entry}/correct/cost");
        for path in [&list, &cost] {
            assert_eq!(worker.get(path).await.status, StatusCode::FORBIDDEN);
        }
        assert!(lead.get(&entry).await.body.contains(&format!("href=\"{list}\"")));
        assert!(lead.get(&list).await.body.contains(&cost));
        // Two employers share this store: nobody decides where the people and requests of the other go.
        assert!(lead.get(&list).await.text().contains("cannot be corrected here"));
        for way in ["email", "phone", "url", "how-to-refer"] {
            let path = format!("{entry}/correct/{way}");
            assert!(!lead.get(&list).await.body.contains(&path), "{way}");
            assert_eq!(lead.get(&path).await.status, StatusCode::NOT_FOUND, "{way}");
        }
        assert_eq!(lead.get(&format!("{entry}/correct/secrets")).await.status, StatusCode::NOT_FOUND);

        let long = "x".repeat(100_000);
        for (field, words) in [
            ("cost", long.as_str()),
            ("cost", "01\0"),
            ("name", ""),
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

/// The directory is everybody's, and a correction is its service's: whoever else leads a team in this store reads it, and
/// has nothing to press.
#[test]
fn a_correction_is_changed_and_taken_back_by_the_service_that_laid_it_alone() {
    story(async |world| {
        let entry = format!("/directory/{}", imported(world));
        let mut lead = Client::signed_in(&world.router, &world.one.email(Role::TeamLead)).await;
        let mut theirs = Client::signed_in(&world.router, &world.two.email(Role::TeamLead)).await;
        let list = format!("{entry}/correct");
        let times = format!("{list}/times");
        // The other lead has the form open already, and is slower.
        let early = theirs.get(&times).await;
        let saved = lead.fill(&times, &times, &[("words", "Every Friday")]).await;
        assert_eq!(saved.status, StatusCode::SEE_OTHER, "{}", saved.text());

        let page = theirs.get(&list).await;
        assert!(page.text().contains("Every Friday") && page.text().contains("somebody of another service"));
        assert!(!page.body.contains("action=\"/corrections/") && !page.body.contains(&times), "{}", page.text());
        assert!(page.text().contains("Only that service can change this or take it back"), "{}", page.text());
        assert!(page.body.contains(&format!("{list}/cost")), "what nobody corrected can be corrected by anybody");
        assert!(!page.body.contains(&world.one.canary), "{}", page.text());
        let field = theirs.get(&times).await;
        assert!(!field.body.contains("name=\"words\""), "{}", field.text());
        assert!(field.text().contains("Another service that uses this Kith has corrected this"), "{}", field.text());

        let mut late = early.hidden(&times);
        late.push(("words".to_owned(), "Every Monday, typed late".to_owned()));
        if let Some(version) = late.iter_mut().find(|(name, _)| name == "version") {
            // As if the entry were as it was: what refuses is whose correction it is.
            version.1 =
                lead.get(&times).await.hidden(&times).into_iter().find(|(name, _)| name == "version").unwrap().1;
        }
        let late: Vec<(&str, &str)> = late.iter().map(|(name, value)| (name.as_str(), value.as_str())).collect();
        let refused = theirs.post(&times, &late).await;
        assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY, "{}", refused.text());
        assert!(refused.text().contains("stays until that service takes it back"), "{}", refused.text());
        assert!(refused.body.contains("Every Monday, typed late"), "nothing typed is lost");

        // The address of the press, with a form of their own service, does nothing either.
        let ours = lead.get(&list).await;
        let id = ours.body.split("action=\"/corrections/").nth(1).unwrap().split('"').next().unwrap().to_owned();
        let action = format!("/corrections/{id}");
        let mut press = ours.hidden(&action);
        let service = theirs.get(&format!("{list}/cost")).await.hidden(&format!("{list}/cost"));
        for (name, value) in &mut press {
            if name != "for-record" {
                *value = service.iter().find(|(other, _)| other == name).unwrap().1.clone();
            }
        }
        for deal in ["undo", "theirs", "keep"] {
            let mut sent: Vec<(&str, &str)> =
                press.iter().map(|(name, value)| (name.as_str(), value.as_str())).collect();
            sent.push(("deal", deal));
            let refused = theirs.post(&action, &sent).await;
            assert_eq!(refused.status, StatusCode::FORBIDDEN, "{deal}: {}", refused.text());
        }
        assert!(theirs.get(&entry).await.text().contains("Every Friday"), "it stands");
        let undone = lead.fill(&list, &action, &[("deal", "undo")]).await;
        assert_eq!(undone.status, StatusCode::SEE_OTHER, "{}", undone.text());
        // Taken back, anybody may correct it.
        let now = theirs.fill(&times, &times, &[("words", "Every Monday")]).await;
        assert_eq!(now.status, StatusCode::SEE_OTHER, "{}", now.text());
        assert!(!lead.get(&list).await.body.contains("action=\"/corrections/"));
    });
}
