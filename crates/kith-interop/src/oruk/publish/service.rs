//! A service with everything that belongs to it.

use kith_domain::directory::record::{Area, Cost, Language, Location, Places};
use kith_domain::directory::{Capacity, CommunityService, Organisation, Status};
use serde_json::Value;
use uuid::Uuid;

use super::Object;
use super::place::{at, contacts, phones, schedules};
use super::term::attribute;

/// A service in full.
#[must_use]
pub fn service(service: &CommunityService, organisation: &Organisation) -> Value {
    let mut it = without_places(service, organisation);
    let of = service.published_id();
    let place = |(n, place): (usize, &Location)| at(of, n, place).done();
    it.list("service_at_locations", service.entry.record.locations.iter().enumerate().map(place).collect());
    it.done()
}

/// A service in full but for its places, as it stands in one of them.
pub(super) fn without_places(service: &CommunityService, organisation: &Organisation) -> Object {
    let (entry, record, id) = (&service.entry, &service.entry.record, service.published_id());
    let mut it = Object::new(id);
    it.set("organization_id", published_organisation(organisation).to_string());
    it.text("name", Some(&entry.name));
    it.text("description", entry.description.as_ref());
    it.address("url", entry.url.as_ref());
    it.email("email", entry.email.as_ref());
    it.set("status", status(entry.status));
    it.text("fees", record.fees.as_ref());
    it.text("accreditations", record.accreditations.as_ref());
    it.text("eligibility_description", record.eligibility.as_ref());
    it.text("application_process", record.how_to_refer.as_ref());
    it.number("minimum_age", record.minimum_age);
    it.number("maximum_age", record.maximum_age);
    it.text("assured_date", service.checked);
    let assured_by = record.assured_by.as_ref().filter(|_| record.assured_on == service.checked);
    it.email("assurer_email", assured_by);
    it.text("alert", record.alert.as_ref());
    it.text("last_modified", record.modified);
    it.list("schedules", schedules(id, &record.schedules));
    it.list("service_areas", record.areas.iter().enumerate().map(|(n, area)| service_area(id, n, area)).collect());
    it.list("languages", record.languages.iter().enumerate().map(|(n, one)| language(id, n, one)).collect());
    it.set("organization", organization(organisation));
    it.list("cost_options", record.costs.iter().enumerate().map(|(n, cost)| cost_option(id, n, cost)).collect());
    it.list("contacts", contacts(id, &record.contacts));
    it.list("phones", phones(id, &record.phones));
    it.list("attributes", record.terms.iter().enumerate().map(|(n, term)| attribute(id, n, term)).collect());
    it.list("capacities", capacities(id, service));
    it
}

const fn status(status: Status) -> &'static str {
    match status {
        Status::Active => "active",
        Status::Inactive => "inactive",
        Status::Defunct => "defunct",
        Status::TemporarilyClosed => "temporarily closed",
    }
}

fn published_organisation(organisation: &Organisation) -> Uuid {
    organisation.source.unwrap_or_else(|| organisation.id.uuid())
}

fn organization(organisation: &Organisation) -> Value {
    let mut it = Object::new(published_organisation(organisation));
    it.text("name", Some(&organisation.name));
    it.required("description", organisation.description.as_ref());
    it.email("email", organisation.email.as_ref());
    it.address("website", organisation.url.as_ref());
    it.done()
}

fn service_area(of: Uuid, number: usize, area: &Area) -> Value {
    let mut it = Object::part(of, &format!("area/{number}"));
    it.text("name", Some(&area.name));
    it.address("uri", area.uri.as_ref());
    it.done()
}

fn language(of: Uuid, number: usize, language: &Language) -> Value {
    let mut it = Object::part(of, &format!("language/{number}"));
    it.text("name", Some(&language.name));
    it.text("code", language.code.as_ref());
    it.text("note", language.note.as_ref());
    it.done()
}

fn cost_option(of: Uuid, number: usize, cost: &Cost) -> Value {
    let mut it = Object::part(of, &format!("cost/{number}"));
    it.text("valid_from", cost.valid_from);
    it.text("valid_to", cost.valid_to);
    it.text("option", cost.option.as_ref());
    it.number("amount", cost.pence.map(|pence| f64::from(pence) / 100.0));
    if cost.pence.is_some() {
        it.set("currency", "GBP");
    }
    it.text("amount_description", cost.words.as_ref());
    it.done()
}

/// Whether there is room: as the feed counted it, or as the team says it.
fn capacities(of: Uuid, service: &CommunityService) -> Vec<Value> {
    let counted = |(number, places): (usize, &Places)| {
        let mut it = Object::part(of, &format!("capacity/{number}"));
        it.number("available", places.available);
        it.number("maximum", places.maximum);
        it.text("description", places.words.as_ref());
        it.text("updated", places.updated);
        if let Some(unit) = &places.unit {
            let mut named = Object::part(of, &format!("unit/{number}"));
            named.text("name", Some(unit));
            it.set("unit", named.done());
        }
        it.done()
    };
    let record = &service.entry.record;
    if !record.places.is_empty() {
        return record.places.iter().enumerate().map(counted).collect();
    }
    let available = match service.capacity {
        Capacity::NotSaid => return Vec::new(),
        Capacity::Room => None,
        Capacity::Wait { .. } | Capacity::Full => Some(0_u32),
    };
    let mut it = Object::part(of, "capacity/0");
    it.number("available", available);
    it.text("description", Some(service.capacity.in_words()));
    vec![it.done()]
}
