//! A connection: introducing a person to a community service, and what came of it.
//!
//! *Declined by the service*, *not answered*, *person declined* and *person not ready* are four
//! different facts (principle 4). Silence is recorded by a human and never becomes a decline.

use jiff::Timestamp;

use super::{CommunityService, Organisation};
use crate::event::Event;
use crate::id::Id;
use crate::link::Promised;
use crate::machine::Transition;
use crate::need::Need;
use crate::person::Person;
use crate::rejection::Rejection;
use crate::staff::{Account, Service};
use crate::support::contact::coded;
use crate::text::Words;

/// One introduction of one person to one community service.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Connection {
    /// Identifier.
    pub id: Id<Connection>,
    /// The service.
    pub service: Id<Service>,
    /// The person.
    pub person: Id<Person>,
    /// The need it is for, when it is for one.
    pub need: Option<Id<Need>>,
    /// The community service.
    pub to: Id<CommunityService>,
    /// Its organisation.
    pub organisation: Id<Organisation>,
    /// What the person agreed may be told to the organisation, in words.
    pub agreed: Option<Words>,
    /// Who made it.
    pub author: Id<Account>,
    /// When it was made.
    pub made: Timestamp,
    /// Where it stands.
    pub state: State,
    /// When it came to stand there.
    pub since: Timestamp,
}

/// Where a connection stands.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum State {
    /// Put to the person.
    Suggested,
    /// The person wants it.
    Chosen,
    /// The organisation has been asked.
    Asked,
    /// The organisation said yes.
    Accepted,
    /// The organisation put the person on its waiting list.
    WaitListed {
        /// Weeks quoted, when it said.
        weeks: Option<u32>,
    },
    /// The organisation said no.
    DeclinedByService {
        /// Why.
        reason: DeclineReason,
        /// In its words.
        words: Option<Words>,
    },
    /// The organisation has not answered. A human says so; no clock does.
    NotAnswered,
    /// The person and the organisation have been introduced.
    Introduced,
    /// The person went for the first time.
    Started,
    /// The person goes.
    Attending,
    /// It came to an end.
    Ended,
    /// It was agreed and did not begin.
    DidNotStart {
        /// Why, in words.
        words: Option<Words>,
    },
    /// The person said no.
    PersonDeclined,
    /// The person is not ready.
    PersonNotReady,
}

coded!(/** Why an organisation says no. */ DeclineReason {
    /** Full. */ Full = "full", "Full";
    /** Outside its criteria. */ NotEligible = "not-eligible", "Outside their criteria";
    /** Too complex. */ TooComplex = "too-complex", "More support is needed than they can give";
    /** Closed. */ Closed = "closed", "The service has closed or stopped";
    /** Wrong service. */ NotUs = "not-us", "Not what they do";
    /** Another reason. */ Other = "other", "Another reason";
    /** No reason given. */ NotSaid = "not-said", "No reason given";
});

/// What happened to a connection.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Step {
    /// The person wants it (also after *not ready* or *declined*: people change their minds).
    Choose,
    /// The organisation is asked (again).
    Ask,
    /// The organisation says yes.
    Accept,
    /// The organisation has a waiting list.
    WaitList {
        /// Weeks quoted.
        weeks: Option<u32>,
    },
    /// The organisation says no.
    Decline {
        /// Why.
        reason: DeclineReason,
        /// In its words.
        words: Option<Words>,
    },
    /// No answer so far.
    NoAnswer,
    /// Introduced to each other.
    Introduce,
    /// Went for the first time.
    Start,
    /// Goes.
    Attend,
    /// Came to an end.
    End,
    /// Did not begin.
    NotStart {
        /// Why.
        words: Option<Words>,
    },
    /// The person says no.
    PersonDecline,
    /// The person is not ready.
    PersonNotReady,
}

impl Step {
    /// The stable code.
    #[must_use]
    pub const fn code(&self) -> &'static str {
        match self {
            Self::Choose => "choose",
            Self::Ask => "ask",
            Self::Accept => "accept",
            Self::WaitList { .. } => "wait-list",
            Self::Decline { .. } => "decline",
            Self::NoAnswer => "no-answer",
            Self::Introduce => "introduce",
            Self::Start => "start",
            Self::Attend => "attend",
            Self::End => "end",
            Self::NotStart { .. } => "not-start",
            Self::PersonDecline => "person-decline",
            Self::PersonNotReady => "person-not-ready",
        }
    }

    /// The words on a button, by code.
    #[must_use]
    pub fn label(code: &str) -> &'static str {
        match code {
            "choose" => "They want this",
            "ask" => "I have asked the organisation",
            "accept" => "The organisation said yes",
            "wait-list" => "The organisation has a waiting list",
            "decline" => "The organisation said no",
            "no-answer" => "The organisation has not answered",
            "introduce" => "I have introduced them",
            "start" => "They went for the first time",
            "attend" => "They go there",
            "end" => "It has come to an end",
            "not-start" => "It did not begin",
            "person-decline" => "The person said no",
            "person-not-ready" => "The person is not ready",
            _ => "Unknown",
        }
    }
}

