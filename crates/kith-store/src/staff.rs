//! Services, practices, accounts and standings.

use jiff::Timestamp;
use kith_domain::event::Event;
use kith_domain::id::Id;
use kith_domain::practice::{OdsCode, Practice};
use kith_domain::staff::{Account, Role, Service, Standing, fold_email};
use kith_domain::text::Line;
use uuid::Uuid;

use crate::db::{DbError, ReadTx, Row, Value, statements};
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
pub(crate) static RELATION: Table =
    Table { name: "service_practice", columns: &["practice_id", "ended", "name", "email"] };

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
    /// What the service calls the practice; nothing when it has said nothing of its own, also of the address.
    pub name: Option<Line>,
    /// Where the service sends the practice its notices.
    pub email: Option<Line>,
}

impl Relation {
    /// A relationship that begins, of a practice that is called by its own name.
    #[must_use]
    pub const fn begin(id: Id<Self>, service: Id<Service>, practice: Id<Practice>) -> Self {
        Self { id, service, practice, ended: None, name: None, email: None }
    }

    /// The event of a new relationship.
    #[must_use]
    pub fn begun(&self) -> Event {
        Event::new("relation.begun").with("practice", self.practice).with("name", self.name.as_ref())
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
        vec![self.practice.into(), self.ended.into(), text(&self.name), text(&self.email)]
    }
    fn read(row: &Row<'_>) -> Result<Self, DbError> {
        Ok(Self {
            id: row.id("id")?,
            service: row.id("service_id")?,
            practice: row.id("practice_id")?,
            ended: row.moment_opt("ended")?,
            name: row.line_opt("name")?,
            email: row.line_opt("email")?,
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
    PRACTICES_OF = "SELECT p.id AS id, p.version AS version, p.service_id AS service_id, p.ods_code AS ods_code,
            coalesce(r.name, p.name) AS name, CASE WHEN r.name IS NULL THEN p.email ELSE r.email END AS email
        FROM service_practice r JOIN practice p ON p.id = r.practice_id
        WHERE r.service_id = $1 AND r.ended IS NULL ORDER BY coalesce(r.name, p.name), p.id LIMIT 1000";
    /// The practices that a service has or had a relationship with.
    PRACTICES_EVER = "SELECT p.id AS id, p.version AS version, p.service_id AS service_id, p.ods_code AS ods_code,
            coalesce(r.name, p.name) AS name, CASE WHEN r.name IS NULL THEN p.email ELSE r.email END AS email
        FROM service_practice r JOIN practice p ON p.id = r.practice_id
        WHERE r.service_id = $1 ORDER BY coalesce(r.name, p.name), p.id LIMIT 5000";
    /// Folded e-mail addresses of everybody in a role of a service who may sign in.
    EMAILS_IN_ROLE = "SELECT a.email_folded AS email_folded, a.id AS account_id
        FROM standing s JOIN account a ON a.id = s.account_id
        WHERE s.service_id = $1 AND s.role = $2 AND s.ended IS NULL AND a.disabled IS NULL ORDER BY s.name, s.id LIMIT 1000";
    /// The account with an e-mail address.
    ACCOUNT_BY_EMAIL = "SELECT id, version, service_id, email, email_folded, name, password, disabled FROM account WHERE email_folded = $1";
    /// An account's standings that have not ended.
    STANDINGS_OF = "SELECT id, version, service_id, account_id, role, practice_id, organisation_id, name, ended
        FROM standing WHERE account_id = $1 AND ended IS NULL ORDER BY id";
    /// Every standing of an account, also those that have ended, oldest first.
    ALL_STANDINGS_OF = "SELECT id, version, service_id, account_id, role, practice_id, organisation_id, name, ended
        FROM standing WHERE account_id = $1 ORDER BY id";
    /// Everybody who has or had a role in a service, by name.
    list ROLES_OF = "SELECT s.id AS id, s.account_id AS account_id, s.practice_id AS practice_id, s.role AS role, s.name AS name, s.ended AS ended,
            a.email AS email, a.disabled AS disabled
        FROM standing s JOIN account a ON a.id = s.account_id
        WHERE s.service_id = $1 ORDER BY s.name, s.id LIMIT 5000";
    /// Everybody who has or had a role at a practice that a service has a relationship with, by practice and name.
    list ROLES_AT_PRACTICES = "SELECT s.id AS id, s.account_id AS account_id, s.practice_id AS practice_id, s.role AS role, s.name AS name, s.ended AS ended,
            a.email AS email, a.disabled AS disabled, coalesce(r.name, p.name) AS practice
        FROM service_practice r JOIN practice p ON p.id = r.practice_id
            JOIN standing s ON s.practice_id = r.practice_id
            JOIN account a ON a.id = s.account_id
        WHERE r.service_id = $1 AND r.ended IS NULL LIMIT 5000";
    /// The relationship of a service with a practice, also one that has ended.
    RELATION_OF = "SELECT id, version, service_id, practice_id, ended, name, email FROM service_practice WHERE service_id = $1 AND practice_id = $2";
    /// The practice with a code.
    PRACTICE_BY_CODE = "SELECT id, version, service_id, ods_code, name, email FROM practice WHERE ods_code = $1";
    /// What has happened to a role, oldest first.
    list HISTORY = "SELECT kind, at, account_id FROM event WHERE subject_id = $1 ORDER BY at, id LIMIT 200";
    /// Everybody in a role of a service, by name.
    list IN_ROLE = "SELECT id, version, service_id, account_id, role, practice_id, organisation_id, name, ended
        FROM standing WHERE service_id = $1 AND role = $2 AND ended IS NULL ORDER BY name, id LIMIT 500";
    /// Names of everybody with a standing in a service or at a practice that refers to it or did.
    NAMES = "SELECT account_id, name FROM standing
        WHERE service_id = $1 OR practice_id IN (SELECT r.practice_id FROM service_practice r WHERE r.service_id = $1)
        ORDER BY id";
    /// Names of some accounts, as a service knows them last: where it knows none, another's.
    NAMES_OF = "SELECT account_id, name FROM standing
        WHERE account_id IN (SELECT {each_id} FROM {each}($1))
        ORDER BY CASE WHEN service_id = $2 THEN 1 ELSE 0 END, id";
    /// The name of somebody who works or worked in a service.
    EVER_WORKED = "SELECT name FROM standing WHERE service_id = $1 AND account_id = $2 ORDER BY id DESC LIMIT 1";
    /// The same of several, the last name of each at the end.
    ALL_WHO_EVER_WORKED = "SELECT account_id, name FROM standing
        WHERE account_id IN (SELECT {each_id} FROM {each}($1)) AND service_id = $2
        ORDER BY id";
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

/// The practices that refer to a service or did once, by name.
///
/// # Errors
/// When the database cannot answer.
pub fn practices_ever(tx: &mut ReadTx<'_>, service: Id<Service>) -> Result<Vec<Practice>, DbError> {
    tx.fetch_all(&PRACTICES_EVER, &[service.into()], Practice::read)
}

/// Folded e-mail addresses and accounts of everybody in a role of a service who may sign in. Needs the reach of
/// identity.
///
/// # Errors
/// When the database cannot answer.
pub fn emails_in_role(
    tx: &mut ReadTx<'_>,
    service: Id<Service>,
    role: Role,
) -> Result<Vec<(String, Id<Account>)>, DbError> {
    tx.fetch_all(&EMAILS_IN_ROLE, &[service.into(), role.code().into()], |row| {
        Ok((row.get("email_folded")?, row.id("account_id")?))
    })
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

/// Every standing of an account, also those that have ended, oldest first, each with its version.
///
/// # Errors
/// When the database cannot answer.
pub fn every_standing_of(tx: &mut ReadTx<'_>, account: Id<Account>) -> Result<Vec<Kept<Standing>>, DbError> {
    tx.fetch_all(&ALL_STANDINGS_OF, &[account.into()], |row| {
        Ok(Kept { version: row.get("version")?, it: Standing::read(row)? })
    })
}

/// One line of the list of people and roles.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RoleLine {
    /// The standing.
    pub id: Id<Standing>,
    /// Whose it is.
    pub account: Id<Account>,
    /// The role.
    pub role: Role,
    /// Name.
    pub name: Line,
    /// E-mail address.
    pub email: Line,
    /// The practice's name, for a role at a practice.
    pub practice: Option<String>,
    /// The practice, for a role at one.
    pub practice_id: Option<Id<Practice>>,
    /// When it ended, or the whole account was disabled.
    pub ended: Option<Timestamp>,
}

/// Everybody who has or had a role in a service or at a practice that it has a relationship with; at
/// most 5,000 of each. A service has as many people as it has, so the list is read whole and searched,
/// sorted and cut where it is shown.
///
/// # Errors
/// When the database cannot answer.
pub fn roles(tx: &mut ReadTx<'_>, service: Id<Service>) -> Result<Vec<RoleLine>, DbError> {
    let line = |row: &Row<'_>, practice: Option<String>| {
        Ok(RoleLine {
            id: row.id("id")?,
            account: row.id("account_id")?,
            role: row.code("role", Role::from_code)?,
            name: row.line("name")?,
            email: row.line("email")?,
            practice,
            practice_id: row.id_opt("practice_id")?,
            ended: row.moment_opt("ended")?.or(row.moment_opt("disabled")?),
        })
    };
    let mut lines = tx.fetch_all(&ROLES_OF, &[service.into()], |row| line(row, None))?;
    lines.extend(tx.fetch_all(&ROLES_AT_PRACTICES, &[service.into()], |row| line(row, row.get("practice")?))?);
    Ok(lines)
}

/// The relationship of a service with a practice, also one that has ended.
///
/// # Errors
/// When the database cannot answer.
pub fn relation(
    tx: &mut ReadTx<'_>,
    service: Id<Service>,
    practice: Id<Practice>,
) -> Result<Option<Kept<Relation>>, DbError> {
    tx.fetch_optional(&RELATION_OF, &[service.into(), practice.into()], |row| {
        Ok(Kept { version: row.get("version")?, it: Relation::read(row)? })
    })
}

/// The practice with a code.
///
/// # Errors
/// When the database cannot answer.
pub fn practice_by_code(tx: &mut ReadTx<'_>, code: &OdsCode) -> Result<Option<Practice>, DbError> {
    tx.fetch_optional(&PRACTICE_BY_CODE, &[code.as_str().into()], Practice::read)
}

/// Something that happened to a role: what, when, and by whom.
pub type RoleEvent = (String, Timestamp, Option<Id<Account>>);

/// What has happened to a role: the kind of event, when, and by whom; oldest first.
///
/// # Errors
/// When the database cannot answer.
pub fn history(tx: &mut ReadTx<'_>, standing: Id<Standing>) -> Result<Vec<RoleEvent>, DbError> {
    tx.fetch_all(&HISTORY, &[standing.into()], |row| {
        Ok((row.get("kind")?, row.moment("at")?, row.id_opt("account_id")?))
    })
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

/// Which of some accounts work or worked in a service, with their names; the name that counts is the last of each.
///
/// # Errors
/// When the database cannot answer.
pub fn all_who_ever_worked(
    tx: &mut ReadTx<'_>,
    service: Id<Service>,
    accounts: impl IntoIterator<Item = Id<Account>>,
) -> Result<Vec<(Id<Account>, String)>, DbError> {
    let all: std::collections::BTreeSet<uuid::Uuid> = accounts.into_iter().map(Id::uuid).collect();
    if all.is_empty() {
        return Ok(Vec::new());
    }
    tx.fetch_all(&ALL_WHO_EVER_WORKED, &[Value::ids(all), service.into()], |row| {
        Ok((row.id("account_id")?, row.get("name")?))
    })
}

/// Names of some accounts, whatever they did and wherever.
///
/// # Errors
/// When the database cannot answer.
pub fn names_of(
    tx: &mut ReadTx<'_>,
    service: Id<Service>,
    accounts: impl Iterator<Item = Id<Account>>,
) -> Result<Vec<(Id<Account>, String)>, DbError> {
    let all: std::collections::BTreeSet<uuid::Uuid> = accounts.map(Id::uuid).collect();
    if all.is_empty() {
        return Ok(Vec::new());
    }
    tx.fetch_all(&NAMES_OF, &[Value::ids(all), service.into()], |row| Ok((row.id("account_id")?, row.get("name")?)))
}

/// The name of somebody who works or worked in a service, whatever they did there.
///
/// # Errors
/// When the database cannot answer.
pub fn ever_worked(tx: &mut ReadTx<'_>, service: Id<Service>, account: Id<Account>) -> Result<Option<String>, DbError> {
    tx.fetch_optional(&EVER_WORKED, &[service.into(), account.into()], |row| row.get("name"))
}
