//! Setting up an empty store, by the one-time link that the server prints.

use askama::Template;
use kith_app::{Refusal, setup};

use crate::components::{Button, Form, Frame};
use crate::error::Problem;
use crate::reply::Reply;
use crate::sign_in::{refuse_long_passwords, refuse_plain_http};
use crate::visit::{Visit, explain};

#[derive(Template)]
#[template(path = "set_up/page.html")]
pub(crate) struct SetUp {
    pub(crate) frame: Frame,
    pub(crate) form: Form,
}

/// The form; not found unless the link works.
pub(crate) fn show(visit: &Visit) -> Result<Reply, Problem> {
    if let Some(refused) = refuse_plain_http(visit)? {
        return Ok(refused);
    }
    if !setup::link_works(&visit.site.app, visit.param("secret")).map_err(Problem::from)? {
        return Err(Problem::NotFound);
    }
    Reply::page(&SetUp { frame: visit.frame("Set up your service", None), form: Form::blank() })
}

/// Sets up the service.
pub(crate) fn take(visit: &Visit) -> Result<Reply, Problem> {
    if let Some(refused) = refuse_plain_http(visit)? {
        return Ok(refused);
    }
    refuse_long_passwords(visit)?;
    let input = setup::Input {
        service: visit.field("service"),
        phone: visit.field("phone"),
        name: visit.field("name"),
        email: visit.field("email"),
        password: visit.field("password"),
    };
    match setup::set_up(&visit.site.app, visit.param("secret"), &input) {
        Ok(()) => Ok(Reply::see("/sign-in?said=set-up")),
        Err(refusal @ Refusal::Rejected(_)) => {
            let mut form = Form::typed(visit.form.iter().filter(|(name, _)| name != "password").cloned());
            explain(&mut form, &refusal);
            let mut frame = visit.frame("Set up your service", None);
            frame.error_title = true;
            Reply::again(&SetUp { frame, form })
        }
        Err(refusal) => Err(refusal.into()),
    }
}
