//! The figures of *This month*, and a month of the calendar.
//!
//! [`evaluate`] works each figure out again over plain facts, one after another and without an index or a list of the
//! store: what the store answers is compared with it.

use jiff::civil::Date;
use jiff::{Timestamp, ToSpan};

use super::Unit;
use crate::support::contact::coded;
use crate::time;

coded!(/** The figures of *This month*. */ Figure {
    /** Referrals received. */ Received = "received", "Referrals received";
    /** Referrals accepted. */ Accepted = "accepted", "Referrals accepted";
    /** Referrals given back. */ Returned = "returned", "Referrals given back";
    /** Referrals passed on. */ Redirected = "redirected", "Referrals passed on elsewhere";
    /** Turned away by a rule. */ TurnedAway = "turned-away", "People turned away by a rule";
    /** Waiting at the end. */ Waiting = "waiting", "Waiting at the end of the month";
    /** Contacts. */ Contacts = "contacts", "Contacts";
    /** Cases ended. */ Ended = "ended", "Cases that ended";
    /** Gaps. */ Gaps = "gaps", "Gaps recorded";
});

impl Figure {
    /// What is counted.
    #[must_use]
    pub const fn unit(self) -> Unit {
        match self {
            Self::Received | Self::Returned | Self::Redirected | Self::TurnedAway | Self::Waiting => Unit::Referrals,
            Self::Accepted | Self::Ended => Unit::Cases,
            Self::Contacts => Unit::Contacts,
            Self::Gaps => Unit::Gaps,
        }
    }

    /// Out of which records.
    #[must_use]
    pub const fn source(self) -> &'static str {
        match self {
            Self::Received | Self::Returned | Self::Redirected | Self::Waiting => {
                "Referrals and what was decided of them"
            }
            Self::TurnedAway => "Rules that were typed when a referral was given back or passed on",
            Self::Accepted | Self::Ended => "Cases",
            Self::Contacts => "Contacts",
            Self::Gaps => "Gaps",
        }
    }

    /// The figures of a month's report: all that the rules can make anything but nothing.
    #[must_use]
    pub fn reported() -> Vec<Self> {
        let reaches = |state: &str| crate::referral::TABLE.iter().any(|line| line.to == state);
        Self::ALL.iter().copied().filter(|figure| *figure != Self::Redirected || reaches("redirected")).collect()
    }

    /// What it counts, in words that a reader can check against a record.
    #[must_use]
    pub const fn definition(self) -> &'static str {
        match self {
            Self::Received => {
                "Referrals whose day of arrival lies in the month, by any route. By state: where each of them stands now. \
                 By practice and route: who sent each of them. Both add up to the same number."
            }
            Self::Accepted => {
                "Cases that were opened in the month, one for each referral that was accepted, whenever it had arrived."
            }
            Self::Returned => "Referrals that were given back in the month with a reason, whenever they had arrived.",
            Self::Redirected => {
                "Referrals that were passed on to another service or team in the month, whenever they had arrived."
            }
            Self::TurnedAway => {
                "Times in the month that a referral was given back or passed on because of a rule of the service, as it \
                 was recorded then. They are counted among those given back or passed on too. By rule: in the words that \
                 were typed. By what they needed: as far as it was said. Both add up to the same number."
            }
            Self::Waiting => {
                "Referrals that had arrived by the end of the month and had by then been neither given to a link worker nor \
                 given back nor passed on. Of the month that is going on: now. Ages are in the service’s own working days."
            }
            Self::Contacts => {
                "Contacts that took place in the month. An attempt without an answer is a contact, and so is an appointment \
                 that was not attended; both are shown apart."
            }
            Self::Ended => {
                "Cases that ended in the month and have not been opened again since, by the reason that was chosen. The \
                 reason for ending is not an outcome."
            }
            Self::Gaps => {
                "Gaps recorded in the month: something a person needed that was not there, with the reason. It counts what \
                 was recorded, not everything that was missing."
            }
        }
    }
}

