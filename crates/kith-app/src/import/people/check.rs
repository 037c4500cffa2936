//! Every row of a file against what the service has: what it would become, or what is wrong with it.

use std::collections::BTreeMap;

use jiff::civil::Date;
use kith_domain::id::Id;
use kith_domain::import::Kind;
use kith_domain::nhs_number::NhsNumber;
use kith_domain::practice::{OdsCode, Practice};
use kith_domain::referral::{Sender, ToldAnswer};
use kith_domain::rejection::Rejection;
use kith_domain::staff::{Account, fold_email};
use kith_domain::support::contact::Mode;
use kith_domain::text::{Line, fold};
use kith_interop::csv::{self, Columns, Draft, Field, Issue, Sheet, Standing};
use kith_store::imports::TakenRow;
use sha2::{Digest, Sha256};

use super::{Choices, Known, Whence};
use crate::refusal::Refusal;

/// A row that can be taken: its draft with everything resolved.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Ready {
    /// What it says.
    pub draft: Draft,
    /// Where they came from.
    pub whence: Whence,
    /// The link worker.
    pub worker: Option<Id<Account>>,
    /// What the person was told.
    pub told: ToldAnswer,
    /// How the last contact was made.
    pub mode: Option<Mode>,
    /// Where the case stands; only of a caseload.
    pub standing: Standing,
    /// When the referral came; `None` is now.
    pub received: Option<Date>,
}

/// What is to be said of a row.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Verdict {
    /// It can be taken.
    Good(Box<Ready>),
    /// Something is wrong with it.
    Wrong,
    /// It was taken before and says the same.
    Known,
    /// It was taken before and says something else now.
    Changed,
}

/// One row.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Row {
    /// Its number in the spreadsheet.
    pub number: usize,
    /// What it is known by.
    pub key: String,
    /// Digest of what it says.
    pub content: String,
    /// What is to be said of it.
    pub verdict: Verdict,
}

/// Every row of a file.
#[derive(Debug, Clone, Default)]
pub struct Checked {
    /// The rows, in order.
    pub rows: Vec<Row>,
    /// Everything that is wrong, in order of rows.
    pub issues: Vec<Issue>,
    /// What must be chosen for the whole file before it can be taken.
    pub missing: Vec<Rejection>,
}

impl Checked {
    /// How many rows there are of each verdict: good, wrong, known, changed.
    #[must_use]
    pub fn counts(&self) -> (usize, usize, usize, usize) {
        let of = |wanted: fn(&Verdict) -> bool| self.rows.iter().filter(|row| wanted(&row.verdict)).count();
        (
            of(|it| matches!(it, Verdict::Good(_))),
            of(|it| *it == Verdict::Wrong),
            of(|it| *it == Verdict::Known),
            of(|it| *it == Verdict::Changed),
        )
    }

    /// Why a row is not taken; `None` when it is, or was before.
    #[must_use]
    pub fn why_not(&self, row: &Row) -> Option<String> {
        match row.verdict {
            Verdict::Good(_) | Verdict::Known => None,
            Verdict::Changed => Some(CHANGED.to_owned()),
            Verdict::Wrong => {
                let of_row = self.issues.iter().filter(|issue| issue.row == row.number);
                Some(of_row.map(|it| format!("{}: {}", it.column, it.sentence)).collect::<Vec<_>>().join(" "))
            }
        }
    }

    /// Says whether it can be taken as it stands.
    pub(super) fn may_be_taken(&self, good_rows_only: bool) -> Result<(), Refusal> {
        if !self.missing.is_empty() {
            return Err(Refusal::Rejected(self.missing.clone()));
        }
        let (good, wrong, ..) = self.counts();
        if wrong > 0 && !good_rows_only {
            return Err(Rejection::new(
                "import.rows_are_wrong",
                "Some rows are wrong, so nothing was taken. Mend the file and bring it in again, or take the good rows only.",
            )
            .into());
        }
        if good == 0 {
            return Err(Rejection::new(
                "import.nothing_to_take",
                "There is no row to take: every one was taken before, or is wrong.",
            )
            .into());
        }
        Ok(())
    }

