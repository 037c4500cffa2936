//! What the demo's workers do where a contact asks what was done, and who started it.
//!
//! The forms of the demo ask as those of the pages do: by the service's share and the same chance. Most are answered, some
//! are left; a few contacts are ticked though they did not ask.

use kith_domain::person::Person;

use crate::app::Work;
use crate::ctx::Ctx;
use crate::refusal::Refusal;
use crate::support::ContactInput;
use crate::what_we_did::{NOT_NOW, asking_of};

/// Of a hundred contacts that ask, so many are answered.
const ANSWERED: u32 = 84;
/// Of a hundred that do not, so many are ticked all the same.
const UNASKED: u32 = 5;

/// A contact of the crowd, with everything that was done in it: `mood`, from 0 to 9,999, decides what of it is ticked.
pub(super) fn answer(
    work: &mut Work<'_, '_>,
    ctx: &Ctx,
    person: &Person,
    mood: u32,
    input: &mut ContactInput,
) -> Result<(), Refusal> {
    let asking = asking_of(work.tx(), ctx, person, "")?;
    input.turn = asking.turn.code();
    let (answers, rest) = (mood % 100, mood / 100);
    if answers >= if asking.asks { ANSWERED } else { UNASKED } {
        input.ways.clear();
        // Half of those who leave it say so.
        input.unticked = if asking.asks && answers % 2 == 0 { NOT_NOW } else { "" }.to_owned();
    } else if input.reached == "yes" && rest % 25 == 0 {
        // Of oneself, which goes into a table of one's own.
        input.ways.push(if rest % 50 == 0 { "P22" } else { "P20" }.to_owned());
    }
    input.started_by = started_by(input, rest).to_owned();
    Ok(())
}

/// A contact of the tour: what its story says was done stands as it is told. Where it tells of nothing and is asked, what
/// lies at hand is ticked.
pub(super) fn told(
    work: &mut Work<'_, '_>,
    ctx: &Ctx,
    person: &Person,
    input: &mut ContactInput,
) -> Result<(), Refusal> {
    let asking = asking_of(work.tx(), ctx, person, "")?;
    input.turn = asking.turn.code();
    if asking.asks && input.ways.is_empty() {
        let at_hand = match (input.reached.as_str(), input.mode.as_str(), input.place.as_str()) {
            ("no-answer" | "did-not-attend", ..) => "P16",
            (_, "on-behalf", _) => "P15",
            (_, _, "home") => "P13",
            (_, "face-to-face", _) => "P08",
            // A short call is left without an answer.
            _ => "",
        };
        input.ways.extend((!at_hand.is_empty()).then(|| at_hand.to_owned()));
    }
    let rest = u32::try_from(input.note.len()).unwrap_or(0);
    if input.started_by.is_empty() {
        input.started_by = started_by(input, rest).to_owned();
    }
    Ok(())
}

/// Who started it: calls come from both sides, visits are the worker's, and one in three is not said.
fn started_by(input: &ContactInput, chance: u32) -> &'static str {
    match (input.reached.as_str(), input.mode.as_str(), chance % 12) {
        (_, _, 0..=3) => "",
        ("no-answer" | "did-not-attend", ..) | (_, "on-behalf" | "letter", _) => "us",
        (_, "phone" | "text" | "email", 4..=5) => "them",
        (_, "phone", 6) => "other",
        _ => "us",
    }
}
