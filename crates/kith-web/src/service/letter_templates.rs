//! The letter templates of a service: for its manager, who changes their words in a few minutes, and for those who
//! read what the service says of itself.

use askama::Template;
use kith_app::letter_templates::{self, Input, OfService, Opened};
use kith_app::store::Happened;
use kith_app::{Refusal, permit};
use kith_domain::policy::act;
use kith_domain::staff::Role;
use kith_domain::support::letter_template::PLACES;
use kith_domain::text::Words;
use kith_domain::time;

use crate::components::{BackLink, Button, Choice, Form, Frame, Tag};
use crate::error::Problem;
use crate::reply::Reply;
use crate::visit::{VERSION, Visit, explain};

/// The list.
#[derive(Template)]
#[template(path = "service/letter_templates.html")]
pub(crate) struct TemplatesPage {
    frame: Frame,
    may_change: bool,
    lines: Vec<Line>,
}

/// One template of the list.
struct Line {
    href: String,
    title: String,
    /// "As shipped", "Changed here", "Written here".
    whose: &'static str,
    is_offered: bool,
}

impl TemplatesPage {
    /// The list, with a way to change each for whoever may.
    pub(crate) fn new(frame: Frame, all: &[OfService], may_change: bool) -> Self {
        let line = |it: &OfService| Line {
            href: format!("{HERE}/{}", it.code),
            title: it.wording.title.to_string(),
            whose: match (&it.own, it.code.starts_with('T')) {
                (None, _) => "As shipped",
                (Some(_), false) => "Changed here",
                (Some(_), true) => "Written here",
            },
            is_offered: it.wording.is_offered,
        };
        Self { frame, may_change, lines: all.iter().map(line).collect() }
    }
}

/// The form of one.
#[derive(Template)]
#[template(path = "service/letter_template.html")]
pub(crate) struct TemplatePage {
    frame: Frame,
    form: Form,
    to: String,
    places: [(&'static str, &'static str); 8],
    offered: Vec<Choice>,
    /// What it said before, newest first.
    before: Vec<Before>,
}

/// What a template said at a time.
struct Before {
    when: String,
    title: String,
    subject: String,
    text: String,
}

impl TemplatePage {
    /// The form of a template, or of a new one.
    pub(crate) fn new(frame: Frame, opened: &Opened, form: Form) -> Self {
        let to = opened.template.as_ref().map_or_else(|| format!("{HERE}/new"), |it| format!("{HERE}/{}", it.code));
        let before = |it: &Happened| {
            let by = it.account.and_then(|account| opened.names.get(&account));
            let of = |name: &str| it.text(name).unwrap_or_default().to_owned();
            Before {
                when: format!(
                    "{} by {}",
                    time::moment_in_words(it.at),
                    by.map_or("somebody no longer here", String::as_str)
                ),
                title: of("title"),
                subject: of("subject"),
                text: of("text"),
            }
        };
        Self {
            frame,
            form,
            to,
            places: PLACES,
            offered: vec![Choice::new("yes", "It is offered when somebody writes a letter")],
            before: opened.happened.iter().map(before).collect(),
        }
    }

    /// The form with what the template says.
    pub(crate) fn filled(form: Form, opened: &Opened) -> Form {
        let Some(it) = &opened.template else {
            return form.carrying(VERSION, "0").prefill("offered", "yes");
        };
        let form = form
            .carrying(VERSION, &it.version().to_string())
            .prefill("title", it.wording.title.as_str())
            .prefill("to", it.wording.to.as_ref().map_or("", Words::as_str))
            .prefill("subject", it.wording.subject.as_str())
            .prefill("text", it.wording.text.as_str());
        if it.wording.is_offered { form.prefill("offered", "yes") } else { form }
    }
}

const HERE: &str = "/service/letter-templates";
const TITLE: &str = "Letter templates";

/// `GET /service/letter-templates`.
pub(crate) fn list(visit: &Visit) -> Result<Reply, Problem> {
    visit.only(&[])?;
    let all = visit.read(|look, ctx| {
        let permit = permit::own_service::<act::SeeService>(ctx)?;
        letter_templates::list(look, &permit)
    })?;
    let may_change = visit.staff()?.role() == Role::ServiceManager;
    Reply::page(&TemplatesPage::new(visit.frame(TITLE, Some("/service")), &all, may_change))
}

fn opened(visit: &Visit, code: Option<&str>) -> Result<Opened, Problem> {
    visit.read(|look, ctx| {
        let permit = permit::own_service::<act::ChangeService>(ctx)?;
        letter_templates::open(look, &permit, code)
    })
}

fn draw(visit: &Visit, opened: &Opened, form: Form) -> TemplatePage {
    let title = if opened.template.is_some() { "Change a letter template" } else { "Another letter template" };
    let frame = Frame { error_title: !form.is_fine(), ..visit.frame(title, Some("/service")) };
    TemplatePage::new(frame, opened, form)
}

fn show(visit: &Visit, code: Option<&str>) -> Result<Reply, Problem> {
    visit.only(&[])?;
    let opened = opened(visit, code)?;
    let form = TemplatePage::filled(visit.form(code.unwrap_or("new")), &opened);
    Reply::page(&draw(visit, &opened, form))
}

fn take(visit: &Visit, code: Option<&str>) -> Result<Reply, Problem> {
    let input = Input {
        title: visit.field("title"),
        to: visit.field("to"),
        subject: visit.field("subject"),
        text: visit.field("text"),
        is_offered: visit.field("offered") == "yes",
    };
    // Whoever may not change it learns nothing of what there is.
    let now = opened(visit, code)?;
    let version = visit.version()?;
    let record = code.unwrap_or("new").to_owned();
    let code = code.map(str::to_owned);
    let taken = visit.submit::<act::ChangeService>(&record, move |work, ctx| {
        let permit = permit::own_service::<act::ChangeService>(ctx)?;
        letter_templates::save(work, ctx, &permit, code.as_deref(), version, &input)?;
        Ok(format!("{HERE}?said=template-saved"))
    });
    let refusal = match taken {
        Ok(led) => return Ok(Reply::see(led.to)),
        Err(refusal) => refusal,
    };
    let mut form = visit.form(&record);
    if matches!(refusal, Refusal::Stale) {
        let version = now.template.as_ref().map_or(0, OfService::version);
        return Reply::page_with(
            http::StatusCode::CONFLICT,
            &draw(visit, &now, crate::taken::overtaken(form, version)),
        );
    }
    if !explain(&mut form, &refusal) {
        return Err(refusal.into());
    }
    Reply::again(&draw(visit, &now, form))
}

/// `GET /service/letter-templates/new`.
pub(crate) fn show_new(visit: &Visit) -> Result<Reply, Problem> {
    show(visit, None)
}

/// `POST /service/letter-templates/new`.
pub(crate) fn take_new(visit: &Visit) -> Result<Reply, Problem> {
    take(visit, None)
}

/// `GET /service/letter-templates/{code}`.
pub(crate) fn show_one(visit: &Visit) -> Result<Reply, Problem> {
    show(visit, Some(visit.param("code")))
}

/// `POST /service/letter-templates/{code}`.
pub(crate) fn take_one(visit: &Visit) -> Result<Reply, Problem> {
    take(visit, Some(visit.param("code")))
}
