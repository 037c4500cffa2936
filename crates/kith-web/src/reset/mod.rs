//! A forgotten password: asking for a link by e-mail, and choosing a new one with it. The link opens nothing by
//! itself, and nobody learns here whether an address has an account.

use askama::Template;
use kith_app::{Refusal, accounts};

use crate::components::{Button, Form, Frame};
use crate::error::Problem;
use crate::reply::Reply;
use crate::sign_in::{refuse_long_passwords, refuse_plain_http};
use crate::visit::{Visit, explain};

#[derive(Template)]
#[template(path = "reset/ask.html")]
pub(crate) struct Ask {
    pub(crate) frame: Frame,
    pub(crate) form: Form,
    /// Whether it has been asked for.
    pub(crate) done: bool,
}

/// The form that asks for a link.
pub(crate) fn show_ask(visit: &Visit) -> Result<Reply, Problem> {
    visit.only(&[])?;
    if let Some(refused) = refuse_plain_http(visit)? {
        return Ok(refused);
    }
    Reply::page(&Ask { frame: visit.frame("I have forgotten my password", None), form: Form::blank(), done: false })
}

/// Sends a link, if there is such an account; the answer, and what is done for it, are the same if there is none. Without
/// a mail server nothing is sent to anybody, as the page says.
pub(crate) fn take_ask(visit: &Visit) -> Result<Reply, Problem> {
    if let Some(refused) = refuse_plain_http(visit)? {
        return Ok(refused);
    }
    let email = visit.field("email");
    if email.trim().is_empty() || email.len() > 320 {
        let mut form = visit.form("");
        form.problem("email", "Enter the e-mail address that you sign in with.");
        let frame = Frame { error_title: true, ..visit.frame("I have forgotten my password", None) };
        return Reply::again(&Ask { frame, form, done: false });
    }
    if visit.site.settings.has_post {
        accounts::ask_for_reset(&visit.site.app, &email, &visit.whence(), &visit.site.base())?;
    }
    Reply::page(&Ask { frame: visit.frame("Look at your e-mail", None), form: Form::blank(), done: true })
}

#[derive(Template)]
#[template(path = "reset/page.html")]
pub(crate) struct Reset {
    pub(crate) frame: Frame,
    pub(crate) form: Form,
}

/// The form for a new password; not found unless the link works.
pub(crate) fn show(visit: &Visit) -> Result<Reply, Problem> {
    visit.only(&[])?;
    if let Some(refused) = refuse_plain_http(visit)? {
        return Ok(refused);
    }
    if !accounts::reset_works(&visit.site.app, visit.param("secret"))? {
        return Err(Problem::NotFound);
    }
    Reply::page(&Reset { frame: visit.frame("Choose a new password", None), form: Form::blank() })
}

/// Takes the new password.
pub(crate) fn take(visit: &Visit) -> Result<Reply, Problem> {
    if let Some(refused) = refuse_plain_http(visit)? {
        return Ok(refused);
    }
    refuse_long_passwords(visit)?;
    match accounts::take_reset(&visit.site.app, visit.param("secret"), &visit.field("password")) {
        Ok(()) => Ok(Reply::see("/sign-in?said=password-reset")),
        Err(refusal @ Refusal::Rejected(_)) => {
            let mut form = Form::blank();
            explain(&mut form, &refusal);
            let frame = Frame { error_title: true, ..visit.frame("Choose a new password", None) };
            Reply::again(&Reset { frame, form })
        }
        Err(refusal) => Err(refusal.into()),
    }
}
