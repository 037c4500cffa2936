//! A restricted record whose named people cannot open it any more: somebody else names new people, and opens nothing.

use http::StatusCode;
use kith_domain::staff::Role;

use super::client::Client;
use super::sharing::with_person;
use super::world::{World, story};

const PAGE: &str = "/records-nobody-can-open";

/// Ends the roles of somebody, as their manager does.
pub(super) async fn leave(manager: &mut Client, words: &str) {
    let list = manager.get("/people-and-roles").await;
    let before = list.body.split(&format!("{words}</a>")).next().unwrap();
    let leave = format!("{}/leave", before.rsplit("href=\"").next().unwrap().split('"').next().unwrap());
    let gone = manager.fill(&leave, &leave, &[("confirm", "yes")]).await;
    assert_eq!(gone.status, StatusCode::SEE_OTHER, "{}", gone.text());
}

/// Ends the account of the only one of a role, as `kith user disable --even-the-last` does.
fn end_the_last(world: &World, role: Role) {
    let (app, email) = (world.app.clone(), world.one.email(role));
    // On a thread of its own: what waits for a store must not do so inside the runtime of a test.
    let ended = std::thread::spawn(move || kith_app::roles::disable(&app, &email, kith_app::roles::Last::Ends));
    ended.join().unwrap().unwrap();
}

#[test]
fn a_record_that_nobody_can_open_gets_new_names_from_somebody_who_does_not_open_it() {
    story(async |world| {
        let (mut worker, person) = with_person(world, "Locked").await;
        let mut lead = Client::signed_in(&world.router, &world.one.email(Role::TeamLead)).await;
        let mut colleague = Client::signed_in(&world.router, &world.one.colleague()).await;
        let mut manager = Client::signed_in(&world.router, &world.one.email(Role::ServiceManager)).await;
        let mut administrator = Client::signed_in(&world.router, &world.one.email(Role::Administrator)).await;
        super::concerns::name_lead(&mut manager, "team_lead").await;
        let protection = format!("{person}/protection");
        let form = worker.get(&protection).await;
        let (own, other) = (form.choice("named", "link_worker"), form.choice("named", "colleague"));
        let second = form.choice("named", "service_manager");
        let fields =
            [("restricted", "yes"), ("named", &*own), ("named", &*second), ("reason", "CANARY-REASON her sister")];
        assert_eq!(worker.fill(&protection, &protection, &fields).await.status, StatusCode::SEE_OTHER);

        // While the worker can open it, it is on nobody's list and has no page.
        let one = format!("{PAGE}/{}", person.trim_start_matches("/people/"));
        for client in [&mut lead, &mut administrator] {
            assert!(client.get(PAGE).await.text().contains("There is none"));
            assert_eq!(client.get(&one).await.status, StatusCode::NOT_FOUND);
        }
        // The worker leaves; the manager, who is named, opens it still, and it is on nobody's list.
        leave(&mut manager, "link_worker").await;
        assert_eq!(manager.get(&person).await.status, StatusCode::OK);
        assert!(administrator.get(PAGE).await.text().contains("There is none"));
        // She leaves too: nobody else manages the service, so only whoever runs the machine can end that.
        end_the_last(world, Role::ServiceManager);
        assert_eq!(colleague.get(&person).await.status, StatusCode::NOT_FOUND);
        for client in [&mut lead, &mut administrator] {
            let list = client.get(PAGE).await;
            assert!(list.body.contains(&one), "{}", list.text());
            let page = client.get(&one).await;
            for page in [&list, &page] {
                for secret in ["Locked", "CANARY-REASON", "sister", "999 "] {
                    assert!(!page.body.contains(secret), "{secret}: {}", page.text());
                }
            }
            assert_eq!(client.get(&person).await.status, StatusCode::NOT_FOUND, "naming opens nothing");
        }
        for client in [&mut colleague] {
            for path in [PAGE, &*one] {
                assert_eq!(client.get(path).await.status, StatusCode::NOT_FOUND, "{path}");
            }
        }
        let mut foreign = Client::signed_in(&world.router, &world.two.email(Role::Administrator)).await;
        assert!(!foreign.get(PAGE).await.body.contains(&one));
        assert_eq!(foreign.get(&one).await.status, StatusCode::NOT_FOUND);

        // The safeguarding lead cannot name herself, nor those who could not open it either.
        let page = administrator.get(&one).await;
        let hers = page.choice("named", "team_lead");
        assert!(!lead.get(&one).await.body.contains(&hers), "she is not offered herself");
        for (named, says) in [
            (vec![], "Name at least two people"),
            (vec![&*other], "Name at least two people"),
            (vec![&*other, &*hers], "Do not name yourself"),
            (vec![&*other, "01900000-0000-7000-8000-000000000000"], "does not work here any more"),
            (vec![&*other, "\"'><x-kith-7>"], "does not work here any more"),
        ] {
            let mut fields: Vec<(&str, &str)> = named.into_iter().map(|it| ("named", it)).collect();
            fields.push(("why", "Both have left."));
            let refused = lead.fill(&one, &one, &fields).await;
            assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY, "{}", refused.text());
            assert!(refused.text().contains(says), "{says}: {}", refused.text());
            assert!(refused.text().contains("Both have left."), "what was typed stays");
            assert!(!refused.body.contains("<x-kith-7"));
        }
        let long = "x".repeat(200_000);
        for why in ["", "\0", &*long] {
            let fields = [("named", &*other), ("named", &*hers), ("why", why)];
            let refused = administrator.fill(&one, &one, &fields).await;
            assert!(refused.status.is_client_error(), "{}", refused.status);
        }
        // Whoever may not, may not post either.
        let hidden = page.hidden(&one);
        let mut taken: Vec<(&str, &str)> = hidden.iter().map(|(name, value)| (&**name, &**value)).collect();
        taken.extend([("named", &*other), ("named", &*hers), ("why", "Both have left.")]);
        let theirs: Vec<(&str, &str)> = taken.iter().copied().filter(|(name, _)| *name != "for-role").collect();
        for client in [&mut colleague] {
            assert_eq!(client.post(&one, &theirs).await.status, StatusCode::NOT_FOUND);
        }
        assert_eq!(foreign.post(&one, &theirs).await.status, StatusCode::CONFLICT, "a form of another service");

        // The administrator names the lead and the colleague. It is once, and stands in the list of who looked.
        let named = administrator.post(&one, &taken).await;
        assert_eq!(named.location(), format!("{PAGE}?said=named-anew"), "{}", named.text());
        assert_eq!(administrator.post(&one, &taken).await.location(), named.location(), "a repeat leads there too");
        assert!(administrator.get(PAGE).await.text().contains("There is none"));
        assert_eq!(administrator.get(&person).await.status, StatusCode::NOT_FOUND);
        assert_eq!(colleague.get(&person).await.status, StatusCode::OK, "whoever is named opens it");
        assert!(lead.get(&person).await.text().contains("Locked"));
        let looked = lead.get(&format!("{person}/who-looked")).await;
        let label = "Name new people on a record that nobody could open";
        assert_eq!(looked.body.matches(label).count(), 1, "{}", looked.text());
    });
}

