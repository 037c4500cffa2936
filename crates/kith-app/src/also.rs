//! "And also": what a contact brought up, saved with it in one unit of work or not at all.
//!
//! Each part is checked as it is on a form of its own; what is wrong is said at the questions of the contact's form,
//! all at once. Nothing here is ever needed.

use kith_domain::appointment::{Appointment, Booking};
use kith_domain::id::Id;
use kith_domain::need::gap::Findings;
use kith_domain::need::{Gap, Need, Telling};
use kith_domain::person::Person;
use kith_domain::policy::act;
use kith_domain::rejection::Rejection;
use kith_domain::support::Contact;
use kith_store::{Kept, save, support as rows, table};

use crate::app::Work;
use crate::appointments::{self, Asked, BookingInput};
use crate::ctx::Ctx;
use crate::gaps::GapInput;
use crate::permit::Permit;
use crate::refusal::Refusal;
use crate::support::{self, ContactInput, NeedInput};

/// Everything that may be said beside a contact, as typed. Left empty it says nothing.
#[derive(Debug, Clone, Default)]
pub struct AlsoInput {
    /// The appointment that the contact tells of, or empty.
    pub appointment: String,
    /// What happens next, where a day is given. Its reason is the contact's "agreed next".
    pub next: BookingInput,
    /// A need that came up.
    pub need: NeedInput,
    /// The need that a gap is about: `new` for the one above, or its identifier; empty for no gap.
    pub gap_need: String,
    /// A gap.
    pub gap: GapInput,
}

/// The gap is about the need that is written beside it.
pub const THE_NEW_NEED: &str = "new";

/// The questions of the next contact, on the contact's form.
const NEXT: Asked = Asked {
    day: "next_day",
    time: "next_time",
    minutes: "next_minutes",
    mode: "next_mode",
    place: "next_place",
    place_words: "next_place_words",
    why: "next",
};

/// What a contact's form made.
#[derive(Debug, Clone, Copy)]
pub struct Logged {
    /// The contact.
    pub contact: Id<Contact>,
    /// The need beside it.
    pub need: Option<Id<Need>>,
    /// The next contact that was booked.
    pub next: Option<Id<Appointment>>,
}

/// What is to be saved beside the contact.
struct Also {
    told: Option<Kept<Appointment>>,
    next: Option<Booking>,
    need: Option<Telling>,
    gap: Option<(GapNeed, Findings)>,
}

enum GapNeed {
    New,
    Known(Box<Need>),
}

/// Logs a contact with everything beside it.
///
/// # Errors
/// [`Refusal::Rejected`] with everything that is wrong with the form; then nothing of it is saved.
pub fn log_contact(
    work: &mut Work<'_, '_>,
    ctx: &Ctx,
    permit: &Permit<act::LogContact, Id<Person>>,
    input: &ContactInput,
    also: &AlsoInput,
) -> Result<Logged, Refusal> {
    let person = support::the_person(work, permit.key())?;
    let details = support::details(work, ctx, &person, input);
    let also = read(work, &person, input, also);
    let (details, also) = match (details, also) {
        (Ok(details), Ok(also)) => (details, also),
        (Err(one), Err(other)) => return Err(together(one, other)),
        (Err(refusal), _) | (_, Err(refusal)) => return Err(refusal),
    };
    let contact = support::log_details(work, ctx, &person, details)?;
    if let Some(kept) = also.told {
        appointments::settle(work, ctx, kept, &contact)?;
    }
    let need = match also.need {
        Some(telling) => {
            // It was heard in this contact.
            let telling = Telling { heard: Some(contact.id), ..telling };
            let (need, event) = Need::record(ctx.id(), &person, telling, ctx.account()?, ctx.now());
            save::new(work.tx(), &ctx.writ::<act::RecordNeed>(), &need, &event)?;
            Some(need)
        }
        None => None,
    };
    if let Some((about, findings)) = also.gap {
        let about = match (about, &need) {
            (GapNeed::Known(need), _) => *need,
            (GapNeed::New, Some(need)) => need.clone(),
            (GapNeed::New, None) => unreachable!("a gap of a new need was refused without the need"),
        };
        let at = |rejection: Rejection| at_question(rejection, GAP);
        let (gap, event) = Gap::record(ctx.id(), &about, findings, ctx.account()?, ctx.now()).map_err(at)?;
        save::new(work.tx(), &ctx.writ::<act::RecordGap>(), &gap, &event)?;
    }
    let next = match also.next {
        Some(booking) => Some(appointments::book_for(work, ctx, &person, booking, &NEXT)?),
        None => None,
    };
    // What was a draft is now a contact.
    crate::drafts::discard(work, ctx, permit, crate::drafts::CONTACT)?;
    Ok(Logged { contact: contact.id, need: need.map(|need| need.id), next })
}

