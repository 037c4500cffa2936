//! Opening what was written, and answering it.

use jiff::ToSpan;
use kith_domain::id::Id;
use kith_domain::link::{Link, Opens};
use kith_domain::message::{Carried, MessageBack, Reply, State};
use kith_domain::news::{About, Kind, News};
use kith_domain::person::Person;
use kith_domain::policy::{Act, act};
use kith_domain::practice::Practice;
use kith_domain::referral::{self, Question, Referral, StatusLink};
use kith_domain::rejection::Rejection;
use kith_domain::staff::Service;
use kith_domain::text::{Line, Words};
use kith_store::replies as stored;
use kith_store::{Isolation, Kept, ReadTx, failures, news, practices, questions, save, staff, status_links, table};
use uuid::Uuid;

use super::{Came, Proof, Way, may_be_told, of_receipt, of_referral};
use crate::app::{App, Led, Work};
use crate::ctx::Ctx;
use crate::door::Sent;
use crate::links;
use crate::messages::text::Filing;
use crate::people::Names;
use crate::permit;
use crate::refusal::{Faults, Refusal};

/// How often an hour one message can be answered by a link.
const ANSWERS_AN_HOUR: usize = 20;

/// What whoever came may see.
#[derive(Debug, Clone)]
pub enum Standing {
    /// No code yet.
    Locked(Locked),
    /// What was written.
    Open(Box<Written>),
}

/// What is said before the code is typed: nothing of anybody.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Locked {
    /// Whether there is anything to read.
    pub has_something: bool,
}

/// Why a referral was not taken on, in the words that were written for whoever sent it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum NotTakenOn {
    /// It was given back.
    Returned(Words),
    /// Somebody else can help better: who, and what to do.
    Redirected(Line, Words),
}

/// What was written, as the practice reads it.
#[derive(Debug, Clone)]
pub struct Written {
    /// The person.
    pub person: Person,
    /// The referral.
    pub referral: Referral,
    /// The practice.
    pub practice: Option<Practice>,
    /// What was opened, newest first.
    pub messages: Vec<MessageBack>,
    /// How many wait to be opened.
    pub unread: usize,
    /// What went with them.
    pub carried: Vec<Carried>,
    /// What the practice wrote back about them, newest first.
    pub replies: Vec<Reply>,
    /// Names of the staff.
    pub names: Names,
    /// Why the referral was not taken on; known by the link of its receipt alone.
    pub not_taken_on: Option<NotTakenOn>,
    /// What the team asked about the referral, newest first; by the link of its receipt alone.
    pub questions: Vec<Question>,
}

impl Written {
    /// Who wrote a message.
    #[must_use]
    pub fn author_of(&self, message: &MessageBack) -> &str {
        self.names.get(&message.author).map_or("a link worker", String::as_str)
    }

    /// What went with a message.
    #[must_use]
    pub fn carried_with(&self, message: Id<MessageBack>) -> Option<&Carried> {
        self.carried.iter().find(|carried| carried.message == message)
    }

    /// Whether a later message corrects one.
    #[must_use]
    pub fn was_corrected(&self, message: Id<MessageBack>) -> bool {
        self.carried.iter().any(|carried| carried.corrects == Some(message))
    }

    /// How the practice may file it. What is kept offline is opened by no link.
    #[must_use]
    pub const fn filing(&self) -> Filing {
        Filing::Ordinary
    }
}

/// The messages that somebody came to, after the policy was asked, newest first. What may not be told is not there.
fn messages_of<A: Act>(
    work: &mut Work<'_, '_>,
    ctx: &Ctx,
    came: &Came,
) -> Result<(Vec<Kept<MessageBack>>, Option<Link>), Refusal> {
    match &came.way {
        Way::Link(id) => {
            let (_, link) = permit::linked::<A>(work.tx(), ctx, *id)?;
            let Opens::Message(message) = link.opens else { return Err(Refusal::Hidden) };
            let kept = table::find::<MessageBack>(work.tx(), message.uuid())?.ok_or(Refusal::Hidden)?;
            if kept.it.practice != came.practice || !may_be_told(work.tx(), ctx.today(), &kept.it)? {
                return Err(Refusal::Hidden);
            }
            Ok((vec![kept], Some(link)))
        }
        Way::Receipt(digest) => {
            permit::door::<A>(ctx, came.service.id)?;
            let referral = of_receipt(work.tx(), came.service.id, digest, ctx.now())?;
            Ok((of_referral(work.tx(), ctx.today(), &referral)?, None))
        }
    }
}

