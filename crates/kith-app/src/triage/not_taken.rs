//! Giving back and redirecting: who reads why, and whom a rule of the service turned away.

use kith_domain::id::Id;
use kith_domain::need::Domain;
use kith_domain::policy::act;
use kith_domain::referral::{LinkReason, Referral, TurnedAway};
use kith_domain::rejection::Rejection;
use kith_domain::text::{Line, Words};
use kith_store::{save, table};

use crate::app::Work;
use crate::ctx::Ctx;
use crate::permit::Permit;
use crate::refusal::{Faults, Refusal};

/// Why a referral is not taken on, as typed.
#[derive(Debug, Clone, Default)]
pub struct NotTaken {
    /// What whoever sent it reads.
    pub reason: String,
    /// To whom it is redirected; not used when it is given back.
    pub to: String,
    /// The rule of the service that turned the person away; empty when no rule did.
    pub rule: String,
    /// What the person needed; their own words are taken when nothing is typed.
    pub need: String,
    /// Code of a [`Domain`]; may be empty.
    pub domain: String,
    /// Code of a [`LinkReason`] that the link of the receipt says; empty for none. A practice reads the reason itself.
    pub link_reason: String,
}

/// Gives a referral back to whoever sent it, with a reason that they read. Whoever a rule of the service
/// turned away is recorded with what they needed.
///
/// # Errors
/// [`Refusal::Rejected`] when the reason is missing or the referral was already dealt with.
pub fn give_back(
    work: &mut Work<'_, '_>,
    ctx: &Ctx,
    permit: &Permit<act::GiveBack, Id<Referral>>,
    input: &NotTaken,
) -> Result<(), Refusal> {
    let mut faults = Faults::new();
    let empty = "Say why, so that whoever sent it knows what to do.";
    let reason = faults.text("return_reason", empty, Words::new(&input.reason));
    let turned = turned_away_by(&mut faults, input);
    let on_link = link_reason(&mut faults, input);
    faults.finish()?;
    let Some(reason) = reason else { unreachable!("a missing reason was noted as a fault") };
    let kept = table::find::<Referral>(work.tx(), permit.key().uuid())?.ok_or(Refusal::Hidden)?;
    let (referral, event) = kept.it.give_back(reason, ctx.account()?, ctx.now())?;
    let on_link = on_link.filter(|_| referral.route.practice().is_none());
    let (referral, event) = referral.saying_on_its_link(event, on_link);
    save::change(work.tx(), &ctx.writ::<act::GiveBack>(), kept.version, &referral, &event)?;
    record_turned_away(work, ctx, &ctx.writ::<act::GiveBack>(), &referral, turned)
}

/// Points whoever sent a referral to somebody else who can help better, in words that they read.
///
/// # Errors
/// [`Refusal::Rejected`] when it is not said to whom or why, or the referral was already dealt with.
pub fn redirect(
    work: &mut Work<'_, '_>,
    ctx: &Ctx,
    permit: &Permit<act::Redirect, Id<Referral>>,
    input: &NotTaken,
) -> Result<(), Refusal> {
    let mut faults = Faults::new();
    let to = faults.text("redirect_to", "Say who can help better.", Line::new(&input.to));
    let empty = "Say what whoever sent it should do now.";
    let words = faults.text("redirect_words", empty, Words::new(&input.reason));
    let turned = turned_away_by(&mut faults, input);
    let on_link = link_reason(&mut faults, input);
    faults.finish()?;
    let (Some(to), Some(words)) = (to, words) else { unreachable!("what is missing was noted as a fault") };
    let kept = table::find::<Referral>(work.tx(), permit.key().uuid())?.ok_or(Refusal::Hidden)?;
    let (referral, event) = kept.it.redirect(to, words, ctx.account()?, ctx.now())?;
    let on_link = on_link.filter(|_| referral.route.practice().is_none());
    let (referral, event) = referral.saying_on_its_link(event, on_link);
    save::change(work.tx(), &ctx.writ::<act::Redirect>(), kept.version, &referral, &event)?;
    record_turned_away(work, ctx, &ctx.writ::<act::Redirect>(), &referral, turned)
}

/// The rule that turned somebody away, with what they needed, where one did.
type Turned = Option<(Line, Option<Words>, Option<Domain>)>;

fn turned_away_by(faults: &mut Faults, input: &NotTaken) -> Turned {
    let need = faults.optional("need", Words::optional(&input.need));
    let rule = faults.optional("rule", Line::optional(&input.rule));
    let domain = match input.domain.as_str() {
        "" => None,
        code => faults.take(Domain::from_code(code).ok_or_else(|| {
            Rejection::of_field("domain", "turned_away.domain", "Choose what the need is about, or leave it out.")
        })),
    };
    if rule.is_none() && (need.is_some() || domain.is_some()) {
        faults.add(Rejection::of_field(
            "rule",
            "turned_away.rule",
            "Say which rule turned them away, for example: lives outside the area. Or leave the need out.",
        ));
    }
    rule.map(|rule| (rule, need, domain))
}

/// What the link of the receipt is to say, where something was chosen.
fn link_reason(faults: &mut Faults, input: &NotTaken) -> Option<LinkReason> {
    if input.link_reason.is_empty() {
        return None;
    }
    faults.take(LinkReason::from_code(&input.link_reason).ok_or_else(|| {
        Rejection::of_field("link_reason", "referral.link_reason", "Choose what their link says from the list.")
    }))
}

fn record_turned_away(
    work: &mut Work<'_, '_>,
    ctx: &Ctx,
    writ: &save::Writ,
    referral: &Referral,
    turned: Turned,
) -> Result<(), Refusal> {
    let Some((rule, need, domain)) = turned else { return Ok(()) };
    let need = need.unwrap_or_else(|| referral.reason.clone());
    let (it, event) = TurnedAway::record(ctx.id(), referral, (need, domain), rule, ctx.account()?, ctx.now());
    save::new(work.tx(), writ, &it, &event)?;
    Ok(())
}
