//! Logging and correcting a contact.

use std::collections::BTreeSet;

use jiff::{Timestamp, ToSpan};
use kith_domain::day::Meant;
use kith_domain::directory::Connection;
use kith_domain::id::Id;
use kith_domain::person::Person;
use kith_domain::policy::act;
use kith_domain::rejection::Rejection;
use kith_domain::support::Contact;
use kith_domain::support::contact::{Asked, Details, Mode, Place, Reached, StartedBy, check};
use kith_domain::text::{Line, Note, fold};
use kith_store::page::Mark;
use kith_store::{Kept, cases, connections, save, support, table};

use super::{open_case, the_person};
use crate::app::{Look, Work};
use crate::ctx::Ctx;
use crate::permit::Permit;
use crate::refusal::{Faults, Refusal};
use crate::{also, appointments, dates, what_we_did};

/// A contact as typed.
#[derive(Debug, Clone, Default)]
pub struct ContactInput {
    /// Day as typed, `YYYY-MM-DD`; empty for today.
    pub day: String,
    /// Time as typed, `HH:MM`; empty for now.
    pub time: String,
    /// Code of [`Mode`].
    pub mode: String,
    /// Code of [`Place`], or empty.
    pub place: String,
    /// Code of [`Reached`].
    pub reached: String,
    /// Who else took part.
    pub others: String,
    /// Minutes.
    pub minutes: String,
    /// What happened.
    pub note: String,
    /// Identifiers of what was done.
    pub ways: Vec<String>,
    /// Identifiers of what one notes of oneself, kept apart from the contact.
    pub own: Vec<String>,
    /// `yes` when the form of a correction showed what one had noted of oneself.
    pub own_shown: String,
    /// Code of [`StartedBy`], or empty.
    pub started_by: String,
    /// Which contact it is, as the form carried it; empty where no form could ask what was done.
    pub turn: String,
    /// Where the form asked and nothing is ticked: [`NONE_FITS`](crate::what_we_did::NONE_FITS) or
    /// [`NOT_NOW`](crate::what_we_did::NOT_NOW), or empty.
    pub unticked: String,
    /// The connection they went to together, or empty.
    pub accompanied: String,
    /// What is agreed next.
    pub next: String,
    /// `yes` when a day of long ago is meant as it is written.
    pub long_ago: String,
    /// `yes` when the same was logged just before, and this is another one.
    pub once_more: String,
}

/// Before this year hardly anybody was supported by a link worker: an earlier contact is asked about.
const LONG_AGO: i16 = 2015;

/// Asks about a day that is likely to be a slip: before the person was born, or long ago.
fn is_likely(person: &Person, ctx: &Ctx, at: jiff::Timestamp, input: &ContactInput) -> Result<(), Rejection> {
    let day = kith_domain::time::day_of(at);
    if person.identity.born.is_after(day) {
        return Err(Rejection::of_field(
            "when",
            "contact.before_birth",
            "This is before they were born. Check the year, or correct the date of birth first.",
        ));
    }
    if day.year() < LONG_AGO.min(ctx.today().year() - 5) && input.long_ago != "yes" {
        return Err(Rejection::of_field(
            "long_ago",
            "contact.long_ago",
            format!("{} is long ago. Check the year, or tick that it is meant.", kith_domain::time::day_in_words(day)),
        ));
    }
    Ok(())
}

/// Within so many minutes the same contact by the same hand is asked about: a form that was sent twice by going back.
const AGAIN_WITHIN: i64 = 5;

/// The code of a refusal: a contact was logged just before in the same way, with other words.
pub const LIKE_ONE_BEFORE: &str = "contact.like";

/// Which contact of one's own is looked for, that a form that came again may mean.
#[derive(Debug, Clone)]
pub enum Before {
    /// The latest of the last minutes that is like what was typed.
    Like(Box<ContactInput>),
    /// The one that was logged at this moment.
    At(Timestamp),
}

/// What makes a contact like one before: when it was, in which way, and with which answer.
#[derive(Debug, Clone)]
struct Alike {
    now: Timestamp,
    at: Timestamp,
    mode: Mode,
    reached: Reached,
    note: String,
}

