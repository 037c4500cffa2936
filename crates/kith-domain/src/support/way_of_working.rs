//! What we did: the service's own list of taps, starting with these twenty-four.
//!
//! A worker taps what was done, never a logic (principle 1). Which logic a tap may show is the matter
//! of a lens, applied when somebody analyses; nothing here knows it. The order is the same for
//! everyone, because order changes answers.

use crate::id::Id;
use crate::staff::Service;
use crate::text::Line;

/// One line of a service's list.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct WayOfWorking {
    /// Identifier.
    pub id: Id<WayOfWorking>,
    /// The service whose list it is.
    pub service: Id<Service>,
    /// Stable code; `P01` to `P24` for the first list.
    pub code: Line,
    /// The words on the page.
    pub label: Line,
    /// Which of the four headings it stands under.
    pub heading: Heading,
    /// Place within the list, from 1.
    pub position: i64,
}

crate::support::contact::coded!(/** The four plain headings. */ Heading {
    /** Being with the person. */ Being = "being", "Listening and being there";
    /** Information, options and plans. */ Options = "options", "Information, options and plans";
    /** Doing things with or for the person. */ Doing = "doing", "Doing things with or for them";
    /** Limits, and speaking up. */ Limits = "limits", "Limits, and speaking up";
});

/// The first list (domain.md 2.2, in plain words): code, heading, words.
pub const FIRST_LIST: [(&str, Heading, &str); 24] = [
    ("P08", Heading::Being, "Listened; no goal today"),
    ("P09", Heading::Being, "Kept in touch while they wait for another service"),
    ("P10", Heading::Being, "Kept going with someone who is not ready yet"),
    ("P11", Heading::Being, "Stayed with something that could not be changed"),
    ("P16", Heading::Being, "Kept trying after no answer or a missed meeting"),
    ("P22", Heading::Being, "Shared something of myself, gave extra time, a small kindness"),
    ("P01", Heading::Options, "Gave information or signposted"),
    ("P02", Heading::Options, "Offered options and they chose"),
    ("P03", Heading::Options, "Set or looked again at a goal"),
    ("P04", Heading::Options, "Talked about lifestyle and motivation"),
    ("P05", Heading::Options, "Filled in a measure that is asked of us"),
    ("P06", Heading::Options, "Asked them to make the call or contact"),
    ("P07", Heading::Options, "Encouraged independence, or planned an ending"),
    ("P17", Heading::Options, "Tried something and changed it"),
    ("P12", Heading::Doing, "Went with them"),
    ("P13", Heading::Doing, "Visited them at home"),
    ("P14", Heading::Doing, "Did it together (form, call, application)"),
    ("P15", Heading::Doing, "Did it for them (letter, advocacy, chasing an agency)"),
    ("P18", Heading::Doing, "Worked with family or people around them"),
    ("P19", Heading::Doing, "Worked on money, housing or a legal matter"),
    ("P20", Heading::Limits, "Stayed past the usual limit"),
    ("P21", Heading::Limits, "Ended early because of a limit"),
    ("P23", Heading::Limits, "Kept myself safe, or said no"),
    ("P24", Heading::Limits, "Spoke up about something missing"),
];

/// The two ways that suggest holding: keeping in touch while somebody waits, and staying with what cannot be changed
/// (domain.md P09 and P11; Westlake and others 2024). They are a question to the worker, and are counted nowhere.
pub const HOLDING: [&str; 2] = ["P09", "P11"];

/// The ways that are about the worker herself: stayed past the limit, shared something of herself, kept herself safe. They
/// stand apart from the record of the person and are hers alone ([`OwnTap`](super::OwnTap)).
pub const OWN: [&str; 3] = ["P20", "P22", "P23"];

impl WayOfWorking {
    /// Whether it is about the worker herself.
    #[must_use]
    pub fn is_own(&self) -> bool {
        OWN.contains(&self.code.as_str())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_first_list_has_each_of_the_24_once_and_names_no_logic() {
        let mut codes: Vec<&str> = FIRST_LIST.iter().map(|(code, _, _)| *code).collect();
        codes.sort_unstable();
        codes.dedup();
        assert_eq!(codes.len(), 24);
        for (_, heading, words) in FIRST_LIST {
            for label in [words, heading.label()] {
                let lower = label.to_lowercase();
                assert!(!lower.contains("logic") && !lower.contains("choice") && !lower.contains("care"), "{label}");
            }
        }
    }
    /// No line puts a label on a person (requirement 83; SOS Glasgow shows how such words arise).
    #[test]
    fn the_first_list_says_what_was_done_and_calls_nobody_anything() {
        for (_, _, words) in FIRST_LIST {
            let said = format!(" {} ", words.to_lowercase());
            for label in [
                "resist",
                " dependent",
                "hard to reach",
                "engag",
                "complian",
                "unmotivated",
                "difficult",
                "challeng",
                "refus",
            ] {
                assert!(!said.contains(label), "{words}: {label}");
            }
        }
    }

    #[test]
    fn three_lines_are_about_the_worker_herself_and_none_of_them_holds() {
        let own: Vec<&str> = FIRST_LIST.iter().map(|(code, ..)| *code).filter(|code| OWN.contains(code)).collect();
        assert_eq!(own, ["P22", "P20", "P23"]);
        assert!(OWN.iter().all(|code| !HOLDING.contains(code)));
    }
}
