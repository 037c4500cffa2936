//! How the list of what we did has read: every version whole, with who made it, when, and what was other than before.
//! Whoever reads an older answer finds the words that were asked.

use askama::Template;
use kith_app::permit;
use kith_app::what_we_did::{self, Version};
use kith_domain::policy::act;
use kith_domain::support::way_of_working::{Heading, OWN};
use kith_domain::time;

use crate::components::{BackLink, Frame};
use crate::error::Problem;
use crate::reply::Reply;
use crate::visit::Visit;

/// What the page is called.
pub(crate) const TITLE: &str = "How the list has read";
/// What stands over the lines about the worker herself.
const OF_ONESELF: &str = "About the worker herself, for her alone";

/// One version.
struct Shown {
    title: String,
    when: String,
    changes: Vec<String>,
    /// Headings with the lines under each; what is not offered stands in brackets.
    lines: Vec<(&'static str, Vec<String>)>,
}

/// The page.
#[derive(Template)]
#[template(path = "service/versions.html")]
pub(crate) struct VersionsPage {
    frame: Frame,
    versions: Vec<Shown>,
}

impl VersionsPage {
    /// The page, newest version first.
    pub(crate) fn new(frame: Frame, versions: &[Version]) -> Self {
        Self { frame, versions: versions.iter().map(shown).collect() }
    }
}

fn shown(it: &Version) -> Shown {
    let list = &it.list;
    let when = time::moment_in_words(list.at);
    let under = |of: Option<Heading>| -> Vec<String> {
        let is_here = |is_own: bool, heading: Heading| of.map_or(is_own, |of| of == heading && !is_own);
        let here = list.lines.iter().filter(|line| is_here(OWN.contains(&line.code.as_str()), line.heading));
        here.map(|line| if line.is_offered { line.label.to_string() } else { format!("[{}]", line.label) }).collect()
    };
    let headings = Heading::ALL.iter().map(|heading| (heading.label(), under(Some(*heading))));
    let lines = headings.chain([(OF_ONESELF, under(None))]).filter(|(_, lines)| !lines.is_empty()).collect();
    Shown {
        title: format!("List {}", list.number),
        when: match &it.by {
            Some(by) => format!("Made by {by} on {when}. It holds for contacts logged since."),
            None => format!("As it stood until {when}."),
        },
        changes: it.changes.clone(),
        lines,
    }
}

/// `GET /service/lists/what-we-did/versions`.
pub(crate) fn show(visit: &Visit) -> Result<Reply, Problem> {
    visit.only(&[])?;
    let versions = visit.read(|look, ctx| {
        let permit = permit::own_service::<act::SeeService>(ctx)?;
        what_we_did::versions(look, &permit)
    })?;
    Reply::page(&VersionsPage::new(visit.frame(TITLE, Some("/service")), &versions))
}
