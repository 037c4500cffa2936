//! An organisation is asked by an e-mailed link and answers by it; long because each story goes the whole way of one
//! request: what it may know, what it can do, and that a link that does not work is an address that is not there.

use http::{Method, StatusCode};
use kith_domain::staff::Role;

use super::client::{Answer, Client};
use super::letters::letters;
use super::thread::{allocate, refer};
use super::world::{World, story};

/// The address of the newest link that left.
pub(super) async fn newest_link(world: &World) -> String {
    let all = letters(world).await;
    let letter = all.iter().find(|letter| letter.body.contains("/asked/")).unwrap();
    let secret = letter.body.split("/asked/").nth(1).unwrap().split_whitespace().next().unwrap();
    format!("/asked/{secret}")
}

/// A person with a link worker, and a connection that nobody has been asked about yet.
pub(super) struct Scene {
    pub(super) worker: Client,
    pub(super) lead: Client,
    pub(super) person: String,
    pub(super) connection: String,
}

pub(super) const AGREED: &str = "Her first name is Rosa, and that she comes alone";

pub(super) async fn scene(world: &World) -> Scene {
    let mut practice = Client::signed_in(&world.router, &world.one.email(Role::Practice)).await;
    let mut lead = Client::signed_in(&world.router, &world.one.email(Role::TeamLead)).await;
    let mut worker = Client::signed_in(&world.router, &world.one.email(Role::LinkWorker)).await;
    let referral = refer(world, &mut practice, "Okonjo", "Frightened of the stairs.").await;
    allocate(&mut lead, &referral, "link_worker").await;
    let person = worker.get("/today").await.link("/people/", "").trim_end_matches("/contacts/new").to_owned();
    let connect = format!("{person}/connect/{}", world.community_service);
    let made = worker.fill(&connect, &connect, &[("need", ""), ("agreed", AGREED)]).await;
    let connection = made.location().split('?').next().unwrap().to_owned();
    Scene { worker, lead, person, connection }
}

impl Scene {
    /// Asks by e-mail; gives the address of the link.
    pub(super) async fn ask(&mut self, world: &World, agreed: &str) -> String {
        let page = format!("{}/ask", self.connection);
        let asked = self.worker.fill(&page, &page, &[("agreed", agreed)]).await;
        assert_eq!(asked.status, StatusCode::SEE_OTHER, "{}", asked.text());
        newest_link(world).await
    }

    async fn form(&mut self, action: &str, fields: &[(&str, &str)]) -> Answer {
        let (page, action) = (self.connection.clone(), format!("{}/{action}", self.connection));
        let answer = self.worker.fill(&page, &action, fields).await;
        assert_eq!(answer.status, StatusCode::SEE_OTHER, "{}", answer.text());
        answer
    }
}

