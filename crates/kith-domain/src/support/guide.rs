//! Guide lengths: how long support usually is in a service, shown as a guide and as nothing else.
//!
//! Limits of sessions and months come from commissioners, employers and templates, and workers use their judgement to go
//! beyond them (domain.md 3.1; requirement 22; Tierney and others 2024 on micro-discretions). Kith shows the guide, asks
//! for one tap of reason when a case goes beyond it, and keeps the reason. Nobody approves it, nothing is blocked.

use jiff::Timestamp;
use jiff::civil::Date;

use crate::event::Event;
use crate::id::Id;
use crate::person::Person;
use crate::rejection::Rejection;
use crate::staff::{Account, Service};
use crate::support::case::Case;
use crate::support::contact::coded;
use crate::text::Words;
use crate::time;

/// What a service says is usual.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Guides {
    /// Contacts in which somebody was reached, in one case.
    pub contacts: Option<u32>,
    /// Months of one case.
    pub months: Option<u32>,
    /// People with one link worker.
    pub caseload: Option<u32>,
}

coded!(/** A guide that a case may go beyond. */ Guide {
    /** Contacts. */ Contacts = "contacts", "contacts";
    /** Months. */ Months = "months", "months";
});

coded!(/** Why a case goes beyond a guide. */ Reason {
    /** A wait. */ Waiting = "waiting", "They wait for another service";
    /** Several things. */ Several = "several", "Several things at once";
    /** Time. */ Trust = "trust", "It takes time until there is trust";
    /** Something new. */ New = "new", "Something new has happened";
    /** Slower. */ Slower = "slower", "Language, health or access makes it slower";
    /** Nobody else. */ NobodyElse = "nobody-else", "Nobody else would be there for them";
    /** In small steps. */ Steps = "steps", "We go in small steps, and they move";
    /** Another. */ Other = "other", "Another reason";
});

impl Guides {
    /// Checks what was typed.
    ///
    /// # Errors
    /// When a number is out of bounds.
    pub fn checked(self) -> Result<Self, Rejection> {
        let within = |field, value: Option<u32>, most| match value {
            Some(value) if !(1..=most).contains(&value) => Err(Rejection::of_field(
                field,
                "guide.bounds",
                format!("Enter a whole number from 1 to {most}, or leave it empty for no guide."),
            )),
            _ => Ok(()),
        };
        within("contacts", self.contacts, 200)?;
        within("months", self.months, 120)?;
        within("caseload", self.caseload, 1000)?;
        Ok(self)
    }

    /// In words, for the history of the settings.
    #[must_use]
    pub fn in_words(&self) -> String {
        let parts: Vec<String> = [
            self.contacts.map(|it| format!("{it} contacts")),
            self.months.map(|it| format!("{it} months")),
            self.caseload.map(|it| format!("{it} people with a link worker")),
        ]
        .into_iter()
        .flatten()
        .collect();
        if parts.is_empty() { "no guide".to_owned() } else { parts.join("; ") }
    }

    /// How a case stands beside the guides.
    #[must_use]
    pub const fn beside(&self, contacts: u32, months: u32) -> Beside {
        Beside { guides: *self, contacts, months }
    }
}

/// Whole months that a case has been open on a day.
#[must_use]
pub fn months_since(opened: Timestamp, today: Date) -> u32 {
    let from = time::day_of(opened);
    let months = from.until((jiff::Unit::Month, today)).map_or(0, |span| span.get_months());
    u32::try_from(months.max(0)).unwrap_or(0)
}

/// A case beside the guides of its service.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Beside {
    guides: Guides,
    contacts: u32,
    months: u32,
}

impl Beside {
    /// "9 contacts; your guide is 6." One sentence for each guide there is.
    #[must_use]
    pub fn in_words(&self) -> Vec<String> {
        let said = |count: u32, one: &str, more: &str, guide: u32| {
            format!("{count} {}; your guide is {guide}.", if count == 1 { one } else { more })
        };
        let contacts = self.guides.contacts.map(|guide| said(self.contacts, "contact", "contacts", guide));
        let months = self.guides.months.map(|guide| match self.months {
            0 => format!("Open for less than a month; your guide is {guide} months."),
            count => format!("Open for {}", said(count, "month", "months", guide)),
        });
        contacts.into_iter().chain(months).collect()
    }

    /// Which guides the case goes beyond.
    #[must_use]
    pub fn beyond(&self) -> Vec<Guide> {
        let past = |count: u32, guide: Option<u32>| guide.is_some_and(|guide| count > guide);
        let contacts = past(self.contacts, self.guides.contacts).then_some(Guide::Contacts);
        let months = past(self.months, self.guides.months).then_some(Guide::Months);
        contacts.into_iter().chain(months).collect()
    }
}

/// Why a case goes beyond a guide: kept with the case.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct BeyondGuide {
    /// Identifier.
    pub id: Id<BeyondGuide>,
    /// The service.
    pub service: Id<Service>,
    /// The person.
    pub person: Id<Person>,
    /// The case.
    pub case: Id<Case>,
    /// Which guide.
    pub guide: Guide,
    /// Why.
    pub reason: Reason,
    /// More, in words.
    pub words: Option<Words>,
    /// Who said so.
    pub author: Id<Account>,
    /// When.
    pub at: Timestamp,
}

impl BeyondGuide {
    /// Says why.
    #[must_use]
    pub fn say(
        id: Id<Self>,
        case: &Case,
        (guide, reason): (Guide, Reason),
        words: Option<Words>,
        (author, at): (Id<Account>, Timestamp),
    ) -> (Self, Event) {
        let event = Event::new("guide.gone_beyond")
            .with("person", case.person)
            .with("guide", guide.code())
            .with("reason", reason.code())
            .with("words", words.as_ref().map(Words::as_str));
        let (service, person, case) = (case.service, case.person, case.id);
        (Self { id, service, person, case, guide, reason, words, author, at }, event)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::civil::date;

    #[test]
    fn a_guide_is_shown_beside_what_is_and_gone_beyond_only_past_it() {
        let guides = Guides { contacts: Some(6), months: Some(3), caseload: Some(40) };
        assert_eq!(
            guides.beside(9, 0).in_words(),
            ["9 contacts; your guide is 6.", "Open for less than a month; your guide is 3 months."]
        );
        assert_eq!(
            guides.beside(1, 4).in_words(),
            ["1 contact; your guide is 6.", "Open for 4 months; your guide is 3."]
        );
        assert_eq!(guides.beside(6, 3).beyond(), []);
        assert_eq!(guides.beside(7, 3).beyond(), [Guide::Contacts]);
        assert_eq!(guides.beside(7, 4).beyond(), [Guide::Contacts, Guide::Months]);
        assert!(Guides::default().beside(99, 99).in_words().is_empty());
        assert!(Guides::default().beside(99, 99).beyond().is_empty());
    }

    #[test]
    fn months_are_whole() {
        let opened = time::moment_on(date(2026, 8, 28), 12, 0).unwrap();
        for (day, months) in
            [(date(2026, 9, 27), 0), (date(2026, 9, 28), 1), (date(2027, 8, 28), 12), (date(2026, 1, 1), 0)]
        {
            assert_eq!(months_since(opened, day), months, "{day}");
        }
    }

    #[test]
    fn a_guide_is_a_number_or_none() {
        assert!(Guides::default().checked().is_ok());
        let wrong = Guides { contacts: Some(0), ..Guides::default() };
        assert_eq!(wrong.checked().err().and_then(|refused| refused.field), Some("contacts"));
        assert_eq!(Guides::default().in_words(), "no guide");
    }
}
