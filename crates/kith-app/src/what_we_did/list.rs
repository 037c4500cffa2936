//! The list of what we did: changed by those who do the work and lead it, version by version; and how often a contact asks.
//!
//! # Invariants
//! - A version is written whole when a new one is made, and never changed.
//! - Codes stay, so that what was recorded keeps its meaning.

use kith_domain::event::Event;
use kith_domain::id::Id;
use kith_domain::policy::act;
use kith_domain::rejection::Rejection;
use kith_domain::settings::{Listed, in_words};
use kith_domain::staff::Service;
use kith_domain::support::asking::Share;
use kith_domain::support::way_list::ListLine;
use kith_domain::support::way_of_working::Heading;
use kith_domain::support::{WayList, WayOfWorking};
use kith_domain::text::Line;
use kith_store::save::SaveError;
use kith_store::{DbError, save, support, ways};

use crate::app::{Look, Work};
use crate::ctx::Ctx;
use crate::permit::Permit;
use crate::refusal::{Faults, Refusal};
use crate::settings;

/// Changes how often a contact asks.
///
/// # Errors
/// [`Refusal::Rejected`] when it is no choice of the list, [`Refusal::Stale`] when somebody changed the settings meanwhile.
pub fn ask(
    work: &mut Work<'_, '_>,
    ctx: &Ctx,
    permit: &Permit<act::ChangeWays, Id<Service>>,
    version: i64,
    share: &str,
) -> Result<(), Refusal> {
    let mut faults = Faults::new();
    let share = faults.take(Share::of(share.parse().unwrap_or(u32::MAX)));
    faults.finish()?;
    let Some(share) = share else { unreachable!("what is missing was noted as a fault") };
    let kept = settings::load(work, permit.key(), version)?;
    if kept.it.asking == share {
        return Ok(());
    }
    let (it, event) = kept.it.ask(share);
    settings::save_as::<act::ChangeWays>(work, ctx, version, &it, &event)
}

/// One version of the list, as its history shows it.
#[derive(Debug, Clone)]
pub struct Version {
    /// The list.
    pub list: WayList,
    /// Who made it; nobody for the first.
    pub by: Option<String>,
    /// What is other than before, in sentences.
    pub changes: Vec<String>,
}

/// The versions of the list, newest first; none until it is changed.
///
/// # Errors
/// When the store cannot answer.
pub fn versions(
    look: &mut Look<'_, '_>,
    permit: &Permit<act::SeeService, Id<Service>>,
) -> Result<Vec<Version>, Refusal> {
    let lists = ways::versions(look.tx(), permit.key())?;
    let names = kith_store::staff::names(look.tx(), permit.key())?;
    let name = |account| {
        let found = names.iter().find(|(known, _)| *known == account).map(|(_, name)| name.clone());
        found.unwrap_or_else(|| "Somebody no longer here".to_owned())
    };
    let before = lists.iter().skip(1).map(Some).chain([None]);
    let version = |(list, before): (&WayList, Option<&WayList>)| {
        let changes: Vec<String> =
            before.map(|before| list.changes_from(before).iter().map(|it| it.in_words()).collect()).unwrap_or_default();
        Version {
            by: list.author.map(name),
            changes: match before {
                Some(_) if changes.is_empty() => vec!["Put into another order.".to_owned()],
                _ => changes,
            },
            list: list.clone(),
        }
    };
    Ok(lists.iter().zip(before).map(version).collect())
}

/// Writes a new version of the list, and the first one before it. Nothing when it reads as it did.
fn new_version(
    work: &mut Work<'_, '_>,
    ctx: &Ctx,
    permit: &Permit<act::ChangeWays, Id<Service>>,
    before: Vec<ListLine>,
    after: Vec<ListLine>,
) -> Result<(), Refusal> {
    if before == after {
        return Ok(());
    }
    let service = permit.key();
    let number = ways::number(work.tx(), service)?;
    let mut made = Vec::new();
    if ways::versions(work.tx(), service)?.is_empty() {
        made.push(WayList::make(ctx.id(), (service, number), before, None, ctx.now()));
    }
    made.push(WayList::make(ctx.id(), (service, number + 1), after, Some(ctx.account()?), ctx.now()));
    for (it, event) in made {
        match save::new(work.tx(), &ctx.writ::<act::ChangeWays>(), &it, &event) {
            // Somebody else made the same version in the same moment.
            Err(SaveError::Db(DbError::Unique { .. })) => return Err(Refusal::Stale),
            other => other?,
        };
    }
    Ok(())
}

/// At most this many ways of working are kept: nobody reads a longer list.
const MOST_WAYS: usize = 100;

/// The list of what we did, as sent.
#[derive(Debug, Clone, Default)]
pub struct WaysInput {
    /// The lines that are there, in their new order, by code.
    pub lines: Vec<Listed>,
    /// Words of a new line; empty when there is none.
    pub new: String,
    /// Code of the heading of the new line.
    pub heading: String,
}

