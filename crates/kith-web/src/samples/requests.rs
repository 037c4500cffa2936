//! *Requests to us* and *Our services*, by a link and signed in, in every state.

use jiff::civil::date;
use kith_app::asking::requests::{ByService, Part, RequestLine, Requests, Which};
use kith_app::entries::own::OwnEntry;
use kith_app::store::{Kept, Mark, Page};
use kith_domain::directory::connection::{Agreed, Connection, DeclineReason, State};
use kith_domain::directory::proposal::Field;
use kith_domain::directory::suggestion::Answer;
use kith_domain::directory::{Capacity, CommunityService, Dealings, Intake, Proposal, Suggestion};
use kith_domain::staff::{Role, Service};

use super::made_up::*;
use super::{HOSTILE, Sample, public_frame, sample};
use crate::components::{Form, Frame};
use crate::requests::drawn::{EntriesPage, EntryForms, ListPage, OwnEntryPage, by_link, signed_in};

/// An entry whose organisation takes nobody until January.
pub(super) fn paused() -> Intake {
    Intake {
        id: id(97),
        entry: id(63),
        places: None,
        paused_until: Some(date(2027, 1, 11)),
        said: date(2026, 11, 24),
        confirmed: None,
    }
}

/// An entry that its organisation checked today.
pub(super) fn confirmed() -> Intake {
    Intake { paused_until: None, places: Some(3), confirmed: Some(today()), said: today(), ..paused() }
}

fn form() -> Form {
    Form::blank().carrying("nonce", "0192").carrying("for-service", "s").carrying("for-record", "r")
}

fn typed(pairs: &[(&str, &str)]) -> Form {
    Form::typed(pairs.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned()))).carrying("nonce", "0192")
}

fn service(say: Say, number: u8, name: &str) -> Service {
    Service {
        id: id(number),
        slug: "harbour".to_owned(),
        name: line(say(name)),
        phone: Some(line(say("01632 960 000"))),
    }
}

fn request(say: Say, number: u8, state: State, agreed: Option<&str>) -> RequestLine {
    let connection = Connection {
        id: id(number),
        service: id(1),
        person: id(2),
        need: None,
        to: id(61),
        organisation: id(60),
        agreed: agreed.map_or_else(Agreed::default, |text| shared(say, text)),
        author: id(71),
        made: at(20, 9, 0),
        state,
        since: at(23, 9, 0),
        asked: None,
        wait: None,
    };
    RequestLine::of(&Kept { version: 2, it: connection }, &say("Harbour Walks"), Some(at(23, 9, 0)))
}

fn by(say: Say, number: u8, name: &str) -> ByService {
    let no = State::DeclinedByService { reason: DeclineReason::Full, words: None };
    let more =
        Some(Mark { at: at(23, 9, 0), id: kith_domain::id::Id::<Connection>::from_uuid(uuid::Uuid::nil()).uuid() });
    ByService {
        service: service(say, number, name),
        waiting: Page {
            lines: vec![
                request(say, 41, State::Asked, Some("That she comes alone.")),
                request(say, 42, State::NotAnswered, None),
            ],
            next: more,
        },
        answered: Page {
            lines: vec![
                request(say, 43, State::WaitListed { weeks: Some(6) }, Some("That he has a dog.")),
                request(say, 44, no, None),
                request(say, 45, State::Attending, None),
            ],
            next: more,
        },
        dealings: super::asking::dealings(),
    }
}

fn lists() -> Vec<Sample> {
    let all = |say: Say, by: Vec<ByService>, expires| Requests { organisation: organisation(say), by, expires };
    let link = |name, all: &Requests, part: Part| {
        let frame = public_frame(&format!("Requests to {}", all.organisation.name));
        sample(name, &ListPage::new(frame, &by_link(), all, part, |_| form()))
    };
    let until = Some(at(27, 9, 0));
    let nothing = ByService {
        service: service(plainly, 1, "Harbour social prescribing"),
        waiting: Page::empty(),
        answered: Page::empty(),
        dealings: Dealings::default(),
    };
    let two =
        all(plainly, vec![by(plainly, 1, "Harbour social prescribing"), by(plainly, 2, "Hill link workers")], None);
    let on = Part { on: Some((id(1), Which::Waiting, Mark { at: at(23, 9, 0), id: uuid::Uuid::nil() })) };
    let signed = Frame::clone(&frame("Requests to Harbour Community Trust", Role::Organisation, "/requests-to-us"));
    vec![
        link("requests", &all(plainly, vec![by(plainly, 1, "Harbour social prescribing")], until), Part::default()),
        link("requests-nothing", &all(plainly, vec![nothing], until), Part::default()),
        link("requests-going-on", &all(plainly, vec![by(plainly, 1, "Harbour social prescribing")], until), on),
        link("requests-hostile", &all(hostile, vec![by(hostile, 1, "Harbour")], until), Part::default()),
        sample("requests-signed-in", &ListPage::new(signed, &signed_in(), &two, Part::default(), |_| form())),
    ]
}

