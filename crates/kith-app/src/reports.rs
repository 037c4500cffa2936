//! *This month*: what came in, what was done and what waits, from the facts of the work itself.

use std::collections::BTreeMap;

use jiff::Timestamp;
use kith_domain::id::Id;
use kith_domain::measure::{Figure, Month, middle};
use kith_domain::need::Domain;
use kith_domain::need::gap::Reason;
use kith_domain::policy::{Action, act};
use kith_domain::practice::Practice;
use kith_domain::referral::ROUTES;
use kith_domain::staff::Service;
use kith_domain::support::case::ClosureReason;
use kith_domain::support::contact::Reached;
use kith_domain::text::fold;
use kith_domain::time;
use kith_store::measures::{self, FigureLine, Opens, ReceivedFact};
use kith_store::page::{Mark, Page};
use kith_store::{settings, staff};

use crate::app::Look;
use crate::ctx::Ctx;
use crate::permit::Permit;
use crate::refusal::Refusal;

/// How many rows behind a figure one page holds.
const PAGE: u32 = 50;
/// The code of a need of which nobody said what it is about.
const NOT_SAID: &str = "";

/// One part of a figure: its code, its words, how many.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Part {
    /// A code: a state, a reason.
    pub code: String,
    /// The words.
    pub label: String,
    /// How many.
    pub count: usize,
}

/// The figures of one month.
#[derive(Debug, Clone)]
pub struct ThisMonth {
    /// Which month.
    pub month: Month,
    /// Whether it is the one that is going on.
    pub is_now: bool,
    /// Referrals received.
    pub received: usize,
    /// By where each stands now. They sum to those received.
    pub by_state: Vec<Part>,
    /// By practice, and by route where no practice sent it. They sum to those received.
    pub by_practice: Vec<Part>,
    /// Referrals accepted.
    pub accepted: usize,
    /// Referrals given back.
    pub returned: usize,
    /// Referrals passed on elsewhere.
    pub redirected: usize,
    /// People turned away by a rule.
    pub turned_away: usize,
    /// By the rule, in the words that were typed. They sum to those turned away.
    pub by_rule: Vec<Part>,
    /// By what their need was about. They sum to those turned away.
    pub by_need: Vec<Part>,
    /// Referrals that waited at the end of the month, or wait now.
    pub waiting: usize,
    /// Working days that the middle one of them had waited.
    pub waiting_middle: Option<i64>,
    /// Working days that the longest one had waited.
    pub waiting_longest: Option<i64>,
    /// Contacts.
    pub contacts: usize,
    /// By whether the person was reached.
    pub by_reached: Vec<Part>,
    /// Cases that ended.
    pub ended: usize,
    /// Those of them that left the door open.
    pub door_open: usize,
    /// By reason.
    pub by_reason: Vec<Part>,
    /// Gaps recorded.
    pub gaps: usize,
    /// By reason.
    pub by_gap: Vec<Part>,
}

impl ThisMonth {
    /// A figure's number.
    #[must_use]
    pub const fn number(&self, figure: Figure) -> usize {
        match figure {
            Figure::Received => self.received,
            Figure::Accepted => self.accepted,
            Figure::Returned => self.returned,
            Figure::Redirected => self.redirected,
            Figure::TurnedAway => self.turned_away,
            Figure::Waiting => self.waiting,
            Figure::Contacts => self.contacts,
            Figure::Ended => self.ended,
            Figure::Gaps => self.gaps,
        }
    }

    /// The parts of a figure, where it has any.
    #[must_use]
    pub fn parts(&self, figure: Figure) -> Vec<(&'static str, &[Part])> {
        match figure {
            Figure::Received => vec![("By state", &self.by_state), ("By practice and route", &self.by_practice)],
            Figure::TurnedAway => vec![("By rule", &self.by_rule), ("By what they needed", &self.by_need)],
            Figure::Contacts => vec![("By whether the person was reached", &self.by_reached)],
            Figure::Ended => vec![("By reason for ending", &self.by_reason)],
            Figure::Gaps => vec![("By why it was not there", &self.by_gap)],
            Figure::Accepted | Figure::Returned | Figure::Redirected | Figure::Waiting => Vec::new(),
        }
    }
}

/// The words of a referral's state in a report.
#[must_use]
pub fn state_in_words(state: &str) -> &'static str {
    match state {
        "received" => "Waiting to be looked at",
        "asked" => "A question was asked of the sender",
        "accepted" => "Accepted, waiting for a link worker",
        "allocated" => "With a link worker, or was",
        "returned" => "Given back",
        "redirected" => "Passed on elsewhere",
        _ => "Something else",
    }
}

