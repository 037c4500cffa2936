//! The message back: drafted from the record, written by the link worker, read by the practice.
//!
//! # Invariants
//! - What the person keeps from the practice is in no draft, and a message that names it is not sent.
//! - A message that was sent is never changed. A further one corrects it, and both say so.
//! - Text goes by e-mail only to an address that the administrator marked as secure; else a link, which names nobody.
//! - About somebody whose record is marked *do not show online* no e-mail leaves, and every copy says so at its head.
//! - A code is offered once for each episode.

pub mod draft;
pub(crate) mod post;
pub mod text;

pub use post::{Reach, Reads};

use kith_domain::id::Id;
use kith_domain::message::{Carried, Content, MessageBack, OfferedCode, Reply, State};
use kith_domain::person::Person;
use kith_domain::person::sharing::Recipient;
use kith_domain::policy::{Action, act};
use kith_domain::referral::{Question, Referral};
use kith_domain::rejection::Rejection;
use kith_domain::support::contact::Reached;
use kith_domain::support::{Case, Contact};
use kith_domain::text::Words;
use kith_store::house::Letter;
use kith_store::replies::{self as stored, CarriedLine};
use kith_store::{Kept, cases, messages, questions, referrals, save, staff, support, table};

use crate::app::{Look, Work};
use crate::ctx::Ctx;
use crate::people::{Names, Story};
use crate::permit::Permit;
use crate::refusal::{Faults, Refusal};
use crate::{sharing, written};

/// A message as typed.
#[derive(Debug, Clone, Default)]
pub struct Input {
    /// What mattered to the person.
    pub mattered: String,
    /// What has been done or happened.
    pub happened: String,
    /// What could not be found.
    pub missing: String,
    /// Identifier of an earlier message that this one corrects, or empty.
    pub corrects: String,
    /// The code that goes with it, or empty.
    pub code: String,
}

/// Sends a message to the practice that referred the person, and a notice that names nobody.
/// `base` is the public address of this Kith, for the link in the notice.
///
/// # Errors
/// [`Refusal::Rejected`] when nothing is written, or the person was not referred by a practice.
pub fn send(
    work: &mut Work<'_, '_>,
    ctx: &Ctx,
    permit: &Permit<act::SendMessage, Id<Person>>,
    input: &Input,
    base: &str,
) -> Result<Sent, Refusal> {
    let mut faults = Faults::new();
    let content = Content {
        mattered: faults.optional("mattered", Words::optional(&input.mattered)),
        happened: faults.optional("happened", Words::optional(&input.happened)),
        missing: faults.optional("missing", Words::optional(&input.missing)),
    };
    let corrects = match input.corrects.as_str() {
        "" => None,
        typed => {
            let all = messages::of_person(work.tx(), permit.key())?;
            let found = all.into_iter().map(|kept| kept.it.id).find(|id| id.to_string() == typed);
            if found.is_none() {
                faults.add(Rejection::of_field(
                    "happened",
                    "message.corrects",
                    "The message that this one corrects is not about this person. Open it again and correct it there.",
                ));
            }
            found
        }
    };
    let code = match input.code.as_str() {
        "" => None,
        typed => faults.take(OfferedCode::from_code(typed).ok_or_else(no_code)),
    };
    for fault in draft::told_after_all(&draft::kept_items(work.tx(), permit.key())?, &content) {
        faults.add(fault);
    }
    faults.finish()?;
    let referral = referrals::of_person(work.tx(), permit.key())?.into_iter().next().ok_or_else(no_practice)?;
    let practice = referral.route.practice().ok_or_else(no_practice)?;
    sharing::allowed(work.tx(), ctx, permit.key(), Recipient::Practice(practice))?;
    let code = match code {
        Some(code) => Some(code_of(work, &referral, code)?),
        None => None,
    };
    let (message, event) = MessageBack::send(ctx.id(), &referral, ctx.account()?, content, ctx.now())?;
    let (going, _) = Carried::with(&message, corrects, code, None);
    let letter = post::letter(work, ctx, &referral, &message, &going, base)?;
    let letters: Vec<Letter> = letter.iter().map(|(letter, _)| letter.clone()).collect();
    save::new_with_letters(work.tx(), &ctx.writ::<act::SendMessage>(), &message, &event, &letters)?;
    let letter = letter.map(|(letter, held)| (letter.id, held));
    let has_letter = letter.is_some();
    let (carried, event) = Carried::with(&message, corrects, code, letter);
    save::new(work.tx(), &ctx.writ::<act::SendMessage>(), &carried, &event)?;
    // Whoever writes about what the practice answered has seen it.
    if let Some(corrects) = corrects {
        crate::asking::see_about::<act::SendMessage>(work, ctx, corrects.uuid())?;
    }
    crate::drafts::discard(work, ctx, permit, crate::drafts::MESSAGE)?;
    let reach = post::reach(work.tx(), &referral, practice)?;
    Ok(Sent {
        message: message.id,
        reads: reach.map_or(Reads::Nowhere, |reach| reach.reads),
        has_letter,
        kept_offline: crate::protection::is_kept_offline(work.tx(), permit.key())?,
    })
}

