//! One person with roles at several services and practices: they see the one they act in, and nothing of the others; an
//! invitation adds a role to the account they have; ending one leaves the rest. And nobody ends the last of those who
//! run a service.

use http::StatusCode;
use kith_domain::staff::Role;

use super::accounts::link;
use super::client::{Answer, Client};
use super::people::with_person;
use super::thread::{allocate, refer};
use super::world::{Home, PASSWORD, World, story};

async fn invite(manager: &mut Client, email: &str, role: &str, practice: &str) -> Answer {
    let page = "/people-and-roles/invite";
    let fields = [
        ("email", email),
        ("name", "Priya Rao"),
        ("role", role),
        ("practice", practice),
        ("practice_name", "A surgery"),
    ];
    manager.fill(page, page, &fields).await
}

/// Takes an invitation with the password of the account there is.
async fn join(world: &World, email: &str) {
    let path = link(world, email, "/join/").await;
    let mut guest = Client::new(&world.router);
    let page = guest.get(&path).await;
    assert!(page.text().contains("Your password"), "they have an account: {}", page.text());
    let joined = guest.post(&path, &[("password", PASSWORD)]).await;
    assert_eq!(joined.status, StatusCode::SEE_OTHER, "{}", joined.text());
}

/// Acts in another role from now on, found by its words and the place beside it.
async fn act_as(client: &mut Client, role: &str, place: &str) -> Answer {
    let page = client.get("/account/role").await;
    let line = page.body.split("<li>").find(|line| line.contains(role) && line.contains(place)).unwrap();
    let standing = line.split("name=\"standing\" value=\"").nth(1).unwrap().split('"').next().unwrap().to_owned();
    let hidden = page.hidden("/account/role");
    let mut fields: Vec<(&str, &str)> = hidden.iter().map(|(name, value)| (&**name, &**value)).collect();
    fields.retain(|(name, _)| !["standing", "next"].contains(name));
    fields.extend([("standing", standing.as_str()), ("next", "")]);
    client.post("/account/role", &fields).await
}

/// The address of somebody's role, by the e-mail address beside it.
async fn role_of(manager: &mut Client, email: &str, words: &str) -> String {
    let list = manager.get("/people-and-roles").await;
    let row = list.body.split("<li class=\"kith-person-row\">").find(|row| row.contains(email) && row.contains(words));
    let row = row.unwrap_or_else(|| panic!("no {words} with {email}: {}", list.text()));
    row.split("href=\"").nth(1).unwrap().split('"').next().unwrap().to_owned()
}

async fn manager(world: &World, home: &Home) -> Client {
    Client::signed_in(&world.router, &home.email(Role::ServiceManager)).await
}

