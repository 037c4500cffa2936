//! Finding a referral among those that wait: by name as typed, sounds and spellings, date of birth or NHS number, by
//! practice, and by the way it came.
//!
//! What was typed is kept as a search is ([`crate::finding`]), so that no name stands in an address.

use kith_domain::id::Id;
use kith_domain::person::search::Query;
use kith_domain::policy::{Action, act};
use kith_domain::practice::Practice;
use kith_domain::staff::Service;
use kith_store::page::{Mark, Page};
use kith_store::referrals::{self, QueueLine};
use uuid::Uuid;

use crate::app::Look;
use crate::ctx::Ctx;
use crate::finding;
use crate::permit::Permit;
use crate::referring::PAGE;
use crate::refusal::Refusal;

/// How many lines are read at once.
const AT_ONCE: u32 = 200;

/// What is looked for in the queue. Everything that is set must be met.
#[derive(Debug, Clone, Default)]
pub struct Sought {
    /// What was typed, as it was kept.
    pub typed: String,
    query: Option<Query>,
    /// The practice that referred.
    pub practice: Option<Id<Practice>>,
    /// The code of a route.
    pub route: Option<String>,
}

impl Sought {
    /// Whether anything is looked for at all.
    #[must_use]
    pub const fn is_something(&self) -> bool {
        self.query.is_some() || self.practice.is_some() || self.route.is_some()
    }

    fn is_met_by(&self, line: &QueueLine) -> bool {
        self.practice.is_none_or(|practice| line.practice_id == Some(practice))
            && self.route.as_ref().is_none_or(|route| *route == line.route)
            && self.query.as_ref().is_none_or(|query| meets_query(query, line))
    }
}

fn meets_query(query: &Query, line: &QueueLine) -> bool {
    let name = &line.name;
    let names = [Some(&name.family), name.given.as_ref(), name.preferred.as_ref()].into_iter().flatten();
    query.is_met_by(&names.map(String::as_str).collect::<Vec<_>>(), name.born, line.nhs_number.as_deref())
}

/// What an address asks for: what was kept, with a practice and a route.
///
/// # Errors
/// [`Refusal::Hidden`] when this account has kept no such search, or keeps it no longer.
pub fn sought(
    look: &mut Look<'_, '_>,
    ctx: &Ctx,
    kept: Option<Uuid>,
    practice: Option<Id<Practice>>,
    route: Option<String>,
) -> Result<Sought, Refusal> {
    let Some(kept) = kept else { return Ok(Sought { practice, route, ..Sought::default() }) };
    let (typed, query) = finding::kept(look, ctx, kept)?;
    Ok(Sought { typed, query: Some(query), practice, route })
}

/// A page of those that wait and are looked for, oldest first.
///
/// # Errors
/// When the store cannot answer.
pub fn find(
    look: &mut Look<'_, '_>,
    permit: &Permit<act::SeeQueue, Id<Service>>,
    sought: &Sought,
    after: Option<Mark>,
) -> Result<Page<QueueLine>, Refusal> {
    let most = PAGE as usize;
    let mut lines: Vec<QueueLine> = Vec::new();
    let mut begin = after;
    loop {
        let page = referrals::queue(look.tx(), permit.scope(), begin, AT_ONCE)?;
        lines.extend(page.lines.into_iter().filter(|line| sought.is_met_by(line)));
        begin = page.next;
        if begin.is_none() || lines.len() > most {
            break;
        }
    }
    let has_more = lines.len() > most;
    lines.truncate(most);
    let next = lines.last().filter(|_| has_more).map(|line| Mark { at: line.received, id: line.id.uuid() });
    referrals::mark_alike(look.tx(), permit.scope(), &mut lines)?;
    for line in &lines {
        look.shows(Action::SeeQueue, permit.key(), line.person);
    }
    Ok(Page { lines, next })
}
