//! People ask for support at the public door, without an account, and see by the receipt's link what
//! became of it; a practice without accounts sends with its code.

use http::StatusCode;
use kith_domain::staff::Role;

use super::client::{Answer, Client};
use super::world::{World, story};

/// What a person types about themselves.
pub(super) fn about<'a>(family: &'a str, reason: &'a str) -> Vec<(&'a str, &'a str)> {
    vec![
        ("family_name", family),
        ("given_names", "Rosa"),
        ("born-day", "27"),
        ("born-month", "3"),
        ("born-year", "1951"),
        ("phone", "01632 960001"),
        ("ways", "text"),
        ("times", "mornings"),
        ("message", "no"),
        ("language", "Polish"),
        ("interpreter", "yes"),
        ("reason", reason),
    ]
}

/// What whoever sends it says of themselves.
fn sender<'a>(from: &'a str, told: &'a str) -> Vec<(&'a str, &'a str)> {
    vec![("sender_name", "Jo Ng"), ("sender_from", from), ("sender_reach", "jo@housing.example.org"), ("told", told)]
}

pub(super) async fn ask(client: &mut Client, who: &str, fields: &[(&str, &str)]) -> Answer {
    let page = format!("/ask-for-support/alder/{who}");
    client.fill(&page, &page, fields).await
}

/// The address of a receipt, without what says that it is new.
pub(super) fn receipt(answer: &Answer) -> String {
    assert_eq!(answer.status, StatusCode::SEE_OTHER, "{}", answer.text());
    assert!(answer.location().starts_with("/ask-for-support/alder/receipt/"), "{}", answer.location());
    answer.location().split('?').next().unwrap().to_owned()
}

pub(super) async fn lead(world: &World) -> Client {
    Client::signed_in(&world.router, &world.one.email(Role::TeamLead)).await
}

/// The address of the only referral in the queue.
pub(super) async fn triage(lead: &mut Client) -> String {
    lead.get("/queue").await.link("/referrals/", "/triage")
}

