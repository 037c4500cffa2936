//! How one person's story is written down: one line for each act, with how many days before the last.

use super::agenda::{Act, Agenda, Days, Key};
use super::cast;
use crate::appointments::BookingInput;
use crate::connecting::StepInput;
use crate::entries::EntryInput;
use crate::gap_answer::CameInput;
use crate::gaps::GapInput;
use crate::letters::LetterInput;
use crate::messages;
use crate::referring;
use crate::support::{CloseInput, ContactInput, NeedInput};
use crate::waits::WaitInput;

/// One person's story.
pub(super) struct Story<'a> {
    agenda: &'a mut Agenda,
    person: Key,
    worker: Key,
    days: Days,
}

impl<'a> Story<'a> {
    /// Begins the story of a person and the link worker who supports them.
    pub(super) const fn of(agenda: &'a mut Agenda, person: Key, worker: Key) -> Self {
        Self { agenda, person, worker, days: Days::new() }
    }

    /// Whose story it is.
    pub(super) const fn person(&self) -> Key {
        self.person
    }

    /// The working day on or before a number of days before the last one.
    pub(super) fn day(&self, ago: i64) -> jiff::civil::Date {
        self.agenda.day(ago)
    }

    /// Something that the worker of this story does.
    pub(super) fn by_worker(&mut self, ago: i64, what: &str, act: Act) -> &mut Self {
        self.act(ago, self.worker, what, act)
    }

    fn act(&mut self, ago: i64, who: Key, what: &str, act: Act) -> &mut Self {
        let stem = format!("{}/{what}", self.person);
        self.agenda.plan(&mut self.days, stem, ago, Some(who), act);
        self
    }

    /// A practice refers, with what it said and what the person was told.
    pub(super) fn referred(&mut self, ago: i64, by: Key, referral: Key, reason: &str, told: (Key, &str)) -> &mut Self {
        let input = self.form(reason, told);
        let person = self.person;
        self.act(ago, by, "refer", Act::Refer { referral, person, input })
    }

    /// A practice refers somebody a second time, and says that it means to.
    pub(super) fn again(&mut self, ago: i64, by: Key, referral: Key, reason: &str, told: (Key, &str)) -> &mut Self {
        let input = referring::Input { not_a_duplicate: true, ..self.form(reason, told) };
        let person = self.person;
        self.act(ago, by, "refer", Act::Refer { referral, person, input })
    }

    /// The form of a referral, filled in.
    fn form(&mut self, reason: &str, (told, words): (Key, &str)) -> referring::Input {
        let who = cast::person_called(self.person);
        let typed = |part: fn(&cast::Person) -> Key| who.map(part).unwrap_or_default().to_owned();
        let missing = typed(|who| who.number_missing);
        let nhs_number = if missing.is_empty() { self.agenda.nhs_number(self.person) } else { String::new() };
        let born = who.map(|who| who.born).unwrap_or_default();
        referring::Input {
            born_missing: String::new(),
            nhs_number,
            number_missing: missing,
            family_name: typed(|who| who.family),
            given_names: typed(|who| who.given),
            preferred_name: typed(|who| who.preferred),
            born: (born.0.to_owned(), born.1.to_owned(), born.2.to_owned()),
            phone: self.agenda.tree.phone(self.person),
            reason: reason.to_owned(),
            told: told.to_owned(),
            told_words: words.to_owned(),
            not_a_duplicate: false,
        }
    }

    /// The lead accepts a referral and allocates it to the worker of this story.
    pub(super) fn taken(&mut self, ago: i64, referral: Key) -> &mut Self {
        let worker = self.worker;
        self.act(ago, "maureen", "accept", Act::Accept { referral });
        self.act(ago, "maureen", "allocate", Act::Allocate { referral, worker })
    }

    /// The lead gives a referral back.
    pub(super) fn given_back(&mut self, ago: i64, referral: Key, reason: Key) -> &mut Self {
        self.act(ago, "maureen", "give-back", Act::GiveBack { referral, reason })
    }

