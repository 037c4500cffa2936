//! What belongs to the store itself: its settings, and forms already used. What leaves it stands in [`crate::outbox`].

use jiff::Timestamp;
use kith_domain::id::Id;
use kith_domain::staff::Account;

use crate::db::{DbError, ReadTx, Tx, statements};
use crate::rows::Typed;

pub use crate::outbox::{
    Letter, attempted, due, forget_text, latest as latest_letters, letter_counts, post, retry, stuck,
};

statements! {
    /// A setting.
    GET = "SELECT value FROM meta WHERE name = $1";
    /// Sets a setting.
    SET = "INSERT INTO meta (name, value) VALUES ($1, $2) ON CONFLICT (name) DO UPDATE SET value = excluded.value";
    /// Where a form's first use led.
    USED = "SELECT account_id, action, content, led_to, at FROM form_nonce WHERE nonce = $1";
    /// Notes that a form was used.
    USE = "INSERT INTO form_nonce (nonce, account_id, action, content, led_to, at) VALUES ($1, $2, $3, $4, $5, $6)";
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
    /// When.
    pub at: Timestamp,
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
            at: row.moment("at")?,
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
