//! Dated cover for a link worker who is away: for the lead.

use askama::Template;
use kith_app::covering::{self, Input, OfWorker};
use kith_app::permit;
use kith_domain::id::Id;
use kith_domain::policy::act;
use kith_domain::staff::Account;
use kith_domain::time;

use crate::components::{BackLink, Button, Choice, DatePart, Form, Frame};
use crate::error::Problem;
use crate::queue::choice;
use crate::reply::Reply;
use crate::visit::{Visit, explain};

#[derive(Template)]
#[template(path = "team/covering.html")]
pub(crate) struct CoverPage {
    pub(crate) frame: Frame,
    pub(crate) name: String,
    pub(crate) base: String,
    pub(crate) form: Form,
    pub(crate) end: Form,
    pub(crate) workers: Vec<Choice>,
    pub(crate) covers: Vec<(String, Option<String>)>,
}

/// `GET /team/{id}/cover`.
pub(crate) fn show(visit: &Visit) -> Result<Reply, Problem> {
    visit.only(&[])?;
    let id = visit.id::<Account>("id")?;
    Reply::page(&page(visit, id, visit.form(&id.to_string()))?)
}

fn page(visit: &Visit, id: Id<Account>, form: Form) -> Result<CoverPage, Problem> {
    let it = visit.read(|look, ctx| {
        let permit = permit::own_service::<act::ArrangeCover>(ctx)?;
        covering::of_worker(look, ctx, &permit, id)
    })?;
    let mut frame = visit.frame(&format!("Cover for {}", it.worker.name), Some("/team"));
    frame.error_title = !form.is_fine();
    Ok(drawn(frame, &it, form, visit.fresh_form(&id.to_string())))
}

/// The page of a worker's cover.
pub(crate) fn drawn(frame: Frame, it: &OfWorker, form: Form, end: Form) -> CoverPage {
    let name_of = |account| {
        let known = it.others.iter().find(|worker| worker.account == account);
        known.map_or("somebody no longer here", |worker| worker.name.as_str())
    };
    let covers = it
        .covers
        .iter()
        .map(|cover| {
            let (from, until) = (time::day_in_words(cover.from), time::day_in_words(cover.until));
            let words = format!("{} covers from {from} to {until}.", name_of(cover.by));
            (words, cover.note.as_ref().map(ToString::to_string))
        })
        .collect();
    CoverPage {
        frame,
        name: it.worker.name.to_string(),
        base: format!("/team/{}/cover", it.worker.account),
        form,
        end,
        workers: it.others.iter().map(choice).collect(),
        covers,
    }
}

/// `POST /team/{id}/cover`.
pub(crate) fn take(visit: &Visit) -> Result<Reply, Problem> {
    let id = visit.id::<Account>("id")?;
    let day = |name: &str| {
        let part = |part: &str| visit.field(&format!("{name}-{part}"));
        (part("day"), part("month"), part("year"))
    };
    let input = Input { by: visit.field("by"), from: day("from"), until: day("until"), note: visit.field("note") };
    let result = visit.submit::<act::ArrangeCover>(&id.to_string(), move |work, ctx| {
        let permit = permit::own_service::<act::ArrangeCover>(ctx)?;
        covering::arrange(work, ctx, &permit, id, &input)?;
        Ok("/team?said=cover-arranged".to_owned())
    });
    match result {
        Ok(led) => Ok(Reply::see(led.to)),
        Err(refusal) => {
            let mut form = visit.form(&id.to_string());
            if let kith_app::Refusal::Rejected(all) = &refusal {
                for one in all.iter().filter(|one| matches!(one.field, Some("from" | "until"))) {
                    form.date_problem(one.field.unwrap_or_default(), DatePart::Whole, one.sentence.to_string());
                }
                let others = all.iter().filter(|one| !matches!(one.field, Some("from" | "until"))).cloned().collect();
                explain(&mut form, &kith_app::Refusal::Rejected(others));
            } else {
                return Err(refusal.into());
            }
            Reply::again(&page(visit, id, form)?)
        }
    }
}

/// `POST /team/{id}/cover/end`.
pub(crate) fn end(visit: &Visit) -> Result<Reply, Problem> {
    let id = visit.id::<Account>("id")?;
    let led = visit.submit::<act::ArrangeCover>(&id.to_string(), move |work, ctx| {
        let permit = permit::own_service::<act::ArrangeCover>(ctx)?;
        covering::end(work, ctx, &permit, id)?;
        Ok("/team?said=cover-ended".to_owned())
    })?;
    Ok(Reply::see(led.to))
}
