//! The story itself, told by the domain's own acts, so that its events are what they would be.

use super::*;

pub(in crate::samples) fn happened(event: Event, subject: uuid::Uuid, at: Timestamp, account: u8) -> Happened {
    Happened {
        kind: event.kind.to_owned(),
        subject,
        at,
        account: Some(id(account)),
        facts: event.facts.into_iter().map(|(name, fact)| (name.to_owned(), fact)).collect(),
    }
}

/// A story without anything but the person.
fn nothing_yet(person: Person, say: Say) -> Story {
    Story {
        now: at(26, 9, 0),
        person: Kept { version: 1, it: person },
        cases: Vec::new(),
        referrals: Vec::new(),
        what_matters: Vec::new(),
        needs: Vec::new(),
        gaps: Vec::new(),
        holdings: Vec::new(),
        readiness: Vec::new(),
        beyond: Vec::new(),
        about_me: Vec::new(),
        plan: kith_app::store::Plan::default(),
        changed: Vec::new(),
        connections: Vec::new(),
        contacts: Vec::new(),
        appointments: Vec::new(),
        letters: Vec::new(),
        files: Vec::new(),
        messages: Vec::new(),
        handovers: Vec::new(),
        happened: Vec::new(),
        reaching: Facts::default(),
        address: None,
        around: Vec::new(),
        protection: None,
        whom: kith_app::same_day::Whom {
            practice: None,
            agreed: None,
            numbers: kith_domain::settings::Settings::first(service()).risk_numbers(None),
        },
        same_day: Vec::new(),
        worker_has_left: false,
        covers: Vec::new(),
        sharing: Sharing::of(Vec::new(), Vec::new(), today()),
        ways: ways(say),
        lists: Vec::new(),
        settings: kith_domain::settings::Settings::first(service()),
        names: [(id(AMINA), say("Amina Yusuf")), (id(ROWAN), say("Rowan Hale"))].into(),
    }
}

/// A person referred this morning, with an allocated case and nothing else.
pub(in crate::samples) fn new_story(person: Person, say: Say) -> Story {
    let mut story = nothing_yet(person, say);
    let reasons = Reasons {
        reason: words(say("Lost her sister in the spring. Has hardly left the house since, and asks for company.")),
        told: Told {
            answer: ToldAnswer::Agreed,
            words: Some(words(say("That somebody phones, and that it costs nothing."))),
        },
    };
    let route = kith_domain::referral::Route::Practice { practice: id(50), referrer: id(9) };
    let (referral, _) = Referral::receive(id(51), &story.person.it, route, reasons, at(2, 9, 5));
    let (case, opened) = Case::open(id(52), &referral, at(2, 13, 0));
    let (case, allocated) = case.allocate(id(AMINA), at(2, 13, 1)).unwrap();
    story.happened = vec![
        happened(allocated, case.id.uuid(), at(2, 13, 1), ROWAN),
        happened(opened, case.id.uuid(), at(2, 13, 0), ROWAN),
    ];
    story.cases = vec![Kept { version: 2, it: case }];
    story.referrals = vec![(referral, Some(practice(say)))];
    story
}

/// What is said of a contact, as typed.
pub(in crate::samples) fn details(at: Timestamp, mode: Mode, reached: Reached, note: Option<&str>, say: Say) -> Said {
    Said {
        at,
        mode,
        place: None,
        started_by: None,
        reached,
        others: None,
        minutes: None,
        note: note.map(|note| Note::new(&say(note)).unwrap()),
        ways: Vec::new(),
        list: 1,
        accompanied: None,
        next: None,
    }
}

fn contacts(story: &mut Story, say: Say) {
    let case = story.cases[0].it.clone();
    let mut log = |n: u8, details: Said, logged: Timestamp| {
        let (contact, event) = Contact::log(id(n), &case, id(AMINA), details, None, logged).unwrap();
        story.happened.push(happened(event, contact.id.uuid(), logged, AMINA));
        Kept { version: 1, it: contact }
    };
    let no_answer = Said {
        minutes: Some(1),
        next: Some(line(say("I phone again on Thursday after 10am"))),
        ..details(at(3, 11, 0), Mode::Phone, Reached::NoAnswer, None, say)
    };
    let first = log(70, no_answer, at(3, 11, 1));
    let home = Said {
        place: Some(Place::Home),
        minutes: Some(45),
        others: Some(line(say("her daughter Jo"))),
        ways: vec![id(101), id(116)],
        ..details(at(6, 14, 0), Mode::FaceToFace, Reached::Yes, Some("We talked about the garden."), say)
    };
    let second = log(71, home.clone(), at(6, 16, 0));
    let together = Said {
        place: Some(Place::Venue),
        minutes: Some(90),
        accompanied: Some(id(80)),
        ways: vec![id(115)],
        next: Some(line(say("Jo drives next Tuesday. I phone on Wednesday to hear how it was."))),
        ..details(
            at(17, 10, 0),
            Mode::FaceToFace,
            Reached::Yes,
            Some(
                "She was quiet on the way there and talked all the way back.\nShe knows two of the walkers from school.",
            ),
            say,
        )
    };
    let fourth = log(73, together, at(18, 9, 30));
    let third = log(72, details(at(12, 10, 0), Mode::FaceToFace, Reached::DidNotAttend, None, say), at(12, 10, 30));
    let longer = Said {
        note: Note::new(&say(
            "We talked about the garden and about her sister. She would like to see the sea again before winter.",
        ))
        .ok(),
        ..home
    };
    let (second, corrected) = second.it.correct(id(AMINA), longer, at(6, 17, 0)).unwrap();
    story.happened.push(happened(corrected, second.id.uuid(), at(6, 17, 0), AMINA));
    story.contacts = vec![fourth, third, Kept { version: 2, it: second }, first];
    let (active, _) = case.contacted(at(3, 11, 0)).unwrap();
    story.cases = vec![Kept { version: 3, it: active }];
}

