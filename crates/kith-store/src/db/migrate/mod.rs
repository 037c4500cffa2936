//! The schema and how a store gets it.
//!
//! A migration is one file `schema/NNNN_name.sql`, one text for both engines, applied in one
//! transaction, never changed afterwards and never undone: going back means restoring the backup
//! made before it.
//!
//! *Invariants*
//! - A store newer than the program is left as it is.
//! - A migration whose text changed after it was applied is refused by its checksum.
//! - On SQLite a store that holds anything is copied before it is migrated.
//! - Every table says who sees its rows, and on PostgreSQL row-level security enforces it.

pub(super) mod postgres;
mod purpose;
mod rows;
mod schema;
pub(super) mod sqlite;

use sha2::{Digest, Sha256};

use super::open_error::OpenError;

/// One schema file.
#[derive(Clone, Copy, Debug)]
pub struct Migration {
    /// Its number; numbers rise by one from 1.
    pub number: u32,
    /// The rest of its file name.
    pub name: &'static str,
    /// Its text, for both engines.
    pub text: &'static str,
}

/// A migration that was just applied.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Applied {
    /// Its number.
    pub number: u32,
    /// Its name.
    pub name: &'static str,
}

/// A migration the store waits for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Planned {
    /// Its number.
    pub number: u32,
    /// Its name.
    pub name: &'static str,
    /// What it is for, from the comment it begins with.
    pub purpose: String,
    /// How long it takes, from the same comment.
    pub duration: String,
}

impl Planned {
    pub(super) fn of(migration: &Migration) -> Self {
        let (purpose, duration) = purpose::read(migration.text);
        Self { number: migration.number, name: migration.name, purpose, duration }
    }
}

/// What a store remembers of a migration.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Record {
    number: u32,
    checksum: String,
}

/// SHA-256 of a text in hexadecimal, with the line ends of any system read as one.
fn checksum(text: &str) -> String {
    let digest = Sha256::digest(text.replace("\r\n", "\n").as_bytes());
    digest.iter().map(|byte| format!("{byte:02x}")).collect()
}

/// Compares what was applied with what this program knows, and gives what is still to do.
fn outstanding(records: &[Record], known: &'static [Migration]) -> Result<Vec<&'static Migration>, OpenError> {
    let newest = known.iter().map(|migration| migration.number).max().unwrap_or(0);
    let found = records.iter().map(|record| record.number).max().unwrap_or(0);
    if found > newest {
        return Err(OpenError::NewerSchema { found, known: newest });
    }
    for record in records {
        let same = known.iter().find(|migration| migration.number == record.number);
        if same.is_none_or(|migration| checksum(migration.text) != record.checksum) {
            return Err(OpenError::Checksum { number: record.number });
        }
    }
    for (expected, migration) in (1..).zip(known) {
        if migration.number != expected {
            let reason = format!("it should be number {expected:04}");
            return Err(OpenError::Schema { number: migration.number, reason });
        }
    }
    let applied = |migration: &&Migration| records.iter().any(|record| record.number == migration.number);
    Ok(known.iter().filter(|migration| !applied(migration)).collect())
}

/// An error unless nothing is outstanding.
fn none_outstanding(pending: &[&'static Migration]) -> Result<(), OpenError> {
    match pending.len() {
        0 => Ok(()),
        pending => Err(OpenError::NeedsMigration { pending }),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    static KNOWN: &[Migration] =
        &[Migration { number: 1, name: "a", text: "one" }, Migration { number: 2, name: "b", text: "two" }];

    fn record(number: u32, text: &str) -> Record {
        Record { number, checksum: checksum(text) }
    }

    #[test]
    fn what_is_outstanding_follows_from_what_was_applied() {
        let numbers = |records: &[Record]| {
            outstanding(records, KNOWN).map(|all| all.iter().map(|m| m.number).collect::<Vec<_>>())
        };
        assert_eq!(numbers(&[]).unwrap(), [1, 2]);
        assert_eq!(numbers(&[record(1, "one")]).unwrap(), [2]);
        assert!(numbers(&[record(1, "one"), record(2, "two")]).unwrap().is_empty());
        assert!(matches!(numbers(&[record(3, "three")]), Err(OpenError::NewerSchema { found: 3, known: 2 })));
        assert!(matches!(numbers(&[record(1, "ONE")]), Err(OpenError::Checksum { number: 1 })));
    }

    #[test]
    fn the_ends_of_lines_do_not_change_a_checksum() {
        assert_eq!(checksum("a\r\nb\n"), checksum("a\nb\n"));
        assert_ne!(checksum("a\nb"), checksum("a b"));
    }

    #[test]
    fn numbers_rise_by_one() {
        static GAP: &[Migration] = &[Migration { number: 2, name: "b", text: "two" }];
        assert!(matches!(outstanding(&[], GAP), Err(OpenError::Schema { number: 2, .. })));
    }
}
