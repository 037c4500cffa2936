//! Links to everything that a service asks of an organisation: asked for from one request, e-mailed to the address in
//! the directory, opened for a few days, and stopped.
//!
//! # Invariants
//! - Whoever asks for one learns nothing by asking, and gets nothing: it goes to the mailbox of the organisation.
//! - It works only while the directory gives the address that it went to.
//! - A link that is unknown, stopped, too old or whose address has gone is one and the same answer.

use jiff::ToSpan;
use kith_domain::directory::Connection;
use kith_domain::id::Id;
use kith_domain::link::Link;
use kith_domain::list_link::{ListLink, ListOpening};
use kith_domain::policy::{Act, Actor, ListHolder, act};
use kith_domain::rejection::Rejection;
use kith_domain::staff::Service;
use kith_domain::time;
use kith_store::house::Letter;
use kith_store::{Kept, NO_SERVICE, Reach, ReadTx, connections, house, list_links as stored, save, table};

use super::answered::of_link;
use super::sent::recipient;
use crate::app::{App, Work};
use crate::ctx::Ctx;
use crate::delivery::Delivery;
use crate::entries::own;
use crate::links::{self, digest_of, is_secret};
use crate::permit::Permit;
use crate::refusal::Refusal;

/// How many of these links one address is sent within an hour. Whoever asks for more is answered alike.
const MOST_AN_HOUR: usize = 3;
/// How often a list may be opened or answered from in an hour: every opening is written down.
const MOST_OPENINGS: usize = 200;

/// Sends a link to everything that waits to the address that the directory gives for what a request is about.
///
/// # Errors
/// [`Refusal::Rejected`] when no e-mail leaves here or the directory has no address.
pub fn send(
    work: &mut Work<'_, '_>,
    ctx: &Ctx,
    (_, link): &(Permit<act::AskForList, Id<Link>>, Link),
    delivery: &Delivery,
) -> Result<(), Refusal> {
    links::note_opening::<act::AskForList>(work, ctx, link)?;
    let connection = of_link(work.tx(), link)?.it;
    let (to, organisation) = connections::target(work.tx(), connection.to)?.ok_or(Refusal::Hidden)?;
    let (Some(base), Some(address)) = (delivery.base(), recipient(&to, &organisation)) else {
        return Err(Rejection::new(
            "list.no_address",
            "We cannot send you an e-mail from here. Please ring us instead.",
        )
        .into());
    };
    let hour_ago = ctx.now().checked_sub(1.hour()).unwrap_or(ctx.now());
    let before = stored::of_organisation(work.tx(), link.service, organisation.id)?;
    if before.iter().filter(|kept| kept.it.recipient == address && kept.it.sent > hour_ago).count() >= MOST_AN_HOUR {
        return Ok(());
    }
    let secret = delivery.secret(ctx);
    let digest = digest_of(&secret);
    let (list, event) = ListLink::send(ctx.id(), link, (organisation.id, address), digest.clone(), ctx.now());
    stored::save_new(work.tx(), &ctx.writ::<act::AskForList>(), &list, &event)?;
    let service = table::find::<Service>(work.tx(), link.service.uuid())?.ok_or(Refusal::Hidden)?.it;
    house::post(
        work.tx(),
        &Letter {
            about: Some(list.id.uuid()),
            opens: Some(digest),
            recipient: list.recipient.to_string(),
            subject: format!("Your requests from {}", service.name),
            body: letter(&service, &format!("{base}{PATH}{secret}"), &list),
            ..Letter::blank(ctx.id::<Letter>().uuid(), link.service.uuid(), "request-list", ctx.now())
        },
    )?;
    Ok(())
}

/// The path of a list without its secret.
const PATH: &str = "/asked-of-us/";

/// What the letter says. It names nobody and nothing that is asked about.
fn letter(service: &Service, address: &str, list: &ListLink) -> String {
    let name = &service.name;
    let ring = service.phone.as_ref().map(|phone| format!(" Ring {phone} if you did not.")).unwrap_or_default();
    format!(
        "Somebody who had a link to one request of {name} asked for this e-mail.{ring}\n\n\
         Here is everything that {name} asks your organisation at this address. You can answer each request, say whether \
         you have room, and keep your entry in the directory right. You need no account and no password:\n\n{address}\n\n\
         The link works until {}.\n\
         Whoever has it can answer for you, so please pass it on only within your organisation.\n\
         This e-mail names nobody on purpose. Please do not reply to it.\n",
        time::moment_in_words(list.expires)
    )
}

/// Who comes with a secret.
///
/// # Errors
/// [`Refusal::Hidden`] when no link that works has this secret.
pub fn holder(app: &App, secret: &str) -> Result<Actor, Refusal> {
    if !is_secret(secret) {
        return Err(Refusal::Hidden);
    }
    let digest = digest_of(secret);
    let public = Reach { services: vec![NO_SERVICE], purpose: "public" };
    // What is not there takes the same way as what is: its absence is found at the end of it.
    let door = app.peek(&public, |tx| Ok(stored::door(tx, &digest)?))?;
    let (service, id) = door.unwrap_or((Id::from_uuid(NO_SERVICE), Id::from_uuid(NO_SERVICE)));
    let of_service = Reach { services: vec![service.uuid(), NO_SERVICE], purpose: "care" };
    let link = app.peek(&of_service, |tx| working(tx, app.now(), id))?;
    Ok(Actor::ListHolder(ListHolder {
        service,
        link: link.id,
        organisation: link.organisation,
        address: link.recipient,
    }))
}