fn needs(story: &mut Story, say: Say) {
    let person = story.person.it.clone();
    let mut record = |n: u8, stated: &str, domain: Option<Domain>, known: Known, day: i8| {
        let telling = Telling { stated: words(say(stated)), domain, known, heard: None };
        let (need, event) = Need::record(id(n), &person, telling, id(AMINA), at(day, 16, 0));
        story.happened.push(happened(event, need.id.uuid(), at(day, 16, 0), AMINA));
        need
    };
    let company = record(40, "Somebody to be outside with", Some(Domain::Connection), Known::Referral, 6);
    let warmth =
        record(41, "The house is cold and the bill frightens me", Some(Domain::Fuel), Known::FirstConversation, 6);
    let letters = record(42, "Letters I cannot read any more", None, Known::Later, 17);
    let choir = record(43, "I used to sing", Some(Domain::Connection), Known::Later, 17);
    let findings = Findings {
        weeks: Some(14),
        instead: Some(Instead::Held),
        words: Some(words(say("The energy advice line calls back after fourteen weeks."))),
        ..Findings::only(Reason::Wait)
    };
    let (gap, event) = Gap::record(id(45), &warmth, findings, id(AMINA), at(9, 11, 0)).unwrap();
    story.happened.push(happened(event, gap.id.uuid(), at(9, 11, 0), AMINA));
    story.gaps = vec![gap];
    story.needs = vec![company, warmth, letters, choir];
}

fn connections(story: &mut Story, say: Say) {
    let person = story.person.it.clone();
    let mut make = |n: u8, need: u8, to: &CommunityService, agreed: Option<&str>, steps: Vec<(Step, i8)>| {
        let agreed = agreed.map_or_else(Agreed::default, |more| shared(say, more));
        let (mut it, event) = Connection::choose(id(n), &person, Some(id(need)), to, agreed, id(AMINA), at(9, 10, 0));
        story.happened.push(happened(event, it.id.uuid(), at(9, 10, 0), AMINA));
        let mut version = 1;
        for (step, day) in steps {
            let (moved, event) = it.take(step, at(day, 12, 0)).unwrap();
            story.happened.push(happened(event, moved.id.uuid(), at(day, 12, 0), AMINA));
            it = moved;
            version += 1;
        }
        let (to, organisation) = (to.entry.name.to_string(), say("Harbour Community Trust"));
        ConnectionLine { kept: Kept { version, it }, to, organisation }
    };
    let how = Afterwards { words: words(say("They waited for me at every bench.")), whose: Whose::Theirs };
    let walking = make(
        80,
        40,
        &walks(say),
        Some("That she walks slowly."),
        vec![
            (Step::Ask, 10),
            (Step::Accept { words: None }, 11),
            (Step::Introduce, 16),
            (Step::Start { how: Some(how) }, 17),
        ],
    );
    let singing = make(
        81,
        43,
        &bare(62, &say("Sing with us")),
        None,
        vec![(Step::Ask, 18), (Step::WaitList { weeks: Some(6) }, 19)],
    );
    let declined = Step::Decline { reason: DeclineReason::Full, words: Some(words(say("Not before spring."))) };
    let advice = make(82, 41, &bare(63, &say("Debt advice at the library")), None, vec![(Step::Ask, 9), (declined, 9)]);
    story.connections = vec![singing, walking, advice];
}

fn messages(story: &mut Story, say: Say) {
    let referral = story.referrals[0].0.clone();
    let mut send = |n: u8, happened_: &str, day: i8| {
        let content = Content {
            mattered: Some(words(say("To be outside again before winter."))),
            happened: Some(words(say(happened_))),
            missing: Some(words(say("Help with a cold house: fourteen weeks' wait."))),
        };
        let (message, event) = MessageBack::send(id(n), &referral, id(AMINA), content, at(day, 15, 0)).unwrap();
        story.happened.push(happened(event, message.id.uuid(), at(day, 15, 0), AMINA));
        message
    };
    let first = send(90, "We have met once at home.", 7);
    let second = send(91, "She goes to a walking group on Tuesdays.", 20);
    let (first, _) = first.open(Some(id(9)), at(9, 8, 40));
    story.messages = vec![Kept { version: 1, it: second }, Kept { version: 2, it: first }];
}

