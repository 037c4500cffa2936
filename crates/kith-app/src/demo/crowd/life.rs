//! One person of the crowd: what happens, in order, from the referral to the end or to the last day.
//!
//! The shares are those of the published schemes that `docs/from-the-studies.md` names: about three in ten never
//! engage, a quarter of the others drop out, about six in ten of those helped are accompanied somewhere, six to twelve
//! contacts. They are ranges to look at, never norms.

use jiff::civil::{Date, Weekday};
use jiff::{Timestamp, ToSpan};
use kith_domain::time;

use super::dice::Dice;
use super::names::{FAMILY, GIVEN};
use super::site::{Course, Site};
use super::words::{self, THEMES, Theme};
use crate::connecting::StepInput;
use crate::support::{CloseInput, ContactInput, GapInput, NeedInput};
use crate::{messages, referring};

/// Who does something.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Who {
    /// Somebody at the practice.
    Practice,
    /// The lead.
    Lead,
    /// The link worker.
    Worker,
}

/// What is done.
#[derive(Debug, Clone)]
pub(super) enum Step {
    Refer(Box<referring::Input>),
    GiveBack(&'static str),
    Allocate,
    /// A contact; its ways are codes, and its number is that of the connection they went to together.
    Contact(Box<ContactInput>, Option<usize>),
    Matters(&'static str),
    Need(NeedInput),
    Gap(usize, GapInput),
    Connect(usize, &'static str, &'static str),
    Move(usize, StepInput),
    Message(messages::Input),
    Read,
    Close(CloseInput),
    Reopen,
}

/// Something that happens.
#[derive(Debug, Clone)]
pub(super) struct Turn {
    pub(super) at: Timestamp,
    /// The life.
    pub(super) life: u32,
    /// Its place in the life.
    pub(super) number: u32,
    pub(super) who: Who,
    pub(super) step: Step,
}

/// Where a life stands while it is written.
struct Pen<'a> {
    dice: Dice,
    site: &'a Site,
    life: u32,
    day: Date,
    free: Timestamp,
    /// Nothing happens from this moment on.
    end: Timestamp,
    /// The day on which the service began.
    begins: Date,
    turns: Vec<Turn>,
    needs: Vec<&'static Theme>,
    connections: usize,
    contacts: u32,
}

/// Writes a life from the day of its referral.
pub(super) fn live(dice: Dice, life: u32, nhs_number: String, site: &Site, days: (Date, Date, Date)) -> Vec<Turn> {
    let (begins, arrival, as_of) = days;
    let end = time::moment_on(as_of, 0, 0).unwrap_or(Timestamp::MIN);
    let free = Timestamp::UNIX_EPOCH;
    let mut pen = Pen {
        dice,
        site,
        life,
        day: arrival,
        free,
        end,
        begins,
        turns: Vec::new(),
        needs: Vec::new(),
        connections: 0,
        contacts: 0,
    };
    pen.whole(nhs_number);
    pen.turns.sort_by_key(|turn| turn.at);
    pen.turns
}

impl Pen<'_> {
    /// Goes on some working days later.
    fn later(&mut self, least: u32, most: u32) -> &mut Self {
        let days = i64::from(self.dice.between(least, most));
        let day = self.day.saturating_add(days.days());
        let over = match day.weekday() {
            Weekday::Saturday => 2,
            Weekday::Sunday => 1,
            _ => 0,
        };
        self.day = day.saturating_add(over.days());
        self
    }

    /// Notes something, unless the last day has come.
    fn then(&mut self, who: Who, step: Step) {
        let slot = self.dice.between(0, 83);
        let part = |n: u32| i8::try_from(n).unwrap_or(0);
        let hour = time::moment_on(self.day, part(9 + slot / 12), part(slot % 12 * 5)).unwrap_or(self.free);
        let at = hour.max(self.free);
        self.free = at.checked_add(7.minutes()).unwrap_or(at);
        if at < self.end {
            let number = u32::try_from(self.turns.len()).unwrap_or(u32::MAX);
            self.turns.push(Turn { at, life: self.life, number, who, step });
        }
    }

    /// From 0 when the service began to 100 on the last day, where its ways of working change; always 0 elsewhere.
    fn drift(&self) -> u32 {
        match self.site.course {
            Course::Steady => 0,
            Course::Drifting => {
                let gone = self.begins.until(self.day).map_or(0, |span| span.get_days());
                u32::try_from(i64::from(gone) * 100 / super::DAYS).unwrap_or(0).min(100)
            }
        }
    }