    /// Compares good rows with those that were taken before.
    pub(super) fn compare(&mut self, before: Vec<TakenRow>) {
        let before: BTreeMap<String, String> = before.into_iter().map(|row| (row.key, row.content)).collect();
        for row in &mut self.rows {
            if let (Verdict::Good(_), Some(said)) = (&row.verdict, before.get(&row.key)) {
                row.verdict = if *said == row.content { Verdict::Known } else { Verdict::Changed };
            }
        }
    }
}

const CHANGED: &str =
    "This row was taken before and says something else now. Nothing was written over: change the record by hand.";

/// The cells that hold dates.
pub(super) fn date_cells<'a>(sheet: &'a Sheet, columns: &Columns) -> Vec<&'a str> {
    let dates = [Field::Born, Field::Received, Field::Opened, Field::LastContact];
    let places: Vec<usize> = dates
        .into_iter()
        .filter_map(|field| sheet.headings.iter().position(|it| Some(it.as_str()) == columns.heading(field)))
        .collect();
    sheet
        .lines
        .iter()
        .flat_map(|line| places.iter().filter_map(|place| line.cells.get(*place)).map(String::as_str))
        .collect()
}

/// Checks every row.
pub(super) fn rows(kind: Kind, sheet: &Sheet, choices: &Choices, known: &Known, today: Date) -> Checked {
    let mut checked = Checked { missing: missing(kind, sheet, choices), ..Checked::default() };
    let mut seen: BTreeMap<String, usize> = BTreeMap::new();
    for line in &sheet.lines {
        let drafted = csv::draft(kind, line, &sheet.headings, &choices.columns, choices.order, today);
        let mut issues = Vec::new();
        let content = digest(choices.columns.pairs().map(|(field, heading)| {
            let place = sheet.headings.iter().position(|known| known == heading);
            let cell = place.and_then(|place| line.cells.get(place)).map_or("", |cell| cell.trim());
            format!("{}={cell}", field.code())
        }));
        let (key, verdict) = match drafted {
            Err(found) => {
                issues = found;
                // A practice or link worker that is not known is told in the same pass as the other faults of the row.
                if line.ragged.is_none() {
                    let named = |field| {
                        let cell = choices.columns.cell(field, &sheet.headings, &line.cells);
                        cell.map(str::trim).filter(|cell| !cell.is_empty())
                    };
                    let mut resolver = Resolver { kind, choices, known, row: line.number, issues: &mut issues };
                    resolver.whence(named(Field::Practice), named(Field::SentBy));
                    if kind == Kind::Caseload {
                        resolver.worker(named(Field::Worker));
                    }
                }
                (format!("row {}", line.number), Verdict::Wrong)
            }
            Ok(draft) => {
                let key = key(kind, &draft);
                match seen.get(&key) {
                    Some(first) => {
                        issues.push(Issue {
                            row: line.number,
                            column: "the whole row".to_owned(),
                            sentence: format!(
                                "It is about the same person as row {first} (same reference, NHS number, or name and date of birth). Take one of the two out."
                            ),
                        });
                    }
                    None => {
                        seen.insert(key.clone(), line.number);
                    }
                }
                let mut resolver = Resolver { kind, choices, known, row: line.number, issues: &mut issues };
                let ready = resolver.ready(draft);
                match ready {
                    Some(ready) if issues.is_empty() => (key, Verdict::Good(Box::new(ready))),
                    _ => (key, Verdict::Wrong),
                }
            }
        };
        checked.issues.append(&mut issues);
        checked.rows.push(Row { number: line.number, key, content, verdict });
    }
    checked
}

