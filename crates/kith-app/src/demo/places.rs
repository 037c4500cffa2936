//! Where the records are that show a finding, and as whom they are opened.
//!
//! Kept as settings of the store, so that the page that tells the findings can link the very record.

use kith_domain::id::Id;
use kith_domain::staff::{Account, Role};
use kith_store::{NO_SERVICE, Reach, Tx, house};

use super::cast;
use super::tour::{PAGES, STOPS, Shows};
use super::world::{World, known};
use crate::app::App;
use crate::refusal::Refusal;

/// A page of the demo, and whose account opens it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Stop {
    /// The address, such as `/people/{id}`.
    pub address: String,
    /// Who can open it.
    pub account: Id<Account>,
}

/// Somebody as whom the demo can be opened.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Guest {
    /// Their role; the first guest of each role is the one to offer.
    pub role: Role,
    /// Their account.
    pub account: Id<Account>,
    /// Their name.
    pub name: String,
    /// What they are, such as “receptionist at Harbour Lane Surgery”.
    pub words: String,
}

const GUESTS: &str = "demo-guests";

fn public() -> Reach {
    Reach { services: vec![NO_SERVICE], purpose: "public" }
}

/// Notes every stop and guest in the store.
pub(super) fn note(tx: &mut Tx<'_>, world: &World) -> Result<(), Refusal> {
    for (slug, ..) in STOPS {
        let mut lines = Vec::new();
        for (name, shows, who) in STOPS {
            if name == slug {
                lines.push(format!("{} {}", address_of(*shows, world)?, known(&world.staff, who)?.account));
            }
        }
        house::set(tx, &format!("demo-slug:{slug}"), &lines.join("\n"))?;
    }
    for (page, who) in PAGES {
        house::set(tx, &format!("demo-page:{page}"), &format!("{page} {}", known(&world.staff, who)?.account))?;
    }
    let mut guests = Vec::new();
    for member in cast::STAFF {
        let account = known(&world.staff, member.key)?.account;
        guests.push(format!("{}\t{account}\t{}\t{}", member.role.code(), member.name, member.words));
    }
    house::set(tx, GUESTS, &guests.join("\n"))?;
    Ok(())
}

fn address_of(shows: Shows, world: &World) -> Result<String, Refusal> {
    let id = match shows {
        // The one address that a secret is in: whoever opens the demo is to see what the organisation sees.
        Shows::Asked(key) => return Ok(format!("{}{}", shows.prefix(), known(&world.links, key)?.0)),
        Shows::Person(key) => known(&world.people, key)?.uuid(),
        Shows::Need(key) => known(&world.needs, key)?.uuid(),
        Shows::Connection(key) => known(&world.connections, key)?.uuid(),
        Shows::Referral(key) | Shows::MyReferral(key) => known(&world.referrals, key)?.uuid(),
    };
    Ok(format!("{}{id}", shows.prefix()))
}

/// The page that a pattern such as `/people/{demo:held}` or `/queue` stands for, and who can open it.
/// `None` when the store is no demo or nothing shows it.
///
/// # Errors
/// [`Refusal::Fault`] when the store cannot answer.
pub fn stop(app: &App, pattern: &str) -> Result<Option<Stop>, Refusal> {
    let (prefix, name, rest) = match pattern.split_once("{demo:") {
        None => (pattern, format!("demo-page:{pattern}"), ""),
        Some((prefix, slug)) => match slug.split_once('}') {
            Some((slug, rest)) => (prefix, format!("demo-slug:{slug}"), rest),
            None => return Ok(None),
        },
    };
    let noted = app.peek(&public(), |tx| Ok(house::setting(tx, &name)?))?.unwrap_or_default();
    Ok(noted.lines().find_map(|line| {
        let (address, account) = line.split_once(' ')?;
        address.starts_with(prefix).then_some(())?;
        Some(Stop { address: format!("{address}{rest}"), account: account.parse().ok()? })
    }))
}

/// The address that a pattern such as `/people/{demo:both-ways}` stands for. `None` as for [`stop`].
///
/// # Errors
/// [`Refusal::Fault`] when the store cannot answer.
pub fn address(app: &App, pattern: &str) -> Result<Option<String>, Refusal> {
    Ok(stop(app, pattern)?.map(|stop| stop.address))
}

/// Everybody as whom the demo can be opened, in the order to offer. Empty when the store is no demo.
///
/// # Errors
/// [`Refusal::Fault`] when the store cannot answer.
pub fn guests(app: &App) -> Result<Vec<Guest>, Refusal> {
    let noted = app.peek(&public(), |tx| Ok(house::setting(tx, GUESTS)?))?.unwrap_or_default();
    Ok(noted
        .lines()
        .filter_map(|line| {
            let mut parts = line.split('\t');
            Some(Guest {
                role: Role::from_code(parts.next()?)?,
                account: parts.next()?.parse().ok()?,
                name: parts.next()?.to_owned(),
                words: parts.next()?.to_owned(),
            })
        })
        .collect())
}