impl State {
    /// The stable name.
    #[must_use]
    pub const fn name(&self) -> &'static str {
        match self {
            Self::Suggested => "suggested",
            Self::Chosen => "chosen",
            Self::Asked => "asked",
            Self::Accepted => "accepted",
            Self::WaitListed { .. } => "wait-listed",
            Self::DeclinedByService { .. } => "declined-by-service",
            Self::NotAnswered => "not-answered",
            Self::Introduced => "introduced",
            Self::Started => "started",
            Self::Attending => "attending",
            Self::Ended => "ended",
            Self::DidNotStart { .. } => "did-not-start",
            Self::PersonDeclined => "person-declined",
            Self::PersonNotReady => "person-not-ready",
        }
    }

    /// In words, with what is known.
    #[must_use]
    pub fn in_words(&self) -> String {
        match self {
            Self::Suggested => "Suggested".to_owned(),
            Self::Chosen => "The person wants this".to_owned(),
            Self::Asked => "Asked; waiting for the answer".to_owned(),
            Self::Accepted => "Accepted by the organisation".to_owned(),
            Self::WaitListed { weeks: Some(weeks) } => format!("On the waiting list, {weeks} weeks quoted"),
            Self::WaitListed { weeks: None } => "On the waiting list".to_owned(),
            Self::DeclinedByService { reason, .. } => {
                format!("Declined by the organisation: {}", reason.label().to_lowercase())
            }
            Self::NotAnswered => "The organisation has not answered".to_owned(),
            Self::Introduced => "Introduced".to_owned(),
            Self::Started => "Started".to_owned(),
            Self::Attending => "Attending".to_owned(),
            Self::Ended => "Ended".to_owned(),
            Self::DidNotStart { .. } => "Did not start".to_owned(),
            Self::PersonDeclined => "The person said no".to_owned(),
            Self::PersonNotReady => "The person is not ready".to_owned(),
        }
    }
}

macro_rules! table {
    ($($from:literal: $($act:literal => $to:literal),+;)+) => {
        /// Every transition there is.
        pub const TABLE: &[Transition] = &[
            Transition { from: None, act: "suggest", to: "suggested" },
            Transition { from: None, act: "choose", to: "chosen" },
            $($(Transition { from: Some($from), act: $act, to: $to },)+)+
        ];
    };
}

table! {
    "suggested": "choose" => "chosen", "person-not-ready" => "person-not-ready", "person-decline" => "person-declined";
    "chosen": "ask" => "asked", "introduce" => "introduced", "start" => "started",
        "person-not-ready" => "person-not-ready", "person-decline" => "person-declined";
    "asked": "accept" => "accepted", "wait-list" => "wait-listed", "decline" => "declined-by-service",
        "no-answer" => "not-answered", "person-not-ready" => "person-not-ready", "person-decline" => "person-declined";
    "not-answered": "ask" => "asked", "accept" => "accepted", "wait-list" => "wait-listed",
        "decline" => "declined-by-service", "person-not-ready" => "person-not-ready", "person-decline" => "person-declined";
    "wait-listed": "accept" => "accepted", "decline" => "declined-by-service", "wait-list" => "wait-listed",
        "person-not-ready" => "person-not-ready", "person-decline" => "person-declined";
    "accepted": "introduce" => "introduced", "start" => "started", "not-start" => "did-not-start",
        "person-not-ready" => "person-not-ready", "person-decline" => "person-declined";
    "introduced": "start" => "started", "not-start" => "did-not-start",
        "person-not-ready" => "person-not-ready", "person-decline" => "person-declined";
    "started": "attend" => "attending", "end" => "ended";
    "attending": "end" => "ended";
    "ended": "start" => "started";
    "declined-by-service": "ask" => "asked";
    "did-not-start": "choose" => "chosen", "ask" => "asked";
    "person-declined": "choose" => "chosen";
    "person-not-ready": "choose" => "chosen", "person-decline" => "person-declined";
}

