//! *How we work*: for a team that wants to see what its service makes easy, and what changed after what.

use askama::Template;
use kith_app::how_we_work::{self, Asked, Claim, Figure, Least, Series, Team, csv as file, is_response};
use kith_app::permit;
use kith_domain::measure::Month;
use kith_domain::measure::working::{Mix, Signal};
use kith_domain::need::Domain;
use kith_domain::policy::act;
use kith_domain::staff::Role;
use kith_domain::time::date_in_words;

use super::chart::{Axis, Chart, Numbered, hundred, numbered};
use super::{SENTENCE, TITLE, choices};
use crate::components::{Button, Cell, Choice, Frame, Select, Table};
use crate::error::Problem;
use crate::reply::Reply;
use crate::visit::Visit;

/// A heading with charts.
pub(crate) struct Group {
    pub(crate) heading: &'static str,
    pub(crate) words: &'static str,
    pub(crate) charts: Vec<Chart>,
}

/// A context event as it stands in the list.
pub(crate) struct Event {
    pub(crate) number: usize,
    pub(crate) when: String,
    pub(crate) kind: &'static str,
    pub(crate) what: String,
    pub(crate) words: Option<String>,
    pub(crate) by_itself: bool,
}

/// The numbered events, for a page.
pub(crate) fn events(all: &[Numbered]) -> Vec<Event> {
    all.iter()
        .map(|it| Event {
            number: it.number,
            when: date_in_words(it.event.on),
            kind: it.event.kind.label(),
            what: it.event.what.clone(),
            words: it.event.words.clone(),
            by_itself: it.event.derived,
        })
        .collect()
}

