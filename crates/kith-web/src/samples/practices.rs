//! Practices: the list, one of them, and its forms, in every state.

use jiff::Timestamp;
use kith_app::practices::{Change, InList, Opened};
use kith_app::store::{Kept, KnownPractice, Relation, Unfinished};
use kith_domain::id::Id;
use kith_domain::practice::{OdsCode, Practice};
use kith_domain::text::Line;

use super::{HOSTILE, Sample, frame, sample};
use crate::components::{Form, Frame};
use crate::practices::change::WritePage;
use crate::practices::end::EndPage;
use crate::practices::{ListPage, May, OnePage};

fn id<T>(number: u8) -> Id<T> {
    Id::from_parts(1, [number; 10])
}

fn at() -> Timestamp {
    Timestamp::from_second(1_795_521_600).unwrap()
}

fn known(number: u8, name: &str, email: Option<&str>, ended: Option<Timestamp>) -> KnownPractice {
    let line = |text: &str| Line::new(text).unwrap();
    KnownPractice {
        practice: Practice {
            id: id(number),
            ods_code: OdsCode::parse(&format!("A9910{number}")).unwrap(),
            name: line(name),
            email: email.map(line),
        },
        relation: Relation { ended, ..Relation::begin(id(100 + number), id(1), id(number)) },
    }
}

fn opened(known: KnownPractice, (accounts, has_code): (i64, bool), history: Vec<Change>) -> Opened {
    Opened {
        is_secure: accounts > 1,
        same_day: (accounts > 0).then(|| Line::new("01632 960 200, ask for the duty doctor").unwrap()),
        agreement: (has_code.then_some(2), (accounts > 1).then_some(3)),
        unfinished: Unfinished { referrals: accounts, cases: accounts * 7 },
        known: Kept { version: 3, it: known },
        accounts,
        has_code,
        history,
    }
}

fn changes() -> Vec<Change> {
    let change = |what: &str, lines: &[&str]| Change {
        at: at(),
        by: "Kofi Mensah".to_owned(),
        what: what.to_owned(),
        lines: lines.iter().map(|line| (*line).to_owned()).collect(),
    };
    vec![
        change("changed what is known of the practice", &["E-mail address: none, before: old@surgery.example.org"]),
        change("ended that the practice refers here", &[&format!("Why: {HOSTILE}")]),
        change("added the practice", &[]),
    ]
}

fn form() -> Form {
    Form::blank().carrying("nonce", "0123456789abcdef").carrying("version", "3")
}

pub(super) fn samples() -> Vec<Sample> {
    let usual = known(1, "Harbour Lane Surgery", Some("reception@surgery.example.org"), None);
    let bare = known(2, "Tilegate Medical Centre", None, None);
    let hostile = known(3, HOSTILE, None, None);
    let over = known(4, "Fennel Row Practice", Some("fennel@example.org"), Some(at()));
    let in_list = |known: &KnownPractice, accounts, has_code| InList { known: known.clone(), accounts, has_code };
    let all =
        [in_list(&usual, 3, false), in_list(&bare, 0, true), in_list(&hostile, 0, false), in_list(&over, 0, false)];
    let list =
        |name, words: &str, lines: &[InList], who| sample(name, &ListPage::new(frame("Practices"), words, lines, who));
    let one = |name, it: &Opened, who| {
        sample(name, &OnePage::new(frame(it.known.it.practice.name.as_str()), it, who, form()))
    };
    let write = |name, form: Form, is_new: bool| {
        let title = if is_new { "Add a practice" } else { "Change Harbour Lane Surgery" };
        let page = WritePage {
            frame: Frame { error_title: !form.is_fine(), ..frame(title) },
            form,
            to: if is_new { "/practices/new" } else { "/practices/1/change" }.to_owned(),
            back: ("/practices".to_owned(), "Practices".to_owned()),
            is_new,
        };
        sample(name, &page)
    };
    let end = |name, it: &Opened, form: Form| {
        sample(name, &EndPage::new(frame(&format!("End that {} refers here", it.known.it.practice.name)), it, form))
    };
    let mut wrong = Form::typed([("name".to_owned(), HOSTILE.to_owned()), ("email".to_owned(), HOSTILE.to_owned())]);
    wrong.problem("email", "Enter an e-mail address, like name@example.org.".to_owned());
    wrong.problem("ods_code", "Enter the practice’s ODS code: 3 to 10 letters and digits, like A81001.".to_owned());
    let mut no_reason = form();
    no_reason.problem("why", "Say why, in a few words, like “Merged with Harbour Lane”.".to_owned());
    let busy = opened(usual.clone(), (3, true), changes());
    vec![
        list("practices", "", &all, May::Manages),
        list("practices-for-lead", "", &all, May::Leads),
        list("practices-none-yet", "", &[], May::Manages),
        list("practices-none-yet-for-administrator", "", &[], May::Administers),
        list("practices-none-fits", HOSTILE, &[], May::Leads),
        one("practice", &busy, May::Manages),
        one("practice-no-address", &opened(bare.clone(), (0, true), Vec::new()), May::Leads),
        one("practice-no-way", &opened(hostile, (0, false), Vec::new()), May::Manages),
        one("practice-for-administrator", &busy, May::Administers),
        one("practice-ended", &opened(over, (0, false), changes()), May::Manages),
        write("practice-new", form(), true),
        write("practice-new-error", wrong, true),
        write("practice-change", form().prefill("name", "Harbour Lane Surgery").prefill("email", ""), false),
        end("practice-end", &busy, form()),
        end("practice-end-nothing-open", &opened(bare, (0, false), Vec::new()), no_reason),
    ]
}

#[test]
fn practices_look_as_they_did() {
    for sample in samples() {
        insta::assert_snapshot!(sample.name, super::comparable(sample.html));
    }
}
