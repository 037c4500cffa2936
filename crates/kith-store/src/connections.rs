//! Connections to community services.

use std::collections::BTreeMap;

use jiff::Timestamp;
use kith_domain::directory::connection::{Agreed, DeclineReason, Part, State, Wait};
use kith_domain::directory::{AskedBy, CommunityService, Connection, Dealing, Organisation};
use kith_domain::id::Id;
use kith_domain::need::gap::Instead;
use kith_domain::person::Person;
use kith_domain::staff::{Account, Service};
use kith_domain::text::Words;
use serde_json::Value as Json;
use uuid::Uuid;

use crate::db::{DbError, ReadTx, Row, Tx, Value, statements};
use crate::rows::{Typed, text};
use crate::story;
use crate::table::{Kept, Saved, Table, of_a_person};
use crate::waits;

/// The table of connections.
pub(crate) static TABLE: Table = Table {
    name: "connection",
    columns: &[
        "person_id",
        "need_id",
        "community_service_id",
        "organisation_id",
        "agreed",
        "author_id",
        "made",
        "state",
        "weeks",
        "reason",
        "words",
        "since",
        "asked",
        "wait_began",
        "wait_quoted",
        "wait_weeks",
        "wait_said",
        "wait_meanwhile",
        "wait_ended",
        "shared",
    ],
};

impl Saved for Connection {
    const TABLE: &'static Table = &TABLE;
    of_a_person!();
    fn values(&self) -> Vec<Value> {
        let (weeks, reason, words) = match &self.state {
            State::Accepted { words } => (None, None, text(words)),
            State::WaitListed { weeks } => (*weeks, None, Value::Null),
            State::DeclinedByService { reason, words } => (None, Some(reason.code()), text(words)),
            State::DidNotStart { words } => (None, None, text(words)),
            _ => (None, None, Value::Null),
        };
        vec![
            self.person.into(),
            self.need.into(),
            self.to.into(),
            self.organisation.into(),
            text(&self.agreed.words),
            self.author.into(),
            self.made.into(),
            self.state.name().into(),
            weeks.into(),
            reason.into(),
            words,
            self.since.into(),
            self.asked.into(),
            self.wait.as_ref().map(|it| it.began).into(),
            self.wait.as_ref().and_then(|it| it.quoted).into(),
            self.wait.as_ref().and_then(|it| it.weeks).into(),
            self.wait.as_ref().map(|it| it.said).into(),
            self.wait.as_ref().and_then(|it| it.meanwhile).map(Instead::code).into(),
            self.wait.as_ref().and_then(|it| it.ended).into(),
            shared(&self.agreed),
        ]
    }
    fn follow(&self, tx: &mut Tx<'_>) -> Result<(), DbError> {
        waits::follow(tx, self)
    }
    fn read(row: &Row<'_>) -> Result<Self, DbError> {
        let state = state(row)?;
        Ok(Self {
            id: row.id("id")?,
            service: row.id("service_id")?,
            person: row.id("person_id")?,
            need: row.id_opt("need_id")?,
            to: row.id("community_service_id")?,
            organisation: row.id("organisation_id")?,
            agreed: Agreed { parts: parts(row)?, words: row.words_opt("agreed")? },
            author: row.id("author_id")?,
            made: row.moment("made")?,
            state,
            since: row.moment("since")?,
            asked: row.moment_opt("asked")?,
            wait: match row.moment_opt("wait_began")? {
                Some(began) => Some(Wait {
                    began,
                    quoted: row.count("wait_quoted")?,
                    weeks: row.count("wait_weeks")?,
                    said: row.needed("wait_said", row.moment_opt("wait_said")?)?,
                    meanwhile: row.code_opt("wait_meanwhile", Instead::from_code)?,
                    ended: row.moment_opt("wait_ended")?,
                }),
                None => None,
            },
        })
    }
}

/// The parts of the record that may be told, with their values; nothing where none was ticked.
fn shared(agreed: &Agreed) -> Value {
    if agreed.parts.is_empty() {
        return Value::Null;
    }
    Json::Array(agreed.parts.iter().map(|(part, value)| serde_json::json!([part.code(), value.as_str()])).collect())
        .into()
}

