//! Recording a gap in two taps: the link at a need, and a reason. Everything else may be left out.
//!
//! What could not be found is evidence for investment that a focus on individual choice hides (Griffith et al. 2023).

use askama::Template;
use kith_app::people::Head;
use kith_app::permit;
use kith_app::store::Kept;
use kith_app::support::{self, GapInput};
use kith_domain::id::Id;
use kith_domain::need::Need;
use kith_domain::need::gap::{Instead, Reason};
use kith_domain::policy::act;

use super::{Back, frame_about};
use crate::components::{BackLink, Button, Choice, Form, Frame};
use crate::error::Problem;
use crate::reply::Reply;
use crate::visit::{Visit, explain};

/// The form: one button for each reason.
#[derive(Template)]
#[template(path = "people/gap.html")]
pub(crate) struct GapPage {
    frame: Frame,
    form: Form,
    to: String,
    back: Back,
    stated: String,
    reasons: Vec<(&'static str, &'static str)>,
    /// The reason that was pressed, when something else was wrong.
    pressed: Option<&'static str>,
    instead: Vec<Choice>,
}

impl GapPage {
    /// The form for a need.
    pub(crate) fn new(frame: Frame, head: &Head, need: &Need, form: Form) -> Self {
        let none = [Choice::new("", "Not said")];
        Self {
            frame,
            to: format!("/needs/{}/gap", need.id),
            back: Back::to(&head.person.it),
            stated: need.stated.to_string(),
            reasons: Reason::ALL.iter().map(|reason| (reason.code(), reason.label())).collect(),
            pressed: Reason::from_code(form.value("reason")).map(Reason::code),
            instead: none.into_iter().chain(Instead::ALL.iter().map(|it| Choice::new(it.code(), it.label()))).collect(),
            form,
        }
    }

    fn details_are_open(&self) -> bool {
        let details = ["sought", "weeks", "instead", "words"];
        details.iter().any(|name| self.form.has_problem(name) || !self.form.value(name).is_empty())
    }

    fn is_pressed(&self, code: &str) -> bool {
        self.pressed == Some(code)
    }

    fn pressed_label(&self) -> Option<&'static str> {
        self.pressed.and_then(Reason::from_code).map(Reason::label)
    }
}

fn head(visit: &Visit, id: Id<Need>) -> Result<(Kept<Need>, Head), Problem> {
    visit.read(|look, ctx| {
        let (_, kept) = permit::need::<act::RecordGap>(look.tx(), ctx, id)?;
        let permit = permit::person::<act::RecordGap>(look.tx(), ctx, kept.it.person)?;
        Ok((kept, kith_app::people::head(look, &permit)?))
    })
}

const TITLE: &str = "Nothing there? Record it";

/// `GET /needs/{id}/gap`.
pub(crate) fn show(visit: &Visit) -> Result<Reply, Problem> {
    visit.only(&["sought"])?;
    let id = visit.id::<Need>("id")?;
    let (need, head) = head(visit, id)?;
    let form = visit.form(&id.to_string()).prefill("sought", visit.query("sought")?.unwrap_or_default());
    Reply::page(&GapPage::new(frame_about(visit, &head.person.it, TITLE), &head, &need.it, form))
}

/// `POST /needs/{id}/gap`.
pub(crate) fn take(visit: &Visit) -> Result<Reply, Problem> {
    let id = visit.id::<Need>("id")?;
    let input = GapInput {
        sought: visit.field("sought"),
        reason: visit.field("reason"),
        weeks: visit.field("weeks"),
        instead: visit.field("instead"),
        words: visit.field("words"),
    };
    let taken = visit.submit::<act::RecordGap>(&id.to_string(), move |work, ctx| {
        let (permit, _) = permit::need::<act::RecordGap>(work.tx(), ctx, id)?;
        let person = support::record_gap(work, ctx, &permit, &input)?;
        Ok(format!("/people/{person}?said=gap-recorded"))
    });
    match taken {
        Ok(led) => Ok(Reply::see(led.to)),
        Err(refusal) => {
            let mut form = visit.form(&id.to_string());
            if !explain(&mut form, &refusal) {
                return Err(refusal.into());
            }
            let (need, head) = head(visit, id)?;
            let frame = frame_about(visit, &head.person.it, TITLE);
            Reply::again(&GapPage::new(Frame { error_title: true, ..frame }, &head, &need.it, form))
        }
    }
}
