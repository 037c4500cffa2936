//! Dated cover: arranged by the lead, and over by itself.

use kith_domain::day::Meant;
use kith_domain::id::Id;
use kith_domain::policy::act;
use kith_domain::rejection::Rejection;
use kith_domain::staff::{Account, Role, Service, Standing};
use kith_domain::support::Cover;
use kith_domain::text::Words;
use kith_store::{Kept, covers, save, staff};

use crate::app::{Look, Work};
use crate::ctx::Ctx;
use crate::dates;
use crate::permit::Permit;
use crate::refusal::{Faults, Refusal};
use crate::team::{self, WorkerCounts};

/// The cover of a link worker.
#[derive(Debug, Clone)]
pub struct OfWorker {
    /// Who is or will be away.
    pub worker: Standing,
    /// Covers that hold or will hold.
    pub covers: Vec<Cover>,
    /// The other link workers with their counts.
    pub others: Vec<WorkerCounts>,
}

/// Opens the cover of a link worker.
///
/// # Errors
/// [`Refusal::Hidden`] when the account is no link worker of this service.
pub fn of_worker(
    look: &mut Look<'_, '_>,
    ctx: &Ctx,
    permit: &Permit<act::ArrangeCover, Id<Service>>,
    worker: Id<Account>,
) -> Result<OfWorker, Refusal> {
    let standings = staff::in_role(look.tx(), permit.key(), Role::LinkWorker)?;
    let worker = standings.into_iter().find(|standing| standing.account == worker).ok_or(Refusal::Hidden)?;
    let covers = covers::of_service(look.tx(), permit.key(), ctx.today())?;
    let mut others = team::workers(look.tx(), permit.key(), permit.scope(), ctx)?;
    others.retain(|other| other.account != worker.account);
    let covers =
        covers.into_iter().map(|kept| kept.it).filter(|it| it.worker == worker.account && it.ended.is_none()).collect();
    Ok(OfWorker { worker, covers, others })
}

/// Cover as typed: who covers, the first and the last day.
#[derive(Debug, Clone, Default)]
pub struct Input {
    /// Who covers.
    pub by: String,
    /// First day: day, month, year.
    pub from: (String, String, String),
    /// Last day: day, month, year.
    pub until: (String, String, String),
    /// What whoever covers should know.
    pub note: String,
}

/// Arranges cover.
///
/// # Errors
/// [`Refusal::Rejected`] with everything that is wrong; [`Refusal::Hidden`] when the account is no link worker
/// of this service.
pub fn arrange(
    work: &mut Work<'_, '_>,
    ctx: &Ctx,
    permit: &Permit<act::ArrangeCover, Id<Service>>,
    worker: Id<Account>,
    input: &Input,
) -> Result<(), Refusal> {
    let standings = staff::in_role(work.tx(), permit.key(), Role::LinkWorker)?;
    if standings.iter().all(|standing| standing.account != worker) {
        return Err(Refusal::Hidden);
    }
    let mut faults = Faults::new();
    let choose = || Rejection::of_field("by", "cover.by", "Choose who covers.");
    let by = faults.take(input.by.parse::<Id<Account>>().map_err(|_| choose()).and_then(|by| {
        standings.iter().find(|standing| standing.account == by).map(|standing| standing.account).ok_or_else(choose)
    }));
    let from = faults.take(dates::read("from", &input.from, ctx.today(), Meant::ToCome));
    let until = faults.take(dates::read("until", &input.until, ctx.today(), Meant::ToCome));
    let note = faults.optional("note", Words::optional(&input.note));
    faults.finish()?;
    let (Some(by), Some(from), Some(until)) = (by, from, until) else {
        unreachable!("what is missing was noted as a fault")
    };
    let set = (ctx.account()?, ctx.now(), ctx.today());
    let (cover, event) = Cover::arrange(ctx.id(), permit.key(), (worker, by), (from, until), note, set)?;
    for Kept { it, .. } in covers::of_service(work.tx(), permit.key(), ctx.today())? {
        let both = it.ended.is_none() && it.worker == worker && it.from <= until && from <= it.until;
        if both {
            return Err(Rejection::of_field(
                "from",
                "cover.twice",
                "Somebody covers on some of these days already. End that cover first, or choose other days.",
            )
            .into());
        }
    }
    save::new(work.tx(), &ctx.writ::<act::ArrangeCover>(), &cover, &event)?;
    Ok(())
}

/// Ends every cover of a worker that holds or will hold.
///
/// # Errors
/// [`Refusal::Rejected`] when there is none.
pub fn end(
    work: &mut Work<'_, '_>,
    ctx: &Ctx,
    permit: &Permit<act::ArrangeCover, Id<Service>>,
    worker: Id<Account>,
) -> Result<(), Refusal> {
    let mut ended = 0;
    for kept in covers::of_service(work.tx(), permit.key(), ctx.today())? {
        if kept.it.worker == worker && kept.it.ended.is_none() {
            let (cover, event) = kept.it.end(ctx.now())?;
            save::change(work.tx(), &ctx.writ::<act::ArrangeCover>(), kept.version, &cover, &event)?;
            ended += 1;
        }
    }
    if ended == 0 {
        return Err(Rejection::new("cover.none", "Nobody covers, so there is nothing to end.").into());
    }
    Ok(())
}
