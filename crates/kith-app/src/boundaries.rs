//! Boundary entries: what workers write of the limits of their role, each for themselves.
//!
//! # Invariants
//! - A list holds the entries of whoever asks for it and of nobody else; one of somebody else is not there.
//! - A person is linked on purpose only, and only by whoever may open their record.

use jiff::civil::Date;
use kith_domain::boundary::agreement::ScopeAgreement;
use kith_domain::boundary::entry::{Again, Answer, Asker, BoundaryEntry, Kind, Says, Why};
use kith_domain::day::Meant;
use kith_domain::id::Id;
use kith_domain::person::Person;
use kith_domain::policy::{Action, act};
use kith_domain::practice::Practice;
use kith_domain::rejection::Rejection;
use kith_domain::staff::{Account, Service};
use kith_domain::text::{Line, Words};
use kith_domain::time;
use kith_interop::csv;
use kith_store::{Kept, ReadTx, boundaries, save, staff, table};
use uuid::Uuid;

use crate::agreements;
use crate::app::{Look, Work};
use crate::concerns;
use crate::ctx::Ctx;
use crate::dates;
use crate::permit::{self, OnEntry, Permit};
use crate::refusal::{Faults, Refusal};
use crate::showing;

/// How many entries stand on a page.
const PAGE: u32 = 50;
/// How many entries a file holds at most.
const MOST: u32 = 10_000;

/// Before which day and entry a page begins.
pub type Before = (Date, Uuid);

/// The beginning of the list.
const FIRST: Before = (Date::MAX, Uuid::max());

/// An entry as typed.
#[derive(Debug, Clone, Default)]
pub struct Input {
    /// The day; empty for today.
    pub on: String,
    /// Code of [`Kind`].
    pub kind: String,
    /// Code of [`Asker`], or empty.
    pub asker: String,
    /// The practice, or empty.
    pub practice: String,
    /// Code of [`Answer`].
    pub answer: String,
    /// Minutes, or empty.
    pub minutes: String,
    /// Code of [`Why`], or empty.
    pub why: String,
    /// What it cost.
    pub cost: String,
    /// Code of [`Again`], or empty.
    pub again: String,
    /// More, in words.
    pub words: String,
    /// The person whom it is about, where that is meant; or empty.
    pub person: String,
}

/// One of several answers, or none where none was given.
fn chosen<T>(faults: &mut Faults, field: &'static str, typed: &str, from: fn(&str) -> Option<T>) -> Option<T> {
    if typed.is_empty() {
        return None;
    }
    faults.take(from(typed).ok_or_else(|| Rejection::of_field(field, "boundary.code", "Choose from the list.")))
}

fn read(tx: &mut ReadTx<'_>, ctx: &Ctx, service: Id<Service>, input: &Input) -> Result<Says, Refusal> {
    let mut faults = Faults::new();
    let today = ctx.today();
    let on = match input.on.trim() {
        "" => Some(today),
        typed => faults.take(dates::read_one("on", typed, today, Meant::Past)),
    };
    let kind = faults.take(
        Kind::from_code(&input.kind)
            .ok_or_else(|| Rejection::of_field("kind", "boundary.kind", "Choose what kind of limit it was.")),
    );
    let answer = faults.take(
        Answer::from_code(&input.answer)
            .ok_or_else(|| Rejection::of_field("answer", "boundary.answer", "Choose what you answered.")),
    );
    let asker = chosen(&mut faults, "asker", &input.asker, Asker::from_code);
    let why = chosen(&mut faults, "why", &input.why, Why::from_code);
    let again = chosen(&mut faults, "again", &input.again, Again::from_code);
    let minutes = match input.minutes.trim() {
        "" => None,
        typed => faults.take(typed.parse::<u32>().map_err(|_| {
            Rejection::of_field("minutes", "boundary.minutes", "Enter the minutes as a whole number, such as 20.")
        })),
    };
    let cost = faults.optional("cost", Line::optional(&input.cost));
    let words = faults.optional("words", Words::optional(&input.words));
    let practice = match input.practice.as_str() {
        "" => None,
        typed => {
            let known = staff::practices_ever(tx, service)?.into_iter().find(|it| it.id.to_string() == typed);
            faults.take(known.map(|it| it.id).ok_or_else(|| {
                Rejection::of_field("practice", "boundary.practice", "Choose a practice from the list, or none.")
            }))
        }
    };
    faults.finish()?;
    let person = match input.person.as_str() {
        "" => None,
        typed => {
            let id: Id<Person> = typed.parse().map_err(|_| Refusal::Hidden)?;
            Some(permit::person::<act::SeePerson>(tx, ctx, id)?.key())
        }
    };
    let (Some(on), Some(kind), Some(answer)) = (on, kind, answer) else {
        unreachable!("what is missing was noted as a fault")
    };
    let says = Says { on, kind, asker, practice, answer, minutes, why, cost, again, words, person };
    Ok(says.checked(today)?)
}

