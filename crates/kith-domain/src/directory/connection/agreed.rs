//! What a person agreed may be told to an organisation: parts of their record, with the values of the day on which it
//! was written down, and words beside them.
//!
//! # Invariants
//! - A value is the one that was shown when the box was ticked: what an organisation was told stays true history, also
//!   when the record is corrected later.
//! - A way to be in touch that is never safe is not offered, and what was told of it before is told no more.
//! - The free words on safe contact are for the team alone; only what was picked of them is offered.

use crate::event::Event;
use crate::person::Person;
use crate::person::reaching::{Channel, Facts, Message, Safe};
use crate::support::contact::coded;
use crate::text::{Line, Words};

coded!(/** A part of the record that may be told. */ Part {
    /** The first name, as they like to be called. */ FirstName = "first-name", "First name";
    /** Given and family name. */ FullName = "full-name", "Full name";
    /** Telephone number. */ Phone = "phone", "Telephone";
    /** E-mail address. */ Email = "email", "E-mail";
    /** When and how to reach them safely. */ Reach = "reach", "When and how to reach them";
});

impl Part {
    /// The name of its fact in an event.
    #[must_use]
    pub const fn fact(self) -> &'static str {
        match self {
            Self::FirstName => "first_name",
            Self::FullName => "full_name",
            Self::Phone => "phone",
            Self::Email => "email",
            Self::Reach => "reach",
        }
    }

    /// The way to be in touch that it opens.
    const fn channel(self) -> Option<Channel> {
        match self {
            Self::Phone => Some(Channel::Phone),
            Self::Email => Some(Channel::Email),
            Self::FirstName | Self::FullName | Self::Reach => None,
        }
    }

    /// Whether the record says that it is never safe.
    fn is_unsafe(self, facts: &Facts) -> bool {
        self.channel().is_some_and(|channel| facts.channel(channel) == Some(Safe::Never))
    }
}

/// What a person agreed may be told.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Agreed {
    /// Parts of the record with their values of that day, in the order of [`Part::ALL`].
    pub parts: Vec<(Part, Words)>,
    /// More, in words.
    pub words: Option<Words>,
}

impl Agreed {
    /// What was agreed in words alone.
    #[must_use]
    pub const fn in_words(words: Option<Words>) -> Self {
        Self { parts: Vec::new(), words }
    }

    /// Whether nothing may be told.
    #[must_use]
    pub const fn is_nothing(&self) -> bool {
        self.parts.is_empty() && self.words.is_none()
    }

    /// Writes it into an event.
    #[must_use]
    pub fn facts(&self, event: Event) -> Event {
        Part::ALL.iter().fold(event.with("agreed", self.words.as_ref().map(Words::as_str)), |event, part| {
            event.with(part.fact(), self.value(*part).map(Words::as_str))
        })
    }

    /// The value of a part, where it may be told.
    #[must_use]
    pub fn value(&self, part: Part) -> Option<&Words> {
        self.parts.iter().find(|(known, _)| *known == part).map(|(_, value)| value)
    }

    /// The same without the ways to be in touch that the record now says are never safe.
    #[must_use]
    pub fn as_far_as_safe(mut self, facts: &Facts) -> Self {
        self.parts.retain(|(part, _)| !part.is_unsafe(facts));
        self
    }
}

/// A part of the record that could be told.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Offer {
    /// Which.
    pub part: Part,
    /// What the record says today.
    pub value: Words,
    /// Whether it may be ticked.
    pub may: May,
}

/// Whether a part may be told at all.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum May {
    /// It may, when the person agrees.
    Tick,
    /// The record says that this way to be in touch is never safe.
    NeverSafe,
}

/// The parts that the record of a person has, in order.
#[must_use]
pub fn offers(person: &Person, email: Option<&Line>, facts: &Facts) -> Vec<Offer> {
    let who = &person.identity;
    let first = who.preferred_name.as_ref().or(who.given_names.as_ref()).map(ToString::to_string);
    let full = match &who.given_names {
        Some(given) => format!("{given} {}", who.family_name),
        None => who.family_name.to_string(),
    };
    let arranged = |line: &Line, channel| match facts.channel(channel) {
        Some(Safe::Arranged) => format!("{line} (only when arranged before)"),
        Some(Safe::Yes | Safe::Never) | None => line.to_string(),
    };
    let values = [
        (Part::FirstName, first),
        (Part::FullName, Some(full)),
        (Part::Phone, person.phone.as_ref().map(|it| arranged(it, Channel::Phone))),
        (Part::Email, email.map(|it| arranged(it, Channel::Email))),
        (Part::Reach, reach(facts)),
    ];
    values
        .into_iter()
        .filter_map(|(part, value)| {
            let may = if part.is_unsafe(facts) { May::NeverSafe } else { May::Tick };
            Some(Offer { part, value: Words::new(&value?).ok()?, may })
        })
        .collect()
}

