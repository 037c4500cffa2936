//! Context events: for a lead or manager who knows what changed around the work, and for everybody who reads a chart.

use askama::Template;
use kith_app::how_we_work::{self, ContextInput, ContextList, OpenedContext};
use kith_app::permit;
use kith_domain::context::{ContextEvent, Kind};
use kith_domain::id::Id;
use kith_domain::policy::act;
use kith_domain::staff::Role;
use kith_domain::text::Words;
use kith_domain::time::{date_in_words, day_of};

use crate::components::{BackLink, Button, Choice, Form, Frame};
use crate::error::Problem;
use crate::reply::Reply;
use crate::taken::taken;
use crate::visit::{VERSION, Visit};

/// What the list is called.
const TITLE: &str = "Context events";
/// What the form of a new one is called.
const WRITE: &str = "Write a context event down";
/// What the form of a new one is drawn for.
const NEW: &str = "new-context-event";

/// One line of the list.
pub(crate) struct Line {
    when: String,
    kind: &'static str,
    what: String,
    words: Option<String>,
    is_gone: bool,
    /// Where it is corrected, where it is taken away, and the form of that, for whoever may.
    keeps: Option<(String, String, Form)>,
}

/// The list.
#[derive(Template)]
#[template(path = "how_we_work/context.html")]
pub(crate) struct ListPage {
    frame: Frame,
    written: Vec<Line>,
    derived: Vec<Line>,
    may_keep: bool,
}

impl ListPage {
    /// The list; `form` makes the form of an event, for whoever may keep them.
    pub(crate) fn new(frame: Frame, listed: &ContextList, form: Option<&dyn Fn(&str) -> Form>) -> Self {
        let written = listed.written.iter().filter(|kept| form.is_some() || kept.it.gone.is_none()).map(|kept| {
            let (id, it) = (kept.it.id.to_string(), &kept.it.says);
            let is_gone = kept.it.gone.is_some();
            Line {
                when: date_in_words(it.on),
                kind: it.kind.label(),
                what: it.what.to_string(),
                words: it.words.as_ref().map(Words::to_string),
                is_gone,
                keeps: form.map(|form| {
                    let wish = if is_gone { "back" } else { "away" };
                    let to = format!("/how-we-work/context/{id}");
                    (to.clone(), format!("{to}/stand"), form(&id).carrying("wish", wish))
                }),
            }
        });
        let derived = listed.derived.iter().map(|it| Line {
            when: date_in_words(it.on),
            kind: it.kind.label(),
            what: it.what.clone(),
            words: it.words.clone(),
            is_gone: false,
            keeps: None,
        });
        Self { written: written.collect(), derived: derived.collect(), may_keep: form.is_some(), frame }
    }
}

/// One entry of the history.
pub(crate) struct Before {
    when: String,
    did: String,
    said: String,
}

/// The form.
#[derive(Template)]
#[template(path = "how_we_work/context_write.html")]
pub(crate) struct WritePage {
    frame: Frame,
    form: Form,
    to: String,
    kinds: Vec<Choice>,
    history: Vec<Before>,
    says_now: Option<String>,
}

impl WritePage {
    /// The form of a new event.
    pub(crate) fn new(frame: Frame, form: Form) -> Self {
        let kinds: Vec<Choice> = Kind::ALL.iter().map(|it| Choice::new(it.code(), it.label())).collect();
        let to = "/how-we-work/context/new".to_owned();
        Self { frame, form, to, kinds, history: Vec::new(), says_now: None }
    }

    /// The form of one that is there.
    pub(crate) fn of(frame: Frame, form: Form, opened: &OpenedContext) -> Self {
        let history = opened
            .history
            .iter()
            .map(|it| Before {
                when: date_in_words(day_of(it.at)),
                did: format!("{} {}", it.by, it.did),
                said: it.said.clone(),
            })
            .collect();
        let to = format!("/how-we-work/context/{}", opened.event.it.id);
        Self { to, history, ..Self::new(frame, form) }
    }

    /// The form with what the event says.
    pub(crate) fn filled(form: Form, opened: &OpenedContext) -> Form {
        let it = &opened.event.it.says;
        form.carrying(VERSION, &opened.event.version.to_string())
            .prefill("on", &date_in_words(it.on))
            .prefill("kind", it.kind.code())
            .prefill("what", it.what.as_str())
            .prefill("words", it.words.as_ref().map_or("", Words::as_str))
    }

    fn overtaken(mut self, opened: &OpenedContext) -> Self {
        let it = &opened.event.it.says;
        self.says_now = Some(format!("{}, {}: {}", date_in_words(it.on), it.kind.label(), it.what));
        self
    }
}

