//! What organisations say of their own entries, and who sees to it.

pub mod by_hand;
pub mod checked;
pub mod corrections;
pub mod hand_record;
pub mod wrong;

use kith_domain::directory::suggestion::Answer;
use kith_domain::directory::{Capacity, CommunityService, Here, Organisation, Suggestion};
use kith_domain::id::Id;
use kith_domain::link::{Link, Opens};
use kith_domain::policy::act;
use kith_domain::rejection::Rejection;
use kith_domain::staff::Service;
use kith_domain::text::Words;
use kith_store::enquiries::{self, SuggestionLine};
use kith_store::{directory, save, table};

use crate::app::{Look, Work};
use crate::ctx::Ctx;
use crate::permit::Permit;
use crate::refusal::{Faults, Refusal};
use crate::support::number;

/// What is said of an entry, as typed.
#[derive(Debug, Clone, Default)]
pub struct EntryInput {
    /// Code of a [`Capacity`], or empty.
    pub room: String,
    /// Weeks, for a waiting list.
    pub weeks: String,
    /// What is not right.
    pub words: String,
}

/// An organisation says something of its entry, by the link it was sent.
///
/// # Errors
/// [`Refusal::Rejected`] when nothing is said.
pub fn say(
    work: &mut Work<'_, '_>,
    ctx: &Ctx,
    (_, link): &(Permit<act::AnswerRequest, Id<Link>>, Link),
    input: &EntryInput,
) -> Result<(), Refusal> {
    crate::links::note_opening::<act::AnswerRequest>(work, ctx, link)?;
    let Opens::Connection(connection) = link.opens else { return Err(Refusal::Hidden) };
    let connection = table::find::<kith_domain::directory::Connection>(work.tx(), connection.uuid())?;
    let connection = connection.ok_or(Refusal::Hidden)?.it;
    let mut faults = Faults::new();
    let weeks = faults.take(number("room_weeks", &input.weeks)).flatten();
    let capacity = match input.room.as_str() {
        "" => None,
        "room" => Some(Capacity::Room),
        "wait" => Some(Capacity::Wait { weeks }),
        "full" => Some(Capacity::Full),
        _ => {
            faults.add(Rejection::of_field("room", "suggestion.room", "Choose whether there is room."));
            None
        }
    };
    let words = faults.optional("entry_words", Words::optional(&input.words));
    faults.finish()?;
    let (said, event) = Suggestion::say(ctx.id(), connection.service, connection.to, capacity, words, ctx.now())?;
    save::new(work.tx(), &ctx.writ::<act::AnswerRequest>(), &said, &event)?;
    Ok(())
}

/// What organisations said and nobody has dealt with, oldest first.
///
/// # Errors
/// [`Refusal::Fault`] when the store cannot answer.
pub fn to_see_to(
    look: &mut Look<'_, '_>,
    permit: &Permit<act::KeepEntry, Id<Service>>,
) -> Result<Vec<SuggestionLine>, Refusal> {
    Ok(enquiries::open_suggestions(look.tx(), permit.key())?)
}

/// Deals with what was said of an entry. `how` is `take-room`, and the entry now says what the organisation said of its
/// room, as made sure of on that day; `right`, and the entry says that it was checked today; or `done`: it was changed
/// or seen to elsewhere.
///
/// # Errors
/// [`Refusal::Hidden`] when there is none in this service; [`Refusal::Rejected`] when it was dealt with before.
pub fn deal(
    work: &mut Work<'_, '_>,
    ctx: &Ctx,
    permit: &Permit<act::KeepEntry, Id<Service>>,
    id: Id<Suggestion>,
    how: &str,
) -> Result<(), Refusal> {
    let kept = table::find::<Suggestion>(work.tx(), id.uuid())?.ok_or(Refusal::Hidden)?;
    if kept.it.service != permit.key() {
        return Err(Refusal::Hidden);
    }
    let answer = match how {
        "take-room" => Answer::Room,
        "right" => Answer::Right,
        "done" => Answer::Done,
        _ => return Err(Rejection::new("suggestion.how", "Press one of the buttons. Nothing was saved.").into()),
    };
    let said = kept.it.clone();
    let (done, event) = kept.it.finish(ctx.account()?, ctx.now(), answer)?;
    save::change(work.tx(), &ctx.writ::<act::KeepEntry>(), kept.version, &done, &event)?;
    let to = match (answer, said.capacity) {
        (Answer::Room, Some(capacity)) => Some((Some(capacity), kith_domain::time::day_of(said.at))),
        (Answer::Right, _) => Some((None, ctx.today())),
        _ => None,
    };
    if let Some((capacity, checked)) = to {
        let entry = table::find::<CommunityService>(work.tx(), said.entry.uuid())?.ok_or(Refusal::Hidden)?;
        let organisation = table::find::<Organisation>(work.tx(), entry.it.organisation.uuid())?;
        let organisation = organisation.ok_or(Refusal::Hidden)?.it;
        let capacity = capacity.unwrap_or(entry.it.capacity);
        // An organisation checked its room itself; that it is right, whoever says so did.
        let checked_by = if answer == Answer::Right { Some(ctx.account()?) } else { None };
        let here = Here { checked_by, ..entry.it.here.clone() };
        let next = CommunityService { capacity, checked: Some(checked), here, ..entry.it };
        let kind = "directory.entry_changed";
        let event = if next.is_by_hand() { next.written(kind, &organisation) } else { next.listed(kind) };
        directory::save_change(work.tx(), &ctx.writ::<act::KeepEntry>(), entry.version, &next, &organisation, &event)?;
    }
    Ok(())
}
