//! Inviting by a team lead for her own service, and by a practice for itself; and what neither of them may.

use http::StatusCode;
use kith_domain::staff::Role;

use super::accounts::link;
use super::client::{Answer, Client};
use super::world::story;

async fn invite(client: &mut Client, email: &str, role: &str, practice: &str) -> Answer {
    let page = "/people-and-roles/invite";
    let fields = [
        ("email", email),
        ("name", "Rowan Ash"),
        ("role", role),
        ("practice", practice),
        ("practice_name", "A new surgery"),
    ];
    client.fill(page, page, &fields).await
}

#[test]
fn a_lead_invites_to_her_team_and_to_practices_that_refer_already_and_to_nothing_more() {
    story(async |world| {
        let mut lead = Client::signed_in(&world.router, &world.one.email(Role::TeamLead)).await;
        assert!(lead.get("/team").await.body.contains("href=\"/people-and-roles\""));
        let page = lead.get("/people-and-roles/invite").await;
        assert!(page.text().contains("Link worker") && !page.text().contains("Administrator"), "{}", page.text());
        for role in ["team_lead", "service_manager", "administrator", "evaluator", "commissioner", "organisation", "x"]
        {
            let answer = invite(&mut lead, "no@example.org", role, "").await;
            assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY, "{role}");
            assert!(answer.text().contains("Choose what they will be."), "{}", answer.text());
        }
        let answer = invite(&mut lead, "no@example.org", "practice", "Q99999").await;
        assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY);
        assert!(answer.text().contains("does not refer to your service yet"), "{}", answer.text());
        let sent = invite(&mut lead, "hers@example.org", "link_worker", "").await;
        assert_eq!(sent.location(), "/people-and-roles?said=invited", "{}", sent.text());
        let mut manager = Client::signed_in(&world.router, &world.one.email(Role::ServiceManager)).await;
        assert_eq!(invite(&mut manager, "theirs@example.org", "administrator", "").await.status, StatusCode::SEE_OTHER);

        // She takes back what she sent herself, and sees of the rest that it was sent.
        let list = lead.get("/people-and-roles").await;
        let of = |page: &Answer| -> Vec<String> {
            let actions = page.body.split("action=\"/invitations/").skip(1);
            actions.map(|rest| rest.split('/').next().unwrap().to_owned()).collect()
        };
        let (hers, all) = (of(&list), of(&manager.get("/people-and-roles").await));
        assert_eq!((hers.len(), all.len()), (2, 4), "two buttons each: {}", list.text());
        assert!(list.text().contains("theirs@example.org"), "{}", list.text());
        let theirs = all.iter().find(|id| !hers.contains(id)).unwrap();
        let page = manager.get("/people-and-roles").await;
        for what in ["send-again", "withdraw"] {
            // As if it had been drawn for her.
            let to = format!("/invitations/{theirs}/{what}");
            let hidden = page.hidden(&to);
            let drawn = hidden.iter().filter(|(name, _)| name != "for-role");
            let fields: Vec<(&str, &str)> = drawn.map(|(name, value)| (&**name, &**value)).collect();
            let answer = lead.post(&to, &fields).await;
            assert_eq!(answer.status, StatusCode::FORBIDDEN, "{what}: {}", answer.text());
        }
        // She sees a role, and neither changes nor ends it.
        let role = list.link("/people-and-roles/0", "");
        let shown = lead.get(&role).await;
        assert_eq!(shown.status, StatusCode::OK);
        assert!(!shown.text().contains("They are leaving") && !shown.text().contains("Change the role"));
        for what in ["change", "leave", "reset-factor"] {
            assert_eq!(lead.get(&format!("{role}/{what}")).await.status, StatusCode::FORBIDDEN, "{what}");
        }
        let path = link(world, "hers@example.org", "/join/").await;
        let gone = lead.fill("/people-and-roles", &format!("/invitations/{}/withdraw", hers[0]), &[]).await;
        assert_eq!(gone.location(), "/people-and-roles?said=invitation-withdrawn", "{}", gone.text());
        assert_eq!(Client::new(&world.router).get(&path).await.status, StatusCode::NOT_FOUND);
        // Of another service nothing is there.
        let mut foreign = Client::signed_in(&world.router, &world.two.email(Role::TeamLead)).await;
        assert!(!foreign.get("/people-and-roles").await.body.contains("theirs@example.org"));
        assert_eq!(foreign.get(&role).await.status, StatusCode::NOT_FOUND);
    });
}

