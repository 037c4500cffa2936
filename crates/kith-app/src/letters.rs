//! Letters written for or with a person: begun from a template, saved, corrected, and made into a PDF.

use kith_domain::id::Id;
use kith_domain::person::reaching::Format;
use kith_domain::person::{Born, Person};
use kith_domain::policy::{Action, act};
use kith_domain::rejection::Rejection;
use kith_domain::staff::Service;
use kith_domain::support::Letter;
use kith_domain::support::letter::{Content, Together};
use kith_domain::support::letter_template::{Beginning, Known};
use kith_domain::text::{Line, Note, Words};
use kith_domain::time;
use kith_interop::pdf::{Block, Document, Level, PdfError, Setting};
use kith_store::story::{self, Happened};
use kith_store::{Kept, appointments, save, staff, table};

use crate::app::{Look, Work};
use crate::ctx::Ctx;
use crate::letter_templates;
use crate::people::{Head, Names, head_of};
use crate::permit::Permit;
use crate::refusal::{Faults, Refusal};
use crate::support::the_person;

/// A letter as typed.
#[derive(Debug, Clone, Default)]
pub struct LetterInput {
    /// Code of the template it began from, or empty.
    pub template: String,
    /// Code of [`Together`].
    pub together: String,
    /// To whom, over several lines.
    pub to: String,
    /// What it is about.
    pub subject: String,
    /// Its text.
    pub text: String,
}

/// Checks a letter as typed and says everything that is wrong at once.
fn content(input: &LetterInput) -> Result<Content, Refusal> {
    let mut faults = Faults::new();
    // Whatever has become of the template meanwhile, the letter is its writer's.
    let template = faults.optional("template", Line::optional(&input.template));
    let together = faults.take(
        Together::from_code(&input.together)
            .ok_or_else(|| Rejection::of_field("together", "letter.together", "Choose how it was written.")),
    );
    let to = faults.text("to", "Write to whom the letter goes.", Words::new(&input.to));
    let subject = faults.text("subject", "Write in one line what it is about.", Line::new(&input.subject));
    let text = faults.text("text", "Write the letter.", Note::new(&input.text));
    faults.finish()?;
    match (together, to, subject, text) {
        (Some(together), Some(to), Some(subject), Some(text)) => Ok(Content { template, together, to, subject, text }),
        _ => unreachable!("every missing part was noted as a fault"),
    }
}

/// The beginning that a template makes of what is known.
///
/// # Errors
/// [`Refusal::Hidden`] when the service offers no such template.
pub fn begin(
    look: &mut Look<'_, '_>,
    ctx: &Ctx,
    permit: &Permit<act::WriteLetter, Id<Person>>,
    code: &str,
) -> Result<Beginning, Refusal> {
    let person = table::find::<Person>(look.tx(), permit.key().uuid())?.ok_or(Refusal::Hidden)?.it;
    let service = table::find::<Service>(look.tx(), person.service.uuid())?.ok_or(Refusal::Hidden)?.it;
    let me = ctx.account()?;
    let names = staff::names(look.tx(), person.service)?;
    let writer = names.into_iter().find(|(account, _)| *account == me).map(|(_, name)| name).unwrap_or_default();
    let all = appointments::of_person(look.tx(), person.id)?;
    let next =
        all.iter().rev().map(|kept| &kept.it).find(|it| it.state.is_open() && it.booking.when.day() >= ctx.today());
    let booked = next.map(|it| {
        let place = it.booking.place_words.as_ref().map_or_else(
            || it.booking.place.map_or(String::new(), |place| format!(", {}", place.label().to_lowercase())),
            |words| format!(", {words}"),
        );
        (it.booking.when.in_words(), format!("{}{place}", it.booking.mode.label().to_lowercase()))
    });
    let name = match &person.identity.given_names {
        Some(given) => format!("{given} {}", person.identity.family_name),
        None => person.identity.family_name.to_string(),
    };
    let born = match person.identity.born {
        Born::On(day) => time::date_in_words(day),
        Born::In(year) => year.to_string(),
        Born::NotKnown(_) => "[date of birth]".to_owned(),
    };
    let offered = letter_templates::offered(look.tx(), person.service)?;
    let template = offered.into_iter().find(|(known, _)| known.as_str() == code).ok_or(Refusal::Hidden)?.1;
    Ok(template.begin(&Known {
        name: &name,
        called: &person.identity.called(),
        born: &born,
        writer: &writer,
        service: service.name.as_str(),
        phone: service.phone.as_ref().map(Line::as_str),
        booked: booked.as_ref().map(|(when, how)| (when.as_str(), how.as_str())),
    }))
}

