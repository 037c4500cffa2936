//! Whether a letter still has its point: asked directly before it leaves, because much may have happened since it was
//! written. The link it holds was stopped or used, the record was marked *do not show online*, the person took back
//! what they had agreed to.

use jiff::Timestamp;
use kith_domain::boundary::agreement::ScopeAgreement;
use kith_domain::boundary::agreement_link::AgreementLink;
use kith_domain::boundary::safeguarding::Concern;
use kith_domain::boundary::safeguarding::concern::State;
use kith_domain::directory::Connection;
use kith_domain::id::Id;
use kith_domain::invitation::Invitation;
use kith_domain::link::{Link, Opens};
use kith_domain::list_link::ListLink;
use kith_domain::message::MessageBack;
use kith_domain::person::reaching::{Channel, Message, Safe};
use kith_domain::person::sharing::{Recipient, Standing, standing};
use kith_domain::referral::Question;
use kith_domain::staff::{Account, Role, Service};
use kith_domain::support::Letter as Written;
use kith_domain::time;
use kith_store::house::Letter;
use kith_store::{
    DbError, ReadTx, address, cases, concerns, links, news, outbox, practices, protection, reaching, sessions, sharing,
    staff, table, visits,
};
use uuid::Uuid;

/// What becomes of a letter.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Point {
    /// It leaves; to this address, when it was addressed to an account.
    Stands(Option<String>),
    /// It is dropped, and this is why.
    Over(&'static str),
    /// Nobody can say; a human sees to it.
    Unknown(&'static str),
    /// Somebody else has seen to it.
    Gone,
}

const LINK_OVER: &str = "Its link does not work any more.";
const OFFLINE: &str = "The record was marked “do not show online”.";
const DIED: &str = "The person has died.";
const NOT_SHARED: &str = "The person decided that nothing is to be shared with whoever it went to.";
const ACCOUNT_OVER: &str = "The account it went to is closed, or is no longer for this.";
const UNREACHED: &str = "No e-mail address of the practice is known any more.";
const SEEN_TO: &str = "Somebody has seen to what it told of.";
const UNKNOWN: &str = "It was written by an older Kith, and nobody can say whether what it opens still works.";

/// Asks a letter for its point.
pub(super) fn of(tx: &mut ReadTx<'_>, letter: &Letter, now: Timestamp) -> Result<Point, DbError> {
    let point = match letter.kind.as_str() {
        "invitation" => invitation(tx, letter, now),
        "reset" => reset(tx, letter, now),
        "request" | "introduction" => request(tx, letter, now),
        "request-list" => request_list(tx, letter, now),
        "message-back" | "message-text" => message(tx, letter, now),
        "concern" => concern(tx, letter),
        "question" => question(tx, letter),
        "short-list" => short_list(tx, letter),
        "agreement" => agreement(tx, letter, now),
        "visit" => visit(tx, letter),
        _ => Ok(Point::Stands(None)),
    }?;
    Ok(match point {
        Point::Unknown(_) if letter.trouble.as_deref() == Some(outbox::LET_GO) => Point::Stands(None),
        other => other,
    })
}

fn invitation(tx: &mut ReadTx<'_>, letter: &Letter, now: Timestamp) -> Result<Point, DbError> {
    let Some(id) = letter.about else { return Ok(Point::Unknown(UNKNOWN)) };
    let it = table::find::<Invitation>(tx, id)?.map(|kept| kept.it);
    let works = it.is_some_and(|it| it.works(now) && letter.opens.as_deref() == Some(it.digest.as_str()));
    Ok(if works { Point::Stands(None) } else { Point::Over(LINK_OVER) })
}

fn reset(tx: &mut ReadTx<'_>, letter: &Letter, now: Timestamp) -> Result<Point, DbError> {
    let Some(digest) = letter.opens.as_deref() else { return Ok(Point::Unknown(UNKNOWN)) };
    let Some(account) = sessions::link(tx, digest, now)? else { return Ok(Point::Over(LINK_OVER)) };
    let usable = table::find::<Account>(tx, account.uuid())?.is_some_and(|kept| kept.it.disabled.is_none());
    Ok(if usable { Point::Stands(None) } else { Point::Over(ACCOUNT_OVER) })
}

fn request(tx: &mut ReadTx<'_>, letter: &Letter, now: Timestamp) -> Result<Point, DbError> {
    let Some(digest) = letter.opens.as_deref() else { return Ok(Point::Unknown(UNKNOWN)) };
    let Some(link) = working(tx, digest, now)? else { return Ok(Point::Over(LINK_OVER)) };
    if is_kept_offline(tx, link.person)? {
        return Ok(Point::Over(OFFLINE));
    }
    if cases::has_died(tx, link.person)? {
        return Ok(Point::Over(DIED));
    }
    let Opens::Connection(connection) = link.opens else { return Ok(Point::Over(LINK_OVER)) };
    let Some(kept) = table::find::<Connection>(tx, connection.uuid())? else { return Ok(Point::Over(LINK_OVER)) };
    if kept.it.is_withdrawn(link.promised) {
        return Ok(Point::Over(NOT_SHARED));
    }
    let decisions = sharing::of_person(tx, link.person)?;
    let recipient = Recipient::Organisation(kept.it.organisation);
    Ok(match standing(&decisions, recipient, time::day_of(now)) {
        Standing::Refused(_) | Standing::Ended(_) => Point::Over(NOT_SHARED),
        Standing::NotDecided | Standing::Agreed(_) => Point::Stands(None),
    })
}

fn request_list(tx: &mut ReadTx<'_>, letter: &Letter, now: Timestamp) -> Result<Point, DbError> {
    let Some(id) = letter.about else { return Ok(Point::Unknown(UNKNOWN)) };
    let it = table::find::<ListLink>(tx, id)?.map(|kept| kept.it);
    let works = it.is_some_and(|it| it.works_at(now) && letter.opens.as_deref() == Some(it.digest.as_str()));
    Ok(if works { Point::Stands(None) } else { Point::Over(LINK_OVER) })
}

fn agreement(tx: &mut ReadTx<'_>, letter: &Letter, now: Timestamp) -> Result<Point, DbError> {
    let Some(id) = letter.about else { return Ok(Point::Unknown(UNKNOWN)) };
    let Some(link) = table::find::<AgreementLink>(tx, id)?.map(|kept| kept.it) else {
        return Ok(Point::Over(LINK_OVER));
    };
    if !link.works_at(now) || letter.opens.as_deref() != Some(link.digest.as_str()) {
        return Ok(Point::Over(LINK_OVER));
    }
    let waits = table::find::<ScopeAgreement>(tx, link.agreement.uuid())?
        .is_some_and(|kept| kept.it.replaced.is_none() && kept.it.practice_agreed.is_none());
    Ok(if waits { Point::Stands(None) } else { Point::Over(SEEN_TO) })
}

/// That somebody is not back is told only while they are not, and to whoever works here still.
fn visit(tx: &mut ReadTx<'_>, letter: &Letter) -> Result<Point, DbError> {
    let (Some(id), Some(to)) = (letter.about, letter.to_account) else { return Ok(Point::Unknown(UNKNOWN)) };
    let told = visits::of_visit(tx, Id::from_uuid(id))?.map(|it| it.told);
    if told.is_none_or(|told| told.back.is_some() || told.whom != to) {
        return Ok(Point::Over(SEEN_TO));
    }
    address_of(tx, to.uuid())
}

/// The link of a digest, when it works.
fn working(tx: &mut ReadTx<'_>, digest: &str, now: Timestamp) -> Result<Option<Link>, DbError> {
    let Some((_, id)) = links::door(tx, digest)? else { return Ok(None) };
    Ok(table::find::<Link>(tx, id.uuid())?.map(|kept| kept.it).filter(|link| link.works_at(now)))
}

fn message(tx: &mut ReadTx<'_>, letter: &Letter, now: Timestamp) -> Result<Point, DbError> {
    let Some(id) = letter.about else { return Ok(Point::Unknown(UNKNOWN)) };
    let Some(kept) = table::find::<MessageBack>(tx, id)? else { return Ok(Point::Unknown(UNKNOWN)) };
    let it = kept.it;
    // A practice that keeps no accounts reads it by a link of its own.
    if let Some(digest) = letter.opens.as_deref()
        && working(tx, digest, now)?.is_none()
    {
        return Ok(Point::Over(LINK_OVER));
    }
    if is_kept_offline(tx, it.person)? {
        return Ok(Point::Over(OFFLINE));
    }
    let decisions = sharing::of_person(tx, it.person)?;
    // What was agreed until a day that has passed since does not keep a message back: whoever wrote it asked.
    let practice = Recipient::Practice(it.practice);
    if matches!(standing(&decisions, practice, time::day_of(now)), Standing::Refused(_)) {
        return Ok(Point::Over(NOT_SHARED));
    }
    // It goes where the practice is reached now. A link was made for the address of then, and is made anew.
    let Some(now_at) = practices::named(tx, it.service, it.practice)?.and_then(|practice| practice.email) else {
        return Ok(Point::Over(UNREACHED));
    };
    let is_same = now_at.as_str() == letter.recipient;
    if !is_same && letter.opens.is_some() {
        return Ok(Point::Over("The practice has another e-mail address since. Send a fresh link from the message."));
    }
    if letter.kind == "message-text" && !news::rules(tx, it.service)?.it.is_secure(now_at.as_str()) {
        return Ok(Point::Over("Its address may no longer be sent text."));
    }
    Ok(Point::Stands((!is_same).then(|| now_at.to_string())))
}

fn concern(tx: &mut ReadTx<'_>, letter: &Letter) -> Result<Point, DbError> {
    let (Some(id), Some(to)) = (letter.about, letter.to_account) else { return Ok(Point::Unknown(UNKNOWN)) };
    let Some(kept) = table::find::<Concern>(tx, id)? else { return Ok(Point::Over(SEEN_TO)) };
    if kept.it.state != State::Written {
        return Ok(Point::Over(SEEN_TO));
    }
    if !receives_concerns(tx, kept.it.service, to)? {
        return Ok(Point::Over(ACCOUNT_OVER));
    }
    address_of(tx, to.uuid())
}

fn question(tx: &mut ReadTx<'_>, letter: &Letter) -> Result<Point, DbError> {
    let Some(id) = letter.about else { return Ok(Point::Unknown(UNKNOWN)) };
    let Some(kept) = table::find::<Question>(tx, id)? else { return Ok(Point::Over(SEEN_TO)) };
    if kept.it.answer.is_some() {
        return Ok(Point::Over(SEEN_TO));
    }
    if is_kept_offline(tx, kept.it.person)? {
        return Ok(Point::Over(OFFLINE));
    }
    let Some(practice) = kept.it.practice else { return Ok(Point::Unknown(UNKNOWN)) };
    let Some(now_at) = practices::named(tx, kept.it.service, practice)?.and_then(|practice| practice.email) else {
        return Ok(Point::Over(UNREACHED));
    };
    Ok(Point::Stands((now_at.as_str() != letter.recipient).then(|| now_at.to_string())))
}

/// A short list of places for a person: it leaves while e-mail to them is what it was when it was sent.
fn short_list(tx: &mut ReadTx<'_>, letter: &Letter) -> Result<Point, DbError> {
    let Some(id) = letter.about else { return Ok(Point::Unknown(UNKNOWN)) };
    let Some(kept) = table::find::<Written>(tx, id)? else { return Ok(Point::Unknown(UNKNOWN)) };
    let person = kept.it.person;
    if is_kept_offline(tx, person)? {
        return Ok(Point::Over(OFFLINE));
    }
    if cases::has_died(tx, person)? {
        return Ok(Point::Over(DIED));
    }
    let facts = reaching::of_person(tx, person)?.map(|kept| kept.it.facts).unwrap_or_default();
    let may_say = !matches!(facts.message, Some(Message::No | Message::NameOnly));
    if facts.channel(Channel::Email) != Some(Safe::Yes) || !may_say {
        return Ok(Point::Over("E-mail to this person is no longer said to be safe."));
    }
    let now_at = address::of_person(tx, person)?.and_then(|kept| kept.it.parts.email);
    let is_same = now_at.is_some_and(|it| it.as_str() == letter.recipient);
    Ok(if is_same { Point::Stands(None) } else { Point::Over("The person has another e-mail address since.") })
}

/// Whether an account is told of concerns: named safeguarding lead, team lead or manager.
fn receives_concerns(tx: &mut ReadTx<'_>, service: Id<Service>, to: Id<Account>) -> Result<bool, DbError> {
    if concerns::leads(tx, service)?.iter().any(|kept| kept.it.account == to) {
        return Ok(true);
    }
    for role in [Role::TeamLead, Role::ServiceManager] {
        if staff::in_role(tx, service, role)?.iter().any(|it| it.account == to) {
            return Ok(true);
        }
    }
    Ok(false)
}

fn address_of(tx: &mut ReadTx<'_>, account: Uuid) -> Result<Point, DbError> {
    let account = table::find::<Account>(tx, account)?.map(|kept| kept.it).filter(|it| it.disabled.is_none());
    Ok(match account {
        Some(account) => Point::Stands(Some(account.email.to_string())),
        None => Point::Over(ACCOUNT_OVER),
    })
}

fn is_kept_offline(tx: &mut ReadTx<'_>, person: Id<kith_domain::person::Person>) -> Result<bool, DbError> {
    Ok(protection::of_person(tx, person)?.is_some_and(|kept| kept.it.terms.not_online))
}
