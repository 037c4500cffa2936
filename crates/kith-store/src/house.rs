//! What belongs to the store itself: its settings, forms already used, and the outbox.

use jiff::Timestamp;
use kith_domain::id::Id;
use kith_domain::staff::{Account, Service};
use uuid::Uuid;

use crate::db::{DbError, ReadTx, Row, Tx, statements};
use crate::page::Mark;
use crate::rows::Typed;

statements! {
    /// A setting.
    GET = "SELECT value FROM meta WHERE name = $1";
    /// Sets a setting.
    SET = "INSERT INTO meta (name, value) VALUES ($1, $2) ON CONFLICT (name) DO UPDATE SET value = excluded.value";
    /// Where a form's first use led.
    USED = "SELECT account_id, action, content, led_to FROM form_nonce WHERE nonce = $1";
    /// Notes that a form was used.
    USE = "INSERT INTO form_nonce (nonce, account_id, action, content, led_to, at) VALUES ($1, $2, $3, $4, $5, $6)";
    /// Puts something into the outbox.
    POST = "INSERT INTO outbox (id, service_id, kind, recipient, subject, body, made, state, attempts, due, left_at, trouble)
        VALUES ($1, $2, $3, $4, $5, $6, $7, $8, 0, $7, NULL, NULL)";
    /// What is due to leave.
    list DUE = "SELECT id, service_id, kind, recipient, subject, body, made, state, attempts, due, left_at, trouble
        FROM outbox WHERE state = $1 AND due <= $2 ORDER BY due, id LIMIT 50";
    /// The latest of everything in the outbox.
    list LATEST = "SELECT id, service_id, kind, recipient, subject, body, made, state, attempts, due, left_at, trouble
        FROM outbox WHERE (made, id) < ($1, $2) ORDER BY made DESC, id DESC LIMIT 100";
    /// What could not leave, of one service.
    list STUCK = "SELECT id, service_id, kind, recipient, subject, body, made, state, attempts, due, left_at, trouble
        FROM outbox WHERE service_id = $1 AND state = $2 ORDER BY due, id LIMIT 50";
    /// Lets a stuck letter try again from the beginning.
    RETRY = "UPDATE outbox SET state = $3, attempts = 0, due = $4 WHERE id = $1 AND service_id = $2 AND state = $5";
    /// Notes what became of an attempt.
    ATTEMPTED = "UPDATE outbox SET state = $2, attempts = $3, due = $4, left_at = $5, trouble = $6 WHERE id = $1";
    /// Forgets the text of a letter.
    FORGET_TEXT = "UPDATE outbox SET body = $2 WHERE id = $1";
    /// How many wait, left or are stuck.
    OUTBOX_COUNTS = "SELECT state, CAST(count(*) AS BIGINT) AS letters FROM outbox GROUP BY state ORDER BY state";
}

/// A setting of the store.
///
/// # Errors
/// When the database cannot answer.
pub fn setting(tx: &mut ReadTx<'_>, name: &str) -> Result<Option<String>, DbError> {
    tx.fetch_optional(&GET, &[name.into()], |row| row.get("value"))
}

/// Sets a setting of the store.
///
/// # Errors
/// When the database fails.
pub fn set(tx: &mut Tx<'_>, name: &str, value: &str) -> Result<(), DbError> {
    tx.execute(&SET, &[name.into(), value.into()])?;
    Ok(())
}

/// A form that was used, and where that led.
#[derive(Debug, Clone)]
pub struct UsedForm {
    /// Who used it.
    pub account: Option<Id<Account>>,
    /// For which action.
    pub action: String,
    /// A digest of its address and of what it sent.
    pub content: String,
    /// The address that the first use led to.
    pub led_to: String,
}

/// Whether a form was used before.
///
/// # Errors
/// When the database cannot answer.
pub fn used_form(tx: &mut ReadTx<'_>, nonce: &str) -> Result<Option<UsedForm>, DbError> {
    tx.fetch_optional(&USED, &[nonce.into()], |row| {
        Ok(UsedForm {
            account: row.id_opt("account_id")?,
            action: row.get("action")?,
            content: row.get("content")?,
            led_to: row.get("led_to")?,
        })
    })
}

/// Notes that a form was used. A second use of the same nonce is a unique error, which ends that unit.
///
/// # Errors
/// [`DbError::Unique`] when the form was used in the meantime.
pub fn use_form(
    tx: &mut Tx<'_>,
    nonce: &str,
    account: Option<Id<Account>>,
    action: &str,
    content: &str,
    led_to: &str,
    at: Timestamp,
) -> Result<(), DbError> {
    tx.execute(&USE, &[nonce.into(), account.into(), action.into(), content.into(), led_to.into(), at.into()])?;
    Ok(())
}

