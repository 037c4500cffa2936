//! Connecting, connections and the directory in every state.

use askama::Template;
use kith_app::asking::ByMail;
use kith_app::connecting::Opened;
use kith_app::entries::by_hand::Opened as ByHand;
use kith_app::people::Story;
use kith_app::searching::{Card, Found, Nothing};
use kith_app::sharing::Sharing;
use kith_app::store::{Happened, Kept, Page};
use kith_domain::directory::access::AccessNeed;
use kith_domain::directory::connection::{Agreed, TABLE};
use kith_domain::directory::{Capacity, CommunityService, Dealings, Entry};
use kith_domain::machine;
use kith_domain::policy::Actor;
use kith_domain::staff::Role;

use super::Sample;
use super::made_up::*;
use crate::components::{Form, Frame};
use crate::connections::drawn::*;
use crate::directory::Searched;
use crate::directory::drawn::*;
use crate::directory::narrow::Narrow;
use crate::people::May;
use crate::visit::VERSION;

fn drawn(name: &'static str, page: &impl Template) -> Sample {
    Sample { name, html: page.render().unwrap() }
}

fn form() -> Form {
    Form::blank().carrying("nonce", "0192").carrying("for-service", "s").carrying("for-record", "r")
}

fn typed(pairs: &[(&str, &str)]) -> Form {
    Form::typed(pairs.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned()))).carrying("nonce", "0192")
}

fn found(say: Say) -> Found {
    let lines = cards(say);
    Found {
        total: Some(lines.len()),
        page: Page { lines, next: None },
        words_ignored: false,
        meant: None,
        is_partly: false,
    }
}

fn nothing() -> Found {
    let page = Page { lines: Vec::new(), next: None };
    Found { total: Some(0), page, words_ignored: false, meant: None, is_partly: false }
}

fn empty() -> Found {
    Found { total: None, ..nothing() }
}

fn choosing() -> Vec<Sample> {
    let page = |name, story: &Story, found: &Found, typed: &str, need: &str| {
        let person = &story.person.it;
        let distance = if need.is_empty() { Distance::NoPostcode } else { Distance::FromHome };
        let narrow = Narrow::nothing(typed);
        let sought = Sought { narrow, need: need.to_owned(), is_beginning: true, distance };
        let title = format!("Find something for {}", person.identity.called());
        let frame = frame_about(&title, person, Role::LinkWorker);
        let may = May::opened(amina(), person);
        drawn(name, &ChoosePage::new(frame, &head(story), Some(found), &sought, today(), (&may, &Default::default())))
    };
    let story = full_story(plainly);
    let more = Found {
        page: Page { lines: cards(plainly), next: Some(("repair cafe".to_owned(), id::<()>(65).uuid())) },
        total: None,
        words_ignored: false,
        meant: None,
        is_partly: false,
    };
    let many = Found { words_ignored: true, ..found(hostile) };
    vec![
        page("connect", &story, &more, "", &story.needs[0].id.to_string()),
        page("connect-found", &story, &found(plainly), "harbour", ""),
        page("connect-nothing", &story, &nothing(), "wheelchair dancing & tea", ""),
        page("connect-nothing-no-needs", &new_story(little_known(), plainly), &nothing(), "dancing", ""),
        page("connect-hostile", &full_story(hostile), &many, HOSTILE, ""),
    ]
}

/// Everything that was decided about sharing, where the organisation is to be told nothing.
pub(super) fn refused(story: &Story, say: Say) -> Sharing {
    let mut all = sharing(story, say);
    for line in &mut all.lines {
        line.is_refused = true;
        line.stands = "Not to be told anything (decided on 10 August 2026)".to_owned();
    }
    all
}

