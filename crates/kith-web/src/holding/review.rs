//! A review of holding: for a link worker, one press, with a note where she wants one.

use askama::Template;
use kith_app::holding::{self, Opened, ReviewInput};
use kith_app::permit;
use kith_domain::id::Id;
use kith_domain::policy::act;
use kith_domain::support::Holding;
use kith_domain::support::holding::Outcome;
use kith_domain::time::{day_in_words, day_of, moment_in_words};

use super::{went, words};
use crate::components::{BackLink, Button, Choice, Form, Frame, Row, SummaryList};
use crate::error::Problem;
use crate::people::{Back, frame_about};
use crate::reply::Reply;
use crate::taken::taken;
use crate::visit::{VERSION, Visit};

/// One thing that happened to it.
struct Line {
    when: String,
    what: String,
    lines: Vec<String>,
}

/// The page.
#[derive(Template)]
#[template(path = "holding/review.html")]
pub(crate) struct ReviewPage {
    frame: Frame,
    form: Form,
    to: String,
    correct: String,
    back: Back,
    rows: Vec<Row>,
    goes_on: bool,
    went: Vec<Choice>,
    happened: Vec<Line>,
}

/// What a holding says, as rows.
pub(crate) fn rows(opened: &Opened) -> Vec<Row> {
    let it = &opened.holding.it;
    let mut rows = vec![Row::new("For", it.says.function.label())];
    rows.extend(it.says.awaited.as_ref().map(|awaited| Row::new("Awaited", awaited.as_str())));
    rows.extend(opened.cause.as_ref().map(|cause| Row::new("Because of", cause)));
    rows.push(Row::new("Since", &words::since(it)));
    match &it.ended {
        None => rows.push(Row::new("Next review", &day_in_words(it.says.review_on))),
        Some(ended) => {
            rows.push(Row::new("Ended", &day_in_words(day_of(ended.at))));
            rows.push(Row::new("Where it went", ended.went.label()));
        }
    }
    rows
}

impl ReviewPage {
    /// The page of a holding.
    pub(crate) fn new(frame: Frame, opened: &Opened, form: Form) -> Self {
        let it = &opened.holding.it;
        let called = opened.head.person.it.identity.called();
        let line = |happened: &kith_app::store::Happened| {
            let who = happened.account.and_then(|account| opened.names.get(&account));
            let (what, lines) = words::told(who.map_or("Somebody no longer here", String::as_str), &called, happened)?;
            Some(Line { when: moment_in_words(happened.at), what, lines })
        };
        Self {
            to: format!("/holdings/{}/review", it.id),
            correct: format!("/holdings/{}/correct", it.id),
            back: Back::to(&opened.head.person.it),
            rows: rows(opened),
            goes_on: it.ended.is_none(),
            went: went(),
            happened: opened.happened.iter().filter_map(line).collect(),
            frame,
            form,
        }
    }
}

pub(super) fn open(visit: &Visit, id: Id<Holding>) -> Result<Opened, Problem> {
    visit.read(|look, ctx| {
        let on = permit::holding::<act::KeepHolding>(look.tx(), ctx, id)?;
        holding::open(look, on)
    })
}

fn draw(visit: &Visit, opened: &Opened, form: Form) -> ReviewPage {
    let title = if opened.holding.it.ended.is_some() { "Holding that has ended" } else { "Holding" };
    let frame = Frame { error_title: !form.is_fine(), ..frame_about(visit, &opened.head.person.it, title) };
    ReviewPage::new(frame, opened, form)
}

/// `GET /holdings/{id}`.
pub(crate) fn show(visit: &Visit) -> Result<Reply, Problem> {
    visit.only(&[])?;
    let id = visit.id::<Holding>("id")?;
    let opened = open(visit, id)?;
    let form = visit.form(&id.to_string()).carrying(VERSION, &opened.holding.version.to_string());
    Reply::page(&draw(visit, &opened, form))
}

/// `POST /holdings/{id}/review`.
pub(crate) fn take(visit: &Visit) -> Result<Reply, Problem> {
    let id = visit.id::<Holding>("id")?;
    let typed = ReviewInput {
        outcome: visit.field("outcome"),
        note: visit.field("note"),
        review_on: visit.field("review_on"),
        went: visit.field("went"),
    };
    let version = visit.version().ok();
    let is_from_today = visit.field("from") == "today";
    let sent = visit.submit::<act::KeepHolding>(&id.to_string(), move |work, ctx| {
        let on = permit::holding::<act::KeepHolding>(work.tx(), ctx, id)?;
        let person = on.1.it.person;
        let found = holding::review(work, ctx, on, version.ok_or(kith_app::Refusal::OtherRecord)?, &typed)?;
        Ok(match found {
            Outcome::Still if is_from_today => "/today?said=holding-reviewed".to_owned(),
            Outcome::Still => format!("/people/{person}?said=holding-reviewed"),
            Outcome::Changed => format!("/holdings/{id}/correct?said=holding-changing"),
            Outcome::Ended => format!("/people/{person}?said=holding-ended"),
        })
    });
    taken(visit, &id.to_string(), sent)?.answer(|sent| {
        let opened = open(visit, id)?;
        Ok(draw(visit, &opened, sent.at(opened.holding.version).0))
    })
}
