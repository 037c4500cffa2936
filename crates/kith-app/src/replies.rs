//! A message back as it is found again, and what the practice writes back.

use kith_domain::id::Id;
use kith_domain::message::{MessageBack, Reply, State};
use kith_domain::news::{About, Kind, News};
use kith_domain::person::Person;
use kith_domain::policy::{Action, act};
use kith_domain::practice::Practice;
use kith_domain::referral::Referral;
use kith_domain::rejection::Rejection;
use kith_domain::text::Words;
use kith_store::replies::{self, CarriedLine};
use kith_store::{messages as stored, news, save, staff, table};

use crate::app::{Look, Work};
use crate::asking;
use crate::ctx::Ctx;
use crate::messages::text::Filing;
use crate::people::Names;
use crate::permit::Permit;
use crate::refusal::{Faults, Refusal};

/// A message with everything about it.
#[derive(Debug, Clone)]
pub struct Opened {
    /// The person.
    pub person: Person,
    /// The message.
    pub message: MessageBack,
    /// The practice.
    pub practice: Option<Practice>,
    /// What went with it.
    pub carried: Option<CarriedLine>,
    /// The message that corrects it.
    pub corrected_by: Option<Id<MessageBack>>,
    /// What the practice wrote back, oldest first.
    pub replies: Vec<Reply>,
    /// Names of the staff.
    pub names: Names,
    /// Whether something came that nobody has seen.
    pub has_news: bool,
    /// How the practice may file it.
    pub filing: Filing,
}

/// Opens a message, for whoever may see the person.
///
/// # Errors
/// [`Refusal::Hidden`] when something of it does not exist.
pub fn open(
    look: &mut Look<'_, '_>,
    permit: &Permit<act::SeePerson, Id<MessageBack>>,
    message: MessageBack,
) -> Result<Opened, Refusal> {
    debug_assert_eq!(permit.key(), message.id);
    let person = table::find::<Person>(look.tx(), message.person.uuid())?.ok_or(Refusal::Hidden)?.it;
    look.shows(Action::SeePerson, person.service, person.id);
    let all = replies::carried_of(look.tx(), person.id)?;
    let mut replies = replies::of_person(look.tx(), person.id)?;
    replies.retain(|reply| reply.message == message.id);
    replies.reverse();
    Ok(Opened {
        practice: table::find::<Practice>(look.tx(), message.practice.uuid())?.map(|kept| kept.it),
        corrected_by: all.iter().find(|line| line.it.corrects == Some(message.id)).map(|line| line.it.message),
        carried: all.into_iter().find(|line| line.it.message == message.id),
        replies,
        names: staff::names(look.tx(), person.service)?.into_iter().collect(),
        filing: Filing::of(look.tx(), person.id)?,
        has_news: !news::unseen_about(look.tx(), message.id.uuid())?.is_empty(),
        person,
        message,
    })
}

/// The practice writes back about a message.
///
/// # Errors
/// [`Refusal::Rejected`] when nothing is written or the message was not opened; [`Refusal::Hidden`] when it is not of
/// this referral.
pub fn reply(
    work: &mut Work<'_, '_>,
    ctx: &Ctx,
    permit: &Permit<act::ReplyToMessage, Id<Referral>>,
    words: &str,
) -> Result<(), Refusal> {
    let mut faults = Faults::new();
    let words = faults.text("reply", "Write what the link worker should know.", Words::new(words));
    faults.finish()?;
    let Some(words) = words else { unreachable!("missing words were noted as a fault") };
    // The newest message that was opened is the one that is answered.
    let message = stored::of_referral(work.tx(), permit.key())?
        .into_iter()
        .map(|kept| kept.it)
        .find(|message| message.state != State::Sent)
        .ok_or_else(|| Rejection::new("reply.unread", "Open the message first, then answer it."))?;
    let (reply, event) = Reply::write(ctx.id(), &message, words, Some(ctx.account()?), ctx.now())?;
    save::new(work.tx(), &ctx.writ::<act::ReplyToMessage>(), &reply, &event)?;
    let whose = (message.service, message.person);
    let (news, event) = News::came(ctx.id(), whose, About::Message(message.id), Kind::Replied, ctx.now());
    save::new(work.tx(), &ctx.writ::<act::ReplyToMessage>(), &news, &event)?;
    Ok(())
}

/// Says that what the practice wrote back about a message was seen.
///
/// # Errors
/// [`Refusal::Fault`] when the store fails.
pub fn see(
    work: &mut Work<'_, '_>,
    ctx: &Ctx,
    permit: &Permit<act::SendMessage, Id<MessageBack>>,
) -> Result<(), Refusal> {
    asking::see_about::<act::SendMessage>(work, ctx, permit.key().uuid())
}
