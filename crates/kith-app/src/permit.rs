//! Permits: the only keys to use cases. The policy gives them; nothing else can.

mod edges;

use std::marker::PhantomData;

use kith_domain::appointment::Appointment;
use kith_domain::attachment::Attachment;
use kith_domain::boundary::safeguarding::Concern;
use kith_domain::directory::{CommunityService, Connection, Organisation};
use kith_domain::id::Id;
use kith_domain::import::Import;
use kith_domain::invitation::Invitation;
use kith_domain::link::Link;
use kith_domain::message::MessageBack;
use kith_domain::need::{Gap, Need};
use kith_domain::own_series::SeriesShare;
use kith_domain::person::Person;
use kith_domain::person::around::Around;
use kith_domain::policy::actor::Post;
use kith_domain::policy::{
    Act, Actor, ConcernFacts, Decision, Holder, LostFacts, OwnEntryFacts, PersonFacts, Resource, RoleFacts, Scope, act,
    decide,
};
use kith_domain::referral::Referral;
use kith_domain::staff::{Account, Service, Standing};
use kith_domain::support::plan::{Action as PlanAction, Goal};
use kith_domain::support::{Changed, Contact, Holding, Letter, OwnTap, WhatMatters};
use kith_store::{Kept, ReadTx, concerns, imports, people, referrals, requests, series_shares, staff, table, ways};

use crate::asking;
use crate::ctx::Ctx;
use crate::protection;
use crate::refusal::Refusal;

pub use edges::{
    Between, agreement, agreement_link, my_own, my_practice, own_boundary, own_note, same_day, shown_to_me, visit,
};

/// The right to do `A` to the record `K` names, in the unit of work it was given in.
#[derive(Debug)]
pub struct Permit<A: Act, K> {
    key: K,
    scope: Scope,
    act: PhantomData<A>,
}

impl<A: Act, K: Copy> Permit<A, K> {
    /// The record that may be acted on.
    #[must_use]
    pub const fn key(&self) -> K {
        self.key
    }

    /// The rows that a list may hold.
    #[must_use]
    pub const fn scope(&self) -> &Scope {
        &self.scope
    }
}

/// Asks the policy.
fn ask<A: Act, K>(ctx: &Ctx, resource: &Resource, key: K) -> Result<Permit<A, K>, Refusal> {
    match decide(ctx.actor(), A::ACTION, resource) {
        Decision::Allow => Ok(Permit { key, scope: scope_of(ctx.actor(), resource), act: PhantomData }),
        Decision::Deny => Err(Refusal::Denied),
        Decision::Hidden => Err(Refusal::Hidden),
    }
}

/// The rows that an actor's lists may hold.
fn scope_of(actor: &Actor, resource: &Resource) -> Scope {
    let covers = if let Actor::Staff(staff) = actor { staff.covers.clone() } else { Vec::new() };
    if let Actor::ListHolder(it) = actor {
        let (organisation, services) = (it.organisation, vec![it.service]);
        return Scope::Asked { organisation, services, address: Some(it.address.clone()) };
    }
    match (actor.post(), resource) {
        (_, Resource::Directory) => Scope::Public,
        (Some(Post::LinkWorker(service)), _) => match actor.account() {
            Some(worker) => Scope::Worker { service, worker, covers },
            None => Scope::Public,
        },
        (Some(Post::TeamLead(service) | Post::ServiceManager(service) | Post::Administrator(service)), _) => {
            match actor.account() {
                Some(viewer) => Scope::Service { service, viewer },
                None => Scope::Public,
            }
        }
        (Some(Post::Practice(practice)), _) => Scope::Practice { practice, services: actor.services().to_vec() },
        (Some(Post::Organisation(organisation)), _) => {
            Scope::Asked { organisation, services: actor.services().to_vec(), address: None }
        }
        _ => Scope::Public,
    }
}

/// For a service as a whole.
///
/// # Errors
/// [`Refusal::Hidden`] or [`Refusal::Denied`], as the policy says.
pub fn service<A: Act>(ctx: &Ctx, service: Id<Service>) -> Result<Permit<A, Id<Service>>, Refusal> {
    ask(ctx, &Resource::Service(service), service)
}

