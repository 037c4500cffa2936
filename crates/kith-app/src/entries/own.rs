//! *Our services*: an organisation keeps its own entries true, by a link to the list or an account of its own.
//!
//! What only it knows applies at once: whether there is room, a pause, that all of the entry is right. What others rely on
//! to find it, days, places, words, the address that requests go to, is proposed, and whoever keeps the entry takes it
//! over in one press (docs/adr/0047).

use std::collections::BTreeSet;

use kith_domain::day::Meant;
use kith_domain::directory::intake::Said;
use kith_domain::directory::notice::Keeper;
use kith_domain::directory::proposal::Field;
use kith_domain::directory::{Capacity, CommunityService, Intake, Notice, Organisation, Proposal, Suggestion};
use kith_domain::id::Id;
use kith_domain::policy::{Act, Scope, act};
use kith_domain::rejection::Rejection;
use kith_domain::staff::Service;
use kith_domain::text::{Line, Words};
use kith_store::{Kept, ReadTx, directory, intakes, notices, save, table};

use super::by_hand::{self, Input};
use super::wrong;
use crate::app::Work;
use crate::asking::{self, lists};
use crate::ctx::Ctx;
use crate::dates;
use crate::permit::{OnEntry, Permit};
use crate::refusal::{Faults, Refusal};
use crate::support::number;

/// One entry of an organisation, with what the organisation said of its room.
#[derive(Debug, Clone)]
pub struct OwnEntry {
    /// The entry.
    pub kept: Kept<CommunityService>,
    /// Its organisation.
    pub organisation: Organisation,
    /// What was said of its room beside the entry.
    pub intake: Option<Intake>,
    /// What its organisation proposed for it, latest first, where one entry is opened.
    pub proposed: Vec<Suggestion>,
}

/// Every address at which an organisation is asked.
pub(crate) fn addresses(tx: &mut ReadTx<'_>, of: Id<Organisation>) -> Result<BTreeSet<Line>, Refusal> {
    Ok(all(tx, of)?.iter().filter_map(|it| asking::recipient(&it.kept.it, &it.organisation)).collect())
}

fn all(tx: &mut ReadTx<'_>, of: Id<Organisation>) -> Result<Vec<OwnEntry>, Refusal> {
    let organisation = table::find::<Organisation>(tx, of.uuid())?.ok_or(Refusal::Hidden)?.it;
    let ids = intakes::entries_of(tx, of)?;
    let said = intakes::of_entries(tx, ids.iter().copied())?;
    let mut all = Vec::new();
    for id in ids {
        let Some(kept) = table::find::<CommunityService>(tx, id.uuid())? else { continue };
        let intake = said.get(&id).cloned();
        all.push(OwnEntry { kept, organisation: organisation.clone(), intake, proposed: Vec::new() });
    }
    Ok(all)
}

/// The entries that whoever asks keeps, by name: all of their organisation's, or those that name the address of the link.
///
/// # Errors
/// When the store cannot answer.
pub fn list(
    tx: &mut ReadTx<'_>,
    permit: &Permit<act::SeeRequests, Id<Organisation>>,
) -> Result<Vec<OwnEntry>, Refusal> {
    let Scope::Asked { organisation, address, .. } = permit.scope() else { return Ok(Vec::new()) };
    let names_it = |it: &OwnEntry| {
        address.is_none() || asking::recipient(&it.kept.it, &it.organisation).as_ref() == address.as_ref()
    };
    Ok(all(tx, *organisation)?.into_iter().filter(names_it).collect())
}

/// How many proposals of before an organisation reads on its entry.
const MOST_TOLD: usize = 5;

/// Opens one entry, with what its organisation proposed for it.
///
/// # Errors
/// [`Refusal::Hidden`] when its organisation does not exist.
pub fn open(
    tx: &mut ReadTx<'_>,
    ctx: &Ctx,
    (_, kept): OnEntry<act::KeepOwnEntry, CommunityService>,
) -> Result<OwnEntry, Refusal> {
    let organisation = table::find::<Organisation>(tx, kept.it.organisation.uuid())?.ok_or(Refusal::Hidden)?.it;
    let intake = intakes::of_entry(tx, kept.it.id)?.map(|kept| kept.it);
    let mut proposed = Vec::new();
    for service in ctx.actor().services() {
        proposed.extend(kith_store::enquiries::said_of(tx, *service, kept.it.id)?);
        proposed.extend(notices::of_entry(tx, *service, kept.it.id)?.iter().map(wrong::as_said));
    }
    // Field by field only an organisation proposes; what staff say of an entry is not its to read.
    proposed.retain(|it| !it.proposed.is_empty());
    proposed.sort_by(|a, b| b.at.cmp(&a.at).then(b.id.uuid().cmp(&a.id.uuid())));
    // What every service reads is found once for each of them.
    proposed.dedup_by_key(|it| it.id);
    proposed.truncate(MOST_TOLD);
    Ok(OwnEntry { kept, organisation, intake, proposed })
}