    /// How to reach the person safely, and how they communicate.
    pub(super) fn rules(&mut self, ago: i64, safe: Key, communication: Key) -> &mut Self {
        let person = self.person;
        self.act(ago, self.worker, "rules", Act::Rules { person, safe, communication })
    }

    /// A contact.
    pub(super) fn contact(&mut self, ago: i64, seen: Seen) -> &mut Self {
        let person = self.person;
        self.act(ago, self.worker, "contact", Act::Contact { person, input: seen.0 })
    }

    /// Something is booked for a day: its time (or none), how, and what for. The last day of the demo is that day even
    /// when nobody works on it, so that Today is never empty.
    pub(super) fn booked(&mut self, ago: i64, on: i64, time: Key, mode: Key, why: &str) -> &mut Self {
        let input = BookingInput {
            day: if on == 0 { self.agenda.as_of } else { self.agenda.day(on) }.to_string(),
            time: time.to_owned(),
            mode: mode.to_owned(),
            why: why.to_owned(),
            ..BookingInput::default()
        };
        let person = self.person;
        self.act(ago, self.worker, "book", Act::Book { person, input })
    }

    /// A letter: to whom, what about, and its text.
    pub(super) fn letter(&mut self, ago: i64, together: Key, to: Key, subject: Key, text: &str) -> &mut Self {
        let input = LetterInput {
            template: "housing".to_owned(),
            together: together.to_owned(),
            to: to.to_owned(),
            subject: subject.to_owned(),
            text: text.to_owned(),
        };
        let person = self.person;
        self.act(ago, self.worker, "letter", Act::Letter { person, input })
    }

    /// What matters, in the person's words.
    pub(super) fn matters(&mut self, ago: i64, words: Key) -> &mut Self {
        let person = self.person;
        self.act(ago, self.worker, "matters", Act::Matters { person, words })
    }

    /// A need: as stated, its domain, and when it came to light.
    pub(super) fn need(&mut self, ago: i64, need: Key, stated: &str, domain: &str, known: &str) -> &mut Self {
        let input = NeedInput {
            stated: stated.to_owned(),
            domain: domain.to_owned(),
            known: known.to_owned(),
            ..NeedInput::default()
        };
        let person = self.person;
        self.act(ago, self.worker, "need", Act::Need { need, person, input })
    }

    /// Nothing answered a need.
    pub(super) fn gap(&mut self, ago: i64, need: Key, input: GapInput) -> &mut Self {
        self.act(ago, self.worker, "gap", Act::Gap { need, input })
    }

    /// The open gap of a need is answered after all.
    pub(super) fn found(&mut self, ago: i64, need: Key, input: CameInput) -> &mut Self {
        self.act(ago, self.worker, "answer", Act::Answer { need, input })
    }

    /// What happened to a wait.
    pub(super) fn waits(&mut self, ago: i64, connection: Key, input: WaitInput) -> &mut Self {
        self.act(ago, self.worker, "wait", Act::Wait { connection, input })
    }

    /// A connection that the person wants, to an entry of the directory; `need` may be empty.
    pub(super) fn connect(&mut self, ago: i64, connection: Key, to: Key, need: Key, agreed: Key) -> &mut Self {
        let person = self.person;
        self.act(ago, self.worker, "connect", Act::Connect { connection, person, to, need, agreed })
    }

    /// What became of a connection.
    pub(super) fn step(&mut self, ago: i64, connection: Key, step: &str) -> &mut Self {
        self.step_with(ago, connection, StepInput { step: step.to_owned(), ..StepInput::default() })
    }

    /// What became of a connection, with more to say.
    pub(super) fn step_with(&mut self, ago: i64, connection: Key, input: StepInput) -> &mut Self {
        self.act(ago, self.worker, "step", Act::Step { connection, input })
    }

    /// The worker asks an organisation by an e-mailed link.
    pub(super) fn asks_by_mail(&mut self, ago: i64, connection: Key) -> &mut Self {
        self.act(ago, self.worker, "ask-by-mail", Act::AskByMail { connection })
    }

