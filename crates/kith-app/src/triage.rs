//! The lead's queue: look, accept, give back, allocate.

use std::collections::BTreeSet;

use kith_domain::event::Event;
use kith_domain::id::Id;
use kith_domain::need::Domain;
use kith_domain::person::likeness::{self, Names, Slip};
use kith_domain::person::{Born, BornMissing, Person, spelling};
use kith_domain::policy::{Action, Scope, act};
use kith_domain::practice::Practice;
use kith_domain::referral::{LinkReason, Question, Referral, StatusLink, TurnedAway, risk_words};
use kith_domain::rejection::Rejection;
use kith_domain::staff::{Account, Role, Service, Standing};
use kith_domain::support::Case;
use kith_domain::text::{Line, Words, fold};
use kith_store::house::{self, Letter};
use kith_store::page::{Mark, Page};
use kith_store::referrals::{self, QueueLine};
use kith_store::{
    Kept, cases, people, person_search, practices, questions, save, staff, status_links, table, turned_away,
};

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

/// Somebody in the service's records who may be the same person.
#[derive(Debug, Clone)]
pub struct MayBe {
    /// The other record.
    pub other: Person,
    /// Name of the state of its latest case, if it has one.
    pub case: Option<&'static str>,
    /// What agrees, in words.
    pub agrees: &'static str,
}

/// Whom a lead asks about a restricted record that may be the same person: roles and nothing else, neither who the
/// person is nor who is named.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum AskFirst {
    /// A manager is named on it.
    Manager,
    /// Another team lead is named on it.
    OtherLead,
    /// A link worker alone is named on it.
    LinkWorker,
    /// Nobody who works here is named on it any more: new people are named first.
    NobodyHere,
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
    Ok(Opened { referral, person, practice, links, questions, turned_away, kept_offline, may_be, ask_first, workers })
}

/// Whom to ask about restricted records that may be the same person; nobody when there is none.
fn ask_first(look: &mut Look<'_, '_>, scope: &Scope, person: &Person) -> Result<Option<AskFirst>, Refusal> {
    let named = people::named_on_one_like(look.tx(), scope, person)?;
    if named.is_empty() {
        return Ok(None);
    }
    let roles = [
        (Role::ServiceManager, AskFirst::Manager),
        (Role::TeamLead, AskFirst::OtherLead),
        (Role::LinkWorker, AskFirst::LinkWorker),
    ];
    for (role, ask) in roles {
        let here = staff::in_role(look.tx(), person.service, role)?;
        if here.iter().any(|standing| named.contains(&standing.account)) {
            return Ok(Some(ask));
        }
    }
    Ok(Some(AskFirst::NobodyHere))
}

/// People of the same service who may be born when this one was, as far as anything is known: the same day; where one of
/// the two has the year alone, the year and the family name; where one has none, the family name.
fn may_be_born_so(
    look: &mut Look<'_, '_>,
    scope: &Scope,
    person: &Person,
    family: &str,
) -> Result<Vec<Person>, Refusal> {
    let born = person.identity.born;
    let mut found = people::born_on(look.tx(), scope, born)?;
    let mut add = |more: Vec<Person>| {
        for one in more {
            if found.iter().all(|known| known.id != one.id) {
                found.push(one);
            }
        }
    };
    let year =
        |year: i16| Some((jiff::civil::Date::new(year, 1, 1).ok()?, jiff::civil::Date::new(year + 1, 1, 1).ok()?));
    match born {
        Born::On(day) => {
            add(people::born_on(look.tx(), scope, Born::In(day.year()))?);
            add(people::born_on_one_of(look.tx(), scope, &likeness::days_near(day))?);
        }
        Born::In(of) => {
            if let Some(span) = year(of) {
                add(people::born_between(look.tx(), scope, span, family)?);
            }
        }
        Born::NotKnown(_) => {
            for hit in person_search::by_words(look.tx(), scope, &spelling::searched(family))?.people {
                if fold(&hit.name.family) == family {
                    add(table::find::<Person>(look.tx(), hit.person.uuid())?.map(|kept| kept.it).into_iter().collect());
                }
            }
        }
    }
    for why in BornMissing::ALL {
        add(people::born_on(look.tx(), scope, Born::NotKnown(why))?);
    }
    Ok(found)
}

