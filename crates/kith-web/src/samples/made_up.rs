//! A made-up person with a story, for the pages about people. Every text passes through `say`, so that the same
//! story can be told with hostile text in every place where somebody may write.

use jiff::Timestamp;
use jiff::civil::date;
use kith_app::people::{Head, Story};
use kith_app::searching::Card;
use kith_app::sharing::Sharing;
use kith_app::store::{ConnectionLine, Happened, Kept};
use kith_domain::directory::connection::{Afterwards, Agreed, DeclineReason, May, Offer, Part, Step, Whose};
use kith_domain::directory::record::{self, Cost, Location, LocationKind, Record, postcode};
use kith_domain::directory::{Capacity, CommunityService, Connection, Entry, Organisation, Status};
use kith_domain::event::Event;
use kith_domain::id::Id;
use kith_domain::message::{Content, MessageBack};
use kith_domain::need::gap::{Findings, Instead, Kind, Reason};
use kith_domain::need::{Domain, Gap, Known, Need, Telling};
use kith_domain::nhs_number::{NhsNumber, NumberMissing};
use kith_domain::person::around::{Around, Details, MayKnow, OwnAgreement, Relation};
use kith_domain::person::identity::{Address, Parts};
use kith_domain::person::reaching::{Adjustment, Channel, Facts, Format, Message, Reaching, Safe, Support};
use kith_domain::person::sharing::{Recipient, Says, SharingDecision, Terms};
use kith_domain::person::{Identity, Person};
use kith_domain::policy::actor::Post;
use kith_domain::policy::{Actor, Staff};
use kith_domain::practice::{OdsCode, Practice};
use kith_domain::referral::{Reasons, Referral, Told, ToldAnswer};
use kith_domain::staff::{Role, Service};
use kith_domain::support::case::{ClosureReason, Door};
use kith_domain::support::contact::{Details as Said, Mode, Place, Reached};
use kith_domain::support::way_of_working::FIRST_LIST;
use kith_domain::support::{Case, Contact, WayOfWorking, WhatMatters};
use kith_domain::text::{Line, Note, Words};
use kith_domain::time;

use crate::components::{Frame, NavItem, PersonBanner};

mod planned;
mod story;

pub(super) use planned::planned_story;
pub(super) use story::*;

/// How a text of the story is said.
pub(super) type Say = fn(&str) -> String;

/// As it was meant.
pub(super) fn plainly(text: &str) -> String {
    text.to_owned()
}

/// What must never become markup.
pub(super) const HOSTILE: &str = "\"'><x-kith-7 onmouseover=1>";

/// As somebody who means harm would write it.
pub(super) fn hostile(_: &str) -> String {
    HOSTILE.to_owned()
}

/// What somebody agreed may be told: a name, a number, and words.
pub(super) fn shared(say: Say, more: &str) -> Agreed {
    Agreed {
        parts: vec![
            (Part::FirstName, words(say("Rosa"))),
            (Part::Phone, words(say("01632 960 123 (only when arranged before)"))),
        ],
        words: Some(words(say(more))),
    }
}

/// What a record offers to be told, with one way that is never safe.
pub(super) fn offered(say: Say) -> Vec<Offer> {
    let offer = |part, value: &str, may| Offer { part, value: words(say(value)), may };
    vec![
        offer(Part::FirstName, "Rosa", May::Tick),
        offer(Part::FullName, "Rosa Okonjo", May::Tick),
        offer(Part::Phone, "01632 960 123 (only when arranged before)", May::Tick),
        offer(Part::Email, "rosa@example.org", May::NeverSafe),
        offer(Part::Reach, "Leave no message. When: weekdays after 10am.", May::Tick),
    ]
}

/// The identifier of the `n`th thing.
pub(super) fn id<T>(n: u8) -> Id<T> {
    Id::from_parts(1_790_000_000_000, [n; 10])
}

/// A moment in November 2026.
pub(super) fn at(day: i8, hour: i8, minute: i8) -> Timestamp {
    time::moment_on(date(2026, 11, day), hour, minute).unwrap()
}

/// The day on which the samples are looked at.
pub(super) fn today() -> jiff::civil::Date {
    date(2026, 11, 24)
}

pub(super) const AMINA: u8 = 1;
pub(super) const ROWAN: u8 = 2;

