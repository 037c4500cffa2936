//! A single field of an entry from a feed that a team corrects, because it knows better: kept beside what the feed says.
//!
//! # Invariants
//! - What the feed says is never lost: the entry keeps it whole beside what is shown.
//! - A correction holds until somebody ends it, or the feed says the same; an import ends none otherwise.
//! - What is corrected in words takes the structured facts away that would contradict it: nobody is found on a day or in
//!   a place that the words no longer name.

use jiff::Timestamp;

use super::record::{Address, Cost, Language, Phone, Schedule, postcode};
use super::{CommunityService, Entry, Status};
use crate::event::Event;
use crate::id::Id;
use crate::rejection::Rejection;
use crate::staff::{Account, Service};
use crate::support::contact::coded;
use crate::text::{Line, Words};

coded!(/** What of an entry can be corrected. */ Field {
    /** What it is called. */ Name = "name", "Name";
    /** What it is. */ Description = "description", "What it is";
    /** Who it is for. */ Audience = "audience", "Who it is for";
    /** When. */ Times = "times", "When";
    /** Where. */ Place = "place", "Where";
    /** What it costs. */ Cost = "cost", "Cost";
    /** Access. */ Access = "access", "Access";
    /** Languages. */ Languages = "languages", "Languages";
    /** Telephone number. */ Phone = "phone", "Telephone number";
    /** Where requests go. */ Email = "email", "E-mail address";
    /** Web address. */ Url = "url", "Web address";
    /** How to refer. */ HowToRefer = "how-to-refer", "How to refer";
    /** Whether it is going on. */ Status = "status", "Is it going on?";
});

coded!(/** How a correction ended. */ How {
    /** Somebody took it back. */ Undone = "undone", "Taken back";
    /** The feed said something new, and that was taken. */ Theirs = "theirs", "What the feed says now was taken";
    /** Another correction took its place. */ Replaced = "replaced", "Corrected again";
    /** The feed says the same now. */ Agreed = "agreed", "The feed says the same now";
});

/// How a correction ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Ended {
    /// When.
    pub at: Timestamp,
    /// Who ended it; nobody when the feed did.
    pub by: Option<Id<Account>>,
    /// How.
    pub how: How,
}

/// Whose word a correction is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Word {
    /// The team knew better.
    Team,
    /// The organisation itself proposed it, at this moment, and the team took it over.
    Organisation(Timestamp),
}

impl Word {
    /// When the organisation proposed it, where it did.
    #[must_use]
    pub const fn proposed(self) -> Option<Timestamp> {
        match self {
            Self::Team => None,
            Self::Organisation(at) => Some(at),
        }
    }
}

/// A correction of one field.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Correction {
    /// Identifier.
    pub id: Id<Correction>,
    /// The entry.
    pub entry: Id<CommunityService>,
    /// The field.
    pub field: Field,
    /// What it says here; nothing when it is to say nothing.
    pub ours: Option<Words>,
    /// What the feed said when somebody here last looked at it.
    pub theirs: Option<Words>,
    /// The service whose staff corrected it.
    pub service: Id<Service>,
    /// Who corrected it.
    pub by: Id<Account>,
    /// When.
    pub at: Timestamp,
    /// Whether the feed has said something else since.
    pub is_overtaken: bool,
    /// How it ended, when it has.
    pub ended: Option<Ended>,
    /// Whose word it is.
    pub word: Word,
}

fn words(text: impl std::fmt::Display) -> Option<Words> {
    Words::new(&text.to_string()).ok()
}

fn line(text: Option<&Words>) -> Option<Line> {
    text.and_then(|text| Line::new(text.as_str()).ok())
}

impl Field {
    /// Whether it says where people and requests go: how to reach the organisation, or how to refer.
    #[must_use]
    pub const fn is_way_there(self) -> bool {
        matches!(self, Self::Phone | Self::Email | Self::Url | Self::HowToRefer)
    }

    /// Whether it is one line.
    #[must_use]
    pub const fn is_line(self) -> bool {
        !matches!(self, Self::Description | Self::Times | Self::Place | Self::Access | Self::HowToRefer)
    }

    /// What an entry says in this field.
    #[must_use]
    pub fn of(self, entry: &Entry) -> Option<Words> {
        let line = |line: &Option<Line>| line.as_ref().and_then(words);
        match self {
            Self::Name => words(&entry.name),
            Self::Description => entry.description.clone(),
            Self::Audience => line(&entry.audience),
            Self::Times => entry.times.clone(),
            Self::Place => entry.place.clone(),
            Self::Cost => line(&entry.cost),
            Self::Access => entry.access.clone(),
            Self::Languages => line(&entry.languages),
            Self::Phone => line(&entry.phone),
            Self::Email => line(&entry.email),
            Self::Url => line(&entry.url),
            Self::HowToRefer => entry.record.how_to_refer.clone(),
            Self::Status => words(entry.status.code()),
        }
    }

