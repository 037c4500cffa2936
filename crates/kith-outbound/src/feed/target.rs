//! Where Kith goes: which addresses may be connected to at all.
//!
//! What somebody types, and where a redirect points, is held against the hosts that the operator named; what a name
//! resolves to is held against the networks that are nobody's business; and the address that was checked is the one
//! that is connected to, so that a name which answers differently a moment later leads nowhere.

use std::net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr};

use url::{Host, Url};

/// What the operator permits.
#[derive(Debug, Clone, Default)]
pub struct Rules {
    /// Hosts that may be asked, with a port of their own where it is not the usual one.
    pub hosts: Vec<Named>,
    /// Whether `http:` may be used.
    pub plain: bool,
    /// To whom it is said what is not permitted.
    pub voice: Voice,
}

/// To whom it is said what is not permitted, and how it can be.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum Voice {
    /// Whoever types the command, and may name more.
    #[default]
    Command,
    /// Whoever keeps feeds on a page, and may not.
    Page,
}

impl Voice {
    /// How it is permitted, by an argument of the command.
    pub(super) fn how(self, argument: &str) -> String {
        match self {
            Self::Command => format!("name it with {argument}"),
            Self::Page => format!("whoever runs Kith can take it by command, with {argument}"),
        }
    }
}

/// A host that the operator named.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Named {
    host: String,
    port: Option<u16>,
    private: bool,
}

impl Named {
    /// Reads `feeds.example.org` or `feeds.example.org:8443`. `private` says that it lies in the operator's own
    /// network, or on this machine.
    ///
    /// # Errors
    /// A sentence when this is no host.
    pub fn parse(text: &str, private: bool) -> Result<Self, String> {
        let wrong = || format!("{text:?} is not a host; write for example feeds.example.org or feeds.example.org:8443");
        if text.contains(['/', '@', '?', '#', '\\', '*']) || text.chars().any(char::is_whitespace) {
            return Err(wrong());
        }
        let url = Url::parse(&format!("https://{text}/")).map_err(|_| wrong())?;
        // The usual port vanishes in an address, although it was named.
        let port = url.port().or_else(|| text.ends_with(":443").then_some(443));
        Ok(Self { host: host_of(&url).ok_or_else(wrong)?, port, private })
    }

    /// The host of an address that the operator typed, on the usual ports.
    #[must_use]
    pub fn of_address(url: &str) -> Option<Self> {
        let host = host_of(&Url::parse(url).ok()?)?;
        Some(Self { host, port: None, private: false })
    }

    /// The same on this port alone.
    #[must_use]
    pub fn only_on(self, port: u16) -> Self {
        Self { port: Some(port), ..self }
    }

    fn is(&self, host: &str) -> bool {
        self.host == host
    }
}

/// The host of an address in one spelling: lower case, numbers written out, no dot at the end.
fn host_of(url: &Url) -> Option<String> {
    match url.host()? {
        Host::Domain(name) => Some(name.trim_end_matches('.').to_lowercase()).filter(|name| !name.is_empty()),
        other => Some(other.to_string()),
    }
}

/// An address that the rules permit, before its name is resolved.
#[derive(Debug, Clone)]
pub(super) struct Target {
    pub(super) url: Url,
    pub(super) host: String,
    pub(super) port: u16,
    pub(super) encrypted: bool,
    private: bool,
    voice: Voice,
}

impl Target {
    /// Holds an address against the rules. Nothing is looked up.
    pub(super) fn of(url: Url, rules: &Rules) -> Result<Self, String> {
        let encrypted = match url.scheme() {
            "https" => true,
            "http" if rules.plain => false,
            "http" => {
                let or = match rules.voice {
                    Voice::Command => "permit http with --http".to_owned(),
                    Voice::Page => Voice::Page.how("--http"),
                };
                return Err(format!("the address is not encrypted; write https://, or {or}"));
            }
            other => return Err(format!("an address that begins with {other}: is not fetched; write https://")),
        };
        if !url.username().is_empty() || url.password().is_some() {
            return Err("an address with a user name or password in it is not fetched; leave them out".to_owned());
        }
        let host = host_of(&url).ok_or("the address has no host")?;
        let port = url.port_or_known_default().ok_or("the address has no port")?;
        let named: Vec<&Named> = rules.hosts.iter().filter(|named| named.is(&host)).collect();
        if named.is_empty() {
            return Err(format!(
                "{host} is not among the hosts that may be asked; {}",
                rules.voice.how(&format!("--allow {host}"))
            ));
        }
        let usual = port == 80 || port == 443;
        let fits = |named: &&Named| named.port.map_or(usual, |own| own == port);
        let Some(permitted) = named.iter().copied().find(fits) else {
            let how = rules.voice.how(&format!("--allow {host}:{port}"));
            return Err(format!("port {port} of {host} is not asked; {how}"));
        };
        let private = permitted.private;
        let target = Self { url, host, port, encrypted, private, voice: rules.voice };
        // A number is known now, and need not be looked up to be refused.
        match target.url.host() {
            Some(Host::Ipv4(ip)) => target.check(ip.into())?,
            Some(Host::Ipv6(ip)) => target.check(ip.into())?,
            Some(Host::Domain(_)) | None => {}
        }
        Ok(target)
    }

    /// Of what a name resolved to, all must be permitted: one that mixes the outside with the inside means harm.
    pub(super) fn check_all(&self, found: &[SocketAddr]) -> Result<(), String> {
        if found.is_empty() {
            return Err(format!("{} has no address", self.host));
        }
        found.iter().try_for_each(|address| self.check(address.ip()))
    }

