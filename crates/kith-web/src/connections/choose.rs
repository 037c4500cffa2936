//! Looking for something for a person: the directory, and what to do when nothing fits.

use askama::Template;
use kith_app::connecting::{self, Found};
use kith_app::people::{self, Head};
use kith_app::permit;
use kith_domain::person::Person;
use kith_domain::policy::{Action, act};
use kith_domain::time;

use crate::components::{BackLink, Button, Form, Frame, Input, PageLink, Pagination};
use crate::directory::{CardView, found_in_words};
use crate::error::Problem;
use crate::mark;
use crate::people::{Back, May, frame_about};
use crate::reply::Reply;
use crate::request::encode;
use crate::visit::Visit;

/// The search within connecting.
#[derive(Template)]
#[template(path = "connections/choose.html")]
pub(crate) struct ChoosePage {
    frame: Frame,
    back: Back,
    to: String,
    typed: String,
    /// The need that something is looked for, as address part and words.
    need: Option<(String, String)>,
    found: String,
    cards: Vec<CardView>,
    words_ignored: bool,
    pages: Pagination,
    /// Where to record that nothing is there, for each need: address and the need's words.
    gaps: Vec<(String, String)>,
    /// Where to record a need with the words that were looked for.
    new_need: Option<String>,
}

/// What was asked for in the address.
#[derive(Debug, Clone, Default)]
pub(crate) struct Asked {
    /// The words typed.
    pub(crate) typed: String,
    /// The need that something is looked for.
    pub(crate) need: String,
    /// Whether this is the first page.
    pub(crate) is_beginning: bool,
}

impl ChoosePage {
    /// The page of what was found.
    pub(crate) fn new(
        frame: Frame,
        head: &Head,
        found: &Found,
        asked: &Asked,
        today: jiff::civil::Date,
        may: &May,
    ) -> Self {
        let person = &head.person.it;
        let base = format!("/people/{}/connect", person.id);
        let need = head.needs.iter().find(|need| need.id.to_string() == asked.need);
        let of_need = need.map_or_else(String::new, |need| format!("?need={}", need.id));
        let typed = encode(&asked.typed);
        let cards = found
            .page
            .lines
            .iter()
            .map(|card| CardView::new(card, today, format!("{base}/{}{of_need}", card.service.id)))
            .collect();
        let and_need = need.map_or_else(String::new, |need| format!("&need={}", need.id));
        let next = found.page.next.as_ref().map(|key| {
            PageLink::new(&format!("{base}?after={}{and_need}", encode(&mark::written(key))), "More of the directory")
        });
        let previous = (!asked.is_beginning).then(|| PageLink::new(&format!("{base}{of_need}"), "From the beginning"));
        let sought = if typed.is_empty() { String::new() } else { format!("?sought={typed}") };
        let gaps = head
            .needs
            .iter()
            .filter(|_| may.allows(Action::RecordGap))
            .filter(|it| need.is_none_or(|need| need.id == it.id))
            .map(|need| (format!("/needs/{}/gap{sought}", need.id), need.stated.to_string()));
        let stated = if typed.is_empty() { String::new() } else { format!("?stated={typed}") };
        Self {
            frame,
            back: Back::to(person),
            typed: asked.typed.clone(),
            need: need.map(|need| (need.id.to_string(), need.stated.to_string())),
            found: found_in_words(found, &asked.typed),
            cards,
            words_ignored: found.words_ignored,
            pages: Pagination { previous, next },
            gaps: gaps.collect(),
            new_need: may.allows(Action::RecordNeed).then(|| format!("/people/{}/needs/new{stated}", person.id)),
            to: base,
        }
    }

    fn need_field(&self) -> Form {
        match &self.need {
            Some((id, _)) => Form::blank().carrying("need", id),
            None => Form::blank(),
        }
    }
}

/// `GET /people/{id}/connect`.
pub(crate) fn choose(visit: &Visit) -> Result<Reply, Problem> {
    visit.only(&["q", "after", "need"])?;
    let id = visit.id::<Person>("id")?;
    let after = visit.query("after")?.map(mark::read).transpose()?;
    let asked = Asked {
        typed: visit.query("q")?.unwrap_or_default().to_owned(),
        need: visit.query("need")?.unwrap_or_default().to_owned(),
        is_beginning: after.is_none(),
    };
    let (head, found) = visit.read(|look, ctx| {
        let permit = permit::person::<act::Connect>(look.tx(), ctx, id)?;
        let head = people::head(look, &permit)?;
        let directory = permit::directory::<act::SeeDirectory>(ctx)?;
        Ok((head, connecting::search(look, &directory, &asked.typed, after.clone())?))
    })?;
    if !asked.need.is_empty() && !head.needs.iter().any(|need| need.id.to_string() == asked.need) {
        return Err(Problem::Bad("The address names a need that this person does not have."));
    }
    let person = &head.person.it;
    let frame = frame_about(visit, person, &format!("Find something for {}", person.identity.called()));
    let may = May::opened(visit.actor(), person);
    let today = time::day_of(visit.site.app.now());
    Reply::page(&ChoosePage::new(frame, &head, &found, &asked, today, &may))
}
