//! About Me, the plan and what changed come back as they were, and what is due is whose case it is.

use jiff::civil::date;
use kith_domain::person::Person;
use kith_domain::policy::Scope;
use kith_domain::support::about_me::{AboutMe, Telling};
use kith_domain::support::changed::{self, Changed, Direction, Gain, Meant, Whom};
use kith_domain::support::plan::action::{self, Action, Owner, Terms};
use kith_domain::support::plan::goal::{self, Goal, Wording};
use kith_domain::support::plan::{Agreed, Parts, Sheet};
use kith_domain::text::{Line, Words};
use kith_store::{Store, plan};

use crate::rooms_saved::{round_trip, worst};
use crate::rooms_world::{World, account, add, at, id, line, on_each, read, words};

fn worst_words() -> Words {
    words(&worst(Words::MOST))
}

fn terms(what: &str) -> Terms {
    Terms {
        goal: None,
        what: words(what),
        owner: Owner::Both,
        who: None,
        due: None,
        strategies: None,
        confidence: None,
        review: None,
    }
}

/// One row of everything of this room.
pub fn one_of_each(store: &Store, world: &World, person: &Person) {
    let (reach, author) = (world.reach(), world.worker.id);
    let told = Telling { about: Some(words("I was a baker.")), communicate: None, support: None, with: None };
    add(store, &reach, &AboutMe::write(id(), person, told, date(2026, 11, 21), author, at(3)).unwrap().0);
    add(store, &reach, &Sheet::begin(id(), person, Parts::default(), author, at(3)).0);
    add(store, &reach, &Goal::set(id(), person, Wording { words: words("to sing"), why: None }, author, at(3)).0);
    add(store, &reach, &Action::agree(id(), person, terms("ring"), author, at(3)).unwrap().0);
    let told = changed::Telling { words: Some(words("She sleeps.")), ..changed::Telling::default() };
    add(store, &reach, &Changed::record(id(), person, told, author, at(3)).unwrap().0);
}

#[test]
fn about_me_the_plan_and_what_changed_come_back_as_they_were() {
    on_each(|_, store| {
        let world = World::set_up(store, "north");
        let reach = world.reach();
        let (person, ..) = world.supported(store, 11, "Shah", world.worker.id);
        let author = world.worker.id;

        let told = Telling { about: Some(words("I was a baker.")), communicate: None, support: None, with: None };
        let (about, _) = AboutMe::write(id(), &person, told, date(2026, 11, 21), author, at(3)).unwrap();
        let full = Telling {
            about: None,
            communicate: Some(worst_words()),
            support: Some(worst_words()),
            with: Some(line(&worst(Line::MOST))),
        };
        round_trip(store, &reach, &[about.clone(), AboutMe { telling: full, day: date(1999, 2, 28), ..about }]);

        let (sheet, _) = Sheet::begin(id(), &person, Parts::default(), author, at(3));
        let full = Parts {
            strengths: Some(worst_words()),
            agreed: Some(Agreed::Representative),
            review: Some(date(2027, 2, 28)),
            reviewer: Some(line(&worst(Line::MOST))),
            funding: Some(line("nobody")),
            documents: Some(worst_words()),
            harder_signs: Some(worst_words()),
            harder_do: Some(worst_words()),
            harder_who: Some(worst_words()),
        };
        let (written, _) = sheet.clone().write(full, author, at(4));
        round_trip(store, &reach, &[sheet, written]);

        let (goal, _) = Goal::set(id(), &person, Wording { words: words("to sing"), why: None }, author, at(3));
        let said = Wording { words: worst_words(), why: Some(worst_words()) };
        let mut versions = vec![goal.clone(), Goal { wording: said, ..goal.clone() }];
        versions.extend(goal::State::ALL.iter().map(|state| Goal {
            state: *state,
            since: at(6),
            outcome: Some(worst_words()),
            ..goal.clone()
        }));
        round_trip(store, &reach, &versions);

        let (action, _) = Action::agree(id(), &person, terms("ring"), author, at(3)).unwrap();
        let full = Terms {
            goal: Some(goal.id),
            what: worst_words(),
            owner: Owner::Agency,
            who: Some(line(&worst(Line::MOST))),
            due: Some(date(2026, 12, 1)),
            strategies: Some(worst_words()),
            confidence: Some(10),
            review: Some(date(2027, 1, 1)),
        };
        let mut versions = vec![action.clone(), Action { terms: full.clone(), ..action.clone() }];
        versions.extend(action::State::ALL.iter().map(|state| Action {
            state: *state,
            since: at(6),
            outcome: Some(worst_words()),
            ..action.clone()
        }));
        versions.extend(Owner::ALL.iter().map(|owner| Action {
            terms: Terms { owner: *owner, confidence: Some(0), ..full.clone() },
            ..action.clone()
        }));
        round_trip(store, &reach, &versions);

        let told = changed::Telling { words: Some(words("She sleeps.")), ..changed::Telling::default() };
        let (it, _) = Changed::record(id(), &person, told, author, at(3)).unwrap();
        let mut versions = vec![it.clone()];
        versions.extend(Gain::ALL.iter().map(|gain| Changed {
            telling: changed::Telling { gain: Some(*gain), ..changed::Telling::default() },
            ..it.clone()
        }));
        for (direction, meant, whom) in [
            (Direction::Better, Meant::Meant, Whom::Family),
            (Direction::Worse, Meant::NotMeant, Whom::Worker),
            (Direction::Both, Meant::NotMeant, Whom::Practice),
            (Direction::Better, Meant::Meant, Whom::Organisation),
            (Direction::Worse, Meant::Meant, Whom::Person),
        ] {
            let telling = changed::Telling {
                direction: Some(direction),
                meant: Some(meant),
                whom: Some(whom),
                gain: None,
                words: Some(worst_words()),
            };
            versions.push(Changed { telling, ..it.clone() });
        }
        round_trip(store, &reach, &versions);
    });
}

