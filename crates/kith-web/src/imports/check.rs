//! One file: what was understood of it, how far it has come, or what became of it.

use askama::Template;
use jiff::ToSpan;
use kith_app::import::people::{self, Checked, ChoicesInput, Looked, Opened, Verdict, Whence};
use kith_app::{Refusal, permit};
use kith_domain::id::Id;
use kith_domain::import::{Import, Kind, State};
use kith_domain::policy::act;
use kith_domain::referral::ToldAnswer;
use kith_domain::support::contact::Mode;
use kith_domain::time;
use kith_interop::csv::{Evidence, Field, Order};

use super::words::{counts_in_words, rows};
use crate::components::{BackLink, Button, Cell, Choice, Form, Frame, Row, SummaryList, Table};
use crate::error::Problem;
use crate::reply::Reply;
use crate::visit::{Visit, explain};

/// How many rows are shown as they will be understood.
const SHOWN: usize = 5;
/// How many things that are wrong are listed; the rest stand in the file of refused rows.
const LISTED: usize = 50;
/// After this many seconds without a row, taking counts as broken off.
const STILL: i64 = 20;

/// A column to choose.
pub(crate) struct Asked {
    pub(crate) name: String,
    pub(crate) title: String,
    pub(crate) hint: &'static str,
}

/// What was understood, while nothing has been taken.
pub(crate) struct Check {
    pub(crate) read: Vec<Row>,
    pub(crate) remarks: Vec<String>,
    pub(crate) dates: Option<String>,
    pub(crate) columns: Form,
    pub(crate) asked: Vec<Asked>,
    pub(crate) headings: Vec<Choice>,
    pub(crate) orders: Vec<Choice>,
    pub(crate) practices: Vec<Choice>,
    pub(crate) told: Vec<Choice>,
    pub(crate) modes: Vec<Choice>,
    pub(crate) preview: Option<Table>,
    pub(crate) issues: Option<Table>,
    pub(crate) more_issues: Option<String>,
    pub(crate) summary: String,
    pub(crate) has_refused: bool,
    pub(crate) take: Option<String>,
    pub(crate) take_good: Option<String>,
}

/// How far taking has come.
pub(crate) struct Progress {
    pub(crate) done: u32,
    pub(crate) total: u32,
    pub(crate) is_still: bool,
}

impl Progress {
    fn in_words(&self) -> String {
        let have = if self.total == 1 { "has" } else { "have" };
        format!(
            "{} of {} {have} been gone through.",
            kith_domain::text::thousands(self.done.into()),
            rows(self.total as usize)
        )
    }
}

/// The page of one file.
#[derive(Template)]
#[template(path = "imports/check.html")]
pub(crate) struct CheckPage {
    pub(crate) frame: Frame,
    pub(crate) base: String,
    pub(crate) form: Form,
    pub(crate) check: Option<Check>,
    pub(crate) progress: Option<Progress>,
    pub(crate) done: Option<String>,
    pub(crate) is_caseload: bool,
    /// Whether rows that were not taken can be fetched.
    pub(crate) left_over: bool,
    /// Whether it was being looked at and its bytes have been deleted.
    pub(crate) is_gone: bool,
}

impl CheckPage {
    /// The page over what was opened. `columns` is the form of its columns, `form` that of everything else.
    pub(crate) fn new(frame: Frame, it: &Opened, columns: Form, form: Form, now: jiff::Timestamp) -> Self {
        let import = &it.import.it;
        let is_looking = import.state == State::Looking;
        let check = it.looked.as_ref().filter(|_| is_looking).map(|looked| check(it, looked, columns));
        let progress = match import.state {
            State::Taking { .. } => {
                let (done, touched) = it.progress.unwrap_or((0, now));
                let is_still = now.checked_sub(STILL.seconds()).is_ok_and(|before| touched < before);
                Some(Progress { done, total: import.rows, is_still })
            }
            _ => None,
        };
        let done = match &import.state {
            State::Taken { at, counts } => {
                Some(format!("Taken on {}: {}", time::moment_in_words(*at), counts_in_words(counts)))
            }
            State::ThrownAway { at } => {
                Some(format!("Thrown away on {}. Nothing was taken.", time::moment_in_words(*at)))
            }
            _ => None,
        };
        let left_over = matches!(import.state, State::Taken { .. }) && it.looked.is_some();
        Self {
            frame,
            base: format!("/imports/{}", import.id),
            form,
            check,
            progress,
            done,
            is_caseload: import.kind == Kind::Caseload,
            left_over,
            is_gone: is_looking && it.looked.is_none(),
        }
    }
}

