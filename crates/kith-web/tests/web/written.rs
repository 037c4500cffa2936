//! A practice that will not keep accounts gets the message back: an e-mailed link, or the link of its receipt, opens it
//! together with the practice code, and nothing opens it without.

use http::StatusCode;
use kith_domain::staff::Role;

use super::client::{Answer, Client};
use super::letters::letters;
use super::world::{Home, World, story};

/// The practice's desk, its code, its receipt, and the link worker with the person.
struct Scene {
    desk: Client,
    code: String,
    receipt: String,
    /// The page of the referral in triage.
    referral: String,
    worker: Client,
    person: String,
}

/// The code of the practice with this name, made by the manager.
async fn code_of(world: &World, home: &Home, name: &str) -> (Client, String, String) {
    let mut manager = Client::signed_in(&world.router, &home.email(Role::ServiceManager)).await;
    let list = manager.get("/practice-codes").await.body;
    let before = list.split(&format!(">{} {name}<", home.canary)).next().unwrap();
    let page =
        format!("/practice-codes/{}", before.rsplit("/practice-codes/").next().unwrap().split('"').next().unwrap());
    let shown = manager.get(&page).await;
    let code = shown.hidden(&page).into_iter().find(|(name, _)| name == "code").unwrap().1;
    assert_eq!(manager.send_hidden(&shown, &page).await.status, StatusCode::SEE_OTHER);
    (manager, page, code)
}

async fn send(world: &World, slug: &str, code: &str, family: &str) -> (Client, String) {
    let mut desk = Client::at(&world.router, "192.0.2.9");
    let page = format!("/ask-for-support/{slug}/organisation");
    let fields = [
        ("family_name", family),
        ("given_names", "Rosa"),
        ("born-day", "27"),
        ("born-month", "3"),
        ("born-year", "1951"),
        ("phone", "01632 960001"),
        ("reason", "Frightened of the stairs."),
        ("sender_name", "Jo Ng"),
        ("sender_from", "Front desk"),
        ("sender_reach", "desk@example.org"),
        ("told", "agreed"),
        ("practice_code", code),
    ];
    let sent = desk.fill(&page, &page, &fields).await;
    assert_eq!(sent.status, StatusCode::SEE_OTHER, "{}", sent.text());
    let receipt = sent.location().split('?').next().unwrap().to_owned();
    (desk, receipt)
}

async fn scene(world: &World) -> Scene {
    let (_, _, code) = code_of(world, &world.one, "surgery").await;
    let (desk, receipt) = send(world, "alder", &code, "Okonjo").await;
    let mut lead = Client::signed_in(&world.router, &world.one.email(Role::TeamLead)).await;
    let referral = lead.get("/queue").await.link("/referrals/", "/triage");
    super::thread::allocate(&mut lead, referral.trim_end_matches("/triage"), "link_worker").await;
    let mut worker = Client::signed_in(&world.router, &world.one.email(Role::LinkWorker)).await;
    let person = worker.get("/today").await.link("/people/", "").trim_end_matches("/contacts/new").to_owned();
    Scene { desk, code, receipt, referral, worker, person }
}

impl Scene {
    async fn write(&mut self, happened: &str) -> String {
        let back = format!("{}/message-back", self.person);
        let fields = [("mattered", "Her garden."), ("happened", happened), ("missing", "")];
        let sent = self.worker.fill(&back, &back, &fields).await;
        assert_eq!(sent.status, StatusCode::SEE_OTHER, "{}", sent.text());
        assert!(sent.location().ends_with("message-sent-by-link"), "{}", sent.location());
        self.worker.get(&self.person).await.link("/messages/", "")
    }
}

/// The address of the newest link to a message that left.
async fn newest(world: &World) -> String {
    let all = letters(world).await;
    let letter = all.iter().find(|letter| letter.body.contains("/written/")).unwrap();
    let secret = letter.body.split("/written/").nth(1).unwrap().split_whitespace().next().unwrap();
    format!("/written/{secret}")
}

