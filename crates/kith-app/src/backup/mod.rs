//! Backing a store up while it works, and restoring it with proof.
//!
//! A backup is one state of the store, packed and encrypted, the same from both engines and for both; its format is
//! written down in `docs/guides/restoring.md`. A restore fills a store of its own first and proves it (every row, the
//! chain, the anchor), and only then puts it where it belongs.
//!
//! *Invariants*
//! - A backup that cannot be read to its end changes nothing.
//! - Nothing here prints or keeps a key.

mod envelope;
mod format;

use std::io::{BufReader, Read, Write};
use std::path::Path;
use std::sync::Arc;

use flate2::Compression;
use flate2::read::GzDecoder;
use flate2::write::GzEncoder;
use kith_domain::operation::Kind;
use kith_store::audit::Link;
use kith_store::copy::{self, CopyError, Filling};
use kith_store::{Isolation, Place, Reach, Store, anchor, audit, outbox, verify};

pub use envelope::{NewKey, Opener, Sealer};
pub use format::Said;

use crate::app::App;
use crate::ctx::{SystemChance, SystemClock};
use crate::{Refusal, jobs, operations};

/// Why a backup was not made, or not taken.
#[derive(Debug, thiserror::Error)]
pub enum BackupError {
    /// The key or recipient cannot be read.
    #[error("{0}")]
    Key(&'static str),
    /// The key does not open it.
    #[error("this key or passphrase does not open the backup")]
    WrongKey,
    /// It is no backup of Kith, or not whole.
    #[error("the backup is damaged, cut short or not one of Kith: {0}")]
    Damaged(String),
    /// It was made by a newer Kith.
    #[error("the backup has schema {found} and this Kith knows {known}; use the newer Kith")]
    Newer {
        /// The schema of the backup.
        found: u32,
        /// The newest schema of this program.
        known: u32,
    },
    /// What it holds is not what was written.
    #[error("the backup does not prove to be what was written. {0}")]
    Wrong(String),
    /// The store could not be copied.
    #[error(transparent)]
    Copy(#[from] CopyError),
    /// The file could not be written.
    #[error("the backup could not be written: {0}")]
    Write(#[source] std::io::Error),
    /// The store could not do it.
    #[error(transparent)]
    Refused(#[from] Refusal),
    /// The anchor could not be read or written.
    #[error(transparent)]
    Anchor(#[from] anchor::AnchorError),
}

/// Writes one state of a store, encrypted, and notes in the store that it did. `progress` is told how many of the
/// tables are done.
///
/// # Errors
/// [`BackupError`]; then what was written so far is no backup.
pub fn make<W: Write>(
    app: &App,
    place: &Place,
    out: W,
    sealer: &Sealer,
    progress: &dyn Fn(usize, usize),
) -> Result<(Said, W), BackupError> {
    // Read first: it may lag behind the state that is copied, and must not lead it.
    let anchor = anchor::read(&place.data)?;
    let envelope = sealer.begin(out)?;
    let packed = GzEncoder::new(envelope, Compression::new(3));
    let mut writer =
        format::Writer::begin(packed, app.now(), app.store().engine(), anchor, progress).map_err(BackupError::Write)?;
    let snapshot = match copy::read_out(place, &mut writer) {
        Ok(snapshot) => snapshot,
        Err(CopyError::Io(error)) => return Err(BackupError::Write(error)),
        Err(error) => return Err(error.into()),
    };
    let (said, packed) = writer.end(&snapshot).map_err(BackupError::Write)?;
    let out = packed.finish().and_then(|envelope| envelope.finish()).map_err(BackupError::Write)?;
    Ok((said, out))
}

/// Notes in the store that a backup was kept.
///
/// # Errors
/// [`Refusal::Fault`] when the store fails.
pub fn note_made(app: &App, said: &Said) -> Result<(), Refusal> {
    operations::note(app, Kind::BackedUp, said.head.position, None)
}

/// A store that was filled from a backup and proven, not yet in its place.
pub struct Proven {
    /// What the backup says of itself.
    pub said: Said,
    /// What the proof found.
    pub report: verify::Report,
    app: App,
}

impl std::fmt::Debug for Proven {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Proven").field("said", &self.said).finish_non_exhaustive()
    }
}

/// Reads a backup into an empty directory, brings it up to this version and proves it.
///
/// # Errors
/// [`BackupError`]; the directory then holds nothing that can be trusted.
pub fn prove(
    input: impl Read,
    opener: &Opener,
    folder: &Path,
    progress: &dyn Fn(usize, usize),
) -> Result<Proven, BackupError> {
    let envelope = opener.open(input)?;
    let reader = format::Reader::begin(BufReader::new(GzDecoder::new(envelope)))?;
    let known = kith_store::newest_schema();
    if reader.schema() > known {
        return Err(BackupError::Newer { found: reader.schema(), known });
    }
    let mut filling = Filling::begin(folder, reader.schema())?;
    let said = reader.read_all(&mut filling, progress)?;
    filling.end()?;
    if let Some(link) = &said.anchor {
        anchor::put(folder, link)?;
    }
    let place = Place { data: folder.to_owned(), database: None };
    Store::migrate(&place).map_err(CopyError::from)?;
    let store = Store::open(&place).map_err(CopyError::from)?;
    let fault = |error| BackupError::Refused(Refusal::Fault(error));
    let report = verify::run_on_copy(&store).map_err(fault)?;
    if let Some(first) = report.wrong.first() {
        return Err(BackupError::Wrong(first.clone()));
    }
    let head: Link = store.read(&Reach::maintenance(), audit::head).map_err(fault)?;
    if head != said.head {
        return Err(BackupError::Wrong("The audit chain does not end where the backup says.".to_owned()));
    }
    let app = App::new(store, Arc::new(SystemClock), Arc::new(SystemChance));
    Ok(Proven { said, report, app })
}

/// What a restore left out: what was anchored where it went, and is not in the backup.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Missing {
    /// Entries of the audit trail that were anchored and are not in the backup.
    pub entries: i64,
    /// Letters that had not left then, and wait until an administrator lets them go.
    pub held: u64,
}

/// Puts a proven store in its place, with a note of it in its trail.
///
/// # Errors
/// [`BackupError`]; then what was there is as it was.
pub fn put_in_place(proven: Proven, folder: &Path, place: &Place) -> Result<Missing, BackupError> {
    let Proven { said, app, .. } = proven;
    // An anchor that outlived its store tells what a backup from before cannot hold.
    let anchored = anchor::read(&place.data).ok().flatten().map_or(0, |link| link.position);
    let held = hold_letters(&app)?;
    operations::note(&app, Kind::Restored, said.head.position, Some(said.made))?;
    jobs::seal(&app)?;
    app.store().stop();
    drop(app);
    copy::put_in_place(folder, place)?;
    Ok(Missing { entries: (anchored - said.head.position).max(0), held })
}

/// Holds every letter that had not left when the backup was made: many have left since, and nobody here knows which.
/// Whoever asked for a new password then asks again.
fn hold_letters(app: &App) -> Result<u64, BackupError> {
    let hold = |tx: &mut kith_store::Tx<'_>| {
        for asked in outbox::asked_reset(tx)? {
            outbox::forget_reset(tx, asked.id)?;
        }
        outbox::hold_all(tx, "It waited when the backup was made that was restored; it may have left since.")
    };
    let held = app.store().write(&Reach::maintenance(), Isolation::Ordinary, hold);
    held.map_err(|error| BackupError::Refused(Refusal::Fault(error)))
}
