//! Telling records apart, reading each, and gathering what they give.

use std::collections::{BTreeMap, HashMap};

use serde_json::value::RawValue;
use uuid::Uuid;

use super::document;
use super::feed::{Feed, FeedError};
use super::issue::{Issues, Severity};
use super::limits;
use super::location::LocationDraft;
use super::node::{self, Fault, Members, Node};
use super::one;
use super::organisation::OrganisationDraft;
use super::page::Page;
use super::reader::{Reader, join};
use super::service::ServiceDraft;
use super::text::{self, Shape};

/// What a record is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Kind {
    Service,
    Organisation,
    ServiceAtLocation,
    TaxonomyEntry,
}

const LISTS: [(&str, Kind); 4] = [
    ("organizations", Kind::Organisation),
    ("organisations", Kind::Organisation),
    ("services", Kind::Service),
    ("service_at_locations", Kind::ServiceAtLocation),
];

/// The feed as it grows.
#[derive(Default)]
pub(super) struct Collector {
    feed: Feed,
    issues: Issues,
    services: HashMap<Uuid, usize>,
    organisations: HashMap<Uuid, Place>,
    /// Something in it has the structure of 1.0.
    older: bool,
}

/// Where an organisation stands in [`Feed::organisations`].
#[derive(Clone, Copy)]
struct Place {
    index: usize,
    /// It had a record of its own, and was not only mentioned by a service.
    own: bool,
}

impl Collector {
    /// A reading of what an address gave: identifiers that are no UUIDs are told apart by it.
    pub(super) fn of(origin: Option<Uuid>) -> Self {
        Self { issues: Issues { origin, ..Issues::default() }, ..Self::default() }
    }

    /// Reads a page, an object of lists, or a single record (`text`).
    pub(super) fn object(
        &mut self,
        members: &BTreeMap<String, &RawValue>,
        text: &str,
        most: usize,
    ) -> Result<(), FeedError> {
        for name in ["contents", "content"] {
            if let Some(raw) = members.get(name) {
                let records = document::records(raw).ok_or(FeedError::NotAFeed)?.at_most(most)?;
                let envelope = members
                    .iter()
                    .filter(|(key, _)| key.as_str() != name)
                    .filter_map(|(key, raw)| Some((key.clone(), node::parse(raw.get(), 1).ok()?)))
                    .collect();
                self.older = Page::is_one(&envelope);
                let page = Page::read(&envelope);
                self.feed.notes = page.faults(records.len() as u64);
                self.feed.page = Some(page);
                self.take_all(name, &records, None, 2);
                return Ok(());
            }
        }
        let has = |key| members.contains_key(key);
        if has("id") || has("name") || (has("service") && has("location")) {
            self.take("", text, None, 0);
            return Ok(());
        }
        let mut found = false;
        for (name, kind) in LISTS {
            if let Some(records) = members.get(name).and_then(|raw| document::records(raw)) {
                found = true;
                let records = records.at_most(most)?;
                self.take_all(name, &records, Some(kind), 2);
            }
        }
        if !found {
            return Err(FeedError::NotAFeed);
        }
        for name in members.keys() {
            if !LISTS.iter().any(|(known, _)| known == name) {
                let name: String = name.chars().filter(|c| !c.is_control()).take(80).collect();
                self.feed.notes.push(format!("The part \u{201c}{name}\u{201d} was not read."));
            }
        }
        Ok(())
    }

    /// Reads the records of one list; without `kind`, each tells its own.
    pub(super) fn take_all(&mut self, list: &str, records: &[&RawValue], kind: Option<Kind>, level: u8) {
        for (index, raw) in records.iter().enumerate() {
            self.take(&format!("{list}[{index}]"), raw.get(), kind, level);
        }
    }

