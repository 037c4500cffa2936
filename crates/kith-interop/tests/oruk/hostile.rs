//! Files made to do harm, or made by software that does.

use kith_interop::oruk::{FeedError, Severity, limits, read};

use super::{feed, issues};

const ID: &str = "6a1f0b52-93c4-4d0e-8f57-2b6f3f0d9c11";

#[test]
fn what_is_no_json_text_is_refused_with_the_reason() {
    let utf16: Vec<u8> = "[{}]".encode_utf16().flat_map(u16::to_le_bytes).collect();
    let marked: Vec<u8> = [0xFF, 0xFE].into_iter().chain(utf16.iter().copied()).collect();
    let cases: [(&[u8], FeedError); 14] = [
        (b"", FeedError::Empty),
        (b"\xEF\xBB\xBF \n", FeedError::Empty),
        (&utf16, FeedError::Utf16),
        (&marked, FeedError::Utf16),
        (b"\xFE\xFF\x00[", FeedError::Utf16),
        (b"[\"\xff\"]", FeedError::NotUtf8 { position: 2 }),
        (b"[\"\xc0\xae\"]", FeedError::NotUtf8 { position: 2 }),
        (b"<!doctype html>", FeedError::WebPage),
        (b"[{\"id\": ", FeedError::CutShort),
        (b"[1,\n oops]", FeedError::NotJson { line: 2, column: 2 }),
        (b"{\"contents\":[],\"contents\":[]}", FeedError::RepeatedKey { key: "contents".into() }),
        (b"null", FeedError::NotAFeed),
        (b"{\"contents\":7}", FeedError::NotAFeed),
        (b"{\"__proto__\":{}, \"constructor\":[]}", FeedError::NotAFeed),
    ];
    for (bytes, expected) in cases {
        assert_eq!(read(bytes), Err(expected), "from {:?}", String::from_utf8_lossy(bytes));
    }
}

