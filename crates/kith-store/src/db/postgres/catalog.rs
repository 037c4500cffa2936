//! The unique indexes of the store, by name.
//!
//! PostgreSQL names the index that was violated and, where row-level security is on, nothing else;
//! SQLite names the columns and nothing else. The façade speaks of columns.

use std::collections::HashMap;

use postgres::Client;

use super::error::map;
use crate::db::error::DbError;

const UNIQUE_INDEXES: &str = "\
    SELECT index_class.relname, attribute.attname \
    FROM pg_index AS entry \
    JOIN pg_class AS index_class ON index_class.oid = entry.indexrelid \
    CROSS JOIN LATERAL unnest(entry.indkey::int2[]) WITH ORDINALITY AS key (number, position) \
    JOIN pg_attribute AS attribute \
      ON attribute.attrelid = entry.indrelid AND attribute.attnum = key.number \
    WHERE entry.indisunique \
      AND index_class.relnamespace = current_schema()::regnamespace \
      AND key.position <= entry.indnkeyatts \
    ORDER BY index_class.relname, key.position";

/// Which columns each unique index has.
#[derive(Debug, Default)]
pub(in crate::db) struct Catalog {
    indexes: HashMap<String, Vec<String>>,
}

impl Catalog {
    /// Reads them from the server, once at start: the schema changes only by migrations, after
    /// which the program starts anew.
    pub(in crate::db) fn read(client: &mut Client) -> Result<Self, DbError> {
        let mut catalog = Self::default();
        let rows = client.query(UNIQUE_INDEXES, &[]).map_err(|error| map(&error, &catalog))?;
        for row in rows {
            let pair = (row.try_get(0), row.try_get(1));
            if let (Ok(index), Ok(column)) = pair {
                let columns: &mut Vec<String> = catalog.indexes.entry(index).or_default();
                columns.push(column);
            }
        }
        Ok(catalog)
    }

    pub(super) fn columns(&self, index: &str) -> Vec<String> {
        self.indexes.get(index).cloned().unwrap_or_default()
    }
}
