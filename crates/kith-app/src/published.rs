//! The published directory: what anybody may read of it, and nothing else.
//!
//! # Invariants
//! - Nobody in particular asks: whoever signed in sees here what everybody sees.
//! - Only entries and their organisations are read; nothing about a person, a team or a service is within reach.

use jiff::civil::Date;
use kith_domain::directory::Intake;
use kith_domain::directory::record::Term;
use kith_domain::directory::search::{Facts, Sought};
use kith_domain::policy::act;
use kith_store::intakes::{self, Intakes};
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

/// An entry with what its organisation says of taking people.
fn taking(said: &Intakes, (entry, organisation): Listed, today: Date) -> Listed {
    let intake = said.get(&entry.id);
    (Intake::published(intake, entry, today), organisation)
}

/// The entries that a filter lets through.
///
/// # Errors
/// When the store cannot answer.
pub fn entries(look: &mut Look<'_, '_>, _: &Reader, filter: &Filter, cut: Cut) -> Result<Part<Listed>, Refusal> {
    let Part { lines, total } = match indexed(look, filter, cut, |_| 1)? {
        None => published::entries(look.tx(), filter, cut)?,
        Some(Part { lines, total }) => {
            let lines = published::these(look.tx(), lines.into_iter().map(|(id, _)| id))?;
            Part { lines, total }
        }
    };
    let said = intakes::of_entries(look.tx(), lines.iter().map(|(it, _)| it.id))?;
    let today = look.today();
    Ok(Part { lines: lines.into_iter().map(|it| taking(&said, it, today)).collect(), total })
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
    let it = published::entry(look.tx(), id)?.ok_or(Refusal::Hidden)?;
    let said = intakes::of_entries(look.tx(), [it.0.id])?;
    Ok(taking(&said, it, look.today()))
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
    let Part { lines, total } = match indexed(look, filter, cut, |facts| usize::from(facts.locations))? {
        None => published::places(look.tx(), filter, cut)?,
        Some(Part { lines, total }) => {
            let mut found = Vec::with_capacity(lines.len());
            for (id, number) in lines {
                found.extend(published::these(look.tx(), [id])?.into_iter().map(|listed| (listed, number)));
            }
            Part { lines: found, total }
        }
    };
    let said = intakes::of_entries(look.tx(), lines.iter().map(|((it, _), _)| it.id))?;
    let today = look.today();
    Ok(Part { lines: lines.into_iter().map(|(it, number)| (taking(&said, it, today), number)).collect(), total })
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
    let (it, number) = published::place_of(look.tx(), id)?.ok_or(Refusal::Hidden)?;
    let said = intakes::of_entries(look.tx(), [it.0.id])?;
    Ok((taking(&said, it, look.today()), number))
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
