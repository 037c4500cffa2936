//! Sessions, and the links by which a forgotten password is chosen anew. Neither a session's token nor
//! a link's secret stands here, only their digests.

use jiff::Timestamp;
use kith_domain::id::Id;
use kith_domain::staff::{Account, Standing};

use crate::db::{DbError, ReadTx, Row, Tx, Value, statements};
use crate::rows::Typed;

statements! {
    /// Begins a session.
    BEGIN = "INSERT INTO session (digest, account_id, standing_id, began, seen, ended, id, stage, device, address, confirmed)
        VALUES ($1, $2, $3, $4, $5, NULL, $6, $7, $8, $9, $10)";
    /// A session by the digest of its token.
    BY_DIGEST = "SELECT digest, account_id, standing_id, began, seen, id, stage, device, address, confirmed
        FROM session WHERE digest = $1 AND ended IS NULL";
    /// Notes that a session is in use.
    SEEN = "UPDATE session SET seen = $2 WHERE digest = $1 AND seen < $2";
    /// Ends a session.
    END = "UPDATE session SET ended = $2 WHERE digest = $1 AND ended IS NULL";
    /// Ends every session of an account.
    END_ALL = "UPDATE session SET ended = $2 WHERE account_id = $1 AND ended IS NULL";
    /// Ends every session of an account but one.
    END_OTHERS = "UPDATE session SET ended = $3 WHERE account_id = $1 AND digest <> $2 AND ended IS NULL";
    /// The sessions of an account that have not ended, oldest first.
    OF_ACCOUNT = "SELECT digest, account_id, standing_id, began, seen, id, stage, device, address, confirmed
        FROM session WHERE account_id = $1 AND ended IS NULL ORDER BY began, digest";
    /// When anybody last used an account.
    LAST_SEEN = "SELECT max(seen) AS seen FROM session WHERE account_id = $1";
    /// Makes a link to choose a password anew.
    NEW_LINK = "INSERT INTO reset_link (digest, account_id, made, expires, ended) VALUES ($1, $2, $3, $4, NULL)";
    /// Whose link this is, if it works.
    LINK = "SELECT account_id FROM reset_link WHERE digest = $1 AND ended IS NULL AND expires > $2";
    /// Ends every such link of an account.
    END_LINKS = "UPDATE reset_link SET ended = $2 WHERE account_id = $1 AND ended IS NULL";
}

/// A session as stored.
#[derive(Clone)]
pub struct Session {
    /// Digest of its token, in hexadecimal.
    pub digest: String,
    /// What it is called where its owner ends it; none for one from before there were such names.
    pub id: Option<Id<Session>>,
    /// Whose it is.
    pub account: Id<Account>,
    /// The standing it acts in.
    pub standing: Id<Standing>,
    /// When it began.
    pub began: Timestamp,
    /// When it was last used.
    pub seen: Timestamp,
    /// What it still needs before it opens anything; nothing when it is whole.
    pub stage: Option<String>,
    /// The device, in words.
    pub device: Option<String>,
    /// Where it came from.
    pub address: Option<String>,
    /// When its owner last proved that it is them.
    pub confirmed: Option<Timestamp>,
}

impl std::fmt::Debug for Session {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Session").field("id", &self.id).field("account", &self.account).finish_non_exhaustive()
    }
}

fn session(row: &Row<'_>) -> Result<Session, DbError> {
    Ok(Session {
        digest: row.get("digest")?,
        id: row.id_opt("id")?,
        account: row.id("account_id")?,
        standing: row.id("standing_id")?,
        began: row.moment("began")?,
        seen: row.moment("seen")?,
        stage: row.get("stage")?,
        device: row.get("device")?,
        address: row.get("address")?,
        confirmed: row.moment_opt("confirmed")?,
    })
}

