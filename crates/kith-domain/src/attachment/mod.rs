//! A file that belongs to a contact or a letter.
//!
//! A file is what its first bytes say it is, and its name must agree. What a photograph tells of where it was taken is
//! taken out before it is kept.

mod kind;
mod name;
mod strip;

pub use kind::Kind;
pub use name::FileName;

use jiff::Timestamp;

use crate::event::Event;
use crate::id::Id;
use crate::person::Person;
use crate::rejection::Rejection;
use crate::staff::{Account, Service};
use crate::support::{Contact, Letter};
use crate::text::Words;

/// The largest file, in bytes.
pub const MOST_BYTES: usize = 25 * 1024 * 1024;

/// A file, without its bytes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Attachment {
    /// Identifier.
    pub id: Id<Attachment>,
    /// The service.
    pub service: Id<Service>,
    /// The person whose record it is in.
    pub person: Id<Person>,
    /// What it belongs to.
    pub parent: Parent,
    /// Its name.
    pub name: FileName,
    /// What it is.
    pub kind: Kind,
    /// How many bytes.
    pub size: u32,
    /// SHA-256 of its bytes, in lower-case hexadecimal.
    pub digest: String,
    /// Who attached it.
    pub author: Id<Account>,
    /// When.
    pub at: Timestamp,
    /// That it was taken away, because it should never have been here.
    pub gone: Option<TakenAway>,
}

/// That a file was taken away: its bytes are nowhere any more, and that it was here stays.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TakenAway {
    /// When.
    pub at: Timestamp,
    /// By whom.
    pub by: Id<Account>,
    /// Why.
    pub reason: Words,
}

/// What a file belongs to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Parent {
    /// A contact.
    Contact(Id<Contact>),
    /// A letter.
    Letter(Id<Letter>),
}

/// A file that may be kept: its name and kind agree, and what it should not tell is out of it.
#[derive(Clone, PartialEq, Eq)]
pub struct Checked {
    /// Its name.
    pub name: FileName,
    /// What it is.
    pub kind: Kind,
    /// Its bytes.
    pub bytes: Vec<u8>,
}

impl std::fmt::Debug for Checked {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Checked({:?}, {} bytes)", self.kind, self.bytes.len())
    }
}

fn refuse(code: &'static str, sentence: &'static str) -> Rejection {
    Rejection::of_field("file", code, sentence)
}

impl Checked {
    /// Checks a file by its name and its bytes.
    ///
    /// # Errors
    /// When it is empty, too large, of a kind that is not taken, or not what its name says.
    pub fn check(name: &str, bytes: Vec<u8>) -> Result<Self, Rejection> {
        if bytes.is_empty() {
            return Err(refuse("attachment.empty", "Choose a file. The one that was sent is empty."));
        }
        if bytes.len() > MOST_BYTES {
            return Err(refuse(
                "attachment.too_large",
                "This file is larger than 25 MiB. Make it smaller, or attach it in parts.",
            ));
        }
        let Some(kind) = Kind::of_bytes(&bytes) else {
            return Err(refuse(
                "attachment.kind",
                "This kind of file is not taken. Attach a PDF, a photograph (JPEG or PNG), a Word document (docx) or plain text.",
            ));
        };
        let name = FileName::new(name, kind).ok_or_else(|| {
            refuse(
                "attachment.name",
                "The name of this file does not fit what is in it. Give it the ending of what it is, such as .pdf or .jpg, and attach it again.",
            )
        })?;
        let bytes = strip::strip(kind, bytes).ok_or_else(|| {
            refuse(
                "attachment.damaged",
                "This file is damaged and cannot be kept. Save it again where it comes from, and attach that.",
            )
        })?;
        Ok(Self { name, kind, bytes })
    }
}

impl Attachment {
    /// Attaches a file.
    #[must_use]
    pub fn attach(
        id: Id<Self>,
        person: &Person,
        parent: Parent,
        file: &Checked,
        digest: String,
        author: Id<Account>,
        at: Timestamp,
    ) -> (Self, Event) {
        let size = u32::try_from(file.bytes.len()).unwrap_or(u32::MAX);
        let event = Event::new("attachment.attached")
            .with("person", person.id)
            .with("parent", parent.kind())
            .with("of", crate::event::Fact::Id(parent.uuid()))
            .with("name", file.name.as_str())
            .with("kind", file.kind.code())
            .with("size", size)
            .with("digest", digest.as_str());
        let attachment = Self {
            id,
            service: person.service,
            person: person.id,
            parent,
            name: file.name.clone(),
            kind: file.kind,
            size,
            digest,
            author,
            at,
            gone: None,
        };
        (attachment, event)
    }

    /// Takes a file away. Its name goes too, which may name somebody else; so does its size, which counts no more.
    ///
    /// # Errors
    /// When it was taken away before.
    pub fn take_away(self, reason: Words, by: Id<Account>, at: Timestamp) -> Result<(Self, Event), Rejection> {
        if self.gone.is_some() {
            return Err(Rejection::new("attachment.gone", "This file was taken away before. Nothing was changed."));
        }
        let event = Event::new("attachment.taken_away")
            .with("person", self.person)
            .with("parent", self.parent.kind())
            .with("of", crate::event::Fact::Id(self.parent.uuid()))
            .with("reason", &reason);
        let name = FileName::of_nothing(self.kind);
        Ok((Self { name, size: 0, gone: Some(TakenAway { at, by, reason }), ..self }, event))
    }
}

impl Parent {
    /// The stable name of its kind.
    #[must_use]
    pub const fn kind(self) -> &'static str {
        match self {
            Self::Contact(_) => "contact",
            Self::Letter(_) => "letter",
        }
    }

    /// Its identifier.
    #[must_use]
    pub const fn uuid(self) -> uuid::Uuid {
        match self {
            Self::Contact(id) => id.uuid(),
            Self::Letter(id) => id.uuid(),
        }
    }

    /// Reads it back from its parts.
    #[must_use]
    pub fn of(kind: &str, id: uuid::Uuid) -> Option<Self> {
        match kind {
            "contact" => Some(Self::Contact(Id::from_uuid(id))),
            "letter" => Some(Self::Letter(Id::from_uuid(id))),
            _ => None,
        }
    }
}

#[cfg(test)]
mod tests;
