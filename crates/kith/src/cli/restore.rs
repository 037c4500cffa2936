//! `kith restore FILE`: fills a store from a backup, proves it, and only then puts it in its place.

use std::fs::File;
use std::io::{BufReader, Read};
use std::path::{Path, PathBuf};

use anyhow::{Context, Result, bail};
use clap::Args;
use kith_app::backup::{self, Opener, Proven};
use kith_app::setup;
use kith_store::Store;

use super::keys::Opening;
use super::{backup::tell, refused};
use crate::config::{IfNew, Where};
use crate::say;

/// Arguments of `kith restore`.
#[derive(Debug, Args)]
pub(crate) struct Arguments {
    /// The backup
    file: PathBuf,
    #[command(flatten)]
    opening: Opening,
    /// Replace a store that holds something; a SQLite file is kept in DIR/backups
    #[arg(long)]
    replace: bool,
    /// Say the result as JSON
    #[arg(long)]
    json: bool,
}

pub(crate) fn run(place: &Where, arguments: &Arguments) -> Result<()> {
    let opener = arguments.opening.opener()?;
    let file = &arguments.file;
    let input = File::open(file).with_context(|| file.display().to_string())?;
    if !arguments.replace && holds_something(place)? {
        bail!("there is a store at {}; to replace it, say --replace", place.in_words());
    }
    let folder = Folder::make(&place.data, "restore-unfinished")?;
    let found = proven(BufReader::new(input), &opener, folder.path())?;
    let said = found.said.clone();
    let missing = backup::put_in_place(found, folder.path(), &place.place())?;
    tell(&said, arguments.json, None, "restored");
    if missing.entries > 0 {
        say::note(format!(
            "kith: entries of the audit trail that were anchored here and are not in this backup: {}. What was written \
             then is lost. The anchor is kept in {}.",
            missing.entries,
            place.data.join("backups").display()
        ));
    }
    if missing.held > 0 {
        say::note(format!(
            "kith: e-mails that had not left when the backup was made: {}. They are held, because they may have left since. \
             An administrator lets them go or throws them away under Settings.",
            missing.held
        ));
    }
    if !arguments.json {
        say::result("Everything was proven before it was put in place. Everybody has to sign in again.");
    }
    Ok(())
}

/// Whether a store is there that must not be replaced unasked. One that cannot be read holds something.
fn holds_something(place: &Where) -> Result<bool> {
    let waiting = Store::plan(&place.place())?;
    if waiting.iter().any(|planned| planned.number == 1) {
        return Ok(false);
    }
    if !waiting.is_empty() {
        return Ok(true);
    }
    Ok(!setup::is_empty(&place.open(IfNew::Refuse)?).map_err(refused)?)
}

/// Reads a backup into a folder and proves it.
pub(crate) fn proven(input: impl Read, opener: &Opener, folder: &Path) -> Result<Proven> {
    Ok(backup::prove(input, opener, folder, &|done, total| say::progress("tables", done, total))?)
}

/// A folder in the data directory, which is removed with everything in it in the end.
pub(crate) struct Folder(PathBuf);

impl Folder {
    /// Makes it, in the place of one that an earlier run left behind.
    pub(crate) fn make(data: &Path, name: &str) -> Result<Self> {
        use std::os::unix::fs::DirBuilderExt;
        let path = data.join(name);
        if path.exists() {
            std::fs::remove_dir_all(&path).with_context(|| path.display().to_string())?;
        }
        std::fs::DirBuilder::new()
            .recursive(true)
            .mode(0o700)
            .create(&path)
            .with_context(|| path.display().to_string())?;
        Ok(Self(path))
    }

    pub(crate) fn path(&self) -> &Path {
        &self.0
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        let _ = std::fs::remove_dir_all(&self.0);
    }
}
