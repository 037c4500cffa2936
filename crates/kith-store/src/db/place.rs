//! The data directory and the files in it.

use std::fs::{DirBuilder, OpenOptions};
use std::io::ErrorKind;
use std::os::unix::fs::{DirBuilderExt, MetadataExt, OpenOptionsExt};
use std::path::{Path, PathBuf};

use super::open_error::OpenError;

/// The SQLite file of a data directory.
pub(super) fn file(data: &Path) -> PathBuf {
    data.join("kith.db")
}

/// Makes sure that a directory is there, for its owner alone.
pub(super) fn directory(path: &Path) -> Result<(), OpenError> {
    DirBuilder::new().recursive(true).mode(0o700).create(path).map_err(|e| fault(path, e))?;
    private(path)
}

/// Makes sure that a file is there, for its owner alone. SQLite gives the files beside it the same
/// rights.
pub(super) fn touch(path: &Path) -> Result<(), OpenError> {
    let made = OpenOptions::new().write(true).create_new(true).mode(0o600).open(path);
    match made {
        Ok(_) => Ok(()),
        Err(error) if error.kind() == ErrorKind::AlreadyExists => private(path),
        Err(error) => Err(fault(path, error)),
    }
}

/// Refuses a file or directory that anybody but its owner can use.
pub(super) fn private(path: &Path) -> Result<(), OpenError> {
    let mode = std::fs::metadata(path).map_err(|e| fault(path, e))?.mode();
    if mode & 0o077 == 0 { Ok(()) } else { Err(OpenError::Exposed { path: path.to_owned() }) }
}

/// An error of the system about a path.
pub(super) fn fault(path: &Path, source: std::io::Error) -> OpenError {
    OpenError::Directory { path: path.to_owned(), source }
}
