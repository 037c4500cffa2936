//! The tables of a schema and the types of their columns, read out of the schema files.

use crate::schema::MIGRATIONS;

/// What a column holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// An identifier.
    Id,
    /// Text.
    Text,
    /// A whole number.
    Int,
    /// True or false.
    Bool,
    /// An instant.
    Instant,
    /// A day.
    Date,
    /// JSON.
    Json,
    /// Raw bytes.
    Bytes,
}

impl Kind {
    /// The type word of the schema files.
    #[must_use]
    pub const fn word(self) -> &'static str {
        match self {
            Self::Id => "id",
            Self::Text => "text",
            Self::Int => "int",
            Self::Bool => "bool",
            Self::Instant => "instant",
            Self::Date => "date",
            Self::Json => "json",
            Self::Bytes => "bytes",
        }
    }

    /// The kind of a type word.
    #[must_use]
    pub fn of(word: &str) -> Option<Self> {
        const ALL: [Kind; 8] =
            [Kind::Id, Kind::Text, Kind::Int, Kind::Bool, Kind::Instant, Kind::Date, Kind::Json, Kind::Bytes];
        ALL.into_iter().find(|kind| kind.word() == word)
    }
}

/// A table that is copied.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CopyTable {
    /// Its name.
    pub name: String,
    /// Its columns with what they hold.
    pub columns: Vec<(String, Kind)>,
    /// The tables its rows refer to, itself among them where they do.
    pub refers_to: Vec<String>,
}

impl CopyTable {
    pub(super) fn column_list(&self) -> String {
        self.columns.iter().map(|(name, _)| name.as_str()).collect::<Vec<_>>().join(", ")
    }
}

/// Tables whose rows stay behind: nobody is signed in to a copy.
const LEFT_BEHIND: [&str; 2] = ["session", "throttle"];

/// The tables of a schema, each after those it refers to.
#[must_use]
pub fn copied_tables(schema: u32) -> Vec<CopyTable> {
    every_table(schema).into_iter().filter(|table| !LEFT_BEHIND.contains(&table.name.as_str())).collect()
}

/// Puts each table after those it refers to, and otherwise leaves the order as it is.
fn in_order(mut tables: Vec<CopyTable>) -> Vec<CopyTable> {
    let mut ordered: Vec<CopyTable> = Vec::with_capacity(tables.len());
    while !tables.is_empty() {
        let is_met = |name: &String| ordered.iter().any(|table| table.name == *name);
        let next =
            tables.iter().position(|table| table.refers_to.iter().all(|other| *other == table.name || is_met(other)));
        // Tables in a ring are taken as they come; there is none.
        ordered.push(tables.remove(next.unwrap_or(0)));
    }
    ordered
}

/// Every table of a schema, also those that are not copied.
pub(super) fn every_table(schema: u32) -> Vec<CopyTable> {
    let mut tables: Vec<CopyTable> = Vec::new();
    for migration in MIGRATIONS.iter().filter(|migration| migration.number <= schema) {
        let text: Vec<&str> = migration.text.lines().map(|line| line.split("--").next().unwrap_or_default()).collect();
        for statement in text.join("\n").split(';') {
            read(statement, &mut tables);
        }
    }
    in_order(tables)
}

fn read(statement: &str, tables: &mut Vec<CopyTable>) {
    let words: Vec<&str> = statement.split_whitespace().collect();
    match words.as_slice() {
        ["CREATE", "TABLE", name, ..] => {
            let name = name.split('(').next().unwrap_or_default().to_owned();
            let body = statement.split_once('(').map_or("", |(_, body)| body);
            let columns = body.split(['\n', ',']).filter_map(column).collect();
            tables.push(CopyTable { name, columns, refers_to: referred(&words).collect() });
        }
        ["ALTER", "TABLE", name, "ADD", "COLUMN", ..] => {
            let body = statement.split_once("COLUMN").map_or("", |(_, body)| body);
            if let (Some(table), Some(column)) = (find(tables, name), column(body)) {
                table.columns.push(column);
                table.refers_to.extend(referred(&words));
            }
        }
        ["ALTER", "TABLE", name, "DROP", "COLUMN", gone, ..] => {
            if let Some(table) = find(tables, name) {
                table.columns.retain(|(column, _)| column != gone);
            }
        }
        ["ALTER", "TABLE", name, "RENAME", "COLUMN", before, "TO", after, ..] => {
            let column = find(tables, name).and_then(|it| it.columns.iter_mut().find(|(column, _)| column == before));
            if let Some((column, _)) = column {
                *column = (*after).to_owned();
            }
        }
        ["ALTER", "TABLE", name, "RENAME", "TO", next, ..] => {
            if let Some(table) = find(tables, name) {
                table.name = (*next).to_owned();
            }
        }
        ["DROP", "TABLE", name, ..] => tables.retain(|table| table.name != *name),
        _ => {}
    }
}

