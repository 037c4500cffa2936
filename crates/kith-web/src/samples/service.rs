//! Pages of what a service says of itself.

use jiff::Timestamp;
use jiff::civil::date;
use kith_app::letter_templates::OfService;
use kith_app::settings::{Change, Opened};
use kith_app::store::{Happened, Kept};
use kith_app::what_we_did::Version;
use kith_domain::id::Id;
use kith_domain::practice::{OdsCode, Practice};
use kith_domain::settings::{Day, Settings, Urgent};
use kith_domain::staff::Service;
use kith_domain::support::asking::Share;
use kith_domain::support::letter_template::{SHIPPED, Wording};
use kith_domain::support::way_list::{Change as Changed, ListLine};
use kith_domain::support::way_of_working::{FIRST_LIST, Heading};
use kith_domain::support::{LetterTemplate, WayList, WayOfWorking};
use kith_domain::text::{Line, Words};

use super::{HOSTILE, Sample, frame, sample};
use crate::components::{DatePart, Form, Frame};
use crate::service::asking::{self, AskingPage};
use crate::service::door::{self, DoorPage};
use crate::service::letter_templates::{TemplatePage, TemplatesPage};
use crate::service::lists::{self, List};
use crate::service::same_day;
use crate::service::urgent::{self, UrgentPage};
use crate::service::versions::{self, VersionsPage};
use crate::service::{May, history_page, opening, page};

fn id<T>(number: u8) -> Id<T> {
    Id::from_parts(1, [number; 10])
}

fn line(text: &str) -> Line {
    Line::new(text).unwrap()
}

/// The versions of a list: as it was, changed in every way, and in another order.
fn made() -> Vec<Version> {
    let lines = |labels: &[(u8, &str, &str, bool)]| -> Vec<ListLine> {
        let line = |&(number, code, label, is_offered): &(u8, &str, &str, bool)| ListLine {
            way: id(number),
            code: line(code),
            label: line(label),
            heading: if code == "P20" { Heading::Limits } else { Heading::Being },
            is_offered,
        };
        labels.iter().map(line).collect()
    };
    let first = [(1, "P08", "Listened; no goal today", true), (2, "P20", "Stayed past the usual limit", true)];
    let second =
        [(1, "P08", HOSTILE, false), (2, "P20", "Stayed past the usual limit", true), (3, "S01", HOSTILE, true)];
    let list = |number, lines, by: Option<Id<kith_domain::staff::Account>>| {
        WayList::make(Id::from_parts(3, [7; 10]), (id(1), number), lines, by, at()).0
    };
    let (one, two) = (list(1, lines(&first), None), list(2, lines(&second), Some(id(9))));
    let changes = two.changes_from(&one).iter().map(Changed::in_words).collect();
    let three = list(3, lines(&second), Some(id(9)));
    vec![
        Version { list: three, by: Some("Lee Okafor".to_owned()), changes: vec!["Put into another order.".to_owned()] },
        Version { list: two, by: Some(HOSTILE.to_owned()), changes },
        Version { list: one, by: None, changes: Vec::new() },
    ]
}

fn at() -> Timestamp {
    kith_domain::time::moment_on(date(2026, 5, 12), 10, 0).unwrap()
}

fn opened(settings: Settings, practices: &[&str]) -> Opened {
    let service =
        Service { id: id(1), slug: "harbour".to_owned(), name: line("Harbour"), phone: Some(line("01632 960000")) };
    let practice = |(number, name): (u8, &&str)| Practice {
        id: id(number),
        ods_code: OdsCode::parse(&format!("A9910{number}")).unwrap(),
        name: line(name),
        email: None,
    };
    let way = |(position, (code, heading, words)): (i64, (&str, _, &str))| Kept {
        version: 1,
        it: WayOfWorking {
            id: Id::from_parts(2, [u8::try_from(position).unwrap(); 10]),
            service: id(1),
            code: line(code),
            label: line(words),
            heading,
            position,
        },
    };
    Opened {
        settings: Kept { version: 3, it: settings },
        service: Kept { version: 1, it: service },
        practices: (1_u8..).zip(practices).map(practice).collect(),
        ways: (1_i64..).zip(FIRST_LIST).map(way).collect(),
    }
}

