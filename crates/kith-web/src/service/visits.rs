//! What is to be done when somebody who goes alone is not back and does not answer.

use askama::Template;
use kith_app::permit;
use kith_app::settings::{self, Opened};
use kith_domain::policy::act;
use kith_domain::text::Words;

use super::{RECORD, form, opened, settle};
use crate::components::{BackLink, Button, Form, Frame};
use crate::error::Problem;
use crate::reply::Reply;
use crate::visit::Visit;

/// The form.
#[derive(Template)]
#[template(path = "service/visits.html")]
pub(crate) struct VisitsPage {
    pub(crate) frame: Frame,
    pub(crate) form: Form,
}

/// The form with what the service says.
pub(crate) fn filled(form: Form, it: &Opened) -> Form {
    form.prefill("words", it.settings.it.visit_words.as_ref().map_or("", Words::as_str))
}

fn drawn(visit: &Visit, form: Form, is_refused: bool) -> VisitsPage {
    let frame = visit.frame("When somebody is not back", Some("/service"));
    VisitsPage { frame: Frame { error_title: is_refused, ..frame }, form }
}

/// `GET /service/visits`.
pub(crate) fn show(visit: &Visit) -> Result<Reply, Problem> {
    visit.only(&[])?;
    let it = opened(visit)?;
    Reply::page(&drawn(visit, filled(form(visit, &it), &it), false))
}

/// `POST /service/visits`.
pub(crate) fn take(visit: &Visit) -> Result<Reply, Problem> {
    let words = visit.field("words");
    let taken = visit.version().and_then(|version| {
        visit.submit::<act::ChangeService>(RECORD, move |work, ctx| {
            let permit = permit::own_service::<act::ChangeService>(ctx)?;
            settings::tell_visits(work, ctx, &permit, version, &words)?;
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
