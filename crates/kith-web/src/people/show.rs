//! A person's page: the story on the left, what is true now on the right.

use askama::Template;
use kith_app::people::{self, Story};
use kith_app::permit;
use kith_domain::person::Person;
use kith_domain::policy::{Action, act};
use kith_domain::support::case::State;

use super::frame_about;
use super::may::May;
use super::now::{Now, now};
use super::timeline::{Entry, Filter, entries};
use crate::components::{Button, Form, Frame, SummaryList, Tag};
use crate::error::Problem;
use crate::reply::Reply;
use crate::visit::Visit;

/// A person's page.
#[derive(Template)]
#[template(path = "people/show.html")]
pub(crate) struct PersonPage {
    frame: Frame,
    /// `/people/…`, the start of every address here.
    base: String,
    called: String,
    can_log: bool,
    can_connect: bool,
    can_record_need: bool,
    can_write: bool,
    can_message: bool,
    can_change_rules: bool,
    can_close: bool,
    can_see_who_looked: bool,
    /// The form of the button that opens the case again, when it can be.
    reopen: Option<Form>,
    filters: Vec<(String, &'static str, bool)>,
    entries: Vec<Entry>,
    nothing: &'static str,
    now: Now,
}

impl PersonPage {
    /// The page of a story. `reopen` is the form for opening the case again.
    pub(crate) fn new(frame: Frame, story: &Story, may: &May, filter: Filter, reopen: Form) -> Self {
        let person = &story.person.it;
        let base = format!("/people/{}", person.id);
        let state = story.current_case().map(|kept| &kept.it.state);
        let is_held = matches!(state, Some(State::New { .. } | State::Active { .. }));
        let has_ended = matches!(state, Some(State::DoorOpen { .. } | State::Closed { .. }));
        Self {
            frame,
            called: person.identity.called().into_owned(),
            can_log: is_held && may.allows(Action::LogContact),
            can_connect: may.allows(Action::Connect),
            can_record_need: may.allows(Action::RecordNeed),
            can_write: may.allows(Action::WriteWhatMatters),
            can_message: story.referrals.iter().any(|(it, _)| it.route.practice().is_some())
                && may.allows(Action::SendMessage),
            can_change_rules: may.allows(Action::ChangeContactRules),
            can_close: is_held && may.allows(Action::Close),
            can_see_who_looked: may.allows(Action::SeeWhoLooked),
            reopen: (has_ended && may.allows(Action::Reopen)).then_some(reopen),
            filters: filter.links(&base),
            entries: entries(story, may, filter),
            nothing: filter.nothing(),
            now: now(story, may),
            base,
        }
    }

    fn to(&self, page: &str) -> String {
        format!("{}/{page}", self.base)
    }
}

/// `GET /people/{id}`.
pub(crate) fn show(visit: &Visit) -> Result<Reply, Problem> {
    visit.only(&["show"])?;
    let filter = Filter::read(visit.query("show")?)?;
    let id = visit.id::<Person>("id")?;
    let story = visit.read(|look, ctx| {
        let permit = permit::person::<act::SeePerson>(look.tx(), ctx, id)?;
        people::story(look, &permit)
    })?;
    let person = &story.person.it;
    let may = May::opened(visit.actor(), person);
    let frame = Frame { wide: true, ..frame_about(visit, person, &full_name(person)) };
    let reopen = visit.form(&id.to_string());
    Reply::page(&PersonPage::new(frame, &story, &may, filter, reopen))
}

/// "Margaret Anne Featherstonehaugh".
pub(crate) fn full_name(person: &Person) -> String {
    match &person.identity.given_names {
        Some(given) => format!("{given} {}", person.identity.family_name),
        None => person.identity.family_name.to_string(),
    }
}
