//! *What was missing*: a commissioner sees in a minute how many people needed something that was not there, whose part
//! it would be to change that, where, why, and for whom; prints it, or takes it away.
//!
//! Small counts are hidden, and so is what they could be worked out from. Everybody sees the same figures; whoever may
//! open the people behind one is led to them.

pub(crate) mod case;
mod map;
mod opens;
pub(crate) mod rows;

use askama::Template;
use kith_app::permit;
use kith_app::unmet::files::{self, heading, title_of, why_coarser};
use kith_app::unmet::{self, Asked, Report, Shown, Tabled};
use kith_domain::measure::Period;
use kith_domain::measure::unmet::{By, Figure};
use kith_domain::policy::act;
use kith_domain::staff::Role;
use kith_domain::time;

use self::map::Map;
use crate::components::{Button, Cell, Choice, Frame, Slot, Table};
use crate::error::Problem;
use crate::reply::Reply;
use crate::visit::Visit;

/// The parameters of the address.
const ASKS: [&str; 3] = ["period", "need", "place"];

/// A table with its heading, and what has to be said of it; beside districts the map.
pub(crate) struct Section {
    pub(crate) table: Table,
    pub(crate) notes: Vec<String>,
    pub(crate) map: Option<Map>,
}

#[derive(Template)]
#[template(path = "reports/unmet/page.html")]
pub(crate) struct Page {
    pub(crate) frame: Frame,
    pub(crate) sentence: String,
    pub(crate) is_over: bool,
    /// Whether everybody who may see the report sees this.
    pub(crate) is_told: bool,
    pub(crate) definition: &'static str,
    pub(crate) periods: Vec<Choice>,
    pub(crate) period: String,
    pub(crate) needs: Vec<Choice>,
    pub(crate) need: String,
    pub(crate) places: Vec<Choice>,
    pub(crate) place: String,
    pub(crate) what: Vec<Section>,
    pub(crate) no_map: Option<&'static str>,
    pub(crate) for_whom: Vec<Section>,
    pub(crate) beside: Table,
    pub(crate) beside_notes: Vec<&'static str>,
    pub(crate) notes: &'static [&'static str],
    pub(crate) csv: String,
    pub(crate) workbook: String,
    pub(crate) case: String,
    pub(crate) sees_month: bool,
    pub(crate) register: Option<String>,
}

/// How the rows behind a figure are opened, by those who may.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Rows {
    /// In the register of gaps.
    Register,
    /// Not by this reader.
    Nowhere,
}

/// The page.
pub(crate) fn page(frame: Frame, it: &Report, rows: Rows, sees_month: bool) -> Page {
    let (for_whom, what): (Vec<&Tabled>, Vec<&Tabled>) = it.tables.iter().partition(|table| table.by.is_of_person());
    let sections = |of: Vec<&Tabled>| of.into_iter().map(|table| section(it, table, rows)).collect();
    let mut what: Vec<Section> = sections(what);
    what.extend(it.trend.as_ref().map(|table| section(it, table, rows)));
    let has_map = what.iter().any(|section| section.map.is_some());
    let no_map = match (has_map, it.edition.has_places) {
        (true, _) => None,
        (false, false) => {
            Some("Where people live is not shown, and there is no map: no postcodes have been imported yet.")
        }
        (false, true) => Some("There is no map: of nobody who is counted here is it known where their district lies."),
    };
    let choices = |all: Vec<(By, Vec<unmet::Offered>)>, every: &str| {
        let each = all.into_iter().flat_map(|(by, offered)| {
            offered.into_iter().map(move |it| Choice::new(&it.code, &format!("{}: {}", short(by), it.words)))
        });
        std::iter::once(Choice::new("", every)).chain(each).collect()
    };
    let (ended, without) = (it.beside.ended.to_string(), it.beside.without_gap.to_string());
    let line = |figure: Figure, number: &str| {
        vec![Cell::text(figure.label()), counted(number, opens::of_ended(it, rows, figure), "open their needs")]
    };
    let beside = Table::new(
        "beside",
        "How much was recorded",
        vec![Cell::text("What"), Cell::number("Number")],
        vec![
            line(Figure::EndedUnmet, &ended),
            line(Figure::WithoutGap, &without),
            line(Figure::RecordingRate, &files::rate_in_words(it.beside.rate)),
        ],
    );
    Page {
        frame,
        sentence: sentence(it),
        is_over: it.is_over,
        is_told: it.is_told,
        definition: Figure::Affected.definition(),
        periods: it.periods.iter().map(|it| Choice::new(&it.code(), &period_in_words(*it))).collect(),
        period: it.asked.period.code(),
        needs: choices(it.needs(), "Every need"),
        need: it.asked.need.clone(),
        places: choices(it.places(), "Every place"),
        place: it.asked.place.clone(),
        what,
        no_map,
        for_whom: sections(for_whom),
        beside,
        beside_notes: vec![
            Figure::EndedUnmet.definition(),
            Figure::WithoutGap.definition(),
            Figure::RecordingRate.definition(),
        ],
        notes: &files::NOTES,
        csv: address("/reports/unmet-need/csv", &it.asked),
        workbook: address("/reports/unmet-need/workbook", &it.asked),
        case: address("/reports/unmet-need/case", &Asked { period: it.asked.period.year(), ..it.asked.clone() }),
        sees_month,
        register: opens::of_all(it, rows),
    }
}

/// A year is told from its quarters at once.
fn period_in_words(period: Period) -> String {
    match period.quarter() {
        None => format!("The year {}", period.in_words()),
        Some(_) => format!("The quarter {}", period.in_words()),
    }
}

/// What stands before a need or place in its list.
const fn short(by: By) -> &'static str {
    match by {
        By::Sector => "Whose part",
        By::Domain => "About",
        by => by.label(),
    }
}

