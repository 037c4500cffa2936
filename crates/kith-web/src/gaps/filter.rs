//! To what the register is narrowed, as it stands in the address: every part may be left out, and what cannot be read is
//! an error, never "everything".
//!
//! `from` and `to` are days (`2026-01-31`), both included; without them it is the year up to today. Reports link here
//! with exactly these parts.

use jiff::ToSpan;
use jiff::civil::Date;
use kith_app::gap_register::{self, Filter, Order};
use kith_domain::time;

use crate::error::Problem;
use crate::request::encode;
use crate::visit::Visit;

/// The parts of the address that narrow and sort.
pub(crate) const PARTS: [&str; 8] = ["sector", "domain", "reason", "state", "from", "to", "district", "order"];

/// What the address asks for.
#[derive(Debug, Clone)]
pub(crate) struct Asked {
    /// What the store is asked.
    pub(crate) filter: Filter,
    /// The first day.
    pub(crate) from: Date,
    /// The last day.
    pub(crate) to: Date,
    /// The parts as they stand in the address, those alone that say something.
    parts: Vec<(&'static str, String)>,
}

impl Asked {
    /// Out of its parts.
    pub(crate) fn of(part: impl Fn(&'static str) -> String, today: Date) -> Result<Self, Problem> {
        let wrong =
            || Problem::Bad("The address narrows the register by something that there is not. Begin from Gaps.");
        let day = |name| -> Result<Option<Date>, Problem> {
            match part(name).as_str() {
                "" => Ok(None),
                typed => typed.parse().map(Some).map_err(|_| {
                    Problem::Bad("The address holds a day that is none. Write days like 2026-01-31, or leave them out.")
                }),
            }
        };
        let to = day("to")?.unwrap_or(today);
        let from = day("from")?.unwrap_or_else(|| a_year_before(to));
        if from > to {
            return Err(Problem::Bad("The first day lies after the last. Change one of them."));
        }
        let order = match part("order").as_str() {
            "" => Order::Newest,
            "oldest" => Order::Oldest,
            _ => return Err(wrong()),
        };
        let filter = Filter {
            from: time::start_of(from),
            to: time::start_of(to.checked_add(1.day()).map_err(|_| wrong())?),
            sector: part("sector"),
            domain: part("domain"),
            reason: part("reason"),
            state: part("state"),
            district: part("district"),
            order,
        };
        if !gap_register::is_known(&filter) {
            return Err(wrong());
        }
        let parts = PARTS.into_iter().map(|name| (name, part(name))).filter(|(_, value)| !value.is_empty()).collect();
        Ok(Self { filter, from, to, parts })
    }

    /// Out of a visit's address.
    pub(crate) fn read(visit: &Visit) -> Result<Self, Problem> {
        for name in PARTS {
            visit.query(name)?;
        }
        let today = time::day_of(visit.site.app.now());
        Self::of(|name| visit.query(name).ok().flatten().unwrap_or_default().to_owned(), today)
    }

    /// The part with a name, as it stands in the address.
    pub(crate) fn part(&self, name: &str) -> &str {
        self.parts.iter().find(|(known, _)| *known == name).map_or("", |(_, value)| value.as_str())
    }

    /// Whether it is narrowed by anything but days and order.
    pub(crate) fn is_narrowed(&self) -> bool {
        self.parts.iter().any(|(name, _)| !matches!(*name, "from" | "to" | "order"))
    }

    /// An address with the same parts.
    pub(crate) fn address(&self, path: &str, more: Option<(&str, &str)>) -> String {
        let known = self.parts.iter().map(|(name, value)| (*name, value.as_str()));
        let all: Vec<String> = known.chain(more).map(|(name, value)| format!("{name}={}", encode(value))).collect();
        if all.is_empty() { path.to_owned() } else { format!("{path}?{}", all.join("&")) }
    }
}

/// The day after the same day of the year before.
fn a_year_before(to: Date) -> Date {
    to.checked_sub(1.year()).and_then(|day| day.checked_add(1.day())).unwrap_or(to)
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::civil::date;

    fn asked(parts: &[(&str, &str)]) -> Result<Asked, Problem> {
        let find = |name: &str| parts.iter().find(|(known, _)| *known == name).map(|(_, it)| (*it).to_owned());
        Asked::of(|name| find(name).unwrap_or_default(), date(2026, 11, 26))
    }

    #[test]
    fn without_days_it_is_the_year_up_to_today() {
        let it = asked(&[]).ok().unwrap();
        assert_eq!((it.from, it.to, it.is_narrowed()), (date(2025, 11, 27), date(2026, 11, 26), false));
        assert_eq!(it.address("/gaps", None), "/gaps");
    }

    #[test]
    fn what_cannot_be_read_is_an_error_and_never_everything() {
        for (name, value) in [
            ("sector", "moon"),
            ("domain", "moon"),
            ("reason", "moon"),
            ("state", "shut"),
            ("from", "yesterday"),
            ("to", "2026-02-30"),
            ("district", "'; --"),
            ("order", "name"),
            ("from", "2027-01-01"),
        ] {
            assert!(matches!(asked(&[(name, value)]), Err(Problem::Bad(_))), "{name}={value}");
        }
    }

    #[test]
    fn an_address_leads_to_itself() {
        let parts = [
            ("sector", "not-said"),
            ("reason", "full"),
            ("from", "2026-01-01"),
            ("to", "2026-03-31"),
            ("district", "E08000021"),
        ];
        let it = asked(&parts).ok().unwrap();
        assert!(it.is_narrowed());
        assert_eq!(
            it.address("/gaps", Some(("after", "1.x"))),
            "/gaps?sector=not%2Dsaid&reason=full&from=2026%2D01%2D01&to=2026%2D03%2D31&district=E08000021&after=1%2Ex"
        );
    }
}