async fn code(client: &mut Client, here: &str, code: &str) -> Answer {
    client.fill(here, here, &[("code", code)]).await
}

const SECRETS: [&str; 8] = ["okonjo", "rosa", "stairs", "garden", "1951", "frightened", "allotment", "jo ng"];

#[test]
fn a_practice_without_accounts_reads_the_message_by_its_link_and_code_and_answers_it() {
    story(async |world| {
        let mut scene = scene(world).await;
        let message = scene.write("Met \"'><x-kith-7> twice at the allotment.").await;
        let outbox = letters(world).await;
        let letter = outbox.iter().find(|letter| letter.kind == "message-back").unwrap();
        assert_eq!(letter.recipient, "surgery@alder.example.org");
        let text = format!("{} {}", letter.subject, letter.body).to_lowercase();
        for secret in SECRETS {
            assert!(!text.contains(secret), "the letter says {secret}");
        }
        assert!(!letter.body.contains("my-referrals") && letter.body.contains("practice code"), "{}", letter.body);

        // Before the code nothing says whom it is about, and looking reads nothing.
        let here = newest(world).await;
        let mut desk = Client::at(&world.router, "192.0.2.10");
        for page in [desk.get(&here).await, desk.get(&here).await] {
            assert_eq!(page.status, StatusCode::OK);
            assert!(page.text().contains("Type your practice code to read it."), "{}", page.text());
            for secret in SECRETS {
                assert!(!page.body.to_lowercase().contains(secret), "before the code: {secret}");
            }
        }
        for file in ["text", "pdf"] {
            let early = desk.get(&format!("{here}/{file}")).await;
            assert_eq!((early.status, early.location()), (StatusCode::SEE_OTHER, here.as_str()));
        }
        let early = desk.fill(&here, &here, &[("code", "")]).await;
        assert_eq!(early.status, StatusCode::UNPROCESSABLE_ENTITY);
        assert!(scene.worker.get(&message).await.text().contains("Nobody at the practice has opened it yet."));

        // With the code, however it is typed, it is read, and the link worker sees that.
        let typed = scene.code.to_lowercase().replace('-', " ");
        let opened = code(&mut desk, &here, &typed).await;
        assert_eq!((opened.status, opened.location()), (StatusCode::SEE_OTHER, &*format!("{here}?said=message-read")));
        let cookie = opened.header("set-cookie").to_owned();
        assert!(cookie.contains("HttpOnly") && cookie.contains("Secure") && cookie.contains(&format!("Path={here};")));
        assert!(!cookie.contains(&scene.code.replace('-', "")), "the code itself is nowhere");
        let page = desk.get(&here).await;
        let said = page.text();
        assert!(said.contains("OKONJO, Rosa") && said.contains("twice at the allotment."), "{said}");
        assert!(!page.body.contains("<x-kith-7") && !page.body.contains(&scene.code));
        assert!(scene.worker.get(&message).await.text().contains("Opened at the practice on"));
        let text = desk.get(&format!("{here}/text")).await;
        assert_eq!((text.status, text.header("content-type")), (StatusCode::OK, "text/plain; charset=utf-8"));
        assert!(text.body.contains("OKONJO, Rosa") && text.body.contains("Met \"'><x-kith-7> twice"), "{}", text.body);
        let pdf = desk.get(&format!("{here}/pdf")).await;
        assert_eq!((pdf.status, pdf.header("content-type")), (StatusCode::OK, "application/pdf"));
        assert!(!pdf.header("content-disposition").to_lowercase().contains("okonjo"));

        // An answer: refused empty, taken once, told once.
        for (typed, status) in [("", 422), ("nul \0", 422), ("Tablets changed \"'><x-kith-7> on Monday.", 303)] {
            let answer = desk.fill(&here, &format!("{here}/reply"), &[("reply", typed)]).await;
            assert_eq!(answer.status.as_u16(), status, "{}", answer.text());
            assert!(!answer.body.contains("<x-kith-7"));
        }
        let again = desk.fill(&here, &format!("{here}/reply"), &[("reply", "And on Friday.")]).await;
        assert_eq!(again.status, StatusCode::SEE_OTHER, "{}", again.text());
        assert!(desk.get(&here).await.text().contains("Your practice answered"));
        let today = scene.worker.get("/today").await;
        assert_eq!(today.text().matches("The practice has written back.").count(), 1, "{}", today.text());
        let page = scene.worker.get(&message).await;
        assert!(page.text().contains("on Monday.") && page.text().contains("And on Friday."), "{}", page.text());
        assert!(!page.body.contains("<x-kith-7"));
        assert!(page.text().contains("wrote to surgery@alder.example.org on"), "{}", page.text());
        assert!(page.text().contains("The link works until") && page.text().contains("Opened"), "{}", page.text());

        // Half an hour later the code is asked for again, and an answer that was being written is not lost.
        let form = desk.get(&here).await.hidden(&format!("{here}/reply"));
        world.clock.forward(std::time::Duration::from_secs(31 * 60));
        let late: Vec<(&str, &str)> = form.iter().map(|(a, b)| (a.as_str(), b.as_str())).collect();
        let with = |more: &[(&'static str, &str)]| -> Vec<(String, String)> {
            late.iter().chain(more).map(|(a, b)| ((*a).to_owned(), (*b).to_owned())).collect()
        };
        let fields = with(&[("reply", "Too late \"'><x-kith-7>")]);
        let fields: Vec<(&str, &str)> = fields.iter().map(|(a, b)| (a.as_str(), b.as_str())).collect();
        let asked = desk.post(&format!("{here}/reply"), &fields).await;
        assert_eq!(asked.status, StatusCode::UNPROCESSABLE_ENTITY);
        assert!(asked.text().contains("Too late") && !asked.body.contains("<x-kith-7"), "{}", asked.text());
        assert!(!asked.text().contains("OKONJO"), "{}", asked.text());
        let fields = with(&[("reply", "Too late, but here."), ("code", &scene.code)]);
        let fields: Vec<(&str, &str)> = fields.iter().map(|(a, b)| (a.as_str(), b.as_str())).collect();
        assert_eq!(desk.post(&format!("{here}/reply"), &fields).await.status, StatusCode::SEE_OTHER);
        assert!(desk.get(&here).await.text().contains("Too late, but here."));
    });
}

#[test]
fn the_receipt_opens_what_was_written_too_and_a_second_message_waits_for_the_code() {
    story(async |world| {
        let mut scene = scene(world).await;
        let receipt = scene.receipt.clone();
        let here = format!("{receipt}/messages");
        assert!(scene.desk.get(&receipt).await.text().contains("There is nothing to read at the moment."));
        assert!(scene.desk.get(&here).await.text().contains("There is nothing to read here"));
        let first = scene.write("Met once.").await;
        assert!(scene.desk.get(&receipt).await.text().contains("Read it with your practice code"));
        let typed = scene.code.clone();
        assert_eq!(code(&mut scene.desk, &here, &typed).await.location(), format!("{here}?said=message-read"));
        assert!(scene.desk.get(&here).await.text().contains("Met once."));
        assert!(scene.worker.get(&first).await.text().contains("Opened at the practice on"));
        // A second one is not read by looking at the first.
        scene.write("Met again.").await;
        let page = scene.desk.get(&here).await.text();
        assert!(page.contains("A message waits to be read.") && !page.contains("Met again."), "{page}");
        assert_eq!(code(&mut scene.desk, &here, &typed).await.status, StatusCode::SEE_OTHER);
        assert!(scene.desk.get(&here).await.text().contains("Met again."));
        let answer = scene.desk.fill(&here, &format!("{here}/reply"), &[("reply", "Thank you.")]).await;
        assert_eq!(answer.status, StatusCode::SEE_OTHER, "{}", answer.text());
        assert!(scene.worker.get("/today").await.text().contains("The practice has written back."));
        // The pass of this receipt opens nothing else, and the receipt of somebody without a practice has no messages.
        let by_mail = newest(world).await;
        assert!(scene.desk.get(&by_mail).await.text().contains("Type your practice code to read it."));
        // Every reading is written down, so a program that reads over and over is stopped.
        let mut last = scene.desk.get(&here).await.status;
        for _ in 0..kith_app::links::MOST_OPENINGS {
            last = scene.desk.get(&here).await.status;
        }
        assert_eq!(last, StatusCode::TOO_MANY_REQUESTS);
        world.clock.forward(std::time::Duration::from_secs(61 * 60));
        assert_eq!(scene.desk.get(&here).await.status, StatusCode::OK, "and asks for the code again");
        // When the lead stops the link of the receipt, the messages are gone with it.
        let mut lead = Client::signed_in(&world.router, &world.one.email(Role::TeamLead)).await;
        let page = scene.referral.clone();
        let stopped = lead.fill(&page, &page.replace("/triage", "/stop-links"), &[]).await;
        assert_eq!(stopped.status, StatusCode::SEE_OTHER, "{}", stopped.text());
        assert_eq!(scene.desk.get(&here).await.status, StatusCode::NOT_FOUND);
    });
}

/// Everything that can be asked of a way in.
async fn everything(world: &World, here: &str) -> Vec<(StatusCode, String)> {
    let mut client = Client::at(&world.router, "198.51.100.7");
    let whole = [("nonce", "0123456789abcdef0123456789abcdef"), ("for-service", ""), ("for-record", "x")];
    let mut all = vec![client.get(here).await];
    for file in ["text", "pdf"] {
        all.push(client.get(&format!("{here}/{file}")).await);
    }
    for path in [here.to_owned(), format!("{here}/reply")] {
        all.push(client.post(&path, &[]).await);
        all.push(client.post(&path, &whole).await);
    }
    all.into_iter().map(|answer| (answer.status, answer.body)).collect()
}

#[test]
fn a_link_to_a_message_that_does_not_work_is_one_and_the_same_page_whatever_the_reason() {
    story(async |world| {
        let absent = everything(world, &format!("/written/{}", "0".repeat(64))).await;
        assert!(absent.iter().all(|(status, _)| *status == StatusCode::NOT_FOUND), "{absent:?}");
        let mut scene = scene(world).await;
        let message = scene.write("Met once.").await;
        let here = newest(world).await;
        for odd in ["0", "%27%3E%3Cx-kith-7%3E", &"F".repeat(64), &here.trim_start_matches("/written/").to_uppercase()]
        {
            assert_eq!(everything(world, &format!("/written/{odd}")).await, absent, "{odd}");
        }
        // It is no link to a request, and a request is no message.
        let secret = here.trim_start_matches("/written/").to_owned();
        assert_eq!(Client::new(&world.router).get(&format!("/asked/{secret}")).await.status, StatusCode::NOT_FOUND);
        // Stopped by the link worker; a fresh one works; it ends after a fortnight.
        let stopped = scene.worker.fill(&message, &format!("{message}/stop-links"), &[]).await;
        assert_eq!(stopped.status, StatusCode::SEE_OTHER, "{}", stopped.text());
        assert_eq!(everything(world, &here).await, absent);
        let fresh = scene.worker.fill(&message, &format!("{message}/link"), &[]).await;
        assert_eq!(fresh.status, StatusCode::SEE_OTHER, "{}", fresh.text());
        let fresh = newest(world).await;
        assert_ne!(fresh, here);
        let mut desk = Client::at(&world.router, "192.0.2.10");
        assert_eq!(code(&mut desk, &fresh, &scene.code).await.status, StatusCode::SEE_OTHER);
        assert_eq!(desk.get(&fresh).await.status, StatusCode::OK);
        // What the person decides counts at once: no to the practice, then kept offline.
        let sharing = format!("{}/sharing", scene.person);
        let surgery = format!("{} surgery", world.one.canary);
        let practice = scene.worker.get(&sharing).await.choice("recipient", &surgery);
        for (says, works) in [("nothing", false), ("share", true)] {
            let said = scene.worker.fill(&sharing, &sharing, &[("recipient", &practice), ("says", says)]).await;
            assert_eq!(said.status, StatusCode::SEE_OTHER, "{}", said.text());
            assert_eq!(desk.get(&fresh).await.status == StatusCode::OK, works, "{says}");
            let messages = format!("{}/messages", scene.receipt);
            let said = desk.get(&messages).await.text();
            assert_eq!(said.contains("There is nothing to read here"), !works, "{says}: {said}");
        }
        let protection = format!("{}/protection", scene.person);
        let marked = [("restricted", "no"), ("reason", ""), ("not_online", "yes")];
        assert_eq!(scene.worker.fill(&protection, &protection, &marked).await.status, StatusCode::SEE_OTHER);
        assert_eq!(everything(world, &fresh).await, absent);
        assert_eq!(desk.get(&format!("{}/messages", scene.receipt)).await.status, StatusCode::NOT_FOUND);
        let refused = scene.worker.get(&message).await;
        assert!(refused.text().contains("marked “do not show online”"), "{}", refused.text());
        let open = [("restricted", "no"), ("reason", "")];
        assert_eq!(scene.worker.fill(&protection, &protection, &open).await.status, StatusCode::SEE_OTHER);
        assert_eq!(desk.get(&fresh).await.status, StatusCode::OK);
        world.clock.forward_days(14);
        assert_eq!(everything(world, &fresh).await, absent);
    });
}

#[test]
fn only_the_code_of_the_practice_opens_it_and_wrong_codes_never_shut_it_out() {
    story(async |world| {
        let mut scene = scene(world).await;
        scene.write("Met once.").await;
        let here = newest(world).await;
        // Another practice's code, another service's code, nonsense, markup.
        let (_, _, second) = code_of(world, &world.one, "second surgery").await;
        let (_, _, foreign) = code_of(world, &world.two, "surgery").await;
        let mut desk = Client::at(&world.router, "192.0.2.10");
        for wrong in [second.as_str(), foreign.as_str(), "AAAA-AAAA-AAAA", "nonsense", "\"'><x-kith-7>", "a\0b"] {
            let answer = code(&mut desk, &here, wrong).await;
            assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY, "{wrong}");
            assert!(answer.text().contains("This practice code is not right."), "{}", answer.text());
            assert!(!answer.text().contains("OKONJO") && !answer.body.contains("<x-kith-7"));
            assert!(!answer.body.contains(wrong), "a code is drawn into no page");
        }
        for _ in 0..4 {
            code(&mut desk, &here, "AAAA-AAAA-AAAA").await;
        }
        let stopped = code(&mut desk, &here, "AAAA-AAAA-AAAA").await;
        assert_eq!(stopped.status, StatusCode::TOO_MANY_REQUESTS, "{}", stopped.text());
        assert!(!stopped.header("retry-after").is_empty());
        // The same guesses elsewhere on the door are stopped with it; the right code is let in all the same.
        let right = code(&mut desk, &here, &scene.code).await;
        assert_eq!(right.status, StatusCode::SEE_OTHER, "{}", right.text());
        assert!(desk.get(&here).await.text().contains("OKONJO"));
        // A pass that was made up, of another link, or changed by a sign opens nothing.
        let pass = desk.cookie.clone().unwrap();
        for forged in [
            format!("{pass}0"),
            "__Secure-kith-written=1999999999.00".to_owned(),
            "__Secure-kith-written=".to_owned(),
            pass.replacen("=1", "=2", 1),
        ] {
            let mut other = Client::at(&world.router, "192.0.2.11");
            other.cookie = Some(forged.clone());
            assert!(!other.get(&here).await.text().contains("OKONJO"), "{forged}");
        }
        // Revoked: the pass ends at once, and the code is as wrong as any.
        let (mut manager, page, _) = code_of(world, &world.one, "surgery").await;
        assert!(!desk.get(&here).await.text().contains("OKONJO"), "a new code ends the pass of the old one");
        let revoked = manager.fill(&page, &format!("{page}/revoke"), &[]).await;
        assert_eq!(revoked.status, StatusCode::SEE_OTHER, "{}", revoked.text());
        let mut fresh = Client::at(&world.router, "192.0.2.12");
        assert_eq!(code(&mut fresh, &here, &scene.code).await.status, StatusCode::UNPROCESSABLE_ENTITY);
    });
}

