//! The plan: what surrounds it, its goals and its actions.

use jiff::civil::Date;
use kith_domain::id::Id;
use kith_domain::person::Person;
use kith_domain::policy::Scope;
use kith_domain::staff::{Account, Service};
use kith_domain::support::plan::action::{self, Action, Owner, Terms};
use kith_domain::support::plan::goal::{self, Goal, Wording};
use kith_domain::support::plan::{Agreed, Parts, Sheet};
use kith_domain::text::Words;
use uuid::Uuid;

use crate::db::{DbError, ReadTx, Row, Value, statements};
use crate::referrals::Named;
use crate::rows::{Typed, text};
use crate::table::{Kept, Saved, Table, of_a_person};

/// The table of what surrounds goals and actions.
pub(crate) static SHEET: Table = Table {
    name: "plan_sheet",
    columns: &[
        "person_id",
        "strengths",
        "agreed",
        "review",
        "reviewer",
        "funding",
        "documents",
        "harder_signs",
        "harder_do",
        "harder_who",
        "author_id",
        "at",
    ],
};
/// The table of goals.
pub(crate) static GOAL: Table =
    Table { name: "goal", columns: &["person_id", "words", "why", "state", "since", "outcome", "author_id", "at"] };
/// The table of actions.
pub(crate) static ACTION: Table = Table {
    name: "plan_action",
    columns: &[
        "person_id",
        "goal_id",
        "what",
        "owner",
        "who",
        "due",
        "strategies",
        "confidence",
        "review",
        "state",
        "is_open",
        "since",
        "outcome",
        "author_id",
        "at",
    ],
};

impl Saved for Sheet {
    const TABLE: &'static Table = &SHEET;
    of_a_person!();
    fn values(&self) -> Vec<Value> {
        let it = &self.parts;
        vec![
            self.person.into(),
            text(&it.strengths),
            it.agreed.map(Agreed::code).into(),
            it.review.into(),
            text(&it.reviewer),
            text(&it.funding),
            text(&it.documents),
            text(&it.harder_signs),
            text(&it.harder_do),
            text(&it.harder_who),
            self.author.into(),
            self.at.into(),
        ]
    }
    fn read(row: &Row<'_>) -> Result<Self, DbError> {
        Ok(Self {
            id: row.id("id")?,
            service: row.id("service_id")?,
            person: row.id("person_id")?,
            parts: Parts {
                strengths: row.words_opt("strengths")?,
                agreed: row.code_opt("agreed", Agreed::from_code)?,
                review: row.get("review")?,
                reviewer: row.line_opt("reviewer")?,
                funding: row.line_opt("funding")?,
                documents: row.words_opt("documents")?,
                harder_signs: row.words_opt("harder_signs")?,
                harder_do: row.words_opt("harder_do")?,
                harder_who: row.words_opt("harder_who")?,
            },
            author: row.id("author_id")?,
            at: row.moment("at")?,
        })
    }
}

impl Saved for Goal {
    const TABLE: &'static Table = &GOAL;
    of_a_person!();
    fn values(&self) -> Vec<Value> {
        vec![
            self.person.into(),
            (&self.wording.words).into(),
            text(&self.wording.why),
            self.state.code().into(),
            self.since.into(),
            text(&self.outcome),
            self.author.into(),
            self.at.into(),
        ]
    }
    fn read(row: &Row<'_>) -> Result<Self, DbError> {
        Ok(Self {
            id: row.id("id")?,
            service: row.id("service_id")?,
            person: row.id("person_id")?,
            wording: Wording { words: row.words("words")?, why: row.words_opt("why")? },
            state: row.code("state", goal::State::from_code)?,
            since: row.moment("since")?,
            outcome: row.words_opt("outcome")?,
            author: row.id("author_id")?,
            at: row.moment("at")?,
        })
    }
}

impl Saved for Action {
    const TABLE: &'static Table = &ACTION;
    of_a_person!();
    fn values(&self) -> Vec<Value> {
        let it = &self.terms;
        vec![
            self.person.into(),
            it.goal.into(),
            (&it.what).into(),
            it.owner.code().into(),
            text(&it.who),
            it.due.into(),
            text(&it.strategies),
            it.confidence.into(),
            it.review.into(),
            self.state.code().into(),
            self.state.is_open().into(),
            self.since.into(),
            text(&self.outcome),
            self.author.into(),
            self.at.into(),
        ]
    }
    fn read(row: &Row<'_>) -> Result<Self, DbError> {
        Ok(Self {
            id: row.id("id")?,
            service: row.id("service_id")?,
            person: row.id("person_id")?,
            terms: Terms {
                goal: row.id_opt("goal_id")?,
                what: row.words("what")?,
                owner: row.code("owner", Owner::from_code)?,
                who: row.line_opt("who")?,
                due: row.get("due")?,
                strategies: row.words_opt("strategies")?,
                confidence: row.count("confidence")?,
                review: row.get("review")?,
            },
            state: row.code("state", action::State::from_code)?,
            since: row.moment("since")?,
            outcome: row.words_opt("outcome")?,
            author: row.id("author_id")?,
            at: row.moment("at")?,
        })
    }
}

