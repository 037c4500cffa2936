//! Scope agreements in their versions, and the links that practices without accounts agree by.

use kith_domain::boundary::agreement::{Access, ForPractice, Reach, ScopeAgreement, Terms};
use kith_domain::boundary::agreement_link::AgreementLink;
use kith_domain::event::Event;
use kith_domain::id::Id;
use kith_domain::link::Way;
use kith_domain::practice::Practice;
use kith_domain::staff::Service;
use kith_domain::text::Line;
use serde_json::{Map, Value as Json, json};
use uuid::Uuid;

use crate::db::{DbError, ReadTx, Row, Tx, Value, statements};
use crate::rows::{Typed, damaged};
use crate::save::{self, SaveError, Writ};
use crate::table::{Kept, Saved, Table};

/// The table of versions.
pub(crate) static AGREEMENT: Table = Table {
    name: "scope_agreement",
    columns: &[
        "practice_id",
        "number",
        "terms",
        "made_by",
        "made",
        "service_agreed",
        "service_by",
        "practice_agreed",
        "practice_by",
        "practice_name",
        "wished",
        "wish",
        "replaced",
    ],
};
/// The table of links.
pub(crate) static LINK: Table = Table {
    name: "agreement_link",
    columns: &["agreement_id", "recipient", "digest", "sent_by", "sent", "expires", "stopped", "stopped_by", "by_hand"],
};

/// The terms as they are stored: one object, keys in alphabetical order.
fn stored(it: &Terms) -> Json {
    let lines = |all: &[Line]| all.iter().map(|line| json!(line.as_str())).collect::<Vec<_>>();
    let line = |it: &Option<Line>| it.as_ref().map(|line| line.as_str().to_owned());
    json!({
        "is": lines(&it.is),
        "is_not": lines(&it.is_not),
        "who": line(&it.reach.who),
        "phone": line(&it.reach.phone),
        "hours": line(&it.reach.hours),
        "deputy": line(&it.reach.deputy),
        "access": it.access.map(Access::code),
        "access_since": it.access_since.map(|day| day.to_string()),
        "meetings": line(&it.meetings),
        "often": line(&it.often),
        "invited_since": it.invited_since.map(|day| day.to_string()),
        "clinical": line(&it.clinical),
        "managerial": line(&it.managerial),
    })
}

/// Reads terms back; nothing when they are not as they were stored.
fn read_terms(json: &Json) -> Option<Terms> {
    let of: &Map<String, Json> = json.as_object()?;
    let lines = |name: &str| -> Option<Vec<Line>> {
        of.get(name)?.as_array()?.iter().map(|line| Line::new(line.as_str()?).ok()).collect()
    };
    // Outer: whether it could be read; inner: whether it was said.
    let said = |name: &str| -> Option<Option<&str>> {
        match of.get(name)? {
            Json::Null => Some(None),
            it => it.as_str().map(Some),
        }
    };
    let line =
        |name: &str| -> Option<Option<Line>> { said(name)?.map_or(Some(None), |text| Line::new(text).ok().map(Some)) };
    let day = |name: &str| said(name)?.map_or(Some(None), |text| text.parse().ok().map(Some));
    Some(Terms {
        is: lines("is")?,
        is_not: lines("is_not")?,
        reach: Reach { who: line("who")?, phone: line("phone")?, hours: line("hours")?, deputy: line("deputy")? },
        access: said("access")?.map_or(Some(None), |code| Access::from_code(code).map(Some))?,
        access_since: day("access_since")?,
        meetings: line("meetings")?,
        often: line("often")?,
        invited_since: day("invited_since")?,
        clinical: line("clinical")?,
        managerial: line("managerial")?,
    })
}

