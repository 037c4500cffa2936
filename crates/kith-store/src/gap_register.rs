//! The register of gaps: all that their reader may see, narrowed, a page at a time.
//!
//! # Invariants
//! - It holds what its reader may see, and of restricted records only those that name them.
//! - A person's own words leave the store here only where they agreed ([`Agreement::Agreed`]) and did not take that back.
//! - Whose part a gap is, is decided by [`Sector::of`]; the SQL is given the answers and knows no rule.
//!
//! [`Agreement::Agreed`]: kith_domain::need::Agreement::Agreed

use std::collections::BTreeSet;
use std::ops::Bound;

use jiff::Timestamp;
use kith_domain::directory::Connection;
use kith_domain::id::Id;
use kith_domain::need::gap::{Instead, Kind, Reason, Sector, Structure};
use kith_domain::need::{Domain, Gap, Origin};
use kith_domain::person::Person;
use kith_domain::policy::Scope;
use kith_domain::text::{Line, Words};
use uuid::Uuid;

use crate::db::{DbError, ReadTx, Row, Value, statements};
use crate::gaps::origin;
use crate::page::{Mark, Page};
use crate::referrals::Named;
use crate::rows::Typed;

/// What a line of the register holds, and the tables it stands in. The person's own words are there only where they
/// agreed.
macro_rules! columns {
    () => {
        "SELECT g.id AS id, g.person_id AS person_id, g.at AS at, g.sought AS sought, g.kind AS kind, g.reason AS reason,
            g.structure AS structure, g.weeks AS weeks, g.instead AS instead, g.origin AS origin,
            g.connection_id AS connection_id, g.answered AS answered, g.answered_words AS answered_words,
            CASE WHEN g.own_agreement = 'agreed' THEN g.own_words ELSE NULL END AS own_words,
            ac.name AS answered_by_connection, ae.name AS answered_by_entry, n.domain AS domain,
            q.district AS district, coalesce(d.name, q.district) AS district_name,
            p.family_name AS family_name, p.given_names AS given_names, p.preferred_name AS preferred_name, p.born AS born
        FROM gap g JOIN need n ON n.id = g.need_id JOIN person p ON p.id = g.person_id
            LEFT JOIN connection cc ON cc.id = g.answered_connection_id
            LEFT JOIN community_service ac ON ac.id = cc.community_service_id
            LEFT JOIN community_service ae ON ae.id = g.answered_entry_id
            LEFT JOIN address a ON a.person_id = g.person_id
            LEFT JOIN postcode q ON q.code = replace(a.postcode, ' ', '')
            LEFT JOIN district d ON d.code = q.district"
    };
}

/// To what it is narrowed: a span, reason, domain, state, district, and what a sector is worked out from.
macro_rules! narrowed {
    () => {
        "
            AND g.at >= $2 AND g.at < $3
            AND ($5 = '' OR g.reason = $5) AND ($6 = '' OR coalesce(n.domain, 'not-said') = $6)
            AND ($7 = '' OR ($7 = 'open' AND g.answered IS NULL) OR ($7 = 'answered' AND g.answered IS NOT NULL))
            AND ($8 = '' OR coalesce(q.district, 'not-known') = $8)
            AND ($9 = '' OR coalesce(g.kind, '') || '/' || coalesce(g.structure, '') || '/' || g.reason
                IN (SELECT value FROM {each}($10)))"
    };
}

