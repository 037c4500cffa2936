//! What was asked by e-mail about a connection: a part of its page.

use kith_app::asking::lists::SentList;
use kith_app::asking::{can_introduce, why_now};
use kith_app::connecting::Opened;
use kith_app::links::Sent;
use kith_domain::link::{Way, Why};
use kith_domain::policy::Action;
use kith_domain::time::{day_in_words, day_of, moment_in_words};

use super::ask::act_in_words;
use crate::people::May;

/// The part.
pub(crate) struct ByMailView {
    /// Whether something came that nobody has said to have seen.
    pub(crate) has_news: bool,
    /// Where to ask: address and words. Nothing when the viewer may not, or nothing can be asked.
    pub(crate) ask: Option<(String, &'static str)>,
    /// Where to introduce them by a link: address and words, once the organisation has said yes.
    pub(crate) introduce: Option<(String, &'static str)>,
    /// Why nobody can be asked by e-mail.
    pub(crate) no_address: bool,
    /// Whether the record is marked “do not show online”.
    pub(crate) kept_offline: bool,
    /// Where to stop the links; nothing when none works.
    pub(crate) stop: Option<String>,
    /// Where to say that the news was seen.
    pub(crate) seen: String,
    /// Links to everything that the organisation is asked, which work now.
    pub(crate) lists: Vec<String>,
    /// Where to stop them; nothing when none works or the viewer may not.
    pub(crate) stop_lists: Option<String>,
    /// Links that were sent.
    pub(crate) sent: Vec<String>,
    /// What the part is called: by e-mail, or by a link where some were handed over.
    pub(crate) title: &'static str,
    /// Whether a filter may have opened one that went by e-mail.
    pub(crate) may_be_filtered: bool,
    /// Questions.
    pub(crate) questions: Vec<QuestionView>,
}

/// A question of the organisation.
pub(crate) struct QuestionView {
    pub(crate) when: String,
    pub(crate) question: String,
    pub(crate) answer: Option<(String, String)>,
    /// Where to answer it.
    pub(crate) href: Option<String>,
}

impl ByMailView {
    /// The part for a connection that was opened.
    pub(crate) fn new(opened: &Opened, may: &May, by_hand: bool) -> Self {
        let it = &opened.connection.it;
        let by_mail = &opened.by_mail;
        let here = format!("/connections/{}", it.id);
        let may_ask = may.allows(Action::AskByLink);
        let kept_offline = by_mail.kept_offline && may_ask;
        let why = why_now(it, by_mail.sent.len()).filter(|_| may_ask && !kept_offline && !by_mail.has_died);
        let named = |account| opened.names.get(&account).map_or("Somebody no longer here", String::as_str);
        let questions = by_mail.enquiries.iter().map(|enquiry| QuestionView {
            when: day_in_words(day_of(enquiry.asked)),
            question: enquiry.question.to_string(),
            answer: enquiry.answer.as_ref().map(|(words, at, by)| {
                (words.to_string(), format!("{} answered on {}.", named(*by), day_in_words(day_of(*at))))
            }),
            href: (may_ask && !kept_offline && enquiry.answer.is_none())
                .then(|| format!("{here}/questions/{}", enquiry.id)),
        });
        Self {
            has_news: by_mail.has_news && may.allows(Action::MoveConnection),
            ask: why
                .filter(|_| by_mail.recipient.is_some())
                .map(|why| (format!("{here}/ask"), act_in_words(why, by_hand))),
            introduce: (why.is_some() && by_mail.recipient.is_some() && can_introduce(it))
                .then(|| (format!("{here}/introduce"), act_in_words(Why::Introduce, by_hand))),
            kept_offline,
            no_address: why.is_some() && by_mail.recipient.is_none(),
            stop: (may.allows(Action::StopLinks) && by_mail.sent.iter().any(|sent| sent.works))
                .then(|| format!("{here}/stop-links")),
            seen: format!("{here}/seen"),
            lists: by_mail.lists.iter().map(list_in_words).collect(),
            stop_lists: (may.allows(Action::StopLinks) && !by_mail.lists.is_empty())
                .then(|| format!("{here}/stop-lists")),
            title: if by_hand || by_mail.sent.iter().any(|sent| sent.link.way == Way::ByHand) {
                "By a link"
            } else {
                "By e-mail"
            },
            may_be_filtered: by_mail.sent.iter().any(|sent| sent.link.way == Way::ByMail),
            sent: by_mail.sent.iter().map(|sent| sent_in_words(sent, named(sent.link.sent_by))).collect(),
            questions: questions.collect(),
        }
    }
}

/// A link to everything that the organisation is asked, in words.
fn list_in_words(it: &SentList) -> String {
    let opened = match (it.times, it.last) {
        (0, _) | (_, None) => "Not opened yet.".to_owned(),
        (1, Some(at)) => format!("Used once, on {}.", moment_in_words(at)),
        (200.., Some(at)) => format!("Used two hundred times or more, last on {}.", moment_in_words(at)),
        (times, Some(at)) => format!("Used {times} times, last on {}.", moment_in_words(at)),
    };
    let link = &it.link;
    format!(
        "On {} {} asked for a link to everything that your service asks there. It works until {}. {opened}",
        moment_in_words(link.sent),
        link.recipient,
        moment_in_words(link.expires)
    )
}

/// One link in words. That it was opened does not say that somebody read it.
pub(crate) fn sent_in_words(sent: &Sent, who: &str) -> String {
    let link = &sent.link;
    let stands = match (link.stopped, sent.works) {
        (Some((at, _)), _) => format!("Stopped on {}.", moment_in_words(at)),
        (None, true) => format!("The link works until {}.", day_in_words(day_of(link.expires))),
        (None, false) => format!("The link ran out on {}.", day_in_words(day_of(link.expires))),
    };
    let opened = match (sent.times, sent.last) {
        (0, _) | (_, None) => "Not opened yet.".to_owned(),
        (1, Some(at)) => format!("Opened once, on {}.", moment_in_words(at)),
        (100.., Some(at)) => format!("Opened a hundred times or more, last on {}.", moment_in_words(at)),
        (times, Some(at)) => format!("Opened {times} times, last on {}.", moment_in_words(at)),
    };
    let went = match link.way {
        Way::ByMail => format!("{who} wrote to {}", link.recipient),
        Way::ByHand => format!("{who} made a link for {} to hand over", link.recipient),
    };
    format!("{went} on {}. {stands} {opened}", moment_in_words(link.sent))
}
