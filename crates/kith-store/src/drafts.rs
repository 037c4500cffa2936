//! What somebody has begun to write, for themselves alone.
//!
//! A draft is no record: it is written over in place, outside of [`crate::save`], and leaves no trace when it goes.

use jiff::Timestamp;
use kith_domain::id::Id;
use kith_domain::person::Person;
use kith_domain::staff::{Account, Service};

use crate::db::{DbError, ReadTx, Tx, statements};
use crate::referrals::Named;
use crate::rows::{Typed, damaged};

statements! {
    /// Keeps a draft, over the one before.
    KEEP = "INSERT INTO draft (account_id, person_id, service_id, form, fields, saved) VALUES ($1, $2, $3, $4, $5, $6)
        ON CONFLICT (account_id, person_id, form) DO UPDATE SET fields = excluded.fields, saved = excluded.saved";
    /// Somebody's own draft.
    FIND = "SELECT fields, saved FROM draft WHERE account_id = $1 AND person_id = $2 AND form = $3";
    /// What somebody has begun, of a service.
    list OF_ACCOUNT = "SELECT d.person_id AS person_id, d.form AS form, d.saved AS saved, p.family_name AS family_name,
            p.given_names AS given_names, p.preferred_name AS preferred_name, p.born AS born
        FROM draft d JOIN person p ON p.id = d.person_id WHERE d.account_id = $1 AND d.service_id = $2";
    /// What somebody has begun about one person, by form.
    list ABOUT = "SELECT form, saved FROM draft WHERE account_id = $1 AND person_id = $2 ORDER BY form";
    /// Throws a draft away.
    DISCARD = "DELETE FROM draft WHERE account_id = $1 AND person_id = $2 AND form = $3";
    /// Throws every draft away that is too old.
    EXPIRE = "DELETE FROM draft WHERE saved < $1";
}

/// Whose draft, of which form, about whom.
#[derive(Debug, Clone, Copy)]
pub struct Place<'a> {
    /// Who writes.
    pub account: Id<Account>,
    /// About whom.
    pub person: Id<Person>,
    /// The form's stable name.
    pub form: &'a str,
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
pub fn keep(tx: &mut Tx<'_>, at: Place<'_>, service: Id<Service>, draft: &Draft) -> Result<(), DbError> {
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
pub fn find(tx: &mut ReadTx<'_>, at: Place<'_>) -> Result<Option<Draft>, DbError> {
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

/// That something was begun, without what.
#[derive(Debug, Clone)]
pub struct BegunLine {
    /// About whom.
    pub person: Id<Person>,
    /// The person's name.
    pub name: Named,
    /// The form's stable name.
    pub form: String,
    /// When it was kept.
    pub saved: Timestamp,
}

/// What somebody has begun in a service and not saved, begun last first.
///
/// # Errors
/// When the database cannot answer.
pub fn of_account(tx: &mut ReadTx<'_>, account: Id<Account>, service: Id<Service>) -> Result<Vec<BegunLine>, DbError> {
    let mut lines = tx.fetch_all(&OF_ACCOUNT, &[account.into(), service.into()], |row| {
        Ok(BegunLine {
            person: row.id("person_id")?,
            name: Named::read(row)?,
            form: row.get("form")?,
            saved: row.moment("saved")?,
        })
    })?;
    lines.sort_by(|one, other| (other.saved, &one.form).cmp(&(one.saved, &other.form)));
    Ok(lines)
}

/// What somebody has begun about one person: forms, each with when it was kept.
///
/// # Errors
/// When the database cannot answer.
pub fn about(
    tx: &mut ReadTx<'_>,
    account: Id<Account>,
    person: Id<Person>,
) -> Result<Vec<(String, Timestamp)>, DbError> {
    tx.fetch_all(&ABOUT, &[account.into(), person.into()], |row| Ok((row.get("form")?, row.moment("saved")?)))
}

/// Throws a draft away; without one nothing happens.
///
/// # Errors
/// When the database fails.
pub fn discard(tx: &mut Tx<'_>, at: Place<'_>) -> Result<(), DbError> {
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
