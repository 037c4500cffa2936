//! The same-day risk contact: whom to ring at the person's practice, that they were asked, and when they answered.
//!
//! # Invariants
//! - Who and where stand on the page before anything is written down: ringing comes first.
//! - What was not answered stands on *Today* of whoever asked, of whoever covers her and of the lead, until somebody
//!   says that it was answered or that nobody had been asked. No clock closes it.

use jiff::Timestamp;
use kith_domain::boundary::agreement::Reach;
use kith_domain::boundary::same_day::{Answered, SameDayAsk};
use kith_domain::calendar::Calendar;
use kith_domain::day::Meant;
use kith_domain::id::Id;
use kith_domain::person::Person;
use kith_domain::policy::{Action, act};
use kith_domain::practice::Practice;
use kith_domain::rejection::Rejection;
use kith_domain::settings::RiskNumbers;
use kith_domain::staff::Service;
use kith_domain::text::{Line, Words};
use kith_domain::time;
use kith_store::same_day::{self as stored, OpenAsk};
use kith_store::{Kept, ReadTx, save, settings, staff, table};

use crate::agreements;
use crate::app::{Look, Work};
use crate::concerns::risk;
use crate::ctx::Ctx;
use crate::dates;
use crate::people::Names;
use crate::permit::{OnEntry, Permit};
use crate::refusal::{Faults, Refusal};

/// Whom to ask about a person on the same day.
#[derive(Debug, Clone)]
pub struct Whom {
    /// The practice.
    pub practice: Option<Practice>,
    /// What the scope agreement in force says of it.
    pub agreed: Option<Reach>,
    /// The service's numbers.
    pub numbers: RiskNumbers,
}

impl Whom {
    /// In one line: "Dr Sol, the duty doctor, 01632 960201".
    #[must_use]
    pub fn in_words(&self) -> Option<String> {
        let agreed = self.agreed.as_ref().and_then(|it| {
            let parts: Vec<&str> = [&it.who, &it.phone].into_iter().flatten().map(Line::as_str).collect();
            it.phone.as_ref().map(|_| parts.join(", "))
        });
        agreed.or_else(|| self.numbers.same_day.as_ref().map(ToString::to_string))
    }

    /// Who answers when they do not.
    #[must_use]
    pub fn deputy(&self) -> Option<&str> {
        self.agreed.as_ref().and_then(|it| it.deputy.as_ref()).map(Line::as_str)
    }
}

/// Whom to ask about a person.
pub(crate) fn whom(tx: &mut ReadTx<'_>, service: Id<Service>, person: Id<Person>) -> Result<Whom, Refusal> {
    let (numbers, practice) = risk(tx, service, person)?;
    let agreed = match &practice {
        Some(practice) => agreements::in_force(tx, service, practice.id)?.map(|it| it.terms.reach),
        None => None,
    };
    Ok(Whom { practice, agreed, numbers })
}

/// The page of a person's same-day contact.
#[derive(Debug, Clone)]
pub struct Opened {
    /// The person.
    pub person: Person,
    /// Whom to ask.
    pub whom: Whom,
    /// What was asked, newest first.
    pub asks: Vec<Kept<SameDayAsk>>,
    /// When the service works, for counting waits.
    pub calendar: Calendar,
    /// Names of the staff.
    pub names: Names,
}

fn opened(look: &mut Look<'_, '_>, person: Id<Person>) -> Result<Opened, Refusal> {
    let person = table::find::<Person>(look.tx(), person.uuid())?.ok_or(Refusal::Hidden)?.it;
    look.shows(Action::SeePerson, person.service, person.id);
    let asks = stored::of_person(look.tx(), person.id)?;
    let whom = whom(look.tx(), person.service, person.id)?;
    let calendar = settings::of(look.tx(), person.service)?.it.calendar();
    let staff = asks
        .iter()
        .flat_map(|kept| std::iter::once(kept.it.asker).chain(kept.it.answered.as_ref().map(|it| it.noted_by)));
    let staff: Vec<_> = staff.collect();
    let names = staff::names_of(look.tx(), person.service, staff.into_iter())?.into_iter().collect();
    Ok(Opened { person, whom, asks, calendar, names })
}

/// Opens the page of a person's same-day contact.
///
/// # Errors
/// When the store cannot answer.
pub fn open(look: &mut Look<'_, '_>, permit: &Permit<act::AskSameDay, Id<Person>>) -> Result<Opened, Refusal> {
    opened(look, permit.key())
}

/// Opens one ask, to put it right.
///
/// # Errors
/// When the store cannot answer.
pub fn open_one(look: &mut Look<'_, '_>, (_, kept): &OnEntry<act::AskSameDay, SameDayAsk>) -> Result<Opened, Refusal> {
    opened(look, kept.it.person)
}

/// Writes down that somebody is asked now.
///
/// # Errors
/// [`Refusal::Rejected`] when it does not say who.
pub fn ask(
    work: &mut Work<'_, '_>,
    ctx: &Ctx,
    permit: &Permit<act::AskSameDay, Id<Person>>,
    typed: &str,
) -> Result<Id<SameDayAsk>, Refusal> {
    let mut faults = Faults::new();
    let said = faults.text(
        "whom",
        "Write whom you ask, and on which number: for example the duty doctor, 01632 960201.",
        Line::new(typed),
    );
    faults.finish()?;
    let Some(said) = said else { unreachable!("a missing name was noted as a fault") };
    let person = table::find::<Person>(work.tx(), permit.key().uuid())?.ok_or(Refusal::Hidden)?.it;
    let (_, practice) = risk(work.tx(), person.service, person.id)?;
    let about = (person.service, person.id);
    let (it, event) = SameDayAsk::ask(ctx.id(), about, (practice.map(|it| it.id), said), ctx.account()?, ctx.now());
    save::new(work.tx(), &ctx.writ::<act::AskSameDay>(), &it, &event)?;
    Ok(it.id)
}

