//! Letters and attached files in every state.

use askama::Template;
use kith_app::attachments::OfParent;
use kith_app::letters::One;
use kith_app::store::{Happened, Kept};
use kith_domain::attachment::{Attachment, Checked, Parent};
use kith_domain::event::Event;
use kith_domain::staff::Role;
use kith_domain::support::Letter;
use kith_domain::support::letter::{Content, Together};
use kith_domain::support::letter_template::{Known, SHIPPED, Shipped};
use kith_domain::text::{Line, Note, Words};

use super::Sample;
use super::made_up::*;
use crate::components::{Form, Frame};
use crate::files::FilesPage;
use crate::files::take_away::TakeAwayPage;
use crate::letters::drawn::*;
use crate::letters::write::{begun, filled};
use crate::people::May;
use crate::people::draft::{Drafting, OfLetter};
use crate::taken::overtaken;

fn drawn(name: &'static str, page: &impl Template) -> Sample {
    Sample { name, html: page.render().unwrap() }
}

fn form() -> Form {
    Form::blank().carrying("nonce", "0192").carrying("for-service", "s").carrying("for-record", "r")
}

fn typed(pairs: &[(&str, &str)]) -> Form {
    Form::typed(pairs.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned()))).carrying("nonce", "0192")
}

fn content(say: Say, text: &str) -> Content {
    Content {
        template: Line::optional("housing").unwrap(),
        together: Together::With,
        to: Words::new(&say("The housing team\n1 Quay Street\nHarbour")).unwrap(),
        subject: Line::new(&say("In support of an application")).unwrap(),
        text: Note::new(&say(text)).unwrap(),
    }
}

fn told(event: Event, it: &Letter, hour: i8) -> Happened {
    Happened {
        kind: event.kind.to_owned(),
        subject: it.id.uuid(),
        at: at(20, hour, 0),
        account: Some(id(AMINA)),
        facts: event.facts.into_iter().map(|(name, fact)| (name.to_owned(), fact)).collect(),
    }
}

/// A letter that was corrected once.
fn corrected(say: Say) -> One {
    let story = full_story(say);
    let first = content(say, "Dear housing team,\n\nThe walls are wet.");
    let (it, event) = Letter::write(id(140), &story.person.it, id(AMINA), first, at(20, 9, 0)).unwrap();
    let mut happened = vec![told(event, &it, 9)];
    let second =
        content(say, "Dear housing team,\n\nThe walls are wet, and she coughs.\n\nYours sincerely,\n\nAmina Yusuf");
    let (it, event) = it.correct(id(AMINA), second).unwrap();
    happened.push(told(event, &it, 10));
    One { head: head(&story), kept: Kept { version: 2, it }, happened, names: story.names }
}

fn about(one: &One, title: &str, form: &Form) -> Frame {
    Frame { error_title: !form.is_fine(), ..frame_about(title, &one.head.person.it, Role::LinkWorker) }
}

