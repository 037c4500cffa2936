//! Fills an empty store with an entirely made-up service.
//!
//! The demo drives the same use cases as the pages, with a clock that moves over eighteen months and
//! with chance that grows from a seed; so it is also the largest test of the use cases together. Each
//! situation that `docs/from-the-studies.md` tells of is a real record of it.
//!
//! # Invariants
//! - Same seed and day: same rows and same digest, on either engine.
//! - Nothing of it happens on the last day or after: whoever opens the demo then finds no record of
//!   the future.
//! - NHS numbers are of the 999 range, addresses of `example.org`, telephone numbers of the ranges
//!   kept free for drama.
//! - A store that holds anything is refused.

mod agenda;
mod cast;
mod chance;
mod crowd;
mod edges;
mod entries;
mod ground;
mod house;
mod kept;
mod later;
mod numbers;
mod perform;
mod places;
mod script;
mod states;
mod tapped;
#[cfg(test)]
mod tests;
mod told;
mod tour;
mod world;

use std::sync::Arc;

use jiff::civil::Date;
use kith_domain::id::Id;
use kith_domain::link::Opens;
use kith_domain::policy::{Actor, Holder};
use kith_domain::rejection::Rejection;
use kith_domain::staff::{Account, Role};
use kith_store::{Isolation, NO_SERVICE, Reach, Store, digest};

use crate::app::Work;
use crate::ctx::{Ctx, Seed};
use crate::refusal::Refusal;
use agenda::{Act, Agenda, Planned};
use chance::Tree;
use crowd::{Crowd, Taken};
pub use places::{Guest, Stop, address, guests, stop};
pub use world::Counts;
use world::{World, known};

/// How large the demo is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Size {
    /// Twelve people, three practices, three link workers: every situation once.
    Tour,
    /// A thousand people of two services: one whose ways of working change slowly, and one to compare it with.
    Service,
    /// Twenty thousand people of twenty services.
    Place,
    /// Two hundred thousand people of two hundred services.
    System,
}

impl Size {
    /// The word on the command line.
    #[must_use]
    pub const fn code(self) -> &'static str {
        match self {
            Self::Tour => "tour",
            Self::Service => "service",
            Self::Place => "place",
            Self::System => "system",
        }
    }
}

/// What to fill a store with.
#[derive(Debug, Clone, Copy)]
pub struct Plan {
    /// How large.
    pub size: Size,
    /// From which seed chance grows.
    pub seed: u64,
    /// The day on which the demo is to be looked at, from 2000 to 2100.
    pub as_of: Date,
}

/// The first working day of the month eight months before that of the last day: on it the first service began to use a new
/// template, which asks for a goal. So there are eight whole months since, and more before (evaluation.md 4.2).
fn template_day(as_of: Date) -> Date {
    let mut month = as_of.first_of_month();
    for _ in 0..8 {
        month = month.yesterday().unwrap_or(month).first_of_month();
    }
    crowd::working(month)
}

/// Somebody who can sign in to the demo.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DemoAccount {
    /// Their role.
    pub role: Role,
    /// Their name.
    pub name: String,
    /// Their e-mail address.
    pub email: String,
    /// Their password.
    pub password: String,
    /// Their account.
    pub account: Id<Account>,
}

/// What was made.
#[derive(Debug, Clone)]
pub struct Filled {
    /// The digest of all content.
    pub digest: String,
    /// Who can sign in; at least one for each role.
    pub accounts: Vec<DemoAccount>,
    /// How much there is.
    pub counts: Counts,
}

/// At most this many acts are done in one transaction: the more, the seldomer one page of a large store is written.
const BATCH: usize = 4_000;

/// Fills an empty store.
///
/// # Errors
/// [`Refusal::Rejected`] with the code `demo.not_empty` when the store holds anything, or
/// `demo.as_of` when the day is out of range; [`Refusal::Fault`] when the store fails. A store that
/// was filled in part is not empty and is refused the next time.
pub fn fill(store: &Store, plan: &Plan) -> Result<Filled, Refusal> {
    fill_saying(store, plan, &|_, _| ())
}