/// Writes down that they have answered, now. Who and what was agreed can be added after.
///
/// # Errors
/// [`Refusal::Rejected`] when an answer is written down already, or it was taken back.
pub fn answer(
    work: &mut Work<'_, '_>,
    ctx: &Ctx,
    (_, kept): OnEntry<act::AskSameDay, SameDayAsk>,
) -> Result<Id<Person>, Refusal> {
    let answered = Answered { at: ctx.now(), by: None, agreed: None, noted_by: ctx.account()? };
    let (version, person) = (kept.version, kept.it.person);
    let (it, event) = kept.it.answer(answered, ctx.now())?;
    save::change(work.tx(), &ctx.writ::<act::AskSameDay>(), version, &it, &event)?;
    Ok(person)
}

/// An ask put right, as typed.
#[derive(Debug, Clone, Default)]
pub struct Input {
    /// The day on which they were asked.
    pub asked_on: String,
    /// The time.
    pub asked: String,
    /// The day on which they answered; that of asking when it is empty.
    pub answered_on: String,
    /// The time; empty while they have not.
    pub answered: String,
    /// Who answered.
    pub by: String,
    /// What was agreed.
    pub agreed: String,
}

/// A moment as typed: a day, and a time on it. One that says what is known already stays that moment to the second.
fn moment(
    ctx: &Ctx,
    fields: (&'static str, &'static str),
    (day, clock): (&str, &str),
    known: Option<Timestamp>,
) -> Result<Timestamp, Rejection> {
    let day = dates::read_one(fields.0, day, ctx.today(), Meant::Past)?;
    let wrong = || Rejection::of_field(fields.1, "same_day.time", "Enter a time, such as 2.30pm or 14:30.");
    let (hour, minute) = time::clock_as_typed(clock).ok_or_else(wrong)?;
    let at = time::moment_on(day, hour, minute).ok_or_else(wrong)?;
    Ok(known.filter(|known| known.as_second().div_euclid(60) == at.as_second().div_euclid(60)).unwrap_or(at))
}

/// Puts an ask right.
///
/// # Errors
/// [`Refusal::Rejected`] with everything that is wrong with the form; [`Refusal::Stale`] when it was changed meanwhile.
pub fn correct(
    work: &mut Work<'_, '_>,
    ctx: &Ctx,
    (_, kept): OnEntry<act::AskSameDay, SameDayAsk>,
    version: i64,
    input: &Input,
) -> Result<Id<Person>, Refusal> {
    if kept.version != version {
        return Err(Refusal::Stale);
    }
    let mut faults = Faults::new();
    let before = kept.it.answered.as_ref();
    let asked = faults.take(moment(ctx, ("asked_on", "asked"), (&input.asked_on, &input.asked), Some(kept.it.asked)));
    let by = faults.optional("by", Line::optional(&input.by));
    let agreed = faults.optional("agreed", Words::optional(&input.agreed));
    let answered_on = if input.answered_on.trim().is_empty() { &input.asked_on } else { &input.answered_on };
    let is_answered = !input.answered.trim().is_empty();
    let answered = if is_answered {
        let known = before.map(|it| it.at);
        faults.take(moment(ctx, ("answered_on", "answered"), (answered_on, &input.answered), known))
    } else {
        None
    };
    if !is_answered && (by.is_some() || agreed.is_some()) {
        faults.add(Rejection::of_field(
            "answered",
            "same_day.when",
            "Enter when they answered, or leave out who it was and what was agreed.",
        ));
    }
    faults.finish()?;
    let Some(asked) = asked else { unreachable!("a missing time was noted as a fault") };
    let noted_by = match before {
        Some(before) => before.noted_by,
        None => ctx.account()?,
    };
    let answered = answered.map(|at| Answered { at, by, agreed, noted_by });
    let person = kept.it.person;
    let (it, event) = kept.it.correct(asked, answered, ctx.now())?;
    save::change(work.tx(), &ctx.writ::<act::AskSameDay>(), version, &it, &event)?;
    Ok(person)
}

/// Takes an ask back: nobody had been asked.
///
/// # Errors
/// [`Refusal::Fault`] when the store fails.
pub fn take_back(
    work: &mut Work<'_, '_>,
    ctx: &Ctx,
    (_, kept): OnEntry<act::AskSameDay, SameDayAsk>,
) -> Result<Id<Person>, Refusal> {
    let (version, person) = (kept.version, kept.it.person);
    if let Some((it, event)) = kept.it.take_back(ctx.now()) {
        save::change(work.tx(), &ctx.writ::<act::AskSameDay>(), version, &it, &event)?;
    }
    Ok(person)
}

/// How many wait for an answer. It shows nobody.
///
/// # Errors
/// When the store cannot answer.
pub fn count(look: &mut Look<'_, '_>, permit: &Permit<act::SeeToday, Id<Service>>) -> Result<usize, Refusal> {
    Ok(stored::open(look.tx(), permit.scope())?.len())
}

/// What waits for an answer, for *Today* of whoever looks.
///
/// # Errors
/// When the store cannot answer.
pub fn waiting(look: &mut Look<'_, '_>, permit: &Permit<act::SeeToday, Id<Service>>) -> Result<Vec<OpenAsk>, Refusal> {
    let asks = stored::open(look.tx(), permit.scope())?;
    for ask in &asks {
        look.shows(Action::SeeToday, permit.key(), ask.person);
    }
    Ok(asks)
}
