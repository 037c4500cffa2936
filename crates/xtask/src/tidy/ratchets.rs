//! Patterns we dislike: their count may only fall. `ratchets.txt` holds one line for each, name and count.

use std::collections::BTreeMap;

use super::Finding;
use super::rust::{split, test_modules};
use crate::tree::SourceFile;

/// Where the counts are written down.
pub(crate) const FILE: &str = "crates/xtask/ratchets.txt";

/// Which lines a pattern is looked for in.
#[derive(Clone, Copy)]
enum Where {
    Code,
    Tests,
    Both,
}

/// Name, what is looked for, and where. What is looked for is in two parts so that it is not found here.
type Pattern = (&'static str, &'static [(&'static str, &'static str)], Where);

/// Everything that is counted.
const PATTERNS: &[Pattern] = &[
    ("unwrap-outside-tests", &[(".unwrap", "()"), (".expect", "(")], Where::Code),
    ("allow-attributes", &[("#[allow", "("), ("#![allow", "(")], Where::Both),
    ("ignored-tests", &[("#[igno", "re")], Where::Both),
    ("should-panic", &[("should_", "panic")], Where::Both),
    ("sleep-in-tests", &[("sleep", "(")], Where::Tests),
];

/// How often each pattern stands in the source.
pub(crate) fn count(files: &[SourceFile]) -> BTreeMap<&'static str, usize> {
    let modules = test_modules(files);
    let mut counts: BTreeMap<&str, usize> = PATTERNS.iter().map(|(name, ..)| (*name, 0)).collect();
    let rust = files.iter().filter(|file| file.has_extension("rs") && file.path.starts_with("crates/"));
    // A build script may stop the build, which is all an unwrap does there.
    for file in rust.filter(|file| !file.path.ends_with("/build.rs")) {
        let lines = split(file, &modules);
        for (name, needles, place) in PATTERNS {
            let searched: &[&[&str]] = match place {
                Where::Code => &[&lines.code],
                Where::Tests => &[&lines.tests],
                Where::Both => &[&lines.code, &lines.tests],
            };
            let found = searched
                .iter()
                .copied()
                .flatten()
                .map(|line| needles.iter().map(|(a, b)| line.matches(&format!("{a}{b}")).count()).sum::<usize>());
            *counts.entry(name).or_default() += found.sum::<usize>();
        }
    }
    counts
}

fn written(files: &[SourceFile]) -> BTreeMap<&str, usize> {
    let text = files.iter().find(|file| file.path == FILE).map_or("", |file| file.text.as_str());
    let pairs = text.lines().filter_map(|line| line.split_once(' '));
    pairs.filter_map(|(name, count)| Some((name, count.trim().parse().ok()?))).collect()
}

/// Counts that rose, or that fell and were not written down.
pub(crate) fn check(files: &[SourceFile], counts: &BTreeMap<&'static str, usize>) -> Vec<Finding> {
    let written = written(files);
    let mut findings = Vec::new();
    for (name, now) in counts {
        let before = written.get(name).copied().unwrap_or(0);
        if *now > before {
            findings.push(Finding::new(FILE, format!("{name} rose from {before} to {now}: it may only fall")));
        } else if *now < before {
            let message = format!("{name} fell from {before} to {now}: `cargo xtask tidy --tighten` keeps it there");
            findings.push(Finding::new(FILE, message));
        }
    }
    findings
}

/// The file with the lower of each old and new count.
pub(crate) fn tightened(files: &[SourceFile], counts: &BTreeMap<&'static str, usize>) -> String {
    let written = written(files);
    let line =
        |(name, now): (&&str, &usize)| format!("{name} {}\n", written.get(name).map_or(*now, |old| *old.min(now)));
    counts.iter().map(line).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn source(body: &str) -> SourceFile {
        SourceFile::of("crates/a/src/b.rs", body)
    }

    #[test]
    fn each_pattern_is_counted_where_it_matters() {
        let code = format!("x.unwrap{};\ny.expect{}\"z\");\n#[allow{}dead_code)]\nsleep{}1);", "()", "(", "(", "(");
        let tests = format!(
            "#[cfg(test)]\nmod tests {{\nx.unwrap{};\n#[igno{}]\n#[should_{}]\nsleep{}1);\n}}",
            "()", "re", "panic", "("
        );
        let counts = count(&[source(&format!("{code}\n{tests}"))]);
        let expected = [
            ("allow-attributes", 1),
            ("ignored-tests", 1),
            ("should-panic", 1),
            ("sleep-in-tests", 1),
            ("unwrap-outside-tests", 2),
        ];
        assert_eq!(counts, BTreeMap::from(expected));
    }

    #[test]
    fn a_count_may_not_rise_and_a_fall_is_kept() {
        let kept = |count| SourceFile::of(FILE, &format!("unwrap-outside-tests {count}\n"));
        let one = source(&format!("x.unwrap{};", "()"));
        let check_with = |count| {
            let files = [one.clone(), kept(count)];
            check(&files, &super::count(&files))
        };
        assert_eq!(check_with(1), []);
        assert!(check_with(0)[0].message.contains("rose from 0 to 1"));
        assert!(check_with(2)[0].message.contains("fell from 2 to 1"));
        let files = [one.clone(), kept(0)];
        assert!(
            tightened(&files, &super::count(&files)).contains("unwrap-outside-tests 0\n"),
            "never raised by itself"
        );
    }
}
