//! The message back as the practice uses it: a draft from the record, the text for pasting, the code once, an answer
//! that waits for the link worker, and a correction that leaves what was sent as it was.

use http::StatusCode;
use kith_domain::staff::Role;

use super::client::Client;
use super::letters::letters;
use super::people::with_person;
use super::thread::{allocate, refer};
use super::world::{World, story};

fn tail_of(path: &str) -> String {
    path.rsplit('/').next().unwrap().to_owned()
}

/// A practice, a link worker and a person who has been met; the addresses of the referral and of the person.
async fn met(world: &World) -> (Client, Client, String, String) {
    let mut practice = Client::signed_in(&world.router, &world.one.email(Role::Practice)).await;
    let mut lead = Client::signed_in(&world.router, &world.one.email(Role::TeamLead)).await;
    let mut worker = Client::signed_in(&world.router, &world.one.email(Role::LinkWorker)).await;
    let referral = refer(world, &mut practice, "Okonjo", "Lonely since her sister died.").await;
    allocate(&mut lead, &referral, "link_worker").await;
    let person = worker.get("/today").await.link("/people/", "").trim_end_matches("/contacts/new").to_owned();
    for (page, fields) in [
        ("contacts/new", vec![("mode", "phone"), ("reached", "yes"), ("note", "SECRET NOTE about her son.")]),
        ("what-matters", vec![("words", "Her garden, and somebody to cook for.")]),
        ("needs/new", vec![("stated", "A bus on Sundays"), ("domain", "transport"), ("known", "later")]),
    ] {
        let page = format!("{person}/{page}");
        let done = worker.fill(&page, &page, &fields).await;
        assert_eq!(done.status, StatusCode::SEE_OTHER, "{page}: {}", done.text());
    }
    let gap = worker.get(&person).await.link("/needs/", "/gap");
    let done = worker.fill(&gap, &gap, &[("reason", "none-exists"), ("sought", "Sunday bus")]).await;
    assert_eq!(done.status, StatusCode::SEE_OTHER, "{}", done.text());
    (practice, worker, referral, person)
}

#[test]
fn a_draft_is_offered_and_holds_no_note_and_the_code_goes_once() {
    story(async |world| {
        let (mut practice, mut worker, referral, person) = met(world).await;
        let back = format!("{person}/message-back");
        let page = worker.get(&back).await;
        let text = page.text();
        for part in [
            "Her garden, and somebody to cook for.",
            "We have been in contact once",
            "Sunday bus: there is none here.",
            "871731000000106",
        ] {
            assert!(text.contains(part), "{part}: {text}");
        }
        assert!(!text.contains("SECRET NOTE"), "a note is between two people");
        let sent = worker
            .fill(
                &back,
                &back,
                &[
                    ("mattered", "Her garden."),
                    ("happened", "Met \"'><x-kith-7> once."),
                    ("missing", ""),
                    ("code", "871731000000106"),
                ],
            )
            .await;
        assert_eq!(sent.status, StatusCode::SEE_OTHER, "{}", sent.text());
        assert!(!worker.get(&back).await.text().contains("871731000000106"), "once for each episode");
        let again = worker
            .fill(&back, &back, &[("mattered", "x"), ("happened", ""), ("missing", ""), ("code", "871731000000106")])
            .await;
        assert_eq!(again.status, StatusCode::UNPROCESSABLE_ENTITY, "{}", again.text());

        let id = tail_of(&worker.get(&person).await.link("/messages/", ""));
        // The text is there for pasting once the message was opened, and not before.
        assert_eq!(practice.get(&format!("{referral}/text?message={id}")).await.status, StatusCode::NOT_FOUND);
        let read = practice.fill("/my-referrals", &format!("{referral}/read"), &[]).await;
        assert_eq!(read.status, StatusCode::SEE_OTHER, "{}", read.text());
        let page = practice.get(&referral).await;
        assert!(page.text().contains("871731000000106") && !page.body.contains("<x-kith-7"), "{}", page.text());
        let plain = practice.get(&format!("{referral}/text?message={id}")).await;
        assert_eq!((plain.status, plain.header("content-type")), (StatusCode::OK, "text/plain; charset=utf-8"));
        assert!(
            plain.body.contains("OKONJO, Rosa") && plain.body.contains("Met \"'><x-kith-7> once."),
            "{}",
            plain.body
        );
        let mut second = Client::signed_in(&world.router, &world.one.second_practice()).await;
        assert_eq!(second.get(&format!("{referral}/text?message={id}")).await.status, StatusCode::NOT_FOUND);
    });
}

