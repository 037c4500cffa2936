//! *How we work* in every state: a team with a step and a slow change, one that may not be shown, one's own series, lenses,
//! context events.

use std::collections::BTreeSet;

use jiff::civil::date;
use kith_app::how_we_work::{
    Asked, Before, Compared, ContextList, Eyes, Facts, Lead, Least, Noted, One, OpenedContext, OpenedLens, Sharing,
    Team, View, Viewer, Which, Window, drawn, side_by_side,
};
use kith_app::store::Kept;
use kith_domain::context::{ContextEvent, Kind, Says};
use kith_domain::lens::{LensVersion, Reading, ours};
use kith_domain::measure::Month;
use kith_domain::measure::working::{ContactFact, Mix, NeedFact};
use kith_domain::need::{Domain, Known};
use kith_domain::own_series::SeriesShare;
use kith_domain::staff::Role;
use kith_domain::support::WayOfWorking;
use kith_domain::support::contact::{Asked as WasAsked, Mode, Place, Reached, StartedBy};
use kith_domain::support::way_of_working::FIRST_LIST;
use kith_domain::time;

use super::made_up::*;
use super::{HOSTILE, Sample, sample};
use crate::components::{Form, Frame};
use crate::how_we_work::{
    ChangePage, ComparePage, ContextPage, ContextWritePage, LensPage, LensesPage, OnePage, TITLE, TeamPage,
};

fn form() -> Form {
    Form::blank().carrying("nonce", "0192").carrying("for-service", "s").carrying("for-record", "r")
}

fn wide(title: &str, role: Role, place: &str) -> Frame {
    Frame { wide: true, ..frame(title, role, place) }
}

/// Eighteen months up to October 2026, in a window that begins with a year.
fn window() -> Window {
    Window::until(at(24, 9, 0))
}

fn ways(say: Say) -> Vec<WayOfWorking> {
    let of = |(place, (code, heading, label)): (usize, &(&str, _, &str))| WayOfWorking {
        id: id(u8::try_from(place).unwrap()),
        service: service(),
        code: line((*code).to_owned()),
        // Two lines of a list never read alike, whatever is written in them.
        label: line(if say(label) == *label { say(label) } else { format!("{} {place}", say(label)) }),
        heading: *heading,
        position: i64::try_from(place).unwrap(),
    };
    FIRST_LIST.iter().enumerate().map(of).collect()
}

/// Contacts of some workers, so many a month each: fewer at home as time goes on, and a goal more often from March 2026 on.
fn facts(workers: u8, each: u8) -> Facts {
    let window = window();
    let mut contacts = Vec::new();
    let mut needs = Vec::new();
    let mut state = 2_463_534_242_u32;
    let mut hundred = || {
        state ^= state << 13;
        state ^= state >> 17;
        state ^= state << 5;
        state % 100
    };
    let begins = Month::of(date(2025, 5, 1));
    for (place, month) in window.months.iter().enumerate().filter(|(_, month)| **month >= begins) {
        let since = u32::try_from(place).unwrap().saturating_sub(16);
        let is_after = *month >= Month::of(date(2026, 3, 1));
        for worker in 0..workers {
            for nth in 0..each {
                let first = month.first_day();
                let day = date(first.year(), first.month(), i8::try_from(nth % 27).unwrap() + 1);
                let is_home = hundred() < 60 - since * 2;
                let has_goal = hundred() < if is_after { 70 } else { 20 };
                let asked = [Some(WasAsked::Answered), None, None, Some(WasAsked::Answered), Some(WasAsked::Skipped)];
                let asked = asked[usize::from(nth % 5)];
                let mut tapped = BTreeSet::new();
                if asked == Some(WasAsked::Answered) || nth % 11 == 1 {
                    tapped.insert(if has_goal { "P03" } else { "P08" }.to_owned());
                    if hundred() < 30 {
                        tapped.insert("P15".to_owned());
                    }
                }
                let person = id(nth % 40);
                contacts.push(ContactFact {
                    worker: id(100 + worker),
                    person,
                    at: time::moment_on(day, 10, 0).unwrap(),
                    mode: if nth % 3 == 0 { Mode::Phone } else { Mode::FaceToFace },
                    place: (nth % 3 > 0).then_some(if is_home { Place::Home } else { Place::Practice }),
                    reached: if nth % 9 == 4 { Reached::NoAnswer } else { Reached::Yes },
                    has_others: nth % 8 == 0,
                    minutes: Some(15 + hundred() % 60),
                    asked,
                    started_by: (nth % 4 > 0).then_some(if nth % 4 == 1 { StartedBy::Them } else { StartedBy::Us }),
                    accompanied: nth % 13 == 5,
                    ways: tapped,
                    has_goal,
                    has_connection: nth % 6 == 0,
                    is_held: nth % 5 == 0,
                    needs: usize::from(nth % 4),
                    is_structural: nth % 2 == 0,
                });
                if nth % 4 == 0 {
                    needs.push(NeedFact {
                        worker: id(100 + worker),
                        person,
                        at: time::moment_on(day, 11, 0).unwrap(),
                        known: if hundred() < 45 { Known::Referral } else { Known::FirstConversation },
                        domain: Some(if hundred() < 50 { Domain::Housing } else { Domain::Connection }),
                        practice: (nth % 12 != 4).then(|| id(1 + nth % 3)),
                    });
                }
            }
        }
    }
    contacts.sort_by_key(|it| it.at);
    Facts::of(contacts, (Vec::new(), Vec::new()), needs)
}