/// Writes a letter. It needs no open case: a letter may be the last thing done.
///
/// # Errors
/// [`Refusal::Rejected`] with everything that is wrong with the form.
pub fn write(
    work: &mut Work<'_, '_>,
    ctx: &Ctx,
    permit: &Permit<act::WriteLetter, Id<Person>>,
    input: &LetterInput,
) -> Result<Id<Letter>, Refusal> {
    let content = content(input)?;
    let person = the_person(work, permit.key())?;
    let (letter, event) = Letter::write(ctx.id(), &person, ctx.account()?, content, ctx.now())?;
    save::new(work.tx(), &ctx.writ::<act::WriteLetter>(), &letter, &event)?;
    crate::drafts::discard(work, ctx, permit, &crate::drafts::of_letter(&input.template))?;
    Ok(letter.id)
}

/// Corrects a letter of one's own. What it said before stays in the history.
///
/// # Errors
/// [`Refusal::Rejected`] with what is wrong, [`Refusal::Stale`] when it was corrected meanwhile.
pub fn correct(
    work: &mut Work<'_, '_>,
    ctx: &Ctx,
    permit: &Permit<act::CorrectLetter, Id<Letter>>,
    version: i64,
    input: &LetterInput,
) -> Result<(), Refusal> {
    let kept = table::find::<Letter>(work.tx(), permit.key().uuid())?.ok_or(Refusal::Hidden)?;
    if kept.version != version {
        return Err(Refusal::Stale);
    }
    let content = content(input)?;
    let (letter, event) = kept.it.correct(ctx.account()?, content)?;
    save::change(work.tx(), &ctx.writ::<act::CorrectLetter>(), version, &letter, &event)?;
    Ok(())
}

/// One letter, whose it is, and what it said before.
#[derive(Debug, Clone)]
pub struct One {
    /// The letter.
    pub kept: Kept<Letter>,
    /// Whose it is.
    pub head: Head,
    /// What happened to it, oldest first.
    pub happened: Vec<Happened>,
    /// Names of the staff.
    pub names: Names,
}

impl One {
    /// Whether it is printed in large letters, because its person takes in information so.
    #[must_use]
    pub fn is_large(&self) -> bool {
        self.head.reaching.formats.contains(&Format::LargePrint)
    }
}

/// Opens a letter.
///
/// # Errors
/// When the store cannot answer.
pub fn see(
    look: &mut Look<'_, '_>,
    permit: &Permit<act::SeePerson, Id<Person>>,
    kept: Kept<Letter>,
) -> Result<One, Refusal> {
    let head = head_of(look, Action::SeePerson, permit.key())?;
    let happened = story::of_subject(look.tx(), kept.it.id.uuid())?;
    let names: Names = staff::names(look.tx(), kept.it.service)?.into_iter().collect();
    Ok(One { kept, head, happened, names })
}

/// The letter as a document. The file's own title names nobody.
fn document(letter: &Letter) -> Document {
    let it = &letter.content;
    let mut blocks = vec![
        Block::Paragraph(it.to.to_string()),
        Block::Paragraph(time::date_in_words(time::day_of(letter.made))),
        Block::heading(Level::One, it.subject.as_str()),
    ];
    blocks.extend(Block::paragraphs(it.text.as_str()));
    Document { title: "Letter".to_owned(), language: "en-GB".to_owned(), blocks }
}

/// The words of a letter that a PDF of it has no letters for: it is printed from its page instead.
///
/// # Errors
/// [`PdfError`], which is a fault of the program.
pub fn cannot_be_set(letter: &Letter) -> Result<Vec<String>, PdfError> {
    kith_interop::pdf::cannot_be_set(&document(letter))
}

/// The letter as a tagged PDF, in large letters where its page prints so.
///
/// # Errors
/// [`PdfError`], which is a fault of the program.
pub fn pdf(one: &One) -> Result<Vec<u8>, PdfError> {
    let letter = &one.kept.it;
    let setting = if one.is_large() { Setting::Large } else { Setting::Roomy };
    kith_interop::pdf::write_in(setting, &document(letter), letter.made)
}
