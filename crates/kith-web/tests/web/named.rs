//! A restricted record is open to everybody who is named on it, and to nobody else.

use http::StatusCode;
use kith_domain::staff::Role;

use super::client::Client;
use super::sharing::with_person;
use super::world::story;

#[test]
fn both_who_are_named_open_a_restricted_record_and_a_third_and_the_lead_do_not() {
    story(async |world| {
        let (mut worker, person) = with_person(world, "Sheltered").await;
        let mut colleague = Client::signed_in(&world.router, &world.one.colleague()).await;
        let mut lead = Client::signed_in(&world.router, &world.one.email(Role::TeamLead)).await;
        let mut manager = Client::signed_in(&world.router, &world.one.email(Role::ServiceManager)).await;
        let page = format!("{person}/protection");
        let form = worker.get(&page).await;
        let name = |role: &str| form.choice("named", &format!("{} {role}", world.one.canary));
        let (own, manages, other, leads) =
            (name("link_worker"), name("service_manager"), name("colleague"), name("team_lead"));
        let id = person.trim_start_matches("/people/").to_owned();
        let lists = ["/people", "/people/named", "/people?order=latest"];

        // Before, it is the worker's and the lead's.
        assert_eq!(manager.get(&person).await.status, StatusCode::NOT_FOUND);
        assert_eq!(colleague.get(&person).await.status, StatusCode::NOT_FOUND);

        // The worker and the manager: both open it, by their own list too; the colleague and the lead do not.
        let fields = [("restricted", "yes"), ("named", &*own), ("named", &*manages), ("reason", "Her sister.")];
        assert_eq!(worker.fill(&page, &page, &fields).await.status, StatusCode::SEE_OTHER);
        for client in [&mut worker, &mut manager] {
            assert!(client.get(&person).await.text().contains("Sheltered"));
            assert!(client.get("/people/named").await.body.contains(&id));
        }
        for client in [&mut colleague, &mut lead] {
            assert_eq!(client.get(&person).await.status, StatusCode::NOT_FOUND);
            for list in lists {
                assert!(!client.get(list).await.body.contains(&id), "{list}");
            }
        }
        // The manager can move it once the colleague is named, and no page of hers offers what she may not do.
        let hers = manager.get(&person).await;
        assert!(hers.body.contains(&format!("{person}/move")) && hers.body.contains(&page), "{}", hers.text());
        assert!(!hers.body.contains(&format!("{person}/contacts/new")), "{}", hers.text());
        assert_eq!(manager.get(&format!("{person}/contacts/new")).await.status, StatusCode::FORBIDDEN);
        // Nobody shuts out the link worker who has the case.
        let without = [("restricted", "yes"), ("named", &*manages), ("named", &*other), ("reason", "Her sister.")];
        let refused = manager.fill(&page, &page, &without).await;
        assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY, "{}", refused.text());
        assert!(refused.text().contains("Name them too, or move the case first"), "{}", refused.text());
        let fields = [
            ("restricted", "yes"),
            ("named", &*own),
            ("named", &*manages),
            ("named", &*other),
            ("reason", "Her sister."),
        ];
        assert_eq!(manager.fill(&page, &page, &fields).await.status, StatusCode::SEE_OTHER);

        // The colleague, without the case, finds it in every list and search, and works with it.
        for list in lists {
            assert!(colleague.get(list).await.body.contains(&id), "{list}");
        }
        for typed in ["Sheltered", "sheltred", "27/3/1951", "14.3.1947"] {
            let found = colleague.fill("/people", "/people/search", &[("q", typed)]).await;
            let found = colleague.get(found.location()).await;
            let born = worker.get(&person).await.text().contains("1951");
            let meets = typed.starts_with('S') || typed.starts_with('s') || (typed.contains("1951") && born);
            assert_eq!(found.body.contains(&id), meets, "{typed}: {}", found.text());
        }
        let note = [("mode", "phone"), ("reached", "yes"), ("note", "Rang for Amina.")];
        let contact = format!("{person}/contacts/new");
        assert_eq!(colleague.fill(&contact, &contact, &note).await.status, StatusCode::SEE_OTHER);
        assert!(!colleague.get("/today").await.text().contains("SHELTERED"), "the case is not theirs");

        // Moved by the manager to the colleague.
        let moving = format!("{person}/move");
        let to = manager.get(&moving).await.choice("worker", "colleague");
        let moved = manager.fill(&moving, &moving, &[("worker", &*to), ("note", "She knows her.")]).await;
        assert_eq!(moved.status, StatusCode::SEE_OTHER, "{}", moved.text());
        // The worker, named still, goes on seeing it; without the name it is gone for them.
        assert_eq!(worker.get(&person).await.status, StatusCode::OK);
        let fields = [("restricted", "yes"), ("named", &*other), ("named", &*manages), ("reason", "Her sister.")];
        assert_eq!(manager.fill(&page, &page, &fields).await.status, StatusCode::SEE_OTHER);
        assert_eq!(worker.get(&person).await.status, StatusCode::NOT_FOUND);
        for list in lists {
            assert!(!worker.get(list).await.body.contains(&id), "{list}");
        }
        // Somebody of another service opens nothing, whatever is named.
        for role in Role::ALL {
            let mut foreign = Client::signed_in(&world.router, &world.two.email(role)).await;
            assert_eq!(foreign.get(&person).await.status, StatusCode::NOT_FOUND, "{role:?}");
            if matches!(role, Role::LinkWorker | Role::TeamLead | Role::ServiceManager) {
                assert!(!foreign.get("/people/named").await.body.contains(&id), "{role:?}");
            }
        }
        let _ = leads;
    });
}

