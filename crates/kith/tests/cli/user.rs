//! `kith user`: a link and never a password, audited as the operator, and plain when it cannot be done.

use crate::stage::stages;

#[test]
fn accounts_are_added_reset_and_disabled_by_a_link() {
    for stage in stages() {
        stage.run(["demo", "--size", "tour", "--as-of", crate::stage::DAY]).fine();
        let add = ["user", "add", "rowan@example.org", "--name", "Rowan Ash", "--role", "team_lead"];
        let said = stage.run(add.into_iter().chain(["--json"])).json();
        let link = said["link"].as_str().expect("a link");
        assert!(link.starts_with("http://127.0.0.1:8080/join/") && link.len() > 64, "{link}");
        assert!(!said.to_string().contains("password"), "{said}");
        let again = stage.run(add).failed(1);
        assert!(again.contains("invited to this role already"), "{again}");
        // The demo's own link worker: a link, then gone.
        let email = "amina.farouqi@example.org";
        let accounts = std::fs::read_to_string(stage.data().join("demo-accounts.json")).expect("accounts");
        let accounts: serde_json::Value = serde_json::from_str(&accounts).expect("JSON");
        let email = accounts
            .as_array()
            .and_then(|all| all.iter().find(|one| one["role"] == "link_worker"))
            .map_or_else(|| email.to_owned(), |one| one["email"].as_str().expect("an address").to_owned());
        let reset = ["user", "reset", &email, "--public-url", "https://kith.example.org/"];
        let said = stage.run(reset).fine();
        assert!(said.contains("https://kith.example.org/reset/"), "{said}");
        stage.run(["user", "disable", &email]).fine();
        let said = stage.run(["user", "reset", &email]).failed(1);
        assert!(said.contains("no account with the address"), "{said}");
        for wrong in [
            &["user", "add", "x@example.org", "--name", "X", "--role", "god"][..],
            &["user", "add"],
            &["user"],
            &["user", "add", "x@example.org", "--name", "X", "--role", "practice"],
        ] {
            let said = stage.run(wrong.iter().copied()).failed(2);
            assert_eq!(said.lines().count(), 1, "{said}");
        }
        let said = stage.run(["user", "add", "not an address", "--name", "X", "--role", "evaluator"]).failed(1);
        assert!(said.contains("name@example.org"), "{said}");
        stage.run(["verify"]).fine();
    }
}
