//! Proves that the store says what was written: the chain, its anchor, every event and every row.
//!
//! SQLite does not notice a changed byte, so nothing but this would. Each finding names the first
//! thing that is wrong in words that an administrator can act on, and shows no content.

use kith_domain::event;
use sha2::{Digest, Sha256};
use uuid::Uuid;

use crate::anchor::{self, AnchorError, to_hex};
use crate::audit::{self, Link, Standing};
use crate::db::{DbError, Engine, Reach, ReadTx, Store};
use crate::registry::TABLES;
use crate::save;
use crate::table::{self, Table};

/// What the proof found.
#[derive(Debug, Clone, Default)]
pub struct Report {
    /// Links of the chain that were followed.
    pub links: i64,
    /// Rows whose digest was compared.
    pub rows: i64,
    /// Committed entries that wait for the sealer (PostgreSQL only; at most a second's worth).
    pub unsealed: i64,
    /// Position of the anchor.
    pub anchor: Option<i64>,
    /// What is wrong, first things first. Empty when nothing is.
    pub wrong: Vec<String>,
}

/// After this many findings the proof stops looking.
const ENOUGH: usize = 20;

/// Runs the proof over a whole store.
///
/// # Errors
/// When the database cannot answer at all, which is no finding but a fault.
pub fn run(store: &Store) -> Result<Report, DbError> {
    prove(store, store.engine() == Engine::Sqlite)
}

/// [`run`] over a store that was filled with a copy of another and not sealed yet: there entries may wait for the
/// sealer on SQLite too.
///
/// # Errors
/// As [`run`].
pub fn run_on_copy(store: &Store) -> Result<Report, DbError> {
    prove(store, false)
}

fn prove(store: &Store, all_are_chained: bool) -> Result<Report, DbError> {
    let data = store.data().to_owned();
    let damaged = store.integrity()?;
    // Read before the chain: a service that goes on writing moves the anchor on meanwhile, past the
    // end of the chain that this unit of work sees.
    let anchor = anchor::read(&data);
    store.read(&Reach::maintenance(), move |tx| {
        let mut report = Report { wrong: damaged.clone(), ..Report::default() };
        let head = chain(tx, &mut report)?;
        compare_anchor(tx, &anchor, &head, &mut report)?;
        for table in TABLES {
            if report.wrong.len() >= ENOUGH {
                break;
            }
            rows(tx, table, &mut report)?;
        }
        for case in crate::cases::untrue_lines(tx)? {
            report.wrong.push(format!("caseload: the line of case {case} does not say what the case says"));
        }
        for file in crate::attachments::untrue_bytes(tx)? {
            report.wrong.push(format!("attachment: the bytes of file {file} are not those that were kept"));
        }
        report.unsealed = audit::unsealed(tx)?;
        if report.unsealed > 0 && all_are_chained {
            report.wrong.push(format!("audit: {} entries stand outside the chain", report.unsealed));
        }
        let strays = audit::stray_events(tx)?;
        if strays > 0 {
            report.wrong.push(format!("event: {strays} more events than audit entries"));
        }
        Ok::<_, DbError>(report)
    })
}

/// Follows the chain from its origin and checks every link and event.
fn chain(tx: &mut ReadTx<'_>, report: &mut Report) -> Result<Link, DbError> {
    let mut link = Link::origin();
    loop {
        let batch = audit::walk(tx, link.position)?;
        if batch.is_empty() {
            return Ok(link);
        }
        for standing in batch {
            if let Some(wrong) = check_link(&link, &standing) {
                report.wrong.push(wrong);
                if report.wrong.len() >= ENOUGH {
                    return Ok(standing.link);
                }
            }
            report.links += 1;
            link = standing.link;
        }
    }
}

