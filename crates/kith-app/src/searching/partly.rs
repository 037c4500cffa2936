//! What holds some of the words, where nothing holds all of them.
//!
//! A word that many entries hold leads nowhere: of "leaking roof" a room is not what was meant. So the words that say
//! little are left out, and of the others those that few entries hold decide; what holds only the others is not shown.

use kith_domain::directory::search::{Asked, Sought, known};
use kith_search::{Found, Mark};

use super::Source;
use crate::app::Look;
use crate::refusal::Refusal;

/// A word that this many times as many entries hold as hold the rarest one is common.
const TIMES: usize = 5;
/// What fewer entries hold is never common.
const FEW: usize = 10;

/// The entries that hold as many as can be of the words that say something; at least one of those.
pub(super) fn find(
    look: &mut Look<'_, '_>,
    source: &Source,
    asked: &Asked,
    after: Option<&Mark>,
) -> Result<Found, Refusal> {
    let mut held: Vec<(usize, Sought)> = Vec::new();
    for word in asked.words.iter().filter(|word| !known::is_common(word)) {
        let alone = Asked { words: vec![word.clone()], ..Asked::default() };
        held.push((super::find(look, source, &alone, 1, None)?.total, word.clone()));
    }
    let half = held.len().div_ceil(2);
    let rarest = held.iter().map(|(many, _)| *many).filter(|many| *many > 0).min().unwrap_or(0);
    held.retain(|(many, _)| *many > 0 && *many <= FEW.max(rarest.saturating_mul(TIMES)));
    let words: Vec<Sought> = held.into_iter().map(|(_, word)| word).collect();
    let most = half.min(words.len());
    let asked = Asked { words, ..asked.clone() };
    for least in (1..=most).rev() {
        let found = super::find(look, source, &asked, least, after)?;
        if found.total > 0 {
            return Ok(found);
        }
    }
    Ok(Found::default())
}
