//! What a page's markup must not hold: inline script or style, and addresses of other servers.

use super::Finding;
use crate::tree::SourceFile;

/// What the security policy forbids, so that a browser would silently drop it.
const INLINE: &[&str] = &["<style", " style=", "<script>", "javascript:"];

/// Templates that break the security policy or call somebody else.
pub(crate) fn check(files: &[SourceFile]) -> Vec<Finding> {
    let mut findings = Vec::new();
    for file in files.iter().filter(|file| file.path.starts_with("crates/") && file.has_extension("html")) {
        for (number, line) in file.text.lines().enumerate() {
            let place = || format!("{}:{}", file.path, number + 1);
            for pattern in INLINE.iter().filter(|pattern| line.contains(**pattern)) {
                findings.push(Finding::new(place(), format!("holds {pattern}: inline script and style are forbidden")));
            }
            if handles_event(line) {
                findings.push(Finding::new(place(), "handles an event inline: put it into kith.js"));
            }
            for (at, _) in line.match_indices("://") {
                let before = line.get(..at).unwrap_or("");
                // A name of a vocabulary, which nothing fetches; and links that people follow by themselves.
                let harmless = ["xmlns=\"http", "href=\"https"].iter().any(|start| before.ends_with(start));
                let is_resource = line.contains("<link") || line.contains("<script") || line.contains("<img");
                if !harmless || is_resource {
                    findings.push(Finding::new(place(), "names another server: everything comes from our own"));
                }
            }
        }
    }
    findings
}

/// ` onclick="…"` and its kin.
fn handles_event(line: &str) -> bool {
    line.match_indices(" on").any(|(at, start)| {
        let rest = line.get(at + start.len()..).unwrap_or("");
        let name = rest.split('=').next().unwrap_or("");
        rest.contains("=\"") && !name.is_empty() && name.chars().all(|c| c.is_ascii_lowercase())
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn inline_parts_and_other_servers_are_found() {
        let check_line = |line: &str| check(&[SourceFile::of("crates/a/src/b.html", line)]).len();
        for bad in [
            "<style>p{}</style>",
            "<p style=\"color:red\">",
            "<script>alert(1)</script>",
            "<a href=\"javascript:x()\">",
            "<button onclick=\"x()\">",
            "<script src=\"https://example.org/x.js\"></script>",
            "<link rel=\"stylesheet\" href=\"https://example.org/x.css\">",
            "<img src=\"http://example.org/x.png\">",
        ] {
            assert!(check_line(bad) > 0, "{bad}");
        }
        for good in [
            "<script type=\"module\" src=\"/assets/kith.js\"></script>",
            "<svg xmlns=\"http://www.w3.org/2000/svg\">",
            "<a href=\"https://example.org/\">their site</a>",
            "<p>Based on evidence = good</p>",
        ] {
            assert_eq!(check_line(good), 0, "{good}");
        }
    }
}
