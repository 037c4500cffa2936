//! The search that a card was opened from, carried along so that *Back to the search* leads to that very search.
//!
//! # Invariants
//! - What is carried is the parameters of a search and never an address: the ones that the search knows are taken out of
//!   it, written anew, and put behind a path that stands in the code. So it leads nowhere else, whoever wrote it.

use crate::components::Form;
use crate::error::Problem;
use crate::request::{encode, pairs};
use crate::visit::Visit;

/// The parameter, and the field of a form, that carries it.
pub(crate) const NAME: &str = "search";
/// Longer ones are not carried: the way back is then the search without words.
const LONGEST: usize = 1500;

/// The parameters of a search, as they stand in its address; empty for none.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct Searched(String);

impl Searched {
    /// Of parameters that the page itself has put together.
    pub(crate) fn of(address: &str) -> Self {
        if address.len() > LONGEST { Self::default() } else { Self(address.to_owned()) }
    }

    /// Out of what was sent: known parameters alone. What cannot be read is as if nothing was carried.
    pub(crate) fn read(text: &str, known: &[&str]) -> Self {
        let all = if text.len() > LONGEST { None } else { pairs(text.as_bytes()) };
        let kept = all.unwrap_or_default();
        let kept = kept.iter().filter(|(name, value)| known.contains(&name.as_str()) && !value.is_empty());
        Self(kept.map(|(name, value)| format!("{name}={}", encode(value))).collect::<Vec<_>>().join("&"))
    }

    /// Out of the address of the page.
    pub(crate) fn of_address(visit: &Visit, known: &[&str]) -> Result<Self, Problem> {
        Ok(Self::read(visit.query(NAME)?.unwrap_or_default(), known))
    }

    /// Out of a form that carries it.
    pub(crate) fn of_form(visit: &Visit, known: &[&str]) -> Self {
        Self::read(&visit.field(NAME), known)
    }

    /// A form that carries it along.
    pub(crate) fn carried_by(&self, form: Form) -> Form {
        if self.0.is_empty() { form } else { form.carrying(NAME, &self.0) }
    }

    /// Whether there is a search to go back to.
    pub(crate) fn is_none(&self) -> bool {
        self.0.is_empty()
    }

    /// The search itself, on its page.
    pub(crate) fn on(&self, path: &str) -> String {
        if self.0.is_empty() { path.to_owned() } else { format!("{path}?{}", self.0) }
    }

    /// Another address of ours that carries it along.
    pub(crate) fn with(&self, address: &str) -> String {
        if self.0.is_empty() {
            return address.to_owned();
        }
        let sign = if address.contains('?') { '&' } else { '?' };
        format!("{address}{sign}{NAME}={}", encode(&self.0))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_what_the_search_knows_is_carried_and_it_leads_to_our_own_page() {
        let known = ["q", "within"];
        let carried = Searched::of("q=food%20bank%20%26%20tea&within=1");
        assert_eq!(
            carried.with("/directory/7"),
            "/directory/7?search=q%3Dfood%2520bank%2520%2526%2520tea%26within%3D1"
        );
        assert_eq!(carried.with("/directory/7?need=1").matches('?').count(), 1);
        assert_eq!(Searched::read(&carried.0, &known), carried);
        for (sent, kept) in [
            ("https://evil.example/?q=tea", ""),
            ("//evil.example", ""),
            ("q=tea&to=https://evil.example&within=1", "q=tea&within=1"),
            ("q=https://evil.example", "q=https%3A%2F%2Fevil%2Eexample"),
            ("q=a%0d%0aSet-Cookie", "q=a%0D%0ASet%2DCookie"),
            ("q=", ""),
            ("q=%ff", ""),
            ("", ""),
        ] {
            let read = Searched::read(sent, &known);
            assert_eq!(read.0, kept, "{sent}");
            assert!(read.on("/directory").starts_with("/directory"), "{sent}");
        }
        assert!(Searched::read(&format!("q={}", "a".repeat(2_000)), &known).is_none());
        assert_eq!(Searched::default().with("/directory/7"), "/directory/7");
    }
}
