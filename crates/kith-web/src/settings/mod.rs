//! Settings: that the store is whole. No record, no name, nothing that somebody wrote.

pub(crate) mod held;
pub(crate) mod post;

use askama::Template;
use kith_app::{house, operations, permit, places};
use kith_domain::operation::Kind;
use kith_domain::policy::act;
use kith_domain::time::moment_in_words;

use crate::components::{Frame, Row, SummaryList};
use crate::error::Problem;
use crate::reply::Reply;
use crate::visit::Visit;

#[derive(Template)]
#[template(path = "settings/page.html")]
pub(crate) struct Settings {
    pub(crate) frame: Frame,
    pub(crate) store: Vec<Row>,
    pub(crate) address: Vec<Row>,
    /// How many letters wait, where there is no mail server.
    pub(crate) no_post: Option<i64>,
    /// How many letters are held.
    pub(crate) held: i64,
    /// Feeds that fail night after night: a sentence, and where more stands.
    pub(crate) failing: Vec<(String, String)>,
}

/// The page.
pub(crate) fn show(visit: &Visit) -> Result<Reply, Problem> {
    visit.only(&[])?;
    let permit = visit.read(|_, ctx| permit::own_service::<act::SeeSettings>(ctx))?;
    let standing = house::standing(&visit.site.app, &permit).map_err(Problem::from)?;
    let count = |state: &str| standing.letters.iter().find(|(known, _)| known == state).map_or(0, |(_, count)| *count);
    let letters = |state: &str| count(state).to_string();
    let backup = operations::latest(&visit.site.app, Kind::BackedUp).map_err(Problem::from)?;
    let (postcodes, areas, files) = places::standing(&visit.site.app).map_err(Problem::from)?.in_words();
    let store = vec![
        Row::new("Database", &standing.engine.to_string()),
        Row::new("Audit entries chained", &standing.chained.to_string()),
        Row::new("Waiting to be chained", &standing.unsealed.to_string()),
        Row::new(
            "Anchor outside the database",
            &standing.anchored.map_or_else(|| "Not there. Run kith verify.".to_owned(), |at| format!("At entry {at}")),
        ),
        Row::new(
            "Last backup",
            &backup
                .map_or_else(|| "None was made yet. Run kith backup.".to_owned(), |backup| moment_in_words(backup.at)),
        ),
        Row::new("Directory entries", &standing.directory.to_string()),
        Row::new("Postcodes", &postcodes),
        Row::new("Small areas", &areas),
        Row::new("Files of places", &files),
        Row::new("E-mail waiting to leave", &letters("waiting")),
        Row::new("E-mail that left", &letters("left")),
        Row::new("E-mail that is stuck", &letters("stuck")),
        Row::new("E-mail held after a restore", &letters("held")),
        Row::new("E-mail not sent, because what it opens is over", &letters("dropped")),
    ];
    let address = vec![
        Row::new("Address in links", &visit.site.base()),
        Row::new("Reached over https", if visit.site.is_secure() { "Yes" } else { "No" }),
        Row::new("E-mail leaves", if visit.site.settings.has_post { "Yes" } else { "No: no mail server is set" }),
        Row::new("Version", env!("CARGO_PKG_VERSION")),
    ];
    let no_post = (!visit.site.settings.has_post).then(|| count("waiting"));
    let frame = visit.frame("Settings", Some("/settings"));
    let failing = crate::feeds::failing(visit)?;
    Reply::page(&Settings { frame, store, address, no_post, held: count("held"), failing })
}
