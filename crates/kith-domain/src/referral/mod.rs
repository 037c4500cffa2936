//! A referral into the service, from the first words of whoever sends it to a link worker.

mod link_reason;
mod question;
mod risk;
mod route;
mod status_link;
mod turned_away;

pub use link_reason::LinkReason;
pub use question::{Answer, Question};
pub use risk::risk_words;
pub use route::{ROUTES, Route, Sender, label as route_label};
pub use status_link::StatusLink;
pub use turned_away::TurnedAway;

use jiff::Timestamp;

use crate::event::Event;
use crate::id::Id;
use crate::machine::Transition;
use crate::person::Person;
use crate::rejection::Rejection;
use crate::staff::{Account, Service};
use crate::text::{Line, Words};

/// A request that the service support a person.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Referral {
    /// Identifier.
    pub id: Id<Referral>,
    /// The service asked.
    pub service: Id<Service>,
    /// The person.
    pub person: Id<Person>,
    /// How it came in, and who sent it.
    pub route: Route,
    /// Why, in the words of whoever sent it.
    pub reason: Words,
    /// What the person was told about it.
    pub told: Told,
    /// When it arrived.
    pub received: Timestamp,
    /// Where it stands.
    pub state: State,
    /// What the link of its receipt says of why it was not taken on; nothing where nobody chose anything.
    pub link_reason: Option<LinkReason>,
}

/// What the person was told, and in which words. People who arrive not knowing why often do not
/// stay (Wildman et al. 2019), so it is asked; every answer is taken.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Told {
    /// What was said, as one of four plain answers.
    pub answer: ToldAnswer,
    /// More about it, in the practice's words.
    pub words: Option<Words>,
}

/// The four answers to "What was the person told?".
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum ToldAnswer {
    /// They know and agree.
    Agreed,
    /// They know and are unsure.
    Unsure,
    /// They have not been told yet.
    NotYet,
    /// They asked for it themselves.
    Asked,
}

impl ToldAnswer {
    /// Every answer, in the order offered.
    pub const ALL: [Self; 4] = [Self::Agreed, Self::Asked, Self::Unsure, Self::NotYet];

    /// The stable code.
    #[must_use]
    pub const fn code(self) -> &'static str {
        match self {
            Self::Agreed => "agreed",
            Self::Unsure => "unsure",
            Self::NotYet => "not-yet",
            Self::Asked => "asked",
        }
    }

    /// The words on the page.
    #[must_use]
    pub const fn label(self) -> &'static str {
        match self {
            Self::Agreed => "They know what it is and agree",
            Self::Unsure => "They know, and are not sure about it",
            Self::NotYet => "They have not been told yet",
            Self::Asked => "They asked for it themselves",
        }
    }

    /// Finds an answer by its code.
    #[must_use]
    pub fn from_code(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|answer| answer.code() == code)
    }
}

/// Where a referral stands. Each state carries its facts.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum State {
    /// Waiting for the lead to look at it.
    Received,
    /// Waiting for whoever sent it to answer a question.
    Asked {
        /// Since when.
        at: Timestamp,
        /// Who asked.
        by: Id<Account>,
    },
    /// Accepted; nobody has been asked to support the person yet.
    Accepted {
        /// When.
        at: Timestamp,
        /// By whom.
        by: Id<Account>,
    },
    /// A link worker has it.
    Allocated {
        /// When it was accepted.
        accepted: Timestamp,
        /// When it was allocated.
        at: Timestamp,
        /// By whom.
        by: Id<Account>,
        /// To whom.
        worker: Id<Account>,
    },
    /// Given back to the practice with a reason that the referrer reads.
    Returned {
        /// When.
        at: Timestamp,
        /// By whom.
        by: Id<Account>,
        /// Why.
        reason: Words,
    },
    /// Somebody else can help better, and whoever sent it is told who.
    Redirected {
        /// When.
        at: Timestamp,
        /// By whom.
        by: Id<Account>,
        /// To whom.
        to: Line,
        /// What whoever sent it reads.
        words: Words,
    },
}

impl State {
    /// The stable name of the state.
    #[must_use]
    pub const fn name(&self) -> &'static str {
        match self {
            Self::Received => "received",
            Self::Asked { .. } => "asked",
            Self::Accepted { .. } => "accepted",
            Self::Allocated { .. } => "allocated",
            Self::Returned { .. } => "returned",
            Self::Redirected { .. } => "redirected",
        }
    }

    /// Whether the queue holds it: nobody has decided, or nobody has the case.
    #[must_use]
    pub const fn is_in_queue(&self) -> bool {
        matches!(self, Self::Received | Self::Asked { .. } | Self::Accepted { .. })
    }

    /// Whether nobody has decided about it.
    #[must_use]
    pub const fn is_undecided(&self) -> bool {
        matches!(self, Self::Received | Self::Asked { .. })
    }
}

