//! Needs after they were recorded, About Me, a plan that changes, an ending and what changed apart from it. None of it
//! is asked for; corrections keep the original; whoever may not see the person finds nothing.

use http::StatusCode;
use kith_domain::staff::Role;

use super::client::{Answer, Client};
use super::people::{send_from, with_person};
use super::world::story;

async fn save(client: &mut Client, page: &str, fields: &[(&str, &str)]) -> Answer {
    let answer = client.fill(page, page, fields).await;
    assert_eq!(answer.status, StatusCode::SEE_OTHER, "{page}: {}", answer.text());
    let led = answer.location().to_owned();
    client.get(&led).await
}

#[test]
fn a_need_is_put_right_and_said_where_it_stands_and_keeps_what_it_said_first() {
    story(async |world| {
        let (mut worker, person) = with_person(world, "Needful").await;
        save(&mut worker, &format!("{person}/contacts/new"), &[("mode", "phone"), ("note", "A long call.")]).await;
        let new = format!("{person}/needs/new");
        save(&mut worker, &new, &[("stated", "The flat is called"), ("known", "referral"), ("domain", "")]).await;
        let page = worker.get(&person).await;
        assert!(page.text().contains("Nothing yet"), "{}", page.text());
        let correct = page.link("/needs/", "/correct");
        let form = worker.get(&correct).await;
        let contact = form.body.split("id=\"heard\"").nth(1).unwrap().split("option value=\"").nth(2).unwrap();
        let contact = contact.split('"').next().unwrap().to_owned();
        assert_eq!(contact.len(), 36, "the call is offered: {}", form.text());
        let fields =
            [("stated", "The flat is cold"), ("known", "later"), ("heard", contact.as_str()), ("domain", "housing")];
        let same = [("stated", "The flat is called"), ("known", "referral"), ("heard", ""), ("domain", "")];
        let refused = send_from(&mut worker, &form, &correct, &same).await;
        assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY, "nothing is different: {}", refused.text());
        let other_tab = form.clone();
        let saved = send_from(&mut worker, &refused, &correct, &fields).await;
        assert_eq!(saved.status, StatusCode::SEE_OTHER, "{}", saved.text());
        let late =
            send_from(&mut worker, &worker_fresh(&other_tab), &correct, &[("stated", "x"), ("known", "later")]).await;
        assert_ne!(late.status, StatusCode::SEE_OTHER, "an old form changes nothing: {}", late.text());
        let page = worker.get(&format!("{person}?show=gaps")).await;
        let before = page.body.find("What it said before").unwrap();
        assert!(page.body.find("“The flat is called”").unwrap() > before, "{}", page.text());
        assert!(page.text().contains("Heard at the contact of") && page.text().contains("It is about: housing."));

        let standing = page.link("/needs/", "/standing");
        save(&mut worker, &standing, &[("stand", "helping"), ("words", "")]).await;
        assert!(worker.get(&person).await.text().contains("Being helped"));
        let gap = worker.get(&person).await.link("/needs/", "/gap");
        worker.fill(&gap, &gap, &[("reason", "wait"), ("weeks", "9")]).await;
        let met = save(&mut worker, &standing, &[("stand", "met"), ("words", "New boiler.")]).await;
        assert!(met.text().contains("It is met, they say") && !met.body.contains(">Gap recorded<"), "{}", met.text());
        let gap = met.link("/gaps/", "/correct");
        save(&mut worker, &gap, &[("reason", "full"), ("weeks", ""), ("sought", "A heating grant")]).await;
        let page = worker.get(&format!("{person}?show=gaps")).await;
        for kept in ["Wait quoted: 9 weeks.", "Why it was not there: Full.", "A heating grant", "New boiler."] {
            assert!(page.text().contains(kept), "{kept}: {}", page.text());
        }
        let mut colleague = Client::signed_in(&world.router, &world.one.colleague()).await;
        let mut lead = Client::signed_in(&world.router, &world.one.email(Role::TeamLead)).await;
        let mut manager = Client::signed_in(&world.router, &world.one.email(Role::ServiceManager)).await;
        for address in [&correct, &standing, &gap] {
            assert_eq!(colleague.get(address).await.status, StatusCode::NOT_FOUND, "{address}");
            assert_eq!(manager.get(address).await.status, StatusCode::NOT_FOUND, "{address}");
            assert_eq!(lead.get(address).await.status, StatusCode::FORBIDDEN, "{address}");
        }
    });
}

