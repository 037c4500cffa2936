//! The public door of a service: asking for support without an account, for oneself, for somebody one
//! knows, or for an organisation. Works on an old phone without JavaScript; what is not for emergencies
//! says so first.
//!
//! Whoever comes here is nobody, also when they have signed in beside it: a form carries the service it
//! was drawn for, and nothing of a session.

mod already;
mod receipt;
mod typed;

#[cfg(test)]
pub(crate) use already::AlreadyPage;
#[cfg(test)]
pub(crate) use receipt::ReceiptPage;
pub(crate) use receipt::{answer, show as receipt};

use askama::Template;
use http::StatusCode;
use kith_app::door::{self, Who};
use kith_app::{Ctx, Refusal};
use kith_domain::person::BornMissing;
use kith_domain::policy::Actor;
use kith_domain::staff::Service;

use crate::components::{BackLink, Button, Choice, Form, Frame};
use crate::error::Problem;
use crate::reply::Reply;
use crate::visit::{FOR_RECORD, FOR_SERVICE, NONCE, Sendable, Visit, explain};

/// The hidden field with the secret of the receipt's link.
pub(crate) const RECEIPT: &str = "receipt";

/// The hidden field by which a form goes as an addition to one that came before.
pub(crate) const ADDITION: &str = "addition";

/// What is said first on every page of the door.
pub(crate) struct First {
    /// Name of the service.
    pub(crate) service: String,
    /// Its telephone number.
    pub(crate) phone: Option<String>,
}

impl First {
    fn of(service: &Service) -> Self {
        Self { service: service.name.to_string(), phone: service.phone.as_ref().map(ToString::to_string) }
    }
}

/// A frame without places to go: nobody has signed in here.
pub(crate) fn frame(visit: &Visit, title: &str, service: &str) -> Frame {
    Frame { demo: visit.site.settings.demo, ..Frame::public(title, service) }
}

#[derive(Template)]
#[template(path = "door/services.html")]
pub(crate) struct ServicesPage {
    pub(crate) frame: Frame,
    /// Address and name of each service.
    pub(crate) services: Vec<(String, String)>,
}

/// `GET /ask-for-support`: straight to the only service, or a choice of several.
pub(crate) fn services(visit: &Visit) -> Result<Reply, Problem> {
    visit.only(&[])?;
    let services = door::services(&visit.site.app)?;
    match services.as_slice() {
        [] => Err(Problem::NotFound),
        [only] => Ok(Reply::see(format!("/ask-for-support/{}", only.slug))),
        _ => {
            let services =
                services.iter().map(|it| (format!("/ask-for-support/{}", it.slug), it.name.to_string())).collect();
            Reply::page(&ServicesPage { frame: frame(visit, "Ask for support", ""), services })
        }
    }
}

#[derive(Template)]
#[template(path = "door/start.html")]
pub(crate) struct StartPage {
    pub(crate) frame: Frame,
    pub(crate) first: First,
    pub(crate) base: String,
    /// What people read while the door is closed.
    pub(crate) closed: Option<String>,
}

/// `GET /ask-for-support/{service}`: not for emergencies, then who is asking.
pub(crate) fn start(visit: &Visit) -> Result<Reply, Problem> {
    visit.only(&[])?;
    let service = door::service(&visit.site.app, visit.param("service"))?;
    let first = First::of(&service);
    let frame = frame(visit, "Ask for support", &first.service);
    let closed = door::closed(&visit.site.app, service.id)?.map(|words| words.to_string());
    Reply::page(&StartPage { frame, first, base: format!("/ask-for-support/{}", service.slug), closed })
}

#[derive(Template)]
#[template(path = "door/form.html")]
pub(crate) struct FormPage {
    pub(crate) frame: Frame,
    pub(crate) first: First,
    pub(crate) base: String,
    pub(crate) form: Form,
    pub(crate) is_me: bool,
    pub(crate) is_somebody: bool,
    pub(crate) action: String,
    pub(crate) ways: Vec<Choice>,
    pub(crate) message: Vec<Choice>,
    pub(crate) interpreter: Vec<Choice>,
    pub(crate) told: Vec<Choice>,
    /// Why a date of birth is not known.
    pub(crate) born_missing: Vec<Choice>,
}

