//! What the crowd says and what is written about it: a handful of sentences for each domain of need, put together so
//! that no two records read alike. In our own words; nobody said them.

use kith_domain::need::Domain;

/// What one domain of need sounds like.
pub(super) struct Theme {
    pub(super) domain: Domain,
    /// Out of a hundred needs, how many are of it.
    pub(super) weight: u32,
    /// Why a practice refers.
    pub(super) reasons: &'static [&'static str],
    /// How people say it.
    pub(super) stated: &'static [&'static str],
    /// Entries of the directory that may answer it; none where nothing does.
    pub(super) entries: &'static [&'static str],
    /// What is sought when nothing answers.
    pub(super) sought: &'static [&'static str],
}

/// The domains that the crowd's needs are of; structural ones are the larger half.
pub(super) const THEMES: &[Theme] = &[
    Theme {
        domain: Domain::Benefits,
        weight: 13,
        reasons: &[
            "Asks at every visit about forms I cannot help with. Something to do with PIP stopping.",
            "Benefits were cut after a reassessment. Low since.",
        ],
        stated: &[
            "They stopped my money and I can't make head or tail of the letter.",
            "I don't know what I'm allowed to claim.",
            "I need somebody to sit with me and do that form.",
            "The assessment lady never wrote down what I said.",
        ],
        entries: &["benefits"],
        sought: &["Somebody to go to a tribunal with her", "Help with the form before the deadline"],
    },
    Theme {
        domain: Domain::Money,
        weight: 8,
        reasons: &[
            "Debts are on his mind more than his chest is.",
            "Tearful about bills. Nothing for me to prescribe.",
        ],
        stated: &[
            "I owe more than I can say out loud.",
            "I rob one bill to pay the other.",
            "The letters come and I put them in the drawer.",
        ],
        entries: &["debt"],
        sought: &["A debt adviser within a month", "Debt advice in the evening"],
    },
    Theme {
        domain: Domain::Housing,
        weight: 13,
        reasons: &[
            "Damp flat, third chest infection this winter. Please see whether anything can be done.",
            "Stairs are too much now. Has not been out since the spring.",
        ],
        stated: &[
            "The black keeps coming back through the paint.",
            "I can't get down the stairs, so I don't.",
            "There's four of us in one room.",
            "I want to live somewhere I can open the door myself.",
            "They've given me notice and I've nowhere to take the dog.",
        ],
        entries: &["housing"],
        sought: &["A ground-floor flat", "Repairs to the damp", "Temporary housing that takes a dog"],
    },
    Theme {
        domain: Domain::Food,
        weight: 5,
        reasons: &["Has lost weight. Says food is dear. No medical cause found."],
        stated: &["I have toast so the kids can have the rest.", "There's nothing in by Thursday."],
        entries: &["pantry", "supper"],
        sought: &["A food parcel without a voucher", "A community meal at the weekend"],
    },
    Theme {
        domain: Domain::Fuel,
        weight: 5,
        reasons: &["House cold, does not put the heating on. Asthma worse."],
        stated: &["I go to bed at six to keep warm.", "The meter eats it faster than I can feed it."],
        entries: &["warmth"],
        sought: &["A heating grant for private tenants"],
    },
    Theme {
        domain: Domain::Work,
        weight: 3,
        reasons: &["Signed off for a year and would like to work again."],
        stated: &["I'd like a reason to set the alarm.", "Nobody's going to take me on at fifty-nine."],
        entries: &["bench"],
        sought: &["Paid work a few hours a week", "A placement that takes people with a condition"],
    },
    Theme {
        domain: Domain::Immigration,
        weight: 4,
        reasons: &["New to the area, little English, alone with two children."],
        stated: &["I want to talk to the teacher myself.", "I cannot read what the post brings."],
        entries: &["english"],
        sought: &["Immigration advice", "A class with a crèche"],
    },
    Theme {
        domain: Domain::Transport,
        weight: 6,
        reasons: &["Misses appointments: two buses and one is cancelled as often as not."],
        stated: &["The bus that went past mine doesn't any more.", "I could go if somebody fetched me."],
        entries: &["lifts"],
        sought: &["A lift to hospital appointments", "A bus in the evening"],
    },
    Theme {
        domain: Domain::Digital,
        weight: 3,
        reasons: &["Cannot use our online booking and will not ask."],
        stated: &["Everything says go on the website.", "I've a tablet in the box it came in."],
        entries: &["online", "library"],
        sought: &["Somebody to come to the house and show her"],
    },
    Theme {
        domain: Domain::HealthCare,
        weight: 3,
        reasons: &["Waiting for mental health services since last year; not coping meanwhile."],
        stated: &["I'm on a list. That's all anybody can tell me.", "No dentist will have me."],
        entries: &[],
        sought: &["Talking therapy within six months", "An NHS dentist", "A hearing test nearer than the city"],
    },
    Theme {
        domain: Domain::SocialCare,
        weight: 4,
        reasons: &["Needs more help at home than her sister can give."],
        stated: &["I can't get in the bath any more.", "They came, they measured, they went."],
        entries: &["sitting"],
        sought: &["An assessment by adult social care", "Somebody to sit in for two hours"],
    },
    Theme {
        domain: Domain::Connection,
        weight: 14,
        reasons: &[
            "Comes in most weeks. I think it is company.",
            "Lonely since moving here. Would she like a group?",
            "Isolated. Please find him something to do.",
        ],
        stated: &[
            "I'd like somebody to have a brew with.",
            "I can go from Friday to Monday without a word.",
            "I don't want a group. I want one person.",
            "I used to know everybody on the road.",
        ],
        entries: &["cafe", "choir", "supper", "women", "clay"],
        sought: &["A befriender who visits", "Something in the evening", "A group for people my age"],
    },
    Theme {
        domain: Domain::Caring,
        weight: 6,
        reasons: &["Looks after his wife day and night. Exhausted."],
        stated: &["If I stop, it all stops.", "I'd like one afternoon that is mine."],
        entries: &["carers", "sitting"],
        sought: &["A few hours of respite each week"],
    },
    Theme {
        domain: Domain::Bereavement,
        weight: 4,
        reasons: &["Husband died in March. Not sleeping. Does not want tablets."],
        stated: &["I still put two cups out.", "Everybody's stopped saying his name."],
        entries: &["bereavement"],
        sought: &["Bereavement support that does not wait half a year"],
    },
    Theme {
        domain: Domain::Wellbeing,
        weight: 5,
        reasons: &["Low and anxious, does not want medication. Something to get her out?"],
        stated: &["My head never goes quiet.", "Some days I can't see the point of the curtains."],
        entries: &["counselling", "garden", "women"],
        sought: &["Counselling this side of Christmas", "Somewhere quiet to go"],
    },
    Theme {
        domain: Domain::Activity,
        weight: 3,
        reasons: &["BP and weight up. Would benefit from activity; gym declined."],
        stated: &["I'd walk if I'd somebody to walk with.", "My knees say no before I do."],
        entries: &["walk", "chairs"],
        sought: &["A class on a weekday evening"],
    },
    Theme {
        domain: Domain::Strengths,
        weight: 1,
        reasons: &["Retired joiner, lost without something to do. Happy to help others."],
        stated: &["I've forty years of tools and nobody to show."],
        entries: &["bench", "mend"],
        sought: &["A place to volunteer that takes people with a tremor"],
    },
];

