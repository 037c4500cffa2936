//! What one running Kith knows of itself.

use std::net::{IpAddr, SocketAddr};
use std::sync::Arc;

use kith_app::App;
use tokio::sync::Semaphore;

use crate::listen::Limits;

/// How the service is run.
#[derive(Debug, Clone)]
pub struct Settings {
    /// Where to listen.
    pub listen: SocketAddr,
    /// The address under which people reach it: the base of links in mail and the trusted origin.
    pub public_url: Option<String>,
    /// Whether the store holds a demo.
    pub demo: bool,
    /// Proxies that are believed when they say where a request came from.
    pub trusted_proxies: Vec<IpAddr>,
    /// Whether letters can leave: a mail server is named, or it is a demo, which catches them.
    pub has_post: bool,
    /// Whether whoever signs in must have a second factor.
    pub second_factor: kith_app::accounts::Rule,
}

/// The site: application, settings, and what is shared between requests.
#[derive(Clone)]
pub(crate) struct Site {
    pub(crate) app: App,
    pub(crate) settings: Arc<Settings>,
    /// How long things may take.
    pub(crate) limits: Limits,
    /// At most this many requests are worked on at once; more are told to come again.
    pub(crate) room: Arc<Semaphore>,
    /// At most this many forms with files are read at once: each may hold 25 MiB in memory.
    pub(crate) uploads: Arc<Semaphore>,
    /// At most this many files are made at once while they are sent: each holds a thread.
    pub(crate) exports: Arc<Semaphore>,
    /// How often each place has asked the published directory in this minute.
    pub(crate) pace: crate::oruk::Pace,
}

/// Forms with files that are read at once.
const UPLOADS: usize = 4;
/// Files that are made at once while they are sent.
const EXPORTS: usize = 8;

impl Site {
    pub(crate) fn new(app: App, settings: Settings, limits: Limits) -> Self {
        Self {
            app,
            settings: Arc::new(settings),
            limits,
            room: Arc::new(Semaphore::new(limits.room)),
            uploads: Arc::new(Semaphore::new(UPLOADS)),
            exports: Arc::new(Semaphore::new(EXPORTS)),
            pace: crate::oruk::Pace::default(),
        }
    }

    /// The base of links that leave Kith, without a slash at the end.
    pub(crate) fn base(&self) -> String {
        match &self.settings.public_url {
            Some(url) => url.trim_end_matches('/').to_owned(),
            None => format!("http://{}", self.settings.listen),
        }
    }

    /// Where a request came from: whoever is connected, or, when that is a proxy that is believed, the
    /// last address that it names and that is none of ours. Nobody else is believed, and what a client
    /// wrote further left stays unread.
    pub(crate) fn origin_of(&self, peer: IpAddr, forwarded: &str) -> IpAddr {
        origin(&self.settings.trusted_proxies, peer, forwarded)
    }

    /// Whether a host, as a browser names it, is the one of the public address: with its port when it
    /// has one of its own.
    pub(crate) fn is_public_host(&self, host: &str) -> bool {
        let Some(url) = self.settings.public_url.as_deref() else { return false };
        let Some((scheme, authority)) = url.trim_end_matches('/').split_once("://") else { return false };
        let usual = if scheme == "https" { ":443" } else { ":80" };
        let bare = |text: &str| text.strip_suffix(usual).unwrap_or(text).to_ascii_lowercase();
        !host.is_empty() && bare(host) == bare(authority)
    }

    /// Whether an origin is this site's own: its public address, or the host that was asked for.
    pub(crate) fn is_own_origin(&self, origin: &str, host: &str) -> bool {
        if origin.eq_ignore_ascii_case(&self.base()) {
            return true;
        }
        let authority = origin.strip_prefix("http://").or_else(|| origin.strip_prefix("https://"));
        authority.is_some_and(|authority| !host.is_empty() && authority.eq_ignore_ascii_case(host))
    }

    /// Whether people reach it over https.
    pub(crate) fn is_secure(&self) -> bool {
        self.settings.public_url.as_deref().is_some_and(|url| url.starts_with("https://"))
    }
}

fn origin(proxies: &[IpAddr], peer: IpAddr, forwarded: &str) -> IpAddr {
    let trusted = |address: &IpAddr| proxies.contains(&address.to_canonical());
    if !trusted(&peer) {
        return peer;
    }
    let mut last = peer;
    for part in forwarded.rsplit(',') {
        let Ok(address) = part.trim().parse::<IpAddr>() else { break };
        last = address;
        if !trusted(&address) {
            break;
        }
    }
    last
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_a_proxy_that_is_named_is_believed_and_only_its_last_word() {
        let told = |peer: &str, forwarded: &str| {
            let trusted = ["10.0.0.1", "10.0.0.2"].map(|it| it.parse().unwrap()).to_vec();
            origin(&trusted, peer.parse().unwrap(), forwarded).to_string()
        };
        assert_eq!(told("203.0.113.9", "198.51.100.7"), "203.0.113.9", "somebody else says so");
        assert_eq!(told("10.0.0.1", "198.51.100.7"), "198.51.100.7");
        assert_eq!(told("::ffff:10.0.0.1", "198.51.100.7"), "198.51.100.7");
        assert_eq!(told("10.0.0.1", "192.0.2.1, 198.51.100.7"), "198.51.100.7", "what the client wrote is unread");
        assert_eq!(told("10.0.0.1", "192.0.2.1, 198.51.100.7, 10.0.0.2"), "198.51.100.7", "two proxies");
        for nonsense in ["", "unknown", "198.51.100.7, unknown", "198.51.100.7:1234"] {
            assert_eq!(told("10.0.0.1", nonsense), "10.0.0.1", "{nonsense}");
        }
        assert_eq!(told("10.0.0.1", &"192.0.2.1, ".repeat(1000)), "10.0.0.1");
    }
}