pub(super) fn line(text: String) -> Line {
    Line::new(&text).unwrap()
}
pub(super) fn words(text: String) -> Words {
    Words::new(&text).unwrap()
}

/// Somebody signed in.
fn actor(account: u8, post: Post) -> Actor {
    Actor::Staff(Staff {
        account: id(account),
        standing: id(account),
        post,
        services: vec![service()],
        covers: Vec::new(),
    })
}

/// Amina, the link worker.
pub(super) fn amina() -> Actor {
    actor(AMINA, Post::LinkWorker(service()))
}

/// Rowan, the team lead.
pub(super) fn rowan() -> Actor {
    actor(ROWAN, Post::TeamLead(service()))
}

pub(super) fn service() -> Id<Service> {
    id(200)
}

/// The frame of a page in the link worker's or another role's hands.
pub(super) fn frame(title: &str, role: Role, current: &str) -> Frame {
    let nav = crate::visit::places(role).iter().map(|(href, text)| {
        let item = NavItem::new(href, text);
        if *href == current { item.current() } else { item }
    });
    Frame {
        title: title.to_owned(),
        service_name: "Harbour social prescribing".to_owned(),
        nav: nav.collect(),
        who: Some(
            if role == Role::LinkWorker { "Amina Yusuf, link worker" } else { "Rowan Hale, team lead" }.to_owned(),
        ),
        demo: true,
        ..Frame::default()
    }
}

/// The frame of a page about a person.
pub(super) fn frame_about(title: &str, person: &Person, role: Role) -> Frame {
    let born = person.identity.born;
    let banner = PersonBanner {
        name: person.identity.formal_name(),
        href: format!("/people/{}", person.id),
        born: format!("{} ({})", born.in_words(), born.age_in_words(today()).unwrap_or_default()),
        nhs_number: match person.identity.nhs_number {
            Ok(number) => number.to_string(),
            Err(why) => format!("Not given: {}", why.as_fact()),
        },
        communication: person.communication.as_ref().map(ToString::to_string),
        warnings: person.safe_contact.as_ref().map(ToString::to_string).into_iter().collect(),
        is_restricted: false,
        is_kept_offline: false,
    };
    Frame { banner: Some(banner), ..frame(title, role, "/people") }
}

/// A person of whom little is known: no NHS number, one name, no rules.
pub(super) fn little_known() -> Person {
    Person {
        id: id(3),
        service: service(),
        identity: Identity {
            nhs_number: Err(NumberMissing::NotToHand),
            family_name: line("Ng".to_owned()),
            given_names: None,
            preferred_name: None,
            born: date(1999, 2, 1).into(),
        },
        phone: None,
        safe_contact: None,
        communication: None,
        language: None,
        interpreter: false,
    }
}

fn peggy(say: Say) -> Person {
    Person {
        id: id(4),
        service: service(),
        identity: Identity {
            nhs_number: Ok((100_000..).find_map(NhsNumber::synthetic).unwrap()),
            family_name: line(say("Featherstonehaugh-Onwubiko")),
            given_names: Some(line(say("Margaret Anne"))),
            preferred_name: Some(line(say("Peggy"))),
            born: date(1951, 3, 14).into(),
        },
        phone: Some(line(say("01632 960123"))),
        safe_contact: Some(words(say("Do not leave a voice message. Phone after 10am."))),
        communication: Some(words(say("Large print. Speaks slowly after a stroke."))),
        language: None,
        interpreter: false,
    }
}

/// The service's list of what is done.
pub(super) fn ways(say: Say) -> Vec<WayOfWorking> {
    (1..)
        .zip(FIRST_LIST)
        .map(|(position, (code, heading, label))| WayOfWorking {
            id: id(100 + u8::try_from(position).unwrap()),
            service: service(),
            code: line(code.to_owned()),
            label: line(say(label)),
            heading,
            position,
        })
        .collect()
}

pub(super) fn practice(say: Say) -> Practice {
    Practice {
        id: id(50),
        ods_code: OdsCode::parse("Y99001").unwrap(),
        name: line(say("Elm Street Surgery")),
        email: None,
    }
}

