//! Somebody leaves: out at once, with everything that must still be seen to said beforehand.

use askama::Template;
use kith_app::roles::{self, OneRole};
use kith_app::{Refusal, permit};
use kith_domain::policy::act;
use kith_domain::staff::{Role, Standing};

use super::{PLACE, capital, one, service};
use crate::components::{BackLink, Button, Choice, Form, Frame};
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
    /// Whether the service would have no team lead.
    pub(crate) is_last_lead: bool,
    /// The box that says one knows.
    pub(crate) no_lead: Vec<Choice>,
    /// Cover that has to do with them, in a sentence each.
    pub(crate) covers: Vec<String>,
}

/// Cover that runs or is planned, as far as it ends with somebody's roles.
fn cover_in_words(it: &OneRole) -> impl Iterator<Item = String> {
    it.covers.iter().map(|(cover, other)| {
        let days = format!(
            "from {} to {}",
            kith_domain::time::day_in_words(cover.from),
            kith_domain::time::day_in_words(cover.until)
        );
        if cover.by == it.account.id {
            format!("They cover for {other} {days}. That ends now, and then nobody covers.")
        } else {
            format!("{other} covers for them {days}. That ends now; their people stay until they are moved.")
        }
    })
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
            is_last_lead: it.leaves_no_lead,
            no_lead: no_lead(),
            covers: cover_in_words(it).collect(),
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
    visit.read_about_accounts(|look, ctx| permit::role::<act::EndRole>(look.tx(), ctx, id).map(drop))?;
    visit.fresh()?;
    let warned = warned(visit);
    let done = visit.submit_about_accounts::<act::EndRole>(&id.to_string(), move |work, ctx| {
        let on = permit::role::<act::EndRole>(work.tx(), ctx, id)?;
        roles::end_roles(work, ctx, service, on, warned)?;
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

/// Whether it was ticked that the service will have no team lead.
pub(super) fn warned(visit: &Visit) -> roles::Warned {
    if visit.field("no_lead") == "yes" { roles::Warned::Yes } else { roles::Warned::No }
}

/// The one box to tick.
pub(super) fn no_lead() -> Vec<Choice> {
    vec![Choice::new("yes", "I know that this service will have no team lead")]
}
