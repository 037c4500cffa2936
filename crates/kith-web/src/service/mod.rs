//! What a service says of itself. Its manager changes it here in a minute or two: opening days and bank holidays,
//! whom to ring when it cannot wait, each practice's number for the same day, and the words of its lists.
//! Leads and administrators read it.

pub(crate) mod asking;
pub(crate) mod closing_policy;
pub(crate) mod door;
pub(crate) mod guides;
pub(crate) mod letter_templates;
pub(crate) mod lists;
pub(crate) mod opening;
pub(crate) mod same_day;
pub(crate) mod urgent;
pub(crate) mod versions;
pub(crate) mod visits;

use askama::Template;
use kith_app::settings::{self, Change, Opened};
use kith_app::{Refusal, permit};
use kith_domain::calendar::holidays;
use kith_domain::policy::{Act, act};
use kith_domain::staff::Role;
use kith_domain::time;

use crate::components::{BackLink, Form, Frame, Row, SummaryList};
use crate::error::Problem;
use crate::reply::Reply;
use crate::visit::{VERSION, Visit};

#[derive(Template)]
#[template(path = "service/show.html")]
pub(crate) struct Show {
    pub(crate) frame: Frame,
    pub(crate) urgent: Vec<Row>,
    pub(crate) door: Vec<Row>,
    pub(crate) same_day: Vec<Row>,
    pub(crate) visits: Vec<Row>,
    pub(crate) opening: Vec<Row>,
    pub(crate) lists: Vec<Row>,
    pub(crate) lengths: Vec<Row>,
    /// Whether the viewer may open the closing policy with its effect.
    pub(crate) may_see_policy: bool,
}

/// What is missing without a number.
const NO_PHONE: &str =
    "Not said yet. Until it is, the public door and the receipts cannot say whom to call: please add it.";

/// Which parts somebody may change.
#[derive(Debug, Clone, Copy)]
pub(crate) struct May {
    /// What the service says of itself.
    pub(crate) all: bool,
    /// The list of what we did, and how often a contact asks.
    pub(crate) ways: bool,
}

/// The page, with a way to change each part for whoever may.
pub(crate) fn page(frame: Frame, it: &Opened, today: jiff::civil::Date, may: May) -> Show {
    let settings = &it.settings.it;
    let said = |text: Option<String>| text.unwrap_or_else(|| "Not said yet".to_owned());
    let row = |key: &str, value: &str, to: &str, what: &str| {
        let row = Row::new(key, value);
        let is_ways = [lists::List::Ways.to(), asking::AT].contains(&to);
        if (is_ways && may.ways) || (!is_ways && may.all) { row.change(to, what) } else { row }
    };
    let help = |key: &str, value: Option<String>, what: &str| row(key, &said(value), "/service/urgent-help", what);
    let urgent = vec![
        help(
            "Telephone",
            Some(it.service.it.phone.as_ref().map_or_else(|| NO_PHONE.to_owned(), ToString::to_string)),
            "the telephone number",
        ),
        help("Crisis line", settings.urgent.crisis.as_ref().map(ToString::to_string), "the crisis line"),
        help(
            "Safeguarding adults",
            settings.urgent.safeguarding_adults.as_ref().map(ToString::to_string),
            "the number for safeguarding adults",
        ),
        help(
            "Safeguarding children",
            settings.urgent.safeguarding_children.as_ref().map(ToString::to_string),
            "the number for safeguarding children",
        ),
        help("What to do at once", settings.urgent.words.as_ref().map(ToString::to_string), "what to do at once"),
    ];
    let door = match settings.door_closed.as_ref() {
        Some(words) => format!("Closed. People read: {words}"),
        None => "Open".to_owned(),
    };
    let door = vec![row("Requests without an account", &door, "/service/door", "whether the public door is open")];
    let same_day = it.practices.iter().map(|practice| {
        let number = settings.same_day.iter().find(|(of, _)| *of == practice.id).map(|(_, number)| number.to_string());
        row(practice.name.as_str(), &said(number), "/service/same-day", practice.name.as_str())
    });
    let next: Vec<String> = holidays(settings.nation, today.year())
        .into_iter()
        .chain(holidays(settings.nation, today.year().saturating_add(1)))
        .filter(|holiday| holiday.day >= today)
        .take(3)
        .map(|holiday| format!("{} ({})", time::day_in_words(holiday.day), holiday.name))
        .collect();
    let by_hand: Vec<String> = settings
        .days
        .iter()
        .filter(|it| it.day >= today)
        .map(|it| format!("{}: {}", time::day_in_words(it.day), it.in_words()))
        .collect();
    let none = |lines: Vec<String>| if lines.is_empty() { "None".to_owned() } else { lines.join("; ") };
    let opening = vec![
        row("Days", &settings.opening.in_words(), "/service/opening-days", "the days of the week"),
        row("Bank holidays", settings.nation.label(), "/service/opening-days", "whose bank holidays are kept"),
        Row::new("The next bank holidays", &none(next)),
        row("Single days", &none(by_hand), "/service/opening-days", "single days"),
    ];
    let offered = it.ways.iter().filter(|kept| settings.offers_way(&kept.it.code)).count();
    let in_use = |of: usize, all: usize| format!("{of} lines in use, {} not offered", all.saturating_sub(of));
    let lists = vec![
        row("What we did", &in_use(offered, it.ways.len()), "/service/lists/what-we-did", "the list of what we did"),
        row("Whether a contact asks what was done", settings.asking.label(), asking::AT, "how often a contact asks"),
        row(
            "Reasons for closing",
            &in_use(settings.closing_reasons().len(), kith_domain::support::case::ClosureReason::ALL.len()),
            "/service/lists/closing",
            "the reasons for closing",
        ),
        row(
            "What a need is about",
            &in_use(settings.need_domains().len(), kith_domain::need::Domain::ALL.len()),
            "/service/lists/needs",
            "the list of needs",
        ),
    ];
    let none = |said: String| if said == "no guide" { "None".to_owned() } else { said };
    let policy = settings.closing_policy.as_ref().map_or_else(|| "None".to_owned(), |it| it.in_words());
    let lengths = vec![
        row("Guide lengths", &none(settings.guides.in_words()), "/service/guides", "the guide lengths"),
        row("Ending when nobody answers", &policy, "/service/closing-policy", "the closing policy"),
    ];
    let may_see_policy = may.ways;
    let said = settings.visit_words.as_ref().map_or_else(|| "Not said yet".to_owned(), ToString::to_string);
    let visits =
        vec![row("When somebody is not back", &said, "/service/visits", "what to do when somebody is not back")];
    Show { frame, urgent, door, same_day: same_day.collect(), visits, opening, lists, lengths, may_see_policy }
}

