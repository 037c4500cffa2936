//! Who somebody is and who is around them, in every state.

use askama::Template;
use kith_app::people::Story;
use kith_app::store::Kept;
use kith_domain::staff::Role;

use super::Sample;
use super::made_up::*;
use crate::components::{DatePart, Form, Frame};
use crate::people::drawn::*;

fn drawn(name: &'static str, page: &impl Template) -> Sample {
    Sample { name, html: page.render().unwrap() }
}

fn form() -> Form {
    Form::blank().carrying("nonce", "0192").carrying("for-service", "s").carrying("for-record", "r")
}

fn typed(pairs: &[(&str, &str)]) -> Form {
    Form::typed(pairs.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned()))).carrying("nonce", "0192")
}

fn about(story: &Story, title: &str, form: &Form) -> Frame {
    Frame { error_title: !form.is_fine(), ..frame_about(title, &story.person.it, Role::LinkWorker) }
}

fn identities() -> Vec<Sample> {
    let (story, bad, new) = (full_story(plainly), full_story(hostile), new_story(little_known(), plainly));
    let opened = |story: &Story| kith_app::identity::Opened {
        person: story.person.clone(),
        address: story.address.clone().map(|it| Kept { version: 1, it }),
    };
    let title = "Correct who they are";
    let page = |name, story: &Story| {
        let form = IdentityPage::filled(form(), &opened(story));
        drawn(name, &IdentityPage::new(about(story, title, &form), &opened(story), form))
    };
    let mut wrong = typed(&[("family_name", ""), ("given_names", HOSTILE), ("postcode", HOSTILE), ("born-day", "31")]);
    wrong.problem("family_name", "Enter the family name. If the person has one name only, enter it here.");
    wrong.date_problem("born", DatePart::Whole, "There is no such day. Check the day and the month.");
    wrong.problem("why", "Say why it is corrected, in a few words: misspelt, moved, new surname.");
    let late = crate::taken::overtaken(typed(&[("family_name", HOSTILE), ("why", HOSTILE)]), 3);
    let corrected = |story: &Story, why: &str| {
        let person = story.person.it.clone();
        let (identity, phone) = (person.identity.clone(), person.phone.clone());
        let why = kith_domain::text::Line::new(why).unwrap();
        let event = person.correct_identity(identity, phone, &why).1;
        let mut happened = story.happened.clone();
        happened.retain(|it| it.kind == "person.address_changed");
        happened.push(kith_app::store::Happened {
            kind: event.kind.to_owned(),
            subject: story.person.it.id.uuid(),
            at: at(6, 10, 0),
            account: Some(id(AMINA)),
            facts: event.facts.into_iter().map(|(name, fact)| (name.to_owned(), fact)).collect(),
        });
        kith_app::identity::History { person: story.person.it.clone(), happened, names: story.names.clone() }
    };
    let history = |name, story: &Story, why: &str| {
        let frame = about(story, "Identity and its history", &form());
        drawn(name, &HistoryPage::new(frame, &corrected(story, why)))
    };
    vec![
        page("identity", &story),
        page("identity-little-known", &new),
        drawn("identity-errors", &IdentityPage::new(about(&bad, title, &wrong), &opened(&bad), wrong)),
        drawn(
            "identity-overtaken",
            &IdentityPage::new(about(&bad, title, &late), &opened(&bad), late).beside(&opened(&bad)),
        ),
        history("identity-history", &story, "misspelt in the referral"),
        history("identity-history-hostile", &bad, HOSTILE),
    ]
}

fn those_around() -> Vec<Sample> {
    let (story, bad) = (full_story(plainly), full_story(hostile));
    let title = "Somebody around them";
    let (kept, wicked) = (&story.around[1], &bad.around[0]);
    let filled = AroundPage::filled(form(), kept);
    let mut wrong = typed(&[("name", ""), ("may_know", "part"), ("what", ""), ("words", HOSTILE)]);
    wrong.problem("name", "Enter their name, or what the person calls them.");
    wrong.problem("what", "Write what they may know, or choose one of the other answers.");
    wrong.date_problem("agreed", DatePart::Whole, "Enter the day on which the person said so.");
    let late = crate::taken::overtaken(typed(&[("name", HOSTILE), ("relation", "friend")]), 2);
    vec![
        drawn("around", &AroundPage::new(about(&story, title, &form()), &story.person.it, form())),
        drawn(
            "around-change",
            &AroundPage::of(about(&story, title, &filled), &story.person.it, &kept.it, filled, form()),
        ),
        drawn("around-errors", &AroundPage::new(about(&bad, title, &wrong), &bad.person.it, wrong)),
        drawn(
            "around-overtaken",
            &AroundPage::of(about(&bad, title, &late), &bad.person.it, &wicked.it, late, form()).beside(&wicked.it),
        ),
    ]
}

pub(super) fn samples() -> Vec<Sample> {
    [identities(), those_around()].into_iter().flatten().collect()
}

#[test]
fn who_somebody_is_and_who_is_around_them_look_as_they_did() {
    for sample in samples() {
        insta::assert_snapshot!(sample.name, super::comparable(sample.html));
    }
}
