//! A link worker writes: mistakes lose nothing, whoever was overtaken sees both, what was said before stays.

use http::StatusCode;
use kith_domain::staff::Role;

use super::client::{Answer, Client};
use super::thread::{allocate, refer};
use super::world::{World, story};

/// A link worker with one person, and the person's address.
pub(super) async fn with_person(world: &World, family: &str) -> (Client, String) {
    let mut practice = Client::signed_in(&world.router, &world.one.email(Role::Practice)).await;
    let mut lead = Client::signed_in(&world.router, &world.one.email(Role::TeamLead)).await;
    let mut worker = Client::signed_in(&world.router, &world.one.email(Role::LinkWorker)).await;
    let referral = refer(world, &mut practice, family, "Would like company.").await;
    allocate(&mut lead, &referral, &format!("{} link_worker", world.one.canary)).await;
    let today = worker.get("/today").await;
    let person = today.link("/people/", "").trim_end_matches("/contacts/new").to_owned();
    (worker, person)
}

/// Sends a form that was opened earlier.
pub(super) async fn send_from(client: &mut Client, opened: &Answer, action: &str, fields: &[(&str, &str)]) -> Answer {
    let hidden = opened.hidden(action);
    let mut all: Vec<(&str, &str)> = hidden.iter().map(|(name, value)| (name.as_str(), value.as_str())).collect();
    all.extend_from_slice(fields);
    client.post(action, &all).await
}

async fn log(worker: &mut Client, person: &str, fields: &[(&str, &str)]) -> Answer {
    let form = format!("{person}/contacts/new");
    worker.fill(&form, &form, fields).await
}

#[test]
fn a_contact_with_a_mistake_comes_back_with_everything_typed() {
    story(async |world| {
        let (mut worker, person) = with_person(world, "Typed").await;
        let form = worker.get(&format!("{person}/contacts/new")).await;
        let way = form.choice("ways", "Listened; no goal today");
        let wrong = log(
            &mut worker,
            &person,
            &[
                ("mode", "phone"),
                ("reached", "no-answer"),
                ("minutes", "a while"),
                ("day", "2026-11-31"),
                ("note", "<b>She & I</b>"),
                ("next", "Thursday"),
                ("others", "Jo"),
                ("ways", &way),
            ],
        )
        .await;
        assert_eq!(wrong.status, StatusCode::UNPROCESSABLE_ENTITY, "{}", wrong.text());
        assert!(wrong.body.contains("<title>Error: "), "the title says it");
        for kept in ["a while", "2026-11-31", "&#60;b&#62;She &#38; I&#60;/b&#62;", "Thursday", "value=\"Jo\""] {
            assert!(wrong.body.contains(kept), "{kept} is lost");
        }
        assert!(wrong.body.contains(&format!("value=\"{way}\" checked")), "the tick is lost");
        for link in ["href=\"#minutes\"", "href=\"#day\""] {
            assert!(wrong.body.contains(link), "the summary does not lead to {link}");
        }
        // Mended from the same page, with the same hidden fields, it is saved once.
        let fields = [("mode", "phone"), ("reached", "no-answer"), ("next", "Thursday")];
        let action = format!("{person}/contacts/new");
        let saved = send_from(&mut worker, &wrong, &action, &fields).await;
        assert_eq!(saved.status, StatusCode::SEE_OTHER, "{}", saved.text());
        let again = send_from(&mut worker, &wrong, &action, &fields).await;
        assert_eq!(again.location(), saved.location());
        let page = worker.get(saved.location()).await;
        assert!(page.text().contains("Contact saved."), "{}", page.text());
        assert_eq!(page.body.matches("phoned; no answer.").count(), 1);
        assert_eq!(page.body.matches("Agreed next: Thursday").count(), 1);
    });
}