/// Something that waits to leave, or has left.
#[derive(Debug, Clone)]
pub struct Letter {
    /// Stable identifier; the receiver sees the same one at every attempt.
    pub id: Uuid,
    /// The service it is from.
    pub service: Uuid,
    /// What kind of message.
    pub kind: String,
    /// E-mail address.
    pub recipient: String,
    /// Subject; names no person.
    pub subject: String,
    /// Text; names no person and no health fact.
    pub body: String,
    /// When it was written.
    pub made: Timestamp,
    /// `waiting`, `left` or `stuck`.
    pub state: String,
    /// Attempts so far.
    pub attempts: i64,
    /// When it left.
    pub left: Option<Timestamp>,
    /// What went wrong last, without content.
    pub trouble: Option<String>,
}

fn letter(row: &Row<'_>) -> Result<Letter, DbError> {
    Ok(Letter {
        id: row.get("id")?,
        service: row.get("service_id")?,
        kind: row.get("kind")?,
        recipient: row.get("recipient")?,
        subject: row.get("subject")?,
        body: row.get("body")?,
        made: row.moment("made")?,
        state: row.get("state")?,
        attempts: row.get("attempts")?,
        left: row.moment_opt("left_at")?,
        trouble: row.get("trouble")?,
    })
}

/// Puts a letter into the outbox, in the transaction of what it tells.
///
/// # Errors
/// When the database fails.
pub fn post(tx: &mut Tx<'_>, letter: &Letter) -> Result<(), DbError> {
    tx.execute(
        &POST,
        &[
            letter.id.into(),
            letter.service.into(),
            letter.kind.as_str().into(),
            letter.recipient.as_str().into(),
            letter.subject.as_str().into(),
            letter.body.as_str().into(),
            letter.made.into(),
            "waiting".into(),
        ],
    )?;
    Ok(())
}

/// The letters that are due to leave, oldest first; at most 50.
///
/// # Errors
/// When the database cannot answer.
pub fn due(tx: &mut ReadTx<'_>, now: Timestamp) -> Result<Vec<Letter>, DbError> {
    tx.fetch_all(&DUE, &["waiting".into(), now.into()], letter)
}

/// The latest hundred letters, whatever became of them.
///
/// # Errors
/// When the database cannot answer.
pub fn latest_letters(tx: &mut ReadTx<'_>) -> Result<Vec<Letter>, DbError> {
    let end = Mark::last();
    tx.fetch_all(&LATEST, &[end.at.into(), end.id.into()], letter)
}

/// Notes what became of an attempt to send.
///
/// # Errors
/// When the database fails.
pub fn attempted(
    tx: &mut Tx<'_>,
    id: Uuid,
    state: &str,
    attempts: i64,
    due: Timestamp,
    left: Option<Timestamp>,
    trouble: Option<&str>,
) -> Result<(), DbError> {
    tx.execute(
        &ATTEMPTED,
        &[id.into(), state.into(), attempts.into(), due.into(), left.into(), trouble.map(str::to_owned).into()],
    )?;
    Ok(())
}

/// Forgets the text of a letter that has left: it may hold the secret of a link, and nobody needs it again.
///
/// # Errors
/// When the database fails.
pub fn forget_text(tx: &mut Tx<'_>, id: Uuid) -> Result<(), DbError> {
    tx.execute(&FORGET_TEXT, &[id.into(), "".into()])?;
    Ok(())
}

/// How many letters are in each state.
///
/// # Errors
/// When the database cannot answer.
pub fn letter_counts(tx: &mut ReadTx<'_>) -> Result<Vec<(String, i64)>, DbError> {
    tx.fetch_all(&OUTBOX_COUNTS, &[], |row| Ok((row.get("state")?, row.get("letters")?)))
}

/// The letters of a service that could not leave; at most 50.
///
/// # Errors
/// When the database cannot answer.
pub fn stuck(tx: &mut ReadTx<'_>, service: Id<Service>) -> Result<Vec<Letter>, DbError> {
    tx.fetch_all(&STUCK, &[service.into(), "stuck".into()], letter)
}

/// Lets a stuck letter of a service try again. Says whether there was one.
///
/// # Errors
/// When the database fails.
pub fn retry(tx: &mut Tx<'_>, id: Uuid, service: Id<Service>, now: Timestamp) -> Result<bool, DbError> {
    let changed = tx.execute(&RETRY, &[id.into(), service.into(), "waiting".into(), now.into(), "stuck".into()])?;
    Ok(changed == 1)
}
