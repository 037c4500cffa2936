//! What leaves Kith: e-mail, by the post that `kith-app` asks for, and questions to directory feeds.
//!
//! # Invariants
//! - A letter that is sent again has the same Message-ID, so that a receiver can tell a repeat.
//! - A password never crosses a network in clear: beyond this machine the connection is encrypted or
//!   there is none.
//! - What went wrong is said without any content of the letter and without what the server answered,
//!   which may repeat an address.

pub mod feed;
mod smtp;

pub use smtp::{Smtp, SmtpError};
