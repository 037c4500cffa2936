//! A message back as the link worker finds it again: what it said, whether it arrived, what the practice answered,
//! and its text for pasting.

use askama::Template;
use kith_app::messages::text;
use kith_app::permit;
use kith_app::replies::{self, Opened};
use kith_app::written::ByLink;
use kith_domain::id::Id;
use kith_domain::link::Way;
use kith_domain::message::{Held, MessageBack};
use kith_domain::policy::{Action, act};
use kith_domain::time::moment_in_words;

use super::reach::{NoAddress, how_it_reads, may_keep};
use crate::components::{BackLink, Button, Form, Frame};
use crate::connections::by_mail::sent_in_words;
use crate::error::Problem;
use crate::hand_over::{HandOver, delivery, link};
use crate::people::{Back, May, frame_about, message_lines, read_in_words};
use crate::reply::Reply;
use crate::roles::invite::said_of;
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
    /// That no e-mail address of the practice is known.
    no_address: Option<NoAddress>,
    /// How it stands with its link, where nobody at the practice has an account.
    by_link: Option<ByLinkView>,
    /// Where to say that the answer was seen; nothing when there is none or the viewer may not.
    seen: Option<String>,
    /// The words that a PDF has no letters for; then none is offered.
    not_in_pdf: Option<String>,
}

/// The link to a message, as the link worker sees it.
struct ByLinkView {
    /// How the practice opens it.
    how: Option<String>,
    /// Whether a link is handed over instead of sent.
    by_hand: bool,
    /// Links that were sent, in words.
    sent: Vec<String>,
    /// Why the link opens nothing at the moment.
    closed: Option<&'static str>,
    /// Where a fresh one is sent, and to which address; nothing when the viewer may not, or nothing can be sent.
    send: Option<(String, String)>,
    /// Where they are stopped; nothing when none works.
    stop: Option<String>,
    /// The hidden fields of the two small forms.
    forms: (Form, Form),
}

impl ByLinkView {
    fn new(opened: &Opened, by_link: &ByLink, (writes, by_hand): (bool, bool), forms: (Form, Form)) -> Self {
        let here = format!("/messages/{}", opened.message.id);
        let named = |account| opened.names.get(&account).map_or("Somebody no longer here", String::as_str);
        let closed = match (by_link.kept_offline, by_link.may_be_told) {
            (true, _) => Some("This record is marked “do not show online”, so no link to the message opens anything."),
            (false, false) => {
                Some("The person does not want the practice to be told this any more, so no link to it opens anything.")
            }
            (false, true) => None,
        };
        // Without a mail server nobody has the link that was to be e-mailed.
        let has_left = opened.carried.as_ref().is_some_and(|line| line.letter.as_deref() == Some("left"));
        let waiting = |sent: &kith_app::links::Sent| {
            (by_hand && !has_left && sent.times == 0 && sent.link.way == Way::ByMail).then(|| {
                format!("The e-mail with a link for {} waits for a mail server: nobody has it.", sent.link.recipient)
            })
        };
        let to = by_link.recipient.as_ref().filter(|_| writes && closed.is_none());
        Self {
            how: None,
            by_hand,
            sent: by_link
                .sent
                .iter()
                .map(|sent| waiting(sent).unwrap_or_else(|| sent_in_words(sent, named(sent.link.sent_by))))
                .collect(),
            closed,
            send: to.map(|to| (format!("{here}/link"), to.to_string())),
            stop: (writes && by_link.sent.iter().any(|sent| sent.works)).then(|| format!("{here}/stop-links")),
            forms,
        }
    }
}

/// Whether a message has arrived, as far as is known.
pub(crate) fn carried_in_words(carried: &kith_app::store::CarriedLine, by_hand: bool) -> Option<String> {
    let (_, held) = carried.it.letter?;
    let what = match held {
        Held::Link => "The e-mail with a link to it",
        Held::Text => "The e-mail with its text",
    };
    Some(match carried.letter.as_deref() {
        Some("left") => format!("{what} has been delivered to the practice’s mail server."),
        Some("held") => {
            format!("{what} is held, because Kith was restored from a backup. An administrator sees to it.")
        }
        Some("dropped") => format!(
            "{what} was not sent: since it was written, the record was marked “do not show online”, or what may be shared \
             or where the practice is reached was changed. Ask the practice whether it has found the message."
        ),
        Some("stuck") => format!("{what} could not be delivered. The team lead sees it on Queue."),
        _ if by_hand => {
            "No e-mail has told the practice of it: this Kith has no mail server. If it cannot wait until they look, ring \
             them, or hand it over as text or on paper."
                .to_owned()
        }
        _ => format!("{what} is on its way."),
    })
}

