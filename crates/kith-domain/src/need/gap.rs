//! A gap: a need, what was sought, and why it was not there.
//!
//! A first-class record that needs no referral to exist (principle 5). What could not be found is the
//! evidence for investment that a focus on individual choice hides (Griffith et al. 2023).

use jiff::Timestamp;

use super::{Need, Origin, Voice};
use crate::directory::{CommunityService, Connection};
use crate::event::{Event, Fact};
use crate::id::Id;
use crate::person::Person;
use crate::rejection::Rejection;
use crate::staff::{Account, Service};
use crate::support::Contact;
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
    /// What kind of service that was.
    pub kind: Option<Kind>,
    /// Why it was not there.
    pub reason: Reason,
    /// What stands in the way, where nothing could change it.
    pub structure: Option<Structure>,
    /// The wait quoted, in weeks, where the reason is a waiting list.
    pub weeks: Option<u32>,
    /// What is done meanwhile.
    pub instead: Option<Instead>,
    /// More, in the worker's words.
    pub words: Option<Words>,
    /// The connection that came to nothing, or to a wait.
    pub from: Option<Id<Connection>>,
    /// Where it was noticed.
    pub origin: Origin,
    /// The contact in whose note it was noticed.
    pub contact: Option<Id<Contact>>,
    /// Who recorded it.
    pub author: Id<Account>,
    /// When.
    pub at: Timestamp,
    /// That it was found after all.
    pub answered: Option<Answered>,
    /// What would have helped, in the person's own words.
    pub voice: Option<Voice>,
}

/// Something came after all. The gap stays, and so does how long it lasted.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Answered {
    /// When that was written down.
    pub at: Timestamp,
    /// By whom.
    pub by: Id<Account>,
    /// What came, where it is a connection or stands in the directory.
    pub came: Option<Came>,
    /// What came, in words.
    pub words: Option<Words>,
}

/// What answered a gap.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Came {
    /// A connection of the person's.
    Connection(Id<Connection>),
    /// An entry of the directory.
    Entry(Id<CommunityService>),
}

coded!(/** What kind of service was looked for. A gap may be in any, not in the community's alone. */ Kind {
    /** Community. */ Community = "community", "A community group or charity";
    /** NHS. */ Nhs = "nhs", "The NHS";
    /** Council. */ Council = "council", "The council or social care";
    /** Housing. */ Housing = "housing", "Housing";
    /** Benefits. */ Benefits = "benefits", "Benefits or money";
    /** Another. */ Other = "other", "Something else";
});

coded!(/** What stands in the way where nothing that a link worker or a service does could change it. */ Structure {
    /** Income. */ Income = "income", "What they have to live on";
    /** Housing stock. */ HousingStock = "housing-stock", "There are not the homes";
    /** The law. */ Law = "law", "The law or a rule";
    /** Immigration status. */ Immigration = "immigration", "Their immigration status";
});

coded!(/** The first split of what was missing: whose part it would be to change it. */ Sector {
    /** Health care. */ Health = "health", "Health care";
    /** Social care. */ SocialCare = "social-care", "Social care";
    /** Income, housing, transport and the law. */ Structural = "structural", "Income, housing, transport and the law";
    /** What a community provides. */ Community = "community", "Community provision";
});

impl Sector {
    /// Whose part a gap is, of what was recorded: the kind of service first, then what stands in the way.
    /// Nothing when neither tells.
    #[must_use]
    pub const fn of(kind: Option<Kind>, structure: Option<Structure>, reason: Reason) -> Option<Self> {
        match (kind, structure, reason) {
            (Some(Kind::Nhs), ..) => Some(Self::Health),
            (Some(Kind::Council), ..) => Some(Self::SocialCare),
            (Some(Kind::Housing | Kind::Benefits), ..) => Some(Self::Structural),
            (_, Some(_), _) | (_, _, Reason::Structural | Reason::Travel | Reason::Right) => Some(Self::Structural),
            (Some(Kind::Community), ..) => Some(Self::Community),
            (Some(Kind::Other) | None, ..) => None,
        }
    }
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

impl Instead {
    /// A sentence of its own.
    #[must_use]
    pub fn sentence(self) -> &'static str {
        match self {
            Self::Held => "We keep in touch meanwhile.",
            Self::Substitute => "Meanwhile: something else, second best.",
            Self::Nothing => "Meanwhile: nothing.",
        }
    }
}

/// What is known of a gap when it is recorded. Only the reason is needed: two taps from a need.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Findings {
    /// What was sought; the need's own words when left out.
    pub sought: Option<Line>,
    /// What kind of service that was.
    pub kind: Option<Kind>,
    /// Why it was not there.
    pub reason: Reason,
    /// What stands in the way, where nothing could change it.
    pub structure: Option<Structure>,
    /// The wait quoted, in weeks.
    pub weeks: Option<u32>,
    /// What is done meanwhile.
    pub instead: Option<Instead>,
    /// More, in the worker's words.
    pub words: Option<Words>,
    /// The connection that came to nothing, or to a wait.
    pub from: Option<Id<Connection>>,
    /// Where it was noticed.
    pub origin: Origin,
    /// The contact in whose note it was noticed.
    pub contact: Option<Id<Contact>>,
}

