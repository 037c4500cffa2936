//! The people whom Ruth supports.

use super::super::agenda::Agenda;
use super::super::script::{Seen, Story};
use crate::connecting::StepInput;
use crate::gaps::GapInput;

pub(super) fn plan(agenda: &mut Agenda) {
    yusra(agenda);
    ivor(agenda);
}

/// A family in unsuitable housing, seen every fortnight; the need for a home stays a gap.
fn yusra(agenda: &mut Agenda) {
    let mut it = Story::of(agenda, "yusra", "ruth");
    it.referred(
        152,
        "sinead",
        "yusra-first",
        "Mum of three, youngest has asthma. Housing. Needs support.",
        ("not-yet", "She does not know yet, could not get an interpreter that day."),
    )
    .given_back(
        150,
        "yusra-first",
        "Please ask her first, with an interpreter, whether she would like somebody to ring. If she would, send it again \
         and we will start at once.",
    );
    it.again(
        141,
        "sinead",
        "yusra",
        "Now with an interpreter: five people in one room above a shop, mould, the youngest on her second inhaler. She \
         would very much like somebody to ring.",
        ("agreed", "Explained by the Arabic interpreter. She asked whether you are from the council; told her no."),
    )
    .taken(140, "yusra")
    .rules(
        140,
        "Never leave a message at the shop below: the landlord's cousin answers.",
        "Arabic interpreter by telephone, a woman if there is one. Reads Arabic.",
    )
    .contact(
        136,
        Seen::home(
            75,
            "With the interpreter on speaker. One room, one window, four mattresses against the wall by day. The \
             youngest coughed the whole time. Yusra apologised for the tea, which was very good. I said truthfully what \
             I can do and what I cannot: I cannot make a flat.",
        )
        .ways(&["P13", "P19"])
        .with("Interpreter by telephone"),
    )
    .matters(136, "A door between the children and the kitchen. A school they do not have to leave again.")
    .need(136, "yusra-home", "A place with two rooms and no water in the walls.", "housing", "referral")
    .need(136, "yusra-english", "To answer the teacher myself.", "immigration", "first-conversation")
    .connect(134, "yusra-housing", "housing", "yusra-home", "full-name phone | Everything about the room, the asthma letter, nothing about her husband.")
    .step(134, "yusra-housing", "ask")
    .step(128, "yusra-housing", "accept")
    .step(121, "yusra-housing", "start")
    .connect(121, "yusra-sewing", "women", "", "")
    .step(121, "yusra-sewing", "introduce")
    .step(107, "yusra-sewing", "start")
    .step(93, "yusra-sewing", "attend")
    .connect(120, "yusra-class", "english", "yusra-english", "full-name | That she has a toddler.")
    .step(120, "yusra-class", "ask")
    .step_with(
        108,
        "yusra-class",
        StepInput {
            step: "decline".to_owned(),
            reason: "full".to_owned(),
            words: "Full for two terms, and the crèche too. Ask again then.".to_owned(),
            ..StepInput::default()
        },
    )
    .gap(
        106,
        "yusra-english",
        GapInput {
            sought: "An English class with a crèche".to_owned(),
            kind: "community".to_owned(),
            reason: "full".to_owned(),
            weeks: "24".to_owned(),
            instead: "substitute".to_owned(),
            words: "She practises in the sewing room on Wednesdays.".to_owned(),
    ..GapInput::default()
        },
    );
    const FORTNIGHTS: [(i64, u32, &str); 7] = [
        (
            122,
            60,
            "Went with her to the adviser. Application for the register made; medical letter from the surgery asked for.",
        ),
        (
            108,
            45,
            "Register says Band C. With three children in one room. We read the letter twice, to be sure of what it said.",
        ),
        (94, 50, "Appeal written together. She dictated, the interpreter wrote, I held the baby."),
        (80, 40, "No answer to the appeal. She has painted the wall above the mattresses yellow."),
        (
            66,
            45,
            "Appeal refused: the rules count rooms, not mould. I told her that I believe her, and that the rules are wrong about her. She asked me to come all the same.",
        ),
        (52, 55, "No news, and we did not pretend that there was. Eldest read to us in English."),
        (38, 40, "Inhaler again, the blue one. Surgery has written a second letter."),
    ];
    for (ago, minutes, note) in FORTNIGHTS {
        it.contact(ago, Seen::home(minutes, note).ways(&["P13", "P19"]).with("Interpreter by telephone"));
    }
    it.letter(
        94,
        "with",
        "The appeals officer\nHousing register, Lanternfield Council",
        "Appeal against Band C",
        "To whom it may concern,\n\nI write this with Yusra, who dictated it through an interpreter.\n\n“There are five of us \
         in one room. The wall is black again a week after I wash it. My middle one has a blue inhaler now. I did not come \
         here to ask for a palace, I ask for a door between the children and the damp.”\n\nThe surgery has confirmed the \
         breathing in a letter of its own. Please look again at how the rooms are counted.\n\nYours sincerely,\n\n\
         Ruth Adébáyò\nLink worker",
    )
    .gap(
        66,
        "yusra-home",
        GapInput {
            sought: "A home with two bedrooms that a family on their income can rent".to_owned(),
            kind: "housing".to_owned(),
            reason: "structural".to_owned(),
            structure: "housing-stock".to_owned(),
            weeks: "208".to_owned(),
            instead: "held".to_owned(),
            words: "Band C, about four years quoted. Nothing on the private market takes their income. We meet every fortnight."
                .to_owned(),
    ..GapInput::default()
        },
    )
    .holds(66, "witnessing", "gap", "a home with two bedrooms")
    .looks(38, "Nothing moves. She wants me to come, and I come.")
    .contact(
        24,
        Seen::home(45, "The yellow has come through in brown. She showed me and then put the kettle on.")
            .ways(&["P13", "P11"])
            .with("Interpreter by telephone"),
    )
    .contact(
        10,
        Seen::home(
            50,
            "Nothing has changed about the room. She goes to the sewing room twice a week now and is making curtains, \
             “for the window we will have”.",
        )
        .ways(&["P13", "P11"])
        .with("Interpreter by telephone")
        .next("In two weeks, as always"),
    );
}

