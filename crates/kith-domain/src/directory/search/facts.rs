//! What of an entry a search asks beside its words, in a form small enough to be held for every entry of a directory.
//!
//! # Invariants
//! - Only what an entry says stands here, and an entry says nothing of any person.

use jiff::civil::{Date, Time, Weekday};
use uuid::Uuid;

use super::told_times;
use crate::directory::access::{Accesses, said_of};
use crate::directory::record::{LocationKind, Position, Record};
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
    pub(super) const fn span(self) -> (u16, u16) {
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

/// What an entry's times tell of a day and a part of it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Times {
    /// It is not open then.
    Shut,
    /// It does not say.
    NotSaid,
    /// It is open then.
    Open,
}

impl Opening {
    /// What it tells of a day of the week and a part of the day.
    #[must_use]
    pub fn tells(&self, day: Option<Weekday>, part: Option<DayPart>, today: Date) -> Times {
        if self.last.is_some_and(|last| last < today) {
            return Times::Shut;
        }
        let of_day = match (day, self.day) {
            (None, _) => Times::Open,
            (Some(_), None) => Times::NotSaid,
            (Some(asked), Some(day)) if asked == day => Times::Open,
            (Some(_), Some(_)) => Times::Shut,
        };
        part.map_or(of_day, |part| of_day.min(self.tells_of(part)))
    }

    /// What it tells of a part of its day. What says only when it begins is there in the part in which it begins, and
    /// what says only when it ends in the one in which it ends.
    #[must_use]
    pub fn tells_of(&self, part: DayPart) -> Times {
        let (from, to) = part.span();
        let is_within = match (self.opens, self.closes) {
            (None, None) => return Times::NotSaid,
            (Some(opens), Some(closes)) => opens < to && closes > from,
            (Some(opens), None) => opens < to && opens >= from,
            (None, Some(closes)) if closes > to => return Times::NotSaid,
            (None, Some(closes)) => closes > from,
        };
        if is_within { Times::Open } else { Times::Shut }
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
    /// When it is open, as its record has it.
    pub openings: Box<[Opening]>,
    /// The same as its own words tell it, where its record names no time; nothing where the record does, or where the
    /// words tell none.
    pub told: Box<[Opening]>,
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
        let openings = openings(record);
        let told = told(&openings, it.times.as_ref().map_or("", |words| words.as_str()));
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
            told: told.into(),
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

    /// When it is open, as far as it says anywhere.
    #[must_use]
    pub fn times(&self) -> &[Opening] {
        if self.told.is_empty() { &self.openings } else { &self.told }
    }

    /// What its times tell of a day of the week and a part of the day. Of several the one that says most counts; where
    /// none is said, it is not known.
    #[must_use]
    pub fn tells(&self, day: Option<Weekday>, part: Option<DayPart>, today: Date) -> Times {
        let told = self.times().iter().map(|it| it.tells(day, part, today)).max();
        told.unwrap_or(Times::NotSaid)
    }

    /// The day on which somebody last made sure of it, and the one until which nobody is taken, as numbers; the least
    /// there is where there is none.
    #[must_use]
    pub fn days(&self) -> (i32, i32) {
        let number = |day: Option<Date>| day.map_or(i32::MIN, super::rank::day_number);
        (number(self.checked), number(self.paused_until))
    }
}

/// When an entry is open, as its record says it.
#[must_use]
pub fn openings(record: &Record) -> Vec<Opening> {
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
    openings
}

/// What the words of an entry tell beside openings that its record has; nothing where those name a time themselves. The
/// days of the record stand: the words say at what time.
fn told(openings: &[Opening], words: &str) -> Vec<Opening> {
    if openings.iter().any(|it| it.opens.is_some() || it.closes.is_some()) {
        return Vec::new();
    }
    let told = told_times::read(words);
    let days: Vec<&Opening> = openings.iter().filter(|it| it.day.is_some()).collect();
    if days.is_empty() || !told.iter().any(|it| it.opens.is_some() || it.closes.is_some()) {
        return if days.is_empty() { told } else { Vec::new() };
    }
    let mut all = Vec::new();
    for opening in days {
        let of_day: Vec<&Opening> =
            told.iter().filter(|it| it.day.is_none_or(|day| opening.day == Some(day))).collect();
        if of_day.is_empty() {
            all.push(*opening);
        }
        all.extend(of_day.into_iter().map(|it| Opening { day: opening.day, last: opening.last, ..*it }));
    }
    all
}

#[cfg(test)]
mod tests {
    use super::*;

    fn on(day: Option<Weekday>, opens: Option<u16>, closes: Option<u16>) -> Opening {
        Opening { day, opens, closes, last: None }
    }

    #[test]
    fn the_days_of_the_record_stand_and_its_words_say_at_what_time() {
        let (monday, tuesday) = (on(Some(Weekday::Monday), None, None), on(Some(Weekday::Tuesday), None, None));
        let timed = |day| on(Some(day), Some(14 * 60), Some(15 * 60));
        assert_eq!(told(&[monday], "Every Monday, 2pm to 3pm"), [timed(Weekday::Monday)]);
        assert_eq!(
            told(&[monday, tuesday], "2pm to 3pm, whatever the weather"),
            [timed(Weekday::Monday), timed(Weekday::Tuesday)]
        );
        assert_eq!(told(&[monday, tuesday], "Mondays 2-3pm"), [timed(Weekday::Monday), tuesday]);
        assert_eq!(told(&[], "Mondays 2-3pm"), [timed(Weekday::Monday)]);
        assert_eq!(told(&[monday], "By appointment"), []);
        assert_eq!(told(&[timed(Weekday::Monday)], "Mondays 6pm"), [], "the record names a time");
    }

    #[test]
    fn what_begins_in_the_morning_is_not_there_in_the_evening() {
        use DayPart::{Afternoon, Evening, Morning};
        let of = |opens: Option<u16>, closes: Option<u16>| {
            [Morning, Afternoon, Evening]
                .map(|part| on(None, opens.map(|it| it * 60), closes.map(|it| it * 60)).tells_of(part))
        };
        use Times::{NotSaid, Open, Shut};
        assert_eq!(of(Some(14), Some(15)), [Shut, Open, Shut]);
        assert_eq!(of(Some(10), Some(15)), [Open, Open, Shut]);
        assert_eq!(of(Some(10), Some(12)), [Open, Shut, Shut]);
        assert_eq!(of(Some(10), None), [Open, Shut, Shut]);
        assert_eq!(of(None, Some(16)), [NotSaid, Open, Shut]);
        assert_eq!(of(None, None), [NotSaid, NotSaid, NotSaid]);
    }
}
