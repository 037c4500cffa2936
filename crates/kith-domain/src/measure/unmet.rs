//! The figures of *What was missing*: people who needed something that was not there, and what they are told apart by.
//!
//! People are counted, never records and never money (domain.md section 5): whoever met three gaps is one person. What
//! could not be found is the evidence for investment that a focus on individual choice hides (Griffith et al. 2023), and
//! who it was missing for is asked in every way that unfairness is known to run (domain.md 53), with what is not recorded
//! as a line of its own.

use std::collections::{BTreeMap, BTreeSet};

use jiff::Timestamp;
use jiff::civil::Date;

use super::{Period, Unit};
use crate::id::Id;
use crate::need::gap::{Instead, Kind, Reason, Sector, Structure};
use crate::need::{Domain, Stand};
use crate::person::equality::{Disability, EthnicGroup, EthnicHeading, Sex};
use crate::person::{Born, Person};
use crate::practice::Practice;
use crate::referral::ROUTES;
use crate::support::contact::coded;
use crate::text::{Words, fold};
use crate::time;

coded!(/** The figures. */ Figure {
    /** People affected. */ Affected = "people-affected", "People who needed something that was not there";
    /** Ended with something not met. */ EndedUnmet = "ended-unmet", "People whose support ended with a need that was not met";
    /** Without a gap. */ WithoutGap = "ended-unmet-without-gap", "Of them, people with such a need for which no gap was recorded";
    /** Recording rate. */ RecordingRate = "recording-rate", "Recording rate";
    /** Weeks held. */ WeeksHeld = "weeks-held", "Weeks in which somebody was held because of it";
    /** Holding. */ Holding = "minutes-holding", "Link-worker time spent holding";
    /** Standing in. */ Substituting = "minutes-substituting", "Link-worker time spent standing in";
});

impl Figure {
    /// What it counts.
    #[must_use]
    pub const fn definition(self) -> &'static str {
        match self {
            Self::Affected => {
                "People for whom at least one gap was recorded in the period: something they needed, what was sought for it, \
                 and why it was not there. Each person is counted once in each line, however many gaps they met, so that \
                 lines may add up to more than the total. It counts what was recorded, not everything that was missing."
            }
            Self::EndedUnmet => {
                "People whose case ended in the period, and has not been opened again, with a need that had been written down \
                 by then, of which nobody has said that it is met, no longer wanted, not for now, or more than they are ready \
                 for, and which no connection answers that \
                 was accepted, begun or carried to its end."
            }
            Self::WithoutGap => {
                "People counted as having ended with a need that was not met, where for at least one such need no gap stands \
                 in the record. What was missing for them is in no other figure of this report."
            }
            Self::RecordingRate => {
                "Of the people whose support ended with a need that was not met, the share for whom every such need has a gap: \
                 worked out from the rounded figures. It says how far the other figures of this report can be trusted."
            }
            Self::WeeksHeld => {
                "Whole weeks, within the period and up to today, in which people who are counted were held because of what \
                 was missing: holding that was linked to the gap, or to a wait for the same need or of the same connection. \
                 A week in which somebody was held for two such gaps counts once. Holding because of a wait for which no gap \
                 was recorded is in no figure."
            }
            Self::Holding => {
                "Minutes of contacts with people who are counted, from the moment the gap was recorded to the end of the \
                 period, on days on which it was written down that the person is held: stayed with for a purpose, such as \
                 waiting for another service, which is reviewed."
            }
            Self::Substituting => {
                "Minutes of all other contacts with people who are counted, from the moment a gap was recorded for which \
                 something second best is done meanwhile, to the end of the period."
            }
        }
    }

    /// The unit.
    #[must_use]
    pub const fn unit(self) -> Unit {
        match self {
            Self::Affected | Self::EndedUnmet | Self::WithoutGap => Unit::People,
            Self::RecordingRate => Unit::Percent,
            Self::WeeksHeld => Unit::Weeks,
            Self::Holding | Self::Substituting => Unit::Minutes,
        }
    }

    /// Out of which records.
    #[must_use]
    pub const fn source(self) -> &'static str {
        match self {
            Self::Affected => "Gaps, the needs they leave open, and the records of the people",
            Self::EndedUnmet | Self::WithoutGap | Self::RecordingRate => "Cases, needs, connections and gaps",
            Self::WeeksHeld => "Holding, gaps and connections",
            Self::Holding | Self::Substituting => "Contacts, holding and gaps",
        }
    }
}