/// For the service that somebody works in, or the first that their practice refers to.
///
/// # Errors
/// [`Refusal::Hidden`] when there is none, or as the policy says.
pub fn own_service<A: Act>(ctx: &Ctx) -> Result<Permit<A, Id<Service>>, Refusal> {
    let own = ctx.actor().services().first().copied().ok_or(Refusal::Hidden)?;
    service(ctx, own)
}

/// For the public door of a service.
///
/// # Errors
/// As the policy says.
pub fn door<A: Act>(ctx: &Ctx, service: Id<Service>) -> Result<Permit<A, Id<Service>>, Refusal> {
    ask(ctx, &Resource::Door { service }, service)
}

/// For the public directory.
///
/// # Errors
/// As the policy says.
pub fn directory<A: Act>(ctx: &Ctx) -> Result<Permit<A, ()>, Refusal> {
    ask(ctx, &Resource::Directory, ())
}

/// For a person's record.
///
/// # Errors
/// [`Refusal::Hidden`] when there is none, or as the policy says.
pub fn person<A: Act>(tx: &mut ReadTx<'_>, ctx: &Ctx, id: Id<Person>) -> Result<Permit<A, Id<Person>>, Refusal> {
    let facts = people::facts(tx, id)?.ok_or(Refusal::Hidden)?;
    ask(ctx, &Resource::Person(facts), id)
}

/// The right to act on one entry, with the entry as it was read.
pub type OnEntry<A, T> = (Permit<A, Id<T>>, Kept<T>);

/// For an entry in a person's record.
fn entry<A: Act, T>(
    tx: &mut ReadTx<'_>,
    ctx: &Ctx,
    of: Id<Person>,
    author: Option<Id<kith_domain::staff::Account>>,
    id: Id<T>,
) -> Result<Permit<A, Id<T>>, Refusal> {
    let facts = people::facts(tx, of)?.ok_or(Refusal::Hidden)?;
    ask(ctx, &Resource::Person(PersonFacts { author, ..facts }), id)
}

/// For one contact; gives the contact too.
///
/// # Errors
/// [`Refusal::Hidden`] when there is none, or as the policy says.
pub fn contact<A: Act>(tx: &mut ReadTx<'_>, ctx: &Ctx, id: Id<Contact>) -> Result<OnEntry<A, Contact>, Refusal> {
    let kept = table::find::<Contact>(tx, id.uuid())?.ok_or(Refusal::Hidden)?;
    let permit = entry(tx, ctx, kept.it.person, Some(kept.it.author), id)?;
    Ok((permit, kept))
}

/// For one need; gives the need too.
///
/// # Errors
/// [`Refusal::Hidden`] when there is none, or as the policy says.
pub fn need<A: Act>(tx: &mut ReadTx<'_>, ctx: &Ctx, id: Id<Need>) -> Result<OnEntry<A, Need>, Refusal> {
    let kept = table::find::<Need>(tx, id.uuid())?.ok_or(Refusal::Hidden)?;
    let permit = entry(tx, ctx, kept.it.person, Some(kept.it.author), id)?;
    Ok((permit, kept))
}

/// For one appointment; gives the appointment too.
///
/// # Errors
/// [`Refusal::Hidden`] when there is none, or as the policy says.
pub fn appointment<A: Act>(
    tx: &mut ReadTx<'_>,
    ctx: &Ctx,
    id: Id<Appointment>,
) -> Result<OnEntry<A, Appointment>, Refusal> {
    let kept = table::find::<Appointment>(tx, id.uuid())?.ok_or(Refusal::Hidden)?;
    let permit = entry(tx, ctx, kept.it.person, Some(kept.it.author), id)?;
    Ok((permit, kept))
}

/// For one gap; gives the gap too.
///
/// # Errors
/// [`Refusal::Hidden`] when there is none, or as the policy says.
pub fn gap<A: Act>(tx: &mut ReadTx<'_>, ctx: &Ctx, id: Id<Gap>) -> Result<OnEntry<A, Gap>, Refusal> {
    let kept = table::find::<Gap>(tx, id.uuid())?.ok_or(Refusal::Hidden)?;
    let permit = entry(tx, ctx, kept.it.person, Some(kept.it.author), id)?;
    Ok((permit, kept))
}