#[test]
fn an_organisation_is_asked_and_its_answer_waits_for_the_link_worker() {
    story(async |world| {
        let mut scene = scene(world).await;
        let to = scene.ask(world, AGREED).await;

        // The letter names nobody and no health fact; whoever reads it on the way learns nothing.
        let all = letters(world).await;
        let letter = all.iter().find(|letter| letter.kind == "request").unwrap();
        assert_eq!(letter.recipient, "hello@lantern.example.org");
        let text = format!("{} {}", letter.subject, letter.body).to_lowercase();
        for secret in ["okonjo", "rosa", "stairs", "frightened", "1951", "alone", "gardening", "lantern allotments"] {
            assert!(!text.contains(secret), "the letter says {secret}");
        }

        // The organisation reads what is asked and what was agreed, and nothing else about anybody.
        let mut organisation = Client::new(&world.router);
        let page = organisation.get(&to).await;
        assert_eq!(page.status, StatusCode::OK);
        let said = page.text();
        for part in ["Gardening together", "Lantern Allotments", AGREED, "Yes, they can come", "We have a waiting list"]
        {
            assert!(said.contains(part), "{part}: {said}");
        }
        for secret in ["OKONJO", "Okonjo", "stairs", "1951", "link_worker"] {
            assert!(!page.body.contains(secret), "{secret}");
        }

        // Looking changes nothing, however often: mail filters follow links.
        for _ in 0..5 {
            organisation.get(&to).await;
            organisation.send(Method::HEAD, &to, &[], &[]).await;
        }
        let connection = scene.worker.get(&scene.connection).await;
        assert!(connection.text().contains("Asked; waiting for the answer"), "{}", connection.text());
        assert!(connection.text().contains("Opened 11 times"), "{}", connection.text());
        assert!(!scene.worker.get("/today").await.text().contains("has answered."));

        // An incomplete answer comes back with everything typed; the right one is taken once.
        let wrong = organisation.fill(&to, &to, &[("step", "decline"), ("words", "The shed is \"'><x-kith-7>")]).await;
        assert_eq!(wrong.status, StatusCode::UNPROCESSABLE_ENTITY, "{}", wrong.text());
        assert!(wrong.text().contains("The shed is") && !wrong.body.contains("<x-kith-7"), "{}", wrong.text());
        let opened = organisation.get(&to).await;
        let hidden = opened.hidden(&to);
        let mut fields: Vec<(&str, &str)> =
            hidden.iter().map(|(name, value)| (name.as_str(), value.as_str())).collect();
        fields.extend([("step", "wait-list"), ("weeks", "6")]);
        for _ in 0..2 {
            let taken = organisation.post(&to, &fields).await;
            assert_eq!((taken.status, taken.location()), (StatusCode::SEE_OTHER, &*format!("{to}/answered")));
        }
        assert!(organisation.get(&to).await.text().contains("You said about 6 weeks"));

        // It waits on Today until somebody has seen it, and stands in the story as the organisation's answer.
        let today = scene.worker.get("/today").await;
        assert!(today.text().contains("Gardening together has answered."), "{}", today.text());
        assert_eq!(today.text().matches("has answered.").count(), 1, "sent twice, told once");
        let connection = scene.worker.get(&scene.connection).await;
        assert!(connection.text().contains("6 weeks quoted"), "{}", connection.text());
        assert!(connection.text().contains("Answered by Lantern Allotments by the link it was sent."));
        assert!(scene.worker.get(&scene.person).await.text().contains("put Rosa on the waiting list"));
        scene.form("seen", &[]).await;
        assert!(!scene.worker.get("/today").await.text().contains("has answered."));
    });
}

#[test]
fn a_question_is_answered_back_by_a_fresh_link() {
    story(async |world| {
        let mut scene = scene(world).await;
        let to = scene.ask(world, AGREED).await;
        let mut organisation = Client::new(&world.router);
        let nothing = organisation.fill(&to, &format!("{to}/question"), &[("question", " \u{200b}")]).await;
        assert_eq!(nothing.status, StatusCode::UNPROCESSABLE_ENTITY);
        assert!(nothing.text().contains("Write your question."), "{}", nothing.text());
        for (typed, status) in [
            ("nul \0 inside", StatusCode::UNPROCESSABLE_ENTITY),
            (&*"x".repeat(4_001), StatusCode::UNPROCESSABLE_ENTITY),
            ("Can she manage \"'><x-kith-7> three steps?", StatusCode::SEE_OTHER),
        ] {
            let answer = organisation.fill(&to, &format!("{to}/question"), &[("question", typed)]).await;
            assert_eq!(answer.status, status, "{}", answer.text());
        }
        assert!(scene.worker.get("/today").await.text().contains("Gardening together has asked something."));
        let connection = scene.worker.get(&scene.connection).await;
        assert!(!connection.body.contains("<x-kith-7"));
        let answer = connection.link(&format!("{}/questions/", scene.connection), "");
        let answered = scene.worker.fill(&answer, &answer, &[("answer", "Yes, with a hand to hold.")]).await;
        assert_eq!(answered.status, StatusCode::SEE_OTHER, "{}", answered.text());
        assert!(!scene.worker.get("/today").await.text().contains("has asked something"));
        let fresh = newest_link(world).await;
        assert_ne!(fresh, to);
        for link in [&fresh, &to] {
            assert!(organisation.get(link).await.text().contains("Yes, with a hand to hold."), "both links work");
        }
    });
}

