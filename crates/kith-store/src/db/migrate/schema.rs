//! Reading a schema file: type words, and the directives after each table.
//!
//! | word | SQLite | PostgreSQL |
//! |---|---|---|
//! | `{id}` | `BLOB` | `uuid` |
//! | `{instant}` | `TEXT`, `YYYY-MM-DDTHH:MM:SS.ffffffZ` | `timestamptz` |
//! | `{date}` | `TEXT`, `YYYY-MM-DD` | `date` |
//! | `{json}` | `TEXT` | `jsonb` |
//! | `{bool}` | `INTEGER` | `boolean` |
//! | `{int}` | `INTEGER` | `bigint` |
//! | `{text}` | `TEXT` | `TEXT COLLATE "C"` |
//! | `{bytes}` | `BLOB` | `bytea` |
//! | `{strict}` | `STRICT` | nothing |
//!
//! Directly after each `CREATE TABLE` stands a line `-- rls: …` and, where the application may not
//! do everything, a line `-- grant: …`; see [`super::rows`]. What it may do besides, with a table that is there already,
//! stands in a line of its own, `-- also-grant: table delete`.

use crate::db::dialect::Engine;
use crate::db::lex::{Piece, expand_words, pieces};

use super::rows::{Grant, Visible};

/// A schema file ready for one engine.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Schema {
    /// The text to run.
    pub(super) sql: String,
    /// The tables it makes.
    pub(super) tables: Vec<Table>,
    /// What the application may do besides, with which table.
    pub(super) also: Vec<(String, Grant)>,
}

/// A table and who may do what with its rows.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Table {
    pub(super) name: String,
    pub(super) visible: Visible,
    pub(super) grant: Grant,
}

/// Reads a file for an engine. The directives are asked for on both, so that a forgotten one is
/// found wherever the tests run.
///
/// # Errors
/// A sentence saying what is wrong.
pub(super) fn read(engine: Engine, text: &str) -> Result<Schema, String> {
    let mut reader = Reader::default();
    let mut sql = String::with_capacity(text.len());
    for piece in pieces(text) {
        match piece {
            Piece::Code(code) => {
                let code = expand_words(code, |word| meaning(engine, word))?;
                reader.code(&code)?;
                sql.push_str(&code);
            }
            Piece::Quoted(same) => {
                // A semicolon in it ends nothing.
                reader.part(same)?;
                sql.push_str(same);
            }
            Piece::Comment(comment) => {
                reader.comment(comment)?;
                sql.push_str(comment);
            }
        }
    }
    reader.end()?;
    Ok(Schema { sql, tables: reader.tables, also: reader.also })
}

fn meaning(engine: Engine, word: &str) -> Option<&'static str> {
    let (sqlite, postgres) = match word {
        "id" => ("BLOB", "uuid"),
        "instant" => ("TEXT", "timestamptz"),
        "date" => ("TEXT", "date"),
        "json" => ("TEXT", "jsonb"),
        "bool" => ("INTEGER", "boolean"),
        "int" => ("INTEGER", "bigint"),
        "text" => ("TEXT", "TEXT COLLATE \"C\""),
        "bytes" => ("BLOB", "bytea"),
        "strict" => ("STRICT", ""),
        _ => return None,
    };
    Some(if engine == Engine::Sqlite { sqlite } else { postgres })
}

#[derive(Default)]
struct Reader {
    tables: Vec<Table>,
    also: Vec<(String, Grant)>,
    /// The statement being read.
    statement: String,
    /// The table whose directives may come now.
    open: Option<Open>,
}

struct Open {
    name: String,
    visible: Option<Visible>,
    grant: Option<Grant>,
}

impl Reader {
    fn code(&mut self, code: &str) -> Result<(), String> {
        let mut parts = code.split(';');
        self.part(parts.next().unwrap_or_default())?;
        for part in parts {
            self.statement_ends();
            self.part(part)?;
        }
        Ok(())
    }

    fn part(&mut self, part: &str) -> Result<(), String> {
        if self.statement.is_empty() && part.trim().is_empty() {
            return Ok(());
        }
        self.table_ends()?;
        self.statement.push_str(part);
        Ok(())
    }

    fn statement_ends(&mut self) {
        let statement = std::mem::take(&mut self.statement);
        self.open = table_name(&statement).map(|name| Open { name, visible: None, grant: None });
    }

    fn table_ends(&mut self) -> Result<(), String> {
        let Some(Open { name, visible, grant }) = self.open.take() else {
            return Ok(());
        };
        let visible = visible.ok_or_else(|| format!("the table {name} has no line `-- rls: …` after it"))?;
        self.tables.push(Table { name, visible, grant: grant.unwrap_or_default() });
        Ok(())
    }

