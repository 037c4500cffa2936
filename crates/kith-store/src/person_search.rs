//! Finding people: the keys under which each is found, the search itself, and searches that were made.
//!
//! # Invariants
//! - The keys follow the person in the same transaction ([`Saved::follow`](crate::Saved)). A word that once was a
//!   person's name stays a key, marked as former: whoever knows an earlier name finds them.
//! - A number or a day of birth that was corrected stays a key as well (`n`, `b`), for the same reason.
//! - Who may be found stands in the SQL, before any limit: somebody hidden takes nobody else's place.
//! - A key is a kind (`w` for a word, `s` for how it sounds, `n` and `b` for an earlier number and day) and the folded word; both engines order it by its bytes.

use std::collections::{BTreeMap, BTreeSet};

use jiff::Timestamp;
use jiff::civil::Date;
use kith_domain::id::Id;
use kith_domain::nhs_number::NhsNumber;
use kith_domain::person::search::Span;
use kith_domain::person::spelling::{found_by, sound};
use kith_domain::person::{Born, Person};
use kith_domain::policy::Scope;
use kith_domain::staff::{Account, Service};
use uuid::Uuid;

use crate::db::{DbError, ReadTx, Row, Tx, Value, statements};
use crate::referrals::Named;
use crate::rows::Typed;

