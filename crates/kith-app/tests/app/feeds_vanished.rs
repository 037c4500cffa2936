//! What a feed no longer lists: marked by a whole run alone, never deleted, and back when it is listed again.

use kith_app::import::feed::Wish;
use kith_app::import::fetch::NotFetched;

use crate::feeds::{Shelf, id, run, service, shelf, wish};
use crate::feeds_in_part::entry;
use crate::world::{Kith, on_each};

fn is_gone(kith: &Kith, number: u32) -> bool {
    entry(kith, &id(number)).vanished.is_some()
}

fn list(numbers: &[u32]) -> String {
    let all: Vec<String> = numbers.iter().map(|number| service(*number, "Tea", true)).collect();
    format!("[{}]", all.join(","))
}

#[test]
fn what_a_whole_run_does_not_list_is_marked_and_comes_back() {
    on_each(|kith| {
        let shelf = Shelf::default();
        shelf.put("?page=1", list(&[1, 2, 3, 4]));
        let first = run(kith, &shelf, &wish());
        assert_eq!((first.report.taken, first.vanished, first.unmarked), (4, 0, None));
        shelf.put("?page=1", list(&[1, 2, 3]));
        let ran = run(kith, &shelf, &wish());
        assert_eq!((ran.vanished, ran.unmarked), (1, None));
        assert!(is_gone(kith, 4) && !is_gone(kith, 3));
        let once = run(kith, &shelf, &wish());
        assert_eq!(once.vanished, 0, "it is marked once");
        shelf.put("?page=1", list(&[1, 2, 3, 4]));
        let back = run(kith, &shelf, &wish());
        assert_eq!((back.report.changed, back.vanished), (1, 0));
        assert!(back.report.lines.iter().any(|line| line.contains("listed again")), "{:?}", back.report.lines);
        assert!(!is_gone(kith, 4));
    });
}

#[test]
fn a_run_that_was_cut_or_read_a_damaged_or_shrunken_feed_marks_nothing_and_says_so() {
    on_each(|kith| {
        let whole = shelf(3);
        run(kith, &whole, &wish());
        // Cut at the second page.
        whole.fail("?page=2", NotFetched::Failed("the feed broke off".to_owned()));
        let cut = run(kith, &whole, &Wish { afresh: true, ..wish() });
        assert!(cut.stopped.is_some() && cut.vanished == 0);
        let empty = |json: &str| {
            let shelf = Shelf::default();
            shelf.put("?page=1", json);
            run(kith, &shelf, &Wish { afresh: true, ..wish() })
        };
        // Nothing at all, one of six, and records that nobody can tell from others.
        for json in [r#"{"contents":[]}"#.to_owned(), list(&[2])] {
            let ran = empty(&json);
            assert!(ran.unmarked.as_ref().is_some_and(|why| why.contains("less than half")), "{ran:?}");
            assert_eq!((ran.vanished, ran.stopped), (0, None));
        }
        let damaged = list(&[2, 3, 4, 5, 6]).replace(&id(6), "");
        let ran = empty(&damaged);
        assert!(ran.unmarked.as_ref().is_some_and(|why| why.contains("told from others")), "{ran:?}");
        // One that is there, and was refused for its name, is there.
        let nameless = format!(
            "[{},{}]",
            list(&[2, 3, 4, 5, 6]).trim_matches(['[', ']']),
            service(7, "", true).replace(r#""name":" 7""#, r#""name":"""#)
        );
        let ran = empty(&nameless);
        assert_eq!((ran.report.refused, ran.vanished, ran.unmarked), (1, 0, None));
        assert!((2..=7).all(|number| !is_gone(kith, number)));
        // Somebody looked, and says that it is right.
        let one = Shelf::default();
        one.put("?page=1", list(&[2]));
        let ran = run(kith, &one, &Wish { afresh: true, is_believed: true, ..wish() });
        assert_eq!((ran.vanished, ran.unmarked), (5, None));
    });
}

#[test]
fn what_another_feed_lists_has_not_vanished_and_pages_that_are_the_same_list_what_they_did() {
    on_each(|kith| {
        let other = Shelf::default();
        other.put("?other&page=1", list(&[2, 3]));
        run(kith, &other, &Wish { url: format!("{}?other", crate::feeds::URL), ..wish() });
        let shelf = shelf(3);
        run(kith, &shelf, &wish());
        let same = run(kith, &shelf, &wish());
        assert_eq!((same.same, same.vanished), (3, 0));
        // The first page has other services now; those it had are listed by the other feed.
        shelf.put(
            "?page=1",
            format!(r#"{{"total_pages":3,"page_number":1,"contents":[{}]}}"#, service(20, "Tea", true)),
        );
        let ran = run(kith, &shelf, &wish());
        assert_eq!((ran.pages, ran.same, ran.vanished, ran.unmarked), (1, 2, 0, None));
        assert!(!is_gone(kith, 2) && !is_gone(kith, 3));
        other.put("?other&page=1", list(&[2]));
        run(kith, &other, &Wish { url: format!("{}?other", crate::feeds::URL), ..wish() });
        assert!(is_gone(kith, 3) && !is_gone(kith, 2), "no feed lists it any more");
    });
}