#[test]
fn a_corrected_contact_keeps_what_it_said_and_whoever_was_overtaken_sees_both() {
    story(async |world| {
        let (mut worker, person) = with_person(world, "Corrected").await;
        let logged = log(&mut worker, &person, &[("mode", "phone"), ("note", "The first telling.")]).await;
        assert_eq!(logged.status, StatusCode::SEE_OTHER, "a note alone is enough: {}", logged.text());
        let correct = worker.get(&person).await.link("/contacts/", "/correct");
        let (one_tab, other_tab) = (worker.get(&correct).await, worker.get(&correct).await);
        assert!(one_tab.body.contains(">The first telling.</textarea>"), "{}", one_tab.text());
        let first =
            send_from(&mut worker, &one_tab, &correct, &[("mode", "phone"), ("note", "The second telling.")]).await;
        assert_eq!(first.status, StatusCode::SEE_OTHER, "{}", first.text());
        let late =
            send_from(&mut worker, &other_tab, &correct, &[("mode", "video"), ("note", "The third telling.")]).await;
        assert_eq!(late.status, StatusCode::CONFLICT, "{}", late.text());
        assert!(late.text().contains("The second telling."), "what the record says now: {}", late.text());
        assert!(late.body.contains(">The third telling.</textarea>"), "what was typed: {}", late.text());
        let third = send_from(&mut worker, &late, &correct, &[("mode", "video"), ("note", "The third telling.")]).await;
        assert_eq!(third.status, StatusCode::SEE_OTHER, "{}", third.text());
        let page = worker.get(&person).await;
        let before = page.body.find("What it said before").unwrap();
        for (telling, stands_above) in [("The third", true), ("The second", false), ("The first", false)] {
            let at = page.body.find(telling).unwrap_or_else(|| panic!("{telling} is gone"));
            assert_eq!(at < before, stands_above, "{telling}");
        }
        // A colleague's address of it opens nothing.
        let mut colleague = Client::signed_in(&world.router, &world.one.colleague()).await;
        assert_eq!(colleague.get(&correct).await.status, StatusCode::NOT_FOUND);
    });
}

#[test]
fn contact_rules_and_connections_tell_whoever_was_overtaken() {
    story(async |world| {
        let (mut worker, person) = with_person(world, "Overtaken").await;
        let mut lead = Client::signed_in(&world.router, &world.one.email(Role::TeamLead)).await;
        let rules = format!("{person}/contact-rules");
        let opened = worker.get(&rules).await;
        let by_lead = lead.fill(&rules, &rules, &[("safe_contact", "Never by post."), ("communication", "")]).await;
        assert_eq!(by_lead.status, StatusCode::SEE_OTHER, "{}", by_lead.text());
        let typed = [("safe_contact", "Text first."), ("communication", "Large print.")];
        let late = send_from(&mut worker, &opened, &rules, &typed).await;
        assert_eq!(late.status, StatusCode::CONFLICT, "{}", late.text());
        for both in ["Never by post.", "Text first.", "Large print."] {
            assert!(late.text().contains(both), "{both}: {}", late.text());
        }
        let saved = send_from(&mut worker, &late, &rules, &typed).await;
        assert_eq!(saved.status, StatusCode::SEE_OTHER, "{}", saved.text());

        let connect = format!("{person}/connect/{}", world.community_service);
        let made = worker.fill(&connect, &connect, &[("need", ""), ("agreed", "")]).await;
        let connection = made.location().split('?').next().unwrap().to_owned();
        let other_tab = worker.get(&connection).await;
        let asked = worker.fill(&connection, &connection, &[("step", "ask")]).await;
        assert_eq!(asked.status, StatusCode::SEE_OTHER, "{}", asked.text());
        let late = send_from(&mut worker, &other_tab, &connection, &[("step", "introduce")]).await;
        assert_eq!(late.status, StatusCode::CONFLICT, "{}", late.text());
        assert!(late.text().contains("You chose “I have introduced them”"), "{}", late.text());
        assert!(late.text().contains("Asked; waiting for the answer"), "{}", late.text());
        let no_reason = send_from(&mut worker, &late, &connection, &[("step", "decline"), ("words", "Sorry.")]).await;
        assert_eq!(no_reason.status, StatusCode::UNPROCESSABLE_ENTITY, "{}", no_reason.text());
        assert!(no_reason.body.contains("href=\"#reason\"") && no_reason.text().contains("Sorry."));
        // They went together: a contact of its own, with the connection chosen already.
        let together = worker.get(&connection).await.link(&format!("{person}/contacts/new?accompanied="), "");
        let id = connection.rsplit('/').next().unwrap();
        let form = worker.get(&together).await;
        assert!(form.body.contains(&format!("<option value=\"{id}\" selected")), "{}", form.text());
    });
}

