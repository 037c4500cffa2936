//! Supporting a person: the case, contacts, holding, readiness, what was done, what matters, About Me, the plan, and what
//! changed.

pub mod about_me;
pub mod asking;
pub mod attempts;
pub mod case;
pub mod caseload;
pub mod changed;
pub mod contact;
pub mod cover;
pub mod guide;
pub mod handover;
pub mod holding;
pub mod letter;
pub mod letter_template;
pub mod own_tap;
pub mod plan;
pub mod readiness;
pub mod way_list;
pub mod way_of_working;
pub mod what_matters;
pub mod why_not;

pub use about_me::AboutMe;
pub use case::Case;
pub use changed::Changed;
pub use contact::Contact;
pub use cover::Cover;
pub use guide::BeyondGuide;
pub use handover::Handover;
pub use holding::Holding;
pub use letter::Letter;
pub use letter_template::LetterTemplate;
pub use own_tap::OwnTap;
pub use readiness::Readiness;
pub use way_list::WayList;
pub use way_of_working::WayOfWorking;
pub use what_matters::WhatMatters;
