//! What a link worker writes down: contacts, what matters, needs, gaps; and ending and reopening.

use std::collections::BTreeSet;

use jiff::{Timestamp, ToSpan};
use kith_domain::day::Meant;
use kith_domain::directory::Connection;
use kith_domain::id::Id;
use kith_domain::need::{Domain, Known, Need, Telling};
use kith_domain::person::Person;
use kith_domain::policy::{Act, act};
use kith_domain::rejection::Rejection;
use kith_domain::support::case::{ClosureReason, Door};
use kith_domain::support::contact::{Details, Mode, Place, Reached, check};
use kith_domain::support::{Case, Contact, WhatMatters};
use kith_domain::text::{Line, Note, Words, fold};
use kith_store::page::Mark;
use kith_store::{Kept, cases, connections, save, support, table};

use crate::also;
use crate::app::{Look, Work};
use crate::appointments;
use crate::ctx::Ctx;
use crate::dates;
use crate::permit::Permit;
use crate::refusal::{Faults, Refusal};

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
    details: Details,
) -> Result<Contact, Refusal> {
    let case = open_case(work, person.id)?;
    let (contact, event) = Contact::log(ctx.id(), &case.it, ctx.account()?, details, ctx.now())?;
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
    let details = details(work, ctx, &person, input)?;
    let (contact, event) = kept.it.correct(ctx.account()?, details, ctx.now())?;
    save::change(work.tx(), &ctx.writ::<act::CorrectContact>(), kept.version, &contact, &event)?;
    cases::note_contact(work.tx(), contact.case)?;
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
    let known = support::ways(work.tx(), person.service)?;
    let mut ways = Vec::new();
    for typed in &input.ways {
        match known.iter().find(|way| way.id.to_string() == *typed) {
            Some(way) if !ways.contains(&way.id) => ways.push(way.id),
            Some(_) => {}
            None => faults.add(Rejection::of_field(
                "ways",
                "contact.way",
                "The list of what we did has changed. Open the form again.",
            )),
        }
    }
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
        (Some(at), Some(mode), Some(reached)) => {
            Ok(Details { at, mode, place, reached, others, minutes, note, ways, accompanied, next })
        }
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

pub(crate) fn the_person(work: &mut Work<'_, '_>, id: Id<Person>) -> Result<Person, Refusal> {
    Ok(table::find::<Person>(work.tx(), id.uuid())?.ok_or(Refusal::Hidden)?.it)
}

/// The person's open case.
pub(crate) fn open_case(work: &mut Work<'_, '_>, person: Id<Person>) -> Result<Kept<Case>, Refusal> {
    let all = cases::of_person(work.tx(), person)?;
    all.into_iter().find(|kept| kept.it.state.is_open()).ok_or_else(|| {
        Rejection::new("case.not_open", "No case of this person is open. Reopen it first; no new referral is needed.")
            .into()
    })
}

const WORDS_OF_WHAT_MATTERS: &str = "Write what matters, in the person's own words.";

/// Corrects how what matters was written down. What stood there before stays in its history.
///
/// # Errors
/// [`Refusal::Rejected`] with what is wrong, [`Refusal::Stale`] when it was corrected meanwhile.
pub fn correct_what_matters(
    work: &mut Work<'_, '_>,
    ctx: &Ctx,
    permit: &Permit<act::CorrectMatters, Id<WhatMatters>>,
    version: i64,
    words: &str,
) -> Result<Id<Person>, Refusal> {
    let mut faults = Faults::new();
    let words = faults.text("words", WORDS_OF_WHAT_MATTERS, Words::new(words));
    faults.finish()?;
    let Some(words) = words else { unreachable!("missing words were noted as a fault") };
    let kept = table::find::<WhatMatters>(work.tx(), permit.key().uuid())?.ok_or(Refusal::Hidden)?;
    if kept.version != version {
        return Err(Refusal::Stale);
    }
    let (matters, event) = kept.it.correct(words)?;
    save::change(work.tx(), &ctx.writ::<act::CorrectMatters>(), version, &matters, &event)?;
    Ok(matters.person)
}

/// Writes what matters, in the person's words.
///
/// # Errors
/// [`Refusal::Rejected`] when nothing is written.
pub fn write_what_matters(
    work: &mut Work<'_, '_>,
    ctx: &Ctx,
    permit: &Permit<act::WriteWhatMatters, Id<Person>>,
    words: &str,
) -> Result<(), Refusal> {
    let mut faults = Faults::new();
    let words = faults.text("words", WORDS_OF_WHAT_MATTERS, Words::new(words));
    faults.finish()?;
    let Some(words) = words else { unreachable!("missing words were noted as a fault") };
    let person = the_person(work, permit.key())?;
    let (matters, event) = WhatMatters::write(ctx.id(), &person, words, ctx.account()?, ctx.now());
    save::new(work.tx(), &ctx.writ::<act::WriteWhatMatters>(), &matters, &event)?;
    crate::drafts::discard(work, ctx, permit, crate::drafts::MATTERS)?;
    Ok(())
}

/// A need as typed.
#[derive(Debug, Clone, Default)]
pub struct NeedInput {
    /// As the person stated it.
    pub stated: String,
    /// Code of [`Domain`], or empty.
    pub domain: String,
    /// Code of [`Known`].
    pub known: String,
    /// Identifier of the contact at which it came to light, or empty.
    pub heard: String,
}

/// Records a need.
///
/// # Errors
/// [`Refusal::Rejected`] with everything that is wrong with the form.
pub fn record_need(
    work: &mut Work<'_, '_>,
    ctx: &Ctx,
    permit: &Permit<act::RecordNeed, Id<Person>>,
    input: &NeedInput,
) -> Result<Id<Need>, Refusal> {
    let telling = told(work, permit.key(), input)?;
    let person = the_person(work, permit.key())?;
    let (need, event) = Need::record(ctx.id(), &person, telling, ctx.account()?, ctx.now());
    save::new(work.tx(), &ctx.writ::<act::RecordNeed>(), &need, &event)?;
    crate::drafts::discard(work, ctx, permit, crate::drafts::NEED)?;
    Ok(need.id)
}

/// Checks the form of a need and says everything that is wrong at once.
pub(crate) fn told(work: &mut Work<'_, '_>, person: Id<Person>, input: &NeedInput) -> Result<Telling, Refusal> {
    let mut faults = Faults::new();
    let stated = faults.text("stated", "Write the need as the person said it.", Words::new(&input.stated));
    let domain =
        match input.domain.as_str() {
            "" => None,
            code => faults.take(Domain::from_code(code).ok_or_else(|| {
                Rejection::of_field("domain", "need.domain", "Choose what it is about, or leave it out.")
            })),
        };
    let known = faults.take(
        Known::from_code(&input.known)
            .ok_or_else(|| Rejection::of_field("known", "need.known", "Choose when this came to light.")),
    );
    let heard: Option<Id<Contact>> = match input.heard.as_str() {
        "" => None,
        typed => {
            let contacts = support::contacts(work.tx(), person)?;
            let found = contacts.iter().map(|kept| kept.it.id).find(|id| id.to_string() == typed);
            if found.is_none() {
                let rejection = Rejection::of_field("heard", "need.heard", "Choose one of this person's contacts.");
                faults.add(rejection);
            }
            found
        }
    };
    faults.finish()?;
    let (Some(stated), Some(known)) = (stated, known) else { unreachable!("every missing part was noted as a fault") };
    Ok(Telling { stated, domain, known, heard })
}

/// An ending as typed.
#[derive(Debug, Clone, Default)]
pub struct CloseInput {
    /// Code of [`ClosureReason`].
    pub reason: String,
    /// More.
    pub words: String,
    /// Whether the person knows that they can come back.
    pub door_open: bool,
    /// Whether the service's closing policy is followed, whose reason it then is.
    pub by_policy: bool,
}

/// Ends the open case of a person.
///
/// # Errors
/// [`Refusal::Rejected`] when no reason is chosen or no case is open.
pub fn close(
    work: &mut Work<'_, '_>,
    ctx: &Ctx,
    permit: &Permit<act::Close, Id<Person>>,
    input: &CloseInput,
) -> Result<(), Refusal> {
    let mut faults = Faults::new();
    let reason = faults.take(ClosureReason::from_code(&input.reason).ok_or_else(|| {
        Rejection::of_field("reason", "case.reason", "Choose why support ends. “Not known” is a proper answer.")
    }));
    let words = faults.optional("words", Words::optional(&input.words));
    faults.finish()?;
    let Some(reason) = reason else { unreachable!("a missing reason was noted as a fault") };
    let door = if input.door_open { Door::Open } else { Door::Shut };
    let case = open_case(work, permit.key())?;
    let policy =
        if input.by_policy { Some(crate::closing_policy::followed(work, ctx, &case.it, reason)?) } else { None };
    let (ended, event) = case.it.end_by(reason, words, door, ctx.now(), policy)?;
    cases::save_change(work.tx(), &ctx.writ::<act::Close>(), case.version, &ended, &event)?;
    crate::holding::end_with_support::<act::Close>(work, ctx, permit.key())?;
    crate::ending::call_off::<act::Close>(work, ctx, permit.key())?;
    if crate::ending::ends_asking(reason) {
        crate::ending::stop_asking::<act::Close>(work, ctx, permit.key())?;
    }
    Ok(())
}

/// Takes the latest case of a person up again, without a new referral.
///
/// # Errors
/// [`Refusal::Rejected`] when a case is open already, or there never was one.
pub fn reopen(work: &mut Work<'_, '_>, ctx: &Ctx, permit: &Permit<act::Reopen, Id<Person>>) -> Result<(), Refusal> {
    let all = cases::of_person(work.tx(), permit.key())?;
    if all.iter().any(|kept| kept.it.state.is_open()) {
        return Err(Rejection::new("case.not_ended", "This person has an open case. Nothing was changed.").into());
    }
    let latest = all.into_iter().next().ok_or_else(|| {
        Rejection::new("case.none", "This person has no case yet: the referral has not been accepted.")
    })?;
    let (open, event) = latest.it.reopen(ctx.now())?;
    cases::save_change(work.tx(), &ctx.writ::<act::Reopen>(), latest.version, &open, &event)?;
    Ok(())
}

/// The code of an action, for the nonce of its form.
#[must_use]
pub const fn code_of<A: Act>() -> &'static str {
    A::ACTION.code()
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