#[test]
fn nothing_found_leads_to_a_gap_with_the_words_that_were_looked_for() {
    story(async |world| {
        let (mut worker, person) = with_person(world, "Notfound").await;
        let nothing = worker.get(&format!("{person}/connect?q=wheelchair+dancing")).await;
        assert!(nothing.text().contains("Nothing found for “wheelchair dancing”"), "{}", nothing.text());
        let need = nothing.link(&format!("{person}/needs/new?stated="), "");
        let form = worker.get(&need).await;
        assert!(form.body.contains(">wheelchair dancing</textarea>"), "{}", form.text());
        let action = format!("{person}/needs/new");
        let fields = [("stated", "To dance again"), ("known", "later"), ("domain", ""), ("then", "gap")];
        let saved = send_from(&mut worker, &form, &action, &fields).await;
        assert_eq!(saved.status, StatusCode::SEE_OTHER, "{}", saved.text());
        let gap = saved.location().split('?').next().unwrap().to_owned();
        assert!(gap.ends_with("/gap"), "{gap}");
        let wrong =
            worker.fill(&gap, &gap, &[("reason", "wait"), ("weeks", "many"), ("words", "They are kind.")]).await;
        assert_eq!(wrong.status, StatusCode::UNPROCESSABLE_ENTITY, "{}", wrong.text());
        assert!(wrong.text().contains("You chose “The wait is too long”"), "{}", wrong.text());
        let done = send_from(&mut worker, &wrong, &gap, &[("reason", "wait"), ("weeks", "9")]).await;
        assert_eq!(done.status, StatusCode::SEE_OTHER, "{}", done.text());
        let page = worker.get(&format!("{person}?show=gaps")).await;
        assert!(page.text().contains("Wait quoted: 9 weeks."), "{}", page.text());
        assert!(page.text().contains("Gap recorded"), "{}", page.text());
        // A part of the story that there is not is an error, never everything.
        for wrong in ["?show=goals", "?show=all&show=gaps", "?page=2"] {
            assert_eq!(worker.get(&format!("{person}{wrong}")).await.status, StatusCode::BAD_REQUEST, "{wrong}");
        }
        for wrong in ["/directory?after=x", "/people?after=%7C", "/directory?page=2"] {
            assert_eq!(worker.get(wrong).await.status, StatusCode::BAD_REQUEST, "{wrong}");
        }
    });
}

#[test]
fn a_case_ends_with_a_reason_and_nothing_else() {
    story(async |world| {
        let (mut worker, person) = with_person(world, "Ended").await;
        let close = format!("{person}/close");
        let none = worker.fill(&close, &close, &[("words", "We said goodbye.")]).await;
        assert_eq!(none.status, StatusCode::UNPROCESSABLE_ENTITY);
        assert!(none.body.contains("href=\"#reason\"") && none.text().contains("We said goodbye."));
        let died = worker.fill(&close, &close, &[("reason", "died"), ("door_open", "yes")]).await;
        assert_eq!(died.status, StatusCode::UNPROCESSABLE_ENTITY);
        assert!(died.body.contains("href=\"#door_open\""), "{}", died.text());
        let closed = worker.fill(&close, &close, &[("reason", "not-now")]).await;
        assert_eq!(closed.status, StatusCode::SEE_OTHER, "{}", closed.text());
        let page = worker.get(&person).await;
        assert!(page.text().contains("closed the case.") && page.text().contains("not the right time"));
        assert!(!page.body.contains("/contacts/new\""), "no contact is logged to a case that ended");
        let opened = worker.fill(&person, &format!("{person}/reopen"), &[]).await;
        assert_eq!(opened.status, StatusCode::SEE_OTHER, "{}", opened.text());
        let page = worker.get(&person).await;
        assert!(page.text().contains("No new referral was needed."), "{}", page.text());
        assert!(page.body.contains("/contacts/new\""));
    });
}

