//! A receptionist at a real browser's distance: signs in to the demo and refers people over HTTP.

use std::net::SocketAddr;

use crate::http::{Answer, forms, get, post};

/// A practice's session.
#[derive(Clone, Debug)]
pub struct Practice {
    /// What a browser would send as its cookie.
    pub cookie: String,
}

impl Practice {
    /// Signs in as the demo's front page does.
    ///
    /// # Panics
    /// When there is no receptionist.
    #[must_use]
    pub fn sign_in(at: SocketAddr) -> Self {
        Self { cookie: cookie(at, "receptionist") }
    }

    /// Sends a form that was filled in.
    ///
    /// # Errors
    /// When no whole answer comes.
    pub fn send(&self, at: SocketAddr, fields: &[(String, String)]) -> std::io::Result<Answer> {
        post(at, "/refer", &self.cookie, fields)
    }
}

/// The session of somebody whose button on the demo's front page holds these words.
///
/// # Panics
/// When there is no such button, or it lets nobody in.
#[must_use]
pub fn cookie(at: SocketAddr, words: &str) -> String {
    let front = get(at, "/", "").expect("the front page");
    assert_eq!(front.status, 200, "{front:?}");
    let (fields, _) =
        forms(&front.body, "/demo/sign-in").into_iter().find(|(_, text)| text.contains(words)).expect("a button");
    let answer = post(at, "/demo/sign-in", "", &fields).expect("an answer");
    assert_eq!(answer.status, 303, "{answer:?}");
    let cookie = answer.header("set-cookie").find(|cookie| cookie.starts_with("kith-demo=")).expect("a session");
    cookie.split(';').next().expect("a value").to_owned()
}

impl Practice {
    /// Opens the form and fills it in for somebody who does not exist; `token` becomes the reason.
    ///
    /// # Errors
    /// When no whole answer comes.
    ///
    /// # Panics
    /// When it is not the form.
    pub fn form(&self, at: SocketAddr, token: &str) -> std::io::Result<Vec<(String, String)>> {
        let page = get(at, "/refer", &self.cookie)?;
        assert_eq!(page.status, 200, "{page:?}");
        let (mut fields, _) = forms(&page.body, "/refer").pop().expect("a form");
        assert!(!fields.is_empty(), "a form carries its nonce: {page:?}");
        let (day, month, year) = born(token);
        for (name, value) in [
            ("nhs_number", ""),
            ("number_missing", "not-to-hand"),
            ("family_name", token),
            ("given_names", "Test"),
            ("preferred_name", ""),
            ("born-day", &day),
            ("born-month", &month),
            ("born-year", &year),
            ("phone", ""),
            ("reason", token),
            ("told", "agreed"),
            ("told_words", ""),
        ] {
            fields.push((name.to_owned(), value.to_owned()));
        }
        Ok(fields)
    }
}

/// A day of birth that follows from a token: thousands of people who share one would be compared with each other, as
/// nobody's people ever are.
fn born(token: &str) -> (String, String, String) {
    let spread = token.bytes().fold(7_u32, |so_far, byte| so_far.wrapping_mul(31).wrapping_add(u32::from(byte)));
    let (year, month, day) = (1930 + spread % 70, 1 + spread / 70 % 12, 1 + spread / 840 % 28);
    (day.to_string(), month.to_string(), year.to_string())
}
