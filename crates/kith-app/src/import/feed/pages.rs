//! The addresses of a feed's pages and records, and what a page holds of them.

use kith_interop::oruk::{Feed, limits};
use uuid::Uuid;

use super::ServiceDraft;

/// How many services are asked for at once. A feed may give fewer.
const PER_PAGE: u32 = 100;

/// The address of a page: that of the list with `page` and `per_page`, whatever else it asks for.
pub(super) fn address(url: &str, index: u32) -> String {
    let (path, query) = parts(url);
    let named = |part: &&str| {
        let name = part.split('=').next().unwrap_or_default();
        !part.is_empty() && name != "page"
    };
    let mut all: Vec<String> = query.split('&').filter(named).map(str::to_owned).collect();
    if !all.iter().any(|part| part.starts_with("per_page=")) {
        all.push(format!("per_page={PER_PAGE}"));
    }
    all.push(format!("page={index}"));
    format!("{path}?{}", all.join("&"))
}

/// The address of one service in full.
pub(super) fn one(url: &str, id: Uuid) -> String {
    let (path, _) = parts(url);
    format!("{}/{id}", path.trim_end_matches('/'))
}

fn parts(url: &str) -> (&str, &str) {
    let url = url.split('#').next().unwrap_or_default();
    url.split_once('?').unwrap_or((url, ""))
}

/// Whether a page only names its services, as the lists of both versions mostly do.
pub(super) fn are_summaries(services: &[ServiceDraft]) -> bool {
    !services.is_empty()
        && services.iter().all(|one| {
            one.locations.is_empty()
                && one.schedules.is_empty()
                && one.contacts.is_empty()
                && one.phones.is_empty()
                && one.cost_options.is_empty()
                && one.service_areas.is_empty()
        })
}

/// Puts a service in full in the place of the one that named it. `false` when it is another one.
pub(super) fn put(feed: &mut Feed, at: usize, one: Feed) -> bool {
    let Some(place) = feed.services.get_mut(at) else { return false };
    let Some(whole) = one.services.into_iter().find(|whole| whole.source_id == place.source_id) else { return false };
    let organisation = place.organisation.take();
    let whose = place.organisation_id;
    *place = whole;
    if place.organisation.is_none() && place.organisation_id.is_none() {
        place.organisation = organisation;
        place.organisation_id = whose;
    }
    for said in one.organisations {
        if !feed.organisations.iter().any(|known| known.source_id == said.source_id) {
            feed.organisations.push(said);
        }
    }
    let room = limits::ISSUES.saturating_sub(feed.issues.len());
    feed.unlisted_issues += one.unlisted_issues + one.issues.len().saturating_sub(room);
    feed.issues.extend(one.issues.into_iter().take(room));
    true
}

#[cfg(test)]
mod tests {
    use super::{address, one};
    use uuid::Uuid;

    #[test]
    fn pages_and_records_have_their_addresses() {
        for (url, expected) in [
            ("https://a.example/services", "https://a.example/services?per_page=100&page=3"),
            ("https://a.example/services?", "https://a.example/services?per_page=100&page=3"),
            ("https://a.example/services?page=9&x=1#y", "https://a.example/services?x=1&per_page=100&page=3"),
            ("https://a.example/s?per_page=5", "https://a.example/s?per_page=5&page=3"),
        ] {
            assert_eq!(address(url, 3), expected);
        }
        let id = Uuid::from_u128(7);
        assert_eq!(one("https://a.example/services/?x=1", id), format!("https://a.example/services/{id}"));
    }
}
