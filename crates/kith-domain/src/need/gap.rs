//! A gap: a need, what was sought, and why it was not there.
//!
//! A first-class record that needs no referral to exist (principle 5). What could not be found is the
//! evidence for investment that a focus on individual choice hides (Griffith et al. 2023).

use jiff::Timestamp;

use super::Need;
use crate::event::Event;
use crate::id::Id;
use crate::person::Person;
use crate::rejection::Rejection;
use crate::staff::{Account, Service};
use crate::support::contact::coded;
use crate::text::{Line, Words};

/// Something sought and not found.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Gap {
    /// Identifier.
    pub id: Id<Gap>,
    /// The service.
    pub service: Id<Service>,
    /// The person.
    pub person: Id<Person>,
    /// The need it leaves open.
    pub need: Id<Need>,
    /// What was sought.
    pub sought: Line,
    /// Why it was not there.
    pub reason: Reason,
    /// The wait quoted, in weeks, where the reason is a waiting list.
    pub weeks: Option<u32>,
    /// What is done meanwhile.
    pub instead: Option<Instead>,
    /// More, in the worker's words.
    pub words: Option<Words>,
    /// Who recorded it.
    pub author: Id<Account>,
    /// When.
    pub at: Timestamp,
}

coded!(/** Why nothing answered the need (domain.md section 5). */ Reason {
    /** None exists. */ NoneExists = "none-exists", "There is none here";
    /** Full. */ Full = "full", "Full";
    /** Waiting list. */ Wait = "wait", "The wait is too long";
    /** Not eligible. */ NotEligible = "not-eligible", "They do not meet the criteria";
    /** Cost. */ Cost = "cost", "It costs too much";
    /** Travel. */ Travel = "travel", "They cannot get there";
    /** Language. */ Language = "language", "Not in their language";
    /** Access. */ Access = "access", "Not accessible for them";
    /** Digital. */ Digital = "digital", "Only online";
    /** Closed. */ Closed = "closed", "It has closed";
    /** Unsafe. */ Unsafe = "unsafe", "Not safe for them";
    /** Right not recognised. */ Right = "right-not-recognised", "Their right to it was not recognised";
    /** Refused. */ Refused = "refused", "They refused our request";
    /** Structural. */ Structural = "structural", "Nothing could change this (income, housing stock, law, immigration status)";
    /** Unknown. */ Unknown = "unknown", "Not known why";
});

coded!(/** What is done meanwhile. */ Instead {
    /** Holding. */ Held = "held", "We keep in touch meanwhile";
    /** Substitute. */ Substitute = "substitute", "Something else, second best";
    /** Nothing. */ Nothing = "nothing", "Nothing";
});

/// What is known of a gap when it is recorded. Only the reason is needed: two taps from a need.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Findings {
    /// What was sought; the need's own words when left out.
    pub sought: Option<Line>,
    /// Why it was not there.
    pub reason: Reason,
    /// The wait quoted, in weeks.
    pub weeks: Option<u32>,
    /// What is done meanwhile.
    pub instead: Option<Instead>,
    /// More, in the worker's words.
    pub words: Option<Words>,
}

impl Gap {
    /// Records that nothing answered a need.
    ///
    /// # Errors
    /// When the weeks are more than ten years.
    pub fn record(
        id: Id<Self>,
        need: &Need,
        findings: Findings,
        author: Id<Account>,
        at: Timestamp,
    ) -> Result<(Self, Event), Rejection> {
        let gap = Self::found(id, need, findings, author, at)?;
        let event = gap.event("gap.recorded");
        Ok((gap, event))
    }

    /// Corrects what it says. What it said before stays in its history, with whoever wrote it down.
    ///
    /// # Errors
    /// When the weeks are more than ten years, or nothing is different.
    pub fn correct(self, need: &Need, findings: Findings) -> Result<(Self, Event), Rejection> {
        let corrected = Self::found(self.id, need, findings, self.author, self.at)?;
        if corrected == self {
            return Err(Rejection::of_field("reason", "gap.same", "Nothing is different yet. Change what is wrong."));
        }
        let event = corrected.event("gap.corrected");
        Ok((corrected, event))
    }

    fn found(
        id: Id<Self>,
        need: &Need,
        findings: Findings,
        author: Id<Account>,
        at: Timestamp,
    ) -> Result<Self, Rejection> {
        let Findings { sought, reason, weeks, instead, words } = findings;
        if weeks.is_some_and(|weeks| weeks > 520) {
            return Err(Rejection::of_field(
                "weeks",
                "gap.weeks",
                "A wait is given in weeks, at most 520 (ten years).",
            ));
        }
        let sought = match sought {
            Some(sought) => sought,
            None => need_as_line(need)?,
        };
        let (service, person) = (need.service, need.person);
        Ok(Self { id, service, person, need: need.id, sought, reason, weeks, instead, words, author, at })
    }

    fn event(&self, kind: &'static str) -> Event {
        Event::new(kind)
            .with("person", self.person)
            .with("need", self.need)
            .with("sought", &self.sought)
            .with("reason", self.reason.code())
            .with("weeks", self.weeks)
            .with("instead", self.instead.map(Instead::code))
            .with("words", self.words.as_ref().map(Words::as_str))
    }
}

/// What was sought, when only a tap is given: the need's domain, or the first of its own words.
fn need_as_line(need: &Need) -> Result<Line, Rejection> {
    let text = match need.domain {
        Some(domain) => domain.label().to_owned(),
        None => need.stated.as_str().chars().take(Line::MOST).collect(),
    };
    Line::new(&text).map_err(|_| Rejection::of_field("sought", "gap.sought", "Say in a few words what was sought."))
}
