//! The figures of *How we work*: what the record makes visible of how a team works, without anybody being asked to call it
//! choice or care.
//!
//! Each is a share with its denominator (evaluation.md 4; the column *sign in the record* of domain.md 2.2). None has a
//! direction that is better. Griffith and others (2023) and Pollard and others (2023) explain slow changes of practice by
//! what surrounds it; so these stand beside dated context events, and never beside a target.
//!
//! # Invariants
//! - A figure never says what a contact *was*: it says what was written down.
//! - Nothing here is about one worker; who did something is kept so that a minimum of workers can be kept.
//! - What was not asked is in no share of what was done (product principle 4).

use std::collections::BTreeSet;

use jiff::Timestamp;

use super::Unit;
use crate::id::Id;
use crate::need::{Domain, Known};
use crate::person::Person;
use crate::practice::Practice;
use crate::staff::Account;
use crate::support::case::ClosureReason;
use crate::support::contact::{Asked, Mode, Place, Reached, StartedBy, coded};
use crate::support::plan::action::Owner;

/// What is counted of a contact.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ContactFact {
    /// Who logged it.
    pub worker: Id<Account>,
    /// Whom it was with.
    pub person: Id<Person>,
    /// When it was.
    pub at: Timestamp,
    /// How.
    pub mode: Mode,
    /// Where.
    pub place: Option<Place>,
    /// Whether the person was reached.
    pub reached: Reached,
    /// Whether others took part.
    pub has_others: bool,
    /// Minutes.
    pub minutes: Option<u32>,
    /// Whether it was asked what was done, and what came of that; nothing where it was not asked.
    pub asked: Option<Asked>,
    /// Who started it.
    pub started_by: Option<StartedBy>,
    /// Whether they went to a connection together.
    pub accompanied: bool,
    /// What was done, by codes of the service's list.
    pub ways: BTreeSet<String>,
    /// Whether a goal was written down for the person on the same day.
    pub has_goal: bool,
    /// Whether a connection was made for the person on the same day.
    pub has_connection: bool,
    /// Whether the person was held on that day.
    pub is_held: bool,
    /// How many needs of the person had been written down by then.
    pub needs: usize,
    /// Whether one of them was about housing, money, benefits or a legal matter.
    pub is_structural: bool,
}

impl ContactFact {
    /// Whether what was done was asked and answered.
    #[must_use]
    pub fn is_answered(&self) -> bool {
        self.asked == Some(Asked::Answered)
    }

    /// Whether they met or spoke.
    #[must_use]
    pub fn is_reached(&self) -> bool {
        self.reached == Reached::Yes
    }

    /// Whether they went somewhere together.
    #[must_use]
    pub fn went_along(&self) -> bool {
        self.accompanied || (self.place == Some(Place::Venue) && self.mode == Mode::FaceToFace && self.is_reached())
    }
}

/// Whether a need is of those by which cases differ most: housing, money, benefits, legal (domain.md P19).
#[must_use]
pub const fn is_structural(domain: Domain) -> bool {
    matches!(domain, Domain::Housing | Domain::Money | Domain::Benefits | Domain::Legal)
}

/// What is counted of the end of a case.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct EndingFact {
    /// Who ended it.
    pub worker: Id<Account>,
    /// When.
    pub at: Timestamp,
    /// Why, as it was said then.
    pub reason: Option<ClosureReason>,
    /// Whether it was taken up again within twelve months; nothing before these are over.
    pub returned: Option<bool>,
}

/// What is counted of a plan: something that was agreed, or a change of it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct StepFact {
    /// Who wrote it down.
    pub worker: Id<Account>,
    /// When.
    pub at: Timestamp,
    /// Whose it was, of something agreed; nothing of a change.
    pub owner: Option<Owner>,
}

/// What is counted of a need.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NeedFact {
    /// Who wrote it down.
    pub worker: Id<Account>,
    /// Whose it is.
    pub person: Id<Person>,
    /// When it was written down.
    pub at: Timestamp,
    /// When it became known.
    pub known: Known,
    /// What it is about.
    pub domain: Option<Domain>,
    /// The practice that referred the person last before that.
    pub practice: Option<Id<Practice>>,
}

