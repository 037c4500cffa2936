//! The published directory: what anybody may read of it, and nothing else.
//!
//! # Invariants
//! - Nobody in particular asks: whoever signed in sees here what everybody sees.
//! - Only entries and their organisations are read; nothing about a person, a team or a service is within reach.

use kith_domain::directory::record::Term;
use kith_domain::directory::search::Sought;
use kith_domain::policy::act;
pub use kith_store::published::{Cut, Filter, Listed, Part, Taxonomy};
use kith_store::{directory, published, published_near};
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
    Ok(published::entries(look.tx(), filter, cut)?)
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
    Ok(published::places(look.tx(), filter, cut)?)
}

/// The answer to what lies near a postcode.
#[derive(Debug)]
pub enum NearPostcode {
    /// No postcodes have been imported.
    NoPlaces,
    /// It is not among those that were, or has no position.
    NotKnown,
    /// These, the nearest first.
    Found(Part<(Listed, usize)>),
}

/// The places within some metres of the middle of a postcode, of the entries that a filter lets through.
///
/// # Errors
/// When the store cannot answer.
pub fn places_near(
    look: &mut Look<'_, '_>,
    _: &Reader,
    filter: &Filter,
    (postcode, metres): (&str, u32),
    cut: Cut,
) -> Result<NearPostcode, Refusal> {
    if !kith_store::places_held::is_any(look.tx())? {
        return Ok(NearPostcode::NoPlaces);
    }
    let known = kith_store::places::find(look.tx(), postcode)?;
    let Some(at) = known.and_then(|it| it.position) else { return Ok(NearPostcode::NotKnown) };
    let near = published_near::Near { at, metres };
    Ok(NearPostcode::Found(published_near::places(look.tx(), filter, near, cut)?))
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
