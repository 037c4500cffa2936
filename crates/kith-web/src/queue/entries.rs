//! What organisations say of their own entries, and the staff of any, for the lead to see to: taken as said in one press,
//! found right, or done by hand.

use std::collections::BTreeMap;

use askama::Template;
use kith_app::entries::{self, Correctable, Taking};
use kith_app::permit;
use kith_domain::directory::Suggestion;
use kith_domain::directory::proposal::Field;
use kith_domain::id::Id;
use kith_domain::policy::act;
use kith_domain::staff::Account;
use kith_domain::time::{day_in_words, day_of, moment_in_words};

use crate::components::{BackLink, Button, Form, Frame};
use crate::directory::correct::Told;
use crate::error::Problem;
use crate::reply::Reply;
use crate::visit::Visit;

/// The page.
#[derive(Template)]
#[template(path = "queue/entries.html")]
pub(crate) struct Entries {
    pub(crate) frame: Frame,
    pub(crate) lines: Vec<Line>,
    /// Corrections of which the feed has said something else since: the entry, where it stands, and what is said.
    pub(crate) overtaken: Vec<(String, String, Told)>,
    /// For whoever keeps feeds, those that fail night after night: a sentence, and where more stands.
    pub(crate) failing: Vec<(String, String)>,
}

/// One thing that was said.
pub(crate) struct Line {
    pub(crate) entry: String,
    pub(crate) href: String,
    pub(crate) when: String,
    /// Who said it.
    pub(crate) who: String,
    pub(crate) words: Option<String>,
    /// Whether there is room, as it was said.
    pub(crate) room: Option<String>,
    /// What would be changed, field by field.
    pub(crate) proposed: Vec<Change>,
    /// What taking it over is called here; nothing where it cannot be.
    pub(crate) take: Option<&'static str>,
    /// What of it is not taken over, and why, a sentence each.
    pub(crate) leaves: Vec<String>,
    pub(crate) action: String,
    pub(crate) form: Form,
}

/// One field that would be changed.
pub(crate) struct Change {
    pub(crate) label: &'static str,
    pub(crate) was: Option<String>,
    pub(crate) is: Option<String>,
}

impl Line {
    /// What was said, with a form to deal with it.
    pub(crate) fn new(said: &entries::ToSeeTo, names: &BTreeMap<Id<Account>, String>, form: Form) -> Self {
        let it = &said.line.kept.it;
        let proposed = it.proposed.iter().map(|one| Change {
            label: one.field.label(),
            was: one.was.as_ref().map(ToString::to_string),
            is: one.is.as_ref().map(ToString::to_string),
        });
        Self {
            proposed: proposed.collect(),
            take: take(&said.taking),
            leaves: leaves(&said.taking),
            entry: said.line.entry.clone(),
            href: format!("/directory/{}", it.entry),
            when: moment_in_words(it.at),
            who: crate::directory::wrong::who(it, names),
            words: it.words.as_ref().map(ToString::to_string),
            room: it
                .capacity
                .map(|capacity| format!("{}, said on {}.", capacity.in_words(), day_in_words(day_of(it.at)))),
            action: format!("/entries-to-see-to/{}", it.id),
            form,
        }
    }
}

/// What taking over is called.
fn take(taking: &Taking) -> Option<&'static str> {
    match taking {
        Taking::Not => None,
        Taking::Change => Some("Change the entry as they said"),
        Taking::Correct(can) => (!can.corrects.is_empty()).then_some("Correct it here"),
    }
}

