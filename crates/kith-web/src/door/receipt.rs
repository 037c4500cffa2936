//! The receipt of what was sent without an account, and what became of it: for whoever has the link.

use askama::Template;
use http::StatusCode;
use kith_app::{Refusal, door};
use kith_domain::referral::LinkReason;
use kith_domain::time;

use super::{CallPage, First, frame};
use crate::components::{Button, Form, Frame, Panel, Row, SummaryList};
use crate::error::Problem;
use crate::my_referrals::reference;
use crate::reply::Reply;
use crate::visit::{FOR_RECORD, FOR_SERVICE, NONCE, Visit, explain};

#[derive(Template)]
#[template(path = "door/receipt.html")]
pub(crate) struct ReceiptPage {
    pub(crate) frame: Frame,
    pub(crate) first: First,
    /// Whether it was sent just now.
    pub(crate) is_new: bool,
    pub(crate) reference: String,
    pub(crate) status: &'static str,
    /// Why it was not taken on, in a sentence that was chosen for whoever has the link.
    pub(crate) why: Option<&'static str>,
    pub(crate) rows: Vec<Row>,
    /// The address to come back to, in full, to be copied.
    pub(crate) link: String,
    /// The same on this site.
    pub(crate) here: String,
    pub(crate) is_practice: bool,
    /// Where a practice reads what the link worker wrote; nothing for everybody else, and just after it was sent.
    pub(crate) messages: Option<String>,
    pub(crate) has_messages: bool,
    /// Whether why it was not taken on stands behind the code.
    pub(crate) has_reason: bool,
    /// What the team asks, written for whoever has the link.
    pub(crate) question: Option<String>,
    pub(crate) form: Form,
}

/// `GET /ask-for-support/{service}/receipt/{secret}`.
pub(crate) fn show(visit: &Visit) -> Result<Reply, Problem> {
    visit.only(&["sent"])?;
    page(visit, Form::blank())
}

/// `POST /ask-for-support/{service}/receipt/{secret}`: the answer to the team's question.
pub(crate) fn answer(visit: &Visit) -> Result<Reply, Problem> {
    let service = door::service(&visit.site.app, visit.param("service"))?;
    if visit.field(FOR_SERVICE) != service.id.to_string() || visit.field(FOR_RECORD) != ANSWER {
        return Err(Refusal::OtherRecord.into());
    }
    let (nonce, content) = (visit.nonce()?, visit.content());
    let sent = door::Sent { nonce: &nonce, content: &content, address: visit.address, request: visit.request_id };
    let secret = visit.param("secret");
    match door::answer(&visit.site.app, &service, secret, &visit.field("answer"), &sent) {
        Ok(_) => Ok(Reply::see(format!("/ask-for-support/{}/receipt/{secret}?said=answer-saved", service.slug))),
        Err(Refusal::Hidden) => page(visit, Form::blank()),
        Err(refusal) => {
            let mut form = Form::typed([("answer".to_owned(), visit.field("answer"))]);
            if explain(&mut form, &refusal) { page(visit, form) } else { Err(refusal.into()) }
        }
    }
}

/// The record that the form of an answer is drawn for.
const ANSWER: &str = "answer";

fn page(visit: &Visit, form: Form) -> Result<Reply, Problem> {
    let service = door::service(&visit.site.app, visit.param("service"))?;
    let first = First::of(&service);
    let secret = visit.param("secret");
    let it = match door::receipt(&visit.site.app, service.id, secret) {
        Ok(it) => it,
        // One answer for a link that never was, has expired, or was stopped.
        Err(Refusal::Hidden) => {
            let page = CallPage {
                frame: frame(visit, "This link does not work", &first.service),
                first,
                why: "The link was not copied whole, or it has been stopped, or it is too old.".to_owned(),
                typed: Vec::new(),
                again: None,
            };
            return Reply::page_with(StatusCode::NOT_FOUND, &page);
        }
        Err(refusal) => return Err(refusal.into()),
    };
    // The address of a page that was drawn after sending is kept open, and opened again: what has become of it comes first.
    let is_new = visit.query("sent")?.is_some() && it.state == "received";
    let title = if is_new { "We have received it" } else { "What has become of it" };
    let reference = reference(it.referral);
    let here = format!("/ask-for-support/{}/receipt/{secret}", service.slug);
    let status = if form.is_fine() { StatusCode::OK } else { StatusCode::UNPROCESSABLE_ENTITY };
    let form = form
        .carrying(NONCE, &visit.new_nonce())
        .carrying(FOR_SERVICE, &service.id.to_string())
        .carrying(FOR_RECORD, ANSWER);
    let mut frame = frame(visit, title, &first.service);
    frame.error_title = !form.is_fine();
    frame.flash = visit.query("said")?.and_then(crate::words::said).map(str::to_owned);
    Reply::page_with(
        status,
        &ReceiptPage {
            frame,
            question: it.question.map(|words| words.to_string()),
            messages: (it.is_practice && !is_new).then(|| format!("{here}/messages")),
            has_messages: it.messages > 0,
            has_reason: it.has_reason,
            form,
            first,
            is_new,
            rows: vec![
                Row::new("Reference", &reference),
                Row::new("Sent", &time::moment_in_words(it.received)),
                Row::new("This link works until", &time::day_in_words(time::day_of(it.expires))),
            ],
            reference: format!("Your reference is {reference}"),
            why: it.why.map(LinkReason::label),
            status: door::status_in_words(it.state, it.case, it.is_practice),
            link: format!("{}{here}", visit.site.base()),
            here,
            is_practice: it.is_practice,
        },
    )
}
