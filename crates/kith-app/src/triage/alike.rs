//! Who may be the same person as somebody who was referred: hints for a human, who decides.

use kith_domain::person::likeness::{self, Names, Slip};
use kith_domain::person::{Born, BornMissing, Person, spelling};
use kith_domain::policy::Scope;
use kith_domain::staff::Role;
use kith_domain::text::fold;
use kith_store::{cases, people, person_search, staff, table};

use crate::app::Look;
use crate::referring::names_meet;
use crate::refusal::Refusal;

/// Somebody in the service's records who may be the same person.
#[derive(Debug, Clone)]
pub struct MayBe {
    /// The other record.
    pub other: Person,
    /// Name of the state of its latest case, if it has one.
    pub case: Option<&'static str>,
    /// What agrees, in words.
    pub agrees: &'static str,
}

/// Whom a lead asks about a restricted record that may be the same person: roles and nothing else, neither who the
/// person is nor who is named.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum AskFirst {
    /// A manager is named on it.
    Manager,
    /// Another team lead is named on it.
    OtherLead,
    /// A link worker alone is named on it.
    LinkWorker,
    /// Nobody who works here is named on it any more: new people are named first.
    NobodyHere,
}

/// Whom to ask about restricted records that may be the same person; nobody when there is none.
pub(super) fn ask_first(look: &mut Look<'_, '_>, scope: &Scope, person: &Person) -> Result<Option<AskFirst>, Refusal> {
    let named = people::named_on_one_like(look.tx(), scope, person)?;
    if named.is_empty() {
        return Ok(None);
    }
    let roles = [
        (Role::ServiceManager, AskFirst::Manager),
        (Role::TeamLead, AskFirst::OtherLead),
        (Role::LinkWorker, AskFirst::LinkWorker),
    ];
    for (role, ask) in roles {
        let here = staff::in_role(look.tx(), person.service, role)?;
        if here.iter().any(|standing| named.contains(&standing.account)) {
            return Ok(Some(ask));
        }
    }
    Ok(Some(AskFirst::NobodyHere))
}

/// People of the same service who may be born when this one was, as far as anything is known: the same day; where one of
/// the two has the year alone, the year and the family name; where one has none, the family name.
fn may_be_born_so(
    look: &mut Look<'_, '_>,
    scope: &Scope,
    person: &Person,
    family: &str,
) -> Result<Vec<Person>, Refusal> {
    let born = person.identity.born;
    let mut found = people::born_on(look.tx(), scope, born)?;
    let mut add = |more: Vec<Person>| {
        for one in more {
            if found.iter().all(|known| known.id != one.id) {
                found.push(one);
            }
        }
    };
    let year =
        |year: i16| Some((jiff::civil::Date::new(year, 1, 1).ok()?, jiff::civil::Date::new(year + 1, 1, 1).ok()?));
    match born {
        Born::On(day) => {
            add(people::born_on(look.tx(), scope, Born::In(day.year()))?);
            add(people::born_on_one_of(look.tx(), scope, &likeness::days_near(day))?);
        }
        Born::In(of) => {
            if let Some(span) = year(of) {
                add(people::born_between(look.tx(), scope, span, family)?);
            }
        }
        Born::NotKnown(_) => {
            for hit in person_search::by_words(look.tx(), scope, &spelling::searched(family))?.people {
                if fold(&hit.name.family) == family {
                    add(table::find::<Person>(look.tx(), hit.person.uuid())?.map(|kept| kept.it).into_iter().collect());
                }
            }
        }
    }
    for why in BornMissing::ALL {
        add(people::born_on(look.tx(), scope, Born::NotKnown(why))?);
    }
    Ok(found)
}

