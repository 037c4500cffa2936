//! Bringing people in from a file: referrals, or the caseload that a service has already.
//!
//! A file is brought in, looked at, and taken. Looking takes nothing: it says what was understood of every row, what is
//! wrong and what to do. Taking goes in slices, so that others can write in between; each row is taken under a key, so
//! that a file that is taken again, or goes on after it was broken off, makes no second record.
//!
//! # Invariants
//! - Nothing is taken while a row is wrong, unless whoever takes it says that the good rows are enough.
//! - A row that was taken before is never written over; that it says something else now is reported.
//! - Nobody is invented: a practice or link worker that the service does not have makes the row wrong.
//! - The bytes of a file are deleted when it is done with, thrown away, or after [`KEPT_DAYS`].

mod check;
mod choices;
mod operator;
mod record;
mod take;

use jiff::ToSpan;
use kith_domain::id::Id;
use kith_domain::import::{Brought, Import, Kind, State};
use kith_domain::policy::{Act, act};
use kith_domain::practice::Practice;
use kith_domain::rejection::Rejection;
use kith_domain::staff::{Role, Service};
use kith_domain::text::Line;
use kith_interop::csv::{Columns, Order, Sheet, evidence};
use kith_store::page::{Mark, Page};
use kith_store::{Kept, imports, save, staff, table};
use sha2::{Digest, Sha256};

pub use check::{Checked, Ready, Row, Verdict};
pub use choices::{Choices, ChoicesInput, Whence};
pub use operator::{OnMachine, bring_in_whole, practice_with_code, rehearse, service_named};
pub use take::{answerable, run};

use crate::app::{App, Look, Work};
use crate::ctx::{Ctx, Seed};
use crate::people::Names;
use crate::permit::{self, Permit};
use crate::refusal::Refusal;

/// For how many days the bytes of a file are kept when nobody says what is to become of them.
pub const KEPT_DAYS: i64 = 7;
/// How many files a page of their list holds.
const PAGE: u32 = 25;

/// The files of a service that somebody may see.
#[derive(Debug, Clone)]
pub struct Files {
    /// A page of them, newest first.
    pub page: Page<Kept<Import>>,
    /// Names of the staff.
    pub names: Names,
}

/// Lists files that were brought in: a lead sees her service's, a manager her own.
///
/// # Errors
/// When the store cannot answer.
pub fn list(
    look: &mut Look<'_, '_>,
    permit: &Permit<act::ImportPeople, Id<Service>>,
    before: Option<Mark>,
) -> Result<Files, Refusal> {
    let page = imports::within(look.tx(), permit.scope(), before, PAGE)?;
    let names = staff::names(look.tx(), permit.key())?.into_iter().collect();
    Ok(Files { page, names })
}

/// Brings a file in: reads it, keeps it, and chooses for each column what it seems to hold.
///
/// # Errors
/// [`Refusal::Rejected`] with one sentence when the file cannot be read at all.
pub fn bring_in(
    work: &mut Work<'_, '_>,
    ctx: &Ctx,
    permit: &Permit<act::ImportPeople, Id<Service>>,
    kind: &str,
    name: &str,
    bytes: &[u8],
) -> Result<Id<Import>, Refusal> {
    let service = permit.key();
    let kind = Kind::from_code(kind)
        .ok_or_else(|| Rejection::of_field("kind", "import.kind", "Choose what the file holds."))?;
    let sheet =
        Sheet::read(bytes).map_err(|fault| Rejection::of_field("file", "import.unreadable", fault.to_string()))?;
    let name: String = name.chars().take(150).collect();
    let name = Line::new(&name).or_else(|_| Line::new("A file without a name"));
    let name =
        name.map_err(|_| Rejection::of_field("file", "import.name", "Give the file a name and choose it again."))?;
    let before = imports::remembered(work.tx(), service, kind)?;
    let choices = Choices::begin(kind, &sheet, before.as_ref());
    let brought = Brought {
        service,
        kind,
        name,
        rows: u32::try_from(sheet.lines.len()).unwrap_or(u32::MAX),
        digest: kith_store::anchor::to_hex(&Sha256::digest(bytes)),
    };
    let (import, event) = Import::bring_in(ctx.id(), brought, ctx.actor().account(), ctx.now());
    save::new(work.tx(), &ctx.writ::<act::ImportPeople>(), &import, &event)?;
    imports::keep(work.tx(), &import, bytes, &choices.to_json())?;
    let long_ago = ctx.now().checked_sub((KEPT_DAYS * 24).hours()).unwrap_or(ctx.now());
    imports::forget_old(work.tx(), service, long_ago)?;
    Ok(import.id)
}

