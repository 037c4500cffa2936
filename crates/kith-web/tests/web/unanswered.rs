//! *Still without an answer*: what comes to *Today* no more is found there, says what can be done, and is closed by nothing
//! but a human.

use http::StatusCode;
use kith_domain::staff::Role;

use super::asked::{AGREED, Scene, scene};
use super::client::Client;
use super::world::{World, story};

const LIST: &str = "/still-without-an-answer";

async fn back(world: &World, scene: &mut Scene) {
    scene.worker = Client::signed_in(&world.router, &world.one.email(Role::LinkWorker)).await;
    scene.lead = Client::signed_in(&world.router, &world.one.email(Role::TeamLead)).await;
}

#[test]
fn what_comes_to_today_no_more_is_found_with_what_can_be_done() {
    story(async |world| {
        let mut scene = scene(world).await;
        scene.ask(world, AGREED).await;
        assert!(scene.worker.get("/today").await.body.contains(&format!("href=\"{LIST}\"")));
        assert!(scene.lead.get("/team").await.body.contains(&format!("href=\"{LIST}\"")));
        let list = scene.worker.get(LIST).await;
        assert!(list.text().contains("Every request was answered, or still comes to Today."), "{}", list.text());
        let all = scene.worker.get(&format!("{LIST}?which=all")).await.text();
        assert!(all.contains("OKONJO") && all.contains("Asked today") && all.contains("(1 of 3)"), "{all}");

        // A reminder by hand, and then nobody does anything for a long time.
        world.clock.forward_days(10);
        back(world, &mut scene).await;
        assert!(scene.worker.get("/today").await.text().contains("has not answered."));
        assert!(!scene.worker.get(LIST).await.text().contains("OKONJO"), "it still comes to Today");
        scene.ask(world, AGREED).await;
        world.clock.forward_days(60);
        back(world, &mut scene).await;
        assert!(!scene.worker.get("/today").await.text().contains("has not answered."));
        let list = scene.worker.get(LIST).await;
        for part in [
            "OKONJO",
            "Gardening together",
            "Lantern Allotments",
            "No answer for ",
            " working days",
            "Reminded by e-mail on",
            "It comes to Today no more.",
            "no answer is not a no",
        ] {
            assert!(list.text().contains(part), "{part}: {}", list.text());
        }
        let connection = scene.connection.clone();
        let id = connection.trim_start_matches("/connections/").to_owned();
        let acts = [
            format!("{connection}/ask"),
            connection.clone(),
            format!("{}/connect", scene.person),
            format!("{}/gap?from={id}", scene.person),
        ];
        for act in &acts {
            assert!(list.body.contains(&format!("href=\"{act}\"")), "{act}: {}", list.text());
            assert_eq!(scene.worker.get(act).await.status, StatusCode::OK, "{act}");
        }
        // The lead reads whose it is, and does nothing in the worker's place.
        let led = scene.lead.get(LIST).await;
        assert!(led.text().contains("OKONJO") && led.text().contains("Link worker: "), "{}", led.text());
        assert!(!led.body.contains(&format!("href=\"{connection}/ask\"")), "{}", led.text());

        // Nothing was closed; written down, it stands where it was written down.
        let page = scene.worker.get(&connection).await.text();
        assert!(page.contains("Asked; waiting for the answer"), "{page}");
        assert!(page.contains("It stands under “Still without an answer”"), "{page}");
        let noted = scene.worker.fill(&connection, &connection, &[("step", "no-answer")]).await;
        assert_eq!(noted.status, StatusCode::SEE_OTHER, "{}", noted.text());
        assert!(!scene.worker.get(LIST).await.text().contains("OKONJO"));
        let written = scene.worker.get(&format!("{LIST}?which=written-down")).await.text();
        assert!(written.contains("OKONJO") && written.contains("no answer came."), "{written}");
        let answered = scene.worker.fill(&connection, &connection, &[("step", "accept")]).await;
        assert_eq!(answered.status, StatusCode::SEE_OTHER, "{}", answered.text());
        for which in ["", "?which=all", "?which=written-down"] {
            assert!(!scene.worker.get(&format!("{LIST}{which}")).await.text().contains("OKONJO"), "{which}");
        }
    });
}

#[test]
fn nobody_else_reads_it_and_a_restricted_record_is_fenced() {
    story(async |world| {
        let mut scene = scene(world).await;
        scene.ask(world, AGREED).await;
        let all = format!("{LIST}?which=all&order=latest");
        assert!(scene.lead.get(&all).await.text().contains("OKONJO"));
        for email in [world.one.colleague(), world.two.email(Role::LinkWorker), world.two.email(Role::TeamLead)] {
            let mut other = Client::signed_in(&world.router, &email).await;
            let page = other.get(&all).await;
            assert_eq!(page.status, StatusCode::OK);
            assert!(!page.text().contains("OKONJO") && !page.body.contains("Gardening together"), "{email}");
        }
        for role in [Role::ServiceManager, Role::Administrator, Role::Practice, Role::Commissioner, Role::Evaluator] {
            let mut other = Client::signed_in(&world.router, &world.one.email(role)).await;
            let status = other.get(LIST).await.status;
            assert!(matches!(status, StatusCode::FORBIDDEN | StatusCode::NOT_FOUND), "{role:?}: {status}");
        }
        // What the address cannot say is an error, never everything.
        for wrong in ["?which=moon", "?worker=moon", "?order=name", "?moon=1", "?after=moon", "?which=all&which=all"] {
            let status = scene.worker.get(&format!("{LIST}{wrong}")).await.status;
            assert_eq!(status, StatusCode::BAD_REQUEST, "{wrong}");
        }
        // By whose people: the lead's own choice among the team.
        let page = scene.lead.get(LIST).await;
        let workers = page.body.split("name=\"worker\"").nth(1).unwrap().split("</select>").next().unwrap();
        let ids: Vec<&str> = workers.split("value=\"").skip(2).map(|part| part.split('"').next().unwrap()).collect();
        assert_eq!(ids.len(), 2, "{workers}");
        let mut found = 0;
        for id in ids {
            let theirs = scene.lead.get(&format!("{LIST}?which=all&worker={id}")).await;
            found += usize::from(theirs.text().contains("OKONJO"));
        }
        assert_eq!(found, 1, "one of them supports her");
        assert!(!scene.worker.get(LIST).await.body.contains("name=\"worker\""));

        // Restricted to the worker alone: the lead reads nothing of it, here either.
        let protection = format!("{}/protection", scene.person);
        let form = scene.worker.get(&protection).await;
        let (own, second) = (form.choice("named", "link_worker"), form.choice("named", "service_manager"));
        let fields =
            [("restricted", "yes"), ("named", &*own), ("named", &*second), ("reason", "her sister works here")];
        let protected = scene.worker.fill(&protection, &protection, &fields).await;
        assert_eq!(protected.status, StatusCode::SEE_OTHER, "{}", protected.text());
        assert!(!scene.lead.get(&all).await.text().contains("OKONJO"));
        assert!(scene.worker.get(&all).await.text().contains("OKONJO"));
    });
}
