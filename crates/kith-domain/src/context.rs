//! A context event: something dated that surrounds the work, such as a new contract, target or template, somebody who came
//! or left, a service that closed.
//!
//! Slow changes of practice are explained by their context (Griffith and others 2023; Pollard and others 2023), so that a
//! chart of how a team works without its dated events says something wrong (domain.md 2.3.4; requirement 68). What Kith's
//! own settings changed is derived from the history of these settings, and is typed by nobody.

use jiff::Timestamp;
use jiff::civil::Date;

use crate::event::Event;
use crate::id::Id;
use crate::rejection::Rejection;
use crate::staff::{Account, Service};
use crate::support::contact::coded;
use crate::text::{Line, Words};

coded!(/** What kind of event it was. */ Kind {
    /** Contract. */ Contract = "contract", "A new or changed contract";
    /** Target. */ Target = "target", "A new or changed target";
    /** Template. */ Template = "template", "A new or changed template, form or measure";
    /** Staffing. */ Staffing = "staffing", "Somebody came, left or changed";
    /** Closure. */ Closed = "service-closed", "A service in the community closed";
    /** Other. */ Other = "other", "Something else";
});

/// What it says.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Says {
    /// The day from which it held.
    pub on: Date,
    /// The kind.
    pub kind: Kind,
    /// What it was, in a line: "A new template for first meetings".
    pub what: Line,
    /// More about it.
    pub words: Option<Words>,
}

/// A context event.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ContextEvent {
    /// Identifier.
    pub id: Id<ContextEvent>,
    /// The service.
    pub service: Id<Service>,
    /// What it says.
    pub says: Says,
    /// Who wrote it down first.
    pub by: Id<Account>,
    /// When it was written down, or changed last.
    pub at: Timestamp,
    /// When it was taken away.
    pub gone: Option<Timestamp>,
}

impl ContextEvent {
    /// Writes it down.
    ///
    /// # Errors
    /// When it lies before this century.
    pub fn write(
        id: Id<Self>,
        service: Id<Service>,
        says: Says,
        by: Id<Account>,
        at: Timestamp,
    ) -> Result<(Self, Event), Rejection> {
        let it = Self { id, service, says: checked(says)?, by, at, gone: None };
        let event = it.event("context.written");
        Ok((it, event))
    }

    /// Corrects what it says. What it said before stays in its history.
    ///
    /// # Errors
    /// When it was taken away, nothing is different, or as for [`Self::write`].
    pub fn correct(self, says: Says, at: Timestamp) -> Result<(Self, Event), Rejection> {
        if self.gone.is_some() {
            return Err(Rejection::new("context.gone", "This event has been taken away. Put it back first."));
        }
        if self.says == says {
            return Err(Rejection::new("context.same", "Nothing is different yet. Change what is wrong."));
        }
        let it = Self { says: checked(says)?, at, ..self };
        let event = it.event("context.corrected");
        Ok((it, event))
    }

    /// Takes it away, or puts it back; nothing when that was done already.
    #[must_use]
    pub fn stand(self, is_there: bool, at: Timestamp) -> Option<(Self, Event)> {
        if self.gone.is_none() == is_there {
            return None;
        }
        let it = Self { gone: (!is_there).then_some(at), ..self };
        let event = it.event(if is_there { "context.put_back" } else { "context.taken_away" });
        Some((it, event))
    }

    fn event(&self, kind: &'static str) -> Event {
        Event::new(kind)
            .with("on", self.says.on)
            .with("kind", self.says.kind.code())
            .with("what", &self.says.what)
            .with("words", self.says.words.as_ref().map(Words::as_str))
    }
}

fn checked(says: Says) -> Result<Says, Rejection> {
    if says.on.year() < 1990 {
        return Err(Rejection::of_field("on", "context.too_old", "Enter a day from 1990 on, such as 3 March 2026."));
    }
    Ok(says)
}

/// Whether a change in what a service says of itself shapes how it works, by what was changed (the words of the history of
/// settings); and the kind of event that it then is.
///
/// Telephone numbers, opening days and the door do not; lists, forms, limits, measures and how often is asked do.
#[must_use]
pub fn of_setting(what: &str) -> Option<Kind> {
    const SHAPES: [&str; 10] = [
        "what we did",
        "asks what was done",
        "reasons for closing",
        "what needs are about",
        "asking",
        "asked",
        "guide",
        "policy",
        "measure",
        "limit",
    ];
    SHAPES.iter().any(|it| what.to_lowercase().contains(it)).then_some(Kind::Template)
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::civil::date;

    fn says() -> Says {
        let what = Line::new("A new template").expect("a line");
        Says { on: date(2026, 3, 2), kind: Kind::Template, what, words: None }
    }

    fn event() -> ContextEvent {
        let (service, by) = (Id::from_parts(1, [2; 10]), Id::from_parts(1, [3; 10]));
        ContextEvent::write(Id::from_parts(1, [1; 10]), service, says(), by, Timestamp::UNIX_EPOCH).expect("written").0
    }

    #[test]
    fn it_is_corrected_taken_away_and_put_back() {
        let at = Timestamp::UNIX_EPOCH;
        assert!(event().correct(says(), at).is_err(), "nothing is different");
        let later = Says { on: date(2026, 4, 1), ..says() };
        assert_eq!(event().correct(later.clone(), at).expect("corrected").0.says, later);
        let old = Says { on: date(1989, 4, 1), ..says() };
        assert_eq!(event().correct(old, at).err().and_then(|it| it.field), Some("on"));
        let (gone, _) = event().stand(false, at).expect("taken away");
        assert!(gone.clone().correct(later, at).is_err() && gone.clone().stand(false, at).is_none());
        assert_eq!(gone.stand(true, at).expect("put back").0, event());
    }

    #[test]
    fn only_what_shapes_the_work_is_a_context_event() {
        let asks = "how often a contact asks what was done";
        for what in ["what we did", "reasons for closing", "what needs are about", asks] {
            assert!(of_setting(what).is_some(), "{what}");
        }
        for what in ["opening days", "urgent help", "the public door", "same-day risk contacts", "the day Monday"] {
            assert!(of_setting(what).is_none(), "{what}");
        }
    }
}
