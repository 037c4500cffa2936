//! A connection: what it is, what happened to it, and what happened next.

use askama::Template;
use kith_app::connecting::{self, Opened, StepInput};
use kith_app::sharing::Line as SharingLine;
use kith_app::{Refusal, permit};
use kith_domain::appointment::Appointment;
use kith_domain::directory::Connection;
use kith_domain::directory::connection::{DeclineReason, State, Step, Whose, WhyEnded};
use kith_domain::id::Id;
use kith_domain::person::sharing::Recipient;
use kith_domain::policy::{Action, act};
use kith_domain::support::contact::{Mode, Reached};
use kith_domain::time;
use kith_domain::time::{day_in_words, day_of};

use super::by_mail::ByMailView;
use super::gap_tap::{GapTap, chase_in_words};
use super::telling::Read;
use super::words::{Parties, how_it_was, told};
use crate::components::{BackLink, Button, Choice, Form, Frame, Slot, SummaryList, Tag};
use crate::error::Problem;
use crate::people::sharing::standing_with;
use crate::people::{Back, May, frame_about};
use crate::reply::Reply;
use crate::taken::overtaken;
use crate::visit::{VERSION, Visit, explain};
use crate::waits;

/// A connection's page.
#[derive(Template)]
#[template(path = "connections/step.html")]
pub(crate) struct ConnectionPage {
    frame: Frame,
    form: Form,
    to: String,
    back: Back,
    /// What it is, with whom, and for which need.
    sentences: Vec<String>,
    entry: String,
    called: String,
    state: String,
    since: String,
    /// That somebody went along, which says nothing about where the connection stands.
    together: Vec<String>,
    /// How it was for the person: words, and whose they are.
    afterwards: Vec<(String, String)>,
    agreed: Read,
    /// Where to change that; nothing when the viewer may not.
    change_agreed: Option<String>,
    /// What was asked by e-mail.
    by_mail: ByMailView,
    /// The hidden fields of its small forms: seen, stop, and stop the links to everything.
    small: (Form, Form, Form),
    /// Where one press says that something is wrong with the entry, and its hidden fields.
    pub(crate) wrong: Option<(String, Form)>,
    /// How things stand today between the person and the organisation.
    sharing: Option<SharingLine>,
    happened: Vec<Told>,
    /// What can have happened next; nothing when the viewer may not say.
    steps: Vec<Choice>,
    /// What is planned to go there together.
    planned: Vec<Planned>,
    /// Where to plan to go there together; nothing when the viewer may not.
    plan: Option<String>,
    /// The hidden fields of the press that says they went, drawn for the person.
    pub(crate) went: Form,
    /// Where that is sent.
    log: String,
    /// Where to log that they went together.
    went_together: Option<String>,
    /// Where to record that it came to nothing, or to a wait, or has closed.
    gap: Option<GapTap>,
    /// Gaps that were recorded from it: address and what was looked for.
    gaps: Vec<(String, String)>,
    /// What is known of a wait that goes on.
    wait: Vec<String>,
    /// Where to say what happened to it.
    update_wait: Option<String>,
    /// What comes next where an answer is waited for.
    chase: Option<String>,
    /// The step that was chosen and no longer follows.
    no_longer: Option<&'static str>,
    /// Words typed for it.
    no_longer_words: String,
}

/// One thing that happened to it.
struct Told {
    when: String,
    what: String,
    lines: Vec<String>,
}

/// The small forms beside the one of the page: what was answered is seen, a link is stopped, a list of links is stopped;
/// and the one that records what is missing.
type Small = ((Form, Form, Form), Form);

