//! People around a person: a form for one of them.

use askama::Template;
use kith_app::around::{self, Input};
use kith_app::permit;
use kith_app::store::Kept;
use kith_domain::id::Id;
use kith_domain::person::Person;
use kith_domain::person::around::{Around, MayKnow, OwnAgreement, Relation};
use kith_domain::policy::act;

use super::{Back, frame_about};
use crate::components::{BackLink, Button, Choice, Form, Frame, Row, SummaryList};
use crate::error::Problem;
use crate::reply::Reply;
use crate::taken::taken;
use crate::visit::{VERSION, Visit, explain};

/// The form.
#[derive(Template)]
#[template(path = "people/around.html")]
pub(crate) struct AroundPage {
    frame: Frame,
    form: Form,
    to: String,
    back: Back,
    called: String,
    relations: Vec<Choice>,
    knowing: Vec<Choice>,
    agreements: Vec<Choice>,
    emergency: Vec<Choice>,
    /// The form of the button that ends it, for somebody who is around.
    end: Option<(String, Form)>,
    /// What the record says now, when somebody else changed it meanwhile.
    says_now: Vec<Row>,
}

impl AroundPage {
    /// The form for somebody new.
    pub(crate) fn new(frame: Frame, person: &Person, form: Form) -> Self {
        Self {
            frame,
            form,
            to: format!("/people/{}/around/new", person.id),
            back: Back::to(person),
            called: person.identity.called().into_owned(),
            relations: Relation::ALL.iter().map(|it| Choice::new(it.code(), it.label())).collect(),
            knowing: MayKnow::ALL.iter().map(|it| Choice::new(it.code(), it.label())).collect(),
            agreements: OwnAgreement::ALL.iter().map(|it| Choice::new(it.code(), it.label())).collect(),
            emergency: vec![Choice::new("yes", "To be told in an emergency")],
            end: None,
            says_now: Vec::new(),
        }
    }

    /// The form for somebody who is written down already. `end` is the form of the button that ends it.
    pub(crate) fn of(frame: Frame, person: &Person, it: &Around, form: Form, end: Form) -> Self {
        let to = format!("/around/{}", it.id);
        let end = it.ended.is_none().then(|| (format!("{to}/end"), end));
        Self { end, to, ..Self::new(frame, person, form) }
    }

    /// The form with what the record says.
    pub(crate) fn filled(form: Form, kept: &Kept<Around>) -> Form {
        let it = &kept.it.details;
        let text = |words: Option<String>| words.unwrap_or_default();
        let mut form = form
            .carrying(VERSION, &kept.version.to_string())
            .prefill("name", it.name.as_str())
            .prefill("relation", it.relation.code())
            .prefill("relation_words", &text(it.relation_words.as_ref().map(ToString::to_string)))
            .prefill("phone", &text(it.phone.as_ref().map(ToString::to_string)))
            .prefill("email", &text(it.email.as_ref().map(ToString::to_string)))
            .prefill("may_know", it.may_know.code())
            .prefill("what", &text(it.what.as_ref().map(ToString::to_string)))
            .prefill("own_agreement", it.own_agreement.code())
            .prefill("words", &text(it.words.as_ref().map(ToString::to_string)));
        if let Some(day) = it.agreed_on {
            form = form
                .prefill("agreed-day", &day.day().to_string())
                .prefill("agreed-month", &day.month().to_string())
                .prefill("agreed-year", &day.year().to_string());
        }
        if it.is_emergency { form.prefill("is_emergency", "yes") } else { form }
    }

    /// With what the record says now, for whoever was overtaken.
    pub(crate) fn beside(mut self, it: &Around) -> Self {
        let said = |text: Option<String>| text.unwrap_or_else(|| "Nothing".to_owned());
        self.says_now = vec![
            Row::new("Name", it.details.name.as_str()),
            Row::new("Relation", it.details.relation.label()),
            Row::new("Phone", &said(it.details.phone.as_ref().map(ToString::to_string))),
            Row::new("May know", it.details.may_know.label()),
        ];
        self
    }
}

