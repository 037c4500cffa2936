//! Taking the directory away: whoever sees it may have it as a file, for a spreadsheet or for another system.

use std::io;

use askama::Template;
use kith_app::export::{self, Form};
use kith_app::permit;
use kith_domain::policy::act;
use kith_domain::time;

use crate::components::{BackLink, Frame};
use crate::error::Problem;
use crate::made::Make;
use crate::reply::Reply;
use crate::visit::Visit;

/// What can be taken away.
#[derive(Template)]
#[template(path = "directory/export.html")]
pub(crate) struct ExportPage {
    pub(crate) frame: Frame,
}

fn may(visit: &Visit) -> Result<(), Problem> {
    visit.read(|_, ctx| permit::directory::<act::SeeDirectory>(ctx).map(drop))
}

/// `GET /directory/export`.
pub(crate) fn show(visit: &Visit) -> Result<Reply, Problem> {
    visit.only(&[])?;
    may(visit)?;
    Reply::page(&ExportPage { frame: visit.frame("Take the directory away", Some("/directory")) })
}

/// `GET /directory/export/open-referral`.
pub(crate) fn open_referral(visit: &Visit) -> Result<Reply, Problem> {
    file(visit, Form::OpenReferral, "json", "application/json")
}

/// `GET /directory/export/table`.
pub(crate) fn table(visit: &Visit) -> Result<Reply, Problem> {
    file(visit, Form::Table, "csv", "text/csv; charset=utf-8")
}

fn file(visit: &Visit, form: Form, ending: &str, kind: &'static str) -> Result<Reply, Problem> {
    visit.only(&[])?;
    may(visit)?;
    let place = visit.site.exports.clone().try_acquire_owned().map_err(|_| Problem::Busy)?;
    let (app, actor) = (visit.site.app.clone(), visit.actor());
    let make = Make::new(move |out| {
        // Held until the file is made, or whoever takes it has gone.
        let _place = place;
        export::directory(&app, &actor, form, out, &|_, _| {}).map(drop).map_err(io::Error::other)
    });
    let name = format!("directory-{}.{ending}", time::day_of(visit.site.app.now()));
    Ok(Reply::Made { kind, name, make })
}
