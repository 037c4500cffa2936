//! What is written in plans, letters, decisions and concerns of the crowd. In our own words; nobody said them.

/// Why something is booked.
pub(super) const WHY_BOOKED: &[&str] = &[
    "How the week went",
    "The form, with the letters in front of us",
    "To see the place before deciding",
    "A first conversation",
    "To ring the number together",
    "",
];

/// Who called something off, and why.
pub(super) const CALLED_OFF: &[(&str, &str)] = &[
    ("person", "Not a good day"),
    ("person", "Has a hospital appointment"),
    ("person", "Her daughter is down with something"),
    ("person", ""),
    ("worker", "I am ill"),
    ("worker", "Called to the surgery"),
    ("someone-else", "The hall is shut"),
];

/// Goals with why they matter.
pub(super) const GOALS: &[(&str, &str)] = &[
    ("To open the post on the day it comes", "The heap by the door is what I see first"),
    ("To be out of the house by eleven, twice a week", "I was never an indoors person"),
    ("Warm enough to sit in my own front room", "My sister won't come as it is"),
    ("To sleep in a bed and not the chair", ""),
    ("To know what is coming in and what goes out", "So that I can say yes to my grandson once"),
    ("To cook for somebody", "I was good at it"),
    ("One afternoon that is mine", "Or I'll be no use to him"),
    ("To read a letter from school by myself", "They ask me and I nod"),
];

/// What is to be done, and whose it is.
pub(super) const TO_DO: &[(&str, &str)] = &[
    ("Put the letters of this month in one bag", "person"),
    ("Ring the landlord about the window, with the date written down", "both"),
    ("Ask for the form in large print", "worker"),
    ("Send the decision again with reasons", "agency"),
    ("Walk to the corner and back on dry days", "person"),
    ("Find out what the bus costs with a pass", "worker"),
    ("Look in at the café and have one cup", "both"),
    ("Say when the assessment is", "agency"),
];

/// How something to do was changed: what it is now, the reason, more.
pub(super) const ADJUSTED: &[(&str, &str, &str)] = &[
    ("Ring once a week, from my telephone and with me there", "adjusted", "Ringing alone was too much at first"),
    ("Half of it: the first page only", "tried", "We managed one page in an hour"),
    ("In the afternoon, when the tablets have worn off", "adjusted", ""),
    ("Something else: write instead of ringing", "did-not-suit", "Nobody picks up there"),
];

/// What became of something to do; empty where nobody said.
pub(super) const ACTIONS_STOOD: &[(&str, &str)] = &[
    ("done", "It took three tries"),
    ("done", ""),
    ("done", "They answered within the week"),
    ("done", "With the neighbour's help"),
    ("started", ""),
    ("no-longer", "The letter came before we asked"),
    ("no-longer", ""),
    ("", ""),
];

/// What became of a goal; empty where nobody said.
pub(super) const GOALS_STOOD: &[(&str, &str)] = &[
    ("reached", "And a bit more than that, she says"),
    ("reached", ""),
    ("partly", "On good days"),
    ("partly", "Once a week, not twice"),
    ("not-reached", "The repair was never done"),
    ("no-longer", "Other things matter more now"),
    ("", ""),
    ("", ""),
];

/// What somebody is good at.
pub(super) const STRENGTHS: &[&str] = &[
    "Good with her hands",
    "Knows everybody on the road",
    "Never late",
    "Remembers birthdays",
    "Patient with children",
];

/// What may make things harder.
pub(super) const HARDER: &[&str] =
    &["The dark months", "A brown envelope", "When the pain wakes him", "If her sister moves away", ""];

/// Where a need stands, and words.
pub(super) const NEEDS_STAND: &[(&str, &str)] = &[
    ("helping", "We do the form together"),
    ("helping", ""),
    ("holding", "Nothing moves before the panel meets; I ring meanwhile"),
    ("holding", ""),
    ("met", "It is done with, they say"),
    ("met", ""),
    ("not-wanted", "Has gone off the idea"),
    ("open", ""),
];