fn own(entry: CommunityService, intake: Option<Intake>, say: Say) -> OwnEntry {
    OwnEntry { kept: Kept { version: 1, it: entry }, organisation: organisation(say), intake, proposed: Vec::new() }
}

/// What an organisation proposed: one waits, one was taken in part, one was seen to elsewhere.
fn sent() -> Vec<Suggestion> {
    let one = |n: u8, day: i8, answer: Option<Answer>| Suggestion {
        id: id(n),
        service: id(1),
        by: None,
        entry: id(61),
        capacity: None,
        words: None,
        proposed: vec![
            Proposal { field: Field::Times, was: None, is: Some(words("Every Wednesday".to_owned())) },
            Proposal { field: Field::Postcode, was: None, is: None },
        ],
        at: at(day, 9, 0),
        done: answer.map(|_| (at(21, 9, 0), id(AMINA))),
        answer,
    };
    vec![one(200, 20, None), one(199, 19, Some(Answer::Part)), one(198, 18, Some(Answer::Done))]
}

fn entries() -> Vec<Sample> {
    let frame_of = |title: &str| public_frame(title);
    let forms = || EntryForms { room: form(), right: form(), change: form() };
    let full = CommunityService { capacity: Capacity::Full, checked: Some(today()), ..walks(plainly) };
    let page = |name, it: &OwnEntry, forms: EntryForms| {
        let title = it.kept.it.entry.name.to_string();
        sample(name, &OwnEntryPage::new(frame_of(&title), &by_link(), it, today(), forms))
    };
    let many = [
        own(walks(plainly), Some(confirmed()), plainly),
        own(CommunityService { capacity: Capacity::Full, ..walks(plainly) }, Some(paused()), plainly),
        own(walks(hostile), None, hostile),
    ];
    let mut late = typed(&[("room", "room"), ("places", "many"), ("paused_until", HOSTILE)]);
    late.problem("places", "Enter a whole number, like 20, or leave it out.");
    late.problem("paused_until", "Enter a day to come.");
    let mut wrong = typed(&[("email", HOSTILE), ("times", HOSTILE), ("words", HOSTILE)]);
    wrong.problem("email", "Enter an e-mail address, like name@example.org.");
    let mut stale = typed(&[]);
    stale.general_problem("The entry was changed while you had it open. Read it again below; nothing was saved.");
    let of_feed = CommunityService { source: Some(uuid::Uuid::nil()), ..walks(plainly) };
    vec![
        sample("our-services", &EntriesPage::new(frame_of("Our services"), &by_link(), &many, today())),
        sample("our-services-none", &EntriesPage::new(frame_of("Our services"), &by_link(), &[], today())),
        page("our-service", &own(walks(plainly), Some(confirmed()), plainly), forms()),
        page("our-service-paused", &own(full, Some(paused()), plainly), forms()),
        page("our-service-of-a-feed", &OwnEntry { proposed: sent(), ..own(of_feed, None, plainly) }, forms()),
        page("our-service-room-error", &own(walks(plainly), None, plainly), EntryForms { room: late, ..forms() }),
        page("our-service-change-error", &own(walks(hostile), None, hostile), EntryForms { change: wrong, ..forms() }),
        page("our-service-changed", &own(walks(plainly), None, plainly), EntryForms { right: stale, ..forms() }),
    ]
}

pub(super) fn samples() -> Vec<Sample> {
    [lists(), entries()].into_iter().flatten().collect()
}

#[test]
fn what_an_organisation_is_asked_and_says_looks_as_it_did() {
    for sample in samples() {
        insta::assert_snapshot!(sample.name, super::comparable(sample.html));
    }
}
