//! A closure on its way to the writer and its answer on the way back.

use std::sync::mpsc::{Receiver, SyncSender, sync_channel};

use crate::db::error::{DbError, Failure};
use crate::db::tx::{Tx, attempt};

/// A closure in the queue, without its types.
pub(in crate::db) trait Job: Send {
    /// Runs the closure; true when its changes are to be kept.
    fn run(&mut self, tx: &mut Tx<'_>) -> bool;
    /// Makes it fail, whatever its closure said.
    fn fail(&mut self, failure: Failure);
    /// Tells the caller.
    fn answer(self: Box<Self>);
}

/// A closure with its types and the way back to its caller.
pub(in crate::db) struct Pending<T, E, F> {
    f: F,
    result: Option<Result<T, E>>,
    reply: SyncSender<Result<T, E>>,
}

impl<T, E, F> Pending<T, E, F> {
    pub(in crate::db) fn new(f: F) -> (Self, Receiver<Result<T, E>>) {
        let (reply, answer) = sync_channel(1);
        (Self { f, result: None, reply }, answer)
    }
}

impl<T, E, F> Job for Pending<T, E, F>
where
    T: Send,
    E: From<DbError> + Send,
    F: Fn(&mut Tx<'_>) -> Result<T, E> + Send,
{
    fn run(&mut self, tx: &mut Tx<'_>) -> bool {
        let result = attempt(tx, |tx| (self.f)(tx));
        let keep = result.is_ok();
        self.result = Some(result);
        keep
    }

    fn fail(&mut self, failure: Failure) {
        self.result = Some(Err(DbError::from(failure).into()));
    }

    fn answer(self: Box<Self>) {
        if let Some(result) = self.result {
            // The caller may have gone away; the outcome stands all the same.
            let _ = self.reply.send(result);
        }
    }
}
