//! A person's pages in every state.

use askama::Template;
use kith_app::finding::{Earlier, Found, Hit};
use kith_app::people::{PeopleList, Story, WhoLooked};
use kith_app::store::{Candidate, CaseLine, Effort, Kept, LookedAt, Named, Narrowed, Order, Page};
use kith_app::what_we_did::Asking;
use kith_domain::person::Person;
use kith_domain::person::equality::{Answers, Disability, EthnicGroup, Sex};
use kith_domain::person::protection::{Protection, Terms};
use kith_domain::person::spelling::Meets;
use kith_domain::policy::Actor;
use kith_domain::staff::Role;
use kith_domain::support::asking::{self, Share};
use kith_domain::support::attempts::Attempts;
use kith_domain::support::case::Door;
use kith_domain::support::guide::Guides;
use kith_domain::text::Line;

use super::Sample;
use super::made_up::*;
use crate::components::Form;
use crate::people::May;
use crate::people::contact_again::AgainPage;
use crate::people::drawn::*;
use crate::visit::VERSION;

fn drawn(name: &'static str, page: &impl Template) -> Sample {
    Sample { name, html: page.render().unwrap() }
}

fn form() -> Form {
    Form::blank().carrying("nonce", "0192").carrying("for-service", "s").carrying("for-record", "r")
}

/// A form that comes back with what was typed.
fn typed(pairs: &[(&str, &str)]) -> Form {
    Form::typed(pairs.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned()))).carrying("nonce", "0192")
}

fn person_page(name: &'static str, story: &Story, actor: Actor, filter: Filter) -> Sample {
    person_at(name, story, actor, filter, Turn::Newest)
}

fn person_at(name: &'static str, story: &Story, actor: Actor, filter: Filter, turn: Turn) -> Sample {
    let person = &story.person.it;
    let may = May::opened(actor.clone(), person);
    let role = if actor == rowan() { Role::TeamLead } else { Role::LinkWorker };
    let frame =
        crate::components::Frame { wide: true, ..frame_about(&crate::people::drawn::full_name(person), person, role) };
    drawn(name, &PersonPage::new(frame, story, &may, (filter, turn), form()))
}

fn about(story: &Story, title: &str, form: &Form) -> crate::components::Frame {
    let mut frame = frame_about(title, &story.person.it, Role::LinkWorker);
    frame.error_title = !form.is_fine();
    frame
}

fn stories() -> Vec<Sample> {
    let full = full_story(plainly);
    let mut said = person_page("person-full", &full, amina(), Filter::All);
    said.name = "person-full";
    vec![
        said,
        person_page("person-contacts", &full, amina(), Filter::Contacts),
        person_at("person-earlier", &full, amina(), Filter::All, Turn::Before(at(4, 0, 0))),
        person_at("person-before-everything", &full, amina(), Filter::Contacts, Turn::Before(at(1, 0, 0))),
        person_page("person-new", &new_story(little_known(), plainly), amina(), Filter::All),
        person_page("person-nothing-found", &new_story(little_known(), plainly), amina(), Filter::Connections),
        person_page("person-door-open", &ended_story(Door::Open), amina(), Filter::Messages),
        person_page("person-closed-for-lead", &ended_story(Door::Shut), rowan(), Filter::Gaps),
        person_page("person-for-lead", &full, rowan(), Filter::Connections),
        person_page("person-planned", &planned_story(plainly), amina(), Filter::All),
        person_page("person-planned-plan", &planned_story(plainly), rowan(), Filter::Plan),
        person_page("person-planned-hostile", &planned_story(hostile), amina(), Filter::All),
        person_page("person-hostile", &full_story(hostile), amina(), Filter::All),
    ]
}

