//! Where a service is held.

use uuid::Uuid;

use super::contact::{ContactDraft, PhoneDraft};
use super::issue::Severity;
use super::limits;
use super::reader::Reader;
use super::schedule::ScheduleDraft;

/// What kind of place a location is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum LocationType {
    /// A place one can go to.
    Physical,
    /// A place one can write to.
    Postal,
    /// On line or by telephone.
    Virtual,
}

/// A postal address.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct AddressDraft {
    /// For whose attention.
    pub attention: Option<String>,
    /// Building and street.
    pub line_1: Option<String>,
    /// A second line.
    pub line_2: Option<String>,
    /// Town or city.
    pub city: Option<String>,
    /// Region.
    pub region: Option<String>,
    /// County (`state_province` in the standard).
    pub county: Option<String>,
    /// Postcode; a British one in capitals with its space.
    pub postcode: Option<String>,
    /// Two-letter code of the country, as given.
    pub country: Option<String>,
}

/// What is said about reaching and using a place with a disability.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AccessibilityDraft {
    /// The arrangement.
    pub description: String,
    /// More about it.
    pub details: Option<String>,
    /// A page with more about it.
    pub link: Option<String>,
}

/// A place at which a service is held, with what holds only there.
#[derive(Debug, Clone, PartialEq)]
pub struct LocationDraft {
    /// The place's identifier in the feed.
    pub source_id: Option<Uuid>,
    /// The identifier of the service at this place in the feed.
    pub link_id: Option<Uuid>,
    /// What the place is called.
    pub name: Option<String>,
    /// What the place is like.
    pub description: Option<String>,
    /// What kind of place it is; physical when it was not said.
    pub location_type: LocationType,
    /// Degrees north, WGS 84. Always together with `longitude`.
    pub latitude: Option<f64>,
    /// Degrees east, WGS 84.
    pub longitude: Option<f64>,
    /// Its addresses.
    pub addresses: Vec<AddressDraft>,
    /// Its accessibility.
    pub accessibility: Vec<AccessibilityDraft>,
    /// Numbers that reach this place.
    pub phones: Vec<PhoneDraft>,
    /// Contacts at this place.
    pub contacts: Vec<ContactDraft>,
    /// When the service runs here.
    pub schedules: Vec<ScheduleDraft>,
}

impl LocationDraft {
    /// Reads a `service_at_location` and the location in it.
    pub(super) fn read_linked(link: &mut Reader<'_>) -> Option<LocationDraft> {
        if !link.has("location") {
            link.note(
                Severity::Ignored,
                "",
                "The entry does not hold its location, so it was left out; \
                 give the location in full.",
            );
            return None;
        }
        let mut location = link.child("location", LocationDraft::read)?;
        // In 1.0 it is often no UUID; nothing else hangs on it.
        location.link_id = link.line("id", limits::LINE).and_then(|id| Uuid::try_parse(&id).ok());
        location.phones.extend(link.each("phones", PhoneDraft::read));
        location.contacts.extend(link.each("contacts", ContactDraft::read));
        location.schedules.extend(link.each("schedules", ScheduleDraft::read));
        Some(location)
    }

    fn read(reader: &mut Reader<'_>) -> Option<LocationDraft> {
        let position = position(reader);
        Some(LocationDraft {
            source_id: reader.identifier("id", "location"),
            link_id: None,
            name: reader.line("name", limits::NAME),
            description: reader.block("description"),
            location_type: location_type(reader),
            latitude: position.map(|(latitude, _)| latitude),
            longitude: position.map(|(_, longitude)| longitude),
            addresses: reader.each("addresses", AddressDraft::read),
            accessibility: reader.each("accessibility", AccessibilityDraft::read),
            phones: reader.each("phones", PhoneDraft::read),
            contacts: reader.each("contacts", ContactDraft::read),
            schedules: reader.each("schedules", ScheduleDraft::read),
        })
    }
}

fn location_type(reader: &mut Reader<'_>) -> LocationType {
    let word = reader.line("location_type", limits::LINE);
    match word.as_deref().map(str::to_lowercase).as_deref() {
        Some("physical") | None => LocationType::Physical,
        Some("postal") => LocationType::Postal,
        Some("virtual") => LocationType::Virtual,
        Some(_) => {
            reader.note(
                Severity::Changed,
                "location_type",
                "This kind of location was read as physical; \
                 give physical, postal or virtual.",
            );
            LocationType::Physical
        }
    }
}

/// A position, only if both halves are on the globe. Distances are worked out
/// from it, and a wrong place is worse than none.
fn position(reader: &mut Reader<'_>) -> Option<(f64, f64)> {
    let latitude = reader.number("latitude");
    let longitude = reader.number("longitude");
    match (latitude, longitude) {
        (None, None) => None,
        (Some(latitude), Some(longitude))
            if latitude.abs() <= 90.0
                && longitude.abs() <= 180.0
                // Where software puts what it could not find.
                && (latitude, longitude) != (0.0, 0.0) =>
        {
            Some((latitude, longitude))
        }
        _ => {
            reader.note(
                Severity::Ignored,
                "latitude",
                "Latitude and longitude do not give a place on the globe, so both were left out; \
                 give degrees such as 54.97 and -1.61.",
            );
            None
        }
    }
}

impl AddressDraft {
    fn read(reader: &mut Reader<'_>) -> Option<AddressDraft> {
        let country = reader.line("country", limits::LINE);
        let address = AddressDraft {
            attention: reader.line("attention", limits::NAME),
            line_1: reader.line("address_1", limits::LINE),
            line_2: reader.line("address_2", limits::LINE),
            city: reader.line("city", limits::NAME),
            region: reader.line("region", limits::NAME),
            county: reader.line("state_province", limits::NAME),
            postcode: postcode(reader, country.as_deref()),
            country,
        };
        let says_something = address.line_1.is_some() || address.city.is_some() || address.postcode.is_some();
        if !says_something {
            reader.note(
                Severity::Ignored,
                "",
                "The address has no street, town or postcode, so it was left out; \
                 give at least one of them.",
            );
        }
        says_something.then_some(address)
    }
}

fn postcode(reader: &mut Reader<'_>, country: Option<&str>) -> Option<String> {
    let text = reader.line("postal_code", limits::LINE)?;
    let british = country.is_none_or(|code| ["GB", "UK", "GBR"].iter().any(|known| code.eq_ignore_ascii_case(known)));
    if !british {
        return Some(text);
    }
    let postcode = kith_domain::postcode::postcode(&text).map(|it| it.to_string());
    if postcode.is_none() {
        reader.note(
            Severity::Ignored,
            "postal_code",
            "This is not a postcode of the United Kingdom, so it was left out; \
             give one such as NE1 4LP, or the country if the address is elsewhere.",
        );
    }
    postcode
}

impl AccessibilityDraft {
    fn read(reader: &mut Reader<'_>) -> Option<AccessibilityDraft> {
        let details = reader.block("details");
        let description =
            reader.block("description").or_else(|| reader.block("accessibility")).or_else(|| details.clone());
        let link = reader.link("url");
        let Some(description) = description else {
            reader.note(
                Severity::Ignored,
                "",
                "The entry says nothing about accessibility, so it was left out; \
                 give a description.",
            );
            return None;
        };
        Some(AccessibilityDraft { description, details, link })
    }
}
