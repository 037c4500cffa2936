//! What a service says of itself: when it works, whom to ring when it cannot wait, and the words of its lists.
//!
//! # Invariants
//! - Every change is an event that says what it was before and what it is now.
//! - A code never changes its meaning: a list changes its words, their order, and what is offered. What was
//!   recorded under a code stays under it.
//! - *Not known* is always offered as a reason for closing, because it is an honest answer.

mod list;

pub use list::{Listed, Wording, in_words, words};

use jiff::civil::Date;

use crate::calendar::{Calendar, Nation, OpeningDays};
use crate::event::Event;
use crate::id::Id;
use crate::need::Domain;
use crate::practice::Practice;
use crate::rejection::Rejection;
use crate::staff::Service;
use crate::support::asking::Share;
use crate::support::attempts::ClosingPolicy;
use crate::support::case::ClosureReason;
use crate::support::guide::Guides;
use crate::text::{Line, Words};

/// What a service says of itself.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Settings {
    /// The service.
    pub service: Id<Service>,
    /// The days of the week on which it works.
    pub opening: OpeningDays,
    /// Whose bank holidays it keeps.
    pub nation: Nation,
    /// Single days that are other than the week and the bank holidays say, in order.
    pub days: Vec<Day>,
    /// Whom to ring when it cannot wait.
    pub urgent: Urgent,
    /// The sentence that the public door shows while it is closed; open when there is none.
    pub door_closed: Option<Words>,
    /// The number at each practice for a risk that must be seen to the same day.
    pub same_day: Vec<(Id<Practice>, Line)>,
    /// Its words for the reasons of closing.
    pub closing: Wording,
    /// Its words for what a need is about.
    pub needs: Wording,
    /// Codes of ways of working that are not offered any more.
    pub retired_ways: Vec<Line>,
    /// How often a contact asks what was done.
    pub asking: Share,
    /// How long support usually is, as a guide.
    pub guides: Guides,
    /// The rule it follows when somebody does not answer, where it has one.
    pub closing_policy: Option<ClosingPolicy>,
    /// What is to be done when somebody who goes alone is not back and does not answer.
    pub visit_words: Option<Words>,
}

/// Whom to ring, and what stands above every form when something cannot wait.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Urgent {
    /// What to do in an emergency, in the service's words; the usual notice when there are none.
    pub words: Option<Words>,
    /// The local number for an urgent mental-health need or crisis.
    pub crisis: Option<Line>,
    /// Where to report a concern about an adult.
    pub safeguarding_adults: Option<Line>,
    /// Where to report a concern about a child.
    pub safeguarding_children: Option<Line>,
}

/// One day by hand.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Day {
    /// The day.
    pub day: Date,
    /// Why, in words: "Team day".
    pub name: Line,
    /// Whether the service is open.
    pub is_open: bool,
}

/// Numbers for a risk, as a person's page shows them: what is missing is said, never left blank.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RiskNumbers {
    /// The practice's own number for the same day.
    pub same_day: Option<Line>,
    /// The rest.
    pub urgent: Urgent,
}

/// What the history calls a change of guide lengths.
pub const GUIDES: &str = "guide lengths";
/// What the history calls a change of the closing policy.
pub const CLOSING_POLICY: &str = "closing policy";

fn same() -> Rejection {
    Rejection::new("settings.same", "Nothing is different yet. Nothing was changed.")
}

/// At most this many days by hand are kept.
pub const MOST_DAYS: usize = 200;

impl Settings {
    /// What holds until a service says otherwise.
    #[must_use]
    pub fn first(service: Id<Service>) -> Self {
        Self {
            service,
            opening: OpeningDays::WEEKDAYS,
            nation: Nation::EnglandAndWales,
            days: Vec::new(),
            urgent: Urgent::default(),
            door_closed: None,
            same_day: Vec::new(),
            closing: Wording::default(),
            needs: Wording::default(),
            retired_ways: Vec::new(),
            asking: Share::USUAL,
            guides: Guides::default(),
            closing_policy: None,
            visit_words: None,
        }
    }

    /// When the service works.
    #[must_use]
    pub fn calendar(&self) -> Calendar {
        Calendar::new(self.opening, self.nation, self.days.iter().map(|it| (it.day, it.is_open)))
    }

    /// Whom to ring for somebody of a practice; of none, when the referral came from elsewhere.
    #[must_use]
    pub fn risk_numbers(&self, practice: Option<Id<Practice>>) -> RiskNumbers {
        let same_day = self.same_day.iter().find(|(of, _)| Some(*of) == practice).map(|(_, number)| number.clone());
        RiskNumbers { same_day, urgent: self.urgent.clone() }
    }

