//! PostgreSQL's SQLSTATE codes in the words of the façade.

use super::catalog::Catalog;
use crate::db::dialect::Engine;
use crate::db::error::{DbError, Fault};

/// Names an error of the driver.
pub(in crate::db) fn map(error: &postgres::Error, catalog: &Catalog) -> DbError {
    let Some(said) = error.as_db_error() else {
        return if error.code().is_none() && (error.is_closed() || is_io(error)) {
            DbError::Disconnected
        } else {
            // For instance a parameter of the wrong type; the text could name the value.
            Fault::new(Engine::Postgres, "driver", "the driver refused the statement").into()
        };
    };
    let code = said.code().code();
    match code {
        "23505" => {
            let columns = said.constraint().map(|name| catalog.columns(name)).unwrap_or_default();
            DbError::Unique { columns }
        }
        "23503" => DbError::ForeignKey,
        "23514" => DbError::Check,
        "23502" => DbError::NotNull { column: said.column().unwrap_or_default().to_owned() },
        "53100" => DbError::Full,
        "40001" | "40P01" => DbError::Serialization,
        "55P03" => DbError::Busy,
        "57014" => DbError::Cancelled,
        "25006" => DbError::ReadOnly,
        "42501" => DbError::Denied,
        "58030" => DbError::Storage,
        _ if code.starts_with("08") || code.starts_with("57P") || code == "53300" => DbError::Disconnected,
        _ => {
            // Messages of these classes speak of our text and of the server; the others (data
            // exceptions, raised exceptions) quote values.
            let speaks_of_text = ["42", "25", "28", "3D", "3F", "0A", "53", "54", "55", "58"]
                .iter()
                .any(|class| code.starts_with(class));
            let message = if speaks_of_text { said.message() } else { "see the code" };
            Fault::new(Engine::Postgres, code, message).into()
        }
    }
}

fn is_io(error: &postgres::Error) -> bool {
    std::error::Error::source(error).is_some_and(|source| source.is::<std::io::Error>())
}