#[test]
fn what_is_due_is_open_has_a_day_and_belongs_to_whose_case_it_is() {
    on_each(|_, store| {
        let world = World::set_up(store, "north");
        let (mine, ..) = world.supported(store, 11, "Shah", world.worker.id);
        let other = account("other@north.example.org");
        let (theirs, ..) = world.supported(store, 12, "Ng", other.id);
        let (nobodys, _) = world.referred(store, 13, "Ahmed", 0);
        let due = |person: &Person, day: Option<i8>, state| {
            let terms = Terms { due: day.map(|day| date(2026, 11, day)), ..terms("ring") };
            let (action, _) = Action::agree(id(), person, terms, world.worker.id, at(3)).unwrap();
            let action = Action { state, ..action };
            add(store, &world.reach(), &action);
            action.id
        };
        let later = due(&mine, Some(24), action::State::NotStarted);
        let earlier = due(&mine, Some(3), action::State::Started);
        due(&mine, None, action::State::NotStarted);
        due(&mine, Some(25), action::State::NotStarted);
        due(&mine, Some(3), action::State::Done);
        due(&mine, Some(3), action::State::NoLonger);
        let other_one = due(&theirs, Some(4), action::State::NotStarted);
        due(&nobodys, Some(4), action::State::NotStarted);
        let of = |worker| {
            let scope = Scope::Worker { service: world.service.id, worker, covers: Vec::new() };
            read(store, &world.reach(), |tx| plan::due(tx, &scope, date(2026, 11, 24)))
                .into_iter()
                .map(|line| line.id)
                .collect::<Vec<_>>()
        };
        assert_eq!(of(world.worker.id), [earlier, later]);
        assert_eq!(of(other.id), [other_one]);
        let whole = Scope::Service { service: world.service.id, viewer: id() };
        assert!(read(store, &world.reach(), |tx| plan::due(tx, &whole, date(2026, 11, 24))).is_empty());
        let kept = read(store, &world.reach(), |tx| plan::of_person(tx, mine.id));
        assert_eq!((kept.actions.len(), kept.goals.len(), kept.sheet.is_some()), (6, 0, false));
    });
}
