//! Open Referral UK, 3.0 and 1.0.

mod fixtures;
mod hostile;
mod in_words;
mod one;
mod properties;
mod samples;

use kith_interop::oruk::{Feed, Issue, Severity, read};

/// Reads what a test says must be readable.
#[track_caller]
fn feed(json: &str) -> Feed {
    read(json.as_bytes()).expect("the file as a whole is readable")
}

/// The issues of one severity as `(path, message)`.
fn issues(feed: &Feed, severity: Severity) -> Vec<(&str, &str)> {
    feed.issues
        .iter()
        .filter(|issue| issue.severity == severity)
        .map(|issue: &Issue| (issue.path.as_str(), issue.message.as_str()))
        .collect()
}

/// The paths of all issues, for a test to compare with those it expects.
fn paths(feed: &Feed) -> Vec<&str> {
    feed.issues.iter().map(|issue| issue.path.as_str()).collect()
}
