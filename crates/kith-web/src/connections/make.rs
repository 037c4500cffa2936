//! Making a connection that the person wants.

use askama::Template;
use kith_app::people::{self, Head};
use kith_app::sharing::Sharing;
use kith_app::{asking, connecting, keeping, permit};
use kith_domain::directory::connection::Offer;
use kith_domain::directory::{Capacity, CommunityService, Dealings, Intake, Organisation, Status};
use kith_domain::id::Id;
use kith_domain::person::Person;
use kith_domain::policy::{Action, act};
use kith_domain::time::{self, date_in_words};

use super::before::Before;
use super::telling::{self, Telling};
use crate::components::{BackLink, Button, Choice, Form, Frame, Tag};
use crate::directory::kept::Keeping;
use crate::directory::narrow::FOR_SOMEBODY;
use crate::directory::team_notes::Beside;
use crate::directory::{CardView, EntryPage, Searched, searched};
use crate::error::Problem;
use crate::people::{Back, May, frame_about};
use crate::reply::Reply;
use crate::request::encode;
use crate::visit::{Visit, explain};

/// The form.
#[derive(Template)]
#[template(path = "connections/make.html")]
pub(crate) struct MakePage {
    frame: Frame,
    form: Form,
    to: String,
    back: Back,
    called: String,
    card: CardView,
    organisation: String,
    needs: Vec<Choice>,
    telling: Telling,
    before: Before,
    /// Its telephone number: what is dialled, if it is a number and nothing else, and how it reads.
    phone: Option<(Option<String>, String)>,
    /// The whole entry.
    entry: String,
    /// Why it may not be what is needed now, a sentence each, and where to record that as a gap.
    doubts: Vec<String>,
    gap: Option<String>,
    /// Adding it to one's favourites.
    pub(crate) keeping: Option<Keeping>,
    /// Where a short list begins with it.
    short_list: Option<String>,
    /// What the team knows of it.
    pub(crate) team: Beside,
}

impl MakePage {
    /// The form for connecting a person to this.
    pub(crate) fn new(
        frame: Frame,
        head: &Head,
        Target { service, organisation, dealings, intake, sharing, offered }: &Target,
        today: jiff::civil::Date,
        (form, may, searched): (Form, &May, &Searched),
    ) -> Self {
        let person = &head.person.it;
        let needs = head.needs.iter().map(|need| Choice::new(&need.id.to_string(), need.stated.as_str()));
        let href = format!("/directory/{}", service.id);
        let places = intake.as_ref().and_then(|intake| intake.places_where(service.capacity));
        let doubts = doubts(service, intake.as_ref(), today);
        let sought = encode(service.entry.name.as_str());
        let need = head.needs.iter().find(|need| need.id.to_string() == form.value("need") && !need.is_decided());
        let gap = need.map_or_else(
            || format!("/people/{}/gap?sought={sought}", person.id),
            |need| format!("/needs/{}/gap?sought={sought}", need.id),
        );
        Self {
            frame,
            phone: service
                .entry
                .phone
                .as_ref()
                .map(|it| (EntryPage::dials(it.as_str()), crate::words::unbroken(it.as_str()))),
            entry: href.clone(),
            gap: (!doubts.is_empty() && may.allows(Action::RecordGap)).then_some(gap),
            doubts,
            keeping: None,
            short_list: may
                .allows(Action::WriteLetter)
                .then(|| format!("/people/{}/short-list?picked={}", person.id, service.id)),
            form: searched.carried_by(form),
            to: format!("/people/{}/connect/{}", person.id, service.id),
            back: Back {
                href: searched.on(&format!("/people/{}/connect", person.id)),
                text: "Back to the search".to_owned(),
            },
            called: person.identity.called().into_owned(),
            card: CardView::of(service, organisation.name.as_str(), today, href).taking(
                intake.as_ref(),
                service,
                today,
            ),
            telling: Telling::new(person.id, organisation.id, sharing, offered),
            organisation: organisation.name.to_string(),
            before: Before::for_team(dealings, None, places),
            team: Beside::default(),
            needs: needs.chain([Choice::new("", "Not for one need in particular")]).collect(),
        }
    }
}

/// What somebody is connected to, and what is known beforehand.
pub(crate) struct Target {
    /// The entry.
    pub(crate) service: CommunityService,
    /// Whose it is.
    pub(crate) organisation: Organisation,
    /// What came of the requests to it before.
    pub(crate) dealings: Dealings,
    /// Whether it takes people now.
    pub(crate) intake: Option<Intake>,
    /// What the person decided about sharing.
    pub(crate) sharing: Sharing,
    /// What their record offers to be told.
    pub(crate) offered: Vec<Offer>,
}

