//! A whole file: which shapes are understood, and what came of each record.

use kith_domain::directory::record::derived_id;
use uuid::Uuid;

use super::collector::Collector;
use super::document::{self, Document};
use super::issue::Issue;
use super::organisation::OrganisationDraft;
use super::page::Page;
use super::service::ServiceDraft;

/// What a file held.
///
/// These shapes are understood: a page (`contents`, or `content` as some 1.0
/// feeds have it) of services, of organisations or of services at locations; a
/// bare list of such records; one such record; and an object with `services`,
/// `organizations` and `service_at_locations` lists.
#[derive(Debug, Default, PartialEq)]
pub struct Feed {
    /// The services, each once, in the order of the file.
    pub services: Vec<ServiceDraft>,
    /// Every organisation once, whether it stood by itself or in a service.
    pub organisations: Vec<OrganisationDraft>,
    /// What was wrong, in the order of reading, at most
    /// [`limits::ISSUES`](super::limits::ISSUES).
    pub issues: Vec<Issue>,
    /// How many more issues there were.
    pub unlisted_issues: usize,
    /// How many records were refused.
    pub refused: usize,
    /// Identifiers of refused services that could be read all the same.
    pub refused_ids: Vec<Uuid>,
    /// How many refused records nobody can tell from others.
    pub unrecognised: usize,
    /// Whether it has the structure of 1.0, wholly or in part.
    pub older: bool,
    /// What the page says of itself, where the file is a page.
    pub page: Option<Page>,
    /// What is wrong with the file as a whole, for example its page counters.
    pub notes: Vec<String>,
}

/// Why nothing at all could be read.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum FeedError {
    /// There are no bytes, or only white space.
    #[error("The file is empty.")]
    Empty,
    /// The text is UTF-16 or UTF-32.
    #[error("The file is in UTF-16. Save it again as UTF-8.")]
    Utf16,
    /// The bytes are no UTF-8 text.
    #[error("The file is not UTF-8 text (at byte {position}). Save it again as UTF-8.")]
    NotUtf8 {
        /// The first byte that is wrong, from 0.
        position: usize,
    },
    /// The file begins like HTML or XML.
    #[error("This is a web page or XML, not JSON. Check the address of the feed.")]
    WebPage,
    /// The JSON ends before it is complete.
    #[error("The file stops in the middle. Fetch it again.")]
    CutShort,
    /// The file is not JSON.
    #[error("The file is not valid JSON (line {line}, column {column}).")]
    NotJson {
        /// The line, from 1.
        line: usize,
        /// The column in bytes, from 1.
        column: usize,
    },
    /// A key stands twice in the outermost object.
    #[error("The key \u{201c}{key}\u{201d} is given twice. Remove one of the two.")]
    RepeatedKey {
        /// The key.
        key: String,
    },
    /// More records than are taken at once.
    #[error("It holds {found} records, and at most {most} are taken at once. Ask for smaller pages.")]
    TooMany {
        /// How many there are.
        found: usize,
        /// How many are taken.
        most: usize,
    },
    /// Valid JSON with no records in it.
    #[error(
        "No services were found. An Open Referral UK file has a list named \
         \u{201c}contents\u{201d}, or is a list of services."
    )]
    NotAFeed,
}

/// Reads an Open Referral UK file or page, of 3.0 or of 1.0.
///
/// The caller bounds the size. Work and memory are proportional to it.
///
/// # Errors
/// [`FeedError`] when the file as a whole cannot be read. A fault within a
/// record is never an error but an [`Issue`].
///
/// # Examples
/// ```
/// let feed = kith_interop::oruk::read(
///     br#"[{"id": "6a1f0b52-93c4-4d0e-8f57-2b6f3f0d9c11",
///           "name": "Tuesday tea", "status": "active"}, {}]"#,
/// )?;
/// assert_eq!(feed.services.len(), 1);
/// assert_eq!(feed.refused, 1);
/// # Ok::<(), kith_interop::oruk::FeedError>(())
/// ```
pub fn read(bytes: &[u8]) -> Result<Feed, FeedError> {
    read_from(bytes, None, usize::MAX)
}

/// Reads what the feed at an address gave: at most `most` records, so that memory is bounded by it whatever the feed
/// holds. An identifier that is no UUID stands for one that is made from it and the `address`, and is the same at
/// every reading.
///
/// # Errors
/// [`FeedError`], as [`read`], and when there are more records.
pub fn read_at(bytes: &[u8], address: &str, most: usize) -> Result<Feed, FeedError> {
    read_from(bytes, Some(derived_id(Uuid::nil(), &format!("feed/{}", bare(address)))), most)
}

