//! What a record of a feed says in structured form, as an entry keeps it. A text that is too long is cut, and that is
//! said.

use kith_domain::directory::record::{
    Access, Address, Area, Contact, Cost, DayRule, Frequency, Language, Location, LocationKind, Phone, Places,
    Position, Record, Schedule, Term,
};
use kith_domain::text::{Line, Words};
use kith_interop::oruk::{self, ServiceDraft};
use uuid::Uuid;

/// Takes texts of a feed, and remembers which did not fit.
#[derive(Debug, Default)]
pub(super) struct Taker {
    /// What was cut, in words.
    pub(super) cut: Vec<String>,
}

impl Taker {
    /// A line; what is longer is cut.
    pub(super) fn line(&mut self, what: &str, text: Option<&str>) -> Option<Line> {
        Line::new(&self.fitting(what, text?, Line::MOST)).ok()
    }

    /// A few sentences; what is longer is cut.
    pub(super) fn words(&mut self, what: &str, text: Option<&str>) -> Option<Words> {
        Words::new(&self.fitting(what, text?, Words::MOST)).ok()
    }

    fn fitting(&mut self, what: &str, text: &str, most: usize) -> String {
        if text.chars().count() > most {
            let said = format!("its {what} is longer than {most} characters and was cut there. Give a shorter text.");
            if !self.cut.contains(&said) {
                self.cut.push(said);
            }
        }
        text.chars().take(most).collect()
    }

    /// An address that leads nowhere when it is cut: what does not fit is left out.
    pub(super) fn address(&mut self, what: &str, text: Option<&str>) -> Option<Line> {
        let text = text?;
        let fits = Line::new(text).ok();
        if fits.is_none() {
            self.cut.push(format!("its {what} is longer than {} characters and was left out.", Line::MOST));
        }
        fits
    }

    /// Everything that a record says in structured form.
    pub(super) fn record(&mut self, draft: &ServiceDraft) -> Record {
        Record {
            minimum_age: draft.minimum_age,
            maximum_age: draft.maximum_age,
            eligibility: self.words("eligibility", draft.eligibility.as_deref()),
            how_to_refer: self.words("application process", draft.application_process.as_deref()),
            fees: self.words("fees", draft.fees.as_deref()),
            accreditations: self.words("accreditations", draft.accreditations.as_deref()),
            alert: self.words("alert", draft.alert.as_deref()),
            assured_on: draft.assured_date,
            assured_by: self.address("assurer e-mail", draft.assurer_email.as_deref()),
            modified: draft.last_modified.and_then(micro),
            costs: draft.cost_options.iter().map(|it| self.cost(it)).collect(),
            schedules: draft.schedules.iter().map(|it| self.schedule(it)).collect(),
            locations: draft
                .locations
                .iter()
                .enumerate()
                .map(|(n, it)| self.location(draft.source_id, n, it))
                .collect(),
            phones: self.phones(&draft.phones),
            contacts: self.contacts(&draft.contacts),
            languages: draft.languages.iter().filter_map(|it| self.language(it)).collect(),
            terms: draft.terms.iter().filter_map(|it| self.term(it)).collect(),
            areas: draft.service_areas.iter().filter_map(|it| self.area(it)).collect(),
            places: draft.capacity.iter().map(|it| self.places(it)).collect(),
        }
    }

    fn cost(&mut self, it: &oruk::CostDraft) -> Cost {
        Cost {
            pence: it.amount_pence,
            option: self.words("cost", it.option.as_deref()),
            words: self.words("cost", it.amount_description.as_deref()),
            valid_from: it.valid_from,
            valid_to: it.valid_to,
        }
    }

    fn schedule(&mut self, it: &oruk::ScheduleDraft) -> Schedule {
        Schedule {
            days: it.by_day.iter().map(|day| DayRule { ordinal: day.ordinal, weekday: day.weekday }).collect(),
            month_days: it.by_month_day.clone(),
            opens: it.opens_at,
            closes: it.closes_at,
            frequency: it.frequency.map(|it| match it {
                oruk::Frequency::Weekly => Frequency::Weekly,
                oruk::Frequency::Monthly => Frequency::Monthly,
            }),
            interval: Some(it.interval).filter(|every| *every > 1),
            starts_on: it.starts_on,
            valid_from: it.valid_from,
            valid_to: it.valid_to,
            attending: self.words("attending type", it.attending.as_deref()),
            words: self.words("opening hours", it.description.as_deref()),
            link: self.words("schedule link", it.link.as_deref()),
            notes: self.words("schedule notes", it.notes.as_deref()),
        }
    }

    /// A place. Where the feed gives it no identifier it gets the one under which it is published, so that what is
    /// published and read again is the same.
    fn location(&mut self, of: Uuid, number: usize, it: &oruk::LocationDraft) -> Location {
        let place = self.place(it);
        let place = Location { id: Some(place.published_id(of, number)), ..place };
        Location { link_id: Some(place.published_link(of, number)), ..place }
    }

