//! Restricting a record to named people, and keeping it off every page that is opened by a link.

use kith_domain::id::Id;
use kith_domain::person::Person;
use kith_domain::person::protection::{Movers, Protection, Terms};
use kith_domain::policy::{Action, act};
use kith_domain::rejection::Rejection;
use kith_domain::staff::{Account, Role, Service};
use kith_domain::text::Words;
use kith_store::person_search::{self, Candidate};
use kith_store::{Kept, ReadTx, cases, protection, save, staff, table};

use crate::app::{Look, Work};
use crate::ctx::Ctx;
use crate::people::Names;
use crate::permit::{self, Permit};
use crate::refusal::{Faults, Refusal};

/// Whether a record is marked *do not show online*. Whatever is opened by a link asks this in the unit of work that
/// answers it, and a link to such a record is then an address that is not there.
///
/// # Errors
/// When the store cannot answer.
pub fn is_kept_offline(tx: &mut ReadTx<'_>, person: Id<Person>) -> Result<bool, Refusal> {
    Ok(protection::of_person(tx, person)?.is_some_and(|kept| kept.it.terms.not_online))
}

/// Whether anything about a person may be sent as a link or by e-mail. Everything that leaves by a link asks this in
/// the unit of work that sends it.
///
/// # Errors
/// [`Refusal::Rejected`] with a plain sentence when it may not.
pub fn may_be_shown_online(tx: &mut ReadTx<'_>, person: Id<Person>) -> Result<(), Refusal> {
    if is_kept_offline(tx, person)? {
        return Err(Rejection::new("protection.not_online", NOT_SENT).into());
    }
    Ok(())
}

/// Why nothing was sent, and what to do instead.
pub const NOT_SENT: &str = "Nothing was sent: this record is marked “do not show online”, because somebody else might \
    read what is opened by a link. If the person agrees, ring instead, and write down here what was said.";

/// The restricted records that name the viewer, by name.
///
/// # Errors
/// When the store cannot answer.
pub fn that_name_one(
    look: &mut Look<'_, '_>,
    permit: &Permit<act::ListNamed, Id<Service>>,
) -> Result<Vec<Candidate>, Refusal> {
    let all = person_search::named_to(look.tx(), permit.scope())?;
    for it in &all {
        look.shows(Action::ListNamed, permit.key(), it.person);
    }
    Ok(all)
}

/// A restricted record that names the viewer and is nobody's: whoever has the case works here no longer.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LeftBehind {
    /// Its identifier, which says nothing.
    pub person: Id<Person>,
    /// Name of who had the case.
    pub worker: String,
}

/// Those of the viewer, for whoever can move them; nobody else is told that there is any, or how many.
///
/// # Errors
/// When the store cannot answer.
pub fn left_behind(
    look: &mut Look<'_, '_>,
    ctx: &Ctx,
    permit: &Permit<act::ListNamed, Id<Service>>,
) -> Result<Vec<LeftBehind>, Refusal> {
    let own = ctx.account()?;
    if !movers(look.tx(), permit.key())?.contains(&own) {
        return Ok(Vec::new());
    }
    let of_viewer = person_search::named_to(look.tx(), permit.scope())?;
    let workers = staff::in_role(look.tx(), permit.key(), Role::LinkWorker)?;
    let is_here = |account: Id<Account>| workers.iter().any(|standing| standing.account == account);
    let alone: Vec<(Id<Person>, Id<Account>)> = of_viewer
        .into_iter()
        .filter(|it| it.state.as_deref().is_some_and(|state| state != "closed"))
        .filter_map(|it| Some((it.person, it.worker.filter(|worker| !is_here(*worker))?)))
        .collect();
    let workers = alone.iter().map(|(_, worker)| *worker);
    let names: Names = staff::names_of(look.tx(), permit.key(), workers)?.into_iter().collect();
    let name = |worker| names.get(worker).cloned().unwrap_or_else(|| "Somebody".to_owned());
    Ok(alone.iter().map(|(person, worker)| LeftBehind { person: *person, worker: name(worker) }).collect())
}

/// Who is named on a restricted record, by name; nothing when it is not restricted.
///
/// # Errors
/// When the store cannot answer.
pub fn who_is_named(
    look: &mut Look<'_, '_>,
    permit: &Permit<act::MoveCase, Id<Person>>,
) -> Result<Option<Vec<String>>, Refusal> {
    let Some(named) = protection::restricted_to(look.tx(), permit.key())? else { return Ok(None) };
    let service = table::find::<Person>(look.tx(), permit.key().uuid())?.ok_or(Refusal::Hidden)?.it.service;
    let names: Names = staff::names_of(look.tx(), service, named.into_iter())?.into_iter().collect();
    let mut names: Vec<String> = names.into_values().collect();
    names.sort();
    Ok(Some(names))
}

/// Names one more on a restricted record, in the same act in which they take the case over.
pub(crate) fn name_too(
    work: &mut Work<'_, '_>,
    ctx: &Ctx,
    person: Id<Person>,
    account: Id<Account>,
) -> Result<(), Refusal> {
    permit::person::<act::ProtectRecord>(work.tx(), ctx, person)?;
    let kept = protection::of_person(work.tx(), person)?.ok_or(Refusal::Hidden)?;
    let mut terms = kept.it.terms.clone();
    terms.named.insert(account);
    let movers = movers(work.tx(), kept.it.service)?;
    let (it, event) = kept.it.change(terms, &movers, (ctx.account()?, ctx.now()))?;
    save::change(work.tx(), &ctx.writ::<act::ProtectRecord>(), kept.version, &it, &event)?;
    Ok(())
}

