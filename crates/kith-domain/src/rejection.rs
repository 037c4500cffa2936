//! A rejection is a normal answer: the rules say no, and say it to a person.

use std::borrow::Cow;

/// The rules refuse an act. The code is stable (tests and machines read it); the sentence is for the
/// person and says what to do.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{sentence}")]
pub struct Rejection {
    /// Stable name, such as `referral.already_allocated`.
    pub code: &'static str,
    /// The form field it belongs to, if it belongs to one.
    pub field: Option<&'static str>,
    /// A plain sentence that says how to go on.
    pub sentence: Cow<'static, str>,
}

impl Rejection {
    /// A rejection that belongs to no one field.
    pub fn new(code: &'static str, sentence: impl Into<Cow<'static, str>>) -> Self {
        Self { code, field: None, sentence: sentence.into() }
    }

    /// A rejection of what was written in one field.
    pub fn of_field(field: &'static str, code: &'static str, sentence: impl Into<Cow<'static, str>>) -> Self {
        Self { code, field: Some(field), sentence: sentence.into() }
    }
}
