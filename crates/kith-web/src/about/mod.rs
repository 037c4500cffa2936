//! About Kith: what the two studies found, what Kith does about it, and where to see it. The text is
//! `docs/from-the-studies.md`, so that document and page cannot differ.

use std::sync::LazyLock;

use askama::Template;

use crate::components::{Button, Frame};
use crate::error::Problem;
use crate::reply::Reply;
use crate::visit::Visit;

static DOCUMENT: &str = include_str!("../../../../docs/from-the-studies.md");

/// One finding, as the document lays it out.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct Finding {
    pub(crate) slug: String,
    pub(crate) finding: String,
    pub(crate) source: String,
    pub(crate) does: String,
    pub(crate) page: String,
    pub(crate) situation: String,
    pub(crate) test: String,
}

/// A part of the document.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Part {
    /// `##`
    Heading(String),
    /// A paragraph.
    Paragraph(String),
    /// A list.
    List(Vec<String>),
    /// A finding.
    Finding(Finding),
}

static PARTS: LazyLock<Vec<Part>> = LazyLock::new(|| parts(DOCUMENT));

/// Reads the document: headings, paragraphs, lists, findings.
pub(crate) fn parts(text: &str) -> Vec<Part> {
    let mut parts: Vec<Part> = Vec::new();
    let mut open = false;
    for line in text.lines().map(str::trim_end) {
        if let Some(title) = line.strip_prefix("## ") {
            parts.push(Part::Heading(plain(title)));
            open = false;
        } else if let Some(slug) = line.strip_prefix("### ") {
            parts.push(Part::Finding(Finding { slug: slug.to_owned(), ..Finding::default() }));
            open = true;
        } else if line.starts_with("# ") || line.is_empty() {
            if line.is_empty() && !open {
                parts.push(Part::Paragraph(String::new()));
            }
        } else if let Some(item) = line.strip_prefix("- ") {
            match parts.last_mut() {
                Some(Part::Finding(finding)) if open => fill(finding, item),
                Some(Part::List(items)) => items.push(plain(item)),
                _ => parts.push(Part::List(vec![plain(item)])),
            }
        } else {
            open = false;
            match parts.last_mut() {
                Some(Part::Paragraph(text)) if !text.is_empty() => {
                    text.push(' ');
                    text.push_str(&plain(line));
                }
                Some(Part::Paragraph(text)) => text.push_str(&plain(line)),
                _ => parts.push(Part::Paragraph(plain(line))),
            }
        }
    }
    parts.retain(|part| !matches!(part, Part::Paragraph(text) if text.is_empty()));
    parts
}

fn fill(finding: &mut Finding, item: &str) {
    let Some((key, value)) = item.split_once(": ") else { return };
    let value = plain(value);
    match key {
        "Finding" => finding.finding = value,
        "Source" => finding.source = value,
        "What Kith does" => finding.does = value,
        "Page" => finding.page = value,
        "Demo situation" => finding.situation = value,
        "Test" => finding.test = value,
        _ => {}
    }
}

/// Text without the signs of the mark-up that the document uses.
fn plain(text: &str) -> String {
    text.replace("**", "").replace('`', "")
}

/// Every finding of the document.
pub(crate) fn findings() -> impl Iterator<Item = &'static Finding> {
    PARTS.iter().filter_map(|part| match part {
        Part::Finding(finding) => Some(finding),
        _ => None,
    })
}

/// A stop of the demo's tour.
#[derive(Debug, Clone)]
pub(crate) struct Stop {
    pub(crate) finding: String,
    pub(crate) source: String,
    pub(crate) does: String,
    pub(crate) situation: String,
    pub(crate) address: String,
    pub(crate) account: String,
}

/// The tour: every finding whose record this demo holds.
pub(crate) fn tour(visit: &Visit) -> Vec<Stop> {
    findings()
        .filter_map(|it| {
            let kith_app::demo::Stop { address, account } =
                kith_app::demo::stop(&visit.site.app, &it.page).ok().flatten()?;
            Some(Stop {
                finding: it.finding.clone(),
                source: it.source.clone(),
                does: it.does.clone(),
                situation: it.situation.clone(),
                address,
                account: account.to_string(),
            })
        })
        .collect()
}

/// A part as the page shows it.
pub(crate) struct Shown {
    pub(crate) part: &'static Part,
    /// Where the finding can be seen in this demo.
    pub(crate) stop: Option<Stop>,
}

#[derive(Template)]
#[template(path = "about/page.html")]
pub(crate) struct About {
    pub(crate) frame: Frame,
    pub(crate) parts: Vec<Shown>,
}

/// The page.
pub(crate) fn show(visit: &Visit) -> Result<Reply, Problem> {
    visit.only(&[])?;
    let stops = if visit.site.settings.demo { tour(visit) } else { Vec::new() };
    Reply::page(&page(visit.frame("About Kith", None), &stops))
}

pub(crate) fn page(frame: Frame, stops: &[Stop]) -> About {
    let parts = PARTS
        .iter()
        .map(|part| Shown {
            stop: match part {
                Part::Finding(finding) => stops.iter().find(|stop| stop.finding == finding.finding).cloned(),
                _ => None,
            },
            part,
        })
        .collect();
    About { frame, parts }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_finding_says_everything() {
        let all: Vec<&Finding> = findings().collect();
        assert!(all.len() >= 20, "{}", all.len());
        for finding in all {
            for part in
                [&finding.finding, &finding.source, &finding.does, &finding.page, &finding.situation, &finding.test]
            {
                assert!(!part.is_empty(), "{} leaves something out", finding.slug);
            }
        }
    }

    #[test]
    fn the_document_ends_as_promised() {
        assert!(DOCUMENT.trim_end().ends_with("This is our reading; the authors have not reviewed it."));
    }

    #[test]
    fn every_page_named_is_an_address_of_the_router() {
        for finding in findings() {
            let shape: Vec<&str> = finding.page.trim_start_matches('/').split('/').collect();
            let known = crate::routes().iter().any(|route| {
                let path: Vec<&str> = route.path.trim_start_matches('/').split('/').collect();
                route.method == "GET"
                    && path.len() == shape.len()
                    && path
                        .iter()
                        .zip(&shape)
                        .all(|(known, asked)| known == asked || (known.starts_with('{') && asked.starts_with("{demo:")))
            });
            assert!(known, "{}: {} is no page", finding.slug, finding.page);
        }
    }
}