#[test]
fn the_practice_answers_and_the_answer_waits_for_the_link_worker() {
    story(async |world| {
        let (mut practice, mut worker, referral, person) = met(world).await;
        let back = format!("{person}/message-back");
        let sent = worker.fill(&back, &back, &[("mattered", "Her garden."), ("happened", ""), ("missing", "")]).await;
        assert_eq!(sent.status, StatusCode::SEE_OTHER, "{}", sent.text());
        assert!(!practice.get(&referral).await.body.contains("name=\"reply\""), "first it is opened");
        practice.fill("/my-referrals", &format!("{referral}/read"), &[]).await;
        let action = format!("{referral}/reply");
        for (typed, status) in [
            ("", StatusCode::UNPROCESSABLE_ENTITY),
            ("nul \0", StatusCode::UNPROCESSABLE_ENTITY),
            ("Thank you. The \"'><x-kith-7> tablets were changed on Monday.", StatusCode::SEE_OTHER),
        ] {
            let answer = practice.fill(&referral, &action, &[("reply", typed)]).await;
            assert_eq!(answer.status, status, "{}", answer.text());
        }
        assert!(practice.get(&referral).await.text().contains("Your practice answered"));
        let today = worker.get("/today").await;
        assert!(today.text().contains("The practice has written back."), "{}", today.text());
        let message = today.link("/messages/", "");
        let page = worker.get(&message).await;
        assert!(
            page.text().contains("tablets were changed on Monday") && !page.body.contains("<x-kith-7"),
            "{}",
            page.text()
        );
        assert!(worker.get(&person).await.text().contains("The practice wrote back."));
        let mut colleague = Client::signed_in(&world.router, &world.one.colleague()).await;
        for path in [message.clone(), format!("{message}/text")] {
            assert_eq!(colleague.get(&path).await.status, StatusCode::NOT_FOUND);
        }
        let seen = worker.fill(&message, &format!("{message}/seen"), &[]).await;
        assert_eq!(seen.status, StatusCode::SEE_OTHER, "{}", seen.text());
        assert!(!worker.get("/today").await.text().contains("has written back"));
    });
}

#[test]
fn a_message_that_nobody_has_opened_is_shut_when_the_person_decides_against_it() {
    story(async |world| {
        let (mut practice, mut worker, referral, person) = met(world).await;
        let back = format!("{person}/message-back");
        let message = [("mattered", "CANARY-GARDEN"), ("happened", ""), ("missing", "")];
        assert_eq!(worker.fill(&back, &back, &message).await.status, StatusCode::SEE_OTHER);
        let page = format!("{person}/sharing");
        let surgery = worker.get(&page).await.choice("recipient", &format!("{} surgery", world.one.canary));
        let no = [("recipient", surgery.as_str()), ("says", "nothing"), ("what", "")];
        assert_eq!(worker.fill(&page, &page, &no).await.status, StatusCode::SEE_OTHER);
        for path in [referral.clone(), format!("{referral}/text"), "/my-referrals".to_owned()] {
            let shown = practice.get(&path).await;
            assert!(!shown.body.contains("CANARY-GARDEN"), "{path}: {}", shown.text());
        }
        // Agreed again, it is there, and what was read once stays read.
        let yes = [("recipient", surgery.as_str()), ("says", "part"), ("what", "Her garden.")];
        let agreed = worker.fill(&page, &page, &yes).await;
        assert_eq!(agreed.status, StatusCode::SEE_OTHER, "{}", agreed.text());
        let read = practice.fill("/my-referrals", &format!("{referral}/read"), &[]).await;
        assert!(practice.get(read.location()).await.body.contains("CANARY-GARDEN"));
    });
}

#[test]
fn what_was_sent_is_corrected_by_a_further_message_and_both_say_so() {
    story(async |world| {
        let (mut practice, mut worker, referral, person) = met(world).await;
        let back = format!("{person}/message-back");
        worker.fill(&back, &back, &[("mattered", "Her gardn."), ("happened", ""), ("missing", "")]).await;
        let first = worker.get(&person).await.link("/messages/", "");
        let id = first.trim_start_matches("/messages/").to_owned();
        let page = format!("{back}?corrects={id}");
        let draft = worker.get(&page).await;
        assert!(
            draft.text().contains("Her gardn.") && draft.text().contains("corrects the earlier one"),
            "{}",
            draft.text()
        );
        let mut fields: Vec<(String, String)> = draft.hidden(&back);
        fields.extend(
            [("mattered", "Her garden."), ("happened", ""), ("missing", "")].map(|(n, v)| (n.to_owned(), v.to_owned())),
        );
        let fields: Vec<(&str, &str)> = fields.iter().map(|(name, value)| (name.as_str(), value.as_str())).collect();
        let sent = worker.post(&back, &fields).await;
        assert_eq!(sent.status, StatusCode::SEE_OTHER, "{}", sent.text());
        let old = worker.get(&first).await;
        assert!(
            old.text().contains("It was corrected by a later message") && old.text().contains("Her gardn."),
            "{}",
            old.text()
        );
        let later = old.link("/messages/", "");
        assert!(worker.get(&later).await.text().contains("It corrects an earlier message"));
        practice.fill("/my-referrals", &format!("{referral}/read"), &[]).await;
        let seen = practice.get(&referral).await.text();
        assert!(
            seen.contains("It corrects an earlier message.") && seen.contains("It was corrected by a later message."),
            "{seen}"
        );
        let wrong = format!("{back}?corrects=01900000-0000-7000-8000-000000000000");
        assert_eq!(worker.get(&wrong).await.status, StatusCode::NOT_FOUND);
    });
}

