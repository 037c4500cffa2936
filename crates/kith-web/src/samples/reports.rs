//! *This month*, full and empty.

use jiff::civil::date;
use kith_app::reports::{Part, ThisMonth};
use kith_domain::measure::Month;
use kith_domain::staff::Role;

use super::{HOSTILE, Sample, frame, sample};
use crate::reports::overview::OverviewPage;
use crate::reports::{Line, Rows, page};

fn part(label: &str, count: usize) -> Part {
    Part { code: label.to_owned(), label: label.to_owned(), count }
}

fn full() -> ThisMonth {
    ThisMonth {
        month: Month::parse("2026-11").unwrap(),
        is_now: true,
        received: 41,
        by_state: vec![
            part("Waiting to be looked at", 5),
            part("With a link worker, or was", 30),
            part("Given back", 6),
        ],
        by_practice: vec![part("Harbour Lane Surgery", 40), part(HOSTILE, 1)],
        accepted: 33,
        returned: 6,
        redirected: 0,
        turned_away: 3,
        by_rule: vec![part("Lives outside the area", 2), part(HOSTILE, 1)],
        by_need: vec![part("Money", 1), part("Not said", 2)],
        waiting: 7,
        waiting_middle: Some(3),
        waiting_longest: Some(12),
        contacts: 212,
        by_reached: vec![part("Reached", 160), part("No answer", 40), part("Did not attend", 12)],
        ended: 9,
        door_open: 4,
        by_reason: vec![part("Not known", 2), part(HOSTILE, 7)],
        gaps: 11,
        by_gap: vec![part("Full", 11)],
    }
}

fn empty() -> ThisMonth {
    ThisMonth {
        month: Month::parse("2024-02").unwrap(),
        is_now: false,
        received: 0,
        by_state: vec![],
        by_practice: vec![],
        accepted: 0,
        returned: 0,
        redirected: 0,
        turned_away: 0,
        by_rule: vec![],
        by_need: vec![],
        waiting: 0,
        waiting_middle: None,
        waiting_longest: None,
        contacts: 0,
        by_reached: vec![],
        ended: 0,
        door_open: 0,
        by_reason: vec![],
        gaps: 0,
        by_gap: vec![],
    }
}

pub(super) fn samples() -> Vec<Sample> {
    let today = date(2026, 11, 26);
    let line = |name: &str| Line {
        href: "/people/1".to_owned(),
        name: name.to_owned(),
        born: "27 March 1951".to_owned(),
        when: "Tuesday 24 November 2026, 2.30pm".to_owned(),
        what: "Given back".to_owned(),
    };
    let rows = |lines: Vec<Line>, next: Option<&str>| Rows {
        frame: frame("Referrals received"),
        back: "/reports/this-month?month=2026-11".to_owned(),
        month: "November 2026".to_owned(),
        definition: kith_domain::measure::Figure::Received.definition(),
        lines,
        next: next.map(str::to_owned),
    };
    let begin = |name, role: Role, current: &str| {
        sample(name, &OverviewPage::new(super::made_up::frame("Reports", role, current), role))
    };
    vec![
        begin("reports", Role::Commissioner, "/reports"),
        begin("reports-of-a-lead", Role::TeamLead, "/reports/this-month"),
        begin("reports-of-a-worker", Role::LinkWorker, "/today"),
        sample("report-month", &page(frame("November 2026"), &full(), today, true)),
        sample("report-month-counts-only", &page(frame("November 2026"), &full(), today, false)),
        sample("report-month-empty", &page(frame("February 2024"), &empty(), today, true)),
        sample(
            "report-rows",
            &rows(vec![line("OKAFOR, Rosa"), line(HOSTILE)], Some("/reports/this-month/rows?after=1.2")),
        ),
        sample("report-rows-empty", &rows(vec![], None)),
    ]
}

#[test]
fn pages_of_reports_look_as_they_did() {
    for sample in samples() {
        insta::assert_snapshot!(sample.name, super::comparable(sample.html));
    }
}