statements! {
    /// What surrounds a person's plan.
    SHEET_OF = "SELECT id, version, service_id, person_id, strengths, agreed, review, reviewer, funding, documents,
            harder_signs, harder_do, harder_who, author_id, at
        FROM plan_sheet WHERE person_id = $1";
    /// A person's goals, oldest first.
    list GOALS = "SELECT id, version, service_id, person_id, words, why, state, since, outcome, author_id, at
        FROM goal WHERE person_id = $1 ORDER BY at, id";
    /// A person's actions, oldest first.
    list ACTIONS = "SELECT id, version, service_id, person_id, goal_id, what, owner, who, due, strategies, confidence, review,
            state, is_open, since, outcome, author_id, at
        FROM plan_action WHERE person_id = $1 ORDER BY at, id";
    /// What is due by a day for the people whose open case a worker has, longest due first.
    list DUE = "SELECT a.id AS id, a.person_id AS person_id, a.what AS what, a.owner AS owner, a.who AS who, a.due AS due,
            p.family_name AS family_name, p.given_names AS given_names, p.preferred_name AS preferred_name, p.born AS born
        FROM plan_action a JOIN caseload c ON c.person_id = a.person_id JOIN person p ON p.id = a.person_id
        WHERE a.service_id = $1 AND a.is_open = $2 AND a.due <= $3 AND c.worker_id = $4 AND c.is_open = $2
            AND (NOT EXISTS (SELECT 1 FROM restricted_to x WHERE x.person_id = c.person_id)
                OR EXISTS (SELECT 1 FROM restricted_to x WHERE x.person_id = c.person_id AND x.account_id = $5))
        ORDER BY a.due, a.id LIMIT 51";
}

/// A person's plan, as far as there is one.
#[derive(Debug, Clone, Default)]
pub struct Plan {
    /// What surrounds it.
    pub sheet: Option<Kept<Sheet>>,
    /// Its goals, oldest first.
    pub goals: Vec<Kept<Goal>>,
    /// Its actions, oldest first.
    pub actions: Vec<Kept<Action>>,
}

/// A person's plan.
///
/// # Errors
/// When the database cannot answer.
pub fn of_person(tx: &mut ReadTx<'_>, person: Id<Person>) -> Result<Plan, DbError> {
    Ok(Plan {
        sheet: tx.fetch_optional(&SHEET_OF, &[person.into()], |row| {
            Ok(Kept { version: row.get("version")?, it: Sheet::read(row)? })
        })?,
        goals: tx.fetch_all(&GOALS, &[person.into()], |row| {
            Ok(Kept { version: row.get("version")?, it: Goal::read(row)? })
        })?,
        actions: tx.fetch_all(&ACTIONS, &[person.into()], |row| {
            Ok(Kept { version: row.get("version")?, it: Action::read(row)? })
        })?,
    })
}

/// An action that is due.
#[derive(Debug, Clone)]
pub struct DueLine {
    /// The action.
    pub id: Id<Action>,
    /// The person.
    pub person: Id<Person>,
    /// The person's name.
    pub name: Named,
    /// What is done.
    pub what: Words,
    /// Whose it is.
    pub owner: Owner,
    /// Who that is by name.
    pub who: Option<String>,
    /// By when.
    pub due: Date,
}

/// What is due by a day for the people whose open case a worker has, longest due first; at most 50.
///
/// # Errors
/// When the database cannot answer.
pub fn due(tx: &mut ReadTx<'_>, scope: &Scope, by: Date) -> Result<Vec<DueLine>, DbError> {
    let Scope::Worker { service, worker, .. } = scope else { return Ok(Vec::new()) };
    let mut due = Vec::new();
    for whose in scope.whose() {
        due.extend(due_of(tx, *service, (whose, *worker), by)?);
    }
    due.sort_by_key(|line| (line.due, line.id));
    Ok(due)
}

/// What is due of one worker's people, as far as the viewer may know of them.
fn due_of(
    tx: &mut ReadTx<'_>,
    service: Id<Service>,
    (worker, viewer): (Id<Account>, Id<Account>),
    by: Date,
) -> Result<Vec<DueLine>, DbError> {
    tx.fetch_all(&DUE, &[service.into(), true.into(), by.into(), worker.into(), viewer.into()], |row| {
        Ok(DueLine {
            id: row.id("id")?,
            person: row.id("person_id")?,
            name: Named::read(row)?,
            what: row.words("what")?,
            owner: row.code("owner", Owner::from_code)?,
            who: row.get("who")?,
            due: row.get("due")?,
        })
    })
}
