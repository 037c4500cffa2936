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

/// Where the draft of a form is opened again.
fn again(form: &str) -> String {
    form.replace("template=none", "template=draft")
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
            let back = worker.get(&path(&person, &again(form))).await;
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
            if let Some(theirs) =
                Some(lead.get(&path(&person, &again(form))).await).filter(|it| it.status == StatusCode::OK)
            {
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
            let shown = path(&person, &again(form));
            assert!(worker.get(&shown).await.body.contains("Of the other tab"), "{form}");
            assert_eq!(worker.fill(&shown, &discard, &[]).await.status, StatusCode::SEE_OTHER, "{form}");
            assert!(!worker.get(&shown).await.body.contains("Of the other tab"), "{form}");
        }
    });
}

#[test]
fn a_letter_that_was_begun_is_gone_on_with_and_another_one_says_so() {
    story(async |world| {
        let (mut worker, person) = with_person(world, "Lettered").await;
        let new = path(&person, "letters/new");
        let opened = worker.get(&format!("{new}?template=housing")).await;
        let typed = [("together", "with"), ("to", "The council"), ("subject", "The damp"), ("text", "Dear all,")];
        let kept = keep(&mut worker, &opened, &person, "letters/new?template=housing", "letters/draft", &typed).await;
        assert_eq!(kept.status, StatusCode::NO_CONTENT, "{}", kept.text());
        let choose = worker.get(&new).await;
        assert!(choose.text().contains("Go on with the letter that you began"), "{}", choose.text());
        let other = worker.get(&format!("{new}?template=person")).await;
        assert!(
            other.text().contains("You have the draft of another letter about this person: “The damp”"),
            "{}",
            other.text()
        );
        assert!(!other.body.contains("Dear all,"), "the new letter begins as its template does");
        let back = worker.get(&format!("{new}?template=draft")).await;
        assert!(back.body.contains("Dear all,") && back.body.contains("name=\"template\" value=\"housing\""));
        assert_eq!(worker.get(&format!("{new}?template=nothing")).await.status, StatusCode::BAD_REQUEST);
    });
}
