//! What somebody chose for a file: which column holds what, and what holds for rows that do not say.

use kith_domain::id::Id;
use kith_domain::import::Kind;
use kith_domain::practice::Practice;
use kith_domain::referral::{Sender, ToldAnswer};
use kith_domain::rejection::Rejection;
use kith_domain::support::contact::Mode;
use kith_interop::csv::{Columns, Evidence, Field, Order, Sheet, evidence};
use serde_json::{Value as Json, json};

use super::check::date_cells;
use crate::refusal::{Faults, Refusal};

/// Where somebody came from.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Whence {
    /// A practice of the service.
    Practice(Id<Practice>),
    /// They came by themselves.
    Oneself,
    /// Somebody sent them who is no practice.
    Agency(Sender),
}

impl Whence {
    /// What stands for people who came by themselves, in the form and on the command line.
    pub const ONESELF: &'static str = "oneself";

    /// What stands for it in the form; nothing for a sender, whom only a row can name.
    #[must_use]
    pub fn code(&self) -> String {
        match self {
            Self::Practice(id) => id.to_string(),
            Self::Oneself => Self::ONESELF.to_owned(),
            Self::Agency(_) => String::new(),
        }
    }
}

/// What was chosen.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Choices {
    /// Which column holds what.
    pub columns: Columns,
    /// Which comes first where a date is three numbers.
    pub order: Order,
    /// Where people of rows came from that do not say so: a practice, or by themselves.
    pub whence: Option<Whence>,
    /// What the people were told, where a row does not say.
    pub told: Option<ToldAnswer>,
    /// How the last contact was made, where a row does not say.
    pub mode: Option<Mode>,
    /// Whether the good rows are taken while others are wrong.
    pub good_rows_only: bool,
}

/// What was chosen, as sent.
#[derive(Debug, Clone, Default)]
pub struct ChoicesInput {
    /// For each field the heading of its column; empty when it has none.
    pub columns: Vec<(Field, String)>,
    /// Code of [`Order`].
    pub order: String,
    /// Where people of rows came from that do not say so: a practice, [`Whence::ONESELF`], or empty.
    pub whence: String,
    /// Code of [`ToldAnswer`], or empty.
    pub told: String,
    /// Code of [`Mode`], or empty.
    pub mode: String,
}

impl Choices {
    /// What is chosen at first: what was used for an earlier file of the kind, else what the headings say.
    pub(super) fn begin(kind: Kind, sheet: &Sheet, before: Option<&Json>) -> Self {
        let before = before.map(Self::from_json);
        let columns = match &before {
            Some(before) => before.columns.clone().remembered(kind, &sheet.headings),
            None => Columns::guess(kind, &sheet.headings),
        };
        let order = match evidence(date_cells(sheet, &columns)) {
            Evidence::MonthFirst => Order::MonthFirst,
            _ => Order::DayFirst,
        };
        Self {
            columns,
            order,
            whence: before.as_ref().and_then(|before| before.whence.clone()),
            told: before.as_ref().and_then(|before| before.told),
            mode: before.as_ref().and_then(|before| before.mode),
            good_rows_only: false,
        }
    }

    /// Takes a change as sent.
    pub(super) fn change(
        self,
        kind: Kind,
        sheet: &Sheet,
        practices: &[Practice],
        input: &ChoicesInput,
    ) -> Result<Self, Refusal> {
        let mut faults = Faults::new();
        let mut columns: Vec<(Field, String)> = Vec::new();
        for (field, heading) in input.columns.iter().filter(|(field, _)| field.is_of(kind)) {
            if heading.is_empty() {
                continue;
            }
            if !sheet.headings.contains(heading) {
                faults.add(Rejection::of_field(
                    field.code(),
                    "import.heading",
                    "The file has no such column. Choose one of its columns.",
                ));
            } else if let Some((other, _)) = columns.iter().find(|(_, used)| used == heading) {
                faults.add(Rejection::of_field(
                    field.code(),
                    "import.twice",
                    format!("“{heading}” is chosen for “{}” already. Choose another column, or none.", other.label()),
                ));
            } else {
                columns.push((*field, heading.clone()));
            }
        }
        let order = faults.take(Order::from_code(&input.order).ok_or_else(|| {
            Rejection::of_field("order", "import.order", "Choose whether the day or the month stands first in dates.")
        }));
        let whence = match input.whence.as_str() {
            "" => None,
            Whence::ONESELF => Some(Whence::Oneself),
            typed => {
                let found = practices.iter().map(|practice| practice.id).find(|id| id.to_string() == typed);
                if found.is_none() {
                    faults.add(Rejection::of_field(
                        "default-practice",
                        "import.practice",
                        "Choose one of your practices, that they came by themselves, or none.",
                    ));
                }
                found.map(Whence::Practice)
            }
        };
        let told = coded(&mut faults, "default-told", &input.told, ToldAnswer::from_code);
        let mode = coded(&mut faults, "default-mode", &input.mode, Mode::from_code);
        faults.finish()?;
        Ok(Self { columns: Columns::of(columns), order: order.unwrap_or(self.order), whence, told, mode, ..self })
    }

    /// As it is kept.
    pub(super) fn to_json(&self) -> Json {
        let columns: Vec<Json> = self.columns.pairs().map(|(field, heading)| json!([field.code(), heading])).collect();
        json!({
            "columns": columns,
            "order": self.order.code(),
            "practice": self.whence.as_ref().map(Whence::code),
            "told": self.told.map(ToldAnswer::code),
            "mode": self.mode.map(Mode::code),
            "good_rows_only": self.good_rows_only,
        })
    }

    /// Reads what is kept. What cannot be read counts as not chosen, and is asked again.
    pub(super) fn from_json(json: &Json) -> Self {
        let text = |name: &str| json.get(name).and_then(Json::as_str);
        let pair = |line: &Json| -> Option<(Field, String)> {
            let [field, heading] = line.as_array()?.as_slice() else { return None };
            Some((Field::from_code(field.as_str()?)?, heading.as_str()?.to_owned()))
        };
        let columns = json.get("columns").and_then(Json::as_array);
        Self {
            columns: Columns::of(columns.map(|lines| lines.iter().filter_map(pair).collect()).unwrap_or_default()),
            order: text("order").and_then(Order::from_code).unwrap_or(Order::DayFirst),
            whence: text("practice").and_then(|code| match code {
                Whence::ONESELF => Some(Whence::Oneself),
                id => id.parse().ok().map(Whence::Practice),
            }),
            told: text("told").and_then(ToldAnswer::from_code),
            mode: text("mode").and_then(Mode::from_code),
            good_rows_only: json.get("good_rows_only").and_then(Json::as_bool).unwrap_or(false),
        }
    }
}

fn coded<T>(faults: &mut Faults, field: &'static str, typed: &str, from: impl Fn(&str) -> Option<T>) -> Option<T> {
    match typed {
        "" => None,
        code => faults
            .take(from(code).ok_or_else(|| Rejection::of_field(field, "import.choice", "Choose one of the answers."))),
    }
}