/// Everything that can be asked of a link, with what it answered: status, headers but for the request's own, body.
pub(super) async fn everything(world: &World, to: &str) -> Vec<(StatusCode, Vec<(String, String)>, String)> {
    let mut answers = Vec::new();
    let mut client = Client::new(&world.router);
    let whole = [("nonce", "0123456789abcdef0123456789abcdef"), ("for-service", ""), ("for-record", "x")];
    let mut asked = vec![client.get(to).await, client.send(Method::HEAD, to, &[], &[]).await];
    for path in [to.to_owned(), format!("{to}/question"), format!("{to}/entry")] {
        asked.push(client.post(&path, &[]).await);
        asked.push(client.post(&path, &whole).await);
    }
    for answer in asked {
        let headers = answer
            .headers
            .iter()
            .filter(|(name, _)| name.as_str() != "x-request-id")
            .map(|(name, value)| (name.to_string(), value.to_str().unwrap().to_owned()))
            .collect();
        answers.push((answer.status, headers, answer.body));
    }
    answers
}

#[test]
fn a_link_that_is_old_or_stopped_or_never_was_is_an_address_that_is_not_there() {
    story(async |world| {
        let absent = everything(world, &format!("/asked/{}", "0".repeat(64))).await;
        assert!(absent.iter().all(|(status, ..)| *status == StatusCode::NOT_FOUND), "{absent:?}");
        let mut scene = scene(world).await;
        let to = scene.ask(world, AGREED).await;
        assert_eq!(Client::new(&world.router).get(&to).await.status, StatusCode::OK);
        // What does not even have the form of a secret.
        for odd in [
            "0",
            "%27%3E%3Cx-kith-7%3E",
            &"F".repeat(64),
            &"0".repeat(65),
            &to.trim_start_matches("/asked/").to_uppercase(),
        ] {
            assert_eq!(everything(world, &format!("/asked/{odd}")).await, absent, "{odd}");
        }
        // A foreign one: of the right form, nearly right.
        let nearly = format!("{}{}", to.get(..to.len() - 1).unwrap(), if to.ends_with('0') { '1' } else { '0' });
        assert_eq!(everything(world, &nearly).await, absent);
        // Stopped by a human. A form drawn before is no longer taken.
        let opened = Client::new(&world.router).get(&to).await;
        let hidden = opened.hidden(&to);
        scene.form("stop-links", &[]).await;
        assert_eq!(everything(world, &to).await, absent);
        let mut late: Vec<(&str, &str)> = hidden.iter().map(|(name, value)| (name.as_str(), value.as_str())).collect();
        late.push(("step", "accept"));
        let refused = Client::new(&world.router).post(&to, &late).await;
        assert_eq!((refused.status, &refused.body), (StatusCode::NOT_FOUND, &absent[2].2));
        // Renewed: a fresh one works, the old one stays as it was. After a fortnight it is gone too.
        let fresh = scene.ask(world, AGREED).await;
        assert_eq!(Client::new(&world.router).get(&fresh).await.status, StatusCode::OK);
        assert_eq!(everything(world, &to).await, absent);
        world.clock.forward_days(13);
        assert_eq!(Client::new(&world.router).get(&fresh).await.status, StatusCode::OK);
        world.clock.forward_days(1);
        assert_eq!(everything(world, &fresh).await, absent);
    });
}

#[test]
fn what_the_person_takes_back_is_not_shown_any_more() {
    story(async |world| {
        let mut scene = scene(world).await;
        let to = scene.ask(world, AGREED).await;
        let mut organisation = Client::new(&world.router);
        let before = organisation.get(&to).await;
        let agreed = format!("{}/agreed", scene.connection);
        let changed = scene.worker.fill(&agreed, &agreed, &[("agreed", "That somebody comes")]).await;
        assert_eq!(changed.status, StatusCode::SEE_OTHER, "{}", changed.text());
        let page = organisation.get(&to).await.text();
        assert!(page.contains("That somebody comes") && !page.contains("Rosa"), "{page}");
        let taken_back = scene.worker.fill(&agreed, &agreed, &[("agreed", "")]).await;
        assert_eq!(taken_back.status, StatusCode::SEE_OTHER, "{}", taken_back.text());
        let page = organisation.get(&to).await;
        assert_eq!(page.status, StatusCode::OK);
        assert!(page.text().contains("This request was withdrawn."), "{}", page.text());
        for secret in ["Rosa", "somebody comes", "Gardening together", "<form"] {
            assert!(!page.body.contains(secret), "{secret}");
        }
        // A form that was open meanwhile is not taken, and tells nothing either.
        let hidden = before.hidden(&to);
        let mut late: Vec<(&str, &str)> = hidden.iter().map(|(name, value)| (name.as_str(), value.as_str())).collect();
        late.push(("step", "accept"));
        let refused = organisation.post(&to, &late).await;
        assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
        assert!(
            refused.text().contains("withdrawn") && !refused.body.contains("Gardening together"),
            "{}",
            refused.text()
        );
        assert!(scene.worker.get(&scene.connection).await.text().contains("Asked; waiting for the answer"));
    });
}

