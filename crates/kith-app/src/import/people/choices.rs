//! What somebody chose for a file: which column holds what, and what holds for rows that do not say.

use kith_domain::id::Id;
use kith_domain::import::Kind;
use kith_domain::practice::Practice;
use kith_domain::referral::ToldAnswer;
use kith_domain::rejection::Rejection;
use kith_domain::support::contact::Mode;
use kith_interop::csv::{Columns, Evidence, Field, Order, Sheet, evidence};
use serde_json::{Value as Json, json};

use super::check::date_cells;
use crate::refusal::{Faults, Refusal};

/// What was chosen.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Choices {
    /// Which column holds what.
    pub columns: Columns,
    /// Which comes first where a date is three numbers.
    pub order: Order,
    /// The practice of rows that name none.
    pub practice: Option<Id<Practice>>,
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
    /// The practice of rows that name none, or empty.
    pub practice: String,
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
            practice: before.as_ref().and_then(|before| before.practice),
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
        let practice = match input.practice.as_str() {
            "" => None,
            typed => {
                let found = practices.iter().map(|practice| practice.id).find(|id| id.to_string() == typed);
                if found.is_none() {
                    faults.add(Rejection::of_field(
                        "default-practice",
                        "import.practice",
                        "Choose one of your practices, or none.",
                    ));
                }
                found
            }
        };
        let told = coded(&mut faults, "default-told", &input.told, ToldAnswer::from_code);
        let mode = coded(&mut faults, "default-mode", &input.mode, Mode::from_code);
        faults.finish()?;
        Ok(Self { columns: Columns::of(columns), order: order.unwrap_or(self.order), practice, told, mode, ..self })
    }

    /// As it is kept.
    pub(super) fn to_json(&self) -> Json {
        let columns: Vec<Json> = self.columns.pairs().map(|(field, heading)| json!([field.code(), heading])).collect();
        json!({
            "columns": columns,
            "order": self.order.code(),
            "practice": self.practice.map(|id| id.to_string()),
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
            practice: text("practice").and_then(|id| id.parse().ok()),
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
