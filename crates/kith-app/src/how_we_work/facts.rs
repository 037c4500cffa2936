//! What is counted, and over which months.

use jiff::Timestamp;
use kith_domain::id::Id;
use kith_domain::measure::Month;
use kith_domain::measure::working::{ContactFact, EndingFact, Fact, NeedFact, StepFact, tried_again};
use kith_domain::staff::{Account, Service};
use kith_domain::time;
use kith_store::{ReadTx, working};

use crate::refusal::Refusal;

/// The months that are looked at: whole ones that are over, from the January two years before this year. It begins with a
/// year so that nothing that was shown of a year is taken apart.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Window {
    /// The months, in order.
    pub months: Vec<Month>,
}

impl Window {
    /// The months that were over at a moment.
    #[must_use]
    pub fn until(now: Timestamp) -> Self {
        let today = time::day_of(now);
        let mut month = Month::of(today).before();
        let mut months = Vec::new();
        while month.first_day().year() >= today.year() - 2 {
            months.push(month);
            month = month.before();
        }
        months.reverse();
        Self { months }
    }

    /// From its first moment up to, and without, the first moment after it.
    pub(super) fn moments(&self) -> (Timestamp, Timestamp) {
        let first = self.months.first().map_or(Timestamp::UNIX_EPOCH, |it| it.moments().0);
        let last = self.months.last().map_or(Timestamp::UNIX_EPOCH, |it| it.moments().1);
        (first, last)
    }

    /// In which of its months a moment lies.
    #[must_use]
    pub fn place(&self, at: Timestamp) -> Option<usize> {
        self.months.binary_search(&Month::of(time::day_of(at))).ok()
    }
}

/// Everything that is counted.
#[derive(Debug, Clone, Default)]
pub struct Facts {
    /// Contacts, in the order of time.
    pub contacts: Vec<ContactFact>,
    /// Which of them is another try after one that was not answered.
    pub tried: Vec<Option<bool>>,
    /// How cases ended.
    pub endings: Vec<EndingFact>,
    /// What was agreed and changed in plans.
    pub steps: Vec<StepFact>,
    /// Needs, also those from before the window.
    pub needs: Vec<NeedFact>,
}

impl Facts {
    /// Puts together what was read.
    #[must_use]
    pub fn of(
        contacts: Vec<ContactFact>,
        (endings, steps): (Vec<EndingFact>, Vec<StepFact>),
        needs: Vec<NeedFact>,
    ) -> Self {
        let tried = tried_again(&contacts);
        Self { contacts, tried, endings, steps, needs }
    }

    /// Reads them.
    pub(super) fn read(tx: &mut ReadTx<'_>, service: Id<Service>, window: &Window) -> Result<Self, Refusal> {
        let span = window.moments();
        let needs = working::needs(tx, service, span.1)?;
        let contacts = working::contacts(tx, service, span, &needs)?;
        Ok(Self::of(contacts, working::endings_and_steps(tx, service, span)?, needs))
    }

    /// Those of one worker alone.
    #[must_use]
    pub fn only(&self, worker: Id<Account>) -> Self {
        let (contacts, tried) = self
            .contacts
            .iter()
            .zip(&self.tried)
            .filter(|(it, _)| it.worker == worker)
            .map(|(it, tried)| (it.clone(), *tried))
            .unzip();
        Self {
            contacts,
            tried,
            endings: self.endings.iter().filter(|it| it.worker == worker).copied().collect(),
            steps: self.steps.iter().filter(|it| it.worker == worker).copied().collect(),
            needs: self.needs.iter().filter(|it| it.worker == worker).cloned().collect(),
        }
    }

    /// All of them but contacts.
    pub(super) fn others(&self) -> impl Iterator<Item = Fact<'_>> {
        let endings = self.endings.iter().map(Fact::Ending);
        let steps = self.steps.iter().map(Fact::Step);
        endings.chain(steps).chain(self.needs.iter().map(Fact::Need))
    }
}