fn lists() -> Vec<Sample> {
    let names = full_story(plainly).names;
    let line = |n: u8, person: &Person, worker: Option<u8>, state: &str, last: Option<i8>| CaseLine {
        case: id(n),
        person: person.id,
        worker: worker.map(id),
        state: state.to_owned(),
        since: at(2, 13, 0),
        last_contact: last.map(|day| at(day, 10, 0)),
        sort_name: person.identity.folded().0,
        name: Named {
            family: person.identity.family_name.to_string(),
            given: person.identity.given_names.as_ref().map(ToString::to_string),
            preferred: person.identity.preferred_name.as_ref().map(ToString::to_string),
            born: person.identity.born,
        },
    };
    let (peggy, ng) = (full_story(plainly).person.it, little_known());
    let lines = vec![
        line(1, &peggy, Some(AMINA), "holding", Some(17)),
        line(2, &ng, None, "waiting", None),
        line(3, &full_story(hostile).person.it, Some(77), "door-open", Some(3)),
    ];
    let attempts = Attempts { times: 4, first: at(3, 10, 0), last: at(26, 10, 0) };
    let efforts: std::collections::BTreeMap<_, _> =
        [(lines[0].case, Effort { opened: at(2, 9, 0), contacts: 9, attempts: Some(attempts) })].into();
    let list = |lines: Vec<CaseLine>, next| PeopleList {
        page: Page { lines, next },
        practices: vec![(id(50), "Elm Street Surgery".to_owned())],
        totals: [("active", 12), ("holding", 4), ("door-open", 3), ("closed", 40)]
            .map(|(code, n)| (code.to_owned(), n))
            .into(),
        names: names.clone(),
        efforts: efforts.clone(),
        guides: Guides { contacts: Some(6), months: Some(6), caseload: Some(10) },
    };
    let next = Some(id(2));
    let narrowed = Narrowed { state: "door-open".to_owned(), practice: Some(id(50)), order: Order::Latest };
    let narrow = |name, list: &PeopleList, narrowed: &Narrowed, role, is_beginning| {
        drawn(name, &ListPage::new(finding("People", role), list, narrowed, role, (is_beginning, today())))
    };
    let page =
        |name, list: &PeopleList, role, is_beginning| narrow(name, list, &Narrowed::default(), role, is_beginning);
    vec![
        page("people", &list(lines.clone(), next), Role::LinkWorker, true),
        narrow("people-narrowed", &list(lines[2..].to_vec(), next), &narrowed, Role::TeamLead, true),
        narrow("people-narrowed-to-nobody", &list(Vec::new(), None), &narrowed, Role::LinkWorker, true),
        page("people-for-lead", &list(lines, None), Role::TeamLead, false),
        page("people-empty", &list(Vec::new(), None), Role::LinkWorker, true),
        page("people-empty-for-lead", &list(Vec::new(), None), Role::TeamLead, true),
    ]
}

