//! The lead asks, redirects, turns away with the need, and allocates in place.

use http::StatusCode;
use kith_domain::staff::Role;

use super::client::Client;
use super::thread::refer;
use super::world::{World, story};

async fn lead(world: &World) -> Client {
    Client::signed_in(&world.router, &world.one.email(Role::TeamLead)).await
}

async fn practice(world: &World) -> Client {
    Client::signed_in(&world.router, &world.one.email(Role::Practice)).await
}

fn triage_of(referral: &str) -> (String, String) {
    let base = format!("/referrals/{}", referral.rsplit('/').next().unwrap());
    (format!("{base}/triage"), base)
}

#[test]
fn the_practice_answers_a_question_and_triage_goes_on() {
    story(async |world| {
        let (mut lead, mut practice) = (lead(world).await, practice(world).await);
        let referral = refer(world, &mut practice, "Asked", "Lonely; the flat is damp.").await;
        let (page, base) = triage_of(&referral);
        let silent = lead.fill(&page, &format!("{base}/ask"), &[("question", " ")]).await;
        assert_eq!(silent.status, StatusCode::UNPROCESSABLE_ENTITY);
        let asked = lead.fill(&page, &format!("{base}/ask"), &[("question", "Who is her landlord?")]).await;
        assert_eq!(asked.status, StatusCode::SEE_OTHER, "{}", asked.text());
        assert!(lead.get("/queue").await.text().contains("Waiting for an answer"));
        // Another practice of the same service learns nothing of it.
        let mut second = Client::signed_in(&world.router, &world.one.second_practice()).await;
        assert!(!second.get("/my-referrals").await.text().contains("ASKED"));
        assert_eq!(second.post(&format!("{referral}/answer"), &[]).await.status, StatusCode::CONFLICT);
        let mine = practice.get("/my-referrals").await;
        assert!(
            mine.text().contains("Questions for you") && mine.text().contains("The team has a question"),
            "{}",
            mine.text()
        );
        let empty = practice.fill(&referral, &format!("{referral}/answer"), &[("answer", "")]).await;
        assert_eq!(empty.status, StatusCode::UNPROCESSABLE_ENTITY);
        let answered =
            practice.fill(&referral, &format!("{referral}/answer"), &[("answer", "The council, she says.")]).await;
        assert_eq!(answered.status, StatusCode::SEE_OTHER, "{}", answered.text());
        assert!(!practice.get("/my-referrals").await.text().contains("Questions for you"));
        let queue = lead.get("/queue").await.text();
        assert!(queue.contains("Your question is answered") && !queue.contains("Waiting for an answer"), "{queue}");
        let opened = lead.get(&page).await.text();
        assert!(opened.contains("Who is her landlord?") && opened.contains("The council, she says."), "{opened}");
        super::thread::allocate(&mut lead, &referral, "link_worker").await;
        // Both stand in the person's story.
        let mut worker = Client::signed_in(&world.router, &world.one.email(Role::LinkWorker)).await;
        let person = worker.get("/people").await.link("/people/0", "");
        let story = worker.get(&format!("{person}?show=messages")).await.text();
        assert!(story.contains("about the referral. Who is her landlord?"), "{story}");
        assert!(story.contains("answered what was asked about the referral. The council, she says."), "{story}");
        // The practice was told by an e-mail that names nobody and says nothing of what was asked.
        let sent = super::letters::letters(world).await;
        let notice = sent.iter().find(|letter| letter.kind == "question").unwrap();
        assert!(notice.body.contains(&referral), "{}", notice.body);
        for secret in ["ASKED", "Asked", "landlord", "Lonely", "damp"] {
            assert!(!notice.body.contains(secret) && !notice.subject.contains(secret), "{secret}: {}", notice.body);
        }
    });
}

