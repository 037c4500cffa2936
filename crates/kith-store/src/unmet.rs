//! What *What was missing* counts: the gaps of a span with what is known of each person, the needs of those whose case
//! ended, the contacts after a gap, and the names of places.
//!
//! Plain facts go out, and every figure is worked out of them elsewhere. Restricted records are in none of them, whoever
//! asks: the report is the same for everybody (ADR 0072).

use std::collections::{HashMap, HashSet};

use jiff::Timestamp;
use jiff::civil::Date;
use kith_domain::directory::Connection;
use kith_domain::id::Id;
use kith_domain::measure::unmet::{EndedFact, GapFact, TimeFact, joined};
use kith_domain::need::gap::{Instead, Kind, Reason, Structure};
use kith_domain::need::{Domain, Gap, Need, Stand};
use kith_domain::person::equality::{Disability, EthnicGroup, Sex};
use kith_domain::person::{Born, Person};
use kith_domain::policy::Scope;
use kith_domain::staff::Service;
use kith_domain::text::Words;
use kith_domain::time;

use crate::db::{DbError, ReadTx, Row, Value, statements};
use crate::holdings::{self, Span};
use crate::referrals::Named;
use crate::rows::Typed;

statements! {
    /// The gaps of a span with what is known of the person: not of restricted records.
    list GAPS = "SELECT g.id AS id, g.person_id AS person_id, g.need_id AS need_id, g.connection_id AS connection_id, g.at AS at, g.kind AS kind, g.structure AS structure, g.reason AS reason,
            g.weeks AS weeks, g.instead AS instead, n.domain AS domain, p.born AS born, c.district AS district,
            a.deprivation_tenth AS tenth, r.practice_id AS practice_id, r.route AS route, r.id AS referral_id,
            e.sex AS sex, e.ethnic_group AS ethnic_group, e.disability AS disability, CASE WHEN k.id IS NULL THEN p.language ELSE k.language END AS language,
            CASE WHEN g.own_agreement = 'agreed' THEN g.own_words END AS voice
        FROM gap g
        JOIN need n ON n.id = g.need_id
        JOIN person p ON p.id = g.person_id
        LEFT JOIN address d ON d.person_id = g.person_id
        LEFT JOIN postcode c ON c.code = replace(d.postcode, ' ', '')
        LEFT JOIN area a ON a.code = c.area AND a.edition = c.edition
        LEFT JOIN equality e ON e.person_id = g.person_id
        LEFT JOIN reaching k ON k.person_id = g.person_id
        LEFT JOIN referral r ON r.id = (SELECT l.id FROM referral l
            WHERE l.person_id = g.person_id AND l.received <= g.at ORDER BY l.received DESC, l.id DESC LIMIT 1)
        WHERE g.service_id = $1 AND g.at >= $2 AND g.at < $3
            AND NOT EXISTS (SELECT 1 FROM restricted_to x WHERE x.person_id = g.person_id)
        ORDER BY g.at, g.id LIMIT 500000";
    /// The needs of the people whose case ended in a span and is still ended: not of restricted records.
    list ENDED = "SELECT s.person_id AS person_id, s.ended AS ended, n.at AS need_at, n.said AS said,
            EXISTS (SELECT 1 FROM connection c WHERE c.person_id = n.person_id AND c.need_id = n.id
                AND c.state IN ('accepted', 'introduced', 'started', 'attending', 'ended')) AS is_answered,
            EXISTS (SELECT 1 FROM gap g WHERE g.person_id = n.person_id AND g.need_id = n.id) AS has_gap
        FROM support_case s
        JOIN need n ON n.person_id = s.person_id
        WHERE s.service_id = $1 AND s.ended >= $2 AND s.ended < $3
            AND NOT EXISTS (SELECT 1 FROM restricted_to x WHERE x.person_id = s.person_id)
        ORDER BY s.ended, s.id LIMIT 500000";
    /// The same needs as a reader opens them, with whose they are.
    list ENDED_ROWS = "SELECT n.id AS id, s.person_id AS person_id, s.ended AS ended, n.at AS need_at, n.said AS said,
            EXISTS (SELECT 1 FROM connection c WHERE c.person_id = n.person_id AND c.need_id = n.id
                AND c.state IN ('accepted', 'introduced', 'started', 'attending', 'ended')) AS is_answered,
            EXISTS (SELECT 1 FROM gap g WHERE g.person_id = n.person_id AND g.need_id = n.id) AS has_gap,
            n.stated AS stated, n.domain AS domain,
            p.family_name AS family_name, p.given_names AS given_names, p.preferred_name AS preferred_name, p.born AS born
        FROM support_case s
        JOIN need n ON n.person_id = s.person_id
        JOIN person p ON p.id = s.person_id
        WHERE s.service_id = $1 AND s.ended >= $2 AND s.ended < $3
            AND NOT EXISTS (SELECT 1 FROM restricted_to x WHERE x.person_id = s.person_id)
        ORDER BY s.ended, s.id LIMIT 500000";
    /// Whom some workers support or have supported.
    list OF_WORKERS = "SELECT k.person_id AS person_id FROM caseload k
        WHERE k.service_id = $1 AND k.worker_id IN (SELECT {each_id} FROM {each}($2)) LIMIT 100000";
    /// The contacts, up to a moment, of the people for whom a gap was recorded in a span, since the first such gap.
    list CONTACTS_SINCE = "SELECT k.person_id AS person_id, k.at AS at, k.minutes AS minutes
        FROM gap g
        JOIN contact k ON k.person_id = g.person_id AND k.at >= g.at AND k.at < $3
        WHERE g.service_id = $1 AND g.at >= $2 AND g.at < $3
            AND NOT EXISTS (SELECT 1 FROM gap f WHERE f.person_id = g.person_id
                AND f.at >= $2 AND (f.at, f.id) < (g.at, g.id))
            AND NOT EXISTS (SELECT 1 FROM restricted_to x WHERE x.person_id = g.person_id)
        ORDER BY g.at, g.id LIMIT 2000000";
    /// What a district is called.
    DISTRICT = "SELECT name FROM district WHERE code = $1";
    /// Where the middle of a district lies: the mean of its postcodes.
    MIDDLE = "SELECT CAST(sum(latitude) AS BIGINT) AS latitude, CAST(sum(longitude) AS BIGINT) AS longitude,
            CAST(count(*) AS BIGINT) AS postcodes
        FROM postcode WHERE district = $1 AND latitude IS NOT NULL AND longitude IS NOT NULL";
    /// Any postcode, to know whether places were imported.
    ANY_POSTCODE = "SELECT code FROM postcode ORDER BY code LIMIT 1";
}

