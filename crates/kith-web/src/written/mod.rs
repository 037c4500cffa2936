//! The message back at a practice that keeps no accounts: by the link that was e-mailed, or by the link of its receipt,
//! together with the practice code.
//!
//! For a receptionist between two patients: the code, the message, its text into the practice's own system, an answer,
//! in two minutes and without an account.
//!
//! Invariants: before the code nothing says whom it is about; opening the page reads nothing, typing the code does; the
//! code stands in no page and no address; a way in that does not work, for whatever reason, is one and the same page.

mod page;

pub(crate) use page::{GonePage, LockedPage, OpenPage};

use http::StatusCode;
use kith_app::door;
use kith_app::written::{self, Came, Proof, Standing, Written};
use kith_app::{Refusal, messages};
use kith_domain::message::MessageBack;

use crate::components::{Form, Frame};
use crate::error::Problem;
use crate::reply::Reply;
use crate::site::Site;
use crate::visit::{FOR_RECORD, FOR_SERVICE, NONCE, Visit, explain};

/// The name of the cookie with the pass. It goes to one address and the pages below it.
fn cookie_name(site: &Site) -> &'static str {
    if site.settings.demo { "kith-demo-written" } else { "__Secure-kith-written" }
}

/// The pass in a `Cookie` header.
pub(crate) fn pass<'a>(site: &Site, cookies: impl Iterator<Item = &'a str>) -> Option<String> {
    let wanted = cookie_name(site);
    let mut found = cookies.flat_map(|header| header.split(';')).filter_map(|pair| pair.trim().split_once('='));
    found.find(|(key, _)| *key == wanted).map(|(_, value)| value.to_owned())
}

/// Goes on to an address with the pass that a code is worth.
fn see(visit: &Visit, here: &str, to: String, proof: &Proof) -> Reply {
    let secure = if visit.site.settings.demo { "" } else { " Secure;" };
    let (name, age) = (cookie_name(&visit.site), written::MINUTES * 60);
    let cookie = format!("{name}={}; Path={here};{secure} Max-Age={age}; HttpOnly; SameSite=Lax", proof.pass());
    Reply::See { to, cookie: Some(cookie), forget: false }
}

/// What somebody came by, and the address of its page.
fn came(visit: &Visit) -> Result<(Came, String), Refusal> {
    let secret = visit.param("secret");
    let slug = visit.param("service");
    if slug.is_empty() {
        return Ok((written::by_link(&visit.site.app, secret)?, format!("/written/{secret}")));
    }
    let service = door::service(&visit.site.app, slug)?;
    let came = written::by_receipt(&visit.site.app, &service, secret)?;
    Ok((came, format!("/ask-for-support/{slug}/receipt/{secret}/messages")))
}

/// One answer for a way in that never was, has ended, was stopped, or leads to nothing that may be told.
fn gone(visit: &Visit) -> Result<Reply, Problem> {
    let frame = visit.public_frame("This link does not work", "");
    Reply::page_with(StatusCode::NOT_FOUND, &GonePage { frame })
}

/// Does what is to be done with what somebody came by, or says that it does not work.
fn with(visit: &Visit, f: impl Fn(&Came, &str) -> Result<Reply, Problem>) -> Result<Reply, Problem> {
    let done = match came(visit) {
        Ok((came, here)) => f(&came, &here),
        Err(refusal) => Err(refusal.into()),
    };
    match done {
        Err(Problem::NotFound) => gone(visit),
        other => other,
    }
}

/// The forms of the pages, with what they are drawn for.
fn form(visit: &Visit, came: &Came, typed: Form) -> Form {
    typed
        .carrying(NONCE, &visit.new_nonce())
        .carrying(FOR_SERVICE, &came.service.id.to_string())
        .carrying(FOR_RECORD, &came.record())
}

/// That a form was drawn for what somebody came by.
fn belongs(visit: &Visit, came: &Came) -> Result<(), Refusal> {
    let fits = visit.field(FOR_SERVICE) == came.service.id.to_string() && visit.field(FOR_RECORD) == came.record();
    if fits { Ok(()) } else { Err(Refusal::OtherRecord) }
}

/// The proof that a pass is worth; nothing when it is worth none.
fn by_pass(visit: &Visit, came: &Came) -> Result<Option<Proof>, Problem> {
    let Some(pass) = visit.pass.as_deref() else { return Ok(None) };
    match written::prove(&visit.site.app, came, Some(pass), "", (visit.address, visit.request_id)) {
        Ok(proof) => Ok(Some(proof)),
        Err(Refusal::Rejected(_)) => Ok(None),
        Err(refusal) => Err(refusal.into()),
    }
}

fn by_code(visit: &Visit, came: &Came) -> Result<Proof, Refusal> {
    written::prove(&visit.site.app, came, None, &visit.field("code"), (visit.address, visit.request_id))
}

fn frame(visit: &Visit, came: &Came, title: &str) -> Frame {
    visit.public_frame(title, came.service.name.as_str())
}

/// The page before the code, with what was typed into the form that was sent.
fn locked(
    visit: &Visit,
    came: &Came,
    here: &str,
    has_something: bool,
    (status, typed): (StatusCode, Form),
) -> Result<Reply, Problem> {
    let frame = Frame { error_title: !typed.is_fine(), ..frame(visit, came, "A message about one of your referrals") };
    Reply::page_with(status, &LockedPage::new(frame, &came.service, here, has_something, form(visit, came, typed)))
}