/// Letters: template, to whom, subject, text.
pub(super) const LETTERS: &[(&str, &str, &str, &str)] = &[
    (
        "housing",
        "The housing office\nExample Street",
        "Application for a ground-floor home",
        "To whom it may concern,\n\nI have known the applicant for some months as their link worker. The stairs are more than they can manage, and they have not been out without help since the spring.\n\nPlease take this into account.\n\nYours faithfully",
    ),
    (
        "agency",
        "The benefits office\nExample Street",
        "A decision that we ask you to look at again",
        "To whom it may concern,\n\nWe write together about the decision of last month. What it says of a usual day is not so, and what follows is a usual day, in their own words.\n\nPlease look at it again.\n\nYours faithfully",
    ),
    (
        "agency",
        "The energy supplier\nExample Street",
        "The meter, and a debt that is not theirs",
        "To whom it may concern,\n\nThe account was opened by whoever lived there before. We send the tenancy agreement with its date.\n\nPlease put it right and say so in writing.\n\nYours faithfully",
    ),
    (
        "person",
        "To you, at home",
        "What we talked about",
        "Hello,\n\nthis is what we said we would do, so that it is written down somewhere: you keep the letters together, I ring on Monday. If Monday is no good, ring me.\n\nWith kind regards",
    ),
];

/// What family and friends may know.
pub(super) const FAMILY_MAY: &[(&str, &str)] = &[
    ("share", ""),
    ("part", "That I come by, and nothing of money"),
    ("part", "My daughter only, and only appointments"),
    ("nothing", "Not my brother, whatever he says"),
];

/// About Me: about, and how and when to support.
pub(super) const ABOUT_ME: &[(&str, &str)] = &[
    ("I drove the number 12 for twenty years and I still know every stop.", "Give me time. I get there."),
    ("I am a mother first and everything else after.", "Do not ring when school comes out."),
    ("I like things in order and I do not like surprises.", "Tell me the day before."),
    ("I sang once. Ask me about it.", "Sit on my right, I hear nothing on the left."),
];

/// Concerns: what was seen, heard or told, and what was done at once.
pub(super) const CONCERNS: &[(&str, &str)] = &[
    (
        "A man who is no relation has moved in and answers the door. There was no food in the kitchen, and the bank card was with him.",
        "Spoke with her alone in the garden. She does not want the police. Rang the surgery.",
    ),
    (
        "Bruises on both arms, a week old. He said he fell, and his son answered for him each time.",
        "Said that I would talk to my lead, and that he can ring me at any hour the office is open.",
    ),
    ("The two youngest were alone when I came at noon, and had been since the morning.", ""),
];

/// What is said when a concern is taken.
pub(super) const ACKNOWLEDGED: &[&str] =
    &["I have it, and ring adult social care today.", "I have it. Ring me at two.", ""];

/// What changed: direction, whether it was meant, for whom, what was gained, in words.
pub(super) const CHANGED: &[(&str, &str, &str, &str, &str)] = &[
    ("better", "meant", "person", "", "Goes by herself now."),
    ("better", "meant", "person", "benefit", "The award was put right, and back-paid."),
    ("better", "not-meant", "person", "", "Laughs on the telephone."),
    ("better", "meant", "family", "", "The children have a table to eat at."),
    ("better", "not-meant", "practice", "", "Has not been to the surgery since the summer."),
    ("better", "not-meant", "organisation", "volunteering", "Makes the tea there on Fridays."),
    ("both", "not-meant", "person", "debt", "Less owed, and more worry about the rest."),
    ("both", "meant", "person", "rehoused", "A dry flat, and nobody she knows near it."),
    ("worse", "not-meant", "person", "", "The waiting made it worse, he says."),
    ("worse", "not-meant", "worker", "", "I carried this one home with me."),
];

/// Languages in which somebody would rather speak.
pub(super) const LANGUAGES: &[&str] = &["Polish", "Arabic", "Romanian", "Somali", "British Sign Language"];

/// Who sends somebody, besides practices.
pub(super) const AGENCIES: &[&str] = &[
    "The housing association",
    "Adult social care",
    "The food bank",
    "The community nurses",
    "The fire service's home visits",
    "The library",
];

/// What would have helped, as people say it, where what they looked for was not there.
pub(super) fn would_have_helped(domain: &str) -> &'static [&'static str] {
    match domain {
        "housing" => &[
            "Four dry walls. I never asked for more.",
            "Somebody who rings back before the court does.",
            "A flat where the lift works, so that I see the street.",
            "If they had mended the roof the first time, I would not be here.",
            "One letter less and one plumber more.",
        ],
        "benefits" | "money" => &[
            "Somebody sitting next to me while I fill it in.",
            "An adviser on a Saturday, because I work.",
            "Being told in plain words what I can have.",
        ],
        "wellbeing" | "health-care" => {
            &["Talking to somebody now, and not next spring.", "A person, and not an app.", "The same face twice."]
        }
        "connection" => &["A place that is open in the evening.", "Company that does not cost a bus fare."],
        "transport" => &["A bus home after four.", "A lift that can be asked for on the day."],
        _ => &[
            "Somebody who comes with me the first time.",
            "Something within walking distance.",
            "Not to be sent on again.",
        ],
    }
}
