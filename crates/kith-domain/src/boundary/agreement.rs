//! A scope agreement: what the role is at one practice and what it is not, whom to reach there on the same day, access,
//! meetings and supervision; written by the service, agreed by both sides.
//!
//! A written local scope, agreed with the practice, gives permission to decline, and a practice that has defined the
//! role is one in which a link worker belongs (Tierney, Westlake and others; domain.md 3.1 and 3.2, requirement 30).
//!
//! # Invariants
//! - A version is never changed. What is written anew is a new version, and both sides agree to it anew.
//! - The version that both agreed stays in force until both have agreed to a later one.
//! - Nobody agrees for the other side, and no time agrees for anybody.

use jiff::Timestamp;
use jiff::civil::Date;

use crate::event::Event;
use crate::id::Id;
use crate::machine::Transition;
use crate::practice::Practice;
use crate::rejection::Rejection;
use crate::staff::{Account, Service};
use crate::support::contact::coded;
use crate::text::{Line, Words};

/// Every transition there is.
pub const TABLE: &[Transition] = &[
    Transition { from: None, act: "write", to: "proposed" },
    Transition { from: Some("proposed"), act: "agree", to: "proposed" },
    Transition { from: Some("proposed"), act: "agree-last", to: "agreed" },
    Transition { from: Some("proposed"), act: "replace", to: "replaced" },
    Transition { from: Some("agreed"), act: "replace", to: "replaced" },
];

coded!(/** What a link worker may do with the practice's own records. */ Access {
    /** Nothing. */ Nothing = "none", "No access";
    /** Read. */ Read = "read", "May read";
    /** Read and write. */ Write = "write", "May read and write";
});

/// The most lines of each of the two lists.
pub const MOST_LINES: usize = 20;

/// Lines to begin with, for what the role is. They may be changed, and are ours: guidance for the role says as much in
/// other words (NHS England, workforce development framework B1569).
pub const FIRST_IS: [&str; 5] = [
    "Listening to what matters to somebody, and taking the time that it needs",
    "Meeting people at the practice, at home, by telephone or where it suits them",
    "Helping people to find and get to support, company and activities nearby, and going with them where that helps",
    "Keeping in touch with somebody while they wait for another service",
    "Telling the practice what came of a referral, and what was not there",
];

/// Lines to begin with, for what the role is not: what was asked of link workers beyond it, as studies report
/// (Westlake and others 2022; Wildman and others 2019; domain.md 3.1).
pub const FIRST_IS_NOT: [&str; 5] = [
    "Holding a clinical risk or an acute mental illness alone",
    "Clinical tasks, or advice about treatment and medicines",
    "Booking appointments, reception, or ringing through lists of patients",
    "Running vaccination clinics or other campaigns",
    "Urgent help: the duty doctor and the crisis line are for that",
];

/// Whom to reach at the practice on the same day.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Reach {
    /// Their name or role.
    pub who: Option<Line>,
    /// Their telephone number, as it is rung.
    pub phone: Option<Line>,
    /// When they can be reached.
    pub hours: Option<Line>,
    /// Who answers when they do not.
    pub deputy: Option<Line>,
}

/// What is agreed. Everything may be left out but one line of either list.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Terms {
    /// What the role is, line by line.
    pub is: Vec<Line>,
    /// What it is not, line by line.
    pub is_not: Vec<Line>,
    /// Whom to reach on the same day.
    pub reach: Reach,
    /// What may be done with the practice's records.
    pub access: Option<Access>,
    /// Since when.
    pub access_since: Option<Date>,
    /// Which meetings the link worker comes to.
    pub meetings: Option<Line>,
    /// How often they are.
    pub often: Option<Line>,
    /// Since when they are invited.
    pub invited_since: Option<Date>,
    /// Who supervises clinically, by name.
    pub clinical: Option<Line>,
    /// Who supervises as a manager, by name.
    pub managerial: Option<Line>,
}

impl Terms {
    /// Checks what was typed.
    ///
    /// # Errors
    /// When neither list says anything, or one is longer than anybody would read.
    pub fn checked(self) -> Result<Self, Rejection> {
        if self.is.is_empty() && self.is_not.is_empty() {
            return Err(Rejection::of_field(
                "is",
                "agreement.says_nothing",
                "Write at least one line of what the role is or is not.",
            ));
        }
        for (field, lines) in [("is", &self.is), ("is_not", &self.is_not)] {
            if lines.len() > MOST_LINES {
                return Err(Rejection::of_field(
                    field,
                    "agreement.too_many",
                    format!("These are {} lines. Keep the 20 that matter most.", lines.len()),
                ));
            }
        }
        Ok(self)
    }
}