/// The same page with another nonce, as a second tab has it.
fn worker_fresh(opened: &Answer) -> Answer {
    let mut other = opened.clone();
    let nonce = super::client::attribute(
        opened.body.split("<input").find(|input| input.contains("name=\"nonce\"")).unwrap(),
        "value",
    );
    other.body = opened.body.replace(&nonce, &format!("{}ff", &nonce[..30]));
    other
}

#[test]
fn about_me_keeps_its_tellings_and_tells_whoever_was_overtaken() {
    story(async |world| {
        let (mut worker, person) = with_person(world, "Teller").await;
        let (read, write) = (format!("{person}/about-me"), format!("{person}/about-me/write"));
        assert!(worker.get(&read).await.text().contains("Nothing waits for it"));
        let empty = worker.fill(&write, &write, &[("about", " "), ("with", "Jo")]).await;
        assert_eq!(empty.status, StatusCode::UNPROCESSABLE_ENTITY);
        assert!(empty.text().contains("One is enough.") && empty.body.contains("value=\"Jo\""), "{}", empty.text());
        let future = [("about", "I bake."), ("said_on-day", "1"), ("said_on-month", "1"), ("said_on-year", "2090")];
        let future = worker.fill(&write, &write, &future).await;
        assert_eq!(future.status, StatusCode::UNPROCESSABLE_ENTITY);
        assert!(future.body.contains("href=\"#said_on-day\"") && future.body.contains("id=\"said_on-day\""));
        let (one_tab, other_tab) = (worker.get(&write).await, worker.get(&write).await);
        let told = [
            ("about", "I bake."),
            ("with", "my sister Jo"),
            ("said_on-day", "3"),
            ("said_on-month", "11"),
            ("said_on-year", "2026"),
        ];
        let first = send_from(&mut worker, &one_tab, &write, &told).await;
        assert_eq!(first.status, StatusCode::SEE_OTHER, "{}", first.text());
        let again = send_from(&mut worker, &one_tab, &write, &told).await;
        assert_eq!(again.location(), first.location(), "sent twice, it has one effect");
        let late = send_from(&mut worker, &other_tab, &write, &[("support", "Mornings.")]).await;
        assert_eq!(late.status, StatusCode::CONFLICT, "{}", late.text());
        assert!(late.text().contains("I bake.") && late.body.contains(">Mornings.</textarea>"), "{}", late.text());
        let second = send_from(&mut worker, &late, &write, &[("about", "I bake."), ("support", "Mornings.")]).await;
        assert_eq!(second.status, StatusCode::SEE_OTHER, "{}", second.text());
        let page = worker.get(&read).await;
        let before = page.body.find("What was written before").unwrap();
        assert!(page.body.find("Mornings.").unwrap() < before, "{}", page.text());
        assert!(page.text().contains("Said on Tuesday 3 November 2026") && page.text().contains("my sister Jo"));
        let story = worker.get(&format!("{person}?show=plan")).await;
        assert_eq!(story.body.matches("wrote down About me").count(), 2, "{}", story.text());
        assert!(story.body.contains("How and when to support me"), "it stands on the person's page");
        let mut lead = Client::signed_in(&world.router, &world.one.email(Role::TeamLead)).await;
        assert_eq!(lead.get(&read).await.status, StatusCode::OK);
        assert_eq!(lead.get(&write).await.status, StatusCode::FORBIDDEN);
        let mut colleague = Client::signed_in(&world.router, &world.one.colleague()).await;
        assert_eq!(colleague.get(&read).await.status, StatusCode::NOT_FOUND);
    });
}

