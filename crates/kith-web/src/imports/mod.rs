//! Bringing people in from a file: referrals that came as a list, or the caseload that a service has already.
//! A lead or manager opens it, chooses the file, sees what was understood, and takes it: a few minutes for
//! thousands of rows, and nothing is taken before every row was looked at.

pub(crate) mod check;
mod words;

use std::sync::Arc;

use askama::Template;
use kith_app::import::people;
use kith_app::store::{Kept, Mark};
use kith_app::{Refusal, permit};
use kith_domain::import::{Import, Kind, State};
use kith_domain::policy::act;
use kith_domain::time;

pub(crate) use check::{choose, refused, show};
pub(crate) use words::counts_in_words;

use crate::components::{Button, Choice, Form, Frame};
use crate::error::Problem;
use crate::my_referrals::{mark_of, mark_text};
use crate::reply::Reply;
use crate::visit::{Visit, explain};

/// One file of the list.
pub(crate) struct Line {
    pub(crate) href: String,
    pub(crate) name: String,
    pub(crate) when: String,
    pub(crate) what: String,
    pub(crate) state: String,
}

/// The list with the form that brings another file in.
#[derive(Template)]
#[template(path = "imports/list.html")]
pub(crate) struct List {
    pub(crate) frame: Frame,
    pub(crate) form: Form,
    pub(crate) kinds: Vec<Choice>,
    pub(crate) lines: Vec<Line>,
    pub(crate) next: Option<String>,
}

/// One line.
pub(crate) fn line(kept: &Kept<Import>, by: &str) -> Line {
    let it = &kept.it;
    Line {
        href: format!("/imports/{}", it.id),
        name: it.name.to_string(),
        when: time::moment_in_words(it.at),
        what: format!("{}, {}, brought in by {by}.", it.kind.label(), words::rows(it.rows as usize)),
        state: match &it.state {
            State::Taken { at, counts } => {
                format!("Taken on {}: {}", time::day_in_words(time::day_of(*at)), counts_in_words(counts))
            }
            other => format!("{}.", other.label()),
        },
    }
}

/// What a file may hold, with what each means.
pub(crate) fn kinds() -> Vec<Choice> {
    let hint = |kind: Kind| match kind {
        Kind::Referrals => "People who have been referred, or have asked themselves. They go into the queue.",
        Kind::Caseload => "People whom your link workers support already, with open cases and the last note.",
    };
    Kind::ALL.iter().map(|kind| Choice::new(kind.code(), kind.label()).hint(hint(*kind))).collect()
}

fn list_page(visit: &Visit, form: Form, before: Option<Mark>) -> Result<List, Problem> {
    let files = visit.read(|look, ctx| {
        let permit = permit::imports(ctx)?;
        people::list(look, &permit, before)
    })?;
    let lines = files.page.lines.iter().map(|kept| {
        let by = kept.it.by.and_then(|by| files.names.get(&by)).map_or("the operator", String::as_str);
        line(kept, by)
    });
    let mut frame = visit.frame("Bring people in from a file", Some("/imports"));
    frame.error_title = !form.is_fine();
    Ok(List {
        frame,
        form,
        kinds: kinds(),
        lines: lines.collect(),
        next: files.page.next.as_ref().map(|mark| format!("/imports?before={}", mark_text(mark))),
    })
}

/// The record that the form of the list is drawn for: none but the service.
const LIST: &str = "";

/// `GET /imports`.
pub(crate) fn list(visit: &Visit) -> Result<Reply, Problem> {
    visit.only(&["before"])?;
    let before = visit.query("before")?.map(mark_of).transpose()?;
    Reply::page(&list_page(visit, visit.form(LIST), before)?)
}

/// `POST /imports`.
pub(crate) fn bring_in(visit: &Visit) -> Result<Reply, Problem> {
    let kind = visit.field("kind");
    let file = visit.file("file").cloned();
    let taken = visit.submit::<act::ImportPeople>(LIST, move |work, ctx| {
        let permit = permit::imports(ctx)?;
        let Some(file) = &file else {
            return Err(kith_domain::rejection::Rejection::of_field("file", "import.no_file", "Choose a file.").into());
        };
        let id = people::bring_in(work, ctx, &permit, &kind, &file.name, &file.bytes)?;
        Ok(format!("/imports/{id}"))
    });
    match taken {
        Ok(led) => Ok(Reply::see(led.to)),
        Err(refusal) => {
            let mut form = visit.form(LIST);
            if !explain(&mut form, &refusal) {
                return Err(refusal.into());
            }
            Reply::again(&list_page(visit, form, None)?)
        }
    }
}

/// `POST /imports/{id}/take`: begins, and leads to the page that says how far it has come. The rows are taken by
/// a thread of their own, so that the browser need not wait.
pub(crate) fn take(visit: &Visit) -> Result<Reply, Problem> {
    let id = visit.id::<Import>("id")?;
    let (app, seed) = (visit.site.app.clone(), visit.seed());
    let seen = people::open(&app, &seed, id)?;
    // Broken off, by a restart for example: the same button goes on.
    if matches!(seen.import.it.state, State::Taking { .. }) {
        visit.submit::<act::TakeImport>(&id.to_string(), move |work, ctx| {
            permit::import::<act::TakeImport>(work.tx(), ctx, id)?;
            Ok(format!("/imports/{id}"))
        })?;
        return begin_thread(visit, id);
    }
    let good_rows_only = visit.field("rows") == "good";
    let began = Arc::new(seen);
    let taken = visit.submit::<act::TakeImport>(&id.to_string(), move |work, ctx| {
        let permit = permit::import::<act::TakeImport>(work.tx(), ctx, id)?;
        people::begin(work, ctx, &permit, &began, good_rows_only)?;
        Ok(format!("/imports/{id}"))
    });
    match taken {
        Ok(led) if led.again => Ok(Reply::see(led.to)),
        Ok(_) => begin_thread(visit, id),
        Err(refusal) => check::refuse(visit, id, &refusal),
    }
}

/// Takes the rows beside the pages. Whatever ends it, the page offers to go on.
fn begin_thread(visit: &Visit, id: kith_domain::id::Id<Import>) -> Result<Reply, Problem> {
    let account = visit.actor().account().ok_or(Problem::NotFound)?;
    let (app, seed) = (visit.site.app.clone(), visit.seed());
    let run = move || match people::run(&app, &seed, id, account, &|_, _| true) {
        Ok(counts) => tracing::info!(import.id = %id, taken = counts.taken, "a file of people was taken"),
        Err(Refusal::Fault(error)) => {
            tracing::error!(import.id = %id, error = %error, "a file of people was broken off")
        }
        Err(_) => tracing::warn!(import.id = %id, "a file of people was not taken further"),
    };
    match std::thread::Builder::new().name("import".to_owned()).spawn(run) {
        Ok(_) => Ok(Reply::see(format!("/imports/{id}"))),
        Err(_) => Err(Problem::Busy),
    }
}

/// `POST /imports/{id}/throw-away`.
pub(crate) fn throw_away(visit: &Visit) -> Result<Reply, Problem> {
    let id = visit.id::<Import>("id")?;
    let led = visit.submit::<act::TakeImport>(&id.to_string(), move |work, ctx| {
        let permit = permit::import::<act::TakeImport>(work.tx(), ctx, id)?;
        people::throw_away(work, ctx, &permit)?;
        Ok("/imports?said=import-thrown-away".to_owned())
    })?;
    Ok(Reply::see(led.to))
}
