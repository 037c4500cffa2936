//! Identifiers: time-ordered UUIDs (version 7) that know what they identify.

use std::fmt;
use std::hash::{Hash, Hasher};
use std::marker::PhantomData;
use std::str::FromStr;

use uuid::Uuid;

/// The identifier of a `T`. Two kinds of identifier never mix: `Id<Person>` is not `Id<Referral>`.
pub struct Id<T> {
    uuid: Uuid,
    of: PhantomData<fn() -> T>,
}

impl<T> Id<T> {
    /// Wraps a UUID read from the store or made by the caller's context.
    #[must_use]
    pub const fn from_uuid(uuid: Uuid) -> Self {
        Self { uuid, of: PhantomData }
    }

    /// The bare UUID, for the store and for addresses.
    #[must_use]
    pub const fn uuid(self) -> Uuid {
        self.uuid
    }

    /// Makes a version 7 UUID from a moment (milliseconds since 1970) and ten bytes of chance.
    /// Both are parameters so that a demo or a retry makes the same identifier again.
    #[must_use]
    pub fn from_parts(unix_ms: u64, chance: [u8; 10]) -> Self {
        Self::from_uuid(uuid::Builder::from_unix_timestamp_millis(unix_ms, &chance).into_uuid())
    }
}

impl<T> Clone for Id<T> {
    fn clone(&self) -> Self {
        *self
    }
}
impl<T> Copy for Id<T> {}
impl<T> PartialEq for Id<T> {
    fn eq(&self, other: &Self) -> bool {
        self.uuid == other.uuid
    }
}
impl<T> Eq for Id<T> {}
impl<T> PartialOrd for Id<T> {
    fn partial_cmp(&self, other: &Self) -> Option<std::cmp::Ordering> {
        Some(self.cmp(other))
    }
}
impl<T> Ord for Id<T> {
    fn cmp(&self, other: &Self) -> std::cmp::Ordering {
        self.uuid.cmp(&other.uuid)
    }
}
impl<T> Hash for Id<T> {
    fn hash<H: Hasher>(&self, state: &mut H) {
        self.uuid.hash(state);
    }
}
impl<T> fmt::Debug for Id<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}", self.uuid)
    }
}
impl<T> fmt::Display for Id<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}", self.uuid)
    }
}
impl<T> FromStr for Id<T> {
    type Err = NotAnId;
    /// Accepts exactly the form that `Display` writes: lower case, with hyphens. Other spellings of
    /// the same UUID are refused, so that one record has one address.
    fn from_str(text: &str) -> Result<Self, NotAnId> {
        let uuid = Uuid::try_parse(text).map_err(|_| NotAnId)?;
        if uuid.to_string() == text { Ok(Self::from_uuid(uuid)) } else { Err(NotAnId) }
    }
}

/// The text is not an identifier as Kith writes them.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("not an identifier")]
pub struct NotAnId;

#[cfg(test)]
mod tests {
    use super::*;

    struct Thing;

    #[test]
    fn one_record_has_one_spelling() {
        let id: Id<Thing> = Id::from_parts(1_700_000_000_000, [7; 10]);
        let text = id.to_string();
        assert_eq!(text.parse::<Id<Thing>>(), Ok(id));
        for wrong in [text.to_uppercase(), text.replace('-', ""), format!("{{{text}}}"), format!("{text}\n")] {
            assert_eq!(wrong.parse::<Id<Thing>>(), Err(NotAnId), "{wrong:?}");
        }
        assert_eq!(id.uuid().get_version_num(), 7);
    }
}