#[test]
fn what_the_person_keeps_back_after_it_was_sent_is_not_told_by_the_link() {
    story(async |world| {
        let mut scene = scene(world).await;
        let need = format!("{}/needs/new", scene.person);
        let fields = [("stated", "A bus on Sundays"), ("domain", "transport"), ("known", "later")];
        assert_eq!(scene.worker.fill(&need, &need, &fields).await.status, StatusCode::SEE_OTHER);
        let gap = scene.worker.get(&scene.person).await.link("/needs/", "/gap");
        let fields = [("reason", "none-exists"), ("sought", "Sunday bus")];
        assert_eq!(scene.worker.fill(&gap, &gap, &fields).await.status, StatusCode::SEE_OTHER);
        let message = scene.write("We looked for a Sunday bus.").await;
        let here = newest(world).await;
        assert_eq!(Client::new(&world.router).get(&here).await.status, StatusCode::OK);
        let back = format!("{}/message-back", scene.person);
        let item = scene.worker.get(&back).await.body;
        let item = item.split("value=\"gap.").nth(1).unwrap().split('"').next().unwrap();
        let kept = [("keep_back", &*format!("gap.{item}"))];
        let kept = scene.worker.fill(&back, &format!("{back}/keep-back"), &kept).await;
        assert_eq!(kept.status, StatusCode::SEE_OTHER, "{}", kept.text());
        assert_eq!(Client::new(&world.router).get(&here).await.status, StatusCode::NOT_FOUND);
        let page = scene.worker.get(&message).await.text();
        assert!(page.contains("does not want the practice to be told this any more"), "{page}");
        assert!(!page.contains("E-mail a fresh link"), "{page}");
    });
}

