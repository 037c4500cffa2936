//! Does one act by the same use case as the page.

use jiff::ToSpan;
use kith_domain::directory::{Capacity, CommunityService, Connection, Organisation};
use kith_domain::id::Id;
use kith_domain::need::Need;
use kith_domain::person::Person;
use kith_domain::policy::{Action, act};
use kith_domain::referral::Referral;
use kith_store::access_log::{self, Access, Outcome};
use kith_store::{directory, house, links, save, table};

use super::agenda::{Act, Key};
use super::entries;
use super::tapped;
use super::told::told;
use super::world::{World, known};
use crate::app::Work;
use crate::appointments;
use crate::asking::{self, AgreedInput};
use crate::connecting::{self, StepInput};
use crate::ctx::Ctx;
use crate::delivery::Delivery;
use crate::entries::own::{self, RoomInput};
use crate::gap_answer::CameInput;
use crate::permit;
use crate::reaching;
use crate::refusal::Refusal;
use crate::support::{self, ContactInput};
use crate::{letters, messages, referring, triage};

/// The address that the demo's letters name. Whoever shows a caught letter leads it to where the demo is reached.
pub(super) const BASE: &str = "https://kith.example.org";

/// Does an act, and notes what it made.
pub(super) fn perform(work: &mut Work<'_, '_>, ctx: &Ctx, act: &Act, world: &mut World) -> Result<(), Refusal> {
    match act {
        Act::List { entry } => list(work, ctx, entry, world),
        Act::Check { entry, capacity } => check(work, ctx, entry, *capacity, world),
        Act::Confirm { entry } => {
            let on = permit::own_entry(work.tx(), ctx, known(&world.services, entry)?)?;
            let version = on.1.version;
            own::confirm(work, ctx, on, version)
        }
        Act::Pause { entry, days } => {
            let on = permit::own_entry(work.tx(), ctx, known(&world.services, entry)?)?;
            let until = ctx.today().checked_add(days.days()).unwrap_or(ctx.today());
            let paused_until = kith_domain::time::date_in_words(until);
            own::say_room(work, ctx, on, &RoomInput { room: "full".to_owned(), paused_until, ..RoomInput::default() })
        }
        Act::Refer { referral, person, input } => refer(work, ctx, (*referral, *person), input, world),
        Act::Accept { referral } => {
            let permit = permit::referral(work.tx(), ctx, known(&world.referrals, referral)?)?;
            triage::accept(work, ctx, &permit).map(drop)
        }
        Act::Allocate { referral, worker } => {
            let worker = known(&world.staff, worker)?.account.to_string();
            let permit = permit::referral(work.tx(), ctx, known(&world.referrals, referral)?)?;
            triage::allocate(work, ctx, &permit, &worker).map(drop)
        }
        Act::GiveBack { referral, reason } => {
            let permit = permit::referral(work.tx(), ctx, known(&world.referrals, referral)?)?;
            let input = triage::NotTaken { reason: (*reason).to_owned(), ..triage::NotTaken::default() };
            triage::give_back(work, ctx, &permit, &input)
        }
        Act::Rules { person, safe, communication } => {
            let id = opened(work, ctx, person, world)?;
            let person = table::find::<Person>(work.tx(), id.uuid())?.ok_or(Refusal::Hidden)?.it;
            let (_, version) = reaching::of(work.tx(), &person)?;
            let permit = permit::person(work.tx(), ctx, id)?;
            let input = reaching::Input {
                safe_contact: (*safe).to_owned(),
                communication: (*communication).to_owned(),
                ..reaching::Input::default()
            };
            reaching::change(work, ctx, &permit, version, &input)
        }
        Act::Contact { person, input } => contact(work, ctx, person, input, world),
        Act::Book { person, input } => {
            let id = opened(work, ctx, person, world)?;
            let permit = permit::person(work.tx(), ctx, id)?;
            appointments::book(work, ctx, &permit, input).map(drop)
        }
        Act::Letter { person, input } => {
            let id = opened(work, ctx, person, world)?;
            let permit = permit::person(work.tx(), ctx, id)?;
            letters::write(work, ctx, &permit, input).map(drop)
        }
        Act::Matters { person, words } => {
            let permit = permit::person(work.tx(), ctx, known(&world.people, person)?)?;
            support::write_what_matters(work, ctx, &permit, words)
        }
        Act::Need { need, person, input } => {
            let permit = permit::person(work.tx(), ctx, known(&world.people, person)?)?;
            world.needs.insert(need, support::record_need(work, ctx, &permit, input)?);
            world.counts.needs += 1;
            Ok(())
        }
        Act::Gap { need, input } => {
            let (permit, _) = permit::need::<act::RecordGap>(work.tx(), ctx, known(&world.needs, need)?)?;
            let mut input = input.clone();
            if !input.from.is_empty() {
                input.from = connection_named(world, &input.from)?;
            }
            crate::gaps::record(work, ctx, &permit, &input)?;
            world.counts.gaps += 1;
            Ok(())
        }
        Act::Answer { need, input } => answer(work, ctx, known(&world.needs, need)?, input, world),
        Act::Wait { connection, input } => {
            let id = known(&world.connections, connection)?;
            let (permit, kept) = permit::connection(work.tx(), ctx, id)?;
            crate::waits::update(work, ctx, &permit, kept.version, input)
        }
        Act::Connect { connection, person, to, need, agreed } => {
            let need = if need.is_empty() { String::new() } else { known(&world.needs, need)?.to_string() };
            let id = known(&world.people, person)?;
            let permit = permit::person(work.tx(), ctx, id)?;
            let agreed = told(work, id, agreed)?;
            let (id, _) = connecting::connect(work, ctx, &permit, known(&world.services, to)?, &need, &agreed)?;
            world.connections.insert(connection, id);
            world.counts.connections += 1;
            Ok(())
        }
        Act::Step { connection, input } => step(work, ctx, connection, input, world),
        Act::AskByMail { connection } => {
            let id = known(&world.connections, connection)?;
            let (permit, kept) = permit::connection::<act::AskByLink>(work.tx(), ctx, id)?;
            let agreed = AgreedInput::of(&kept.it.agreed);
            let secret = asking::ask(work, ctx, &permit, kept.version, &agreed, &Delivery::mail(BASE))?;
            let link = links::of_subject(work.tx(), id.uuid())?.into_iter().next().ok_or(Refusal::Hidden)?.it.id;
            world.links.insert(connection, (secret, link));
            catch(work, ctx)
        }
        Act::Enquire { connection, question } => {
            let (_, link) = known(&world.links, connection)?;
            let linked = permit::linked(work.tx(), ctx, link)?;
            asking::enquire(work, ctx, &linked, question)
        }
        Act::SayOfEntry { connection, input } => {
            let (_, link) = known(&world.links, connection)?;
            let linked = permit::linked(work.tx(), ctx, link)?;
            crate::entries::say(work, ctx, &linked, input).map(drop)
        }
        Act::Message { person, input } => {
            let permit = permit::person(work.tx(), ctx, known(&world.people, person)?)?;
            messages::send(work, ctx, &permit, input, BASE)?;
            world.counts.messages += 1;
            catch(work, ctx)
        }
        Act::Read { referral } => {
            let permit = permit::practice_record(work.tx(), ctx, known(&world.referrals, referral)?)?;
            messages::mark_read(work, ctx, &permit).map(drop)
        }
        Act::Close { person, input } => {
            let permit = permit::person(work.tx(), ctx, known(&world.people, person)?)?;
            support::close(work, ctx, &permit, input)
        }
        Act::Later { person, later } => super::later::perform(work, ctx, person, later, world),
        Act::Reopen { person } => {
            let id = opened(work, ctx, person, world)?;
            let permit = permit::person(work.tx(), ctx, id)?;
            support::reopen(work, ctx, &permit)
        }
    }
}