#[test]
fn a_plan_changes_with_its_reasons_comes_to_today_and_is_needed_for_nothing() {
    story(async |world| {
        let (mut worker, person) = with_person(world, "Planner").await;
        let plan = format!("{person}/plan");
        assert!(worker.get(&plan).await.text().contains("There is no plan, and none is needed"));
        let goal = [("words", "To sing again"), ("why", "My mother sang.")];
        let page = save(&mut worker, &format!("{person}/goals/new"), &goal).await;
        assert!(page.text().contains("“To sing again”") && page.text().contains("My mother sang."), "{}", page.text());
        let todo = page.link(&format!("{person}/actions/new?goal="), "");
        let form = worker.get(&todo).await;
        let goal = todo.rsplit('=').next().unwrap().to_owned();
        let agreed = [
            ("what", "Ring the choir"),
            ("owner", "agency"),
            ("who", "The choir's Ann"),
            ("goal", goal.as_str()),
            ("due-day", "24"),
            ("due-month", "11"),
            ("due-year", "2026"),
            ("confidence", "0"),
        ];
        let made = send_from(&mut worker, &form, &format!("{person}/actions/new"), &agreed).await;
        assert_eq!(made.status, StatusCode::SEE_OTHER, "{}", made.text());
        let today = worker.get("/today").await;
        assert!(today.text().contains("Ring the choir (The choir's Ann)"), "{}", today.text());
        let mut colleague = Client::signed_in(&world.router, &world.one.colleague()).await;
        assert!(!colleague.get("/today").await.text().contains("Ring the choir"), "it is hers alone");

        let page = worker.get(&plan).await;
        let (change, outcome) = (page.link("/actions/", "/change"), page.link("/actions/", "/outcome"));
        let no_reason = worker.fill(&change, &change, &[("what", "Go with her"), ("owner", "both")]).await;
        assert_eq!(no_reason.status, StatusCode::UNPROCESSABLE_ENTITY);
        assert!(no_reason.text().contains("Choose why it is changed."), "{}", no_reason.text());
        let fields = [
            ("what", "Go with her"),
            ("owner", "both"),
            ("reason", "did-not-suit"),
            ("more", "She dreads the telephone."),
        ];
        let changed = send_from(&mut worker, &no_reason, &change, &fields).await;
        assert_eq!(changed.status, StatusCode::SEE_OTHER, "{}", changed.text());
        let story = worker.get(&format!("{person}?show=plan")).await;
        for kept in ["It did not suit them", "it did not suit them. She dreads the telephone.", "Ring the choir"] {
            assert!(story.text().to_lowercase().contains(&kept.to_lowercase()), "{kept}: {}", story.text());
        }
        let done = save(&mut worker, &outcome, &[("state", "done"), ("outcome", "Second row.")]).await;
        assert!(done.text().contains("What came of it: Second row."), "{}", done.text());
        assert!(!worker.get("/today").await.text().contains("Ring the choir"), "what is done is not due");
        let goal_change = format!("/goals/{goal}/change");
        save(&mut worker, &goal_change, &[("words", "To sing in the altos"), ("reason", "adjusted")]).await;
        let stood = format!("/goals/{goal}/outcome");
        let not_now = worker.fill(&stood, &stood, &[("state", "open")]).await;
        assert_eq!(not_now.status, StatusCode::UNPROCESSABLE_ENTITY, "{}", not_now.text());
        save(&mut worker, &stood, &[("state", "reached"), ("outcome", "")]).await;
        let around = format!("{plan}/around");
        save(&mut worker, &around, &[("strengths", "She counts."), ("agreed", "person"), ("harder_who", "Jo")]).await;
        let (one_tab, other_tab) = (worker.get(&around).await, worker.get(&around).await);
        send_from(&mut worker, &one_tab, &around, &[("strengths", "She counts and cooks.")]).await;
        let late = send_from(&mut worker, &other_tab, &around, &[("strengths", "Nobody")]).await;
        assert_eq!(late.status, StatusCode::CONFLICT, "{}", late.text());
        assert!(late.text().contains("She counts and cooks."), "{}", late.text());

        let paper = worker.get(&format!("{plan}/paper?print=large")).await;
        assert!(paper.body.contains("kith-paper--large") && paper.text().contains("She counts and cooks."));
        assert_eq!(worker.get(&format!("{plan}/paper?print=huge")).await.status, StatusCode::BAD_REQUEST);
        let foreign = worker.get(&format!("{person}/actions/new?goal=01900000-0000-7000-8000-000000000000")).await;
        assert_eq!(foreign.status, StatusCode::BAD_REQUEST);
        // Nothing of it stands in the way of an ending.
        let close = format!("{person}/close");
        let closed = worker.fill(&close, &close, &[("reason", "unknown"), ("door_open", "yes")]).await;
        assert_eq!(closed.status, StatusCode::SEE_OTHER, "{}", closed.text());
        for address in [&change, &outcome, &goal_change, &stood] {
            assert_eq!(colleague.get(address).await.status, StatusCode::NOT_FOUND, "{address}");
        }
    });
}

