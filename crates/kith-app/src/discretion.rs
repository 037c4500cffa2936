//! Discretion notes: what workers did beyond the script and why, each for themselves, deleted by themselves.
//!
//! # Invariants
//! - A list holds the notes of whoever asks for it and of nobody else; one of somebody else is not there.
//! - What a note says leaves the store with the note: it is in no event, no figure and no file but its owner's.

use jiff::civil::Date;
use kith_domain::boundary::discretion::{Deleted, DiscretionNote, Told};
use kith_domain::boundary::entry::Again;
use kith_domain::day::Meant;
use kith_domain::id::Id;
use kith_domain::policy::{Actor, act};
use kith_domain::rejection::Rejection;
use kith_domain::staff::{Account, Service};
use kith_domain::text::Words;
use kith_domain::time;
use kith_interop::csv;
use kith_store::save::SaveError;
use kith_store::{DbError, Isolation, Kept, Reach, discretion as stored, save, table};
use uuid::Uuid;

use crate::app::{App, Look, Work};
use crate::ctx::Ctx;
use crate::dates;
use crate::permit::{OnEntry, Permit};
use crate::refusal::{Faults, Refusal};
use crate::showing::readers;

/// How many notes stand on a page.
const PAGE: u32 = 50;
/// How many notes a file holds at most.
const MOST: u32 = 10_000;

/// Before which day and note a page begins.
pub type Before = (Date, Uuid);

/// The beginning of the list.
const FIRST: Before = (Date::MAX, Uuid::max());

/// A note as typed.
#[derive(Debug, Clone, Default)]
pub struct Input {
    /// The day; empty for today.
    pub on: String,
    /// What was done.
    pub what: String,
    /// Why.
    pub why: String,
    /// Code of [`Again`], or empty.
    pub again: String,
}

fn read(ctx: &Ctx, input: &Input) -> Result<(Date, Told), Refusal> {
    let mut faults = Faults::new();
    let today = ctx.today();
    let on = match input.on.trim() {
        "" => Some(today),
        typed => faults.take(dates::read_one("on", typed, today, Meant::Past)),
    };
    let what = faults.text("what", "Write what you did beyond the script.", Words::new(&input.what));
    let why = faults.optional("why", Words::optional(&input.why));
    let again = match input.again.as_str() {
        "" => None,
        code => faults.take(
            Again::from_code(code)
                .ok_or_else(|| Rejection::of_field("again", "discretion.again", "Choose from the list.")),
        ),
    };
    faults.finish()?;
    let (Some(on), Some(what)) = (on, what) else { unreachable!("what is missing was noted as a fault") };
    Ok((on, Told { what, why, again }))
}

/// A page of one's own notes.
#[derive(Debug, Clone)]
pub struct Listed {
    /// The notes, latest day first.
    pub notes: Vec<(Kept<DiscretionNote>, Told)>,
    /// Where the list goes on.
    pub next: Option<Before>,
    /// The day on which it is read.
    pub today: Date,
}

/// A page of one's own notes.
///
/// # Errors
/// When the store cannot answer.
pub fn list(
    look: &mut Look<'_, '_>,
    ctx: &Ctx,
    permit: &Permit<act::KeepDiscretion, Id<Service>>,
    before: Option<Before>,
) -> Result<Listed, Refusal> {
    let whose = (permit.key(), ctx.account()?);
    let mut notes = stored::of_owner(look.tx(), whose, before.unwrap_or(FIRST), PAGE + 1)?;
    let goes_on = notes.len() > PAGE as usize;
    notes.truncate(PAGE as usize);
    let next = notes.last().filter(|_| goes_on).map(|(kept, _)| (kept.it.on, kept.it.id.uuid()));
    Ok(Listed { notes, next, today: ctx.today() })
}

/// Writes a note.
///
/// # Errors
/// [`Refusal::Rejected`] with everything that is wrong with the form.
pub fn write(
    work: &mut Work<'_, '_>,
    ctx: &Ctx,
    permit: &Permit<act::KeepDiscretion, Id<Service>>,
    input: &Input,
) -> Result<Id<DiscretionNote>, Refusal> {
    let (on, told) = read(ctx, input)?;
    let (it, event) = DiscretionNote::write(ctx.id(), (permit.key(), ctx.account()?), on, ctx.now())?;
    save::new(work.tx(), &ctx.writ::<act::KeepDiscretion>(), &it, &event)?;
    stored::tell(work.tx(), &it, &told)?;
    Ok(it.id)
}

/// One note, opened by its owner.
#[derive(Debug, Clone)]
pub struct Opened {
    /// The note.
    pub note: Kept<DiscretionNote>,
    /// What it says.
    pub told: Told,
    /// To whom it can be shown.
    pub readers: Vec<(Id<Account>, String)>,
    /// The day on which it is read.
    pub today: Date,
}

