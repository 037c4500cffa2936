//! What happens to needs and gaps after they were recorded: corrected, with the original kept, and said where they
//! stand.

use kith_domain::id::Id;
use kith_domain::need::{Need, Stand};
use kith_domain::person::Person;
use kith_domain::policy::act;
use kith_domain::rejection::Rejection;
use kith_domain::text::Words;
use kith_store::{save, table};

use crate::app::Work;
use crate::ctx::Ctx;
use crate::permit::Permit;
use crate::refusal::{Faults, Refusal};
use crate::support::{self, NeedInput};

/// Corrects a need. What it said before stays in its history.
///
/// # Errors
/// [`Refusal::Rejected`] with what is wrong, [`Refusal::Stale`] when it was changed meanwhile.
pub fn correct(
    work: &mut Work<'_, '_>,
    ctx: &Ctx,
    permit: &Permit<act::CorrectNeed, Id<Need>>,
    version: i64,
    input: &NeedInput,
) -> Result<Id<Person>, Refusal> {
    let kept = table::find::<Need>(work.tx(), permit.key().uuid())?.ok_or(Refusal::Hidden)?;
    if kept.version != version {
        return Err(Refusal::Stale);
    }
    let telling = support::told(work, kept.it.person, input)?;
    let (need, event) = kept.it.correct(telling)?;
    save::change(work.tx(), &ctx.writ::<act::CorrectNeed>(), version, &need, &event)?;
    Ok(need.person)
}

/// Says where a need stands.
///
/// # Errors
/// [`Refusal::Rejected`] with what is wrong, [`Refusal::Stale`] when it was changed meanwhile.
pub fn say(
    work: &mut Work<'_, '_>,
    ctx: &Ctx,
    permit: &Permit<act::SayNeed, Id<Need>>,
    version: i64,
    stand: &str,
    words: &str,
) -> Result<Id<Person>, Refusal> {
    let mut faults = Faults::new();
    let stand = faults.take(
        Stand::from_code(stand).ok_or_else(|| Rejection::of_field("stand", "need.stand", "Choose where it stands.")),
    );
    let words = faults.optional("words", Words::optional(words));
    faults.finish()?;
    let Some(stand) = stand else { unreachable!("a missing choice was noted as a fault") };
    let kept = table::find::<Need>(work.tx(), permit.key().uuid())?.ok_or(Refusal::Hidden)?;
    if kept.version != version {
        return Err(Refusal::Stale);
    }
    let (need, event) = kept.it.say(stand, words, ctx.account()?, ctx.now());
    save::change(work.tx(), &ctx.writ::<act::SayNeed>(), version, &need, &event)?;
    Ok(need.person)
}
