//! Questions from triage to whoever sent a referral, and their answers: by the practice that signed in, by
//! the link of a receipt, or by telephone and written down by the lead.

use kith_domain::id::Id;
use kith_domain::policy::act;
use kith_domain::referral::{Question, Referral};
use kith_domain::rejection::Rejection;
use kith_domain::staff::Account;
use kith_domain::text::Words;
use kith_store::{Kept, questions, save, table};

use crate::app::Work;
use crate::ctx::Ctx;
use crate::permit::Permit;
use crate::refusal::{Faults, Refusal};

/// Asks whoever sent a referral.
///
/// # Errors
/// [`Refusal::Rejected`] when nothing is asked, a question is open already, or it was dealt with.
pub fn ask(
    work: &mut Work<'_, '_>,
    ctx: &Ctx,
    permit: &Permit<act::AskReferrer, Id<Referral>>,
    words: &str,
) -> Result<Id<Question>, Refusal> {
    let mut faults = Faults::new();
    let words = faults.text("question", "Write the question.", Words::new(words));
    faults.finish()?;
    let Some(words) = words else { unreachable!("a missing question was noted as a fault") };
    let kept = table::find::<Referral>(work.tx(), permit.key().uuid())?.ok_or(Refusal::Hidden)?;
    let (referral, event) = kept.it.ask(ctx.account()?, ctx.now())?;
    save::change(work.tx(), &ctx.writ::<act::AskReferrer>(), kept.version, &referral, &event)?;
    let (question, event) = Question::ask(ctx.id(), &referral, words, ctx.account()?, ctx.now());
    save::new(work.tx(), &ctx.writ::<act::AskReferrer>(), &question, &event)?;
    Ok(question.id)
}

/// Answers the open question about a referral, as whoever signed in.
///
/// # Errors
/// [`Refusal::Rejected`] when nothing is answered or no question is open.
pub fn answer(
    work: &mut Work<'_, '_>,
    ctx: &Ctx,
    permit: &Permit<act::AnswerQuestion, Id<Referral>>,
    words: &str,
) -> Result<(), Refusal> {
    take_answer(work, ctx, permit.key(), words, Some(ctx.account()?))
}

/// Answers the open question about a referral.
pub(crate) fn take_answer(
    work: &mut Work<'_, '_>,
    ctx: &Ctx,
    referral: Id<Referral>,
    words: &str,
    by: Option<Id<Account>>,
) -> Result<(), Refusal> {
    let mut faults = Faults::new();
    let words = faults.text("answer", "Write the answer. A few words are enough.", Words::new(words));
    faults.finish()?;
    let Some(words) = words else { unreachable!("a missing answer was noted as a fault") };
    let kept = table::find::<Referral>(work.tx(), referral.uuid())?.ok_or(Refusal::Hidden)?;
    let (referral, event) = kept.it.answered()?;
    save::change(work.tx(), &ctx.writ::<act::AnswerQuestion>(), kept.version, &referral, &event)?;
    let open = questions::of_referral(work.tx(), referral.id)?.into_iter().find(|kept| kept.it.answer.is_none());
    let Kept { version, it } = open.ok_or_else(|| {
        Rejection::new("referral.no_question", "This question has been answered already. Nothing was changed.")
    })?;
    let (question, event) = it.answer(words, by, ctx.now())?;
    save::change(work.tx(), &ctx.writ::<act::AnswerQuestion>(), version, &question, &event)?;
    Ok(())
}
