//! Helping: where needs lead, what could not be found, what the practice hears, and the end.

use super::agreed::Meeting;
use super::life::{Back, Pen};
use super::spoken;
use super::step::{Step, Tells, Who};
use super::words::{self, Theme};
use crate::connecting::StepInput;
use crate::gaps::GapInput;
use crate::messages;
use crate::support::CloseInput;

impl Pen<'_> {
    pub(super) fn helped(&mut self) {
        // So many go somewhere together that over the eighteen months it is six in ten, less where things drift.
        let together = 64_u32.saturating_sub(self.drift() / 4);
        let mut may_go_along = self.dice.percent(together);
        let planned = self.dice.between(6, 12);
        let plan = self.plan_begins();
        if self.dice.percent(20) {
            self.letter();
        }
        self.concern();
        for number in 0..self.needs.len() {
            let Some(theme) = self.needs.get(number).copied() else { continue };
            self.meet(5, 14);
            if theme.entries.is_empty() || !self.may_connect || self.dice.percent(24) {
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
            self.contact(Meeting::at_a_venue(minutes, note), Tells::default());
        }
        if self.dice.percent(20) {
            let later = self.theme();
            self.later(5, 15).need(later, "later");
        }
        while self.contacts < planned {
            if self.dice.percent(10) {
                self.later(8, 24).no_answer();
            } else {
                self.meet(8, 24);
                self.looks_again();
            }
            if self.holds && self.contacts.is_multiple_of(2) {
                self.beside(Who::Worker, Step::LookAgain);
            }
        }
        self.plan_goes_on(&plan);
        self.needs_stand();
    }

    fn gap(&mut self, need: usize, theme: &Theme) {
        let reasons: &[&str] = match theme.domain.code() {
            "housing" => &["none-exists", "wait", "structural", "refused", "unsafe"],
            "immigration" => &["structural", "language", "right-not-recognised", "wait"],
            "health-care" => &["wait", "wait", "none-exists", "refused", "travel"],
            "social-care" => &["wait", "not-eligible", "refused", "unknown"],
            "benefits" => &["right-not-recognised", "wait", "not-eligible"],
            "transport" => &["none-exists", "closed", "cost"],
            _ => &["none-exists", "full", "wait", "travel", "cost", "not-eligible", "digital", "language", "access"],
        };
        let reason = self.dice.pick(reasons);
        let weeks = if reason == "wait" { self.dice.between(6, 60).to_string() } else { String::new() };
        let structure = match (reason, theme.domain.code()) {
            ("structural", "immigration") => "immigration",
            ("structural", _) => "housing-stock",
            _ => "",
        };
        // Some say what would have helped, and most of those are glad to be quoted.
        let own_words = if self.dice.percent(30) {
            self.dice.pick(spoken::would_have_helped(theme.domain.code())).to_owned()
        } else {
            String::new()
        };
        let own_agreement =
            if own_words.is_empty() { "" } else { self.dice.pick(&["agreed", "agreed", "agreed", "refused"]) };
        let instead = self.dice.pick(&["held", "held", "substitute", "nothing", ""]);
        self.is_held |= instead == "held";
        let input = GapInput {
            own_agreement: own_agreement.to_owned(),
            own_words,
            sought: self.dice.pick(theme.sought).to_owned(),
            kind: kind_of(theme.domain.code()).to_owned(),
            reason: reason.to_owned(),
            structure: structure.to_owned(),
            weeks,
            instead: instead.to_owned(),
            words: String::new(),
            ..GapInput::default()
        };
        self.then(Who::Worker, Step::Gap(need, input));
        // Two in three write down that they hold them, most of them on the same day.
        if instead == "held" && !self.holds && !self.life.is_multiple_of(3) {
            self.holds = true;
            self.beside(Who::Worker, Step::Hold);
        }
    }

    fn connection(&mut self, need: usize, theme: &Theme, may_go_along: &mut bool) {
        let number = self.connections;
        self.connections += 1;
        let entry = self.dice.pick(theme.entries);
        let agreed = self.dice.pick(words::AGREED);
        self.then(Who::Worker, Step::Connect(need, entry, agreed));
        // Some are asked by an e-mailed link, which works for a fortnight; the others by telephone.
        let by_mail = self.may_link && self.dice.percent(30);
        if by_mail {
            self.later(0, 3).then(Who::Worker, Step::AskByMail(number));
            self.later(2, 7);
        } else {
            self.later(0, 3).step(number, "ask");
            self.later(2, 15);
        }
        match self.dice.between(1, 100) {
            n if n <= 60 => self.came(number, by_mail, StepInput { step: "accept".to_owned(), ..StepInput::default() }),
            n if n <= 72 => {
                let weeks = self.dice.between(3, 26).to_string();
                let input = StepInput { step: "wait-list".to_owned(), weeks, ..StepInput::default() };
                self.came(number, by_mail, input);
                self.later(21, 70).step(number, "accept");
            }
            n if n <= 84 => {
                let reason = self.dice.pick(&["full", "not-eligible", "too-complex", "closed", "not-us", "not-said"]);
                let input = StepInput { step: "decline".to_owned(), reason: reason.to_owned(), ..StepInput::default() };
                self.came(number, by_mail, input);
                if self.dice.percent(50) {
                    self.gap(need, theme);
                }
                return;
            }
            n if n <= 93 => return self.step(number, "no-answer"),
            _ if self.life.is_multiple_of(2) => return self.step(number, "person-not-now"),
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
            self.contact(Meeting::at_a_venue(minutes, note), Tells { along: Some(number), ..Tells::default() });
        }
        if self.dice.percent(75) {
            self.later(7, 25).step(number, "attend");
            if self.dice.percent(30) {
                self.later(30, 80).step(number, "end");
            }
        }
    }

    /// What an organisation answered: by its link, or written down by the worker.
    fn came(&mut self, connection: usize, by_mail: bool, answer: StepInput) {
        if by_mail {
            self.answered_by_link(connection, answer);
        } else {
            self.then(Who::Worker, Step::Move(connection, answer));
        }
    }

    fn step(&mut self, connection: usize, step: &str) {
        let input = StepInput { step: step.to_owned(), ..StepInput::default() };
        self.then(Who::Worker, Step::Move(connection, input));
    }

    pub(super) fn message(&mut self, happened: &str) {
        if self.back == Back::Nobody {
            return;
        }
        let mattered = self.dice.pick(words::MATTERS).to_owned();
        let missing = self.needs.iter().rev().find(|_| self.dice.percent(40));
        let missing = missing.map_or("", |theme| theme.sought.first().copied().unwrap_or("")).to_owned();
        let input = messages::Input { mattered, happened: happened.to_owned(), missing, ..messages::Input::default() };
        self.then(Who::Worker, Step::Message(input));
        if self.back == Back::Account && self.dice.percent(65) {
            // Reading is the practice's own time.
            self.aside(|it| it.later(1, 12).then(Who::Practice, Step::Read));
        }
        if self.back == Back::Post && self.dice.percent(65) {
            self.read_by_code();
        }
    }

    pub(super) fn ending(&mut self) {
        let reason = self.dice.pick(&[
            "done",
            "done",
            "done",
            "done",
            "done",
            "done",
            "not-now",
            "not-ready",
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
        if self.dice.percent(45) {
            self.changed();
        }
        self.later(1, 8).close(reason, 65);
    }

    pub(super) fn close(&mut self, reason: &str, door: u32) {
        // What was held ends with support.
        self.holds = false;
        let words = self.dice.pick(words::ENDINGS).to_owned();
        let door_open = self.dice.percent(door);
        self.then(
            Who::Worker,
            Step::Close(CloseInput { reason: reason.to_owned(), words, door_open, by_policy: false }),
        );
    }
}

/// The kind of service that answers a need of this kind.
fn kind_of(domain: &str) -> &'static str {
    match domain {
        "housing" => "housing",
        "benefits" | "money" => "benefits",
        "health-care" => "nhs",
        "social-care" => "council",
        _ => "community",
    }
}
