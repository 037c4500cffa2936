//! Showing a boundary entry, or a discretion note, to somebody by name; and what colleagues show one.

use askama::Template;
use kith_app::boundaries::Opened;
use kith_app::permit;
use kith_app::showing::{self, ShownToMe, Stands};
use kith_domain::boundary::discretion::Told;
use kith_domain::boundary::entry::{Again, BoundaryEntry};
use kith_domain::boundary::shown::Shown;
use kith_domain::id::Id;
use kith_domain::policy::act;
use kith_domain::staff::Account;
use kith_domain::time::{day_in_words, day_of};

use super::sentences;
use crate::components::{Button, Choice, Form, Frame, html_safe};
use crate::error::Problem;
use crate::reply::Reply;
use crate::visit::{Visit, explain};

/// What the page is called.
pub(crate) const TITLE: &str = "What colleagues show you";

/// To whom something of one's own is shown, and the form that shows it.
#[derive(Template)]
#[template(path = "boundaries/showing.html")]
pub(crate) struct Showing {
    form: Form,
    to: String,
    /// What it is: "entry", "note".
    what: &'static str,
    /// Who reads it now, and since when.
    reads: Option<(String, String)>,
    /// Who could.
    choices: Vec<Choice>,
}
html_safe!(Showing);

impl Showing {
    /// The part of a page.
    pub(crate) fn new(
        (form, to): (Form, String),
        what: &'static str,
        shown: Option<Shown>,
        readers: &[(Id<Account>, String)],
    ) -> Self {
        let reads = shown.map(|it| {
            let name =
                readers.iter().find(|(id, _)| *id == it.with).map_or("Somebody no longer here", |(_, name)| name);
            (name.to_owned(), day_in_words(day_of(it.at)))
        });
        let choices = readers.iter().map(|(id, name)| Choice::new(&id.to_string(), name)).collect();
        Self { form, to, what, reads, choices }
    }
}

/// The part of a boundary entry's page.
pub(crate) fn showing(opened: &Opened, form: Form) -> Showing {
    let it = &opened.entry.it;
    Showing::new((form, format!("/boundaries/{}/share", it.id)), "entry", it.shown, &opened.readers)
}

/// `POST /boundaries/{id}/share`.
pub(crate) fn share(visit: &Visit) -> Result<Reply, Problem> {
    let id = visit.id::<BoundaryEntry>("id")?;
    let with = visit.field("with");
    let sent = visit.submit::<act::KeepOwn>(&id.to_string(), move |work, ctx| {
        let on = permit::own_boundary::<act::KeepOwn>(work.tx(), ctx, id)?;
        let said = said(showing::boundary(work, ctx, on, &with)?);
        Ok(format!("/boundaries/{id}?said={said}"))
    });
    match sent {
        Ok(led) => Ok(Reply::see(led.to)),
        Err(refusal) => {
            let mut form = visit.form(&id.to_string());
            if !explain(&mut form, &refusal) {
                return Err(refusal.into());
            }
            let opened = super::open(visit, id)?;
            let frame = Frame { error_title: true, ..visit.frame("Your boundary entry", Some("/boundaries")) };
            let own = super::WritePage::filled(visit.fresh_form(&id.to_string()), &opened.entry);
            Reply::again(&super::WritePage::of(frame, own, &opened).showing(showing(&opened, form)))
        }
    }
}

/// What is said after it.
pub(crate) const fn said(stands: Stands) -> &'static str {
    match stands {
        Stands::Shown => "own-shown",
        Stands::ToNobody => "own-not-shown",
    }
}

/// One thing that is shown.
struct Line {
    when: String,
    who: String,
    title: &'static str,
    lines: Vec<String>,
}

/// The page of what is shown to one.
#[derive(Template)]
#[template(path = "boundaries/shared.html")]
pub(crate) struct SharedPage {
    frame: Frame,
    entries: Vec<Line>,
    notes: Vec<Line>,
}

/// What a note says, a sentence each.
pub(crate) fn told(it: &Told) -> Vec<String> {
    let why = it.why.as_ref().map(|why| format!("Why: {why}"));
    let again = it.again.map(|again| match again {
        Again::Yes => "I would do it again",
        Again::No => "I would not do it again",
        Again::NotSure => "I am not sure that I would do it again",
    });
    [Some(it.what.to_string()), why, again.map(str::to_owned)].into_iter().flatten().collect()
}

impl SharedPage {
    /// The page.
    pub(crate) fn new(frame: Frame, it: &ShownToMe) -> Self {
        let who =
            |owner: Id<Account>| it.names.get(&owner).cloned().unwrap_or_else(|| "Somebody no longer here".to_owned());
        let entries = it.entries.iter().map(|entry| {
            let practice = entry.says.practice.and_then(|id| it.practices.iter().find(|known| known.id == id));
            Line {
                when: day_in_words(entry.says.on),
                who: who(entry.owner),
                title: entry.says.kind.label(),
                lines: sentences(&entry.says, practice.map(|it| it.name.as_str())),
            }
        });
        let notes = it.notes.iter().map(|(note, says)| Line {
            when: day_in_words(note.on),
            who: who(note.owner),
            title: "Beyond the script",
            lines: told(says),
        });
        Self { entries: entries.collect(), notes: notes.collect(), frame }
    }
}

/// `GET /boundaries/shared`.
pub(crate) fn list(visit: &Visit) -> Result<Reply, Problem> {
    visit.only(&[])?;
    let it = visit.read(|look, ctx| {
        let permit = permit::shown_to_me::<act::ReadShared>(ctx)?;
        showing::to_me(look, ctx, &permit)
    })?;
    Reply::page(&SharedPage::new(visit.frame(TITLE, Some("/team")), &it))
}
