//! Safeguarding concerns: written for whoever is named to receive them, and absent everywhere else.

use jiff::Timestamp;
use kith_domain::boundary::safeguarding::action::ConcernAction;
use kith_domain::boundary::safeguarding::concern::State;
use kith_domain::boundary::safeguarding::{Concern, Lead};
use kith_domain::id::Id;
use kith_domain::person::Person;
use kith_domain::policy::actor::Post;
use kith_domain::policy::{Action, act};
use kith_domain::practice::Practice;
use kith_domain::rejection::Rejection;
use kith_domain::settings::RiskNumbers;
use kith_domain::staff::{Account, Role, Service, Standing};
use kith_domain::text::{Line, Words};
use kith_store::concerns::{self, ConcernLine, Whose};
use kith_store::house::Letter;
use kith_store::page::{Mark, Page};
use kith_store::{Kept, ReadTx, cases, practices, protection, referrals, save, settings, staff, table};

use crate::app::{Look, Work};
use crate::ctx::Ctx;
use crate::people::Names;
use crate::permit::{OnConcern, Permit};
use crate::refusal::{Faults, Refusal};
use crate::support::the_person;
use crate::telling;

/// What stands above a concern before it is written: telephone numbers, and who will read it.
#[derive(Debug, Clone)]
pub struct Before {
    /// The person.
    pub person: Person,
    /// The numbers for a risk.
    pub numbers: RiskNumbers,
    /// The practice whose number the first of them is.
    pub practice: Option<Practice>,
    /// Names of those who are named safeguarding lead.
    pub leads: Vec<String>,
}

/// Opens the form for a concern. What is logged is that the person's page was opened: that a concern may follow is
/// nobody's to read.
///
/// # Errors
/// When the store cannot answer.
pub fn before(look: &mut Look<'_, '_>, permit: &Permit<act::WriteConcern, Id<Person>>) -> Result<Before, Refusal> {
    let person = table::find::<Person>(look.tx(), permit.key().uuid())?.ok_or(Refusal::Hidden)?.it;
    look.shows(Action::SeePerson, person.service, person.id);
    let (numbers, practice) = risk(look.tx(), person.service, person.id)?;
    let names: Names = staff::names(look.tx(), person.service)?.into_iter().collect();
    let leads = concerns::leads(look.tx(), person.service)?;
    let leads = leads.iter().filter_map(|kept| names.get(&kept.it.account).cloned()).collect();
    Ok(Before { person, numbers, practice, leads })
}

/// The numbers for a risk about a person, with the practice that the first of them belongs to: the one whose referral
/// the latest case came from.
pub(crate) fn risk(
    tx: &mut ReadTx<'_>,
    service: Id<Service>,
    person: Id<Person>,
) -> Result<(RiskNumbers, Option<Practice>), Refusal> {
    let of_cases = cases::of_person(tx, person)?.into_iter().next().map(|kept| kept.it.referral);
    let referral = match of_cases {
        Some(id) => table::find::<kith_domain::referral::Referral>(tx, id.uuid())?.map(|kept| kept.it),
        None => referrals::of_person(tx, person)?.into_iter().next(),
    };
    let practice = match referral.and_then(|referral| referral.route.practice()) {
        Some(practice) => practices::named(tx, service, practice)?,
        None => None,
    };
    let numbers = settings::of(tx, service)?.it.risk_numbers(practice.as_ref().map(|practice| practice.id));
    Ok((numbers, practice))
}

