//! What the first page of somebody's day says of concerns: a task for whoever is named, a count for a team lead.

use askama::Template;
use kith_app::concerns::{self, Notice};
use kith_app::permit;
use kith_domain::policy::act;

use crate::components::{Slot, html_safe};
use crate::error::Problem;
use crate::visit::Visit;

#[derive(Template)]
#[template(path = "concerns/notice.html")]
struct Drawn {
    it: Notice,
}
html_safe!(Drawn);

impl Drawn {
    /// Whether something is said besides that nobody is named.
    const fn has_more(&self) -> bool {
        self.it.mine > 0 || self.it.overdue > 0 || self.it.lost > 0
    }
}

/// The notice, if there is one. Its own reading, so that it shows nobody's record.
pub(crate) fn notice(visit: &Visit) -> Result<Option<Slot>, Problem> {
    let it = visit.read(|look, ctx| {
        let permit = permit::own_service::<act::SeeConcerns>(ctx)?;
        concerns::notice(look, ctx, &permit)
    })?;
    Ok(drawn(it))
}

/// The notice drawn.
pub(crate) fn drawn(it: Notice) -> Option<Slot> {
    (it != Notice::default()).then(|| Slot::of(&Drawn { it }))
}
