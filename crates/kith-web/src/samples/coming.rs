//! The public door of a service, its receipts, and the codes of practices.

use kith_app::covering::OfWorker;
use kith_app::door::Who;
use kith_app::moving::{Caseload, Wanted};
use kith_app::store::{CaseLine, CountedLine, Named};
use kith_app::team::{TheirPeople, WorkerCounts};
use kith_domain::id::Id;
use kith_domain::staff::{Role, Standing};
use kith_domain::support::caseload::Counted;
use kith_domain::support::{Case, Cover};
use kith_domain::text::{Line, Words};

use super::{HOSTILE, Sample, frame, public_frame, sample};
use crate::components::{DatePart, Form, Row};
use crate::door::{AlreadyPage, CallPage, First, FormPage, ReceiptPage, ServicesPage, StartPage, title};
use crate::practice_codes::{Line as CodeLine, List, Show};
use crate::team::moving::Tick;

fn first() -> First {
    First { service: "Harbour social prescribing".to_owned(), phone: Some("01632 960000".to_owned()) }
}

fn at_door(title: &str) -> crate::components::Frame {
    let mut frame = public_frame(title);
    frame.service_name = "Harbour social prescribing".to_owned();
    frame
}

fn form_page(who: Who, form: Form) -> FormPage {
    FormPage::new(at_door(title(who)), first(), "/ask-for-support/harbour".to_owned(), who, form)
}

fn receipt(is_new: bool, is_practice: bool) -> ReceiptPage {
    ReceiptPage {
        frame: at_door(if is_new { "We have received it" } else { "What has become of it" }),
        first: first(),
        is_new,
        reference: "Your reference is 1A2B-3C4D".to_owned(),
        status: if is_new || is_practice {
            "A link worker has it, and will be in touch."
        } else {
            "The team could not take this on. Ask the team to hear more."
        },
        why: (!is_new && !is_practice).then_some("The person lives outside the area that this service works in."),
        rows: vec![Row::new("Reference", "1A2B-3C4D"), Row::new("Sent", "Tuesday 24 November 2026, 2.30pm")],
        link: "https://kith.example.org/ask-for-support/harbour/receipt/abc".to_owned(),
        here: "/ask-for-support/harbour/receipt/abc".to_owned(),
        is_practice,
        messages: (is_practice && !is_new).then(|| "/ask-for-support/harbour/receipt/abc/messages".to_owned()),
        has_messages: true,
        has_reason: false,
        question: (!is_new).then(|| HOSTILE.to_owned()),
        form: Form::blank().carrying("nonce", "0123456789abcdef"),
    }
}

fn already(receipt: Option<&str>, same: Option<&str>) -> AlreadyPage {
    let title = match (same, receipt) {
        (Some(_), _) => "We already have a form for this person",
        (None, Some(_)) => "We already have your form",
        (None, None) => "This form was not taken",
    };
    AlreadyPage {
        same: same.map(str::to_owned),
        frame: at_door(title),
        first: first(),
        receipt: receipt.map(str::to_owned),
        typed: vec![("What you would like help with".to_owned(), HOSTILE.to_owned())],
        to: "/ask-for-support/harbour/me".to_owned(),
        fields: vec![("reason".to_owned(), HOSTILE.to_owned()), ("nonce".to_owned(), "0123456789abcdef".to_owned())],
    }
}

fn code_page(has_code: bool) -> Show {
    Show {
        frame: frame("Practice code of Harbour Lane Surgery"),
        practice: "Harbour Lane Surgery".to_owned(),
        address: "https://kith.example.org/ask-for-support".to_owned(),
        base: "/practice-codes/1".to_owned(),
        code: "K7QM-2XRA-9DWE".to_owned(),
        has_code,
        make: Form::blank().carrying("nonce", "0123456789abcdef"),
        revoke: Form::blank().carrying("nonce", "0123456789abcdef"),
    }
}

fn case_line(number: u8, name: &str, state: &str) -> CaseLine {
    CaseLine {
        case: Id::from_parts(1, [number; 10]),
        person: Id::from_parts(2, [number; 10]),
        worker: Some(Id::from_parts(1, [1; 10])),
        state: state.to_owned(),
        since: jiff::Timestamp::UNIX_EPOCH,
        last_contact: (state == "active").then_some(jiff::Timestamp::UNIX_EPOCH),
        sort_name: name.to_lowercase(),
        name: Named {
            family: name.to_owned(),
            given: Some("Rosa".to_owned()),
            preferred: None,
            born: jiff::civil::date(1951, 3, 27).into(),
        },
    }
}

