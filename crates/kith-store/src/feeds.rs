//! Feeds that the directory is taken from, how their runs go, and which entries each lists.
//!
//! A feed is an entity; its run, its lines and what it lists are derived, and belong to nobody.

use jiff::Timestamp;
use jiff::civil::Date;
use kith_domain::directory::feed::night::Latest;
use kith_domain::directory::feed::{Feed, How, When};
use kith_domain::directory::{CommunityService, Organisation};
use kith_domain::id::Id;
use uuid::Uuid;

use crate::db::{DbError, ReadTx, Row, Tx, Value, statements};
use crate::rows::Typed;
use crate::table::{Kept, NO_SERVICE, Saved, Table};

/// The table of feeds.
pub(crate) static TABLE: Table = Table { name: "directory_feed", columns: &["url", "state", "added_by", "at"] };

impl Saved for Feed {
    const TABLE: &'static Table = &TABLE;
    fn id(&self) -> Uuid {
        self.id.uuid()
    }
    fn service(&self) -> Uuid {
        NO_SERVICE
    }
    fn values(&self) -> Vec<Value> {
        vec![(&self.url).into(), self.when.code().into(), self.by.into(), self.at.into()]
    }
    fn read(row: &Row<'_>) -> Result<Self, DbError> {
        Ok(Self {
            id: row.id("id")?,
            url: row.words("url")?,
            when: row.code("state", When::from_code)?,
            by: row.id_opt("added_by")?,
            at: row.moment("at")?,
        })
    }
}

/// The latest run of a feed.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Run {
    /// Its number.
    pub run: i64,
    /// When it began.
    pub began: Option<Timestamp>,
    /// When it last moved on.
    pub touched: Option<Timestamp>,
    /// When it ended.
    pub ended: Option<Timestamp>,
    /// When another was asked for.
    pub asked: Option<Timestamp>,
    /// The page it read last.
    pub page: u32,
    /// How many pages there are, as far as the feed tells.
    pub pages: Option<u32>,
    /// New entries.
    pub taken: u32,
    /// Changed entries.
    pub changed: u32,
    /// Entries as they were.
    pub unchanged: u32,
    /// Refused records.
    pub refused: u32,
    /// Entries that are no longer in the feed.
    pub vanished: u32,
    /// Records that nobody can tell from others.
    pub unrecognised: u32,
    /// Why it ended before the end of the feed.
    pub stopped: Option<String>,
    /// Why nothing was marked as no longer listed.
    pub unmarked: Option<String>,
    /// When a run last read the whole feed.
    pub whole: Option<Timestamp>,
    /// How many services it listed then.
    pub whole_listed: Option<u32>,
    /// How many records nobody could tell from others then.
    pub whole_unrecognised: Option<u32>,
    /// Who holds the run that goes on.
    pub holder: Option<Uuid>,
    /// The night for which it was taken.
    pub night: Option<Date>,
    /// How another run was asked for.
    pub asked_how: Option<How>,
    /// In how many nights in a row no run came to the end of the feed.
    pub failed_nights: u32,
    /// The last of them.
    pub failed_night: Option<Date>,
}

impl Run {
    /// What decides whether another is due.
    #[must_use]
    pub const fn latest(&self) -> Latest {
        Latest {
            touched: self.touched,
            ended: self.ended,
            is_held: self.holder.is_some(),
            has_failed: self.stopped.is_some(),
            asked: self.asked,
            night: self.night,
        }
    }

    /// Whether it goes on at this moment.
    #[must_use]
    pub fn is_running(&self, now: Timestamp) -> bool {
        self.latest().is_running(now)
    }
}