fn first() -> Settings {
    Settings::first(id(1))
}

fn full() -> Settings {
    Settings {
        urgent: Urgent {
            words: Some(Words::new(HOSTILE).unwrap()),
            crisis: Some(line("0800 496 0000, day and night")),
            safeguarding_adults: Some(line("01632 960 100")),
            safeguarding_children: Some(line(HOSTILE)),
        },
        door_closed: Some(Words::new(HOSTILE).unwrap()),
        same_day: vec![(id(1), line("01632 960 200, ask for the duty doctor")), (id(2), line(HOSTILE))],
        days: vec![
            Day { day: date(2026, 12, 24), name: line(HOSTILE), is_open: false },
            Day { day: date(2026, 12, 28), name: line("We are open after all"), is_open: true },
        ],
        retired_ways: vec![line("P05")],
        asking: Share::USUAL,
        visit_words: Some(Words::new(HOSTILE).unwrap()),
        ..first()
    }
}

fn blank() -> Form {
    Form::blank().carrying("nonce", "0123456789abcdef")
}

/// The templates that are shipped, and one that the service changed.
fn templates() -> Vec<OfService> {
    let shipped =
        SHIPPED.iter().map(|it| OfService { code: it.code.to_owned(), wording: it.wording().unwrap(), own: None });
    let wording = Wording {
        title: line(HOSTILE),
        to: None,
        subject: line(HOSTILE),
        text: kith_domain::text::Note::new(HOSTILE).unwrap(),
        is_offered: false,
    };
    let (it, _) = LetterTemplate::write(id(7), id(1), line("T01"), wording.clone()).unwrap();
    shipped.chain([OfService { code: "T01".to_owned(), wording, own: Some(Kept { version: 2, it }) }]).collect()
}

fn template_page(form: Form, template: Option<OfService>) -> TemplatePage {
    let event = template.as_ref().and_then(|it| it.own.as_ref()).map(|kept| {
        let (it, event) = LetterTemplate::write(id(7), id(1), line("T01"), kept.it.wording.clone()).unwrap();
        Happened {
            kind: event.kind.to_owned(),
            subject: it.id.uuid(),
            at: Timestamp::from_second(1_795_000_000).unwrap(),
            account: None,
            facts: event.facts.into_iter().map(|(name, fact)| (name.to_owned(), fact)).collect(),
        }
    });
    let opened = kith_app::letter_templates::Opened {
        template,
        happened: event.into_iter().collect(),
        names: kith_app::people::Names::default(),
    };
    let is_fine = form.is_fine();
    let form = TemplatePage::filled(form, &opened);
    let frame = Frame { error_title: !is_fine, ..frame("Change a letter template") };
    TemplatePage::new(frame, &opened, form)
}

