//! A case: one episode of support. It may be reopened without a new referral.
//!
//! Its status is worked out from its facts and is never set by hand (architecture.md 1.8).

use jiff::Timestamp;
use jiff::civil::Date;

use crate::event::Event;
use crate::id::Id;
use crate::machine::Transition;
use crate::person::Person;
use crate::referral::Referral;
use crate::rejection::Rejection;
use crate::staff::{Account, Service};
use crate::text::Words;

/// One episode of support for one person.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Case {
    /// Identifier.
    pub id: Id<Case>,
    /// The service.
    pub service: Id<Service>,
    /// The person.
    pub person: Id<Person>,
    /// The referral that began it.
    pub referral: Id<Referral>,
    /// When the service took it on.
    pub opened: Timestamp,
    /// Where it stands.
    pub state: State,
}

/// The states a link worker knows.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum State {
    /// Accepted, and nobody has it yet.
    Waiting,
    /// A link worker has it; no contact yet.
    New {
        /// Who has it.
        worker: Id<Account>,
        /// Since when.
        since: Timestamp,
    },
    /// Contact has been made or tried.
    Active {
        /// Who has it.
        worker: Id<Account>,
        /// Since when.
        since: Timestamp,
        /// When the first contact was made or tried.
        first_contact: Timestamp,
    },
    /// Held: a link worker stays with them for a purpose that is written down and reviewed (`support::holding`).
    Holding {
        /// Who has it.
        worker: Id<Account>,
        /// Since when.
        since: Timestamp,
        /// When the first contact was made or tried.
        first_contact: Timestamp,
    },
    /// Ended, and the person knows that they can come back.
    DoorOpen {
        /// How it ended.
        ending: Ending,
    },
    /// Ended.
    Closed {
        /// How it ended.
        ending: Ending,
    },
}

/// How a case ended. The reason is not an outcome: outcomes are their own facts.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Ending {
    /// Who had it.
    pub worker: Id<Account>,
    /// When it ended.
    pub at: Timestamp,
    /// Why it ended.
    pub reason: ClosureReason,
    /// In the worker's words.
    pub words: Option<Words>,
    /// When the first contact had been, if there was one.
    pub first_contact: Option<Timestamp>,
    /// The day of the service's closing policy that was followed, where one was: nothing ends by a clock.
    pub policy: Option<Date>,
}

/// Why a case ended. *Unknown* is an honest answer; *silence* is not the same as *declined*
/// (principle 4); no label is put on the person.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum ClosureReason {
    /// What was wanted is done, or enough for now.
    Done,
    /// The person said they do not want to go on.
    PersonDeclined,
    /// The person said it is not the time.
    NotNow,
    /// They are not ready, with all that is going on.
    NotReady,
    /// No answer after trying.
    NoAnswer,
    /// Nothing was available that would help.
    NothingAvailable,
    /// Another service or team has taken it on.
    PassedOn,
    /// The person moved away.
    MovedAway,
    /// The person died.
    Died,
    /// A limit of the service (sessions, weeks) ended it.
    Limit,
    /// It is not known.
    Unknown,
}

impl ClosureReason {
    /// Every reason, in the order offered.
    pub const ALL: [Self; 11] = [
        Self::Done,
        Self::NotReady,
        Self::NotNow,
        Self::PersonDeclined,
        Self::NoAnswer,
        Self::NothingAvailable,
        Self::PassedOn,
        Self::Limit,
        Self::MovedAway,
        Self::Died,
        Self::Unknown,
    ];

    /// The stable code.
    #[must_use]
    pub const fn code(self) -> &'static str {
        match self {
            Self::Done => "done",
            Self::PersonDeclined => "person-declined",
            Self::NotNow => "not-now",
            Self::NotReady => "not-ready",
            Self::NoAnswer => "no-answer",
            Self::NothingAvailable => "nothing-available",
            Self::PassedOn => "passed-on",
            Self::MovedAway => "moved-away",
            Self::Died => "died",
            Self::Limit => "limit",
            Self::Unknown => "unknown",
        }
    }

    /// The words on the page.
    #[must_use]
    pub const fn label(self) -> &'static str {
        match self {
            Self::Done => "What they wanted is done, or enough for now",
            Self::PersonDeclined => "They said they do not want to go on",
            Self::NotNow => "They said it is not the right time",
            Self::NotReady => "They are not ready, with all that is going on",
            Self::NoAnswer => "No answer after trying",
            Self::NothingAvailable => "Nothing was available that would help",
            Self::PassedOn => "Another service or team has taken it on",
            Self::MovedAway => "They moved away",
            Self::Died => "They died",
            Self::Limit => "A limit of our service ended it (sessions, weeks)",
            Self::Unknown => "Not known",
        }
    }

    /// Finds a reason by its code.
    #[must_use]
    pub fn from_code(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|reason| reason.code() == code)
    }
}

