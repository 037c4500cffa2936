//! What is agreed and decided: what is booked and what becomes of it, the plan of those who want one, letters, what the
//! person decides about sharing, and a concern.
//!
//! None of it is compulsory, so each stands in some lives only.

use jiff::civil::Date;
use jiff::{Timestamp, ToSpan};
use kith_domain::time;

use super::life::{Back, Certain, Pen, working};
use super::spoken;
use super::step::{Step, Tells, Who, With};
use crate::appointments::BookingInput;
use crate::ending::ChangedInput;
use crate::letters::LetterInput;
use crate::planning::{AboutMeInput, ActionInput, GoalInput, SheetInput, StandInput};
use crate::sharing;

/// How somebody is met or spoken with.
#[derive(Debug, Clone, Copy)]
pub(super) struct Meeting {
    pub(super) mode: &'static str,
    pub(super) place: &'static str,
    pub(super) minutes: u32,
    pub(super) note: &'static str,
    pub(super) ways: &'static [&'static str],
}

impl Meeting {
    /// They go somewhere together.
    pub(super) const fn at_a_venue(minutes: u32, note: &'static str) -> Self {
        Self { mode: "face-to-face", place: "venue", minutes, note, ways: &["P12"] }
    }
}

/// How much a plan holds; nothing for those who want none.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Planned {
    goals: usize,
    actions: usize,
}