    fn place(&mut self, it: &oruk::LocationDraft) -> Location {
        Location {
            id: it.source_id,
            link_id: it.link_id,
            kind: match it.location_type {
                oruk::LocationType::Physical => LocationKind::Physical,
                oruk::LocationType::Postal => LocationKind::Postal,
                oruk::LocationType::Virtual => LocationKind::Virtual,
            },
            name: self.line("location name", it.name.as_deref()),
            words: self.words("location description", it.description.as_deref()),
            position: it.latitude.zip(it.longitude).map(|(latitude, longitude)| Position {
                latitude: millionths(latitude),
                longitude: millionths(longitude),
            }),
            addresses: it.addresses.iter().map(|it| self.postal(it)).collect(),
            access: it.accessibility.iter().filter_map(|it| self.access(it)).collect(),
            phones: self.phones(&it.phones),
            contacts: self.contacts(&it.contacts),
            schedules: it.schedules.iter().map(|it| self.schedule(it)).collect(),
        }
    }

    fn postal(&mut self, it: &oruk::AddressDraft) -> Address {
        Address {
            attention: self.line("address", it.attention.as_deref()),
            line_1: self.words("address", it.line_1.as_deref()),
            line_2: self.words("address", it.line_2.as_deref()),
            city: self.line("address", it.city.as_deref()),
            region: self.line("address", it.region.as_deref()),
            county: self.line("address", it.county.as_deref()),
            postcode: self.line("postcode", it.postcode.as_deref()),
            country: self.line("country", it.country.as_deref().or(Some("GB"))),
        }
    }

    fn access(&mut self, it: &oruk::AccessibilityDraft) -> Option<Access> {
        Some(Access {
            words: self.words("accessibility", Some(&it.description))?,
            details: self.words("accessibility", it.details.as_deref()),
            link: self.words("accessibility", it.link.as_deref()),
        })
    }

    fn phones(&mut self, all: &[oruk::PhoneDraft]) -> Vec<Phone> {
        let phone = |it: &oruk::PhoneDraft| {
            Some(Phone {
                number: self.line("telephone number", Some(&it.number))?,
                extension: self.words("extension", it.extension.as_deref()),
                words: self.words("telephone number", it.description.as_deref()),
            })
        };
        all.iter().filter_map(phone).collect()
    }

    fn contacts(&mut self, all: &[oruk::ContactDraft]) -> Vec<Contact> {
        let contact = |it: &oruk::ContactDraft| Contact {
            name: self.line("contact", it.name.as_deref()),
            title: self.line("contact", it.title.as_deref()),
            email: self.address("contact's e-mail address", it.email.as_deref()),
            phones: self.phones(&it.phones),
        };
        all.iter().map(contact).collect()
    }

    fn language(&mut self, it: &oruk::LanguageDraft) -> Option<Language> {
        Some(Language {
            name: self.line("language", Some(&it.name))?,
            code: self.words("language", it.code.as_deref()),
            note: self.words("language", it.note.as_deref()),
        })
    }

    fn term(&mut self, it: &oruk::TermDraft) -> Option<Term> {
        let term = Term {
            id: it.source_id,
            name: self.line("term", Some(&it.name))?,
            code: self.line("term", it.code.as_deref()),
            words: self.words("term", it.description.as_deref()),
            taxonomy: self.line("taxonomy", it.taxonomy.as_deref()),
            taxonomy_id: it.taxonomy_id,
            uri: self.words("term", it.uri.as_deref()),
            value: self.words("attribute", it.value.as_deref()),
        };
        // What has neither an identifier nor a taxonomy is a label, and stays one.
        Some(if term.is_label() {
            term
        } else {
            Term { id: Some(term.key()), taxonomy_id: term.taxonomy_key(), ..term }
        })
    }

    fn area(&mut self, it: &oruk::ServiceAreaDraft) -> Option<Area> {
        Some(Area {
            name: self.words("service area", Some(&it.name))?,
            uri: self.words("service area", it.uri.as_deref()),
        })
    }

    fn places(&mut self, it: &oruk::CapacityDraft) -> Places {
        Places {
            available: it.available,
            maximum: it.maximum,
            unit: self.line("unit", it.unit.as_deref()),
            words: self.words("capacity", it.description.as_deref()),
            updated: it.updated.and_then(micro),
        }
    }
}

/// A moment as the store keeps it, to the microsecond.
fn micro(at: jiff::Timestamp) -> Option<jiff::Timestamp> {
    jiff::Timestamp::from_microsecond(at.as_microsecond()).ok()
}

/// Degrees as whole millionths. The reader gives only what lies on the globe.
#[expect(clippy::cast_possible_truncation, reason = "at most 180 million fits")]
fn millionths(degrees: f64) -> i32 {
    (degrees * 1_000_000.0).round() as i32
}