#[test]
fn the_manager_who_is_named_moves_the_case_of_somebody_who_left_and_nobody_else_learns_of_it() {
    story(async |world| {
        let (mut worker, person) = with_person(world, "Sheltered").await;
        let mut colleague = Client::signed_in(&world.router, &world.one.colleague()).await;
        let mut lead = Client::signed_in(&world.router, &world.one.email(Role::TeamLead)).await;
        let mut manager = Client::signed_in(&world.router, &world.one.email(Role::ServiceManager)).await;
        super::concerns::name_lead(&mut manager, "team_lead").await;
        let protection = format!("{person}/protection");
        let form = worker.get(&protection).await;
        let (own, manages) = (form.choice("named", "link_worker"), form.choice("named", "service_manager"));
        let fields = [("restricted", "yes"), ("named", &*own), ("named", &*manages), ("reason", "Her sister.")];
        assert_eq!(worker.fill(&protection, &protection, &fields).await.status, StatusCode::SEE_OTHER);
        let id = person.trim_start_matches("/people/").to_owned();
        let task = "restricted record that names you";
        assert!(!manager.get("/team").await.text().contains(task), "while the worker is here there is nothing to do");
        super::lost::leave(&mut manager, "link_worker").await;

        // The manager is told on Team, without a name, and is led to the page; nobody else is told that there is any.
        let team = manager.get("/team").await;
        assert!(team.text().contains(task) && !team.text().to_uppercase().contains("SHELTERED"), "{}", team.text());
        let moving = team.link(&format!("{person}/"), "/move");
        let mut foreign = Client::signed_in(&world.router, &world.two.email(Role::ServiceManager)).await;
        for (client, pages) in [
            (&mut lead, &["/team", "/today", "/queue", "/people", "/people/named"][..]),
            (&mut colleague, &["/today", "/people", "/people/named"]),
            (&mut foreign, &["/team", "/people/named"]),
        ] {
            for page in pages {
                let seen = client.get(page).await;
                assert!(!seen.body.contains(&id) && !seen.text().contains(task), "{page}: {}", seen.text());
                assert!(
                    !seen.text().contains("works here no longer") && !seen.text().contains("1 person is"),
                    "{page}"
                );
            }
            assert_eq!(client.get(&moving).await.status, StatusCode::NOT_FOUND);
        }

        // Whoever takes over is named in the same act, and only when that is said.
        let page = manager.get(&moving).await;
        assert!(page.text().contains("open to named people only"), "{}", page.text());
        let to = page.choice("worker", "colleague");
        let fields = [("worker", &*to), ("note", "She knows her.")];
        let refused = manager.fill(&moving, &moving, &fields).await;
        assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY, "{}", refused.text());
        assert!(refused.text().contains("Tick that they are named too") && refused.text().contains("She knows her."));
        assert_eq!(colleague.get(&person).await.status, StatusCode::NOT_FOUND, "nothing was opened");
        let named = [&fields[..], &[("naming", "yes")]].concat();
        let moved = manager.fill(&moving, &moving, &named).await;
        assert_eq!(moved.status, StatusCode::SEE_OTHER, "{}", moved.text());
        assert_eq!(colleague.get(&person).await.status, StatusCode::OK);
        assert!(colleague.get("/today").await.text().contains("She knows her."));
        assert_eq!(lead.get(&person).await.status, StatusCode::NOT_FOUND);
        assert!(!manager.get("/team").await.text().contains(task), "it is somebody's now");
        assert!(manager.get(&person).await.status == StatusCode::OK, "she is named still");
    });
}
