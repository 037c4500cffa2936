//! Whom to ring when something cannot wait: each service of the demo has said so from its first day.

use kith_domain::policy::act;
use kith_domain::staff::Service;
use kith_store::{settings as stored, staff, table};

use crate::app::Work;
use crate::ctx::Ctx;
use crate::permit;
use crate::refusal::Refusal;
use crate::settings::{self, UrgentInput};

/// The manager tells the numbers of the service, and of each practice for a risk of the same day. All of them are of
/// the ranges kept free for drama.
pub(super) fn tell(work: &mut Work<'_, '_>, ctx: &Ctx) -> Result<(), Refusal> {
    let permit = permit::own_service::<act::ChangeService>(ctx)?;
    let service = permit.key();
    let kept = stored::of(work.tx(), service)?;
    let phone = table::find::<Service>(work.tx(), service.uuid())?.ok_or(Refusal::Hidden)?.it.phone;
    let urgent = UrgentInput {
        phone: phone.map(|phone| phone.to_string()).unwrap_or_default(),
        words: "If somebody is in danger now, ring 999. We are open on weekdays.".to_owned(),
        crisis: "0808 157 0100, day and night".to_owned(),
        adults: "01632 960180, adult social care; at night 01632 960181".to_owned(),
        children: "01632 960190, children's social care; at night 01632 960191".to_owned(),
    };
    settings::tell_urgent(work, ctx, &permit, kept.version, &urgent)?;
    let version = stored::of(work.tx(), service)?.version;
    let practices = staff::practices_of_service(work.tx(), service)?;
    let numbers: Vec<_> = practices
        .iter()
        .enumerate()
        .map(|(n, practice)| (practice.id, format!("01632 960{:03}, the duty doctor", 200 + n % 100)))
        .collect();
    settings::tell_same_day(work, ctx, &permit, version, &numbers)
}