#[test]
fn an_ending_is_put_right_and_what_changed_stands_apart_from_it() {
    story(async |world| {
        let (mut worker, person) = with_person(world, "Ended").await;
        let ending = format!("{person}/ending");
        let open = worker.fill(&ending, &ending, &[("reason", "done")]).await;
        assert_eq!(open.status, StatusCode::UNPROCESSABLE_ENTITY, "{}", open.text());
        let close = format!("{person}/close");
        let closed =
            worker.fill(&close, &close, &[("reason", "no-answer"), ("door_open", "yes"), ("then", "changed")]).await;
        assert!(closed.location().starts_with(&format!("{person}/what-changed")), "{}", closed.location());
        let changed = format!("{person}/what-changed");
        let empty = worker.fill(&changed, &changed, &[("meant", "not-meant")]).await;
        assert_eq!(empty.status, StatusCode::UNPROCESSABLE_ENTITY, "{}", empty.text());
        let wrong = worker.fill(&changed, &changed, &[("gain", "a-castle"), ("words", "x")]).await;
        assert_eq!(wrong.status, StatusCode::UNPROCESSABLE_ENTITY, "{}", wrong.text());
        save(&mut worker, &changed, &[("gain", "housing-points"), ("then", "another")]).await;
        let fields =
            [("direction", "worse"), ("meant", "not-meant"), ("whom", "family"), ("words", "Her sister is tired.")];
        let page = save(&mut worker, &changed, &fields).await;
        for told in ["Housing points or a higher band.", "Worse, for family or friends; it was not meant."] {
            assert!(page.text().contains(told), "{told}: {}", page.text());
        }
        let correct = page.link("/changed/", "/correct");
        save(&mut worker, &correct, &[("words", "Her sister rests again.")]).await;
        let page = save(&mut worker, &ending, &[("reason", "moved-away"), ("words", "To her son.")]).await;
        let text = page.text();
        for kept in [
            "corrected why support ended",
            "Reason now: They moved away.",
            "Reason: No answer after trying.",
            "Her sister is tired.",
        ] {
            assert!(text.contains(kept), "{kept}: {text}");
        }
        let reopened = worker.fill(&person, &format!("{person}/reopen"), &[]).await;
        assert_eq!(reopened.status, StatusCode::SEE_OTHER, "{}", reopened.text());
        let page = worker.get(&person).await;
        assert!(page.text().contains("Her sister rests again."), "what changed is still there: {}", page.text());
        let mut lead = Client::signed_in(&world.router, &world.one.email(Role::TeamLead)).await;
        assert_eq!(lead.get(&ending).await.status, StatusCode::OK);
        assert_eq!(lead.get(&changed).await.status, StatusCode::FORBIDDEN);
    });
}

