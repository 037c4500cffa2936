//! What a handler answers.

use askama::Template;
use axum::body::Body;
use http::header::{self, HeaderValue};
use http::{Response, StatusCode};

use crate::error::Problem;
use crate::made::Make;

/// An answer before it is dressed.
#[derive(Debug)]
pub(crate) enum Reply {
    /// A page.
    Page {
        /// 200, or 422 and 409 for a form that was not taken.
        status: StatusCode,
        /// The whole page.
        html: String,
        /// A cookie to set.
        cookie: Option<String>,
    },
    /// Go and look there (303 after a post).
    See {
        /// The address, on this site.
        to: String,
        /// A cookie to set.
        cookie: Option<String>,
        /// Whether the browser forgets everything of this site (signing out).
        forget: bool,
    },
    /// Plain text or JSON for machines.
    Plain {
        /// The status.
        status: StatusCode,
        /// `text/plain` or `application/json`.
        kind: &'static str,
        /// The text.
        body: String,
    },
    /// A file to be saved, never to be opened in the page's place.
    File {
        /// Its content type.
        kind: &'static str,
        /// Its name.
        name: String,
        /// Its bytes.
        bytes: Vec<u8>,
    },
    /// A file to be saved, as the one above, that is made while it is sent: however long it is, little of it is held.
    Made {
        /// Its content type.
        kind: &'static str,
        /// Its name.
        name: String,
        /// What writes it.
        make: Make,
    },
    /// Nothing to say.
    Nothing,
}

impl Reply {
    /// Draws a page.
    ///
    /// # Errors
    /// [`Problem::Fault`] when the template fails, which only a lack of memory can do.
    pub(crate) fn page(template: &impl Template) -> Result<Self, Problem> {
        Self::page_with(StatusCode::OK, template)
    }

    /// Draws a page that says that a form was not taken.
    pub(crate) fn again(template: &impl Template) -> Result<Self, Problem> {
        Self::page_with(StatusCode::UNPROCESSABLE_ENTITY, template)
    }

    /// Draws a page with a status.
    pub(crate) fn page_with(status: StatusCode, template: &impl Template) -> Result<Self, Problem> {
        let html = template.render().map_err(|_| Problem::Fault)?;
        Ok(Self::Page { status, html, cookie: None })
    }

    /// The same page, and the browser keeps a cookie.
    pub(crate) fn with_cookie(mut self, set: String) -> Self {
        if let Self::Page { cookie, .. } = &mut self {
            *cookie = Some(set);
        }
        self
    }

    /// Goes on to an address of this site.
    pub(crate) fn see(to: impl Into<String>) -> Self {
        Self::See { to: to.into(), cookie: None, forget: false }
    }

    /// A file to be saved.
    pub(crate) fn file(name: &str, kind: &'static str, bytes: Vec<u8>) -> Self {
        Self::File { name: name.to_owned(), kind, bytes }
    }

    /// The HTTP answer.
    pub(crate) fn into_response(self) -> Response<Body> {
        match self {
            Self::Page { status, html, cookie } => {
                let mut response = typed(status, "text/html; charset=utf-8", html);
                if let Some(cookie) = cookie.and_then(|cookie| HeaderValue::from_str(&cookie).ok()) {
                    response.headers_mut().append(header::SET_COOKIE, cookie);
                }
                response
            }
            Self::Plain { status, kind, body } => typed(status, kind, body),
            Self::File { kind, name, bytes } => saved(kind, &name, Body::from(bytes)),
            Self::Made { kind, name, make } => saved(kind, &name, make.begin()),
            Self::Nothing => {
                let mut response = Response::new(Body::empty());
                *response.status_mut() = StatusCode::NO_CONTENT;
                response
            }
            Self::See { to, cookie, forget } => {
                let mut response = Response::new(Body::empty());
                *response.status_mut() = StatusCode::SEE_OTHER;
                let headers = response.headers_mut();
                let to = HeaderValue::from_str(&to).unwrap_or(HeaderValue::from_static("/"));
                headers.insert(header::LOCATION, to);
                if let Some(cookie) = cookie.and_then(|cookie| HeaderValue::from_str(&cookie).ok()) {
                    headers.append(header::SET_COOKIE, cookie);
                }
                if forget {
                    headers.insert("clear-site-data", HeaderValue::from_static("\"cache\", \"cookies\", \"storage\""));
                }
                response
            }
        }
    }
}

/// A file to be saved.
fn saved(kind: &'static str, name: &str, body: Body) -> Response<Body> {
    let mut response = Response::new(body);
    let headers = response.headers_mut();
    headers.insert(header::CONTENT_TYPE, HeaderValue::from_static(kind));
    headers.insert(header::CONTENT_SECURITY_POLICY, HeaderValue::from_static(FILE_POLICY));
    headers.insert(header::CONTENT_DISPOSITION, as_attachment(name));
    response
}

/// Whatever opens a file all the same runs nothing of it and fetches nothing for it.
const FILE_POLICY: &str = "sandbox; default-src 'none'";

/// RFC 6266: a name for those who read plain letters only, and the name itself.
fn as_attachment(name: &str) -> HeaderValue {
    let plain: String = name
        .chars()
        .map(|c| if c.is_ascii_alphanumeric() || matches!(c, '.' | '-' | '_' | ' ') { c } else { '_' })
        .collect();
    let whole = crate::request::encode(name);
    HeaderValue::from_str(&format!("attachment; filename=\"{plain}\"; filename*=UTF-8''{whole}"))
        .unwrap_or(HeaderValue::from_static("attachment"))
}

fn typed(status: StatusCode, kind: &'static str, body: String) -> Response<Body> {
    let mut response = Response::new(Body::from(body));
    *response.status_mut() = status;
    response.headers_mut().insert(header::CONTENT_TYPE, HeaderValue::from_static(kind));
    response
}
