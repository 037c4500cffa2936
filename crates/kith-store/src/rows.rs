//! Reading typed domain values out of rows. What no rule of the domain allows is a damaged row, said
//! as such and never shown as something else.

use jiff::Timestamp;
use kith_domain::id::Id;
use kith_domain::text::{Line, NotText, Note, Words};
use uuid::Uuid;

use crate::db::{DbError, Row, Value};

impl<T> From<Id<T>> for Value {
    fn from(id: Id<T>) -> Self {
        Self::Id(id.uuid())
    }
}
macro_rules! value_from_text {
    ($($text:ty),*) => {$(
        impl From<&$text> for Value {
            fn from(text: &$text) -> Self {
                Self::Text(text.as_str().to_owned())
            }
        }
    )*};
}
value_from_text!(Line, Words, Note);

/// Optional text as a value.
pub(crate) fn text<'a, T: 'a>(maybe: &'a Option<T>) -> Value
where
    Value: From<&'a T>,
{
    maybe.as_ref().map_or(Value::Null, Value::from)
}

/// Typed reading of the columns that many tables have.
pub(crate) trait Typed {
    fn id<T>(&self, column: &'static str) -> Result<Id<T>, DbError>;
    fn id_opt<T>(&self, column: &'static str) -> Result<Option<Id<T>>, DbError>;
    fn line(&self, column: &'static str) -> Result<Line, DbError>;
    fn line_opt(&self, column: &'static str) -> Result<Option<Line>, DbError>;
    fn words(&self, column: &'static str) -> Result<Words, DbError>;
    fn words_opt(&self, column: &'static str) -> Result<Option<Words>, DbError>;
    fn note_opt(&self, column: &'static str) -> Result<Option<Note>, DbError>;
    fn code<T>(&self, column: &'static str, from: impl Fn(&str) -> Option<T>) -> Result<T, DbError>;
    fn code_opt<T>(&self, column: &'static str, from: impl Fn(&str) -> Option<T>) -> Result<Option<T>, DbError>;
    fn count(&self, column: &'static str) -> Result<Option<u32>, DbError>;
    fn needed<T>(&self, column: &'static str, value: Option<T>) -> Result<T, DbError>;
    fn moment(&self, column: &'static str) -> Result<Timestamp, DbError>;
    fn moment_opt(&self, column: &'static str) -> Result<Option<Timestamp>, DbError>;
}

/// A stored value that no rule of the domain allows.
pub(crate) fn damaged(column: &str, reason: &'static str) -> DbError {
    DbError::Column { column: column.to_owned(), reason }
}

fn typed<T>(column: &'static str, result: Result<T, NotText>) -> Result<T, DbError> {
    result.map_err(|_| damaged(column, "text that no rule allows"))
}

fn typed_opt<T>(
    column: &'static str,
    text: Option<String>,
    new: impl Fn(&str) -> Result<T, NotText>,
) -> Result<Option<T>, DbError> {
    text.map(|text| typed(column, new(&text))).transpose()
}

impl Typed for Row<'_> {
    fn id<T>(&self, column: &'static str) -> Result<Id<T>, DbError> {
        Ok(Id::from_uuid(self.get::<Uuid>(column)?))
    }
    fn id_opt<T>(&self, column: &'static str) -> Result<Option<Id<T>>, DbError> {
        Ok(self.get::<Option<Uuid>>(column)?.map(Id::from_uuid))
    }
    fn line(&self, column: &'static str) -> Result<Line, DbError> {
        typed(column, Line::new(&self.get::<String>(column)?))
    }
    fn line_opt(&self, column: &'static str) -> Result<Option<Line>, DbError> {
        typed_opt(column, self.get(column)?, Line::new)
    }
    fn words(&self, column: &'static str) -> Result<Words, DbError> {
        typed(column, Words::new(&self.get::<String>(column)?))
    }
    fn words_opt(&self, column: &'static str) -> Result<Option<Words>, DbError> {
        typed_opt(column, self.get(column)?, Words::new)
    }
    fn note_opt(&self, column: &'static str) -> Result<Option<Note>, DbError> {
        typed_opt(column, self.get(column)?, Note::new)
    }
    fn code<T>(&self, column: &'static str, from: impl Fn(&str) -> Option<T>) -> Result<T, DbError> {
        let code: String = self.get(column)?;
        from(&code).ok_or_else(|| damaged(column, "an unknown code"))
    }
    fn code_opt<T>(&self, column: &'static str, from: impl Fn(&str) -> Option<T>) -> Result<Option<T>, DbError> {
        let code: Option<String> = self.get(column)?;
        code.map(|code| from(&code).ok_or_else(|| damaged(column, "an unknown code"))).transpose()
    }
    fn count(&self, column: &'static str) -> Result<Option<u32>, DbError> {
        let number: Option<i64> = self.get(column)?;
        number.map(|n| u32::try_from(n).map_err(|_| damaged(column, "a number out of range"))).transpose()
    }
    fn needed<T>(&self, column: &'static str, value: Option<T>) -> Result<T, DbError> {
        value.ok_or_else(|| damaged(column, "a fact of this state is missing"))
    }
    fn moment(&self, column: &'static str) -> Result<Timestamp, DbError> {
        self.get(column)
    }
    fn moment_opt(&self, column: &'static str) -> Result<Option<Timestamp>, DbError> {
        self.get(column)
    }
}
