//! A unit of work without its types: what runs one stands once in the program, and not once for each closure.

use std::panic::{AssertUnwindSafe, catch_unwind};

use super::error::DbError;
use super::tx::Tx;

/// A closure that can be run, and run again, and keeps what came of it.
pub(super) trait Unit {
    /// Runs the closure; true when its changes are to be kept.
    fn run(&mut self, tx: &mut Tx<'_>) -> bool;
    /// Makes it fail, whatever its closure said.
    fn fail(&mut self, error: DbError);
}

/// A closure with its types.
pub(super) struct Typed<T, E, F> {
    f: F,
    result: Option<Result<T, E>>,
}

impl<T, E: From<DbError>, F> Typed<T, E, F> {
    pub(super) const fn new(f: F) -> Self {
        Self { f, result: None }
    }

    /// What came of it, and why it was never run when it was not.
    pub(super) fn outcome(self, ran: Result<(), DbError>) -> Result<T, E> {
        match (ran, self.result) {
            (Ok(()), Some(result)) => result,
            (Ok(()), None) => Err(DbError::Closed.into()),
            (Err(error), _) => Err(error.into()),
        }
    }

    /// Its answer, once it has one.
    pub(super) fn take(&mut self) -> Option<Result<T, E>> {
        self.result.take()
    }
}

impl<T, E, F> Unit for Typed<T, E, F>
where
    E: From<DbError>,
    F: Fn(&mut Tx<'_>) -> Result<T, E>,
{
    fn run(&mut self, tx: &mut Tx<'_>) -> bool {
        let (f, result) = (&self.f, &mut self.result);
        let kept = guarded(tx, &mut |tx| {
            let outcome = f(tx);
            let is_fine = outcome.is_ok();
            *result = Some(outcome);
            is_fine
        });
        kept.unwrap_or_else(|error| {
            self.fail(error);
            false
        })
    }

    fn fail(&mut self, error: DbError) {
        self.result = Some(Err(error.into()));
    }
}

/// Runs a closure once. A panic becomes [`DbError::Panicked`], and a closure that reports success although a statement of
/// it failed is not believed.
fn guarded(tx: &mut Tx<'_>, run: &mut dyn FnMut(&mut Tx<'_>) -> bool) -> Result<bool, DbError> {
    match catch_unwind(AssertUnwindSafe(|| run(tx))) {
        Ok(true) => tx.believed().map(|()| true),
        Ok(false) => Ok(false),
        Err(_) => Err(DbError::Panicked),
    }
}
