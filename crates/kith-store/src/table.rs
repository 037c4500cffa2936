//! How an entity is laid into its table, so that saving, loading and the digest of a row are written
//! once and not once for each subject.
//!
//! The statements of every table (insert, update, select, and two for the proof) are derived from its description; all other SQL of the crate
//! is written by hand.

use std::collections::BTreeMap;
use std::sync::LazyLock;

use uuid::Uuid;

use crate::db::{DbError, ReadTx, Row, Statement, Tx, Value};

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
    /// Makes derived rows follow it, in the same transaction as it is saved.
    ///
    /// # Errors
    /// When the database fails.
    fn follow(&self, _tx: &mut Tx<'_>) -> Result<(), DbError> {
        Ok(())
    }
    /// Reads it back.
    ///
    /// # Errors
    /// When a column is missing or holds what no rule of the domain allows.
    fn read(row: &Row<'_>) -> Result<Self, DbError>;
}

/// The identifiers of an entity about one person, of whose fields they are: `id`, `service` and `person`.
macro_rules! of_a_person {
    () => {
        fn id(&self) -> Uuid {
            self.id.uuid()
        }
        fn service(&self) -> Uuid {
            self.service.uuid()
        }
        fn person(&self) -> Option<Uuid> {
            Some(self.person.uuid())
        }
    };
}
pub(crate) use of_a_person;

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
    /// A thousand rows after an identifier.
    pub(crate) every: Statement,
    /// A thousand rows after an identifier, each with what the trail says of it.
    pub(crate) proof: Statement,
    /// Rows that the trail knows and the table does not.
    pub(crate) vanished: Statement,
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
            every: Statement::derived(
                format!("{name}.every"),
                format!("SELECT id, version, service_id, {columns} FROM {name} WHERE id > $1 ORDER BY id LIMIT 1000"),
            ),
            proof: Statement::derived(
                format!("{name}.proof"),
                format!(
                    "SELECT t.id AS id, t.version AS version, t.service_id AS service_id, {}, a.row_digest AS written,
                        (SELECT max(b.subject_version) FROM audit b WHERE b.subject_id = t.id AND b.subject_kind = $2) AS latest
                    FROM {name} t LEFT JOIN audit a
                        ON a.subject_id = t.id AND a.subject_version = t.version AND a.subject_kind = $2
                    WHERE t.id > $1 ORDER BY t.id LIMIT 1000",
                    table.columns.iter().map(|c| format!("t.{c} AS {c}")).collect::<Vec<_>>().join(", ")
                ),
            ),
            vanished: Statement::derived(
                format!("{name}.vanished"),
                format!(
                    "SELECT a.subject_id AS subject_id FROM audit a LEFT JOIN {name} t ON t.id = a.subject_id
                    WHERE a.subject_kind = $1 AND a.subject_version = 1 AND t.id IS NULL ORDER BY a.subject_id LIMIT 20"
                ),
            ),
        }
    }
}

static DERIVED: LazyLock<BTreeMap<&'static str, TableStatements>> =
    LazyLock::new(|| crate::registry::TABLES.iter().map(|table| (table.name, TableStatements::of(table))).collect());

/// Every derived statement, for registration.
pub(crate) fn derived() -> impl Iterator<Item = &'static Statement> {
    DERIVED.values().flat_map(|s| [&s.insert, &s.update, &s.select, &s.every, &s.proof, &s.vanished])
}

/// The statements of a table.
pub(crate) fn statements(table: &Table) -> Result<&'static TableStatements, DbError> {
    DERIVED.get(table.name).ok_or_else(|| DbError::Unregistered(table.name.to_owned()))
}

