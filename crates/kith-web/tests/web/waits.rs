//! Waiting lists: what is said of a wait, one tap at a time; that no clock ends anything; and that reminders stop.

use http::StatusCode;
use kith_domain::staff::Role;

use super::asked::{AGREED, Scene, scene};
use super::client::Client;
use super::world::{World, story};

async fn waiting(scene: &mut Scene, weeks: &str) {
    let to = scene.connection.clone();
    for fields in [vec![("step", "ask")], vec![("step", "wait-list"), ("weeks", weeks)]] {
        let taken = scene.worker.fill(&to, &to, &fields).await;
        assert_eq!(taken.status, StatusCode::SEE_OTHER, "{}", taken.text());
    }
}

async fn back(world: &World, scene: &mut Scene) {
    scene.worker = Client::signed_in(&world.router, &world.one.email(Role::LinkWorker)).await;
}

/// The jobs have a turn, beside the runtime: the blocking client of PostgreSQL cannot be used inside.
fn turn(world: &World) {
    tokio::task::block_in_place(|| {
        kith_app::jobs::turn(&world.app);
        kith_app::jobs::slow_turn(&world.app);
    });
}

#[test]
fn a_wait_is_kept_up_with_one_tap_and_given_up_for_one_of_four_reasons() {
    story(async |world| {
        let mut scene = scene(world).await;
        assert!(scene.worker.get("/waits").await.text().contains("Nobody is on a waiting list."));
        waiting(&mut scene, "2").await;
        let list = scene.worker.get("/waits").await;
        assert!(list.text().contains("OKONJO") && list.text().contains("First quoted: 2 weeks."), "{}", list.text());
        let update = format!("{}/wait", scene.connection);
        world.clock.forward_days(36);
        back(world, &mut scene).await;
        let list = scene.worker.get("/waits").await;
        assert!(list.text().contains("5 weeks so far") && list.text().contains("3 weeks ago"), "{}", list.text());
        // From the list: they say four weeks more.
        let still = scene.worker.fill("/waits", &update, &[("act", "still"), ("weeks", "4")]).await;
        assert_eq!((still.status, still.location()), (StatusCode::SEE_OTHER, "/waits?said=connection-moved"));
        let list = scene.worker.get("/waits").await.text();
        assert!(list.contains("First quoted: 2 weeks.") && list.contains("and said 4 weeks more"), "{list}");
        // What is done meanwhile has a link of its own on each line, leads to where it is said, and back to the list.
        let said_at = format!("{update}?back=waits");
        assert!(scene.worker.get("/waits").await.body.contains(&format!("href=\"{said_at}#while\"")));
        let page = scene.worker.get(&said_at).await;
        assert!(page.body.contains("id=\"while\"") && page.body.contains("href=\"/waits\""), "{}", page.text());
        let wrong =
            scene.worker.fill(&said_at, &update, &[("act", "still"), ("weeks", "many"), ("meanwhile", "held")]).await;
        assert_eq!(wrong.status, StatusCode::UNPROCESSABLE_ENTITY, "{}", wrong.text());
        assert!(wrong.body.contains("name=\"back\" value=\"waits\""), "the way back is kept: {}", wrong.body);
        let held = scene.worker.fill(&said_at, &update, &[("act", "meanwhile"), ("meanwhile", "held")]).await;
        assert_eq!(held.location(), "/waits?said=connection-moved", "{}", held.text());
        let held = scene.worker.fill(&update, &update, &[("act", "meanwhile"), ("meanwhile", "held")]).await;
        assert_eq!(held.status, StatusCode::SEE_OTHER, "{}", held.text());
        let page = scene.worker.get(&scene.person).await.text();
        assert!(page.contains("We keep in touch meanwhile.") && page.contains("still waits for"), "{page}");
        for fields in [
            vec![("act", "still"), ("weeks", "soon")],
            vec![("act", "still"), ("weeks", "521")],
            vec![("act", "gave-up"), ("why", "")],
            vec![("act", "gave-up"), ("why", "\"'><x-kith-7>")],
            vec![("act", "meanwhile"), ("meanwhile", "moon")],
            vec![("act", "moon")],
            vec![("act", "came"), ("words", &*"x".repeat(9000))],
        ] {
            let wrong = scene.worker.fill(&update, &update, &fields).await;
            assert_eq!(wrong.status, StatusCode::UNPROCESSABLE_ENTITY, "{fields:?}: {}", wrong.text());
            assert!(!wrong.body.contains("<x-kith-7"));
        }
        let given = [("act", "gave-up"), ("why", "not-start"), ("words", "Half a year is too long.")];
        let over = scene.worker.fill(&update, &update, &given).await;
        assert_eq!(over.status, StatusCode::SEE_OTHER, "{}", over.text());
        let page = scene.worker.get(&scene.connection).await.text();
        assert!(page.contains("Did not start") && page.contains("Half a year is too long."), "{page}");
        assert!(scene.worker.get("/waits").await.text().contains("Nobody is on a waiting list."));
        let late = scene.worker.get(&update).await;
        assert!(late.text().contains("Nobody waits for this now."), "{}", late.text());
    });
}

