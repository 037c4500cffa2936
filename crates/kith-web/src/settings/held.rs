//! E-mail that is held after a restore: an administrator lets it go or throws it away, all of it or some.

use askama::Template;
use kith_app::held::{self, Settle, Which};
use kith_app::permit;
use kith_app::store::Letter;
use kith_domain::policy::act;
use kith_domain::rejection::Rejection;
use kith_domain::time::moment_in_words;

use crate::components::{BackLink, Button, Choice, Form, Frame};
use crate::error::Problem;
use crate::reply::Reply;
use crate::visit::{Visit, explain};

/// The page.
#[derive(Template)]
#[template(path = "settings/held.html")]
pub(crate) struct HeldPage {
    pub(crate) frame: Frame,
    pub(crate) form: Form,
    pub(crate) letters: Vec<Choice>,
}

impl HeldPage {
    pub(crate) fn new(frame: Frame, letters: &[Letter], form: Form) -> Self {
        let choice = |letter: &Letter| {
            let to = if letter.recipient.is_empty() { "a colleague" } else { letter.recipient.as_str() };
            let id = kith_domain::id::Id::<Letter>::from_uuid(letter.id).to_string();
            Choice::new(&id, &format!("{}, to {to}", what(&letter.kind)))
                .hint(&format!("Written {}", moment_in_words(letter.made)))
        };
        Self { frame, form, letters: letters.iter().map(choice).collect() }
    }
}

/// A kind of letter in words.
fn what(kind: &str) -> &'static str {
    match kind {
        "invitation" => "An invitation",
        "reset" => "A link to choose a new password",
        "account" => "News about an account",
        "request" => "A request to an organisation",
        "introduction" => "An introduction to an organisation",
        "question" => "A notice that a question waits",
        "message-back" => "A notice that a message is there",
        "message-text" => "A message back, as text",
        "concern" => "A notice that a concern waits",
        _ => "Another e-mail",
    }
}

/// The form is for the service as a whole, and no one record of it.
const RECORD: &str = "";

fn page(visit: &Visit, form: Form) -> Result<HeldPage, Problem> {
    let letters = visit.read_about_accounts(|look, ctx| {
        let permit = permit::own_service::<act::SettleLetters>(ctx)?;
        held::list(look, &permit)
    })?;
    let error_title = !form.is_fine();
    let frame = Frame { error_title, ..visit.frame("E-mail held after a restore", Some("/settings")) };
    Ok(HeldPage::new(frame, &letters, form))
}

/// `GET /settings/held-e-mail`.
pub(crate) fn show(visit: &Visit) -> Result<Reply, Problem> {
    visit.only(&[])?;
    Reply::page(&page(visit, visit.form(RECORD))?)
}

/// `POST /settings/held-e-mail`.
pub(crate) fn take(visit: &Visit) -> Result<Reply, Problem> {
    let (settle, all, said) = match visit.field("do").as_str() {
        "release" => (Some(Settle::Release), false, "letters-released"),
        "release-all" => (Some(Settle::Release), true, "letters-released"),
        "throw-away" => (Some(Settle::ThrowAway), false, "letters-thrown-away"),
        "throw-all-away" => (Some(Settle::ThrowAway), true, "letters-thrown-away"),
        // Said once the policy has said that they may.
        _ => (None, false, ""),
    };
    let which = if all { Which::All } else { Which::These(visit.fields("which")) };
    let done = visit.submit_about_accounts::<act::SettleLetters>(RECORD, move |work, ctx| {
        let permit = permit::own_service::<act::SettleLetters>(ctx)?;
        let settle = settle.ok_or_else(|| Rejection::new("held.no_button", "Press one of the buttons below."))?;
        held::settle(work, ctx, &permit, settle, &which)?;
        Ok(format!("/settings/held-e-mail?said={said}"))
    });
    match done {
        Ok(led) => Ok(Reply::see(led.to)),
        Err(refusal) => {
            let mut form = visit.form(RECORD);
            if !explain(&mut form, &refusal) {
                return Err(refusal.into());
            }
            Reply::again(&page(visit, form)?)
        }
    }
}
