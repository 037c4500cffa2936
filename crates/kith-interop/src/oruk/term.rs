//! What kind of service it is: attributes and the taxonomy terms they point to.

use uuid::Uuid;

use super::issue::Severity;
use super::limits;
use super::one;
use super::reader::Reader;

/// A term by which a service, place or organisation is classified.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TermDraft {
    /// The term's identifier in its taxonomy.
    pub source_id: Option<Uuid>,
    /// The term.
    pub name: String,
    /// The code of the term in its taxonomy.
    pub code: Option<String>,
    /// What the term means.
    pub description: Option<String>,
    /// The name of the taxonomy.
    pub taxonomy: Option<String>,
    /// The taxonomy's identifier.
    pub taxonomy_id: Option<Uuid>,
    /// A persistent web identifier of the term.
    pub uri: Option<String>,
    /// The value of a labelled attribute without a taxonomy (HSDS 3.1).
    pub value: Option<String>,
}

impl TermDraft {
    pub(super) fn read(attribute: &mut Reader<'_>) -> Option<TermDraft> {
        if attribute.has("taxonomy_term") {
            return attribute.child("taxonomy_term", TermDraft::read_term);
        }
        if attribute.has("taxonomy") {
            return attribute.child("taxonomy", one::term);
        }
        let value = attribute.line("value", limits::LINE);
        let label = attribute.line("label", limits::NAME).or_else(|| value.clone());
        let Some(name) = label else {
            attribute.note(
                Severity::Ignored,
                "",
                "The attribute points to a term that is not in the file, so it was left out; \
                 give the taxonomy_term in full.",
            );
            return None;
        };
        Some(TermDraft {
            source_id: None,
            name,
            code: None,
            description: None,
            taxonomy: None,
            taxonomy_id: None,
            uri: None,
            value,
        })
    }

    fn read_term(term: &mut Reader<'_>) -> Option<TermDraft> {
        let name = term.line("name", limits::NAME).or_else(|| term.line("term", limits::NAME));
        let Some(name) = name else {
            term.note(Severity::Ignored, "name", "The term has no name, so it was left out; give its name.");
            return None;
        };
        let detail = |term: &mut Reader<'_>| term.child("taxonomy_detail", |detail| detail.line("name", limits::NAME));
        Some(TermDraft {
            source_id: term.uuid("id"),
            name,
            code: term.line("code", limits::NAME),
            description: term.block("description"),
            taxonomy: term.line("taxonomy", limits::NAME).or_else(|| detail(term)),
            taxonomy_id: term.uuid("taxonomy_id"),
            uri: term.link("term_uri"),
            value: None,
        })
    }
}
