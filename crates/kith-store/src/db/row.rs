//! What comes back from a statement.

use jiff::Timestamp;
use jiff::civil::Date;
use postgres::types::{FromSql, Type};
use rusqlite::types::ValueRef;
use uuid::Uuid;

use super::error::DbError;

/// One row of an answer, valid while the row is being read.
pub struct Row<'a> {
    kind: Kind<'a>,
    /// Where the next column is looked for first. Rows are read in the order of their columns, or nearly so, and asking
    /// SQLite for the name of each column before it costs more than the value.
    next: std::cell::Cell<usize>,
}

enum Kind<'a> {
    Sqlite(&'a rusqlite::Row<'a>),
    Postgres(&'a postgres::Row),
}

impl<'a> Row<'a> {
    pub(super) fn sqlite(row: &'a rusqlite::Row<'a>) -> Self {
        Self { kind: Kind::Sqlite(row), next: std::cell::Cell::new(0) }
    }

    pub(super) fn postgres(row: &'a postgres::Row) -> Self {
        Self { kind: Kind::Postgres(row), next: std::cell::Cell::new(0) }
    }

    /// The value of a column by its name.
    ///
    /// # Errors
    /// [`DbError::Column`] when there is no such column or its value is of another type (an empty
    /// column read as anything but `Option` counts as that).
    pub fn get<T: FromColumn>(&self, column: &str) -> Result<T, DbError> {
        let misfit = |reason| DbError::Column { column: column.to_owned(), reason };
        let cell = self.place(column).and_then(|at| match &self.kind {
            Kind::Sqlite(row) => row.get_ref(at).map(Cell::Sqlite).ok(),
            Kind::Postgres(row) => cell(row, at),
        });
        T::from_cell(&cell.ok_or(NO_COLUMN).map_err(misfit)?).map_err(misfit)
    }

    /// Where a column stands.
    fn place(&self, column: &str) -> Option<usize> {
        let (is_here, count): (&dyn Fn(usize) -> bool, usize) = match &self.kind {
            Kind::Sqlite(row) => {
                let statement = row.as_ref();
                (&|at| statement.column_name(at).is_ok_and(|name| name == column), statement.column_count())
            }
            Kind::Postgres(row) => {
                let columns = row.columns();
                (&|at| columns.get(at).is_some_and(|found| found.name() == column), columns.len())
            }
        };
        let next = self.next.get();
        let at = (next..count).chain(0..next).find(|at| is_here(*at))?;
        self.next.set(at + 1);
        Some(at)
    }
}

const NO_COLUMN: &str = "there is no such column";
const EMPTY: &str = "it is empty";

fn cell(row: &postgres::Row, at: usize) -> Option<Cell<'_>> {
    let column = row.columns().get(at)?;
    let raw = row.try_get::<usize, Option<Raw<'_>>>(at).ok()?;
    Some(Cell::Postgres(column.type_().clone(), raw.map(|raw| raw.0)))
}

/// The content of one column before it is given a type. Opaque outside this room.
#[derive(Debug)]
pub enum Cell<'a> {
    #[doc(hidden)]
    Sqlite(ValueRef<'a>),
    #[doc(hidden)]
    Postgres(Type, Option<&'a [u8]>),
}

impl Cell<'_> {
    fn is_null(&self) -> bool {
        matches!(self, Cell::Sqlite(ValueRef::Null) | Cell::Postgres(_, None))
    }
}

/// A type a column can be read as.
///
/// Another type of ours is read by way of one of those given here:
/// `Uuid::from_cell(cell).map(Id::from)`.
pub trait FromColumn: Sized {
    /// Reads the content, or says in a few words why it is not of this type.
    ///
    /// # Errors
    /// The reason, which never holds any of the content.
    fn from_cell(cell: &Cell<'_>) -> Result<Self, &'static str>;
}

impl<T: FromColumn> FromColumn for Option<T> {
    fn from_cell(cell: &Cell<'_>) -> Result<Self, &'static str> {
        if cell.is_null() { Ok(None) } else { T::from_cell(cell).map(Some) }
    }
}

/// Bytes as PostgreSQL sent them, of whatever type.
struct Raw<'a>(&'a [u8]);

impl<'a> FromSql<'a> for Raw<'a> {
    fn from_sql(_: &Type, raw: &'a [u8]) -> Result<Self, Box<dyn std::error::Error + Sync + Send>> {
        Ok(Self(raw))
    }

    fn accepts(_: &Type) -> bool {
        true
    }
}

/// Reads a PostgreSQL column by the driver's own conversion.
fn driver<'a, T: FromSql<'a>>(kind: &Type, raw: Option<&'a [u8]>, wanted: &'static str) -> Result<T, &'static str> {
    let raw = raw.ok_or(EMPTY)?;
    if !T::accepts(kind) {
        return Err(wanted);
    }
    T::from_sql(kind, raw).map_err(|_| wanted)
}

