//! Referrals, the queue, and what a practice sees of its own.

use jiff::Timestamp;
use jiff::civil::Date;
use kith_domain::id::Id;
use kith_domain::person::{Born, Person};
use kith_domain::policy::{PracticeRecord, Scope};
use kith_domain::practice::Practice;
use kith_domain::referral::{LinkReason, Referral, Route, Sender, State, Told, ToldAnswer};
use kith_domain::staff::Service;
use uuid::Uuid;

use crate::db::{DbError, ReadTx, Row, Value, statements};
use crate::page::{Mark, Page};
use crate::rows::{Typed, text};
use crate::table::{Saved, Table, of_a_person};

/// The table of referrals.
pub(crate) static TABLE: Table = Table {
    name: "referral",
    columns: &[
        "person_id",
        "practice_id",
        "referrer_id",
        "reason",
        "told",
        "told_words",
        "received",
        "state",
        "accepted",
        "decided",
        "decided_by",
        "worker_id",
        "return_reason",
        "in_queue",
        "route",
        "sender_name",
        "sender_from",
        "sender_reach",
        "redirected_to",
        "link_reason",
    ],
};

impl Saved for Referral {
    const TABLE: &'static Table = &TABLE;
    of_a_person!();
    fn values(&self) -> Vec<Value> {
        let sender = self.route.sender();
        let (accepted, decided, by, worker, reason) = match &self.state {
            State::Received => (None, None, None, None, None),
            State::Asked { at, by } => (None, Some(*at), Some(*by), None, None),
            State::Redirected { at, by, words, .. } => (None, Some(*at), Some(*by), None, Some(words)),
            State::Accepted { at, by } => (Some(*at), Some(*at), Some(*by), None, None),
            State::Allocated { accepted, at, by, worker } => {
                (Some(*accepted), Some(*at), Some(*by), Some(*worker), None)
            }
            State::Returned { at, by, reason } => (None, Some(*at), Some(*by), None, Some(reason)),
        };
        vec![
            self.person.into(),
            self.route.practice().into(),
            self.route.referrer().into(),
            (&self.reason).into(),
            self.told.answer.code().into(),
            text(&self.told.words),
            self.received.into(),
            self.state.name().into(),
            accepted.into(),
            decided.into(),
            by.into(),
            worker.into(),
            reason.map_or(Value::Null, Value::from),
            self.state.is_in_queue().into(),
            self.route.code().into(),
            sender.map_or(Value::Null, |sender| (&sender.name).into()),
            sender.map_or(Value::Null, |sender| (&sender.from).into()),
            sender.map_or(Value::Null, |sender| (&sender.reach).into()),
            match &self.state {
                State::Redirected { to, .. } => to.into(),
                _ => Value::Null,
            },
            self.link_reason.map(LinkReason::code).into(),
        ]
    }
    fn read(row: &Row<'_>) -> Result<Self, DbError> {
        let name: String = row.get("state")?;
        let state = match name.as_str() {
            "received" => State::Received,
            "asked" => State::Asked {
                at: row.needed("decided", row.moment_opt("decided")?)?,
                by: row.needed("decided_by", row.id_opt("decided_by")?)?,
            },
            "redirected" => State::Redirected {
                at: row.needed("decided", row.moment_opt("decided")?)?,
                by: row.needed("decided_by", row.id_opt("decided_by")?)?,
                to: row.needed("redirected_to", row.line_opt("redirected_to")?)?,
                words: row.needed("return_reason", row.words_opt("return_reason")?)?,
            },
            "accepted" => State::Accepted {
                at: row.needed("decided", row.moment_opt("decided")?)?,
                by: row.needed("decided_by", row.id_opt("decided_by")?)?,
            },
            "allocated" => State::Allocated {
                accepted: row.needed("accepted", row.moment_opt("accepted")?)?,
                at: row.needed("decided", row.moment_opt("decided")?)?,
                by: row.needed("decided_by", row.id_opt("decided_by")?)?,
                worker: row.needed("worker_id", row.id_opt("worker_id")?)?,
            },
            "returned" => State::Returned {
                at: row.needed("decided", row.moment_opt("decided")?)?,
                by: row.needed("decided_by", row.id_opt("decided_by")?)?,
                reason: row.needed("return_reason", row.words_opt("return_reason")?)?,
            },
            _ => return Err(crate::rows::damaged("state", "an unknown state")),
        };
        Ok(Self {
            id: row.id("id")?,
            service: row.id("service_id")?,
            person: row.id("person_id")?,
            route: route(row)?,
            reason: row.words("reason")?,
            told: Told { answer: row.code("told", ToldAnswer::from_code)?, words: row.words_opt("told_words")? },
            received: row.moment("received")?,
            state,
            link_reason: row.code_opt("link_reason", LinkReason::from_code)?,
        })
    }
}

