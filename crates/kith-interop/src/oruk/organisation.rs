//! Who runs a service.

use uuid::Uuid;

use super::contact::{ContactDraft, PhoneDraft};
use super::issue::Severity;
use super::limits;
use super::reader::Reader;
use super::term::TermDraft;

/// A number under which others know an organisation.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct IdentifierDraft {
    /// The scheme as a code of org-id.guide, for example GB-CHC.
    pub scheme: Option<String>,
    /// The scheme in words, for example Charity number.
    pub kind: Option<String>,
    /// The number itself.
    pub identifier: String,
}

/// A community organisation as a feed describes it.
#[derive(Debug, Clone, PartialEq)]
pub struct OrganisationDraft {
    /// Its identifier in the feed.
    pub source_id: Uuid,
    /// Its public name.
    pub name: String,
    /// What it is and does.
    pub description: Option<String>,
    /// Its e-mail address.
    pub email: Option<String>,
    /// Its website.
    pub website: Option<String>,
    /// A persistent web identifier.
    pub uri: Option<String>,
    /// The organisation it belongs to.
    pub parent_id: Option<Uuid>,
    /// Its charity, company and other numbers.
    pub identifiers: Vec<IdentifierDraft>,
    /// Its telephone numbers.
    pub phones: Vec<PhoneDraft>,
    /// Its contacts.
    pub contacts: Vec<ContactDraft>,
    /// Its classification.
    pub terms: Vec<TermDraft>,
}

impl OrganisationDraft {
    /// Reads an organisation; `unfit` is what becomes of one without name or
    /// identifier: `Refused` for a record of its own, `Ignored` inside a service.
    pub(super) fn read(reader: &mut Reader<'_>, unfit: Severity) -> Option<OrganisationDraft> {
        let source_id = reader.identifier("id", "organization");
        let name = reader.line("name", limits::NAME);
        let (source_id, name) = match (source_id, name) {
            (Some(source_id), Some(name)) => (source_id, name),
            (None, _) => {
                reader.note(
                    unfit,
                    "id",
                    "The organisation has no usable id, so it was left out; \
                     give it a UUID that never changes.",
                );
                return None;
            }
            (_, None) => {
                reader.note(unfit, "name", "The organisation has no name, so it was left out; give its name.");
                return None;
            }
        };
        Some(OrganisationDraft {
            source_id,
            name,
            description: reader.block("description"),
            email: reader.email("email"),
            website: reader.link("website").or_else(|| reader.link("url")),
            uri: reader.link("uri"),
            parent_id: reader.identifier("parent_organization_id", "organization"),
            identifiers: reader.each("organization_identifiers", IdentifierDraft::read),
            phones: reader.each("phones", PhoneDraft::read),
            contacts: reader.each("contacts", ContactDraft::read),
            terms: reader.each("attributes", TermDraft::read),
        })
    }
}

impl IdentifierDraft {
    fn read(reader: &mut Reader<'_>) -> Option<IdentifierDraft> {
        let Some(identifier) = reader.line("identifier", limits::NAME) else {
            reader.note(
                Severity::Ignored,
                "identifier",
                "The identifier is missing, so the entry was left out; \
                 give for example the charity number.",
            );
            return None;
        };
        Some(IdentifierDraft {
            scheme: reader.line("identifier_scheme", limits::NAME),
            kind: reader.line("identifier_type", limits::NAME),
            identifier,
        })
    }
}
