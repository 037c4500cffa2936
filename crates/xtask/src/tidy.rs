//! The rules of the house, each a function over data, so that its test can show it fail.
//!
//! A finding fails the run; a hint is printed and does not.

mod edges;
mod links;
mod map;
mod markup;
mod named_tests;
mod ratchets;
mod registries;
mod rust;
mod schema;
mod sizes;

use std::fmt;

use anyhow::{Result, bail};

use crate::tree;

/// Something that breaks a rule, or soon will.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Finding {
    /// Where, as path or crate name.
    place: String,
    /// What, and what to do.
    message: String,
    /// Whether it only hints.
    is_hint: bool,
}

impl Finding {
    fn new(place: impl Into<String>, message: impl Into<String>) -> Self {
        Self { place: place.into(), message: message.into(), is_hint: false }
    }

    fn hint(place: impl Into<String>, message: impl Into<String>) -> Self {
        Self { is_hint: true, ..Self::new(place, message) }
    }
}

impl fmt::Display for Finding {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let kind = if self.is_hint { "hint" } else { "error" };
        write!(f, "{kind}: {}: {}", self.place, self.message)
    }
}

/// What to do with counts that fell.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Ratchet {
    /// Ask for the lower number to be written down.
    Hold,
    /// Write the lower number down.
    Tighten,
}

/// Checks every rule and prints what it found.
pub(crate) fn run(ratchet: Ratchet) -> Result<()> {
    let root = tree::root()?;
    let files = tree::files(&root)?;
    let crates = edges::crates(&tree::metadata(&root)?)?;
    let counts = ratchets::count(&files);
    if ratchet == Ratchet::Tighten {
        std::fs::write(root.join(ratchets::FILE), ratchets::tightened(&files, &counts))?;
        println!("{} holds the lower of each old and new count", ratchets::FILE);
        return Ok(());
    }
    let mut findings = edges::check(&crates);
    findings.extend(sizes::check(&files));
    findings.extend(ratchets::check(&files, &counts));
    findings.extend(markup::check(&files));
    findings.extend(registries::check(&files));
    findings.extend(schema::tables_without_fence(&files));
    findings.extend(schema::rooms_not_registered(&files));
    findings.extend(named_tests::check(&files));
    findings.extend(links::check(&files, &|path| root.join(path).exists()));
    findings.extend(map::check(&files));
    for finding in &findings {
        println!("{finding}");
    }
    let errors = findings.iter().filter(|finding| !finding.is_hint).count();
    if errors > 0 {
        bail!("tidy found {errors} to mend");
    }
    Ok(())
}