#[test]
fn of_two_who_hold_one_link_the_second_reads_what_the_first_said_before_anything_is_saved() {
    story(async |world| {
        let mut scene = scene(world).await;
        let to = scene.ask(world, AGREED).await;
        let (mut first, mut second) = (Client::new(&world.router), Client::new(&world.router));
        let opened = second.get(&to).await;
        let yes = first.fill(&to, &to, &[("step", "accept")]).await;
        assert_eq!(yes.status, StatusCode::SEE_OTHER, "{}", yes.text());
        // That the page was opened again is written down; an answer is not.
        let answers = async |scene: &mut Scene| {
            let page = scene.worker.get(&scene.connection).await.text();
            (page.matches("said yes").count(), page.matches("said no").count())
        };
        let stands = answers(&mut scene).await;
        let hidden = opened.hidden(&to);
        for late in [vec![("step", "decline"), ("reason", "full")], vec![("step", "accept")]] {
            let mut form: Vec<(&str, &str)> =
                hidden.iter().map(|(name, value)| (name.as_str(), value.as_str())).collect();
            form.extend(late);
            let refused = second.post(&to, &form).await;
            assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
            assert!(
                refused.text().contains("Things have moved on") && refused.text().contains("You said yes"),
                "{}",
                refused.text()
            );
        }
        assert_eq!(answers(&mut scene).await, stands, "nothing was saved");
        // Having read it, they may change the answer.
        let no = second.fill(&to, &to, &[("step", "decline"), ("reason", "full")]).await;
        assert_eq!(no.status, StatusCode::SEE_OTHER, "{}", no.text());
    });
}

#[test]
fn no_answer_becomes_a_task_and_never_a_no() {
    story(async |world| {
        let mut scene = scene(world).await;
        let first = scene.ask(world, AGREED).await;
        let sign_in = async || Client::signed_in(&world.router, &world.one.email(Role::LinkWorker)).await;
        let silent = "has not answered.";
        assert!(!scene.worker.get("/today").await.text().contains(silent));
        // Noon of a Tuesday: Monday is the fourth working day, Tuesday the fifth.
        world.clock.forward_days(6);
        assert!(!sign_in().await.get("/today").await.text().contains(silent));
        world.clock.forward_days(1);
        scene.worker = sign_in().await;
        let today = scene.worker.get("/today").await;
        assert!(
            today.text().contains(silent) && today.text().contains("No answer for 5 working days"),
            "{}",
            today.text()
        );
        assert!(scene.worker.get(&scene.connection).await.text().contains("Asked; waiting for the answer"));
        let mut colleague = Client::signed_in(&world.router, &world.one.colleague()).await;
        assert!(!colleague.get("/today").await.text().contains(silent), "only for whoever has the person");
        // A reminder is a human's tap; it quiets the task, and the first link still works.
        let page = scene.worker.get(&scene.connection).await;
        assert!(page.text().contains("Remind them by e-mail"), "{}", page.text());
        let reminded = scene.ask(world, AGREED).await;
        assert!(letters(world).await[0].subject.starts_with("A reminder from"));
        assert!(!scene.worker.get("/today").await.text().contains(silent));
        let mut organisation = Client::new(&world.router);
        for link in [&first, &reminded] {
            assert_eq!(organisation.get(link).await.status, StatusCode::OK);
        }
        // The service itself says after how many days; only its administrator.
        let mut administrator = Client::signed_in(&world.router, &world.one.email(Role::Administrator)).await;
        let post = "/settings/post";
        for (days, secure) in
            [("0", ""), ("soon", ""), ("61", ""), ("5", "no address"), ("5", "a@example.org\nb\"'><x-kith-7>")]
        {
            let wrong = administrator
                .fill(post, post, &[("silence_days", days), ("silence_times", "3"), ("secure", secure)])
                .await;
            assert_eq!(wrong.status, StatusCode::UNPROCESSABLE_ENTITY, "{days} {secure}: {}", wrong.text());
            assert!(!wrong.body.contains("<x-kith-7"));
        }
        let changed = administrator
            .fill(post, post, &[("silence_days", "1"), ("silence_times", "3"), ("secure", "a@example.org\r\n")])
            .await;
        assert_eq!(changed.status, StatusCode::SEE_OTHER, "{}", changed.text());
        world.clock.forward_days(1);
        scene.worker = sign_in().await;
        assert!(scene.worker.get("/today").await.text().contains(silent));
        // A late yes is still a yes.
        let yes = organisation.fill(&reminded, &reminded, &[("step", "accept")]).await;
        assert_eq!(yes.status, StatusCode::SEE_OTHER, "{}", yes.text());
        let today = scene.worker.get("/today").await.text();
        assert!(today.contains("has answered.") && !today.contains(silent), "{today}");
    });
}

