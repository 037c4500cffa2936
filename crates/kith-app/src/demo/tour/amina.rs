//! The people whom Amina supports.

use super::super::agenda::Agenda;
use super::super::script::{Seen, Story};
use crate::connecting::StepInput;
use crate::ending::ChangedInput;
use crate::entries::EntryInput;
use crate::gaps::GapInput;

pub(super) fn plan(agenda: &mut Agenda) {
    zofia(agenda);
    brendan(agenda);
    keeley(agenda);
    patience(agenda);
    astrid(agenda);
}

/// Options offered, and went with her and simply listened, in one visit; and a first visit to the café together.
fn zofia(agenda: &mut Agenda) {
    let mut it = Story::of(agenda, "zofia", "amina");
    it.referred(
        128,
        "sinead",
        "zofia",
        "Comes in most weeks with aches we cannot explain. On her own since her husband moved into a care home last \
         year. I do not think it is her knees that hurt most.",
        ("agreed", "I told her that somebody would ring her for a proper chat. She said about time too."),
    )
    .taken(126, "zofia")
    .rules(126, "Ring after 10, she sleeps late. The son has a key and sometimes answers.", "Hears badly on the left.")
    .contact(
        121,
        Seen::phone(
            25,
            "Zofia wanted to know first who pays for me and whether I report to the surgery. Told her straight. After \
             that we talked about Henryk, who does not always know her now. She would like me to come round rather \
             than talk about it over the telephone.",
        )
        .next("Visit on Thursday, she will make soup"),
    )
    .matters(
        114,
        "I want to have somebody to cook for. And I want to see Henryk without changing buses twice.",
    )
    .contact(
        114,
        Seen::home(
            95,
            "Soup, as promised. I had brought four things she might like: the café, the choir, the garden and the \
             sewing room. She read every leaflet twice, kept the café and the garden, and gave me the other two back: \
             “not my people.” Then she asked whether I would walk with her to the chemist, because the kerb at the \
             corner frightens her. We walked. She told me about the last summer before he was ill and I did not say \
             much. Forty minutes for four hundred metres, and the best part of the visit.",
        )
        .ways(&["P02", "P08", "P12", "P13", "P22"])
        .next("I ask the café about Tuesdays"),
    )
    .need(
        114,
        "zofia-company",
        "I can go from one Sunday to the next and only the wireless has spoken to me.",
        "connection",
        "first-conversation",
    )
    .need(114, "zofia-bus", "Two buses each way to see my husband, and none after four.", "transport", "first-conversation")
    .connect(113, "zofia-cafe", "cafe", "zofia-company", "first-name | That she comes alone, and about her hearing.")
    .asks_by_mail(113, "zofia-cafe")
    .step(110, "zofia-cafe", "accept")
    .step(107, "zofia-cafe", "introduce")
    .contact(
        100,
        Seen::at(
            "venue",
            80,
            "First time at the Long Table, and I came along. She held her handbag on her knees for half an hour. Then \
             somebody passed her the toast and asked where her accent was from, and she talked about the sea. Bashir \
             showed her the kitchen. She has already told him that his dough is too wet.",
        )
        .ways(&["P12"])
        .with("Bashir from the café")
        .along("zofia-cafe")
        .next("She goes by herself next week; I ring afterwards"),
    )
    .step(100, "zofia-cafe", "start")
    .contact(
        91,
        Seen::phone(12, "She went by herself. Baked on Thursday. “They finished all of it.”").ways(&["P09"]),
    )
    .step(79, "zofia-cafe", "attend")
    .connect(91, "zofia-lifts", "lifts", "zofia-bus", "full-name phone reach | Her address, the care home's, and that she walks with a stick.")
    .step(91, "zofia-lifts", "ask")
    .step_with(84, "zofia-lifts", StepInput { step: "wait-list".to_owned(), weeks: "1".to_owned(), ..StepInput::default() })
    .step(77, "zofia-lifts", "accept")
    .step(70, "zofia-lifts", "start")
    .contact(
        63,
        Seen::home(
            50,
            "The lifts work on weekdays. Sundays are when the home plays music and Henryk knows the songs, and on \
             Sundays nobody drives. We looked at taxis together: nineteen pounds each way. She laughed at that.",
        )
        .ways(&["P13", "P14", "P24"]),
    )
    .gap(
        63,
        "zofia-bus",
        GapInput {
            sought: "A way to the care home and back on Sundays".to_owned(),
            reason: "none-exists".to_owned(),
            instead: "substitute".to_owned(),
            own_words: "One bus home on a Sunday evening, and I would not miss a week.".to_owned(),
            own_agreement: "agreed".to_owned(),
            words: "Weekday lifts work. On Sundays there is no bus after four, no volunteer driver, and a taxi costs £38."
                .to_owned(),
            ..GapInput::default()
        },
    )
    .contact(
        34,
        Seen::phone(15, "Henryk had a fall, nothing broken. She stayed away from the café for a week and they rang her to ask where she was. That mattered more than anything I could have said.")
            .ways(&["P08"]),
    )
    .contact(
        6,
        Seen::phone(
            18,
            "She is teaching two of the others to make pierogi. The aches are still there, she says, but she has not \
             had time to go and complain about them.",
        )
        .next("I ring in a fortnight"),
    )
    .connect(9, "zofia-garden", "garden", "zofia-company", "first-name | That she once grew beans, and that she hears badly on the left.")
    .asks_by_mail(8, "zofia-garden")
    .is_asked(2, "zofia-garden", "Would she come on a Wednesday, when it is quiet? And is she all right on grass?")
    .is_told_of_entry(
        2,
        "zofia-garden",
        EntryInput {
            room: "wait".to_owned(),
            weeks: "2".to_owned(),
            words: "We open at ten now, not at nine.".to_owned(),
        },
    )
    .booked(6, 0, "14:30", "phone", "How the week at the café went")
    .said(6, "zofia-company", "met", "She has more company than she knows what to do with, she says.")
    .changed(
        6,
        ChangedInput {
            direction: "better".to_owned(),
            meant: "not-meant".to_owned(),
            whom: "organisation".to_owned(),
            words: "The café sells her pierogi on Thursdays now.".to_owned(),
            ..ChangedInput::default()
        },
    )
    .message(
        5,
        "Company, somebody to cook for, and getting to her husband.",
        "Goes to a community café twice a week by herself now and bakes there. Weekday lifts to the care home are in place.",
        "There is no way to the care home on Sundays that she can afford.",
    );
}

