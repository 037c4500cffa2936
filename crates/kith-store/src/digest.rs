//! One digest of everything that is kept as rows, the same on both engines.
//!
//! The demo asserts it: the same seed and day give the same content wherever it is stored. What is
//! derived (caseload, words of the directory) or is history (events, audit, who looked) is left out:
//! the first follows from the rows, and the second differs between engines in its order of chaining.

use sha2::{Digest, Sha256};
use uuid::Uuid;

use crate::anchor::to_hex;
use crate::db::{DbError, ReadTx};
use crate::registry::TABLES;
use crate::table;

/// The SHA-256 over every row of every saved table, in the order of the registry and of identifiers,
/// as lower-case hexadecimal. Run it with the reach of maintenance: rows out of reach do not count.
///
/// # Errors
/// When the database cannot answer.
pub fn of_content(tx: &mut ReadTx<'_>) -> Result<String, DbError> {
    let mut sha = Sha256::new();
    sha.update(b"kith-content-1");
    for table in TABLES {
        let statements = table::statements(table)?;
        let mut after = Uuid::nil();
        loop {
            let batch = tx.fetch_all(&statements.every, &[after.into()], |row| {
                let id: Uuid = row.get("id")?;
                let values = table
                    .columns
                    .iter()
                    .map(|column| table::raw(row, table, column))
                    .collect::<Result<Vec<_>, DbError>>()?;
                Ok((id, table::canonical_row(table, id, row.get("version")?, row.get("service_id")?, &values)))
            })?;
            let Some((last, _)) = batch.last() else { break };
            after = *last;
            for (_, canonical) in &batch {
                // A row is parted from the next by its length, so that no two contents share their bytes.
                sha.update((canonical.len() as u64).to_be_bytes());
                sha.update(canonical);
            }
        }
    }
    Ok(to_hex(&sha.finalize()))
}