/// Whether there is room, as typed.
#[derive(Debug, Clone, Default)]
pub struct RoomInput {
    /// Code of a [`Capacity`].
    pub room: String,
    /// Weeks, for a waiting list.
    pub weeks: String,
    /// Places, where there is room.
    pub places: String,
    /// From which day people are taken again.
    pub paused_until: String,
}

/// Reads what was typed.
fn said(ctx: &Ctx, input: &RoomInput) -> Result<Said, Refusal> {
    let mut faults = Faults::new();
    let weeks = faults.take(number("room_weeks", &input.weeks)).flatten();
    let places = faults.take(number("places", &input.places)).flatten();
    let paused_until = match input.paused_until.trim() {
        "" => None,
        typed => faults.take(dates::read_one("paused_until", typed, ctx.today(), Meant::ToCome)),
    };
    let (capacity, places) = match input.room.as_str() {
        // A house with no place left is full.
        "room" if places == Some(0) => (Capacity::Full, None),
        "room" => (Capacity::Room, places),
        "wait" => (Capacity::Wait { weeks }, None),
        "full" => (Capacity::Full, None),
        "not-said" => (Capacity::NotSaid, None),
        _ => {
            faults.add(Rejection::of_field("room", "suggestion.room", "Choose whether there is room."));
            (Capacity::NotSaid, None)
        }
    };
    let said = faults.take(Said { capacity, places, paused_until }.checked(ctx.today()));
    faults.finish()?;
    said.ok_or_else(|| unreachable!("what could not be checked was noted as a fault"))
}

/// An organisation says whether there is room, and until when it takes nobody. It applies at once.
///
/// # Errors
/// [`Refusal::Rejected`] with everything that is wrong.
pub fn say_room(
    work: &mut Work<'_, '_>,
    ctx: &Ctx,
    (_, kept): OnEntry<act::KeepOwnEntry, CommunityService>,
    input: &RoomInput,
) -> Result<(), Refusal> {
    lists::note::<act::KeepOwnEntry>(work, ctx, None)?;
    let said = said(ctx, input)?;
    apply_room::<act::KeepOwnEntry>(work, ctx, kept, said)
}

/// Takes over what an organisation says of its room, at once.
pub(super) fn apply_room<A: Act>(
    work: &mut Work<'_, '_>,
    ctx: &Ctx,
    kept: Kept<CommunityService>,
    said: Said,
) -> Result<(), Refusal> {
    let before = intakes::of_entry(work.tx(), kept.it.id)?;
    let version = before.as_ref().map(|kept| kept.version);
    let (intake, event) = Intake::say(before.map(|kept| kept.it), ctx.id(), kept.it.id, said, ctx.today());
    keep::<A>(work, ctx, version, &intake, &event)?;
    let next = CommunityService { capacity: said.capacity, ..kept.it.clone() };
    changed::<A>(work, ctx, kept.version, &next, &intake)
}

fn keep<A: Act>(
    work: &mut Work<'_, '_>,
    ctx: &Ctx,
    version: Option<i64>,
    intake: &Intake,
    event: &kith_domain::event::Event,
) -> Result<(), Refusal> {
    match version {
        Some(version) => save::change(work.tx(), &ctx.writ::<A>(), version, intake, event).map(drop)?,
        None => save::new(work.tx(), &ctx.writ::<A>(), intake, event).map(drop)?,
    }
    Ok(())
}