/// Fills an empty store, and says how many people have been referred out of how many.
///
/// # Errors
/// As [`fill`].
pub fn fill_saying(store: &Store, plan: &Plan, say: &dyn Fn(usize, usize)) -> Result<Filled, Refusal> {
    if !(2000..=2100).contains(&plan.as_of.year()) {
        return Err(Rejection::new("demo.as_of", "Choose a day in the years 2000 to 2100.").into());
    }
    let tree = Tree(plan.seed);
    let house::Built { mut world, mut accounts, password, hash } = house::build(store, tree, plan)?;
    let (mut crowd, guests) = Crowd::gather(store, tree, plan, &world, (&password, &hash))?;
    accounts.extend(guests);
    let mut agenda = Agenda::new(tree, plan.as_of);
    entries::plan(&mut agenda);
    tour::plan(&mut agenda);
    let own = [world.service.uuid(), NO_SERVICE];
    let services = own.into_iter().chain(crowd.services().map(Id::uuid).filter(|id| *id != own[0])).collect();
    let reach = Reach { services, purpose: "care" };
    let told = agenda.in_order();
    let mut told = told.iter().peekable();
    loop {
        // What the script tells of and what the crowd does follow each other in the order of time.
        let mut acts: Vec<Due> = Vec::with_capacity(BATCH);
        while acts.len() < BATCH {
            let turns = crowd.take(told.peek().map(|next| next.at), BATCH - acts.len());
            acts.extend(turns.into_iter().map(|turn| Due::Turn(Box::new(turn))));
            match told.next_if(|_| acts.len() < BATCH) {
                Some(next) => acts.push(Due::Told(Box::new(next.clone()))),
                None => break,
            }
        }
        if acts.is_empty() {
            break;
        }
        let batch = crowd.batch(&acts);
        let acts: Arc<[Due]> = acts.into();
        let so_far = world.clone();
        let made;
        (world, made) = store.write(&reach, Isolation::Ordinary, move |tx| {
            // The unit may run again, and then begins from where the last one ended.
            let (mut world, mut batch) = (so_far.clone(), batch.clone());
            let mut work = Work::over(tx);
            for due in &*acts {
                match due {
                    Due::Told(planned) => one(&mut work, tree, planned, &mut world)?,
                    Due::Turn(taken) => batch.one(&mut work, taken, &mut world)?,
                }
            }
            Ok::<_, Refusal>((world, batch.made))
        })?;
        crowd.keep(made);
        let (come, all) = crowd.progress();
        say(come, all);
    }
    states::add(store, tree, plan, &world, &hash)?;
    let digest = store.read(&Reach::maintenance(), digest::of_content)?;
    let last = world.clone();
    store.write(&reach, Isolation::Ordinary, move |tx| places::note(tx, &last))?;
    Ok(Filled { digest, accounts, counts: world.counts })
}

/// Something to be done next.
#[derive(Debug)]
enum Due {
    /// An act that the script tells of.
    Told(Box<Planned>),
    /// A turn of the crowd.
    Turn(Box<Taken>),
}

/// Does one act, as whoever does it and at its moment.
fn one(work: &mut Work<'_, '_>, tree: Tree, planned: &Planned, world: &mut World) -> Result<(), Refusal> {
    let actor = match (planned.who, &planned.act) {
        (Some(who), _) => Actor::Staff(known(&world.staff, who)?),
        (None, Act::Enquire { connection, .. } | Act::SayOfEntry { connection, .. }) => Actor::Holder(Holder {
            service: world.service,
            opens: Opens::Connection(known(&world.connections, connection)?),
        }),
        (None, _) => Actor::Operator,
    };
    let ctx = Ctx::begin(&seed(tree, &planned.label, actor, planned.at));
    perform::perform(work, &ctx, &planned.act, world)
}

/// The seed of an act: everything of it grows from its own label.
fn seed(tree: Tree, label: &str, actor: Actor, now: jiff::Timestamp) -> Seed {
    let request =
        Seed { actor: Actor::Nobody, now, request: uuid::Uuid::nil(), chance: tree.seed(&format!("{label}/request")) };
    let request = Ctx::begin(&request).id::<Seed>().uuid();
    Seed { actor, now, request, chance: tree.seed(label) }
}
