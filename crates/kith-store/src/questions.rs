//! Questions about referrals, and their answers.

use jiff::Timestamp;
use kith_domain::id::Id;
use kith_domain::person::Person;
use kith_domain::policy::{PracticeRecord, Scope};
use kith_domain::referral::{Answer, Question, Referral};
use uuid::Uuid;

use crate::db::{DbError, ReadTx, Row, Value, statements};
use crate::referrals::Named;
use crate::rows::Typed;
use crate::table::{Kept, Saved, Table, of_a_person};

/// The table of questions.
pub(crate) static TABLE: Table = Table {
    name: "referral_question",
    columns: &[
        "person_id",
        "referral_id",
        "practice_id",
        "asked_by",
        "at",
        "words",
        "answered",
        "answered_by",
        "answer",
        "is_open",
    ],
};

impl Saved for Question {
    const TABLE: &'static Table = &TABLE;
    of_a_person!();
    fn values(&self) -> Vec<Value> {
        let answer = self.answer.as_ref();
        vec![
            self.person.into(),
            self.referral.into(),
            self.practice.into(),
            self.by.into(),
            self.at.into(),
            (&self.words).into(),
            answer.map(|answer| answer.at).into(),
            answer.and_then(|answer| answer.by).into(),
            answer.map_or(Value::Null, |answer| (&answer.words).into()),
            answer.is_none().into(),
        ]
    }
    fn read(row: &Row<'_>) -> Result<Self, DbError> {
        let answer = match row.moment_opt("answered")? {
            None => None,
            Some(at) => Some(Answer {
                at,
                by: row.id_opt("answered_by")?,
                words: row.needed("answer", row.words_opt("answer")?)?,
            }),
        };
        Ok(Self {
            id: row.id("id")?,
            service: row.id("service_id")?,
            person: row.id("person_id")?,
            referral: row.id("referral_id")?,
            practice: row.id_opt("practice_id")?,
            by: row.id("asked_by")?,
            at: row.moment("at")?,
            words: row.words("words")?,
            answer,
        })
    }
}

statements! {
    /// The questions about a referral, newest first.
    list OF_REFERRAL = "SELECT id, version, service_id, person_id, referral_id, practice_id, asked_by, at, words, answered, answered_by,
            answer, is_open
        FROM referral_question WHERE referral_id = $1 ORDER BY at DESC, id DESC LIMIT 50";
    /// What a practice has been asked and has not answered, oldest first.
    list TO_ANSWER = "SELECT k.id AS id, k.referral_id AS referral_id, k.person_id AS person_id, k.service_id AS service_id, k.at AS at,
            p.family_name AS family_name, p.given_names AS given_names, p.preferred_name AS preferred_name, p.born AS born
        FROM referral_question k JOIN person p ON p.id = k.person_id
        WHERE k.practice_id = $1 AND k.is_open = $2 AND k.service_id IN (SELECT {each_id} FROM {each}($3))
        ORDER BY k.at, k.id LIMIT 50";
}

/// The questions about a referral, newest first.
///
/// # Errors
/// When the database cannot answer.
pub fn of_referral(tx: &mut ReadTx<'_>, referral: Id<Referral>) -> Result<Vec<Kept<Question>>, DbError> {
    tx.fetch_all(&OF_REFERRAL, &[referral.into()], |row| {
        Ok(Kept { version: row.get("version")?, it: Question::read(row)? })
    })
}

/// A question that a practice has not answered.
#[derive(Debug, Clone)]
pub struct AskedLine {
    /// The question.
    pub id: Id<Question>,
    /// The referral.
    pub referral: Id<Referral>,
    /// The person.
    pub person: Id<Person>,
    /// What decides who may answer.
    pub record: PracticeRecord,
    /// When it was asked.
    pub at: Timestamp,
    /// The person's name.
    pub name: Named,
}

/// What a practice has been asked and has not answered, oldest first; at most 50.
///
/// # Errors
/// When the database cannot answer.
pub fn to_answer(tx: &mut ReadTx<'_>, scope: &Scope) -> Result<Vec<AskedLine>, DbError> {
    let Scope::Practice { practice, services } = scope else { return Ok(Vec::new()) };
    let services = Value::ids(services.iter().map(|service| service.uuid()));
    tx.fetch_all(&TO_ANSWER, &[(*practice).into(), true.into(), services], |row| {
        Ok(AskedLine {
            id: row.id("id")?,
            referral: row.id("referral_id")?,
            person: row.id("person_id")?,
            record: PracticeRecord { service: row.id("service_id")?, practice: *practice },
            at: row.moment("at")?,
            name: Named::read(row)?,
        })
    })
}