/// Counts how often each code comes; known codes in their order, zero left out, then any other.
fn parts(codes: impl IntoIterator<Item = String>, known: &[(&str, String)]) -> Vec<Part> {
    let mut counts: BTreeMap<String, usize> = BTreeMap::new();
    for code in codes {
        *counts.entry(code).or_default() += 1;
    }
    let mut parts: Vec<Part> = Vec::new();
    for (code, label) in known {
        if let Some(count) = counts.remove(*code) {
            parts.push(Part { code: (*code).to_owned(), label: label.clone(), count });
        }
    }
    parts.extend(counts.into_iter().map(|(code, count)| Part { label: code.clone(), code, count }));
    parts
}

/// Counts by rule, most frequent first. A rule is typed: spellings that fold alike are one, in the words of the first.
fn by_rule(rules: impl IntoIterator<Item = String>) -> Vec<Part> {
    let mut parts: Vec<Part> = Vec::new();
    for rule in rules {
        let code = fold(&rule);
        match parts.iter_mut().find(|part| part.code == code) {
            Some(part) => part.count += 1,
            None => parts.push(Part { code, label: rule, count: 1 }),
        }
    }
    parts.sort_by(|one, other| other.count.cmp(&one.count).then_with(|| one.code.cmp(&other.code)));
    parts
}

/// The figures of a month.
///
/// # Errors
/// When the store cannot answer.
pub fn this_month(
    look: &mut Look<'_, '_>,
    ctx: &Ctx,
    permit: &Permit<act::SeeReports, Id<Service>>,
    month: Month,
) -> Result<ThisMonth, Refusal> {
    let service = permit.key();
    let tx = look.tx();
    let span = month.moments();
    let settings = settings::of(tx, service)?.it;
    let seen = measures::seen(tx, permit.scope())?.ok_or(Refusal::Denied)?;
    let received = measures::received(tx, &seen, span)?;
    let practices: Vec<Practice> = staff::practices_ever(tx, service)?;
    let states: Vec<(&str, String)> = ["received", "asked", "accepted", "allocated", "returned", "redirected"]
        .into_iter()
        .map(|state| (state, state_in_words(state).to_owned()))
        .collect();
    let by_state = parts(received.iter().map(|it| it.state.clone()), &states);
    let ids: Vec<String> = practices.iter().map(|practice| practice.id.to_string()).collect();
    let named: Vec<(&str, String)> = ids
        .iter()
        .zip(&practices)
        .map(|(id, practice)| (id.as_str(), practice.name.to_string()))
        .chain(ROUTES.iter().map(|(code, label)| (*code, (*label).to_owned())))
        .collect();
    // A practice by its name, whichever way it took; everybody else by the route.
    let sender = |it: &ReceivedFact| match it.practice {
        Some(practice) => practice.to_string(),
        None => it.route.clone().unwrap_or_default(),
    };
    let by_practice = parts(received.iter().map(sender), &named);
    let decided = measures::decided(tx, &seen, span)?;
    let left = |state: &str| decided.iter().filter(|it| *it == state).count();
    let is_now = month == Month::of(ctx.today());
    // Of the month that goes on nothing is decided after its end: whoever waits then is the queue as it is now.
    let until = if is_now { ctx.now() } else { span.1 };
    let (waiting, waiting_middle, waiting_longest) =
        waits(&measures::waiting_at(tx, &seen, span.1)?, until, &settings.calendar());
    let contacts = measures::contacts(tx, &seen, span)?;
    let reached: Vec<(&str, String)> =
        Reached::ALL.iter().map(|it| (it.code(), reached_in_words(*it).to_owned())).collect();
    let ended = measures::ended(tx, &seen, span)?;
    let reasons: Vec<(&str, String)> =
        ClosureReason::ALL.iter().map(|it| (it.code(), settings.closing_reason(*it))).collect();
    let gaps = measures::gaps(tx, &seen, span)?;
    let why: Vec<(&str, String)> = Reason::ALL.iter().map(|it| (it.code(), it.label().to_owned())).collect();
    let turned = measures::turned_away(tx, &seen, span)?;
    // Nothing said of what the need is about is a part too, so that the parts sum.
    let about: Vec<(&str, String)> = (Domain::ALL.iter().map(|domain| (domain.code(), domain.label().to_owned())))
        .chain([(NOT_SAID, "Not said".to_owned())])
        .collect();
    let needs = turned.iter().map(|(_, domain)| domain.clone().unwrap_or_else(|| NOT_SAID.to_owned()));
    Ok(ThisMonth {
        month,
        is_now,
        received: received.len(),
        by_state,
        by_practice,
        accepted: measures::opened(tx, &seen, span)?,
        returned: left("returned"),
        redirected: left("redirected"),
        turned_away: turned.len(),
        by_need: parts(needs, &about),
        by_rule: by_rule(turned.iter().map(|(rule, _)| rule.clone())),
        waiting,
        waiting_middle,
        waiting_longest,
        contacts: contacts.len(),
        by_reached: parts(contacts, &reached),
        ended: ended.len(),
        door_open: ended.iter().filter(|(_, state)| state == "door-open").count(),
        by_reason: parts(ended.into_iter().map(|(reason, _)| reason), &reasons),
        gaps: gaps.len(),
        by_gap: parts(gaps, &why),
    })
}

