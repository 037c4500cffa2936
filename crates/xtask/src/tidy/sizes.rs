//! Files that one can hold in one's head: 100 to 250 lines, split at 400.

use super::Finding;
use crate::tree::SourceFile;

const HINT_ABOVE: usize = 400;
const FAIL_ABOVE: usize = 600;

/// What the first doc line of a longer file must say, and then why.
const REASON: &str = "long because";

/// Rust files that have grown too long.
pub(crate) fn check(files: &[SourceFile]) -> Vec<Finding> {
    let mut findings = Vec::new();
    for file in files.iter().filter(|file| file.has_extension("rs")) {
        let lines = file.text.lines().count();
        let first = file.text.lines().next().unwrap_or("");
        if lines > FAIL_ABOVE && !(first.starts_with("//!") && first.contains(REASON)) {
            let message = format!("{lines} lines: split it, or let the first doc line say why it is “{REASON} …”");
            findings.push(Finding::new(&file.path, message));
        } else if lines > HINT_ABOVE {
            findings.push(Finding::hint(&file.path, format!("{lines} lines: time to split it")));
        }
    }
    findings
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(lines: usize, first: &str) -> SourceFile {
        SourceFile::of("crates/a/src/b.rs", &format!("{first}\n{}", "let x = 1;\n".repeat(lines - 1)))
    }

    #[test]
    fn a_long_file_is_found_unless_it_says_why() {
        assert_eq!(check(&[of(400, "//! Short.")]), []);
        assert!(check(&[of(401, "//! Longer.")])[0].is_hint);
        assert!(!check(&[of(601, "//! Too long.")])[0].is_hint);
        assert!(check(&[of(601, "//! The table of routes, long because it is one table.")])[0].is_hint);
    }
}
