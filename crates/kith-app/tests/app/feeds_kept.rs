//! Whose word an entry is: of the feed that was added first, whatever other feeds and files say under its identifier.

use kith_domain::directory::search::Sought;
use kith_store::{Reach, directory};

use crate::feeds::{Shelf, id, run, service, wish};
use crate::feeds_in_part::entry;
use crate::world::{Kith, on_each};

const OTHER: &str = "https://other.example.org/services";

fn said(name: &str, email: &str) -> String {
    let whose = format!(r#""name":"Invented","email":"{email}"}}"#);
    service(4, name, true)
        .replace(r#""name":"Invented"}"#, &whose)
        .replace(r#""status""#, &format!(r#""email":"{email}","status""#))
}

fn file(kith: &Kith, json: &str) -> kith_app::import::directory::Report {
    let feed = kith_interop::oruk::read(json.as_bytes()).unwrap();
    kith_app::import::directory::take_file(&kith.app, feed, &|_, _| {}).unwrap()
}

fn emails(kith: &Kith) -> [String; 2] {
    let it = entry(kith, &id(4));
    let organisation = kith.app.store().read(&Reach::maintenance(), |tx| {
        kith_store::table::find::<kith_domain::directory::Organisation>(tx, it.organisation.uuid())
    });
    [it.entry.email.unwrap(), organisation.unwrap().unwrap().it.email.unwrap()].map(|it| it.to_string())
}

#[test]
fn another_feed_or_a_file_does_not_change_where_requests_go() {
    on_each(|kith| {
        let shelf = Shelf::default();
        shelf.put("?page=1", format!("[{}]", said("Tea", "tea@example.org")));
        run(kith, &shelf, &wish());
        let ours = ["tea@example.org", "tea@example.org"].map(str::to_owned);
        assert_eq!(emails(kith), ours);

        let theirs = format!("[{}]", said("Tea", "elsewhere@example.net"));
        let other = Shelf::default();
        other.put(&format!("{OTHER}?page=1"), theirs.clone());
        let wish_of_other = kith_app::import::feed::Wish { url: OTHER.to_owned(), ..wish() };
        for _ in 0..2 {
            // The second time it is known to list the entry, and that makes no difference.
            let ran = run(kith, &other, &wish_of_other);
            assert_eq!((ran.report.unchanged, ran.report.changed, ran.stopped), (1, 0, None), "{:?}", ran.report.lines);
            assert!(
                ran.report.lines.iter().any(|line| line.contains("left as it is: Tea 4")),
                "{:?}",
                ran.report.lines
            );
            assert_eq!(emails(kith), ours);
        }
        let taken = file(kith, &theirs);
        assert_eq!((taken.unchanged, taken.changed, taken.organisations), (1, 0, 0), "{:?}", taken.lines);
        assert_eq!(emails(kith), ours);
        // Its own feed changes it as ever.
        shelf.put("?page=1", format!("[{}]", said("Tea", "new@example.org")));
        assert_eq!(run(kith, &shelf, &wish()).report.changed, 1);
        assert_eq!(emails(kith), ["new@example.org", "new@example.org"].map(str::to_owned));
        // When that lists it no more, it is the word of the one that still does.
        shelf.put("?page=1", format!("[{},{}]", service(5, "Walk", true), service(6, "Choir", true)));
        let wish_to_believe = kith_app::import::feed::Wish { is_believed: true, ..wish() };
        run(kith, &shelf, &wish_to_believe);
        assert_eq!(entry(kith, &id(4)).vanished, None, "another feed lists it");
        assert_eq!(run(kith, &other, &wish_of_other).report.changed, 1);
        assert_eq!(entry(kith, &id(4)).entry.email.unwrap().as_str(), "elsewhere@example.net");
    });
}

#[test]
fn an_organisation_that_is_called_otherwise_is_found_by_its_new_name_alone() {
    on_each(|kith| {
        let called = |name: &str| format!("[{}]", service(4, "Tea", true).replace("Invented", name));
        file(kith, &called("Larkspur Trust"));
        let found = |kith: &Kith, word: &str| {
            let words = vec![Sought::of(word)];
            let all = kith.app.store().read(&Reach::maintenance(), |tx| directory::search(tx, &words, 9)).unwrap();
            all.len()
        };
        assert_eq!((found(kith, "larkspur"), found(kith, "wrenhaven")), (1, 0));
        for is_made in [false, true] {
            if is_made {
                kith_app::searching::make(&kith.app).unwrap();
            }
            let (now, before) = if is_made { ("Larkspur Trust", "wrenhaven") } else { ("Wrenhaven Trust", "larkspur") };
            let taken = file(kith, &called(now));
            assert_eq!((taken.organisations, taken.unchanged), (1, 1), "{:?}", taken.lines);
            let word = now.split(' ').next().unwrap().to_lowercase();
            assert_eq!((found(kith, &word), found(kith, before)), (1, 0), "{word}");
        }
    });
}
