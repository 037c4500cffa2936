//! Visits alone: what is proven of them, and apart from it what is told of them, which is deleted.

use jiff::Timestamp;
use kith_domain::boundary::visit::{State, Told, Visit};
use kith_domain::id::Id;
use kith_domain::policy::VisitFacts;
use kith_domain::staff::{Account, Service};
use uuid::Uuid;

use crate::db::{DbError, ReadTx, Row, Tx, Value, statements};
use crate::rows::{Typed, damaged};
use crate::table::{Kept, Saved, Table};

/// The table.
pub(crate) static TABLE: Table = Table { name: "visit_alone", columns: &["owner_id", "state"] };

impl Saved for Visit {
    const TABLE: &'static Table = &TABLE;
    fn id(&self) -> Uuid {
        self.id.uuid()
    }
    fn service(&self) -> Uuid {
        self.service.uuid()
    }
    fn values(&self) -> Vec<Value> {
        vec![self.owner.into(), self.state.name().into()]
    }
    fn read(row: &Row<'_>) -> Result<Self, DbError> {
        let state: String = row.get("state")?;
        Ok(Self {
            id: row.id("id")?,
            service: row.id("service_id")?,
            owner: row.id("owner_id")?,
            state: State::from_name(&state).ok_or_else(|| damaged("state", "an unknown state"))?,
        })
    }
}

/// A visit with what is told of it.
macro_rules! told {
    () => {
        "SELECT visit_id, service_id, owner_id, whom_id, place, ring, began, due, back FROM visit_told"
    };
}

