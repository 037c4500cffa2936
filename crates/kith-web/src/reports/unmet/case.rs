//! A case for investment: whoever has to ask for something prints one page for a need and a place in a minute, writes
//! what is asked for, and takes it away as a PDF or as a text to go on with.

use askama::Template;
use kith_app::unmet::{self, AskInput, Asked, BadAsk, Case, Offered, OnePage};
use kith_app::{Refusal, permit};
use kith_domain::measure::Period;
use kith_domain::measure::unmet::By;
use kith_domain::policy::act;
use kith_domain::staff::Role;
use kith_domain::time;
use kith_interop::pdf::Block;

use super::{address, short};
use crate::components::{BackLink, Button, Cell, Choice, Form, Frame, Select, Table};
use crate::error::Problem;
use crate::reply::Reply;
use crate::visit::{VERSION, Visit, explain};

/// The address of the page.
const PATH: &str = "/reports/unmet-need/case";
/// The record that its form is drawn for: the period, need and place stand in the form.
const RECORD: &str = "case";

/// One part of the case as the page shows it.
pub(crate) enum Part {
    /// A heading.
    Heading(String),
    /// A paragraph.
    Words(String),
    /// Points.
    Points(Vec<String>),
    /// A table.
    Table(Table),
}

#[derive(Template)]
#[template(path = "reports/unmet/case.html")]
pub(crate) struct Page {
    pub(crate) frame: Frame,
    pub(crate) back: String,
    pub(crate) parts: Vec<Part>,
    pub(crate) periods: Vec<Choice>,
    pub(crate) period: String,
    pub(crate) needs: Vec<Choice>,
    pub(crate) need: String,
    pub(crate) places: Vec<Choice>,
    pub(crate) place: String,
    pub(crate) form: Option<Form>,
    pub(crate) pdf: Option<String>,
    /// What has no room on the one page of the PDF.
    pub(crate) left_out: Option<String>,
    pub(crate) text: String,
}

/// The page of a case. `form` is there for whoever may write what is asked for; `pdf` where there can be one.
pub(crate) fn page(frame: Frame, it: &Case, service: &str, form: Option<Form>, pdf: Option<&OnePage>) -> Page {
    let document = unmet::document(it, service);
    let asked = &it.report.asked;
    let mut parts = Vec::new();
    // The title stands in the frame's heading.
    document.blocks.into_iter().skip(1).for_each(|block| part(&mut parts, block));
    let choices = |all: Vec<(By, Vec<Offered>)>| {
        all.into_iter().flat_map(|(by, offered)| {
            offered.into_iter().map(move |it| Choice::new(&it.code, &format!("{}: {}", short(by), it.words)))
        })
    };
    let years = it.report.periods.iter().filter(|it| it.quarter().is_none());
    Page {
        frame,
        back: address("/reports/unmet-need", asked),
        parts,
        periods: years.map(|it| Choice::new(&it.code(), &it.in_words())).collect(),
        period: asked.period.code(),
        needs: choices(it.report.needs()).collect(),
        need: asked.need.clone(),
        places: std::iter::once(Choice::new("", "Every place")).chain(choices(it.report.places())).collect(),
        place: asked.place.clone(),
        form,
        left_out: pdf.and_then(OnePage::left_out),
        pdf: pdf.map(|_| address("/reports/unmet-need/case/pdf", asked)),
        text: address("/reports/unmet-need/case/text", asked),
    }
}

fn part(parts: &mut Vec<Part>, block: Block) {
    let number = parts.len() + 1;
    parts.push(match block {
        Block::Heading { text, .. } => Part::Heading(text),
        Block::Paragraph(text) => Part::Words(text),
        Block::List(points) => Part::Points(points),
        Block::Table { head, rows } => Part::Table(table(number, &head, &rows)),
        Block::Beside(left, right) => return left.into_iter().chain(right).for_each(|block| part(parts, block)),
        Block::Room(_) => return,
    });
}

fn table(number: usize, head: &[String], rows: &[Vec<String>]) -> Table {
    let cells = |row: &Vec<String>| {
        row.iter().enumerate().map(|(at, cell)| if at == 0 { Cell::text(cell) } else { Cell::number(cell) }).collect()
    };
    let caption = head.first().cloned().unwrap_or_default();
    let head = head.iter().enumerate().map(|(at, it)| if at == 0 { Cell::text(it) } else { Cell::number(it) });
    let mut table = Table::new(&format!("case-{number}"), &caption, head.collect(), rows.iter().map(cells).collect());
    table.caption = None;
    table.id = None;
    table.scrolls = false;
    table.is_compact = true;
    table
}

/// What is asked of the case, by the address or by the form.
fn asked(period: &str, need: &str, place: &str, visit: &Visit) -> Result<Asked, Problem> {
    let period = match period {
        "" => Period::last_year_before(time::day_of(visit.site.app.now())),
        text => Period::parse(text).ok_or(Problem::Bad(BadAsk::Period.sentence()))?,
    };
    // Somebody who comes without a need begins with the first.
    let need = if need.is_empty() { "sector-health" } else { need };
    Ok(Asked { period: period.year(), need: need.to_owned(), place: place.to_owned() })
}

fn opened(visit: &Visit, asked: &Asked) -> Result<Case, Problem> {
    let case = visit.read(|look, ctx| {
        let permit = permit::own_service::<act::SeeUnmetNeed>(ctx)?;
        unmet::open(look, ctx, &permit, asked)
    })?;
    case.map_err(|why| Problem::Bad(why.sentence()))
}

