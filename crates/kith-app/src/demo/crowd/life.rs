//! One person of the crowd: what happens, in order, from the referral to the end or to the last day.
//!
//! The shares are those of the published schemes that `docs/from-the-studies.md` names: about three in ten never
//! engage, a quarter of the others drop out, about six in ten of those helped are accompanied somewhere, six to twelve
//! contacts. They are ranges to look at, never norms.

use jiff::civil::{Date, Weekday};
use jiff::{Timestamp, ToSpan};
use kith_domain::time;

use super::agreed::Meeting;
use super::dice::Dice;
use super::site::{Course, Site};
use super::step::{Step, Tells, Turn, Who};
use super::words::{self, THEMES, Theme};
use crate::support::{ContactInput, NeedInput};

/// What is certain to happen in a life, whatever chance says.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Certain {
    /// Nothing.
    Nothing,
    /// A concern that is taken.
    Concern,
    /// A concern that nobody has taken yet.
    OpenConcern,
    /// The worker is away over the last day, and a colleague covers.
    Cover,
}

/// Whether a practice hears back, and how.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Back {
    /// It reads messages after signing in.
    Account,
    /// It keeps no accounts: it reads messages by a link and its code.
    Post,
    /// No practice referred, or the person does not want it to know.
    Nobody,
}

/// Where a life stands while it is written.
pub(super) struct Pen<'a> {
    pub(super) dice: Dice,
    pub(super) site: &'a Site,
    pub(super) life: u32,
    pub(super) day: Date,
    pub(super) free: Timestamp,
    /// Nothing happens from this moment on.
    pub(super) end: Timestamp,
    /// The day on which the service began.
    pub(super) begins: Date,
    turns: Vec<Turn>,
    pub(super) needs: Vec<&'static Theme>,
    pub(super) connections: usize,
    pub(super) contacts: u32,
    pub(super) back: Back,
    /// Whether they named their language when they came by the door.
    pub(super) has_named_language: bool,
    /// Whether they are kept in touch with while something is not there.
    pub(super) is_held: bool,
    /// Whether that is written down as holding, which goes on.
    pub(super) holds: bool,
    /// Whether community organisations may be told of the person.
    pub(super) may_connect: bool,
    /// Whether anything about the person may be opened by a link.
    pub(super) may_link: bool,
    pub(super) certain: Certain,
}

/// Writes a life from the day of its referral.
pub(super) fn live(
    dice: Dice,
    (life, certain): (u32, Certain),
    nhs_number: String,
    site: &Site,
    days: (Date, Date, Date),
) -> Vec<Turn> {
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
        back: Back::Account,
        has_named_language: false,
        is_held: false,
        holds: false,
        may_connect: true,
        may_link: true,
        certain,
    };
    pen.whole(nhs_number);
    pen.turns.sort_by_key(|turn| turn.at);
    pen.turns
}

/// The working day on or after a day.
pub(in super::super) fn working(day: Date) -> Date {
    let over = match day.weekday() {
        Weekday::Saturday => 2,
        Weekday::Sunday => 1,
        _ => 0,
    };
    day.saturating_add(over.days())
}

