//! What organisations say of their own entries, and who sees to it.

pub mod by_hand;
pub mod checked;
pub mod corrections;
pub mod hand_record;
pub mod own;
pub mod renamed;
pub mod team_notes;
pub mod wrong;

use kith_domain::directory::intake::Said;
use kith_domain::directory::proposal::Field;
use kith_domain::directory::suggestion::Answer;
use kith_domain::directory::{Capacity, CommunityService, Here, Notice, Organisation, Suggestion};
use kith_domain::id::Id;
use kith_domain::link::{Link, Opens};
use kith_domain::policy::act;
use kith_domain::rejection::Rejection;
use kith_domain::staff::{Account, Service};
use kith_domain::text::Words;
use kith_store::enquiries::{self, SuggestionLine};
use kith_store::{Kept, ReadTx, directory, intakes, notices, save, table};

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

/// What came of something that an organisation said of its entry.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Came {
    /// Whether there is room, which is in the directory at once.
    AtOnce,
    /// Somebody looks at it first.
    LookedAt,
    /// The room at once, and the rest once somebody has looked at it.
    Both,
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
) -> Result<Came, Refusal> {
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
    let entry = table::find::<CommunityService>(work.tx(), connection.to.uuid())?.ok_or(Refusal::Hidden)?;
    let of = table::find::<Organisation>(work.tx(), entry.it.organisation.uuid())?.ok_or(Refusal::Hidden)?.it;
    // Whether there is room is theirs to say, and applies at once where the link went to the address that the directory
    // gives now. What is not right is for whoever keeps the entry.
    let mut came = Came::LookedAt;
    let capacity = match capacity {
        Some(capacity) if own::speaks_for(link, &entry.it, &of) => {
            let intake = intakes::of_entry(work.tx(), entry.it.id)?.map(|kept| kept.it);
            let paused_until = intake.as_ref().and_then(|it| it.pause(ctx.today()));
            let said = Said { capacity, places: None, paused_until }.checked(ctx.today())?;
            own::apply_room::<act::AnswerRequest>(work, ctx, entry, said)?;
            if words.is_none() {
                return Ok(Came::AtOnce);
            }
            came = Came::Both;
            None
        }
        other => other,
    };
    let (said, event) = Suggestion::say(ctx.id(), connection.service, connection.to, capacity, words, ctx.now())?;
    save::new(work.tx(), &ctx.writ::<act::AnswerRequest>(), &said, &event)?;
    Ok(came)
}

/// What organisations said and nobody has dealt with, oldest first.
///
/// # Errors
/// [`Refusal::Fault`] when the store cannot answer.
pub fn to_see_to(
    look: &mut Look<'_, '_>,
    permit: &Permit<act::KeepEntry, Id<Service>>,
) -> Result<Vec<ToSeeTo>, Refusal> {
    let mut all = Vec::new();
    for line in enquiries::open_suggestions(look.tx(), permit.key())? {
        let taking = taking(look.tx(), permit, &line.kept.it)?;
        all.push(ToSeeTo { line, taking });
    }
    for it in notices::open(look.tx(), permit.key())? {
        let kept = Kept { version: it.kept.version, it: wrong::as_said(&it.kept.it) };
        let line = SuggestionLine { kept, entry: it.entry };
        let taking = taking(look.tx(), permit, &line.kept.it)?;
        all.push(ToSeeTo { line, taking });
    }
    all.sort_by_key(|it| (it.line.kept.it.at, it.line.kept.it.id.uuid()));
    Ok(all)
}

/// How what would be changed can be taken over by this service.
fn taking(
    tx: &mut ReadTx<'_>,
    permit: &Permit<act::KeepEntry, Id<Service>>,
    said: &Suggestion,
) -> Result<Taking, Refusal> {
    if said.proposed.is_empty() {
        return Ok(Taking::Not);
    }
    match table::find::<CommunityService>(tx, said.entry.uuid())? {
        Some(entry) if !entry.it.is_by_hand() => Ok(Taking::Correct(corrections::correctable(tx, permit, said)?)),
        Some(entry) if by_hand::is_kept_by(tx, permit.key(), &entry.it)? => Ok(Taking::Change),
        Some(_) | None => Ok(Taking::Not),
    }
}

