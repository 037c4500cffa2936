//! Finding people: by name as typed, by sound and spelling, by date of birth, by NHS number.
//!
//! What was typed is kept under an identifier that only its account can open, so that no name and no number stands in
//! an address or a log.

use std::collections::{BTreeMap, BTreeSet};

use jiff::ToSpan;
use kith_domain::id::Id;
use kith_domain::nhs_number::NhsNumber;
use kith_domain::person::search::Query;
use kith_domain::person::spelling::{Meets, meets};
use kith_domain::person::{Born, Person};
use kith_domain::policy::{Act, Action, act};
use kith_domain::staff::Service;
use kith_domain::text::fold;
use kith_store::person_search::{self, Candidate, Candidates, Keys};
use kith_store::staff;
use uuid::Uuid;

use crate::app::{App, Look, Work};
use crate::ctx::Ctx;
use crate::people::Names;
use crate::permit::Permit;
use crate::refusal::Refusal;

/// How long somebody may go back to what they searched for.
pub const KEPT_HOURS: i64 = 12;
/// The most people on one page of what a search found.
pub const MOST_SHOWN: usize = 50;

/// Keeps a search and gives its identifier. Nothing is looked up yet. Nothing typed stands in an address.
///
/// # Errors
/// [`Refusal::Rejected`] when what was typed cannot be looked for.
pub fn keep<A: Act>(
    work: &mut Work<'_, '_>,
    ctx: &Ctx,
    permit: &Permit<A, Id<Service>>,
    typed: &str,
) -> Result<Uuid, Refusal> {
    Query::read(typed, ctx.today())?;
    let id = ctx.id::<Query>().uuid();
    let forget = ctx.now().checked_sub(KEPT_HOURS.hours()).unwrap_or(ctx.now());
    person_search::keep(work.tx(), id, (permit.key(), ctx.account()?), typed, ctx.now(), forget)?;
    Ok(id)
}

/// The same; nothing when nothing was typed, and then everybody is meant.
///
/// # Errors
/// [`Refusal::Rejected`] when what was typed cannot be looked for.
pub fn keep_any<A: Act>(
    work: &mut Work<'_, '_>,
    ctx: &Ctx,
    permit: &Permit<A, Id<Service>>,
    typed: &str,
) -> Result<Option<Uuid>, Refusal> {
    if typed.trim().is_empty() { Ok(None) } else { keep(work, ctx, permit, typed).map(Some) }
}

/// What was kept: as it was typed, and as it is understood.
///
/// # Errors
/// [`Refusal::Hidden`] when this account has kept no such search, or keeps it no longer.
pub fn kept(look: &mut Look<'_, '_>, ctx: &Ctx, id: Uuid) -> Result<(String, Query), Refusal> {
    let after = ctx.now().checked_sub(KEPT_HOURS.hours()).unwrap_or(ctx.now());
    let typed = person_search::kept(look.tx(), id, ctx.account()?, after)?.ok_or(Refusal::Hidden)?;
    let query = Query::read(&typed, ctx.today())?;
    Ok((typed, query))
}

/// One person who may be meant.
#[derive(Debug, Clone)]
pub struct Hit {
    /// The person.
    pub it: Candidate,
    /// How the worst of the words that were typed meets their names; nothing when no name was typed.
    pub meets: Option<Meets>,
    /// What of it is met only by what was written before it was corrected.
    pub earlier: Earlier,
}

/// What is met only by what was written before.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Default)]
pub struct Earlier {
    /// An earlier name.
    pub name: bool,
    /// An earlier NHS number.
    pub number: bool,
    /// An earlier date of birth.
    pub born: bool,
}

/// What a search found.
#[derive(Debug, Clone)]
pub struct Found {
    /// What was typed.
    pub typed: String,
    /// Those who may be meant, best first.
    pub hits: Vec<Hit>,
    /// The last person of this page, after whom the next one begins; `None` when this is the last page.
    pub next: Option<Id<Person>>,
    /// Whether this page is the first.
    pub is_first: bool,
    /// Whether there may be more than was looked at.
    pub has_more: bool,
    /// Names of the staff.
    pub names: Names,
}

