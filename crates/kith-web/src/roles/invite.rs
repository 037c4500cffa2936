//! Inviting somebody, sending an invitation again, withdrawing it.

use askama::Template;
use kith_app::roles::{self, Input};
use kith_app::{Delivery, Led, permit};
use kith_domain::invitation::{HOURS, Invitation};
use kith_domain::policy::act;
use kith_domain::practice::Practice;
use kith_domain::staff::Role;

use super::{PLACE, capital};
use crate::components::{BackLink, Button, Choice, Form, Frame};
use crate::error::Problem;
use crate::hand_over::{HandOver, delivery, link};
use crate::reply::Reply;
use crate::visit::{Visit, explain};

#[derive(Template)]
#[template(path = "roles/invite.html")]
pub(crate) struct InvitePage {
    pub(crate) frame: Frame,
    pub(crate) form: Form,
    pub(crate) roles: Vec<Choice>,
    /// Whether a practice may be named that is new here.
    pub(crate) may_add: bool,
    /// Codes and names of the practices that are known.
    pub(crate) practices: Vec<String>,
}

impl InvitePage {
    pub(crate) fn new(frame: Frame, viewer: Role, practices: &[Practice], form: Form) -> Self {
        let roles = roles::may_give(viewer)
            .iter()
            .map(|role| Choice::new(role.code(), &capital(role.label())).hint(does(*role)));
        Self {
            frame,
            form,
            may_add: viewer != Role::TeamLead,
            roles: roles.collect(),
            practices: practices.iter().map(|one| format!("{}: {}", one.ods_code.as_str(), one.name)).collect(),
        }
    }
}

/// What somebody in a role can do, in a few words.
const fn does(role: Role) -> &'static str {
    match role {
        Role::LinkWorker => "Supports the people allocated to them, and sees their records",
        Role::TeamLead => "Looks at referrals, allocates them, and sees the team’s records",
        Role::ServiceManager => "Runs the service: counts and roles, no record",
        Role::Practice => "Refers people from a GP practice, and sees what became of it",
        Role::Organisation => "Speaks for a community organisation",
        Role::Commissioner => "Sees what was missing, in counts, and the directory; no record of anybody",
        Role::Evaluator => "Sees what was missing, in counts, and the directory; no record of anybody",
        Role::Administrator => "Keeps Kith running: settings and roles, no record",
    }
}

/// What the form is about.
const RECORD: &str = "invite";

fn page(visit: &Visit, form: Form) -> Result<InvitePage, Problem> {
    let practices = visit.read_about_accounts(|look, ctx| {
        let permit = permit::own_service::<act::Invite>(ctx)?;
        roles::practices(look, &permit)
    })?;
    let error_title = !form.is_fine();
    let frame = Frame { error_title, ..visit.frame("Invite somebody", Some(PLACE)) };
    Ok(InvitePage::new(frame, visit.staff()?.role(), &practices, form))
}

/// `GET /people-and-roles/invite`.
pub(crate) fn show(visit: &Visit) -> Result<Reply, Problem> {
    visit.only(&[])?;
    Reply::page(&page(visit, visit.form(RECORD))?)
}

/// `POST /people-and-roles/invite`.
pub(crate) fn take(visit: &Visit) -> Result<Reply, Problem> {
    // A link that makes somebody an account opens as much as a password does.
    visit.read_about_accounts(|_, ctx| permit::own_service::<act::Invite>(ctx).map(drop))?;
    visit.fresh()?;
    let input = Input {
        email: visit.field("email"),
        name: visit.field("name"),
        role: visit.field("role"),
        practice: visit.field("practice"),
        practice_name: visit.field("practice_name"),
    };
    let delivery =
        delivery(visit, || visit.read_about_accounts(|_, ctx| permit::own_service::<act::Invite>(ctx).map(drop)))?;
    let (how, said) = (delivery.clone(), said_of(&delivery, "invited"));
    let done = visit.submit_about_accounts::<act::Invite>(RECORD, move |work, ctx| {
        let permit = permit::own_service::<act::Invite>(ctx)?;
        roles::invite(work, ctx, &permit, &input, &how)?;
        Ok(format!("/people-and-roles?said={said}"))
    });
    match done {
        Ok(led) => invited(visit, &led, &delivery, (&visit.field("name"), &visit.field("email"))),
        Err(refusal) => {
            let mut form = visit.form(RECORD);
            if !explain(&mut form, &refusal) {
                return Err(refusal.into());
            }
            Reply::again(&page(visit, form)?)
        }
    }
}

/// What a page says when the form has led on.
pub(crate) fn said_of(delivery: &Delivery, by_mail: &'static str) -> &'static str {
    if delivery.shown().is_some() { "link-shown" } else { by_mail }
}

/// The answer to an invitation that was made: where it led, or the link to hand over. Sent twice, nothing more was made,
/// and what the first answer showed cannot be shown again.
pub(crate) fn invited(
    visit: &Visit,
    led: &Led,
    delivery: &Delivery,
    (name, email): (&str, &str),
) -> Result<Reply, Problem> {
    let Some(secret) = delivery.shown().filter(|_| !led.again) else { return Ok(Reply::see(led.to.clone())) };
    Reply::page(&HandOver {
        frame: visit.frame("Hand over the invitation", None),
        whom: format!("Hand this link to {name} ({email}) yourself."),
        link: link(visit, "/join/", secret),
        works: format!("It works once, for {HOURS} hours. With it they choose their own password."),
        lost: "If it is lost, or gets into other hands, withdraw the invitation or make a new link: the old one ends.",
        on: led.to.split('?').next().unwrap_or_default().to_owned(),
    })
}

/// Where invitations stand for whoever came.
fn place(visit: &Visit) -> Result<&'static str, Problem> {
    Ok(if visit.staff()?.role() == Role::Practice { crate::colleagues::HERE } else { PLACE })
}

/// `POST /invitations/{id}/send-again`.
pub(crate) fn send_again(visit: &Visit) -> Result<Reply, Problem> {
    let id = visit.id::<Invitation>("id")?;
    let place = place(visit)?;
    let (_, before) =
        visit.read_about_accounts(|look, ctx| permit::invitation::<act::SettleInvitation>(look.tx(), ctx, id))?;
    let delivery = delivery(visit, || Ok(()))?;
    let (how, said) = (delivery.clone(), said_of(&delivery, "invited-again"));
    let done = visit.submit_about_accounts::<act::SettleInvitation>(&id.to_string(), move |work, ctx| {
        let on = permit::invitation::<act::SettleInvitation>(work.tx(), ctx, id)?;
        roles::send_again(work, ctx, on, &how)?;
        Ok(format!("{place}?said={said}"))
    })?;
    invited(visit, &done, &delivery, (before.it.name.as_str(), before.it.email.as_str()))
}

/// `POST /invitations/{id}/withdraw`.
pub(crate) fn withdraw(visit: &Visit) -> Result<Reply, Problem> {
    let id = visit.id::<Invitation>("id")?;
    let place = place(visit)?;
    let done = visit.submit_about_accounts::<act::SettleInvitation>(&id.to_string(), move |work, ctx| {
        let on = permit::invitation::<act::SettleInvitation>(work.tx(), ctx, id)?;
        roles::withdraw(work, ctx, on)?;
        Ok(format!("{place}?said=invitation-withdrawn"))
    })?;
    Ok(Reply::see(done.to))
}