/// The title of each form.
pub(crate) const fn title(who: Who) -> &'static str {
    match who {
        Who::Me => "Ask for support for yourself",
        Who::Somebody => "Ask for support for somebody you know",
        Who::Organisation => "Refer somebody from your organisation or practice",
    }
}

impl FormPage {
    /// Words to the person themselves, or about somebody else.
    fn whose(&self, mine: &'static str, theirs: &'static str) -> &'static str {
        if self.is_me { mine } else { theirs }
    }

    /// The form as it stands.
    pub(crate) fn new(frame: Frame, first: First, base: String, who: Who, form: Form) -> Self {
        let told: &[(&str, &str)] = match who {
            Who::Organisation => &[
                ("agreed", "Yes, they know and agree"),
                ("asked", "Yes, they asked for it themselves"),
                ("not-yet", "No, or I am not sure"),
            ],
            _ => &[
                ("agreed", "Yes, and they agree"),
                ("asked", "Yes, they asked me to do this"),
                ("unsure", "Yes, but they are not sure about it"),
                ("not-yet", "No, not yet"),
            ],
        };
        Self {
            action: format!("{base}/{}", who.code()),
            frame,
            first,
            base,
            form,
            is_me: who == Who::Me,
            is_somebody: who == Who::Somebody,
            ways: Choice::list(&door::WAYS),
            message: Choice::list(&[("yes", "Yes"), ("no", "No, please do not")]),
            interpreter: Choice::list(&[("yes", "An interpreter is needed")]),
            told: Choice::list(told),
            born_missing: match who {
                // What is asked of oneself: nobody sent it, and nobody declined for them.
                Who::Me => Choice::list(&[
                    (BornMissing::NotKnown.code(), "I do not know it"),
                    (BornMissing::PersonDeclined.code(), "I would rather not say"),
                ]),
                _ => crate::refer::born_missing(),
            },
        }
    }
}

fn who(visit: &Visit) -> Result<Who, Problem> {
    Who::from_code(visit.param("who")).ok_or(Problem::NotFound)
}

/// The form as it was typed, or a new one, with its hidden fields.
fn form(visit: &Visit, service: &Service, who: Who) -> Form {
    let hidden = |name: &str| [NONCE, FOR_SERVICE, FOR_RECORD, RECEIPT, ADDITION].contains(&name);
    let kept = |name: &str, fresh: &dyn Fn() -> String| {
        let typed = visit.field(name);
        if typed.is_empty() { fresh() } else { typed }
    };
    let ctx = Ctx::begin(&visit.site.app.seed(Actor::Nobody));
    let secret = kept(RECEIPT, &|| door::new_secret(&ctx));
    Form::typed(visit.form.iter().filter(|(name, _)| !hidden(name)).cloned())
        .carrying(NONCE, &kept(NONCE, &|| visit.new_nonce()))
        .carrying(FOR_SERVICE, &service.id.to_string())
        .carrying(FOR_RECORD, who.code())
        .carrying(RECEIPT, &secret)
}

fn page(visit: &Visit, service: &Service, who: Who, form: Form) -> FormPage {
    let first = First::of(service);
    let mut frame = frame(visit, title(who), &first.service);
    frame.error_title = !form.is_fine();
    FormPage::new(frame, first, format!("/ask-for-support/{}", service.slug), who, form)
}

/// `GET /ask-for-support/{service}/{who}`.
pub(crate) fn show(visit: &Visit) -> Result<Reply, Problem> {
    visit.only(&[])?;
    let service = door::service(&visit.site.app, visit.param("service"))?;
    let who = who(visit)?;
    // Nobody fills a form in that would not be taken; a practice with its code still comes in.
    if who != Who::Organisation && door::closed(&visit.site.app, service.id)?.is_some() {
        return Ok(Reply::see(format!("/ask-for-support/{}", service.slug)));
    }
    let form = form(visit, &service, who);
    Reply::page(&page(visit, &service, who, form))
}

