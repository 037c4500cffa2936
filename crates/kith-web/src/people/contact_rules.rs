//! How to be in touch with a person safely, and what is needed to understand one another. It stands at the head of all
//! their pages.

use askama::Template;
use kith_app::permit;
use kith_app::reaching::{self, Input, Opened, field_of};
use kith_domain::id::Id;
use kith_domain::person::Person;
use kith_domain::person::reaching::{Adjustment, Channel, Format, Message, Safe, Support};
use kith_domain::policy::act;

use super::{Back, frame_about};
use crate::components::{BackLink, Button, Choice, Form, Frame, Row, SummaryList};
use crate::error::Problem;
use crate::reply::Reply;
use crate::taken::taken;
use crate::visit::{VERSION, Visit};

/// The form.
#[derive(Template)]
#[template(path = "people/contact_rules.html")]
pub(crate) struct RulesPage {
    frame: Frame,
    form: Form,
    to: String,
    back: Back,
    called: String,
    /// Each way to be in touch: its field and its words.
    channels: Vec<(&'static str, &'static str)>,
    safe: Vec<Choice>,
    messages: Vec<Choice>,
    formats: Vec<Choice>,
    supports: Vec<Choice>,
    adjustments: Vec<Choice>,
    /// What the record says now, when somebody else changed it meanwhile.
    says_now: Vec<Row>,
}

macro_rules! choices {
    ($name:ident) => {
        $name::ALL.iter().map(|it| Choice::new(it.code(), it.label())).collect()
    };
}

impl RulesPage {
    /// The form.
    pub(crate) fn new(frame: Frame, opened: &Opened, form: Form) -> Self {
        let person = &opened.person;
        let mut safe: Vec<Choice> = choices!(Safe);
        safe.push(Choice::new("", "Not said"));
        let mut messages: Vec<Choice> = choices!(Message);
        messages.push(Choice::new("", "Not said"));
        Self {
            frame,
            form,
            to: format!("/people/{}/contact-rules", person.id),
            back: Back::to(person),
            called: person.identity.called().into_owned(),
            channels: Channel::ALL.iter().map(|channel| (field_of(*channel), channel.label())).collect(),
            safe,
            messages,
            formats: choices!(Format),
            supports: choices!(Support),
            adjustments: choices!(Adjustment),
            says_now: Vec::new(),
        }
    }

    /// The form with what the record says.
    pub(crate) fn filled(form: Form, opened: &Opened) -> Form {
        let it = &opened.facts;
        let text = |words: Option<String>| words.unwrap_or_default();
        let codes = |all: Vec<&'static str>| all.into_iter().map(str::to_owned).collect::<Vec<_>>();
        let mut form = form
            .carrying(VERSION, &opened.version.to_string())
            .prefill("language", &text(it.language.as_ref().map(ToString::to_string)))
            .prefill("communication", &text(it.communication.as_ref().map(ToString::to_string)))
            .prefill("who_answers", &text(it.who_answers.as_ref().map(ToString::to_string)))
            .prefill("when", &text(it.when.as_ref().map(ToString::to_string)))
            .prefill("safe_contact", &text(it.safe_contact.as_ref().map(ToString::to_string)))
            .prefill("message", it.message.map_or("", Message::code))
            .prefill_all("formats", codes(it.formats.iter().map(|it| it.code()).collect()))
            .prefill_all("supports", codes(it.supports.iter().map(|it| it.code()).collect()))
            .prefill_all("adjustments", codes(it.adjustments.iter().map(|it| it.code()).collect()));
        for channel in Channel::ALL {
            form = form.prefill(field_of(*channel), it.channel(*channel).map_or("", Safe::code));
        }
        form
    }

    /// With what the record says now, for whoever was overtaken.
    pub(crate) fn beside(mut self, opened: &Opened) -> Self {
        let said = |text: String| if text.is_empty() { "Nothing".to_owned() } else { text };
        self.says_now = vec![
            Row::new("In touch safely", &said(opened.facts.warnings().join(" "))),
            Row::new("Communication", &said(opened.facts.communication_in_short().unwrap_or_default())),
        ];
        self
    }
}

fn open(visit: &Visit, id: Id<Person>) -> Result<Opened, Problem> {
    visit.read(|look, ctx| {
        let permit = permit::person::<act::ChangeContactRules>(look.tx(), ctx, id)?;
        reaching::open(look, &permit)
    })
}

const TITLE: &str = "How to reach and understand one another";

/// `GET /people/{id}/contact-rules`.
pub(crate) fn show(visit: &Visit) -> Result<Reply, Problem> {
    visit.only(&[])?;
    let id = visit.id::<Person>("id")?;
    let opened = open(visit, id)?;
    let form = RulesPage::filled(visit.form(&id.to_string()), &opened);
    Reply::page(&RulesPage::new(frame_about(visit, &opened.person, TITLE), &opened, form))
}

/// `POST /people/{id}/contact-rules`.
pub(crate) fn take(visit: &Visit) -> Result<Reply, Problem> {
    let id = visit.id::<Person>("id")?;
    let input = Input {
        language: visit.field("language"),
        formats: visit.fields("formats"),
        supports: visit.fields("supports"),
        adjustments: visit.fields("adjustments"),
        communication: visit.field("communication"),
        channels: Channel::ALL.iter().map(|channel| (*channel, visit.field(field_of(*channel)))).collect(),
        message: visit.field("message"),
        who_answers: visit.field("who_answers"),
        when: visit.field("when"),
        safe_contact: visit.field("safe_contact"),
    };
    let version = visit.version()?;
    let sent = visit.submit::<act::ChangeContactRules>(&id.to_string(), move |work, ctx| {
        let permit = permit::person::<act::ChangeContactRules>(work.tx(), ctx, id)?;
        reaching::change(work, ctx, &permit, version, &input)?;
        Ok(format!("/people/{id}?said=rules-changed"))
    });
    taken(visit, &id.to_string(), sent)?.answer(|back| {
        let opened = open(visit, id)?;
        let frame = Frame { error_title: true, ..frame_about(visit, &opened.person, TITLE) };
        let (form, is_overtaken) = back.at(opened.version);
        let page = RulesPage::new(frame, &opened, form);
        Ok(if is_overtaken { page.beside(&opened) } else { page })
    })
}
