//! Whether a community service takes people at the moment, as its own organisation says it: how many places there are,
//! until which day nobody is taken, and when the organisation last said that the whole entry is right.
//!
//! It stands beside the entry, so that a feed that is read again leaves it as it is.
//!
//! # Invariants
//! - A pause ends by itself on its day; nobody has to remember it.
//! - Silence ends nothing else: how many places there are stays until somebody says otherwise.

use jiff::ToSpan;
use jiff::civil::Date;

use super::record::Places;
use super::{Capacity, CommunityService};
use crate::event::Event;
use crate::id::Id;
use crate::rejection::Rejection;
use crate::text::{Line, Words};
use crate::time::date_in_words;

/// The most places that are written down.
pub const MOST_PLACES: u32 = 9_999;

/// The longest wait that is written down, in weeks: ten years.
pub const MOST_WEEKS: u32 = 520;

/// Taking people in.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Intake {
    /// Identifier.
    pub id: Id<Intake>,
    /// The entry.
    pub entry: Id<CommunityService>,
    /// How many places there are, when it was said and there is room.
    pub places: Option<u32>,
    /// The day from which people are taken again; until then nobody is.
    pub paused_until: Option<Date>,
    /// When the organisation itself last spoke of it.
    pub said: Date,
    /// When the organisation itself last said that all of the entry is right.
    pub confirmed: Option<Date>,
}

/// What an organisation says of its room.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Said {
    /// Whether there is room.
    pub capacity: Capacity,
    /// How many places, when there is room and they are counted.
    pub places: Option<u32>,
    /// From which day people are taken again, when nobody is taken until then.
    pub paused_until: Option<Date>,
}

impl Said {
    /// Checks what was said on a day.
    ///
    /// # Errors
    /// When the places are too many, or the pause ends today, has ended, or lasts longer than two years.
    pub fn checked(self, today: Date) -> Result<Self, Rejection> {
        if let Capacity::Wait { weeks: Some(weeks) } = self.capacity
            && weeks > MOST_WEEKS
        {
            let how = format!("A wait is given in weeks, at most {MOST_WEEKS} (ten years).");
            return Err(Rejection::of_field("room_weeks", "suggestion.weeks", how));
        }
        if self.places.is_some_and(|places| places > MOST_PLACES) {
            let how = format!("Enter at most {MOST_PLACES} places, or leave it out.");
            return Err(Rejection::of_field("places", "intake.places", how));
        }
        let Some(until) = self.paused_until else { return Ok(self) };
        if until <= today {
            let how =
                "Enter the day from which you take people again: a day to come. Leave it empty if you take people now.";
            return Err(Rejection::of_field("paused_until", "intake.past", how));
        }
        if today.checked_add(2.years()).is_ok_and(|last| until > last) {
            let how =
                "Enter a day within the next two years. If it has closed, say so under “Change what the entry says”.";
            return Err(Rejection::of_field("paused_until", "intake.far", how));
        }
        Ok(self)
    }
}

impl Intake {
    /// What the organisation says of its room on a day, for the first time or anew.
    #[must_use]
    pub fn say(
        before: Option<Self>,
        id: Id<Self>,
        entry: Id<CommunityService>,
        said: Said,
        today: Date,
    ) -> (Self, Event) {
        let places = if said.capacity == Capacity::Room { said.places } else { None };
        let it = Self {
            id: before.as_ref().map_or(id, |it| it.id),
            entry,
            places,
            paused_until: said.paused_until,
            said: today,
            confirmed: before.and_then(|it| it.confirmed),
        };
        let event = Event::new("intake.said")
            .with("entry", entry)
            .with("capacity", said.capacity.code())
            .with("places", places)
            .with("paused_until", it.paused_until);
        (it, event)
    }

    /// The organisation says on a day that all of its entry is right.
    #[must_use]
    pub fn confirm(before: Option<Self>, id: Id<Self>, entry: Id<CommunityService>, today: Date) -> (Self, Event) {
        let it = match before {
            Some(it) => Self { said: today, confirmed: Some(today), ..it },
            None => Self { id, entry, places: None, paused_until: None, said: today, confirmed: Some(today) },
        };
        (it, Event::new("intake.confirmed").with("entry", entry).with("on", today))
    }

    /// The day from which people are taken again, while nobody is.
    #[must_use]
    pub fn pause(&self, today: Date) -> Option<Date> {
        self.paused_until.filter(|until| today < *until)
    }

    /// That nobody is taken at the moment, in words.
    #[must_use]
    pub fn pause_in_words(&self, today: Date) -> Option<String> {
        Some(format!("Not taking anybody until {}", date_in_words(self.pause(today)?)))
    }

