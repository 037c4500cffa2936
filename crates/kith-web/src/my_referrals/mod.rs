//! My referrals: what became of each, and the messages back.

use askama::Template;
use kith_app::store::{Mark, Named};
use kith_app::{finding, messages, permit, questioning, referring, replies};
use kith_domain::id::Id;
use kith_domain::message::{Carried, MessageBack, State};
use kith_domain::person::search::Query;
use kith_domain::policy::act;
use kith_domain::referral::{Referral, State as ReferralState};
use kith_domain::time;

use crate::components::{BackLink, Button, Form, Frame, Panel, Row, SummaryList};
use crate::error::Problem;
use crate::queue::Asked;
use crate::reply::Reply;
use crate::visit::{Visit, explain};

/// One line: whose referral, and a sentence.
pub(crate) struct Line {
    pub(crate) href: String,
    pub(crate) name: String,
    pub(crate) born: String,
    pub(crate) sent: String,
    pub(crate) status: String,
}

#[derive(Template)]
#[template(path = "my_referrals/list.html")]
pub(crate) struct List {
    pub(crate) frame: Frame,
    pub(crate) unread: Vec<(Line, Form)>,
    pub(crate) to_answer: Vec<Line>,
    pub(crate) lines: Vec<Line>,
    pub(crate) next: Option<String>,
    pub(crate) is_first: bool,
    /// The box in which a referral is looked for.
    pub(crate) find: Form,
    /// Whether the lines are those that were found.
    pub(crate) is_found: bool,
}

/// A page of a list begins after a mark: microseconds and identifier.
pub(crate) fn mark_of(text: &str) -> Result<Mark, Problem> {
    let bad = Problem::Bad("The address does not lead to a page of this list. Begin at its first page.");
    let (at, id) = text.split_once('.').ok_or(bad)?;
    let at = at.parse().ok().and_then(|at| jiff::Timestamp::from_microsecond(at).ok());
    match (at, id.parse()) {
        (Some(at), Ok(id)) => Ok(Mark { at, id }),
        _ => Err(Problem::Bad("The address does not lead to a page of this list. Begin at its first page.")),
    }
}

/// The mark as it stands in an address.
pub(crate) fn mark_text(mark: &Mark) -> String {
    format!("{}.{}", mark.at.as_microsecond(), mark.id)
}

fn line(id: Id<Referral>, name: &Named, at: jiff::Timestamp, status: String) -> Line {
    Line {
        href: format!("/my-referrals/{id}"),
        name: name.formal(),
        born: name.born.in_words(),
        sent: time::day_in_words(time::day_of(at)),
        status,
    }
}

/// The list, or what was looked for in it.
pub(crate) fn list(visit: &Visit) -> Result<Reply, Problem> {
    visit.only(&["before", "found"])?;
    Reply::page(&listed(visit, None)?)
}

/// The list, with the box as it was typed where it was refused.
fn listed(visit: &Visit, refused: Option<Form>) -> Result<List, Problem> {
    let before = visit.query("before")?.map(mark_of).transpose()?;
    let kept = visit.query("found")?.map(str::parse::<Id<Query>>).transpose();
    let kept = kept.map_err(|_| Problem::Bad("The address asks for a search that there is not. Search again."))?;
    let (mine, found) = visit.read(|look, ctx| {
        let permit = permit::own_service::<act::ListMyReferrals>(ctx)?;
        match kept {
            Some(kept) => {
                let (typed, page) = referring::found(look, ctx, &permit, kept.uuid(), before)?;
                Ok((referring::Mine { unread: Vec::new(), to_answer: Vec::new(), page }, Some(typed)))
            }
            None => Ok((referring::mine(look, &permit, before)?, None)),
        }
    })?;
    let mut frame = visit.frame("My referrals", Some("/my-referrals"));
    frame.wide = true;
    let unread = mine
        .unread
        .iter()
        .map(|it| (line(it.referral, &it.name, it.sent, String::new()), visit.fresh_form(&it.referral.to_string())))
        .collect();
    let to_answer = mine.to_answer.iter().map(|it| line(it.referral, &it.name, it.at, String::new())).collect();
    let lines = mine
        .page
        .lines
        .iter()
        .map(|it| {
            let status = referring::status_in_words(&it.state, it.case_state.as_deref(), it.last_contact);
            line(it.id, &it.name, it.received, status)
        })
        .collect();
    let of_search = kept.map(|kept| format!("found={kept}&")).unwrap_or_default();
    let next = mine.page.next.as_ref().map(|mark| format!("/my-referrals?{of_search}before={}", mark_text(mark)));
    let find = refused.unwrap_or_else(|| Form::blank().prefill("q", found.as_deref().unwrap_or_default()));
    frame.error_title = !find.is_fine();
    Ok(List { frame, unread, to_answer, lines, next, is_first: before.is_none(), find, is_found: found.is_some() })
}

