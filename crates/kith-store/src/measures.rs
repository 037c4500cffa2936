//! What the figures of a month count: rows of a covering index between two moments, and the same rows opened.
//!
//! Nothing is stored for a report. Every statement reads by one index (their plans are goldens),
//! so that a figure can never say something else than its facts.

use std::collections::BTreeSet;

use jiff::Timestamp;
use kith_domain::id::Id;
use kith_domain::person::Person;
use kith_domain::policy::Scope;
use kith_domain::practice::Practice;
use kith_domain::staff::Service;

use crate::db::{DbError, ReadTx, Row, Statement, Value, statements};
use crate::page::{Mark, Page};
use crate::referrals::Named;
use crate::rows::Typed;

statements! {
    /// The referrals that arrived in a span: where each stands and who sent it.
    list RECEIVED = "SELECT state, practice_id, route, person_id FROM referral
        WHERE service_id = $1 AND received >= $2 AND received < $3 ORDER BY received, id LIMIT 200000";
    /// The referrals that were decided for good in a span: given back, passed on, or given to a link worker.
    list DECIDED = "SELECT state, person_id FROM referral
        WHERE service_id = $1 AND in_queue = $2 AND decided >= $3 AND decided < $4 ORDER BY decided, id LIMIT 200000";
    /// When those arrived that still stand in the queue, and had arrived before a moment.
    list STILL_WAITING = "SELECT received, person_id FROM referral
        WHERE service_id = $1 AND in_queue = $2 AND received < $3 ORDER BY received, id LIMIT 200000";
    /// When those arrived that were decided for good at a moment or after it, and had arrived before it.
    list DECIDED_LATER = "SELECT received, person_id FROM referral
        WHERE service_id = $1 AND in_queue = $2 AND decided >= $3 AND received < $3 ORDER BY decided, id LIMIT 200000";
    /// The cases that were opened in a span.
    list OPENED = "SELECT id, person_id FROM support_case
        WHERE service_id = $1 AND opened >= $2 AND opened < $3 ORDER BY opened, id LIMIT 200000";
    /// The cases that ended in a span and are still ended.
    list ENDED = "SELECT end_reason, state, person_id FROM support_case
        WHERE service_id = $1 AND ended >= $2 AND ended < $3 ORDER BY ended, id LIMIT 200000";
    /// The contacts of a span: whether the person was reached.
    list CONTACTS = "SELECT reached, person_id FROM contact
        WHERE service_id = $1 AND at >= $2 AND at < $3 ORDER BY at, id LIMIT 500000";
    /// The gaps of a span, with their reasons.
    list GAPS = "SELECT reason, person_id FROM gap
        WHERE service_id = $1 AND at >= $2 AND at < $3 ORDER BY at, id LIMIT 200000";
    /// Whom a rule turned away in a span: the rule, and what the need was about.
    list TURNED_AWAY = "SELECT rule, domain, person_id FROM turned_away
        WHERE service_id = $1 AND at >= $2 AND at < $3 ORDER BY at, id LIMIT 200000";
    /// The people of restricted records of a service that do not name the viewer: few.
    list HIDDEN = "SELECT x.person_id AS person_id FROM restricted_to x WHERE x.service_id = $1
            AND NOT EXISTS (SELECT 1 FROM restricted_to v WHERE v.person_id = x.person_id AND v.account_id = $2)
        ORDER BY x.person_id";
    /// The people whose referral arrived in a span.
    list RECEIVED_ROWS = "SELECT r.id AS id, r.received AS at, r.state AS what, r.person_id AS person_id,
            p.family_name AS family_name, p.given_names AS given_names, p.preferred_name AS preferred_name, p.born AS born
        FROM referral r JOIN person p ON p.id = r.person_id
        WHERE r.service_id = $1 AND r.received >= $2 AND r.received < $3 AND (r.received, r.id) > ($4, $5)
            AND (NOT EXISTS (SELECT 1 FROM restricted_to x WHERE x.person_id = r.person_id)
                OR EXISTS (SELECT 1 FROM restricted_to x WHERE x.person_id = r.person_id AND x.account_id = $7))
        ORDER BY r.received, r.id LIMIT $6";
    /// The people whose referral was given back or passed on in a span.
    list DECIDED_ROWS = "SELECT r.id AS id, r.decided AS at, r.state AS what, r.person_id AS person_id,
            p.family_name AS family_name, p.given_names AS given_names, p.preferred_name AS preferred_name, p.born AS born
        FROM referral r JOIN person p ON p.id = r.person_id
        WHERE r.service_id = $1 AND r.in_queue = $2 AND r.decided >= $3 AND r.decided < $4 AND (r.decided, r.id) > ($5, $6)
            AND r.state = $7
            AND (NOT EXISTS (SELECT 1 FROM restricted_to x WHERE x.person_id = r.person_id)
                OR EXISTS (SELECT 1 FROM restricted_to x WHERE x.person_id = r.person_id AND x.account_id = $9))
        ORDER BY r.decided, r.id LIMIT $8";
    /// The people whose case was opened in a span.
    list OPENED_ROWS = "SELECT c.id AS id, c.opened AS at, c.state AS what, c.person_id AS person_id,
            p.family_name AS family_name, p.given_names AS given_names, p.preferred_name AS preferred_name, p.born AS born
        FROM support_case c JOIN person p ON p.id = c.person_id
        WHERE c.service_id = $1 AND c.opened >= $2 AND c.opened < $3 AND (c.opened, c.id) > ($4, $5)
            AND (NOT EXISTS (SELECT 1 FROM restricted_to x WHERE x.person_id = c.person_id)
                OR EXISTS (SELECT 1 FROM restricted_to x WHERE x.person_id = c.person_id AND x.account_id = $7))
        ORDER BY c.opened, c.id LIMIT $6";
    /// The people whose case ended in a span and is still ended.
    list ENDED_ROWS = "SELECT c.id AS id, c.ended AS at, c.end_reason AS what, c.person_id AS person_id,
            p.family_name AS family_name, p.given_names AS given_names, p.preferred_name AS preferred_name, p.born AS born
        FROM support_case c JOIN person p ON p.id = c.person_id
        WHERE c.service_id = $1 AND c.ended >= $2 AND c.ended < $3 AND (c.ended, c.id) > ($4, $5)
            AND (NOT EXISTS (SELECT 1 FROM restricted_to x WHERE x.person_id = c.person_id)
                OR EXISTS (SELECT 1 FROM restricted_to x WHERE x.person_id = c.person_id AND x.account_id = $7))
        ORDER BY c.ended, c.id LIMIT $6";
    /// The people with whom there was a contact in a span.
    list CONTACT_ROWS = "SELECT k.id AS id, k.at AS at, k.reached AS what, k.person_id AS person_id,
            p.family_name AS family_name, p.given_names AS given_names, p.preferred_name AS preferred_name, p.born AS born
        FROM contact k JOIN person p ON p.id = k.person_id
        WHERE k.service_id = $1 AND k.at >= $2 AND k.at < $3 AND (k.at, k.id) > ($4, $5)
            AND (NOT EXISTS (SELECT 1 FROM restricted_to x WHERE x.person_id = k.person_id)
                OR EXISTS (SELECT 1 FROM restricted_to x WHERE x.person_id = k.person_id AND x.account_id = $7))
        ORDER BY k.at, k.id LIMIT $6";
    /// The people for whom a gap was recorded in a span.
    list GAP_ROWS = "SELECT g.id AS id, g.at AS at, g.reason AS what, g.person_id AS person_id,
            p.family_name AS family_name, p.given_names AS given_names, p.preferred_name AS preferred_name, p.born AS born
        FROM gap g JOIN person p ON p.id = g.person_id
        WHERE g.service_id = $1 AND g.at >= $2 AND g.at < $3 AND (g.at, g.id) > ($4, $5)
            AND (NOT EXISTS (SELECT 1 FROM restricted_to x WHERE x.person_id = g.person_id)
                OR EXISTS (SELECT 1 FROM restricted_to x WHERE x.person_id = g.person_id AND x.account_id = $7))
        ORDER BY g.at, g.id LIMIT $6";
    /// The people whom a rule turned away in a span, with the rule and what they needed.
    list TURNED_AWAY_ROWS = "SELECT t.id AS id, t.at AS at, rtrim(t.rule, '. ') || '. Needed: ' || t.need AS what, t.person_id AS person_id,
            p.family_name AS family_name, p.given_names AS given_names, p.preferred_name AS preferred_name, p.born AS born
        FROM turned_away t JOIN person p ON p.id = t.person_id
        WHERE t.service_id = $1 AND t.at >= $2 AND t.at < $3 AND (t.at, t.id) > ($4, $5)
            AND (NOT EXISTS (SELECT 1 FROM restricted_to x WHERE x.person_id = t.person_id)
                OR EXISTS (SELECT 1 FROM restricted_to x WHERE x.person_id = t.person_id AND x.account_id = $7))
        ORDER BY t.at, t.id LIMIT $6";
}

