//! Who waits now, by when it is due: a derived row for each waiting list that somebody is on.
//!
//! # Invariants
//! - The row follows the connection in the transaction that saves it; there is no other way to write one.
//! - The list holds what its reader may see, and of restricted records only those that name them.

use jiff::Timestamp;
use kith_domain::directory::Connection;
use kith_domain::policy::Scope;

use crate::connections::ConnectionLine;
use crate::db::{DbError, ReadTx, Row, Tx, Value, statements};
use crate::page::{Mark, Page};
use crate::referrals::Named;
use crate::rows::Typed;
use crate::table::{Kept, Saved};

/// What a list of waits selects.
macro_rules! select {
    () => {
        "SELECT w.due AS due, c.id AS id, c.version AS version, c.service_id AS service_id, c.person_id AS person_id,
            c.need_id AS need_id, c.community_service_id AS community_service_id, c.organisation_id AS organisation_id,
            c.agreed AS agreed, c.author_id AS author_id, c.made AS made, c.state AS state, c.weeks AS weeks,
            c.reason AS reason, c.words AS words, c.since AS since, c.asked AS asked, c.wait_began AS wait_began,
            c.wait_quoted AS wait_quoted, c.wait_weeks AS wait_weeks, c.wait_said AS wait_said,
            c.wait_meanwhile AS wait_meanwhile, c.wait_ended AS wait_ended, c.shared AS shared, s.name AS to_name, o.name AS organisation_name,
            p.family_name AS family_name, p.given_names AS given_names, p.preferred_name AS preferred_name, p.born AS born
        FROM waiting w JOIN connection c ON c.id = w.connection_id JOIN person p ON p.id = w.person_id
            JOIN community_service s ON s.id = c.community_service_id JOIN organisation o ON o.id = c.organisation_id
        WHERE w.service_id = $1 AND (w.due, w.connection_id) > ($2, $3)
            AND (NOT EXISTS (SELECT 1 FROM restricted_to x WHERE x.person_id = w.person_id)
                OR EXISTS (SELECT 1 FROM restricted_to x WHERE x.person_id = w.person_id AND x.account_id = $4))"
    };
}

statements! {
    /// Everybody of a service who waits, what is due longest first.
    list OF_SERVICE = concat!(select!(), " ORDER BY w.due, w.connection_id LIMIT $5");
    /// The same among the people of some workers, and of restricted records those that name the reader.
    list OF_WORKERS = concat!(select!(), "
            AND (EXISTS (SELECT 1 FROM caseload k WHERE k.person_id = w.person_id AND k.worker_id IN (SELECT {each_id} FROM {each}($6)))
                OR EXISTS (SELECT 1 FROM restricted_to x WHERE x.person_id = w.person_id AND x.account_id = $4))
        ORDER BY w.due, w.connection_id LIMIT $5");
    /// Takes the row of a connection away.
    FORGET = "DELETE FROM waiting WHERE connection_id = $1";
    /// Writes the row of a connection.
    PUT = "INSERT INTO waiting (connection_id, service_id, person_id, due) VALUES ($1, $2, $3, $4)
        ON CONFLICT (connection_id) DO UPDATE SET due = excluded.due";
    /// Every row, to compare them with what they are derived from.
    EVERY = "SELECT connection_id, due FROM waiting ORDER BY connection_id";
}

/// Makes the derived row follow a connection.
pub(crate) fn follow(tx: &mut Tx<'_>, connection: &Connection) -> Result<(), DbError> {
    match connection.waits() {
        Some(wait) => {
            let values = [connection.id.into(), connection.service.into(), connection.person.into(), wait.due().into()];
            tx.execute(&PUT, &values)?;
        }
        // A connection that never waited has no row to take away.
        None if connection.wait.is_some() => {
            tx.execute(&FORGET, &[connection.id.into()])?;
        }
        None => {}
    }
    Ok(())
}

/// One wait of the list.
#[derive(Debug, Clone)]
pub struct WaitLine {
    /// The connection, with what it is to.
    pub line: ConnectionLine,
    /// The person's name.
    pub name: Named,
    /// When it is due.
    pub due: Timestamp,
}

fn wait_line(row: &Row<'_>) -> Result<WaitLine, DbError> {
    Ok(WaitLine {
        due: row.moment("due")?,
        name: Named::read(row)?,
        line: ConnectionLine {
            kept: Kept { version: row.get("version")?, it: Connection::read(row)? },
            to: row.get("to_name")?,
            organisation: row.get("organisation_name")?,
        },
    })
}

/// Who waits within a scope, what is due longest first, a page at a time.
///
/// # Errors
/// When the database cannot answer.
pub fn list(tx: &mut ReadTx<'_>, scope: &Scope, after: Option<Mark>, most: u32) -> Result<Page<WaitLine>, DbError> {
    let after = after.unwrap_or_else(Mark::first);
    let values = |service: Value, viewer: Value| -> Vec<Value> {
        vec![service, after.at.into(), after.id.into(), viewer, (i64::from(most) + 1).into()]
    };
    let lines = match scope {
        Scope::Service { service, viewer } => {
            tx.fetch_all(&OF_SERVICE, &values((*service).into(), (*viewer).into()), wait_line)?
        }
        Scope::Worker { service, worker, .. } => {
            let mut values = values((*service).into(), (*worker).into());
            values.push(Value::ids(scope.whose().into_iter().map(kith_domain::id::Id::uuid)));
            tx.fetch_all(&OF_WORKERS, &values, wait_line)?
        }
        Scope::Practice { .. } | Scope::Asked { .. } | Scope::Public => return Ok(Page::empty()),
    };
    Ok(Page::cut(lines, most, |it| Mark { at: it.due, id: it.line.kept.it.id.uuid() }))
}

/// Every derived row: the connection, and when it is due. For the test that compares them with the connections.
///
/// # Errors
/// When the database cannot answer.
pub fn every(tx: &mut ReadTx<'_>) -> Result<Vec<(kith_domain::id::Id<Connection>, Timestamp)>, DbError> {
    tx.fetch_all(&EVERY, &[], |row| Ok((row.id("connection_id")?, row.moment("due")?)))
}
