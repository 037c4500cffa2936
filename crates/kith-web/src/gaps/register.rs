//! The register of gaps: a link worker sees those of their people, a lead those of the team; narrowed and sorted in the
//! address, printed, and taken away by a lead as a file that names nobody.

use askama::Template;
use kith_app::gap_register::{self, NOT_KNOWN, NOT_SAID, Register};
use kith_app::permit;
use kith_domain::need::Domain;
use kith_domain::need::gap::{Reason, Sector};
use kith_domain::policy::act;
use kith_domain::settings::Settings;
use kith_domain::staff::Role;
use kith_domain::time::{date_in_words, day_in_words, day_of};

use super::filter::{Asked, PARTS};
use crate::components::{Button, Choice, Form, Frame, Input, PageLink, Pagination, Tag};
use crate::error::Problem;
use crate::my_referrals::{mark_of, mark_text};
use crate::reply::Reply;
use crate::visit::Visit;

/// The register.
#[derive(Template)]
#[template(path = "gaps/register.html")]
pub(crate) struct RegisterPage {
    frame: Frame,
    form: Form,
    whose: &'static str,
    days: String,
    sectors: Vec<Choice>,
    domains: Vec<Choice>,
    reasons: Vec<Choice>,
    states: Vec<Choice>,
    districts: Vec<Choice>,
    orders: Vec<Choice>,
    from: String,
    to: String,
    is_narrowed: bool,
    is_beginning: bool,
    lines: Vec<Line>,
    /// Where a file is taken away, for whoever may.
    file: Option<String>,
    pages: Pagination,
}

/// One gap of the register, or of the rows behind a figure.
pub(crate) struct Line {
    pub(crate) href: String,
    pub(crate) sought: String,
    pub(crate) person: String,
    pub(crate) name: String,
    pub(crate) when: String,
    /// How it stands, and the colour of its tag.
    pub(crate) stands: (&'static str, &'static str),
    /// Why, whose part, what the need is about.
    pub(crate) lines: Vec<String>,
    pub(crate) own_words: Option<String>,
}

impl RegisterPage {
    pub(crate) fn new(frame: Frame, it: &Register, asked: &Asked, role: Role, is_beginning: bool) -> Self {
        let any = |text: &str| vec![Choice::new("", text)];
        let mut sectors = any("Any");
        sectors.extend(Sector::ALL.iter().map(|it| Choice::new(it.code(), it.label())));
        sectors.push(Choice::new(NOT_SAID, "Not said"));
        let mut domains = any("Any");
        domains.extend(Domain::ALL.iter().map(|domain| Choice::new(domain.code(), &it.settings.need_domain(*domain))));
        domains.push(Choice::new(NOT_SAID, "Not said"));
        let mut reasons = any("Any");
        reasons.extend(Reason::ALL.iter().map(|it| Choice::new(it.code(), it.label())));
        let mut districts = Vec::new();
        if !it.districts.is_empty() {
            districts = any("Any");
            districts.extend(it.districts.iter().map(|(code, name)| Choice::new(code, name)));
            districts.push(Choice::new(NOT_KNOWN, "Not known"));
        }
        let mut form = Form::blank();
        for name in PARTS {
            form = form.prefill(name, asked.part(name));
        }
        let next = it
            .page
            .next
            .as_ref()
            .map(|mark| PageLink::new(&asked.address("/gaps", Some(("after", &mark_text(mark)))), "More gaps"));
        let previous = (!is_beginning).then(|| PageLink::new(&asked.address("/gaps", None), "From the beginning"));
        Self {
            whose: if role == Role::TeamLead {
                "Everybody the team supports or has supported."
            } else {
                "Everybody you support or have supported."
            },
            days: format!("{} to {}", date_in_words(asked.from), date_in_words(asked.to)),
            sectors,
            domains,
            reasons,
            states: Choice::list(&[("", "Any"), ("open", "Open"), ("answered", "Answered after all")]),
            districts,
            orders: Choice::list(&[("", "Newest first"), ("oldest", "Oldest first")]),
            from: asked.from.to_string(),
            to: asked.to.to_string(),
            is_narrowed: asked.is_narrowed(),
            is_beginning,
            lines: it.page.lines.iter().map(|line| Line::new(line, &it.settings)).collect(),
            file: (role == Role::TeamLead).then(|| asked.address("/gaps/file", None)),
            pages: Pagination { previous, next },
            frame,
            form,
        }
    }
}

