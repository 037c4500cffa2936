//! Web and e-mail addresses: only those that are safe to show as a link.

use super::limits;
use super::text::is_hostile;

/// A usable address, or why it is not usable.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Address {
    Good(String),
    /// Usable after a correction.
    Corrected(String),
    Bad(&'static str),
}

const SCHEMES: [&str; 4] = ["http", "https", "mailto", "tel"];

/// Reads a web address. Only http, https, mailto and tel are links a person
/// may safely follow; `javascript:` and `data:` would run in our page.
pub(super) fn web(text: &str) -> Address {
    const USE: &str = "is not a web address that can be shown as a link; \
                       give one that starts with https://";
    if text.chars().count() > limits::LINK {
        return Address::Bad("is longer than 2,000 characters; give a shorter web address");
    }
    if text.chars().any(|c| c.is_whitespace() || is_hostile(c) || "<>\"'`\\".contains(c)) {
        return Address::Bad(USE);
    }
    let Some((scheme, rest)) = text.split_once(':') else {
        return if looks_like_host(text) { Address::Corrected(format!("https://{text}")) } else { Address::Bad(USE) };
    };
    let scheme = scheme.to_ascii_lowercase();
    if !SCHEMES.contains(&scheme.as_str()) || rest.is_empty() {
        return Address::Bad(USE);
    }
    if scheme.starts_with("http") {
        let Some(rest) = rest.strip_prefix("//") else {
            return Address::Bad(USE);
        };
        let authority = rest.split(['/', '?', '#']).next().unwrap_or_default();
        if authority.contains('@') {
            return Address::Bad(
                "has a user name before its host, which can disguise where it leads; \
                 give the address without it",
            );
        }
        if authority.is_empty() || authority.starts_with(['.', ':']) {
            return Address::Bad(USE);
        }
    }
    Address::Good(format!("{scheme}:{rest}"))
}

/// "www.example.org" and "example.org/tea", as people write them.
fn looks_like_host(text: &str) -> bool {
    let host = text.split(['/', '?', '#']).next().unwrap_or_default();
    host.contains('.')
        && !host.starts_with('.')
        && !host.ends_with('.')
        && host.chars().all(|c| c.is_ascii_alphanumeric() || c == '.' || c == '-')
}

/// Whether `text` can be an e-mail address: enough of a check to show it and to
/// write to it, and strict about what could smuggle in a second header.
pub(super) fn is_email(text: &str) -> bool {
    let Some((name, host)) = text.rsplit_once('@') else {
        return false;
    };
    let plain = |c: char| !c.is_whitespace() && !c.is_control() && !"<>\"'()[],;:\\@".contains(c);
    text.chars().count() <= limits::EMAIL
        && !name.is_empty()
        && name.chars().all(|c| plain(c) || c == '\'')
        && host.chars().all(plain)
        && looks_like_host(host)
}

#[cfg(test)]
mod tests {
    use super::{Address, is_email, web};

    #[test]
    fn only_links_a_person_may_follow_are_kept() {
        for good in
            ["https://example.org/a?b=c#d", "http://example.org:8080", "mailto:tea@example.org", "tel:+441632960001"]
        {
            assert_eq!(web(good), Address::Good(good.into()));
        }
        assert_eq!(web("HTTPS://Example.org"), Address::Good("https://Example.org".into()));
        assert_eq!(web("www.example.org/tea"), Address::Corrected("https://www.example.org/tea".into()));
        for bad in [
            "javascript:alert(1)",
            "JaVaScRiPt:alert(1)",
            "data:text/html,x",
            "file:///etc/passwd",
            "https:evil",
            "https://",
            "//evil.test",
            "/\\evil.test",
            "https://trusted.example@evil.test",
            "https://example.org/\"onmouseover=1",
            "n/a",
            "none",
            "http",
            "mailto:",
        ] {
            assert!(matches!(web(bad), Address::Bad(_)), "kept {bad}");
        }
        assert!(matches!(web(&format!("https://{}", "a".repeat(2_000))), Address::Bad(_)));
    }

    #[test]
    fn an_email_address_has_one_name_and_one_host() {
        for good in ["tea@example.org", "o'neill+tea@a.example.org"] {
            assert!(is_email(good), "refused {good}");
        }
        for bad in [
            "",
            "tea",
            "tea@",
            "@example.org",
            "tea@example",
            "a b@example.org",
            "xBcc: y@z.example",
            "a@b@example.org",
            "a@example.org, b@example.org",
        ] {
            assert!(!is_email(bad), "kept {bad}");
        }
    }
}
