//! What an entry says of access, matched with what makes it easier for a person to come and take part.
//!
//! An entry says it in words, so words are looked for: those of the places' own access notes, and for what is done at
//! home or from afar the description too. A "no" or "not" before them takes them back. Nothing found is not a no, and so
//! a need that an entry does not mention puts it further down and never out.

use crate::directory::Entry;
use crate::directory::record::LocationKind;
use crate::person::reaching::{self, Adjustment, Support};
use crate::support::contact::coded;
use crate::text::{Words, fold};

coded!(/** Something that makes it easier to come and take part. */ AccessNeed {
    /** No stairs. */ StepFree = "step-free", "No stairs, room for a wheelchair";
    /** A toilet. */ Toilet = "toilet", "Accessible toilet";
    /** A hearing loop. */ Loop = "loop", "Hearing loop";
    /** Sign language. */ Sign = "sign", "British Sign Language";
    /** Somewhere quiet. */ Quiet = "quiet", "A quiet place";
    /** They come to the person. */ Home = "home", "Comes to people's homes";
    /** From afar. */ Remote = "remote", "By phone or online";
    /** Parking. */ Parking = "parking", "Parking close by";
    /** They fetch people. */ Transport = "transport", "Transport is arranged";
    /** An assistance dog. */ Dog = "dog", "Assistance dogs welcome";
    /** Somebody may come along. */ Companion = "companion", "Somebody may come along";
    /** An interpreter. */ Interpreter = "interpreter", "Interpreter";
});

/// Some of the access needs.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Accesses(u16);

impl Accesses {
    /// Whether one is among them.
    #[must_use]
    pub const fn has(self, need: AccessNeed) -> bool {
        self.0 & (1 << need as u16) != 0
    }

    /// With one more.
    #[must_use]
    pub const fn with(self, need: AccessNeed) -> Self {
        Self(self.0 | (1 << need as u16))
    }

    /// All of them, in the order offered.
    pub fn all(self) -> impl Iterator<Item = AccessNeed> {
        AccessNeed::ALL.iter().copied().filter(move |need| self.has(*need))
    }

    /// How many of these are missing in others.
    #[must_use]
    pub const fn missing_in(self, others: Self) -> u32 {
        (self.0 & !others.0).count_ones()
    }

    /// Whether there is none.
    #[must_use]
    pub const fn is_empty(self) -> bool {
        self.0 == 0
    }
}

impl FromIterator<AccessNeed> for Accesses {
    fn from_iter<I: IntoIterator<Item = AccessNeed>>(all: I) -> Self {
        all.into_iter().fold(Self::default(), Self::with)
    }
}

impl AccessNeed {
    /// Folded phrases by which it is said; the last word may have any ending.
    const fn phrases(self) -> &'static [&'static str] {
        match self {
            Self::StepFree => {
                &["step free", "stepfree", "wheelchair", "level access", "ramp", "no stairs", "no steps", "lift"]
            }
            Self::Toilet => {
                &["accessible toilet", "disabled toilet", "accessible wc", "changing places", "adapted toilet"]
            }
            Self::Loop => &["hearing loop", "induction loop", "loop system"],
            Self::Sign => &["bsl", "sign language", "signed"],
            Self::Quiet => &["quiet", "low sensory", "autism friendly", "sensory room"],
            Self::Home => &[
                "home visit",
                "visits at home",
                "come to you",
                "comes to you",
                "visit you at home",
                "in your home",
                "in your own home",
                "visits people at home",
            ],
            Self::Remote => {
                &["by phone", "by telephone", "over the phone", "telephone support", "online", "zoom", "by video"]
            }
            Self::Parking => &["parking", "car park", "blue badge"],
            Self::Transport => &[
                "transport provided",
                "transport is provided",
                "transport arranged",
                "transport can be arranged",
                "minibus",
                "door to door",
                "we can collect you",
                "picked up from",
            ],
            Self::Dog => &["assistance dog", "guide dog", "dogs welcome", "dog friendly"],
            Self::Companion => &["carers welcome", "carer welcome", "bring a friend", "bring a carer", "companion"],
            Self::Interpreter => &["interpreter", "interpreting"],
        }
    }

    /// Whether the description counts too, and not the access notes alone.
    const fn is_of_the_whole(self) -> bool {
        matches!(self, Self::Home | Self::Remote | Self::Transport)
    }
}

/// What an entry says of access.
#[must_use]
pub fn said_of(entry: &Entry) -> Accesses {
    let locations = &entry.record.locations;
    let at_places = locations.iter().flat_map(|place| &place.access);
    let said = at_places.flat_map(|access| std::iter::once(&access.words).chain(&access.details));
    let notes: Vec<String> = entry.access.iter().chain(said).flat_map(parts).collect();
    let whole = [&entry.description, &entry.place, &entry.times].into_iter().flatten();
    let whole: Vec<String> = whole.flat_map(parts).collect();
    let mut found: Accesses = AccessNeed::ALL
        .iter()
        .copied()
        .filter(|need| {
            let texts = notes.iter().chain(whole.iter().filter(|_| need.is_of_the_whole()));
            texts.into_iter().any(|text| need.phrases().iter().any(|phrase| says(text, phrase)))
        })
        .collect();
    if locations.iter().any(|place| place.kind == LocationKind::Virtual) {
        found = found.with(AccessNeed::Remote);
    }
    found
}