/// When and how to reach them, from what was picked and the two short lines; the free words stay with the team.
fn reach(facts: &Facts) -> Option<String> {
    let with = |wanted| {
        let all = facts.channels.iter().filter(|(_, safe)| *safe == wanted).map(|(channel, _)| channel.label());
        all.collect::<Vec<_>>().join(", ").to_lowercase()
    };
    let mut all = Vec::new();
    for (wanted, lead) in [(Safe::Yes, "By"), (Safe::Arranged, "Only when arranged before:"), (Safe::Never, "Never:")] {
        let ways = with(wanted);
        if !ways.is_empty() {
            all.push(format!("{lead} {ways}."));
        }
    }
    match facts.message {
        Some(Message::No) => all.push("Leave no message.".to_owned()),
        Some(Message::NameOnly) => all.push("In a message leave only a first name, not where from.".to_owned()),
        Some(Message::Yes) => all.push("A message may be left.".to_owned()),
        None => {}
    }
    all.extend(facts.who_answers.as_ref().map(|who| format!("Who may answer: {who}.")));
    all.extend(facts.when.as_ref().map(|when| format!("When: {when}.")));
    (!all.is_empty()).then(|| all.join(" "))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::id::Id;
    use crate::nhs_number::NumberMissing;
    use crate::person::Identity;
    use jiff::civil::date;

    fn rosa(phone: Option<&str>) -> Person {
        Person {
            id: Id::from_parts(1, [1; 10]),
            service: Id::from_parts(1, [2; 10]),
            identity: Identity {
                nhs_number: Err(NumberMissing::NotKnown),
                family_name: Line::new("Okonjo").expect("a name"),
                given_names: Line::new("Rosamund").ok(),
                preferred_name: Line::new("Rosa").ok(),
                born: date(1951, 3, 27).into(),
            },
            phone: phone.and_then(|it| Line::new(it).ok()),
            safe_contact: None,
            communication: None,
            language: None,
            interpreter: false,
        }
    }

    fn said(offers: &[Offer]) -> Vec<(&'static str, String, May)> {
        offers.iter().map(|it| (it.part.code(), it.value.to_string(), it.may)).collect()
    }

    #[test]
    fn only_what_the_record_has_is_offered_and_free_words_on_safety_never_are() {
        let facts = Facts { safe_contact: Words::new("Her husband opens the post.").ok(), ..Facts::default() };
        assert_eq!(
            said(&offers(&rosa(None), None, &facts)),
            [("first-name", "Rosa".to_owned(), May::Tick), ("full-name", "Rosamund Okonjo".to_owned(), May::Tick)]
        );
        let mut alone = rosa(None);
        alone.identity = Identity { given_names: None, preferred_name: None, ..alone.identity };
        assert_eq!(said(&offers(&alone, None, &facts)), [("full-name", "Okonjo".to_owned(), May::Tick)]);
    }

    #[test]
    fn a_way_that_is_never_safe_cannot_be_ticked_and_one_to_be_arranged_says_so() {
        let email = Line::new("rosa@example.org").expect("an address");
        let facts = Facts {
            channels: vec![(Channel::Phone, Safe::Arranged), (Channel::Email, Safe::Never)],
            message: Some(Message::No),
            when: Line::new("weekdays after 10am").ok(),
            ..Facts::default()
        };
        let all = offers(&rosa(Some("01632 960 123")), Some(&email), &facts);
        let rest = said(&all).split_off(2);
        assert_eq!(
            rest,
            [
                ("phone", "01632 960 123 (only when arranged before)".to_owned(), May::Tick),
                ("email", "rosa@example.org".to_owned(), May::NeverSafe),
                (
                    "reach",
                    "Only when arranged before: phone. Never: e-mail. Leave no message. When: weekdays after 10am."
                        .to_owned(),
                    May::Tick
                ),
            ]
        );
    }

    #[test]
    fn what_became_unsafe_is_told_no_more_and_the_rest_stays() {
        let value = |text| Words::new(text).expect("words");
        let agreed = Agreed {
            parts: vec![(Part::FirstName, value("Rosa")), (Part::Phone, value("01632 960 123"))],
            words: None,
        };
        let never = Facts { channels: vec![(Channel::Phone, Safe::Never)], ..Facts::default() };
        let left = agreed.clone().as_far_as_safe(&never);
        assert_eq!((left.value(Part::FirstName).is_some(), left.value(Part::Phone)), (true, None));
        assert_eq!(agreed.clone().as_far_as_safe(&Facts::default()), agreed);
        assert!(Agreed::default().is_nothing() && !left.is_nothing());
    }
}
