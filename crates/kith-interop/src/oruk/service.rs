//! A service: what a link worker can connect a person to.

use jiff::Timestamp;
use jiff::civil::Date;
use uuid::Uuid;

use super::area::ServiceAreaDraft;
use super::capacity::CapacityDraft;
use super::contact::{ContactDraft, PhoneDraft};
use super::cost::CostDraft;
use super::issue::Severity;
use super::language::LanguageDraft;
use super::limits;
use super::location::LocationDraft;
use super::organisation::OrganisationDraft;
use super::reader::Reader;
use super::schedule::ScheduleDraft;
use super::term::TermDraft;

/// Whether a service is running.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ServiceStatus {
    /// It is running.
    Active,
    /// It is not running.
    Inactive,
    /// It has ended for good.
    Defunct,
    /// It is closed for a while.
    TemporarilyClosed,
}

/// A service as a feed describes it.
#[derive(Debug, Clone, PartialEq)]
pub struct ServiceDraft {
    /// Its identifier in the feed, by which a later reading knows it again.
    pub source_id: Uuid,
    /// Its public name.
    pub name: String,
    /// What it is.
    pub description: Option<String>,
    /// Its web page.
    pub url: Option<String>,
    /// Its e-mail address.
    pub email: Option<String>,
    /// Whether it is running.
    pub status: ServiceStatus,
    /// What it costs, in words.
    pub fees: Option<String>,
    /// Its accreditations, in words.
    pub accreditations: Option<String>,
    /// For whom it is, in words (HSDS 3.0; not in the UK profile).
    pub eligibility: Option<String>,
    /// How one gets in, in words (HSDS 3.0; not in the UK profile).
    pub application_process: Option<String>,
    /// The youngest age served, in completed years.
    pub minimum_age: Option<u8>,
    /// The oldest age served, in completed years.
    pub maximum_age: Option<u8>,
    /// When the information was last checked.
    pub assured_date: Option<Date>,
    /// Who checked it.
    pub assurer_email: Option<String>,
    /// When the information last changed.
    pub last_modified: Option<Timestamp>,
    /// Something to know for the time being.
    pub alert: Option<String>,
    /// When it runs.
    pub schedules: Vec<ScheduleDraft>,
    /// Where it is held.
    pub locations: Vec<LocationDraft>,
    /// In which languages.
    pub languages: Vec<LanguageDraft>,
    /// What it costs.
    pub cost_options: Vec<CostDraft>,
    /// Whom to ask.
    pub contacts: Vec<ContactDraft>,
    /// Its telephone numbers.
    pub phones: Vec<PhoneDraft>,
    /// What kind of service it is.
    pub terms: Vec<TermDraft>,
    /// For residents of which areas.
    pub service_areas: Vec<ServiceAreaDraft>,
    /// How much room it has (HSDS 3.1).
    pub capacity: Vec<CapacityDraft>,
    /// The identifier of the organisation that runs it.
    pub organisation_id: Option<Uuid>,
    /// That organisation, where the record holds it in full.
    pub organisation: Option<OrganisationDraft>,
    /// The identifier as the feed writes it, where it is no UUID.
    pub feed_id: Option<String>,
    /// The members of which the record says anything.
    pub stated: Vec<&'static str>,
    /// It only names the service: of what it does not state, nothing is known.
    pub is_summary: bool,
}

impl ServiceDraft {
    /// Reads a service. `host` is the organisation in whose record it stands.
    pub(super) fn read(reader: &mut Reader<'_>, host: Option<Uuid>) -> Option<ServiceDraft> {
        let source_id = reader.identifier("id", "service");
        let name = reader.line("name", limits::NAME);
        let (source_id, name) = match (source_id, name) {
            (Some(source_id), Some(name)) => (source_id, name),
            (None, _) => {
                reader.note(
                    Severity::Refused,
                    "id",
                    "The service has no usable id, so it was left out; \
                     give it a UUID that never changes.",
                );
                return None;
            }
            (_, None) => {
                reader.note(
                    Severity::Refused,
                    "name",
                    "The service has no name, so it was left out; give its public name.",
                );
                return None;
            }
        };
        let feed_id = reader.raw("id").filter(|raw| Uuid::try_parse(raw).is_err());
        let stated = MEMBERS.into_iter().filter(|key| reader.states(key)).collect();
        let (minimum_age, maximum_age) = ages(reader);
        let organisation =
            reader.child("organization", |organisation| OrganisationDraft::read(organisation, Severity::Ignored));
        let organisation_id = organisation_id(reader, organisation.as_ref(), host);
        Some(ServiceDraft {
            source_id,
            name,
            description: reader.block("description"),
            url: reader.link("url"),
            email: reader.email("email"),
            status: status(reader),
            fees: reader.block("fees").or_else(|| reader.block("fees_description")),
            accreditations: reader.block("accreditations"),
            eligibility: reader.block("eligibility_description"),
            application_process: reader.block("application_process"),
            minimum_age,
            maximum_age,
            assured_date: reader.date("assured_date"),
            assurer_email: reader.email("assurer_email"),
            last_modified: reader.instant("last_modified"),
            alert: reader.block("alert"),
            schedules: reader.each("schedules", ScheduleDraft::read),
            locations: reader.each("service_at_locations", LocationDraft::read_linked),
            languages: reader.each("languages", LanguageDraft::read),
            cost_options: reader.each("cost_options", CostDraft::read),
            contacts: reader.each("contacts", ContactDraft::read),
            phones: reader.each("phones", PhoneDraft::read),
            terms: reader.each("attributes", TermDraft::read),
            service_areas: reader.each("service_areas", ServiceAreaDraft::read),
            capacity: reader.each("capacities", CapacityDraft::read),
            organisation_id,
            organisation,
            feed_id,
            stated,
            is_summary: false,
        })
    }

