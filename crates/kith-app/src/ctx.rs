//! Who acts, when, and where identifiers come from.

use std::cell::{Cell, RefCell};

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

/// How many bits of an identifier count within a unit of work.
const COUNTER_BITS: u32 = 26;

/// The context of one run of a unit of work.
#[derive(Debug)]
pub struct Ctx {
    actor: Actor,
    now: Timestamp,
    request: Uuid,
    chance: RefCell<ChaCha8Rng>,
    /// What the next identifier counts: those of one unit of work stand in the order in which they were made.
    count: Cell<u32>,
}

impl Ctx {
    /// Begins (again) from a seed.
    #[must_use]
    pub fn begin(seed: &Seed) -> Self {
        let mut chance = ChaCha8Rng::from_seed(seed.chance);
        // Half of the counter's range stays for counting: more than any unit of work makes.
        let count = Cell::new(chance.next_u32() >> (32 - COUNTER_BITS + 1));
        Self {
            actor: seed.actor.clone(),
            now: time::to_microsecond(seed.now),
            request: seed.request,
            chance: RefCell::new(chance),
            count,
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
            Actor::Nobody | Actor::Operator | Actor::Holder(_) | Actor::ListHolder(_) => Err(Refusal::Hidden),
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

    /// A new identifier, greater than those that this unit of work made before: after the moment stands a counter
    /// that begins by chance (RFC 9562, 6.2, method 1), and then chance. So what happened at one moment keeps its
    /// order.
    #[must_use]
    pub fn id<T>(&self) -> Id<T> {
        let mut chance = [0; 10];
        self.chance.borrow_mut().fill_bytes(&mut chance);
        let count = self.count.get();
        self.count.set(count.wrapping_add(1));
        // The version takes four bits of the first byte and the variant two of the third: the counter's 26 go around.
        let bytes = (u64::from(count >> 14) << 24) | (u64::from(count & 0x3fff) << 8);
        let [.., a, b, c, d, _] = bytes.to_be_bytes();
        chance[..4].copy_from_slice(&[a, b, c, d]);
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

#[cfg(test)]
mod tests {
    use kith_domain::policy::Actor;
    use kith_domain::staff::Account;

    use super::*;

    fn begun(chance: u8) -> Ctx {
        Ctx::begin(&Seed {
            actor: Actor::Operator,
            now: Timestamp::UNIX_EPOCH,
            request: Uuid::nil(),
            chance: [chance; 32],
        })
    }

    #[test]
    fn identifiers_of_one_unit_of_work_stand_in_the_order_in_which_they_were_made() {
        for chance in 0..32 {
            let ctx = begun(chance);
            let made: Vec<Id<Account>> = (0..70_000).map(|_| ctx.id()).collect();
            assert!(made.is_sorted_by(|one, next| one < next), "{chance}");
            assert_eq!(made[0].uuid().get_version_num(), 7);
            assert_eq!(made[69_999].uuid().get_variant(), uuid::Variant::RFC4122);
        }
    }

    #[test]
    fn the_same_chance_makes_the_same_identifiers_and_another_makes_others() {
        let of = |chance| {
            let ctx = begun(chance);
            [ctx.id::<Account>(), ctx.id()]
        };
        assert_eq!(of(1), of(1));
        assert!(of(1).iter().all(|it| !of(2).contains(it)));
    }
}