fn of_address(visit: &Visit) -> Result<Case, Problem> {
    visit.only(&super::ASKS)?;
    let query = |name| Ok::<_, Problem>(visit.query(name)?.unwrap_or_default());
    let asked = asked(query("period")?, query("need")?, query("place")?, visit)?;
    opened(visit, &asked)
}

/// The name of the service that asks.
fn service(visit: &Visit) -> String {
    let who = visit.who.as_ref().and_then(|who| who.service.as_ref());
    who.map(|service| service.name.to_string()).unwrap_or_default()
}

/// A fault of what writes PDFs.
fn fault(error: &(dyn std::error::Error + 'static)) -> Problem {
    tracing::error!(error, "a PDF could not be written");
    Problem::Fault
}

/// The one page of it, where every word can be set.
fn one_page(it: &Case, service: &str) -> Result<Option<OnePage>, Problem> {
    let page = unmet::one_page(it, service).map_err(|error| fault(&error))?;
    let can_be_set = page.can_be_set().map_err(|error| fault(&error))?;
    Ok(can_be_set.then_some(page))
}

fn drawn(visit: &Visit, it: &Case, form: Option<Form>, is_refused: bool) -> Result<Page, Problem> {
    let service = service(visit);
    let sees_month = matches!(visit.staff()?.role(), Role::TeamLead | Role::ServiceManager);
    let place = if sees_month { "/reports/this-month" } else { "/reports" };
    let mut frame = visit.frame(&unmet::title(it), Some(place));
    frame.error_title = is_refused;
    let pdf = one_page(it, &service)?;
    Ok(page(frame, it, &service, form, pdf.as_ref()))
}

/// Whether the reader may write what is asked for.
fn may_ask(visit: &Visit) -> Result<bool, Problem> {
    Ok(matches!(visit.staff()?.role(), Role::TeamLead | Role::ServiceManager))
}

fn blank(visit: &Visit, it: &Case) -> Form {
    let version = it.ask.as_ref().map_or(0, |kept| kept.version);
    let words = it.ask.as_ref().map(|kept| kept.it.words.to_string()).unwrap_or_default();
    visit.form(RECORD).carrying(VERSION, &version.to_string()).prefill("words", &words)
}

/// `GET /reports/unmet-need/case`.
pub(crate) fn show(visit: &Visit) -> Result<Reply, Problem> {
    let it = of_address(visit)?;
    let form = if may_ask(visit)? { Some(blank(visit, &it)) } else { None };
    Reply::page(&drawn(visit, &it, form, false)?)
}

/// `POST /reports/unmet-need/case/ask`.
pub(crate) fn take(visit: &Visit) -> Result<Reply, Problem> {
    let input = AskInput {
        period: visit.field("period"),
        need: visit.field("need"),
        place: visit.field("place"),
        words: visit.field("words"),
    };
    let to = {
        let period = Period::parse(&input.period);
        let asked = period.map(|period| Asked { period, need: input.need.clone(), place: input.place.clone() });
        asked.map_or_else(
            || "/reports/unmet-need?said=ask-saved".to_owned(),
            |it| format!("{}&said=ask-saved", address(PATH, &it)),
        )
    };
    let typed = input.clone();
    let taken = visit.version().and_then(|version| {
        visit.submit::<act::AskForInvestment>(RECORD, move |work, ctx| {
            let permit = permit::own_service::<act::AskForInvestment>(ctx)?;
            unmet::ask(work, ctx, &permit, version, &input)?;
            Ok(to.clone())
        })
    });
    let refusal = match taken {
        Ok(led) => return Ok(Reply::see(led.to)),
        Err(refusal) => refusal,
    };
    if !matches!(refusal, Refusal::Stale | Refusal::Rejected(_)) {
        return Err(refusal.into());
    }
    let it = opened(visit, &asked(&typed.period, &typed.need, &typed.place, visit)?)?;
    if matches!(refusal, Refusal::Stale) {
        let version = it.ask.as_ref().map_or(0, |kept| kept.version);
        let form = crate::taken::overtaken(visit.form(RECORD), version);
        return Reply::page_with(http::StatusCode::CONFLICT, &drawn(visit, &it, Some(form), true)?);
    }
    let mut form = visit.form(RECORD);
    if !explain(&mut form, &refusal) {
        return Err(refusal.into());
    }
    Reply::again(&drawn(visit, &it, Some(form), true)?)
}

/// `GET /reports/unmet-need/case/pdf`.
pub(crate) fn pdf(visit: &Visit) -> Result<Reply, Problem> {
    let it = of_address(visit)?;
    let page = one_page(&it, &service(visit))?.ok_or(Problem::NotFound)?;
    let bytes = page.pdf(visit.site.app.now()).map_err(|error| fault(&error))?;
    Ok(Reply::file(&format!("case-for-investment-{}.pdf", it.report.asked.period.code()), "application/pdf", bytes))
}

/// `GET /reports/unmet-need/case/text`: to go on with in a word processor.
pub(crate) fn text(visit: &Visit) -> Result<Reply, Problem> {
    let it = of_address(visit)?;
    let bytes = unmet::text(&it, &service(visit));
    let name = format!("case-for-investment-{}.html", it.report.asked.period.code());
    Ok(Reply::file(&name, "text/html; charset=utf-8", bytes))
}