fn contacts() -> Vec<Sample> {
    let story = full_story(plainly);
    let head_of = head(&story);
    let blank = form().prefill("mode", "phone").prefill("reached", "yes");
    let mut wrong = typed(&[
        ("day", "2026-11-31"),
        ("time", "25:00"),
        ("mode", ""),
        ("reached", "no-answer"),
        ("minutes", "a while"),
        ("note", HOSTILE),
        ("ways", &story.ways[2].id.to_string()),
        ("ways", &story.ways[20].id.to_string()),
        ("next", HOSTILE),
        ("others", HOSTILE),
        ("next_day", "2026-11-26"),
        ("next_time", "half"),
        ("next_place_words", HOSTILE),
        ("need_stated", HOSTILE),
        ("gap_sought", HOSTILE),
        ("gap_words", HOSTILE),
    ]);
    wrong.problem("next_time", "Enter the time like 14:30, or leave it out.");
    wrong.problem("gap_reason", "Choose why it was not there.");
    wrong.problem("mode", "Choose how you were in contact.");
    wrong.problem("day", "Enter the day, and the time like 14:30, or leave both out for now.");
    wrong.problem("minutes", "Enter a whole number, like 20, or leave it out.");
    wrong.problem("ways", "The list of what we did has changed. Open the form again.");
    let kept = &story.contacts[2];
    let correction = ContactPage::filled(form(), kept);
    let overtaken = crate::taken::overtaken(
        typed(&[("mode", "phone"), ("reached", "yes"), ("note", "We talked about the garden and the cat.")])
            .carrying(VERSION, "1"),
        2,
    );
    let together = form()
        .prefill("mode", "face-to-face")
        .prefill("reached", "yes")
        .prefill("accompanied", &story.connections[1].kept.it.id.to_string());
    let drafted = typed(&[("mode", "video"), ("reached", "yes"), ("note", HOSTILE), ("next", "I ring on Friday")]);
    let drafting = |kept: bool| {
        crate::people::draft::Drafting::of::<crate::people::draft::OfContact>(
            story.person.it.id,
            kept.then(|| at(23, 17, 5)),
            form(),
        )
    };
    let asking = |asks| Asking { turn: asking::Turn { day: today(), before: 0, share: Share::USUAL }, asks };
    let asks = form().prefill("mode", "face-to-face").prefill("reached", "yes");
    let mut answered = typed(&[
        ("mode", "face-to-face"),
        ("reached", "yes"),
        ("started_by", "them"),
        ("ways", &story.ways[0].id.to_string()),
        ("own", &story.ways[5].id.to_string()),
        ("unticked", "none"),
    ]);
    answered.problem("started_by", "Choose who started it, or leave it out.");
    let bad = full_story(hostile);
    let no_connections = head(&new_story(little_known(), plainly));
    let title = "Log a contact";
    let mut ended = head(&story);
    ended.case = None;
    let nothing_open = ContactPage::new(about(&story, title, &blank), &ended, blank.clone(), today());
    vec![
        drawn("contact-no-open-case", &nothing_open),
        drawn(
            "contact",
            &ContactPage::new(about(&story, title, &blank), &head_of, blank.clone(), today()).drafting(drafting(false)),
        ),
        drawn("contact-first", &ContactPage::new(about(&story, title, &blank), &no_connections, blank, today())),
        drawn("contact-together", &ContactPage::new(about(&story, title, &together), &head_of, together, today())),
        drawn(
            "contact-draft",
            &ContactPage::new(about(&story, title, &drafted), &head_of, drafted, today()).drafting(drafting(true)),
        ),
        drawn(
            "contact-asks",
            &ContactPage::new(about(&story, title, &asks), &head_of, asks.clone(), today()).asking(asking(true)),
        ),
        drawn(
            "contact-asks-typed",
            &ContactPage::new(about(&story, title, &answered), &head(&bad), answered, today()).asking(asking(true)),
        ),
        drawn("contact-errors", &ContactPage::new(about(&story, title, &wrong), &head(&bad), wrong, today())),
        drawn("contact-again", &{
            let fields = [("mode", "phone"), ("reached", "yes"), ("note", HOSTILE), ("need_stated", HOSTILE)];
            let typed = fields.map(|(name, value)| (name.to_owned(), value.to_owned()));
            let title = "You saved a contact just before";
            AgainPage::new(about(&story, title, &form()), &head_of, kept, &typed, (form(), form()))
        }),
        drawn(
            "contact-correct",
            &ContactPage::correcting(about(&story, "Correct a contact", &correction), &head_of, kept.it.id, correction),
        ),
        drawn(
            "contact-overtaken",
            &ContactPage::correcting(about(&story, "Correct a contact", &overtaken), &head_of, kept.it.id, overtaken)
                .beside(&head_of, &kept.it),
        ),
    ]
}