/// Writes a concern. Whoever is named gets an e-mail that names nobody; `base` is where its link begins.
///
/// # Errors
/// [`Refusal::Rejected`] with what is wrong, or when nobody is named to receive it.
pub fn write(
    work: &mut Work<'_, '_>,
    ctx: &Ctx,
    permit: &Permit<act::WriteConcern, Id<Person>>,
    (words, done): (&str, &str),
    base: &str,
) -> Result<Id<Concern>, Refusal> {
    let mut faults = Faults::new();
    let words = faults.text("words", "Write what you have seen, heard or been told.", Words::new(words));
    let done = faults.optional("done", Words::optional(done));
    faults.finish()?;
    let Some(words) = words else { unreachable!("missing words were noted as a fault") };
    let person = the_person(work, permit.key())?;
    let leads = concerns::leads(work.tx(), person.service)?;
    if leads.is_empty() {
        return Err(Rejection::new(
            "concern.nobody_named",
            "Nobody is named safeguarding lead in this service, so nobody would read this. Telephone now, on one of the \
             numbers above. What you wrote is kept on this page and nowhere else.",
        )
        .into());
    }
    let (concern, event) = Concern::write(ctx.id(), &person, words, done, ctx.account()?, ctx.now());
    let author = concern.author;
    let to = leads.iter().map(|kept| kept.it.account).filter(|account| *account != author);
    let letters: Vec<Letter> = to.map(|account| telling::notice(ctx, &concern, account, base)).collect();
    save::new_with_letters(work.tx(), &ctx.writ::<act::WriteConcern>(), &concern, &event, &letters)?;
    crate::drafts::discard(work, ctx, permit, crate::drafts::CONCERN)?;
    Ok(concern.id)
}

/// The concerns that somebody may open.
#[derive(Debug, Clone)]
pub struct Listed {
    /// Whether the viewer is named, and so sees all of the service.
    pub is_lead: bool,
    /// Those that wait for the viewer to acknowledge, longest waiting first, each with whether a working day has gone by.
    pub waiting: Vec<(ConcernLine, bool)>,
    /// All that the viewer may open, newest first.
    pub page: Page<ConcernLine>,
    /// Names of the staff.
    pub names: Names,
}

/// How many concerns stand on a page.
const PAGE: u32 = 50;

/// Lists the concerns that are for the viewer, or that the viewer wrote.
///
/// # Errors
/// When the store cannot answer.
pub fn list(
    look: &mut Look<'_, '_>,
    ctx: &Ctx,
    permit: &Permit<act::SeeConcerns, Id<Service>>,
    before: Option<Mark>,
) -> Result<Listed, Refusal> {
    let (service, me) = (permit.key(), ctx.account()?);
    let is_lead = is_lead(look.tx(), service, me)?;
    let calendar = settings::of(look.tx(), service)?.it.calendar();
    let mut waiting = Vec::new();
    if is_lead && before.is_none() {
        for line in concerns::waiting(look.tx(), service, me)? {
            let is_overdue =
                Concern::has_waited(line.at, ctx.now(), |from, to| calendar.working_days_between(from, to));
            waiting.push((line, is_overdue));
        }
    }
    let whose = if is_lead { Whose::All(me) } else { Whose::By(me) };
    let page = concerns::page(look.tx(), service, whose, before, PAGE)?;
    // Whose name is not shown, of them nobody was told anything.
    for line in waiting.iter().map(|(line, _)| line).chain(&page.lines).filter(|line| line.name.is_some()) {
        look.shows(Action::SeeConcerns, service, line.person);
    }
    let names = staff::names(look.tx(), service)?.into_iter().collect();
    Ok(Listed { is_lead, waiting, page, names })
}

fn is_lead(tx: &mut ReadTx<'_>, service: Id<Service>, account: Id<Account>) -> Result<bool, Refusal> {
    Ok(concerns::leads(tx, service)?.iter().any(|kept| kept.it.account == account))
}

/// One concern.
#[derive(Debug, Clone)]
pub struct Opened {
    /// The concern.
    pub concern: Kept<Concern>,
    /// The person it is about; nothing for an author who is not among those who may see the record since it was
    /// restricted. Whoever is named safeguarding lead always sees whom it is about: nobody else could act on it.
    pub person: Option<Person>,
    /// The numbers for a risk.
    pub numbers: RiskNumbers,
    /// The practice whose number the first of them is.
    pub practice: Option<Practice>,
    /// Whether a working day has gone by without an answer.
    pub is_overdue: bool,
    /// What is to be done about it, oldest first. For whoever is named; its author reads what came of it.
    pub actions: Vec<Kept<ConcernAction>>,
    /// Names of the staff.
    pub names: Names,
}

