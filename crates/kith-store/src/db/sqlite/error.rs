//! SQLite's result codes in the words of the façade.

use rusqlite::ErrorCode;
use rusqlite::ffi;

use crate::db::dialect::Engine;
use crate::db::error::{DbError, Fault};

/// When an error came up. What SQLite says while preparing speaks of our own constant text; what it
/// says while running can quote what a person typed (a full-text query), so it is not kept.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::db) enum Stage {
    Prepare,
    Run,
}

/// Names an error of the driver.
pub(in crate::db) fn map(error: &rusqlite::Error, stage: Stage) -> DbError {
    let (code, said) = match error {
        rusqlite::Error::SqliteFailure(code, said) => (code, said.as_deref().unwrap_or_default()),
        rusqlite::Error::SqlInputError { error, msg, .. } => (error, msg.as_str()),
        // Errors of the driver itself (wrong count, rows where none were expected): their texts
        // are not ours to vouch for.
        _ => {
            let refused = "the driver refused the statement";
            return Fault::new(Engine::Sqlite, "driver", refused).into();
        }
    };
    match code.extended_code {
        ffi::SQLITE_CONSTRAINT_UNIQUE | ffi::SQLITE_CONSTRAINT_PRIMARYKEY => {
            return DbError::Unique { columns: columns(said) };
        }
        ffi::SQLITE_CONSTRAINT_FOREIGNKEY => return DbError::ForeignKey,
        ffi::SQLITE_CONSTRAINT_CHECK => return DbError::Check,
        ffi::SQLITE_CONSTRAINT_NOTNULL => {
            let column = columns(said).pop().unwrap_or_default();
            return DbError::NotNull { column };
        }
        // The index of the log is a file too, and growing it on a full disk says this.
        ffi::SQLITE_IOERR_SHMSIZE => return DbError::Full,
        _ => {}
    }
    match code.code {
        ErrorCode::DiskFull => DbError::Full,
        ErrorCode::DatabaseBusy | ErrorCode::DatabaseLocked => DbError::Busy,
        ErrorCode::ReadOnly => DbError::ReadOnly,
        ErrorCode::OperationInterrupted => DbError::Cancelled,
        ErrorCode::SystemIoFailure | ErrorCode::DatabaseCorrupt | ErrorCode::NotADatabase => DbError::Storage,
        _ => {
            let message = match stage {
                Stage::Prepare => said.to_owned(),
                Stage::Run => ffi::code_to_str(code.extended_code).to_owned(),
            };
            Fault::new(Engine::Sqlite, code.extended_code, message).into()
        }
    }
}

/// The columns in `UNIQUE constraint failed: person.service_id, person.number`. SQLite gives no
/// names of constraints; for an index over an expression it names the index instead of columns.
fn columns(said: &str) -> Vec<String> {
    let Some((_, list)) = said.split_once("constraint failed: ") else {
        return Vec::new();
    };
    list.split(", ").filter_map(|column| column.split_once('.')).map(|(_, column)| column.to_owned()).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn columns_come_without_their_table() {
        assert_eq!(columns("UNIQUE constraint failed: t.a, t.b"), ["a", "b"]);
        assert_eq!(columns("NOT NULL constraint failed: t.a"), ["a"]);
        assert!(columns("UNIQUE constraint failed: index 'folded'").is_empty());
    }
}
