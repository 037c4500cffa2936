//! What workers note of themselves beside a contact: kept in a table of their own, listed, taken along, taken away.
//!
//! # Invariants
//! - A list holds what its owner noted and nothing of anybody else; one of somebody else is not there.
//! - Nothing leads from a contact, a person or a report to it (ADR 0084).

use std::collections::BTreeSet;

use jiff::civil::Date;
use kith_domain::id::Id;
use kith_domain::policy::act;
use kith_domain::staff::Service;
use kith_domain::support::{Contact, OwnTap, WayList, WayOfWorking};
use kith_domain::time;
use kith_interop::csv;
use kith_store::{Kept, save, support, ways};
use uuid::Uuid;

use super::{label, of_oneself};
use crate::app::{Look, Work};
use crate::ctx::Ctx;
use crate::permit::{self, OnEntry, Permit};
use crate::refusal::Refusal;
use crate::support::ContactInput;

/// Keeps what a worker noted of herself beside a contact that she logged or corrected. A form that does not show it changes
/// nothing of it.
pub(crate) fn keep_own(
    work: &mut Work<'_, '_>,
    ctx: &Ctx,
    contact: &Contact,
    input: &ContactInput,
) -> Result<(), Refusal> {
    let known = support::ways(work.tx(), contact.service)?;
    let ticked = of_oneself(&known, input);
    let list = ways::number(work.tx(), contact.service)?;
    let writ = || ctx.writ::<act::KeepOwn>();
    match ways::beside(work.tx(), contact.id, contact.author)? {
        None => {
            if let Some((it, event)) = OwnTap::keep(ctx.id(), contact, (ticked, list), ctx.now()) {
                save::new(work.tx(), &writ(), &it, &event)?;
            }
        }
        Some(kept) => {
            let is_shown = input.own_shown == "yes" || !ticked.is_empty();
            let taps =
                if is_shown && ticked != kept.it.ways { (ticked, list) } else { (kept.it.ways.clone(), kept.it.list) };
            let (version, day) = (kept.version, time::day_of(contact.details.at));
            if let Some((it, event)) = kept.it.change(day, taps, ctx.now()) {
                save::change(work.tx(), &writ(), version, &it, &event)?;
            }
        }
    }
    Ok(())
}

/// What one noted of oneself beside a contact of one's own, for the form that corrects it.
///
/// # Errors
/// When the store cannot answer.
pub fn noted_beside(
    look: &mut Look<'_, '_>,
    ctx: &Ctx,
    permit: &Permit<act::CorrectContact, Id<Contact>>,
) -> Result<Vec<Id<WayOfWorking>>, Refusal> {
    let kept = ways::beside(look.tx(), permit.key(), ctx.account()?)?;
    Ok(kept.map(|kept| kept.it.ways).unwrap_or_default())
}

/// How many lines stand on a page of what one noted of oneself.
const PAGE: u32 = 50;
/// How many lines a file holds at most.
const MOST: u32 = 10_000;

/// Before which day and entry a page begins.
pub type Before = (Date, Uuid);

/// The beginning of the list.
const FIRST: Before = (Date::MAX, Uuid::max());

/// A page of what one noted of oneself.
#[derive(Debug, Clone)]
pub struct Noted {
    /// What was noted, latest day first, without what was taken away.
    pub taps: Vec<Kept<OwnTap>>,
    /// Where the list goes on.
    pub next: Option<Before>,
    /// The list of what we did.
    pub ways: Vec<WayOfWorking>,
    /// Its versions, newest first.
    pub lists: Vec<WayList>,
    /// The contacts that one may still open: a record may have been closed to its writer since.
    pub open: BTreeSet<Id<Contact>>,
}

impl Noted {
    /// The words of what was noted, as they read then.
    #[must_use]
    pub fn labels(&self, it: &OwnTap) -> Vec<&str> {
        it.ways.iter().map(|way| label(*way, it.list, &self.ways, &self.lists)).collect()
    }
}

/// What one noted of oneself.
///
/// # Errors
/// When the store cannot answer.
pub fn noted(
    look: &mut Look<'_, '_>,
    ctx: &Ctx,
    permit: &Permit<act::SeeOwnTaps, Id<Service>>,
    before: Option<Before>,
) -> Result<Noted, Refusal> {
    let whose = (permit.key(), ctx.account()?);
    let mut taps = ways::of_owner(look.tx(), whose, before.unwrap_or(FIRST), PAGE + 1)?;
    let goes_on = taps.len() > PAGE as usize;
    taps.truncate(PAGE as usize);
    let next = taps.last().filter(|_| goes_on).map(|kept| (kept.it.day, kept.it.id.uuid()));
    taps.retain(|kept| !kept.it.ways.is_empty());
    let mut open = BTreeSet::new();
    for kept in &taps {
        match permit::contact::<act::CorrectContact>(look.tx(), ctx, kept.it.contact) {
            Ok(_) => drop(open.insert(kept.it.contact)),
            Err(Refusal::Hidden | Refusal::Denied) => {}
            Err(other) => return Err(other),
        }
    }
    Ok(Noted {
        open,
        taps,
        next,
        ways: support::ways(look.tx(), permit.key())?,
        lists: ways::versions(look.tx(), permit.key())?,
    })
}

/// Everything that one noted of oneself, as a table for a spreadsheet. It is one's own to take.
///
/// # Errors
/// When the store cannot answer.
pub fn file(
    look: &mut Look<'_, '_>,
    ctx: &Ctx,
    permit: &Permit<act::SeeOwnTaps, Id<Service>>,
) -> Result<Vec<u8>, Refusal> {
    let taps = ways::of_owner(look.tx(), (permit.key(), ctx.account()?), FIRST, MOST)?;
    let noted = Noted {
        taps: Vec::new(),
        next: None,
        open: BTreeSet::new(),
        ways: support::ways(look.tx(), permit.key())?,
        lists: ways::versions(look.tx(), permit.key())?,
    };
    let rows = taps.iter().flat_map(|kept| {
        let day = time::date_in_words(kept.it.day);
        noted.labels(&kept.it).into_iter().map(move |label| vec![day.clone().into(), label.to_owned().into()])
    });
    let head = vec!["Day".to_owned().into(), "What I noted about myself".to_owned().into()];
    Ok(csv::write(std::iter::once(head).chain(rows)))
}

/// Takes away what one noted of oneself beside a contact. Its history stays, and is one's own too.
///
/// # Errors
/// When the store cannot do it.
pub fn take_away(work: &mut Work<'_, '_>, ctx: &Ctx, (_, kept): OnEntry<act::KeepOwn, OwnTap>) -> Result<(), Refusal> {
    let (version, day, list) = (kept.version, kept.it.day, kept.it.list);
    if let Some((it, event)) = kept.it.change(day, (Vec::new(), list), ctx.now()) {
        save::change(work.tx(), &ctx.writ::<act::KeepOwn>(), version, &it, &event)?;
    }
    Ok(())
}