/// `GET /service`.
pub(crate) fn show(visit: &Visit) -> Result<Reply, Problem> {
    visit.only(&[])?;
    let it = visit.read(|look, ctx| {
        let permit = permit::own_service::<act::SeeService>(ctx)?;
        settings::open(look, &permit)
    })?;
    let today = time::day_of(visit.site.app.now());
    let role = visit.staff()?.role();
    let all = role == Role::ServiceManager;
    let may = May { all, ways: all || role == Role::TeamLead };
    Reply::page(&page(visit.frame("Service", Some("/service")), &it, today, may))
}

/// One change as the page shows it.
pub(crate) struct Line {
    pub(crate) when: String,
    pub(crate) by: String,
    pub(crate) what: String,
    pub(crate) before: String,
    pub(crate) after: String,
}

#[derive(Template)]
#[template(path = "service/history.html")]
pub(crate) struct History {
    pub(crate) frame: Frame,
    pub(crate) lines: Vec<Line>,
}

/// The history of changes as a page.
pub(crate) fn history_page(frame: Frame, changes: &[Change]) -> History {
    let said = |text: &str| if text.is_empty() { "Nothing".to_owned() } else { text.to_owned() };
    let lines = changes.iter().map(|it| Line {
        when: time::moment_in_words(it.at),
        by: it.by.clone(),
        what: it.what.clone(),
        before: said(&it.before),
        after: said(&it.after),
    });
    History { frame, lines: lines.collect() }
}

/// `GET /service/history`.
pub(crate) fn history(visit: &Visit) -> Result<Reply, Problem> {
    visit.only(&[])?;
    let changes = visit.read(|look, ctx| {
        let permit = permit::own_service::<act::SeeService>(ctx)?;
        settings::history(look, &permit)
    })?;
    Reply::page(&history_page(visit.frame("What was changed", Some("/service")), &changes))
}

/// The record that forms about the service are drawn for: none but the service itself, which every form carries.
const RECORD: &str = "";

/// Reads what the service says, for a form that changes it.
fn opened(visit: &Visit) -> Result<Opened, Problem> {
    opened_for::<act::ChangeService>(visit)
}

/// The same, for a form of another action.
fn opened_for<A: Act>(visit: &Visit) -> Result<Opened, Problem> {
    visit.read(|look, ctx| {
        let permit = permit::own_service::<A>(ctx)?;
        settings::open(look, &permit)
    })
}

/// A form over settings as they were read now.
fn form(visit: &Visit, it: &Opened) -> Form {
    visit.form(RECORD).carrying(VERSION, &it.settings.version.to_string())
}

/// What became of a form: on to the page, or drawn again with what is wrong. A change that somebody else made
/// meanwhile is said, and the next attempt begins from what stands now.
fn settle(
    visit: &Visit,
    taken: Result<kith_app::Led, Refusal>,
    draw: impl FnOnce(Form, &Opened) -> Result<Reply, Problem>,
    again: impl FnOnce(Form, &Opened) -> Result<Reply, Problem>,
) -> Result<Reply, Problem> {
    settle_for::<act::ChangeService>(visit, taken, draw, again)
}

/// The same, for a form of another action.
fn settle_for<A: Act>(
    visit: &Visit,
    taken: Result<kith_app::Led, Refusal>,
    draw: impl FnOnce(Form, &Opened) -> Result<Reply, Problem>,
    again: impl FnOnce(Form, &Opened) -> Result<Reply, Problem>,
) -> Result<Reply, Problem> {
    let refusal = match taken {
        Ok(led) => return Ok(Reply::see(led.to)),
        Err(refusal) => refusal,
    };
    if matches!(refusal, Refusal::Stale) {
        let it = opened_for::<A>(visit)?;
        return again(crate::taken::overtaken(visit.form(RECORD), it.settings.version), &it);
    }
    let mut form = visit.form(RECORD);
    if !crate::visit::explain(&mut form, &refusal) {
        return Err(refusal.into());
    }
    draw(form, &opened_for::<A>(visit)?)
}
