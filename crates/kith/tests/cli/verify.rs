//! `kith verify` names the first thing that is wrong.

use crate::referrals::Practice;
use crate::stage::{Stage, stages};

/// Does something to a store behind Kith's back on each engine, and looks whether verify says what is wrong.
#[track_caller]
fn notices(what: impl Fn(&Stage), said: &str) {
    for stage in stages() {
        let stage = stage.with_tour();
        stage.run(["verify"]).fine();
        what(&stage);
        let ran = stage.run(["verify"]);
        assert_eq!(ran.code, Some(1), "verify noticed nothing: {ran:?}");
        // The first finding stands in the line of the failure, others before it.
        let failure = ran.err.lines().last().expect("a line");
        assert!(failure.contains(said), "{ran:?}");
        let wrong = stage.run(["verify", "--json"]);
        assert_eq!(wrong.code, Some(1));
        let report: serde_json::Value = serde_json::from_str(&wrong.out).expect("JSON");
        assert!(report["wrong"][0].as_str().is_some_and(|first| first.contains(said)), "{report}");
    }
}

#[test]
fn a_row_that_was_edited() {
    notices(
        |stage| stage.tamper("UPDATE person SET phone = '01632 960999' WHERE family_name = 'Penhallow'"),
        "was changed after it was written",
    );
}

#[test]
fn a_space_at_the_end_of_a_text() {
    notices(|stage| stage.tamper("UPDATE need SET stated = stated || ' ' WHERE domain = 'housing'"), "need: row ");
}

#[test]
fn a_row_that_was_removed() {
    notices(
        |stage| stage.tamper("DELETE FROM message_back WHERE state = 'read'"),
        "is in the trail and not in the table",
    );
}

#[test]
fn an_entry_of_the_trail_that_was_edited() {
    notices(
        |stage| stage.tamper("UPDATE audit SET action = 'see-person' WHERE position = 100"),
        "entry 100 was changed",
    );
}

#[test]
fn an_entry_of_the_trail_that_was_removed() {
    notices(|stage| stage.tamper("DELETE FROM audit WHERE position = 100"), "entries 100 to 100 are missing");
}

#[test]
fn an_event_that_was_edited() {
    notices(
        |stage| {
            stage.tamper(
                "UPDATE event SET kind = 'case.cheered' WHERE id = (SELECT event_id FROM audit WHERE position = 100)",
            );
        },
        "the event of audit entry 100 was changed",
    );
}

#[test]
fn a_tail_that_was_cut_off() {
    // A referral is made to vanish with all its traces, so that nothing in the database gives it away: only the anchor.
    notices(
        |stage| {
            let serving = crate::serve::serve(stage, &[]);
            let practice = Practice::sign_in(serving.address);
            let form = practice.form(serving.address, "token-vanished").expect("a form");
            assert_eq!(practice.send(serving.address, &form).expect("an answer").status, 303);
            serving.stop("-TERM").fine();
            stage.run(["verify"]).fine();
            let last = stage.texts("SELECT CAST(max(position) AS TEXT) FROM audit").remove(0);
            let last: u64 = last.parse().expect("a number");
            stage.tamper("DELETE FROM referral WHERE reason = 'token-vanished'");
            let gone = "person_id IN (SELECT id FROM person WHERE family_name = 'token-vanished')";
            stage.tamper(&format!("DELETE FROM person_key WHERE {gone}"));
            stage.tamper("DELETE FROM person WHERE family_name = 'token-vanished'");
            stage.tamper(&format!(
                "DELETE FROM event WHERE id IN (SELECT event_id FROM audit WHERE position > {})",
                last - 2
            ));
            stage.tamper(&format!("DELETE FROM audit WHERE position > {}", last - 2));
        },
        "2 entries are missing since the anchor",
    );
}

#[test]
fn an_anchor_that_is_gone_or_damaged() {
    let anchor = |stage: &Stage| stage.data().join("audit.anchor");
    notices(|stage| std::fs::remove_file(anchor(stage)).expect("removed"), "audit.anchor is missing");
    notices(|stage| std::fs::write(anchor(stage), "12 nonsense\n").expect("written"), "is damaged");
}

#[test]
fn a_caseload_that_does_not_follow_its_case() {
    notices(
        |stage| stage.tamper("UPDATE caseload SET state = 'closed' WHERE state = 'door-open'"),
        "does not say what the case says",
    );
}
