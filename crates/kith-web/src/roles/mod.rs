//! People and roles, for the service manager and the administrator, and to look and invite for a lead: find somebody in a few letters, invite, change a
//! role, and see to it that whoever leaves is out at once. Nobody changes a role of their own.

pub(crate) mod change;
pub(crate) mod invite;
pub(crate) mod leave;
pub(crate) mod reset_factor;

use askama::Template;
use kith_app::roles::{self, List, OneRole, Order, Wanted, Who};
use kith_app::store::RoleLine;
use kith_app::{permit, roles as room};
use kith_domain::id::Id;
use kith_domain::invitation::{Invitation, State};
use kith_domain::policy::act;
use kith_domain::staff::{Role, Service, Standing};
use kith_domain::time;

use crate::components::{BackLink, Button, Choice, Form, Frame, PageLink, Pagination, Row, SummaryList, Tag};
use crate::error::Problem;
use crate::mark;
use crate::reply::Reply;
use crate::request::encode;
use crate::visit::Visit;

/// One line of the list.
pub(crate) struct Line {
    pub(crate) href: String,
    pub(crate) name: String,
    pub(crate) email: String,
    pub(crate) role: String,
    pub(crate) has_left: bool,
}

/// Somebody who is invited and has not come yet.
pub(crate) struct Guest {
    pub(crate) words: String,
    pub(crate) email: String,
    pub(crate) until: String,
    /// What sending it once more is called.
    pub(crate) again: &'static str,
    /// Sending it again and withdrawing it, for whoever may.
    pub(crate) settle: Option<[(String, Form); 2]>,
}

#[derive(Template)]
#[template(path = "roles/list.html")]
pub(crate) struct ListPage {
    pub(crate) frame: Frame,
    pub(crate) search: Form,
    pub(crate) orders: Vec<Choice>,
    pub(crate) whos: Vec<Choice>,
    pub(crate) lines: Vec<Line>,
    pub(crate) guests: Vec<Guest>,
    pub(crate) is_narrowed: bool,
    pub(crate) pages: Pagination,
}

impl ListPage {
    pub(crate) fn new(
        frame: Frame,
        list: &List,
        wanted: &Wanted,
        forms: impl Fn(&str) -> Form,
        now: jiff::Timestamp,
        settles: impl Fn(&Invitation) -> bool,
    ) -> Self {
        let (order, who) = (code_of(wanted.order), if wanted.who == Who::Everybody { "all" } else { "here" });
        let query = format!("q={}&sort={order}&who={who}", encode(&wanted.words));
        let next = list.page.next.as_ref().map(|key| {
            PageLink::new(&format!("/people-and-roles?{query}&after={}", encode(&mark::written(key))), "More people")
        });
        let previous =
            wanted.after.is_some().then(|| PageLink::new(&format!("/people-and-roles?{query}"), "From the beginning"));
        let search = Form::blank().prefill("q", &wanted.words).prefill("sort", order).prefill("who", who);
        Self {
            search,
            orders: Choice::list(&[("name", "Name"), ("role", "Role"), ("place", "Practice")]),
            whos: Choice::list(&[("here", "Who is here"), ("all", "Those who have left too")]),
            lines: list.page.lines.iter().map(line).collect(),
            guests: list.invited.iter().map(|one| guest(one, &forms, now, settles(one), frame.by_hand)).collect(),
            frame,
            is_narrowed: !wanted.words.trim().is_empty() || wanted.after.is_some(),
            pages: Pagination { previous, next },
        }
    }
}

const fn code_of(order: Order) -> &'static str {
    match order {
        Order::Name => "name",
        Order::Role => "role",
        Order::Place => "place",
    }
}

fn line(it: &RoleLine) -> Line {
    Line {
        href: format!("/people-and-roles/{}", it.id),
        name: it.name.to_string(),
        email: it.email.to_string(),
        role: with_place(it.role, it.practice.as_deref()),
        has_left: it.ended.is_some(),
    }
}

/// A role with the practice it is held at.
fn with_place(role: Role, practice: Option<&str>) -> String {
    match practice {
        Some(practice) => format!("{}: {practice}", capital(role.label())),
        None => capital(role.label()),
    }
}

/// With a capital letter.
pub(crate) fn capital(text: &str) -> String {
    let mut letters = text.chars();
    letters.next().map_or_else(String::new, |first| first.to_uppercase().chain(letters).collect())
}

pub(crate) fn guest(
    it: &Invitation,
    forms: impl Fn(&str) -> Form,
    now: jiff::Timestamp,
    settles: bool,
    by_hand: bool,
) -> Guest {
    let id = it.id.to_string();
    let until = match it.state {
        State::Open { until } if now < until => format!("The link works until {}.", time::moment_in_words(until)),
        _ if by_hand => "The link is too old. Make a new one.".to_owned(),
        _ => "The link is too old. Send it again.".to_owned(),
    };
    Guest {
        again: if by_hand { "Make a new link" } else { "Send again" },
        words: format!("{}, {}", it.name, it.role.label()),
        email: it.email.to_string(),
        until,
        settle: settles
            .then(|| ["send-again", "withdraw"].map(|what| (format!("/invitations/{id}/{what}"), forms(&id)))),
    }
}

