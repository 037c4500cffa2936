//! Taking files in.

pub mod directory;