statements! {
    /// The feed at an address.
    BY_URL = "SELECT id, version, service_id, url, state, added_by, at FROM directory_feed WHERE url = $1";
    /// The feeds, in the order of their addresses, with how their latest runs go.
    list ALL = "SELECT f.id, f.version, f.service_id, f.url, f.state, f.added_by, f.at,
            r.run, r.began, r.touched, r.ended, r.asked, r.page, r.pages, r.taken, r.changed, r.unchanged, r.refused, r.vanished,
            r.unrecognised, r.stopped, r.unmarked, r.whole, r.whole_listed, r.whole_unrecognised, r.holder, r.night, r.asked_how,
            r.failed_nights, r.failed_night
        FROM directory_feed f LEFT JOIN directory_feed_run r ON r.feed_id = f.id
        WHERE f.url > $1 ORDER BY f.url LIMIT 200";
    /// How many feeds there are.
    HOW_MANY = "SELECT CAST(count(*) AS BIGINT) AS number FROM directory_feed";
    /// How the latest run of a feed goes.
    RUN = "SELECT run, began, touched, ended, asked, page, pages, taken, changed, unchanged, refused, vanished, unrecognised,
            stopped, unmarked, whole, whole_listed, whole_unrecognised, holder, night, asked_how, failed_nights, failed_night
        FROM directory_feed_run WHERE feed_id = $1";
    /// The run that goes on has said a word.
    TOUCH = "UPDATE directory_feed_run SET touched = $3 WHERE feed_id = $1 AND holder = $2";
    /// A run is let go before its end, for another to go on with at once.
    LET_GO = "UPDATE directory_feed_run SET holder = NULL WHERE feed_id = $1 AND holder = $2";
    /// Writes down how a run goes.
    PUT = "INSERT INTO directory_feed_run (feed_id, run, began, touched, ended, asked, page, pages, taken, changed, unchanged, refused,
            vanished, unrecognised, stopped, unmarked, whole, whole_listed, whole_unrecognised, holder, night, asked_how,
            failed_nights, failed_night)
        VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19, $20, $21, $22, $23, $24)
        ON CONFLICT (feed_id) DO UPDATE SET run = excluded.run, began = excluded.began, touched = excluded.touched,
            ended = excluded.ended, asked = excluded.asked, page = excluded.page, pages = excluded.pages,
            taken = excluded.taken, changed = excluded.changed, unchanged = excluded.unchanged, refused = excluded.refused,
            vanished = excluded.vanished, unrecognised = excluded.unrecognised, stopped = excluded.stopped,
            unmarked = excluded.unmarked, whole = excluded.whole, whole_listed = excluded.whole_listed,
            whole_unrecognised = excluded.whole_unrecognised, holder = excluded.holder, night = excluded.night,
            asked_how = excluded.asked_how, failed_nights = excluded.failed_nights, failed_night = excluded.failed_night";
    /// Notes that a feed lists an entry.
    LISTS = "INSERT INTO directory_feed_listed (feed_id, community_service_id, page, run) VALUES ($1, $2, $3, $4)
        ON CONFLICT (feed_id, community_service_id) DO UPDATE SET page = excluded.page, run = excluded.run";
    /// The entries with identifiers of a feed.
    OF_SOURCES = "SELECT id FROM community_service WHERE source IN (SELECT {each_id} FROM {each}($1))";
    /// A page is as it was, and lists what it listed.
    SAME = "UPDATE directory_feed_listed SET run = $3 WHERE feed_id = $1 AND page = $2";
    /// How many entries a feed lists in a run.
    LISTED = "SELECT CAST(count(*) AS BIGINT) AS number FROM directory_feed_listed WHERE feed_id = $1 AND run = $2";
    /// How many it listed before and not in that run.
    MISSING = "SELECT CAST(count(*) AS BIGINT) AS number FROM directory_feed_listed WHERE feed_id = $1 AND run < $2";
    /// Entries that a feed listed before a run and not in it.
    list GONE = "SELECT community_service_id FROM directory_feed_listed WHERE feed_id = $1 AND run < $2
        ORDER BY run, community_service_id LIMIT 100";
    /// A feed does not list an entry any more.
    UNLIST = "DELETE FROM directory_feed_listed WHERE feed_id = $1 AND community_service_id = $2";
    /// A feed is not asked any more.
    UNLIST_ALL = "DELETE FROM directory_feed_listed WHERE feed_id = $1";
    /// Whether any feed lists an entry.
    IS_LISTED = "SELECT feed_id FROM directory_feed_listed WHERE community_service_id = $1 LIMIT 1";
    /// The feed that lists an entry and was added first.
    KEEPER = "SELECT f.id AS id, f.url AS url, f.at AS at FROM directory_feed_listed l JOIN directory_feed f ON f.id = l.feed_id
        WHERE l.community_service_id = $1 ORDER BY f.at, f.id LIMIT 1";
    /// The feed that lists any entry of an organisation and was added first.
    KEEPER_OF_ALL = "SELECT f.id AS id, f.url AS url, f.at AS at FROM community_service s
        JOIN directory_feed_listed l ON l.community_service_id = s.id JOIN directory_feed f ON f.id = l.feed_id
        WHERE s.organisation_id = $1 ORDER BY f.at, f.id LIMIT 1";
    /// Forgets the lines of the run before.
    FORGET_LINES = "DELETE FROM directory_feed_line WHERE feed_id = $1";
    /// A line about a record.
    LINE = "INSERT INTO directory_feed_line (feed_id, number, words) VALUES ($1, $2, $3)";
    /// The number of the last line.
    LAST_LINE = "SELECT max(number) AS number FROM directory_feed_line WHERE feed_id = $1";
    /// The lines of the latest run.
    list LINES = "SELECT number, words FROM directory_feed_line WHERE feed_id = $1 AND number > $2 ORDER BY number LIMIT $3";
}

