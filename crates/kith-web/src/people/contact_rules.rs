//! How to reach a person safely, and how they communicate. Both stand at the head of all their pages.

use askama::Template;
use kith_app::people::Head;
use kith_app::{Refusal, permit, support};
use kith_domain::person::Person;
use kith_domain::policy::act;

use super::{Back, frame_about, head, overtaken};
use crate::components::{BackLink, Button, Form, Frame, Row, SummaryList};
use crate::error::Problem;
use crate::reply::Reply;
use crate::visit::{VERSION, Visit, explain};

/// The form.
#[derive(Template)]
#[template(path = "people/contact_rules.html")]
pub(crate) struct RulesPage {
    frame: Frame,
    form: Form,
    to: String,
    back: Back,
    /// What the record says now, when somebody else changed it meanwhile.
    says_now: Vec<Row>,
}

impl RulesPage {
    /// The form.
    pub(crate) fn new(frame: Frame, head: &Head, form: Form) -> Self {
        let person = &head.person.it;
        let to = format!("/people/{}/contact-rules", person.id);
        Self { frame, form, to, back: Back::to(person), says_now: Vec::new() }
    }

    /// The form with what the record says.
    pub(crate) fn filled(form: Form, head: &Head) -> Form {
        let person = &head.person.it;
        let text = |words: Option<String>| words.unwrap_or_default();
        form.carrying(VERSION, &head.person.version.to_string())
            .prefill("safe_contact", &text(person.safe_contact.as_ref().map(ToString::to_string)))
            .prefill("communication", &text(person.communication.as_ref().map(ToString::to_string)))
    }

    /// With what the record says now, for whoever was overtaken.
    pub(crate) fn beside(mut self, head: &Head) -> Self {
        let person = &head.person.it;
        let said = |text: Option<String>| text.unwrap_or_else(|| "Nothing".to_owned());
        self.says_now = vec![
            Row::new("Reaching them safely", &said(person.safe_contact.as_ref().map(ToString::to_string))),
            Row::new("Communication", &said(person.communication.as_ref().map(ToString::to_string))),
        ];
        self
    }
}

/// `GET /people/{id}/contact-rules`.
pub(crate) fn show(visit: &Visit) -> Result<Reply, Problem> {
    visit.only(&[])?;
    let id = visit.id::<Person>("id")?;
    let head = head::<act::ChangeContactRules>(visit, id)?;
    let form = RulesPage::filled(visit.form(&id.to_string()), &head);
    Reply::page(&RulesPage::new(frame_about(visit, &head.person.it, "Contact rules"), &head, form))
}

/// `POST /people/{id}/contact-rules`.
pub(crate) fn take(visit: &Visit) -> Result<Reply, Problem> {
    let id = visit.id::<Person>("id")?;
    let (safe_contact, communication) = (visit.field("safe_contact"), visit.field("communication"));
    let version = visit.version()?;
    let taken = visit.submit::<act::ChangeContactRules>(&id.to_string(), move |work, ctx| {
        let permit = permit::person::<act::ChangeContactRules>(work.tx(), ctx, id)?;
        support::change_contact_rules(work, ctx, &permit, version, &safe_contact, &communication)?;
        Ok(format!("/people/{id}?said=rules-changed"))
    });
    let refusal = match taken {
        Ok(led) => return Ok(Reply::see(led.to)),
        Err(refusal) => refusal,
    };
    let mut form = visit.form(&id.to_string());
    let is_stale = matches!(refusal, Refusal::Stale);
    if !is_stale && !explain(&mut form, &refusal) {
        return Err(refusal.into());
    }
    let head = head::<act::ChangeContactRules>(visit, id)?;
    let frame = Frame { error_title: true, ..frame_about(visit, &head.person.it, "Contact rules") };
    if is_stale {
        let page = RulesPage::new(frame, &head, overtaken(form, head.person.version)).beside(&head);
        return Reply::page_with(http::StatusCode::CONFLICT, &page);
    }
    Reply::again(&RulesPage::new(frame, &head, form))
}