/// A story with everything in it.
pub(in crate::samples) fn full_story(say: Say) -> Story {
    let mut story = new_story(peggy(say), say);
    contacts(&mut story, say);
    needs(&mut story, say);
    connections(&mut story, say);
    messages(&mut story, say);
    let person = story.person.it.clone();
    let write =
        |n: u8, text: &str, day: i8| WhatMatters::write(id(n), &person, words(say(text)), id(AMINA), at(day, 15, 0)).0;
    story.what_matters = vec![
        write(31, "To see the sea again before winter, and not to be a burden on Jo.\nMy sister's photographs.", 17),
        write(30, "Company.", 6),
    ];
    story.sharing = sharing(&story, say);
    story.reaching = Facts {
        language: Some(line(say("Polish"))),
        formats: vec![Format::LargePrint],
        supports: vec![Support::Interpreter, Support::TimeToAnswer],
        adjustments: vec![Adjustment::Longer],
        channels: vec![(Channel::Phone, Safe::Yes), (Channel::Letter, Safe::Never), (Channel::Email, Safe::Arranged)],
        message: Some(Message::No),
        who_answers: Some(line(say("her daughter Jo"))),
        when: Some(line(say("after 10am"))),
        ..Facts::of_earlier(&person)
    };
    let rules = Reaching::begin(id(160), &person, story.reaching.clone(), id(AMINA), at(3, 11, 5));
    story.happened.push(happened(rules.1, rules.0.id.uuid(), at(3, 11, 5), AMINA));
    let parts = Parts {
        lines: Some(words(say("3 Quay Street"))),
        postcode: Some(line("ZZ99 3CZ".to_owned())),
        email: Some(line(say("peggy@example.org"))),
    };
    let (address, moved) = Address::begin(id(161), &person, parts, &line(say("moved")), id(AMINA), at(4, 9, 0));
    story.happened.push(happened(moved, address.id.uuid(), at(4, 9, 0), AMINA));
    story.address = Some(address);
    let somebody = |n: u8, name: &str, relation, may_know, is_emergency| {
        let details = Details {
            name: line(say(name)),
            relation,
            relation_words: Some(line(say("looks in every day"))),
            phone: Some(line(say("01632 960789"))),
            email: None,
            may_know,
            what: Some(words(say("When we meet, and not why."))),
            agreed_on: Some(date(2026, 11, 3)),
            own_agreement: OwnAgreement::Agreed,
            is_emergency,
            words: None,
        };
        Around::add(id(n), &person, details, id(AMINA), at(5, 9, 0), today()).unwrap().0
    };
    let around = [
        somebody(162, "Dr Shah", Relation::Professional, MayKnow::Nothing, false),
        somebody(163, "Jo", Relation::Child, MayKnow::Part, true),
    ];
    story.around = around.map(|it| Kept { version: 1, it }).to_vec();
    story.happened.sort_by_key(|happened| std::cmp::Reverse(happened.at));
    story
}

/// The same story after it ended.
pub(in crate::samples) fn ended_story(door: Door) -> Story {
    let mut story = full_story(plainly);
    let case = story.cases.remove(0).it;
    let more = words("She has the walkers now, and my number.".to_owned());
    let (ended, event) = case.end(ClosureReason::Done, Some(more), door, at(23, 16, 0)).unwrap();
    story.happened.insert(0, happened(event, ended.id.uuid(), at(23, 16, 0), AMINA));
    story.cases = vec![Kept { version: 4, it: ended }];
    story
}

/// The head of a form about the person of a story.
pub(in crate::samples) fn head(story: &Story) -> Head {
    Head {
        person: story.person.clone(),
        case: story.current_case().cloned(),
        ways: story.ways.clone(),
        lists: story.lists.clone(),
        needs: story.needs.clone(),
        connections: story.connections.clone(),
        around: story.around.clone(),
        reaching: story.reaching.clone(),
        last: story.contacts.first().map(|kept| kept.it.clone()),
        contacts: story.contacts.clone(),
        settings: story.settings.clone(),
    }
}

/// What a person decided about sharing: the practice in part, one organisation not at all, family until it ended.
pub(in crate::samples) fn sharing(story: &Story, say: Say) -> Sharing {
    let (practice, organisation) = (Recipient::Practice(id(50)), Recipient::Organisation(id(60)));
    let decide = |n: u8, recipient, says, what: Option<&str>, day: i8, until| {
        let terms = Terms { says, what: what.map(|what| words(say(what))), from: date(2026, 11, day), until };
        SharingDecision::decide(id(n), &story.person.it, recipient, terms, id(AMINA), at(day, 9, 0)).unwrap().0
    };
    let decisions = vec![
        decide(143, organisation, Says::Nothing, None, 20, None),
        decide(142, practice, Says::Part, Some("That she walks again, and not why she stopped."), 18, None),
        decide(141, Recipient::Family, Says::Share, None, 6, Some(date(2026, 11, 12))),
        decide(140, practice, Says::Share, None, 5, None),
    ];
    let named = vec![(practice, say("Elm Street Surgery")), (organisation, say("Harbour Community Trust"))];
    Sharing::of(decisions, named, today())
}
