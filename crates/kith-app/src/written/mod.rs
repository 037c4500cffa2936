//! The message back at a practice that keeps no accounts: opened by an e-mailed link, or by the link of its receipt,
//! together with the practice code.
//!
//! # Invariants
//! - Neither the link nor the code opens anything alone, and before the code is typed nothing says whom it is about.
//! - A link opens the one message it was sent for; a receipt opens what was written about its own referral, and why that
//!   was not taken on.
//! - What is asked at every opening: whether the link works, whether the code is still this practice's, whether the
//!   record is kept offline, whether the person has since said no, and whether the message tells what they keep back.
//! - A right code is never shut out by the wrong codes of others.

mod open;
mod pass;

pub use open::{Locked, NotTakenOn, Standing, Written, enter, open, reply};
pub(crate) use open::{not_taken_on, open_all, write_back};
pub use pass::{MINUTES, Proof, prove};

use jiff::civil::Date;
use kith_domain::id::Id;
use kith_domain::link::{Link, Opens};
use kith_domain::message::MessageBack;
use kith_domain::person::Person;
use kith_domain::person::sharing::{Recipient, Standing as Shared, standing};
use kith_domain::policy::Actor;
use kith_domain::practice::Practice;
use kith_domain::referral::Referral;
use kith_domain::staff::Service;
use kith_domain::text::Line;
use kith_domain::time;
use kith_store::{Isolation, Kept, Reach, ReadTx, messages, sharing, status_links, table};
use uuid::Uuid;

use crate::app::{App, Sending};
use crate::ctx::{Ctx, Seed};
use crate::door::Sent;
use crate::messages::draft;
use crate::messages::post::{Reach as PracticeReach, came_by_code};
use crate::refusal::Refusal;
use crate::{door, links, protection};

/// What somebody came by, which works.
#[derive(Debug, Clone)]
pub struct Came {
    /// Whose service it is.
    pub service: Service,
    /// The practice whose code is asked for.
    practice: Id<Practice>,
    actor: Actor,
    way: Way,
}

/// The two ways to a message.
#[derive(Debug, Clone)]
enum Way {
    /// By a link that was e-mailed: to one message.
    Link(Id<Link>),
    /// By the link of a receipt, known by its digest: to what was written about its referral.
    Receipt(String),
}

impl Came {
    /// What forms are drawn for.
    #[must_use]
    pub fn record(&self) -> String {
        match &self.way {
            Way::Link(link) => link.to_string(),
            Way::Receipt(digest) => digest.chars().take(32).collect(),
        }
    }

    /// Comes by a link in a unit of work that has begun: the demo, whose practices know their codes.
    pub(crate) fn of_link(
        tx: &mut ReadTx<'_>,
        ctx: &Ctx,
        (service, practice): (Id<Service>, Id<Practice>),
        link: Id<Link>,
    ) -> Result<Self, Refusal> {
        let service = table::find::<Service>(tx, service.uuid())?.ok_or(Refusal::Hidden)?.it;
        Ok(Self { service, practice, actor: ctx.actor().clone(), way: Way::Link(link) })
    }

    fn seed(&self, app: &App, request: Uuid) -> Seed {
        Seed { request, ..app.seed(self.actor.clone()) }
    }

    /// A form of theirs on its way in.
    fn sending<'a>(&self, action: &'static str, sent: &Sent<'a>) -> Sending<'a> {
        let Sent { nonce, content, .. } = *sent;
        Sending { nonce, action, content, isolation: Isolation::Ordinary, reach: self.reach() }
    }

    /// The one service, and what counts against too many.
    fn reach(&self) -> Reach {
        door::public(Some(self.service.id))
    }
}

/// Comes by the secret of an e-mailed link.
///
/// # Errors
/// [`Refusal::Hidden`] when no link that works has this secret, and never why.
pub fn by_link(app: &App, secret: &str) -> Result<Came, Refusal> {
    let (actor, link) = links::holder(app, secret)?;
    let Actor::Holder(holder) = actor else { return Err(Refusal::Hidden) };
    let Opens::Message(message) = holder.opens else { return Err(Refusal::Hidden) };
    app.peek(&door::public(Some(holder.service)), |tx| {
        let service = table::find::<Service>(tx, holder.service.uuid())?.ok_or(Refusal::Hidden)?.it;
        let message = table::find::<MessageBack>(tx, message.uuid())?.ok_or(Refusal::Hidden)?.it;
        if !may_be_told(tx, time::day_of(app.now()), &message)? {
            return Err(Refusal::Hidden);
        }
        Ok(Came { service, practice: message.practice, actor: Actor::Holder(holder), way: Way::Link(link) })
    })
}

