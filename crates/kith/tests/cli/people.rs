//! `kith import referrals` and `kith import caseload`.

use std::path::PathBuf;

use crate::stage::{Stage, sqlite, stages};

fn file(stage: &Stage, name: &str, text: &str) -> PathBuf {
    let path = stage.data().join(name);
    std::fs::write(&path, text).expect("written");
    path
}

/// A caseload over the tour's own practices and link workers.
fn caseload(stage: &Stage, count: usize) -> String {
    let practice = stage.texts("SELECT ods_code FROM practice ORDER BY ods_code")[0].clone();
    let worker = stage.texts("SELECT a.email FROM account a JOIN standing s ON s.account_id = a.id WHERE s.role = 'link_worker' ORDER BY a.email")[0].clone();
    let rows: Vec<String> = (0..count)
        .map(|n| format!("{n};Family{n};Ann;27.3.1951;{practice};{worker};Active;1.9.2025;2.10.2025;Phone;A note.\n"))
        .collect();
    format!(
        "Ref;Surname;First name;DOB;Practice;Link worker;Status;Date opened;Last contact;Mode;Note\n{}",
        rows.concat()
    )
}

#[test]
fn a_caseload_is_rehearsed_taken_and_not_taken_twice() {
    for stage in stages() {
        let stage = stage.with_tour();
        let path = file(&stage, "people.csv", &caseload(&stage, 120));
        let path = path.to_str().expect("a path of text");
        let people = || stage.texts("SELECT CAST(count(*) AS TEXT) FROM person")[0].parse::<usize>().expect("a number");
        let before = people();
        let rehearsed = stage.run(["import", "caseload", path, "--dry-run"]).fine();
        assert!(rehearsed.contains("120 would be new") && rehearsed.contains("parted by semicolons"), "{rehearsed}");
        assert_eq!(people(), before, "a rehearsal does nothing");
        let ran = stage.run(["import", "caseload", path, "--json"]);
        assert!(ran.err.is_empty(), "no progress in a pipe: {ran:?}");
        let first = ran.json();
        assert_eq!((first["taken"].as_u64(), first["wrong"].as_u64()), (Some(120), Some(0)), "{first}");
        let second = stage.run(["import", "caseload", path, "--json"]).json();
        assert_eq!((second["taken"].as_u64(), second["known"].as_u64()), (Some(0), Some(120)), "{second}");
        assert_eq!(people(), before + 120);
        let verified = stage.run(["verify", "--json"]).json();
        assert_eq!(verified["anchor"], verified["entries"], "what was taken is sealed and anchored");
    }
}

#[test]
fn a_file_as_large_as_any_may_be_is_taken_whole_and_one_row_more_is_refused() {
    let stage = sqlite().with_tour();
    let path = file(&stage, "most.csv", &caseload(&stage, 5_000));
    let path = path.to_str().expect("a path of text");
    let taken = stage.run(["import", "caseload", path, "--json"]).json();
    assert_eq!((taken["rows"].as_u64(), taken["taken"].as_u64()), (Some(5_000), Some(5_000)), "{taken}");
    let again = stage.run(["import", "caseload", path, "--json"]).json();
    assert_eq!((again["known"].as_u64(), again["taken"].as_u64()), (Some(5_000), Some(0)), "{again}");
    let more = file(&stage, "more.csv", &caseload(&stage, 5_001));
    let said = stage.run(["import", "caseload", more.to_str().expect("a path of text")]).failed(1);
    assert!(said.contains("5,000"), "{said}");
}

#[test]
fn wrong_rows_are_said_and_nothing_or_the_good_ones_are_taken() {
    let stage = sqlite().with_tour();
    let text = caseload(&stage, 3).replacen("27.3.1951", "31.2.1951", 1);
    let path = file(&stage, "people.csv", &text);
    let path = path.to_str().expect("a path of text");
    let ran = stage.run(["import", "caseload", path]);
    assert_eq!(ran.code, Some(1), "{ran:?}");
    assert!(ran.out.contains("row 2, DOB: “31.2.1951” is no day of the calendar"), "{ran:?}");
    assert!(ran.err.contains("nothing was taken") && ran.err.lines().count() == 1, "{ran:?}");
    let rest = stage.data().join("rest.csv");
    let rest_text = rest.to_str().expect("a path of text");
    let taken = stage.run(["import", "caseload", path, "--good-rows", rest_text]).fine();
    assert!(taken.contains("2 new") && taken.contains("1 wrong"), "{taken}");
    let rest = std::fs::read_to_string(&rest).expect("the refused rows");
    assert!(rest.contains("What is wrong and what to do") && rest.contains("31.2.1951"), "{rest}");
    let again = stage.run(["import", "caseload", path, "--good-rows", rest_text]).fine();
    assert!(again.contains("0 new, 2 taken before"), "{again}");
    stage.run(["verify"]).fine();
}

#[test]
fn what_is_asked_wrongly_or_cannot_be_read_is_said_in_one_line() {
    let stage = sqlite().with_tour();
    let path = file(&stage, "people.csv", &caseload(&stage, 1));
    let path = path.to_str().expect("a path of text");
    for wrong in [
        &["import", "caseload", path, "--map", "nothing"][..],
        &["import", "caseload", path, "--map", "cheese=DOB"],
        &["import", "caseload", path, "--map", "born=Nowhere"],
        &["import", "caseload", path, "--dates", "sometimes"],
        &["import", "caseload", path, "--told", "perhaps"],
        &["import", "caseload", path, "--service", "nowhere"],
        &["import", "caseload", path, "--practice", "ZZZ99"],
    ] {
        let said = stage.run(wrong.iter().copied()).failed(2);
        assert_eq!(said.lines().count(), 1, "{wrong:?}: {said}");
    }
    for (name, bytes) in [("empty.csv", &b""[..]), ("book.csv", b"PK\x03\x04"), ("quote.csv", b"Surname\n\"open\n")] {
        let path = stage.data().join(name);
        std::fs::write(&path, bytes).expect("written");
        let said = stage.run(["import", "referrals", path.to_str().expect("a path of text")]).failed(1);
        assert_eq!(said.lines().count(), 1, "{name}: {said}");
    }
    let referrals = file(&stage, "referrals.csv", "Surname,DOB,Reason\nOkafor,27/3/1951,Lonely\n");
    let said = stage.run(["import", "referrals", referrals.to_str().expect("a path of text")]).failed(1);
    assert!(said.contains("what the people were told"), "{said}");
}
