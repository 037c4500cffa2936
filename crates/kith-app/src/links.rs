//! Links that are e-mailed: made with their letter, looked up by their secret, and stopped.
//!
//! # Invariants
//! - The secret stands in the letter alone, and the letter's text is forgotten once it has left (a demo keeps it, to
//!   show it). The store knows its digest.
//! - Whether a link works is asked again in the unit of work that uses it.
//! - Nothing is sent about somebody whose record is marked *do not show online*, and what was sent before the mark
//!   opens nothing while the mark stands.
//! - A link that is unknown, stopped, too old or kept offline is one and the same answer: [`Refusal::Hidden`].

use jiff::ToSpan;
use kith_domain::event::Event;
use kith_domain::id::Id;
use kith_domain::link::{Link, Opening, Sending, Way};
use kith_domain::policy::{Act, Actor, Holder};
use kith_domain::time;
use kith_store::house::Letter;
use kith_store::{Kept, NO_SERVICE, Reach, anchor, house, links, save, table};
use sha2::{Digest, Sha256};
use uuid::Uuid;

use crate::app::{App, Work};
use crate::ctx::Ctx;
use crate::delivery::Delivery;
use crate::protection;
use crate::refusal::Refusal;

/// How often a link can be opened or answered by in an hour. Every opening is written down, so that a program that opens it over
/// and over is stopped.
pub const MOST_OPENINGS: usize = 60;

/// The words of a letter around its link.
pub(crate) struct Words {
    /// Kind of letter, for the outbox.
    pub(crate) kind: &'static str,
    /// The subject.
    pub(crate) subject: String,
    /// What stands before the link.
    pub(crate) before: String,
    /// What stands after the link and its last day.
    pub(crate) after: String,
    /// The path without its secret, such as `/asked/`.
    pub(crate) path: &'static str,
}

/// The digest under which a secret is known.
pub(crate) fn digest_of(secret: &str) -> String {
    anchor::to_hex(&Sha256::digest(secret.as_bytes()))
}

/// Makes a link and its letter, which has not been put into the outbox yet; no letter where the link is handed over. Gives
/// the secret too.
///
/// # Errors
/// [`Refusal::Rejected`] when the record may not be shown online.
pub(crate) fn make<A: Act>(
    work: &mut Work<'_, '_>,
    ctx: &Ctx,
    sending: Sending,
    words: &Words,
    delivery: &Delivery,
) -> Result<(String, Option<Letter>), Refusal> {
    protection::may_be_shown_online(work.tx(), sending.person)?;
    let secret = delivery.secret(ctx);
    let digest = digest_of(&secret);
    let way = if delivery.base().is_some() { Way::ByMail } else { Way::ByHand };
    let (link, event) = Link::send(ctx.id(), sending, digest.clone(), (ctx.account()?, way), ctx.now());
    links::save_new(work.tx(), &ctx.writ::<A>(), &link, &event)?;
    let Some(base) = delivery.base() else {
        let shown = Event::new("link.shown").with("to", ctx.account()?);
        save::change(work.tx(), &ctx.writ::<A>(), 1, &link, &shown)?;
        return Ok((secret, None));
    };
    let Words { kind, subject, before, after, path } = words;
    let address = format!("{base}{path}");
    let letter = Letter {
        about: Some(link.id.uuid()),
        opens: Some(digest),
        recipient: link.recipient.to_string(),
        subject: subject.clone(),
        body: format!(
            "{before}\n\n{address}{secret}\n\nThe link works until {}.\n{after}\n",
            time::day_in_words(time::day_of(link.expires))
        ),
        ..Letter::blank(ctx.id::<Letter>().uuid(), link.service.uuid(), kind, ctx.now())
    };
    Ok((secret, Some(letter)))
}

/// Makes a link and puts its letter into the outbox, in one unit of work, or notes that it is handed over. Gives the
/// secret.
///
/// # Errors
/// [`Refusal::Rejected`] when the record may not be shown online.
pub(crate) fn send<A: Act>(
    work: &mut Work<'_, '_>,
    ctx: &Ctx,
    sending: Sending,
    words: &Words,
    delivery: &Delivery,
) -> Result<String, Refusal> {
    let (secret, letter) = make::<A>(work, ctx, sending, words, delivery)?;
    if let Some(letter) = letter {
        house::post(work.tx(), &letter)?;
    }
    Ok(secret)
}

