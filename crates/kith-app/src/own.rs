//! What is a worker's own: her quiet hours, and what fell into them, for her own eyes alone.
//!
//! # Invariants
//! - It is worked out when it is looked at, from her own contacts and asks, and is stored and added up nowhere.
//! - It is compared with nobody and with no target.

use std::collections::BTreeMap;

use jiff::ToSpan;
use jiff::civil::Date;
use kith_domain::boundary::entry::Kind;
use kith_domain::boundary::quiet::{QuietHours, Weekends, minute_as_typed};
use kith_domain::id::Id;
use kith_domain::policy::act;
use kith_domain::rejection::Rejection;
use kith_domain::staff::Service;
use kith_domain::time;
use kith_store::{Kept, boundaries, quiet as stored, same_day, save};
use uuid::Uuid;

use crate::app::{Look, Work};
use crate::ctx::Ctx;
use crate::permit::Permit;
use crate::refusal::{Faults, Refusal};

/// How many months are looked back.
pub const MONTHS: i32 = 6;
/// How many of one's own boundary entries are read for it at most.
const MOST: u32 = 2_000;

/// What fell into quiet hours in one month.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct OfMonth {
    /// Contacts.
    pub contacts: u32,
    /// Their minutes, as far as they were said.
    pub minutes: u32,
    /// Asks on the same day.
    pub asks: u32,
    /// Boundary entries about being reached on one's own number or out of hours.
    pub entries: u32,
}

/// What is one's own.
#[derive(Debug, Clone)]
pub struct MyOwn {
    /// The quiet hours, once they are set.
    pub hours: Option<Kept<QuietHours>>,
    /// What fell into them by month (its first day), newest first. Empty until they are set.
    pub months: Vec<(Date, OfMonth)>,
    /// Since when it is looked back.
    pub since: Date,
}

/// What is one's own.
///
/// # Errors
/// When the store cannot answer.
pub fn mine(look: &mut Look<'_, '_>, ctx: &Ctx, permit: &Permit<act::SeeMyOwn, Id<Service>>) -> Result<MyOwn, Refusal> {
    let whose = (permit.key(), ctx.account()?);
    let hours = stored::of_owner(look.tx(), whose.0, whose.1)?;
    let first = ctx.today().first_of_month();
    let since = first.checked_sub((MONTHS - 1).months()).unwrap_or(first);
    let Some(kept) = &hours else { return Ok(MyOwn { hours, months: Vec::new(), since }) };
    let mut months: BTreeMap<Date, OfMonth> = BTreeMap::new();
    let mut month = since;
    while month <= first {
        months.insert(month, OfMonth::default());
        month = match month.checked_add(1.month()) {
            Ok(next) => next,
            Err(_) => break,
        };
    }
    let from = time::start_of(since);
    let mut add = |day: Date, f: &dyn Fn(&mut OfMonth)| {
        if let Some(of) = months.get_mut(&day.first_of_month()) {
            f(of);
        }
    };
    for (at, minutes) in stored::contacts(look.tx(), whose, from)? {
        if kept.it.holds(at) {
            add(time::day_of(at), &|of| {
                of.contacts = of.contacts.saturating_add(1);
                of.minutes = of.minutes.saturating_add(minutes.unwrap_or(0));
            });
        }
    }
    for at in same_day::asked_by(look.tx(), whose, from)? {
        if kept.it.holds(at) {
            add(time::day_of(at), &|of| of.asks = of.asks.saturating_add(1));
        }
    }
    for entry in boundaries::of_owner(look.tx(), whose, (Date::MAX, Uuid::max()), MOST)? {
        if entry.it.gone.is_none() && entry.it.says.kind == Kind::Personal && entry.it.says.on >= since {
            add(entry.it.says.on, &|of| of.entries = of.entries.saturating_add(1));
        }
    }
    Ok(MyOwn { hours, months: months.into_iter().rev().collect(), since })
}

/// Quiet hours as typed.
#[derive(Debug, Clone, Default)]
pub struct Input {
    /// When they begin.
    pub from: String,
    /// When they end.
    pub until: String,
    /// `quiet` when weekends are quiet all day.
    pub weekends: String,
}

/// Sets one's own quiet hours.
///
/// # Errors
/// [`Refusal::Rejected`] with everything that is wrong with the form.
pub fn set(
    work: &mut Work<'_, '_>,
    ctx: &Ctx,
    permit: &Permit<act::SeeMyOwn, Id<Service>>,
    input: &Input,
) -> Result<(), Refusal> {
    let mut faults = Faults::new();
    let mut minute = |field: &'static str, typed: &str| {
        faults.take(
            minute_as_typed(typed)
                .ok_or_else(|| Rejection::of_field(field, "quiet.time", "Enter a time, such as 6pm or 18:00.")),
        )
    };
    let (from, until) = (minute("from", &input.from), minute("until", &input.until));
    faults.finish()?;
    let (Some(from), Some(until)) = (from, until) else { unreachable!("a missing time was noted as a fault") };
    let weekends = if input.weekends == "quiet" { Weekends::Quiet } else { Weekends::AsOther };
    let whose = (permit.key(), ctx.account()?);
    match stored::of_owner(work.tx(), whose.0, whose.1)? {
        Some(kept) => {
            let (it, event) = kept.it.change((from, until), weekends, ctx.now())?;
            save::change(work.tx(), &ctx.writ::<act::SeeMyOwn>(), kept.version, &it, &event)?;
        }
        None => {
            let (it, event) = QuietHours::set(ctx.id(), whose, (from, until), weekends, ctx.now())?;
            save::new(work.tx(), &ctx.writ::<act::SeeMyOwn>(), &it, &event)?;
        }
    }
    Ok(())
}