#[test]
fn later_the_organisation_says_how_it_went_on_and_no_step_is_skipped() {
    story(async |world| {
        let mut scene = scene(world).await;
        let to = scene.ask(world, "").await;
        let mut organisation = Client::new(&world.router);
        assert!(organisation.get(&to).await.text().contains("Nothing yet."));
        for wrong in ["start", "end", "person-decline", "no-answer", "introduce", "", "\"'><x-kith-7>"] {
            let refused = organisation.fill(&to, &to, &[("step", wrong)]).await;
            assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY, "{wrong}: {}", refused.text());
        }
        for (step, then) in [
            ("accept", "You said yes."),
            ("start", "They have come for the first time."),
            ("attend", "They come."),
            ("end", "It has come to an end."),
        ] {
            let taken = organisation.fill(&to, &to, &[("step", step)]).await;
            assert_eq!(taken.status, StatusCode::SEE_OTHER, "{step}: {}", taken.text());
            assert!(organisation.get(&to).await.text().contains(then), "{step}");
        }
        assert!(scene.worker.get(&scene.connection).await.text().contains("Ended"));
    });
}

#[test]
fn what_an_organisation_says_of_its_room_applies_at_once_and_what_is_not_right_is_a_task_for_the_lead() {
    story(async |world| {
        let mut scene = scene(world).await;
        let to = scene.ask(world, AGREED).await;
        let mut organisation = Client::new(&world.router);
        let nothing = organisation.fill(&to, &format!("{to}/entry"), &[("room", ""), ("entry_words", "")]).await;
        assert_eq!(nothing.status, StatusCode::UNPROCESSABLE_ENTITY);
        assert!(nothing.text().contains("One of the two is enough."), "{}", nothing.text());
        let said = organisation
            .fill(
                &to,
                &format!("{to}/entry"),
                &[("room", "wait"), ("room_weeks", "9"), ("entry_words", "Now on Mondays.")],
            )
            .await;
        assert_eq!(said.status, StatusCode::SEE_OTHER, "{}", said.text());
        let entry = format!("/directory/{}", world.community_service);
        assert!(scene.lead.get(&entry).await.text().contains("Waiting list, about 9 weeks"), "theirs to say, at once");
        assert!(scene.lead.get("/queue").await.text().contains("An organisation has said something of its entry"));
        let mut elsewhere = Client::signed_in(&world.router, &world.two.email(Role::TeamLead)).await;
        assert!(!elsewhere.get("/queue").await.text().contains("said something"));
        let page = scene.lead.get("/entries-to-see-to").await;
        assert!(page.text().contains("Now on Mondays."), "{}", page.text());
        let id = page.body.split("action=\"/entries-to-see-to/").nth(1).unwrap().split('"').next().unwrap().to_owned();
        let action = format!("/entries-to-see-to/{id}");
        let foreign = elsewhere
            .post(
                &action,
                &[
                    ("nonce", &"1".repeat(32)),
                    ("for-service", &world.two.service.to_string()),
                    ("for-record", &id),
                    ("deal", "done"),
                ],
            )
            .await;
        assert_eq!(foreign.status, StatusCode::NOT_FOUND);
        let nothing = scene.lead.fill("/entries-to-see-to", &action, &[("deal", "take")]).await;
        assert_eq!(nothing.status, StatusCode::CONFLICT, "words are for a human: {}", nothing.text());
        let taken = scene.lead.fill("/entries-to-see-to", &action, &[("deal", "done")]).await;
        assert_eq!(taken.status, StatusCode::SEE_OTHER, "{}", taken.text());
        assert!(scene.lead.get("/entries-to-see-to").await.text().contains("Nothing waits here"));
    });
}

