//! Next contacts and appointments: booking, moving, calling off, and a worker's day.

use std::collections::BTreeMap;

use jiff::civil::Date;
use jiff::{Timestamp, ToSpan};
use kith_domain::appointment::{Appointment, Booking, CancelledBy, When};
use kith_domain::day::Meant;
use kith_domain::id::Id;
use kith_domain::person::Person;
use kith_domain::policy::{Action, Scope, act};
use kith_domain::rejection::Rejection;
use kith_domain::staff::{Account, Role, Service};
use kith_domain::support::Contact;
use kith_domain::support::contact::{Mode, Place};
use kith_domain::text::Line;
use kith_domain::time;
use kith_store::appointments::{self, DayLine, Span, Which};
use kith_store::story::{self, Happened};
use kith_store::{Kept, connections, reaching, save, settings, staff, table};

use crate::app::{Look, Work};
use crate::ctx::Ctx;
use crate::dates;
use crate::people::{Head, Names, head_of};
use crate::permit::Permit;
use crate::refusal::{Faults, Refusal};
use crate::support::{number, open_case, the_person};

/// An appointment as typed.
#[derive(Debug, Clone, Default)]
pub struct BookingInput {
    /// The day, as people write it.
    pub day: String,
    /// The time, `HH:MM`, or empty for some time on that day.
    pub time: String,
    /// Minutes, or empty.
    pub minutes: String,
    /// Code of [`Mode`].
    pub mode: String,
    /// Code of [`Place`], or empty.
    pub place: String,
    /// Where exactly.
    pub place_words: String,
    /// Why, in one line.
    pub why: String,
    /// The identifier of the connection that they go to together, or empty.
    pub together: String,
}

/// The names of a form's questions, for what is said about each.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Asked {
    pub(crate) day: &'static str,
    pub(crate) time: &'static str,
    pub(crate) minutes: &'static str,
    pub(crate) mode: &'static str,
    pub(crate) place: &'static str,
    pub(crate) place_words: &'static str,
    pub(crate) why: &'static str,
}

/// On a form of its own.
const ALONE: Asked = Asked {
    day: "day",
    time: "time",
    minutes: "minutes",
    mode: "mode",
    place: "place",
    place_words: "place_words",
    why: "why",
};

/// Checks a booking as typed and says everything that is wrong at once.
pub(crate) fn booking(input: &BookingInput, today: Date, asked: &Asked) -> Result<Booking, Refusal> {
    let mut faults = Faults::new();
    let when = faults.take(when(&input.day, &input.time, today, asked));
    let minutes = faults.take(number(asked.minutes, &input.minutes)).flatten();
    let mode = faults.take(
        Mode::from_code(&input.mode)
            .ok_or_else(|| Rejection::of_field(asked.mode, "appointment.mode", "Choose how you will be in contact.")),
    );
    let place = match input.place.as_str() {
        "" => None,
        code => faults.take(Place::from_code(code).ok_or_else(|| {
            Rejection::of_field(asked.place, "appointment.place", "Choose where it will be, or leave it out.")
        })),
    };
    let place_words = faults.optional(asked.place_words, Line::optional(&input.place_words));
    let why = faults.optional(asked.why, Line::optional(&input.why));
    let together = match input.together.as_str() {
        "" => None,
        typed => faults.take(typed.parse().map_err(|_| not_theirs())),
    };
    faults.finish()?;
    let (Some(when), Some(mode)) = (when, mode) else { unreachable!("every missing part was noted as a fault") };
    Ok(Booking { when, minutes, mode, place, place_words, why, together })
}

/// That a connection is not this person's.
fn not_theirs() -> Rejection {
    Rejection::new("appointment.connection", "This connection is not this person's. Open it again and plan from there.")
}

/// The day as typed, and the time when there is one.
fn when(day: &str, time: &str, today: Date, asked: &Asked) -> Result<When, Rejection> {
    let time = time.trim();
    let day = dates::read_one(asked.day, day, today, Meant::ToCome)?;
    if time.is_empty() {
        return Ok(When::Day(day));
    }
    let no_time = || Rejection::of_field(asked.time, "appointment.time", "Enter the time like 14:30, or leave it out.");
    let (hour, minute) = time::clock_as_typed(time).ok_or_else(no_time)?;
    if time::is_skipped(day, hour, minute) {
        return Err(Rejection::of_field(
            asked.time,
            "appointment.skipped",
            "The clocks go forward over this time, so it will never be. Enter another time, or leave it out.",
        ));
    }
    // Of a time that the autumn change shows twice, the first; the page says so.
    time::moment_on(day, hour, minute).map(When::At).ok_or_else(no_time)
}

