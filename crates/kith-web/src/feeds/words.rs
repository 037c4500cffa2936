//! How a feed goes, in sentences.

use jiff::Timestamp;
use kith_app::feeds::{AddedBy, Line, who};
use kith_app::people::Names;
use kith_app::store::{Happened, Past, Run};
use kith_domain::directory::Feed;
use kith_domain::directory::feed::night::TOLD_AFTER;
use kith_domain::directory::feed::{How, When};
use kith_domain::time::{moment_in_words, time_in_words};

use super::day;

/// Who added a feed, and when.
pub(super) fn added(line: &Line) -> String {
    let on = day(line.kept.it.at);
    match &line.by {
        AddedBy::Ours(name) => format!("Added by {name} on {on}."),
        AddedBy::Others => format!("Added on {on} by another service that uses this Kith."),
        AddedBy::Operator => format!("First taken by command on {on}."),
    }
}

/// Several things that were counted, as a sentence says them; those of which there were none are left out.
fn counted(counts: [(u32, &str); 5]) -> Option<String> {
    let said: Vec<String> =
        counts.iter().filter(|(count, _)| *count > 0).map(|(count, what)| format!("{count} {what}")).collect();
    (!said.is_empty()).then(|| said.join(", "))
}

fn counts(run: &Run) -> Option<String> {
    counted([
        (run.taken, "new"),
        (run.changed, "changed"),
        (run.unchanged, "as before"),
        (run.refused, "refused"),
        (run.vanished, "no longer listed"),
    ])
}

/// The same at the end of a sentence that goes on to say it.
fn until_then(counts: Option<String>) -> String {
    counts.map(|counts| format!(" Until then: {counts}.")).unwrap_or_default()
}

/// How the latest run goes or went.
pub(super) fn latest(it: &Feed, run: &Run, now: Timestamp) -> String {
    if run.is_running(now) {
        let of = run.pages.map(|pages| format!(" of {pages}")).unwrap_or_default();
        let so_far = match (run.page, counts(run)) {
            (0, _) => "The first page is being read".to_owned(),
            (page, None) => format!("Page {page}{of} is read, and nothing has changed so far"),
            (page, Some(counts)) => format!("Page {page}{of} is read: {counts}"),
        };
        return format!("Being taken now. {so_far}.");
    }
    if run.asked.is_some() && it.is_taken() {
        return "Asked for: it begins within a minute, after any other feed that is being taken.".to_owned();
    }
    match (run.began, run.ended, &run.stopped) {
        (None, _, _) if it.when == When::Nightly => "Not taken yet: that begins within a minute.".to_owned(),
        (None, _, _) => "Not taken yet.".to_owned(),
        (Some(began), None, _) => {
            let at = moment_in_words(run.touched.unwrap_or(began));
            let then = if it.when == When::Nightly { " It is gone on with by itself." } else { "" };
            format!("Broke off on {at}, after page {}.{}{then}", run.page, until_then(counts(run)))
        }
        (Some(_), Some(ended), Some(why)) => {
            let at = moment_in_words(ended);
            format!("Stopped on {at}, before the end of the feed: {why}{}", until_then(counts(run)))
        }
        (Some(_), Some(ended), None) => {
            let counts = counts(run).unwrap_or_else(|| "nothing has changed".to_owned());
            format!("Taken on {}: {counts}.", moment_in_words(ended))
        }
    }
}

/// When the whole feed was read last.
pub(super) fn whole(run: &Run) -> Option<String> {
    let at = moment_in_words(run.whole?);
    Some(match run.whole_listed {
        None => format!("The whole feed was last read on {at}."),
        Some(1) => format!("The whole feed was last read on {at}; it listed 1 service."),
        Some(many) => format!("The whole feed was last read on {at}; it listed {many} services."),
    })
}

/// That no run has come to the end for some nights.
pub(super) fn trouble(it: &Feed, run: &Run) -> Option<String> {
    let is_told = it.is_taken() && run.failed_nights >= TOLD_AFTER;
    is_told.then(|| {
        format!(
            "It has not been read to its end for {} nights. What it gave before stays in the directory.",
            run.failed_nights
        )
    })
}

/// The same as a notice elsewhere.
pub(super) fn failing(url: &str, nights: u32) -> String {
    format!("The feed {url} has not been read to its end for {nights} nights.")
}

/// How an earlier run went.
pub(super) fn past(it: &Past) -> String {
    let counts = counted([
        (it.taken, "new"),
        (it.changed, "changed"),
        (it.unchanged, "as before"),
        (it.refused, "refused"),
        (it.vanished, "no longer listed"),
    ]);
    let is_apart = |began: &Timestamp| day(*began) == day(it.ended) && time_in_words(*began) != time_in_words(it.ended);
    let began = it.began.filter(is_apart);
    let when = match began {
        Some(began) => format!("{} to {}", moment_in_words(began), time_in_words(it.ended)),
        None => moment_in_words(it.ended),
    };
    let counts =
        counts.unwrap_or_else(|| if it.stopped.is_some() { "nothing taken" } else { "nothing has changed" }.to_owned());
    let why = it.stopped.as_ref().map(|why| format!(" Stopped: {why}")).unwrap_or_default();
    let unmarked = it.unmarked.as_ref().map(|why| format!(" {why}")).unwrap_or_default();
    format!("{when}: {counts}.{why}{unmarked}")
}

/// What was done with a feed, as a sentence.
pub(super) fn done(it: &Happened, names: &Names) -> Option<String> {
    let what = match it.kind.as_str() {
        "feed.added" if it.text("when") == Some(When::Nightly.code()) => "added it",
        "feed.added" => "took it for the first time",
        "feed.resumed" => "has it taken every night",
        "feed.when_asked" => "has it taken only when asked for",
        "feed.paused" => "paused it",
        "feed.removed" => "stopped using it",
        "feed.asked" => match it.text("how").and_then(How::from_code) {
            Some(How::Afresh) => "asked for it from the first page",
            Some(How::Shrunken) => "said that it really lists fewer, and asked for it",
            _ => "asked for it",
        },
        _ => return None,
    };
    Some(format!("{}: {} {what}.", moment_in_words(it.at), who(names, it.account)))
}
