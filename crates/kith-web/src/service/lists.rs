//! The lists of a service: their words, their order, and what is offered. Codes never change, so what was
//! recorded keeps its meaning.

use askama::Template;
use kith_app::permit;
use kith_app::settings::{self, Opened};
use kith_app::what_we_did::{self, WaysInput};
use kith_domain::need::Domain;
use kith_domain::policy::{Act, act};
use kith_domain::settings::Listed;
use kith_domain::support::case::ClosureReason;
use kith_domain::support::way_of_working::Heading;

use super::{RECORD, form, opened_for, settle_for};
use crate::components::{BackLink, Button, Choice, Form, Frame};
use crate::error::Problem;
use crate::reply::Reply;
use crate::visit::Visit;

/// What stands beside a line about the worker herself.
const OF_ONESELF: &str = "About the worker herself: kept apart, and seen by her alone";

/// Which list.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum List {
    /// What we did.
    Ways,
    /// Reasons for closing.
    Closing,
    /// What a need is about.
    Needs,
}

impl List {
    const fn title(self) -> &'static str {
        match self {
            Self::Ways => "What we did",
            Self::Closing => "Reasons for closing",
            Self::Needs => "What a need is about",
        }
    }

    pub(super) const fn to(self) -> &'static str {
        match self {
            Self::Ways => "/service/lists/what-we-did",
            Self::Closing => "/service/lists/closing",
            Self::Needs => "/service/lists/needs",
        }
    }

    /// The list as it stands.
    fn lines(self, it: &Opened) -> Vec<Listed> {
        let settings = &it.settings.it;
        match self {
            Self::Ways => it
                .ways
                .iter()
                .map(|kept| Listed {
                    code: kept.it.code.to_string(),
                    label: kept.it.label.to_string(),
                    is_offered: settings.offers_way(&kept.it.code),
                })
                .collect(),
            Self::Closing => {
                let all: Vec<(&str, &str)> = ClosureReason::ALL.iter().map(|it| (it.code(), it.label())).collect();
                settings.closing.lines(&all)
            }
            Self::Needs => {
                let all: Vec<(&str, &str)> = Domain::ALL.iter().map(|it| (it.code(), it.label())).collect();
                settings.needs.lines(&all)
            }
        }
    }
}

/// One line of the form.
pub(crate) struct Line {
    /// Heading that begins with this line.
    heading: Option<&'static str>,
    place: String,
    place_title: String,
    label: String,
    label_title: String,
    offered: String,
    offered_title: String,
}

/// The form.
#[derive(Template)]
#[template(path = "service/list.html")]
pub(crate) struct ListPage {
    pub(crate) frame: Frame,
    pub(crate) form: Form,
    to: &'static str,
    is_ways: bool,
    lines: Vec<Line>,
    in_use: Vec<Choice>,
    headings: Vec<Choice>,
}

/// The page over a form, of what was typed or of what stands.
pub(crate) fn page(frame: Frame, form: Form, list: List, it: &Opened) -> ListPage {
    let mut form = form;
    // What was sent says for every line whether it is offered: an empty box sends nothing.
    let was_sent = !form.value("codes").is_empty();
    let codes: Vec<String> = list.lines(it).iter().map(|line| line.code.clone()).collect();
    let mut lines = Vec::new();
    for (place, line) in (1..).zip(list.lines(it)) {
        let code = &line.code;
        let named = |what: &str| format!("{what}-{code}");
        form = form.prefill(&named("place"), &i32::to_string(&place)).prefill(&named("label"), &line.label);
        if line.is_offered && !was_sent {
            form = form.prefill(&named("offered"), "yes");
        }
        lines.push(Line {
            heading: None,
            place: named("place"),
            place_title: format!("Place of “{}”", line.label),
            label: named("label"),
            label_title: format!("Words of “{}”", line.label),
            offered: named("offered"),
            offered_title: format!("Whether “{}” is offered", line.label),
        });
    }
    if list == List::Ways {
        // The four headings part the list on a contact; here they only say where each line stands.
        for (line, kept) in lines.iter_mut().zip(&it.ways) {
            line.heading = Some(if kept.it.is_own() { OF_ONESELF } else { kept.it.heading.label() });
        }
    }
    let form = form.carrying("codes", &codes.join(" "));
    ListPage {
        frame,
        form,
        to: list.to(),
        is_ways: list == List::Ways,
        lines,
        in_use: vec![Choice::new("yes", "In use")],
        headings: Heading::ALL.iter().map(|it| Choice::new(it.code(), it.label())).collect(),
    }
}