/// A form's address, its fields of text, and what else it needs.
type HostileForm<'a> = (String, &'a [&'a str], Vec<(&'a str, &'a str)>);

/// Every form of this room, with everything that people may type into it at its worst.
#[test]
fn no_form_of_this_room_falls_over_whatever_is_typed() {
    story(async |world| {
        let (mut worker, person) = with_person(world, "Hostile").await;
        save(&mut worker, &format!("{person}/needs/new"), &[("stated", "a need"), ("known", "later")]).await;
        let gap = worker.get(&person).await.link("/needs/", "/gap");
        worker.fill(&gap, &gap, &[("reason", "full")]).await;
        save(&mut worker, &format!("{person}/what-matters"), &[("words", "matters")]).await;
        save(&mut worker, &format!("{person}/what-changed"), &[("words", "changed")]).await;
        save(&mut worker, &format!("{person}/goals/new"), &[("words", "a goal")]).await;
        let page = save(&mut worker, &format!("{person}/actions/new"), &[("what", "to do"), ("owner", "both")]).await;
        let (goal, action) = (page.link("/goals/", "/change"), page.link("/actions/", "/change"));
        let page = worker.get(&person).await;
        let need = page.link("/needs/", "/correct");
        let standing = page.link("/needs/", "/standing");
        let (gap, matters) = (page.link("/gaps/", "/correct"), page.link("/what-matters/", "/correct"));
        let correct = page.link("/changed/", "/correct");
        let sheet = ["strengths", "reviewer", "funding", "documents", "harder_signs", "harder_do", "harder_who"];
        let forms: Vec<HostileForm<'_>> = vec![
            (need, &["stated"], vec![("known", "later"), ("domain", ""), ("heard", "")]),
            (standing, &["words"], vec![("stand", "open")]),
            (gap, &["sought", "words"], vec![("reason", "full")]),
            (matters, &["words"], vec![]),
            (format!("{person}/about-me/write"), &["about", "communicate", "support", "with"], vec![]),
            (format!("{person}/plan/around"), &sheet, vec![]),
            (format!("{person}/goals/new"), &["words", "why"], vec![]),
            (goal.clone(), &["words", "why", "more"], vec![("reason", "tried")]),
            (goal.replace("/change", "/outcome"), &["outcome"], vec![("state", "partly")]),
            (format!("{person}/actions/new"), &["what", "who", "strategies"], vec![("owner", "both")]),
            (action.clone(), &["what", "who", "strategies", "more"], vec![("owner", "both"), ("reason", "tried")]),
            (action.replace("/change", "/outcome"), &["outcome"], vec![("state", "started")]),
            (format!("{person}/what-changed"), &["words"], vec![]),
            (correct, &["words"], vec![]),
        ];
        let canary = "\"'><x-kith-7>";
        let long = format!("{canary}{}", "é".repeat(4_001));
        for (form, fields, rest) in &forms {
            for field in *fields {
                for worst in ["a\0b", long.as_str()] {
                    let mut sent: Vec<(&str, &str)> = rest.clone();
                    sent.extend(fields.iter().map(|name| (*name, if name == field { worst } else { canary })));
                    let answer = worker.fill(form, form, &sent).await;
                    assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY, "{form} {field}: {}", answer.text());
                    assert!(answer.body.contains(&format!("href=\"#{field}\"")), "{form} {field}: {}", answer.text());
                    assert!(!answer.body.contains("<x-kith-7>"), "{form} {field}");
                    let kept = answer.body.contains("&#60;x-kith-7&#62;");
                    assert!(kept || (fields.len() == 1 && worst.contains('\0')), "{form} {field} loses what was typed");
                }
            }
            // Codes and identifiers that are none, or somebody else's.
            for (name, worst) in [
                ("domain", "x"),
                ("known", "x"),
                ("heard", "01900000-0000-7000-8000-000000000000"),
                ("stand", "x"),
                ("reason", "x"),
                ("weeks", "-1"),
                ("instead", "x"),
                ("agreed", "x"),
                ("review-day", "x"),
                ("owner", "x"),
                ("goal", "01900000-0000-7000-8000-000000000000"),
                ("due-year", "99999999999999999999"),
                ("confidence", "11"),
                ("state", "x"),
                ("direction", "x"),
                ("meant", "x"),
                ("whom", "x"),
                ("gain", "x"),
                ("said_on-month", "13"),
            ] {
                let opened = worker.get(form).await;
                if !opened.body.contains(&format!("name=\"{name}\"")) {
                    continue;
                }
                let mut sent: Vec<(&str, &str)> = fields.iter().map(|name| (*name, "words")).collect();
                sent.push((name, worst));
                sent.extend(rest.iter().filter(|(known, _)| *known != name).copied());
                let answer = send_from(&mut worker, &opened, form, &sent).await;
                assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY, "{form} {name}={worst}: {}", answer.text());
            }
            // Markup is taken as text, once, however often it is sent.
            let opened = worker.get(form).await;
            let mut sent: Vec<(&str, &str)> = rest.clone();
            sent.extend(fields.iter().map(|name| (*name, canary)));
            let first = send_from(&mut worker, &opened, form, &sent).await;
            assert_eq!(first.status, StatusCode::SEE_OTHER, "{form}: {}", first.text());
            let again = send_from(&mut worker, &opened, form, &sent).await;
            assert_eq!((again.status, again.location()), (first.status, first.location()), "{form}");
            let mut other = sent.clone();
            other.push(("more-of-it", "changed meanwhile"));
            let reused = send_from(&mut worker, &opened, form, &other).await;
            assert_eq!(reused.status, StatusCode::CONFLICT, "{form}: {}", reused.text());
        }
        for page in ["", "/plan", "/plan/paper", "/about-me", "/what-changed"] {
            let page = worker.get(&format!("{person}{page}")).await;
            assert_eq!(page.status, StatusCode::OK);
            assert!(!page.body.contains("<x-kith-7>"), "{}", page.text());
        }
    });
}