/// Short, regular calls with no plan and no onward referral, past any usual number; and one conversation in which
/// nothing could be changed.
fn ivor(agenda: &mut Agenda) {
    let mut it = Story::of(agenda, "ivor", "ruth");
    it.referred(
        301,
        "henrike",
        "ivor",
        "In his late eighties. Wife of sixty years died two months ago. Rings the surgery most mornings, about nothing that we \
         can treat. The team is fond of him and at its wits' end.",
        ("agreed", "I told him that I would ask somebody with more time than I have."),
    )
    .taken(299, "ivor")
    .rules(299, "", "Large print. Let it ring: he needs a while to get to the telephone.")
    .contact(
        294,
        Seen::home(
            60,
            "Two armchairs, one of them hers. He did not want anything, and said so politely. He wanted to know whether \
             I would have liked her. I said tell me, and he did.",
        )
        .ways(&["P08", "P13"])
        .next("I ring every two or three weeks, for as long as he likes"),
    )
    .matters(294, "That somebody asks whether I had my breakfast.")
    .contact(
        266,
        Seen::phone(
            40,
            "A year today since the operation that did not help. He went through the whole of that day, hour by hour, \
             and I stayed on the line. There is nothing to be done about any of it, and he was not asking for anything \
             to be done. At the end he said: “You believe me, then.” I do.",
        )
        .ways(&["P11"]),
    )
    .holds(265, "relieving", "", "")
    .looks(210, "He rings the surgery less. We say how it goes at the team meeting.")
    .looks(147, "")
    .looks(84, "")
    .looks(42, "It does him good, and I can carry it. Taken to supervision.")
    .goes_beyond(84, "steps", "Short calls, every two or three weeks, for as long as he likes.");
    const CALLS: [(i64, u32, &str); 18] = [
        (287, 8, "Porridge. The neighbour's cat has moved in, or is thinking of it."),
        (280, 7, "Cat has moved in. He is against it, and has bought sardines."),
        (273, 9, "Did not sleep. Did not ring the surgery either; waited for me."),
        (252, 8, "Talked about the harbour regatta of 1959, in which somebody fell in."),
        (238, 6, "Busy. The cat was at the vet."),
        (224, 9, "Low. It is the light, he says, it was her hour. I did not hurry."),
        (210, 8, "Breakfast had. He asked after my bad knee, which I must have mentioned."),
        (196, 7, "He has put her chair by the window, for the cat. He told me that as if it needed permission."),
        (182, 8, "Nothing new. That was good to hear, for both of us."),
        (168, 9, "The surgery rang him, for once, about a blood test. He enjoyed that very much."),
        (147, 7, "Would I stop ringing when a year is up? I said that I know of no such rule."),
        (126, 8, "Anniversary of the wedding. We had agreed that I would ring at eleven, when it was."),
        (105, 6, "Hot. He had breakfast on the step."),
        (84, 8, "Bad chest. Surgery knows; he rang them once, about that, and not again."),
        (63, 9, "Better. Read me a letter from his grandson, twice."),
        (42, 7, "Breakfast had. Marmalade, the last of hers."),
        (
            21,
            8,
            "He has asked a neighbour for the recipe. Somebody will have to stir, he says, and looks forward to being told how.",
        ),
        (3, 7, "Breakfast had. It will be a year next week, and we spoke about how to spend that day."),
    ];
    for (ago, minutes, note) in CALLS {
        let ways: &[&str] = if ago < 200 { &["P08", "P20"] } else { &["P08"] };
        it.contact(ago, Seen::phone(minutes, note).ways(ways));
    }
    it.message(
        2,
        "That somebody asks whether he had his breakfast.",
        "We speak every two or three weeks and will go on doing so. There is no plan beyond that and he does not want one. He has \
         rung you once in the last three months.",
        "",
    );
}
