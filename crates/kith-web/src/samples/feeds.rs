//! *Directory feeds*: none, some, one that is being taken, one that fails, one of another service.

use kith_app::feeds::{AddedBy, Line, Opened};
use kith_app::people::Names;
use kith_app::store::{Happened, Kept, Past, Run};
use kith_domain::directory::Feed;
use kith_domain::directory::feed::When;
use kith_domain::event::Fact;
use kith_domain::staff::Role;

use super::made_up::*;
use super::{Sample, sample};
use crate::components::{Form, Frame};
use crate::directory::drawn::ExportPage;
use crate::feeds::drawn::{FeedPage, FeedsPage, LineView};

fn form() -> Form {
    Form::blank().carrying("nonce", "0192").carrying("for-service", "s").carrying("for-record", "r")
}

fn now() -> jiff::Timestamp {
    at(24, 9, 30)
}

fn feed(n: u8, when: When, url: &str, say: Say) -> Kept<Feed> {
    let url = words(format!("https://{url}/{}", say("services")));
    Kept { version: 3, it: Feed { id: id(n), url, when, by: Some(id(ROWAN)), at: at(20, 14, 30) } }
}

fn ours(say: Say) -> AddedBy {
    AddedBy::Ours(say("Rowan Hale"))
}

/// A run of this morning that came to the end.
fn whole() -> Run {
    Run {
        run: 4,
        began: Some(at(24, 3, 17)),
        touched: Some(at(24, 3, 19)),
        ended: Some(at(24, 3, 19)),
        page: 3,
        pages: Some(3),
        taken: 12,
        changed: 3,
        unchanged: 240,
        refused: 2,
        vanished: 1,
        whole: Some(at(24, 3, 19)),
        whole_listed: Some(255),
        ..Run::default()
    }
}

fn running() -> Run {
    Run { ended: None, touched: Some(at(24, 9, 29)), holder: Some(uuid::Uuid::from_u128(7)), page: 2, ..whole() }
}

fn failed(say: Say) -> Run {
    Run {
        taken: 0,
        changed: 0,
        unchanged: 0,
        refused: 0,
        vanished: 0,
        stopped: Some(say("page 1: feeds.example.org could not be reached.")),
        failed_nights: 4,
        ..whole()
    }
}

fn opened(line: Line, say: Say) -> Opened {
    let past = |run: i64, stopped: Option<&str>| Past {
        run,
        began: Some(at(23, 3, 17)),
        ended: at(23, 3, 21),
        taken: 4,
        changed: 0,
        unchanged: 251,
        refused: 0,
        vanished: 0,
        stopped: stopped.map(say),
        unmarked: None,
    };
    let done = |kind: &str, account: Option<u8>, facts: &[(&str, &str)]| Happened {
        kind: kind.to_owned(),
        subject: line.kept.it.id.uuid(),
        at: at(22, 10, 0),
        account: account.map(id),
        facts: facts.iter().map(|(name, text)| ((*name).to_owned(), Fact::Text((*text).to_owned()))).collect(),
    };
    let names: Names = [(id(ROWAN), say("Rowan Hale"))].into();
    let is_ours = line.by != AddedBy::Others;
    Opened {
        said: vec![
            (
                1,
                say(
                    "refused: Tea and talk (7b1d3c10-4f52-4a8e-9c11-000000000007): the feed does not say whose it is. Add its organization.",
                ),
            ),
            (2, say("changed: services[4].schedules: only the first 50 were taken")),
        ],
        more_after: Some(2),
        past: vec![past(3, None), past(2, Some("page 2: the feed did not answer in full within 60 seconds."))],
        history: vec![
            done("feed.asked", Some(ROWAN), &[("how", "afresh")]),
            done("feed.resumed", Some(9), &[]),
            done("feed.added", None, &[("when", "by-command")]),
        ],
        names,
        is_ours,
        line,
    }
}