/// What people say matters to them.
pub(super) const MATTERS: &[&str] = &[
    "Being asked, and then being left to think about it.",
    "My grandchildren. I want to be able to have them here.",
    "Sleeping through.",
    "Not being a nuisance to anybody.",
    "Getting out of this house once a day.",
    "The dog. He comes first and then me.",
    "That somebody rings when they say they will.",
    "Having my own front door.",
    "Chapel on Sundays, and somebody to go with.",
    "Not having to tell it all again from the beginning.",
    "Cooking for more than one.",
    "My garden, what's left of it.",
    "Doing one thing that is not about being ill.",
    "Being able to hold my head up in the shop.",
    "Seeing my lad right.",
    "A bit of peace and the football.",
];

/// How a first conversation is told.
pub(super) const FIRST: &[&str] = &[
    "Met for the first time. Talked for a good while before anything practical came up.",
    "Wary to begin with. By the second cup of tea the real worry came out.",
    "Knew why the surgery had sent them and did not much care for it. We began somewhere else.",
    "Had a list ready on the back of an envelope. We got through half.",
    "Said little. I said so was fine, and that I would ring on Monday.",
    "Their sister was there and spoke for them at first. Asked for ten minutes alone at the end.",
];

/// How a contact goes on.
pub(super) const ONWARD: &[&str] = &[
    "Rang to see how things were. A better week.",
    "Rang to see how things were. Not a good week, and glad to say so.",
    "Went through the letters together and put them in three piles.",
    "Talked about what had been tried before and why it had not suited.",
    "They had rung the number themselves. No answer, so we rang again together.",
    "Looked at three things on offer. None of them quite it; one might do.",
    "Mostly listened.",
    "Changed the plan: the morning is no good because of the tablets.",
    "Told me about the job they had, and laughed for the first time.",
    "Still waiting to hear. I said I would keep asking.",
    "Short call between two other things. They wanted to know I had not forgotten.",
    "Met at the café as the flat is cold.",
];

/// How going somewhere together is told.
pub(super) const TOGETHER: &[&str] = &[
    "Went together. Stood outside for five minutes first, which was all right.",
    "Went with them to the first one. I left after half an hour; they stayed.",
    "We took the bus so that they would know the stop.",
    "Introduced them to the person who runs it, then sat at the back.",
];

/// How a call without an answer is told.
pub(super) const NO_ANSWER: &[&str] = &[
    "Rang, no answer.",
    "Rang, no answer. Will try at another time of day.",
    "Rang twice. No voicemail, as asked.",
    "No answer. Sent a card with my number.",
];

/// Why a referral is given back.
pub(super) const GIVEN_BACK: &[&str] = &[
    "Registered with a practice outside our area; the neighbouring service has been told.",
    "They need an urgent social care assessment first; please refer there. We will gladly see them after.",
    "They did not know of the referral and have asked us not to ring. Please talk to them first.",
];

/// What is said at an ending.
pub(super) const ENDINGS: &[&str] = &[
    "They know where I am.",
    "Enough for now, they said, and I agree.",
    "We wrote down together what had changed.",
    "",
];

/// What was agreed that an organisation may know: parts of the record, then words.
pub(super) const AGREED: &[&str] = &[
    "first-name phone |",
    "full-name phone reach | That stairs are difficult",
    "first-name | They will bring the rest themselves",
    "",
];