fn gap(row: &Row<'_>) -> Result<GapFact, DbError> {
    let has_referral = row.get::<Option<uuid::Uuid>>("referral_id")?.is_some();
    let route: Option<String> = row.get("route")?;
    Ok(GapFact {
        person: row.id("person_id")?,
        at: row.moment("at")?,
        domain: row.code_opt("domain", Domain::from_code)?,
        kind: row.code_opt("kind", Kind::from_code)?,
        structure: row.code_opt("structure", Structure::from_code)?,
        reason: row.code("reason", Reason::from_code)?,
        weeks: row.count("weeks")?,
        instead: row.code_opt("instead", Instead::from_code)?,
        district: row.get("district")?,
        tenth: row.get("tenth")?,
        practice: row.id_opt("practice_id")?,
        // Rows written before there was any route but a practice's have none.
        route: route.or_else(|| has_referral.then(|| "practice".to_owned())),
        sex: row.code_opt("sex", Sex::from_code)?,
        born: Born::from_kept(row.get("born")?),
        ethnic: row.code_opt("ethnic_group", EthnicGroup::from_code)?,
        language: row.get("language")?,
        disability: row.code_opt("disability", Disability::from_code)?,
        voice: row.words_opt("voice")?,
        held: Vec::new(),
    })
}

