//! A whole file: which shapes are understood, and what came of each record.

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
    let text = document::decode(bytes)?;
    let mut collector = Collector::default();
    match Document::parse(text)? {
        Document::Bare => return Err(FeedError::NotAFeed),
        Document::List(records) => collector.take_all("", &records, None, 1),
        Document::Object(members) => collector.object(&members, text)?,
    }
    Ok(collector.finish())
}
