//! What leaves Kith: it waits here until it has left, has lost its point, or a human has seen to it.
//!
//! The states of a letter: `waiting`, `left`, `stuck` (a human sees to it), `held` (it waited when a backup was made
//! that was restored; an administrator lets it go or throws it away) and `dropped` (what it opened or told of was over
//! before it left).

use jiff::Timestamp;
use kith_domain::id::Id;
use kith_domain::staff::{Account, Service};
use uuid::Uuid;

use crate::db::{DbError, ReadTx, Row, Tx, statements};
use crate::page::Mark;
use crate::rows::Typed;

statements! {
    /// Puts something into the outbox.
    POST = "INSERT INTO outbox (id, service_id, kind, recipient, subject, body, made, state, attempts, due, left_at, trouble,
            about_id, opens, to_account_id)
        VALUES ($1, $2, $3, $4, $5, $6, $7, $8, 0, $7, NULL, NULL, $9, $10, $11)";
    /// What is due to leave.
    list DUE = "SELECT id, service_id, kind, recipient, subject, body, made, state, attempts, due, left_at, trouble, about_id, opens,
            to_account_id
        FROM outbox WHERE state = $1 AND due <= $2 ORDER BY due, id LIMIT 50";
    /// One letter.
    ONE = "SELECT id, service_id, kind, recipient, subject, body, made, state, attempts, due, left_at, trouble, about_id, opens,
            to_account_id
        FROM outbox WHERE id = $1";
    /// The latest of everything in the outbox.
    list LATEST = "SELECT id, service_id, kind, recipient, subject, body, made, state, attempts, due, left_at, trouble, about_id, opens,
            to_account_id
        FROM outbox WHERE (made, id) < ($1, $2) ORDER BY made DESC, id DESC LIMIT 100";
    /// What a human has to see to, of one service.
    list IN_STATE = "SELECT id, service_id, kind, recipient, subject, body, made, state, attempts, due, left_at, trouble, about_id, opens,
            to_account_id
        FROM outbox WHERE service_id = $1 AND state = $2 ORDER BY due, id LIMIT 50";
    /// Lets a letter that a human saw to try again from the beginning.
    RETRY = "UPDATE outbox SET state = $3, attempts = 0, due = $4 WHERE id = $1 AND service_id = $2 AND state = $5";
    /// Lets a letter go that was held.
    RELEASE = "UPDATE outbox SET state = $3, attempts = 0, due = $4, trouble = $6 WHERE id = $1 AND service_id = $2 AND state = $5";
    /// Lets every letter of a service in a state go.
    RELEASE_ALL = "UPDATE outbox SET state = $3, attempts = 0, due = $4, trouble = $5 WHERE service_id = $1 AND state = $2";
    /// Drops every letter of a service in a state.
    DROP_ALL = "UPDATE outbox SET state = $3, body = $4, trouble = $5 WHERE service_id = $1 AND state = $2";
    /// Drops a letter, with its text.
    DROP = "UPDATE outbox SET state = $2, body = $3, trouble = $4 WHERE id = $1";
    /// Holds a letter until a human has seen to it.
    HOLD = "UPDATE outbox SET state = $2, trouble = $3 WHERE id = $1";
    /// Holds every letter in a state.
    HOLD_ALL = "UPDATE outbox SET state = $2, trouble = $3 WHERE state = $1";
    /// Writes down where a letter goes that was addressed to an account.
    ADDRESS = "UPDATE outbox SET recipient = $2 WHERE id = $1";
    /// Notes what became of an attempt.
    ATTEMPTED = "UPDATE outbox SET state = $2, attempts = $3, due = $4, left_at = $5, trouble = $6 WHERE id = $1";
    /// Forgets the text of a letter.
    FORGET_TEXT = "UPDATE outbox SET body = $2 WHERE id = $1";
    /// How many are in each state.
    OUTBOX_COUNTS = "SELECT state, CAST(count(*) AS BIGINT) AS letters FROM outbox GROUP BY state ORDER BY state";
    /// Notes that somebody forgot their password.
    ASK_RESET = "INSERT INTO reset_asked (id, email, base, at) VALUES ($1, $2, $3, $4)";
    /// Who said so and was not seen to yet.
    ASKED_RESET = "SELECT id, email, base FROM reset_asked ORDER BY at, id LIMIT 50";
    /// Forgets that they did.
    FORGET_RESET = "DELETE FROM reset_asked WHERE id = $1";
}

