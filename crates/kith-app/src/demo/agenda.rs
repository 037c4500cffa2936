//! The agenda: every act of the demo with its moment, in the order of time.

use std::collections::BTreeMap;

use jiff::civil::{Date, Weekday};
use jiff::{Timestamp, ToSpan};
use kith_domain::directory::Capacity;
use kith_domain::time;

use super::chance::Tree;
use super::later::Later;
use crate::appointments::BookingInput;
use crate::connecting::StepInput;
use crate::entries::EntryInput;
use crate::gap_answer::CameInput;
use crate::gaps::GapInput;
use crate::letters::LetterInput;
use crate::support::{CloseInput, ContactInput, NeedInput};
use crate::waits::WaitInput;
use crate::{messages, referring};

/// A name in the script.
pub(super) type Key = &'static str;

/// Something that is done.
#[derive(Debug, Clone)]
pub(super) enum Act {
    /// The directory takes an entry up.
    List { entry: Key },
    /// Somebody makes sure of an entry.
    Check { entry: Key, capacity: Capacity },
    /// Its organisation says that all of it is right.
    Confirm { entry: Key },
    /// Its organisation says that it is full, and takes nobody for so many days.
    Pause { entry: Key, days: i64 },
    /// A practice refers.
    Refer { referral: Key, person: Key, input: referring::Input },
    /// The lead accepts.
    Accept { referral: Key },
    /// The lead allocates.
    Allocate { referral: Key, worker: Key },
    /// The lead gives back.
    GiveBack { referral: Key, reason: Key },
    /// How somebody is reached.
    Rules { person: Key, safe: Key, communication: Key },
    /// A contact. Its ways are codes and its connection is a name of the script.
    Contact { person: Key, input: ContactInput },
    /// Something is booked.
    Book { person: Key, input: BookingInput },
    /// A letter.
    Letter { person: Key, input: LetterInput },
    /// What matters.
    Matters { person: Key, words: Key },
    /// A need.
    Need { need: Key, person: Key, input: NeedInput },
    /// A gap.
    Gap { need: Key, input: GapInput },
    /// What came of a gap after all.
    Answer { need: Key, input: CameInput },
    /// What happened to a wait.
    Wait { connection: Key, input: WaitInput },
    /// A connection.
    Connect { connection: Key, person: Key, to: Key, need: Key, agreed: Key },
    /// What became of it.
    Step { connection: Key, input: StepInput },
    /// An organisation is asked by an e-mailed link.
    AskByMail { connection: Key },
    /// It asks something, by its link.
    Enquire { connection: Key, question: Key },
    /// It says something of its entry, by its link.
    SayOfEntry { connection: Key, input: EntryInput },
    /// A message back.
    Message { person: Key, input: messages::Input },
    /// The practice reads.
    Read { referral: Key },
    /// A case ends.
    Close { person: Key, input: CloseInput },
    /// And is taken up again.
    Reopen { person: Key },
    /// What is written once somebody is known.
    Later { person: Key, later: Later },
}

/// An act with its moment and who does it.
#[derive(Debug, Clone)]
pub(super) struct Planned {
    pub(super) at: Timestamp,
    /// Somebody on the staff; `None` for the operator.
    pub(super) who: Option<Key>,
    /// Its branch in the tree of chance.
    pub(super) label: String,
    pub(super) act: Act,
}

/// When each day of a story may go on.
pub(super) type Days = BTreeMap<Date, Timestamp>;

/// The acts as they are written down, story by story.
pub(super) struct Agenda {
    pub(super) tree: Tree,
    pub(super) as_of: Date,
    planned: Vec<Planned>,
    used: BTreeMap<String, u32>,
    numbers: BTreeMap<Key, String>,
}

impl Agenda {
    pub(super) const fn new(tree: Tree, as_of: Date) -> Self {
        Self { tree, as_of, planned: Vec::new(), used: BTreeMap::new(), numbers: BTreeMap::new() }
    }

    /// The working day on or before a number of days before the last one.
    pub(super) fn day(&self, ago: i64) -> Date {
        let day = self.as_of.checked_sub(ago.days()).unwrap_or(self.as_of);
        let back = match day.weekday() {
            Weekday::Saturday => 1,
            Weekday::Sunday => 2,
            _ => 0,
        };
        day.checked_sub(back.days()).unwrap_or(day)
    }

    /// How many days before the last one a day is.
    pub(super) fn ago(&self, day: Date) -> i64 {
        day.until(self.as_of).map_or(0, |span| i64::from(span.get_days()))
    }

    /// The day on which the demo is looked at.
    pub(super) const fn last(&self) -> Date {
        self.as_of
    }

    /// A label that nothing else has: the stem, and how often it was asked for.
    fn label(&mut self, stem: String) -> String {
        let times = self.used.entry(stem.clone()).or_insert(0);
        *times += 1;
        format!("{stem}/{times}")
    }

    /// Plans an act some days before the last, at an hour of chance. `days` holds when each day of this story may go
    /// on: acts of one day follow each other as they are written.
    pub(super) fn plan(&mut self, days: &mut Days, stem: String, ago: i64, who: Option<Key>, act: Act) {
        let label = self.label(stem);
        let day = self.day(ago);
        let (hour, minute) = self.tree.hour(&format!("{label}/hour"));
        let free = days.get(&day).copied().unwrap_or(Timestamp::UNIX_EPOCH);
        let at = time::moment_on(day, hour, minute).unwrap_or(free).max(free);
        days.insert(day, at.checked_add(7.minutes()).unwrap_or(at));
        self.planned.push(Planned { at, who, label, act });
    }

    /// Somebody's made-up NHS number, which nobody else has.
    pub(super) fn nhs_number(&mut self, of: Key) -> String {
        while !self.numbers.contains_key(of) {
            let label = self.label(format!("{of}/nhs-number"));
            let number = self.tree.nhs_number(&label);
            if !self.numbers.values().any(|taken| *taken == number) {
                self.numbers.insert(of, number);
            }
        }
        self.numbers.get(of).cloned().unwrap_or_default()
    }

    /// Every act in the order of time; acts of one moment in the order in which they were written.
    pub(super) fn in_order(mut self) -> Vec<Planned> {
        self.planned.sort_by_key(|planned| planned.at);
        self.planned
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::civil::date;

    #[test]
    fn nobody_works_at_the_weekend_and_order_is_kept() {
        let agenda = Agenda::new(Tree(1), date(2026, 11, 22)); // a Sunday
        assert_eq!(agenda.day(0), date(2026, 11, 20));
        assert_eq!(agenda.day(1), date(2026, 11, 20));
        assert_eq!(agenda.day(2), date(2026, 11, 20));
        assert_eq!(agenda.day(3), date(2026, 11, 19));
    }

    #[test]
    fn acts_of_one_day_follow_each_other_and_days_keep_their_order() {
        let mut agenda = Agenda::new(Tree(1), date(2026, 11, 22));
        let mut days = Days::new();
        for (order, ago) in [9, 8, 8, 8, 2, 1].into_iter().enumerate() {
            let ago_of = ["first", "second", "third", "fourth", "fifth", "sixth"];
            agenda.plan(&mut days, "x".to_owned(), ago, None, Act::Reopen { person: ago_of[order] });
        }
        let names: Vec<String> = agenda.in_order().into_iter().map(|planned| format!("{:?}", planned.act)).collect();
        let written: Vec<String> = ["first", "second", "third", "fourth", "fifth", "sixth"]
            .into_iter()
            .map(|person| format!("{:?}", Act::Reopen { person }))
            .collect();
        assert_eq!(names, written);
    }
}
