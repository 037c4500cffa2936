//! The team's caseloads in plain counts: no rank, no target, no colour.

pub(crate) mod covering;
pub(crate) mod moving;
pub(crate) mod people;

use askama::Template;
use kith_app::protection::LeftBehind;
use kith_app::{permit, team};
use kith_domain::policy::act;
use kith_domain::support::caseload::Counted;
use kith_domain::time;

use crate::components::{Cell, Frame, Slot, Table};
use crate::error::Problem;
use crate::queue::away_in_words;
use crate::reply::Reply;
use crate::visit::Visit;

#[derive(Template)]
#[template(path = "team/page.html")]
pub(crate) struct Team {
    pub(crate) frame: Frame,
    pub(crate) table: Option<Table>,
    pub(crate) waiting: i64,
    /// How many people with a link worker the service calls usual.
    pub(crate) guide: Option<u32>,
    pub(crate) may_open_queue: bool,
    /// Whether the viewer names the safeguarding leads.
    pub(crate) may_name: bool,
    /// Who is no link worker any more and still has people: a sentence, and where the lead moves them.
    pub(crate) left: Vec<(String, Option<String>)>,
    /// Restricted records that name the viewer and are nobody's: a sentence, and where the case is moved.
    pub(crate) alone: Vec<(String, String)>,
    /// Whether somebody is invited from here: a lead, to whom the menu does not offer it.
    pub(crate) may_invite: bool,
    /// For whoever keeps feeds, those that fail night after night: a sentence, and where more stands.
    pub(crate) failing: Vec<(String, String)>,
    /// Who is away, in a sentence each.
    pub(crate) away: Vec<String>,
    /// Who is away and covered by nobody: a sentence, and where the lead arranges cover.
    pub(crate) uncovered: Vec<(String, Option<String>)>,
    /// For the lead: name, and where to move people and to arrange cover.
    pub(crate) acts: Vec<(String, String)>,
}

/// Who left, and how many people are still theirs.
pub(crate) fn left_in_words(one: &team::WorkerCounts) -> String {
    let people = one.new.saturating_add(one.active).saturating_add(one.holding).saturating_add(one.door_open);
    let people = if people == 1 { "1 person is".to_owned() } else { format!("{people} people are") };
    format!("{} is no link worker here any more, and {people} still with them. Nobody else sees to them.", one.name)
}

/// The restricted records that name whoever looks, and whose worker has left. No name stands here: this page is looked
/// at together.
pub(crate) fn left_behind(visit: &Visit) -> Result<Vec<(String, String)>, Problem> {
    let all = visit.read(|look, ctx| {
        let permit = permit::own_service::<act::ListNamed>(ctx)?;
        kith_app::protection::left_behind(look, ctx, &permit)
    })?;
    let words = |it: &LeftBehind| {
        format!(
            "{}, who has the case of a restricted record that names you, works here no longer. Only those who are named \
             know of it, so you see to it that somebody takes it over.",
            it.worker
        )
    };
    Ok(all.iter().map(|it| (words(it), format!("/people/{}/move", it.person))).collect())
}

/// Who is away, and why nobody covers.
pub(crate) fn uncovered_in_words(one: &team::Uncovered) -> String {
    let days = format!("from {} to {}", time::day_in_words(one.from), time::day_in_words(one.until));
    let why = match one.why {
        team::Why::Left => format!("{}, who was to cover, works here no longer", one.by),
        team::Why::AwayToo => format!("{}, who is to cover, is away then too", one.by),
    };
    format!("{} is away {days}, and nobody covers: {why}.", one.name)
}

/// The page.
pub(crate) fn show(visit: &Visit) -> Result<Reply, Problem> {
    visit.only(&["moved"])?;
    let it = visit.read(|look, ctx| {
        let permit = permit::own_service::<act::SeeTeam>(ctx)?;
        team::see(look, ctx, &permit)
    })?;
    let may_open_queue = visit.staff()?.role() == kith_domain::staff::Role::TeamLead;
    let may_name = visit.staff()?.role() == kith_domain::staff::Role::ServiceManager;
    let may_invite = visit.staff()?.role() == kith_domain::staff::Role::TeamLead;
    let mut frame = visit.frame("Team", Some("/team"));
    frame.notice = crate::concerns::notice(visit)?;
    frame.flash = moving::said(visit)?.or(frame.flash);
    let (alone, failing) = (left_behind(visit)?, crate::feeds::failing(visit)?);
    Reply::page(&Team { may_name, may_invite, alone, failing, ..page(frame, &it, may_open_queue) })
}

pub(crate) fn page(frame: Frame, it: &team::Team, may_open_queue: bool) -> Team {
    let counts = Counted::ALL.iter().map(|counted| Cell::number(counted.label()));
    let head = std::iter::once(Cell::text("Link worker")).chain(counts).collect();
    // A count opens the people behind it for whoever may see them, and is a number for everybody else.
    let number = |one: &team::WorkerCounts, counted: Counted| {
        let count = one.of(counted);
        if may_open_queue && count > 0 {
            let to = format!("/team/{}/people?counted={}", one.account, counted.code());
            let about = format!("{} with {}", counted.label().to_lowercase(), one.name);
            Cell::with(Slot::link_about(&to, &count.to_string(), &about))
        } else {
            Cell::number(&count.to_string())
        }
    };
    let rows: Vec<Vec<Cell>> = it
        .workers
        .iter()
        .map(|one| {
            let name = if may_open_queue {
                Cell::with(Slot::link(&format!("/team/{}/day", one.account), &one.name))
            } else {
                Cell::text(&one.name)
            };
            std::iter::once(name).chain(Counted::ALL.iter().map(|counted| number(one, *counted))).collect()
        })
        .collect();
    let table = (!rows.is_empty()).then(|| Table::new("caseloads", "People with each link worker", head, rows));
    let away = it
        .workers
        .iter()
        .filter_map(|one| Some(format!("{}. {}.", one.name, away_in_words(one.away.as_ref()?))))
        .collect();
    let uncovered = it
        .uncovered
        .iter()
        .map(|one| (uncovered_in_words(one), may_open_queue.then(|| format!("/team/{}/cover", one.account))))
        .collect();
    let left = it
        .left
        .iter()
        .map(|one| (left_in_words(one), may_open_queue.then(|| format!("/team/{}/move", one.account))))
        .collect();
    let acts = if may_open_queue {
        it.workers.iter().map(|one| (one.name.clone(), format!("/team/{}", one.account))).collect()
    } else {
        Vec::new()
    };
    Team {
        frame,
        table,
        waiting: it.waiting,
        guide: it.guide,
        may_open_queue,
        may_name: false,
        may_invite: false,
        alone: Vec::new(),
        failing: Vec::new(),
        left,
        away,
        uncovered,
        acts,
    }
}
