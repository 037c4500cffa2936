//! The addresses of a feed's pages and records, and what a page holds of them.

use kith_interop::oruk::{Feed, limits};

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

/// The address of one service in full, by its identifier as the feed writes it.
pub(super) fn one(url: &str, id: &str) -> String {
    let (path, _) = parts(url);
    let mut address = format!("{}/", path.trim_end_matches('/'));
    for byte in id.bytes() {
        match byte {
            b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9' | b'-' | b'_' | b'~' => address.push(char::from(byte)),
            // A dot leads elsewhere only where nothing else stands.
            b'.' if !id.bytes().all(|byte| byte == b'.') => address.push('.'),
            _ => address.push_str(&format!("%{byte:02X}")),
        }
    }
    address
}

fn parts(url: &str) -> (&str, &str) {
    let url = url.split('#').next().unwrap_or_default();
    url.split_once('?').unwrap_or((url, ""))
}

/// Whether a page only names its services, as the lists of both versions mostly do.
pub(super) fn are_summaries(services: &[ServiceDraft]) -> bool {
    !services.is_empty() && services.iter().all(ServiceDraft::is_bare)
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
        for (id, end) in [
            ("7b1d3c10-4f52-4a8e-9c11-000000000007", "7b1d3c10-4f52-4a8e-9c11-000000000007"),
            ("17", "17"),
            ("../admin?x#y", "..%2Fadmin%3Fx%23y"),
            ("..", "%2E%2E"),
            ("é", "%C3%A9"),
        ] {
            assert_eq!(one("https://a.example/services/?x=1", id), format!("https://a.example/services/{end}"));
        }
    }
}