#[test]
fn somebody_asks_for_themselves_and_sees_what_becomes_of_it() {
    story(async |world| {
        let mut phone = Client::at(&world.router, "192.0.2.1");
        // Two services have a door each; the first thing said is what this is not for, and the number to call.
        let doors = phone.get("/ask-for-support").await;
        assert!(doors.body.contains("/ask-for-support/alder") && doors.body.contains("/ask-for-support/birch"));
        let start = phone.get("/ask-for-support/alder").await;
        let text = start.text();
        assert!(text.contains("Not for emergencies") && text.contains("999") && text.contains("111"), "{text}");
        assert!(text.contains("01632 960000"), "{text}");
        assert!(text.find("999").unwrap() < text.find("For me").unwrap(), "said first: {text}");

        // What is wrong is said, and nothing typed is lost.
        let wrong =
            ask(&mut phone, "me", &[("family_name", "Okafor"), ("nhs_number", "999 000 0000"), ("reason", "")]).await;
        assert_eq!(wrong.status, StatusCode::UNPROCESSABLE_ENTITY);
        assert!(wrong.body.contains("value=\"Okafor\"") && wrong.text().contains("You can also leave it out"));
        assert!(wrong.text().contains("Enter a telephone number, or an e-mail or postal address"), "{}", wrong.text());

        let sent = ask(&mut phone, "me", &about("Okafor", "I am lonely and frightened of the stairs.")).await;
        let link = receipt(&sent);
        let new = phone.get(sent.location()).await;
        assert!(new.text().contains("Your reference is") && new.body.contains(&link), "{}", new.text());
        for page in [new.text(), phone.get(&link).await.text()] {
            for hidden in ["Okafor", "OKAFOR", "Rosa", "lonely", "stairs", "1951", "960001", "Polish"] {
                assert!(!page.contains(hidden), "the receipt shows {hidden}: {page}");
            }
        }
        assert!(phone.get(&link).await.text().contains("will look at it soon"));

        // The lead sees how it came, and how to reach her; no practice is made up.
        let mut lead = lead(world).await;
        let queue = lead.get("/queue").await;
        assert!(queue.text().contains("They asked themselves."), "{}", queue.text());
        let opened = triage(&mut lead).await;
        let page = lead.get(&opened).await.text();
        for told in [
            "The person themselves",
            "Prefers: a text message. Best times: mornings. Do not leave a message.",
            "Speaks Polish. Interpreter",
        ] {
            assert!(page.contains(told), "{told}: {page}");
        }
        super::thread::allocate(&mut lead, opened.trim_end_matches("/triage"), "link_worker").await;
        assert!(phone.get(&link).await.text().contains("A link worker has it"));
        // The tab that was left open after sending says the same when it is drawn anew.
        let kept = phone.get(sent.location()).await.text();
        assert!(kept.contains("A link worker has it") && !kept.contains("Your reference is"), "{kept}");

        // The link worker finds the same warnings at the head of the record, and nobody to write a message to.
        let mut worker = Client::signed_in(&world.router, &world.one.email(Role::LinkWorker)).await;
        let person = worker.get("/today").await.link("/people/", "").trim_end_matches("/contacts/new").to_owned();
        let record = worker.get(&person).await;
        assert!(record.text().contains("Do not leave a message.") && record.text().contains("Rosa asked for support."));
        for told in ["as it was said when they came", "Language: Polish", "What or who is needed to talk: interpreter"]
        {
            assert!(record.text().contains(told), "{told}: {}", record.text());
        }
        assert!(!record.body.contains("/message-back"), "no practice to write to");
        let back = worker.get(&format!("{person}/message-back")).await;
        assert!(back.text().contains("No practice referred"), "{}", back.text());

        // No practice has it among its own, and another service has nothing of it.
        let mut practice = Client::signed_in(&world.router, &world.one.email(Role::Practice)).await;
        assert!(!practice.get("/my-referrals").await.text().contains("OKAFOR"));
        let id = opened.split('/').nth(2).unwrap();
        assert_eq!(practice.get(&format!("/my-referrals/{id}")).await.status, StatusCode::NOT_FOUND);
        let mut other = Client::signed_in(&world.router, &world.two.email(Role::TeamLead)).await;
        assert_eq!(other.get(&opened).await.status, StatusCode::NOT_FOUND);
        let elsewhere = link.replace("/alder/", "/birch/");
        assert_eq!(phone.get(&elsewhere).await.status, StatusCode::NOT_FOUND);
    });
}

#[test]
fn a_link_that_was_stopped_looks_like_one_that_never_was() {
    story(async |world| {
        let mut phone = Client::at(&world.router, "192.0.2.1");
        let link = receipt(&ask(&mut phone, "me", &about("Stopped", "Somebody to talk to.")).await);
        let mut lead = lead(world).await;
        let opened = triage(&mut lead).await;
        let stop = opened.replace("/triage", "/stop-links");
        let stopped = lead.fill(&opened, &stop, &[]).await;
        assert_eq!(stopped.status, StatusCode::SEE_OTHER, "{}", stopped.text());
        let gone = phone.get(&link).await;
        let (base, _) = link.rsplit_once('/').unwrap();
        let never = phone.get(&format!("{base}/{}", "A".repeat(43))).await;
        let odd = phone.get(&format!("{base}/x")).await;
        assert_eq!(
            (gone.status, never.status, odd.status),
            (StatusCode::NOT_FOUND, StatusCode::NOT_FOUND, StatusCode::NOT_FOUND)
        );
        assert_eq!((&gone.body, &gone.body), (&never.body, &odd.body));
        assert!(gone.text().contains("01632 960000"), "the number to call: {}", gone.text());
    });
}

