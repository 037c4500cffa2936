//! Taking files in.

pub mod directory;
pub mod feed;
pub mod fetch;
mod partial;
pub mod people;
pub mod places;
mod record;
