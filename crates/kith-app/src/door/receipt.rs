//! The link of a receipt: a sentence of what became of it, and the answer to a question.

use jiff::Timestamp;
use kith_domain::id::Id;
use kith_domain::person::sharing::{Recipient, Standing, standing};
use kith_domain::policy::{Actor, act};
use kith_domain::referral::{LinkReason, Referral};
use kith_domain::rejection::Rejection;
use kith_domain::staff::Service;
use kith_domain::text::Words;
use kith_domain::time;
use kith_store::{Isolation, cases, questions, save, sharing, status_links, table};

use super::{Sent, digest_of_secret, public};
use crate::app::{App, Led, Sending, Work};
use crate::ctx::{Ctx, Seed};
use crate::permit::{self, Permit};
use crate::protection;
use crate::refusal::Refusal;
use crate::written;

/// What the link of a receipt opens: a sentence, and nothing of the person.
#[derive(Debug, Clone)]
pub struct Receipt {
    /// The referral, for its reference.
    pub referral: Id<Referral>,
    /// When it was sent.
    pub received: Timestamp,
    /// Until when the link works.
    pub expires: Timestamp,
    /// Name of the referral's state.
    pub state: &'static str,
    /// Name of the case's state, once there is a case.
    pub case: Option<&'static str>,
    /// Whether a practice sent it by its code.
    pub is_practice: bool,
    /// How many messages there are for that practice, which open with its code.
    pub messages: usize,
    /// Whether it was not taken on, and why stands behind the code of that practice.
    pub has_reason: bool,
    /// Why it was not taken on, where somebody chose a sentence for whoever has the link.
    pub why: Option<LinkReason>,
    /// The question that the team asks, written for whoever has the link.
    pub question: Option<Words>,
}

/// Opens a receipt by the secret of its link.
///
/// # Errors
/// [`Refusal::Hidden`] when no such link works, and never why.
pub fn receipt(app: &App, service: Id<Service>, secret: &str) -> Result<Receipt, Refusal> {
    let digest = digest_of_secret(secret).ok_or(Refusal::Hidden)?;
    let seed = app.seed(Actor::Nobody);
    let permit = permit::door::<act::SeeReceipt>(&Ctx::begin(&seed), service)?;
    app.peek(&public(Some(permit.key())), |tx| {
        let link = status_links::by_digest(tx, &digest)?.ok_or(Refusal::Hidden)?.it;
        if link.service != service || !link.works(seed.now) {
            return Err(Refusal::Hidden);
        }
        let referral = table::find::<Referral>(tx, link.referral.uuid())?.ok_or(Refusal::Hidden)?.it;
        if protection::is_kept_offline(tx, referral.person)? {
            return Err(Refusal::Hidden);
        }
        let case = cases::of_referral(tx, referral.id)?.map(|kept| kept.it.state.name());
        let is_kept_from = match referral.route.practice() {
            Some(practice) => {
                let decisions = sharing::of_person(tx, referral.person)?;
                let stands = standing(&decisions, Recipient::Practice(practice), time::day_of(seed.now));
                matches!(stands, Standing::Refused(_) | Standing::Ended(_))
            }
            None => false,
        };
        let open = questions::of_referral(tx, referral.id)?.into_iter().find(|kept| kept.it.answer.is_none());
        let is_asked = matches!(referral.state, kith_domain::referral::State::Asked { .. });
        let messages = match referral.route.practice() {
            Some(_) => written::of_referral(tx, time::day_of(seed.now), &referral)?.len(),
            None => 0,
        };
        // What the person does not want the practice to be told, its receipt does not tell either.
        let case = case.filter(|_| !is_kept_from);
        Ok(Receipt {
            messages,
            has_reason: referral.route.practice().is_some() && written::not_taken_on(&referral).is_some(),
            why: referral.link_reason.filter(|_| referral.route.practice().is_none()),
            referral: referral.id,
            received: referral.received,
            expires: link.expires,
            state: referral.state.name(),
            case,
            is_practice: referral.route.practice().is_some(),
            question: open.filter(|_| is_asked).map(|kept| kept.it.words),
        })
    })
}

/// Answers the team's question by the link of a receipt.
///
/// # Errors
/// [`Refusal::Hidden`] when no such link works; [`Refusal::Rejected`] when nothing is answered or no question
/// is open.
pub fn answer(app: &App, service: &Service, secret: &str, words: &str, sent: &Sent<'_>) -> Result<Led, Refusal> {
    let digest = digest_of_secret(secret).ok_or(Refusal::Hidden)?;
    let seed = Seed { request: sent.request, ..app.seed(Actor::Nobody) };
    let sending = Sending {
        nonce: sent.nonce,
        action: "answer-question",
        content: sent.content,
        isolation: Isolation::Serializable,
        reach: public(Some(service.id)),
    };
    let (id, words) = (service.id, words.to_owned());
    app.submit_with(&seed, &sending, move |work, ctx| {
        let permit = permit::door::<act::AnswerQuestion>(ctx, id)?;
        let link = status_links::by_digest(work.tx(), &digest)?.ok_or(Refusal::Hidden)?.it;
        if link.service != permit.key() || !link.works(ctx.now()) {
            return Err(Refusal::Hidden);
        }
        let referral = table::find::<Referral>(work.tx(), link.referral.uuid())?.ok_or(Refusal::Hidden)?.it;
        if protection::is_kept_offline(work.tx(), referral.person)? {
            return Err(Refusal::Hidden);
        }
        crate::questioning::take_answer(work, ctx, link.referral, &words, None)?;
        Ok(String::new())
    })
}

/// What became of it, in one sentence that anybody may read. A practice with its code reads more behind it.
#[must_use]
pub fn status_in_words(state: &str, case: Option<&str>, is_practice: bool) -> &'static str {
    match (state, case) {
        ("redirected", _) if is_practice => {
            "The team thinks that somebody else can help better. Who, and what to do now, opens with your practice code."
        }
        ("returned", _) if is_practice => "The team could not take this on. Why opens with your practice code.",
        ("received", _) => "The team has it, and will look at it soon.",
        ("asked", _) => "The team has a question.",
        ("redirected", _) => "The team thinks that somebody else can help better. Ask the team to hear who.",
        ("accepted", _) => "The team has said yes. A link worker will be found.",
        ("returned", _) => "The team could not take this on. Ask the team to hear more.",
        (_, Some("new")) => "A link worker has it, and will be in touch.",
        (_, Some("active" | "holding")) => "A link worker is in touch.",
        (_, Some("door-open")) => {
            "Support has ended for now. There is no need for a new form to come back: ask the team."
        }
        (_, Some("closed")) => "Support has ended.",
        _ => "The team has it.",
    }
}

/// Stops the links of a referral's receipt.
///
/// # Errors
/// [`Refusal::Rejected`] when none works.
pub fn revoke_links(
    work: &mut Work<'_, '_>,
    ctx: &Ctx,
    permit: &Permit<act::RevokeStatusLink, Id<Referral>>,
) -> Result<(), Refusal> {
    let mut stopped = 0;
    for kept in status_links::of_referral(work.tx(), permit.key())? {
        if kept.it.revoked.is_none() {
            let (link, event) = kept.it.revoke(ctx.now())?;
            save::change(work.tx(), &ctx.writ::<act::RevokeStatusLink>(), kept.version, &link, &event)?;
            stopped += 1;
        }
    }
    if stopped == 0 {
        return Err(
            Rejection::new("status_link.none", "This referral has no link that works. Nothing was changed.").into()
        );
    }
    Ok(())
}
