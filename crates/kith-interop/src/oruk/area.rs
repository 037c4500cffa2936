//! For which places a service is meant.

use super::issue::Severity;
use super::limits;
use super::reader::Reader;

/// An area whose residents a service is for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ServiceAreaDraft {
    /// The area in words.
    pub name: String,
    /// A persistent web identifier of the area, for example of a district.
    pub uri: Option<String>,
}

impl ServiceAreaDraft {
    /// Polygons (`extent`) are not read: Kith says in words who may come.
    pub(super) fn read(reader: &mut Reader<'_>) -> Option<ServiceAreaDraft> {
        let uri = reader.link("uri");
        let name = reader
            .line("name", limits::LINE)
            .or_else(|| reader.line("service_area", limits::LINE))
            .or_else(|| uri.clone());
        let Some(name) = name else {
            reader.note(Severity::Ignored, "", "The area has no name, so it was left out; give the area in words.");
            return None;
        };
        Some(ServiceAreaDraft { name, uri })
    }
}
