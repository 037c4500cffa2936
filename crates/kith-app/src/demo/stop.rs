//! Stops of the tour: which address shows a finding in this demo, and as whom it is opened.

use kith_domain::directory::Connection;
use kith_domain::id::Id;
use kith_domain::need::Need;
use kith_domain::person::Person;
use kith_domain::staff::{Account, Role};
use kith_store::{Reach, ReadTx, people, referrals, table};

use crate::accounts;
use crate::app::App;
use crate::refusal::Refusal;

/// The address that a pattern of `docs/from-the-studies.md` stands for in this demo
/// (`/people/{demo:note-only}`), and the account that may open it. `None` in any other store, and
/// when nobody of the demo may.
///
/// # Errors
/// [`Refusal::Fault`] when the store cannot answer.
pub fn stop(app: &App, pattern: &str) -> Result<Option<(String, Id<Account>)>, Refusal> {
    let Some(address) = super::address(app, pattern)? else { return Ok(None) };
    let doors = accounts::demo_doors(app)?;
    let as_role = |role: Role| doors.iter().find(|door| door.role == role).map(|door| door.account);
    let mut parts = address.trim_start_matches('/').split(['/', '?']);
    let (kind, id) = (parts.next().unwrap_or_default(), parts.next().unwrap_or_default());
    let account = match kind {
        "people" | "needs" | "connections" => app.peek(&Reach::maintenance(), |tx| worker_of(tx, kind, id))?,
        "my-referrals" => {
            let practice = app.peek(&Reach::maintenance(), |tx| {
                let Ok(id) = id.parse() else { return Ok(None) };
                Ok(referrals::facts(tx, id)?.map(|facts| facts.practice))
            })?;
            match practice {
                Some(practice) => accounts::of_practice(app, practice)?,
                None => as_role(Role::Practice),
            }
        }
        "refer" => as_role(Role::Practice),
        "referrals" | "queue" | "team" => as_role(Role::TeamLead),
        "settings" => as_role(Role::Administrator),
        _ => as_role(Role::LinkWorker),
    };
    Ok(account.map(|account| (address, account)))
}

/// The link worker who has, or had last, the person that a record is about.
fn worker_of(tx: &mut ReadTx<'_>, kind: &str, id: &str) -> Result<Option<Id<Account>>, Refusal> {
    let person: Option<Id<Person>> = match kind {
        "people" => id.parse().ok(),
        "needs" => match id.parse::<Id<Need>>() {
            Ok(id) => table::find::<Need>(tx, id.uuid())?.map(|kept| kept.it.person),
            Err(_) => None,
        },
        _ => match id.parse::<Id<Connection>>() {
            Ok(id) => table::find::<Connection>(tx, id.uuid())?.map(|kept| kept.it.person),
            Err(_) => None,
        },
    };
    let Some(person) = person else { return Ok(None) };
    Ok(people::facts(tx, person)?.and_then(|facts| facts.workers.first().copied()))
}
