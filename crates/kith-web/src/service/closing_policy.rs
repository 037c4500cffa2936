//! The rule that is followed when somebody does not answer: for the manager who writes it down and the lead who works with
//! it, with its versions and what it did.

use askama::Template;
use kith_app::closing_policy::{self, Input, Opened, Span};
use kith_app::permit;
use kith_domain::policy::act;
use kith_domain::staff::Role;
use kith_domain::text::Words;
use kith_domain::time::date_in_words;

use super::{Line, RECORD, history_page};
use crate::components::{BackLink, Button, Cell, Choice, Form, Frame, Table};
use crate::error::Problem;
use crate::reply::Reply;
use crate::taken::taken;
use crate::visit::{VERSION, Visit};

/// The page.
#[derive(Template)]
#[template(path = "service/closing_policy.html")]
pub(crate) struct PolicyPage {
    frame: Frame,
    /// The form, for whoever may change it.
    form: Option<Form>,
    choices: Vec<Choice>,
    now: String,
    words: Option<String>,
    effect: Option<Table>,
    /// Whether a rule is followed of which no whole month has passed yet.
    is_young: bool,
    versions: Vec<Line>,
}

impl PolicyPage {
    /// The page; the form is for whoever may change the policy.
    pub(crate) fn new(frame: Frame, it: &Opened, form: Option<Form>) -> Self {
        let policy = it.policy.it.as_ref();
        Self {
            choices: Choice::list(&[("none", "We follow no rule"), ("rule", "We follow this rule")]),
            now: policy.map_or_else(
                || "No rule is followed.".to_owned(),
                |it| format!("Support may be ended {}.", it.in_words()),
            ),
            words: policy.and_then(|it| it.words.as_ref()).map(ToString::to_string),
            effect: it.effect.as_ref().map(|effect| table(&[&effect.before, &effect.since])),
            is_young: policy.is_some() && it.effect.is_none(),
            versions: history_page(Frame::default(), &it.versions).lines,
            frame,
            form,
        }
    }

    /// The form with what holds.
    pub(crate) fn filled(form: Form, it: &Opened) -> Form {
        let form = form.carrying(VERSION, &it.policy.version.to_string());
        let Some(policy) = &it.policy.it else { return form.prefill("is", "none") };
        form.prefill("is", "rule")
            .prefill("attempts", &policy.attempts.to_string())
            .prefill("weeks", &policy.weeks.map(|it| it.to_string()).unwrap_or_default())
            .prefill("since", &date_in_words(policy.since))
            .prefill("words", policy.words.as_ref().map_or("", Words::as_str))
    }
}

fn table(spans: &[&Span]) -> Table {
    let head = ["Months", "People whose support ended", "Of them, because nobody answered"].map(Cell::text).to_vec();
    let row = |it: &&Span| {
        let months = if it.first == it.last {
            it.first.in_words()
        } else {
            format!("{} to {}", it.first.in_words(), it.last.in_words())
        };
        vec![Cell::text(&months), Cell::number(&it.ended.to_string()), Cell::number(&it.no_answer.to_string())]
    };
    Table::new("effect", "As many whole months before the rule as since", head, spans.iter().map(row).collect())
}

fn open(visit: &Visit) -> Result<Opened, Problem> {
    visit.read(|look, ctx| {
        let permit = permit::own_service::<act::SeeService>(ctx)?;
        let figures = permit::own_service::<act::SeeReports>(ctx)?;
        closing_policy::open(look, ctx, (&permit, &figures))
    })
}

fn draw(visit: &Visit, it: &Opened, form: Option<Form>) -> PolicyPage {
    let error_title = form.as_ref().is_some_and(|form| !form.is_fine());
    let frame = Frame { error_title, ..visit.frame("Closing policy", Some("/service")) };
    PolicyPage::new(frame, it, form)
}

/// `GET /service/closing-policy`.
pub(crate) fn show(visit: &Visit) -> Result<Reply, Problem> {
    visit.only(&[])?;
    let it = open(visit)?;
    let may_change = visit.staff()?.role() == Role::ServiceManager;
    let form = may_change.then(|| PolicyPage::filled(visit.form(RECORD), &it));
    Reply::page(&draw(visit, &it, form))
}

/// `POST /service/closing-policy`.
pub(crate) fn take(visit: &Visit) -> Result<Reply, Problem> {
    let typed = Input {
        is: visit.field("is"),
        attempts: visit.field("attempts"),
        weeks: visit.field("weeks"),
        since: visit.field("since"),
        words: visit.field("words"),
    };
    let version = visit.version().ok();
    let sent = visit.submit::<act::ChangeService>(RECORD, move |work, ctx| {
        let permit = permit::own_service::<act::ChangeService>(ctx)?;
        closing_policy::set(work, ctx, &permit, version.ok_or(kith_app::Refusal::OtherRecord)?, &typed)?;
        Ok("/service/closing-policy?said=service-changed".to_owned())
    });
    taken(visit, RECORD, sent)?.answer(|sent| {
        let it = open(visit)?;
        let (form, _) = sent.at(it.policy.version);
        Ok(draw(visit, &it, Some(form)))
    })
}