impl Pen<'_> {
    /// A contact some days later, which may have been booked.
    pub(super) fn meet(&mut self, least: u32, most: u32) {
        let meeting = self.meeting();
        self.meet_as(meeting, least, most);
        if meeting.ways.contains(&"P03") {
            let (words, why) = self.dice.pick(spoken::GOALS);
            let input = GoalInput { words: words.to_owned(), why: why.to_owned(), ..GoalInput::default() };
            self.then(Who::Worker, Step::Goal(input));
        }
    }

    /// Something is agreed late in support too, in the service to compare with.
    pub(super) fn looks_again(&mut self) {
        if self.site.is_even && self.dice.percent(40) {
            let (words, why) = self.dice.pick(spoken::GOALS);
            let input = GoalInput { words: words.to_owned(), why: why.to_owned(), ..GoalInput::default() };
            self.then(Who::Worker, Step::Goal(input));
        }
    }

    /// This contact some days later. Where it was booked it may be moved, called off or missed first; in the end they
    /// speak.
    pub(super) fn meet_as(&mut self, it: Meeting, least: u32, most: u32) {
        let booked_on = self.day;
        let on = self.later(least, most).day;
        if it.mode == "on-behalf" || on <= booked_on || !self.dice.percent(45) {
            return self.contact(it, Tells::default());
        }
        self.day = booked_on;
        let (booking, at) = self.booking(&it, on);
        self.then(Who::Worker, Step::Book(Box::new(booking)));
        let (mut on, mut at) = (on, at);
        let fate = self.dice.between(1, 100);
        if fate <= 22 {
            let half = booked_on.until(on).map_or(0, |span| i64::from(span.get_days()) / 2);
            self.day = working(booked_on.saturating_add(half.days()));
        }
        match fate {
            1..=12 => {
                let days = i64::from(self.dice.between(1, 6));
                on = working(on.saturating_add(days.days()));
                let (booking, moved) = self.booking(&it, on);
                at = moved;
                self.then(Who::Worker, Step::Rebook(Box::new(booking)));
            }
            13..=22 => {
                let (by, why) = self.dice.pick(spoken::CALLED_OFF);
                self.then(Who::Worker, Step::CallOff(by, why));
                self.day = on;
                self.later(2, 9);
                return self.contact(it, Tells::default());
            }
            _ => {}
        }
        self.day = on;
        self.free = self.free.max(at.unwrap_or(self.free));
        if fate > 92 {
            self.missed(it.mode == "face-to-face", Tells { booked: true, ..Tells::default() });
            self.later(2, 9);
            return self.contact(it, Tells::default());
        }
        self.contact(it, Tells { booked: true, ..Tells::default() });
    }

    fn booking(&mut self, it: &Meeting, on: Date) -> (BookingInput, Option<Timestamp>) {
        let timed = self.dice.percent(80);
        let (hour, minute) = (self.dice.between(9, 16), self.dice.between(0, 3) * 15);
        let part = |n: u32| i8::try_from(n).unwrap_or(0);
        let at = if timed { time::moment_on(on, part(hour), part(minute)) } else { None };
        let booking = BookingInput {
            day: on.to_string(),
            time: if timed { format!("{hour:02}:{minute:02}") } else { String::new() },
            minutes: if timed && self.dice.percent(50) { it.minutes.to_string() } else { String::new() },
            mode: it.mode.to_owned(),
            place: it.place.to_owned(),
            why: self.dice.pick(spoken::WHY_BOOKED).to_owned(),
            ..BookingInput::default()
        };
        (booking, at)
    }

    /// A plan, for a third of those who are helped.
    pub(super) fn plan_begins(&mut self) -> Planned {
        if !self.dice.percent(35) {
            return Planned::default();
        }
        let goals = self.dice.between(1, 2);
        for _ in 0..goals {
            let (words, why) = self.dice.pick(spoken::GOALS);
            let input = GoalInput { words: words.to_owned(), why: why.to_owned(), ..GoalInput::default() };
            self.then(Who::Worker, Step::Goal(input));
        }
        let actions = self.dice.between(1, 3);
        for _ in 0..actions {
            let input = self.action();
            let goal = if self.dice.percent(80) { Some(self.dice.between(0, goals - 1) as usize) } else { None };
            self.then(Who::Worker, Step::Agree(goal, Box::new(input)));
        }
        if self.dice.percent(30) {
            let input = SheetInput {
                strengths: self.dice.pick(spoken::STRENGTHS).to_owned(),
                agreed: "person".to_owned(),
                harder_signs: self.dice.pick(spoken::HARDER).to_owned(),
                harder_who: "The surgery, or me on weekdays.".to_owned(),
                ..SheetInput::default()
            };
            self.then(Who::Worker, Step::Sheet(Box::new(input)));
        }
        Planned { goals: goals as usize, actions: actions as usize }
    }

    fn action(&mut self) -> ActionInput {
        let (what, owner) = self.dice.pick(spoken::TO_DO);
        let ahead = i64::from(self.dice.between(14, 70));
        let due = if self.dice.percent(60) { Some(self.day.saturating_add(ahead.days())) } else { None };
        let part = |of: Option<i16>| of.map(|part| part.to_string()).unwrap_or_default();
        ActionInput {
            what: what.to_owned(),
            owner: owner.to_owned(),
            due: (
                part(due.map(|day| day.day().into())),
                part(due.map(|day| day.month().into())),
                part(due.map(Date::year)),
            ),
            confidence: if self.dice.percent(40) { self.dice.between(3, 10).to_string() } else { String::new() },
            ..ActionInput::default()
        }
    }

    /// What became of a plan, as far as anybody said.
    pub(super) fn plan_goes_on(&mut self, plan: &Planned) {
        for number in 0..plan.actions {
            if self.dice.percent(18) {
                let (what, reason, more) = self.dice.pick(spoken::ADJUSTED);
                let (reason, more) = (reason.to_owned(), more.to_owned());
                let input = ActionInput { what: what.to_owned(), reason, more, ..self.action() };
                self.then(Who::Worker, Step::Adjust(number, Box::new(input)));
            }
            let (state, outcome) = self.dice.pick(spoken::ACTIONS_STOOD);
            if !state.is_empty() {
                let input = StandInput { state: state.to_owned(), outcome: outcome.to_owned() };
                self.then(Who::Worker, Step::StandAction(number, input));
            }
        }
        for number in 0..plan.goals {
            let (state, outcome) = self.dice.pick(spoken::GOALS_STOOD);
            if !state.is_empty() {
                let input = StandInput { state: state.to_owned(), outcome: outcome.to_owned() };
                self.then(Who::Worker, Step::StandGoal(number, input));
            }
        }
    }

    /// Where some of the needs stand, said when it is said.
    pub(super) fn needs_stand(&mut self) {
        for number in 0..self.needs.len() {
            if self.dice.percent(25) {
                let (stand, words) = self.dice.pick(spoken::NEEDS_STAND);
                self.then(Who::Worker, Step::Stands(number, stand, words));
            }
        }
    }

    /// A letter with the person, or for them.
    pub(super) fn letter(&mut self) {
        let (template, to, subject, text) = self.dice.pick(spoken::LETTERS);
        let input = LetterInput {
            template: template.to_owned(),
            together: self.dice.pick(&["with", "with", "for"]).to_owned(),
            to: to.to_owned(),
            subject: subject.to_owned(),
            text: text.to_owned(),
        };
        self.then(Who::Worker, Step::Letter(Box::new(input)));
    }

    /// What the person decides early on, when they decide anything.
    pub(super) fn decisions(&mut self) {
        match self.dice.between(1, 200) {
            1..=16 => {
                let (says, what) = self.dice.pick(spoken::FAMILY_MAY);
                self.share(With::Family, says, what);
            }
            17..=28 => {
                self.share(With::Organisations, "part", "First name and telephone number, and nothing of health.")
            }
            29..=32 => {
                self.may_connect = false;
                self.share(With::Organisations, "nothing", "Wants to ring places herself, if any.");
            }
            33..=38 if self.back != Back::Nobody => {
                self.back = Back::Nobody;
                self.share(With::Practice, "nothing", "What is said here stays here.");
            }
            39..=41 => {
                self.may_link = false;
                self.then(Who::Worker, Step::NotOnline);
            }
            42 => self.then(Who::Worker, Step::Restrict),
            _ => {}
        }
        if self.dice.percent(12) {
            let (about, support) = self.dice.pick(spoken::ABOUT_ME);
            let input =
                AboutMeInput { about: about.to_owned(), support: support.to_owned(), ..AboutMeInput::default() };
            self.then(Who::Worker, Step::AboutMe(Box::new(input)));
        }
    }

    fn share(&mut self, with: With, says: &str, what: &str) {
        let input = sharing::Input { says: says.to_owned(), what: what.to_owned(), ..sharing::Input::default() };
        self.then(Who::Worker, Step::Share(with, input));
    }

    /// A concern, in very few lives; most are acknowledged within a day. Somebody is named to receive it by then.
    pub(super) fn concern(&mut self) {
        let by_chance = self.dice.between(1, 1_000) <= 10 && self.day > self.begins.saturating_add(60.days());
        if !by_chance && self.certain == Certain::Nothing {
            return;
        }
        let (words, done) = self.dice.pick(spoken::CONCERNS);
        self.then(Who::Worker, Step::Concern(words, done));
        let taken = match self.certain {
            Certain::Nothing => self.dice.percent(75),
            certain => certain == Certain::Concern,
        };
        if taken {
            let words = self.dice.pick(spoken::ACKNOWLEDGED);
            self.aside(|it| it.later(0, 1).then(Who::Lead, Step::Acknowledge(words)));
        }
    }

    /// What changed, apart from why it ends.
    pub(super) fn changed(&mut self) {
        let (direction, meant, whom, gain, words) = self.dice.pick(spoken::CHANGED);
        let input = ChangedInput {
            direction: direction.to_owned(),
            meant: meant.to_owned(),
            whom: whom.to_owned(),
            gain: gain.to_owned(),
            words: words.to_owned(),
        };
        self.then(Who::Worker, Step::Changed(input));
    }
}
