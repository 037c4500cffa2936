//! Drafts: what is being written survives signing out and another device, for its writer alone, and leaves no trace.

use http::{Method, StatusCode};
use kith_domain::staff::Role;

use super::client::{Answer, Client};
use super::people::with_person;
use super::world::{World, story};

/// Keeps a draft as the script does.
async fn keep(worker: &mut Client, opened: &Answer, person: &str, fields: &[(&str, &str)]) -> Answer {
    let hidden = opened.hidden(&format!("{person}/contacts/new"));
    let mut all: Vec<(&str, &str)> = hidden.iter().map(|(name, value)| (name.as_str(), value.as_str())).collect();
    all.extend_from_slice(fields);
    let headers = [("accept", "application/json"), ("sec-fetch-site", "same-origin")];
    worker.send(Method::POST, &format!("{person}/contacts/draft"), &all, &headers).await
}

const NOTE: &str = "She told me about her brother, at length.";

async fn everywhere(world: &World, worker: &mut Client, person: &str) -> String {
    let mut all = String::new();
    for page in [person, "/today", "/people", &format!("{person}/who-looked")] {
        all.push_str(&worker.get(page).await.body);
    }
    let mut lead = Client::signed_in(&world.router, &world.one.email(Role::TeamLead)).await;
    for page in [person, "/people", "/queue"] {
        all.push_str(&lead.get(page).await.body);
    }
    all
}

#[test]
fn a_note_survives_signing_out_and_another_device_and_only_its_writer_sees_it() {
    story(async |world| {
        let (mut worker, person) = with_person(world, "Draft").await;
        let form = format!("{person}/contacts/new");
        let opened = worker.get(&form).await;
        assert!(!opened.body.contains("This is your draft"), "{}", opened.text());
        let typed = [
            ("mode", "video"),
            ("reached", "yes"),
            ("note", NOTE),
            ("ways", "x"),
            ("ways", "y"),
            ("next_day", "2026-11-26"),
        ];
        let kept = keep(&mut worker, &opened, &person, &typed).await;
        assert_eq!(kept.status, StatusCode::NO_CONTENT, "{}", kept.text());
        worker.post("/sign-out", &[]).await;
        let signed_out = keep(&mut worker, &opened, &person, &[("note", "More.")]).await;
        assert_eq!(signed_out.status, StatusCode::UNAUTHORIZED, "the script is told so");
        // Another device: the form comes back filled in, and says what it is.
        let mut phone = Client::signed_in(&world.router, &world.one.email(Role::LinkWorker)).await;
        let again = phone.get(&form).await;
        assert!(again.text().contains("This is your draft, saved on Tuesday 24 November 2026"), "{}", again.text());
        assert!(again.body.contains(&format!(">{NOTE}</textarea>")), "{}", again.text());
        assert!(
            again.body.contains("value=\"video\" checked")
                && again.body.contains("<option value=\"2026-11-26\" selected>")
        );
        // Nobody else is told of it, and nothing of it stands anywhere.
        assert!(!everywhere(world, &mut phone, &person).await.contains(NOTE));
        let mut colleague = Client::signed_in(&world.router, &world.one.colleague()).await;
        assert_eq!(colleague.get(&form).await.status, StatusCode::NOT_FOUND);
        let mut lead = Client::signed_in(&world.router, &world.one.email(Role::TeamLead)).await;
        assert_eq!(keep(&mut lead, &again, &person, &[("note", "Mine")]).await.status, StatusCode::FORBIDDEN);
        // Saved for good, it is a draft no more, however late the script's last words arrive.
        let hidden = again.hidden(&form);
        let mut all: Vec<(&str, &str)> = hidden.iter().map(|(name, value)| (name.as_str(), value.as_str())).collect();
        all.extend([("mode", "video"), ("reached", "yes"), ("note", NOTE)]);
        assert_eq!(phone.post(&form, &all).await.status, StatusCode::SEE_OTHER);
        assert_eq!(keep(&mut phone, &again, &person, &[("note", "Too late")]).await.status, StatusCode::NO_CONTENT);
        let after = phone.get(&form).await;
        assert!(!after.body.contains("This is your draft") && !after.body.contains("Too late"), "{}", after.text());
    });
}