/// The questions and tables of a file that is being looked at.
fn check(it: &Opened, looked: &Looked, columns: Form) -> Check {
    let kind = it.import.it.kind;
    let sheet = &looked.sheet;
    let choices = &looked.choices;
    let mut columns = columns;
    let mut asked = Vec::new();
    for field in Field::ALL.iter().filter(|field| field.is_of(kind)) {
        columns = columns.prefill(field.code(), choices.columns.heading(*field).unwrap_or_default());
        asked.push(Asked { name: field.code().to_owned(), title: field.label().to_owned(), hint: field.hint() });
    }
    let columns = columns
        .prefill("order", choices.order.code())
        .prefill("default-practice", &choices.whence.as_ref().map(Whence::code).unwrap_or_default())
        .prefill("default-told", choices.told.map_or("", ToldAnswer::code))
        .prefill("default-mode", choices.mode.map_or("", Mode::code));
    let mut columns = columns;
    if columns.is_fine() {
        for missing in &looked.checked.missing {
            columns.problem(missing.field.unwrap_or_default(), missing.sentence.to_string());
        }
    }
    let none = || std::iter::once(Choice::new("", "No column"));
    let (good, wrong, known, changed) = looked.checked.counts();
    let mut summary = vec![format!("{} can be taken", rows(good))];
    if wrong > 0 {
        summary.push(format!("in {} something is wrong", rows(wrong)));
    }
    if known > 0 {
        summary.push(format!("{} taken before and will not be taken twice", are(known)));
    }
    if changed > 0 {
        summary.push(format!("{} taken before and say something else now; nothing is written over", are(changed)));
    }
    let is_ready = looked.checked.missing.is_empty() && good > 0;
    Check {
        read: vec![
            Row::new("File", it.import.it.name.as_str()),
            Row::new("It holds", kind.label()),
            Row::new("Characters", looked.sheet.encoding.label()),
            Row::new("Columns are parted by", sheet.separator_in_words()),
            Row::new("Rows", &sheet.lines.len().to_string()),
        ],
        remarks: sheet.remarks.clone(),
        dates: dates_in_words(looked.dates, choices.order),
        asked,
        headings: none().chain(sheet.headings.iter().map(|it| Choice::new(it, it))).collect(),
        orders: vec![
            Choice::new(Order::DayFirst.code(), "Day first, as in Britain: 3/4/1951 is 3 April"),
            Choice::new(Order::MonthFirst.code(), "Month first, as in the United States: 3/4/1951 is 4 March"),
        ],
        practices: [("", "None: such rows are wrong"), (Whence::ONESELF, "No practice: they came by themselves")]
            .into_iter()
            .map(|(code, words)| Choice::new(code, words))
            .chain(it.practices.iter().map(|one| Choice::new(&one.id.to_string(), one.name.as_str())))
            .collect(),
        told: std::iter::once(Choice::new("", "Not chosen"))
            .chain(ToldAnswer::ALL.iter().map(|one| Choice::new(one.code(), one.label())))
            .collect(),
        modes: std::iter::once(Choice::new("", "Not chosen"))
            .chain(Mode::ALL.iter().map(|one| Choice::new(one.code(), one.label())))
            .collect(),
        preview: preview(it, looked),
        issues: issues(&looked.checked),
        more_issues: (looked.checked.issues.len() > LISTED).then(|| {
            format!("And {} more. They stand in the file of these rows.", looked.checked.issues.len() - LISTED)
        }),
        summary: format!("{}.", summary.join("; ")),
        has_refused: wrong + changed > 0,
        take: (is_ready && wrong == 0).then(|| format!("Take {}", rows(good))),
        take_good: (is_ready && wrong > 0).then(|| format!("Take {} and leave {} out", rows(good), wrong)),
        columns,
    }
}