/// Begins a session.
///
/// # Errors
/// When the database fails.
pub fn begin(tx: &mut Tx<'_>, it: &Session) -> Result<(), DbError> {
    let text = |text: &Option<String>| text.as_deref().map_or(Value::Null, Value::from);
    tx.execute(
        &BEGIN,
        &[
            it.digest.as_str().into(),
            it.account.into(),
            it.standing.into(),
            it.began.into(),
            it.seen.into(),
            it.id.into(),
            text(&it.stage),
            text(&it.device),
            text(&it.address),
            it.confirmed.into(),
        ],
    )?;
    Ok(())
}

/// The session with a token's digest, if it has not been ended.
///
/// # Errors
/// When the database cannot answer.
pub fn by_digest(tx: &mut ReadTx<'_>, digest: &str) -> Result<Option<Session>, DbError> {
    tx.fetch_optional(&BY_DIGEST, &[digest.into()], session)
}

/// Notes that a session is in use.
///
/// # Errors
/// When the database fails.
pub fn seen(tx: &mut Tx<'_>, digest: &str, at: Timestamp) -> Result<(), DbError> {
    tx.execute(&SEEN, &[digest.into(), at.into()])?;
    Ok(())
}

/// Ends a session, on the server. Says whether it was open.
///
/// # Errors
/// When the database fails.
pub fn end(tx: &mut Tx<'_>, digest: &str, at: Timestamp) -> Result<bool, DbError> {
    Ok(tx.execute(&END, &[digest.into(), at.into()])? == 1)
}

/// Ends every session of an account.
///
/// # Errors
/// When the database fails.
pub fn end_all(tx: &mut Tx<'_>, account: Id<Account>, at: Timestamp) -> Result<(), DbError> {
    tx.execute(&END_ALL, &[account.into(), at.into()])?;
    Ok(())
}

/// Ends every session of an account but the one with this digest.
///
/// # Errors
/// When the database fails.
pub fn end_others(tx: &mut Tx<'_>, account: Id<Account>, digest: &str, at: Timestamp) -> Result<(), DbError> {
    tx.execute(&END_OTHERS, &[account.into(), digest.into(), at.into()])?;
    Ok(())
}

/// The sessions of an account that have not been ended, oldest first. Some may be too old to work.
///
/// # Errors
/// When the database cannot answer.
pub fn of_account(tx: &mut ReadTx<'_>, account: Id<Account>) -> Result<Vec<Session>, DbError> {
    tx.fetch_all(&OF_ACCOUNT, &[account.into()], session)
}

/// When anybody last used an account.
///
/// # Errors
/// When the database cannot answer.
pub fn last_seen(tx: &mut ReadTx<'_>, account: Id<Account>) -> Result<Option<Timestamp>, DbError> {
    Ok(tx.fetch_optional(&LAST_SEEN, &[account.into()], |row| row.moment_opt("seen"))?.flatten())
}

/// Makes a link to choose a password anew; earlier ones of the account stop working.
///
/// # Errors
/// When the database fails.
pub fn new_link(
    tx: &mut Tx<'_>,
    digest: &str,
    account: Id<Account>,
    made: Timestamp,
    expires: Timestamp,
) -> Result<(), DbError> {
    end_links(tx, account, made)?;
    tx.execute(&NEW_LINK, &[digest.into(), account.into(), made.into(), expires.into()])?;
    Ok(())
}

/// Whose link has this digest, if it works at a moment.
///
/// # Errors
/// When the database cannot answer.
pub fn link(tx: &mut ReadTx<'_>, digest: &str, now: Timestamp) -> Result<Option<Id<Account>>, DbError> {
    tx.fetch_optional(&LINK, &[digest.into(), now.into()], |row| row.id("account_id"))
}

/// Ends every link of an account by which its password can be chosen anew.
///
/// # Errors
/// When the database fails.
pub fn end_links(tx: &mut Tx<'_>, account: Id<Account>, at: Timestamp) -> Result<(), DbError> {
    tx.execute(&END_LINKS, &[account.into(), at.into()])?;
    Ok(())
}