impl Findings {
    /// The reason alone, which is enough.
    #[must_use]
    pub const fn only(reason: Reason) -> Self {
        Self {
            sought: None,
            kind: None,
            reason,
            structure: None,
            weeks: None,
            instead: None,
            words: None,
            from: None,
            origin: Origin::Need,
            contact: None,
        }
    }
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
        // What it came from is no part of its form, and whether it was answered is said apart.
        let findings = Findings { from: self.from, origin: self.origin, contact: self.contact, ..findings };
        let found = Self::found(self.id, need, findings, self.author, self.at)?;
        let corrected = Self { answered: self.answered.clone(), voice: self.voice.clone(), ..found };
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
        let Findings { sought, kind, reason, structure, weeks, instead, words, from, origin, contact } = findings;
        if structure.is_some() && reason != Reason::Structural {
            return Err(Rejection::of_field(
                "structure",
                "gap.structure",
                "What stands in the way is said where nothing could change it. Choose that reason, or leave this out.",
            ));
        }
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
        let (need, answered) = (need.id, None);
        Ok(Self {
            id,
            service,
            person,
            need,
            sought,
            kind,
            reason,
            structure,
            weeks,
            instead,
            words,
            from,
            origin,
            contact,
            author,
            at,
            answered,
            voice: None,
        })
    }

    /// Writes down that it was found after all. The gap stays in every count of gaps.
    ///
    /// # Errors
    /// When that was written down before.
    pub fn answer(
        self,
        came: Option<Came>,
        words: Option<Words>,
        by: Id<Account>,
        at: Timestamp,
    ) -> Result<(Self, Event), Rejection> {
        if self.answered.is_some() {
            return Err(Rejection::new(
                "gap.answered",
                "It was written down before that this was found after all. Nothing was changed.",
            ));
        }
        let (connection, entry) = match came {
            Some(Came::Connection(id)) => (Some(id), None),
            Some(Came::Entry(id)) => (None, Some(id)),
            None => (None, None),
        };
        let event = Event { version: 2, ..Event::new("gap.answered") }
            .with("person", self.person)
            .with("need", self.need)
            .with("sought", &self.sought)
            .with("connection", connection)
            .with("entry", entry)
            .with("words", words.as_ref().map(Words::as_str));
        Ok((Self { answered: Some(Answered { at, by, came, words }), ..self }, event))
    }

    /// Takes back that it was found: it was not, or is there no longer.
    ///
    /// # Errors
    /// When it is open.
    pub fn open_again(self) -> Result<(Self, Event), Rejection> {
        if self.answered.is_none() {
            return Err(Rejection::new("gap.open", "This gap is open. Nothing was changed."));
        }
        let event = Event::new("gap.opened_again").with("person", self.person).with("need", self.need);
        Ok((Self { answered: None, ..self }, event))
    }

    fn event(&self, kind: &'static str) -> Event {
        Event { version: 2, ..Event::new(kind) }
            .with("person", self.person)
            .with("need", self.need)
            .with("sought", &self.sought)
            .with("kind", self.kind.map(Kind::code))
            .with("reason", self.reason.code())
            .with("structure", self.structure.map(Structure::code))
            .with("weeks", self.weeks)
            .with("instead", self.instead.map(Instead::code))
            .with("words", self.words.as_ref().map(Words::as_str))
            .with("from", self.from.map(|from| Fact::Id(from.uuid())))
            .with("origin", self.origin.code())
            .with("contact", self.contact)
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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::need::Known;

    fn need() -> Need {
        Need {
            id: Id::from_parts(1, [1; 10]),
            service: Id::from_parts(1, [2; 10]),
            person: Id::from_parts(1, [3; 10]),
            stated: Words::new("Somewhere dry to live").unwrap(),
            domain: None,
            known: Known::Later,
            author: Id::from_parts(1, [4; 10]),
            at: Timestamp::UNIX_EPOCH,
            heard: None,
            said: None,
        }
    }

    fn record(findings: Findings) -> Result<Gap, Rejection> {
        let by = Id::from_parts(1, [4; 10]);
        Gap::record(Id::from_parts(1, [5; 10]), &need(), findings, by, Timestamp::UNIX_EPOCH).map(|(gap, _)| gap)
    }

    #[test]
    fn what_stands_in_the_way_is_said_only_where_nothing_could_change_it() {
        for reason in Reason::ALL {
            let findings = Findings { structure: Some(Structure::HousingStock), ..Findings::only(*reason) };
            assert_eq!(record(findings).is_ok(), *reason == Reason::Structural, "{reason:?}");
        }
    }

    #[test]
    fn a_gap_is_answered_once_and_a_correction_keeps_that() {
        let by = Id::from_parts(1, [4; 10]);
        let from = Some(Id::from_parts(1, [6; 10]));
        let gap = record(Findings { from, ..Findings::only(Reason::Full) }).unwrap();
        let (found, _) = gap.answer(None, None, by, Timestamp::UNIX_EPOCH).unwrap();
        assert!(found.clone().answer(None, None, by, Timestamp::UNIX_EPOCH).is_err());
        let (corrected, _) = found.correct(&need(), Findings::only(Reason::Wait)).unwrap();
        assert!(corrected.answered.is_some() && corrected.from == from, "{corrected:?}");
        let (open, _) = corrected.open_again().unwrap();
        assert!(open.answered.is_none());
        assert!(open.open_again().is_err());
    }
}
