use super::*;

fn every_state() -> Vec<State> {
    vec![
        State::Suggested,
        State::Chosen,
        State::Asked,
        State::Accepted { words: None },
        State::WaitListed { weeks: Some(6) },
        State::DeclinedByService { reason: DeclineReason::Full, words: None },
        State::NotAnswered,
        State::Introduced,
        State::Started,
        State::Attending,
        State::Ended,
        State::DidNotStart { words: None },
        State::PersonDeclined,
        State::PersonNotReady,
        State::PersonNotNow,
    ]
}

fn every_step() -> Vec<Step> {
    vec![
        Step::Choose,
        Step::Ask,
        Step::Accept { words: None },
        Step::WaitList { weeks: None },
        Step::Decline { reason: DeclineReason::NotSaid, words: None },
        Step::NoAnswer,
        Step::Introduce,
        Step::Start { how: None },
        Step::Attend { how: None },
        Step::End { why: None, how: None },
        Step::NotStart { words: None },
        Step::PersonDecline,
        Step::PersonNotReady,
        Step::PersonNotNow,
    ]
}

fn standing(state: State) -> Connection {
    Connection {
        id: Id::from_parts(1, [0; 10]),
        service: Id::from_parts(1, [1; 10]),
        person: Id::from_parts(1, [2; 10]),
        need: None,
        to: Id::from_parts(1, [3; 10]),
        organisation: Id::from_parts(1, [4; 10]),
        agreed: Agreed::default(),
        author: Id::from_parts(1, [5; 10]),
        made: Timestamp::UNIX_EPOCH,
        state,
        since: Timestamp::UNIX_EPOCH,
        asked: None,
        wait: None,
    }
}

#[test]
fn the_machine_does_what_its_table_says() {
    for state in every_state() {
        for step in every_step() {
            let expected = TABLE.iter().find(|t| t.from == Some(state.name()) && t.act == step.code()).map(|t| t.to);
            let result = standing(state.clone()).take(step.clone(), Timestamp::UNIX_EPOCH);
            assert_eq!(result.ok().map(|(c, _)| c.state.name()), expected, "{} × {}", state.name(), step.code());
        }
    }
}

#[test]
fn every_line_of_the_table_names_a_real_state_and_step() {
    for line in TABLE.iter().filter(|line| line.from.is_some()) {
        assert!(every_state().iter().any(|s| Some(s.name()) == line.from), "{line:?}");
        assert!(every_state().iter().any(|s| s.name() == line.to), "{line:?}");
        assert!(every_step().iter().any(|s| s.code() == line.act), "{line:?}");
        assert_ne!(Step::label(line.act), "Unknown");
    }
}

#[test]
fn silence_never_becomes_a_decline() {
    let (silent, _) = standing(State::Asked).take(Step::NoAnswer, Timestamp::UNIX_EPOCH).expect("allowed");
    assert_eq!(silent.state, State::NotAnswered);
    assert_ne!(silent.state.name(), "declined-by-service");
    assert!(silent.take(Step::Accept { words: None }, Timestamp::UNIX_EPOCH).is_ok(), "a late yes is still a yes");
}

#[test]
fn an_organisation_answers_for_itself_and_for_nobody_else() {
    for state in every_state() {
        let offered = standing(state.clone()).answers();
        for step in every_step() {
            let result = standing(state.clone()).answer(step.clone(), Timestamp::UNIX_EPOCH);
            assert_eq!(result.is_ok(), offered.contains(&step.code()), "{} × {}", state.name(), step.code());
            if let Ok((_, event)) = result {
                assert_eq!(event.kind, "connection.answered");
            }
        }
    }
    assert!(!standing(State::Asked).answers().contains(&"person-decline"));
    assert!(!standing(State::Asked).answers().contains(&"no-answer"));
}

#[test]
fn what_was_agreed_and_taken_back_withdraws_the_request() {
    let mut asked = standing(State::Asked);
    assert!(!asked.is_withdrawn(Promised::Nothing), "nothing was promised, so nothing is missing");
    assert!(asked.is_withdrawn(Promised::Something));
    asked.agreed = Agreed::in_words(Words::new("her first name").ok());
    assert!(!asked.is_withdrawn(Promised::Something));
    for state in [State::PersonDeclined, State::PersonNotReady, State::Chosen, State::Suggested] {
        assert!(Connection { state, ..asked.clone() }.is_withdrawn(Promised::Nothing));
    }
}

#[test]
fn an_organisation_may_change_its_mind_and_add_words() {
    let at = Timestamp::UNIX_EPOCH;
    let words = Words::new("Wednesday at ten, ask for Joan").ok();
    let (yes, event) = standing(State::Asked).answer(Step::Accept { words: words.clone() }, at).expect("a yes");
    assert_eq!(yes.state, State::Accepted { words: words.clone() });
    assert!(event.facts.iter().any(|(name, _)| *name == "words"), "what was added is in the history");
    let decline = Step::Decline { reason: DeclineReason::Full, words: None };
    let (no, _) = yes.clone().answer(decline.clone(), at).expect("the club has filled up since");
    let (again, _) = no.answer(Step::Accept { words: None }, at).expect("somebody has left");
    assert_eq!(again.state.name(), "accepted");
    let (later, _) = yes.answer(Step::WaitList { weeks: Some(3) }, at).expect("a wait after all");
    assert_eq!(later.state, State::WaitListed { weeks: Some(3) });
    assert!(standing(State::Introduced).answer(decline.clone(), at).is_ok(), "and after they were brought together");
    assert!(
        standing(State::Attending).answer(decline, at).is_err(),
        "who goes there has begun: that ends, it is no no"
    );
    assert!(standing(State::PersonDeclined).answer(Step::Accept { words: None }, at).is_err());
}

#[test]
fn how_it_was_and_why_it_ended_are_kept_with_the_step_in_whose_words_they_are() {
    let at = Timestamp::UNIX_EPOCH;
    let how = Afterwards {
        words: Words::new("I laughed for the first time in a year").expect("words"),
        whose: Whose::Theirs,
    };
    let (ended, event) =
        standing(State::Attending).take(Step::End { why: Some(WhyEnded::Enough), how: Some(how) }, at).expect("an end");
    assert_eq!((ended.state, event.version), (State::Ended, 2));
    let fact = |name: &str| event.facts.iter().find(|(known, _)| *known == name).map(|(_, fact)| fact.clone());
    assert_eq!(fact("how"), Some("I laughed for the first time in a year".into()));
    assert_eq!((fact("whose"), fact("why")), (Some("theirs".into()), Some("enough".into())));
    let (_, silent) = standing(State::Introduced).take(Step::Start { how: None }, at).expect("a start");
    assert!(silent.facts.iter().any(|(name, fact)| *name == "how" && *fact == crate::event::Fact::Nothing));
}
