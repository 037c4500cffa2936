//! To what the list is narrowed, as it stands in the address: every part may be left out, and what cannot be read is an
//! error, never "everything".

use kith_app::asking::unanswered::{Filter, Order, Which};

use crate::error::Problem;
use crate::request::encode;
use crate::visit::Visit;

/// Where the list is.
pub(super) const PATH: &str = "/still-without-an-answer";

/// The parts of the address that narrow and sort.
pub(super) const PARTS: [&str; 3] = ["which", "worker", "order"];

/// What the address asks for.
#[derive(Debug, Clone)]
pub(crate) struct Asked {
    /// What the store is asked.
    pub(crate) filter: Filter,
    /// The parts as they stand in the address, those alone that say something.
    parts: Vec<(&'static str, String)>,
}

impl Asked {
    /// Out of its parts.
    pub(crate) fn of(part: impl Fn(&'static str) -> String) -> Result<Self, Problem> {
        let wrong = || {
            Problem::Bad(
                "The address narrows the list by something that there is not. Begin from Still without an answer.",
            )
        };
        let which = part("which");
        let (_, which) = Which::ALL.into_iter().find(|(code, _)| *code == which).ok_or_else(wrong)?;
        let worker = match part("worker").as_str() {
            "" => None,
            id => Some(id.parse().map_err(|_| wrong())?),
        };
        let order = match part("order").as_str() {
            "" => Order::Longest,
            "latest" => Order::Latest,
            _ => return Err(wrong()),
        };
        let parts = PARTS.into_iter().map(|name| (name, part(name))).filter(|(_, value)| !value.is_empty()).collect();
        Ok(Self { filter: Filter { which, worker, order }, parts })
    }

    /// Out of a visit's address.
    pub(super) fn read(visit: &Visit) -> Result<Self, Problem> {
        for name in PARTS {
            visit.query(name)?;
        }
        Self::of(|name| visit.query(name).ok().flatten().unwrap_or_default().to_owned())
    }

    /// The part with a name, as it stands in the address.
    pub(super) fn part(&self, name: &str) -> &str {
        self.parts.iter().find(|(known, _)| *known == name).map_or("", |(_, value)| value.as_str())
    }

    /// Whether anything but the order is chosen.
    pub(super) fn is_narrowed(&self) -> bool {
        self.parts.iter().any(|(name, _)| *name != "order")
    }

    /// The list with the same parts.
    pub(super) fn address(&self, more: Option<(&str, &str)>) -> String {
        let known = self.parts.iter().map(|(name, value)| (*name, value.as_str()));
        let all: Vec<String> = known.chain(more).map(|(name, value)| format!("{name}={}", encode(value))).collect();
        if all.is_empty() { PATH.to_owned() } else { format!("{PATH}?{}", all.join("&")) }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn asked(parts: &[(&str, &str)]) -> Result<Asked, Problem> {
        let find = |name: &str| parts.iter().find(|(known, _)| *known == name).map(|(_, it)| (*it).to_owned());
        Asked::of(|name| find(name).unwrap_or_default())
    }

    #[test]
    fn what_cannot_be_read_is_an_error_and_never_everything() {
        for part in [("which", "moon"), ("worker", "'; --"), ("worker", "amina"), ("order", "name")] {
            assert!(matches!(asked(&[part]), Err(Problem::Bad(_))), "{part:?}");
        }
    }

    #[test]
    fn an_address_leads_to_itself() {
        let it = asked(&[("which", "all"), ("order", "latest")]).ok().unwrap();
        assert!(it.is_narrowed() && it.filter.which == Which::Asked && it.filter.order == Order::Latest);
        assert_eq!(it.address(Some(("after", "1.x"))), "/still-without-an-answer?which=all&order=latest&after=1%2Ex");
        let plain = asked(&[("order", "latest")]).ok().unwrap();
        assert!(!plain.is_narrowed() && plain.filter.which == Which::Over);
        assert_eq!(asked(&[]).ok().unwrap().address(None), PATH);
    }
}
