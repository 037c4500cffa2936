//! One ask of the same day: that it was answered, put right, or taken back.

use askama::Template;
use kith_app::permit;
use kith_app::same_day::{self, Input, Opened};
use kith_app::store::Kept;
use kith_domain::boundary::same_day::SameDayAsk;
use kith_domain::id::Id;
use kith_domain::policy::act;
use kith_domain::text::{Line, Words};
use kith_domain::time::{clock_for_form, date_in_words, day_of, moment_in_words};

use super::lines;
use crate::components::{BackLink, Button, Form, Frame, Row, SummaryList};
use crate::error::Problem;
use crate::people::frame_about;
use crate::reply::Reply;
use crate::taken::taken;
use crate::visit::{VERSION, Visit};

/// The page.
#[derive(Template)]
#[template(path = "same_day/one.html")]
pub(crate) struct OnePage {
    frame: Frame,
    form: Form,
    take_back: Form,
    here: String,
    back: String,
    whom: String,
    is_answered: bool,
    is_taken_back: bool,
    says_now: Vec<Row>,
}

impl OnePage {
    /// The page of an ask.
    pub(crate) fn new(frame: Frame, (form, take_back): (Form, Form), it: &SameDayAsk) -> Self {
        Self {
            frame,
            form,
            take_back,
            here: format!("/same-day/{}", it.id),
            back: format!("/people/{}/same-day", it.person),
            whom: it.whom.to_string(),
            is_answered: it.answered.is_some(),
            is_taken_back: it.taken_back.is_some(),
            says_now: Vec::new(),
        }
    }

    /// The form with what is written down.
    pub(crate) fn filled(form: Form, kept: &Kept<SameDayAsk>) -> Form {
        let it = &kept.it;
        let form = form
            .carrying(VERSION, &kept.version.to_string())
            .prefill("asked_on", &date_in_words(day_of(it.asked)))
            .prefill("asked", &clock_for_form(it.asked));
        match &it.answered {
            None => form,
            Some(answer) => form
                .prefill("answered_on", &date_in_words(day_of(answer.at)))
                .prefill("answered", &clock_for_form(answer.at))
                .prefill("by", answer.by.as_ref().map_or("", Line::as_str))
                .prefill("agreed", answer.agreed.as_ref().map_or("", Words::as_str)),
        }
    }

    /// With what is written down now, for whoever was overtaken.
    pub(crate) fn overtaken(self, it: &SameDayAsk) -> Self {
        let mut says_now = vec![Row::new("Asked", &moment_in_words(it.asked))];
        if let Some(answer) = &it.answered {
            says_now.push(Row::new("Answered", &moment_in_words(answer.at)));
            says_now.extend(lines(answer).iter().map(|line| Row::new("Said", line)));
        }
        Self { says_now, ..self }
    }
}

fn open(visit: &Visit, id: Id<SameDayAsk>) -> Result<(Kept<SameDayAsk>, Opened), Problem> {
    visit.read(|look, ctx| {
        let on = permit::same_day::<act::AskSameDay>(look.tx(), ctx, id)?;
        let opened = same_day::open_one(look, &on)?;
        Ok((on.1, opened))
    })
}

fn frame(visit: &Visit, opened: &Opened, is_refused: bool) -> Frame {
    Frame { error_title: is_refused, ..frame_about(visit, &opened.person, "What came of it") }
}

/// `GET /same-day/{id}`.
pub(crate) fn show(visit: &Visit) -> Result<Reply, Problem> {
    visit.only(&[])?;
    let id = visit.id::<SameDayAsk>("id")?;
    let (kept, opened) = open(visit, id)?;
    let form = OnePage::filled(visit.form(&id.to_string()), &kept);
    let back = visit.fresh_form(&id.to_string());
    Reply::page(&OnePage::new(frame(visit, &opened, false), (form, back), &kept.it))
}

/// `POST /same-day/{id}`: puts it right.
pub(crate) fn change(visit: &Visit) -> Result<Reply, Problem> {
    let id = visit.id::<SameDayAsk>("id")?;
    let typed = Input {
        asked_on: visit.field("asked_on"),
        asked: visit.field("asked"),
        answered_on: visit.field("answered_on"),
        answered: visit.field("answered"),
        by: visit.field("by"),
        agreed: visit.field("agreed"),
    };
    let version = visit.version().ok();
    let sent = visit.submit::<act::AskSameDay>(&id.to_string(), move |work, ctx| {
        let on = permit::same_day::<act::AskSameDay>(work.tx(), ctx, id)?;
        let person = same_day::correct(work, ctx, on, version.ok_or(kith_app::Refusal::OtherRecord)?, &typed)?;
        Ok(format!("/people/{person}/same-day?said=same-day-corrected"))
    });
    taken(visit, &id.to_string(), sent)?.answer(|back| {
        let (kept, opened) = open(visit, id)?;
        let (form, is_overtaken) = back.at(kept.version);
        let page = OnePage::new(frame(visit, &opened, true), (form, visit.fresh_form(&id.to_string())), &kept.it);
        Ok(if is_overtaken { page.overtaken(&kept.it) } else { page })
    })
}

/// `POST /same-day/{id}/answered`: they have answered, now.
pub(crate) fn answered(visit: &Visit) -> Result<Reply, Problem> {
    let id = visit.id::<SameDayAsk>("id")?;
    let led = visit.submit::<act::AskSameDay>(&id.to_string(), move |work, ctx| {
        let on = permit::same_day::<act::AskSameDay>(work.tx(), ctx, id)?;
        same_day::answer(work, ctx, on)?;
        Ok(format!("/same-day/{id}?said=same-day-answered"))
    })?;
    Ok(Reply::see(led.to))
}

/// `POST /same-day/{id}/back`: nobody had been asked.
pub(crate) fn back(visit: &Visit) -> Result<Reply, Problem> {
    let id = visit.id::<SameDayAsk>("id")?;
    let led = visit.submit::<act::AskSameDay>(&id.to_string(), move |work, ctx| {
        let on = permit::same_day::<act::AskSameDay>(work.tx(), ctx, id)?;
        let person = same_day::take_back(work, ctx, on)?;
        Ok(format!("/people/{person}/same-day?said=same-day-taken-back"))
    })?;
    Ok(Reply::see(led.to))
}
