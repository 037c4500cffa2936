//! Second factors: the secret that somebody's app shares with Kith, and recovery codes.

use jiff::Timestamp;
use kith_domain::id::Id;
use kith_domain::staff::Account;

use crate::db::{DbError, ReadTx, Tx, statements};
use crate::rows::Typed;

statements! {
    /// The factor of an account.
    OF_ACCOUNT = "SELECT secret, begun, confirmed, last_step FROM second_factor WHERE account_id = $1";
    /// Begins one.
    BEGIN = "INSERT INTO second_factor (account_id, secret, begun, confirmed, last_step) VALUES ($1, $2, $3, NULL, 0)";
    /// Notes that it works.
    CONFIRM = "UPDATE second_factor SET confirmed = $2 WHERE account_id = $1 AND confirmed IS NULL";
    /// Uses a step up; it counts once only.
    STEP = "UPDATE second_factor SET last_step = $2 WHERE account_id = $1 AND last_step < $2";
    /// Takes it away.
    REMOVE = "DELETE FROM second_factor WHERE account_id = $1";
    /// Keeps the digest of a recovery code.
    NEW_CODE = "INSERT INTO recovery_code (digest, account_id, made, used) VALUES ($1, $2, $3, NULL)";
    /// Uses a recovery code up; it counts once only.
    USE_CODE = "UPDATE recovery_code SET used = $3 WHERE digest = $1 AND account_id = $2 AND used IS NULL";
    /// Takes all recovery codes away.
    REMOVE_CODES = "DELETE FROM recovery_code WHERE account_id = $1";
    /// How many recovery codes are left.
    CODES_LEFT = "SELECT CAST(count(*) AS BIGINT) AS codes FROM recovery_code WHERE account_id = $1 AND used IS NULL";
}

/// A second factor as stored.
#[derive(Clone)]
pub struct Factor {
    /// The secret, in base 32.
    pub secret: String,
    /// When it was begun.
    pub begun: Timestamp,
    /// When a code of it was first right; until then it protects nothing.
    pub confirmed: Option<Timestamp>,
    /// The latest step whose code was used.
    pub last_step: i64,
}

impl std::fmt::Debug for Factor {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Factor").field("confirmed", &self.confirmed).finish_non_exhaustive()
    }
}

/// The factor of an account, also one that has only been begun.
///
/// # Errors
/// When the database cannot answer.
pub fn of_account(tx: &mut ReadTx<'_>, account: Id<Account>) -> Result<Option<Factor>, DbError> {
    tx.fetch_optional(&OF_ACCOUNT, &[account.into()], |row| {
        Ok(Factor {
            secret: row.get("secret")?,
            begun: row.moment("begun")?,
            confirmed: row.moment_opt("confirmed")?,
            last_step: row.get("last_step")?,
        })
    })
}

/// Begins a factor with a new secret.
///
/// # Errors
/// When the account has one, or the database fails.
pub fn begin(tx: &mut Tx<'_>, account: Id<Account>, secret: &str, at: Timestamp) -> Result<(), DbError> {
    tx.execute(&BEGIN, &[account.into(), secret.into(), at.into()])?;
    Ok(())
}

/// Notes that a begun factor works. Says whether there was one.
///
/// # Errors
/// When the database fails.
pub fn confirm(tx: &mut Tx<'_>, account: Id<Account>, at: Timestamp) -> Result<bool, DbError> {
    Ok(tx.execute(&CONFIRM, &[account.into(), at.into()])? == 1)
}

/// Uses a step up. Says whether it was unused, so that of two who send the same code one is refused.
///
/// # Errors
/// When the database fails.
pub fn use_step(tx: &mut Tx<'_>, account: Id<Account>, step: i64) -> Result<bool, DbError> {
    Ok(tx.execute(&STEP, &[account.into(), step.into()])? == 1)
}

/// Takes a factor away with its recovery codes.
///
/// # Errors
/// When the database fails.
pub fn remove(tx: &mut Tx<'_>, account: Id<Account>) -> Result<(), DbError> {
    tx.execute(&REMOVE_CODES, &[account.into()])?;
    tx.execute(&REMOVE, &[account.into()])?;
    Ok(())
}

/// Keeps new recovery codes by their digests; earlier ones stop working.
///
/// # Errors
/// When the database fails.
pub fn new_codes(tx: &mut Tx<'_>, account: Id<Account>, digests: &[String], at: Timestamp) -> Result<(), DbError> {
    tx.execute(&REMOVE_CODES, &[account.into()])?;
    for digest in digests {
        tx.execute(&NEW_CODE, &[digest.as_str().into(), account.into(), at.into()])?;
    }
    Ok(())
}

/// Uses a recovery code up. Says whether it was one of the account's and unused.
///
/// # Errors
/// When the database fails.
pub fn use_code(tx: &mut Tx<'_>, account: Id<Account>, digest: &str, at: Timestamp) -> Result<bool, DbError> {
    Ok(tx.execute(&USE_CODE, &[digest.into(), account.into(), at.into()])? == 1)
}

/// How many recovery codes are left.
///
/// # Errors
/// When the database cannot answer.
pub fn codes_left(tx: &mut ReadTx<'_>, account: Id<Account>) -> Result<i64, DbError> {
    Ok(tx.fetch_optional(&CODES_LEFT, &[account.into()], |row| row.get("codes"))?.unwrap_or(0))
}
