//! The tables of transitions as a page.

use kith_domain::machine::Transition;
use kith_domain::{appointment, boundary, directory, import, invitation, message, referral, support};

/// Every state machine: what it is of, and its table.
pub(crate) const MACHINES: [(&str, &[Transition]); 13] = [
    ("Referral", referral::TABLE),
    ("Case", support::case::TABLE),
    ("Connection", directory::connection::TABLE),
    ("Appointment", appointment::TABLE),
    ("Message back", message::TABLE),
    ("Invitation", invitation::TABLE),
    ("Safeguarding concern", boundary::safeguarding::concern::TABLE),
    ("Scope agreement", boundary::agreement::TABLE),
    ("Asked on the same day", boundary::same_day::TABLE),
    ("File brought in", import::TABLE),
    ("Feed of the directory", directory::feed::TABLE),
    ("Goal of a plan", support::plan::goal::TABLE),
    ("Action of a plan", support::plan::action::TABLE),
];

/// The page.
pub(crate) fn page() -> String {
    let mut page = String::from(
        "# States and what follows from what\n\n\
         <!-- Written by `cargo run -p kith-domain --example reference`. Do not edit. -->\n\n\
         Each table holds every transition there is.\n\
         What is not in it is refused, and no button offers it.\n",
    );
    for (name, table) in MACHINES {
        page.push_str(&format!("\n## {name}\n\n| From | Act | To |\n|---|---|---|\n"));
        for Transition { from, act, to } in table {
            page.push_str(&format!("| {} | {act} | {to} |\n", from.unwrap_or("*(begins)*")));
        }
        let ends = ends(table);
        if ends.is_empty() {
            page.push_str("\nEvery state can be left.\n");
        } else {
            page.push_str(&format!("\nNothing follows from: {}.\n", ends.join(", ")));
        }
    }
    page
}

/// States that nothing leads out of, in table order.
fn ends(table: &[Transition]) -> Vec<&'static str> {
    let mut ends: Vec<&'static str> = Vec::new();
    for line in table {
        if !ends.contains(&line.to) && !table.iter().any(|other| other.from == Some(line.to)) {
            ends.push(line.to);
        }
    }
    ends
}
