//! A question about a referral: from triage to whoever sent it, and the answer.

use jiff::Timestamp;

use super::Referral;
use crate::event::Event;
use crate::id::Id;
use crate::person::Person;
use crate::practice::Practice;
use crate::rejection::Rejection;
use crate::staff::{Account, Service};
use crate::text::Words;

/// One question.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Question {
    /// Identifier.
    pub id: Id<Question>,
    /// The service that asks.
    pub service: Id<Service>,
    /// The person of the referral.
    pub person: Id<Person>,
    /// The referral.
    pub referral: Id<Referral>,
    /// The practice that is asked, where one referred.
    pub practice: Option<Id<Practice>>,
    /// Who asks.
    pub by: Id<Account>,
    /// When.
    pub at: Timestamp,
    /// The question.
    pub words: Words,
    /// The answer, once there is one.
    pub answer: Option<Answer>,
}

/// An answer.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Answer {
    /// When.
    pub at: Timestamp,
    /// Who wrote it down; nobody when it came by the link of a receipt.
    pub by: Option<Id<Account>>,
    /// What it says.
    pub words: Words,
}

impl Question {
    /// Asks.
    #[must_use]
    pub fn ask(id: Id<Self>, referral: &Referral, words: Words, by: Id<Account>, at: Timestamp) -> (Self, Event) {
        let event = Event::new("question.asked").with("referral", referral.id).with("words", &words);
        let question = Self {
            id,
            service: referral.service,
            person: referral.person,
            referral: referral.id,
            practice: referral.route.practice(),
            by,
            at,
            words,
            answer: None,
        };
        (question, event)
    }

    /// Answers.
    ///
    /// # Errors
    /// When somebody has answered already.
    pub fn answer(self, words: Words, by: Option<Id<Account>>, at: Timestamp) -> Result<(Self, Event), Rejection> {
        if self.answer.is_some() {
            return Err(Rejection::new(
                "question.answered",
                "This question has been answered already. Nothing was changed.",
            ));
        }
        let event = Event::new("question.answered").with("referral", self.referral).with("words", &words);
        Ok((Self { answer: Some(Answer { at, by, words }), ..self }, event))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_question_is_answered_once() {
        let words = |text: &str| Words::new(text).expect("words");
        let referral = super::super::tests::received();
        let (by, at) = (Id::from_parts(1, [5; 10]), Timestamp::UNIX_EPOCH);
        let (question, _) = Question::ask(Id::from_parts(1, [9; 10]), &referral, words("Which flat?"), by, at);
        assert_eq!(question.practice, referral.route.practice());
        let (answered, _) = question.answer(words("Number 4"), None, at).expect("answered");
        assert_eq!(
            answered.answer(words("Number 5"), None, at).map(drop).map_err(|r| r.code),
            Err("question.answered")
        );
    }
}
