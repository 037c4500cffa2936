//! Rows of people: what is understood, and what is said of what is not.

use jiff::civil::date;
use kith_domain::import::Kind;
use kith_domain::support::contact::Mode;
use kith_interop::csv::{Columns, Draft, Issue, Order, Sheet, Standing, draft};

const HEAD: &str = "Ref,NHS number,Surname,First name,DOB,Practice,Reason,Date of referral,Link worker,Status,Last contact,Mode,Note,Next";

fn one(kind: Kind, row: &str) -> Result<Draft, Vec<Issue>> {
    let sheet = Sheet::read(format!("{HEAD}\n{row}\n").as_bytes()).unwrap();
    let columns = Columns::guess(kind, &sheet.headings);
    draft(kind, &sheet.lines[0], &sheet.headings, &columns, Order::DayFirst, date(2026, 11, 26))
}

#[test]
fn a_whole_row_is_understood() {
    let row = "7,999 012 3451,Okafor,Rosa,27/3/1951,A99101,Lonely,24/11/2026,amina@example.org,Open,25/11/2026,Phone call,\"She laughed.\",Thursday";
    let it = match one(Kind::Caseload, row) {
        Ok(it) => it,
        // The check digit of a made-up number may not fit; then that is all that is wrong.
        Err(issues) => {
            assert_eq!(issues.len(), 1, "{issues:?}");
            assert_eq!(issues[0].column, "NHS number");
            one(Kind::Caseload, &row.replace("999 012 3451", "")).unwrap()
        }
    };
    assert_eq!(it.identity.formal_name(), "OKAFOR, Rosa");
    assert_eq!((it.identity.born, it.received), (date(1951, 3, 27).into(), Some(date(2026, 11, 24))));
    assert_eq!((it.standing, it.mode), (Some(Standing::Active), Some(Mode::Phone)));
    assert_eq!(it.worker.as_deref(), Some("amina@example.org"));
    assert_eq!(it.note.map(|note| note.to_string()).as_deref(), Some("She laughed."));
    let referral = one(Kind::Referrals, &row.replace("999 012 3451", "")).unwrap();
    assert_eq!((referral.worker, referral.note), (None, None), "a referral has neither yet");
}

#[test]
fn what_is_wrong_is_said_with_row_column_and_what_to_do() {
    for (row, column, says) in [
        (",,,Rosa,27/3/1951,A99101,x,,,,,,,", "Surname", "Enter it"),
        (",,Okafor,Rosa,,A99101,x,,,,,,,", "DOB", "Enter it"),
        (",,Okafor,Rosa,31/2/1951,A99101,x,,,,,,,", "DOB", "no day of the calendar"),
        (",,Okafor,Rosa,27/3/51,A99101,x,,,,,,,", "DOB", "four digits"),
        (",,Okafor,Rosa,27/11/2026,A99101,x,,,,,,,", "DOB", "future"),
        (",,Okafor,Rosa,1/1/1880,A99101,x,,,,,,,", "DOB", "before 1900"),
        (",1234567890,Okafor,Rosa,27/3/1951,A99101,x,,,,,,,", "NHS number", "last digit"),
        (",9.99012E+09,Okafor,Rosa,27/3/1951,A99101,x,,,,,,,", "NHS number", "Format the column as text"),
        (",,Okafor,Rosa,27/3/1951,A99101,x,1/1/2027,,,,,,", "Date of referral", "future"),
        (",,Okafor,Rosa,27/3/1951,A99101,x,1/1/1989,,,,,,", "Date of referral", "before 1990"),
        (",,Okafor,Rosa,27/3/1951,A99101,x,,,Closed,,,,", "Status", "not brought in"),
        (",,Okafor,Rosa,27/3/1951,A99101,x,,,Whatever,,,,", "Status", "active"),
        (",,Okafor,Rosa,27/3/1951,A99101,x,,,,,Carrier pigeon,,", "Mode", "face to face"),
        (",,Okafor,Rosa,27/3/1951,A99101,x,,,,,,A note,", "Last contact", "Enter the date"),
    ] {
        let issues = one(Kind::Caseload, row).unwrap_err();
        assert_eq!(issues.len(), 1, "{row}: {issues:?}");
        assert_eq!((issues[0].row, issues[0].column.as_str()), (2, column), "{row}");
        assert!(issues[0].sentence.contains(says), "{row}: {}", issues[0].sentence);
    }
    let issues = one(Kind::Referrals, ",x,,,nope,,,,,,,,,").unwrap_err();
    let columns: Vec<&str> = issues.iter().map(|issue| issue.column.as_str()).collect();
    assert_eq!(columns, ["NHS number", "Surname", "DOB", "Reason"], "everything is said at once");
    let issues = one(Kind::Referrals, "a,b").unwrap_err();
    assert!(issues[0].sentence.contains("2 cells") && issues[0].sentence.contains("14 headings"), "{issues:?}");
}

#[test]
fn a_telephone_number_is_read_as_at_a_form() {
    let read = |phone: &str| {
        let sheet =
            Sheet::read(format!("Surname,DOB,Reason,Telephone\nOkafor,27/3/1951,x,{phone}\n").as_bytes()).unwrap();
        let columns = Columns::guess(Kind::Referrals, &sheet.headings);
        draft(Kind::Referrals, &sheet.lines[0], &sheet.headings, &columns, Order::DayFirst, date(2026, 11, 26))
    };
    for right in ["", "01632 960001", "+44 (0)1632 960-001 ext 12", "07700 900123 or 01632 960001"] {
        assert!(read(right).is_ok(), "{right}");
    }
    for wrong in ["ask her daughter", "01632 960001 after 6", "12"] {
        let issues = read(wrong).unwrap_err();
        assert_eq!((issues.len(), issues[0].column.as_str()), (1, "Telephone"), "{wrong}: {issues:?}");
        assert!(issues[0].sentence.contains("column for safe contact"), "{wrong}: {issues:?}");
    }
}

#[test]
fn texts_that_are_too_long_say_how_long_they_may_be() {
    let note = "n".repeat(63_900);
    let issues =
        one(Kind::Caseload, &format!(",,Okafor,Rosa,27/3/1951,A99101,x,,,,25/11/2026,phone,{note},")).unwrap_err();
    assert!(issues[0].sentence.contains("63,800"), "{issues:?}");
    let name = "n".repeat(201);
    let issues = one(Kind::Caseload, &format!(",,{name},Rosa,27/3/1951,A99101,x,,,,,,,")).unwrap_err();
    assert_eq!(issues.len(), 1, "{issues:?}");
    assert!(issues[0].sentence.contains("200 characters"), "{issues:?}");
}