    fn whole(&mut self, nhs_number: String) {
        let first = self.theme();
        self.then(Who::Practice, Step::Refer(Box::default()));
        let form = self.form(first, nhs_number);
        if let Some(Turn { step: Step::Refer(input), .. }) = self.turns.first_mut() {
            **input = form;
        }
        if self.dice.percent(6) {
            let why = self.dice.pick(words::GIVEN_BACK);
            return self.later(1, 6).then(Who::Lead, Step::GiveBack(why));
        }
        self.later(1, 7).then(Who::Lead, Step::Allocate);
        if self.dice.percent(30) {
            return self.never_reached();
        }
        self.first_conversation(first);
        if self.dice.percent(25) {
            return self.drop_out();
        }
        self.helped();
        if self.dice.percent(30) {
            // Still going on: somebody supported for long is no failure.
            for _ in 0..self.dice.between(2, 6) {
                self.later(20, 45);
                self.onward();
            }
            return;
        }
        self.ending();
        if self.dice.percent(12) {
            self.later(40, 180).then(Who::Worker, Step::Reopen);
            for _ in 0..self.dice.between(1, 4) {
                self.later(5, 20);
                self.onward();
            }
        }
    }

    fn theme(&mut self) -> &'static Theme {
        let drawn = self.dice.weighted(THEMES, |theme| theme.weight);
        drawn.unwrap_or_else(|| unreachable!("the themes have weights"))
    }

    fn form(&mut self, theme: &Theme, nhs_number: String) -> referring::Input {
        let dice = &mut self.dice;
        let age = if dice.percent(30) { dice.between(70, 92) } else { dice.between(19, 69) };
        let year = i32::from(self.day.year()) - i32::try_from(age).unwrap_or(50);
        let missing = dice.percent(4) || nhs_number.is_empty();
        referring::Input {
            nhs_number: if missing { String::new() } else { nhs_number },
            number_missing: if missing { "not-to-hand".to_owned() } else { String::new() },
            family_name: dice.pick(FAMILY).to_owned(),
            given_names: dice.pick(GIVEN).to_owned(),
            preferred_name: String::new(),
            born: (dice.between(1, 28).to_string(), dice.between(1, 12).to_string(), year.to_string()),
            phone: format!("07700 900{:03}", dice.between(0, 999)),
            reason: dice.pick(theme.reasons).to_owned(),
            told: dice.pick(&["agreed", "agreed", "agreed", "unsure", "not-yet", "asked"]).to_owned(),
            told_words: String::new(),
            not_a_duplicate: false,
        }
    }

    fn contact(&mut self, mode: &str, place: &str, minutes: u32, note: &str, ways: &[&str], along: Option<usize>) {
        // Taps are optional: most contacts have none.
        let tapped = self.dice.percent(28);
        let input = ContactInput {
            mode: mode.to_owned(),
            place: place.to_owned(),
            reached: "yes".to_owned(),
            minutes: if minutes == 0 { String::new() } else { minutes.to_string() },
            note: note.to_owned(),
            ways: if tapped { ways.iter().map(|&way| way.to_owned()).collect() } else { Vec::new() },
            ..ContactInput::default()
        };
        self.contacts += 1;
        self.then(Who::Worker, Step::Contact(Box::new(input), along));
    }

    fn no_answer(&mut self) {
        let reached = if self.dice.percent(15) { "did-not-attend" } else { "no-answer" };
        let note =
            if reached == "no-answer" { self.dice.pick(words::NO_ANSWER) } else { "Did not come. I will write." };
        let tapped = self.dice.percent(25);
        let input = ContactInput {
            mode: if reached == "no-answer" { "phone" } else { "face-to-face" }.to_owned(),
            place: if reached == "no-answer" { "" } else { "practice" }.to_owned(),
            reached: reached.to_owned(),
            note: note.to_owned(),
            ways: if tapped { vec!["P16".to_owned()] } else { Vec::new() },
            ..ContactInput::default()
        };
        self.then(Who::Worker, Step::Contact(Box::new(input), None));
    }

    fn never_reached(&mut self) {
        let tries = self.dice.between(2, 5);
        for _ in 0..tries {
            self.later(2, 9).no_answer();
        }
        let reason = self.dice.pick(&["no-answer", "no-answer", "no-answer", "person-declined", "not-now", "unknown"]);
        self.later(3, 15).close(reason, 75);
    }

    fn first_conversation(&mut self, theme: &'static Theme) {
        if self.dice.percent(35) {
            self.later(2, 6).no_answer();
        }
        self.later(2, 10);
        let home = 40_u32.saturating_sub(self.drift() / 5);
        let (mode, place, minutes) = match self.dice.between(1, 100) {
            n if n <= home => ("face-to-face", "home", self.dice.between(45, 90)),
            n if n <= 70 => ("face-to-face", "practice", self.dice.between(35, 55)),
            _ => ("phone", "", self.dice.between(25, 50)),
        };
        let note = self.dice.pick(words::FIRST);
        let ways: &[&str] = if place == "home" { &["P08", "P13"] } else { &["P08", "P02"] };
        self.contact(mode, place, minutes, note, ways, None);
        if self.dice.percent(80) {
            let matters = self.dice.pick(words::MATTERS);
            self.then(Who::Worker, Step::Matters(matters));
        }
        let known = if self.dice.percent(45) { "referral" } else { "first-conversation" };
        self.need(theme, known);
        for _ in 0..self.dice.pick(&[0, 0, 1, 1, 2]) {
            let another = self.theme();
            self.need(another, "first-conversation");
        }
        if self.dice.percent(35) {
            self.later(0, 3).message("We have met, and I will stay in touch.");
        }
    }

    fn need(&mut self, theme: &'static Theme, known: &str) {
        let stated = self.dice.pick(theme.stated).to_owned();
        // Coding is optional as well.
        let domain = if self.dice.percent(90) { theme.domain.code() } else { "" };
        let input = NeedInput { stated, domain: domain.to_owned(), known: known.to_owned(), ..NeedInput::default() };
        self.needs.push(theme);
        self.then(Who::Worker, Step::Need(input));
    }

    fn drop_out(&mut self) {
        if self.dice.percent(60) {
            self.later(6, 16);
            self.onward();
        }
        for _ in 0..self.dice.between(2, 4) {
            self.later(5, 15).no_answer();
        }
        let reason = self.dice.pick(&["no-answer", "no-answer", "unknown", "not-now", "person-declined", "moved-away"]);
        self.later(5, 20).close(reason, 80);
    }

    /// A contact in the middle of things.
    fn onward(&mut self) {
        let drift = self.drift();
        let home = 30_u32.saturating_sub(drift / 5);
        let note = self.dice.pick(words::ONWARD);
        let ways: &[&str] = match self.dice.between(1, 100) {
            n if n <= 25 + drift / 3 => &["P01", "P06"],
            n if n <= 55 + drift / 5 => &["P02"],
            n if n <= 70 => &["P08"],
            n if n <= 85 => &["P14"],
            _ => &["P09", "P17"],
        };
        match self.dice.between(1, 100) {
            n if n <= home => {
                let minutes = self.dice.between(35, 75);
                self.contact("face-to-face", "home", minutes, note, ways, None);
            }
            n if n <= home + 12 => {
                let minutes = self.dice.between(10, 30);
                self.contact(
                    "on-behalf",
                    "",
                    minutes,
                    "Rang the agency for them and wrote down what was said.",
                    &["P15"],
                    None,
                );
            }
            n if n <= home + 20 => {
                let minutes = self.dice.between(30, 60);
                self.contact("face-to-face", "community", minutes, note, ways, None);
            }
            _ => {
                let minutes = self.dice.between(8, 30);
                self.contact("phone", "", minutes, note, ways, None);
            }
        }
    }

    fn helped(&mut self) {
        // So many go somewhere together that over the eighteen months it is six in ten, less where things drift.
        let together = 64_u32.saturating_sub(self.drift() / 4);
        let mut may_go_along = self.dice.percent(together);
        let planned = self.dice.between(6, 12);
        for number in 0..self.needs.len() {
            let Some(theme) = self.needs.get(number).copied() else { continue };
            self.later(5, 14);
            self.onward();
            if theme.entries.is_empty() || self.dice.percent(24) {
                self.gap(number, theme);
            } else if self.dice.percent(80) {
                self.connection(number, theme, &mut may_go_along);
            }
        }
        if may_go_along {
            // To a place that is no entry of the directory: an office, a surgery, a funeral.
            self.later(4, 12);
            let note = self.dice.pick(words::TOGETHER);
            let minutes = self.dice.between(50, 150);
            self.contact("face-to-face", "venue", minutes, note, &["P12"], None);
        }
        if self.dice.percent(20) {
            let later = self.theme();
            self.later(5, 15).need(later, "later");
        }
        while self.contacts < planned {
            self.later(8, 24);
            if self.dice.percent(12) {
                self.no_answer();
            } else {
                self.onward();
            }
        }
    }

    fn gap(&mut self, need: usize, theme: &Theme) {
        let reasons: &[&str] = match theme.domain.code() {
            "housing" => &["none-exists", "wait", "structural", "refused"],
            "benefits" => &["right-not-recognised", "wait", "not-eligible"],
            "transport" => &["none-exists", "closed", "cost"],
            _ => &["none-exists", "full", "wait", "travel", "cost", "not-eligible", "digital", "language", "access"],
        };
        let reason = self.dice.pick(reasons);
        let weeks = if reason == "wait" { self.dice.between(6, 60).to_string() } else { String::new() };
        let input = GapInput {
            sought: self.dice.pick(theme.sought).to_owned(),
            reason: reason.to_owned(),
            weeks,
            instead: self.dice.pick(&["held", "held", "substitute", "nothing", ""]).to_owned(),
            words: String::new(),
        };
        self.then(Who::Worker, Step::Gap(need, input));
    }

    fn connection(&mut self, need: usize, theme: &Theme, may_go_along: &mut bool) {
        let number = self.connections;
        self.connections += 1;
        let entry = self.dice.pick(theme.entries);
        let agreed = self.dice.pick(words::AGREED);
        self.then(Who::Worker, Step::Connect(need, entry, agreed));
        self.later(0, 3).step(number, "ask");
        self.later(2, 15);
        match self.dice.between(1, 100) {
            n if n <= 60 => self.step(number, "accept"),
            n if n <= 72 => {
                let weeks = self.dice.between(3, 26).to_string();
                let input = StepInput { step: "wait-list".to_owned(), weeks, ..StepInput::default() };
                self.then(Who::Worker, Step::Move(number, input));
                self.later(21, 70).step(number, "accept");
            }
            n if n <= 84 => {
                let reason = self.dice.pick(&["full", "not-eligible", "too-complex", "closed", "not-us", "not-said"]);
                let input = StepInput { step: "decline".to_owned(), reason: reason.to_owned(), ..StepInput::default() };
                self.then(Who::Worker, Step::Move(number, input));
                if self.dice.percent(50) {
                    self.gap(need, theme);
                }
                return;
            }
            n if n <= 93 => return self.step(number, "no-answer"),
            _ => return self.step(number, "person-not-ready"),
        }
        if self.dice.percent(18) {
            let input = StepInput {
                step: "not-start".to_owned(),
                words: "It was not the week for it.".to_owned(),
                ..StepInput::default()
            };
            return self.later(5, 20).then(Who::Worker, Step::Move(number, input));
        }
        self.later(3, 14).step(number, "start");
        if *may_go_along {
            *may_go_along = false;
            let note = self.dice.pick(words::TOGETHER);
            let minutes = self.dice.between(50, 120);
            self.contact("face-to-face", "venue", minutes, note, &["P12"], Some(number));
        }
        if self.dice.percent(75) {
            self.later(7, 25).step(number, "attend");
            if self.dice.percent(30) {
                self.later(30, 80).step(number, "end");
            }
        }
    }

    fn step(&mut self, connection: usize, step: &str) {
        let input = StepInput { step: step.to_owned(), ..StepInput::default() };
        self.then(Who::Worker, Step::Move(connection, input));
    }

    fn message(&mut self, happened: &str) {
        let mattered = self.dice.pick(words::MATTERS).to_owned();
        let missing = self.needs.iter().rev().find(|_| self.dice.percent(40));
        let missing = missing.map_or("", |theme| theme.sought.first().copied().unwrap_or("")).to_owned();
        let input = messages::Input { mattered, happened: happened.to_owned(), missing, ..messages::Input::default() };
        self.then(Who::Worker, Step::Message(input));
        if self.dice.percent(65) {
            // Reading is the practice's own time and does not hold the story up.
            let (day, free) = (self.day, self.free);
            self.later(1, 12).then(Who::Practice, Step::Read);
            (self.day, self.free) = (day, free);
        }
    }

    fn ending(&mut self) {
        let reason = self.dice.pick(&[
            "done",
            "done",
            "done",
            "done",
            "done",
            "done",
            "done",
            "not-now",
            "no-answer",
            "nothing-available",
            "passed-on",
            "moved-away",
            "limit",
            "unknown",
        ]);
        if self.dice.percent(60) {
            self.later(1, 6).message("We have come to an end for now.");
        }
        self.later(1, 8).close(reason, 65);
    }

    fn close(&mut self, reason: &str, door: u32) {
        let words = self.dice.pick(words::ENDINGS).to_owned();
        let door_open = self.dice.percent(door);
        self.then(Who::Worker, Step::Close(CloseInput { reason: reason.to_owned(), words, door_open }));
    }
}
