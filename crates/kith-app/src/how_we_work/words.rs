//! What changed, in words: only what chance would not make, however many series are looked at.
//!
//! A claim is made of a step at the date of a context event, or of a steady change over all months, each with its share
//! before and after. The level is shared out among everything that is looked at (Bonferroni), so that a team in which
//! nothing changed is told so nineteen times in twenty. A change of what was tapped is laid beside the sign in the record
//! that should move with it: where that does not, it may be the recording that changed (domain.md 2.3.2).

use kith_analysis::course::{self, Course, Point as At};
use kith_analysis::minimum::Grain;
use kith_domain::context::Kind;
use kith_domain::measure::Month;
use kith_domain::measure::working::{Signal, Together};

use super::context::Noted;
use super::series::{Figure, Point, Series, in_words, summed};

/// A change in words.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Claim {
    /// The figure that changed.
    pub figure: String,
    /// The sentence.
    pub words: String,
    /// What the record says beside it, where a sign of it should move too.
    pub beside: Option<String>,
}

/// What is said of all series of a page.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Claims {
    /// The changes.
    pub changes: Vec<Claim>,
    /// How many series were looked at.
    pub looked_at: usize,
    /// How many were too short to say anything of.
    pub too_short: usize,
}

/// How often a team in which nothing changed may be told that something did.
const LEVEL: f64 = 0.05;
/// How sure the sign beside a tap must be.
const BESIDE: f64 = 0.05;

/// Looks at all series of a page.
#[must_use]
pub(super) fn claims(series: &[&Series], signals: &[Series], events: &[Noted]) -> Claims {
    let long: Vec<(&Series, Vec<&Point>)> =
        series.iter().map(|it| (*it, monthly(it))).filter(|(_, points)| points.len() >= course::FOR_A_LINE).collect();
    let most = long.iter().map(|(_, points)| places(points, events).len()).max().unwrap_or(0);
    let level = LEVEL / (long.len().max(1) as f64) / (1.0 + most as f64);
    let mut found = Claims { changes: Vec::new(), looked_at: long.len(), too_short: series.len() - long.len() };
    for (it, points) in &long {
        let places = places(points, events);
        let at: Vec<usize> = places.iter().map(|(at, _)| *at).collect();
        let Ok(course) = course::course(&shares(points), &at, level) else { continue };
        let Some(words) = sentence(it, points, &course, &places) else { continue };
        let beside = match &it.figure {
            Figure::Way { code, .. } => Signal::beside(code).and_then(|(signal, together)| {
                let sign = signals.iter().find(|other| other.figure == Figure::Signal(signal))?;
                beside(sign, (course, together), points)
            }),
            Figure::Unasked { .. } | Figure::Read(_) | Figure::Signal(_) => None,
        };
        found.changes.push(Claim { figure: it.figure.code(), words, beside });
    }
    found
}

/// The points that are a month each.
fn monthly(it: &Series) -> Vec<&Point> {
    it.points.iter().filter(|point| point.grain == Grain::Month).collect()
}

fn shares(points: &[&Point]) -> Vec<At> {
    points.iter().map(|it| At::of_share(it.events, it.total)).collect()
}

/// Before which point an event lies: the month of it counts as after where it was in its first half. One event for each
/// place, what somebody wrote down before what was derived.
fn places<'e>(points: &[&Point], events: &'e [Noted]) -> Vec<(usize, &'e Noted)> {
    let mut found: Vec<(usize, &Noted)> = Vec::new();
    for event in events {
        let month = Month::of(event.on);
        let is_late = event.on.day() > 15;
        let at = points.iter().position(|it| if is_late { it.months.0 > month } else { it.months.0 >= month });
        let Some(at) = at.filter(|at| *at >= course::EACH_SIDE && points.len() - at >= course::EACH_SIDE) else {
            continue;
        };
        match found.iter_mut().find(|(known, _)| *known == at) {
            Some((_, known)) if known.derived && !event.derived => *known = event,
            Some(_) => {}
            None => found.push((at, event)),
        }
    }
    found
}

/// "31 in 100 (27 to 35)": the share over some points, with its interval.
fn over(it: &Series, points: &[&Point]) -> (f64, String) {
    let months: Vec<usize> = points.iter().flat_map(|point| point.places.iter().copied()).collect();
    let (events, total, interval, _) = summed(&it.tally.of_workers(&months));
    let value = if total == 0 { 0.0 } else { events as f64 / total as f64 };
    let between = interval.map_or_else(String::new, |it| format!(" ({} to {})", hundred(it.lower), hundred(it.upper)));
    (value, format!("{} in 100{between}", hundred(value)))
}

