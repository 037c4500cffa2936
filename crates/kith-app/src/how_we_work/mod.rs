//! *How we work*: how often each thing was done and what the record shows besides, month by month, beside the events that
//! surround it. Both ways of working can be right; this shows what a service makes easy.
//!
//! # Invariants
//! - No target, threshold, score or rank, of anybody; and no number that sets choice against care.
//! - Shares of what was done are of contacts that were asked and answered; what was tapped unasked stands apart.
//! - A team is shown from three workers whose own series the reader has never been able to see, to a commissioner from five
//!   (`viewer`); no setting lowers it. A worker's own series is hers, and of whomever she shares it with.
//! - A page is worked out from plain facts by its lens version alone, so that the same version draws the same again.

mod context;
mod facts;
mod files;
mod lenses;
mod series;
mod sharing;
mod uncovering;
mod viewer;
mod words;

#[cfg(test)]
mod tests;

pub use context::{
    Before, Input as ContextInput, Listed as ContextList, Noted, Opened as OpenedContext, correct as correct_context,
    list as list_context, open as open_context, stand as stand_context, write as write_context,
};
pub use facts::{Facts, Window};
pub use files::csv;
pub use lenses::{
    LineInput, Opened as OpenedLens, Which, change as change_lens, copy as copy_lens, field as basis_field,
    open as open_lens,
};
pub use series::{Figure, Limits, Point, Series, in_words};
pub use sharing::{Lead, Sharing, share, take_back};
pub use uncovering::{Line as UncoveringLine, Uncovering};
pub use viewer::{Eyes, Tally, View, Viewer};
pub use words::{Claim, Claims};

pub use kith_analysis::interval::Interval;
pub use kith_analysis::minimum::{Grain, Least};
pub use kith_analysis::spc::{Rule, Way};

use std::collections::BTreeMap;

use kith_domain::id::Id;
use kith_domain::lens::{LensVersion, Read};
use kith_domain::measure::Month;
use kith_domain::measure::working::{Mix, Signal};
use kith_domain::own_series::SeriesShare;
use kith_domain::policy::act;
use kith_domain::policy::actor::Post;
use kith_domain::practice::Practice;
use kith_domain::staff::Service;
use kith_domain::support::WayOfWorking;
use kith_store::{Kept, ReadTx, series_shares, staff, support};

use crate::app::Look;
use crate::ctx::Ctx;
use crate::permit::{OnEntry, Permit};
use crate::refusal::Refusal;

/// What is asked of a page.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Asked {
    /// Through which lens.
    pub lens: Which,
    /// Which figure is told apart, by its code, and by what.
    pub apart: Option<(String, Mix)>,
}

/// How a team works.
#[derive(Debug, Clone)]
pub struct Team {
    /// What may be told.
    pub view: View,
    /// The least number of workers.
    pub least: Least,
    /// The lens.
    pub lens: LensVersion,
    /// Every version there is.
    pub lenses: Vec<LensVersion>,
    /// How often each thing was done.
    pub done: Vec<Series>,
    /// How contacts read through the lens.
    pub reads: Vec<Series>,
    /// What the record shows besides.
    pub signals: Vec<Series>,
    /// What was tapped without being asked.
    pub unasked: Vec<Series>,
    /// One figure, told apart by case mix.
    pub apart: Option<(Mix, Vec<Series>)>,
    /// The context events, in the order of time.
    pub events: Vec<Noted>,
    /// What changed, in words.
    pub claims: Claims,
    /// The series that are shared with the reader now, with whose they are.
    pub shared: Vec<(Id<SeriesShare>, String)>,
    /// What became known that stood in no referral, by practice.
    pub uncovering: Option<Uncovering>,
    /// The names of practices.
    pub practices: BTreeMap<Id<Practice>, String>,
}

/// One worker's series, for herself or for the lead with whom she shares it.
#[derive(Debug, Clone)]
pub struct One {
    /// What may be told.
    pub view: View,
    /// The lens.
    pub lens: LensVersion,
    /// Every version there is.
    pub lenses: Vec<LensVersion>,
    /// How often each thing was done.
    pub done: Vec<Series>,
    /// How contacts read through the lens.
    pub reads: Vec<Series>,
    /// What the record shows besides.
    pub signals: Vec<Series>,
    /// The context events, in the order of time.
    pub events: Vec<Noted>,
}