/// A file opened: where it stands, and what was understood of it while its bytes are there.
#[derive(Debug, Clone)]
pub struct Opened {
    /// The file.
    pub import: Kept<Import>,
    /// What was understood; `None` when the bytes have been deleted.
    pub looked: Option<Looked>,
    /// How many rows have been gone through, and when that last moved.
    pub progress: Option<(u32, jiff::Timestamp)>,
    /// The practices of the service, by name.
    pub practices: Vec<Practice>,
}

/// What was understood of a file.
#[derive(Debug, Clone)]
pub struct Looked {
    /// The file as text.
    pub sheet: Sheet,
    /// What was chosen for it.
    pub choices: Choices,
    /// What its dates say of their own order.
    pub dates: kith_interop::csv::Evidence,
    /// Every row, and what is to be said of it.
    pub checked: Checked,
}

/// Who and what a service has, against which rows are checked.
#[derive(Debug, Clone, Default)]
pub(super) struct Known {
    /// Practices that refer to it.
    pub(super) practices: Vec<Practice>,
    /// Its link workers: folded e-mail address and account.
    pub(super) workers: Vec<(String, Id<kith_domain::staff::Account>)>,
}

/// Opens a file as whoever asks.
///
/// # Errors
/// As the policy says, or when the store cannot answer.
pub fn open(app: &App, seed: &Seed, id: Id<Import>) -> Result<Opened, Refusal> {
    opened::<act::SeeImport>(app, seed, id)
}

/// Opens a file under the permit of an act.
fn opened<A: Act>(app: &App, seed: &Seed, id: Id<Import>) -> Result<Opened, Refusal> {
    let service = service_of(app, seed, id)?;
    let reach = reach_of(seed, service, "care");
    let (import, file, practices, progress) = app.read_with(seed, &reach, |look, ctx| {
        let permit = permit::import::<A>(look.tx(), ctx, id)?;
        let import = table::find::<Import>(look.tx(), permit.key().uuid())?.ok_or(Refusal::Hidden)?;
        let practices = staff::practices_of_service(look.tx(), service)?;
        let is_taking = matches!(import.it.state, State::Taking { .. });
        // While it is being taken nobody needs its rows, and reading them again every second would be work for nothing.
        let file = if is_taking { None } else { imports::file(look.tx(), id)? };
        Ok((import, file, practices, imports::progress(look.tx(), id)?))
    })?;
    let looked = match file {
        Some(file) => Some(look_at(app, seed, &import.it, &file, &practices)?),
        None => None,
    };
    Ok(Opened { import, looked, progress, practices })
}

/// Reads and checks a file.
fn look_at(
    app: &App,
    seed: &Seed,
    import: &Import,
    file: &imports::File,
    practices: &[Practice],
) -> Result<Looked, Refusal> {
    // What was taken in whole can be read again.
    let sheet = Sheet::read(&file.content)
        .map_err(|fault| Rejection::of_field("file", "import.unreadable", fault.to_string()))?;
    let choices = Choices::from_json(&file.choices);
    look_over(app, seed, (import.service, import.kind, Some(import.id)), sheet, choices, practices)
}

