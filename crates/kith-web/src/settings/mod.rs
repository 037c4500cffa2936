//! Settings: that the store is whole. No record, no name, nothing that somebody wrote.

pub(crate) mod post;

use askama::Template;
use kith_app::{house, operations, permit};
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
}

/// The page.
pub(crate) fn show(visit: &Visit) -> Result<Reply, Problem> {
    visit.only(&[])?;
    let permit = visit.read(|_, ctx| permit::own_service::<act::SeeSettings>(ctx))?;
    let standing = house::standing(&visit.site.app, &permit).map_err(Problem::from)?;
    let letters = |state: &str| {
        standing.letters.iter().find(|(known, _)| known == state).map_or(0, |(_, count)| *count).to_string()
    };
    let backup = operations::latest(&visit.site.app, Kind::BackedUp).map_err(Problem::from)?;
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
        Row::new("E-mail waiting to leave", &letters("waiting")),
        Row::new("E-mail that left", &letters("left")),
        Row::new("E-mail that is stuck", &letters("stuck")),
    ];
    let address = vec![
        Row::new("Address in links", &visit.site.base()),
        Row::new("Reached over https", if visit.site.is_secure() { "Yes" } else { "No" }),
        Row::new("Version", env!("CARGO_PKG_VERSION")),
    ];
    Reply::page(&Settings { frame: visit.frame("Settings", Some("/settings")), store, address })
}
