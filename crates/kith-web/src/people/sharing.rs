//! What the person decided about sharing: how things stand today, a new decision, and everything decided before.
//!
//! For a link worker or lead who has just asked; two taps and a save.

use askama::Template;
use kith_app::sharing::{self, Input, Opened, Sharing, key_of};
use kith_app::{Refusal, permit};
use kith_domain::id::Id;
use kith_domain::person::Person;
use kith_domain::person::sharing::{Recipient, Says};
use kith_domain::policy::act;
use kith_domain::time;

use super::{Back, frame_about};
use crate::components::{BackLink, Button, Choice, Form, Frame, Tag};
use crate::error::Problem;
use crate::reply::Reply;
use crate::visit::{Visit, explain};

/// The page.
#[derive(Template)]
#[template(path = "people/sharing.html")]
pub(crate) struct SharingPage {
    frame: Frame,
    form: Form,
    to: String,
    back: Back,
    called: String,
    lines: Vec<sharing::Line>,
    recipients: Vec<Choice>,
    answers: Vec<Choice>,
    before: Vec<Decided>,
}

/// A decision as it was written down.
struct Decided {
    when: String,
    what: String,
    words: Option<String>,
}

impl SharingPage {
    /// The page.
    pub(crate) fn new(frame: Frame, opened: &Opened, form: Form) -> Self {
        let person = &opened.person;
        let named = |account| opened.names.get(&account).map_or("Somebody no longer here", String::as_str);
        let before = opened.sharing.decisions.iter().map(|it| {
            let until = it.terms.until.map_or_else(String::new, |day| format!(" until {}", time::date_in_words(day)));
            Decided {
                when: format!("{}, {}", time::moment_in_words(it.at), named(it.author)),
                what: format!(
                    "{}: {}, from {}{until}.",
                    opened.sharing.name_of(it.recipient),
                    lower_first(it.terms.says.label()),
                    time::date_in_words(it.terms.from),
                ),
                words: it.terms.what.as_ref().map(ToString::to_string),
            }
        });
        Self {
            frame,
            form,
            to: format!("/people/{}/sharing", person.id),
            back: Back::to(person),
            called: person.identity.called().into_owned(),
            recipients: opened
                .sharing
                .lines
                .iter()
                .map(|line| Choice::new(&key_of(line.recipient), &line.name))
                .collect(),
            answers: Says::ALL.iter().map(|says| Choice::new(says.code(), says.label())).collect(),
            before: before.collect(),
            lines: opened.sharing.lines.clone(),
        }
    }
}

/// With a small letter in front, for the middle of a sentence.
fn lower_first(text: &str) -> String {
    let mut rest = text.chars();
    rest.next().map_or_else(String::new, |first| first.to_lowercase().chain(rest).collect())
}

/// How things stand with a recipient, for the head of a page from which something would be sent.
pub(crate) fn standing_with(sharing: &Sharing, recipient: Recipient) -> Option<sharing::Line> {
    sharing.line(recipient).or_else(|| sharing.line(recipient.wider()?)).cloned()
}

fn open(visit: &Visit, id: Id<Person>) -> Result<Opened, Problem> {
    visit.read(|look, ctx| {
        let permit = permit::person::<act::DecideSharing>(look.tx(), ctx, id)?;
        sharing::open(look, &permit)
    })
}

/// `GET /people/{id}/sharing`.
pub(crate) fn show(visit: &Visit) -> Result<Reply, Problem> {
    visit.only(&[])?;
    let id = visit.id::<Person>("id")?;
    let opened = open(visit, id)?;
    let frame = frame_about(visit, &opened.person, "Sharing");
    Reply::page(&SharingPage::new(frame, &opened, visit.form(&id.to_string())))
}

/// `POST /people/{id}/sharing`.
pub(crate) fn take(visit: &Visit) -> Result<Reply, Problem> {
    let id = visit.id::<Person>("id")?;
    let input = Input {
        recipient: visit.field("recipient"),
        says: visit.field("says"),
        what: visit.field("what"),
        from: visit.day("from"),
        until: visit.day("until"),
    };
    let taken: Result<_, Refusal> = visit.submit::<act::DecideSharing>(&id.to_string(), move |work, ctx| {
        let permit = permit::person::<act::DecideSharing>(work.tx(), ctx, id)?;
        sharing::decide(work, ctx, &permit, &input)?;
        Ok(format!("/people/{id}/sharing?said=sharing-decided"))
    });
    let refusal = match taken {
        Ok(led) => return Ok(Reply::see(led.to)),
        Err(refusal) => refusal,
    };
    let mut form = visit.form(&id.to_string());
    if !explain(&mut form, &refusal) {
        return Err(refusal.into());
    }
    let opened = open(visit, id)?;
    let frame = Frame { error_title: true, ..frame_about(visit, &opened.person, "Sharing") };
    Reply::again(&SharingPage::new(frame, &opened, form))
}