    /// The reasons for closing that are offered, in the service's order and words.
    #[must_use]
    pub fn closing_reasons(&self) -> Vec<(ClosureReason, String)> {
        let all: Vec<(&str, &str)> = ClosureReason::ALL.iter().map(|it| (it.code(), it.label())).collect();
        let offered = self.closing.lines(&all).into_iter().filter(|line| line.is_offered);
        offered.filter_map(|line| Some((ClosureReason::from_code(&line.code)?, line.label))).collect()
    }

    /// The service's word for a reason of closing, offered or not.
    #[must_use]
    pub fn closing_reason(&self, reason: ClosureReason) -> String {
        self.closing.label(reason.code()).map_or_else(|| reason.label().to_owned(), ToString::to_string)
    }

    /// What a need may be about, in the service's order and words.
    #[must_use]
    pub fn need_domains(&self) -> Vec<(Domain, String)> {
        let all: Vec<(&str, &str)> = Domain::ALL.iter().map(|it| (it.code(), it.label())).collect();
        let offered = self.needs.lines(&all).into_iter().filter(|line| line.is_offered);
        offered.filter_map(|line| Some((Domain::from_code(&line.code)?, line.label))).collect()
    }

    /// The service's word for what a need is about, offered or not.
    #[must_use]
    pub fn need_domain(&self, domain: Domain) -> String {
        self.needs.label(domain.code()).map_or_else(|| domain.label().to_owned(), ToString::to_string)
    }

    /// Whether a way of working is offered.
    #[must_use]
    pub fn offers_way(&self, code: &Line) -> bool {
        !self.retired_ways.contains(code)
    }

    /// Sets the days of the week and whose bank holidays are kept.
    #[must_use]
    pub fn open_on(self, opening: OpeningDays, nation: Nation) -> (Self, Event) {
        let said = |opening: OpeningDays, nation: Nation| format!("{}; {}", opening.in_words(), nation.label());
        let event = changed("opening days", &said(self.opening, self.nation), &said(opening, nation));
        (Self { opening, nation, ..self }, event)
    }

    /// Says of one day whether the service is open; an earlier word on the same day is replaced.
    ///
    /// # Errors
    /// When more days are kept than anybody could read.
    pub fn set_day(mut self, day: Day) -> Result<(Self, Event), Rejection> {
        let before =
            self.days.iter().find(|it| it.day == day.day).map_or_else(|| "as the week says".to_owned(), Day::in_words);
        let event = changed(&format!("the day {}", crate::time::day_in_words(day.day)), &before, &day.in_words());
        self.days.retain(|it| it.day != day.day);
        if self.days.len() >= MOST_DAYS {
            return Err(Rejection::of_field(
                "which",
                "settings.too_many_days",
                "More than 200 single days are kept. Take out some that are past first.",
            ));
        }
        self.days.push(day);
        self.days.sort_by_key(|it| it.day);
        Ok((self, event))
    }

    /// Takes back what was said of a day; it is again as the week and the bank holidays say.
    ///
    /// # Errors
    /// When nothing was said of that day.
    pub fn clear_day(mut self, day: Date) -> Result<(Self, Event), Rejection> {
        let Some(known) = self.days.iter().find(|it| it.day == day) else {
            return Err(Rejection::new(
                "settings.no_such_day",
                "Nothing is kept for that day any more. Nothing was changed.",
            ));
        };
        let what = format!("the day {}", crate::time::day_in_words(day));
        let event = changed(&what, &known.in_words(), "as the week says");
        self.days.retain(|it| it.day != day);
        Ok((self, event))
    }

    /// Sets whom to ring.
    #[must_use]
    pub fn tell_urgent(self, urgent: Urgent) -> (Self, Event) {
        let event = changed("urgent help", &self.urgent.in_words(), &urgent.in_words());
        (Self { urgent, ..self }, event)
    }

    /// Closes the public door with a sentence for whoever comes to it, or opens it again.
    ///
    /// # Errors
    /// When it stands like that already.
    pub fn set_door(self, door_closed: Option<Words>) -> Result<(Self, Event), Rejection> {
        if self.door_closed == door_closed {
            return Err(Rejection::new("settings.door", "The door stands like that already. Nothing was changed."));
        }
        let said = |words: &Option<Words>| words.as_ref().map_or("open", Words::as_str).to_owned();
        let event = changed("the public door", &said(&self.door_closed), &said(&door_closed));
        Ok((Self { door_closed, ..self }, event))
    }

    /// Sets the number at each practice for the same day.
    #[must_use]
    pub fn tell_same_day(self, numbers: Vec<(Id<Practice>, Line)>, names: &[(Id<Practice>, String)]) -> (Self, Event) {
        let said = |all: &[(Id<Practice>, Line)]| {
            let name = |id: Id<Practice>| names.iter().find(|(of, _)| *of == id).map_or("a practice", |(_, name)| name);
            let lines: Vec<String> = all.iter().map(|(of, number)| format!("{}: {number}", name(*of))).collect();
            lines.join("; ")
        };
        let event = changed("same-day risk contacts", &said(&self.same_day), &said(&numbers));
        (Self { same_day: numbers, ..self }, event)
    }

