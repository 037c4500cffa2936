//! The lead's queue: look, accept, give back, allocate.

use kith_domain::event::Event;
use kith_domain::id::Id;
use kith_domain::person::Person;
use kith_domain::policy::{Action, Scope, act};
use kith_domain::practice::Practice;
use kith_domain::referral::{Referral, StatusLink};
use kith_domain::rejection::Rejection;
use kith_domain::staff::{Account, Role, Service, Standing};
use kith_domain::support::Case;
use kith_domain::text::{Words, fold};
use kith_store::house::{self, Letter};
use kith_store::page::{Mark, Page};
use kith_store::referrals::{self, QueueLine};
use kith_store::{Kept, cases, people, save, staff, status_links, table};

use crate::app::{Look, Work};
use crate::ctx::Ctx;
use crate::permit::Permit;
use crate::protection;
use crate::referring::{PAGE, names_meet};
use crate::refusal::{Faults, Refusal};
use crate::team::{self, WorkerCounts};

/// The queue, oldest first.
///
/// # Errors
/// When the store cannot answer.
pub fn queue(
    look: &mut Look<'_, '_>,
    permit: &Permit<act::SeeQueue, Id<Service>>,
    after: Option<Mark>,
) -> Result<Page<QueueLine>, Refusal> {
    let page = referrals::queue(look.tx(), permit.scope(), after, PAGE)?;
    for line in &page.lines {
        look.shows(Action::SeeQueue, permit.key(), line.person);
    }
    Ok(page)
}

/// E-mail of the service that could not leave, for the lead to see to.
///
/// # Errors
/// When the store cannot answer.
pub fn stuck_letters(
    look: &mut Look<'_, '_>,
    permit: &Permit<act::SeeQueue, Id<Service>>,
) -> Result<Vec<Letter>, Refusal> {
    Ok(house::stuck(look.tx(), permit.key())?)
}

/// Lets a stuck e-mail try again.
///
/// # Errors
/// [`Refusal::Hidden`] when this service has no such letter that is stuck.
pub fn retry_letter(
    work: &mut Work<'_, '_>,
    ctx: &Ctx,
    permit: &Permit<act::RetryLetter, Id<Service>>,
    letter: Id<Letter>,
) -> Result<(), Refusal> {
    if !house::retry(work.tx(), letter.uuid(), permit.key(), ctx.now())? {
        return Err(Refusal::Hidden);
    }
    // A letter is no record of its own; that somebody let it go again is history of its service.
    let service = table::find::<Service>(work.tx(), permit.key().uuid())?.ok_or(Refusal::Hidden)?;
    let event = Event::new("letter.retried").with("letter", letter);
    save::change(work.tx(), &ctx.writ::<act::RetryLetter>(), service.version, &service.it, &event)?;
    Ok(())
}

/// Somebody in the service's records who may be the same person.
#[derive(Debug, Clone)]
pub struct MayBe {
    /// The other record.
    pub person: Id<Person>,
    /// Name at the head of that record.
    pub name: String,
    /// What agrees, in words.
    pub agrees: &'static str,
}

/// A referral opened for triage.
#[derive(Debug, Clone)]
pub struct Opened {
    /// The referral.
    pub referral: Kept<Referral>,
    /// The person.
    pub person: Person,
    /// The practice, where one referred.
    pub practice: Option<Practice>,
    /// The links of the receipt, where it was sent without an account.
    pub links: Vec<StatusLink>,
    /// Whether the record is marked *do not show online*, so that no such link opens.
    pub kept_offline: bool,
    /// Who may be the same person.
    pub may_be: Vec<MayBe>,
    /// The link workers with their counts.
    pub workers: Vec<WorkerCounts>,
}

/// Opens a referral for triage.
///
/// # Errors
/// When the store cannot answer.
pub fn open(look: &mut Look<'_, '_>, permit: &Permit<act::SeeReferral, Id<Referral>>) -> Result<Opened, Refusal> {
    let referral = table::find::<Referral>(look.tx(), permit.key().uuid())?.ok_or(Refusal::Hidden)?;
    let person = table::find::<Person>(look.tx(), referral.it.person.uuid())?.ok_or(Refusal::Hidden)?.it;
    let practice = match referral.it.route.practice() {
        Some(practice) => table::find::<Practice>(look.tx(), practice.uuid())?.map(|kept| kept.it),
        None => None,
    };
    let links = status_links::of_referral(look.tx(), referral.it.id)?.into_iter().map(|kept| kept.it).collect();
    let kept_offline = protection::is_kept_offline(look.tx(), person.id)?;
    let may_be = may_be_same(look, permit.scope(), &person)?;
    let workers = team::workers(look.tx(), referral.it.service, permit.scope())?;
    look.shows(Action::SeeReferral, referral.it.service, person.id);
    for other in &may_be {
        look.shows(Action::SeeReferral, referral.it.service, other.person);
    }
    Ok(Opened { referral, person, practice, links, kept_offline, may_be, workers })
}

