//! Errors as people and machines read them: one total match for each.

use askama::Template;
use http::StatusCode;
use kith_app::Refusal;

use crate::components::{Button, Frame};
use crate::reply::Reply;
use crate::visit::{Sendable, Visit};

/// Why a request was not answered as asked.
#[derive(Debug)]
pub(crate) enum Problem {
    /// There is nothing here, or nothing they may know of.
    NotFound,
    /// Not for their role.
    NotForYou,
    /// Nobody has signed in.
    SignIn,
    /// The form was for another record, or the record changed meanwhile.
    Conflict(&'static str),
    /// The request cannot be understood.
    Bad(&'static str),
    /// More was sent than is taken.
    TooLarge,
    /// A file is larger than any that is taken.
    FileTooLarge,
    /// Sent from another site.
    CrossSite,
    /// Too many attempts; how many seconds to wait.
    Wait(u64),
    /// More requests than are answered in a minute; how many seconds to wait.
    Slowly(u64),
    /// The request asks for something that cannot be done here yet.
    Unsupported(&'static str),
    /// First they have to confirm that it is them.
    Confirm,
    /// Too busy; come again.
    Busy,
    /// The disk is full: nothing can be saved, everything can be read.
    Full,
    /// The disk failed: nothing can be saved until Kith is started anew.
    Broken,
    /// The form came more slowly than is waited for.
    Slow,
    /// A page takes longer than is waited for. Nothing was to be saved.
    Long,
    /// Whether it was saved is not known yet.
    Unknown,
    /// The fault is ours.
    Fault,
}

/// The addresses of links that organisations are sent.
const LINKS: [&str; 2] = ["/asked/", "/asked-of-us/"];

impl From<Refusal> for Problem {
    fn from(refusal: Refusal) -> Self {
        use kith_app::store::DbError;
        match refusal {
            Refusal::Hidden => Self::NotFound,
            Refusal::Denied => Self::NotForYou,
            Refusal::Stale => Self::Conflict(
                "Somebody else changed this record while you were writing. Nothing of yours was saved. \
                 Go back, copy what you wrote, and open the page again to see what it says now.",
            ),
            Refusal::OtherRecord => Self::Conflict(
                "This form was opened for another record or service, or was used before for something else. \
                 Nothing was saved now. Go back to the right page and open the form again.",
            ),
            Refusal::Rejected(_) => Self::Conflict(
                "This cannot be done now, because something has changed since the page was opened. \
                 Nothing was saved. Go back and open the page again.",
            ),
            Refusal::Wait(seconds) => Self::Wait(seconds),
            Refusal::Busy => Self::Busy,
            Refusal::Fault(DbError::Full) => Self::Full,
            Refusal::Fault(DbError::Busy | DbError::Pool | DbError::Serialization) => Self::Busy,
            Refusal::Fault(DbError::Storage) => Self::Broken,
            // A COMMIT that broke off may nevertheless stand: to say that it failed might be a lie.
            Refusal::Fault(DbError::CommitFailed) => Self::Unknown,
            Refusal::Fault(error) => {
                tracing::error!(error = %error, "a request failed");
                Self::Fault
            }
        }
    }
}

impl Problem {
    /// Status, title and what to do.
    pub(crate) const fn said(&self) -> (StatusCode, &'static str, &'static str) {
        match self {
            Self::NotFound => (
                StatusCode::NOT_FOUND,
                "Page not found",
                "There is nothing here that you can open. If you typed the address, check it. \
                 If you followed a link, what it led to may have moved, or may not be for you.",
            ),
            Self::NotForYou => (
                StatusCode::FORBIDDEN,
                "This is not for your role",
                "Your role does not include this. If you need it for your work, ask your team lead or service manager.",
            ),
            Self::SignIn => {
                (StatusCode::UNAUTHORIZED, "Sign in first", "You are not signed in. Sign in and try again.")
            }
            Self::Conflict(why) => (StatusCode::CONFLICT, "Nothing was saved", why),
            Self::Bad(why) => (StatusCode::BAD_REQUEST, "We could not understand this request", why),
            Self::TooLarge => (
                StatusCode::PAYLOAD_TOO_LARGE,
                "This is too much at once",
                "A form holds at most 1 MiB. Shorten what you wrote, or save it in parts. Go back to find it as you wrote it.",
            ),
            Self::FileTooLarge => (
                StatusCode::PAYLOAD_TOO_LARGE,
                "This file is too large",
                "A form with files holds at most 25 MiB. Send a smaller file, or split it.",
            ),
            Self::CrossSite => (
                StatusCode::FORBIDDEN,
                "This came from another site",
                "The form was sent from another site, so it was not taken. Open the page here and send it again.",
            ),
            Self::Wait(..=300) => (
                StatusCode::TOO_MANY_REQUESTS,
                "Too many attempts",
                "There were too many attempts in a short time. Wait five minutes and try again.",
            ),
            Self::Wait(301..=900) => (
                StatusCode::TOO_MANY_REQUESTS,
                "Too many attempts",
                "There were too many attempts in a short time. Wait a quarter of an hour and try again.",
            ),
            Self::Wait(_) => (
                StatusCode::TOO_MANY_REQUESTS,
                "Too many attempts",
                "This was done too often in a short time. Wait an hour and try again.",
            ),
            Self::Slowly(_) => (
                StatusCode::TOO_MANY_REQUESTS,
                "Too many requests",
                "More was asked than is answered in a minute. Wait as long as Retry-After says, then go on.",
            ),
            Self::Unsupported(why) => (StatusCode::NOT_IMPLEMENTED, "This cannot be asked here", why),
            Self::Confirm => {
                (StatusCode::UNAUTHORIZED, "Confirm that it is you", "Confirm that it is you, then try again.")
            }
            Self::Busy => (
                StatusCode::SERVICE_UNAVAILABLE,
                "Too busy just now",
                "The service is very busy, so nothing was saved. Wait a moment, then try again.",
            ),
            Self::Full => (
                StatusCode::INSUFFICIENT_STORAGE,
                "Nothing can be saved just now",
                "The disk is full, so nothing was saved. Everything can still be read. Tell your administrator.",
            ),
            Self::Broken => (
                StatusCode::SERVICE_UNAVAILABLE,
                "Nothing can be saved just now",
                "The disk of the service reported a fault, so nothing more is saved until it has been looked at and \
                 started anew. What you sent last may be missing afterwards. Tell your administrator at once.",
            ),
            Self::Slow => (
                StatusCode::REQUEST_TIMEOUT,
                "This took too long to arrive",
                "What you sent came too slowly to be taken, so nothing was saved. Go back and send it again.",
            ),
            Self::Long => (
                StatusCode::SERVICE_UNAVAILABLE,
                "This page takes too long",
                "The service needs longer for this page than it may. Nothing is lost. Wait a moment, then open it again.",
            ),
            Self::Unknown => (
                StatusCode::SERVICE_UNAVAILABLE,
                "We do not know yet whether this was saved",
                "Saving it takes longer than usual. It may be saved already, or be saved in a moment, or not at all.",
            ),
            Self::Fault => (
                StatusCode::INTERNAL_SERVER_ERROR,
                "Something went wrong",
                "The fault is ours. Nothing was saved. Go back and try again; if it happens again, \
                 tell your administrator the reference below.",
            ),
        }
    }

    /// The same at an address. Below the addresses of links, what is not there says what to do about a link: of one that
    /// never was, ran out, was stopped or is somebody else's alike.
    fn said_at(&self, path: &str) -> (StatusCode, &'static str, &'static str) {
        if matches!(self, Self::NotFound) && LINKS.iter().any(|of_links| path.starts_with(of_links)) {
            return (
                StatusCode::NOT_FOUND,
                "This link does not work",
                "This link does not work any more, or never did. Use the newest e-mail from the service, or ring whoever \
                 sent it.",
            );
        }
        self.said()
    }

    /// After how many seconds it is worth coming again.
    pub(crate) const fn retry_after(&self) -> Option<u64> {
        match self {
            Self::Wait(seconds) | Self::Slowly(seconds) => Some(*seconds),
            Self::Busy => Some(2),
            _ => None,
        }
    }

    /// The answer: a page, or a problem document (RFC 9457) for a machine.
    pub(crate) fn answer(&self, visit: &Visit) -> Reply {
        let (status, title, detail) = self.said_at(&visit.path);
        if visit.wants_json() {
            let body = serde_json::json!({
                "type": "about:blank",
                "title": title,
                "status": status.as_u16(),
                "detail": detail,
                "instance": format!("urn:uuid:{}", visit.request_id),
            });
            return Reply::Plain { status, kind: "application/problem+json", body: body.to_string() };
        }
        if matches!(self, Self::Confirm) {
            return crate::confirm::ask(visit);
        }
        let frame = visit.frame(title, None);
        // What a form held is shown again: its nonce may be used, so it cannot be sent again from here.
        // A case moves and cover ends while somebody writes: then the page is gone, and what was written is not. A link
        // that was stopped looks like one that never was, whatever is sent to it.
        let is_over = matches!(self, Self::NotFound | Self::NotForYou) && visit.who.is_some();
        let typed = if matches!(self, Self::Conflict(_)) || is_over { visit.typed() } else { Vec::new() };
        let detail = if is_over && !typed.is_empty() { OVER } else { detail };
        let ours = matches!(self, Self::Fault | Self::Full | Self::Busy | Self::Broken | Self::Long | Self::Unknown);
        let reference = ours.then(|| visit.request_id.to_string());
        // Where only the moment was wrong, the same form can be sent again from here, and has one effect.
        let waits = matches!(self, Self::Full | Self::Busy | Self::Broken | Self::Unknown | Self::Fault);
        let again = if waits { visit.sendable() } else { None };
        Reply::page_with(status, &ErrorPage { frame, detail, reference, typed, again }).unwrap_or(Reply::Plain {
            status,
            kind: "text/plain; charset=utf-8",
            body: format!("{title}. {detail}"),
        })
    }
}

/// What is said when somebody sends a form of a page that is not theirs any more.
const OVER: &str = "Nothing was saved: what you wrote on is not yours to open now. It may have moved to somebody else \
    while you wrote, or cover has ended. Copy what you typed below, and give it to whoever has it now.";

/// The page of any error.
#[derive(Template)]
#[template(path = "error/page.html")]
pub(crate) struct ErrorPage {
    pub(crate) frame: Frame,
    pub(crate) detail: &'static str,
    pub(crate) reference: Option<String>,
    /// Names and values of what was typed, so that nothing is lost.
    pub(crate) typed: Vec<(String, String)>,
    /// The form, to be sent again from this page.
    pub(crate) again: Option<Sendable>,
}