impl State {
    /// The stable name of the state.
    #[must_use]
    pub const fn name(&self) -> &'static str {
        match self {
            Self::Waiting => "waiting",
            Self::New { .. } => "new",
            Self::Active { .. } => "active",
            Self::Holding { .. } => "holding",
            Self::DoorOpen { .. } => "door-open",
            Self::Closed { .. } => "closed",
        }
    }

    /// The words on the page.
    #[must_use]
    pub const fn label(&self) -> &'static str {
        match self {
            Self::Waiting => "Waiting",
            Self::New { .. } => "New",
            Self::Active { .. } => "Active",
            Self::Holding { .. } => "Holding",
            Self::DoorOpen { .. } => "Door open",
            Self::Closed { .. } => "Closed",
        }
    }

    /// Who has it, or had it last.
    #[must_use]
    pub const fn worker(&self) -> Option<Id<Account>> {
        match self {
            Self::Waiting => None,
            Self::New { worker, .. } | Self::Active { worker, .. } | Self::Holding { worker, .. } => Some(*worker),
            Self::DoorOpen { ending } | Self::Closed { ending } => Some(ending.worker),
        }
    }

    /// Whether support is going on or about to.
    #[must_use]
    pub const fn is_open(&self) -> bool {
        matches!(self, Self::Waiting) || self.is_with_worker()
    }

    /// Whether a link worker has it now: support goes on, or is about to.
    #[must_use]
    pub const fn is_with_worker(&self) -> bool {
        matches!(self, Self::New { .. } | Self::Active { .. } | Self::Holding { .. })
    }
}

/// Every transition there is.
pub const TABLE: &[Transition] = &[
    Transition { from: None, act: "open", to: "waiting" },
    Transition { from: Some("waiting"), act: "allocate", to: "new" },
    Transition { from: Some("new"), act: "contact", to: "active" },
    Transition { from: Some("active"), act: "contact", to: "active" },
    Transition { from: Some("holding"), act: "contact", to: "holding" },
    Transition { from: Some("active"), act: "hold", to: "holding" },
    Transition { from: Some("holding"), act: "resume", to: "active" },
    Transition { from: Some("new"), act: "close", to: "closed" },
    Transition { from: Some("active"), act: "close", to: "closed" },
    Transition { from: Some("holding"), act: "close", to: "closed" },
    Transition { from: Some("new"), act: "leave-door-open", to: "door-open" },
    Transition { from: Some("active"), act: "leave-door-open", to: "door-open" },
    Transition { from: Some("holding"), act: "leave-door-open", to: "door-open" },
    Transition { from: Some("door-open"), act: "correct-ending", to: "door-open" },
    Transition { from: Some("closed"), act: "correct-ending", to: "closed" },
    Transition { from: Some("door-open"), act: "reopen", to: "new" },
    Transition { from: Some("closed"), act: "reopen", to: "new" },
    Transition { from: Some("new"), act: "move", to: "new" },
    Transition { from: Some("active"), act: "move", to: "active" },
    Transition { from: Some("holding"), act: "move", to: "holding" },
    Transition { from: Some("door-open"), act: "move", to: "door-open" },
];

impl Case {
    /// Opens a case for an accepted referral.
    #[must_use]
    pub fn open(id: Id<Self>, referral: &Referral, at: Timestamp) -> (Self, Event) {
        let event = Event::new("case.opened").with("person", referral.person).with("referral", referral.id);
        let case = Self {
            id,
            service: referral.service,
            person: referral.person,
            referral: referral.id,
            opened: at,
            state: State::Waiting,
        };
        (case, event)
    }