/// What agrees of two records that are not written alike; nothing when they are two people as far as anybody can tell.
fn like(one: &Person, other: &Person) -> Option<&'static str> {
    let (family, given) = one.identity.folded();
    let (other_family, other_given) = other.identity.folded();
    let (day, other_day) = one.identity.born.day().zip(other.identity.born.day())?;
    let names = likeness::names((&family, &given), (&other_family, &other_given));
    if day == other_day && names.is_none() {
        return likeness::share_a_sound(&one.identity, &other.identity)
            .then_some("same date of birth, part of the name sounds alike");
    }
    let names = names?;
    if day == other_day {
        return Some(match names {
            Names::Same => "same date of birth and name",
            Names::Sound => "same date of birth, name sounds alike",
            Names::Swapped => "same date of birth, family and given names swapped",
            Names::FamilySounds => "same date of birth, family name sounds alike",
            Names::GivenSounds => "same date of birth, given name sounds alike",
        });
    }
    Some(match (likeness::slip(day, other_day)?, names) {
        (Slip::DayAndMonth, Names::Same) => "same name, day and month of birth swapped",
        (Slip::OneDigit, Names::Same) => "same name, one digit of the date of birth differs",
        (Slip::DayAndMonth, Names::Sound) => "name sounds alike, day and month of birth swapped",
        (Slip::OneDigit, Names::Sound) => "name sounds alike, one digit of the date of birth differs",
        (Slip::DayAndMonth, Names::Swapped) => "names swapped, and day and month of birth too",
        (Slip::OneDigit, Names::Swapped) => "names swapped, one digit of the date of birth differs",
        (_, Names::FamilySounds | Names::GivenSounds) => return None,
    })
}

/// People of the same service with the same date of birth, or nearly, and a name that meets or sounds alike: a hint for
/// a human.
pub(super) fn may_be_same(look: &mut Look<'_, '_>, scope: &Scope, person: &Person) -> Result<Vec<MayBe>, Refusal> {
    let (family, given) = person.identity.folded();
    let mut candidates = may_be_born_so(look, scope, person, &family)?;
    if let Ok(number) = person.identity.nhs_number {
        for known in people::with_nhs_number(look.tx(), scope, number)? {
            if candidates.iter().all(|other| other.id != known.id) {
                candidates.push(known);
            }
        }
    }
    let mut found: Vec<MayBe> = candidates
        .into_iter()
        .filter(|other| other.id != person.id)
        .filter_map(|other| {
            let (other_family, other_given) = other.identity.folded();
            let called = person.identity.preferred_name.as_ref().map(|name| fold(name.as_str()));
            let same_number =
                person.identity.nhs_number.is_ok() && other.identity.nhs_number == person.identity.nhs_number;
            let is_known = other.identity.born.day().is_some() && person.identity.born.day().is_some();
            let may_be = other.identity.born.may_be(person.identity.born);
            let agrees = match (same_number, may_be, other_family == family) {
                (false, true, true) if !is_known && names_meet(&other_given, &given) => {
                    "same name, and no date of birth speaks against it"
                }
                (false, true, true) if !is_known => "same family name, and no date of birth speaks against it",
                (false, true, false) if !is_known => return None,
                (true, true, true) => "same NHS number, date of birth and family name",
                (true, _, _) => "same NHS number, other details differ",
                (false, true, true) if names_meet(&other_given, &given) => "same date of birth and name",
                (false, true, true)
                    if likeness::names((&family, &given), (&other_family, &other_given)) == Some(Names::Sound) =>
                {
                    "same date of birth and family name, given name sounds alike"
                }
                (false, true, true) => "same date of birth and family name",
                (false, true, false)
                    if !given.is_empty() && (other_given == given || called.as_ref() == Some(&other_given)) =>
                {
                    "same date of birth and given name"
                }
                _ => like(person, &other)?,
            };
            Some(MayBe { other, case: None, agrees })
        })
        .collect();
    for one in &mut found {
        let cases = cases::of_person(look.tx(), one.other.id)?;
        let latest = cases.iter().find(|kept| kept.it.state.is_open()).or_else(|| cases.first());
        one.case = latest.map(|kept| kept.it.state.label());
    }
    Ok(found)
}