#[derive(Template)]
#[template(path = "door/call.html")]
pub(crate) struct CallPage {
    pub(crate) frame: Frame,
    pub(crate) first: First,
    pub(crate) why: String,
    pub(crate) typed: Vec<(String, String)>,
    /// The form, to be sent again from this page.
    pub(crate) again: Option<Sendable>,
}

/// `POST /ask-for-support/{service}/{who}`.
pub(crate) fn take(visit: &Visit) -> Result<Reply, Problem> {
    let service = door::service(&visit.site.app, visit.param("service"))?;
    let who = who(visit)?;
    if visit.field(FOR_SERVICE) != service.id.to_string() || visit.field(FOR_RECORD) != who.code() {
        return already::page(visit, &service, who, "");
    }
    let input = door::Input {
        family_name: visit.field("family_name"),
        given_names: visit.field("given_names"),
        preferred_name: visit.field("preferred_name"),
        born: (visit.field("born-day"), visit.field("born-month"), visit.field("born-year")),
        born_missing: visit.field("born_missing"),
        nhs_number: visit.field("nhs_number"),
        phone: visit.field("phone"),
        address: visit.field("address"),
        ways: visit.fields("ways"),
        times: visit.field("times"),
        message: visit.field("message"),
        language: visit.field("language"),
        talking: visit.field("talking"),
        interpreter: visit.field("interpreter") == "yes",
        reason: visit.field("reason"),
        told: visit.field("told"),
        sender_name: visit.field("sender_name"),
        sender_from: visit.field("sender_from"),
        sender_reach: visit.field("sender_reach"),
        practice_code: visit.field("practice_code"),
        addition: visit.field(ADDITION),
        receipt: visit.field(RECEIPT),
    };
    let content = visit.content();
    let Ok(nonce) = visit.nonce() else { return already::page(visit, &service, who, &input.receipt) };
    let sent = door::Sent { nonce: &nonce, content: &content, address: visit.address, request: visit.request_id };
    let refusal = match door::ask(&visit.site.app, &service, who, &input, &sent) {
        // The secret is in the form and in the address of the receipt, and nowhere in the store.
        Ok(_) => {
            return Ok(Reply::see(format!("/ask-for-support/{}/receipt/{}?sent=yes", service.slug, input.receipt)));
        }
        Err(refusal) => refusal,
    };
    if matches!(refusal, Refusal::OtherRecord) {
        return already::page(visit, &service, who, &input.receipt);
    }
    if matches!(refusal, Refusal::Wait(_)) {
        let first = First::of(&service);
        let page = CallPage {
            frame: frame(visit, if first.phone.is_some() { "Please call us instead" } else { "Please speak with us instead" }, &first.service),
            first,
            why: match input.practice_code.trim() {
                "" => {
                    "Several forms were sent from here within an hour, so this one was not taken. You can send it again \
                     in an hour."
                }
                _ => {
                    "Too many forms came with this practice code, or too many wrong codes from here, within an hour. \
                     Look at the code again; this form was not taken."
                }
            }
            .to_owned(),
            typed: typed::rows(visit, who),
            again: visit.sendable(),
        };
        return Reply::page_with(StatusCode::TOO_MANY_REQUESTS, &page);
    }
    if let Refusal::Rejected(all) = &refusal
        && let Some(same) = all.iter().find(|one| one.code == door::SAME)
    {
        return already::same(visit, &service, who, &same.sentence);
    }
    if matches!(&refusal, Refusal::Rejected(all) if all.iter().any(|one| one.code == door::CLOSED)) {
        let first = First::of(&service);
        let words = door::closed(&visit.site.app, service.id)?.map(|words| words.to_string()).unwrap_or_default();
        let page = CallPage {
            frame: frame(visit, "Not open for the moment", &first.service),
            first,
            why: format!("What you wrote was not taken. {words}"),
            typed: typed::rows(visit, who),
            again: None,
        };
        return Reply::page_with(StatusCode::CONFLICT, &page);
    }
    let mut form = form(visit, &service, who);
    if explain(&mut form, &refusal) { Reply::again(&page(visit, &service, who, form)) } else { Err(refusal.into()) }
}
