//! Where a figure leads whoever may see the people behind it: to the register of gaps, narrowed, where the register can be
//! narrowed so; otherwise to the rows of that figure.

use kith_app::unmet::{Asked, Report, Tabled};
use kith_domain::measure::Period;
use kith_domain::measure::unmet::{By, Figure, MISSING};

use super::{Rows, address, written};

/// The page of rows.
const ROWS: &str = "/reports/unmet-need/rows";

/// Behind everybody who is counted.
pub(super) fn of_all(it: &Report, rows: Rows) -> Option<String> {
    (rows == Rows::Register).then(|| register(&it.asked, None).unwrap_or_else(|| address(ROWS, &it.asked)))
}

/// Behind a line of a table: of what the table is of, which may be more people than was asked.
pub(super) fn of_line(it: &Report, rows: Rows, table: &Tabled, code: &str) -> Option<String> {
    if rows == Rows::Nowhere {
        return None;
    }
    let mut asked = it.asked.without(&table.left);
    if table.by == By::Quarter {
        asked.period = Period::parse(code)?;
        return Some(register(&asked, None).unwrap_or_else(|| address(ROWS, &asked)));
    }
    let line = || {
        format!(
            "{}&{}",
            address(ROWS, &asked),
            written(&[("by", table.by.code().to_owned()), ("value", code.to_owned())])
        )
    };
    Some(register(&asked, Some((table.by, code))).unwrap_or_else(line))
}

/// Behind what was not recorded: of every need and place.
pub(super) fn of_ended(it: &Report, rows: Rows, figure: Figure) -> Option<String> {
    let has_rows = rows == Rows::Register && matches!(figure, Figure::EndedUnmet | Figure::WithoutGap);
    let asked = Asked { period: it.asked.period, need: String::new(), place: String::new() };
    has_rows.then(|| format!("{}&{}", address(ROWS, &asked), written(&[("by", figure.code().to_owned())])))
}

/// The register of gaps with these filters; nothing where it cannot be narrowed so.
fn register(asked: &Asked, line: Option<(By, &str)>) -> Option<String> {
    let mut query: Vec<(&str, String)> = Vec::new();
    for (by, code) in asked.fixed().into_iter().chain(line) {
        let can = matches!(by, By::Sector | By::Domain | By::Reason | By::District) && code != MISSING;
        query.push(can.then(|| (by.code(), code.to_owned()))?);
    }
    let (first, last) = (asked.period.first_day(), asked.period.last_day());
    query.extend([("from", first.to_string()), ("to", last.to_string())]);
    Some(format!("/gaps?{}", written(&query)))
}