#[test]
fn text_goes_only_to_an_address_that_the_administrator_marked_as_secure() {
    story(async |world| {
        let (_, mut worker, _, person) = met(world).await;
        let back = format!("{person}/message-back");
        worker.fill(&back, &back, &[("mattered", "Her garden."), ("happened", ""), ("missing", "")]).await;
        let first = letters(world).await.remove(0);
        assert!(!first.body.contains("garden") && !first.body.contains("OKONJO"), "a link only");
        let mut administrator = Client::signed_in(&world.router, &world.one.email(Role::Administrator)).await;
        let post = "/settings/post";
        let address = "Surgery@alder.example.org";
        administrator.fill(post, post, &[("silence_days", "5"), ("silence_times", "3"), ("secure", address)]).await;
        worker.fill(&back, &back, &[("mattered", "Her roses."), ("happened", ""), ("missing", "")]).await;
        let second = letters(world).await.remove(0);
        assert_eq!(second.kind, "message-text");
        assert!(second.body.contains("Her roses.") && second.body.contains("OKONJO, Rosa"), "{}", second.body);
        assert!(!second.subject.to_lowercase().contains("okonjo"));
        let message = worker.get(&person).await.link("/messages/", "");
        assert!(worker.get(&message).await.text().contains("The e-mail with its text is on its way."));
    });
}

#[test]
fn what_the_person_keeps_from_the_practice_is_in_no_draft_and_a_message_that_names_it_is_not_sent() {
    story(async |world| {
        let (_, mut worker, _, person) = met(world).await;
        let back = format!("{person}/message-back");
        let page = worker.get(&back).await;
        let gap = page.body.split("value=\"gap.").nth(1).unwrap().split('"').next().unwrap().to_owned();
        let gap = format!("gap.{gap}");
        // What was changed stands as it was typed; what was not is offered anew.
        let mattered = "Her garden, and somebody to cook for.";
        let keep = format!("{back}/keep-back");
        let kept = worker
            .fill(
                &back,
                &keep,
                &[
                    ("mattered", mattered),
                    ("happened", "Met \"'><x-kith-7> once."),
                    ("missing", "Sunday bus: there is none here."),
                    ("keep_back", &gap),
                ],
            )
            .await;
        assert_eq!(kept.status, StatusCode::SEE_OTHER, "{}", kept.text());
        let page = worker.get(&back).await;
        let text = page.text();
        assert!(text.contains("Rosa keeps one thing from the practice"), "{text}");
        assert!(text.contains("Met") && !page.body.contains("<x-kith-7"), "{text}");
        assert!(
            page.body.contains("name=\"missing\" rows=\"4\"></textarea>")
                || !boxed(&page.body, "missing").contains("Sunday bus"),
            "{}",
            page.body
        );
        assert!(boxed(&page.body, "mattered").contains("somebody to cook for"), "{}", page.body);
        // Typed after all, it is held up, and nothing goes.
        let before = letters(world).await.len();
        for (words, status) in [
            ("We looked for a bus on Sunday.", StatusCode::SEE_OTHER),
            ("We looked for a sunday BUS.", StatusCode::UNPROCESSABLE_ENTITY),
        ] {
            let typed = [("mattered", ""), ("happened", words), ("missing", ""), ("keep_back", &*gap)];
            let answer = worker.fill(&back, &back, &typed).await;
            assert_eq!(answer.status, status, "{}", answer.text());
            let said = answer.text().contains("they do not want the practice to know");
            assert_eq!(said, status == StatusCode::UNPROCESSABLE_ENTITY, "{}", answer.text());
        }
        assert_eq!(letters(world).await.len(), before + 1);
        // They change their mind: it is offered again, and both wishes are kept.
        let back_again = worker.fill(&back, &keep, &[("mattered", ""), ("happened", ""), ("missing", "")]).await;
        assert_eq!(back_again.status, StatusCode::SEE_OTHER, "{}", back_again.text());
        assert!(boxed(&worker.get(&back).await.body, "missing").contains("Sunday bus"));
        // Whatever is not of this record, or of nobody's, changes nothing.
        for wrong in ["gap.01900000-0000-7000-8000-000000000000", "note.1", "", "\0"] {
            let answer = worker.fill(&back, &keep, &[("keep_back", wrong)]).await;
            assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY, "{wrong:?}: {}", answer.text());
        }
        let mut colleague = Client::signed_in(&world.router, &world.one.colleague()).await;
        assert_eq!(colleague.get(&back).await.status, StatusCode::NOT_FOUND);
    });
}

