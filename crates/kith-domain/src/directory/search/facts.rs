//! What of an entry a search asks beside its words, in a form small enough to be held for every entry of a directory.
//!
//! # Invariants
//! - Only what an entry says stands here, and an entry says nothing of any person.

use jiff::civil::{Date, Time, Weekday};
use uuid::Uuid;

use crate::directory::access::{Accesses, said_of};
use crate::directory::record::{LocationKind, Position};
use crate::directory::{Capacity, CommunityService, Status};
use crate::support::contact::coded;
use crate::text::fold;

coded!(/** A part of the day. */ DayPart {
    /** Before noon. */ Morning = "morning", "Morning";
    /** From noon to five. */ Afternoon = "afternoon", "Afternoon";
    /** From five on. */ Evening = "evening", "Evening";
});

impl DayPart {
    /// In minutes after midnight: from when until when.
    const fn span(self) -> (u16, u16) {
        match self {
            Self::Morning => (0, 12 * 60),
            Self::Afternoon => (12 * 60, 17 * 60),
            Self::Evening => (17 * 60, 24 * 60),
        }
    }
}

/// One opening on one day of the week.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Opening {
    /// The day; nothing when none of the week is said.
    pub day: Option<Weekday>,
    /// When it opens, in minutes after midnight.
    pub opens: Option<u16>,
    /// When it closes; midnight is the end of the day.
    pub closes: Option<u16>,
    /// The last day on which this holds.
    pub last: Option<Date>,
}

impl Opening {
    /// Whether it is open on a day of the week and in a part of the day, for all that it says.
    #[must_use]
    pub fn is_open(&self, day: Option<Weekday>, part: Option<DayPart>, today: Date) -> bool {
        let on_day = day.is_none_or(|day| self.day == Some(day));
        let holds = self.last.is_none_or(|last| last >= today);
        on_day && holds && part.is_none_or(|part| self.is_in(part))
    }

    /// Whether it is open in a part of its day.
    #[must_use]
    pub fn is_in(&self, part: DayPart) -> bool {
        let (from, to) = part.span();
        self.opens.is_none_or(|opens| opens < to) && self.closes.is_none_or(|closes| closes > from)
    }
}

/// What a search asks of an entry beside its words.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Facts {
    /// The youngest age served.
    pub minimum_age: Option<u8>,
    /// The oldest age served.
    pub maximum_age: Option<u8>,
    /// Whether it says that it is free.
    pub is_free: bool,
    /// When it is open.
    pub openings: Box<[Opening]>,
    /// Where it is.
    pub places: Box<[Position]>,
    /// How many places it has, with a position or without.
    pub locations: u16,
    /// What it says of access.
    pub access: Accesses,
    /// Its languages, folded; empty when none is said.
    pub languages: Box<str>,
    /// Whether there is room.
    pub capacity: Capacity,
    /// The day until which its organisation takes nobody.
    pub paused_until: Option<Date>,
    /// Whether it is going on.
    pub status: Status,
    /// When somebody last made sure of it.
    pub checked: Option<Date>,
    /// Whether its feed still lists it.
    pub is_listed: bool,
    /// Whether it stands in the open directory.
    pub is_published: bool,
    /// What kind of service it is, by term.
    pub terms: Box<[Uuid]>,
    /// The taxonomies of those terms.
    pub taxonomies: Box<[Uuid]>,
}

impl Facts {
    /// The facts of an entry alone: a pause is what its organisation says, and comes from elsewhere. `locate` says where
    /// a postcode lies.
    pub fn of(service: &CommunityService, mut locate: impl FnMut(&str) -> Option<Position>) -> Self {
        let it = &service.entry;
        let record = &it.record;
        let minutes = |time: Time| u16::from(time.hour().unsigned_abs()) * 60 + u16::from(time.minute().unsigned_abs());
        let until = |time: Time| match minutes(time) {
            0 => 24 * 60,
            other => other,
        };
        let mut openings = Vec::new();
        for schedule in record.all_schedules() {
            let of = |day: Option<Weekday>| Opening {
                day,
                opens: schedule.opens.map(minutes),
                closes: schedule.closes.map(until),
                last: schedule.valid_to,
            };
            if schedule.days.is_empty() {
                openings.push(of(None));
            }
            openings.extend(schedule.days.iter().map(|rule| of(Some(rule.weekday))));
        }
        let mut places: Vec<Position> = Vec::new();
        for place in record.locations.iter().filter(|place| place.kind == LocationKind::Physical) {
            let by_postcode = || place.addresses.iter().find_map(|it| locate(it.postcode.as_ref()?.as_str()));
            let at = place.position.or_else(by_postcode);
            places.extend(at.filter(|at| !places.contains(at)));
        }
        let mut languages = it.languages.as_ref().map(|line| fold(line.as_str())).unwrap_or_default();
        for language in &record.languages {
            let name = fold(language.name.as_str());
            if !languages.contains(&name) {
                languages = format!("{languages} {name}");
            }
        }
        let mut terms: Vec<Uuid> = record.terms.iter().filter(|it| !it.is_label()).map(|it| it.key()).collect();
        let mut taxonomies: Vec<Uuid> = record.terms.iter().filter_map(|it| it.taxonomy_key()).collect();
        for all in [&mut terms, &mut taxonomies] {
            all.sort_unstable();
            all.dedup();
        }
        let says_free = |text: &str| {
            let text = fold(text);
            ["free", "no cost", "no charge", "free of charge"].contains(&text.as_str()) || text.starts_with("free ")
        };
        let cheapest = record.cheapest();
        Self {
            minimum_age: record.minimum_age,
            maximum_age: record.maximum_age,
            is_free: cheapest == Some(0)
                || (cheapest.is_none() && it.cost.as_ref().is_some_and(|cost| says_free(cost.as_str()))),
            openings: openings.into(),
            places: places.into(),
            locations: u16::try_from(record.locations.len()).unwrap_or(u16::MAX),
            access: said_of(it),
            languages: languages.trim().into(),
            capacity: service.capacity,
            paused_until: None,
            status: it.status,
            checked: service.checked,
            is_listed: service.vanished.is_none(),
            is_published: service.is_published(),
            terms: terms.into(),
            taxonomies: taxonomies.into(),
        }
    }

    /// The day on which somebody last made sure of it, and the one until which nobody is taken, as numbers; the least
    /// there is where there is none.
    #[must_use]
    pub fn days(&self) -> (i32, i32) {
        let number = |day: Option<Date>| day.map_or(i32::MIN, super::rank::day_number);
        (number(self.checked), number(self.paused_until))
    }
}
