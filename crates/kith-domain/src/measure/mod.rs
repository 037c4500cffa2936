//! The catalogue of measures: each figure that Kith reports, its one definition, and what it counts.
//!
//! One file for each report: [`month`] (*This month*), [`unmet`] (*What was missing*), [`working`] (*How we work*). Each figure has a code, words, a
//! definition, a unit, a source, and a reference evaluator: a pure function over plain facts that works the figure out by
//! its definition alone. Tests compare what the store and the cubes answer with it.
//!
//! # Invariants
//! - A figure is defined here and nowhere else; the page, the file and the reference show these words.
//! - A figure counts facts that were recorded for the work itself; nobody enters anything for a report.
//! - No figure is a score, a target or a rank.

pub mod month;
pub mod period;
pub mod unmet;
pub mod working;

pub use month::{Figure, Month, middle};
pub use period::Period;

use crate::support::contact::coded;

coded!(/** What a figure counts. */ Unit {
    /** People. */ People = "people", "people, each once";
    /** Referrals. */ Referrals = "referrals", "referrals";
    /** Cases. */ Cases = "cases", "cases";
    /** Contacts. */ Contacts = "contacts", "contacts";
    /** Gaps. */ Gaps = "gaps", "gaps";
    /** Weeks. */ Weeks = "weeks", "weeks in which somebody was held";
    /** Minutes. */ Minutes = "minutes", "minutes of link workers";
    /** A share. */ Percent = "percent", "per cent";
});

/// One entry of the catalogue.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Definition {
    /// The report it stands in.
    pub report: &'static str,
    /// The stable code.
    pub code: &'static str,
    /// The words on the page.
    pub words: &'static str,
    /// What it counts, in words that a reader can check against a record.
    pub definition: &'static str,
    /// The unit.
    pub unit: Unit,
    /// Out of which records.
    pub source: &'static str,
}

/// Every figure there is.
#[must_use]
pub fn catalogue() -> Vec<Definition> {
    let month = Figure::reported().into_iter().map(|it| Definition {
        report: "This month",
        code: it.code(),
        words: it.label(),
        definition: it.definition(),
        unit: it.unit(),
        source: it.source(),
    });
    let unmet = unmet::Figure::ALL.iter().map(|it| Definition {
        report: "What was missing",
        code: it.code(),
        words: it.label(),
        definition: it.definition(),
        unit: it.unit(),
        source: it.source(),
    });
    let working = working::Signal::ALL.iter().map(|it| Definition {
        report: "How we work",
        code: it.code(),
        words: it.label(),
        definition: it.definition(),
        unit: it.unit(),
        source: it.source(),
    });
    month.chain(unmet).chain(working).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_figure_is_defined_once() {
        let all = catalogue();
        let mut known: Vec<(&str, &str)> = all.iter().map(|it| (it.report, it.code)).collect();
        known.sort_unstable();
        known.dedup();
        assert_eq!(known.len(), all.len());
        for it in all {
            assert!(it.definition.ends_with('.') && it.definition.len() > 60, "{it:?}");
            assert!(!it.words.is_empty() && !it.source.is_empty(), "{it:?}");
        }
    }
}
