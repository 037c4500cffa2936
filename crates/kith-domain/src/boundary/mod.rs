//! The edges of the role. Two rooms: [`entry`], what workers write of the limits they met, each for themselves; and
//! [`safeguarding`].

pub mod entry;
pub mod safeguarding;