#[test]
fn a_link_that_is_opened_over_and_over_has_to_wait() {
    story(async |world| {
        let mut scene = scene(world).await;
        let to = scene.ask(world, AGREED).await;
        let mut client = Client::new(&world.router);
        for _ in 0..kith_app::links::MOST_OPENINGS {
            assert_eq!(client.get(&to).await.status, StatusCode::OK);
        }
        let answer = client.get(&to).await;
        assert_eq!(answer.status, StatusCode::TOO_MANY_REQUESTS, "{}", answer.text());
        assert!(!answer.header("retry-after").is_empty());
    });
    // A page that comes back with what was wrong shows as much, and so does the one that thanks.
    story(async |world| {
        let mut scene = scene(world).await;
        let to = scene.ask(world, AGREED).await;
        let mut client = Client::new(&world.router);
        let page = client.get(&to).await;
        let mut form = page.hidden(&to);
        form.push(("step".to_owned(), "decline".to_owned()));
        let form: Vec<(&str, &str)> = form.iter().map(|(name, value)| (name.as_str(), value.as_str())).collect();
        let thanks = format!("{to}/answered");
        for _ in 0..(kith_app::links::MOST_OPENINGS - 1) / 2 {
            assert_eq!(client.get(&thanks).await.status, StatusCode::OK);
            let again = client.post(&to, &form).await;
            assert_eq!(again.status, StatusCode::UNPROCESSABLE_ENTITY, "{}", again.text());
        }
        client.get(&thanks).await;
        for answer in [client.post(&to, &form).await, client.get(&thanks).await] {
            assert_eq!(answer.status, StatusCode::TOO_MANY_REQUESTS, "{}", answer.text());
            assert!(!answer.text().contains("her first name"), "{}", answer.text());
        }
    });
}

#[test]
fn text_goes_only_to_an_address_that_the_administrator_marked_as_secure() {
    story(async |world| {
        let mut scene = scene(world).await;
        let back = format!("{}/message-back", scene.person);
        let fields = [("mattered", "Her garden."), ("happened", ""), ("missing", "")];
        scene.worker.fill(&back, &back, &fields).await;
        let first = letters(world).await.remove(0);
        assert!(!first.body.contains("garden") && !first.body.contains("OKONJO"), "a link only");
        let mut administrator = Client::signed_in(&world.router, &world.one.email(Role::Administrator)).await;
        let post = "/settings/post";
        let secure = [("silence_days", "5"), ("silence_times", "3"), ("secure", "Surgery@alder.example.org")];
        let changed = administrator.fill(post, post, &secure).await;
        assert_eq!(changed.status, StatusCode::SEE_OTHER, "{}", changed.text());
        scene.worker.fill(&back, &back, &fields).await;
        let second = letters(world).await.remove(0);
        assert_eq!(second.kind, "message-text");
        for part in ["Her garden.", "OKONJO, Rosa", "/my-referrals/"] {
            assert!(second.body.contains(part), "{part}: {}", second.body);
        }
        assert!(!second.subject.to_lowercase().contains("okonjo"));
        let mut elsewhere = Client::signed_in(&world.router, &world.two.email(Role::Administrator)).await;
        assert!(!elsewhere.get(post).await.text().contains("Surgery@alder"), "each service has its own");
    });
}

#[test]
fn an_organisation_that_answers_over_and_over_makes_one_line_of_news_and_then_has_to_wait() {
    story(async |world| {
        let mut scene = scene(world).await;
        let to = scene.ask(world, AGREED).await;
        let mut group = Client::new(&world.router);
        let mut last = StatusCode::OK;
        for _ in 0..kith_app::links::MOST_OPENINGS {
            // Each time the page is opened anew, as somebody with a program would.
            let form = group.get(&to).await;
            last = form.status;
            if last != StatusCode::OK {
                break;
            }
            let answer = group.fill(&to, &to, &[("step", "wait-list"), ("weeks", "3")]).await;
            assert!(
                matches!(
                    answer.status,
                    StatusCode::SEE_OTHER | StatusCode::UNPROCESSABLE_ENTITY | StatusCode::TOO_MANY_REQUESTS
                ),
                "{}",
                answer.text()
            );
        }
        assert_eq!(last, StatusCode::TOO_MANY_REQUESTS, "it has to wait");
        let today = scene.worker.get("/today").await.text();
        assert_eq!(today.matches("has answered.").count(), 1, "{today}");
    });
}

