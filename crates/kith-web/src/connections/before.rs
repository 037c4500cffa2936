//! What came of the requests to an organisation before, in sentences: for the team before it sends the next one, and for
//! the organisation about itself.

use kith_domain::directory::connection::DeclineReason;
use kith_domain::directory::{Capacity, CommunityService, Dealings};
use kith_domain::time::working_days_in_words;

/// The sentences.
#[derive(Debug, Clone)]
pub(crate) struct Before {
    /// The heading.
    pub(crate) title: &'static str,
    /// How often they were asked.
    pub(crate) lead: String,
    /// What came of it.
    pub(crate) lines: Vec<String>,
}

impl Before {
    /// For the team; with what an entry says of its room, where the page does not show it already, and how many places
    /// were said to be there.
    pub(crate) fn for_team(of: &Dealings, to: Option<&CommunityService>, places: Option<u32>) -> Self {
        let lead = match of.asked {
            0 => "We have not asked them in the last 12 months.".to_owned(),
            times => format!("In the last 12 months we asked them {}.", how_often(times)),
        };
        let room = to
            .filter(|to| to.capacity != Capacity::NotSaid)
            .map(|to| format!("Their entry says: {}.", to.capacity.in_words().to_lowercase()));
        let lines = room.into_iter().chain(against_places(of, places)).chain(lines(of, &Voice::TEAM)).collect();
        Self { title: "How it went before", lead, lines }
    }

    /// For the organisation itself.
    pub(crate) fn for_itself(of: &Dealings, service: &str) -> Self {
        let times = how_often(of.asked);
        Self {
            title: "How many people you were sent, and what came of it",
            lead: format!("In the last 12 months {service} asked you {times}, this request included."),
            lines: lines(of, &Voice::ITSELF),
        }
    }
}

impl Before {
    /// For the organisation itself, beside the list of its requests.
    pub(crate) fn for_list(of: &Dealings, service: &str) -> Self {
        let lead = match of.asked {
            0 => format!("In the last 12 months {service} has asked you nothing."),
            times => format!("In the last 12 months {service} asked you {}.", how_often(times)),
        };
        Self { lead, ..Self::for_itself(of, service) }
    }
}

/// What waits already, beside the places that were said to be there.
fn against_places(of: &Dealings, places: Option<u32>) -> Option<String> {
    let places = match places? {
        1 => "there is 1 place".to_owned(),
        many => format!("there are {many} places"),
    };
    let waiting = match of.waiting {
        0 => return None,
        1 => "1 of our requests already waits for an answer".to_owned(),
        many => format!("{many} of our requests already wait for an answer"),
    };
    Some(format!("They said that {places}; {waiting}."))
}

/// Who is spoken to.
struct Voice {
    wait: &'static str,
    said: &'static str,
    list: &'static str,
    whose: &'static str,
    not_for: &'static str,
    reason: fn(DeclineReason) -> String,
    /// Whether they see only what they were sent by a link.
    sees_links_only: bool,
}

impl Voice {
    const TEAM: Self = Self {
        wait: "an answer",
        said: "They",
        list: "their",
        whose: "their",
        not_for: "not for them",
        reason: of_them,
        sees_links_only: false,
    };
    const ITSELF: Self = Self {
        wait: "your answer",
        said: "You",
        list: "your",
        whose: "your",
        not_for: "not for you",
        reason: of_you,
        sees_links_only: true,
    };
}

fn how_often(times: usize) -> String {
    match times {
        1 => "once".to_owned(),
        2 => "twice".to_owned(),
        times => format!("{times} times"),
    }
}

