//! Everything that must hold before a change is shared, in the order in which it fails fastest.

use std::path::Path;
use std::process::{Command, Stdio};
use std::time::Instant;

use anyhow::{Context, Result, bail};

use crate::{tidy, tree};

/// Files written by a command: path, then the arguments of `cargo` that write it. Each must be as it was committed.
const GENERATED: &[(&str, &[&str])] =
    &[("docs/reference", &["run", "--quiet", "--package", "kith-domain", "--example", "reference"])];

/// Runs every step, and stops at the first that fails.
pub(crate) fn run() -> Result<()> {
    let root = tree::root()?;
    cargo(&root, "form", &["fmt", "--all", "--check"], &[])?;
    step("tidy", || tidy::run(tidy::Ratchet::Hold))?;
    cargo(&root, "lints", &["clippy", "--workspace", "--all-targets", "--quiet", "--", "-D", "warnings"], &[])?;
    let documented = &["doc", "--workspace", "--no-deps", "--document-private-items", "--quiet"];
    cargo(&root, "documentation", documented, &[("RUSTDOCFLAGS", "-D warnings")])?;
    // A changed snapshot is a failure here, never a file written in passing.
    let strict = &[("INSTA_UPDATE", "no")];
    if has_nextest(&root) {
        cargo(&root, "tests", &["nextest", "run", "--workspace", "--no-fail-fast"], strict)?;
        cargo(&root, "examples in documentation", &["test", "--workspace", "--doc", "--quiet"], strict)?;
    } else {
        cargo(&root, "tests", &["test", "--workspace", "--no-fail-fast", "--quiet"], strict)?;
    }
    for (path, command) in GENERATED {
        cargo(&root, path, command, &[])?;
        let same = Command::new("git").current_dir(&root).args(["diff", "--exit-code", "--", path]).status()?;
        if !same.success() {
            bail!("{path} is not as its command writes it: commit it together with its cause");
        }
    }
    Ok(())
}

fn has_nextest(root: &Path) -> bool {
    let mut probe = Command::new(tree::cargo());
    probe.current_dir(root).args(["nextest", "--version"]).stdout(Stdio::null()).stderr(Stdio::null());
    probe.status().is_ok_and(|status| status.success())
}

fn cargo(root: &Path, name: &str, arguments: &[&str], environment: &[(&str, &str)]) -> Result<()> {
    step(name, || {
        let mut command = Command::new(tree::cargo());
        command.current_dir(root).args(arguments).envs(environment.iter().copied());
        let status = command.status().with_context(|| format!("cannot start cargo {}", arguments.join(" ")))?;
        if !status.success() {
            bail!("{name}: cargo {} failed", arguments.join(" "));
        }
        Ok(())
    })
}

fn step(name: &str, work: impl FnOnce() -> Result<()>) -> Result<()> {
    println!("── {name}");
    let began = Instant::now();
    work()?;
    println!("── {name}: fine after {} s", began.elapsed().as_secs());
    Ok(())
}