fn find<'t>(tables: &'t mut [CopyTable], name: &str) -> Option<&'t mut CopyTable> {
    tables.iter_mut().find(|table| table.name == name)
}

/// The tables that a statement names after REFERENCES.
fn referred(words: &[&str]) -> impl Iterator<Item = String> {
    let pairs = words.iter().zip(words.iter().skip(1));
    let named = pairs.filter(|(word, _)| **word == "REFERENCES").map(|(_, name)| *name);
    let names: Vec<String> = named.map(|name| name.split('(').next().unwrap_or_default().to_owned()).collect();
    names.into_iter()
}

/// `name {kind} …`, or nothing for a constraint of the table.
fn column(line: &str) -> Option<(String, Kind)> {
    let mut words = line.split_whitespace();
    let name = words.next()?;
    let kind = words.next()?.strip_prefix('{')?.split('}').next()?;
    Some((name.to_owned(), Kind::of(kind)?))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_tables_are_those_of_the_database_with_all_their_columns() {
        let folder = tempfile::tempdir().unwrap();
        let place = crate::db::Place { data: folder.path().join("data"), database: None };
        crate::db::Store::migrate(&place).unwrap();
        let connection = rusqlite::Connection::open(place.data.join("kith.db")).unwrap();
        const THERE: &str = "SELECT name FROM sqlite_schema WHERE type = 'table' AND name <> 'schema_migration' \
            AND name NOT LIKE 'sqlite_%' ORDER BY name";
        let mut there: Vec<(String, Vec<String>)> = Vec::new();
        for name in texts(&connection, THERE) {
            let mut columns = texts(&connection, &format!("SELECT name FROM pragma_table_info('{name}')"));
            columns.sort();
            there.push((name, columns));
        }
        let mut read: Vec<(String, Vec<String>)> = every_table(u32::MAX)
            .into_iter()
            .map(|table| {
                let mut columns: Vec<String> = table.columns.into_iter().map(|(name, _)| name).collect();
                columns.sort();
                (table.name, columns)
            })
            .collect();
        read.sort();
        assert_eq!(read, there);
        for left in LEFT_BEHIND {
            assert!(there.iter().any(|(name, _)| name == left), "{left}");
        }
    }

    fn texts(connection: &rusqlite::Connection, sql: &str) -> Vec<String> {
        let mut statement = connection.prepare(sql).unwrap();
        let rows = statement.query_map([], |row| row.get(0)).unwrap();
        rows.map(Result::unwrap).collect()
    }

    #[test]
    fn later_changes_of_a_table_are_followed() {
        let mut tables = Vec::new();
        for statement in [
            "CREATE TABLE a (\n    x {id} NOT NULL PRIMARY KEY,\n    y {text},\n    UNIQUE (x, y)\n) {strict}",
            "CREATE TABLE gone (x {id})",
            "ALTER TABLE a ADD COLUMN z {int} NOT NULL DEFAULT 0",
            "ALTER TABLE a DROP COLUMN y",
            "ALTER TABLE a RENAME TO b",
            "DROP TABLE gone",
            "CREATE INDEX a_by_x ON a (x)",
        ] {
            read(statement, &mut tables);
        }
        let columns = vec![("x".to_owned(), Kind::Id), ("z".to_owned(), Kind::Int)];
        assert_eq!(tables, [CopyTable { name: "b".to_owned(), columns, refers_to: vec![] }]);
    }

    #[test]
    fn each_table_comes_after_those_it_refers_to() {
        let mut tables = Vec::new();
        for statement in [
            "CREATE TABLE a (\n    x {id} NOT NULL PRIMARY KEY,\n    up {id} REFERENCES a (x)\n)",
            "CREATE TABLE b (x {id} NOT NULL PRIMARY KEY REFERENCES a (x))",
            "CREATE TABLE c (x {id} NOT NULL PRIMARY KEY)",
            "ALTER TABLE a ADD COLUMN z {id} REFERENCES c (x)",
        ] {
            read(statement, &mut tables);
        }
        let names: Vec<String> = in_order(tables).into_iter().map(|table| table.name).collect();
        assert_eq!(names, ["c", "a", "b"]);
        let mut met: Vec<String> = Vec::new();
        for table in every_table(u32::MAX) {
            for other in &table.refers_to {
                assert!(*other == table.name || met.contains(other), "{} refers to {other}", table.name);
            }
            met.push(table.name);
        }
    }
}
