//! Introducing a person to an organisation that said yes, by an e-mailed link that shows what they agreed to for it.

use kith_domain::directory::connection::{Connection, State};
use kith_domain::id::Id;
use kith_domain::link::Why;
use kith_domain::person::sharing::Recipient;
use kith_domain::policy::act;
use kith_domain::rejection::Rejection;
use kith_store::{Kept, save};

use super::agreed::AgreedInput;
use super::see_about;
use super::sent::{agree_if_changed, only_of_the_living, post, read};
use crate::app::Work;
use crate::ctx::Ctx;
use crate::delivery::Delivery;
use crate::permit::Permit;
use crate::refusal::Refusal;
use crate::sharing;

/// Whether somebody can be introduced by a link as a connection stands: the organisation has said yes, and they have not
/// been brought together.
#[must_use]
pub const fn can_introduce(connection: &Connection) -> bool {
    matches!(connection.state, State::Accepted { .. })
}

/// Introduces by an e-mailed link, and records it with what was sent. Gives the secret of the link.
///
/// # Errors
/// [`Refusal::Rejected`] when the organisation has not said yes, nothing was agreed, nothing may be shared or shown online,
/// there is no address, or the person died; [`Refusal::Stale`] when somebody else changed the connection meanwhile.
pub fn introduce(
    work: &mut Work<'_, '_>,
    ctx: &Ctx,
    permit: &Permit<act::AskByLink, Id<Connection>>,
    version: i64,
    agreed: &AgreedInput,
    delivery: &Delivery,
) -> Result<String, Refusal> {
    let (kept, agreed) = read(work, permit.key(), version, agreed)?;
    only_of_the_living(work, &kept.it, "nobody is told anything more")?;
    if !can_introduce(&kept.it) {
        return Err(Rejection::new(
            "asking.not_accepted",
            "They can be introduced by e-mail once the organisation has said yes, and only once. Nothing was sent.",
        )
        .into());
    }
    sharing::stands(work.tx(), ctx, kept.it.person, Recipient::Organisation(kept.it.organisation))?;
    if agreed.is_nothing() {
        return Err(Rejection::of_field(
            "shared",
            "asking.nothing_to_tell",
            "Tick or write what they agreed may be told: an introduction says who is coming.",
        )
        .into());
    }
    let kept = agree_if_changed::<act::AskByLink>(work, ctx, kept, agreed)?;
    let (it, event) = kept.it.introduce_by_link(ctx.now())?;
    let saved = save::change(work.tx(), &ctx.writ::<act::AskByLink>(), kept.version, &it, &event)?;
    let kept = Kept { version: saved.version, it };
    let secret = post(work, ctx, &kept.it, Why::Introduce, delivery)?;
    see_about::<act::AskByLink>(work, ctx, kept.it.id.uuid())?;
    Ok(secret)
}
