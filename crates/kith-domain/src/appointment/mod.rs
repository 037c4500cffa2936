//! A next contact or appointment: what was agreed to happen, on a day and perhaps at a time.
//!
//! It needs no goal and no plan, and a day alone is enough ("will try Thursday"). How it ended is a fact of its own:
//! kept, no answer, *did not attend* and cancelled are four different things, and none turns into another by itself.

mod booking;
mod feed;

pub use booking::{Booking, When};
pub use feed::CalendarLink;

use jiff::Timestamp;

use crate::event::Event;
use crate::id::Id;
use crate::machine::Transition;
use crate::person::Person;
use crate::rejection::Rejection;
use crate::staff::{Account, Service};
use crate::support::Contact;
use crate::support::contact::{Reached, coded};
use crate::text::Line;

/// Something agreed with a person for a day to come.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Appointment {
    /// Identifier.
    pub id: Id<Appointment>,
    /// The service.
    pub service: Id<Service>,
    /// The person.
    pub person: Id<Person>,
    /// When, how, where and why.
    pub booking: Booking,
    /// Who booked it.
    pub author: Id<Account>,
    /// When it was booked.
    pub made: Timestamp,
    /// Where it stands.
    pub state: State,
    /// Since when.
    pub since: Timestamp,
}

/// Where an appointment stands. What became of it names the contact that tells of it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum State {
    /// Agreed, and still to come or still to be written down.
    Booked,
    /// It took place.
    Kept {
        /// The contact.
        contact: Id<Contact>,
    },
    /// It was tried, and nobody answered.
    NoAnswer {
        /// The contact.
        contact: Id<Contact>,
    },
    /// The person did not attend.
    DidNotAttend {
        /// The contact.
        contact: Id<Contact>,
    },
    /// It was called off.
    Cancelled {
        /// By whom.
        by: CancelledBy,
        /// Why, in one line.
        reason: Option<Line>,
    },
}

coded!(/** Who called an appointment off. */ CancelledBy {
    /** The person. */ Person = "person", "The person";
    /** The worker. */ Worker = "worker", "I did";
    /** Anybody else. */ SomeoneElse = "someone-else", "Someone else";
});

impl State {
    /// The stable name.
    #[must_use]
    pub const fn name(&self) -> &'static str {
        match self {
            Self::Booked => "booked",
            Self::Kept { .. } => "kept",
            Self::NoAnswer { .. } => "no-answer",
            Self::DidNotAttend { .. } => "did-not-attend",
            Self::Cancelled { .. } => "cancelled",
        }
    }

    /// In words, for a list.
    #[must_use]
    pub const fn label(&self) -> &'static str {
        match self {
            Self::Booked => "Booked",
            Self::Kept { .. } => "Kept",
            Self::NoAnswer { .. } => "No answer",
            Self::DidNotAttend { .. } => "Did not attend",
            Self::Cancelled { .. } => "Cancelled",
        }
    }

    /// Whether it is still to come, or to be written down.
    #[must_use]
    pub const fn is_open(&self) -> bool {
        matches!(self, Self::Booked)
    }

    /// The contact that tells of it.
    #[must_use]
    pub const fn contact(&self) -> Option<Id<Contact>> {
        match self {
            Self::Kept { contact } | Self::NoAnswer { contact } | Self::DidNotAttend { contact } => Some(*contact),
            Self::Booked | Self::Cancelled { .. } => None,
        }
    }
}

macro_rules! table {
    ($($from:literal: $($act:literal => $to:literal),+;)+) => {
        /// Every transition there is.
        pub const TABLE: &[Transition] = &[
            Transition { from: None, act: "book", to: "booked" },
            $($(Transition { from: Some($from), act: $act, to: $to },)+)+
        ];
    };
}