/// The same, from its column.
fn parts(row: &Row<'_>) -> Result<Vec<(Part, Words)>, DbError> {
    let Some(stored) = row.get::<Option<Json>>("shared")? else { return Ok(Vec::new()) };
    let one = |pair: &Json| {
        let value = Words::new(pair.get(1)?.as_str()?).ok()?;
        Some((Part::from_code(pair.get(0)?.as_str()?)?, value))
    };
    let all = stored.as_array().map(|all| all.iter().map(one).collect::<Option<Vec<_>>>());
    all.flatten().ok_or_else(|| crate::rows::damaged("shared", "a part or value that no rule allows"))
}

/// Where it stands, from its columns.
fn state(row: &Row<'_>) -> Result<State, DbError> {
    let name: String = row.get("state")?;
    Ok(match name.as_str() {
        "suggested" => State::Suggested,
        "chosen" => State::Chosen,
        "asked" => State::Asked,
        "accepted" => State::Accepted { words: row.words_opt("words")? },
        "wait-listed" => State::WaitListed { weeks: row.count("weeks")? },
        "declined-by-service" => State::DeclinedByService {
            reason: row.code("reason", DeclineReason::from_code)?,
            words: row.words_opt("words")?,
        },
        "not-answered" => State::NotAnswered,
        "introduced" => State::Introduced,
        "started" => State::Started,
        "attending" => State::Attending,
        "ended" => State::Ended,
        "did-not-start" => State::DidNotStart { words: row.words_opt("words")? },
        "person-declined" => State::PersonDeclined,
        "person-not-ready" => State::PersonNotReady,
        "person-not-now" => State::PersonNotNow,
        _ => return Err(crate::rows::damaged("state", "an unknown state")),
    })
}

statements! {
    /// A person's connections with what they are to, latest first.
    list OF_PERSON = "SELECT c.id AS id, c.version AS version, c.service_id AS service_id, c.person_id AS person_id, c.need_id AS need_id,
            c.community_service_id AS community_service_id, c.organisation_id AS organisation_id, c.agreed AS agreed,
            c.author_id AS author_id, c.made AS made, c.state AS state, c.weeks AS weeks, c.reason AS reason,
            c.words AS words, c.since AS since, c.asked AS asked, c.wait_began AS wait_began, c.wait_quoted AS wait_quoted,
            c.wait_weeks AS wait_weeks, c.wait_said AS wait_said, c.wait_meanwhile AS wait_meanwhile, c.wait_ended AS wait_ended, c.shared AS shared, s.name AS to_name, o.name AS organisation_name
        FROM connection c JOIN community_service s ON s.id = c.community_service_id
            JOIN organisation o ON o.id = c.organisation_id
        WHERE c.person_id = $1 ORDER BY c.since DESC, c.id DESC";
    /// The steps of the connections to an organisation that changed at a moment or after it, as far as the viewer may know
    /// of them.
    list WITH_ORGANISATION = "SELECT c.id AS connection_id, c.state AS state, c.weeks AS weeks, c.reason AS reason, c.words AS words,
            e.id AS id, e.subject_id AS subject_id, e.kind AS kind, e.at AS at, e.account_id AS account_id, e.facts AS facts
        FROM connection c JOIN event e ON e.subject_id = c.id
        WHERE c.service_id = $1 AND c.organisation_id = $2 AND c.since >= $3
            AND (NOT EXISTS (SELECT 1 FROM restricted_to x WHERE x.person_id = c.person_id)
                OR EXISTS (SELECT 1 FROM restricted_to x WHERE x.person_id = c.person_id AND x.account_id = $4))
        ORDER BY c.since, c.id LIMIT 20000";
    /// The same for the organisation itself, which was sent all of them.
    list OF_ORGANISATION = "SELECT c.id AS connection_id, c.state AS state, c.weeks AS weeks, c.reason AS reason, c.words AS words,
            e.id AS id, e.subject_id AS subject_id, e.kind AS kind, e.at AS at, e.account_id AS account_id, e.facts AS facts,
            (SELECT MIN(l.recipient) FROM key_link l WHERE l.subject_id = c.id AND l.stopped IS NULL) AS sent_to
        FROM connection c JOIN event e ON e.subject_id = c.id
        WHERE c.service_id = $1 AND c.organisation_id = $2 AND c.since >= $3
        ORDER BY c.since, c.id LIMIT 20000";
    /// Whose record a connection belongs to.
    PERSON_OF = "SELECT person_id FROM connection WHERE id = $1";
}

