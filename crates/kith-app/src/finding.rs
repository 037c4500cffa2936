//! Finding people: by name as typed, by sound and spelling, by date of birth, by NHS number.
//!
//! What was typed is kept under an identifier that only its account can open, so that no name and no number stands in
//! an address or a log.

use std::collections::BTreeMap;

use jiff::ToSpan;
use kith_domain::id::Id;
use kith_domain::person::Person;
use kith_domain::person::search::Query;
use kith_domain::person::spelling::{Meets, meets};
use kith_domain::policy::{Action, act};
use kith_domain::staff::Service;
use kith_domain::text::fold;
use kith_store::person_search::{self, Candidate, Candidates, Word};
use kith_store::staff;
use uuid::Uuid;

use crate::app::{App, Look, Work};
use crate::ctx::Ctx;
use crate::people::Names;
use crate::permit::Permit;
use crate::refusal::Refusal;

/// How long somebody may go back to what they searched for.
pub const KEPT_HOURS: i64 = 12;
/// The most people that a search shows.
pub const MOST_SHOWN: usize = 50;

/// Keeps a search and gives its identifier. Nothing is looked up yet.
///
/// # Errors
/// [`Refusal::Rejected`] when what was typed cannot be looked for.
pub fn keep(
    work: &mut Work<'_, '_>,
    ctx: &Ctx,
    permit: &Permit<act::SearchPeople, Id<Service>>,
    typed: &str,
) -> Result<Uuid, Refusal> {
    Query::read(typed, ctx.today())?;
    let id = ctx.id::<Query>().uuid();
    let forget = ctx.now().checked_sub(KEPT_HOURS.hours()).unwrap_or(ctx.now());
    person_search::keep(work.tx(), id, (permit.key(), ctx.account()?), typed, ctx.now(), forget)?;
    Ok(id)
}

/// One person who may be meant.
#[derive(Debug, Clone)]
pub struct Hit {
    /// The person.
    pub it: Candidate,
    /// How the worst of the words that were typed meets their names; nothing when no name was typed.
    pub meets: Option<Meets>,
    /// Whether a word is met by an earlier name only.
    pub by_former_name: bool,
}

/// What a search found.
#[derive(Debug, Clone)]
pub struct Found {
    /// What was typed.
    pub typed: String,
    /// Those who may be meant, best first.
    pub hits: Vec<Hit>,
    /// Whether there may be more than are shown.
    pub has_more: bool,
    /// Names of the staff.
    pub names: Names,
}

/// Searches for what was kept.
///
/// # Errors
/// [`Refusal::Hidden`] when this account has kept no such search.
pub fn find(
    look: &mut Look<'_, '_>,
    ctx: &Ctx,
    permit: &Permit<act::SearchPeople, Id<Service>>,
    kept: Uuid,
) -> Result<Found, Refusal> {
    let after = ctx.now().checked_sub(KEPT_HOURS.hours()).unwrap_or(ctx.now());
    let typed = person_search::kept(look.tx(), kept, ctx.account()?, after)?.ok_or(Refusal::Hidden)?;
    let query = Query::read(&typed, ctx.today())?;
    let scope = permit.scope();
    // The narrowest question is asked of the database, and everything else compared here.
    let Candidates { people, is_cut } = if let Some(number) = query.number {
        person_search::with_number(look.tx(), scope, number)?
    } else if query.born.is_empty() {
        person_search::by_words(look.tx(), scope, &query.words)?
    } else {
        person_search::born(look.tx(), scope, &query.born)?
    };
    let words = person_search::words_of(look.tx(), people.iter().map(|it| it.person))?;
    let mut hits: Vec<Hit> = people.into_iter().filter_map(|it| hit(it, &query, &words)).collect();
    hits.sort_by_cached_key(|hit| {
        let name = &hit.it.name;
        let given = name.given.as_deref().map(fold).unwrap_or_default();
        (hit.meets, hit.by_former_name, fold(&name.family), given, name.born, hit.it.person)
    });
    let has_more = is_cut || hits.len() > MOST_SHOWN;
    hits.truncate(MOST_SHOWN);
    for hit in &hits {
        look.shows(Action::SearchPeople, permit.key(), hit.it.person);
    }
    let names = staff::names(look.tx(), permit.key())?.into_iter().collect();
    Ok(Found { typed, hits, has_more, names })
}

/// Compares somebody with everything that was typed.
fn hit(it: Candidate, query: &Query, words: &BTreeMap<Id<Person>, Vec<Word>>) -> Option<Hit> {
    if query.number.is_some_and(|number| it.nhs_number.as_deref() != Some(&number.digits())) {
        return None;
    }
    if !query.born.is_empty() && !query.born.contains(&it.name.born) {
        return None;
    }
    let own = words.get(&it.person).map(Vec::as_slice).unwrap_or_default();
    let (mut worst, mut by_former_name) = (None, false);
    for typed in &query.words {
        // A name of today is better than an earlier one that meets as well.
        let (how, is_former) =
            own.iter().filter_map(|(word, is_former)| Some((meets(typed, word)?, *is_former))).min()?;
        worst = worst.max(Some(how));
        by_former_name |= is_former;
    }
    Some(Hit { it, meets: worst, by_former_name })
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