/// Who agreed for the practice.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum ForPractice {
    /// Somebody with an account there.
    Account(Id<Account>),
    /// Whoever held the link that was sent to the practice, by the name that they gave.
    Named(Line),
}

/// One version of a scope agreement.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ScopeAgreement {
    /// Identifier.
    pub id: Id<ScopeAgreement>,
    /// The service.
    pub service: Id<Service>,
    /// The practice.
    pub practice: Id<Practice>,
    /// Which version it is, from 1.
    pub number: u32,
    /// What it says.
    pub terms: Terms,
    /// Who wrote it, and when.
    pub written: (Id<Account>, Timestamp),
    /// When the service agreed, and who for it.
    pub service_agreed: Option<(Timestamp, Id<Account>)>,
    /// When the practice agreed, and who for it.
    pub practice_agreed: Option<(Timestamp, ForPractice)>,
    /// What the practice would have otherwise, in its words, and when it said so.
    pub wished: Option<(Timestamp, Words)>,
    /// When a later version took its place.
    pub replaced: Option<Timestamp>,
}

/// Where a version stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum State {
    /// Written, and not agreed by both.
    Proposed,
    /// Agreed by both, and in force.
    Agreed,
    /// A later version took its place.
    Replaced,
}

impl State {
    /// The stable name.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Proposed => "proposed",
            Self::Agreed => "agreed",
            Self::Replaced => "replaced",
        }
    }
}

impl ScopeAgreement {
    /// Writes a version.
    #[must_use]
    pub fn write(
        id: Id<Self>,
        (service, practice): (Id<Service>, Id<Practice>),
        number: u32,
        terms: Terms,
        (by, at): (Id<Account>, Timestamp),
    ) -> (Self, Event) {
        let lines = |lines: &[Line]| lines.iter().map(Line::as_str).collect::<Vec<_>>().join("\n");
        let event = Event::new("agreement.written")
            .with("practice", practice)
            .with("number", number)
            .with("is", lines(&terms.is))
            .with("is_not", lines(&terms.is_not));
        let it = Self {
            id,
            service,
            practice,
            number,
            terms,
            written: (by, at),
            service_agreed: None,
            practice_agreed: None,
            wished: None,
            replaced: None,
        };
        (it, event)
    }

    /// Where it stands, worked out from what was done.
    #[must_use]
    pub const fn state(&self) -> State {
        match (&self.replaced, &self.service_agreed, &self.practice_agreed) {
            (Some(_), _, _) => State::Replaced,
            (None, Some(_), Some(_)) => State::Agreed,
            (None, _, _) => State::Proposed,
        }
    }

    /// The service agrees.
    ///
    /// # Errors
    /// When it has agreed already, or a later version took its place.
    pub fn agree_for_service(self, by: Id<Account>, at: Timestamp) -> Result<(Self, Event), Rejection> {
        let it = self.open()?;
        if it.service_agreed.is_some() {
            return Err(said_already());
        }
        let event = Event::new("agreement.service_agreed").with("practice", it.practice).with("number", it.number);
        Ok((Self { service_agreed: Some((at, by)), ..it }, event))
    }

    /// The practice agrees.
    ///
    /// # Errors
    /// When it has agreed already, or a later version took its place.
    pub fn agree_for_practice(self, by: ForPractice, at: Timestamp) -> Result<(Self, Event), Rejection> {
        let it = self.open()?;
        if it.practice_agreed.is_some() {
            return Err(said_already());
        }
        let name = match &by {
            ForPractice::Named(name) => Some(name.as_str().to_owned()),
            ForPractice::Account(_) => None,
        };
        let event = Event::new("agreement.practice_agreed")
            .with("practice", it.practice)
            .with("number", it.number)
            .with("name", name);
        Ok((Self { practice_agreed: Some((at, by)), ..it }, event))
    }

    /// The practice says what it would have otherwise. It agrees to nothing by it.
    ///
    /// # Errors
    /// When it has agreed already, or a later version took its place.
    pub fn wish(self, words: Words, at: Timestamp) -> Result<(Self, Event), Rejection> {
        let it = self.open()?;
        if it.practice_agreed.is_some() {
            return Err(said_already());
        }
        let event = Event::new("agreement.wished").with("practice", it.practice).with("words", &words);
        Ok((Self { wished: Some((at, words)), ..it }, event))
    }

