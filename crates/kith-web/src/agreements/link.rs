//! The scope agreement at a practice without accounts: by the link that was e-mailed, read in two minutes and agreed to
//! without a password.
//!
//! Invariants: it shows one version and nothing of any person; opening it changes nothing; a link that does not work,
//! for whatever reason, is an address that is not there.

use askama::Template;
use kith_app::agreements::{self, ByLink};
use kith_app::{Refusal, permit};
use kith_domain::boundary::agreement::State;
use kith_domain::boundary::agreement_link::AgreementLink;
use kith_domain::id::Id;
use kith_domain::policy::{Actor, act};
use kith_domain::time::{day_in_words, day_of};

use super::{Says, TITLE};
use crate::components::{Button, Form, Frame};
use crate::error::Problem;
use crate::reply::Reply;
use crate::visit::{FOR_RECORD, FOR_SERVICE, NONCE, Visit, explain};

/// The page.
#[derive(Template)]
#[template(path = "agreements/link.html")]
pub(crate) struct LinkPage {
    frame: Frame,
    form: Form,
    here: String,
    service: String,
    phone: Option<String>,
    practice: String,
    head: String,
    says: Says,
    in_force: Option<Says>,
    /// That it was agreed, or that a later version took its place; then nothing is asked.
    settled: Option<String>,
    works_until: String,
}

impl LinkPage {
    /// The page.
    pub(crate) fn new(frame: Frame, form: Form, here: String, it: &ByLink) -> Self {
        let of = &it.it;
        let settled = match (of.state(), &of.practice_agreed) {
            (State::Replaced, _) => {
                Some("A later version has been written since. Nothing more can be agreed here.".to_owned())
            }
            (_, Some((at, _))) => {
                Some(format!("Your practice agreed to this version on {}. Thank you.", day_in_words(day_of(*at))))
            }
            _ => None,
        };
        Self {
            frame,
            form,
            here,
            service: it.service.name.to_string(),
            phone: it.service.phone.as_ref().map(ToString::to_string),
            practice: it.practice.name.to_string(),
            head: format!("Version {}, written on {}", of.number, day_in_words(day_of(of.written.1))),
            says: Says::whole(of),
            in_force: it.in_force.as_ref().map(Says::whole),
            settled,
            works_until: day_in_words(day_of(it.expires)),
        }
    }
}

type Came = (Actor, Id<AgreementLink>);

fn came(visit: &Visit) -> Result<Came, Problem> {
    Ok(agreements::holder(&visit.site.app, visit.param("secret"))?)
}

fn opened(visit: &Visit, (actor, link): &Came) -> Result<ByLink, Problem> {
    Ok(visit.site.app.read(&visit.seed_as(actor.clone()), |look, ctx| {
        let linked = permit::agreement_link::<act::SeeAgreement>(look.tx(), ctx, *link)?;
        agreements::open_linked(look, &linked)
    })?)
}

fn page(visit: &Visit, it: &ByLink, link: Id<AgreementLink>, typed: Form) -> LinkPage {
    let form = typed
        .carrying(NONCE, &visit.new_nonce())
        .carrying(FOR_SERVICE, &visit.service_key())
        .carrying(FOR_RECORD, &link.to_string());
    let frame = visit.public_frame(TITLE, it.service.name.as_str());
    let frame = Frame { error_title: !form.is_fine(), ..frame };
    LinkPage::new(frame, form, format!("/agreement/{}", visit.param("secret")), it)
}

/// `GET /agreement/{secret}`.
pub(crate) fn show(visit: &Visit) -> Result<Reply, Problem> {
    visit.only(&[])?;
    let came = came(visit)?;
    let it = opened(visit, &came)?;
    Reply::page(&page(visit, &it, came.1, Form::blank()))
}

/// `POST /agreement/{secret}`: the practice agrees, or says what it would have otherwise.
pub(crate) fn agree(visit: &Visit) -> Result<Reply, Problem> {
    let came = came(visit)?;
    let link = came.1;
    let (wish, name, words) = (visit.field("do"), visit.field("name"), visit.field("words"));
    let to = format!("/agreement/{}", visit.param("secret"));
    let sent = visit.submit_as::<act::AgreeScope>(came.0.clone(), &link.to_string(), move |work, ctx| {
        let linked = permit::agreement_link::<act::AgreeScope>(work.tx(), ctx, link)?;
        if wish == "wish" {
            agreements::wish_linked(work, ctx, linked, &words)?;
            return Ok(format!("{to}?said=agreement-wished"));
        }
        agreements::agree_linked(work, ctx, linked, &name)?;
        Ok(format!("{to}?said=agreement-agreed"))
    });
    match sent {
        Ok(led) => Ok(Reply::see(led.to)),
        Err(refusal) => again(visit, &came, refusal),
    }
}

fn again(visit: &Visit, came: &Came, refusal: Refusal) -> Result<Reply, Problem> {
    let mut form = Form::typed([("name".to_owned(), visit.field("name")), ("words".to_owned(), visit.field("words"))]);
    if !explain(&mut form, &refusal) {
        return Err(refusal.into());
    }
    let it = opened(visit, came)?;
    Reply::again(&page(visit, &it, came.1, form))
}
