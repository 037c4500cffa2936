//! Gaps noticed in a note or on a connection, one gap, own words, the register, and waits, in every state.

use jiff::civil::date;
use kith_app::connecting::Opened;
use kith_app::gap_register::{Register, RegisterLine};
use kith_app::people::Story;
use kith_app::store::{EndedRow, Named, Page, WaitLine};
use kith_app::unmet::{self, Behind};
use kith_domain::directory::chase::{Chase, Patience};
use kith_domain::measure::unmet::{By, EndedFact, Figure};
use kith_domain::need::gap::{Came, Instead, Kind, Reason};
use kith_domain::need::{Agreement, Domain, Gap, Origin};
use kith_domain::policy::Actor;
use kith_domain::settings::Settings;
use kith_domain::staff::Role;

use super::connections::opened;
use super::made_up::*;
use super::{HOSTILE, Sample, sample};
use crate::components::{Form, Frame};
use crate::connections::drawn::ConnectionPage;
use crate::gaps::drawn::*;
use crate::people::May;
use crate::people::drawn::GapPage as RecordPage;
use crate::people::gap::drawn_of_note;
use crate::reports::unmet::rows;
use crate::waits::drawn::{WaitPage, WaitsPage};

fn form() -> Form {
    Form::blank().carrying("nonce", "0192").carrying("for-service", "s").carrying("for-record", "r")
}

fn typed(pairs: &[(&str, &str)]) -> Form {
    Form::typed(pairs.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned()))).carrying("nonce", "0192")
}

fn about(story: &Story, title: &str, form: &Form) -> Frame {
    Frame { error_title: !form.is_fine(), ..frame_about(title, &story.person.it, Role::LinkWorker) }
}

/// A gap that was noticed in a note, with the person's words, answered by a connection.
fn noticed(story: &Story, say: Say) -> (Gap, Vec<kith_app::store::Happened>) {
    let gap = Gap {
        origin: Origin::Note,
        contact: Some(story.contacts[0].it.id),
        kind: Some(Kind::Community),
        ..story.gaps[0].clone()
    };
    let own = Some(words(say("A bus on Sundays, and I would go every week.")));
    let (gap, asked) = gap.hear(own.clone(), Agreement::NotAsked, id(AMINA), at(20, 9, 0)).unwrap();
    let (gap, agreed) = gap.hear(own, Agreement::Agreed, id(AMINA), at(21, 9, 0)).unwrap();
    let came = Some(Came::Connection(story.connections[0].kept.it.id));
    let (gap, _) = gap.answer(came, Some(words(say("A place came free."))), id(AMINA), at(24, 9, 0)).unwrap();
    let told = |event, day| super::made_up::happened(event, gap.id.uuid(), at(day, 9, 0), AMINA);
    let happened = vec![told(asked, 20), told(agreed, 21)];
    (gap, happened)
}

fn one(name: &'static str, say: Say, gap: impl Fn(&Story) -> Gap, actor: Actor) -> Sample {
    let story = full_story(say);
    let (_, happened) = noticed(&story, say);
    let about_it = About {
        gap: gap(&story),
        head: head(&story),
        came: Some(say("Sing with us")),
        happened,
        names: story.names.clone(),
    };
    let title = format!("Missing: {}", about_it.gap.sought);
    let may = May::opened(actor, &story.person.it);
    sample(name, &GapPage::new(about(&story, &title, &form()), &about_it, &may))
}