/// Checks every row of a file, kept or not.
fn look_over(
    app: &App,
    seed: &Seed,
    (service, kind, import): (Id<Service>, Kind, Option<Id<Import>>),
    sheet: Sheet,
    choices: Choices,
    practices: &[Practice],
) -> Result<Looked, Refusal> {
    let workers =
        app.peek(&reach_of(seed, service, "identity"), |tx| Ok(staff::emails_in_role(tx, service, Role::LinkWorker)?))?;
    let known = Known { practices: practices.to_vec(), workers };
    let mut checked = check::rows(kind, &sheet, &choices, &known, kith_domain::time::day_of(seed.now));
    let keys: Vec<&str> = checked.rows.iter().map(|row| row.key.as_str()).collect();
    let before = app.peek(&reach_of(seed, service, "care"), |tx| Ok(imports::known(tx, service, kind, &keys)?))?;
    // What this very file has taken already is no repeat: it goes on where it was broken off.
    checked.compare(before.into_iter().filter(|row| Some(row.import) != import).collect());
    let dates = check::date_cells(&sheet, &choices.columns);
    Ok(Looked { dates: evidence(dates), sheet, choices, checked })
}

/// The service of a file, read without showing anything: the reach of what follows.
fn service_of(app: &App, seed: &Seed, id: Id<Import>) -> Result<Id<Service>, Refusal> {
    // The operator names the service; whoever signed in has one.
    let reach = match seed.actor.services().first() {
        Some(service) => reach_of(seed, *service, "care"),
        None => kith_store::Reach::maintenance(),
    };
    app.peek(&reach, |tx| Ok(imports::facts(tx, id)?.ok_or(Refusal::Hidden)?.0))
}

/// What a unit of work about one service may reach.
pub(super) fn reach_of(seed: &Seed, service: Id<Service>, purpose: &'static str) -> kith_store::Reach {
    let mut reach = crate::app::reach(&seed.actor, purpose);
    // The operator has no service of its own, and acts for the one it names.
    if seed.actor.services().is_empty() {
        reach.services.push(service.uuid());
    }
    reach
}

/// Chooses what the columns hold.
///
/// # Errors
/// [`Refusal::Rejected`] when one column is to hold two things, or the file is no longer being looked at.
pub fn choose(
    work: &mut Work<'_, '_>,
    ctx: &Ctx,
    permit: &Permit<act::TakeImport, Id<Import>>,
    input: &ChoicesInput,
) -> Result<(), Refusal> {
    let import = looking(work, permit)?;
    let file = imports::file(work.tx(), permit.key())?.ok_or_else(gone)?;
    let sheet = Sheet::read(&file.content).map_err(|fault| Rejection::new("import.unreadable", fault.to_string()))?;
    let practices = staff::practices_of_service(work.tx(), import.it.service)?;
    let choices = Choices::from_json(&file.choices).change(import.it.kind, &sheet, &practices, input)?;
    imports::choose(work.tx(), permit.key(), &choices.to_json())?;
    imports::remember(work.tx(), import.it.service, import.it.kind, &choices.to_json())?;
    let event = kith_domain::event::Event::new("import.columns_chosen");
    save::change(work.tx(), &ctx.writ::<act::TakeImport>(), import.version, &import.it, &event)?;
    Ok(())
}

/// Begins to take a file. What was `seen` of it must still be so.
///
/// # Errors
/// [`Refusal::Rejected`] when a row is wrong and the good ones were not said to be enough, or nothing is left to take.
pub fn begin(
    work: &mut Work<'_, '_>,
    ctx: &Ctx,
    permit: &Permit<act::TakeImport, Id<Import>>,
    seen: &Opened,
    good_rows_only: bool,
) -> Result<(), Refusal> {
    let import = looking(work, permit)?;
    if import.version != seen.import.version {
        return Err(Refusal::Stale);
    }
    let looked = seen.looked.as_ref().ok_or_else(gone)?;
    looked.checked.may_be_taken(good_rows_only)?;
    let choices = Choices { good_rows_only, ..looked.choices.clone() };
    imports::choose(work.tx(), permit.key(), &choices.to_json())?;
    let (taking, event) = import.it.take(ctx.now())?;
    save::change(work.tx(), &ctx.writ::<act::TakeImport>(), import.version, &taking, &event)?;
    imports::note_progress(work.tx(), permit.key(), 0, ctx.now())?;
    Ok(())
}