#[test]
fn the_same_contact_twice_within_five_minutes_is_asked_about_once() {
    story(async |world| {
        let (mut worker, person) = with_person(world, "Twofold").await;
        let fields = [("mode", "phone"), ("reached", "no-answer"), ("note", "Rang, no answer.")];
        let page = format!("{person}/contacts/new");
        assert_eq!(worker.fill(&page, &page, &fields).await.status, StatusCode::SEE_OTHER);
        let asked = worker.fill(&page, &page, &fields).await;
        assert_eq!(asked.status, StatusCode::UNPROCESSABLE_ENTITY, "{}", asked.text());
        assert!(asked.text().contains("You logged the same just now"), "{}", asked.text());
        assert!(asked.text().contains("Rang, no answer.") && asked.text().contains("This is another one"));
        // Another way, or another answer, is another contact; and so is the same when it is said to be.
        for other in [("text", "no-answer"), ("phone", "yes")] {
            let other = [("mode", other.0), ("reached", other.1), ("note", "Another.")];
            assert_eq!(worker.fill(&page, &page, &other).await.status, StatusCode::SEE_OTHER);
        }
        let meant = [&fields[..], &[("once_more", "yes")]].concat();
        assert_eq!(worker.fill(&page, &page, &meant).await.status, StatusCode::SEE_OTHER);
        let story = worker.get(&person).await.text();
        assert_eq!(story.matches("Rang, no answer.").count(), 2, "{story}");
        world.clock.forward(std::time::Duration::from_secs(301));
        assert_eq!(worker.fill(&page, &page, &fields).await.status, StatusCode::SEE_OTHER);
    });
}

/// The hidden fields of the form on the page that asks which is meant, by the button's words.
fn form_of(page: &Answer, button: &str) -> Vec<(String, String)> {
    let form = page.body.split("<form").find(|form| form.contains(button)).unwrap_or_else(|| panic!("{}", page.text()));
    let unescaped =
        |text: &str| text.replace("&#34;", "\"").replace("&#39;", "'").replace("&#60;", "<").replace("&#62;", ">");
    let value = |input: &str, name: &str| {
        let rest = input.split(&format!("{name}=\"")).nth(1).unwrap();
        unescaped(rest.split('"').next().unwrap())
    };
    let ways = form.split("<option").skip(1).map(|option| ("ways".to_owned(), value(option, "value")));
    form.split("<input").skip(1).map(|input| (value(input, "name"), value(input, "value"))).chain(ways).collect()
}

fn pairs(fields: &[(String, String)]) -> Vec<(&str, &str)> {
    fields.iter().map(|(name, value)| (name.as_str(), value.as_str())).collect()
}

