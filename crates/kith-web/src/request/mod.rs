//! Reading what a client sent: bounded in size and time, and never trusted to be text.

pub(crate) mod multipart;

use axum::body::Body;
use http::header::{self, HeaderMap};
use http_body_util::{BodyExt, Limited};

use crate::error::Problem;

use self::multipart::Parts;

/// What an address takes in a form.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Takes {
    /// Answers only.
    Answers,
    /// Files too.
    Files,
}

/// Largest form, in bytes.
const MOST_FORM_BYTES: usize = 1024 * 1024;
/// How long a body may take to arrive, in seconds.
const BODY_SECONDS: u64 = 60;

/// Reads a form within a minute: of at most 1 MiB, or of at most 25 MiB where it may carry files.
pub(crate) async fn read_form(headers: &HeaderMap, body: Body, takes: Takes) -> Result<Parts, Problem> {
    let kind = text(headers, &header::CONTENT_TYPE);
    let (most, too_large) = match takes {
        Takes::Answers => (MOST_FORM_BYTES, Problem::TooLarge),
        Takes::Files => (multipart::MOST_UPLOAD_BYTES, Problem::FileTooLarge),
    };
    let read = Limited::new(body, most).collect();
    let collected = tokio::time::timeout(std::time::Duration::from_secs(BODY_SECONDS), read)
        .await
        .map_err(|_| Problem::Bad("The form took too long to arrive. Go back and send it again."))?
        .map_err(|error| {
            if error.downcast_ref::<http_body_util::LengthLimitError>().is_some() {
                too_large
            } else {
                Problem::Bad("The form did not arrive whole. Go back and send it again.")
            }
        })?
        .to_bytes();
    if collected.is_empty()
        || kind.starts_with("application/csp-report")
        || kind.starts_with("application/reports+json")
    {
        return Ok(Parts::default());
    }
    if takes == Takes::Files
        && let Some(boundary) = multipart::boundary(&kind)
    {
        return multipart::read(&collected, boundary).map_err(|fault| Problem::Bad(fault.sentence()));
    }
    if !kind.to_ascii_lowercase().starts_with("application/x-www-form-urlencoded") {
        return Err(Problem::Bad("This address takes a form, and something else was sent."));
    }
    let fields =
        pairs(&collected).ok_or(Problem::Bad("The form holds characters that cannot be read. Type them again."))?;
    Ok(Parts { fields, files: Vec::new() })
}

/// Names and values of a form or query; `None` when they are not UTF-8.
pub(crate) fn pairs(bytes: &[u8]) -> Option<Vec<(String, String)>> {
    let decode = |part: &[u8]| -> Option<String> {
        let spaced: Vec<u8> = part.iter().map(|byte| if *byte == b'+' { b' ' } else { *byte }).collect();
        String::from_utf8(percent_encoding::percent_decode(&spaced).collect()).ok()
    };
    bytes
        .split(|byte| *byte == b'&')
        .filter(|part| !part.is_empty())
        .map(|part| {
            let mut halves = part.splitn(2, |byte| *byte == b'=');
            let (name, value) = (halves.next().unwrap_or_default(), halves.next().unwrap_or_default());
            Some((decode(name)?, decode(value)?))
        })
        .collect()
}

/// Writes a path so that it can stand in a query.
pub(crate) fn encode(text: &str) -> String {
    percent_encoding::utf8_percent_encode(text, percent_encoding::NON_ALPHANUMERIC).to_string()
}

pub(crate) fn text(headers: &HeaderMap, name: &header::HeaderName) -> String {
    headers.get(name).and_then(|value| value.to_str().ok()).unwrap_or_default().to_owned()
}

pub(crate) fn cookies(headers: &HeaderMap) -> impl Iterator<Item = &str> {
    headers.get_all(header::COOKIE).iter().filter_map(|value| value.to_str().ok())
}