/// One referral as it stands in its record.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ReferralFact {
    /// When it arrived.
    pub received: Timestamp,
    /// Its state's name.
    pub state: String,
    /// When it was decided for good, if it was.
    pub decided: Option<Timestamp>,
}

/// One case as it stands in its record.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct CaseFact {
    /// When it was opened.
    pub opened: Timestamp,
    /// When it ended, if it is ended.
    pub ended: Option<Timestamp>,
}

/// Everything of a service that the figures of a month count.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Facts {
    /// Its referrals.
    pub referrals: Vec<ReferralFact>,
    /// Its cases.
    pub cases: Vec<CaseFact>,
    /// When each contact took place.
    pub contacts: Vec<Timestamp>,
    /// When each gap was recorded.
    pub gaps: Vec<Timestamp>,
    /// When somebody was turned away by a rule.
    pub turned_away: Vec<Timestamp>,
}

/// A figure of a month by its definition alone. `now` is where the month that is going on ends for those who wait.
#[must_use]
pub fn evaluate(figure: Figure, facts: &Facts, month: Month, now: Timestamp) -> usize {
    let (begin, end) = month.moments();
    let within = |at: &Timestamp| begin <= *at && *at < end;
    let decided_into = |state: &str| {
        facts.referrals.iter().filter(|it| it.state == state && it.decided.as_ref().is_some_and(within)).count()
    };
    match figure {
        Figure::Received => facts.referrals.iter().filter(|it| within(&it.received)).count(),
        Figure::Accepted => facts.cases.iter().filter(|it| within(&it.opened)).count(),
        Figure::Returned => decided_into("returned"),
        Figure::Redirected => decided_into("redirected"),
        Figure::TurnedAway => facts.turned_away.iter().filter(|at| within(at)).count(),
        Figure::Waiting => {
            let until = end.min(now);
            let waits = |it: &&ReferralFact| it.received < until && it.decided.is_none_or(|decided| decided >= until);
            facts.referrals.iter().filter(waits).count()
        }
        Figure::Contacts => facts.contacts.iter().filter(|at| within(at)).count(),
        Figure::Ended => facts.cases.iter().filter(|it| it.ended.as_ref().is_some_and(within)).count(),
        Figure::Gaps => facts.gaps.iter().filter(|at| within(at)).count(),
    }
}

/// A month of the calendar.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Month {
    first: Date,
}

impl Month {
    /// The month of a day.
    #[must_use]
    pub fn of(day: Date) -> Self {
        Self { first: day.first_of_month() }
    }

    /// Reads `2026-11`; years 2000 to 2100.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        let (year, month) = text.split_once('-')?;
        let is_plain = year.len() == 4 && month.len() == 2 && text.bytes().all(|b| b.is_ascii_digit() || b == b'-');
        let (year, month) = (year.parse::<i16>().ok()?, month.parse::<i8>().ok()?);
        let first = Date::new(year, month, 1).ok()?;
        (is_plain && (2000..=2100).contains(&year)).then_some(Self { first })
    }

    /// `2026-11`.
    #[must_use]
    pub fn code(self) -> String {
        self.first.strftime("%Y-%m").to_string()
    }

    /// "November 2026".
    #[must_use]
    pub fn in_words(self) -> String {
        self.first.strftime("%B %Y").to_string()
    }

    /// The month before.
    #[must_use]
    pub fn before(self) -> Self {
        Self { first: self.first.checked_sub(1.month()).unwrap_or(self.first) }
    }

    /// Its first day.
    #[must_use]
    pub const fn first_day(self) -> Date {
        self.first
    }

    /// Its last day.
    #[must_use]
    pub fn last_day(self) -> Date {
        self.first.last_of_month()
    }

    /// From its first moment up to, and without, the first moment after it, as clocks in the United Kingdom go.
    #[must_use]
    pub fn moments(self) -> (Timestamp, Timestamp) {
        let next = self.first.checked_add(1.month()).unwrap_or(self.first);
        let begin = |day: Date| time::moment_on(day, 0, 0).unwrap_or(Timestamp::UNIX_EPOCH);
        (begin(self.first), begin(next))
    }
}

