//! Where a connection stands, and why an organisation says no.

use crate::support::contact::coded;
use crate::text::Words;

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
    Accepted {
        /// What it added: which day, whom to ask for.
        words: Option<Words>,
    },
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
    /// The person says that it is not the time.
    PersonNotNow,
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

impl State {
    /// Whether an organisation that was asked still reads what the person agreed to share: not after a no, nor when it
    /// came to nothing or to an end.
    #[must_use]
    pub const fn is_told(&self) -> bool {
        !matches!(
            self,
            Self::DeclinedByService { .. }
                | Self::DidNotStart { .. }
                | Self::Ended
                | Self::PersonDeclined
                | Self::PersonNotReady
                | Self::PersonNotNow
        )
    }

    /// The stable name.
    #[must_use]
    pub const fn name(&self) -> &'static str {
        match self {
            Self::Suggested => "suggested",
            Self::Chosen => "chosen",
            Self::Asked => "asked",
            Self::Accepted { .. } => "accepted",
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
            Self::PersonNotNow => "person-not-now",
        }
    }

    /// In words, with what is known.
    #[must_use]
    pub fn in_words(&self) -> String {
        match self {
            Self::Suggested => "Suggested".to_owned(),
            Self::Chosen => "The person wants this".to_owned(),
            Self::Asked => "Asked; waiting for the answer".to_owned(),
            Self::Accepted { .. } => "Accepted by the organisation".to_owned(),
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
            Self::PersonNotNow => "The person says not now".to_owned(),
        }
    }
}
