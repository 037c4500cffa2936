//! The full story with what was said of needs, corrections, About Me, a plan that changed, and what changed.

use kith_domain::need::{Need, Stand};
use kith_domain::support::about_me::{self, AboutMe};
use kith_domain::support::changed::{self, Changed, Direction, Gain, Meant, Whom};
use kith_domain::support::plan::action::{self, Action, Owner, Terms};
use kith_domain::support::plan::goal::{self, Goal, Wording};
use kith_domain::support::plan::{Agreed, ChangeReason, Parts, Sheet};

use super::story::happened;
use super::*;

/// A second telling, which says something else than the first however it is said.
fn again(say: Say, text: &str, more: &str) -> Words {
    words(format!("{}{more}", say(text)))
}

fn needs_after(story: &mut Story, say: Say) {
    let telling = kith_domain::need::Telling {
        stated: again(say, "The house is cold, the bill frightens me", ", and I sit in my coat"),
        heard: Some(story.contacts[0].it.id),
        ..story.needs[1].telling()
    };
    let (corrected, event) = story.needs[1].clone().correct(telling).unwrap();
    story.happened.push(happened(event, corrected.id.uuid(), at(18, 10, 0), ROWAN));
    story.needs[1] = corrected;
    let mut stand = |n: usize, stand, more: &str| {
        let more = Some(words(say(more)));
        let (need, event): (Need, _) = story.needs[n].clone().say(stand, more, id(AMINA), at(19, 10, 0));
        story.happened.push(happened(event, need.id.uuid(), at(19, 10, 0), AMINA));
        story.needs[n] = need;
    };
    stand(2, Stand::Met, "Jo reads them to her on Sundays now.");
    stand(3, Stand::Holding, "She wants to wait until after the anniversary.");
    let findings = Findings {
        sought: Some(line(say("Somebody who comes about the cold"))),
        kind: Some(Kind::Council),
        weeks: Some(16),
        instead: Some(Instead::Held),
        ..Findings::only(Reason::Wait)
    };
    let (gap, event) = story.gaps[0].clone().correct(&story.needs[1], findings).unwrap();
    story.happened.push(happened(event, gap.id.uuid(), at(18, 11, 0), AMINA));
    story.gaps[0] = gap;
    let original = story.what_matters[1].words.clone();
    let before = Event::new("what_matters.written").with("person", story.person.it.id).with("words", &original);
    story.happened.push(happened(before, story.what_matters[1].id.uuid(), at(6, 15, 0), AMINA));
    let (matters, event) =
        story.what_matters[1].clone().correct(again(say, "Company", ", and not only on Sundays.")).unwrap();
    story.happened.push(happened(event, matters.id.uuid(), at(7, 9, 0), AMINA));
    story.what_matters[1] = matters;
}

fn about(story: &mut Story, say: Say) {
    let person = story.person.it.clone();
    let write = |n: u8, telling, day: i8| {
        AboutMe::write(id(n), &person, telling, date(2026, 11, day), id(AMINA), at(day + 1, 9, 0)).unwrap().0
    };
    let first = about_me::Telling {
        about: Some(words(say(
            "I kept the accounts of the yard for thirty years. I like people who arrive when they say.",
        ))),
        communicate: None,
        support: None,
        with: None,
    };
    let second = about_me::Telling {
        communicate: Some(words(say("Speak to me and not to Jo. Give me time, the word comes."))),
        support: Some(words(say("Mornings after ten. Do not tidy my table."))),
        with: Some(line(say("my daughter Jo"))),
        ..first.clone()
    };
    story.about_me = vec![write(33, second, 17), write(32, first, 6)];
}

fn terms(say: Say, what: &str, owner: Owner) -> Terms {
    Terms {
        goal: None,
        what: words(say(what)),
        owner,
        who: None,
        due: None,
        strategies: None,
        confidence: None,
        review: None,
    }
}