/// A span of time: from a moment up to, and without, another.
pub type Span = (Timestamp, Timestamp);

/// What a viewer counts: a service without the restricted records that do not name them, as in every list. A figure
/// beside its rows would otherwise tell by subtraction how many there are, and what became of them.
#[derive(Debug, Clone)]
pub struct Seen {
    service: Id<Service>,
    hidden: BTreeSet<Id<Person>>,
}

impl Seen {
    /// The values of a row, unless it is of a person who is hidden.
    fn keep<T>(&self, row: &Row<'_>, read: impl FnOnce(&Row<'_>) -> Result<T, DbError>) -> Result<Option<T>, DbError> {
        if !self.hidden.is_empty() && self.hidden.contains(&row.id("person_id")?) {
            return Ok(None);
        }
        read(row).map(Some)
    }
}

/// What the viewer of a scope counts; nothing where the scope is no service.
///
/// # Errors
/// When the database cannot answer.
pub fn seen(tx: &mut ReadTx<'_>, scope: &Scope) -> Result<Option<Seen>, DbError> {
    let Scope::Service { service, viewer } = scope else { return Ok(None) };
    let hidden = tx.fetch_all(&HIDDEN, &[(*service).into(), (*viewer).into()], |row| row.id("person_id"))?;
    Ok(Some(Seen { service: *service, hidden: hidden.into_iter().collect() }))
}

