//! No file names a package registry: whoever builds Kith chooses a mirror, and a lock file must not undo it.

use super::Finding;
use crate::tree::SourceFile;

/// Hosts, in two parts so that they are not found here.
const HOSTS: &[(&str, &str)] = &[
    ("registry.npm", "js"),
    ("npmjs", ".org"),
    ("static.crates", ".io"),
    ("index.crates", ".io"),
    ("proxy.gol", "ang"),
    ("pypi", ".org"),
    ("deb.deb", "ian"),
    ("rubygems", ".org"),
];

/// Files that name a registry, and npm lock files that hold download addresses.
pub(crate) fn check(files: &[SourceFile]) -> Vec<Finding> {
    let mut findings = Vec::new();
    for file in files {
        for (number, line) in file.text.lines().enumerate() {
            if HOSTS.iter().any(|(a, b)| line.contains(&format!("{a}{b}"))) {
                findings.push(Finding::new(format!("{}:{}", file.path, number + 1), "names a package registry"));
            }
        }
        if file.path.ends_with("package-lock.json") && file.text.contains("\"resolved\"") {
            let message = "holds download addresses: write it again with omit-lockfile-registry-resolved=true";
            findings.push(Finding::new(&file.path, message));
        }
    }
    findings
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_registry_and_a_lock_with_addresses_are_found() {
        let named = format!("registry=https://registry.npm{}.org/", "js");
        assert_eq!(check(&[SourceFile::of("web/.npmrc", &named)]).len(), 1);
        let lock = r#"{ "node_modules/x": { "version": "1", "resolved": "https://mirror.example.org/x" } }"#;
        assert_eq!(check(&[SourceFile::of("web/package-lock.json", lock)]).len(), 1);
        assert_eq!(check(&[SourceFile::of("web/.npmrc", "save-exact=true\n")]), []);
    }
}