fn read(visit: &Visit, id: Id<Person>, to: Id<CommunityService>) -> Result<(Head, Target), Problem> {
    visit.read(|look, ctx| {
        let permit = permit::person::<act::Connect>(look.tx(), ctx, id)?;
        let head = people::head(look, &permit)?;
        let directory = permit::directory::<act::SeeDirectory>(ctx)?;
        let (service, organisation) = connecting::entry(look, &directory, to)?;
        let dealings = asking::before_connecting(look, ctx, &permit, organisation.id)?;
        let intake = connecting::intake(look, &directory, to)?;
        let (sharing, offered) = asking::agreed::before_connecting(look, ctx, &permit)?;
        Ok((head, Target { service, organisation, dealings, intake, sharing, offered }))
    })
}

/// Why what is connected to may not be what is needed now: what no longer runs, or takes nobody.
fn doubts(service: &CommunityService, intake: Option<&Intake>, today: jiff::civil::Date) -> Vec<String> {
    let status = match service.entry.status {
        Status::Active => None,
        other => Some(format!("{}.", other.label())),
    };
    let pause = intake.and_then(|intake| intake.pause_in_words(today)).map(|words| format!("{words}."));
    let full = (service.capacity == Capacity::Full).then(|| "It is full.".to_owned());
    let gone = service
        .vanished
        .map(|at| format!("Its feed has not listed it since {}: it may be gone.", date_in_words(time::day_of(at))));
    status.into_iter().chain(gone).chain(pause).chain(full).collect()
}

fn draw(visit: &Visit, head: &Head, target: &Target, (form, searched): (Form, &Searched)) -> Result<MakePage, Problem> {
    let title = format!("Connect to {}", target.service.entry.name);
    let frame = Frame { error_title: !form.is_fine(), ..frame_about(visit, &head.person.it, &title) };
    let id = target.service.id;
    let team = Beside::read(visit, id)?;
    let keeping = if visit.may_tell_of_entries() {
        let is_kept = visit.read(|look, ctx| {
            let permit = permit::own_service::<act::KeepFavourite>(ctx)?;
            keeping::is_kept(look, ctx, &permit, id)
        })?;
        let form = searched.carried_by(visit.fresh_form(&id.to_string()));
        Some(Keeping::of_person(form, &id.to_string(), is_kept, head.person.it.id))
    } else {
        None
    };
    let (may, today) = (May::opened(visit.actor(), &head.person.it), time::day_of(visit.site.app.now()));
    let page = MakePage::new(frame, head, target, today, (form, &may, searched));
    Ok(MakePage { team, keeping, ..page })
}

/// What the form is for: the person and what they are connected to.
fn record(id: Id<Person>, to: Id<CommunityService>) -> String {
    format!("{id}/{to}")
}

/// `GET /people/{id}/connect/{to}`.
pub(crate) fn show_new(visit: &Visit) -> Result<Reply, Problem> {
    visit.only(&["need", searched::NAME])?;
    let searched = Searched::of_address(visit, &FOR_SOMEBODY)?;
    let id = visit.id::<Person>("id")?;
    let to = visit.id::<CommunityService>("to")?;
    let (head, target) = read(visit, id, to)?;
    let need = visit.query("need")?.unwrap_or_default();
    if !need.is_empty() && !head.needs.iter().any(|known| known.id.to_string() == need) {
        return Err(Problem::Bad("The address names a need that this person does not have."));
    }
    let form = visit.form(&record(id, to)).prefill("need", need);
    Reply::page(&draw(visit, &head, &target, (form, &searched))?)
}

/// `POST /people/{id}/connect/{to}`.
pub(crate) fn take_new(visit: &Visit) -> Result<Reply, Problem> {
    let id = visit.id::<Person>("id")?;
    let to = visit.id::<CommunityService>("to")?;
    let (need, agreed) = (visit.field("need"), telling::typed(visit));
    let taken = visit.submit::<act::Connect>(&record(id, to), move |work, ctx| {
        let permit = permit::person::<act::Connect>(work.tx(), ctx, id)?;
        let (made, is_second) = connecting::connect(work, ctx, &permit, to, &need, &agreed)?;
        let said = if is_second { "connected-again" } else { "connected" };
        Ok(format!("/connections/{made}?said={said}"))
    });
    match taken {
        Ok(led) => Ok(Reply::see(led.to)),
        Err(refusal) => {
            let mut form = visit.form(&record(id, to));
            if !explain(&mut form, &refusal) {
                return Err(refusal.into());
            }
            let (head, target) = read(visit, id, to)?;
            let searched = Searched::of_form(visit, &FOR_SOMEBODY);
            Reply::again(&draw(visit, &head, &target, (form, &searched))?)
        }
    }
}
