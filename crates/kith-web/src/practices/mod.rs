//! The practices that refer to the service, for its manager, its leads and whoever keeps Kith running: who they are, where
//! e-mail reaches them, and what is missing so that a message does, seen in one look and put right in a minute.

pub(crate) mod change;
pub(crate) mod end;

use askama::Template;
use kith_app::practices::{self, Change, InList, Opened};
use kith_app::{permit, practices as room};
use kith_domain::id::Id;
use kith_domain::policy::act;
use kith_domain::practice::Practice;
use kith_domain::staff::Role;
use kith_domain::time;

use crate::components::{BackLink, Button, Form, Frame, Row, SummaryList, Tag};
use crate::error::Problem;
use crate::reply::Reply;
use crate::visit::Visit;

/// What somebody may do here.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum May {
    /// Adds, changes and ends.
    Manages,
    /// Changes names and addresses, and makes codes.
    Leads,
    /// Reads, and marks addresses as secure elsewhere.
    Administers,
}

impl May {
    pub(crate) fn of(visit: &Visit) -> Result<Self, Problem> {
        Ok(match visit.staff()?.role() {
            Role::ServiceManager => Self::Manages,
            Role::TeamLead => Self::Leads,
            _ => Self::Administers,
        })
    }

    fn keeps(self) -> bool {
        self != Self::Administers
    }
}

/// One practice of the list.
pub(crate) struct ListLine {
    pub(crate) href: String,
    pub(crate) name: String,
    pub(crate) code: String,
    pub(crate) email: String,
    pub(crate) reads: String,
    pub(crate) has_ended: bool,
    pub(crate) lacks_email: bool,
}

#[derive(Template)]
#[template(path = "practices/list.html")]
pub(crate) struct ListPage {
    pub(crate) frame: Frame,
    pub(crate) search: Form,
    pub(crate) lines: Vec<ListLine>,
    /// Whether only what was searched for is shown.
    pub(crate) is_narrowed: bool,
    pub(crate) may_add: bool,
    pub(crate) may_make_codes: bool,
}

/// How a practice sends and reads.
fn reads_in_words(accounts: i64, has_code: bool) -> String {
    match (accounts, has_code) {
        (0, true) => "No account. Sends and reads with its practice code.".to_owned(),
        (0, false) => "No account and no practice code, so it can send and read nothing yet.".to_owned(),
        (1, _) => "1 person has an account.".to_owned(),
        (more, _) => format!("{more} people have an account."),
    }
}

impl ListPage {
    pub(crate) fn new(frame: Frame, words: &str, lines: &[InList], who: May) -> Self {
        let line = |it: &InList| {
            let practice = &it.known.practice;
            let has_ended = it.known.relation.ended.is_some();
            ListLine {
                href: format!("/practices/{}", practice.id),
                name: practice.name.to_string(),
                code: practice.ods_code.as_str().to_owned(),
                email: practice.email.as_ref().map_or_else(|| "no e-mail address".to_owned(), ToString::to_string),
                reads: match it.known.relation.ended {
                    Some(at) => format!("Ended on {}.", time::day_in_words(time::day_of(at))),
                    None => reads_in_words(it.accounts, it.has_code),
                },
                has_ended,
                lacks_email: practice.email.is_none() && !has_ended,
            }
        };
        Self {
            frame,
            search: Form::blank().prefill("q", words),
            lines: lines.iter().map(line).collect(),
            is_narrowed: !words.trim().is_empty(),
            may_add: who == May::Manages,
            may_make_codes: who.keeps(),
        }
    }
}

/// `GET /practices`.
pub(crate) fn list(visit: &Visit) -> Result<Reply, Problem> {
    visit.only(&["q"])?;
    let words = visit.query("q")?.unwrap_or_default().to_owned();
    let lines = visit.read(|look, ctx| {
        let permit = permit::own_service::<act::SeeService>(ctx)?;
        practices::list(look, &permit, &words)
    })?;
    let frame = visit.frame("Practices", Some("/service"));
    Reply::page(&ListPage::new(frame, &words, &lines, May::of(visit)?))
}

#[derive(Template)]
#[template(path = "practices/one.html")]
pub(crate) struct OnePage {
    pub(crate) frame: Frame,
    pub(crate) rows: Vec<Row>,
    pub(crate) has_ended: Option<String>,
    /// That nothing reaches the practice yet, and what to do.
    pub(crate) lacks: Option<String>,
    pub(crate) changes: Vec<Change>,
    pub(crate) times: Vec<String>,
    /// Where it is ended.
    pub(crate) end: Option<String>,
    /// Where it begins again, with the form that does.
    pub(crate) again: Option<(String, Form)>,
}