/// For one letter; gives the letter too.
///
/// # Errors
/// [`Refusal::Hidden`] when there is none, or as the policy says.
pub fn letter<A: Act>(tx: &mut ReadTx<'_>, ctx: &Ctx, id: Id<Letter>) -> Result<OnEntry<A, Letter>, Refusal> {
    let kept = table::find::<Letter>(tx, id.uuid())?.ok_or(Refusal::Hidden)?;
    let permit = entry(tx, ctx, kept.it.person, Some(kept.it.author), id)?;
    Ok((permit, kept))
}

/// For one telling of what matters; gives the telling too.
///
/// # Errors
/// [`Refusal::Hidden`] when there is none, or as the policy says.
pub fn what_matters<A: Act>(
    tx: &mut ReadTx<'_>,
    ctx: &Ctx,
    id: Id<WhatMatters>,
) -> Result<OnEntry<A, WhatMatters>, Refusal> {
    let kept = table::find::<WhatMatters>(tx, id.uuid())?.ok_or(Refusal::Hidden)?;
    let permit = entry(tx, ctx, kept.it.person, Some(kept.it.author), id)?;
    Ok((permit, kept))
}

/// For one goal; gives the goal too.
///
/// # Errors
/// [`Refusal::Hidden`] when there is none, or as the policy says.
pub fn goal<A: Act>(tx: &mut ReadTx<'_>, ctx: &Ctx, id: Id<Goal>) -> Result<OnEntry<A, Goal>, Refusal> {
    let kept = table::find::<Goal>(tx, id.uuid())?.ok_or(Refusal::Hidden)?;
    let permit = entry(tx, ctx, kept.it.person, Some(kept.it.author), id)?;
    Ok((permit, kept))
}

/// For one action of a plan; gives the action too.
///
/// # Errors
/// [`Refusal::Hidden`] when there is none, or as the policy says.
pub fn plan_action<A: Act>(
    tx: &mut ReadTx<'_>,
    ctx: &Ctx,
    id: Id<PlanAction>,
) -> Result<OnEntry<A, PlanAction>, Refusal> {
    let kept = table::find::<PlanAction>(tx, id.uuid())?.ok_or(Refusal::Hidden)?;
    let permit = entry(tx, ctx, kept.it.person, Some(kept.it.author), id)?;
    Ok((permit, kept))
}

/// For one thing that changed; gives it too.
///
/// # Errors
/// [`Refusal::Hidden`] when there is none, or as the policy says.
pub fn changed<A: Act>(tx: &mut ReadTx<'_>, ctx: &Ctx, id: Id<Changed>) -> Result<OnEntry<A, Changed>, Refusal> {
    let kept = table::find::<Changed>(tx, id.uuid())?.ok_or(Refusal::Hidden)?;
    let permit = entry(tx, ctx, kept.it.person, Some(kept.it.author), id)?;
    Ok((permit, kept))
}

/// For one stretch of holding; gives it too.
///
/// # Errors
/// [`Refusal::Hidden`] when there is none, or as the policy says.
pub fn holding<A: Act>(tx: &mut ReadTx<'_>, ctx: &Ctx, id: Id<Holding>) -> Result<OnEntry<A, Holding>, Refusal> {
    let kept = table::find::<Holding>(tx, id.uuid())?.ok_or(Refusal::Hidden)?;
    let permit = entry(tx, ctx, kept.it.person, Some(kept.it.author), id)?;
    Ok((permit, kept))
}

/// For one attached file; gives what is known of it too. It is as open as the record it is in.
///
/// # Errors
/// [`Refusal::Hidden`] when there is none, or as the policy says.
pub fn attachment<A: Act>(
    tx: &mut ReadTx<'_>,
    ctx: &Ctx,
    id: Id<Attachment>,
) -> Result<OnEntry<A, Attachment>, Refusal> {
    let kept = table::find::<Attachment>(tx, id.uuid())?.ok_or(Refusal::Hidden)?;
    let permit = entry(tx, ctx, kept.it.person, Some(kept.it.author), id)?;
    Ok((permit, kept))
}

/// For one connection; gives the connection too.
///
/// # Errors
/// [`Refusal::Hidden`] when there is none, or as the policy says.
pub fn connection<A: Act>(
    tx: &mut ReadTx<'_>,
    ctx: &Ctx,
    id: Id<Connection>,
) -> Result<OnEntry<A, Connection>, Refusal> {
    let kept = table::find::<Connection>(tx, id.uuid())?.ok_or(Refusal::Hidden)?;
    let permit = entry(tx, ctx, kept.it.person, Some(kept.it.author), id)?;
    Ok((permit, kept))
}

