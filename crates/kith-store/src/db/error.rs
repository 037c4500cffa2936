//! What can go wrong inside a unit of work.

use super::dialect::Engine;

/// A fault of the database or of the way it was used.
///
/// *Invariant:* no variant holds the value of a parameter or of a column, so an error may be logged.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum DbError {
    /// A row with the same key is already there.
    #[error("another row has the same {}", columns.join(", "))]
    Unique {
        /// The columns of the key, in the order of its index.
        columns: Vec<String>,
    },
    /// A row that is referred to is missing, or a row is still referred to.
    #[error("a reference to another row does not hold")]
    ForeignKey,
    /// A CHECK of the schema does not hold.
    #[error("a check of the schema does not hold")]
    Check,
    /// A column that must have a value was given none.
    #[error("the column {column} must have a value")]
    NotNull {
        /// The column.
        column: String,
    },
    /// There is no space left for the change; nothing of the unit is kept.
    #[error("the store is full")]
    Full,
    /// Another process kept the store locked for longer than we wait.
    #[error("the store is busy")]
    Busy,
    /// The transaction lost against a concurrent one, and running it again did not help.
    #[error("a concurrent change came in between")]
    Serialization,
    /// COMMIT did not succeed. The unit must be taken as not done; where the connection broke
    /// during COMMIT it may nevertheless stand, and only an idempotent repeat is safe.
    #[error("the change could not be committed")]
    CommitFailed,
    /// The transaction was rolled back under the unit because of another unit's fault, more often
    /// than we try again.
    #[error("the transaction was rolled back")]
    RolledBack,
    /// The disk reported a fault; nothing more is written until the process starts anew.
    #[error("the storage failed; nothing is written until a restart")]
    Storage,
    /// The closure of the unit panicked.
    #[error("the unit of work panicked")]
    Panicked,
    /// A statement of this unit failed before; nothing more of the unit counts.
    #[error("an earlier statement of this unit of work failed")]
    Doomed,
    /// A unit of work was begun inside another, which would wait for itself.
    #[error("a unit of work was begun inside another")]
    Nested,
    /// The statement is in no room of the registry.
    #[error("the statement {0} is not registered")]
    Unregistered(String),
    /// The statement was given the wrong number of parameters.
    #[error("the statement takes {expected} parameters and was given {given}")]
    Parameters {
        /// How many it takes.
        expected: usize,
        /// How many came.
        given: usize,
    },
    /// A parameter cannot be stored.
    #[error("parameter {position}: {reason}")]
    Parameter {
        /// Its number, from 1.
        position: usize,
        /// Why not.
        reason: &'static str,
    },
    /// A column is missing or is not of the type asked for.
    #[error("column {column}: {reason}")]
    Column {
        /// The column.
        column: String,
        /// Why not.
        reason: &'static str,
    },
    /// A statement that must give at most one row gave more.
    #[error("the statement {0} gave more than one row")]
    ManyRows(String),
    /// A unit that may only read tried to write.
    #[error("a reading unit tried to write")]
    ReadOnly,
    /// The database role may not do this, or the row is outside the reach of the unit.
    #[error("the row or table is outside the reach of this unit of work")]
    Denied,
    /// The statement took longer than allowed and was cancelled.
    #[error("the statement was cancelled")]
    Cancelled,
    /// The reach of the unit has no usable purpose.
    #[error("a unit of work needs a purpose of lower-case letters, digits, '-' and '_'")]
    Purpose,
    /// The connection to the server was lost before the outcome was known.
    #[error("the connection to the database was lost")]
    Disconnected,
    /// No connection became free in time.
    #[error("no connection to the database became free in time")]
    Pool,
    /// The store was stopped.
    #[error("the store is closed")]
    Closed,
    /// Anything else, with the code of the engine.
    #[error(transparent)]
    Other(#[from] Box<Fault>),
}

/// A fault of the engine that has no name of its own here.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Fault {
    pub(super) engine: Engine,
    pub(super) code: String,
    pub(super) message: String,
    pub(super) statement: Option<String>,
}

impl Fault {
    pub(super) fn new(engine: Engine, code: impl std::fmt::Display, message: impl Into<String>) -> Self {
        Self { engine, code: code.to_string(), message: message.into(), statement: None }
    }

    /// The engine's own code: SQLite's extended result code or PostgreSQL's SQLSTATE.
    #[must_use]
    pub fn code(&self) -> &str {
        &self.code
    }
}

impl std::fmt::Display for Fault {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{} {}", self.engine, self.code)?;
        if let Some(statement) = &self.statement {
            write!(f, " in {statement}")?;
        }
        write!(f, ": {}", self.message)
    }
}

impl std::error::Error for Fault {}

impl From<Fault> for DbError {
    fn from(fault: Fault) -> Self {
        Self::Other(Box::new(fault))
    }
}

impl DbError {
    /// The same error, naming the statement it came from where it has room for it.
    pub(super) fn at(mut self, statement: &str) -> Self {
        if let Self::Other(fault) = &mut self {
            fault.statement = Some(statement.to_owned());
        }
        self
    }

    /// Whether the same closure may succeed when it is run again at once.
    pub(super) fn is_serialization(&self) -> bool {
        matches!(self, Self::Serialization)
    }
}

/// A fault that befalls several units at once, so it must be told more than once.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Failure {
    Full,
    Busy,
    CommitFailed,
    RolledBack,
    Storage,
}

impl From<Failure> for DbError {
    fn from(failure: Failure) -> Self {
        match failure {
            Failure::Full => Self::Full,
            Failure::Busy => Self::Busy,
            Failure::CommitFailed => Self::CommitFailed,
            Failure::RolledBack => Self::RolledBack,
            Failure::Storage => Self::Storage,
        }
    }
}