/// A page of one's own entries.
#[derive(Debug, Clone)]
pub struct Listed {
    /// The entries, latest day first, with those that were taken away.
    pub entries: Vec<Kept<BoundaryEntry>>,
    /// Where the list goes on.
    pub next: Option<Before>,
    /// The practices of the service, ever.
    pub practices: Vec<Practice>,
}

impl Listed {
    /// The name of a practice.
    #[must_use]
    pub fn practice(&self, id: Id<Practice>) -> Option<&str> {
        self.practices.iter().find(|it| it.id == id).map(|it| it.name.as_str())
    }
}

/// A page of one's own entries.
///
/// # Errors
/// When the store cannot answer.
pub fn list(
    look: &mut Look<'_, '_>,
    ctx: &Ctx,
    permit: &Permit<act::KeepBoundaries, Id<Service>>,
    before: Option<Before>,
) -> Result<Listed, Refusal> {
    let whose = (permit.key(), ctx.account()?);
    let mut entries = boundaries::of_owner(look.tx(), whose, before.unwrap_or(FIRST), PAGE + 1)?;
    let goes_on = entries.len() > PAGE as usize;
    entries.truncate(PAGE as usize);
    let next = entries.last().filter(|_| goes_on).map(|kept| (kept.it.says.on, kept.it.id.uuid()));
    Ok(Listed { entries, next, practices: staff::practices_ever(look.tx(), permit.key())? })
}

/// What a form of an entry offers beside it.
#[derive(Debug, Clone, Default)]
pub struct Around {
    /// The practices to choose from.
    pub practices: Vec<Practice>,
    /// The scope agreements in force, for where an ask crosses one.
    pub agreements: Vec<ScopeAgreement>,
}

/// The practices to choose from and what is agreed with them, for a form.
///
/// # Errors
/// When the store cannot answer.
pub fn around(look: &mut Look<'_, '_>, permit: &Permit<act::KeepBoundaries, Id<Service>>) -> Result<Around, Refusal> {
    let practices = staff::practices_ever(look.tx(), permit.key())?;
    Ok(Around { practices, agreements: agreements::all_in_force(look.tx(), permit.key())? })
}

/// The person from whose page an entry is begun, and the practice that referred them.
///
/// # Errors
/// When the store cannot answer.
pub fn beside(
    look: &mut Look<'_, '_>,
    permit: &Permit<act::SeePerson, Id<Person>>,
) -> Result<(Person, Option<Id<Practice>>), Refusal> {
    let person = table::find::<Person>(look.tx(), permit.key().uuid())?.ok_or(Refusal::Hidden)?.it;
    look.shows(Action::SeePerson, person.service, person.id);
    let (_, practice) = concerns::risk(look.tx(), person.service, person.id)?;
    Ok((person, practice.map(|it| it.id)))
}

/// Writes an entry.
///
/// # Errors
/// [`Refusal::Rejected`] with everything that is wrong with the form; [`Refusal::Hidden`] when the person who is linked is
/// not there for whoever writes.
pub fn write(
    work: &mut Work<'_, '_>,
    ctx: &Ctx,
    permit: &Permit<act::KeepBoundaries, Id<Service>>,
    input: &Input,
) -> Result<Id<BoundaryEntry>, Refusal> {
    let says = read(work.tx(), ctx, permit.key(), input)?;
    let (it, event) = BoundaryEntry::write(ctx.id(), permit.key(), ctx.account()?, says, ctx.now());
    save::new(work.tx(), &ctx.writ::<act::KeepBoundaries>(), &it, &event)?;
    Ok(it.id)
}

/// One entry, opened by its owner.
#[derive(Debug, Clone)]
pub struct Opened {
    /// The entry.
    pub entry: Kept<BoundaryEntry>,
    /// The practices of the service, ever.
    pub practices: Vec<Practice>,
    /// What the person who is linked is called.
    pub about: Option<String>,
    /// To whom it can be shown.
    pub readers: Vec<(Id<Account>, String)>,
    /// The scope agreements in force.
    pub agreements: Vec<ScopeAgreement>,
}

