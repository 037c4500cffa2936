//! A connection: introducing a person to a community service, and what came of it.
//!
//! *Declined by the service*, *not answered*, *person declined*, *person not ready* and *person says not now* are five
//! different facts (principle 4). Silence is recorded by a human and never becomes a decline.

mod afterwards;
mod agreed;
mod state;
mod step;
#[cfg(test)]
mod tests;
mod wait;

pub use afterwards::{Afterwards, Whose, WhyEnded};
pub use agreed::{Agreed, May, Offer, Part, offers};
pub use state::{DeclineReason, State};
pub use step::{ANSWERS, Step, TABLE};
pub use wait::{UNSAID_WEEKS, Wait};

use jiff::Timestamp;

use super::{CommunityService, Organisation};
use crate::event::Event;
use crate::id::Id;
use crate::link::Promised;
use crate::need::Need;
use crate::person::Person;
use crate::rejection::Rejection;
use crate::staff::{Account, Service};
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
    /// What the person agreed may be told to the organisation.
    pub agreed: Agreed,
    /// Who made it.
    pub author: Id<Account>,
    /// When it was made.
    pub made: Timestamp,
    /// Where it stands.
    pub state: State,
    /// When it came to stand there.
    pub since: Timestamp,
    /// When the organisation was last asked.
    pub asked: Option<Timestamp>,
    /// The waiting list that the person is on, or was on last.
    pub wait: Option<Wait>,
}

impl Connection {
    /// Begins a connection that the person wants.
    #[must_use]
    pub fn choose(
        id: Id<Self>,
        person: &Person,
        need: Option<Id<Need>>,
        to: &CommunityService,
        agreed: Agreed,
        author: Id<Account>,
        at: Timestamp,
    ) -> (Self, Event) {
        let event = Event { version: 2, ..Event::new("connection.chosen") };
        let event = agreed.facts(event.with("person", person.id).with("need", need).with("to", to.id));
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
            asked: None,
            wait: None,
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

    /// Introduces the person by a link that shows what they agreed to; the event says what that is.
    ///
    /// # Errors
    /// As for [`Connection::take`].
    pub fn introduce_by_link(self, at: Timestamp) -> Result<(Self, Event), Rejection> {
        let (it, event) = self.moved("connection.moved", Step::Introduce, at)?;
        let event = it.agreed.facts(Event { version: 2, ..event }.with("by", "link"));
        Ok((it, event))
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
    pub fn agree(self, agreed: Agreed) -> (Self, Event) {
        let event = Event { version: 2, ..Event::new("connection.agreed") };
        let event = agreed.facts(event.with("person", self.person));
        (Self { agreed, ..self }, event)
    }

    /// Whether an organisation that was asked now reads only that the request was withdrawn: the person no longer
    /// wants it or is not asking, or took back what they had agreed to share.
    #[must_use]
    pub fn is_withdrawn(&self, promised: Promised) -> bool {
        let not_asking = matches!(
            self.state,
            State::Suggested | State::Chosen | State::PersonDeclined | State::PersonNotReady | State::PersonNotNow
        );
        not_asking || (promised == Promised::Something && self.agreed.is_nothing())
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
            Step::Accept { words } => {
                event = event.with("words", words.as_ref().map(Words::as_str));
                State::Accepted { words }
            }
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
            Step::Start { how } => {
                event = afterwards::facts(event, how.as_ref());
                State::Started
            }
            Step::Attend { how } => {
                event = afterwards::facts(event, how.as_ref());
                State::Attending
            }
            Step::End { why, how } => {
                event = afterwards::facts(event, how.as_ref()).with("why", why.map(WhyEnded::code));
                State::Ended
            }
            Step::NotStart { words } => {
                event = event.with("words", words.as_ref().map(Words::as_str));
                State::DidNotStart { words }
            }
            Step::PersonDecline => State::PersonDeclined,
            Step::PersonNotReady => State::PersonNotReady,
            Step::PersonNotNow => State::PersonNotNow,
        };
        let event = event.with("to", state.name());
        let asked = if matches!(state, State::Asked) { Some(at) } else { self.asked };
        let wait = Wait::after(self.waits(), self.wait, &state, at);
        // Said again that they go, it is how it goes on; they have gone since the first time.
        let goes_on = matches!((&self.state, &state), (State::Attending, State::Attending));
        let since = if goes_on { self.since } else { at };
        Ok((Self { state, since, asked, wait, ..self }, event))
    }
}
