//! Services, practices, accounts, standings, sessions, and what counts failed sign-ins.

use jiff::Timestamp;
use kith_domain::event::Event;
use kith_domain::id::Id;
use kith_domain::practice::{OdsCode, Practice};
use kith_domain::staff::{Account, Role, Service, Standing, fold_email};
use uuid::Uuid;

use crate::db::{DbError, ReadTx, Row, Tx, Value, statements};
use crate::rows::{Typed, damaged, text};
use crate::table::{Kept, NO_SERVICE, Saved, Table};

/// The table of services.
pub(crate) static SERVICE: Table = Table { name: "service", columns: &["slug", "name", "phone"] };
/// The table of practices.
pub(crate) static PRACTICE: Table = Table { name: "practice", columns: &["ods_code", "name", "email"] };
/// The table of accounts.
pub(crate) static ACCOUNT: Table =
    Table { name: "account", columns: &["email", "email_folded", "name", "password", "disabled"] };
/// The table of standings.
pub(crate) static STANDING: Table =
    Table { name: "standing", columns: &["account_id", "role", "practice_id", "organisation_id", "name", "ended"] };
/// The table of relationships between services and practices.
pub(crate) static RELATION: Table = Table { name: "service_practice", columns: &["practice_id", "ended"] };

/// The relationship through which a practice refers to a service.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Relation {
    /// Identifier.
    pub id: Id<Relation>,
    /// The service.
    pub service: Id<Service>,
    /// The practice.
    pub practice: Id<Practice>,
    /// When it ended.
    pub ended: Option<Timestamp>,
}

impl Relation {
    /// The event of a new relationship.
    #[must_use]
    pub fn begun(&self) -> Event {
        Event::new("relation.begun").with("practice", self.practice)
    }
}

impl Saved for Relation {
    const TABLE: &'static Table = &RELATION;
    fn id(&self) -> Uuid {
        self.id.uuid()
    }
    fn service(&self) -> Uuid {
        self.service.uuid()
    }
    fn values(&self) -> Vec<Value> {
        vec![self.practice.into(), self.ended.into()]
    }
    fn read(row: &Row<'_>) -> Result<Self, DbError> {
        Ok(Self {
            id: row.id("id")?,
            service: row.id("service_id")?,
            practice: row.id("practice_id")?,
            ended: row.moment_opt("ended")?,
        })
    }
}

impl Saved for Service {
    const TABLE: &'static Table = &SERVICE;
    fn id(&self) -> Uuid {
        self.id.uuid()
    }
    fn service(&self) -> Uuid {
        self.id.uuid()
    }
    fn values(&self) -> Vec<Value> {
        vec![self.slug.as_str().into(), (&self.name).into(), text(&self.phone)]
    }
    fn read(row: &Row<'_>) -> Result<Self, DbError> {
        Ok(Self { id: row.id("id")?, slug: row.get("slug")?, name: row.line("name")?, phone: row.line_opt("phone")? })
    }
}

impl Saved for Practice {
    const TABLE: &'static Table = &PRACTICE;
    fn id(&self) -> Uuid {
        self.id.uuid()
    }
    fn service(&self) -> Uuid {
        NO_SERVICE
    }
    fn values(&self) -> Vec<Value> {
        vec![self.ods_code.as_str().into(), (&self.name).into(), text(&self.email)]
    }
    fn read(row: &Row<'_>) -> Result<Self, DbError> {
        let code: String = row.get("ods_code")?;
        Ok(Self {
            id: row.id("id")?,
            ods_code: OdsCode::parse(&code).ok_or_else(|| damaged("ods_code", "not an ODS code"))?,
            name: row.line("name")?,
            email: row.line_opt("email")?,
        })
    }
}

impl Saved for Account {
    const TABLE: &'static Table = &ACCOUNT;
    fn id(&self) -> Uuid {
        self.id.uuid()
    }
    fn service(&self) -> Uuid {
        NO_SERVICE
    }
    fn values(&self) -> Vec<Value> {
        vec![
            (&self.email).into(),
            fold_email(self.email.as_str()).into(),
            (&self.name).into(),
            self.password.clone().into(),
            self.disabled.into(),
        ]
    }
    fn read(row: &Row<'_>) -> Result<Self, DbError> {
        Ok(Self {
            id: row.id("id")?,
            email: row.line("email")?,
            name: row.line("name")?,
            password: row.get("password")?,
            disabled: row.moment_opt("disabled")?,
        })
    }
}

