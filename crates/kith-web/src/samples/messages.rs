//! Messages back: being written from a draft, and as the link worker finds them again, in every state.

use kith_app::messages::draft;
use kith_app::messages::text::Filing;
use kith_app::messages::{Reach, Reads};
use kith_app::people::Story;
use kith_app::replies::Opened;
use kith_app::store::{CarriedLine, Kept};
use kith_app::written::ByLink;
use kith_domain::id::Id;
use kith_domain::message::withheld::{Item, Withheld};
use kith_domain::message::{Carried, Held, MessageBack, OfferedCode, Reply};
use kith_domain::person::protection::{Protection, Terms};
use kith_domain::policy::Actor;
use kith_domain::staff::{Account, Role};

use super::made_up::*;
use super::{Sample, sample};
use crate::components::Form;
use crate::messages::drawn::{Known, OnePage, WritePage};
use crate::people::May;
use crate::people::draft::{Drafting, OfMessage};

/// A practice where nobody has an account, and which has a code and an address.
fn reach(story: &Story) -> Reach {
    let practice = story.referrals.first().and_then(|(_, practice)| practice.clone());
    let practice = practice.unwrap_or_else(super::accounts::practice);
    let practice =
        kith_domain::practice::Practice { email: Some(line("reception@surgery.example.org".to_owned())), ..practice };
    Reach { practice, reads: Reads::ByCode, has_code: true, has_receipt: true }
}

/// What went with a message: it corrects another and carries a code.
pub(super) fn went_with(message: &MessageBack, letter: Option<(uuid::Uuid, Held)>) -> Carried {
    Carried {
        message: message.id,
        service: message.service,
        person: message.person,
        corrects: Some(id(97)),
        code: Some((OfferedCode::Accepted, id(98))),
        letter,
    }
}

/// What the practice wrote back about it.
pub(super) fn answered(say: Say, message: &MessageBack, by: Option<Id<Account>>) -> Reply {
    Reply {
        id: id(96),
        service: message.service,
        person: message.person,
        referral: message.referral,
        message: message.id,
        practice: message.practice,
        words: words(say("Thank you. Her tablets were changed on Monday.")),
        by,
        at: at(24, 9, 0),
    }
}

fn opened(say: Say, letter: Option<&str>) -> Opened {
    let story = full_story(say);
    let message = story.messages.first().unwrap().it.clone();
    let held = if letter == Some("left") { Held::Text } else { Held::Link };
    let carried = went_with(&message, Some((id::<()>(99).uuid(), held)));
    let reply = answered(say, &message, Some(id(72)));
    Opened {
        person: story.person.it.clone(),
        reach: Some(Reach { reads: Reads::ByAccount, ..reach(&story) }),
        carried: Some(CarriedLine { it: carried, letter: letter.map(str::to_owned) }),
        corrected_by: Some(id(95)),
        replies: vec![reply],
        names: story.names.clone(),
        has_news: true,
        filing: Filing::Ordinary,
        by_link: None,
        message,
    }
}

fn form() -> Form {
    Form::blank().carrying("nonce", "0192").carrying("for-service", "s").carrying("for-record", "r")
}

/// What the form is made of; with `kept`, the first connection is kept from the practice.
fn known(story: Story, kept: bool) -> Known {
    let person = &story.person.it;
    let kept: Vec<Kept<Withheld>> = story
        .connections
        .first()
        .filter(|_| kept)
        .map(|line| Item::Connection(line.kept.it.id))
        .map(|item| Withheld::keep(id(94), (person.service, person.id), item, id(AMINA), at(23, 9, 0)).0)
        .map(|it| Kept { version: 1, it })
        .into_iter()
        .collect();
    Known {
        draft: draft::made(&story, &kept),
        codes: &[OfferedCode::Declined, OfferedCode::Accepted],
        reach: Some(Reach { reads: Reads::ByAccount, ..reach(&story) }),
        story,
    }
}

fn write(name: &'static str, known: &Known, form: Form, saved: bool) -> Sample {
    let person = &known.story.person.it;
    let mut frame = frame_about("Message the practice", person, Role::LinkWorker);
    frame.error_title = !form.is_fine();
    let drafting = Drafting::of::<OfMessage>(person.id, saved.then(|| at(23, 17, 5)), self::form());
    sample(name, &WritePage::new(frame, known, form, drafting, false))
}

/// The form as it opens, filled in from the record.
fn offered(known: &Known) -> Form {
    let input = &known.draft.input;
    let kept = known.draft.lines.iter().filter(|line| line.kept.is_some());
    form()
        .prefill("mattered", &input.mattered)
        .prefill("happened", &input.happened)
        .prefill("missing", &input.missing)
        .prefill("code", "")
        .prefill_all("keep_back", kept.map(|line| draft::key_of(line.item)))
}