#[test]
fn a_practice_invites_colleagues_to_itself_and_sees_no_other_practice() {
    story(async |world| {
        let mut practice = Client::signed_in(&world.router, &world.one.email(Role::Practice)).await;
        assert!(practice.get("/my-referrals").await.body.contains("href=\"/colleagues\""));
        let long = "x".repeat(5000);
        for (name, email) in [
            ("", "wren@example.org"),
            ("Wren Ash", ""),
            ("Wren Ash", "not an address"),
            ("Wren Ash", "\"'><x-kith-7>"),
            ("Wren\0Ash", "wren@example.org"),
            (&*long, "wren@example.org"),
        ] {
            let answer = practice.fill("/colleagues", "/colleagues", &[("name", name), ("email", email)]).await;
            assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY, "{name:.20} {email}");
            assert!(!answer.body.contains("<x-kith-7"));
        }
        // A role, a practice or a service that is added to the form changes nothing.
        let fields =
            [("name", "Wren Ash"), ("email", "wren@example.org"), ("role", "administrator"), ("practice", "Q99999")];
        let sent = practice.fill("/colleagues", "/colleagues", &fields).await;
        assert_eq!(sent.location(), "/colleagues?said=invited", "{}", sent.text());
        let page = practice.get("/colleagues").await;
        assert!(
            page.text().contains("Wren Ash, practice") || page.text().contains("wren@example.org"),
            "{}",
            page.text()
        );
        assert!(!page.body.contains("manager") && !page.body.contains(&world.two.canary), "{}", page.text());
        let twice = practice.fill("/colleagues", "/colleagues", &fields).await;
        assert_eq!(twice.status, StatusCode::UNPROCESSABLE_ENTITY, "{}", twice.text());
        // A second practice of the same service sees neither who is here nor who is invited.
        let mut other = Client::signed_in(&world.router, &world.one.second_practice()).await;
        let seen = other.get("/colleagues").await;
        assert_eq!(seen.status, StatusCode::OK);
        assert!(!seen.body.contains("wren@example.org"), "{}", seen.text());
        let id = page.body.split("action=\"/invitations/").nth(1).unwrap().split('/').next().unwrap().to_owned();
        let withdraw = format!("/invitations/{id}/withdraw");
        let mut worker = Client::signed_in(&world.router, &world.one.email(Role::LinkWorker)).await;
        assert_eq!(worker.get("/colleagues").await.status, StatusCode::FORBIDDEN);
        let taken: Vec<(String, String)> = page.hidden(&withdraw);
        // As if it had been drawn for them.
        let drawn = taken.iter().filter(|(name, _)| name != "for-role");
        let taken: Vec<(&str, &str)> = drawn.map(|(name, value)| (&**name, &**value)).collect();
        for client in [&mut other, &mut worker] {
            assert_eq!(client.post(&withdraw, &taken).await.status, StatusCode::NOT_FOUND);
        }
        // Whoever was invited refers for the practice, and nothing else.
        let path = link(world, "wren@example.org", "/join/").await;
        let password = "a kettle on the hob";
        let joined = Client::new(&world.router).post(&path, &[("name", "Wren Ash"), ("password", password)]).await;
        assert_eq!(joined.location(), "/sign-in?said=joined", "{}", joined.text());
        let mut wren = Client::new(&world.router);
        let fields = [("email", "wren@example.org"), ("password", password), ("next", "")];
        assert_eq!(wren.post("/sign-in", &fields).await.location(), "/refer");
        assert!(wren.get("/colleagues").await.text().contains("Wren Ash"));
        assert_eq!(wren.get("/queue").await.status, StatusCode::FORBIDDEN);
    });
}
