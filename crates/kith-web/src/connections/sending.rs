//! A form from which a link about a connection is sent: what will be read is ticked and typed, looked at first by whoever
//! wants that, and sent with one press. Asking and introducing are two of them.

use askama::Template;
use kith_app::asking::{self, AgreedInput, Asking};
use kith_app::permit::Permit;
use kith_app::{Ctx, Delivery, Led, Refusal, Work, permit};
use kith_domain::directory::Connection;
use kith_domain::id::Id;
use kith_domain::link::DAYS;
use kith_domain::person::Person;
use kith_domain::policy::act;

use super::telling::{self, Read};
use crate::components::Form;
use crate::error::Problem;
use crate::hand_over::{HandOver, delivery, link};
use crate::people::frame_about;
use crate::reply::Reply;
use crate::roles::invite::said_of;
use crate::taken::overtaken;
use crate::visit::{VERSION, Visit, explain};

/// A page with such a form.
pub(crate) trait Sends: Template + Sized {
    /// The code of what is said once it was sent by e-mail.
    const SAID: &'static str;

    /// The page; `how` says by what it is sent.
    fn draw(visit: &Visit, asking: &Asking, how: &str, form: Form) -> Self;

    /// The page with what the organisation would read.
    fn looked_at(self, read: Read) -> Self;

    /// Sends it, and gives the secret of the link.
    fn send(to: To<'_, '_, '_>, agreed: &AgreedInput, delivery: &Delivery) -> Result<String, Refusal>;
}

/// The connection that something is sent about, as it was seen.
pub(crate) struct To<'a, 'tx, 'c> {
    pub(crate) work: &'a mut Work<'tx, 'c>,
    pub(crate) ctx: &'a Ctx,
    pub(crate) permit: &'a Permit<act::AskByLink, Id<Connection>>,
    pub(crate) version: i64,
}

fn read(visit: &Visit, id: Id<Connection>) -> Result<Asking, Problem> {
    visit.read(|look, ctx| {
        let permitted = permit::connection::<act::AskByLink>(look.tx(), ctx, id)?;
        asking::prepare(look, ctx, permitted)
    })
}

/// The address that the page shows, and that it is then sent to.
const SHOWN: &str = "shown_address";

fn draw<P: Sends>(visit: &Visit, asking: &Asking, form: Form) -> P {
    let form = form.carrying(SHOWN, asking.recipient.as_ref().map_or("", |address| address.as_str()));
    let how = if visit.site.settings.has_post { "e-mail" } else { "a link" };
    P::draw(visit, asking, how, form)
}

/// The form.
pub(crate) fn show<P: Sends>(visit: &Visit) -> Result<Reply, Problem> {
    visit.only(&[])?;
    let id = visit.id::<Connection>("id")?;
    let asking = read(visit, id)?;
    let form = visit.form(&id.to_string()).carrying(VERSION, &asking.connection.version.to_string());
    let form = telling::begin(form, &asking.connection.it.agreed);
    Reply::page(&draw::<P>(visit, &asking, form))
}

/// What the form sent: a look, or to send it.
pub(crate) fn take<P: Sends>(visit: &Visit) -> Result<Reply, Problem> {
    let id = visit.id::<Connection>("id")?;
    let version = visit.version()?;
    if visit.field("look") == "first" {
        return look_first::<P>(visit, id);
    }
    let (agreed, shown) = (telling::typed(visit), visit.field(SHOWN));
    let delivery = delivery(visit, || read(visit, id).map(drop))?;
    let (how, said) = (delivery.clone(), said_of(&delivery, P::SAID));
    let taken = visit.submit::<act::AskByLink>(&id.to_string(), move |work, ctx| {
        let (permit, _) = permit::connection::<act::AskByLink>(work.tx(), ctx, id)?;
        asking::goes_where_shown(work, &permit, &shown)?;
        P::send(To { work, ctx, permit: &permit, version }, &agreed, &how)?;
        Ok(format!("/connections/{id}?said={said}"))
    });
    let refusal = match taken {
        Ok(led) => {
            return handed(visit, &led, &delivery, || {
                let asking = read(visit, id)?;
                Ok((asking.person, asking.organisation.name.to_string()))
            });
        }
        Err(refusal) => refusal,
    };
    let mut form = visit.form(&id.to_string());
    if matches!(refusal, Refusal::Stale) {
        let asking = read(visit, id)?;
        let form = overtaken(form, asking.connection.version);
        return Reply::page_with(http::StatusCode::CONFLICT, &draw::<P>(visit, &asking, form));
    }
    if !explain(&mut form, &refusal) {
        return Err(refusal.into());
    }
    Reply::again(&draw::<P>(visit, &read(visit, id)?, form))
}

/// The page again, with what the organisation would read; nothing is saved or sent.
fn look_first<P: Sends>(visit: &Visit, id: Id<Connection>) -> Result<Reply, Problem> {
    visit.belongs_to(&id.to_string())?;
    let asking = read(visit, id)?;
    let mut form = visit.form(&id.to_string());
    match telling::look_at(visit, &asking.offered) {
        Ok(read) => Reply::page(&draw::<P>(visit, &asking, form).looked_at(read)),
        Err(refusal) if explain(&mut form, &refusal) => Reply::again(&draw::<P>(visit, &asking, form)),
        Err(refusal) => Err(refusal.into()),
    }
}

/// The answer to a link that was made: where it led, or the link to hand over. Sent twice, nothing more was made, and what
/// the first answer showed cannot be shown again.
pub(crate) fn handed(
    visit: &Visit,
    led: &Led,
    delivery: &Delivery,
    about: impl FnOnce() -> Result<(Person, String), Problem>,
) -> Result<Reply, Problem> {
    let Some(secret) = delivery.shown().filter(|_| !led.again) else { return Ok(Reply::see(led.to.clone())) };
    let (person, organisation) = about()?;
    Reply::page(&HandOver {
        frame: frame_about(visit, &person, "Hand over the link"),
        whom: format!(
            "Hand this link to {organisation} yourself, for example from your own e-mail. Name nobody in it."
        ),
        link: link(visit, "/asked/", secret),
        works: format!(
            "It works for {DAYS} days. Whoever has it reads what the person agreed to share, and can answer or ask. You \
             see the answer on Today."
        ),
        lost: "If it is lost, or gets into other hands, stop it on the connection and make a new one.",
        on: led.to.split('?').next().unwrap_or_default().to_owned(),
    })
}