fn are(count: usize) -> String {
    if count == 1 { "1 row was".to_owned() } else { format!("{count} rows were") }
}

/// What the dates of the file say of their own order; `None` when it makes no difference.
fn dates_in_words(evidence: Evidence, order: Order) -> Option<String> {
    let read = match order {
        Order::DayFirst => "read with the day first",
        Order::MonthFirst => "read with the month first",
    };
    match evidence {
        Evidence::Plain => None,
        Evidence::DayFirst => Some(format!("The dates of this file stand with the day first, and are {read}.")),
        Evidence::MonthFirst => Some(format!("The dates of this file stand with the month first, and are {read}.")),
        Evidence::Unclear => Some(format!(
            "Every date of this file could be read in two ways. They are {read}: look at the first rows below, and change it if they are wrong."
        )),
        Evidence::Mixed => Some(format!(
            "Some dates of this file can only be read with the day first and others only with the month first. They are {read}; the others are listed below."
        )),
    }
}

/// The first rows as they will be understood.
fn preview(it: &Opened, looked: &Looked) -> Option<Table> {
    let is_caseload = it.import.it.kind == Kind::Caseload;
    let head: &[&str] = if is_caseload {
        &["Row", "Name", "Born", "NHS number", "Came from", "Case", "Last contact"]
    } else {
        &["Row", "Name", "Born", "NHS number", "Came from", "Came", "Reason"]
    };
    let lines: Vec<Vec<Cell>> = looked
        .checked
        .rows
        .iter()
        .filter_map(|row| match &row.verdict {
            Verdict::Good(ready) => Some((row.number, ready)),
            _ => None,
        })
        .take(SHOWN)
        .map(|(number, ready)| {
            let draft = &ready.draft;
            let day =
                |day: Option<jiff::civil::Date>, none: &str| day.map_or_else(|| none.to_owned(), time::date_in_words);
            let short = |text: &str| {
                let line: String = text.split_whitespace().collect::<Vec<_>>().join(" ").chars().take(80).collect();
                if line.chars().count() == 80 { format!("{line}…") } else { line }
            };
            let whence = match &ready.whence {
                Whence::Practice(id) => {
                    it.practices.iter().find(|one| one.id == *id).map_or("", |one| one.name.as_str())
                }
                Whence::Oneself => "By themselves",
                Whence::Agency(sender) => sender.from.as_str(),
            };
            let mut cells = vec![
                number.to_string(),
                draft.identity.formal_name(),
                draft.identity.born.in_words(),
                draft.identity.nhs_number.map_or_else(|why| why.as_fact().to_owned(), |number| number.to_string()),
                whence.to_owned(),
            ];
            if is_caseload {
                let case = match ready.standing {
                    kith_interop::csv::Standing::Active => "Active",
                    kith_interop::csv::Standing::Waiting => "Waiting",
                    kith_interop::csv::Standing::DoorOpen => "Door open",
                };
                let whose = draft.worker.as_deref().map(|worker| format!("{case}, with {worker}"));
                cells.push(whose.unwrap_or_else(|| case.to_owned()));
                let note = draft.note.as_ref().map(|note| format!(": {}", short(note.as_str()))).unwrap_or_default();
                cells.push(format!("{}{note}", day(draft.last_contact, "None")));
            } else {
                cells.push(day(ready.received, "Today"));
                cells.push(draft.reason.as_ref().map(|reason| short(reason.as_str())).unwrap_or_default());
            }
            cells.iter().map(|cell| Cell::text(cell)).collect()
        })
        .collect();
    let head = head.iter().map(|it| Cell::text(it)).collect();
    (!lines.is_empty()).then(|| Table::new("preview", "The first rows, as they will be understood", head, lines))
}

