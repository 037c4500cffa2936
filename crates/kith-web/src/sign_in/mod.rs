//! Signing in and out.

pub(crate) mod code;

use askama::Template;
use http::StatusCode;
use kith_app::{Refusal, accounts, setup};

use crate::components::{Button, Form, Frame};
use crate::error::{ErrorPage, Problem};
use crate::reply::Reply;
use crate::request::encode;
use crate::session;
use crate::visit::{Visit, explain, home, is_secret};

#[derive(Template)]
#[template(path = "sign_in/page.html")]
pub(crate) struct SignIn {
    pub(crate) frame: Frame,
    pub(crate) form: Form,
    pub(crate) next: String,
    /// Whether nothing has been set up here: nobody can sign in, and no service has a door.
    pub(crate) is_empty: bool,
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
    Reply::page(&page(visit, Form::blank(), next)?)
}

fn page(visit: &Visit, form: Form, next: String) -> Result<SignIn, Problem> {
    let mut frame = visit.frame("Sign in", None);
    frame.error_title = !form.is_fine();
    Ok(SignIn { frame, form, next, is_empty: setup::is_empty(&visit.site.app)? })
}

/// Takes address and password.
pub(crate) fn take(visit: &Visit) -> Result<Reply, Problem> {
    if let Some(refused) = refuse_plain_http(visit)? {
        return Ok(refused);
    }
    let next = visit.field("next");
    refuse_long_passwords(visit)?;
    let (email, password) = (visit.field("email"), visit.field("password"));
    let result =
        accounts::sign_in(&visit.site.app, &email, &password, &visit.whence(), visit.site.settings.second_factor);
    match result {
        Ok(token) => {
            let to = whither(&visit.site.app, &token, &next)?;
            Ok(Reply::See { to, cookie: Some(session::begin(&visit.site, token.as_str())), forget: false })
        }
        Err(refusal @ Refusal::Rejected(_)) => {
            // Everything typed is kept but the password.
            let mut form = Form::typed(visit.form.iter().filter(|(name, _)| !is_secret(name)).cloned());
            explain(&mut form, &refusal);
            Reply::again(&page(visit, form, next)?)
        }
        Err(refusal) => Err(refusal.into()),
    }
}

/// Where somebody goes who has just given what was asked for: to the next step, to the choice of a role when
/// they have several, or to where they wanted to go.
pub(crate) fn whither(app: &kith_app::App, token: &accounts::Token, next: &str) -> Result<String, Problem> {
    if let Some(who) = accounts::resolve(app, token.as_str())? {
        let to = if is_here(next) { next } else { home(who.role()) };
        let asked =
            if is_here(next) { format!("/account/role?next={}", encode(next)) } else { "/account/role".to_owned() };
        return Ok(if who.has_other_roles { asked } else { to.to_owned() });
    }
    Ok(accounts::half(app, token.as_str())?.map_or_else(|| "/".to_owned(), |half| code::next_step(half.stage, next)))
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
    let typed = visit.form.iter().filter(|(name, _)| !is_secret(name)).cloned().collect();
    let page = Again { frame, path: visit.path.clone(), typed };
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

/// A password longer than any may be is refused before anything is worked out from it.
pub(crate) fn refuse_long_passwords(visit: &Visit) -> Result<(), Problem> {
    let too_long = |(name, value): &(String, String)| is_secret(name) && value.len() > accounts::MOST_PASSWORD_BYTES;
    if visit.form.iter().any(too_long) {
        return Err(Problem::Bad("A password has at most 1,024 bytes, and more was sent."));
    }
    Ok(())
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
