//! "Do not show online": nothing about somebody so marked leaves by a link, and what left before opens nothing. A link
//! worker is told why, and what to do instead; without the mark everything is as it was.

use http::StatusCode;
use kith_domain::staff::Role;

use super::asked::{everything, newest_link};
use super::client::{Answer, Client};
use super::letters::letters;
use super::sharing::with_person;
use super::world::{World, story};

/// Marks the record, or takes the mark away.
async fn mark(worker: &mut Client, person: &str, online: &[(&str, &str)]) {
    let page = format!("{person}/protection");
    let fields = [&[("restricted", "no"), ("reason", "")], online].concat();
    let saved = worker.fill(&page, &page, &fields).await;
    assert_eq!(saved.status, StatusCode::SEE_OTHER, "{}", saved.text());
}

const OFFLINE: &[(&str, &str)] = &[("not_online", "yes")];

/// A connection that somebody could be asked about.
async fn connect(world: &World, worker: &mut Client, person: &str) -> String {
    let connect = format!("{person}/connect/{}", world.community_service);
    let made = worker.fill(&connect, &connect, &[("need", ""), ("agreed", "Her first name.")]).await;
    made.location().split('?').next().unwrap().to_owned()
}

#[test]
fn nobody_is_asked_by_a_link_about_somebody_who_is_not_shown_online() {
    story(async |world| {
        let (mut worker, person) = with_person(world, "Offline").await;
        let connection = connect(world, &mut worker, &person).await;
        let ask = format!("{connection}/ask");
        let drawn = worker.get(&ask).await;
        mark(&mut worker, &person, OFFLINE).await;
        assert!(worker.get(&person).await.text().contains("Do not show online"), "the head of every page says so");

        // The pages say why, and what to do instead, and offer nothing that would be refused.
        let page = worker.get(&ask).await;
        assert!(page.text().contains("marked “do not show online”"), "{}", page.text());
        assert!(page.text().contains("ring Lantern Allotments"), "{}", page.text());
        assert!(!page.body.contains(&format!("action=\"{ask}\"")), "there is no form");
        let page = worker.get(&connection).await;
        assert!(page.text().contains("so they cannot be asked by a link"), "{}", page.text());
        assert!(!page.body.contains(&ask), "{}", page.text());

        // A form that was drawn before is refused in words, and nothing typed is lost.
        let hidden = drawn.hidden(&ask);
        let mut late: Vec<(&str, &str)> = hidden.iter().map(|(name, value)| (name.as_str(), value.as_str())).collect();
        late.push(("agreed", "Her first name, \"'><x-kith-7>"));
        let refused = worker.post(&ask, &late).await;
        assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY, "{}", refused.text());
        assert!(refused.text().contains("Nothing was sent: this record is marked “do not show online”"));
        assert!(refused.text().contains("Her first name, ") && !refused.body.contains("<x-kith-7"));
        assert!(letters(world).await.is_empty(), "nothing left");
        // That somebody was rung and asked is still written down.
        let rung = worker.fill(&connection, &connection, &[("step", "ask")]).await;
        assert_eq!(rung.status, StatusCode::SEE_OTHER, "{}", rung.text());
    });
}

