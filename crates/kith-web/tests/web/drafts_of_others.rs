//! Every form that takes ten minutes keeps what is typed: a concern, a letter, About Me, a need, a goal, something to
//! do, what matters. For its writer alone, until it is saved.

use http::{Method, StatusCode};
use kith_domain::staff::Role;

use super::client::{Answer, Client};
use super::people::with_person;
use super::world::story;

type Form = (&'static str, &'static str, &'static str, &'static [(&'static str, &'static str)]);

/// Form, where its draft is kept, a question of it, and what else it needs.
const FORMS: [Form; 7] = [
    ("concern", "concern/draft", "words", &[]),
    (
        "letters/new?template=none",
        "letters/draft",
        "text",
        &[("together", "with"), ("to", "Them"), ("subject", "A flat")],
    ),
    ("about-me/write", "about-me/draft", "about", &[]),
    ("needs/new", "needs/draft", "stated", &[("known", "later"), ("domain", "")]),
    ("goals/new", "goals/draft", "words", &[]),
    ("actions/new", "actions/draft", "what", &[("owner", "both")]),
    ("what-matters", "what-matters/draft", "words", &[]),
];

fn path(person: &str, at: &str) -> String {
    format!("{person}/{at}")
}

/// Keeps a draft as the script does.
async fn keep(
    client: &mut Client,
    opened: &Answer,
    person: &str,
    form: &str,
    at: &str,
    fields: &[(&str, &str)],
) -> Answer {
    let hidden = opened.hidden(path(person, form).split('?').next().unwrap());
    let mut all: Vec<(&str, &str)> = hidden.iter().map(|(name, value)| (name.as_str(), value.as_str())).collect();
    all.extend_from_slice(fields);
    let headers = [("accept", "application/json"), ("sec-fetch-site", "same-origin")];
    client.send(Method::POST, &path(person, at), &all, &headers).await
}

#[test]
fn what_is_typed_survives_a_click_away_and_signing_out_and_only_its_writer_sees_it() {
    story(async |world| {
        let (mut worker, person) = with_person(world, "Longhand").await;
        let mut lead = Client::signed_in(&world.router, &world.one.email(Role::TeamLead)).await;
        let mut manager = Client::signed_in(&world.router, &world.one.email(Role::ServiceManager)).await;
        super::concerns::name_lead(&mut manager, "team_lead").await;
        for (form, at, field, rest) in FORMS {
            let text = format!("CANARY-DRAFT of {form} \"'><x-kith-7>");
            let opened = worker.get(&path(&person, form)).await;
            assert!(
                opened.body.contains(&format!("data-draft=\"{}\"", path(&person, at))),
                "{form}: {}",
                opened.text()
            );
            assert!(opened.body.contains(&format!("formaction=\"{}\"", path(&person, at))), "{form}: a button");
            let fields: Vec<(&str, &str)> = [&[(field, &*text)][..], rest].concat();
            let kept = keep(&mut worker, &opened, &person, form, at, &fields).await;
            assert_eq!(kept.status, StatusCode::NO_CONTENT, "{form}: {}", kept.text());
            worker.post("/sign-out", &[]).await;
            assert_eq!(
                keep(&mut worker, &opened, &person, form, at, &fields).await.status,
                StatusCode::UNAUTHORIZED,
                "{form}"
            );
            worker = Client::signed_in(&world.router, &world.one.email(Role::LinkWorker)).await;
            let back = worker.get(&path(&person, form)).await;
            assert!(back.text().contains("This is your draft, saved on"), "{form}: {}", back.text());
            assert!(
                back.body.contains(&format!("CANARY-DRAFT of {form}")) && !back.body.contains("<x-kith-7"),
                "{form}"
            );
            // Nobody else sees it, whoever is named safeguarding lead among them, and it stands nowhere.
            for page in [&*person, "/today", "/people", "/concerns"] {
                assert!(!lead.get(page).await.body.contains(&format!("CANARY-DRAFT of {form}")), "{form} on {page}");
                assert!(!worker.get(page).await.body.contains(&format!("CANARY-DRAFT of {form}")), "{form} on {page}");
            }
            if let Some(theirs) = Some(lead.get(&path(&person, form)).await).filter(|it| it.status == StatusCode::OK) {
                assert!(!theirs.body.contains(&format!("CANARY-DRAFT of {form}")), "{form}");
            }
            // A form of another record keeps nothing.
            let foreign = [("for-service", "x"), ("for-record", "y"), (field, "z")];
            assert_eq!(worker.post(&path(&person, at), &foreign).await.status, StatusCode::CONFLICT, "{form}");
            let mut other = Client::signed_in(&world.router, &world.two.email(Role::LinkWorker)).await;
            assert_eq!(other.post(&path(&person, at), &foreign).await.status, StatusCode::NOT_FOUND, "{form}");

            // Two tabs: the other one was opened before; saving in one ends the draft, and the late words of both are
            // not kept again for the form that was saved.
            let action = path(&person, form).split('?').next().unwrap().to_owned();
            let hidden = back.hidden(&action);
            let mut all: Vec<(&str, &str)> =
                hidden.iter().map(|(name, value)| (name.as_str(), value.as_str())).collect();
            all.extend_from_slice(&fields);
            let saved = worker.post(&action, &all).await;
            assert_eq!(saved.status, StatusCode::SEE_OTHER, "{form}: {}", saved.text());
            let late = keep(&mut worker, &back, &person, form, at, &[(field, "Too late")]).await;
            assert_eq!(late.status, StatusCode::NO_CONTENT);
            let after = worker.get(&path(&person, form)).await;
            assert!(!after.body.contains("This is your draft") && !after.body.contains("Too late"), "{form}");
            // The other tab is a form of its own, and keeps a draft of its own again; thrown away, it is gone.
            let other_tab = keep(&mut worker, &opened, &person, form, at, &[(field, "Of the other tab")]).await;
            assert_eq!(other_tab.status, StatusCode::NO_CONTENT);
            let discard = path(&person, &format!("{at}/discard"));
            let shown = path(&person, form);
            assert!(worker.get(&shown).await.body.contains("Of the other tab"), "{form}");
            assert_eq!(worker.fill(&shown, &discard, &[]).await.status, StatusCode::SEE_OTHER, "{form}");
            assert!(!worker.get(&shown).await.body.contains("Of the other tab"), "{form}");
        }
    });
}