#[test]
fn a_neighbour_and_a_housing_officer_send_somebody() {
    story(async |world| {
        let mut phone = Client::at(&world.router, "192.0.2.1");
        let mut fields = about("Neighbour", "He has stopped going out.");
        fields.extend(sender("His neighbour", "not-yet"));
        receipt(&ask(&mut phone, "somebody", &fields).await);

        // An organisation sends nobody who has not agreed.
        let mut fields = about("Tenant", "Rent arrears and alone.");
        fields.extend(sender("Harbour Housing, housing officer", "not-yet"));
        let refused = ask(&mut phone, "organisation", &fields).await;
        assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
        assert!(refused.text().contains("Speak with the person first"), "{}", refused.text());
        fields.pop();
        fields.push(("told", "agreed"));
        receipt(&ask(&mut phone, "organisation", &fields).await);

        let mut lead = lead(world).await;
        let queue = lead.get("/queue").await.text();
        assert!(queue.contains("From somebody who knows them: His neighbour."), "{queue}");
        assert!(queue.contains("From an organisation: Harbour Housing, housing officer."), "{queue}");
        let opened = triage(&mut lead).await;
        let page = lead.get(&opened).await.text();
        assert!(page.contains("Jo Ng, His neighbour") && page.contains("They have not been told yet"), "{page}");
    });
}

#[test]
fn a_practice_without_accounts_sends_with_its_code() {
    story(async |world| {
        // The manager makes a code; the service's link worker may not.
        let mut manager = Client::signed_in(&world.router, &world.one.email(Role::ServiceManager)).await;
        let codes = manager.get("/practice-codes").await;
        let page = codes.link("/practice-codes/", "");
        let shown = manager.get(&page).await;
        let code = shown.hidden(&page).into_iter().find(|(name, _)| name == "code").unwrap().1;
        let made = manager.send_hidden(&shown, &page).await;
        assert_eq!(made.status, StatusCode::SEE_OTHER, "{}", made.text());
        let again = manager.get(&page).await;
        assert!(!again.body.contains(&code), "a code is shown once");
        assert!(again.text().contains("cannot be shown again"), "{}", again.text());
        let mut worker = Client::signed_in(&world.router, &world.one.email(Role::LinkWorker)).await;
        assert_eq!(worker.get(&page).await.status, StatusCode::FORBIDDEN);

        let mut desk = Client::at(&world.router, "192.0.2.9");
        let mut fields = about("Coded", "Grieving, and stopped cooking.");
        fields.extend(sender("Front desk", "agreed"));
        for wrong in ["AAAA-AAAA-AAAA", "nonsense", "\"'><x-kith-7>"] {
            let mut fields = fields.clone();
            fields.push(("practice_code", wrong));
            let refused = ask(&mut desk, "organisation", &fields).await;
            assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY, "{wrong}");
            assert!(refused.text().contains("This practice code is not right"), "{}", refused.text());
            assert!(!refused.body.contains("<x-kith-7"));
        }
        let typed = code.to_lowercase().replace('-', " ");
        let mut right = fields.clone();
        right.push(("practice_code", &typed));
        let link = receipt(&ask(&mut desk, "organisation", &right).await);
        assert!(
            desk.get(&format!("{link}?sent=yes")).await.text().contains("opens with this link and your practice code")
        );

        // It counts as the practice's: the queue says so, and the practice's own account finds it.
        let mut lead = lead(world).await;
        assert!(lead.get("/queue").await.text().contains("surgery, by its code."));
        let practice_name = shown.text();
        let email = if practice_name.contains("second surgery") {
            world.one.second_practice()
        } else {
            world.one.email(Role::Practice)
        };
        let mut practice = Client::signed_in(&world.router, &email).await;
        assert!(practice.get("/my-referrals").await.text().contains("CODED, Rosa"));

        // A revoked code is as wrong as one that never was.
        let revoked = manager.fill(&page, &format!("{page}/revoke"), &[]).await;
        assert_eq!(revoked.status, StatusCode::SEE_OTHER, "{}", revoked.text());
        let refused = ask(&mut desk, "organisation", &right).await;
        assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
        assert!(refused.text().contains("This practice code is not right"), "{}", refused.text());
        // And guessing ends: ten wrong ones an hour from one address.
        for _ in 0..6 {
            ask(&mut desk, "organisation", &right).await;
        }
        let stopped = ask(&mut desk, "organisation", &right).await;
        assert_eq!(stopped.status, StatusCode::TOO_MANY_REQUESTS, "{}", stopped.text());
    });
}

