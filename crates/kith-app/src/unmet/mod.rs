//! *What was missing*: how many people needed something that was not there, told apart in every way the report offers,
//! with nothing small shown or left over by subtraction.
//!
//! # Invariants
//! - All figures of one year are cells of one cube ([`kith_analysis::suppression::cube`]); nothing is counted beside it.
//! - Everybody is shown the same: whether somebody may open the people behind a figure changes no figure. Restricted
//!   records are counted for nobody, so that no figure beside its rows tells of one (ADR 0072).
//! - Whoever works for the service sees the year that is going on; everybody else a year and its quarters when the year
//!   is over: a quarter that was read in its time, taken off the year, would tell of the other three (ADR 0078).

mod axes;
mod case;
mod decided;
mod edition;
mod figures;
pub mod files;
mod one_page;
mod paper;
mod rows;

pub use axes::Axis;
pub use case::{AskInput, Case, ask, open};
pub(crate) use decided::Decided;
pub use edition::{Edition, Part, Tabled};
pub use figures::{Asked, BadAsk, Beside, Offered, Report};
pub use kith_analysis::suppression::Shown;
pub use one_page::{OnePage, one_page};
pub use paper::{document, text, title};
pub use rows::{Behind, Rows, rows};

use kith_domain::id::Id;
use kith_domain::measure::Period;
use kith_domain::measure::unmet::GapFact;
use kith_domain::policy::act;
use kith_domain::policy::actor::Post;
use kith_domain::staff::Service;
use kith_domain::time;

use crate::app::Look;
use crate::ctx::Ctx;
use crate::permit::Permit;
use crate::refusal::Refusal;

/// How many years back the report is offered.
const YEARS: usize = 3;

/// Whether a reader is shown what is not over yet: whoever works for the service.
fn sees_now(ctx: &Ctx) -> bool {
    matches!(ctx.actor().post(), Some(Post::LinkWorker(_) | Post::TeamLead(_) | Post::ServiceManager(_)))
}

/// The periods that a reader may choose, newest first: each year and its quarters, for readers outside when the year is
/// over.
#[must_use]
pub fn periods(ctx: &Ctx) -> Vec<Period> {
    let (now, inside) = (ctx.now(), sees_now(ctx));
    let may = |it: &Period| if inside { it.has_begun(now) } else { it.year().is_over(now) };
    let mut year = Period::year_of(time::day_of(now));
    let mut all = Vec::new();
    for _ in 0..YEARS {
        all.extend(std::iter::once(year).chain(year.quarters().into_iter().rev()).filter(may));
        year = year.year_before();
    }
    all
}

/// The report of a period, for a need and a place or for all of them.
///
/// # Errors
/// When the store cannot answer; [`BadAsk`] for a need, place or period that is not offered.
pub fn report(
    look: &mut Look<'_, '_>,
    ctx: &Ctx,
    permit: &Permit<act::SeeUnmetNeed, Id<Service>>,
    asked: &Asked,
) -> Result<Result<Report, BadAsk>, Refusal> {
    Ok(with_facts(look, ctx, permit, asked)?.map(|(report, _)| report))
}

/// The report with the gaps that it counts, of every need and place.
fn with_facts(
    look: &mut Look<'_, '_>,
    ctx: &Ctx,
    permit: &Permit<act::SeeUnmetNeed, Id<Service>>,
    asked: &Asked,
) -> Result<Result<(Report, Vec<GapFact>), BadAsk>, Refusal> {
    let offered = periods(ctx);
    if !offered.contains(&asked.period) {
        return Ok(Err(BadAsk::Period));
    }
    let decided = look.decided();
    let (edition, facts) = Edition::read(look.tx(), &decided, permit.key(), (asked.period.year(), ctx.today()))?;
    let report = Report::of(edition, asked.clone(), offered, ctx.now());
    Ok(report.map(|report| (report, facts)))
}

#[cfg(test)]
mod tests;
