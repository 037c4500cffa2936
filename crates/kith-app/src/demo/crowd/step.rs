//! What happens in a life: who does it, and what is typed into which form.

use jiff::Timestamp;

use crate::appointments::BookingInput;
use crate::connecting::StepInput;
use crate::ending::ChangedInput;
use crate::gaps::GapInput;
use crate::letters::LetterInput;
use crate::planning::{AboutMeInput, ActionInput, GoalInput, SheetInput, StandInput};
use crate::support::{CloseInput, ContactInput, NeedInput};
use crate::{door, equality, messages, referring, sharing};

/// Who does something.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Who {
    /// Somebody at the practice.
    Practice,
    /// Whoever stands at the public door, who is nobody that Kith knows.
    Door,
    /// The lead, who is named safeguarding lead too.
    Lead,
    /// The link worker.
    Worker,
    /// The organisation that was asked, by the link it was sent.
    Group,
    /// Somebody at a practice without accounts, by a link and the practice code.
    Reader,
}

/// What a contact tells of besides itself.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(super) struct Tells {
    /// The number of the connection they went to together.
    pub(super) along: Option<usize>,
    /// Whether it is what became of what was booked.
    pub(super) booked: bool,
    /// Chance for what the worker does with the list of what we did, from 0 to 9,999.
    pub(super) mood: u32,
}

/// Whom a decision about sharing is about.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum With {
    /// The practice that referred.
    Practice,
    /// Community organisations.
    Organisations,
    /// Family and friends.
    Family,
}

/// What is done. Numbers are those of what the life made, in order.
#[derive(Debug, Clone)]
pub(super) enum Step {
    Refer(Box<referring::Input>),
    Ask(door::Who, Box<door::Input>),
    GiveBack(&'static str),
    /// The lead asks whoever sent it, and they answer.
    AskReferrer(&'static str),
    AnswerReferrer(&'static str),
    /// Who can help better, and what to do.
    Redirect(&'static str, &'static str),
    Allocate,
    /// A contact; its ways are codes.
    Contact(Box<ContactInput>, Tells),
    Matters(&'static str),
    /// The postcode they live in.
    Lives(String),
    /// What they say of themselves.
    Says(Box<equality::Input>),
    /// The language they speak best.
    Speaks(&'static str),
    AboutMe(Box<AboutMeInput>),
    Need(NeedInput),
    /// Where a need stands, and words about it.
    Stands(usize, &'static str, &'static str),
    Gap(usize, GapInput),
    /// Somebody is held because of the latest gap.
    Hold,
    /// It is looked at again.
    LookAgain,
    Connect(usize, &'static str, &'static str),
    Move(usize, StepInput),
    /// The organisation is asked by an e-mailed link, answers by it, and the worker sees that.
    AskByMail(usize),
    Answered(usize, StepInput),
    SeenAnswer(usize),
    Message(messages::Input),
    Read,
    /// The message is opened by a link and the practice code; words, where the practice writes back.
    ReadByCode(&'static str),
    SeenReply,
    /// A colleague covers the worker over the last day.
    Cover,
    /// Something is booked; what comes after is about the latest.
    Book(Box<BookingInput>),
    Rebook(Box<BookingInput>),
    /// It is called off: by whom, and why.
    CallOff(&'static str, &'static str),
    Sheet(Box<SheetInput>),
    Goal(GoalInput),
    StandGoal(usize, StandInput),
    /// Something to do, for a goal or for none.
    Agree(Option<usize>, Box<ActionInput>),
    Adjust(usize, Box<ActionInput>),
    StandAction(usize, StandInput),
    Letter(Box<LetterInput>),
    Share(With, sharing::Input),
    /// Nothing about the person is to stand where somebody else may read it online.
    NotOnline,
    /// The record is for the worker and the lead alone.
    Restrict,
    /// A safeguarding concern: what was seen or heard, and what was done at once.
    Concern(&'static str, &'static str),
    Acknowledge(&'static str),
    Changed(ChangedInput),
    Close(CloseInput),
    Reopen,
}

/// Something that happens.
#[derive(Debug, Clone)]
pub(super) struct Turn {
    pub(super) at: Timestamp,
    /// The life.
    pub(super) life: u32,
    /// Its place in the life.
    pub(super) number: u32,
    pub(super) who: Who,
    pub(super) step: Step,
}