/// Saves an entry of which its own organisation spoke: its history says so.
fn changed<A: Act>(
    work: &mut Work<'_, '_>,
    ctx: &Ctx,
    version: i64,
    next: &CommunityService,
    intake: &Intake,
) -> Result<(), Refusal> {
    let organisation = table::find::<Organisation>(work.tx(), next.organisation.uuid())?.ok_or(Refusal::Hidden)?.it;
    let kind = "directory.entry_changed";
    let event = if next.is_by_hand() { next.written(kind, &organisation) } else { next.listed(kind) };
    let pause = intake.pause(ctx.today()).map(kith_domain::time::date_in_words);
    let event = event
        .with("by", "organisation")
        .with("places", intake.places.map(|places| places.to_string()))
        .with("paused_until", pause);
    directory::save_change(work.tx(), &ctx.writ::<A>(), version, next, &organisation, &event)?;
    Ok(())
}

/// An organisation says that all of its entry is right, as it read it: the entry says that it was checked today, by the
/// organisation.
///
/// # Errors
/// [`Refusal::Stale`] when the entry was changed since it was read.
pub fn confirm(
    work: &mut Work<'_, '_>,
    ctx: &Ctx,
    (_, kept): OnEntry<act::KeepOwnEntry, CommunityService>,
    version: i64,
) -> Result<(), Refusal> {
    lists::note::<act::KeepOwnEntry>(work, ctx, None)?;
    if kept.version != version {
        return Err(Refusal::Stale);
    }
    let before = intakes::of_entry(work.tx(), kept.it.id)?;
    let stood = before.as_ref().map(|kept| kept.version);
    let (intake, event) = Intake::confirm(before.map(|kept| kept.it), ctx.id(), kept.it.id, ctx.today());
    keep::<act::KeepOwnEntry>(work, ctx, stood, &intake, &event)?;
    let next = CommunityService { checked: Some(ctx.today()), ..kept.it.clone() };
    changed::<act::KeepOwnEntry>(work, ctx, kept.version, &next, &intake)
}

/// How many proposals for one entry may wait to be seen to.
const MOST_OPEN: usize = 10;

/// An organisation says what its entry should say. Whoever keeps the entry takes it over.
///
/// # Errors
/// [`Refusal::Rejected`] with everything that is wrong, or when nothing would be changed.
pub fn propose(
    work: &mut Work<'_, '_>,
    ctx: &Ctx,
    (_, kept): OnEntry<act::KeepOwnEntry, CommunityService>,
    typed: &Input,
    words: &str,
) -> Result<(), Refusal> {
    lists::note::<act::KeepOwnEntry>(work, ctx, None)?;
    let organisation = table::find::<Organisation>(work.tx(), kept.it.organisation.uuid())?.ok_or(Refusal::Hidden)?.it;
    let before = Input::of(&kept.it, &organisation);
    let proposed = proposals(&before, typed);
    // What they wrote is read by the rules of whoever writes entries, so that what is taken over later fits.
    let mut faults = Faults::new();
    let words = faults.optional("words", Words::optional(words));
    if let Err(Refusal::Rejected(wrong)) = by_hand::read(&with(&before, &proposed), Some(&kept.it.entry)) {
        wrong.into_iter().for_each(|it| faults.add(it));
    }
    faults.finish()?;
    let service = told(work.tx(), ctx, &kept.it)?;
    let own =
        kith_store::enquiries::said_of(work.tx(), service, kept.it.id)?.into_iter().filter(|it| it.done.is_none());
    let passed_on = notices::of_entry(work.tx(), service, kept.it.id)?.into_iter().filter(|it| it.done.is_none());
    if own.count() + passed_on.count() >= MOST_OPEN {
        return Err(Rejection::new(
            "suggestion.too_many",
            "Ten things that were said of this entry wait to be seen to. Nothing was saved. Please ring us instead.",
        )
        .into());
    }
    let by = ctx.actor().account();
    let (said, event) = Suggestion::propose(ctx.id(), service, (kept.it.id, by), proposed, words, ctx.now())?;
    let kept_by = match wrong::keeper(work.tx(), service, &kept.it)? {
        Keeper::Own => {
            save::new(work.tx(), &ctx.writ::<act::KeepOwnEntry>(), &said, &event)?;
            return Ok(());
        }
        Keeper::Other(other) => Some(other),
        Keeper::Each => None,
    };
    let (notice, event) = Notice::pass_on(ctx.id(), said, kept_by, event);
    save::new(work.tx(), &ctx.writ::<act::KeepOwnEntry>(), &notice, &event)?;
    Ok(())
}