impl Saved for ScopeAgreement {
    const TABLE: &'static Table = &AGREEMENT;
    fn id(&self) -> Uuid {
        self.id.uuid()
    }
    fn service(&self) -> Uuid {
        self.service.uuid()
    }
    fn values(&self) -> Vec<Value> {
        let practice = self.practice_agreed.as_ref();
        let (by, name) = match practice.map(|(_, by)| by) {
            Some(ForPractice::Account(account)) => (Value::from(*account), Value::Null),
            Some(ForPractice::Named(name)) => (Value::Null, Value::from(name)),
            None => (Value::Null, Value::Null),
        };
        vec![
            self.practice.into(),
            self.number.into(),
            stored(&self.terms).into(),
            self.written.0.into(),
            self.written.1.into(),
            self.service_agreed.map(|(at, _)| at).into(),
            self.service_agreed.map(|(_, by)| by).into(),
            practice.map(|(at, _)| *at).into(),
            by,
            name,
            self.wished.as_ref().map(|(at, _)| *at).into(),
            self.wished.as_ref().map_or(Value::Null, |(_, words)| Value::from(words)),
            self.replaced.into(),
        ]
    }
    fn read(row: &Row<'_>) -> Result<Self, DbError> {
        let service_agreed = match row.moment_opt("service_agreed")? {
            Some(at) => Some((at, row.needed("service_by", row.id_opt("service_by")?)?)),
            None => None,
        };
        let practice_agreed = match row.moment_opt("practice_agreed")? {
            None => None,
            Some(at) => Some((
                at,
                match row.id_opt("practice_by")? {
                    Some(account) => ForPractice::Account(account),
                    None => ForPractice::Named(row.line("practice_name")?),
                },
            )),
        };
        let wished = match row.moment_opt("wished")? {
            Some(at) => Some((at, row.words("wish")?)),
            None => None,
        };
        let terms: Json = row.get("terms")?;
        Ok(Self {
            id: row.id("id")?,
            service: row.id("service_id")?,
            practice: row.id("practice_id")?,
            number: row.needed("number", row.count("number")?)?,
            terms: read_terms(&terms).ok_or_else(|| damaged("terms", "not the terms of an agreement"))?,
            written: (row.id("made_by")?, row.moment("made")?),
            service_agreed,
            practice_agreed,
            wished,
            replaced: row.moment_opt("replaced")?,
        })
    }
}

impl Saved for AgreementLink {
    const TABLE: &'static Table = &LINK;
    fn id(&self) -> Uuid {
        self.id.uuid()
    }
    fn service(&self) -> Uuid {
        self.service.uuid()
    }
    fn values(&self) -> Vec<Value> {
        vec![
            self.agreement.into(),
            (&self.recipient).into(),
            self.digest.as_str().into(),
            self.sent_by.into(),
            self.sent.into(),
            self.expires.into(),
            self.stopped.map(|(at, _)| at).into(),
            self.stopped.map(|(_, by)| by).into(),
            (self.way == Way::ByHand).into(),
        ]
    }
    fn read(row: &Row<'_>) -> Result<Self, DbError> {
        let stopped = match row.moment_opt("stopped")? {
            Some(at) => Some((at, row.needed("stopped_by", row.id_opt("stopped_by")?)?)),
            None => None,
        };
        Ok(Self {
            id: row.id("id")?,
            service: row.id("service_id")?,
            agreement: row.id("agreement_id")?,
            recipient: row.line("recipient")?,
            digest: row.get("digest")?,
            sent_by: row.id("sent_by")?,
            sent: row.moment("sent")?,
            expires: row.moment("expires")?,
            stopped,
            way: if row.get("by_hand")? { Way::ByHand } else { Way::ByMail },
        })
    }
}

/// The columns of a version.
macro_rules! versions {
    () => {
        "SELECT id, version, service_id, practice_id, number, terms, made_by, made, service_agreed, service_by,
            practice_agreed, practice_by, practice_name, wished, wish, replaced FROM scope_agreement"
    };
}

