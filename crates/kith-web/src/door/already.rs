//! A form that was sent before: back, changed, and sent once more. Nothing that was typed is lost, and nobody is left
//! at a dead end.

use askama::Template;
use http::StatusCode;
use kith_app::door::{self, Who};
use kith_app::{Ctx, Refusal};
use kith_domain::policy::Actor;
use kith_domain::staff::Service;

use super::{ADDITION, First, RECEIPT, frame, typed};
use crate::components::{Button, Frame};
use crate::error::Problem;
use crate::reply::Reply;
use crate::visit::{FOR_RECORD, FOR_SERVICE, NONCE, Visit};

#[derive(Template)]
#[template(path = "door/already.html")]
pub(crate) struct AlreadyPage {
    pub(crate) frame: Frame,
    pub(crate) first: First,
    /// That a form for the same person came from here before, and when.
    pub(crate) same: Option<String>,
    /// The receipt of the form that came before; nothing when none is known by what was sent.
    pub(crate) receipt: Option<String>,
    pub(crate) typed: Vec<(String, String)>,
    /// Where what was typed can go as a form of its own, and with which fields.
    pub(crate) to: String,
    pub(crate) fields: Vec<(String, String)>,
}

impl AlreadyPage {
    const fn send(&self) -> &'static str {
        match (self.same.is_some(), self.receipt.is_some()) {
            (true, _) => "Send it as an addition",
            (false, true) => "Send it as a second form",
            (false, false) => "Send it again",
        }
    }
}

/// What was typed, as a form of its own that was never sent. As an addition it is taken although one came before.
fn anew(visit: &Visit, service: &Service, who: Who, is_addition: bool) -> Vec<(String, String)> {
    let ctx = Ctx::begin(&visit.site.app.seed(Actor::Nobody));
    let mut anew = vec![
        (NONCE.to_owned(), visit.new_nonce()),
        (FOR_SERVICE.to_owned(), service.id.to_string()),
        (FOR_RECORD.to_owned(), who.code().to_owned()),
        (RECEIPT.to_owned(), door::new_secret(&ctx)),
    ];
    if is_addition {
        anew.push((ADDITION.to_owned(), "yes".to_owned()));
    }
    let is_ours = |name: &str| name == ADDITION || anew.iter().any(|(known, _)| known == name);
    let kept = visit.form.iter().filter(|(name, _)| !is_ours(name)).cloned();
    kept.chain(anew.iter().cloned()).collect()
}

/// A form for somebody whose form came from the same place within the hour: asked once, and nothing typed is lost.
pub(super) fn same(visit: &Visit, service: &Service, who: Who, sentence: &str) -> Result<Reply, Problem> {
    let first = First::of(service);
    let page = AlreadyPage {
        frame: frame(visit, "We already have a form for this person", &first.service),
        first,
        same: Some(sentence.to_owned()),
        receipt: None,
        typed: typed::rows(visit, who),
        to: format!("/ask-for-support/{}/{}", service.slug, who.code()),
        fields: anew(visit, service, who, true),
    };
    Reply::page_with(StatusCode::CONFLICT, &page)
}

/// The page. `receipt` is the secret that the form carried.
pub(super) fn page(visit: &Visit, service: &Service, who: Who, receipt: &str) -> Result<Reply, Problem> {
    let base = format!("/ask-for-support/{}", service.slug);
    let came = match door::receipt(&visit.site.app, service.id, receipt) {
        Ok(_) => Some(format!("{base}/receipt/{receipt}")),
        Err(Refusal::Hidden) => None,
        Err(refusal) => return Err(refusal.into()),
    };
    let fields = anew(visit, service, who, came.is_some());
    let first = First::of(service);
    let title = if came.is_some() { "We already have your form" } else { "This form was not taken" };
    let page = AlreadyPage {
        frame: frame(visit, title, &first.service),
        first,
        same: None,
        receipt: came,
        typed: typed::rows(visit, who),
        to: format!("{base}/{}", who.code()),
        fields,
    };
    Reply::page_with(StatusCode::CONFLICT, &page)
}