fn making() -> Vec<Sample> {
    let page = |name, story: &Story, say: Say, form: Form| {
        let target = Target {
            service: walks(say),
            organisation: organisation(say),
            dealings: Dealings::default(),
            intake: Some(super::requests::paused()),
            sharing: if name == "connect-to-refused" { refused(story, say) } else { sharing(story, say) },
            offered: offered(say),
        };
        let title = format!("Connect to {}", target.service.entry.name);
        let frame = Frame { error_title: !form.is_fine(), ..frame_about(&title, &story.person.it, Role::LinkWorker) };
        let (searched, may) = (Searched::of("q=walks&within=1"), May::opened(amina(), &story.person.it));
        let mut page = MakePage::new(frame, &head(story), &target, today(), (form, &may, &searched));
        page.keeping = Some(Keeping::of_person(self::form(), "1", false, story.person.it.id));
        drawn(name, &page)
    };
    let mut wrong = typed(&[("need", "gone"), ("agreed", HOSTILE)]);
    wrong.problem("need", "Choose one of this person's needs, or none.");
    let story = full_story(plainly);
    vec![
        page("connect-to-refused", &story, plainly, form()),
        page("connect-to", &story, plainly, form().prefill("need", &story.needs[0].id.to_string())),
        page("connect-to-no-needs", &new_story(little_known(), plainly), plainly, form().prefill("need", "")),
        page("connect-to-error", &full_story(hostile), hostile, wrong),
    ]
}

/// The `n`th connection of a story, opened.
pub(super) fn opened(story: &Story, n: usize, say: Say) -> Opened {
    let line = &story.connections[n];
    let it = &line.kept.it;
    let mut happened: Vec<_> =
        story.happened.iter().filter(|happened| happened.subject == it.id.uuid()).cloned().collect();
    happened.reverse();
    let to = if n == 1 { walks(say) } else { bare(62, &line.to) };
    Opened {
        person: story.person.it.clone(),
        sharing: sharing(story, say),
        offered_parts: offered(say),
        organisation: organisation(say),
        to,
        need: story.needs.iter().find(|need| Some(need.id) == it.need).cloned(),
        happened,
        names: story.names.clone(),
        offered: machine::offered(TABLE, it.state.name()),
        together: story
            .contacts
            .iter()
            .filter(|kept| kept.it.details.accompanied == Some(it.id))
            .map(|kept| (kept.it.details.at, kept.it.author))
            .collect(),
        planned: Vec::new(),
        by_mail: if n == 1 { super::asking::by_mail(say) } else { ByMail::default() },
        gaps: Vec::new(),
        now: at(26, 9, 0),
        chase: None,
        connection: line.kept.clone(),
    }
}

fn moving() -> Vec<Sample> {
    let page = |name, opened: &Opened, actor: Actor, form: Form| {
        let role = if actor == rowan() { Role::TeamLead } else { Role::LinkWorker };
        let title = format!("Connection to {}", opened.to.entry.name);
        let frame = Frame { error_title: !form.is_fine(), ..frame_about(&title, &opened.person, role) };
        let small = ((self::form(), self::form(), self::form()), self::form());
        let mut page = ConnectionPage::new(frame, opened, &May::opened(actor, &opened.person), form, small);
        page.wrong = Some(("/directory/1/wrong".to_owned(), self::form()));
        drawn(name, &page)
    };
    let story = full_story(plainly);
    let bad = full_story(hostile);
    let mut unneeded = opened(&story, 1, plainly);
    unneeded.need = None;
    unneeded.connection.it.agreed = Agreed::default();
    let mut no_reason = typed(&[("step", "decline"), ("words", HOSTILE), ("weeks", "soon")]);
    no_reason.problem("reason", "Choose the reason the organisation gave. “No reason given” is a proper answer.");
    no_reason.problem("weeks", "Enter a whole number, like 20, or leave it out.");
    let late = typed(&[("step", "introduce"), ("words", HOSTILE)]).carrying(VERSION, "1");
    let mut nothing_chosen = typed(&[]);
    nothing_chosen.problem("step", "Choose what happened.");
    vec![
        page("connection", &opened(&story, 1, plainly), amina(), form()),
        page("connection-waiting", &opened(&story, 0, plainly), amina(), form()),
        page("connection-declined", &opened(&story, 2, plainly), amina(), nothing_chosen),
        page("connection-for-no-need", &unneeded, amina(), form()),
        page("connection-for-lead", &opened(&story, 1, plainly), rowan(), form()),
        page("connection-errors", &opened(&bad, 0, hostile), amina(), no_reason),
        page("connection-overtaken", &opened(&story, 0, plainly), amina(), crate::taken::overtaken(late, 3)),
    ]
}