/// Questions of other forms by the names that they have here.
type Renamed = &'static [(&'static str, &'static str)];
const NEED: Renamed = &[("stated", "need_stated"), ("domain", "need_domain"), ("known", "need_known")];
const GAP: Renamed = &[
    ("sought", "gap_sought"),
    ("reason", "gap_reason"),
    ("weeks", "gap_weeks"),
    ("instead", "gap_instead"),
    ("words", "gap_words"),
];

fn at_question(rejection: Rejection, names: Renamed) -> Rejection {
    let field = rejection.field.map(|field| names.iter().find(|(from, _)| *from == field).map_or(field, |(_, to)| *to));
    Rejection { field, ..rejection }
}

/// Notes what is wrong with one part, and goes on with the others.
fn part<T>(wrong: &mut Option<Refusal>, names: Renamed, result: Result<T, Refusal>) -> Option<T> {
    match result {
        Ok(value) => Some(value),
        Err(refusal) => {
            let refusal = match refusal {
                Refusal::Rejected(all) => {
                    Refusal::Rejected(all.into_iter().map(|rejection| at_question(rejection, names)).collect())
                }
                other => other,
            };
            *wrong = Some(match wrong.take() {
                Some(before) => together(before, refusal),
                None => refusal,
            });
            None
        }
    }
}

/// Two refusals of one form as one; a fault, or a record that is not there, says more than what was typed.
fn together(one: Refusal, other: Refusal) -> Refusal {
    match (one, other) {
        (Refusal::Rejected(mut all), Refusal::Rejected(more)) => {
            all.extend(more);
            Refusal::Rejected(all)
        }
        (Refusal::Rejected(_), other) => other,
        (one, _) => one,
    }
}

/// Checks everything beside the contact.
fn read(work: &mut Work<'_, '_>, person: &Person, contact: &ContactInput, input: &AlsoInput) -> Result<Also, Refusal> {
    let mut wrong = None;
    let told = appointments::told_by(work, person.id, &input.appointment);
    let told = part(&mut wrong, &[], told).flatten();
    let next = &input.next;
    let is_empty = |texts: &[&str]| texts.iter().all(|text| text.trim().is_empty());
    let next = if is_empty(&[&next.day, &next.time, &next.minutes, &next.place, &next.place_words]) {
        None
    } else {
        let mode = if next.mode.is_empty() { &contact.mode } else { &next.mode };
        let typed = BookingInput { mode: mode.clone(), why: contact.next.clone(), ..next.clone() };
        part(&mut wrong, &[], appointments::booking(&typed, &NEXT))
    };
    let has_need = !is_empty(&[&input.need.stated, &input.need.domain]);
    let need = if has_need { part(&mut wrong, NEED, support::told(work, person.id, &input.need)) } else { None };
    let gap = &input.gap;
    let says_gap = !is_empty(&[&gap.reason, &gap.sought, &gap.weeks, &gap.instead, &gap.words, &input.gap_need]);
    let gap = if says_gap {
        let findings = part(&mut wrong, GAP, crate::gaps::found(gap));
        let about = part(&mut wrong, &[], gap_need(work, person, &input.gap_need, has_need));
        about.zip(findings)
    } else {
        None
    };
    match wrong {
        Some(refusal) => Err(refusal),
        None => Ok(Also { told, next, need, gap }),
    }
}

/// The need that a gap is about. Left out, it is the one that is written beside it.
fn gap_need(work: &mut Work<'_, '_>, person: &Person, typed: &str, has_need: bool) -> Result<GapNeed, Refusal> {
    let wrong = |sentence| Refusal::from(Rejection::of_field("gap_need", "gap.need", sentence));
    match typed {
        "" | THE_NEW_NEED if has_need => Ok(GapNeed::New),
        "" | THE_NEW_NEED => Err(wrong("Choose the need that nothing was there for, or write a new one above.")),
        id => rows::needs(work.tx(), person.id)?
            .into_iter()
            .find(|need| need.id.to_string() == id)
            .map(|need| GapNeed::Known(Box::new(need)))
            .ok_or_else(|| wrong("Choose one of this person's needs.")),
    }
}

/// The contact that an appointment's page begins, filled in from the appointment.
///
/// # Errors
/// [`Refusal::Hidden`] when it is not this person's.
pub fn appointment_of(
    look: &mut crate::app::Look<'_, '_>,
    person: Id<Person>,
    id: Id<Appointment>,
) -> Result<Appointment, Refusal> {
    let kept = table::find::<Appointment>(look.tx(), id.uuid())?.ok_or(Refusal::Hidden)?;
    if kept.it.person == person { Ok(kept.it) } else { Err(Refusal::Hidden) }
}
