//! What became of a form about a record: taken, back with what was wrong, or overtaken by somebody faster.

use kith_app::{Led, Refusal};

use crate::components::Form;
use crate::error::Problem;
use crate::reply::Reply;
use crate::visit::{Visit, explain};

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