/// What stands in a box of a form.
fn boxed(body: &str, name: &str) -> String {
    let from = body.split(&format!("name=\"{name}\"")).nth(1).unwrap();
    from.split_once('>').unwrap().1.split("</textarea>").next().unwrap().to_owned()
}

#[test]
fn a_message_is_kept_as_a_draft_and_taken_along_as_a_pdf() {
    story(async |world| {
        let (mut practice, mut worker, referral, person) = met(world).await;
        let back = format!("{person}/message-back");
        let kept = worker.fill(&back, &format!("{back}/draft"), &[("mattered", "Half a sent")]).await;
        assert_eq!(kept.status, StatusCode::SEE_OTHER, "{}", kept.text());
        let page = worker.get(&back).await;
        assert!(page.text().contains("This is your draft") && boxed(&page.body, "mattered").contains("Half a sent"));
        let mut lead = Client::signed_in(&world.router, &world.one.email(Role::TeamLead)).await;
        assert!(!lead.get(&back).await.body.contains("Half a sent"), "a draft is its author's alone");
        let sent =
            worker.fill(&back, &back, &[("mattered", "Half a sentence."), ("happened", ""), ("missing", "")]).await;
        assert_eq!(sent.status, StatusCode::SEE_OTHER, "{}", sent.text());
        assert!(!worker.get(&back).await.text().contains("This is your draft"), "what was sent is no draft");
        let message = worker.get(&person).await.link("/messages/", "");
        let file = worker.get(&format!("{message}/pdf")).await;
        assert_eq!((file.status, file.header("content-type")), (StatusCode::OK, "application/pdf"));
        assert!(!file.header("content-disposition").to_lowercase().contains("okonjo"));
        let id = tail_of(&message);
        let mine = format!("{referral}/pdf?message={id}");
        assert_eq!(practice.get(&mine).await.status, StatusCode::NOT_FOUND, "an unread message is opened first");
        practice.fill("/my-referrals", &format!("{referral}/read"), &[]).await;
        assert_eq!(practice.get(&mine).await.header("content-type"), "application/pdf");
        for wrong in ["?message=", "?message=1", "?message=01900000-0000-7000-8000-000000000000"] {
            assert_eq!(practice.get(&format!("{referral}/pdf{wrong}")).await.status, StatusCode::NOT_FOUND, "{wrong}");
        }
        let mut second = Client::signed_in(&world.router, &world.one.second_practice()).await;
        assert_eq!(second.get(&mine).await.status, StatusCode::NOT_FOUND);
    });
}

#[test]
fn a_message_in_letters_that_a_pdf_does_not_have_is_printed_and_offers_no_pdf() {
    story(async |world| {
        let (mut worker, person) = with_person(world, "Rahima").await;
        let page = format!("{person}/message-back");
        let words = [("mattered", "তিনি বলেছেন"), ("happened", "We met twice."), ("missing", "")];
        let sent = worker.fill(&page, &page, &words).await;
        assert_eq!(sent.status, StatusCode::SEE_OTHER, "{}", sent.text());
        let message = worker.get(&person).await.link("/messages/", "");
        let opened = worker.get(&message).await;
        let said = "These words cannot be set in a PDF: “তিনি”, “বলেছেন”";
        assert!(opened.text().contains(said), "{}", opened.text());
        assert!(!opened.body.contains(&format!("href=\"{message}/pdf\"")));
        assert_eq!(worker.get(&format!("{message}/pdf")).await.status, StatusCode::BAD_REQUEST);
        let mut practice = Client::signed_in(&world.router, &world.one.email(Role::Practice)).await;
        let list = practice.get("/my-referrals").await;
        let read = list.body.split("action=\"").find(|rest| rest.contains("/read\"")).unwrap();
        let read = read.split('"').next().unwrap().to_owned();
        let read = practice.fill("/my-referrals", &read, &[]).await;
        let shown = practice.get(read.location().split('#').next().unwrap()).await;
        assert!(shown.text().contains(said) && !shown.body.contains("/pdf?message="), "{}", shown.text());
    });
}
