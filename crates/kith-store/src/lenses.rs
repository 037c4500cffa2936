//! Lenses, each in versions that never change.

use kith_domain::id::Id;
use kith_domain::lens::{Lens, LensLine, LensVersion, Mark, Reading};
use kith_domain::staff::Service;
use kith_domain::text::Line;
use serde_json::{Value as Json, json};
use uuid::Uuid;

use crate::db::{DbError, ReadTx, Row, Value, statements};
use crate::rows::{Typed, damaged};
use crate::table::{Saved, Table};

/// The table of versions.
pub(crate) static TABLE: Table =
    Table { name: "lens_version", columns: &["lens_id", "number", "name", "lines", "by_id", "at"] };

impl Saved for LensVersion {
    const TABLE: &'static Table = &TABLE;
    fn id(&self) -> Uuid {
        self.id.uuid()
    }
    fn service(&self) -> Uuid {
        self.service.uuid()
    }
    fn values(&self) -> Vec<Value> {
        let line = |it: &LensLine| json!([it.mark.code(), it.reading.code(), it.basis.as_str()]);
        vec![
            self.lens.into(),
            i64::from(self.number).into(),
            (&self.name).into(),
            Json::Array(self.lines.iter().map(line).collect()).into(),
            self.by.into(),
            self.at.into(),
        ]
    }
    fn read(row: &Row<'_>) -> Result<Self, DbError> {
        let lines: Json = row.get("lines")?;
        let lines = lines.as_array().and_then(|lines| lines.iter().map(line).collect::<Option<Vec<_>>>());
        Ok(Self {
            id: row.id("id")?,
            service: row.id("service_id")?,
            lens: row.id("lens_id")?,
            number: row.needed("number", row.count("number")?)?,
            name: row.line("name")?,
            lines: lines.ok_or_else(|| damaged("lines", "not lines of a lens as Kith writes them"))?,
            by: row.id("by_id")?,
            at: row.moment("at")?,
        })
    }
}

fn line(it: &Json) -> Option<LensLine> {
    let [mark, reading, basis] = it.as_array()?.as_slice() else { return None };
    Some(LensLine {
        mark: Mark::from_code(mark.as_str()?)?,
        reading: Reading::from_code(reading.as_str()?)?,
        basis: Line::new(basis.as_str()?).ok()?,
    })
}

statements! {
    /// Every version of the lenses of a service.
    list OF_SERVICE = "SELECT id, version, service_id, lens_id, number, name, lines, by_id, at
        FROM lens_version WHERE service_id = $1 ORDER BY lens_id, number LIMIT 1000";
    /// The versions of one lens, newest first.
    list OF_LENS = "SELECT id, version, service_id, lens_id, number, name, lines, by_id, at
        FROM lens_version WHERE service_id = $1 AND lens_id = $2 ORDER BY number DESC LIMIT 1000";
}

/// Every version of the lenses of a service, the older version of a lens before the newer.
///
/// # Errors
/// When the database cannot answer.
pub fn of_service(tx: &mut ReadTx<'_>, service: Id<Service>) -> Result<Vec<LensVersion>, DbError> {
    tx.fetch_all(&OF_SERVICE, &[service.into()], LensVersion::read)
}

/// The versions of one lens, newest first.
///
/// # Errors
/// When the database cannot answer.
pub fn of_lens(tx: &mut ReadTx<'_>, service: Id<Service>, lens: Id<Lens>) -> Result<Vec<LensVersion>, DbError> {
    tx.fetch_all(&OF_LENS, &[service.into(), lens.into()], LensVersion::read)
}
