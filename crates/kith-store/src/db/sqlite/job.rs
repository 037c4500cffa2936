//! A unit on its way to the writer and its answer on the way back.

use std::sync::mpsc::{Receiver, SyncSender, sync_channel};

use crate::db::error::DbError;
use crate::db::tx::Tx;
use crate::db::unit::{Typed, Unit};

/// A unit in the queue, without its types.
pub(in crate::db) trait Job: Unit + Send {
    /// Tells the caller.
    fn answer(self: Box<Self>);
}

/// A unit with its types and the way back to its caller.
pub(in crate::db) struct Pending<T, E, F> {
    unit: Typed<T, E, F>,
    reply: SyncSender<Result<T, E>>,
}

impl<T, E: From<DbError>, F> Pending<T, E, F> {
    pub(in crate::db) fn new(f: F) -> (Self, Receiver<Result<T, E>>) {
        let (reply, answer) = sync_channel(1);
        (Self { unit: Typed::new(f), reply }, answer)
    }
}

impl<T, E, F> Unit for Pending<T, E, F>
where
    E: From<DbError>,
    F: Fn(&mut Tx<'_>) -> Result<T, E>,
{
    fn run(&mut self, tx: &mut Tx<'_>) -> bool {
        self.unit.run(tx)
    }

    fn fail(&mut self, error: DbError) {
        self.unit.fail(error);
    }
}

impl<T, E, F> Job for Pending<T, E, F>
where
    T: Send,
    E: From<DbError> + Send,
    F: Fn(&mut Tx<'_>) -> Result<T, E> + Send,
{
    fn answer(mut self: Box<Self>) {
        if let Some(result) = self.unit.take() {
            // The caller may have gone away; the outcome stands all the same.
            let _ = self.reply.send(result);
        }
    }
}