/// Reads what is seen of a statement.
fn all_of<T>(
    tx: &mut ReadTx<'_>,
    seen: &Seen,
    statement: &'static Statement,
    values: &[Value],
    read: impl Fn(&Row<'_>) -> Result<T, DbError>,
) -> Result<Vec<T>, DbError> {
    Ok(tx.fetch_all(statement, values, |row| seen.keep(row, &read))?.into_iter().flatten().collect())
}

fn span_of(seen: &Seen, (from, to): Span) -> [Value; 3] {
    [seen.service.into(), from.into(), to.into()]
}

/// A referral that arrived in a span.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ReceivedFact {
    /// Its state's name.
    pub state: String,
    /// The practice that sent it, if one did.
    pub practice: Option<Id<Practice>>,
    /// The code of its route; none in rows written before there was any route but a practice's.
    pub route: Option<String>,
}

/// The referrals that arrived in a span.
///
/// # Errors
/// When the database cannot answer.
pub fn received(tx: &mut ReadTx<'_>, seen: &Seen, span: Span) -> Result<Vec<ReceivedFact>, DbError> {
    all_of(tx, seen, &RECEIVED, &span_of(seen, span), |row| {
        Ok(ReceivedFact { state: row.get("state")?, practice: row.id_opt("practice_id")?, route: row.get("route")? })
    })
}

/// The states of the referrals that left the queue in a span.
///
/// # Errors
/// When the database cannot answer.
pub fn decided(tx: &mut ReadTx<'_>, seen: &Seen, (from, to): Span) -> Result<Vec<String>, DbError> {
    let values = [seen.service.into(), false.into(), from.into(), to.into()];
    all_of(tx, seen, &DECIDED, &values, |row| row.get("state"))
}

/// When the referrals arrived that waited at a moment.
///
/// # Errors
/// When the database cannot answer.
pub fn waiting_at(tx: &mut ReadTx<'_>, seen: &Seen, moment: Timestamp) -> Result<Vec<Timestamp>, DbError> {
    let values = |in_queue: bool| -> [Value; 3] { [seen.service.into(), in_queue.into(), moment.into()] };
    let mut all = all_of(tx, seen, &STILL_WAITING, &values(true), |row| row.moment("received"))?;
    all.extend(all_of(tx, seen, &DECIDED_LATER, &values(false), |row| row.moment("received"))?);
    Ok(all)
}

/// How many cases were opened in a span.
///
/// # Errors
/// When the database cannot answer.
pub fn opened(tx: &mut ReadTx<'_>, seen: &Seen, span: Span) -> Result<usize, DbError> {
    Ok(all_of(tx, seen, &OPENED, &span_of(seen, span), |row| row.get::<uuid::Uuid>("id"))?.len())
}

