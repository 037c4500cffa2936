//! Letter templates of a service.

use kith_domain::id::Id;
use kith_domain::staff::Service;
use kith_domain::support::LetterTemplate;
use kith_domain::support::letter_template::Wording;
use uuid::Uuid;

use crate::db::{DbError, ReadTx, Row, Value, statements};
use crate::rows::{Typed, damaged, text};
use crate::story::{Happened, happened};
use crate::table::{Kept, Saved, Table};

/// The table of letter templates.
pub(crate) static TABLE: Table =
    Table { name: "letter_template", columns: &["code", "title", "addressee", "subject", "body", "is_offered"] };

impl Saved for LetterTemplate {
    const TABLE: &'static Table = &TABLE;
    fn id(&self) -> Uuid {
        self.id.uuid()
    }
    fn service(&self) -> Uuid {
        self.service.uuid()
    }
    fn values(&self) -> Vec<Value> {
        let it = &self.wording;
        vec![
            (&self.code).into(),
            (&it.title).into(),
            text(&it.to),
            (&it.subject).into(),
            (&it.text).into(),
            it.is_offered.into(),
        ]
    }
    fn read(row: &Row<'_>) -> Result<Self, DbError> {
        Ok(Self {
            id: row.id("id")?,
            service: row.id("service_id")?,
            code: row.line("code")?,
            wording: Wording {
                title: row.line("title")?,
                to: row.words_opt("addressee")?,
                subject: row.line("subject")?,
                text: row.note_opt("body")?.ok_or_else(|| damaged("body", "a template without text"))?,
                is_offered: row.get("is_offered")?,
            },
        })
    }
}

statements! {
    /// The templates of a service, in the order of their codes.
    list OF_SERVICE = "SELECT id, version, service_id, code, title, addressee, subject, body, is_offered
        FROM letter_template WHERE service_id = $1 ORDER BY code LIMIT 200";
    /// What happened to the templates of a service, oldest first.
    HISTORY = "SELECT e.id AS id, e.subject_kind AS subject_kind, e.subject_id AS subject_id, e.kind AS kind, e.at AS at,
            e.account_id AS account_id, e.facts AS facts
        FROM letter_template t JOIN event e ON e.subject_id = t.id
        WHERE t.service_id = $1 ORDER BY e.at, e.id";
}

/// The templates that a service has words of its own for, by code; at most 200, which is more than may be written.
///
/// # Errors
/// When the database cannot answer.
pub fn of_service(tx: &mut ReadTx<'_>, service: Id<Service>) -> Result<Vec<Kept<LetterTemplate>>, DbError> {
    tx.fetch_all(&OF_SERVICE, &[service.into()], |row| {
        Ok(Kept { version: row.get("version")?, it: LetterTemplate::read(row)? })
    })
}

/// What happened to the templates of a service, oldest first.
///
/// # Errors
/// When the database cannot answer.
pub fn history(tx: &mut ReadTx<'_>, service: Id<Service>) -> Result<Vec<Happened>, DbError> {
    tx.fetch_all(&HISTORY, &[service.into()], happened)
}