fn letters() -> Vec<Sample> {
    let one = corrected(plainly);
    let bad = corrected(hostile);
    let person = &one.head.person.it;
    let known = Known {
        name: "Margaret Anne Featherstonehaugh",
        called: "Peggy",
        born: "14 March 1951",
        writer: "Amina Yusuf",
        service: "Harbour social prescribing",
        phone: Some("01632 960000"),
        booked: Some(("Thursday 26 November 2026, 2.30pm", "face to face, the café by the station")),
    };
    let begin = |code: &str| begun(form(), code, &Shipped::of(code).unwrap().wording().unwrap().begin(&known));
    let drafting = |saved: bool| Drafting::of::<OfLetter>(person.id, saved.then(|| at(23, 17, 5)), self::form());
    let write = |name, code: &str| {
        let page = LetterPage::new(about(&one, "Write a letter", &form()), &one.head, begin(code));
        drawn(name, &page.drafting(drafting(false)))
    };
    let templates: Vec<(String, String)> = SHIPPED
        .iter()
        .map(|it| (it.code.to_owned(), it.title.to_owned()))
        .chain([("T01".to_owned(), HOSTILE.to_owned())])
        .collect();
    let choose = || ChoosePage::new(about(&one, "Write a letter", &form()), person, &templates);
    let begun_before = LetterPage::new(about(&one, "Write a letter", &form()), &one.head, begin("person"));
    let mut open = typed(&[("together", "with"), ("to", HOSTILE), ("subject", HOSTILE), ("text", HOSTILE)]);
    open.problem(
        "text",
        "“[what the letter asks for]” is still to be filled in. Write what belongs there, or take it out.",
    );
    open.problem("together", "Choose how it was written.");
    let correction = filled(form(), &one.kept.it, 2);
    let late = overtaken(typed(&[("together", "for"), ("to", "Me"), ("subject", HOSTILE), ("text", HOSTILE)]), 3);
    let correct = "Correct a letter";
    let page = |name, one: &One, actor| {
        let may = May::opened(actor, &one.head.person.it);
        drawn(name, &OnePage::new(about(one, "A letter", &form()), one, &may))
    };
    vec![
        drawn("letter-choose", &choose()),
        drawn(
            "letter-choose-begun",
            &choose().begun(
                person,
                &[
                    ("housing".to_owned(), at(23, 17, 5)),
                    (String::new(), at(24, 9, 0)),
                    ("T01".to_owned(), at(24, 9, 5)),
                ],
            ),
        ),
        write("letter-housing", "housing"),
        write("letter-agency", "agency"),
        write("letter-person", "person"),
        write("letter-appointment", "appointment"),
        drawn("letter-from-draft", &begun_before.drafting(drafting(true))),
        drawn("letter-errors", &LetterPage::new(about(&one, "Write a letter", &open), &one.head, open)),
        drawn(
            "letter-correct",
            &LetterPage::correcting(about(&one, correct, &correction), &one.head, one.kept.it.id, correction),
        ),
        drawn(
            "letter-overtaken",
            &LetterPage::correcting(about(&one, correct, &late), &one.head, one.kept.it.id, late).beside(&one.kept.it),
        ),
        page("letter", &one, amina()),
        page("letter-for-lead", &one, rowan()),
        page("letter-hostile", &bad, amina()),
    ]
}

fn files() -> Vec<Sample> {
    let story = full_story(plainly);
    let file = |n: u8, name: &str, bytes: &[u8]| {
        let checked = Checked::check(name, bytes.to_vec()).unwrap();
        let parent = Parent::Contact(id(60));
        Attachment::attach(id(n), &story.person.it, parent, &checked, "0a".repeat(32), id(AMINA), at(20, 9, 0)).0
    };
    let some = vec![file(150, "housing form.pdf", b"%PDF-1.7"), file(151, "&lt;b&gt; & co.txt", &[b'x'; 40_000])];
    let page = |name, files: Vec<Attachment>, parent, form: Form| {
        let frame = frame_about("Files of a contact", &story.person.it, Role::LinkWorker);
        let frame = Frame { error_title: !form.is_fine(), ..frame };
        let may = May::opened(amina(), &story.person.it);
        let of_parent = OfParent { head: head(&story), files, names: story.names.clone() };
        drawn(name, &FilesPage::new(frame, parent, &of_parent, &may, form))
    };
    let taken_away = |reason: &str| {
        let wrong = file(152, "smith.pdf", b"%PDF-1.7");
        wrong.take_away(words(reason.to_owned()), id(AMINA), at(21, 9, 0)).unwrap().0
    };
    let gone =
        vec![taken_away("It is about somebody else."), taken_away(super::HOSTILE), file(153, "b.pdf", b"%PDF-1.7")];
    let take_away = |name, form: Form| {
        let frame = frame_about("Take a file away", &story.person.it, Role::LinkWorker);
        let frame = Frame { error_title: !form.is_fine(), ..frame };
        drawn(name, &TakeAwayPage::new(frame, &story.person.it, &file(150, "housing form.pdf", b"%PDF-1.7"), form))
    };
    let mut no_reason = form();
    no_reason.problem("reason", "Say why, for example: it is about somebody else.");
    let mut wrong = form();
    wrong.problem("file", "This kind of file is not taken. Attach a PDF, a photograph (JPEG or PNG), a Word document (docx) or plain text.");
    vec![
        page("files", some, Parent::Contact(id(60)), form()),
        page("files-taken-away", gone, Parent::Contact(id(60)), form()),
        take_away("file-take-away", form()),
        take_away("file-take-away-error", no_reason),
        page("files-empty", Vec::new(), Parent::Letter(id(140)), form()),
        page("files-error", Vec::new(), Parent::Contact(id(60)), wrong),
    ]
}

/// Every state.
pub(super) fn samples() -> Vec<Sample> {
    [letters(), files()].into_iter().flatten().collect()
}

#[test]
fn every_page_of_letters_and_files_is_a_snapshot() {
    for sample in samples() {
        insta::assert_snapshot!(sample.name, super::comparable(sample.html));
    }
}
