//! How a referral came in, and who sent it. Every route has the same standing: none waits longer or is
//! looked at less closely because no clinician sent it.

use crate::event::Event;
use crate::id::Id;
use crate::practice::Practice;
use crate::staff::Account;
use crate::text::Line;

/// The way in, with the facts of that way.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Route {
    /// Somebody at a practice who signed in.
    Practice {
        /// The practice.
        practice: Id<Practice>,
        /// Who wrote it.
        referrer: Id<Account>,
    },
    /// A practice that keeps no accounts, by its practice code.
    PracticeCode {
        /// The practice.
        practice: Id<Practice>,
        /// Who wrote it, as they say themselves.
        sender: Sender,
    },
    /// An organisation that is no practice: a housing officer, a charity, a council.
    Agency(Sender),
    /// The person themselves.
    Oneself,
    /// Somebody who knows the person.
    Friend(Sender),
}

/// Who sent a referral without signing in, as they say themselves: nobody has checked it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Sender {
    /// Their name.
    pub name: Line,
    /// Their organisation, or how they know the person.
    pub from: Line,
    /// How to reach them.
    pub reach: Line,
}

/// The code and the words of each route, in the order in which pages speak of them.
pub const ROUTES: [(&str, &str); 5] = [
    ("practice", "A practice"),
    ("practice-code", "A practice, by its code"),
    ("agency", "An organisation"),
    ("oneself", "The person themselves"),
    ("friend", "Somebody who knows them"),
];

impl Route {
    /// The stable code.
    #[must_use]
    pub const fn code(&self) -> &'static str {
        match self {
            Self::Practice { .. } => "practice",
            Self::PracticeCode { .. } => "practice-code",
            Self::Agency(_) => "agency",
            Self::Oneself => "oneself",
            Self::Friend(_) => "friend",
        }
    }

    /// The words on the page.
    #[must_use]
    pub fn label(&self) -> &'static str {
        label(self.code())
    }

    /// The practice, where one refers: messages back go to it, and to nobody else.
    #[must_use]
    pub const fn practice(&self) -> Option<Id<Practice>> {
        match self {
            Self::Practice { practice, .. } | Self::PracticeCode { practice, .. } => Some(*practice),
            Self::Agency(_) | Self::Oneself | Self::Friend(_) => None,
        }
    }

    /// The account that wrote it, where somebody had signed in.
    #[must_use]
    pub const fn referrer(&self) -> Option<Id<Account>> {
        match self {
            Self::Practice { referrer, .. } => Some(*referrer),
            _ => None,
        }
    }

    /// Who sent it, where somebody else than the person did without signing in.
    #[must_use]
    pub const fn sender(&self) -> Option<&Sender> {
        match self {
            Self::PracticeCode { sender, .. } | Self::Agency(sender) | Self::Friend(sender) => Some(sender),
            Self::Practice { .. } | Self::Oneself => None,
        }
    }

    /// Adds the route to an event.
    pub(super) fn told_by(&self, event: Event) -> Event {
        event
            .with("practice", self.practice())
            .with("route", self.code())
            .with("sender_name", self.sender().map(|sender| sender.name.as_str()))
            .with("sender_from", self.sender().map(|sender| sender.from.as_str()))
            .with("sender_reach", self.sender().map(|sender| sender.reach.as_str()))
    }
}

/// The words of a route by its code.
#[must_use]
pub fn label(code: &str) -> &'static str {
    ROUTES.into_iter().find(|(known, _)| *known == code).map_or("Another way", |(_, label)| label)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_a_practice_is_a_practice() {
        let line = |text: &str| Line::new(text).expect("a line");
        let sender = || Sender { name: line("Jo"), from: line("Housing"), reach: line("01632 960001") };
        let (practice, referrer) = (Id::from_parts(1, [1; 10]), Id::from_parts(1, [2; 10]));
        let routes = [
            Route::Practice { practice, referrer },
            Route::PracticeCode { practice, sender: sender() },
            Route::Agency(sender()),
            Route::Oneself,
            Route::Friend(sender()),
        ];
        for (route, (code, words)) in routes.iter().zip(ROUTES) {
            assert_eq!((route.code(), route.label()), (code, words));
            assert_eq!(route.practice().is_some(), code.starts_with("practice"), "{code}");
            assert_eq!(route.referrer().is_some(), code == "practice", "{code}");
        }
    }
}