coded!(/** What people are told apart by. */ By {
    /** Quarter. */ Quarter = "quarter", "Quarter";
    /** Sector. */ Sector = "sector", "Whose part it would be";
    /** Domain. */ Domain = "domain", "What the need was about";
    /** District. */ District = "district", "District";
    /** Practice. */ Practice = "practice", "Practice";
    /** Reason. */ Reason = "reason", "Why it was not there";
    /** Reason, coarser. */ ReasonBroad = "reason-broad", "Why it was not there, in broad terms";
    /** Wait. */ Wait = "wait", "Wait that was quoted";
    /** Wait, coarser. */ WaitBroad = "wait-broad", "Wait that was quoted, in broad terms";
    /** Instead. */ Instead = "instead", "What is done meanwhile";
    /** Held. */ Held = "held", "How long they were held because of it";
    /** Sex. */ Sex = "sex", "Sex";
    /** Age. */ Age = "age", "Age when it was recorded";
    /** Age, coarser. */ AgeBroad = "age-broad", "Age when it was recorded, in broader bands";
    /** Ethnic group. */ Ethnic = "ethnic-group", "Ethnic group";
    /** Deprivation. */ Tenth = "deprivation", "Deprivation of where they live";
    /** Deprivation, coarser. */ Fifth = "deprivation-fifth", "Deprivation of where they live, in fifths";
    /** Language. */ Language = "language", "Language they speak best";
    /** Disability. */ Disability = "disability", "Disabled, as they say themselves";
    /** Route. */ Route = "route", "Who sent the referral";
});

/// The code of what is not recorded.
pub const MISSING: &str = "none";

/// Waits that were quoted, in bands of weeks: code, words, the longest.
const WAITS: [(&str, &str, u32); 5] = [
    ("up-to-4", "Up to 4 weeks", 4),
    ("5-12", "5 to 12 weeks", 12),
    ("13-26", "13 to 26 weeks", 26),
    ("27-52", "27 to 52 weeks", 52),
    ("over-52", "More than a year", u32::MAX),
];

/// The same in broader bands: up to a quarter of a year, and longer.
const BROADER_WAITS: [(&str, &str, u32); 2] =
    [("up-to-12", "Up to 12 weeks", 12), ("over-12", "More than 12 weeks", u32::MAX)];

/// Weeks of holding, in bands: code, words, the longest.
const HELD: [(&str, &str, u32); 3] = [
    ("up-to-4", "Held up to 4 weeks", 4),
    ("5-12", "Held 5 to 12 weeks", 12),
    ("over-12", "Held more than 12 weeks", u32::MAX),
];

/// Reasons in broad terms, each of whole reasons: code, words.
const BROAD_REASONS: [(&str, &str); 4] = [
    ("not-there", "There is none, or nothing could change it"),
    ("no-room", "Full, or the wait is too long"),
    ("not-for-them", "It is there, and not for them: criteria, cost, travel, language, access, only online, not safe"),
    ("turned-down", "Refused, or why is not known"),
];

/// What a reason is in broad terms.
const fn broad(reason: Reason) -> &'static str {
    match reason {
        Reason::NoneExists | Reason::Closed | Reason::Structural => "not-there",
        Reason::Full | Reason::Wait => "no-room",
        Reason::NotEligible
        | Reason::Cost
        | Reason::Travel
        | Reason::Language
        | Reason::Access
        | Reason::Digital
        | Reason::Unsafe => "not-for-them",
        Reason::Right | Reason::Refused | Reason::Unknown => "turned-down",
    }
}

/// Ages in bands: code, words, the highest.
const AGES: [(&str, &str, i16); 6] = [
    ("under-18", "Under 18", 17),
    ("18-24", "18 to 24", 24),
    ("25-44", "25 to 44", 44),
    ("45-64", "45 to 64", 64),
    ("65-79", "65 to 79", 79),
    ("80-over", "80 and over", i16::MAX),
];

/// The same in broader bands, each of two of the others.
const BROADER_AGES: [(&str, &str, i16); 3] =
    [("under-25", "Under 25", 24), ("25-64", "25 to 64", 64), ("65-over", "65 and over", i16::MAX)];

/// Tenths of deprivation.
const TENTHS: [(&str, &str); 10] = [
    ("1", "1 (most deprived tenth)"),
    ("2", "2"),
    ("3", "3"),
    ("4", "4"),
    ("5", "5"),
    ("6", "6"),
    ("7", "7"),
    ("8", "8"),
    ("9", "9"),
    ("10", "10 (least deprived tenth)"),
];