/// The page about how a record is protected.
#[derive(Debug, Clone)]
pub struct Opened {
    /// The person.
    pub person: Person,
    /// How the record is protected, if somebody ever said.
    pub protection: Option<Kept<Protection>>,
    /// Everybody who may be named: link workers, leads and managers of the service, by name.
    pub may_be_named: Vec<(Id<Account>, String)>,
    /// Names of the staff.
    pub names: Names,
}

/// The roles in which somebody who is named opens a restricted record.
pub(crate) const NAMED_ROLES: [Role; 3] = [Role::LinkWorker, Role::TeamLead, Role::ServiceManager];

/// Those who can move a case on which they are named.
pub(crate) fn movers(tx: &mut ReadTx<'_>, service: Id<Service>) -> Result<Movers, Refusal> {
    let mut all = Movers::new();
    for role in [Role::TeamLead, Role::ServiceManager] {
        all.extend(staff::in_role(tx, service, role)?.into_iter().map(|standing| standing.account));
    }
    Ok(all)
}

/// Everybody who may be named, by name.
pub(crate) fn may_be_named(tx: &mut ReadTx<'_>, service: Id<Service>) -> Result<Vec<(Id<Account>, String)>, Refusal> {
    let mut all = Vec::new();
    for role in NAMED_ROLES {
        for standing in staff::in_role(tx, service, role)? {
            if !all.iter().any(|(account, _)| *account == standing.account) {
                all.push((standing.account, format!("{}, {}", standing.name, role.label())));
            }
        }
    }
    all.sort_by(|(_, one), (_, other)| one.cmp(other));
    Ok(all)
}

/// Opens the page.
///
/// # Errors
/// When the store cannot answer.
pub fn open(look: &mut Look<'_, '_>, permit: &Permit<act::ProtectRecord, Id<Person>>) -> Result<Opened, Refusal> {
    let person = table::find::<Person>(look.tx(), permit.key().uuid())?.ok_or(Refusal::Hidden)?.it;
    look.shows(Action::ProtectRecord, person.service, person.id);
    let protection = protection::of_person(look.tx(), person.id)?;
    let may_be_named = may_be_named(look.tx(), person.service)?;
    let names = staff::names(look.tx(), person.service)?.into_iter().collect();
    Ok(Opened { person, protection, may_be_named, names })
}

/// How a record is to be protected, as typed.
#[derive(Debug, Clone, Default)]
pub struct Input {
    /// Whether it is to be restricted.
    pub restricted: bool,
    /// Identifiers of those who are named.
    pub named: Vec<String>,
    /// Why.
    pub reason: String,
    /// Whether it must not be shown online.
    pub not_online: bool,
}

/// Whoever has the case is named: otherwise the person would vanish from the pages of the only one who supports them.
fn workers_stay(
    tx: &mut ReadTx<'_>,
    person: Id<Person>,
    named: &std::collections::BTreeSet<Id<Account>>,
    known: &[(Id<Account>, String)],
) -> Result<(), Refusal> {
    for kept in cases::of_person(tx, person)?.into_iter().filter(|kept| kept.it.state.is_open()) {
        let shut_out = kept.it.state.worker().filter(|worker| !named.contains(worker));
        // Whoever has left is nobody to keep: their case is moved.
        if let Some((_, name)) = shut_out.and_then(|worker| known.iter().find(|(account, _)| *account == worker)) {
            let sentence = format!(
                "{name} supports this person and could not see them any more. Name them too, or move the case first."
            );
            return Err(Rejection::of_field("named", "protection.shuts_out", sentence).into());
        }
    }
    Ok(())
}

/// Changes how a record is protected. `version` is 0 when nobody ever said before.
///
/// # Errors
/// [`Refusal::Rejected`] with everything that is wrong with the form, [`Refusal::Stale`] when somebody else changed it.
pub fn change(
    work: &mut Work<'_, '_>,
    ctx: &Ctx,
    permit: &Permit<act::ProtectRecord, Id<Person>>,
    version: i64,
    input: &Input,
) -> Result<(), Refusal> {
    let person = table::find::<Person>(work.tx(), permit.key().uuid())?.ok_or(Refusal::Hidden)?.it;
    let known = may_be_named(work.tx(), person.service)?;
    let mut faults = Faults::new();
    let mut named = std::collections::BTreeSet::new();
    for typed in input.named.iter().filter(|_| input.restricted) {
        match known.iter().find(|(account, _)| account.to_string() == *typed) {
            Some((account, _)) => drop(named.insert(*account)),
            None => faults.add(Rejection::of_field(
                "named",
                "protection.unknown",
                "Somebody you named does not work here any more. Choose again.",
            )),
        }
    }
    if input.restricted && named.is_empty() {
        faults.add(Rejection::of_field(
            "named",
            "protection.nobody",
            "Choose who may see this record, yourself among them.",
        ));
    }
    let reason = faults.optional("reason", Words::optional(&input.reason));
    faults.finish()?;
    let terms = Terms { named, not_online: input.not_online, reason };
    let kept = protection::of_person(work.tx(), person.id)?;
    if kept.as_ref().map_or(0, |kept| kept.version) != version {
        return Err(Refusal::Stale);
    }
    if input.restricted {
        workers_stay(work.tx(), person.id, &terms.named, &known)?;
    }
    let writ = ctx.writ::<act::ProtectRecord>();
    let movers = movers(work.tx(), person.service)?;
    let said = (ctx.account()?, ctx.now());
    match kept {
        Some(kept) => {
            let (it, event) = kept.it.change(terms, &movers, said)?;
            save::change(work.tx(), &writ, kept.version, &it, &event)?;
        }
        None => {
            let (it, event) = Protection::begin(ctx.id(), &person, terms, &movers, said)?;
            save::new(work.tx(), &writ, &it, &event)?;
        }
    }
    Ok(())
}