/// The days of holding of a service, by person.
struct Held(HashMap<Id<Person>, Vec<Span>>);

impl Held {
    fn read(tx: &mut ReadTx<'_>, service: Id<Service>) -> Result<Self, DbError> {
        let mut all: HashMap<Id<Person>, Vec<Span>> = HashMap::new();
        for it in holdings::spans(tx, service)? {
            all.entry(it.person).or_default().push(it);
        }
        Ok(Self(all))
    }

    fn of(&self, person: Id<Person>) -> &[Span] {
        self.0.get(&person).map_or(&[], Vec::as_slice)
    }

    /// Whether somebody was held on the day of a moment.
    fn holds(&self, person: Id<Person>, at: Timestamp) -> bool {
        let day = time::day_of(at);
        self.of(person).iter().any(|it| it.began <= day && it.until.is_none_or(|until| day < until))
    }

    /// The days, from one day up to and without another, in which somebody was held because of a gap: by a link to it, or
    /// by a wait for the same need or of the connection that it came from.
    fn because_of(&self, gap: &Traced, (from, to): (Date, Date)) -> Vec<(Date, Date)> {
        let is_because = |it: &&Span| {
            it.gap == Some(gap.id)
                || it.connection.is_some() && (it.connection == gap.connection || it.need == Some(gap.need))
        };
        let within = |it: &Span| (it.began.max(from), it.until.map_or(to, |until| until.min(to)));
        joined(self.of(gap.fact.person).iter().filter(is_because).map(within).collect())
    }
}

/// A gap with what it is of.
struct Traced {
    id: Id<Gap>,
    need: Id<Need>,
    connection: Option<Id<Connection>>,
    fact: GapFact,
}

fn traced(row: &Row<'_>) -> Result<Traced, DbError> {
    Ok(Traced {
        id: row.id("id")?,
        need: row.id("need_id")?,
        connection: row.id_opt("connection_id")?,
        fact: gap(row)?,
    })
}

/// A span of time of a service.
fn span(service: Id<Service>, (from, to): (Timestamp, Timestamp)) -> [Value; 3] {
    [service.into(), from.into(), to.into()]
}

/// The gaps that were recorded in a span, with the days of it, up to today, in which somebody was held because of each.
///
/// # Errors
/// When the database cannot answer.
pub fn gaps(
    tx: &mut ReadTx<'_>,
    service: Id<Service>,
    within: (Timestamp, Timestamp),
    today: Date,
) -> Result<Vec<GapFact>, DbError> {
    Ok(gap_rows(tx, service, within, today)?.into_iter().map(|(_, fact)| fact).collect())
}

/// The same, each with which gap it is.
///
/// # Errors
/// When the database cannot answer.
pub fn gap_rows(
    tx: &mut ReadTx<'_>,
    service: Id<Service>,
    within: (Timestamp, Timestamp),
    today: Date,
) -> Result<Vec<(Id<Gap>, GapFact)>, DbError> {
    let held = Held::read(tx, service)?;
    // Up to and with today, and no further than the span.
    let tomorrow = today.tomorrow().unwrap_or(Date::MAX);
    let days = (time::day_of(within.0), time::day_of(within.1).min(tomorrow));
    let rows = tx.fetch_all(&GAPS, &span(service, within), traced)?;
    Ok(rows
        .into_iter()
        .map(|it| {
            let held = held.because_of(&it, days);
            (it.id, GapFact { held, ..it.fact })
        })
        .collect())
}

/// A need of somebody whose case ended, for whoever may open them.
#[derive(Debug, Clone)]
pub struct EndedRow {
    /// The need.
    pub id: Id<Need>,
    /// What is counted of it.
    pub fact: EndedFact,
    /// What it is about.
    pub domain: Option<Domain>,
    /// As the person said it.
    pub stated: Words,
    /// Whose it is.
    pub name: Named,
}

