//! The older structure, Open Referral UK 1.0, read into the same drafts as 3.0.
//!
//! Most of 1.0 differs from 3.0 in the names of its members alone, so a
//! [`Reader`] looks under the older name where the newer is absent: a file is
//! known by what is in it, not by what it says of itself, and half-way houses
//! are read too. What has no counterpart in 3.0 is read here: `eligibilitys`,
//! taxonomy links, and how one attends.
//!
//! Of 1.0 these are not used: `reviews`, `fundings`, `holiday_schedules` and
//! `extent`, as their counterparts in 3.0 are not.

use uuid::Uuid;

use super::issue::Severity;
use super::limits;
use super::node::{Members, Node};
use super::reader::Reader;
use super::service::ServiceDraft;
use super::term::TermDraft;

/// The names a member of 3.0 had in 1.0.
pub(super) fn names(key: &str) -> &'static [&'static str] {
    match key {
        "schedules" => &["regular_schedules", "regular_schedule"],
        "byday" => &["weekday"],
        "addresses" => &["physical_addresses"],
        "accessibility" => &["accessibility_for_disabilities"],
        "attributes" => &["service_taxonomys", "service_taxonomies", "link_taxonomies"],
        _ => &[],
    }
}

/// Whether a record has a member that only 1.0 knows.
pub(super) fn is_one(members: &Members) -> bool {
    const ONLY: [&str; 9] = [
        "eligibilitys",
        "eligibilities",
        "service_taxonomys",
        "service_taxonomies",
        "link_taxonomies",
        "regular_schedules",
        "holiday_schedules",
        "attending_access",
        "deliverable_type",
    ];
    const INSIDE: [&str; 5] =
        ["regular_schedules", "regular_schedule", "holiday_schedules", "holidaySchedules", "holidayScheduleCollection"];
    let linked = match members.get("service_at_locations") {
        Some(Node::List(links)) => links.first(),
        _ => None,
    };
    let inside = matches!(linked, Some(Node::Object(link)) if INSIDE.iter().any(|key| link.contains_key(*key))
        || matches!(link.get("location"), Some(Node::Object(place)) if place.contains_key("physical_addresses")));
    inside || ONLY.iter().any(|key| members.contains_key(*key))
}

/// A record of 1.0 that is no service: what it is, in words.
pub(super) fn other(members: &Members) -> Option<&'static str> {
    let has = |keys: &[&str]| keys.iter().any(|key| members.contains_key(*key));
    // A service at a location of 3.0 holds its service too, and always says where.
    if members.contains_key("service") && !has(&["location", "location_id"]) {
        return Some("This is a review of a service, not a service; give the services of the feed.");
    }
    let service = has(&["status", "organization", "organization_id"]);
    if !service && has(&["physical_addresses", "latitude", "accessibility_for_disabilities"]) {
        return Some("This is a place, not a service; give the services of the feed.");
    }
    None
}

/// Adds to a service what 1.0 says of it and 3.0 has no member for.
pub(super) fn complete(reader: &mut Reader<'_>, service: &mut ServiceDraft) {
    let mut groups = reader.each("eligibilitys", Group::read);
    groups.extend(reader.each("eligibilities", Group::read));
    if !groups.is_empty() {
        service.stated.extend(["eligibility_description", "minimum_age", "maximum_age"]);
        if service.minimum_age.is_none() && service.maximum_age.is_none() {
            // Of several groups the widest span: an entry then promises a little
            // more, and hides a service from nobody it is for.
            service.minimum_age = groups.iter().map(|group| group.youngest).min().flatten();
            service.maximum_age = widest(groups.iter().map(|group| group.oldest));
        }
        if service.eligibility.is_none() {
            service.eligibility = in_words(&groups);
        }
    }
    if let Some(access) = reader.line("attending_access", limits::LINE)
        && service.application_process.is_none()
    {
        service.stated.push("application_process");
        service.application_process = Some(match access.to_lowercase().as_str() {
            "referral" => "By referral".to_owned(),
            "appointment" => "By appointment".to_owned(),
            "membership" => "For members".to_owned(),
            "drop-in" => "Drop in".to_owned(),
            _ => access,
        });
    }
    for kind in ["attending_type", "deliverable_type"] {
        if let Some(name) = reader.line(kind, limits::NAME) {
            service.terms.push(TermDraft {
                source_id: None,
                name,
                code: None,
                description: None,
                taxonomy: Some(kind.to_owned()),
                taxonomy_id: None,
                uri: None,
                value: None,
            });
        }
    }
}

/// The term of a taxonomy link. Its identifier is often no UUID but a code such
/// as `esdServiceTypes:1`, which is no fault in 1.0.
pub(super) fn term(term: &mut Reader<'_>) -> Option<TermDraft> {
    let Some(name) = term.line("name", limits::NAME) else {
        term.note(Severity::Ignored, "name", "The term has no name, so it was left out; give its name.");
        return None;
    };
    let id = term.line("id", limits::LINE);
    Some(TermDraft {
        source_id: id.as_deref().and_then(|id| Uuid::try_parse(id).ok()).filter(|id| !id.is_nil()),
        name,
        code: id.filter(|id| Uuid::try_parse(id).is_err()),
        description: None,
        taxonomy: term.line("vocabulary", limits::NAME),
        taxonomy_id: None,
        uri: None,
        value: None,
    })
}

/// One entry of `eligibilitys`: a group of people whom a service is for.
struct Group {
    who: Option<String>,
    youngest: Option<u8>,
    oldest: Option<u8>,
}

impl Group {
    fn read(reader: &mut Reader<'_>) -> Option<Group> {
        let (youngest, oldest) = super::service::ages(reader);
        let group = Group { who: reader.line("eligibility", limits::LINE), youngest, oldest };
        let mut said = group.who.is_some() || group.youngest.is_some() || group.oldest.is_some();
        said |= reader.has("taxonomys") || reader.has("taxonomies") || reader.has("link_taxonomies");
        if !said {
            reader.note(
                Severity::Ignored,
                "",
                "The entry does not say whom the service is for, so it was left out; \
                 give eligibility, minimum_age or maximum_age.",
            );
        }
        said.then_some(group)
    }

    fn ages_in_words(&self) -> Option<String> {
        match (self.youngest, self.oldest) {
            (None | Some(0), None) => None,
            (Some(least), None) => Some(format!("aged {least} and over")),
            (None, Some(most)) => Some(format!("up to age {most}")),
            (Some(least), Some(most)) => Some(format!("aged {least} to {most}")),
        }
    }
}

/// The groups in words. With one group its ages stand in members of their own
/// and are not said twice; with several they belong to each.
fn in_words(groups: &[Group]) -> Option<String> {
    let several = groups.len() > 1;
    let mut parts: Vec<String> = Vec::new();
    for group in groups {
        let ages = if several { group.ages_in_words() } else { None };
        let part = match (&group.who, ages) {
            (Some(who), Some(ages)) => format!("{who} ({ages})"),
            (Some(who), None) => who.clone(),
            (None, Some(ages)) => ages,
            (None, None) => continue,
        };
        if !parts.contains(&part) {
            parts.push(part);
        }
    }
    (!parts.is_empty()).then(|| parts.join("; "))
}

/// The largest, or none when one has no limit.
fn widest(all: impl Iterator<Item = Option<u8>>) -> Option<u8> {
    let all: Option<Vec<u8>> = all.collect();
    all?.into_iter().max()
}