/// The identifier of a connection that the script names.
fn connection_named(world: &World, name: &str) -> Result<String, Refusal> {
    let found = world.connections.iter().find(|(key, _)| **key == name);
    found.map(|(_, id)| id.to_string()).ok_or(Refusal::Hidden)
}

/// The open gap of a need is answered.
fn answer(work: &mut Work<'_, '_>, ctx: &Ctx, need: Id<Need>, input: &CameInput, world: &World) -> Result<(), Refusal> {
    let mut input = input.clone();
    if !input.connection.is_empty() {
        input.connection = connection_named(world, &input.connection)?;
    }
    let person = table::find::<Need>(work.tx(), need.uuid())?.ok_or(Refusal::Hidden)?.it.person;
    let all = kith_store::gaps::of_person(work.tx(), person)?;
    let open = all.iter().find(|gap| gap.need == need && gap.answered.is_none()).ok_or(Refusal::Hidden)?.id;
    let (permit, kept) = permit::gap(work.tx(), ctx, open)?;
    crate::gap_answer::answer(work, ctx, &permit, kept.version, &input).map(drop)
}

/// The demo's post catches everything at once; nothing of it ever leaves.
pub(super) fn catch(work: &mut Work<'_, '_>, ctx: &Ctx) -> Result<(), Refusal> {
    for letter in house::due(work.tx(), ctx.now())? {
        house::attempted(work.tx(), letter.id, "left", 1, ctx.now(), Some(ctx.now()), None)?;
    }
    Ok(())
}