/// An entry that the team wrote, changed, and that somebody of another service made sure of.
fn by_hand(say: Say) -> ByHand {
    let of = walks(say);
    let entry = Entry { url: None, ..of.entry };
    let it = CommunityService { source: None, entry, ..of };
    let run_by = organisation(say);
    let told = |it: &CommunityService, kind, account| Happened {
        kind: String::from(kind),
        subject: it.id.uuid(),
        at: at(20, 10, 30),
        account,
        facts: it.written(kind, &run_by).facts.into_iter().map(|(name, fact)| (name.to_owned(), fact)).collect(),
    };
    let first = CommunityService {
        entry: Entry { cost: None, times: Some(words(say("Mondays"))), ..it.entry.clone() },
        capacity: Capacity::NotSaid,
        ..it.clone()
    };
    ByHand {
        history: vec![
            told(&first, "directory.entry_added", Some(amina().account().unwrap())),
            told(&it, "directory.entry_changed", Some(id(99))),
        ],
        names: [(amina().account().unwrap(), "Amina Yusuf".to_owned())].into(),
        kept: Kept { version: 2, it },
        organisation: run_by,
    }
}

fn directory() -> Vec<Sample> {
    let page = |name, found: &Found, typed: &str, is_beginning| {
        let frame = frame("Directory", Role::LinkWorker, "/directory");
        drawn(
            name,
            &DirectoryPage::new(
                frame,
                Some(found),
                &Narrow::nothing(typed),
                is_beginning,
                today(),
                &Default::default(),
            ),
        )
    };
    let more = Found {
        page: Page { lines: cards(plainly), next: Some(("repair | cafe".to_owned(), id::<()>(65).uuid())) },
        total: None,
        words_ignored: false,
        meant: None,
        is_partly: false,
    };
    let near = Found {
        page: Page {
            lines: cards(plainly)
                .into_iter()
                .zip([Some(420), Some(5_100), None])
                .map(|(card, metres)| Card { metres, meets: vec![AccessNeed::StepFree], ..card })
                .collect(),
            next: Some(("00000100000000ff lunch club".to_owned(), id::<()>(64).uuid())),
        },
        ..found(plainly)
    };
    let narrowed = |name, found: &Found, chosen: &[(&str, &str)]| {
        let frame = frame("Directory", Role::LinkWorker, "/directory");
        drawn(name, &DirectoryPage::new(frame, Some(found), &Narrow::of(chosen), true, today(), &Default::default()))
    };
    let refused = |name| {
        let mut narrow = Narrow::of(&[("q", HOSTILE), ("age", "old"), ("from", "NE1")]);
        narrow.place_is_not_known(&[]);
        let frame = frame("Directory", Role::LinkWorker, "/directory");
        drawn(name, &DirectoryPage::new(frame, None, &narrow, true, today(), &Default::default()))
    };
    let entry = |name, say: Say, service: kith_domain::directory::CommunityService| {
        let frame = frame(service.entry.name.as_str(), Role::TeamLead, "/directory");
        drawn(name, &EntryPage::new(frame, &(service, organisation(say)), None, today()))
    };
    let keeps = |name, found: &Found| {
        let frame = frame("Directory", Role::TeamLead, "/directory");
        let mut page = DirectoryPage::new(frame, Some(found), &Narrow::nothing(""), true, today(), &Default::default());
        page.may_add = true;
        page.may_keep = true;
        page.has_places = false;
        page.nothing = Nothing { words: vec![("kabaddi".to_owned(), 4), ("debt".to_owned(), 1)], others: 7 };
        drawn(name, &page)
    };
    let new = |name, form: Form| {
        drawn(name, &WritePage::new(frame("Add an entry", Role::ServiceManager, "/directory"), form))
    };
    let change = |name, it: &ByHand, form: Form| {
        let title = format!("Change {}", it.kept.it.entry.name);
        drawn(name, &WritePage::of(frame(&title, Role::TeamLead, "/directory"), it, form.carrying(VERSION, "2")))
    };
    let mut wrong = typed(&[
        ("name", ""),
        ("organisation", HOSTILE),
        ("description", HOSTILE),
        ("email", "hello"),
        ("url", "on their page"),
        ("room", "wait"),
        ("weeks", "six"),
    ]);
    wrong.problem("name", "Enter what it is called.");
    wrong.problem("email", "Enter an e-mail address, like name@example.org.");
    wrong.problem("url", "Enter a web address, like https://example.org.");
    wrong.problem("weeks", "Enter a whole number, like 20, or leave it out.");
    let late = typed(&[("name", "Repair café"), ("organisation", "The library"), ("room", "full")]);
    let repair = (bare(65, "Repair café"), organisation(plainly));
    let mut kept = EntryPage::new(
        frame("Repair café", Role::TeamLead, "/directory"),
        &repair,
        Some(&super::requests::confirmed()),
        today(),
    );
    kept.change = Some("/directory/1/change".to_owned());
    let known = NoteView { matter: "Who to ask for", words: hostile("Ask for Jo.") };
    kept.team = Beside {
        notes: vec![known],
        keep: Some("/directory/1/team-notes".to_owned()),
        wrong: vec![(
            "Amina Begum said on 10 August 2026 that something is wrong; not seen to yet.".to_owned(),
            Some("They have moved to the library.".to_owned()),
        )],
    };
    kept.invite = Some("/directory/1/invite".to_owned());
    kept.wrong = Some(("/directory/1/wrong".to_owned(), form()));
    let invite = |name, say: Say, form: Form| {
        let frame = frame("Invite somebody of Harbour Community Trust", Role::TeamLead, "/directory");
        let names = (say("Harbour Walks"), say("Harbour Community Trust"));
        drawn(name, &InvitePage::new(frame, "1", (&names.0, &names.1), form))
    };
    let mut nobody = typed(&[("name", ""), ("email", HOSTILE)]);
    nobody.problem("name", "Enter their name.");
    nobody.problem("email", "Enter an e-mail address, like name@example.org.");
    vec![
        keeps("directory-kept", &found(plainly)),
        keeps("directory-kept-empty", &empty()),
        new("directory-new", form()),
        new("directory-new-refused", wrong),
        change("directory-change", &by_hand(plainly), form()),
        change("directory-change-hostile", &by_hand(hostile), form()),
        change("directory-change-overtaken", &by_hand(plainly), crate::taken::overtaken(late, 3)),
        invite("directory-invite", plainly, form()),
        invite("directory-invite-error", hostile, nobody),
        drawn("directory-entry-kept", &kept),
        page("directory", &more, "", false),
        page("directory-found", &found(plainly), "harbour", true),
        page("directory-nothing", &nothing(), "wheelchair dancing", true),
        page("directory-empty", &empty(), "", true),
        page("directory-partly", &Found { is_partly: true, ..found(plainly) }, "tango in the rain", true),
        narrowed(
            "directory-narrowed",
            &near,
            &[
                ("q", "singing"),
                ("about", "connection"),
                ("day", "tu"),
                ("within", "3"),
                ("from", "NE1 4LP"),
                ("access", "step-free"),
                ("access", "loop"),
                ("free", "yes"),
            ],
        ),
        refused("directory-refused"),
        page("directory-meant", &Found { meant: Some("garden".to_owned()), ..found(plainly) }, "gardn", true),
        page("directory-hostile", &Found { words_ignored: true, ..found(hostile) }, HOSTILE, true),
        entry("directory-entry", plainly, walks(plainly)),
        entry("directory-entry-bare", plainly, bare(65, "Repair café")),
        entry("directory-entry-hostile", hostile, walks(hostile)),
    ]
}

