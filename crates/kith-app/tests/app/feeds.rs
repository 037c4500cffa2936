//! Feeds taken page by page: cut and gone on with, the same and not read again, endless and noticed.

use std::collections::HashMap;
use std::sync::{Arc, Mutex};

use jiff::SignedDuration;
use kith_app::import::feed::{self, By, Ran, Wish};
use kith_app::import::fetch::{Answer, Ask, Fetch, NotFetched, Tags};
use kith_store::{Reach, directory};

use crate::world::{Kith, on_each};

pub(crate) const URL: &str = "https://feeds.example.org/services";

/// What a feed answers when a page is asked for.
type Pages = Box<dyn Fn(u32) -> String>;

/// A feed in memory.
#[derive(Default)]
pub(crate) struct Shelf {
    answers: Mutex<HashMap<String, Result<Vec<u8>, NotFetched>>>,
    asked: Mutex<Vec<Ask>>,
    tagged: bool,
}

impl Shelf {
    pub(crate) fn put(&self, path: &str, json: impl Into<Vec<u8>>) {
        self.answers.lock().unwrap().insert(path.to_owned(), Ok(json.into()));
    }

    pub(crate) fn fail(&self, path: &str, why: NotFetched) {
        self.answers.lock().unwrap().insert(path.to_owned(), Err(why));
    }

    /// The pages that were asked for since the last time.
    pub(crate) fn asked(&self) -> Vec<String> {
        let all = std::mem::take(&mut *self.asked.lock().unwrap());
        all.into_iter().map(|ask| path(&ask.url)).collect()
    }
}

fn path(url: &str) -> String {
    url.trim_start_matches(URL).replace("per_page=100&", "")
}

impl Fetch for Shelf {
    fn get(&self, ask: &Ask) -> Result<Answer, NotFetched> {
        self.asked.lock().unwrap().push(ask.clone());
        let bytes = self.answers.lock().unwrap().get(&path(&ask.url)).cloned();
        let bytes = bytes.unwrap_or_else(|| Err(NotFetched::Absent("nothing there".to_owned())))?;
        if !self.tagged {
            return Ok(Answer::Body { bytes, tags: Tags::default() });
        }
        let etag = Some(format!("{}-{}", bytes.len(), bytes.iter().map(|byte| u64::from(*byte)).sum::<u64>()));
        if ask.known.etag == etag {
            return Ok(Answer::Same);
        }
        Ok(Answer::Body { bytes, tags: Tags { etag, last_modified: None } })
    }
}

pub(crate) fn id(number: u32) -> String {
    format!("7b1d3c10-4f52-4a8e-9c11-{number:012}")
}

