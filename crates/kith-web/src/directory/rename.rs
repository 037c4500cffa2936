//! An organisation that the team wrote down itself is renamed for all of its entries: for whoever keeps entries, in half a
//! minute, from the page of any of them.

use askama::Template;
use kith_app::entries::renamed::{self, Opened};
use kith_app::permit;
use kith_domain::directory::CommunityService;
use kith_domain::policy::act;
use kith_domain::time::moment_in_words;

use crate::components::{BackLink, Button, Form, Frame};
use crate::error::Problem;
use crate::reply::Reply;
use crate::taken::taken;
use crate::visit::{VERSION, Visit};

/// The page.
#[derive(Template)]
#[template(path = "directory/rename.html")]
pub(crate) struct RenamePage {
    frame: Frame,
    form: Form,
    to: String,
    back: (String, String),
    is_ours: bool,
    /// The entries that say its name.
    entries: Vec<(String, String)>,
    /// What it was called, latest first.
    history: Vec<(String, String)>,
}

impl RenamePage {
    /// The page of the organisation of an entry, opened from that entry.
    pub(crate) fn new(frame: Frame, from: &str, it: &Opened, form: Form) -> Self {
        let own = it.entries.iter().find(|entry| entry.id.to_string() == from);
        let back = own.map_or("Back to the entry", |entry| entry.entry.name.as_str()).to_owned();
        let entry = |it: &CommunityService| (it.entry.name.to_string(), format!("/directory/{}", it.id));
        Self {
            frame: Frame { error_title: !form.is_fine(), ..frame },
            form: form.prefill("organisation", it.kept.it.name.as_str()),
            to: format!("/directory/{from}/organisation"),
            back: (format!("/directory/{from}"), back),
            is_ours: it.is_ours,
            entries: it.entries.iter().map(entry).collect(),
            history: history(it),
        }
    }
}

/// What it was called, latest first. Who works for another service is nobody's to know.
fn history(it: &Opened) -> Vec<(String, String)> {
    let renamed = it.history.iter().filter(|one| one.kind == "directory.organisation_renamed").rev();
    let told = renamed.map(|one| {
        let who = one.account.and_then(|account| it.names.get(&account));
        let who = who.map_or("Somebody of another service", String::as_str);
        let (was, is) = (one.text("was").unwrap_or_default(), one.text("name").unwrap_or_default());
        (moment_in_words(one.at), format!("{who} renamed it from “{was}” to “{is}”."))
    });
    told.collect()
}

fn opened(visit: &Visit) -> Result<Opened, Problem> {
    let id = visit.id::<CommunityService>("id")?;
    visit.read(|look, ctx| {
        let permit = permit::own_service::<act::KeepEntry>(ctx)?;
        renamed::open(look, &permit, id)
    })
}

fn page(visit: &Visit, it: &Opened, form: Form) -> RenamePage {
    let form =
        if visit.field(VERSION).is_empty() { form.carrying(VERSION, &it.kept.version.to_string()) } else { form };
    let frame = visit.frame(&format!("Rename {}", it.kept.it.name), Some("/directory"));
    RenamePage::new(frame, visit.param("id"), it, form)
}

/// `GET /directory/{id}/organisation`.
pub(crate) fn show(visit: &Visit) -> Result<Reply, Problem> {
    visit.only(&[])?;
    let it = opened(visit)?;
    Reply::page(&page(visit, &it, visit.form(visit.param("id"))))
}

/// `POST /directory/{id}/organisation`.
pub(crate) fn take(visit: &Visit) -> Result<Reply, Problem> {
    let id = visit.id::<CommunityService>("id")?;
    let (name, version) = (visit.field("organisation"), visit.version()?);
    let sent = visit.submit::<act::KeepEntry>(&id.to_string(), move |work, ctx| {
        let permit = permit::own_service::<act::KeepEntry>(ctx)?;
        renamed::rename(work, ctx, &permit, (id, version), &name)?;
        Ok(format!("/directory/{id}?said=organisation-renamed"))
    });
    taken(visit, visit.param("id"), sent)?.answer(|back| {
        let it = opened(visit)?;
        let (form, _) = back.at(it.kept.version);
        Ok(page(visit, &it, form))
    })
}