/// What the rules say about a moment or a length, said at the questions of this form.
pub(crate) fn at_its_question(rejection: Rejection, asked: &Asked) -> Rejection {
    let field = match rejection.field {
        Some("when") => Some(asked.day),
        Some("minutes") => Some(asked.minutes),
        other => other,
    };
    Rejection { field, ..rejection }
}

/// Books a next contact or an appointment.
///
/// # Errors
/// [`Refusal::Rejected`] with everything that is wrong with the form, or when no case is open.
pub fn book(
    work: &mut Work<'_, '_>,
    ctx: &Ctx,
    permit: &Permit<act::BookAppointment, Id<Person>>,
    input: &BookingInput,
) -> Result<(Id<Appointment>, Option<Hint>), Refusal> {
    let booking = booking(input, ctx.today(), &ALONE)?;
    let person = the_person(work, permit.key())?;
    open_case(work, person.id)?;
    book_for(work, ctx, &person, booking, &ALONE)
}

/// Books for a person whose case is open.
pub(crate) fn book_for(
    work: &mut Work<'_, '_>,
    ctx: &Ctx,
    person: &Person,
    booking: Booking,
    asked: &Asked,
) -> Result<(Id<Appointment>, Option<Hint>), Refusal> {
    if let Some(together) = booking.together
        && connections::person_of(work.tx(), together)? != Some(person.id)
    {
        return Err(not_theirs().into());
    }
    let hint = hint(work, person, &booking)?;
    let (appointment, event) = Appointment::book(ctx.id(), person, booking, ctx.account()?, ctx.now())
        .map_err(|rejection| at_its_question(rejection, asked))?;
    save::new(work.tx(), &ctx.writ::<act::BookAppointment>(), &appointment, &event)?;
    Ok((appointment.id, hint))
}

/// What is worth a second look about a booking. It is booked all the same: it may be meant.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Hint {
    /// Something else is booked with the person for the same time.
    Twice,
    /// The service does not work on that day.
    Closed,
}

fn hint(work: &mut Work<'_, '_>, person: &Person, booking: &Booking) -> Result<Option<Hint>, Refusal> {
    let booked = appointments::of_person(work.tx(), person.id)?;
    if booked.iter().any(|kept| kept.it.state.is_open() && kept.it.booking.when == booking.when) {
        return Ok(Some(Hint::Twice));
    }
    let calendar = settings::of(work.tx(), person.service)?.it.calendar();
    Ok((!calendar.is_working_day(booking.when.day())).then_some(Hint::Closed))
}

/// Loads an appointment at the version that a form was drawn from.
fn at_version(
    work: &mut Work<'_, '_>,
    permit: &Permit<act::ChangeAppointment, Id<Appointment>>,
    version: i64,
) -> Result<Kept<Appointment>, Refusal> {
    let kept = table::find::<Appointment>(work.tx(), permit.key().uuid())?.ok_or(Refusal::Hidden)?;
    if kept.version == version { Ok(kept) } else { Err(Refusal::Stale) }
}

/// Moves an appointment, or changes how and where it is.
///
/// # Errors
/// [`Refusal::Rejected`] with what is wrong, [`Refusal::Stale`] when it was changed meanwhile.
pub fn reschedule(
    work: &mut Work<'_, '_>,
    ctx: &Ctx,
    permit: &Permit<act::ChangeAppointment, Id<Appointment>>,
    version: i64,
    input: &BookingInput,
) -> Result<(), Refusal> {
    let booking = booking(input, ctx.today(), &ALONE)?;
    let kept = at_version(work, permit, version)?;
    // Where they go together stays what it was; a form that moves it does not ask.
    let booking = Booking { together: kept.it.booking.together, ..booking };
    let (moved, event) =
        kept.it.reschedule(booking, ctx.now()).map_err(|rejection| at_its_question(rejection, &ALONE))?;
    save::change(work.tx(), &ctx.writ::<act::ChangeAppointment>(), version, &moved, &event)?;
    Ok(())
}