statements! {
    /// The words a person is found by, with whether each is of an earlier name.
    WORDS = "SELECT key, is_former FROM person_key WHERE person_id = $1 ORDER BY key";
    /// Notes a key of a person.
    KEY = "INSERT INTO person_key (service_id, key, person_id, is_former) VALUES ($1, $2, $3, $4)
        ON CONFLICT (service_id, key, person_id) DO UPDATE SET is_former = excluded.is_former";
    /// The order of a person's cases in lists follows their name.
    SORT_NAME = "UPDATE caseload SET sort_name = $2 WHERE person_id = $1";
    /// People without keys, for stores that are older than the search.
    list KEYLESS = "SELECT id, version, service_id, nhs_number, number_missing, family_name, given_names, preferred_name, born,
            phone, safe_contact, communication, language, interpreter
        FROM person p WHERE p.id > $1 AND NOT EXISTS (SELECT 1 FROM person_key k WHERE k.person_id = p.id)
        ORDER BY p.id LIMIT 500";
    /// Everybody of a service with a word in a range, who has two more words, each in either of two ranges.
    list OF_SERVICE = "SELECT a.key AS key, p.id AS person_id, p.family_name AS family_name, p.given_names AS given_names,
            p.preferred_name AS preferred_name, p.born AS born, p.nhs_number AS nhs_number,
            c.state AS state, c.worker_id AS worker_id, c.last_contact AS last_contact
        FROM person_key a JOIN person p ON p.id = a.person_id LEFT JOIN caseload c ON c.person_id = p.id
        WHERE a.service_id = $1 AND a.key >= $2 AND a.key < $3
            AND EXISTS (SELECT 1 FROM person_key k WHERE k.person_id = a.person_id
                AND ((k.key >= $4 AND k.key < $5) OR (k.key >= $6 AND k.key < $7)))
            AND EXISTS (SELECT 1 FROM person_key k WHERE k.person_id = a.person_id
                AND ((k.key >= $8 AND k.key < $9) OR (k.key >= $10 AND k.key < $11)))
            AND (NOT EXISTS (SELECT 1 FROM restricted_to x WHERE x.person_id = p.id)
                OR EXISTS (SELECT 1 FROM restricted_to x WHERE x.person_id = p.id AND x.account_id = $13))
        ORDER BY a.key, a.person_id LIMIT $12";
    /// The same among the people whose case a worker has or had last.
    list OF_WORKER = "SELECT a.key AS key, p.id AS person_id, p.family_name AS family_name, p.given_names AS given_names,
            p.preferred_name AS preferred_name, p.born AS born, p.nhs_number AS nhs_number,
            c.state AS state, c.worker_id AS worker_id, c.last_contact AS last_contact
        FROM person_key a JOIN person p ON p.id = a.person_id
            JOIN caseload c ON c.person_id = a.person_id AND c.worker_id = $14
        WHERE a.service_id = $1 AND a.key >= $2 AND a.key < $3
            AND EXISTS (SELECT 1 FROM person_key k WHERE k.person_id = a.person_id
                AND ((k.key >= $4 AND k.key < $5) OR (k.key >= $6 AND k.key < $7)))
            AND EXISTS (SELECT 1 FROM person_key k WHERE k.person_id = a.person_id
                AND ((k.key >= $8 AND k.key < $9) OR (k.key >= $10 AND k.key < $11)))
            AND (NOT EXISTS (SELECT 1 FROM restricted_to x WHERE x.person_id = p.id)
                OR EXISTS (SELECT 1 FROM restricted_to x WHERE x.person_id = p.id AND x.account_id = $13))
        ORDER BY a.key, a.person_id LIMIT $12";
    /// Everybody of a service born on a day.
    list BORN_IN_SERVICE = "SELECT p.id AS person_id, p.family_name AS family_name, p.given_names AS given_names,
            p.preferred_name AS preferred_name, p.born AS born, p.nhs_number AS nhs_number,
            c.state AS state, c.worker_id AS worker_id, c.last_contact AS last_contact
        FROM person p LEFT JOIN caseload c ON c.person_id = p.id
        WHERE p.service_id = $1 AND p.born = $2
            AND (NOT EXISTS (SELECT 1 FROM restricted_to x WHERE x.person_id = p.id)
                OR EXISTS (SELECT 1 FROM restricted_to x WHERE x.person_id = p.id AND x.account_id = $4))
        ORDER BY p.family_folded, p.id LIMIT $3";
    /// The same among a worker's people.
    list BORN_OF_WORKER = "SELECT p.id AS person_id, p.family_name AS family_name, p.given_names AS given_names,
            p.preferred_name AS preferred_name, p.born AS born, p.nhs_number AS nhs_number,
            c.state AS state, c.worker_id AS worker_id, c.last_contact AS last_contact
        FROM person p JOIN caseload c ON c.person_id = p.id AND c.worker_id = $5
        WHERE p.service_id = $1 AND p.born = $2
            AND (NOT EXISTS (SELECT 1 FROM restricted_to x WHERE x.person_id = p.id)
                OR EXISTS (SELECT 1 FROM restricted_to x WHERE x.person_id = p.id AND x.account_id = $4))
        ORDER BY p.family_folded, p.id LIMIT $3";
    /// Everybody of a service born within a year or month.
    list BORN_WITHIN_SERVICE = "SELECT p.id AS person_id, p.family_name AS family_name, p.given_names AS given_names,
            p.preferred_name AS preferred_name, p.born AS born, p.nhs_number AS nhs_number,
            c.state AS state, c.worker_id AS worker_id, c.last_contact AS last_contact
        FROM person p LEFT JOIN caseload c ON c.person_id = p.id
        WHERE p.service_id = $1 AND p.born BETWEEN $2 AND $5
            AND (NOT EXISTS (SELECT 1 FROM restricted_to x WHERE x.person_id = p.id)
                OR EXISTS (SELECT 1 FROM restricted_to x WHERE x.person_id = p.id AND x.account_id = $4))
        ORDER BY p.born, p.family_folded, p.id LIMIT $3";
    /// The same among a worker's people.
    list BORN_WITHIN_WORKER = "SELECT p.id AS person_id, p.family_name AS family_name, p.given_names AS given_names,
            p.preferred_name AS preferred_name, p.born AS born, p.nhs_number AS nhs_number,
            c.state AS state, c.worker_id AS worker_id, c.last_contact AS last_contact
        FROM person p JOIN caseload c ON c.person_id = p.id AND c.worker_id = $5
        WHERE p.service_id = $1 AND p.born BETWEEN $2 AND $6
            AND (NOT EXISTS (SELECT 1 FROM restricted_to x WHERE x.person_id = p.id)
                OR EXISTS (SELECT 1 FROM restricted_to x WHERE x.person_id = p.id AND x.account_id = $4))
        ORDER BY p.born, p.family_folded, p.id LIMIT $3";
    /// Everybody of a service with a number: a practice may be wrong about it, so there may be several.
    list NUMBER_IN_SERVICE = "SELECT p.id AS person_id, p.family_name AS family_name, p.given_names AS given_names,
            p.preferred_name AS preferred_name, p.born AS born, p.nhs_number AS nhs_number,
            c.state AS state, c.worker_id AS worker_id, c.last_contact AS last_contact
        FROM person p LEFT JOIN caseload c ON c.person_id = p.id
        WHERE p.service_id = $1 AND p.nhs_number = $2
            AND (NOT EXISTS (SELECT 1 FROM restricted_to x WHERE x.person_id = p.id)
                OR EXISTS (SELECT 1 FROM restricted_to x WHERE x.person_id = p.id AND x.account_id = $4))
        ORDER BY p.id LIMIT $3";
    /// The same among a worker's people.
    list NUMBER_OF_WORKER = "SELECT p.id AS person_id, p.family_name AS family_name, p.given_names AS given_names,
            p.preferred_name AS preferred_name, p.born AS born, p.nhs_number AS nhs_number,
            c.state AS state, c.worker_id AS worker_id, c.last_contact AS last_contact
        FROM person p JOIN caseload c ON c.person_id = p.id AND c.worker_id = $5
        WHERE p.service_id = $1 AND p.nhs_number = $2
            AND (NOT EXISTS (SELECT 1 FROM restricted_to x WHERE x.person_id = p.id)
                OR EXISTS (SELECT 1 FROM restricted_to x WHERE x.person_id = p.id AND x.account_id = $4))
        ORDER BY p.id LIMIT $3";
    /// Everybody whose restricted record names the viewer: few, and compared by the caller with what was asked.
    list NAMED_TO = "SELECT p.id AS person_id, p.family_name AS family_name, p.given_names AS given_names,
            p.preferred_name AS preferred_name, p.born AS born, p.nhs_number AS nhs_number,
            c.state AS state, c.worker_id AS worker_id, c.last_contact AS last_contact
        FROM restricted_to t CROSS JOIN person p LEFT JOIN caseload c ON c.person_id = p.id
        WHERE t.account_id = $1 AND p.id = t.person_id AND p.service_id = $2";
    /// What several people are found by, but for how it sounds.
    list KEYS_OF = "SELECT person_id, key, is_former FROM person_key
        WHERE person_id IN (SELECT {each_id} FROM {each}($1)) AND (key < 's' OR key >= 't')";
    /// Keeps what somebody searched for, so that no name stands in an address.
    KEEP = "INSERT INTO person_search (id, service_id, account_id, typed, at) VALUES ($1, $2, $3, $4, $5)";
    /// What an account searched for.
    KEPT = "SELECT typed FROM person_search WHERE id = $1 AND account_id = $2 AND at > $3";
    /// Forgets what an account searched for long ago.
    FORGET = "DELETE FROM person_search WHERE account_id = $1 AND at <= $2";
}

