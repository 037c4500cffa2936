//! What was done beside a contact: asked by chance, answered or left; and what a worker notes of herself is hers alone.

use http::StatusCode;
use kith_domain::staff::Role;

use super::client::Client;
use super::thread::{allocate, refer};
use super::world::{World, story};

const LEAD: &str = "Some contacts ask this, picked by chance.";

async fn supported(world: &World, name: &str) -> (Client, Client, String) {
    let mut practice = Client::signed_in(&world.router, &world.one.email(Role::Practice)).await;
    let mut lead = Client::signed_in(&world.router, &world.one.email(Role::TeamLead)).await;
    let mut worker = Client::signed_in(&world.router, &world.one.email(Role::LinkWorker)).await;
    let referral = refer(world, &mut practice, name, "Company.").await;
    allocate(&mut lead, &referral, "link_worker").await;
    let person = worker.get("/today").await.link("/people/", "").trim_end_matches("/contacts/new").to_owned();
    (lead, worker, person)
}

async fn asks(lead: &mut Client, share: &str) {
    let sent = lead.fill("/service/asking", "/service/asking", &[("asking", share)]).await;
    assert_eq!(sent.status, StatusCode::SEE_OTHER, "{}", sent.text());
}

#[test]
fn a_contact_that_asks_shows_the_list_open_with_two_ways_out_and_one_that_does_not_keeps_it_closed() {
    story(async |world| {
        let (mut lead, mut worker, person) = supported(world, "Asked").await;
        let form = format!("{person}/contacts/new");
        asks(&mut lead, "0").await;
        let closed = worker.get(&form).await;
        assert!(!closed.text().contains(LEAD) && !closed.body.contains("name=\"unticked\""), "{}", closed.text());
        assert!(closed.body.contains("name=\"ways\""), "any contact may be ticked unasked");
        asks(&mut lead, "100").await;
        let open = worker.get(&form).await;
        let text = open.text();
        let part = text.split("What we did").nth(1).unwrap().split("More Where was it?").next().unwrap();
        assert!(part.contains(LEAD), "{part}");
        let at = |words: &str| part.find(words).unwrap_or_else(|| panic!("{words}: {part}"));
        let headings = [
            "Listening and being there",
            "Information, options and plans",
            "Doing things with or for them",
            "Limits, and speaking up",
            "About yourself",
            "If you tick nothing",
        ];
        assert!(headings.map(at).is_sorted(), "the same order for everyone: {part}");
        for words in ["Only you see these.", "None of these fits", "Not now"] {
            at(words);
        }
        let again = worker.get(&form).await.text();
        assert!(again.contains(part), "opening it again changes nothing: {again}");
        // What comes back with an error asks as it did, whatever the service says by now.
        let mut fields = open.hidden(&form);
        asks(&mut lead, "0").await;
        fields.extend(
            [("mode", "phone"), ("reached", "yes"), ("minutes", "long")].map(|(a, b)| (a.to_owned(), b.to_owned())),
        );
        let fields: Vec<(&str, &str)> = fields.iter().map(|(a, b)| (a.as_str(), b.as_str())).collect();
        let refused = worker.post(&form, &fields).await;
        assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
        assert!(refused.text().contains(LEAD), "{}", refused.text());
        // And so does a draft.
        let fields: Vec<(&str, &str)> = fields.into_iter().filter(|(name, _)| *name != "minutes").collect();
        let kept = worker.post(&format!("{person}/contacts/draft"), &fields).await;
        assert_eq!(kept.status, StatusCode::SEE_OTHER, "{}", kept.text());
        assert!(worker.get(&form).await.text().contains(LEAD));
        world.clock.forward(std::time::Duration::from_secs(86_400));
        let mut worker = Client::signed_in(&world.router, &world.one.email(Role::LinkWorker)).await;
        assert!(worker.get(&form).await.text().contains(LEAD), "also on another day");
    });
}