/// Several months of contacts that hold notes and nothing else.
fn brendan(agenda: &mut Agenda) {
    let mut it = Story::of(agenda, "brendan", "amina");
    it.referred(
        214,
        "jude",
        "brendan",
        "Stopped work with his back two years ago, low since. Tried tablets, did not get on with them. Would not see \
         anybody in a building. He said yes to a walk.",
        ("agreed", "That you are not a doctor and do not want anything from him."),
    )
    .taken(212, "brendan")
    .contact(205, Seen::phone(9, "Short call. He does not like the telephone. We said we would meet by the lock on Wednesday and see."))
    .contact(
        198,
        Seen::at("community", 45, "Walked to the second bridge and back. He talked about engines. I know nothing about engines, and that seemed to be a help."),
    )
    .contact(184, Seen::at("community", 50, "Same walk. His brother's name came up, and went again. I did not ask."))
    .contact(163, Seen::at("community", 55, "Rain, so under the bridge with two coffees. He lost a whole winter once, he said, and this one will not go the same way if he can help it."))
    .contact(142, Seen::by("text", 0, "Text from him: “Not Weds. Bad week. Not your fault.” I answered that the bridge is still there next week."))
    .contact(134, Seen::at("community", 60, "He came. We walked further than before and he was slower, and did not mind that I saw it."))
    .contact(106, Seen::at("community", 45, "He mended the pump on the lock cottage while I held the torch. The keeper gave him the key to the tool cupboard."))
    .contact(78, Seen::at("community", 40, "Told me about his brother. I have not written down what he said, and he knows that."))
    .contact(50, Seen::phone(6, "He rang me. Wanted to say that he had slept."))
    .contact(22, Seen::at("community", 45, "Cold and bright. He walks the towpath most days now, with or without me. He would like to go on meeting every few weeks. So would I."))
    .booked(22, -2, "", "face-to-face", "The usual walk");
}

