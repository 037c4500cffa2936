//! A referral beside the records that may be of the same person, for a human who compares.

use askama::Template;
use kith_app::triage;
use kith_domain::person::Person;

use crate::components::{Cell, Slot, Table, html_safe};
use crate::visit::Visit;

/// A link in a cell of a table.
#[derive(Template)]
#[template(path = "queue/link.html")]
struct Link {
    href: String,
    text: String,
}
html_safe!(Link);

/// This referral and those who may be the same person, side by side.
pub(super) fn compare(visit: &Visit, person: &Person, others: &[triage::MayBe]) -> Option<Table> {
    if others.is_empty() {
        return None;
    }
    let this = visit.banner(person);
    let phone = |person: &Person| person.phone.as_ref().map_or_else(|| "Not given".to_owned(), ToString::to_string);
    let mut rows = vec![vec![
        Cell::text("This referral"),
        Cell::text(&this.name),
        Cell::text(&this.born),
        Cell::text(&this.nhs_number),
        Cell::text(&phone(person)),
        Cell::text(""),
        Cell::text(""),
    ]];
    rows.extend(others.iter().map(|one| {
        let known = visit.banner(&one.other);
        vec![
            Cell::text("Known"),
            Cell::with(Slot::of(&Link { href: known.href.clone(), text: known.name.clone() })),
            Cell::text(&known.born),
            Cell::text(&known.nhs_number),
            Cell::text(&phone(&one.other)),
            Cell::text(one.case.unwrap_or("No case yet")),
            Cell::text(one.agrees),
        ]
    }));
    let head = ["", "Name", "Born", "NHS number", "Telephone", "Case", "Agrees"].map(Cell::text).into();
    Some(Table::new("same", "May be the same person", head, rows))
}