#[test]
fn whoever_has_the_link_answers_once_and_the_answer_is_not_shown_again() {
    story(async |world| {
        let mut phone = Client::at(&world.router, "192.0.2.1");
        let page = "/ask-for-support/alder/me";
        let fields = [
            ("family_name", "Linked"),
            ("born-day", "1"),
            ("born-month", "2"),
            ("born-year", "1960"),
            ("phone", "01632 960001"),
            ("reason", "Company."),
        ];
        let sent = phone.fill(page, page, &fields).await;
        let link = sent.location().split('?').next().unwrap().to_owned();
        let mut lead = lead(world).await;
        let opened = lead.get("/queue").await.link("/referrals/", "/triage");
        let base = opened.trim_end_matches("/triage").to_owned();
        assert!(lead.get(&opened).await.text().contains("write no name and nothing about health"));
        lead.fill(&opened, &format!("{base}/ask"), &[("question", "Is a morning or an evening better?")]).await;
        let asked = phone.get(&link).await;
        assert!(asked.text().contains("Is a morning or an evening better?"), "{}", asked.text());
        let form = asked.hidden(&link);
        let mut fields: Vec<(&str, &str)> = form.iter().map(|(a, b)| (a.as_str(), b.as_str())).collect();
        fields.push(("answer", "Evenings, \"'><x-kith-7>"));
        let (one, two) = (phone.post(&link, &fields).await, phone.post(&link, &fields).await);
        assert_eq!((one.status, two.status), (StatusCode::SEE_OTHER, StatusCode::SEE_OTHER), "{}", one.text());
        let after = phone.get(&link).await.text();
        assert!(!after.contains("Evenings") && !after.contains("morning or an evening"), "{after}");
        let seen = lead.get(&opened).await;
        assert!(seen.text().contains("Evenings") && !seen.body.contains("<x-kith-7"), "{}", seen.text());
        // A second answer finds no question.
        let late: Vec<(&str, &str)> =
            fields.iter().map(|(a, b)| if *a == "nonce" { (*a, "0123456789abcdef00") } else { (*a, *b) }).collect();
        assert_eq!(phone.post(&link, &late).await.status, StatusCode::UNPROCESSABLE_ENTITY);
        let wrong = format!("{}/{}", link.rsplit_once('/').unwrap().0, "A".repeat(43));
        assert_eq!(phone.post(&wrong, &late).await.status, StatusCode::NOT_FOUND);
    });
}

#[test]
fn a_redirected_person_is_recorded_with_what_they_needed() {
    story(async |world| {
        let (mut lead, mut practice) = (lead(world).await, practice(world).await);
        let referral = refer(world, &mut practice, "Elsewhere", "Memory is going; lives over the border.").await;
        let (page, base) = triage_of(&referral);
        let redirect = format!("{base}/redirect");
        let wrong = lead.fill(&page, &redirect, &[("redirect_to", ""), ("need", "A memory café")]).await;
        assert_eq!(wrong.status, StatusCode::UNPROCESSABLE_ENTITY);
        let text = wrong.text();
        assert!(
            text.contains("Say who can help better.") && text.contains("Say which rule turned them away"),
            "{text}"
        );
        assert!(text.contains("A memory café"), "nothing typed is lost: {text}");
        let fields = [
            ("redirect_to", "The link workers of Hill"),
            ("redirect_words", "They cover his street; call 01632 960009."),
            ("rule", "Lives outside the area"),
            ("need", "A memory café"),
            ("domain", ""),
        ];
        let done = lead.fill(&page, &redirect, &fields).await;
        assert_eq!(done.status, StatusCode::SEE_OTHER, "{}", done.text());
        assert!(!lead.get("/queue").await.text().contains("ELSEWHERE"));
        let settled = lead.get(&page).await.text();
        assert!(settled.contains("Redirected to The link workers of Hill"), "{settled}");
        assert!(settled.contains("Turned away by a rule: Lives outside the area. Needed: A memory café"), "{settled}");
        let told = practice.get(&referral).await.text();
        assert!(told.contains("The link workers of Hill") && told.contains("They cover his street"), "{told}");
        // Too late for anything else: the one who comes second is told so.
        for (act, fields) in
            [("return", vec![("return_reason", "No")]), ("ask", vec![("question", "Why?")]), ("accept", vec![])]
        {
            let mut all = vec![("nonce", "0123456789abcdefff"), ("for-service", ""), ("for-record", "")];
            let (service, record) = (world.one.service.to_string(), base.rsplit('/').next().unwrap().to_owned());
            all[1].1 = &service;
            all[2].1 = &record;
            let nonce = format!("{act}0123456789abcdef");
            all[0].1 = &nonce;
            all.extend(fields);
            let late = lead.post(&format!("{base}/{act}"), &all).await;
            assert_eq!(late.status, StatusCode::CONFLICT, "{act}: {}", late.text());
        }
    });
}