/// The middle of some numbers: of two middle ones the smaller, so that it is one of them. `None` of none.
#[must_use]
pub fn middle(mut numbers: Vec<i64>) -> Option<i64> {
    numbers.sort_unstable();
    let at = numbers.len().checked_sub(1)? / 2;
    numbers.get(at).copied()
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::civil::date;

    #[test]
    fn a_month_is_written_one_way_and_ends_where_the_next_begins() {
        let month = Month::parse("2026-10").expect("a month");
        assert_eq!((month.code().as_str(), month.in_words().as_str()), ("2026-10", "October 2026"));
        assert_eq!(month, Month::of(date(2026, 10, 31)));
        assert_eq!((month.first_day(), month.last_day()), (date(2026, 10, 1), date(2026, 10, 31)));
        let (begin, end) = month.moments();
        // Summer time ends within it.
        assert_eq!(begin.to_string(), "2026-09-30T23:00:00Z");
        assert_eq!(end.to_string(), "2026-11-01T00:00:00Z");
        assert_eq!(month.before().moments().1, begin);
        for wrong in [
            "2026",
            "2026-13",
            "2026-1",
            "26-01",
            "1999-12",
            "2101-01",
            "2026-00",
            "-",
            "2026-10-01",
            "+026-10",
            "２０２６-10",
        ] {
            assert_eq!(Month::parse(wrong), None, "{wrong}");
        }
    }

    #[test]
    fn a_figure_follows_from_its_definition() {
        let at = |day: i8| time::moment_on(date(2026, 10, day), 12, 0).unwrap();
        let month = Month::parse("2026-10").unwrap();
        let referral =
            |received: Timestamp, state: &str, decided| ReferralFact { received, state: state.to_owned(), decided };
        let (before, after) = (time::moment_on(date(2026, 9, 30), 23, 59), time::moment_on(date(2026, 11, 1), 0, 0));
        let (before, after) = (before.unwrap(), after.unwrap());
        let facts = Facts {
            referrals: vec![
                referral(before, "returned", Some(at(2))),
                referral(at(1), "received", None),
                referral(at(3), "allocated", Some(after)),
                referral(after, "received", None),
            ],
            cases: vec![
                CaseFact { opened: before, ended: Some(at(31)) },
                CaseFact { opened: at(9), ended: Some(after) },
            ],
            contacts: vec![before, at(1), at(31), after],
            gaps: vec![at(5)],
            turned_away: vec![at(2), after],
        };
        let counted = |figure| evaluate(figure, &facts, month, after);
        let all: Vec<usize> = Figure::ALL.iter().map(|figure| counted(*figure)).collect();
        assert_eq!(all, [2, 1, 1, 0, 1, 2, 2, 1, 1]);
        // Of the month that goes on: who waits now, whoever is decided at this very moment among them.
        assert_eq!(evaluate(Figure::Waiting, &facts, month, at(2)), 2);
        assert_eq!(evaluate(Figure::Waiting, &facts, month, at(3)), 1);
    }

    #[test]
    fn every_figure_says_what_it_counts() {
        for figure in Figure::ALL {
            assert!(figure.definition().ends_with('.') && figure.definition().len() > 60, "{figure:?}");
            assert_eq!(Figure::from_code(figure.code()), Some(*figure));
        }
    }

    #[test]
    fn the_middle_is_one_of_the_numbers() {
        assert_eq!(middle(vec![]), None);
        assert_eq!(middle(vec![5]), Some(5));
        assert_eq!(middle(vec![9, 1, 4]), Some(4));
        assert_eq!(middle(vec![9, 1, 4, 2]), Some(2));
    }
}
