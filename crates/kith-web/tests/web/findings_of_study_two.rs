//! What `docs/from-the-studies.md` claims of study 2, each claim as a short story.

use kith_domain::staff::Role;

use super::client::Client;
use super::findings::{Support, main, nowhere};
use super::thread::{allocate, refer};
use super::world::story;

#[test]
fn a_referral_is_nobodys_until_the_lead_has_looked_at_it() {
    story(async |world| {
        let mut practice = Client::signed_in(&world.router, &world.one.email(Role::Practice)).await;
        let mut lead = Client::signed_in(&world.router, &world.one.email(Role::TeamLead)).await;
        let mut worker = Client::signed_in(&world.router, &world.one.email(Role::LinkWorker)).await;
        let referral = refer(world, &mut practice, "Okafor", "Panic at the last two jobs.").await;
        for page in ["/today", "/people"] {
            assert!(!worker.get(page).await.text().contains("OKAFOR"), "{page}");
        }
        assert!(lead.get("/queue").await.text().contains("Panic at the last two jobs."));
        allocate(&mut lead, &referral, "link_worker").await;
        assert!(worker.get("/today").await.text().contains("OKAFOR"));
    });
}

#[test]
fn the_link_worker_sees_whether_the_practice_has_read_the_message() {
    story(async |world| {
        let mut it = Support::begin(world).await;
        it.send("message-back", &[("mattered", "Her garden."), ("missing", "A dry room.")]).await;
        assert!(it.page().await.contains("Nobody at the practice has opened it yet."));
        let referral = it.referral.clone();
        it.practice.fill(&referral, &format!("{referral}/read"), &[]).await;
        let read = it.practice.get(&referral).await.text();
        assert!(
            read.contains("What mattered Her garden.") && read.contains("What could not be found A dry room."),
            "{read}"
        );
        let page = it.page().await;
        assert!(page.contains("Opened at the practice on Tuesday 24 November"), "{page}");
    });
}

#[test]
fn reason_what_matters_and_needs_stand_apart_and_each_need_says_when_it_became_known() {
    story(async |world| {
        let mut it = Support::begin(world).await;
        it.send("what-matters", &[("words", "My passport in my pocket.")]).await;
        it.need("The nurse says my numbers are bad", "activity", "referral").await;
        it.need("They keep my passport", "legal", "later").await;
        let page = it.page().await;
        for said in [
            "referred Rosa. Weight. Please get her into a class.",
            "What matters to Rosa My passport in my pocket.",
            "The nurse says my numbers are bad It is about: being active, living with a condition. It was in the referral.",
            "They keep my passport It is about: legal matters. Later, once we knew each other.",
        ] {
            assert!(page.contains(said), "{said}: {page}");
        }
    });
}

#[test]
fn triage_shows_what_the_person_was_told_beside_the_reason() {
    story(async |world| {
        let mut practice = Client::signed_in(&world.router, &world.one.email(Role::Practice)).await;
        let mut lead = Client::signed_in(&world.router, &world.one.email(Role::TeamLead)).await;
        let mut fields = super::world::referral_fields("Okafor", "Off sick for five weeks.");
        fields.retain(|(name, _)| !name.starts_with("told"));
        let silent = practice.fill("/refer", "/refer", &fields).await.text();
        assert!(silent.contains("There is a problem"), "it cannot be left out: {silent}");
        fields.extend([("told", "not-yet"), ("told_words", "Only that somebody would ring.")]);
        let sent = practice.fill("/refer", "/refer", &fields).await;
        let id = sent.location().split('?').next().unwrap().rsplit('/').next().unwrap().to_owned();
        let page = lead.get(&format!("/referrals/{id}/triage")).await.text();
        assert!(page.contains("Off sick for five weeks.") && page.contains("Only that somebody would ring."), "{page}");
    });
}

#[test]
fn a_case_with_its_door_open_goes_on_without_a_new_referral() {
    story(async |world| {
        let mut it = Support::begin(world).await;
        it.contact("yes", "She rode the bus to the end and back.", &[]).await;
        it.send("close", &[("reason", "done"), ("door_open", "yes")]).await;
        assert!(it.page().await.contains("They know that they can come back without a new referral."));
        let person = it.person.clone();
        it.worker.fill(&person, &format!("{person}/reopen"), &[]).await;
        it.contact("yes", "The wheels came off.", &[]).await;
        let page = it.page().await;
        for said in ["No new referral was needed.", "She rode the bus", "The wheels came off.", "The case Active"] {
            assert!(page.contains(said), "{said}: {page}");
        }
        assert_eq!(it.practice.get("/my-referrals").await.text().matches("OKAFOR, Rosa").count(), 1);
    });
}

#[test]
fn declined_not_ready_not_answered_and_not_available_are_told_apart() {
    story(async |world| {
        let mut it = Support::begin(world).await;
        let steps: [&[(&str, &str)]; 5] = [
            &[("ask", ""), ("decline", "full")],
            &[("person-decline", "")],
            &[("person-not-ready", "")],
            &[("ask", ""), ("no-answer", "")],
            &[("ask", ""), ("wait-list", "")],
        ];
        let mut connections = Vec::new();
        for steps in steps {
            connections.push(it.connect(world, steps).await);
        }
        let gap = it.need("A home with two rooms", "housing", "referral").await;
        it.gap(&gap, "structural").await;
        let page = it.page().await;
        let facts = [
            "Declined by the organisation: full, since",
            "The person said no, since",
            "The person is not ready, since",
            "The organisation has not answered, since",
            "On the waiting list, since",
            "Gap recorded",
        ];
        for fact in facts {
            assert_eq!(page.matches(fact).count(), 1, "{fact}: {page}");
        }
        for (connection, later) in [(&connections[2], "They want this"), (&connections[3], "The organisation said yes")]
        {
            let page = it.worker.get(connection).await.text();
            assert!(page.contains(later), "it can still be taken up: {page}");
        }
    });
}

