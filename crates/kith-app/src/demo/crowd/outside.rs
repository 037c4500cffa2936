//! What comes and goes between the team and others: questions to whoever referred, a better place to turn to, what an
//! organisation answers by its link, and what a practice without accounts reads by its code.

use jiff::ToSpan;
use kith_domain::time;

use super::life::{Back, Pen};
use super::step::{Step, Who};
use crate::connecting::StepInput;

/// What the lead asks whoever sent a referral.
const QUESTIONS: &[(&str, &str)] = &[
    ("Which telephone number is best, and at which times?", "Mornings on the mobile. The landline is his brother’s."),
    ("Is somebody going in already, or would we be the first?", "A carer on weekdays, nobody at weekends."),
    (
        "Does she know that we will ring, and from which number?",
        "Yes, I have told her. She does not pick up hidden ones.",
    ),
    ("Is an interpreter needed, and for which language?", "For letters yes, for talking she manages."),
    ("You write of the stairs. Is that about falls, or about going out?", "About going out. No falls that we know of."),
];

/// Who can help better, and what whoever referred should do.
const BETTER: &[(&str, &str)] = &[
    ("The falls clinic", "This is for the falls clinic first. Please refer there; we are glad to help afterwards."),
    ("The memory service", "Please ask the memory service. If company is wanted besides, send them to us again."),
    ("The housing officer of the council", "The notice runs out on Friday: ring the council’s duty officer today."),
];

/// What an organisation adds to its yes.
const ADDED: &[&str] = &[
    "",
    "",
    "Come on Wednesday at ten, and ask for Joan.",
    "The side door, the front one sticks. We have tea on from two.",
    "Bring a coat, the hall is cold. Somebody will be at the gate.",
];

/// What a practice writes back.
const BACK: &[&str] =
    &["Thank you, that helps.", "We have changed the tablets since.", "Dr Vos would like to hear how it goes on."];

impl Pen<'_> {
    /// The lead asks whoever sent the referral, and they answer.
    pub(super) fn asked_back(&mut self) {
        if !self.by_chance(9) {
            return;
        }
        let (question, answer) = self.dice.pick(QUESTIONS);
        self.later(0, 2).then(Who::Lead, Step::AskReferrer(question));
        let who = if self.back == Back::Account { Who::Practice } else { Who::Door };
        self.later(1, 4).then(who, Step::AnswerReferrer(answer));
    }

    /// The lead knows who can help better. True when the life ends with it.
    pub(super) fn redirected(&mut self) -> bool {
        if !self.by_chance(2) {
            return false;
        }
        let (to, words) = self.dice.pick(BETTER);
        self.later(1, 5).then(Who::Lead, Step::Redirect(to, words));
        true
    }

    /// A colleague covers the worker of this life over the last day.
    pub(super) fn covered(&mut self) {
        let last = time::day_of(self.end);
        self.aside(|it| {
            it.day = super::working_day(last.saturating_sub(3.days()));
            it.then(Who::Lead, Step::Cover);
        });
    }

    /// The organisation answers by the link it was sent; one in four puts it right a day later.
    pub(super) fn answered_by_link(&mut self, connection: usize, answer: StepInput) {
        if self.dice.percent(25) {
            let first = StepInput { step: "wait-list".to_owned(), weeks: "2".to_owned(), ..StepInput::default() };
            self.then(Who::Group, Step::Answered(connection, first));
            self.later(1, 2);
        }
        let words = if answer.step == "accept" { self.dice.pick(ADDED).to_owned() } else { answer.words.clone() };
        self.then(Who::Group, Step::Answered(connection, StepInput { words, ..answer }));
        if self.dice.percent(95) {
            self.later(0, 2).then(Who::Worker, Step::SeenAnswer(connection));
        }
    }

    /// Somebody at a practice without accounts types the code, and now and then writes back.
    pub(super) fn read_by_code(&mut self) {
        let back = if self.dice.percent(20) { self.dice.pick(BACK) } else { "" };
        self.aside(|it| {
            it.later(1, 7).then(Who::Reader, Step::ReadByCode(back));
            if !back.is_empty() && it.dice.percent(95) {
                it.later(1, 3).then(Who::Worker, Step::SeenReply);
            }
        });
    }
}