fn standing() -> Standing {
    Standing {
        id: Id::from_parts(1, [1; 10]),
        account: Id::from_parts(1, [1; 10]),
        role: Role::LinkWorker,
        service: Some(Id::from_parts(1, [2; 10])),
        practice: None,
        organisation: None,
        name: Line::new("Amina Yusuf").unwrap(),
        ended: None,
    }
}

fn others() -> Vec<WorkerCounts> {
    vec![WorkerCounts {
        account: Id::from_parts(1, [3; 10]),
        name: HOSTILE.to_owned(),
        new: 1,
        active: 12,
        holding: 2,
        waiting: 4,
        door_open: 3,
        away: None,
    }]
}

fn moving(lines: Vec<CaseLine>, form: Form) -> crate::team::moving::MovingPage {
    let it = Caseload {
        from: standing().account,
        name: standing().name.to_string(),
        counts: Counted::ALL
            .iter()
            .map(|one| (*one, usize::from(!lines.is_empty() && *one == Counted::Holding)))
            .collect(),
        wanted: Wanted::default(),
        found: lines.len(),
        counted: lines.iter().take(1).map(|line| (line.case, Counted::Holding)).collect(),
        lines,
        others: others(),
    };
    crate::team::moving::drawn(frame("Move the people of Amina Yusuf"), &it, form, Tick::All)
}

/// The second page of those who count as held, nobody ticked.
fn moving_on() -> crate::team::moving::MovingPage {
    let lines = vec![case_line(7, "Okafor", "active"), case_line(8, HOSTILE, "active")];
    let it = Caseload {
        from: standing().account,
        name: HOSTILE.to_owned(),
        counts: Counted::ALL.iter().map(|one| (*one, 250)).collect(),
        wanted: Wanted { counted: Some(Counted::Holding), page: 1 },
        found: 250,
        counted: lines.iter().map(|line| (line.case, Counted::Holding)).collect(),
        lines,
        others: others(),
    };
    let mut page = crate::team::moving::drawn(frame("Move the people of Amina Yusuf"), &it, Form::blank(), Tick::None);
    page.frame.flash = Some(format!("2 people have moved from {HOSTILE} to Ben Carter."));
    page
}

fn their_people(lines: Vec<CaseLine>) -> crate::team::people::TheirPage {
    let all = lines.len() * 2;
    let lines = lines.into_iter().map(|line| CountedLine { line, counted: Counted::Holding }).collect();
    let it = TheirPeople { name: standing().name.to_string(), lines, all };
    let back = crate::components::BackLink::new("/team", "Team");
    crate::team::people::TheirPage::new(frame("People"), &it, (standing().account, Some(Counted::Holding)), back)
}

fn covering(covers: Vec<Cover>, form: Form) -> crate::team::covering::CoverPage {
    let it = OfWorker { worker: standing(), covers, others: others() };
    crate::team::covering::drawn(frame("Cover for Amina Yusuf"), &it, form, Form::blank())
}

fn cover() -> Cover {
    Cover {
        id: Id::from_parts(1, [4; 10]),
        service: Id::from_parts(1, [2; 10]),
        worker: Id::from_parts(1, [1; 10]),
        by: Id::from_parts(1, [3; 10]),
        from: jiff::civil::date(2026, 11, 27),
        until: jiff::civil::date(2026, 12, 4),
        note: Words::new(HOSTILE).ok(),
        set_by: Id::from_parts(1, [5; 10]),
        set: jiff::Timestamp::UNIX_EPOCH,
        ended: None,
    }
}