/// Referred about weight; speaks of a damp flat and of money. A walking group that she likes the sound of, but not yet.
fn keeley(agenda: &mut Agenda) {
    let mut it = Story::of(agenda, "keeley", "amina");
    it.referred(
        72,
        "sinead",
        "keeley",
        "BMI 38, wants help to lose weight. Please get her into an activity group.",
        ("agreed", "Told that you would find her a class."),
    )
    .taken(71, "keeley")
    .rules(71, "Text first. She does not answer numbers that she does not know.", "")
    .contact(
        66,
        Seen::phone(
            30,
            "Keeley was braced for a talk about food. I asked how things are at home, and it came out in one go: the \
             bedroom wall is black behind the cot, the heating meter eats what there is, and she has not opened the \
             letters for months. “I know what a salad is. I can't dry a coat in there.”",
        )
        .ways(&["P08"])
        .next("Visit Tuesday, letters on the table"),
    )
    .matters(66, "A dry room for Alfie. Then ask me about running.")
    .need(66, "keeley-weight", "The nurse wants me to lose weight.", "activity", "referral")
    .need(66, "keeley-damp", "The wall behind the cot is black and it comes back when I scrub it.", "housing", "first-conversation")
    .need(66, "keeley-money", "I put twenty on the meter and it is gone by Thursday. I have stopped opening the letters.", "money", "first-conversation")
    .contact(
        59,
        Seen::home(
            85,
            "We opened eleven letters together, with biscuits. Two were a rebate she did not know about. The wall is as \
             she said; I took photographs with her telephone so that they are hers. Rang the Advice Shop on speaker.",
        )
        .ways(&["P13", "P14", "P19", "P20"]),
    )
    .connect(59, "keeley-warmth", "warmth", "keeley-damp", "full-name | Address, that there is a baby, and the photographs.")
    .step(59, "keeley-warmth", "ask")
    .step(52, "keeley-warmth", "accept")
    .connect(59, "keeley-debt", "debt", "keeley-money", "full-name phone | That she prefers a text.")
    .step(59, "keeley-debt", "ask")
    .step_with(50, "keeley-debt", StepInput { step: "wait-list".to_owned(), weeks: "5".to_owned(), ..StepInput::default() })
    .contact(
        45,
        Seen::by(
            "on-behalf",
            35,
            "Wrote to the landlord with the readings from the damp visit. Copied to Keeley, who wanted one sentence changed, and was right.",
        )
        .ways(&["P15", "P19"]),
    )
    .step(44, "keeley-warmth", "start")
    .connect(38, "keeley-walk", "walk", "keeley-weight", "")
    .contact(
        38,
        Seen::phone(
            20,
            "She likes the sound of the Wednesday walk, and said so before I had finished. But not now: not in that \
             coat, not while she is waiting for the plasterer, not with people looking. I said the walk is there every \
             week of the year and nobody keeps a register. We left it at that.",
        )
        .ways(&["P10"]),
    )
    .step(38, "keeley-walk", "person-not-ready")
    .ready(38, "not-ready", "For the walk. She likes the sound of it, and there is too much else first.", &["housing", "money", "caring"])
    .connect(13, "keeley-women", "women", "", "first-name | That the baby comes too.")
    .asks_by_mail(12, "keeley-women")
    .about_me(
        37,
        [
            "I am Alfie's mum and I was good at school. I know what a salad is.",
            "Text me. I do not answer numbers that I do not know.",
            "Do not start with my weight.",
            "",
        ],
    )
    .goal(37, "keeley-dry", "A dry room for Alfie", "He coughs at night and I lie there and count.")
    .agree(37, "keeley-readings", "keeley-dry", "Send the landlord the readings again", "worker", Some(30))
    .adjust(
        24,
        "keeley-readings",
        "Ask the council's housing team to come and look",
        "both",
        Some(-1),
        ("tried", "Two letters, no answer."),
    )
    .agree(37, "keeley-letters", "", "Open letters on Sundays, with biscuits", "person", None)
    .stood(16, "keeley-letters", "started", "Three Sundays so far.")
    .changed(
        9,
        ChangedInput {
            gain: "repair".to_owned(),
            words: "One wall is plastered and dry.".to_owned(),
            ..ChangedInput::default()
        },
    )
    .step(15, "keeley-debt", "accept")
    .contact(
        9,
        Seen::home(
            40,
            "The plasterer came. One wall is done and the room smells of lime. She had dried a coat in it, and hung it \
             on the door for me to see.",
        )
        .ways(&["P13"])
        .next("After the debt appointment"),
    );
}

