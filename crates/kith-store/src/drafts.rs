//! What somebody has begun to write, for themselves alone.
//!
//! A draft is no record: it is written over in place, outside of [`crate::save`], and leaves no trace when it goes.

use jiff::Timestamp;
use kith_domain::id::Id;
use kith_domain::person::Person;
use kith_domain::staff::{Account, Service};

use crate::db::{DbError, ReadTx, Tx, statements};
use crate::rows::{Typed, damaged};

statements! {
    /// Keeps a draft, over the one before.
    KEEP = "INSERT INTO draft (account_id, person_id, service_id, form, fields, saved) VALUES ($1, $2, $3, $4, $5, $6)
        ON CONFLICT (account_id, person_id, form) DO UPDATE SET fields = excluded.fields, saved = excluded.saved";
    /// Somebody's own draft.
    FIND = "SELECT fields, saved FROM draft WHERE account_id = $1 AND person_id = $2 AND form = $3";
    /// Throws a draft away.
    DISCARD = "DELETE FROM draft WHERE account_id = $1 AND person_id = $2 AND form = $3";
    /// Throws every draft away that is too old.
    EXPIRE = "DELETE FROM draft WHERE saved < $1";
}

/// Whose draft, of which form, about whom.
#[derive(Debug, Clone, Copy)]
pub struct Place {
    /// Who writes.
    pub account: Id<Account>,
    /// About whom.
    pub person: Id<Person>,
    /// The form's stable name.
    pub form: &'static str,
}

/// A draft. Its `Debug` shows nothing of what was written.
#[derive(Clone, PartialEq, Eq)]
pub struct Draft {
    /// Names and values, in the order in which the form has them.
    pub fields: Vec<(String, String)>,
    /// When it was kept.
    pub saved: Timestamp,
}

impl std::fmt::Debug for Draft {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Draft({} fields, {})", self.fields.len(), self.saved)
    }
}

/// Keeps a draft, over the one before.
///
/// # Errors
/// When the database fails.
pub fn keep(tx: &mut Tx<'_>, at: Place, service: Id<Service>, draft: &Draft) -> Result<(), DbError> {
    let pairs = draft.fields.iter().map(|(name, value)| serde_json::json!([name, value])).collect();
    let fields = serde_json::Value::Array(pairs);
    let params =
        [at.account.into(), at.person.into(), service.into(), at.form.into(), fields.into(), draft.saved.into()];
    tx.execute(&KEEP, &params)?;
    Ok(())
}

/// Somebody's own draft.
///
/// # Errors
/// When the database cannot answer.
pub fn find(tx: &mut ReadTx<'_>, at: Place) -> Result<Option<Draft>, DbError> {
    tx.fetch_optional(&FIND, &[at.account.into(), at.person.into(), at.form.into()], |row| {
        let fields: serde_json::Value = row.get("fields")?;
        let pair = |pair: &serde_json::Value| -> Option<(String, String)> {
            let [name, value] = pair.as_array()?.as_slice() else { return None };
            Some((name.as_str()?.to_owned(), value.as_str()?.to_owned()))
        };
        let pairs = fields.as_array().and_then(|all| all.iter().map(pair).collect::<Option<Vec<_>>>());
        Ok(Draft {
            fields: pairs.ok_or_else(|| damaged("fields", "not names and values"))?,
            saved: row.moment("saved")?,
        })
    })
}

/// Throws a draft away; without one nothing happens.
///
/// # Errors
/// When the database fails.
pub fn discard(tx: &mut Tx<'_>, at: Place) -> Result<(), DbError> {
    tx.execute(&DISCARD, &[at.account.into(), at.person.into(), at.form.into()])?;
    Ok(())
}

/// Throws every draft away that was kept before a moment. Gives how many.
///
/// # Errors
/// When the database fails.
pub fn expire(tx: &mut Tx<'_>, before: Timestamp) -> Result<u64, DbError> {
    tx.execute(&EXPIRE, &[before.into()])
}
