//! The list of requests without an answer.

use askama::Template;
use jiff::civil::Date;
use kith_app::asking::unanswered::{self, Silent, Unanswered, Which};
use kith_app::permit;
use kith_domain::directory::chase::Chase;
use kith_domain::policy::act;
use kith_domain::staff::Role;
use kith_domain::time::{self, day_in_words, day_of, working_days_in_words};

use super::filter::{Asked, PARTS, PATH};
use crate::components::{Button, Choice, Form, Frame, PageLink, Pagination};
use crate::error::Problem;
use crate::my_referrals::{mark_of, mark_text};
use crate::reply::Reply;
use crate::visit::Visit;

/// The list.
#[derive(Template)]
#[template(path = "unanswered/list.html")]
pub(crate) struct UnansweredPage {
    frame: Frame,
    path: &'static str,
    whose: &'static str,
    form: Form,
    which: Vec<Choice>,
    workers: Vec<Choice>,
    orders: Vec<Choice>,
    is_narrowed: bool,
    /// What is said where nothing is listed.
    nothing: &'static str,
    lines: Vec<Line>,
    pages: Pagination,
}

/// One request.
struct Line {
    when: String,
    person: String,
    name: String,
    connection: String,
    to: String,
    organisation: String,
    lines: Vec<String>,
    /// What can be done, for whoever may: where, and what it is.
    acts: Vec<(String, &'static str)>,
}

impl UnansweredPage {
    pub(crate) fn new(
        frame: Frame,
        it: &Unanswered,
        asked: &Asked,
        role: Role,
        (today, is_beginning): (Date, bool),
    ) -> Self {
        let mut workers = Vec::new();
        if !it.workers.is_empty() {
            workers.push(Choice::new("", "Everybody's"));
            workers.extend(it.workers.iter().map(|(id, name)| Choice::new(&id.to_string(), name)));
        }
        let form = PARTS.into_iter().fold(Form::blank(), |form, name| form.prefill(name, asked.part(name)));
        let next = it.page.next.as_ref();
        let next = next.map(|mark| PageLink::new(&asked.address(Some(("after", &mark_text(mark)))), "More requests"));
        let previous = (!is_beginning).then(|| PageLink::new(&asked.address(None), "From the beginning"));
        Self {
            path: PATH,
            whose: if role == Role::LinkWorker {
                "What organisations were asked about people you support, and nobody has answered."
            } else {
                "What organisations were asked about people the team supports, and nobody has answered."
            },
            form,
            which: Choice::list(&[
                ("", "Those that come to Today no more"),
                ("all", "All that were asked and not answered"),
                ("written-down", "Those written down as not answered"),
            ]),
            workers,
            orders: Choice::list(&[("", "Longest asked first"), ("latest", "Latest asked first")]),
            is_narrowed: asked.is_narrowed(),
            nothing: nothing(asked.filter.which, is_beginning),
            lines: it.page.lines.iter().map(|line| Line::new(line, it, role, today)).collect(),
            pages: Pagination { previous, next },
            frame,
        }
    }
}

/// What is said where nothing is listed.
const fn nothing(which: Which, is_beginning: bool) -> &'static str {
    match (is_beginning, which) {
        (false, _) => "There is nothing further down the list.",
        (true, Which::Over) => "Every request was answered, or still comes to Today.",
        (true, Which::Asked) => "Every request was answered.",
        (true, Which::WrittenDown) => "No request is written down as not answered.",
    }
}

impl Line {
    fn new(it: &Silent, of: &Unanswered, role: Role, today: Date) -> Self {
        let line = &it.line;
        let days = of.calendar.working_days_between(day_of(line.asked), today);
        let connection = format!("/connections/{}", line.connection);
        let acts = if role == Role::LinkWorker { acts(it) } else { Vec::new() };
        let mut lines = said(it, of);
        if !of.workers.is_empty() {
            lines.push(match line.worker.and_then(|worker| of.names.get(&worker)) {
                Some(name) => format!("Link worker: {name}."),
                None => "Nobody supports them now.".to_owned(),
            });
        }
        Self {
            when: match days {
                ..=0 => "Asked today".to_owned(),
                days => format!("No answer for {}", working_days_in_words(days)),
            },
            person: format!("/people/{}", line.person),
            name: line.name.formal(),
            connection,
            to: line.to.clone(),
            organisation: line.organisation.clone(),
            lines,
            acts,
        }
    }
}

/// When they were asked and reminded, what came since, and where it stands with *Today*, a sentence each.
fn said(it: &Silent, of: &Unanswered) -> Vec<String> {
    let line = &it.line;
    let on = |at| day_in_words(day_of(at));
    let reminded = match (line.reminded, line.last_reminder) {
        (0, _) | (_, None) => "No reminder was sent by e-mail.".to_owned(),
        (1, Some(at)) => format!("Reminded by e-mail on {}.", on(at)),
        (2, Some(at)) => format!("Reminded by e-mail twice, last on {}.", on(at)),
        (times, Some(at)) => format!("Reminded by e-mail {times} times, last on {}.", on(at)),
    };
    let mut lines = vec![format!("Asked on {}. {reminded}", on(line.asked))];
    lines.extend(line.last_question.map(|at| format!("They asked something on {}; that is no answer yet.", on(at))));
    lines.push(match it.chase {
        None => format!("Written down on {}: no answer came.", on(line.since)),
        Some(Chase::Over) => "It comes to Today no more.".to_owned(),
        Some(Chase::Now { nth }) => format!("It stands on Today ({nth} of {}).", of.patience.times),
        Some(Chase::Later { on, nth }) => {
            format!("It comes to Today on {} ({nth} of {}).", day_in_words(on), of.patience.times)
        }
    });
    lines
}

/// What a link worker can do about it.
fn acts(it: &Silent) -> Vec<(String, &'static str)> {
    let line = &it.line;
    let (connection, person) = (format!("/connections/{}", line.connection), format!("/people/{}", line.person));
    let (find, gap) = match line.need {
        Some(need) => (format!("{person}/connect?need={need}"), format!("/needs/{need}/gap?from={}", line.connection)),
        None => (format!("{person}/connect"), format!("{person}/gap?from={}", line.connection)),
    };
    vec![
        (format!("{connection}/ask"), "Ask again"),
        (connection, "Record what was heard"),
        (find, "Find something else"),
        (gap, "Write down a gap"),
    ]
}

/// `GET /still-without-an-answer`.
pub(crate) fn show(visit: &Visit) -> Result<Reply, Problem> {
    let known: Vec<&str> = PARTS.into_iter().chain(["after"]).collect();
    visit.only(&known)?;
    let asked = Asked::read(visit)?;
    let after = visit.query("after")?.map(mark_of).transpose()?;
    let it = visit.read(|look, ctx| {
        let permit = permit::own_service::<act::SeeUnanswered>(ctx)?;
        unanswered::list(look, ctx, &permit, &asked.filter, after)
    })?;
    let role = visit.staff()?.role();
    let current = if role == Role::LinkWorker { "/today" } else { "/team" };
    let mut frame = visit.frame("Still without an answer", Some(current));
    frame.wide = true;
    let today = time::day_of(visit.site.app.now());
    Reply::page(&UnansweredPage::new(frame, &it, &asked, role, (today, after.is_none())))
}