/// A message that was sent.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Sent {
    /// The message.
    pub message: Id<MessageBack>,
    /// How the practice reads it.
    pub reads: Reads,
    /// Whether an e-mail tells the practice of it.
    pub has_letter: bool,
    /// Whether the record is marked *do not show online*.
    pub kept_offline: bool,
}

/// How the practice that a message would go to reads it; nothing when no practice sent the latest referral.
///
/// # Errors
/// When the store cannot answer.
pub fn reach(look: &mut Look<'_, '_>, story: &Story) -> Result<Option<Reach>, Refusal> {
    let Some((referral, _)) = story.referrals.first() else { return Ok(None) };
    match referral.route.practice() {
        Some(practice) => post::reach(look.tx(), referral, practice),
        None => Ok(None),
    }
}

/// What is said where no practice referred.
fn no_practice() -> Rejection {
    Rejection::new("message.no_practice", "No practice referred this person, so there is nobody to write to.")
}

/// What is said where a code cannot go with a message.
fn no_code() -> Rejection {
    Rejection::of_field(
        "code",
        "message.code",
        "This code cannot go with the message: it was offered before, or the episode does not give it. Choose again.",
    )
}

/// Whether anybody has spoken with the person in a case.
fn was_met(contacts: &[Kept<Contact>], case: Id<Case>) -> bool {
    contacts.iter().any(|kept| kept.it.case == case && kept.it.details.reached == Reached::Yes)
}

/// The code that goes with a message, for which episode.
fn code_of(
    work: &mut Work<'_, '_>,
    referral: &Referral,
    code: OfferedCode,
) -> Result<(OfferedCode, Id<Case>), Refusal> {
    let case = cases::of_referral(work.tx(), referral.id)?.ok_or_else(no_code)?.it;
    let met = was_met(&support::contacts(work.tx(), referral.person)?, case.id);
    if !OfferedCode::of(&case, met).contains(&code) || stored::offered(work.tx(), case.id)?.is_some() {
        return Err(no_code().into());
    }
    Ok((code, case.id))
}

/// The codes that may go with the next message about a person: none when the episode gives none, or one was offered.
///
/// # Errors
/// [`Refusal::Fault`] when the store cannot answer.
pub fn codes_to_offer(look: &mut Look<'_, '_>, story: &Story) -> Result<&'static [OfferedCode], Refusal> {
    // The code belongs to the referral that is answered, which is the latest.
    let Some((referral, _)) = story.referrals.first() else { return Ok(&[]) };
    let Some(kept) = story.cases.iter().find(|kept| kept.it.referral == referral.id) else { return Ok(&[]) };
    if stored::offered(look.tx(), kept.it.id)?.is_some() {
        return Ok(&[]);
    }
    Ok(OfferedCode::of(&kept.it, was_met(&story.contacts, kept.it.id)))
}

