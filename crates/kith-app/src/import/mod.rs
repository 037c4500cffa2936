//! Taking files in.

pub mod directory;
pub mod people;
mod record;
