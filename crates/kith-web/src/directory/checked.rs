//! What is said of an entry in one press: that it is right today, and whether it stands in the open directory.

use kith_app::entries::checked;
use kith_app::permit;
use kith_domain::directory::CommunityService;
use kith_domain::policy::act;

use super::Searched;
use super::narrow::OF_DIRECTORY;
use crate::error::Problem;
use crate::reply::Reply;
use crate::visit::Visit;

/// `POST /directory/{id}/checked`.
pub(crate) fn take(visit: &Visit) -> Result<Reply, Problem> {
    let id = visit.id::<CommunityService>("id")?;
    let searched = Searched::of_form(visit, &OF_DIRECTORY);
    let led = visit.submit::<act::TellOfEntry>(&id.to_string(), move |work, ctx| {
        let permit = permit::own_service::<act::TellOfEntry>(ctx)?;
        checked::check(work, ctx, &permit, id)?;
        Ok(searched.with(&format!("/directory/{id}?said=entry-checked")))
    })?;
    Ok(Reply::see(led.to))
}

/// `POST /directory/{id}/publish`.
pub(crate) fn publish(visit: &Visit) -> Result<Reply, Problem> {
    let id = visit.id::<CommunityService>("id")?;
    let how = visit.field("publish");
    let led = visit.submit::<act::KeepEntry>(&id.to_string(), move |work, ctx| {
        let permit = permit::own_service::<act::KeepEntry>(ctx)?;
        checked::publish(work, ctx, &permit, id, &how)?;
        let said = if how == "yes" { "entry-published" } else { "entry-kept-in" };
        Ok(format!("/directory/{id}?said={said}"))
    })?;
    Ok(Reply::see(led.to))
}
