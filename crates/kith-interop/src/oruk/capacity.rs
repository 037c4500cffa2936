//! Whether a service has room: `service_capacity` of HSDS 3.1, which the UK
//! profile 3.0 does not have yet and which is read wherever it is given.

use jiff::Timestamp;

use super::issue::Severity;
use super::limits;
use super::reader::Reader;

/// How much room a service said it has, and when it said so.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct CapacityDraft {
    /// Places free now.
    pub available: Option<u32>,
    /// Places in all.
    pub maximum: Option<u32>,
    /// What is counted: places, beds, hours.
    pub unit: Option<String>,
    /// The provider's words about it.
    pub description: Option<String>,
    /// When the figures were last checked.
    pub updated: Option<Timestamp>,
}

impl CapacityDraft {
    pub(super) fn read(reader: &mut Reader<'_>) -> Option<CapacityDraft> {
        const MOST: u32 = 1_000_000;
        let capacity = CapacityDraft {
            available: reader.whole("available", MOST),
            maximum: reader.whole("maximum", MOST),
            unit: reader.child("unit", |unit| unit.line("name", limits::NAME)),
            description: reader.block("description"),
            updated: reader.instant("updated"),
        };
        if capacity.available.is_none() && capacity.description.is_none() {
            reader.note(
                Severity::Ignored,
                "",
                "The entry says nothing about how much room there is, so it was left out; \
                 give available as a whole number.",
            );
            return None;
        }
        Some(capacity)
    }
}
