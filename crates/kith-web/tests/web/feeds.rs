//! *Directory feeds*: a manager adds one, reads how it went, pauses it and has it taken; what may not be asked is refused
//! with no connection made; and the directory is taken away as a file.

use http::StatusCode;
use kith_app::jobs;
use kith_domain::staff::Role;

use super::client::Client;
use super::world::{World, imported, story};

const LIST: &str = "/settings/directory-feeds";

/// Adds a feed, and gives its identifier.
pub(super) async fn add(client: &mut Client, url: &str) -> String {
    let added = client.fill(LIST, LIST, &[("url", url)]).await;
    assert_eq!(added.status, StatusCode::SEE_OTHER, "{}", added.text());
    added.location().trim_start_matches(LIST).trim_start_matches('/').split('?').next().unwrap().to_owned()
}

async fn take_feeds(world: &World) -> usize {
    let app = world.app.clone();
    let roads = app.roads().unwrap().clone();
    tokio::task::spawn_blocking(move || jobs::take_feeds(&app, roads.as_ref(), &std::sync::Arc::default()).unwrap())
        .await
        .unwrap()
}

fn services(names: &[&str]) -> String {
    let one = |(number, name): (usize, &&str)| {
        format!(
            r#"{{"id":"7b1d3c10-4f52-4a8e-9c11-{number:012}","name":"{name}","status":"active",
                "organization":{{"id":"7b1d3c10-4f52-4a8e-9c11-000000000900","name":"Invented"}},
                "schedules":[{{"byday":"MO","opens_at":"10:00"}}]}}"#
        )
    };
    let all: Vec<String> = names.iter().enumerate().map(one).collect();
    format!("[{}]", all.join(","))
}

#[test]
fn a_manager_adds_a_feed_sees_how_it_went_and_pauses_it() {
    story(async |world| {
        let mut manager = Client::signed_in(&world.router, &world.one.email(Role::ServiceManager)).await;
        let empty = manager.get(LIST).await;
        assert!(empty.text().contains("The directory is taken from no feed yet."), "{}", empty.text());
        assert!(manager.get("/directory").await.body.contains(&format!("href=\"{LIST}\"")));
        let url = "https://feeds.example.org/services";
        world.feeds.put(url, services(&["Tea and talk", "", "Walks \\\"'><x-kith-7>"]));
        let page = format!("{LIST}/{}", add(&mut manager, url).await);
        assert_eq!(world.feeds.asked(), 0, "pressing a button asks nobody");
        let asked = manager.get(&page).await;
        assert!(asked.text().contains("Asked for: it begins within a minute"), "{}", asked.text());
        assert!(asked.text().contains("See how far it is"));
        assert!(!asked.body.contains(&format!("action=\"{page}/take\"")), "it is asked for already");

        assert_eq!(take_feeds(world).await, 1);
        let taken = manager.get(&page).await;
        assert!(taken.text().contains("2 new, 1 refused"), "{}", taken.text());
        assert!(taken.text().contains("it listed 2 services"), "{}", taken.text());
        assert!(taken.text().contains("has no name"), "{}", taken.text());
        assert!(taken.text().contains("1 record was refused in this run."));
        assert!(!taken.text().contains("taken: "), "what was taken is counted: {}", taken.text());
        assert!(!taken.body.contains("<x-kith-7"));
        let list = manager.get(LIST).await;
        assert!(list.text().contains("Every night. Added by") && list.text().contains("2 new, 1 refused"));
        let found = manager.get("/directory?q=tea").await;
        assert!(found.text().contains("Tea and talk"), "{}", found.text());

        // Twice is said, and what was typed stays.
        let again = manager.fill(LIST, LIST, &[("url", url)]).await;
        assert_eq!(again.status, StatusCode::UNPROCESSABLE_ENTITY);
        assert!(
            again.text().contains("This feed is used already.") && again.body.contains(&format!("value=\"{url}\""))
        );

        for (act, said, then) in [
            ("when-asked", "feed-when-asked", "Only when asked for."),
            ("pause", "feed-paused", "Paused."),
            ("nightly", "feed-nightly", "Every night."),
            ("remove", "feed-removed", "Not used any more."),
            ("nightly", "feed-nightly", "Every night."),
        ] {
            let done = manager.fill(&page, &page, &[("do", act)]).await;
            assert_eq!(done.location(), format!("{page}?said={said}"), "{act}: {}", done.text());
            assert!(manager.get(&page).await.text().contains(then), "{act}");
        }
        let take = format!("{page}/take");
        let asked = manager.fill(&page, &take, &[("how", "afresh")]).await;
        assert_eq!(asked.status, StatusCode::SEE_OTHER, "{}", asked.text());
        assert_eq!(take_feeds(world).await, 1);
        let page = manager.get(&page).await;
        assert!(page.text().contains("2 as before, 1 refused"), "{}", page.text());
        for done in ["added it", "paused it", "stopped using it", "asked for it from the first page"] {
            assert!(page.text().contains(done), "{done}: {}", page.text());
        }
        let csv = manager.get("/directory/export/table").await;
        assert!(csv.body.contains("Tea and talk") && csv.header("content-disposition").contains("directory-"));
    });
}

