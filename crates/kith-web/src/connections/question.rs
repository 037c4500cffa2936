//! Answering a question that an organisation asked about a request.

use askama::Template;
use kith_app::asking;
use kith_app::connecting::{self, Opened};
use kith_app::permit;
use kith_domain::directory::{Connection, Enquiry};
use kith_domain::id::Id;
use kith_domain::policy::act;
use kith_domain::time::{day_in_words, day_of};

use super::sending::handed;
use crate::components::{BackLink, Button, Form, Frame};
use crate::error::Problem;
use crate::hand_over::delivery;
use crate::people::frame_about;
use crate::reply::Reply;
use crate::roles::invite::said_of;
use crate::visit::{Visit, explain};

/// The form.
#[derive(Template)]
#[template(path = "connections/question.html")]
pub(crate) struct QuestionPage {
    frame: Frame,
    form: Form,
    to: String,
    back: String,
    organisation: String,
    when: String,
    question: String,
    agreed: Option<String>,
    /// Whether the record is marked “do not show online”, so that no answer leaves by a link.
    kept_offline: bool,
    /// The answer, when it was given before.
    answered: Option<String>,
}

impl QuestionPage {
    /// The form for a question.
    pub(crate) fn new(frame: Frame, opened: &Opened, enquiry: &Enquiry, form: Form) -> Self {
        let it = &opened.connection.it;
        Self {
            frame,
            form,
            to: format!("/connections/{}/questions/{}", it.id, enquiry.id),
            back: format!("/connections/{}", it.id),
            organisation: opened.organisation.name.to_string(),
            when: day_in_words(day_of(enquiry.asked)),
            question: enquiry.question.to_string(),
            agreed: super::telling::in_a_line(&it.agreed),
            kept_offline: opened.by_mail.kept_offline,
            answered: enquiry.answer.as_ref().map(|(words, ..)| words.to_string()),
        }
    }

    /// How the answer reaches them.
    const fn hint(&self) -> &'static str {
        if self.frame.by_hand {
            "Nothing beyond what the person agreed. There is no mail server: you are shown a fresh link once, and hand it over."
        } else {
            "Nothing beyond what the person agreed. They get an e-mail with a fresh link to it."
        }
    }
}

fn open(visit: &Visit, id: Id<Connection>, question: Id<Enquiry>) -> Result<(Opened, Enquiry), Problem> {
    let opened = visit.read(|look, ctx| {
        permit::connection::<act::AskByLink>(look.tx(), ctx, id)?;
        let (permit, kept) = permit::connection::<act::SeePerson>(look.tx(), ctx, id)?;
        connecting::open(look, ctx, &permit, kept)
    })?;
    let found = opened.by_mail.enquiries.iter().find(|it| it.id == question).cloned().ok_or(Problem::NotFound)?;
    Ok((opened, found))
}

fn draw(visit: &Visit, (opened, enquiry): &(Opened, Enquiry), form: Form) -> QuestionPage {
    let frame = frame_about(visit, &opened.person, "Answer a question");
    QuestionPage::new(Frame { error_title: !form.is_fine(), ..frame }, opened, enquiry, form)
}

/// What the form is for.
fn record(id: Id<Connection>, question: Id<Enquiry>) -> String {
    format!("{id}/{question}")
}

/// `GET /connections/{id}/questions/{question}`.
pub(crate) fn show(visit: &Visit) -> Result<Reply, Problem> {
    visit.only(&[])?;
    let (id, question) = (visit.id::<Connection>("id")?, visit.id::<Enquiry>("question")?);
    let opened = open(visit, id, question)?;
    Reply::page(&draw(visit, &opened, visit.form(&record(id, question))))
}

/// `POST /connections/{id}/questions/{question}`.
pub(crate) fn take(visit: &Visit) -> Result<Reply, Problem> {
    let (id, question) = (visit.id::<Connection>("id")?, visit.id::<Enquiry>("question")?);
    let words = visit.field("answer");
    let delivery = delivery(visit, || open(visit, id, question).map(drop))?;
    let (how, said) = (delivery.clone(), said_of(&delivery, "question-answered"));
    let taken = visit.submit::<act::AskByLink>(&record(id, question), move |work, ctx| {
        let (permit, _) = permit::connection::<act::AskByLink>(work.tx(), ctx, id)?;
        asking::answer_question(work, ctx, &permit, question, &words, &how)?;
        Ok(format!("/connections/{id}?said={said}"))
    });
    match taken {
        Ok(led) => handed(visit, &led, &delivery, || {
            let (opened, _) = open(visit, id, question)?;
            Ok((opened.person, opened.organisation.name.to_string()))
        }),
        Err(refusal) => {
            let mut form = visit.form(&record(id, question));
            if !explain(&mut form, &refusal) {
                return Err(refusal.into());
            }
            Reply::again(&draw(visit, &open(visit, id, question)?, form))
        }
    }
}
