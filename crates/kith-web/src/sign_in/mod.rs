//! Signing in and out.

use std::time::Duration;

use askama::Template;
use http::StatusCode;
use kith_app::{Refusal, accounts, setup};

use crate::components::{Button, Form, Frame};
use crate::error::{ErrorPage, Problem};
use crate::reply::Reply;
use crate::session;
use crate::visit::{Visit, explain, home};

#[derive(Template)]
#[template(path = "sign_in/page.html")]
pub(crate) struct SignIn {
    pub(crate) frame: Frame,
    pub(crate) form: Form,
    pub(crate) next: String,
}

/// The form.
pub(crate) fn show(visit: &Visit) -> Result<Reply, Problem> {
    visit.only(&["next"])?;
    if let Some(refused) = refuse_plain_http(visit)? {
        return Ok(refused);
    }
    if let Some(who) = &visit.who {
        return Ok(Reply::see(home(who.role())));
    }
    let next = visit.query("next")?.unwrap_or_default().to_owned();
    Reply::page(&page(visit, Form::blank(), next))
}

fn page(visit: &Visit, form: Form, next: String) -> SignIn {
    let mut frame = visit.frame("Sign in", None);
    frame.error_title = !form.is_fine();
    SignIn { frame, form, next }
}

/// Takes address and password.
pub(crate) fn take(visit: &Visit) -> Result<Reply, Problem> {
    if let Some(refused) = refuse_plain_http(visit)? {
        return Ok(refused);
    }
    let next = visit.field("next");
    if visit.field("password").len() > accounts::MOST_PASSWORD_BYTES {
        return Err(Problem::Bad("A password has at most 1,024 bytes, and more was sent."));
    }
    let result = {
        let runtime = tokio::runtime::Handle::current();
        let turn = visit.site.hashing.clone();
        // Hashing is dear on purpose; those who come while all cores hash wait a little, then are told.
        let turn = runtime.block_on(tokio::time::timeout(Duration::from_secs(5), turn.acquire_owned()));
        let Ok(Ok(_turn)) = turn else { return Err(Problem::Busy) };
        let (email, password) = (visit.field("email"), visit.field("password"));
        accounts::sign_in(&visit.site.app, &email, &password, &visit.address.to_string())
    };
    match result {
        Ok(token) => {
            let who = accounts::resolve(&visit.site.app, token.as_str()).map_err(Problem::from)?;
            let home = who.map_or("/", |who| home(who.role()));
            let to = if is_here(&next) { next } else { home.to_owned() };
            Ok(Reply::See { to, cookie: Some(session::begin(&visit.site, token.as_str())), forget: false })
        }
        Err(refusal @ Refusal::Rejected(_)) => {
            // Everything typed is kept but the password.
            let mut form = Form::typed(visit.form.iter().filter(|(name, _)| name != "password").cloned());
            explain(&mut form, &refusal);
            Reply::again(&page(visit, form, next))
        }
        Err(refusal) => Err(refusal.into()),
    }
}

#[derive(Template)]
#[template(path = "sign_in/again.html")]
pub(crate) struct Again {
    pub(crate) frame: Frame,
    pub(crate) path: String,
    pub(crate) typed: Vec<(String, String)>,
}

/// A form that came after the session had ended: what was typed is kept on the page, to be sent again
/// once the person has signed in beside it.
pub(crate) fn again(visit: &Visit) -> Result<Reply, Problem> {
    let frame = visit.frame("You have been signed out", None);
    let page = Again { frame, path: visit.path.clone(), typed: visit.form.clone() };
    Reply::page_with(StatusCode::UNAUTHORIZED, &page)
}

/// Signs out, on the server and in the browser.
pub(crate) fn leave(visit: &Visit) -> Result<Reply, Problem> {
    if let Some(who) = &visit.who {
        accounts::sign_out(&visit.site.app, who).map_err(Problem::from)?;
    }
    let to = if visit.site.settings.demo { "/?said=signed-out" } else { "/sign-in?said=signed-out" };
    Ok(Reply::See { to: to.to_owned(), cookie: Some(session::end(&visit.site)), forget: true })
}

/// Whether an address leads somewhere on this site: a path, and nothing that a browser reads as another
/// server (`//host`, `/\host`).
pub(crate) fn is_here(next: &str) -> bool {
    let mut bytes = next.bytes();
    bytes.next() == Some(b'/')
        && !matches!(bytes.next(), Some(b'/' | b'\\'))
        && next.len() <= 2048
        && next.bytes().all(|byte| byte.is_ascii_graphic() && byte != b'\\')
}

/// A real store takes a password only at its https address, or on this machine itself. That it has an
/// https address is not enough: the same server may also answer elsewhere, without it.
pub(crate) fn refuse_plain_http(visit: &Visit) -> Result<Option<Reply>, Problem> {
    let demo = visit.site.settings.demo || setup::is_demo(&visit.site.app).map_err(Problem::from)?;
    if demo || is_loopback(&visit.host) || (visit.site.is_secure() && visit.site.is_public_host(&visit.host)) {
        return Ok(None);
    }
    let page = ErrorPage {
        frame: visit.frame("Signing in is switched off on this address", None),
        detail: "This address uses plain http, so a password could be read on its way here. \
                 Ask your administrator for the https address, or to start Kith with --public-url and https.",
        reference: None,
        typed: Vec::new(),
        again: None,
    };
    Ok(Some(Reply::page_with(StatusCode::FORBIDDEN, &page)?))
}

/// Whether a host is this machine itself.
pub(crate) fn is_loopback(host: &str) -> bool {
    let name = match host.strip_prefix('[') {
        Some(rest) => rest.split(']').next().unwrap_or_default(),
        None => host.split(':').next().unwrap_or_default(),
    };
    name == "localhost" || name.parse::<std::net::IpAddr>().is_ok_and(|address| address.is_loopback())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_paths_of_this_site_are_followed() {
        for good in ["/today", "/people/1?show=all", "/"] {
            assert!(is_here(good), "{good}");
        }
        for bad in
            ["", "//evil.test", "/\\evil.test", "https:evil", "https://evil", "\\\\evil", "/a b", "/a\nb", "/\u{202E}"]
        {
            assert!(!is_here(bad), "{bad:?}");
        }
    }

    #[test]
    fn loopback_is_this_machine_only() {
        for good in ["127.0.0.1:8080", "localhost", "localhost:1", "[::1]:8080", "127.1.2.3"] {
            assert!(is_loopback(good), "{good}");
        }
        for bad in ["", "10.0.0.1", "localhost.evil.test", "evil.test:127", "0.0.0.0"] {
            assert!(!is_loopback(bad), "{bad}");
        }
    }
}
