//! One letter: as it goes out, to print or to take as a PDF.

use askama::Template;
use kith_app::letters::{self, One};
use kith_app::permit;
use kith_domain::id::Id;
use kith_domain::policy::{Act, act};
use kith_domain::support::Letter;
use kith_domain::support::letter::Together;
use kith_domain::time;

use crate::components::{BackLink, Button, Frame, Row};
use crate::error::Problem;
use crate::people::{Back, May, frame_about};
use crate::reply::Reply;
use crate::visit::Visit;

/// What a letter said before it was corrected.
struct Earlier {
    when: String,
    subject: String,
    text: String,
}

/// The page.
#[derive(Template)]
#[template(path = "letters/one.html")]
pub(crate) struct OnePage {
    frame: Frame,
    back: Back,
    base: String,
    by: String,
    to: String,
    day: String,
    subject: String,
    paragraphs: Vec<String>,
    /// Whether it prints in large letters, because they take in information so.
    is_large: bool,
    may_correct: bool,
    earlier: Vec<Earlier>,
    /// The words that a PDF has no letters for.
    not_in_pdf: Option<String>,
}

/// "together with Rosie", "for Rosie".
pub(crate) fn together_in_words(together: Together, called: &str) -> String {
    match together {
        Together::With => format!("together with {called}"),
        Together::For => format!("for {called}"),
    }
}

impl OnePage {
    /// The page of a letter.
    pub(crate) fn new(frame: Frame, one: &One, may: &May) -> Self {
        let it = &one.kept.it;
        let who = one.names.get(&it.author).map_or("Somebody no longer here", String::as_str);
        let called = one.head.person.it.identity.called();
        let tellings =
            one.happened.iter().filter(|it| matches!(it.kind.as_str(), "letter.written" | "letter.corrected"));
        // The newest telling is the letter itself.
        let earlier = tellings.rev().skip(1).map(|it| Earlier {
            when: format!("Written on {}", time::moment_in_words(it.at)),
            subject: it.text("subject").unwrap_or_default().to_owned(),
            text: it.text("text").unwrap_or_default().to_owned(),
        });
        Self {
            frame,
            back: Back::to(&one.head.person.it),
            base: format!("/letters/{}", it.id),
            by: format!("{who} wrote this {}.", together_in_words(it.content.together, &called)),
            to: it.content.to.to_string(),
            day: time::date_in_words(time::day_of(it.made)),
            subject: it.content.subject.to_string(),
            paragraphs: it.content.text.as_str().split("\n\n").map(str::to_owned).collect(),
            is_large: one.is_large(),
            may_correct: may.correct_letter(it.author),
            earlier: earlier.collect(),
            not_in_pdf: not_in_pdf(it),
        }
    }

    fn at(&self, page: &str) -> String {
        format!("{}/{page}", self.base)
    }
}

/// The words of a letter that a PDF has no letters for, as a sentence names them; nothing when it has them all.
fn not_in_pdf(it: &Letter) -> Option<String> {
    // A typeface that cannot be read is said when the file is asked for.
    crate::words::named(&letters::cannot_be_set(it).unwrap_or_default())
}

/// What the record says, for whoever was overtaken.
pub(crate) fn says(it: &Letter) -> Vec<Row> {
    vec![
        Row::new("To", it.content.to.as_str()),
        Row::new("About", it.content.subject.as_str()),
        Row::new("The letter", it.content.text.as_str()),
    ]
}

/// Reads a letter for a page of this action.
pub(crate) fn open<A: Act>(visit: &Visit, id: Id<Letter>) -> Result<One, Problem> {
    visit.read(|look, ctx| {
        let (_, kept) = permit::letter::<A>(look.tx(), ctx, id)?;
        let permit = permit::person::<act::SeePerson>(look.tx(), ctx, kept.it.person)?;
        letters::see(look, &permit, kept)
    })
}

/// `GET /letters/{id}`.
pub(crate) fn show(visit: &Visit) -> Result<Reply, Problem> {
    visit.only(&[])?;
    let one = open::<act::SeePerson>(visit, visit.id::<Letter>("id")?)?;
    let person = &one.head.person.it;
    let may = May::opened(visit.actor(), person);
    Reply::page(&OnePage::new(frame_about(visit, person, "A letter"), &one, &may))
}

/// `GET /letters/{id}/pdf`. The file's name says nothing of whom it is about.
pub(crate) fn pdf(visit: &Visit) -> Result<Reply, Problem> {
    visit.only(&[])?;
    let one = open::<act::SeePerson>(visit, visit.id::<Letter>("id")?)?;
    if not_in_pdf(&one.kept.it).is_some() {
        // The page of the letter names the words, and prints.
        return Ok(Reply::see(format!("/letters/{}", one.kept.it.id)));
    }
    let bytes = letters::pdf(&one).map_err(|error| {
        tracing::error!(error = %error, "a letter could not be made into a PDF");
        Problem::Fault
    })?;
    let name = format!("letter-{}.pdf", time::day_of(one.kept.it.made));
    Ok(Reply::File { kind: "application/pdf", name, bytes })
}
