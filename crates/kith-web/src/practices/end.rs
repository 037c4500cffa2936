//! Ending that a practice refers to the service, with what is open said first; and beginning again.

use askama::Template;
use kith_app::practices::{self as room, Opened};
use kith_app::store::Unfinished;
use kith_app::{Refusal, permit};
use kith_domain::policy::act;
use kith_domain::practice::Practice;

use super::change::settle;
use super::opened;
use crate::components::{BackLink, Button, Form, Frame};
use crate::error::Problem;
use crate::reply::Reply;
use crate::visit::{VERSION, Visit};

#[derive(Template)]
#[template(path = "practices/end.html")]
pub(crate) struct EndPage {
    pub(crate) frame: Frame,
    pub(crate) form: Form,
    pub(crate) here: String,
    pub(crate) name: String,
    /// What is open with it, a sentence each.
    pub(crate) open: Vec<String>,
}

/// What is open with a practice, in words.
fn open_in_words(name: &str, open: Unfinished, accounts: i64, has_code: bool) -> Vec<String> {
    let mut said = Vec::new();
    match open.referrals {
        0 => {}
        1 => said
            .push(format!("1 referral of {name} is in the queue. It stays there, and {name} can read nothing of it.")),
        more => {
            said.push(format!(
                "{more} referrals of {name} are in the queue. They stay there, and {name} can read nothing of them."
            ));
        }
    }
    match open.cases {
        0 => {}
        1 => said.push(format!("A link worker supports 1 person whom {name} referred. That goes on.")),
        more => said.push(format!("Link workers support {more} people whom {name} referred. That goes on.")),
    }
    match accounts {
        0 => {}
        1 => said.push(format!("1 person at {name} has an account. They no longer see anything of this service.")),
        more => {
            said.push(format!("{more} people at {name} have an account. They no longer see anything of this service."))
        }
    }
    if has_code {
        said.push("Its practice code stops at once.".to_owned());
    }
    said
}

impl EndPage {
    pub(crate) fn new(frame: Frame, it: &Opened, form: Form) -> Self {
        let practice = &it.known.it.practice;
        let name = practice.name.to_string();
        Self {
            frame: Frame { error_title: !form.is_fine(), ..frame },
            open: open_in_words(&name, it.unfinished, it.accounts, it.has_code),
            here: format!("/practices/{}", practice.id),
            form,
            name,
        }
    }
}

fn page(visit: &Visit, form: Form) -> Result<EndPage, Problem> {
    let it = opened(visit)?;
    if it.known.it.relation.ended.is_some() {
        return Err(Problem::Conflict("This practice has ended already. Nothing was changed."));
    }
    let form =
        if visit.field(VERSION).is_empty() { form.carrying(VERSION, &it.known.version.to_string()) } else { form };
    let title = format!("End that {} refers here", it.known.it.practice.name);
    Ok(EndPage::new(visit.frame(&title, Some("/service")), &it, form))
}

/// `GET /practices/{id}/end`.
pub(crate) fn show(visit: &Visit) -> Result<Reply, Problem> {
    visit.only(&[])?;
    visit.read(|_, ctx| permit::own_service::<act::AgreePractice>(ctx).map(drop))?;
    Reply::page(&page(visit, visit.form(visit.param("id")))?)
}

/// `POST /practices/{id}/end`.
pub(crate) fn take(visit: &Visit) -> Result<Reply, Problem> {
    let id = visit.id::<Practice>("id")?;
    visit.read(|_, ctx| permit::own_service::<act::AgreePractice>(ctx).map(drop))?;
    opened(visit)?;
    let (why, version) = (visit.field("why"), visit.version()?);
    let taken = visit.submit::<act::AgreePractice>(&id.to_string(), move |work, ctx| {
        let permit = permit::own_service::<act::AgreePractice>(ctx)?;
        room::end(work, ctx, &permit, (id, version), &why)?;
        Ok(format!("/practices/{id}?said=practice-ended"))
    });
    settle(visit, taken, |form| page(visit, form))
}

/// `POST /practices/{id}/again`.
pub(crate) fn again(visit: &Visit) -> Result<Reply, Problem> {
    let id = visit.id::<Practice>("id")?;
    let version = visit.version()?;
    let led = visit.submit::<act::AgreePractice>(&id.to_string(), move |work, ctx| {
        let permit = permit::own_service::<act::AgreePractice>(ctx)?;
        room::begin_again(work, ctx, &permit, (id, version))?;
        Ok::<_, Refusal>(format!("/practices/{id}?said=practice-again"))
    })?;
    Ok(Reply::see(led.to))
}
