//! Pages as they look in every state that matters, drawn without a store.
//!
//! [`all`] is the one list: a new page adds its samples here. The test writes them where browsers and validators can
//! look at them, with the files they need, and a manifest that says how many there must be.

mod accounts;
mod appointments;
pub(crate) mod asking;
mod boundaries;
mod coming;
mod concerns;
mod connections;
mod edges;
mod favourites;
mod feeds;
mod holding;
mod house;
mod how_we_work;
mod imports;
mod kit;
mod letters;
mod made_up;
mod messages;
mod missing;
mod noted;
mod people;
mod person;
mod planning;
mod post;
mod practices;
mod reports;
mod requests;
mod service;
mod team;
mod trust;
mod unanswered;
mod unmet;
mod written;

pub(crate) use favourites::two_places;
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
        nav: vec![
            NavItem::new("/today", "Today").current(),
            NavItem::new("/people", "People"),
            NavItem::new("/directory", "Directory"),
        ],
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
        is_kept_offline: false,
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
    [
        kit::samples(),
        house::samples(),
        accounts::samples(),
        coming::samples(),
        team::samples(),
        people::samples(),
        person::samples(),
        planning::samples(),
        concerns::samples(),
        connections::samples(),
        asking::samples(),
        requests::samples(),
        trust::samples(),
        service::samples(),
        appointments::samples(),
        imports::samples(),
        reports::samples(),
        missing::samples(),
        unanswered::samples(),
        unmet::samples(),
        boundaries::samples(),
        how_we_work::samples(),
        noted::samples(),
        holding::samples(),
        edges::samples(),
        favourites::samples(),
        feeds::samples(),
        letters::samples(),
        messages::samples(),
        written::samples(),
        post::samples(),
        practices::samples(),
    ]
    .into_iter()
    .flatten()
    .collect()
}

/// A page as it is compared with how somebody last read it: assets without their hash, so that a change of the
/// stylesheet is no change of every page.
fn comparable(mut html: String) -> String {
    for asset in crate::assets::ALL {
        html = html.replace(asset.url(), &format!("/assets/{}", asset.name()));
    }
    html
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
                // The name of SVG's vocabulary and what a box is filled with, which nothing fetches; and a link out, which
                // only a person follows.
                let before = &sample.html[..*at];
                let is_filled = forbidden == "=\"http" && before.ends_with(" value");
                !is_filled && !before.ends_with("xmlns") && !before.ends_with("<a rel=\"noreferrer external\" href")
            });
            assert!(found.is_none(), "{} holds {forbidden}", sample.name);
        }
    }
}

#[test]
fn what_people_write_never_becomes_markup() {
    let mut hostile = 0;
    for sample in all() {
        assert!(!sample.html.contains("<x-kith-7"), "{} lets hostile text through", sample.name);
        hostile += usize::from(sample.html.contains("&#60;x-kith-7"));
    }
    assert!(hostile > 10, "only {hostile} samples hold hostile text");
}

/// Every page in every state, read in review; each room compares its own.
#[test]
fn every_sample_is_a_snapshot() {
    for sample in [house::samples(), accounts::samples(), team::samples(), coming::samples()].into_iter().flatten() {
        insta::assert_snapshot!(sample.name, comparable(sample.html));
    }
}
