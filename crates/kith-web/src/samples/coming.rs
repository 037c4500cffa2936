//! The public door of a service, its receipts, and the codes of practices.

use kith_app::door::Who;

use super::{HOSTILE, Sample, frame, public_frame, sample};
use crate::components::{DatePart, Form, Row};
use crate::door::{CallPage, First, FormPage, ReceiptPage, ServicesPage, StartPage, title};
use crate::practice_codes::{Line, List, Show};

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
        status: "A link worker has it, and will be in touch.",
        rows: vec![Row::new("Reference", "1A2B-3C4D"), Row::new("Sent", "Tuesday 24 November 2026, 2.30pm")],
        link: "https://kith.example.org/ask-for-support/harbour/receipt/abc".to_owned(),
        here: "/ask-for-support/harbour/receipt/abc".to_owned(),
        is_practice,
    }
}

fn code_page(has_code: bool) -> Show {
    Show {
        frame: frame("Practice code of Harbour Lane Surgery"),
        practice: "Harbour Lane Surgery".to_owned(),
        base: "/practice-codes/1".to_owned(),
        code: "K7QM-2XRA-9DWE".to_owned(),
        has_code,
        make: Form::blank().carrying("nonce", "0123456789abcdef"),
        revoke: Form::blank().carrying("nonce", "0123456789abcdef"),
    }
}

pub(super) fn samples() -> Vec<Sample> {
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
                why: "Several forms were sent from here within an hour.",
                typed: vec![("reason".to_owned(), HOSTILE.to_owned())],
            },
        ),
        sample(
            "practice-codes",
            &List {
                frame: frame("Practice codes"),
                lines: vec![
                    Line {
                        href: "/practice-codes/1".to_owned(),
                        name: "Harbour Lane Surgery".to_owned(),
                        code: "Has a code since Tuesday 24 November 2026, made by Maureen Hall.".to_owned(),
                    },
                    Line {
                        href: "/practice-codes/2".to_owned(),
                        name: HOSTILE.to_owned(),
                        code: "Has no code.".to_owned(),
                    },
                ],
            },
        ),
        sample("practice-codes-empty", &List { frame: frame("Practice codes"), lines: vec![] }),
        sample("practice-code", &code_page(true)),
        sample("practice-code-first", &code_page(false)),
    ]
}