    /// The organisation asks something, by its link.
    pub(super) fn is_asked(&mut self, ago: i64, connection: Key, question: Key) -> &mut Self {
        let stem = format!("{}/enquire", self.person);
        self.agenda.plan(&mut self.days, stem, ago, None, Act::Enquire { connection, question });
        self
    }

    /// The organisation says something of its entry, by its link.
    pub(super) fn is_told_of_entry(&mut self, ago: i64, connection: Key, input: EntryInput) -> &mut Self {
        let stem = format!("{}/entry", self.person);
        self.agenda.plan(&mut self.days, stem, ago, None, Act::SayOfEntry { connection, input });
        self
    }

    /// A message to the practice: what mattered, what happened, what could not be found.
    pub(super) fn message(&mut self, ago: i64, mattered: &str, happened: &str, missing: &str) -> &mut Self {
        let input = messages::Input {
            mattered: mattered.to_owned(),
            happened: happened.to_owned(),
            missing: missing.to_owned(),
            ..messages::Input::default()
        };
        let person = self.person;
        self.act(ago, self.worker, "message", Act::Message { person, input })
    }

    /// Somebody at the practice reads what was written about a referral.
    pub(super) fn read(&mut self, ago: i64, by: Key, referral: Key) -> &mut Self {
        self.act(ago, by, "read", Act::Read { referral })
    }

    /// The case ends.
    pub(super) fn close(&mut self, ago: i64, reason: &str, words: &str, door: Door) -> &mut Self {
        let input = CloseInput {
            reason: reason.to_owned(),
            words: words.to_owned(),
            door_open: matches!(door, Door::Open),
            by_policy: false,
        };
        let person = self.person;
        self.act(ago, self.worker, "close", Act::Close { person, input })
    }

    /// The case is taken up again.
    pub(super) fn reopen(&mut self, ago: i64) -> &mut Self {
        let person = self.person;
        self.act(ago, self.worker, "reopen", Act::Reopen { person })
    }
}

/// Whether the person knows that they can come back.
pub(super) enum Door {
    Open,
    Shut,
}

/// A contact as it is written down.
pub(super) struct Seen(ContactInput);

impl Seen {
    fn of(mode: &str, place: &str, minutes: u32, note: &str) -> Self {
        Self(ContactInput {
            mode: mode.to_owned(),
            place: place.to_owned(),
            reached: "yes".to_owned(),
            minutes: if minutes == 0 { String::new() } else { minutes.to_string() },
            note: note.to_owned(),
            ..ContactInput::default()
        })
    }

    /// A telephone call.
    pub(super) fn phone(minutes: u32, note: &str) -> Self {
        Self::of("phone", "", minutes, note)
    }

    /// A visit at home.
    pub(super) fn home(minutes: u32, note: &str) -> Self {
        Self::of("face-to-face", "home", minutes, note)
    }

    /// Face to face in another place, by its code.
    pub(super) fn at(place: &str, minutes: u32, note: &str) -> Self {
        Self::of("face-to-face", place, minutes, note)
    }

    /// Any other way, by its code.
    pub(super) fn by(mode: &str, minutes: u32, note: &str) -> Self {
        Self::of(mode, "", minutes, note)
    }

    /// A call that nobody answered.
    pub(super) fn no_answer(note: &str) -> Self {
        let mut seen = Self::of("phone", "", 0, note);
        seen.0.reached = "no-answer".to_owned();
        seen
    }

    /// What was done, by codes of the list.
    pub(super) fn ways(mut self, ways: &[&str]) -> Self {
        self.0.ways = ways.iter().map(|&way| way.to_owned()).collect();
        self
    }

    /// Who else took part.
    pub(super) fn with(mut self, others: &str) -> Self {
        self.0.others = others.to_owned();
        self
    }

    /// What is agreed next.
    pub(super) fn next(mut self, next: &str) -> Self {
        self.0.next = next.to_owned();
        self
    }

    /// The connection to which they went together.
    pub(super) fn along(mut self, connection: &str) -> Self {
        self.0.accompanied = connection.to_owned();
        self
    }
}
