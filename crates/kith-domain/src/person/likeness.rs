//! Whether two records may be of one person although they are not written alike: names that sound alike, names in the
//! other order, and days of birth with one slip of the pen. A hint for a human with its reason, which decides nothing.

use jiff::civil::Date;

use super::Identity;
use super::spelling::{found_by, searched, sound};

/// How far the names of two records agree, family and given names each folded.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Names {
    /// Family and given names are written alike.
    Same,
    /// Both sound alike, and one at least is not written alike.
    Sound,
    /// The family name of one is the given name of the other, and the other way round.
    Swapped,
    /// The family names alone sound alike.
    FamilySounds,
    /// The given names alone sound alike.
    GivenSounds,
}

/// How far two names agree, each as folded family and given names; nothing when they do not.
#[must_use]
pub fn names(one: (&str, &str), other: (&str, &str)) -> Option<Names> {
    if one == other {
        return Some(Names::Same);
    }
    let (family, given) = (sounds_like(one.0, other.0), sounds_like(one.1, other.1));
    if family && given {
        return Some(Names::Sound);
    }
    if sounds_like(one.0, other.1) && sounds_like(one.1, other.0) {
        return Some(Names::Swapped);
    }
    match (family, given) {
        (true, _) => Some(Names::FamilySounds),
        (_, true) => Some(Names::GivenSounds),
        _ => None,
    }
}

/// Whether any word of two people's names, in whatever place, sounds alike. With one day of birth it is worth a look.
#[must_use]
pub fn share_a_sound(one: &Identity, other: &Identity) -> bool {
    let words = |who: &Identity| -> Vec<String> {
        let names = [Some(&who.family_name), who.given_names.as_ref(), who.preferred_name.as_ref()];
        names.into_iter().flatten().flat_map(|name| found_by(name.as_str())).map(|word| sound(&word)).collect()
    };
    let known = words(other);
    words(one).iter().any(|heard| heard.chars().count() > 1 && known.contains(heard))
}

/// Whether every word of the shorter name sounds like a word of the longer one. A name that is missing sounds like none.
fn sounds_like(one: &str, other: &str) -> bool {
    let (one, other) = (searched(one), searched(other));
    let (few, many) = if one.len() <= other.len() { (&one, &other) } else { (&other, &one) };
    !few.is_empty() && few.iter().all(|word| many.iter().any(|known| alike(word, known)))
}

fn alike(one: &str, other: &str) -> bool {
    let heard = sound(one);
    // One consonant says too little: Lee and Leah, Joy and Jo.
    one == other || (heard.chars().count() > 1 && heard == sound(other))
}

/// How two days of birth differ that may be one.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Slip {
    /// Day and month changed places.
    DayAndMonth,
    /// One digit is another.
    OneDigit,
}

/// How two days differ, when one slip of the pen explains it.
#[must_use]
pub fn slip(one: Date, other: Date) -> Option<Slip> {
    if one == other {
        return None;
    }
    if swapped(one) == Some(other) {
        return Some(Slip::DayAndMonth);
    }
    let differ = digits(one).iter().zip(digits(other)).filter(|(one, other)| **one != *other).count();
    (differ == 1).then_some(Slip::OneDigit)
}

/// Every day that one slip of the pen makes of this one, in order: some forty.
#[must_use]
pub fn days_near(day: Date) -> Vec<Date> {
    let written = digits(day);
    let mut days: Vec<Date> = swapped(day).into_iter().collect();
    for place in 0..written.len() {
        for digit in 0..10 {
            let mut changed = written;
            if let Some(at) = changed.get_mut(place) {
                *at = digit;
            }
            days.extend(of_digits(changed));
        }
    }
    days.retain(|near| *near != day);
    days.sort();
    days.dedup();
    days
}

fn swapped(day: Date) -> Option<Date> {
    Date::new(day.year(), day.day(), day.month()).ok()
}

/// `YYYYMMDD`.
fn digits(day: Date) -> [i16; 8] {
    let (year, month, day) = (day.year(), i16::from(day.month()), i16::from(day.day()));
    [year / 1000, year / 100 % 10, year / 10 % 10, year % 10, month / 10, month % 10, day / 10, day % 10]
}

