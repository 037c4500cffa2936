//! Changing somebody's role. Whoever does it confirms first that it is them.

use askama::Template;
use kith_app::roles::{self, OneRole};
use kith_app::{Refusal, permit};
use kith_domain::policy::act;
use kith_domain::staff::{Role, Standing};

use super::{PLACE, capital, one};
use crate::components::{BackLink, Button, Choice, Form, Frame};
use crate::error::Problem;
use crate::reply::Reply;
use crate::visit::{VERSION, Visit, explain};

#[derive(Template)]
#[template(path = "roles/change.html")]
pub(crate) struct ChangePage {
    pub(crate) frame: Frame,
    pub(crate) form: Form,
    pub(crate) back: String,
    pub(crate) now: String,
    pub(crate) roles: Vec<Choice>,
    pub(crate) open_cases: i64,
    /// Whether the service would have no team lead.
    pub(crate) is_last_lead: bool,
    /// The box that says one knows.
    pub(crate) no_lead: Vec<Choice>,
}

impl ChangePage {
    pub(crate) fn new(frame: Frame, it: &OneRole, form: Form) -> Self {
        let others = roles::INVITED.iter().filter(|role| !matches!(role, Role::Practice) && **role != it.standing.role);
        Self {
            frame,
            form,
            back: format!("/people-and-roles/{}", it.standing.id),
            now: it.standing.role.label().to_owned(),
            roles: others.map(|role| Choice::new(role.code(), &capital(role.label()))).collect(),
            open_cases: it.open_cases,
            is_last_lead: it.is_last_lead,
            no_lead: super::leave::no_lead(),
        }
    }
}

fn page(visit: &Visit, form: Form) -> Result<ChangePage, Problem> {
    let id = visit.id::<Standing>("id")?;
    visit.read_about_accounts(|look, ctx| permit::role::<act::ChangeRole>(look.tx(), ctx, id).map(drop))?;
    let it = one(visit)?;
    if it.standing.service.is_none() || it.standing.ended.is_some() {
        return Err(Problem::Conflict(
            "This role has ended, or is one at a practice, and cannot be changed into another. \
             Invite them to the role they need.",
        ));
    }
    let error_title = !form.is_fine();
    let title = format!("Change the role of {}", it.standing.name);
    let frame = Frame { error_title, ..visit.frame(&title, Some(PLACE)) };
    let form = if visit.field(VERSION).is_empty() { form.carrying(VERSION, &it.version.to_string()) } else { form };
    Ok(ChangePage::new(frame, &it, form))
}

/// `GET /people-and-roles/{id}/change`.
pub(crate) fn show(visit: &Visit) -> Result<Reply, Problem> {
    visit.only(&[])?;
    let page = page(visit, visit.form(visit.param("id")))?;
    visit.fresh()?;
    Reply::page(&page)
}

/// `POST /people-and-roles/{id}/change`.
pub(crate) fn take(visit: &Visit) -> Result<Reply, Problem> {
    let id = visit.id::<Standing>("id")?;
    visit.read_about_accounts(|look, ctx| permit::role::<act::ChangeRole>(look.tx(), ctx, id).map(drop))?;
    let fresh = visit.fresh()?;
    let (role, version) = (visit.field("role"), visit.version()?);
    let warned = super::leave::warned(visit);
    let done = visit.submit_about_accounts::<act::ChangeRole>(&id.to_string(), move |work, ctx| {
        let on = permit::role::<act::ChangeRole>(work.tx(), ctx, id)?;
        if on.1.version != version {
            return Err(Refusal::Stale);
        }
        let new = roles::change_role(work, ctx, on, &fresh, &role, warned)?;
        Ok(format!("/people-and-roles/{new}?said=role-changed"))
    });
    match done {
        Ok(led) => Ok(Reply::see(led.to)),
        Err(refusal) => {
            let mut form = visit.form(&id.to_string());
            if !explain(&mut form, &refusal) {
                return Err(refusal.into());
            }
            Reply::again(&page(visit, form)?)
        }
    }
}
