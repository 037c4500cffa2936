//! Recording a gap in two taps: the link at a need, and a reason. Everything else may be left out.
//!
//! What could not be found is evidence for investment that a focus on individual choice hides (Griffith et al. 2023).

use askama::Template;
use kith_app::gaps::{self, GapInput};
use kith_app::people::Head;
use kith_app::permit;
use kith_app::store::Kept;
use kith_domain::id::Id;
use kith_domain::need::Need;
use kith_domain::need::gap::{Instead, Kind, Reason, Structure};
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
    kinds: Vec<Choice>,
    structures: Vec<Choice>,
    instead: Vec<Choice>,
    /// Whether it comes from a connection.
    is_from: bool,
}

impl GapPage {
    /// The form for a need.
    pub(crate) fn new(frame: Frame, head: &Head, need: &Need, form: Form) -> Self {
        Self {
            frame,
            to: format!("/needs/{}/gap", need.id),
            back: Back::to(&head.person.it),
            stated: need.stated.to_string(),
            reasons: Reason::ALL.iter().map(|reason| (reason.code(), reason.label())).collect(),
            pressed: Reason::from_code(form.value("reason")).map(Reason::code),
            kinds: kinds(),
            structures: structures(),
            instead: instead(),
            is_from: !form.value("from").is_empty(),
            form,
        }
    }

    fn details_are_open(&self) -> bool {
        let details = ["sought", "kind", "structure", "weeks", "instead", "words"];
        details.iter().any(|name| self.form.has_problem(name) || !self.form.value(name).is_empty())
    }

    fn is_pressed(&self, code: &str) -> bool {
        self.pressed == Some(code)
    }

    fn pressed_label(&self) -> Option<&'static str> {
        self.pressed.and_then(Reason::from_code).map(Reason::label)
    }
}

/// What was typed.
pub(crate) fn input(visit: &Visit) -> GapInput {
    GapInput {
        sought: visit.field("sought"),
        kind: visit.field("kind"),
        reason: visit.field("reason"),
        structure: visit.field("structure"),
        weeks: visit.field("weeks"),
        instead: visit.field("instead"),
        words: visit.field("words"),
        from: visit.field("from"),
    }
}

fn or_not_said(choices: impl Iterator<Item = Choice>) -> Vec<Choice> {
    std::iter::once(Choice::new("", "Not said")).chain(choices).collect()
}

/// What kind of service was looked for.
pub(crate) fn kinds() -> Vec<Choice> {
    or_not_said(Kind::ALL.iter().map(|it| Choice::new(it.code(), it.label())))
}

/// What stands in the way where nothing could change it.
pub(crate) fn structures() -> Vec<Choice> {
    or_not_said(Structure::ALL.iter().map(|it| Choice::new(it.code(), it.label())))
}

/// What is done meanwhile.
pub(crate) fn instead() -> Vec<Choice> {
    or_not_said(Instead::ALL.iter().map(|it| Choice::new(it.code(), it.label())))
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
    visit.only(&["sought", "from"])?;
    let id = visit.id::<Need>("id")?;
    let (need, head) = head(visit, id)?;
    // A connection that is not theirs is refused when the form comes; here it fills nothing in.
    let from = visit.query("from")?.unwrap_or_default();
    let line = head.connections.iter().find(|line| line.kept.it.id.to_string() == from);
    let sought = match (visit.query("sought")?, line) {
        (Some(sought), _) => sought,
        (None, Some(line)) => line.to.as_str(),
        (None, None) => "",
    };
    let form = visit
        .form(&id.to_string())
        .prefill("sought", sought)
        .prefill("from", line.map_or("", |_| from))
        .prefill("kind", if line.is_some() { Kind::Community.code() } else { "" });
    Reply::page(&GapPage::new(frame_about(visit, &head.person.it, TITLE), &head, &need.it, form))
}

/// `POST /needs/{id}/gap`.
pub(crate) fn take(visit: &Visit) -> Result<Reply, Problem> {
    let id = visit.id::<Need>("id")?;
    let input = input(visit);
    let taken = visit.submit::<act::RecordGap>(&id.to_string(), move |work, ctx| {
        let (permit, _) = permit::need::<act::RecordGap>(work.tx(), ctx, id)?;
        let person = gaps::record(work, ctx, &permit, &input)?;
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