/// How a team works.
///
/// # Errors
/// [`Refusal::Hidden`] for a lens or figure that is not there.
pub fn team(
    look: &mut Look<'_, '_>,
    ctx: &Ctx,
    permit: &Permit<act::SeeHowWeWork, Id<Service>>,
    asked: &Asked,
) -> Result<Team, Refusal> {
    let service = permit.key();
    let tx = look.tx();
    let viewer = viewer(tx, ctx, service)?;
    let window = Window::until(ctx.now());
    let facts = Facts::read(tx, service, &window)?;
    let ways = support::ways(tx, service)?;
    let events = context::noted(tx, service)?;
    let lenses = lenses::all(tx, service)?;
    let lens = lenses::one(&lenses, asked.lens).cloned().ok_or(Refusal::Hidden)?;
    let names = staff::names(tx, service)?;
    let name = |it: &SeriesShare| {
        let known = names.iter().find(|(account, _)| *account == it.owner);
        known.map_or_else(|| "Somebody no longer here".to_owned(), |(_, name)| name.clone())
    };
    let may_open = matches!(ctx.actor().post(), Some(Post::TeamLead(_)));
    let shared = viewer.shares.iter().filter(|it| may_open && it.ended.is_none()).map(|it| (it.id, name(it))).collect();
    let practices = staff::practices_ever(tx, service)?.into_iter().map(|it| (it.id, it.name.to_string())).collect();
    let least = viewer.least;
    let view = View::decide(window, &facts, Eyes::Team(viewer));
    let mut team = drawn(view, &facts, &ways, lens, events, asked).ok_or(Refusal::Hidden)?;
    team.least = least;
    team.lenses = lenses;
    team.shared = shared;
    team.practices = practices;
    Ok(team)
}

/// Draws a team from plain facts. Nothing where a figure is asked for that there is not.
#[must_use]
pub fn drawn(
    view: View,
    facts: &Facts,
    ways: &[WayOfWorking],
    lens: LensVersion,
    events: Vec<Noted>,
    asked: &Asked,
) -> Option<Team> {
    let (done, reads, signals) = series::figures(ways);
    let apart = match &asked.apart {
        None => None,
        Some((code, mix)) => {
            let mut all = done.iter().chain(&reads).chain(&signals);
            let figure = all.find(|it| it.code() == *code && it.is_of_contacts())?;
            Some((*mix, series::apart(&view, facts, &lens, figure, *mix)))
        }
    };
    let unasked: Vec<Figure> = done
        .iter()
        .filter_map(|it| match it {
            Figure::Way { code, label } => Some(Figure::Unasked { code: code.clone(), label: label.clone() }),
            _ => None,
        })
        .collect();
    let of = |figures: &[Figure]| series::series(&view, facts, &lens, figures);
    let (done, reads, signals, unasked) = (of(&done), of(&reads), of(&signals), of(&unasked));
    let looked: Vec<&Series> =
        done.iter().chain(&reads).chain(&signals).chain(apart.iter().flat_map(|(_, all)| all)).collect();
    let claims = words::claims(&looked, &signals, &events);
    let uncovering = uncovering::uncovering(&view, facts);
    Some(Team {
        view,
        least: Least::TEAM,
        lens,
        lenses: Vec::new(),
        done,
        reads,
        signals,
        unasked,
        apart,
        events,
        claims,
        shared: Vec::new(),
        uncovering,
        practices: BTreeMap::new(),
    })
}

/// Who looks at a team, and from how many workers.
fn viewer(tx: &mut ReadTx<'_>, ctx: &Ctx, service: Id<Service>) -> Result<Viewer, Refusal> {
    let account = ctx.account()?;
    let shares = series_shares::with(tx, service, account)?.into_iter().map(|kept| kept.it).collect();
    let least = match ctx.actor().post() {
        Some(Post::LinkWorker(_) | Post::TeamLead(_) | Post::ServiceManager(_)) => Least::TEAM,
        _ => Least::COMMISSIONER,
    };
    Ok(Viewer { least, account, shares })
}

fn one(
    tx: &mut ReadTx<'_>,
    ctx: &Ctx,
    service: Id<Service>,
    (owner, from): (Id<kith_domain::staff::Account>, Option<Month>),
    which: Which,
) -> Result<One, Refusal> {
    let window = Window::until(ctx.now());
    let facts = Facts::read(tx, service, &window)?.only(owner);
    let from = from.or_else(|| window.months.first().copied()).ok_or(Refusal::Hidden)?;
    let ways = support::ways(tx, service)?;
    let events = context::noted(tx, service)?;
    let lenses = lenses::all(tx, service)?;
    let lens = lenses::one(&lenses, which).cloned().ok_or(Refusal::Hidden)?;
    let view = View::decide(window, &facts, Eyes::One(from));
    let (done, reads, signals) = series::figures(&ways);
    let of = |figures: &[Figure]| series::series(&view, &facts, &lens, figures);
    Ok(One { done: of(&done), reads: of(&reads), signals: of(&signals), view, lens, lenses, events })
}

