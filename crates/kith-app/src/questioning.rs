//! Questions from triage to whoever sent a referral, and their answers: by the practice that signed in, by
//! the link of a receipt, or by telephone and written down by the lead.

use kith_domain::id::Id;
use kith_domain::policy::act;
use kith_domain::referral::{Question, Referral, Route};
use kith_domain::rejection::Rejection;
use kith_domain::staff::Account;
use kith_domain::text::Words;
use kith_store::house::Letter;
use kith_store::{Kept, practices, questions, save, table};

use crate::app::Work;
use crate::ctx::Ctx;
use crate::permit::Permit;
use crate::protection;
use crate::refusal::{Faults, Refusal};

/// Asks whoever sent a referral. A practice that keeps accounts gets an e-mail that names nobody; `base` is where its
/// link begins.
///
/// # Errors
/// [`Refusal::Rejected`] when nothing is asked, a question is open already, or it was dealt with.
pub fn ask(
    work: &mut Work<'_, '_>,
    ctx: &Ctx,
    permit: &Permit<act::AskReferrer, Id<Referral>>,
    words: &str,
    base: &str,
) -> Result<Id<Question>, Refusal> {
    let mut faults = Faults::new();
    let words = faults.text("question", "Write the question.", Words::new(words));
    faults.finish()?;
    let Some(words) = words else { unreachable!("a missing question was noted as a fault") };
    let kept = table::find::<Referral>(work.tx(), permit.key().uuid())?.ok_or(Refusal::Hidden)?;
    let (referral, event) = kept.it.ask(ctx.account()?, ctx.now())?;
    save::change(work.tx(), &ctx.writ::<act::AskReferrer>(), kept.version, &referral, &event)?;
    let (question, event) = Question::ask(ctx.id(), &referral, words, ctx.account()?, ctx.now());
    let letters: Vec<Letter> = notice(work, ctx, &referral, &question, base)?.into_iter().collect();
    save::new_with_letters(work.tx(), &ctx.writ::<act::AskReferrer>(), &question, &event, &letters)?;
    Ok(question.id)
}

/// The notice to a practice that a question waits there; nothing when it has no address or keeps no accounts, or when
/// the record is marked *do not show online*. It names no person and no health fact.
fn notice(
    work: &mut Work<'_, '_>,
    ctx: &Ctx,
    referral: &Referral,
    question: &Question,
    base: &str,
) -> Result<Option<Letter>, Refusal> {
    let Route::Practice { practice, .. } = &referral.route else { return Ok(None) };
    if protection::is_kept_offline(work.tx(), referral.person)? {
        return Ok(None);
    }
    let practice = practices::named(work.tx(), referral.service, *practice)?;
    let Some(email) = practice.and_then(|practice| practice.email) else { return Ok(None) };
    let body = format!(
        "The service to which your practice sent a referral has a question about it, and waits for your answer before it \
         goes on.\n\n\
         Read and answer it here after signing in:\n{base}/my-referrals/{}\n\n\
         This e-mail names nobody on purpose. Please do not reply to it.\n",
        referral.id
    );
    Ok(Some(Letter {
        recipient: email.to_string(),
        subject: "A question about one of your referrals".to_owned(),
        body,
        about: Some(question.id.uuid()),
        ..Letter::blank(ctx.id::<Letter>().uuid(), referral.service.uuid(), "question", ctx.now())
    }))
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