/// What stands with a letter that an administrator let go. One that nobody can ask for its point then leaves too.
pub const LET_GO: &str = "An administrator let it go after a restore.";

/// Something that waits to leave, or has left.
#[derive(Clone)]
pub struct Letter {
    /// Stable identifier; the receiver sees the same one at every attempt.
    pub id: Uuid,
    /// The service it is from.
    pub service: Uuid,
    /// What kind of message.
    pub kind: String,
    /// E-mail address; empty until it leaves when it goes to an account.
    pub recipient: String,
    /// Subject; names no person.
    pub subject: String,
    /// Text; names no person and no health fact, unless it goes to an address that may be sent text.
    pub body: String,
    /// When it was written.
    pub made: Timestamp,
    /// `waiting`, `left`, `stuck`, `held` or `dropped`.
    pub state: String,
    /// Attempts so far.
    pub attempts: i64,
    /// When it left.
    pub left: Option<Timestamp>,
    /// What went wrong last, or why it was dropped, without content.
    pub trouble: Option<String>,
    /// What it tells of: asked again before it leaves.
    pub about: Option<Uuid>,
    /// The digest of the secret it holds.
    pub opens: Option<String>,
    /// Whose account it goes to, whatever address that has when it leaves.
    pub to_account: Option<Id<Account>>,
}

impl std::fmt::Debug for Letter {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Letter").field("id", &self.id).field("kind", &self.kind).finish_non_exhaustive()
    }
}