/// Every transition there is.
pub const TABLE: &[Transition] = &[
    Transition { from: None, act: "receive", to: "received" },
    Transition { from: Some("received"), act: "accept", to: "accepted" },
    Transition { from: Some("received"), act: "return", to: "returned" },
    Transition { from: Some("received"), act: "redirect", to: "redirected" },
    Transition { from: Some("received"), act: "ask", to: "asked" },
    Transition { from: Some("asked"), act: "answer", to: "received" },
    Transition { from: Some("asked"), act: "accept", to: "accepted" },
    Transition { from: Some("asked"), act: "return", to: "returned" },
    Transition { from: Some("asked"), act: "redirect", to: "redirected" },
    Transition { from: Some("accepted"), act: "allocate", to: "allocated" },
];

/// What a referrer gives.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Reasons {
    /// Why, in the words of whoever sends it.
    pub reason: Words,
    /// What the person was told.
    pub told: Told,
}

impl Referral {
    /// Receives a referral.
    #[must_use]
    pub fn receive(id: Id<Self>, person: &Person, route: Route, reasons: Reasons, at: Timestamp) -> (Self, Event) {
        let Reasons { reason, told } = reasons;
        // Version 2 says by which route; version 1 knew practices only.
        let begun = Event { version: 2, ..Event::new("referral.received") };
        let event = route
            .told_by(begun.with("person", person.id))
            .with("reason", &reason)
            .with("told", told.answer.code())
            .with("told_words", told.words.as_ref().map(Words::as_str));
        let referral = Self {
            id,
            service: person.service,
            person: person.id,
            route,
            reason,
            told,
            received: at,
            state: State::Received,
            link_reason: None,
        };
        (referral, event)
    }

    /// Accepts it into the service.
    ///
    /// # Errors
    /// When it was already dealt with.
    pub fn accept(self, by: Id<Account>, at: Timestamp) -> Result<(Self, Event), Rejection> {
        match self.state {
            State::Received | State::Asked { .. } => {
                let event = Event::new("referral.accepted").with("person", self.person);
                Ok((Self { state: State::Accepted { at, by }, ..self }, event))
            }
            other => Err(already(&other)),
        }
    }

    /// Gives it to a link worker.
    ///
    /// # Errors
    /// When it has not been accepted, or somebody already allocated it.
    pub fn allocate(self, worker: Id<Account>, by: Id<Account>, at: Timestamp) -> Result<(Self, Event), Rejection> {
        match self.state {
            State::Accepted { at: accepted, .. } => {
                let event = Event::new("referral.allocated").with("person", self.person).with("worker", worker);
                Ok((Self { state: State::Allocated { accepted, at, by, worker }, ..self }, event))
            }
            State::Received | State::Asked { .. } => Err(Rejection::new(
                "referral.not_accepted",
                "This referral has not been accepted yet. Accept it first.",
            )),
            other => Err(already(&other)),
        }
    }

    /// Waits for whoever sent it to answer a question.
    ///
    /// # Errors
    /// When a question is open already, or it was dealt with.
    pub fn ask(self, by: Id<Account>, at: Timestamp) -> Result<(Self, Event), Rejection> {
        match self.state {
            State::Received => {
                let event = Event::new("referral.asked").with("person", self.person);
                Ok((Self { state: State::Asked { at, by }, ..self }, event))
            }
            other => Err(already(&other)),
        }
    }

    /// Goes on with triage: the question has been answered.
    ///
    /// # Errors
    /// When no question is open.
    pub fn answered(self) -> Result<(Self, Event), Rejection> {
        match self.state {
            State::Asked { .. } => {
                let event = Event::new("referral.answered").with("person", self.person);
                Ok((Self { state: State::Received, ..self }, event))
            }
            State::Received => Err(Rejection::new(
                "referral.no_question",
                "This question has been answered already, or is not asked any more. Nothing was changed.",
            )),
            other => Err(already(&other)),
        }
    }