/// What the schema files say of each column, by table and column.
type Columns = BTreeMap<(&'static str, &'static str), (&'static str, bool)>;

/// What the schema files say of a column: its type word (`id`, `text`, `json` …), and whether it joined a table that
/// was there before.
fn said_of(table: &str, column: &str) -> Option<(&'static str, bool)> {
    static KINDS: LazyLock<Columns> = LazyLock::new(|| {
        let mut kinds = BTreeMap::new();
        for schema in crate::schema::MIGRATIONS {
            let mut table = "";
            for line in schema.text.lines().map(str::trim) {
                let mut words = line.split_whitespace();
                let first = words.next().unwrap_or_default();
                let kind = |word: &'static str| word.strip_prefix('{').and_then(|word| word.split('}').next());
                if first == "CREATE" && words.next() == Some("TABLE") {
                    table = words.next().unwrap_or_default();
                } else if let ("ALTER", [Some("TABLE"), Some(of), Some("ADD"), Some("COLUMN"), Some(column), word]) =
                    (first, [0; 6].map(|_| words.next()))
                {
                    kinds.insert((of, column), (word.and_then(kind).unwrap_or_default(), true));
                } else if let Some(kind) = line.split_whitespace().nth(1).and_then(kind) {
                    kinds.insert((table, first), (kind, false));
                }
            }
        }
        kinds
    });
    KINDS.get(&(table, column)).copied()
}

fn kind_of(table: &str, column: &str) -> Option<&'static str> {
    said_of(table, column).map(|(kind, _)| kind)
}

/// Reads a column as the value that was written, by the type that the schema gives it. What a rule of
/// the domain would tidy away (a space at the end) is kept, so that a proof sees it.
pub(crate) fn raw(row: &Row<'_>, table: &Table, column: &'static str) -> Result<Value, DbError> {
    Ok(match kind_of(table.name, column) {
        Some("id") => row.get::<Option<Uuid>>(column)?.into(),
        Some("text") => row.get::<Option<String>>(column)?.into(),
        Some("int") => row.get::<Option<i64>>(column)?.into(),
        Some("bool") => row.get::<Option<bool>>(column)?.into(),
        Some("instant") => row.get::<Option<jiff::Timestamp>>(column)?.into(),
        Some("date") => row.get::<Option<jiff::civil::Date>>(column)?.into(),
        Some("json") => row.get::<Option<serde_json::Value>>(column)?.into(),
        Some("bytes") => row.get::<Option<Vec<u8>>>(column)?.into(),
        _ => return Err(crate::rows::damaged(column, "the schema does not say its type")),
    })
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
/// each after its length. The same on both engines. A column that joined the table later counts from its first value
/// on: rows that were proven without it stay proven.
pub(crate) fn canonical_row(table: &Table, id: Uuid, version: i64, service: Uuid, values: &[Value]) -> Vec<u8> {
    let mut bytes = Vec::new();
    put(&mut bytes, b"kith-row-1");
    put(&mut bytes, table.name.as_bytes());
    put_value(&mut bytes, "id", &Value::Id(id));
    put_value(&mut bytes, "version", &Value::Int(version));
    put_value(&mut bytes, "service_id", &Value::Id(service));
    for (column, value) in table.columns.iter().zip(values) {
        let joined = said_of(table.name, column).is_some_and(|(_, joined)| joined);
        if !(joined && matches!(value, Value::Null)) {
            put_value(&mut bytes, column, value);
        }
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

#[cfg(test)]
mod tests {
    use super::*;

    /// What a migration adds to a table leaves the proof of the rows before it as it was.
    #[test]
    fn a_column_that_joined_later_counts_from_its_first_value_on() {
        let (id, service) = (Uuid::from_u128(1), Uuid::from_u128(2));
        let after = &crate::support::NEED;
        let joined = after.columns.iter().filter(|column| said_of("need", column).is_some_and(|(_, joined)| joined));
        assert_eq!(joined.copied().collect::<Vec<_>>(), ["heard_id", "said", "said_words", "said_by", "said_at"]);
        let before = Table { name: "need", columns: after.columns.get(..6).unwrap_or_default() };
        let old =
            vec![Value::from(Uuid::from_u128(3)), "a".into(), Value::Null, "later".into(), Value::Null, Value::Null];
        let mut new = old.clone();
        new.extend([const { Value::Null }; 5]);
        let row = |table: &Table, values: &[Value]| canonical_row(table, id, 1, service, values);
        assert_eq!(row(after, &new), row(&before, &old));
        let mut said = new.clone();
        said.splice(7..8, [Value::from("met")]);
        assert_ne!(row(after, &said), row(after, &new), "a value in it is proven");
        let mut emptied = new.clone();
        emptied.splice(1..2, [Value::Null]);
        assert_ne!(row(after, &emptied), row(after, &new), "a column from the beginning always counts");
        assert_eq!(kind_of("need", "said_at"), Some("instant"));
    }
}