    /// Gives it to a link worker.
    ///
    /// # Errors
    /// When somebody has it already, or it has ended.
    pub fn allocate(self, worker: Id<Account>, at: Timestamp) -> Result<(Self, Event), Rejection> {
        match self.state {
            State::Waiting => {
                let event = Event::new("case.allocated").with("person", self.person).with("worker", worker);
                Ok((Self { state: State::New { worker, since: at }, ..self }, event))
            }
            _ => Err(Rejection::new(
                "case.already_allocated",
                "Somebody already has this case. Nothing was changed; open it again to see who.",
            )),
        }
    }

    /// Notes that contact was made or tried: an unanswered attempt counts.
    ///
    /// # Errors
    /// When the case has not been allocated or has ended.
    pub fn contacted(self, at: Timestamp) -> Result<(Self, Event), Rejection> {
        match self.state {
            State::New { worker, since } => {
                let event = Event::new("case.became_active").with("person", self.person).with("first_contact", at);
                Ok((Self { state: State::Active { worker, since, first_contact: at }, ..self }, event))
            }
            State::Active { worker, since, first_contact } => {
                let first_contact = first_contact.min(at);
                let event = Event::new("case.contacted").with("person", self.person).with("at", at);
                Ok((Self { state: State::Active { worker, since, first_contact }, ..self }, event))
            }
            // A contact with somebody who is held is part of holding them.
            State::Holding { worker, since, first_contact } => {
                let first_contact = first_contact.min(at);
                let event = Event::new("case.contacted").with("person", self.person).with("at", at);
                Ok((Self { state: State::Holding { worker, since, first_contact }, ..self }, event))
            }
            _ => Err(Rejection::new(
                "case.not_open",
                "This case is not open. Reopen it first; no new referral is needed.",
            )),
        }
    }

    /// Holds: the worker stays with them for a purpose, which `support::holding` keeps.
    ///
    /// # Errors
    /// When nobody has been in touch in this case yet, it is held already, or it is not open.
    pub fn hold(self) -> Result<(Self, Event), Rejection> {
        match self.state {
            State::Active { worker, since, first_contact } => {
                let event = Event::new("case.held").with("person", self.person);
                Ok((Self { state: State::Holding { worker, since, first_contact }, ..self }, event))
            }
            State::Holding { .. } => Err(Rejection::new(
                "case.holding",
                "It is written down already that you hold them. Open it from their page to review or change it.",
            )),
            State::New { .. } => Err(Rejection::new(
                "case.not_contacted",
                "Nobody has been in touch with them in this case yet. Log the contact first, then write down that you hold.",
            )),
            _ => Err(Rejection::new(
                "case.not_open",
                "This case is not open. Reopen it first; no new referral is needed.",
            )),
        }
    }

    /// Goes on without holding.
    ///
    /// # Errors
    /// When it is not held.
    pub fn resume(self) -> Result<(Self, Event), Rejection> {
        match self.state {
            State::Holding { worker, since, first_contact } => {
                let event = Event::new("case.resumed").with("person", self.person);
                Ok((Self { state: State::Active { worker, since, first_contact }, ..self }, event))
            }
            _ => Err(Rejection::new("case.not_holding", "This case is not held now. Nothing was changed.")),
        }
    }

    /// Ends it, with or without leaving the door open. Nothing else is asked: no goal, no score.
    ///
    /// # Errors
    /// When it is not allocated or has ended already, or the door is left open for someone who died.
    pub fn end(
        self,
        reason: ClosureReason,
        words: Option<Words>,
        door: Door,
        at: Timestamp,
    ) -> Result<(Self, Event), Rejection> {
        self.end_by(reason, words, door, at, None)
    }

