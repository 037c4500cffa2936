//! Searches that found nothing, counted.

use jiff::ToSpan;
use kith_domain::directory::search::{Asked, everyday};
use kith_domain::id::Id;
use kith_domain::policy::{Act, act};
use kith_domain::staff::Service;
use kith_store::sought;

use crate::app::{Look, Work};
use crate::ctx::Ctx;
use crate::permit::Permit;
use crate::refusal::Refusal;

/// For how many days searches that found nothing are shown.
const SHOWN_DAYS: i64 = 365;

/// Counts a search that found nothing: each of its words that stands in Kith's own list, and once for all others. The
/// words themselves are not kept, nor who searched, nor for whom.
///
/// # Errors
/// [`Refusal::Hidden`] for whoever works for no service; [`Refusal::Fault`] when the store cannot take it.
pub fn note_nothing<A: Act>(
    work: &mut Work<'_, '_>,
    ctx: &Ctx,
    _permit: &Permit<A, ()>,
    typed: &str,
) -> Result<(), Refusal> {
    let service = ctx.actor().services().first().copied().ok_or(Refusal::Hidden)?;
    let mut words: Vec<&'static str> =
        Asked::of_words(typed).words.iter().map(|it| everyday::counted(it).unwrap_or_default()).collect();
    words.sort_unstable();
    words.dedup();
    for word in words {
        sought::count(work.tx(), service, ctx.today(), word)?;
    }
    Ok(())
}

/// What was looked for in the last year and not found.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Nothing {
    /// How often, by word, the most frequent first.
    pub words: Vec<(String, i64)>,
    /// How often with words of which none is kept.
    pub others: i64,
}

/// What was looked for and not found, for those who keep the directory of a service.
///
/// # Errors
/// When the store cannot answer.
pub fn looked_for(look: &mut Look<'_, '_>, permit: &Permit<act::KeepEntry, Id<Service>>) -> Result<Nothing, Refusal> {
    let from = look.today().saturating_sub(SHOWN_DAYS.days());
    let counted = sought::since(look.tx(), permit.key(), from)?;
    let others = counted.iter().filter(|(word, _)| word.is_empty()).map(|(_, times)| times).sum();
    Ok(Nothing { words: counted.into_iter().filter(|(word, _)| !word.is_empty()).collect(), others })
}