/// What agrees of two records that are not written alike; nothing when they are two people as far as anybody can tell.
fn like(one: &Person, other: &Person) -> Option<&'static str> {
    let (family, given) = one.identity.folded();
    let (other_family, other_given) = other.identity.folded();
    let (day, other_day) = one.identity.born.day().zip(other.identity.born.day())?;
    let names = likeness::names((&family, &given), (&other_family, &other_given));
    if day == other_day && names.is_none() {
        return likeness::share_a_sound(&one.identity, &other.identity)
            .then_some("same date of birth, part of the name sounds alike");
    }
    let names = names?;
    if day == other_day {
        return Some(match names {
            Names::Same => "same date of birth and name",
            Names::Sound => "same date of birth, name sounds alike",
            Names::Swapped => "same date of birth, family and given names swapped",
            Names::FamilySounds => "same date of birth, family name sounds alike",
            Names::GivenSounds => "same date of birth, given name sounds alike",
        });
    }
    Some(match (likeness::slip(day, other_day)?, names) {
        (Slip::DayAndMonth, Names::Same) => "same name, day and month of birth swapped",
        (Slip::OneDigit, Names::Same) => "same name, one digit of the date of birth differs",
        (Slip::DayAndMonth, Names::Sound) => "name sounds alike, day and month of birth swapped",
        (Slip::OneDigit, Names::Sound) => "name sounds alike, one digit of the date of birth differs",
        (Slip::DayAndMonth, Names::Swapped) => "names swapped, and day and month of birth too",
        (Slip::OneDigit, Names::Swapped) => "names swapped, one digit of the date of birth differs",
        (_, Names::FamilySounds | Names::GivenSounds) => return None,
    })
}

/// People of the same service with the same date of birth, or nearly, and a name that meets or sounds alike: a hint for
/// a human.
fn may_be_same(look: &mut Look<'_, '_>, scope: &Scope, person: &Person) -> Result<Vec<MayBe>, Refusal> {
    let (family, given) = person.identity.folded();
    let mut candidates = may_be_born_so(look, scope, person, &family)?;
    if let Ok(number) = person.identity.nhs_number {
        for known in people::with_nhs_number(look.tx(), scope, number)? {
            if candidates.iter().all(|other| other.id != known.id) {
                candidates.push(known);
            }
        }
    }
    let mut found: Vec<MayBe> = candidates
        .into_iter()
        .filter(|other| other.id != person.id)
        .filter_map(|other| {
            let (other_family, other_given) = other.identity.folded();
            let called = person.identity.preferred_name.as_ref().map(|name| fold(name.as_str()));
            let same_number =
                person.identity.nhs_number.is_ok() && other.identity.nhs_number == person.identity.nhs_number;
            let is_known = other.identity.born.day().is_some() && person.identity.born.day().is_some();
            let may_be = other.identity.born.may_be(person.identity.born);
            let agrees = match (same_number, may_be, other_family == family) {
                (false, true, true) if !is_known && names_meet(&other_given, &given) => {
                    "same name, and no date of birth speaks against it"
                }
                (false, true, true) if !is_known => "same family name, and no date of birth speaks against it",
                (false, true, false) if !is_known => return None,
                (true, true, true) => "same NHS number, date of birth and family name",
                (true, _, _) => "same NHS number, other details differ",
                (false, true, true) if names_meet(&other_given, &given) => "same date of birth and name",
                (false, true, true)
                    if likeness::names((&family, &given), (&other_family, &other_given)) == Some(Names::Sound) =>
                {
                    "same date of birth and family name, given name sounds alike"
                }
                (false, true, true) => "same date of birth and family name",
                (false, true, false)
                    if !given.is_empty() && (other_given == given || called.as_ref() == Some(&other_given)) =>
                {
                    "same date of birth and given name"
                }
                _ => like(person, &other)?,
            };
            Some(MayBe { other, case: None, agrees })
        })
        .collect();
    for one in &mut found {
        let cases = cases::of_person(look.tx(), one.other.id)?;
        let latest = cases.iter().find(|kept| kept.it.state.is_open()).or_else(|| cases.first());
        one.case = latest.map(|kept| kept.it.state.label());
    }
    Ok(found)
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
