//! What came of the requests to an organisation before: told before the next one, and to the organisation itself.

use http::StatusCode;
use kith_domain::staff::Role;

use super::asked::{AGREED, scene};
use super::client::Client;
use super::world::story;

#[test]
fn what_came_of_requests_before_is_told_before_the_next_and_to_the_organisation_itself() {
    story(async |world| {
        let mut scene = scene(world).await;
        let before = |page: &str| page.split_once("How it went before").map(|it| it.1.to_owned()).unwrap_or_default();
        let connect = format!("{}/connect/{}", scene.person, world.community_service);
        let first = scene.worker.get(&connect).await.text();
        assert!(before(&first).contains("We have not asked them in the last 12 months."), "{first}");

        let to = scene.ask(world, AGREED).await;
        world.clock.forward_days(7);
        scene.worker = Client::signed_in(&world.router, &world.one.email(Role::LinkWorker)).await;
        let waiting = before(&scene.worker.get(&connect).await.text());
        assert!(waiting.contains("In the last 12 months we asked them once."), "{waiting}");
        assert!(waiting.contains("1 waits for an answer, for 5 working days."), "{waiting}");

        let mut group = Client::new(&world.router);
        let refused = [("step", "decline"), ("reason", "full")];
        assert_eq!(group.fill(&to, &to, &refused).await.status, StatusCode::SEE_OTHER);
        let page = format!("{}/ask", scene.connection);
        let told = before(&scene.worker.get(&page).await.text());
        for part in ["They said no once: full (1).", "The one answer came within 5 working days."] {
            assert!(told.contains(part), "{part}: {told}");
        }
        let itself = group.get(&to).await.text();
        assert!(itself.contains("asked you once, this request included."), "{itself}");
        assert!(itself.contains("You said no once: full (1)."), "{itself}");

        // Whoever may not see the record learns nothing here either, and no other service counts these requests.
        let mut practice = Client::signed_in(&world.router, &world.one.email(Role::Practice)).await;
        assert_eq!(practice.get(&connect).await.status, StatusCode::NOT_FOUND);
        let mut other = Client::signed_in(&world.router, &world.two.email(Role::LinkWorker)).await;
        assert_eq!(other.get(&connect).await.status, StatusCode::NOT_FOUND);
    });
}