/// Searches for what was kept. A page begins after the person who stood last on the one before.
///
/// # Errors
/// [`Refusal::Hidden`] when this account has kept no such search.
pub fn find(
    look: &mut Look<'_, '_>,
    ctx: &Ctx,
    permit: &Permit<act::SearchPeople, Id<Service>>,
    kept: Uuid,
    after_whom: Option<Id<Person>>,
) -> Result<Found, Refusal> {
    let (typed, query) = self::kept(look, ctx, kept)?;
    let scope = permit.scope();
    // The narrowest question is asked of the database, and everything else compared here.
    let Candidates { people, is_cut } = if let Some(number) = query.number {
        person_search::with_number(look.tx(), scope, number)?
    } else if !query.born.is_empty() {
        person_search::born_on(look.tx(), scope, &query.born)?
    } else if let (Some(span), true) = (query.born_within, query.words.is_empty()) {
        person_search::born_within(look.tx(), scope, span)?
    } else {
        let mut found = person_search::by_words(look.tx(), scope, &query.words)?;
        // Of a name that very many have, those of the year are asked for as well.
        if let (true, Some(span)) = (found.is_cut, query.born_within) {
            let of_year = person_search::born_within(look.tx(), scope, span)?;
            let known: BTreeSet<Id<Person>> = found.people.iter().map(|it| it.person).collect();
            found.people.extend(of_year.people.into_iter().filter(|it| !known.contains(&it.person)));
            found.is_cut = of_year.is_cut;
        }
        found
    };
    let keys = person_search::keys_of(look.tx(), people.iter().map(|it| it.person))?;
    let mut hits: Vec<Hit> = people.into_iter().filter_map(|it| hit(it, &query, &keys)).collect();
    hits.sort_by_cached_key(|hit| {
        let name = &hit.it.name;
        let given = name.given.as_deref().map(fold).unwrap_or_default();
        (hit.meets, hit.earlier, fold(&name.family), given, name.born, hit.it.person)
    });
    if let Some(after) = after_whom {
        // Somebody who is no longer found leaves nothing to go on from, and that is said.
        let before = hits.iter().position(|hit| hit.it.person == after).map_or(hits.len(), |at| at + 1);
        hits.drain(..before);
    }
    let next = if hits.len() > MOST_SHOWN { hits.get(MOST_SHOWN - 1).map(|hit| hit.it.person) } else { None };
    hits.truncate(MOST_SHOWN);
    for hit in &hits {
        look.shows(Action::SearchPeople, permit.key(), hit.it.person);
    }
    let names = staff::names(look.tx(), permit.key())?.into_iter().collect();
    Ok(Found { typed, hits, next, is_first: after_whom.is_none(), has_more: is_cut, names })
}

/// Compares somebody with everything that was typed.
fn hit(it: Candidate, query: &Query, keys: &BTreeMap<Id<Person>, Keys>) -> Option<Hit> {
    let nothing = Keys::default();
    let own = keys.get(&it.person).unwrap_or(&nothing);
    let mut earlier = Earlier::default();
    if let Some(digits) = query.number.map(NhsNumber::digits) {
        earlier.number = it.nhs_number.as_deref() != Some(&*digits);
        if earlier.number && !own.numbers.iter().any(|known| *known == *digits) {
            return None;
        }
    }
    if !query.born.is_empty() {
        earlier.born = !query.born.iter().any(|day| Born::meant_by(*day).contains(&it.name.born));
        if earlier.born && !query.born.iter().any(|day| own.days.contains(&day.to_string())) {
            return None;
        }
    }
    if let Some(span) = query.born_within
        && !span.may_hold(it.name.born)
    {
        return None;
    }
    let mut worst = None;
    for typed in &query.words {
        // A name of today is better than an earlier one that meets as well.
        let words = own.words.iter();
        let (how, is_former) = words.filter_map(|(word, is_former)| Some((meets(typed, word)?, *is_former))).min()?;
        worst = worst.max(Some(how));
        earlier.name |= is_former;
    }
    Some(Hit { it, meets: worst, earlier })
}

/// Gives the keys of the search to people who are older than it, some hundred in a unit of work. Gives how many units
/// were needed.
///
/// # Errors
/// When the store fails.
pub fn catch_up(app: &App) -> Result<usize, Refusal> {
    let mut after = Uuid::nil();
    let mut units = 0;
    loop {
        let from = after;
        let reach = kith_store::Reach::maintenance();
        let last = app.store().write(&reach, kith_store::Isolation::Ordinary, move |tx| {
            person_search::catch_up(tx, from).map_err(Refusal::from)
        })?;
        match last {
            Some(last) => {
                after = last;
                units += 1;
            }
            None => return Ok(units),
        }
    }
}