    /// What it says, as people read it.
    #[must_use]
    pub fn in_words(self, said: Option<&Words>) -> String {
        match (self, said) {
            (_, None) => "nothing".to_owned(),
            (Self::Status, Some(code)) => {
                Status::from_code(code.as_str()).map_or_else(|| code.to_string(), |it| it.label().to_owned())
            }
            (_, Some(words)) => words.to_string(),
        }
    }

    /// Puts a text into this field of an entry, and takes away what would contradict it.
    fn put(self, entry: &mut Entry, text: Option<&Words>) {
        let record = &mut entry.record;
        match self {
            Self::Name => entry.name = line(text).unwrap_or_else(|| entry.name.clone()),
            Self::Description => entry.description = text.cloned(),
            Self::Audience => {
                entry.audience = line(text);
                record.eligibility = text.cloned();
                (record.minimum_age, record.maximum_age) = (None, None);
            }
            Self::Times => {
                entry.times = text.cloned();
                let said = |words: &Words| Schedule { words: Some(words.clone()), ..Schedule::default() };
                record.schedules = text.map(said).into_iter().collect();
                for place in &mut record.locations {
                    place.schedules.clear();
                }
            }
            Self::Place => {
                entry.place = text.cloned();
                // The places stay, so that each keeps its identifier; where they are is what the words say.
                let found = text.and_then(|text| postcode_in(text.as_str()));
                let addresses: Vec<Address> = found
                    .into_iter()
                    .map(|code| Address { postcode: Some(code), country: Line::new("GB").ok(), ..Address::default() })
                    .collect();
                for (number, place) in record.locations.iter_mut().enumerate() {
                    place.position = None;
                    place.words = text.filter(|_| number == 0).cloned();
                    place.addresses = if number == 0 { addresses.clone() } else { Vec::new() };
                }
            }
            Self::Cost => {
                entry.cost = line(text);
                record.fees = text.cloned();
                let is_free = text.is_some_and(|text| text.as_str().eq_ignore_ascii_case("free"));
                record.costs = is_free.then(|| Cost { pence: Some(0), ..Cost::default() }).into_iter().collect();
            }
            Self::Access => {
                entry.access = text.cloned();
                for place in &mut record.locations {
                    place.access.clear();
                }
            }
            Self::Languages => {
                entry.languages = line(text);
                let names = text.map_or("", Words::as_str).split(',').filter_map(|name| Line::new(name).ok());
                record.languages = names.map(|name| Language { name, code: None, note: None }).collect();
            }
            Self::Phone => {
                entry.phone = line(text);
                let number = entry.phone.clone().into_iter();
                record.phones = number.map(|number| Phone { number, extension: None, words: None }).collect();
            }
            Self::Email => entry.email = line(text),
            Self::Url => entry.url = line(text),
            Self::HowToRefer => record.how_to_refer = text.cloned(),
            Self::Status => {
                entry.status = text.and_then(|code| Status::from_code(code.as_str())).unwrap_or(entry.status);
            }
        }
    }
}

/// The first postcode that stands in a text.
fn postcode_in(text: &str) -> Option<Line> {
    let parts: Vec<&str> = text.split(|c: char| !c.is_ascii_alphanumeric()).filter(|part| !part.is_empty()).collect();
    let one = |part: &&str| if part.len() >= 5 { postcode(part) } else { None };
    let two = |pair: &[&str]| postcode(&pair.join(" "));
    parts.windows(2).find_map(two).or_else(|| parts.iter().find_map(one))
}

/// An entry with its corrections over what the feed says.
#[must_use]
pub fn corrected<'a>(theirs: &Entry, corrections: impl IntoIterator<Item = &'a Correction>) -> Entry {
    let mut entry = theirs.clone();
    for it in corrections.into_iter().filter(|it| it.ended.is_none()) {
        it.field.put(&mut entry, it.ours.as_ref());
    }
    entry
}