fn input(visit: &Visit) -> Input {
    Input {
        name: visit.field("name"),
        relation: visit.field("relation"),
        relation_words: visit.field("relation_words"),
        phone: visit.field("phone"),
        email: visit.field("email"),
        may_know: visit.field("may_know"),
        what: visit.field("what"),
        agreed: visit.day("agreed"),
        own_agreement: visit.field("own_agreement"),
        is_emergency: visit.field("is_emergency") == "yes",
        words: visit.field("words"),
    }
}

const TITLE: &str = "Somebody around them";

/// `GET /people/{id}/around/new`.
pub(crate) fn show_new(visit: &Visit) -> Result<Reply, Problem> {
    visit.only(&[])?;
    let id = visit.id::<Person>("id")?;
    let person = open_new(visit, id)?;
    let form = visit.form(&id.to_string());
    Reply::page(&AroundPage::new(frame_about(visit, &person, TITLE), &person, form))
}

fn open_new(visit: &Visit, id: Id<Person>) -> Result<Person, Problem> {
    visit.read(|look, ctx| {
        let permit = permit::person::<act::WriteAround>(look.tx(), ctx, id)?;
        around::open(look, &permit)
    })
}

/// `POST /people/{id}/around/new`.
pub(crate) fn take_new(visit: &Visit) -> Result<Reply, Problem> {
    let id = visit.id::<Person>("id")?;
    let input = input(visit);
    let sent = visit.submit::<act::WriteAround>(&id.to_string(), move |work, ctx| {
        let permit = permit::person::<act::WriteAround>(work.tx(), ctx, id)?;
        around::add(work, ctx, &permit, &input)?;
        Ok(format!("/people/{id}?said=around-saved"))
    });
    let refusal = match sent {
        Ok(led) => return Ok(Reply::see(led.to)),
        Err(refusal) => refusal,
    };
    let mut form = visit.form(&id.to_string());
    if !explain(&mut form, &refusal) {
        return Err(refusal.into());
    }
    let person = open_new(visit, id)?;
    let frame = Frame { error_title: true, ..frame_about(visit, &person, TITLE) };
    Reply::again(&AroundPage::new(frame, &person, form))
}

fn open(visit: &Visit, id: Id<Around>) -> Result<(Person, Kept<Around>), Problem> {
    visit.read(|look, ctx| {
        let (permit, _) = permit::around::<act::WriteAround>(look.tx(), ctx, id)?;
        around::open_one(look, &permit)
    })
}

/// `GET /around/{id}`.
pub(crate) fn show(visit: &Visit) -> Result<Reply, Problem> {
    visit.only(&[])?;
    let id = visit.id::<Around>("id")?;
    let (person, kept) = open(visit, id)?;
    let form = AroundPage::filled(visit.form(&id.to_string()), &kept);
    let end = visit.fresh_form(&id.to_string());
    Reply::page(&AroundPage::of(frame_about(visit, &person, TITLE), &person, &kept.it, form, end))
}

/// `POST /around/{id}`.
pub(crate) fn take(visit: &Visit) -> Result<Reply, Problem> {
    let id = visit.id::<Around>("id")?;
    let input = input(visit);
    let version = visit.version()?;
    let sent = visit.submit::<act::WriteAround>(&id.to_string(), move |work, ctx| {
        let (permit, _) = permit::around::<act::WriteAround>(work.tx(), ctx, id)?;
        let person = around::change(work, ctx, &permit, version, &input)?;
        Ok(format!("/people/{person}?said=around-saved"))
    });
    taken(visit, &id.to_string(), sent)?.answer(|back| {
        let (person, kept) = open(visit, id)?;
        let frame = Frame { error_title: true, ..frame_about(visit, &person, TITLE) };
        let (form, is_overtaken) = back.at(kept.version);
        let page = AroundPage::of(frame, &person, &kept.it, form, visit.fresh_form(&id.to_string()));
        Ok(if is_overtaken { page.beside(&kept.it) } else { page })
    })
}

/// `POST /around/{id}/end`.
pub(crate) fn end(visit: &Visit) -> Result<Reply, Problem> {
    let id = visit.id::<Around>("id")?;
    let led = visit.submit::<act::WriteAround>(&id.to_string(), move |work, ctx| {
        let (permit, _) = permit::around::<act::WriteAround>(work.tx(), ctx, id)?;
        let person = around::end(work, ctx, &permit)?;
        Ok(format!("/people/{person}?said=around-saved"))
    })?;
    Ok(Reply::see(led.to))
}