/// For bringing files in and listing them: a lead lists her service's, a manager those that she brought in.
///
/// # Errors
/// As the policy says.
pub fn imports(ctx: &Ctx) -> Result<Permit<act::ImportPeople, Id<Service>>, Refusal> {
    let permit = own_service::<act::ImportPeople>(ctx)?;
    let scope = match (ctx.actor().post(), ctx.actor().account()) {
        (Some(Post::ServiceManager(service)), Some(worker)) => Scope::Worker { service, worker, covers: Vec::new() },
        _ => permit.scope,
    };
    Ok(Permit { scope, ..permit })
}

/// For one file that was brought in.
///
/// # Errors
/// [`Refusal::Hidden`] when there is none, or as the policy says.
pub fn import<A: Act>(tx: &mut ReadTx<'_>, ctx: &Ctx, id: Id<Import>) -> Result<Permit<A, Id<Import>>, Refusal> {
    let (service, by) = imports::facts(tx, id)?.ok_or(Refusal::Hidden)?;
    ask(ctx, &Resource::Import { service, by }, id)
}

/// For what an e-mailed link opens; gives the link too. Whether it still works is asked here, in the unit of work that
/// uses it.
///
/// # Errors
/// [`Refusal::Hidden`] when there is none that works, or as the policy says.
pub fn linked<A: Act>(tx: &mut ReadTx<'_>, ctx: &Ctx, id: Id<Link>) -> Result<(Permit<A, Id<Link>>, Link), Refusal> {
    let link = table::find::<Link>(tx, id.uuid())?.ok_or(Refusal::Hidden)?.it;
    if !link.works_at(ctx.now()) || protection::is_kept_offline(tx, link.person)? {
        return Err(Refusal::Hidden);
    }
    let permit = ask(ctx, &Resource::Linked(Holder { service: link.service, opens: link.opens }), id)?;
    Ok((permit, link))
}

/// For what an organisation is asked as a whole, for whoever speaks for it: by a link to the list, or an account of it.
///
/// # Errors
/// [`Refusal::Hidden`] for everybody else and when the link does not work any more, or as the policy says.
pub fn own_organisation<A: Act>(tx: &mut ReadTx<'_>, ctx: &Ctx) -> Result<Permit<A, Id<Organisation>>, Refusal> {
    let own = match (ctx.actor(), ctx.actor().post()) {
        (Actor::ListHolder(holder), _) => holder.organisation,
        (_, Some(Post::Organisation(own))) => own,
        _ => return Err(Refusal::Hidden),
    };
    still_works(tx, ctx)?;
    ask(ctx, &Resource::Organisation(own), own)
}

/// For one request to an organisation, for whoever speaks for it; gives the connection too.
///
/// # Errors
/// [`Refusal::Hidden`] when there is none, or as the policy says.
pub fn request<A: Act>(tx: &mut ReadTx<'_>, ctx: &Ctx, id: Id<Connection>) -> Result<OnEntry<A, Connection>, Refusal> {
    still_works(tx, ctx)?;
    let (kept, facts) = requests::facts(tx, id)?.ok_or(Refusal::Hidden)?;
    let permit = ask(ctx, &Resource::Request(facts), id)?;
    if protection::is_kept_offline(tx, kept.it.person)? {
        return Err(Refusal::Hidden);
    }
    Ok((permit, kept))
}

/// For one entry of an organisation, for whoever speaks for it; gives the entry too.
///
/// # Errors
/// [`Refusal::Hidden`] when there is none, or as the policy says.
pub fn own_entry<A: Act>(
    tx: &mut ReadTx<'_>,
    ctx: &Ctx,
    id: Id<CommunityService>,
) -> Result<OnEntry<A, CommunityService>, Refusal> {
    still_works(tx, ctx)?;
    let kept = table::find::<CommunityService>(tx, id.uuid())?.ok_or(Refusal::Hidden)?;
    let of = table::find::<Organisation>(tx, kept.it.organisation.uuid())?.ok_or(Refusal::Hidden)?.it;
    let facts = OwnEntryFacts { organisation: of.id, address: asking::recipient(&kept.it, &of) };
    Ok((ask(ctx, &Resource::OwnEntry(facts), id)?, kept))
}