pub(super) fn samples() -> Vec<Sample> {
    let mut no_note = Form::typed([("people".to_owned(), Id::<Case>::from_parts(1, [7; 10]).to_string())]);
    no_note.problem("people", "Write a note for each person you move.");
    let mut wrong_days = Form::typed([("from-day".to_owned(), "31".to_owned())]);
    wrong_days.date_problem("until", DatePart::Whole, "The last day is before the first. Check both.");
    let mut wrong = Form::typed([
        ("family_name".to_owned(), HOSTILE.to_owned()),
        ("reason".to_owned(), HOSTILE.to_owned()),
        ("practice_code".to_owned(), "K7QM".to_owned()),
        ("message".to_owned(), "no".to_owned()),
    ]);
    wrong.problem("sender_name", "Enter your name.");
    wrong.problem("told", "Choose whether the person knows about this.");
    wrong.problem("practice_code", "This practice code is not right.");
    wrong.date_problem("born", DatePart::Whole, "Enter the date of birth in numbers, like 27 3 1951.");
    wrong.problem("phone", "Enter a telephone number, or an e-mail or postal address below.");
    vec![
        sample(
            "door-services",
            &ServicesPage {
                frame: at_door("Ask for support"),
                services: vec![
                    ("/ask-for-support/harbour".to_owned(), "Harbour social prescribing".to_owned()),
                    ("/ask-for-support/hill".to_owned(), HOSTILE.to_owned()),
                ],
            },
        ),
        sample(
            "door-start",
            &StartPage {
                frame: at_door("Ask for support"),
                first: first(),
                base: "/ask-for-support/harbour".to_owned(),
                closed: None,
            },
        ),
        sample(
            "door-closed",
            &StartPage {
                frame: at_door("Ask for support"),
                first: first(),
                base: "/ask-for-support/harbour".to_owned(),
                closed: Some(HOSTILE.to_owned()),
            },
        ),
        sample("door-me", &form_page(Who::Me, Form::blank().carrying("nonce", "0123456789abcdef"))),
        sample("door-somebody", &form_page(Who::Somebody, Form::blank())),
        sample("door-organisation-wrong", &form_page(Who::Organisation, wrong)),
        sample("door-receipt", &receipt(true, false)),
        sample("door-receipt-practice", &receipt(true, true)),
        sample("door-status", &receipt(false, false)),
        sample(
            "door-call",
            &CallPage {
                frame: at_door("Please call us instead"),
                first: first(),
                why: "Several forms were sent from here within an hour.".to_owned(),
                typed: vec![("What you would like help with".to_owned(), HOSTILE.to_owned())],
                again: Some(crate::visit::Sendable {
                    path: "/ask-for-support/harbour/me".to_owned(),
                    fields: vec![("reason".to_owned(), HOSTILE.to_owned())],
                }),
            },
        ),
        sample("door-already", &already(Some("/ask-for-support/harbour/receipt/abc"), None)),
        sample("door-not-taken", &already(None, None)),
        sample(
            "door-same-person",
            &already(None, Some("We already have a form for this person, sent from here at 10.42am.")),
        ),
        sample(
            "practice-codes",
            &List {
                frame: frame("Practice codes"),
                lines: vec![
                    CodeLine {
                        href: "/practice-codes/1".to_owned(),
                        name: "Harbour Lane Surgery".to_owned(),
                        code: "Has a code since Tuesday 24 November 2026, made by Maureen Hall.".to_owned(),
                    },
                    CodeLine {
                        href: "/practice-codes/2".to_owned(),
                        name: HOSTILE.to_owned(),
                        code: "Has no code.".to_owned(),
                    },
                ],
            },
        ),
        sample("practice-codes-empty", &List { frame: frame("Practice codes"), lines: vec![] }),
        sample(
            "move-caseload",
            &moving(vec![case_line(7, "Okafor", "active"), case_line(8, HOSTILE, "door-open")], Form::blank()),
        ),
        sample("move-caseload-wrong", &moving(vec![case_line(7, "Okafor", "new")], no_note)),
        sample("move-caseload-page", &moving_on()),
        sample("move-caseload-empty", &moving(vec![], Form::blank())),
        sample("their-people", &their_people(vec![case_line(7, "Okafor", "active"), case_line(8, HOSTILE, "active")])),
        sample("their-people-none", &their_people(vec![])),
        sample("cover", &covering(vec![cover()], Form::blank())),
        sample("cover-wrong", &covering(vec![], wrong_days)),
        sample("practice-code", &code_page(true)),
        sample("practice-code-first", &code_page(false)),
    ]
}