/// Rang five months after the end, and the case was opened again; now waits for counselling, with calls meanwhile.
fn patience(agenda: &mut Agenda) {
    let mut it = Story::of(agenda, "patience", "amina");
    it.referred(
        406,
        "jude",
        "patience",
        "Retired early from the laundry. Anxious about going out since a fall on the bus.",
        ("asked", "She asked for it, her neighbour has a link worker."),
    )
    .taken(404, "patience")
    .contact(398, Seen::phone(20, "Pat, not Patience. She wants to get to the choir she used to sing in, and the bus is the whole of the trouble."))
    .matters(398, "To be in the second row of the altos again.")
    .need(398, "patience-bus", "It is not the bus, it is the standing up before it stops.", "transport", "referral")
    .contact(384, Seen::at("community", 60, "We rode the number 9 to the end and back. She stood up when the doors were open, not before. Told the driver why, and he waited.").ways(&["P12", "P17"]))
    .contact(370, Seen::at("community", 55, "Again, and this time I sat at the back.").ways(&["P12"]))
    .connect(365, "patience-choir", "choir", "patience-bus", "")
    .step(360, "patience-choir", "start")
    .contact(349, Seen::phone(10, "She went by herself. Second row.").ways(&["P07"]))
    .step_with(
        335,
        "patience-choir",
        StepInput {
            step: "attend".to_owned(),
            how: "I open my mouth and nobody asks me how I am. Second row, by the radiator.".to_owned(),
            whose: "theirs".to_owned(),
            ..StepInput::default()
        },
    )
    .close(
        321,
        "done",
        "She has what she came for. Said that she would ring if the wheels came off, and I said that is what the number is for.",
        super::super::script::Door::Open,
    )
    .reopen(168)
    .contact(
        168,
        Seen::phone(
            35,
            "Pat rang, five months on: “the wheels came off.” Her sister died six weeks ago and she has not sung since. She \
             did not need a new referral and was glad of it; we began where we had left off. She asked whether there is \
             somebody whose job it is to hear this.",
        )
        .ways(&["P08"])
        .next("I ask Stillwater about a counsellor"),
    )
    .need(168, "patience-sister", "I keep dialling her number to tell her that she is dead.", "bereavement", "later")
    .connect(165, "patience-counselling", "counselling", "patience-sister", "That she has lost her sister, and that afternoons are best.")
    .step(165, "patience-counselling", "ask")
    .step_with(
        156,
        "patience-counselling",
        StepInput { step: "wait-list".to_owned(), weeks: "26".to_owned(), ..StepInput::default() },
    )
    .holds(155, "waiting", "patience-counselling", "a counsellor at Stillwater")
    .looks(127, "")
    .looks(99, "She is on her way out more often. The list has not moved.")
    .looks(71, "")
    .looks(43, "")
    .looks(29, "Half an hour in the back row; she would rather go on than stop.");
    // Every other week until she has a counsellor; the next call is due now.
    const CALLS: [(i64, u32, &str); 10] = [
        (
            155,
            15,
            "Told her the wait that was quoted: half a year. She was quiet, then said that Ama would have had something to say about that. I will ring every other week until somebody has a chair for her.",
        ),
        (141, 12, "She had cooked. For one, which was new, and too much."),
        (127, 18, "The flat has to be cleared by the end of the month. Talked through which cousin to ask."),
        (113, 20, "It is cleared. She kept the sewing box and the radio."),
        (99, 9, "Short. She was on her way out, and that was the news."),
        (85, 14, "Bad fortnight. Their birthday was on Sunday: they shared one."),
        (71, 11, "Rang Stillwater meanwhile: she is on the list, nobody has forgotten her. Told her so."),
        (57, 16, "Asked whether she still wants the counsellor. She does. “I have got a list of things to say.”"),
        (
            43,
            12,
            "Sat in the choir's back row for ten minutes and left before anybody saw. I said that ten minutes counts.",
        ),
        (29, 15, "Half an hour in the back row."),
    ];
    for (ago, minutes, note) in CALLS {
        it.contact(ago, Seen::phone(minutes, note).ways(&["P09"]));
    }
    it.contact(
        15,
        Seen::phone(17, "Stillwater say about four weeks more. Pat says she can do four weeks. She sang at the sink.")
            .ways(&["P09", "P15"])
            .next("I ring again in two weeks"),
    );
}

/// Allocated yesterday; nobody has rung yet.
fn astrid(agenda: &mut Agenda) {
    let mut it = Story::of(agenda, "astrid", "amina");
    it.referred(
        4,
        "sinead",
        "astrid",
        "Looks after her father with Parkinson's and works nights. Came about headaches and cried in the waiting room. \
         Asked at the desk whether there is anybody for people like her.",
        (
            "asked",
            "She asked. I said that a link worker would ring, and that mornings after eight are when she gets home.",
        ),
    )
    .taken(1, "astrid");
}
