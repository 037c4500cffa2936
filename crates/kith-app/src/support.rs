//! What a link worker writes down: contacts, what matters, needs, gaps; and ending and reopening.

mod contact;

pub use contact::{Before, ContactInput, LIKE_ONE_BEFORE, correct_contact, log_contact, logged_before};
pub(crate) use contact::{details, is_no_second, log_details, number};

use kith_domain::id::Id;
use kith_domain::need::{Domain, Known, Need, Telling};
use kith_domain::person::Person;
use kith_domain::policy::{Act, act};
use kith_domain::rejection::Rejection;
use kith_domain::support::case::{ClosureReason, Door};
use kith_domain::support::{Case, Contact, WhatMatters};
use kith_domain::text::Words;
use kith_store::{Kept, cases, save, support, table};

use crate::app::Work;
use crate::ctx::Ctx;
use crate::permit::Permit;
use crate::refusal::{Faults, Refusal};

pub(crate) fn the_person(work: &mut Work<'_, '_>, id: Id<Person>) -> Result<Person, Refusal> {
    Ok(table::find::<Person>(work.tx(), id.uuid())?.ok_or(Refusal::Hidden)?.it)
}

/// The person's open case.
pub(crate) fn open_case(work: &mut Work<'_, '_>, person: Id<Person>) -> Result<Kept<Case>, Refusal> {
    let all = cases::of_person(work.tx(), person)?;
    all.into_iter().find(|kept| kept.it.state.is_open()).ok_or_else(|| {
        Rejection::new("case.not_open", "No case of this person is open. Reopen it first; no new referral is needed.")
            .into()
    })
}

const WORDS_OF_WHAT_MATTERS: &str = "Write what matters, in the person's own words.";

/// Corrects how what matters was written down. What stood there before stays in its history.
///
/// # Errors
/// [`Refusal::Rejected`] with what is wrong, [`Refusal::Stale`] when it was corrected meanwhile.
pub fn correct_what_matters(
    work: &mut Work<'_, '_>,
    ctx: &Ctx,
    permit: &Permit<act::CorrectMatters, Id<WhatMatters>>,
    version: i64,
    words: &str,
) -> Result<Id<Person>, Refusal> {
    let mut faults = Faults::new();
    let words = faults.text("words", WORDS_OF_WHAT_MATTERS, Words::new(words));
    faults.finish()?;
    let Some(words) = words else { unreachable!("missing words were noted as a fault") };
    let kept = table::find::<WhatMatters>(work.tx(), permit.key().uuid())?.ok_or(Refusal::Hidden)?;
    if kept.version != version {
        return Err(Refusal::Stale);
    }
    let (matters, event) = kept.it.correct(words)?;
    save::change(work.tx(), &ctx.writ::<act::CorrectMatters>(), version, &matters, &event)?;
    Ok(matters.person)
}

/// Writes what matters, in the person's words.
///
/// # Errors
/// [`Refusal::Rejected`] when nothing is written.
pub fn write_what_matters(
    work: &mut Work<'_, '_>,
    ctx: &Ctx,
    permit: &Permit<act::WriteWhatMatters, Id<Person>>,
    words: &str,
) -> Result<(), Refusal> {
    let mut faults = Faults::new();
    let words = faults.text("words", WORDS_OF_WHAT_MATTERS, Words::new(words));
    faults.finish()?;
    let Some(words) = words else { unreachable!("missing words were noted as a fault") };
    let person = the_person(work, permit.key())?;
    let (matters, event) = WhatMatters::write(ctx.id(), &person, words, ctx.account()?, ctx.now());
    save::new(work.tx(), &ctx.writ::<act::WriteWhatMatters>(), &matters, &event)?;
    crate::drafts::discard(work, ctx, permit, crate::drafts::MATTERS)?;
    Ok(())
}

/// A need as typed.
#[derive(Debug, Clone, Default)]
pub struct NeedInput {
    /// As the person stated it.
    pub stated: String,
    /// Code of [`Domain`], or empty.
    pub domain: String,
    /// Code of [`Known`].
    pub known: String,
    /// Identifier of the contact at which it came to light, or empty.
    pub heard: String,
}

/// Records a need.
///
/// # Errors
/// [`Refusal::Rejected`] with everything that is wrong with the form.
pub fn record_need(
    work: &mut Work<'_, '_>,
    ctx: &Ctx,
    permit: &Permit<act::RecordNeed, Id<Person>>,
    input: &NeedInput,
) -> Result<Id<Need>, Refusal> {
    let telling = told(work, permit.key(), input)?;
    let person = the_person(work, permit.key())?;
    let (need, event) = Need::record(ctx.id(), &person, telling, ctx.account()?, ctx.now());
    save::new(work.tx(), &ctx.writ::<act::RecordNeed>(), &need, &event)?;
    crate::drafts::discard(work, ctx, permit, crate::drafts::NEED)?;
    Ok(need.id)
}