/// The steps that an organisation takes itself, by the link it was sent.
pub const ANSWERS: &[&str] = &["accept", "wait-list", "decline", "start", "attend", "end", "not-start"];

impl Connection {
    /// Begins a connection that the person wants.
    #[must_use]
    pub fn choose(
        id: Id<Self>,
        person: &Person,
        need: Option<Id<Need>>,
        to: &CommunityService,
        agreed: Option<Words>,
        author: Id<Account>,
        at: Timestamp,
    ) -> (Self, Event) {
        let event = Event::new("connection.chosen")
            .with("person", person.id)
            .with("need", need)
            .with("to", to.id)
            .with("agreed", agreed.as_ref().map(Words::as_str));
        let connection = Self {
            id,
            service: person.service,
            person: person.id,
            need,
            to: to.id,
            organisation: to.organisation,
            agreed,
            author,
            made: at,
            state: State::Chosen,
            since: at,
        };
        (connection, event)
    }

    /// Takes a step.
    ///
    /// # Errors
    /// When the table does not allow it in this state, or a wait is longer than ten years.
    pub fn take(self, step: Step, at: Timestamp) -> Result<(Self, Event), Rejection> {
        self.moved("connection.moved", step, at)
    }

    /// Takes what the organisation itself answered, by the link it was sent.
    ///
    /// # Errors
    /// As for [`Connection::take`], and when it is no answer of an organisation's.
    pub fn answer(self, step: Step, at: Timestamp) -> Result<(Self, Event), Rejection> {
        if !ANSWERS.contains(&step.code()) {
            return Err(Rejection::of_field("step", "connection.not_an_answer", "Choose one of the answers."));
        }
        self.moved("connection.answered", step, at)
    }

