//! How often a contact asks what was done. The lead or the manager changes it in one press, and the change is dated: it
//! shapes what is answered, so that whoever reads the answers must know of it.

use askama::Template;
use kith_app::permit;
use kith_app::settings::Opened;
use kith_app::what_we_did;
use kith_domain::policy::act;
use kith_domain::support::asking::Share;

use super::{RECORD, form, opened_for, settle_for};
use crate::components::{BackLink, Button, Choice, Form, Frame};
use crate::error::Problem;
use crate::reply::Reply;
use crate::visit::Visit;

/// Where it is changed.
pub(super) const AT: &str = "/service/asking";
/// What it is called.
pub(crate) const TITLE: &str = "Whether a contact asks what was done";

/// The form.
#[derive(Template)]
#[template(path = "service/asking.html")]
pub(crate) struct AskingPage {
    frame: Frame,
    form: Form,
    shares: Vec<Choice>,
}

impl AskingPage {
    /// The form as it stands.
    pub(crate) fn new(frame: Frame, form: Form, it: &Opened) -> Self {
        let shares =
            Share::ALL.iter().map(|(share, label)| Choice::new(&share.hundredths().to_string(), label)).collect();
        let form = form.prefill("asking", &it.settings.it.asking.hundredths().to_string());
        Self { frame, form, shares }
    }
}

fn drawn(visit: &Visit, form: Form, it: &Opened, is_refused: bool) -> AskingPage {
    let frame = visit.frame(TITLE, Some("/service"));
    AskingPage::new(Frame { error_title: is_refused, ..frame }, form, it)
}

/// `GET /service/asking`.
pub(crate) fn show(visit: &Visit) -> Result<Reply, Problem> {
    visit.only(&[])?;
    let it = opened_for::<act::ChangeWays>(visit)?;
    Reply::page(&drawn(visit, form(visit, &it), &it, false))
}

/// `POST /service/asking`.
pub(crate) fn take(visit: &Visit) -> Result<Reply, Problem> {
    let share = visit.field("asking");
    let taken = visit.version().and_then(|version| {
        visit.submit::<act::ChangeWays>(RECORD, move |work, ctx| {
            let permit = permit::own_service::<act::ChangeWays>(ctx)?;
            what_we_did::ask(work, ctx, &permit, version, &share)?;
            Ok("/service?said=service-changed".to_owned())
        })
    });
    settle_for::<act::ChangeWays>(
        visit,
        taken,
        |form, it| Reply::again(&drawn(visit, form, it, true)),
        |form, it| Reply::page_with(http::StatusCode::CONFLICT, &drawn(visit, form, it, true)),
    )
}
