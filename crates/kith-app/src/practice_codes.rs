//! The codes of practices that keep no accounts: made, shown once and revoked by the lead or the manager.

use std::collections::BTreeMap;

use kith_domain::id::Id;
use kith_domain::policy::{Act, act};
use kith_domain::practice::Practice;
use kith_domain::practice_code::{self, PracticeCode};
use kith_domain::rejection::Rejection;
use kith_domain::staff::Service;
use kith_store::save::SaveError;
use kith_store::{DbError, practice_codes, save, staff};

use crate::app::{Look, Work};
use crate::ctx::Ctx;
use crate::door::hex;
use crate::people::Names;
use crate::permit::Permit;
use crate::refusal::Refusal;

/// A practice and its code, if it has one that works.
#[derive(Debug, Clone)]
pub struct OfPractice {
    /// The practice.
    pub practice: Practice,
    /// Its code that works; what it is stands nowhere.
    pub code: Option<PracticeCode>,
}

/// The practices of a service with their codes, by name.
#[derive(Debug, Clone)]
pub struct Codes {
    /// The practices.
    pub practices: Vec<OfPractice>,
    /// Names of the staff.
    pub names: Names,
}

/// Lists the practices of a service with their codes.
///
/// # Errors
/// When the store cannot answer.
pub fn list(look: &mut Look<'_, '_>, permit: &Permit<act::ManagePracticeCodes, Id<Service>>) -> Result<Codes, Refusal> {
    let mut working: BTreeMap<Id<Practice>, PracticeCode> =
        practice_codes::working(look.tx(), permit.key())?.into_iter().map(|kept| (kept.it.practice, kept.it)).collect();
    let mut practices: Vec<OfPractice> = practice_codes::practices(look.tx(), permit.key())?
        .into_iter()
        .map(|practice| OfPractice { code: working.remove(&practice.id), practice })
        .collect();
    practices.sort_by(|one, other| one.practice.name.cmp(&other.practice.name));
    let names = staff::names(look.tx(), permit.key())?.into_iter().collect();
    Ok(Codes { practices, names })
}

/// One practice with its code.
///
/// # Errors
/// [`Refusal::Hidden`] when the service has no relationship with it.
pub fn of_practice(
    look: &mut Look<'_, '_>,
    permit: &Permit<act::ManagePracticeCodes, Id<Service>>,
    practice: Id<Practice>,
) -> Result<OfPractice, Refusal> {
    let codes = list(look, permit)?;
    codes.practices.into_iter().find(|one| one.practice.id == practice).ok_or(Refusal::Hidden)
}

/// A code that nobody has yet, to be shown before it is made to work.
#[must_use]
pub fn new_code(ctx: &Ctx) -> String {
    let [a, b, c, d, e, f, g, h, ..] = ctx.salt();
    practice_code::written([a, b, c, d, e, f, g, h])
}

/// Makes a code work for a practice; the one before it stops working.
///
/// # Errors
/// [`Refusal::Hidden`] when the service has no relationship with the practice; [`Refusal::OtherRecord`]
/// when it is no code that the page showed.
pub fn make(
    work: &mut Work<'_, '_>,
    ctx: &Ctx,
    permit: &Permit<act::ManagePracticeCodes, Id<Service>>,
    practice: Id<Practice>,
    code: &str,
) -> Result<(), Refusal> {
    let code = practice_code::tidied(code).ok_or(Refusal::OtherRecord)?;
    known(work, permit.key(), practice)?;
    stop::<act::ManagePracticeCodes>(work, ctx, permit.key(), practice)?;
    let (made, event) = PracticeCode::make(ctx.id(), permit.key(), practice, hex(&code), ctx.account()?, ctx.now());
    match save::new(work.tx(), &ctx.writ::<act::ManagePracticeCodes>(), &made, &event) {
        // Somebody has this code already, which no page offers.
        Err(SaveError::Db(DbError::Unique { .. })) => Err(Refusal::OtherRecord),
        saved => Ok(saved?),
    }
}

/// Revokes the code of a practice.
///
/// # Errors
/// [`Refusal::Rejected`] when it has none that works.
pub fn revoke(
    work: &mut Work<'_, '_>,
    ctx: &Ctx,
    permit: &Permit<act::ManagePracticeCodes, Id<Service>>,
    practice: Id<Practice>,
) -> Result<(), Refusal> {
    known(work, permit.key(), practice)?;
    if stop::<act::ManagePracticeCodes>(work, ctx, permit.key(), practice)? == 0 {
        return Err(
            Rejection::new("practice_code.none", "This practice has no code that works. Nothing was changed.").into()
        );
    }
    Ok(())
}

/// That a practice refers to the service.
fn known(work: &mut Work<'_, '_>, service: Id<Service>, practice: Id<Practice>) -> Result<(), Refusal> {
    let practices = practice_codes::practices(work.tx(), service)?;
    if practices.iter().any(|one| one.id == practice) { Ok(()) } else { Err(Refusal::Hidden) }
}

/// Revokes every code of a practice that works; says how many.
pub(crate) fn stop<A: Act>(
    work: &mut Work<'_, '_>,
    ctx: &Ctx,
    service: Id<Service>,
    practice: Id<Practice>,
) -> Result<usize, Refusal> {
    let mut stopped = 0;
    for kept in practice_codes::of_practice(work.tx(), service, practice)? {
        if kept.it.revoked.is_none() {
            let (code, event) = kept.it.revoke(ctx.now())?;
            save::change(work.tx(), &ctx.writ::<A>(), kept.version, &code, &event)?;
            stopped += 1;
        }
    }
    Ok(stopped)
}