impl Letter {
    /// A letter with nothing written in it yet.
    #[must_use]
    pub fn blank(id: Uuid, service: Uuid, kind: &str, made: Timestamp) -> Self {
        Self {
            id,
            service,
            kind: kind.to_owned(),
            recipient: String::new(),
            subject: String::new(),
            body: String::new(),
            made,
            state: "waiting".to_owned(),
            attempts: 0,
            left: None,
            trouble: None,
            about: None,
            opens: None,
            to_account: None,
        }
    }
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
        about: row.get("about_id")?,
        opens: row.get("opens")?,
        to_account: row.id_opt("to_account_id")?,
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
            letter.about.into(),
            letter.opens.clone().into(),
            letter.to_account.into(),
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

/// One letter.
///
/// # Errors
/// When the database cannot answer.
pub fn one(tx: &mut ReadTx<'_>, id: Uuid) -> Result<Option<Letter>, DbError> {
    tx.fetch_optional(&ONE, &[id.into()], letter)
}

/// The latest hundred letters, whatever became of them.
///
/// # Errors
/// When the database cannot answer.
pub fn latest(tx: &mut ReadTx<'_>) -> Result<Vec<Letter>, DbError> {
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

/// Drops a letter that has lost its point: its text goes, why it was dropped stays.
///
/// # Errors
/// When the database fails.
pub fn drop_it(tx: &mut Tx<'_>, id: Uuid, why: &str) -> Result<(), DbError> {
    tx.execute(&DROP, &[id.into(), "dropped".into(), "".into(), why.into()])?;
    Ok(())
}

/// Holds a letter until a human has seen to it.
///
/// # Errors
/// When the database fails.
pub fn hold(tx: &mut Tx<'_>, id: Uuid, why: &str) -> Result<(), DbError> {
    tx.execute(&HOLD, &[id.into(), "held".into(), why.into()])?;
    Ok(())
}

/// Holds every letter that has not left, whatever service it is of: after a restore, nobody knows which of them left
/// since the backup was made. Says how many.
///
/// # Errors
/// When the database fails.
pub fn hold_all(tx: &mut Tx<'_>, why: &str) -> Result<u64, DbError> {
    let mut held = 0;
    for state in ["waiting", "stuck"] {
        held += tx.execute(&HOLD_ALL, &[state.into(), "held".into(), why.into()])?;
    }
    Ok(held)
}

/// Writes down where a letter goes that was addressed to an account.
///
/// # Errors
/// When the database fails.
pub fn address(tx: &mut Tx<'_>, id: Uuid, recipient: &str) -> Result<(), DbError> {
    tx.execute(&ADDRESS, &[id.into(), recipient.into()])?;
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
    tx.fetch_all(&IN_STATE, &[service.into(), "stuck".into()], letter)
}

/// The letters of a service, or of none, that are held; at most 50.
///
/// # Errors
/// When the database cannot answer.
pub fn held(tx: &mut ReadTx<'_>, service: Uuid) -> Result<Vec<Letter>, DbError> {
    tx.fetch_all(&IN_STATE, &[service.into(), "held".into()], letter)
}

/// Lets a stuck letter of a service try again. Says whether there was one.
///
/// # Errors
/// When the database fails.
pub fn retry(tx: &mut Tx<'_>, id: Uuid, service: Id<Service>, now: Timestamp) -> Result<bool, DbError> {
    let changed = tx.execute(&RETRY, &[id.into(), service.into(), "waiting".into(), now.into(), "stuck".into()])?;
    Ok(changed == 1)
}

/// Lets a held letter of a service, or of none, go. Says whether there was one.
///
/// # Errors
/// When the database fails.
pub fn release(tx: &mut Tx<'_>, id: Uuid, service: Uuid, now: Timestamp) -> Result<bool, DbError> {
    let (to, from) = ("waiting".into(), "held".into());
    let changed = tx.execute(&RELEASE, &[id.into(), service.into(), to, now.into(), from, LET_GO.into()])?;
    Ok(changed == 1)
}

/// Lets every held letter of a service, or of none, go. Says how many.
///
/// # Errors
/// When the database fails.
pub fn release_all(tx: &mut Tx<'_>, service: Uuid, now: Timestamp) -> Result<u64, DbError> {
    tx.execute(&RELEASE_ALL, &[service.into(), "held".into(), "waiting".into(), now.into(), LET_GO.into()])
}

/// Throws every held letter of a service, or of none, away. Says how many.
///
/// # Errors
/// When the database fails.
pub fn drop_all(tx: &mut Tx<'_>, service: Uuid, why: &str) -> Result<u64, DbError> {
    tx.execute(&DROP_ALL, &[service.into(), "held".into(), "dropped".into(), "".into(), why.into()])
}

/// Somebody who said that they forgot their password.
pub struct Asked {
    /// The request.
    pub id: Uuid,
    /// The address as typed.
    pub email: String,
    /// Where links begin.
    pub base: String,
}

/// Notes that somebody said they forgot their password: the same row for every address, known or not.
///
/// # Errors
/// When the database fails.
pub fn ask_reset(tx: &mut Tx<'_>, id: Uuid, email: &str, base: &str, at: Timestamp) -> Result<(), DbError> {
    tx.execute(&ASK_RESET, &[id.into(), email.into(), base.into(), at.into()])?;
    Ok(())
}

/// Who said so and was not seen to yet, oldest first; at most 50.
///
/// # Errors
/// When the database cannot answer.
pub fn asked_reset(tx: &mut ReadTx<'_>) -> Result<Vec<Asked>, DbError> {
    tx.fetch_all(&ASKED_RESET, &[], |row| {
        Ok(Asked { id: row.get("id")?, email: row.get("email")?, base: row.get("base")? })
    })
}

/// Forgets that somebody asked. Says whether they had.
///
/// # Errors
/// When the database fails.
pub fn forget_reset(tx: &mut Tx<'_>, id: Uuid) -> Result<bool, DbError> {
    Ok(tx.execute(&FORGET_RESET, &[id.into()])? == 1)
}
