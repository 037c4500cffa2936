//! What I did beyond the script: for a worker who used her own judgement and wishes to think about it, alone or with
//! whom she chooses. What stands here is hers, and is deleted by itself.

pub(crate) mod one;

pub(crate) use one::{change, share, show, stand};

use askama::Template;
use jiff::civil::Date;
use kith_app::discretion::{self, Before, Input, Listed};
use kith_app::permit;
use kith_domain::boundary::discretion::DiscretionNote;
use kith_domain::boundary::entry::Again;
use kith_domain::id::Id;
use kith_domain::policy::act;
use kith_domain::time::{date_in_words, day_in_words};

use crate::boundaries::shared::told;
use crate::components::{BackLink, Button, Choice, Form, Frame};
use crate::error::Problem;
use crate::reply::Reply;
use crate::taken::taken;
use crate::visit::Visit;

/// What the list is called.
pub(crate) const TITLE: &str = "What I did beyond the script";
/// What the form is called.
pub(crate) const WRITE: &str = "Write a note";
/// Whose it is, for what, and for how long.
pub(super) const WHOSE: &str = "What you write here is yours, to think about what you did and to talk about it if you choose. Nobody \
                                else opens it unless you show it to them. It is in no report and in no export of the service, \
                                and it is deleted after six months unless you keep it on purpose.";

/// One line of the list.
struct Line {
    href: String,
    when: String,
    lines: Vec<String>,
    /// When it is deleted.
    until: String,
    is_shown: bool,
}

/// The list.
#[derive(Template)]
#[template(path = "discretion/list.html")]
pub(crate) struct ListPage {
    frame: Frame,
    lines: Vec<Line>,
    /// Those that are deleted soon: the day each was about, the day on which it is deleted, and where it is kept.
    soon: Vec<(String, String, String)>,
    next: Option<String>,
    is_first: bool,
}

/// When a note is deleted, as a sentence.
pub(super) fn until_in_words(it: &DiscretionNote) -> String {
    match it.until {
        Some(until) => format!("Deleted on {} unless you keep it.", date_in_words(until)),
        None => "Kept on purpose.".to_owned(),
    }
}

impl ListPage {
    /// The list.
    pub(crate) fn new(frame: Frame, listed: &Listed, is_first: bool) -> Self {
        let href = |it: &DiscretionNote| format!("/discretion/{}", it.id);
        let lines = listed.notes.iter().map(|(kept, says)| Line {
            href: href(&kept.it),
            when: day_in_words(kept.it.on),
            lines: told(says),
            until: until_in_words(&kept.it),
            is_shown: kept.it.shown.is_some(),
        });
        let soon = listed.notes.iter().filter(|(kept, _)| kept.it.goes_soon(listed.today)).map(|(kept, _)| {
            let until = kept.it.until.map(date_in_words).unwrap_or_default();
            (day_in_words(kept.it.on), until, href(&kept.it))
        });
        Self {
            lines: lines.collect(),
            soon: soon.collect(),
            next: listed.next.map(|(day, id)| format!("/discretion?before={day}_{id}")),
            is_first,
            frame,
        }
    }
}

/// The form of a new note.
#[derive(Template)]
#[template(path = "discretion/write.html")]
pub(crate) struct WritePage {
    frame: Frame,
    form: Form,
    agains: Vec<Choice>,
}

/// Whether it would be done again, to choose from.
pub(super) fn agains() -> Vec<Choice> {
    let all = Again::ALL.iter().map(|it| Choice::new(it.code(), it.label()));
    [Choice::new("", "Not said")].into_iter().chain(all).collect()
}

impl WritePage {
    /// The form.
    pub(crate) fn new(frame: Frame, form: Form) -> Self {
        Self { frame, form, agains: agains() }
    }
}

pub(super) fn input(visit: &Visit) -> Input {
    Input { on: visit.field("on"), what: visit.field("what"), why: visit.field("why"), again: visit.field("again") }
}

fn before(text: &str) -> Result<Before, Problem> {
    let read = || {
        let (day, id) = text.split_once('_')?;
        Some((day.parse::<Date>().ok()?, id.parse::<Id<DiscretionNote>>().ok()?.uuid()))
    };
    read().ok_or(Problem::Bad("The address does not lead to a part of this list. Begin at its first page."))
}

/// `GET /discretion`.
pub(crate) fn list(visit: &Visit) -> Result<Reply, Problem> {
    visit.only(&["before"])?;
    let from = visit.query("before")?.map(before).transpose()?;
    let listed = visit.read(|look, ctx| {
        let permit = permit::own_service::<act::KeepDiscretion>(ctx)?;
        discretion::list(look, ctx, &permit, from)
    })?;
    Reply::page(&ListPage::new(visit.frame(TITLE, Some("/boundaries")), &listed, from.is_none()))
}

/// `GET /discretion/file`.
pub(crate) fn file(visit: &Visit) -> Result<Reply, Problem> {
    visit.only(&[])?;
    let bytes = visit.read(|look, ctx| {
        let permit = permit::own_service::<act::KeepDiscretion>(ctx)?;
        discretion::file(look, ctx, &permit)
    })?;
    Ok(Reply::file("beyond-the-script.csv", "text/csv; charset=utf-8", bytes))
}

/// What the form of a new note is drawn for.
const NEW: &str = "new-discretion-note";

fn draw(visit: &Visit, form: Form) -> Result<WritePage, Problem> {
    visit.read(|_, ctx| permit::own_service::<act::KeepDiscretion>(ctx))?;
    let frame = Frame { error_title: !form.is_fine(), ..visit.frame(WRITE, Some("/boundaries")) };
    Ok(WritePage::new(frame, form))
}

/// `GET /discretion/new`.
pub(crate) fn new(visit: &Visit) -> Result<Reply, Problem> {
    visit.only(&[])?;
    Reply::page(&draw(visit, visit.form(NEW))?)
}

/// `POST /discretion/new`.
pub(crate) fn write(visit: &Visit) -> Result<Reply, Problem> {
    let typed = input(visit);
    let sent = visit.submit::<act::KeepDiscretion>(NEW, move |work, ctx| {
        let permit = permit::own_service::<act::KeepDiscretion>(ctx)?;
        discretion::write(work, ctx, &permit, &typed)?;
        Ok("/discretion?said=discretion-written".to_owned())
    });
    taken(visit, NEW, sent)?.answer(|sent| draw(visit, sent.at(0).0))
}