/// Whether the link that somebody came by still works; whoever came otherwise has none that could not.
fn still_works(tx: &mut ReadTx<'_>, ctx: &Ctx) -> Result<(), Refusal> {
    let Actor::ListHolder(holder) = ctx.actor() else { return Ok(()) };
    asking::lists::working(tx, ctx.now(), holder.link).map(drop)
}

/// The right to act on one concern, with the concern as it was read.
pub type OnConcern<A> = OnEntry<A, Concern>;

/// For one safeguarding concern; gives the concern too.
///
/// # Errors
/// [`Refusal::Hidden`] when there is none, or as the policy says.
pub fn concern<A: Act>(tx: &mut ReadTx<'_>, ctx: &Ctx, id: Id<Concern>) -> Result<OnConcern<A>, Refusal> {
    let facts = facts_of_concern(tx, id)?;
    let permit = ask(ctx, &Resource::Concern(facts), id)?;
    let kept = table::find::<Concern>(tx, id.uuid())?.ok_or(Refusal::Hidden)?;
    Ok((permit, kept))
}

/// For what one noted of oneself beside a contact.
///
/// # Errors
/// [`Refusal::Hidden`] when there is none, or it is somebody else's.
pub fn own_tap<A: Act>(tx: &mut ReadTx<'_>, ctx: &Ctx, id: Id<OwnTap>) -> Result<OnEntry<A, OwnTap>, Refusal> {
    let facts = ways::facts(tx, id)?.ok_or(Refusal::Hidden)?;
    let permit = ask(ctx, &Resource::Own(facts), id)?;
    let kept = table::find::<OwnTap>(tx, id.uuid())?.ok_or(Refusal::Hidden)?;
    Ok((permit, kept))
}

/// For a sharing of one's own series.
///
/// # Errors
/// [`Refusal::Hidden`] when there is none, or it is somebody else's.
pub fn own_share<A: Act>(
    tx: &mut ReadTx<'_>,
    ctx: &Ctx,
    id: Id<SeriesShare>,
) -> Result<OnEntry<A, SeriesShare>, Refusal> {
    let (facts, _) = series_shares::facts(tx, id)?.ok_or(Refusal::Hidden)?;
    let permit = ask(ctx, &Resource::Own(facts), id)?;
    let kept = table::find::<SeriesShare>(tx, id.uuid())?.ok_or(Refusal::Hidden)?;
    Ok((permit, kept))
}

/// For a series that a link worker shares with whoever asks.
///
/// # Errors
/// [`Refusal::Hidden`] when there is none, it was taken back, or it is shared with somebody else.
pub fn shared_series<A: Act>(
    tx: &mut ReadTx<'_>,
    ctx: &Ctx,
    id: Id<SeriesShare>,
) -> Result<OnEntry<A, SeriesShare>, Refusal> {
    let (_, facts) = series_shares::facts(tx, id)?.ok_or(Refusal::Hidden)?;
    let permit = ask(ctx, &Resource::Shared(facts), id)?;
    let kept = table::find::<SeriesShare>(tx, id.uuid())?.ok_or(Refusal::Hidden)?;
    Ok((permit, kept))
}

/// For the restricted records of one's own service that nobody who is named can open.
///
/// # Errors
/// [`Refusal::Hidden`], as the policy says.
pub fn lost<A: Act>(tx: &mut ReadTx<'_>, ctx: &Ctx) -> Result<Permit<A, Id<Service>>, Refusal> {
    let service = ctx.actor().services().first().copied().ok_or(Refusal::Hidden)?;
    let leads = concerns::leads(tx, service)?.iter().map(|kept| kept.it.account).collect();
    ask(ctx, &Resource::Lost(LostFacts { service, leads }), service)
}

/// What decides about a concern, for a page that asks the policy what else to offer.
///
/// # Errors
/// [`Refusal::Hidden`] when there is none.
pub fn facts_of_concern(tx: &mut ReadTx<'_>, id: Id<Concern>) -> Result<ConcernFacts, Refusal> {
    concerns::facts(tx, id)?.ok_or(Refusal::Hidden)
}

/// For one message back, for whoever may see the person; gives the message too.
///
/// # Errors
/// [`Refusal::Hidden`] when there is none, or as the policy says.
pub fn message<A: Act>(
    tx: &mut ReadTx<'_>,
    ctx: &Ctx,
    id: Id<MessageBack>,
) -> Result<OnEntry<A, MessageBack>, Refusal> {
    let kept = table::find::<MessageBack>(tx, id.uuid())?.ok_or(Refusal::Hidden)?;
    let permit = entry(tx, ctx, kept.it.person, Some(kept.it.author), id)?;
    Ok((permit, kept))
}