/// What is wrong with one link, if anything.
fn check_link(before: &Link, standing: &Standing) -> Option<String> {
    let position = standing.link.position;
    if position != before.position + 1 {
        return Some(format!("audit: entries {} to {} are missing", before.position + 1, position - 1));
    }
    if standing.previous.as_deref() != Some(before.digest.as_slice()) {
        return Some(format!("audit: entry {position} does not follow from entry {}", before.position));
    }
    if before.then(&standing.entry) != standing.link {
        return Some(format!("audit: entry {position} was changed after it was written"));
    }
    let Some(event) = &standing.event else {
        return Some(format!("event: the event of audit entry {position} is missing"));
    };
    let entry = &standing.entry;
    let same = (event.service, event.at, event.account, event.subject_kind.as_str(), event.subject)
        == (entry.service, entry.at, entry.account, entry.subject_kind.as_str(), entry.subject);
    if !same {
        return Some(format!("event: the event of audit entry {position} was given another time, writer or subject"));
    }
    let facts = save::facts_from_json(&event.facts);
    let version = u16::try_from(event.version).ok();
    let digest = match (facts, version) {
        (Some(facts), Some(version)) => {
            let canonical =
                event::canonical(&event.kind, version, facts.iter().map(|(name, fact)| (name.as_str(), fact)));
            save::event_digest(&event.salt, event.person, &canonical)
        }
        _ => Vec::new(),
    };
    (digest != standing.entry.event_digest)
        .then(|| format!("event: the event of audit entry {position} was changed after it was written"))
}

fn compare_anchor(
    tx: &mut ReadTx<'_>,
    anchor: &Result<Option<Link>, AnchorError>,
    head: &Link,
    report: &mut Report,
) -> Result<(), DbError> {
    match anchor {
        Err(error) => report.wrong.push(format!("anchor: {error}")),
        Ok(None) if head.position == 0 => {}
        Ok(None) => {
            report.wrong.push("anchor: there is a chain and no anchor; the file audit.anchor is missing".to_owned())
        }
        Ok(Some(anchor)) => {
            report.anchor = Some(anchor.position);
            if anchor.position > head.position {
                report.wrong.push(format!(
                    "anchor: {} entries are missing since the anchor (the chain ends at {}, the anchor says {})",
                    anchor.position - head.position,
                    head.position,
                    anchor.position
                ));
            } else if audit::link_at(tx, anchor.position)?.is_none_or(|link| link.digest != anchor.digest) {
                report.wrong.push(format!(
                    "anchor: entry {} is not the one that was anchored ({}…)",
                    anchor.position,
                    to_hex(&anchor.digest).chars().take(12).collect::<String>()
                ));
            }
        }
    }
    Ok(())
}

/// Compares every row of a table with what the trail says was written last.
fn rows(tx: &mut ReadTx<'_>, table: &'static Table, report: &mut Report) -> Result<(), DbError> {
    let statements = table::statements(table)?;
    let mut after = Uuid::nil();
    loop {
        let batch = tx.fetch_all(&statements.proof, &[after.into(), table.name.into()], |row| {
            let id: Uuid = row.get("id")?;
            let version: i64 = row.get("version")?;
            let values = table
                .columns
                .iter()
                .map(|column| table::raw(row, table, column))
                .collect::<Result<Vec<_>, DbError>>()?;
            let canonical = table::canonical_row(table, id, version, row.get("service_id")?, &values);
            let written: Option<Vec<u8>> = row.get("written")?;
            let latest: Option<i64> = row.get("latest")?;
            Ok((id, version, Sha256::digest(&canonical).to_vec(), written, latest))
        })?;
        if batch.is_empty() {
            break;
        }
        for (id, version, digest, written, latest) in batch {
            after = id;
            report.rows += 1;
            let wrong = match written {
                None => Some(format!("{}: row {id} was written without an audit entry", table.name)),
                Some(written) if written != digest => {
                    Some(format!("{}: row {id} was changed after it was written (version {version})", table.name))
                }
                Some(_) if latest != Some(version) => {
                    Some(format!("{}: row {id} is an older version than the trail says", table.name))
                }
                Some(_) => None,
            };
            if let Some(wrong) = wrong {
                report.wrong.push(wrong);
                if report.wrong.len() >= ENOUGH {
                    return Ok(());
                }
            }
        }
    }
    for id in tx.fetch_all(&statements.vanished, &[table.name.into()], |row| row.get::<Uuid>("subject_id"))? {
        report.wrong.push(format!("{}: row {id} is in the trail and not in the table", table.name));
    }
    Ok(())
}