/// Opens a concern.
///
/// # Errors
/// When the store cannot answer.
pub fn open(look: &mut Look<'_, '_>, ctx: &Ctx, on: OnConcern<act::SeeConcern>) -> Result<Opened, Refusal> {
    let (_, concern) = on;
    let (service, about) = (concern.it.service, concern.it.person);
    let me = ctx.account()?;
    let is_fenced = protection::restricted_to(look.tx(), about)?.is_some_and(|named| !named.contains(&me));
    let (person, (numbers, practice)) = if is_fenced && !is_lead(look.tx(), service, me)? {
        (None, (settings::of(look.tx(), service)?.it.risk_numbers(None), None))
    } else {
        let person = table::find::<Person>(look.tx(), about.uuid())?.ok_or(Refusal::Hidden)?.it;
        look.shows(Action::SeeConcern, service, about);
        (Some(person), risk(look.tx(), service, about)?)
    };
    let calendar = settings::of(look.tx(), service)?.it.calendar();
    let is_overdue = concern.it.is_overdue(ctx.now(), |from, to| calendar.working_days_between(from, to));
    let names = staff::names(look.tx(), service)?.into_iter().collect();
    let actions =
        if is_lead(look.tx(), service, me)? { concerns::actions(look.tx(), concern.it.id)? } else { Vec::new() };
    Ok(Opened { concern, person, numbers, practice, is_overdue, actions, names })
}

/// A safeguarding lead says that they have it.
///
/// # Errors
/// [`Refusal::Rejected`] when somebody has said so already, [`Refusal::Stale`] when it was changed meanwhile.
pub fn acknowledge(
    work: &mut Work<'_, '_>,
    ctx: &Ctx,
    permit: &Permit<act::AcknowledgeConcern, Id<Concern>>,
    version: i64,
    words: &str,
) -> Result<(), Refusal> {
    let mut faults = Faults::new();
    let words = faults.optional("words", Words::optional(words));
    faults.finish()?;
    let kept = table::find::<Concern>(work.tx(), permit.key().uuid())?.ok_or(Refusal::Hidden)?;
    let (concern, event) = kept.it.acknowledge(ctx.account()?, words, ctx.now())?;
    if kept.version != version {
        return Err(Refusal::Stale);
    }
    save::change(work.tx(), &ctx.writ::<act::AcknowledgeConcern>(), version, &concern, &event)?;
    Ok(())
}

/// A safeguarding lead writes down what is to be done.
///
/// # Errors
/// [`Refusal::Rejected`] when nothing is written, nobody has the concern yet, or it is closed.
pub fn agree_action(
    work: &mut Work<'_, '_>,
    ctx: &Ctx,
    permit: &Permit<act::AcknowledgeConcern, Id<Concern>>,
    what: &str,
) -> Result<(), Refusal> {
    let mut faults = Faults::new();
    let what = faults.text("what", "Write what is to be done, and who does it.", Line::new(what));
    faults.finish()?;
    let Some(what) = what else { unreachable!("missing words were noted as a fault") };
    let concern = table::find::<Concern>(work.tx(), permit.key().uuid())?.ok_or(Refusal::Hidden)?.it;
    if !matches!(concern.state, State::Acknowledged { .. }) {
        return Err(Rejection::new(
            "concern.not_open",
            "Something to do is written down while somebody has the concern and it is not closed.",
        )
        .into());
    }
    let (it, event) = ConcernAction::agree(ctx.id(), &concern, what, ctx.account()?, ctx.now());
    save::new(work.tx(), &ctx.writ::<act::AcknowledgeConcern>(), &it, &event)?;
    Ok(())
}

/// A safeguarding lead says that something is done.
///
/// # Errors
/// [`Refusal::Hidden`] when it is none of this concern; [`Refusal::Rejected`] when it was done already.
pub fn finish_action(
    work: &mut Work<'_, '_>,
    ctx: &Ctx,
    permit: &Permit<act::AcknowledgeConcern, Id<Concern>>,
    action: &str,
) -> Result<(), Refusal> {
    let all = concerns::actions(work.tx(), permit.key())?;
    let kept = all.into_iter().find(|kept| kept.it.id.to_string() == action).ok_or(Refusal::Hidden)?;
    let (it, event) = kept.it.finish(ctx.account()?, ctx.now())?;
    save::change(work.tx(), &ctx.writ::<act::AcknowledgeConcern>(), kept.version, &it, &event)?;
    Ok(())
}