/// What must be chosen for the whole file, because no row can say it.
fn missing(kind: Kind, sheet: &Sheet, choices: &Choices) -> Vec<Rejection> {
    let mut missing = Vec::new();
    for (field, sentence) in [
        (Field::FamilyName, "Choose the column that holds the family name."),
        (Field::Born, "Choose the column that holds the date of birth."),
    ] {
        if choices.columns.heading(field).is_none() {
            missing.push(Rejection::of_field(field.code(), "import.no_column", sentence));
        }
    }
    if kind == Kind::Referrals && choices.columns.heading(Field::Reason).is_none() {
        missing.push(Rejection::of_field(
            Field::Reason.code(),
            "import.no_column",
            "Choose the column that holds the reason for the referral.",
        ));
    }
    if kind == Kind::Referrals && choices.told.is_none() && choices.columns.heading(Field::Told).is_none() {
        missing.push(Rejection::of_field(
            "default-told",
            "import.no_told",
            "No column says what the people were told. Choose what holds for all of them.",
        ));
    }
    let has_contacts = choices.columns.heading(Field::LastContact).is_some();
    let says_how = choices.columns.heading(Field::Mode).is_some();
    if kind == Kind::Caseload && has_contacts && !says_how && choices.mode.is_none() && !sheet.lines.is_empty() {
        missing.push(Rejection::of_field(
            "default-mode",
            "import.no_mode",
            "No column says how the last contacts were made. Choose what holds for all of them.",
        ));
    }
    missing
}

/// What a row is known by: its reference, else the NHS number, else name and date of birth; of a referral with the
/// day on which it came, because somebody may be referred again. Only a digest of it is kept.
fn key(kind: Kind, draft: &Draft) -> String {
    if let Some(reference) = &draft.reference {
        return digest(["reference".to_owned(), reference.as_str().to_lowercase()]);
    }
    let who = match draft.identity.nhs_number {
        Ok(number) => NhsNumber::digits(number),
        Err(_) => {
            let (family, given) = draft.identity.folded();
            format!("{family}|{given}|{}", draft.identity.born.kept_as())
        }
    };
    let day = if kind == Kind::Referrals { draft.received.map(|day| day.to_string()) } else { None };
    digest(["who".to_owned(), who, day.unwrap_or_default()])
}

fn digest(parts: impl IntoIterator<Item = String>) -> String {
    let mut sha = Sha256::new();
    for part in parts {
        sha.update((part.len() as u64).to_be_bytes());
        sha.update(part);
    }
    kith_store::anchor::to_hex(&sha.finalize())
}

/// Whether a cell says that the person came by themselves.
fn is_oneself(cell: &str) -> bool {
    matches!(
        fold(cell).as_str(),
        "self" | "self referral" | "self referred" | "self referrer" | "themselves" | "oneself" | "patient" | "own"
    )
}

/// A sender of whom the file tells one thing only.
fn sender(named: &str) -> Option<Sender> {
    let line = |text: &str| Line::new(text).ok();
    Some(Sender { name: line(named)?, from: line(named)?, reach: line("Not given in the file")? })
}

struct Resolver<'a> {
    kind: Kind,
    choices: &'a Choices,
    known: &'a Known,
    row: usize,
    issues: &'a mut Vec<Issue>,
}