fn writing() -> Vec<Sample> {
    let story = full_story(plainly);
    let new = new_story(little_known(), plainly);
    let bad = full_story(hostile);
    let mut nothing_said = typed(&[("words", "")]);
    nothing_said.problem("words", "Write what matters, in the person's own words.");
    let mut no_need = typed(&[("stated", HOSTILE), ("domain", "fuel")]);
    no_need.problem("known", "Choose when this came to light.");
    let carried = form().prefill("stated", "wheelchair dancing");
    let need = &story.needs[2];
    let mut gap_wrong = typed(&[("reason", "wait"), ("weeks", "long"), ("words", HOSTILE), ("sought", HOSTILE)]);
    gap_wrong.problem("weeks", "Enter a whole number, like 20, or leave it out.");
    let reached = |story: &Story| kith_app::reaching::Opened {
        person: story.person.it.clone(),
        facts: story.reaching.clone(),
        version: 2,
    };
    let rules = RulesPage::filled(form(), &reached(&story));
    let rules_late = crate::taken::overtaken(typed(&[("safe_contact", HOSTILE), ("communication", "Easy read")]), 2);
    let asked = |story: &Story| kith_app::equality::Opened {
        person: story.person.it.clone(),
        answers: Answers {
            sex: Some(Sex::Female),
            ethnic_group: Some(EthnicGroup::OtherWhite),
            ethnic_words: Line::new("Roma").ok(),
            disability: Some(Disability::NotSaid),
        },
        version: 2,
    };
    let equality = EqualityPage::filled(form(), &asked(&story));
    let equality_late = crate::taken::overtaken(typed(&[("sex", "male"), ("ethnic_words", HOSTILE)]), 2);
    let gap = "Nothing there? Record it";
    vec![
        drawn("what-matters", &MattersPage::new(about(&story, "What matters", &form()), &story, form())),
        drawn("what-matters-error", &MattersPage::new(about(&bad, "What matters", &nothing_said), &bad, nothing_said)),
        drawn("need", &NeedPage::new(about(&new, "Record a need", &carried), &head(&new), carried)),
        drawn("need-errors", &NeedPage::new(about(&bad, "Record a need", &no_need), &head(&bad), no_need)),
        drawn("gap", &GapPage::new(about(&story, gap, &form()), &head(&story), need, form())),
        drawn("gap-error", &GapPage::new(about(&bad, gap, &gap_wrong), &head(&bad), &bad.needs[0], gap_wrong)),
        drawn("equality", &EqualityPage::new(about(&story, EQUALITY, &equality), &asked(&story), equality)),
        drawn(
            "equality-overtaken",
            &EqualityPage::new(about(&bad, EQUALITY, &equality_late), &asked(&bad), equality_late).beside(&asked(&bad)),
        ),
        drawn("contact-rules", &RulesPage::new(about(&story, "Contact rules", &rules), &reached(&story), rules)),
        drawn(
            "contact-rules-overtaken",
            &RulesPage::new(about(&bad, "Contact rules", &rules_late), &reached(&bad), rules_late)
                .beside(&reached(&bad)),
        ),
    ]
}

