//! Figures from plain CSV files: published ones come out, and what cannot be computed is said.

use std::path::PathBuf;

use serde_json::Value;

use crate::program::{Ran, run};

/// A file that goes when it is dropped, and its path as text.
fn file(text: &str) -> (tempfile::TempDir, String) {
    let folder = tempfile::tempdir().expect("a folder");
    let path: PathBuf = folder.path().join("figures.csv");
    std::fs::write(&path, text).expect("written");
    let path = path.to_str().expect("a plain path").to_owned();
    (folder, path)
}

fn analyse(what: &str, text: &str, more: &[&str]) -> Ran {
    let (_folder, path) = file(text);
    run(["analyse", what, &path].into_iter().chain(more.iter().copied()))
}

fn near(found: &Value, known: f64) {
    let found = found.as_f64().expect("a number");
    assert!((found - known).abs() < 5e-5, "{found} is not {known}");
}

#[test]
fn intervals_are_the_published_ones() {
    let found = analyse("interval", "label,events,total\nbefore,48,80\nafter,56,70\n", &[]).json();
    near(&found["rows"][0]["share"], 0.6);
    near(&found["differences"][0]["difference"], 0.2);
    near(&found["differences"][0]["lower"], 0.0524);
    near(&found["differences"][0]["upper"], 0.3339);
    let found = analyse("interval", "events,total\n81,263\n", &["--level", "0.95"]).json();
    near(&found["rows"][0]["lower"], 0.2553);
    near(&found["rows"][0]["upper"], 0.3662);
}

#[test]
fn a_chart_says_its_limits_and_signals_by_row() {
    let text = "label,value\nJan,10\nFeb,12\nMar,16\nApr,12\nMay,10\n";
    let found = analyse("xmr", text, &[]).json();
    near(&found["groups"][0]["upper"], 19.98);
    assert_eq!((&found["points"][2]["label"], &found["groups"][0]["trial"]), (&"Mar".into(), &true.into()));
    let two = analyse("xmr", text, &["--rebase", "4"]).json();
    assert_eq!(two["groups"].as_array().map(Vec::len), Some(2));
    assert_eq!(two["groups"][1]["from_row"], 4);
}

#[test]
fn a_step_is_found_with_the_same_figures_each_time() {
    let rows: String = (0..24).map(|at| format!("{}\n", at % 3 + if at < 12 { 0 } else { 6 })).collect();
    let text = format!("value\n{rows}");
    let found = analyse("changepoint", &text, &["--seed", "9"]).json();
    assert_eq!(found["after_row"], 12);
    assert_eq!(found, analyse("changepoint", &text, &["--seed", "9"]).json());
}

#[test]
fn what_cannot_be_computed_is_one_line() {
    for (what, text, more, code) in [
        ("interval", "events,total\n1,0\n", &[][..], 1),
        ("interval", "events,total\n3,2\n", &[], 1),
        ("interval", "events,total\n-1,2\n", &[], 1),
        ("interval", "events,total\n1,2\n", &["--level", "95"], 2),
        ("xmr", "value\n1\n", &[], 1),
        ("xmr", "value\n1\n2\n3\n", &["--rebase", "0"], 2),
        ("xmr", "value\n1\n2\n3\n", &["--rebase", "9"], 2),
        ("changepoint", "value\n1\n2\n", &[], 1),
        ("changepoint", "value\n1\n2\n", &["--segment", "1"], 2),
        ("changepoint", "value\n1\n2\n", &["--replicates", "-1"], 2),
        ("interval", "=1+1\n\u{0}\n", &[], 1),
    ] {
        let said = analyse(what, text, more).failed(code);
        assert_eq!(said.lines().count(), 1, "{said}");
    }
    assert!(run(["analyse", "xmr", "/nowhere/at/all.csv"]).failed(1).contains("all.csv"));
    assert!(run(["analyse", "xmr", "/dev/zero"]).failed(1).contains("not a file"));
}