pub(crate) fn service(number: u32, name: &str, whole: bool) -> String {
    let more = if whole { r#","schedules":[{"byday":"MO","opens_at":"10:00"}]"# } else { "" };
    format!(
        r#"{{"id":"{}","name":"{name} {number}","status":"active","organization":{{"id":"{}","name":"Invented"}}{more}}}"#,
        id(number),
        id(900)
    )
}

/// A page of 3.0 with two services.
fn page(number: u32, pages: u32) -> String {
    page_of(number, pages, true)
}

pub(crate) fn page_of(number: u32, pages: u32, whole: bool) -> String {
    let (one, two) = (service(number * 2, "Tea", whole), service(number * 2 + 1, "Walk", whole));
    let (first, last) = (number == 1, number == pages);
    format!(
        r#"{{"total_items":{},"total_pages":{pages},"page_number":{number},"size":2,"first_page":{first},"last_page":{last},"empty":false,"contents":[{one},{two}]}}"#,
        pages * 2
    )
}

pub(crate) fn shelf(pages: u32) -> Shelf {
    let shelf = Shelf { tagged: true, ..Shelf::default() };
    for number in 1..=pages {
        shelf.put(&format!("?page={number}"), page(number, pages));
    }
    shelf
}

pub(crate) fn wish() -> Wish {
    Wish {
        url: URL.to_owned(),
        afresh: false,
        pages: 50,
        time: SignedDuration::from_mins(10),
        is_believed: false,
        is_gone_on_with: false,
        by: By::Command,
        stop: Arc::default(),
    }
}

pub(crate) fn run(kith: &Kith, shelf: &Shelf, wish: &Wish) -> Ran {
    feed::run(&kith.app, shelf, wish, &|_, _| {}).unwrap()
}

pub(crate) fn entries(kith: &Kith) -> i64 {
    kith.app.store().read(&Reach::maintenance(), directory::count).unwrap()
}

#[test]
fn all_pages_are_taken_once_and_what_is_the_same_is_not_read_again() {
    on_each(|kith| {
        let shelf = shelf(3);
        let ran = run(kith, &shelf, &wish());
        assert_eq!((ran.report.taken, ran.pages, ran.same, ran.from), (6, 3, 0, 1), "{ran:?}");
        assert_eq!(ran.stopped, None);
        assert_eq!(shelf.asked(), ["?page=1", "?page=2", "?page=3"]);
        assert_eq!(entries(kith), 6);

        let again = run(kith, &shelf, &wish());
        assert_eq!((again.pages, again.same, again.report.taken), (0, 3, 0), "{again:?}");
        shelf.put("?page=2", page(2, 3).replace("Walk", "Stroll"));
        let changed = run(kith, &shelf, &wish());
        assert_eq!((changed.pages, changed.same, changed.report.changed), (1, 2, 1), "{changed:?}");
        let afresh = run(kith, &shelf, &Wish { afresh: true, ..wish() });
        assert_eq!((afresh.pages, afresh.same, afresh.report.unchanged), (3, 0, 6), "{afresh:?}");
    });
}

#[test]
fn a_run_that_was_cut_goes_on_where_it_stopped() {
    on_each(|kith| {
        let shelf = shelf(4);
        shelf.fail("?page=3", NotFetched::Failed("the feed broke off".to_owned()));
        let cut = run(kith, &shelf, &wish());
        assert_eq!(cut.report.taken, 4);
        let why = cut.stopped.unwrap();
        assert_eq!(why, "page 3: the feed broke off. The next run goes on at page 3.");
        assert_eq!(entries(kith), 4);
        shelf.asked();

        shelf.put("?page=3", page(3, 4));
        let on = run(kith, &shelf, &wish());
        assert_eq!((on.from, on.report.taken, on.stopped), (3, 4, None));
        assert_eq!(shelf.asked(), ["?page=3", "?page=4"]);
        assert_eq!(entries(kith), 8);
        let next = run(kith, &shelf, &wish());
        assert_eq!(next.from, 1, "a run that came to the end begins anew");

        // By the limits on pages, and on time, too.
        let other = Wish { url: format!("{URL}?x=1"), pages: 3, ..wish() };
        for number in 1..=4 {
            shelf.put(&format!("?x=1&page={number}"), page(number, 4));
        }
        let few = run(kith, &shelf, &other);
        assert_eq!((few.pages, few.stopped.is_some()), (3, true));
        let rest = run(kith, &shelf, &other);
        assert_eq!((rest.from, rest.pages, rest.stopped), (4, 1, None));
        let late = run(kith, &shelf, &Wish { time: SignedDuration::from_secs(-1), ..wish() });
        assert_eq!((late.pages, late.stopped.is_some()), (0, true));
    });
}

#[test]
fn a_feed_that_would_never_end_is_noticed() {
    on_each(|kith| {
        let cases: [(&str, Pages); 4] = [
            // Whatever is asked, the first page comes.
            ("first", Box::new(|_| page(1, 9))),
            // The same services under ever new numbers.
            (
                "numbered",
                Box::new(|number| page(1, 99).replace(r#""page_number":1"#, &format!(r#""page_number":{number}"#))),
            ),
            // Two pages that lead to each other and tell no numbers.
            ("round", Box::new(|number| format!(r#"{{"contents":[{}]}}"#, service(number % 2, "Tea", true)))),
            // The bytes differ, the services do not.
            ("padded", Box::new(|number| format!(r#"{{"x":{number},"contents":[{}]}}"#, service(1, "Tea", true)))),
        ];
        for (name, pages) in cases {
            let shelf = Shelf::default();
            for number in 1..=60 {
                shelf.put(&format!("?{name}&page={number}"), pages(number));
            }
            let ran = run(kith, &shelf, &Wish { url: format!("{URL}?{name}"), ..wish() });
            assert!(ran.stopped.is_some(), "{name}: {ran:?}");
            assert!(shelf.asked().len() <= 3, "{name}");
        }
        // One that always has something new ends by the limit.
        let shelf = Shelf::default();
        for number in 1..=60 {
            shelf.put(&format!("?new&page={number}"), page(number, u32::MAX / 2));
        }
        let ran = run(kith, &shelf, &Wish { url: format!("{URL}?new"), pages: 5, ..wish() });
        assert_eq!((ran.pages, ran.stopped.is_some()), (5, true));
    });
}

#[test]
fn feeds_of_1_0_that_count_from_nought_are_read_from_the_first_page() {
    on_each(|kith| {
        let shelf = Shelf::default();
        for index in 0..3u32 {
            let (first, last) = (index == 0, index == 2);
            let one = service(index + 20, "Choir", true).replace("\"schedules\"", "\"regular_schedules\"");
            shelf.put(
                &format!("?page={index}"),
                format!(
                    r#"{{"totalElements":3,"totalPages":3,"number":{index},"size":1,"first":{first},"last":{last},"empty":false,"content":[{one}]}}"#
                ),
            );
        }
        let ran = run(kith, &shelf, &wish());
        assert_eq!((ran.report.taken, ran.pages, ran.stopped), (3, 3, None));
        assert_eq!(shelf.asked(), ["?page=1", "?page=0", "?page=1", "?page=2"]);
        assert!(ran.report.lines.iter().any(|line| line.contains("1.0")), "{:?}", ran.report.lines);
        assert_eq!(entries(kith), 3);
    });
}

#[test]
fn a_page_that_only_names_its_services_leads_to_each_of_them() {
    on_each(|kith| {
        let shelf = Shelf { tagged: true, ..Shelf::default() };
        shelf.put("?page=1", page_of(1, 1, false));
        shelf.put(&format!("/{}", id(2)), service(2, "Tea in full", true));
        let ran = run(kith, &shelf, &wish());
        assert_eq!((ran.report.taken, ran.report.refused, ran.stopped), (2, 0, None));
        let said: Vec<&String> = ran.report.lines.iter().filter(|line| line.contains("as the list has it")).collect();
        assert_eq!(said.len(), 1, "the other could not be had: {:?}", ran.report.lines);
        assert_eq!(shelf.asked(), ["?page=1".to_owned(), format!("/{}", id(2)), format!("/{}", id(3))]);
        // The list may be as it was while a service is not.
        shelf.put(&format!("/{}", id(2)), service(2, "Tea moved", true));
        shelf.put(&format!("/{}", id(3)), service(2, "Another one", true));
        let again = run(kith, &shelf, &wish());
        assert_eq!((again.report.changed, again.report.unchanged, again.same), (1, 1, 0), "{again:?}");
    });
}

#[test]
fn a_feed_without_services_in_full_is_taken_as_its_list_has_it() {
    on_each(|kith| {
        let shelf = Shelf::default();
        let all: Vec<String> = (30..40).map(|number| service(number, "Tea", false)).collect();
        shelf.put("?page=1", format!("[{}]", all.join(",")));
        let ran = run(kith, &shelf, &wish());
        assert_eq!((ran.report.taken, ran.stopped), (10, None));
        assert_eq!(shelf.asked().len(), 4, "asked for three in vain, and then no more");
        // One that is away for a while is not taken to be such a feed.
        for number in 30..40 {
            shelf.fail(&format!("/{}", id(number)), NotFetched::Failed("the feed broke off".to_owned()));
        }
        let away = run(kith, &shelf, &wish());
        assert_eq!((away.pages, away.stopped.is_some()), (0, true));
        assert_eq!(shelf.asked().len(), 4);
    });
}

#[test]
fn what_is_no_feed_takes_nothing() {
    on_each(|kith| {
        for answer in ["", "<html>", "{}", "[", "\u{0}", "null", r#"{"contents":{}}"#] {
            let shelf = Shelf::default();
            shelf.put("?page=1", answer);
            let ran = run(kith, &shelf, &wish());
            let why = ran.stopped.unwrap();
            assert!(why.starts_with("page 1: ") && why.ends_with('.'), "{why}");
        }
        let shelf = Shelf::default();
        shelf.fail("?page=1", NotFetched::Forbidden("the address is not encrypted".to_owned()));
        assert!(run(kith, &shelf, &wish()).stopped.is_some());
        assert_eq!(entries(kith), 0);
        // An empty feed is a feed.
        let shelf = Shelf::default();
        shelf.put("?page=1", r#"{"total_items":0,"total_pages":0,"page_number":1,"empty":true,"contents":[]}"#);
        assert_eq!(run(kith, &shelf, &wish()).stopped, None);
    });
}
