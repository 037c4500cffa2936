//! A test that a document names is there, so that what the document promises is kept by something.

use super::Finding;
use crate::tree::SourceFile;

/// Each claim of it names its tests: `- Test: file::name; file: "title"`.
const STUDIES: &str = "docs/from-the-studies.md";
/// Its lines `- Test:` and `- Tests:` name tests in backticks, wherever they stand.
const HAZARDS: &str = "docs/hazards.md";

/// Tests that are named and are not there, and claims without one.
pub(crate) fn check(files: &[SourceFile]) -> Vec<Finding> {
    let mut findings = Vec::new();
    for file in files {
        match file.path.as_str() {
            STUDIES => studies(file, files, &mut findings),
            HAZARDS => hazards(file, files, &mut findings),
            _ => {}
        }
    }
    findings
}

fn studies(document: &SourceFile, files: &[SourceFile], findings: &mut Vec<Finding>) {
    // The claim that was told last, until its test is named.
    let mut open: Option<(usize, &str)> = None;
    let unnamed = |(number, claim): (usize, &str)| {
        Finding::new(format!("{}:{number}", document.path), format!("{claim} names no test"))
    };
    for (number, line) in (1..).zip(document.text.lines()) {
        if line.starts_with('#') {
            findings.extend(open.take().map(unnamed));
        }
        if let Some(claim) = line.strip_prefix("### ") {
            open = Some((number, claim));
        } else if let Some(named) = line.strip_prefix("- Test:") {
            open = None;
            for test in named.split(';').map(str::trim) {
                if !stands(test, files) {
                    findings.push(Finding::new(
                        format!("{}:{number}", document.path),
                        format!("there is no test `{test}`: write file::name, or file: \"title\""),
                    ));
                }
            }
        }
    }
    findings.extend(open.map(unnamed));
}

/// Whether `file::name` or `file: "title"` is in the tree.
fn stands(test: &str, files: &[SourceFile]) -> bool {
    let holds = |path: &str, wanted: &dyn Fn(&str) -> bool| {
        files.iter().any(|file| file.path == path.trim() && wanted(&file.text))
    };
    if let Some((path, name)) = test.split_once("::") {
        holds(path, &|text| is_test(text, name))
    } else if let Some((path, title)) = test.split_once(": ") {
        title.len() > 2
            && title.starts_with('"')
            && title.ends_with('"')
            && holds(path, &|text| text.contains(&format!("test({title}")))
    } else {
        false
    }
}

fn hazards(document: &SourceFile, files: &[SourceFile], findings: &mut Vec<Finding>) {
    for (number, line) in (1..).zip(document.text.lines()) {
        let is_list = line.starts_with("- Test:") || line.starts_with("- Tests:");
        for name in line.split('`').skip(1).step_by(2) {
            // Elsewhere backticks hold commands too; what looks like a name in Rust is a test everywhere.
            let is_name = name.contains('_') && name.chars().all(|c| c.is_ascii_alphanumeric() || c == '_');
            let is_there = || files.iter().any(|file| file.has_extension("rs") && is_test(&file.text, name));
            if is_list && !is_name || is_name && !is_there() {
                let message = format!("there is no test `{name}`");
                findings.push(Finding::new(format!("{}:{number}", document.path), message));
            }
        }
    }
}

/// Whether a file has a function of this name whose attributes say that it is a test.
fn is_test(text: &str, name: &str) -> bool {
    let begin = format!("fn {name}(");
    text.match_indices(&begin).any(|(at, _)| {
        let before = text.get(..at).unwrap_or_default();
        before
            .lines()
            .rev()
            .map(str::trim)
            .take_while(|line| !line.ends_with('}'))
            .take(6)
            .any(|line| line == "#[test]")
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn found(path: &str, text: &str) -> Vec<String> {
        let rust = "fn helper() {}\n\n/// Words.\n#[test]\nfn notes_are_kept() {\n}\n\nfn not_a_test() {\n}\n";
        let files = [
            SourceFile::of("crates/kith-web/tests/web.rs", rust),
            SourceFile::of("e2e/day.test.mjs", "test(\"one day, all the way round\", async () => {});"),
            SourceFile::of(path, text),
        ];
        check(&files).into_iter().map(|finding| finding.place).collect()
    }

    #[test]
    fn a_claim_whose_test_is_not_there_is_found() {
        let study =
            |test: &str| found(STUDIES, &format!("## Study\n### a-claim\n- Finding: It is so.\n{test}\n## End\n"));
        for good in [
            "- Test: crates/kith-web/tests/web.rs::notes_are_kept",
            "- Test: e2e/day.test.mjs: \"one day, all the way round\"",
            "- Test: crates/kith-web/tests/web.rs::notes_are_kept; e2e/day.test.mjs: \"one day, all the way round\"",
        ] {
            assert_eq!(study(good), Vec::<String>::new(), "{good}");
        }
        for bad in [
            "- Test: TBD-a-claim",
            "- Test:",
            "- Test: crates/kith-web/tests/web.rs::notes_are",
            "- Test: crates/kith-web/tests/web.rs::not_a_test",
            "- Test: crates/kith-web/tests/gone.rs::notes_are_kept",
            "- Test: e2e/day.test.mjs: \"one day\"",
            "- Test: crates/kith-web/tests/web.rs::notes_are_kept; TBD",
        ] {
            assert_eq!(study(bad), [format!("{STUDIES}:4")], "{bad}");
        }
        assert_eq!(study("- Page: /today"), [format!("{STUDIES}:2")], "a claim without a test");
        assert_eq!(found(STUDIES, "### last\n"), [format!("{STUDIES}:1")]);
    }

    #[test]
    fn a_hazard_whose_test_is_not_there_is_found() {
        let good =
            "- Now: `kith verify` runs.\n- Tests: `notes_are_kept`; the crash test.\n- Not yet: `kith backup`.\n";
        assert_eq!(found(HAZARDS, good), Vec::<String>::new());
        assert_eq!(found(HAZARDS, "- Tests: `notes_are_kept`; `notes_are_lost`.\n"), [format!("{HAZARDS}:1")]);
        assert_eq!(found(HAZARDS, "- Test: `a sentence`.\n"), [format!("{HAZARDS}:1")]);
        assert_eq!(found(HAZARDS, "One\nsays so (`not_a_test`).\n"), [format!("{HAZARDS}:2")]);
    }
}
