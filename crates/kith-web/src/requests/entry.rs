//! One entry of an organisation, kept true by the organisation itself: room and a pause at once, “all of this is right” in
//! one press, and everything else as a change that whoever keeps the entry takes over.

use askama::Template;
use http::StatusCode;
use jiff::civil::Date;
use kith_app::entries::by_hand::Input;
use kith_app::entries::own::{self, OwnEntry, RoomInput};
use kith_app::{Led, Refusal, permit};
use kith_domain::calendar::WEEK;
use kith_domain::directory::suggestion::Answer;
use kith_domain::directory::{Capacity, CommunityService, Suggestion};
use kith_domain::id::Id;
use kith_domain::policy::act;
use kith_domain::time;

use super::Came;
use crate::components::{BackLink, Button, Choice, Form, Frame, Slot};
use crate::directory::CardView;
use crate::directory::write::{filled, typed};
use crate::error::Problem;
use crate::reply::Reply;
use crate::visit::{VERSION, Visit, explain};

/// The page.
#[derive(Template)]
#[template(path = "requests/entry.html")]
pub(crate) struct OwnEntryPage {
    frame: Frame,
    back: String,
    /// The page's own address; its forms go below it.
    to: String,
    card: CardView,
    forms: EntryForms,
    room: Vec<Choice>,
    days: Vec<Choice>,
    /// Whether the entry comes from a feed, so that what is proposed has to be changed where it comes from.
    is_of_feed: bool,
    /// What they proposed before, latest first: when, which fields, and what came of it.
    proposed: Vec<(String, String, &'static str)>,
    change_is_open: bool,
}

/// The forms of the page. Each is used once by itself.
#[derive(Debug, Clone, Default)]
pub(crate) struct EntryForms {
    /// Whether there is room.
    pub(crate) room: Form,
    /// All of this is right.
    pub(crate) right: Form,
    /// What would be changed.
    pub(crate) change: Form,
}

impl OwnEntryPage {
    /// The page of an entry.
    pub(crate) fn new(frame: Frame, came: &Came, it: &OwnEntry, today: Date, forms: EntryForms) -> Self {
        let entry = &it.kept.it;
        let to = format!("{}/{}", came.services, entry.id);
        let is_fine = forms.room.is_fine() && forms.right.is_fine() && forms.change.is_fine();
        let change_is_open = !forms.change.is_fine() || !forms.right.is_fine();
        let pause = it.intake.as_ref().and_then(|it| it.pause(today)).map(time::date_in_words).unwrap_or_default();
        let places = it.intake.as_ref().and_then(|it| it.places_where(entry.capacity));
        let weeks = match entry.capacity {
            Capacity::Wait { weeks: Some(weeks) } => weeks.to_string(),
            _ => String::new(),
        };
        let room = forms
            .room
            .prefill("room", entry.capacity.code())
            .prefill("room_weeks", &weeks)
            .prefill("places", &places.map_or_else(String::new, |places| places.to_string()))
            .prefill("paused_until", &pause);
        let change = filled(forms.change, &Input::of(entry, &it.organisation));
        Self {
            frame: Frame { error_title: !is_fine, ..frame },
            back: came.services.clone(),
            card: CardView::of(entry, it.organisation.name.as_str(), today, to.clone()).taking(
                it.intake.as_ref(),
                entry,
                today,
            ),
            to,
            room: rooms(&room),
            days: WEEK.iter().map(|(code, word)| Choice::new(code, word)).collect(),
            is_of_feed: !entry.is_by_hand(),
            proposed: it.proposed.iter().map(proposed).collect(),
            change_is_open,
            forms: EntryForms { room, change, ..forms },
        }
    }
}

/// What they proposed, and what came of it. Who dealt with it is not theirs to know.
fn proposed(it: &Suggestion) -> (String, String, &'static str) {
    let fields: Vec<&str> = it.proposed.iter().map(|one| one.field.label()).collect();
    let came = match (it.done, it.answer) {
        (None, _) => "It waits to be looked at",
        (Some(_), None) => Answer::Done.label(),
        (Some(_), Some(answer)) => answer.label(),
    };
    (time::date_in_words(time::day_of(it.at)), fields.join("; "), came)
}

fn rooms(form: &Form) -> Vec<Choice> {
    let weeks = form.input("room_weeks", "About how many weeks?").width(3).digits().autocomplete("off");
    let places =
        form.input("places", "How many places?").hint("Leave it empty if you do not count them.").width(4).digits();
    vec![
        Choice::new("room", "We have room").reveals(Slot::of(&places.autocomplete("off"))),
        Choice::new("wait", "There is a waiting list").reveals(Slot::of(&weeks)),
        Choice::new("full", "We are full"),
        Choice::new("not-said", "We would rather not say"),
    ]
}

fn opened(visit: &Visit, came: &Came) -> Result<OwnEntry, Problem> {
    let id = visit.id::<CommunityService>("id")?;
    Ok(visit.site.app.read(&visit.seed_as(came.actor.clone()), |look, ctx| {
        let on = permit::own_entry::<act::KeepOwnEntry>(look.tx(), ctx, id)?;
        own::open(look.tx(), ctx, on)
    })?)
}

fn blank(visit: &Visit, it: &OwnEntry) -> EntryForms {
    let record = it.kept.it.id.to_string();
    let fresh = || visit.fresh_form(&record).carrying(VERSION, &it.kept.version.to_string());
    EntryForms { room: fresh(), right: fresh(), change: fresh() }
}

fn draw(visit: &Visit, came: &Came, it: &OwnEntry, forms: EntryForms) -> OwnEntryPage {
    let frame = came.frame(visit, it.kept.it.entry.name.as_str(), it.organisation.name.as_str());
    OwnEntryPage::new(frame, came, it, time::day_of(visit.site.app.now()), forms)
}

/// `GET /asked-of-us/{secret}/services/{id}` and `GET /our-services/{id}`.
pub(crate) fn show(visit: &Visit) -> Result<Reply, Problem> {
    let came = Came::of(visit)?;
    visit.only(&[])?;
    let it = opened(visit, &came)?;
    Reply::page(&draw(visit, &came, &it, blank(visit, &it)))
}

/// What comes of a form: on, or the page again with what was wrong.
fn finish(
    visit: &Visit,
    came: &Came,
    taken: Result<Led, Refusal>,
    into: impl Fn(&mut EntryForms, Form),
) -> Result<Reply, Problem> {
    let refusal = match taken {
        Ok(led) => return Ok(Reply::see(led.to)),
        Err(refusal) => refusal,
    };
    let mut form = visit.form(visit.param("id"));
    let is_stale = matches!(refusal, Refusal::Stale);
    if is_stale {
        form.general_problem("The entry was changed while you had it open. Read it again below; nothing was saved.");
    } else if !explain(&mut form, &refusal) {
        return Err(refusal.into());
    }
    let it = opened(visit, came)?;
    let mut forms = blank(visit, &it);
    // What was typed belongs to the entry as it stands now, as they read it on this page.
    into(&mut forms, form.without(VERSION).carrying(VERSION, &it.kept.version.to_string()));
    let page = draw(visit, came, &it, forms);
    if is_stale { Reply::page_with(StatusCode::CONFLICT, &page) } else { Reply::again(&page) }
}

/// `POST` to its `/room`: applies at once.
pub(crate) fn room(visit: &Visit) -> Result<Reply, Problem> {
    let came = Came::of(visit)?;
    let id = visit.id::<CommunityService>("id")?;
    let input = RoomInput {
        room: visit.field("room"),
        weeks: visit.field("room_weeks"),
        places: visit.field("places"),
        paused_until: visit.field("paused_until"),
    };
    let to = format!("{}/{id}?said=room-said", came.services);
    let taken = visit.submit_as::<act::KeepOwnEntry>(came.actor.clone(), &id.to_string(), move |work, ctx| {
        let on = permit::own_entry::<act::KeepOwnEntry>(work.tx(), ctx, id)?;
        own::say_room(work, ctx, on, &input)?;
        Ok(to.clone())
    });
    finish(visit, &came, taken, |forms, form| forms.room = form)
}

/// `POST` to its `/right`: all of this is right.
pub(crate) fn right(visit: &Visit) -> Result<Reply, Problem> {
    let came = Came::of(visit)?;
    let id: Id<CommunityService> = visit.id("id")?;
    let version = visit.version()?;
    let to = format!("{}/{id}?said=entry-confirmed", came.services);
    let taken = visit.submit_as::<act::KeepOwnEntry>(came.actor.clone(), &id.to_string(), move |work, ctx| {
        let on = permit::own_entry::<act::KeepOwnEntry>(work.tx(), ctx, id)?;
        own::confirm(work, ctx, on, version)?;
        Ok(to.clone())
    });
    finish(visit, &came, taken, |forms, form| forms.right = form)
}

/// `POST` to its `/change`: what it should say.
pub(crate) fn change(visit: &Visit) -> Result<Reply, Problem> {
    let came = Came::of(visit)?;
    let id: Id<CommunityService> = visit.id("id")?;
    let (input, words) = (typed(visit), visit.field("words"));
    let to = format!("{}/{id}?said=entry-proposed", came.services);
    let taken = visit.submit_as::<act::KeepOwnEntry>(came.actor.clone(), &id.to_string(), move |work, ctx| {
        let on = permit::own_entry::<act::KeepOwnEntry>(work.tx(), ctx, id)?;
        own::propose(work, ctx, on, &input, &words)?;
        Ok(to.clone())
    });
    finish(visit, &came, taken, |forms, form| forms.change = form)
}
