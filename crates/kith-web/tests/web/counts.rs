//! The lead sees whose people are held and who waits elsewhere, opens a count, and finds who was counted.

use http::StatusCode;
use kith_domain::staff::Role;

use super::client::Client;
use super::moves::{supported, team_of};
use super::world::{World, story};

/// What *Team* says of the first link worker: new, active, holding, waiting, door open.
async fn counts(lead: &mut Client, world: &World) -> Vec<u32> {
    let team = lead.get("/team").await;
    let name = format!("{} link_worker", world.one.canary);
    let row = team.body.split("<tr").find(|row| row.contains(&name)).unwrap();
    row.split("<td").skip(1).map(|cell| number(cell.split("</td>").next().unwrap())).collect()
}

/// The number that a cell shows, linked or not.
fn number(cell: &str) -> u32 {
    let shown = cell.split('>').map(|part| part.split('<').next().unwrap().trim());
    shown.filter_map(|text| text.parse().ok()).next().unwrap()
}

/// Ticks of the contact form, by the words beside them.
fn tick(page: &super::client::Answer, label: &str) -> String {
    let before = page.body.split(label).next().unwrap();
    let from = before.rfind("value=\"").unwrap() + 7;
    before[from..].split('"').next().unwrap().to_owned()
}

#[test]
fn a_lead_sees_who_is_held_and_opens_the_people_behind_a_count() {
    story(async |world| {
        let person = supported(world, "Heldover").await;
        let other = supported(world, "Untouched").await;
        let mut lead = Client::signed_in(&world.router, &world.one.email(Role::TeamLead)).await;
        assert_eq!(counts(&mut lead, world).await, [2, 0, 0, 0, 0]);

        let mut worker = Client::signed_in(&world.router, &world.one.email(Role::LinkWorker)).await;
        let log = format!("{person}/contacts/new");
        let way = tick(&worker.get(&log).await, "Kept in touch while they wait for another service");
        let fields = [("mode", "phone"), ("reached", "yes"), ("note", "Still on the list."), ("ways", &*way)];
        assert_eq!(worker.fill(&log, &log, &fields).await.status, StatusCode::SEE_OTHER);
        // Somebody whom nobody reached is still new here, whatever was tried.
        let tried = format!("{other}/contacts/new");
        let fields = [("mode", "phone"), ("reached", "no-answer"), ("note", "")];
        assert_eq!(worker.fill(&tried, &tried, &fields).await.status, StatusCode::SEE_OTHER);
        // What was tapped is a question to the worker and no state: nobody is counted for it.
        assert_eq!(counts(&mut lead, world).await, [1, 1, 0, 0, 0]);
        let asks = worker.get(&person).await.text();
        assert!(asks.contains("is this holding?"), "{asks}");
        let hold = format!("{person}/holding/new");
        let begun = worker.fill(&hold, &hold, &[("function", "waiting"), ("awaited", "The memory clinic")]).await;
        assert_eq!(begun.status, StatusCode::SEE_OTHER, "{}", begun.text());
        assert_eq!(counts(&mut lead, world).await, [1, 0, 1, 0, 0]);

        let (moving, _) = team_of(&mut lead, world).await;
        let id = moving.split('/').nth(2).unwrap().to_owned();
        let page = format!("/team/{id}/people");
        let held = lead.get(&format!("{page}?counted=holding")).await.text();
        assert!(held.contains("HELDOVER") && !held.contains("UNTOUCHED"), "{held}");
        let new = lead.get(&format!("{page}?counted=new")).await.text();
        assert!(new.contains("UNTOUCHED") && !new.contains("HELDOVER"), "{new}");
        let all = lead.get(&page).await.text();
        assert!(all.contains("UNTOUCHED") && all.contains("HELDOVER"), "{all}");
        assert!(lead.get(&moving).await.text().contains("Holding, last contact"));
        // The same words stand where somebody is chosen.
        let choices = lead.get(&format!("{person}/move")).await.text();
        assert!(choices.contains("0 new, 0 active, 0 holding, 0 waiting, 0 door open"), "{choices}");

        // However long it lasts, no clock ends it.
        world.clock.forward_days(29);
        let mut lead = Client::signed_in(&world.router, &world.one.email(Role::TeamLead)).await;
        assert_eq!(counts(&mut lead, world).await, [1, 0, 1, 0, 0]);
    });
}

#[test]
fn only_whoever_sees_these_people_opens_a_count() {
    story(async |world| {
        supported(world, "Seldom").await;
        let mut lead = Client::signed_in(&world.router, &world.one.email(Role::TeamLead)).await;
        let (moving, _) = team_of(&mut lead, world).await;
        let page = moving.replace("/move", "/people");
        let wrong = lead.get(&format!("{page}?counted=best")).await;
        assert_eq!(wrong.status, StatusCode::BAD_REQUEST, "{}", wrong.text());
        assert_eq!(lead.get(&format!("{page}?rank=1")).await.status, StatusCode::BAD_REQUEST);
        // A colleague sees neither the list nor that it is there; a manager sees counts and never who.
        let mut colleague = Client::signed_in(&world.router, &world.one.colleague()).await;
        assert_eq!(colleague.get(&page).await.status, StatusCode::NOT_FOUND);
        let mut manager = Client::signed_in(&world.router, &world.one.email(Role::ServiceManager)).await;
        let refused = manager.get(&page).await;
        assert!(matches!(refused.status, StatusCode::FORBIDDEN | StatusCode::NOT_FOUND), "{}", refused.text());
        let team = manager.get("/team").await;
        assert!(!team.body.contains("/people?counted=") && team.text().contains("Holding"), "{}", team.text());
        let mut elsewhere = Client::signed_in(&world.router, &world.two.email(Role::TeamLead)).await;
        assert_eq!(elsewhere.get(&page).await.status, StatusCode::NOT_FOUND);
        assert!(!elsewhere.get("/team").await.text().contains(&world.one.canary));
    });
}