#[test]
fn the_door_counts_addresses_and_services_and_gives_the_number() {
    story(async |world| {
        let mut phone = Client::at(&world.router, "2001:db8:1:2::1");
        for n in 0..5 {
            receipt(&ask(&mut phone, "me", &about(&format!("Many{n}"), "Company.")).await);
        }
        // The sixth from the same household is told to call; what was typed stays on the page.
        let mut neighbour = Client::at(&world.router, "2001:db8:1:2:ffff::9");
        let sixth = ask(&mut neighbour, "me", &about("Sixth", "Company, please.")).await;
        assert_eq!(sixth.status, StatusCode::TOO_MANY_REQUESTS);
        assert!(sixth.text().contains("01632 960000") && sixth.text().contains("Company, please."), "{}", sixth.text());
        assert!(!sixth.header("retry-after").is_empty());
        receipt(&ask(&mut Client::at(&world.router, "2001:db8:1:3::1"), "me", &about("Seventh", "Company.")).await);
        // Sixty an hour to one service, from wherever they come.
        for n in 0..54 {
            receipt(
                &ask(&mut Client::at(&world.router, &format!("198.51.100.{n}")), "me", &about("Crowd", "Company."))
                    .await,
            );
        }
        let full = ask(&mut Client::at(&world.router, "203.0.113.1"), "me", &about("Toomany", "Company.")).await;
        assert_eq!(full.status, StatusCode::TOO_MANY_REQUESTS, "{}", full.text());
    });
}

#[test]
fn the_door_says_the_same_whether_somebody_is_known_or_not() {
    story(async |world| {
        let mut first = Client::at(&world.router, "192.0.2.1");
        let one = ask(&mut first, "me", &about("Known", "Company.")).await;
        let mut second = Client::at(&world.router, "192.0.2.2");
        let two = ask(&mut second, "me", &about("Known", "Company.")).await;
        let (one, two) = (receipt(&one), receipt(&two));
        assert_ne!(one, two);
        let same = |page: &Answer| page.text().split("Reference").next().unwrap().to_owned();
        let (one, two) = (first.get(&one).await, first.get(&two).await);
        assert_eq!((one.status, same(&one)), (two.status, same(&two)));
        assert!(lead(world).await.get("/queue").await.text().contains("May be somebody we know already"));
    });
}

#[test]
fn a_form_of_the_door_has_one_effect_and_belongs_to_its_service() {
    story(async |world| {
        let mut phone = Client::at(&world.router, "192.0.2.1");
        let page = "/ask-for-support/alder/me";
        let drawn = phone.get(page).await;
        let hidden = drawn.hidden(page);
        let mut fields: Vec<(&str, &str)> = hidden.iter().map(|(a, b)| (a.as_str(), b.as_str())).collect();
        fields.extend(about("Twice", "Sent by a double click."));
        let (one, two) = (phone.post(page, &fields).await, phone.post(page, &fields).await);
        assert_eq!(receipt(&one), receipt(&two));
        assert_eq!(lead(world).await.get("/queue").await.body.matches(">TWICE, Rosa</a>").count(), 1);
        // The same nonce for something else, another service's form, a secret that is none, and nothing at all.
        let with = |name: &str, value: &str| {
            let mut changed: Vec<(String, String)> =
                fields.iter().map(|(a, b)| (a.to_string(), b.to_string())).collect();
            changed.iter_mut().filter(|(known, _)| known == name).for_each(|(_, it)| *it = value.to_owned());
            changed
        };
        for changed in
            [with("reason", "Other words."), with("for-service", ""), with("receipt", "guessed"), with("nonce", "")]
        {
            let changed: Vec<(&str, &str)> = changed.iter().map(|(a, b)| (a.as_str(), b.as_str())).collect();
            assert_eq!(phone.post(page, &changed).await.status, StatusCode::CONFLICT);
        }
        assert_eq!(phone.post("/ask-for-support/birch/me", &fields).await.status, StatusCode::CONFLICT);
        assert_eq!(phone.get("/ask-for-support/alder/nobody").await.status, StatusCode::NOT_FOUND);
        assert_eq!(phone.get("/ask-for-support/nowhere").await.status, StatusCode::NOT_FOUND);
    });
}