/// What was wrong with a code, on the page that asks for it. What was written stays.
fn refused(visit: &Visit, came: &Came, here: &str, refusal: Refusal) -> Result<Reply, Problem> {
    let mut typed = Form::typed([("reply".to_owned(), visit.field("reply"))]);
    let status = match refusal {
        Refusal::Wait(_) => {
            typed.problem(
                "code",
                "Too many wrong codes came from here within an hour. Look at the code again, or call the team. \
                 The right code opens the message at any time."
                    .to_owned(),
            );
            StatusCode::TOO_MANY_REQUESTS
        }
        refusal => {
            if !explain(&mut typed, &refusal) {
                return Err(refusal.into());
            }
            StatusCode::UNPROCESSABLE_ENTITY
        }
    };
    locked(visit, came, here, true, (status, typed))
}

/// `GET /written/{secret}`, and the same by the link of a receipt.
pub(crate) fn show(visit: &Visit) -> Result<Reply, Problem> {
    visit.only(&[])?;
    with(visit, |came, here| {
        let proof = by_pass(visit, came)?;
        opened(visit, came, here, proof.as_ref(), (StatusCode::OK, Form::blank()))
    })
}

/// The page as it stands, with an answer as it was typed.
fn opened(
    visit: &Visit,
    came: &Came,
    here: &str,
    proof: Option<&Proof>,
    (status, typed): (StatusCode, Form),
) -> Result<Reply, Problem> {
    match written::open(&visit.site.app, came, proof, visit.request_id)? {
        Standing::Locked(it) => locked(visit, came, here, it.has_something, (status, typed)),
        Standing::Open(it) => {
            let is_fine = typed.is_fine();
            let title = if it.messages.is_empty() && it.unread == 0 {
                "What the team wrote"
            } else {
                "What the link worker wrote"
            };
            let frame = Frame { error_title: !is_fine, ..frame(visit, came, title) };
            let forms = (form(visit, came, typed), form(visit, came, Form::blank()));
            Reply::page_with(status, &OpenPage::new(frame, &came.service, here, &it, forms))
        }
    }
}

/// `POST /written/{secret}`: the practice code. What waits is opened by it, and the link worker sees that it was.
pub(crate) fn enter(visit: &Visit) -> Result<Reply, Problem> {
    with(visit, |came, here| {
        belongs(visit, came)?;
        let proof = match by_code(visit, came) {
            Ok(proof) => proof,
            Err(refusal) => return refused(visit, came, here, refusal),
        };
        let (nonce, content) = (visit.nonce()?, visit.content());
        written::enter(&visit.site.app, came, &proof, &sent(visit, &nonce, &content))?;
        Ok(see(visit, here, format!("{here}?said=message-read"), &proof))
    })
}

fn sent<'a>(visit: &Visit, nonce: &'a str, content: &'a str) -> door::Sent<'a> {
    door::Sent { nonce, content, address: visit.address, request: visit.request_id }
}

/// `POST /written/{secret}/reply`: the answer, with a pass, or with the code when the pass has run out.
pub(crate) fn reply(visit: &Visit) -> Result<Reply, Problem> {
    with(visit, |came, here| {
        belongs(visit, came)?;
        let proof = match by_pass(visit, came)? {
            Some(proof) => proof,
            None => match by_code(visit, came) {
                Ok(proof) => proof,
                Err(refusal) => return refused(visit, came, here, refusal),
            },
        };
        let (nonce, content) = (visit.nonce()?, visit.content());
        let taken =
            written::reply(&visit.site.app, came, &proof, &visit.field("reply"), &sent(visit, &nonce, &content));
        match taken {
            Ok(_) => Ok(see(visit, here, format!("{here}?said=reply-sent-by-link"), &proof)),
            Err(refusal) => {
                let mut typed = Form::typed([("reply".to_owned(), visit.field("reply"))]);
                if !explain(&mut typed, &refusal) {
                    return Err(refusal.into());
                }
                opened(visit, came, here, Some(&proof), (StatusCode::UNPROCESSABLE_ENTITY, typed))
            }
        }
    })
}

/// A message that was opened, to be taken along: the one that `message` names, else the newest.
fn taken(visit: &Visit, came: &Came) -> Result<Result<(Box<Written>, MessageBack), ()>, Problem> {
    visit.only(&["message"])?;
    let Some(proof) = by_pass(visit, came)? else { return Ok(Err(())) };
    let Standing::Open(it) = written::open(&visit.site.app, came, Some(&proof), visit.request_id)? else {
        return Ok(Err(()));
    };
    let named = visit.query("message")?;
    let message = it.messages.iter().find(|message| named.is_none_or(|named| message.id.to_string() == named));
    let message = message.ok_or(Problem::NotFound)?.clone();
    Ok(Ok((it, message)))
}

/// `GET /written/{secret}/text`: a message as plain text, for pasting. Without a pass the code is asked for first.
pub(crate) fn text(visit: &Visit) -> Result<Reply, Problem> {
    with(visit, |came, here| {
        let Ok((it, message)) = taken(visit, came)? else { return Ok(Reply::see(here)) };
        let (from, carried) = (it.author_of(&message), it.carried_with(message.id));
        Ok(crate::messages::plain(messages::text::plain(&it.person, &message, from, carried, it.filing())))
    })
}

/// `GET /written/{secret}/pdf`: a message as a tagged PDF, for filing.
pub(crate) fn pdf(visit: &Visit) -> Result<Reply, Problem> {
    with(visit, |came, here| {
        let Ok((it, message)) = taken(visit, came)? else { return Ok(Reply::see(here)) };
        let (from, carried) = (it.author_of(&message), it.carried_with(message.id));
        crate::messages::file(&it.person, &message, from, carried, it.filing())
    })
}
