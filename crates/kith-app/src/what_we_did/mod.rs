//! What was done beside a contact: which contacts ask, what was ticked, and in which words.
//!
//! # Invariants
//! - Whether a contact asks is chance that a form carries and the save reckons again; only the form of a new contact asks.
//! - What is noted of oneself never stands in the contact, whatever form it came by (ADR 0084).

mod apart;
mod list;
mod own;

pub use apart::set_apart;
pub use list::{Version, WaysInput, ask, versions, word_ways};
pub(crate) use own::keep_own;
pub use own::{Before, Noted, file, noted, noted_beside, take_away};

use jiff::ToSpan;
use jiff::civil::Date;
use kith_domain::id::Id;
use kith_domain::person::Person;
use kith_domain::policy::act;
use kith_domain::rejection::Rejection;
use kith_domain::staff::Account;
use kith_domain::support::asking::{Turn, asks};
use kith_domain::support::contact::{Asked, Details};
use kith_domain::support::{WayList, WayOfWorking};
use kith_domain::text::Line;
use kith_domain::time;
use kith_store::{ReadTx, settings, table, ways};

use crate::app::Look;
use crate::ctx::Ctx;
use crate::drafts::KEPT_DAYS;
use crate::permit::Permit;
use crate::refusal::{Faults, Refusal};
use crate::support::ContactInput;

/// Whether the form of a contact asks what was done.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Asking {
    /// Which contact it is; the form carries it.
    pub turn: Turn,
    /// Whether it asks.
    pub asks: bool,
}

/// Whether the form of a contact asks; `carried` is what the form or its draft carried before, or empty.
///
/// # Errors
/// When the store cannot answer.
pub fn asking(
    look: &mut Look<'_, '_>,
    ctx: &Ctx,
    permit: &Permit<act::LogContact, Id<Person>>,
    carried: &str,
) -> Result<Asking, Refusal> {
    let person = table::find::<Person>(look.tx(), permit.key().uuid())?.ok_or(Refusal::Hidden)?.it;
    asking_of(look.tx(), ctx, &person, carried)
}

pub(crate) fn asking_of(tx: &mut ReadTx<'_>, ctx: &Ctx, person: &Person, carried: &str) -> Result<Asking, Refusal> {
    let (worker, today) = (ctx.account()?, ctx.today());
    // A form may wait as a draft, and asks then as it did when it was opened.
    let oldest = today.checked_sub(KEPT_DAYS.days()).unwrap_or(today);
    let carried = Turn::from_code(carried).filter(|turn| (oldest..=today).contains(&turn.day));
    let turn = match carried {
        Some(turn) if turn.before <= logged_on(tx, person, worker, turn.day)? => turn,
        _ => Turn {
            day: today,
            before: logged_on(tx, person, worker, today)?,
            share: settings::of(tx, person.service)?.it.asking,
        },
    };
    Ok(Asking { turn, asks: asks((person.service, worker, person.id), turn) })
}

fn logged_on(tx: &mut ReadTx<'_>, person: &Person, worker: Id<Account>, day: Date) -> Result<u32, Refusal> {
    let next = day.tomorrow().unwrap_or(day);
    Ok(ways::logged(tx, (person.id, worker), (time::start_of(day), time::start_of(next)))?)
}

/// No line of the list fits: an answer.
pub const NONE_FITS: &str = "none";
/// Not now: the question was seen and is left.
pub const NOT_NOW: &str = "not-now";

/// What came of a contact's asking; nothing where its form did not ask, or where there was no form.
pub(crate) fn answered(
    tx: &mut ReadTx<'_>,
    ctx: &Ctx,
    person: &Person,
    input: &ContactInput,
    details: &Details,
) -> Result<Option<Asked>, Refusal> {
    if input.turn.is_empty() || !asking_of(tx, ctx, person, &input.turn)?.asks {
        return Ok(None);
    }
    let is_answered = !details.ways.is_empty() || !input.own.is_empty() || input.unticked == NONE_FITS;
    Ok(Some(if is_answered { Asked::Answered } else { Asked::Skipped }))
}

/// What was ticked of the list. A line of the worker herself is left out here, whichever list it was ticked in.
pub(crate) fn ticked(known: &[WayOfWorking], input: &ContactInput, faults: &mut Faults) -> Vec<Id<WayOfWorking>> {
    let mut ticked = Vec::new();
    for (field, typed) in
        input.ways.iter().map(|typed| ("ways", typed)).chain(input.own.iter().map(|typed| ("own", typed)))
    {
        match known.iter().find(|way| way.id.to_string() == *typed) {
            Some(way) if way.is_own() || ticked.contains(&way.id) => {}
            Some(way) => ticked.push(way.id),
            None => faults.add(Rejection::of_field(
                field,
                "contact.way",
                "The list of what we did has changed. Open the form again.",
            )),
        }
    }
    ticked
}

/// What was ticked of oneself, whichever list it was ticked in.
fn of_oneself(known: &[WayOfWorking], input: &ContactInput) -> Vec<Id<WayOfWorking>> {
    let is_ticked = |id: &str| input.own.iter().chain(&input.ways).any(|typed| typed == id);
    known.iter().filter(|way| way.is_own() && is_ticked(&way.id.to_string())).map(|way| way.id).collect()
}

/// The words of a line of the list, as they read in a version.
#[must_use]
pub fn label<'l>(way: Id<WayOfWorking>, list: u32, ways: &'l [WayOfWorking], lists: &'l [WayList]) -> &'l str {
    let then = lists.iter().find(|it| it.number == list).and_then(|it| it.label(way));
    let now = || ways.iter().find(|it| it.id == way).map(|it| &it.label);
    then.or_else(now).map_or("something no longer on the list", Line::as_str)
}