#[test]
fn a_link_worker_who_does_not_have_the_person_and_a_foreign_service_send_and_stop_nothing() {
    story(async |world| {
        let mut scene = scene(world).await;
        let message = scene.write("Met once.").await;
        let id = message.trim_start_matches("/messages/").to_owned();
        for (email, service) in [
            (world.one.colleague(), world.one.service),
            (world.two.email(Role::LinkWorker), world.two.service),
            (world.one.email(Role::Practice), world.one.service),
        ] {
            let mut other = Client::signed_in(&world.router, &email).await;
            for act in ["link", "stop-links"] {
                let fields = [("nonce", &*"1".repeat(32)), ("for-service", &service.to_string()), ("for-record", &id)];
                let answer = other.post(&format!("{message}/{act}"), &fields).await;
                assert_eq!(answer.status, StatusCode::NOT_FOUND, "{email} {act}");
            }
        }
        let mut lead = Client::signed_in(&world.router, &world.one.email(Role::TeamLead)).await;
        let page = lead.get(&message).await;
        assert!(!page.body.contains(&format!("{message}/link")), "the lead reads, and sends nothing");
    });
}

#[test]
fn an_address_that_is_marked_as_secure_gets_the_text_and_the_link_and_an_unmarked_one_the_link_alone() {
    story(async |world| {
        let mut scene = scene(world).await;
        scene.write("Met once.").await;
        let first = letters(world).await.into_iter().find(|letter| letter.body.contains("/written/")).unwrap();
        assert!(!first.body.contains("Her garden.") && !first.body.contains("OKONJO"), "{}", first.body);
        let mut administrator = Client::signed_in(&world.router, &world.one.email(Role::Administrator)).await;
        let secure = [("silence_days", "5"), ("silence_times", "3"), ("secure", "surgery@alder.example.org")];
        let changed = administrator.fill("/settings/post", "/settings/post", &secure).await;
        assert_eq!(changed.status, StatusCode::SEE_OTHER, "{}", changed.text());
        scene.write("Met twice.").await;
        let second = letters(world).await.into_iter().find(|letter| letter.kind == "message-text").unwrap();
        for part in ["Met twice.", "OKONJO, Rosa", "/written/", "Please do not reply to this e-mail"] {
            assert!(second.body.contains(part), "{part}: {}", second.body);
        }
        assert!(!second.subject.contains("OKONJO") && !second.body.contains("names nobody"), "{}", second.body);
    });
}

