//! Invitations to a role.

use kith_domain::id::Id;
use kith_domain::invitation::{Invitation, State};
use kith_domain::staff::{Account, Role, Service, fold_email};
use uuid::Uuid;

use crate::db::{DbError, ReadTx, Row, Value, statements};
use crate::rows::{Typed, damaged};
use crate::table::{Kept, Saved, Table};

/// The table of invitations.
pub(crate) static TABLE: Table = Table {
    name: "invitation",
    columns: &[
        "email",
        "email_folded",
        "name",
        "role",
        "practice_id",
        "digest",
        "made",
        "made_by",
        "state",
        "until",
        "settled",
        "settled_by",
        "organisation_id",
    ],
};

impl Saved for Invitation {
    const TABLE: &'static Table = &TABLE;
    fn id(&self) -> Uuid {
        self.id.uuid()
    }
    fn service(&self) -> Uuid {
        self.service.uuid()
    }
    fn values(&self) -> Vec<Value> {
        let (until, settled, settled_by) = match &self.state {
            State::Open { until } => (Some(*until), None, None),
            State::Accepted { at, account } => (None, Some(*at), Some(*account)),
            State::Withdrawn { at, by } => (None, Some(*at), *by),
        };
        vec![
            (&self.email).into(),
            fold_email(self.email.as_str()).into(),
            (&self.name).into(),
            self.role.code().into(),
            self.practice.into(),
            self.digest.as_str().into(),
            self.made.into(),
            self.by.into(),
            self.state.name().into(),
            until.into(),
            settled.into(),
            settled_by.into(),
            self.organisation.into(),
        ]
    }
    fn read(row: &Row<'_>) -> Result<Self, DbError> {
        let name: String = row.get("state")?;
        let settled = row.moment_opt("settled")?;
        let by: Option<Id<Account>> = row.id_opt("settled_by")?;
        let state = match name.as_str() {
            "open" => State::Open { until: row.needed("until", row.moment_opt("until")?)? },
            "accepted" => {
                State::Accepted { at: row.needed("settled", settled)?, account: row.needed("settled_by", by)? }
            }
            "withdrawn" => State::Withdrawn { at: row.needed("settled", settled)?, by },
            _ => return Err(damaged("state", "an unknown code")),
        };
        Ok(Self {
            id: row.id("id")?,
            service: row.id("service_id")?,
            email: row.line("email")?,
            name: row.line("name")?,
            role: row.code("role", Role::from_code)?,
            practice: row.id_opt("practice_id")?,
            organisation: row.id_opt("organisation_id")?,
            digest: row.get("digest")?,
            made: row.moment("made")?,
            by: row.id_opt("made_by")?,
            state,
        })
    }
}

statements! {
    /// The invitation with a link's digest.
    BY_DIGEST = "SELECT id, version, service_id, email, email_folded, name, role, practice_id, digest, made, made_by, state, until,
            settled, settled_by, organisation_id
        FROM invitation WHERE digest = $1";
    /// The invitations of a service that are open, oldest first.
    list OPEN = "SELECT id, version, service_id, email, email_folded, name, role, practice_id, digest, made, made_by, state, until,
            settled, settled_by, organisation_id
        FROM invitation WHERE service_id = $1 AND state = $2 ORDER BY made, id LIMIT 500";
    /// The open invitations of an address, to any service.
    OF_ADDRESS = "SELECT id, version, service_id, email, email_folded, name, role, practice_id, digest, made, made_by, state, until,
            settled, settled_by, organisation_id
        FROM invitation WHERE email_folded = $1 AND state = $2 ORDER BY made, id LIMIT 500";
}

fn kept(row: &Row<'_>) -> Result<Kept<Invitation>, DbError> {
    Ok(Kept { version: row.get("version")?, it: Invitation::read(row)? })
}

/// The invitation with a link's digest, however it stands.
///
/// # Errors
/// When the database cannot answer.
pub fn by_digest(tx: &mut ReadTx<'_>, digest: &str) -> Result<Option<Kept<Invitation>>, DbError> {
    tx.fetch_optional(&BY_DIGEST, &[digest.into()], kept)
}

/// The open invitations of a service, oldest first; at most 500.
///
/// # Errors
/// When the database cannot answer.
pub fn open(tx: &mut ReadTx<'_>, service: Id<Service>) -> Result<Vec<Kept<Invitation>>, DbError> {
    tx.fetch_all(&OPEN, &[service.into(), "open".into()], kept)
}

/// The open invitations of an e-mail address, whichever service invites.
///
/// # Errors
/// When the database cannot answer.
pub fn of_address(tx: &mut ReadTx<'_>, email: &str) -> Result<Vec<Kept<Invitation>>, DbError> {
    tx.fetch_all(&OF_ADDRESS, &[fold_email(email).into(), "open".into()], kept)
}
