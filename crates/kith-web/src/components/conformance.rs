//! Compares our components with the design system's own examples.
//!
//! Each example says which options it was drawn with. Where our component supports all of them, it is drawn with the
//! same and must give the same elements, attributes and text; the snapshot lists every example that was compared, so
//! that none can be dropped unseen. Attributes may come in another order, and white space between elements is free.

mod draw;
mod html;

use std::collections::BTreeMap;
use std::path::PathBuf;

use serde_json::Value;

use draw::DRAWERS;

/// Where `make setup` put the design system; `None` says so and skips, unless the run must not skip.
fn components() -> Option<PathBuf> {
    let folder = match std::env::var_os("KITH_NHSUK_DIST") {
        Some(dist) => PathBuf::from(dist).join("components"),
        None => PathBuf::from(env!("CARGO_MANIFEST_DIR"))
            .join("../../web/node_modules/nhsuk-frontend/dist/nhsuk/components"),
    };
    if folder.is_dir() {
        return Some(folder);
    }
    assert!(
        std::env::var_os("KITH_REQUIRE_FIXTURES").is_none(),
        "no examples in {}: run `make setup`",
        folder.display()
    );
    println!("skipped: no examples in {}: run `make setup`", folder.display());
    None
}

#[test]
fn components_give_what_the_design_system_gives() {
    let Some(folder) = components() else { return };
    let mut compared: BTreeMap<&str, Vec<String>> = BTreeMap::new();
    let mut differences = Vec::new();
    for (component, draw) in DRAWERS {
        let file = std::fs::read_to_string(folder.join(component).join("fixtures.json")).unwrap();
        let examples: Value = serde_json::from_str(&file).unwrap();
        for example in examples["fixtures"].as_array().unwrap() {
            let name = example["name"].as_str().unwrap();
            let Some(ours) = draw(&draw::Options::new(&example["context"]), example) else { continue };
            if example["callBlock"].is_string() && !draw::TAKE_BLOCKS.contains(component) {
                continue;
            }
            let theirs = html::normal(&draw::part_of(component, example["html"].as_str().unwrap()));
            let ours = html::normal(&ours);
            if ours != theirs {
                differences.push(format!("{component}: {name}\n{}\n", html::difference(&theirs, &ours)));
            }
            compared.entry(component).or_default().push(name.to_owned());
        }
    }
    assert!(differences.is_empty(), "{} differ:\n{}", differences.len(), differences.join("\n"));
    let total: usize = compared.values().map(Vec::len).sum();
    assert!(total >= 300, "only {total} examples were compared");
    assert_eq!(compared.len(), DRAWERS.len(), "a component was compared with nothing");
    insta::assert_snapshot!(listing(&compared));
}

/// One line per component and example, with how often the name occurs.
fn listing(compared: &BTreeMap<&str, Vec<String>>) -> String {
    let mut lines = Vec::new();
    for (component, names) in compared {
        let mut counts: BTreeMap<&str, usize> = BTreeMap::new();
        for name in names {
            *counts.entry(name).or_default() += 1;
        }
        for (name, count) in counts {
            lines.push(format!("{component}: {name} ({count})"));
        }
    }
    lines.join("\n")
}
