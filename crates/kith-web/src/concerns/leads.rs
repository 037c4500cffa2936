//! Naming the safeguarding leads of a service: for its manager.

use askama::Template;
use kith_app::concerns::{self, Leads};
use kith_app::permit;
use kith_domain::boundary::safeguarding::Lead;
use kith_domain::id::Id;
use kith_domain::policy::act;
use kith_domain::staff::Service;
use kith_domain::time::{day_in_words, day_of};

use crate::components::{BackLink, Button, Choice, Form, Frame};
use crate::error::Problem;
use crate::reply::Reply;
use crate::visit::{Visit, explain};

/// Somebody who is named, with the form that ends it.
struct Named {
    name: String,
    since: String,
    to: String,
    form: Form,
}

/// The page.
#[derive(Template)]
#[template(path = "concerns/leads.html")]
pub(crate) struct LeadsPage {
    frame: Frame,
    form: Form,
    named: Vec<Named>,
    could_be: Vec<Choice>,
}

impl LeadsPage {
    /// The page; `end` makes the form of each button that ends a grant.
    pub(crate) fn new(frame: Frame, it: &Leads, form: Form, end: impl Fn(Id<Lead>) -> Form) -> Self {
        let named = it.named.iter().map(|(kept, name)| Named {
            name: name.clone(),
            since: day_in_words(day_of(kept.it.since)),
            to: format!("/team/safeguarding/{}/end", kept.it.id),
            form: end(kept.it.id),
        });
        let could_be = it.could_be.iter().map(|standing| {
            Choice::new(&standing.account.to_string(), &format!("{}, {}", standing.name, standing.role.label()))
        });
        Self { named: named.collect(), could_be: could_be.collect(), frame, form }
    }
}

const TITLE: &str = "Safeguarding leads";

fn opened(visit: &Visit) -> Result<(Leads, Id<Service>), Problem> {
    visit.read(|look, ctx| {
        let permit = permit::own_service::<act::NameSafeguardingLeads>(ctx)?;
        Ok((concerns::leads(look, &permit)?, permit.key()))
    })
}

fn drawn(visit: &Visit, frame: Frame, form: Form) -> Result<LeadsPage, Problem> {
    let (it, _) = opened(visit)?;
    Ok(LeadsPage::new(frame, &it, form, |id| visit.fresh_form(&id.to_string())))
}

/// `GET /team/safeguarding`.
pub(crate) fn show(visit: &Visit) -> Result<Reply, Problem> {
    visit.only(&[])?;
    Reply::page(&drawn(visit, visit.frame(TITLE, Some("/team")), visit.form("leads"))?)
}

/// `POST /team/safeguarding`.
pub(crate) fn take(visit: &Visit) -> Result<Reply, Problem> {
    let account = visit.field("account");
    let result = visit.submit::<act::NameSafeguardingLeads>("leads", move |work, ctx| {
        let permit = permit::own_service::<act::NameSafeguardingLeads>(ctx)?;
        concerns::name_lead(work, ctx, &permit, &account)?;
        Ok("/team/safeguarding?said=lead-named".to_owned())
    });
    match result {
        Ok(led) => Ok(Reply::see(led.to)),
        Err(refusal) => {
            let mut form = visit.form("leads");
            if !explain(&mut form, &refusal) {
                return Err(refusal.into());
            }
            let frame = Frame { error_title: true, ..visit.frame(TITLE, Some("/team")) };
            Reply::again(&drawn(visit, frame, form)?)
        }
    }
}

/// `POST /team/safeguarding/{id}/end`.
pub(crate) fn end(visit: &Visit) -> Result<Reply, Problem> {
    let id = visit.id::<Lead>("id")?;
    let result = visit.submit::<act::NameSafeguardingLeads>(&id.to_string(), move |work, ctx| {
        let permit = permit::own_service::<act::NameSafeguardingLeads>(ctx)?;
        concerns::end_lead(work, ctx, &permit, id)?;
        Ok("/team/safeguarding?said=lead-ended".to_owned())
    });
    match result {
        Ok(led) => Ok(Reply::see(led.to)),
        Err(refusal) => {
            let mut form = visit.fresh_form("leads");
            if !explain(&mut form, &refusal) {
                return Err(refusal.into());
            }
            let frame = Frame { error_title: true, ..visit.frame(TITLE, Some("/team")) };
            Reply::again(&drawn(visit, frame, form)?)
        }
    }
}