impl Line {
    pub(crate) fn new(line: &gap_register::RegisterLine, words: &Settings) -> Self {
        let mut lines = vec![format!(
            "{}. Whose part: {}. Need: {}.",
            line.reason.label(),
            gap_register::sector_in_words(line.sector()).to_lowercase(),
            gap_register::domain_in_words(line.domain, words).to_lowercase()
        )];
        lines.extend(
            line.weeks
                .map(|weeks| format!("Wait quoted: {}.", crate::connections::words::weeks_in_words(weeks.into()))),
        );
        lines.extend(line.instead.map(|it| it.sentence().to_owned()));
        lines.push(match &line.district {
            Some((_, name)) => format!("Noticed: {}. District: {name}.", line.origin.label().to_lowercase()),
            None => format!("Noticed: {}.", line.origin.label().to_lowercase()),
        });
        if let Some(at) = line.answered {
            let by = line.came.clone().or(line.answered_words.as_ref().map(ToString::to_string));
            let by = by.map_or_else(String::new, |by| format!(" by: {by}"));
            lines.push(format!("Answered on {}{by}", day_in_words(day_of(at))));
        }
        Self {
            href: format!("/gaps/{}", line.id),
            sought: line.sought.to_string(),
            person: format!("/people/{}", line.person),
            name: line.name.formal(),
            when: date_in_words(day_of(line.at)),
            stands: if line.answered.is_some() { ("Answered", "green") } else { ("Open", "grey") },
            lines,
            own_words: line.own_words.as_ref().map(ToString::to_string),
        }
    }
}

/// Where the register stands in the navigation.
fn place(role: Role) -> &'static str {
    if role == Role::LinkWorker { "/gaps" } else { "/reports/this-month" }
}

/// `GET /gaps`.
pub(crate) fn show(visit: &Visit) -> Result<Reply, Problem> {
    let known: Vec<&str> = PARTS.into_iter().chain(["after"]).collect();
    visit.only(&known)?;
    let asked = Asked::read(visit)?;
    let after = visit.query("after")?.map(mark_of).transpose()?;
    let it = visit.read(|look, ctx| {
        let permit = permit::own_service::<act::SeeGaps>(ctx)?;
        gap_register::open(look, &permit, &asked.filter, after)
    })?;
    let role = visit.staff()?.role();
    let mut frame = visit.frame("Gaps", Some(place(role)));
    frame.wide = true;
    Reply::page(&RegisterPage::new(frame, &it, &asked, role, after.is_none()))
}

/// `GET /gaps/file`: the register as CSV, with what its columns mean and nobody's name.
pub(crate) fn file(visit: &Visit) -> Result<Reply, Problem> {
    visit.only(&PARTS)?;
    let asked = Asked::read(visit)?;
    // Whether they may is asked first, so that nobody confirms who they are for nothing.
    visit.read(|_, ctx| permit::own_service::<act::ExportGaps>(ctx).map(drop))?;
    let fresh = visit.fresh()?;
    let bytes = visit.read(|look, ctx| {
        let permit = permit::own_service::<act::ExportGaps>(ctx)?;
        gap_register::file(look, ctx, &permit, &fresh, &asked.filter)
    })?;
    Ok(Reply::file(&format!("gaps-{}-to-{}.csv", asked.from, asked.to), "text/csv; charset=utf-8", bytes))
}
