//! One referral goes all the way round, without JavaScript, on both engines.

use http::StatusCode;
use kith_domain::staff::Role;

use super::client::Client;
use super::world::{World, referral_fields, story};

/// Refers somebody and gives the address of the referral.
pub(super) async fn refer(world: &World, client: &mut Client, family: &str, reason: &str) -> String {
    let _ = world;
    let answer = client.fill("/refer", "/refer", &referral_fields(family, reason)).await;
    assert_eq!(answer.status, StatusCode::SEE_OTHER, "{}", answer.text());
    answer.location().split('?').next().unwrap().to_owned()
}

/// Allocates the referral to a link worker by name and gives nothing back.
pub(super) async fn allocate(lead: &mut Client, referral: &str, worker: &str) {
    let id = referral.rsplit('/').next().unwrap();
    let page = format!("/referrals/{id}/triage");
    let opened = lead.get(&page).await;
    assert_eq!(opened.status, StatusCode::OK, "{}", opened.text());
    let worker = opened.choice("worker", worker);
    let answer = lead.fill(&page, &format!("/referrals/{id}/allocate"), &[("worker", &worker)]).await;
    assert_eq!(answer.status, StatusCode::SEE_OTHER, "{}", answer.text());
}

#[test]
fn one_referral_goes_all_the_way_round() {
    story(async |world| {
        let mut practice = Client::signed_in(&world.router, &world.one.email(Role::Practice)).await;
        let mut lead = Client::signed_in(&world.router, &world.one.email(Role::TeamLead)).await;
        let mut worker = Client::signed_in(&world.router, &world.one.email(Role::LinkWorker)).await;

        // 1. The receptionist refers; what is wrong is said and nothing typed is lost.
        let wrong = practice
            .fill(
                "/refer",
                "/refer",
                &[("nhs_number", "999 000 0000"), ("family_name", "Okafor"), ("reason", "Lonely.")],
            )
            .await;
        assert_eq!(wrong.status, StatusCode::UNPROCESSABLE_ENTITY);
        assert!(wrong.body.contains("value=\"Okafor\"") && wrong.text().contains("Lonely."), "{}", wrong.text());
        assert!(wrong.text().contains("There is a problem"));
        let referral = refer(world, &mut practice, "Okafor", "Lonely since her sister died; worried about rent.").await;
        let receipt = practice.get(&format!("{referral}?received=yes")).await;
        assert!(receipt.text().contains("Your reference is"), "{}", receipt.text());

        // 2. The lead accepts and allocates in one step.
        let queue = lead.get("/queue").await;
        assert!(queue.text().contains("OKAFOR, Rosa"), "{}", queue.text());
        allocate(&mut lead, &referral, &format!("{} link_worker", world.one.canary)).await;
        assert!(lead.get("/queue").await.text().contains("Nobody is waiting"));

        // 3. The link worker finds it on Today, logs a contact, what matters, a need.
        let today = worker.get("/today").await;
        assert!(today.text().contains("OKAFOR, Rosa"), "{}", today.text());
        let person = today.link("/people/", "").trim_end_matches("/contacts/new").to_owned();
        let logged = worker
            .fill(
                &format!("{person}/contacts/new"),
                &format!("{person}/contacts/new"),
                &[("mode", "phone"), ("reached", "yes"), ("note", "Talked about her garden & the damp.")],
            )
            .await;
        assert_eq!(logged.status, StatusCode::SEE_OTHER, "{}", logged.text());
        let said = worker
            .fill(
                &format!("{person}/what-matters"),
                &format!("{person}/what-matters"),
                &[("words", "I want my hands in the soil again.")],
            )
            .await;
        assert_eq!(said.status, StatusCode::SEE_OTHER, "{}", said.text());
        for stated in ["I am alone all week", "The flat is damp and nobody comes"] {
            let need = worker
                .fill(
                    &format!("{person}/needs/new"),
                    &format!("{person}/needs/new"),
                    &[("stated", stated), ("domain", ""), ("known", "first-conversation")],
                )
                .await;
            assert_eq!(need.status, StatusCode::SEE_OTHER, "{}", need.text());
        }

        // 4. She looks in the directory, connects, and records the answer.
        let found = worker.get("/directory?q=gardn").await;
        assert_eq!(found.status, StatusCode::OK);
        let found = worker.get("/directory?q=garden+veget").await;
        assert!(found.text().contains("Gardening together"), "{}", found.text());
        let connect = format!("{person}/connect/{}", world.community_service);
        let made = worker
            .fill(&connect, &connect, &[("need", ""), ("agreed", "Her name and that she likes gardening.")])
            .await;
        assert_eq!(made.status, StatusCode::SEE_OTHER, "{}", made.text());
        let connection = made.location().split('?').next().unwrap().to_owned();
        for (step, weeks) in [("ask", ""), ("wait-list", "6"), ("accept", ""), ("start", "")] {
            let moved = worker.fill(&connection, &connection, &[("step", step), ("weeks", weeks)]).await;
            assert_eq!(moved.status, StatusCode::SEE_OTHER, "{step}: {}", moved.text());
        }
        let shown = worker.get(&connection).await;
        assert!(shown.text().contains("Started"), "{}", shown.text());

        // 5. For the other need nothing exists: a gap in two taps.
        let page = worker.get(&person).await;
        let gap = page.link("/needs/", "/gap");
        let taps = worker.get(&gap).await;
        let mut fields = taps.hidden(&gap);
        fields.push(("reason".to_owned(), "none-exists".to_owned()));
        let fields: Vec<(&str, &str)> = fields.iter().map(|(a, b)| (a.as_str(), b.as_str())).collect();
        let recorded = worker.post(&gap, &fields).await;
        assert_eq!(recorded.status, StatusCode::SEE_OTHER, "{}", recorded.text());

        // 6. The message back, read by the practice.
        let back = format!("{person}/message-back");
        let sent = worker
            .fill(&back, &back, &[("mattered", "Her garden."), ("happened", ""), ("missing", "Help with damp.")])
            .await;
        assert_eq!(sent.status, StatusCode::SEE_OTHER, "{}", sent.text());
        let mine = practice.get("/my-referrals").await;
        assert!(mine.text().contains("Messages to read"), "{}", mine.text());
        let read = practice.fill("/my-referrals", &format!("{referral}/read"), &[]).await;
        assert_eq!(read.status, StatusCode::SEE_OTHER, "{}", read.text());
        let message = practice.get(&referral).await;
        assert!(message.text().contains("Help with damp."), "{}", message.text());
        assert!(!practice.get("/my-referrals").await.text().contains("Messages to read"));

        // She closes with a reason and reopens without a new referral.
        let close = format!("{person}/close");
        let closed = worker.fill(&close, &close, &[("reason", "unknown"), ("words", ""), ("door_open", "yes")]).await;
        assert_eq!(closed.status, StatusCode::SEE_OTHER, "{}", closed.text());
        let status = practice.get(&referral).await;
        assert!(status.text().contains("can come back without a new referral"), "{}", status.text());
        let reopened = worker.fill(&person, &format!("{person}/reopen"), &[]).await;
        assert_eq!(reopened.status, StatusCode::SEE_OTHER, "{}", reopened.text());
        let story = worker.get(&person).await.text();
        for told in
            ["Talked about her garden", "I want my hands in the soil again.", "The flat is damp", "Help with damp."]
        {
            assert!(story.contains(told), "the story leaves out {told}:\n{story}");
        }
        assert!(worker.get(&format!("{person}/who-looked")).await.text().contains("link_worker"));
    });
}