fn recording() -> Vec<Sample> {
    let (story, bad) = (full_story(plainly), full_story(hostile));
    let (new, title) = (new_story(little_known(), plainly), "Nothing there? Record it");
    let choosing = |story: &Story, form: Form| {
        let frame = about(story, title, &form);
        RecordPage::choosing(frame, &head(story), "/people/1/gap".to_owned(), form)
    };
    let of_note = |story: &Story, form: Form| {
        let frame = about(story, "Record what was missing", &form);
        let contact = story.contacts.iter().find(|kept| kept.it.details.note.is_some()).unwrap();
        drawn_of_note(frame, &head(story), &contact.it, form)
    };
    let from = |n: usize| story.connections[n].kept.it.id.to_string();
    let waits = form().prefill("from", &from(0)).prefill("sought", "Sing with us").prefill("weeks", "6");
    let mut wrong = typed(&[("need", "new"), ("stated", HOSTILE), ("sought", HOSTILE), ("own_words", HOSTILE)]);
    wrong.problem("own_agreement", "Choose what the person said of their use.");
    let mut unchosen = typed(&[("sentence", HOSTILE), ("reason", "full")]);
    unchosen.problem("need", "Choose which need it leaves open, or that it is a new one.");
    let (gap, _) = noticed(&story, plainly);
    let words_title = "In their own words";
    let mut unsaid = typed(&[("own_words", ""), ("own_agreement", "agreed")]);
    unsaid.problem("own_words", "Write what the person said would have helped.");
    vec![
        sample(
            "gap-choosing-need",
            &choosing(&story, form().prefill("sought", "wheelchair dancing").prefill("origin", "search")),
        ),
        sample("gap-first-need", &choosing(&new, form().prefill("need", "new"))),
        sample("gap-choosing-need-error", &choosing(&bad, wrong)),
        sample("gap-of-a-wait", &RecordPage::new(about(&story, title, &form()), &head(&story), &story.needs[3], waits)),
        sample("gap-of-a-note", &of_note(&story, form())),
        sample("gap-of-a-note-error", &of_note(&bad, unchosen)),
        sample("gap-own-words", &voice_page(about(&story, words_title, &form()), &head(&story), &gap, form())),
        sample(
            "gap-own-words-error",
            &voice_page(about(&bad, words_title, &unsaid), &head(&bad), &bad.gaps[0], unsaid),
        ),
        one("gap-one", plainly, |story| noticed(story, plainly).0, amina()),
        one("gap-one-for-lead", plainly, |story| noticed(story, plainly).0, rowan()),
        one("gap-one-plain", plainly, |story| story.gaps[0].clone(), amina()),
        one("gap-one-hostile", hostile, |story| noticed(story, hostile).0, amina()),
    ]
}

fn register_line(story: &Story, say: Say, n: u8) -> RegisterLine {
    RegisterLine {
        id: id(n),
        person: story.person.it.id,
        name: named(story),
        at: at(9, 11, 0),
        sought: line(say("Somebody who comes about the cold")),
        kind: Some(Kind::Council),
        reason: Reason::Wait,
        structure: None,
        weeks: Some(14),
        instead: Some(Instead::Held),
        origin: Origin::Wait,
        domain: Some(Domain::Fuel),
        answered: None,
        came: None,
        answered_words: None,
        own_words: None,
        district: Some(("E08000021".to_owned(), say("Newcastle upon Tyne"))),
    }
}

fn named(story: &Story) -> Named {
    let it = &story.person.it.identity;
    Named {
        family: it.family_name.to_string(),
        given: it.given_names.as_ref().map(ToString::to_string),
        preferred: it.preferred_name.as_ref().map(ToString::to_string),
        born: it.born,
    }
}

