//! Finding a referral among those that wait, and the way between it and the person.

use http::StatusCode;
use kith_domain::staff::Role;

use super::client::Client;
use super::thread::refer;
use super::world::story;

#[test]
fn a_lead_finds_who_waits_by_name_practice_and_route_and_nothing_typed_stands_in_an_address() {
    story(async |world| {
        let mut one = Client::signed_in(&world.router, &world.one.email(Role::Practice)).await;
        let mut two = Client::signed_in(&world.router, &world.one.second_practice()).await;
        let mut far = Client::signed_in(&world.router, &world.two.email(Role::Practice)).await;
        refer(world, &mut one, "Stephens", "One.").await;
        refer(world, &mut two, "Okonkwo", "Two.").await;
        refer(world, &mut far, "Stephens", "CANARY-FAR").await;
        let mut lead = Client::signed_in(&world.router, &world.one.email(Role::TeamLead)).await;
        let all = lead.get("/queue").await;
        assert!(all.text().contains("STEPHENS") && all.text().contains("OKONKWO"), "{}", all.text());
        let found = lead.fill("/queue", "/queue/find", &[("q", "stevens")]).await;
        assert_eq!(found.status, StatusCode::SEE_OTHER, "{}", found.text());
        let at = found.location().to_owned();
        assert!(at.starts_with("/queue?found=") && !at.to_lowercase().contains("stevens"), "{at}");
        let page = lead.get(&at).await;
        assert!(page.text().contains("STEPHENS") && !page.text().contains("OKONKWO"), "{}", page.text());
        assert!(!page.body.contains("CANARY-FAR"));
        // Another account cannot go where this one searched.
        let mut other = Client::signed_in(&world.router, &world.two.email(Role::TeamLead)).await;
        assert_eq!(other.get(&at).await.status, StatusCode::NOT_FOUND);
        let options = all.body.split("<option value=\"").find(|it| it.contains("second surgery<")).unwrap();
        let second = options.split('"').next().unwrap().to_owned();
        let at = lead.fill("/queue", "/queue/find", &[("practice", &second)]).await.location().to_owned();
        let page = lead.get(&at).await.text();
        assert!(page.contains("OKONKWO") && !page.contains("STEPHENS"), "{page}");
        assert!(!lead.get(&at).await.body.contains("CANARY-FAR"));
        let nobody = lead.get("/queue?route=oneself").await.text();
        assert!(nobody.contains("Nobody who waits is like this"), "{nobody}");
        let back = lead.fill("/queue", "/queue/find", &[("q", " ")]).await;
        assert_eq!(back.location(), "/queue");
        // What cannot be looked for is said, and what was typed is kept.
        let long = "x".repeat(201);
        for typed in [long.as_str(), "a\0b"] {
            let refused = lead.fill("/queue", "/queue/find", &[("q", typed), ("practice", &second)]).await;
            assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY, "{}", refused.text());
            assert!(refused.body.contains("href=\"#q\""), "{}", refused.body);
        }
        let hostile = lead.fill("/queue", "/queue/find", &[("q", "123 \"'><x-kith-7>")]).await;
        assert_eq!(hostile.status, StatusCode::UNPROCESSABLE_ENTITY, "{}", hostile.text());
        assert!(hostile.body.contains("123 &#34;&#39;&#62;&#60;x-kith-7&#62;"), "what was typed is kept, as text");
        for wrong in ["route=cheese", "practice=1", "found=x", "q=Stephens"] {
            assert_eq!(lead.get(&format!("/queue?{wrong}")).await.status, StatusCode::BAD_REQUEST, "{wrong}");
        }
        for role in [Role::LinkWorker, Role::ServiceManager, Role::Practice] {
            let mut client = Client::signed_in(&world.router, &world.one.email(role)).await;
            assert_eq!(client.post("/queue/find", &[("q", "stevens")]).await.status, StatusCode::FORBIDDEN, "{role:?}");
        }
    });
}

#[test]
fn the_person_who_waits_leads_to_the_referral_and_the_referral_to_the_person() {
    story(async |world| {
        let mut practice = Client::signed_in(&world.router, &world.one.email(Role::Practice)).await;
        let sent = refer(world, &mut practice, "Toandfro", "One.").await;
        let id = sent.rsplit('/').next().unwrap().to_owned();
        let mut lead = Client::signed_in(&world.router, &world.one.email(Role::TeamLead)).await;
        let triage = format!("/referrals/{id}/triage");
        let person = lead.get(&triage).await.link("/people/", "");
        let page = lead.get(&person).await;
        assert_eq!(page.status, StatusCode::OK);
        assert!(page.body.contains(&format!("href=\"{triage}\"")), "{}", page.text());
        let worker = lead.get(&triage).await.choice("worker", "link_worker");
        let action = format!("/referrals/{id}/allocate");
        assert_eq!(lead.fill(&triage, &action, &[("worker", &worker)]).await.status, StatusCode::SEE_OTHER);
        assert!(!lead.get(&person).await.body.contains(&triage), "it waits no longer");
        let mut worker = Client::signed_in(&world.router, &world.one.email(Role::LinkWorker)).await;
        let page = worker.get(&person).await;
        assert!(page.status == StatusCode::OK && !page.body.contains("/triage\""));
    });
}
