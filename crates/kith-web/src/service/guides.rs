//! Guide lengths of a service: for its manager, three numbers at most. They are shown, and block nothing.

use askama::Template;
use kith_app::guides::{self, Input};
use kith_app::permit;
use kith_app::settings::Opened;
use kith_domain::policy::act;

use super::{RECORD, form, opened, settle};
use crate::components::{BackLink, Button, Form, Frame};
use crate::error::Problem;
use crate::reply::Reply;
use crate::visit::Visit;

/// The form.
#[derive(Template)]
#[template(path = "service/guides.html")]
pub(crate) struct GuidesPage {
    pub(crate) frame: Frame,
    pub(crate) form: Form,
}

/// The form with what the service says.
pub(crate) fn filled(form: Form, it: &Opened) -> Form {
    let guides = it.settings.it.guides;
    let said = |number: Option<u32>| number.map(|it| it.to_string()).unwrap_or_default();
    form.prefill("contacts", &said(guides.contacts))
        .prefill("months", &said(guides.months))
        .prefill("caseload", &said(guides.caseload))
}

fn drawn(visit: &Visit, form: Form, is_refused: bool) -> GuidesPage {
    let frame = visit.frame("Guide lengths", Some("/service"));
    GuidesPage { frame: Frame { error_title: is_refused, ..frame }, form }
}

/// `GET /service/guides`.
pub(crate) fn show(visit: &Visit) -> Result<Reply, Problem> {
    visit.only(&[])?;
    let it = opened(visit)?;
    Reply::page(&drawn(visit, filled(form(visit, &it), &it), false))
}

/// `POST /service/guides`.
pub(crate) fn take(visit: &Visit) -> Result<Reply, Problem> {
    let typed =
        Input { contacts: visit.field("contacts"), months: visit.field("months"), caseload: visit.field("caseload") };
    let taken = visit.version().and_then(|version| {
        visit.submit::<act::ChangeService>(RECORD, move |work, ctx| {
            let permit = permit::own_service::<act::ChangeService>(ctx)?;
            guides::set(work, ctx, &permit, version, &typed)?;
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
