//! Pages as they look in every state that matters, drawn without a store.
//!
//! [`all`] is the one list: a new page adds its samples here. The test writes them where browsers and validators can
//! look at them, with the files they need, and a manifest that says how many there must be.

mod house;
mod kit;
mod team;

use std::path::PathBuf;

use askama::Template;

use crate::components::{Frame, NavItem, PersonBanner};

/// Text that would be an element if any page forgot to escape it.
pub(crate) const HOSTILE: &str = "\"'><x-kith-7 onmouseover=1>";

/// A page of somebody who signed in.
pub(crate) fn frame(title: &str) -> Frame {
    Frame {
        title: title.to_owned(),
        service_name: "Harbour social prescribing".to_owned(),
        organisation: "Harbour Lane Surgery".to_owned(),
        nav: vec![NavItem::new("/today", "Today").current(), NavItem::new("/people", "People"), NavItem::new("/directory", "Directory")],
        who: Some("Amina Yusuf, link worker".to_owned()),
        demo: true,
        ..Frame::default()
    }
}

/// A page of somebody who did not.
pub(crate) fn public_frame(title: &str) -> Frame {
    Frame { demo: true, ..Frame::public(title, "") }
}

/// The person whom a page is about.
pub(crate) fn banner() -> PersonBanner {
    PersonBanner {
        name: "OKAFOR, Rosa (Rosie)".to_owned(),
        href: "/people/1".to_owned(),
        born: "27 March 1951 (75)".to_owned(),
        nhs_number: "999 123 4560".to_owned(),
        communication: Some("Large print".to_owned()),
        warnings: vec!["Do not leave a voice message".to_owned()],
        is_restricted: false,
    }
}

/// Draws a page.
pub(crate) fn sample(name: &'static str, page: &impl Template) -> Sample {
    Sample { name, html: page.render().unwrap() }
}

/// One page in one state.
#[derive(Clone)]
pub(crate) struct Sample {
    /// Its file name without ending: letters, digits and hyphens.
    pub(crate) name: &'static str,
    /// The whole page.
    pub(crate) html: String,
}

/// Every page in every sample state.
pub(crate) fn all() -> Vec<Sample> {
    [kit::samples(), house::samples(), team::samples()].concat()
}

/// Where the pages go: `target/pages`, or where `KITH_PAGES` says.
fn folder() -> PathBuf {
    if let Some(folder) = std::env::var_os("KITH_PAGES") {
        return PathBuf::from(folder);
    }
    let target = std::env::var_os("CARGO_TARGET_DIR")
        .map_or_else(|| PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../../target"), PathBuf::from);
    target.join("pages")
}

#[test]
fn every_sample_is_written_for_browsers_and_validators() {
    let folder = folder();
    let _ = std::fs::remove_dir_all(&folder);
    std::fs::create_dir_all(folder.join("assets")).unwrap();
    for asset in crate::assets::ALL {
        std::fs::write(folder.join(asset.url().trim_start_matches('/')), asset.bytes()).unwrap();
    }
    let mut names: Vec<&str> = Vec::new();
    for sample in all() {
        assert!(!names.contains(&sample.name), "two samples are called {}", sample.name);
        assert!(sample.html.starts_with("<!DOCTYPE html>"), "{} is not a whole page", sample.name);
        std::fs::write(folder.join(format!("{}.html", sample.name)), &sample.html).unwrap();
        names.push(sample.name);
    }
    assert!(!names.is_empty());
    let manifest = serde_json::json!({ "pages": names });
    std::fs::write(folder.join("manifest.json"), manifest.to_string()).unwrap();
}

#[test]
fn no_sample_holds_inline_script_or_style_or_another_servers_address() {
    for sample in all() {
        for forbidden in ["<style", " style=", "<script>", " onclick=", " onload=", "javascript:", "=\"http", "=\"//"] {
            let found = sample.html.match_indices(forbidden).find(|(at, _)| {
                !sample.html[..*at].ends_with("xmlns") // the name of SVG's vocabulary, which nothing fetches
            });
            assert!(found.is_none(), "{} holds {forbidden}", sample.name);
        }
    }
}

#[test]
fn hostile_text_becomes_text_on_every_sample() {
    let all = all();
    assert!(all.iter().any(|sample| sample.html.contains("x-kith-7")), "no sample holds the hostile text");
    for sample in all {
        assert!(!sample.html.contains("<x-kith-7"), "{} forgot to escape", sample.name);
    }
}

/// Every page in every state, read in review. Names of hashed files change with their content and are masked.
#[test]
fn every_sample_is_a_snapshot() {
    let hashed: Vec<(String, String)> =
        crate::assets::ALL.iter().map(|asset| (asset.url().to_owned(), format!("/assets/{}", asset.name()))).collect();
    for sample in all() {
        if sample.name.starts_with("kit-") {
            continue;
        }
        let mut html = sample.html;
        for (url, name) in &hashed {
            html = html.replace(url.as_str(), name);
        }
        insta::assert_snapshot!(sample.name, html);
    }
}
