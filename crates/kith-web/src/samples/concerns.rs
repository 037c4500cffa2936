//! Safeguarding concerns in every state.

use kith_app::concerns::{Before, Leads, Listed, Notice, Opened};
use kith_app::people::Story;
use kith_app::store::{ConcernLine, Kept, Named, Page};
use kith_domain::boundary::safeguarding::action::ConcernAction;
use kith_domain::boundary::safeguarding::concern::{Concern, State};
use kith_domain::boundary::safeguarding::lead::Lead;
use kith_domain::settings::{RiskNumbers, Urgent};
use kith_domain::staff::{Role, Standing};
use kith_domain::text::{Line, Words};

use super::made_up::*;
use super::{HOSTILE, Sample, sample};
use crate::components::Form;
use crate::concerns::drawn::*;

fn form() -> Form {
    Form::blank().carrying("nonce", "0192").carrying("for-service", "s").carrying("for-record", "r")
}

fn numbers(say: Say) -> RiskNumbers {
    let line = |text: &str| Line::new(&say(text)).ok();
    RiskNumbers {
        same_day: line("01632 960111, ask for the duty doctor"),
        urgent: Urgent {
            words: Words::new(&say("Say where you are, and stay on the line.")).ok(),
            crisis: line("111, option 2"),
            safeguarding_adults: line("01632 960222"),
            safeguarding_children: line("01632 960333"),
        },
    }
}

fn none() -> RiskNumbers {
    RiskNumbers { same_day: None, urgent: Urgent::default() }
}

fn before(story: &Story, numbers: RiskNumbers, leads: &[String]) -> Before {
    Before {
        person: story.person.it.clone(),
        numbers,
        practice: story.referrals.first().and_then(|(_, practice)| practice.clone()),
        leads: leads.to_vec(),
    }
}

/// Something to do about a concern, done or not.
fn action(say: Say, number: u8, is_done: bool) -> Kept<ConcernAction> {
    let it = ConcernAction {
        id: id(number),
        service: service(),
        concern: id(95),
        what: Line::new(&say("I ring the adult team today")).unwrap(),
        by: id(78),
        at: at(19, 15, 0),
        done: is_done.then(|| (at(19, 16, 0), id(78))),
    };
    Kept { version: 1, it }
}

fn opened(story: &Story, say: Say, state: State, is_overdue: bool) -> Opened {
    let words = |text: &str| Words::new(&say(text)).unwrap();
    let state_actions = state.name() == "acknowledged";
    let concern = Concern {
        id: id(95),
        service: story.person.it.service,
        person: story.person.it.id,
        words: words("A bruise on her arm. He answered for her each time I asked.\nIn the kitchen, about eleven."),
        done: Some(words("Rang the practice at noon; the duty doctor rings her today.")),
        author: id(AMINA),
        at: at(19, 12, 30),
        state,
    };
    Opened {
        concern: Kept { version: 1, it: concern },
        person: Some(story.person.it.clone()),
        numbers: numbers(say),
        practice: story.referrals.first().and_then(|(_, practice)| practice.clone()),
        is_overdue,
        actions: match state_actions {
            true => vec![action(say, 131, true), action(say, 132, false)],
            false => Vec::new(),
        },
        names: story.names.clone(),
    }
}

fn line(story: &Story, n: u8, is_acknowledged: bool) -> ConcernLine {
    let person = &story.person.it;
    ConcernLine {
        id: id(n),
        name: Some(Named {
            family: person.identity.family_name.to_string(),
            given: person.identity.given_names.as_ref().map(ToString::to_string),
            preferred: person.identity.preferred_name.as_ref().map(ToString::to_string),
            born: person.identity.born,
        }),
        person: person.id,
        author: id(if n == 96 { 77 } else { AMINA }),
        at: at(18, 9, 5),
        is_acknowledged,
    }
}