/// Comes by the secret of a receipt's link.
///
/// # Errors
/// [`Refusal::Hidden`] when no such link works, or when no practice sent the referral by its code.
pub fn by_receipt(app: &App, service: &Service, secret: &str) -> Result<Came, Refusal> {
    let digest = door::digest_of_secret(secret).ok_or(Refusal::Hidden)?;
    app.peek(&door::public(Some(service.id)), |tx| {
        let referral = of_receipt(tx, service.id, &digest, app.now())?;
        let practice = referral.route.practice().ok_or(Refusal::Hidden)?;
        let way = Way::Receipt(digest.clone());
        Ok(Came { service: service.clone(), practice, actor: Actor::Nobody, way })
    })
}

/// The referral of a receipt whose link works, which a practice sent by its code.
fn of_receipt(
    tx: &mut ReadTx<'_>,
    service: Id<Service>,
    digest: &str,
    now: jiff::Timestamp,
) -> Result<Referral, Refusal> {
    let link = status_links::by_digest(tx, digest)?.ok_or(Refusal::Hidden)?.it;
    if link.service != service || !link.works(now) {
        return Err(Refusal::Hidden);
    }
    let referral = table::find::<Referral>(tx, link.referral.uuid())?.ok_or(Refusal::Hidden)?.it;
    if !came_by_code(&referral) || protection::is_kept_offline(tx, referral.person)? {
        return Err(Refusal::Hidden);
    }
    Ok(referral)
}

/// Whether a message that was sent may still be told to its practice by a link: the person has not said no since, and
/// it names nothing that they keep back now. What somebody at the practice has on paper stays there.
pub(crate) fn may_be_told(tx: &mut ReadTx<'_>, today: Date, message: &MessageBack) -> Result<bool, Refusal> {
    let decisions = sharing::of_person(tx, message.person)?;
    // A decision that has ended closes nothing here: a message is sent after asking, and says only what was agreed then.
    if matches!(standing(&decisions, Recipient::Practice(message.practice), today), Shared::Refused(_)) {
        return Ok(false);
    }
    Ok(draft::told_after_all(&draft::kept_items(tx, message.person)?, &message.content).is_empty())
}

/// What a practice may be told about a referral by its receipt, newest first.
///
/// # Errors
/// When the store cannot answer.
pub(crate) fn of_referral(
    tx: &mut ReadTx<'_>,
    today: Date,
    referral: &Referral,
) -> Result<Vec<Kept<MessageBack>>, Refusal> {
    let mut told = Vec::new();
    for kept in messages::of_referral(tx, referral.id)? {
        if may_be_told(tx, today, &kept.it)? {
            told.push(kept);
        }
    }
    Ok(told)
}

/// What stands about a message that was sent to a practice without accounts, for whoever wrote it.
#[derive(Debug, Clone)]
pub struct ByLink {
    /// Links, newest first.
    pub sent: Vec<links::Sent>,
    /// Where a fresh link would go; `None` when the practice has no address.
    pub recipient: Option<Line>,
    /// Whether the record is marked *do not show online*: nothing is sent, and what was sent opens nothing.
    pub kept_offline: bool,
    /// Whether it may be told to the practice now.
    pub may_be_told: bool,
}

/// Reads it; nothing when the practice reads after signing in and there was never a link.
pub(crate) fn of_message(
    tx: &mut ReadTx<'_>,
    ctx: &Ctx,
    message: &MessageBack,
    reach: Option<&PracticeReach>,
) -> Result<Option<ByLink>, Refusal> {
    let sent = links::sent(tx, ctx, message.id.uuid())?;
    let Some(reach) = reach else { return Ok(None) };
    let by_code = reach.reads.by_code();
    // Links of before somebody there had an account can still be stopped.
    if !by_code && !reach.has_receipt && sent.is_empty() {
        return Ok(None);
    }
    let person: Id<Person> = message.person;
    Ok(Some(ByLink {
        sent,
        recipient: reach.practice.email.clone().filter(|_| by_code),
        kept_offline: protection::is_kept_offline(tx, person)?,
        may_be_told: may_be_told(tx, ctx.today(), message)?,
    }))
}
