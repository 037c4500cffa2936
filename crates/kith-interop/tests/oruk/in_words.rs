//! Schedules as sentences.

use super::feed;

/// The words for a schedule given as JSON members, or for none.
#[track_caller]
fn check(schedule: &str, expected: Option<&str>) {
    let feed = feed(&format!(
        r#"[{{"id":"6a1f0b52-93c4-4d0e-8f57-2b6f3f0d9c11","name":"Tea","status":"active",
             "schedules":[{{{schedule}}}]}}]"#
    ));
    let words = feed.services[0].schedules.first().and_then(|schedule| schedule.in_words());
    assert_eq!(words.as_deref(), expected, "from {schedule}");
}

#[test]
fn weekly_schedules() {
    for (schedule, expected) in [
        (r#""freq":"WEEKLY","byday":"TU","opens_at":"10:00","closes_at":"12:00""#, "Every Tuesday, 10am to 12pm"),
        (r#""freq":"WEEKLY","byday":"TU","opens_at":"10:00Z","closes_at":"12:00Z""#, "Every Tuesday, 10am to 12pm"),
        (r#""freq":"WEEKLY","byday":"TH,TU""#, "Every Tuesday and Thursday"),
        (r#""freq":"WEEKLY","byday":"MO,WE,FR""#, "Every Monday, Wednesday and Friday"),
        (
            r#""freq":"WEEKLY","byday":"MO,TU,WE,TH,FR","opens_at":"09:30","closes_at":"17:00""#,
            "Monday to Friday, 9.30am to 5pm",
        ),
        (r#""freq":"WEEKLY","byday":"MO,TU,WE,TH,FR,SA,SU""#, "Every day"),
        (r#""freq":"WEEKLY","byday":"SA,SU""#, "Every Saturday and Sunday"),
        (r#""freq":"WEEKLY""#, "Every week"),
        (r#""freq":"WEEKLY","dtstart":"2026-01-06""#, "Every Tuesday"),
        (
            r#""freq":"WEEKLY","interval":2,"byday":"TU","dtstart":"2026-01-06""#,
            "Every 2 weeks on Tuesday, from 6 January 2026",
        ),
        (r#""freq":"weekly","interval":3"#, "Every 3 weeks"),
        (r#""byday":"Monday,Friday""#, "Every Monday and Friday"),
    ] {
        check(schedule, Some(expected));
    }
}

#[test]
fn monthly_schedules() {
    for (schedule, expected) in [
        (r#""freq":"MONTHLY","byday":"1MO""#, "First Monday of the month"),
        (r#""freq":"MONTHLY","byday":"-1FR","opens_at":"14:30""#, "Last Friday of the month, from 2.30pm"),
        (r#""freq":"MONTHLY","byday":"3MO,1MO""#, "First and third Monday of the month"),
        (r#""freq":"MONTHLY","byday":"1MO,-1FR""#, "First Monday and last Friday of the month"),
        (r#""freq":"MONTHLY","byday":"-2WE""#, "Second to last Wednesday of the month"),
        (r#""freq":"MONTHLY","interval":2,"byday":"1MO""#, "First Monday, every 2 months"),
        (r#""freq":"MONTHLY","byday":"MO""#, "Every Monday"),
        (r#""freq":"MONTHLY","interval":2,"byday":"MO""#, "Every Monday in one month of every 2"),
        (r#""freq":"MONTHLY","bymonthday":"2,3,4""#, "On the 2nd, 3rd and 4th of the month"),
        (
            r#""freq":"MONTHLY","bymonthday":"1,11,21,22,23,31""#,
            "On the 1st, 11th, 21st, 22nd, 23rd and 31st of the month",
        ),
        (r#""freq":"MONTHLY","bymonthday":"-1""#, "On the last day of the month"),
        (r#""freq":"MONTHLY","bymonthday":"-5""#, "On the 5th to last day of the month"),
        (r#""bymonthday":"15","interval":3"#, "On the 15th, every 3 months"),
        (r#""freq":"MONTHLY","byday":"FR","bymonthday":"13""#, "Friday falling on the 13th of the month"),
        (r#""freq":"MONTHLY","dtstart":"2026-01-06""#, "On the 6th of the month"),
        (r#""freq":"MONTHLY","interval":6"#, "Every 6 months"),
        (r#""freq":"MONTHLY""#, "Every month"),
        (r#""byday":"2TU""#, "Second Tuesday of the month"),
    ] {
        check(schedule, Some(expected));
    }
}

#[test]
fn times_and_the_dates_between_which_they_hold() {
    for (schedule, expected) in [
        (r#""opens_at":"10:00","closes_at":"18:00""#, "10am to 6pm"),
        (r#""opens_at":"00:00","closes_at":"23:59""#, "All day"),
        (r#""byday":"MO","opens_at":"00:00","closes_at":"24:00""#, "Every Monday, all day"),
        (r#""byday":"MO","opens_at":"22:00","closes_at":"02:00""#, "Every Monday, 10pm to 2am"),
        (r#""byday":"MO","opens_at":"22:00","closes_at":"00:00""#, "Every Monday, 10pm to midnight"),
        (r#""byday":"MO","opens_at":"00:15","closes_at":"12:05""#, "Every Monday, 12.15am to 12.05pm"),
        (r#""byday":"MO","opens_at":"10:00","closes_at":"10:00""#, "Every Monday, at 10am"),
        (r#""byday":"MO","closes_at":"16:00""#, "Every Monday, until 4pm"),
        (r#""byday":"MO","valid_from":"2026-01-06""#, "Every Monday, from 6 January 2026"),
        (r#""byday":"MO","valid_to":"2026-03-31""#, "Every Monday, until 31 March 2026"),
        (
            r#""byday":"MO","valid_from":"2026-01-06","valid_to":"2026-03-31""#,
            "Every Monday, from 6 January 2026 to 31 March 2026",
        ),
        (r#""byday":"MO","valid_from":"2026-01-05","valid_to":"2026-01-05""#, "Every Monday, on 5 January 2026 only"),
        (r#""byday":"MO","valid_from":"2026-03-31","valid_to":"2026-01-01""#, "Every Monday"),
        (r#""byday":"MO","valid_to":"9999-12-31""#, "Every Monday"),
        (r#""description":"When the tide is out""#, "When the tide is out"),
    ] {
        check(schedule, Some(expected));
    }
    check(r#""notes":"Ask at the desk""#, None);
    check(r#""id":"x""#, None);
}