fn lines(of: &Dealings, voice: &Voice) -> Vec<String> {
    let said_yes = of.yes + of.began + of.not_begun;
    let parts = [(of.began, "began"), (of.not_begun, "did not begin"), (of.yes, "not heard of since")];
    let parts: Vec<String> =
        parts.iter().filter(|it| it.0 > 0).map(|(count, words)| format!("{count} {words}")).collect();
    let yes = (said_yes > 0)
        .then(|| format!("{} said yes, or it was agreed, {}: {}.", voice.said, how_often(said_yes), parts.join(", ")));
    let here = of.waiting.saturating_sub(if voice.sees_links_only { of.by_phone } else { 0 });
    let waiting = (here > 0).then(|| {
        let longest = if voice.sees_links_only { of.longest_by_link } else { of.longest };
        let longest = match longest.unwrap_or_default() {
            ..=0 => "since today".to_owned(),
            days => format!("for {}", working_days_in_words(days)),
        };
        match here {
            1 => format!("1 waits for {}, {longest}.", voice.wait),
            many => format!("{many} wait for {}, the longest {longest}.", voice.wait),
        }
    });
    let more = if here > 0 { " more" } else { "" };
    let by_phone = match of.by_phone {
        _ if !voice.sees_links_only => None,
        0 => None,
        1 => Some(format!("1{more} was asked by telephone and waits too; it is not listed here.")),
        many => Some(format!("{many}{more} were asked by telephone and wait too; they are not listed here.")),
    };
    let listed = match of.listed {
        0 => None,
        1 => Some(format!("1 is on {} waiting list.", voice.list)),
        many => Some(format!("{many} are on {} waiting list.", voice.list)),
    };
    let reasons: Vec<String> =
        of.declined.iter().map(|(reason, count)| format!("{} ({count})", (voice.reason)(*reason))).collect();
    let no = (of.no() > 0).then(|| format!("{} said no {}: {}.", voice.said, how_often(of.no()), reasons.join(", ")));
    let withdrawn = match of.withdrawn {
        0 => None,
        1 => Some("1 was withdrawn: the person did not want it any more, or not yet.".to_owned()),
        many => Some(format!("{many} were withdrawn: the person did not want it any more, or not yet.")),
    };
    let answers = of.answers.map(|(days, answers)| {
        let days = match days {
            0 => "on the same working day".to_owned(),
            days => format!("within {}", working_days_in_words(days)),
        };
        match answers {
            1 => format!("The one answer came {days}."),
            many => format!("Half of {} {many} answers came {days}, or sooner.", voice.whose),
        }
    });
    let unsuitable = of.answers.filter(|_| of.unsuitable() > 0).map(|(_, answers)| {
        let (whose, not_for) = (voice.whose, voice.not_for);
        match (of.unsuitable(), answers) {
            (_, 1) => format!("That one answer was that it is {not_for}."),
            (1, answers) => format!("1 of {whose} {answers} answers was that it is {not_for}."),
            (many, answers) => format!("{many} of {whose} {answers} answers were that it is {not_for}."),
        }
    });
    [waiting, by_phone, yes, listed, no, unsuitable, withdrawn, answers].into_iter().flatten().collect()
}

/// A reason as the team says it of the organisation.
fn of_them(reason: DeclineReason) -> String {
    reason.label().to_lowercase()
}

/// A reason as it is said to the organisation.
fn of_you(reason: DeclineReason) -> String {
    match reason {
        DeclineReason::NotEligible => "outside your criteria".to_owned(),
        DeclineReason::TooComplex => "more support is needed than you can give".to_owned(),
        DeclineReason::Closed => "you have closed or stopped".to_owned(),
        DeclineReason::NotUs => "not what you do".to_owned(),
        DeclineReason::Full | DeclineReason::Other | DeclineReason::NotSaid => of_them(reason),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::samples::asking::dealings;

    #[test]
    fn what_waits_is_set_against_the_places_that_were_said() {
        let of = |waiting, places| against_places(&Dealings { waiting, ..Dealings::default() }, places);
        assert_eq!(
            of(2, Some(2)).unwrap(),
            "They said that there are 2 places; 2 of our requests already wait for an answer."
        );
        assert_eq!(
            of(1, Some(1)).unwrap(),
            "They said that there is 1 place; 1 of our requests already waits for an answer."
        );
        assert_eq!((of(0, Some(2)), of(2, None)), (None, None));
    }

    #[test]
    fn every_request_stands_in_a_sentence() {
        let said = lines(&dealings(), &Voice::TEAM);
        assert_eq!(
            said,
            [
                "2 wait for an answer, the longest for 6 working days.",
                "They said yes, or it was agreed, 6 times: 4 began, 1 did not begin, 1 not heard of since.",
                "1 is on their waiting list.",
                "They said no twice: full (1), not what they do (1).",
                "1 of their 9 answers was that it is not for them.",
                "1 was withdrawn: the person did not want it any more, or not yet.",
                "Half of their 9 answers came within 3 working days, or sooner.",
            ]
        );
        assert!(lines(&Dealings::default(), &Voice::ITSELF).is_empty());
        let theirs = lines(&Dealings { by_phone: 1, longest_by_link: Some(2), ..dealings() }, &Voice::ITSELF);
        assert!(theirs.iter().any(|it| it == "You said no twice: full (1), not what you do (1)."), "{theirs:?}");
        assert_eq!(
            theirs.iter().take(2).collect::<Vec<_>>(),
            [
                "1 waits for your answer, for 2 working days.",
                "1 more was asked by telephone and waits too; it is not listed here."
            ]
        );
    }
}
