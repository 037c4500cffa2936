//! Confirming that it is oneself, shortly before a dangerous act.
//!
//! A handler asks with `visit.fresh()?`. When too much time has passed, `?` answers with the page here: it keeps
//! everything that was typed, asks for the password, and sends all of it to where it was going. What is read before
//! the handler runs ([`take`]) then confirms, and gives the session a new token.

use askama::Template;
use http::StatusCode;
use kith_app::Refusal;
use kith_app::accounts::{self, Proof};

use crate::components::{Button, Form, Frame};
use crate::error::Problem;
use crate::reply::Reply;
use crate::request::encode;
use crate::session;
use crate::sign_in::{is_here, refuse_long_passwords};
use crate::visit::{Visit, explain, is_secret};

/// The field with the password.
const PASSWORD: &str = "password-confirm";
/// The field with which a demo, in which nobody has a password of their own, goes on.
const DEMO: &str = "confirm-demo";

#[derive(Template)]
#[template(path = "confirm/page.html")]
pub(crate) struct Confirm {
    pub(crate) frame: Frame,
    pub(crate) form: Form,
    /// Where everything typed was going.
    pub(crate) to: String,
    /// What was typed.
    pub(crate) typed: Vec<(String, String)>,
    pub(crate) demo: bool,
}

fn page(visit: &Visit, form: Form) -> Confirm {
    let mut frame = visit.frame("Confirm that it is you", None);
    frame.error_title = !form.is_fine();
    let typed = visit.form.iter().filter(|(name, _)| !is_proof(name) && !is_secret(name)).cloned().collect();
    Confirm { frame, form, to: visit.path.clone(), typed, demo: visit.site.settings.demo }
}

fn is_proof(name: &str) -> bool {
    matches!(name, PASSWORD | DEMO)
}

/// Asks, instead of doing what was asked for: at once for a form, and on a page of its own for a page.
pub(crate) fn ask(visit: &Visit) -> Reply {
    if visit.form.is_empty() {
        let query: Vec<String> =
            visit.query.iter().map(|(name, value)| format!("{}={}", encode(name), encode(value))).collect();
        let path = if query.is_empty() { visit.path.clone() } else { format!("{}?{}", visit.path, query.join("&")) };
        return Reply::see(format!("/confirm?next={}", encode(&path)));
    }
    let page = page(visit, Form::blank());
    Reply::page_with(StatusCode::UNAUTHORIZED, &page).unwrap_or_else(|problem| problem.answer(visit))
}

/// Reads the proof out of a form, if it brings one, and confirms. Gives the cookie of the session's new token.
///
/// # Errors
/// The answer to give instead of the handler's: the page once more, or why not at all.
pub(crate) fn take(visit: &mut Visit) -> Result<Option<String>, Result<Reply, Problem>> {
    let brings = visit.form.iter().any(|(name, _)| is_proof(name));
    let Some(who) = visit.who.clone().filter(|_| brings) else { return Ok(None) };
    refuse_long_passwords(visit).map_err(Err)?;
    let password = visit.field(PASSWORD);
    let proof = if visit.site.settings.demo { Proof::Demo } else { Proof::Typed(&password) };
    match accounts::confirm(&visit.site.app, &who, &proof, &visit.whence()) {
        Ok(token) => {
            let who = accounts::resolve(&visit.site.app, token.as_str()).map_err(|refusal| Err(refusal.into()))?;
            visit.who = who;
            visit.form.retain(|(name, _)| !is_proof(name));
            Ok(Some(session::begin(&visit.site, token.as_str())))
        }
        Err(refusal @ Refusal::Rejected(_)) => {
            let mut form = Form::blank();
            explain(&mut form, &refusal);
            Err(Reply::again(&page(visit, form)))
        }
        Err(refusal) => Err(Err(refusal.into())),
    }
}

/// The page by itself, before a page that only opens to somebody who has confirmed.
pub(crate) fn show(visit: &Visit) -> Result<Reply, Problem> {
    visit.only(&["next"])?;
    let next = visit.query("next")?.unwrap_or_default().to_owned();
    if visit.staff()?.fresh(visit.site.app.now()).is_some() {
        return Ok(Reply::see(if is_here(&next) { next } else { "/account".to_owned() }));
    }
    let typed = vec![("next".to_owned(), next)];
    Reply::page(&Confirm { typed, ..page(visit, Form::blank()) })
}

/// Goes on to where it was asked from. The proof has been taken already.
pub(crate) fn go_on(visit: &Visit) -> Result<Reply, Problem> {
    let next = visit.field("next");
    visit.fresh()?;
    Ok(Reply::see(if is_here(&next) { next } else { "/account?said=confirmed".to_owned() }))
}