#[test]
fn when_somebody_died_nothing_that_was_booked_or_asked_goes_on() {
    story(async |world| {
        let mut scene = scene(world).await;
        let to = scene.ask(world, AGREED).await;
        let person = scene.person.clone();
        let book = format!("{person}/appointments/new");
        let booking = [("day", "2026-11-25"), ("time", "14:30"), ("mode", "phone"), ("why", "How are the stairs")];
        let booked = scene.worker.fill(&book, &book, &booking).await;
        assert_eq!(booked.status, StatusCode::SEE_OTHER, "{}", booked.text());
        let close = format!("{person}/close");
        let form = scene.worker.get(&close).await.text();
        for said in ["This is booked, and is called off", "2.30pm", "One service was asked"] {
            assert!(form.contains(said), "{said}: {form}");
        }
        let closed = scene.worker.fill(&close, &close, &[("reason", "died"), ("words", "")]).await;
        assert_eq!(closed.status, StatusCode::SEE_OTHER, "{}", closed.text());
        let page = scene.worker.get(&person).await;
        assert!(page.text().contains("They died. It was written down on"), "{}", page.text());
        let letter = scene.worker.get(&format!("{person}/letters/new")).await.text();
        assert!(letter.contains("Take care: They died."), "whoever writes to them is told: {letter}");
        let appointment = page.link("/appointments/", "");
        assert!(scene.worker.get(&appointment).await.text().contains("Support ended"), "it was called off");
        assert_eq!(Client::new(&world.router).get(&to).await.status, StatusCode::NOT_FOUND, "the link opens nothing");
        // Nor is a fresh one made.
        let connection = page.link("/connections/", "");
        let opened = scene.worker.get(&connection).await;
        assert!(!opened.body.contains("/ask\""), "{}", opened.text());
        let ask = format!("{connection}/ask");
        let refused = scene.worker.get(&ask).await;
        assert!(!refused.body.contains(&format!("action=\"{ask}\"")), "{}", refused.text());
        let today = scene.worker.get("/today").await.text();
        assert!(!today.contains("OKONJO"), "{today}");
    });
}

#[test]
fn whoever_does_not_want_to_go_on_is_told_of_no_more() {
    story(async |world| {
        let mut scene = scene(world).await;
        let to = scene.ask(world, AGREED).await;
        let close = format!("{}/close", scene.person);
        assert_eq!(Client::new(&world.router).get(&to).await.status, StatusCode::OK);
        let closed = scene.worker.fill(&close, &close, &[("reason", "person-declined"), ("words", "")]).await;
        assert_eq!(closed.status, StatusCode::SEE_OTHER, "{}", closed.text());
        assert_eq!(Client::new(&world.router).get(&to).await.status, StatusCode::NOT_FOUND, "the link opens nothing");
    });
}

