//! Statements as constants, and the registry without which none can be run.

use std::borrow::Cow;
use std::collections::{HashMap, HashSet};

use super::dialect::{Engine, render};
use super::error::DbError;
use super::open_error::OpenError;

/// One SQL text, written once for both engines.
///
/// It can only be made inside this crate, and only a registered one can be run: text from elsewhere
/// cannot reach the database.
#[derive(Debug)]
pub struct Statement {
    name: Cow<'static, str>,
    text: Cow<'static, str>,
    list: bool,
}

impl Statement {
    /// A constant statement. Use [`statements!`](crate::db::statements) instead.
    #[doc(hidden)]
    pub(crate) const fn constant(name: &'static str, text: &'static str, list: bool) -> Self {
        Self { name: Cow::Borrowed(name), text: Cow::Borrowed(text), list }
    }

    /// A statement generated at start from the description of a table.
    ///
    /// Keep it in a `LazyLock<Vec<Statement>>` and let `registry::derived` name it; what stands in
    /// `text` must come from constants only.
    #[must_use]
    pub(crate) fn derived(name: String, text: String) -> Self {
        Self { name: Cow::Owned(name), text: Cow::Owned(text), list: false }
    }

    /// Its name with its room, for instance `people::BY_ID`.
    #[must_use]
    pub fn name(&self) -> &str {
        self.name.strip_prefix("kith_store::").unwrap_or(&self.name)
    }

    /// Where it lies; statics do not move, so this tells one statement from another.
    pub(super) fn key(&self) -> usize {
        std::ptr::from_ref(self).addr()
    }
}

/// Declares the statements of a room as statics and lists them as `STATEMENTS`.
///
/// `list` before a name marks the statement of a list view, whose query plan is kept as a golden.
///
/// ```text
/// statements! {
///     /// One person by identifier.
///     BY_ID = "SELECT id, name FROM person WHERE id = $1";
///     /// Those waiting, longest first.
///     list WAITING = "SELECT id FROM referral WHERE service_id = $1 ORDER BY received_at";
/// }
/// ```
macro_rules! statements {
    (@next [$($done:ident)*]) => {
        /// Every statement of this room, for the registry.
        pub(crate) static STATEMENTS: &[&$crate::db::Statement] = &[$(&$done),*];
    };
    (@next [$($done:ident)*] $(#[$doc:meta])* list $name:ident = $text:expr; $($rest:tt)*) => {
        $(#[$doc])*
        pub(crate) static $name: $crate::db::Statement = $crate::db::Statement::constant(
            concat!(module_path!(), "::", stringify!($name)), $text, true,
        );
        $crate::db::statements! { @next [$($done)* $name] $($rest)* }
    };
    (@next [$($done:ident)*] $(#[$doc:meta])* $name:ident = $text:expr; $($rest:tt)*) => {
        $(#[$doc])*
        pub(crate) static $name: $crate::db::Statement = $crate::db::Statement::constant(
            concat!(module_path!(), "::", stringify!($name)), $text, false,
        );
        $crate::db::statements! { @next [$($done)* $name] $($rest)* }
    };
    ($($all:tt)*) => { $crate::db::statements! { @next [] $($all)* } };
}
pub(crate) use statements;

/// The statements of a store, rendered for its engine.
#[derive(Debug)]
pub(super) struct Registry {
    by_key: HashMap<usize, Registered>,
    in_order: Vec<usize>,
}

/// One statement ready to be prepared.
#[derive(Debug)]
pub(super) struct Registered {
    pub(super) key: usize,
    pub(super) name: String,
    pub(super) sql: String,
    pub(super) parameters: usize,
    pub(super) list: bool,
}

impl Registry {
    /// Renders every statement of the rooms.
    ///
    /// # Errors
    /// [`OpenError::Statement`] when a text cannot be rendered or a name stands twice.
    pub(super) fn build(engine: Engine, all: impl IntoIterator<Item = &'static Statement>) -> Result<Self, OpenError> {
        let mut registry = Self { by_key: HashMap::new(), in_order: Vec::new() };
        let mut names = HashSet::new();
        for statement in all {
            let name = statement.name().to_owned();
            let wrong = |reason| OpenError::Statement { name: name.clone(), reason };
            if !names.insert(name.clone()) {
                return Err(wrong("the name stands twice".to_owned()));
            }
            let rendered = render(engine, &statement.text).map_err(wrong)?;
            let key = statement.key();
            registry.in_order.push(key);
            registry.by_key.insert(
                key,
                Registered { key, name, sql: rendered.sql, parameters: rendered.parameters, list: statement.list },
            );
        }
        Ok(registry)
    }

    pub(super) fn find(&self, statement: &Statement) -> Result<&Registered, DbError> {
        self.by_key.get(&statement.key()).ok_or_else(|| DbError::Unregistered(statement.name().to_owned()))
    }

    /// Every statement in the order of registration.
    pub(super) fn all(&self) -> impl Iterator<Item = &Registered> {
        self.in_order.iter().filter_map(|key| self.by_key.get(key))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    statements! {
        /// A doc comment.
        ONE = "SELECT $1";
        list MANY = "SELECT a FROM t WHERE b = $1 AND c = $2";
    }

    #[test]
    fn the_macro_names_a_statement_with_its_room_and_marks_lists() {
        let registry = Registry::build(Engine::Sqlite, STATEMENTS.iter().copied()).unwrap();
        let seen: Vec<_> = registry.all().map(|s| (s.name.as_str(), s.sql.as_str(), s.list)).collect();
        assert_eq!(
            seen,
            vec![
                ("db::statement::tests::ONE", "SELECT ?1", false),
                ("db::statement::tests::MANY", "SELECT a FROM t WHERE b = ?1 AND c = ?2", true),
            ]
        );
        assert_eq!(registry.find(&MANY).unwrap().parameters, 2);
    }

    #[test]
    fn a_name_that_stands_twice_is_an_error() {
        let twice = [&ONE, &MANY, &ONE];
        assert!(matches!(Registry::build(Engine::Postgres, twice), Err(OpenError::Statement { .. })));
    }

    #[test]
    fn the_same_text_elsewhere_is_not_registered() {
        let registry = Registry::build(Engine::Sqlite, STATEMENTS.iter().copied()).unwrap();
        let other = Statement::derived("other".to_owned(), "SELECT $1".to_owned());
        assert!(matches!(registry.find(&other), Err(DbError::Unregistered(name)) if name == "other"));
    }
}