#[test]
fn a_form_that_comes_back_with_other_words_makes_no_second_contact_unless_it_is_meant() {
    story(async |world| {
        let (mut worker, person) = with_person(world, "Backward").await;
        let page = format!("{person}/contacts/new");
        let opened = worker.get(&page).await;
        let way = opened.choice("ways", "");
        let first = [
            ("mode", "phone"),
            ("reached", "yes"),
            ("note", "She likes the garden."),
            ("next", "I ring on Friday"),
            ("ways", &*way),
        ];
        assert_eq!(send_from(&mut worker, &opened, &page, &first).await.status, StatusCode::SEE_OTHER);
        let changed = "She likes the garden \"'><x-kith-7> and the sea.";
        let second = [
            ("mode", "phone"),
            ("reached", "yes"),
            ("note", changed),
            ("need_stated", "A bus"),
            ("need_known", "later"),
        ];
        // The very form that the browser kept, and one that was drawn anew after going back.
        for again in [send_from(&mut worker, &opened, &page, &second).await, worker.fill(&page, &page, &second).await] {
            assert_eq!(again.status, StatusCode::CONFLICT, "{}", again.text());
            let text = again.text();
            assert!(text.contains("What is saved") && text.contains("She likes the garden."), "{text}");
            assert!(text.contains("and the sea.") && !again.body.contains("<x-kith-7"), "{text}");
            assert!(text.contains("under “And also”"), "{text}");
            let story = worker.get(&person).await.text();
            assert!(!story.contains("and the sea."), "nothing was saved: {story}");
        }
        // Much later the form that was kept still makes no double.
        world.clock.forward(std::time::Duration::from_secs(1200));
        let again = send_from(&mut worker, &opened, &page, &second).await;
        assert_eq!(again.status, StatusCode::CONFLICT, "{}", again.text());
        let correct = form_of(&again, "Correct that contact");
        let actions = again.body.split("action=\"").skip(1).map(|rest| rest.split('"').next().unwrap());
        let to = actions.clone().find(|to| to.starts_with("/contacts/")).unwrap().to_owned();
        let corrected = worker.post(&to, &pairs(&correct)).await;
        assert_eq!(corrected.status, StatusCode::SEE_OTHER, "{}", corrected.text());
        let twice = worker.post(&to, &pairs(&correct)).await;
        assert_eq!(twice.status, StatusCode::SEE_OTHER, "sent twice it has one effect: {}", twice.text());
        let story = worker.get(&person).await;
        assert_eq!(story.text().matches("Correct the contact of").count(), 1, "one contact: {}", story.text());
        assert!(story.text().contains("and the sea."), "{}", story.text());
        assert!(story.text().contains("I ring on Friday"), "what was left empty stays: {}", story.text());
        let form = worker.get(&to).await;
        assert!(form.body.contains(&format!("value=\"{way}\" checked")), "and so does what was tapped");
        // Said to be another one, it is.
        let another = form_of(&again, "Save as another contact");
        let saved = worker.post(&page, &pairs(&another)).await;
        assert_eq!(saved.status, StatusCode::SEE_OTHER, "{}", saved.text());
        let story = worker.get(&person).await;
        assert_eq!(story.text().matches("Correct the contact of").count(), 2, "two contacts: {}", story.text());
        // A colleague who covers nobody, and another service, learn nothing of it by sending the form.
        let mut other = Client::signed_in(&world.router, &world.two.email(Role::LinkWorker)).await;
        let refused = other.post(&page, &pairs(&another)).await;
        assert!(!refused.text().contains("garden."), "{}", refused.text());
        assert!(matches!(refused.status, StatusCode::NOT_FOUND | StatusCode::CONFLICT), "{}", refused.status);
    });
}

