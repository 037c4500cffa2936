//! The pages: before the code, after it, and when the way in does not work.

use askama::Template;
use kith_app::written::{NotTakenOn, Written};
use kith_domain::staff::Service;
use kith_domain::time;

use crate::components::{Button, Form, Frame, Row, SummaryList};
use crate::my_referrals::{Message, reference};

/// Before the code: nothing of anybody.
#[derive(Template)]
#[template(path = "written/locked.html")]
pub(crate) struct LockedPage {
    frame: Frame,
    service: String,
    phone: Option<String>,
    here: String,
    has_something: bool,
    /// Whether an answer was written that has not been sent yet.
    has_answer: bool,
    form: Form,
}

impl LockedPage {
    /// The page.
    pub(crate) fn new(frame: Frame, service: &Service, here: &str, has_something: bool, form: Form) -> Self {
        Self {
            frame,
            service: service.name.to_string(),
            phone: service.phone.as_ref().map(ToString::to_string),
            here: here.to_owned(),
            has_something,
            has_answer: !form.value("reply").is_empty(),
            form,
        }
    }
}

/// After the code.
#[derive(Template)]
#[template(path = "written/open.html")]
pub(crate) struct OpenPage {
    frame: Frame,
    service: String,
    phone: Option<String>,
    here: String,
    name: String,
    rows: Vec<Row>,
    messages: Vec<Message>,
    unread: usize,
    replies: Vec<(String, String)>,
    /// Why it was given back.
    returned: Option<String>,
    /// Who can help better, and what to do.
    redirected: Option<(String, String)>,
    /// What the team asked: when, what, and what was answered.
    asked: Vec<(String, String, Option<String>)>,
    /// Where an open question is answered: at the receipt.
    answer: Option<String>,
    minutes: i64,
    form: Form,
    /// For the code, where something waits to be opened.
    again: Form,
}

impl OpenPage {
    /// The page.
    pub(crate) fn new(frame: Frame, service: &Service, here: &str, it: &Written, (form, again): (Form, Form)) -> Self {
        let who = &it.person.identity;
        let number = match who.nhs_number {
            Ok(number) => number.to_string(),
            Err(why) => format!("Not given: {}", why.as_fact()),
        };
        let messages = it.messages.iter().map(|message| {
            let (corrected, carried) = (it.was_corrected(message.id), it.carried_with(message.id));
            let from = it.author_of(message);
            Message {
                not_in_pdf: crate::messages::not_in_pdf(&it.person, message, from, carried, it.filing()),
                ..Message::opened(message, from.to_owned(), carried, corrected)
            }
        });
        let asked = it.questions.iter().map(|it| {
            let answer = it.answer.as_ref().map(|answer| answer.words.to_string());
            (time::moment_in_words(it.at), it.words.to_string(), answer)
        });
        let is_open = it.questions.iter().any(|question| question.answer.is_none())
            && matches!(it.referral.state, kith_domain::referral::State::Asked { .. });
        Self {
            frame,
            service: service.name.to_string(),
            phone: service.phone.as_ref().map(ToString::to_string),
            here: here.to_owned(),
            returned: match &it.not_taken_on {
                Some(NotTakenOn::Returned(reason)) => Some(reason.to_string()),
                _ => None,
            },
            redirected: match &it.not_taken_on {
                Some(NotTakenOn::Redirected(to, words)) => Some((to.to_string(), words.to_string())),
                _ => None,
            },
            asked: asked.collect(),
            answer: here.strip_suffix("/messages").filter(|_| is_open).map(str::to_owned),
            name: who.formal_name(),
            rows: vec![
                Row::new("Date of birth", &who.born.in_words()),
                Row::new("NHS number", &number),
                Row::new("Referred", &time::day_in_words(time::day_of(it.referral.received))),
                Row::new("Reference", &reference(it.referral.id)),
            ],
            messages: messages.collect(),
            unread: it.unread,
            replies: it.replies.iter().map(|it| (time::moment_in_words(it.at), it.words.to_string())).collect(),
            minutes: kith_app::written::MINUTES,
            form,
            again,
        }
    }
}

/// When the way in does not work.
#[derive(Template)]
#[template(path = "written/gone.html")]
pub(crate) struct GonePage {
    pub(crate) frame: Frame,
}
