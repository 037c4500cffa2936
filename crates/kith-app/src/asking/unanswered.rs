//! *Still without an answer*: requests that nobody answered, those first that come to *Today* no more.
//!
//! # Invariants
//! - Whether a request still comes to mind is decided by the rule that brings it there ([`Patience::chase`]), once.
//! - Nothing is closed by standing here, and nothing leaves but by what a human writes down or an organisation answers.

use std::collections::BTreeMap;

use kith_domain::calendar::Calendar;
use kith_domain::directory::chase::{Chase, Patience};
use kith_domain::id::Id;
use kith_domain::policy::{Action, Scope, act};
use kith_domain::staff::{Account, Role, Service};
use kith_domain::time;
use kith_store::page::{Mark, Page};
use kith_store::unanswered::{self, Silence};
pub use kith_store::unanswered::{Order, SilentLine};
use kith_store::{news, settings, staff};

use crate::app::Look;
use crate::ctx::Ctx;
use crate::permit::Permit;
use crate::refusal::Refusal;

/// How many one page holds.
pub const PAGE: u32 = 50;

/// How many are looked through at once, and how often, before a page ends with fewer than it holds.
const BATCH: u32 = 250;
const BATCHES: u32 = 20;

/// Which requests are listed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Which {
    /// Those that come to *Today* no more.
    #[default]
    Over,
    /// Every one that was asked and not answered, those too that still come to *Today*.
    Asked,
    /// Those of which somebody wrote down that no answer came.
    WrittenDown,
}

impl Which {
    /// All of them, with the code that stands in an address.
    pub const ALL: [(&'static str, Self); 3] =
        [("", Self::Over), ("all", Self::Asked), ("written-down", Self::WrittenDown)];
}

/// To what the list is narrowed, and how it is sorted.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Filter {
    /// Which requests.
    pub which: Which,
    /// Whose people; everybody's when nothing is said.
    pub worker: Option<Id<Account>>,
    /// In which order.
    pub order: Order,
}

/// A request, and whether it still comes to mind.
#[derive(Debug, Clone)]
pub struct Silent {
    /// The request.
    pub line: SilentLine,
    /// Where it stands with *Today*; nothing where somebody wrote down that no answer came.
    pub chase: Option<Chase>,
}

/// A page of the list, with what its words need.
#[derive(Debug, Clone)]
pub struct Unanswered {
    /// The page.
    pub page: Page<Silent>,
    /// The working days of the service.
    pub calendar: Calendar,
    /// How often the service lets a request come to mind.
    pub patience: Patience,
    /// Link workers of the service by name, where the reader sees the people of several.
    pub workers: Vec<(Id<Account>, String)>,
    /// Names of the staff.
    pub names: BTreeMap<Id<Account>, String>,
}

/// Requests that nobody has answered, as far as the reader may know of the people.
///
/// # Errors
/// When the store cannot answer.
pub fn list(
    look: &mut Look<'_, '_>,
    ctx: &Ctx,
    permit: &Permit<act::SeeUnanswered, Id<Service>>,
    filter: &Filter,
    after: Option<Mark>,
) -> Result<Unanswered, Refusal> {
    let service = permit.key();
    let patience = news::rules(look.tx(), service)?.it.patience();
    let calendar = settings::of(look.tx(), service)?.it.calendar();
    let silence = if filter.which == Which::WrittenDown { Silence::WrittenDown } else { Silence::Asked };
    let today = ctx.today();
    let told = |line: SilentLine| {
        let chase = (silence == Silence::Asked)
            .then(|| patience.chase(&calendar, time::day_of(line.last()), line.reminded, today));
        Silent { line, chase }
    };
    let fits = |it: &Silent| {
        let is_theirs = filter.worker.is_none() || it.line.worker == filter.worker;
        is_theirs && (filter.which != Which::Over || it.chase == Some(Chase::Over))
    };
    let (mut lines, mut from, mut is_end) = (Vec::new(), after, false);
    for _ in 0..BATCHES {
        let batch = unanswered::list(look.tx(), permit.scope(), (silence, filter.order), from, BATCH)?;
        is_end = batch.len() < BATCH as usize;
        from = batch.last().map(SilentLine::mark).or(from);
        lines.extend(batch.into_iter().map(told).filter(fits));
        if is_end || lines.len() > PAGE as usize {
            break;
        }
    }
    let mut page = Page::cut(lines, PAGE, |it| it.line.mark());
    if page.next.is_none() && !is_end {
        page.next = from;
    }
    for it in &page.lines {
        look.shows(Action::SeeUnanswered, service, it.line.person);
    }
    let names = staff::names(look.tx(), service)?.into_iter().collect();
    let workers = match permit.scope() {
        Scope::Service { .. } => {
            let all = staff::in_role(look.tx(), service, Role::LinkWorker)?;
            all.iter().map(|it| (it.account, it.name.to_string())).collect()
        }
        _ => Vec::new(),
    };
    Ok(Unanswered { page, calendar, patience, workers, names })
}