/// Whether a text has the form of a secret; anything else is not looked up.
pub(crate) fn is_secret(text: &str) -> bool {
    text.len() == 64 && text.bytes().all(|byte| matches!(byte, b'0'..=b'9' | b'a'..=b'f'))
}

/// Who comes with a secret, and by which link.
///
/// # Errors
/// [`Refusal::Hidden`] when no link that works has this secret.
pub fn holder(app: &App, secret: &str) -> Result<(Actor, Id<Link>), Refusal> {
    if !is_secret(secret) {
        return Err(Refusal::Hidden);
    }
    let digest = digest_of(secret);
    let public = Reach { services: vec![NO_SERVICE], purpose: "public" };
    // What is not there takes the same way as what is: its absence is found at the end of it.
    let door = app.peek(&public, |tx| Ok(links::door(tx, &digest)?))?;
    let (service, id) = door.unwrap_or((Id::from_uuid(NO_SERVICE), Id::from_uuid(NO_SERVICE)));
    let of_service = Reach { services: vec![service.uuid()], purpose: "care" };
    let link = app.peek(&of_service, |tx| {
        let link = table::find::<Link>(tx, id.uuid())?.ok_or(Refusal::Hidden)?.it;
        if protection::is_kept_offline(tx, link.person)? { Err(Refusal::Hidden) } else { Ok(link) }
    })?;
    if !link.works_at(app.now()) {
        return Err(Refusal::Hidden);
    }
    Ok((Actor::Holder(Holder { service, opens: link.opens }), id))
}

/// Writes down that a link was opened, or something was sent by it.
///
/// # Errors
/// [`Refusal::Wait`] when it was opened far too often.
pub(crate) fn note_opening<A: Act>(work: &mut Work<'_, '_>, ctx: &Ctx, link: &Link) -> Result<(), Refusal> {
    let hour_ago = ctx.now().checked_sub(1.hour()).unwrap_or(ctx.now());
    if links::opened(work.tx(), link.id, hour_ago)?.len() >= MOST_OPENINGS {
        return Err(Refusal::Wait(3_600));
    }
    let (opening, event) = Opening::note(ctx.id(), link, ctx.now());
    save::new(work.tx(), &ctx.writ::<A>(), &opening, &event)?;
    Ok(())
}

/// Stops every link to a record, also those that have run out: what was sent by one is listed until it is stopped. Says how
/// many worked until now.
pub(crate) fn stop_all<A: Act>(work: &mut Work<'_, '_>, ctx: &Ctx, subject: Uuid) -> Result<usize, Refusal> {
    let mut stopped = 0;
    for Kept { version, it } in links::of_subject(work.tx(), subject)? {
        let works = it.works_at(ctx.now());
        if let Some((link, event)) = it.stop(ctx.account()?, ctx.now()) {
            save::change(work.tx(), &ctx.writ::<A>(), version, &link, &event)?;
            stopped += usize::from(works);
        }
    }
    Ok(stopped)
}

/// A link as the link worker sees it.
#[derive(Debug, Clone)]
pub struct Sent {
    /// The link.
    pub link: Link,
    /// Whether it works now.
    pub works: bool,
    /// How often it was opened, at most 100.
    pub times: usize,
    /// When last.
    pub last: Option<jiff::Timestamp>,
}

/// The links to a record, newest first.
pub(crate) fn sent(tx: &mut kith_store::ReadTx<'_>, ctx: &Ctx, subject: Uuid) -> Result<Vec<Sent>, Refusal> {
    let mut all = Vec::new();
    for kept in links::of_subject(tx, subject)? {
        let opened = links::opened(tx, kept.it.id, jiff::Timestamp::UNIX_EPOCH)?;
        let works = kept.it.works_at(ctx.now());
        all.push(Sent { works, times: opened.len(), last: opened.first().copied(), link: kept.it });
    }
    Ok(all)
}
