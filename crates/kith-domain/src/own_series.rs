//! What a worker shares of her own series: how she works, month by month, with one named lead.
//!
//! Her series is hers; for everybody else it does not exist (requirement 10; domain.md 2.3.5). She may share it with a
//! supervisor and take that back. What somebody was able to see once does not cover others again: see
//! [`SeriesShare::was_seen_in`].

use jiff::Timestamp;

use crate::event::Event;
use crate::id::Id;
use crate::measure::Month;
use crate::staff::{Account, Service};
use crate::time;

/// One sharing.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SeriesShare {
    /// Identifier.
    pub id: Id<SeriesShare>,
    /// The service.
    pub service: Id<Service>,
    /// Whose series it is.
    pub owner: Id<Account>,
    /// With whom it is shared.
    pub with: Id<Account>,
    /// From which month on: the one in which it was shared.
    pub from: Month,
    /// When it was shared.
    pub at: Timestamp,
    /// When it was taken back.
    pub ended: Option<Timestamp>,
}

impl SeriesShare {
    /// Shares one's series with a lead, from this month on.
    #[must_use]
    pub fn share(
        id: Id<Self>,
        service: Id<Service>,
        owner: Id<Account>,
        with: Id<Account>,
        at: Timestamp,
    ) -> (Self, Event) {
        let from = Month::of(time::day_of(at));
        let event = Event::new("series.shared").with("with", with).with("from", from.first_day());
        (Self { id, service, owner, with, from, at, ended: None }, event)
    }

    /// Takes it back; nothing when that was done already.
    #[must_use]
    pub fn take_back(self, at: Timestamp) -> Option<(Self, Event)> {
        self.ended.is_none().then(|| {
            let event = Event::new("series.taken_back").with("with", self.with);
            (Self { ended: Some(at), ..self }, event)
        })
    }

    /// Whether the one it is shared with may see a month of it now.
    #[must_use]
    pub fn shows(&self, month: Month) -> bool {
        self.ended.is_none() && self.from <= month
    }

    /// Whether the one it was shared with has ever been able to see a month of it. The month in which it was taken back
    /// counts too, so that nothing depends on the day.
    #[must_use]
    pub fn was_seen_in(&self, month: Month) -> bool {
        self.from <= month && self.ended.is_none_or(|at| month <= Month::of(time::day_of(at)))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::civil::date;

    fn month(code: &str) -> Month {
        Month::parse(code).expect("a month")
    }

    #[test]
    fn it_holds_from_its_month_on_and_what_was_seen_stays_seen() {
        let at = |day| time::moment_on(day, 9, 0).expect("a moment");
        let id = |n: u8| Id::from_parts(1, [n; 10]);
        let (service, owner, with) = (Id::from_parts(1, [2; 10]), id(3), id(4));
        let (it, _) = SeriesShare::share(Id::from_parts(1, [1; 10]), service, owner, with, at(date(2026, 3, 20)));
        assert!(!it.shows(month("2026-02")) && it.shows(month("2026-03")) && it.shows(month("2027-01")));
        let (it, _) = it.take_back(at(date(2026, 6, 2))).expect("taken back");
        assert!(!it.shows(month("2026-04")));
        assert!(!it.was_seen_in(month("2026-02")) && it.was_seen_in(month("2026-03")));
        assert!(it.was_seen_in(month("2026-06")) && !it.was_seen_in(month("2026-07")));
        assert!(it.take_back(at(date(2026, 6, 3))).is_none());
    }
}