/// One of them.
#[derive(Debug, Clone, Copy)]
pub enum Fact<'a> {
    /// A contact.
    Contact(&'a ContactFact),
    /// An ending.
    Ending(&'a EndingFact),
    /// A step of a plan.
    Step(&'a StepFact),
    /// A need.
    Need(&'a NeedFact),
}

impl Fact<'_> {
    /// Whose it is.
    #[must_use]
    pub const fn worker(&self) -> Id<Account> {
        match self {
            Self::Contact(it) => it.worker,
            Self::Ending(it) => it.worker,
            Self::Step(it) => it.worker,
            Self::Need(it) => it.worker,
        }
    }

    /// When it was.
    #[must_use]
    pub const fn at(&self) -> Timestamp {
        match self {
            Self::Contact(it) => it.at,
            Self::Ending(it) => it.at,
            Self::Step(it) => it.at,
            Self::Need(it) => it.at,
        }
    }
}

/// So many minutes make a long contact: half an hour.
pub const LONG: u32 = 30;

coded!(/** The signals that a record gives without anybody tapping anything. */ Signal {
    /** Asking was answered. */ Answered = "answered", "What we did was answered when it was asked";
    /** Long. */ Long = "long", "Lasted half an hour or more";
    /** At home. */ Home = "home", "Was at their home, of those face to face";
    /** Started by them. */ StartedByThem = "started-by-them", "Was started by the person, or somebody for them";
    /** Went along. */ Accompanied = "accompanied", "Went somewhere together";
    /** Nothing else. */ NothingElse = "no-goal-or-connection", "No goal was set and no connection made that day";
    /** Held. */ Held = "held", "Was with somebody who is being held";
    /** Others. */ Others = "others", "Somebody else around the person took part";
    /** On their behalf. */ Behalf = "on-behalf", "Was with somebody else, for them";
    /** Tried again. */ TriedAgain = "tried-again", "Another try after one that was not answered";
    /** The person's own. */ OwnerPerson = "owner-person", "Was for the person alone to do";
    /** Both. */ OwnerBoth = "owner-both", "Was to be done by both together";
    /** The worker. */ OwnerWorker = "owner-worker", "Was for the link worker to do";
    /** An agency. */ OwnerAgency = "owner-agency", "Was for an agency or somebody else to do";
    /** Plan changed. */ PlanChanged = "plan-changed", "Changed what was agreed, with the reason";
    /** Ended by a limit. */ EndedByLimit = "ended-by-limit", "Ended because of a limit of the service";
    /** Came back. */ CameBack = "came-back", "Was taken up again within twelve months";
    /** Uncovered. */ Uncovered = "uncovered", "Was not in the referral";
});

/// What a signal is a share of.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Whole {
    /// Contacts.
    Contacts,
    /// What was agreed and changed in plans.
    Steps,
    /// Cases that ended.
    Endings,
    /// Needs.
    Needs,
}

impl Signal {
    /// What it is a share of.
    #[must_use]
    pub const fn whole(self) -> Whole {
        match self {
            Self::Answered
            | Self::Long
            | Self::Home
            | Self::StartedByThem
            | Self::Accompanied
            | Self::NothingElse
            | Self::Held
            | Self::Others
            | Self::Behalf
            | Self::TriedAgain => Whole::Contacts,
            Self::OwnerPerson | Self::OwnerBoth | Self::OwnerWorker | Self::OwnerAgency | Self::PlanChanged => {
                Whole::Steps
            }
            Self::EndedByLimit | Self::CameBack => Whole::Endings,
            Self::Uncovered => Whole::Needs,
        }
    }

    /// What its denominator is called on a page: "of 120 …".
    #[must_use]
    pub const fn of(self) -> &'static str {
        match self {
            Self::Answered => "contacts that were asked",
            Self::Long => "contacts with their minutes written down",
            Self::Home => "contacts face to face with their place",
            Self::StartedByThem => "contacts that say who started them",
            Self::Accompanied | Self::NothingElse | Self::Held => "contacts in which the person was reached",
            Self::Others | Self::Behalf => "contacts",
            Self::TriedAgain => "contacts that nobody answered or came to",
            Self::OwnerPerson | Self::OwnerBoth | Self::OwnerWorker | Self::OwnerAgency => "things agreed",
            Self::PlanChanged => "things agreed or changed",
            Self::EndedByLimit => "cases that ended",
            Self::CameBack => "cases that ended a year or more ago",
            Self::Uncovered => "needs written down",
        }
    }

    /// What it is, in the middle of a sentence.
    #[must_use]
    pub const fn phrase(self) -> &'static str {
        match self {
            Self::Answered => "contacts answered, of those that asked",
            Self::Long => "contacts of half an hour or more",
            Self::Home => "contacts at people’s homes, of those face to face",
            Self::StartedByThem => "contacts started by the person or for them",
            Self::Accompanied => "contacts in which they went somewhere together",
            Self::NothingElse => "contacts on a day with no goal and no connection",
            Self::Held => "contacts with somebody who is being held",
            Self::Others => "contacts in which somebody else around the person took part",
            Self::Behalf => "contacts with somebody else, for the person",
            Self::TriedAgain => "tries after one that was not answered",
            Self::OwnerPerson => "things agreed for the person alone to do",
            Self::OwnerBoth => "things agreed to be done by both together",
            Self::OwnerWorker => "things agreed for the link worker to do",
            Self::OwnerAgency => "things agreed for somebody else to do",
            Self::PlanChanged => "changes of what was agreed",
            Self::EndedByLimit => "endings by a limit of the service",
            Self::CameBack => "cases taken up again within twelve months",
            Self::Uncovered => "needs that were not in the referral",
        }
    }

    /// The definition, in words that a reader can check against a record.
    #[must_use]
    pub const fn definition(self) -> &'static str {
        match self {
            Self::Answered => {
                "Of the contacts on whose form it was asked what was done, the share in which something was tapped. Contacts \
                 that were not asked are in neither number."
            }
            Self::Long => {
                "Of the contacts in which the person was reached and whose minutes were written down, the share of 30 minutes \
                 or more."
            }
            Self::Home => {
                "Of the contacts face to face in which the person was reached and whose place was written down, the share at \
                 their home."
            }
            Self::StartedByThem => {
                "Of the contacts for which it was written down who started them, the share started by the person or by \
                 somebody else on their behalf."
            }
            Self::Accompanied => {
                "Of the contacts in which the person was reached, the share in which link worker and person went to a \
                 connection together or met at the venue of a community service."
            }
            Self::NothingElse => {
                "Of the contacts in which the person was reached, the share on a day on which no goal was written down and no \
                 connection made for the person. Such a contact is complete."
            }
            Self::Held => {
                "Of the contacts in which the person was reached, the share on a day on which holding them was written down \
                 and had not ended."
            }
            Self::Others => "Of all contacts, the share in which somebody besides link worker and person took part.",
            Self::Behalf => {
                "Of all contacts, the share that were with an agency or another person, on behalf of the person supported."
            }
            Self::TriedAgain => {
                "Of the contacts in which nobody answered or the person did not come, the share that followed another such \
                 one without the person having been reached in between."
            }
            Self::OwnerPerson | Self::OwnerBoth | Self::OwnerWorker | Self::OwnerAgency => {
                "Of the things to do that were agreed in plans, the share whose owner this was when it was written down."
            }
            Self::PlanChanged => {
                "Of the things to do that were agreed in plans and the changes of them, the share that were changes. A change \
                 is kept with its reason."
            }
            Self::EndedByLimit => {
                "Of the cases that ended, by the reason given at that moment, the share that ended because of a limit of the \
                 service, such as a number of sessions or weeks."
            }
            Self::CameBack => {
                "Of the cases that ended, the share that were taken up again within twelve months. It is told once the twelve \
                 months are over."
            }
            Self::Uncovered => {
                "Of the needs that were written down, the share that became known in the first conversation or later, and \
                 had not stood in the referral."
            }
        }
    }

    /// The unit.
    #[must_use]
    pub const fn unit(self) -> Unit {
        Unit::Percent
    }

    /// Out of which records.
    #[must_use]
    pub const fn source(self) -> &'static str {
        match self.whole() {
            Whole::Contacts => "Contacts, goals, connections and holdings",
            Whole::Steps => "Plans and their history",
            Whole::Endings => "The history of cases",
            Whole::Needs => "Needs",
        }
    }

    /// Whether a fact is counted, and as what: nothing where it is not in the denominator. [`Signal::TriedAgain`] needs
    /// what came before, and is told by [`tried_again`].
    #[must_use]
    pub fn counts(self, fact: Fact<'_>) -> Option<bool> {
        match (self, fact) {
            (Self::Answered, Fact::Contact(it)) => it.asked.map(|asked| asked == Asked::Answered),
            (Self::Long, Fact::Contact(it)) => it.minutes.filter(|_| it.is_reached()).map(|minutes| minutes >= LONG),
            (Self::Home, Fact::Contact(it)) => {
                it.place.filter(|_| it.mode == Mode::FaceToFace && it.is_reached()).map(|place| place == Place::Home)
            }
            (Self::StartedByThem, Fact::Contact(it)) => it.started_by.map(|by| by != StartedBy::Us),
            (Self::Accompanied, Fact::Contact(it)) => it.is_reached().then(|| it.went_along()),
            (Self::NothingElse, Fact::Contact(it)) => it.is_reached().then_some(!it.has_goal && !it.has_connection),
            (Self::Held, Fact::Contact(it)) => it.is_reached().then_some(it.is_held),
            (Self::Others, Fact::Contact(it)) => Some(it.has_others),
            (Self::Behalf, Fact::Contact(it)) => Some(it.mode == Mode::Behalf),
            (Self::OwnerPerson, Fact::Step(it)) => it.owner.map(|owner| owner == Owner::Person),
            (Self::OwnerBoth, Fact::Step(it)) => it.owner.map(|owner| owner == Owner::Both),
            (Self::OwnerWorker, Fact::Step(it)) => it.owner.map(|owner| owner == Owner::Worker),
            (Self::OwnerAgency, Fact::Step(it)) => it.owner.map(|owner| owner == Owner::Agency),
            (Self::PlanChanged, Fact::Step(it)) => Some(it.owner.is_none()),
            (Self::EndedByLimit, Fact::Ending(it)) => Some(it.reason == Some(ClosureReason::Limit)),
            (Self::CameBack, Fact::Ending(it)) => it.returned,
            (Self::Uncovered, Fact::Need(it)) => Some(it.known != Known::Referral),
            _ => None,
        }
    }

    /// The signal that should move with a tap if what was done has changed, and not only what was tapped; and whether it
    /// would move the same way (domain.md 2.2, *sign in the record*).
    #[must_use]
    pub fn beside(way: &str) -> Option<(Self, Together)> {
        Some(match way {
            "P01" | "P03" => (Self::NothingElse, Together::Against),
            "P06" => (Self::OwnerPerson, Together::With),
            "P08" => (Self::NothingElse, Together::With),
            "P09" => (Self::Held, Together::With),
            "P12" => (Self::Accompanied, Together::With),
            "P13" => (Self::Home, Together::With),
            "P14" => (Self::OwnerBoth, Together::With),
            "P15" => (Self::Behalf, Together::With),
            "P16" => (Self::TriedAgain, Together::With),
            "P17" => (Self::PlanChanged, Together::With),
            "P18" => (Self::Others, Together::With),
            "P21" => (Self::EndedByLimit, Together::With),
            _ => return None,
        })
    }
}