/// Changes the list of what we did: a new version of it, whole. Codes stay; contacts keep what they were tapped with, and the
/// words that were read then.
///
/// # Errors
/// [`Refusal::Rejected`] with what is wrong, [`Refusal::Stale`] when somebody changed the settings meanwhile.
pub fn word_ways(
    work: &mut Work<'_, '_>,
    ctx: &Ctx,
    permit: &Permit<act::ChangeWays, Id<Service>>,
    version: i64,
    input: &WaysInput,
) -> Result<(), Refusal> {
    let kept = settings::load(work, permit.key(), version)?;
    let known = support::kept_ways(work.tx(), permit.key())?;
    let list = |ways: &[WayOfWorking], retired: &[Line]| -> Vec<Listed> {
        let line = |way: &WayOfWorking| Listed {
            code: way.code.to_string(),
            label: way.label.to_string(),
            is_offered: !retired.contains(&way.code),
        };
        ways.iter().map(line).collect()
    };
    let before: Vec<WayOfWorking> = known.iter().map(|kept| kept.it.clone()).collect();
    let shipped: Vec<(&str, &str)> = before.iter().map(|way| (way.code.as_str(), way.label.as_str())).collect();
    // The same rules as for every list: known codes, each once, with words, and one of them in use.
    let lines = kith_domain::settings::Wording::of(&shipped, &input.lines)?.lines(&shipped);
    let mut after = Vec::new();
    let mut retired = Vec::new();
    for (position, line) in (1_i64..).zip(&lines) {
        let Some(way) = known.iter().find(|kept| kept.it.code.as_str() == line.code) else { continue };
        let it = WayOfWorking { label: kith_domain::settings::words(&line.label)?, position, ..way.it.clone() };
        if !line.is_offered {
            retired.push(it.code.clone());
        }
        if it != way.it {
            let event = Event::new("way_of_working.changed")
                .with("code", &it.code)
                .with("label", &it.label)
                .with("position", it.position);
            save::change(work.tx(), &ctx.writ::<act::ChangeWays>(), way.version, &it, &event)?;
        }
        after.push(it);
    }
    if let Some(it) = new_way(ctx, permit.key(), &after, input)? {
        let event = Event::new("way_of_working.listed").with("code", &it.code).with("label", &it.label);
        save::new(work.tx(), &ctx.writ::<act::ChangeWays>(), &it, &event)?;
        after.push(it);
    }
    let held = |ways: &[WayOfWorking], retired: &[Line]| -> Vec<ListLine> {
        let line = |way: &WayOfWorking| ListLine {
            way: way.id,
            code: way.code.clone(),
            label: way.label.clone(),
            heading: way.heading,
            is_offered: !retired.contains(&way.code),
        };
        ways.iter().map(line).collect()
    };
    new_version(work, ctx, permit, held(&before, &kept.it.retired_ways), held(&after, &retired))?;
    let (was, is) = (in_words(&list(&before, &kept.it.retired_ways)), in_words(&list(&after, &retired)));
    let (it, event) = kept.it.retire_ways(retired, &was, &is);
    settings::save_as::<act::ChangeWays>(work, ctx, kept.version, &it, &event)
}

/// The line that is added, with the next free code of the service's own.
fn new_way(
    ctx: &Ctx,
    service: Id<Service>,
    known: &[WayOfWorking],
    input: &WaysInput,
) -> Result<Option<WayOfWorking>, Refusal> {
    if input.new.trim().is_empty() {
        return Ok(None);
    }
    if known.len() >= MOST_WAYS {
        return Err(Rejection::of_field(
            "new",
            "settings.too_many_ways",
            "The list has a hundred lines already. Change one that is there instead of adding another.",
        )
        .into());
    }
    let mut faults = Faults::new();
    let label = faults.text("new", "Write the words of the new line.", Line::new(&input.new));
    let heading = faults.take(Heading::from_code(&input.heading).ok_or_else(|| {
        Rejection::of_field("heading", "settings.heading", "Choose the heading under which the new line stands.")
    }));
    faults.finish()?;
    let (Some(label), Some(heading)) = (label, heading) else { unreachable!("what is missing was noted as a fault") };
    let number = |way: &WayOfWorking| way.code.as_str().strip_prefix('S').and_then(|n| n.parse::<u32>().ok());
    let next = known.iter().filter_map(number).max().unwrap_or(0) + 1;
    let code = Line::new(&format!("S{next:02}"))
        .map_err(|_| Rejection::new("settings.code", "No further line can be added."))?;
    let position = i64::try_from(known.len()).unwrap_or(i64::MAX - 1) + 1;
    Ok(Some(WayOfWorking { id: ctx.id(), service, code, label, heading, position }))
}
