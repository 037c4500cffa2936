//! Practices as one service knows them: what it calls them, where it sends them notices, and what is open with them.
//!
//! A practice may refer to several services of a store. Its name and address stand with each relationship, so that what
//! one service writes changes nothing for another.

use std::collections::BTreeMap;

use kith_domain::id::Id;
use kith_domain::practice::{OdsCode, Practice};
use kith_domain::staff::Service;

use crate::db::{DbError, ReadTx, Row, statements};
use crate::rows::{Typed, damaged};
use crate::staff::Relation;
use crate::story::{Happened, happened};
use crate::table::{Kept, Saved};

/// A practice as a service knows it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Known {
    /// The practice, by the name and the address that the service gave it.
    pub practice: Practice,
    /// The relationship, also one that has ended.
    pub relation: Relation,
}

/// What is open with a practice.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Unfinished {
    /// Referrals that nobody has decided about or allocated.
    pub referrals: i64,
    /// People whom a link worker has.
    pub cases: i64,
}

statements! {
    /// Every practice that refers to a service or did, with its relationship.
    list EVERY = "SELECT r.id AS id, r.version AS version, r.service_id AS service_id, r.practice_id AS practice_id, r.ended AS ended,
            r.name AS name, r.email AS email, q.ods_code AS ods_code, q.name AS own_name, q.email AS own_email
        FROM service_practice r JOIN practice q ON q.id = r.practice_id
        WHERE r.service_id = $1 ORDER BY r.practice_id LIMIT 5000";
    /// One practice, with its relationship.
    ONE = "SELECT r.id AS id, r.version AS version, r.service_id AS service_id, r.practice_id AS practice_id, r.ended AS ended,
            r.name AS name, r.email AS email, q.ods_code AS ods_code, q.name AS own_name, q.email AS own_email
        FROM service_practice r JOIN practice q ON q.id = r.practice_id
        WHERE r.service_id = $1 AND r.practice_id = $2";
    /// How many people have a role at each practice that refers to a service.
    ACCOUNTS = "SELECT r.practice_id AS practice_id, CAST(count(*) AS BIGINT) AS accounts
        FROM service_practice r JOIN standing s ON s.practice_id = r.practice_id
        WHERE r.service_id = $1 AND s.ended IS NULL GROUP BY r.practice_id";
    /// Whether anybody has a role at a practice.
    HAS_ACCOUNT = "SELECT s.id AS id FROM standing s WHERE s.practice_id = $1 AND s.ended IS NULL LIMIT 1";
    /// Referrals of a practice that the queue of a service holds.
    IN_QUEUE = "SELECT CAST(count(*) AS BIGINT) AS open FROM referral r
        WHERE r.practice_id = $1 AND r.service_id = $2 AND r.in_queue = $3";
    /// People whom a practice referred to a service and whom a link worker has.
    CASES = "SELECT CAST(count(*) AS BIGINT) AS open FROM referral r JOIN support_case s ON s.referral_id = r.id
        WHERE r.practice_id = $1 AND r.service_id = $2 AND s.state <> 'closed' AND s.state <> 'door-open'";
    /// What was changed about a practice, newest first.
    list HISTORY = "SELECT id, subject_kind, subject_id, kind, at, account_id, facts
        FROM event WHERE subject_id = $1 ORDER BY at DESC, id DESC LIMIT 300";
}

fn known(row: &Row<'_>) -> Result<Kept<Known>, DbError> {
    let relation = Relation::read(row)?;
    // What a service says of a practice, it says whole: with a name of its own stands its own address, or none.
    let (name, email) = match relation.name.clone() {
        Some(name) => (name, relation.email.clone()),
        None => (row.line("own_name")?, row.line_opt("own_email")?),
    };
    let code: String = row.get("ods_code")?;
    let ods_code = OdsCode::parse(&code).ok_or_else(|| damaged("ods_code", "not an ODS code"))?;
    let practice = Practice { id: relation.practice, ods_code, name, email };
    Ok(Kept { version: row.get("version")?, it: Known { practice, relation } })
}

/// Every practice that refers to a service or did, each with the version of its relationship.
///
/// # Errors
/// When the database cannot answer.
pub fn of_service(tx: &mut ReadTx<'_>, service: Id<Service>) -> Result<Vec<Kept<Known>>, DbError> {
    tx.fetch_all(&EVERY, &[service.into()], known)
}

/// A practice that refers to a service or did.
///
/// # Errors
/// When the database cannot answer.
pub fn find(tx: &mut ReadTx<'_>, service: Id<Service>, practice: Id<Practice>) -> Result<Option<Kept<Known>>, DbError> {
    tx.fetch_optional(&ONE, &[service.into(), practice.into()], known)
}

/// How many people have a role at each practice that refers to a service; a practice where nobody has is not there.
///
/// # Errors
/// When the database cannot answer.
pub fn accounts(tx: &mut ReadTx<'_>, service: Id<Service>) -> Result<BTreeMap<Id<Practice>, i64>, DbError> {
    let rows = tx.fetch_all(&ACCOUNTS, &[service.into()], |row| {
        Ok((Id::from_uuid(row.get("practice_id")?), row.get("accounts")?))
    })?;
    Ok(rows.into_iter().collect())
}

/// Whether anybody has a role at a practice, and so an account to read with.
///
/// # Errors
/// When the database cannot answer.
pub fn has_account(tx: &mut ReadTx<'_>, practice: Id<Practice>) -> Result<bool, DbError> {
    Ok(tx.fetch_optional(&HAS_ACCOUNT, &[practice.into()], |row| row.get::<uuid::Uuid>("id"))?.is_some())
}

/// What is open between a service and a practice.
///
/// # Errors
/// When the database cannot answer.
pub fn unfinished(tx: &mut ReadTx<'_>, service: Id<Service>, practice: Id<Practice>) -> Result<Unfinished, DbError> {
    let open = |row: &Row<'_>| row.get::<i64>("open");
    let referrals = tx.fetch_optional(&IN_QUEUE, &[practice.into(), service.into(), true.into()], open)?;
    let cases = tx.fetch_optional(&CASES, &[practice.into(), service.into()], open)?;
    Ok(Unfinished { referrals: referrals.unwrap_or(0), cases: cases.unwrap_or(0) })
}

/// What happened to a relationship, newest first: at most 300 entries.
///
/// # Errors
/// When the database cannot answer.
pub fn history(tx: &mut ReadTx<'_>, relation: Id<Relation>) -> Result<Vec<Happened>, DbError> {
    tx.fetch_all(&HISTORY, &[relation.into()], happened)
}

/// A practice by the name and the address that a service gave it; one that has ended has no address any more.
///
/// # Errors
/// When the database cannot answer.
pub fn named(tx: &mut ReadTx<'_>, service: Id<Service>, practice: Id<Practice>) -> Result<Option<Practice>, DbError> {
    Ok(find(tx, service, practice)?.map(|kept| {
        let Known { practice, relation } = kept.it;
        Practice { email: practice.email.filter(|_| relation.ended.is_none()), ..practice }
    }))
}