#[test]
fn who_started_it_is_said_in_the_story_and_may_be_left_out() {
    story(async |world| {
        let (_, mut worker, person) = supported(world, "Started").await;
        let form = format!("{person}/contacts/new");
        let fields = [("mode", "phone"), ("reached", "yes"), ("note", "Rang about the bus.")];
        assert_eq!(worker.fill(&form, &form, &fields).await.status, StatusCode::SEE_OTHER);
        assert!(!worker.get(&person).await.text().contains("Who started it"));
        let wrong = [("mode", "phone"), ("reached", "yes"), ("note", "n"), ("started_by", "the weather")];
        let refused = worker.fill(&form, &form, &wrong).await;
        assert!(refused.text().contains("Choose who started it, or leave it out."), "{}", refused.text());
        let correct = worker.get(&person).await.link("/contacts/", "/correct");
        let fields = [("mode", "phone"), ("reached", "yes"), ("note", "Rang about the bus."), ("started_by", "them")];
        assert_eq!(worker.fill(&correct, &correct, &fields).await.status, StatusCode::SEE_OTHER);
        let page = worker.get(&person).await.text();
        assert!(page.contains("Who started it: they did."), "{page}");
        assert!(worker.get(&correct).await.body.contains("value=\"them\" checked"));
    });
}

/// The words of the three lines are made canaries, so that wherever they stand they are seen.
#[test]
fn what_a_worker_notes_of_herself_is_absent_for_everybody_else_and_from_the_record() {
    story(async |world| {
        let (mut lead, mut worker, person) = supported(world, "Noted").await;
        let form = format!("{person}/contacts/new");
        let opened = worker.get(&form).await;
        let (stayed, safe) =
            (opened.choice("own", "Stayed past the usual limit"), opened.choice("own", "Kept myself safe"));
        let fields = [
            ("mode", "face-to-face"),
            ("reached", "yes"),
            ("note", "A long afternoon."),
            ("own", stayed.as_str()),
            ("own", safe.as_str()),
        ];
        assert_eq!(worker.fill(&form, &form, &fields).await.status, StatusCode::SEE_OTHER);
        const SAID: [&str; 2] = ["Stayed past the usual limit", "Kept myself safe"];
        let is_said = |text: &str| SAID.iter().any(|words| text.contains(words));
        // She reads it on a page of her own and on the form that corrects the contact, and takes it along.
        let noted = worker.get("/what-i-noted").await;
        assert!(SAID.iter().all(|words| noted.text().contains(words)), "{}", noted.text());
        let correct = noted.link("/contacts/", "/correct");
        let correction = worker.get(&correct).await;
        assert!(correction.body.contains(&format!("value=\"{stayed}\" checked")), "{}", correction.text());
        assert!(is_said(&worker.get("/what-i-noted/file").await.body));
        // The person's page says nothing of it, to herself neither: she may not be alone at the screen.
        for page in [person.clone(), format!("{person}/who-looked"), "/today".to_owned(), "/today/sheet".to_owned()] {
            let answer = worker.get(&page).await;
            assert!(!is_said(&answer.text()), "{page}: {}", answer.text());
        }
        let away = noted.body.split("action=\"/what-i-noted/").nth(1).unwrap().split('"').next().unwrap();
        let away = format!("/what-i-noted/{away}");
        let mut others = vec![(Role::TeamLead, lead.clone())];
        for role in [Role::ServiceManager, Role::Administrator, Role::Practice, Role::Commissioner, Role::Evaluator] {
            others.push((role, Client::signed_in(&world.router, &world.one.email(role)).await));
        }
        others.push((Role::LinkWorker, Client::signed_in(&world.router, &world.two.email(Role::LinkWorker)).await));
        for (role, client) in &mut others {
            for page in [
                person.clone(),
                correct.clone(),
                format!("{person}/who-looked"),
                "/what-i-noted".to_owned(),
                "/what-i-noted/file".to_owned(),
                "/team".to_owned(),
                "/reports/this-month".to_owned(),
                "/service/history".to_owned(),
            ] {
                let answer = client.get(&page).await;
                assert!(!is_said(&answer.text()), "{role:?} {page}: {}", answer.text());
            }
            let taken = client.post(&away, &[]).await;
            assert!(taken.status == StatusCode::NOT_FOUND || taken.status == StatusCode::CONFLICT, "{role:?}");
        }
        assert!(worker.get("/what-i-noted").await.text().contains("Kept myself safe"));
        // A lead who covers her reads the record, and not this.
        assert!(!is_said(&lead.get(&person).await.text()));
        // She takes one back where she ticked it, and all of it on her own page.
        let fields =
            [("mode", "face-to-face"), ("reached", "yes"), ("note", "A long afternoon."), ("own", safe.as_str())];
        assert_eq!(worker.fill(&correct, &correct, &fields).await.status, StatusCode::SEE_OTHER);
        let noted = worker.get("/what-i-noted").await.text();
        assert!(!noted.contains("Stayed past") && noted.contains("Kept myself safe"), "{noted}");
        let led = worker.fill("/what-i-noted", &away, &[]).await;
        assert_eq!(led.status, StatusCode::SEE_OTHER, "{}", led.text());
        let noted = worker.get("/what-i-noted").await.text();
        assert!(noted.contains("You have noted nothing."), "{noted}");
        assert!(!is_said(&noted), "{noted}");
        assert_eq!(worker.get("/what-i-noted?before=nonsense").await.status, StatusCode::BAD_REQUEST);
    });
}

