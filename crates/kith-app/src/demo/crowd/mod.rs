//! The crowd: everybody of a larger demo whom no script tells of, in several services.
//!
//! # Invariants
//! - A life grows from its own label, so that more lives change none that are there.
//! - Lives are written when they begin and forgotten when they end: memory follows those who are supported at one
//!   time, not everybody who ever was.
//! - What a batch of turns makes is given back by its unit of work, which may run again.

mod agreed;
mod agreed_perform;
mod arriving;
mod asked;
mod dice;
mod helping;
mod life;
mod names;
mod outside;
mod outside_perform;
mod perform;
mod site;
mod spoken;
mod step;
#[cfg(test)]
mod tests;
mod words;

use std::cmp::Reverse;
use std::collections::{BTreeMap, BinaryHeap};
use std::sync::Arc;

use jiff::civil::{Date, Weekday};
use jiff::{Timestamp, ToSpan};
use kith_domain::id::Id;
use kith_domain::nhs_number::NhsNumber;
use kith_domain::policy::{Actor, Staff};
use kith_domain::staff::Service;
use kith_store::{Isolation, NO_SERVICE, Reach, Store};

use self::dice::Dice;
use self::life::Certain;
pub(super) use self::life::working;
pub(super) use self::perform::Made;
use self::site::{Builder, Site};
use self::step::Turn;
use super::chance::Tree;
use super::world::World;
use super::{DemoAccount, Plan, seed};
use crate::app::Work;
use crate::ctx::Ctx;
use crate::refusal::Refusal;

/// Over how many days people are referred.
const DAYS: i64 = 548;

/// Everybody, as far as they have come.
pub(super) struct Crowd {
    tree: Tree,
    days: (Date, Date),
    sites: Arc<[Site]>,
    /// Who is still to be referred, the first last: day, life, site, and what is certain to happen to them.
    coming: Vec<(Date, u32, usize, Certain)>,
    /// The turns of whoever has been referred.
    waiting: BinaryHeap<Reverse<Due>>,
    /// What they have made so far.
    made: BTreeMap<u32, Made>,
    all: usize,
}

/// A turn in the order of time.
struct Due {
    turn: Turn,
    site: usize,
}

impl Due {
    const fn order(&self) -> (Timestamp, u32, u32) {
        (self.turn.at, self.turn.life, self.turn.number)
    }
}

impl PartialEq for Due {
    fn eq(&self, other: &Self) -> bool {
        self.order() == other.order()
    }
}
impl Eq for Due {}
impl PartialOrd for Due {
    fn partial_cmp(&self, other: &Self) -> Option<std::cmp::Ordering> {
        Some(self.cmp(other))
    }
}
impl Ord for Due {
    fn cmp(&self, other: &Self) -> std::cmp::Ordering {
        self.order().cmp(&other.order())
    }
}

/// A turn with where it is taken.
#[derive(Debug, Clone)]
pub(super) struct Taken {
    turn: Turn,
    site: usize,
}

impl Crowd {
    /// Nobody: a tour.
    pub(super) fn nobody(tree: Tree, plan: &Plan) -> Self {
        let days = (plan.as_of, plan.as_of);
        Self {
            tree,
            days,
            sites: Arc::new([]),
            coming: Vec::new(),
            waiting: BinaryHeap::new(),
            made: BTreeMap::new(),
            all: 0,
        }
    }

    /// Builds the services of a larger demo, and plans who is referred when. Gives who can sign in too.
    pub(super) fn gather(
        store: &Store,
        tree: Tree,
        plan: &Plan,
        world: &World,
        password: (&str, &str),
    ) -> Result<(Self, Vec<DemoAccount>), Refusal> {
        let measures = site::measures(plan.size);
        if measures.is_empty() {
            return Ok((Self::nobody(tree, plan), Vec::new()));
        }
        let begins = plan.as_of.saturating_sub(DAYS.days());
        let now = kith_domain::time::moment_on(begins, 8, 45).ok_or(Refusal::Hidden)?;
        let template = super::template_day(plan.as_of);
        let (mut sites, mut accounts) = (Vec::new(), Vec::new());
        for measure in &measures {
            let of = move |label: &str| Ctx::begin(&seed(tree, label, Actor::Operator, now));
            let by = move |label: &str, who: Staff| Ctx::begin(&seed(tree, label, Actor::Staff(who), now));
            let service: Id<Service> = match measure.number {
                0 => world.service,
                number => of(&site::label(number)).id(),
            };
            let (measure, hash, so_far) = (*measure, Arc::<str>::from(password.1), world.clone());
            let reach = Reach { services: vec![service.uuid(), NO_SERVICE], purpose: "identity" };
            let (site, made) = store.write(&reach, Isolation::Serializable, move |tx| {
                let mut builder = Builder { measure, template, of: &of, by: &by, hash: &hash, accounts: Vec::new() };
                let site = builder.build(&mut Work::over(tx), &so_far)?;
                Ok::<_, Refusal>((site, builder.accounts))
            })?;
            sites.push(site);
            if measure.number < 2 {
                accounts.extend(site::guests(made, password.0));
            }
        }
        let mut coming = Vec::new();
        for (at, measure) in measures.iter().enumerate() {
            for nth in 0..measure.people {
                let life = u32::try_from(coming.len()).unwrap_or(u32::MAX);
                let mut dice = Dice(tree.branch(&format!("crowd/arrival/{life}")));
                let ago = i64::from(dice.between(1, u32::try_from(DAYS - 4).unwrap_or(1)));
                // No service is without anybody in its queue, nor without a concern that was taken and one that was not.
                let (ago, certain) = match nth {
                    0 | 1 => (1, Certain::Nothing),
                    2 => (200, Certain::Concern),
                    3 => (45, Certain::OpenConcern),
                    4 => (30, Certain::Cover),
                    _ => (ago, Certain::Nothing),
                };
                coming.push((working_day(plan.as_of.saturating_sub(ago.days())), life, at, certain));
            }
        }
        let all = coming.len();
        coming.sort_unstable_by(|a, b| b.cmp(a));
        let days = (begins, plan.as_of);
        let (waiting, made) = (BinaryHeap::new(), BTreeMap::new());
        Ok((Self { tree, days, sites: sites.into(), coming, waiting, made, all }, accounts))
    }