    /// Whether the record says anything of a member, be it that it is empty.
    #[must_use]
    pub fn states(&self, member: &str) -> bool {
        self.stated.contains(&member)
    }

    /// Whether it has none of the parts that a service in full has.
    #[must_use]
    pub fn is_bare(&self) -> bool {
        self.locations.is_empty()
            && self.schedules.is_empty()
            && self.contacts.is_empty()
            && self.phones.is_empty()
            && self.cost_options.is_empty()
            && self.service_areas.is_empty()
    }
}

/// The members of which a list may say nothing while the service in full does. The parts by which a service in full is
/// known are not among them: a list that has none of them anywhere says nothing of them.
const MEMBERS: [&str; 17] = [
    "description",
    "url",
    "email",
    "status",
    "fees",
    "accreditations",
    "eligibility_description",
    "application_process",
    "minimum_age",
    "maximum_age",
    "assured_date",
    "assurer_email",
    "last_modified",
    "alert",
    "languages",
    "attributes",
    "capacities",
];

/// A service whose status cannot be understood is not offered to anyone until
/// its provider has said; one that gives no status is listed, and so runs.
fn status(reader: &mut Reader<'_>) -> ServiceStatus {
    let Some(word) = reader.line("status", limits::LINE) else {
        reader.note(
            Severity::Changed,
            "status",
            "The service does not say whether it is running and was read as active; \
             give active, inactive, defunct or temporarily closed.",
        );
        return ServiceStatus::Active;
    };
    match word.to_lowercase().replace(['_', '-'], " ").as_str() {
        "active" => ServiceStatus::Active,
        "inactive" => ServiceStatus::Inactive,
        "defunct" => ServiceStatus::Defunct,
        "temporarily closed" => ServiceStatus::TemporarilyClosed,
        _ => {
            reader.note(
                Severity::Changed,
                "status",
                "This status is not one the standard has, and the service was read as inactive; \
                 give active, inactive, defunct or temporarily closed.",
            );
            ServiceStatus::Inactive
        }
    }
}

pub(super) fn ages(reader: &mut Reader<'_>) -> (Option<u8>, Option<u8>) {
    let minimum = age(reader, "minimum_age");
    let maximum = age(reader, "maximum_age");
    if let (Some(youngest), Some(oldest)) = (minimum, maximum)
        && youngest > oldest
    {
        reader.note(
            Severity::Ignored,
            "minimum_age",
            "The youngest age is above the oldest, so both were left out; \
             check minimum_age and maximum_age.",
        );
        return (None, None);
    }
    (minimum, maximum)
}

/// An age in completed years. Part years (0.5) are rounded down: the entry
/// then promises a little more, never hides a service from somebody it is for.
fn age(reader: &mut Reader<'_>, key: &str) -> Option<u8> {
    let years = reader.number(key)?;
    if !(0.0..=150.0).contains(&years) {
        reader.note(
            Severity::Ignored,
            key,
            "This is not an age from 0 to 150 years, so it was left out; \
             leave it out when there is no limit.",
        );
        return None;
    }
    if years.fract() != 0.0 {
        reader.note(Severity::Changed, key, "Part of a year was dropped; give whole years.");
    }
    #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "the range was checked above")]
    Some(years.trunc() as u8)
}

fn organisation_id(
    reader: &mut Reader<'_>,
    organisation: Option<&OrganisationDraft>,
    host: Option<Uuid>,
) -> Option<Uuid> {
    let said = reader.identifier("organization_id", "organization");
    let nested = organisation.map(|organisation| organisation.source_id);
    if let (Some(said), Some(nested)) = (said, nested)
        && said != nested
    {
        reader.note(
            Severity::Changed,
            "organization_id",
            "This is another organisation than the one described in the record, \
             and the described one was kept; make the two agree.",
        );
    }
    let id = nested.or(said).or(host);
    if id.is_none() {
        reader.note(
            Severity::Ignored,
            "organization",
            "The service does not say which organisation runs it; \
             give organization or organization_id.",
        );
    }
    id
}
