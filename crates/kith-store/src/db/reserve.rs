//! Room on the disk that is kept so that looking goes on when nothing more can be saved.
//!
//! A record is shown only when the look at it is logged, and a log needs room. On a full disk the reserve is given up
//! for that alone: everything else is told that the store is full, until the reserve can be laid down again.

use std::fs::{File, OpenOptions};
use std::io::Write;
use std::os::unix::fs::OpenOptionsExt;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Mutex, PoisonError};
use std::time::{Duration, Instant};

/// Bytes in reserve: some ten thousand looks.
const BYTES: usize = 4 << 20;
/// How long to wait between two attempts to lay it down again.
const PAUSE: Duration = Duration::from_millis(200);

/// The reserve of one store.
#[derive(Debug)]
pub(super) struct Reserve {
    path: PathBuf,
    is_kept: AtomicBool,
    is_given_up: AtomicBool,
    /// When it was last tried to lay it down.
    tried: Mutex<Option<Instant>>,
}

impl Reserve {
    pub(super) fn of(data: &Path) -> Self {
        Self {
            path: data.join("reserve"),
            is_kept: AtomicBool::new(false),
            is_given_up: AtomicBool::new(false),
            tried: Mutex::new(None),
        }
    }

    /// Begins to keep it.
    pub(super) fn keep(&self) {
        self.is_kept.store(true, Ordering::SeqCst);
        if self.lay().is_err() {
            self.give_up();
        }
    }

    /// Whether there is room for more than looking; lays the reserve down again where it was given up.
    pub(super) fn has_room(&self) -> bool {
        if !self.is_given_up.load(Ordering::SeqCst) {
            return true;
        }
        let mut tried = self.tried.lock().unwrap_or_else(PoisonError::into_inner);
        if !self.is_given_up.load(Ordering::SeqCst) {
            return true;
        }
        if tried.is_some_and(|tried| tried.elapsed() < PAUSE) {
            return false;
        }
        *tried = Some(Instant::now());
        let laid = self.lay();
        if laid.is_err() {
            let _ = std::fs::remove_file(&self.path);
        } else {
            self.is_given_up.store(false, Ordering::SeqCst);
            tracing::info!("there is room on the disk");
        }
        laid.is_ok()
    }

    fn lay(&self) -> std::io::Result<()> {
        let mut file = OpenOptions::new().create(true).truncate(true).write(true).mode(0o600).open(&self.path)?;
        // Room for twice as much: what was just given up must not be taken for room that was made.
        let zeros = vec![0; BYTES];
        file.write_all(&zeros)?;
        file.write_all(&zeros)?;
        file.sync_all()?;
        file.set_len(BYTES as u64)?;
        file.sync_all()
    }

    /// Gives it up. False where none was kept.
    pub(super) fn give_up(&self) -> bool {
        if !self.is_kept.load(Ordering::SeqCst) {
            return false;
        }
        let mut tried = self.tried.lock().unwrap_or_else(PoisonError::into_inner);
        if !self.is_given_up.swap(true, Ordering::SeqCst) {
            tracing::error!(
                "the disk is full; nothing is saved until there is room, and records can be read for a while"
            );
        }
        match std::fs::remove_file(&self.path) {
            Ok(()) => {
                // The room is free once the name is gone for good.
                let folder = self.path.parent().map(File::open);
                if let Some(Ok(folder)) = folder {
                    let _ = folder.sync_all();
                }
            }
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => return true,
            Err(error) => tracing::warn!(error = %error, "the reserve could not be given up"),
        }
        *tried = Some(Instant::now());
        true
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_reserve_is_given_up_and_laid_down_again() {
        let folder = tempfile::tempdir().unwrap();
        let reserve = Reserve::of(folder.path());
        let file = folder.path().join("reserve");
        assert!(reserve.has_room() && !reserve.give_up() && !file.exists(), "none is kept unasked");
        reserve.keep();
        assert_eq!(std::fs::metadata(&file).unwrap().len(), BYTES as u64);
        assert!(reserve.give_up() && !file.exists());
        assert!(reserve.give_up(), "given up is given up");
        assert!(!reserve.has_room(), "it is not tried again at once");
        while !reserve.has_room() {}
        assert!(file.exists());
        // Where it cannot be laid down there is no room.
        assert!(reserve.give_up());
        std::fs::create_dir(&file).unwrap();
        *reserve.tried.lock().unwrap() = None;
        assert!(!reserve.has_room());
    }
}
