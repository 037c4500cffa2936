//! A message back as it is found again, and what the practice writes back.

use kith_domain::id::Id;
use kith_domain::link::Why;
use kith_domain::message::{MessageBack, Reply, State};
use kith_domain::news::{About, Kind, News};
use kith_domain::person::Person;
use kith_domain::policy::{Action, act};
use kith_domain::referral::Referral;
use kith_domain::rejection::Rejection;
use kith_domain::text::Words;
use kith_store::replies::{self, CarriedLine};
use kith_store::{house, messages as stored, news, save, staff, table};

use crate::app::{Look, Work};
use crate::asking;
use crate::ctx::Ctx;
use crate::delivery::Delivery;
use crate::links;
use crate::messages::post::{self, Reach};
use crate::messages::text::Filing;
use crate::people::Names;
use crate::permit::Permit;
use crate::refusal::{Faults, Refusal};
use crate::written::{self, ByLink};

/// A message with everything about it.
#[derive(Debug, Clone)]
pub struct Opened {
    /// The person.
    pub person: Person,
    /// The message.
    pub message: MessageBack,
    /// The practice, and how it reads what is written to it.
    pub reach: Option<Reach>,
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
    /// How it stands with its link, where the practice keeps no accounts.
    pub by_link: Option<ByLink>,
}

/// Opens a message, for whoever may see the person.
///
/// # Errors
/// [`Refusal::Hidden`] when something of it does not exist.
pub fn open(
    look: &mut Look<'_, '_>,
    ctx: &Ctx,
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
    let referral = table::find::<Referral>(look.tx(), message.referral.uuid())?.ok_or(Refusal::Hidden)?.it;
    let reach = post::reach(look.tx(), &referral, message.practice)?;
    Ok(Opened {
        by_link: written::of_message(look.tx(), ctx, &message, reach.as_ref())?,
        reach,
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

/// Sends the practice a fresh link to a message, when it keeps no accounts.
///
/// # Errors
/// [`Refusal::Rejected`] when the practice has an account or no address, or the person has said no since.
pub fn send_link(
    work: &mut Work<'_, '_>,
    ctx: &Ctx,
    permit: &Permit<act::SendMessage, Id<MessageBack>>,
    delivery: &Delivery,
) -> Result<String, Refusal> {
    let message = table::find::<MessageBack>(work.tx(), permit.key().uuid())?.ok_or(Refusal::Hidden)?.it;
    let referral = table::find::<Referral>(work.tx(), message.referral.uuid())?.ok_or(Refusal::Hidden)?.it;
    let reach = post::reach(work.tx(), &referral, message.practice)?.ok_or(Refusal::Hidden)?;
    if !reach.reads.by_code() {
        return Err(Rejection::new(
            "message.no_link",
            "No link was made: the practice reads messages after signing in, or does not refer here any more.",
        )
        .into());
    }
    let email = reach.practice.email.ok_or_else(|| {
        Rejection::new(
            "message.no_address",
            format!(
                "No e-mail address is known for {}. Your team lead or service manager adds it under Practices. Until \
                 then, ring them.",
                reach.practice.name
            ),
        )
    })?;
    if !written::may_be_told(work.tx(), ctx.today(), &message)? {
        return Err(Rejection::new(
            "message.not_to_be_told",
            "Nothing was sent: the person does not want the practice to be told this. Look under Sharing.",
        )
        .into());
    }
    let (secret, letter) = post::by_link(work, ctx, &message, email, Why::Renew, delivery)?;
    if let Some(letter) = letter {
        house::post(work.tx(), &letter)?;
    }
    Ok(secret)
}

/// Stops every link to a message.
///
/// # Errors
/// [`Refusal::Fault`] when the store fails.
pub fn stop_links(
    work: &mut Work<'_, '_>,
    ctx: &Ctx,
    permit: &Permit<act::SendMessage, Id<MessageBack>>,
) -> Result<usize, Refusal> {
    links::stop_all::<act::SendMessage>(work, ctx, permit.key().uuid())
}