#[test]
fn hostile_text_at_the_door_is_refused_or_kept_as_text() {
    story(async |world| {
        let mut phone = Client::at(&world.router, "192.0.2.1");
        let long = "x".repeat(201);
        let names = [
            "family_name",
            "given_names",
            "preferred_name",
            "phone",
            "address",
            "times",
            "language",
            "nhs_number",
            "reason",
            "sender_name",
            "sender_from",
            "sender_reach",
            "practice_code",
        ];
        for name in names {
            for value in ["nul\0here", &long, "\u{202E}\u{200B}"] {
                if name == "reason" && value == long {
                    continue;
                }
                let mut fields = about("Hostile", "Company.");
                fields.extend(sender("Housing", "agreed"));
                fields.retain(|(known, _)| *known != name);
                fields.push((name, value));
                fields.push(("addition", "yes"));
                let answer = ask(&mut phone, "organisation", &fields).await;
                let fine = [StatusCode::UNPROCESSABLE_ENTITY, StatusCode::SEE_OTHER, StatusCode::TOO_MANY_REQUESTS];
                assert!(fine.contains(&answer.status), "{name}: {}", answer.status);
                if value.contains('\0') {
                    assert_ne!(answer.status, StatusCode::SEE_OTHER, "{name} takes NUL");
                }
            }
        }
        let canary = "\"'><x-kith-7>";
        let mut other = Client::at(&world.router, "192.0.2.77");
        let mut fields = about(canary, canary);
        fields.extend(sender(canary, "agreed"));
        receipt(&ask(&mut other, "organisation", &fields).await);
        let mut lead = lead(world).await;
        let queue = lead.get("/queue").await;
        assert!(!queue.body.contains("<x-kith-7"), "{}", queue.text());
        let opened = queue.link("/referrals/", "/triage");
        assert!(!lead.get(&opened).await.body.contains("<x-kith-7"));
    });
}