#[test]
fn a_second_click_makes_no_second_referral() {
    story(async |world| {
        let mut practice = Client::signed_in(&world.router, &world.one.email(Role::Practice)).await;
        let page = practice.get("/refer").await;
        let hidden = page.hidden("/refer");
        let fields = referral_fields("Twice", "Sent twice by a double click.");
        let mut all: Vec<(&str, &str)> = hidden.iter().map(|(a, b)| (a.as_str(), b.as_str())).collect();
        all.extend(fields);
        let (first, second) = (practice.post("/refer", &all).await, practice.post("/refer", &all).await);
        assert_eq!((first.status, second.status), (StatusCode::SEE_OTHER, StatusCode::SEE_OTHER));
        assert_eq!(first.location(), second.location());
        let mine = practice.get("/my-referrals").await;
        assert_eq!(mine.body.matches("TWICE, Rosa").count(), 1, "{}", mine.text());
        // Back, and again with a new form: a hint, and only a new referral when that is meant.
        let hint = practice.fill("/refer", "/refer", &referral_fields("Twice", "The same again.")).await;
        assert_eq!(hint.status, StatusCode::UNPROCESSABLE_ENTITY);
        assert!(hint.text().contains("This is a new referral"), "{}", hint.text());
    });
}

#[test]
fn two_leads_cannot_allocate_the_same_referral() {
    story(async |world| {
        let mut practice = Client::signed_in(&world.router, &world.one.email(Role::Practice)).await;
        let referral = refer(world, &mut practice, "Contested", "Two leads look at this.").await;
        let id = referral.rsplit('/').next().unwrap().to_owned();
        let page = format!("/referrals/{id}/triage");
        let mut one = Client::signed_in(&world.router, &world.one.email(Role::TeamLead)).await;
        let mut two = Client::signed_in(&world.router, &world.one.email(Role::TeamLead)).await;
        let (seen_by_one, seen_by_two) = (one.get(&page).await, two.get(&page).await);
        let action = format!("/referrals/{id}/allocate");
        let mut sent = Vec::new();
        for (client, seen) in [(&mut one, &seen_by_one), (&mut two, &seen_by_two)] {
            let mut fields = seen.hidden(&action);
            fields.push(("worker".to_owned(), seen.choice("worker", "link_worker")));
            let fields: Vec<(&str, &str)> = fields.iter().map(|(a, b)| (a.as_str(), b.as_str())).collect();
            sent.push(client.post(&action, &fields).await);
        }
        assert_eq!(sent[0].status, StatusCode::SEE_OTHER, "{}", sent[0].text());
        assert_eq!(sent[1].status, StatusCode::CONFLICT, "{}", sent[1].text());
        assert!(sent[1].text().contains("already allocated"), "{}", sent[1].text());
    });
}