/// What is not taken over, and why.
fn leaves(taking: &Taking) -> Vec<String> {
    let Taking::Correct(Correctable { leaves, held, .. }) = taking else { return Vec::new() };
    let facts: Vec<&str> = leaves.iter().filter(|it| **it != Field::Email).map(|it| it.label()).collect();
    let mut all = Vec::new();
    if !facts.is_empty() {
        all.push(format!(
            "Not corrected here, because only the feed can say it: {}. Tell whoever runs the feed.",
            facts.join("; ")
        ));
    }
    if !held.is_empty() {
        let labels: Vec<&str> = held.iter().map(|it| it.label()).collect();
        all.push(format!(
            "Not corrected here: {}. Another service that uses this Kith has corrected it, and only that service can \
             change it or take it back.",
            labels.join("; ")
        ));
    }
    if leaves.contains(&Field::Email) {
        all.push(
            "Not corrected here: the e-mail address. Other services use this Kith, and nobody decides where the \
             requests of others go. Tell whoever runs the feed."
                .to_owned(),
        );
    }
    all
}

/// `GET /entries-to-see-to`.
pub(crate) fn list(visit: &Visit) -> Result<Reply, Problem> {
    visit.only(&[])?;
    let (said, changed, names) = visit.read(|look, ctx| {
        let permit = permit::own_service::<act::KeepEntry>(ctx)?;
        let changed = entries::corrections::to_see_to(look, &permit)?;
        Ok((entries::to_see_to(look, &permit)?, changed, entries::wrong::names(look, &permit)?))
    })?;
    let overtaken = changed
        .iter()
        .map(|line| {
            let form = visit.fresh_form(&line.kept.it.id.to_string());
            let to = format!("/directory/{}", line.kept.it.entry);
            (line.entry.clone(), to, Told::overtaken(line, &names, form))
        })
        .collect();
    let lines =
        said.iter().map(|it| Line::new(it, &names, visit.fresh_form(&it.line.kept.it.id.to_string()))).collect();
    let (frame, failing) =
        (visit.frame("What people say is wrong in the directory", Some("/directory")), crate::feeds::failing(visit)?);
    Reply::page(&Entries { frame, lines, overtaken, failing })
}

/// `POST /entries-to-see-to/{id}`.
pub(crate) fn deal(visit: &Visit) -> Result<Reply, Problem> {
    let id = visit.id::<Suggestion>("id")?;
    let how = visit.field("deal");
    let led = visit.submit::<act::KeepEntry>(&id.to_string(), move |work, ctx| {
        let permit = permit::own_service::<act::KeepEntry>(ctx)?;
        entries::deal(work, ctx, &permit, id, &how)?;
        Ok("/entries-to-see-to?said=entry-dealt-with".to_owned())
    })?;
    Ok(Reply::see(led.to))
}

/// What was said of entries and waits: by organisations of their own, and by whoever works here of any.
pub(crate) fn said_of_entries(by_organisations: usize, by_staff: usize) -> Option<String> {
    let theirs = match by_organisations {
        0 => None,
        1 => Some("An organisation has said something of its entry".to_owned()),
        many => Some(format!("{many} organisations have said something of their entries")),
    };
    let ours = match (by_staff, theirs.is_some()) {
        (0, _) => None,
        (1, false) => Some("Somebody here says that something is wrong with an entry".to_owned()),
        (1, true) => Some("somebody here says that something is wrong with one".to_owned()),
        (many, false) => Some(format!("People here say that something is wrong with entries, {many} times")),
        (many, true) => Some(format!("people here say that something is wrong, {many} times")),
    };
    match (theirs, ours) {
        (None, None) => None,
        (Some(one), None) | (None, Some(one)) => Some(one),
        (Some(theirs), Some(ours)) => Some(format!("{theirs}, and {ours}")),
    }
}

#[cfg(test)]
mod tests {
    use super::said_of_entries;

    #[test]
    fn what_a_worker_reported_is_not_said_by_an_organisation() {
        let said = |theirs, ours| said_of_entries(theirs, ours).unwrap_or_default();
        assert_eq!(said(0, 0), "");
        assert_eq!(said(1, 0), "An organisation has said something of its entry");
        assert_eq!(said(0, 1), "Somebody here says that something is wrong with an entry");
        assert_eq!(
            said(2, 3),
            "2 organisations have said something of their entries, and people here say that something is wrong, 3 times"
        );
    }
}