impl ConnectionPage {
    /// The page of an opened connection.
    pub(crate) fn new(frame: Frame, opened: &Opened, may: &May, form: Form, small: Small) -> Self {
        let (small, tap) = small;
        let it = &opened.connection.it;
        let called = opened.person.identity.called();
        let name = opened.to.entry.name.as_str();
        let organisation = opened.organisation.name.as_str();
        let parties = Parties { called: &called, to: name, organisation };
        let named = |account| opened.names.get(&account).map_or("Somebody no longer here", String::as_str);
        let happened = opened.happened.iter().map(|it| {
            let (what, lines) = told(it.account.map_or("Kith", named), parties, it);
            Told { when: time::moment_in_words(it.at), what, lines }
        });
        let chosen = form.value("step");
        let is_offered = opened.offered.contains(&chosen);
        let no_longer = (!chosen.is_empty() && !is_offered).then(|| Step::label(chosen));
        let no_longer_words =
            no_longer.map_or_else(String::new, |_| form.value(connecting::words_field(chosen)).to_owned());
        Self {
            to: format!("/connections/{}", it.id),
            back: Back::to(&opened.person),
            sentences: vec![
                format!("This connection is between {called} and {name}."),
                format!("{name} is run by {}.", organisation.trim_end_matches('.')),
                match &opened.need {
                    Some(need) => format!("It is for this need: “{}”", need.stated),
                    None => "It is not for one need in particular.".to_owned(),
                },
            ],
            entry: format!("/directory/{}", opened.to.id),
            called: called.clone().into_owned(),
            state: it.state.in_words(),
            since: format!("Since {}.", day_in_words(day_of(it.since))),
            together: opened
                .together
                .iter()
                .map(|(at, who)| format!("{} went there with {called} on {}.", named(*who), day_in_words(day_of(*at))))
                .collect(),
            sharing: standing_with(&opened.sharing, Recipient::Organisation(it.organisation)),
            afterwards: opened.happened.iter().filter_map(|it| how_it_was(&called, it)).collect(),
            agreed: Read::of(&it.agreed),
            change_agreed: may.allows(Action::MoveConnection).then(|| format!("/connections/{}/agreed", it.id)),
            by_mail: ByMailView::new(opened, may, frame.by_hand),
            small,
            wrong: None,
            planned: opened.planned.iter().map(|it| planned(it, opened.now, may)).collect(),
            plan: (may.allows(Action::BookAppointment) && may_go(it))
                .then(|| format!("/people/{}/appointments/new?connection={}", it.person, it.id)),
            went: Form::blank(),
            log: format!("/people/{}/contacts/new", it.person),
            happened: happened.collect(),
            steps: if may.allows(Action::MoveConnection) { steps(&opened.offered, &form) } else { Vec::new() },
            went_together: may
                .allows(Action::LogContact)
                .then(|| format!("/people/{}/contacts/new?accompanied={}", it.person, it.id)),
            gap: may.allows(Action::RecordGap).then(|| GapTap::new(opened, tap)).flatten(),
            gaps: opened.gaps.iter().map(|gap| (format!("/gaps/{}", gap.id), gap.sought.to_string())).collect(),
            wait: waits::lines(it, opened.now),
            update_wait: (it.waits().is_some() && may.allows(Action::MoveConnection))
                .then(|| format!("/connections/{}/wait", it.id)),
            chase: opened.chase.map(|(chase, patience)| chase_in_words(chase, patience)),
            no_longer,
            no_longer_words,
            frame,
            form,
        }
    }
}

/// A visit together that is planned.
struct Planned {
    /// Where it stands.
    href: String,
    id: String,
    /// When and where to meet.
    when: String,
    /// Whether it can be said that they went.
    is_due: bool,
    /// When they went, as the form of a contact takes it: as it was planned.
    day: String,
    time: String,
}

fn planned(it: &Appointment, now: jiff::Timestamp, may: &May) -> Planned {
    let meet = it.booking.place_words.as_ref().map(|place| format!(" Meet: {place}.")).unwrap_or_default();
    let day = it.booking.when.day();
    let clock = if it.booking.when.is_timed() { time::clock_for_form(it.booking.when.start()) } else { String::new() };
    // Without a time, of today: it is written down as having been now.
    let is_now = clock.is_empty() && day == day_of(now);
    Planned {
        day: if is_now { String::new() } else { time::date_in_words(day) },
        time: clock,
        href: format!("/appointments/{}", it.id),
        id: it.id.to_string(),
        when: format!("Going together on {}.{meet}", it.booking.when.in_words()),
        is_due: it.booking.when.start() <= now && may.allows(Action::LogContact),
    }
}

/// Whether a first visit together may still be planned.
const fn may_go(it: &Connection) -> bool {
    !matches!(
        it.state,
        State::Suggested
            | State::PersonDeclined
            | State::PersonNotReady
            | State::PersonNotNow
            | State::DeclinedByService { .. }
            | State::Ended
    )
}

