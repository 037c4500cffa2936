//! The lead's queue: look, accept, give back, allocate.

use std::collections::BTreeSet;

use kith_domain::boundary::agreement::ScopeAgreement;
use kith_domain::event::Event;
use kith_domain::id::Id;
use kith_domain::person::Person;
use kith_domain::policy::{Action, act};
use kith_domain::practice::Practice;
use kith_domain::referral::{Question, Referral, StatusLink, TurnedAway, risk_words};
use kith_domain::rejection::Rejection;
use kith_domain::staff::{Account, Role, Service, Standing};
use kith_domain::support::Case;
use kith_store::house::{self, Letter};
use kith_store::page::{Mark, Page};
use kith_store::referrals::{self, QueueLine};
use kith_store::{Kept, cases, practices, questions, save, staff, status_links, table, turned_away};

mod alike;
mod not_taken;

use crate::app::{Look, Work};
use crate::ctx::Ctx;
use crate::permit::Permit;
use crate::protection;
use crate::referring::PAGE;
use crate::refusal::Refusal;
use crate::team::{self, WorkerCounts};

pub use alike::{AskFirst, MayBe};
use alike::{ask_first, may_be_same};
pub use not_taken::{NotTaken, give_back, redirect};

/// The queue, oldest first.
///
/// # Errors
/// When the store cannot answer.
pub fn queue(
    look: &mut Look<'_, '_>,
    permit: &Permit<act::SeeQueue, Id<Service>>,
    after: Option<Mark>,
) -> Result<Page<QueueLine>, Refusal> {
    let mut page = referrals::queue(look.tx(), permit.scope(), after, PAGE)?;
    referrals::mark_alike(look.tx(), permit.scope(), &mut page.lines)?;
    for line in &page.lines {
        look.shows(Action::SeeQueue, permit.key(), line.person);
    }
    Ok(page)
}

/// The whole queue at a glance, whatever page of it is read.
#[derive(Debug, Clone, Default)]
pub struct Glance {
    /// How many wait.
    pub waiting: usize,
    /// Those with words to read at once, oldest first: a sign for a human, who decides.
    pub marked: Vec<QueueLine>,
    /// The practices of those that wait, by name.
    pub practices: BTreeSet<(String, Id<Practice>)>,
    /// The codes of the ways they came.
    pub routes: BTreeSet<String>,
}

/// How many lines are read at once for the glance.
const AT_ONCE: u32 = 200;

/// Looks through the whole queue, so that nothing urgent waits on a later page unseen.
///
/// # Errors
/// When the store cannot answer.
pub fn glance(look: &mut Look<'_, '_>, permit: &Permit<act::SeeQueue, Id<Service>>) -> Result<Glance, Refusal> {
    let mut glance = Glance::default();
    let mut after = None;
    loop {
        let page = referrals::queue(look.tx(), permit.scope(), after, AT_ONCE)?;
        glance.waiting = glance.waiting.saturating_add(page.lines.len());
        for line in &page.lines {
            glance.practices.extend(line.practice.clone().zip(line.practice_id));
            glance.routes.insert(line.route.clone());
        }
        glance.marked.extend(page.lines.into_iter().filter(|line| !risk_words(&line.reason).is_empty()));
        after = page.next;
        if after.is_none() {
            break;
        }
    }
    for line in &glance.marked {
        look.shows(Action::SeeQueue, permit.key(), line.person);
    }
    Ok(glance)
}

/// The link workers with their counts, for allocating in place.
///
/// # Errors
/// When the store cannot answer.
pub fn workers(
    look: &mut Look<'_, '_>,
    ctx: &Ctx,
    permit: &Permit<act::SeeQueue, Id<Service>>,
) -> Result<Vec<WorkerCounts>, Refusal> {
    team::workers(look.tx(), permit.key(), permit.scope(), ctx)
}

/// Those who are no link worker any more and still have people, for the lead to see to.
///
/// # Errors
/// When the store cannot answer.
pub fn left(
    look: &mut Look<'_, '_>,
    permit: &Permit<act::SeeQueue, Id<Service>>,
) -> Result<Vec<WorkerCounts>, Refusal> {
    team::left(look.tx(), permit.key(), permit.scope())
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

/// A referral opened for triage.
#[derive(Debug, Clone)]
pub struct Opened {
    /// The referral.
    pub referral: Kept<Referral>,
    /// The person.
    pub person: Person,
    /// The practice, where one referred.
    pub practice: Option<Practice>,
    /// What is agreed with it of what the role is and is not.
    pub agreement: Option<ScopeAgreement>,
    /// The links of the receipt, where it was sent without an account.
    pub links: Vec<StatusLink>,
    /// Questions to whoever sent it, newest first.
    pub questions: Vec<Question>,
    /// Whom a rule of the service turned away with it.
    pub turned_away: Vec<TurnedAway>,
    /// Whether the record is marked *do not show online*, so that no such link opens.
    pub kept_offline: bool,
    /// Who may be the same person.
    pub may_be: Vec<MayBe>,
    /// Whom to ask, when a restricted record that the viewer may not know of may be the same person.
    pub ask_first: Option<AskFirst>,
    /// The link workers with their counts.
    pub workers: Vec<WorkerCounts>,
}

/// Opens a referral for triage.
///
/// # Errors
/// When the store cannot answer.
pub fn open(
    look: &mut Look<'_, '_>,
    ctx: &Ctx,
    permit: &Permit<act::SeeReferral, Id<Referral>>,
) -> Result<Opened, Refusal> {
    let referral = table::find::<Referral>(look.tx(), permit.key().uuid())?.ok_or(Refusal::Hidden)?;
    let person = table::find::<Person>(look.tx(), referral.it.person.uuid())?.ok_or(Refusal::Hidden)?.it;
    let practice = match referral.it.route.practice() {
        Some(practice) => practices::named(look.tx(), referral.it.service, practice)?,
        None => None,
    };
    let agreement = match &practice {
        Some(practice) => crate::agreements::in_force(look.tx(), referral.it.service, practice.id)?,
        None => None,
    };
    let links = status_links::of_referral(look.tx(), referral.it.id)?.into_iter().map(|kept| kept.it).collect();
    let questions = questions::of_referral(look.tx(), referral.it.id)?.into_iter().map(|kept| kept.it).collect();
    let turned_away = turned_away::of_referral(look.tx(), referral.it.id)?;
    let kept_offline = protection::is_kept_offline(look.tx(), person.id)?;
    let may_be = may_be_same(look, permit.scope(), &person)?;
    let ask_first = ask_first(look, permit.scope(), &person)?;
    let workers = team::workers(look.tx(), referral.it.service, permit.scope(), ctx)?;
    look.shows(Action::SeeReferral, referral.it.service, person.id);
    for other in &may_be {
        look.shows(Action::SeeReferral, referral.it.service, other.other.id);
    }
    Ok(Opened {
        referral,
        person,
        practice,
        agreement,
        links,
        questions,
        turned_away,
        kept_offline,
        may_be,
        ask_first,
        workers,
    })
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
    if referral.state.is_undecided() {
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
