//! `kith import referrals FILE.csv` and `kith import caseload FILE.csv`: people from a file, in one go.

use std::path::{Path, PathBuf};

use anyhow::{Context, Result, bail};
use clap::Args;
use kith_app::import::people::{self, Choices, Looked, OnMachine, Whence};
use kith_domain::import::Kind;
use kith_domain::referral::ToldAnswer;
use kith_domain::support::contact::Mode;
use kith_interop::csv::{Order, Sheet};
use serde_json::json;

use super::{Misuse, refused, seal};
use crate::config::{IfNew, Where};
use crate::say;

/// Arguments of both.
#[derive(Debug, Args)]
pub(crate) struct Arguments {
    /// The file: CSV with a row of headings, at most 5,000 rows and 10 MB
    file: PathBuf,
    /// Short name of the service, where the store holds several; `kith service list` shows them
    #[arg(long, value_name = "SLUG")]
    service: Option<String>,
    /// What a column holds, for example born="Date of Birth"; may be given several times
    #[arg(long, value_name = "FIELD=COLUMN")]
    map: Vec<String>,
    /// Where people came from, where a row does not say: ODS code of a practice, or "self" for by themselves
    #[arg(long, value_name = "CODE")]
    practice: Option<String>,
    /// What the people were told, where a row does not say: agreed, asked, unsure or not-yet
    #[arg(long, value_name = "ANSWER")]
    told: Option<String>,
    /// How the last contact was made, where a row does not say: phone, face-to-face, video, text, email or letter
    #[arg(long, value_name = "MODE")]
    mode: Option<String>,
    /// Which stands first in dates of three numbers: day-first or month-first
    #[arg(long, value_name = "ORDER")]
    dates: Option<String>,
    /// Say what would be done, and do nothing
    #[arg(long)]
    dry_run: bool,
    /// Take the good rows although others are wrong, and write the others to this file
    #[arg(long, value_name = "REFUSED.csv")]
    good_rows: Option<PathBuf>,
    /// Say the result as JSON
    #[arg(long)]
    json: bool,
}

fn misuse(sentence: String) -> anyhow::Error {
    Misuse(sentence).into()
}

/// What was chosen on the command line over what the headings say.
fn choices(kind: Kind, sheet: &Sheet, it: &Arguments) -> Result<Choices> {
    let pairs: Vec<(String, String)> = it
        .map
        .iter()
        .map(|pair| match pair.split_once('=') {
            Some((field, column)) => Ok((field.trim().to_owned(), column.trim().to_owned())),
            None => Err(misuse(format!("--map takes FIELD=COLUMN, and “{pair}” has no equals sign"))),
        })
        .collect::<Result<_>>()?;
    let order = match it.dates.as_deref() {
        None => None,
        Some(code) => Some(
            Order::from_code(code)
                .ok_or_else(|| misuse(format!("--dates is day-first or month-first, not “{code}”")))?,
        ),
    };
    let mut choices = people::from_pairs(kind, sheet, &pairs, order).map_err(|refusal| misuse(refusal.to_string()))?;
    choices.told = match it.told.as_deref() {
        None => None,
        Some(code) => Some(
            ToldAnswer::from_code(code)
                .ok_or_else(|| misuse(format!("--told is agreed, asked, unsure or not-yet, not “{code}”")))?,
        ),
    };
    choices.mode = match it.mode.as_deref() {
        None => None,
        Some(code) => Some(Mode::from_code(code).ok_or_else(|| {
            misuse(format!("--mode is phone, face-to-face, video, text, email, letter or on-behalf, not “{code}”"))
        })?),
    };
    Ok(choices)
}

