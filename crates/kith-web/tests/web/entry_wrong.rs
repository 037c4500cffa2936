//! "Something is wrong": said in one press from an entry or a connection, seen to by the lead, and told what came of it.

use http::StatusCode;
use kith_domain::staff::Role;

use super::client::Client;
use super::world::{imported, story};

#[test]
fn somebody_says_that_an_entry_is_wrong_and_the_lead_says_that_it_is_right() {
    story(async |world| {
        let entry = format!("/directory/{}", imported(world));
        let wrong = format!("{entry}/wrong");
        let mut worker = Client::signed_in(&world.router, &world.one.email(Role::LinkWorker)).await;
        let mut lead = Client::signed_in(&world.router, &world.one.email(Role::TeamLead)).await;
        let mut other = Client::signed_in(&world.router, &world.two.email(Role::TeamLead)).await;
        assert!(worker.get(&entry).await.body.contains(&format!("href=\"{wrong}\"")));

        // What cannot be kept is said at its question, and nothing typed is lost.
        let long = "x".repeat(5_000);
        for words in [&*long, "moved\0"] {
            let refused = worker.fill(&wrong, &wrong, &[("words", words)]).await;
            assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY, "{}", refused.text());
            assert!(refused.body.contains("href=\"#words\""), "{}", refused.text());
        }

        // One press is enough; the same form sent again says it once.
        let form = worker.get(&wrong).await;
        let said = worker.send_hidden(&form, &wrong).await;
        assert_eq!(said.status, StatusCode::SEE_OTHER, "{}", said.text());
        assert_eq!(worker.send_hidden(&form, &wrong).await.location(), said.location());
        let canary = "\"'><x-kith-7> they went to the moon";
        assert_eq!(worker.fill(&wrong, &wrong, &[("words", canary)]).await.status, StatusCode::SEE_OTHER);
        let list = lead.get("/entries-to-see-to").await;
        assert_eq!(list.body.matches("said that something is wrong").count(), 2, "{}", list.text());
        assert!(list.text().contains("they went to the moon") && !list.body.contains("<x-kith-7"));
        // Nobody of the staff wrote it: each service keeps it, and who said it is nobody else's to know.
        let elsewhere = other.get("/entries-to-see-to").await;
        assert!(elsewhere.text().contains("Somebody of another service"), "{}", elsewhere.text());
        assert!(elsewhere.text().contains("they went to the moon") && !elsewhere.body.contains(&world.one.canary));

        // The lead finds it right; the entry says that it was checked, and whoever asked reads what came of it.
        let acts: Vec<String> =
            list.body.split("action=\"").skip(1).map(|it| it.split('"').next().unwrap().to_owned()).collect();
        let acts: Vec<&String> = acts.iter().filter(|it| it.starts_with("/entries-to-see-to/")).collect();
        let foreign = other.post(acts[0], &list_fields(&list.hidden(acts[0]), "right")).await;
        assert!(foreign.status.is_client_error(), "{}", foreign.text());
        for (act, how) in acts.iter().zip(["right", "done"]) {
            let done = lead.fill("/entries-to-see-to", act, &[("deal", how)]).await;
            assert_eq!(done.status, StatusCode::SEE_OTHER, "{}", done.text());
        }
        assert!(worker.get(&entry).await.text().contains("Last checked on"));
        assert!(other.get("/entries-to-see-to").await.text().contains("Nothing waits here"), "one answer is enough");
        let today = worker.get("/today").await.text();
        assert!(today.contains("You said that something is wrong. The entry is right."), "{today}");
        let told = worker.get(&wrong).await.text();
        for sentence in ["The entry is right, on", "It was seen to, on", "they went to the moon"] {
            assert!(told.contains(sentence), "{sentence}: {told}");
        }

        // Not everybody may: a practice looks in the directory and tells the team in its own way.
        let mut practice = Client::signed_in(&world.router, &world.one.email(Role::Practice)).await;
        assert_eq!(practice.get(&wrong).await.status, StatusCode::FORBIDDEN);
        assert!(!practice.get(&entry).await.body.contains("/wrong"));
        let nowhere = "/directory/019f0000-0000-7000-8000-000000000000/wrong";
        assert_eq!(worker.get(nowhere).await.status, StatusCode::NOT_FOUND);
    });
}

/// The hidden fields of a form with a button pressed.
fn list_fields<'a>(hidden: &'a [(String, String)], how: &'a str) -> Vec<(&'a str, &'a str)> {
    let mut fields: Vec<(&str, &str)> = hidden.iter().map(|(name, value)| (name.as_str(), value.as_str())).collect();
    fields.push(("deal", how));
    fields
}

#[test]
fn one_press_on_a_connection_goes_to_the_service_that_wrote_the_entry_and_the_answer_comes_back() {
    story(async |world| {
        // Another employer's lead wrote the entry.
        let mut keeper = Client::signed_in(&world.router, &world.two.email(Role::TeamLead)).await;
        let fields = [("name", "Knit and natter"), ("organisation", "The library"), ("room", "room")];
        let added = keeper.fill("/directory/new", "/directory/new", &fields).await;
        assert_eq!(added.status, StatusCode::SEE_OTHER, "{}", added.text());
        let entry = added.location().split('?').next().unwrap().to_owned();
        let mut scene = super::asked::scene(world).await;
        let connect = format!("{}/connect/{}", scene.person, entry.trim_start_matches("/directory/"));
        let made = scene.worker.fill(&connect, &connect, &[("need", ""), ("agreed", "")]).await;
        let connection = made.location().split('?').next().unwrap().to_owned();
        let page = scene.worker.get(&connection).await;
        let wrong = format!("{entry}/wrong");
        let said = scene.worker.send_hidden(&page, &wrong).await;
        assert_eq!(said.status, StatusCode::SEE_OTHER, "{}", said.text());
        assert!(said.location().starts_with(&connection), "back to where they were: {}", said.location());
        // The own lead keeps it not, and is not asked; the one who wrote it is.
        assert!(scene.lead.get("/entries-to-see-to").await.text().contains("Nothing waits here"));
        let waiting = keeper.get("/entries-to-see-to").await;
        assert!(waiting.text().contains("Knit and natter"), "{}", waiting.text());
        let act = waiting.body.split("action=\"/entries-to-see-to/").nth(1).unwrap().split('"').next().unwrap();
        let act = format!("/entries-to-see-to/{act}");
        let fields = [
            ("nonce", "0123456789abcdef0123456789abcdef".to_owned()),
            ("for-service", world.one.service.to_string()),
            ("for-record", act.trim_start_matches("/entries-to-see-to/").to_owned()),
            ("deal", "done".to_owned()),
        ];
        let fields: Vec<(&str, &str)> = fields.iter().map(|(name, value)| (*name, value.as_str())).collect();
        assert_eq!(scene.lead.post(&act, &fields).await.status, StatusCode::NOT_FOUND, "not theirs to deal with");
        let done = keeper.fill("/entries-to-see-to", &act, &[("deal", "done")]).await;
        assert_eq!(done.status, StatusCode::SEE_OTHER, "{}", done.text());
        let today = scene.worker.get("/today").await.text();
        assert!(today.contains("You said that something is wrong. It was seen to."), "{today}");
        let mut colleague = Client::signed_in(&world.router, &world.one.colleague()).await;
        assert!(!colleague.get("/today").await.text().contains("You said"), "only whoever said it");
    });
}