    /// Ends it, following a closing policy of the service where its day is given: a person presses, never a clock.
    ///
    /// # Errors
    /// As for [`Self::end`].
    pub fn end_by(
        self,
        reason: ClosureReason,
        words: Option<Words>,
        door: Door,
        at: Timestamp,
        policy: Option<Date>,
    ) -> Result<(Self, Event), Rejection> {
        let (worker, first_contact) = match self.state {
            State::New { worker, .. } => (worker, None),
            State::Active { worker, first_contact, .. } | State::Holding { worker, first_contact, .. } => {
                (worker, Some(first_contact))
            }
            State::Waiting => {
                return Err(Rejection::new(
                    "case.not_allocated",
                    "Nobody has this case yet. Allocate it or return the referral.",
                ));
            }
            State::DoorOpen { .. } | State::Closed { .. } => {
                return Err(Rejection::new("case.already_ended", "This case has already ended. Nothing was changed."));
            }
        };
        if door == Door::Open && reason == ClosureReason::Died {
            return Err(Rejection::of_field(
                "door",
                "case.door_open_after_death",
                "The reason says that the person died. Choose another reason, or close the case without leaving the door open.",
            ));
        }
        let event = Event::new("case.ended")
            .with("person", self.person)
            .with("reason", reason.code())
            .with("words", words.as_ref().map(Words::as_str))
            .with("door_open", door == Door::Open);
        let event = match policy {
            Some(day) => Event { version: 2, ..event }.with("policy", day),
            None => event,
        };
        let ending = Ending { worker, at, reason, words, first_contact, policy };
        let state = match door {
            Door::Open => State::DoorOpen { ending },
            Door::Shut => State::Closed { ending },
        };
        Ok((Self { state, ..self }, event))
    }

    /// Moves it to another link worker, as it stands: whoever waits goes on waiting since the same day, and
    /// whoever may come back comes back to the new worker.
    ///
    /// # Errors
    /// When nobody has it, the same worker has it already, or it was closed.
    pub fn move_to(self, to: Id<Account>, at: Timestamp) -> Result<(Self, Event), Rejection> {
        if self.state.worker() == Some(to) {
            return Err(Rejection::of_field(
                "worker",
                "case.same_worker",
                "This link worker has the case already. Choose somebody else.",
            ));
        }
        let from = self.state.worker();
        let state = match self.state {
            State::New { since, .. } => State::New { worker: to, since },
            State::Active { first_contact, .. } => State::Active { worker: to, since: at, first_contact },
            State::Holding { first_contact, .. } => State::Holding { worker: to, since: at, first_contact },
            State::DoorOpen { ending } => State::DoorOpen { ending: Ending { worker: to, ..ending } },
            State::Waiting => {
                return Err(Rejection::new("case.not_allocated", "Nobody has this case yet. Allocate it instead."));
            }
            State::Closed { .. } => {
                return Err(Rejection::new("case.closed", "This case is closed. Open it again first, then move it."));
            }
        };
        let event = Event::new("case.moved").with("person", self.person).with("from", from).with("worker", to);
        Ok((Self { state, ..self }, event))
    }

    /// Corrects why it ended. What was said before stays in its history. Whether the door is open
    /// stays as it is, but that it shuts when the person died.
    ///
    /// # Errors
    /// When it has not ended, or nothing is different.
    pub fn correct_ending(self, reason: ClosureReason, words: Option<Words>) -> Result<(Self, Event), Rejection> {
        let (State::DoorOpen { ending } | State::Closed { ending }) = &self.state else {
            return Err(Rejection::new("case.not_ended", "This case is open. There is no ending to correct."));
        };
        if ending.reason == reason && ending.words == words {
            return Err(Rejection::of_field("reason", "case.same", "Nothing is different yet. Change what is wrong."));
        }
        // Under a policy it ended for the reason that the policy names, and for no other.
        let policy = ending.policy.filter(|_| ending.reason == reason);
        let ending = Ending { reason, words, policy, ..ending.clone() };
        let event = Event::new("case.ending_corrected")
            .with("person", self.person)
            .with("reason", reason.code())
            .with("words", ending.words.as_ref().map(Words::as_str));
        let state = match self.state {
            // The door is not left open for somebody who died: correcting the reason shuts it.
            State::DoorOpen { .. } if reason != ClosureReason::Died => State::DoorOpen { ending },
            _ => State::Closed { ending },
        };
        Ok((Self { state, ..self }, event))
    }

