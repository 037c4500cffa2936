//! A link that is handed over, where there is no mail server: shown once, to whoever made it, who sees who it is for,
//! how long it works and how to hand it over. It stands on no other page, and the store knows its digest alone.

use askama::Template;
use kith_app::Delivery;

use crate::components::{Button, Frame};
use crate::error::Problem;
use crate::visit::Visit;

#[derive(Template)]
#[template(path = "hand_over/page.html")]
pub(crate) struct HandOver {
    pub(crate) frame: Frame,
    /// Who it is for, as a sentence.
    pub(crate) whom: String,
    /// The link.
    pub(crate) link: String,
    /// How long it works and what it opens.
    pub(crate) works: String,
    /// What to do when it is lost.
    pub(crate) lost: &'static str,
    /// Where to go on.
    pub(crate) on: String,
}

/// How a link that whoever came makes now reaches whoever it is for. Where it is handed over it is shown in clear, so
/// they confirm first that it is them; before that, `may` asks the policy.
pub(crate) fn delivery(visit: &Visit, may: impl FnOnce() -> Result<(), Problem>) -> Result<Delivery, Problem> {
    if visit.site.settings.has_post {
        return Ok(Delivery::mail(&visit.site.base()));
    }
    may()?;
    visit.fresh()?;
    Ok(Delivery::hand(&kith_app::Ctx::begin(&visit.seed())))
}

/// A link of this site with a secret.
pub(crate) fn link(visit: &Visit, path: &str, secret: &str) -> String {
    format!("{}{path}{secret}", visit.site.base())
}
