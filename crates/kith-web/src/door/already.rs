//! A form that was sent before: back, changed, and sent once more. Nothing that was typed is lost, and nobody is left
//! at a dead end.

use askama::Template;
use http::StatusCode;
use kith_app::door::{self, Who};
use kith_app::{Ctx, Refusal};
use kith_domain::policy::Actor;
use kith_domain::staff::Service;

use super::{First, RECEIPT, frame, typed};
use crate::components::{Button, Frame};
use crate::error::Problem;
use crate::reply::Reply;
use crate::visit::{FOR_RECORD, FOR_SERVICE, NONCE, Visit};

#[derive(Template)]
#[template(path = "door/already.html")]
pub(crate) struct AlreadyPage {
    pub(crate) frame: Frame,
    pub(crate) first: First,
    /// The receipt of the form that came before; nothing when none is known by what was sent.
    pub(crate) receipt: Option<String>,
    pub(crate) typed: Vec<(String, String)>,
    /// Where what was typed can go as a form of its own, and with which fields.
    pub(crate) to: String,
    pub(crate) fields: Vec<(String, String)>,
}

impl AlreadyPage {
    const fn send(&self) -> &'static str {
        if self.receipt.is_some() { "Send it as a second form" } else { "Send it again" }
    }
}

/// The page. `receipt` is the secret that the form carried.
pub(super) fn page(visit: &Visit, service: &Service, who: Who, receipt: &str) -> Result<Reply, Problem> {
    let base = format!("/ask-for-support/{}", service.slug);
    let came = match door::receipt(&visit.site.app, service.id, receipt) {
        Ok(_) => Some(format!("{base}/receipt/{receipt}")),
        Err(Refusal::Hidden) => None,
        Err(refusal) => return Err(refusal.into()),
    };
    let ctx = Ctx::begin(&visit.site.app.seed(Actor::Nobody));
    let anew = [
        (NONCE.to_owned(), visit.new_nonce()),
        (FOR_SERVICE.to_owned(), service.id.to_string()),
        (FOR_RECORD.to_owned(), who.code().to_owned()),
        (RECEIPT.to_owned(), door::new_secret(&ctx)),
    ];
    let is_ours = |name: &str| anew.iter().any(|(known, _)| known == name);
    let kept = visit.form.iter().filter(|(name, _)| !is_ours(name)).cloned();
    let fields = kept.chain(anew.iter().cloned()).collect();
    let first = First::of(service);
    let title = if came.is_some() { "We already have your form" } else { "This form was not taken" };
    let page = AlreadyPage {
        frame: frame(visit, title, &first.service),
        first,
        receipt: came,
        typed: typed::rows(visit, who),
        to: format!("{base}/{}", who.code()),
        fields,
    };
    Reply::page_with(StatusCode::CONFLICT, &page)
}