/// Whether two series would move together.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Together {
    /// One goes up as the other does.
    With,
    /// One goes up as the other goes down.
    Against,
}

/// Which of some contacts, in the order of time, is another try after one that was not answered: nothing for those in which
/// the person was reached.
#[must_use]
pub fn tried_again(contacts: &[ContactFact]) -> Vec<Option<bool>> {
    let mut waits: BTreeSet<Id<Person>> = BTreeSet::new();
    let of = |it: &ContactFact| {
        if it.is_reached() {
            // With somebody else, for them, is no answer of theirs.
            if it.mode != Mode::Behalf {
                waits.remove(&it.person);
            }
            return None;
        }
        Some(!waits.insert(it.person))
    };
    contacts.iter().map(of).collect()
}

coded!(/** By what contacts are told apart, so that a change of who comes is not taken for a change of how we work. */ Mix {
    /** By number of needs. */ Needs = "needs", "By how many needs the person had told of";
    /** By structural need. */ Structural = "structural", "By whether housing, money, benefits or a legal matter was among them";
});

impl Mix {
    /// Its groups, in order.
    #[must_use]
    pub const fn groups(self) -> &'static [&'static str] {
        match self {
            Self::Needs => &["No need yet", "One need", "Two needs", "Three needs or more"],
            Self::Structural => &["Such a need among them", "None of these"],
        }
    }

    /// In which group a contact is: a position in [`Mix::groups`].
    #[must_use]
    pub const fn group(self, it: &ContactFact) -> usize {
        match self {
            Self::Needs if it.needs > 3 => 3,
            Self::Needs => it.needs,
            Self::Structural if it.is_structural => 0,
            Self::Structural => 1,
        }
    }
}