fn input(visit: &Visit) -> ContextInput {
    ContextInput {
        on: visit.field("on"),
        kind: visit.field("kind"),
        what: visit.field("what"),
        words: visit.field("words"),
    }
}

/// `GET /how-we-work/context`.
pub(crate) fn list(visit: &Visit) -> Result<Reply, Problem> {
    visit.only(&[])?;
    let listed = visit.read(|look, ctx| {
        let permit = permit::own_service::<act::SeeHowWeWork>(ctx)?;
        how_we_work::list_context(look, &permit)
    })?;
    let may_keep = matches!(visit.staff()?.role(), Role::TeamLead | Role::ServiceManager);
    let form: &dyn Fn(&str) -> Form = &|id| visit.fresh_form(id);
    let frame = visit.frame(TITLE, Some(super::place(visit)));
    Reply::page(&ListPage::new(frame, &listed, may_keep.then_some(form)))
}

fn draw_new(visit: &Visit, form: Form) -> WritePage {
    let frame = Frame { error_title: !form.is_fine(), ..visit.frame(WRITE, Some(super::place(visit))) };
    WritePage::new(frame, form)
}

/// `GET /how-we-work/context/new`.
pub(crate) fn new(visit: &Visit) -> Result<Reply, Problem> {
    visit.only(&[])?;
    visit.read(|_, ctx| permit::own_service::<act::KeepContext>(ctx).map(drop))?;
    Reply::page(&draw_new(visit, visit.form(NEW)))
}

/// `POST /how-we-work/context/new`.
pub(crate) fn write(visit: &Visit) -> Result<Reply, Problem> {
    let typed = input(visit);
    let sent = visit.submit::<act::KeepContext>(NEW, move |work, ctx| {
        let permit = permit::own_service::<act::KeepContext>(ctx)?;
        how_we_work::write_context(work, ctx, &permit, &typed)?;
        Ok("/how-we-work/context?said=context-written".to_owned())
    });
    taken(visit, NEW, sent)?.answer(|back| Ok(draw_new(visit, back.at(0).0)))
}

fn open(visit: &Visit, id: Id<ContextEvent>) -> Result<OpenedContext, Problem> {
    visit.read(|look, ctx| {
        let permit = permit::own_service::<act::KeepContext>(ctx)?;
        how_we_work::open_context(look, &permit, id)
    })
}

/// `GET /how-we-work/context/{id}`.
pub(crate) fn show(visit: &Visit) -> Result<Reply, Problem> {
    visit.only(&[])?;
    let id = visit.id::<ContextEvent>("id")?;
    let opened = open(visit, id)?;
    let form = WritePage::filled(visit.form(&id.to_string()), &opened);
    Reply::page(&WritePage::of(visit.frame("Correct a context event", Some(super::place(visit))), form, &opened))
}

/// `POST /how-we-work/context/{id}`.
pub(crate) fn correct(visit: &Visit) -> Result<Reply, Problem> {
    let id = visit.id::<ContextEvent>("id")?;
    let (typed, version) = (input(visit), visit.version().ok());
    let sent = visit.submit::<act::KeepContext>(&id.to_string(), move |work, ctx| {
        let permit = permit::own_service::<act::KeepContext>(ctx)?;
        let version = version.ok_or(kith_app::Refusal::OtherRecord)?;
        how_we_work::correct_context(work, ctx, &permit, (id, version), &typed)?;
        Ok("/how-we-work/context?said=context-corrected".to_owned())
    });
    taken(visit, &id.to_string(), sent)?.answer(|back| {
        let opened = open(visit, id)?;
        let frame = Frame { error_title: true, ..visit.frame("Correct a context event", Some(super::place(visit))) };
        let (form, is_overtaken) = back.at(opened.event.version);
        let page = WritePage::of(frame, form, &opened);
        Ok(if is_overtaken { page.overtaken(&opened) } else { page })
    })
}

/// `POST /how-we-work/context/{id}/stand`: takes it away, or puts it back.
pub(crate) fn stand(visit: &Visit) -> Result<Reply, Problem> {
    let id = visit.id::<ContextEvent>("id")?;
    let wish = visit.field("wish");
    let led = visit.submit::<act::KeepContext>(&id.to_string(), move |work, ctx| {
        let permit = permit::own_service::<act::KeepContext>(ctx)?;
        let said = how_we_work::stand_context(work, ctx, &permit, id, &wish)?;
        Ok(format!("/how-we-work/context?said={said}"))
    })?;
    Ok(Reply::see(led.to))
}