/// Takes an entry up as an import does, with its organisation when that is new.
fn list(work: &mut Work<'_, '_>, ctx: &Ctx, key: Key, world: &mut World) -> Result<(), Refusal> {
    permit::directory::<act::ImportDirectory>(ctx)?;
    let (whose, entry) = entries::called(key).ok_or(Refusal::Hidden)?;
    let id = known(&world.organisations, whose.key)?;
    let organisation = whose.made(id)?;
    if table::find::<Organisation>(work.tx(), id.uuid())?.is_none() {
        let event = organisation.listed("directory.organisation_taken");
        save::new(work.tx(), &ctx.writ::<act::ImportDirectory>(), &organisation, &event)?;
    }
    let service = CommunityService {
        id: ctx.id(),
        organisation: id,
        source: None,
        entry: entry.made()?,
        capacity: Capacity::NotSaid,
        checked: Some(ctx.today()),
        vanished: None,
        here: kith_domain::directory::Here::published(),
    };
    let event = service.written("directory.entry_added", &organisation);
    directory::save_new(work.tx(), &ctx.writ::<act::ImportDirectory>(), &service, &organisation, &event)?;
    world.services.insert(key, service.id);
    world.counts.entries += 1;
    Ok(())
}

/// Makes sure of an entry: whether there is room, and that it is right on this day.
fn check(work: &mut Work<'_, '_>, ctx: &Ctx, key: Key, capacity: Capacity, world: &World) -> Result<(), Refusal> {
    permit::directory::<act::ImportDirectory>(ctx)?;
    let id = known(&world.services, key)?;
    let kept = table::find::<CommunityService>(work.tx(), id.uuid())?.ok_or(Refusal::Hidden)?;
    let organisation = table::find::<Organisation>(work.tx(), kept.it.organisation.uuid())?.ok_or(Refusal::Hidden)?.it;
    let next = CommunityService { capacity, checked: Some(ctx.today()), ..kept.it };
    let event = next.written("directory.entry_changed", &organisation);
    let writ = ctx.writ::<act::ImportDirectory>();
    directory::save_change(work.tx(), &writ, kept.version, &next, &organisation, &event)?;
    Ok(())
}

fn refer(
    work: &mut Work<'_, '_>,
    ctx: &Ctx,
    (key, who): (Key, Key),
    input: &referring::Input,
    world: &mut World,
) -> Result<(), Refusal> {
    let permit = permit::own_service(ctx)?;
    let id = referring::refer(work, ctx, &permit, input)?;
    let person = table::find::<Referral>(work.tx(), id.uuid())?.ok_or(Refusal::Hidden)?.it.person;
    world.referrals.insert(key, id);
    world.counts.referrals += 1;
    if world.people.insert(who, person).is_none() {
        world.counts.people += 1;
    }
    Ok(())
}

/// Logs a contact, after the worker has opened the person's page.
fn contact(
    work: &mut Work<'_, '_>,
    ctx: &Ctx,
    person: Key,
    input: &ContactInput,
    world: &mut World,
) -> Result<(), Refusal> {
    let id = opened(work, ctx, person, world)?;
    // Whatever the demonstration logs, it means.
    let mut input = ContactInput { once_more: "yes".to_owned(), ..input.clone() };
    let about = table::find::<Person>(work.tx(), id.uuid())?.ok_or(Refusal::Hidden)?.it;
    tapped::told(work, ctx, &about, &mut input)?;
    // A code that is not in the list stays as it is, and the use case refuses it.
    input.ways = input.ways.into_iter().map(|code| world.ways.get(&code).map_or(code, ToString::to_string)).collect();
    if !input.accompanied.is_empty() {
        input.accompanied = known(&world.connections, &input.accompanied)?.to_string();
    }
    let permit = permit::person(work.tx(), ctx, id)?;
    support::log_contact(work, ctx, &permit, &input)?;
    world.counts.contacts += 1;
    Ok(())
}

/// Opens a person's page: who looked is part of the demo too.
fn opened(work: &mut Work<'_, '_>, ctx: &Ctx, person: Key, world: &World) -> Result<Id<Person>, Refusal> {
    let id = known(&world.people, person)?;
    let permit = permit::person::<act::SeePerson>(work.tx(), ctx, id)?;
    let access = Access {
        id: ctx.id::<Access>().uuid(),
        service: world.service.uuid(),
        at: ctx.now(),
        account: ctx.account()?,
        action: Action::SeePerson.code(),
        request: ctx.request(),
        outcome: Outcome::Shown,
        people: vec![permit.key()],
    };
    access_log::log(work.tx(), &access)?;
    Ok(id)
}

fn step(work: &mut Work<'_, '_>, ctx: &Ctx, key: Key, input: &StepInput, world: &World) -> Result<(), Refusal> {
    let (permit, kept): (_, table::Kept<Connection>) =
        permit::connection(work.tx(), ctx, known(&world.connections, key)?)?;
    connecting::take_step(work, ctx, &permit, kept.version, input)
}
