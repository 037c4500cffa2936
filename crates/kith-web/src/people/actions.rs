//! What can be done from a person's page: the buttons above the story, and the list behind *More*.
//!
//! A new room adds its line. It is offered when the policy would allow it and when its `fits` says that it makes
//! sense now; the policy decides again when it is pressed.

use kith_app::people::Story;
use kith_domain::policy::Action;
use kith_domain::support::case::State;

use super::may::May;

/// Where an act stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Stands {
    /// The page's one primary button.
    First,
    /// A button beside it.
    Beside,
    /// Behind *More*.
    More,
}

/// One thing that can be done.
#[derive(Debug)]
pub(crate) struct Offer {
    /// What it says.
    pub(crate) label: &'static str,
    /// Its page, after the person's address.
    pub(crate) page: &'static str,
    /// The letter that presses it; empty for none.
    pub(crate) key: &'static str,
    /// Where it stands.
    pub(crate) stands: Stands,
    action: Action,
    fits: fn(&Story) -> bool,
}

const fn button(label: &'static str, page: &'static str, key: &'static str, action: Action) -> Offer {
    Offer { label, page, key, stands: Stands::Beside, action, fits: always }
}

const fn more(label: &'static str, page: &'static str, action: Action) -> Offer {
    Offer { label, page, key: "", stands: Stands::More, action, fits: always }
}

/// Everything that can be done, in the order it stands on the page.
static OFFERS: &[Offer] = &[
    Offer { stands: Stands::First, fits: is_held, ..button("Log a contact", "contacts/new", "l", Action::LogContact) },
    Offer { fits: is_held, ..button("Book", "appointments/new", "b", Action::BookAppointment) },
    button("Connect", "connect", "c", Action::Connect),
    button("Record a need", "needs/new", "n", Action::RecordNeed),
    Offer { fits: was_referred, ..button("Message the practice", "message-back", "m", Action::SendMessage) },
    button("What matters", "what-matters", "w", Action::WriteWhatMatters),
    Offer { fits: may_be_held, ..more("Write down that you hold them", "holding/new", Action::KeepHolding) },
    more("How ready they are", "readiness", Action::WriteReadiness),
    more("Write a letter", "letters/new", Action::WriteLetter),
    more("A short list of places", "short-list", Action::WriteLetter),
    more("About me", "about-me", Action::SeePerson),
    more("The plan", "plan", Action::SeePerson),
    more("What changed", "what-changed", Action::RecordChange),
    more("Somebody at the practice, today", "same-day", Action::AskSameDay),
    more("A safeguarding concern", "concern", Action::WriteConcern),
    more("How to reach them", "contact-rules", Action::ChangeContactRules),
    more("What they say of themselves", "equality", Action::WriteEquality),
    more("Correct who they are", "identity", Action::CorrectIdentity),
    more("Identity and its history", "identity-history", Action::SeePerson),
    more("Add somebody around them", "around/new", Action::WriteAround),
    more("Sharing", "sharing", Action::DecideSharing),
    more("Who may see this record", "protection", Action::ProtectRecord),
    Offer { fits: is_held, ..more("Close the case", "close", Action::Close) },
    Offer { fits: has_ended, ..more("Correct why support ended", "ending", Action::CorrectEnding) },
    Offer { fits: can_move, ..more("Move to another link worker", "move", Action::MoveCase) },
    more("Who looked at this record", "who-looked", Action::SeeWhoLooked),
];

/// What is offered to this viewer now.
pub(crate) fn offered(story: &Story, may: &May) -> Vec<&'static Offer> {
    OFFERS.iter().filter(|offer| may.allows(offer.action) && (offer.fits)(story)).collect()
}

fn always(_: &Story) -> bool {
    true
}

/// Whether a link worker has the case now.
fn is_held(story: &Story) -> bool {
    story.case_with_worker().is_some()
}

/// Whether somebody was in touch, and it is not written down yet that they are held.
fn may_be_held(story: &Story) -> bool {
    matches!(story.current_case().map(|kept| &kept.it.state), Some(State::Active { .. }))
}

/// Whether support has ended.
fn has_ended(story: &Story) -> bool {
    matches!(story.current_case().map(|kept| &kept.it.state), Some(State::DoorOpen { .. } | State::Closed { .. }))
}

/// Whether somebody has the case, and another worker may take it over.
fn can_move(story: &Story) -> bool {
    let state = story.current_case().map(|kept| &kept.it.state);
    state.is_some_and(|state| state.is_with_worker() || matches!(state, State::DoorOpen { .. }))
}

/// Whether there is a practice to write to.
fn was_referred(story: &Story) -> bool {
    story.referrals.iter().any(|(referral, _)| referral.route.practice().is_some())
}
