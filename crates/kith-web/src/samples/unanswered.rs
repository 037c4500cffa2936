//! Requests that nobody has answered, in every state of their list.

use kith_app::asking::unanswered::{Silent, SilentLine, Unanswered};
use kith_app::store::{Named, Page};
use kith_domain::calendar::Calendar;
use kith_domain::directory::chase::{Chase, Patience};
use kith_domain::staff::Role;

use super::made_up::*;
use super::{Sample, sample};
use crate::components::Frame;
use crate::unanswered::drawn::{Asked, UnansweredPage};

fn line(n: u8, say: Say, chase: Option<Chase>) -> Silent {
    let it = full_story(say).person.it.identity;
    let name = Named {
        family: it.family_name.to_string(),
        given: it.given_names.as_ref().map(ToString::to_string),
        preferred: it.preferred_name.as_ref().map(ToString::to_string),
        born: it.born,
    };
    let reminded = u32::from(n % 4);
    let line = SilentLine {
        connection: id(n),
        person: id(60),
        name,
        need: n.is_multiple_of(2).then(|| id(61)),
        to: say("Harbour Walks"),
        organisation: say("Harbour Trust"),
        worker: Some(id(AMINA)),
        since: at(2, 9, 0),
        asked: at(2, 9, 0),
        reminded,
        last_reminder: (reminded > 0).then(|| at(9, 9, 0)),
        last_question: n.is_multiple_of(3).then(|| at(10, 9, 0)),
    };
    Silent { line, chase }
}

pub(super) fn samples() -> Vec<Sample> {
    let page = |name, lines: Vec<Silent>, parts: &[(&str, &str)], role: Role, has_more: bool| {
        let asked = Asked::of(|part| {
            let found = parts.iter().find(|(known, _)| *known == part);
            found.map_or_else(String::new, |(_, value)| (*value).to_owned())
        });
        let Ok(asked) = asked else { panic!("a sample of an address that is none") };
        let current = if role == Role::LinkWorker { "/today" } else { "/team" };
        let frame = Frame { wide: true, ..frame("Still without an answer", role, current) };
        let workers = match role {
            Role::TeamLead => vec![(id(AMINA), "Amina Reyes".to_owned()), (id(ROWAN), "Rowan Ellis".to_owned())],
            _ => Vec::new(),
        };
        let next = has_more.then(|| lines[0].line.mark());
        let it = Unanswered {
            page: Page { lines, next },
            calendar: Calendar::usual(),
            patience: Patience { days: 5, times: 3 },
            names: workers.iter().cloned().collect(),
            workers,
        };
        sample(name, &UnansweredPage::new(frame, &it, &asked, role, (today(), !has_more)))
    };
    let over = |n, say| line(n, say, Some(Chase::Over));
    let later = Chase::Later { on: jiff::civil::date(2026, 12, 1), nth: 2 };
    vec![
        page("unanswered", vec![over(80, plainly), over(81, plainly), over(83, plainly)], &[], Role::LinkWorker, false),
        page(
            "unanswered-for-lead",
            vec![line(80, plainly, Some(Chase::Now { nth: 1 })), line(82, plainly, Some(later)), over(83, plainly)],
            &[("which", "all"), ("order", "latest")],
            Role::TeamLead,
            true,
        ),
        page(
            "unanswered-written-down",
            vec![line(81, plainly, None)],
            &[("which", "written-down")],
            Role::LinkWorker,
            false,
        ),
        page("unanswered-none", vec![], &[], Role::LinkWorker, false),
        page("unanswered-nothing-fits", vec![], &[("which", "all")], Role::TeamLead, false),
        page("unanswered-hostile", vec![over(84, hostile)], &[], Role::TeamLead, false),
    ]
}

#[test]
fn what_was_never_answered_looks_as_it_did() {
    for sample in samples() {
        insta::assert_snapshot!(sample.name, super::comparable(sample.html));
    }
}
