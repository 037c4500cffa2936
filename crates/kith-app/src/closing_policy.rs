//! The rule that a service follows when somebody does not answer: written down with its day and its versions, with its
//! effect shown beside it. Kith offers what the rule says and does nothing by itself (ADR 0089).
//!
//! # Invariants
//! - A case ends when somebody presses, and then says which policy was followed.
//! - The effect is of people, each once, with the small numbers hidden by the rules of the reports, of whole months.

use jiff::civil::Date;
use jiff::{Timestamp, ToSpan};
use kith_analysis::suppression::Shown;
use kith_analysis::suppression::cube::{Cube, Row};
use kith_domain::day::Meant;
use kith_domain::id::Id;
use kith_domain::measure::Month;
use kith_domain::policy::act;
use kith_domain::rejection::Rejection;
use kith_domain::settings::CLOSING_POLICY;
use kith_domain::staff::Service;
use kith_domain::support::Case;
use kith_domain::support::attempts::{Attempts, ClosingPolicy};
use kith_domain::support::case::ClosureReason;
use kith_domain::text::Words;
use kith_store::{Kept, cases, efforts, settings};

use crate::app::{Look, Work};
use crate::ctx::Ctx;
use crate::dates;
use crate::permit::Permit;
use crate::refusal::{Faults, Refusal};
use crate::settings::{Change, history, save_changed};
use crate::support::number;

/// The policy as typed.
#[derive(Debug, Clone, Default)]
pub struct Input {
    /// `none`, or `rule`.
    pub is: String,
    /// After how many attempts.
    pub attempts: String,
    /// And after how many weeks, or empty.
    pub weeks: String,
    /// From which day; empty for today.
    pub since: String,
    /// Why, or where it comes from.
    pub words: String,
}

/// Writes down the policy of a service, or that it has none.
///
/// # Errors
/// [`Refusal::Rejected`] with what is wrong, [`Refusal::Stale`] when somebody changed the settings meanwhile.
pub fn set(
    work: &mut Work<'_, '_>,
    ctx: &Ctx,
    permit: &Permit<act::ChangeService, Id<Service>>,
    version: i64,
    input: &Input,
) -> Result<(), Refusal> {
    let mut faults = Faults::new();
    let policy = match input.is.as_str() {
        "none" => None,
        "rule" => {
            let attempts = faults.take(number("attempts", &input.attempts)).map(Option::unwrap_or_default);
            let weeks = faults.take(number("weeks", &input.weeks)).flatten();
            let since = match input.since.trim() {
                "" => Some(ctx.today()),
                typed => faults.take(dates::read_one("since", typed, ctx.today(), Meant::Past)),
            };
            let words = faults.optional("words", Words::optional(&input.words));
            attempts.zip(since).map(|(attempts, since)| ClosingPolicy { attempts, weeks, since, words })
        }
        _ => {
            let how = "Choose whether you follow a rule.";
            faults.add(Rejection::of_field("is", "policy.is", how));
            None
        }
    };
    faults.finish()?;
    let kept = settings::of(work.tx(), permit.key())?;
    if kept.version != version {
        return Err(Refusal::Stale);
    }
    let (it, event) = kept.it.follow(policy)?;
    save_changed(work, ctx, version, &it, &event)
}

/// The policy that an ending follows, by its day.
///
/// # Errors
/// [`Refusal::Rejected`] when there is none, it is not met any more, or it names another reason.
pub(crate) fn followed(
    work: &mut Work<'_, '_>,
    ctx: &Ctx,
    case: &Case,
    reason: ClosureReason,
) -> Result<Date, Refusal> {
    let policy = settings::of(work.tx(), case.service)?.it.closing_policy;
    let attempts = efforts::of_cases(work.tx(), std::iter::once(case.id))?.get(&case.id).and_then(|it| it.attempts);
    let met = policy.filter(|it| attempts.is_some_and(|attempts| it.is_met(&attempts, ctx.today())));
    match met {
        Some(policy) if reason == ClosureReason::NoAnswer => Ok(policy.since),
        _ => Err(Rejection::new(
            "policy.not_met",
            "The closing policy does not fit this case any more: somebody answered, or the policy was changed. Nothing was changed. To end it all the same, choose why on the form.",
        )
        .into()),
    }
}

/// The policy that is offered for somebody's open case.
#[must_use]
pub fn offered<'a>(
    policy: Option<&'a ClosingPolicy>,
    attempts: Option<&Attempts>,
    today: Date,
) -> Option<&'a ClosingPolicy> {
    policy.filter(|it| attempts.is_some_and(|attempts| it.is_met(attempts, today)))
}

/// The people whose case ended in a span of months: all, and those for the reason that the policy names.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Span {
    /// The first month.
    pub first: Month,
    /// The last month.
    pub last: Month,
    /// People whose case ended.
    pub ended: Shown,
    /// Of them, because nobody answered.
    pub no_answer: Shown,
}