#[test]
fn each_template_has_a_draft_of_its_own_and_all_of_them_are_offered_again() {
    story(async |world| {
        let (mut worker, person) = with_person(world, "Lettered").await;
        let new = path(&person, "letters/new");
        for (code, text) in
            [("housing", "Dear council,"), ("person", "Dear Rosie,"), ("none", "To whom it may concern,")]
        {
            let form = format!("letters/new?template={code}");
            let opened = worker.get(&path(&person, &form)).await;
            let typed = [("together", "with"), ("to", "Them"), ("subject", "The damp"), ("text", text)];
            let kept = keep(&mut worker, &opened, &person, &form, "letters/draft", &typed).await;
            assert_eq!(kept.status, StatusCode::NO_CONTENT, "{}", kept.text());
        }
        let choose = worker.get(&new).await;
        let text = choose.text();
        let (begun, _) = text.split_once("Begin another").unwrap();
        for words in ["Support for a housing application", "To the person", "An empty page"] {
            assert!(begun.contains(words), "{words}: {begun}");
        }
        for (code, text) in
            [("housing", "Dear council,"), ("person", "Dear Rosie,"), ("none", "To whom it may concern,")]
        {
            let back = worker.get(&format!("{new}?template={code}")).await;
            assert!(back.body.contains(text) && back.text().contains("This is your draft"), "{code}: {}", back.text());
        }
        let agency = worker.get(&format!("{new}?template=agency")).await;
        assert!(!agency.text().contains("This is your draft"), "a new letter begins as its template does");
        // Thrown away or saved, one goes and the others stay.
        let discard = path(&person, "letters/draft/discard");
        let gone = worker.fill(&format!("{new}?template=person"), &discard, &[]).await;
        assert_eq!(gone.status, StatusCode::SEE_OTHER, "{}", gone.text());
        let saved = worker
            .fill(
                &format!("{new}?template=housing"),
                &new,
                &[("together", "with"), ("to", "Them"), ("subject", "S"), ("text", "T")],
            )
            .await;
        assert_eq!(saved.status, StatusCode::SEE_OTHER, "{}", saved.text());
        let text = worker.get(&new).await.text();
        let (begun, _) = text.split_once("Begin another").unwrap();
        assert!(
            begun.contains("An empty page") && !begun.contains("housing") && !begun.contains("To the person"),
            "{begun}"
        );
        for odd in ["nothing", "T999999", "%00", "%22%3E%3Cx-kith-7%3E"] {
            let refused = worker.get(&format!("{new}?template={odd}")).await;
            assert!(
                matches!(refused.status, StatusCode::BAD_REQUEST | StatusCode::NOT_FOUND),
                "{odd}: {}",
                refused.text()
            );
        }
    });
}