/// Reason and state of the cases that ended in a span and are still ended.
///
/// # Errors
/// When the database cannot answer.
pub fn ended(tx: &mut ReadTx<'_>, seen: &Seen, span: Span) -> Result<Vec<(String, String)>, DbError> {
    all_of(tx, seen, &ENDED, &span_of(seen, span), |row| Ok((row.get("end_reason")?, row.get("state")?)))
}

/// Whether the person was reached, for each contact of a span.
///
/// # Errors
/// When the database cannot answer.
pub fn contacts(tx: &mut ReadTx<'_>, seen: &Seen, span: Span) -> Result<Vec<String>, DbError> {
    all_of(tx, seen, &CONTACTS, &span_of(seen, span), |row| row.get("reached"))
}

/// The reasons of the gaps of a span.
///
/// # Errors
/// When the database cannot answer.
pub fn gaps(tx: &mut ReadTx<'_>, seen: &Seen, span: Span) -> Result<Vec<String>, DbError> {
    all_of(tx, seen, &GAPS, &span_of(seen, span), |row| row.get("reason"))
}

/// The rule, and the code of what the need was about where it was said, for everybody whom a rule turned away in a span.
///
/// # Errors
/// When the database cannot answer.
pub fn turned_away(tx: &mut ReadTx<'_>, seen: &Seen, span: Span) -> Result<Vec<(String, Option<String>)>, DbError> {
    all_of(tx, seen, &TURNED_AWAY, &span_of(seen, span), |row| Ok((row.get("rule")?, row.get("domain")?)))
}

/// One row behind a figure.
#[derive(Debug, Clone)]
pub struct FigureLine {
    /// When it happened.
    pub at: Timestamp,
    /// Its identifier, for the order of lines.
    pub id: uuid::Uuid,
    /// A code of what it is: a state or a reason; of somebody turned away, the rule and the need in words.
    pub what: String,
    /// The person.
    pub person: Id<Person>,
    /// The person's name.
    pub name: Named,
}

fn figure_line(row: &Row<'_>) -> Result<FigureLine, DbError> {
    Ok(FigureLine {
        at: row.moment("at")?,
        id: row.get("id")?,
        what: row.get("what")?,
        person: row.id("person_id")?,
        name: Named::read(row)?,
    })
}

/// Which rows are opened.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Opens {
    /// Referrals received.
    Received,
    /// Referrals that left the queue into this state.
    Decided(&'static str),
    /// Cases opened.
    Opened,
    /// Cases ended.
    Ended,
    /// Contacts.
    Contacts,
    /// Gaps.
    Gaps,
    /// People turned away by a rule.
    TurnedAway,
}

/// The rows behind a figure, oldest first, a page at a time; of restricted records only those that name the viewer.
///
/// # Errors
/// When the database cannot answer.
pub fn rows(
    tx: &mut ReadTx<'_>,
    scope: &Scope,
    (from, to): Span,
    opens: Opens,
    after: Option<Mark>,
    most: u32,
) -> Result<Page<FigureLine>, DbError> {
    let Scope::Service { service, viewer } = scope else { return Ok(Page::empty()) };
    let after = after.unwrap_or_else(Mark::first);
    let limit = Value::from(i64::from(most) + 1);
    let usual: [Value; 7] =
        [(*service).into(), from.into(), to.into(), after.at.into(), after.id.into(), limit.clone(), (*viewer).into()];
    let lines = match opens {
        Opens::Received => tx.fetch_all(&RECEIVED_ROWS, &usual, figure_line)?,
        Opens::Opened => tx.fetch_all(&OPENED_ROWS, &usual, figure_line)?,
        Opens::Ended => tx.fetch_all(&ENDED_ROWS, &usual, figure_line)?,
        Opens::Contacts => tx.fetch_all(&CONTACT_ROWS, &usual, figure_line)?,
        Opens::Gaps => tx.fetch_all(&GAP_ROWS, &usual, figure_line)?,
        Opens::TurnedAway => tx.fetch_all(&TURNED_AWAY_ROWS, &usual, figure_line)?,
        Opens::Decided(state) => {
            let values = [
                (*service).into(),
                false.into(),
                from.into(),
                to.into(),
                after.at.into(),
                after.id.into(),
                state.into(),
                limit,
                (*viewer).into(),
            ];
            tx.fetch_all(&DECIDED_ROWS, &values, figure_line)?
        }
    };
    Ok(Page::cut(lines, most, |line| Mark { at: line.at, id: line.id }))
}
