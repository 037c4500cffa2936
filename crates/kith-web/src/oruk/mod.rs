//! The published directory: Open Referral UK 3.0, nine addresses, for any program and without an account.
//!
//! # Invariants
//! - Read only, and the same for everybody: a session, if there is one, is not looked at.
//! - A parameter that is not known, or whose value is not understood, is refused and never ignored.
//! - Every answer, errors too, is JSON that pages of other sites may read, and search engines may keep.

mod asked;
mod pace;

pub(crate) use pace::Pace;

use http::StatusCode;
use kith_app::published::{self, Cut, NearPostcode, Part, Reader};
use kith_app::{Ctx, Look, Refusal, permit};
use kith_domain::policy::{Actor, act};
use kith_interop::oruk::publish;
use serde_json::Value;
use uuid::Uuid;

use self::asked::Asked;
use crate::error::Problem;
use crate::reply::Reply;
use crate::visit::Visit;

/// Whether an address is one of the published directory.
pub(crate) fn is_published(path: &str) -> bool {
    path == "/oruk" || path.starts_with("/oruk/")
}

fn said(value: &Value) -> Reply {
    Reply::Plain { status: StatusCode::OK, kind: "application/json", body: value.to_string() }
}

/// Counts the request, and reads as nobody in particular.
fn read<T>(visit: &Visit, f: impl Fn(&mut Look<'_, '_>, &Reader) -> Result<T, Refusal>) -> Result<T, Problem> {
    let now = visit.site.app.now();
    visit.site.pace.take(visit.address, now.as_second()).map_err(Problem::Slowly)?;
    let seed = visit.seed_as(Actor::Nobody);
    Ok(visit.site.app.read(&seed, |look, ctx: &Ctx| {
        let permit = permit::directory::<act::ReadPublished>(ctx)?;
        f(look, &permit)
    })?)
}

fn id(visit: &Visit) -> Result<Uuid, Problem> {
    Uuid::try_parse(visit.param("id")).map_err(|_| Problem::NotFound)
}

fn page<T>(asked: &Asked, part: Part<T>, wire: impl Fn(T) -> Option<Value>) -> Reply {
    let total = u64::try_from(part.total).unwrap_or(0);
    let contents = part.lines.into_iter().filter_map(wire).collect();
    said(&publish::page(contents, asked.page, asked.per_page, total))
}

/// `GET /oruk`: what this is.
pub(crate) fn api(visit: &Visit) -> Result<Reply, Problem> {
    asked::nothing(visit)?;
    read(visit, |_, _| Ok(()))?;
    Ok(said(&publish::api()))
}

/// `GET /oruk/services`.
pub(crate) fn services(visit: &Visit) -> Result<Reply, Problem> {
    let asked = asked::services(visit)?;
    let part = read(visit, |look, reader| published::entries(look, reader, &asked.filter, asked.cut()))?;
    Ok(page(&asked, part, |(service, organisation)| Some(publish::service(&service, &organisation))))
}

/// `GET /oruk/services/{id}`.
pub(crate) fn service(visit: &Visit) -> Result<Reply, Problem> {
    asked::nothing(visit)?;
    let id = id(visit)?;
    let (service, organisation) = read(visit, |look, reader| published::entry(look, reader, id))?;
    Ok(said(&publish::service(&service, &organisation)))
}

/// `GET /oruk/service_at_locations`.
pub(crate) fn service_at_locations(visit: &Visit) -> Result<Reply, Problem> {
    let asked = asked::places(visit)?;
    let part = match &asked.near {
        None => read(visit, |look, reader| published::places(look, reader, &asked.filter, asked.cut()))?,
        Some((postcode, metres)) => {
            let near = (postcode.as_str(), *metres);
            let found =
                read(visit, |look, reader| published::places_near(look, reader, &asked.filter, near, asked.cut()))?;
            match found {
                NearPostcode::Found(part) => part,
                NearPostcode::NotKnown => {
                    return Err(Problem::Bad("This postcode is not known here. Check it, or give one nearby."));
                }
                NearPostcode::NoPlaces => {
                    return Err(Problem::Unsupported(
                        "This server has no file of postcodes, so it cannot search by postcode and proximity. \
                         Leave both out, and use the latitude and longitude of each location.",
                    ));
                }
            }
        }
    };
    Ok(page(&asked, part, |((service, organisation), number)| {
        publish::service_at_location(&service, &organisation, number)
    }))
}

/// `GET /oruk/service_at_locations/{id}`.
pub(crate) fn service_at_location(visit: &Visit) -> Result<Reply, Problem> {
    asked::nothing(visit)?;
    let id = id(visit)?;
    let ((service, organisation), number) = read(visit, |look, reader| published::place(look, reader, id))?;
    let value = publish::service_at_location(&service, &organisation, number).ok_or(Problem::NotFound)?;
    Ok(said(&value))
}

/// `GET /oruk/taxonomies`.
pub(crate) fn taxonomies(visit: &Visit) -> Result<Reply, Problem> {
    let asked = asked::pages(visit)?;
    let all = read(visit, published::taxonomies)?;
    let Cut { skip, most } = asked.cut();
    let (skip, most) = (usize::try_from(skip).unwrap_or(usize::MAX), usize::try_from(most).unwrap_or(0));
    let total = i64::try_from(all.len()).unwrap_or(i64::MAX);
    let part = Part { lines: all.into_iter().skip(skip).take(most).collect(), total };
    Ok(page(&asked, part, |it| Some(publish::taxonomy(it.id, it.name.as_deref()))))
}

/// `GET /oruk/taxonomies/{id}`.
pub(crate) fn taxonomy(visit: &Visit) -> Result<Reply, Problem> {
    asked::nothing(visit)?;
    let id = id(visit)?;
    let all = read(visit, published::taxonomies)?;
    let found = all.into_iter().find(|it| it.id == id).ok_or(Problem::NotFound)?;
    Ok(said(&publish::taxonomy(found.id, found.name.as_deref())))
}

/// `GET /oruk/taxonomy_terms`.
pub(crate) fn taxonomy_terms(visit: &Visit) -> Result<Reply, Problem> {
    let asked = asked::pages(visit)?;
    let part = read(visit, |look, reader| published::terms(look, reader, asked.cut()))?;
    Ok(page(&asked, part, |term| Some(publish::taxonomy_term(&term))))
}

/// `GET /oruk/taxonomy_terms/{id}`.
pub(crate) fn taxonomy_term(visit: &Visit) -> Result<Reply, Problem> {
    asked::nothing(visit)?;
    let id = id(visit)?;
    let term = read(visit, |look, reader| published::term(look, reader, id))?;
    Ok(said(&publish::taxonomy_term(&term)))
}