/// Sends a referral by the code, and gives the desk, its code, its receipt and the lead at its page.
async fn in_triage(world: &World) -> (Client, String, String, Client, String) {
    let (_, _, code) = code_of(world, &world.one, "surgery").await;
    let (desk, receipt) = send(world, "alder", &code, "Okonjo").await;
    let mut lead = Client::signed_in(&world.router, &world.one.email(Role::TeamLead)).await;
    let triage = lead.get("/queue").await.link("/referrals/", "/triage");
    (desk, code, receipt, lead, triage)
}

#[test]
fn a_practice_without_accounts_reads_why_a_referral_was_given_back_with_its_code_alone() {
    story(async |world| {
        let (mut desk, right, receipt, mut lead, triage) = in_triage(world).await;
        let asks = triage.replace("/triage", "/ask");
        lead.fill(&triage, &asks, &[("question", "Does she live alone, by the allotment?")]).await;
        let back = triage.replace("/triage", "/return");
        let gone = lead.fill(&triage, &back, &[("return_reason", "Lives outside our area \"'><x-kith-7>")]).await;
        assert_eq!(gone.status, StatusCode::SEE_OTHER, "{}", gone.text());

        // The receipt says where it stands, and keeps the reason to itself.
        let said = desk.get(&receipt).await;
        assert!(said.text().contains("could not take this on. Why opens with your practice code"), "{}", said.text());
        assert!(!said.text().contains("outside our area") && !said.text().contains("link worker is in touch"));
        let here = format!("{receipt}/messages");
        let locked = desk.get(&here).await;
        assert!(!locked.text().to_lowercase().contains("okonjo") && !locked.text().contains("outside our area"));
        let wrong = code(&mut desk, &here, "K7QM-2XRA-9DWE").await;
        assert_eq!(wrong.status, StatusCode::UNPROCESSABLE_ENTITY);
        assert!(!wrong.text().contains("outside our area"));
        let (_, _, second) = code_of(world, &world.one, "second surgery").await;
        let other = code(&mut desk, &here, &second).await;
        assert!(!other.text().contains("outside our area"), "the code of another practice opens nothing");

        assert_eq!(code(&mut desk, &here, &right).await.status, StatusCode::SEE_OTHER);
        let open = desk.get(&here).await;
        for says in ["Why it was given back", "Lives outside our area", "Does she live alone", "OKONJO"] {
            assert!(open.text().contains(says), "{says}: {}", open.text());
        }
        assert!(!open.body.contains("<x-kith-7") && !open.text().contains("Answer the link worker"));
        assert!(!open.text().contains("Answer the team"), "what was dealt with is asked no more");
    });
}