/// After every word and every sound.
const END: char = '\u{10FFFF}';

fn word_key(word: &str) -> String {
    format!("w{word}")
}

fn sound_key(sound: &str) -> String {
    format!("s{sound}")
}

/// Makes the keys follow a person's names. Keys of words that are no longer theirs stay, as former.
pub(crate) fn follow(tx: &mut Tx<'_>, person: &Person) -> Result<(), DbError> {
    let who = &person.identity;
    let names = [Some(&who.family_name), who.given_names.as_ref(), who.preferred_name.as_ref()];
    let mut now = BTreeSet::new();
    for word in names.into_iter().flatten().flat_map(|name| found_by(name.as_str())) {
        now.insert(sound_key(&sound(&word)));
        now.insert(word_key(&word));
    }
    let before: BTreeMap<String, bool> = tx
        .fetch_all(&WORDS, &[person.id.into()], |row| Ok((row.get("key")?, row.get("is_former")?)))?
        .into_iter()
        .collect();
    let mut rows = Vec::new();
    let mut note = |key: &str, is_former: bool| {
        rows.push(vec![person.service.into(), key.into(), person.id.into(), is_former.into()]);
    };
    for key in now.iter().filter(|key| before.get(*key) != Some(&false)) {
        note(key, false);
    }
    for (key, was_former) in &before {
        if !was_former && !now.contains(key) {
            note(key, true);
        }
    }
    tx.batch(&KEY, &rows)?;
    if !before.is_empty() {
        let (family, given) = who.folded();
        tx.execute(&SORT_NAME, &[person.id.into(), format!("{family} {given}").into()])?;
    }
    Ok(())
}

fn number_key(number: NhsNumber) -> String {
    format!("n{}", number.digits())
}

fn day_key(day: Date) -> String {
    format!("b{day}")
}