fn writing() -> Vec<Sample> {
    let plain = known(full_story(plainly), false);
    let kept = known(full_story(plainly), true);
    let bad = known(full_story(hostile), true);
    let mut unreferred = new_story(little_known(), plainly);
    unreferred.referrals.clear();
    let nobody = Known { codes: &[], ..known(unreferred, false) };
    let terms = Terms { named: [].into(), not_online: true, reason: None };
    let mut offline = known(full_story(plainly), false);
    offline.story.protection = Some(
        Protection::begin(id(150), &offline.story.person.it, terms, &[].into(), (id(71), at(20, 9, 0))).unwrap().0,
    );
    let mut unreached = known(full_story(plainly), false);
    unreached.reach = unreached.reach.map(|mut reach| {
        reach.practice.email = None;
        Reach { reads: Reads::ByCode, ..reach }
    });
    let mut by_both = known(full_story(plainly), false);
    by_both.reach = by_both.reach.map(|reach| Reach { reads: Reads::ByBoth, ..reach });
    let mut ended = known(full_story(plainly), false);
    ended.reach = ended.reach.map(|reach| Reach { reads: Reads::Nowhere, ..reach });
    let mut silent = Form::typed([("mattered".to_owned(), String::new())]).carrying("nonce", "0192");
    silent.problem("happened", "Write something for the practice. One of the three boxes is enough.");
    vec![
        write("message-back", &plain, offered(&plain), false),
        write("message-back-kept-back", &kept, offered(&kept), false),
        write("message-back-by-code-too", &by_both, offered(&by_both), false),
        write("message-back-no-address", &unreached, offered(&unreached), false),
        write("message-back-ended", &ended, offered(&ended), false),
        write("message-back-kept-offline", &offline, offered(&offline), false),
        write("message-back-drafted", &bad, offered(&bad), true),
        write("message-back-corrects", &plain, form().prefill("corrects", "1").prefill("happened", HOSTILE), false),
        write("message-back-error", &bad, silent, false),
        write("message-back-to-nobody", &nobody, offered(&nobody), false),
    ]
}

pub(super) fn samples() -> Vec<Sample> {
    let page = |name, opened: &Opened, actor: Actor| {
        let role = if actor == rowan() { Role::TeamLead } else { Role::LinkWorker };
        let frame = frame_about("A message to the practice", &opened.person, role);
        sample(
            name,
            &OnePage::new(
                frame,
                opened,
                &May::opened(actor, &opened.person),
                form(),
                (form(), form()),
                role == Role::TeamLead,
            ),
        )
    };
    let bare = Opened {
        carried: None,
        corrected_by: None,
        replies: Vec::new(),
        has_news: false,
        reach: None,
        ..opened(plainly, None)
    };
    let link = |say: Say, kept_offline, may_be_told| ByLink {
        sent: vec![super::asking::sent(say, 2), super::asking::sent(say, 0)],
        recipient: Some(line(say("reception@harbour-lane.example.org"))),
        kept_offline,
        may_be_told,
    };
    let by_link = |say: Say, link: ByLink| {
        let reach = Some(reach(&full_story(say)));
        Opened { by_link: Some(link), reach, ..opened(say, Some("left")) }
    };
    let no_address = |reads: Reads| {
        let mut reach = reach(&full_story(plainly));
        reach.practice.email = None;
        let by_link = ByLink { sent: Vec::new(), recipient: None, kept_offline: false, may_be_told: true };
        let by_link = (reads == Reads::ByCode).then_some(by_link);
        Opened {
            reach: Some(Reach { reads, has_code: false, ..reach }),
            by_link,
            carried: None,
            ..opened(plainly, None)
        }
    };
    let found = [
        page("message-by-link", &by_link(plainly, link(plainly, false, true)), amina()),
        page("message-by-link-kept-offline", &by_link(hostile, link(hostile, true, true)), amina()),
        page("message-by-link-refused", &by_link(plainly, link(plainly, false, false)), amina()),
        page("message-no-address", &no_address(Reads::ByCode), amina()),
        page("message-no-address-for-lead", &no_address(Reads::ByAccount), rowan()),
        page("message", &opened(plainly, Some("left")), amina()),
        page("message-waiting", &opened(plainly, Some("waiting")), amina()),
        page("message-stuck-for-lead", &opened(plainly, Some("stuck")), rowan()),
        page("message-bare", &bare, amina()),
        page("message-hostile", &opened(hostile, Some("left")), amina()),
    ];
    writing().into_iter().chain(found).collect()
}

#[test]
fn a_message_looks_as_it_did() {
    for sample in samples() {
        insta::assert_snapshot!(sample.name, super::comparable(sample.html));
    }
}
