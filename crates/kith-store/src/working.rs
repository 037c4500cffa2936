//! What *How we work* counts: the contacts of a span with what was done, what was written down beside them, needs, and the
//! history of cases and plans.
//!
//! Plain facts go out, and every figure is worked out of them elsewhere. Restricted records are in none of them, whoever
//! asks, so that no figure tells of one.

use std::collections::{BTreeSet, HashMap, HashSet};
use std::ops::RangeInclusive;

use jiff::Timestamp;
use jiff::civil::Date;
use kith_domain::id::Id;
use kith_domain::measure::working::{ContactFact, EndingFact, NeedFact, StepFact, is_structural};
use kith_domain::need::{Domain, Known};
use kith_domain::person::Person;
use kith_domain::staff::Service;
use kith_domain::support::case::ClosureReason;
use kith_domain::support::contact::{Asked, Mode, Place, Reached, StartedBy};
use kith_domain::support::plan::action::Owner;
use kith_domain::time;

use crate::db::{DbError, ReadTx, Value, statements};
use crate::rows::Typed;
use crate::story::Happened;

statements! {
    /// The contacts of a span: not of restricted records.
    list CONTACTS = "SELECT k.author_id AS author_id, k.person_id AS person_id, k.at AS at, k.mode AS mode, k.place AS place,
            k.reached AS reached, k.others IS NOT NULL AS has_others, k.minutes AS minutes, k.asked AS asked,
            k.started_by AS started_by, k.accompanied_id IS NOT NULL AS accompanied, k.ways AS ways
        FROM contact k WHERE k.service_id = $1 AND k.at >= $2 AND k.at < $3
            AND NOT EXISTS (SELECT 1 FROM restricted_to x WHERE x.person_id = k.person_id)
        ORDER BY k.at, k.id LIMIT 2000000";
    /// For whom goals were written down in a span, and when.
    list GOALS = "SELECT person_id, at FROM goal WHERE service_id = $1 AND at >= $2 AND at < $3 ORDER BY at, id LIMIT 2000000";
    /// For whom connections were made in a span, and when.
    list CONNECTIONS = "SELECT person_id, made AS at FROM connection
        WHERE service_id = $1 AND made >= $2 AND made < $3 ORDER BY made, id LIMIT 2000000";
    /// Who was held, from which day, and until when: what had begun before a day.
    list HELD = "SELECT person_id, began, ended FROM holding WHERE service_id = $1 AND began < $2
        ORDER BY began, id LIMIT 2000000";
    /// The needs that were written down before a moment, with the practice that had referred the person last: not of
    /// restricted records.
    list NEEDS = "SELECT n.author_id AS author_id, n.person_id AS person_id, n.at AS at, n.known AS known, n.domain AS domain,
            (SELECT l.practice_id FROM referral l
                WHERE l.person_id = n.person_id AND l.received <= n.at ORDER BY l.received DESC, l.id DESC LIMIT 1) AS practice_id
        FROM need n WHERE n.service_id = $1 AND n.at < $2
            AND NOT EXISTS (SELECT 1 FROM restricted_to x WHERE x.person_id = n.person_id)
        ORDER BY n.at, n.id LIMIT 2000000";
    /// How cases ended and were taken up again, and how plans were agreed and changed, before a moment: not of restricted
    /// records. The list of kinds is that of the index.
    list HAPPENED = "SELECT e.id AS id, e.subject_kind AS subject_kind, e.subject_id AS subject_id, e.kind AS kind, e.at AS at,
            e.account_id AS account_id, e.facts AS facts
        FROM event e WHERE e.service_id = $1 AND e.at < $2
            AND kind IN ('case.ended', 'case.reopened', 'action.agreed', 'action.changed')
            AND NOT EXISTS (SELECT 1 FROM restricted_to x WHERE x.person_id = e.person_id)
        ORDER BY e.at, e.id LIMIT 2000000";
}

/// A span of time: from a moment up to, and without, another.
pub type Span = (Timestamp, Timestamp);

/// The needs of a service that were written down before a moment, in the order of time.
///
/// # Errors
/// When the database cannot answer.
pub fn needs(tx: &mut ReadTx<'_>, service: Id<Service>, until: Timestamp) -> Result<Vec<NeedFact>, DbError> {
    tx.fetch_all(&NEEDS, &[service.into(), until.into()], |row| {
        Ok(NeedFact {
            worker: row.id("author_id")?,
            person: row.id("person_id")?,
            at: row.moment("at")?,
            known: row.code("known", Known::from_code)?,
            domain: row.code_opt("domain", Domain::from_code)?,
            practice: row.id_opt("practice_id")?,
        })
    })
}

/// On which days something was written down for whom.
fn days(
    tx: &mut ReadTx<'_>,
    statement: &'static crate::db::Statement,
    values: &[Value],
) -> Result<HashSet<(Id<Person>, Date)>, DbError> {
    let rows = tx.fetch_all(statement, values, |row| Ok((row.id("person_id")?, row.moment("at")?)))?;
    Ok(rows.into_iter().map(|(person, at)| (person, time::day_of(at))).collect())
}