/// Fifths of deprivation, each of two tenths.
const FIFTHS: [(&str, &str); 5] = [
    ("1", "1 and 2 (most deprived fifth)"),
    ("2", "3 and 4"),
    ("3", "5 and 6"),
    ("4", "7 and 8"),
    ("5", "9 and 10 (least deprived fifth)"),
];

/// Languages: English, and all others together, since there are too many to tell apart without pointing at people.
const LANGUAGES: [(&str, &str); 2] = [("english", "English"), ("other", "Another language")];

impl By {
    /// The values it may have, in the order shown, without [`MISSING`]; `None` where they are the service's own.
    #[must_use]
    pub fn values(self) -> Option<Vec<(&'static str, &'static str)>> {
        macro_rules! all {
            ($of:ty) => {
                <$of>::ALL.iter().map(|it| (it.code(), it.label())).collect()
            };
        }
        Some(match self {
            Self::Quarter | Self::District | Self::Practice => return None,
            Self::Sector => all!(Sector),
            Self::Domain => all!(Domain),
            Self::Reason => all!(Reason),
            Self::ReasonBroad => BROAD_REASONS.to_vec(),
            Self::WaitBroad => BROADER_WAITS.iter().map(|(code, words, _)| (*code, *words)).collect(),
            Self::Wait => WAITS.iter().map(|(code, words, _)| (*code, *words)).collect(),
            Self::Instead => all!(Instead),
            Self::Held => HELD.iter().map(|(code, words, _)| (*code, *words)).collect(),
            Self::Sex => all!(Sex),
            Self::Age => AGES.iter().map(|(code, words, _)| (*code, *words)).collect(),
            Self::Ethnic => all!(EthnicHeading),
            Self::AgeBroad => BROADER_AGES.iter().map(|(code, words, _)| (*code, *words)).collect(),
            Self::Tenth => TENTHS.to_vec(),
            Self::Fifth => FIFTHS.to_vec(),
            Self::Language => LANGUAGES.to_vec(),
            Self::Disability => all!(Disability),
            Self::Route => ROUTES.to_vec(),
        })
    }

    /// The words for what is not recorded.
    #[must_use]
    pub const fn missing(self) -> &'static str {
        match self {
            Self::Sector => "Cannot be told from what was recorded",
            Self::Domain => "Nobody said what it was about",
            Self::District => "Not known where they live",
            Self::Practice => "No practice sent them",
            Self::Wait | Self::WaitBroad => "No wait was quoted",
            Self::Held => "Not written down as held because of it",
            _ => "Not recorded",
        }
    }

    /// The level that stands in its place where most of its figures would be hidden, and what is then said.
    #[must_use]
    pub const fn coarser(self) -> Option<(Self, &'static str)> {
        match self {
            Self::Domain => Some((Self::Sector, "What the need was about is not told apart.")),
            Self::Practice => Some((Self::District, "Practices are not told apart.")),
            Self::Tenth => Some((Self::Fifth, "Tenths of deprivation are told two by two.")),
            Self::Reason => Some((Self::ReasonBroad, "Reasons are told in broad terms.")),
            Self::Wait => Some((Self::WaitBroad, "Waits are told in broader bands.")),
            Self::Age => Some((Self::AgeBroad, "Ages are told in broader bands.")),
            _ => None,
        }
    }

    /// Whether it tells of the person, and not of what was missing.
    #[must_use]
    pub const fn is_of_person(self) -> bool {
        matches!(
            self,
            Self::Sex
                | Self::Age
                | Self::AgeBroad
                | Self::Ethnic
                | Self::Tenth
                | Self::Fifth
                | Self::Language
                | Self::Disability
                | Self::Route
        )
    }

    /// What has to be known of it beside its name.
    #[must_use]
    pub const fn note(self) -> Option<&'static str> {
        match self {
            Self::Sector => {
                Some("By the kind of service that was looked for; where that was not said, by what stood in the way.")
            }
            Self::Tenth | Self::Fifth => Some(
                "The tenth of the Index of Multiple Deprivation of the small area that their postcode lies in; it says \
                 nothing of one household.",
            ),
            Self::Held => Some(
                "Whole weeks of the period in which it was written down that somebody stays with the person because of this \
                 gap or wait. It is no measure of how well anything was done.",
            ),
            Self::Language => Some(
                "As they said when they came, or as it was written down later. All languages but English stand together, \
                 since few people speak each.",
            ),
            Self::Disability => Some("Disabled, or with a long-term condition that limits what they can do."),
            _ => None,
        }
    }
}