/// Which service is told: the one that keeps the entry where it is within reach, or the one that asks.
fn told(tx: &mut ReadTx<'_>, ctx: &Ctx, entry: &CommunityService) -> Result<Id<Service>, Refusal> {
    let services = ctx.actor().services();
    for service in services {
        if by_hand::is_kept_by(tx, *service, entry)? {
            return Ok(*service);
        }
    }
    services.first().copied().ok_or(Refusal::Hidden)
}

/// The fields in which what was typed differs from what the entry says.
fn proposals(before: &Input, typed: &Input) -> Vec<Proposal> {
    let words = |text: &str| Words::optional(text).ok().flatten();
    let differs = |field: Field| {
        let (was, is) = (said_in(before, field), said_in(typed, field));
        let plain = |text: &str| text.split_whitespace().collect::<Vec<_>>().join(" ");
        // What is too long to be words stays in the form, which says so.
        (plain(&was) != plain(&is)).then(|| Proposal { field, was: words(&was), is: words(&is) })
    };
    Field::ALL.into_iter().filter_map(differs).collect()
}

/// What an entry says in one field, as typed.
fn said_in(input: &Input, field: Field) -> String {
    let hand = &input.hand;
    match field {
        Field::Description => input.description.clone(),
        Field::Audience => input.audience.clone(),
        Field::Times => input.times.clone(),
        Field::Days => hand.days.join(", "),
        Field::Opens => hand.opens.clone(),
        Field::Closes => hand.closes.clone(),
        Field::Place => input.place.clone(),
        Field::Postcode => hand.postcode.clone(),
        Field::Cost => input.cost.clone(),
        Field::Price => hand.price.clone(),
        Field::FromAge => hand.from_age.clone(),
        Field::ToAge => hand.to_age.clone(),
        Field::Access => input.access.clone(),
        Field::Languages => input.languages.clone(),
        Field::Phone => input.phone.clone(),
        Field::Email => input.email.clone(),
        Field::Url => input.url.clone(),
        Field::HowToRefer => hand.how_to_refer.clone(),
    }
}

/// What an entry says with what would be changed.
pub(super) fn with(before: &Input, proposed: &[Proposal]) -> Input {
    let mut input = before.clone();
    for it in proposed {
        let is = it.is.as_ref().map_or_else(String::new, ToString::to_string);
        let hand = &mut input.hand;
        match it.field {
            Field::Description => input.description = is,
            Field::Audience => input.audience = is,
            Field::Times => input.times = is,
            Field::Days => hand.days = is.split(", ").filter(|day| !day.is_empty()).map(str::to_owned).collect(),
            Field::Opens => hand.opens = is,
            Field::Closes => hand.closes = is,
            Field::Place => input.place = is,
            Field::Postcode => hand.postcode = is,
            Field::Cost => input.cost = is,
            Field::Price => hand.price = is,
            Field::FromAge => hand.from_age = is,
            Field::ToAge => hand.to_age = is,
            Field::Access => input.access = is,
            Field::Languages => input.languages = is,
            Field::Phone => input.phone = is,
            Field::Email => input.email = is,
            Field::Url => input.url = is,
            Field::HowToRefer => hand.how_to_refer = is,
        }
    }
    input
}

/// Whether whoever came by a link to one request still holds one to the address that the directory gives.
pub(super) fn speaks_for(link: &kith_domain::link::Link, entry: &CommunityService, of: &Organisation) -> bool {
    asking::recipient(entry, of).as_ref() == Some(&link.recipient)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_was_not_touched_is_not_proposed_and_what_was_comes_back() {
        let before = Input { times: "Tuesdays,\r\n10am".into(), cost: "Free".into(), ..Input::default() };
        let mut typed = Input { times: "Tuesdays,\n10am".into(), cost: String::new(), ..before.clone() };
        typed.hand.days = vec!["monday".into(), "friday".into()];
        let proposed = proposals(&before, &typed);
        let fields: Vec<Field> = proposed.iter().map(|it| it.field).collect();
        assert_eq!(fields, [Field::Days, Field::Cost], "a line break of another system is no change");
        let after = with(&before, &proposed);
        assert_eq!((after.cost.as_str(), after.hand.days.len(), &after.times), ("", 2, &before.times));
    }
}