impl Correction {
    /// Somebody corrects a field of an entry of a feed.
    ///
    /// # Errors
    /// When it says just what the feed says, or nothing where something must stand.
    pub fn make(
        id: Id<Self>,
        (entry, field): (&CommunityService, Field),
        (ours, word): (Option<Words>, Word),
        (service, by): (Id<Service>, Id<Account>),
        at: Timestamp,
    ) -> Result<(Self, Event), Rejection> {
        if entry.is_by_hand() {
            return Err(Rejection::new("correction.by_hand", "Your team keeps this entry itself. Change it instead."));
        }
        if ours.is_none() && matches!(field, Field::Name | Field::Status) {
            return Err(Rejection::of_field("words", "correction.empty", "Enter what it should say."));
        }
        let theirs = field.of(entry.theirs());
        if ours == theirs {
            return Err(Rejection::of_field(
                "words",
                "correction.same",
                "This is what the feed says. Change it, or go back.",
            ));
        }
        let it =
            Self { id, entry: entry.id, field, ours, theirs, service, by, at, is_overtaken: false, ended: None, word };
        let event = it.event("correction.made").with("proposed", word.proposed());
        Ok((it, Event { version: 2, ..event }))
    }

    /// The feed says something; whether it is something new, and what becomes of the correction then. `None` when all
    /// is as it was.
    #[must_use]
    pub fn meets(&self, theirs: &Entry, at: Timestamp) -> Option<(Self, Event)> {
        let now = self.field.of(theirs);
        let next = if now == self.ours {
            Self { ended: Some(Ended { at, by: None, how: How::Agreed }), is_overtaken: false, ..self.clone() }
        } else {
            Self { is_overtaken: now != self.theirs, ..self.clone() }
        };
        (next != *self).then(|| {
            let event = next.event("correction.met").with("now", now.as_ref().map(Words::as_str));
            (next, event)
        })
    }

    /// Somebody looked at what the feed says now, and keeps the correction.
    ///
    /// # Errors
    /// When it has ended.
    pub fn keep(self, theirs: &Entry) -> Result<(Self, Event), Rejection> {
        self.going_on()?;
        let next = Self { theirs: self.field.of(theirs), is_overtaken: false, ..self };
        let event = next.event("correction.kept");
        Ok((next, event))
    }

    /// It ends.
    ///
    /// # Errors
    /// When it has ended before.
    pub fn end(self, how: How, by: Id<Account>, at: Timestamp) -> Result<(Self, Event), Rejection> {
        self.going_on()?;
        let next = Self { ended: Some(Ended { at, by: Some(by), how }), is_overtaken: false, ..self };
        let event = next.event("correction.ended");
        Ok((next, event))
    }

    fn going_on(&self) -> Result<(), Rejection> {
        match self.ended {
            None => Ok(()),
            Some(_) => Err(Rejection::new(
                "correction.ended",
                "Somebody has ended this correction already. Nothing was changed.",
            )),
        }
    }

    fn event(&self, kind: &'static str) -> Event {
        Event::new(kind)
            .with("entry", self.entry)
            .with("field", self.field.code())
            .with("ours", self.ours.as_ref().map(Words::as_str))
            .with("theirs", self.theirs.as_ref().map(Words::as_str))
            .with("overtaken", self.is_overtaken)
            .with("how", self.ended.map(|it| it.how.code()))
    }
}

#[cfg(test)]
mod tests {
    use jiff::civil::time;

    use super::*;
    use crate::directory::record::{DayRule, Location, LocationKind, Position, Record};
    use crate::directory::{Capacity, Here};

    fn entry() -> CommunityService {
        let words = |text: &str| Words::new(text).ok();
        let place = Location {
            position: Some(Position { latitude: 54_970_000, longitude: -1_610_000 }),
            addresses: vec![Address { postcode: Line::new("NE1 4LP").ok(), ..Address::default() }],
            ..Location::of(LocationKind::Physical)
        };
        let monday = Schedule {
            days: vec![DayRule::every(jiff::civil::Weekday::Monday)],
            opens: Some(time(10, 0, 0, 0)),
            ..Schedule::default()
        };
        CommunityService {
            id: Id::from_uuid(uuid::Uuid::from_u128(1)),
            organisation: Id::from_uuid(uuid::Uuid::from_u128(2)),
            source: Some(uuid::Uuid::from_u128(3)),
            entry: Entry {
                name: Line::new("Tea").expect("fits"),
                description: None,
                status: Status::Active,
                audience: Line::new("aged 60 and over").ok(),
                times: words("Mondays"),
                place: words("The hall, NE1 4LP"),
                cost: Line::new("£2.00").ok(),
                access: None,
                languages: None,
                phone: Line::new("01632 960001").ok(),
                email: None,
                url: None,
                record: Record {
                    minimum_age: Some(60),
                    schedules: vec![monday],
                    locations: vec![place.clone(), place],
                    costs: vec![Cost { pence: Some(200), ..Cost::default() }],
                    ..Record::default()
                },
            },
            capacity: Capacity::NotSaid,
            checked: None,
            vanished: None,
            here: Here::default(),
        }
    }

