//! A boundary entry: where a limit of the role was met, who asked, what was answered, and what it cost.
//!
//! Whether and how link workers draw limits around their role is the key concept of the realist evaluation (Tierney,
//! Westlake and others, British Journal of General Practice): breadth is traded against acceptance, and asks outside the
//! role come from practices, services and people (domain.md 3.1; requirements 28 and 29). An entry takes twenty seconds:
//! its kind and the answer are enough.
//!
//! # Invariants
//! - It belongs to the worker who wrote it. Nobody else knows of it unless she shows it to them (domain.md 8.5).
//! - It names no person, unless the worker links one on purpose.
//! - It is no score of anybody: nothing is added up here, and no answer is better than another.

use jiff::Timestamp;
use jiff::civil::Date;

use crate::boundary::shown::Shown;
use crate::event::Event;
use crate::id::Id;
use crate::person::Person;
use crate::practice::Practice;
use crate::rejection::Rejection;
use crate::staff::{Account, Service};
use crate::support::contact::coded;
use crate::text::{Line, Words};

coded!(/** What kind of limit was met, in the order offered (domain.md 3.1). */ Kind {
    /** Something that is not the role. */ OutOfRole = "out-of-role", "Asked for something that is not my role";
    /** A referral that does not fit. */ Referral = "referral", "A referral that does not fit us";
    /** Clinical or at risk. */ Risk = "risk", "Clinical, or a risk that I am not trained for";
    /** How much, how long. */ Time = "time", "How long or how often I may help somebody";
    /** How many. */ Caseload = "caseload", "How many people I have";
    /** Holding. */ Holding = "holding", "Holding somebody who waits";
    /** What it does to me. */ Emotional = "emotional", "What it does to me";
    /** Judgement of one's own. */ Discretion = "discretion", "Doing more than the script says";
    /** Between employers. */ Between = "between", "Between practices, employers or teams";
    /** Where. */ Place = "place", "Where I work, visits, being alone there";
    /** Information. */ Information = "information", "What goes into a record, and who reads it";
    /** Who may come. */ Eligibility = "eligibility", "Somebody whom a rule keeps out";
    /** The community's side. */ Community = "community", "What we ask of a community organisation";
    /** Out of hours. */ Personal = "personal", "My own number, or out of hours";
    /** Admin. */ Admin = "admin", "Admin that is not support of anybody";
});

coded!(/** Who asked, by their part: never a name. */ Asker {
    /** A GP. */ Gp = "gp", "A GP";
    /** Another clinician. */ Clinician = "clinician", "A nurse or another clinician";
    /** The front desk. */ Reception = "reception", "Reception or the care navigators";
    /** A practice manager. */ PracticeManager = "practice-manager", "A practice manager";
    /** One's own lead or manager. */ OwnManager = "own-manager", "My lead or manager";
    /** Whoever pays. */ Commissioner = "commissioner", "A commissioner or funder";
    /** An organisation. */ Organisation = "organisation", "A community organisation or agency";
    /** Somebody supported. */ Supported = "person", "Somebody I support";
    /** Their family. */ Family = "family", "Family or friends of somebody";
    /** A colleague. */ Colleague = "colleague", "A colleague";
    /** Nobody. */ Nobody = "nobody", "Nobody asked: it was mine to notice";
});

coded!(/** What was answered. */ Answer {
    /** Yes. */ Accepted = "accepted", "I did it";
    /** No. */ Declined = "declined", "I said no";
    /** Something between. */ Negotiated = "negotiated", "We agreed something between";
    /** Nothing yet. */ Open = "open", "Not settled yet";
});

coded!(/** Why it was answered so. */ Why {
    /** To belong. */ Accepted = "to-be-accepted", "To be accepted here";
    /** Nobody else. */ NobodyElse = "nobody-else", "Nobody else would";
    /** Told to. */ ToldTo = "told-to", "I was told to";
    /** Wished to. */ WantedTo = "wanted-to", "I wanted to";
    /** For one's own time. */ MyTime = "my-time", "To protect my time";
    /** For the person. */ ThePerson = "the-person", "To protect the person";
});

