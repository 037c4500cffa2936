//! `kith backup FILE`: one state of the store in one encrypted file, while the service goes on.

use std::fs::{File, OpenOptions};
use std::io::{BufReader, BufWriter, Write};
use std::os::unix::fs::OpenOptionsExt;
use std::path::{Path, PathBuf};

use anyhow::{Context, Result};
use clap::Args;
use kith_app::backup::{self, NewKey, Said};
use serde_json::json;

use super::keys::Opening;
use super::restore::{Folder, proven};
use super::{Misuse, refused, seal};
use crate::config::{IfNew, Where};
use crate::say;

/// Arguments of `kith backup`.
#[derive(Debug, Args)]
pub(crate) struct Arguments {
    /// The file to write; with --verify, the file to prove
    #[arg(required_unless_present = "new_key")]
    file: Option<PathBuf>,
    /// Who can open it, age1…; several may be named
    #[arg(long, value_name = "AGE1", env = "KITH_BACKUP_RECIPIENT", value_delimiter = ',')]
    recipient: Vec<String>,
    #[command(flatten)]
    opening: Opening,
    /// Restore FILE into a temporary place, prove it, and change nothing
    #[arg(long)]
    verify: bool,
    /// Make a new key: the secret half goes into FILE, the other is said
    #[arg(long, value_name = "FILE", conflicts_with_all = ["file", "verify"])]
    new_key: Option<PathBuf>,
    /// Say the result as JSON
    #[arg(long)]
    json: bool,
}

pub(crate) fn run(place: &Where, arguments: &Arguments) -> Result<()> {
    if let Some(file) = &arguments.new_key {
        return new_key(file, arguments.json);
    }
    let Some(file) = &arguments.file else { return Err(Misuse("name the file".to_owned()).into()) };
    if arguments.verify {
        return verify(place, file, arguments);
    }
    let sealer = arguments.opening.sealer(&arguments.recipient)?;
    if file.exists() {
        return Err(Misuse(format!("{} is there already; name another file", file.display())).into());
    }
    let app = place.open(IfNew::Refuse)?;
    // Under another name until it is whole, so that half a backup is never taken for one.
    let half = PathBuf::from(format!("{}.unfinished", file.display()));
    let written = write(&half, |out| {
        Ok(backup::make(&app, &place.place(), out, &sealer, &|done, total| say::progress("tables", done, total))?)
    });
    let said = match written {
        Ok(said) => said,
        Err(error) => {
            let _ = std::fs::remove_file(&half);
            return Err(error);
        }
    };
    let whole = || format!("{} could not be given its name", half.display());
    std::fs::rename(&half, file).with_context(whole)?;
    sync_folder(file).with_context(whole)?;
    backup::note_made(&app, &said).map_err(refused)?;
    seal(&app)?;
    let bytes = std::fs::metadata(file).map(|known| known.len()).unwrap_or_default();
    tell(&said, arguments.json, Some(bytes), "backed up");
    Ok(())
}

fn write(half: &Path, make: impl FnOnce(BufWriter<File>) -> Result<(Said, BufWriter<File>)>) -> Result<Said> {
    let out = OpenOptions::new()
        .create(true)
        .truncate(true)
        .write(true)
        .mode(0o600)
        .open(half)
        .with_context(|| half.display().to_string())?;
    let (said, out) = make(BufWriter::new(out))?;
    let out = out.into_inner().map_err(|error| backup::BackupError::Write(error.into_error()))?;
    out.sync_all().map_err(backup::BackupError::Write)?;
    Ok(said)
}

/// The name of a file must survive a power cut as well.
fn sync_folder(file: &Path) -> std::io::Result<()> {
    let folder = match file.parent() {
        Some(folder) if !folder.as_os_str().is_empty() => folder,
        _ => Path::new("."),
    };
    File::open(folder)?.sync_all()
}

fn verify(place: &Where, file: &Path, arguments: &Arguments) -> Result<()> {
    let opener = arguments.opening.opener()?;
    let input = File::open(file).with_context(|| file.display().to_string())?;
    let folder = Folder::make(&place.data, "verify-unfinished")?;
    let found = proven(BufReader::new(input), &opener, folder.path())?;
    tell(&found.said, arguments.json, None, "proven");
    Ok(())
}

/// Says what a backup holds.
pub(crate) fn tell(said: &Said, json: bool, bytes: Option<u64>, done: &str) {
    if json {
        say::result(json!({
            "done": done,
            "made": said.made.to_string(),
            "kith": said.kith,
            "engine": said.engine,
            "schema": said.schema,
            "entries": said.head.position,
            "anchor": said.anchor.as_ref().map(|anchor| anchor.position),
            "rows": said.all_rows(),
            "tables": said.rows,
            "bytes": bytes,
        }));
        return;
    }
    say::result(format!(
        "{} rows and {} entries of the audit trail, from {} with schema {}, as they stood at {}.",
        said.all_rows(),
        said.head.position,
        said.engine,
        said.schema,
        said.made
    ));
    if said.schema < kith_store::newest_schema() {
        say::result(format!(
            "It was made by Kith {} with schema {}; here it is brought up to schema {}.",
            said.kith,
            said.schema,
            kith_store::newest_schema()
        ));
    }
}

/// Makes a key. The secret half is never said.
fn new_key(file: &Path, json: bool) -> Result<()> {
    let key = NewKey::draw();
    let mut out = OpenOptions::new()
        .create_new(true)
        .write(true)
        .mode(0o600)
        .open(file)
        .with_context(|| file.display().to_string())?;
    out.write_all(key.file().as_bytes()).and_then(|()| out.sync_all()).with_context(|| file.display().to_string())?;
    if json {
        say::result(json!({ "recipient": key.recipient }));
    } else {
        say::result(&key.recipient);
        say::note(format!(
            "kith: the secret half is in {}. Keep it, and a copy, away from this machine: without it no backup can be \
             opened.",
            file.display()
        ));
    }
    Ok(())
}
