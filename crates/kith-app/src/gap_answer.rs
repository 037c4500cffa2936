//! What answered a gap after all: a connection of the person's, a service of the directory, or something said in words.

use kith_domain::directory::search::Sought;
use kith_domain::directory::{CommunityService, Connection};
use kith_domain::id::Id;
use kith_domain::need::Gap;
use kith_domain::need::gap::Came;
use kith_domain::person::Person;
use kith_domain::policy::act;
use kith_domain::rejection::Rejection;
use kith_domain::text::{Words, fold};
use kith_store::{connections, directory, table};

use crate::app::{Look, Work};
use crate::ctx::Ctx;
use crate::gaps::change;
use crate::permit::Permit;
use crate::refusal::{Faults, Refusal};

/// What answered a gap, as typed.
#[derive(Debug, Clone, Default)]
pub struct CameInput {
    /// Identifier of a connection of the person's, or empty.
    pub connection: String,
    /// The name of an entry of the directory, or empty.
    pub entry: String,
    /// In words.
    pub words: String,
}

/// Writes down that a gap was answered after all, by what came.
///
/// # Errors
/// [`Refusal::Rejected`] when something of it is wrong or it was written down before, [`Refusal::Stale`] when the gap was
/// changed meanwhile.
pub fn answer(
    work: &mut Work<'_, '_>,
    ctx: &Ctx,
    permit: &Permit<act::RecordGap, Id<Gap>>,
    version: i64,
    input: &CameInput,
) -> Result<Id<Person>, Refusal> {
    let mut faults = Faults::new();
    let words = faults.optional("words", Words::optional(&input.words));
    let gap = table::find::<Gap>(work.tx(), permit.key().uuid())?.ok_or(Refusal::Hidden)?.it;
    let connection = match input.connection.as_str() {
        "" => None,
        typed => {
            let all = connections::of_person(work.tx(), gap.person)?;
            let found = all.iter().map(|line| line.kept.it.id).find(|id| id.to_string() == typed);
            faults.take(found.ok_or_else(|| {
                Rejection::of_field("connection", "gap.came", "Choose one of this person’s connections, or none.")
            }))
        }
    };
    let entry = match input.entry.trim() {
        "" => None,
        typed => faults.take(named(work, typed)?),
    };
    if connection.is_some() && entry.is_some() {
        faults.add(Rejection::of_field(
            "entry",
            "gap.came_twice",
            "Say one of the two: a connection, or a service of the directory. Put the other into words.",
        ));
    }
    faults.finish()?;
    let came = connection.map(Came::Connection).or(entry.map(Came::Entry));
    change(work, ctx, permit, version, |gap| gap.answer(came, words, ctx.account()?, ctx.now()).map_err(Refusal::from))
}

/// The entry of the directory with a name, as far as one alone is meant.
fn named(work: &mut Work<'_, '_>, typed: &str) -> Result<Result<Id<CommunityService>, Rejection>, Refusal> {
    let found = directory::search(work.tx(), &Sought::all(typed), 10)?;
    let is_meant = |it: &&CommunityService| fold(it.entry.name.as_str()) == fold(typed);
    Ok(match (found.iter().find(is_meant), found.as_slice()) {
        (Some(it), _) | (None, [it]) => Ok(it.id),
        (None, []) => Err(Rejection::of_field(
            "entry",
            "gap.entry",
            "Nothing in the directory is called that. Write the name as it stands there, or say in words what came.",
        )),
        (None, several) => {
            let names: Vec<&str> = several.iter().take(3).map(|it| it.entry.name.as_str()).collect();
            Err(Rejection::of_field(
                "entry",
                "gap.entry_several",
                format!("More than one may be meant. Write the whole name, for example: {}.", names.join("; ")),
            ))
        }
    })
}

/// The name of what answered a gap, where it is a connection or an entry.
///
/// # Errors
/// [`Refusal::Fault`] when the store cannot answer.
pub fn came_in_words(look: &mut Look<'_, '_>, gap: &Gap) -> Result<Option<String>, Refusal> {
    let to = match gap.answered.as_ref().and_then(|it| it.came) {
        None => return Ok(None),
        Some(Came::Entry(id)) => id,
        Some(Came::Connection(id)) => match table::find::<Connection>(look.tx(), id.uuid())? {
            Some(kept) => kept.it.to,
            None => return Ok(None),
        },
    };
    Ok(connections::target(look.tx(), to)?.map(|(service, _)| service.entry.name.to_string()))
}