impl Saved for Standing {
    const TABLE: &'static Table = &STANDING;
    fn id(&self) -> Uuid {
        self.id.uuid()
    }
    fn service(&self) -> Uuid {
        self.service.map_or(NO_SERVICE, Id::uuid)
    }
    fn values(&self) -> Vec<Value> {
        vec![
            self.account.into(),
            self.role.code().into(),
            self.practice.into(),
            self.organisation.into(),
            (&self.name).into(),
            self.ended.into(),
        ]
    }
    fn read(row: &Row<'_>) -> Result<Self, DbError> {
        let service: Uuid = row.get("service_id")?;
        Ok(Self {
            id: row.id("id")?,
            account: row.id("account_id")?,
            role: row.code("role", Role::from_code)?,
            service: (service != NO_SERVICE).then(|| Id::from_uuid(service)),
            practice: row.id_opt("practice_id")?,
            organisation: row.id_opt("organisation_id")?,
            name: row.line("name")?,
            ended: row.moment_opt("ended")?,
        })
    }
}

statements! {
    /// Every service.
    SERVICES = "SELECT id, version, service_id, slug, name, phone FROM service ORDER BY slug, id";
    /// The services that a practice has a relationship with.
    SERVICES_OF = "SELECT s.id AS id, s.version AS version, s.service_id AS service_id, s.slug AS slug, s.name AS name, s.phone AS phone
        FROM service_practice r JOIN service s ON s.id = r.service_id
        WHERE r.practice_id = $1 AND r.ended IS NULL ORDER BY s.slug, s.id";
    /// The practices that a service has a relationship with.
    PRACTICES_OF = "SELECT p.id AS id, p.version AS version, p.service_id AS service_id, p.ods_code AS ods_code, p.name AS name, p.email AS email
        FROM service_practice r JOIN practice p ON p.id = r.practice_id
        WHERE r.service_id = $1 AND r.ended IS NULL ORDER BY p.name, p.id LIMIT 1000";
    /// The account with an e-mail address.
    ACCOUNT_BY_EMAIL = "SELECT id, version, service_id, email, email_folded, name, password, disabled FROM account WHERE email_folded = $1";
    /// An account's standings that have not ended.
    STANDINGS_OF = "SELECT id, version, service_id, account_id, role, practice_id, organisation_id, name, ended
        FROM standing WHERE account_id = $1 AND ended IS NULL ORDER BY id";
    /// Everybody in a role of a service, by name.
    list IN_ROLE = "SELECT id, version, service_id, account_id, role, practice_id, organisation_id, name, ended
        FROM standing WHERE service_id = $1 AND role = $2 AND ended IS NULL ORDER BY name, id LIMIT 500";
    /// Names of everybody with a standing in a service or at a practice.
    NAMES = "SELECT account_id, name FROM standing WHERE service_id = $1 OR practice_id IS NOT NULL ORDER BY id LIMIT 5000";
    /// Begins a session.
    BEGIN_SESSION = "INSERT INTO session (digest, account_id, standing_id, began, seen, ended) VALUES ($1, $2, $3, $4, $4, NULL)";
    /// A session by the digest of its token.
    SESSION = "SELECT digest, account_id, standing_id, began, seen FROM session WHERE digest = $1 AND ended IS NULL";
    /// Notes that a session is in use.
    SEEN = "UPDATE session SET seen = $2 WHERE digest = $1 AND seen < $2";
    /// Ends a session.
    END_SESSION = "UPDATE session SET ended = $2 WHERE digest = $1 AND ended IS NULL";
    /// The sessions of an account that have not ended, oldest first.
    SESSIONS_OF = "SELECT digest, account_id, standing_id, began, seen FROM session WHERE account_id = $1 AND ended IS NULL ORDER BY began, digest";
    /// Counts a failure.
    FAIL = "INSERT INTO throttle (id, bucket, at) VALUES ($1, $2, $3)";
    /// How many failures a bucket holds since a moment.
    FAILURES = "SELECT CAST(count(*) AS BIGINT) AS failures FROM throttle WHERE bucket = $1 AND at > $2";
    /// Forgets the failures of a bucket.
    FORGIVE = "DELETE FROM throttle WHERE bucket = $1";
    /// Forgets failures that no longer count.
    FORGET_OLD = "DELETE FROM throttle WHERE at <= $1";
}

/// Every service.
///
/// # Errors
/// When the database cannot answer.
pub fn services(tx: &mut ReadTx<'_>) -> Result<Vec<Service>, DbError> {
    tx.fetch_all(&SERVICES, &[], Service::read)
}

/// The services that a practice may refer to.
///
/// # Errors
/// When the database cannot answer.
pub fn services_of_practice(tx: &mut ReadTx<'_>, practice: Id<Practice>) -> Result<Vec<Service>, DbError> {
    tx.fetch_all(&SERVICES_OF, &[practice.into()], Service::read)
}

/// The practices that may refer to a service, by name.
///
/// # Errors
/// When the database cannot answer.
pub fn practices_of_service(tx: &mut ReadTx<'_>, service: Id<Service>) -> Result<Vec<Practice>, DbError> {
    tx.fetch_all(&PRACTICES_OF, &[service.into()], Practice::read)
}

