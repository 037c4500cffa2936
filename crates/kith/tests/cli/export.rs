//! `kith export directory`.

use std::path::Path;

use crate::stage::{sqlite, stages};

#[test]
fn what_is_written_out_is_taken_in_again_without_a_change() {
    for stage in stages() {
        let stage = stage.with_tour();
        let sample = Path::new(env!("CARGO_MANIFEST_DIR")).join("../kith-interop/tests/samples/oruk/town.json");
        stage.run(["import", "directory", sample.to_str().expect("a path of text")]).fine();
        let file = stage.data().join("directory.json");
        let file = file.to_str().expect("a path of text");
        let told = stage.run(["export", "directory", file, "--json"]).json();
        let count = told["entries"].as_u64().expect("a number");
        assert!(count > 2, "{told}");
        let text = std::fs::read_to_string(file).expect("written");
        let feed: serde_json::Value = serde_json::from_str(&text).expect("JSON");
        let contents = feed["contents"].as_array().expect("a list");
        assert_eq!(contents.len() as u64, count);
        for (counter, value) in [("total_items", count), ("size", count), ("total_pages", 1), ("page_number", 1)] {
            assert_eq!(feed[counter], value, "{counter}");
        }
        let verified = stage.run(["verify", "--json"]).json();
        let again = stage.run(["import", "directory", file, "--json"]).json();
        assert_eq!((&again["unchanged"], &again["refused"]), (&count.into(), &0.into()), "{again}");
        assert_eq!(stage.run(["verify", "--json"]).json(), verified, "not even an entry of the trail");

        let table = stage.data().join("directory.csv");
        let table = table.to_str().expect("a path of text");
        stage.run(["export", "directory", table, "--csv"]).fine();
        let text = std::fs::read_to_string(table).expect("written");
        assert!(text.starts_with("\u{feff}Name,Run by,"), "{text:.80}");
        assert_eq!(text.matches('\u{feff}').count(), 1);
        // Nobody's file is written over.
        let said = stage.run(["export", "directory", table, "--csv"]).failed(2);
        assert_eq!(said.lines().count(), 1, "{said}");
        assert_eq!(std::fs::read_to_string(table).expect("still there"), text);
    }
    let stage = sqlite().with_tour();
    let said = stage.run(["export", "directory", "/nowhere/at/all.json"]).failed(1);
    assert_eq!(said.lines().count(), 1, "{said}");
}
