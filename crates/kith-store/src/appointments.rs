//! Next contacts and appointments, and the calendar links of workers.

use jiff::Timestamp;
use kith_domain::appointment::{Appointment, Booking, CalendarLink, CancelledBy, State, When};
use kith_domain::id::Id;
use kith_domain::person::Person;
use kith_domain::staff::{Account, Service};
use kith_domain::support::Contact;
use kith_domain::support::contact::{Mode, Place};
use uuid::Uuid;

use crate::db::{DbError, ReadTx, Row, Value, statements};
use crate::referrals::Named;
use crate::rows::{Typed, damaged, text};
use crate::table::{Kept, Saved, Table, of_a_person};

/// The table of appointments.
pub(crate) static TABLE: Table = Table {
    name: "appointment",
    columns: &[
        "person_id",
        "starts",
        "timed",
        "minutes",
        "mode",
        "place",
        "place_words",
        "why",
        "author_id",
        "made",
        "state",
        "is_open",
        "contact_id",
        "cancelled_by",
        "cancel_reason",
        "since",
        "connection_id",
    ],
};
/// The table of calendar links.
pub(crate) static LINK: Table =
    Table { name: "calendar_link", columns: &["account_id", "standing_id", "digest", "made", "revoked"] };

impl Saved for Appointment {
    const TABLE: &'static Table = &TABLE;
    of_a_person!();
    fn values(&self) -> Vec<Value> {
        let it = &self.booking;
        let (by, reason) = match &self.state {
            State::Cancelled { by, reason } => (Some(by.code()), text(reason)),
            _ => (None, Value::Null),
        };
        vec![
            self.person.into(),
            it.when.start().into(),
            it.when.is_timed().into(),
            it.minutes.into(),
            it.mode.code().into(),
            it.place.map(Place::code).into(),
            text(&it.place_words),
            text(&it.why),
            self.author.into(),
            self.made.into(),
            self.state.name().into(),
            self.state.is_open().into(),
            self.state.contact().into(),
            by.into(),
            reason,
            self.since.into(),
            it.together.into(),
        ]
    }
    fn read(row: &Row<'_>) -> Result<Self, DbError> {
        let name: String = row.get("state")?;
        let contact = || row.needed("contact_id", row.id_opt("contact_id")?);
        let state = match name.as_str() {
            "booked" => State::Booked,
            "kept" => State::Kept { contact: contact()? },
            "no-answer" => State::NoAnswer { contact: contact()? },
            "did-not-attend" => State::DidNotAttend { contact: contact()? },
            "cancelled" => State::Cancelled {
                by: row.code("cancelled_by", CancelledBy::from_code)?,
                reason: row.line_opt("cancel_reason")?,
            },
            _ => return Err(damaged("state", "an unknown state")),
        };
        Ok(Self {
            id: row.id("id")?,
            service: row.id("service_id")?,
            person: row.id("person_id")?,
            booking: Booking {
                when: When::from_start(row.moment("starts")?, row.get("timed")?),
                minutes: row.count("minutes")?,
                mode: row.code("mode", Mode::from_code)?,
                place: row.code_opt("place", Place::from_code)?,
                place_words: row.line_opt("place_words")?,
                why: row.line_opt("why")?,
                together: row.id_opt("connection_id")?,
            },
            author: row.id("author_id")?,
            made: row.moment("made")?,
            state,
            since: row.moment("since")?,
        })
    }
}

impl Saved for CalendarLink {
    const TABLE: &'static Table = &LINK;
    fn id(&self) -> Uuid {
        self.id.uuid()
    }
    fn service(&self) -> Uuid {
        self.service.uuid()
    }
    fn values(&self) -> Vec<Value> {
        vec![
            self.account.into(),
            self.standing.into(),
            self.digest.clone().into(),
            self.made.into(),
            self.revoked.into(),
        ]
    }
    fn read(row: &Row<'_>) -> Result<Self, DbError> {
        Ok(Self {
            id: row.id("id")?,
            service: row.id("service_id")?,
            account: row.id("account_id")?,
            standing: row.id("standing_id")?,
            digest: row.get("digest")?,
            made: row.moment("made")?,
            revoked: row.moment_opt("revoked")?,
        })
    }
}

