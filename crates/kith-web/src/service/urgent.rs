//! Whom to ring when something cannot wait.

use askama::Template;
use kith_app::permit;
use kith_app::settings::{self, Opened, UrgentInput};
use kith_domain::policy::act;

use super::{RECORD, form, opened, settle};
use crate::components::{BackLink, Button, Form, Frame};
use crate::error::Problem;
use crate::reply::Reply;
use crate::visit::Visit;

/// The form.
#[derive(Template)]
#[template(path = "service/urgent.html")]
pub(crate) struct UrgentPage {
    pub(crate) frame: Frame,
    pub(crate) form: Form,
}

/// The form with what the service says.
pub(crate) fn filled(form: Form, it: &Opened) -> Form {
    let urgent = &it.settings.it.urgent;
    let text = |line: Option<String>| line.unwrap_or_default();
    form.prefill("phone", &text(it.service.it.phone.as_ref().map(ToString::to_string)))
        .prefill("crisis", &text(urgent.crisis.as_ref().map(ToString::to_string)))
        .prefill("adults", &text(urgent.safeguarding_adults.as_ref().map(ToString::to_string)))
        .prefill("children", &text(urgent.safeguarding_children.as_ref().map(ToString::to_string)))
        .prefill("words", &text(urgent.words.as_ref().map(ToString::to_string)))
}

fn drawn(visit: &Visit, form: Form, is_refused: bool) -> UrgentPage {
    let frame = visit.frame("When something cannot wait", Some("/service"));
    UrgentPage { frame: Frame { error_title: is_refused, ..frame }, form }
}

/// `GET /service/urgent-help`.
pub(crate) fn show(visit: &Visit) -> Result<Reply, Problem> {
    visit.only(&[])?;
    let it = opened(visit)?;
    Reply::page(&drawn(visit, filled(form(visit, &it), &it), false))
}

/// `POST /service/urgent-help`.
pub(crate) fn take(visit: &Visit) -> Result<Reply, Problem> {
    let input = UrgentInput {
        phone: visit.field("phone"),
        words: visit.field("words"),
        crisis: visit.field("crisis"),
        adults: visit.field("adults"),
        children: visit.field("children"),
    };
    let taken = visit.version().and_then(|version| {
        visit.submit::<act::ChangeService>(RECORD, move |work, ctx| {
            let permit = permit::own_service::<act::ChangeService>(ctx)?;
            settings::tell_urgent(work, ctx, &permit, version, &input)?;
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