#[test]
fn without_a_script_a_button_keeps_it_and_another_throws_it_away() {
    story(async |world| {
        let (mut worker, person) = with_person(world, "Button").await;
        let form = format!("{person}/contacts/new");
        let opened = worker.get(&form).await;
        let address = format!("{person}/contacts/draft");
        assert!(opened.body.contains(&format!("formaction=\"{address}\"")), "{}", opened.text());
        let hidden = opened.hidden(&form);
        let mut all: Vec<(&str, &str)> = hidden.iter().map(|(name, value)| (name.as_str(), value.as_str())).collect();
        all.extend([("mode", "phone"), ("note", "a\0b \"'><x-kith-7>"), ("then", "connect")]);
        let kept = worker.post(&address, &all).await;
        assert_eq!(kept.location(), format!("{form}?said=draft-kept"), "{}", kept.text());
        let again = worker.get(kept.location()).await;
        assert!(again.body.contains(">ab &#34;&#39;&#62;&#60;x-kith-7&#62;</textarea>"), "{}", again.text());
        let discard = format!("{address}/discard");
        let gone = worker.fill(&form, &discard, &[]).await;
        assert_eq!(gone.status, StatusCode::SEE_OTHER, "{}", gone.text());
        assert!(!worker.get(&form).await.body.contains("x-kith-7"));
        // A form of another record or service keeps nothing, and one that is far too long is refused in words.
        let foreign = [("for-service", "x"), ("for-record", "y"), ("note", "z")];
        assert_eq!(worker.post(&address, &foreign).await.status, StatusCode::CONFLICT);
        let long = "x".repeat(600 * 1024);
        let too_long = keep(&mut worker, &opened, &person, &[("note", &long)]).await;
        assert_eq!(too_long.status, StatusCode::CONFLICT, "{}", too_long.text());
        assert!(!worker.get(&form).await.body.contains("xxxx"));
    });
}

#[test]
fn what_was_begun_is_brought_to_mind_for_its_writer_alone() {
    story(async |world| {
        let (mut worker, person) = with_person(world, "Begun").await;
        assert!(!worker.get("/today").await.text().contains("have not saved it"));
        let opened = worker.get(&format!("{person}/contacts/new")).await;
        let kept = keep(&mut worker, &opened, &person, &[("mode", "phone"), ("note", NOTE)]).await;
        assert_eq!(kept.status, StatusCode::NO_CONTENT, "{}", kept.text());
        for page in ["/today", &person] {
            let drawn = worker.get(page).await;
            assert!(drawn.text().contains("You began a note"), "{page}: {}", drawn.text());
            assert!(drawn.body.contains(&format!("{person}/contacts/new\">Go on with it")), "{}", drawn.body);
            assert!(!drawn.body.contains(NOTE), "{page}");
        }
        // Nobody else is told, not even whoever sees the same person.
        let mut lead = Client::signed_in(&world.router, &world.one.email(Role::TeamLead)).await;
        for page in ["/today", &person] {
            assert!(!lead.get(page).await.text().contains("have not saved it"), "{page}");
        }
        // When the person has gone to a colleague, their name is not shown any more.
        let page = format!("{person}/move");
        let colleague = lead.get(&page).await.choice("worker", "colleague");
        let moved = lead.fill(&page, &page, &[("worker", &colleague), ("note", "Ring after ten.")]).await;
        assert_eq!(moved.status, StatusCode::SEE_OTHER, "{}", moved.text());
        let today = worker.get("/today").await.text();
        assert!(!today.contains("BEGUN") && !today.contains("You began"), "{today}");
    });
}