fn kept(row: &Row<'_>) -> Result<Kept<Feed>, DbError> {
    Ok(Kept { version: row.get("version")?, it: Feed::read(row)? })
}

/// The feed at an address.
///
/// # Errors
/// When the database cannot answer.
pub fn by_url(tx: &mut ReadTx<'_>, url: &str) -> Result<Option<Kept<Feed>>, DbError> {
    tx.fetch_optional(&BY_URL, &[url.into()], kept)
}

/// The feeds, at most two hundred, with how their latest runs went.
///
/// # Errors
/// When the database cannot answer.
pub fn all(tx: &mut ReadTx<'_>) -> Result<Vec<(Kept<Feed>, Run)>, DbError> {
    tx.fetch_all(&ALL, &["".into()], |row| Ok((kept(row)?, read_run(row)?)))
}

/// How many feeds there are.
///
/// # Errors
/// When the database cannot answer.
pub fn how_many(tx: &mut ReadTx<'_>) -> Result<i64, DbError> {
    Ok(tx.fetch_optional(&HOW_MANY, &[], number)?.unwrap_or(0))
}

/// The latest run of a feed; all is empty before the first.
///
/// # Errors
/// When the database cannot answer.
pub fn run(tx: &mut ReadTx<'_>, feed: Id<Feed>) -> Result<Run, DbError> {
    Ok(tx.fetch_optional(&RUN, &[feed.into()], read_run)?.unwrap_or_default())
}

fn read_run(row: &Row<'_>) -> Result<Run, DbError> {
    let count = |name| Ok::<_, DbError>(row.count(name)?.unwrap_or(0));
    Ok(Run {
        run: row.get::<Option<i64>>("run")?.unwrap_or(0),
        began: row.moment_opt("began")?,
        touched: row.moment_opt("touched")?,
        ended: row.moment_opt("ended")?,
        asked: row.moment_opt("asked")?,
        page: count("page")?,
        pages: row.count("pages")?,
        taken: count("taken")?,
        changed: count("changed")?,
        unchanged: count("unchanged")?,
        refused: count("refused")?,
        vanished: count("vanished")?,
        unrecognised: count("unrecognised")?,
        stopped: row.get("stopped")?,
        unmarked: row.get("unmarked")?,
        whole: row.moment_opt("whole")?,
        whole_listed: row.count("whole_listed")?,
        whole_unrecognised: row.count("whole_unrecognised")?,
        holder: row.get("holder")?,
        night: row.get("night")?,
        asked_how: row.code_opt("asked_how", How::from_code)?,
        failed_nights: count("failed_nights")?,
        failed_night: row.get("failed_night")?,
    })
}

