//! Taking an invitation, by the link in an e-mail. A link that was used, is too old, was withdrawn or never was
//! looks like any address that does not exist.

use askama::Template;
use kith_app::Refusal;
use kith_app::accounts::{self, Joining, Offer};

use crate::components::{Button, Form, Frame};
use crate::error::Problem;
use crate::reply::Reply;
use crate::sign_in::{refuse_long_passwords, refuse_plain_http};
use crate::visit::{Visit, explain, is_secret};

#[derive(Template)]
#[template(path = "join/page.html")]
pub(crate) struct Join {
    pub(crate) frame: Frame,
    pub(crate) form: Form,
    pub(crate) what: String,
    pub(crate) email: String,
    pub(crate) has_account: bool,
}

impl Join {
    pub(crate) fn new(frame: Frame, offer: &Offer, form: Form) -> Self {
        let place = match &offer.practice {
            Some(practice) => format!("{practice}, which refers to {}", offer.service),
            None => offer.service.clone(),
        };
        Self {
            frame,
            what: format!("You are invited as {} at {place}.", offer.role.label()),
            email: offer.email.clone(),
            has_account: offer.has_account,
            form: form.prefill("name", &offer.name),
        }
    }
}

const TITLE: &str = "You are invited to Kith";

/// The form; not found unless the link works.
pub(crate) fn show(visit: &Visit) -> Result<Reply, Problem> {
    visit.only(&[])?;
    if let Some(refused) = refuse_plain_http(visit)? {
        return Ok(refused);
    }
    let offer = accounts::offer(&visit.site.app, visit.param("secret"))?;
    Reply::page(&Join::new(visit.frame(TITLE, None), &offer, Form::blank()))
}

/// Takes name and password.
pub(crate) fn take(visit: &Visit) -> Result<Reply, Problem> {
    if let Some(refused) = refuse_plain_http(visit)? {
        return Ok(refused);
    }
    refuse_long_passwords(visit)?;
    let secret = visit.param("secret");
    let input = Joining { name: visit.field("name"), password: visit.field("password") };
    match accounts::join(&visit.site.app, secret, &input, &visit.whence()) {
        Ok(()) => Ok(Reply::see("/sign-in?said=joined")),
        Err(refusal @ Refusal::Rejected(_)) => {
            let offer = accounts::offer(&visit.site.app, secret)?;
            let mut form = Form::typed(visit.form.iter().filter(|(name, _)| !is_secret(name)).cloned());
            explain(&mut form, &refusal);
            let frame = Frame { error_title: true, ..visit.frame(TITLE, None) };
            Reply::again(&Join::new(frame, &offer, form))
        }
        Err(refusal) => Err(refusal.into()),
    }
}