    /// Says what is to be done when somebody who goes alone is not back and does not answer.
    #[must_use]
    pub fn tell_visits(self, words: Option<Words>) -> (Self, Event) {
        let said = |words: &Option<Words>| words.as_ref().map_or("", Words::as_str).to_owned();
        let event =
            changed("what to do when somebody is not back from a visit", &said(&self.visit_words), &said(&words));
        (Self { visit_words: words, ..self }, event)
    }

    /// Changes the list of reasons for closing.
    ///
    /// # Errors
    /// When *not known* would not be offered any more, or a line is not of this list.
    pub fn word_closing(self, lines: &[Listed]) -> Result<(Self, Event), Rejection> {
        if lines.iter().any(|line| line.code == ClosureReason::Unknown.code() && !line.is_offered) {
            return Err(Rejection::of_field(
                "offered",
                "settings.unknown_stays",
                "“Not known” is always offered, because it is an honest answer. Its words can be changed.",
            ));
        }
        let all: Vec<(&str, &str)> = ClosureReason::ALL.iter().map(|it| (it.code(), it.label())).collect();
        let closing = Wording::of(&all, lines)?;
        let event = changed("reasons for closing", &self.closing.in_words(&all), &closing.in_words(&all));
        Ok((Self { closing, ..self }, event))
    }

    /// Changes the list of what a need may be about.
    ///
    /// # Errors
    /// When a line is not of this list, or none would be offered.
    pub fn word_needs(self, lines: &[Listed]) -> Result<(Self, Event), Rejection> {
        let all: Vec<(&str, &str)> = Domain::ALL.iter().map(|it| (it.code(), it.label())).collect();
        let needs = Wording::of(&all, lines)?;
        let event = changed("what needs are about", &self.needs.in_words(&all), &needs.in_words(&all));
        Ok((Self { needs, ..self }, event))
    }

    /// Changes which ways of working are offered. `before` and `after` are the whole list in words.
    #[must_use]
    pub fn retire_ways(self, retired: Vec<Line>, before: &str, after: &str) -> (Self, Event) {
        let event = changed("what we did", before, after);
        (Self { retired_ways: retired, ..self }, event)
    }

    /// Changes how often a contact asks what was done: a dated change, because it shapes what is answered.
    #[must_use]
    pub fn ask(self, asking: Share) -> (Self, Event) {
        let event = changed("how often a contact asks what was done", self.asking.label(), asking.label());
        (Self { asking, ..self }, event)
    }

    /// Sets how long support usually is. It is a guide: nothing is blocked by it.
    ///
    /// # Errors
    /// When nothing is different, or a number is out of bounds.
    pub fn guide(self, guides: Guides) -> Result<(Self, Event), Rejection> {
        let guides = guides.checked()?;
        if guides == self.guides {
            return Err(same());
        }
        let event = changed(GUIDES, &self.guides.in_words(), &guides.in_words());
        Ok((Self { guides, ..self }, event))
    }

    /// Writes down the rule that is followed when somebody does not answer, or that there is none. Every version stays in
    /// the history with its day, so that its effect can be seen (requirement 21).
    ///
    /// # Errors
    /// When nothing is different, or a number is out of bounds.
    pub fn follow(self, policy: Option<ClosingPolicy>) -> Result<(Self, Event), Rejection> {
        let policy = policy.map(ClosingPolicy::checked).transpose()?;
        if policy == self.closing_policy {
            return Err(same());
        }
        let said = |it: &Option<ClosingPolicy>| match it {
            None => "no rule".to_owned(),
            Some(it) => match &it.words {
                None => it.in_words(),
                Some(words) => format!("{}: {words}", it.in_words()),
            },
        };
        let event = changed(CLOSING_POLICY, &said(&self.closing_policy), &said(&policy));
        Ok((Self { closing_policy: policy, ..self }, event))
    }
}

impl Day {
    /// "open: Team day".
    #[must_use]
    pub fn in_words(&self) -> String {
        format!("{} ({})", if self.is_open { "open" } else { "closed" }, self.name)
    }
}

impl Urgent {
    fn in_words(&self) -> String {
        let lines = [
            ("Crisis", &self.crisis),
            ("Safeguarding adults", &self.safeguarding_adults),
            ("Safeguarding children", &self.safeguarding_children),
        ];
        let mut parts: Vec<String> =
            lines.iter().filter_map(|(what, number)| Some(format!("{what}: {}", number.as_ref()?))).collect();
        parts.extend(self.words.as_ref().map(|words| format!("Notice: {words}")));
        parts.join("; ")
    }
}