/// Calls an appointment off.
///
/// # Errors
/// [`Refusal::Rejected`] when nobody is named who did, [`Refusal::Stale`] when it was changed meanwhile.
pub fn cancel(
    work: &mut Work<'_, '_>,
    ctx: &Ctx,
    permit: &Permit<act::ChangeAppointment, Id<Appointment>>,
    version: i64,
    by: &str,
    reason: &str,
) -> Result<(), Refusal> {
    let mut faults = Faults::new();
    let by = faults.take(
        CancelledBy::from_code(by)
            .ok_or_else(|| Rejection::of_field("by", "appointment.by", "Choose who cancelled it.")),
    );
    let reason = faults.optional("reason", Line::optional(reason));
    faults.finish()?;
    let Some(by) = by else { unreachable!("a missing answer was noted as a fault") };
    let kept = at_version(work, permit, version)?;
    let (off, event) = kept.it.cancel(by, reason, ctx.now())?;
    save::change(work.tx(), &ctx.writ::<act::ChangeAppointment>(), version, &off, &event)?;
    Ok(())
}

/// Puts back what was called off by mistake.
///
/// # Errors
/// [`Refusal::Rejected`] when it is not cancelled or its day is over, [`Refusal::Stale`] when it was changed meanwhile.
pub fn put_back(
    work: &mut Work<'_, '_>,
    ctx: &Ctx,
    permit: &Permit<act::ChangeAppointment, Id<Appointment>>,
    version: i64,
) -> Result<(), Refusal> {
    let kept = at_version(work, permit, version)?;
    // No question of this form is to blame.
    let plain = |rejection: Rejection| Rejection { field: None, ..rejection };
    let (back, event) = kept.it.put_back(ctx.now()).map_err(plain)?;
    save::change(work.tx(), &ctx.writ::<act::ChangeAppointment>(), version, &back, &event)?;
    Ok(())
}

/// The appointment of this person that a contact is said to tell of.
pub(crate) fn told_by(
    work: &mut Work<'_, '_>,
    person: Id<Person>,
    typed: &str,
) -> Result<Option<Kept<Appointment>>, Refusal> {
    if typed.is_empty() {
        return Ok(None);
    }
    let all = appointments::of_person(work.tx(), person)?;
    let found = all.into_iter().find(|kept| kept.it.id.to_string() == typed);
    found.map(Some).ok_or_else(|| {
        Rejection::new("appointment.unknown", "This appointment is not this person's. Open it again from their page.")
            .into()
    })
}

/// Says what became of an appointment, as the contact does that tells of it.
pub(crate) fn settle(
    work: &mut Work<'_, '_>,
    ctx: &Ctx,
    kept: Kept<Appointment>,
    contact: &Contact,
) -> Result<(), Refusal> {
    let (settled, event) = kept.it.settle(contact.details.reached, contact.id, ctx.now())?;
    save::change(work.tx(), &ctx.writ::<act::LogContact>(), kept.version, &settled, &event)?;
    Ok(())
}

/// Lets the appointment that a contact tells of follow its correction.
pub(crate) fn follow(work: &mut Work<'_, '_>, ctx: &Ctx, contact: &Contact) -> Result<(), Refusal> {
    let Some(kept) = appointments::by_contact(work.tx(), contact.id)? else { return Ok(()) };
    let (settled, event) = kept.it.clone().settle(contact.details.reached, contact.id, ctx.now())?;
    if settled.state != kept.it.state {
        save::change(work.tx(), &ctx.writ::<act::CorrectContact>(), kept.version, &settled, &event)?;
    }
    Ok(())
}

/// One appointment, whose it is, and what happened to it.
#[derive(Debug, Clone)]
pub struct One {
    /// The appointment.
    pub kept: Kept<Appointment>,
    /// Whose it is.
    pub head: Head,
    /// What happened to it, oldest first.
    pub happened: Vec<Happened>,
    /// Names of the staff.
    pub names: Names,
}

/// Opens an appointment.
///
/// # Errors
/// When the store cannot answer.
pub fn see(
    look: &mut Look<'_, '_>,
    permit: &Permit<act::SeePerson, Id<Person>>,
    kept: Kept<Appointment>,
) -> Result<One, Refusal> {
    let head = head_of(look, Action::SeePerson, permit.key())?;
    let happened = story::of_subject(look.tx(), kept.it.id.uuid())?;
    let names: Names = staff::names(look.tx(), kept.it.service)?.into_iter().collect();
    Ok(One { kept, head, happened, names })
}

/// A worker's day: what was to come before it and is not written down yet, and what the day holds.
#[derive(Debug, Clone, Default)]
pub struct Day {
    /// Booked for an earlier day, and nothing has been written down, oldest first.
    pub before: Vec<DayLine>,
    /// The day, in order; those without a time first.
    pub day: Vec<DayLine>,
    /// Booked for the week after, in order.
    pub after: Vec<DayLine>,
    /// Which of these are with the people of a colleague whom one covers, and whose.
    pub covered: BTreeMap<Id<Appointment>, Id<Account>>,
}

