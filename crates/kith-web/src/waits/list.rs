//! The list of waits.

use askama::Template;
use jiff::Timestamp;
use kith_app::store::{Page, WaitLine};
use kith_app::{permit, waits};
use kith_domain::policy::act;
use kith_domain::staff::Role;

use super::words::lines;
use crate::components::{Button, Form, Frame, Input, PageLink, Pagination, Slot};
use crate::error::Problem;
use crate::my_referrals::{mark_of, mark_text};
use crate::reply::Reply;
use crate::visit::{VERSION, Visit};

/// The list.
#[derive(Template)]
#[template(path = "waits/list.html")]
pub(crate) struct WaitsPage {
    frame: Frame,
    lines: Vec<Line>,
    is_beginning: bool,
    is_worker: bool,
    pages: Pagination,
}

/// One wait.
struct Line {
    connection: String,
    to: String,
    organisation: String,
    person: String,
    name: String,
    lines: Vec<String>,
    /// The form that says what happened, for whoever may: where it goes, its hidden fields, and the id of its box.
    form: Option<(String, Form, String)>,
}

impl Line {
    fn weeks(&self) -> Option<Slot> {
        let (_, _, id) = self.form.as_ref()?;
        let title = format!("They say so many weeks more, for {}", self.name);
        let mut input = Input::new("weeks", &title).width(2).digits().suffix("weeks more").autocomplete("off");
        input.field.id = id;
        if let Some(title) = input.field.title.as_mut() {
            title.is_hidden = true;
        }
        Some(Slot::of(&input))
    }
}

impl WaitsPage {
    /// The list; `form` makes the form of one line, where the reader may say what happened.
    pub(crate) fn new(
        frame: Frame,
        page: &Page<WaitLine>,
        now: Timestamp,
        form: impl Fn(&WaitLine) -> Option<Form>,
        is_beginning: bool,
    ) -> Self {
        let line = |(n, it): (usize, &WaitLine)| {
            let connection = format!("/connections/{}", it.line.kept.it.id);
            Line {
                to: it.line.to.clone(),
                organisation: it.line.organisation.clone(),
                person: format!("/people/{}", it.line.kept.it.person),
                name: it.name.formal(),
                lines: lines(&it.line.kept.it, now),
                form: form(it).map(|form| (format!("{connection}/wait"), form, format!("weeks-{n}"))),
                connection,
            }
        };
        let lines: Vec<Line> = page.lines.iter().enumerate().map(line).collect();
        let next =
            page.next.as_ref().map(|mark| PageLink::new(&format!("/waits?after={}", mark_text(mark)), "More waits"));
        let previous = (!is_beginning).then(|| PageLink::new("/waits", "From the beginning"));
        Self {
            is_worker: frame.nav.iter().any(|item| item.href == "/today"),
            frame,
            lines,
            is_beginning,
            pages: Pagination { previous, next },
        }
    }
}

/// `GET /waits`.
pub(crate) fn show(visit: &Visit) -> Result<Reply, Problem> {
    visit.only(&["after"])?;
    let after = visit.query("after")?.map(mark_of).transpose()?;
    let page = visit.read(|look, ctx| {
        let permit = permit::own_service::<act::SeeWaits>(ctx)?;
        waits::list(look, &permit, after)
    })?;
    let role = visit.staff()?.role();
    let form = |it: &WaitLine| {
        let kept = &it.line.kept;
        (role == Role::LinkWorker).then(|| {
            visit
                .fresh_form(&kept.it.id.to_string())
                .carrying(VERSION, &kept.version.to_string())
                .carrying("back", "waits")
        })
    };
    let current = if role == Role::LinkWorker { "/waits" } else { "/team" };
    let mut frame = visit.frame("Waiting lists", Some(current));
    frame.wide = true;
    Reply::page(&WaitsPage::new(frame, &page, visit.site.app.now(), form, after.is_none()))
}
