//! The message back at a practice that keeps no accounts, in every state.

use kith_app::written::{NotTakenOn, Written};
use kith_domain::referral::Question;
use kith_domain::staff::Service;

use super::made_up::*;
use super::messages::{answered, went_with};
use super::{HOSTILE, Sample, public_frame, sample};
use crate::components::{Form, Frame};
use crate::written::{GonePage, LockedPage, OpenPage};

const HERE: &str = "/written/5e";

fn form() -> Form {
    Form::blank().carrying("nonce", "0192").carrying("for-service", "s").carrying("for-record", "r")
}

fn service(say: Say) -> Service {
    Service {
        id: id(1),
        slug: "harbour".to_owned(),
        name: line(say("Harbour social prescribing")),
        phone: Some(line(say("01632 960 000"))),
    }
}

fn written(say: Say, unread: usize) -> Written {
    let story = full_story(say);
    let message = story.messages.first().unwrap().it.clone();
    let carried = went_with(&message, None);
    let reply = answered(say, &message, None);
    Written {
        person: story.person.it.clone(),
        referral: story.referrals.first().unwrap().0.clone(),
        practice: None,
        messages: vec![message],
        unread,
        carried: vec![carried],
        replies: vec![reply],
        names: story.names,
        not_taken_on: None,
        questions: Vec::new(),
    }
}

/// What a practice reads by its receipt about a referral that was not taken on, after a question.
fn not_taken_on(say: Say, why: NotTakenOn) -> Written {
    let mut it = written(say, 0);
    it.messages.clear();
    it.replies.clear();
    let (mut question, _) =
        Question::ask(id(120), &it.referral, words(say("Does she live alone?")), id(71), at(20, 9, 0));
    question.answer = None;
    let (answered, _) = question.clone().answer(words(say("With her sister.")), None, at(20, 10, 0)).unwrap();
    Written { not_taken_on: Some(why), questions: vec![answered], ..it }
}

/// An open question.
fn asked() -> Written {
    let mut it = written(plainly, 0);
    it.messages.clear();
    it.replies.clear();
    it.referral.state = kith_domain::referral::State::Asked { at: at(20, 9, 0), by: id(71) };
    let (question, _) =
        Question::ask(id(120), &it.referral, words(plainly("Does she live alone?")), id(71), at(20, 9, 0));
    Written { questions: vec![question], ..it }
}

fn framed(title: &str, form: &Form) -> Frame {
    let frame = public_frame(title);
    Frame { service_name: "Harbour social prescribing".to_owned(), error_title: !form.is_fine(), ..frame }
}

pub(super) fn samples() -> Vec<Sample> {
    let locked = |name, say: Say, has_messages, form: Form| {
        let frame = framed("A message about one of your referrals", &form);
        sample(name, &LockedPage::new(frame, &service(say), HERE, has_messages, form))
    };
    let open = |name, say: Say, unread, form: Form| {
        let frame = framed("What the link worker wrote", &form);
        sample(name, &OpenPage::new(frame, &service(say), HERE, &written(say, unread), (form, self::form())))
    };
    let mut wrong = form();
    wrong.problem("code", "This practice code is not right. Look at it again, or call the team for a new one.");
    let mut late = Form::typed([("reply".to_owned(), HOSTILE.to_owned())]).carrying("nonce", "0192");
    late.problem("code", "Type the practice code.");
    let mut empty = form();
    empty.problem("reply", "Write what the link worker should know.");
    let by_receipt = |name, it: &Written| {
        let here = "/ask-for-support/harbour/receipt/5e/messages";
        let frame = framed("What the team wrote", &form());
        sample(name, &OpenPage::new(frame, &service(plainly), here, it, (form(), form())))
    };
    let redirected = NotTakenOn::Redirected(line(HOSTILE.to_owned()), words(HOSTILE.to_owned()));
    vec![
        by_receipt(
            "written-returned",
            &not_taken_on(plainly, NotTakenOn::Returned(words(plainly("She lives outside our area.")))),
        ),
        by_receipt("written-redirected-hostile", &not_taken_on(hostile, redirected)),
        by_receipt("written-asked", &asked()),
        locked("written-locked", plainly, true, form()),
        locked("written-locked-wrong", hostile, true, wrong),
        locked("written-locked-late", plainly, true, late),
        locked("written-nothing", plainly, false, form()),
        open("written-open", plainly, 0, form()),
        open("written-open-unread", plainly, 2, form()),
        open("written-open-hostile", hostile, 1, empty),
        sample("written-gone", &GonePage { frame: public_frame("This link does not work") }),
    ]
}

#[test]
fn what_was_written_looks_as_it_did() {
    for sample in samples() {
        insta::assert_snapshot!(sample.name, super::comparable(sample.html));
    }
}

#[test]
fn before_the_code_nothing_says_whom_it_is_about() {
    for name in ["written-locked", "written-nothing", "written-gone"] {
        let page = samples().into_iter().find(|sample| sample.name == name).unwrap().html;
        for secret in ["OKAFOR", "Rosa", "1951", "999", "tablets", "NHS number"] {
            assert!(!page.contains(secret), "{name} says {secret}");
        }
    }
}