    /// What the organisation can answer now, in table order.
    #[must_use]
    pub fn answers(&self) -> Vec<&'static str> {
        let offered = crate::machine::offered(TABLE, self.state.name());
        offered.into_iter().filter(|code| ANSWERS.contains(code)).collect()
    }

    /// Changes what the person agreed may be told; nothing, when they take it back.
    #[must_use]
    pub fn agree(self, agreed: Option<Words>) -> (Self, Event) {
        let event = Event::new("connection.agreed")
            .with("person", self.person)
            .with("agreed", agreed.as_ref().map(Words::as_str));
        (Self { agreed, ..self }, event)
    }

    /// Whether an organisation that was asked now reads only that the request was withdrawn: the person no longer
    /// wants it or is not asking, or took back what they had agreed to share.
    #[must_use]
    pub fn is_withdrawn(&self, promised: Promised) -> bool {
        let not_asking =
            matches!(self.state, State::Suggested | State::Chosen | State::PersonDeclined | State::PersonNotReady);
        not_asking || (promised == Promised::Something && self.agreed.is_none())
    }

    fn moved(self, kind: &'static str, step: Step, at: Timestamp) -> Result<(Self, Event), Rejection> {
        if !crate::machine::allows(TABLE, self.state.name(), step.code()) {
            return Err(Rejection::new(
                "connection.not_possible",
                format!(
                    "This connection now says: {}. “{}” does not follow from that. Nothing was changed.",
                    self.state.in_words(),
                    Step::label(step.code()),
                ),
            ));
        }
        let mut event =
            Event::new(kind).with("person", self.person).with("from", self.state.name()).with("step", step.code());
        let state = match step {
            Step::Choose => State::Chosen,
            Step::Ask => State::Asked,
            Step::Accept => State::Accepted,
            Step::WaitList { weeks } => {
                if weeks.is_some_and(|weeks| weeks > 520) {
                    return Err(Rejection::of_field(
                        "weeks",
                        "connection.weeks",
                        "A wait is given in weeks, at most 520 (ten years).",
                    ));
                }
                event = event.with("weeks", weeks);
                State::WaitListed { weeks }
            }
            Step::Decline { reason, words } => {
                event = event.with("reason", reason.code()).with("words", words.as_ref().map(Words::as_str));
                State::DeclinedByService { reason, words }
            }
            Step::NoAnswer => State::NotAnswered,
            Step::Introduce => State::Introduced,
            Step::Start => State::Started,
            Step::Attend => State::Attending,
            Step::End => State::Ended,
            Step::NotStart { words } => {
                event = event.with("words", words.as_ref().map(Words::as_str));
                State::DidNotStart { words }
            }
            Step::PersonDecline => State::PersonDeclined,
            Step::PersonNotReady => State::PersonNotReady,
        };
        let event = event.with("to", state.name());
        Ok((Self { state, since: at, ..self }, event))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn every_state() -> Vec<State> {
        vec![
            State::Suggested,
            State::Chosen,
            State::Asked,
            State::Accepted,
            State::WaitListed { weeks: Some(6) },
            State::DeclinedByService { reason: DeclineReason::Full, words: None },
            State::NotAnswered,
            State::Introduced,
            State::Started,
            State::Attending,
            State::Ended,
            State::DidNotStart { words: None },
            State::PersonDeclined,
            State::PersonNotReady,
        ]
    }

    fn every_step() -> Vec<Step> {
        vec![
            Step::Choose,
            Step::Ask,
            Step::Accept,
            Step::WaitList { weeks: None },
            Step::Decline { reason: DeclineReason::NotSaid, words: None },
            Step::NoAnswer,
            Step::Introduce,
            Step::Start,
            Step::Attend,
            Step::End,
            Step::NotStart { words: None },
            Step::PersonDecline,
            Step::PersonNotReady,
        ]
    }

    fn standing(state: State) -> Connection {
        Connection {
            id: Id::from_parts(1, [0; 10]),
            service: Id::from_parts(1, [1; 10]),
            person: Id::from_parts(1, [2; 10]),
            need: None,
            to: Id::from_parts(1, [3; 10]),
            organisation: Id::from_parts(1, [4; 10]),
            agreed: None,
            author: Id::from_parts(1, [5; 10]),
            made: Timestamp::UNIX_EPOCH,
            state,
            since: Timestamp::UNIX_EPOCH,
        }
    }

    #[test]
    fn the_machine_does_what_its_table_says() {
        for state in every_state() {
            for step in every_step() {
                let expected =
                    TABLE.iter().find(|t| t.from == Some(state.name()) && t.act == step.code()).map(|t| t.to);
                let result = standing(state.clone()).take(step.clone(), Timestamp::UNIX_EPOCH);
                assert_eq!(result.ok().map(|(c, _)| c.state.name()), expected, "{} × {}", state.name(), step.code());
            }
        }
    }

    #[test]
    fn every_line_of_the_table_names_a_real_state_and_step() {
        for line in TABLE.iter().filter(|line| line.from.is_some()) {
            assert!(every_state().iter().any(|s| Some(s.name()) == line.from), "{line:?}");
            assert!(every_state().iter().any(|s| s.name() == line.to), "{line:?}");
            assert!(every_step().iter().any(|s| s.code() == line.act), "{line:?}");
            assert_ne!(Step::label(line.act), "Unknown");
        }
    }

    #[test]
    fn silence_never_becomes_a_decline() {
        let (silent, _) = standing(State::Asked).take(Step::NoAnswer, Timestamp::UNIX_EPOCH).expect("allowed");
        assert_eq!(silent.state, State::NotAnswered);
        assert_ne!(silent.state.name(), "declined-by-service");
        assert!(silent.take(Step::Accept, Timestamp::UNIX_EPOCH).is_ok(), "a late yes is still a yes");
    }

    #[test]
    fn an_organisation_answers_for_itself_and_for_nobody_else() {
        for state in every_state() {
            let offered = standing(state.clone()).answers();
            for step in every_step() {
                let result = standing(state.clone()).answer(step.clone(), Timestamp::UNIX_EPOCH);
                assert_eq!(result.is_ok(), offered.contains(&step.code()), "{} × {}", state.name(), step.code());
                if let Ok((_, event)) = result {
                    assert_eq!(event.kind, "connection.answered");
                }
            }
        }
        assert!(!standing(State::Asked).answers().contains(&"person-decline"));
        assert!(!standing(State::Asked).answers().contains(&"no-answer"));
    }

    #[test]
    fn what_was_agreed_and_taken_back_withdraws_the_request() {
        let mut asked = standing(State::Asked);
        assert!(!asked.is_withdrawn(Promised::Nothing), "nothing was promised, so nothing is missing");
        assert!(asked.is_withdrawn(Promised::Something));
        asked.agreed = Words::new("her first name").ok();
        assert!(!asked.is_withdrawn(Promised::Something));
        for state in [State::PersonDeclined, State::PersonNotReady, State::Chosen, State::Suggested] {
            assert!(Connection { state, ..asked.clone() }.is_withdrawn(Promised::Nothing));
        }
    }
}
