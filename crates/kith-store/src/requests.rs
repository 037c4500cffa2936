//! What an organisation was asked: by links that were sent and not stopped, about people whose records may be shown
//! online.

use jiff::Timestamp;
use kith_domain::directory::{Connection, Organisation};
use kith_domain::id::Id;
use kith_domain::link::Promised;
use kith_domain::policy::{RequestFacts, Scope};
use kith_domain::staff::Service;
use kith_domain::text::Line;

use crate::db::{DbError, ReadTx, Row, Value, statements};
use crate::page::{Mark, Page};
use crate::rows::Typed;
use crate::table::{self, Kept, Saved};

statements! {
    /// What one service asks of an organisation at one address and was not answered, longest ago first.
    list WAITING_AT = "SELECT c.id AS id, c.version AS version, c.service_id AS service_id, c.person_id AS person_id, c.need_id AS need_id,
            c.community_service_id AS community_service_id, c.organisation_id AS organisation_id, c.agreed AS agreed,
            c.author_id AS author_id, c.made AS made, c.state AS state, c.weeks AS weeks, c.reason AS reason,
            c.words AS words, c.since AS since, c.asked AS asked, c.wait_began AS wait_began, c.wait_quoted AS wait_quoted,
            c.wait_weeks AS wait_weeks, c.wait_said AS wait_said, c.wait_meanwhile AS wait_meanwhile, c.wait_ended AS wait_ended, c.shared AS shared
        FROM connection c WHERE c.service_id = $1 AND c.organisation_id = $2 AND (c.since, c.id) > ($4, $5)
            AND (c.state = 'asked' OR c.state = 'not-answered')
            AND EXISTS (SELECT 1 FROM key_link l WHERE l.subject_id = c.id AND l.recipient = $3 AND l.stopped IS NULL)
            AND NOT EXISTS (SELECT 1 FROM protection p WHERE p.person_id = c.person_id AND p.not_online)
        ORDER BY c.since, c.id LIMIT $6";
    /// The same at every address.
    list WAITING = "SELECT c.id AS id, c.version AS version, c.service_id AS service_id, c.person_id AS person_id, c.need_id AS need_id,
            c.community_service_id AS community_service_id, c.organisation_id AS organisation_id, c.agreed AS agreed,
            c.author_id AS author_id, c.made AS made, c.state AS state, c.weeks AS weeks, c.reason AS reason,
            c.words AS words, c.since AS since, c.asked AS asked, c.wait_began AS wait_began, c.wait_quoted AS wait_quoted,
            c.wait_weeks AS wait_weeks, c.wait_said AS wait_said, c.wait_meanwhile AS wait_meanwhile, c.wait_ended AS wait_ended, c.shared AS shared
        FROM connection c WHERE c.service_id = $1 AND c.organisation_id = $2 AND (c.since, c.id) > ($3, $4)
            AND (c.state = 'asked' OR c.state = 'not-answered')
            AND EXISTS (SELECT 1 FROM key_link l WHERE l.subject_id = c.id AND l.stopped IS NULL)
            AND NOT EXISTS (SELECT 1 FROM protection p WHERE p.person_id = c.person_id AND p.not_online)
        ORDER BY c.since, c.id LIMIT $5";
    /// What was asked at one address and answered, latest first.
    list ANSWERED_AT = "SELECT c.id AS id, c.version AS version, c.service_id AS service_id, c.person_id AS person_id, c.need_id AS need_id,
            c.community_service_id AS community_service_id, c.organisation_id AS organisation_id, c.agreed AS agreed,
            c.author_id AS author_id, c.made AS made, c.state AS state, c.weeks AS weeks, c.reason AS reason,
            c.words AS words, c.since AS since, c.asked AS asked, c.wait_began AS wait_began, c.wait_quoted AS wait_quoted,
            c.wait_weeks AS wait_weeks, c.wait_said AS wait_said, c.wait_meanwhile AS wait_meanwhile, c.wait_ended AS wait_ended, c.shared AS shared
        FROM connection c WHERE c.service_id = $1 AND c.organisation_id = $2 AND (c.since, c.id) < ($4, $5)
            AND c.state <> 'asked' AND c.state <> 'not-answered'
            AND EXISTS (SELECT 1 FROM key_link l WHERE l.subject_id = c.id AND l.recipient = $3 AND l.stopped IS NULL)
            AND NOT EXISTS (SELECT 1 FROM protection p WHERE p.person_id = c.person_id AND p.not_online)
        ORDER BY c.since DESC, c.id DESC LIMIT $6";
    /// The same at every address.
    list ANSWERED = "SELECT c.id AS id, c.version AS version, c.service_id AS service_id, c.person_id AS person_id, c.need_id AS need_id,
            c.community_service_id AS community_service_id, c.organisation_id AS organisation_id, c.agreed AS agreed,
            c.author_id AS author_id, c.made AS made, c.state AS state, c.weeks AS weeks, c.reason AS reason,
            c.words AS words, c.since AS since, c.asked AS asked, c.wait_began AS wait_began, c.wait_quoted AS wait_quoted,
            c.wait_weeks AS wait_weeks, c.wait_said AS wait_said, c.wait_meanwhile AS wait_meanwhile, c.wait_ended AS wait_ended, c.shared AS shared
        FROM connection c WHERE c.service_id = $1 AND c.organisation_id = $2 AND (c.since, c.id) < ($3, $4)
            AND c.state <> 'asked' AND c.state <> 'not-answered'
            AND EXISTS (SELECT 1 FROM key_link l WHERE l.subject_id = c.id AND l.stopped IS NULL)
            AND NOT EXISTS (SELECT 1 FROM protection p WHERE p.person_id = c.person_id AND p.not_online)
        ORDER BY c.since DESC, c.id DESC LIMIT $5";
    /// The links by which a request was sent and which were not stopped, newest first.
    list SENT = "SELECT recipient, promised, sent FROM key_link WHERE subject_id = $1 AND stopped IS NULL
        ORDER BY sent DESC, id DESC LIMIT 100";
}