/// Whether a note may be another with some words changed: half of the shorter one's words stand in both. One that says
/// nothing may be any.
fn is_reworded(one: &str, other: &str) -> bool {
    let words = |text: &str| -> BTreeSet<String> {
        fold(text).split(' ').filter(|it| !it.is_empty()).map(str::to_owned).collect()
    };
    let (one, other) = (words(one), words(other));
    one.intersection(&other).count() * 2 >= one.len().min(other.len())
}

impl Alike {
    /// Whether a contact of the last minutes is of now as this one, or of the very moment that was typed: the same about
    /// another day is another contact.
    fn is_met_by(&self, known: &Contact) -> bool {
        let since = self.now.checked_sub(AGAIN_WITHIN.minutes()).unwrap_or(self.now);
        let is_of_now = |at: Timestamp, logged: Timestamp| (at - logged).get_seconds().abs() < 60;
        let it = &known.details;
        known.logged >= since
            && (it.at == self.at || (is_of_now(it.at, known.logged) && is_of_now(self.at, self.now)))
            && (it.mode, it.reached) == (self.mode, self.reached)
            && is_reworded(it.note.as_ref().map_or("", Note::as_str), &self.note)
    }
}

/// Whether they were reached, as it was typed; nothing typed says that they were.
fn reached_of(code: &str) -> Option<Reached> {
    if code.is_empty() { Some(Reached::Yes) } else { Reached::from_code(code) }
}

/// The contact that a form that came again may mean.
///
/// # Errors
/// When the store cannot answer.
pub fn logged_before(
    look: &mut Look<'_, '_>,
    ctx: &Ctx,
    permit: &Permit<act::LogContact, Id<Person>>,
    before: &Before,
) -> Result<Option<Kept<Contact>>, Refusal> {
    let me = ctx.account()?;
    let like = match before {
        Before::Like(typed) => {
            let parts =
                (when(ctx, &typed.day, &typed.time).ok(), Mode::from_code(&typed.mode), reached_of(&typed.reached));
            let (Some(at), Some(mode), Some(reached)) = parts else { return Ok(None) };
            Some(Alike { now: ctx.now(), at, mode, reached, note: typed.note.clone() })
        }
        Before::At(_) => None,
    };
    let mine = support::contacts_after(look.tx(), permit.key(), Mark::last(), 50)?.lines;
    let found = mine.into_iter().filter(|kept| kept.it.author == me).filter(|kept| match (before, &like) {
        (Before::At(at), _) => kept.it.logged == *at,
        (Before::Like(_), like) => like.as_ref().is_some_and(|like| like.is_met_by(&kept.it)),
    });
    Ok(found.max_by_key(|kept| kept.it.logged))
}

/// Asks about a contact that says the same as one of the same hand a moment before.
pub(crate) fn is_no_second(
    work: &mut Work<'_, '_>,
    ctx: &Ctx,
    person: &Person,
    details: &Details,
    input: &ContactInput,
) -> Result<(), Refusal> {
    if input.once_more == "yes" {
        return Ok(());
    }
    let (me, now) = (ctx.account()?, ctx.now());
    let note = details.note.as_ref().map_or_else(String::new, |note| note.as_str().to_owned());
    let like = Alike { now, at: details.at, mode: details.mode, reached: details.reached, note };
    let lately = support::contacts_after(work.tx(), person.id, Mark::last(), 50)?.lines;
    // Going back, changing a word and saving again looks so too: it is asked what is meant (ADR 0055).
    let alike: Vec<Contact> =
        lately.into_iter().map(|kept| kept.it).filter(|it| it.author == me && like.is_met_by(it)).collect();
    let same = alike.iter().find(|it| {
        let known = &it.details;
        (&known.note, &known.ways) == (&details.note, &details.ways)
            && (known.place, &known.others, &known.next) == (details.place, &details.others, &details.next)
    });
    let Some(same) = same else {
        if alike.is_empty() {
            return Ok(());
        }
        // What is no contact at all is said first.
        check(details, now)?;
        let asked = "You logged a contact like this just before. Say which is meant.";
        return Err(Rejection::new(LIKE_ONE_BEFORE, asked).into());
    };
    let ago = match now.duration_since(same.logged).as_secs() / 60 {
        0 => "just now".to_owned(),
        1 => "a minute ago".to_owned(),
        more => format!("{more} minutes ago"),
    };
    Err(Rejection::of_field(
        "once_more",
        "contact.same",
        format!(
            "You logged the same {ago}. It is in the story already. Tick that this is another one to log it again."
        ),
    )
    .into())
}

