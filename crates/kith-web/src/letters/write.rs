//! Writing a letter, from a template or from nothing, and correcting one.

use jiff::Timestamp;
use kith_app::letters::{self, LetterInput, One};
use kith_app::people::Head;
use kith_app::{Refusal, drafts, letter_templates, permit};
use kith_domain::id::Id;
use kith_domain::person::Person;
use kith_domain::policy::act;
use kith_domain::support::Letter;
use kith_domain::support::letter::Together;
use kith_domain::support::letter_template::Beginning;
use kith_domain::text::Line;
use kith_domain::time::moment_in_words;

use super::one::{open, says};
use crate::components::{BackLink, Button, Choice, Form, Frame, Row, SummaryList};
use crate::error::Problem;
use crate::people::draft::{self, Drafting, OfLetter};
use crate::people::{Back, frame_about, head, safely};
use crate::reply::Reply;
use crate::request::encode;
use crate::taken::overtaken;
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
    /// Letters that were begun and not saved: where each is gone on with, what it begins with, and when it was kept.
    begun: Vec<(String, String, String)>,
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
            begun: Vec::new(),
        }
    }

    /// With letters that were begun and not saved: their templates, and when each was kept.
    pub(crate) fn begun(self, person: &Person, letters: &[(String, Timestamp)]) -> Self {
        let line = |(template, saved): &(String, Timestamp)| {
            let to = format!("/people/{}/{}", person.id, draft::letter_at(template));
            let words = self.templates.iter().find(|(href, _)| *href == to).map(|(_, words)| words.clone());
            (to, words.unwrap_or_else(|| "An empty page".to_owned()), moment_in_words(*saved))
        };
        Self { begun: letters.iter().map(line).collect(), ..self }
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
        }
    }

    /// With a draft beside it.
    pub(crate) fn drafting(self, drafting: Drafting) -> Self {
        Self { drafting: Some(drafting), ..self }
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
    let Some(code) = visit.query("template")? else {
        let service = head.person.it.service;
        let (templates, begun) = visit.read(|look, ctx| {
            let permit = permit::person::<act::WriteLetter>(look.tx(), ctx, id)?;
            let begun = drafts::begun_about(look, ctx, &permit)?;
            Ok((letter_templates::to_begin_with(look, &permit, service)?, begun))
        })?;
        let template = |(form, saved): &(String, Timestamp)| Some((drafts::template_of(form)?.to_owned(), *saved));
        let begun: Vec<(String, Timestamp)> = begun.iter().filter_map(template).collect();
        let page = ChoosePage::new(frame_about(visit, &head.person.it, TITLE), &head.person.it, &templates);
        return Reply::page(&page.begun(&head.person.it, &begun));
    };
    let template = if code == "none" { "" } else { code };
    // An address that names no template has no draft: it is an error, and not the empty page.
    let has_draft = template.is_empty() || drafts::of_letter(template) != drafts::LETTER;
    let draft = if has_draft { draft::mine_from::<OfLetter>(visit, id, template)? } else { None };
    let drafting = Drafting::of::<OfLetter>(
        id,
        draft.as_ref().map(|it| it.saved),
        visit.fresh_form(&record).carrying("template", template),
    );
    if let Some(it) = &draft {
        let form = draft::filled(visit.form(&record), it).without("template").carrying("template", template);
        return Reply::page(&draw(visit, &head, form).drafting(drafting));
    }
    let begin = match code {
        "none" => Beginning::default(),
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
    Reply::page(&draw(visit, &head, begun(visit.form(&record), template, &begin)).drafting(drafting))
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