fn of_digits([a, b, c, d, e, f, g, h]: [i16; 8]) -> Option<Date> {
    let year = a * 1000 + b * 100 + c * 10 + d;
    // Nobody alive was born in another century than these two; other years stand for what is not known.
    if !(1800..2200).contains(&year) {
        return None;
    }
    Date::new(year, i8::try_from(e * 10 + f).ok()?, i8::try_from(g * 10 + h).ok()?).ok()
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::civil::date;

    #[test]
    fn names_that_sound_alike_or_stand_in_the_other_order_agree() {
        for (one, other, agree) in [
            (("khan", "mohammed"), ("khan", "mohammed"), Some(Names::Same)),
            (("khan", "mohammed"), ("khan", "muhammad"), Some(Names::Sound)),
            (("hussain", "aisha"), ("husayn", "ayesha"), Some(Names::Sound)),
            (("stephens", "catherine anne"), ("stevens", "kathryn"), Some(Names::Sound)),
            (("okafor", "grace"), ("grace", "okafor"), Some(Names::Swapped)),
            (("khan", "mohammed"), ("muhammad", "khan"), Some(Names::Swapped)),
            (("stephens", "ann"), ("stevens", "robert"), Some(Names::FamilySounds)),
            (("brown", "catherine"), ("green", "kathryn"), Some(Names::GivenSounds)),
            (("okafor", ""), ("okafor", ""), Some(Names::Same)),
            (("okafor", ""), ("okafor", "grace"), Some(Names::FamilySounds)),
            (("lee", "joy"), ("leah", "jo"), None),
            (("brown", ""), ("green", ""), None),
            (("", ""), ("green", ""), None),
        ] {
            assert_eq!(names(one, other), agree, "{one:?} and {other:?}");
            assert_eq!(names(other, one), agree, "{other:?} and {one:?}");
        }
    }

    #[test]
    fn one_slip_of_the_pen_is_a_hint_and_two_are_not() {
        let day = date(1948, 3, 7);
        for (other, is) in [
            (date(1948, 7, 3), Some(Slip::DayAndMonth)),
            (date(1943, 3, 7), Some(Slip::OneDigit)),
            (date(1848, 3, 7), Some(Slip::OneDigit)),
            (date(1948, 3, 17), Some(Slip::OneDigit)),
            (date(1943, 3, 17), None),
            (day, None),
        ] {
            assert_eq!(slip(day, other), is, "{other}");
            assert_eq!(slip(other, day), is, "{other}");
            assert_eq!(days_near(day).contains(&other), is.is_some(), "{other}");
        }
    }

    proptest::proptest! {
        #[test]
        fn the_days_near_a_day_are_exactly_those_that_one_slip_makes(
            year in 1900i16..2030,
            month in 1i8..=12,
            of in 1i8..=28,
            other_year in 1900i16..2030,
            same in proptest::bool::ANY,
        ) {
            let day = date(year, month, of);
            let near = days_near(day);
            proptest::prop_assert!(near.len() < 60);
            for other in &near {
                proptest::prop_assert!(slip(day, *other).is_some(), "{} {}", day, other);
            }
            // Every day of a year, of the same one or another: one slip away or not, it is said alike.
            let first = date(if same { year } else { other_year }, 1, 1);
            for other in first.series(jiff::ToSpan::day(1)).take_while(|it| it.year() == first.year()) {
                let is_kept = near.contains(&other) || other.year() < 1900;
                proptest::prop_assert_eq!(slip(day, other).is_some(), is_kept, "{} {}", day, other);
            }
        }

        #[test]
        fn nothing_that_is_written_panics_and_order_does_not_matter(a in "\\PC{0,40}", b in "\\PC{0,40}", c in "\\PC{0,40}", d in "\\PC{0,40}") {
            proptest::prop_assert_eq!(names((&a, &b), (&c, &d)), names((&c, &d), (&a, &b)));
        }
    }
}