impl OnePage {
    /// The page of a message that was opened.
    pub(crate) fn new(
        frame: Frame,
        opened: &Opened,
        may: &May,
        form: Form,
        small: (Form, Form),
        may_keep: bool,
    ) -> Self {
        let it = &opened.message;
        let named = |account| opened.names.get(&account).map_or("Somebody no longer here", String::as_str);
        let reach = opened.reach.as_ref();
        let practice = reach.map_or("the practice", |reach| reach.practice.name.as_str());
        let carried = opened.carried.as_ref();
        let writes = may.allows(Action::SendMessage);
        let by_hand = frame.by_hand;
        let kept_offline = opened.filing == text::Filing::NotOnline;
        Self {
            frame,
            form,
            back: Back::to(&opened.person),
            sentence: format!("{} wrote to {practice} on {}.", named(it.author), moment_in_words(it.sent)),
            lines: message_lines(it),
            states: carried
                .and_then(|line| carried_in_words(line, by_hand))
                .into_iter()
                .chain([read_in_words(it)])
                .collect(),
            code: carried.and_then(|line| line.it.code).map(|(code, _)| format!("{} {}", code.code(), code.label())),
            corrects: carried.and_then(|line| line.it.corrects).map(|id| format!("/messages/{id}")),
            corrected_by: opened.corrected_by.map(|id| format!("/messages/{id}")),
            replies: opened.replies.iter().map(|reply| (moment_in_words(reply.at), reply.words.to_string())).collect(),
            here: format!("/messages/{}", it.id),
            correct: writes.then(|| format!("/people/{}/message-back?corrects={}", it.person, it.id)),
            no_address: reach.filter(|_| !kept_offline).and_then(|reach| NoAddress::of(reach, may_keep)),
            by_link: opened.by_link.as_ref().map(|by_link| {
                let how = reach.and_then(|reach| how_it_reads(reach, by_link.kept_offline, by_hand));
                ByLinkView { how, ..ByLinkView::new(opened, by_link, (writes, by_hand), small) }
            }),
            not_in_pdf: super::not_in_pdf(
                &opened.person,
                it,
                from(opened),
                opened.carried.as_ref().map(|line| &line.it),
                opened.filing,
            ),
            seen: (writes && opened.has_news).then(|| format!("/messages/{}/seen", it.id)),
        }
    }
}

fn open(visit: &Visit, id: Id<MessageBack>) -> Result<Opened, Problem> {
    visit.read(|look, ctx| {
        let (permit, kept) = permit::message::<act::SeePerson>(look.tx(), ctx, id)?;
        replies::open(look, ctx, &permit, kept.it)
    })
}

/// `GET /messages/{id}`.
pub(crate) fn show(visit: &Visit) -> Result<Reply, Problem> {
    visit.only(&[])?;
    let id = visit.id::<MessageBack>("id")?;
    let opened = open(visit, id)?;
    let may = May::opened(visit.actor(), &opened.person);
    let frame = frame_about(visit, &opened.person, "A message to the practice");
    let fresh = || visit.fresh_form(&id.to_string());
    Reply::page(&OnePage::new(frame, &opened, &may, fresh(), (fresh(), fresh()), may_keep(visit)))
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

/// `POST /messages/{id}/link`: a fresh link for a practice that keeps no accounts.
pub(crate) fn send_link(visit: &Visit) -> Result<Reply, Problem> {
    let id = visit.id::<MessageBack>("id")?;
    let delivery = delivery(visit, || open(visit, id).map(drop))?;
    let (how, said) = (delivery.clone(), said_of(&delivery, "message-link-sent"));
    let led = visit.submit::<act::SendMessage>(&id.to_string(), move |work, ctx| {
        let (permit, _) = permit::message::<act::SendMessage>(work.tx(), ctx, id)?;
        replies::send_link(work, ctx, &permit, &how)?;
        Ok(format!("/messages/{id}?said={said}"))
    })?;
    let Some(secret) = delivery.shown().filter(|_| !led.again) else { return Ok(Reply::see(led.to)) };
    let opened = open(visit, id)?;
    Reply::page(&HandOver {
        frame: frame_about(visit, &opened.person, "Hand over the link"),
        whom: "Hand this link to the practice yourself, for example from your own e-mail. Name nobody in it."
            .to_owned(),
        link: link(visit, "/written/", secret),
        works:
            "With its practice code the practice reads the message by it, and can answer. You see the answer on Today."
                .to_owned(),
        lost: "If it is lost, or gets into other hands, stop the links on the message and make a new one.",
        on: format!("/messages/{id}"),
    })
}

/// `POST /messages/{id}/stop-links`.
pub(crate) fn stop_links(visit: &Visit) -> Result<Reply, Problem> {
    let id = visit.id::<MessageBack>("id")?;
    let led = visit.submit::<act::SendMessage>(&id.to_string(), move |work, ctx| {
        let (permit, _) = permit::message::<act::SendMessage>(work.tx(), ctx, id)?;
        replies::stop_links(work, ctx, &permit)?;
        Ok(format!("/messages/{id}?said=message-links-stopped"))
    })?;
    Ok(Reply::see(led.to))
}
