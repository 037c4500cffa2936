//! Gaps in any service, from a connection that came to nothing, and answered after all.

use http::StatusCode;
use kith_domain::staff::Role;

use super::client::Client;
use super::thread::{allocate, refer};
use super::world::{World, story};

/// A worker, and a person who needs something; the addresses of the person and the need.
pub(super) async fn needing(world: &World) -> (Client, String, String) {
    let mut practice = Client::signed_in(&world.router, &world.one.email(Role::Practice)).await;
    let mut lead = Client::signed_in(&world.router, &world.one.email(Role::TeamLead)).await;
    let mut worker = Client::signed_in(&world.router, &world.one.email(Role::LinkWorker)).await;
    let referral = refer(world, &mut practice, "Okonjo", "Lonely since her sister died.").await;
    allocate(&mut lead, &referral, "link_worker").await;
    let person = worker.get("/today").await.link("/people/", "").trim_end_matches("/contacts/new").to_owned();
    let form = format!("{person}/needs/new");
    worker.fill(&form, &form, &[("stated", "Somewhere dry to live"), ("domain", "housing"), ("known", "later")]).await;
    let need = worker.get(&person).await.link("/needs/", "/gap").trim_end_matches("/gap").to_owned();
    (worker, person, need)
}

#[test]
fn a_gap_may_be_in_any_service_and_says_what_stands_in_the_way() {
    story(async |world| {
        let (mut worker, person, need) = needing(world).await;
        let gap = format!("{need}/gap");
        let typed = [("sought", "A council flat"), ("kind", "housing"), ("structure", "housing-stock")];
        let with = |reason| [&typed[..], &[("reason", reason)]].concat();
        let wrong = worker.fill(&gap, &gap, &with("full")).await;
        assert_eq!(wrong.status, StatusCode::UNPROCESSABLE_ENTITY, "{}", wrong.text());
        assert!(wrong.text().contains("where nothing could change it") && wrong.body.contains("A council flat"));
        let taken = worker.fill(&gap, &gap, &with("structural")).await;
        assert_eq!(taken.status, StatusCode::SEE_OTHER, "{}", taken.text());
        let page = worker.get(&person).await;
        for said in ["Where it was looked for: Housing.", "What stands in the way: There are not the homes."] {
            assert!(page.text().contains(said), "{said}: {}", page.text());
        }
        for (name, value) in [("kind", "moon"), ("structure", "moon"), ("from", "moon"), ("kind", "\0")] {
            let answer = worker.fill(&gap, &gap, &[("reason", "full"), (name, value)]).await;
            assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY, "{name}: {}", answer.text());
        }
    });
}

#[test]
fn a_gap_that_was_answered_after_all_stays_in_the_record_and_leaves_the_need_open_no_more() {
    story(async |world| {
        let (mut worker, person, need) = needing(world).await;
        let gap = format!("{need}/gap");
        worker.fill(&gap, &gap, &[("reason", "none-exists"), ("sought", "A flat")]).await;
        let page = worker.get(&person).await;
        assert!(page.text().contains("Gap recorded"), "{}", page.text());
        let found = page.link("/gaps/", "/answered");
        let taken = worker.fill(&found, &found, &[("words", "A place \"'><x-kith-7> came free.")]).await;
        assert_eq!(taken.status, StatusCode::SEE_OTHER, "{}", taken.text());
        let page = worker.get(&person).await;
        assert!(!page.text().contains("Gap recorded") && page.text().contains("A flat: found after all."));
        assert!(page.text().contains("What was looked for: A flat"), "it stays: {}", page.text());
        assert!(page.text().contains("wrote down that this was found after all: A flat"), "{}", page.text());
        assert!(!page.body.contains("<x-kith-7"));
        // The practice is not told in a draft that it is missing.
        assert!(!worker.get(&format!("{person}/message-back")).await.body.contains("A flat: there is none here."));
        // Twice is once, and it can be taken back.
        let again = worker.get(&found).await;
        assert!(again.text().contains("It was not, or is there no longer"), "{}", again.text());
        let taken = worker.fill(&found, &found, &[]).await;
        assert_eq!(taken.status, StatusCode::SEE_OTHER, "{}", taken.text());
        assert!(worker.get(&person).await.text().contains("Gap recorded"));
        assert!(worker.get(&format!("{person}/message-back")).await.body.contains("A flat: there is none here."));
        let mut colleague = Client::signed_in(&world.router, &world.one.colleague()).await;
        assert_eq!(colleague.get(&found).await.status, StatusCode::NOT_FOUND);
    });
}

#[test]
fn a_connection_that_came_to_nothing_leads_to_a_gap_that_remembers_it() {
    story(async |world| {
        let (mut worker, person, need) = needing(world).await;
        let id = need.rsplit('/').next().unwrap().to_owned();
        let connect = format!("{person}/connect/{}?need={id}", world.community_service);
        let action = connect.split('?').next().unwrap().to_owned();
        let made = worker.fill(&connect, &action, &[("need", &id), ("agreed", "")]).await;
        assert_eq!(made.status, StatusCode::SEE_OTHER, "{}", made.text());
        let connection = made.location().split('?').next().unwrap().to_owned();
        assert!(!worker.get(&connection).await.body.contains("/gap?from="), "nothing has come to nothing yet");
        worker.fill(&connection, &connection, &[("step", "ask")]).await;
        let declined = worker.fill(&connection, &connection, &[("step", "decline"), ("reason", "full")]).await;
        assert_eq!(declined.status, StatusCode::SEE_OTHER, "{}", declined.text());
        let link = worker.get(&connection).await.link("/needs/", "");
        assert!(link.contains("/gap?from="), "{link}");
        let form = worker.get(&link).await;
        assert!(form.body.contains("name=\"from\""), "{}", form.body);
        let gap = format!("{need}/gap");
        let mut fields: Vec<(String, String)> = form.hidden(&gap);
        let from = connection.rsplit('/').next().unwrap().to_owned();
        fields.retain(|(name, _)| name != "from");
        fields.extend([("reason".to_owned(), "full".to_owned()), ("from".to_owned(), from)]);
        let fields: Vec<(&str, &str)> = fields.iter().map(|(name, value)| (name.as_str(), value.as_str())).collect();
        let taken = worker.post(&gap, &fields).await;
        assert_eq!(taken.status, StatusCode::SEE_OTHER, "{}", taken.text());
        assert!(worker.get(&person).await.text().contains("It came of the connection to"));
        // Somebody else's connection is nobody's here.
        let wrong =
            worker.fill(&gap, &gap, &[("reason", "full"), ("from", "01900000-0000-7000-8000-000000000000")]).await;
        assert_eq!(wrong.status, StatusCode::UNPROCESSABLE_ENTITY, "{}", wrong.text());
    });
}
