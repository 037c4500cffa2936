//! Who can open a backup. A secret is read from a file and never from the command line, which others can see.

use std::io::Read;
use std::path::{Path, PathBuf};

use anyhow::{Context, Result, bail};
use clap::Args;
use kith_app::backup::{Opener, Sealer};

use super::Misuse;

/// The longest key or passphrase file, in bytes.
const MOST_BYTES: u64 = 64 * 1024;

/// What opens a backup.
#[derive(Debug, Args)]
pub(crate) struct Opening {
    /// File with the secret half of the key (`kith backup --new-key`)
    #[arg(long, value_name = "FILE", env = "KITH_BACKUP_KEY_FILE", conflicts_with = "passphrase_file")]
    key: Option<PathBuf>,
    /// File with the passphrase
    #[arg(long, value_name = "FILE", env = "KITH_BACKUP_PASSPHRASE_FILE")]
    passphrase_file: Option<PathBuf>,
}

impl Opening {
    pub(crate) fn opener(&self) -> Result<Opener> {
        match (&self.key, &self.passphrase_file) {
            (Some(key), _) => Ok(Opener::with_key(&secret(key)?)?),
            (None, Some(file)) => Ok(Opener::with_passphrase(passphrase(file)?)),
            (None, None) => Err(Misuse(
                "say what opens the backup: --key FILE or --passphrase-file FILE (see `kith --help`)".to_owned(),
            )
            .into()),
        }
    }

    /// For whom a backup is made: the recipients, or whoever knows the passphrase.
    pub(crate) fn sealer(&self, recipients: &[String]) -> Result<Sealer> {
        match (recipients, &self.passphrase_file) {
            ([], Some(file)) => Ok(Sealer::for_passphrase(passphrase(file)?)?),
            ([], None) => Err(Misuse(
                "say who can open the backup: --recipient age1… or --passphrase-file FILE; `kith backup --new-key \
                 FILE` makes a key"
                    .to_owned(),
            )
            .into()),
            (_, Some(_)) => Err(Misuse("name recipients or a passphrase, not both".to_owned()).into()),
            (recipients, None) => {
                let all = recipients.iter().flat_map(|text| text.split([',', ' '])).filter(|text| !text.is_empty());
                Sealer::for_recipients(all).map_err(|error| Misuse(error.to_string()).into())
            }
        }
    }
}

/// A passphrase: the first line of its file, without its end.
fn passphrase(file: &Path) -> Result<String> {
    let text = secret(file)?;
    let line = text.lines().next().unwrap_or_default();
    if line.is_empty() {
        bail!("{} is empty", file.display());
    }
    Ok(line.to_owned())
}

/// A file with a secret, which nobody else may read.
fn secret(file: &Path) -> Result<String> {
    use std::os::unix::fs::MetadataExt;
    let named = || file.display().to_string();
    let known = std::fs::metadata(file).with_context(named)?;
    if !known.is_file() {
        bail!("{} is not a file", file.display());
    }
    if known.mode() & 0o077 != 0 {
        bail!("{} is open to others on this machine; run `chmod go-rwx` on it", file.display());
    }
    let mut text = String::new();
    let opened = std::fs::File::open(file).with_context(named)?;
    opened.take(MOST_BYTES).read_to_string(&mut text).with_context(named)?;
    Ok(text)
}