/// An address without what may change while the feed is the same one.
fn bare(address: &str) -> String {
    let address = address.split(['?', '#']).next().unwrap_or_default();
    let address = address.split_once("://").map_or(address, |(_, rest)| rest).trim_end_matches('/');
    let (host, path) = address.split_once('/').unwrap_or((address, ""));
    format!("{}/{path}", host.to_lowercase())
}

fn read_from(bytes: &[u8], origin: Option<Uuid>, most: usize) -> Result<Feed, FeedError> {
    let text = document::decode(bytes)?;
    let mut collector = Collector::of(origin);
    match Document::parse(text)? {
        Document::Bare => return Err(FeedError::NotAFeed),
        Document::List(records) => {
            collector.take_all("", &records.at_most(most)?, None, 1);
        }
        Document::Object(members) => collector.object(&members, text, most)?,
    }
    Ok(collector.finish())
}

#[cfg(test)]
mod tests {
    use super::{FeedError, bare, read, read_at};

    #[test]
    fn a_feed_keeps_its_identifiers_when_its_address_is_written_otherwise() {
        for same in ["https://A.example/services", "http://a.example/services/", "https://a.example/services?page=2#x"]
        {
            assert_eq!(bare(same), "a.example/services");
        }
        assert_ne!(bare("https://a.example/Services"), bare("https://a.example/services"));
    }

    #[test]
    fn what_is_beyond_all_bounds_is_refused_by_itself_and_takes_no_memory() {
        let good = r#"{"id":"6a1f0b52-93c4-4d0e-8f57-2b6f3f0d9c11","name":"Tea","status":"active"}"#;
        let long = format!(r#"{{"id":"6a1f0b52-93c4-4d0e-8f57-2b6f3f0d9c12","name":"{}"}}"#, "x".repeat(3 << 20));
        let many = format!(r#"{{"id":"6a1f0b52-93c4-4d0e-8f57-2b6f3f0d9c13","phones":[{}0]}}"#, "[],".repeat(200_000));
        let feed = read(format!("[{long},{many},{good}]").as_bytes()).expect("a feed");
        assert_eq!((feed.services.len(), feed.refused, feed.unrecognised), (1, 2, 2));
        assert!(feed.issues.iter().filter(|it| it.message.contains("longer than 2 MiB or holds more")).count() == 2);
        for (before, after) in [("[", "]"), ("{\"contents\":[", "]}"), ("{\"services\":[", "]}")] {
            let all = format!("{before}{}1{after}", "1,".repeat(2_000_000));
            let refused = read(all.as_bytes()).expect_err("too many");
            assert_eq!(refused, FeedError::TooMany { found: 2_000_001, most: 2_000_000 });
        }
    }

    #[test]
    fn identifiers_that_are_no_uuids_are_told_apart_by_the_feed_and_stay_the_same() {
        let json = br#"[{"id":17,"name":"Choir","status":"active","organization":{"id":"17","name":"Us"}}]"#;
        let at = |address: &str| read_at(json, address, 10).expect("a feed").services.remove(0);
        let one = at("https://a.example/services");
        assert_eq!((one.source_id, one.feed_id.as_deref()), (at("http://a.example/services?x").source_id, Some("17")));
        assert_ne!(one.source_id, at("https://b.example/services").source_id);
        let whose = one.organisation.as_ref().map(|it| it.source_id);
        assert!(whose.is_some() && whose != Some(one.source_id), "another kind of thing");
        // Without an address nobody can tell them apart.
        assert_eq!(read(json).expect("a feed").refused, 1);
        for none in [r#""""#, "[]", "{}", "true", r#""00000000-0000-0000-0000-000000000000""#, "null", r#""a b""#] {
            let json = format!(r#"[{{"id":{none},"name":"Choir","status":"active"}}]"#);
            let feed = read_at(json.as_bytes(), "https://a.example/s", 10).expect("a feed");
            assert_eq!((feed.refused, feed.unrecognised), (1, 1), "{none}");
        }
        let nameless = read_at(br#"[{"id":17,"status":"active"}]"#, "https://a.example/services", 10).expect("a feed");
        assert_eq!((nameless.refused_ids, nameless.unrecognised), (vec![one.source_id], 0));
    }

    #[test]
    fn more_records_than_are_taken_at_once_are_refused_before_any_is_read() {
        for json in ["[1,2,3]", r#"{"contents":[1,2,3]}"#, r#"{"services":[1,2,3]}"#] {
            let refused = read_at(json.as_bytes(), "https://a.example/s", 2);
            assert_eq!(refused, Err(FeedError::TooMany { found: 3, most: 2 }), "{json}");
            assert!(read_at(json.as_bytes(), "https://a.example/s", 3).is_ok());
        }
    }
}