impl Resolver<'_> {
    fn say(&mut self, field: Field, sentence: impl Into<String>) {
        let column = self.choices.columns.heading(field).unwrap_or(field.label()).to_owned();
        self.issues.push(Issue { row: self.row, column, sentence: sentence.into() });
    }

    fn ready(&mut self, draft: Draft) -> Option<Ready> {
        let whence = self.whence(draft.practice.as_deref(), draft.sent_by.as_deref());
        // Whoever came by themselves has asked for it.
        let asked = (whence == Some(Whence::Oneself)).then_some(ToldAnswer::Asked);
        let told = draft.told.or(asked).or(self.choices.told);
        if told.is_none() && self.kind == Kind::Referrals && self.choices.columns.heading(Field::Told).is_some() {
            self.say(
                Field::Told,
                "It does not say what the person was told. Fill it in, or choose below what holds for such rows.",
            );
        }
        // People who are supported already know what it is and agreed; nothing else is asked of them here.
        let told = told.unwrap_or(ToldAnswer::Agreed);
        if self.kind == Kind::Referrals {
            let received = draft.received;
            return Some(Ready {
                whence: whence?,
                worker: None,
                told,
                mode: None,
                standing: Standing::Waiting,
                received,
                draft,
            });
        }
        let worker = self.worker(draft.worker.as_deref());
        let standing =
            draft.standing.unwrap_or(if draft.worker.is_some() { Standing::Active } else { Standing::Waiting });
        match (standing, &draft.worker) {
            (Standing::Waiting, Some(_)) => {
                self.say(
                    Field::Standing,
                    "The case waits, and there is a link worker. Say “active”, or take the link worker out.",
                );
            }
            (Standing::Active | Standing::DoorOpen, None) => {
                self.say(Field::Worker, "The link worker is missing. Enter their e-mail address, or say “waiting”.");
            }
            _ => {}
        }
        if standing == Standing::Waiting && draft.last_contact.is_some() {
            self.say(
                Field::LastContact,
                "A waiting case has had no contact. Say “active” and enter the link worker, or take the contact out.",
            );
        }
        let mode = draft.mode.or(self.choices.mode);
        if draft.last_contact.is_some() && mode.is_none() && self.choices.columns.heading(Field::Mode).is_some() {
            self.say(
                Field::Mode,
                "It does not say how the last contact was made. Fill it in, or choose below what holds for such rows.",
            );
        }
        let received = draft.received.or(draft.opened).or(draft.last_contact);
        if received.is_none() {
            self.say(Field::Received, "The date of the referral is missing, and so is the date on which the case was opened. Enter one of them.");
        }
        Some(Ready { whence: whence?, worker, told, mode, standing, received, draft })
    }

    /// Where somebody came from: a practice before a sender, and a row before what was chosen for the file.
    fn whence(&mut self, practice: Option<&str>, sent_by: Option<&str>) -> Option<Whence> {
        if let Some(named) = practice {
            if is_oneself(named) {
                return Some(Whence::Oneself);
            }
            return self.practice(named).map(Whence::Practice);
        }
        if let Some(named) = sent_by {
            return if is_oneself(named) { Some(Whence::Oneself) } else { sender(named).map(Whence::Agency) };
        }
        match &self.choices.whence {
            // A practice that was chosen and does not refer any more is no practice of this service.
            Some(Whence::Practice(id)) if self.known.practices.iter().all(|it| it.id != *id) => {
                self.say(
                    Field::Practice,
                    "The practice that was chosen does not refer to this service any more. Choose another.",
                );
                None
            }
            Some(chosen) => Some(chosen.clone()),
            None => {
                self.say(
                    Field::Practice,
                    "It does not say where the person came from. Enter the practice’s ODS code or name, “self” if they came by themselves, or who sent them in a column “Sent by”; or choose below what holds for such rows.",
                );
                None
            }
        }
    }

    fn practice(&mut self, named: &str) -> Option<Id<Practice>> {
        let known = self.known;
        let code = OdsCode::parse(named);
        let by_code = known.practices.iter().find(|it| code.as_ref() == Some(&it.ods_code));
        let folded = fold(named);
        let by_name: Vec<&Practice> = known.practices.iter().filter(|it| fold(it.name.as_str()) == folded).collect();
        match (by_code, by_name.as_slice()) {
            (Some(practice), _) => Some(practice.id),
            (None, [practice]) => Some(practice.id),
            (None, []) => {
                self.say(
                    Field::Practice,
                    format!("“{named}” is none of your service’s practices. Check the code or the name; one that is new is added under Practices first."),
                );
                None
            }
            (None, _) => {
                self.say(
                    Field::Practice,
                    format!("Several practices are called “{named}”. Enter the ODS code instead."),
                );
                None
            }
        }
    }

    fn worker(&mut self, named: Option<&str>) -> Option<Id<Account>> {
        let named = named?;
        let folded = fold_email(named);
        let known = self.known;
        let found = known.workers.iter().find(|(email, _)| *email == folded).map(|(_, account)| *account);
        if found.is_none() {
            self.say(
                Field::Worker,
                format!("No link worker of your service signs in as “{named}”. Check the e-mail address; somebody who is new has to be invited first."),
            );
        }
        found
    }
}