#[test]
fn a_form_drawn_for_another_record_is_refused() {
    story(async |world| {
        let mut practice = Client::signed_in(&world.router, &world.one.email(Role::Practice)).await;
        let mut lead = Client::signed_in(&world.router, &world.one.email(Role::TeamLead)).await;
        let mut worker = Client::signed_in(&world.router, &world.one.email(Role::LinkWorker)).await;
        let mut people = Vec::new();
        for family in ["Firsttab", "Secondtab"] {
            let referral = refer(world, &mut practice, family, "Two tabs.").await;
            allocate(&mut lead, &referral, "link_worker").await;
        }
        let today = worker.get("/today").await;
        for part in today.body.split("href=\"/people/").skip(1) {
            let id = part.split(['"', '/']).next().unwrap();
            let path = format!("/people/{id}");
            if !people.contains(&path) {
                people.push(path);
            }
        }
        assert_eq!(people.len(), 2, "{}", today.text());
        let (first, second) = (&people[0], &people[1]);
        let form = worker.get(&format!("{first}/what-matters")).await.hidden(&format!("{first}/what-matters"));
        let mut fields: Vec<(&str, &str)> = form.iter().map(|(a, b)| (a.as_str(), b.as_str())).collect();
        fields.push(("words", "Meant for the first."));
        let answer = worker.post(&format!("{second}/what-matters"), &fields).await;
        assert_eq!(answer.status, StatusCode::CONFLICT, "{}", answer.text());
        assert!(!worker.get(second).await.text().contains("Meant for the first."));
    });
}
