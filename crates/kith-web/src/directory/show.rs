//! One entry of the directory.

use askama::Template;
use kith_app::entries::{by_hand, checked, corrections};
use kith_app::{connecting, keeping, permit};
use kith_domain::directory::{CommunityService, Intake, Organisation};
use kith_domain::policy::act;
use kith_domain::time;

use super::correct::Told;
use super::kept::Keeping;
use super::narrow::OF_DIRECTORY;
use super::team_notes::Beside;
use super::{CardView, Searched, searched};
use crate::components::{BackLink, Button, Form, Frame};
use crate::error::Problem;
use crate::reply::Reply;
use crate::visit::Visit;

/// An entry with how to reach it and whose it is.
#[derive(Template)]
#[template(path = "directory/show.html")]
pub(crate) struct EntryPage {
    frame: Frame,
    card: CardView,
    /// The way back: to the search that led here, if one did.
    pub(crate) back: (String, &'static str),
    phone: Option<String>,
    email: Option<String>,
    url: Option<String>,
    /// What else it says.
    details: Vec<(&'static str, String)>,
    organisation: String,
    about: Option<String>,
    organisation_url: Option<String>,
    /// Where the entry is changed, for whoever keeps it.
    pub(crate) change: Option<String>,
    /// Where its organisation is renamed for all of its entries, for whoever keeps it.
    pub(crate) rename: Option<String>,
    /// Where somebody is invited to speak for its organisation, for whoever keeps entries.
    pub(crate) invite: Option<String>,
    /// Where it is said that something is wrong, for whoever works with it.
    pub(crate) wrong: Option<(String, Form)>,
    /// What the team knows of it.
    pub(crate) team: Beside,
    /// Keeping it, for whoever works with it.
    pub(crate) keeping: Option<Keeping>,
    /// Where a field of it is corrected, for whoever may.
    pub(crate) correct: Option<String>,
    /// What is corrected here.
    pub(crate) corrected: Vec<Told>,
    /// "I checked this today": where that is said, with its form.
    pub(crate) check: Option<(String, Form)>,
    /// Whether it stands in the open directory, for whoever keeps it: where that is said, what is said now, its form.
    pub(crate) open: Option<(String, Openness, Form)>,
}

/// Whether an entry by hand stands in the open directory.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Openness {
    Open,
    KeptIn,
    /// It was written before that was asked.
    NotAsked,
}

impl EntryPage {
    /// The page of an entry.
    pub(crate) fn new(
        frame: Frame,
        (service, organisation): &(CommunityService, Organisation),
        intake: Option<&Intake>,
        today: jiff::civil::Date,
    ) -> Self {
        let it = &service.entry;
        let href = format!("/directory/{}", service.id);
        Self {
            frame,
            back: back(&Searched::default()),
            card: CardView::of(service, organisation.name.as_str(), today, href).taking(intake, service, today),
            phone: it.phone.as_ref().map(ToString::to_string),
            email: it.email.as_ref().or(organisation.email.as_ref()).map(ToString::to_string),
            url: it.url.as_ref().map(ToString::to_string),
            details: super::details::details(service),
            organisation: organisation.name.to_string(),
            about: organisation.description.as_ref().map(ToString::to_string),
            organisation_url: organisation.url.as_ref().map(ToString::to_string),
            change: None,
            rename: None,
            invite: None,
            wrong: None,
            team: Beside::default(),
            keeping: None,
            correct: None,
            corrected: Vec::new(),
            check: None,
            open: None,
        }
    }

    /// What a telephone dials, when the text is a number and nothing else.
    pub(crate) fn dials(phone: &str) -> Option<String> {
        let is_number = phone.chars().all(|c| c.is_ascii_digit() || matches!(c, '+' | '(' | ')' | '-' | ' '));
        let dials: String = phone.chars().filter(|c| c.is_ascii_digit() || *c == '+').collect();
        (is_number && dials.len() > 2).then_some(dials)
    }

