//! What a person decided about sharing: written down, shown where something would be sent, and obeyed.

use http::StatusCode;
use kith_domain::staff::Role;

use super::client::Client;
use super::thread::{allocate, refer};
use super::world::{World, story};

/// A link worker with one person, and the person's address.
pub(super) async fn with_person(world: &World, family: &str) -> (Client, String) {
    let mut practice = Client::signed_in(&world.router, &world.one.email(Role::Practice)).await;
    let mut lead = Client::signed_in(&world.router, &world.one.email(Role::TeamLead)).await;
    let referral = refer(world, &mut practice, family, "Lonely.").await;
    allocate(&mut lead, &referral, &format!("{} link_worker", world.one.canary)).await;
    let mut worker = Client::signed_in(&world.router, &world.one.email(Role::LinkWorker)).await;
    let person = worker.get("/today").await.link("/people/", "").trim_end_matches("/contacts/new").to_owned();
    (worker, person)
}

#[test]
fn what_a_person_decided_is_shown_where_something_would_be_sent_and_obeyed() {
    story(async |world| {
        let (mut worker, person) = with_person(world, "Sharing").await;
        let page = format!("{person}/sharing");
        let practice = worker.get(&page).await.choice("recipient", &format!("{} surgery", world.one.canary));

        // Rosa does not want the practice to be told anything.
        let no = [("recipient", practice.as_str()), ("says", "nothing"), ("what", "")];
        let saved = worker.fill(&page, &page, &no).await;
        assert_eq!(saved.status, StatusCode::SEE_OTHER, "{}", saved.text());
        let back = format!("{person}/message-back");
        assert!(worker.get(&back).await.text().contains("Not to be told anything (decided on"));
        let message = [("mattered", "Her garden."), ("happened", ""), ("missing", "")];
        let refused = worker.fill(&back, &back, &message).await;
        assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
        assert!(refused.text().contains("nothing is to be shared with the practice"), "{}", refused.text());
        assert!(refused.text().contains("Her garden."), "nothing typed is lost");

        // Nor does the practice's own list say how it goes on, or when.
        let note = [("mode", "phone"), ("reached", "yes"), ("note", "We spoke.")];
        let contact = format!("{person}/contacts/new");
        assert_eq!(worker.fill(&contact, &contact, &note).await.status, StatusCode::SEE_OTHER);
        let mut surgery = Client::signed_in(&world.router, &world.one.email(Role::Practice)).await;
        let list = surgery.get("/my-referrals").await;
        let referral = surgery.get(&list.link("/my-referrals/", "")).await;
        for said in [list.text(), referral.text()] {
            assert!(said.contains("With the team.") && !said.contains("last contact"), "{said}");
        }

        // A week later she changes her mind, in part; both decisions stay.
        let part = [("recipient", practice.as_str()), ("says", "part"), ("what", "That she gardens.")];
        assert_eq!(worker.fill(&page, &page, &part).await.status, StatusCode::SEE_OTHER);
        let page_now = worker.get(&page).await.text();
        assert!(page_now.contains("Everything decided so far") && page_now.contains("no, nothing"), "{page_now}");
        assert!(worker.get(&back).await.text().contains("That she gardens."));
        assert_eq!(worker.fill(&back, &back, &message).await.status, StatusCode::SEE_OTHER);
        assert!(surgery.get("/my-referrals").await.text().contains("Being supported; last contact"));

        // An organisation of which nothing is said falls under what was said of all of them.
        let all = [("recipient", "organisations"), ("says", "nothing"), ("what", "")];
        assert_eq!(worker.fill(&page, &page, &all).await.status, StatusCode::SEE_OTHER);
        let connect = format!("{person}/connect/{}", world.community_service);
        let made = worker.fill(&connect, &connect, &[("need", ""), ("agreed", "")]).await;
        let connection = made.location().split('?').next().unwrap().to_owned();
        let asked = worker.fill(&connection, &connection, &[("step", "ask")]).await;
        assert_eq!(asked.status, StatusCode::UNPROCESSABLE_ENTITY, "{}", asked.text());
        assert!(asked.text().contains("nothing is to be shared with community organisations"), "{}", asked.text());
        // Writing down what the organisation said tells it nothing, and is no act against the decision.
        let said = worker.fill(&connection, &connection, &[("step", "person-decline")]).await;
        assert_eq!(said.status, StatusCode::SEE_OTHER, "{}", said.text());
    });
}

#[test]
fn a_sharing_form_that_makes_no_sense_comes_back_with_what_was_typed() {
    story(async |world| {
        let (mut worker, person) = with_person(world, "Sharing").await;
        let page = format!("{person}/sharing");
        let long = "x".repeat(4001);
        let (wicked, foreign) = ("\"'><x-kith-7>", format!("practice:{}", world.two.service));
        let cases: [&[(&str, &str)]; 7] = [
            &[],
            &[("recipient", "family"), ("says", "part"), ("what", "")],
            &[("recipient", &foreign), ("says", "share"), ("what", wicked)],
            &[("recipient", wicked), ("says", wicked), ("what", wicked)],
            &[("recipient", "family"), ("says", "share"), ("what", &long)],
            &[("recipient", "family"), ("says", "share"), ("what", "a\0b")],
            &[
                ("recipient", "family"),
                ("says", "share"),
                ("from-day", "2"),
                ("from-month", "1"),
                ("from-year", "2026"),
                ("until-day", "1"),
                ("until-month", "1"),
                ("until-year", "2026"),
            ],
        ];
        for case in cases {
            let answer = worker.fill(&page, &page, case).await;
            assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY, "{case:?}");
            assert!(!answer.body.contains("<x-kith-7"), "{case:?}");
            assert!(answer.text().contains("There is a problem"), "{case:?}");
        }
        assert!(!worker.get(&page).await.text().contains("Everything decided so far"), "nothing was saved");
        // The lead may write a decision down too; a colleague finds nothing.
        let mut lead = Client::signed_in(&world.router, &world.one.email(Role::TeamLead)).await;
        let family = [("recipient", "family"), ("says", "share"), ("what", "")];
        assert_eq!(lead.fill(&page, &page, &family).await.status, StatusCode::SEE_OTHER);
        let mut colleague = Client::signed_in(&world.router, &world.one.colleague()).await;
        assert_eq!(colleague.get(&page).await.status, StatusCode::NOT_FOUND);
    });
}