/// Keeps the number and the day of birth that a person had before a correction, so that whoever knows them still finds
/// the person. In the transaction of the correction.
///
/// # Errors
/// When the database fails.
pub fn keep_earlier(tx: &mut Tx<'_>, before: &Person, after: &Person) -> Result<(), DbError> {
    let (was, is) = (&before.identity, &after.identity);
    let number = was.nhs_number.ok().filter(|number| is.nhs_number.ok() != Some(*number)).map(number_key);
    let day = was.born.day().filter(|_| was.born != is.born).map(day_key);
    let row = |key: String| vec![after.service.into(), key.into(), after.id.into(), true.into()];
    let rows: Vec<Vec<Value>> = number.into_iter().chain(day).map(row).collect();
    tx.batch(&KEY, &rows)?;
    Ok(())
}

/// Gives keys to up to 500 people who have none, after an identifier; gives the last one. For stores that are older
/// than the search.
///
/// # Errors
/// When the database fails.
pub fn catch_up(tx: &mut Tx<'_>, after: Uuid) -> Result<Option<Uuid>, DbError> {
    let people = tx.fetch_all(&KEYLESS, &[after.into()], crate::table::Saved::read)?;
    for person in &people {
        follow(tx, person)?;
    }
    Ok(people.last().map(|person: &Person| person.id.uuid()))
}

/// Somebody who may be meant.
#[derive(Debug, Clone)]
pub struct Candidate {
    /// The person.
    pub person: Id<Person>,
    /// Their name and date of birth.
    pub name: Named,
    /// NHS number's digits.
    pub nhs_number: Option<String>,
    /// Name of the state of their case, when there is one.
    pub state: Option<String>,
    /// Who has or had it.
    pub worker: Option<Id<Account>>,
    /// When the latest contact was.
    pub last_contact: Option<Timestamp>,
}

fn candidate(row: &Row<'_>) -> Result<Candidate, DbError> {
    Ok(Candidate {
        person: row.id("person_id")?,
        name: Named::read(row)?,
        nhs_number: row.get("nhs_number")?,
        state: row.get("state")?,
        worker: row.id_opt("worker_id")?,
        last_contact: row.moment_opt("last_contact")?,
    })
}

/// The most rows that one look-up reads.
pub const MOST: i64 = 300;

/// Whether a look-up reached its end, so that there may be more than it gave.
#[derive(Debug, Clone, Default)]
pub struct Candidates {
    /// Everybody found, each once, in no order that matters.
    pub people: Vec<Candidate>,
    /// Whether a look-up was cut.
    pub is_cut: bool,
}

impl Candidates {
    fn take(&mut self, rows: Vec<Candidate>) {
        self.is_cut |= i64::try_from(rows.len()).unwrap_or(MOST) >= MOST;
        self.add(rows);
    }

    fn add(&mut self, rows: Vec<Candidate>) {
        for row in rows {
            if !self.people.iter().any(|known| known.person == row.person) {
                self.people.push(row);
            }
        }
    }
}

/// Everybody whose restricted record names the viewer, each once, by name.
///
/// # Errors
/// When the database cannot answer.
pub fn named_to(tx: &mut ReadTx<'_>, scope: &Scope) -> Result<Vec<Candidate>, DbError> {
    let Some((service, viewer)) = scope.of_staff() else { return Ok(Vec::new()) };
    let mut all = Candidates::default();
    let mut rows = tx.fetch_all(&NAMED_TO, &[viewer.into(), service.into()], candidate)?;
    // Of somebody with several cases the open one counts.
    rows.sort_by_key(|it| matches!(it.state.as_deref(), None | Some("closed" | "door-open")));
    all.take(rows);
    all.people.sort_by_cached_key(|it| (kith_domain::text::fold(&it.name.family), it.person));
    Ok(all.people)
}

/// The candidates that a link worker finds besides: a lead's look-ups hold them already.
fn named_besides(tx: &mut ReadTx<'_>, scope: &Scope) -> Result<Vec<Candidate>, DbError> {
    if let Scope::Worker { .. } = scope { named_to(tx, scope) } else { Ok(Vec::new()) }
}

/// The range of keys in which a word is looked for, and a second one.
type Ranges = [String; 4];

fn exactly(key: String) -> [String; 2] {
    // Nothing in a key sorts before a space.
    let end = format!("{key} ");
    [key, end]
}

