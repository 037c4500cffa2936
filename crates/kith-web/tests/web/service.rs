//! A manager says how the service works, and everybody's pages follow.

use http::StatusCode;
use kith_domain::staff::Role;

use super::client::{Answer, Client};
use super::thread::{allocate, refer};
use super::world::story;

/// Everything that a page's form holds, as a browser would send it back.
fn as_drawn(page: &Answer, action: &str) -> Vec<(String, String)> {
    let forms: Vec<&str> = page.body.split("<form").skip(1).map(|rest| rest.split("</form>").next().unwrap()).collect();
    let form = forms.iter().find(|form| form.contains(&format!("action=\"{action}\""))).unwrap();
    let mut fields = Vec::new();
    for tag in form.split("<input").skip(1).map(|rest| rest.split('>').next().unwrap()) {
        let kind = super::client::attribute(tag, "type");
        if matches!(kind.as_str(), "checkbox" | "radio") && !tag.contains(" checked") {
            continue;
        }
        fields.push((super::client::attribute(tag, "name"), super::client::attribute(tag, "value")));
    }
    fields
}

async fn send(client: &mut Client, action: &str, fields: &[(String, String)]) -> Answer {
    let fields: Vec<(&str, &str)> = fields.iter().map(|(a, b)| (a.as_str(), b.as_str())).collect();
    client.post(action, &fields).await
}

fn set(fields: &mut Vec<(String, String)>, name: &str, value: &str) {
    fields.retain(|(known, _)| known != name);
    fields.push((name.to_owned(), value.to_owned()));
}

#[test]
fn a_managers_words_reach_the_pages_of_the_team_and_the_history_says_who_and_what() {
    story(async |world| {
        let mut manager = Client::signed_in(&world.router, &world.one.email(Role::ServiceManager)).await;
        let mut lead = Client::signed_in(&world.router, &world.one.email(Role::TeamLead)).await;
        let mut worker = Client::signed_in(&world.router, &world.one.email(Role::LinkWorker)).await;
        let mut practice = Client::signed_in(&world.router, &world.one.email(Role::Practice)).await;
        let referral = refer(world, &mut practice, "Listed", "Words of lists.").await;
        allocate(&mut lead, &referral, "link_worker").await;
        let person = worker.get("/today").await.link("/people/", "").trim_end_matches("/contacts/new").to_owned();

        // Before: a contact is tapped with a line that will be retired.
        let form = worker.get(&format!("{person}/contacts/new")).await;
        let way = form.choice("ways", "Listened; no goal today");
        let fields = [("mode", "phone"), ("reached", "yes"), ("note", "n"), ("ways", way.as_str())];
        worker.fill(&format!("{person}/contacts/new"), &format!("{person}/contacts/new"), &fields).await;

        // What we did: one line is retired, one gets other words, one is added.
        let action = "/service/lists/what-we-did";
        let mut sent = as_drawn(&manager.get(action).await, action);
        sent.retain(|(name, _)| name != "offered-P08");
        set(&mut sent, "label-P12", "Walked along with them");
        set(&mut sent, "new", "Sang together");
        set(&mut sent, "heading", "doing");
        let answer = send(&mut manager, action, &sent).await;
        assert_eq!(answer.status, StatusCode::SEE_OTHER, "{}", answer.text());
        let form = worker.get(&format!("{person}/contacts/new")).await.text();
        assert!(form.contains("Walked along with them") && form.contains("Sang together"), "{form}");
        assert!(!form.contains("Listened; no goal today"), "{form}");
        // The contact keeps what it was tapped with, and a correction does not lose it.
        let page = worker.get(&person).await;
        assert!(page.text().contains("Listened; no goal today"), "{}", page.text());
        let correct = page.link("/contacts/", "/correct");
        assert!(worker.get(&correct).await.text().contains("Listened; no goal today"));

        // With the words that were read then, and each version of the list can be read (by the lead too).
        assert!(page.text().contains("What we did (list 1): Listened; no goal today."), "{}", page.text());
        let way = worker.get(&format!("{person}/contacts/new")).await.choice("ways", "Walked along with them");
        let fields = [("mode", "face-to-face"), ("reached", "yes"), ("note", "m"), ("ways", way.as_str())];
        worker.fill(&format!("{person}/contacts/new"), &format!("{person}/contacts/new"), &fields).await;
        let mut again = as_drawn(&lead.get(action).await, action);
        set(&mut again, "label-P12", "Went along");
        set(&mut again, "offered-P08", "yes");
        assert_eq!(send(&mut lead, action, &again).await.status, StatusCode::SEE_OTHER);
        let page = worker.get(&person).await.text();
        for said in ["What we did (list 1): Listened; no goal today.", "What we did (list 2): Walked along with them."]
        {
            assert!(page.contains(said), "{said}: {page}");
        }
        // Correcting another word of it does not change these.
        let correct = worker.get(&person).await.link("/contacts/", "/correct");
        let fields = [("mode", "face-to-face"), ("reached", "yes"), ("note", "mm"), ("ways", way.as_str())];
        assert_eq!(worker.fill(&correct, &correct, &fields).await.status, StatusCode::SEE_OTHER);
        let page = worker.get(&person).await.text();
        assert!(page.contains("What we did (list 2): Walked along with them."), "{page}");
        let versions = lead.get("/service/lists/what-we-did/versions").await.text();
        for said in [
            "List 3 Made by",
            "Reworded “Walked along with them” to “Went along”.",
            "“Listened; no goal today” is offered again.",
            "Added “Sang together”.",
            "List 1 As it stood until",
        ] {
            assert!(versions.contains(said), "{said}: {versions}");
        }
        assert_eq!(worker.get("/service/lists/what-we-did/versions").await.status, StatusCode::FORBIDDEN);

        // Reasons for closing: other words for "not known", and its box cannot be unticked.
        let action = "/service/lists/closing";
        let mut sent = as_drawn(&manager.get(action).await, action);
        set(&mut sent, "label-unknown", "Nobody knows");
        set(&mut sent, "place-unknown", "0");
        let mut without = sent.clone();
        without.retain(|(name, _)| name != "offered-unknown");
        let refused = send(&mut manager, action, &without).await;
        assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
        assert!(refused.body.contains("value=\"Nobody knows\""), "what was typed is kept");
        assert_eq!(send(&mut manager, action, &sent).await.status, StatusCode::SEE_OTHER);
        let close = worker.get(&format!("{person}/close")).await;
        assert!(close.body.find("Nobody knows") < close.body.find("What they wanted is done"), "it stands first");

        // What a need is about.
        let action = "/service/lists/needs";
        let mut sent = as_drawn(&manager.get(action).await, action);
        set(&mut sent, "label-housing", "A home");
        assert_eq!(send(&mut manager, action, &sent).await.status, StatusCode::SEE_OTHER);
        assert!(worker.get(&format!("{person}/needs/new")).await.text().contains("A home"));

        let history = lead.get("/service/history").await.text();
        for said in ["service_manager changed what we did", "[Listened; no goal today]", "Nobody knows", "A home"] {
            assert!(history.contains(said), "{said}: {history}");
        }
        // Another service is as it was.
        let mut other = Client::signed_in(&world.router, &world.two.email(Role::ServiceManager)).await;
        assert!(other.get("/service/lists/closing").await.text().contains("Reasons for closing"));
        assert!(!other.get("/service/lists/closing").await.body.contains("Nobody knows"));
        assert!(other.get("/service/history").await.text().contains("Nothing has been changed yet"));
    });
}