/// A safeguarding lead closes it, with what came of it; or opens it again, when no words are given because something is
/// to be done after all.
///
/// # Errors
/// [`Refusal::Rejected`] when something is still to be done, or nothing is written; [`Refusal::Stale`].
pub fn close(
    work: &mut Work<'_, '_>,
    ctx: &Ctx,
    permit: &Permit<act::AcknowledgeConcern, Id<Concern>>,
    version: i64,
    words: &str,
) -> Result<(), Refusal> {
    let mut faults = Faults::new();
    let words = faults.text("closing", "Write what came of it.", Words::new(words));
    faults.finish()?;
    let Some(words) = words else { unreachable!("missing words were noted as a fault") };
    let kept = table::find::<Concern>(work.tx(), permit.key().uuid())?.ok_or(Refusal::Hidden)?;
    if kept.version != version {
        return Err(Refusal::Stale);
    }
    let open = concerns::actions(work.tx(), permit.key())?.iter().filter(|it| it.it.done.is_none()).count();
    let (it, event) = kept.it.close(open, ctx.account()?, words, ctx.now())?;
    save::change(work.tx(), &ctx.writ::<act::AcknowledgeConcern>(), version, &it, &event)?;
    Ok(())
}

/// A safeguarding lead opens it again.
///
/// # Errors
/// [`Refusal::Rejected`] when it is not closed; [`Refusal::Stale`].
pub fn reopen(
    work: &mut Work<'_, '_>,
    ctx: &Ctx,
    permit: &Permit<act::AcknowledgeConcern, Id<Concern>>,
    version: i64,
) -> Result<(), Refusal> {
    let kept = table::find::<Concern>(work.tx(), permit.key().uuid())?.ok_or(Refusal::Hidden)?;
    if kept.version != version {
        return Err(Refusal::Stale);
    }
    let (it, event) = kept.it.reopen()?;
    save::change(work.tx(), &ctx.writ::<act::AcknowledgeConcern>(), version, &it, &event)?;
    Ok(())
}

/// What the first page of somebody's day says of concerns.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Notice {
    /// How many wait for the viewer, who is named, to acknowledge.
    pub mine: usize,
    /// How many of those have waited for a working day.
    pub mine_overdue: usize,
    /// For a team lead or manager who is not named: how many wait longer than a working day. No person, no author.
    pub overdue: usize,
    /// For whoever leads or manages the service: how many wait while nobody is named safeguarding lead.
    pub for_nobody: usize,
    /// How many restricted records nobody who is named can open any more: for those who lead or manage the service, and
    /// for whoever is named. No person.
    pub lost: usize,
    /// Whether the viewer may name new people on them.
    pub names_anew: bool,
}

/// Whether the viewer is named safeguarding lead of their service, so that the concerns are a place of theirs.
///
/// # Errors
/// When the store cannot answer.
pub fn is_named(look: &mut Look<'_, '_>, ctx: &Ctx) -> Result<bool, Refusal> {
    match (ctx.actor().services().first(), ctx.actor().account()) {
        (Some(service), Some(account)) => is_lead(look.tx(), *service, account),
        _ => Ok(false),
    }
}

/// What the first page of the viewer's day says of concerns; nothing to most.
///
/// # Errors
/// When the store cannot answer.
pub fn notice(
    look: &mut Look<'_, '_>,
    ctx: &Ctx,
    permit: &Permit<act::SeeConcerns, Id<Service>>,
) -> Result<Notice, Refusal> {
    let (service, me) = (permit.key(), ctx.account()?);
    let is_lead = is_lead(look.tx(), service, me)?;
    let leads_service = matches!(ctx.actor().post(), Some(Post::TeamLead(_) | Post::ServiceManager(_)));
    if !is_lead && !leads_service {
        return Ok(Notice::default());
    }
    let lost = crate::lost::count(look, service)?;
    let calendar = settings::of(look.tx(), service)?.it.calendar();
    let since: Vec<Timestamp> = concerns::waiting_since(look.tx(), service)?;
    let overdue = since
        .iter()
        .filter(|at| Concern::has_waited(**at, ctx.now(), |from, to| calendar.working_days_between(from, to)))
        .count();
    Ok(if is_lead {
        Notice { mine: since.len(), mine_overdue: overdue, lost, names_anew: lost > 0, ..Notice::default() }
    } else {
        let for_nobody = if concerns::leads(look.tx(), service)?.is_empty() { since.len() } else { 0 };
        Notice { overdue, for_nobody, lost, ..Notice::default() }
    })
}

