//! How ready somebody is: a note, and its history. Never a score.

use kith_domain::id::Id;
use kith_domain::person::Person;
use kith_domain::policy::act;
use kith_domain::rejection::Rejection;
use kith_domain::support::Readiness;
use kith_domain::support::readiness::{Demand, Says, Stands};
use kith_domain::text::Words;
use kith_store::{readiness, save, staff};

use crate::app::{Look, Work};
use crate::ctx::Ctx;
use crate::ending::picked;
use crate::people::{self, Head, Names};
use crate::permit::Permit;
use crate::refusal::{Faults, Refusal};
use crate::support::the_person;

/// A note as typed. One part is enough.
#[derive(Debug, Clone, Default)]
pub struct Input {
    /// Code of [`Stands`], or empty.
    pub stands: String,
    /// In words.
    pub words: String,
    /// Codes of [`Demand`].
    pub demands: Vec<String>,
}

/// The form with what was written before.
#[derive(Debug, Clone)]
pub struct Opened {
    /// The person.
    pub head: Head,
    /// The notes, newest first.
    pub notes: Vec<Readiness>,
    /// Names of the staff.
    pub names: Names,
}

/// Opens the form.
///
/// # Errors
/// When the store cannot answer.
pub fn open(look: &mut Look<'_, '_>, permit: &Permit<act::WriteReadiness, Id<Person>>) -> Result<Opened, Refusal> {
    let head = people::head(look, permit)?;
    let notes = readiness::of_person(look.tx(), permit.key())?;
    let authors = notes.iter().map(|it| it.author);
    let names = staff::names_of(look.tx(), head.person.it.service, authors)?.into_iter().collect();
    Ok(Opened { head, notes, names })
}

/// Writes a note. What was written before stays as it was.
///
/// # Errors
/// [`Refusal::Rejected`] when nothing at all is said, or with what is wrong.
pub fn write(
    work: &mut Work<'_, '_>,
    ctx: &Ctx,
    permit: &Permit<act::WriteReadiness, Id<Person>>,
    input: &Input,
) -> Result<Id<Readiness>, Refusal> {
    let mut faults = Faults::new();
    let stands = picked(&mut faults, "stands", &input.stands, Stands::from_code);
    let words = faults.optional("words", Words::optional(&input.words));
    let mut demands = Vec::new();
    for typed in &input.demands {
        let read = Demand::from_code(typed)
            .ok_or_else(|| Rejection::of_field("demands", "readiness.demand", "Tick what is on the list, or nothing."));
        demands.extend(faults.take(read).filter(|it| !demands.contains(it)));
    }
    faults.finish()?;
    let person = the_person(work, permit.key())?;
    let says = Says { stands, words, demands };
    let (it, event) = Readiness::write(ctx.id(), &person, says, ctx.account()?, ctx.now())?;
    save::new(work.tx(), &ctx.writ::<act::WriteReadiness>(), &it, &event)?;
    Ok(it.id)
}