#[test]
fn deep_nesting_is_refused_wherever_it_is() {
    let bomb = format!("{}{}", "[".repeat(100_000), "]".repeat(100_000));
    for json in [
        bomb.clone(),
        format!(r#"{{"contents":[{bomb}]}}"#),
        format!(r#"{{"id":"{ID}","name":"Tea","status":"active","attributes":{bomb}}}"#),
        format!(r#"[{{"id":"{ID}","name":"Tea","status":"active","x":{bomb}}}]"#),
        format!(r#"{{"organizations":[{bomb}]}}"#),
    ] {
        let feed = feed(&json);
        assert!(feed.services.is_empty());
        let refused = issues(&feed, Severity::Refused);
        assert!(matches!(refused[..], [(_, message)] if message.contains("deep")));
    }
    assert_eq!(read("[".repeat(100_000).as_bytes()), Err(FeedError::CutShort));
}

#[test]
fn a_record_may_use_the_whole_permitted_depth_of_the_file_and_no_more() {
    // Two levels are the page and its list, one is the record itself.
    let page = |levels: usize| {
        let nested = format!("{}{}", "[".repeat(levels), "]".repeat(levels));
        feed(&format!(r#"{{"contents":[{{"id":"{ID}","name":"Tea","status":"active","unknown":{nested}}}]}}"#))
    };
    let inside = usize::from(limits::DEPTH) - 3;
    assert_eq!(page(inside).services.len(), 1);
    assert_eq!(page(inside + 1).refused, 1);
}

#[test]
fn a_million_faults_are_counted_and_not_kept() {
    let json = format!("[0{}]", ",0".repeat(999_999));
    let feed = feed(&json);
    assert_eq!(feed.refused, 1_000_000);
    assert_eq!(feed.issues.len(), limits::ISSUES);
    assert_eq!(feed.issues.len() + feed.unlisted_issues, 1_000_000);
}

#[test]
fn a_list_without_end_inside_a_record_is_bounded() {
    let json = format!(
        r#"{{"id":"{ID}","name":"Tea","status":"active","phones":[{{"number":"111"}}{}]}}"#,
        r#",{"number":"111"}"#.repeat(19_999)
    );
    let feed = feed(&json);
    assert_eq!(feed.services[0].phones.len(), limits::ENTRIES);
    assert!(feed.issues.iter().any(|issue| issue.path == "phones"));
}

#[test]
fn every_field_of_the_wrong_type_is_named_and_survived() {
    let fields = [
        "organization_id",
        "description",
        "url",
        "email",
        "status",
        "fees",
        "accreditations",
        "minimum_age",
        "maximum_age",
        "assured_date",
        "assurer_email",
        "last_modified",
        "alert",
        "schedules",
        "service_areas",
        "service_at_locations",
        "languages",
        "organization",
        "cost_options",
        "contacts",
        "attributes",
        "phones",
        "capacities",
    ];
    for wrong in ["true", "[]", "{}", "-1e300", r#""x""#, "[[]]", "[{}]", "[0]"] {
        for field in fields {
            let json = format!(r#"[{{"id":"{ID}","name":"Tea","{field}":{wrong}}}]"#);
            let feed = feed(&json);
            assert_eq!(feed.services.len(), 1, "from {json}");
            let text = ["description", "fees", "accreditations", "alert"].contains(&field) && wrong == r#""x""#;
            let list = field.ends_with('s')
                && field != "status"
                && field != "fees"
                && field != "accreditations"
                && wrong == "[]";
            if !text && !list {
                assert!(
                    feed.issues.iter().any(|issue| issue.path.starts_with(&format!("[0].{field}"))),
                    "nothing said about {json}: {:?}",
                    feed.issues
                );
            }
        }
    }
}

#[test]
fn identifiers_are_uuids_in_any_common_spelling_and_nothing_else() {
    for (id, kept) in [
        (ID.to_uppercase(), true),
        (ID.replace('-', ""), true),
        (format!("{{{ID}}}"), true),
        (format!("{ID}\\n"), true),
        ("0".into(), false),
        ("-1".into(), false),
        ("../../etc/passwd".into(), false),
        ("00000000-0000-0000-0000-000000000000".into(), false),
        (format!("{ID}{ID}"), false),
    ] {
        let feed = feed(&format!(r#"[{{"id":"{id}","name":"Tea","status":"active"}}]"#));
        assert_eq!(feed.services.len(), usize::from(kept), "from {id}");
        if kept {
            assert_eq!(feed.services[0].source_id.to_string(), ID);
        }
    }
}

#[test]
fn text_made_to_mislead_loses_what_misleads() {
    for (name, expected) in [
        (r"Tea\u0000club", "Teaclub"),
        (r"\u202eexe.fdp", "exe.fdp"),
        (r"\u001b[2JTea", "[2JTea"),
        (r"a\r\nlevel=error forged", "a level=error forged"),
        (r"\ufeffTea", "Tea"),
        ("<b onmouseover=x>Tea</b>", "Tea"),
        (r#"Tea <img src=x onerror=\"alert(1)\">"#, "Tea"),
        ("=HYPERLINK(1)", "=HYPERLINK(1)"),
        ("{{7*7}} ${7*7}", "{{7*7}} ${7*7}"),
        ("O'Neill-Ó Súilleabháin", "O'Neill-Ó Súilleabháin"),
    ] {
        let json = format!(r#"[{{"id":"{ID}","name":"{name}","status":"active"}}]"#);
        assert_eq!(feed(&json).services[0].name, expected, "from {name}");
    }
}

#[test]
fn a_long_text_is_cut_with_a_word_about_it() {
    let json = format!(
        r#"[{{"id":"{ID}","name":"{}","description":"{}","status":"active"}}]"#,
        "n".repeat(1_000_000),
        "d ".repeat(500_000)
    );
    let feed = feed(&json);
    assert_eq!(feed.services[0].name.chars().count(), limits::NAME);
    let description = feed.services[0].description.as_deref().unwrap_or_default();
    assert!((limits::DESCRIPTION - 1..=limits::DESCRIPTION).contains(&description.chars().count()));
    assert_eq!(issues(&feed, Severity::Changed).len(), 2);
}

#[test]
fn links_that_would_run_in_a_page_are_left_out() {
    for url in ["javascript:alert(1)", "data:text/html,x", "https://a@evil.test", "//evil.test"] {
        let json =
            format!(r#"[{{"id":"{ID}","name":"Tea","status":"active","organization_id":"{ID}","url":"{url}"}}]"#);
        let feed = feed(&json);
        assert_eq!(feed.services[0].url, None);
        assert_eq!(feed.issues.len(), 1);
        assert_eq!(feed.issues[0].path, "[0].url");
    }
}
