//! Feeds whose addresses were typed on a page: an account of a service must not reach what only the server reaches.
//!
//! # Invariants
//! - Only https, on its usual port, at the host of the address that was typed; nobody names another here.
//! - A name of the networks within (`localhost`, names of one word, `.local` and the like) is refused before it is looked
//!   up; what any other name resolves to is held against the same rules as by command.

use kith_app::import::fetch::{Fetch, Roads};
use url::{Host, Url};

use super::target::{Target, Voice};
use super::{Bounds, Feeds, Named, Rules};

/// The way to feeds that were typed on a page.
#[derive(Debug, Clone, Copy, Default)]
pub struct FromPages;

/// Ends of names that mean something within one network alone (RFC 6761, 6762, 8375, 9476 and habit).
const WITHIN: [&str; 10] =
    ["localhost", "local", "localdomain", "internal", "intranet", "private", "corp", "home", "lan", "home.arpa"];

impl Roads for FromPages {
    fn to(&self, url: &str) -> Result<Box<dyn Fetch>, String> {
        Ok(Box::new(Feeds::new(rules(url)?, Bounds::default())))
    }
}

/// What may be asked at an address that was typed on a page.
fn rules(text: &str) -> Result<Rules, String> {
    const HOW: &str =
        "Write the whole address of the feed’s list of services, like https://feeds.example.org/services.";
    if text.chars().any(|c| c.is_whitespace() || c.is_control()) || !text.contains("://") {
        return Err(HOW.to_owned());
    }
    let url = Url::parse(text).map_err(|_| HOW.to_owned())?;
    let named = Named::of_address(text).ok_or_else(|| HOW.to_owned())?;
    let rules = Rules { hosts: vec![named.only_on(443)], plain: false, voice: Voice::Page };
    if let Some(Host::Domain(name)) = url.host() {
        within(name.trim_end_matches('.'))?;
    }
    Target::of(url, &rules).map_err(sentence)?;
    Ok(rules)
}

/// Refuses a name that means something within one network alone.
fn within(name: &str) -> Result<(), String> {
    let name = name.to_lowercase();
    let ends = |end: &str| name == end || name.strip_suffix(end).is_some_and(|before| before.ends_with('.'));
    if name.contains('.') && !WITHIN.iter().any(|end| ends(end)) {
        return Ok(());
    }
    let how = Voice::Page.how(&format!("--allow-private {name}"));
    Err(format!("{name} lies in a network of your own, which a page does not ask; {how}."))
}

/// Begins with a capital and ends with a full stop, as a page says it.
fn sentence(why: String) -> String {
    let mut letters = why.chars();
    // A name of a machine is written as it is.
    let is_name = why.split(' ').next().is_some_and(|first| first.contains(['.', ':', '[']));
    let first: String = match letters.next() {
        Some(letter) if !is_name => letter.to_uppercase().collect(),
        Some(letter) => letter.to_string(),
        None => String::new(),
    };
    format!("{first}{}.", letters.as_str().trim_end_matches('.'))
}

#[cfg(test)]
mod tests {
    use super::rules;

    #[test]
    fn what_may_be_typed_on_a_page() {
        for fine in [
            "https://feeds.example.org/services",
            "https://FEEDS.example.org:443/services?area=7",
            "https://9.9.9.9/services",
        ] {
            assert!(rules(fine).is_ok(), "{fine}: {:?}", rules(fine));
        }
        for (not, said) in [
            ("", "Write the whole address"),
            ("feeds.example.org/services", "Write the whole address"),
            ("https:///services", "services lies in a network of your own"),
            ("https://", "Write the whole address"),
            ("https://a b.example.org/", "Write the whole address"),
            ("javascript:alert(1)", "Write the whole address"),
            ("http://feeds.example.org/services", "The address is not encrypted; write https://"),
            ("ftp://feeds.example.org/services", "An address that begins with ftp: is not fetched; write https://."),
            ("file:///etc/passwd", "Write the whole address"),
            ("https://user:secret@feeds.example.org/", "An address with a user name or password"),
            (
                "https://feeds.example.org:8443/services",
                "Port 8443 of feeds.example.org is not asked; whoever runs Kith",
            ),
            ("https://feeds.example.org:80/services", "Port 80"),
            ("https://localhost/services", "localhost lies in a network of your own"),
            ("https://intranet/services", "intranet lies in a network of your own"),
            ("https://feeds.local/", "feeds.local lies in a network of your own"),
            ("https://db.corp./", "db.corp lies in a network of your own"),
            ("https://127.0.0.1/", "127.0.0.1 lies in a network that is not asked"),
            ("https://2130706433/", "127.0.0.1 lies in a network"),
            ("https://0x7f.1/", "127.0.0.1 lies in a network"),
            ("https://10.0.0.7/", "10.0.0.7 lies"),
            ("https://[::1]/", "[::1] lies"),
            ("https://[::ffff:169.254.169.254]/", "[::ffff:a9fe:a9fe] lies"),
            ("https://169.254.169.254/latest", "169.254.169.254 lies"),
        ] {
            let why = rules(not).expect_err(not);
            assert!(why.starts_with(said) && why.ends_with('.'), "{not}: {why}");
        }
        assert!(rules("https://feeds.example.org.evil.test/").is_ok(), "it is that host, and no other");
    }
}