/// The way in. A row without a route was written when practices were the only one.
fn route(row: &Row<'_>) -> Result<Route, DbError> {
    let practice = || row.needed("practice_id", row.id_opt("practice_id")?);
    let sender = || -> Result<Sender, DbError> {
        Ok(Sender { name: row.line("sender_name")?, from: row.line("sender_from")?, reach: row.line("sender_reach")? })
    };
    let code: Option<String> = row.get("route")?;
    Ok(match code.as_deref() {
        None | Some("practice") => {
            Route::Practice { practice: practice()?, referrer: row.needed("referrer_id", row.id_opt("referrer_id")?)? }
        }
        Some("practice-code") => Route::PracticeCode { practice: practice()?, sender: sender()? },
        Some("agency") => Route::Agency(sender()?),
        Some("oneself") => Route::Oneself,
        Some("friend") => Route::Friend(sender()?),
        Some(_) => return Err(crate::rows::damaged("route", "an unknown route")),
    })
}

statements! {
    /// The queue, oldest first. That somebody may be known says nothing of whom: restricted records count, so that two
    /// workers do not get one person; triage shows them without a name.
    list QUEUE = "SELECT r.id AS id, r.received AS received, r.state AS state, r.reason AS reason, r.person_id AS person_id,
            r.told AS told, p.phone AS phone,
            p.family_name AS family_name, p.given_names AS given_names, p.preferred_name AS preferred_name, p.born AS born,
            p.nhs_number AS nhs_number, r.practice_id AS practice_id, coalesce(sp.name, q.name) AS practice_name, r.route AS route, r.sender_from AS sender_from,
            (EXISTS (SELECT 1 FROM person o WHERE o.service_id = p.service_id AND o.born = p.born
                    AND o.family_folded = p.family_folded AND o.id <> p.id)
                OR EXISTS (SELECT 1 FROM person o WHERE o.service_id = p.service_id AND o.nhs_number = p.nhs_number
                    AND o.id <> p.id)) AS may_be_known,
            EXISTS (SELECT 1 FROM referral_question a WHERE a.referral_id = r.id) AS was_asked
        FROM referral r JOIN person p ON p.id = r.person_id LEFT JOIN practice q ON q.id = r.practice_id
            LEFT JOIN service_practice sp ON sp.service_id = r.service_id AND sp.practice_id = r.practice_id
        WHERE r.service_id = $1 AND r.in_queue = $2 AND (r.received, r.id) > ($3, $4)
            AND (NOT EXISTS (SELECT 1 FROM restricted_to x WHERE x.person_id = r.person_id)
                OR EXISTS (SELECT 1 FROM restricted_to x WHERE x.person_id = r.person_id AND x.account_id = $6))
        ORDER BY r.received, r.id LIMIT $5";
    /// Of some people those beside whom somebody was born on the same day whose name sounds alike, as far as the viewer
    /// may know of them.
    SOUND_ALIKE = "SELECT p.id AS id FROM person p WHERE p.id IN (SELECT {each_id} FROM {each}($1)) AND p.born < $2
            AND EXISTS (SELECT 1 FROM person o WHERE o.service_id = p.service_id AND o.born = p.born AND o.id <> p.id
                AND EXISTS (SELECT 1 FROM person_key k JOIN person_key m
                        ON m.service_id = k.service_id AND m.key = k.key AND m.person_id = p.id
                    WHERE k.person_id = o.id AND k.key >= 's' AND k.key < 't' AND length(k.key) > 2
                        AND k.is_former = $3 AND m.is_former = $3)
                AND (NOT EXISTS (SELECT 1 FROM restricted_to x WHERE x.person_id = o.id)
                    OR EXISTS (SELECT 1 FROM restricted_to x WHERE x.person_id = o.id AND x.account_id = $4)))";
    /// A practice's referrals, newest first.
    list MINE = "SELECT r.id AS id, r.received AS received, r.state AS state, r.person_id AS person_id, r.service_id AS service_id,
            p.family_name AS family_name, p.given_names AS given_names, p.preferred_name AS preferred_name, p.born AS born,
            p.nhs_number AS nhs_number, c.state AS case_state, c.last_contact AS last_contact
        FROM referral r JOIN person p ON p.id = r.person_id
            LEFT JOIN support_case s ON s.referral_id = r.id
            LEFT JOIN caseload c ON c.case_id = s.id
        WHERE r.practice_id = $1 AND (r.received, r.id) < ($2, $3)
            AND r.service_id IN (SELECT {each_id} FROM {each}($4))
        ORDER BY r.received DESC, r.id DESC LIMIT $5";
    /// A person's referrals, newest first.
    list OF_PERSON = "SELECT id, version, service_id, person_id, practice_id, referrer_id, reason, told, told_words, received, state,
            accepted, decided, decided_by, worker_id, return_reason, in_queue, route, sender_name, sender_from, sender_reach,
            redirected_to, link_reason
        FROM referral WHERE person_id = $1 ORDER BY received DESC, id DESC";
    /// What decides about a referral.
    FACTS = "SELECT service_id, practice_id FROM referral WHERE id = $1";
    /// Referrals of a practice for people born on a day, for its own hint of a duplicate: from the few people to what was
    /// sent of them, never through all that a practice sent. On SQLite `CROSS JOIN` keeps that order, and `coalesce` keeps
    /// the index of practices out of it.
    list SAME_DAY = "SELECT r.id AS id, r.received AS received, p.family_folded AS family_folded, p.given_folded AS given_folded,
            p.nhs_number AS nhs_number, p.born AS born
        FROM person p CROSS JOIN referral r
        WHERE r.person_id = p.id AND p.service_id = $1 AND p.born = $2 AND coalesce(r.practice_id, r.practice_id) = $3 LIMIT 1000";
    /// The same for people with an NHS number.
    list SAME_NUMBER = "SELECT r.id AS id, r.received AS received, p.family_folded AS family_folded, p.given_folded AS given_folded,
            p.nhs_number AS nhs_number, p.born AS born
        FROM person p CROSS JOIN referral r
        WHERE r.person_id = p.id AND p.service_id = $1 AND p.nhs_number = $2 AND coalesce(r.practice_id, r.practice_id) = $3 LIMIT 1000";
    /// The same for people born on one of some days, where a day may be mistyped.
    list NEAR_DAY = "SELECT r.id AS id, r.received AS received, p.family_folded AS family_folded, p.given_folded AS given_folded,
            p.nhs_number AS nhs_number, p.born AS born
        FROM person p CROSS JOIN referral r
        WHERE r.person_id = p.id AND p.service_id = $1 AND p.born IN (SELECT {each_day} FROM {each}($2)) AND coalesce(r.practice_id, r.practice_id) = $3
        LIMIT 1000";
    /// Every referral, for the property test of lists.
    EVERY = "SELECT id, service_id, practice_id, in_queue FROM referral ORDER BY id";
}

