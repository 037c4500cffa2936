//! The session cookie.

use crate::site::Site;

/// The cookie's name: `__Host-` binds it to this host over https; a demo's works on any address.
pub(crate) fn name(site: &Site) -> &'static str {
    if site.settings.demo { "kith-demo" } else { "__Host-kith" }
}

/// The cookie that begins a session.
pub(crate) fn begin(site: &Site, token: &str) -> String {
    let secure = if site.settings.demo { "" } else { " Secure;" };
    format!("{}={token}; Path=/;{secure} HttpOnly; SameSite=Lax", name(site))
}

/// The cookie that ends one.
pub(crate) fn end(site: &Site) -> String {
    format!("{}; Max-Age=0", begin(site, ""))
}

/// The token in a `Cookie` header. Two session cookies are one too many: neither is believed.
pub(crate) fn token<'a>(site: &Site, cookies: impl Iterator<Item = &'a str>) -> Option<String> {
    let wanted = name(site);
    let mut found = cookies
        .flat_map(|header| header.split(';'))
        .filter_map(|pair| pair.trim().split_once('='))
        .filter(|(key, _)| *key == wanted)
        .map(|(_, value)| value.to_owned());
    let first = found.next()?;
    if found.next().is_some() { None } else { Some(first) }
}
