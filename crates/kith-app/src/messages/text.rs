//! What a message says, as plain text that a practice can paste into its own system, and as a tagged PDF to file.

use kith_domain::id::Id;
use kith_domain::message::{Carried, MessageBack};
use kith_domain::person::Person;
use kith_domain::time;
use kith_interop::pdf::{Block, Document, Level, PdfError};
use kith_store::ReadTx;

use crate::protection;
use crate::refusal::Refusal;

/// How a practice may file what it was sent.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Filing {
    /// As it files everything.
    #[default]
    Ordinary,
    /// Where nobody reads it online: somebody else might open the person's record.
    NotOnline,
}

impl Filing {
    /// How something about a person may be filed today.
    ///
    /// # Errors
    /// When the store cannot answer.
    pub fn of(tx: &mut ReadTx<'_>, person: Id<Person>) -> Result<Self, Refusal> {
        Ok(if protection::is_kept_offline(tx, person)? { Self::NotOnline } else { Self::Ordinary })
    }

    /// What stands above everything else, when something does.
    const fn said(self) -> Option<&'static str> {
        match self {
            Self::Ordinary => None,
            Self::NotOnline => {
                Some("DO NOT SHOW ONLINE: keep this out of what the patient, or somebody with them, can see in an app.")
            }
        }
    }
}

/// The parts that were written, each under its heading.
fn parts(message: &MessageBack) -> impl Iterator<Item = (&'static str, &str)> {
    let content = &message.content;
    [
        ("What mattered to the patient", &content.mattered),
        ("What has happened", &content.happened),
        ("What could not be found", &content.missing),
    ]
    .into_iter()
    .filter_map(|(heading, words)| Some((heading, words.as_ref()?.as_str())))
}

/// Whom it is about and from whom, line by line.
fn head(person: &Person, message: &MessageBack, from: &str) -> [String; 3] {
    let identity = &person.identity;
    let number = match identity.nhs_number {
        Ok(number) => number.to_string(),
        Err(why) => format!("not given: {}", why.as_fact()),
    };
    [
        identity.formal_name(),
        format!("{}. NHS number {number}.", identity.born.sentence()),
        format!("From {from}, link worker, {}.", time::date_in_words(time::day_of(message.sent))),
    ]
}

/// What is said about the message itself.
fn about(carried: Option<&Carried>) -> (Option<&'static str>, Option<String>) {
    let corrects = carried.is_some_and(|it| it.corrects.is_some());
    let code = carried.and_then(|it| it.code);
    (
        corrects.then_some("This message corrects an earlier one."),
        code.map(|(code, _)| format!("Code for your record, once for this episode: {} {}", code.code(), code.label())),
    )
}

/// As plain text.
#[must_use]
pub fn plain(person: &Person, message: &MessageBack, from: &str, carried: Option<&Carried>, filing: Filing) -> String {
    let (corrects, code) = about(carried);
    let mut text = filing.said().map(|said| format!("{said}\n")).unwrap_or_default();
    text.push_str(&head(person, message, from).join("\n"));
    text.push('\n');
    if let Some(corrects) = corrects {
        text.push_str(&format!("{corrects}\n"));
    }
    for (heading, words) in parts(message) {
        text.push_str(&format!("\n{heading}\n{words}\n"));
    }
    if let Some(code) = code {
        text.push_str(&format!("\n{code}\n"));
    }
    text
}

/// The words that a PDF has no letters for, each once.
///
/// # Errors
/// [`PdfError`], which is a fault of the program.
pub fn cannot_be_set(
    person: &Person,
    message: &MessageBack,
    from: &str,
    carried: Option<&Carried>,
    filing: Filing,
) -> Result<Vec<String>, PdfError> {
    kith_interop::pdf::cannot_be_set(&document(person, message, from, carried, filing))
}

/// As a tagged PDF; or the words that the PDF has no letters for, which are read or printed from the page instead.
///
/// # Errors
/// [`PdfError`], which is a fault of the program.
pub fn pdf(
    person: &Person,
    message: &MessageBack,
    from: &str,
    carried: Option<&Carried>,
    filing: Filing,
) -> Result<Result<Vec<u8>, Vec<String>>, PdfError> {
    let document = document(person, message, from, carried, filing);
    let missing = kith_interop::pdf::cannot_be_set(&document)?;
    if !missing.is_empty() {
        return Ok(Err(missing));
    }
    kith_interop::pdf::write(&document, message.sent).map(Ok)
}

/// As a document. The file's own title names nobody.
fn document(person: &Person, message: &MessageBack, from: &str, carried: Option<&Carried>, filing: Filing) -> Document {
    let (corrects, code) = about(carried);
    let mut blocks = vec![Block::heading(Level::One, "Message from a social prescribing link worker")];
    blocks.extend(filing.said().map(|said| Block::Paragraph(said.to_owned())));
    blocks.push(Block::Paragraph(head(person, message, from).join("\n")));
    blocks.extend(corrects.map(|said| Block::Paragraph(said.to_owned())));
    for (heading, words) in parts(message) {
        blocks.push(Block::heading(Level::Two, heading));
        blocks.extend(Block::paragraphs(words));
    }
    blocks.extend(code.map(Block::Paragraph));
    Document { title: "Message to the practice".to_owned(), language: "en-GB".to_owned(), blocks }
}
