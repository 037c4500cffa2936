//! One discretion note, for its owner: changed, kept, shown, taken back, deleted.

use askama::Template;
use kith_app::discretion::{self, Opened, Wish};
use kith_app::{permit, showing};
use kith_domain::boundary::discretion::{DiscretionNote, Told};
use kith_domain::boundary::entry::Again;
use kith_domain::id::Id;
use kith_domain::policy::act;
use kith_domain::text::Words;
use kith_domain::time::date_in_words;

use super::{WHOSE, agains, input, until_in_words};
use crate::boundaries::shared::{Showing, said, told};
use crate::components::{BackLink, Button, Choice, Form, Frame, Row, SummaryList};
use crate::error::Problem;
use crate::reply::Reply;
use crate::taken::taken;
use crate::visit::{VERSION, Visit, explain};

/// The page.
#[derive(Template)]
#[template(path = "discretion/one.html")]
pub(crate) struct OnePage {
    frame: Frame,
    form: Form,
    /// The form of the buttons beside it.
    stand: Form,
    here: String,
    agains: Vec<Choice>,
    until: String,
    is_kept: bool,
    showing: Showing,
    /// What it says now, where it was changed in another window meanwhile.
    says_now: Vec<Row>,
}

impl OnePage {
    /// The page; `fresh` makes a form of its own for each part.
    pub(crate) fn new(frame: Frame, form: Form, opened: &Opened, fresh: impl Fn() -> Form) -> Self {
        let it = &opened.note.it;
        let here = format!("/discretion/{}", it.id);
        Self {
            frame,
            form,
            stand: fresh(),
            agains: agains(),
            until: until_in_words(it),
            is_kept: it.until.is_none(),
            showing: Showing::new((fresh(), format!("{here}/share")), "note", it.shown, &opened.readers),
            here,
            says_now: Vec::new(),
        }
    }

    /// The form with what the note says.
    pub(crate) fn filled(form: Form, version: i64, it: &DiscretionNote, says: &Told) -> Form {
        form.carrying(VERSION, &version.to_string())
            .prefill("on", &date_in_words(it.on))
            .prefill("what", says.what.as_str())
            .prefill("why", says.why.as_ref().map_or("", Words::as_str))
            .prefill("again", says.again.map_or("", Again::code))
    }

    /// With what the note says now, for whoever was overtaken in another window.
    pub(crate) fn overtaken(self, opened: &Opened) -> Self {
        let says = told(&opened.told).join("\n");
        let says_now = vec![Row::new("Day", &date_in_words(opened.note.it.on)), Row::new("What you said", &says)];
        Self { says_now, ..self }
    }

    /// With the form that shows it as it came back.
    fn showing(self, showing: Showing) -> Self {
        Self { showing, ..self }
    }
}

fn open(visit: &Visit, id: Id<DiscretionNote>) -> Result<Opened, Problem> {
    visit.read(|look, ctx| {
        let on = permit::own_note::<act::KeepOwn>(look.tx(), ctx, id)?;
        discretion::open(look, ctx, on)
    })
}

fn page(visit: &Visit, form: Form, opened: &Opened) -> OnePage {
    let frame = Frame { error_title: !form.is_fine(), ..visit.frame("Your note", Some("/boundaries")) };
    OnePage::new(frame, form, opened, || visit.fresh_form(&opened.note.it.id.to_string()))
}

fn filled(visit: &Visit, opened: &Opened) -> Form {
    let note = &opened.note;
    OnePage::filled(visit.fresh_form(&note.it.id.to_string()), note.version, &note.it, &opened.told)
}

/// `GET /discretion/{id}`.
pub(crate) fn show(visit: &Visit) -> Result<Reply, Problem> {
    visit.only(&[])?;
    let opened = open(visit, visit.id::<DiscretionNote>("id")?)?;
    Reply::page(&page(visit, filled(visit, &opened), &opened))
}

/// `POST /discretion/{id}`.
pub(crate) fn change(visit: &Visit) -> Result<Reply, Problem> {
    let id = visit.id::<DiscretionNote>("id")?;
    let (typed, version) = (input(visit), visit.version().ok());
    let sent = visit.submit::<act::KeepOwn>(&id.to_string(), move |work, ctx| {
        let on = permit::own_note::<act::KeepOwn>(work.tx(), ctx, id)?;
        discretion::change(work, ctx, on, version.ok_or(kith_app::Refusal::OtherRecord)?, &typed)?;
        Ok("/discretion?said=discretion-changed".to_owned())
    });
    taken(visit, &id.to_string(), sent)?.answer(|back| {
        let opened = open(visit, id)?;
        let (form, is_overtaken) = back.at(opened.note.version);
        let page = page(visit, form, &opened);
        Ok(if is_overtaken { page.overtaken(&opened) } else { page })
    })
}

/// `POST /discretion/{id}/stand`: keeps it, lets its time run, or deletes it.
pub(crate) fn stand(visit: &Visit) -> Result<Reply, Problem> {
    let id = visit.id::<DiscretionNote>("id")?;
    let wish = visit.field("wish");
    let led = visit.submit::<act::KeepOwn>(&id.to_string(), move |work, ctx| {
        let on = permit::own_note::<act::KeepOwn>(work.tx(), ctx, id)?;
        Ok(match discretion::stand(work, ctx, on, &wish)? {
            Wish::Keep => format!("/discretion/{id}?said=discretion-kept"),
            Wish::LetGo => format!("/discretion/{id}?said=discretion-let-go"),
            Wish::Delete => "/discretion?said=discretion-deleted".to_owned(),
        })
    })?;
    Ok(Reply::see(led.to))
}

/// `POST /discretion/{id}/share`.
pub(crate) fn share(visit: &Visit) -> Result<Reply, Problem> {
    let id = visit.id::<DiscretionNote>("id")?;
    let with = visit.field("with");
    let sent = visit.submit::<act::KeepOwn>(&id.to_string(), move |work, ctx| {
        let on = permit::own_note::<act::KeepOwn>(work.tx(), ctx, id)?;
        let said = said(showing::note(work, ctx, on, &with)?);
        Ok(format!("/discretion/{id}?said={said}"))
    });
    match sent {
        Ok(led) => Ok(Reply::see(led.to)),
        Err(refusal) => {
            let mut form = visit.form(&id.to_string());
            if !explain(&mut form, &refusal) {
                return Err(refusal.into());
            }
            let opened = open(visit, id)?;
            let it = &opened.note.it;
            let showing = Showing::new((form, format!("/discretion/{id}/share")), "note", it.shown, &opened.readers);
            Reply::again(&page(visit, filled(visit, &opened), &opened).showing(showing))
        }
    }
}
