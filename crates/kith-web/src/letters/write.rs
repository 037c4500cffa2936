//! Writing a letter, from a template or from nothing, and correcting one.

use kith_app::letters::{self, LetterInput, One};
use kith_app::people::Head;
use kith_app::{Refusal, letter_templates, permit};
use kith_domain::id::Id;
use kith_domain::person::Person;
use kith_domain::policy::act;
use kith_domain::support::Letter;
use kith_domain::support::letter::Together;
use kith_domain::support::letter_template::Beginning;
use kith_domain::text::Line;

use super::one::{open, says};
use crate::components::{BackLink, Button, Choice, Form, Frame, Row, SummaryList};
use crate::error::Problem;
use crate::people::draft::{self, Drafting, OfLetter};
use crate::people::{Back, frame_about, head, overtaken, safely};
use crate::reply::Reply;
use crate::request::encode;
use crate::visit::{VERSION, Visit, explain};

/// Which template to begin with.
#[derive(askama::Template)]
#[template(path = "letters/choose.html")]
pub(crate) struct ChoosePage {
    frame: Frame,
    back: Back,
    /// Address and words of each.
    templates: Vec<(String, String)>,
    blank: String,
    /// Where a letter that was begun is gone on with, and its draft.
    begun: Option<(String, Drafting)>,
}

impl ChoosePage {
    /// The page.
    pub(crate) fn new(frame: Frame, person: &Person, templates: &[(String, String)]) -> Self {
        let base = format!("/people/{}/letters/new?template=", person.id);
        let address = |(code, title): &(String, String)| (format!("{base}{}", encode(code)), title.clone());
        Self {
            frame,
            back: Back::to(person),
            templates: templates.iter().map(address).collect(),
            blank: format!("{base}none"),
            begun: None,
        }
    }

    /// With a letter that was begun and not saved.
    pub(crate) fn begun(self, drafting: Drafting) -> Self {
        let to = self.blank.replace("template=none", "template=draft");
        Self { begun: Some((to, drafting)), ..self }
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
    /// Where a new letter keeps a draft, and the one there is.
    drafting: Option<Drafting>,
    /// What the draft of another letter is about, which a draft of this one would take the place of.
    other: Option<String>,
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
            drafting: None,
            other: None,
        }
    }

    /// With a draft beside it.
    pub(crate) fn drafting(self, drafting: Drafting) -> Self {
        Self { drafting: Some(drafting), ..self }
    }

    /// Beside the draft of another letter.
    pub(crate) fn beside_draft(self, subject: &str) -> Self {
        Self { other: Some(subject.to_owned()), ..self }
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
pub(crate) fn begun(form: Form, template: &str, begin: &Beginning) -> Form {
    form.carrying("template", template)
        .prefill("to", &begin.to)
        .prefill("subject", &begin.subject)
        .prefill("text", &begin.text)
        .prefill("together", Together::With.code())
}

/// The form with what the letter says.
pub(crate) fn filled(form: Form, it: &Letter, version: i64) -> Form {
    form.carrying(VERSION, &version.to_string())
        .carrying("template", it.content.template.as_ref().map_or("", Line::as_str))
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
    let record = id.to_string();
    let draft = draft::mine::<OfLetter>(visit, id)?;
    let drafting = |saved: bool| {
        Drafting::of::<OfLetter>(id, draft.as_ref().filter(|_| saved).map(|it| it.saved), visit.fresh_form(&record))
    };
    let code = match visit.query("template")? {
        None => {
            let service = head.person.it.service;
            let templates = visit.read(|look, ctx| {
                let permit = permit::person::<act::WriteLetter>(look.tx(), ctx, id)?;
                letter_templates::to_begin_with(look, &permit, service)
            })?;
            let page = ChoosePage::new(frame_about(visit, &head.person.it, TITLE), &head.person.it, &templates);
            return Reply::page(&if draft.is_some() { page.begun(drafting(true)) } else { page });
        }
        Some(code) => code,
    };
    let typed = |name: &str| {
        let field = draft.iter().flat_map(|it| &it.fields).find(|(known, _)| known == name);
        field.map(|(_, value)| value.clone()).unwrap_or_default()
    };
    if let ("draft", Some(it)) = (code, &draft) {
        let form = draft::filled(visit.form(&record), it).without("template").carrying("template", &typed("template"));
        return Reply::page(&draw(visit, &head, form).drafting(drafting(true)));
    }
    let begin = match code {
        // A draft that was saved or thrown away meanwhile leaves an empty page.
        "none" | "draft" => Beginning::default(),
        code => visit
            .read(|look, ctx| {
                let permit = permit::person::<act::WriteLetter>(look.tx(), ctx, id)?;
                letters::begin(look, ctx, &permit, code)
            })
            .map_err(|problem| match problem {
                Problem::NotFound => {
                    Problem::Bad("The address names a template that there is not. Go back to the person's page.")
                }
                other => other,
            })?,
    };
    let template = if matches!(code, "none" | "draft") { "" } else { code };
    let page = draw(visit, &head, begun(visit.form(&record), template, &begin)).drafting(drafting(false));
    let subject = typed("subject");
    Reply::page(&match &draft {
        Some(_) if subject.is_empty() => page.beside_draft("a letter without a subject"),
        Some(_) => page.beside_draft(&format!("“{subject}”")),
        None => page,
    })
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
            Reply::again(&draw(visit, &head, form).drafting(draft::going_on::<OfLetter>(visit, id)))
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