coded!(/** Whether it would be done again. */ Again {
    /** Yes. */ Yes = "yes", "Yes";
    /** No. */ No = "no", "No";
    /** Not sure. */ NotSure = "not-sure", "I am not sure";
});

/// The most minutes of an entry: a day.
pub const MOST_MINUTES: u32 = 1_440;

/// What an entry says. The kind and the answer are enough.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Says {
    /// The day.
    pub on: Date,
    /// The kind of limit.
    pub kind: Kind,
    /// Who asked.
    pub asker: Option<Asker>,
    /// Of which practice.
    pub practice: Option<Id<Practice>>,
    /// What was answered.
    pub answer: Answer,
    /// Minutes that it took, 0 to [`MOST_MINUTES`].
    pub minutes: Option<u32>,
    /// Why.
    pub why: Option<Why>,
    /// What it cost, in the worker's words.
    pub cost: Option<Line>,
    /// Whether it would be done again.
    pub again: Option<Again>,
    /// More, in the worker's words.
    pub words: Option<Words>,
    /// Whom it is about, where the worker links them on purpose.
    pub person: Option<Id<Person>>,
}

impl Says {
    /// Checks what was typed.
    ///
    /// # Errors
    /// When the day is to come, or the minutes are more than a day has.
    pub fn checked(self, today: Date) -> Result<Self, Rejection> {
        if self.on > today {
            return Err(Rejection::of_field(
                "on",
                "boundary.to_come",
                "This day is still to come. Write the entry once it has happened.",
            ));
        }
        if self.minutes.is_some_and(|minutes| minutes > MOST_MINUTES) {
            return Err(Rejection::of_field(
                "minutes",
                "boundary.minutes",
                "Enter at most 1,440 minutes, which is a day. Write an entry for each day.",
            ));
        }
        Ok(self)
    }
}

/// A boundary entry.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct BoundaryEntry {
    /// Identifier.
    pub id: Id<BoundaryEntry>,
    /// The service.
    pub service: Id<Service>,
    /// Whose it is: who wrote it.
    pub owner: Id<Account>,
    /// What it says.
    pub says: Says,
    /// When it was written down, or changed last.
    pub at: Timestamp,
    /// When its owner took it away.
    pub gone: Option<Timestamp>,
    /// To whom its owner shows it.
    pub shown: Option<Shown>,
}

impl BoundaryEntry {
    /// Writes it down.
    #[must_use]
    pub fn write(id: Id<Self>, service: Id<Service>, owner: Id<Account>, says: Says, at: Timestamp) -> (Self, Event) {
        let it = Self { id, service, owner, says, at, gone: None, shown: None };
        let event = it.event("boundary.written");
        (it, event)
    }

    /// Changes what it says; what it said before stays in its history, which is its owner's too.
    ///
    /// # Errors
    /// When it was taken away.
    pub fn change(self, says: Says, at: Timestamp) -> Result<(Self, Event), Rejection> {
        if self.gone.is_some() {
            return Err(Rejection::new("boundary.gone", "You have taken this entry away. Put it back first."));
        }
        let it = Self { says, at, ..self };
        let event = it.event("boundary.changed");
        Ok((it, event))
    }

    /// Takes it away, or puts it back; nothing when that was done already.
    #[must_use]
    pub fn stand(self, is_there: bool, at: Timestamp) -> Option<(Self, Event)> {
        if self.gone.is_none() == is_there {
            return None;
        }
        let event = Event::new(if is_there { "boundary.put_back" } else { "boundary.taken_away" });
        // What is taken away is shown to nobody, also when it is put back.
        Some((Self { gone: (!is_there).then_some(at), shown: None, ..self }, event))
    }

    /// Shows it to a colleague by name, or to nobody any more.
    ///
    /// # Errors
    /// When it was taken away.
    pub fn show(self, with: Option<Id<Account>>, at: Timestamp) -> Result<(Self, Event), Rejection> {
        if self.gone.is_some() {
            return Err(Rejection::new("boundary.gone", "You have taken this entry away. Put it back first."));
        }
        let event = match with {
            Some(with) => Event::new("boundary.shown").with("with", with),
            None => Event::new("boundary.not_shown"),
        };
        Ok((Self { shown: with.map(|with| Shown { with, at }), ..self }, event))
    }