/// The event of every change: what was changed, what it said before, what it says now.
#[must_use]
pub fn changed(what: &str, before: &str, after: &str) -> Event {
    Event::new("settings.changed").with("what", what).with("before", before).with("after", after)
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::civil::date;

    fn settings() -> Settings {
        Settings::first(Id::from_parts(1, [1; 10]))
    }

    fn listed(code: &str, label: &str, is_offered: bool) -> Listed {
        Listed { code: code.to_owned(), label: label.to_owned(), is_offered }
    }

    fn fact<'e>(event: &'e Event, name: &str) -> &'e crate::event::Fact {
        event.facts.iter().find(|(found, _)| *found == name).map(|(_, fact)| fact).expect("the fact")
    }

    #[test]
    fn the_first_settings_offer_everything_in_its_own_words() {
        let it = settings();
        assert_eq!(it.closing_reasons().len(), ClosureReason::ALL.len());
        assert_eq!(it.need_domains().len(), Domain::ALL.len());
        assert_eq!(it.closing_reason(ClosureReason::Done), ClosureReason::Done.label());
        assert_eq!(it.calendar(), Calendar::usual());
        assert_eq!(it.risk_numbers(None).same_day, None);
    }

    #[test]
    fn not_known_is_always_offered() {
        let mut lines: Vec<Listed> = ClosureReason::ALL.iter().map(|it| listed(it.code(), it.label(), false)).collect();
        assert_eq!(settings().word_closing(&lines).map_err(|r| r.code).err(), Some("settings.unknown_stays"));
        lines.retain(|line| line.code == "unknown");
        lines[0] = listed("unknown", "We do not know", true);
        let (it, event) = settings().word_closing(&lines).expect("taken");
        assert_eq!(it.closing_reason(ClosureReason::Unknown), "We do not know");
        // What the form left out stays as it was, after what it named.
        assert_eq!(it.closing_reasons().first().map(|(reason, _)| *reason), Some(ClosureReason::Unknown));
        assert_eq!(it.closing_reasons().len(), ClosureReason::ALL.len());
        assert_eq!(fact(&event, "what"), &"reasons for closing".into());
        assert_ne!(fact(&event, "before"), fact(&event, "after"));
    }

    #[test]
    fn a_retired_line_keeps_its_word_for_what_was_recorded() {
        let lines = [listed("food", "Food and cooking", false), listed("housing", "A home", true)];
        let (it, _) = settings().word_needs(&lines).expect("taken");
        assert!(it.need_domains().iter().all(|(domain, _)| *domain != Domain::Food));
        assert_eq!(it.need_domain(Domain::Food), "Food and cooking");
        assert_eq!(it.need_domains().first().map(|(_, label)| label.as_str()), Some("A home"));
        let none: Vec<Listed> = Domain::ALL.iter().map(|it| listed(it.code(), it.label(), false)).collect();
        assert!(settings().word_needs(&none).is_err());
        assert!(settings().word_needs(&[listed("cheese", "Cheese", true)]).is_err());
        assert!(settings().word_needs(&[listed("food", "  ", true)]).is_err());
    }

    #[test]
    fn a_guide_and_a_policy_are_settings_whose_every_version_is_an_event() {
        let guides = Guides { contacts: Some(6), ..Guides::default() };
        let (it, event) = settings().guide(guides).expect("set");
        assert_eq!((fact(&event, "what"), fact(&event, "before")), (&GUIDES.into(), &"no guide".into()));
        assert!(it.clone().guide(guides).is_err(), "nothing is different");
        let policy = ClosingPolicy { attempts: 3, weeks: None, since: date(2026, 10, 1), words: None };
        let (it, event) = it.follow(Some(policy.clone())).expect("written");
        assert_eq!((fact(&event, "what"), fact(&event, "before")), (&CLOSING_POLICY.into(), &"no rule".into()));
        assert!(it.clone().follow(Some(ClosingPolicy { attempts: 0, ..policy })).is_err());
        let (it, event) = it.follow(None).expect("taken back");
        assert_eq!(fact(&event, "after"), &"no rule".into());
        assert_eq!(it.closing_policy, None);
    }

    #[test]
    fn a_day_by_hand_can_be_set_and_taken_back() {
        let day = Day { day: date(2026, 12, 24), name: Line::new("Early Christmas").expect("a name"), is_open: false };
        let (it, _) = settings().set_day(day.clone()).expect("set");
        assert!(!it.calendar().is_working_day(day.day));
        let (it, event) = it.set_day(Day { is_open: true, ..day.clone() }).expect("replaced");
        assert_eq!(it.days.len(), 1);
        assert_eq!(fact(&event, "before"), &"closed (Early Christmas)".into());
        let (it, _) = it.clear_day(day.day).expect("cleared");
        assert!(it.days.is_empty());
        assert!(it.clear_day(day.day).is_err());
    }
}