#[test]
fn who_can_help_better_and_an_open_question_are_read_with_the_code_and_answered_at_the_receipt() {
    story(async |world| {
        let (mut desk, right, receipt, mut lead, triage) = in_triage(world).await;
        let here = format!("{receipt}/messages");
        let nothing = desk.get(&here).await.text();
        assert!(nothing.contains("There is nothing to read here") && nothing.contains("01632 960000"), "{nothing}");
        lead.fill(&triage, &triage.replace("/triage", "/ask"), &[("question", "Mornings or evenings?")]).await;
        code(&mut desk, &here, &right).await;
        let open = desk.get(&here).await;
        assert!(open.text().contains("Mornings or evenings?"), "{}", open.text());
        assert!(open.body.contains(&format!("href=\"{receipt}\"")), "it is answered at the receipt");
        let answered = desk.fill(&receipt, &receipt, &[("answer", "Evenings.")]).await;
        assert_eq!(answered.status, StatusCode::SEE_OTHER, "{}", answered.text());
        assert!(desk.get(&here).await.text().contains("Evenings."));
        let on = triage.replace("/triage", "/redirect");
        let fields = [("redirect_to", "The falls clinic"), ("redirect_words", "Refer her there directly.")];
        assert_eq!(lead.fill(&triage, &on, &fields).await.status, StatusCode::SEE_OTHER);
        let open = desk.get(&here).await.text();
        assert!(open.contains("The falls clinic") && open.contains("Refer her there directly."), "{open}");
        assert!(desk.get(&receipt).await.text().contains("opens with your practice code"));
    });
}

