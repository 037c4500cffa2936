//! One row becomes a record, by the same acts of the domain as any other record.

use jiff::Timestamp;
use jiff::civil::Date;
use kith_domain::event::Event;
use kith_domain::id::Id;
use kith_domain::import::{Import, Kind};
use kith_domain::person::{ContactRules, Person};
use kith_domain::policy::act;
use kith_domain::referral::{Reasons, Referral, Route, Told};
use kith_domain::rejection::Rejection;
use kith_domain::staff::Account;
use kith_domain::support::case::{ClosureReason, Door};
use kith_domain::support::contact::{Details, Mode, Reached};
use kith_domain::support::{Case, Contact};
use kith_domain::text::{Note, Words};
use kith_domain::time;
use kith_interop::csv::Standing;
use kith_store::{cases, save};

use super::Whence;
use super::check::Ready;
use crate::app::Work;
use crate::ctx::Ctx;
use crate::refusal::Refusal;

/// Makes the record of a row. `answers` is whoever answers for the file: who brought it in.
pub(super) fn make(
    work: &mut Work<'_, '_>,
    ctx: &Ctx,
    import: &Import,
    ready: &Ready,
    answers: Id<Account>,
) -> Result<Id<Person>, Refusal> {
    let draft = &ready.draft;
    let (person, event) = Person::register(ctx.id(), import.service, draft.identity.clone(), draft.phone.clone());
    save::new(work.tx(), &ctx.writ::<act::TakeImport>(), &person, &from(event, import))?;
    let rules = ContactRules {
        safe_contact: draft.safe_contact.clone(),
        communication: draft.communication.clone(),
        ..ContactRules::default()
    };
    let person = if rules == ContactRules::default() {
        person
    } else {
        let (told, event) = person.tell_contact_rules(rules);
        save::change(work.tx(), &ctx.writ::<act::TakeImport>(), 1, &told, &event)?;
        told
    };
    let received = ready.received.map_or(Ok(ctx.now()), |day| moment(ctx, day))?;
    let referral = refer(work, ctx, &person, ready, answers, received)?;
    if import.kind == Kind::Caseload {
        support(work, ctx, &person, referral, ready, answers)?;
    }
    Ok(person.id)
}

/// The event of a record that came with a file names the file.
fn from(event: Event, import: &Import) -> Event {
    event.with("import", import.id)
}

/// A day of a file, which knows no time of it: its beginning, which is shown as the day alone.
fn moment(ctx: &Ctx, day: Date) -> Result<Timestamp, Refusal> {
    let at = time::moment_on(day, 0, 0).ok_or_else(|| Rejection::new("import.day", "A date is out of range."))?;
    Ok(at.min(ctx.now()))
}

fn refer(
    work: &mut Work<'_, '_>,
    ctx: &Ctx,
    person: &Person,
    ready: &Ready,
    answers: Id<Account>,
    received: Timestamp,
) -> Result<Referral, Refusal> {
    let reason = match &ready.draft.reason {
        Some(reason) => reason.clone(),
        // A caseload need not say why; that it does not is said.
        None => words("Not given in the file that the caseload came with.")?,
    };
    let reasons = Reasons { reason, told: Told { answer: ready.told, words: None } };
    let route = match &ready.whence {
        Whence::Practice(practice) => Route::Practice { practice: *practice, referrer: answers },
        Whence::Oneself => Route::Oneself,
        Whence::Agency(sender) => Route::Agency(sender.clone()),
    };
    let (referral, event) = Referral::receive(ctx.id(), person, route, reasons, received);
    save::new(work.tx(), &ctx.writ::<act::TakeImport>(), &referral, &event)?;
    Ok(referral)
}

fn words(text: &str) -> Result<Words, Refusal> {
    Words::new(text).map_err(|_| Rejection::new("import.words", "A text could not be written.").into())
}

/// The case of somebody who is supported already, or waits.
fn support(
    work: &mut Work<'_, '_>,
    ctx: &Ctx,
    person: &Person,
    referral: Referral,
    ready: &Ready,
    answers: Id<Account>,
) -> Result<(), Refusal> {
    let draft = &ready.draft;
    let writ = || ctx.writ::<act::TakeImport>();
    let opened = draft.opened.map_or(Ok(referral.received), |day| moment(ctx, day))?.max(referral.received);
    let (referral, event) = referral.accept(answers, opened)?;
    save::change(work.tx(), &writ(), 1, &referral, &event)?;
    let (case, event) = Case::open(ctx.id(), &referral, opened);
    cases::save_new(work.tx(), &writ(), &case, person, &event)?;
    let Some(worker) = ready.worker else { return Ok(()) };
    let (referral, event) = referral.allocate(worker, answers, opened)?;
    save::change(work.tx(), &writ(), 2, &referral, &event)?;
    let (mut case, event) = case.allocate(worker, opened)?;
    cases::save_change(work.tx(), &writ(), 1, &case, &event)?;
    let mut version = 2;
    let mut last = opened;
    if let (Some(day), Some(mode)) = (draft.last_contact, ready.mode) {
        last = moment(ctx, day)?;
        let (contact, event) =
            Contact::log(ctx.id(), &case, worker, details(ctx, ready, last, mode)?, None, ctx.now())?;
        save::new(work.tx(), &writ(), &contact, &event)?;
        let (active, event) = case.contacted(last)?;
        cases::save_change(work.tx(), &writ(), version, &active, &event)?;
        cases::note_contact(work.tx(), active.id)?;
        case = active;
        version += 1;
    }
    if ready.standing == Standing::DoorOpen {
        // The file says that it ended and not why, and "not known" is an honest answer.
        let (ended, event) = case.end(ClosureReason::Unknown, None, Door::Open, last.max(opened))?;
        cases::save_change(work.tx(), &writ(), version, &ended, &event)?;
    }
    Ok(())
}

/// The last contact, with a line that says where it came from, so that nobody takes it for a note written here.
fn details(ctx: &Ctx, ready: &Ready, at: Timestamp, mode: Mode) -> Result<Details, Refusal> {
    let whence = format!("Brought over from an earlier record on {}.", time::day_in_words(ctx.today()));
    let text = match &ready.draft.note {
        Some(note) => format!("{note}\n{whence}"),
        None => whence,
    };
    let note = Note::new(&text).map_err(|_| Rejection::new("import.note", "A note is too long."))?;
    Ok(Details {
        at,
        mode,
        place: None,
        started_by: None,
        reached: Reached::Yes,
        others: None,
        minutes: None,
        note: Some(note),
        ways: Vec::new(),
        list: 1,
        accompanied: None,
        next: ready.draft.next.clone(),
    })
}