    fn event(&self, kind: &'static str) -> Event {
        let it = &self.says;
        Event::new(kind)
            .with("on", it.on)
            .with("kind", it.kind.code())
            .with("asker", it.asker.map(Asker::code))
            .with("practice", it.practice)
            .with("answer", it.answer.code())
            .with("minutes", it.minutes)
            .with("why", it.why.map(Why::code))
            .with("cost", it.cost.as_ref().map(Line::as_str))
            .with("again", it.again.map(Again::code))
            .with("words", it.words.as_ref().map(Words::as_str))
            .with("person", it.person)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::civil::date;

    const TODAY: Date = date(2026, 11, 27);

    fn says() -> Says {
        Says {
            on: TODAY,
            kind: Kind::OutOfRole,
            asker: None,
            practice: None,
            answer: Answer::Declined,
            minutes: None,
            why: None,
            cost: None,
            again: None,
            words: None,
            person: None,
        }
    }

    fn entry() -> BoundaryEntry {
        let owner = Id::from_parts(1, [3; 10]);
        BoundaryEntry::write(
            Id::from_parts(1, [1; 10]),
            Id::from_parts(1, [2; 10]),
            owner,
            says(),
            Timestamp::UNIX_EPOCH,
        )
        .0
    }

    #[test]
    fn a_kind_and_an_answer_are_enough() {
        assert_eq!(says().checked(TODAY), Ok(says()));
    }

    #[test]
    fn what_cannot_be_is_refused_at_its_field() {
        let later = Says { on: date(2026, 11, 28), ..says() };
        let long = Says { minutes: Some(MOST_MINUTES + 1), ..says() };
        for (it, field) in [(later, "on"), (long, "minutes")] {
            assert_eq!(it.checked(TODAY).err().and_then(|refused| refused.field), Some(field));
        }
    }

    #[test]
    fn what_was_taken_away_is_put_back_and_not_changed_meanwhile() {
        let at = Timestamp::UNIX_EPOCH;
        assert!(entry().stand(true, at).is_none(), "it is there");
        let (gone, _) = entry().stand(false, at).expect("taken away");
        assert!(gone.clone().stand(false, at).is_none(), "it is away");
        assert!(gone.clone().change(says(), at).is_err());
        let (back, _) = gone.stand(true, at).expect("put back");
        assert_eq!(back, entry());
        let changed = Says { answer: Answer::Negotiated, ..says() };
        assert_eq!(back.change(changed.clone(), at).expect("changed").0.says, changed);
    }

    #[test]
    fn it_is_shown_by_its_owner_to_one_person_and_to_nobody_once_it_is_taken_away() {
        let at = Timestamp::UNIX_EPOCH;
        let lead: Id<Account> = Id::from_parts(1, [9; 10]);
        let (shown, _) = entry().show(Some(lead), at).expect("shown");
        assert_eq!(shown.shown, Some(Shown { with: lead, at }));
        assert_eq!(shown.clone().show(None, at).expect("taken back").0, entry());
        let (gone, _) = shown.stand(false, at).expect("taken away");
        assert!(gone.shown.is_none() && gone.show(Some(lead), at).is_err());
    }

    #[test]
    fn no_list_calls_anything_good_or_bad_or_puts_a_label_on_anybody() {
        let labels = Kind::ALL.iter().map(|it| it.label()).chain(Asker::ALL.iter().map(|it| it.label()));
        for label in labels.chain(Answer::ALL.iter().map(|it| it.label())).chain(Why::ALL.iter().map(|it| it.label())) {
            let words = label.to_lowercase();
            for wrong in ["difficult", "inappropriate", "demanding", "resistant", "dependent", "good", "bad", "score"] {
                assert!(!words.contains(wrong), "{label}");
            }
        }
    }
}
