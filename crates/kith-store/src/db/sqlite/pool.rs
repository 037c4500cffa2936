//! The connections reading units share.

use std::path::PathBuf;
use std::time::Duration;

use rusqlite::Connection;

use super::connect::{Use, connect};
use crate::db::error::DbError;

/// Reading connections of one process. Readers in WAL mode do not wait for the writer, so this
/// only bounds memory.
const CONNECTIONS: u32 = 8;

/// How long a unit waits for a free connection before it is told that there is none.
const PATIENCE: Duration = Duration::from_secs(5);

pub(in crate::db) type Pool = r2d2::Pool<Manager>;

/// Opens reading connections.
#[derive(Debug)]
pub(in crate::db) struct Manager {
    file: PathBuf,
}

/// The pool over one file; connections open as they are needed.
pub(in crate::db) fn pool(file: PathBuf) -> Pool {
    r2d2::Pool::builder()
        .max_size(CONNECTIONS)
        .min_idle(Some(0))
        .test_on_check_out(false)
        .connection_timeout(PATIENCE)
        .error_handler(Box::new(crate::db::store::PoolFaults))
        .build_unchecked(Manager { file })
}

impl r2d2::ManageConnection for Manager {
    type Connection = Connection;
    type Error = DbError;

    fn connect(&self) -> Result<Connection, DbError> {
        connect(&self.file, Use::Read)
    }

    fn is_valid(&self, _: &mut Connection) -> Result<(), DbError> {
        Ok(())
    }

    fn has_broken(&self, connection: &mut Connection) -> bool {
        // A reading unit ends its transaction; one that could not is not lent again.
        !connection.is_autocommit()
    }
}