#[test]
fn when_a_need_came_to_light_is_offered_from_what_the_record_knows() {
    story(async |world| {
        let (_, mut worker, person) = supported(world, "Uncovered").await;
        let needs = format!("{person}/needs/new");
        let is_offered = |body: &str, code: &str| body.contains(&format!("value=\"{code}\" checked"));
        assert!(is_offered(&worker.get(&needs).await.body, "referral"));
        let form = format!("{person}/contacts/new");
        let beside = worker.get(&form).await.body;
        assert!(beside.contains("value=\"first-conversation\" selected"), "{beside}");
        let tried = [("mode", "phone"), ("reached", "no-answer"), ("once_more", "yes")];
        assert_eq!(worker.fill(&form, &form, &tried).await.status, StatusCode::SEE_OTHER);
        assert!(is_offered(&worker.get(&needs).await.body, "referral"), "nobody has spoken yet");
        let spoke = [("mode", "phone"), ("reached", "yes"), ("note", "She told me about the damp.")];
        assert_eq!(worker.fill(&form, &form, &spoke).await.status, StatusCode::SEE_OTHER);
        let opened = worker.get(&needs).await;
        assert!(is_offered(&opened.body, "first-conversation"), "{}", opened.text());
        // It was today's conversation, unless she says another.
        assert!(opened.body.split("name=\"heard\"").nth(1).unwrap().contains(" selected"), "{}", opened.text());
        let said = [("stated", "A dry room"), ("known", "first-conversation"), ("heard", "")];
        assert_eq!(worker.fill(&needs, &needs, &said).await.status, StatusCode::SEE_OTHER);
        let page = worker.get(&person).await.text();
        assert!(page.contains("In our first conversation."), "{page}");
        world.clock.forward(std::time::Duration::from_secs(86_400));
        let mut worker = Client::signed_in(&world.router, &world.one.email(Role::LinkWorker)).await;
        let again = [("mode", "phone"), ("reached", "yes"), ("note", "And about her brother.")];
        assert_eq!(worker.fill(&form, &form, &again).await.status, StatusCode::SEE_OTHER);
        assert!(is_offered(&worker.get(&needs).await.body, "later"));
        assert!(worker.get(&form).await.body.contains("value=\"later\" selected"));
    });
}
