//! Sending letters over SMTP.

use std::net::IpAddr;
use std::time::{Duration, SystemTime};

use kith_app::jobs::{NotSent, Post};
use kith_app::store::Letter;
use lettre::message::header::{ContentType, MIME_VERSION_1_0};
use lettre::message::{Mailbox, Message};
use lettre::transport::smtp::Error;
use lettre::{Address, SmtpTransport, Transport};

/// How long the server may be silent before the attempt is given up. Post has a thread of its own, so that only other
/// letters wait meanwhile; and after a silence the turn of the post is over.
const PATIENCE: Duration = Duration::from_secs(20);

/// Why the post cannot be set up. The address is not shown: it may hold a password.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum SmtpError {
    /// The address of the server cannot be understood.
    #[error("the address of the mail server cannot be read; write smtp://user:password@host:port or smtps://…")]
    Address,
    /// The sender is no e-mail address.
    #[error("the sender of letters is not an e-mail address; give one like kith@example.org")]
    Sender,
}

/// A mail server that takes our letters.
pub struct Smtp {
    transport: SmtpTransport,
    from: Mailbox,
}

impl std::fmt::Debug for Smtp {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Smtp(…)")
    }
}

impl Smtp {
    /// Reaches a server by its address: `smtps://user:password@host:port` (encrypted from the start)
    /// or `smtp://…` (encrypted by STARTTLS, except on this machine). `from` is the sender; when it is
    /// left out, the user's name is, if that is an e-mail address.
    ///
    /// # Errors
    /// [`SmtpError`]. Nothing is connected to yet.
    pub fn new(url: &str, from: Option<&str>) -> Result<Self, SmtpError> {
        let user = user_of(url);
        let from = from.map(str::to_owned).or(user).ok_or(SmtpError::Sender)?;
        let from = Mailbox::new(Some("Kith".to_owned()), from.parse().map_err(|_| SmtpError::Sender)?);
        let transport = SmtpTransport::from_url(&encrypted(url)).map_err(|_| SmtpError::Address)?;
        Ok(Self { transport: transport.timeout(Some(PATIENCE)).build(), from })
    }

    /// The letter as it goes on the wire.
    fn message(&self, letter: &Letter) -> Result<Message, &'static str> {
        // A line end would begin a header of somebody else's making.
        if [&letter.recipient, &letter.subject].into_iter().any(|text| text.chars().any(char::is_control)) {
            return Err("its recipient or subject holds a control character");
        }
        let to: Address = letter.recipient.parse().map_err(|_| "its recipient is not an e-mail address")?;
        Message::builder()
            .from(self.from.clone())
            .to(Mailbox::new(None, to))
            .subject(&letter.subject)
            .date(SystemTime::from(letter.made))
            .message_id(Some(format!("<{}@{}>", letter.id, self.from.email.domain())))
            // Without it a reader need not heed how the text is written (RFC 2045, section 4).
            .header(MIME_VERSION_1_0)
            .header(ContentType::TEXT_PLAIN)
            .body(letter.body.clone())
            .map_err(|_| "it cannot be written as an e-mail")
    }
}

impl Post for Smtp {
    fn send(&self, letter: &Letter) -> Result<(), NotSent> {
        let message = self.message(letter).map_err(|why| NotSent::Letter(why.to_owned()))?;
        self.transport.send(&message).map(drop).map_err(|error| not_sent(&error))
    }
}

/// Answers of a server that mean every letter and not this one: it is closing, or does not take our name and password.
const OF_SERVER: [&str; 5] = ["421", "454", "530", "534", "535"];

/// Whether it is the letter or the server, and what went wrong.
fn not_sent(error: &Error) -> NotSent {
    let answered = error.is_transient() || error.is_permanent();
    let of_server = error.status().is_some_and(|code| OF_SERVER.contains(&code.to_string().as_str()));
    if answered && !of_server { NotSent::Letter(said(error)) } else { NotSent::Server(said(error)) }
}

