//! Permits for the edges of the role: what is a worker's own, what is shown, scope agreements and visits alone.

use kith_domain::boundary::agreement::ScopeAgreement;
use kith_domain::boundary::agreement_link::AgreementLink;
use kith_domain::boundary::discretion::DiscretionNote;
use kith_domain::boundary::entry::BoundaryEntry;
use kith_domain::boundary::same_day::SameDayAsk;
use kith_domain::boundary::visit::Visit;
use kith_domain::id::Id;
use kith_domain::link::Opens;
use kith_domain::policy::actor::Post;
use kith_domain::policy::{Act, AgreementFacts, Holder, OwnFacts, Resource, SharedFacts};
use kith_domain::practice::Practice;
use kith_domain::staff::Service;
use kith_store::{ReadTx, boundaries, discretion, practices, table, visits};

use super::{OnEntry, Permit, ask, entry};
use crate::ctx::Ctx;
use crate::refusal::Refusal;

/// For a boundary entry of one's own.
///
/// # Errors
/// [`Refusal::Hidden`] when there is none, or it is somebody else's.
pub fn own_boundary<A: Act>(
    tx: &mut ReadTx<'_>,
    ctx: &Ctx,
    id: Id<BoundaryEntry>,
) -> Result<OnEntry<A, BoundaryEntry>, Refusal> {
    let facts = boundaries::facts(tx, id)?.ok_or(Refusal::Hidden)?;
    let permit = ask(ctx, &Resource::Own(facts), id)?;
    let kept = table::find::<BoundaryEntry>(tx, id.uuid())?.ok_or(Refusal::Hidden)?;
    Ok((permit, kept))
}

/// For a discretion note of one's own.
///
/// # Errors
/// [`Refusal::Hidden`] when there is none, or it is somebody else's.
pub fn own_note<A: Act>(
    tx: &mut ReadTx<'_>,
    ctx: &Ctx,
    id: Id<DiscretionNote>,
) -> Result<OnEntry<A, DiscretionNote>, Refusal> {
    let facts = discretion::facts(tx, id)?.ok_or(Refusal::Hidden)?;
    let permit = ask(ctx, &Resource::Own(facts), id)?;
    let kept = table::find::<DiscretionNote>(tx, id.uuid())?.ok_or(Refusal::Hidden)?;
    Ok((permit, kept))
}

/// For what is one's own as a whole.
///
/// # Errors
/// [`Refusal::Hidden`] for everybody who has nothing of the kind.
pub fn my_own<A: Act>(ctx: &Ctx) -> Result<Permit<A, Id<Service>>, Refusal> {
    let service = ctx.actor().services().first().copied().ok_or(Refusal::Hidden)?;
    ask(ctx, &Resource::Own(OwnFacts { service, owner: ctx.account()? }), service)
}

/// For what colleagues show one of their own.
///
/// # Errors
/// [`Refusal::Hidden`] for everybody to whom nothing can be shown.
pub fn shown_to_me<A: Act>(ctx: &Ctx) -> Result<Permit<A, Id<Service>>, Refusal> {
    let service = ctx.actor().services().first().copied().ok_or(Refusal::Hidden)?;
    ask(ctx, &Resource::Shared(SharedFacts { service, with: Some(ctx.account()?) }), service)
}

/// For one ask of the same day, by whoever may do this to the record of the person it is about; gives the ask too.
///
/// # Errors
/// [`Refusal::Hidden`] when there is none, or as the policy says.
pub fn same_day<A: Act>(tx: &mut ReadTx<'_>, ctx: &Ctx, id: Id<SameDayAsk>) -> Result<OnEntry<A, SameDayAsk>, Refusal> {
    let kept = table::find::<SameDayAsk>(tx, id.uuid())?.ok_or(Refusal::Hidden)?;
    let permit = entry(tx, ctx, kept.it.person, Some(kept.it.asker), id)?;
    Ok((permit, kept))
}

/// Which scope agreement: of which service with which practice.
pub type Between = (Id<Service>, Id<Practice>);

/// For the scope agreement of a practice with the service that somebody works in, or that their practice refers to.
///
/// # Errors
/// [`Refusal::Hidden`] when the service has and had nothing to do with the practice, or as the policy says.
pub fn agreement<A: Act>(
    tx: &mut ReadTx<'_>,
    ctx: &Ctx,
    practice: Id<Practice>,
) -> Result<Permit<A, Between>, Refusal> {
    let service = ctx.actor().services().first().copied().ok_or(Refusal::Hidden)?;
    practices::find(tx, service, practice)?.ok_or(Refusal::Hidden)?;
    ask(ctx, &Resource::Agreement(AgreementFacts { service, practice }), (service, practice))
}

/// For the scope agreement of one's own practice.
///
/// # Errors
/// [`Refusal::Hidden`] for whoever is of no practice.
pub fn my_practice<A: Act>(tx: &mut ReadTx<'_>, ctx: &Ctx) -> Result<Permit<A, Between>, Refusal> {
    let Some(Post::Practice(practice)) = ctx.actor().post() else { return Err(Refusal::Hidden) };
    agreement(tx, ctx, practice)
}

/// For what a link to a scope agreement opens; gives the link and the version too. Whether it still works is asked
/// here, in the unit of work that uses it.
///
/// # Errors
/// [`Refusal::Hidden`] when there is none that works, or as the policy says.
pub fn agreement_link<A: Act>(
    tx: &mut ReadTx<'_>,
    ctx: &Ctx,
    id: Id<AgreementLink>,
) -> Result<(OnEntry<A, ScopeAgreement>, AgreementLink), Refusal> {
    let link = table::find::<AgreementLink>(tx, id.uuid())?.ok_or(Refusal::Hidden)?.it;
    if !link.works_at(ctx.now()) {
        return Err(Refusal::Hidden);
    }
    let opened = Holder { service: link.service, opens: Opens::Agreement(link.agreement) };
    let permit = ask(ctx, &Resource::Linked(opened), link.agreement)?;
    let kept = table::find::<ScopeAgreement>(tx, link.agreement.uuid())?.ok_or(Refusal::Hidden)?;
    // A practice that refers here no more opens nothing by a link of before.
    let known = practices::find(tx, kept.it.service, kept.it.practice)?.ok_or(Refusal::Hidden)?;
    if known.it.relation.ended.is_some() {
        return Err(Refusal::Hidden);
    }
    Ok(((permit, kept), link))
}

/// For one visit alone; gives the visit too.
///
/// # Errors
/// [`Refusal::Hidden`] when there is none or it was deleted, or as the policy says.
pub fn visit<A: Act>(tx: &mut ReadTx<'_>, ctx: &Ctx, id: Id<Visit>) -> Result<OnEntry<A, Visit>, Refusal> {
    let facts = visits::facts(tx, id)?.ok_or(Refusal::Hidden)?;
    let permit = ask(ctx, &Resource::Visit(facts), id)?;
    let kept = table::find::<Visit>(tx, id.uuid())?.ok_or(Refusal::Hidden)?;
    Ok((permit, kept))
}