/// Who may be named, and who is.
#[derive(Debug, Clone)]
pub struct Leads {
    /// Who is named, with the name shown to colleagues.
    pub named: Vec<(Kept<Lead>, String)>,
    /// Everybody who could be, by name.
    pub could_be: Vec<Standing>,
}

/// Opens the page on which safeguarding leads are named.
///
/// # Errors
/// When the store cannot answer.
pub fn leads(
    look: &mut Look<'_, '_>,
    permit: &Permit<act::NameSafeguardingLeads, Id<Service>>,
) -> Result<Leads, Refusal> {
    let service = permit.key();
    let names: Names = staff::names(look.tx(), service)?.into_iter().collect();
    let named: Vec<(Kept<Lead>, String)> = concerns::leads(look.tx(), service)?
        .into_iter()
        .map(|kept| {
            let name = names.get(&kept.it.account).cloned();
            (kept, name.unwrap_or_else(|| "Somebody no longer here".to_owned()))
        })
        .collect();
    let mut could_be: Vec<Standing> = Vec::new();
    for standing in everybody(look.tx(), service)? {
        let is_there = could_be.iter().any(|other| other.account == standing.account);
        if !is_there && !named.iter().any(|(kept, _)| kept.it.account == standing.account) {
            could_be.push(standing);
        }
    }
    could_be.sort_by(|a, b| a.name.as_str().cmp(b.name.as_str()));
    Ok(Leads { named, could_be })
}

/// Everybody of a service who could be named.
fn everybody(tx: &mut ReadTx<'_>, service: Id<Service>) -> Result<Vec<Standing>, Refusal> {
    let mut all = Vec::new();
    for role in [Role::LinkWorker, Role::TeamLead, Role::ServiceManager] {
        all.extend(staff::in_role(tx, service, role)?);
    }
    Ok(all)
}

/// Names somebody safeguarding lead.
///
/// # Errors
/// [`Refusal::Rejected`] when nobody who works here is chosen, or they are named already.
pub fn name_lead(
    work: &mut Work<'_, '_>,
    ctx: &Ctx,
    permit: &Permit<act::NameSafeguardingLeads, Id<Service>>,
    account: &str,
) -> Result<(), Refusal> {
    let service = permit.key();
    let standings: Vec<Standing> =
        everybody(work.tx(), service)?.into_iter().filter(|it| it.account.to_string() == account).collect();
    let (lead, event) = Lead::name(ctx.id(), service, &standings, ctx.now())?;
    if is_lead(work.tx(), service, lead.account)? {
        return Err(Rejection::of_field("account", "safeguarding.named", "They are named already.").into());
    }
    save::new(work.tx(), &ctx.writ::<act::NameSafeguardingLeads>(), &lead, &event)?;
    Ok(())
}

/// Ends the grant of somebody who was named.
///
/// # Errors
/// [`Refusal::Hidden`] when there is no such grant in this service, [`Refusal::Stale`] when it was changed meanwhile,
/// [`Refusal::Rejected`] when nobody else is named: concerns would wait for nobody (reliability.md C6).
pub fn end_lead(
    work: &mut Work<'_, '_>,
    ctx: &Ctx,
    permit: &Permit<act::NameSafeguardingLeads, Id<Service>>,
    id: Id<Lead>,
) -> Result<(), Refusal> {
    let kept = table::find::<Lead>(work.tx(), id.uuid())?.ok_or(Refusal::Hidden)?;
    if kept.it.service != permit.key() {
        return Err(Refusal::Hidden);
    }
    let named = concerns::leads(work.tx(), permit.key())?;
    if named.iter().all(|other| other.it.account == kept.it.account) && !named.is_empty() {
        return Err(Rejection::new(
            "safeguarding.last",
            "They are the last safeguarding lead, so this was not ended: concerns would wait for nobody. Name another \
             first, below.",
        )
        .into());
    }
    let (lead, event) = kept.it.end(ctx.now())?;
    save::change(work.tx(), &ctx.writ::<act::NameSafeguardingLeads>(), kept.version, &lead, &event)?;
    Ok(())
}