#[cfg(test)]
pub(crate) mod tests {
    use super::*;

    /// A plain call that reached somebody and was asked about.
    pub(crate) fn contact(person: u8, minute: i64) -> ContactFact {
        ContactFact {
            worker: Id::from_parts(1, [1; 10]),
            person: Id::from_parts(1, [person; 10]),
            at: Timestamp::UNIX_EPOCH + jiff::SignedDuration::from_mins(minute),
            mode: Mode::Phone,
            place: None,
            reached: Reached::Yes,
            has_others: false,
            minutes: Some(20),
            asked: Some(Asked::Answered),
            started_by: None,
            accompanied: false,
            ways: BTreeSet::new(),
            has_goal: false,
            has_connection: false,
            is_held: false,
            needs: 0,
            is_structural: false,
        }
    }

    #[test]
    fn what_was_not_said_is_in_no_denominator() {
        let bare = ContactFact { minutes: None, asked: None, ..contact(1, 1) };
        let fact = Fact::Contact(&bare);
        for signal in [Signal::Answered, Signal::Long, Signal::Home, Signal::StartedByThem] {
            assert_eq!(signal.counts(fact), None, "{signal:?}");
        }
        assert_eq!(Signal::NothingElse.counts(fact), Some(true), "a contact without goal or connection is complete");
        let skipped = ContactFact { asked: Some(Asked::Skipped), ..bare };
        assert_eq!(Signal::Answered.counts(Fact::Contact(&skipped)), Some(false));
    }

