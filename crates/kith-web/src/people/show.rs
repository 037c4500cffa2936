//! A person's page: the story on the left, what is true now on the right.

use askama::Template;
use jiff::Timestamp;
use kith_app::people::{self, Story};
use kith_app::{closing_policy, drafts, permit};
use kith_domain::person::Person;
use kith_domain::policy::{Action, act};
use kith_domain::support::case::{ClosureReason, State};
use kith_domain::time::{day_in_words, day_of};

use super::actions::{Offer, Stands, offered};
use super::begun_form;
use super::frame_about;
use super::may::May;
use super::now::now;
use super::story::{Filter, Turn, Turned, entries, turned};
use crate::components::{Button, Form, Frame, Slot, Tag};
use crate::error::Problem;
use crate::reply::Reply;
use crate::visit::{VERSION, Visit};

/// A person's page.
#[derive(Template)]
#[template(path = "people/show.html")]
pub(crate) struct PersonPage {
    frame: Frame,
    /// `/people/…`, the start of every address here.
    base: String,
    /// Buttons.
    actions: Vec<&'static Offer>,
    /// What stands behind *More*.
    more: Vec<&'static Offer>,
    /// Where the viewer writes a boundary entry, which links this person only when they tick it.
    boundary: Option<String>,
    /// What the viewer began to write about them: a sentence, and where it is gone on with.
    pub(crate) begun: Vec<(String, String)>,
    /// The form of the button that opens the case again, when it can be.
    reopen: Option<Form>,
    /// What may be done in one press, with why.
    pub(crate) taps: Vec<Tap>,
    /// That they died, and when that was written down.
    died: Option<String>,
    filters: Vec<(String, &'static str, bool)>,
    /// The page of the story.
    told: Turned,
    nothing: &'static str,
    /// What is true now, section by section.
    now: Vec<Slot>,
}

impl PersonPage {
    /// The page of a story. `reopen` is the form for opening the case again.
    pub(crate) fn new(frame: Frame, story: &Story, may: &May, (filter, turn): (Filter, Turn), reopen: Form) -> Self {
        let person = &story.person.it;
        let base = format!("/people/{}", person.id);
        let state = story.current_case().map(|kept| &kept.it.state);
        let has_ended = matches!(state, Some(State::DoorOpen { .. } | State::Closed { .. }));
        let (more, actions) = offered(story, may).into_iter().partition(|offer| offer.stands == Stands::More);
        Self {
            frame,
            actions,
            more,
            boundary: may.keep_boundaries().then(|| format!("/boundaries/new?person={}", person.id)),
            begun: Vec::new(),
            taps: Vec::new(),
            died: died(state),
            reopen: (has_ended && may.allows(Action::Reopen)).then_some(reopen),
            filters: filter.links(&base),
            told: turned(entries(story, may, filter), turn, filter, &base),
            nothing: filter.nothing(),
            now: now(story, may),
            base,
        }
    }

    fn to(&self, page: &str) -> String {
        format!("{}/{page}", self.base)
    }

    fn button(&self, offer: &Offer) -> Slot {
        let to = self.to(offer.page);
        let button = match offer.stands {
            Stands::First => Button::new(offer.label),
            Stands::Beside | Stands::More => Button::secondary(offer.label),
        };
        let button = button.to(&to).small();
        Slot::of(&if offer.key.is_empty() { button } else { button.key(offer.key) })
    }
}

/// Something that may be done in one press.
pub(crate) struct Tap {
    /// Why it is offered.
    pub(crate) words: String,
    to: String,
    form: Form,
    label: &'static str,
    /// Where more is said than in one press.
    more: Option<(String, &'static str)>,
}

/// What may be done in one press now: a review that is due, and what the closing policy of the service offers. `form`
/// makes the form of a record.
pub(crate) fn taps(story: &Story, may: &May, form: impl Fn(&str) -> Form) -> Vec<Tap> {
    let mut taps = Vec::new();
    let today = day_of(story.now);
    if let Some(kept) = story.going_on().filter(|kept| kept.it.is_due(today) && may.allows(Action::KeepHolding)) {
        let id = kept.it.id.to_string();
        taps.push(Tap {
            words: format!("Holding is to be looked at again: {}", crate::holding::words::sentence(&kept.it)),
            to: format!("/holdings/{id}/review"),
            form: form(&id).carrying(VERSION, &kept.version.to_string()).carrying("outcome", "still"),
            label: "Still holding",
            more: Some((format!("/holdings/{id}"), "With a note, or something changed")),
        });
    }
    let attempts = story.attempts();
    let policy = closing_policy::offered(story.settings.closing_policy.as_ref(), attempts.as_ref(), today);
    if let (Some(policy), Some(attempts), true) = (policy, attempts, may.allows(Action::Close)) {
        let id = story.person.it.id.to_string();
        taps.push(Tap {
            words: format!(
                "{} By the closing policy of your service support may be ended then ({}). Nothing ends by itself: you \
                 can also try again.",
                attempts.in_words(),
                policy.in_words()
            ),
            to: format!("/people/{id}/close"),
            form: form(&id)
                .carrying("reason", ClosureReason::NoAnswer.code())
                .carrying("door_open", "yes")
                .carrying("policy", "yes"),
            label: "End by the policy: no answer, door open",
            more: None,
        });
    }
    taps
}

/// That they died, where the case ended with it.
fn died(state: Option<&State>) -> Option<String> {
    match state {
        Some(State::DoorOpen { ending } | State::Closed { ending }) if ending.reason == ClosureReason::Died => {
            Some(format!("They died. It was written down on {}.", day_in_words(day_of(ending.at))))
        }
        _ => None,
    }
}

/// `GET /people/{id}`.
pub(crate) fn show(visit: &Visit) -> Result<Reply, Problem> {
    visit.only(&["show", "before", "after", "all"])?;
    let filter = Filter::read(visit.query("show")?)?;
    let turn = Turn::read(visit.query("before")?, visit.query("after")?, visit.query("all")?)?;
    let id = visit.id::<Person>("id")?;
    let (story, begun) = visit.read(|look, ctx| {
        let permit = permit::person::<act::SeePerson>(look.tx(), ctx, id)?;
        Ok((people::story(look, &permit)?, drafts::begun_about(look, ctx, &permit)?))
    })?;
    let person = &story.person.it;
    let may = May::opened(visit.actor(), person);
    let frame = Frame { wide: true, ..frame_about(visit, person, &full_name(person)) };
    let reopen = visit.form(&id.to_string());
    let begun = begun.iter().map(|(form, saved)| begun_in_words(form, *saved)).collect();
    let taps = taps(&story, &may, |record| visit.fresh_form(record));
    Reply::page(&PersonPage { begun, taps, ..PersonPage::new(frame, &story, &may, (filter, turn), reopen) })
}

/// What the viewer began to write: a sentence, and where it is gone on with.
fn begun_in_words(form: &str, saved: Timestamp) -> (String, String) {
    let (what, at) = begun_form(form);
    (format!("You began {what} on {} and have not saved it.", day_in_words(day_of(saved))), at)
}

/// "Margaret Anne Featherstonehaugh".
pub(crate) fn full_name(person: &Person) -> String {
    match &person.identity.given_names {
        Some(given) => format!("{given} {}", person.identity.family_name),
        None => person.identity.family_name.to_string(),
    }
}