#[test]
fn a_lead_reads_the_waits_and_a_colleague_sees_none_of_them() {
    story(async |world| {
        let mut scene = scene(world).await;
        waiting(&mut scene, "").await;
        let update = format!("{}/wait", scene.connection);
        let mut lead = Client::signed_in(&world.router, &world.one.email(Role::TeamLead)).await;
        let list = lead.get("/waits").await;
        assert!(list.text().contains("OKONJO") && !list.body.contains(&update), "{}", list.text());
        assert_eq!(lead.get(&update).await.status, StatusCode::FORBIDDEN);
        for email in [world.one.colleague(), world.two.email(Role::LinkWorker), world.two.email(Role::TeamLead)] {
            let mut other = Client::signed_in(&world.router, &email).await;
            assert!(!other.get("/waits").await.text().contains("OKONJO"), "{email}");
            assert_eq!(other.get(&update).await.status, StatusCode::NOT_FOUND, "{email}");
        }
        // Sent twice, it has one effect.
        let form = scene.worker.get("/waits").await;
        let mut fields = form.hidden(&update);
        fields.push(("act".to_owned(), "came".to_owned()));
        let fields: Vec<(&str, &str)> = fields.iter().map(|(name, value)| (name.as_str(), value.as_str())).collect();
        for _ in 0..2 {
            assert_eq!(scene.worker.post(&update, &fields).await.status, StatusCode::SEE_OTHER);
        }
        assert!(scene.worker.get(&scene.connection).await.text().contains("Accepted by the organisation"));
    });
}

/// The clock runs for two years, and the jobs with it: what was asked stays as it was asked, who waits goes on waiting,
/// and it comes to mind as often as the service set and no more.
#[test]
fn in_two_years_no_clock_closes_or_declines_anything_and_reminders_stop() {
    story(async |world| {
        let mut scene = scene(world).await;
        scene.ask(world, AGREED).await;
        let silent = "has not answered.";
        let mut on_today = 0;
        let mut days = 0;
        while days < 740 {
            let step = if days < 60 { 1 } else { 40 };
            world.clock.forward_days(step);
            days += step;
            turn(world);
            back(world, &mut scene).await;
            if scene.worker.get("/today").await.text().contains(silent) {
                on_today += step;
            }
            if days == 1 {
                let page = scene.worker.get(&scene.connection).await.text();
                assert!(page.contains("(1 of 3)") && page.contains("Nothing is closed by waiting"), "{page}");
            }
        }
        // Three times five working days, and the weekends and bank holidays among them.
        assert!((15..=27).contains(&on_today), "{on_today}");
        let page = scene.worker.get(&scene.connection).await;
        assert!(page.text().contains("Asked; waiting for the answer"), "{}", page.text());
        assert!(page.text().contains("does not come again"), "{}", page.text());
        let letters = super::letters::letters(world).await;
        assert_eq!(letters.iter().filter(|it| it.body.contains("/asked/")).count(), 1, "nothing is sent by a clock");
        // A wait of two years is a wait.
        let to = scene.connection.clone();
        scene.worker.fill(&to, &to, &[("step", "wait-list"), ("weeks", "3")]).await;
        world.clock.forward_days(740);
        turn(world);
        back(world, &mut scene).await;
        let list = scene.worker.get("/waits").await.text();
        assert!(list.contains("105 weeks so far") && list.contains("102 weeks ago"), "{list}");
        // Reminded by a human, it comes to mind again, within what the service set.
        let mut administrator = Client::signed_in(&world.router, &world.one.email(Role::Administrator)).await;
        let post = "/settings/post";
        for times in ["0", "11", "often", ""] {
            let fields = [("silence_days", "5"), ("silence_times", times), ("secure", "")];
            assert_eq!(
                administrator.fill(post, post, &fields).await.status,
                StatusCode::UNPROCESSABLE_ENTITY,
                "{times}"
            );
        }
        let fields = [("silence_days", "2"), ("silence_times", "1"), ("secure", "")];
        assert_eq!(administrator.fill(post, post, &fields).await.status, StatusCode::SEE_OTHER);
        let page = administrator.get(post).await.text();
        assert!(page.contains("How this was changed") && page.contains("after 2 working days, once"), "{page}");
    });
}