#[test]
fn days_on_which_the_service_is_closed_do_not_count_as_waiting() {
    story(async |world| {
        let mut manager = Client::signed_in(&world.router, &world.one.email(Role::ServiceManager)).await;
        let page = manager.get("/service/opening-days").await.text();
        assert!(page.contains("Whose bank holidays do you keep?") && page.contains("Christmas Day"), "{page}");
        let day = [
            ("which-day", "24"),
            ("which-month", "12"),
            ("which-year", "2026"),
            ("is", "closed"),
            ("name", "Away day"),
        ];
        let answer = manager.fill("/service/opening-days", "/service/days", &day).await;
        assert_eq!(answer.status, StatusCode::SEE_OTHER, "{}", answer.text());
        let page = manager.get("/service/opening-days").await;
        assert!(page.text().contains("Thursday 24 December 2026: closed (Away day)"), "{}", page.text());
        let back = manager.fill("/service/opening-days", "/service/days/back", &[]).await;
        assert_eq!(back.status, StatusCode::SEE_OTHER, "{}", back.text());
        assert!(!manager.get("/service/opening-days").await.text().contains("Away day"));
        let none = manager.fill("/service/opening-days", "/service/opening-days", &[("nation", "scotland")]).await;
        assert_eq!(none.status, StatusCode::UNPROCESSABLE_ENTITY);
        assert!(none.text().contains("Tick at least one day"), "{}", none.text());
        let fields = [("nation", "scotland"), ("days", "monday"), ("days", "saturday")];
        let answer = manager.fill("/service/opening-days", "/service/opening-days", &fields).await;
        assert_eq!(answer.status, StatusCode::SEE_OTHER, "{}", answer.text());
        let page = manager.get("/service").await.text();
        assert!(page.contains("Monday, Saturday") && page.contains("St Andrew’s Day"), "{page}");
    });
}