/// `POST /my-referrals/find`: keeps what was typed, and leads to the referrals of whoever is meant.
pub(crate) fn find(visit: &Visit) -> Result<Reply, Problem> {
    let typed = visit.field("q");
    let (seed, sent) = (visit.seed(), typed.clone());
    let kept = visit.site.app.write(&seed, move |work, ctx| {
        let permit = permit::own_service::<act::ListMyReferrals>(ctx)?;
        finding::keep_any(work, ctx, &permit, &sent)
    });
    match kept {
        Ok(Some(kept)) => Ok(Reply::see(format!("/my-referrals?found={kept}"))),
        Ok(None) => Ok(Reply::see("/my-referrals".to_owned())),
        Err(refusal) => {
            let mut form = Form::typed([("q".to_owned(), typed)]);
            if !explain(&mut form, &refusal) {
                return Err(refusal.into());
            }
            Reply::again(&listed(visit, Some(form))?)
        }
    }
}

/// A message as the practice reads it.
pub(crate) struct Message {
    pub(crate) when: String,
    pub(crate) from: String,
    /// Its identifier, for taking it along.
    pub(crate) named: String,
    pub(crate) is_read: bool,
    pub(crate) parts: Vec<(&'static str, String)>,
    /// Whether it corrects an earlier one, or was corrected by a later one.
    pub(crate) correction: Option<&'static str>,
    /// The code offered with it.
    pub(crate) code: Option<String>,
    /// The words that a PDF has no letters for; then none is offered.
    pub(crate) not_in_pdf: Option<String>,
}

impl Message {
    /// A message that somebody at the practice has opened.
    pub(crate) fn opened(it: &MessageBack, from: String, carried: Option<&Carried>, was_corrected: bool) -> Self {
        let content = &it.content;
        let parts = [
            ("What mattered", &content.mattered),
            ("What has happened", &content.happened),
            ("What could not be found", &content.missing),
        ];
        let corrects = carried.is_some_and(|carried| carried.corrects.is_some());
        Self {
            correction: match (was_corrected, corrects) {
                (true, _) => Some("It was corrected by a later message."),
                (false, true) => Some("It corrects an earlier message."),
                (false, false) => None,
            },
            not_in_pdf: None,
            code: carried.and_then(|carried| carried.code).map(|(code, _)| format!("{} {}", code.code(), code.label())),
            when: time::moment_in_words(it.sent),
            from,
            named: it.id.to_string(),
            is_read: true,
            parts: parts.into_iter().filter_map(|(title, text)| Some((title, text.as_ref()?.to_string()))).collect(),
        }
    }
}

#[derive(Template)]
#[template(path = "my_referrals/show.html")]
pub(crate) struct Show {
    pub(crate) frame: Frame,
    pub(crate) received: bool,
    pub(crate) reference: String,
    pub(crate) sent_rows: Vec<Row>,
    pub(crate) action: String,
    pub(crate) status: String,
    pub(crate) returned: Option<String>,
    /// To whom it was redirected, and in which words.
    pub(crate) redirected: Option<(String, String)>,
    pub(crate) asked: Vec<Asked>,
    pub(crate) can_answer: bool,
    pub(crate) answer: Form,
    pub(crate) answer_to: String,
    /// Whether the record is marked “do not show online”.
    pub(crate) kept_offline: bool,
    pub(crate) messages: Vec<Message>,
    pub(crate) unread: usize,
    pub(crate) form: Form,
    /// The form for an answer; nothing until a message was opened.
    pub(crate) reply: Option<Form>,
    /// What the practice answered: when, and what.
    pub(crate) replies: Vec<(String, String)>,
    /// The page's own address.
    pub(crate) here: String,
}

/// One referral: receipt, status, messages.
pub(crate) fn show(visit: &Visit) -> Result<Reply, Problem> {
    visit.only(&["received"])?;
    let id = visit.id::<Referral>("id")?;
    Reply::page(&page(visit, id, Forms::default())?)
}

/// The two forms of the page, of which one may have been sent.
#[derive(Default)]
struct Forms {
    /// The answer to the team's question.
    answer: Option<Form>,
    /// The answer to a message.
    reply: Option<Form>,
}

/// The page, with the answer as it was typed.
fn page(visit: &Visit, id: Id<Referral>, forms: Forms) -> Result<Show, Problem> {
    let it = visit.read(|look, ctx| {
        let permit = permit::practice_record::<act::SeeMyReferral>(look.tx(), ctx, id)?;
        messages::for_practice(look, &permit)
    })?;
    let who = &it.person.identity;
    let told = it.referral.told.answer.label();
    let told = match &it.referral.told.words {
        Some(words) => format!("{told}. {words}"),
        None => told.to_owned(),
    };
    let messages: Vec<Message> = it
        .messages
        .iter()
        .map(|kept| {
            let carried = it.carried_with(kept.it.id);
            let was_corrected = it.carried.iter().any(|line| line.it.corrects == Some(kept.it.id));
            let from = it.author_of(&kept.it);
            let opened = Message {
                not_in_pdf: crate::messages::not_in_pdf(&it.person, &kept.it, from, carried, it.filing),
                ..Message::opened(&kept.it, from.to_owned(), carried, was_corrected)
            };
            match kept.it.state {
                State::Read { .. } => opened,
                // An unread message is opened by a button, so that the link worker knows it was read.
                State::Sent => Message { is_read: false, parts: Vec::new(), ..opened },
            }
        })
        .collect();
    let returned = match &it.referral.state {
        ReferralState::Returned { reason, .. } => Some(reason.to_string()),
        _ => None,
    };
    let redirected = match &it.referral.state {
        ReferralState::Redirected { to, words, .. } => Some((to.to_string(), words.to_string())),
        _ => None,
    };
    let fresh = || visit.fresh_form(&id.to_string());
    let refused = forms.answer.is_some() || forms.reply.is_some();
    let (answer, reply) = (forms.answer.unwrap_or_else(fresh), forms.reply.unwrap_or_else(fresh));
    let may_reply = messages.iter().any(|message| message.is_read);
    let title = format!("Referral of {}", who.formal_name());
    Ok(Show {
        frame: Frame { error_title: refused, ..visit.frame(&title, Some("/my-referrals")) },
        redirected,
        asked: it.questions.iter().map(crate::queue::asked).collect(),
        can_answer: matches!(it.referral.state, ReferralState::Asked { .. }),
        answer,
        answer_to: format!("/my-referrals/{id}/answer"),
        reply: may_reply.then_some(reply),
        replies: it.replies.iter().map(|it| (time::moment_in_words(it.at), it.words.to_string())).collect(),
        here: format!("/my-referrals/{id}"),
        received: visit.query("received")?.is_some(),
        reference: format!("Your reference is {}", reference(id)),
        sent_rows: vec![
            Row::new("Name", &who.formal_name()),
            Row::new("Date of birth", &who.born.in_words()),
            Row::new(
                "NHS number",
                &match who.nhs_number {
                    Ok(number) => number.to_string(),
                    Err(why) => format!("Not given: {}", why.as_fact()),
                },
            ),
            Row::new("Sent", &time::moment_in_words(it.referral.received)),
            Row::new("Why you referred them", it.referral.reason.as_str()),
            Row::new("What they were told", &told),
            Row::new("Reference", &reference(id)),
        ],
        action: format!("/my-referrals/{id}/read"),
        status: referring::status_in_words(it.referral.state.name(), it.case_state, it.last_contact),
        returned,
        kept_offline: it.filing == messages::text::Filing::NotOnline,
        unread: messages.iter().filter(|message| !message.is_read).count(),
        messages,
        form: visit.fresh_form(&id.to_string()),
    })
}

/// A reference that can be said on the telephone: the last eight signs of the identifier.
pub(crate) fn reference(id: Id<Referral>) -> String {
    let text = id.to_string();
    let tail: String = text.chars().rev().take(8).collect::<Vec<_>>().into_iter().rev().collect();
    let (one, two) = tail.split_at(4);
    format!("{}-{}", one.to_uppercase(), two.to_uppercase())
}

/// Answers the team's question.
pub(crate) fn answer(visit: &Visit) -> Result<Reply, Problem> {
    let id = visit.id::<Referral>("id")?;
    let words = visit.field("answer");
    let result = visit.submit::<act::AnswerQuestion>(&id.to_string(), move |work, ctx| {
        let permit = permit::practice_record::<act::AnswerQuestion>(work.tx(), ctx, id)?;
        questioning::answer(work, ctx, &permit, &words)?;
        Ok(format!("/my-referrals/{id}?said=answer-saved"))
    });
    match result {
        Ok(led) => Ok(Reply::see(led.to)),
        Err(refusal) => {
            let mut form = visit.form(&id.to_string());
            if !explain(&mut form, &refusal) {
                return Err(refusal.into());
            }
            Reply::again(&page(visit, id, Forms { answer: Some(form), reply: None })?)
        }
    }
}

/// Answers the newest message that was opened.
pub(crate) fn reply(visit: &Visit) -> Result<Reply, Problem> {
    let id = visit.id::<Referral>("id")?;
    let words = visit.field("reply");
    let taken = visit.submit::<act::ReplyToMessage>(&id.to_string(), move |work, ctx| {
        let permit = permit::practice_record::<act::ReplyToMessage>(work.tx(), ctx, id)?;
        replies::reply(work, ctx, &permit, &words)?;
        Ok(format!("/my-referrals/{id}?said=reply-sent#messages"))
    });
    match taken {
        Ok(led) => Ok(Reply::see(led.to)),
        Err(refusal) => {
            let mut form = visit.form(&id.to_string());
            if !explain(&mut form, &refusal) {
                return Err(refusal.into());
            }
            Reply::again(&page(visit, id, Forms { answer: None, reply: Some(form) })?)
        }
    }
}

/// A message that was opened, to be taken along: the one that `message` names, else the newest.
fn opened(visit: &Visit) -> Result<(messages::ForPractice, MessageBack), Problem> {
    visit.only(&["message"])?;
    let id = visit.id::<Referral>("id")?;
    let it = visit.read(|look, ctx| {
        let permit = permit::practice_record::<act::SeeMyReferral>(look.tx(), ctx, id)?;
        messages::for_practice(look, &permit)
    })?;
    let named = visit.query("message")?;
    // An unread message is opened first, so that the link worker knows it was read.
    let mut opened = it.messages.iter().map(|kept| &kept.it).filter(|it| matches!(it.state, State::Read { .. }));
    let message = opened.find(|message| named.is_none_or(|named| message.id.to_string() == named));
    let message = message.ok_or(Problem::NotFound)?.clone();
    Ok((it, message))
}

/// A message as plain text, for pasting into the practice's own system.
pub(crate) fn text(visit: &Visit) -> Result<Reply, Problem> {
    let (it, message) = opened(visit)?;
    let text =
        messages::text::plain(&it.person, &message, it.author_of(&message), it.carried_with(message.id), it.filing);
    Ok(crate::messages::plain(text))
}

/// A message as a PDF, for filing.
pub(crate) fn pdf(visit: &Visit) -> Result<Reply, Problem> {
    let (it, message) = opened(visit)?;
    crate::messages::file(&it.person, &message, it.author_of(&message), it.carried_with(message.id), it.filing)
}

/// Opens the unread messages of a referral, and says so to the link worker.
pub(crate) fn read(visit: &Visit) -> Result<Reply, Problem> {
    let id = visit.id::<Referral>("id")?;
    let led = visit.submit::<act::ReadMessage>(&id.to_string(), move |work, ctx| {
        let permit = permit::practice_record::<act::ReadMessage>(work.tx(), ctx, id)?;
        messages::mark_read(work, ctx, &permit)?;
        Ok(format!("/my-referrals/{id}?said=message-read#messages"))
    })?;
    Ok(Reply::see(led.to))
}
