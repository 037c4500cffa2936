//! Pages on which people are brought in from a file.

use jiff::Timestamp;
use jiff::civil::date;
use kith_app::import::people::{Checked, Choices, Looked, Opened, Row, Verdict, Whence};
use kith_app::store::Kept;
use kith_domain::id::Id;
use kith_domain::import::{Counts, Import, Kind, State};
use kith_domain::practice::{OdsCode, Practice};
use kith_domain::rejection::Rejection;
use kith_domain::text::Line;
use kith_interop::csv::{Columns, Evidence, Issue, Order, Sheet};

use super::{HOSTILE, Sample, frame, sample};
use crate::components::{Form, Frame};
use crate::imports::check::CheckPage;
use crate::imports::{List, kinds, line};

fn at(seconds: i64) -> Timestamp {
    Timestamp::from_second(1_795_600_000 + seconds).unwrap()
}

fn import(kind: Kind, state: State) -> Kept<Import> {
    let it = Import {
        id: Id::from_parts(1, [7; 10]),
        service: Id::from_parts(1, [1; 10]),
        kind,
        name: Line::new(&format!("{HOSTILE}.csv")).unwrap(),
        by: None,
        at: at(0),
        rows: 1_240,
        state,
    };
    Kept { version: 2, it }
}

fn sheet(kind: Kind) -> Sheet {
    let quoted = HOSTILE.replace('"', "\"\"");
    let row = format!("1,\"{quoted}\",Rosa,27/3/1951,A99101,\"{quoted}\",25/11/2026,phone,\"{quoted}\"\n");
    let last = if kind == Kind::Caseload { "Last contact,Mode,Note" } else { "Date of referral,x,y" };
    let text = format!("Ref,Surname,First name,DOB,Practice,Reason,{last}\n{row}2,,Anil,31/2/1960,Nowhere,x,,,\n");
    Sheet::read(text.as_bytes()).unwrap()
}

fn opened(kind: Kind, state: State, looked: Option<Looked>, progress: Option<(u32, Timestamp)>) -> Opened {
    let practice = Practice {
        id: Id::from_parts(1, [4; 10]),
        ods_code: OdsCode::parse("A99101").unwrap(),
        name: Line::new(HOSTILE).unwrap(),
        email: None,
    };
    Opened { import: import(kind, state), looked, progress, practices: vec![practice] }
}

fn looked(kind: Kind, checked: Checked, dates: Evidence) -> Looked {
    let sheet = sheet(kind);
    let choices = Choices {
        columns: Columns::guess(kind, &sheet.headings),
        order: Order::DayFirst,
        whence: None,
        told: None,
        mode: None,
        good_rows_only: false,
    };
    Looked { sheet, choices, dates, checked }
}

/// The first row as it will be understood.
fn ready(kind: Kind) -> Row {
    let sheet = sheet(kind);
    let columns = Columns::guess(kind, &sheet.headings);
    let draft =
        kith_interop::csv::draft(kind, &sheet.lines[0], &sheet.headings, &columns, Order::DayFirst, date(2026, 11, 26));
    let ready = kith_app::import::people::Ready {
        received: None,
        whence: Whence::Practice(Id::from_parts(1, [4; 10])),
        worker: None,
        told: kith_domain::referral::ToldAnswer::Agreed,
        mode: None,
        standing: kith_interop::csv::Standing::Active,
        draft: draft.unwrap(),
    };
    Row { number: 2, key: "a".to_owned(), content: "b".to_owned(), verdict: Verdict::Good(Box::new(ready)) }
}

fn row(number: usize, verdict: Verdict) -> Row {
    Row { number, key: number.to_string(), content: String::new(), verdict }
}

fn issue(row: usize, column: &str, sentence: &str) -> Issue {
    Issue { row, column: column.to_owned(), sentence: sentence.to_owned() }
}

fn blank() -> Form {
    Form::blank().carrying("nonce", "0123456789abcdef")
}

fn page(it: &Opened, form: Form) -> CheckPage {
    let frame = Frame { error_title: !form.is_fine(), ..frame("people.csv") };
    CheckPage::new(frame, it, blank(), form, at(60))
}

pub(super) fn samples() -> Vec<Sample> {
    let counts = Counts { taken: 1_200, known: 30, changed: 2, refused: 8 };
    let list = |form: Form, lines: Vec<_>, next: Option<&str>| List {
        frame: Frame { error_title: !form.is_fine(), ..frame("Bring people in from a file") },
        form,
        kinds: kinds(),
        lines,
        next: next.map(str::to_owned),
    };
    let mut no_file = Form::typed([("kind".to_owned(), "caseload".to_owned())]);
    no_file.problem("file", "This is an Excel workbook. Open it, choose “Save as”, then “CSV UTF-8”.");
    let lines = vec![
        line(&import(Kind::Referrals, State::Taken { at: at(9), counts }), HOSTILE),
        line(&import(Kind::Caseload, State::Looking), "the operator"),
    ];
    let good = |kind| Checked { rows: vec![ready(kind)], issues: vec![], missing: vec![] };
    let wrong = Checked {
        rows: vec![ready(Kind::Referrals), row(3, Verdict::Wrong), row(4, Verdict::Known), row(5, Verdict::Changed)],
        issues: (0..60).map(|n| issue(3 + n, HOSTILE, "“31/2/1951” is no day of the calendar.")).collect(),
        missing: vec![],
    };
    let missing = Checked {
        missing: vec![Rejection::of_field("default-told", "import.no_told", "Choose what holds for all of them.")],
        ..good(Kind::Referrals)
    };
    let mut refused = blank();
    refused.general_problem("Some rows are wrong, so nothing was taken.");
    let taking = State::Taking { since: at(0) };
    let look = |kind, checked, dates| opened(kind, State::Looking, Some(looked(kind, checked, dates)), None);
    vec![
        sample("imports", &list(blank(), lines, Some("/imports?before=1.2"))),
        sample("imports-none", &list(blank(), vec![], None)),
        sample("imports-wrong", &list(no_file, vec![], None)),
        sample("import-good", &page(&look(Kind::Caseload, good(Kind::Caseload), Evidence::Unclear), blank())),
        sample("import-rows-wrong", &page(&look(Kind::Referrals, wrong, Evidence::Mixed), refused)),
        sample("import-choices-missing", &page(&look(Kind::Referrals, missing, Evidence::DayFirst), blank())),
        sample("import-taking", &page(&opened(Kind::Referrals, taking, None, Some((350, at(59)))), blank())),
        sample("import-still", &page(&opened(Kind::Referrals, taking, None, Some((350, at(0)))), blank())),
        sample("import-taken", &page(&opened(Kind::Caseload, State::Taken { at: at(9), counts }, None, None), blank())),
        sample(
            "import-taken-with-rest",
            &page(
                &opened(
                    Kind::Referrals,
                    State::Taken { at: at(9), counts },
                    Some(looked(Kind::Referrals, good(Kind::Referrals), Evidence::Plain)),
                    None,
                ),
                blank(),
            ),
        ),
        sample("import-gone", &page(&opened(Kind::Referrals, State::Looking, None, None), blank())),
        sample(
            "import-thrown-away",
            &page(&opened(Kind::Referrals, State::ThrownAway { at: at(9) }, None, None), blank()),
        ),
    ]
}

#[test]
fn pages_of_files_look_as_they_did() {
    for sample in samples() {
        insta::assert_snapshot!(sample.name, super::comparable(sample.html));
    }
}