#[test]
fn one_person_works_for_two_services_and_a_practice_and_sees_the_one_they_act_in() {
    story(async |world| {
        // A link worker of the first service supports somebody.
        let (mut worker, person) = with_person(world, "CANARY-FIRST").await;
        let email = world.one.email(Role::LinkWorker);
        // The second service and a practice of it invite them by the address they have: it adds a role.
        let mut other = manager(world, &world.two).await;
        for (role, practice) in [("link_worker", ""), ("practice", "A99102")] {
            let sent = invite(&mut other, &email, role, practice).await;
            assert_eq!(sent.status, StatusCode::SEE_OTHER, "{}", sent.text());
            join(world, &email).await;
        }
        let again = invite(&mut other, &email, "link_worker", "").await;
        assert_eq!(again.status, StatusCode::UNPROCESSABLE_ENTITY);
        assert!(again.text().contains("They have this role already."), "{}", again.text());
        // Two lines of the second service's list, none of the first's.
        let list = other.get("/people-and-roles").await;
        assert_eq!(list.text().matches(email.as_str()).count(), 2, "{}", list.text());

        // Somebody of the second service is allocated to them there.
        let mut practice = Client::signed_in(&world.router, &world.two.email(Role::Practice)).await;
        let mut lead = Client::signed_in(&world.router, &world.two.email(Role::TeamLead)).await;
        let referral = refer(world, &mut practice, "CANARY-SECOND", "Would like company.").await;
        allocate(&mut lead, &referral, "link_worker").await;
        let theirs = lead.get("/people").await;
        assert!(theirs.text().to_lowercase().contains("canary-second"), "{}", theirs.text());

        // In the first role they see the first service alone; the others are places to change to.
        let mut priya = worker.clone();
        world.clock.forward(std::time::Duration::from_secs(1));
        let page = priya.get("/people").await;
        assert!(page.text().to_lowercase().contains("canary-first"), "{}", page.text());
        assert!(!page.text().to_lowercase().contains("canary-second"), "{}", page.text());
        let roles = priya.get("/account/role").await;
        assert_eq!(roles.body.matches("name=\"standing\"").count(), 3, "{}", roles.text());

        // In the second they see what belongs there, and the first is not there at all.
        let changed = act_as(&mut priya, "Link worker", &world.two.canary).await;
        assert_eq!(changed.status, StatusCode::SEE_OTHER, "{}", changed.text());
        for path in ["/today", "/people"] {
            let page = priya.get(path).await;
            assert!(!page.text().to_lowercase().contains("canary-first"), "{path}: {}", page.text());
        }
        assert_eq!(priya.get(&person).await.status, StatusCode::NOT_FOUND);
        let elsewhere = worker.get(&person).await;
        assert_eq!(elsewhere.status, StatusCode::SEE_OTHER, "the session before has ended");

        // Ending it at the second service leaves the first; the session in the ended one stops.
        let role = role_of(&mut other, &email, "Link worker").await;
        let leave = format!("{role}/leave");
        let gone = other.fill(&leave, &leave, &[]).await;
        assert!(gone.location().ends_with("?said=left"), "{}", gone.text());
        assert_eq!(priya.get("/today").await.status, StatusCode::SEE_OTHER, "signed out");
        let mut back = Client::signed_in(&world.router, &email).await;
        assert_eq!(back.get(&person).await.status, StatusCode::OK, "the first role is as it was");
        assert_eq!(back.get("/account/role").await.body.matches("name=\"standing\"").count(), 1);
        assert_eq!(back.get("/refer").await.status, StatusCode::FORBIDDEN);
    });
}

#[test]
fn nobody_ends_the_last_administrator_or_manager_of_a_service() {
    story(async |world| {
        let mut manager = manager(world, &world.one).await;
        let mut administrator = Client::signed_in(&world.router, &world.one.email(Role::Administrator)).await;
        let last_administrator = role_of(&mut manager, &world.one.email(Role::Administrator), "Administrator").await;
        let last_manager = role_of(&mut administrator, &world.one.email(Role::ServiceManager), "Service manager").await;
        for (client, role, says) in [
            (&mut manager, &last_administrator, "is the last administrator of this service"),
            (&mut administrator, &last_manager, "is the last service manager of this service"),
        ] {
            let leave = format!("{role}/leave");
            let refused = client.fill(&leave, &leave, &[]).await;
            assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY, "{}", refused.text());
            assert!(refused.text().contains(says) && refused.text().contains("Invite another first"));
            let change = format!("{role}/change");
            let refused = client.fill(&change, &change, &[("role", "evaluator")]).await;
            assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY, "{}", refused.text());
            assert!(refused.text().contains(says), "{}", refused.text());
        }
        // With a second one they may go.
        assert_eq!(invite(&mut manager, "second@example.org", "administrator", "").await.status, StatusCode::SEE_OTHER);
        let path = link(world, "second@example.org", "/join/").await;
        let joined = Client::new(&world.router)
            .post(&path, &[("name", "Sam Second"), ("password", "copper kettle on the hob")])
            .await;
        assert_eq!(joined.status, StatusCode::SEE_OTHER, "{}", joined.text());
        let leave = format!("{last_administrator}/leave");
        let gone = manager.fill(&leave, &leave, &[]).await;
        assert!(gone.location().ends_with("?said=left"), "{}", gone.text());
        assert_eq!(administrator.get("/settings").await.status, StatusCode::SEE_OTHER);
    });
}

