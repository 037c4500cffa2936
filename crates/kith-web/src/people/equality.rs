//! What a person says of themselves, for fairness. It stands on no other page about them.

use askama::Template;
use kith_app::equality::{self, Input, Opened};
use kith_app::permit;
use kith_domain::id::Id;
use kith_domain::person::Person;
use kith_domain::person::equality::{Disability, EthnicGroup, Sex};
use kith_domain::policy::act;

use super::{Back, frame_about};
use crate::components::{BackLink, Button, Choice, Form, Frame, Row, SummaryList};
use crate::error::Problem;
use crate::reply::Reply;
use crate::taken::taken;
use crate::visit::{VERSION, Visit};

/// What the page is called.
pub(crate) const TITLE: &str = "What they say of themselves";

/// The form.
#[derive(Template)]
#[template(path = "people/equality.html")]
pub(crate) struct EqualityPage {
    frame: Frame,
    form: Form,
    to: String,
    back: Back,
    called: String,
    sexes: Vec<Choice>,
    ethnic_groups: Vec<Choice>,
    disabilities: Vec<Choice>,
    /// What the record says now, when somebody else changed it meanwhile.
    says_now: Vec<Row>,
}

macro_rules! choices {
    ($name:ident) => {{
        let mut all: Vec<Choice> = $name::ALL.iter().map(|it| Choice::new(it.code(), it.label())).collect();
        all.push(Choice::new("", "Not asked"));
        all
    }};
}

impl EqualityPage {
    /// The form.
    pub(crate) fn new(frame: Frame, opened: &Opened, form: Form) -> Self {
        let person = &opened.person;
        Self {
            frame,
            form,
            to: format!("/people/{}/equality", person.id),
            back: Back::to(person),
            called: person.identity.called().into_owned(),
            sexes: choices!(Sex),
            ethnic_groups: choices!(EthnicGroup),
            disabilities: choices!(Disability),
            says_now: Vec::new(),
        }
    }

    /// The form with what the record says.
    pub(crate) fn filled(form: Form, opened: &Opened) -> Form {
        let it = &opened.answers;
        form.carrying(VERSION, &opened.version.to_string())
            .prefill("sex", it.sex.map_or("", Sex::code))
            .prefill("ethnic_group", it.ethnic_group.map_or("", EthnicGroup::code))
            .prefill("ethnic_words", &it.ethnic_words.as_ref().map(ToString::to_string).unwrap_or_default())
            .prefill("disability", it.disability.map_or("", Disability::code))
    }

    /// With what the record says now, for whoever was overtaken.
    pub(crate) fn beside(mut self, opened: &Opened) -> Self {
        let it = &opened.answers;
        let said = |label: Option<&str>| label.unwrap_or("Not asked").to_owned();
        self.says_now = vec![
            Row::new("Sex", &said(it.sex.map(Sex::label))),
            Row::new("Ethnic group", &said(it.ethnic_group.map(EthnicGroup::label))),
            Row::new("In their own words", &it.ethnic_words.as_ref().map_or_else(String::new, ToString::to_string)),
            Row::new("Disabled", &said(it.disability.map(Disability::label))),
        ];
        self
    }
}

fn open(visit: &Visit, id: Id<Person>) -> Result<Opened, Problem> {
    visit.read(|look, ctx| {
        let permit = permit::person::<act::WriteEquality>(look.tx(), ctx, id)?;
        equality::open(look, &permit)
    })
}

/// `GET /people/{id}/equality`.
pub(crate) fn show(visit: &Visit) -> Result<Reply, Problem> {
    visit.only(&[])?;
    let id = visit.id::<Person>("id")?;
    let opened = open(visit, id)?;
    let form = EqualityPage::filled(visit.form(&id.to_string()), &opened);
    Reply::page(&EqualityPage::new(frame_about(visit, &opened.person, TITLE), &opened, form))
}

/// `POST /people/{id}/equality`.
pub(crate) fn take(visit: &Visit) -> Result<Reply, Problem> {
    let id = visit.id::<Person>("id")?;
    let input = Input {
        sex: visit.field("sex"),
        ethnic_group: visit.field("ethnic_group"),
        ethnic_words: visit.field("ethnic_words"),
        disability: visit.field("disability"),
    };
    let version = visit.version()?;
    let sent = visit.submit::<act::WriteEquality>(&id.to_string(), move |work, ctx| {
        let permit = permit::person::<act::WriteEquality>(work.tx(), ctx, id)?;
        equality::change(work, ctx, &permit, version, &input)?;
        Ok(format!("/people/{id}?said=rules-changed"))
    });
    taken(visit, &id.to_string(), sent)?.answer(|back| {
        let opened = open(visit, id)?;
        let frame = Frame { error_title: true, ..frame_about(visit, &opened.person, TITLE) };
        let (form, is_overtaken) = back.at(opened.version);
        let page = EqualityPage::new(frame, &opened, form);
        Ok(if is_overtaken { page.beside(&opened) } else { page })
    })
}