/// The account with an e-mail address, compared without case.
///
/// # Errors
/// When the database cannot answer.
pub fn account_by_email(tx: &mut ReadTx<'_>, email: &str) -> Result<Option<Kept<Account>>, DbError> {
    tx.fetch_optional(&ACCOUNT_BY_EMAIL, &[fold_email(email).into()], |row| {
        Ok(Kept { version: row.get("version")?, it: Account::read(row)? })
    })
}

/// An account's standings that have not ended.
///
/// # Errors
/// When the database cannot answer.
pub fn standings_of(tx: &mut ReadTx<'_>, account: Id<Account>) -> Result<Vec<Standing>, DbError> {
    tx.fetch_all(&STANDINGS_OF, &[account.into()], Standing::read)
}

/// Everybody in a role of a service, by name.
///
/// # Errors
/// When the database cannot answer.
pub fn in_role(tx: &mut ReadTx<'_>, service: Id<Service>, role: Role) -> Result<Vec<Standing>, DbError> {
    tx.fetch_all(&IN_ROLE, &[service.into(), role.code().into()], Standing::read)
}

/// Names of the people who may have written something in a service's records.
///
/// # Errors
/// When the database cannot answer.
pub fn names(tx: &mut ReadTx<'_>, service: Id<Service>) -> Result<Vec<(Id<Account>, String)>, DbError> {
    tx.fetch_all(&NAMES, &[service.into()], |row| Ok((row.id("account_id")?, row.get("name")?)))
}

/// A session as stored.
#[derive(Debug, Clone)]
pub struct Session {
    /// Digest of its token, in hexadecimal.
    pub digest: String,
    /// Whose it is.
    pub account: Id<Account>,
    /// The standing it acts in.
    pub standing: Id<Standing>,
    /// When it began.
    pub began: Timestamp,
    /// When it was last used.
    pub seen: Timestamp,
}

fn session(row: &Row<'_>) -> Result<Session, DbError> {
    Ok(Session {
        digest: row.get("digest")?,
        account: row.id("account_id")?,
        standing: row.id("standing_id")?,
        began: row.moment("began")?,
        seen: row.moment("seen")?,
    })
}

/// Begins a session.
///
/// # Errors
/// When the database fails.
pub fn begin_session(
    tx: &mut Tx<'_>,
    digest: &str,
    account: Id<Account>,
    standing: Id<Standing>,
    at: Timestamp,
) -> Result<(), DbError> {
    tx.execute(&BEGIN_SESSION, &[digest.into(), account.into(), standing.into(), at.into()])?;
    Ok(())
}

/// The session with a token's digest, if it has not been ended.
///
/// # Errors
/// When the database cannot answer.
pub fn session_by_digest(tx: &mut ReadTx<'_>, digest: &str) -> Result<Option<Session>, DbError> {
    tx.fetch_optional(&SESSION, &[digest.into()], session)
}

/// Notes that a session is in use.
///
/// # Errors
/// When the database fails.
pub fn session_seen(tx: &mut Tx<'_>, digest: &str, at: Timestamp) -> Result<(), DbError> {
    tx.execute(&SEEN, &[digest.into(), at.into()])?;
    Ok(())
}

/// Ends a session, on the server.
///
/// # Errors
/// When the database fails.
pub fn end_session(tx: &mut Tx<'_>, digest: &str, at: Timestamp) -> Result<(), DbError> {
    tx.execute(&END_SESSION, &[digest.into(), at.into()])?;
    Ok(())
}

/// The sessions of an account that have not ended, oldest first.
///
/// # Errors
/// When the database cannot answer.
pub fn sessions_of(tx: &mut ReadTx<'_>, account: Id<Account>) -> Result<Vec<Session>, DbError> {
    tx.fetch_all(&SESSIONS_OF, &[account.into()], session)
}

/// Counts a failed sign-in against a bucket.
///
/// # Errors
/// When the database fails.
pub fn count_failure(tx: &mut Tx<'_>, id: Uuid, bucket: &str, at: Timestamp) -> Result<(), DbError> {
    tx.execute(&FAIL, &[id.into(), bucket.into(), at.into()])?;
    Ok(())
}

/// How many failures a bucket holds since a moment.
///
/// # Errors
/// When the database cannot answer.
pub fn failures(tx: &mut ReadTx<'_>, bucket: &str, since: Timestamp) -> Result<i64, DbError> {
    Ok(tx.fetch_optional(&FAILURES, &[bucket.into(), since.into()], |row| row.get("failures"))?.unwrap_or(0))
}

/// Forgets the failures of a bucket, as a success does.
///
/// # Errors
/// When the database fails.
pub fn forgive(tx: &mut Tx<'_>, bucket: &str) -> Result<(), DbError> {
    tx.execute(&FORGIVE, &[bucket.into()])?;
    Ok(())
}

/// Forgets every failure up to a moment.
///
/// # Errors
/// When the database fails.
pub fn forget_failures(tx: &mut Tx<'_>, up_to: Timestamp) -> Result<(), DbError> {
    tx.execute(&FORGET_OLD, &[up_to.into()])?;
    Ok(())
}