/// One line of the queue.
#[derive(Debug, Clone)]
pub struct QueueLine {
    /// The referral.
    pub id: Id<Referral>,
    /// The person.
    pub person: Id<Person>,
    /// When it arrived.
    pub received: Timestamp,
    /// Whether it is accepted already and waits for a link worker.
    pub accepted: bool,
    /// Whether it waits for the answer to a question.
    pub asked: bool,
    /// Whether a question about it was answered, and it waits for the lead again.
    pub answered: bool,
    /// Code of what the person was told.
    pub told: ToldAnswer,
    /// Telephone.
    pub phone: Option<String>,
    /// Why, in the words of whoever sent it.
    pub reason: String,
    /// The person's name at the head of a record.
    pub name: Named,
    /// The NHS number's digits.
    pub nhs_number: Option<String>,
    /// Code of the route by which it came.
    pub route: String,
    /// The practice, where one referred.
    pub practice_id: Option<Id<Practice>>,
    /// Its name.
    pub practice: Option<String>,
    /// The sender's organisation, or how they know the person, as they say it.
    pub sender_from: Option<String>,
    /// Whether somebody with the same number, or the same date of birth and family name, is known already; or one whose
    /// name sounds alike, where [`mark_alike`] looked.
    pub may_be_known: bool,
}

/// The parts of a name, as lists need them.
#[derive(Debug, Clone)]
pub struct Named {
    /// Family name.
    pub family: String,
    /// Given names.
    pub given: Option<String>,
    /// What they like to be called.
    pub preferred: Option<String>,
    /// When they were born, as far as anybody knows.
    pub born: Born,
}

impl Named {
    /// Reads the four columns of a name.
    pub(crate) fn read(row: &Row<'_>) -> Result<Self, DbError> {
        Ok(Self {
            family: row.get("family_name")?,
            given: row.get("given_names")?,
            preferred: row.get("preferred_name")?,
            born: Born::from_kept(row.get("born")?),
        })
    }

