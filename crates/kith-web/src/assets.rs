//! Files a browser keeps: stylesheets, scripts and the icons they need, built into the binary.
//!
//! `build.rs` prepares them; each is a constant (`KITH_CSS`), so a page that names a missing file does not compile.
//!
//! Invariants: a file's address changes when its content does, so it may be kept for ever;
//! no file makes the browser call another server.

use axum::body::Body;
use http::{HeaderValue, Response, StatusCode, header};

/// Where assets are served.
pub const PREFIX: &str = "/assets/";

/// One embedded file.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Asset {
    name: &'static str,
    url: &'static str,
    etag: &'static str,
    bytes: &'static [u8],
}

impl Asset {
    /// The address to put into a page, from the root of the site.
    #[must_use]
    pub const fn url(&self) -> &'static str {
        self.url
    }

    /// The name it has in the source tree, such as `kith.css`.
    #[must_use]
    pub const fn name(&self) -> &'static str {
        self.name
    }

    /// The content as served, before any compression.
    #[must_use]
    pub const fn bytes(&self) -> &'static [u8] {
        self.bytes
    }

    fn content_type(&self) -> &'static str {
        match self.name.rsplit('.').next() {
            Some("css") => "text/css; charset=utf-8",
            Some("js") => "text/javascript; charset=utf-8",
            Some("svg") => "image/svg+xml",
            _ => "application/octet-stream",
        }
    }
}

include!(concat!(env!("OUT_DIR"), "/assets.rs"));

/// Answers a request for `path` (with or without [`PREFIX`]), with 304 when the browser says it has it already.
///
/// An unknown file is 404 with an empty body that nobody keeps.
#[must_use]
pub fn respond(path: &str, if_none_match: Option<&str>) -> Response<Body> {
    let file = path.strip_prefix(PREFIX).unwrap_or(path);
    let mut response = Response::new(Body::empty());
    let Some(asset) = ALL.iter().find(|asset| asset.url.strip_prefix(PREFIX) == Some(file)) else {
        *response.status_mut() = StatusCode::NOT_FOUND;
        response.headers_mut().insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
        return response;
    };
    let headers = response.headers_mut();
    headers.insert(header::ETAG, HeaderValue::from_static(asset.etag));
    headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("public, max-age=31536000, immutable"));
    if if_none_match.is_some_and(|tags| has_tag(tags, asset.etag)) {
        *response.status_mut() = StatusCode::NOT_MODIFIED;
        return response;
    }
    headers.insert(header::CONTENT_TYPE, HeaderValue::from_static(asset.content_type()));
    *response.body_mut() = Body::from(asset.bytes);
    response
}

/// Whether an `If-None-Match` list holds `etag`, compared weakly as RFC 9110 section 13.1.2 asks.
fn has_tag(list: &str, etag: &str) -> bool {
    list.split(',').map(str::trim).any(|tag| tag == "*" || tag.strip_prefix("W/").unwrap_or(tag) == etag)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_file_is_found_at_its_address_and_may_be_kept_for_ever() {
        assert!(ALL.len() >= 10, "stylesheets, scripts and icons, found {}", ALL.len());
        for asset in ALL {
            let response = respond(asset.url(), None);
            assert_eq!(response.status(), StatusCode::OK, "{}", asset.name());
            assert_eq!(response.headers()[header::CACHE_CONTROL], "public, max-age=31536000, immutable");
            assert_ne!(response.headers()[header::CONTENT_TYPE], "application/octet-stream", "{}", asset.name());
        }
    }

    #[test]
    fn a_browser_that_has_the_file_gets_no_body() {
        let tag = format!("\"old\", W/{}", KITH_CSS.etag);
        assert_eq!(respond(KITH_CSS.url(), Some(&tag)).status(), StatusCode::NOT_MODIFIED);
        assert_eq!(respond(KITH_CSS.url(), Some("\"old\"")).status(), StatusCode::OK);
    }

    #[test]
    fn an_unknown_file_is_not_found_and_not_kept() {
        let response = respond("/assets/kith.css", None);
        assert_eq!(response.status(), StatusCode::NOT_FOUND);
        assert_eq!(response.headers()[header::CACHE_CONTROL], "no-store");
    }

    #[test]
    fn no_file_calls_another_server_or_names_the_licensed_typeface() {
        for asset in ALL {
            let text = String::from_utf8_lossy(asset.bytes());
            assert!(!text.contains("assets.nhs.uk") && !text.contains("Frutiger"), "{}", asset.name());
            assert_eq!(text.find("https://"), None, "{} names another server", asset.name());
        }
    }

    #[test]
    fn addresses_inside_the_files_are_served() {
        let css = String::from_utf8_lossy(NHSUK_CSS.bytes());
        let images: Vec<&str> = css.split("url(").skip(1).filter_map(|part| part.split(')').next()).collect();
        assert!(!images.is_empty());
        for image in images {
            assert_eq!(respond(image, None).status(), StatusCode::OK, "{image}");
        }
        let script = String::from_utf8_lossy(KITH_JS.bytes());
        assert!(script.contains(NHSUK_JS.url().trim_start_matches(PREFIX)));
    }
}
