//! Recording a need: as the person said it, and, kept apart, as the worker codes it.

use askama::Template;
use jiff::civil::Date;
use kith_app::people::Head;
use kith_app::permit;
use kith_app::support::{self, NeedInput};
use kith_domain::need::{Domain, Known};
use kith_domain::person::Person;
use kith_domain::policy::act;
use kith_domain::support::contact::Reached;
use kith_domain::time;

use super::draft::{self, Drafting, OfNeed};
use super::{Back, frame_about, head};
use crate::components::{BackLink, Button, Choice, Form, Frame};
use crate::error::Problem;
use crate::reply::Reply;
use crate::visit::{Visit, explain};

/// The form.
#[derive(Template)]
#[template(path = "people/need.html")]
pub(crate) struct NeedPage {
    frame: Frame,
    form: Form,
    to: String,
    back: Back,
    called: String,
    domains: Vec<Choice>,
    known: Vec<Choice>,
    /// Contacts at which it may have come to light; none when there is none.
    heard: Vec<Choice>,
    /// What is recorded already.
    before: Vec<String>,
    /// Where it keeps a draft, and the one there is.
    drafting: Option<Drafting>,
}

impl NeedPage {
    /// The form.
    pub(crate) fn new(frame: Frame, head: &Head, form: Form) -> Self {
        let person = &head.person.it;
        Self {
            frame,
            form,
            to: format!("/people/{}/needs/new", person.id),
            back: Back::to(person),
            called: person.identity.called().into_owned(),
            domains: domains(head, None),
            known: known(),
            heard: heard(head),
            before: head.needs.iter().map(|need| need.stated.to_string()).collect(),
            drafting: None,
        }
    }

    /// With a draft beside it.
    pub(crate) fn drafting(self, drafting: Drafting) -> Self {
        Self { drafting: Some(drafting), ..self }
    }
}

/// What a need may be about, in the service's order and words, with what one is about already.
pub(crate) fn domains(head: &Head, already: Option<Domain>) -> Vec<Choice> {
    let mut offered = head.settings.need_domains();
    if let Some(it) = already.filter(|already| offered.iter().all(|(it, _)| it != already)) {
        offered.push((it, head.settings.need_domain(it)));
    }
    let domains = offered.into_iter().map(|(it, label)| Choice::new(it.code(), &label));
    std::iter::once(Choice::new("", "Leave it open for now")).chain(domains).collect()
}

/// When a need most likely came to light that is written down now.
pub(crate) fn likely(head: &Head, is_beside_one: bool) -> Known {
    let spoken = head.contacts.iter().filter(|kept| kept.it.details.reached == Reached::Yes).count();
    Known::likely(spoken, is_beside_one)
}

/// The conversation at which a need that is written down now came to light, where that is today's.
fn of_today(head: &Head, today: Date) -> Option<String> {
    let last = head.contacts.iter().find(|kept| kept.it.details.reached == Reached::Yes)?;
    (time::day_of(last.it.details.at) == today).then(|| last.it.id.to_string())
}

/// When a need may have come to light.
pub(crate) fn known() -> Vec<Choice> {
    Known::ALL.iter().map(|it| Choice::new(it.code(), it.label())).collect()
}

/// The contacts at which it may have come to light, newest first.
pub(crate) fn heard(head: &Head) -> Vec<Choice> {
    let contacts = head.contacts.iter().take(50).map(|kept| {
        let (at, mode) = (kept.it.details.at, kept.it.details.mode.label());
        Choice::new(&kept.it.id.to_string(), &format!("{}, {}", time::moment_in_words(at), mode.to_lowercase()))
    });
    std::iter::once(Choice::new("", "Not said")).chain(contacts).collect()
}

/// `GET /people/{id}/needs/new`.
pub(crate) fn show(visit: &Visit) -> Result<Reply, Problem> {
    visit.only(&["stated"])?;
    let id = visit.id::<Person>("id")?;
    let head = head::<act::RecordNeed>(visit, id)?;
    let (form, drafting) = draft::begun::<OfNeed>(visit, id, visit.form(&id.to_string()))?;
    let today = time::day_of(visit.site.app.now());
    let form = form
        .prefill("stated", visit.query("stated")?.unwrap_or_default())
        .prefill("known", likely(&head, false).code())
        .prefill("heard", &of_today(&head, today).unwrap_or_default());
    let frame = frame_about(visit, &head.person.it, "Record a need");
    Reply::page(&NeedPage::new(frame, &head, form).drafting(drafting))
}

/// `POST /people/{id}/needs/new`.
pub(crate) fn take(visit: &Visit) -> Result<Reply, Problem> {
    let id = visit.id::<Person>("id")?;
    let input = NeedInput {
        stated: visit.field("stated"),
        domain: visit.field("domain"),
        known: visit.field("known"),
        heard: visit.field("heard"),
    };
    let goes_on_to_gap = visit.field("then") == "gap";
    let taken = visit.submit::<act::RecordNeed>(&id.to_string(), move |work, ctx| {
        let permit = permit::person::<act::RecordNeed>(work.tx(), ctx, id)?;
        let need = support::record_need(work, ctx, &permit, &input)?;
        Ok(if goes_on_to_gap {
            format!("/needs/{need}/gap?said=need-recorded")
        } else {
            format!("/people/{id}?said=need-recorded")
        })
    });
    match taken {
        Ok(led) => Ok(Reply::see(led.to)),
        Err(refusal) => {
            let mut form = visit.form(&id.to_string());
            if !explain(&mut form, &refusal) {
                return Err(refusal.into());
            }
            let head = head::<act::RecordNeed>(visit, id)?;
            let frame = frame_about(visit, &head.person.it, "Record a need");
            let page = NeedPage::new(Frame { error_title: true, ..frame }, &head, form);
            Reply::again(&page.drafting(draft::going_on::<OfNeed>(visit, id)))
        }
    }
}