#[test]
fn what_may_not_be_asked_is_refused_and_what_was_typed_stays() {
    story(async |world| {
        let mut manager = Client::signed_in(&world.router, &world.one.email(Role::ServiceManager)).await;
        let long = format!("https://feeds.example.org/{}", "x".repeat(600));
        for url in ["", "http://127.0.0.1:8080/services", "https://evil.test/", "\"'><x-kith-7>", long.as_str(), "a\nb"]
        {
            let refused = manager.fill(LIST, LIST, &[("url", url)]).await;
            assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY, "{url}: {}", refused.text());
            assert!(
                refused.body.contains("href=\"#url\"") && !refused.body.contains("<x-kith-7"),
                "{}",
                refused.text()
            );
        }
        let refused = manager.fill(LIST, LIST, &[("url", "https://evil.test/services")]).await;
        assert!(refused.body.contains("value=\"https://evil.test/services\""));
        assert!(manager.get(LIST).await.text().contains("The directory is taken from no feed yet."));
        // A feed that was taken by command may break the rules of pages: then no page has it taken.
        let (app, url) = (world.app.clone(), "http://10.0.0.7/services");
        let by_command = tokio::task::spawn_blocking(move || {
            use kith_app::import::feed::{By, Wish, run};
            let wish = Wish {
                url: url.to_owned(),
                afresh: false,
                pages: 5,
                time: jiff::SignedDuration::from_mins(1),
                is_believed: false,
                is_gone_on_with: false,
                by: By::Command,
                stop: std::sync::Arc::default(),
            };
            let fetch = app.roads().unwrap().to("https://feeds.example.org/").unwrap();
            run(&app, fetch.as_ref(), &wish, &|_, _| {}).unwrap()
        });
        assert!(by_command.await.unwrap().stopped.is_some());
        let list = manager.get(LIST).await;
        assert!(list.text().contains("First taken by command"), "{}", list.text());
        let page = list.link(&format!("{LIST}/"), "");
        for (to, fields) in [(page.clone(), [("do", "nightly")]), (format!("{page}/take"), [("how", "as-usual")])] {
            let refused = manager.fill(&page, &to, &fields).await;
            assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY, "{to}: {}", refused.text());
            assert!(refused.text().contains("no address of a feed on these shelves"), "{}", refused.text());
        }
        let paused = manager.fill(&page, &page, &[("do", "nonsense")]).await;
        assert_eq!(paused.status, StatusCode::UNPROCESSABLE_ENTITY, "{}", paused.text());
        let before = world.feeds.asked();
        assert_eq!(take_feeds(world).await, 0);
        assert_eq!(world.feeds.asked(), before, "nobody was asked");
        // Lines that there are not, and numbers that are none.
        assert_eq!(manager.get(&format!("{page}?after=99999")).await.status, StatusCode::OK);
        for wrong in ["-1", "x", "", "99999999999999999999"] {
            let answer = manager.get(&format!("{page}?after={wrong}")).await;
            assert_eq!(answer.status, StatusCode::BAD_REQUEST, "{wrong}: {}", answer.text());
        }
    });
}

#[test]
fn what_one_service_does_with_its_feed_no_other_is_told() {
    story(async |world| {
        let mut manager = Client::signed_in(&world.router, &world.one.email(Role::ServiceManager)).await;
        let page = format!("{LIST}/{}", add(&mut manager, "https://feeds.example.org/services?key=secret").await);
        let mut other = Client::signed_in(&world.router, &world.two.email(Role::Administrator)).await;
        let seen = other.get(&page).await;
        assert_eq!(seen.status, StatusCode::OK);
        assert!(seen.text().contains("by another service that uses this Kith"), "{}", seen.text());
        // Nor the rest of the address, which may hold a key.
        for page in [&seen, &other.get(LIST).await] {
            assert!(page.text().contains("https://feeds.example.org/…") && !page.body.contains("secret"));
        }
        assert!(seen.text().contains("Somebody of another service added it"), "{}", seen.text());
        assert!(!seen.body.contains(&world.one.canary) && !seen.body.contains("<form class=\"kith-presses\""));
        // A form of one's own making changes nothing either.
        let hidden = other.get(LIST).await.hidden(LIST);
        let id = page.rsplit('/').next().unwrap().to_owned();
        let mut fields: Vec<(&str, &str)> = hidden.iter().map(|(name, value)| (&**name, &**value)).collect();
        fields.retain(|(name, _)| *name != "for-record");
        fields.extend([("for-record", id.as_str()), ("version", "1"), ("do", "remove")]);
        let refused = other.post(&page, &fields).await;
        assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY, "{}", refused.text());
        assert!(refused.text().contains("added by another service"), "{}", refused.text());
        assert!(manager.get(&page).await.text().contains("Every night."));
        // Leads and link workers see the directory, and not where it comes from.
        for role in [Role::TeamLead, Role::LinkWorker, Role::Practice, Role::Commissioner] {
            let mut client = Client::signed_in(&world.router, &world.one.email(role)).await;
            assert_eq!(client.get(&page).await.status, StatusCode::FORBIDDEN, "{}", role.code());
            assert!(!client.get("/directory").await.body.contains(LIST), "{}", role.code());
        }
    });
}

