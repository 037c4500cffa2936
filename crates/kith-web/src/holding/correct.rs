//! Changing what is written down of a holding, or where one went.

use askama::Template;
use kith_app::holding::{self, Opened, code_of};
use kith_app::permit;
use kith_domain::policy::act;
use kith_domain::support::Holding;
use kith_domain::text::{Line, Words};
use kith_domain::time::date_in_words;

use super::begin::input;
use super::review::{open, rows};
use super::{causes, functions, went};
use crate::components::{BackLink, Button, Choice, Form, Frame, Row, SummaryList};
use crate::error::Problem;
use crate::people::frame_about;
use crate::reply::Reply;
use crate::taken::taken;
use crate::visit::{VERSION, Visit};

/// The form.
#[derive(Template)]
#[template(path = "holding/correct.html")]
pub(crate) struct CorrectPage {
    frame: Frame,
    form: Form,
    to: String,
    back: String,
    rows: Vec<Row>,
    goes_on: bool,
    functions: Vec<Choice>,
    causes: Vec<Choice>,
    went: Vec<Choice>,
}

impl CorrectPage {
    /// The form of a holding.
    pub(crate) fn new(frame: Frame, opened: &Opened, form: Form) -> Self {
        let it = &opened.holding.it;
        // A cause that waits no longer may stay.
        let kept = it.says.cause.filter(|cause| opened.causes.iter().all(|line| line.cause != *cause));
        let kept = kept.zip(opened.cause.as_ref()).map(|(cause, said)| Choice::new(&code_of(cause), said));
        Self {
            to: format!("/holdings/{}/correct", it.id),
            back: format!("/holdings/{}", it.id),
            rows: rows(opened),
            goes_on: it.ended.is_none(),
            functions: functions(),
            causes: causes(&opened.causes, kept),
            went: went(),
            frame,
            form,
        }
    }

    /// The form with what is written down.
    pub(crate) fn filled(form: Form, opened: &Opened) -> Form {
        let it = &opened.holding.it;
        let form = form.carrying(VERSION, &opened.holding.version.to_string());
        match &it.ended {
            Some(ended) => {
                form.prefill("went", ended.went.code()).prefill("words", ended.words.as_ref().map_or("", Words::as_str))
            }
            None => form
                .prefill("function", it.says.function.code())
                .prefill("cause", &it.says.cause.map(code_of).unwrap_or_default())
                .prefill("awaited", it.says.awaited.as_ref().map_or("", Line::as_str))
                .prefill("began", &date_in_words(it.says.began))
                .prefill("review_on", &date_in_words(it.says.review_on)),
        }
    }
}

fn draw(visit: &Visit, opened: &Opened, form: Form) -> CorrectPage {
    let title = if opened.holding.it.ended.is_some() { "Correct where it went" } else { "Change what is written down" };
    let frame = Frame { error_title: !form.is_fine(), ..frame_about(visit, &opened.head.person.it, title) };
    CorrectPage::new(frame, opened, form)
}

/// `GET /holdings/{id}/correct`.
pub(crate) fn show(visit: &Visit) -> Result<Reply, Problem> {
    visit.only(&[])?;
    let id = visit.id::<Holding>("id")?;
    let opened = open(visit, id)?;
    let form = CorrectPage::filled(visit.form(&id.to_string()), &opened);
    Reply::page(&draw(visit, &opened, form))
}

/// `POST /holdings/{id}/correct`.
pub(crate) fn take(visit: &Visit) -> Result<Reply, Problem> {
    let id = visit.id::<Holding>("id")?;
    let (typed, version) = (input(visit), visit.version().ok());
    let (went, words) = (visit.field("went"), visit.field("words"));
    let sent = visit.submit::<act::KeepHolding>(&id.to_string(), move |work, ctx| {
        let on = permit::holding::<act::KeepHolding>(work.tx(), ctx, id)?;
        let version = version.ok_or(kith_app::Refusal::OtherRecord)?;
        holding::correct(work, ctx, on, version, (&typed, &went, &words))?;
        Ok(format!("/holdings/{id}?said=holding-corrected"))
    });
    taken(visit, &id.to_string(), sent)?.answer(|sent| {
        let opened = open(visit, id)?;
        Ok(draw(visit, &opened, sent.at(opened.holding.version).0))
    })
}