#[test]
fn signing_in_leads_back_to_the_whole_address_that_was_asked_for() {
    story(async |world| {
        let mut nobody = Client::new(&world.router);
        let asked = nobody.get("/directory?q=tea+%26+talk&said=invited").await;
        assert_eq!(asked.location(), "/sign-in?next=%2Fdirectory%3Fq%3Dtea%2520%2526%2520talk");
        let page = nobody.get(asked.location()).await;
        let next = page.body.split("name=\"next\" value=\"").nth(1).unwrap().split('"').next().unwrap().to_owned();
        let email = world.one.email(Role::LinkWorker);
        let next = next.replace("&#38;", "&").replace("&amp;", "&");
        let in_now = nobody.post("/sign-in", &[("email", &email), ("password", PASSWORD), ("next", &next)]).await;
        assert_eq!(in_now.location(), "/directory?q=tea%20%26%20talk");
        assert_eq!(nobody.get(in_now.location()).await.status, StatusCode::OK);
        // What is too long to keep leads to the page alone.
        let mut nobody = Client::new(&world.router);
        let asked = nobody.get(&format!("/directory?q={}", "x".repeat(2_000))).await;
        assert_eq!(asked.location(), "/sign-in?next=%2Fdirectory");
    });
}

#[test]
fn whoever_leaves_by_another_role_is_the_last_team_lead_all_the_same() {
    story(async |world| {
        let mut manager = manager(world, &world.one).await;
        let email = world.one.email(Role::TeamLead);
        invite(&mut manager, &email, "link_worker", "").await;
        join(world, &email).await;
        let role = role_of(&mut manager, &email, "Link worker").await;
        let leave = format!("{role}/leave");
        let page = manager.get(&leave).await.text();
        assert!(page.contains("I know that this service will have no team lead"), "{page}");
        let gone = manager.fill(&leave, &leave, &[("no_lead", "yes")]).await;
        assert!(gone.location().ends_with("?said=left"), "{}", gone.text());
    });
}

#[test]
fn the_last_team_lead_leaves_once_it_was_said_what_that_means_and_the_last_safeguarding_lead_not_at_all() {
    story(async |world| {
        let mut manager = manager(world, &world.one).await;
        let lead = role_of(&mut manager, &world.one.email(Role::TeamLead), "Team lead").await;
        let (leave, change) = (format!("{lead}/leave"), format!("{lead}/change"));
        let page = manager.get(&leave).await.text();
        assert!(page.contains("Without a team lead nobody opens the queue"), "{page}");
        for (to, fields) in
            [(&leave, &[][..]), (&change, &[("role", "evaluator")][..]), (&leave, &[("no_lead", "x\0")][..])]
        {
            let refused = manager.fill(to, to, fields).await;
            assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY, "{}", refused.text());
            assert!(refused.text().contains("This service would have no team lead."), "{}", refused.text());
        }
        // Whoever is the last to take concerns stays, whatever is ticked, until another is named.
        super::concerns::name_lead(&mut manager, "team_lead").await;
        let refused = manager.fill(&leave, &leave, &[("no_lead", "yes")]).await;
        assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY, "{}", refused.text());
        assert!(refused.text().contains("is the last safeguarding lead of this service"), "{}", refused.text());
        // A role in which they may still be named is another matter.
        super::concerns::name_lead(&mut manager, "link_worker").await;
        let gone = manager.fill(&leave, &leave, &[("no_lead", "yes")]).await;
        assert!(gone.location().ends_with("?said=left"), "{}", gone.text());
        let worker = role_of(&mut manager, &world.one.email(Role::LinkWorker), "Link worker").await;
        let leave = format!("{worker}/leave");
        let refused = manager.fill(&leave, &leave, &[]).await;
        assert!(refused.text().contains("is the last safeguarding lead of this service"), "{}", refused.text());
    });
}