fn drawn(visit: &Visit, form: Form, list: List, it: &Opened, is_refused: bool) -> ListPage {
    let mut frame = visit.frame(list.title(), Some("/service"));
    frame.error_title = is_refused;
    frame.wide = true;
    page(frame, form, list, it)
}

fn show<A: Act>(visit: &Visit, list: List) -> Result<Reply, Problem> {
    visit.only(&[])?;
    let it = opened_for::<A>(visit)?;
    Reply::page(&drawn(visit, form(visit, &it), list, &it, false))
}

/// The lines as sent, in their new order: by place, and as they stood where places are equal or none is a number.
fn sent(visit: &Visit) -> Vec<Listed> {
    let codes = visit.field("codes");
    let mut lines: Vec<(f64, Listed)> = (1_u32..)
        .zip(codes.split_whitespace().take(500))
        .map(|(at, code)| {
            let place = visit.field(&format!("place-{code}")).trim().parse::<f64>().ok().filter(|n| n.is_finite());
            let line = Listed {
                code: code.to_owned(),
                label: visit.field(&format!("label-{code}")),
                is_offered: visit.field(&format!("offered-{code}")) == "yes",
            };
            (place.unwrap_or_else(|| f64::from(at)), line)
        })
        .collect();
    lines.sort_by(|(one, _), (other, _)| one.total_cmp(other));
    lines.into_iter().map(|(_, line)| line).collect()
}

fn settled<A: Act>(
    visit: &Visit,
    list: List,
    taken: Result<kith_app::Led, kith_app::Refusal>,
) -> Result<Reply, Problem> {
    settle_for::<A>(
        visit,
        taken,
        |form, it| Reply::again(&drawn(visit, form, list, it, true)),
        |form, it| Reply::page_with(http::StatusCode::CONFLICT, &drawn(visit, form, list, it, true)),
    )
}

/// `GET /service/lists/what-we-did`.
pub(crate) fn show_ways(visit: &Visit) -> Result<Reply, Problem> {
    show::<act::ChangeWays>(visit, List::Ways)
}

/// `POST /service/lists/what-we-did`.
pub(crate) fn take_ways(visit: &Visit) -> Result<Reply, Problem> {
    let input = WaysInput { lines: sent(visit), new: visit.field("new"), heading: visit.field("heading") };
    let taken = visit.version().and_then(|version| {
        visit.submit::<act::ChangeWays>(RECORD, move |work, ctx| {
            let permit = permit::own_service::<act::ChangeWays>(ctx)?;
            what_we_did::word_ways(work, ctx, &permit, version, &input)?;
            Ok("/service?said=service-changed".to_owned())
        })
    });
    settled::<act::ChangeWays>(visit, List::Ways, taken)
}

/// `GET /service/lists/closing`.
pub(crate) fn show_closing(visit: &Visit) -> Result<Reply, Problem> {
    show::<act::ChangeService>(visit, List::Closing)
}

/// `POST /service/lists/closing`.
pub(crate) fn take_closing(visit: &Visit) -> Result<Reply, Problem> {
    let lines = sent(visit);
    let taken = visit.version().and_then(|version| {
        visit.submit::<act::ChangeService>(RECORD, move |work, ctx| {
            let permit = permit::own_service::<act::ChangeService>(ctx)?;
            settings::word_closing(work, ctx, &permit, version, &lines)?;
            Ok("/service?said=service-changed".to_owned())
        })
    });
    settled::<act::ChangeService>(visit, List::Closing, taken)
}

/// `GET /service/lists/needs`.
pub(crate) fn show_needs(visit: &Visit) -> Result<Reply, Problem> {
    show::<act::ChangeService>(visit, List::Needs)
}

/// `POST /service/lists/needs`.
pub(crate) fn take_needs(visit: &Visit) -> Result<Reply, Problem> {
    let lines = sent(visit);
    let taken = visit.version().and_then(|version| {
        visit.submit::<act::ChangeService>(RECORD, move |work, ctx| {
            let permit = permit::own_service::<act::ChangeService>(ctx)?;
            settings::word_needs(work, ctx, &permit, version, &lines)?;
            Ok("/service?said=service-changed".to_owned())
        })
    });
    settled::<act::ChangeService>(visit, List::Needs, taken)
}
