//! Introducing a person by e-mail to an organisation that said yes: for a link worker who has just asked what may be
//! told; a few ticks, a look at what will be read, and one button.

use askama::Template;
use kith_app::asking::{self, AgreedInput, Asking};
use kith_app::{Delivery, Refusal};
use kith_domain::link::{DAYS, Why};

use super::ask::act_in_words;
use super::sending::{self, Sends, To};
use super::telling::{Read, Telling};
use crate::components::{BackLink, Button, Form, Frame, SummaryList, Tag};
use crate::error::Problem;
use crate::people::frame_about;
use crate::reply::Reply;
use crate::visit::Visit;

/// The form.
#[derive(Template)]
#[template(path = "connections/introduce.html")]
pub(crate) struct IntroducePage {
    frame: Frame,
    form: Form,
    to: String,
    back: String,
    organisation: String,
    recipient: Option<String>,
    called: String,
    days: i64,
    button: &'static str,
    /// Why nobody can be introduced by a link now.
    not_now: Option<String>,
    /// What may be told.
    pub(crate) telling: Telling,
}

impl IntroducePage {
    /// The form for a connection.
    pub(crate) fn new(frame: Frame, asking: &Asking, form: Form) -> Self {
        let it = &asking.connection.it;
        let called = asking.person.identity.called().into_owned();
        let organisation = asking.organisation.name.to_string();
        let not_now = if asking.kept_offline {
            Some(format!(
                "The record of {called} is marked “do not show online”: somebody else might read what is opened by a \
                 link. If {called} agrees, ring {organisation}, and record on the connection that you introduced them."
            ))
        } else if asking.why.is_none() {
            Some(format!("Nobody is told anything about {called} any more, or {called} does not want this now."))
        } else if !asking::can_introduce(it) {
            Some(format!(
                "{called} can be introduced to {organisation} by e-mail once they have said yes, and only once."
            ))
        } else {
            None
        };
        Self {
            to: format!("/connections/{}/introduce", it.id),
            back: format!("/connections/{}", it.id),
            recipient: asking.recipient.as_ref().map(ToString::to_string),
            days: DAYS,
            button: act_in_words(Why::Introduce, frame.by_hand),
            not_now: not_now.filter(|_| form.is_fine()),
            telling: Telling::new(asking.person.id, asking.organisation.id, &asking.sharing, &asking.offered),
            organisation,
            called,
            frame,
            form,
        }
    }
}

impl Sends for IntroducePage {
    const SAID: &'static str = "introduced-by-mail";

    fn draw(visit: &Visit, asking: &Asking, how: &str, form: Form) -> Self {
        let title = format!("Introduce {} by {how}", asking.person.identity.called());
        let frame = Frame { error_title: !form.is_fine(), ..frame_about(visit, &asking.person, &title) };
        Self::new(frame, asking, form)
    }

    fn looked_at(self, read: Read) -> Self {
        Self { telling: self.telling.looked_at(Some(read)), ..self }
    }

    fn send(to: To<'_, '_, '_>, agreed: &AgreedInput, delivery: &Delivery) -> Result<String, Refusal> {
        asking::introduce(to.work, to.ctx, to.permit, to.version, agreed, delivery)
    }
}

/// `GET /connections/{id}/introduce`.
pub(crate) fn show(visit: &Visit) -> Result<Reply, Problem> {
    sending::show::<IntroducePage>(visit)
}

/// `POST /connections/{id}/introduce`.
pub(crate) fn take(visit: &Visit) -> Result<Reply, Problem> {
    sending::take::<IntroducePage>(visit)
}