pub(super) fn samples() -> Vec<Sample> {
    let settings = || frame("Directory feeds", Role::Administrator, "/settings");
    let list = |name, lines: &[Line], form: Form, is_demo: bool| {
        let frame = Frame { error_title: !form.is_fine(), ..settings() };
        let lines = lines.iter().map(|line| LineView::new(line, now())).collect();
        sample(name, &FeedsPage { frame, back: ("/settings", "Settings"), form, lines, is_demo })
    };
    let some = |say: Say| {
        let line = |n, when, url, run, by| Line { kept: feed(n, when, url, say), run, by };
        vec![
            line(61, When::Nightly, "feeds.example.org", whole(), ours(say)),
            line(62, When::Nightly, "council.example.org", running(), AddedBy::Others),
            line(63, When::Nightly, "county.example.org", failed(say), ours(say)),
            line(64, When::WhenAsked, "10.0.0.7", Run { ended: None, holder: None, ..whole() }, AddedBy::Operator),
            line(65, When::WhenAsked, "asked.example.org", Run { asked: Some(now()), ..whole() }, ours(say)),
            line(66, When::Paused, "paused.example.org", Run::default(), ours(say)),
            line(67, When::Removed, "former.example.org", whole(), ours(say)),
        ]
    };
    let mut wrong = Form::typed([("url".to_owned(), format!("http://{HOSTILE}"))]).carrying("nonce", "0192");
    wrong.problem(
        "url",
        "The address is not encrypted; write https://, or whoever runs Kith can take it by command, with --http.",
    );
    let one = |name, line: Line, say: Say, with: &dyn Fn(&mut FeedPage)| {
        let around = frame("Directory feed", Role::Administrator, "/settings");
        let mut page = FeedPage::new(around, &opened(line, say), 0, now(), form);
        with(&mut page);
        sample(name, &page)
    };
    let line = |when, run, by| Line { kept: feed(61, when, "feeds.example.org", plainly), run, by };
    let unmarked =
        "It lists 40 services and listed 255 before: less than half. Nothing was marked as no longer listed.";
    let shrunken = Run { unmarked: Some(unmarked.to_owned()), vanished: 0, ..whole() };
    let hostile_line =
        Line { kept: feed(61, When::Nightly, "feeds.example.org", hostile), run: failed(hostile), by: ours(hostile) };
    let mut no = Form::blank();
    no.general_problem(
        "The address is not encrypted; write https://, or whoever runs Kith can take it by command, with --http.",
    );
    vec![
        list("feeds-none", &[], form(), false),
        list("feeds-demo", &[], form(), true),
        list("feeds", &some(plainly), form(), false),
        list("feeds-hostile", &some(hostile), form(), false),
        list("feeds-wrong", &[], wrong, false),
        one("feed", line(When::Nightly, whole(), ours(plainly)), plainly, &|_| {}),
        one("feed-running", line(When::Nightly, running(), ours(plainly)), plainly, &|_| {}),
        one("feed-failing", line(When::Nightly, failed(plainly), ours(plainly)), plainly, &|_| {}),
        one("feed-shrunken", line(When::WhenAsked, shrunken, ours(plainly)), plainly, &|_| {}),
        one("feed-paused", line(When::Paused, Run::default(), ours(plainly)), plainly, &|page| page.form = no.clone()),
        one("feed-removed", line(When::Removed, whole(), ours(plainly)), plainly, &|_| {}),
        one("feed-of-others", line(When::Nightly, whole(), AddedBy::Others), plainly, &|_| {}),
        one("feed-hostile", hostile_line, hostile, &|_| {}),
        sample(
            "directory-export",
            &ExportPage { frame: frame("Take the directory away", Role::LinkWorker, "/directory") },
        ),
    ]
}

#[test]
fn feeds_look_as_they_did() {
    for sample in samples() {
        insta::assert_snapshot!(sample.name, super::comparable(sample.html));
    }
}