/// The needs of the people whose case ended in a span, of those within a scope.
///
/// # Errors
/// When the database cannot answer.
pub fn ended_rows(
    tx: &mut ReadTx<'_>,
    scope: &Scope,
    within: (Timestamp, Timestamp),
) -> Result<Vec<EndedRow>, DbError> {
    let (Scope::Service { service, .. } | Scope::Worker { service, .. }) = scope else { return Ok(Vec::new()) };
    let mut rows = tx.fetch_all(&ENDED_ROWS, &span(*service, within), |row| {
        Ok(EndedRow {
            id: row.id("id")?,
            fact: ended_fact(row)?,
            domain: row.code_opt("domain", Domain::from_code)?,
            stated: row.words("stated")?,
            name: Named::read(row)?,
        })
    })?;
    if matches!(scope, Scope::Worker { .. }) {
        let workers = Value::ids(scope.whose().into_iter().map(Id::uuid));
        let theirs = tx.fetch_all(&OF_WORKERS, &[(*service).into(), workers], |row| row.id("person_id"))?;
        let theirs: HashSet<Id<Person>> = theirs.into_iter().collect();
        rows.retain(|row| theirs.contains(&row.fact.person));
    }
    Ok(rows)
}

fn ended_fact(row: &Row<'_>) -> Result<EndedFact, DbError> {
    Ok(EndedFact {
        person: row.id("person_id")?,
        ended: row.moment("ended")?,
        need_at: row.moment("need_at")?,
        said: row.code_opt("said", Stand::from_code)?,
        is_answered: row.get("is_answered")?,
        has_gap: row.get("has_gap")?,
    })
}

/// The needs of the people whose case ended in a span.
///
/// # Errors
/// When the database cannot answer.
pub fn ended(
    tx: &mut ReadTx<'_>,
    service: Id<Service>,
    within: (Timestamp, Timestamp),
) -> Result<Vec<EndedFact>, DbError> {
    tx.fetch_all(&ENDED, &span(service, within), ended_fact)
}

/// The contacts of the people for whom a gap was recorded in a span, since their first gap of it and within it.
///
/// # Errors
/// When the database cannot answer.
pub fn contacts_since(
    tx: &mut ReadTx<'_>,
    service: Id<Service>,
    within: (Timestamp, Timestamp),
) -> Result<Vec<TimeFact>, DbError> {
    let held = Held::read(tx, service)?;
    tx.fetch_all(&CONTACTS_SINCE, &span(service, within), |row| {
        let (person, at) = (row.id("person_id")?, row.moment("at")?);
        Ok(TimeFact { person, at, minutes: row.count("minutes")?, is_held: held.holds(person, at) })
    })
}

/// A district on the map.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct District {
    /// What it is called; its code where no file gave it a name.
    pub name: String,
    /// Where its middle lies, in millionths of a degree: latitude, longitude.
    pub middle: Option<(i64, i64)>,
}

/// What is known of a district.
///
/// # Errors
/// When the database cannot answer.
pub fn district(tx: &mut ReadTx<'_>, code: &str) -> Result<District, DbError> {
    let name = tx.fetch_optional(&DISTRICT, &[code.into()], |row| row.get::<String>("name"))?;
    let middle = tx.fetch_optional(&MIDDLE, &[code.into()], |row| {
        let sums = row.get::<Option<i64>>("latitude")?.zip(row.get::<Option<i64>>("longitude")?);
        let many: i64 = row.get("postcodes")?;
        Ok(sums.and_then(|(north, east)| Some((north.checked_div(many)?, east.checked_div(many)?))))
    })?;
    Ok(District { name: name.unwrap_or_else(|| code.to_owned()), middle: middle.flatten() })
}

/// Whether postcodes were ever imported.
///
/// # Errors
/// When the database cannot answer.
pub fn has_places(tx: &mut ReadTx<'_>) -> Result<bool, DbError> {
    Ok(tx.fetch_optional(&ANY_POSTCODE, &[], |row| row.get::<String>("code"))?.is_some())
}
