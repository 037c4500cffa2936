//! Saying what happened to a wait: still waiting, a place came, given up and why; and what is done meanwhile.

use askama::Template;
use kith_app::connecting::{self, Opened};
use kith_app::waits::{self, GIVEN_UP, WaitInput};
use kith_app::{Refusal, permit};
use kith_domain::directory::Connection;
use kith_domain::id::Id;
use kith_domain::need::gap::Instead;
use kith_domain::policy::act;

use super::words::lines;
use crate::components::{BackLink, Button, Choice, Form, Frame};
use crate::error::Problem;
use crate::people::frame_about;
use crate::reply::Reply;
use crate::taken::overtaken;
use crate::visit::{VERSION, Visit, explain};

/// The page.
#[derive(Template)]
#[template(path = "waits/update.html")]
pub(crate) struct WaitPage {
    frame: Frame,
    form: Form,
    to: String,
    back: (String, &'static str),
    lines: Vec<String>,
    meanwhile: Vec<Choice>,
    why: Vec<Choice>,
}

impl WaitPage {
    pub(crate) fn new(frame: Frame, opened: &Opened, now: jiff::Timestamp, form: Form) -> Self {
        let it = &opened.connection.it;
        let wait = it.waits();
        let mut meanwhile = vec![Choice::new("", "Not said")];
        meanwhile.extend(Instead::ALL.iter().map(|it| Choice::new(it.code(), it.label())));
        let said = wait.and_then(|wait| wait.meanwhile).map_or("", Instead::code);
        Self {
            form: form.prefill("meanwhile", said),
            to: format!("/connections/{}/wait", it.id),
            back: (format!("/connections/{}", it.id), "Back to the connection"),
            lines: lines(it, now),
            meanwhile,
            why: Choice::list(&GIVEN_UP),
            frame,
        }
    }
}

/// Where whoever came from the list goes back to.
const FROM_THE_LIST: &str = "waits";

impl WaitPage {
    /// For whoever came from the list of waits, and goes back there.
    pub(crate) fn back_to_the_list(self) -> Self {
        Self {
            back: ("/waits".to_owned(), "Back to the waiting lists"),
            form: self.form.carrying("back", FROM_THE_LIST),
            ..self
        }
    }
}

/// Whether somebody came from the list of waits, by the address or by the form.
fn is_from_the_list(visit: &Visit) -> Result<bool, Problem> {
    Ok(visit.query("back")? == Some(FROM_THE_LIST) || visit.field("back") == FROM_THE_LIST)
}

fn read(visit: &Visit, id: Id<Connection>) -> Result<Opened, Problem> {
    visit.read(|look, ctx| {
        permit::connection::<act::MoveConnection>(look.tx(), ctx, id)?;
        let (permit, kept) = permit::connection::<act::SeePerson>(look.tx(), ctx, id)?;
        connecting::open(look, ctx, &permit, kept)
    })
}

fn draw(visit: &Visit, opened: &Opened, form: Form) -> Result<WaitPage, Problem> {
    let title = format!("Waiting for {}", opened.to.entry.name);
    let frame = Frame { error_title: !form.is_fine(), ..frame_about(visit, &opened.person, &title) };
    let page = WaitPage::new(frame, opened, visit.site.app.now(), form);
    Ok(if is_from_the_list(visit)? { page.back_to_the_list() } else { page })
}

/// `GET /connections/{id}/wait`.
pub(crate) fn show(visit: &Visit) -> Result<Reply, Problem> {
    visit.only(&["back"])?;
    let id = visit.id::<Connection>("id")?;
    let opened = read(visit, id)?;
    let form = visit.form(&id.to_string()).carrying(VERSION, &opened.connection.version.to_string());
    Reply::page(&draw(visit, &opened, form)?)
}

/// `POST /connections/{id}/wait`.
pub(crate) fn take(visit: &Visit) -> Result<Reply, Problem> {
    let id = visit.id::<Connection>("id")?;
    let input = WaitInput {
        act: visit.field("act"),
        weeks: visit.field("weeks"),
        why: visit.field("why"),
        words: visit.field("words"),
        meanwhile: visit.field("meanwhile"),
    };
    let version = visit.version()?;
    let to = if is_from_the_list(visit)? { "/waits".to_owned() } else { format!("/connections/{id}") };
    let taken = visit.submit::<act::MoveConnection>(&id.to_string(), move |work, ctx| {
        let (permit, _) = permit::connection::<act::MoveConnection>(work.tx(), ctx, id)?;
        waits::update(work, ctx, &permit, version, &input)?;
        Ok(format!("{to}?said=connection-moved"))
    });
    let refusal = match taken {
        Ok(led) => return Ok(Reply::see(led.to)),
        Err(refusal) => refusal,
    };
    let mut form = visit.form(&id.to_string());
    if matches!(refusal, Refusal::Stale) {
        let opened = read(visit, id)?;
        let form = overtaken(form, opened.connection.version);
        return Reply::page_with(http::StatusCode::CONFLICT, &draw(visit, &opened, form)?);
    }
    if !explain(&mut form, &refusal) {
        return Err(refusal.into());
    }
    Reply::again(&draw(visit, &read(visit, id)?, form)?)
}
