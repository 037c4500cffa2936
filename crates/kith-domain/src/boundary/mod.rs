//! The edges of the role. Rooms: [`entry`], what workers write of the limits they met, each for themselves;
//! [`discretion`], what they did beyond the script, and [`quiet`], when they are not to be asked, both theirs too;
//! [`shown`], to whom they showed something of their own; [`agreement`], what the role is at a practice, agreed by both
//! sides; [`same_day`], who was asked about a risk on the same day and when they answered; [`visit`], who is told when
//! somebody goes alone; and [`safeguarding`].

pub mod agreement;
pub mod agreement_link;
pub mod discretion;
pub mod entry;
pub mod quiet;
pub mod safeguarding;
pub mod same_day;
pub mod shown;
pub mod visit;