/// The parts of a text, folded: a "no" reaches to the next stop.
fn parts(text: &Words) -> Vec<String> {
    text.as_str().split(['.', ',', ';', ':', '!', '?', '\n']).map(fold).filter(|part| !part.is_empty()).collect()
}

/// Whether a folded text says a phrase somewhere without a "no" among the three words before it.
fn says(text: &str, phrase: &str) -> bool {
    let words: Vec<&str> = text.split(' ').collect();
    let wanted: Vec<&str> = phrase.split(' ').collect();
    let last = wanted.len().saturating_sub(1);
    words.windows(wanted.len()).enumerate().any(|(at, window)| {
        let meets = window.iter().zip(&wanted).enumerate().all(|(number, (word, wanted))| {
            word == wanted || (number == last && wanted.len() >= 4 && word.starts_with(wanted))
        });
        meets
            && !words
                .iter()
                .take(at)
                .rev()
                .take(3)
                .any(|word| matches!(*word, "no" | "not" | "without" | "isnt" | "arent" | "non" | "dont"))
    })
}

/// What of the access needs a person's record says.
#[must_use]
pub fn of_person(facts: &reaching::Facts) -> Accesses {
    let of_adjustment = |it: &Adjustment| match it {
        Adjustment::Quiet => Some(AccessNeed::Quiet),
        Adjustment::StepFree => Some(AccessNeed::StepFree),
        Adjustment::Home => Some(AccessNeed::Home),
        Adjustment::Dog => Some(AccessNeed::Dog),
        _ => None,
    };
    let of_support = |it: &Support| match it {
        Support::Interpreter => Some(AccessNeed::Interpreter),
        Support::SignInterpreter => Some(AccessNeed::Sign),
        Support::Loop => Some(AccessNeed::Loop),
        Support::Known => Some(AccessNeed::Companion),
        _ => None,
    };
    facts.adjustments.iter().filter_map(of_adjustment).chain(facts.supports.iter().filter_map(of_support)).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::directory::Status;
    use crate::directory::record::{Location, Record};
    use crate::text::Line;

    fn entry(access: &str, description: &str) -> Entry {
        Entry {
            name: Line::new("Tea").expect("fits"),
            description: Words::new(description).ok(),
            status: Status::Active,
            audience: None,
            times: None,
            place: None,
            cost: None,
            access: Words::new(access).ok(),
            languages: None,
            phone: None,
            email: None,
            url: None,
            record: Record::default(),
        }
    }

    #[test]
    fn access_is_read_from_plain_words_and_a_no_takes_it_back() {
        use AccessNeed::{Dog, Home, Loop, Parking, Sign, StepFree, Toilet};
        for (access, says) in [
            ("Step-free, with a hearing loop", vec![StepFree, Loop]),
            ("Wheelchair accessible; accessible toilets", vec![StepFree, Toilet]),
            ("Not wheelchair accessible. Blue Badge parking", vec![Parking]),
            ("There is no hearing loop yet", vec![]),
            ("No stairs. Guide dogs welcome. BSL on request", vec![StepFree, Sign, Dog]),
            ("Three steps up to the door", vec![]),
            ("", vec![]),
        ] {
            assert_eq!(said_of(&entry(access, "")).all().collect::<Vec<_>>(), says, "{access}");
        }
        assert_eq!(said_of(&entry("", "We do home visits.")).all().collect::<Vec<_>>(), [Home]);
        assert!(!said_of(&entry("", "Wheelchairs are repaired here")).has(StepFree), "that is not about access");
        let mut afar = entry("", "");
        afar.record.locations.push(Location::of(LocationKind::Virtual));
        assert_eq!(said_of(&afar).all().collect::<Vec<_>>(), [AccessNeed::Remote]);
    }

    #[test]
    fn what_a_record_says_of_a_person_is_preselected_and_nothing_else() {
        let facts = reaching::Facts {
            adjustments: vec![Adjustment::StepFree, Adjustment::Longer],
            supports: vec![Support::Loop, Support::TimeToAnswer],
            ..reaching::Facts::default()
        };
        let needs = of_person(&facts);
        assert_eq!(needs.all().collect::<Vec<_>>(), [AccessNeed::StepFree, AccessNeed::Loop]);
        assert!(of_person(&reaching::Facts::default()).is_empty());
        assert_eq!(needs.missing_in(said_of(&entry("Ramp", ""))), 1);
    }
}
