//! What stands on *Today* and waits, said on the page that a lead opens first: asks of the same day without an answer,
//! and colleagues who told her that they are out alone.

use askama::Template;
use kith_app::{permit, same_day, visiting};
use kith_domain::policy::act;

use crate::components::{Slot, html_safe};
use crate::error::Problem;
use crate::visit::Visit;

#[derive(Template)]
#[template(path = "today/for_lead.html")]
struct ForLead {
    asked: usize,
    out: usize,
    is_late: bool,
}
html_safe!(ForLead);

/// The notice; nothing when nothing waits. It names nobody.
pub(crate) fn notice(visit: &Visit) -> Result<Option<Slot>, Problem> {
    let now = visit.site.app.now();
    let (asked, told) = visit.read(|look, ctx| {
        let permit = permit::own_service::<act::SeeToday>(ctx)?;
        let asked = same_day::count(look, &permit)?;
        Ok((asked, visiting::out(look, ctx, permit.key())?.told))
    })?;
    let is_late = told.iter().any(|it| it.told.due <= now);
    Ok((asked > 0 || !told.is_empty()).then(|| Slot::of(&ForLead { asked, out: told.len(), is_late })))
}