/// People of the same service with the same date of birth and a name that meets: a hint for a human.
fn may_be_same(look: &mut Look<'_, '_>, scope: &Scope, person: &Person) -> Result<Vec<MayBe>, Refusal> {
    let (family, given) = person.identity.folded();
    let mut candidates = people::born_on(look.tx(), scope, person.identity.born)?;
    if let Ok(number) = person.identity.nhs_number {
        for known in people::with_nhs_number(look.tx(), scope, number)? {
            if candidates.iter().all(|other| other.id != known.id) {
                candidates.push(known);
            }
        }
    }
    Ok(candidates
        .into_iter()
        .filter(|other| other.id != person.id)
        .filter_map(|other| {
            let (other_family, other_given) = other.identity.folded();
            let called = person.identity.preferred_name.as_ref().map(|name| fold(name.as_str()));
            let same_number =
                person.identity.nhs_number.is_ok() && other.identity.nhs_number == person.identity.nhs_number;
            let agrees = match (same_number, other.identity.born == person.identity.born, other_family == family) {
                (true, true, true) => "same NHS number, date of birth and family name",
                (true, _, _) => "same NHS number, other details differ",
                (false, true, true) if names_meet(&other_given, &given) => "same date of birth and name",
                (false, true, true) => "same date of birth and family name",
                (false, true, false)
                    if !given.is_empty() && (other_given == given || called.as_ref() == Some(&other_given)) =>
                {
                    "same date of birth and given name"
                }
                _ => return None,
            };
            Some(MayBe { person: other.id, name: other.identity.formal_name(), agrees })
        })
        .collect())
}

/// Accepts a referral and opens its case.
///
/// # Errors
/// [`Refusal::Rejected`] when somebody already dealt with it.
pub fn accept(
    work: &mut Work<'_, '_>,
    ctx: &Ctx,
    permit: &Permit<act::Accept, Id<Referral>>,
) -> Result<Id<Case>, Refusal> {
    let kept = table::find::<Referral>(work.tx(), permit.key().uuid())?.ok_or(Refusal::Hidden)?;
    let (referral, event) = kept.it.accept(ctx.account()?, ctx.now())?;
    save::change(work.tx(), &ctx.writ::<act::Accept>(), kept.version, &referral, &event)?;
    let person = table::find::<Person>(work.tx(), referral.person.uuid())?.ok_or(Refusal::Hidden)?.it;
    let (case, event) = Case::open(ctx.id(), &referral, ctx.now());
    cases::save_new(work.tx(), &ctx.writ::<act::Accept>(), &case, &person, &event)?;
    Ok(case.id)
}

/// Gives a referral back to the practice with a reason that it reads.
///
/// # Errors
/// [`Refusal::Rejected`] when the reason is missing or the referral was already dealt with.
pub fn give_back(
    work: &mut Work<'_, '_>,
    ctx: &Ctx,
    permit: &Permit<act::GiveBack, Id<Referral>>,
    reason: &str,
) -> Result<(), Refusal> {
    let mut faults = Faults::new();
    let reason = faults.text("return_reason", "Say why, so that the practice knows what to do.", Words::new(reason));
    faults.finish()?;
    let Some(reason) = reason else { unreachable!("a missing reason was noted as a fault") };
    let kept = table::find::<Referral>(work.tx(), permit.key().uuid())?.ok_or(Refusal::Hidden)?;
    let (referral, event) = kept.it.give_back(reason, ctx.account()?, ctx.now())?;
    save::change(work.tx(), &ctx.writ::<act::GiveBack>(), kept.version, &referral, &event)?;
    Ok(())
}

/// Gives an accepted referral, and its case, to a link worker of the same service. A referral that
/// has not been accepted is accepted in the same act, so that the lead needs one step, not two.
///
/// # Errors
/// [`Refusal::Rejected`] when somebody was faster, or the worker is none of this service's.
pub fn allocate(
    work: &mut Work<'_, '_>,
    ctx: &Ctx,
    permit: &Permit<act::Allocate, Id<Referral>>,
    worker: &str,
) -> Result<Standing, Refusal> {
    let kept = table::find::<Referral>(work.tx(), permit.key().uuid())?.ok_or(Refusal::Hidden)?;
    let worker = link_worker(work, kept.it.service, worker)?;
    // Whoever takes over a restricted record must be named first: otherwise nobody would open their case.
    let named = kith_store::protection::restricted_to(work.tx(), kept.it.person)?;
    if named.is_some_and(|named| !named.contains(&worker.account)) {
        return Err(Rejection::of_field(
            "worker",
            "case.restricted",
            "This record is restricted, and this link worker is not named. Choose somebody who is, or name them first.",
        )
        .into());
    }
    let mut version = kept.version;
    let mut referral = kept.it;
    if referral.state == kith_domain::referral::State::Received {
        let (accepted, event) = referral.accept(ctx.account()?, ctx.now())?;
        version = save::change(work.tx(), &ctx.writ::<act::Accept>(), version, &accepted, &event)?.version;
        let person = table::find::<Person>(work.tx(), accepted.person.uuid())?.ok_or(Refusal::Hidden)?.it;
        let (case, event) = Case::open(ctx.id(), &accepted, ctx.now());
        cases::save_new(work.tx(), &ctx.writ::<act::Accept>(), &case, &person, &event)?;
        referral = accepted;
    }
    let (referral, event) = referral.allocate(worker.account, ctx.account()?, ctx.now())?;
    save::change(work.tx(), &ctx.writ::<act::Allocate>(), version, &referral, &event)?;
    let case = cases::of_referral(work.tx(), referral.id)?.ok_or(Refusal::Hidden)?;
    let (moved, event) = case.it.allocate(worker.account, ctx.now())?;
    cases::save_change(work.tx(), &ctx.writ::<act::Allocate>(), case.version, &moved, &event)?;
    Ok(worker)
}

/// A link worker of a service by the account typed in a form.
fn link_worker(work: &mut Work<'_, '_>, service: Id<Service>, account: &str) -> Result<Standing, Refusal> {
    let choose =
        || Rejection::of_field("worker", "allocate.worker", "Choose the link worker who will support this person.");
    let account: Id<Account> = account.parse().map_err(|_| choose())?;
    let workers = staff::in_role(work.tx(), service, Role::LinkWorker)?;
    workers.into_iter().find(|standing| standing.account == account).ok_or_else(|| choose().into())
}