/// Which of the requests are listed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Which {
    /// Those that wait for an answer, longest ago first.
    Waiting,
    /// Those that were answered, latest first.
    Answered,
}

/// The requests of one service that a scope lets through, a page at a time. Whoever withdrew since is for the caller to
/// leave out.
///
/// # Errors
/// When the database cannot answer.
pub fn of_scope(
    tx: &mut ReadTx<'_>,
    scope: &Scope,
    (service, which): (Id<Service>, Which),
    after: Option<Mark>,
    most: u32,
) -> Result<Page<Kept<Connection>>, DbError> {
    let Scope::Asked { organisation, services, address } = scope else { return Ok(Page::empty()) };
    if !services.contains(&service) {
        return Ok(Page::empty());
    }
    let (statement, beginning) = match (which, address) {
        (Which::Waiting, Some(_)) => (&WAITING_AT, Mark::first()),
        (Which::Waiting, None) => (&WAITING, Mark::first()),
        (Which::Answered, Some(_)) => (&ANSWERED_AT, Mark::last()),
        (Which::Answered, None) => (&ANSWERED, Mark::last()),
    };
    let Mark { at, id } = after.unwrap_or(beginning);
    let mut values: Vec<Value> = vec![service.into(), (*organisation).into()];
    values.extend(address.as_ref().map(Value::from));
    values.extend([at.into(), id.into(), (i64::from(most) + 1).into()]);
    let rows =
        tx.fetch_all(statement, &values, |row| Ok(Kept { version: row.get("version")?, it: Connection::read(row)? }))?;
    Ok(Page::cut(rows, most, |kept| Mark { at: kept.it.since, id: kept.it.id.uuid() }))
}

/// One sending of a request that was not stopped.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Sending {
    /// To which address.
    pub recipient: Line,
    /// Whether something had been agreed to be shared.
    pub promised: Promised,
    /// When.
    pub at: Timestamp,
}

/// The sendings of a request that were not stopped, newest first; at most 100.
///
/// # Errors
/// When the database cannot answer.
pub fn sent(tx: &mut ReadTx<'_>, request: Id<Connection>) -> Result<Vec<Sending>, DbError> {
    tx.fetch_all(&SENT, &[request.into()], |row: &Row<'_>| {
        Ok(Sending {
            recipient: row.line("recipient")?,
            promised: if row.get("promised")? { Promised::Something } else { Promised::Nothing },
            at: row.moment("sent")?,
        })
    })
}

/// A request with the facts that decide who reads it.
///
/// # Errors
/// When the database cannot answer.
pub fn facts(
    tx: &mut ReadTx<'_>,
    request: Id<Connection>,
) -> Result<Option<(Kept<Connection>, RequestFacts)>, DbError> {
    let Some(kept) = table::find::<Connection>(tx, request.uuid())? else { return Ok(None) };
    let addresses = sent(tx, request)?.into_iter().map(|it| it.recipient).collect();
    let (service, organisation): (Id<Service>, Id<Organisation>) = (kept.it.service, kept.it.organisation);
    Ok(Some((kept, RequestFacts { service, organisation, addresses })))
}
