//! Restricted records that nobody who is named can open any more: for whoever is named safeguarding lead, and for the
//! administrator. They name new people, and see nothing of the record.

use askama::Template;
use kith_app::lost::{self, LostRecord};
use kith_app::{Refusal, permit};
use kith_domain::id::Id;
use kith_domain::person::Person;
use kith_domain::policy::act;
use kith_domain::staff::Account;
use kith_domain::time::{day_in_words, day_of};

use crate::components::{BackLink, Button, Choice, Form, Frame};
use crate::error::Problem;
use crate::reply::Reply;
use crate::visit::{VERSION, Visit, explain};

/// One of them, in words.
struct Line {
    href: String,
    since: String,
    named: String,
}

fn line(it: &LostRecord) -> Line {
    Line { href: format!("{HERE}/{}", it.person), since: day_in_words(day_of(it.since)), named: it.named.join(", ") }
}

/// Where these pages are.
const HERE: &str = "/records-nobody-can-open";

/// The list.
#[derive(Template)]
#[template(path = "lost/list.html")]
pub(crate) struct ListPage {
    frame: Frame,
    lines: Vec<Line>,
}

impl ListPage {
    pub(crate) fn new(frame: Frame, all: &[LostRecord]) -> Self {
        Self { frame, lines: all.iter().map(line).collect() }
    }
}

/// `GET /records-nobody-can-open`.
pub(crate) fn list(visit: &Visit) -> Result<Reply, Problem> {
    visit.only(&[])?;
    let all = visit.read(|look, ctx| {
        let permit = permit::lost::<act::NameAnew>(look.tx(), ctx)?;
        lost::list(look, &permit)
    })?;
    Reply::page(&ListPage::new(visit.frame("Records that nobody can open", None), &all))
}

/// The form.
#[derive(Template)]
#[template(path = "lost/name.html")]
pub(crate) struct NamePage {
    frame: Frame,
    form: Form,
    line: Line,
    staff: Vec<Choice>,
}

impl NamePage {
    pub(crate) fn new(frame: Frame, it: &LostRecord, could_be: &[(Id<Account>, String)], form: Form) -> Self {
        let staff = could_be.iter().map(|(account, name)| Choice::new(&account.to_string(), name)).collect();
        Self { frame, line: line(it), staff, form }
    }
}

fn page(visit: &Visit, id: Id<Person>, form: Form) -> Result<NamePage, Problem> {
    let it = visit.read(|look, ctx| {
        let permit = permit::lost::<act::NameAnew>(look.tx(), ctx)?;
        lost::one(look, ctx, &permit, id)
    })?;
    let form =
        if visit.field(VERSION).is_empty() { form.carrying(VERSION, &it.record.version.to_string()) } else { form };
    let frame = Frame { error_title: !form.is_fine(), ..visit.frame("Name new people", None) };
    Ok(NamePage::new(frame, &it.record, &it.could_be, form))
}

/// `GET /records-nobody-can-open/{id}`.
pub(crate) fn show(visit: &Visit) -> Result<Reply, Problem> {
    visit.only(&[])?;
    let id = visit.id::<Person>("id")?;
    let page = page(visit, id, visit.form(&id.to_string()))?;
    visit.fresh()?;
    Reply::page(&page)
}

/// `POST /records-nobody-can-open/{id}`.
pub(crate) fn take(visit: &Visit) -> Result<Reply, Problem> {
    let id = visit.id::<Person>("id")?;
    // Whoever may not know of it is told so before they are asked who they are.
    visit.read(|look, ctx| permit::lost::<act::NameAnew>(look.tx(), ctx).map(drop))?;
    let fresh = visit.fresh()?;
    let (named, why, version) = (visit.fields("named"), visit.field("why"), visit.version()?);
    let done = visit.submit::<act::NameAnew>(&id.to_string(), move |work, ctx| {
        fresh.of(ctx)?;
        let permit = permit::lost::<act::NameAnew>(work.tx(), ctx)?;
        lost::name(work, ctx, &permit, id, version, (&named, &why))?;
        Ok(format!("{HERE}?said=named-anew"))
    });
    match done {
        Ok(led) => Ok(Reply::see(led.to)),
        Err(refusal @ Refusal::Rejected(_)) => {
            let mut form = visit.form(&id.to_string());
            explain(&mut form, &refusal);
            Reply::again(&page(visit, id, form)?)
        }
        Err(refusal) => Err(refusal.into()),
    }
}
