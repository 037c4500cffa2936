//! Writing a version of a scope agreement: for a lead, from the version before or from lines to begin with.

use askama::Template;
use kith_app::agreements::{self, Input, Opened};
use kith_app::permit;
use kith_domain::boundary::agreement::{Access, FIRST_IS, FIRST_IS_NOT, ScopeAgreement};
use kith_domain::id::Id;
use kith_domain::policy::act;
use kith_domain::practice::Practice;
use kith_domain::text::Line;
use kith_domain::time::date_in_words;

use super::Says;
use crate::components::{BackLink, Button, Choice, Form, Frame};
use crate::error::Problem;
use crate::reply::Reply;
use crate::taken::taken;
use crate::visit::{VERSION, Visit};

/// The page.
#[derive(Template)]
#[template(path = "agreements/write.html")]
pub(crate) struct WritePage {
    frame: Frame,
    form: Form,
    here: String,
    practice: String,
    accesses: Vec<Choice>,
    is_first: bool,
    /// What the newest version says now, for whoever was overtaken.
    says_now: Option<Says>,
}

impl WritePage {
    /// The form.
    pub(crate) fn new(frame: Frame, form: Form, it: &Opened) -> Self {
        let accesses = Access::ALL.iter().map(|it| Choice::new(it.code(), it.label()));
        Self {
            frame,
            form,
            here: format!("/practices/{}/agreement", it.practice.id),
            practice: it.practice.name.to_string(),
            accesses: [Choice::new("", "Not said")].into_iter().chain(accesses).collect(),
            is_first: it.newest().is_none(),
            says_now: None,
        }
    }

    /// The form with the newest version, or with lines to begin with.
    pub(crate) fn filled(form: Form, it: &Opened) -> Form {
        let form = form.carrying(VERSION, &number(it.newest()).to_string());
        let Some(of) = it.newest() else {
            let reach = form.prefill("is", &FIRST_IS.join("\n")).prefill("is_not", &FIRST_IS_NOT.join("\n"));
            return reach;
        };
        let lines = |all: &[Line]| all.iter().map(Line::as_str).collect::<Vec<_>>().join("\n");
        let said = |line: &Option<Line>| line.as_ref().map(ToString::to_string).unwrap_or_default();
        let day = |day: Option<jiff::civil::Date>| day.map(date_in_words).unwrap_or_default();
        let terms = &of.terms;
        form.prefill("is", &lines(&terms.is))
            .prefill("is_not", &lines(&terms.is_not))
            .prefill("who", &said(&terms.reach.who))
            .prefill("phone", &said(&terms.reach.phone))
            .prefill("hours", &said(&terms.reach.hours))
            .prefill("deputy", &said(&terms.reach.deputy))
            .prefill("access", terms.access.map_or("", Access::code))
            .prefill("access_since", &day(terms.access_since))
            .prefill("meetings", &said(&terms.meetings))
            .prefill("often", &said(&terms.often))
            .prefill("invited_since", &day(terms.invited_since))
            .prefill("clinical", &said(&terms.clinical))
            .prefill("managerial", &said(&terms.managerial))
    }
}

fn number(newest: Option<&ScopeAgreement>) -> i64 {
    newest.map_or(0, |it| i64::from(it.number))
}

fn opened(visit: &Visit, id: Id<Practice>) -> Result<Opened, Problem> {
    super::opened::<act::WriteAgreement>(visit, id)
}

fn page(visit: &Visit, form: Form, it: &Opened) -> WritePage {
    let frame = visit.frame("Write a scope agreement", Some("/service"));
    WritePage::new(Frame { error_title: !form.is_fine(), ..frame }, form, it)
}

/// `GET /practices/{id}/agreement/write`.
pub(crate) fn show(visit: &Visit) -> Result<Reply, Problem> {
    visit.only(&[])?;
    let id = visit.id::<Practice>("id")?;
    let it = opened(visit, id)?;
    Reply::page(&page(visit, WritePage::filled(visit.form(&id.to_string()), &it), &it))
}

/// `POST /practices/{id}/agreement/write`.
pub(crate) fn take(visit: &Visit) -> Result<Reply, Problem> {
    let id = visit.id::<Practice>("id")?;
    visit.read(|look, ctx| permit::agreement::<act::WriteAgreement>(look.tx(), ctx, id))?;
    let field = |name: &str| visit.field(name);
    let typed = Input {
        is: field("is"),
        is_not: field("is_not"),
        who: field("who"),
        phone: field("phone"),
        hours: field("hours"),
        deputy: field("deputy"),
        access: field("access"),
        access_since: field("access_since"),
        meetings: field("meetings"),
        often: field("often"),
        invited_since: field("invited_since"),
        clinical: field("clinical"),
        managerial: field("managerial"),
    };
    let version = visit.version().ok();
    let sent = visit.submit::<act::WriteAgreement>(&id.to_string(), move |work, ctx| {
        let permit = permit::agreement::<act::WriteAgreement>(work.tx(), ctx, id)?;
        agreements::write(work, ctx, &permit, version.ok_or(kith_app::Refusal::OtherRecord)?, &typed)?;
        Ok(format!("/practices/{id}/agreement?said=agreement-written"))
    });
    taken(visit, &id.to_string(), sent)?.answer(|back| {
        let it = opened(visit, id)?;
        let (form, is_overtaken) = back.at(number(it.newest()));
        let page = page(visit, form, &it);
        let says_now = it.newest().filter(|_| is_overtaken).map(Says::whole);
        Ok(WritePage { says_now, ..page })
    })
}
