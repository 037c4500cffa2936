//! The concerns that are for the viewer, or that the viewer wrote.

use askama::Template;
use kith_app::concerns::{self, Listed};
use kith_app::permit;
use kith_app::store::ConcernLine;
use kith_domain::policy::act;
use kith_domain::time::moment_in_words;

use crate::components::Frame;
use crate::error::Problem;
use crate::my_referrals::{mark_of, mark_text};
use crate::reply::Reply;
use crate::visit::Visit;

/// One line.
struct Line {
    href: String,
    name: String,
    when: String,
    by: String,
    standing: &'static str,
}

/// The list.
#[derive(Template)]
#[template(path = "concerns/list.html")]
pub(crate) struct ListPage {
    frame: Frame,
    is_lead: bool,
    waiting: Vec<Line>,
    all: Vec<Line>,
    next: Option<String>,
}

impl ListPage {
    /// The list.
    pub(crate) fn new(frame: Frame, it: &Listed) -> Self {
        let line = |line: &ConcernLine, standing: &'static str| Line {
            href: format!("/concerns/{}", line.id),
            name: line.name.as_ref().map_or_else(|| "A restricted record".to_owned(), kith_app::store::Named::formal),
            when: moment_in_words(line.at),
            by: it.names.get(&line.author).map_or("somebody no longer here", String::as_str).to_owned(),
            standing,
        };
        let waiting = it.waiting.iter().map(|(it, is_overdue)| {
            line(it, if *is_overdue { "Has waited for more than a working day" } else { "Not acknowledged yet" })
        });
        let all = it
            .page
            .lines
            .iter()
            .map(|it| line(it, if it.is_acknowledged { "Acknowledged" } else { "Not acknowledged yet" }));
        Self {
            is_lead: it.is_lead,
            waiting: waiting.collect(),
            all: all.collect(),
            next: it.page.next.map(|next| format!("/concerns?before={}", mark_text(&next))),
            frame,
        }
    }
}

/// `GET /concerns`.
pub(crate) fn list(visit: &Visit) -> Result<Reply, Problem> {
    visit.only(&["before"])?;
    let before = visit.query("before")?.map(mark_of).transpose()?;
    let it = visit.read(|look, ctx| {
        let permit = permit::own_service::<act::SeeConcerns>(ctx)?;
        concerns::list(look, ctx, &permit, before)
    })?;
    Reply::page(&ListPage::new(visit.frame("Safeguarding concerns", Some("/concerns")), &it))
}