#[test]
fn a_closed_door_says_so_takes_nothing_and_lets_a_practice_with_its_code_in() {
    story(async |world| {
        let mut phone = Client::at(&world.router, "192.0.2.1");
        let early = phone.get("/ask-for-support/alder/me").await.hidden("/ask-for-support/alder/me");
        let mut manager = Client::signed_in(&world.router, &world.one.email(Role::ServiceManager)).await;
        let page = "/service/door";
        for (door, words, message) in [
            ("", "Back soon.", "Choose whether"),
            ("closed", "  ", "Write what people read"),
            ("ajar", "Back soon.", "Choose whether"),
            ("closed", &"x".repeat(5000), "Shorten"),
            ("closed", "nul\0here", "Error"),
        ] {
            let refused = manager.fill(page, page, &[("door", door), ("words", words)]).await;
            assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY, "{door} {message}: {}", refused.text());
            assert!(refused.text().contains(message), "{message}: {}", refused.text());
        }
        let drawn_before = manager.get(page).await.hidden(page);
        let words = "Full until 1 March. \"'><x-kith-7> Ring Age Concern on 01632 960500.";
        let closed = manager.fill(page, page, &[("door", "closed"), ("words", words)]).await;
        assert_eq!(closed.status, StatusCode::SEE_OTHER, "{}", closed.text());
        assert!(manager.get("/service").await.text().contains("Full until 1 March."));
        assert!(manager.get("/service/history").await.text().contains("the public door"));
        let mut late: Vec<(&str, &str)> = drawn_before.iter().map(|(a, b)| (a.as_str(), b.as_str())).collect();
        late.push(("door", "open"));
        assert_eq!(manager.post(page, &late).await.status, StatusCode::CONFLICT, "an older form changes nothing");

        let start = phone.get("/ask-for-support/alder").await;
        assert!(start.text().contains("Full until 1 March.") && !start.body.contains("<x-kith-7"), "{}", start.text());
        assert!(start.text().contains("999"), "what is urgent still stands first");
        assert!(!start.body.contains("/ask-for-support/alder/me\""), "no form is offered that would not be taken");
        for who in ["me", "somebody"] {
            assert_eq!(phone.get(&format!("/ask-for-support/alder/{who}")).await.location(), "/ask-for-support/alder");
        }
        // A form that was open already is answered in words, and what was typed can be read.
        let mut fields: Vec<(&str, &str)> = early.iter().map(|(a, b)| (a.as_str(), b.as_str())).collect();
        fields.extend(about("Closedout", "Company on Sundays."));
        let refused = phone.post("/ask-for-support/alder/me", &fields).await;
        assert_eq!(refused.status, StatusCode::CONFLICT, "{}", refused.text());
        assert!(refused.text().contains("Full until 1 March.") && refused.text().contains("Company on Sundays."));
        assert!(!lead(world).await.get("/queue").await.text().contains("CLOSEDOUT"));
        // A practice has no other way in than its code.
        let code_page = manager.get("/practice-codes").await.link("/practice-codes/", "");
        let shown = manager.get(&code_page).await;
        let code = shown.hidden(&code_page).into_iter().find(|(name, _)| name == "code").unwrap().1;
        assert_eq!(manager.send_hidden(&shown, &code_page).await.status, StatusCode::SEE_OTHER);
        let mut desk = Client::at(&world.router, "192.0.2.9");
        let mut fields = about("Codedin", "Grieving.");
        fields.extend(sender("Front desk", "agreed"));
        assert_eq!(ask(&mut desk, "organisation", &fields).await.status, StatusCode::CONFLICT, "no code");
        fields.push(("practice_code", code.as_str()));
        assert_eq!(ask(&mut desk, "organisation", &fields).await.status, StatusCode::SEE_OTHER);
        assert!(lead(world).await.get("/queue").await.text().contains("CODEDIN"));
        // Another service's door stays open.
        assert_eq!(phone.get("/ask-for-support/birch/me").await.status, StatusCode::OK);
        // Leads read it and may not change it.
        assert_eq!(lead(world).await.get(page).await.status, StatusCode::FORBIDDEN);

        let opened = manager.fill(page, page, &[("door", "open"), ("words", "")]).await;
        assert_eq!(opened.status, StatusCode::SEE_OTHER, "{}", opened.text());
        let taken = ask(&mut phone, "me", &about("Reopened", "Company.")).await;
        assert_eq!(taken.status, StatusCode::SEE_OTHER, "{}", taken.text());
    });
}

/// The manager makes a code for the first practice in the list.
async fn new_code(world: &World) -> String {
    let mut manager = Client::signed_in(&world.router, &world.one.email(Role::ServiceManager)).await;
    let page = manager.get("/practice-codes").await.link("/practice-codes/", "");
    let shown = manager.get(&page).await;
    let code = shown.hidden(&page).into_iter().find(|(name, _)| name == "code").unwrap().1;
    assert_eq!(manager.send_hidden(&shown, &page).await.status, StatusCode::SEE_OTHER);
    code
}