    /// Reads one record that stands `level` levels deep in the file.
    fn take(&mut self, path: &str, raw: &str, kind: Option<Kind>, level: u8) {
        let too_large = || {
            format!(
                "The record is longer than {} MiB or holds more than {} values, so it was left out.",
                limits::RECORD / 1024 / 1024,
                limits::VALUES
            )
        };
        let read = if raw.len() > limits::RECORD {
            Err(Fault::TooLarge)
        } else {
            node::parse(raw, limits::DEPTH.saturating_sub(level))
        };
        let message = match read {
            Ok(Node::Object(members)) => {
                let kind = kind.unwrap_or_else(|| kind_of(&members));
                return self.record(path, &members, kind, None);
            }
            Ok(other) => format!("This should be a service but is {}, so it was left out.", other.kind()),
            Err(Fault::TooDeep) => {
                format!("The record is nested more than {} levels deep, so it was left out.", limits::DEPTH)
            }
            Err(Fault::TooLarge) => too_large(),
            Err(Fault::Repeated(key)) => format!(
                "The key \u{201c}{}\u{201d} is given twice, so the record was left out; \
                 remove one of the two.",
                key.chars().filter(|c| !c.is_control()).take(80).collect::<String>()
            ),
            Err(Fault::Unreadable(why)) => {
                format!("The record cannot be read ({why}), so it was left out; correct it.")
            }
        };
        self.issues.unrecognised += 1;
        self.refuse(path, None, &message);
    }

    fn record(&mut self, path: &str, members: &Members, kind: Kind, host: Option<Uuid>) {
        let label = label(members);
        let label = label.as_deref();
        self.older |= one::is_one(members);
        if let Some(what) = one::other(members) {
            return self.refuse(path, label, what);
        }
        match kind {
            Kind::Service => {
                let mut reader = reader(members, path, label, &mut self.issues);
                if let Some(mut service) = ServiceDraft::read(&mut reader, host) {
                    one::complete(&mut reader, &mut service);
                    self.keep_service(path, service);
                } else {
                    self.note_refused(members);
                }
            }
            Kind::Organisation => {
                let mut reader = reader(members, path, label, &mut self.issues);
                let organisation = OrganisationDraft::read(&mut reader, Severity::Refused);
                let host = organisation.as_ref().map(|organisation| organisation.source_id);
                if let Some(organisation) = organisation {
                    self.keep_organisation(path, organisation);
                }
                self.hosted_services(path, members, host);
            }
            Kind::ServiceAtLocation => self.service_at_location(path, members, label),
            Kind::TaxonomyEntry => self.refuse(
                path,
                label,
                "This is an entry of a taxonomy, not a service; give the services of the feed.",
            ),
        }
    }

    /// The services listed in an organisation's record count as records too.
    fn hosted_services(&mut self, path: &str, members: &Members, host: Option<Uuid>) {
        let Some(Node::List(services)) = members.get("services") else {
            return;
        };
        for (index, service) in services.iter().enumerate() {
            let path = join(path, &format!("services[{index}]"));
            if let Node::Object(members) = service {
                self.record(&path, members, Kind::Service, host);
            } else {
                let message = format!("This should be a service but is {}, so it was left out.", service.kind());
                self.issues.unrecognised += 1;
                self.refuse(&path, None, &message);
            }
        }
    }

    fn service_at_location(&mut self, path: &str, members: &Members, label: Option<&str>) {
        let Some(Node::Object(inner)) = members.get("service") else {
            self.issues.unrecognised += 1;
            return self.refuse(
                path,
                label,
                "The entry does not hold its service, so it was left out; \
                 give the service in full.",
            );
        };
        let name = self::label(inner);
        let location = LocationDraft::read_linked(&mut reader(members, path, name.as_deref(), &mut self.issues));
        let path = join(path, "service");
        // The same service stands in one entry for each of its places, and need
        // not be read, or complained of, twice.
        let known = self.identifier(inner);
        let known = known.and_then(|id| self.services.get(&id).copied());
        if let Some(service) = known.and_then(|index| self.feed.services.get_mut(index)) {
            service.locations.extend(location);
            return;
        }
        let mut reader = reader(inner, &path, name.as_deref(), &mut self.issues);
        if let Some(mut service) = ServiceDraft::read(&mut reader, None) {
            one::complete(&mut reader, &mut service);
            service.locations.extend(location);
            self.keep_service(&path, service);
        } else {
            self.note_refused(inner);
        }
    }

    /// The identifier of a service, whether or not the rest of it can be read.
    fn identifier(&mut self, members: &Members) -> Option<Uuid> {
        match members.get("id")? {
            Node::Text(text) => self.issues.identifier("service", text),
            Node::Number(number) => self.issues.identifier("service", &number.to_string()),
            _ => None,
        }
    }