statements! {
    /// A person's appointments, latest first.
    list OF_PERSON = "SELECT id, version, service_id, person_id, starts, timed, minutes, mode, place, place_words, why, author_id,
            made, state, is_open, contact_id, cancelled_by, cancel_reason, since, connection_id
        FROM appointment WHERE person_id = $1 ORDER BY starts DESC, id DESC";
    /// The appointments of the people whom a worker supports, in a span of time. They follow the case: whoever
    /// has it now sees them.
    list OF_WORKER = "SELECT a.id AS id, a.version AS version, a.service_id AS service_id, a.person_id AS person_id,
            a.starts AS starts, a.timed AS timed, a.minutes AS minutes, a.mode AS mode, a.place AS place,
            a.place_words AS place_words, a.why AS why, a.author_id AS author_id, a.made AS made, a.state AS state,
            a.is_open AS is_open, a.contact_id AS contact_id, a.cancelled_by AS cancelled_by,
            a.cancel_reason AS cancel_reason, a.since AS since, a.connection_id AS connection_id,
            p.family_name AS family_name, p.given_names AS given_names, p.preferred_name AS preferred_name, p.born AS born,
            p.phone AS phone, p.safe_contact AS safe_contact
        FROM appointment a JOIN person p ON p.id = a.person_id
        WHERE a.service_id = $1 AND a.is_open = $2 AND a.starts >= $3 AND a.starts < $4
            AND EXISTS (SELECT 1 FROM caseload c WHERE c.person_id = a.person_id AND c.worker_id = $5)
            AND (NOT EXISTS (SELECT 1 FROM restricted_to x WHERE x.person_id = a.person_id)
                OR EXISTS (SELECT 1 FROM restricted_to x WHERE x.person_id = a.person_id AND x.account_id = $6))
        ORDER BY a.starts, a.id LIMIT 500";
    /// The appointment that a contact tells of.
    BY_CONTACT = "SELECT id, version, service_id, person_id, starts, timed, minutes, mode, place, place_words, why, author_id,
            made, state, is_open, contact_id, cancelled_by, cancel_reason, since, connection_id
        FROM appointment WHERE contact_id = $1";
    /// The calendar link with a secret.
    LINK_BY_DIGEST = "SELECT id, version, service_id, account_id, standing_id, digest, made, revoked
        FROM calendar_link WHERE digest = $1";
    /// Somebody's calendar links, newest first.
    list LINKS_OF = "SELECT id, version, service_id, account_id, standing_id, digest, made, revoked
        FROM calendar_link WHERE account_id = $1 ORDER BY made DESC, id DESC LIMIT 20";
}

fn kept<T: Saved>(row: &Row<'_>) -> Result<Kept<T>, DbError> {
    Ok(Kept { version: row.get("version")?, it: T::read(row)? })
}

/// A person's appointments, latest first.
///
/// # Errors
/// When the database cannot answer.
pub fn of_person(tx: &mut ReadTx<'_>, person: Id<Person>) -> Result<Vec<Kept<Appointment>>, DbError> {
    tx.fetch_all(&OF_PERSON, &[person.into()], kept)
}

/// An appointment in a worker's day.
#[derive(Debug, Clone)]
pub struct DayLine {
    /// The appointment.
    pub kept: Kept<Appointment>,
    /// Whom it is with.
    pub name: Named,
    /// Where they are called.
    pub phone: Option<String>,
    /// How they may be reached safely.
    pub safe_contact: Option<String>,
}

/// A span of time, its end not in it.
#[derive(Debug, Clone, Copy)]
pub struct Span {
    /// Its beginning.
    pub from: Timestamp,
    /// Its end.
    pub to: Timestamp,
}

/// Which appointments.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Which {
    /// Booked: to come, or to be written down.
    Open,
    /// What has become of them is known.
    Settled,
}

/// The appointments of the people whom a worker supports, as far as the viewer may know of them, in order; at most 500.
///
/// # Errors
/// When the database cannot answer.
pub fn of_worker(
    tx: &mut ReadTx<'_>,
    service: Id<Service>,
    worker: Id<Account>,
    viewer: Id<Account>,
    which: Which,
    span: Span,
) -> Result<Vec<DayLine>, DbError> {
    let open = which == Which::Open;
    let params = [service.into(), open.into(), span.from.into(), span.to.into(), worker.into(), viewer.into()];
    tx.fetch_all(&OF_WORKER, &params, |row| {
        Ok(DayLine {
            kept: kept(row)?,
            name: Named::read(row)?,
            phone: row.get("phone")?,
            safe_contact: row.get("safe_contact")?,
        })
    })
}

/// The appointment that a contact tells of.
///
/// # Errors
/// When the database cannot answer.
pub fn by_contact(tx: &mut ReadTx<'_>, contact: Id<Contact>) -> Result<Option<Kept<Appointment>>, DbError> {
    tx.fetch_optional(&BY_CONTACT, &[contact.into()], kept)
}

/// The calendar link with the secret of this digest, revoked or not.
///
/// # Errors
/// When the database cannot answer.
pub fn link_by_digest(tx: &mut ReadTx<'_>, digest: &str) -> Result<Option<Kept<CalendarLink>>, DbError> {
    tx.fetch_optional(&LINK_BY_DIGEST, &[digest.into()], kept)
}

/// Somebody's calendar links, newest first.
///
/// # Errors
/// When the database cannot answer.
pub fn links_of(tx: &mut ReadTx<'_>, account: Id<Account>) -> Result<Vec<Kept<CalendarLink>>, DbError> {
    tx.fetch_all(&LINKS_OF, &[account.into()], kept)
}