/// Types the code: what waits is opened, and the link worker sees that it was.
///
/// # Errors
/// [`Refusal::Hidden`] when the way in does not work any more; [`Refusal::Wait`] when it is opened over and over.
pub fn enter(app: &App, came: &Came, proof: &Proof, sent: &Sent<'_>) -> Result<Led, Refusal> {
    let seed = came.seed(app, sent.request);
    let sending = came.sending("read-message", sent);
    let (came, proof) = (came.clone(), proof.clone());
    app.submit_with(&seed, &sending, move |work, ctx| {
        proof.still_works(work.tx(), &came)?;
        open_all(work, ctx, &came)?;
        Ok(String::new())
    })
}

/// Opens what waits, for whoever has shown that they know the code.
pub(crate) fn open_all(work: &mut Work<'_, '_>, ctx: &Ctx, came: &Came) -> Result<(), Refusal> {
    let (messages, link) = messages_of::<act::ReadMessage>(work, ctx, came)?;
    if let Some(link) = &link {
        links::note_opening::<act::ReadMessage>(work, ctx, link)?;
    }
    for Kept { version, it } in messages {
        let (message, event) = it.open(None, ctx.now());
        if let Some(event) = event {
            save::change(work.tx(), &ctx.writ::<act::ReadMessage>(), version, &message, &event)?;
        }
    }
    Ok(())
}

/// Looks: the door before the code, or what was opened. That an e-mailed link was opened is written down.
///
/// # Errors
/// [`Refusal::Hidden`] when the way in does not work; [`Refusal::Wait`] when a link is opened over and over.
pub fn open(app: &App, came: &Came, proof: Option<&Proof>, request: Uuid) -> Result<Standing, Refusal> {
    let seed = came.seed(app, request);
    let (came_by, proof) = (came.clone(), proof.cloned());
    app.write_with(&seed, Isolation::Ordinary, came.reach(), move |work, ctx| {
        let came = &came_by;
        let (messages, link) = messages_of::<act::ReadMessage>(work, ctx, came)?;
        if let Some(link) = &link {
            links::note_opening::<act::ReadMessage>(work, ctx, link)?;
        }
        let referral = match (&came.way, messages.first()) {
            (Way::Receipt(digest), _) => of_receipt(work.tx(), came.service.id, digest, ctx.now())?,
            (Way::Link(_), Some(first)) => {
                table::find::<Referral>(work.tx(), first.it.referral.uuid())?.ok_or(Refusal::Hidden)?.it
            }
            (Way::Link(_), None) => return Ok(Standing::Locked(Locked { has_something: false })),
        };
        // An e-mailed link opens its one message, and nothing else of the referral.
        let (not_taken_on, questions) = match &came.way {
            Way::Receipt(_) => (not_taken_on(&referral), asked_about(work.tx(), referral.id)?),
            Way::Link(_) => (None, Vec::new()),
        };
        let has_something = !messages.is_empty() || not_taken_on.is_some() || !questions.is_empty();
        let Some(proof) = &proof else { return Ok(Standing::Locked(Locked { has_something })) };
        proof.still_works(work.tx(), came)?;
        note_reading(work, ctx, came)?;
        if !has_something {
            return Ok(Standing::Locked(Locked { has_something }));
        }
        let id = referral.person;
        let person = table::find::<Person>(work.tx(), id.uuid())?.ok_or(Refusal::Hidden)?.it;
        let practice = practices::named(work.tx(), came.service.id, came.practice)?;
        let unread = messages.iter().filter(|kept| kept.it.state == State::Sent).count();
        let messages: Vec<MessageBack> =
            messages.into_iter().map(|kept| kept.it).filter(|it| it.state != State::Sent).collect();
        let carried = stored::carried_of(work.tx(), id)?.into_iter().map(|line| line.it).collect();
        let mut replies = stored::of_person(work.tx(), id)?;
        replies.retain(|reply| messages.iter().any(|message| message.id == reply.message));
        let names = staff::names(work.tx(), came.service.id)?.into_iter().collect();
        Ok(Standing::Open(Box::new(Written {
            person,
            referral,
            practice,
            messages,
            unread,
            carried,
            replies,
            names,
            not_taken_on,
            questions,
        })))
    })
}

/// Why a referral was not taken on, where it was not.
pub(crate) fn not_taken_on(referral: &Referral) -> Option<NotTakenOn> {
    match &referral.state {
        referral::State::Returned { reason, .. } => Some(NotTakenOn::Returned(reason.clone())),
        referral::State::Redirected { to, words, .. } => Some(NotTakenOn::Redirected(to.clone(), words.clone())),
        _ => None,
    }
}