    /// `SURNAME, Given (preferred)`.
    #[must_use]
    pub fn formal(&self) -> String {
        let mut name = self.family.to_uppercase();
        if let Some(given) = &self.given {
            name.push_str(", ");
            name.push_str(given);
        }
        if let Some(preferred) = &self.preferred {
            name.push_str(" (");
            name.push_str(preferred);
            name.push(')');
        }
        name
    }
}

/// The queue of a service, oldest first, a page at a time. Any other scope has no queue.
///
/// # Errors
/// When the database cannot answer.
pub fn queue(tx: &mut ReadTx<'_>, scope: &Scope, after: Option<Mark>, most: u32) -> Result<Page<QueueLine>, DbError> {
    let Scope::Service { service, viewer } = scope else { return Ok(Page::empty()) };
    let after = after.unwrap_or_else(Mark::first);
    let rows = tx.fetch_all(
        &QUEUE,
        &[
            (*service).into(),
            true.into(),
            after.at.into(),
            after.id.into(),
            (i64::from(most) + 1).into(),
            (*viewer).into(),
        ],
        |row| {
            let state: String = row.get("state")?;
            Ok(QueueLine {
                id: row.id("id")?,
                person: row.id("person_id")?,
                received: row.moment("received")?,
                accepted: state == "accepted",
                asked: state == "asked",
                answered: state == "received" && row.get("was_asked")?,
                told: row.code("told", ToldAnswer::from_code)?,
                phone: row.get("phone")?,
                reason: row.get("reason")?,
                name: Named::read(row)?,
                nhs_number: row.get("nhs_number")?,
                route: row.get::<Option<String>>("route")?.unwrap_or_else(|| "practice".to_owned()),
                practice_id: row.id_opt("practice_id")?,
                practice: row.get("practice_name")?,
                sender_from: row.get("sender_from")?,
                may_be_known: row.get("may_be_known")?,
            })
        },
    )?;
    Ok(Page::cut(rows, most, |line| Mark { at: line.received, id: line.id.uuid() }))
}

/// Marks the lines of people beside whom somebody was born on the same day whose name sounds alike. For a page of the
/// queue: to ask it of all of a long queue takes too long.
///
/// # Errors
/// When the database cannot answer.
pub fn mark_alike(tx: &mut ReadTx<'_>, scope: &Scope, lines: &mut [QueueLine]) -> Result<(), DbError> {
    let Scope::Service { viewer, .. } = scope else { return Ok(()) };
    let people = Value::ids(lines.iter().map(|line| line.person.uuid()));
    let values = [people, Born::AFTER_EVERY_DAY.into(), false.into(), (*viewer).into()];
    let alike = tx.fetch_all(&SOUND_ALIKE, &values, |row| row.id::<Person>("id"))?;
    for line in lines {
        line.may_be_known |= alike.contains(&line.person);
    }
    Ok(())
}

/// One line of *My referrals*.
#[derive(Debug, Clone)]
pub struct MyLine {
    /// The referral.
    pub id: Id<Referral>,
    /// The person.
    pub person: Id<Person>,
    /// The service asked.
    pub service: Id<Service>,
    /// When it was sent.
    pub received: Timestamp,
    /// Name of its state.
    pub state: String,
    /// Name of its case's state, once there is a case.
    pub case_state: Option<String>,
    /// When somebody last was in contact.
    pub last_contact: Option<Timestamp>,
    /// The person's name.
    pub name: Named,
    /// The person's NHS number, as digits.
    pub nhs_number: Option<String>,
}

/// A practice's referrals, newest first, a page at a time.
///
/// # Errors
/// When the database cannot answer.
pub fn of_practice(
    tx: &mut ReadTx<'_>,
    scope: &Scope,
    before: Option<Mark>,
    most: u32,
) -> Result<Page<MyLine>, DbError> {
    let Scope::Practice { practice, services } = scope else { return Ok(Page::empty()) };
    let before = before.unwrap_or_else(Mark::last);
    let rows = tx.fetch_all(
        &MINE,
        &[
            (*practice).into(),
            before.at.into(),
            before.id.into(),
            Value::ids(services.iter().map(|service| service.uuid())),
            (i64::from(most) + 1).into(),
        ],
        |row| {
            Ok(MyLine {
                id: row.id("id")?,
                person: row.id("person_id")?,
                service: row.id("service_id")?,
                received: row.moment("received")?,
                state: row.get("state")?,
                case_state: row.get("case_state")?,
                last_contact: row.get("last_contact")?,
                name: Named::read(row)?,
                nhs_number: row.get("nhs_number")?,
            })
        },
    )?;
    Ok(Page::cut(rows, most, |line| Mark { at: line.received, id: line.id.uuid() }))
}