    fn comment(&mut self, comment: &str) -> Result<(), String> {
        let said = comment.trim_start_matches('-').trim();
        let Some((word @ ("rls" | "grant" | "also-grant"), rest)) =
            said.split_once(':').map(|(word, rest)| (word.trim(), rest.trim()))
        else {
            return Ok(());
        };
        if word == "also-grant" {
            let (table, rights) = rest.split_once(' ').unwrap_or((rest, ""));
            let is_name = !table.is_empty() && table.bytes().all(|b| b.is_ascii_lowercase() || b == b'_');
            if !is_name || !self.statement.is_empty() {
                return Err(format!("`-- also-grant: {rest}` does not stand by itself and name a table"));
            }
            self.also.push((table.to_owned(), Grant::read(rights)?));
            return Ok(());
        }
        let Some(open) = self.open.as_mut().filter(|_| self.statement.is_empty()) else {
            return Err(format!("`-- {word}: {rest}` does not stand directly after a table"));
        };
        let twice = match word {
            "rls" => open.visible.replace(Visible::read(rest)?).is_some(),
            _ => open.grant.replace(Grant::read(rest)?).is_some(),
        };
        if twice { Err(format!("the table {} has two lines `-- {word}: …`", open.name)) } else { Ok(()) }
    }

    fn end(&mut self) -> Result<(), String> {
        if !self.statement.is_empty() {
            return Err("the last statement has no semicolon".to_owned());
        }
        self.table_ends()
    }
}

/// The name in `CREATE TABLE [IF NOT EXISTS] name (…`.
fn table_name(statement: &str) -> Option<String> {
    let mut words = statement.split(|c: char| c.is_whitespace() || c == '(').filter(|w| !w.is_empty());
    let mut next_is = |wanted: &str| words.next().is_some_and(|w| w.eq_ignore_ascii_case(wanted));
    if !(next_is("CREATE") && next_is("TABLE")) {
        return None;
    }
    let mut name = words.next()?;
    if name.eq_ignore_ascii_case("IF") {
        name = words.nth(2)?;
    }
    Some(name.trim_matches('"').to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    const TEXT: &str = "\
-- Purpose: a test.
CREATE TABLE person (
    id {id} PRIMARY KEY, -- who; not a table's end
    note {text} NOT NULL DEFAULT '{}; {text}',
    at {instant} NOT NULL
) {strict};
-- rls: service
CREATE INDEX person_at ON person (at);

CREATE TABLE IF NOT EXISTS audit(id {id}) {strict};
-- A remark between.
-- rls: purpose audit verify
-- grant: select insert
";

    #[test]
    fn words_are_expanded_outside_quotes_only() {
        let sqlite = read(Engine::Sqlite, TEXT).unwrap().sql;
        assert!(sqlite.contains("id BLOB PRIMARY KEY"), "{sqlite}");
        assert!(sqlite.contains("note TEXT NOT NULL DEFAULT '{}; {text}'"), "{sqlite}");
        assert!(sqlite.contains(") STRICT;"), "{sqlite}");
        let postgres = read(Engine::Postgres, TEXT).unwrap().sql;
        assert!(postgres.contains("note TEXT COLLATE \"C\" NOT NULL"), "{postgres}");
        assert!(postgres.contains("at timestamptz NOT NULL\n) ;"), "{postgres}");
    }

    #[test]
    fn every_table_comes_with_its_directives() {
        let tables = read(Engine::Postgres, TEXT).unwrap().tables;
        assert_eq!(
            tables,
            vec![
                Table { name: "person".to_owned(), visible: Visible::Service, grant: Grant::default() },
                Table {
                    name: "audit".to_owned(),
                    visible: Visible::Purpose(vec!["audit".to_owned(), "verify".to_owned()]),
                    grant: Grant::read("select insert").unwrap(),
                },
            ]
        );
    }

    #[test]
    fn what_is_missing_or_misplaced_is_an_error() {
        for wrong in [
            "CREATE TABLE t (a {int});",
            "CREATE TABLE t (a {int});\nCREATE INDEX i ON t (a);\n-- rls: open\n",
            "-- rls: open\nCREATE TABLE t (a {int});\n",
            "CREATE TABLE t (a {int} -- rls: open\n);\n",
            "CREATE TABLE t (a {int});\n-- rls: open\n-- rls: service\n",
            "CREATE TABLE t (a {int});\n-- rls: everybody\n",
            "CREATE TABLE t (a {integer});\n-- rls: open\n",
            "CREATE TABLE t (a {int})\n-- rls: open\n",
            "CREATE TABLE t (a {int});\n-- rls: open\n-- grant: truncate\n",
        ] {
            for engine in [Engine::Sqlite, Engine::Postgres] {
                assert!(read(engine, wrong).is_err(), "{wrong}");
            }
        }
    }
}
