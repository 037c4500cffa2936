//! Somebody leaves: out at once, with everything that must still be seen to said beforehand.

use askama::Template;
use kith_app::roles::{self, OneRole};
use kith_app::{Refusal, permit};
use kith_domain::policy::act;
use kith_domain::staff::{Role, Standing};

use super::{PLACE, capital, one, service};
use crate::components::{BackLink, Button, Form, Frame};
use crate::error::Problem;
use crate::reply::Reply;
use crate::visit::{Visit, explain};

#[derive(Template)]
#[template(path = "roles/leave.html")]
pub(crate) struct LeavePage {
    pub(crate) frame: Frame,
    pub(crate) form: Form,
    pub(crate) back: String,
    pub(crate) ending: Vec<String>,
    pub(crate) open_cases: i64,
    pub(crate) may_see_team: bool,
}

impl LeavePage {
    pub(crate) fn new(frame: Frame, it: &OneRole, may_see_team: bool, form: Form) -> Self {
        let open = std::iter::once(&it.standing).chain(&it.others).filter(|one| one.ended.is_none());
        Self {
            frame,
            form,
            back: format!("/people-and-roles/{}", it.standing.id),
            ending: open.map(|one| capital(one.role.label())).collect(),
            open_cases: it.open_cases,
            may_see_team,
        }
    }
}

fn page(visit: &Visit, form: Form) -> Result<LeavePage, Problem> {
    let id = visit.id::<Standing>("id")?;
    visit.read_about_accounts(|look, ctx| permit::role::<act::EndRole>(look.tx(), ctx, id).map(drop))?;
    let it = one(visit)?;
    let error_title = !form.is_fine();
    let title = format!("{} is leaving", it.standing.name);
    let frame = Frame { error_title, ..visit.frame(&title, Some(PLACE)) };
    let may_see_team = matches!(visit.staff()?.role(), Role::ServiceManager);
    Ok(LeavePage::new(frame, &it, may_see_team, form))
}

/// `GET /people-and-roles/{id}/leave`.
pub(crate) fn show(visit: &Visit) -> Result<Reply, Problem> {
    visit.only(&[])?;
    Reply::page(&page(visit, visit.form(visit.param("id")))?)
}

/// `POST /people-and-roles/{id}/leave`.
pub(crate) fn take(visit: &Visit) -> Result<Reply, Problem> {
    let id = visit.id::<Standing>("id")?;
    let service = service(visit).map_err(|_| Problem::NotFound)?;
    let done = visit.submit_about_accounts::<act::EndRole>(&id.to_string(), move |work, ctx| {
        let on = permit::role::<act::EndRole>(work.tx(), ctx, id)?;
        roles::end_roles(work, ctx, service, on)?;
        Ok(format!("/people-and-roles/{id}?said=left"))
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