const fn reached_in_words(reached: Reached) -> &'static str {
    match reached {
        Reached::Yes => "Reached",
        Reached::NoAnswer => "No answer",
        Reached::DidNotAttend => "Did not attend",
    }
}

/// How many wait, and how long the middle and the longest one has, in working days.
fn waits(
    received: &[Timestamp],
    moment: Timestamp,
    calendar: &kith_domain::calendar::Calendar,
) -> (usize, Option<i64>, Option<i64>) {
    let until = time::day_of(moment);
    // Days repeat: each is counted once.
    let mut of_day: BTreeMap<jiff::civil::Date, i64> = BTreeMap::new();
    let ages: Vec<i64> = received
        .iter()
        .map(|at| {
            let day = time::day_of(*at);
            *of_day.entry(day).or_insert_with(|| calendar.working_days_between(day, until))
        })
        .collect();
    let longest = ages.iter().copied().max();
    (ages.len(), middle(ages), longest)
}

/// The rows behind a figure that has any: a page of people, oldest first.
///
/// # Errors
/// [`Refusal::Hidden`] for a figure whose rows stand elsewhere (those who wait are the queue).
pub fn rows(
    look: &mut Look<'_, '_>,
    permit: &Permit<act::OpenFigure, Id<Service>>,
    month: Month,
    figure: Figure,
    after: Option<Mark>,
) -> Result<Page<FigureLine>, Refusal> {
    let opens = match figure {
        Figure::Received => Opens::Received,
        Figure::Accepted => Opens::Opened,
        Figure::Returned => Opens::Decided("returned"),
        Figure::Redirected => Opens::Decided("redirected"),
        Figure::Ended => Opens::Ended,
        Figure::Contacts => Opens::Contacts,
        Figure::Gaps => Opens::Gaps,
        Figure::TurnedAway => Opens::TurnedAway,
        Figure::Waiting => return Err(Refusal::Hidden),
    };
    let page = measures::rows(look.tx(), permit.scope(), month.moments(), opens, after, PAGE)?;
    for line in &page.lines {
        look.shows(Action::OpenFigure, permit.key(), line.person);
    }
    Ok(page)
}

/// A line's code in words.
#[must_use]
pub fn what_in_words(figure: Figure, code: &str, settings: &kith_domain::settings::Settings) -> String {
    match figure {
        Figure::Received => state_in_words(code).to_owned(),
        Figure::TurnedAway => code.to_owned(),
        Figure::Contacts => Reached::from_code(code).map_or("", reached_in_words).to_owned(),
        Figure::Gaps => Reason::from_code(code).map_or("", Reason::label).to_owned(),
        Figure::Ended => ClosureReason::from_code(code).map_or_else(String::new, |it| settings.closing_reason(it)),
        _ => String::new(),
    }
}

/// The figures as a file: each line with its definition, in a form that no spreadsheet runs.
#[must_use]
pub fn as_csv(it: &ThisMonth) -> Vec<u8> {
    let mut rows: Vec<[String; 5]> = vec![["Month", "Figure", "Part", "Number", "What it counts"].map(str::to_owned)];
    for figure in &Figure::reported() {
        let line = |part: &str, number: String| {
            [it.month.code(), figure.label().to_owned(), part.to_owned(), number, figure.definition().to_owned()]
        };
        rows.push(line("All", it.number(*figure).to_string()));
        for (what, parts) in it.parts(*figure) {
            rows.extend(parts.iter().map(|part| line(&format!("{what}: {}", part.label), part.count.to_string())));
        }
        if *figure == Figure::Waiting {
            let days = |days: Option<i64>| days.map(|days| days.to_string()).unwrap_or_default();
            rows.push(line("Working days that the middle one waited", days(it.waiting_middle)));
            rows.push(line("Working days that the longest waited", days(it.waiting_longest)));
        }
        if *figure == Figure::Ended {
            rows.push(line("Of them with the door open", it.door_open.to_string()));
        }
    }
    kith_interop::csv::write(rows.iter().map(|row| row.iter().map(|cell| cell.as_str().into()).collect()))
}
