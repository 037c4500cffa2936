//! The codes of practices that keep no accounts, for the lead or the manager: made, shown once, revoked.

use askama::Template;
use kith_app::practice_codes::{self, OfPractice};
use kith_app::{Ctx, permit};
use kith_domain::id::Id;
use kith_domain::policy::act;
use kith_domain::practice::Practice;
use kith_domain::time;

use crate::components::{BackLink, Button, Form, Frame};
use crate::error::Problem;
use crate::reply::Reply;
use crate::visit::Visit;

/// One practice.
pub(crate) struct Line {
    pub(crate) href: String,
    pub(crate) name: String,
    /// What is said of its code.
    pub(crate) code: String,
}

#[derive(Template)]
#[template(path = "practice_codes/list.html")]
pub(crate) struct List {
    pub(crate) frame: Frame,
    pub(crate) lines: Vec<Line>,
}

fn code_in_words(one: &OfPractice, name_of: impl Fn(Id<kith_domain::staff::Account>) -> String) -> String {
    match &one.code {
        Some(code) => {
            format!(
                "Has a code since {}, made by {}.",
                time::day_in_words(time::day_of(code.made)),
                name_of(code.made_by)
            )
        }
        None => "Has no code.".to_owned(),
    }
}

/// `GET /practice-codes`.
pub(crate) fn list(visit: &Visit) -> Result<Reply, Problem> {
    visit.only(&[])?;
    let it = visit.read(|look, ctx| {
        let permit = permit::own_service::<act::ManagePracticeCodes>(ctx)?;
        practice_codes::list(look, &permit)
    })?;
    let name_of = |account| it.names.get(&account).cloned().unwrap_or_else(|| "somebody no longer here".to_owned());
    let lines = it
        .practices
        .iter()
        .map(|one| Line {
            href: format!("/practice-codes/{}", one.practice.id),
            name: one.practice.name.to_string(),
            code: code_in_words(one, name_of),
        })
        .collect();
    Reply::page(&List { frame: visit.frame("Practice codes", Some("/team")), lines })
}

/// The hidden field with the code that the page shows.
const CODE: &str = "code";

#[derive(Template)]
#[template(path = "practice_codes/show.html")]
pub(crate) struct Show {
    pub(crate) frame: Frame,
    pub(crate) practice: String,
    pub(crate) base: String,
    /// Where the practice sends its referrals.
    pub(crate) address: String,
    /// A code that is not made yet.
    pub(crate) code: String,
    pub(crate) has_code: bool,
    pub(crate) make: Form,
    pub(crate) revoke: Form,
}

/// `GET /practice-codes/{id}`: a new code is shown before it works, so that it stands nowhere but here.
pub(crate) fn show(visit: &Visit) -> Result<Reply, Problem> {
    visit.only(&[])?;
    let id = visit.id::<Practice>("id")?;
    let one = visit.read(|look, ctx| {
        let permit = permit::own_service::<act::ManagePracticeCodes>(ctx)?;
        practice_codes::of_practice(look, &permit, id)
    })?;
    visit.fresh()?;
    let code = practice_codes::new_code(&Ctx::begin(&visit.seed()));
    let record = id.to_string();
    Reply::page(&Show {
        frame: visit.frame(&format!("Practice code of {}", one.practice.name), Some("/team")),
        practice: one.practice.name.to_string(),
        base: format!("/practice-codes/{id}"),
        address: format!("{}/ask-for-support", visit.site.base()),
        has_code: one.code.is_some(),
        make: visit.fresh_form(&record).carrying(CODE, &code),
        revoke: visit.fresh_form(&record),
        code,
    })
}

/// `POST /practice-codes/{id}`.
pub(crate) fn make(visit: &Visit) -> Result<Reply, Problem> {
    let id = visit.id::<Practice>("id")?;
    visit.read(|_, ctx| permit::own_service::<act::ManagePracticeCodes>(ctx).map(drop))?;
    if visit.fresh().is_err() {
        // No code that was shown is shown again: after the confirmation there is a new one.
        return Ok(Reply::see(format!("/practice-codes/{id}")));
    }
    let code = visit.field(CODE);
    let led = visit.submit::<act::ManagePracticeCodes>(&id.to_string(), move |work, ctx| {
        let permit = permit::own_service::<act::ManagePracticeCodes>(ctx)?;
        practice_codes::make(work, ctx, &permit, id, &code)?;
        Ok("/practice-codes?said=code-made".to_owned())
    })?;
    Ok(Reply::see(led.to))
}

/// `POST /practice-codes/{id}/revoke`.
pub(crate) fn revoke(visit: &Visit) -> Result<Reply, Problem> {
    let id = visit.id::<Practice>("id")?;
    let led = visit.submit::<act::ManagePracticeCodes>(&id.to_string(), move |work, ctx| {
        let permit = permit::own_service::<act::ManagePracticeCodes>(ctx)?;
        practice_codes::revoke(work, ctx, &permit, id)?;
        Ok("/practice-codes?said=code-revoked".to_owned())
    })?;
    Ok(Reply::see(led.to))
}
