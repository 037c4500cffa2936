//! The people whom Gareth supports.

use super::super::agenda::Agenda;
use super::super::script::{Door, Seen, Story};

pub(super) fn plan(agenda: &mut Agenda) {
    mairead(agenda);
    suparto(agenda);
    steven(agenda);
}

/// Three calls without an answer, a letter, and then a long conversation. She wants company on weekday evenings, and
/// the directory holds nothing of the kind.
fn mairead(agenda: &mut Agenda) {
    let mut it = Story::of(agenda, "mairead", "gareth");
    it.referred(
        64,
        "henrike",
        "mairead",
        "Sleeps badly, works in the dispatch office from six. Recently divorced. Cancelled twice here, so please do not \
         give up at the first try.",
        ("unsure", "We spoke of it at the end of an appointment and time was short. She said “maybe”."),
    )
    .taken(62, "mairead")
    .contact(58, Seen::no_answer("No answer. No message left, since I do not know who hears it.").next("Will try Thursday"))
    .contact(51, Seen::no_answer("No answer, at lunch time this time.").next("Will try early evening"))
    .contact(44, Seen::no_answer("Rang at six. It rang out."))
    .contact(
        43,
        Seen::by(
            "letter",
            10,
            "Wrote by hand: who I am, that there is nothing she has to do, and that the number is good any weekday for \
             as long as she likes. Second-class stamp, no logo.",
        )
        .ways(&["P16"]),
    )
    .contact(
        30,
        Seen::phone(
            70,
            "Mo rang. She had kept the letter on the fridge for a fortnight. More than an hour, most of it hers: the \
             divorce, the flat with no sounds in it, work that ends when everybody else's begins. “I didn't pick up \
             because I'd have had to be all right.” She does not want a course or a group about feelings. She wants \
             somewhere to be between seven and nine in the evening where people know her name.",
        )
        .ways(&["P08", "P16"])
        .next("I look for evenings; ring on Friday"),
    )
    .rules(30, "Mobile only. Evenings from six are best. Mo, never Mrs.", "")
    .matters(30, "Noise. The good kind.")
    .need(
        30,
        "mairead-evenings",
        "Company on a weekday evening, with people who'd notice if I wasn't there.",
        "connection",
        "first-conversation",
    )
    .contact(
        12,
        Seen::phone(
            20,
            "Went through the whole directory with her on the line. Everything that is company happens in the daytime. \
             The mending evening has closed, the clay class is not running. We both said “hm” at the same moment.",
        )
        .ways(&["P02", "P17"]),
    )
    .booked(12, 0, "10:15", "phone", "Whether the evening class has a date");
}

/// Referred about his blood pressure; in the third conversation another need came to light. The practice read the
/// message. The door stands open.
fn suparto(agenda: &mut Agenda) {
    let mut it = Story::of(agenda, "suparto", "gareth");
    it.referred(
        171,
        "sinead",
        "suparto",
        "Blood pressure up again, forgets the tablets. Nurse thinks that more exercise would help. One name only, the \
         system asks for two.",
        ("agreed", "That somebody would talk to him about keeping active."),
    )
    .taken(168, "suparto")
    .contact(161, Seen::phone(15, "Polite and brief. Walks to work and back already, an hour each way. We agreed to meet.").ways(&["P04"]))
    .need(161, "suparto-pressure", "The nurse says my numbers are bad.", "activity", "referral")
    .contact(
        147,
        Seen::at("practice", 30, "Went through what he eats and when. He cooks at the hotel until eleven and eats standing up. Showed me photographs of his daughters and the house he is building for them, one wall a year.")
            .ways(&["P04", "P01"]),
    )
    .contact(
        126,
        Seen::at(
            "community",
            65,
            "Third meeting, on the bench by the lock. He asked whether what he tells me goes to his employer. It does \
             not. Then: the hotel holds his papers “to keep them safe”, and takes rent from his wage for a bed in a \
             room of six. He forgets the tablets because they are in a locker that somebody else has the key of. The \
             referral said blood pressure.",
        )
        .ways(&["P08", "P19"])
        .next("He thinks about it; I ask the Advice Shop without naming him"),
    )
    .need(126, "suparto-papers", "They keep my passport. I want it in my own hand.", "legal", "later")
    .matters(126, "My passport in my pocket. Then I can say yes or no to things.")
    .connect(119, "suparto-advice", "housing", "suparto-papers", "First meeting without his name or the hotel's.")
    .step(119, "suparto-advice", "ask")
    .step(114, "suparto-advice", "accept")
    .contact(
        105,
        Seen::at("venue", 90, "Came along to the adviser. She knew the law and he knew what he wanted, so I mostly carried the coats.")
            .ways(&["P12", "P19"])
            .along("suparto-advice"),
    )
    .step(105, "suparto-advice", "start")
    .contact(84, Seen::by("text", 0, "Photograph of a passport on a kitchen table. No words."))
    .step(80, "suparto-advice", "end")
    .contact(
        70,
        Seen::phone(
            25,
            "He has a room with a door, and a shelf for the tablets. Takes them. We agreed that I am not needed now; he \
             has the number and knows that it goes on working.",
        )
        .ways(&["P07"]),
    )
    .message(
        69,
        "Having his own papers and a door that he can close.",
        "With an adviser he has both now. The tablets are in his own room and he takes them. He already walks two hours \
         a day, so I did not refer him for exercise.",
        "",
    )
    .close(69, "done", "He knows where I am.", Door::Open)
    .read(66, "sinead", "suparto");
}

/// Contact was lost, and the reason says that it is not known.
fn steven(agenda: &mut Agenda) {
    let mut it = Story::of(agenda, "steven", "gareth");
    it.referred(
        532,
        "jude",
        "steven",
        "Drinking more since the yard closed. Says he is fine. Sister worried.",
        ("unsure", "He knows that we asked you."),
    )
    .taken(529, "steven")
    .contact(522, Seen::phone(12, "He was working on a boat engine while we talked, and not unfriendly. “Ring when it's raining.”"))
    .contact(501, Seen::home(35, "It rained. Tea in the shed. He showed me a dovetail joint and how to tell a good one. Would think about the workshop on Ropewalk.").ways(&["P13", "P02"]))
    .connect(501, "steven-bench", "bench", "", "first-name |")
    .step(494, "steven-bench", "introduce")
    .contact(480, Seen::no_answer("No answer."))
    .contact(466, Seen::no_answer("The number is not in service any more."))
    .contact(459, Seen::home(10, "Nobody in. A neighbour says the flat has been empty for some weeks; does not know where he went."))
    .contact(452, Seen::by("letter", 5, "Wrote to the address, in case post is sent on.").ways(&["P16"]))
    .close(
        417,
        "unknown",
        "I do not know what became of him. The letter has not come back. If he turns up anywhere, he is welcome.",
        Door::Shut,
    );
}