fn endings() -> Vec<Sample> {
    let story = full_story(plainly);
    let bad = full_story(hostile);
    let mut died = typed(&[("reason", "died"), ("words", HOSTILE), ("door_open", "yes")]);
    died.problem(
        "door_open",
        "The reason says that the person died. Choose another reason, or close the case without leaving the door open.",
    );
    let mut no_reason = typed(&[("words", "")]);
    no_reason.problem("reason", "Choose why support ends. “Not known” is a proper answer.");
    let ended = ended_story(Door::Open);
    let may = May::opened(amina(), &story.person.it);
    let close = "Close the case";
    let none = kith_app::ending::StillOpen::default();
    let open = story.appointments.iter().map(|kept| kept.it.clone()).filter(|it| it.state.is_open());
    let still = kith_app::ending::StillOpen { booked: open.collect(), asked: vec![HOSTILE.to_owned()] };
    let look = |account: u8, action: &str, minute: i8| LookedAt {
        at: at(20, 9, minute),
        account: id(account),
        action: action.to_owned(),
        access: id::<()>(account).uuid(),
    };
    let looker = |account: u8, times: i64| kith_app::store::Looker {
        account: id(account),
        action: "see-person".to_owned(),
        times,
        first: at(19, 9, 0),
        last: at(20, 9, 40),
    };
    let looked = WhoLooked {
        person: story.person.it.clone(),
        lookers: vec![looker(AMINA, 2), looker(ROWAN, 1), looker(88, 41)],
        next: Some(kith_app::store::Mark { at: at(20, 9, 20), id: id::<()>(88).uuid() }),
        looks: vec![look(AMINA, "see-who-looked", 40), look(ROWAN, "see-person", 30), look(88, "gone", 20)],
        covers: Vec::new(),
        workers: Vec::new(),
        names: story.names.clone(),
    };
    let unseen = WhoLooked { looks: Vec::new(), lookers: Vec::new(), next: None, ..looked.clone() };
    let who = "Who looked at this record";
    let moves = "Move to another link worker";
    let taker = || kith_app::team::WorkerCounts {
        account: kith_domain::id::Id::from_parts(1, [90; 10]),
        name: HOSTILE.to_owned(),
        new: 1,
        active: 12,
        holding: 2,
        waiting: 4,
        door_open: 3,
        away: None,
    };
    let mut unnoted = form();
    unnoted.problem("note", "Write what the next worker should know first. A few words are enough.");
    vec![
        drawn("move", &MovePage::new(about(&story, moves, &form()), &head(&story), (&[taker()], None), form())),
        drawn("move-restricted", &{
            let mut form = Form::typed([("worker".to_owned(), String::new())]);
            form.problem("naming", "This record is open to named people only. Tick that they are named too.");
            let named = ["Amina Farouqi".to_owned(), HOSTILE.to_owned()];
            MovePage::new(about(&story, moves, &form), &head(&story), (&[taker()], Some(&named)), form)
        }),
        drawn(
            "move-without-note",
            &MovePage::new(about(&story, moves, &unnoted), &head(&story), (&[taker()], None), unnoted),
        ),
        drawn("close", &ClosePage::new(about(&story, close, &form()), (&head(&story), &still), &may, form())),
        drawn(
            "close-without-reason",
            &ClosePage::new(about(&story, close, &no_reason), (&head(&story), &none), &may, no_reason),
        ),
        drawn("close-after-death", &ClosePage::new(about(&bad, close, &died), (&head(&bad), &none), &may, died)),
        drawn("close-nothing", &ClosePage::new(about(&ended, close, &form()), (&head(&ended), &none), &may, form())),
        drawn("who-looked", &WhoLookedPage::new(about(&story, who, &form()), &looked, true)),
        drawn("who-looked-nobody", &WhoLookedPage::new(about(&story, who, &form()), &unseen, false)),
    ]
}

fn sharing_pages() -> Vec<Sample> {
    let page = |name, story: &Story, form: Form| {
        let opened = kith_app::sharing::Opened {
            person: story.person.it.clone(),
            sharing: story.sharing.clone(),
            names: story.names.clone(),
        };
        drawn(name, &SharingPage::new(about(story, "Sharing", &form), &opened, form))
    };
    let mut wrong =
        typed(&[("recipient", "family"), ("says", "part"), ("what", ""), ("until-day", "31"), ("until-month", "2")]);
    wrong.problem("what", "Write what may be shared, or choose one of the other answers.");
    wrong.date_problem(
        "until",
        crate::components::DatePart::Whole,
        "There is no such day. Check the day and the month.",
    );
    vec![
        page("sharing", &full_story(plainly), form()),
        page("sharing-nothing-yet", &new_story(little_known(), plainly), form()),
        page("sharing-errors", &full_story(hostile), wrong),
    ]
}

/// A frame with the box that finds people.
fn finding(title: &str, role: Role) -> crate::components::Frame {
    crate::components::Frame {
        search: Some("/people/search".to_owned()),
        search_posts: true,
        ..frame(title, role, "/people")
    }
}

