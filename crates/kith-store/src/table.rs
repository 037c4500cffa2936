//! How an entity is laid into its table, so that saving, loading and the digest of a row are written
//! once and not once for each subject.
//!
//! The three statements of every table are derived from its description; all other SQL of the crate
//! is written by hand.

use std::collections::BTreeMap;
use std::sync::LazyLock;

use uuid::Uuid;

use crate::db::{DbError, ReadTx, Row, Statement, Value};

/// The service that rows of the house carry which belong to no tenant: directory entries, accounts.
pub const NO_SERVICE: Uuid = Uuid::nil();

/// A table of saved rows. Every one begins with `id`, `version`, `service_id`.
#[derive(Debug)]
pub struct Table {
    /// Name of the table, and of the subject in the audit trail.
    pub name: &'static str,
    /// The columns after the first three, in the order of [`Saved::values`].
    pub columns: &'static [&'static str],
}

/// An entity that is saved as one row.
pub trait Saved: Sized {
    /// Its table.
    const TABLE: &'static Table;
    /// Its identifier.
    fn id(&self) -> Uuid;
    /// The service it belongs to, or [`NO_SERVICE`].
    fn service(&self) -> Uuid;
    /// The person it is about, for the story of that person.
    fn person(&self) -> Option<Uuid> {
        None
    }
    /// The values of [`Table::columns`].
    fn values(&self) -> Vec<Value>;
    /// Reads it back.
    ///
    /// # Errors
    /// When a column is missing or holds what no rule of the domain allows.
    fn read(row: &Row<'_>) -> Result<Self, DbError>;
}

/// An entity with the version it was read at. Saving a change names that version.
#[derive(Debug, Clone)]
pub struct Kept<T> {
    /// Version of the row, from 1.
    pub version: i64,
    /// The entity.
    pub it: T,
}

/// The derived statements of one table.
pub(crate) struct TableStatements {
    pub(crate) insert: Statement,
    pub(crate) update: Statement,
    pub(crate) select: Statement,
    pub(crate) all: Statement,
}

impl TableStatements {
    fn of(table: &Table) -> Self {
        let columns = table.columns.join(", ");
        let places: Vec<String> = (1..=table.columns.len() + 3).map(|n| format!("${n}")).collect();
        // $1 id, $2 version read, $3 version written; service_id never changes.
        let sets: Vec<String> =
            table.columns.iter().enumerate().map(|(n, column)| format!("{column} = ${}", n + 4)).collect();
        let name = table.name;
        Self {
            insert: Statement::derived(
                format!("{name}.insert"),
                format!("INSERT INTO {name} (id, version, service_id, {columns}) VALUES ({})", places.join(", ")),
            ),
            update: Statement::derived(
                format!("{name}.update"),
                format!("UPDATE {name} SET version = $3, {} WHERE id = $1 AND version = $2", sets.join(", ")),
            ),
            select: Statement::derived(
                format!("{name}.select"),
                format!("SELECT id, version, service_id, {columns} FROM {name} WHERE id = $1"),
            ),
            all: Statement::derived(
                format!("{name}.all"),
                format!("SELECT id, version, service_id, {columns} FROM {name} WHERE id > $1 ORDER BY id LIMIT 1000"),
            ),
        }
    }
}

static DERIVED: LazyLock<BTreeMap<&'static str, TableStatements>> =
    LazyLock::new(|| crate::registry::TABLES.iter().map(|table| (table.name, TableStatements::of(table))).collect());

/// Every derived statement, for registration.
pub(crate) fn derived() -> impl Iterator<Item = &'static Statement> {
    DERIVED.values().flat_map(|s| [&s.insert, &s.update, &s.select, &s.all])
}

/// The statements of a table.
pub(crate) fn statements(table: &Table) -> Result<&'static TableStatements, DbError> {
    DERIVED.get(table.name).ok_or_else(|| DbError::Unregistered(table.name.to_owned()))
}

/// Finds an entity by its identifier.
///
/// # Errors
/// When the database cannot answer.
pub fn find<T: Saved>(tx: &mut ReadTx<'_>, id: Uuid) -> Result<Option<Kept<T>>, DbError> {
    let select = &statements(T::TABLE)?.select;
    tx.fetch_optional(select, &[id.into()], |row| Ok(Kept { version: row.get("version")?, it: T::read(row)? }))
}

/// The bytes of a row that its digest is made of: table, then every column by name and typed value,
/// each after its length. The same on both engines.
pub(crate) fn canonical_row(table: &Table, id: Uuid, version: i64, service: Uuid, values: &[Value]) -> Vec<u8> {
    let mut bytes = Vec::new();
    put(&mut bytes, b"kith-row-1");
    put(&mut bytes, table.name.as_bytes());
    put_value(&mut bytes, "id", &Value::Id(id));
    put_value(&mut bytes, "version", &Value::Int(version));
    put_value(&mut bytes, "service_id", &Value::Id(service));
    for (column, value) in table.columns.iter().zip(values) {
        put_value(&mut bytes, column, value);
    }
    bytes
}

pub(crate) fn put(bytes: &mut Vec<u8>, part: &[u8]) {
    bytes.extend_from_slice(&(part.len() as u64).to_be_bytes());
    bytes.extend_from_slice(part);
}

fn put_value(bytes: &mut Vec<u8>, column: &str, value: &Value) {
    put(bytes, column.as_bytes());
    let (letter, part): (u8, Vec<u8>) = match value {
        Value::Null => (b'-', Vec::new()),
        Value::Id(id) => (b'i', id.as_bytes().to_vec()),
        Value::Text(text) => (b't', text.as_bytes().to_vec()),
        Value::Int(number) => (b'n', number.to_be_bytes().to_vec()),
        Value::Bool(claim) => (b'b', vec![u8::from(*claim)]),
        Value::Instant(at) => (b'm', at.as_microsecond().to_be_bytes().to_vec()),
        Value::Date(day) => (b'd', day.to_string().into_bytes()),
        // serde_json keeps the keys of an object in order, so both engines give the same bytes.
        Value::Json(json) => (b'j', json.to_string().into_bytes()),
        Value::Bytes(raw) => (b'r', raw.clone()),
    };
    bytes.push(letter);
    put(bytes, &part);
}