#[test]
fn a_referral_given_back_by_a_rule_keeps_the_need_in_their_words() {
    story(async |world| {
        let (mut lead, mut practice) = (lead(world).await, practice(world).await);
        let referral = refer(world, &mut practice, "Tooyoung", "Seventeen, and nobody to talk to.").await;
        let (page, base) = triage_of(&referral);
        let fields = [("return_reason", "The youth hub can see them."), ("rule", "Under 18")];
        let done = lead.fill(&page, &format!("{base}/return"), &fields).await;
        assert_eq!(done.status, StatusCode::SEE_OTHER, "{}", done.text());
        let settled = lead.get(&page).await.text();
        assert!(settled.contains("Under 18. Needed: Seventeen, and nobody to talk to."), "{settled}");
    });
}

#[test]
fn a_referral_goes_back_with_a_reason_alone_as_a_browser_sends_the_form() {
    story(async |world| {
        let (mut lead, mut practice) = (lead(world).await, practice(world).await);
        for (act, name, reason) in [("return", "Plainly", "return_reason"), ("redirect", "Elsewhere", "redirect_words")]
        {
            let referral = refer(world, &mut practice, name, "Would like company.").await;
            let (page, base) = triage_of(&referral);
            let drawn = lead.get(&page).await;
            // Whoever chooses nothing sends the first line of a list.
            let form = drawn.body.split(&format!("action=\"{base}/{act}\"")).nth(1).unwrap();
            let first = form.split("<option value=\"").nth(1).unwrap().split('"').next().unwrap();
            let fields = [
                (reason, "We are full."),
                ("redirect_to", "The day centre"),
                ("rule", ""),
                ("need", ""),
                ("domain", first),
            ];
            let done = lead.fill(&page, &format!("{base}/{act}"), &fields).await;
            assert_eq!(done.status, StatusCode::SEE_OTHER, "{act} with “{first}”: {}", done.text());
            assert!(!lead.get(&page).await.text().contains("Turned away by a rule"), "nobody said so");
        }
    });
}

#[test]
fn a_lead_allocates_in_place_one_after_the_other() {
    story(async |world| {
        let (mut lead, mut practice) = (lead(world).await, practice(world).await);
        let first = refer(world, &mut practice, "Firstinline", "Lonely.").await;
        refer(world, &mut practice, "Secondinline", "Lonely too.").await;
        let open = lead.get("/queue?open=first").await;
        let action = format!("/referrals/{}/allocate", first.rsplit('/').next().unwrap());
        assert!(open.body.contains(&action) && open.text().contains("active"), "{}", open.text());
        assert_eq!(open.body.matches(" autofocus").count(), 1, "the keyboard begins at the choice");
        let mut fields = open.hidden(&action);
        fields.push(("worker".to_owned(), open.choice("worker", "link_worker")));
        let fields: Vec<(&str, &str)> = fields.iter().map(|(a, b)| (a.as_str(), b.as_str())).collect();
        let done = lead.post(&action, &fields).await;
        assert!(done.location().starts_with("/queue?open=first"), "{}", done.location());
        let next = lead.get(done.location()).await;
        assert!(next.text().contains("SECONDINLINE") && !next.text().contains("FIRSTINLINE"), "{}", next.text());
        assert_eq!(next.body.matches(" autofocus").count(), 1);
        assert_eq!(lead.get("/queue?open=nobody").await.status, StatusCode::OK);
    });
}

#[test]
fn words_to_read_at_once_are_told_on_the_first_page_wherever_the_referral_waits() {
    story(async |world| {
        let (mut lead, mut practice) = (lead(world).await, practice(world).await);
        // Names that sound alike would be asked about: these do not.
        let calm = ["B", "D", "F", "G", "K"];
        for first in calm {
            for second in calm {
                refer(world, &mut practice, &format!("Calm{first}{second}"), "Would like company.").await;
            }
        }
        let urgent =
            refer(world, &mut practice, "Urgent", "She says she wants to \"'><x-kith-7> end her life tonight.").await;
        let first = lead.get("/queue").await;
        let text = first.text();
        assert!(text.contains("26 referrals wait.") && text.contains("A referral further down the queue"), "{text}");
        assert!(text.contains("URGENT") && !first.body.contains("<x-kith-7"), "{text}");
        let (page, _) = triage_of(&urgent);
        assert!(first.body.contains(&page), "it is one tap away");
        // Where it stands itself, its own line says it.
        let later = lead.get(&first.link("/queue?after=", "")).await.text();
        assert!(later.contains("Please read closely") && !later.contains("further down the queue"), "{later}");
        let mut second = Client::signed_in(&world.router, &world.two.email(Role::TeamLead)).await;
        assert!(!second.get("/queue").await.text().contains("URGENT"));
    });
}