/// The rows behind figures of *What was missing*: gaps, needs without one, and none.
fn behind_figures() -> Vec<Sample> {
    let (story, bad) = (full_story(plainly), full_story(hostile));
    let period = kith_domain::measure::Period::parse("2025-26").unwrap();
    let ended = |story: &Story, say: Say, n: u8, has_gap: bool| EndedRow {
        id: id(n),
        fact: EndedFact {
            person: story.person.it.id,
            ended: at(9, 11, 0),
            need_at: at(2, 11, 0),
            said: None,
            is_answered: false,
            has_gap,
        },
        domain: Some(Domain::Fuel),
        stated: words(say("The meter eats it faster than I can feed it.")),
        name: named(story),
    };
    let page = |name, behind: Behind, of: &[String], gaps: Vec<RegisterLine>, ended: Vec<EndedRow>| {
        let next = (gaps.len() > 1).then(|| kith_app::store::Mark { at: at(9, 11, 0), id: id::<Gap>(45).uuid() });
        let it = unmet::Rows {
            of: of.to_vec(),
            gaps: Page { lines: gaps, next },
            ended: Page { lines: ended, next: None },
            settings: Settings::first(id(1)),
        };
        let asked = unmet::Asked { period, need: "domain-fuel".to_owned(), place: String::new() };
        let title = rows::title(&behind);
        let frame = Frame { wide: true, ..frame(title, Role::TeamLead, "/reports/this-month") };
        sample(name, &rows::Page::new(frame, &it, &asked, &behind, true))
    };
    let sex = || Behind::Line(By::Sex, "female".to_owned());
    let of = |say: Say| vec!["April 2025 to March 2026".to_owned(), "Fuel".to_owned(), say("Sex: Female")];
    vec![
        page(
            "report-unmet-rows",
            sex(),
            &of(plainly),
            vec![register_line(&story, plainly, 45), register_line(&bad, hostile, 46)],
            Vec::new(),
        ),
        page("report-unmet-rows-nobody", sex(), &of(hostile), Vec::new(), Vec::new()),
        page(
            "report-unmet-rows-without-gap",
            Behind::Ended(Figure::WithoutGap),
            &["April 2025 to March 2026".to_owned()],
            Vec::new(),
            vec![ended(&story, plainly, 47, false), ended(&bad, hostile, 48, true)],
        ),
    ]
}

fn registers() -> Vec<Sample> {
    let (story, bad) = (full_story(plainly), full_story(hostile));
    let page = |name,
                lines: Vec<RegisterLine>,
                parts: &[(&str, &str)],
                role: Role,
                is_beginning: bool,
                places: bool| {
        let find =
            |name: &str| parts.iter().find(|(known, _)| *known == name).map_or("", |(_, value)| *value).to_owned();
        let asked = Asked::of(find, date(2026, 11, 26)).ok().unwrap();
        let next = (lines.len() > 1).then(|| kith_app::store::Mark { at: at(9, 11, 0), id: id::<Gap>(45).uuid() });
        let it = Register {
            page: Page { lines, next },
            settings: Settings::first(id(1)),
            districts: if places {
                vec![("E08000021".to_owned(), "Newcastle upon Tyne".to_owned())]
            } else {
                Vec::new()
            },
        };
        let current = if role == Role::LinkWorker { "/gaps" } else { "/reports/this-month" };
        sample(
            name,
            &RegisterPage::new(Frame { wide: true, ..frame("Gaps", role, current) }, &it, &asked, role, is_beginning),
        )
    };
    let answered = RegisterLine {
        answered: Some(at(24, 9, 0)),
        came: Some("Sing with us".to_owned()),
        own_words: Some(words("A bus on Sundays, and I would go every week.".to_owned())),
        district: None,
        ..register_line(&story, plainly, 46)
    };
    let full = vec![register_line(&story, plainly, 45), answered];
    vec![
        page("gaps-register", full.clone(), &[], Role::LinkWorker, true, false),
        page(
            "gaps-register-narrowed",
            full,
            &[
                ("sector", "social-care"),
                ("reason", "wait"),
                ("from", "2026-10-01"),
                ("to", "2026-12-31"),
                ("order", "oldest"),
            ],
            Role::TeamLead,
            false,
            true,
        ),
        page("gaps-register-empty", Vec::new(), &[], Role::LinkWorker, true, false),
        page("gaps-register-nothing-fits", Vec::new(), &[("state", "answered")], Role::TeamLead, true, true),
        page(
            "gaps-register-hostile",
            vec![RegisterLine {
                own_words: Some(words(HOSTILE.to_owned())),
                came: Some(HOSTILE.to_owned()),
                answered: Some(at(24, 9, 0)),
                ..register_line(&bad, hostile, 45)
            }],
            &[],
            Role::LinkWorker,
            true,
            true,
        ),
    ]
}

