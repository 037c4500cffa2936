//! Proofs that take longer than a suite may: the same tests, with more of everything.

use std::process::Command;

use anyhow::{Context, Result, bail};

use crate::tree;

/// Kills the program under load, and lets twenty people claim one referral a hundred times.
pub(crate) fn crash(kills: &str) -> Result<()> {
    run("crash::", &[("KITH_TEST_KILLS", number(kills)?)])?;
    run("twice::", &[("KITH_TEST_ROUNDS", "100".to_owned())])
}

/// Replays power cuts.
pub(crate) fn power_loss(images: &str) -> Result<()> {
    run("power_loss::", &[("KITH_TEST_IMAGES", number(images)?), ("KITH_REQUIRE_STRACE", "1".to_owned())])
}

/// Fails syncs of the disk one after the other.
pub(crate) fn sync_faults(faults: &str) -> Result<()> {
    run("eio::", &[("KITH_TEST_FAULTS", number(faults)?), ("KITH_REQUIRE_STRACE", "1".to_owned())])
}

/// Lets many people work at once on a release build, and prints how long they wait.
pub(crate) fn load(options: &[&str]) -> Result<()> {
    let mut command = Command::new(tree::cargo());
    command.current_dir(tree::root()?).args(["bench", "--package", "kith", "--bench", "speed", "--", "load"]);
    if !command.args(options).status().context("cannot start cargo bench")?.success() {
        bail!("the load ended badly");
    }
    Ok(())
}

fn number(text: &str) -> Result<String> {
    match text.parse::<u32>() {
        Ok(number) if number > 0 => Ok(number.to_string()),
        _ => bail!("{text} is not a number of times"),
    }
}

/// Runs tests of the program itself, and shows what they count.
fn run(tests: &str, environment: &[(&str, String)]) -> Result<()> {
    let root = tree::root()?;
    let mut command = Command::new(tree::cargo());
    command.current_dir(&root).args(["test", "--package", "kith", "--test", "cli", tests, "--", "--nocapture"]);
    command.envs(environment.iter().map(|(name, value)| (name, value)));
    let status = command.status().with_context(|| format!("cannot start cargo test {tests}"))?;
    if !status.success() {
        bail!("{tests} failed");
    }
    Ok(())
}