/// Opens an entry of one's own.
///
/// # Errors
/// When the store cannot answer.
pub fn open(
    look: &mut Look<'_, '_>,
    ctx: &Ctx,
    (_, entry): OnEntry<act::KeepOwn, BoundaryEntry>,
) -> Result<Opened, Refusal> {
    let practices = staff::practices_ever(look.tx(), entry.it.service)?;
    // Whose record has been closed to its writer since is not named any more.
    let about = match entry.it.says.person {
        Some(person) if permit::person::<act::SeePerson>(look.tx(), ctx, person).is_ok() => {
            table::find::<Person>(look.tx(), person.uuid())?.map(|kept| kept.it.identity.called().into_owned())
        }
        _ => None,
    };
    let readers = showing::readers(look.tx(), ctx, entry.it.service)?;
    let agreements = agreements::all_in_force(look.tx(), entry.it.service)?;
    Ok(Opened { entry, practices, about, readers, agreements })
}

/// Changes an entry of one's own.
///
/// # Errors
/// [`Refusal::Rejected`] with everything that is wrong with the form, or when it was taken away; [`Refusal::Stale`] when it
/// was changed meanwhile, in another window.
pub fn change(
    work: &mut Work<'_, '_>,
    ctx: &Ctx,
    (_, kept): OnEntry<act::KeepOwn, BoundaryEntry>,
    version: i64,
    input: &Input,
) -> Result<(), Refusal> {
    if kept.version != version {
        return Err(Refusal::Stale);
    }
    let mut says = read(work.tx(), ctx, kept.it.service, input)?;
    // A link stays as it was made: it is not typed anew, and its writer may have lost sight of the person since.
    says.person = says.person.or(kept.it.says.person);
    let (it, event) = kept.it.change(says, ctx.now())?;
    save::change(work.tx(), &ctx.writ::<act::KeepOwn>(), version, &it, &event)?;
    Ok(())
}

/// What is wished of an entry.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Wish {
    /// To take it away.
    Away,
    /// To put it back.
    Back,
}

/// Takes an entry of one's own away, or puts it back, by the code of the wish. What is so already stays so.
///
/// # Errors
/// [`Refusal::Rejected`] when it is neither wish.
pub fn stand(
    work: &mut Work<'_, '_>,
    ctx: &Ctx,
    (_, kept): OnEntry<act::KeepOwn, BoundaryEntry>,
    wish: &str,
) -> Result<Wish, Refusal> {
    let (wish, is_there) = match wish {
        "away" => (Wish::Away, false),
        "back" => (Wish::Back, true),
        _ => {
            let how = "The form says neither to take the entry away nor to put it back. Open it again.";
            return Err(Rejection::new("boundary.wish", how).into());
        }
    };
    let version = kept.version;
    if let Some((it, event)) = kept.it.stand(is_there, ctx.now()) {
        save::change(work.tx(), &ctx.writ::<act::KeepOwn>(), version, &it, &event)?;
    }
    Ok(wish)
}

/// Everything that one wrote and has not taken away, as a table for a spreadsheet. It is its owner's to take.
///
/// # Errors
/// When the store cannot answer.
pub fn file(
    look: &mut Look<'_, '_>,
    ctx: &Ctx,
    permit: &Permit<act::KeepBoundaries, Id<Service>>,
) -> Result<Vec<u8>, Refusal> {
    let whose = (permit.key(), ctx.account()?);
    let entries = boundaries::of_owner(look.tx(), whose, FIRST, MOST)?;
    let practices = staff::practices_ever(look.tx(), permit.key())?;
    let head = ["Day", "Kind", "Who asked", "Practice", "Answer", "Minutes", "Why", "What it cost", "Again", "More"];
    let rows = entries.iter().filter(|kept| kept.it.gone.is_none()).map(|kept| {
        let it = &kept.it.says;
        let practice = it.practice.and_then(|id| practices.iter().find(|known| known.id == id));
        let said = |label: Option<&str>| label.unwrap_or_default().to_owned();
        [
            time::date_in_words(it.on),
            it.kind.label().to_owned(),
            said(it.asker.map(Asker::label)),
            practice.map_or_else(String::new, |it| it.name.to_string()),
            it.answer.label().to_owned(),
            it.minutes.map_or_else(String::new, |minutes| minutes.to_string()),
            said(it.why.map(Why::label)),
            said(it.cost.as_ref().map(Line::as_str)),
            said(it.again.map(Again::label)),
            said(it.words.as_ref().map(Words::as_str)),
        ]
        .map(Into::into)
        .to_vec()
    });
    Ok(csv::write(std::iter::once(head.map(Into::into).to_vec()).chain(rows)))
}
