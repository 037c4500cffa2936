//! Who acts, when, and where identifiers come from.

use std::cell::RefCell;

use jiff::Timestamp;
use jiff::civil::Date;
use kith_domain::id::Id;
use kith_domain::policy::{Act, Actor, Staff};
use kith_domain::staff::Account;
use kith_domain::time;
use kith_store::save::Writ;
use rand_chacha::ChaCha8Rng;
use rand_chacha::rand_core::{RngCore, SeedableRng};
use uuid::Uuid;

use crate::refusal::Refusal;

/// Where the time comes from.
pub trait Clock: Send + Sync {
    /// Now.
    fn now(&self) -> Timestamp;
}

/// The machine's clock.
#[derive(Debug, Clone, Copy)]
pub struct SystemClock;

impl Clock for SystemClock {
    #[expect(clippy::disallowed_methods, reason = "this is the one place that asks the machine for the time")]
    fn now(&self) -> Timestamp {
        Timestamp::now()
    }
}

/// Where chance comes from.
pub trait Chance: Send + Sync {
    /// Thirty-two bytes that nobody can guess.
    fn seed(&self) -> [u8; 32];
}

/// The machine's source of chance.
#[derive(Debug, Clone, Copy)]
pub struct SystemChance;

impl Chance for SystemChance {
    fn seed(&self) -> [u8; 32] {
        let mut seed = [0; 32];
        // Without chance there are no secrets and no identifiers: nothing could go on safely.
        if getrandom::fill(&mut seed).is_err() {
            tracing::error!("the machine gives no randomness; stopping");
            std::process::abort();
        }
        seed
    }
}

/// What a unit of work begins from. The same seed makes the same identifiers again.
#[derive(Debug, Clone)]
pub struct Seed {
    /// Who acts.
    pub actor: Actor,
    /// The moment of the act.
    pub now: Timestamp,
    /// The request.
    pub request: Uuid,
    /// Chance.
    pub chance: [u8; 32],
}

/// The context of one run of a unit of work.
#[derive(Debug)]
pub struct Ctx {
    actor: Actor,
    now: Timestamp,
    request: Uuid,
    chance: RefCell<ChaCha8Rng>,
}

impl Ctx {
    /// Begins (again) from a seed.
    #[must_use]
    pub fn begin(seed: &Seed) -> Self {
        Self {
            actor: seed.actor.clone(),
            now: time::to_microsecond(seed.now),
            request: seed.request,
            chance: RefCell::new(ChaCha8Rng::from_seed(seed.chance)),
        }
    }

    /// Who acts.
    #[must_use]
    pub const fn actor(&self) -> &Actor {
        &self.actor
    }

    /// Whoever signed in, for acts that only they can do.
    ///
    /// # Errors
    /// [`Refusal::Hidden`] when nobody has.
    pub fn staff(&self) -> Result<&Staff, Refusal> {
        match &self.actor {
            Actor::Staff(staff) => Ok(staff),
            Actor::Nobody | Actor::Operator | Actor::Holder(_) => Err(Refusal::Hidden),
        }
    }

    /// The account that acts.
    ///
    /// # Errors
    /// [`Refusal::Hidden`] when nobody has signed in.
    pub fn account(&self) -> Result<Id<Account>, Refusal> {
        self.staff().map(|staff| staff.account)
    }

    /// The moment of the act.
    #[must_use]
    pub const fn now(&self) -> Timestamp {
        self.now
    }

    /// The day of the act, in the United Kingdom.
    #[must_use]
    pub fn today(&self) -> Date {
        time::day_of(self.now)
    }

    /// The request.
    #[must_use]
    pub const fn request(&self) -> Uuid {
        self.request
    }

    /// A new identifier.
    #[must_use]
    pub fn id<T>(&self) -> Id<T> {
        let mut chance = [0; 10];
        self.chance.borrow_mut().fill_bytes(&mut chance);
        Id::from_parts(u64::try_from(self.now.as_millisecond()).unwrap_or(0), chance)
    }

    /// Sixteen bytes of chance.
    #[must_use]
    pub fn salt(&self) -> [u8; 16] {
        let mut salt = [0; 16];
        self.chance.borrow_mut().fill_bytes(&mut salt);
        salt
    }

    /// Thirty-two bytes of chance, for secrets.
    #[must_use]
    pub fn secret(&self) -> [u8; 32] {
        let mut secret = [0; 32];
        self.chance.borrow_mut().fill_bytes(&mut secret);
        secret
    }

    /// The writ for saving one entity by an action.
    #[must_use]
    pub fn writ<A: Act>(&self) -> Writ {
        self.writ_named(A::ACTION.code())
    }

    /// The writ for an act of the house itself that has no action of the policy (setting up, signing in).
    #[must_use]
    pub(crate) fn writ_named(&self, action: &'static str) -> Writ {
        Writ {
            at: self.now,
            actor: self.actor.kind(),
            account: self.actor.account().map(Id::uuid),
            action,
            request: self.request,
            event_id: self.id::<Writ>().uuid(),
            audit_id: self.id::<Writ>().uuid(),
            salt: self.salt(),
        }
    }
}