#[test]
fn a_receipt_says_nothing_more_after_the_person_has_said_no() {
    story(async |world| {
        let mut scene = scene(world).await;
        let contact = format!("{}/contacts/new", scene.person);
        let met = [("mode", "phone"), ("reached", "yes"), ("note", "Spoke.")];
        scene.worker.fill(&contact, &contact, &met).await;
        assert!(scene.desk.get(&scene.receipt).await.text().contains("A link worker is in touch"));
        let sharing = format!("{}/sharing", scene.person);
        let recipient = scene.worker.get(&sharing).await.choice("recipient", &format!("{} surgery", world.one.canary));
        let fields = [("recipient", recipient.as_str()), ("says", "nothing"), ("what", "")];
        let said = scene.worker.fill(&sharing, &sharing, &fields).await;
        assert_eq!(said.status, StatusCode::SEE_OTHER, "{}", said.text());
        let receipt = scene.desk.get(&scene.receipt).await.text();
        assert!(!receipt.contains("in touch") && receipt.contains("The team has it."), "{receipt}");
        assert!(receipt.contains("There is nothing to read at the moment"), "{receipt}");
        let here = format!("{}/messages", scene.receipt);
        assert!(scene.desk.get(&here).await.text().contains("There is nothing to read here"));
    });
}