fn waits() -> Vec<Sample> {
    let (story, bad) = (full_story(plainly), full_story(hostile));
    let line_of = |story: &Story| {
        let line = story.connections[0].clone();
        let due = line.kept.it.waits().unwrap().due();
        WaitLine { line, name: named(story), due }
    };
    let list = |name, lines: Vec<WaitLine>, role: Role, is_beginning: bool| {
        let current = if role == Role::LinkWorker { "/waits" } else { "/team" };
        let frame = Frame { wide: true, ..frame("Waiting lists", role, current) };
        let form = |_: &WaitLine| (role == Role::LinkWorker).then(form);
        sample(name, &WaitsPage::new(frame, &Page { lines, next: None }, at(26, 9, 0), form, is_beginning))
    };
    let update = |name, story: &Story, say: Say, n: usize, form: Form| {
        let it = opened(story, n, say);
        let title = format!("Waiting for {}", it.to.entry.name);
        sample(name, &WaitPage::new(about(story, &title, &form), &it, at(26, 9, 0), form))
    };
    let mut wrong = typed(&[("act", "gave-up"), ("words", HOSTILE), ("weeks", "soon")]);
    wrong.problem("weeks", "Enter a whole number, like 20, or leave it out.");
    wrong.problem("why", "Choose why the wait was given up.");
    vec![
        list("waits", vec![line_of(&story), line_of(&bad)], Role::LinkWorker, true),
        list("waits-for-lead", vec![line_of(&story)], Role::TeamLead, false),
        list("waits-nobody", Vec::new(), Role::LinkWorker, true),
        sample("wait-update-from-the-list", &{
            let (it, form) = (opened(&story, 0, plainly), form());
            WaitPage::new(about(&story, "Waiting", &form), &it, at(26, 9, 0), form).back_to_the_list()
        }),
        update("wait-update", &story, plainly, 0, form()),
        update("wait-update-error", &bad, hostile, 0, wrong),
        update("wait-over", &story, plainly, 1, form()),
    ]
}

/// A connection's page with what is missing, and what comes next.
fn on_connections() -> Vec<Sample> {
    let story = full_story(plainly);
    let page = |name, it: &Opened, actor: Actor| {
        let title = format!("Connection to {}", it.to.entry.name);
        let may = May::opened(actor, &it.person);
        sample(
            name,
            &ConnectionPage::new(about(&story, &title, &form()), it, &may, form(), ((form(), form(), form()), form())),
        )
    };
    let mut silent = opened(&story, 2, plainly);
    silent.connection.it.state = kith_domain::directory::connection::State::Asked;
    let patience = Patience { days: 5, times: 3 };
    let chased = |chase| Opened { chase: Some((chase, patience)), ..silent.clone() };
    let mut closed = opened(&story, 1, plainly);
    closed.to.vanished = Some(at(20, 9, 0));
    let mut recorded = opened(&story, 2, plainly);
    recorded.gaps = vec![Gap { from: Some(recorded.connection.it.id), ..story.gaps[0].clone() }];
    vec![
        page("connection-chased-later", &chased(Chase::Later { on: date(2026, 12, 3), nth: 1 }), amina()),
        page("connection-chased-now", &chased(Chase::Now { nth: 2 }), amina()),
        page("connection-chased-no-more", &chased(Chase::Over), amina()),
        page("connection-closed", &closed, amina()),
        page("connection-gap-recorded", &recorded, amina()),
    ]
}

pub(super) fn samples() -> Vec<Sample> {
    [recording(), registers(), behind_figures(), waits(), on_connections()].into_iter().flatten().collect()
}

/// What somebody reads of it, without the shape of the page.
#[test]
fn pages_of_what_is_missing_look_as_they_did() {
    for sample in samples() {
        insta::assert_snapshot!(sample.name, super::comparable(sample.html));
    }
}

#[test]
fn one_tap_carries_the_reason_that_the_organisation_gave() {
    let all = samples();
    let page = |name: &str| all.iter().find(|it| it.name == name).unwrap().html.clone();
    assert!(page("connection-closed").contains("Record a gap: it has closed"));
    assert!(page("connection-closed").contains("name=\"reason\" value=\"closed\""));
    assert!(!page("connection-gap-recorded").contains("Record a gap:"));
    assert!(page("connection-chased-no-more").contains("does not come again"));
}