    /// Remembers that a service was there, although it could not be taken.
    fn note_refused(&mut self, members: &Members) {
        match self.identifier(members) {
            Some(id) => self.issues.refused_ids.push(id),
            None => self.issues.unrecognised += 1,
        }
    }

    fn keep_service(&mut self, path: &str, service: ServiceDraft) {
        if let Some(first) = self.services.get(&service.source_id) {
            let first = self.feed.services.get(*first);
            let message = format!(
                "Its id already belongs to \u{201c}{}\u{201d}, so this one was left out; \
                 give every service its own id.",
                first.map_or("another service", |first| first.name.as_str())
            );
            return self.refuse(&join(path, "id"), Some(&service.name), &message);
        }
        if let Some(organisation) = &service.organisation
            && !self.organisations.contains_key(&organisation.source_id)
        {
            self.add_organisation(organisation.clone(), false);
        }
        self.services.insert(service.source_id, self.feed.services.len());
        self.feed.services.push(service);
    }

    /// Keeps an organisation that has a record of its own. Where a service
    /// mentioned it before, its own record takes the place of the mention.
    fn keep_organisation(&mut self, path: &str, organisation: OrganisationDraft) {
        let Some(place) = self.organisations.get_mut(&organisation.source_id) else {
            return self.add_organisation(organisation, true);
        };
        let earlier = self.feed.organisations.get_mut(place.index);
        match earlier {
            Some(mention) if !place.own => {
                place.own = true;
                *mention = organisation;
            }
            earlier => {
                let message = format!(
                    "Its id already belongs to \u{201c}{}\u{201d}, so this one was left out; \
                     give every organisation its own id.",
                    earlier.map_or("another organisation", |first| first.name.as_str())
                );
                self.refuse(&join(path, "id"), Some(&organisation.name), &message);
            }
        }
    }

    fn add_organisation(&mut self, organisation: OrganisationDraft, own: bool) {
        let index = self.feed.organisations.len();
        self.organisations.insert(organisation.source_id, Place { index, own });
        self.feed.organisations.push(organisation);
    }

    fn refuse(&mut self, path: &str, label: Option<&str>, message: &str) {
        self.issues.add(Severity::Refused, path.to_owned(), label, message.to_owned());
    }

    pub(super) fn finish(mut self) -> Feed {
        if self.issues.made {
            let note = "Its identifiers are no UUIDs; each stands for one that is made from it and the feed's address.";
            self.feed.notes.push(note.to_owned());
        }
        Feed {
            older: self.older,
            issues: self.issues.listed,
            unlisted_issues: self.issues.unlisted,
            refused: self.issues.refused,
            refused_ids: self.issues.refused_ids,
            unrecognised: self.issues.unrecognised,
            ..self.feed
        }
    }
}

fn reader<'a>(members: &'a Members, path: &str, label: Option<&'a str>, issues: &'a mut Issues) -> Reader<'a> {
    Reader::over(members, path.to_owned(), label, issues)
}

/// What to call a record when telling somebody about it.
fn label(members: &Members) -> Option<String> {
    const LONGEST: usize = 80;
    ["name", "id"].iter().find_map(|key| {
        let text = members.get(*key).and_then(Node::as_text)?;
        text::clean(text, Shape::Line, LONGEST).text
    })
}

/// Tells records apart by the members only one kind has. What is left over is
/// read as a service, whose issues then say what is missing.
fn kind_of(members: &Members) -> Kind {
    let has = |keys: &[&str]| keys.iter().any(|key| members.contains_key(*key));
    if members.contains_key("service") {
        Kind::ServiceAtLocation
    } else if has(&["status", "organization", "organization_id", "service_at_locations", "schedules"]) {
        Kind::Service
    } else if has(&["taxonomy_terms", "taxonomy", "term", "term_uri", "vocabulary"]) {
        Kind::TaxonomyEntry
    } else if has(&["organization_identifiers", "parent_organization_id", "website", "services", "logo"]) {
        Kind::Organisation
    } else {
        Kind::Service
    }
}
