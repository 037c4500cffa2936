//! Turning the pages of a story: cut by the moment of an entry, never by counting, so that nothing is shown twice or
//! left out when something is written meanwhile. What happened at one moment stays on one page.

use jiff::Timestamp;

use super::{Entry, Filter};
use crate::components::{PageLink, Pagination};
use crate::error::Problem;

/// The most entries on a page, but for those of one moment.
pub(crate) const MOST: usize = 50;

/// Which page of a story.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Turn {
    /// The newest.
    Newest,
    /// What happened before a moment.
    Before(Timestamp),
    /// What happened after a moment, up to a page.
    After(Timestamp),
    /// All of it, to print.
    Everything,
}

impl Turn {
    /// Reads the page of an address. What cannot be read is an error, never the newest.
    pub(crate) fn read(before: Option<&str>, after: Option<&str>, all: Option<&str>) -> Result<Self, Problem> {
        let wrong = || {
            Problem::Bad("The address asks for a page of the story that there is not. Go back to the person's page.")
        };
        let moment = |typed: &str| {
            let micro: i64 = typed.parse().map_err(|_| wrong())?;
            Timestamp::from_microsecond(micro).map_err(|_| wrong())
        };
        match (before, after, all) {
            (None, None, None) => Ok(Self::Newest),
            (Some(typed), None, None) => moment(typed).map(Self::Before),
            (None, Some(typed), None) => moment(typed).map(Self::After),
            (None, None, Some("yes")) => Ok(Self::Everything),
            _ => Err(wrong()),
        }
    }
}

/// A page of a story.
pub(crate) struct Turned {
    /// Its entries, newest first.
    pub(crate) entries: Vec<Entry>,
    /// Where earlier and later ones are.
    pub(crate) pages: Pagination,
    /// How much of the story this is, when it is not all of it.
    pub(crate) part: Option<String>,
    /// Where all of it stands on one page.
    pub(crate) everything: Option<String>,
}

/// Cuts a page out of a story, newest first. `person` is the address of the person's page.
pub(crate) fn turned(mut all: Vec<Entry>, turn: Turn, filter: Filter, person: &str) -> Turned {
    let count = all.len();
    let key = |at: Timestamp| at.as_microsecond();
    let keys: Vec<i64> = all.iter().map(|entry| key(entry.at)).collect();
    let same = |one: usize, other: usize| keys.get(one) == keys.get(other);
    let down = |start: usize| {
        let mut end = (start + MOST).min(count);
        while end > start && end < count && same(end, end - 1) {
            end += 1;
        }
        end
    };
    let (start, end) = match turn {
        Turn::Everything => (0, count),
        Turn::Newest => (0, down(0)),
        Turn::Before(at) => {
            let start = keys.partition_point(|one| *one >= key(at));
            (start, down(start))
        }
        Turn::After(at) => {
            let end = keys.partition_point(|one| *one > key(at));
            let mut start = end.saturating_sub(MOST);
            while start > 0 && same(start, start - 1) {
                start -= 1;
            }
            (start, end)
        }
    };
    all.truncate(end);
    let entries = all.split_off(start);
    let show = format!("{person}?show={}", filter.code());
    let moment = |entry: &Entry| key(entry.at);
    let later = (start > 0).then(|| match entries.first() {
        Some(first) => format!("{show}&after={}#story", moment(first)),
        None => format!("{show}#story"),
    });
    let earlier = entries.last().filter(|_| end < count).map(|last| format!("{show}&before={}#story", moment(last)));
    let is_part = entries.len() < count;
    let link = |href: String, label: &str| PageLink::new(&href, label);
    Turned {
        part: is_part.then(|| format!("{} of {count} entries.", entries.len())),
        everything: is_part.then(|| format!("{show}&all=yes#story")),
        pages: Pagination {
            previous: later.map(|href| link(href, "Later in the story")),
            next: earlier.map(|href| link(href, "Earlier in the story")),
        },
        entries,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn story(moments: &[i64]) -> Vec<Entry> {
        let entry = |(n, second): (usize, &i64)| {
            Entry::new(Timestamp::from_second(*second).unwrap(), Filter::Contacts, n.to_string())
        };
        let mut all: Vec<Entry> = moments.iter().enumerate().map(entry).collect();
        all.sort_by_key(|entry| std::cmp::Reverse(entry.at));
        all
    }

    fn micro(link: &PageLink) -> Timestamp {
        let (_, number) = link.href.trim_end_matches("#story").rsplit_once('=').unwrap();
        Timestamp::from_microsecond(number.parse().unwrap()).unwrap()
    }

    #[test]
    fn every_entry_is_met_once_in_order_both_ways_and_a_moment_is_never_parted() {
        let apart: Vec<i64> = (0..170).collect();
        let together: Vec<i64> = (0..170).map(|n| n / 30).collect();
        let at_once = vec![7; 130];
        for moments in [apart, together, at_once, vec![1; 50], Vec::new()] {
            let whole: Vec<String> = story(&moments).into_iter().map(|entry| entry.what).collect();
            let (mut down, mut turn, mut last) = (Vec::new(), Turn::Newest, None);
            loop {
                let page = turned(story(&moments), turn, Filter::All, "/people/1");
                down.extend(page.entries.iter().map(|entry| entry.what.clone()));
                last = page.entries.first().map(|entry| entry.at).or(last);
                let Some(next) = &page.pages.next else { break };
                turn = Turn::Before(micro(next));
            }
            assert_eq!(down, whole);
            // And back up from the last page.
            let mut up: Vec<Vec<String>> = Vec::new();
            let mut turn = last.map_or(Turn::Newest, Turn::Before);
            if let Some(last) = last {
                let page =
                    turned(story(&moments), Turn::Before(last + jiff::SignedDuration::from_micros(1)), Filter::All, "");
                up.push(page.entries.iter().map(|entry| entry.what.clone()).collect());
                turn = page.pages.previous.as_ref().map_or(Turn::Everything, |link| Turn::After(micro(link)));
            }
            while let Turn::After(_) = turn {
                let page = turned(story(&moments), turn, Filter::All, "");
                up.push(page.entries.iter().map(|entry| entry.what.clone()).collect());
                turn = page.pages.previous.as_ref().map_or(Turn::Everything, |link| Turn::After(micro(link)));
            }
            up.reverse();
            assert_eq!(up.concat(), whole);
            assert_eq!(turned(story(&moments), Turn::Everything, Filter::All, "").entries.len(), whole.len());
        }
    }

    #[test]
    fn what_is_no_page_is_an_error_and_before_the_first_entry_there_is_a_way_back() {
        for (before, after, all) in [
            (Some(""), None, None),
            (Some("1.5"), None, None),
            (Some("99999999999999999999"), None, None),
            (Some("9223372036854775807"), None, None),
            (None, Some("\"'><x-kith-7>"), None),
            (Some("1"), Some("1"), None),
            (None, None, Some("no")),
        ] {
            assert!(Turn::read(before, after, all).is_err(), "{before:?} {after:?} {all:?}");
        }
        let page = turned(story(&[5, 6]), Turn::Before(Timestamp::UNIX_EPOCH), Filter::All, "/people/1");
        assert!(page.entries.is_empty() && page.pages.next.is_none());
        assert_eq!(page.pages.previous.unwrap().href, "/people/1?show=all#story");
    }
}