fn text<'a>(value: &ValueRef<'a>, wanted: &'static str) -> Result<&'a str, &'static str> {
    match value {
        ValueRef::Text(bytes) => std::str::from_utf8(bytes).map_err(|_| "it is not UTF-8"),
        ValueRef::Null => Err(EMPTY),
        _ => Err(wanted),
    }
}

impl FromColumn for Uuid {
    fn from_cell(cell: &Cell<'_>) -> Result<Self, &'static str> {
        const WANTED: &str = "it is not an identifier";
        match cell {
            Cell::Sqlite(ValueRef::Blob(bytes)) => Self::from_slice(bytes).map_err(|_| WANTED),
            Cell::Sqlite(ValueRef::Null) => Err(EMPTY),
            Cell::Sqlite(_) => Err(WANTED),
            Cell::Postgres(kind, raw) => driver(kind, *raw, WANTED),
        }
    }
}

impl FromColumn for String {
    fn from_cell(cell: &Cell<'_>) -> Result<Self, &'static str> {
        const WANTED: &str = "it is not text";
        match cell {
            Cell::Sqlite(value) => text(value, WANTED).map(str::to_owned),
            Cell::Postgres(kind, raw) => driver(kind, *raw, WANTED),
        }
    }
}

impl FromColumn for i64 {
    fn from_cell(cell: &Cell<'_>) -> Result<Self, &'static str> {
        const WANTED: &str = "it is not a whole number (an aggregate needs a cast)";
        match cell {
            Cell::Sqlite(ValueRef::Integer(number)) => Ok(*number),
            Cell::Sqlite(ValueRef::Null) => Err(EMPTY),
            Cell::Sqlite(_) => Err(WANTED),
            Cell::Postgres(kind, raw) if *kind == Type::INT4 => driver::<i32>(kind, *raw, WANTED).map(Self::from),
            Cell::Postgres(kind, raw) if *kind == Type::INT2 => driver::<i16>(kind, *raw, WANTED).map(Self::from),
            Cell::Postgres(kind, raw) => driver(kind, *raw, WANTED),
        }
    }
}

impl FromColumn for bool {
    fn from_cell(cell: &Cell<'_>) -> Result<Self, &'static str> {
        const WANTED: &str = "it is neither true nor false";
        match cell {
            Cell::Sqlite(ValueRef::Integer(0)) => Ok(false),
            Cell::Sqlite(ValueRef::Integer(1)) => Ok(true),
            Cell::Sqlite(ValueRef::Null) => Err(EMPTY),
            Cell::Sqlite(_) => Err(WANTED),
            Cell::Postgres(kind, raw) => driver(kind, *raw, WANTED),
        }
    }
}

impl FromColumn for Timestamp {
    fn from_cell(cell: &Cell<'_>) -> Result<Self, &'static str> {
        const WANTED: &str = "it is not an instant";
        match cell {
            Cell::Sqlite(value) => {
                let written = text(value, WANTED)?;
                // Only the one fixed width sorts as time does.
                if written.len() != "2026-11-21T10:00:00.123456Z".len() {
                    return Err(WANTED);
                }
                written.parse().map_err(|_| WANTED)
            }
            Cell::Postgres(kind, raw) => driver(kind, *raw, WANTED),
        }
    }
}

impl FromColumn for Date {
    fn from_cell(cell: &Cell<'_>) -> Result<Self, &'static str> {
        const WANTED: &str = "it is not a date";
        match cell {
            Cell::Sqlite(value) => {
                let written = text(value, WANTED)?;
                if written.len() != "2026-11-21".len() {
                    return Err(WANTED);
                }
                written.parse().map_err(|_| WANTED)
            }
            Cell::Postgres(kind, raw) => driver(kind, *raw, WANTED),
        }
    }
}

impl FromColumn for serde_json::Value {
    fn from_cell(cell: &Cell<'_>) -> Result<Self, &'static str> {
        const WANTED: &str = "it is not JSON";
        match cell {
            Cell::Sqlite(value) => serde_json::from_str(text(value, WANTED)?).map_err(|_| WANTED),
            Cell::Postgres(kind, raw) => driver(kind, *raw, WANTED),
        }
    }
}

impl FromColumn for Vec<u8> {
    fn from_cell(cell: &Cell<'_>) -> Result<Self, &'static str> {
        const WANTED: &str = "it is not bytes";
        match cell {
            Cell::Sqlite(ValueRef::Blob(bytes)) => Ok(bytes.to_vec()),
            Cell::Sqlite(ValueRef::Null) => Err(EMPTY),
            Cell::Sqlite(_) => Err(WANTED),
            Cell::Postgres(kind, raw) => driver(kind, *raw, WANTED),
        }
    }
}