#[test]
fn a_practice_with_its_code_counts_for_itself_and_nobody_shuts_it_out() {
    story(async |world| {
        let code = new_code(world).await;
        let mut desk = Client::at(&world.router, "192.0.2.9");
        // Five people ask for themselves from the same address, and somebody guesses codes there until it is stopped.
        for n in 0..5 {
            receipt(&ask(&mut desk, "me", &about(&format!("Own{n}"), "Company.")).await);
        }
        let mut fields = about("Coded", "Grieving.");
        fields.extend(sender("Front desk", "agreed"));
        let with = |code: &'static str| fields.iter().copied().chain([("practice_code", code)]).collect::<Vec<_>>();
        for _ in 0..10 {
            let wrong = ask(&mut desk, "organisation", &with("AAAA-AAAA-AAAA")).await;
            assert_eq!(wrong.status, StatusCode::UNPROCESSABLE_ENTITY);
        }
        let stopped = ask(&mut desk, "organisation", &with("AAAA-AAAA-AAAA")).await;
        assert_eq!(stopped.status, StatusCode::TOO_MANY_REQUESTS);
        assert!(stopped.text().contains("Grieving.") && stopped.text().contains("Send it again"));
        assert!(stopped.text().contains("01632 960000") && stopped.text().contains("999"));
        assert!(!stopped.text().contains("AAAA-AAAA-AAAA"), "a code is shown to nobody: {}", stopped.text());

        // The right code is let in, sixty times an hour, without a word about the address.
        fields.push(("practice_code", code.as_str()));
        fields.push(("addition", "yes"));
        for n in 0..door_most() {
            let answer = ask(&mut desk, "organisation", &fields).await;
            assert_eq!(answer.status, StatusCode::SEE_OTHER, "{n}: {}", answer.text());
        }
        let full = ask(&mut desk, "organisation", &fields).await;
        assert_eq!(full.status, StatusCode::TOO_MANY_REQUESTS, "{}", full.text());
        // What was typed waits on the page, and is taken from there when the hour is over.
        let to = "/ask-for-support/alder/organisation";
        let hidden = full.hidden(to);
        assert!(hidden.iter().any(|(name, value)| name == "reason" && value == "Grieving."), "{hidden:?}");
        world.clock.forward(std::time::Duration::from_secs(61 * 60));
        assert_eq!(desk.send_hidden(&full, to).await.status, StatusCode::SEE_OTHER);
        // It shuts nobody else out either.
        receipt(&ask(&mut Client::at(&world.router, "192.0.2.77"), "me", &about("Other", "Company.")).await);
    });
}

fn door_most() -> i64 {
    kith_app::door::CODE_AN_HOUR
}

#[test]
fn back_change_and_send_says_that_the_first_came_and_loses_nothing() {
    story(async |world| {
        let mut phone = Client::at(&world.router, "192.0.2.1");
        let page = "/ask-for-support/alder/me";
        let hidden = phone.get(page).await.hidden(page);
        let with = |reason: &'static str| {
            let mut fields: Vec<(String, String)> = hidden.clone();
            fields.extend(about("Backward", reason).into_iter().map(|(a, b)| (a.to_owned(), b.to_owned())));
            fields
        };
        let post = async |phone: &mut Client, fields: Vec<(String, String)>| {
            let fields: Vec<(&str, &str)> = fields.iter().map(|(a, b)| (a.as_str(), b.as_str())).collect();
            phone.post(page, &fields).await
        };
        let link = receipt(&post(&mut phone, with("Company.")).await);
        // Back in the browser, another word, Send.
        let again = post(&mut phone, with("Company, and \"'><x-kith-7> help with letters.")).await;
        // And with a fresh nonce, as a program might.
        let mut odd = with("Company, and help with letters.");
        odd.iter_mut().filter(|(name, _)| name == "nonce").for_each(|(_, it)| *it = "f".repeat(32));
        let fresh = post(&mut phone, odd).await;
        for answer in [&again, &fresh] {
            assert_eq!(answer.status, StatusCode::CONFLICT, "{}", answer.text());
            let said = answer.text();
            for part in ["We already have your form", "01632 960000", "999", "111", "help with letters."] {
                assert!(said.contains(part), "{part}: {said}");
            }
            assert!(answer.body.contains(&format!("href=\"{link}\"")), "{}", answer.body);
            for (_, value) in hidden.iter().filter(|(_, value)| value.len() > 8) {
                assert!(!said.contains(value.as_str()), "a hidden field is printed: {value}");
            }
            assert!(!answer.body.contains("<x-kith-7") && !answer.body.contains("href=\"/\">Go to"));
            assert!(said.contains("Date of birth 27 3 1951"), "{said}");
        }
        assert_eq!(lead(world).await.get("/queue").await.body.matches("BACKWARD, Rosa</a>").count(), 1);
        // It can be sent as a second form, once.
        for _ in 0..2 {
            assert_ne!(receipt(&phone.send_hidden(&again, page).await), link);
        }
        let queue = lead(world).await.get("/queue").await;
        assert_eq!(queue.body.matches("BACKWARD, Rosa</a>").count(), 2, "{}", queue.text());
        assert!(queue.text().contains("help with letters."), "{}", queue.text());
    });
}