/// The run that goes on says a word. `false` when somebody else holds it by now.
///
/// # Errors
/// When the database fails.
pub fn touch(tx: &mut Tx<'_>, feed: Id<Feed>, holder: Uuid, now: Timestamp) -> Result<bool, DbError> {
    Ok(tx.execute(&TOUCH, &[feed.into(), holder.into(), now.into()])? > 0)
}

/// A run is let go before its end, for another to go on with at once.
///
/// # Errors
/// When the database fails.
pub fn let_go(tx: &mut Tx<'_>, feed: Id<Feed>, holder: Uuid) -> Result<(), DbError> {
    tx.execute(&LET_GO, &[feed.into(), holder.into()])?;
    Ok(())
}

/// Writes down how a run goes.
///
/// # Errors
/// When the database fails.
pub fn put(tx: &mut Tx<'_>, feed: Id<Feed>, it: &Run) -> Result<(), DbError> {
    let count = |number: u32| Value::from(i64::from(number));
    let values = [
        feed.into(),
        it.run.into(),
        it.began.into(),
        it.touched.into(),
        it.ended.into(),
        it.asked.into(),
        count(it.page),
        it.pages.map(i64::from).into(),
        count(it.taken),
        count(it.changed),
        count(it.unchanged),
        count(it.refused),
        count(it.vanished),
        count(it.unrecognised),
        it.stopped.clone().into(),
        it.unmarked.clone().into(),
        it.whole.into(),
        it.whole_listed.map(i64::from).into(),
        it.whole_unrecognised.map(i64::from).into(),
        it.holder.into(),
        it.night.into(),
        it.asked_how.map(|how| how.code().to_owned()).into(),
        count(it.failed_nights),
        it.failed_night.into(),
    ];
    tx.execute(&PUT, &values)?;
    Ok(())
}

/// Notes which services a page of a feed lists, by their identifiers in it.
///
/// # Errors
/// When the database fails.
pub fn lists(tx: &mut Tx<'_>, feed: Id<Feed>, (page, run): (u32, i64), sources: &[Uuid]) -> Result<(), DbError> {
    let ids = Value::ids(sources.iter().copied());
    let entries = tx.fetch_all(&OF_SOURCES, &[ids], |row| row.id::<CommunityService>("id"))?;
    let rows: Vec<Vec<Value>> =
        entries.into_iter().map(|id| vec![feed.into(), id.into(), i64::from(page).into(), run.into()]).collect();
    tx.batch(&LISTS, &rows)?;
    Ok(())
}

/// The feed whose word an entry is: of all that list it, the one that was added first.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Keeper {
    /// The feed.
    pub id: Id<Feed>,
    /// Its address.
    pub url: String,
    /// When it was added.
    pub at: Timestamp,
}

fn keeper_of(row: &Row<'_>) -> Result<Keeper, DbError> {
    Ok(Keeper { id: row.id("id")?, url: row.get("url")?, at: row.moment("at")? })
}

/// The feed whose word an entry is, if any lists it.
///
/// # Errors
/// When the database cannot answer.
pub fn keeper(tx: &mut ReadTx<'_>, entry: Id<CommunityService>) -> Result<Option<Keeper>, DbError> {
    tx.fetch_optional(&KEEPER, &[entry.into()], keeper_of)
}