#[test]
fn a_group_adds_words_to_its_yes_and_may_change_its_mind_and_the_history_stays() {
    story(async |world| {
        let mut scene = scene(world).await;
        let to = scene.ask(world, AGREED).await;
        let mut group = Client::new(&world.router);
        let page = group.get(&to).await;
        for (words, status) in [
            ("nul \0", StatusCode::UNPROCESSABLE_ENTITY),
            (&*"x".repeat(4_001), StatusCode::UNPROCESSABLE_ENTITY),
            ("Wednesday at 10, ask for Joan \"'><x-kith-7>", StatusCode::SEE_OTHER),
        ] {
            let answer = group.fill(&to, &to, &[("step", "accept"), ("accept_words", words)]).await;
            assert_eq!(answer.status, status, "{}", answer.text());
            assert!(!answer.body.contains("<x-kith-7"));
        }
        // What was said is said back in plain sentences, with what happens next and how to change it.
        let thanks = group.get(&format!("{to}/answered")).await;
        for part in ["Thank you. We have your answer", "You said yes.", "ask for Joan", "What happens next"] {
            assert!(thanks.text().contains(part), "{part}: {}", thanks.text());
        }
        assert!(thanks.body.contains(&format!("href=\"{to}\"")) && !thanks.body.contains("<x-kith-7"));
        for secret in ["OKONJO", "Okonjo", "stairs", "1951"] {
            assert!(!thanks.body.contains(secret), "{secret}");
        }
        let connection = scene.worker.get(&scene.connection).await;
        assert!(connection.text().contains("In words: Wednesday at 10, ask for Joan"), "{}", connection.text());
        assert!(!connection.body.contains("<x-kith-7"));

        // It was a mistake: a wait, then no, then yes after all. Each stays, and the worker is told once.
        for (step, more, says) in [
            ("wait-list", ("weeks", "3"), "about 3 weeks"),
            ("decline", ("reason", "full"), "You said no: we are full."),
            ("accept", ("accept_words", "Somebody left. Ask for Mo."), "Ask for Mo."),
        ] {
            let answer = group.fill(&to, &to, &[("step", step), more]).await;
            assert_eq!(answer.status, StatusCode::SEE_OTHER, "{step}: {}", answer.text());
            assert!(group.get(&format!("{to}/answered")).await.text().contains(says), "{says}");
        }
        let today = scene.worker.get("/today").await.text();
        assert_eq!(today.matches("has answered.").count(), 1, "{today}");
        let history = scene.worker.get(&scene.connection).await.text();
        for part in ["ask for Joan", "3 weeks quoted", "full", "Ask for Mo."] {
            assert!(history.contains(part), "{part}: {history}");
        }
        // The worker has brought them together meanwhile: a page that was open then says so in an outsider's words.
        let late = page.hidden(&to);
        for step in ["introduce", "start", "attend"] {
            let moved =
                scene.worker.fill(&scene.connection.clone(), &scene.connection.clone(), &[("step", step)]).await;
            assert_eq!(moved.status, StatusCode::SEE_OTHER, "{step}: {}", moved.text());
        }
        let mut fields: Vec<(&str, &str)> = late.iter().map(|(a, b)| (a.as_str(), b.as_str())).collect();
        fields.extend([("step", "decline"), ("reason", "full"), ("words", "No room since Monday.")]);
        let refused = group.post(&to, &fields).await;
        assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY, "{}", refused.text());
        let said = refused.text();
        assert!(said.contains("Things have moved on since this page was opened"), "{said}");
        assert!(!said.contains("does not follow") && !said.contains("This connection now says"), "{said}");
        assert!(said.contains("No room since Monday."), "what was typed is not lost: {said}");
    });
}

#[test]
fn many_answers_are_one_entry_of_the_story_and_six_a_day_are_enough() {
    story(async |world| {
        let mut scene = scene(world).await;
        let to = scene.ask(world, AGREED).await;
        let mut organisation = Client::new(&world.router);
        let mut taken = 0;
        for n in 0..8 {
            let fields =
                if n % 2 == 0 { [("step", "wait-list"), ("weeks", "6")] } else { [("step", "accept"), ("weeks", "")] };
            let answered = organisation.fill(&to, &to, &fields).await;
            if answered.status == StatusCode::SEE_OTHER {
                taken += 1;
                continue;
            }
            assert_eq!(answered.status, StatusCode::UNPROCESSABLE_ENTITY, "{}", answered.text());
            assert!(
                answered.text().contains("Six answers were given to this request today"),
                "{n}: {}",
                answered.text()
            );
        }
        assert_eq!(taken, 6);
        let person = scene.worker.get(&scene.connection).await.link("/people/0", "");
        let story = scene.worker.get(&format!("{person}?show=connections")).await;
        assert_eq!(story.body.matches("Earlier answers").count(), 1, "{}", story.text());
        let text = story.text();
        let (latest, earlier) = text.split_once("Earlier answers").unwrap();
        assert!(latest.contains("said yes") && !latest.contains("on the waiting list"), "{latest}");
        assert_eq!(earlier.matches("put ").count(), 3, "{earlier}");
        // On the next day it is taken again.
        world.clock.forward_days(1);
        let next = organisation.fill(&to, &to, &[("step", "wait-list"), ("weeks", "2")]).await;
        assert_eq!(next.status, StatusCode::SEE_OTHER, "{}", next.text());
    });
}
