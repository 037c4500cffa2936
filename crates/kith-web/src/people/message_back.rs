//! The message back to the practice that referred.

use askama::Template;
use kith_app::messages::{self, Input};
use kith_app::people::{self, Story};
use kith_app::permit;
use kith_app::sharing::Line as SharingLine;
use kith_domain::id::Id;
use kith_domain::person::Person;
use kith_domain::person::sharing::Recipient;
use kith_domain::policy::act;
use kith_domain::time;

use super::sharing::standing_with;
use super::story::{message_lines, read_in_words};
use super::{Back, frame_about};
use crate::components::{BackLink, Button, Form, Frame, Tag};
use crate::error::Problem;
use crate::reply::Reply;
use crate::visit::{Visit, explain};

/// The form, with the messages sent before.
#[derive(Template)]
#[template(path = "people/message_back.html")]
pub(crate) struct MessagePage {
    frame: Frame,
    form: Form,
    to: String,
    back: Back,
    called: String,
    /// How things stand today between the person and the practice.
    sharing: Option<SharingLine>,
    /// The practice that reads it; nobody to write to when `None`.
    practice: Option<String>,
    /// Whether the record is marked “do not show online”, so that no e-mail leaves.
    kept_offline: bool,
    before: Vec<Sent>,
}

/// A message sent before.
struct Sent {
    when: String,
    lines: Vec<String>,
    read: String,
}

impl MessagePage {
    /// The form.
    pub(crate) fn new(frame: Frame, story: &Story, form: Form) -> Self {
        let person = &story.person.it;
        // Who sent the latest referral reads it, if that was a practice.
        let latest = story.referrals.first().filter(|(referral, _)| referral.route.practice().is_some());
        let practice = latest.map(|(_, practice)| {
            practice.as_ref().map_or_else(|| "the practice".to_owned(), |practice| practice.name.to_string())
        });
        let before = story.messages.iter().map(|kept| Sent {
            when: format!("{}, {}", time::moment_in_words(kept.it.sent), story.name_of(kept.it.author)),
            lines: message_lines(&kept.it),
            read: read_in_words(&kept.it),
        });
        Self {
            frame,
            form,
            to: format!("/people/{}/message-back", person.id),
            back: Back::to(person),
            called: person.identity.called().into_owned(),
            sharing: story
                .referrals
                .first()
                .and_then(|(referral, _)| referral.route.practice())
                .and_then(|practice| standing_with(&story.sharing, Recipient::Practice(practice))),
            practice,
            kept_offline: story.protection.as_ref().is_some_and(|it| it.terms.not_online),
            before: before.collect(),
        }
    }
}

/// The story, for somebody who may write to the practice.
fn story(visit: &Visit, id: Id<Person>) -> Result<Story, Problem> {
    visit.read(|look, ctx| {
        let permit = permit::person::<act::SendMessage>(look.tx(), ctx, id)?;
        people::head(look, &permit)?;
        let permit = permit::person::<act::SeePerson>(look.tx(), ctx, id)?;
        people::story(look, &permit)
    })
}

/// `GET /people/{id}/message-back`.
pub(crate) fn show(visit: &Visit) -> Result<Reply, Problem> {
    visit.only(&[])?;
    let id = visit.id::<Person>("id")?;
    let story = story(visit, id)?;
    let frame = frame_about(visit, &story.person.it, "Message the practice");
    Reply::page(&MessagePage::new(frame, &story, visit.form(&id.to_string())))
}

/// `POST /people/{id}/message-back`.
pub(crate) fn take(visit: &Visit) -> Result<Reply, Problem> {
    let id = visit.id::<Person>("id")?;
    let input =
        Input { mattered: visit.field("mattered"), happened: visit.field("happened"), missing: visit.field("missing") };
    let base = visit.site.base();
    let taken = visit.submit::<act::SendMessage>(&id.to_string(), move |work, ctx| {
        let permit = permit::person::<act::SendMessage>(work.tx(), ctx, id)?;
        messages::send(work, ctx, &permit, &input, &base)?;
        Ok(format!("/people/{id}?said=message-sent"))
    });
    match taken {
        Ok(led) => Ok(Reply::see(led.to)),
        Err(refusal) => {
            let mut form = visit.form(&id.to_string());
            if !explain(&mut form, &refusal) {
                return Err(refusal.into());
            }
            let story = story(visit, id)?;
            let frame = frame_about(visit, &story.person.it, "Message the practice");
            Reply::again(&MessagePage::new(Frame { error_title: true, ..frame }, &story, form))
        }
    }
}