fn searches() -> Vec<Sample> {
    let names = full_story(plainly).names;
    let candidate = |person: &Person, state: Option<&str>, worker: Option<u8>| Candidate {
        person: person.id,
        name: Named {
            family: person.identity.family_name.to_string(),
            given: person.identity.given_names.as_ref().map(ToString::to_string),
            preferred: person.identity.preferred_name.as_ref().map(ToString::to_string),
            born: person.identity.born,
        },
        nhs_number: person.identity.nhs_number.ok().map(kith_domain::nhs_number::NhsNumber::digits),
        state: state.map(str::to_owned),
        worker: worker.map(id),
        last_contact: worker.map(|_| at(17, 10, 0)),
    };
    let hit = |it, meets, name| Hit { it, meets, earlier: Earlier { name, number: name, born: false } };
    let hits = vec![
        hit(candidate(&full_story(plainly).person.it, Some("active"), Some(AMINA)), Some(Meets::Exactly), false),
        hit(candidate(&full_story(hostile).person.it, Some("closed"), Some(77)), Some(Meets::InSound), true),
        hit(candidate(&little_known(), None, None), Some(Meets::Nearly), false),
    ];
    let found = |typed: &str, hits: &[Hit], has_more: bool| Found {
        typed: typed.to_owned(),
        hits: hits.to_vec(),
        next: has_more.then(|| hits.last().unwrap().it.person),
        is_first: true,
        has_more,
        names: names.clone(),
    };
    let page = |name, found: &Found, role| {
        let form = Form::blank().prefill("q", &found.typed);
        drawn(name, &SearchPage::of(finding("Find a person", role), form, found, role, "/people/search/1"))
    };
    let mut wrong = typed(&[("q", HOSTILE)]);
    wrong.problem("q", "Enter a name, a date of birth or an NHS number.");
    vec![
        page("search", &found("fetherstonhaugh", &hits, true), Role::TeamLead),
        page("search-one", &found("peggy", &hits[..1], false), Role::LinkWorker),
        page("search-nobody", &found(HOSTILE, &[], false), Role::LinkWorker),
        page("search-further", &Found { is_first: false, ..found("peggy", &hits, true) }, Role::LinkWorker),
        page("search-further-nobody", &Found { is_first: false, ..found("peggy", &[], false) }, Role::LinkWorker),
        drawn(
            "named",
            &NamedPage::new(finding("Restricted records that name you", Role::ServiceManager), &{
                hits.iter().map(|hit| hit.it.clone()).collect::<Vec<_>>()
            }),
        ),
        drawn("named-none", &NamedPage::new(finding("Restricted records that name you", Role::LinkWorker), &[])),
        drawn("search-error", &SearchPage::new(finding("Find a person", Role::LinkWorker), wrong)),
    ]
}

fn protections() -> Vec<Sample> {
    let story = full_story(plainly);
    let bad = full_story(hostile);
    let title = "Who may see this record";
    let terms = Terms {
        named: [id(AMINA), id(ROWAN)].into(),
        not_online: true,
        reason: Some(kith_domain::text::Words::new(HOSTILE).unwrap()),
    };
    let begun =
        Protection::begin(id(150), &story.person.it, terms, &[id(AMINA)].into(), (id(AMINA), at(20, 9, 0))).unwrap().0;
    let opened = |story: &Story, protection: Option<&Protection>| kith_app::protection::Opened {
        person: story.person.it.clone(),
        protection: protection.map(|it| Kept { version: 3, it: it.clone() }),
        may_be_named: story.names.iter().map(|(account, name)| (*account, format!("{name}, link worker"))).collect(),
        names: story.names.clone(),
    };
    let page = |name, story: &Story, protection: Option<&Protection>| {
        let opened = opened(story, protection);
        let form = ProtectionPage::filled(form(), &opened);
        drawn(name, &ProtectionPage::new(about(story, title, &form), &opened, form))
    };
    let mut wrong = typed(&[("restricted", "yes"), ("reason", HOSTILE)]);
    wrong.problem("named", "Choose who may see this record, yourself among them.");
    let late = crate::taken::overtaken(typed(&[("restricted", "no"), ("reason", HOSTILE)]), 3);
    vec![
        page("protection", &story, None),
        page("protection-restricted", &story, Some(&begun)),
        drawn("protection-error", &ProtectionPage::new(about(&bad, title, &wrong), &opened(&bad, None), wrong)),
        drawn(
            "protection-overtaken",
            &ProtectionPage::new(about(&bad, title, &late), &opened(&bad, Some(&begun)), late)
                .beside(&opened(&bad, Some(&begun))),
        ),
    ]
}