pub(super) fn samples() -> Vec<Sample> {
    [choosing(), making(), moving(), directory()].into_iter().flatten().collect()
}

#[test]
fn connections_and_the_directory_look_as_they_did() {
    for sample in samples() {
        insta::assert_snapshot!(sample.name, super::comparable(sample.html));
    }
}

fn html(name: &str) -> String {
    samples().into_iter().find(|sample| sample.name == name).map(|sample| sample.html).unwrap()
}

#[test]
fn a_search_that_finds_nothing_leads_to_a_gap_with_its_words() {
    let page = html("connect-nothing");
    assert!(page.contains("/gap?sought=wheelchair%20dancing%20%26%20tea\""));
    assert!(page.contains("/needs/new?stated=wheelchair%20dancing%20%26%20tea\""));
}

#[test]
fn a_step_that_no_longer_follows_is_not_lost() {
    let page = html("connection-overtaken");
    assert!(page.contains("You chose “I have introduced them”") && page.contains("You wrote: "));
    assert!(page.contains("name=\"version\" value=\"3\"") && !page.contains("name=\"version\" value=\"1\""));
}

#[test]
fn only_web_addresses_become_links() {
    assert!(html("directory-entry").contains("href=\"https://harbour.example.org/walks\""));
    assert!(!html("directory-entry-hostile").contains("external"), "hostile text became a link");
}
