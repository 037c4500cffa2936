//! *This month*: a lead or manager sees in a minute what came in, what was done and what waits; prints it, or takes
//! it away as a file. Each figure stands with its definition and opens its rows for whoever may see them.

pub(crate) mod overview;
pub(crate) mod unmet;

use askama::Template;
use kith_app::reports::{self, ThisMonth};
use kith_app::{permit, settings};
use kith_domain::measure::{Figure, Month};
use kith_domain::policy::act;
use kith_domain::staff::Role;
use kith_domain::time;

use crate::components::{BackLink, Button, Cell, Choice, Frame, Table};
use crate::error::Problem;
use crate::my_referrals::{mark_of, mark_text};
use crate::reply::Reply;
use crate::visit::Visit;

/// How many months back the chooser offers.
const MONTHS: usize = 24;

/// One figure as the page shows it.
pub(crate) struct Shown {
    pub(crate) id: &'static str,
    pub(crate) title: &'static str,
    pub(crate) number: String,
    pub(crate) definition: &'static str,
    pub(crate) more: Vec<String>,
    pub(crate) tables: Vec<Table>,
    pub(crate) opens: Option<String>,
}

#[derive(Template)]
#[template(path = "reports/this_month.html")]
pub(crate) struct Report {
    pub(crate) frame: Frame,
    pub(crate) month: String,
    pub(crate) months: Vec<Choice>,
    pub(crate) picked: String,
    pub(crate) is_now: bool,
    pub(crate) figures: Vec<Shown>,
    pub(crate) file: String,
    /// Whether the reader may see the people behind the figures.
    pub(crate) opens_rows: bool,
}

/// The page. `opens_rows` is whether the reader may see the people behind the figures.
pub(crate) fn page(frame: Frame, it: &ThisMonth, today: jiff::civil::Date, opens_rows: bool) -> Report {
    let code = it.month.code();
    let shown = |figure: Figure| {
        let number = it.number(figure);
        let tables = it.parts(figure).into_iter().filter(|(_, parts)| !parts.is_empty()).map(|(what, parts)| {
            let rows = parts.iter().map(|part| vec![Cell::text(&part.label), Cell::number(&part.count.to_string())]);
            let total = vec![Cell::text("Together"), Cell::number(&number.to_string())];
            let head = vec![Cell::text(head_of(what)), Cell::number("Number")];
            Table::new(&format!("{}-{}", figure.code(), what.len()), what, head, rows.chain([total]).collect())
        });
        let mut more = Vec::new();
        if figure == Figure::Waiting && number > 0 {
            let days = |days: Option<i64>| time::working_days_in_words(days.unwrap_or(0));
            more.push(format!(
                "The middle one has waited {}, the longest {}.",
                since(days(it.waiting_middle)),
                since(days(it.waiting_longest))
            ));
        }
        if figure == Figure::Ended && number > 0 {
            more.push(format!(
                "In {} of them the person knows that they can come back without a new referral.",
                it.door_open
            ));
        }
        let opens = match figure {
            _ if !opens_rows || number == 0 => None,
            Figure::Waiting if it.is_now => Some("/queue".to_owned()),
            Figure::Waiting => None,
            figure => Some(format!("/reports/this-month/rows?month={code}&figure={}", figure.code())),
        };
        Shown {
            id: figure.code(),
            title: figure.label(),
            number: number.to_string(),
            definition: figure.definition(),
            more,
            tables: tables.collect(),
            opens,
        }
    };
    let mut months = vec![Month::of(today)];
    while months.len() < MONTHS {
        let last = months.last().copied().unwrap_or(Month::of(today));
        months.push(last.before());
    }
    if !months.contains(&it.month) {
        months.push(it.month);
    }
    Report {
        frame,
        month: it.month.in_words(),
        months: months.iter().map(|month| Choice::new(&month.code(), &month.in_words())).collect(),
        picked: code.clone(),
        is_now: it.is_now,
        figures: Figure::reported().into_iter().map(shown).collect(),
        file: format!("/reports/this-month/file?month={code}"),
        opens_rows,
    }
}

