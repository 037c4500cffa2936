//! Whether the public door is open, and what people read while it is not.

use askama::Template;
use kith_app::permit;
use kith_app::settings::{self, Opened};
use kith_domain::policy::act;

use super::{RECORD, form, opened, settle};
use crate::components::{BackLink, Button, Choice, Form, Frame};
use crate::error::Problem;
use crate::reply::Reply;
use crate::visit::Visit;

/// The form.
#[derive(Template)]
#[template(path = "service/door.html")]
pub(crate) struct DoorPage {
    pub(crate) frame: Frame,
    pub(crate) form: Form,
    pub(crate) choices: Vec<Choice>,
}

impl DoorPage {
    /// The form as it stands.
    pub(crate) fn new(frame: Frame, form: Form) -> Self {
        let choices =
            Choice::list(&[("open", "Open: anybody can ask for support"), ("closed", "Closed for the moment")]);
        Self { frame, form, choices }
    }
}

/// The form with what the service says.
pub(crate) fn filled(form: Form, it: &Opened) -> Form {
    let closed = it.settings.it.door_closed.as_ref();
    form.prefill("door", if closed.is_some() { "closed" } else { "open" })
        .prefill("words", &closed.map(ToString::to_string).unwrap_or_default())
}

fn drawn(visit: &Visit, form: Form, is_refused: bool) -> DoorPage {
    let frame = visit.frame("The public door", Some("/service"));
    DoorPage::new(Frame { error_title: is_refused, ..frame }, form)
}

/// `GET /service/door`.
pub(crate) fn show(visit: &Visit) -> Result<Reply, Problem> {
    visit.only(&[])?;
    let it = opened(visit)?;
    Reply::page(&drawn(visit, filled(form(visit, &it), &it), false))
}

/// `POST /service/door`.
pub(crate) fn take(visit: &Visit) -> Result<Reply, Problem> {
    let (door, words) = (visit.field("door"), visit.field("words"));
    let taken = visit.version().and_then(|version| {
        visit.submit::<act::ChangeService>(RECORD, move |work, ctx| {
            let permit = permit::own_service::<act::ChangeService>(ctx)?;
            settings::set_door(work, ctx, &permit, version, (&door, &words))?;
            Ok("/service?said=service-changed".to_owned())
        })
    });
    settle(
        visit,
        taken,
        |form, _| Reply::again(&drawn(visit, form, true)),
        |form, _| Reply::page_with(http::StatusCode::CONFLICT, &drawn(visit, form, true)),
    )
}