    fn check(&self, ip: IpAddr) -> Result<(), String> {
        let host = &self.host;
        match kind(ip) {
            Kind::Public => return Ok(()),
            Kind::Private if self.private => return Ok(()),
            Kind::Private => {}
            Kind::Never => {
                return Err(format!("{host} lies in a network that is not asked, because no feed lies there"));
            }
        }
        let how = self.voice.how(&format!("--allow-private {host}"));
        Err(format!("{host} lies in a network that is not asked; if it is your own, {how}"))
    }
}

/// Whose an address is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Kind {
    /// Anybody's.
    Public,
    /// This machine, or a network of one's own: only for who named it.
    Private,
    /// What no feed has: machines that hand out keys of a cloud, broadcasts, addresses that stand for others.
    Never,
}

fn kind(ip: IpAddr) -> Kind {
    match ip {
        IpAddr::V4(ip) => kind_of_four(ip),
        IpAddr::V6(ip) => match ip.to_ipv4_mapped() {
            Some(ip) => kind_of_four(ip),
            None => kind_of_six(ip),
        },
    }
}

fn kind_of_four(ip: Ipv4Addr) -> Kind {
    match ip.octets() {
        [127, ..] | [10, ..] | [172, 16..=31, ..] | [192, 168, ..] | [100, 64..=127, ..] => Kind::Private,
        [0, ..]
        | [169, 254, ..]
        | [192, 0, 0 | 2, _]
        | [192, 88, 99, _]
        | [198, 18 | 19, ..]
        | [198, 51, 100, _]
        | [203, 0, 113, _]
        | [224..=255, ..] => Kind::Never,
        _ => Kind::Public,
    }
}

fn kind_of_six(ip: Ipv6Addr) -> Kind {
    match ip.segments() {
        [0, 0, 0, 0, 0, 0, 0, 1] => Kind::Private,
        // Where a cloud hands out keys, in the range of one's own networks.
        [0xfd00, 0xec2, ..] => Kind::Never,
        [0xfc00..=0xfdff, ..] => Kind::Private,
        // Within what is given out: protocols, examples, and what stands for an IPv4 address.
        [0x2001, 0..=0x01ff, ..] | [0x2001, 0x0db8, ..] | [0x2002, ..] | [0x3fff, 0..=0x0fff, ..] => Kind::Never,
        [0x2000..=0x3fff, ..] => Kind::Public,
        _ => Kind::Never,
    }
}

#[cfg(test)]
mod tests {
    use super::{Kind, Named, Rules, Target, Voice, kind};
    use url::Url;

    #[test]
    fn whose_an_address_is() {
        for (text, expected) in [
            ("9.9.9.9", Kind::Public),
            ("172.32.0.1", Kind::Public),
            ("100.128.0.1", Kind::Public),
            ("127.0.0.1", Kind::Private),
            ("10.1.2.3", Kind::Private),
            ("172.31.255.255", Kind::Private),
            ("192.168.0.1", Kind::Private),
            ("100.64.0.1", Kind::Private),
            ("0.0.0.0", Kind::Never),
            ("169.254.169.254", Kind::Never),
            ("192.0.0.192", Kind::Never),
            ("224.0.0.1", Kind::Never),
            ("255.255.255.255", Kind::Never),
            ("2606:4700::1111", Kind::Public),
            ("::1", Kind::Private),
            ("fd12::1", Kind::Private),
            ("::", Kind::Never),
            ("::ffff:127.0.0.1", Kind::Private),
            ("::ffff:169.254.169.254", Kind::Never),
            ("::127.0.0.1", Kind::Never),
            ("64:ff9b::7f00:1", Kind::Never),
            ("2002:7f00:1::", Kind::Never),
            ("2001::1", Kind::Never),
            ("2001:db8::1", Kind::Never),
            ("fe80::1", Kind::Never),
            ("fd00:ec2::254", Kind::Never),
            ("ff02::1", Kind::Never),
        ] {
            assert_eq!(kind(text.parse().unwrap()), expected, "{text}");
        }
    }

    #[test]
    fn a_named_host_is_that_host_and_no_other() {
        let hosts =
            vec![Named::parse("Feeds.Example.ORG", false).unwrap(), Named::parse("b.example:8443", false).unwrap()];
        let rules = Rules { hosts, plain: false, voice: Voice::Command };
        let may = |text: &str| Target::of(Url::parse(text).unwrap(), &rules).is_ok();
        for fine in ["https://feeds.example.org/x", "https://FEEDS.example.org./", "https://b.example:8443/"] {
            assert!(may(fine), "{fine}");
        }
        for not in [
            "https://feeds.example.org.evil.test/",
            "https://feeds.example.org@evil.test/",
            "https://evil.test/feeds.example.org",
            "https://x@feeds.example.org/",
            "https://feeds.example.org:22/",
            "https://feeds.example.org:5432/",
            "https://b.example/",
            "https://b.example:8444/",
            "http://feeds.example.org/",
            "gopher://feeds.example.org/",
            "file:///etc/passwd",
            "ftp://feeds.example.org/",
        ] {
            assert!(!may(not), "{not}");
        }
        for none in ["", "a b", "x/y", "u@h", "*.example.org", "http://x", "h:99999", "h:x", "[::1", "."] {
            assert!(Named::parse(none, false).is_err(), "{none:?}");
        }
    }
}