fn beginning(key: &str) -> [String; 2] {
    [key.to_owned(), format!("{key}{END}")]
}

/// The beginning of a sound under which words that differ in a letter or two are looked for.
fn about(word: &str) -> [String; 2] {
    let start: String = sound(word).chars().take(2).collect();
    beginning(&sound_key(&start))
}

/// Where a further word may be: at the beginning of a word or in a sound that begins alike. What exactly it meets is
/// compared afterwards.
fn wide(word: Option<&String>) -> Ranges {
    let Some(word) = word else {
        let [from, to] = [String::new(), END.to_string()];
        return [from.clone(), to.clone(), from, to];
    };
    let ([a, b], [c, d]) = (beginning(&word_key(word)), about(word));
    [a, b, c, d]
}

/// People within a scope who may be meant by folded words of names: as typed, by sound, and nearly. The caller
/// compares every word with [`keys_of`].
///
/// # Errors
/// When the database cannot answer.
pub fn by_words(tx: &mut ReadTx<'_>, scope: &Scope, words: &[String]) -> Result<Candidates, DbError> {
    // The longest word leads: it is the rarest as a rule.
    let mut by_length: Vec<&String> = words.iter().collect();
    by_length.sort_by_key(|word| std::cmp::Reverse(word.chars().count()));
    let mut rest = by_length.iter().copied();
    let Some(lead) = rest.next() else { return Ok(Candidates::default()) };
    let (second, third) = (wide(rest.next()), wide(rest.next()));
    let mut all = Candidates::default();
    let ways = [beginning(&word_key(lead)), exactly(sound_key(&sound(lead))), about(lead)];
    for range in ways {
        all.take(in_range(tx, scope, range, &second, &third)?);
    }
    all.add(named_besides(tx, scope)?);
    Ok(all)
}

/// People within a scope with a key in a range, and in each of two pairs of others.
fn in_range(
    tx: &mut ReadTx<'_>,
    scope: &Scope,
    [from, to]: [String; 2],
    second: &Ranges,
    third: &Ranges,
) -> Result<Vec<Candidate>, DbError> {
    let Some((service, viewer)) = scope.of_staff() else { return Ok(Vec::new()) };
    let mut params: Vec<Value> = vec![service.into(), from.into(), to.into()];
    params.extend(second.iter().chain(third).map(|key| Value::from(key.as_str())));
    params.extend([MOST.into(), viewer.into()]);
    if let Scope::Service { .. } = scope {
        return tx.fetch_all(&OF_SERVICE, &params, candidate);
    }
    let mut all = Vec::new();
    for whose in scope.whose() {
        let mut params = params.clone();
        params.push(whose.into());
        all.extend(tx.fetch_all(&OF_WORKER, &params, candidate)?);
    }
    Ok(all)
}

/// People within a scope who once had a key.
fn with_earlier(tx: &mut ReadTx<'_>, scope: &Scope, key: String) -> Result<Vec<Candidate>, DbError> {
    let anything = wide(None);
    in_range(tx, scope, exactly(key), &anything, &anything)
}

/// People within a scope born on one of some days, in whose year they were born where no more is known, or of whom that
/// was written before it was corrected.
///
/// # Errors
/// When the database cannot answer.
pub fn born_on(tx: &mut ReadTx<'_>, scope: &Scope, days: &[Date]) -> Result<Candidates, DbError> {
    let mut all = Candidates::default();
    for day in days {
        for born in Born::meant_by(*day) {
            all.take(of_scope(tx, scope, (&BORN_IN_SERVICE, &BORN_OF_WORKER), &[born.kept_as().into()])?);
        }
        all.take(with_earlier(tx, scope, day_key(*day))?);
    }
    all.add(named_besides(tx, scope)?);
    Ok(all)
}

/// People within a scope born in a year or a month of one, or in its year where no more is known.
///
/// # Errors
/// When the database cannot answer.
pub fn born_within(tx: &mut ReadTx<'_>, scope: &Scope, span: Span) -> Result<Candidates, DbError> {
    let (first, last) = span.days();
    let year = Born::In(span.year).kept_as();
    let mut all = Candidates::default();
    all.take(of_scope(tx, scope, (&BORN_WITHIN_SERVICE, &BORN_WITHIN_WORKER), &[first.into(), last.into()])?);
    all.take(of_scope(tx, scope, (&BORN_IN_SERVICE, &BORN_OF_WORKER), &[year.into()])?);
    all.add(named_besides(tx, scope)?);
    Ok(all)
}

