//! The headers of every answer, exactly as reliability.md section 7 gives them.

use axum::body::Body;
use http::header::{self, HeaderName, HeaderValue};
use http::{Response, StatusCode};

const PAGE_POLICY: &str = "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; \
     font-src 'self'; connect-src 'self'; form-action 'self'; manifest-src 'self'; base-uri 'none'; object-src 'none'; \
     frame-ancestors 'none'; report-to csp; report-uri /csp-report";
const MACHINE_POLICY: &str = "default-src 'none'; frame-ancestors 'none'";

/// The headers that do not depend on the answer.
const ALWAYS: [(&str, &str); 7] = [
    ("x-content-type-options", "nosniff"),
    ("referrer-policy", "same-origin"),
    (
        "permissions-policy",
        "accelerometer=(), camera=(), display-capture=(), geolocation=(), gyroscope=(), magnetometer=(), \
         microphone=(), payment=(), usb=(), browsing-topics=()",
    ),
    ("cross-origin-opener-policy", "same-origin"),
    ("cross-origin-resource-policy", "same-origin"),
    ("x-frame-options", "DENY"),
    ("x-robots-tag", "noindex, nofollow"),
];

/// Puts the headers on an answer. `secure` is whether people reach us over https.
pub(crate) fn dress(mut response: Response<Body>, request_id: &str, secure: bool) -> Response<Body> {
    let status = response.status();
    let headers = response.headers_mut();
    for (name, value) in ALWAYS {
        headers.insert(HeaderName::from_static(name), HeaderValue::from_static(value));
    }
    if secure {
        headers
            .insert(header::STRICT_TRANSPORT_SECURITY, HeaderValue::from_static("max-age=63072000; includeSubDomains"));
    }
    let is_page = headers
        .get(header::CONTENT_TYPE)
        .and_then(|value| value.to_str().ok())
        .is_none_or(|kind| kind.starts_with("text/html"));
    let policy = if is_page { PAGE_POLICY } else { MACHINE_POLICY };
    // A file brings its own, which is narrower.
    headers.entry(header::CONTENT_SECURITY_POLICY).or_insert(HeaderValue::from_static(policy));
    if is_page {
        headers.insert(HeaderName::from_static("reporting-endpoints"), HeaderValue::from_static("csp=\"/csp-report\""));
    }
    // A hashed file says so itself; everything else may hold somebody's record.
    if !headers.contains_key(header::CACHE_CONTROL) || status.is_client_error() || status.is_server_error() {
        headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
    }
    if let Ok(value) = HeaderValue::from_str(request_id) {
        headers.insert(HeaderName::from_static("x-request-id"), value);
    }
    if status == StatusCode::METHOD_NOT_ALLOWED {
        headers.entry(header::ALLOW).or_insert(HeaderValue::from_static("GET, HEAD, POST"));
    }
    headers.remove(header::SERVER);
    response
}

/// Opens an answer of the published directory: pages of other sites may read it, and search engines may keep it.
pub(crate) fn publish(response: &mut Response<Body>) {
    let headers = response.headers_mut();
    headers.insert(header::ACCESS_CONTROL_ALLOW_ORIGIN, HeaderValue::from_static("*"));
    headers.insert(HeaderName::from_static("cross-origin-resource-policy"), HeaderValue::from_static("cross-origin"));
    headers.remove(HeaderName::from_static("x-robots-tag"));
}