statements! {
    /// The versions of a practice, newest first.
    list OF_PRACTICE = concat!(versions!(), " WHERE service_id = $1 AND practice_id = $2 ORDER BY number DESC LIMIT 200");
    /// The versions of a service that no later one has replaced.
    list STANDING = concat!(versions!(), " WHERE service_id = $1 AND replaced IS NULL
        ORDER BY service_id, practice_id, number");
    /// Where a link is to be looked for.
    DOOR = "SELECT service_id, link_id FROM agreement_link_door WHERE digest = $1";
    /// Notes where a link is to be looked for.
    PUT_DOOR = "INSERT INTO agreement_link_door (digest, service_id, link_id) VALUES ($1, $2, $3)";
    /// The links to a version, newest first.
    list LINKS = "SELECT id, version, service_id, agreement_id, recipient, digest, sent_by, sent, expires, stopped, stopped_by,
            by_hand
        FROM agreement_link WHERE agreement_id = $1 ORDER BY sent DESC, id DESC LIMIT 50";
}

fn kept<T: Saved>(row: &Row<'_>) -> Result<Kept<T>, DbError> {
    Ok(Kept { version: row.get("version")?, it: T::read(row)? })
}

/// The versions of a practice, newest first; at most 200.
///
/// # Errors
/// When the database cannot answer.
pub fn of_practice(
    tx: &mut ReadTx<'_>,
    service: Id<Service>,
    practice: Id<Practice>,
) -> Result<Vec<Kept<ScopeAgreement>>, DbError> {
    tx.fetch_all(&OF_PRACTICE, &[service.into(), practice.into()], kept)
}

/// The versions of a service that no later one has replaced, by practice, oldest first.
///
/// # Errors
/// When the database cannot answer.
pub fn standing(tx: &mut ReadTx<'_>, service: Id<Service>) -> Result<Vec<ScopeAgreement>, DbError> {
    tx.fetch_all(&STANDING, &[service.into()], ScopeAgreement::read)
}

/// The service that a link belongs to, and the link.
pub type Door = (Id<Service>, Id<AgreementLink>);

/// In which service the link with a digest is, and which it is. Whether it works is for the link itself to say.
///
/// # Errors
/// When the database cannot answer.
pub fn door(tx: &mut ReadTx<'_>, digest: &str) -> Result<Option<Door>, DbError> {
    tx.fetch_optional(&DOOR, &[digest.into()], |row| Ok((row.id("service_id")?, row.id("link_id")?)))
}

/// Saves a link that is sent, with the way to it.
///
/// # Errors
/// [`SaveError::Db`] when the database refuses or fails.
pub fn save_new_link(tx: &mut Tx<'_>, writ: &Writ, link: &AgreementLink, event: &Event) -> Result<(), SaveError> {
    save::new(tx, writ, link, event)?;
    tx.execute(&PUT_DOOR, &[link.digest.as_str().into(), link.service.into(), link.id.into()])?;
    Ok(())
}

/// The links to a version, newest first; at most 50.
///
/// # Errors
/// When the database cannot answer.
pub fn links(tx: &mut ReadTx<'_>, of: Id<ScopeAgreement>) -> Result<Vec<Kept<AgreementLink>>, DbError> {
    tx.fetch_all(&LINKS, &[of.into()], kept)
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::civil::date;

    #[test]
    fn terms_come_back_as_they_were_stored_and_damage_is_seen() {
        let line = |text: &str| Line::new(text).expect("a line");
        let full = Terms {
            is: vec![line("Listening")],
            is_not: vec![line("Flu clinics"), line("Reception")],
            reach: Reach { who: Some(line("Dr Sol")), phone: Some(line("01632 960201")), hours: None, deputy: None },
            access: Some(Access::Write),
            access_since: Some(date(2026, 4, 1)),
            meetings: Some(line("Team meeting")),
            often: None,
            invited_since: Some(date(2026, 5, 1)),
            clinical: None,
            managerial: Some(line("Bea Okoro")),
        };
        assert_eq!(read_terms(&stored(&full)), Some(full.clone()));
        let mut wrong = stored(&full);
        wrong["access"] = json!("everything");
        assert_eq!(read_terms(&wrong), None);
    }
}
