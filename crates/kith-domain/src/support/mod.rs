//! Supporting a person: the case, contacts, what was done, and what matters.

pub mod case;
pub mod contact;
pub mod way_of_working;
pub mod what_matters;

pub use case::Case;
pub use contact::Contact;
pub use way_of_working::WayOfWorking;
pub use what_matters::WhatMatters;