#[test]
fn feeds_that_fail_night_after_night_are_told_of_where_their_keepers_look() {
    story(async |world| {
        let mut manager = Client::signed_in(&world.router, &world.one.email(Role::ServiceManager)).await;
        let feed = add(&mut manager, "https://feeds.example.org/gone").await;
        for _ in 0..3 {
            let mut manager = Client::signed_in(&world.router, &world.one.email(Role::ServiceManager)).await;
            assert!(!manager.get("/entries-to-see-to").await.text().contains("has not been read to its end"));
            assert_eq!(take_feeds(world).await, 1);
            world.clock.forward_days(1);
        }
        let mut manager = Client::signed_in(&world.router, &world.one.email(Role::ServiceManager)).await;
        let mut administrator = Client::signed_in(&world.router, &world.one.email(Role::Administrator)).await;
        for path in ["/entries-to-see-to", "/team", "/settings"] {
            let client = if path == "/settings" { &mut administrator } else { &mut manager };
            let page = client.get(path).await;
            let said = "The feed https://feeds.example.org/gone has not been read to its end for 3 nights.";
            assert!(page.text().contains(said), "{path}: {}", page.text());
            assert!(page.body.contains(&format!("href=\"{LIST}/{feed}\"")), "{path}");
        }
        let mut lead = Client::signed_in(&world.router, &world.one.email(Role::TeamLead)).await;
        let mut other = Client::signed_in(&world.router, &world.two.email(Role::Administrator)).await;
        for path in ["/team", "/entries-to-see-to", "/settings"] {
            let client = if path == "/settings" { &mut other } else { &mut lead };
            assert!(!client.get(path).await.text().contains("has not been read"), "{path}");
        }
    });
}

#[test]
fn whoever_sees_the_directory_takes_it_away_and_nothing_private_with_it() {
    story(async |world| {
        let entry = format!("/directory/{}", imported(world));
        let mut worker = Client::signed_in(&world.router, &world.one.email(Role::LinkWorker)).await;
        assert!(worker.get("/directory").await.body.contains("href=\"/directory/export\""));
        let notes = format!("{entry}/team-notes");
        let noted = worker.fill(&notes, &notes, &[("matter", "ask-for"), ("words", "NOTE-CANARY")]).await;
        assert_eq!(noted.status, StatusCode::SEE_OTHER, "{}", noted.text());
        let mut lead = Client::signed_in(&world.router, &world.one.email(Role::TeamLead)).await;
        let times = format!("{entry}/correct/times");
        lead.fill(&times, &times, &[("words", "CORRECTED-CANARY")]).await;
        for role in Role::ALL {
            let mut client = Client::signed_in(&world.router, &world.one.email(role)).await;
            assert_eq!(client.get("/directory/export").await.status, StatusCode::OK);
            let json = client.get("/directory/export/open-referral").await;
            let csv = client.get("/directory/export/table").await;
            let said: serde_json::Value = serde_json::from_str(&json.body).unwrap();
            assert_eq!(said["total_items"], said["contents"].as_array().unwrap().len(), "{}", role.code());
            assert_eq!(json.header("content-type"), "application/json");
            assert!(json.body.contains("Gardening together") && csv.body.contains("Gardening together"));
            assert!(csv.body.starts_with("\u{feff}Name,Run by,") && csv.header("content-type").starts_with("text/csv"));
            for answer in [&json, &csv] {
                assert!(!answer.body.contains("NOTE-CANARY") && !answer.body.contains("CORRECTED-CANARY"));
                assert!(answer.header("content-disposition").starts_with("attachment; "));
            }
            assert_eq!(client.get("/directory/export/table?q=tea").await.status, StatusCode::BAD_REQUEST);
        }
    });
}