    /// An entry as it is published: with the places and the pause that its organisation says, where a feed has no counts
    /// of its own that agree with what was said since.
    #[must_use]
    pub fn published(this: Option<&Self>, entry: CommunityService, today: Date) -> CommunityService {
        let counted = match entry.entry.record.places.iter().filter_map(|it| it.available).max() {
            None => Capacity::NotSaid,
            Some(0) => Capacity::Full,
            Some(_) => Capacity::Room,
        };
        let pause = this.and_then(|it| it.pause_in_words(today));
        let available = match (&pause, entry.capacity) {
            (Some(_), _) => Some(0),
            (None, Capacity::Room) => this.and_then(|it| it.places),
            (None, _) => None,
        };
        let places = match (pause, available) {
            (Some(words), _) => vec![Places { available, words: Words::new(&words).ok(), ..Places::default() }],
            (None, Some(places)) => {
                let words = Words::new(&format!("Has room: {places} places")).ok();
                vec![Places { available: Some(places), unit: Line::new("places").ok(), words, ..Places::default() }]
            }
            // Somebody said otherwise since the feed counted: what they said is published from the entry itself.
            (None, None) if counted != entry.capacity => Vec::new(),
            (None, None) => return entry,
        };
        let record = super::Record { places, ..entry.entry.record };
        CommunityService { entry: super::Entry { record, ..entry.entry }, ..entry }
    }

    /// How many places there are, when the entry says that there is room.
    #[must_use]
    pub fn places_where(&self, capacity: Capacity) -> Option<u32> {
        self.places.filter(|_| capacity == Capacity::Room)
    }

    /// The same in words.
    #[must_use]
    pub fn places_in_words(&self, capacity: Capacity) -> Option<String> {
        Some(match self.places_where(capacity)? {
            1 => "Has room: 1 place".to_owned(),
            places => format!("Has room: {places} places"),
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::civil::date;

    const TODAY: Date = date(2026, 11, 27);

    fn said(capacity: Capacity, places: Option<u32>, until: Option<Date>) -> Said {
        Said { capacity, places, paused_until: until }
    }

    fn intake(said: Said) -> Intake {
        Intake::say(None, Id::from_parts(1, [1; 10]), Id::from_parts(1, [2; 10]), said, TODAY).0
    }

    #[test]
    fn a_pause_ends_by_itself_on_its_day() {
        let it = intake(said(Capacity::Full, None, Some(date(2027, 1, 11))));
        for (day, pause) in
            [(TODAY, true), (date(2027, 1, 10), true), (date(2027, 1, 11), false), (date(2028, 1, 1), false)]
        {
            assert_eq!(it.pause(day).is_some(), pause, "{day}");
        }
        let words = it.pause_in_words(TODAY).expect("a pause");
        assert!(words.starts_with("Not taking anybody until ") && words.contains("11 January"), "{words}");
        assert_eq!(it.pause_in_words(date(2027, 1, 11)), None);
    }

    #[test]
    fn a_pause_is_a_day_to_come_within_two_years() {
        let of = |until| said(Capacity::Room, None, Some(until)).checked(TODAY).map_err(|it| it.code);
        assert_eq!(of(TODAY), Err("intake.past"));
        assert_eq!(of(date(2025, 1, 1)), Err("intake.past"));
        assert!(of(date(2026, 11, 28)).is_ok() && of(date(2028, 11, 27)).is_ok());
        assert_eq!(of(date(2028, 11, 28)), Err("intake.far"));
        assert!(said(Capacity::Room, Some(MOST_PLACES), None).checked(TODAY).is_ok());
        assert!(said(Capacity::Room, Some(MOST_PLACES + 1), None).checked(TODAY).is_err());
    }

    #[test]
    fn places_are_counted_only_where_there_is_room() {
        let it = intake(said(Capacity::Room, Some(3), None));
        assert_eq!(it.places_in_words(Capacity::Room).as_deref(), Some("Has room: 3 places"));
        assert_eq!(it.places_in_words(Capacity::Full), None, "the entry says otherwise by now");
        assert_eq!(intake(said(Capacity::Full, Some(3), None)).places, None);
    }

    #[test]
    fn saying_anew_keeps_who_it_is_and_what_was_confirmed() {
        let first = intake(said(Capacity::Room, Some(3), None));
        let day = date(2026, 12, 1);
        let (right, _) = Intake::confirm(Some(first.clone()), Id::from_parts(1, [9; 10]), first.entry, day);
        assert_eq!((right.id, right.places, right.confirmed), (first.id, Some(3), Some(day)));
        let full = said(Capacity::Full, None, None);
        let (again, _) = Intake::say(Some(right), Id::from_parts(1, [9; 10]), first.entry, full, date(2026, 12, 9));
        assert_eq!(
            (again.id, again.places, again.confirmed, again.said),
            (first.id, None, Some(day), date(2026, 12, 9))
        );
    }
}