    /// Points whoever sent it to somebody else who can help better.
    ///
    /// # Errors
    /// When it was already accepted, allocated, given back or redirected.
    pub fn redirect(self, to: Line, words: Words, by: Id<Account>, at: Timestamp) -> Result<(Self, Event), Rejection> {
        match self.state {
            State::Received | State::Asked { .. } => {
                let event =
                    Event::new("referral.redirected").with("person", self.person).with("to", &to).with("words", &words);
                Ok((Self { state: State::Redirected { at, by, to, words }, ..self }, event))
            }
            other => Err(already(&other)),
        }
    }

    /// The same, not taken on, with what the link of its receipt says of why.
    #[must_use]
    pub fn saying_on_its_link(self, event: Event, why: Option<LinkReason>) -> (Self, Event) {
        match why {
            Some(why) => (Self { link_reason: Some(why), ..self }, event.with("link_reason", why.code())),
            None => (self, event),
        }
    }

    /// Gives it back to whoever sent it, with a reason.
    ///
    /// # Errors
    /// When it was already accepted (then there is a case, which is closed instead), allocated or returned.
    pub fn give_back(self, reason: Words, by: Id<Account>, at: Timestamp) -> Result<(Self, Event), Rejection> {
        match self.state {
            State::Received | State::Asked { .. } => {
                let event = Event::new("referral.returned").with("person", self.person).with("reason", &reason);
                Ok((Self { state: State::Returned { at, by, reason }, ..self }, event))
            }
            other => Err(already(&other)),
        }
    }
}

/// The refusal for a referral that somebody else already dealt with.
fn already(state: &State) -> Rejection {
    match state {
        State::Received => Rejection::new("referral.not_accepted", "This referral has not been accepted yet."),
        State::Accepted { .. } => Rejection::new(
            "referral.already_accepted",
            "This referral has already been accepted. Nothing was changed. If it is not for the team, allocate it and close the case with a reason.",
        ),
        State::Allocated { .. } => Rejection::new(
            "referral.already_allocated",
            "Somebody has already allocated this referral. Nothing was changed; open it again to see who has it.",
        ),
        State::Returned { .. } => Rejection::new(
            "referral.already_returned",
            "This referral has already been given back. Nothing was changed.",
        ),
        State::Asked { .. } => Rejection::new(
            "referral.already_asked",
            "A question about this referral is open already. Nothing was changed; wait for the answer, or write down what you heard.",
        ),
        State::Redirected { .. } => Rejection::new(
            "referral.already_redirected",
            "This referral has already been redirected. Nothing was changed.",
        ),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at() -> Timestamp {
        Timestamp::UNIX_EPOCH
    }

    /// A referral that has just arrived.
    pub(super) fn received() -> Referral {
        in_state(State::Received)
    }

    fn in_state(state: State) -> Referral {
        Referral {
            id: Id::from_parts(1, [0; 10]),
            service: Id::from_parts(1, [1; 10]),
            person: Id::from_parts(1, [2; 10]),
            route: Route::Practice { practice: Id::from_parts(1, [3; 10]), referrer: Id::from_parts(1, [4; 10]) },
            reason: Words::new("lonely since her sister died").expect("words"),
            told: Told { answer: ToldAnswer::Agreed, words: None },
            received: at(),
            state,
            link_reason: None,
        }
    }

    /// Every state crossed with every act: the machine does exactly what its table says.
    #[test]
    fn the_machine_does_what_its_table_says() {
        let by = Id::from_parts(1, [5; 10]);
        let words = || Words::new("not a social prescribing need").expect("words");
        let to = || Line::new("Memory clinic").expect("a line");
        let states = [
            State::Received,
            State::Accepted { at: at(), by },
            State::Allocated { accepted: at(), at: at(), by, worker: by },
            State::Returned { at: at(), by, reason: words() },
            State::Asked { at: at(), by },
            State::Redirected { at: at(), by, to: to(), words: words() },
        ];
        for state in states {
            for act in ["accept", "allocate", "return", "redirect", "ask", "answer"] {
                let referral = in_state(state.clone());
                let result = match act {
                    "accept" => referral.accept(by, at()),
                    "allocate" => referral.allocate(by, by, at()),
                    "redirect" => referral.redirect(to(), words(), by, at()),
                    "ask" => referral.ask(by, at()),
                    "answer" => referral.answered(),
                    _ => referral.give_back(words(), by, at()),
                };
                let expected = TABLE.iter().find(|t| t.from == Some(state.name()) && t.act == act).map(|t| t.to);
                assert_eq!(result.ok().map(|(r, _)| r.state.name()), expected, "{} × {act}", state.name());
            }
        }
    }
}
