//! What a service decides about its post: after how many working days silence becomes a task, and which addresses
//! may be sent text.

use crate::directory::chase::Patience;
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
    /// How many times it comes to mind before it does not come again.
    pub silence_times: u32,
    /// Addresses to which a message may be sent as text. Everybody else is sent a link.
    pub secure: Vec<Line>,
}

impl PostRules {
    /// What holds until a service says otherwise.
    #[must_use]
    pub const fn usual(service: Id<Service>) -> Self {
        Self { service, silence_days: 5, silence_times: 3, secure: Vec::new() }
    }

    /// Changes the rules.
    ///
    /// # Errors
    /// When the days are none or more than sixty, the times none or more than ten, or there are more than 200 addresses.
    pub fn change(self, silence_days: u32, silence_times: u32, secure: Vec<Line>) -> Result<(Self, Event), Rejection> {
        if !(1..=60).contains(&silence_days) {
            return Err(Rejection::of_field(
                "silence_days",
                "post_rules.days",
                "Enter a whole number of working days from 1 to 60, like 5.",
            ));
        }
        if !(1..=10).contains(&silence_times) {
            return Err(Rejection::of_field(
                "silence_times",
                "post_rules.times",
                "Enter a whole number from 1 to 10, like 3.",
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
        let event = Event { version: 2, ..Event::new("post_rules.changed") }
            .with("silence_days", silence_days)
            .with("silence_times", silence_times)
            .with("secure", listed);
        Ok((Self { silence_days, silence_times, secure, ..self }, event))
    }

    /// How long a request without an answer is brought to mind.
    #[must_use]
    pub const fn patience(&self) -> Patience {
        Patience { days: self.silence_days, times: self.silence_times }
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
        let (rules, _) = rules.change(5, 3, listed).expect("allowed");
        assert!(rules.is_secure("reception@EXAMPLE.org"));
        assert!(!rules.is_secure("reception@example.org.example.com"));
        assert!(!rules.is_secure("example.org"));
    }

    #[test]
    fn days_are_one_to_sixty() {
        let rules = || PostRules::usual(Id::from_parts(1, [1; 10]));
        for wrong in [0, 61, u32::MAX] {
            assert_eq!(rules().change(wrong, 3, Vec::new()).expect_err("no").code, "post_rules.days");
            assert_eq!(rules().change(5, wrong, Vec::new()).expect_err("no").code, "post_rules.times");
        }
        assert!(rules().change(60, 10, Vec::new()).is_ok());
    }
}
