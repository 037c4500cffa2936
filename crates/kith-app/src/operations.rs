//! What whoever runs the machine does to the store as a whole: written down and audited like everything else.

use kith_domain::operation::{Kind, Operation};
use kith_domain::policy::Actor;
use kith_store::{Isolation, NO_SERVICE, Reach, operations, save};

use crate::app::App;
use crate::refusal::Refusal;

fn reach() -> Reach {
    Reach { services: vec![NO_SERVICE], purpose: "operation" }
}

/// Writes down that the store was backed up or restored. `of` is when the backup was made that was restored.
///
/// # Errors
/// [`Refusal::Fault`] when the store fails.
pub fn note(app: &App, kind: Kind, entries: i64, of: Option<jiff::Timestamp>) -> Result<(), Refusal> {
    let seed = app.seed(Actor::Operator);
    app.write_with(&seed, Isolation::Ordinary, reach(), move |work, ctx| {
        let operation = Operation { id: ctx.id(), kind, at: ctx.now(), of, entries };
        save::new(work.tx(), &ctx.writ_named(kind.code()), &operation, &operation.done())?;
        Ok(())
    })
}

/// The latest of a kind.
///
/// # Errors
/// [`Refusal::Fault`] when the store cannot answer.
pub fn latest(app: &App, kind: Kind) -> Result<Option<Operation>, Refusal> {
    app.peek(&reach(), |tx| Ok(operations::latest(tx, kind)?))
}