/// What a policy did: as many whole months before its month as there have been since.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Effect {
    /// Before.
    pub before: Span,
    /// Since.
    pub since: Span,
}

/// The policy with its versions and its effect.
#[derive(Debug, Clone)]
pub struct Opened {
    /// The policy that holds, with the version of the settings.
    pub policy: Kept<Option<ClosingPolicy>>,
    /// Every version, newest first.
    pub versions: Vec<Change>,
    /// The effect, once a whole month has passed.
    pub effect: Option<Effect>,
}

/// The most months that are compared.
const MOST_MONTHS: usize = 12;

/// That somebody may see what the service says, and its figures.
type Permits<'a> = (&'a Permit<act::SeeService, Id<Service>>, &'a Permit<act::SeeReports, Id<Service>>);

/// Opens the policy of a service.
///
/// # Errors
/// When the store cannot answer.
pub fn open(look: &mut Look<'_, '_>, ctx: &Ctx, (permit, figures): Permits<'_>) -> Result<Opened, Refusal> {
    let kept = settings::of(look.tx(), permit.key())?;
    let mut versions = history(look, permit)?;
    versions.retain(|it| it.what == CLOSING_POLICY);
    let effect = match &kept.it.closing_policy {
        Some(policy) => effect(look, ctx, figures.key(), policy.since)?,
        None => None,
    };
    Ok(Opened { policy: Kept { version: kept.version, it: kept.it.closing_policy }, versions, effect })
}

/// The months before and since a day that are compared; nothing while no whole month has passed.
fn months(since: Date, today: Date) -> Option<(Vec<Month>, Vec<Month>)> {
    let first = if since.day() == 1 { since } else { since.first_of_month().checked_add(1.month()).ok()? };
    let mut after = Vec::new();
    let mut day = first;
    while after.len() < MOST_MONTHS && Month::of(day) < Month::of(today) {
        after.push(Month::of(day));
        day = day.checked_add(1.month()).ok()?;
    }
    let mut before = Vec::new();
    let mut month = Month::of(since);
    while before.len() < after.len() {
        month = month.before();
        before.insert(0, month);
    }
    (!after.is_empty()).then_some((before, after))
}

fn effect(look: &mut Look<'_, '_>, ctx: &Ctx, service: Id<Service>, since: Date) -> Result<Option<Effect>, Refusal> {
    let Some((before, after)) = months(since, ctx.today()) else { return Ok(None) };
    let span = |months: &[Month]| months.first().zip(months.last()).map(|(a, b)| (a.moments().0, b.moments().1));
    let (Some(of_before), Some(of_after)) = (span(&before), span(&after)) else { return Ok(None) };
    let ended = cases::ended_between(look.tx(), service, (of_before.0, of_after.1))?;
    let mut units = std::collections::HashMap::new();
    let within = |at: Timestamp, (from, to): (Timestamp, Timestamp)| from <= at && at < to;
    let mut rows = Vec::new();
    for (person, at, reason) in ended {
        let period = if within(at, of_before) {
            0
        } else if within(at, of_after) {
            1
        } else {
            continue;
        };
        let next = units.len() as u64;
        let unit = *units.entry(person).or_insert(next);
        rows.push(Row { unit, values: vec![period, usize::from(reason == ClosureReason::NoAnswer)] });
    }
    let cube = Cube::count(&[2, 2], &rows)?;
    let shown = |period, reason| cube.figure(&[Some(period), reason]).unwrap_or(Shown::Hidden);
    let told = |period, months: &[Month]| {
        let (first, last) = months.first().zip(months.last())?;
        Some(Span { first: *first, last: *last, ended: shown(period, None), no_answer: shown(period, Some(1)) })
    };
    Ok(told(0, &before).zip(told(1, &after)).map(|(before, since)| Effect { before, since }))
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::civil::date;

    #[test]
    fn as_many_whole_months_before_as_since() {
        let codes = |since, today| {
            let (before, after) = months(since, today)?;
            let said = |all: Vec<Month>| all.into_iter().map(Month::code).collect::<Vec<_>>().join(" ");
            Some((said(before), said(after)))
        };
        let owned = |(a, b): (&str, &str)| Some((a.to_owned(), b.to_owned()));
        assert_eq!(codes(date(2026, 10, 1), date(2026, 10, 31)), None, "no whole month has passed");
        assert_eq!(codes(date(2026, 10, 1), date(2026, 11, 28)), owned(("2026-09", "2026-10")));
        assert_eq!(
            codes(date(2026, 9, 10), date(2026, 11, 28)),
            owned(("2026-08", "2026-10")),
            "the month in which it began is left out"
        );
        let (before, after) = months(date(2020, 1, 1), date(2026, 11, 28)).expect("years");
        assert_eq!((before.len(), after.len()), (12, 12));
    }
}
