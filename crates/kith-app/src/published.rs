//! The published directory: what anybody may read of it, and nothing else.
//!
//! # Invariants
//! - Nobody in particular asks: whoever signed in sees here what everybody sees.
//! - Only entries and their organisations are read; nothing about a person, a team or a service is within reach.

use kith_domain::directory::record::Term;
use kith_domain::directory::search::{Facts, Sought};
use kith_domain::policy::act;
pub use kith_store::published::{Cut, Filter, Listed, Part, Taxonomy};
use kith_store::{directory, published};
use uuid::Uuid;

use crate::app::Look;
use crate::permit::Permit;
use crate::refusal::Refusal;

/// The right to read what is published.
pub type Reader = Permit<act::ReadPublished, ()>;

/// The words of a search as they are looked for; at most eight.
#[must_use]
pub fn sought(typed: &str) -> Vec<Sought> {
    let mut words = Sought::all(typed);
    words.truncate(directory::MOST_WORDS);
    words
}

/// The entries that a filter lets through.
///
/// # Errors
/// When the store cannot answer.
pub fn entries(look: &mut Look<'_, '_>, _: &Reader, filter: &Filter, cut: Cut) -> Result<Part<Listed>, Refusal> {
    match indexed(look, filter, cut, |_| 1)? {
        None => Ok(published::entries(look.tx(), filter, cut)?),
        Some(Part { lines, total }) => {
            let lines = published::these(look.tx(), lines.into_iter().map(|(id, _)| id))?;
            Ok(Part { lines, total })
        }
    }
}

/// The lines of the index that a filter lets through, each entry `times` over; nothing where everything is asked for, or
/// the database must answer.
fn indexed(
    look: &mut Look<'_, '_>,
    filter: &Filter,
    cut: Cut,
    times: impl Fn(&Facts) -> usize,
) -> Result<Option<Part<(Uuid, usize)>>, Refusal> {
    if filter.is_everything() {
        return Ok(None);
    }
    let directory = look.directory();
    let Some(followed) = directory.up_to_date(look.tx())? else { return Ok(None) };
    let cut = (usize::try_from(cut.skip).unwrap_or(usize::MAX), usize::try_from(cut.most).unwrap_or(0));
    let (lines, total) = followed.index.listed(&filter.words, |facts| filter.lets(facts), times, cut);
    Ok(Some(Part { lines, total: i64::try_from(total).unwrap_or(i64::MAX) }))
}

/// The entry that is published under an identifier.
///
/// # Errors
/// [`Refusal::Hidden`] when there is none.
pub fn entry(look: &mut Look<'_, '_>, _: &Reader, id: Uuid) -> Result<Listed, Refusal> {
    published::entry(look.tx(), id)?.ok_or(Refusal::Hidden)
}

/// The places of the entries that a filter lets through.
///
/// # Errors
/// When the store cannot answer.
pub fn places(
    look: &mut Look<'_, '_>,
    _: &Reader,
    filter: &Filter,
    cut: Cut,
) -> Result<Part<(Listed, usize)>, Refusal> {
    match indexed(look, filter, cut, |facts| usize::from(facts.locations))? {
        None => Ok(published::places(look.tx(), filter, cut)?),
        Some(Part { lines, total }) => {
            let mut found = Vec::with_capacity(lines.len());
            for (id, number) in lines {
                found.extend(published::these(look.tx(), [id])?.into_iter().map(|listed| (listed, number)));
            }
            Ok(Part { lines: found, total })
        }
    }
}

/// The place that is published under an identifier.
///
/// # Errors
/// [`Refusal::Hidden`] when there is none.
pub fn place(look: &mut Look<'_, '_>, _: &Reader, id: Uuid) -> Result<(Listed, usize), Refusal> {
    published::place_of(look.tx(), id)?.ok_or(Refusal::Hidden)
}

/// The terms that entries are classified by.
///
/// # Errors
/// When the store cannot answer.
pub fn terms(look: &mut Look<'_, '_>, _: &Reader, cut: Cut) -> Result<Part<Term>, Refusal> {
    Ok(published::terms(look.tx(), cut)?)
}

/// A term.
///
/// # Errors
/// [`Refusal::Hidden`] when there is none.
pub fn term(look: &mut Look<'_, '_>, _: &Reader, id: Uuid) -> Result<Term, Refusal> {
    published::term_of(look.tx(), id)?.ok_or(Refusal::Hidden)
}

/// The taxonomies.
///
/// # Errors
/// When the store cannot answer.
pub fn taxonomies(look: &mut Look<'_, '_>, _: &Reader) -> Result<Vec<Taxonomy>, Refusal> {
    Ok(published::taxonomies(look.tx())?)
}