/// "From April 2025 to March 2026, about 215 people needed something that was not there."
fn sentence(it: &Report) -> String {
    let (need, place) = it.in_words();
    let only = match (need, place) {
        (None, None) => String::new(),
        (Some(need), None) => format!(" This counts only needs under “{need}”."),
        (None, Some(place)) => format!(" This counts only people under “{place}”."),
        (Some(need), Some(place)) => {
            format!(" This counts only needs under “{need}”, and only people under “{place}”.")
        }
    };
    let period = it.asked.period.in_words();
    let said = match it.affected {
        Shown::Count(0) => {
            format!("From {period}, it was recorded of nobody that they needed something that was not there.")
        }
        Shown::Count(many) => format!("From {period}, about {many} people needed something that was not there."),
        Shown::Hidden => format!(
            "From {period}, too few people needed something that was not there to say how many without pointing at them."
        ),
    };
    format!("{said}{only}")
}

/// A figure, which opens what stands behind it for those who may.
fn counted(number: &str, href: Option<String>, about: &str) -> Cell {
    match href {
        Some(href) => Cell { content: Slot::link_about(&href, number, about), is_number: true },
        None => Cell::number(number),
    }
}

fn section(it: &Report, table: &Tabled, rows: Rows) -> Section {
    let by = table.by;
    let part = |part: &unmet::Part| {
        let href = if part.shown == Shown::Count(0) { None } else { opens::of_line(it, rows, table, &part.code) };
        let about = format!("people: open the gaps of {}", part.words);
        vec![Cell::text(&part.words), counted(&part.shown.to_string(), href, &about)]
    };
    let total = vec![Cell::text("Together, each person once"), Cell::number(&table.total.to_string())];
    let head = vec![Cell::text(by.label()), Cell::number("People")];
    let lines = table.parts.iter().map(part).chain([total]).collect();
    let mut notes: Vec<String> = by.note().map(str::to_owned).into_iter().collect();
    let of_more = why_coarser(table).as_deref().map(Slot::text);
    if by == By::Practice && it.edition.too_many_practices {
        notes.push("There are too many practices to tell them apart.".to_owned());
    }
    let shown_on_map = (by == By::District).then(|| Map::of(table, &it.edition.middles)).flatten();
    let caption = if by == By::Quarter { "Quarter by quarter".to_owned() } else { heading(by) };
    let mut table = Table::new(by.code(), &title_of(table, &caption), head, lines);
    table.is_compact = true;
    table.note = of_more;
    Section { table, notes, map: shown_on_map }
}

/// The address of the page or a file with what was asked.
fn address(path: &str, asked: &Asked) -> String {
    let mut query = vec![("period", asked.period.code())];
    query.extend(
        [("need", asked.need.clone()), ("place", asked.place.clone())].into_iter().filter(|(_, it)| !it.is_empty()),
    );
    format!("{path}?{}", written(&query))
}

/// Names and values as they stand in an address.
fn written(query: &[(&str, String)]) -> String {
    let each = query.iter().map(|(name, value)| format!("{name}={}", crate::request::encode(value)));
    each.collect::<Vec<_>>().join("&")
}

/// What the address asks for.
fn asked(visit: &Visit) -> Result<Asked, Problem> {
    let part = |name| Ok::<_, Problem>(visit.query(name)?.unwrap_or_default().to_owned());
    let period = match visit.query("period")? {
        None | Some("") => Period::last_year_before(time::day_of(visit.site.app.now())),
        Some(text) => Period::parse(text).ok_or(Problem::Bad(unmet::BadAsk::Period.sentence()))?,
    };
    Ok(Asked { period, need: part("need")?, place: part("place")? })
}

/// Reads what the address asks for and makes the report.
fn made(visit: &Visit) -> Result<Report, Problem> {
    visit.only(&ASKS)?;
    let asked = asked(visit)?;
    let report = visit.read(|look, ctx| {
        let permit = permit::own_service::<act::SeeUnmetNeed>(ctx)?;
        unmet::report(look, ctx, &permit, &asked)
    })?;
    report.map_err(|why| Problem::Bad(why.sentence()))
}

/// Who is led to the rows: whoever may see the people.
fn who_opens(visit: &Visit) -> Result<Rows, Problem> {
    let may = matches!(visit.staff()?.role(), Role::LinkWorker | Role::TeamLead);
    Ok(if may { Rows::Register } else { Rows::Nowhere })
}

/// `GET /reports/unmet-need`.
pub(crate) fn show(visit: &Visit) -> Result<Reply, Problem> {
    let it = made(visit)?;
    let sees_month = matches!(visit.staff()?.role(), Role::TeamLead | Role::ServiceManager);
    let place = if sees_month { "/reports/this-month" } else { "/reports" };
    let frame = visit.frame("What was missing", Some(place));
    Reply::page(&page(frame, &it, who_opens(visit)?, sees_month))
}

/// `GET /reports/unmet-need/csv`.
pub(crate) fn csv(visit: &Visit) -> Result<Reply, Problem> {
    let it = made(visit)?;
    let name = format!("what-was-missing-{}.csv", it.asked.period.code());
    Ok(Reply::file(&name, "text/csv; charset=utf-8", files::csv(&it)))
}

/// `GET /reports/unmet-need/workbook`.
pub(crate) fn workbook(visit: &Visit) -> Result<Reply, Problem> {
    let it = made(visit)?;
    let bytes = files::workbook(&it, visit.site.app.now()).map_err(|error| {
        tracing::error!(error = &error as &dyn std::error::Error, "a workbook could not be written");
        Problem::Fault
    })?;
    let name = format!("what-was-missing-{}.xlsx", it.asked.period.code());
    Ok(Reply::file(&name, "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", bytes))
}
