use proptest::prelude::*;

use super::*;

fn check(text: &str, marked: &[&str]) {
    assert_eq!(risk_words(text), marked, "in “{text}”");
}

#[test]
fn risk_words_are_marked_for_a_human() {
    for (text, marked) in [
        ("She says she has thought of Suicide.", &["Suicide"][..]),
        ("É evicted? Self-harming, éé", &["evicted", "Self-harming"]),
        ("I want to die.", &["want to die"]),
        ("He said he wants\nto   die", &["wants to die"]),
        ("I really don't want to be here any more", &["don't want to be here"]),
        ("sometimes I just dont want to be here", &["dont want to be here"]),
        ("she does not want to be here", &["does not want to be here"]),
        ("no longer wants to live", &["longer wants to live"]),
        ("I do not really want to live", &["do not really want to live"]),
        ("thinks about how to end it all", &["end it all"]),
        ("has talked about ending her own life", &["ending her own life"]),
        ("took his own life in May; she found him", &["took his own life"]),
        ("we would all be Better Off Dead", &["Better Off Dead"]),
        ("They'd be better off without me", &["better off without me"]),
        ("I can't go on.", &["can't go on"]),
        ("I can't go on. The house is empty.", &["can't go on"]),
        ("I cannot go on like this", &["cannot go on"]),
        ("I can not carry on", &["can not carry on"]),
        ("I don't think I can go on", &["don't think I can go on"]),
        ("cant take it any more", &["cant take it any more"]),
        ("I hurt myself again", &["hurt myself"]),
        ("I have been hurting my self", &["hurting my self"]),
        ("cuts her arms", &["cuts her arms"]),
        ("history of self harm and selfharming", &["self harm", "selfharming"]),
        ("two overdoses; took an OD in June", &["overdoses", "took an OD"]),
        ("has been saving up her tablets", &["saving up her tablets"]),
        ("hopes to go to sleep and not wake up", &["sleep and not wake"]),
        ("Wishes she was dead", &["Wishes she was dead"]),
        ("what’s the point", &["what’s the point"]),
        ("life isn't worth living", &["isn't worth living"]),
        ("feels she is a burden", &["a burden"]),
        ("My husband hits me", &["hits me"]),
        ("he hit her on Friday", &["hit her"]),
        ("she is afraid of him", &["afraid of"]),
        ("scared of what he will do", &["scared of"]),
        ("frightened to go home", &["frightened to go home"]),
        ("He threatened to kill her", &["threatened", "kill her"]),
        ("won't let her out", &["won't let her"]),
        ("she is not allowed to see her sister", &["is not allowed to see"]),
        ("her son takes her pension", &["takes her pension"]),
        ("does not feel safe at home", &["does not feel safe"]),
        ("possible domestic abuse / neglected child", &["abuse", "neglected"]),
        ("sleeping in his car, has no food", &["sleeping in his car", "no food"]),
        ("hasn't eaten since Sunday", &["hasn't eaten"]),
        ("kicked out on a Section 21", &["kicked out", "Section 21"]),
    ] {
        check(text, marked);
    }
}

#[test]
fn an_apostrophe_of_any_kind_or_none_makes_no_difference() {
    for apostrophe in ["'", "’", "‘", "ʼ", "`", "´", "′", ""] {
        let written = format!("don{apostrophe}t want to be here");
        check(&format!("I {written}, she said"), &[&written]);
        let written = format!("can{apostrophe}t go on");
        check(&format!("“I {written}”"), &[&written]);
    }
    check("‘I want to die’", &["want to die"]);
    check("sui\u{ad}cidal and sui\u{200b}cidal", &["sui\u{ad}cidal", "sui\u{200b}cidal"]);
}

#[test]
fn words_that_only_look_like_it_are_not_marked() {
    for text in [
        "Lonely since she moved here.",
        "Wants help with her diet and has died her hair.",
        "Her husband died in March; she would like company.",
        "He has a skill for joinery and lots of painkillers.",
        "Would like end of life care for her mother explained.",
        "It takes over her life.",
        "Can't go on the bus since her fall.",
        "She cannot go on holiday.",
        "Tripped and hit her head on the step.",
        "He is afraid of falling and scared of dogs.",
        "Scared of going out.",
        "Wants to go to the knitting group and to live nearer her son.",
        "Wants to be here on Tuesdays.",
        "Enjoys beating eggs, kicking a ball, and rapid chess.",
        "Grapeseed oil; therapeutic massage; she is a grandmother.",
        "The pain does not let him sleep.",
        "Cut the hedge himself last year.",
        "",
        "'’'’ - – \u{feff}",
    ] {
        check(text, &[]);
    }
}

#[test]
fn each_is_shown_once_and_the_longest_stands_for_all_of_it() {
    check("Suicide, SUICIDE and suicide", &["Suicide"]);
    check("wants to kill herself", &["kill herself"]);
    check("evicted because evicted", &["evicted"]);
    check("I don't want to be here. I do not want to be here.", &["don't want to be here", "do not want to be here"]);
}

#[test]
fn every_phrase_can_be_found_and_every_group_is_used() {
    for text in PHRASES {
        let phrase = phrase(text);
        let example: Vec<&str> = phrase
            .steps
            .iter()
            .filter_map(|step| step.first())
            .map(|part| match part {
                Part::Exact(word) | Part::Stem(word) => *word,
                Part::Any => "anything",
            })
            .collect();
        assert!(!risk_words(&example.join(" ")).is_empty(), "“{text}” does not find “{}”", example.join(" "));
        assert!(
            text.chars().all(|c| c.is_ascii_lowercase() || c.is_ascii_digit() || " |*_-".contains(c))
                || GROUPS.iter().any(|(name, _)| text.contains(name)),
            "“{text}” has a letter that is never compared"
        );
    }
    for (name, _) in GROUPS {
        assert!(PHRASES.iter().any(|text| text.split([' ', '|']).any(|one| one == name)), "{name}");
    }
}

proptest! {
    #[test]
    fn what_is_shown_stands_in_the_text(text in "(?s).{0,200}", before in 0usize..80) {
        let text = format!("{} want to die {text}", "é’ ".repeat(before));
        for shown in risk_words(&text) {
            let together = text.split_whitespace().collect::<Vec<_>>().join(" ");
            prop_assert!(together.contains(&shown), "“{}” in “{}”", shown, together);
        }
        prop_assert!(risk_words(&text).iter().any(|shown| shown == "want to die"));
    }
}