/// What stands above the parts of a table, whose caption says by what they are parted.
fn head_of(what: &str) -> &'static str {
    match what {
        "By state" => "Where it stands",
        "By practice and route" => "Who sent it",
        "By rule" => "The rule, as typed",
        "By what they needed" => "What the need was about",
        "By reason for ending" | "By why it was not there" => "Reason",
        _ => "What came of it",
    }
}

/// "since today" reads better than "today".
fn since(days: String) -> String {
    if days == "today" { "since today".to_owned() } else { days }
}

/// The month that an address names, or the one that is going on.
fn month(visit: &Visit) -> Result<Month, Problem> {
    let today = time::day_of(visit.site.app.now());
    let month = match visit.query("month")? {
        None | Some("") => Month::of(today),
        Some(text) => Month::parse(text).ok_or(Problem::Bad("The address names no month. Choose one on the page."))?,
    };
    if month > Month::of(today) {
        return Err(Problem::Bad("The address names a month that has not begun. Choose one on the page."));
    }
    Ok(month)
}

fn figures(visit: &Visit) -> Result<ThisMonth, Problem> {
    let month = month(visit)?;
    visit.read(|look, ctx| {
        let permit = permit::own_service::<act::SeeReports>(ctx)?;
        reports::this_month(look, ctx, &permit, month)
    })
}

/// `GET /reports/this-month`.
pub(crate) fn show(visit: &Visit) -> Result<Reply, Problem> {
    visit.only(&["month"])?;
    let it = figures(visit)?;
    let opens_rows = visit.staff()?.role() == Role::TeamLead;
    let mut frame = visit.frame("This month", Some("/reports/this-month"));
    frame.title = it.month.in_words();
    Reply::page(&page(frame, &it, time::day_of(visit.site.app.now()), opens_rows))
}

/// `GET /reports/this-month/file`: the figures as CSV, with their definitions.
pub(crate) fn file(visit: &Visit) -> Result<Reply, Problem> {
    visit.only(&["month"])?;
    let it = figures(visit)?;
    Ok(Reply::file(&format!("month-{}.csv", it.month.code()), "text/csv; charset=utf-8", reports::as_csv(&it)))
}

/// One person behind a figure.
pub(crate) struct Line {
    pub(crate) href: String,
    pub(crate) name: String,
    pub(crate) born: String,
    pub(crate) when: String,
    pub(crate) what: String,
}

#[derive(Template)]
#[template(path = "reports/rows.html")]
pub(crate) struct Rows {
    pub(crate) frame: Frame,
    pub(crate) back: String,
    pub(crate) month: String,
    pub(crate) definition: &'static str,
    pub(crate) lines: Vec<Line>,
    pub(crate) next: Option<String>,
}

/// `GET /reports/this-month/rows`.
pub(crate) fn rows(visit: &Visit) -> Result<Reply, Problem> {
    visit.only(&["month", "figure", "after"])?;
    let month = month(visit)?;
    let figure = Figure::from_code(visit.query("figure")?.unwrap_or("received"))
        .ok_or(Problem::Bad("The address names no figure. Open it from the page of the month."))?;
    let after = visit.query("after")?.map(mark_of).transpose()?;
    let (page, words) = visit.read(|look, ctx| {
        let permit = permit::own_service::<act::OpenFigure>(ctx)?;
        let page = reports::rows(look, &permit, month, figure, after)?;
        Ok((page, settings::words(look, &permit)?))
    })?;
    let lines = page.lines.iter().map(|it| Line {
        href: format!("/people/{}", it.person),
        name: it.name.formal(),
        born: it.name.born.in_words(),
        when: time::moment_in_words(it.at),
        what: reports::what_in_words(figure, &it.what, &words),
    });
    let base = format!("/reports/this-month/rows?month={}&figure={}", month.code(), figure.code());
    let mut frame = visit.frame(figure.label(), Some("/reports/this-month"));
    frame.wide = true;
    Reply::page(&Rows {
        frame,
        back: format!("/reports/this-month?month={}", month.code()),
        month: month.in_words(),
        definition: figure.definition(),
        lines: lines.collect(),
        next: page.next.as_ref().map(|mark| format!("{base}&after={}", mark_text(mark))),
    })
}