/// What the team asked about a referral, newest first.
fn asked_about(tx: &mut ReadTx<'_>, referral: Id<Referral>) -> Result<Vec<Question>, Refusal> {
    let mut all: Vec<Question> = questions::of_referral(tx, referral)?.into_iter().map(|kept| kept.it).collect();
    all.sort_by_key(|question| std::cmp::Reverse(question.at));
    Ok(all)
}

/// Writes down that somebody read by the link of a receipt; an e-mailed link notes each opening itself.
fn note_reading(work: &mut Work<'_, '_>, ctx: &Ctx, came: &Came) -> Result<(), Refusal> {
    let Way::Receipt(digest) = &came.way else { return Ok(()) };
    let hour_ago = ctx.now().checked_sub(1.hour()).unwrap_or(ctx.now());
    let bucket = format!("door-receipt:{digest}");
    if failures::since(work.tx(), &bucket, hour_ago)? >= i64::try_from(links::MOST_OPENINGS).unwrap_or(i64::MAX) {
        return Err(Refusal::Wait(3_600));
    }
    failures::count(work.tx(), ctx.id::<StatusLink>().uuid(), &bucket, ctx.now())?;
    let kept = status_links::by_digest(work.tx(), digest)?.ok_or(Refusal::Hidden)?;
    save::change(work.tx(), &ctx.writ::<act::ReadMessage>(), kept.version, &kept.it, &kept.it.was_read())?;
    Ok(())
}

/// The practice writes back about the newest message that was opened.
///
/// # Errors
/// [`Refusal::Rejected`] when nothing is written or nothing was opened; [`Refusal::Wait`] after too many.
pub fn reply(app: &App, came: &Came, proof: &Proof, words: &str, sent: &Sent<'_>) -> Result<Led, Refusal> {
    let seed = came.seed(app, sent.request);
    let sending = came.sending("reply-to-message", sent);
    let (came, proof, words) = (came.clone(), proof.clone(), words.to_owned());
    app.submit_with(&seed, &sending, move |work, ctx| {
        proof.still_works(work.tx(), &came)?;
        write_back(work, ctx, &came, &words)?;
        Ok(String::new())
    })
}

/// Writes back, for whoever has shown that they know the code.
pub(crate) fn write_back(work: &mut Work<'_, '_>, ctx: &Ctx, came: &Came, words: &str) -> Result<(), Refusal> {
    let (messages, link) = messages_of::<act::ReplyToMessage>(work, ctx, came)?;
    let mut faults = Faults::new();
    let words = faults.text("reply", "Write what the link worker should know.", Words::new(words));
    faults.finish()?;
    let Some(words) = words else { unreachable!("missing words were noted as a fault") };
    let message = messages.into_iter().map(|kept| kept.it).find(|it| it.state != State::Sent).ok_or_else(|| {
        Rejection::new("reply.unread", "Type the practice code to open the message first, then answer it.")
    })?;
    if let Some(link) = &link {
        links::note_opening::<act::ReplyToMessage>(work, ctx, link)?;
    }
    let hour_ago = ctx.now().checked_sub(1.hour()).unwrap_or(ctx.now());
    let lately = stored::of_person(work.tx(), message.person)?;
    if lately.iter().filter(|it| it.message == message.id && it.at >= hour_ago).count() >= ANSWERS_AN_HOUR {
        return Err(Refusal::Wait(3_600));
    }
    let (reply, event) = Reply::write(ctx.id(), &message, words, None, ctx.now())?;
    save::new(work.tx(), &ctx.writ::<act::ReplyToMessage>(), &reply, &event)?;
    told(work, ctx, &message)
}

/// What waits unseen already says that something came: the page shows all of it.
fn told(work: &mut Work<'_, '_>, ctx: &Ctx, message: &MessageBack) -> Result<(), Refusal> {
    if news::unseen_about(work.tx(), message.id.uuid())?.iter().any(|kept| kept.it.kind == Kind::Replied) {
        return Ok(());
    }
    let whose: (Id<Service>, Id<Person>) = (message.service, message.person);
    let (news, event) = News::came(ctx.id(), whose, About::Message(message.id), Kind::Replied, ctx.now());
    save::new(work.tx(), &ctx.writ::<act::ReplyToMessage>(), &news, &event)?;
    Ok(())
}
