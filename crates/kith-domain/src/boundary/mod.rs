//! The edges of the role. Today one room: [`safeguarding`].

pub mod safeguarding;
