//! The search as the database answers it: the same words, facts and ranks as those of the index, and so the same page.
//!
//! What the index holds in memory is read here entry by entry; so of very many only the best by their words are looked
//! at, which the index does not need.

use jiff::civil::Date;
use kith_domain::directory::search::rank::steps;
use kith_domain::directory::search::{Asked, Facts, Rank};
use kith_domain::text::fold;
use kith_search::{Found, Hit, Mark};
use kith_store::directory::Held;
use kith_store::{ReadTx, directory, directory_follow, intakes};
use uuid::Uuid;

use super::index::Located;
use crate::refusal::Refusal;

/// How many entries are read at most.
const MOST_READ: usize = 2000;
/// How many are read at once.
const SLICE: usize = 250;

/// The best entries after a mark, at most `most`, each of which holds at least `least` of the words.
pub(super) fn find(
    tx: &mut ReadTx<'_>,
    asked: &Asked,
    least: usize,
    today: Date,
    after: Option<&Mark>,
    most: usize,
) -> Result<Found, Refusal> {
    let held = candidates(tx, asked, least)?;
    let mut located = Located::default();
    let mut hits: Vec<Hit> = Vec::new();
    for slice in held.chunks(SLICE) {
        let services = directory_follow::some(tx, slice.iter().map(|(id, _)| *id).collect())?;
        let paused = intakes::of_entries(tx, services.iter().map(|it| it.id))?;
        for service in services {
            let Some((_, held)) = slice.iter().find(|(id, _)| *id == service.id.uuid()) else { continue };
            let facts = Facts {
                paused_until: paused.get(&service.id).and_then(|intake| intake.paused_until),
                ..located.facts(tx, &service)?
            };
            if asked.allows(&facts, today) {
                let rank = Rank::new(asked.words.len(), held.words, held.points, steps(asked, &facts, today));
                hits.push(Hit { rank, name: fold(service.entry.name.as_str()), id: service.id.uuid() });
            }
        }
    }
    let total = hits.len();
    hits.sort_unstable();
    hits.retain(|hit| after.is_none_or(|mark| hit > mark));
    hits.truncate(most);
    Ok(Found { hits, total })
}

/// The entries that hold enough of the words and something of the need, the best by their words first.
fn candidates(tx: &mut ReadTx<'_>, asked: &Asked, least: usize) -> Result<Vec<(Uuid, Held)>, Refusal> {
    let any_of = asked.any_of();
    let of_need = if any_of.is_empty() { None } else { Some(directory::with_any(tx, any_of)?) };
    let held: Vec<(Uuid, Held)> = match (&of_need, asked.words.is_empty()) {
        (_, false) => directory::held(tx, &asked.words)?.into_iter().collect(),
        (Some(ids), true) => ids.iter().map(|id| (*id, Held::default())).collect(),
        (None, true) => {
            let mut all = Vec::new();
            let mut last = Uuid::nil();
            while all.len() < MOST_READ {
                let slice = directory_follow::after(tx, last, 1000)?;
                let Some(end) = slice.last() else { break };
                last = end.id.uuid();
                all.extend(slice.iter().map(|it| (it.id.uuid(), Held::default())));
            }
            all
        }
    };
    let is_of_need = |id: &Uuid| of_need.as_ref().is_none_or(|ids| ids.contains(id));
    let mut held: Vec<(Uuid, Held)> =
        held.into_iter().filter(|(id, held)| held.words >= least && is_of_need(id)).collect();
    held.sort_unstable_by_key(|(id, held)| (Rank::new(asked.words.len(), held.words, held.points, 0), *id));
    held.truncate(MOST_READ);
    Ok(held)
}
