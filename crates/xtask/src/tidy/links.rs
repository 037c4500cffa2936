//! Every link in a document leads somewhere: to a file that is there, and to a heading that is in it.

use super::Finding;
use crate::tree::SourceFile;

/// Relative links whose file or heading is missing. `exists` answers for files that are not text.
pub(crate) fn check(files: &[SourceFile], exists: &dyn Fn(&str) -> bool) -> Vec<Finding> {
    let mut findings = Vec::new();
    for file in files.iter().filter(|file| file.has_extension("md")) {
        for (number, target) in links(&file.text) {
            let place = || format!("{}:{number}", file.path);
            let (path, anchor) = target.split_once('#').map_or((target, None), |(path, anchor)| (path, Some(anchor)));
            let Some(path) = resolved(&file.path, path) else {
                findings.push(Finding::new(place(), format!("{target} leads out of the project")));
                continue;
            };
            let found = files.iter().find(|other| other.path == path);
            if found.is_none() && !exists(&path) {
                findings.push(Finding::new(place(), format!("{target} is not there")));
            } else if let (Some(anchor), Some(found)) = (anchor, found)
                && found.has_extension("md")
                && !found.text.lines().filter_map(heading).any(|heading| heading == anchor)
            {
                findings.push(Finding::new(place(), format!("{target}: there is no such heading")));
            }
        }
    }
    findings
}

/// Line number and target of every link to a place in the project, outside code.
fn links(text: &str) -> Vec<(usize, &str)> {
    let mut found = Vec::new();
    let mut in_code = false;
    for (number, line) in text.lines().enumerate() {
        in_code ^= line.trim_start().starts_with("```");
        if in_code {
            continue;
        }
        for rest in line.split("](").skip(1) {
            let target = rest.split([')', ' ']).next().unwrap_or("");
            if !target.is_empty() && !target.contains("://") && !target.starts_with("mailto:") {
                found.push((number + 1, target));
            }
        }
    }
    found
}

/// `path` as seen from the folder of `from`; `None` when it leads out of the project.
fn resolved(from: &str, path: &str) -> Option<String> {
    if path.is_empty() {
        return Some(from.to_owned());
    }
    let mut parts: Vec<&str> = from.split('/').collect();
    parts.pop();
    for part in path.trim_end_matches('/').split('/') {
        match part {
            "." => {}
            ".." => {
                parts.pop()?;
            }
            part => parts.push(part),
        }
    }
    Some(parts.join("/"))
}

/// The anchor that a heading gets.
fn heading(line: &str) -> Option<String> {
    let words = line.strip_prefix('#')?.trim_start_matches('#').trim();
    let kept = words
        .to_lowercase()
        .chars()
        .filter(|c| c.is_alphanumeric() || matches!(c, ' ' | '-' | '_'))
        .collect::<String>();
    Some(kept.replace(' ', "-"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_link_that_leads_nowhere_is_found() {
        let guide = SourceFile::of("docs/guides/page.md", "# A page\n\n## What it, does\n");
        let check_link = |link: &str| {
            let text = format!("See [it]({link}).\n```\n[not a link](nowhere.md)\n```\n# Here\n");
            let files = [SourceFile::of("docs/README.md", &text), guide.clone()];
            check(&files, &|path| path == "docs/picture.png" || path == "docs/guides").len()
        };
        for good in [
            "guides/page.md",
            "guides/page.md#what-it-does",
            "#here",
            "./picture.png",
            "guides/",
            "https://example.org/x",
        ] {
            assert_eq!(check_link(good), 0, "{good}");
        }
        for bad in
            ["guides/gone.md", "guides/page.md#elsewhere", "#nowhere", "../../outside.md", "/docs/guides/page.md"]
        {
            assert_eq!(check_link(bad), 1, "{bad}");
        }
    }
}
