//! Whom to ask, and on which number.

use super::issue::Severity;
use super::limits;
use super::reader::Reader;

/// A telephone number.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PhoneDraft {
    /// The number as the provider writes it.
    pub number: String,
    /// An extension.
    pub extension: Option<String>,
    /// What the number is for.
    pub description: Option<String>,
}

/// A named contact of a service or organisation.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ContactDraft {
    /// The person's name.
    pub name: Option<String>,
    /// The person's job title.
    pub title: Option<String>,
    /// The person's e-mail address.
    pub email: Option<String>,
    /// The person's numbers.
    pub phones: Vec<PhoneDraft>,
}

impl PhoneDraft {
    pub(super) fn read(reader: &mut Reader<'_>) -> Option<PhoneDraft> {
        let number = reader.line("number", limits::LINE);
        let Some(number) = number.filter(|number| is_dialable(number)) else {
            reader.note(
                Severity::Ignored,
                "number",
                "This is not a telephone number, so it was left out; \
                 give one such as 01632 960001.",
            );
            return None;
        };
        Some(PhoneDraft {
            number,
            extension: reader.line("extension", limits::LINE),
            description: reader.line("description", limits::LINE),
        })
    }
}

impl ContactDraft {
    pub(super) fn read(reader: &mut Reader<'_>) -> Option<ContactDraft> {
        let contact = ContactDraft {
            name: reader.line("name", limits::NAME),
            title: reader.line("title", limits::NAME),
            email: reader.email("email"),
            phones: reader.each("phones", PhoneDraft::read),
        };
        let says_something = contact.name.is_some() || contact.email.is_some() || !contact.phones.is_empty();
        if !says_something {
            reader.note(
                Severity::Ignored,
                "",
                "The contact has no name, e-mail address or number, so it was left out; \
                 give at least one of them.",
            );
        }
        says_something.then_some(contact)
    }
}

/// Three digits ("111") to twenty-five (international, with an extension).
fn is_dialable(text: &str) -> bool {
    let digits = text.chars().filter(char::is_ascii_digit).count();
    (3..=25).contains(&digits) && text.chars().all(|c| c.is_ascii_alphanumeric() || " +()-./#,:".contains(c))
}