#[test]
fn those_who_lead_are_told_that_a_record_is_lost_and_nothing_of_whose() {
    story(async |world| {
        let (mut worker, person) = with_person(world, "Covered").await;
        let mut lead = Client::signed_in(&world.router, &world.one.email(Role::TeamLead)).await;
        let mut manager = Client::signed_in(&world.router, &world.one.email(Role::ServiceManager)).await;
        let protection = format!("{person}/protection");
        let form = worker.get(&protection).await;
        let (own, mover) = (form.choice("named", "link_worker"), form.choice("named", "service_manager"));
        let fields = [("restricted", "yes"), ("named", &*own), ("named", &*mover), ("reason", "her sister")];
        assert_eq!(worker.fill(&protection, &protection, &fields).await.status, StatusCode::SEE_OTHER);
        const LOST: &str = "There is a restricted record that nobody who is named can open any more.";
        leave(&mut manager, "link_worker").await;
        assert!(!lead.get("/queue").await.text().contains(LOST), "one who is named is still here");
        end_the_last(world, Role::ServiceManager);
        let told = lead.get("/queue").await;
        assert!(told.text().contains(LOST) && told.text().contains("who can name new people"), "{}", told.text());
        assert!(!told.text().to_lowercase().contains("covered, rosa"), "{}", told.text());
        for (elsewhere, page) in [(Role::TeamLead, "/queue"), (Role::ServiceManager, "/team")] {
            let mut other = Client::signed_in(&world.router, &world.two.email(elsewhere)).await;
            assert!(!other.get(page).await.text().contains(LOST), "{page}");
        }
    });
}