/// On which days who was held: from the day on which it began to the one on which it ended.
fn held(
    tx: &mut ReadTx<'_>,
    service: Id<Service>,
    until: Timestamp,
) -> Result<HashMap<Id<Person>, Vec<RangeInclusive<Date>>>, DbError> {
    let mut all: HashMap<Id<Person>, Vec<RangeInclusive<Date>>> = HashMap::new();
    let rows = tx.fetch_all(&HELD, &[service.into(), time::day_of(until).into()], |row| {
        Ok((row.id("person_id")?, row.get("began")?, row.moment_opt("ended")?))
    })?;
    for (person, began, ended) in rows {
        all.entry(person).or_default().push(began..=ended.map_or(Date::MAX, time::day_of));
    }
    Ok(all)
}

/// The contacts of a span, in the order of time. `needs` are those written down before its end, in the order of time.
///
/// # Errors
/// When the database cannot answer.
pub fn contacts(
    tx: &mut ReadTx<'_>,
    service: Id<Service>,
    (from, until): Span,
    needs: &[NeedFact],
) -> Result<Vec<ContactFact>, DbError> {
    let values = [service.into(), from.into(), until.into()];
    let codes: HashMap<String, String> = crate::support::kept_ways(tx, service)?
        .iter()
        .map(|kept| (kept.it.id.to_string(), kept.it.code.to_string()))
        .collect();
    let goals = days(tx, &GOALS, &values)?;
    let connections = days(tx, &CONNECTIONS, &values)?;
    let held = held(tx, service, until)?;
    let mut contacts = tx.fetch_all(&CONTACTS, &values, |row| {
        let tapped: serde_json::Value = row.get("ways")?;
        let tapped = tapped.as_array().map(Vec::as_slice).unwrap_or_default();
        let ways: BTreeSet<String> = tapped.iter().filter_map(|way| codes.get(way.as_str()?).cloned()).collect();
        let (person, at): (Id<Person>, Timestamp) = (row.id("person_id")?, row.moment("at")?);
        let day = (person, time::day_of(at));
        Ok(ContactFact {
            worker: row.id("author_id")?,
            person,
            at,
            mode: row.code("mode", Mode::from_code)?,
            place: row.code_opt("place", Place::from_code)?,
            reached: row.code("reached", Reached::from_code)?,
            has_others: row.get("has_others")?,
            minutes: row.count("minutes")?,
            asked: row.code_opt("asked", Asked::from_code)?,
            started_by: row.code_opt("started_by", StartedBy::from_code)?,
            accompanied: row.get("accompanied")?,
            ways,
            has_goal: goals.contains(&day),
            has_connection: connections.contains(&day),
            is_held: held.get(&person).is_some_and(|spans| spans.iter().any(|span| span.contains(&day.1))),
            needs: 0,
            is_structural: false,
        })
    })?;
    // Both are in the order of time: each contact is given the needs that were known by then.
    let mut known: HashMap<Id<Person>, (usize, bool)> = HashMap::new();
    let mut coming = needs.iter().peekable();
    for contact in &mut contacts {
        while let Some(need) = coming.next_if(|need| need.at <= contact.at) {
            let of = known.entry(need.person).or_default();
            of.0 += 1;
            of.1 |= need.domain.is_some_and(is_structural);
        }
        (contact.needs, contact.is_structural) = known.get(&contact.person).copied().unwrap_or_default();
    }
    Ok(contacts)
}

/// How cases ended and plans were agreed and changed from a moment on. `now` decides whether twelve months are over.
///
/// # Errors
/// When the database cannot answer.
pub fn endings_and_steps(
    tx: &mut ReadTx<'_>,
    service: Id<Service>,
    (from, until): Span,
) -> Result<(Vec<EndingFact>, Vec<StepFact>), DbError> {
    let all = tx.fetch_all(&HAPPENED, &[service.into(), until.into()], crate::story::happened)?;
    let mut reopened: HashMap<uuid::Uuid, Vec<Timestamp>> = HashMap::new();
    for it in all.iter().filter(|it| it.kind == "case.reopened") {
        reopened.entry(it.subject).or_default().push(it.at);
    }
    let (mut endings, mut steps) = (Vec::new(), Vec::new());
    for it in all.iter().filter(|it| it.at >= from) {
        // What no account did, nobody of the team did.
        let Some(worker) = it.account else { continue };
        match it.kind.as_str() {
            "case.ended" => {
                let year = year_after(it.at);
                let came = reopened.get(&it.subject).is_some_and(|all| all.iter().any(|at| *at > it.at && *at <= year));
                let returned = (year < until).then_some(came);
                let reason = it.text("reason").and_then(ClosureReason::from_code);
                endings.push(EndingFact { worker, at: it.at, reason, returned });
            }
            "action.agreed" => steps.push(StepFact { worker, at: it.at, owner: owner(it) }),
            "action.changed" => steps.push(StepFact { worker, at: it.at, owner: None }),
            _ => {}
        }
    }
    Ok((endings, steps))
}

fn owner(it: &Happened) -> Option<Owner> {
    it.text("owner").and_then(Owner::from_code)
}

/// Twelve months later, by the calendar.
fn year_after(at: Timestamp) -> Timestamp {
    let day = time::day_of(at);
    let later = day.checked_add(jiff::ToSpan::years(1)).unwrap_or(day);
    time::start_of(later.tomorrow().unwrap_or(later))
}