/// `GET /people-and-roles`.
pub(crate) fn list(visit: &Visit) -> Result<Reply, Problem> {
    visit.only(&["q", "sort", "who", "after"])?;
    let order = match visit.query("sort")?.unwrap_or("name") {
        "name" => Order::Name,
        "role" => Order::Role,
        "place" => Order::Place,
        _ => return Err(Problem::Bad("The address asks for an order that this page does not know.")),
    };
    let who = match visit.query("who")?.unwrap_or("here") {
        "here" => Who::Here,
        "all" => Who::Everybody,
        _ => return Err(Problem::Bad("The address asks for people that this page does not know.")),
    };
    let after = visit.query("after")?.map(mark::read).transpose()?;
    let words = visit.query("q")?.unwrap_or_default().chars().take(200).collect();
    let wanted = Wanted { words, order, who, after };
    let list = visit.read_about_accounts(|look, ctx| {
        let permit = permit::own_service::<act::SeeRoles>(ctx)?;
        roles::list(look, &permit, &wanted)
    })?;
    let frame = visit.frame("People and roles", Some(PLACE));
    let now = visit.site.app.now();
    let who = visit.staff()?;
    let settles = |it: &Invitation| manages(who.role()) || it.by == Some(who.staff.account);
    Reply::page(&ListPage::new(frame, &list, &wanted, |record| visit.fresh_form(record), now, settles))
}

/// Whether somebody in a role changes and ends the roles of others.
const fn manages(role: Role) -> bool {
    matches!(role, Role::ServiceManager | Role::Administrator)
}

/// Where these pages are in the navigation.
pub(crate) const PLACE: &str = "/people-and-roles";

#[derive(Template)]
#[template(path = "roles/show.html")]
pub(crate) struct ShowPage {
    pub(crate) frame: Frame,
    pub(crate) rows: Vec<Row>,
    pub(crate) others: Vec<(String, String)>,
    pub(crate) history: Vec<String>,
    pub(crate) change: Option<String>,
    pub(crate) leave: Option<String>,
    pub(crate) reset_factor: Option<String>,
    pub(crate) is_oneself: bool,
}

impl ShowPage {
    pub(crate) fn new(frame: Frame, it: &OneRole, viewer: Role, is_oneself: bool) -> Self {
        let standing = &it.standing;
        let practice = it.practice.as_ref().map(|practice| practice.name.as_str());
        let state = match (standing.ended, it.account.disabled) {
            (Some(ended), _) => format!("Ended on {}", time::day_in_words(time::day_of(ended))),
            (None, Some(at)) => format!("Account disabled on {}", time::day_in_words(time::day_of(at))),
            (None, None) if it.was_used => "In use".to_owned(),
            (None, None) => "Never signed in".to_owned(),
        };
        let mut rows = vec![
            Row::new("Role", &with_place(standing.role, practice)),
            Row::new("E-mail address", it.account.email.as_str()),
            Row::new("State", &state),
            Row::new("Second factor", if it.has_factor { "On" } else { "Not set up" }),
        ];
        if standing.role == Role::LinkWorker {
            rows.push(Row::new("Open cases", &it.open_cases.to_string()));
        }
        let is_here = standing.ended.is_none() && it.account.disabled.is_none() && manages(viewer);
        let base = format!("/people-and-roles/{}", standing.id);
        Self {
            frame,
            rows,
            others: it
                .others
                .iter()
                .map(|other| {
                    let ended = if other.ended.is_some() { " (ended)" } else { "" };
                    let words = format!("{}{ended}", capital(other.role.label()));
                    (format!("/people-and-roles/{}", other.id), words)
                })
                .collect(),
            history: it.history.iter().map(|(kind, at, by)| happened(kind, *at, by.as_deref())).collect(),
            change: (is_here && !is_oneself && standing.service.is_some()).then(|| format!("{base}/change")),
            leave: (is_here && !is_oneself).then(|| format!("{base}/leave")),
            reset_factor: (is_here && !is_oneself && it.has_factor && viewer == Role::ServiceManager)
                .then(|| format!("{base}/reset-factor")),
            is_oneself,
        }
    }
}

/// What happened to a role, as a sentence.
fn happened(kind: &str, at: jiff::Timestamp, by: Option<&str>) -> String {
    let what = match kind {
        "standing.given" => "Role begun",
        "standing.ended" => "Role ended",
        "standing.renamed" => "Name changed",
        _ => "Changed",
    };
    let by = by.map_or_else(String::new, |by| format!(", by {by}"));
    format!("{what} on {}{by}.", time::day_in_words(time::day_of(at)))
}

/// The service of whoever came, which manages roles.
fn service(visit: &Visit) -> Result<Id<Service>, Problem> {
    Ok(visit.staff()?.service.as_ref().ok_or(Problem::NotFound)?.id)
}

/// One role in the path, for somebody who may see it.
pub(crate) fn one(visit: &Visit) -> Result<OneRole, Problem> {
    let id = visit.id::<Standing>("id")?;
    let service = service(visit)?;
    visit.read_about_accounts(|look, ctx| {
        let on = permit::role::<act::SeeRole>(look.tx(), ctx, id)?;
        room::see(look, service, &on)
    })
}

/// `GET /people-and-roles/{id}`.
pub(crate) fn show(visit: &Visit) -> Result<Reply, Problem> {
    visit.only(&[])?;
    let it = one(visit)?;
    let frame = visit.frame(it.standing.name.as_str(), Some(PLACE));
    let is_oneself = visit.staff()?.staff.account == it.account.id;
    Reply::page(&ShowPage::new(frame, &it, visit.staff()?.role(), is_oneself))
}