#[test]
fn the_same_person_from_the_same_place_within_the_hour_is_asked_about_once_and_nowhere_else() {
    story(async |world| {
        let here = "192.0.2.70";
        let mut phone = Client::at(&world.router, here);
        let of = |reason| [about("Twice", reason), sender("Housing", "agreed")].concat();
        let first = ask(&mut phone, "organisation", &of("Company on Sundays.")).await;
        assert_eq!(first.status, StatusCode::SEE_OTHER, "{}", first.text());
        // Back, drawn anew by the browser with another nonce and another receipt, a word changed, and sent.
        let second = ask(&mut phone, "organisation", &of("Company on Sundays, and a bus.")).await;
        assert_eq!(second.status, StatusCode::CONFLICT, "{}", second.text());
        let text = second.text();
        assert!(text.contains("We already have a form for this person, sent from here at"), "{text}");
        assert!(text.contains("and a bus.") && text.contains("Send it as an addition"), "{text}");
        assert!(!second.body.contains("/receipt/"), "another's receipt is not given away");
        let page = "/ask-for-support/alder/organisation";
        let sent = phone.send_hidden(&second, page).await;
        assert_eq!(sent.status, StatusCode::SEE_OTHER, "{}", sent.text());
        let mut lead = lead(world).await;
        let queue = lead.get("/queue").await;
        assert_eq!(queue.body.matches("TWICE, Rosa</a>").count(), 2, "{}", queue.text());

        // Elsewhere, by another form, of another birth or name, in another service: nobody is told anything.
        let mut elsewhere = Client::at(&world.router, "192.0.2.71");
        assert_eq!(ask(&mut elsewhere, "organisation", &of("x")).await.status, StatusCode::SEE_OTHER);
        // Whoever shares a home with somebody learns nothing by typing their name.
        for _ in 0..2 {
            assert_eq!(ask(&mut phone, "me", &about("Twice", "x")).await.status, StatusCode::SEE_OTHER);
        }
        // An hour later it is forgotten.
        world.clock.forward(std::time::Duration::from_secs(3_700));
        assert_eq!(ask(&mut phone, "organisation", &of("x")).await.status, StatusCode::SEE_OTHER);
    });
}

#[test]
fn what_is_no_telephone_number_is_said_at_its_question() {
    story(async |world| {
        let mut phone = Client::at(&world.router, "192.0.2.72");
        for wrong in ["%00", "\"'><x-kith-7>", "ring my daughter"] {
            let fields: Vec<(&str, &str)> = about("Number", "x")
                .into_iter()
                .filter(|(name, _)| *name != "phone")
                .chain([("phone", wrong)])
                .collect();
            let answer = ask(&mut phone, "me", &fields).await;
            assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY, "{wrong}");
            assert!(answer.text().contains("Enter a telephone number in digits"), "{}", answer.text());
            assert!(!answer.body.contains("<x-kith-7"));
        }
        let right: Vec<(&str, &str)> = about("Number", "x")
            .into_iter()
            .filter(|(name, _)| *name != "phone")
            .chain([("phone", "+44 (0)1632 960 001 ext 12")])
            .collect();
        assert_eq!(ask(&mut phone, "me", &right).await.status, StatusCode::SEE_OTHER);
    });
}
