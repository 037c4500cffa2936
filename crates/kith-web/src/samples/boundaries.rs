//! Boundary entries in every state.

use jiff::civil::date;
use kith_app::boundaries::{Around, Listed, Opened};
use kith_app::store::Kept;
use kith_domain::boundary::entry::{Again, Answer, Asker, BoundaryEntry, Kind, Says, Why};
use kith_domain::id::Id;
use kith_domain::practice::Practice;
use kith_domain::staff::Role;

use super::made_up::*;
use super::{HOSTILE, Sample, sample};
use crate::boundaries::shared::showing;
use crate::boundaries::{ListPage, TITLE, WRITE, WritePage};
use crate::components::Form;

fn form() -> Form {
    Form::blank().carrying("nonce", "0192").carrying("for-service", "s").carrying("for-record", "r")
}

fn entry(number: u8, say: Say, kind: Kind) -> Kept<BoundaryEntry> {
    let says = Says {
        on: date(2026, 11, 23),
        kind,
        asker: Some(Asker::PracticeManager),
        practice: Some(practice(say).id),
        answer: Answer::Negotiated,
        minutes: Some(45),
        why: Some(Why::Accepted),
        cost: Some(line(say("Two visits had to wait"))),
        again: Some(Again::NotSure),
        words: Some(words(say("They asked me to ring forty people about their flu jabs. I rang ten, with a GP."))),
        person: None,
    };
    let it = BoundaryEntry {
        id: id(number),
        service: service(),
        owner: id(71),
        says,
        at: at(23, 17, 0),
        gone: None,
        shown: None,
    };
    Kept { version: 2, it }
}

/// The least that can be written.
fn bare_entry(number: u8) -> Kept<BoundaryEntry> {
    let mut kept = entry(number, plainly, Kind::Personal);
    let says = &mut kept.it.says;
    (says.asker, says.practice, says.minutes, says.why) = (None, None, Some(1), None);
    (says.cost, says.again, says.words) = (None, None, None);
    kept
}

fn gone(number: u8) -> Kept<BoundaryEntry> {
    let mut kept = entry(number, plainly, Kind::Admin);
    kept.it.gone = Some(at(24, 9, 0));
    kept
}

fn practices(say: Say) -> Vec<Practice> {
    vec![practice(say)]
}

pub(super) fn samples() -> Vec<Sample> {
    let frame = |title: &str| frame(title, Role::LinkWorker, "/boundaries");
    let list = |name, entries: Vec<Kept<BoundaryEntry>>, say: Say, is_first: bool| {
        let mark: Id<BoundaryEntry> = id(90);
        let next = (!is_first).then(|| (date(2026, 11, 2), mark.uuid()));
        let listed = Listed { entries, next, practices: practices(say) };
        sample(name, &ListPage::new(frame(TITLE), &listed, is_first, |_| form()))
    };
    let around = |say: Say| Around { practices: practices(say), agreements: vec![super::edges::agreement(say)] };
    let write = |name, form: Form| {
        let title = crate::components::Frame { error_title: !form.is_fine(), ..frame(WRITE) };
        sample(name, &WritePage::new(title, form, &around(plainly)))
    };
    let mut wrong = Form::typed([("cost".to_owned(), HOSTILE.to_owned()), ("minutes".to_owned(), "2000".to_owned())]);
    for (field, says) in [
        ("kind", "Choose what kind of limit it was."),
        ("answer", "Choose what you answered."),
        ("minutes", "Enter at most 1,440 minutes, which is a day. Write an entry for each day."),
    ] {
        wrong.problem(field, says);
    }
    let opened = |say: Say| Opened {
        entry: entry(80, say, Kind::OutOfRole),
        practices: practices(say),
        about: Some(say("Peggy")),
        readers: vec![(id(ROWAN), say("Rowan Hale, team lead"))],
        agreements: vec![super::edges::agreement(say)],
    };
    let change = |name, say: Say| {
        let opened = opened(say);
        let filled = WritePage::filled(form(), &opened.entry);
        let page = WritePage::of(frame("Your boundary entry"), filled, &opened);
        sample(name, &page.showing(showing(&opened, form())))
    };
    let overtaken = {
        let opened = opened(plainly);
        let form = crate::taken::overtaken(WritePage::filled(form(), &opened.entry), 3);
        let page = WritePage::of(frame("Your boundary entry"), form, &opened).overtaken(&opened);
        sample("boundary-overtaken", &page)
    };
    let all = || vec![entry(80, plainly, Kind::OutOfRole), bare_entry(81), gone(82)];
    vec![
        list("boundaries", all(), plainly, true),
        list("boundaries-earlier", all(), plainly, false),
        list("boundaries-none", Vec::new(), plainly, true),
        list("boundaries-hostile", vec![entry(80, hostile, Kind::Risk)], hostile, true),
        write("boundary-write", form()),
        write("boundary-write-error", wrong),
        sample(
            "boundary-write-beside",
            &WritePage::new(frame(WRITE), form(), &around(plainly)).beside(
                &around(plainly),
                &little_known(),
                Some(id(50)),
            ),
        ),
        change("boundary-change", plainly),
        change("boundary-change-hostile", hostile),
        overtaken,
    ]
}

#[test]
fn pages_of_boundaries_look_as_they_did() {
    for sample in samples() {
        insta::assert_snapshot!(sample.name, super::comparable(sample.html));
    }
}
