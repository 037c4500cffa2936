//! What a person says of themselves, so that it can be seen whether everybody is helped alike.
//!
//! # Invariants
//! - Nothing here decides anything about one person: reports read it, in groups, and nothing else does.

use kith_domain::id::Id;
use kith_domain::person::Person;
use kith_domain::person::equality::{Answers, Disability, Equality, EthnicGroup, Sex};
use kith_domain::policy::{Action, act};
use kith_domain::rejection::Rejection;
use kith_domain::text::Line;
use kith_store::{equality, save, table};

use crate::app::{Look, Work};
use crate::ctx::Ctx;
use crate::permit::Permit;
use crate::refusal::{Faults, Refusal};

/// The page.
#[derive(Debug, Clone)]
pub struct Opened {
    /// The person.
    pub person: Person,
    /// What they said.
    pub answers: Answers,
    /// The version it was read at: 0 when nobody asked yet.
    pub version: i64,
}

/// Opens the page.
///
/// # Errors
/// When the store cannot answer.
pub fn open(look: &mut Look<'_, '_>, permit: &Permit<act::WriteEquality, Id<Person>>) -> Result<Opened, Refusal> {
    let person = table::find::<Person>(look.tx(), permit.key().uuid())?.ok_or(Refusal::Hidden)?.it;
    look.shows(Action::WriteEquality, person.service, person.id);
    let (answers, version) = match equality::of_person(look.tx(), person.id)? {
        Some(kept) => (kept.it.answers, kept.version),
        None => (Answers::default(), 0),
    };
    Ok(Opened { person, answers, version })
}

/// The answers as typed; empty where nothing was asked.
#[derive(Debug, Clone, Default)]
pub struct Input {
    /// Code of [`Sex`].
    pub sex: String,
    /// Code of [`EthnicGroup`].
    pub ethnic_group: String,
    /// How they name it themselves.
    pub ethnic_words: String,
    /// Code of [`Disability`].
    pub disability: String,
}

fn picked<T>(faults: &mut Faults, field: &'static str, typed: &str, from: fn(&str) -> Option<T>) -> Option<T> {
    if typed.is_empty() {
        return None;
    }
    faults.take(
        from(typed).ok_or_else(|| Rejection::of_field(field, "equality.code", "Choose one of the answers, or none.")),
    )
}

/// Writes down what they say now.
///
/// # Errors
/// [`Refusal::Rejected`] with everything that is wrong with the form, [`Refusal::Stale`] when somebody else changed it.
pub fn change(
    work: &mut Work<'_, '_>,
    ctx: &Ctx,
    permit: &Permit<act::WriteEquality, Id<Person>>,
    version: i64,
    input: &Input,
) -> Result<(), Refusal> {
    let mut faults = Faults::new();
    let answers = Answers {
        sex: picked(&mut faults, "sex", &input.sex, Sex::from_code),
        ethnic_group: picked(&mut faults, "ethnic_group", &input.ethnic_group, EthnicGroup::from_code),
        ethnic_words: faults.optional("ethnic_words", Line::optional(&input.ethnic_words)),
        disability: picked(&mut faults, "disability", &input.disability, Disability::from_code),
    };
    faults.finish()?;
    let person = table::find::<Person>(work.tx(), permit.key().uuid())?.ok_or(Refusal::Hidden)?.it;
    let kept = equality::of_person(work.tx(), person.id)?;
    if kept.as_ref().map_or(0, |kept| kept.version) != version {
        return Err(Refusal::Stale);
    }
    let writ = ctx.writ::<act::WriteEquality>();
    match kept {
        Some(kept) => {
            let (it, event) = kept.it.change(answers, ctx.account()?, ctx.now());
            save::change(work.tx(), &writ, version, &it, &event)?;
        }
        None => {
            let (it, event) = Equality::begin(ctx.id(), &person, answers, ctx.account()?, ctx.now());
            save::new(work.tx(), &writ, &it, &event)?;
        }
    }
    Ok(())
}
