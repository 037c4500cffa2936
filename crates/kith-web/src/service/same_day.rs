//! Each practice's number for a risk that must be seen to the same day.

use askama::Template;
use kith_app::permit;
use kith_app::settings::{self, Opened};
use kith_domain::id::Id;
use kith_domain::policy::act;
use kith_domain::practice::Practice;

use super::{RECORD, form, opened, settle};
use crate::components::{BackLink, Button, Form, Frame};
use crate::error::Problem;
use crate::reply::Reply;
use crate::visit::Visit;

/// The form: a question for each practice.
#[derive(Template)]
#[template(path = "service/same_day.html")]
pub(crate) struct SameDayPage {
    pub(crate) frame: Frame,
    pub(crate) form: Form,
    /// Name of the question, and name of the practice.
    pub(crate) practices: Vec<(String, String)>,
}

/// The form with what the service says.
pub(crate) fn page(frame: Frame, form: Form, it: &Opened) -> SameDayPage {
    let mut form = form;
    let mut practices = Vec::new();
    for practice in &it.practices {
        let name = format!("contact-{}", practice.id);
        let known = it.settings.it.same_day.iter().find(|(of, _)| *of == practice.id);
        form = form.prefill(&name, known.map_or("", |(_, number)| number.as_str()));
        practices.push((name, practice.name.to_string()));
    }
    SameDayPage { frame, form, practices }
}

fn drawn(visit: &Visit, form: Form, it: &Opened, is_refused: bool) -> SameDayPage {
    let frame = visit.frame("Same-day contacts", Some("/service"));
    page(Frame { error_title: is_refused, ..frame }, form, it)
}

/// `GET /service/same-day`.
pub(crate) fn show(visit: &Visit) -> Result<Reply, Problem> {
    visit.only(&[])?;
    let it = opened(visit)?;
    Reply::page(&drawn(visit, form(visit, &it), &it, false))
}

/// `POST /service/same-day`.
pub(crate) fn take(visit: &Visit) -> Result<Reply, Problem> {
    let sent: Vec<(Id<Practice>, String)> = visit
        .form
        .iter()
        .filter_map(|(name, value)| Some((name.strip_prefix("contact-")?.parse().ok()?, value.clone())))
        .collect();
    let taken = visit.version().and_then(|version| {
        visit.submit::<act::ChangeService>(RECORD, move |work, ctx| {
            let permit = permit::own_service::<act::ChangeService>(ctx)?;
            settings::tell_same_day(work, ctx, &permit, version, &sent)?;
            Ok("/service?said=service-changed".to_owned())
        })
    });
    settle(
        visit,
        taken,
        |form, it| Reply::again(&drawn(visit, form, it, true)),
        |form, it| Reply::page_with(http::StatusCode::CONFLICT, &drawn(visit, form, it, true)),
    )
}
