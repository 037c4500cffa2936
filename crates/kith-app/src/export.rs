//! The published directory as one file: Open Referral UK 3.0 for machines, a table for people.
//!
//! # Invariants
//! - What stands in it is what anybody may read under `/oruk`: no note of a team, no word of a person, nothing that is kept
//!   in.
//! - Memory is bounded by a slice of the directory and not by the directory.

use std::borrow::Cow;
use std::io::Write;

use kith_domain::policy::{Actor, act};
use kith_interop::csv;
use kith_interop::oruk::publish;

use crate::app::App;
use crate::permit;
use crate::published::{self, Cut, Filter, Listed};
use crate::refusal::Refusal;

/// How many entries are read at once.
const SLICE: i64 = 200;

/// In which form.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Form {
    /// One page of Open Referral UK 3.0 that holds everything.
    OpenReferral,
    /// A table for people (CSV).
    Table,
}

/// Why a file could not be made.
#[derive(Debug, thiserror::Error)]
pub enum NotMade {
    /// The store could not be read.
    #[error(transparent)]
    Read(#[from] Refusal),
    /// The file could not be written.
    #[error("it could not be written")]
    Written(#[from] std::io::Error),
}

impl From<serde_json::Error> for NotMade {
    fn from(error: serde_json::Error) -> Self {
        Self::Written(error.into())
    }
}

/// Writes the published directory. `progress` is told how many entries are done, and of how many. How many there were.
///
/// # Errors
/// [`NotMade`]; what was written before that is half a file.
pub fn directory(
    app: &App,
    actor: &Actor,
    form: Form,
    out: &mut dyn Write,
    progress: &dyn Fn(u64, u64),
) -> Result<u64, NotMade> {
    let read = Read { app, actor, progress };
    match form {
        Form::OpenReferral => read.feed(out),
        Form::Table => read.table(out),
    }
}

struct Read<'a> {
    app: &'a App,
    actor: &'a Actor,
    progress: &'a dyn Fn(u64, u64),
}

impl Read<'_> {
    /// Every published entry in turn. How many there were.
    fn each(&self, mut f: impl FnMut(u64, &Listed) -> Result<(), NotMade>) -> Result<u64, NotMade> {
        let mut done = 0_u64;
        loop {
            let skip = i64::try_from(done).unwrap_or(i64::MAX);
            let part = self.app.read(&self.app.seed(self.actor.clone()), |look, ctx| {
                let reader = permit::directory::<act::ReadPublished>(ctx)?;
                published::entries(look, &reader, &Filter::default(), Cut { skip, most: SLICE })
            })?;
            if part.lines.is_empty() {
                return Ok(done);
            }
            for listed in &part.lines {
                f(done, listed)?;
                done += 1;
            }
            (self.progress)(done, u64::try_from(part.total).unwrap_or(done).max(done));
        }
    }

    /// One page that holds everything. Its counters come last, so that they are those of what was written.
    fn feed(&self, out: &mut dyn Write) -> Result<u64, NotMade> {
        out.write_all(b"{\"contents\":[")?;
        let count = self.each(|before, (service, organisation)| {
            if before > 0 {
                out.write_all(b",\n")?;
            }
            Ok(serde_json::to_writer(&mut *out, &publish::service(service, organisation))?)
        })?;
        let pages = u64::from(count > 0);
        let is_empty = count == 0;
        write!(
            out,
            "],\"total_items\":{count},\"total_pages\":{pages},\"page_number\":1,\"size\":{count},\"first_page\":true,\
             \"last_page\":true,\"empty\":{is_empty}}}"
        )?;
        Ok(count)
    }

    fn table(&self, out: &mut dyn Write) -> Result<u64, NotMade> {
        out.write_all(&csv::write([HEADINGS.map(Cow::Borrowed).to_vec()]))?;
        self.each(|_, listed| {
            let row = csv::write([row(listed).iter().map(|cell| Cow::Borrowed(cell.as_str())).collect()]);
            // The mark of UTF-8 stands once, before the headings.
            Ok(out.write_all(row.strip_prefix(b"\xEF\xBB\xBF").unwrap_or(&row))?)
        })
    }
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

fn row((service, organisation): &Listed) -> [String; 17] {
    fn said<T: ToString>(it: Option<&T>) -> String {
        it.map(ToString::to_string).unwrap_or_default()
    }
    let it = &service.entry;
    [
        it.name.to_string(),
        organisation.name.to_string(),
        said(it.description.as_ref()),
        said(it.audience.as_ref()),
        said(it.times.as_ref()),
        said(it.place.as_ref()),
        said(it.cost.as_ref()),
        said(it.access.as_ref()),
        said(it.languages.as_ref()),
        said(it.record.how_to_refer.as_ref()),
        said(it.phone.as_ref()),
        said(it.email.as_ref()),
        said(it.url.as_ref()),
        service.capacity.in_words(),
        it.status.label().to_owned(),
        said(service.checked.as_ref()),
        service.published_id().to_string(),
    ]
}
