//! What somebody asks for, beside the figures of a need and a place: the last part of a case for investment.
//!
//! The figures say what was missing; what it would take is a human's to say. It is kept as it was typed, once for each
//! period, need and place of a service, with its history.

use jiff::Timestamp;

use crate::event::Event;
use crate::id::Id;
use crate::measure::Period;
use crate::rejection::Rejection;
use crate::staff::{Account, Service};
use crate::text::{Line, Words};

/// What is asked for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct InvestmentAsk {
    /// Identifier.
    pub id: Id<InvestmentAsk>,
    /// The service.
    pub service: Id<Service>,
    /// The period of the figures.
    pub period: Period,
    /// The need, as the report writes it: `domain-housing`.
    pub need: Line,
    /// The place, as the report writes it; none for every place.
    pub place: Option<Line>,
    /// What is asked for.
    pub words: Words,
    /// Who wrote it last.
    pub author: Id<Account>,
    /// When.
    pub at: Timestamp,
}

/// Of which figures it speaks.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct About {
    /// The period.
    pub period: Period,
    /// The need.
    pub need: Line,
    /// The place.
    pub place: Option<Line>,
}

impl InvestmentAsk {
    /// Writes it for the first time.
    #[must_use]
    pub fn write(
        id: Id<Self>,
        service: Id<Service>,
        about: About,
        words: Words,
        (author, at): (Id<Account>, Timestamp),
    ) -> (Self, Event) {
        let About { period, need, place } = about;
        let it = Self { id, service, period, need, place, words, author, at };
        let event = it.event();
        (it, event)
    }

    /// Writes it anew. What it said before stays in its events.
    ///
    /// # Errors
    /// When nothing is different.
    pub fn rewrite(self, words: Words, (author, at): (Id<Account>, Timestamp)) -> Result<(Self, Event), Rejection> {
        if self.words == words {
            return Err(Rejection::of_field(
                "words",
                "ask.same",
                "Nothing is different yet. Change what is asked for.",
            ));
        }
        let it = Self { words, author, at, ..self };
        let event = it.event();
        Ok((it, event))
    }

    fn event(&self) -> Event {
        Event::new("investment.asked")
            .with("period", self.period.code().as_str())
            .with("need", &self.need)
            .with("place", self.place.as_ref().map(Line::as_str))
            .with("words", &self.words)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn it_is_rewritten_and_keeps_what_it_is_about() {
        let about = About {
            period: Period::parse("2025-26").unwrap(),
            need: Line::new("domain-housing").unwrap(),
            place: None,
        };
        let by = (Id::from_parts(1, [1; 10]), Timestamp::UNIX_EPOCH);
        let words = |text: &str| Words::new(text).unwrap();
        let (it, _) = InvestmentAsk::write(
            Id::from_parts(1, [2; 10]),
            Id::from_parts(1, [3; 10]),
            about,
            words("An adviser"),
            by,
        );
        assert!(it.clone().rewrite(words("An adviser"), by).is_err());
        let (again, _) = it.clone().rewrite(words("Two advisers"), by).unwrap();
        assert_eq!((again.id, again.period, again.need), (it.id, it.period, it.need));
    }
}