/// A share as a whole number of a hundred.
pub(super) fn hundred(share: f64) -> String {
    format!("{:.0}", share * 100.0)
}

fn of_when(points: &[&Point]) -> String {
    match (points.first(), points.last()) {
        (Some(first), Some(last)) => in_words((first.months.0, last.months.1)),
        _ => String::new(),
    }
}

/// What is told of, in the middle of a sentence.
fn told_of(it: &Series) -> String {
    let among = it.group.map_or_else(String::new, |group| format!(" (“{group}”)"));
    match &it.figure {
        Figure::Way { label, .. } | Figure::Unasked { label, .. } => {
            format!("contacts in which “{label}” was tapped{among}")
        }
        Figure::Read(read) => format!("contacts that read as “{}”{among}", read.label()),
        Figure::Signal(signal) => format!("{}{among}", signal.phrase()),
    }
}

fn sentence(it: &Series, points: &[&Point], course: &Course, places: &[(usize, &Noted)]) -> Option<String> {
    if let Some((at, step)) = course.step {
        let (_, event) = places.iter().find(|(place, _)| *place == at)?;
        let (before, after) = points.split_at_checked(at)?;
        let way = if step.estimate < 0.0 { "fell" } else { "rose" };
        let slowly = match course.line {
            Some(line) if line.estimate < 0.0 => " Besides that they went slowly down over all months.",
            Some(_) => " Besides that they went slowly up over all months.",
            None => "",
        };
        return Some(format!(
            "After {} on {}, {} {way} from {} in {} to {} in {}.{slowly}",
            event.in_sentence(),
            kith_domain::time::date_in_words(event.on),
            told_of(it),
            over(it, before).1,
            of_when(before),
            over(it, after).1,
            of_when(after),
        ));
    }
    let line = course.line?;
    let third = (points.len() / 3).max(1);
    let (first, last) = (points.get(..third)?, points.get(points.len() - third..)?);
    let way = if line.estimate < 0.0 { "went slowly down" } else { "went slowly up" };
    let or = course.or_step.and_then(|at| places.iter().find(|(place, _)| *place == at)).map_or_else(
        || "No context event marks a step in it.".to_owned(),
        |(_, event)| {
            let on = kith_domain::time::date_in_words(event.on);
            format!("It cannot be told apart from a step after {} on {on}.", event.in_sentence())
        },
    );
    Some(format!(
        "{} {way} over {} months: from {} in {} to {} in {}. {or}",
        capital(&told_of(it)),
        points.len(),
        over(it, first).1,
        of_when(first),
        over(it, last).1,
        of_when(last),
    ))
}

fn capital(text: &str) -> String {
    let mut letters = text.chars();
    letters.next().map_or_else(String::new, |first| first.to_uppercase().chain(letters).collect())
}

/// Whether the sign of a tap in the record moved as it should have.
fn beside(sign: &Series, (course, together): (Course, Together), of: &[&Point]) -> Option<String> {
    let points = monthly(sign);
    let (wanted, place) = match (course.step, course.line) {
        (Some((at, step)), _) => {
            let month = of.get(at)?.months.0;
            (step.estimate, Some(points.iter().position(|it| it.months.0 >= month)?))
        }
        (None, Some(line)) => (line.estimate, None),
        (None, None) => return None,
    };
    let wanted = if together == Together::With { wanted } else { -wanted };
    let (cut, found) = match place {
        Some(at) => (at, course::course(&shares(&points), &[at], BESIDE).ok()?.step.map(|(_, term)| term.estimate)),
        None => {
            let found = course::course(&shares(&points), &[], BESIDE).ok()?.line.map(|term| term.estimate);
            (points.len() / 2, found)
        }
    };
    let (before, after) = points.split_at_checked(cut)?;
    let told = format!(
        "{} were {} in {} and {} in {}",
        told_of(sign),
        over(sign, before).1,
        of_when(before),
        over(sign, after).1,
        of_when(after)
    );
    Some(if found.is_some_and(|it| (it < 0.0) == (wanted < 0.0)) {
        format!("The record agrees: {told}.")
    } else {
        format!("The record does not agree: {told}. It may be what is tapped that changed, and not what is done.")
    })
}

impl Noted {
    /// "the new or changed template “A new form”", for the middle of a sentence.
    fn in_sentence(&self) -> String {
        let what = match self.kind {
            Kind::Contract => "the contract",
            Kind::Target => "the target",
            Kind::Template => "the template, form or list",
            Kind::Staffing => "the change of staff",
            Kind::Closed => "the closure",
            Kind::Other => "the event",
        };
        format!("{what} “{}”", self.what)
    }
}