/// Opens a note of one's own. One that was deleted is not there.
///
/// # Errors
/// [`Refusal::Hidden`] when it was deleted.
pub fn open(
    look: &mut Look<'_, '_>,
    ctx: &Ctx,
    (_, note): OnEntry<act::KeepOwn, DiscretionNote>,
) -> Result<Opened, Refusal> {
    let told = stored::told(look.tx(), note.it.id)?.ok_or(Refusal::Hidden)?;
    let readers = readers(look.tx(), ctx, note.it.service)?;
    Ok(Opened { note, told, readers, today: ctx.today() })
}

/// Changes a note of one's own. What it said before is kept nowhere.
///
/// # Errors
/// [`Refusal::Rejected`] with everything that is wrong with the form; [`Refusal::Stale`] when it was changed meanwhile, in
/// another window.
pub fn change(
    work: &mut Work<'_, '_>,
    ctx: &Ctx,
    (_, kept): OnEntry<act::KeepOwn, DiscretionNote>,
    version: i64,
    input: &Input,
) -> Result<(), Refusal> {
    if kept.version != version {
        return Err(Refusal::Stale);
    }
    let (on, told) = read(ctx, input)?;
    let (it, event) = kept.it.change(on, ctx.now())?;
    save::change(work.tx(), &ctx.writ::<act::KeepOwn>(), version, &it, &event)?;
    stored::tell(work.tx(), &it, &told)?;
    Ok(())
}

/// What is wished of a note.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Wish {
    /// To keep it beyond its time.
    Keep,
    /// To let its time run.
    LetGo,
    /// To delete it now.
    Delete,
}

/// Keeps a note of one's own beyond its time, lets its time run again, or deletes it, by the code of the wish.
///
/// # Errors
/// [`Refusal::Rejected`] when it is none of these, or the note was deleted.
pub fn stand(
    work: &mut Work<'_, '_>,
    ctx: &Ctx,
    (_, kept): OnEntry<act::KeepOwn, DiscretionNote>,
    wish: &str,
) -> Result<Wish, Refusal> {
    let (id, version) = (kept.it.id, kept.version);
    let (wish, done) = match wish {
        "keep" => (Wish::Keep, Some(kept.it.keep()?)),
        "let-go" => (Wish::LetGo, Some(kept.it.let_go(ctx.today())?)),
        "delete" => (Wish::Delete, kept.it.delete(Deleted::ByOwner, ctx.now())),
        _ => {
            let how = "The form does not say what to do with the note. Open it again.";
            return Err(Rejection::new("discretion.wish", how).into());
        }
    };
    if let Some((it, event)) = done {
        save::change(work.tx(), &ctx.writ::<act::KeepOwn>(), version, &it, &event)?;
    }
    if wish == Wish::Delete {
        stored::forget(work.tx(), id)?;
    }
    Ok(wish)
}

/// All of one's own notes, as a table for a spreadsheet. It is their owner's to take, and nobody else's.
///
/// # Errors
/// When the store cannot answer.
pub fn file(
    look: &mut Look<'_, '_>,
    ctx: &Ctx,
    permit: &Permit<act::KeepDiscretion, Id<Service>>,
) -> Result<Vec<u8>, Refusal> {
    let notes = stored::of_owner(look.tx(), (permit.key(), ctx.account()?), FIRST, MOST)?;
    let head = ["Day", "What I did", "Why", "Would I again", "Deleted on"];
    let rows = notes.iter().map(|(kept, told)| {
        [
            time::date_in_words(kept.it.on),
            told.what.to_string(),
            told.why.as_ref().map(ToString::to_string).unwrap_or_default(),
            told.again.map_or("", Again::label).to_owned(),
            kept.it.until.map_or_else(|| "kept on purpose".to_owned(), time::date_in_words),
        ]
        .map(Into::into)
        .to_vec()
    });
    Ok(csv::write(std::iter::once(head.map(Into::into).to_vec()).chain(rows)))
}

/// Deletes the notes whose time is over. Gives how many.
///
/// # Errors
/// When the store fails; what is left is deleted at the next turn.
pub fn delete_old(app: &App) -> Result<usize, DbError> {
    let today = time::day_of(app.now());
    let over = app.store().read(&Reach::maintenance(), |tx| stored::over(tx, today))?;
    let mut deleted = 0;
    for Kept { it, .. } in over {
        let seed = app.seed(Actor::Nobody);
        let id = it.id;
        let done = app.store().write(&Reach::maintenance(), Isolation::Ordinary, move |tx| {
            let ctx = Ctx::begin(&seed);
            let Some(kept) = table::find::<DiscretionNote>(tx, id.uuid())? else { return Ok(false) };
            // Its owner may have kept it since it was read.
            if kept.it.until.is_none_or(|until| until > today) {
                return Ok(false);
            }
            let Some((gone, event)) = kept.it.delete(Deleted::ByTime, ctx.now()) else { return Ok(false) };
            match save::change(tx, &ctx.writ_named("delete-discretion"), kept.version, &gone, &event) {
                Ok(_) => {}
                Err(SaveError::Stale) => return Ok(false),
                Err(SaveError::Db(error)) => return Err(error),
            }
            stored::forget(tx, id)?;
            Ok::<_, DbError>(true)
        })?;
        deleted += usize::from(done);
    }
    Ok(deleted)
}