    /// Whether a text is one e-mail address, as far as a link needs it to be.
    fn is_email(text: &str) -> bool {
        text.matches('@').count() == 1 && !text.contains(|c: char| c.is_whitespace() || "<>\"'?&".contains(c))
    }

    /// Whether an address may become a link: only the web's own.
    fn is_web(url: &str) -> bool {
        url.starts_with("https://") || url.starts_with("http://")
    }
}

/// The way back to a search, or to the directory.
fn back(searched: &Searched) -> (String, &'static str) {
    let text = if searched.is_none() { "Back to the directory" } else { "Back to the search" };
    (searched.on("/directory"), text)
}

/// `GET /directory/{id}`.
pub(crate) fn show(visit: &Visit) -> Result<Reply, Problem> {
    visit.only(&[searched::NAME])?;
    let id = visit.id::<CommunityService>("id")?;
    let searched = Searched::of_address(visit, &OF_DIRECTORY)?;
    let (target, intake) = visit.read(|look, ctx| {
        let permit = permit::directory::<act::SeeDirectory>(ctx)?;
        Ok((connecting::entry(look, &permit, id)?, connecting::intake(look, &permit, id)?))
    })?;
    let frame = visit.frame(target.0.entry.name.as_str(), Some("/directory"));
    let keeps = visit.may_keep_entries()
        && visit.read(|look, ctx| {
            let permit = permit::own_service::<act::KeepEntry>(ctx)?;
            by_hand::is_kept_by(look.tx(), permit.key(), &target.0)
        })?;
    let mut page = EntryPage::new(frame, &target, intake.as_ref(), time::day_of(visit.site.app.now()));
    page.back = back(&searched);
    page.change = keeps.then(|| format!("/directory/{id}/change"));
    page.rename = (keeps && target.1.source.is_none()).then(|| format!("/directory/{id}/organisation"));
    page.invite = visit.may_keep_entries().then(|| format!("/directory/{id}/invite"));
    let of_team = |to: &str| (format!("/directory/{id}/{to}"), visit.fresh_form(&id.to_string()));
    page.wrong = visit.may_tell_of_entries().then(|| of_team("wrong"));
    page.team = Beside::read(visit, id)?;
    if visit.may_tell_of_entries() {
        let is_kept = visit.read(|look, ctx| {
            let permit = permit::own_service::<act::KeepFavourite>(ctx)?;
            keeping::is_kept(look, ctx, &permit, id)
        })?;
        let form = searched.carried_by(visit.fresh_form(&id.to_string()));
        page.keeping = Some(Keeping::of(form, &id.to_string(), is_kept));
    }
    let check = visit.may_tell_of_entries().then(|| of_team("checked"));
    page.check = check.map(|(to, form)| (to, searched.carried_by(form)));
    page.correct = (visit.may_keep_entries() && !target.0.is_by_hand()).then(|| format!("/directory/{id}/correct"));
    page.open = keeps.then(|| {
        let open = match target.0.here.is_open {
            Some(true) => Openness::Open,
            Some(false) => Openness::KeptIn,
            None => Openness::NotAsked,
        };
        (format!("/directory/{id}/publish"), open, visit.fresh_form(&id.to_string()))
    });
    let (who, corrected, names) = visit.read(|look, ctx| {
        let own = ctx.actor().services().first().copied();
        let (corrected, names) = corrections::of_entry(look, own, &target.0)?;
        let who = match own {
            Some(own) => checked::by_whom(look, own, target.0.here.checked_by)?,
            None => None,
        };
        Ok((who, corrected, names))
    })?;
    if target.0.vanished.is_none() {
        page.card = page.card.checked_by(who.as_deref());
    }
    page.corrected = corrected.iter().map(|it| Told::new(it, &target.0, &names, None)).collect();
    Reply::page(&page)
}