    /// A later version takes its place; nothing when one has already.
    #[must_use]
    pub fn replace(self, at: Timestamp) -> Option<(Self, Event)> {
        if self.replaced.is_some() {
            return None;
        }
        let event = Event::new("agreement.replaced").with("practice", self.practice).with("number", self.number);
        Some((Self { replaced: Some(at), ..self }, event))
    }

    fn open(self) -> Result<Self, Rejection> {
        if self.replaced.is_some() {
            return Err(Rejection::new(
                "agreement.replaced",
                "A later version has been written since, so nothing was agreed. Read that one first.",
            ));
        }
        Ok(self)
    }
}

fn said_already() -> Rejection {
    Rejection::new("agreement.agreed", "Your side has agreed to this version already. Nothing was changed.")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn terms() -> Terms {
        let lines = |all: [&str; 5]| all.iter().map(|it| Line::new(it).expect("a line")).collect();
        Terms {
            is: lines(FIRST_IS),
            is_not: lines(FIRST_IS_NOT),
            reach: Reach::default(),
            access: Some(Access::Read),
            access_since: None,
            meetings: None,
            often: None,
            invited_since: None,
            clinical: None,
            managerial: None,
        }
    }

    fn version() -> ScopeAgreement {
        let between = (Id::from_parts(1, [2; 10]), Id::from_parts(1, [3; 10]));
        let by = (Id::from_parts(1, [4; 10]), Timestamp::UNIX_EPOCH);
        ScopeAgreement::write(Id::from_parts(1, [1; 10]), between, 1, terms(), by).0
    }

    #[test]
    fn it_is_in_force_when_both_have_agreed_in_either_order() {
        let (lead, at) = (Id::from_parts(1, [4; 10]), Timestamp::UNIX_EPOCH);
        let (one, _) = version().agree_for_service(lead, at).expect("agreed");
        assert_eq!(one.state(), State::Proposed);
        assert!(one.clone().agree_for_service(lead, at).is_err(), "once");
        let (both, _) = one.agree_for_practice(ForPractice::Account(Id::from_parts(1, [5; 10])), at).expect("agreed");
        assert_eq!(both.state(), State::Agreed);
        assert!(both.wish(Words::new("more").expect("words"), at).is_err(), "agreed is agreed");
        let name = ForPractice::Named(Line::new("Pat Moss, practice manager").expect("a line"));
        let (other, _) = version().agree_for_practice(name, at).expect("agreed");
        assert_eq!(other.agree_for_service(lead, at).expect("agreed").0.state(), State::Agreed);
    }

    #[test]
    fn to_what_was_replaced_nobody_agrees_any_more() {
        let at = Timestamp::UNIX_EPOCH;
        let (old, _) = version().replace(at).expect("replaced");
        assert!(old.clone().replace(at).is_none());
        assert!(old.clone().agree_for_service(Id::from_parts(1, [4; 10]), at).is_err());
        assert!(old.agree_for_practice(ForPractice::Account(Id::from_parts(1, [5; 10])), at).is_err());
    }

    #[test]
    fn one_line_is_enough_and_none_is_too_little() {
        let empty = Terms { is: Vec::new(), is_not: Vec::new(), ..terms() };
        assert_eq!(empty.clone().checked().expect_err("nothing").field, Some("is"));
        let one = Terms { is_not: terms().is_not.into_iter().take(1).collect(), ..empty };
        assert!(one.checked().is_ok());
        let line = Line::new("x").expect("a line");
        let many = Terms { is_not: vec![line; MOST_LINES + 1], ..terms() };
        assert_eq!(many.checked().expect_err("too many").field, Some("is_not"));
    }

    #[test]
    fn every_state_is_in_the_table() {
        let at = Timestamp::UNIX_EPOCH;
        let (both, _) = version().agree_for_service(Id::from_parts(1, [4; 10]), at).expect("agreed");
        let (both, _) = both.agree_for_practice(ForPractice::Account(Id::from_parts(1, [5; 10])), at).expect("agreed");
        let (old, _) = both.clone().replace(at).expect("replaced");
        for it in [version(), both, old] {
            assert!(TABLE.iter().any(|row| row.to == it.state().name()), "{:?}", it.state());
        }
    }
}
