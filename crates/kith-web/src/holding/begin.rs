//! Writing down that somebody is held: for a link worker, in a tap or two.

use askama::Template;
use kith_app::holding::{self, Beginning, Input};
use kith_app::permit;
use kith_domain::id::Id;
use kith_domain::person::Person;
use kith_domain::policy::act;
use kith_domain::support::holding::Cause;

use super::{causes, functions};
use crate::components::{BackLink, Button, Choice, Form, Frame};
use crate::error::Problem;
use crate::people::{Back, frame_about};
use crate::reply::Reply;
use crate::taken::taken;
use crate::visit::Visit;

/// What the page is called.
pub(crate) const TITLE: &str = "Write down that you hold them";

/// The form.
#[derive(Template)]
#[template(path = "holding/begin.html")]
pub(crate) struct BeginPage {
    frame: Frame,
    form: Form,
    to: String,
    back: Back,
    called: String,
    functions: Vec<Choice>,
    causes: Vec<Choice>,
    /// Whether a wait may be recorded as a gap in the same press.
    as_gap: Vec<Choice>,
    /// What goes on already.
    going_on: Option<String>,
    /// Whether somebody was in touch in the case that is open.
    may_begin: bool,
}

impl BeginPage {
    /// The form.
    pub(crate) fn new(frame: Frame, it: &Beginning, form: Form) -> Self {
        let person = &it.head.person.it;
        let state = it.head.case.as_ref().map(|kept| kept.it.state.name());
        let can_be_gap = |line: &&holding::CauseLine| {
            matches!(line.cause, Cause::Connection(_)) && line.need.is_some() && !line.has_gap
        };
        let as_gap = it.causes.iter().any(|line| can_be_gap(&line));
        let tick = "Record the wait as a gap too, so that it counts in What was missing";
        Self {
            frame,
            form,
            to: format!("/people/{}/holding/new", person.id),
            back: Back::to(person),
            called: person.identity.called().into_owned(),
            functions: functions(),
            causes: causes(&it.causes, None),
            as_gap: if as_gap { vec![Choice::new("yes", tick)] } else { Vec::new() },
            going_on: it.going_on.map(|id| format!("/holdings/{id}")),
            may_begin: state == Some("active"),
        }
    }
}

fn draw(visit: &Visit, id: Id<Person>, form: Form) -> Result<BeginPage, Problem> {
    let it = visit.read(|look, ctx| {
        let permit = permit::person::<act::KeepHolding>(look.tx(), ctx, id)?;
        holding::beginning(look, &permit)
    })?;
    let frame = Frame { error_title: !form.is_fine(), ..frame_about(visit, &it.head.person.it, TITLE) };
    Ok(BeginPage::new(frame, &it, form))
}

/// `GET /people/{id}/holding/new`.
pub(crate) fn show(visit: &Visit) -> Result<Reply, Problem> {
    visit.only(&[])?;
    let id = visit.id::<Person>("id")?;
    Reply::page(&draw(visit, id, visit.form(&id.to_string()))?)
}

/// What was typed.
pub(super) fn input(visit: &Visit) -> Input {
    Input {
        function: visit.field("function"),
        cause: visit.field("cause"),
        awaited: visit.field("awaited"),
        began: visit.field("began"),
        review_on: visit.field("review_on"),
        as_gap: visit.field("as_gap"),
    }
}

/// `POST /people/{id}/holding/new`.
pub(crate) fn take(visit: &Visit) -> Result<Reply, Problem> {
    let id = visit.id::<Person>("id")?;
    let typed = input(visit);
    let record = id.to_string();
    let sent = visit.submit::<act::KeepHolding>(&record, move |work, ctx| {
        let permit = permit::person::<act::KeepHolding>(work.tx(), ctx, id)?;
        let begun = holding::begin(work, ctx, &permit, &typed)?;
        if typed.as_gap == "yes" {
            let gap = permit::person::<act::RecordGap>(work.tx(), ctx, id)?;
            holding::record_wait(work, ctx, &gap, begun)?;
        }
        Ok(format!("/people/{id}?said=holding-begun"))
    });
    taken(visit, &record, sent)?.answer(|sent| draw(visit, id, sent.at(0).0))
}
