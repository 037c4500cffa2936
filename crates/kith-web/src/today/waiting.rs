//! What came back from outside and who has not answered: a part of *Today*.

use jiff::civil::Date;
use kith_app::asking::WaitingForYou;
use kith_app::store::OpenAsk;
use kith_domain::calendar::Calendar;
use kith_domain::id::Id;
use kith_domain::news::{About, Kind};
use kith_domain::staff::Account;
use kith_domain::time::{day_in_words, day_of, moment_in_words, working_days_in_words};

/// One line.
pub(crate) struct Waiting {
    pub(crate) person: String,
    pub(crate) name: String,
    pub(crate) why: String,
    pub(crate) what: String,
    pub(crate) href: String,
    pub(crate) act: &'static str,
}

/// Whom was asked on the same day and has not answered.
pub(super) fn asked(
    ask: &OpenAsk,
    asker: &str,
    me: Option<Id<Account>>,
    (calendar, today): (&Calendar, Date),
) -> Waiting {
    let days = calendar.working_days_between(day_of(ask.asked), today);
    let who = if Some(ask.asker) == me { "You" } else { asker };
    Waiting {
        person: format!("/people/{}", ask.person),
        name: ask.name.formal(),
        why: match days {
            ..=0 => "Asked today, no answer yet".to_owned(),
            days => format!("No answer for {}", working_days_in_words(days)),
        },
        what: format!("{who} asked {} on {}.", ask.whom, moment_in_words(ask.asked)),
        href: format!("/people/{}/same-day", ask.person),
        act: "Whom to ring, and the answer",
    }
}

/// The lines: what came back first, then who has not answered.
pub(crate) fn waiting(it: &WaitingForYou, calendar: &Calendar, today: Date) -> Vec<Waiting> {
    let came = it.news.iter().map(|line| {
        let href = match line.about {
            About::Connection(id) => format!("/connections/{id}"),
            About::Message(id) => format!("/messages/{id}"),
        };
        let to = line.to.as_deref().unwrap_or("An organisation");
        Waiting {
            person: format!("/people/{}", line.person),
            name: line.name.formal(),
            why: day_in_words(day_of(line.at)),
            what: match line.kind {
                Kind::Answered => format!("{to} has answered."),
                Kind::Asked => format!("{to} has asked something."),
                Kind::Replied => "The practice has written back.".to_owned(),
            },
            href,
            act: "Read it",
        }
    });
    let silent = it.unanswered.iter().map(|line| {
        let days = calendar.working_days_between(day_of(line.since), today);
        Waiting {
            person: format!("/people/{}", line.person),
            name: line.name.formal(),
            why: format!("No answer for {}", working_days_in_words(days)),
            what: format!("{} was asked on {} and has not answered.", line.to, day_in_words(day_of(line.since))),
            href: format!("/connections/{}", line.connection),
            act: "Open the connection",
        }
    });
    let became = it.became.iter().map(|line| Waiting {
        person: format!("/directory/{}", line.entry),
        name: line.name.clone(),
        why: day_in_words(day_of(line.at)),
        what: format!(
            "You said that something is wrong. {}.",
            line.answer.map_or("It was seen to", |answer| answer.label())
        ),
        href: format!("/directory/{}/wrong", line.entry),
        act: "What was said",
    });
    let unlisted = it.unlisted.iter().map(|line| Waiting {
        person: format!("/people/{}", line.person),
        name: line.name.formal(),
        why: day_in_words(day_of(line.since)),
        what: format!("{} is no longer in the directory it came from. Make sure it is still there.", line.to),
        href: format!("/connections/{}", line.connection),
        act: "Look at it",
    });
    came.chain(silent).chain(unlisted).chain(became).collect()
}
