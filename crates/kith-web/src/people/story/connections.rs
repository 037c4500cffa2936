//! Steps of connections.

use kith_app::people::Story;
use kith_app::store::Happened;

use super::{Entry, Filter};
use crate::connections::words::{Parties, told};
use crate::people::may::May;

/// Every step.
pub(super) fn entries(story: &Story, _may: &May) -> Vec<Entry> {
    story.happened.iter().filter_map(|it| step(story, it)).collect()
}

fn step(story: &Story, it: &Happened) -> Option<Entry> {
    if let Some(entry) = by_mail(story, it) {
        return Some(entry);
    }
    if !matches!(
        it.kind.as_str(),
        "connection.chosen" | "connection.moved" | "connection.answered" | "connection.agreed"
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
