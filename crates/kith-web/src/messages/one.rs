//! A message back as the link worker finds it again: what it said, whether it arrived, what the practice answered,
//! and its text for pasting.

use askama::Template;
use kith_app::messages::text;
use kith_app::permit;
use kith_app::replies::{self, Opened};
use kith_domain::id::Id;
use kith_domain::message::{Held, MessageBack};
use kith_domain::policy::{Action, act};
use kith_domain::time::moment_in_words;

use crate::components::{BackLink, Button, Form, Frame};
use crate::error::Problem;
use crate::people::{Back, May, frame_about, message_lines, read_in_words};
use crate::reply::Reply;
use crate::visit::Visit;

/// The page.
#[derive(Template)]
#[template(path = "messages/one.html")]
pub(crate) struct OnePage {
    frame: Frame,
    form: Form,
    back: Back,
    sentence: String,
    lines: Vec<String>,
    states: Vec<String>,
    code: Option<String>,
    /// The message that it corrects, and the one that corrects it.
    corrects: Option<String>,
    corrected_by: Option<String>,
    replies: Vec<(String, String)>,
    /// The page's own address.
    here: String,
    /// Where to correct it; nothing when the viewer may not.
    correct: Option<String>,
    /// Where to say that the answer was seen; nothing when there is none or the viewer may not.
    seen: Option<String>,
}

/// Whether a message has arrived, as far as is known.
pub(crate) fn carried_in_words(carried: &kith_app::store::CarriedLine) -> Option<String> {
    let (_, held) = carried.it.letter?;
    let what = match held {
        Held::Link => "The e-mail with a link to it",
        Held::Text => "The e-mail with its text",
    };
    Some(match carried.letter.as_deref() {
        Some("left") => format!("{what} has been delivered to the practice’s mail server."),
        Some("stuck") => format!("{what} could not be delivered. The team lead sees it on Queue."),
        _ => format!("{what} is on its way."),
    })
}

impl OnePage {
    /// The page of a message that was opened.
    pub(crate) fn new(frame: Frame, opened: &Opened, may: &May, form: Form) -> Self {
        let it = &opened.message;
        let named = |account| opened.names.get(&account).map_or("Somebody no longer here", String::as_str);
        let practice = opened.practice.as_ref().map_or("the practice", |practice| practice.name.as_str());
        let carried = opened.carried.as_ref();
        let writes = may.allows(Action::SendMessage);
        Self {
            frame,
            form,
            back: Back::to(&opened.person),
            sentence: format!("{} wrote to {practice} on {}.", named(it.author), moment_in_words(it.sent)),
            lines: message_lines(it),
            states: carried.and_then(carried_in_words).into_iter().chain([read_in_words(it)]).collect(),
            code: carried.and_then(|line| line.it.code).map(|(code, _)| format!("{} {}", code.code(), code.label())),
            corrects: carried.and_then(|line| line.it.corrects).map(|id| format!("/messages/{id}")),
            corrected_by: opened.corrected_by.map(|id| format!("/messages/{id}")),
            replies: opened.replies.iter().map(|reply| (moment_in_words(reply.at), reply.words.to_string())).collect(),
            here: format!("/messages/{}", it.id),
            correct: writes.then(|| format!("/people/{}/message-back?corrects={}", it.person, it.id)),
            seen: (writes && opened.has_news).then(|| format!("/messages/{}/seen", it.id)),
        }
    }
}

fn open(visit: &Visit, id: Id<MessageBack>) -> Result<Opened, Problem> {
    visit.read(|look, ctx| {
        let (permit, kept) = permit::message::<act::SeePerson>(look.tx(), ctx, id)?;
        replies::open(look, &permit, kept.it)
    })
}

/// `GET /messages/{id}`.
pub(crate) fn show(visit: &Visit) -> Result<Reply, Problem> {
    visit.only(&[])?;
    let id = visit.id::<MessageBack>("id")?;
    let opened = open(visit, id)?;
    let may = May::opened(visit.actor(), &opened.person);
    let frame = frame_about(visit, &opened.person, "A message to the practice");
    Reply::page(&OnePage::new(frame, &opened, &may, visit.fresh_form(&id.to_string())))
}

/// Who wrote it, as the practice reads it.
fn from(opened: &Opened) -> &str {
    opened.names.get(&opened.message.author).map_or("a link worker", String::as_str)
}

/// `GET /messages/{id}/text`: the text alone, for pasting.
pub(crate) fn text(visit: &Visit) -> Result<Reply, Problem> {
    visit.only(&[])?;
    let opened = open(visit, visit.id::<MessageBack>("id")?)?;
    let carried = opened.carried.as_ref().map(|line| &line.it);
    Ok(super::plain(text::plain(&opened.person, &opened.message, from(&opened), carried, opened.filing)))
}

/// `GET /messages/{id}/pdf`.
pub(crate) fn pdf(visit: &Visit) -> Result<Reply, Problem> {
    visit.only(&[])?;
    let opened = open(visit, visit.id::<MessageBack>("id")?)?;
    let carried = opened.carried.as_ref().map(|line| &line.it);
    super::file(&opened.person, &opened.message, from(&opened), carried, opened.filing)
}

/// `POST /messages/{id}/seen`.
pub(crate) fn seen(visit: &Visit) -> Result<Reply, Problem> {
    let id = visit.id::<MessageBack>("id")?;
    let led = visit.submit::<act::SendMessage>(&id.to_string(), move |work, ctx| {
        let (permit, _) = permit::message::<act::SendMessage>(work.tx(), ctx, id)?;
        replies::see(work, ctx, &permit)?;
        Ok(format!("/messages/{id}?said=news-seen"))
    })?;
    Ok(Reply::see(led.to))
}
