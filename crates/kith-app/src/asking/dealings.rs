//! What came of the requests to an organisation, for whoever is about to send it the next one and for itself.

use jiff::ToSpan;
use kith_domain::directory::{Dealings, Organisation};
use kith_domain::id::Id;
use kith_domain::person::Person;
use kith_domain::policy::act;
use kith_domain::staff::Service;
use kith_domain::time;
use kith_store::connections::{self, Asker};
use kith_store::{ReadTx, settings, table};

use crate::app::Look;
use crate::ctx::Ctx;
use crate::permit::Permit;
use crate::refusal::Refusal;

/// What came of the service's requests to an organisation, before somebody is connected to it.
///
/// # Errors
/// When the store cannot answer.
pub fn before_connecting(
    look: &mut Look<'_, '_>,
    ctx: &Ctx,
    permit: &Permit<act::Connect, Id<Person>>,
    organisation: Id<Organisation>,
) -> Result<Dealings, Refusal> {
    let person = table::find::<Person>(look.tx(), permit.key().uuid())?.ok_or(Refusal::Hidden)?.it;
    of_a_year(look.tx(), ctx, (person.service, organisation), Asker::Staff(ctx.account()?))
}

/// What came of the requests of the last twelve months.
pub(super) fn of_a_year(
    tx: &mut ReadTx<'_>,
    ctx: &Ctx,
    whose: (Id<Service>, Id<Organisation>),
    asker: Asker,
) -> Result<Dealings, Refusal> {
    let today = ctx.today();
    let since = today.checked_sub(12.months()).ok().and_then(|day| time::moment_on(day, 0, 0));
    let all = connections::dealings(tx, whose, since.unwrap_or(jiff::Timestamp::UNIX_EPOCH), asker)?;
    Ok(Dealings::sum(&all, &settings::of(tx, whose.0)?.it.calendar(), today))
}