/// A person's referrals, newest first.
///
/// # Errors
/// When the database cannot answer.
pub fn of_person(tx: &mut ReadTx<'_>, person: Id<Person>) -> Result<Vec<Referral>, DbError> {
    tx.fetch_all(&OF_PERSON, &[person.into()], Referral::read)
}

/// The facts that decide about a referral.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ReferralFacts {
    /// The service asked.
    pub service: Id<Service>,
    /// The practice that may read it, where one referred.
    pub practice: Option<Id<Practice>>,
}

impl ReferralFacts {
    /// What its practice may read; `None` when no practice referred.
    #[must_use]
    pub fn practice_record(self) -> Option<PracticeRecord> {
        self.practice.map(|practice| PracticeRecord { service: self.service, practice })
    }
}

/// The facts that decide about a referral: its service, and the practice that may read it.
///
/// # Errors
/// When the database cannot answer.
pub fn facts(tx: &mut ReadTx<'_>, referral: Id<Referral>) -> Result<Option<ReferralFacts>, DbError> {
    tx.fetch_optional(&FACTS, &[referral.into()], facts_of)
}

fn facts_of(row: &Row<'_>) -> Result<ReferralFacts, DbError> {
    Ok(ReferralFacts { service: row.id("service_id")?, practice: row.id_opt("practice_id")? })
}

/// An earlier referral of the same practice that may be of the same person.
#[derive(Debug, Clone)]
pub struct Earlier {
    /// The referral.
    pub id: Id<Referral>,
    /// When it arrived.
    pub received: Timestamp,
    /// Folded family name.
    pub family: String,
    /// Folded given names.
    pub given: String,
    /// NHS number's digits.
    pub nhs_number: Option<String>,
    /// When the person was born, as far as it was said.
    pub born: Born,
}

fn earlier(row: &Row<'_>) -> Result<Earlier, DbError> {
    Ok(Earlier {
        id: row.id("id")?,
        received: row.moment("received")?,
        family: row.get("family_folded")?,
        given: row.get("given_folded")?,
        nhs_number: row.get("nhs_number")?,
        born: Born::from_kept(row.get("born")?),
    })
}

/// They are few: sorted here, so that no order tempts the database to go through all that a practice sent.
fn newest_first(mut found: Vec<Earlier>) -> Vec<Earlier> {
    found.sort_by_key(|one| std::cmp::Reverse((one.received, one.id)));
    found
}

/// The practice's own referrals of people born on one of some days. Another practice's are never hinted at.
///
/// # Errors
/// When the database cannot answer.
pub fn earlier_of_practice_near(
    tx: &mut ReadTx<'_>,
    service: Id<Service>,
    practice: Id<Practice>,
    days: &[Date],
) -> Result<Vec<Earlier>, DbError> {
    let values = [service.into(), Value::days(days.iter().copied()), practice.into()];
    Ok(newest_first(tx.fetch_all(&NEAR_DAY, &values, earlier)?))
}

/// The practice's own referrals of people born on a day. Another practice's are never hinted at.
///
/// # Errors
/// When the database cannot answer.
pub fn earlier_of_practice(
    tx: &mut ReadTx<'_>,
    service: Id<Service>,
    practice: Id<Practice>,
    born: Born,
) -> Result<Vec<Earlier>, DbError> {
    let values = [service.into(), born.kept_as().into(), practice.into()];
    Ok(newest_first(tx.fetch_all(&SAME_DAY, &values, earlier)?))
}

/// The practice's own referrals of people with an NHS number. Another practice's are never hinted at.
///
/// # Errors
/// When the database cannot answer.
pub fn earlier_of_practice_numbered(
    tx: &mut ReadTx<'_>,
    service: Id<Service>,
    practice: Id<Practice>,
    number: &str,
) -> Result<Vec<Earlier>, DbError> {
    let values = [service.into(), number.into(), practice.into()];
    Ok(newest_first(tx.fetch_all(&SAME_NUMBER, &values, earlier)?))
}

/// Every referral within reach, with whether it stands in the queue. For the property test of lists.
///
/// # Errors
/// When the database cannot answer.
pub fn every(tx: &mut ReadTx<'_>) -> Result<Vec<(Id<Referral>, ReferralFacts, bool)>, DbError> {
    tx.fetch_all(&EVERY, &[], |row| Ok((row.id("id")?, facts_of(row)?, row.get("in_queue")?)))
}