pub(super) fn samples() -> Vec<Sample> {
    let today = date(2026, 11, 26);
    let surgeries = ["Harbour Lane Surgery", HOSTILE];
    let (it, empty) = (opened(full(), &surgeries), opened(first(), &[]));
    let refused = |frame: Frame| Frame { error_title: true, ..frame };
    let mut day = Form::typed([("name".to_owned(), HOSTILE.to_owned()), ("which-day".to_owned(), "31".to_owned())]);
    day.date_problem("which", DatePart::Whole, "Enter the day in numbers, like 24 12 2026.");
    day.problem("is", "Choose whether you are open or closed that day.");
    let mut long = blank();
    long.problem("words", "This is 5000 characters long. Shorten it to 4000 characters or fewer.");
    let mut unsaid = Form::typed([("door".to_owned(), "closed".to_owned())]);
    unsaid.problem("words", "Write what people read while the door is closed, and where else they can turn.");
    let mut gone = blank();
    gone.general_problem("One of these practices does not refer to your service any more.");
    let mut unknown =
        Form::typed([("codes".to_owned(), "unknown".to_owned()), ("label-unknown".to_owned(), HOSTILE.to_owned())]);
    unknown.problem("offered", "“Not known” is always offered, because it is an honest answer.");
    let mut no_share = Form::typed([("asking".to_owned(), "17".to_owned())]);
    no_share.problem("asking", "Choose from the list how often a contact asks.");
    let mut no_heading = Form::typed([("new".to_owned(), HOSTILE.to_owned())]);
    no_heading.problem("heading", "Choose the heading under which the new line stands.");
    let mut unknown_place =
        Form::typed([("title", HOSTILE), ("text", HOSTILE)].map(|(a, b)| (a.to_owned(), b.to_owned())));
    unknown_place.problem("text", "“{nmae}” is nothing that Kith can fill in. It knows {name}, {called}.");
    let change = |what: &str, before: &str| Change {
        at: Timestamp::from_second(1_795_000_000).unwrap(),
        by: "Grace Mensah".to_owned(),
        what: what.to_owned(),
        before: before.to_owned(),
        after: HOSTILE.to_owned(),
    };
    vec![
        sample("service", &page(frame("Service"), &it, today, May { all: true, ways: true })),
        sample("service-new", &page(frame("Service"), &empty, today, May { all: false, ways: false })),
        sample(
            "service-history",
            &history_page(frame("What was changed"), &[change("urgent help", ""), change("opening days", "Monday")]),
        ),
        sample("service-history-empty", &history_page(frame("What was changed"), &[])),
        sample("service-opening", &opening::page(frame("Opening days"), &it, today, (blank(), blank()), blank)),
        sample(
            "service-opening-wrong",
            &opening::page(refused(frame("Opening days")), &empty, today, (blank(), day), blank),
        ),
        sample(
            "service-urgent",
            &UrgentPage { frame: frame("When something cannot wait"), form: urgent::filled(blank(), &it) },
        ),
        sample(
            "service-urgent-wrong",
            &UrgentPage { frame: refused(frame("When something cannot wait")), form: urgent::filled(long, &it) },
        ),
        sample("service-door", &DoorPage::new(frame("The public door"), door::filled(blank(), &it))),
        sample("service-door-wrong", &DoorPage::new(refused(frame("The public door")), unsaid)),
        sample(
            "service-visits",
            &crate::service::visits::VisitsPage {
                frame: frame("When somebody is not back"),
                form: crate::service::visits::filled(blank(), &it),
            },
        ),
        sample("service-same-day", &same_day::page(frame("Same-day contacts"), blank(), &it)),
        sample("service-same-day-none", &same_day::page(refused(frame("Same-day contacts")), gone, &empty)),
        sample("service-for-lead", &page(frame("Service"), &it, today, May { all: false, ways: true })),
        sample("service-asking", &AskingPage::new(frame(asking::TITLE), blank(), &it)),
        sample("service-asking-wrong", &AskingPage::new(refused(frame(asking::TITLE)), no_share, &it)),
        sample("service-list-versions", &VersionsPage::new(frame(versions::TITLE), &made())),
        sample("service-list-versions-none", &VersionsPage::new(frame(versions::TITLE), &[])),
        sample("service-list-ways", &lists::page(frame("What we did"), blank(), List::Ways, &it)),
        sample("service-list-ways-wrong", &lists::page(refused(frame("What we did")), no_heading, List::Ways, &it)),
        sample(
            "service-list-closing",
            &lists::page(refused(frame("Reasons for closing")), unknown, List::Closing, &it),
        ),
        sample("service-templates", &TemplatesPage::new(frame("Letter templates"), &templates(), true)),
        sample("service-templates-read", &TemplatesPage::new(frame("Letter templates"), &templates(), false)),
        sample("service-template", &template_page(blank(), templates().into_iter().next())),
        sample("service-template-changed", &template_page(blank(), templates().into_iter().next_back())),
        sample("service-template-wrong", &template_page(unknown_place, None)),
        sample("service-list-needs", &lists::page(frame("What a need is about"), blank(), List::Needs, &it)),
    ]
}

#[test]
fn pages_of_the_service_look_as_they_did() {
    for sample in samples() {
        insta::assert_snapshot!(sample.name, super::comparable(sample.html));
    }
}