    fn make(field: Field, ours: &str) -> Result<Correction, Rejection> {
        let at = Timestamp::from_second(1_800_000_000).expect("a moment");
        let who = (Id::from_uuid(uuid::Uuid::from_u128(4)), Id::from_uuid(uuid::Uuid::from_u128(5)));
        let ours = Words::optional(ours).expect("fits");
        let ours = (ours, Word::Team);
        Correction::make(Id::from_uuid(uuid::Uuid::from_u128(6)), (&entry(), field), ours, who, at).map(|(it, _)| it)
    }

    #[test]
    fn what_is_corrected_says_so_and_what_would_contradict_it_goes() {
        let theirs = entry().entry;
        let of = |field, ours: &str| corrected(&theirs, [&make(field, ours).expect("a correction")]);
        let moved = of(Field::Place, "The old library, NE2 1AB");
        assert_eq!(moved.place.as_ref().map(Words::as_str), Some("The old library, NE2 1AB"));
        assert_eq!(moved.record.locations.len(), 2, "each place keeps its identifier");
        assert!(moved.record.locations.iter().all(|place| place.position.is_none()));
        let code = moved.record.locations.first().and_then(Location::postcode).map(ToString::to_string);
        assert_eq!(code.as_deref(), Some("NE2 1AB"));
        assert!(of(Field::Times, "Fridays").record.all_schedules().all(|it| it.days.is_empty()));
        assert_eq!(of(Field::Audience, "Anybody").record.minimum_age, None);
        assert_eq!(of(Field::Cost, "Free").record.cheapest(), Some(0));
        assert_eq!(of(Field::Cost, "Ask").record.cheapest(), None);
        assert!(of(Field::Phone, "").phone.is_none());
        for field in Field::ALL {
            let ours = if *field == Field::Status { "inactive" } else { "https://example.org" };
            let now = of(*field, ours);
            assert_eq!(field.of(&now).as_ref().map(Words::as_str), Some(ours), "{}", field.code());
            let others = Field::ALL.iter().filter(|other| *other != field);
            assert!(others.copied().all(|other| other.of(&now) == other.of(&theirs)), "{} alone", field.code());
        }
    }

    #[test]
    fn a_correction_that_says_nothing_new_is_refused() {
        assert!(make(Field::Phone, "01632 960001").is_err());
        assert!(make(Field::Name, "").is_err() && make(Field::Status, "").is_err());
        assert!(make(Field::Email, "").is_err(), "it says nothing already");
        let by_hand = CommunityService { source: None, ..entry() };
        let it = make(Field::Phone, "1").expect("a correction");
        let ours = (None, Word::Organisation(it.at));
        let again = Correction::make(it.id, (&by_hand, Field::Phone), ours, (it.service, it.by), it.at);
        assert!(again.is_err());
    }

    #[test]
    fn the_feed_overtakes_agrees_or_stays_as_it_was() {
        let it = make(Field::Phone, "01632 960002").expect("a correction");
        let saying = |phone: &str| Entry { phone: Line::new(phone).ok(), ..entry().entry };
        assert!(it.meets(&saying("01632 960001"), it.at).is_none());
        let (overtaken, _) = it.meets(&saying("01632 960003"), it.at).expect("something new");
        assert!(overtaken.is_overtaken && overtaken.ended.is_none());
        assert!(overtaken.meets(&saying("01632 960003"), it.at).is_none(), "said once");
        let (back, _) = overtaken.meets(&saying("01632 960001"), it.at).expect("as it was");
        assert!(!back.is_overtaken);
        let (agreed, _) = it.meets(&saying("01632 960002"), it.at).expect("the same");
        assert_eq!(agreed.ended.map(|it| it.how), Some(How::Agreed));
        let (kept, _) = overtaken.keep(&saying("01632 960003")).expect("goes on");
        assert!(!kept.is_overtaken && kept.meets(&saying("01632 960003"), it.at).is_none());
        let (ended, _) = kept.end(How::Undone, it.by, it.at).expect("goes on");
        assert!(ended.clone().keep(&entry().entry).is_err() && ended.end(How::Undone, it.by, it.at).is_err());
    }

    #[test]
    fn a_postcode_is_found_among_words() {
        for (text, found) in [
            ("The hall, 1 Mill Lane, NE1 4LP (ring twice)", Some("NE1 4LP")),
            ("ne14lp", Some("NE1 4LP")),
            ("The hall", None),
            ("Room 1 2AB", None),
        ] {
            assert_eq!(postcode_in(text).as_ref().map(Line::as_str), found, "{text}");
        }
    }
}
