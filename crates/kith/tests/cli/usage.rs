//! Help, exit codes, and what `check`, `migrate` and `routes` say.

use crate::program::run;
use crate::stage::{DAY, sqlite, stages};

#[test]
fn alone_it_prints_help_in_under_forty_lines() {
    let help = run([]).fine();
    assert!(help.lines().count() < 40, "{help}");
    for command in ["serve", "demo", "migrate", "check", "routes", "verify", "service", "import", "analyse"] {
        assert!(help.contains(&format!("  {command} ")), "{command} is not in the help");
        assert!(run([command, "--help"]).fine().contains("Usage: kith"));
    }
    assert_eq!(run(["--help"]).fine(), help);
    assert!(run(["--version"]).fine().starts_with("kith "));
}

#[test]
fn wrong_use_exits_two_with_one_plain_line() {
    for wrong in [
        &["frobnicate"][..],
        &["demo", "--size", "enormous"],
        &["demo", "--as-of", "yesterday"],
        &["demo", "--as-of", "1999-12-31"],
        &["demo", "--as-of", "2101-01-01"],
        &["demo", "--seed", "-1"],
        &["import"],
        &["import", "directory"],
        &["analyse"],
        &["analyse", "interval"],
        &["serve", "--listen", "here"],
        &["serve", "--public-url", "kith.example.org"],
        &["serve", "--smtp", "mail.example.org", "--mail-from", "kith@example.org"],
        &["serve", "--smtp", "smtps://kith:hunter22@mail.example.org"],
        &["verify", "--nonsense"],
    ] {
        let said = run(wrong.iter().copied()).failed(2);
        assert_eq!(said.lines().count(), 1, "{wrong:?}: {said}");
        assert!(said.starts_with("kith: ") && !said.contains("hunter22"), "{wrong:?}: {said}");
    }
}

#[test]
fn a_store_that_is_not_there_is_not_made_by_looking() {
    let stage = sqlite();
    for command in [&["verify"][..], &["import", "directory", "/dev/null"]] {
        let said = stage.run(command.iter().copied()).failed(1);
        assert_eq!(said.lines().count(), 1, "{said}");
    }
    let list = || std::fs::read_dir(stage.data()).expect("a directory").count();
    let plan = stage.run(["migrate", "--plan", "--json"]).json();
    assert_eq!(plan[0]["number"], 1);
    assert!(plan[0]["purpose"].as_str().is_some_and(|purpose| !purpose.is_empty()));
    assert!(plan[0]["takes"].as_str().is_some_and(|takes| !takes.is_empty()));
    let check = stage.run(["check", "--json"]).json();
    assert_eq!((check["schema"].as_u64(), check["content"].as_str()), (Some(0), Some("not made yet")));
    assert_eq!(list(), 0);
}

#[test]
fn migrate_says_what_it_does_and_then_that_nothing_is_left() {
    for stage in stages() {
        let planned = stage.run(["migrate", "--plan"]).fine();
        assert!(planned.starts_with("0001 house: "), "{planned}");
        let done = stage.run(["migrate"]).fine();
        assert!(done.starts_with("0001 house: done\n"), "{done}");
        assert!(done.lines().all(|line| line.ends_with(": done")), "{done}");
        for again in [&["migrate"][..], &["migrate", "--plan"]] {
            assert_eq!(stage.run(again.iter().copied()).fine(), "Nothing to do: the store is up to date.\n");
        }
        assert_eq!(stage.run(["migrate", "--plan", "--json"]).json(), serde_json::json!([]));
        let check = stage.run(["check"]).fine();
        assert!(check.contains("not set up yet") && check.contains("none waits"), "{check}");
    }
}

#[test]
fn check_shows_the_settings_and_no_secret() {
    for stage in stages() {
        let stage = stage.with_tour();
        let smtp = "smtps://kith%40example.org:hunter22@mail.example.org";
        let check = stage.run(["check", "--smtp", smtp]).fine();
        assert!(check.contains("a demo") && check.contains("smtps://kith%40example.org:***@"), "{check}");
        assert!(!check.contains("hunter22"));
        let engine = stage.run(["check", "--json"]).json()["engine"].as_str().map(str::to_owned);
        assert!(check.contains(&engine.expect("an engine")));
    }
    let nowhere = "postgresql://kith:hunter22@127.0.0.1:9/kith";
    let said = run(["check", "--data", "/tmp", "--database", nowhere]).failed(1);
    assert!(said.contains("kith:***@") && !said.contains("hunter22"), "{said}");
}

#[test]
fn routes_are_data() {
    let routes = run(["routes", "--json"]).json();
    let routes = routes.as_array().expect("a list");
    assert!(!routes.is_empty());
    for route in routes {
        assert!(["GET", "POST"].contains(&route["method"].as_str().expect("a method")), "{route}");
        assert!(route["path"].as_str().is_some_and(|path| path.starts_with('/')), "{route}");
        assert!(
            route["action"].is_string() && route["resource"].is_string() && route["public"].is_boolean(),
            "{route}"
        );
    }
    assert!(routes.iter().any(|route| route["path"] == "/people/{id}" && route["public"] == false));
    assert_eq!(run(["routes"]).fine().lines().count(), routes.len());
}

#[test]
fn the_place_may_come_from_the_environment() {
    let stage = sqlite();
    let mut command = crate::program::kith();
    command.env("KITH_DATA", stage.data()).args(["demo", "--as-of", DAY, "--json"]);
    assert!(crate::program::ran(&mut command).json()["digest"].is_string());
    assert!(stage.data().join("kith.db").exists());
}
