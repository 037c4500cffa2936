//! Adding a practice, and changing what it is called and where e-mail reaches it.

use askama::Template;
use http::StatusCode;
use kith_app::practices::{self as room, Input};
use kith_app::{Led, Refusal, permit};
use kith_domain::policy::act;
use kith_domain::practice::Practice;

use super::opened;
use crate::components::{BackLink, Button, Form, Frame};
use crate::error::Problem;
use crate::reply::Reply;
use crate::taken::overtaken;
use crate::visit::{VERSION, Visit, explain};

#[derive(Template)]
#[template(path = "practices/write.html")]
pub(crate) struct WritePage {
    pub(crate) frame: Frame,
    pub(crate) form: Form,
    pub(crate) to: String,
    pub(crate) back: (String, String),
    /// Whether it is a new one, so that its code is asked.
    pub(crate) is_new: bool,
}

/// What a form about a new practice is drawn for.
const NEW: &str = "new-practice";

fn new_page(visit: &Visit, form: Form) -> WritePage {
    let frame = Frame { error_title: !form.is_fine(), ..visit.frame("Add a practice", Some("/service")) };
    WritePage {
        frame,
        form,
        to: "/practices/new".to_owned(),
        back: ("/practices".to_owned(), "Practices".to_owned()),
        is_new: true,
    }
}

fn input(visit: &Visit) -> Input {
    Input { name: visit.field("name"), ods_code: visit.field("ods_code"), email: visit.field("email") }
}

/// `GET /practices/new`.
pub(crate) fn show_new(visit: &Visit) -> Result<Reply, Problem> {
    visit.only(&[])?;
    visit.read(|_, ctx| permit::own_service::<act::AgreePractice>(ctx).map(drop))?;
    visit.fresh()?;
    Reply::page(&new_page(visit, visit.form(NEW)))
}

/// `POST /practices/new`.
pub(crate) fn take_new(visit: &Visit) -> Result<Reply, Problem> {
    visit.read(|_, ctx| permit::own_service::<act::AgreePractice>(ctx).map(drop))?;
    let fresh = visit.fresh()?;
    let input = input(visit);
    let taken = visit.submit::<act::AgreePractice>(NEW, move |work, ctx| {
        let permit = permit::own_service::<act::AgreePractice>(ctx)?;
        let id = room::add(work, ctx, &permit, &fresh, &input)?;
        Ok(format!("/practices/{id}?said=practice-added"))
    });
    match taken {
        Ok(led) => Ok(Reply::see(led.to)),
        Err(refusal) => {
            let mut form = visit.form(NEW);
            if !explain(&mut form, &refusal) {
                return Err(refusal.into());
            }
            Reply::again(&new_page(visit, form))
        }
    }
}

fn page(visit: &Visit, form: Form) -> Result<WritePage, Problem> {
    let it = opened(visit)?;
    let practice = &it.known.it.practice;
    let form =
        if visit.field(VERSION).is_empty() { form.carrying(VERSION, &it.known.version.to_string()) } else { form };
    let form = form
        .prefill("name", practice.name.as_str())
        .prefill("email", practice.email.as_ref().map_or("", |email| email.as_str()));
    let title = format!("Change {}", practice.name);
    Ok(WritePage {
        frame: Frame { error_title: !form.is_fine(), ..visit.frame(&title, Some("/service")) },
        form,
        to: format!("/practices/{}/change", practice.id),
        back: (format!("/practices/{}", practice.id), practice.name.to_string()),
        is_new: false,
    })
}

/// `GET /practices/{id}/change`.
pub(crate) fn show(visit: &Visit) -> Result<Reply, Problem> {
    visit.only(&[])?;
    visit.read(|_, ctx| permit::own_service::<act::KeepPractice>(ctx).map(drop))?;
    let page = page(visit, visit.form(visit.param("id")))?;
    visit.fresh()?;
    Reply::page(&page)
}

/// `POST /practices/{id}/change`.
pub(crate) fn take(visit: &Visit) -> Result<Reply, Problem> {
    let id = visit.id::<Practice>("id")?;
    visit.read(|_, ctx| permit::own_service::<act::KeepPractice>(ctx).map(drop))?;
    opened(visit)?;
    let fresh = visit.fresh()?;
    let (input, version) = (input(visit), visit.version()?);
    let taken = visit.submit::<act::KeepPractice>(&id.to_string(), move |work, ctx| {
        let permit = permit::own_service::<act::KeepPractice>(ctx)?;
        room::change(work, ctx, &permit, &fresh, (id, version), &input)?;
        Ok(format!("/practices/{id}?said=practice-changed"))
    });
    settle(visit, taken, |form| page(visit, form))
}

/// On to the page, or the form again; a change that somebody else made meanwhile is said.
pub(super) fn settle<T: Template>(
    visit: &Visit,
    taken: Result<Led, Refusal>,
    draw: impl FnOnce(Form) -> Result<T, Problem>,
) -> Result<Reply, Problem> {
    let refusal = match taken {
        Ok(led) => return Ok(Reply::see(led.to)),
        Err(refusal) => refusal,
    };
    let mut form = visit.form(visit.param("id"));
    if matches!(refusal, Refusal::Stale) {
        let version = opened(visit)?.known.version;
        return Reply::page_with(StatusCode::CONFLICT, &draw(overtaken(form, version))?);
    }
    if !explain(&mut form, &refusal) {
        return Err(refusal.into());
    }
    Reply::again(&draw(form)?)
}