/// One gap with what is known of the person, as plain facts.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct GapFact {
    /// The person.
    pub person: Id<Person>,
    /// When it was recorded.
    pub at: Timestamp,
    /// What the need was about.
    pub domain: Option<Domain>,
    /// What kind of service was sought.
    pub kind: Option<Kind>,
    /// What stood in the way.
    pub structure: Option<Structure>,
    /// Why it was not there.
    pub reason: Reason,
    /// Weeks quoted.
    pub weeks: Option<u32>,
    /// What is done meanwhile.
    pub instead: Option<Instead>,
    /// The code of the district they live in.
    pub district: Option<String>,
    /// The tenth of deprivation of where they live, 1 to 10.
    pub tenth: Option<i64>,
    /// The practice that sent the latest referral before it.
    pub practice: Option<Id<Practice>>,
    /// The route of that referral.
    pub route: Option<String>,
    /// Sex.
    pub sex: Option<Sex>,
    /// When they were born.
    pub born: Born,
    /// Ethnic group.
    pub ethnic: Option<EthnicGroup>,
    /// The language they speak best.
    pub language: Option<String>,
    /// Disability.
    pub disability: Option<Disability>,
    /// What would have helped, in the person's own words, where they agreed that it is used without their name.
    pub voice: Option<Words>,
    /// The days, from one up to and without another, in which the person was held because of it: none overlaps another.
    pub held: Vec<(Date, Date)>,
}

impl GapFact {
    /// The code of its value, [`MISSING`] where nothing is recorded.
    #[must_use]
    pub fn value(&self, by: By) -> String {
        let code: Option<&str> = match by {
            By::Quarter => {
                let quarter =
                    Period::year_of(time::day_of(self.at)).quarters().into_iter().find(|it| it.holds(self.at));
                return quarter.map_or_else(|| MISSING.to_owned(), Period::code);
            }
            By::District => return self.district.clone().unwrap_or_else(|| MISSING.to_owned()),
            By::Practice => return self.practice.map_or_else(|| MISSING.to_owned(), |it| it.to_string()),
            By::Tenth => return self.tenth.map_or_else(|| MISSING.to_owned(), |it| it.to_string()),
            By::Fifth => return self.tenth.map_or_else(|| MISSING.to_owned(), |it| ((it + 1) / 2).to_string()),
            By::Route => self.route.as_deref(),
            By::Sector => Sector::of(self.kind, self.structure, self.reason).map(Sector::code),
            By::Domain => self.domain.map(Domain::code),
            By::Reason => Some(self.reason.code()),
            By::ReasonBroad => Some(broad(self.reason)),
            By::Wait => self.waits_in(&WAITS),
            By::WaitBroad => self.waits_in(&BROADER_WAITS),
            By::Instead => self.instead.map(Instead::code),
            By::Held => {
                let band = |weeks| HELD.iter().find(|it| weeks <= it.2).map(|it| it.0);
                if self.held.is_empty() { None } else { band(weeks_held([self].into_iter())) }
            }
            By::Sex => self.sex.map(Sex::code),
            By::Age => self.age_in(&AGES),
            By::AgeBroad => self.age_in(&BROADER_AGES),
            By::Ethnic => self.ethnic.map(|it| it.heading().code()),
            By::Language => {
                let language = self.language.as_deref().map(fold);
                language.map(|it| if it.starts_with("english") { "english" } else { "other" })
            }
            By::Disability => self.disability.map(Disability::code),
        };
        code.unwrap_or(MISSING).to_owned()
    }

    /// The band of the wait that was quoted.
    fn waits_in(&self, bands: &[(&'static str, &'static str, u32)]) -> Option<&'static str> {
        let weeks = self.weeks?;
        bands.iter().find(|it| weeks <= it.2).map(|it| it.0)
    }

    /// The band of the age when it was recorded.
    fn age_in(&self, bands: &[(&'static str, &'static str, i16)]) -> Option<&'static str> {
        let age = age_on(self.born, self.at)?;
        bands.iter().find(|it| age <= it.2).map(|it| it.0)
    }
}

/// The age on a day; of a year alone, the age that they reach in the year of that day.
fn age_on(born: Born, at: Timestamp) -> Option<i16> {
    let day = time::day_of(at);
    match born {
        Born::On(born) => Some(time::age_on(born, day)),
        Born::In(year) => Some(day.year() - year),
        Born::NotKnown(_) => None,
    }
}