fn events(say: Say) -> Vec<Noted> {
    let noted = |on, kind, what: &str, words: Option<&str>, derived| Noted {
        on,
        kind,
        what: say(what),
        words: words.map(say),
        derived,
    };
    vec![
        noted(date(2026, 3, 2), Kind::Template, "New template for reviews", Some("It asks for a goal."), false),
        noted(date(2026, 7, 20), Kind::Closed, "Debt advice at the library closed", None, false),
        noted(date(2026, 9, 1), Kind::Staffing, "A link worker joined", None, true),
    ]
}

/// A lens of the service's own, in its second version.
fn own_lens(say: Say, number: u32) -> LensVersion {
    let mut it = ours(service());
    it.id = id(50 + u8::try_from(number).unwrap());
    it.lens = id(60);
    it.number = number;
    it.name = line(say("How our team reads it"));
    it.by = id(71);
    it.at = at(3, 9, 0);
    for line_of in &mut it.lines {
        line_of.basis = line(say(line_of.basis.as_str()));
        if number > 1 && line_of.reading == Reading::Depends {
            line_of.reading = Reading::Care;
        }
    }
    it
}

fn lenses(say: Say) -> Vec<LensVersion> {
    vec![ours(service()), own_lens(say, 2), own_lens(say, 1)]
}

fn team(facts: &Facts, least: Least, say: Say, asked: &Asked) -> Team {
    let viewer = Viewer { least, account: id(90), shares: Vec::new() };
    let view = View::decide(window(), facts, Eyes::Team(viewer));
    let mut team = drawn(view, facts, &ways(say), ours(service()), events(say), asked).unwrap();
    team.least = least;
    team.lenses = lenses(say);
    team.practices = (1..4).map(|n| (id(n), say(&format!("Harbour Lane Surgery {n}")))).collect();
    team
}

fn one(facts: &Facts, say: Say) -> One {
    let own = facts.only(id(100));
    let view = View::decide(window(), &own, Eyes::One(Month::of(date(2024, 1, 1))));
    let asked = Asked { lens: Which::Ours, apart: None };
    let team = drawn(view, &own, &ways(say), ours(service()), events(say), &asked).unwrap();
    One {
        view: team.view,
        lens: team.lens,
        lenses: lenses(say),
        done: team.done,
        reads: team.reads,
        signals: team.signals,
        events: team.events,
    }
}

fn context(say: Say, is_gone: bool) -> Kept<ContextEvent> {
    let says = Says {
        on: date(2026, 3, 2),
        kind: Kind::Template,
        what: line(say("New template for reviews")),
        words: Some(words(say("It asks for a goal."))),
    };
    let gone = is_gone.then(|| at(23, 9, 0));
    let it =
        ContextEvent { id: id(40 + u8::from(is_gone)), service: service(), says, by: id(71), at: at(20, 9, 0), gone };
    Kept { version: 2, it }
}