/// A referral as its practice reads it.
#[derive(Debug, Clone)]
pub struct ForPractice {
    /// The referral.
    pub referral: Referral,
    /// The person.
    pub person: Person,
    /// Name of the case's state.
    pub case_state: Option<&'static str>,
    /// When the latest contact was.
    pub last_contact: Option<jiff::Timestamp>,
    /// Messages back, newest first.
    pub messages: Vec<Kept<MessageBack>>,
    /// Questions of the team, newest first.
    pub questions: Vec<Question>,
    /// What went with them.
    pub carried: Vec<CarriedLine>,
    /// What the practice wrote back, newest first.
    pub replies: Vec<Reply>,
    /// How the practice may file it.
    pub filing: text::Filing,
    /// Names of the staff.
    pub names: Names,
}

impl ForPractice {
    /// Who wrote a message.
    #[must_use]
    pub fn author_of(&self, message: &MessageBack) -> &str {
        self.names.get(&message.author).map_or("a link worker", String::as_str)
    }

    /// What went with a message.
    #[must_use]
    pub fn carried_with(&self, message: Id<MessageBack>) -> Option<&Carried> {
        self.carried.iter().map(|line| &line.it).find(|carried| carried.message == message)
    }
}

/// Opens a referral for the practice that made it.
///
/// # Errors
/// [`Refusal::Hidden`] when it does not exist.
pub fn for_practice(
    look: &mut Look<'_, '_>,
    permit: &Permit<act::SeeMyReferral, Id<Referral>>,
) -> Result<ForPractice, Refusal> {
    let referral = table::find::<Referral>(look.tx(), permit.key().uuid())?.ok_or(Refusal::Hidden)?.it;
    let person = table::find::<Person>(look.tx(), referral.person.uuid())?.ok_or(Refusal::Hidden)?.it;
    look.shows(Action::SeeMyReferral, referral.service, person.id);
    let case = cases::of_referral(look.tx(), referral.id)?;
    // Whether what nobody has opened yet may still be told is asked again, as by a link. What was read stays.
    let mut messages = Vec::new();
    let today = look.today();
    for kept in kith_store::messages::of_referral(look.tx(), referral.id)? {
        let is_read = matches!(kept.it.state, State::Read { .. });
        if is_read || written::may_be_told(look.tx(), today, &kept.it)? {
            messages.push(kept);
        }
    }
    let filing = text::Filing::of(look.tx(), person.id)?;
    let names = staff::names(look.tx(), referral.service)?.into_iter().collect();
    let questions = questions::of_referral(look.tx(), referral.id)?.into_iter().map(|kept| kept.it).collect();
    let carried = stored::carried_of(look.tx(), person.id)?;
    let mut replies = stored::of_person(look.tx(), person.id)?;
    replies.retain(|reply| reply.referral == referral.id);
    let last_contact = match case.as_ref().map(|kept| &kept.it.state) {
        Some(
            kith_domain::support::case::State::Active { first_contact, .. }
            | kith_domain::support::case::State::Holding { first_contact, .. },
        ) => Some(cases::last_contact(look.tx(), referral.id)?.unwrap_or(*first_contact)),
        _ => None,
    };
    // What the person does not want the practice to be told, it does not read here either.
    let is_kept_from = match referral.route.practice() {
        Some(practice) => sharing::is_refused(look, person.id, Recipient::Practice(practice))?,
        None => false,
    };
    Ok(ForPractice {
        case_state: case.filter(|_| !is_kept_from).map(|kept| kept.it.state.name()),
        referral,
        person,
        last_contact: last_contact.filter(|_| !is_kept_from),
        messages,
        questions,
        carried,
        replies,
        filing,
        names,
    })
}

/// Notes that somebody at the practice opened the messages of a referral.
///
/// # Errors
/// When the store fails.
pub fn mark_read(
    work: &mut Work<'_, '_>,
    ctx: &Ctx,
    permit: &Permit<act::ReadMessage, Id<Referral>>,
) -> Result<usize, Refusal> {
    let mut read = 0;
    for kept in messages::of_referral(work.tx(), permit.key())? {
        if !written::may_be_told(work.tx(), ctx.today(), &kept.it)? {
            continue;
        }
        let (message, event) = kept.it.open(Some(ctx.account()?), ctx.now());
        if let Some(event) = event {
            save::change(work.tx(), &ctx.writ::<act::ReadMessage>(), kept.version, &message, &event)?;
            read += 1;
        }
    }
    Ok(read)
}
