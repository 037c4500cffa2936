//! What a request to the published directory asks for.

use jiff::civil::{Time, Weekday};
use kith_app::published::{Cut, Filter, sought};
use kith_domain::day::weekday_named;
use kith_domain::directory::record::postcode;
use kith_domain::time::clock_as_typed;
use uuid::Uuid;

use crate::error::Problem;
use crate::visit::Visit;

/// How many records a page holds when nothing is said of it.
const USUAL: u32 = 50;
/// And at most.
const MOST: u32 = 100;
/// The widest circle that is searched, in metres.
const MOST_METRES: u32 = 200_000;
/// The last page that is given out: what lies behind it is reached by a filter.
const MOST_PAGES: u32 = 1_000_000;

/// What a list asks for.
#[derive(Debug, Clone)]
pub(super) struct Asked {
    /// What is let through.
    pub(super) filter: Filter,
    /// Which page, from 1.
    pub(super) page: u32,
    /// How many records on it.
    pub(super) per_page: u32,
    /// Near which postcode, and within how many metres of it.
    pub(super) near: Option<(String, u32)>,
}

impl Asked {
    /// The part of the list.
    pub(super) fn cut(&self) -> Cut {
        let most = i64::from(self.per_page);
        Cut { skip: i64::from(self.page.saturating_sub(1)) * most, most }
    }
}

const PAGES: [&str; 2] = ["page", "per_page"];
const FILTERS: [&str; 8] =
    ["search", "taxonomy_term_id", "taxonomy_id", "minimum_age", "maximum_age", "start_time", "end_time", "day"];
const PLACES: [&str; 2] = ["postcode", "proximity"];

/// Refuses parameters that are not known here, and one that stands twice.
fn only(visit: &Visit, known: &[&[&str]]) -> Result<(), Problem> {
    let mut seen: Vec<&str> = Vec::new();
    for (name, _) in &visit.query {
        if !known.iter().any(|known| known.contains(&name.as_str())) {
            return Err(Problem::Bad("The address has a parameter that this endpoint does not know. Take it out."));
        }
        if seen.contains(&name.as_str()) {
            return Err(Problem::Bad("The address gives one parameter twice. Give it once."));
        }
        seen.push(name);
    }
    Ok(())
}

/// An endpoint that takes no parameters.
pub(super) fn nothing(visit: &Visit) -> Result<(), Problem> {
    only(visit, &[])
}

/// A list that can only be paged.
pub(super) fn pages(visit: &Visit) -> Result<Asked, Problem> {
    only(visit, &[&PAGES])?;
    read(visit)
}

/// The list of services.
pub(super) fn services(visit: &Visit) -> Result<Asked, Problem> {
    only(visit, &[&PAGES, &FILTERS])?;
    read(visit)
}

/// The list of services at locations.
pub(super) fn places(visit: &Visit) -> Result<Asked, Problem> {
    only(visit, &[&PAGES, &FILTERS, &PLACES])?;
    let near = match (value(visit, "postcode"), value(visit, "proximity")) {
        (None, None) => None,
        (Some(typed), Some(metres)) => {
            let postcode = postcode(typed).ok_or(Problem::Bad("postcode is a full postcode, like NE1 4LP."))?;
            let metres = number(metres)
                .filter(|it| (1..=MOST_METRES).contains(it))
                .ok_or(Problem::Bad("proximity is a whole number of metres from 1 to 200000."))?;
            Some((postcode.to_string(), metres))
        }
        _ => return Err(Problem::Bad("postcode and proximity belong together. Give both, or neither.")),
    };
    Ok(Asked { near, ..read(visit)? })
}

/// The value of a parameter; an empty one asks for nothing.
fn value<'a>(visit: &'a Visit, name: &str) -> Option<&'a str> {
    let found = visit.query.iter().find(|(known, _)| known == name);
    found.map(|(_, value)| value.trim()).filter(|value| !value.is_empty())
}

fn read(visit: &Visit) -> Result<Asked, Problem> {
    let whole = |name: &str, usual: u32, most: u32, why: &'static str| match value(visit, name) {
        None => Ok(usual),
        Some(text) => number(text).filter(|it| (1..=most).contains(it)).ok_or(Problem::Bad(why)),
    };
    let page = whole("page", 1, MOST_PAGES, "page is a whole number from 1.")?;
    let per_page = whole("per_page", USUAL, MOST, "per_page is a whole number from 1 to 100.")?;
    let age = |name: &str, why: &'static str| match value(visit, name) {
        None => Ok(None),
        Some(text) => number(text).and_then(|it| u8::try_from(it).ok()).map(Some).ok_or(Problem::Bad(why)),
    };
    let uuid = |name: &str, why: &'static str| match value(visit, name) {
        None => Ok(None),
        Some(text) => Uuid::try_parse(text).map(Some).map_err(|_| Problem::Bad(why)),
    };
    let time = |name: &str, why: &'static str| match value(visit, name) {
        None => Ok(None),
        Some(text) => clock(text).map(Some).ok_or(Problem::Bad(why)),
    };
    let filter = Filter {
        words: value(visit, "search").map_or_else(Vec::new, sought),
        term: uuid("taxonomy_term_id", "taxonomy_term_id is the identifier (a UUID) of a term.")?,
        taxonomy: uuid("taxonomy_id", "taxonomy_id is the identifier (a UUID) of a taxonomy.")?,
        minimum_age: age("minimum_age", "minimum_age is a whole number of years from 0 to 255.")?,
        maximum_age: age("maximum_age", "maximum_age is a whole number of years from 0 to 255.")?,
        opens: time("start_time", "start_time is a time of day, like 09:30.")?,
        closes: time("end_time", "end_time is a time of day, like 17:00.")?,
        day: match value(visit, "day") {
            None => None,
            Some(text) => Some(day(text).ok_or(Problem::Bad("day is a day of the week, like MO or Monday."))?),
        },
    };
    Ok(Asked { filter, page, per_page, near: None })
}

/// Digits and nothing else.
fn number(text: &str) -> Option<u32> {
    text.bytes().all(|it| it.is_ascii_digit()).then(|| text.parse().ok())?
}

fn clock(text: &str) -> Option<Time> {
    let (hour, minute) = clock_as_typed(text.strip_suffix(['Z', 'z']).unwrap_or(text))?;
    Time::new(hour, minute, 0, 0).ok()
}

fn day(text: &str) -> Option<Weekday> {
    weekday_named(&text.to_ascii_lowercase(), 2)
}