impl Pen<'_> {
    /// Goes on some working days later.
    pub(super) fn later(&mut self, least: u32, most: u32) -> &mut Self {
        let days = i64::from(self.dice.between(least, most));
        self.day = working(self.day.saturating_add(days.days()));
        self
    }

    /// Something that happens in its own time and does not hold the story up.
    pub(super) fn aside(&mut self, write: impl FnOnce(&mut Self)) {
        let (day, free) = (self.day, self.free);
        write(self);
        (self.day, self.free) = (day, free);
    }

    /// Notes something, unless the last day has come.
    pub(super) fn then(&mut self, who: Who, step: Step) {
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

    /// Notes something at the moment that is reached, drawing no chance.
    pub(super) fn beside(&mut self, who: Who, step: Step) {
        if self.free < self.end {
            let number = u32::try_from(self.turns.len()).unwrap_or(u32::MAX);
            self.turns.push(Turn { at: self.free, life: self.life, number, who, step });
        }
    }

    /// From 0 when the service began to 100 on the last day, where its ways of working change; always 0 elsewhere.
    pub(super) fn drift(&self) -> u32 {
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
        self.arrive(first, nhs_number);
        self.asked_back();
        if self.redirected() {
            return;
        }
        if self.by_chance(6) {
            let why = self.dice.pick(words::GIVEN_BACK);
            return self.later(1, 6).then(Who::Lead, Step::GiveBack(why));
        }
        self.later(1, 7).then(Who::Lead, Step::Allocate);
        if self.certain == Certain::Cover {
            self.covered();
        }
        if self.by_chance(30) {
            return self.never_reached();
        }
        self.first_conversation(first);
        if self.by_chance(25) {
            return self.drop_out();
        }
        self.helped();
        if self.dice.percent(30) {
            // Still going on: somebody supported for long is no failure.
            for _ in 0..self.dice.between(2, 6) {
                self.meet(20, 45);
                self.looks_again();
            }
            return;
        }
        self.ending();
        if self.dice.percent(12) {
            self.later(40, 180).then(Who::Worker, Step::Reopen);
            for _ in 0..self.dice.between(1, 4) {
                self.meet(5, 20);
            }
        }
    }

    /// True so many times in a hundred, in a life of which nothing is certain.
    pub(super) fn by_chance(&mut self, times: u32) -> bool {
        self.dice.percent(times) && self.certain == Certain::Nothing
    }

    pub(super) fn theme(&mut self) -> &'static Theme {
        let drawn = self.dice.weighted(THEMES, |theme| theme.weight);
        drawn.unwrap_or_else(|| unreachable!("the themes have weights"))
    }

    /// They spoke or met.
    pub(super) fn contact(&mut self, it: Meeting, tells: Tells) {
        let tells = Tells { mood: self.dice.between(0, 9_999), ..tells };
        let input = ContactInput {
            mode: it.mode.to_owned(),
            place: it.place.to_owned(),
            reached: "yes".to_owned(),
            minutes: if it.minutes == 0 { String::new() } else { it.minutes.to_string() },
            note: it.note.to_owned(),
            ways: it.ways.iter().map(|&way| way.to_owned()).collect(),
            ..ContactInput::default()
        };
        self.contacts += 1;
        self.then(Who::Worker, Step::Contact(Box::new(input), tells));
    }

    pub(super) fn no_answer(&mut self) {
        let did_not_attend = self.dice.percent(15);
        self.missed(did_not_attend, Tells::default());
    }

    /// Nobody answered, or nobody came.
    pub(super) fn missed(&mut self, did_not_attend: bool, tells: Tells) {
        let reached = if did_not_attend { "did-not-attend" } else { "no-answer" };
        let note =
            if reached == "no-answer" { self.dice.pick(words::NO_ANSWER) } else { "Did not come. I will write." };
        let tells = Tells { mood: self.dice.between(0, 9_999), ..tells };
        let input = ContactInput {
            mode: if reached == "no-answer" { "phone" } else { "face-to-face" }.to_owned(),
            place: if reached == "no-answer" { "" } else { "practice" }.to_owned(),
            reached: reached.to_owned(),
            note: note.to_owned(),
            ways: vec!["P16".to_owned()],
            ..ContactInput::default()
        };
        self.then(Who::Worker, Step::Contact(Box::new(input), tells));
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
        let home = 40_u32.saturating_sub(self.drift() / 5);
        let (mode, place, minutes) = match self.dice.between(1, 100) {
            n if n <= home => ("face-to-face", "home", self.dice.between(45, 90)),
            n if n <= 70 => ("face-to-face", "practice", self.dice.between(35, 55)),
            _ => ("phone", "", self.dice.between(25, 50)),
        };
        let note = self.dice.pick(words::FIRST);
        let ways: &[&str] = if place == "home" { &["P08", "P13"] } else { &["P08", "P02"] };
        self.meet_as(Meeting { mode, place, minutes, note, ways }, 2, 10);
        self.asked_of_themselves();
        self.decisions();
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

    pub(super) fn need(&mut self, theme: &'static Theme, known: &str) {
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
    pub(super) fn onward(&mut self) {
        let meeting = self.meeting();
        self.contact(meeting, Tells::default());
    }

    /// How a contact in the middle of things is.
    pub(super) fn meeting(&mut self) -> Meeting {
        let drift = self.drift();
        let home = 36_u32.saturating_sub(drift * 3 / 10);
        let note = self.dice.pick(words::ONWARD);
        // What the template asks for is done in more than every second contact from its day on.
        let asks_for_goal = self.site.template.is_some_and(|from| self.day >= from) && self.dice.percent(55);
        let ways: &[&str] = match self.dice.between(1, 100) {
            _ if asks_for_goal => &["P03"],
            n if self.is_held && n <= 50 => &["P09"],
            n if n <= 25 + drift / 3 => &["P01", "P06"],
            n if n <= 55 + drift / 5 => &["P02"],
            n if n <= 70 => &["P08"],
            n if n <= 85 => &["P14"],
            _ => &["P09", "P17"],
        };
        let (mode, place, minutes) = match self.dice.between(1, 100) {
            n if n <= home => ("face-to-face", "home", self.dice.between(35, 75)),
            n if n <= home + 12 => {
                let (note, ways) = ("Rang the agency for them and wrote down what was said.", &["P15"]);
                return Meeting { mode: "on-behalf", place: "", minutes: self.dice.between(10, 30), note, ways };
            }
            n if n <= home + 20 => ("face-to-face", "community", self.dice.between(30, 60)),
            _ => ("phone", "", self.dice.between(8, 30)),
        };
        Meeting { mode, place, minutes, note, ways }
    }
}
