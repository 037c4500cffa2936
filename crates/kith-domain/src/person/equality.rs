//! What a person said of themselves, so that it can be seen whether everybody is helped alike.
//!
//! Asked for fairness and for nothing else: no list, no search and no decision about one person reads it.
//! The ethnic groups are the sixteen and one of the English data standards, with the person's own words beside them,
//! since groups that people name themselves (Gypsy, Roma, Traveller, Arab) are not among them.
//!
//! # Invariants
//! - Nothing asked, "not known" and "they prefer not to say" are three answers.

use jiff::Timestamp;

use crate::event::Event;
use crate::id::Id;
use crate::person::Person;
use crate::staff::{Account, Service};
use crate::support::contact::coded;
use crate::text::Line;

coded!(/** Sex, as the person says it. */ Sex {
    /** Female. */ Female = "female", "Female";
    /** Male. */ Male = "male", "Male";
    /** Neither. */ Other = "other", "Another, or neither";
    /** Not said. */ NotSaid = "not-said", "They prefer not to say";
});

coded!(/** Ethnic group, 16+1: the letters of the NHS data dictionary are the codes. */ EthnicGroup {
    /** British. */ British = "A", "White: English, Welsh, Scottish, Northern Irish or British";
    /** Irish. */ Irish = "B", "White: Irish";
    /** Other White. */ OtherWhite = "C", "White: any other";
    /** White and Black Caribbean. */ WhiteBlackCaribbean = "D", "Mixed: White and Black Caribbean";
    /** White and Black African. */ WhiteBlackAfrican = "E", "Mixed: White and Black African";
    /** White and Asian. */ WhiteAsian = "F", "Mixed: White and Asian";
    /** Other mixed. */ OtherMixed = "G", "Mixed: any other";
    /** Indian. */ Indian = "H", "Asian: Indian";
    /** Pakistani. */ Pakistani = "J", "Asian: Pakistani";
    /** Bangladeshi. */ Bangladeshi = "K", "Asian: Bangladeshi";
    /** Other Asian. */ OtherAsian = "L", "Asian: any other";
    /** Caribbean. */ Caribbean = "M", "Black: Caribbean";
    /** African. */ African = "N", "Black: African";
    /** Other Black. */ OtherBlack = "P", "Black: any other";
    /** Chinese. */ Chinese = "R", "Chinese";
    /** Any other. */ Other = "S", "Any other ethnic group";
    /** Not stated. */ NotStated = "Z", "They prefer not to say";
});

coded!(/** The five groups of the census that the sixteen fall into, for figures too small for sixteen. */ EthnicHeading {
    /** White. */ White = "white", "White";
    /** Mixed. */ Mixed = "mixed", "Mixed";
    /** Asian. */ Asian = "asian", "Asian or Asian British";
    /** Black. */ Black = "black", "Black or Black British";
    /** Other. */ Other = "other", "Chinese or any other";
    /** Not stated. */ NotStated = "not-stated", "They prefer not to say";
});

impl EthnicGroup {
    /// The coarser group it falls into.
    #[must_use]
    pub const fn heading(self) -> EthnicHeading {
        match self {
            Self::British | Self::Irish | Self::OtherWhite => EthnicHeading::White,
            Self::WhiteBlackCaribbean | Self::WhiteBlackAfrican | Self::WhiteAsian | Self::OtherMixed => {
                EthnicHeading::Mixed
            }
            Self::Indian | Self::Pakistani | Self::Bangladeshi | Self::OtherAsian => EthnicHeading::Asian,
            Self::Caribbean | Self::African | Self::OtherBlack => EthnicHeading::Black,
            Self::Chinese | Self::Other => EthnicHeading::Other,
            Self::NotStated => EthnicHeading::NotStated,
        }
    }
}

coded!(/** Whether somebody calls themselves disabled, or has a long-term condition that limits what they can do. */ Disability {
    /** Yes. */ Yes = "yes", "Yes";
    /** No. */ No = "no", "No";
    /** Not said. */ NotSaid = "not-said", "They prefer not to say";
});

/// What a person said of themselves.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Equality {
    /// Identifier.
    pub id: Id<Equality>,
    /// The service.
    pub service: Id<Service>,
    /// The person.
    pub person: Id<Person>,
    /// What they said.
    pub answers: Answers,
    /// Who wrote it down last.
    pub author: Id<Account>,
    /// When.
    pub at: Timestamp,
}

/// The answers. What is left out was not asked.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Answers {
    /// Sex.
    pub sex: Option<Sex>,
    /// Ethnic group.
    pub ethnic_group: Option<EthnicGroup>,
    /// How they name it themselves.
    pub ethnic_words: Option<Line>,
    /// Disability.
    pub disability: Option<Disability>,
}

impl Answers {
    fn event(&self) -> Event {
        Event::new("person.equality_said")
            .with("sex", self.sex.map(Sex::code))
            .with("ethnic_group", self.ethnic_group.map(EthnicGroup::code))
            .with("ethnic_words", self.ethnic_words.as_ref().map(Line::as_str))
            .with("disability", self.disability.map(Disability::code))
    }
}

impl Equality {
    /// Writes it down for the first time.
    #[must_use]
    pub fn begin(id: Id<Self>, person: &Person, answers: Answers, author: Id<Account>, at: Timestamp) -> (Self, Event) {
        let event = answers.event();
        (Self { id, service: person.service, person: person.id, answers, author, at }, event)
    }

    /// Changes it. What was said before stays in the events.
    #[must_use]
    pub fn change(self, answers: Answers, author: Id<Account>, at: Timestamp) -> (Self, Event) {
        let event = answers.event();
        (Self { answers, author, at, ..self }, event)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_letters_are_those_of_the_data_standard_and_no_other() {
        let letters: String = EthnicGroup::ALL.iter().map(|it| it.code()).collect();
        assert_eq!(letters, "ABCDEFGHJKLMNPRSZ");
        for group in EthnicGroup::ALL {
            let heading = group.heading();
            let first = group.label().split([':', ' ']).next().unwrap_or_default();
            assert!(
                heading.label().contains(first) || matches!(group, EthnicGroup::Other),
                "{} is in {}",
                group.label(),
                heading.label()
            );
        }
    }
}
