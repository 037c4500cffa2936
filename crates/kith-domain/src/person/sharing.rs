//! What the person decided about sharing, recipient by recipient.
//!
//! # Invariants
//! - A decision is never changed: a later one stands beside it and counts instead, so that what was agreed on a day
//!   can always be shown.
//! - Nothing decided is not a yes and not a no; it is said as "nothing decided yet".
//! - The latest decision that has begun is the one that counts. When it has ended, nothing is decided: an earlier one
//!   does not come back to life.

use jiff::Timestamp;
use jiff::civil::Date;

use crate::directory::Organisation;
use crate::event::Event;
use crate::id::Id;
use crate::person::Person;
use crate::practice::Practice;
use crate::rejection::Rejection;
use crate::staff::{Account, Service};
use crate::support::contact::coded;
use crate::text::Words;

/// Whom a decision is about.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Recipient {
    /// One GP practice.
    Practice(Id<Practice>),
    /// One community organisation.
    Organisation(Id<Organisation>),
    /// Every community organisation for which nothing else was decided.
    Organisations,
    /// Family and friends for whom nothing else was agreed.
    Family,
    /// Research.
    Study,
}

impl Recipient {
    /// The stable name of its kind.
    #[must_use]
    pub const fn kind(self) -> &'static str {
        match self {
            Self::Practice(_) => "practice",
            Self::Organisation(_) => "organisation",
            Self::Organisations => "organisations",
            Self::Family => "family",
            Self::Study => "study",
        }
    }

    /// The identifier, where it is one practice or organisation.
    #[must_use]
    pub fn id(self) -> Option<uuid::Uuid> {
        match self {
            Self::Practice(id) => Some(id.uuid()),
            Self::Organisation(id) => Some(id.uuid()),
            Self::Organisations | Self::Family | Self::Study => None,
        }
    }

    /// Reads a recipient; `None` when there is none of this kind, or its identifier is missing or too many.
    #[must_use]
    pub fn of(kind: &str, id: Option<uuid::Uuid>) -> Option<Self> {
        Some(match (kind, id) {
            ("practice", Some(id)) => Self::Practice(Id::from_uuid(id)),
            ("organisation", Some(id)) => Self::Organisation(Id::from_uuid(id)),
            ("organisations", None) => Self::Organisations,
            ("family", None) => Self::Family,
            ("study", None) => Self::Study,
            _ => return None,
        })
    }

    /// The wider recipient whose decision counts where there is none about this one.
    #[must_use]
    pub const fn wider(self) -> Option<Self> {
        match self {
            Self::Organisation(_) => Some(Self::Organisations),
            Self::Practice(_) | Self::Organisations | Self::Family | Self::Study => None,
        }
    }
}

coded!(/** What was decided. */ Says {
    /** What is needed may be shared. */ Share = "share", "Yes, what is needed for the purpose";
    /** Some of it may be shared. */ Part = "part", "Only what is written here";
    /** Nothing may be shared. */ Nothing = "nothing", "No, nothing";
});

/// One decision of a person about one recipient.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SharingDecision {
    /// Identifier.
    pub id: Id<SharingDecision>,
    /// The service.
    pub service: Id<Service>,
    /// The person.
    pub person: Id<Person>,
    /// Whom it is about.
    pub recipient: Recipient,
    /// What was decided.
    pub terms: Terms,
    /// Who wrote it down.
    pub author: Id<Account>,
    /// When.
    pub at: Timestamp,
}

/// What was decided, and for how long.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Terms {
    /// Yes, in part, or no.
    pub says: Says,
    /// What may or may not be shared, in words.
    pub what: Option<Words>,
    /// The day from which it counts.
    pub from: Date,
    /// The last day on which it counts, if it was given one.
    pub until: Option<Date>,
}

impl Terms {
    /// Checks that the terms make sense together.
    ///
    /// # Errors
    /// A [`Rejection`] of the field that does not fit.
    pub fn check(self) -> Result<Self, Rejection> {
        if self.says == Says::Part && self.what.is_none() {
            return Err(Rejection::of_field(
                "what",
                "sharing.what",
                "Write what may be shared, or choose one of the other answers.",
            ));
        }
        if self.until.is_some_and(|until| until < self.from) {
            return Err(Rejection::of_field(
                "until",
                "sharing.until",
                "The last day is before the first. Check both, or leave the last day out.",
            ));
        }
        Ok(self)
    }
}

impl SharingDecision {
    /// Writes down what a person decided.
    ///
    /// # Errors
    /// A [`Rejection`] when the terms do not fit together.
    pub fn decide(
        id: Id<Self>,
        person: &Person,
        recipient: Recipient,
        terms: Terms,
        author: Id<Account>,
        at: Timestamp,
    ) -> Result<(Self, Event), Rejection> {
        let terms = terms.check()?;
        let event = Event::new("sharing.decided")
            .with("person", person.id)
            .with("recipient", recipient.kind())
            .with("recipient_id", recipient.id().map(|id| id.to_string()))
            .with("says", terms.says.code())
            .with("what", terms.what.as_ref().map(Words::as_str))
            .with("from", terms.from)
            .with("until", terms.until);
        Ok((Self { id, service: person.service, person: person.id, recipient, terms, author, at }, event))
    }
}

