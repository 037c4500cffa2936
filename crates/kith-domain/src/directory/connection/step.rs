//! What happens to a connection, and what may follow on what.

use super::{Afterwards, DeclineReason, WhyEnded};
use crate::machine::Transition;
use crate::text::Words;

/// What happened to a connection.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Step {
    /// The person wants it (also after *not ready*, *not now* or *declined*: people change their minds).
    Choose,
    /// The organisation is asked (again).
    Ask,
    /// The organisation says yes.
    Accept {
        /// What it adds: which day, whom to ask for.
        words: Option<Words>,
    },
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
    Start {
        /// How it was for the person.
        how: Option<Afterwards>,
    },
    /// Goes.
    Attend {
        /// How it is for the person.
        how: Option<Afterwards>,
    },
    /// Came to an end.
    End {
        /// Why, where it is known.
        why: Option<WhyEnded>,
        /// How it was for the person.
        how: Option<Afterwards>,
    },
    /// Did not begin.
    NotStart {
        /// Why.
        words: Option<Words>,
    },
    /// The person says no.
    PersonDecline,
    /// The person is not ready.
    PersonNotReady,
    /// The person says that it is not the time.
    PersonNotNow,
}

impl Step {
    /// The stable code.
    #[must_use]
    pub const fn code(&self) -> &'static str {
        match self {
            Self::Choose => "choose",
            Self::Ask => "ask",
            Self::Accept { .. } => "accept",
            Self::WaitList { .. } => "wait-list",
            Self::Decline { .. } => "decline",
            Self::NoAnswer => "no-answer",
            Self::Introduce => "introduce",
            Self::Start { .. } => "start",
            Self::Attend { .. } => "attend",
            Self::End { .. } => "end",
            Self::NotStart { .. } => "not-start",
            Self::PersonDecline => "person-decline",
            Self::PersonNotReady => "person-not-ready",
            Self::PersonNotNow => "person-not-now",
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
            "person-not-now" => "The person says not now",
            _ => "Unknown",
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
    "suggested": "choose" => "chosen", "person-not-ready" => "person-not-ready", "person-not-now" => "person-not-now", "person-decline" => "person-declined";
    "chosen": "ask" => "asked", "introduce" => "introduced", "start" => "started",
        "person-not-ready" => "person-not-ready", "person-not-now" => "person-not-now", "person-decline" => "person-declined";
    "asked": "accept" => "accepted", "wait-list" => "wait-listed", "decline" => "declined-by-service",
        "no-answer" => "not-answered", "person-not-ready" => "person-not-ready", "person-not-now" => "person-not-now", "person-decline" => "person-declined";
    "not-answered": "ask" => "asked", "accept" => "accepted", "wait-list" => "wait-listed",
        "decline" => "declined-by-service", "person-not-ready" => "person-not-ready", "person-not-now" => "person-not-now", "person-decline" => "person-declined";
    "wait-listed": "accept" => "accepted", "decline" => "declined-by-service", "wait-list" => "wait-listed",
        "not-start" => "did-not-start", "person-not-ready" => "person-not-ready", "person-not-now" => "person-not-now", "person-decline" => "person-declined";
    // An organisation may change its mind, or put right what it said; what was said before stays in the history.
    "accepted": "accept" => "accepted", "wait-list" => "wait-listed", "decline" => "declined-by-service",
        "introduce" => "introduced", "start" => "started", "not-start" => "did-not-start",
        "person-not-ready" => "person-not-ready", "person-not-now" => "person-not-now", "person-decline" => "person-declined";
    "introduced": "wait-list" => "wait-listed", "decline" => "declined-by-service", "start" => "started", "not-start" => "did-not-start",
        "person-not-ready" => "person-not-ready", "person-not-now" => "person-not-now", "person-decline" => "person-declined";
    "started": "attend" => "attending", "end" => "ended";
    // Said again, it is how it goes on for them.
    "attending": "attend" => "attending", "end" => "ended";
    "ended": "start" => "started";
    "declined-by-service": "accept" => "accepted", "wait-list" => "wait-listed", "decline" => "declined-by-service",
        "ask" => "asked";
    "did-not-start": "choose" => "chosen", "ask" => "asked";
    "person-declined": "choose" => "chosen";
    "person-not-ready": "choose" => "chosen", "person-not-now" => "person-not-now", "person-decline" => "person-declined";
    "person-not-now": "choose" => "chosen", "person-not-ready" => "person-not-ready", "person-decline" => "person-declined";
}

/// The steps that an organisation takes itself, by the link it was sent.
pub const ANSWERS: &[&str] = &["accept", "wait-list", "decline", "start", "attend", "end", "not-start"];
