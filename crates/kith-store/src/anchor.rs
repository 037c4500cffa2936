//! The anchor: the head of the audit chain, written outside the database.
//!
//! A copy of the database with its tail cut off is a perfect database; only something outside can
//! tell that entries are missing. The anchor may lag behind the chain, and never leads it: it is read
//! from committed rows, written under a lock, and only ever moves forward.

use std::fs::{File, OpenOptions, Permissions};
use std::io::{Read, Write};
use std::os::unix::fs::{OpenOptionsExt, PermissionsExt};
use std::path::{Path, PathBuf};

use crate::audit::{self, Link};
use crate::db::{DbError, Reach, Store};

/// Why the anchor could not be read or written.
#[derive(Debug, thiserror::Error)]
pub enum AnchorError {
    /// The file system failed.
    #[error("the anchor {path} cannot be read or written")]
    Io {
        /// Which file.
        path: PathBuf,
        /// Why.
        #[source]
        source: std::io::Error,
    },
    /// The file does not hold an anchor.
    #[error("the anchor {0} is damaged")]
    Damaged(PathBuf),
    /// The database failed.
    #[error(transparent)]
    Db(#[from] DbError),
}

fn path(data: &Path) -> PathBuf {
    data.join("audit.anchor")
}

fn io(path: &Path) -> impl FnOnce(std::io::Error) -> AnchorError {
    let path = path.to_owned();
    move |source| AnchorError::Io { path, source }
}

/// The anchor of a data directory; `None` when none was ever written.
///
/// # Errors
/// [`AnchorError`] when it is there and cannot be read or understood.
pub fn read(data: &Path) -> Result<Option<Link>, AnchorError> {
    let path = path(data);
    let mut text = String::new();
    match File::open(&path) {
        Ok(mut file) => file.read_to_string(&mut text).map_err(io(&path))?,
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => return Ok(None),
        Err(error) => return Err(io(&path)(error)),
    };
    let mut parts = text.split_whitespace();
    let position = parts.next().and_then(|part| part.parse::<i64>().ok());
    let digest = parts.next().and_then(from_hex);
    match (position, digest) {
        (Some(position), Some(digest)) if digest.len() == 32 => Ok(Some(Link { position, digest })),
        _ => Err(AnchorError::Damaged(path)),
    }
}

/// Moves the anchor forward to the head of the chain. Does nothing when it is there already.
///
/// # Errors
/// [`AnchorError`]; then the anchor stays where it was.
pub fn advance(store: &Store) -> Result<(), AnchorError> {
    let data = store.data();
    let lock_path = data.join("audit.anchor.lock");
    let lock = private(&lock_path, false).map_err(io(&lock_path))?;
    lock.lock().map_err(io(&lock_path))?;
    // Read under the lock, so that a slower process cannot write an older head over a newer one.
    let head = store.read(&Reach::maintenance(), audit::head)?;
    let before = read(data)?.map_or(0, |link| link.position);
    if head.position <= before {
        return Ok(());
    }
    let path = path(data);
    let next = data.join("audit.anchor.new");
    let mut file = private(&next, true).map_err(io(&next))?;
    writeln!(file, "{} {}", head.position, to_hex(&head.digest)).map_err(io(&next))?;
    file.sync_all().map_err(io(&next))?;
    std::fs::rename(&next, &path).map_err(io(&path))?;
    // The rename itself must survive a power cut.
    File::open(data).and_then(|dir| dir.sync_all()).map_err(io(data))
}

/// Puts down an anchor that came with a copy of the store, in a directory that has none.
///
/// # Errors
/// [`AnchorError`].
pub fn put(data: &Path, link: &Link) -> Result<(), AnchorError> {
    let path = path(data);
    let mut file = private(&path, true).map_err(io(&path))?;
    writeln!(file, "{} {}", link.position, to_hex(&link.digest)).map_err(io(&path))?;
    file.sync_all().map_err(io(&path))
}

/// Opens a file for its owner alone. One that is there already keeps its rights unless it is told otherwise.
fn private(path: &Path, truncate: bool) -> std::io::Result<File> {
    let file = OpenOptions::new().create(true).truncate(truncate).write(true).mode(0o600).open(path)?;
    file.set_permissions(Permissions::from_mode(0o600))?;
    Ok(file)
}

/// Lower-case hexadecimal.
#[must_use]
pub fn to_hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

/// Bytes from lower-case hexadecimal; `None` when it is none.
#[must_use]
pub fn from_hex(text: &str) -> Option<Vec<u8>> {
    if !text.is_ascii() || !text.len().is_multiple_of(2) {
        return None;
    }
    (0..text.len()).step_by(2).map(|at| u8::from_str_radix(text.get(at..at + 2)?, 16).ok()).collect()
}
