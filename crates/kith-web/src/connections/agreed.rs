//! What a person agreed may be told to an organisation: written down, changed, or taken back.

use askama::Template;
use kith_app::asking::{self};
use kith_app::connecting::{self, Opened};
use kith_app::{Refusal, permit};
use kith_domain::directory::Connection;
use kith_domain::id::Id;
use kith_domain::policy::act;

use super::telling::{self, Telling};
use crate::components::{BackLink, Button, Form, Frame, Tag};
use crate::error::Problem;
use crate::people::frame_about;
use crate::reply::Reply;
use crate::taken::overtaken;
use crate::visit::{VERSION, Visit, explain};

/// The form.
#[derive(Template)]
#[template(path = "connections/agreed.html")]
pub(crate) struct AgreedPage {
    frame: Frame,
    form: Form,
    to: String,
    back: String,
    organisation: String,
    called: String,
    telling: Telling,
}

impl AgreedPage {
    /// The form for a connection.
    pub(crate) fn new(frame: Frame, opened: &Opened, form: Form) -> Self {
        let id = opened.connection.it.id;
        Self {
            frame,
            form,
            to: format!("/connections/{id}/agreed"),
            back: format!("/connections/{id}"),
            organisation: opened.organisation.name.to_string(),
            called: opened.person.identity.called().into_owned(),
            telling: Telling::new(opened.person.id, opened.organisation.id, &opened.sharing, &opened.offered_parts),
        }
    }
}

fn open(visit: &Visit, id: Id<Connection>) -> Result<Opened, Problem> {
    visit.read(|look, ctx| {
        permit::connection::<act::MoveConnection>(look.tx(), ctx, id)?;
        let (permit, kept) = permit::connection::<act::SeePerson>(look.tx(), ctx, id)?;
        connecting::open(look, ctx, &permit, kept)
    })
}

fn draw(visit: &Visit, opened: &Opened, form: Form) -> AgreedPage {
    let frame = frame_about(visit, &opened.person, "What they agreed to share");
    AgreedPage::new(Frame { error_title: !form.is_fine(), ..frame }, opened, form)
}

/// `GET /connections/{id}/agreed`.
pub(crate) fn show(visit: &Visit) -> Result<Reply, Problem> {
    visit.only(&[])?;
    let id = visit.id::<Connection>("id")?;
    let opened = open(visit, id)?;
    let form = visit.form(&id.to_string()).carrying(VERSION, &opened.connection.version.to_string());
    let form = telling::begin(form, &opened.connection.it.agreed);
    Reply::page(&draw(visit, &opened, form))
}

/// `POST /connections/{id}/agreed`.
pub(crate) fn take(visit: &Visit) -> Result<Reply, Problem> {
    let id = visit.id::<Connection>("id")?;
    let version = visit.version()?;
    let agreed = telling::typed(visit);
    let taken = visit.submit::<act::MoveConnection>(&id.to_string(), move |work, ctx| {
        let (permit, _) = permit::connection::<act::MoveConnection>(work.tx(), ctx, id)?;
        asking::agree(work, ctx, &permit, version, &agreed)?;
        Ok(format!("/connections/{id}?said=agreed-changed"))
    });
    let refusal = match taken {
        Ok(led) => return Ok(Reply::see(led.to)),
        Err(refusal) => refusal,
    };
    let mut form = visit.form(&id.to_string());
    if matches!(refusal, Refusal::Stale) {
        let opened = open(visit, id)?;
        let form = overtaken(form, opened.connection.version);
        return Reply::page_with(http::StatusCode::CONFLICT, &draw(visit, &opened, form));
    }
    if !explain(&mut form, &refusal) {
        return Err(refusal.into());
    }
    Reply::again(&draw(visit, &open(visit, id)?, form))
}