/// Checks the form of a need and says everything that is wrong at once.
pub(crate) fn told(work: &mut Work<'_, '_>, person: Id<Person>, input: &NeedInput) -> Result<Telling, Refusal> {
    let mut faults = Faults::new();
    let stated = faults.text("stated", "Write the need as the person said it.", Words::new(&input.stated));
    let domain =
        match input.domain.as_str() {
            "" => None,
            code => faults.take(Domain::from_code(code).ok_or_else(|| {
                Rejection::of_field("domain", "need.domain", "Choose what it is about, or leave it out.")
            })),
        };
    let known = faults.take(
        Known::from_code(&input.known)
            .ok_or_else(|| Rejection::of_field("known", "need.known", "Choose when this came to light.")),
    );
    let heard: Option<Id<Contact>> = match input.heard.as_str() {
        "" => None,
        typed => {
            let contacts = support::contacts(work.tx(), person)?;
            let found = contacts.iter().map(|kept| kept.it.id).find(|id| id.to_string() == typed);
            if found.is_none() {
                let rejection = Rejection::of_field("heard", "need.heard", "Choose one of this person's contacts.");
                faults.add(rejection);
            }
            found
        }
    };
    faults.finish()?;
    let (Some(stated), Some(known)) = (stated, known) else { unreachable!("every missing part was noted as a fault") };
    Ok(Telling { stated, domain, known, heard })
}

/// An ending as typed.
#[derive(Debug, Clone, Default)]
pub struct CloseInput {
    /// Code of [`ClosureReason`].
    pub reason: String,
    /// More.
    pub words: String,
    /// Whether the person knows that they can come back.
    pub door_open: bool,
    /// Whether the service's closing policy is followed, whose reason it then is.
    pub by_policy: bool,
}

/// Ends the open case of a person.
///
/// # Errors
/// [`Refusal::Rejected`] when no reason is chosen or no case is open.
pub fn close(
    work: &mut Work<'_, '_>,
    ctx: &Ctx,
    permit: &Permit<act::Close, Id<Person>>,
    input: &CloseInput,
) -> Result<(), Refusal> {
    let mut faults = Faults::new();
    let reason = faults.take(ClosureReason::from_code(&input.reason).ok_or_else(|| {
        Rejection::of_field("reason", "case.reason", "Choose why support ends. “Not known” is a proper answer.")
    }));
    let words = faults.optional("words", Words::optional(&input.words));
    faults.finish()?;
    let Some(reason) = reason else { unreachable!("a missing reason was noted as a fault") };
    let door = if input.door_open { Door::Open } else { Door::Shut };
    let case = open_case(work, permit.key())?;
    let policy =
        if input.by_policy { Some(crate::closing_policy::followed(work, ctx, &case.it, reason)?) } else { None };
    let (ended, event) = case.it.end_by(reason, words, door, ctx.now(), policy)?;
    cases::save_change(work.tx(), &ctx.writ::<act::Close>(), case.version, &ended, &event)?;
    crate::holding::end_with_support::<act::Close>(work, ctx, permit.key())?;
    crate::ending::call_off::<act::Close>(work, ctx, permit.key())?;
    if crate::ending::ends_asking(reason) {
        crate::ending::stop_asking::<act::Close>(work, ctx, permit.key())?;
    }
    Ok(())
}

/// Takes the latest case of a person up again, without a new referral.
///
/// # Errors
/// [`Refusal::Rejected`] when a case is open already, or there never was one.
pub fn reopen(work: &mut Work<'_, '_>, ctx: &Ctx, permit: &Permit<act::Reopen, Id<Person>>) -> Result<(), Refusal> {
    let all = cases::of_person(work.tx(), permit.key())?;
    if all.iter().any(|kept| kept.it.state.is_open()) {
        return Err(Rejection::new("case.not_ended", "This person has an open case. Nothing was changed.").into());
    }
    let latest = all.into_iter().next().ok_or_else(|| {
        Rejection::new("case.none", "This person has no case yet: the referral has not been accepted.")
    })?;
    let (open, event) = latest.it.reopen(ctx.now())?;
    cases::save_change(work.tx(), &ctx.writ::<act::Reopen>(), latest.version, &open, &event)?;
    Ok(())
}

/// The code of an action, for the nonce of its form.
#[must_use]
pub const fn code_of<A: Act>() -> &'static str {
    A::ACTION.code()
}