/// A community organisation.
pub(super) fn organisation(say: Say) -> Organisation {
    Organisation {
        id: id(60),
        source: None,
        name: line(say("Harbour Community Trust")),
        description: Some(words(say("People by the water who keep one another company."))),
        email: Some(line(say("hello@harbour.example.org"))),
        url: Some(line(say("https://harbour.example.org/"))),
    }
}

/// What it offers, with everything said.
pub(super) fn walks(say: Say) -> CommunityService {
    CommunityService {
        id: id(61),
        organisation: id(60),
        source: None,
        entry: Entry {
            name: line(say("Harbour Walks")),
            description: Some(words(say(
                "Slow walks by the water with plenty of benches, a leader who waits for the last, and tea at the end. \
                 You can come once or every week, with somebody or alone.\n\nNobody asks why you come, and nobody \
                 minds when you do not.",
            ))),
            status: Status::Active,
            audience: Some(line(say("Adults, at any pace"))),
            times: Some(words(say("Every Tuesday, 10am to 11.30am"))),
            place: Some(words(say("The harbour office, Quay Street, ZZ99 3CZ"))),
            cost: Some(line(say("Free"))),
            access: Some(words(say("Step-free. Dogs welcome."))),
            languages: Some(line(say("English, Polish"))),
            phone: Some(line(say("01632 960 456"))),
            email: Some(line(say("walks@harbour.example.org"))),
            url: Some(line(say("https://harbour.example.org/walks"))),
            record: walks_record(say),
        },
        capacity: Capacity::Room,
        checked: Some(date(2026, 10, 20)),
        vanished: None,
        here: kith_domain::directory::Here::published(),
    }
}

/// What it says in structured form.
fn walks_record(say: Say) -> Record {
    let place = Location {
        words: Some(words(say("Bus 12 stops at the door. Ring the bell of the harbour office."))),
        addresses: vec![record::Address { postcode: postcode("ZZ99 3CZ"), ..record::Address::default() }],
        ..Location::of(LocationKind::Physical)
    };
    Record {
        minimum_age: Some(18),
        how_to_refer: Some(words(say("Ring first, or come along: nobody needs a referral."))),
        alert: Some(words(say("No walk on Tuesday 22 December."))),
        assured_on: Some(date(2026, 10, 20)),
        assured_by: Some(line(say("office@harbour.example.org"))),
        costs: vec![Cost { pence: Some(0), ..Cost::default() }],
        locations: vec![place],
        ..Record::default()
    }
}

/// An entry of which hardly anything is said.
pub(super) fn bare(n: u8, name: &str) -> CommunityService {
    let nothing = Entry {
        name: line(name.to_owned()),
        description: None,
        status: Status::Active,
        audience: None,
        times: None,
        place: None,
        cost: None,
        access: None,
        languages: None,
        phone: None,
        email: None,
        url: None,
        record: Record::default(),
    };
    CommunityService {
        id: id(n),
        organisation: id(60),
        source: None,
        entry: nothing,
        capacity: Capacity::NotSaid,
        checked: None,
        vanished: None,
        here: kith_domain::directory::Here::published(),
    }
}

/// Cards of a directory: room, a wait, full and long ago checked, no longer listed, next to nothing said.
pub(super) fn cards(say: Say) -> Vec<Card> {
    let card = |service: CommunityService| {
        let intake = (service.id == id(63)).then(super::requests::paused);
        Card { intake, ..Card::plain(service, say("Harbour Community Trust")) }
    };
    let singing = bare(62, &say("Sing with us"));
    let advice = bare(63, &say("Debt advice at the library"));
    let lunch = bare(64, &say("Lunch club"));
    vec![
        card(walks(say)),
        card(CommunityService {
            capacity: Capacity::Wait { weeks: Some(6) },
            checked: Some(date(2026, 11, 2)),
            entry: Entry { cost: Some(line(say("£2 each time"))), ..singing.entry.clone() },
            ..singing
        }),
        card(CommunityService {
            capacity: Capacity::Full,
            checked: Some(date(2025, 1, 15)),
            entry: Entry { times: Some(words(say("Mondays and Thursdays, 1pm to 4pm"))), ..advice.entry.clone() },
            ..advice
        }),
        card(CommunityService {
            vanished: Some(at(3, 4, 0)),
            entry: Entry { status: Status::TemporarilyClosed, ..lunch.entry.clone() },
            ..lunch
        }),
        card(bare(65, &say("Repair café"))),
    ]
}
