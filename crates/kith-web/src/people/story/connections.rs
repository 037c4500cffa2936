//! Steps of connections.

use std::collections::BTreeMap;

use kith_app::people::Story;
use kith_app::store::Happened;

use uuid::Uuid;

use super::{Earlier, Entry, Filter};
use crate::connections::words::{Parties, told};
use crate::people::may::May;

/// Every step. What an organisation answered one time after another is one entry, the latest answer first: it may have
/// pressed many buttons, and the story is the person's.
pub(super) fn entries(story: &Story, _may: &May) -> Vec<Entry> {
    let mut all: Vec<Entry> = Vec::new();
    // Where the newest of a run of answers stands, for each connection. What happened is told newest first.
    let mut runs: BTreeMap<Uuid, usize> = BTreeMap::new();
    for it in &story.happened {
        let Some(entry) = step(story, it) else { continue };
        let is_answer = it.kind == "connection.answered";
        let newest = runs.get(&it.subject).copied().filter(|_| is_answer).and_then(|at| all.get_mut(at));
        if let Some(newest) = newest {
            newest.earlier_title = "Earlier answers";
            newest.earlier.push(Earlier { when: entry.when, what: entry.what, note: entry.quote, lines: entry.lines });
            continue;
        }
        if is_answer {
            runs.insert(it.subject, all.len());
        } else if it.kind.starts_with("connection.") {
            runs.remove(&it.subject);
        }
        all.push(entry);
    }
    all
}

fn step(story: &Story, it: &Happened) -> Option<Entry> {
    if let Some(entry) = by_mail(story, it) {
        return Some(entry);
    }
    if !matches!(
        it.kind.as_str(),
        "connection.chosen" | "connection.moved" | "connection.answered" | "connection.agreed" | "connection.meanwhile"
    ) {
        return None;
    }
    let called = story.person.it.identity.called();
    let line = story.connections.iter().find(|line| line.kept.it.id.uuid() == it.subject)?;
    let parties = Parties { called: &called, to: &line.to, organisation: &line.organisation };
    let (what, lines) = told(story.who_did(it), parties, it);
    let link = (format!("/connections/{}", it.subject), "Open the connection", format!("to {}", line.to));
    Some(Entry { lines, link: Some(link), ..Entry::new(it.at, Filter::Connections, what) })
}

/// Letters to organisations, and their questions.
fn by_mail(story: &Story, it: &Happened) -> Option<Entry> {
    let subject = match it.kind.as_str() {
        "link.sent" | "link.handed_over" if it.text("opens") == Some("connection") => it.id("subject")?,
        "enquiry.asked" | "enquiry.answered" => it.id("connection")?,
        _ => return None,
    };
    let line = story.connections.iter().find(|line| line.kept.it.id.uuid() == subject)?;
    let who = story.who_did(it);
    let (what, quote) = match it.kind.as_str() {
        "enquiry.asked" => (format!("{} asked something about {}.", line.organisation, line.to), it.text("question")),
        "enquiry.answered" => (format!("{who} answered {} about {}.", line.organisation, line.to), it.text("answer")),
        "link.handed_over" => {
            (format!("{who} made a link about {} to hand over to {}.", line.to, line.organisation), None)
        }
        _ => (format!("{who} sent {} a link about {} by e-mail.", line.organisation, line.to), None),
    };
    let link = (format!("/connections/{subject}"), "Open the connection", format!("to {}", line.to));
    Some(Entry { quote: quote.map(str::to_owned), link: Some(link), ..Entry::new(it.at, Filter::Connections, what) })
}