/// For somebody around a person; gives them too.
///
/// # Errors
/// [`Refusal::Hidden`] when there is none, or as the policy says.
pub fn around<A: Act>(tx: &mut ReadTx<'_>, ctx: &Ctx, id: Id<Around>) -> Result<OnEntry<A, Around>, Refusal> {
    let kept = table::find::<Around>(tx, id.uuid())?.ok_or(Refusal::Hidden)?;
    let permit = entry(tx, ctx, kept.it.person, Some(kept.it.author), id)?;
    Ok((permit, kept))
}

/// For a referral in triage.
///
/// # Errors
/// [`Refusal::Hidden`] when there is none, or as the policy says.
pub fn referral<A: Act>(tx: &mut ReadTx<'_>, ctx: &Ctx, id: Id<Referral>) -> Result<Permit<A, Id<Referral>>, Refusal> {
    let service = referrals::facts(tx, id)?.ok_or(Refusal::Hidden)?.service;
    let permit = ask(ctx, &Resource::Referral { service }, id)?;
    // A referral of somebody whose record is restricted is there for those who are named only.
    let referral = table::find::<Referral>(tx, id.uuid())?.ok_or(Refusal::Hidden)?.it;
    person::<act::SeePerson>(tx, ctx, referral.person)?;
    Ok(permit)
}

/// For what a practice may read of a referral it made.
///
/// # Errors
/// [`Refusal::Hidden`] when there is none, or as the policy says.
pub fn practice_record<A: Act>(
    tx: &mut ReadTx<'_>,
    ctx: &Ctx,
    id: Id<Referral>,
) -> Result<Permit<A, Id<Referral>>, Refusal> {
    // What no practice referred is no practice's to read.
    let record = referrals::facts(tx, id)?.and_then(referrals::ReferralFacts::practice_record);
    let record = record.ok_or(Refusal::Hidden)?;
    ask(ctx, &Resource::Practice(record), id)
}

/// For an account.
///
/// # Errors
/// As the policy says.
pub fn account<A: Act>(ctx: &Ctx, id: Id<Account>) -> Result<Permit<A, Id<Account>>, Refusal> {
    ask(ctx, &Resource::Account(id), id)
}

/// For one's own account.
///
/// # Errors
/// [`Refusal::Hidden`] when nobody has signed in.
pub fn own_account<A: Act>(ctx: &Ctx) -> Result<Permit<A, Id<Account>>, Refusal> {
    account(ctx, ctx.account()?)
}

/// For somebody's role; gives the role too. The unit of work must be one about accounts.
///
/// # Errors
/// [`Refusal::Hidden`] when there is none, or as the policy says.
pub fn role<A: Act>(tx: &mut ReadTx<'_>, ctx: &Ctx, id: Id<Standing>) -> Result<OnEntry<A, Standing>, Refusal> {
    let kept = table::find::<Standing>(tx, id.uuid())?.ok_or(Refusal::Hidden)?;
    let services = match (kept.it.service, kept.it.practice) {
        (Some(service), _) => vec![service],
        (None, Some(practice)) => staff::services_of_practice(tx, practice)?.iter().map(|it| it.id).collect(),
        (None, None) => Vec::new(),
    };
    let facts = RoleFacts { services, account: Some(kept.it.account), sent_by: None };
    Ok((ask(ctx, &Resource::Role(facts), id)?, kept))
}

/// For an invitation; gives the invitation too. The unit of work must be one about accounts.
///
/// # Errors
/// [`Refusal::Hidden`] when there is none, or as the policy says.
pub fn invitation<A: Act>(
    tx: &mut ReadTx<'_>,
    ctx: &Ctx,
    id: Id<Invitation>,
) -> Result<OnEntry<A, Invitation>, Refusal> {
    let kept = table::find::<Invitation>(tx, id.uuid())?.ok_or(Refusal::Hidden)?;
    let facts = RoleFacts { services: vec![kept.it.service], account: None, sent_by: kept.it.by };
    Ok((ask(ctx, &Resource::Role(facts), id)?, kept))
}
