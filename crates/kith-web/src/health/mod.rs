//! Whether the process lives and whether it can work: nothing personal, nothing about the inside.

use http::StatusCode;

use crate::error::Problem;
use crate::reply::Reply;
use crate::visit::Visit;

/// The process answers.
pub(crate) fn live(_visit: &Visit) -> Result<Reply, Problem> {
    Ok(said(StatusCode::OK, "alive"))
}

/// The store answers and can be written, and the jobs have had a turn within five minutes.
pub(crate) fn ready(visit: &Visit) -> Result<Reply, Problem> {
    let app = &visit.site.app;
    let sound = app.store().is_sound() && app.turns().are_lately(app.now()) && kith_app::setup::is_demo(app).is_ok();
    Ok(if sound { said(StatusCode::OK, "ready") } else { said(StatusCode::SERVICE_UNAVAILABLE, "not ready") })
}

fn said(status: StatusCode, word: &str) -> Reply {
    Reply::Plain { status, kind: "text/plain; charset=utf-8", body: format!("{word}\n") }
}

/// Browsers report broken content rules here. That it happened is noted, never what they sent: a
/// report holds the address of the page.
pub(crate) fn csp_report(_visit: &Visit) -> Result<Reply, Problem> {
    tracing::warn!("a browser reported a breach of the content security policy");
    Ok(Reply::Nothing)
}
