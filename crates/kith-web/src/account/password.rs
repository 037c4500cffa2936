//! Changing one's own password.

use askama::Template;
use kith_app::{Refusal, accounts, permit};
use kith_domain::policy::act;

use crate::components::{BackLink, Button, Form, Frame};
use crate::error::Problem;
use crate::reply::Reply;
use crate::sign_in::refuse_long_passwords;
use crate::visit::{Visit, explain};

#[derive(Template)]
#[template(path = "account/password.html")]
pub(crate) struct Password {
    pub(crate) frame: Frame,
    pub(crate) form: Form,
}

/// What the form is about.
const RECORD: &str = "password";

/// `GET /account/password`.
pub(crate) fn show(visit: &Visit) -> Result<Reply, Problem> {
    visit.only(&[])?;
    visit.read_about_accounts(|_, ctx| permit::own_account::<act::ChangeAccount>(ctx))?;
    Reply::page(&Password { frame: visit.frame("Change your password", None), form: visit.form(RECORD) })
}

/// `POST /account/password`.
pub(crate) fn take(visit: &Visit) -> Result<Reply, Problem> {
    refuse_long_passwords(visit)?;
    match change(visit) {
        Ok(led) => Ok(Reply::see(led.to)),
        Err(refusal) => {
            let mut form = visit.form(RECORD);
            if !explain(&mut form, &refusal) {
                return Err(refusal.into());
            }
            let frame = Frame { error_title: true, ..visit.frame("Change your password", None) };
            Reply::again(&Password { frame, form })
        }
    }
}

fn change(visit: &Visit) -> Result<kith_app::Led, Refusal> {
    // Sent twice, the password it was changed from is no longer right: the first use is remembered instead.
    if let Some(led) = visit.led::<act::ChangeAccount>(RECORD)? {
        return Ok(led);
    }
    let who = visit.who.clone().ok_or(Refusal::Hidden)?;
    let (now, new) = (visit.field("password-now"), visit.field("password"));
    let hashed = accounts::prove_and_hash(&visit.site.app, &who, &now, &new, &visit.whence())?;
    visit.submit_about_accounts::<act::ChangeAccount>(RECORD, move |work, ctx| {
        let permit = permit::own_account::<act::ChangeAccount>(ctx)?;
        accounts::set_password(work, ctx, &permit, &hashed, &who.session)?;
        Ok("/account?said=password-changed".to_owned())
    })
}
