//! In which languages a service can be had.

use super::issue::Severity;
use super::limits;
use super::reader::Reader;

/// A language a service works in.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LanguageDraft {
    /// The language, or its code where no name was given.
    pub name: String,
    /// The code of the language (ISO 639).
    pub code: Option<String>,
    /// Anything to know about it, for example only on Mondays.
    pub note: Option<String>,
}

impl LanguageDraft {
    /// The UK profile's language has an identifier and nothing else; name, code
    /// and note are those of HSDS 3.0, which feeds go on sending.
    pub(super) fn read(reader: &mut Reader<'_>) -> Option<LanguageDraft> {
        let code = reader.line("code", limits::LINE);
        let name = reader
            .line("name", limits::NAME)
            // 1.0
            .or_else(|| reader.line("language", limits::NAME))
            .or_else(|| code.clone());
        let Some(name) = name else {
            reader.note(
                Severity::Ignored,
                "",
                "The entry does not say which language it means, so it was left out; give a name.",
            );
            return None;
        };
        Some(LanguageDraft { name, code, note: reader.line("note", limits::LINE) })
    }
}
