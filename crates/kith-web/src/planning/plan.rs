//! The plan on one page: what matters above, then goals with what is done for them, and what surrounds them.

use askama::Template;
use kith_app::people::Story;
use kith_domain::person::Person;
use kith_domain::policy::{Action as Right, act};
use kith_domain::support::plan::action::{Action, State};
use kith_domain::support::plan::goal;
use kith_domain::time::{day_in_words, day_of};

use super::{story, words};
use crate::components::{BackLink, Button, Frame, Row, SummaryList, Tag};
use crate::error::Problem;
use crate::people::{Back, May, frame_about};
use crate::reply::Reply;
use crate::visit::Visit;

/// The page.
#[derive(Template)]
#[template(path = "planning/plan.html")]
pub(crate) struct PlanPage {
    frame: Frame,
    back: Back,
    base: String,
    called: String,
    can_write: bool,
    matters: Option<String>,
    goals: Vec<GoalView>,
    /// Actions that serve no goal.
    others: Vec<ActionView>,
    around: Vec<Row>,
}

/// A goal with what is done for it.
struct GoalView {
    id: String,
    words: String,
    why: Option<String>,
    state: (&'static str, &'static str),
    since: String,
    outcome: Option<String>,
    actions: Vec<ActionView>,
}

/// An action.
struct ActionView {
    id: String,
    what: String,
    state: (&'static str, &'static str),
    since: String,
    lines: Vec<String>,
    outcome: Option<String>,
}

fn action_view(called: &str, it: &Action) -> ActionView {
    let colour = match it.state {
        State::NotStarted => "white",
        State::Started => "blue",
        State::Done | State::NoLonger => "grey",
    };
    ActionView {
        id: it.id.to_string(),
        what: it.terms.what.to_string(),
        state: (it.state.label(), colour),
        since: day_in_words(day_of(it.since)),
        lines: words::terms_in_words(called, &it.terms),
        outcome: it.outcome.as_ref().map(ToString::to_string),
    }
}

impl PlanPage {
    /// The page of a story.
    pub(crate) fn new(frame: Frame, story: &Story, may: &May) -> Self {
        let person = &story.person.it;
        let called = person.identity.called().into_owned();
        let of = |goal: Option<kith_domain::id::Id<goal::Goal>>| -> Vec<ActionView> {
            let actions = story.plan.actions.iter().map(|kept| &kept.it).filter(|it| it.terms.goal == goal);
            actions.map(|it| action_view(&called, it)).collect()
        };
        let goals = story.plan.goals.iter().map(|kept| {
            let it = &kept.it;
            let colour = if it.state == goal::State::Open { "blue" } else { "grey" };
            GoalView {
                id: it.id.to_string(),
                words: it.wording.words.to_string(),
                why: it.wording.why.as_ref().map(ToString::to_string),
                state: (it.state.label(), colour),
                since: day_in_words(day_of(it.since)),
                outcome: it.outcome.as_ref().map(ToString::to_string),
                actions: of(Some(it.id)),
            }
        });
        let parts = story.plan.sheet.as_ref().map(|kept| words::parts_in_words(&kept.it.parts)).unwrap_or_default();
        Self {
            back: Back::to(person),
            base: format!("/people/{}", person.id),
            can_write: may.allows(Right::WritePlan),
            matters: story.what_matters.first().map(|it| it.words.to_string()),
            goals: goals.collect(),
            others: of(None),
            around: parts.into_iter().map(|(heading, words)| Row::new(heading, &words)).collect(),
            called,
            frame,
        }
    }

    fn is_empty(&self) -> bool {
        self.goals.is_empty() && self.others.is_empty() && self.around.is_empty()
    }

    fn to(&self, page: &str) -> String {
        format!("{}/{page}", self.base)
    }
}

/// `GET /people/{id}/plan`.
pub(crate) fn show(visit: &Visit) -> Result<Reply, Problem> {
    visit.only(&[])?;
    let id = visit.id::<Person>("id")?;
    let story = story::<act::SeePerson>(visit, id)?;
    let may = May::opened(visit.actor(), &story.person.it);
    Reply::page(&PlanPage::new(frame_about(visit, &story.person.it, "The plan"), &story, &may))
}
