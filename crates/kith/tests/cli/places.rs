//! `kith import places`: the files as they are published, in miniature.

use std::path::{Path, PathBuf};

use serde_json::Value;

use crate::stage::{Stage, sqlite, stages};

fn sample(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../kith-interop/tests/samples/places").join(name)
}

fn import(stage: &Stage, name: &str) -> Value {
    let file = sample(name);
    let said = stage.run(["import", "places", file.to_str().expect("a path of text"), "--json"]).json();
    said["files"][0].clone()
}

/// What the files brought: the town of the tour has postcodes of its own.
fn postcodes(stage: &Stage) -> Vec<String> {
    let all = stage
        .texts("SELECT code || ' ' || coalesce(area, '-') || ' ' || coalesce(ended, '-') FROM postcode ORDER BY code");
    all.into_iter().filter(|line| line.starts_with("ZZ")).collect()
}

#[test]
fn files_are_taken_changed_and_the_second_time_left_as_they_were() {
    for stage in stages() {
        let stage = stage.with_tour();
        let of_the_town = stage.run(["check", "--json"]).json()["places"]["postcodes"].as_i64().expect("a count");
        let first = import(&stage, "directory-2025.csv");
        assert_eq!(first["kind"], "postcode-directory", "{first}");
        assert_eq!(first["postcodes"]["new"], 5, "{first}");
        assert_eq!((&first["refused"], &first["without_position"]), (&Value::from(0), &Value::from(1)), "{first}");
        let verified = stage.run(["verify", "--json"]).json();
        let again = import(&stage, "directory-2025.csv");
        assert_eq!(again["postcodes"]["unchanged"], 5, "{again}");
        assert_eq!(again["postcodes"]["new"], 0, "{again}");
        // The run is noted, and nothing else.
        let later = stage.run(["verify", "--json"]).json();
        let entries = |it: &Value| it["entries"].as_i64().or_else(|| it["chained"].as_i64());
        assert!(entries(&later) <= entries(&verified).map(|many| many + 1), "{verified} {later}");

        // The next edition: one moved, one new, and ranks of the areas it names; two rows contradict each other.
        let next = import(&stage, "directory-2026.csv");
        assert_eq!(next["postcodes"]["changed"], 1, "{next}");
        assert_eq!((&next["postcodes"]["new"], &next["areas"]["new"]), (&Value::from(1), &Value::from(1)), "{next}");
        assert_eq!(next["contradicted_areas"], 1, "{next}");

        // Code-Point Open moves a postcode and leaves its area and the month it was ended.
        let moved = import(&stage, "code-point.csv");
        assert_eq!(moved["kind"], "code-point-open");
        assert_eq!((&moved["postcodes"]["new"], &moved["postcodes"]["changed"]), (&Value::from(1), &Value::from(1)));
        let held = postcodes(&stage);
        assert!(held.contains(&"ZZ11AA E01900001 -".to_owned()), "{held:?}");
        assert!(held.contains(&"ZZ11AD E01900002 2019-06".to_owned()), "{held:?}");

        // Deprivation of both censuses, side by side; the row whose tenth is wrong is named.
        let areas = import(&stage, "deprivation-2025.csv");
        assert_eq!((&areas["areas"]["changed"], &areas["areas"]["new"]), (&Value::from(1), &Value::from(1)), "{areas}");
        assert_eq!(areas["districts"]["new"], 1, "{areas}");
        let older = import(&stage, "deprivation-2019.csv");
        assert_eq!((&older["areas"]["new"], &older["refused"]), (&Value::from(1), &Value::from(1)), "{older}");
        assert_eq!(older["refused_rows"][0]["row"], 3);
        let tenths = stage.texts(
            "SELECT code || ' ' || edition || ' ' || deprivation_tenth FROM area WHERE code < 'E01999' ORDER BY code, edition",
        );
        assert_eq!(tenths, ["E01900001 2011 7", "E01900001 2021 1", "E01900002 2021 4"]);
        stage.run(["verify"]).fine();
        let check = stage.run(["check", "--json"]).json();
        assert_eq!(check["places"]["postcodes"], of_the_town + 7, "{check}");
        assert_eq!(check["places"]["files"][0]["name"], "directory-2026.csv (districts of 2026)", "{check}");
        // Who did it is the operator, in the trail too.
        let actors = stage.texts("SELECT DISTINCT actor FROM audit WHERE action = 'import-places'");
        assert_eq!(actors, ["operator"]);
    }
}

#[test]
fn what_was_taken_is_said_in_words_and_what_is_no_such_file_changes_nothing() {
    let stage = sqlite().with_tour();
    let said = stage.run(["import", "places", sample("deprivation-2019.csv").to_str().expect("text")]);
    assert!(said.fine().contains("refused: row 3: its rank and its tenth contradict each other"));
    let folder = stage.data().join("files");
    std::fs::create_dir_all(&folder).expect("a folder");
    let path = |name: &str| folder.join(name).to_str().expect("text").to_owned();
    for (name, content, sentence) in [
        ("people.csv", "Family name,Born\nOkafor,1951\n", "columns of this file are not known"),
        ("empty.csv", "", "The file is empty"),
        ("packed.zip", "PK\u{3}\u{4}", "ZIP archive"),
        ("bad.csv", "pcds,lat,long\nnowhere,1,1\n", "nothing of"),
    ] {
        std::fs::write(path(name), content).expect("written");
        let refused = stage.run(["import", "places", &path(name)]);
        assert!(refused.failed(1).contains(sentence), "{name}");
    }
    assert_eq!(postcodes(&stage), Vec::<String>::new());
    assert!(stage.run(["import", "places", "/dev/zero"]).failed(1).contains("is not a file"));
}

#[test]
fn a_broken_off_run_goes_on_and_a_long_file_names_only_its_first_faulty_rows() {
    let stage = sqlite().with_tour();
    let path = stage.data().join("long.csv");
    let mut text = "pcds,lat,long\n".to_owned();
    for number in 0..12_000 {
        let (district, sector, unit) = (number / 1_000, number / 100 % 10, number % 100);
        let letters = [b'A' + u8::try_from(unit / 10).expect("small"), b'A' + u8::try_from(unit % 10).expect("small")];
        let letters = String::from_utf8_lossy(&letters).into_owned();
        text.push_str(&format!("ZZ{district} {sector}{letters},54.9,-1.6\n"));
        if number % 300 == 0 {
            text.push_str("nowhere,54.9,-1.6\n");
        }
    }
    std::fs::write(&path, &text).expect("written");
    let file = path.to_str().expect("text");
    let first = stage.run(["import", "places", file, "--json"]).json()["files"][0].clone();
    assert_eq!((&first["postcodes"]["new"], &first["refused"]), (&Value::from(12_000), &Value::from(40)), "{first}");
    assert_eq!(first["refused_rows"].as_array().map(Vec::len), Some(20));
    // As if the last slices had never come.
    stage.tamper("DELETE FROM postcode WHERE code > 'ZZ5'");
    let again = stage.run(["import", "places", file, "--json"]).json()["files"][0].clone();
    let (new, same) = (again["postcodes"]["new"].as_u64(), again["postcodes"]["unchanged"].as_u64());
    assert_eq!(new.zip(same).map(|(new, same)| new + same), Some(12_000), "{again}");
    assert!(new > Some(1_000) && same > Some(1_000), "{again}");
}