/// What went wrong, in words without content.
fn said(error: &Error) -> String {
    let status = error.status().map(|code| format!(" ({code})")).unwrap_or_default();
    let what = if error.is_transient() {
        "the mail server would not take it now"
    } else if error.is_permanent() {
        "the mail server refused it"
    } else if error.is_timeout() {
        "the mail server did not answer in time"
    } else if error.is_tls() {
        "no encrypted connection to the mail server could be made"
    } else {
        "the mail server could not be reached"
    };
    format!("{what}{status}")
}

/// What stands between `//` and the end of the host: user, password, host and port.
fn authority(url: &str) -> &str {
    let rest = url.split_once("://").map_or("", |(_, rest)| rest);
    rest.split(['/', '?', '#']).next().unwrap_or_default()
}

/// The user's name when it may be an e-mail address, with its percent-encoded sign.
fn user_of(url: &str) -> Option<String> {
    let (login, _) = authority(url).rsplit_once('@')?;
    let user = login.split_once(':').map_or(login, |(user, _)| user).replace("%40", "@");
    user.contains('@').then_some(user)
}

/// The address with encryption asked for, unless the server is on this machine.
fn encrypted(url: &str) -> String {
    let authority = authority(url);
    let host_and_port = authority.rsplit_once('@').map_or(authority, |(_, host)| host);
    let host = match host_and_port.strip_prefix('[') {
        Some(six) => six.split(']').next().unwrap_or_default(),
        None => host_and_port.split(':').next().unwrap_or_default(),
    };
    let near = host == "localhost" || host.parse::<IpAddr>().is_ok_and(|address| address.is_loopback());
    if !url.starts_with("smtp://") || near {
        return url.to_owned();
    }
    // Whatever else was asked for: “opportunistic” would fall back to clear text when somebody in
    // between wants it to.
    let before = url.split_once('?').map_or(url, |(before, _)| before);
    format!("{before}?tls=required")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn beyond_this_machine_the_connection_is_encrypted() {
        for (url, expected) in [
            ("smtp://u:p@mail.example.org:587", "smtp://u:p@mail.example.org:587?tls=required"),
            ("smtp://mail.example.org", "smtp://mail.example.org?tls=required"),
            ("smtp://mail.example.org?tls=opportunistic", "smtp://mail.example.org?tls=required"),
            (
                "smtp://localhost.example.org@evil.example.org",
                "smtp://localhost.example.org@evil.example.org?tls=required",
            ),
            ("smtp://127.0.0.1.example.org", "smtp://127.0.0.1.example.org?tls=required"),
            ("smtps://u:p@mail.example.org", "smtps://u:p@mail.example.org"),
            ("smtp://127.0.0.1:2525", "smtp://127.0.0.1:2525"),
            ("smtp://[::1]:2525", "smtp://[::1]:2525"),
            ("smtp://u:p@localhost:25", "smtp://u:p@localhost:25"),
        ] {
            assert_eq!(encrypted(url), expected);
        }
    }

    #[test]
    fn the_sender_is_given_or_is_the_user() {
        assert!(Smtp::new("smtp://127.0.0.1:25", Some("kith@example.org")).is_ok());
        assert!(Smtp::new("smtps://kith%40example.org:secret@mail.example.org", None).is_ok());
        assert_eq!(Smtp::new("smtps://kith:secret@mail.example.org", None).err(), Some(SmtpError::Sender));
        assert_eq!(Smtp::new("smtp://127.0.0.1", Some("nobody")).err(), Some(SmtpError::Sender));
        assert_eq!(Smtp::new("mail.example.org", Some("a@example.org")).err(), Some(SmtpError::Address));
        assert_eq!(Smtp::new("https://mail.example.org", Some("a@example.org")).err(), Some(SmtpError::Address));
    }

    #[test]
    fn nothing_shows_the_password() {
        let smtp = Smtp::new("smtps://kith%40example.org:hunter22@mail.example.org", None).expect("set up");
        assert!(!format!("{smtp:?}").contains("hunter22"));
    }
}
