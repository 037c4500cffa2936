//! What the people of the demo agreed to have told: `first-name phone | words`, the parts before the stroke.

use kith_domain::directory::connection::May;
use kith_domain::id::Id;
use kith_domain::person::Person;
use kith_store::table;

use crate::app::Work;
use crate::asking::{AgreedInput, agreed};
use crate::refusal::Refusal;

/// Reads it. A part that the record does not have, or that is not safe, is left out, as a link worker would.
pub(super) fn told(work: &mut Work<'_, '_>, person: Id<Person>, text: &str) -> Result<AgreedInput, Refusal> {
    let (parts, words) = text.split_once('|').unwrap_or(("", text));
    let person = table::find::<Person>(work.tx(), person.uuid())?.ok_or(Refusal::Hidden)?.it;
    let mut all = agreed::offered(work.tx(), &person)?;
    all.retain(|it| it.may == May::Tick && parts.split_whitespace().any(|code| code == it.part.code()));
    Ok(AgreedInput { parts: all.iter().map(|it| it.part.code().to_owned()).collect(), words: words.trim().to_owned() })
}
