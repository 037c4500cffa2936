//! What became of a form about a record: taken, back with what was wrong, or overtaken by somebody faster.

use kith_app::{Led, Refusal};

use askama::Template;
use http::StatusCode;

use crate::components::Form;
use crate::error::Problem;
use crate::reply::Reply;
use crate::visit::{VERSION, Visit, explain};

/// What is said at the head of a form that somebody else overtook.
const OVERTAKEN: &str = "Somebody else changed this while you were writing, so nothing has been saved yet. \
                         Compare what the record says now with what you wrote, and save again.";

/// Says on a form that it was overtaken, and lets the next attempt begin from what the record says now.
pub(crate) fn overtaken(form: Form, version: i64) -> Form {
    let mut form = form.carrying(VERSION, &version.to_string());
    form.general_problem(OVERTAKEN);
    form
}

/// What became of a form that was sent.
pub(crate) enum Taken {
    /// It was taken.
    Done(Reply),
    /// It comes back with what was wrong.
    Again(Form),
    /// Somebody else was faster; it comes back beside what the record says now.
    Overtaken(Form),
}

/// Sorts what became of a form about a record.
pub(crate) fn taken(visit: &Visit, record: &str, result: Result<Led, Refusal>) -> Result<Taken, Problem> {
    match result {
        Ok(led) => Ok(Taken::Done(Reply::see(led.to))),
        Err(Refusal::Stale) => Ok(Taken::Overtaken(visit.form(record))),
        Err(refusal) => {
            let mut form = visit.form(record);
            if explain(&mut form, &refusal) { Ok(Taken::Again(form)) } else { Err(refusal.into()) }
        }
    }
}

/// A form that comes back.
pub(crate) struct SentBack {
    form: Form,
    is_overtaken: bool,
}

impl SentBack {
    /// The form, and whether somebody else was faster: then it says so, and the next attempt begins from the version that
    /// the record has now.
    pub(crate) fn at(self, version: i64) -> (Form, bool) {
        let form = if self.is_overtaken { overtaken(self.form, version) } else { self.form };
        (form, self.is_overtaken)
    }
}

impl Taken {
    /// Leads on, or answers with the page that is drawn of the form that comes back.
    pub(crate) fn answer<P: Template>(
        self,
        draw: impl FnOnce(SentBack) -> Result<P, Problem>,
    ) -> Result<Reply, Problem> {
        let (form, is_overtaken) = match self {
            Self::Done(reply) => return Ok(reply),
            Self::Again(form) => (form, false),
            Self::Overtaken(form) => (form, true),
        };
        let status = if is_overtaken { StatusCode::CONFLICT } else { StatusCode::UNPROCESSABLE_ENTITY };
        Reply::page_with(status, &draw(SentBack { form, is_overtaken })?)
    }
}
