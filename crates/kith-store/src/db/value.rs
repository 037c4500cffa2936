//! What can be given to a statement.

use jiff::civil::Date;
use jiff::{SignedDuration, Timestamp};
use uuid::Uuid;

use super::error::DbError;

/// One parameter of a statement, the same on both engines.
///
/// Instants are kept to the microsecond, which is what both engines can hold; what is finer is cut
/// off. `Debug` never shows what people wrote: text, JSON, bytes and dates (a date is often a date
/// of birth) are shown by size or kind only.
#[derive(Clone, PartialEq)]
pub enum Value {
    /// No value, of any type.
    Null,
    /// An identifier.
    Id(Uuid),
    /// Text; must not hold the character NUL, which PostgreSQL cannot store.
    Text(String),
    /// A whole number, always 64 bits.
    Int(i64),
    /// True or false.
    Bool(bool),
    /// An instant, from year 1 to 9999.
    Instant(Timestamp),
    /// A day, from year 1 to 9999.
    Date(Date),
    /// JSON; must not hold the character NUL in any string.
    Json(serde_json::Value),
    /// Raw bytes.
    Bytes(Vec<u8>),
}

impl std::fmt::Debug for Value {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Null => f.write_str("Null"),
            Self::Id(id) => write!(f, "Id({id})"),
            Self::Text(text) => write!(f, "Text({} characters)", text.chars().count()),
            Self::Int(number) => write!(f, "Int({number})"),
            Self::Bool(yes) => write!(f, "Bool({yes})"),
            Self::Instant(at) => write!(f, "Instant({at})"),
            Self::Date(_) => f.write_str("Date(…)"),
            Self::Json(_) => f.write_str("Json(…)"),
            Self::Bytes(bytes) => write!(f, "Bytes({} bytes)", bytes.len()),
        }
    }
}

macro_rules! from {
    ($($type:ty => $variant:ident),+ $(,)?) => {
        $(impl From<$type> for Value {
            fn from(value: $type) -> Self {
                Self::$variant(value.into())
            }
        })+
    };
}

from! {
    &str => Text,
    String => Text,
    i64 => Int,
    u32 => Int,
    i32 => Int,
    bool => Bool,
    Uuid => Id,
    Timestamp => Instant,
    Date => Date,
    serde_json::Value => Json,
    Vec<u8> => Bytes,
}

impl<T: Into<Value>> From<Option<T>> for Value {
    fn from(value: Option<T>) -> Self {
        value.map_or(Self::Null, Into::into)
    }
}

impl Value {
    /// A list of identifiers as one parameter, for `IN (SELECT {each_id} FROM {each}($n))`: both
    /// engines read 32 hexadecimal digits without hyphens.
    #[must_use]
    pub fn ids(ids: impl IntoIterator<Item = Uuid>) -> Self {
        Self::Json(ids.into_iter().map(|id| serde_json::Value::from(id.simple().to_string())).collect())
    }
}

impl Value {
    /// A list of days as one parameter, for `IN (SELECT {each_day} FROM {each}($n))`.
    #[must_use]
    pub fn days(days: impl IntoIterator<Item = Date>) -> Self {
        Self::Json(days.into_iter().map(|day| serde_json::Value::from(day.to_string())).collect())
    }
}

impl Value {
    /// A list of codes as one parameter, for `IN (SELECT value FROM {each}($n))`.
    #[must_use]
    pub fn codes<T: Into<String>>(codes: impl IntoIterator<Item = T>) -> Self {
        Self::Json(codes.into_iter().map(|code| serde_json::Value::from(code.into())).collect())
    }
}

/// Refuses what one engine would take and the other not, so that both refuse it alike.
///
/// # Errors
/// [`DbError::Parameters`] for the wrong number, [`DbError::Parameter`] for a value that cannot be
/// stored.
pub(super) fn check(params: &[Value], expected: usize) -> Result<(), DbError> {
    if params.len() != expected {
        return Err(DbError::Parameters { expected, given: params.len() });
    }
    for (position, value) in (1..).zip(params) {
        let reason = match value {
            Value::Text(text) if text.contains('\0') => "text must not hold the character NUL",
            Value::Json(json) if holds_nul(json) => "JSON must not hold the character NUL",
            Value::Instant(at) if instant(*at).is_none() => "an instant must lie in years 1 to 9999",
            Value::Date(day) if day.year() < 1 => "a date must lie in years 1 to 9999",
            _ => continue,
        };
        return Err(DbError::Parameter { position, reason });
    }
    Ok(())
}

/// The instant cut to the microsecond, or `None` outside the years both engines can write.
pub(super) fn instant(at: Timestamp) -> Option<Timestamp> {
    let finer = i64::try_from(at.as_nanosecond().rem_euclid(1_000)).ok()?;
    let cut = at.checked_sub(SignedDuration::from_nanos(finer)).ok()?;
    let earliest = Timestamp::from_second(YEAR_ONE).ok()?;
    (cut >= earliest).then_some(cut)
}

/// 0001-01-01T00:00:00Z in seconds since 1970.
const YEAR_ONE: i64 = -62_135_596_800;

fn holds_nul(json: &serde_json::Value) -> bool {
    match json {
        serde_json::Value::String(text) => text.contains('\0'),
        serde_json::Value::Array(items) => items.iter().any(holds_nul),
        serde_json::Value::Object(map) => map.iter().any(|(name, item)| name.contains('\0') || holds_nul(item)),
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn debug_shows_nothing_people_wrote() {
        let secret = "Wilhelmina";
        for value in [
            Value::from(secret),
            Value::Json(serde_json::json!({ "name": secret })),
            Value::from(secret.as_bytes().to_vec()),
            Value::from(Some(secret)),
        ] {
            let shown = format!("{value:?}");
            assert!(!shown.contains(secret), "{shown}");
            assert!(!shown.contains("87"), "{shown}");
        }
        assert_eq!(format!("{:?}", Value::from(jiff::civil::date(1931, 3, 7))), "Date(…)");
    }

    #[test]
    fn instants_are_cut_downwards_to_the_microsecond() {
        let at = |text: &str| text.parse::<Timestamp>().unwrap();
        assert_eq!(instant(at("2026-11-21T10:00:00.123456999Z")), Some(at("2026-11-21T10:00:00.123456Z")));
        assert_eq!(instant(at("1931-03-07T10:00:00.123456999Z")), Some(at("1931-03-07T10:00:00.123456Z")));
        assert_eq!(instant(at("0001-01-01T00:00:00Z")), Some(at("0001-01-01T00:00:00Z")));
        assert_eq!(instant(at("0000-12-31T23:59:59.999999Z")), None);
    }

    #[test]
    fn nul_is_refused_wherever_it_hides() {
        for value in [
            Value::from("a\0b"),
            Value::Json(serde_json::json!({ "a": [1, { "b": "x\0" }] })),
            Value::Json(serde_json::json!({ "a\0": 1 })),
        ] {
            let refused = check(&[Value::Null, value], 2).unwrap_err();
            assert!(matches!(refused, DbError::Parameter { position: 2, .. }));
        }
        assert!(check(&[Value::from("a\u{1}b")], 1).is_ok());
    }
}
