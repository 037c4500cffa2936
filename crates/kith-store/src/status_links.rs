//! The links of receipts.

use kith_domain::id::Id;
use kith_domain::referral::{Referral, StatusLink};
use uuid::Uuid;

use crate::db::{DbError, ReadTx, Row, Value, statements};
use crate::rows::Typed;
use crate::table::{Kept, Saved, Table, of_a_person};

/// The table of links.
pub(crate) static TABLE: Table =
    Table { name: "status_link", columns: &["person_id", "referral_id", "digest", "expires", "revoked"] };

impl Saved for StatusLink {
    const TABLE: &'static Table = &TABLE;
    of_a_person!();
    fn values(&self) -> Vec<Value> {
        vec![
            self.person.into(),
            self.referral.into(),
            self.digest.as_str().into(),
            self.expires.into(),
            self.revoked.into(),
        ]
    }
    fn read(row: &Row<'_>) -> Result<Self, DbError> {
        Ok(Self {
            id: row.id("id")?,
            service: row.id("service_id")?,
            person: row.id("person_id")?,
            referral: row.id("referral_id")?,
            digest: row.get("digest")?,
            expires: row.moment("expires")?,
            revoked: row.moment_opt("revoked")?,
        })
    }
}

statements! {
    /// The link with a digest.
    BY_DIGEST = "SELECT id, version, service_id, person_id, referral_id, digest, expires, revoked FROM status_link WHERE digest = $1";
    /// The links of a referral, oldest first.
    list OF_REFERRAL = "SELECT id, version, service_id, person_id, referral_id, digest, expires, revoked
        FROM status_link WHERE referral_id = $1 ORDER BY id LIMIT 20";
}

fn kept(row: &Row<'_>) -> Result<Kept<StatusLink>, DbError> {
    Ok(Kept { version: row.get("version")?, it: StatusLink::read(row)? })
}

/// The link whose secret has a digest.
///
/// # Errors
/// When the database cannot answer.
pub fn by_digest(tx: &mut ReadTx<'_>, digest: &str) -> Result<Option<Kept<StatusLink>>, DbError> {
    tx.fetch_optional(&BY_DIGEST, &[digest.into()], kept)
}

/// The links of a referral, oldest first.
///
/// # Errors
/// When the database cannot answer.
pub fn of_referral(tx: &mut ReadTx<'_>, referral: Id<Referral>) -> Result<Vec<Kept<StatusLink>>, DbError> {
    tx.fetch_all(&OF_REFERRAL, &[referral.into()], kept)
}
