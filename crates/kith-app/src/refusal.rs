//! Why a use case did not do what was asked.

use kith_domain::phone;
use kith_domain::rejection::Rejection;
use kith_domain::text::{Line, NotText};
use kith_store::DbError;
use kith_store::save::SaveError;

/// Why not. Everything but [`Refusal::Fault`] is a normal answer.
#[derive(Debug, thiserror::Error)]
pub enum Refusal {
    /// It does not exist, or they may not know that it does: the same answer for both.
    #[error("there is nothing here")]
    Hidden,
    /// They may know of it and may not do this.
    #[error("this is not for your role")]
    Denied,
    /// The rules say no, field by field.
    #[error("{}", .0.first().map_or("the rules say no", |first| &*first.sentence))]
    Rejected(Vec<Rejection>),
    /// Somebody else changed the record since it was read.
    #[error("somebody else changed this record")]
    Stale,
    /// The form was drawn for another service or record.
    #[error("this form was opened for another record")]
    OtherRecord,
    /// Too many attempts; how many seconds to wait.
    #[error("too many attempts")]
    Wait(u64),
    /// Too many do the same at once.
    #[error("too busy just now")]
    Busy,
    /// A fault of the system.
    #[error("the store could not do this")]
    Fault(#[source] DbError),
}

impl From<DbError> for Refusal {
    fn from(error: DbError) -> Self {
        Self::Fault(error)
    }
}

impl From<SaveError> for Refusal {
    fn from(error: SaveError) -> Self {
        match error {
            SaveError::Stale => Self::Stale,
            SaveError::Db(error) => Self::Fault(error),
        }
    }
}

impl From<Rejection> for Refusal {
    fn from(rejection: Rejection) -> Self {
        Self::Rejected(vec![rejection])
    }
}

/// Gathers what is wrong with a form, so that everything is said at once.
#[derive(Debug, Default)]
pub struct Faults(Vec<Rejection>);

impl Faults {
    /// Begins without any.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// Notes a rejection.
    pub fn add(&mut self, rejection: Rejection) {
        self.0.push(rejection);
    }

    /// Takes a result, noting its rejection.
    pub fn take<T>(&mut self, result: Result<T, Rejection>) -> Option<T> {
        result.map_err(|rejection| self.add(rejection)).ok()
    }

    /// Takes text that must be there. `empty` is the sentence when it is not.
    pub fn text<T>(&mut self, field: &'static str, empty: &'static str, result: Result<T, NotText>) -> Option<T> {
        result.map_err(|why| self.add(said(field, Some(empty), why))).ok()
    }

    /// Takes text that may be left out.
    pub fn optional<T>(&mut self, field: &'static str, result: Result<Option<T>, NotText>) -> Option<T> {
        result.map_err(|why| self.add(said(field, None, why))).ok().flatten()
    }

    /// Takes a telephone number that may be left out.
    pub fn phone(&mut self, field: &'static str, typed: &str) -> Option<Line> {
        self.phone_or_kept(field, typed, None)
    }

    /// The same, and what is kept already may stay as it is: an older record or a file may say more than a number.
    pub fn phone_or_kept(&mut self, field: &'static str, typed: &str, kept: Option<&Line>) -> Option<Line> {
        if let Some(kept) = kept.filter(|kept| kept.as_str() == typed.trim()) {
            return Some(kept.clone());
        }
        match phone::read(typed) {
            Ok(number) => number,
            Err(phone::NotPhone::Text(why)) => {
                self.add(said(field, None, why));
                None
            }
            Err(phone::NotPhone::Other) => {
                self.add(Rejection::of_field(field, "text.phone", phone::HOW));
                None
            }
        }
    }

    /// The end: nothing wrong, or everything that is.
    ///
    /// # Errors
    /// [`Refusal::Rejected`] when anything was noted.
    pub fn finish(self) -> Result<(), Refusal> {
        if self.0.is_empty() { Ok(()) } else { Err(Refusal::Rejected(self.0)) }
    }
}

/// What to say about text that was not taken.
fn said(field: &'static str, empty: Option<&'static str>, why: NotText) -> Rejection {
    match why {
        NotText::Empty => Rejection::of_field(field, "text.empty", empty.unwrap_or("Write something here.")),
        NotText::TooLong { length, most } => Rejection::of_field(
            field,
            "text.too_long",
            format!("This is {length} characters long. Shorten it to {most} characters or fewer."),
        ),
        NotText::Nul => Rejection::of_field(
            field,
            "text.nul",
            "This holds a character that cannot be stored. Type the text again instead of pasting it.",
        ),
    }
}
