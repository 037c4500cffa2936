//! Taking away a file that was attached by mistake: for whoever attached it, and for the lead, in a minute, before
//! somebody reads it.

use askama::Template;
use kith_app::{attachments, permit};
use kith_domain::attachment::Attachment;
use kith_domain::id::Id;
use kith_domain::person::Person;
use kith_domain::policy::act;
use kith_domain::time;

use crate::components::{BackLink, Button, Form, Frame};
use crate::error::Problem;
use crate::people::{Back, frame_about};
use crate::reply::Reply;
use crate::visit::{Visit, explain};

/// The page that asks why.
#[derive(Template)]
#[template(path = "files/take_away.html")]
pub(crate) struct TakeAwayPage {
    frame: Frame,
    form: Form,
    to: String,
    back: Back,
    name: String,
    about: String,
}

impl TakeAwayPage {
    /// The page.
    pub(crate) fn new(frame: Frame, person: &Person, file: &Attachment, form: Form) -> Self {
        Self {
            frame,
            form,
            to: format!("/files/{}/take-away", file.id),
            back: Back::to(person),
            name: file.name.to_string(),
            about: format!("{}, attached on {}", file.kind.label(), time::day_in_words(time::day_of(file.at))),
        }
    }
}

fn draw(visit: &Visit, id: Id<Attachment>, form: Form) -> Result<TakeAwayPage, Problem> {
    let (file, head) = visit.read(|look, ctx| {
        let (permit, kept) = permit::attachment::<act::TakeFileAway>(look.tx(), ctx, id)?;
        let head = attachments::to_take_away(look, &permit, &kept.it)?;
        Ok((kept.it, head))
    })?;
    let person = &head.person.it;
    let frame = Frame { error_title: !form.is_fine(), ..frame_about(visit, person, "Take a file away") };
    Ok(TakeAwayPage::new(frame, person, &file, form))
}

/// `GET /files/{id}/take-away`.
pub(crate) fn show(visit: &Visit) -> Result<Reply, Problem> {
    visit.only(&[])?;
    let id = visit.id::<Attachment>("id")?;
    Reply::page(&draw(visit, id, visit.form(&id.to_string()))?)
}

/// `POST /files/{id}/take-away`.
pub(crate) fn take(visit: &Visit) -> Result<Reply, Problem> {
    let id = visit.id::<Attachment>("id")?;
    let reason = visit.field("reason");
    let taken = visit.submit::<act::TakeFileAway>(&id.to_string(), move |work, ctx| {
        let (permit, kept) = permit::attachment::<act::TakeFileAway>(work.tx(), ctx, id)?;
        attachments::take_away(work, ctx, &permit, &reason)?;
        Ok(format!("/people/{}?said=file-taken-away", kept.it.person))
    });
    match taken {
        Ok(led) => Ok(Reply::see(led.to)),
        Err(refusal) => {
            let mut form = visit.form(&id.to_string());
            if !explain(&mut form, &refusal) {
                return Err(refusal.into());
            }
            Reply::again(&draw(visit, id, form)?)
        }
    }
}