/// That the record is not restricted, or names the reader.
macro_rules! is_open_to {
    ($viewer:literal) => {
        concat!(
            "
            AND (NOT EXISTS (SELECT 1 FROM restricted_to x WHERE x.person_id = g.person_id)
                OR EXISTS (SELECT 1 FROM restricted_to x WHERE x.person_id = g.person_id AND x.account_id = ",
            $viewer,
            "))"
        )
    };
}

statements! {
    /// The register of a service, newest first.
    list NEWEST = concat!(columns!(), "
        WHERE g.service_id = $1", narrowed!(), is_open_to!("$4"), "
            AND (g.at, g.id) < ($11, $12) ORDER BY g.at DESC, g.id DESC LIMIT $13");
    /// The register of a service, oldest first.
    list OLDEST = concat!(columns!(), "
        WHERE g.service_id = $1", narrowed!(), is_open_to!("$4"), "
            AND (g.at, g.id) > ($11, $12) ORDER BY g.at, g.id LIMIT $13");
    /// Which gaps of the people of some workers, in no order: looked for from those people (`CROSS JOIN` keeps that
    /// order on SQLite), of whom there are few, and not from everything that the service recorded.
    list OF_WORKERS = concat!("SELECT g.at AS at, g.id AS id
        FROM caseload k CROSS JOIN gap g JOIN need n ON n.id = g.need_id
            LEFT JOIN address a ON a.person_id = g.person_id
            LEFT JOIN postcode q ON q.code = replace(a.postcode, ' ', '')
        WHERE k.service_id = $1 AND k.worker_id IN (SELECT {each_id} FROM {each}($11)) AND g.person_id = k.person_id",
        narrowed!(), is_open_to!("$4"), " LIMIT 100000");
    /// Which gaps of the restricted records that name the reader: from those (`coalesce` keeps SQLite from beginning with
    /// everything that is restricted).
    list OF_NAMED = concat!("SELECT g.at AS at, g.id AS id
        FROM restricted_to t CROSS JOIN gap g JOIN need n ON n.id = g.need_id
            LEFT JOIN address a ON a.person_id = g.person_id
            LEFT JOIN postcode q ON q.code = replace(a.postcode, ' ', '')
        WHERE t.account_id = $4 AND coalesce(t.service_id, $1) = $1 AND g.person_id = t.person_id", narrowed!(), " LIMIT 100000");
    /// The lines of some gaps, in no order.
    list THESE = concat!(columns!(), "
        WHERE g.id IN (SELECT {each_id} FROM {each}($1))", is_open_to!("$2"), " LIMIT 1000");
    /// The districts that postcodes lie in, by name.
    DISTRICTS = "SELECT code, name FROM district ORDER BY name, code LIMIT 500";
}

/// The code for what nobody said: a domain or a sector.
pub const NOT_SAID: &str = "not-said";
/// The code for a district that is not known.
pub const NOT_KNOWN: &str = "not-known";

/// To what the register is narrowed. Every code may be empty: then it narrows nothing.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Filter {
    /// From this moment on.
    pub from: Timestamp,
    /// Before this moment.
    pub to: Timestamp,
    /// Code of a [`Sector`], or [`NOT_SAID`].
    pub sector: String,
    /// Code of a [`Domain`], or [`NOT_SAID`].
    pub domain: String,
    /// Code of a [`Reason`].
    pub reason: String,
    /// `open` or `answered`.
    pub state: String,
    /// Code of a district, or [`NOT_KNOWN`].
    pub district: String,
    /// Whether the oldest stands first.
    pub order: Order,
}

/// The order of the register.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Order {
    /// Newest first.
    #[default]
    Newest,
    /// Oldest first.
    Oldest,
}

/// One line of the register.
#[derive(Debug, Clone)]
pub struct RegisterLine {
    /// The gap.
    pub id: Id<Gap>,
    /// The person.
    pub person: Id<Person>,
    /// Their name.
    pub name: Named,
    /// When it was recorded.
    pub at: Timestamp,
    /// What was sought.
    pub sought: Line,
    /// What kind of service.
    pub kind: Option<Kind>,
    /// Why it was not there.
    pub reason: Reason,
    /// What stands in the way.
    pub structure: Option<Structure>,
    /// Weeks quoted.
    pub weeks: Option<u32>,
    /// What is done meanwhile.
    pub instead: Option<Instead>,
    /// Where it was noticed.
    pub origin: Origin,
    /// What the need is about.
    pub domain: Option<Domain>,
    /// When it was answered.
    pub answered: Option<Timestamp>,
    /// By what: the name of what came.
    pub came: Option<String>,
    /// By what, in words.
    pub answered_words: Option<Words>,
    /// The person's own words, where they agreed to their use.
    pub own_words: Option<Words>,
    /// The district, by code and name.
    pub district: Option<(String, String)>,
}

impl RegisterLine {
    /// Whose part it is.
    #[must_use]
    pub const fn sector(&self) -> Option<Sector> {
        Sector::of(self.kind, self.structure, self.reason)
    }
}

fn register_line(row: &Row<'_>) -> Result<RegisterLine, DbError> {
    let from: Option<Id<Connection>> = row.id_opt("connection_id")?;
    let district: Option<String> = row.get("district")?;
    let by_connection: Option<String> = row.get("answered_by_connection")?;
    let by_entry: Option<String> = row.get("answered_by_entry")?;
    Ok(RegisterLine {
        id: row.id("id")?,
        person: row.id("person_id")?,
        name: Named::read(row)?,
        at: row.moment("at")?,
        sought: row.line("sought")?,
        kind: row.code_opt("kind", Kind::from_code)?,
        reason: row.code("reason", Reason::from_code)?,
        structure: row.code_opt("structure", Structure::from_code)?,
        weeks: row.count("weeks")?,
        instead: row.code_opt("instead", Instead::from_code)?,
        origin: origin(row, from.is_some())?,
        domain: row.code_opt("domain", Domain::from_code)?,
        answered: row.moment_opt("answered")?,
        came: by_connection.or(by_entry),
        answered_words: row.words_opt("answered_words")?,
        own_words: row.words_opt("own_words")?,
        district: match district {
            Some(code) => {
                let name: Option<String> = row.get("district_name")?;
                Some((code.clone(), name.unwrap_or(code)))
            }
            None => None,
        },
    })
}

/// What was recorded together for it to be a sector's: kind, structure and reason, each as the SQL writes it.
fn keys_of(sector: &str) -> Vec<String> {
    let kinds = || std::iter::once(None).chain(Kind::ALL.iter().copied().map(Some));
    let structures = || std::iter::once(None).chain(Structure::ALL.iter().copied().map(Some));
    let mut keys = Vec::new();
    for kind in kinds() {
        for structure in structures() {
            for reason in Reason::ALL {
                if Sector::of(kind, structure, *reason).map_or(NOT_SAID, Sector::code) == sector {
                    let (kind, structure) = (kind.map_or("", Kind::code), structure.map_or("", Structure::code));
                    keys.push(format!("{kind}/{structure}/{}", reason.code()));
                }
            }
        }
    }
    keys
}

/// The register within a scope, a page at a time.
///
/// # Errors
/// When the database cannot answer.
pub fn register(
    tx: &mut ReadTx<'_>,
    scope: &Scope,
    filter: &Filter,
    after: Option<Mark>,
    most: u32,
) -> Result<Page<RegisterLine>, DbError> {
    let Some((service, viewer)) = scope.of_staff() else { return Ok(Page::empty()) };
    let after = after.unwrap_or_else(|| match filter.order {
        Order::Newest => Mark::last(),
        Order::Oldest => Mark::first(),
    });
    // A later page begins at its mark, and not at the beginning of the span.
    let (from, to) = match filter.order {
        Order::Newest => (filter.from, filter.to.min(just_after(after.at))),
        Order::Oldest => (filter.from.max(after.at), filter.to),
    };
    let narrowed: Vec<Value> = vec![
        service.into(),
        from.into(),
        to.into(),
        viewer.into(),
        filter.reason.as_str().into(),
        filter.domain.as_str().into(),
        filter.state.as_str().into(),
        filter.district.as_str().into(),
        filter.sector.as_str().into(),
        Value::codes(keys_of(&filter.sector)),
    ];
    let key = |it: &RegisterLine| Mark { at: it.at, id: it.id.uuid() };
    if matches!(scope, Scope::Worker { .. }) {
        let workers = Value::ids(scope.whose().into_iter().map(Id::uuid));
        let (these, next) = of_workers(tx, narrowed, workers, (filter.order, after), most)?;
        let mut lines =
            tx.fetch_all(&THESE, &[Value::ids(these.iter().map(|it| it.1)), viewer.into()], register_line)?;
        lines.sort_by_key(|it| these.iter().position(|(_, id)| *id == it.id.uuid()));
        return Ok(Page { lines, next });
    }
    let mark: [Value; 3] = [after.at.into(), after.id.into(), (i64::from(most) + 1).into()];
    let values: Vec<Value> = narrowed.into_iter().chain(mark).collect();
    let statement = if filter.order == Order::Newest { &NEWEST } else { &OLDEST };
    Ok(Page::cut(tx.fetch_all(statement, &values, register_line)?, most, key))
}

/// The next moment that the store tells apart.
fn just_after(at: Timestamp) -> Timestamp {
    at.checked_add(jiff::SignedDuration::from_micros(1)).unwrap_or(at)
}

/// A gap as a page is cut by: when, and which.
type Key = (Timestamp, Uuid);

/// The gaps of a page of some workers' people, in its order, and where the next begins.
fn of_workers(
    tx: &mut ReadTx<'_>,
    narrowed: Vec<Value>,
    workers: Value,
    (order, after): (Order, Mark),
    most: u32,
) -> Result<(Vec<Key>, Option<Mark>), DbError> {
    let all = of_workers_in(tx, narrowed, workers)?;
    let (mark, few) = ((after.at, after.id), most as usize + 1);
    let page: Vec<Key> = match order {
        Order::Newest => all.range(..mark).rev().take(few).copied().collect(),
        Order::Oldest => all.range((Bound::Excluded(mark), Bound::Unbounded)).take(few).copied().collect(),
    };
    let cut = Page::cut(page, most, |(at, id)| Mark { at: *at, id: *id });
    Ok((cut.lines, cut.next))
}

/// All gaps of some workers' people, and of those records that name the reader.
fn of_workers_in(tx: &mut ReadTx<'_>, narrowed: Vec<Value>, workers: Value) -> Result<BTreeSet<Key>, DbError> {
    let key = |row: &Row<'_>| Ok((row.moment("at")?, row.get("id")?));
    // Somebody may have had several cases, and be named beside: each gap once.
    let mut all: BTreeSet<Key> = tx.fetch_all(&OF_NAMED, &narrowed, key)?.into_iter().collect();
    let values: Vec<Value> = narrowed.into_iter().chain([workers]).collect();
    all.extend(tx.fetch_all(&OF_WORKERS, &values, key)?);
    Ok(all)
}

/// Some gaps as the register shows them, newest first, a page at a time: those of them that lie within a scope.
///
/// # Errors
/// When the database cannot answer.
pub fn these(
    tx: &mut ReadTx<'_>,
    scope: &Scope,
    (from, to): (Timestamp, Timestamp),
    gaps: &BTreeSet<(Timestamp, Uuid)>,
    after: Option<Mark>,
    most: u32,
) -> Result<Page<RegisterLine>, DbError> {
    let Some((service, viewer)) = scope.of_staff() else { return Ok(Page::empty()) };
    let mark = after.map_or((Timestamp::MAX, Uuid::max()), |mark| (mark.at, mark.id));
    let mut theirs: Vec<Key> = gaps.range(..mark).rev().copied().collect();
    if matches!(scope, Scope::Worker { .. }) {
        // Of some workers there are few: all of theirs in this time, whatever they are about.
        let all = Value::from("");
        let narrowed: Vec<Value> = [service.into(), from.into(), to.into(), viewer.into()]
            .into_iter()
            .chain(std::iter::repeat_n(all, 5))
            .chain([Value::codes(Vec::<String>::new())])
            .collect();
        let workers = Value::ids(scope.whose().into_iter().map(Id::uuid));
        let own = of_workers_in(tx, narrowed, workers)?;
        theirs.retain(|key| own.contains(key));
    }
    let cut = Page::cut(theirs, most, |(at, id)| Mark { at: *at, id: *id });
    let ids = Value::ids(cut.lines.iter().map(|(_, id)| *id));
    let mut lines = tx.fetch_all(&THESE, &[ids, viewer.into()], register_line)?;
    lines.sort_by_key(|it| std::cmp::Reverse((it.at, it.id.uuid())));
    Ok(Page { lines, next: cut.next })
}

/// The districts that postcodes lie in, by name; none where no places were imported.
///
/// # Errors
/// When the database cannot answer.
pub fn districts(tx: &mut ReadTx<'_>) -> Result<Vec<(String, String)>, DbError> {
    tx.fetch_all(&DISTRICTS, &[], |row| Ok((row.get("code")?, row.get("name")?)))
}
