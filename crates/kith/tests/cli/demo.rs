//! `kith demo`.

use std::os::unix::fs::PermissionsExt;

use crate::stage::{DAY, Stage, sqlite, stages};

fn demo(stage: &Stage) -> serde_json::Value {
    stage.run(["demo", "--size", "tour", "--seed", "7", "--as-of", DAY, "--json"]).json()
}

#[test]
fn it_gives_the_same_content_on_both_engines_and_every_time() {
    let mut said: Vec<serde_json::Value> = stages().iter().chain([&sqlite()]).map(demo).collect();
    for one in &mut said {
        // Where the accounts are written differs with the place.
        one.as_object_mut().expect("an object").remove("accounts").expect("a path");
    }
    said.dedup();
    assert_eq!(said.len(), 1, "{said:?}");
    assert_eq!(said[0]["digest"].as_str().map(str::len), Some(64));
    assert_eq!(said[0]["people"], 12);
}

#[test]
fn it_leaves_a_store_that_is_proven_and_refuses_to_fill_it_again() {
    for stage in stages() {
        let first = demo(&stage);
        let verified = stage.run(["verify", "--json"]).json();
        assert_eq!(verified["wrong"], serde_json::json!([]));
        assert_eq!(verified["unsealed"], 0);
        assert!(verified["entries"].as_u64() > Some(100) && verified["anchor"] == verified["entries"], "{verified}");
        let accounts = std::fs::read(stage.data().join("demo-accounts.json")).expect("the accounts");
        let said = stage.run(["demo", "--seed", "8", "--as-of", DAY]).failed(1);
        assert!(said.contains("not empty"), "{said}");
        assert_eq!(stage.run(["verify", "--json"]).json(), verified, "{first}");
        assert_eq!(std::fs::read(stage.data().join("demo-accounts.json")).expect("the accounts"), accounts);
    }
}

#[test]
fn it_writes_down_who_can_sign_in_for_the_owner_alone() {
    for stage in stages() {
        let path = stage.data().join("demo-accounts.json");
        // A file that somebody left open is closed too.
        std::fs::write(&path, "[]").expect("written");
        std::fs::set_permissions(&path, std::fs::Permissions::from_mode(0o644)).expect("opened");
        demo(&stage);
        assert_eq!(std::fs::metadata(&path).expect("there").permissions().mode() & 0o777, 0o600);
        let list: Vec<serde_json::Value> =
            serde_json::from_slice(&std::fs::read(&path).expect("read")).expect("a list");
        for account in &list {
            let fields: Vec<&String> = account.as_object().expect("an object").keys().collect();
            assert_eq!(fields, ["email", "name", "password", "role"]);
            assert!(account["email"].as_str().is_some_and(|email| email.ends_with("@example.org")));
        }
        for role in [
            "link_worker",
            "team_lead",
            "service_manager",
            "practice",
            "organisation",
            "commissioner",
            "evaluator",
            "administrator",
        ] {
            assert!(list.iter().any(|account| account["role"] == role), "nobody is {role}");
        }
    }
}

#[test]
fn a_day_out_of_range_leaves_no_store_behind() {
    let stage = sqlite();
    let said = stage.run(["demo", "--as-of", "1999-12-31"]).failed(2);
    assert!(said.contains("2000 to 2100") && said.lines().count() == 1, "{said}");
    assert_eq!(std::fs::read_dir(stage.data()).expect("a directory").count(), 0);
}