/// The feed whose word an organisation is, if any lists an entry of it.
///
/// # Errors
/// When the database cannot answer.
pub fn keeper_of_all(tx: &mut ReadTx<'_>, organisation: Id<Organisation>) -> Result<Option<Keeper>, DbError> {
    tx.fetch_optional(&KEEPER_OF_ALL, &[organisation.into()], keeper_of)
}

/// A page is as it was, and lists what it listed.
///
/// # Errors
/// When the database fails.
pub fn same(tx: &mut Tx<'_>, feed: Id<Feed>, (page, run): (u32, i64)) -> Result<(), DbError> {
    tx.execute(&SAME, &[feed.into(), i64::from(page).into(), run.into()])?;
    Ok(())
}

fn number(row: &Row<'_>) -> Result<i64, DbError> {
    row.get("number")
}

/// How many entries a feed lists in a run, and how many it listed before and not in it.
///
/// # Errors
/// When the database cannot answer.
pub fn census(tx: &mut ReadTx<'_>, feed: Id<Feed>, run: i64) -> Result<(u64, u64), DbError> {
    let of = [feed.into(), run.into()];
    let listed = tx.fetch_optional(&LISTED, &of, number)?.unwrap_or(0);
    let missing = tx.fetch_optional(&MISSING, &of, number)?.unwrap_or(0);
    Ok((u64::try_from(listed).unwrap_or(0), u64::try_from(missing).unwrap_or(0)))
}

/// Some of the entries that a feed listed before a run and not in it.
///
/// # Errors
/// When the database cannot answer.
pub fn gone(tx: &mut ReadTx<'_>, feed: Id<Feed>, run: i64) -> Result<Vec<Id<CommunityService>>, DbError> {
    tx.fetch_all(&GONE, &[feed.into(), run.into()], |row| row.id("community_service_id"))
}

/// A feed does not list an entry any more. Whether another one does.
///
/// # Errors
/// When the database fails.
pub fn unlist(tx: &mut Tx<'_>, feed: Id<Feed>, entry: Id<CommunityService>) -> Result<bool, DbError> {
    tx.execute(&UNLIST, &[feed.into(), entry.into()])?;
    Ok(tx.fetch_optional(&IS_LISTED, &[entry.into()], |_| Ok(()))?.is_some())
}

/// A feed is not asked any more: it says of no entry that it is listed, or not.
///
/// # Errors
/// When the database fails.
pub fn unlist_all(tx: &mut Tx<'_>, feed: Id<Feed>) -> Result<(), DbError> {
    tx.execute(&UNLIST_ALL, &[feed.into()])?;
    Ok(())
}

/// Forgets the lines of the run before.
///
/// # Errors
/// When the database fails.
pub fn forget_lines(tx: &mut Tx<'_>, feed: Id<Feed>) -> Result<(), DbError> {
    tx.execute(&FORGET_LINES, &[feed.into()])?;
    Ok(())
}

/// Adds lines about records, as long as there are fewer than `most`.
///
/// # Errors
/// When the database fails.
pub fn add_lines(tx: &mut Tx<'_>, feed: Id<Feed>, lines: &[String], most: i64) -> Result<(), DbError> {
    let last = tx.fetch_optional(&LAST_LINE, &[feed.into()], |row| row.get::<Option<i64>>("number"))?.flatten();
    let rows: Vec<Vec<Value>> = (last.unwrap_or(0) + 1..=most)
        .zip(lines)
        .map(|(number, line)| vec![feed.into(), number.into(), line.as_str().into()])
        .collect();
    tx.batch(&LINE, &rows)?;
    Ok(())
}

/// The lines of the latest run after a number.
///
/// # Errors
/// When the database cannot answer.
pub fn lines(tx: &mut ReadTx<'_>, feed: Id<Feed>, after: i64, most: u32) -> Result<Vec<(i64, String)>, DbError> {
    tx.fetch_all(&LINES, &[feed.into(), after.into(), i64::from(most).into()], |row| {
        Ok((row.get("number")?, row.get("words")?))
    })
}
