//! What is asked for in cases for investment.

use kith_domain::id::Id;
use kith_domain::measure::Period;
use kith_domain::need::InvestmentAsk;
use kith_domain::staff::Service;
use kith_domain::text::Line;
use uuid::Uuid;

use crate::db::{DbError, ReadTx, Row, Value, statements};
use crate::rows::{Typed, damaged};
use crate::table::{Kept, Saved, Table};

/// The table of what is asked for.
pub(crate) static TABLE: Table =
    Table { name: "investment_ask", columns: &["period", "need", "place", "words", "author_id", "at"] };

/// A place as it is kept: every place is no text at all, so that there is one row for it.
fn kept(place: Option<&Line>) -> &str {
    place.map_or("", Line::as_str)
}

impl Saved for InvestmentAsk {
    const TABLE: &'static Table = &TABLE;
    fn id(&self) -> Uuid {
        self.id.uuid()
    }
    fn service(&self) -> Uuid {
        self.service.uuid()
    }
    fn values(&self) -> Vec<Value> {
        vec![
            self.period.code().into(),
            (&self.need).into(),
            kept(self.place.as_ref()).into(),
            (&self.words).into(),
            self.author.into(),
            self.at.into(),
        ]
    }
    fn read(row: &Row<'_>) -> Result<Self, DbError> {
        let place: String = row.get("place")?;
        Ok(Self {
            id: row.id("id")?,
            service: row.id("service_id")?,
            period: row.code("period", Period::parse)?,
            need: row.line("need")?,
            place: Line::optional(&place).map_err(|_| damaged("place", "text that no rule allows"))?,
            words: row.needed("words", row.words_opt("words")?)?,
            author: row.id("author_id")?,
            at: row.moment("at")?,
        })
    }
}

statements! {
    /// What is asked for, of a period, a need and a place.
    FIND = "SELECT id, version, service_id, period, need, place, words, author_id, at
        FROM investment_ask WHERE service_id = $1 AND period = $2 AND need = $3 AND place = $4";
}

/// What is asked for beside these figures, if anything is.
///
/// # Errors
/// When the database cannot answer.
pub fn find(
    tx: &mut ReadTx<'_>,
    service: Id<Service>,
    period: Period,
    need: &str,
    place: &str,
) -> Result<Option<Kept<InvestmentAsk>>, DbError> {
    tx.fetch_optional(&FIND, &[service.into(), period.code().into(), need.into(), place.into()], |row| {
        Ok(Kept { version: row.get("version")?, it: InvestmentAsk::read(row)? })
    })
}