/// How what an organisation would change about its entry can be taken over.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Taking {
    /// Not here: nothing would be changed, or another service keeps the entry.
    Not,
    /// The entry is changed: this service keeps it.
    Change,
    /// The entry came from a feed and is corrected here.
    Correct(Correctable),
}

/// What of a proposal is corrected in an entry of a feed.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Correctable {
    /// Fields that are corrected; nothing when none of them can be.
    pub corrects: Vec<Field>,
    /// Fields that only the feed can change.
    pub leaves: Vec<Field>,
    /// Fields that another service has corrected, which alone takes that back.
    pub held: Vec<Field>,
}

impl Taking {
    /// What becomes of what was said when it is taken over; nothing where it cannot be.
    fn answer(&self) -> Option<Answer> {
        match self {
            Self::Not => None,
            Self::Change => Some(Answer::Taken),
            Self::Correct(can) if can.corrects.is_empty() => None,
            Self::Correct(can) if can.leaves.is_empty() && can.held.is_empty() => Some(Answer::Taken),
            Self::Correct(_) => Some(Answer::Part),
        }
    }
}

/// What becomes of what was said when it is taken over.
fn answer_to_take(
    tx: &mut ReadTx<'_>,
    permit: &Permit<act::KeepEntry, Id<Service>>,
    said: &Suggestion,
) -> Result<Answer, Refusal> {
    if said.done.is_some() {
        // That it was dealt with before is said first, whatever could be taken over now.
        return Ok(Answer::Taken);
    }
    taking(tx, permit, said)?.answer().ok_or_else(|| {
        let how = "This entry is changed where it comes from, so it cannot be taken over here. Nothing was saved.";
        Rejection::new("suggestion.not_taken", how).into()
    })
}

/// Something that was said of an entry and waits to be seen to.
#[derive(Debug, Clone)]
pub struct ToSeeTo {
    /// What was said.
    pub line: SuggestionLine,
    /// How what would be changed can be taken over here.
    pub taking: Taking,
}

/// Takes over what an organisation would change: by the way of every change by hand, or as corrections of what a feed
/// says. Whoever takes all of it has made sure of the entry.
fn take(
    work: &mut Work<'_, '_>,
    ctx: &Ctx,
    permit: &Permit<act::KeepEntry, Id<Service>>,
    (said, answer): (&Suggestion, Answer),
) -> Result<(), Refusal> {
    let entry = table::find::<CommunityService>(work.tx(), said.entry.uuid())?.ok_or(Refusal::Hidden)?;
    if !entry.it.is_by_hand() {
        corrections::take(work, ctx, permit, said)?;
        return match answer {
            Answer::Taken => check(work, ctx, said.entry, None, (ctx.today(), Some(ctx.account()?))),
            _ => Ok(()),
        };
    }
    let of = table::find::<Organisation>(work.tx(), entry.it.organisation.uuid())?.ok_or(Refusal::Hidden)?.it;
    let input = by_hand::Input { is_checked: true, ..own::with(&by_hand::Input::of(&entry.it, &of), &said.proposed) };
    by_hand::change(work, ctx, permit, (entry.it.id, entry.version), &input)
}

