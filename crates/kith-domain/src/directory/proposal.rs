//! What an organisation would change about its own entry, field by field: it changes nothing until whoever keeps the
//! entry takes it over.

use super::correction;
use crate::text::Words;

/// A field of an entry that its organisation may speak of. Who runs it, what it is called and whether it is going on are
/// for whoever keeps the entry.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Field {
    /// What it is.
    Description,
    /// Who it is for.
    Audience,
    /// When, in words.
    Times,
    /// The days of the week, as codes with commas.
    Days,
    /// When it opens.
    Opens,
    /// When it closes.
    Closes,
    /// Where, in words.
    Place,
    /// The postcode.
    Postcode,
    /// What it costs, in words.
    Cost,
    /// The price in pounds.
    Price,
    /// The youngest age.
    FromAge,
    /// The oldest age.
    ToAge,
    /// Access.
    Access,
    /// Languages.
    Languages,
    /// Telephone number.
    Phone,
    /// Where requests go.
    Email,
    /// Web address.
    Url,
    /// How to refer.
    HowToRefer,
}

impl Field {
    /// Every field, in the order of the form.
    pub const ALL: [Self; 18] = [
        Self::Description,
        Self::Audience,
        Self::Times,
        Self::Days,
        Self::Opens,
        Self::Closes,
        Self::Place,
        Self::Postcode,
        Self::Cost,
        Self::Price,
        Self::FromAge,
        Self::ToAge,
        Self::Access,
        Self::Languages,
        Self::Phone,
        Self::Email,
        Self::Url,
        Self::HowToRefer,
    ];

    /// The stable code, which is the name of its field in forms.
    #[must_use]
    pub const fn code(self) -> &'static str {
        match self {
            Self::Description => "description",
            Self::Audience => "audience",
            Self::Times => "times",
            Self::Days => "days",
            Self::Opens => "opens",
            Self::Closes => "closes",
            Self::Place => "place",
            Self::Postcode => "postcode",
            Self::Cost => "cost",
            Self::Price => "price",
            Self::FromAge => "from_age",
            Self::ToAge => "to_age",
            Self::Access => "access",
            Self::Languages => "languages",
            Self::Phone => "phone",
            Self::Email => "email",
            Self::Url => "url",
            Self::HowToRefer => "how_to_refer",
        }
    }

    /// What it is called on pages.
    #[must_use]
    pub const fn label(self) -> &'static str {
        match self {
            Self::Description => "What it is",
            Self::Audience => "Who it is for",
            Self::Times => "When",
            Self::Days => "Days",
            Self::Opens => "Opens",
            Self::Closes => "Closes",
            Self::Place => "Where",
            Self::Postcode => "Postcode",
            Self::Cost => "Cost",
            Self::Price => "Price in pounds",
            Self::FromAge => "Youngest age",
            Self::ToAge => "Oldest age",
            Self::Access => "Access",
            Self::Languages => "Languages",
            Self::Phone => "Telephone number",
            Self::Email => "E-mail address",
            Self::Url => "Web address",
            Self::HowToRefer => "How to refer",
        }
    }

    /// What is corrected of an entry from a feed when this is taken over. Nothing where only the feed says it: days,
    /// opening times, postcode, price and ages are structured facts, which a correction takes away and never writes.
    #[must_use]
    pub const fn corrected_as(self) -> Option<correction::Field> {
        Some(match self {
            Self::Description => correction::Field::Description,
            Self::Audience => correction::Field::Audience,
            Self::Times => correction::Field::Times,
            Self::Place => correction::Field::Place,
            Self::Cost => correction::Field::Cost,
            Self::Access => correction::Field::Access,
            Self::Languages => correction::Field::Languages,
            Self::Phone => correction::Field::Phone,
            Self::Email => correction::Field::Email,
            Self::Url => correction::Field::Url,
            Self::HowToRefer => correction::Field::HowToRefer,
            Self::Days | Self::Opens | Self::Closes | Self::Postcode | Self::Price | Self::FromAge | Self::ToAge => {
                return None;
            }
        })
    }

    /// Finds a field by its code.
    #[must_use]
    pub fn from_code(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|field| field.code() == code)
    }
}

/// One field that would be changed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Proposal {
    /// The field.
    pub field: Field,
    /// What the entry said when it was proposed; nothing when it said nothing.
    pub was: Option<Words>,
    /// What it would say; nothing when it would say nothing.
    pub is: Option<Words>,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_field_is_found_by_its_code_and_no_two_share_one() {
        for field in Field::ALL {
            assert_eq!(Field::from_code(field.code()), Some(field));
        }
        assert_eq!(Field::from_code("name"), None, "what it is called is for whoever keeps the entry");
    }

    #[test]
    fn what_is_said_in_words_is_corrected_under_the_same_name_and_no_two_share_one() {
        let corrected: Vec<_> = Field::ALL.iter().filter_map(|field| field.corrected_as()).collect();
        let labels: Vec<_> = corrected.iter().map(|field| field.label()).collect();
        let same = Field::ALL.iter().filter(|field| field.corrected_as().is_some()).map(|field| field.label());
        assert_eq!(labels, same.collect::<Vec<_>>());
        let mut once = corrected.clone();
        once.dedup();
        assert_eq!((once.len(), corrected.len()), (11, 11));
    }
}
