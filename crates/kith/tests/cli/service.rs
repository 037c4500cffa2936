//! `kith service`: a second employer in one store, and the short names by which other commands know them.

use crate::stage::stages;

#[test]
fn a_second_service_is_added_by_a_link_and_known_by_its_short_name() {
    for stage in stages() {
        stage.run(["migrate"]).fine();
        let said = stage.run(["service", "list"]).fine();
        assert!(said.starts_with("No service yet."), "{said}");
        let odile = ["--phone", "01632 960 100", "--email", "odile@example.org", "--name", "Odile Farrant"];
        let add = |name| ["service", "add", name].into_iter().chain(odile);
        let said = stage.run(add("Saltmarsh Link Workers")).fine();
        assert!(said.contains("--service saltmarsh-link-workers") && said.contains("http://127.0.0.1:8080/join/"));
        let said =
            stage.run(add("Quay Link Workers").chain(["--json", "--public-url", "https://k.example.org/"])).json();
        assert_eq!(
            (said["service"].as_str(), said["email"].as_str()),
            (Some("quay-link-workers"), Some("odile@example.org"))
        );
        let link = said["link"].as_str().expect("a link");
        assert!(link.starts_with("https://k.example.org/join/") && !said.to_string().contains("password"), "{said}");
        let again = stage.run(add("Quay link workers")).failed(1);
        assert!(again.contains("give this one another name"), "{again}");
        assert_eq!(again.lines().count(), 1, "{again}");
        let list = stage.run(["service", "list", "--json"]).json();
        assert_eq!(list.as_array().map(Vec::len), Some(2));
        assert_eq!(
            stage.run(["service", "list"]).fine(),
            "quay-link-workers: Quay Link Workers, 01632 960 100\n\
             saltmarsh-link-workers: Saltmarsh Link Workers, 01632 960 100\n"
        );
        // Whoever runs other commands is asked which, and a lost link is printed anew.
        let wren = ["user", "add", "wren@example.org", "--name", "Wren Ash", "--role", "team_lead"];
        let which = stage.run(wren).failed(1);
        assert!(which.contains("saltmarsh-link-workers") && which.contains("--service"), "{which}");
        stage.run(wren.into_iter().chain(["--service", "quay-link-workers"])).fine();
        let lost = ["user", "add", "odile@example.org", "--role", "administrator", "--again"];
        let fresh = stage.run(lost.into_iter().chain(["--service", "quay-link-workers"])).fine();
        assert!(fresh.contains("/join/") && !link.ends_with(fresh.trim().rsplit('/').next().expect("a secret")));
        for wrong in [
            &["service"][..],
            &["service", "add", "X"],
            &["service", "add", "X", "--phone", "1", "--email", "x@example.org", "--name", "X", "--role", "team_lead"],
        ] {
            let said = stage.run(wrong.iter().copied()).failed(2);
            assert_eq!(said.lines().count(), 1, "{said}");
        }
        stage.run(["verify"]).fine();
    }
}