/// Logs a contact.
///
/// # Errors
/// [`Refusal::Rejected`] with everything that is wrong with the form.
pub fn log_contact(
    work: &mut Work<'_, '_>,
    ctx: &Ctx,
    permit: &Permit<act::LogContact, Id<Person>>,
    input: &ContactInput,
) -> Result<Id<Contact>, Refusal> {
    also::log_contact(work, ctx, permit, input, &also::AlsoInput::default()).map(|logged| logged.contact)
}

/// Saves a contact that was checked, and moves the case.
pub(crate) fn log_details(
    work: &mut Work<'_, '_>,
    ctx: &Ctx,
    person: &Person,
    (details, asked): (Details, Option<Asked>),
) -> Result<Contact, Refusal> {
    let case = open_case(work, person.id)?;
    let (contact, event) = Contact::log(ctx.id(), &case.it, ctx.account()?, details, asked, ctx.now())?;
    save::new(work.tx(), &ctx.writ::<act::LogContact>(), &contact, &event)?;
    let (active, event) = case.it.contacted(contact.details.at)?;
    cases::save_change(work.tx(), &ctx.writ::<act::LogContact>(), case.version, &active, &event)?;
    cases::note_contact(work.tx(), active.id)?;
    Ok(contact)
}

/// Corrects a contact of one's own. What it said before stays in the history.
///
/// # Errors
/// [`Refusal::Rejected`] with what is wrong, [`Refusal::Stale`] when it was corrected meanwhile.
pub fn correct_contact(
    work: &mut Work<'_, '_>,
    ctx: &Ctx,
    permit: &Permit<act::CorrectContact, Id<Contact>>,
    version: i64,
    input: &ContactInput,
) -> Result<Id<Person>, Refusal> {
    let kept = table::find::<Contact>(work.tx(), permit.key().uuid())?.ok_or(Refusal::Hidden)?;
    if kept.version != version {
        return Err(Refusal::Stale);
    }
    let person = the_person(work, kept.it.person)?;
    let mut details = details(work, ctx, &person, input)?;
    // What is ticked as it was keeps the words that were read then.
    if details.ways == kept.it.details.ways {
        details.list = kept.it.details.list;
    }
    let (contact, event) = kept.it.correct(ctx.account()?, details, ctx.now())?;
    save::change(work.tx(), &ctx.writ::<act::CorrectContact>(), kept.version, &contact, &event)?;
    cases::note_contact(work.tx(), contact.case)?;
    what_we_did::keep_own(work, ctx, &contact, input)?;
    appointments::follow(work, ctx, &contact)?;
    Ok(contact.person)
}