/// People within a scope who have a number, or had it before it was corrected.
///
/// # Errors
/// When the database cannot answer.
pub fn with_number(tx: &mut ReadTx<'_>, scope: &Scope, number: NhsNumber) -> Result<Candidates, DbError> {
    let mut all = Candidates::default();
    all.take(of_scope(tx, scope, (&NUMBER_IN_SERVICE, &NUMBER_OF_WORKER), &[number.digits().into()])?);
    all.take(with_earlier(tx, scope, number_key(number))?);
    all.add(named_besides(tx, scope)?);
    Ok(all)
}

fn of_scope(
    tx: &mut ReadTx<'_>,
    scope: &Scope,
    (in_service, of_worker): (&'static crate::db::Statement, &'static crate::db::Statement),
    wanted: &[Value],
) -> Result<Vec<Candidate>, DbError> {
    let Some((first, further)) = wanted.split_first() else { return Ok(Vec::new()) };
    match scope {
        Scope::Service { service, viewer } => {
            let mut params = vec![(*service).into(), first.clone(), MOST.into(), (*viewer).into()];
            params.extend_from_slice(further);
            tx.fetch_all(in_service, &params, candidate)
        }
        Scope::Worker { service, worker, .. } => {
            let mut all = Vec::new();
            for whose in scope.whose() {
                let mut params = vec![(*service).into(), first.clone(), MOST.into(), (*worker).into(), whose.into()];
                params.extend_from_slice(further);
                all.extend(tx.fetch_all(of_worker, &params, candidate)?);
            }
            Ok(all)
        }
        Scope::Practice { .. } | Scope::Asked { .. } | Scope::Public => Ok(Vec::new()),
    }
}

/// A word a person is found by, and whether it is of an earlier name.
pub type Word = (String, bool);

/// What some people are or were found by.
#[derive(Debug, Clone, Default)]
pub struct Keys {
    /// Words of names.
    pub words: Vec<Word>,
    /// Digits of numbers that were corrected.
    pub numbers: Vec<String>,
    /// Days of birth that were corrected, as `YYYY-MM-DD`.
    pub days: Vec<String>,
}

/// What some people are or were found by.
///
/// # Errors
/// When the database cannot answer.
pub fn keys_of(
    tx: &mut ReadTx<'_>,
    people: impl Iterator<Item = Id<Person>>,
) -> Result<BTreeMap<Id<Person>, Keys>, DbError> {
    let rows = tx.fetch_all(&KEYS_OF, &[Value::ids(people.map(Id::uuid))], |row| {
        let key: String = row.get("key")?;
        Ok((row.id("person_id")?, key, row.get("is_former")?))
    })?;
    let mut all: BTreeMap<Id<Person>, Keys> = BTreeMap::new();
    for (person, key, is_former) in rows {
        let keys = all.entry(person).or_default();
        let (kind, rest) = key.split_at_checked(1).unwrap_or_default();
        match kind {
            "w" => keys.words.push((rest.to_owned(), is_former)),
            "n" => keys.numbers.push(rest.to_owned()),
            "b" => keys.days.push(rest.to_owned()),
            _ => {}
        }
    }
    Ok(all)
}

/// Keeps what an account searched for, and forgets what it searched for before a moment.
///
/// # Errors
/// When the database fails.
pub fn keep(
    tx: &mut Tx<'_>,
    id: Uuid,
    (service, account): (Id<Service>, Id<Account>),
    typed: &str,
    at: Timestamp,
    forget_before: Timestamp,
) -> Result<(), DbError> {
    tx.execute(&FORGET, &[account.into(), forget_before.into()])?;
    tx.execute(&KEEP, &[id.into(), service.into(), account.into(), typed.into(), at.into()])?;
    Ok(())
}

/// What an account searched for after a moment; another's search is not there.
///
/// # Errors
/// When the database cannot answer.
pub fn kept(tx: &mut ReadTx<'_>, id: Uuid, account: Id<Account>, after: Timestamp) -> Result<Option<String>, DbError> {
    tx.fetch_optional(&KEPT, &[id.into(), account.into(), after.into()], |row| row.get("typed"))
}
