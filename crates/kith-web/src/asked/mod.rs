//! The organisation's page, opened by an e-mailed link: what is asked, what may be known, and the answers.
//!
//! For whoever reads a community group's mail, perhaps on a telephone and between two other things: they answer in
//! under a minute, without an account.
//!
//! Invariants: nothing is shown that the person has not agreed to at this moment; opening the page changes nothing,
//! every answer is a POST; a link that does not work, for whatever reason, is an address that is not there.

mod words;

use askama::Template;
use kith_app::asking::{self, Asked, Request};
use kith_app::connecting::{StepInput, words_field};
use kith_app::entries::{self, Came, EntryInput};
use kith_app::{Ctx, Delivery, Refusal, links, permit};
use kith_domain::directory::connection::{DeclineReason, State};
use kith_domain::id::Id;
use kith_domain::link::Link;
use kith_domain::policy::{Actor, act};
use kith_domain::time::{day_in_words, day_of};

use crate::components::{BackLink, Button, Choice, Form, Frame, Slot, SummaryList};
use crate::connections::before::Before;
use crate::connections::telling::Read;
use crate::directory::CardView;
use crate::error::Problem;
use crate::reply::Reply;
use crate::visit::{VERSION, Visit, explain};
pub(crate) use words::{answer_in_words, said_so_far, sentences};
use words::{reason_in_words, step_in_words, words_of};

/// The page.
#[derive(Template)]
#[template(path = "asked/page.html")]
pub(crate) struct AskedPage {
    frame: Frame,
    forms: Forms,
    /// The page's own address; its forms go below it.
    to: String,
    service: String,
    /// A number to ring instead.
    phone: Option<String>,
    works_until: Option<String>,
    /// Where the list is that it stands in.
    back: Option<String>,
    /// Where the entry is kept true, out of a list; otherwise it is done on this page.
    own: Option<String>,
    /// Where a link to everything that waits would be e-mailed; nothing when it cannot be.
    list_to: Option<String>,
    told: Option<Told>,
    reasons: Vec<Choice>,
    room: Vec<Choice>,
    entry: String,
    /// What the directory says of it now.
    card: CardView,
}

/// The forms of the page. Each is used once by itself.
#[derive(Debug, Clone, Default)]
pub(crate) struct Forms {
    /// Yes, later, no, or how it went on.
    pub(crate) answer: Form,
    /// A question.
    pub(crate) question: Form,
    /// What is not right about the entry.
    pub(crate) entry: Form,
    /// A link to everything that waits.
    pub(crate) list: Form,
}

/// What may be told while the request stands.
struct Told {
    sentences: Vec<String>,
    agreed: Read,
    answered: Option<String>,
    /// What was added to the answer.
    added: Option<String>,
    answers: Vec<Answer>,
    questions: Vec<Question>,
    /// What was asked and answered so far, oldest first.
    history: Vec<String>,
    before: Before,
}

/// One answer that can be given.
struct Answer {
    code: &'static str,
    text: &'static str,
    /// Whether it can be said by itself, without anything to add.
    is_enough: bool,
}

impl Answer {
    /// The heading of the same answer with something to add.
    fn with_words(&self) -> &'static str {
        if self.is_enough { "Yes, and something to add" } else { self.text }
    }
}

/// A question asked before.
struct Question {
    when: String,
    question: String,
    answer: Option<String>,
}

impl AskedPage {
    /// The page of a request that was opened.
    pub(crate) fn new(frame: Frame, asked: &Asked, secret: &str, mut forms: Forms) -> Self {
        if let Some(request) = &asked.request {
            // Whoever is shown their answer again answers what the page says now.
            forms.answer = forms.answer.carrying(VERSION, &request.version.to_string());
        }
        let reasons = DeclineReason::ALL.iter().map(|it| Choice::new(it.code(), reason_in_words(*it)));
        Self {
            to: format!("/asked/{secret}"),
            service: asked.service.name.to_string(),
            phone: asked.service.phone.as_ref().map(ToString::to_string),
            works_until: asked.expires.map(|at| day_in_words(day_of(at))),
            back: None,
            own: None,
            list_to: asking::recipient(&asked.to, &asked.organisation)
                .filter(|_| !frame.by_hand)
                .map(|address| address.to_string()),
            frame,
            told: asked.request.as_ref().map(|request| told(asked, request)),
            reasons: reasons.collect(),
            room: room(&forms.entry),
            card: CardView::of(
                &asked.to,
                asked.organisation.name.as_str(),
                asked.today,
                format!("/directory/{}", asked.to.id),
            ),
            entry: asked.to.entry.name.to_string(),
            forms,
        }
    }

    /// The same page out of a list: where it is, where the list is, and where the entry is kept true.
    pub(crate) fn out_of_a_list(self, to: String, back: String, own: String) -> Self {
        Self { to, back: Some(back), own: Some(own), list_to: None, ..self }
    }

    /// Whether something is wrong with an answer's own questions, or it is being given, so that it stands open.
    fn is_open(&self, code: &str) -> bool {
        self.forms.answer.value("step") == code && !self.forms.answer.is_fine()
    }

