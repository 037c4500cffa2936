//! Guide lengths: what a service calls usual, and why a case goes beyond it. Nothing is blocked and nobody approves.

use kith_domain::id::Id;
use kith_domain::person::Person;
use kith_domain::policy::act;
use kith_domain::rejection::Rejection;
use kith_domain::staff::Service;
use kith_domain::support::BeyondGuide;
use kith_domain::support::guide::{Guide, Guides, Reason};
use kith_domain::text::Words;
use kith_store::{save, settings};

use crate::app::Work;
use crate::ctx::Ctx;
use crate::permit::Permit;
use crate::refusal::{Faults, Refusal};
use crate::settings::save_changed;
use crate::support::{number, open_case};

/// The guides of a service as typed; each may be empty for none.
#[derive(Debug, Clone, Default)]
pub struct Input {
    /// Contacts in which somebody was reached.
    pub contacts: String,
    /// Months.
    pub months: String,
    /// People with one link worker.
    pub caseload: String,
}

/// Sets the guides of a service.
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
    let contacts = faults.take(number("contacts", &input.contacts)).flatten();
    let months = faults.take(number("months", &input.months)).flatten();
    let caseload = faults.take(number("caseload", &input.caseload)).flatten();
    faults.finish()?;
    let kept = settings::of(work.tx(), permit.key())?;
    if kept.version != version {
        return Err(Refusal::Stale);
    }
    let (it, event) = kept.it.guide(Guides { contacts, months, caseload })?;
    save_changed(work, ctx, version, &it, &event)
}

/// Says why the open case of a person goes beyond a guide: one tap, and words where somebody wants to.
///
/// # Errors
/// [`Refusal::Rejected`] with what is wrong, or when no case is open.
pub fn go_beyond(
    work: &mut Work<'_, '_>,
    ctx: &Ctx,
    permit: &Permit<act::SayBeyondGuide, Id<Person>>,
    (guide, reason, words): (&str, &str, &str),
) -> Result<(), Refusal> {
    let mut faults = Faults::new();
    let guide = faults.take(
        Guide::from_code(guide)
            .ok_or_else(|| Rejection::of_field("guide", "guide.which", "Choose which guide it goes beyond.")),
    );
    let reason = faults.take(
        Reason::from_code(reason).ok_or_else(|| Rejection::of_field("reason", "guide.reason", "Press why it goes on.")),
    );
    let words = faults.optional("words", Words::optional(words));
    faults.finish()?;
    let (Some(guide), Some(reason)) = (guide, reason) else { unreachable!("what is missing was noted as a fault") };
    let case = open_case(work, permit.key())?;
    let (it, event) = BeyondGuide::say(ctx.id(), &case.it, (guide, reason), words, (ctx.account()?, ctx.now()));
    save::new(work.tx(), &ctx.writ::<act::SayBeyondGuide>(), &it, &event)?;
    Ok(())
}
