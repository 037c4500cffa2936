//! Writing a letter, from a template or from nothing, and correcting one.

use kith_app::letters::{self, LetterInput, One};
use kith_app::people::Head;
use kith_app::{Refusal, permit};
use kith_domain::id::Id;
use kith_domain::person::Person;
use kith_domain::policy::act;
use kith_domain::support::Letter;
use kith_domain::support::letter::{Beginning, Template, Together};

use super::one::{open, says};
use crate::components::{BackLink, Button, Choice, Form, Frame, Row, SummaryList};
use crate::error::Problem;
use crate::people::{Back, frame_about, head, overtaken, safely};
use crate::reply::Reply;
use crate::visit::{VERSION, Visit, explain};

/// Which template to begin with.
#[derive(askama::Template)]
#[template(path = "letters/choose.html")]
pub(crate) struct ChoosePage {
    frame: Frame,
    back: Back,
    /// Address and words of each.
    templates: Vec<(String, &'static str)>,
    blank: String,
}

impl ChoosePage {
    /// The page.
    pub(crate) fn new(frame: Frame, person: &Person) -> Self {
        let base = format!("/people/{}/letters/new?template=", person.id);
        Self {
            frame,
            back: Back::to(person),
            templates: Template::ALL.iter().map(|it| (format!("{base}{}", it.code()), it.label())).collect(),
            blank: format!("{base}none"),
        }
    }
}

/// The form of a letter, new or corrected.
#[derive(askama::Template)]
#[template(path = "letters/write.html")]
pub(crate) struct LetterPage {
    frame: Frame,
    form: Form,
    to: String,
    back: Back,
    is_correction: bool,
    together: Vec<Choice>,
    /// What was said of letters to the person, when they are not simply safe.
    safely: Option<String>,
    /// What the record says now, when somebody else changed it meanwhile.
    says_now: Vec<Row>,
}

impl LetterPage {
    /// The form for a new letter.
    pub(crate) fn new(frame: Frame, head: &Head, form: Form) -> Self {
        let person = &head.person.it;
        Self {
            frame,
            form,
            safely: safely::of_letters(&head.reaching, &person.identity.called()),
            to: format!("/people/{}/letters/new", person.id),
            back: Back::to(person),
            is_correction: false,
            together: Together::ALL.iter().map(|it| Choice::new(it.code(), it.label())).collect(),
            says_now: Vec::new(),
        }
    }

    /// The form for correcting this one.
    pub(crate) fn correcting(frame: Frame, head: &Head, id: Id<Letter>, form: Form) -> Self {
        let back = Back { href: format!("/letters/{id}"), text: "Back to the letter".to_owned() };
        Self { to: format!("/letters/{id}/correct"), back, is_correction: true, ..Self::new(frame, head, form) }
    }

