//! Files of contacts and letters: what they are, and their bytes in parts.

use kith_domain::attachment::{Attachment, FileName, Kind, Parent, TakenAway};
use kith_domain::id::Id;
use kith_domain::person::Person;
use kith_domain::staff::Service;
use sha2::{Digest, Sha256};
use uuid::Uuid;

use crate::anchor::to_hex;
use crate::db::{DbError, ReadTx, Row, Tx, Value, statements};
use crate::rows::{Typed, damaged};
use crate::table::{Saved, Table, of_a_person};

/// The table of files.
pub(crate) static TABLE: Table = Table {
    name: "attachment",
    columns: &[
        "person_id",
        "parent_kind",
        "parent_id",
        "name",
        "kind",
        "size",
        "digest",
        "author_id",
        "at",
        "gone",
        "gone_by",
        "gone_why",
    ],
};

/// The largest part, in bytes.
const PART: usize = 1024 * 1024;

impl Saved for Attachment {
    const TABLE: &'static Table = &TABLE;
    of_a_person!();
    fn values(&self) -> Vec<Value> {
        vec![
            self.person.into(),
            self.parent.kind().into(),
            self.parent.uuid().into(),
            self.name.as_str().into(),
            self.kind.code().into(),
            self.size.into(),
            self.digest.clone().into(),
            self.author.into(),
            self.at.into(),
            self.gone.as_ref().map(|it| it.at).into(),
            self.gone.as_ref().map(|it| it.by).into(),
            self.gone.as_ref().map(|it| it.reason.as_str()).into(),
        ]
    }
    fn read(row: &Row<'_>) -> Result<Self, DbError> {
        let kind = row.code("kind", Kind::from_code)?;
        let parent: String = row.get("parent_kind")?;
        let parent = Parent::of(&parent, row.get("parent_id")?);
        let name: String = row.get("name")?;
        let gone = match row.moment_opt("gone")? {
            Some(at) => Some(TakenAway {
                at,
                by: row.needed("gone_by", row.id_opt("gone_by")?)?,
                reason: row.needed("gone_why", row.words_opt("gone_why")?)?,
            }),
            None => None,
        };
        Ok(Self {
            id: row.id("id")?,
            service: row.id("service_id")?,
            person: row.id("person_id")?,
            parent: parent.ok_or_else(|| damaged("parent_kind", "an unknown kind of parent"))?,
            name: FileName::kept(&name, kind).ok_or_else(|| damaged("name", "a name that no rule allows"))?,
            kind,
            size: row.needed("size", row.count("size")?)?,
            digest: row.get("digest")?,
            author: row.id("author_id")?,
            at: row.moment("at")?,
            gone,
        })
    }
}

statements! {
    /// A person's files, oldest first.
    list OF_PERSON = "SELECT id, version, service_id, person_id, parent_kind, parent_id, name, kind, size, digest, author_id, at,
            gone, gone_by, gone_why
        FROM attachment WHERE person_id = $1 ORDER BY at, id";
    /// How many bytes a service keeps.
    KEPT_BY = "SELECT CAST(sum(size) AS BIGINT) AS bytes FROM attachment WHERE service_id = $1";
    /// Keeps one part.
    PUT = "INSERT INTO attachment_part (attachment_id, position, service_id, bytes) VALUES ($1, $2, $3, $4)";
    /// Two hundred files after an identifier, for the proof.
    EVERY = "SELECT id, digest, gone FROM attachment WHERE id > $1 ORDER BY id LIMIT 200";
    /// Keeps the bytes of a file no longer.
    TAKE_AWAY = "DELETE FROM attachment_part WHERE attachment_id = $1";
    /// The parts of a file in order.
    PARTS = "SELECT bytes FROM attachment_part WHERE attachment_id = $1 ORDER BY position";
}

/// A person's files, oldest first.
///
/// # Errors
/// When the database cannot answer.
pub fn of_person(tx: &mut ReadTx<'_>, person: Id<Person>) -> Result<Vec<Attachment>, DbError> {
    tx.fetch_all(&OF_PERSON, &[person.into()], Attachment::read)
}

/// How many bytes of files a service keeps.
///
/// # Errors
/// When the database cannot answer.
pub fn kept_by(tx: &mut ReadTx<'_>, service: Id<Service>) -> Result<u64, DbError> {
    let sum = tx.fetch_optional(&KEPT_BY, &[service.into()], |row| row.get::<Option<i64>>("bytes"))?;
    Ok(sum.flatten().and_then(|bytes| u64::try_from(bytes).ok()).unwrap_or(0))
}

/// Keeps the bytes of a file whose row was saved in the same unit of work.
///
/// # Errors
/// When the database fails.
pub fn put(tx: &mut Tx<'_>, of: &Attachment, bytes: &[u8]) -> Result<(), DbError> {
    for (position, part) in (0_i64..).zip(bytes.chunks(PART)) {
        tx.execute(&PUT, &[of.id.into(), position.into(), of.service.into(), part.to_vec().into()])?;
    }
    Ok(())
}

/// Keeps the bytes of a file no longer, whose row was changed in the same unit of work.
///
/// # Errors
/// When the database fails.
pub fn take_away(tx: &mut Tx<'_>, id: Id<Attachment>) -> Result<(), DbError> {
    tx.execute(&TAKE_AWAY, &[id.into()])?;
    Ok(())
}

/// The bytes of a file.
///
/// # Errors
/// When the database cannot answer.
pub fn bytes(tx: &mut ReadTx<'_>, id: Id<Attachment>) -> Result<Vec<u8>, DbError> {
    let parts: Vec<Vec<u8>> = tx.fetch_all(&PARTS, &[id.into()], |row| row.get("bytes"))?;
    Ok(parts.concat())
}

/// The files whose bytes are not those that their audited rows prove.
///
/// # Errors
/// When the database cannot answer.
pub(crate) fn untrue_bytes(tx: &mut ReadTx<'_>) -> Result<Vec<Id<Attachment>>, DbError> {
    let mut untrue = Vec::new();
    let mut after = Uuid::nil();
    loop {
        let batch: Vec<(Id<Attachment>, String, bool)> = tx.fetch_all(&EVERY, &[after.into()], |row| {
            Ok((row.id("id")?, row.get("digest")?, row.moment_opt("gone")?.is_some()))
        })?;
        let Some((last, ..)) = batch.last() else { return Ok(untrue) };
        after = last.uuid();
        for (id, digest, is_gone) in batch {
            let kept = bytes(tx, id)?;
            // Of what was taken away nothing may be left.
            let is_true = if is_gone { kept.is_empty() } else { to_hex(&Sha256::digest(kept)) == digest };
            if !is_true {
                untrue.push(id);
            }
        }
    }
}

/// What is said of a file whose bytes are not those that its audited row proves.
#[must_use]
pub fn not_as_kept() -> DbError {
    damaged("bytes", "not the bytes that were kept")
}
