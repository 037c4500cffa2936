//! Contacts, with what they said before they were corrected.

use kith_app::people::Story;
use kith_app::store::Kept;
use kith_domain::attachment::Parent;
use kith_domain::policy::Action;
use kith_domain::support::Contact;
use kith_domain::support::attempts::Attempts;
use kith_domain::support::contact::Reached;
use kith_domain::time;

use super::{Earlier, Entry, Files, Filter};
use crate::people::contact_words;
use crate::people::may::May;

/// Every contact.
pub(super) fn entries(story: &Story, may: &May) -> Vec<Entry> {
    story.contacts.iter().map(|kept| contact(story, may, kept)).collect()
}

/// The attempts without an answer before this one, since they were reached last: trying is work.
fn again(story: &Story, it: &Contact) -> Option<String> {
    if it.details.reached != Reached::NoAnswer {
        return None;
    }
    let of_case = story.contacts.iter().map(|kept| &kept.it).filter(|other| other.case == it.case);
    let so_far = of_case.filter(|other| (other.details.at, other.id) <= (it.details.at, it.id));
    let attempts = Attempts::since_reached(so_far.map(|it| (it.details.at, it.details.reached)), jiff::Timestamp::MIN)?;
    (attempts.times > 1).then(|| {
        let first = time::day_in_words(time::day_of(attempts.first));
        format!("Attempt {} without an answer since {first}.", attempts.times)
    })
}

fn contact(story: &Story, may: &May, kept: &Kept<Contact>) -> Entry {
    let it = &kept.it;
    let called = story.person.it.identity.called();
    let who = story.name_of(it.author);
    let mut lines = contact_words::lines_in(story, &it.details);
    if time::day_of(it.logged) != time::day_of(it.details.at) {
        lines.push(format!("Written down on {}.", time::day_in_words(time::day_of(it.logged))));
    }
    lines.extend(again(story, it));
    // The newest telling is what stands above; the others are what it said before.
    let earlier: Vec<Earlier> = story
        .happened
        .iter()
        .filter(|it| {
            it.subject == kept.it.id.uuid() && matches!(it.kind.as_str(), "contact.logged" | "contact.corrected")
        })
        .skip(1)
        .filter_map(|happened| {
            let details = contact_words::details_of(happened)?;
            Some(Earlier {
                when: format!("Written on {}", time::moment_in_words(happened.at)),
                what: format!(
                    "{}: {}",
                    time::moment_in_words(details.at),
                    contact_words::sentence(who, &called, &details)
                ),
                note: details.note.as_ref().map(ToString::to_string),
                lines: contact_words::lines_in(story, &details),
            })
        })
        .collect();
    let link = may.correct(it.author).then(|| {
        (
            format!("/contacts/{}/correct", it.id),
            "Correct",
            format!("the contact of {}", time::moment_in_words(it.details.at)),
        )
    });
    let missing = (it.details.note.is_some() && may.allows(Action::RecordGap)).then(|| {
        (
            format!("/contacts/{}/gap", it.id),
            "Something was not there? Record it",
            format!("in the note of {}", time::moment_in_words(it.details.at)),
        )
    });
    let about = format!("to the contact of {}", time::moment_in_words(it.details.at));
    Entry {
        files: Files::of(story, may, Parent::Contact(it.id), about),
        note: it.details.note.as_ref().map(ToString::to_string),
        lines,
        is_corrected: kept.version > 1,
        earlier,
        link,
        also: missing,
        ..Entry::new(it.details.at, Filter::Contacts, contact_words::sentence(who, &called, &it.details))
    }
}
