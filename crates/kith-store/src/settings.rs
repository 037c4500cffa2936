//! What a service says of itself, and the history of it.

use kith_domain::calendar::{Nation, OpeningDays};
use kith_domain::id::Id;
use kith_domain::practice::Practice;
use kith_domain::settings::{Day, Settings, Urgent, Wording};
use kith_domain::staff::Service;
use kith_domain::support::asking::Share;
use kith_domain::support::attempts::ClosingPolicy;
use kith_domain::support::guide::Guides;
use kith_domain::text::{Line, Words};
use serde_json::{Value as Json, json};
use uuid::Uuid;

use crate::db::{DbError, ReadTx, Row, Value, statements};
use crate::rows::{Typed, damaged, text};
use crate::story::{Happened, happened};
use crate::table::{self, Kept, Saved, Table};

/// The table of settings.
pub(crate) static TABLE: Table = Table {
    name: "service_settings",
    columns: &[
        "opening",
        "nation",
        "days",
        "urgent_words",
        "door_closed",
        "crisis",
        "safeguarding_adults",
        "safeguarding_children",
        "same_day",
        "closing",
        "needs",
        "retired_ways",
        "asking",
        "guides",
        "closing_policy",
        "visit_words",
    ],
};

impl Saved for Settings {
    const TABLE: &'static Table = &TABLE;
    fn id(&self) -> Uuid {
        self.service.uuid()
    }
    fn service(&self) -> Uuid {
        self.service.uuid()
    }
    fn values(&self) -> Vec<Value> {
        let wording =
            |it: &Wording| Json::Array(it.parts().map(|(code, label, on)| json!([code, label.as_str(), on])).collect());
        let days = self.days.iter().map(|it| json!([it.day.to_string(), it.name.as_str(), it.is_open])).collect();
        let same_day = self.same_day.iter().map(|(of, number)| json!([of.to_string(), number.as_str()])).collect();
        vec![
            json!(self.opening.codes()).into(),
            self.nation.code().into(),
            Json::Array(days).into(),
            text(&self.urgent.words),
            text(&self.door_closed),
            text(&self.urgent.crisis),
            text(&self.urgent.safeguarding_adults),
            text(&self.urgent.safeguarding_children),
            Json::Array(same_day).into(),
            wording(&self.closing).into(),
            wording(&self.needs).into(),
            Json::Array(self.retired_ways.iter().map(|code| code.as_str().into()).collect()).into(),
            Some(self.asking).filter(|share| *share != Share::USUAL).map(Share::hundredths).into(),
            guides_as_kept(&self.guides),
            self.closing_policy.as_ref().map_or(Value::Null, policy_as_kept),
            text(&self.visit_words),
        ]
    }
    fn read(row: &Row<'_>) -> Result<Self, DbError> {
        let opening = list(row, "opening", |line| line.as_str().map(str::to_owned))?;
        Ok(Self {
            service: row.id("id")?,
            opening: OpeningDays::of(opening.iter().map(String::as_str))
                .ok_or_else(|| damaged("opening", "no day of the week"))?,
            nation: row.code("nation", Nation::from_code)?,
            days: list(row, "days", day)?,
            urgent: Urgent {
                words: row.words_opt("urgent_words")?,
                crisis: row.line_opt("crisis")?,
                safeguarding_adults: row.line_opt("safeguarding_adults")?,
                safeguarding_children: row.line_opt("safeguarding_children")?,
            },
            door_closed: row.words_opt("door_closed")?,
            same_day: list(row, "same_day", same_day)?,
            closing: Wording::from_parts(list(row, "closing", worded)?),
            needs: Wording::from_parts(list(row, "needs", worded)?),
            retired_ways: list(row, "retired_ways", |line| Line::new(line.as_str()?).ok())?,
            asking: match row.count("asking")? {
                None => Share::USUAL,
                Some(hundredths) => {
                    Share::of(hundredths).map_err(|_| damaged("asking", "a share that is not offered"))?
                }
            },
            guides: guides(row)?,
            closing_policy: policy(row)?,
            visit_words: row.words_opt("visit_words")?,
        })
    }
}