    /// Every service that the crowd reaches.
    pub(super) fn services(&self) -> impl Iterator<Item = Id<Service>> {
        self.sites.iter().map(|site| site.service)
    }

    /// How many have been referred, and how many there are.
    pub(super) fn progress(&self) -> (usize, usize) {
        (self.all - self.coming.len(), self.all)
    }

    /// The next turns before a moment, or without an end; so many at most.
    pub(super) fn take(&mut self, before: Option<Timestamp>, most: usize) -> Vec<Taken> {
        let mut taken = Vec::new();
        while taken.len() < most {
            self.let_in();
            match self.waiting.peek() {
                Some(Reverse(due)) if before.is_none_or(|before| due.turn.at < before) => {}
                _ => break,
            }
            if let Some(Reverse(Due { turn, site })) = self.waiting.pop() {
                taken.push(Taken { turn, site });
            }
        }
        taken
    }

    /// Writes the lives of whoever is referred no later than the day of the next turn.
    fn let_in(&mut self) {
        while let Some(&(day, life, at, certain)) = self.coming.last() {
            let next = self.waiting.peek().map(|Reverse(due)| kith_domain::time::day_of(due.turn.at));
            if next.is_some_and(|next| next < day) {
                return;
            }
            self.coming.pop();
            let Some(site) = self.sites.get(at) else { continue };
            let dice = Dice(self.tree.branch(&format!("crowd/life/{life}")));
            let days = (self.days.0, day, self.days.1);
            let turns = life::live(dice, (life, certain), nhs_number(self.tree, life), site, days);
            self.waiting.extend(turns.into_iter().map(|turn| Reverse(Due { turn, site: at })));
        }
    }

    /// Everything that a unit of work needs to take some turns.
    pub(super) fn batch(&self, acts: &[super::Due]) -> Batch {
        let touched = acts.iter().filter_map(|due| match due {
            super::Due::Turn(taken) => Some(taken.turn.life),
            super::Due::Told(_) => None,
        });
        let made = touched.map(|life| (life, self.made.get(&life).cloned().unwrap_or_default())).collect();
        Batch { tree: self.tree, sites: Arc::clone(&self.sites), made }
    }

    /// Keeps what a unit of work made.
    pub(super) fn keep(&mut self, made: BTreeMap<u32, Made>) {
        self.made.extend(made);
    }
}

/// Some turns with what they need.
#[derive(Clone)]
pub(super) struct Batch {
    tree: Tree,
    sites: Arc<[Site]>,
    pub(super) made: BTreeMap<u32, Made>,
}

impl Batch {
    /// Takes one of the turns.
    pub(super) fn one(&mut self, work: &mut Work<'_, '_>, taken: &Taken, world: &mut World) -> Result<(), Refusal> {
        let turn = &taken.turn;
        let site = self.sites.get(taken.site).ok_or(Refusal::Hidden)?;
        let nothing = perform::Made::default();
        let actor = perform::who(site, turn, self.made.get(&turn.life).unwrap_or(&nothing)).ok_or(Refusal::Hidden)?;
        let label = format!("crowd/turn/{}/{}", turn.life, turn.number);
        let ctx = Ctx::begin(&seed(self.tree, &label, actor, turn.at));
        let made = self.made.entry(turn.life).or_default();
        perform::perform(work, &ctx, site, turn, made, world)
    }
}

/// The working day on or before a day.
fn working_day(day: Date) -> Date {
    let back = match day.weekday() {
        Weekday::Saturday => 1,
        Weekday::Sunday => 2,
        _ => 0,
    };
    day.saturating_sub(back.days())
}

/// A made-up NHS number that no other life has; empty for a very few, whose number is not to hand: the serials are the millionth parts of a circle, gone round in steps
/// that meet every one of them once.
fn nhs_number(tree: Tree, life: u32) -> String {
    const STEP: u64 = 618_033;
    let begin = u64::from(tree.below("crowd/nhs-number", 1_000_000));
    // Each life owns five neighbours of the walk, of which one in eleven has no number.
    let serials = (0..5).map(|nth| (begin + (u64::from(life) * 5 + nth) * STEP) % 1_000_000);
    let mut numbers = serials.filter_map(|serial| NhsNumber::synthetic(u32::try_from(serial).unwrap_or(0)));
    numbers.next().map(NhsNumber::digits).unwrap_or_default()
}