statements! {
    /// What is told of a visit.
    OF_VISIT = concat!(told!(), " WHERE visit_id = $1");
    /// What somebody told of their visits, newest first.
    list OF_OWNER = concat!(told!(), " WHERE service_id = $1 AND owner_id = $2 AND began >= $3
        ORDER BY began DESC, visit_id DESC LIMIT 50");
    /// The open visits that somebody was told of, due longest first.
    list OF_WHOM = concat!(told!(), " WHERE service_id = $1 AND whom_id = $2 AND back IS NULL
        ORDER BY due, visit_id LIMIT 50");
    /// Visits whose time is over and of which no e-mail told yet.
    list LATE = concat!(told!(), " WHERE back IS NULL AND mailed IS NULL AND due <= $1 ORDER BY due, visit_id LIMIT 100");
    /// Visits that ended before a moment.
    list OLD = "SELECT v.id AS id, v.version AS version, v.service_id AS service_id, v.owner_id AS owner_id, v.state AS state
        FROM visit_told t JOIN visit_alone v ON v.id = t.visit_id
        WHERE t.back < $1 ORDER BY t.back, t.mailed, t.due, t.visit_id LIMIT 100";
    /// Writes what is told of a visit.
    TELL = "INSERT INTO visit_told (visit_id, service_id, owner_id, whom_id, place, ring, began, due, back)
        VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)
        ON CONFLICT (visit_id) DO UPDATE SET due = excluded.due, back = excluded.back,
            mailed = CASE WHEN visit_told.due = excluded.due THEN visit_told.mailed ELSE NULL END";
    /// Notes that an e-mail told that she is not back, once.
    MAILED = "UPDATE visit_told SET mailed = $2 WHERE visit_id = $1 AND back IS NULL AND mailed IS NULL";
    /// Deletes what was told of a visit.
    FORGET = "DELETE FROM visit_told WHERE visit_id = $1";
}

/// A visit with what is told of it.
#[derive(Debug, Clone)]
pub struct ToldVisit {
    /// Which.
    pub id: Id<Visit>,
    /// The service.
    pub service: Id<Service>,
    /// Who goes.
    pub owner: Id<Account>,
    /// What is told.
    pub told: Told,
}

fn read(row: &Row<'_>) -> Result<ToldVisit, DbError> {
    Ok(ToldVisit {
        id: row.id("visit_id")?,
        service: row.id("service_id")?,
        owner: row.id("owner_id")?,
        told: Told {
            whom: row.id("whom_id")?,
            place: row.line("place")?,
            ring: row.line("ring")?,
            began: row.moment("began")?,
            due: row.moment("due")?,
            back: row.moment_opt("back")?,
        },
    })
}

/// What is told of a visit; nothing once it was deleted.
///
/// # Errors
/// When the database cannot answer.
pub fn of_visit(tx: &mut ReadTx<'_>, id: Id<Visit>) -> Result<Option<ToldVisit>, DbError> {
    tx.fetch_optional(&OF_VISIT, &[id.into()], read)
}

/// What decides about a visit; nothing where there is none or it was deleted.
///
/// # Errors
/// When the database cannot answer.
pub fn facts(tx: &mut ReadTx<'_>, id: Id<Visit>) -> Result<Option<VisitFacts>, DbError> {
    Ok(of_visit(tx, id)?.map(|it| VisitFacts {
        service: it.service,
        owner: it.owner,
        told: it.told.back.is_none().then_some(it.told.whom),
    }))
}

/// What somebody told of their visits since a moment, newest first; at most 50.
///
/// # Errors
/// When the database cannot answer.
pub fn of_owner(
    tx: &mut ReadTx<'_>,
    (service, owner): (Id<Service>, Id<Account>),
    since: Timestamp,
) -> Result<Vec<ToldVisit>, DbError> {
    tx.fetch_all(&OF_OWNER, &[service.into(), owner.into(), since.into()], read)
}

/// The open visits that somebody was told of, due longest first; at most 50.
///
/// # Errors
/// When the database cannot answer.
pub fn told_to(tx: &mut ReadTx<'_>, service: Id<Service>, whom: Id<Account>) -> Result<Vec<ToldVisit>, DbError> {
    tx.fetch_all(&OF_WHOM, &[service.into(), whom.into()], read)
}

/// Visits whose time is over and of which no e-mail told yet, of every service within reach; at most 100.
///
/// # Errors
/// When the database cannot answer.
pub fn late(tx: &mut ReadTx<'_>, now: Timestamp) -> Result<Vec<ToldVisit>, DbError> {
    tx.fetch_all(&LATE, &[now.into()], read)
}

/// Visits that ended before a moment, of every service within reach; at most 100.
///
/// # Errors
/// When the database cannot answer.
pub fn old(tx: &mut ReadTx<'_>, before: Timestamp) -> Result<Vec<Kept<Visit>>, DbError> {
    tx.fetch_all(&OLD, &[before.into()], |row| Ok(Kept { version: row.get("version")?, it: Visit::read(row)? }))
}

/// Writes what is told of a visit, over what was told before.
///
/// # Errors
/// When the database refuses or fails.
pub fn tell(tx: &mut Tx<'_>, visit: &Visit, told: &Told) -> Result<(), DbError> {
    let values = [
        visit.id.into(),
        visit.service.into(),
        visit.owner.into(),
        told.whom.into(),
        (&told.place).into(),
        (&told.ring).into(),
        told.began.into(),
        told.due.into(),
        told.back.into(),
    ];
    tx.execute(&TELL, &values)?;
    Ok(())
}

/// Notes that an e-mail told that she is not back. `false` when one did already, or she is.
///
/// # Errors
/// When the database fails.
pub fn mailed(tx: &mut Tx<'_>, visit: Id<Visit>, at: Timestamp) -> Result<bool, DbError> {
    Ok(tx.execute(&MAILED, &[visit.into(), at.into()])? == 1)
}

/// Deletes what was told of a visit.
///
/// # Errors
/// When the database fails.
pub fn forget(tx: &mut Tx<'_>, visit: Id<Visit>) -> Result<(), DbError> {
    tx.execute(&FORGET, &[visit.into()])?;
    Ok(())
}
