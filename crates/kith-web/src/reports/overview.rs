//! *Reports*: whoever plans, pays or evaluates sees on signing in what there is for them, a sentence each; nothing on it is
//! about anybody.

use askama::Template;
use kith_app::permit;
use kith_domain::policy::act;
use kith_domain::staff::Role;

use crate::components::Frame;
use crate::error::Problem;
use crate::reply::Reply;
use crate::visit::Visit;

/// The page.
#[derive(Template)]
#[template(path = "reports/overview.html")]
pub(crate) struct OverviewPage {
    frame: Frame,
    lede: &'static str,
    lines: Vec<Line>,
    /// When figures are shown, to whom that is news.
    when: Option<&'static str>,
}

/// One thing that there is: where, what it is called, and what it is for.
#[derive(Debug, Clone, Copy)]
struct Line {
    href: &'static str,
    name: &'static str,
    what: &'static str,
}

const fn line(href: &'static str, name: &'static str, what: &'static str) -> Line {
    Line { href, name, what }
}

const THIS_MONTH: Line = line(
    "/reports/this-month",
    "This month",
    "What came in, what was done and what waits, with the definition of each figure.",
);
const WHAT_WAS_MISSING: Line = line(
    "/reports/unmet-need",
    "What was missing",
    "How many people needed something that was not there: about what, why, where, how long they wait, and for whom.",
);
const HOW_WE_WORK: Line = line(
    "/how-we-work",
    "How we work",
    "How often each thing is done and what the record shows besides, month by month, beside the events that surround it.",
);
const CASE: Line = line(
    "/reports/unmet-need/case",
    "A case for investment",
    "One page for a need and a place, out of the figures of a year, to print, as a PDF, or as a text to go on with.",
);
const WORKBOOK: Line = line(
    "/reports/unmet-need/workbook",
    "The figures as a workbook (XLSX)",
    "What was missing in the last whole year, for a spreadsheet, with the definition of each figure.",
);
const DIRECTORY: Line = line(
    "/directory",
    "Directory",
    "The community services that people are told of: what, for whom, where, when, at what cost, and whether there is room.",
);
const EXPORT: Line = line(
    "/directory/export",
    "Take the directory away",
    "What is published of it, as a table for a spreadsheet or as Open Referral UK 3.0.",
);
const GAPS: Line =
    line("/gaps", "Gaps", "What each of your people needed and was not there, with what came of it since.");

impl OverviewPage {
    /// The page of a role.
    pub(crate) fn new(frame: Frame, role: Role) -> Self {
        let (lede, lines, when) = match role {
            Role::TeamLead | Role::ServiceManager => (
                "What is counted of the service’s work.",
                vec![THIS_MONTH, WHAT_WAS_MISSING, HOW_WE_WORK, CASE, WORKBOOK],
                None,
            ),
            Role::LinkWorker => {
                ("What is counted of the service’s work.", vec![WHAT_WAS_MISSING, HOW_WE_WORK, CASE, GAPS], None)
            }
            _ => (
                "What people needed and was not there, in counts, and the community services that there are. Nothing \
                 here names anybody or leads to a record.",
                // How a team works is for whoever pays for it, from five workers; an evaluator has her studies.
                if role == Role::Commissioner {
                    vec![WHAT_WAS_MISSING, HOW_WE_WORK, CASE, WORKBOOK, DIRECTORY, EXPORT]
                } else {
                    vec![WHAT_WAS_MISSING, CASE, WORKBOOK, DIRECTORY, EXPORT]
                },
                Some(
                    "You see a year and its quarters once the year is over. Numbers of fewer than eight people are not shown, so \
                     that nobody is pointed at.",
                ),
            ),
        };
        Self { frame, lede, lines, when }
    }
}

/// `GET /reports`.
pub(crate) fn show(visit: &Visit) -> Result<Reply, Problem> {
    visit.only(&[])?;
    visit.read(|_, ctx| permit::own_service::<act::SeeUnmetNeed>(ctx).map(drop))?;
    let role = visit.staff()?.role();
    let current =
        if matches!(role, Role::TeamLead | Role::ServiceManager) { "/reports/this-month" } else { "/reports" };
    Reply::page(&OverviewPage::new(visit.frame("Reports", Some(current)), role))
}
