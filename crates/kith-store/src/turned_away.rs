//! Who was turned away by a rule, and what they needed.

use kith_domain::id::Id;
use kith_domain::need::Domain;
use kith_domain::referral::{Referral, TurnedAway};
use uuid::Uuid;

use crate::db::{DbError, ReadTx, Row, Value, statements};
use crate::rows::Typed;
use crate::table::{Saved, Table, of_a_person};

/// The table of people turned away.
pub(crate) static TABLE: Table =
    Table { name: "turned_away", columns: &["person_id", "referral_id", "need", "domain", "rule", "author_id", "at"] };

impl Saved for TurnedAway {
    const TABLE: &'static Table = &TABLE;
    of_a_person!();
    fn values(&self) -> Vec<Value> {
        vec![
            self.person.into(),
            self.referral.into(),
            (&self.need).into(),
            self.domain.map(Domain::code).into(),
            (&self.rule).into(),
            self.by.into(),
            self.at.into(),
        ]
    }
    fn read(row: &Row<'_>) -> Result<Self, DbError> {
        Ok(Self {
            id: row.id("id")?,
            service: row.id("service_id")?,
            person: row.id("person_id")?,
            referral: row.id("referral_id")?,
            need: row.words("need")?,
            domain: row.code_opt("domain", Domain::from_code)?,
            rule: row.line("rule")?,
            by: row.id("author_id")?,
            at: row.moment("at")?,
        })
    }
}

statements! {
    /// Who was turned away with a referral, newest first.
    list OF_REFERRAL = "SELECT id, version, service_id, person_id, referral_id, need, domain, rule, author_id, at
        FROM turned_away WHERE referral_id = $1 ORDER BY at DESC, id DESC LIMIT 20";
}

/// Whom a rule turned away with a referral, newest first.
///
/// # Errors
/// When the database cannot answer.
pub fn of_referral(tx: &mut ReadTx<'_>, referral: Id<Referral>) -> Result<Vec<TurnedAway>, DbError> {
    tx.fetch_all(&OF_REFERRAL, &[referral.into()], TurnedAway::read)
}
