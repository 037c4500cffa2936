//! "And also": what a contact brought up, saved with it in one unit of work or not at all.
//!
//! Each part is checked as it is on a form of its own; what is wrong is said at the questions of the contact's form,
//! all at once. Nothing here is ever needed.

use kith_domain::appointment::{Appointment, Booking};
use kith_domain::directory::CommunityService;
use kith_domain::directory::connection::Agreed;
use kith_domain::directory::search::Sought;
use kith_domain::id::Id;
use kith_domain::need::gap::Findings;
use kith_domain::need::{Gap, Need, Telling};
use kith_domain::person::Person;
use kith_domain::policy::act;
use kith_domain::rejection::Rejection;
use kith_domain::support::Contact;
use kith_domain::support::plan::action::{Action as PlanAction, Terms};
use kith_domain::text::{Words, fold};
use kith_store::{Kept, ReadTx, directory, save, support as rows, table};

use crate::app::{Look, Work};
use crate::appointments::{self, Asked, BookingInput, Hint};
use crate::connecting;
use crate::ctx::Ctx;
use crate::gaps::GapInput;
use crate::permit::Permit;
use crate::planning::{self, ActionInput};
use crate::refusal::{Faults, Refusal};
use crate::support::{self, ContactInput, NeedInput};
use crate::what_we_did;

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
    /// Something of the directory that the person wants.
    pub connect: ConnectInput,
    /// Something to do, with whose it is.
    pub action: ActionInput,
}

/// A connection, as typed beside a contact. It is for the need that is written beside it, if there is one.
#[derive(Debug, Clone, Default)]
pub struct ConnectInput {
    /// What it is called in the directory.
    pub name: String,
    /// One of what the directory has under words like these, where the name alone did not say; or [`NONE_OF_THESE`].
    pub to: String,
    /// What was agreed.
    pub agreed: String,
}

/// Nothing that the directory has is meant, and the contact is saved without a connection.
pub const NONE_OF_THESE: &str = "none";

/// How many entries are offered when a name does not say which is meant.
const MOST_OFFERED: usize = 8;

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
    /// The next contact that was booked, with what is worth a second look.
    pub next: Option<(Id<Appointment>, Option<Hint>)>,
    /// Whether the person is connected to the same thing already.
    pub is_second_connection: bool,
}

/// What is to be saved beside the contact.
struct Also {
    told: Option<Kept<Appointment>>,
    next: Option<Booking>,
    need: Option<Telling>,
    gap: Option<(GapNeed, Findings)>,
    connect: Option<(CommunityService, Option<Words>)>,
    action: Option<Terms>,
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
    let also = read(work, ctx, &person, input, also);
    let (details, also) = match (details, also) {
        (Ok(details), Ok(also)) => (details, also),
        (Err(one), Err(other)) => return Err(together(one, other)),
        (Err(refusal), _) | (_, Err(refusal)) => return Err(refusal),
    };
    // What was booked was something of its own.
    if also.told.is_none() {
        support::is_no_second(work, ctx, &person, &details, input)?;
    }
    let asked = what_we_did::answered(work.tx(), ctx, &person, input, &details)?;
    let contact = support::log_details(work, ctx, &person, (details, asked))?;
    what_we_did::keep_own(work, ctx, &contact, input)?;
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
        let findings = Findings { contact: Some(contact.id), ..findings };
        let (gap, event) = Gap::record(ctx.id(), &about, findings, ctx.account()?, ctx.now()).map_err(at)?;
        save::new(work.tx(), &ctx.writ::<act::RecordGap>(), &gap, &event)?;
    }
    let mut is_second_connection = false;
    if let Some((service, agreed)) = also.connect {
        let for_need = need.as_ref().map(|need| need.id);
        (_, is_second_connection) =
            connecting::choose(work, ctx, &person, for_need, &service, Agreed::in_words(agreed))?;
    }
    if let Some(terms) = also.action {
        let (action, event) = PlanAction::agree(ctx.id(), &person, terms, ctx.account()?, ctx.now())
            .map_err(|rejection| at_question(rejection, ACTION))?;
        save::new(work.tx(), &ctx.writ::<act::WritePlan>(), &action, &event)?;
    }
    let next = match also.next {
        Some(booking) => Some(appointments::book_for(work, ctx, &person, booking, &NEXT)?),
        None => None,
    };
    // What was a draft is now a contact.
    crate::drafts::discard(work, ctx, permit, crate::drafts::CONTACT)?;
    Ok(Logged { contact: contact.id, need: need.map(|need| need.id), next, is_second_connection })
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