/// Checks a contact's form and says everything that is wrong at once.
pub(crate) fn details(
    work: &mut Work<'_, '_>,
    ctx: &Ctx,
    person: &Person,
    input: &ContactInput,
) -> Result<Details, Refusal> {
    let mut faults = Faults::new();
    let at =
        faults.take(when(ctx, &input.day, &input.time).and_then(|at| is_likely(person, ctx, at, input).map(|()| at)));
    let mode = faults.take(
        Mode::from_code(&input.mode)
            .ok_or_else(|| Rejection::of_field("mode", "contact.mode", "Choose how you were in contact.")),
    );
    let place = match input.place.as_str() {
        "" => None,
        code => faults.take(
            Place::from_code(code)
                .ok_or_else(|| Rejection::of_field("place", "contact.place", "Choose where it was, or leave it out.")),
        ),
    };
    let reached = faults.take(
        reached_of(&input.reached)
            .ok_or_else(|| Rejection::of_field("reached", "contact.reached", "Choose whether they were reached.")),
    );
    let others = faults.optional("others", Line::optional(&input.others));
    let minutes = faults.take(number("minutes", &input.minutes)).flatten();
    let note = faults.optional("note", Note::optional(&input.note));
    let next = faults.optional("next", Line::optional(&input.next));
    let ways = what_we_did::ticked(&support::ways(work.tx(), person.service)?, input, &mut faults);
    let started_by = match input.started_by.as_str() {
        "" => None,
        code => faults.take(StartedBy::from_code(code).ok_or_else(|| {
            Rejection::of_field("started_by", "contact.started_by", "Choose who started it, or leave it out.")
        })),
    };
    let accompanied: Option<Id<Connection>> = match input.accompanied.as_str() {
        "" => None,
        typed => {
            let of_person = connections::of_person(work.tx(), person.id)?;
            let found = of_person.iter().map(|line| line.kept.it.id).find(|id| id.to_string() == typed);
            if found.is_none() {
                faults.add(Rejection::of_field(
                    "accompanied",
                    "contact.accompanied",
                    "Choose one of this person's connections.",
                ));
            }
            found
        }
    };
    faults.finish()?;
    match (at, mode, reached) {
        (Some(at), Some(mode), Some(reached)) => Ok(Details {
            at,
            mode,
            place,
            started_by,
            reached,
            others,
            minutes,
            note,
            list: if ways.is_empty() { 1 } else { kith_store::ways::number(work.tx(), person.service)? },
            ways,
            accompanied,
            next,
        }),
        _ => unreachable!("every missing part was noted as a fault"),
    }
}

/// When a contact was: now, unless a day or a time is typed.
fn when(ctx: &Ctx, day: &str, time: &str) -> Result<Timestamp, Rejection> {
    let wrong = || {
        Rejection::of_field(
            "when",
            "contact.when",
            "Enter the day, and the time like 14:30, or leave both out for now.",
        )
    };
    let (day, time) = (day.trim(), time.trim());
    if day.is_empty() && time.is_empty() {
        return Ok(ctx.now());
    }
    let date = if day.is_empty() { ctx.today() } else { dates::read_one("when", day, ctx.today(), Meant::Past)? };
    if date > ctx.today() {
        return Err(Rejection::of_field(
            "when",
            "contact.in_future",
            "This is in the future. Log a contact once it has happened.",
        ));
    }
    if time.is_empty() {
        return if date == ctx.today() {
            Ok(ctx.now())
        } else {
            kith_domain::time::moment_on(date, 12, 0).ok_or_else(wrong)
        };
    }
    let (hour, minute) = kith_domain::time::clock_as_typed(time).ok_or_else(wrong)?;
    if kith_domain::time::is_skipped(date, hour, minute) {
        return Err(Rejection::of_field(
            "when",
            "contact.skipped",
            "The clocks went forward over this time, so it never was. Enter another time, or leave it out.",
        ));
    }
    kith_domain::time::moment_on(date, hour, minute).ok_or_else(wrong)
}

/// A whole number that may be left out.
pub(crate) fn number(field: &'static str, typed: &str) -> Result<Option<u32>, Rejection> {
    match typed.trim() {
        "" => Ok(None),
        text => text
            .parse()
            .map(Some)
            .map_err(|_| Rejection::of_field(field, "number", "Enter a whole number, like 20, or leave it out.")),
    }
}

#[cfg(test)]
mod tests {
    use super::is_reworded;

    #[test]
    fn a_note_with_some_words_changed_may_be_the_same_and_one_of_other_words_is_not() {
        for (one, other) in [
            ("Rang, no answer.", "Rang; no answer, will try Thursday."),
            ("Rang twice over.", "Rang twice, and left no message."),
            ("She wants the form.", "She wants the form, and help with it."),
            ("", "Anything"),
            ("", ""),
        ] {
            assert!(is_reworded(one, other) && is_reworded(other, one), "{one} / {other}");
        }
        for (one, other) in [
            ("Rang her, she wants the form", "Spoke to the council about Tuesday"),
            ("Walked to the corner and back.", "Listened. Not a good day."),
        ] {
            assert!(!is_reworded(one, other) && !is_reworded(other, one), "{one} / {other}");
        }
    }
}
