//! `kith export directory FILE`: the published directory as an Open Referral UK 3.0 file, or as a table for people.

use std::borrow::Cow;
use std::fs::{File, OpenOptions};
use std::io::{BufWriter, Write};
use std::path::{Path, PathBuf};

use anyhow::{Context, Result};
use clap::{Args, Subcommand};
use kith_app::published::{self, Cut, Filter, Listed};
use kith_app::{App, permit};
use kith_domain::policy::{Actor, act};
use kith_interop::csv;
use kith_interop::oruk::publish;
use serde_json::json;

use super::{Misuse, refused};
use crate::config::{IfNew, Where};
use crate::say;

/// How many entries are read at once: memory is bounded by them and not by the directory.
const SLICE: i64 = 200;

/// Arguments of `kith export`.
#[derive(Debug, Args)]
pub(crate) struct Arguments {
    #[command(subcommand)]
    what: What,
}

#[derive(Debug, Subcommand)]
enum What {
    /// The published directory as Open Referral UK 3.0, as it stands under /oruk
    Directory(Directory),
}

#[derive(Debug, Args)]
struct Directory {
    /// The file to make; one that is there is never written over
    file: PathBuf,
    /// A table for people in place of the standard (CSV)
    #[arg(long)]
    csv: bool,
    /// Say the result as JSON
    #[arg(long)]
    json: bool,
}

pub(crate) fn run(place: &Where, arguments: &Arguments) -> Result<()> {
    let What::Directory(it) = &arguments.what;
    let app = place.open(IfNew::Refuse)?;
    let shown = it.file.display().to_string();
    let mut file = new_file(&it.file)?;
    let written = if it.csv { table(&app, &mut file) } else { feed(&app, &mut file) };
    let written = written.and_then(|count| {
        file.flush()?;
        file.get_ref().sync_all()?;
        Ok(count)
    });
    let count = match written {
        Ok(count) => count,
        Err(error) => {
            // Half a directory is worse than none; what cannot be taken away either is named in the error.
            let _ = std::fs::remove_file(&it.file);
            return Err(error.context(format!("{shown} could not be written")));
        }
    };
    if it.json {
        say::result(json!({ "file": shown, "entries": count }));
    } else {
        say::result(format!("{count} entries in {shown}."));
    }
    Ok(())
}

fn new_file(path: &Path) -> Result<BufWriter<File>> {
    let shown = path.display().to_string();
    match OpenOptions::new().write(true).create_new(true).open(path) {
        Ok(file) => Ok(BufWriter::new(file)),
        Err(error) if error.kind() == std::io::ErrorKind::AlreadyExists => {
            Err(Misuse(format!("{shown} is there already; name a file that is not")).into())
        }
        Err(error) => Err(error).with_context(|| format!("{shown} could not be made")),
    }
}

/// Every published entry in turn. How many there were.
fn each(app: &App, mut f: impl FnMut(u64, &Listed) -> Result<()>) -> Result<u64> {
    let mut done = 0_u64;
    loop {
        let skip = i64::try_from(done).unwrap_or(i64::MAX);
        let part = app
            .read(&app.seed(Actor::Operator), |look, ctx| {
                let reader = permit::directory::<act::ReadPublished>(ctx)?;
                published::entries(look, &reader, &Filter::default(), Cut { skip, most: SLICE })
            })
            .map_err(refused)?;
        if part.lines.is_empty() {
            return Ok(done);
        }
        for listed in &part.lines {
            f(done, listed)?;
            done += 1;
        }
        let total = usize::try_from(part.total).unwrap_or(usize::MAX);
        say::progress("entries", usize::try_from(done).unwrap_or(usize::MAX).min(total), total);
    }
}

/// One page that holds everything. Its counters come last, so that they are those of what was written.
fn feed(app: &App, file: &mut impl Write) -> Result<u64> {
    file.write_all(b"{\"contents\":[")?;
    let count = each(app, |before, (service, organisation)| {
        if before > 0 {
            file.write_all(b",\n")?;
        }
        Ok(serde_json::to_writer(&mut *file, &publish::service(service, organisation))?)
    })?;
    let pages = u64::from(count > 0);
    let is_empty = count == 0;
    write!(
        file,
        "],\"total_items\":{count},\"total_pages\":{pages},\"page_number\":1,\"size\":{count},\"first_page\":true,\
         \"last_page\":true,\"empty\":{is_empty}}}"
    )?;
    Ok(count)
}

/// The headings of the table.
const HEADINGS: [&str; 17] = [
    "Name",
    "Run by",
    "What it is",
    "Who it is for",
    "When",
    "Where",
    "Cost",
    "Access",
    "Languages",
    "How to refer",
    "Telephone",
    "E-mail",
    "Web",
    "Room",
    "Is it going on?",
    "Last checked",
    "Identifier",
];

fn table(app: &App, file: &mut impl Write) -> Result<u64> {
    file.write_all(&csv::write([HEADINGS.map(Cow::Borrowed).to_vec()]))?;
    each(app, |_, (service, organisation)| {
        let it = &service.entry;
        let or_nothing = |text: Option<String>| text.unwrap_or_default();
        let cells = [
            it.name.to_string(),
            organisation.name.to_string(),
            or_nothing(it.description.as_ref().map(ToString::to_string)),
            or_nothing(it.audience.as_ref().map(ToString::to_string)),
            or_nothing(it.times.as_ref().map(ToString::to_string)),
            or_nothing(it.place.as_ref().map(ToString::to_string)),
            or_nothing(it.cost.as_ref().map(ToString::to_string)),
            or_nothing(it.access.as_ref().map(ToString::to_string)),
            or_nothing(it.languages.as_ref().map(ToString::to_string)),
            or_nothing(it.record.how_to_refer.as_ref().map(ToString::to_string)),
            or_nothing(it.phone.as_ref().map(ToString::to_string)),
            or_nothing(it.email.as_ref().map(ToString::to_string)),
            or_nothing(it.url.as_ref().map(ToString::to_string)),
            service.capacity.in_words(),
            it.status.label().to_owned(),
            or_nothing(service.checked.map(|day| day.to_string())),
            service.published_id().to_string(),
        ];
        let row = csv::write([cells.iter().map(|cell| Cow::Borrowed(cell.as_str())).collect()]);
        // The mark of UTF-8 stands once, before the headings.
        Ok(file.write_all(row.strip_prefix(b"\xEF\xBB\xBF").unwrap_or(&row))?)
    })
}