    #[test]
    fn a_try_after_a_try_is_another_until_somebody_answers() {
        let missed = |person, minute| ContactFact { reached: Reached::NoAnswer, ..contact(person, minute) };
        let behalf = ContactFact { mode: Mode::Behalf, ..contact(1, 3) };
        let all = [missed(1, 1), missed(2, 2), behalf, missed(1, 4), contact(1, 5), missed(1, 6)];
        assert_eq!(tried_again(&all), [Some(false), Some(false), None, Some(true), None, Some(false)]);
    }

    #[test]
    fn owners_add_up_and_a_change_has_none() {
        let step = |owner| StepFact { worker: Id::from_parts(1, [1; 10]), at: Timestamp::UNIX_EPOCH, owner };
        for owner in Owner::ALL {
            let it = step(Some(*owner));
            let of = [Signal::OwnerPerson, Signal::OwnerBoth, Signal::OwnerWorker, Signal::OwnerAgency];
            assert_eq!(of.iter().filter(|signal| signal.counts(Fact::Step(&it)) == Some(true)).count(), 1);
            assert_eq!(Signal::PlanChanged.counts(Fact::Step(&it)), Some(false));
        }
        let change = step(None);
        assert_eq!(Signal::OwnerBoth.counts(Fact::Step(&change)), None);
        assert_eq!(Signal::PlanChanged.counts(Fact::Step(&change)), Some(true));
    }

    #[test]
    fn a_group_of_the_mix_has_a_name() {
        for needs in 0..9 {
            for is_structural in [true, false] {
                let it = ContactFact { needs, is_structural, ..contact(1, 1) };
                assert!(Mix::ALL.iter().all(|mix| mix.group(&it) < mix.groups().len()));
            }
        }
    }

    #[test]
    fn no_signal_is_called_good_or_bad() {
        let words = Signal::ALL.iter().flat_map(|it| [it.label(), it.definition(), it.of(), it.phrase()]);
        for text in words.chain(Mix::ALL.iter().map(|it| it.label())) {
            let lower = text.to_lowercase();
            for wrong in ["target", "score", "better", "worse", "good", "bad", "improve", "should", "rank"] {
                assert!(!lower.contains(wrong), "{text}");
            }
        }
    }
}