/// One's own series, and with whom it is shared.
///
/// # Errors
/// [`Refusal::Hidden`] for a lens that is not there.
pub fn mine(
    look: &mut Look<'_, '_>,
    ctx: &Ctx,
    permit: &Permit<act::SeeOwnSeries, Id<Service>>,
    which: Which,
) -> Result<(One, Sharing), Refusal> {
    let owner = ctx.account()?;
    let it = one(look.tx(), ctx, permit.key(), (owner, None), which)?;
    Ok((it, sharing::of(look.tx(), permit.key(), owner)?))
}

/// The series that a worker shares with the reader, from the month in which she did: with whose it is.
///
/// # Errors
/// [`Refusal::Hidden`] for a lens that is not there.
pub fn shared(
    look: &mut Look<'_, '_>,
    ctx: &Ctx,
    (_, kept): OnEntry<act::SeeSharedSeries, SeriesShare>,
    which: Which,
) -> Result<(One, Kept<SeriesShare>, String), Refusal> {
    let it = one(look.tx(), ctx, kept.it.service, (kept.it.owner, Some(kept.it.from)), which)?;
    let names = staff::names(look.tx(), kept.it.service)?;
    let name = names.into_iter().find(|(account, _)| *account == kept.it.owner).map(|(_, name)| name);
    Ok((it, kept, name.unwrap_or_else(|| "Somebody no longer here".to_owned())))
}

/// Two lenses laid side by side on the same contacts: how many read so by one and so by the other.
#[derive(Debug, Clone)]
pub struct Compared {
    /// The one.
    pub one: LensVersion,
    /// The other.
    pub other: LensVersion,
    /// Every version there is.
    pub lenses: Vec<LensVersion>,
    /// How many contacts, a row for each reading of the one, a column for each of the other.
    pub cells: Vec<Vec<u64>>,
    /// From the first month that is told to the last.
    pub months: Option<(Month, Month)>,
    /// The least number of workers.
    pub least: Least,
}

impl Compared {
    /// How many contacts were asked and answered.
    #[must_use]
    pub fn total(&self) -> u64 {
        self.cells.iter().flatten().sum()
    }

    /// How many of them the two lenses read differently.
    #[must_use]
    pub fn differ(&self) -> u64 {
        let same = self.cells.iter().enumerate().filter_map(|(at, row)| row.get(at)).sum::<u64>();
        self.total() - same
    }
}

/// Lays two lenses side by side, on the contacts of the spans that are told.
///
/// # Errors
/// [`Refusal::Hidden`] for a lens that is not there.
pub fn compare(
    look: &mut Look<'_, '_>,
    ctx: &Ctx,
    permit: &Permit<act::SeeHowWeWork, Id<Service>>,
    (one, other): (Which, Which),
) -> Result<Compared, Refusal> {
    let service = permit.key();
    let viewer = viewer(look.tx(), ctx, service)?;
    let least = viewer.least;
    let window = Window::until(ctx.now());
    let facts = Facts::read(look.tx(), service, &window)?;
    let lenses = lenses::all(look.tx(), service)?;
    let find = |which| lenses::one(&lenses, which).cloned().ok_or(Refusal::Hidden);
    let (one, other) = (find(one)?, find(other)?);
    let view = View::decide(window, &facts, Eyes::Team(viewer));
    let (cells, months) = side_by_side(&view, &facts, (&one, &other));
    Ok(Compared { one, other, lenses, cells, months, least })
}

/// How many contacts read so by one lens and so by another, in the months that are told.
#[must_use]
pub fn side_by_side(
    view: &View,
    facts: &Facts,
    (one, other): (&LensVersion, &LensVersion),
) -> (Vec<Vec<u64>>, Option<(Month, Month)>) {
    // The same contacts as the readings: those of the spans in which these are told.
    let told = series::series(view, facts, one, &[Figure::Read(Read::Both)]);
    let points = told.first().map(|it| it.points.as_slice()).unwrap_or_default();
    let months: std::collections::BTreeSet<usize> = points.iter().flat_map(|it| it.places.iter().copied()).collect();
    let mut cells = vec![vec![0_u64; Read::ANSWERED.len()]; Read::ANSWERED.len()];
    for it in facts.contacts.iter().filter(|it| it.is_answered()) {
        let place = |read: Read| Read::ANSWERED.iter().position(|known| *known == read);
        if view.window.place(it.at).is_some_and(|at| months.contains(&at))
            && let Some((row, column)) = place(one.reads(it)).zip(place(other.reads(it)))
            && let Some(cell) = cells.get_mut(row).and_then(|row| row.get_mut(column))
        {
            *cell += 1;
        }
    }
    let span = points.first().zip(points.last()).map(|(first, last)| (first.months.0, last.months.1));
    (cells, span)
}

/// Whether a figure is a signal that is told as a rate of being asked.
#[must_use]
pub fn is_response(it: &Series) -> bool {
    it.figure == Figure::Signal(Signal::Answered)
}