fn plan(story: &mut Story, say: Say) {
    let person = story.person.it.clone();
    let keep = |story: &mut Story, event: Event, subject: uuid::Uuid, day: i8, hour: i8| {
        story.happened.push(happened(event, subject, at(day, hour, 0), AMINA));
    };
    let wording = Wording {
        words: words(say("To see the sea before winter")),
        why: Some(words(say("My sister and I went every October."))),
    };
    let (sea, event) = Goal::set(id(34), &person, wording.clone(), id(AMINA), at(10, 9, 0));
    keep(story, event, sea.id.uuid(), 10, 9);
    let nearer = Wording { words: again(say, "To sit by the water", " with a flask"), ..wording };
    let more = words(say("The train is too long a day."));
    let (sea, event) = sea.change(nearer, ChangeReason::DidNotSuit, Some(&more)).unwrap();
    keep(story, event, sea.id.uuid(), 12, 9);
    let (letters, event) = Goal::set(
        id(35),
        &person,
        Wording { words: words(say("To read my own letters")), why: None },
        id(AMINA),
        at(10, 9, 30),
    );
    keep(story, event, letters.id.uuid(), 10, 9);
    let (letters, event) = letters
        .stand(goal::State::Partly, Some(words(say("Large print from the council; not yet the bank."))), at(19, 9, 0))
        .unwrap();
    keep(story, event, letters.id.uuid(), 19, 9);

    let first =
        Terms { goal: Some(sea.id), due: Some(date(2026, 11, 20)), ..terms(say, "Look up the trains", Owner::Worker) };
    let (lift, event) = Action::agree(id(36), &person, first, id(AMINA), at(10, 10, 0)).unwrap();
    keep(story, event, lift.id.uuid(), 10, 10);
    let second = Terms {
        goal: Some(sea.id),
        who: Some(line(say("Jo, with her car"))),
        due: Some(date(2026, 11, 26)),
        strategies: Some(words(say("A cushion, and stopping halfway."))),
        confidence: Some(7),
        review: Some(date(2026, 12, 1)),
        ..terms(say, "Drive to the harbour on a dry day", Owner::Both)
    };
    let (lift, event) = lift.change(second, ChangeReason::Adjusted, None).unwrap();
    keep(story, event, lift.id.uuid(), 12, 10);
    let bank = Terms { who: Some(line(say("The bank"))), ..terms(say, "Send letters in large print", Owner::Agency) };
    let (bank, event) = Action::agree(id(37), &person, bank, id(AMINA), at(12, 11, 0)).unwrap();
    keep(story, event, bank.id.uuid(), 12, 11);
    let (council, event) = Action::agree(
        id(38),
        &person,
        terms(say, "Ring the council about the print", Owner::Person),
        id(AMINA),
        at(10, 11, 0),
    )
    .unwrap();
    keep(story, event, council.id.uuid(), 10, 11);
    let (council, event) =
        council.stand(action::State::Done, Some(words(say("She rang by herself."))), at(13, 11, 0)).unwrap();
    keep(story, event, council.id.uuid(), 13, 11);

    let parts = Parts {
        strengths: Some(words(say("Numbers. Jo. The neighbour with the dog."))),
        agreed: Some(Agreed::Person),
        review: Some(date(2027, 1, 12)),
        reviewer: Some(line(say("Amina"))),
        funding: None,
        documents: Some(words(say("The care plan of the heart clinic."))),
        harder_signs: Some(words(say("When I stop opening the curtains."))),
        harder_do: Some(words(say("Ring me, and let it ring long."))),
        harder_who: Some(words(say("Jo, then Amina."))),
    };
    let (sheet, event) = Sheet::begin(id(39), &person, parts, id(AMINA), at(13, 12, 0));
    keep(story, event, sheet.id.uuid(), 13, 12);
    story.plan = kith_app::store::Plan {
        sheet: Some(Kept { version: 1, it: sheet }),
        goals: vec![Kept { version: 2, it: sea }, Kept { version: 2, it: letters }],
        actions: vec![Kept { version: 2, it: lift }, Kept { version: 2, it: council }, Kept { version: 1, it: bank }],
    };
}

fn what_changed(story: &mut Story, say: Say) {
    let person = story.person.it.clone();
    let mut record = |n: u8, telling: changed::Telling, day: i8| {
        let (it, event) = Changed::record(id(n), &person, telling, id(AMINA), at(day, 12, 30)).unwrap();
        story.happened.push(happened(event, it.id.uuid(), at(day, 12, 30), AMINA));
        it
    };
    let gain = record(46, changed::Telling { gain: Some(Gain::Benefit), ..changed::Telling::default() }, 19);
    let family = record(
        47,
        changed::Telling {
            direction: Some(Direction::Worse),
            meant: Some(Meant::NotMeant),
            whom: Some(Whom::Family),
            gain: None,
            words: Some(words(say("Jo takes her half day for the drives and is tired."))),
        },
        18,
    );
    let better = changed::Telling { direction: Some(Direction::Both), ..family.telling.clone() };
    let (family, event) = family.correct(better).unwrap();
    story.happened.push(happened(event, family.id.uuid(), at(20, 12, 30), AMINA));
    story.changed = vec![Kept { version: 1, it: gain }, Kept { version: 2, it: family }];
}

/// The full story with all of it.
pub(in crate::samples) fn planned_story(say: Say) -> Story {
    let mut story = full_story(say);
    needs_after(&mut story, say);
    about(&mut story, say);
    plan(&mut story, say);
    what_changed(&mut story, say);
    story.happened.sort_by_key(|happened| std::cmp::Reverse(happened.at));
    story
}
