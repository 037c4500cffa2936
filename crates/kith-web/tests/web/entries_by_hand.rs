//! Entries of the directory that a team writes itself: where no feed lists anything a whole service can still connect.

use http::StatusCode;
use kith_domain::staff::Role;

use super::client::Client;
use super::people::with_person;
use super::world::story;

const NEW: &str = "/directory/new";

#[test]
fn what_a_lead_writes_down_is_found_asked_and_changed_and_keeps_what_it_said_before() {
    story(async |world| {
        let mut lead = Client::signed_in(&world.router, &world.one.email(Role::TeamLead)).await;
        let (mut worker, person) = with_person(world, "Knitter").await;
        assert!(lead.get("/directory").await.body.contains("href=\"/directory/new\""));
        assert!(!worker.get("/directory").await.body.contains("/directory/new"));
        assert_eq!(worker.get(NEW).await.status, StatusCode::FORBIDDEN);

        // What is wrong is said at its question, and nothing typed is lost.
        let long = "x".repeat(100_000);
        for (fields, says) in [
            (vec![("name", ""), ("organisation", "")], "Enter what it is called."),
            (vec![("name", "Tea"), ("organisation", "")], "Enter who runs it."),
            (vec![("name", "Tea"), ("organisation", "Us"), ("email", "hello")], "like name@example.org"),
            (vec![("name", "Tea"), ("organisation", "Us"), ("url", "javascript:alert(1)")], "like https://example.org"),
            (vec![("name", "Tea"), ("organisation", "Us"), ("phone", "ask Joan")], "telephone number"),
            (vec![("name", "Tea"), ("organisation", "Us"), ("room", "wait"), ("weeks", "six")], "whole number"),
            (vec![("name", "Tea"), ("organisation", "Us"), ("room", "wait"), ("weeks", "521")], "at most 520"),
            (vec![("name", "Tea"), ("organisation", "Us"), ("room", "much")], "Choose whether there is room"),
            (vec![("name", "Tea\0"), ("organisation", "Us")], "href=\"#name\""),
            (vec![("name", "Tea"), ("organisation", "Us"), ("description", &*long)], "href=\"#description\""),
            (vec![("name", ""), ("organisation", "\"'><x-kith-7>")], "&#34;&#39;&#62;&#60;x-kith-7"),
        ] {
            let refused = lead.fill(NEW, NEW, &fields).await;
            assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY, "{says}: {}", refused.text());
            assert!(refused.body.contains(says) && !refused.body.contains("<x-kith-7"), "{says}: {}", refused.text());
        }
        let fields = [
            ("name", "Knit and natter"),
            ("organisation", "Friends of the library"),
            ("description", "Wool, tea and company."),
            ("email", "library@example.org"),
            ("url", "library.example.org/knit"),
            ("room", "wait"),
            ("weeks", "3"),
            ("checked", "yes"),
        ];
        let added = lead.fill(NEW, NEW, &fields).await;
        assert_eq!(added.status, StatusCode::SEE_OTHER, "{}", added.text());
        let entry = added.location().split('?').next().unwrap().to_owned();

        // The worker finds it, and connects somebody.
        let found = worker.get("/directory?q=natter").await;
        for said in ["Knit and natter", "Friends of the library", "Waiting list, about 3 weeks", "Last checked on"] {
            assert!(found.text().contains(said), "{said}: {}", found.text());
        }
        let page = worker.get(&entry).await;
        assert!(page.body.contains("href=\"https://library.example.org/knit\"") && !page.body.contains("/change"));
        let connect = format!("{person}/connect/{}", entry.trim_start_matches("/directory/"));
        let made = worker.fill(&connect, &connect, &[("need", ""), ("agreed", "My first name")]).await;
        assert_eq!(made.status, StatusCode::SEE_OTHER, "{}", made.text());
        let connection = made.location().split('?').next().unwrap().to_owned();
        let ask = worker.get(&format!("{connection}/ask")).await;
        assert!(ask.text().contains("library@example.org"), "it can be asked by e-mail: {}", ask.text());

        // It changes, and says what it said before and by whom; the manager keeps it too.
        let change = format!("{entry}/change");
        let mut manager = Client::signed_in(&world.router, &world.one.email(Role::ServiceManager)).await;
        let mail = ("email", "library@example.org");
        let other = [("name", "Knit and natter"), ("organisation", "The new library"), ("room", "full"), mail];
        let stale = lead.get(&change).await.hidden(&change);
        let changed = manager.fill(&change, &change, &other).await;
        assert_eq!(changed.status, StatusCode::SEE_OTHER, "{}", changed.text());
        let mut late: Vec<(&str, &str)> = stale.iter().map(|(name, value)| (name.as_str(), value.as_str())).collect();
        late.extend([("name", "Crochet"), ("organisation", "Late library")]);
        let overtaken = lead.post(&change, &late).await;
        assert_eq!(overtaken.status, StatusCode::CONFLICT, "{}", overtaken.text());
        assert!(overtaken.body.contains("value=\"Crochet\""), "nothing typed is lost");
        let page = lead.get(&change).await.text();
        for said in [
            "Run by was: Friends of the library",
            "Room was: Waiting list, about 3 weeks",
            "What was: Wool, tea",
            "added it",
        ] {
            assert!(page.contains(said), "{said}: {page}");
        }
        let shown = worker.get(&entry).await.text();
        assert!(shown.contains("The new library") && shown.contains("Full"), "{shown}");

        // Another service finds it too, as the directory is everybody's, and does not decide where requests go.
        let mut theirs = Client::signed_in(&world.router, &world.two.email(Role::TeamLead)).await;
        let page = theirs.get(&entry).await;
        assert!(page.text().contains("Knit and natter") && !page.body.contains("/change\""), "{}", page.text());
        assert_eq!(theirs.get(&change).await.status, StatusCode::NOT_FOUND);
        let mut sent: Vec<(&str, &str)> = stale.iter().map(|(name, value)| (name.as_str(), value.as_str())).collect();
        sent.extend([("name", "Theirs"), ("organisation", "Theirs"), ("email", "elsewhere@example.org")]);
        assert!(theirs.post(&change, &sent).await.status.is_client_error());
        assert!(worker.get(&entry).await.text().contains("The new library"));

        // An address that changed while the page was open is shown again before anything is sent.
        let at = format!("{connection}/ask");
        let shown = worker.get(&at).await.hidden(&at);
        let moved = [("name", "Knit and natter"), ("organisation", "The new library"), ("email", "new@example.org")];
        assert_eq!(lead.fill(&change, &change, &moved).await.status, StatusCode::SEE_OTHER);
        let mut asked: Vec<(&str, &str)> = shown.iter().map(|(name, value)| (name.as_str(), value.as_str())).collect();
        asked.push(("agreed", "My first name"));
        let again = worker.post(&at, &asked).await;
        assert_eq!(again.status, StatusCode::CONFLICT, "{}", again.text());
        assert!(again.text().contains("new@example.org"), "{}", again.text());
    });
}

#[test]
fn what_a_feed_says_is_not_changed_by_hand() {
    story(async |world| {
        let feed = super::world::imported(world);
        let mut lead = Client::signed_in(&world.router, &world.one.email(Role::TeamLead)).await;
        let page = lead.get(&format!("/directory/{feed}")).await;
        assert_eq!(page.status, StatusCode::OK);
        assert!(!page.body.contains("/change\""));
        assert_eq!(lead.get(&format!("/directory/{feed}/change")).await.status, StatusCode::NOT_FOUND);
    });
}