impl OnePage {
    pub(crate) fn new(frame: Frame, it: &Opened, who: May, again: Form) -> Self {
        let known = &it.known.it;
        let practice = &known.practice;
        let here = format!("/practices/{}", practice.id);
        let has_ended = known.relation.ended;
        let said = |text: Option<String>| text.unwrap_or_else(|| "Not said yet".to_owned());
        let change = |row: Row, to: &str, what: &str, may: bool| {
            if may && has_ended.is_none() { row.change(to, what) } else { row }
        };
        let to_change = format!("{here}/change");
        let mut rows = vec![
            change(Row::new("Name", practice.name.as_str()), &to_change, "the name", who.keeps()),
            Row::new("ODS code", practice.ods_code.as_str()),
            change(
                Row::new("E-mail address", &said(practice.email.as_ref().map(ToString::to_string))),
                &to_change,
                "the e-mail address",
                who.keeps(),
            ),
        ];
        if practice.email.is_some() {
            let secure = if it.is_secure {
                "The text of a message. An administrator has marked the address as secure."
            } else {
                "A link that names nobody. An administrator may mark the address as secure; then the text goes there."
            };
            let row = Row::new("What is sent there", secure);
            rows.push(change(row, "/settings/post", "which addresses are secure", who == May::Administers));
        }
        rows.push(change(
            Row::new("Same-day contact", &said(it.same_day.as_ref().map(ToString::to_string))),
            "/service/same-day",
            "the same-day contact",
            who == May::Manages,
        ));
        let agreed = match it.agreement {
            (Some(number), None) => format!("Version {number} is in force."),
            (Some(number), Some(waits)) => {
                format!("Version {number} is in force. Version {waits} is not agreed by both yet.")
            }
            (None, Some(waits)) => format!("Version {waits} is not agreed by both yet."),
            (None, None) => "Nothing is agreed yet.".to_owned(),
        };
        let row = Row::new("What link workers do there", &agreed);
        rows.push(if who.keeps() { row.open(&format!("{here}/agreement"), "the scope agreement") } else { row });
        let reads = reads_in_words(it.accounts, it.has_code);
        let row = Row::new("How it sends and reads", &reads);
        rows.push(change(row, &format!("/practice-codes/{}", practice.id), "the practice code", who.keeps()));
        let lacks = match (has_ended.is_some(), practice.email.is_some(), it.accounts > 0 || it.has_code) {
            (true, _, _) | (false, true, true) => None,
            (false, false, true) => Some(
                "No e-mail address is known, so no e-mail tells the practice that something was written to it."
                    .to_owned(),
            ),
            (false, _, false) => Some(
                "The practice cannot send or read anything yet. Invite somebody there under People and roles, or make \
                 it a practice code."
                    .to_owned(),
            ),
        };
        Self {
            frame,
            rows,
            lacks,
            has_ended: has_ended.map(|at| {
                format!(
                    "This practice does not refer here since {}. What it sent stays. It opens nothing, and its code \
                     has stopped.",
                    time::day_in_words(time::day_of(at))
                )
            }),
            times: it.history.iter().map(|it| time::moment_in_words(it.at)).collect(),
            changes: it.history.clone(),
            end: (who == May::Manages && has_ended.is_none()).then(|| format!("{here}/end")),
            again: (who == May::Manages && has_ended.is_some()).then(|| (format!("{here}/again"), again)),
        }
    }
}

/// Reads one practice.
fn opened(visit: &Visit) -> Result<Opened, Problem> {
    let id = visit.id::<Practice>("id")?;
    visit.read(|look, ctx| {
        let permit = permit::own_service::<act::SeeService>(ctx)?;
        room::open(look, &permit, id)
    })
}

/// `GET /practices/{id}`.
pub(crate) fn show(visit: &Visit) -> Result<Reply, Problem> {
    visit.only(&[])?;
    let it = opened(visit)?;
    let id: Id<Practice> = it.known.it.practice.id;
    let again = visit.fresh_form(&id.to_string()).carrying(crate::visit::VERSION, &it.known.version.to_string());
    let frame = visit.frame(it.known.it.practice.name.as_str(), Some("/service"));
    Reply::page(&OnePage::new(frame, &it, May::of(visit)?, again))
}
