//! Supporting a person: the case, contacts, what was done, what matters, About Me, the plan, and what changed.

pub mod about_me;
pub mod asking;
pub mod case;
pub mod caseload;
pub mod changed;
pub mod contact;
pub mod cover;
pub mod handover;
pub mod letter;
pub mod letter_template;
pub mod own_tap;
pub mod plan;
pub mod way_list;
pub mod way_of_working;
pub mod what_matters;

pub use about_me::AboutMe;
pub use case::Case;
pub use changed::Changed;
pub use contact::Contact;
pub use cover::Cover;
pub use handover::Handover;
pub use letter::Letter;
pub use letter_template::LetterTemplate;
pub use own_tap::OwnTap;
pub use way_list::WayList;
pub use way_of_working::WayOfWorking;
pub use what_matters::WhatMatters;