pub(crate) fn run(place: &Where, kind: Kind, it: &Arguments) -> Result<()> {
    let shown = it.file.display().to_string();
    let bytes = super::import::read(&it.file)?;
    let sheet = Sheet::read(&bytes).with_context(|| shown.clone())?;
    let mut choices = choices(kind, &sheet, it)?;
    let app = place.open(IfNew::Refuse)?;
    let service = people::service_named(&app, it.service.as_deref()).map_err(|refusal| misuse(refusal.to_string()))?;
    choices.whence = match it.practice.as_deref() {
        None => None,
        Some("self") => Some(Whence::Oneself),
        Some(code) => {
            let found = people::practice_with_code(&app, &service, code);
            Some(Whence::Practice(found.map_err(|refusal| misuse(refusal.to_string()))?))
        }
    };
    let looked = people::rehearse(&app, &service, kind, &sheet, &choices).map_err(refused)?;
    let (good, wrong, known, changed) = looked.checked.counts();
    let missing: Vec<String> = looked.checked.missing.iter().map(|it| it.sentence.to_string()).collect();
    if !it.json {
        say_what_was_understood(&looked);
    }
    if !missing.is_empty() {
        bail!("{shown}: nothing was taken. {}", missing.join(" "));
    }
    if wrong > 0 && it.good_rows.is_none() && !it.dry_run {
        if it.json {
            say::result(result(&looked, 0));
        }
        bail!(
            "{shown}: nothing was taken, because {wrong} of {} rows are wrong; mend them, or take the others with --good-rows REFUSED.csv",
            looked.checked.rows.len()
        );
    }
    let mut taken = 0;
    if !it.dry_run && good > 0 {
        if let Some(path) = it.good_rows.as_deref().filter(|_| wrong + changed > 0) {
            write_new(path, &looked.refused_file())?;
        }
        let name = it.file.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
        let file = OnMachine { kind, name: &name, bytes: &bytes, choices: &choices };
        let done = people::bring_in_whole(&app, &service, &file, it.good_rows.is_some(), &|done, total| {
            say::progress("rows", done, total);
        });
        // What earlier slices took is kept, so it is sealed whatever became of the last one.
        seal(&app)?;
        taken = done.map_err(refused)?.taken;
    }
    if it.json {
        say::result(result(&looked, taken));
    } else if it.dry_run {
        say::result(format!(
            "{good} would be new, {known} taken before, {changed} changed since, {wrong} wrong. Nothing was done."
        ));
    } else {
        say::result(format!("{taken} new, {known} taken before, {changed} changed since, {wrong} wrong."));
    }
    Ok(())
}

/// How the file was read, and what is wrong with which row.
fn say_what_was_understood(looked: &Looked) {
    let sheet = &looked.sheet;
    say::result(format!("read as {}, columns parted by {}", sheet.encoding.label(), sheet.separator_in_words()));
    for (field, heading) in looked.choices.columns.pairs() {
        say::result(format!("  {}: {heading}", field.code()));
    }
    for remark in &sheet.remarks {
        say::result(remark);
    }
    match looked.dates {
        kith_interop::csv::Evidence::Unclear | kith_interop::csv::Evidence::Mixed => {
            say::result(format!(
                "dates could be read in two ways; read {} (change it with --dates)",
                looked.choices.order.code()
            ));
        }
        _ => {}
    }
    for issue in &looked.checked.issues {
        say::result(format!("row {}, {}: {}", issue.row, issue.column, issue.sentence));
    }
    let changed = looked.checked.rows.iter().filter(|row| row.verdict == people::Verdict::Changed);
    for row in changed {
        say::result(format!("row {}: taken before, and says something else now; nothing was written over", row.number));
    }
}

fn result(looked: &Looked, taken: u32) -> serde_json::Value {
    let (good, wrong, known, changed) = looked.checked.counts();
    let issues: Vec<serde_json::Value> = looked
        .checked
        .issues
        .iter()
        .map(|it| json!({ "row": it.row, "column": it.column, "sentence": it.sentence }))
        .collect();
    json!({
        "rows": looked.checked.rows.len(),
        "good": good,
        "taken": taken,
        "known": known,
        "changed": changed,
        "wrong": wrong,
        "issues": issues,
        "encoding": looked.sheet.encoding.label(),
        "separator": looked.sheet.separator.to_string(),
        "dates": looked.choices.order.code(),
    })
}

/// Writes a file that was not there: nobody's file is written over. Only its owner may read it.
fn write_new(path: &Path, bytes: &[u8]) -> Result<()> {
    use std::io::Write;
    use std::os::unix::fs::OpenOptionsExt;
    let shown = path.display().to_string();
    let mut file = std::fs::OpenOptions::new()
        .write(true)
        .create_new(true)
        .mode(0o600)
        .open(path)
        .with_context(|| format!("{shown} could not be made"))?;
    file.write_all(bytes).with_context(|| format!("{shown} could not be written"))
}