pub(super) fn samples() -> Vec<Sample> {
    let (story, bad) = (full_story(plainly), full_story(hostile));
    let title = "A safeguarding concern";
    let about = |story: &Story| frame_about(title, &story.person.it, Role::LinkWorker);
    let mut refused = Form::typed([("words".to_owned(), HOSTILE.to_owned()), ("done".to_owned(), HOSTILE.to_owned())]);
    refused.general_problem(
        "Nobody is named safeguarding lead in this service, so nobody would read this. Telephone now.",
    );
    let mut empty = form();
    empty.problem("words", "Write what you have seen, heard or been told.");
    let plain = frame(title, Role::LinkWorker, "");
    let concern = |name, it: &Opened, form| sample(name, &ConcernPage::new(plain.clone(), it, form));
    let had = State::Acknowledged {
        at: at(19, 15, 0),
        by: id(ROWAN),
        words: Words::new("I ring the adult team today.").ok(),
    };
    let closed = State::Closed {
        had: (at(19, 15, 0), id(78), None),
        at: at(20, 9, 0),
        by: id(78),
        words: Words::new(HOSTILE).unwrap(),
    };
    let silent = State::Acknowledged { at: at(19, 15, 0), by: id(78), words: None };
    let all = vec![line(&story, 95, true), line(&story, 96, false), line(&bad, 97, true)];
    let next = Some(kith_app::store::Mark { at: at(2, 9, 0), id: id::<Concern>(90).uuid() });
    let listed = |is_lead, waiting, lines, next| Listed {
        is_lead,
        waiting,
        page: Page { lines, next },
        names: story.names.clone(),
    };
    let list =
        |name, it: &Listed| sample(name, &ListPage::new(frame("Safeguarding concerns", Role::LinkWorker, ""), it));
    let waiting = vec![(line(&bad, 97, false), true), (line(&story, 96, false), false)];
    let standing = |n: u8, name: &str, role| Standing {
        id: id(n),
        account: id(n),
        role,
        service: Some(story.person.it.service),
        practice: None,
        organisation: None,
        name: Line::new(name).unwrap(),
        ended: None,
    };
    let lead =
        Lead { id: id(98), service: story.person.it.service, account: id(ROWAN), since: at(2, 9, 0), ended: None };
    let named = vec![(Kept { version: 1, it: lead }, HOSTILE.to_owned())];
    let could_be = vec![standing(1, "Amina Yusuf", Role::LinkWorker), standing(5, HOSTILE, Role::ServiceManager)];
    let leads = |name, it: &Leads, form: Form| {
        let frame = frame("Safeguarding leads", Role::ServiceManager, "/team");
        sample(name, &LeadsPage::new(frame, it, form, |_| super::concerns::form()))
    };
    let mut nobody = form();
    nobody.problem("account", "Choose a link worker, a team lead or the manager of this service.");
    vec![
        sample(
            "concern",
            &WritePage::new(about(&story), &before(&story, numbers(plainly), &["Rowan Hale".to_owned()]), form()),
        ),
        sample("concern-nobody-named", &WritePage::new(about(&story), &before(&story, none(), &[]), form())),
        sample("concern-refused", &WritePage::new(about(&bad), &before(&bad, numbers(hostile), &[]), refused)),
        sample("concern-empty", &WritePage::new(about(&bad), &before(&bad, none(), &[HOSTILE.to_owned()]), empty)),
        concern("concern-closed", &opened(&story, hostile, closed, false), Some(form())),
        concern("concern-written", &opened(&story, plainly, State::Written, false), None),
        concern("concern-overdue-for-lead", &opened(&story, plainly, State::Written, true), Some(form())),
        concern("concern-acknowledged", &opened(&story, plainly, had, false), Some(form())),
        concern("concern-hostile", &opened(&bad, hostile, silent, false), None),
        list("concerns-for-lead", &listed(true, waiting, all.clone(), next)),
        list("concerns-own", &listed(false, Vec::new(), all, None)),
        list("concerns-none", &listed(false, Vec::new(), Vec::new(), None)),
        leads("safeguarding-leads", &Leads { named, could_be: could_be.clone() }, form()),
        leads("safeguarding-leads-nobody", &Leads { named: Vec::new(), could_be }, nobody),
    ]
}

#[test]
fn pages_of_concerns_look_as_they_did() {
    for sample in samples() {
        insta::assert_snapshot!(sample.name, super::comparable(sample.html));
    }
}

#[test]
fn a_notice_names_nobody_and_is_not_there_when_nothing_waits() {
    let of = |mine, mine_overdue, overdue| notice_drawn(Notice { mine, mine_overdue, overdue, ..Notice::default() });
    let lost = |lost, names_anew| notice_drawn(Notice { lost, names_anew, ..Notice::default() });
    let for_nobody = |for_nobody| notice_drawn(Notice { for_nobody, ..Notice::default() });
    assert!(of(0, 0, 0).is_none());
    for (notice, says) in [
        (of(1, 0, 0), "A safeguarding concern waits for you"),
        (of(3, 1, 0), "3 safeguarding concerns wait for you"),
        (of(3, 2, 0), "2 have waited for more than a working day"),
        (of(0, 0, 1), "A concern waits to be acknowledged."),
        (of(0, 0, 2), "2 concerns wait to be acknowledged."),
        (lost(1, false), "There is a restricted record that nobody who is named can open any more."),
        (lost(2, true), "There are 2 restricted records"),
        (for_nobody(1), "A safeguarding concern waits, and nobody reads it."),
        (for_nobody(2), "2 safeguarding concerns wait, and nobody reads them."),
    ] {
        let drawn = notice.unwrap().to_string();
        assert!(drawn.contains(says), "{says}: {drawn}");
    }
}
