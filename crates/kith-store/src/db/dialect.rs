//! The few places where the two engines need different words.
//!
//! A difference is a word in braces in the one SQL text, replaced when the text is registered; so
//! the text stays constant, is still written once, and is still prepared on both engines in tests.
//!
//! | word | SQLite | PostgreSQL |
//! |---|---|---|
//! | `{for_update}` | nothing | `FOR UPDATE` |
//! | `{for_update_skip_locked}` | nothing | `FOR UPDATE SKIP LOCKED` |
//!
//! SQLite needs no row locks: its one writer has the whole store to itself.
//!
//! *Deliberately absent:* anything without a user. The remaining functions of the plan (month
//! buckets, days between, identifier lists, text match, JSON array length) come with theirs.

use super::lex::{Piece, expand_words, pieces};

/// The database engine a store runs on.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Engine {
    /// One file, bundled SQLite.
    Sqlite,
    /// A PostgreSQL server, version 15 or later.
    Postgres,
}

impl std::fmt::Display for Engine {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(match self {
            Self::Sqlite => "SQLite",
            Self::Postgres => "PostgreSQL",
        })
    }
}

/// A statement as one engine wants it.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Rendered {
    pub(super) sql: String,
    /// How many parameters it takes; they are numbered from 1 without a gap.
    pub(super) parameters: usize,
}

/// Renders a statement for one engine: words in braces replaced, and for SQLite `$n` turned into
/// `?n`, because SQLite numbers `$n` by first appearance and `SELECT $2, $1` would silently swap.
///
/// # Errors
/// A sentence, when a word is not known or a parameter number is skipped.
pub(super) fn render(engine: Engine, text: &str) -> Result<Rendered, String> {
    let mut sql = String::with_capacity(text.len());
    let mut seen = Vec::new();
    for piece in pieces(text) {
        match piece {
            Piece::Code(code) => {
                let code = expand_words(code, |word| meaning(engine, word))?;
                parameters(engine, &code, &mut sql, &mut seen)?;
            }
            Piece::Quoted(same) | Piece::Comment(same) => sql.push_str(same),
        }
    }
    seen.sort_unstable();
    seen.dedup();
    let expected: Vec<usize> = (1..=seen.len()).collect();
    if seen != expected {
        return Err(format!("its parameters are numbered {seen:?}, not from 1 without a gap"));
    }
    Ok(Rendered { sql, parameters: seen.len() })
}

fn meaning(engine: Engine, word: &str) -> Option<&'static str> {
    Some(match (engine, word) {
        (Engine::Sqlite, "for_update" | "for_update_skip_locked") => "",
        (Engine::Postgres, "for_update") => "FOR UPDATE",
        (Engine::Postgres, "for_update_skip_locked") => "FOR UPDATE SKIP LOCKED",
        // `id IN (SELECT {each_id} FROM {each}($n))`, the parameter made by `Value::ids`.
        (Engine::Sqlite, "each_id") => "unhex(value)",
        (Engine::Sqlite, "each") => "json_each",
        (Engine::Postgres, "each_id") => "value::uuid",
        (Engine::Postgres, "each") => "jsonb_array_elements_text",
        // The same for days, the parameter made by `Value::days`.
        (Engine::Sqlite, "each_day") => "value",
        (Engine::Postgres, "each_day") => "value::date",
        _ => return None,
    })
}

fn parameters(engine: Engine, code: &str, sql: &mut String, seen: &mut Vec<usize>) -> Result<(), String> {
    let mut parts = code.split('$');
    sql.push_str(parts.next().unwrap_or_default());
    for part in parts {
        let digits: String = part.chars().take_while(char::is_ascii_digit).collect();
        let number: usize = digits.parse().map_err(|_| "a dollar sign is not followed by a number".to_owned())?;
        seen.push(number);
        sql.push(if engine == Engine::Sqlite { '?' } else { '$' });
        sql.push_str(part);
    }
    Ok(())
}

/// The statement that takes a lock by number until the transaction ends, where the engine has one.
/// On SQLite a writing unit already excludes every other.
pub(super) fn advisory_lock(engine: Engine) -> Option<&'static str> {
    (engine == Engine::Postgres).then_some("SELECT pg_advisory_xact_lock($1)")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn parameters_are_rewritten_for_sqlite_and_left_for_postgresql() {
        let text = "SELECT $2, '$9', $1 -- $7\nFROM t WHERE a = $2";
        let sqlite = render(Engine::Sqlite, text).unwrap();
        assert_eq!(sqlite.sql, "SELECT ?2, '$9', ?1 -- $7\nFROM t WHERE a = ?2");
        assert_eq!(sqlite.parameters, 2);
        let postgres = render(Engine::Postgres, text).unwrap();
        assert_eq!(postgres.sql, text);
        assert_eq!(postgres.parameters, 2);
    }

    #[test]
    fn a_gap_in_the_numbers_and_a_lone_dollar_are_errors() {
        assert!(render(Engine::Sqlite, "SELECT $1, $3").is_err());
        assert!(render(Engine::Sqlite, "SELECT $0").is_err());
        assert!(render(Engine::Postgres, "SELECT $tag$x$tag$").is_err());
    }

    #[test]
    fn lock_words_differ_and_unknown_words_are_errors() {
        let text = "SELECT a FROM t {for_update_skip_locked}";
        assert_eq!(render(Engine::Sqlite, text).unwrap().sql, "SELECT a FROM t ");
        assert_eq!(render(Engine::Postgres, text).unwrap().sql, "SELECT a FROM t FOR UPDATE SKIP LOCKED");
        assert!(render(Engine::Postgres, "SELECT {now}").is_err());
    }

    #[test]
    fn a_list_of_identifiers_is_one_parameter() {
        let text = "SELECT a FROM t WHERE id IN (SELECT {each_id} FROM {each}($1))";
        let sqlite = render(Engine::Sqlite, text).unwrap();
        assert_eq!(sqlite.sql, "SELECT a FROM t WHERE id IN (SELECT unhex(value) FROM json_each(?1))");
        assert_eq!(sqlite.parameters, 1);
        let postgres = render(Engine::Postgres, text).unwrap();
        assert_eq!(postgres.sql, "SELECT a FROM t WHERE id IN (SELECT value::uuid FROM jsonb_array_elements_text($1))");
    }
}