#[test]
fn a_link_that_was_sent_before_the_mark_is_an_address_that_is_not_there() {
    story(async |world| {
        let absent = everything(world, &format!("/asked/{}", "0".repeat(64))).await;
        let (mut worker, person) = with_person(world, "Offline").await;
        let connection = connect(world, &mut worker, &person).await;
        let ask = format!("{connection}/ask");
        assert_eq!(worker.fill(&ask, &ask, &[("agreed", "Her first name.")]).await.status, StatusCode::SEE_OTHER);
        let to = newest_link(world).await;
        let mut organisation = Client::new(&world.router);
        let question = [("question", "Does she use the stairs?")];
        let asked = organisation.fill(&to, &format!("{to}/question"), &question).await;
        assert_eq!(asked.status, StatusCode::SEE_OTHER, "{}", asked.text());
        let drawn = organisation.get(&to).await;
        assert!(drawn.text().contains("Her first name."), "{}", drawn.text());
        let answer = worker.get(&connection).await.link(&format!("{connection}/questions/"), "");
        let answering = worker.get(&answer).await;

        mark(&mut worker, &person, OFFLINE).await;
        assert_eq!(everything(world, &to).await, absent, "in nothing does it differ from one that never was");
        // Not even a form that was drawn before is taken.
        let hidden = drawn.hidden(&to);
        let mut late: Vec<(&str, &str)> = hidden.iter().map(|(name, value)| (name.as_str(), value.as_str())).collect();
        late.push(("step", "accept"));
        let refused = organisation.post(&to, &late).await;
        assert_eq!(refused.status, StatusCode::NOT_FOUND, "{}", refused.text());
        let page = worker.get(&connection).await;
        assert!(page.text().contains("links sent before open nothing"), "{}", page.text());
        assert!(!page.body.contains("/questions/"), "an answer would leave by a link");
        assert!(worker.get(&answer).await.text().contains("no answer can be sent by a link"));
        let hidden = answering.hidden(&answer);
        let mut late: Vec<(&str, &str)> = hidden.iter().map(|(name, value)| (name.as_str(), value.as_str())).collect();
        late.push(("answer", "With a hand to hold."));
        let before = letters(world).await.len();
        let refused = worker.post(&answer, &late).await;
        assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY, "{}", refused.text());
        assert!(refused.text().contains("do not show online") && refused.text().contains("With a hand to hold."));
        assert_eq!(letters(world).await.len(), before);

        // Somebody who may not know of the record cannot mark it; without the mark the link works as before.
        let mut colleague = Client::signed_in(&world.router, &world.one.colleague()).await;
        assert_eq!(colleague.get(&format!("{person}/protection")).await.status, StatusCode::NOT_FOUND);
        mark(&mut worker, &person, &[]).await;
        assert!(organisation.get(&to).await.text().contains("Her first name."));
    });
}

#[test]
fn a_receipt_opens_nothing_while_the_record_is_not_shown_online() {
    story(async |world| {
        let mut phone = Client::at(&world.router, "192.0.2.1");
        let form = "/ask-for-support/alder/me";
        let fields = [
            ("family_name", "Offline"),
            ("given_names", "Rosa"),
            ("born-day", "27"),
            ("born-month", "3"),
            ("born-year", "1951"),
            ("phone", "01632 960001"),
            ("reason", "Somebody reads my telephone."),
        ];
        let sent = phone.fill(form, form, &fields).await;
        assert_eq!(sent.status, StatusCode::SEE_OTHER, "{}", sent.text());
        let receipt = sent.location().split('?').next().unwrap().to_owned();
        let shape = |answer: Answer| (answer.status, answer.body);
        let absent = format!("/ask-for-support/alder/receipt/{}", "a".repeat(43));
        let absent = shape(phone.get(&absent).await);
        assert_eq!(absent.0, StatusCode::NOT_FOUND);
        assert_eq!(phone.get(&receipt).await.status, StatusCode::OK);

        let mut lead = Client::signed_in(&world.router, &world.one.email(Role::TeamLead)).await;
        let triage = lead.get("/queue").await.link("/referrals/", "/triage");
        assert!(lead.get(&triage).await.text().contains("It shows a sentence and no name."));
        let referral = triage.trim_end_matches("/triage").to_owned();
        super::thread::allocate(&mut lead, &referral.replace("/referrals/", "/my-referrals/"), "link_worker").await;
        let mut worker = Client::signed_in(&world.router, &world.one.email(Role::LinkWorker)).await;
        let person = worker.get("/today").await.link("/people/", "").trim_end_matches("/contacts/new").to_owned();
        mark(&mut worker, &person, OFFLINE).await;
        assert_eq!(shape(phone.get(&receipt).await), absent, "as one that never was");
        assert!(lead.get(&triage).await.text().contains("Opens nothing while the record is marked"));
        mark(&mut worker, &person, &[]).await;
        assert_eq!(phone.get(&receipt).await.status, StatusCode::OK);
    });
}

