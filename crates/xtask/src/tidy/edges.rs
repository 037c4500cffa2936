//! Who may depend on whom: the floor plan of `docs/architecture.md`, as data.
//!
//! Only normal dependencies count: a test may use what it likes.

use anyhow::{Context, Result};
use serde_json::Value;

use super::Finding;

/// One crate of ours with its normal dependencies.
#[derive(Clone, Debug)]
pub(crate) struct Crate {
    name: String,
    folder: String,
    depends_on: Vec<String>,
}

/// Each crate, and those of ours it may use.
const PLAN: &[(&str, &[&str])] = &[
    ("kith", &["kith-analysis", "kith-app", "kith-domain", "kith-interop", "kith-outbound", "kith-store", "kith-web"]),
    ("kith-web", &["kith-app", "kith-domain", "kith-interop"]),
    ("kith-outbound", &["kith-app", "kith-domain"]),
    ("kith-app", &["kith-analysis", "kith-domain", "kith-interop", "kith-search", "kith-store"]),
    ("kith-search", &["kith-domain"]),
    ("kith-store", &["kith-domain"]),
    ("kith-interop", &["kith-domain"]),
    ("kith-analysis", &[]),
    ("kith-domain", &[]),
    ("kith-testkit", &["kith-app", "kith-domain", "kith-store", "kith-web"]),
    ("xtask", &[]),
];

/// Crates of others that a crate of ours must not use, and why.
const FORBIDDEN: &[(&str, &[&str], &str)] = &[
    ("kith-app", &["tokio", "reqwest", "lettre"], "use cases are synchronous and reach outside only through a trait"),
    (
        "kith-domain",
        &["tokio", "rusqlite", "postgres", "axum", "askama", "serde"],
        "the domain knows no machine, no wire and no page",
    ),
    ("kith-interop", &["tokio", "axum", "rusqlite", "postgres"], "wire formats are pure"),
    ("kith-store", &["axum", "askama"], "the store knows no page"),
];

/// Drivers of databases, and the only crates that may use each.
const DRIVERS: &[(&str, &[&str])] = &[("rusqlite", &["kith-store"]), ("postgres", &["kith-store", "kith-testkit"])];

/// Our crates, from what `cargo metadata --no-deps` prints.
pub(crate) fn crates(metadata: &Value) -> Result<Vec<Crate>> {
    let packages = metadata.get("packages").and_then(Value::as_array).context("cargo metadata lists packages")?;
    packages.iter().map(|package| one(package).context("cargo metadata describes a package")).collect()
}

fn one(package: &Value) -> Option<Crate> {
    let manifest = package.get("manifest_path")?.as_str()?;
    let normal = |dependency: &&Value| dependency.get("kind").is_none_or(Value::is_null);
    let name_of = |value: &Value| value.get("name").and_then(Value::as_str).map(str::to_owned);
    Some(Crate {
        name: name_of(package)?,
        folder: manifest.rsplit(['/', '\\']).nth(1)?.to_owned(),
        depends_on: package.get("dependencies")?.as_array()?.iter().filter(normal).filter_map(name_of).collect(),
    })
}

/// Every edge that the plan does not have, every forbidden crate, and every folder not named as its crate.
pub(crate) fn check(crates: &[Crate]) -> Vec<Finding> {
    let mut findings = Vec::new();
    for krate in crates {
        if krate.folder != krate.name {
            findings.push(Finding::new(&krate.name, format!("lies in a folder called {}", krate.folder)));
        }
        let Some((_, allowed)) = PLAN.iter().find(|(name, _)| *name == krate.name) else {
            findings.push(Finding::new(&krate.name, "is not in the floor plan (crates/xtask/src/tidy/edges.rs)"));
            continue;
        };
        for other in &krate.depends_on {
            let is_ours = PLAN.iter().any(|(name, _)| name == other);
            if is_ours && !allowed.contains(&other.as_str()) {
                findings.push(Finding::new(&krate.name, format!("must not depend on {other}: see the floor plan")));
            }
            for (name, forbidden, why) in FORBIDDEN {
                if *name == krate.name && forbidden.contains(&other.as_str()) {
                    findings.push(Finding::new(&krate.name, format!("must not depend on {other}: {why}")));
                }
            }
            for (driver, homes) in DRIVERS {
                if driver == other && !homes.contains(&krate.name.as_str()) {
                    let homes = homes.join(" and ");
                    findings.push(Finding::new(&krate.name, format!("must not depend on {other}: only {homes} may")));
                }
            }
        }
    }
    findings
}

#[cfg(test)]
mod tests {
    use super::*;

    fn with(name: &str, depends_on: &[&str]) -> Crate {
        let depends_on = depends_on.iter().map(ToString::to_string).collect();
        Crate { name: name.to_owned(), folder: name.to_owned(), depends_on }
    }

    #[test]
    fn the_plan_allows_its_own_edges() {
        let all: Vec<Crate> = PLAN.iter().map(|(name, allowed)| with(name, allowed)).collect();
        assert_eq!(check(&all), []);
    }

    #[test]
    fn every_forbidden_edge_is_found() {
        for (name, other) in [
            ("kith-web", "kith-store"),
            ("kith-web", "rusqlite"),
            ("kith-web", "kith-testkit"),
            ("kith-app", "tokio"),
            ("kith-app", "reqwest"),
            ("kith-app", "lettre"),
            ("kith-app", "postgres"),
            ("kith-domain", "serde"),
            ("kith-domain", "askama"),
            ("kith-domain", "kith-analysis"),
            ("kith-analysis", "kith-domain"),
            ("kith-interop", "axum"),
            ("kith-store", "axum"),
            ("kith-store", "kith-interop"),
            ("kith", "rusqlite"),
            ("kith-testkit", "rusqlite"),
            ("xtask", "kith-domain"),
        ] {
            assert!(!check(&[with(name, &[other])]).is_empty(), "{name} may use {other}");
        }
    }

    #[test]
    fn a_crate_that_nobody_planned_or_in_a_wrong_folder_is_found() {
        assert_eq!(check(&[with("kith-utils", &[])]).len(), 1);
        assert_eq!(check(&[Crate { folder: "web".to_owned(), ..with("kith-web", &[]) }]).len(), 1);
    }

    #[test]
    fn only_normal_dependencies_are_read() {
        let metadata = serde_json::json!({ "packages": [{
            "name": "kith-web",
            "manifest_path": "/somewhere/crates/kith-web/Cargo.toml",
            "dependencies": [
                { "name": "kith-app", "kind": null },
                { "name": "kith-store", "kind": "dev" },
                { "name": "sha2", "kind": "build" },
            ],
        }] });
        let crates = crates(&metadata).unwrap();
        assert_eq!(crates[0].depends_on, ["kith-app"]);
        assert_eq!(check(&crates), []);
    }
}