#[test]
fn a_gap_leaves_its_need_open_however_often_they_are_in_touch() {
    story(async |world| {
        let mut it = Support::begin(world).await;
        let gap = it.need("A home with two rooms", "housing", "referral").await;
        it.gap(&gap, "structural").await;
        for note in ["Appeal written together.", "No news.", "She has painted the wall."] {
            it.contact("yes", note, &["Worked on money, housing or a legal matter"]).await;
        }
        let page = it.page().await;
        assert!(page.contains("“A home with two rooms” Gap recorded Housing"), "{page}");
        nowhere(&page, &["met", "resolved", "being helped"]);
        assert!(it.worker.get(&it.person).await.body.contains("/connect?need="), "one can go on looking");
    });
}

#[test]
fn short_calls_that_only_hold_somebody_are_saved_like_any_other_contact() {
    story(async |world| {
        let mut it = Support::begin(world).await;
        let holding = [
            "Listened; no goal today",
            "Kept in touch while they wait for another service",
            "Kept going with someone who is not ready yet",
        ];
        for way in holding {
            it.contact("yes", "Breakfast had.", &[way]).await;
        }
        let page = it.page().await;
        for way in holding {
            assert!(page.contains(&format!("Breakfast had. What we did: {way}.")), "{way}: {page}");
        }
        assert!(page.contains("No connection has been made.") && page.contains("No need is recorded."), "{page}");
    });
}

#[test]
fn a_conversation_that_changed_nothing_asks_for_no_next_step() {
    story(async |world| {
        let mut it = Support::begin(world).await;
        it.contact("yes", "Nothing to be done about any of it.", &["Stayed with something that could not be changed"])
            .await;
        let page = it.page().await;
        assert!(page.contains("What we did: Stayed with something that could not be changed."), "{page}");
        nowhere(&page, &["agreed next", "next step", "action", "outcome"]);
    });
}

#[test]
fn a_wait_is_a_state_of_its_own_and_calls_meanwhile_stand_in_the_same_story() {
    story(async |world| {
        let mut it = Support::begin(world).await;
        let connection = it.connect(world, &[("ask", ""), ("wait-list", "")]).await;
        it.contact("yes", "She can do four weeks.", &["Kept in touch while they wait for another service"]).await;
        assert!(it.worker.get(&connection).await.text().contains("Where it stands On the waiting list"));
        let page = it.page().await;
        let (call, wait) =
            (page.find("She can do four weeks.").unwrap(), page.find("on the waiting list for").unwrap());
        assert!(call < wait, "one story, newest first: {page}");
    });
}

#[test]
fn the_team_page_counts_plainly_by_name_and_neither_ranks_nor_colours() {
    story(async |world| {
        let mut it = Support::begin(world).await;
        for family in ["Second", "Third"] {
            let referral = refer(world, &mut it.practice, family, "More for the same worker.").await;
            allocate(&mut it.lead, &referral, "link_worker").await;
        }
        it.contact("yes", "Hello.", &[]).await;
        let page = main(&it.lead.get("/team").await);
        let text = page.text();
        let name = &world.one.canary;
        assert!(
            text.contains(&format!(
                "Link worker New Active Held Waiting Door open {name} colleague 0 0 0 0 0 \
                 {name} link_worker 2 new with {name} link_worker 1 active with {name} link_worker 0 0 0"
            )),
            "by name, whoever has more: {text}"
        );
        nowhere(&text, &["rank", "best", "worst", "top", "target", "score", "average", "red", "amber", "green", "%"]);
        assert!(!page.body.contains("tag") && !page.body.contains("style="), "no colour: {}", page.body);
        assert!(!page.body.contains("sort"), "nobody can be put first");
    });
}

#[test]
fn no_number_of_contacts_marks_a_case_as_late() {
    story(async |world| {
        let mut it = Support::begin(world).await;
        for _ in 0..20 {
            it.contact("yes", "Breakfast had.", &["Stayed past the usual limit"]).await;
        }
        let page = it.page().await;
        assert_eq!(page.matches("Breakfast had.").count(), 20, "{page}");
        // That she stayed past it is hers to know.
        assert!(!page.contains("Stayed past the usual limit"), "{page}");
        let noted = it.worker.get("/what-i-noted").await.text();
        assert_eq!(noted.matches("Stayed past the usual limit").count(), 20, "{noted}");
        nowhere(&page, &["late", "overdue", "review", "exceeded", "warning", "too many", "too long", "justify"]);
    });
}

#[test]
fn going_along_is_a_fact_beside_the_state_of_a_connection() {
    story(async |world| {
        let mut it = Support::begin(world).await;
        let connection = it.connect(world, &[]).await;
        let before = it.worker.get(&connection).await.text();
        assert!(before.contains("Where it stands The person wants this") && !before.contains("went there with"));
        let id = connection.rsplit('/').next().unwrap().to_owned();
        let fields = [("mode", "face-to-face"), ("reached", "yes"), ("note", "I came along."), ("accompanied", &id)];
        it.send("contacts/new", &fields).await;
        let after = it.worker.get(&connection).await.text();
        assert!(after.contains("link_worker went there with Rosa on Tuesday 24 November"), "{after}");
        assert!(after.contains("Where it stands The person wants this"), "the state is as it was: {after}");
        let page = it.page().await;
        assert!(page.contains("They went together to Gardening together."), "{page}");
    });
}