/// A link, when it works at a moment and the directory still gives its address.
pub(crate) fn working(tx: &mut ReadTx<'_>, now: jiff::Timestamp, id: Id<ListLink>) -> Result<ListLink, Refusal> {
    let link = table::find::<ListLink>(tx, id.uuid())?.ok_or(Refusal::Hidden)?.it;
    if !link.works_at(now) || !own::addresses(tx, link.organisation)?.contains(&link.recipient) {
        return Err(Refusal::Hidden);
    }
    Ok(link)
}

/// Writes down that a list was opened, or one request of it, or something was sent by it. Whoever signed in is written
/// down by name where the record is shown.
///
/// # Errors
/// [`Refusal::Wait`] when it was opened far too often.
pub(crate) fn note<A: Act>(work: &mut Work<'_, '_>, ctx: &Ctx, request: Option<Id<Connection>>) -> Result<(), Refusal> {
    let Actor::ListHolder(holder) = ctx.actor() else { return Ok(()) };
    let link = table::find::<ListLink>(work.tx(), holder.link.uuid())?.ok_or(Refusal::Hidden)?.it;
    let hour_ago = ctx.now().checked_sub(1.hour()).unwrap_or(ctx.now());
    if stored::opened(work.tx(), link.id, hour_ago)?.len() >= MOST_OPENINGS {
        return Err(Refusal::Wait(3_600));
    }
    let (opening, event) = ListOpening::note(ctx.id(), &link, request, ctx.now());
    save::new(work.tx(), &ctx.writ::<A>(), &opening, &event)?;
    Ok(())
}

/// A link to a list that was sent, and how often it was opened.
#[derive(Debug, Clone)]
pub struct SentList {
    /// The link.
    pub link: ListLink,
    /// How often it was opened or answered from, at most 200.
    pub times: usize,
    /// When last.
    pub last: Option<jiff::Timestamp>,
}

/// The links to a list of the organisation's that work now, newest first.
pub(crate) fn living(tx: &mut ReadTx<'_>, ctx: &Ctx, connection: &Connection) -> Result<Vec<SentList>, Refusal> {
    let mut all = Vec::new();
    for Kept { it, .. } in stored::of_organisation(tx, connection.service, connection.organisation)? {
        if it.works_at(ctx.now()) {
            let opened = stored::opened(tx, it.id, jiff::Timestamp::UNIX_EPOCH)?;
            all.push(SentList { times: opened.len(), last: opened.first().copied(), link: it });
        }
    }
    Ok(all)
}

/// Stops every link to a list of the organisation that somebody is connected to. Says how many.
///
/// # Errors
/// [`Refusal::Fault`] when the store fails.
pub fn stop(
    work: &mut Work<'_, '_>,
    ctx: &Ctx,
    permit: &Permit<act::StopLinks, Id<Connection>>,
) -> Result<usize, Refusal> {
    let connection = table::find::<Connection>(work.tx(), permit.key().uuid())?.ok_or(Refusal::Hidden)?.it;
    let mut stopped = 0;
    for Kept { version, it } in stored::of_organisation(work.tx(), connection.service, connection.organisation)? {
        if !it.works_at(ctx.now()) {
            continue;
        }
        if let Some((link, event)) = it.stop(ctx.account()?, ctx.now()) {
            save::change(work.tx(), &ctx.writ::<act::StopLinks>(), version, &link, &event)?;
            stopped += 1;
        }
    }
    Ok(stopped)
}

#[cfg(test)]
mod tests {
    use super::*;
    use kith_domain::text::Line;

    #[test]
    fn the_letter_says_who_asks_and_nothing_else_of_anybody() {
        let service = Service {
            id: Id::from_parts(1, [1; 10]),
            slug: "harbour".to_owned(),
            name: Line::new("Harbour link workers").expect("a line"),
            phone: Line::new("01632 960 000").ok(),
        };
        let at = jiff::Timestamp::from_second(1_790_000_000).expect("a moment");
        let list = ListLink {
            id: Id::from_parts(1, [2; 10]),
            service: service.id,
            organisation: Id::from_parts(1, [3; 10]),
            recipient: Line::new("hello@example.org").expect("a line"),
            digest: "d".repeat(64),
            asked_from: Id::from_parts(1, [4; 10]),
            sent: at,
            expires: at,
            stopped: None,
        };
        let text = letter(&service, "https://kith.example.org/asked-of-us/5e", &list);
        assert!(text.contains("Harbour link workers") && text.contains("01632 960 000"), "{text}");
        assert!(text.contains("/asked-of-us/5e") && !text.contains(&list.digest), "{text}");
    }
}