/// What is wrong, row by row.
fn issues(checked: &Checked) -> Option<Table> {
    let lines: Vec<Vec<Cell>> = checked
        .issues
        .iter()
        .take(LISTED)
        .map(|it| vec![Cell::text(&it.row.to_string()), Cell::text(&it.column), Cell::text(&it.sentence)])
        .collect();
    let head = ["Row", "Column", "What is wrong and what to do"].map(Cell::text).to_vec();
    (!lines.is_empty()).then(|| Table::new("issues", "What is wrong", head, lines))
}

fn draw(visit: &Visit, id: Id<Import>, columns: Form, form: Form) -> Result<CheckPage, Problem> {
    let it = people::open(&visit.site.app, &visit.seed(), id)?;
    let mut frame = visit.frame(it.import.it.name.as_str(), Some("/imports"));
    frame.wide = true;
    frame.error_title = !columns.is_fine() || !form.is_fine();
    Ok(CheckPage::new(frame, &it, columns, form, visit.site.app.now()))
}

/// `GET /imports/{id}`.
pub(crate) fn show(visit: &Visit) -> Result<Reply, Problem> {
    visit.only(&[])?;
    let id = visit.id::<Import>("id")?;
    let record = id.to_string();
    Reply::page(&draw(visit, id, visit.fresh_form(&record), visit.fresh_form(&record))?)
}

/// `POST /imports/{id}/columns`.
pub(crate) fn choose(visit: &Visit) -> Result<Reply, Problem> {
    let id = visit.id::<Import>("id")?;
    let input = ChoicesInput {
        columns: Field::ALL.iter().map(|field| (*field, visit.field(field.code()))).collect(),
        order: visit.field("order"),
        whence: visit.field("default-practice"),
        told: visit.field("default-told"),
        mode: visit.field("default-mode"),
    };
    let record = id.to_string();
    let taken = visit.submit::<act::TakeImport>(&record, move |work, ctx| {
        let permit = permit::import::<act::TakeImport>(work.tx(), ctx, id)?;
        people::choose(work, ctx, &permit, &input)?;
        Ok(format!("/imports/{id}"))
    });
    match taken {
        Ok(led) => Ok(Reply::see(led.to)),
        Err(refusal) => {
            let mut form = visit.form(&record);
            if !explain(&mut form, &refusal) {
                return Err(refusal.into());
            }
            Reply::again(&draw(visit, id, form, visit.fresh_form(&record))?)
        }
    }
}

/// The page again, with why it was not taken.
pub(super) fn refuse(visit: &Visit, id: Id<Import>, refusal: &Refusal) -> Result<Reply, Problem> {
    let record = id.to_string();
    let mut form = visit.form(&record);
    let status = match refusal {
        Refusal::Stale => {
            form.general_problem(
                "Somebody else changed what is chosen for this file. Look at it again before you take it.",
            );
            http::StatusCode::CONFLICT
        }
        Refusal::Rejected(all) => {
            all.iter().for_each(|one| form.general_problem(one.sentence.to_string()));
            http::StatusCode::UNPROCESSABLE_ENTITY
        }
        Refusal::Hidden => return Err(Problem::NotFound),
        Refusal::Denied => return Err(Problem::NotForYou),
        _ => {
            return Err(Problem::Conflict(
                "This could not be done now. Nothing was taken. Open the page of the file again.",
            ));
        }
    };
    Reply::page_with(status, &draw(visit, id, visit.fresh_form(&record), form)?)
}

/// `GET /imports/{id}/refused`: the rows that cannot be taken, with why, as CSV.
pub(crate) fn refused(visit: &Visit) -> Result<Reply, Problem> {
    visit.only(&[])?;
    let id = visit.id::<Import>("id")?;
    let bytes = people::refused_rows(&visit.site.app, &visit.seed(), id)?;
    Ok(Reply::file("rows-to-mend.csv", "text/csv; charset=utf-8", bytes))
}