    /// With what the record says now, for whoever was overtaken.
    pub(crate) fn beside(mut self, now: &Letter) -> Self {
        self.says_now = says(now);
        self
    }
}

/// The form as a template begins it.
pub(crate) fn begun(form: Form, template: Option<Template>, begin: &Beginning) -> Form {
    form.carrying("template", template.map_or("", Template::code))
        .prefill("to", &begin.to)
        .prefill("subject", &begin.subject)
        .prefill("text", &begin.text)
        .prefill("together", Together::With.code())
}

/// The form with what the letter says.
pub(crate) fn filled(form: Form, it: &Letter, version: i64) -> Form {
    form.carrying(VERSION, &version.to_string())
        .carrying("template", it.content.template.map_or("", Template::code))
        .prefill("to", it.content.to.as_str())
        .prefill("subject", it.content.subject.as_str())
        .prefill("text", it.content.text.as_str())
        .prefill("together", it.content.together.code())
}

fn input(visit: &Visit) -> LetterInput {
    LetterInput {
        template: visit.field("template"),
        together: visit.field("together"),
        to: visit.field("to"),
        subject: visit.field("subject"),
        text: visit.field("text"),
    }
}

/// What was sent, to be sent again.
fn sent(visit: &Visit, record: &str) -> Form {
    visit.form(record).carrying("template", &visit.field("template"))
}

const TITLE: &str = "Write a letter";

fn draw(visit: &Visit, head: &Head, form: Form) -> LetterPage {
    let frame = Frame { error_title: !form.is_fine(), ..frame_about(visit, &head.person.it, TITLE) };
    LetterPage::new(frame, head, form)
}

/// `GET /people/{id}/letters/new`.
pub(crate) fn show(visit: &Visit) -> Result<Reply, Problem> {
    visit.only(&["template"])?;
    let id = visit.id::<Person>("id")?;
    let head = head::<act::WriteLetter>(visit, id)?;
    let code = match visit.query("template")? {
        None => return Reply::page(&ChoosePage::new(frame_about(visit, &head.person.it, TITLE), &head.person.it)),
        Some(code) => code,
    };
    let template = match code {
        "none" => None,
        code => Some(
            Template::from_code(code)
                .ok_or(Problem::Bad("The address names a template that there is not. Go back to the person's page."))?,
        ),
    };
    let begin = match template {
        None => Beginning { to: String::new(), subject: String::new(), text: String::new() },
        Some(template) => visit.read(|look, ctx| {
            let permit = permit::person::<act::WriteLetter>(look.tx(), ctx, id)?;
            letters::begin(look, ctx, &permit, template)
        })?,
    };
    let form = begun(visit.form(&id.to_string()), template, &begin);
    Reply::page(&draw(visit, &head, form))
}

/// `POST /people/{id}/letters/new`.
pub(crate) fn take(visit: &Visit) -> Result<Reply, Problem> {
    let id = visit.id::<Person>("id")?;
    let input = input(visit);
    let taken = visit.submit::<act::WriteLetter>(&id.to_string(), move |work, ctx| {
        let permit = permit::person::<act::WriteLetter>(work.tx(), ctx, id)?;
        let letter = letters::write(work, ctx, &permit, &input)?;
        Ok(format!("/letters/{letter}?said=letter-saved"))
    });
    match taken {
        Ok(led) => Ok(Reply::see(led.to)),
        Err(refusal) => {
            let mut form = sent(visit, &id.to_string());
            if !explain(&mut form, &refusal) {
                return Err(refusal.into());
            }
            let head = head::<act::WriteLetter>(visit, id)?;
            Reply::again(&draw(visit, &head, form))
        }
    }
}

fn draw_correction(visit: &Visit, one: &One, form: Form) -> LetterPage {
    let person = &one.head.person.it;
    let frame = Frame { error_title: !form.is_fine(), ..frame_about(visit, person, "Correct a letter") };
    LetterPage::correcting(frame, &one.head, one.kept.it.id, form)
}

/// `GET /letters/{id}/correct`.
pub(crate) fn show_correction(visit: &Visit) -> Result<Reply, Problem> {
    visit.only(&[])?;
    let id = visit.id::<Letter>("id")?;
    let one = open::<act::CorrectLetter>(visit, id)?;
    let form = filled(visit.form(&id.to_string()), &one.kept.it, one.kept.version);
    Reply::page(&draw_correction(visit, &one, form))
}

/// `POST /letters/{id}/correct`.
pub(crate) fn take_correction(visit: &Visit) -> Result<Reply, Problem> {
    let id = visit.id::<Letter>("id")?;
    let input = input(visit);
    let version = visit.version()?;
    let taken = visit.submit::<act::CorrectLetter>(&id.to_string(), move |work, ctx| {
        let (permit, _) = permit::letter::<act::CorrectLetter>(work.tx(), ctx, id)?;
        letters::correct(work, ctx, &permit, version, &input)?;
        Ok(format!("/letters/{id}?said=letter-corrected"))
    });
    let refusal = match taken {
        Ok(led) => return Ok(Reply::see(led.to)),
        Err(refusal) => refusal,
    };
    let mut form = sent(visit, &id.to_string());
    if matches!(refusal, Refusal::Stale) {
        let one = open::<act::CorrectLetter>(visit, id)?;
        let form = overtaken(form, one.kept.version);
        let page = draw_correction(visit, &one, form).beside(&one.kept.it);
        return Reply::page_with(http::StatusCode::CONFLICT, &page);
    }
    if !explain(&mut form, &refusal) {
        return Err(refusal.into());
    }
    let one = open::<act::CorrectLetter>(visit, id)?;
    Reply::again(&draw_correction(visit, &one, form))
}
