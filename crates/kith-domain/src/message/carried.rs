//! What went with a message when it was sent: how it was carried, what it corrects, which code it offered.

use uuid::Uuid;

use super::MessageBack;
use crate::event::Event;
use crate::id::Id;
use crate::person::Person;
use crate::staff::Service;
use crate::support::Case;
use crate::support::case::{ClosureReason, State};
use crate::support::contact::coded;

coded!(/** A code that a practice may put into its own record, offered once for each episode of support (standards.md
1.4). An offer alone, and whatever comes after the first interaction, has no code. */ OfferedCode {
    /** The person accepted and support has begun. */ Accepted = "871731000000106", "Referral to social prescribing service (procedure)";
    /** The person declined. */ Declined = "871711000000103", "Social prescribing declined (situation)";
});

impl OfferedCode {
    /// The codes that an episode may give, as it stands; the worker says which of them is true, or none. `met` is
    /// whether anybody spoke with the person in it: an attempt alone has no code.
    #[must_use]
    pub const fn of(case: &Case, met: bool) -> &'static [Self] {
        match &case.state {
            State::Active { .. } | State::Holding { .. } if met => &[Self::Accepted],
            State::DoorOpen { ending } | State::Closed { ending } => match (met, ending.reason) {
                // They said no when they were asked, or had begun and said no to more: only the worker knows.
                (true, ClosureReason::PersonDeclined) => &[Self::Declined, Self::Accepted],
                (false, ClosureReason::PersonDeclined) => &[Self::Declined],
                (true, _) => &[Self::Accepted],
                (false, _) => &[],
            },
            _ => &[],
        }
    }
}

/// What went with a message: how it was carried, which message it corrects, which code it offered.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Carried {
    /// The message.
    pub message: Id<MessageBack>,
    /// The service.
    pub service: Id<Service>,
    /// The person.
    pub person: Id<Person>,
    /// The message that this one corrects. Neither is ever changed.
    pub corrects: Option<Id<MessageBack>>,
    /// The code offered, for which episode.
    pub code: Option<(OfferedCode, Id<Case>)>,
    /// The letter that told of it, when one was written, and what the letter held.
    pub letter: Option<(Uuid, Held)>,
}

coded!(/** What a letter to the practice held. */ Held {
    /** A link to sign in by. */ Link = "link", "a link";
    /** The text, because the address is marked as secure. */ Text = "text", "the text";
});

impl Carried {
    /// Notes what goes with a message.
    #[must_use]
    pub fn with(
        message: &MessageBack,
        corrects: Option<Id<MessageBack>>,
        code: Option<(OfferedCode, Id<Case>)>,
        letter: Option<(Uuid, Held)>,
    ) -> (Self, Event) {
        let event = Event::new("message_back.carried")
            .with("person", message.person)
            .with("corrects", corrects)
            .with("code", code.map(|(code, _)| code.code()))
            .with("case", code.map(|(_, case)| case))
            .with("letter", letter.map(|(_, held)| held.code()));
        let (service, person) = (message.service, message.person);
        (Self { message: message.id, service, person, corrects, code, letter }, event)
    }
}

#[cfg(test)]
mod tests {
    use jiff::Timestamp;

    use super::*;
    use crate::support::case::Ending;

    fn case(state: State) -> Case {
        Case {
            id: Id::from_parts(1, [0; 10]),
            service: Id::from_parts(1, [1; 10]),
            person: Id::from_parts(1, [2; 10]),
            referral: Id::from_parts(1, [3; 10]),
            opened: Timestamp::UNIX_EPOCH,
            state,
        }
    }

    fn ended(reason: ClosureReason, met: bool) -> &'static [OfferedCode] {
        let worker = Id::from_parts(1, [4; 10]);
        let ending = Ending {
            worker,
            at: Timestamp::UNIX_EPOCH,
            reason,
            words: None,
            first_contact: Some(Timestamp::UNIX_EPOCH),
            policy: None,
        };
        OfferedCode::of(&case(State::Closed { ending }), met)
    }

    /// Standards.md 1.4: accepted counts at the first interaction; a refusal has its own code; an offer has none.
    #[test]
    fn an_episode_gives_the_code_of_what_the_person_did() {
        let (worker, since) = (Id::from_parts(1, [4; 10]), Timestamp::UNIX_EPOCH);
        let active = case(State::Active { worker, since, first_contact: since });
        assert_eq!(OfferedCode::of(&active, true), [OfferedCode::Accepted]);
        assert_eq!(OfferedCode::of(&active, false), [], "an attempt has no code");
        assert_eq!(OfferedCode::of(&case(State::Waiting), false), [], "an offer has no code");
        assert_eq!(ended(ClosureReason::PersonDeclined, false), [OfferedCode::Declined]);
        assert_eq!(ended(ClosureReason::PersonDeclined, true), [OfferedCode::Declined, OfferedCode::Accepted]);
        assert_eq!(ended(ClosureReason::Done, true), [OfferedCode::Accepted]);
        assert_eq!(ended(ClosureReason::NoAnswer, false), []);
    }
}
