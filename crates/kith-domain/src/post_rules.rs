//! What a service decides about its post: after how many working days silence becomes a task, and which addresses
//! may be sent text.

use crate::event::Event;
use crate::id::Id;
use crate::rejection::Rejection;
use crate::staff::Service;
use crate::text::Line;

/// A service's rules for its post. There is one row for each service, under the service's own identifier.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PostRules {
    /// The service.
    pub service: Id<Service>,
    /// After how many working days an organisation that was asked stands on *Today* as not answered.
    pub silence_days: u32,
    /// Addresses to which a message may be sent as text. Everybody else is sent a link.
    pub secure: Vec<Line>,
}

impl PostRules {
    /// What holds until a service says otherwise.
    #[must_use]
    pub const fn usual(service: Id<Service>) -> Self {
        Self { service, silence_days: 5, secure: Vec::new() }
    }

    /// Changes the rules.
    ///
    /// # Errors
    /// When the days are none or more than sixty, or there are more than 200 addresses.
    pub fn change(self, silence_days: u32, secure: Vec<Line>) -> Result<(Self, Event), Rejection> {
        if !(1..=60).contains(&silence_days) {
            return Err(Rejection::of_field(
                "silence_days",
                "post_rules.days",
                "Enter a whole number of working days from 1 to 60, like 5.",
            ));
        }
        if secure.len() > 200 {
            return Err(Rejection::of_field(
                "secure",
                "post_rules.too_many",
                "At most 200 addresses can be kept here. Take some out.",
            ));
        }
        let listed = secure.iter().map(Line::as_str).collect::<Vec<_>>().join(" ");
        let event = Event::new("post_rules.changed").with("silence_days", silence_days).with("secure", listed);
        Ok((Self { silence_days, secure, ..self }, event))
    }

    /// Whether text may be sent to an address.
    #[must_use]
    pub fn is_secure(&self, address: &str) -> bool {
        self.secure.iter().any(|known| known.as_str().eq_ignore_ascii_case(address.trim()))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_a_listed_address_is_secure() {
        let service = Id::from_parts(1, [1; 10]);
        let rules = PostRules::usual(service);
        assert!(!rules.is_secure("reception@example.org"));
        let listed = vec![Line::new("Reception@example.org").expect("a line")];
        let (rules, _) = rules.change(5, listed).expect("allowed");
        assert!(rules.is_secure("reception@EXAMPLE.org"));
        assert!(!rules.is_secure("reception@example.org.example.com"));
        assert!(!rules.is_secure("example.org"));
    }

    #[test]
    fn days_are_one_to_sixty() {
        let rules = || PostRules::usual(Id::from_parts(1, [1; 10]));
        for wrong in [0, 61, u32::MAX] {
            assert_eq!(rules().change(wrong, Vec::new()).expect_err("no").code, "post_rules.days");
        }
        assert!(rules().change(60, Vec::new()).is_ok());
    }
}
