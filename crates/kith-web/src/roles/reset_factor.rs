//! Resetting somebody's lost second factor. Whoever does it confirms first that it is them.

use askama::Template;
use kith_app::{Refusal, accounts, permit};
use kith_domain::policy::act;
use kith_domain::staff::Standing;

use super::{PLACE, one};
use crate::components::{BackLink, Button, Form, Frame};
use crate::error::Problem;
use crate::reply::Reply;
use crate::visit::{Visit, explain};

#[derive(Template)]
#[template(path = "roles/reset_factor.html")]
pub(crate) struct ResetPage {
    pub(crate) frame: Frame,
    pub(crate) form: Form,
    pub(crate) back: String,
    pub(crate) has_factor: bool,
}

fn page(visit: &Visit, form: Form) -> Result<ResetPage, Problem> {
    let id = visit.id::<Standing>("id")?;
    visit.read_about_accounts(|look, ctx| permit::role::<act::ResetFactor>(look.tx(), ctx, id).map(drop))?;
    let it = one(visit)?;
    let error_title = !form.is_fine();
    let title = format!("Reset the second factor of {}", it.standing.name);
    let frame = Frame { error_title, ..visit.frame(&title, Some(PLACE)) };
    Ok(ResetPage { frame, form, back: format!("/people-and-roles/{id}"), has_factor: it.has_factor })
}

/// `GET /people-and-roles/{id}/reset-factor`.
pub(crate) fn show(visit: &Visit) -> Result<Reply, Problem> {
    visit.only(&[])?;
    let page = page(visit, visit.form(visit.param("id")))?;
    visit.fresh()?;
    Reply::page(&page)
}

/// `POST /people-and-roles/{id}/reset-factor`.
pub(crate) fn take(visit: &Visit) -> Result<Reply, Problem> {
    let id = visit.id::<Standing>("id")?;
    visit.read_about_accounts(|look, ctx| permit::role::<act::ResetFactor>(look.tx(), ctx, id).map(drop))?;
    let fresh = visit.fresh()?;
    let done = visit.submit_about_accounts::<act::ResetFactor>(&id.to_string(), move |work, ctx| {
        let on = permit::role::<act::ResetFactor>(work.tx(), ctx, id)?;
        accounts::reset_factor(work, ctx, &on, &fresh)?;
        Ok(format!("/people-and-roles/{id}?said=factor-reset"))
    });
    match done {
        Ok(led) => Ok(Reply::see(led.to)),
        Err(refusal @ Refusal::Rejected(_)) => {
            let mut form = visit.fresh_form(&id.to_string());
            explain(&mut form, &refusal);
            Reply::again(&page(visit, form)?)
        }
        Err(refusal) => Err(refusal.into()),
    }
}