pub(super) fn samples() -> Vec<Sample> {
    let asked = Asked { lens: Which::Ours, apart: None };
    let apart = Asked { lens: Which::Ours, apart: Some(("way-P03".to_owned(), Mix::Structural)) };
    let many = facts(8, 20);
    let lead = |title: &str| wide(title, Role::TeamLead, "/team");
    let worker = |title: &str| wide(title, Role::LinkWorker, "/reports");
    let page = |name, facts: &Facts, least, say: Say, asked: &Asked, role| {
        let mut team = team(facts, least, say, asked);
        if role == Role::TeamLead {
            team.shared = vec![(id(33), say("Amina Yusuf"))];
        }
        let frame = if role == Role::LinkWorker { worker(TITLE) } else { wide(TITLE, role, "/team") };
        sample(name, &TeamPage::new(frame, &team, asked, role))
    };
    let few = facts(2, 12);
    let share = SeriesShare {
        id: id(33),
        service: service(),
        owner: id(100),
        with: id(72),
        from: Month::of(date(2026, 9, 1)),
        at: at(2, 9, 0),
        ended: None,
    };
    let leads = vec![Lead { account: id(73), name: "Rowan Hale".to_owned() }];
    let nobody = Sharing { now: Vec::new(), leads: leads.clone() };
    let shared = Sharing { now: vec![(Kept { version: 1, it: share.clone() }, "Maureen Teague".to_owned())], leads };
    let mut wrong = form();
    wrong.problem(
        "with",
        "Choose a team lead from the list. If there is none to choose, you share it with all of them already.",
    );
    let opened = |say: Say, version: LensVersion| OpenedLens {
        version,
        all: lenses(say),
        ways: ways(say),
        names: [(id(71), say("Rowan Hale"))].into(),
    };
    let lens_page = |name, say: Say, version: LensVersion, form: Option<Form>| {
        let opened = opened(say, version);
        sample(name, &LensPage::new(frame(opened.version.name.as_str(), Role::TeamLead, "/team"), &opened, form))
    };
    let mut no_name = form();
    no_name.problem("name", "Give the lens a name, such as “How our team reads it”.");
    let change = |name, say: Say, wrong: bool| {
        let opened = opened(say, own_lens(say, 2));
        let mut form = ChangePage::filled(form(), &opened);
        if wrong {
            form = form.prefill("basis-0", "");
            form.problem("basis-0", "Say in a few words on what this reading rests, or take the reading out.");
        }
        let title = Frame { error_title: wrong, ..frame("Change a lens", Role::TeamLead, "/team") };
        sample(name, &ChangePage::new(title, &opened, form))
    };
    let compare = |name, facts: &Facts, say: Say| {
        let viewer = Viewer { least: Least::TEAM, account: id(90), shares: Vec::new() };
        let view = View::decide(window(), facts, Eyes::Team(viewer));
        let (one, other) = (ours(service()), own_lens(say, 2));
        let (cells, months) = side_by_side(&view, facts, (&one, &other));
        let it = Compared { one, other, lenses: lenses(say), cells, months, least: Least::TEAM };
        sample(name, &ComparePage::new(frame("Two lenses side by side", Role::TeamLead, "/team"), &it))
    };
    let list = |name, say: Say, keeps: bool| {
        let listed = ContextList {
            written: vec![context(say, false), context(say, true)],
            derived: events(say).into_iter().filter(|it| it.derived).collect(),
        };
        let form: &dyn Fn(&str) -> Form = &|_| form();
        let frame = frame("Context events", if keeps { Role::TeamLead } else { Role::LinkWorker }, "/team");
        sample(name, &ContextPage::new(frame, &listed, keeps.then_some(form)))
    };
    let none = ContextList { written: Vec::new(), derived: Vec::new() };
    let mut unsaid = Form::typed([("what".to_owned(), HOSTILE.to_owned())]);
    for (field, says) in [
        ("on", "Enter the day from which it held, such as 3 March 2026."),
        ("kind", "Choose what kind of event it was."),
    ] {
        unsaid.problem(field, says);
    }
    let correct = |name, say: Say| {
        let before =
            Before { at: at(20, 9, 0), by: say("Rowan Hale"), did: "wrote it down", said: say("2 March 2026") };
        let opened = OpenedContext { event: context(say, false), history: vec![before] };
        let form = ContextWritePage::filled(form(), &opened);
        sample(name, &ContextWritePage::of(frame("Correct a context event", Role::TeamLead, "/team"), form, &opened))
    };
    vec![
        page("how-we-work", &many, Least::TEAM, plainly, &asked, Role::TeamLead),
        page("how-we-work-apart", &many, Least::TEAM, plainly, &apart, Role::LinkWorker),
        page("how-we-work-commissioner", &many, Least::COMMISSIONER, plainly, &asked, Role::Commissioner),
        page("how-we-work-too-few", &few, Least::TEAM, plainly, &asked, Role::LinkWorker),
        page("how-we-work-empty", &Facts::default(), Least::TEAM, plainly, &asked, Role::ServiceManager),
        page("how-we-work-hostile", &many, Least::TEAM, hostile, &asked, Role::TeamLead),
        sample("how-i-work", &OnePage::mine(worker("How I work"), &one(&many, plainly), &shared, form(), |_| form())),
        sample(
            "how-i-work-empty",
            &OnePage::mine(worker("How I work"), &one(&Facts::default(), plainly), &nobody, wrong, |_| form()),
        ),
        sample(
            "how-they-work",
            &OnePage::shared(lead("How Amina Yusuf works"), &one(&many, plainly), (&share, "Amina Yusuf")),
        ),
        sample("lenses", &LensesPage::new(frame("Lenses", Role::TeamLead, "/team"), &opened(plainly, ours(service())))),
        lens_page("lens-ours", plainly, ours(service()), None),
        lens_page("lens-own", plainly, own_lens(plainly, 2), Some(form())),
        lens_page("lens-own-error", hostile, own_lens(hostile, 1), Some(no_name)),
        change("lens-change", plainly, false),
        change("lens-change-error", hostile, true),
        compare("lens-compare", &many, plainly),
        compare("lens-compare-too-few", &few, plainly),
        list("context", plainly, true),
        list("context-for-worker", plainly, false),
        list("context-hostile", hostile, true),
        sample("context-none", &ContextPage::new(frame("Context events", Role::LinkWorker, "/reports"), &none, None)),
        sample(
            "context-write",
            &ContextWritePage::new(frame("Write a context event down", Role::TeamLead, "/team"), form()),
        ),
        sample(
            "context-write-error",
            &ContextWritePage::new(
                Frame { error_title: true, ..frame("Write a context event down", Role::TeamLead, "/team") },
                unsaid,
            ),
        ),
        correct("context-correct", plainly),
        correct("context-correct-hostile", hostile),
    ]
}