    /// What was typed for an answer that can no longer be given.
    fn no_longer(&self) -> Option<&str> {
        let step = self.forms.answer.value("step");
        let is_offered = self.told.as_ref().is_some_and(|told| told.answers.iter().any(|it| it.code == step));
        let words = self.forms.answer.value(words_field(step));
        (!is_offered && !words.trim().is_empty()).then_some(words)
    }

    /// How the answer to a question reaches them.
    const fn question_hint(&self) -> &'static str {
        if self.frame.by_hand {
            "A link worker answers, and gives you a link to the answer."
        } else {
            "A link worker answers, and you get an e-mail."
        }
    }

    fn question_is_open(&self) -> bool {
        !self.forms.question.is_fine() || !self.forms.question.value("question").is_empty()
    }

    fn entry_is_open(&self) -> bool {
        !self.forms.entry.is_fine()
    }
}

fn told(asked: &Asked, request: &Request) -> Told {
    let name = asked.to.entry.name.as_str();
    let answered = said_so_far(&request.state);
    Told {
        sentences: sentences(name, asked.organisation.name.as_str(), &request.state),
        agreed: if answered.is_some() {
            Read::once_answered(&request.agreed, &request.state)
        } else {
            Read::of(&request.agreed)
        },
        answered,
        added: words_of(&request.state),
        answers: answers(request),
        history: request.history.iter().map(|it| step_in_words(it, asked.service.name.as_str())).collect(),
        before: Before::for_itself(&request.dealings, asked.service.name.as_str()),
        questions: request
            .enquiries
            .iter()
            .map(|it| Question {
                when: day_in_words(day_of(it.asked)),
                question: it.question.to_string(),
                answer: it.answer.as_ref().map(|(words, ..)| words.to_string()),
            })
            .collect(),
    }
}

/// What can be answered: once they said yes, how it goes on stands above a change of mind.
fn answers(request: &Request) -> Vec<Answer> {
    let is_yes = matches!(request.state, State::Accepted { .. });
    let answer = |code: &&'static str| Answer {
        code,
        text: answer_in_words(code, &request.state),
        is_enough: *code == "accept" && !is_yes,
    };
    let mut answers: Vec<Answer> = request.answers.iter().map(answer).collect();
    if matches!(request.state, State::Accepted { .. } | State::Introduced) {
        answers.sort_by_key(|it| matches!(it.code, "accept" | "wait-list" | "decline"));
    }
    answers
}

fn room(form: &Form) -> Vec<Choice> {
    let weeks = form.input("room_weeks", "About how many weeks?").width(3).digits().autocomplete("off");
    vec![
        Choice::new("room", "We have room"),
        Choice::new("wait", "There is a waiting list").reveals(Slot::of(&weeks)),
        Choice::new("full", "We are full"),
        Choice::new("", "I am not saying anything about room"),
    ]
}

/// Who comes with the secret of the address, and by which link.
fn holder(visit: &Visit) -> Result<(Actor, Id<Link>), Problem> {
    Ok(links::holder(&visit.site.app, visit.param("secret"))?)
}

fn draw(visit: &Visit, asked: &Asked, forms: Forms) -> AskedPage {
    let title = format!("A request from {}", asked.service.name);
    let is_fine = forms.answer.is_fine() && forms.question.is_fine() && forms.entry.is_fine() && forms.list.is_fine();
    let frame = Frame { error_title: !is_fine, ..visit.public_frame(&title, asked.service.name.as_str()) };
    AskedPage::new(frame, asked, visit.param("secret"), forms)
}

/// Forms that begin anew.
fn blank(visit: &Visit, link: Id<Link>) -> Forms {
    let fresh = || visit.fresh_form(&link.to_string());
    Forms { answer: fresh(), question: fresh(), entry: fresh().prefill("room", ""), list: fresh() }
}

/// `GET /asked/{secret}`.
pub(crate) fn show(visit: &Visit) -> Result<Reply, Problem> {
    let (actor, link) = holder(visit)?;
    visit.only(&[])?;
    let asked = asking::open(&visit.site.app, &visit.seed_as(actor), link)?;
    Reply::page(&draw(visit, &asked, blank(visit, link)))
}

/// That an answer came, in plain sentences, and how to change it.
#[derive(Template)]
#[template(path = "asked/thanks.html")]
pub(crate) struct ThanksPage {
    frame: Frame,
    /// The page on which more can be said.
    to: String,
    service: String,
    phone: Option<String>,
    works_until: String,
    /// What was said: a sentence, and the words that came with it. Nothing when the request was withdrawn.
    said: Option<(String, Option<String>)>,
}

impl ThanksPage {
    /// The page of a request that was answered.
    pub(crate) fn new(frame: Frame, asked: &Asked, secret: &str) -> Self {
        let said = asked.request.as_ref().and_then(|it| Some((said_so_far(&it.state)?, words_of(&it.state))));
        Self {
            frame,
            to: format!("/asked/{secret}"),
            service: asked.service.name.to_string(),
            phone: asked.service.phone.as_ref().map(ToString::to_string),
            works_until: asked.expires.map(|at| day_in_words(day_of(at))).unwrap_or_default(),
            said,
        }
    }
}