// What became of it follows the contact, also when that is corrected; an appointment called off by mistake is put back.
table! {
    "booked": "move" => "booked", "cancel" => "cancelled",
        "keep" => "kept", "no-answer" => "no-answer", "not-attend" => "did-not-attend";
    "kept": "keep" => "kept", "no-answer" => "no-answer", "not-attend" => "did-not-attend";
    "no-answer": "keep" => "kept", "no-answer" => "no-answer", "not-attend" => "did-not-attend";
    "did-not-attend": "keep" => "kept", "no-answer" => "no-answer", "not-attend" => "did-not-attend";
    "cancelled": "put-back" => "booked";
}

impl Appointment {
    /// Books an appointment.
    ///
    /// # Errors
    /// When it lies in the past, further off than two years, or lasts more than a day.
    pub fn book(
        id: Id<Self>,
        person: &Person,
        booking: Booking,
        author: Id<Account>,
        now: Timestamp,
    ) -> Result<(Self, Event), Rejection> {
        booking.check(now)?;
        let event = booking.facts(Event::new("appointment.booked").with("person", person.id));
        let appointment = Self {
            id,
            service: person.service,
            person: person.id,
            booking,
            author,
            made: now,
            state: State::Booked,
            since: now,
        };
        Ok((appointment, event))
    }

    /// Moves it to another day or time, or changes how and where.
    ///
    /// # Errors
    /// When it is not booked any more, or as for [`Self::book`].
    pub fn reschedule(self, booking: Booking, now: Timestamp) -> Result<(Self, Event), Rejection> {
        self.allows("move")?;
        booking.check(now)?;
        let event = Event::new("appointment.moved")
            .with("person", self.person)
            .with("from_timed", self.booking.when.is_timed())
            .with("from", self.booking.when.start());
        let event = booking.facts(event);
        Ok((Self { booking, since: now, ..self }, event))
    }

    /// Calls it off.
    ///
    /// # Errors
    /// When it is not booked any more.
    pub fn cancel(self, by: CancelledBy, reason: Option<Line>, now: Timestamp) -> Result<(Self, Event), Rejection> {
        self.allows("cancel")?;
        let event = self
            .of_this("appointment.cancelled")
            .with("by", by.code())
            .with("reason", reason.as_ref().map(Line::as_str));
        Ok((Self { state: State::Cancelled { by, reason }, since: now, ..self }, event))
    }

    /// Puts back what was called off by mistake.
    ///
    /// # Errors
    /// When it is not cancelled, or its day is over.
    pub fn put_back(self, now: Timestamp) -> Result<(Self, Event), Rejection> {
        self.allows("put-back")?;
        self.booking.check(now)?;
        let event = self.of_this("appointment.put_back");
        Ok((Self { state: State::Booked, since: now, ..self }, event))
    }

    /// Says what became of it, as the contact does that tells of it.
    ///
    /// # Errors
    /// When it was called off.
    pub fn settle(self, reached: Reached, contact: Id<Contact>, now: Timestamp) -> Result<(Self, Event), Rejection> {
        let (act, state) = match reached {
            Reached::Yes => ("keep", State::Kept { contact }),
            Reached::NoAnswer => ("no-answer", State::NoAnswer { contact }),
            Reached::DidNotAttend => ("not-attend", State::DidNotAttend { contact }),
        };
        self.allows(act)?;
        let event = self.of_this("appointment.settled").with("to", state.name()).with("contact", contact);
        Ok((Self { state, since: now, ..self }, event))
    }

    /// An event that says which appointment it is about.
    fn of_this(&self, kind: &'static str) -> Event {
        Event::new(kind)
            .with("person", self.person)
            .with("timed", self.booking.when.is_timed())
            .with("at", self.booking.when.start())
    }

    fn allows(&self, act: &str) -> Result<(), Rejection> {
        if crate::machine::allows(TABLE, self.state.name(), act) {
            return Ok(());
        }
        Err(Rejection::new(
            "appointment.not_possible",
            format!(
                "This appointment now says “{}”, so this does not follow from it. Nothing was changed. \
                 Book another one if there is to be one.",
                self.state.label()
            ),
        ))
    }
}

#[cfg(test)]
mod tests;