const ACTION: Renamed =
    &[("what", "action_what"), ("owner", "action_owner"), ("who", "action_who"), ("due", "action_due")];

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
fn read(
    work: &mut Work<'_, '_>,
    ctx: &Ctx,
    person: &Person,
    contact: &ContactInput,
    input: &AlsoInput,
) -> Result<Also, Refusal> {
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
        part(&mut wrong, &[], appointments::booking(&typed, ctx.today(), &NEXT))
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
    let connect = part(&mut wrong, &[], named_in_directory(work, &input.connect)).flatten();
    let it = &input.action;
    let action = if is_empty(&[&it.what, &it.owner, &it.who, &it.due.0]) {
        None
    } else {
        let mut faults = Faults::new();
        let terms = planning::terms(work, ctx.today(), &mut faults, person.id, it)?;
        part(&mut wrong, ACTION, faults.finish());
        terms
    };
    match wrong {
        Some(refusal) => Err(refusal),
        None => Ok(Also { told, next, need, gap, connect, action }),
    }
}

/// What of the directory is meant by a name, and what was agreed. A name that is not an entry's own is asked about.
fn named_in_directory(
    work: &mut Work<'_, '_>,
    input: &ConnectInput,
) -> Result<Option<(CommunityService, Option<Words>)>, Refusal> {
    let mut faults = Faults::new();
    let agreed = faults.optional("connect_agreed", Words::optional(&input.agreed));
    faults.finish()?;
    let name = input.name.trim();
    if name.is_empty() && agreed.is_none() || input.to == NONE_OF_THESE {
        return Ok(None);
    }
    let wrong = |sentence: &'static str| Refusal::from(Rejection::of_field("connect_name", "also.connect", sentence));
    if name.is_empty() {
        return Err(wrong("Write what they are connected to, as it is called in the directory, or leave both out."));
    }
    let found = like(work.tx(), name)?;
    if let Some(chosen) = found.iter().find(|it| it.id.to_string() == input.to) {
        return Ok(Some((chosen.clone(), agreed)));
    }
    let folded = fold(name);
    let mut same = found.iter().filter(|it| fold(it.entry.name.as_str()) == folded);
    match (same.next(), same.next()) {
        (Some(only), None) => Ok(Some((only.clone(), agreed))),
        _ if found.is_empty() => Err(wrong(
            "Nothing in the directory is called so. Write it as it stands there, or leave it out and use “Save and find something for them”.",
        )),
        _ => {
            let sentence = "Choose which of these is meant, or none of them.";
            Err(Rejection::of_field("connect_to", "also.which", sentence).into())
        }
    }
}

/// What the directory has under the words of a name, best first.
fn like(tx: &mut ReadTx<'_>, name: &str) -> Result<Vec<CommunityService>, Refusal> {
    let folded = fold(name);
    let words: Vec<Sought> = folded.split(' ').filter(|word| !word.is_empty()).map(Sought::of).collect();
    if words.is_empty() { Ok(Vec::new()) } else { Ok(directory::search(tx, &words, MOST_OFFERED)?) }
}

/// What the directory has under the words of a name, for choosing which is meant.
///
/// # Errors
/// When the store cannot answer.
pub fn offered(
    look: &mut Look<'_, '_>,
    _permit: &Permit<act::SeeDirectory, ()>,
    name: &str,
) -> Result<Vec<CommunityService>, Refusal> {
    like(look.tx(), name)
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
    look: &mut Look<'_, '_>,
    person: Id<Person>,
    id: Id<Appointment>,
) -> Result<Appointment, Refusal> {
    let kept = table::find::<Appointment>(look.tx(), id.uuid())?.ok_or(Refusal::Hidden)?;
    if kept.it.person == person { Ok(kept.it) } else { Err(Refusal::Hidden) }
}