/// How things stand between a person and a recipient on a day.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Standing<'a> {
    /// Nothing was ever decided, or it has not begun yet.
    NotDecided,
    /// What was decided has ended; ask again.
    Ended(&'a SharingDecision),
    /// Sharing was agreed, in whole or in part.
    Agreed(&'a SharingDecision),
    /// Sharing was refused.
    Refused(&'a SharingDecision),
}

/// How things stand on a day, from all decisions of the person, latest written first.
#[must_use]
pub fn standing(decisions: &[SharingDecision], recipient: Recipient, today: Date) -> Standing<'_> {
    let latest = |wanted| decisions.iter().find(|it| it.recipient == wanted && it.terms.from <= today);
    let judge = |it: &'_ SharingDecision| match (it.terms.until, it.terms.says) {
        (Some(until), _) if until < today => None,
        (_, says) => Some(says),
    };
    let own = latest(recipient);
    let wider = recipient.wider().and_then(latest);
    for it in [own, wider].into_iter().flatten() {
        match judge(it) {
            Some(Says::Nothing) => return Standing::Refused(it),
            Some(Says::Share | Says::Part) => return Standing::Agreed(it),
            None => {}
        }
    }
    own.or(wider).map_or(Standing::NotDecided, Standing::Ended)
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::civil::date;

    fn decision(recipient: Recipient, says: Says, from: Date, until: Option<Date>) -> SharingDecision {
        SharingDecision {
            id: Id::from_parts(1, [1; 10]),
            service: Id::from_parts(1, [2; 10]),
            person: Id::from_parts(1, [3; 10]),
            recipient,
            terms: Terms { says, what: None, from, until },
            author: Id::from_parts(1, [4; 10]),
            at: Timestamp::UNIX_EPOCH,
        }
    }

    #[test]
    fn the_latest_decision_that_has_begun_counts_and_an_ended_one_brings_no_earlier_one_back() {
        let today = date(2026, 11, 26);
        let (before, after) = (date(2026, 1, 1), date(2026, 12, 1));
        let practice = Recipient::Practice(Id::from_parts(1, [9; 10]));
        let yes = |from, until| decision(practice, Says::Share, from, until);
        let no = |from, until| decision(practice, Says::Nothing, from, until);
        let cases: [(&[SharingDecision], &str); 6] = [
            (&[], "not decided"),
            (&[yes(after, None)], "not decided"),
            (&[yes(today, Some(today)), no(before, None)], "agreed"),
            (&[no(after, None), yes(before, None)], "agreed"),
            (&[no(today, None), yes(before, None)], "refused"),
            (&[no(before, Some(date(2026, 11, 25))), yes(before, None)], "ended"),
        ];
        for (decisions, want) in cases {
            let found = match standing(decisions, practice, today) {
                Standing::NotDecided => "not decided",
                Standing::Ended(_) => "ended",
                Standing::Agreed(_) => "agreed",
                Standing::Refused(_) => "refused",
            };
            assert_eq!(found, want, "{decisions:?}");
        }
    }

    #[test]
    fn an_organisation_without_a_decision_of_its_own_falls_under_the_one_about_all_of_them() {
        let today = date(2026, 11, 26);
        let one = Recipient::Organisation(Id::from_parts(1, [7; 10]));
        let all_no = decision(Recipient::Organisations, Says::Nothing, today, None);
        let one_yes = decision(one, Says::Part, today, None);
        let of_nobody: [SharingDecision; 1] = [all_no.clone()];
        assert!(matches!(standing(&of_nobody, one, today), Standing::Refused(_)));
        let both = [all_no, one_yes];
        assert!(matches!(standing(&both, one, today), Standing::Agreed(_)));
        assert!(matches!(standing(&both, Recipient::Family, today), Standing::NotDecided));
    }

    #[test]
    fn terms_that_contradict_themselves_are_refused() {
        let today = date(2026, 11, 26);
        let terms = |says, what: Option<&str>, until| Terms {
            says,
            what: what.map(|what| Words::new(what).expect("words")),
            from: today,
            until,
        };
        assert_eq!(terms(Says::Part, None, None).check().map_err(|r| r.field), Err(Some("what")));
        assert_eq!(terms(Says::Share, None, Some(date(2026, 11, 25))).check().map_err(|r| r.field), Err(Some("until")));
        assert!(terms(Says::Part, Some("that I go swimming"), Some(today)).check().is_ok());
    }
}