/// Throws a file away that is being looked at, or deletes what is left of one that was taken.
///
/// # Errors
/// [`Refusal::Rejected`] while it is being taken.
pub fn throw_away(
    work: &mut Work<'_, '_>,
    ctx: &Ctx,
    permit: &Permit<act::TakeImport, Id<Import>>,
) -> Result<(), Refusal> {
    let kept = table::find::<Import>(work.tx(), permit.key().uuid())?.ok_or(Refusal::Hidden)?;
    let (it, event) = match kept.it.state {
        State::Taken { .. } => (kept.it, kith_domain::event::Event::new("import.file_deleted")),
        _ => kept.it.throw_away(ctx.now())?,
    };
    save::change(work.tx(), &ctx.writ::<act::TakeImport>(), kept.version, &it, &event)?;
    imports::forget(work.tx(), permit.key())?;
    Ok(())
}

fn looking(work: &mut Work<'_, '_>, permit: &Permit<act::TakeImport, Id<Import>>) -> Result<Kept<Import>, Refusal> {
    let kept = table::find::<Import>(work.tx(), permit.key().uuid())?.ok_or(Refusal::Hidden)?;
    match kept.it.state {
        State::Looking => Ok(kept),
        _ => Err(Rejection::new(
            "import.not_looking",
            "This file is being taken, has been taken or was thrown away. Nothing was changed.",
        )
        .into()),
    }
}

fn gone() -> Rejection {
    Rejection::new("import.gone", "The file has been deleted. Bring it in again.")
}

/// The rows that could not be taken, with what is wrong with each, as a file that no spreadsheet runs as formulas.
///
/// # Errors
/// [`Refusal::Hidden`] when there are none or the file has been deleted.
pub fn refused_rows(app: &App, seed: &Seed, id: Id<Import>) -> Result<Vec<u8>, Refusal> {
    let opened = opened::<act::SeeImport>(app, seed, id)?;
    let looked = opened.looked.ok_or(Refusal::Hidden)?;
    Ok(looked.refused_file())
}

impl Looked {
    /// The rows that cannot be taken, with a column that says why.
    #[must_use]
    pub fn refused_file(&self) -> Vec<u8> {
        let reason: std::borrow::Cow<'_, str> = "What is wrong and what to do".into();
        let head = self.sheet.headings.iter().map(|it| it.as_str().into()).chain([reason]).collect();
        let rows = self.sheet.lines.iter().zip(&self.checked.rows).filter_map(|(line, row)| {
            let why = self.checked.why_not(row)?;
            let cells = line.cells.iter().map(|cell| cell.as_str().into());
            Some(cells.chain([std::borrow::Cow::from(why)]).collect())
        });
        kith_interop::csv::write(std::iter::once(head).chain(rows))
    }
}

/// What is to be chosen for the columns of a file on the command line: `field=heading` pairs over what was guessed.
///
/// # Errors
/// [`Refusal::Rejected`] when a field or a heading is not known.
pub fn from_pairs(
    kind: Kind,
    sheet: &Sheet,
    pairs: &[(String, String)],
    order: Option<Order>,
) -> Result<Choices, Refusal> {
    let mut choices = Choices::begin(kind, sheet, None);
    let mut columns: Vec<_> = choices.columns.pairs().map(|(field, heading)| (field, heading.to_owned())).collect();
    for (field, heading) in pairs {
        let known = kith_interop::csv::Field::from_code(field).filter(|field| field.is_of(kind)).ok_or_else(|| {
            Rejection::new("import.field", format!("There is nothing called “{field}” that a column could hold."))
        })?;
        if !sheet.headings.contains(heading) {
            return Err(Rejection::new("import.heading", format!("The file has no column called “{heading}”.")).into());
        }
        columns.retain(|(other, used)| *other != known && used != heading);
        columns.push((known, heading.clone()));
    }
    choices.columns = Columns::of(columns);
    choices.order = order.unwrap_or(choices.order);
    Ok(choices)
}

/// Keeps what was chosen on the command line for a file that was just brought in.
///
/// # Errors
/// When the store fails.
pub fn keep_choices(
    work: &mut Work<'_, '_>,
    permit: &Permit<act::TakeImport, Id<Import>>,
    choices: &Choices,
) -> Result<(), Refusal> {
    Ok(imports::choose(work.tx(), permit.key(), &choices.to_json())?)
}