    /// Takes it up again, without a new referral, with the worker who had it last (continuity of the
    /// same worker matters to people: Wildman et al. 2019).
    ///
    /// # Errors
    /// When it has not ended.
    pub fn reopen(self, at: Timestamp) -> Result<(Self, Event), Rejection> {
        match self.state {
            State::DoorOpen { ending } | State::Closed { ending } => {
                let event = Event::new("case.reopened").with("person", self.person).with("worker", ending.worker);
                Ok((Self { state: State::New { worker: ending.worker, since: at }, ..self }, event))
            }
            _ => Err(Rejection::new("case.not_ended", "This case is open already. Nothing was changed.")),
        }
    }
}

/// Whether the person knows that they can come back without a new referral.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Door {
    /// They can.
    Open,
    /// Nothing was agreed.
    Shut,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_machine_does_what_its_table_says() {
        let at = Timestamp::UNIX_EPOCH;
        let worker = Id::from_parts(1, [5; 10]);
        let ending =
            || Ending { worker, at, reason: ClosureReason::Unknown, words: None, first_contact: None, policy: None };
        let states = [
            State::Waiting,
            State::New { worker, since: at },
            State::Active { worker, since: at, first_contact: at },
            State::Holding { worker, since: at, first_contact: at },
            State::DoorOpen { ending: ending() },
            State::Closed { ending: ending() },
        ];
        for state in states {
            for act in [
                "allocate",
                "contact",
                "hold",
                "resume",
                "close",
                "leave-door-open",
                "correct-ending",
                "reopen",
                "move",
            ] {
                let case = Case {
                    id: Id::from_parts(1, [0; 10]),
                    service: Id::from_parts(1, [1; 10]),
                    person: Id::from_parts(1, [2; 10]),
                    referral: Id::from_parts(1, [3; 10]),
                    opened: at,
                    state: state.clone(),
                };
                let result = match act {
                    "allocate" => case.allocate(worker, at),
                    "contact" => case.contacted(at),
                    "hold" => case.hold(),
                    "resume" => case.resume(),
                    "close" => case.end(ClosureReason::Done, None, Door::Shut, at),
                    "leave-door-open" => case.end(ClosureReason::Done, None, Door::Open, at),
                    "correct-ending" => case.correct_ending(ClosureReason::Done, None),
                    "move" => case.move_to(Id::from_parts(1, [6; 10]), at),
                    _ => case.reopen(at),
                };
                let expected = TABLE.iter().find(|t| t.from == Some(state.name()) && t.act == act).map(|t| t.to);
                assert_eq!(result.ok().map(|(c, _)| c.state.name()), expected, "{} × {act}", state.name());
            }
        }
    }

    #[test]
    fn a_correction_of_the_reason_shuts_the_door_for_someone_who_died_and_leaves_it_otherwise() {
        let at = Timestamp::UNIX_EPOCH;
        let ending = Ending {
            worker: Id::from_parts(1, [5; 10]),
            at,
            reason: ClosureReason::NoAnswer,
            words: None,
            first_contact: None,
            policy: None,
        };
        let case = Case {
            id: Id::from_parts(1, [0; 10]),
            service: Id::from_parts(1, [1; 10]),
            person: Id::from_parts(1, [2; 10]),
            referral: Id::from_parts(1, [3; 10]),
            opened: at,
            state: State::DoorOpen { ending },
        };
        let after = |reason| case.clone().correct_ending(reason, None).map(|(case, _)| case.state.name()).ok();
        assert_eq!(after(ClosureReason::Died), Some("closed"));
        assert_eq!(after(ClosureReason::MovedAway), Some("door-open"));
        assert_eq!(after(ClosureReason::NoAnswer), None, "nothing is different");
    }

    #[test]
    fn the_door_is_not_left_open_for_someone_who_died() {
        let at = Timestamp::UNIX_EPOCH;
        let case = Case {
            id: Id::from_parts(1, [0; 10]),
            service: Id::from_parts(1, [1; 10]),
            person: Id::from_parts(1, [2; 10]),
            referral: Id::from_parts(1, [3; 10]),
            opened: at,
            state: State::New { worker: Id::from_parts(1, [5; 10]), since: at },
        };
        let refused = case.end(ClosureReason::Died, None, Door::Open, at).map_err(|r| r.code);
        assert_eq!(refused.err(), Some("case.door_open_after_death"));
    }
}