/// The people affected, by the definition alone: of gaps recorded in a period, with these values.
#[must_use]
pub fn affected(facts: &[GapFact], period: Period, filter: &[(By, &str)]) -> BTreeSet<Id<Person>> {
    let meets = |it: &&GapFact| period.holds(it.at) && filter.iter().all(|(by, value)| it.value(*by) == *value);
    facts.iter().filter(meets).map(|it| it.person).collect()
}

/// A need of somebody whose case ended.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct EndedFact {
    /// The person.
    pub person: Id<Person>,
    /// When the case ended.
    pub ended: Timestamp,
    /// When the need was written down.
    pub need_at: Timestamp,
    /// What was last said of where the need stands.
    pub said: Option<Stand>,
    /// Whether a connection answers it that was accepted, begun or carried to its end.
    pub is_answered: bool,
    /// Whether a gap was recorded for it.
    pub has_gap: bool,
}

impl EndedFact {
    /// Whether the case ended with the need not met.
    #[must_use]
    pub fn is_unmet(&self) -> bool {
        self.need_at <= self.ended
            && !self.is_answered
            && !matches!(self.said, Some(Stand::Met | Stand::NotWanted | Stand::NotReady | Stand::NotNow))
    }
}

/// The people whose support ended in a period with a need that was not met, and those of them with such a need that has
/// no gap.
#[must_use]
pub fn ended_unmet(facts: &[EndedFact], period: Period) -> (BTreeSet<Id<Person>>, BTreeSet<Id<Person>>) {
    let unmet = || facts.iter().filter(|it| period.holds(it.ended) && it.is_unmet());
    (unmet().map(|it| it.person).collect(), unmet().filter(|it| !it.has_gap).map(|it| it.person).collect())
}

/// Whole weeks in which the people of these gaps were held because of them; each person's days once.
#[must_use]
pub fn weeks_held<'a>(gaps: impl Iterator<Item = &'a GapFact>) -> u32 {
    let mut of: BTreeMap<Id<Person>, Vec<(Date, Date)>> = BTreeMap::new();
    for gap in gaps {
        of.entry(gap.person).or_default().extend(&gap.held);
    }
    of.into_values().map(|spans| joined(spans).iter().map(|(from, to)| days(*from, *to)).sum::<u32>() / 7).sum()
}

/// Spans of days with those that overlap or meet brought together.
#[must_use]
pub fn joined(mut spans: Vec<(Date, Date)>) -> Vec<(Date, Date)> {
    spans.retain(|(from, to)| from < to);
    spans.sort_unstable();
    let mut all: Vec<(Date, Date)> = Vec::new();
    for (from, to) in spans {
        match all.last_mut() {
            Some(last) if from <= last.1 => last.1 = last.1.max(to),
            _ => all.push((from, to)),
        }
    }
    all
}

fn days(from: Date, to: Date) -> u32 {
    from.until(to).map_or(0, |span| u32::try_from(span.get_days()).unwrap_or(0))
}

/// A contact with somebody for whom a gap was recorded.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TimeFact {
    /// The person.
    pub person: Id<Person>,
    /// When.
    pub at: Timestamp,
    /// Minutes, where they were written down.
    pub minutes: Option<u32>,
    /// Whether it was written down that they were held on that day.
    pub is_held: bool,
}

/// Minutes of link workers.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Minutes {
    /// Holding.
    pub holding: u64,
    /// Standing in with something second best.
    pub substituting: u64,
}

/// The minutes spent holding and standing in for the people of these gaps, to the end of a period.
#[must_use]
pub fn minutes(gaps: &[&GapFact], contacts: &[TimeFact], period: Period) -> Minutes {
    let (_, end) = period.moments();
    let mut sum = Minutes::default();
    for contact in contacts.iter().filter(|it| it.at < end) {
        let since = |wanted: fn(&GapFact) -> bool| {
            gaps.iter().any(|gap| gap.person == contact.person && gap.at <= contact.at && wanted(gap))
        };
        let minutes = u64::from(contact.minutes.unwrap_or(0));
        if contact.is_held {
            sum.holding += if since(|_| true) { minutes } else { 0 };
        } else if since(|gap| gap.instead == Some(Instead::Substitute)) {
            sum.substituting += minutes;
        }
    }
    sum
}

#[cfg(test)]
mod tests;