pub(super) fn samples() -> Vec<Sample> {
    [stories(), lists(), contacts(), writing(), endings(), sharing_pages(), searches(), protections()]
        .into_iter()
        .flatten()
        .collect()
}

#[test]
fn a_persons_pages_look_as_they_did() {
    for sample in samples() {
        insta::assert_snapshot!(sample.name, super::comparable(sample.html));
    }
}

fn html(name: &str) -> String {
    samples().into_iter().find(|sample| sample.name == name).map(|sample| sample.html).unwrap()
}

#[test]
fn the_story_keeps_what_a_contact_said_before() {
    let page = html("person-full");
    let before = page.find("What it said before").unwrap();
    let now = page.find("She would like to see the sea again before winter.").unwrap();
    assert!(now < before, "the corrected note stands above");
    assert!(page[before..].contains("We talked about the garden.</p>"), "and the earlier one opens");
    assert_eq!(page.matches(">Corrected<").count(), 1);
}

#[test]
fn a_need_says_whether_it_is_helped_waiting_a_gap_or_nothing_yet() {
    let page = html("person-full");
    for (need, state) in [
        ("Somebody to be outside with", "Being helped"),
        ("The house is cold", "Holding"),
        ("Letters I cannot read", "Nothing yet"),
        ("I used to sing", "Waiting"),
    ] {
        let at = page.find("id=\"needs\"").unwrap() + page[page.find("id=\"needs\"").unwrap()..].find(need).unwrap();
        let tag = page[at..].find("nhsuk-tag").unwrap();
        assert!(page[at + tag..].split('>').nth(1).unwrap().starts_with(state), "{need} is {state}");
    }
}

#[test]
fn nobody_is_offered_what_the_policy_would_refuse() {
    let lead = html("person-for-lead");
    for not_hers in ["contacts/new", "/connect\"", "needs/new", "message-back", "what-matters", "/correct", "/gap"] {
        assert!(!lead.contains(not_hers), "a lead is offered {not_hers}");
    }
    for hers in ["/contact-rules", "/close", "/who-looked"] {
        assert!(lead.contains(hers), "a lead is not offered {hers}");
    }
    let closed = html("person-closed-for-lead");
    assert!(closed.contains("/reopen\" method=\"post\"") && !closed.contains("/close\""));
    assert!(!html("person-door-open").contains("contacts/new"), "no contact is logged to a case that ended");
}

#[test]
fn whoever_was_overtaken_sees_both_and_compares_with_what_is_true_now() {
    let page = html("contact-overtaken");
    assert!(page.contains("the garden and the cat") && page.contains("see the sea again before winter"));
    assert!(page.contains("name=\"version\" value=\"2\"") && !page.contains("name=\"version\" value=\"1\""));
}

#[test]
fn enter_in_a_line_of_text_chooses_no_reason_for_a_gap() {
    let page = html("gap");
    let first = page[page.find("class=\"kith-gap\"").unwrap()..].to_owned();
    let button = first.find("type=\"submit\"").unwrap();
    assert!(first[button..].starts_with("type=\"submit\" disabled hidden"), "the first button does nothing");
}
