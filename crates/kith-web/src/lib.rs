//! Pages and addresses: what people and machines see of Kith.
//!
//! A page is a folder's `<page>.rs` beside its `<page>.html`; its markup comes from [`components`], its stylesheets
//! and scripts from [`assets`].
//!
//! Invariants: no inline script or style, no address of another server, every page works without JavaScript,
//! and everything a person typed is escaped.

pub mod assets;
pub mod components;
#[cfg(test)]
mod samples;