/// Nothing where there is no guide, so that what was kept before there were any stays as it was.
fn guides_as_kept(it: &Guides) -> Value {
    if *it == Guides::default() { Value::Null } else { json!([it.contacts, it.months, it.caseload]).into() }
}

fn guides(row: &Row<'_>) -> Result<Guides, DbError> {
    let Some(json) = row.get::<Option<Json>>("guides")? else { return Ok(Guides::default()) };
    let wrong = || damaged("guides", "not guides as Kith writes them");
    let Some([contacts, months, caseload]) = json.as_array().map(Vec::as_slice) else { return Err(wrong()) };
    let number = |it: &Json| match it.as_u64() {
        None if it.is_null() => Ok(None),
        found => found.and_then(|it| u32::try_from(it).ok()).map(Some).ok_or_else(wrong),
    };
    Ok(Guides { contacts: number(contacts)?, months: number(months)?, caseload: number(caseload)? })
}

fn policy_as_kept(it: &ClosingPolicy) -> Value {
    json!([it.attempts, it.weeks, it.since.to_string(), it.words.as_ref().map(Words::as_str)]).into()
}

fn policy(row: &Row<'_>) -> Result<Option<ClosingPolicy>, DbError> {
    let Some(json) = row.get::<Option<Json>>("closing_policy")? else { return Ok(None) };
    let read = || {
        let [attempts, weeks, since, words] = json.as_array()?.as_slice() else { return None };
        Some(ClosingPolicy {
            attempts: attempts.as_u64().and_then(|it| u32::try_from(it).ok())?,
            weeks: weeks.as_u64().and_then(|it| u32::try_from(it).ok()),
            since: since.as_str()?.parse().ok()?,
            words: words.as_str().and_then(|it| Words::new(it).ok()),
        })
    };
    read().map(Some).ok_or_else(|| damaged("closing_policy", "not a policy as Kith writes it"))
}

/// Reads a list of a column, line by line.
fn list<T>(row: &Row<'_>, column: &'static str, read: impl Fn(&Json) -> Option<T>) -> Result<Vec<T>, DbError> {
    let json: Json = row.get(column)?;
    let lines = json.as_array().and_then(|lines| lines.iter().map(read).collect());
    lines.ok_or_else(|| damaged(column, "not a list as Kith writes it"))
}

fn day(line: &Json) -> Option<Day> {
    let [day, name, is_open] = line.as_array()?.as_slice() else { return None };
    Some(Day { day: day.as_str()?.parse().ok()?, name: Line::new(name.as_str()?).ok()?, is_open: is_open.as_bool()? })
}

fn same_day(line: &Json) -> Option<(Id<Practice>, Line)> {
    let [practice, number] = line.as_array()?.as_slice() else { return None };
    Some((practice.as_str()?.parse().ok()?, Line::new(number.as_str()?).ok()?))
}

fn worded(line: &Json) -> Option<(String, Line, bool)> {
    let [code, label, on] = line.as_array()?.as_slice() else { return None };
    Some((code.as_str()?.to_owned(), Line::new(label.as_str()?).ok()?, on.as_bool()?))
}

statements! {
    /// What changed in what a service says of itself, newest first. Everything else that happened to the
    /// service's own record stands under the same subject and is told apart by its kind.
    list HISTORY = "SELECT id, subject_kind, subject_id, kind, at, account_id, facts
        FROM event WHERE subject_id = $1 ORDER BY at DESC, id DESC LIMIT 500";
}

/// What a service says of itself; what is shipped, at version 0, when it has changed nothing yet.
///
/// # Errors
/// When the database cannot answer.
pub fn of(tx: &mut ReadTx<'_>, service: Id<Service>) -> Result<Kept<Settings>, DbError> {
    let found = table::find::<Settings>(tx, service.uuid())?;
    Ok(found.unwrap_or_else(|| Kept { version: 0, it: Settings::first(service) }))
}

/// What was changed, newest first: at most 500 entries of the service's own history.
///
/// # Errors
/// When the database cannot answer.
pub fn history(tx: &mut ReadTx<'_>, service: Id<Service>) -> Result<Vec<Happened>, DbError> {
    let all = tx.fetch_all(&HISTORY, &[service.into()], happened)?;
    Ok(all.into_iter().filter(|it| it.kind == "settings.changed").collect())
}
