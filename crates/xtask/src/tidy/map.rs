//! The code map of `docs/architecture.md` names rooms that are there, and each crate once.

use super::Finding;
use crate::tree::SourceFile;

const PAGE: &str = "docs/architecture.md";

/// Lines of the map whose crate stands twice, and rooms that are not where it says.
pub(crate) fn check(files: &[SourceFile]) -> Vec<Finding> {
    let Some(page) = files.iter().find(|file| file.path == PAGE) else {
        return vec![Finding::new(PAGE, "it is not there")];
    };
    let mut findings = Vec::new();
    let mut seen: Vec<&str> = Vec::new();
    let mut room = None;
    for line in page.text.lines().skip_while(|line| *line != "## Code map").skip(1) {
        if line.starts_with("## ") {
            break;
        }
        let mut names = line.split('`').skip(1).step_by(2);
        if line.starts_with("- `") {
            let name = names.next().unwrap_or_default();
            if seen.contains(&name) {
                findings.push(Finding::new(PAGE, format!("{name} stands twice in the code map")));
            }
            seen.push(name);
            // Only our crates have a map of their own.
            room = name.starts_with("kith-").then(|| format!("crates/{name}/src/"));
        }
        let Some(room) = room.as_deref() else { continue };
        for name in names.filter(|name| !name.contains(['.', ' '])) {
            let folder = name.trim_end_matches('/');
            let places = [format!("{room}{folder}.rs"), format!("{room}{folder}/")];
            let is_there = |file: &SourceFile| file.path == places[0] || file.path.starts_with(&places[1]);
            if !files.iter().any(is_there) {
                findings.push(Finding::new(PAGE, format!("{room}{folder} is in the code map and not in the house")));
            }
        }
    }
    findings
}

#[cfg(test)]
mod tests {
    use super::*;

    fn found(map: &str) -> Vec<Finding> {
        let page = format!("# A\n\n## Code map\n\n{map}\n\n## After\n\n- `kith-app`: `nowhere`\n");
        check(&[
            SourceFile::of(PAGE, &page),
            SourceFile::of("crates/kith-app/src/team.rs", ""),
            SourceFile::of("crates/kith-app/src/door/mod.rs", ""),
        ])
    }

    #[test]
    fn a_true_map_is_fine() {
        assert_eq!(found("- `kith-app`: `team`,\n  - coming in: `door/`.\n- `e2e/` and `scripts/pgtemp.sh`."), []);
    }

    #[test]
    fn a_room_that_is_gone_and_a_crate_told_twice_are_found() {
        assert_eq!(found("- `kith-app`: `team`, `gone`\n- `kith-app`: `door/`").len(), 2);
    }
}