#[test]
fn a_calendar_leaves_out_whoever_is_not_shown_online() {
    story(async |world| {
        let (mut worker, person) = with_person(world, "Offline").await;
        let form = format!("{person}/appointments/new");
        let booking = [("day", "2026-12-03"), ("time", "14:30"), ("mode", "phone")];
        assert_eq!(worker.fill(&form, &form, &booking).await.status, StatusCode::SEE_OTHER);
        let page = "/today/calendar";
        let made = worker.fill(page, page, &[]).await;
        let link = made.body.split("http://127.0.0.1:8080").nth(1).unwrap().split('<').next().unwrap().to_owned();
        let mut telephone = Client::new(&world.router);
        assert!(telephone.get(&link).await.body.contains("DTSTART:20261203T143000Z"));
        mark(&mut worker, &person, OFFLINE).await;
        let feed = telephone.get(&link).await;
        assert_eq!(feed.status, StatusCode::OK);
        assert!(!feed.body.contains("VEVENT"), "{}", feed.body);
        assert!(worker.get(page).await.text().contains("Appointments with somebody whose record is marked"));
        assert!(worker.get(&person).await.text().contains("2.30pm"), "in Kith it stands as before");
        mark(&mut worker, &person, &[]).await;
        assert!(telephone.get(&link).await.body.contains("DTSTART:20261203T143000Z"));
    });
}

#[test]
fn a_message_about_somebody_not_shown_online_is_read_after_signing_in_and_leaves_by_no_e_mail() {
    story(async |world| {
        let (mut worker, person) = with_person(world, "Offline").await;
        let mut administrator = Client::signed_in(&world.router, &world.one.email(Role::Administrator)).await;
        let secure = [("silence_days", "5"), ("silence_times", "3"), ("secure", "surgery@alder.example.org")];
        assert_eq!(administrator.fill("/settings/post", "/settings/post", &secure).await.status, StatusCode::SEE_OTHER);
        mark(&mut worker, &person, OFFLINE).await;
        let back = format!("{person}/message-back");
        let page = worker.get(&back).await;
        assert!(page.text().contains("no e-mail leaves: neither the text nor a link"), "{}", page.text());
        let message = [("mattered", "Her garden."), ("happened", ""), ("missing", "")];
        assert_eq!(worker.fill(&back, &back, &message).await.status, StatusCode::SEE_OTHER);
        assert!(letters(world).await.is_empty(), "not even to an address marked as secure");

        let mut practice = Client::signed_in(&world.router, &world.one.email(Role::Practice)).await;
        let referral = practice.get("/my-referrals").await.link("/my-referrals/", "");
        let page = practice.get(&referral).await;
        assert!(page.text().contains("Do not show online"), "the practice is told before it files anything");
        let read = practice.fill(&referral, &format!("{referral}/read"), &[]).await;
        assert_eq!(read.status, StatusCode::SEE_OTHER, "{}", read.text());
        assert!(practice.get(&referral).await.text().contains("Her garden."));
        let own = worker.get(&person).await.link("/messages/", "");
        for copy in [practice.get(&format!("{referral}/text")).await, worker.get(&format!("{own}/text")).await] {
            assert!(copy.body.starts_with("DO NOT SHOW ONLINE: "), "every copy says so first: {}", copy.body);
        }
        mark(&mut worker, &person, &[]).await;
        assert_eq!(worker.fill(&back, &back, &message).await.status, StatusCode::SEE_OTHER);
        assert_eq!(letters(world).await.len(), 1, "without the mark it leaves as before");
        assert!(!practice.get(&referral).await.text().contains("Do not show online"));
        assert!(worker.get(&format!("{own}/text")).await.body.starts_with("OFFLINE, Rosa"));
    });
}