/// Deals with what was said of an entry. `how` is `take`, and the entry is changed field by field as its organisation
/// said, or corrected where it came from a feed; `take-room`, and the entry now says what the organisation said of its
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
    let Some(kept) = table::find::<Suggestion>(work.tx(), id.uuid())? else {
        return settle(work, ctx, permit, Id::from_uuid(id.uuid()), how);
    };
    if kept.it.service != permit.key() {
        return Err(Refusal::Hidden);
    }
    let answer = match how {
        "take" => answer_to_take(work.tx(), permit, &kept.it)?,
        "take-room" => Answer::Room,
        "right" => Answer::Right,
        "done" => Answer::Done,
        _ => return Err(Rejection::new("suggestion.how", "Press one of the buttons. Nothing was saved.").into()),
    };
    let said = kept.it.clone();
    let (done, event) = kept.it.finish(ctx.account()?, ctx.now(), answer)?;
    save::change(work.tx(), &ctx.writ::<act::KeepEntry>(), kept.version, &done, &event)?;
    if matches!(answer, Answer::Taken | Answer::Part) {
        return take(work, ctx, permit, (&said, answer));
    }
    let to = match (answer, said.capacity) {
        (Answer::Room, Some(capacity)) => Some((Some(capacity), kith_domain::time::day_of(said.at))),
        (Answer::Right, _) => Some((None, ctx.today())),
        _ => None,
    };
    match to {
        // An organisation checked its room itself; that it is right, whoever says so did.
        Some((capacity, checked)) => {
            let by = if answer == Answer::Right { Some(ctx.account()?) } else { None };
            check(work, ctx, said.entry, capacity, (checked, by))
        }
        None => Ok(()),
    }
}

/// Deals with what was said of an entry that this service keeps too: `take`, `right`, and the entry says that it was
/// checked today, or `done`.
fn settle(
    work: &mut Work<'_, '_>,
    ctx: &Ctx,
    permit: &Permit<act::KeepEntry, Id<Service>>,
    id: Id<Notice>,
    how: &str,
) -> Result<(), Refusal> {
    let kept = table::find::<Notice>(work.tx(), id.uuid())?.ok_or(Refusal::Hidden)?;
    if !kept.it.is_for(permit.key()) {
        return Err(Refusal::Hidden);
    }
    let said = wrong::as_said(&kept.it);
    let answer = match how {
        "take" => answer_to_take(work.tx(), permit, &said)?,
        "right" => Answer::Right,
        "done" => Answer::Done,
        _ => return Err(Rejection::new("suggestion.how", "Press one of the buttons. Nothing was saved.").into()),
    };
    let (done, event) = kept.it.finish(ctx.account()?, ctx.now(), answer)?;
    save::change(work.tx(), &ctx.writ::<act::KeepEntry>(), kept.version, &done, &event)?;
    match answer {
        Answer::Taken | Answer::Part => take(work, ctx, permit, (&said, answer)),
        Answer::Right => check(work, ctx, said.entry, None, (ctx.today(), Some(ctx.account()?))),
        Answer::Room | Answer::Done => Ok(()),
    }
}

/// The entry says that it was checked on a day and by whom of the staff, and what its organisation said of its room.
fn check(
    work: &mut Work<'_, '_>,
    ctx: &Ctx,
    entry: Id<CommunityService>,
    capacity: Option<Capacity>,
    (checked, checked_by): (jiff::civil::Date, Option<Id<Account>>),
) -> Result<(), Refusal> {
    let entry = table::find::<CommunityService>(work.tx(), entry.uuid())?.ok_or(Refusal::Hidden)?;
    let organisation = table::find::<Organisation>(work.tx(), entry.it.organisation.uuid())?;
    let organisation = organisation.ok_or(Refusal::Hidden)?.it;
    let capacity = capacity.unwrap_or(entry.it.capacity);
    let here = Here { checked_by, ..entry.it.here.clone() };
    let next = CommunityService { capacity, checked: Some(checked), here, ..entry.it };
    let kind = "directory.entry_changed";
    let event = if next.is_by_hand() { next.written(kind, &organisation) } else { next.listed(kind) };
    directory::save_change(work.tx(), &ctx.writ::<act::KeepEntry>(), entry.version, &next, &organisation, &event)?;
    Ok(())
}