#[test]
fn what_is_said_after_sending_is_what_really_happens() {
    story(async |world| {
        let mut scene = scene(world).await;
        let back = format!("{}/message-back", scene.person);
        let form = scene.worker.get(&back).await.text();
        assert!(form.contains("opens the message with its practice code"), "{form}");
        assert!(!form.contains("has an account. They") && form.contains("whoever has an account there"), "{form}");
        let message = [("mattered", ""), ("happened", "Met."), ("missing", "")];

        // Nobody there has an account any more: only the code is left.
        let mut manager = Client::signed_in(&world.router, &world.one.email(Role::ServiceManager)).await;
        let list = manager.get("/people-and-roles?q=practice").await;
        let before = list.body.split(&world.one.email(Role::Practice)).next().unwrap();
        let role = before.rsplit("href=\"").next().unwrap().split('"').next().unwrap().to_owned();
        let leave = format!("{role}/leave");
        let left = manager.fill(&leave, &leave, &[]).await;
        assert_eq!(left.status, StatusCode::SEE_OTHER, "{}", left.text());
        let form = scene.worker.get(&back).await.text();
        assert!(form.contains("Nobody at CANARY-ALDER surgery has an account"), "{form}");
        let sent = scene.worker.fill(&back, &back, &message).await;
        assert!(sent.location().ends_with("message-sent-by-link"), "{}", sent.location());

        // Kept offline nothing is opened by a code, and that is what is said.
        let protection = format!("{}/protection", scene.person);
        let marked = [("restricted", "no"), ("reason", ""), ("not_online", "yes")];
        assert_eq!(scene.worker.fill(&protection, &protection, &marked).await.status, StatusCode::SEE_OTHER);
        let sent = scene.worker.fill(&back, &back, &[("mattered", ""), ("happened", "Again."), ("missing", "")]).await;
        assert!(sent.location().ends_with("message-kept-offline"), "{}", sent.location());
        let said = scene.worker.get(sent.location()).await.text();
        assert!(said.contains("The practice cannot open it here") && !said.contains("by the link that is e-mailed"));
    });
}
