//! The codes of practices.

use kith_domain::id::Id;
use kith_domain::practice::Practice;
use kith_domain::practice_code::PracticeCode;
use kith_domain::staff::Service;
use uuid::Uuid;

use crate::db::{DbError, ReadTx, Row, Value, statements};
use crate::rows::Typed;
use crate::table::{Kept, Saved, Table};

/// The table of practice codes.
pub(crate) static TABLE: Table =
    Table { name: "practice_code", columns: &["practice_id", "digest", "made_by", "made", "revoked"] };

impl Saved for PracticeCode {
    const TABLE: &'static Table = &TABLE;
    fn id(&self) -> Uuid {
        self.id.uuid()
    }
    fn service(&self) -> Uuid {
        self.service.uuid()
    }
    fn values(&self) -> Vec<Value> {
        vec![
            self.practice.into(),
            self.digest.as_str().into(),
            self.made_by.into(),
            self.made.into(),
            self.revoked.into(),
        ]
    }
    fn read(row: &Row<'_>) -> Result<Self, DbError> {
        Ok(Self {
            id: row.id("id")?,
            service: row.id("service_id")?,
            practice: row.id("practice_id")?,
            digest: row.get("digest")?,
            made_by: row.id("made_by")?,
            made: row.moment("made")?,
            revoked: row.moment_opt("revoked")?,
        })
    }
}

statements! {
    /// The practice of a code that works, while its relationship with the service lasts.
    PRACTICE_OF = "SELECT c.practice_id AS practice_id
        FROM practice_code c JOIN service_practice r ON r.service_id = c.service_id AND r.practice_id = c.practice_id
        WHERE c.service_id = $1 AND c.digest = $2 AND c.revoked IS NULL AND r.ended IS NULL";
    /// The codes of a practice at a service, newest first.
    list OF_PRACTICE = "SELECT id, version, service_id, practice_id, digest, made_by, made, revoked
        FROM practice_code WHERE service_id = $1 AND practice_id = $2 ORDER BY made DESC, id DESC LIMIT 50";
    /// The codes of a service that have not been revoked, by practice.
    list WORKING = "SELECT id, version, service_id, practice_id, digest, made_by, made, revoked
        FROM practice_code WHERE service_id = $1 AND revoked IS NULL ORDER BY practice_id, made, id LIMIT 1000";
    /// The practices that refer to a service.
    list PRACTICES = "SELECT q.id AS id, q.version AS version, q.service_id AS service_id, q.ods_code AS ods_code,
            coalesce(r.name, q.name) AS name, CASE WHEN r.name IS NULL THEN q.email ELSE r.email END AS email
        FROM service_practice r JOIN practice q ON q.id = r.practice_id
        WHERE r.service_id = $1 AND r.ended IS NULL ORDER BY r.practice_id LIMIT 1000";
}

fn kept(row: &Row<'_>) -> Result<Kept<PracticeCode>, DbError> {
    Ok(Kept { version: row.get("version")?, it: PracticeCode::read(row)? })
}

/// The practice whose code has a digest, if the code works at this service.
///
/// # Errors
/// When the database cannot answer.
pub fn practice_of(tx: &mut ReadTx<'_>, service: Id<Service>, digest: &str) -> Result<Option<Id<Practice>>, DbError> {
    tx.fetch_optional(&PRACTICE_OF, &[service.into(), digest.into()], |row| row.id("practice_id"))
}

/// The codes of a practice at a service, newest first.
///
/// # Errors
/// When the database cannot answer.
pub fn of_practice(
    tx: &mut ReadTx<'_>,
    service: Id<Service>,
    practice: Id<Practice>,
) -> Result<Vec<Kept<PracticeCode>>, DbError> {
    tx.fetch_all(&OF_PRACTICE, &[service.into(), practice.into()], kept)
}

/// The codes of a service that work.
///
/// # Errors
/// When the database cannot answer.
pub fn working(tx: &mut ReadTx<'_>, service: Id<Service>) -> Result<Vec<Kept<PracticeCode>>, DbError> {
    tx.fetch_all(&WORKING, &[service.into()], kept)
}

/// The practices that have a relationship with a service.
///
/// # Errors
/// When the database cannot answer.
pub fn practices(tx: &mut ReadTx<'_>, service: Id<Service>) -> Result<Vec<Practice>, DbError> {
    tx.fetch_all(&PRACTICES, &[service.into()], Practice::read)
}