/// A connection with the names of what it is to.
#[derive(Debug, Clone)]
pub struct ConnectionLine {
    /// The connection.
    pub kept: Kept<Connection>,
    /// Name of the community service.
    pub to: String,
    /// Name of its organisation.
    pub organisation: String,
}

/// A person's connections, latest change first.
///
/// # Errors
/// When the database cannot answer.
pub fn of_person(tx: &mut ReadTx<'_>, person: Id<Person>) -> Result<Vec<ConnectionLine>, DbError> {
    tx.fetch_all(&OF_PERSON, &[person.into()], |row| {
        Ok(ConnectionLine {
            kept: Kept { version: row.get("version")?, it: Connection::read(row)? },
            to: row.get("to_name")?,
            organisation: row.get("organisation_name")?,
        })
    })
}

/// Whose record a connection belongs to.
///
/// # Errors
/// When the database cannot answer.
pub fn person_of(tx: &mut ReadTx<'_>, connection: Id<Connection>) -> Result<Option<Id<Person>>, DbError> {
    tx.fetch_optional(&PERSON_OF, &[connection.into()], |row| row.id("person_id"))
}

/// What a connection is to: the community service and its organisation.
///
/// # Errors
/// When the database cannot answer.
pub fn target(
    tx: &mut ReadTx<'_>,
    to: Id<CommunityService>,
) -> Result<Option<(CommunityService, Organisation)>, DbError> {
    let Some(service) = crate::table::find::<CommunityService>(tx, to.uuid())? else { return Ok(None) };
    let Some(organisation) = crate::table::find::<Organisation>(tx, service.it.organisation.uuid())? else {
        return Ok(None);
    };
    Ok(Some((service.it, organisation.it)))
}

/// The steps of a connection in their order, each with its event.
type Steps = BTreeMap<(Timestamp, Uuid), String>;

/// Who wants to know what came of the requests to an organisation.
#[derive(Debug, Clone, Copy)]
pub enum Asker {
    /// Somebody of the service, who is told of what they may know of.
    Staff(Id<Account>),
    /// The organisation, by a link it was sent.
    Itself,
}

/// What came of a service's requests to an organisation that was asked at a moment or after it.
///
/// # Errors
/// When the database cannot answer.
pub fn dealings(
    tx: &mut ReadTx<'_>,
    (service, organisation): (Id<Service>, Id<Organisation>),
    since: Timestamp,
    asker: Asker,
) -> Result<Vec<Dealing>, DbError> {
    let told = |row: &Row<'_>, way| {
        Ok((row.id::<Connection>("connection_id")?, (state(row)?, way), row.get::<Uuid>("id")?, story::happened(row)?))
    };
    let of = [service.into(), organisation.into(), since.into()];
    let rows = match asker {
        Asker::Staff(viewer) => {
            let [service, organisation, since] = of;
            tx.fetch_all(&WITH_ORGANISATION, &[service, organisation, since, viewer.into()], |row| {
                told(row, AskedBy::Otherwise)
            })?
        }
        Asker::Itself => tx.fetch_all(&OF_ORGANISATION, &of, |row| {
            let is_sent = row.get::<Option<String>>("sent_to")?.is_some();
            told(row, if is_sent { AskedBy::Link } else { AskedBy::Otherwise })
        })?,
    };
    let mut each: BTreeMap<Id<Connection>, ((State, AskedBy), Steps)> = BTreeMap::new();
    for (id, state, event, it) in rows {
        let (_, steps) = each.entry(id).or_insert_with(|| (state, Steps::new()));
        if let Some(step) = it.text("step") {
            steps.insert((it.at, event), step.to_owned());
        }
    }
    let all = each.into_values().filter_map(|((state, way), steps)| {
        let steps: Vec<_> = steps.into_iter().map(|((at, _), step)| (step, at)).collect();
        Dealing::of(state, &steps).map(|it| Dealing { way, ..it })
    });
    Ok(all.filter(|it| it.asked >= since).collect())
}