/// The page.
#[derive(Template)]
#[template(path = "how_we_work/team.html")]
pub(crate) struct TeamPage {
    frame: Frame,
    lens_choices: Vec<Choice>,
    lens: String,
    lens_name: String,
    figures: Vec<Choice>,
    figure: String,
    mixes: Vec<Choice>,
    mix: String,
    changes: Vec<Claim>,
    looked_at: usize,
    too_short: usize,
    events: Vec<Event>,
    response: Option<String>,
    done: Vec<Chart>,
    never: Option<String>,
    never_reads: Option<String>,
    unasked: Option<Table>,
    reads: Vec<Chart>,
    signals: Vec<Group>,
    apart: Option<(&'static str, String, Vec<Chart>)>,
    uncovering: Option<(String, Table)>,
    has_uncovering: bool,
    is_empty: bool,
    hidden: usize,
    least: usize,
    is_commissioner: bool,
    allows_for_workers: bool,
    shared: Vec<(String, String)>,
    is_worker: bool,
    may_keep: bool,
    opens_waits: bool,
    csv: String,
    compare: String,
}

/// The signals under their headings.
const GROUPS: [(&str, &str, &[Signal]); 4] = [
    (
        "Contacts",
        "What contacts show without anybody tapping anything.",
        &[
            Signal::Long,
            Signal::Home,
            Signal::StartedByThem,
            Signal::Accompanied,
            Signal::NothingElse,
            Signal::Others,
            Signal::Behalf,
            Signal::TriedAgain,
        ],
    ),
    (
        "Plans",
        "Whose the things agreed are to do, and how often what was agreed is changed.",
        &[Signal::OwnerPerson, Signal::OwnerBoth, Signal::OwnerWorker, Signal::OwnerAgency, Signal::PlanChanged],
    ),
    ("Endings", "How support ends, and who comes back.", &[Signal::EndedByLimit, Signal::CameBack]),
    ("Needs", "What became known that had not stood in the referral.", &[Signal::Uncovered]),
];

/// Whether anything of a series was ever so.
fn is_there(it: &Series) -> bool {
    it.points.iter().any(|point| point.events > 0)
}

/// "Not tapped in these months: …": what would be an empty chart each.
pub(crate) fn never(series: &[Series]) -> Option<String> {
    let never: Vec<String> =
        series.iter().filter(|it| !is_there(it)).map(|it| format!("“{}”", it.figure.label())).collect();
    (!never.is_empty()).then(|| format!("Of none of these contacts: {}.", never.join(", ")))
}

/// Charts of some series of which anything was ever so, each with an identifier of its own on the page.
pub(crate) fn charts(series: &[Series], axis: &Axis) -> Vec<Chart> {
    series
        .iter()
        .enumerate()
        .filter(|(_, it)| it.group.is_some() || is_there(it))
        .map(|(at, it)| {
            let group = it.group.map_or_else(String::new, |_| format!("-apart-{at}"));
            Chart::of(it, axis, &format!("{}{group}", it.figure.code()))
        })
        .collect()
}

/// The signals under their headings, each with its charts; the response rate stands elsewhere.
pub(crate) fn grouped(signals: &[Series], axis: &Axis) -> Vec<Group> {
    GROUPS
        .iter()
        .map(|(heading, words, of)| Group {
            heading,
            words,
            charts: of
                .iter()
                .filter_map(|signal| signals.iter().find(|it| it.figure == Figure::Signal(*signal)))
                .map(|it| Chart::of(it, axis, &it.figure.code()))
                .collect(),
        })
        .collect()
}

/// "Of 600 contacts that asked, 540 were answered: 90 in 100."
pub(crate) fn response(signals: &[Series]) -> Option<String> {
    let it = signals.iter().find(|it| is_response(it))?;
    let (events, total) = it.points.iter().fold((0, 0), |sum, point| (sum.0 + point.events, sum.1 + point.total));
    if total == 0 {
        return None;
    }
    Some(format!(
        "{total} contacts asked what was done, and {events} were answered: {} in 100. The others were skipped, and are in no \
         share below.",
        hundred(events as f64 / total as f64)
    ))
}

impl TeamPage {
    /// The page of a team.
    pub(crate) fn new(frame: Frame, it: &Team, asked: &Asked, role: Role) -> Self {
        let all = || it.done.iter().chain(&it.reads).chain(&it.signals);
        // Every event of the window and since is told, also where no month around it may be shown.
        let first = it.view.window.months.first().copied();
        let events = numbered(&it.events, first.map(|first| (first, Month::of(jiff::civil::Date::MAX))));
        let axis = Axis::of(all(), &events);
        let figures = all().filter(|it| it.figure.is_of_contacts()).map(|it| {
            let code = it.figure.code();
            let before = match it.figure {
                Figure::Read(_) => "Reads as: ",
                Figure::Signal(_) => "In the record: ",
                _ => "",
            };
            Choice::new(&code, &format!("{before}{}", it.figure.label()))
        });
        let lens = asked.lens.code();
        let apart = it.apart.as_ref().map(|(mix, series)| {
            let of = series.first().map(|it| it.figure.label().to_owned()).unwrap_or_default();
            (mix.label(), of, charts(series, &axis))
        });
        Self {
            lens_choices: choices(&it.lenses),
            lens_name: super::called(&it.lens),
            figures: std::iter::once(Choice::new("", "Nothing told apart")).chain(figures).collect(),
            figure: asked.apart.as_ref().map(|(code, _)| code.clone()).unwrap_or_default(),
            mixes: Mix::ALL.iter().map(|it| Choice::new(it.code(), it.label())).collect(),
            mix: asked.apart.as_ref().map_or("", |(_, mix)| mix.code()).to_owned(),
            changes: it.claims.changes.clone(),
            looked_at: it.claims.looked_at,
            too_short: it.claims.too_short,
            response: response(&it.signals),
            done: charts(&it.done, &axis),
            never: never(&it.done),
            never_reads: never(&it.reads),
            unasked: unasked(&it.unasked),
            reads: charts(&it.reads, &axis),
            signals: grouped(&it.signals, &axis),
            apart,
            has_uncovering: it.uncovering.is_some(),
            uncovering: uncovering(it),
            is_empty: all().all(|it| it.points.is_empty()),
            hidden: it.view.hidden,
            least: it.least.number(),
            is_commissioner: it.least == Least::COMMISSIONER,
            allows_for_workers: all().all(|it| it.allows_for_workers),
            shared: it.shared.iter().map(|(id, name)| (format!("/how-we-work/shares/{id}"), name.clone())).collect(),
            is_worker: role == Role::LinkWorker,
            may_keep: matches!(role, Role::TeamLead | Role::ServiceManager),
            opens_waits: matches!(role, Role::LinkWorker | Role::TeamLead),
            csv: format!("/how-we-work/csv?lens={lens}"),
            compare: format!("/how-we-work/lenses/compare?one={lens}"),
            lens,
            events: self::events(&events),
            frame,
        }
    }
}

/// What was tapped without being asked.
fn unasked(series: &[Series]) -> Option<Table> {
    let sum = |it: &Series| it.points.iter().fold((0, 0), |sum, point| (sum.0 + point.events, sum.1 + point.total));
    let total = series.first().map(sum)?.1;
    if total == 0 {
        return None;
    }
    let rows = series
        .iter()
        .map(|it| (it.figure.label(), sum(it).0))
        .filter(|(_, events)| *events > 0)
        .map(|(label, events)| vec![Cell::text(label), Cell::number(&events.to_string())])
        .collect();
    let head = vec![Cell::text("What we did"), Cell::number("Contacts")];
    let mut table = Table::new("unasked", &format!("Tapped in {total} contacts that did not ask"), head, rows);
    table.is_compact = true;
    Some(table)
}

/// What became known, by practice.
fn uncovering(team: &Team) -> Option<(String, Table)> {
    let it = team.uncovering.as_ref().filter(|it| !it.lines.is_empty())?;
    let name = |practice: &Option<kith_domain::id::Id<kith_domain::practice::Practice>>| {
        practice.map_or_else(
            || "No practice referred".to_owned(),
            |id| team.practices.get(&id).cloned().unwrap_or_else(|| "A practice".to_owned()),
        )
    };
    let named = |of: &[Domain]| {
        let words: Vec<&str> = of.iter().map(|it| it.label()).collect();
        if words.is_empty() { "Too few to name".to_owned() } else { words.join("; ") }
    };
    let rows = it
        .lines
        .iter()
        .map(|line| {
            vec![
                Cell::text(&line.practices.iter().map(name).collect::<Vec<_>>().join(", ")),
                Cell::number(&line.needs.to_string()),
                Cell::number(&line.uncovered.to_string()),
                Cell::text(&named(&line.stated)),
                Cell::text(&named(&line.told)),
            ]
        })
        .collect();
    let head = vec![
        Cell::text("Practice"),
        Cell::number("Needs"),
        Cell::number("Not in the referral, of 100"),
        Cell::text("What referrals named most"),
        Cell::text("What people told of besides"),
    ];
    let mut table = Table::new("uncovering", &format!("By practice, {}", it.period.in_words()), head, rows);
    table.is_compact = true;
    Some((it.period.in_words(), table))
}

/// What an address asks for.
fn asked(visit: &Visit) -> Result<Asked, Problem> {
    let lens = super::which(visit.query("lens")?)?;
    let figure = visit.query("figure")?.unwrap_or_default();
    let mix = match visit.query("by")? {
        None | Some("") => Mix::Needs,
        Some(code) => Mix::from_code(code).ok_or(Problem::NotFound)?,
    };
    Ok(Asked { lens, apart: (!figure.is_empty()).then(|| (figure.to_owned(), mix)) })
}

fn made(visit: &Visit, asked: &Asked) -> Result<Team, Problem> {
    visit.read(|look, ctx| {
        let permit = permit::own_service::<act::SeeHowWeWork>(ctx)?;
        how_we_work::team(look, ctx, &permit, asked)
    })
}

/// `GET /how-we-work`.
pub(crate) fn show(visit: &Visit) -> Result<Reply, Problem> {
    visit.only(&["lens", "figure", "by"])?;
    let asked = asked(visit)?;
    let team = made(visit, &asked)?;
    let frame = Frame { wide: true, ..visit.frame(TITLE, Some(super::place(visit))) };
    Reply::page(&TeamPage::new(frame, &team, &asked, visit.staff()?.role()))
}

/// `GET /how-we-work/csv`: the team's figures, never those of one worker.
pub(crate) fn csv(visit: &Visit) -> Result<Reply, Problem> {
    visit.only(&["lens"])?;
    let asked = Asked { lens: super::which(visit.query("lens")?)?, apart: None };
    let team = made(visit, &asked)?;
    Ok(Reply::file("how-we-work.csv", "text/csv; charset=utf-8", file(&team)))
}
