//! Where a service is held, and when.

use kith_domain::directory::record::{Access, Address, Contact, DayRule, Location, LocationKind, Phone, Schedule};
use kith_domain::directory::{CommunityService, Organisation};
use serde_json::Value;
use uuid::Uuid;

use super::Object;
use super::service::without_places;

/// One service at one of its places, with both in it; nothing when it has no such place.
#[must_use]
pub fn service_at_location(service: &CommunityService, organisation: &Organisation, number: usize) -> Option<Value> {
    let place = service.entry.record.locations.get(number)?;
    let of = service.published_id();
    let mut it = at(of, number, place);
    it.set("service_id", of.to_string());
    it.set("location_id", place.published_id(of, number).to_string());
    it.set("service", without_places(service, organisation).done());
    Some(it.done())
}

/// A place as the service's own record holds it.
pub(super) fn at(of: Uuid, number: usize, place: &Location) -> Object {
    let link = place.published_link(of, number);
    let mut it = Object::new(link);
    it.set("location", location(of, number, place));
    it.list("phones", phones(link, &place.phones));
    it.list("contacts", contacts(link, &place.contacts));
    it.list("schedules", schedules(link, &place.schedules));
    it
}

fn location(of: Uuid, number: usize, place: &Location) -> Value {
    let id = place.published_id(of, number);
    let mut it = Object::new(id);
    it.set("location_type", place.kind.code());
    it.text("name", place.name.as_ref());
    it.text("description", place.words.as_ref());
    it.number("latitude", place.position.map(|position| degrees(position.latitude)));
    it.number("longitude", place.position.map(|position| degrees(position.longitude)));
    let address = |(n, address): (usize, &Address)| postal(id, n, place.kind, address);
    it.list("addresses", place.addresses.iter().enumerate().map(address).collect());
    let access = |(n, access): (usize, &Access)| accessibility(id, n, access);
    it.list("accessibility", place.access.iter().enumerate().map(access).collect());
    it.done()
}

fn degrees(millionths: i32) -> f64 {
    f64::from(millionths) / 1_000_000.0
}

/// The standard requires most of an address; what is not known of it is empty.
fn postal(of: Uuid, number: usize, kind: LocationKind, address: &Address) -> Value {
    let mut it = Object::part(of, &format!("address/{number}"));
    it.text("attention", address.attention.as_ref());
    it.required("address_1", address.line_1.as_ref());
    it.text("address_2", address.line_2.as_ref());
    it.required("city", address.city.as_ref());
    it.text("region", address.region.as_ref());
    it.required("state_province", address.county.as_ref());
    it.required("postal_code", address.postcode.as_ref());
    it.required("country", address.country.as_ref());
    it.set("address_type", kind.code());
    it.done()
}

fn accessibility(of: Uuid, number: usize, access: &Access) -> Value {
    let mut it = Object::part(of, &format!("accessibility/{number}"));
    it.text("description", Some(&access.words));
    it.text("details", access.details.as_ref());
    it.address("url", access.link.as_ref());
    it.done()
}

pub(super) fn phones(of: Uuid, all: &[Phone]) -> Vec<Value> {
    let one = |(n, phone): (usize, &Phone)| {
        let mut it = Object::part(of, &format!("phone/{n}"));
        it.text("number", Some(&phone.number));
        it.text("extension", phone.extension.as_ref());
        it.text("description", phone.words.as_ref());
        it.done()
    };
    all.iter().enumerate().map(one).collect()
}

pub(super) fn contacts(of: Uuid, all: &[Contact]) -> Vec<Value> {
    let one = |(n, contact): (usize, &Contact)| {
        let what = format!("contact/{n}");
        let mut it = Object::part(of, &what);
        it.text("name", contact.name.as_ref());
        it.text("title", contact.title.as_ref());
        it.email("email", contact.email.as_ref());
        it.list("phones", phones(kith_domain::directory::record::derived_id(of, &what), &contact.phones));
        it.done()
    };
    all.iter().enumerate().map(one).collect()
}

pub(super) fn schedules(of: Uuid, all: &[Schedule]) -> Vec<Value> {
    let one = |(n, schedule): (usize, &Schedule)| {
        let mut it = Object::part(of, &format!("schedule/{n}"));
        it.text("valid_from", schedule.valid_from);
        it.text("valid_to", schedule.valid_to);
        it.text("dtstart", schedule.starts_on);
        it.text("freq", schedule.frequency.map(|it| it.code()));
        it.number("interval", schedule.frequency.map(|_| schedule.interval.unwrap_or(1)));
        let days: Vec<String> = schedule.days.iter().copied().map(DayRule::code).collect();
        it.text("byday", (!days.is_empty()).then(|| days.join(",")));
        let month_days: Vec<String> = schedule.month_days.iter().map(ToString::to_string).collect();
        it.text("bymonthday", (!month_days.is_empty()).then(|| month_days.join(",")));
        it.text("opens_at", schedule.opens.map(|at| format!("{:02}:{:02}", at.hour(), at.minute())));
        it.text("closes_at", schedule.closes.map(|at| format!("{:02}:{:02}", at.hour(), at.minute())));
        it.text("description", schedule.words.as_ref());
        it.address("schedule_link", schedule.link.as_ref());
        it.text("attending_type", schedule.attending.as_ref());
        it.text("notes", schedule.notes.as_ref());
        it.done()
    };
    all.iter().enumerate().map(one).collect()
}