#[test]
fn the_contact_that_is_asked_about_is_the_one_that_is_like_it_and_what_was_booked_is_its_own() {
    story(async |world| {
        let (mut worker, person) = with_person(world, "Inarow").await;
        let page = format!("{person}/contacts/new");
        let log = async |worker: &mut Client, note: &str, more: &[(&str, &str)]| {
            let fields = [&[("mode", "phone"), ("reached", "yes"), ("note", note)], more].concat();
            worker.fill(&page, &page, &fields).await
        };
        let today = log(&mut worker, "Rang her about the form.", &[]).await;
        assert_eq!(today.status, StatusCode::SEE_OTHER, "{}", today.text());
        let yesterday = [("day", "2026-11-23"), ("time", "10:00")];
        let before = log(&mut worker, "Rang her about the form from the council.", &yesterday).await;
        assert_eq!(before.status, StatusCode::SEE_OTHER, "another day is another contact: {}", before.text());
        // The one of now is meant, and not the one that was written down last.
        let asked = log(&mut worker, "Rang her about the form again.", &[]).await;
        assert_eq!(asked.status, StatusCode::CONFLICT, "{}", asked.text());
        let saved = asked.text();
        let saved =
            saved.split("What is saved").nth(1).unwrap().split("Rang her about the form again.").next().unwrap();
        assert!(saved.contains("about the form.") && !saved.contains("from the council"), "{saved}");
        // Nothing ticked for "were they reached" is a yes, here as when it is saved.
        let unsaid = [("mode", "phone"), ("reached", ""), ("note", "Rang her about the form again.")];
        assert_eq!(worker.fill(&page, &page, &unsaid).await.status, StatusCode::CONFLICT);
        // Other words are another call, and are not asked about.
        let other = log(&mut worker, "Spoke to the housing desk; no news.", &[]).await;
        assert_eq!(other.status, StatusCode::SEE_OTHER, "{}", other.text());
        // What was booked is something of its own.
        let book = format!("{person}/appointments/new");
        let booking = [("day", "2026-11-24"), ("time", "14:30"), ("mode", "phone"), ("why", "The form")];
        assert_eq!(worker.fill(&book, &book, &booking).await.status, StatusCode::SEE_OTHER);
        let appointment = worker.get(&person).await.link("/appointments/0", "");
        let of_it = format!("{page}?appointment={}", appointment.rsplit('/').next().unwrap());
        let fields = [("mode", "phone"), ("reached", "yes"), ("note", "Rang her about the form once more.")];
        let kept = worker.fill(&of_it, &page, &fields).await;
        assert_eq!(kept.status, StatusCode::SEE_OTHER, "{}", kept.text());
    });
}

#[test]
fn what_somebody_says_of_themselves_stands_on_its_own_page_alone() {
    story(async |world| {
        let (mut worker, person) = with_person(world, "Asked").await;
        let asked = format!("{person}/equality");
        let opened = worker.get(&asked).await;
        let said =
            [("sex", "other"), ("ethnic_group", "S"), ("ethnic_words", "Irish Traveller"), ("disability", "not-said")];
        let saved = worker.fill(&asked, &asked, &said).await;
        assert_eq!(saved.status, StatusCode::SEE_OTHER, "{}", saved.text());
        let form = worker.get(&asked).await;
        assert!(form.body.contains("Irish Traveller"), "{}", form.body);
        let page = worker.get(&person).await.text();
        assert!(page.contains("says of themselves, for fairness"), "the story says that it was asked: {page}");
        assert!(!page.contains("Irish Traveller"), "what was said is on no other page");

        // Whoever was overtaken keeps what was typed and sees what stands there.
        let late = send_from(&mut worker, &opened, &asked, &[("sex", "female"), ("ethnic_words", "Roma")]).await;
        assert_eq!(late.status, StatusCode::CONFLICT, "{}", late.text());
        for both in ["Irish Traveller", "Roma"] {
            assert!(late.text().contains(both), "{both}: {}", late.text());
        }

        // No code but those offered, and no text without end.
        let long = "x".repeat(5_000);
        for wrong in [
            [("sex", "\"'><x-kith-7>"), ("ethnic_words", "x")],
            [("disability", "maybe"), ("ethnic_words", "y")],
            [("ethnic_group", "A"), ("ethnic_words", long.as_str())],
        ] {
            let again = worker.fill(&asked, &asked, &wrong).await;
            assert_eq!(again.status, StatusCode::UNPROCESSABLE_ENTITY, "{}", again.text());
            assert!(!again.body.contains("<x-kith-7>"), "{}", again.body);
        }

        // A lead may ask too; a colleague without the case and the manager see nothing of it.
        let mut lead = Client::signed_in(&world.router, &world.one.email(Role::TeamLead)).await;
        assert_eq!(lead.get(&asked).await.status, StatusCode::OK);
        let mut colleague = Client::signed_in(&world.router, &world.one.colleague()).await;
        assert_eq!(colleague.get(&asked).await.status, StatusCode::NOT_FOUND);
        let mut manager = Client::signed_in(&world.router, &world.one.email(Role::ServiceManager)).await;
        assert_eq!(manager.get(&asked).await.status, StatusCode::NOT_FOUND);
    });
}
