//! The rows behind a figure of *What was missing*: a link worker opens those of their people, a lead those of the team, and
//! sees in one list which gaps, or which needs that nobody met, a number is made of.

use askama::Template;
use kith_app::permit;
use kith_app::store::EndedRow;
use kith_app::unmet::{self, Asked, BadAsk, Behind};
use kith_domain::measure::unmet::Figure;
use kith_domain::need::Domain;
use kith_domain::policy::act;
use kith_domain::settings::Settings;
use kith_domain::staff::Role;
use kith_domain::time::{date_in_words, day_of};

use super::{address, asked, written};
use crate::components::{BackLink, Frame, PageLink, Pagination, Tag};
use crate::error::Problem;
use crate::gaps::Line;
use crate::my_referrals::{mark_of, mark_text};
use crate::reply::Reply;
use crate::visit::Visit;

/// The page.
#[derive(Template)]
#[template(path = "reports/unmet/rows.html")]
pub(crate) struct Page {
    frame: Frame,
    back: String,
    of: String,
    definition: &'static str,
    lines: Vec<Line>,
    ended: Vec<Ended>,
    is_beginning: bool,
    pages: Pagination,
}

/// A need that nobody met.
struct Ended {
    person: String,
    name: String,
    stated: String,
    when: String,
    about: String,
    /// Where a gap is recorded for it, which nobody did.
    gap: Option<String>,
}

impl Ended {
    fn new(row: &EndedRow, words: &Settings) -> Self {
        let about = |domain: Option<Domain>| kith_app::gap_register::domain_in_words(domain, words).to_lowercase();
        Self {
            person: format!("/people/{}", row.fact.person),
            name: row.name.formal(),
            stated: row.stated.to_string(),
            when: date_in_words(day_of(row.fact.ended)),
            about: format!("Support ended. Need: {}.", about(row.domain)),
            gap: (!row.fact.has_gap).then(|| format!("/needs/{}/gap", row.id)),
        }
    }
}

impl Page {
    pub(crate) fn new(frame: Frame, it: &unmet::Rows, asked: &Asked, behind: &Behind, is_beginning: bool) -> Self {
        let mut query: Vec<(&str, String)> = match behind {
            Behind::All => Vec::new(),
            Behind::Line(by, code) => vec![("by", by.code().to_owned()), ("value", code.clone())],
            Behind::Ended(figure) => vec![("by", figure.code().to_owned())],
        };
        let here = |query: &[(&str, String)]| {
            let base = address("/reports/unmet-need/rows", asked);
            if query.is_empty() { base } else { format!("{base}&{}", written(query)) }
        };
        let previous = (!is_beginning).then(|| PageLink::new(&here(&query), "From the beginning"));
        let next = it.gaps.next.as_ref().or(it.ended.next.as_ref()).map(|mark| {
            query.push(("after", mark_text(mark)));
            PageLink::new(&here(&query), "More rows")
        });
        Self {
            frame,
            back: address("/reports/unmet-need", asked),
            of: it.of.join(". "),
            definition: if let Behind::Ended(figure) = behind { *figure } else { Figure::Affected }.definition(),
            lines: it.gaps.lines.iter().map(|line| Line::new(line, &it.settings)).collect(),
            ended: it.ended.lines.iter().map(|row| Ended::new(row, &it.settings)).collect(),
            is_beginning,
            pages: Pagination { previous, next },
        }
    }
}

/// What the page is called.
pub(crate) const fn title(behind: &Behind) -> &'static str {
    match behind {
        Behind::All | Behind::Line(..) => "The gaps behind a figure",
        Behind::Ended(Figure::WithoutGap) => "Needs not met, without a gap",
        Behind::Ended(_) => "Needs not met when support ended",
    }
}

/// `GET /reports/unmet-need/rows`.
pub(crate) fn show(visit: &Visit) -> Result<Reply, Problem> {
    visit.only(&["period", "need", "place", "by", "value", "after"])?;
    let asked = asked(visit)?;
    let part = |name| Ok::<_, Problem>(visit.query(name)?.unwrap_or_default());
    let behind = Behind::parse(part("by")?, part("value")?).ok_or(Problem::Bad(BadAsk::Figure.sentence()))?;
    let after = visit.query("after")?.map(mark_of).transpose()?;
    let it = visit.read(|look, ctx| {
        let figures = permit::own_service::<act::SeeUnmetNeed>(ctx)?;
        let people = permit::own_service::<act::SeeGaps>(ctx)?;
        unmet::rows(look, ctx, (&figures, &people), &asked, &behind, after)
    })?;
    let it = it.map_err(|why| Problem::Bad(why.sentence()))?;
    let place = if visit.staff()?.role() == Role::TeamLead { "/reports/this-month" } else { "/reports/unmet-need" };
    let mut frame = visit.frame(title(&behind), Some(place));
    frame.wide = true;
    Reply::page(&Page::new(frame, &it, &asked, &behind, after.is_none()))
}