/// `GET /asked/{secret}/answered`.
pub(crate) fn answered(visit: &Visit) -> Result<Reply, Problem> {
    let (actor, link) = holder(visit)?;
    visit.only(&[])?;
    let asked = asking::open(&visit.site.app, &visit.seed_as(actor), link)?;
    let frame = visit.public_frame("Thank you. We have your answer", asked.service.name.as_str());
    Reply::page(&ThanksPage::new(frame, &asked, visit.param("secret")))
}

/// What comes of a form: on, or the page again with what was wrong.
fn finish(
    visit: &Visit,
    (actor, link): (Actor, Id<Link>),
    taken: Result<kith_app::Led, Refusal>,
    into: impl Fn(&mut Forms, Form),
) -> Result<Reply, Problem> {
    let refusal = match taken {
        Ok(led) => return Ok(Reply::see(led.to)),
        Err(refusal) => refusal,
    };
    let mut form = visit.form(&link.to_string());
    if !explain(&mut form, &refusal) {
        return Err(refusal.into());
    }
    let asked = asking::open(&visit.site.app, &visit.seed_as(actor), link)?;
    let mut forms = blank(visit, link);
    into(&mut forms, form);
    Reply::again(&draw(visit, &asked, forms))
}

/// `POST /asked/{secret}`: yes, later, no, or how it went on.
pub(crate) fn answer(visit: &Visit) -> Result<Reply, Problem> {
    let (actor, link) = holder(visit)?;
    let input = StepInput {
        step: visit.field("step"),
        weeks: visit.field("weeks"),
        reason: visit.field("reason"),
        words: visit.field(words_field(&visit.field("step"))),
        ..StepInput::default()
    };
    let to = visit.path.clone();
    let version = visit.version().ok();
    let taken = visit.submit_as::<act::AnswerRequest>(actor.clone(), &link.to_string(), move |work, ctx| {
        let linked = permit::linked::<act::AnswerRequest>(work.tx(), ctx, link)?;
        asking::answer(work, ctx, &linked, version.ok_or(Refusal::OtherRecord)?, &input)?;
        Ok(format!("{to}/answered"))
    });
    finish(visit, (actor, link), taken, |forms, form| forms.answer = form)
}

/// `POST /asked/{secret}/question`.
pub(crate) fn question(visit: &Visit) -> Result<Reply, Problem> {
    let (actor, link) = holder(visit)?;
    let question = visit.field("question");
    let to = format!("/asked/{}", visit.param("secret"));
    let said = if visit.site.settings.has_post { "question-asked" } else { "question-asked-by-hand" };
    let taken = visit.submit_as::<act::AnswerRequest>(actor.clone(), &link.to_string(), move |work, ctx| {
        let linked = permit::linked::<act::AnswerRequest>(work.tx(), ctx, link)?;
        asking::enquire(work, ctx, &linked, &question)?;
        Ok(format!("{to}?said={said}"))
    });
    finish(visit, (actor, link), taken, |forms, form| forms.question = form)
}

/// `POST /asked/{secret}/entry`.
pub(crate) fn entry(visit: &Visit) -> Result<Reply, Problem> {
    let (actor, link) = holder(visit)?;
    let input =
        EntryInput { room: visit.field("room"), weeks: visit.field("room_weeks"), words: visit.field("entry_words") };
    let to = format!("/asked/{}", visit.param("secret"));
    let taken = visit.submit_as::<act::AnswerRequest>(actor.clone(), &link.to_string(), move |work, ctx| {
        let linked = permit::linked::<act::AnswerRequest>(work.tx(), ctx, link)?;
        let said = match entries::say(work, ctx, &linked, &input)? {
            Came::AtOnce => "entry-room-at-once",
            Came::LookedAt => "entry-suggested",
            Came::Both => "entry-room-and-suggested",
        };
        Ok(format!("{to}?said={said}"))
    });
    finish(visit, (actor, link), taken, |forms, form| forms.entry = form)
}

/// `POST /asked/{secret}/everything`: a link to everything that waits, to the address in the directory.
pub(crate) fn everything(visit: &Visit) -> Result<Reply, Problem> {
    let (actor, link) = holder(visit)?;
    let to = format!("/asked/{}?said=list-sent", visit.param("secret"));
    let delivery = if visit.site.settings.has_post {
        Delivery::mail(&visit.site.base())
    } else {
        Delivery::hand(&Ctx::begin(&visit.seed_as(actor.clone())))
    };
    let taken = visit.submit_as::<act::AskForList>(actor.clone(), &link.to_string(), move |work, ctx| {
        let linked = permit::linked::<act::AskForList>(work.tx(), ctx, link)?;
        asking::lists::send(work, ctx, &linked, &delivery)?;
        Ok(to.clone())
    });
    finish(visit, (actor, link), taken, |forms, form| forms.list = form)
}