/// How long after its day an appointment that nobody wrote down is still shown, in days.
const NOT_FORGOTTEN_DAYS: i64 = 60;

/// The day of a worker, as far as the viewer may know of it.
pub(crate) fn day_of(
    look: &mut Look<'_, '_>,
    action: Action,
    service: Id<Service>,
    (worker, viewer): (Id<Account>, Id<Account>),
    day: Date,
) -> Result<Day, Refusal> {
    let later = |days: i64| day.checked_add(days.days()).unwrap_or(day);
    let span = |from: Date, to: Date| Span { from: time::start_of(from), to: time::start_of(to) };
    let mut of = |which, span| appointments::of_worker(look.tx(), service, worker, viewer, which, span);
    let before = of(Which::Open, span(later(-NOT_FORGOTTEN_DAYS), day))?;
    let open = of(Which::Open, span(day, later(1)))?;
    let settled = of(Which::Settled, span(day, later(1)))?;
    let after = of(Which::Open, span(later(1), later(8)))?;
    let mut together: BTreeMap<(Timestamp, Id<Appointment>), DayLine> = BTreeMap::new();
    for line in open.into_iter().chain(settled) {
        together.insert((line.kept.it.booking.when.start(), line.kept.it.id), line);
    }
    let mut day = Day { before, day: together.into_values().collect(), after, covered: BTreeMap::new() };
    // What is written as facts counts instead of the text of before.
    let people = day.before.iter().chain(&day.day).chain(&day.after).map(|line| line.kept.it.person);
    let facts = reaching::of_people(look.tx(), people)?;
    for line in day.before.iter_mut().chain(&mut day.day).chain(&mut day.after) {
        if let Some(facts) = facts.get(&line.kept.it.person) {
            let warnings = facts.warnings().join(" ");
            line.safe_contact = (!warnings.is_empty()).then_some(warnings);
        }
    }
    for line in day.before.iter().chain(&day.day).chain(&day.after) {
        look.shows(action, service, line.kept.it.person);
    }
    Ok(day)
}

/// One's own day.
///
/// # Errors
/// When the store cannot answer.
pub fn my_day(
    look: &mut Look<'_, '_>,
    ctx: &Ctx,
    permit: &Permit<act::SeeToday, Id<Service>>,
    day: Date,
) -> Result<Day, Refusal> {
    let me = ctx.account()?;
    let mut all = day_of(look, Action::SeeToday, permit.key(), (me, me), day)?;
    // What is booked with the people of colleagues whom one covers stands there too.
    for covered in &ctx.staff()?.covers {
        let theirs = day_of(look, Action::SeeToday, permit.key(), (*covered, me), day)?;
        let lines = theirs.before.iter().chain(&theirs.day).chain(&theirs.after);
        all.covered.extend(lines.map(|line| (line.kept.it.id, *covered)));
        for (mine, theirs) in
            [(&mut all.before, theirs.before), (&mut all.day, theirs.day), (&mut all.after, theirs.after)]
        {
            mine.extend(theirs);
            mine.sort_by_key(|line| (line.kept.it.booking.when.start(), line.kept.it.id));
        }
    }
    Ok(all)
}

/// Names of the colleagues whose people stand in a day.
///
/// # Errors
/// When the store cannot answer.
pub fn covered_names(look: &mut Look<'_, '_>, service: Id<Service>, day: &Day) -> Result<Names, Refusal> {
    Ok(staff::names_of(look.tx(), service, day.covered.values().copied())?.into_iter().collect())
}

/// A worker's day with the worker's name, for the lead.
///
/// # Errors
/// [`Refusal::Hidden`] when nobody of this account works as a link worker in the service.
pub fn workers_day(
    look: &mut Look<'_, '_>,
    permit: &Permit<act::SeeWorkersDay, Id<Service>>,
    worker: Id<Account>,
    day: Date,
) -> Result<(String, Day), Refusal> {
    let standings = staff::in_role(look.tx(), permit.key(), Role::LinkWorker)?;
    let standing = standings.into_iter().find(|standing| standing.account == worker).ok_or(Refusal::Hidden)?;
    let Scope::Service { viewer, .. } = permit.scope() else { return Err(Refusal::Hidden) };
    let day = day_of(look, Action::SeeWorkersDay, permit.key(), (worker, *viewer), day)?;
    Ok((standing.name.to_string(), day))
}
