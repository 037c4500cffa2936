//! Restricted records that nobody who is named can open any more, and naming new people on them.
//!
//! # Invariants
//! - Nothing of the record is shown: not whose it is, nor why it is restricted. What is shown is since when it has been
//!   as it is, and which colleagues were named.
//! - Whoever names new people is not one of them.
//! - It is written in the same unit of work into the audit chain and into the list of who looked at the record.

use std::collections::BTreeSet;

use jiff::Timestamp;
use kith_domain::id::Id;
use kith_domain::person::Person;
use kith_domain::person::protection::Protection;
use kith_domain::policy::{Action, act};
use kith_domain::rejection::Rejection;
use kith_domain::staff::{Account, Service};
use kith_domain::text::Words;
use kith_store::access_log::{self, Access, Outcome};
use kith_store::{Kept, ReadTx, protection, save, staff};

use crate::app::{Look, Work};
use crate::ctx::Ctx;
use crate::permit::Permit;
use crate::protection::{may_be_named, movers};
use crate::refusal::{Faults, Refusal};

/// A record that nobody who is named can open.
#[derive(Debug, Clone)]
pub struct LostRecord {
    /// Its identifier, which says nothing.
    pub person: Id<Person>,
    /// The version of its protection.
    pub version: i64,
    /// When who may see it was said last.
    pub since: Timestamp,
    /// Who is named, by name.
    pub named: Vec<String>,
}

/// Those of a service, longest first.
///
/// # Errors
/// When the store cannot answer.
pub fn list(look: &mut Look<'_, '_>, permit: &Permit<act::NameAnew, Id<Service>>) -> Result<Vec<LostRecord>, Refusal> {
    let names = staff::names(look.tx(), permit.key())?;
    let name = |account: &Id<Account>| {
        let known = names.iter().find(|(known, _)| known == account);
        known.map_or_else(|| "Somebody no longer here".to_owned(), |(_, name)| name.clone())
    };
    let all = all(look.tx(), permit.key())?;
    Ok(all
        .into_iter()
        .map(|kept| LostRecord {
            person: kept.it.person,
            version: kept.version,
            since: kept.it.at,
            named: kept.it.terms.named.iter().map(name).collect(),
        })
        .collect())
}

/// How many there are in a service: for those who lead it, who are told that one is lost and nothing of whose.
pub(crate) fn count(look: &mut Look<'_, '_>, service: Id<Service>) -> Result<usize, Refusal> {
    Ok(all(look.tx(), service)?.len())
}

/// The restricted records of a service that nobody who is named can open.
fn all(tx: &mut ReadTx<'_>, service: Id<Service>) -> Result<Vec<Kept<Protection>>, Refusal> {
    let here: BTreeSet<Id<Account>> = may_be_named(tx, service)?.into_iter().map(|(account, _)| account).collect();
    let mut lost = Vec::new();
    for kept in protection::restricted(tx, service)? {
        if kept.it.terms.named.is_disjoint(&here) {
            lost.push(kept);
        }
    }
    Ok(lost)
}

/// One of them, with everybody who may be named on it.
#[derive(Debug, Clone)]
pub struct One {
    /// The record.
    pub record: LostRecord,
    /// Who may be named, by name.
    pub could_be: Vec<(Id<Account>, String)>,
}

/// One of them.
///
/// # Errors
/// [`Refusal::Hidden`] when it is none of those that nobody can open.
pub fn one(
    look: &mut Look<'_, '_>,
    ctx: &Ctx,
    permit: &Permit<act::NameAnew, Id<Service>>,
    person: Id<Person>,
) -> Result<One, Refusal> {
    let record = list(look, permit)?.into_iter().find(|it| it.person == person).ok_or(Refusal::Hidden)?;
    let own = ctx.account()?;
    let mut could_be = may_be_named(look.tx(), permit.key())?;
    could_be.retain(|(account, _)| *account != own);
    Ok(One { record, could_be })
}

/// Names new people.
///
/// # Errors
/// [`Refusal::Rejected`] with everything that is wrong with the form; [`Refusal::Hidden`] when somebody can open the
/// record meanwhile; [`Refusal::Stale`] when it was changed.
pub fn name(
    work: &mut Work<'_, '_>,
    ctx: &Ctx,
    permit: &Permit<act::NameAnew, Id<Service>>,
    person: Id<Person>,
    version: i64,
    (typed, why): (&[String], &str),
) -> Result<(), Refusal> {
    let service = permit.key();
    let kept = all(work.tx(), service)?.into_iter().find(|kept| kept.it.person == person).ok_or(Refusal::Hidden)?;
    if kept.version != version {
        return Err(Refusal::Stale);
    }
    let known = may_be_named(work.tx(), service)?;
    let mut faults = Faults::new();
    let mut named = BTreeSet::new();
    for typed in typed {
        match known.iter().find(|(account, _)| account.to_string() == *typed) {
            Some((account, _)) => drop(named.insert(*account)),
            None => faults.add(Rejection::of_field(
                "named",
                "protection.unknown",
                "Somebody you named does not work here any more. Choose again.",
            )),
        }
    }
    let why = faults.text("why", "Say why you name new people.", Words::new(why));
    faults.finish()?;
    let Some(why) = why else { unreachable!("a missing reason was noted as a fault") };
    let movers = movers(work.tx(), service)?;
    let (it, event) = kept.it.name_anew(named, &movers, &why, (ctx.account()?, ctx.now()))?;
    save::change(work.tx(), &ctx.writ::<act::NameAnew>(), kept.version, &it, &event)?;
    let access = Access {
        id: ctx.id::<Access>().uuid(),
        service: service.uuid(),
        at: ctx.now(),
        account: ctx.account()?,
        action: Action::NameAnew.code(),
        request: ctx.request(),
        outcome: Outcome::Shown,
        people: vec![person],
    };
    access_log::log(work.tx(), &access)?;
    Ok(())
}