#[test]
fn two_managers_cannot_overwrite_each_other() {
    story(async |world| {
        let mut one = Client::signed_in(&world.router, &world.one.email(Role::ServiceManager)).await;
        let mut two = one.clone();
        let action = "/service/urgent-help";
        let mut first = as_drawn(&one.get(action).await, action);
        let mut second = as_drawn(&two.get(action).await, action);
        set(&mut first, "crisis", "0800 496 0001");
        set(&mut second, "crisis", "0800 496 0002");
        assert_eq!(send(&mut one, action, &first).await.status, StatusCode::SEE_OTHER);
        let late = send(&mut two, action, &second).await;
        assert_eq!(late.status, StatusCode::CONFLICT, "{}", late.text());
        assert!(late.body.contains("0800 496 0002"), "what was typed is kept");
        assert!(one.get("/service").await.text().contains("0800 496 0001"));
        // Sent again from what stands now, it is taken; and once more the same form does nothing.
        let again = as_drawn(&late, action);
        let mut again: Vec<(String, String)> = again.into_iter().filter(|(name, _)| name != "words").collect();
        set(&mut again, "words", "");
        assert_eq!(send(&mut two, action, &again).await.status, StatusCode::SEE_OTHER);
        assert_eq!(send(&mut two, action, &again).await.status, StatusCode::SEE_OTHER);
        let history = one.get("/service/history").await.text();
        assert_eq!(history.matches("changed urgent help").count(), 2, "{history}");
    });
}

#[test]
fn each_practice_has_its_own_number_and_no_other_services_practice_can_be_named() {
    story(async |world| {
        let mut manager = Client::signed_in(&world.router, &world.one.email(Role::ServiceManager)).await;
        let mut other = Client::signed_in(&world.router, &world.two.email(Role::ServiceManager)).await;
        let action = "/service/same-day";
        let mut sent = as_drawn(&manager.get(action).await, action);
        let names: Vec<String> =
            sent.iter().filter(|(name, _)| name.starts_with("contact-")).map(|(name, _)| name.clone()).collect();
        assert_eq!(names.len(), 2, "{names:?}");
        set(&mut sent, &names[0], "01632 960 200");
        assert_eq!(send(&mut manager, action, &sent).await.status, StatusCode::SEE_OTHER);
        let page = manager.get("/service").await.text();
        assert!(page.contains("01632 960 200") && page.contains("Not said yet"), "{page}");
        let foreign = as_drawn(&other.get(action).await, action);
        let foreign = foreign.iter().find(|(name, _)| name.starts_with("contact-")).unwrap().0.clone();
        let mut sent = as_drawn(&manager.get(action).await, action);
        set(&mut sent, &foreign, "01632 960 999");
        let refused = send(&mut manager, action, &sent).await;
        assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY, "{}", refused.text());
        assert!(!other.get("/service").await.text().contains("01632 960 999"));
    });
}

#[test]
fn hostile_words_in_every_question_are_refused_or_inert() {
    story(async |world| {
        let mut manager = Client::signed_in(&world.router, &world.one.email(Role::ServiceManager)).await;
        let huge = "x".repeat(70_000);
        for text in ["\"'><x-kith-7 onmouseover=1>", "a\0b", "\u{200B}", &huge, "=1+1", "</textarea><script>1</script>"]
        {
            for (page, action, names) in [
                (
                    "/service/urgent-help",
                    "/service/urgent-help",
                    &["phone", "crisis", "adults", "children", "words"][..],
                ),
                ("/service/opening-days", "/service/days", &["which-day", "which-month", "which-year", "is", "name"]),
                ("/service/opening-days", "/service/opening-days", &["days", "nation"]),
                (
                    "/service/lists/what-we-did",
                    "/service/lists/what-we-did",
                    &["label-P01", "place-P01", "new", "heading", "codes"],
                ),
                ("/service/lists/closing", "/service/lists/closing", &["label-done", "codes", "version"]),
                ("/service/lists/needs", "/service/lists/needs", &["label-food", "place-food"]),
                ("/service/same-day", "/service/same-day", &["contact-x", "version"]),
            ] {
                for name in names {
                    let mut sent = as_drawn(&manager.get(page).await, action);
                    set(&mut sent, name, text);
                    let answer = send(&mut manager, action, &sent).await;
                    let clear = [StatusCode::SEE_OTHER, StatusCode::UNPROCESSABLE_ENTITY, StatusCode::CONFLICT];
                    assert!(clear.contains(&answer.status), "{action} {name}: {} {}", answer.status, answer.text());
                    assert!(
                        !answer.body.contains("<x-kith-7") && !answer.body.contains("<script>1"),
                        "{action} {name}"
                    );
                }
            }
        }
        for page in ["/service", "/service/history", "/service/opening-days", "/service/lists/what-we-did"] {
            let answer = manager.get(page).await;
            assert_eq!(answer.status, StatusCode::OK);
            assert!(!answer.body.contains("<x-kith-7") && !answer.body.contains("<script>1"), "{page}");
        }
    });
}
