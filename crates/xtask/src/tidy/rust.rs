//! Which lines of Rust are tests: enough reading for rules that count, not a parser.

use std::collections::BTreeSet;

use crate::tree::SourceFile;

/// A file's lines without comments, apart by whether they are tests.
#[derive(Debug, Default)]
pub(crate) struct Lines<'a> {
    pub(crate) code: Vec<&'a str>,
    pub(crate) tests: Vec<&'a str>,
}

/// Files that are tests as a whole: in a `tests` folder, of a crate that only tests use, or a module declared under
/// `#[cfg(test)]`, with everything in the folder of its name.
pub(crate) fn test_modules(files: &[SourceFile]) -> BTreeSet<String> {
    let mut modules = BTreeSet::new();
    for file in files.iter().filter(|file| file.has_extension("rs")) {
        let Some((folder, name)) = file.path.rsplit_once('/') else { continue };
        let base = match name {
            "mod.rs" | "lib.rs" | "main.rs" => folder.to_owned(),
            _ => file.path.trim_end_matches(".rs").to_owned(),
        };
        let mut is_next = false;
        for line in file.text.lines().map(str::trim) {
            if is_next && let Some(module) = declared(line) {
                modules.insert(format!("{base}/{module}"));
            }
            is_next = line == "#[cfg(test)]" || (is_next && line.starts_with("#["));
        }
    }
    modules
}

fn declared(line: &str) -> Option<&str> {
    let line = line.strip_suffix(';')?;
    line.rsplit_once("mod ").map(|(_, name)| name)
}

/// Splits a file. Inside one, tests are the module that `#[cfg(test)]` opens, up to the end of the file.
pub(crate) fn split<'a>(file: &'a SourceFile, test_modules: &BTreeSet<String>) -> Lines<'a> {
    let stem = file.path.trim_end_matches(".rs");
    let is_test = file.path.contains("/tests/")
        || file.path.contains("/benches/")
        || file.path.starts_with("crates/kith-testkit/")
        || test_modules.iter().any(|module| {
            stem.strip_prefix(module.as_str()).is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
        });
    let mut lines = Lines::default();
    let mut in_tests = is_test;
    let mut is_next = false;
    for line in file.text.lines() {
        let text = line.trim();
        if text.starts_with("//") {
            continue;
        }
        in_tests |= is_next && text.starts_with("mod ") && text.ends_with('{');
        is_next = text == "#[cfg(test)]";
        if in_tests { lines.tests.push(text) } else { lines.code.push(text) }
    }
    lines
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tests_are_told_from_code() {
        let files = [
            SourceFile::of("crates/a/src/lib.rs", "fn x() {}\n#[cfg(test)]\nmod checks;\n"),
            SourceFile::of("crates/a/src/checks.rs", "fn y() {}"),
            SourceFile::of("crates/a/src/checks/deep.rs", "fn z() {}"),
            SourceFile::of(
                "crates/a/src/checksum.rs",
                "fn w() {}\n// a comment\n#[cfg(test)]\nmod tests {\nfn v() {}\n}",
            ),
            SourceFile::of("crates/a/tests/it/main.rs", "fn u() {}"),
        ];
        let modules = test_modules(&files);
        let tests: Vec<Vec<&str>> = files.iter().map(|file| split(file, &modules).tests).collect();
        assert_eq!(tests[0], [""; 0]);
        assert_eq!(tests[1], ["fn y() {}"]);
        assert_eq!(tests[2], ["fn z() {}"]);
        assert_eq!(tests[3], ["mod tests {", "fn v() {}", "}"]);
        assert_eq!(tests[4], ["fn u() {}"]);
        assert_eq!(split(&files[3], &modules).code, ["fn w() {}", "#[cfg(test)]"]);
    }
}