/// What can have happened next, each with what it asks.
fn steps(offered: &[&'static str], form: &Form) -> Vec<Choice> {
    let reasons: Vec<Choice> = DeclineReason::ALL.iter().map(|it| Choice::new(it.code(), it.label())).collect();
    offered
        .iter()
        .map(|code| {
            let choice = Choice::new(code, Step::label(code));
            match *code {
                "wait-list" => choice.reveals(Slot::of(
                    &form
                        .input("weeks", "How many weeks did they say?")
                        .hint("Leave it empty if they did not say.")
                        .width(3)
                        .digits()
                        .autocomplete("off"),
                )),
                "decline" => choice.reveals(
                    Slot::of(&form.radios("reason", "Which reason did they give?", &reasons).small())
                        .then(&Slot::of(&form.textarea("words", "In their words, if you like").rows(2))),
                ),
                "accept" => choice.reveals(Slot::of(
                    &form
                        .textarea("accept_words", "What they added, if anything")
                        .hint("Which day, or whom to ask for.")
                        .rows(2),
                )),
                "not-start" => choice
                    .reveals(Slot::of(&form.textarea("not_start_words", "What got in the way, if you know").rows(2))),
                "start" | "attend" => choice.reveals(how(form, code)),
                "end" => {
                    let why: Vec<Choice> = WhyEnded::ALL.iter().map(|it| Choice::new(it.code(), it.label())).collect();
                    let asks = form.radios("end_why", "Why did it end?", &why).hint("Leave it out if nobody said.");
                    choice.reveals(Slot::of(&asks.small()).then(&how(form, code)))
                }
                _ => choice,
            }
        })
        .collect()
}

/// How it was for the person, and whose words these are.
fn how(form: &Form, step: &str) -> Slot {
    let own = [Choice::new(Whose::Theirs.code(), "These are their own words")];
    let words = form.textarea(connecting::how_field(step), "How was it for them?");
    let words = Slot::of(&words.hint("In their words if you can. Leave it empty if nothing was said.").rows(2));
    words.then(&Slot::of(&form.checkboxes(connecting::whose_field(step), "Whose words are these?", &own).small()))
}

fn open(visit: &Visit, id: Id<Connection>) -> Result<Opened, Problem> {
    visit.read(|look, ctx| {
        let (permit, kept) = permit::connection::<act::SeePerson>(look.tx(), ctx, id)?;
        connecting::open(look, ctx, &permit, kept)
    })
}

fn draw(visit: &Visit, opened: &Opened, form: Form) -> ConnectionPage {
    let title = format!("Connection to {}", opened.to.entry.name);
    let frame = Frame { error_title: !form.is_fine(), ..frame_about(visit, &opened.person, &title) };
    let may = May::opened(visit.actor(), &opened.person);
    let it = &opened.connection.it;
    let fresh = || visit.fresh_form(&it.id.to_string());
    let entry = opened.to.id;
    let wrong = visit.may_tell_of_entries().then(|| {
        let form = visit.fresh_form(&entry.to_string()).carrying("connection", &it.id.to_string());
        (format!("/directory/{entry}/wrong"), form)
    });
    let tap = it.need.map_or_else(Form::blank, |need| visit.fresh_form(&need.to_string()));
    let went = visit
        .fresh_form(&it.person.to_string())
        .carrying("mode", Mode::FaceToFace.code())
        .carrying("reached", Reached::Yes.code())
        .carrying("accompanied", &it.id.to_string());
    ConnectionPage { wrong, went, ..ConnectionPage::new(frame, opened, &may, form, ((fresh(), fresh(), fresh()), tap)) }
}

/// `GET /connections/{id}`.
pub(crate) fn show(visit: &Visit) -> Result<Reply, Problem> {
    visit.only(&[])?;
    let id = visit.id::<Connection>("id")?;
    let opened = open(visit, id)?;
    let form = visit.form(&id.to_string()).carrying(VERSION, &opened.connection.version.to_string());
    Reply::page(&draw(visit, &opened, form))
}

/// `POST /connections/{id}`.
pub(crate) fn take_step(visit: &Visit) -> Result<Reply, Problem> {
    let id = visit.id::<Connection>("id")?;
    let input = StepInput {
        step: visit.field("step"),
        weeks: visit.field("weeks"),
        reason: visit.field("reason"),
        words: visit.field(connecting::words_field(&visit.field("step"))),
        why: visit.field("end_why"),
        how: visit.field(connecting::how_field(&visit.field("step"))),
        whose: visit.field(connecting::whose_field(&visit.field("step"))),
    };
    let version = visit.version()?;
    let taken = visit.submit::<act::MoveConnection>(&id.to_string(), move |work, ctx| {
        let (permit, _) = permit::connection::<act::MoveConnection>(work.tx(), ctx, id)?;
        connecting::take_step(work, ctx, &permit, version, &input)?;
        Ok(format!("/connections/{id}?said=connection-moved"))
    });
    let refusal = match taken {
        Ok(led) => return Ok(Reply::see(led.to)),
        Err(refusal) => refusal,
    };
    let mut form = visit.form(&id.to_string());
    if matches!(refusal, Refusal::Stale) {
        let opened = open(visit, id)?;
        let form = overtaken(form, opened.connection.version);
        return Reply::page_with(http::StatusCode::CONFLICT, &draw(visit, &opened, form));
    }
    if !explain(&mut form, &refusal) {
        return Err(refusal.into());
    }
    Reply::again(&draw(visit, &open(visit, id)?, form))
}
