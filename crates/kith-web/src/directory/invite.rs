//! Inviting somebody to speak for the organisation of an entry: for the lead and the service manager, in a minute.

use askama::Template;
use kith_app::roles;
use kith_app::{connecting, permit};
use kith_domain::directory::CommunityService;
use kith_domain::policy::act;

use crate::components::{BackLink, Button, Form, Frame};
use crate::error::Problem;
use crate::hand_over::delivery;
use crate::reply::Reply;
use crate::roles::invite::{invited, said_of};
use crate::visit::{Visit, explain};

/// The page.
#[derive(Template)]
#[template(path = "directory/invite.html")]
pub(crate) struct InvitePage {
    frame: Frame,
    form: Form,
    to: String,
    back: (String, String),
    organisation: String,
}

impl InvitePage {
    /// The page for the organisation of an entry.
    pub(crate) fn new(frame: Frame, id: &str, (entry, organisation): (&str, &str), form: Form) -> Self {
        Self {
            frame: Frame { error_title: !form.is_fine(), ..frame },
            form,
            to: format!("/directory/{id}/invite"),
            back: (format!("/directory/{id}"), entry.to_owned()),
            organisation: organisation.to_owned(),
        }
    }
}

fn page(visit: &Visit, form: Form) -> Result<InvitePage, Problem> {
    let id = visit.id::<CommunityService>("id")?;
    let (service, organisation) = visit.read(|look, ctx| {
        permit::own_service::<act::InviteOrganisation>(ctx)?;
        let directory = permit::directory::<act::SeeDirectory>(ctx)?;
        connecting::entry(look, &directory, id)
    })?;
    let title = format!("Invite somebody of {}", organisation.name);
    let frame = visit.frame(&title, Some("/directory"));
    let names = (service.entry.name.as_str(), organisation.name.as_str());
    Ok(InvitePage::new(frame, &id.to_string(), names, form))
}

/// `GET /directory/{id}/invite`.
pub(crate) fn show(visit: &Visit) -> Result<Reply, Problem> {
    visit.only(&[])?;
    Reply::page(&page(visit, visit.form(visit.param("id")))?)
}

/// `POST /directory/{id}/invite`.
pub(crate) fn take(visit: &Visit) -> Result<Reply, Problem> {
    let id = visit.id::<CommunityService>("id")?;
    // A link that makes somebody an account opens as much as a password does.
    let may = || visit.read_about_accounts(|_, ctx| permit::own_service::<act::InviteOrganisation>(ctx).map(drop));
    may()?;
    visit.fresh()?;
    let (name, email) = (visit.field("name"), visit.field("email"));
    let delivery = delivery(visit, may)?;
    let (how, said) = (delivery.clone(), said_of(&delivery, "invited"));
    let done = visit.submit_about_accounts::<act::InviteOrganisation>(&id.to_string(), move |work, ctx| {
        let permit = permit::own_service::<act::InviteOrganisation>(ctx)?;
        roles::invite_of_organisation(work, ctx, &permit, id, (&name, &email), &how)?;
        Ok(format!("/directory/{id}?said={said}"))
    });
    match done {
        Ok(led) => invited(visit, &led, &delivery, (&visit.field("name"), &visit.field("email"))),
        Err(refusal) => {
            let mut form = visit.form(visit.param("id"));
            if !explain(&mut form, &refusal) {
                return Err(refusal.into());
            }
            Reply::again(&page(visit, form)?)
        }
    }
}
