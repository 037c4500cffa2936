//! The rows behind a figure, for those who may open the people: the gaps that it counts, or the needs that nobody met.
//!
//! # Invariants
//! - The same facts with the same values as the figure: whatever is a row is counted, and whatever is counted is a row of
//!   whoever may see all people of the service.
//! - A reader is shown the rows within their scope, and of restricted records none, since no figure counts them.

use std::collections::BTreeSet;

use jiff::Timestamp;
use kith_domain::id::Id;
use kith_domain::measure::unmet::{By, Figure};
use kith_domain::policy::{Action, act};
use kith_domain::settings::Settings;
use kith_domain::staff::Service;
use kith_store::gap_register::{self, RegisterLine};
use kith_store::page::{Mark, Page};
use kith_store::settings;
use kith_store::unmet::{self, EndedRow};
use uuid::Uuid;

use super::edition::Filter;
use super::{Asked, BadAsk, Report, report};
use crate::app::Look;
use crate::ctx::Ctx;
use crate::gap_register::PAGE;
use crate::permit::Permit;
use crate::refusal::Refusal;

/// Behind which figure.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Behind {
    /// Everybody who is counted.
    All,
    /// A line of a table: by what, and the code of its value.
    Line(By, String),
    /// People whose support ended with a need that was not met: all, or those of them with such a need without a gap.
    Ended(Figure),
}

impl Behind {
    /// Reads what stands in the address; nothing of what is no figure with rows.
    #[must_use]
    pub fn parse(by: &str, value: &str) -> Option<Self> {
        match (by, value) {
            ("", "") => Some(Self::All),
            (by, "") => match Figure::from_code(by)? {
                figure @ (Figure::EndedUnmet | Figure::WithoutGap) => Some(Self::Ended(figure)),
                _ => None,
            },
            (by, value) => Some(Self::Line(By::from_code(by)?, value.to_owned())),
        }
    }
}

/// A page of rows.
#[derive(Debug, Clone)]
pub struct Rows {
    /// What the figure is of, in words: the period, the need, the place, the line of the table.
    pub of: Vec<String>,
    /// The gaps.
    pub gaps: Page<RegisterLine>,
    /// The needs that nobody met.
    pub ended: Page<EndedRow>,
    /// The words of the service's lists.
    pub settings: Settings,
}

/// That somebody may see the report, and the gaps of people.
type Permits<'a> = (&'a Permit<act::SeeUnmetNeed, Id<Service>>, &'a Permit<act::SeeGaps, Id<Service>>);

/// Opens a page of the rows behind a figure. Whoever opens them may see the report and the gaps of people.
///
/// # Errors
/// When the store cannot answer; [`BadAsk`] for a figure that the report does not have.
pub fn rows(
    look: &mut Look<'_, '_>,
    ctx: &Ctx,
    (figures, people): Permits<'_>,
    asked: &Asked,
    behind: &Behind,
    after: Option<Mark>,
) -> Result<Result<Rows, BadAsk>, Refusal> {
    let it = match report(look, ctx, figures, asked)? {
        Ok(it) => it,
        Err(why) => return Ok(Err(why)),
    };
    let (need, place) = it.in_words();
    let mut of: Vec<String> = std::iter::once(asked.period.in_words()).chain(need).chain(place).collect();
    let (mut gaps, mut ended) = (Page::empty(), Page::empty());
    match behind {
        Behind::Ended(figure) => ended = ended_rows(look, people, asked, *figure, after)?,
        Behind::All => gaps = gap_rows(look, people, &it, it.filter().clone(), after)?,
        Behind::Line(by, code) => {
            let Some(axis) = it.edition.axis(*by).filter(|axis| axis.tells()) else { return Ok(Err(BadAsk::Figure)) };
            let Some(at) = axis.known(code) else { return Ok(Err(BadAsk::Figure)) };
            of.extend(axis.values.get(at).map(|(_, words)| format!("{}: {words}", by.label())));
            let filter = it.filter().iter().copied().chain([(*by, at)]).collect();
            gaps = gap_rows(look, people, &it, filter, after)?;
        }
    }
    let settings = settings::of(look.tx(), people.key())?.it;
    Ok(Ok(Rows { of, gaps, ended, settings }))
}

fn gap_rows(
    look: &mut Look<'_, '_>,
    people: &Permit<act::SeeGaps, Id<Service>>,
    it: &Report,
    filter: Filter,
    after: Option<Mark>,
) -> Result<Page<RegisterLine>, Refusal> {
    let span = it.asked.period.moments();
    let today = look.today();
    let all = unmet::gap_rows(look.tx(), people.key(), span, today)?;
    let counted: BTreeSet<(Timestamp, Uuid)> = all
        .iter()
        .filter(|(_, fact)| it.edition.counts(&filter, fact))
        .map(|(id, fact)| (fact.at, id.uuid()))
        .collect();
    let page = gap_register::these(look.tx(), people.scope(), span, &counted, after, PAGE)?;
    for line in &page.lines {
        look.shows(Action::SeeGaps, people.key(), line.person);
    }
    Ok(page)
}

fn ended_rows(
    look: &mut Look<'_, '_>,
    people: &Permit<act::SeeGaps, Id<Service>>,
    asked: &Asked,
    figure: Figure,
    after: Option<Mark>,
) -> Result<Page<EndedRow>, Refusal> {
    let mut rows = unmet::ended_rows(look.tx(), people.scope(), asked.period.moments())?;
    rows.retain(|row| row.fact.is_unmet() && (figure == Figure::EndedUnmet || !row.fact.has_gap));
    let key = |row: &EndedRow| (row.fact.ended, row.id.uuid());
    rows.sort_by_key(|row| std::cmp::Reverse(key(row)));
    // Somebody may have had several cases: a need stands here once, by the last that ended.
    let mut seen = BTreeSet::new();
    rows.retain(|row| seen.insert(row.id.uuid()));
    let mark = after.map_or((Timestamp::MAX, Uuid::max()), |mark| (mark.at, mark.id));
    rows.retain(|row| key(row) < mark);
    rows.truncate(PAGE as usize + 1);
    let page = Page::cut(rows, PAGE, |row| Mark { at: row.fact.ended, id: row.id.uuid() });
    for row in &page.lines {
        look.shows(Action::SeeGaps, people.key(), row.fact.person);
    }
    Ok(page)
}
