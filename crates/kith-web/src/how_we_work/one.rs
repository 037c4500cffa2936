//! *How I work*: a link worker's own series, for herself alone, and for the lead with whom she shares it.

use askama::Template;
use kith_app::how_we_work::{self, One, Sharing};
use kith_app::permit;
use kith_app::store::Kept;
use kith_domain::id::Id;
use kith_domain::own_series::SeriesShare;
use kith_domain::policy::act;

use super::chart::{Axis, Chart, numbered};
use super::team::{Event, Group, charts, events, grouped, never, response};
use super::{SENTENCE, choices};
use crate::components::{Button, Choice, Form, Frame, Select};
use crate::error::Problem;
use crate::reply::Reply;
use crate::taken::taken;
use crate::visit::Visit;

/// What one's own page is called.
const MINE: &str = "How I work";
/// What the form of sharing is drawn for.
const SHARE: &str = "share-series";

/// With whom it is shared now.
pub(crate) struct With {
    name: String,
    since: String,
    to_end: String,
    form: Form,
}

/// What stands on one's own page alone.
pub(crate) struct Own {
    with: Vec<With>,
    leads: Vec<Choice>,
    form: Form,
}

/// The page.
#[derive(Template)]
#[template(path = "how_we_work/one.html")]
pub(crate) struct OnePage {
    frame: Frame,
    /// Where the lens is chosen.
    path: String,
    lens_choices: Vec<Choice>,
    lens: String,
    lens_name: String,
    response: Option<String>,
    done: Vec<Chart>,
    never: Option<String>,
    never_reads: Option<String>,
    reads: Vec<Chart>,
    signals: Vec<Group>,
    events: Vec<Event>,
    is_empty: bool,
    own: Option<Own>,
    /// Whose it is and from when, where it is shared.
    of: Option<(String, String)>,
}

impl OnePage {
    fn new(frame: Frame, it: &One, path: &str) -> Self {
        let all = || it.done.iter().chain(&it.reads).chain(&it.signals);
        let months: Vec<_> = all().flat_map(|it| &it.points).flat_map(|it| [it.months.0, it.months.1]).collect();
        let within = numbered(&it.events, months.iter().min().copied().zip(months.iter().max().copied()));
        let axis = Axis::of(all(), &within);
        Self {
            frame,
            path: path.to_owned(),
            lens_choices: choices(&it.lenses),
            lens: how_we_work::Which::of(&it.lens).code(),
            lens_name: super::called(&it.lens),
            response: response(&it.signals),
            done: charts(&it.done, &axis),
            never: never(&it.done),
            never_reads: never(&it.reads),
            reads: charts(&it.reads, &axis),
            signals: grouped(&it.signals, &axis),
            events: events(&within),
            is_empty: months.is_empty(),
            own: None,
            of: None,
        }
    }

    /// One's own; `form` makes the form of a record.
    pub(crate) fn mine(frame: Frame, it: &One, sharing: &Sharing, share: Form, form: impl Fn(&str) -> Form) -> Self {
        let with = |(kept, name): &(Kept<SeriesShare>, String)| With {
            name: name.clone(),
            since: kept.it.from.in_words(),
            to_end: format!("/how-we-work/shares/{}/end", kept.it.id),
            form: form(&kept.it.id.to_string()),
        };
        let own = Own {
            with: sharing.now.iter().map(with).collect(),
            leads: sharing.leads.iter().map(|it| Choice::new(&it.account.to_string(), &it.name)).collect(),
            form: share,
        };
        Self { own: Some(own), ..Self::new(frame, it, "/how-we-work/mine") }
    }

    /// What somebody shares.
    pub(crate) fn shared(frame: Frame, it: &One, (share, name): (&SeriesShare, &str)) -> Self {
        let path = format!("/how-we-work/shares/{}", share.id);
        Self { of: Some((name.to_owned(), share.from.in_words())), ..Self::new(frame, it, &path) }
    }
}

fn draw(visit: &Visit, form: Form) -> Result<OnePage, Problem> {
    let which = super::which(visit.query("lens")?)?;
    let (it, sharing) = visit.read(|look, ctx| {
        let permit = permit::own_service::<act::SeeOwnSeries>(ctx)?;
        how_we_work::mine(look, ctx, &permit, which)
    })?;
    let frame = Frame { wide: true, error_title: !form.is_fine(), ..visit.frame(MINE, Some(super::place(visit))) };
    Ok(OnePage::mine(frame, &it, &sharing, form, |record| visit.fresh_form(record)))
}

/// `GET /how-we-work/mine`.
pub(crate) fn mine(visit: &Visit) -> Result<Reply, Problem> {
    visit.only(&["lens"])?;
    Reply::page(&draw(visit, visit.form(SHARE))?)
}

/// `POST /how-we-work/mine/share`.
pub(crate) fn share(visit: &Visit) -> Result<Reply, Problem> {
    let with = visit.field("with");
    let sent = visit.submit::<act::SeeOwnSeries>(SHARE, move |work, ctx| {
        let permit = permit::own_service::<act::SeeOwnSeries>(ctx)?;
        how_we_work::share(work, ctx, &permit, &with)?;
        Ok("/how-we-work/mine?said=series-shared".to_owned())
    });
    taken(visit, SHARE, sent)?.answer(|back| draw(visit, back.at(0).0))
}

/// `POST /how-we-work/shares/{id}/end`.
pub(crate) fn take_back(visit: &Visit) -> Result<Reply, Problem> {
    let id = visit.id::<SeriesShare>("id")?;
    let led = visit.submit::<act::KeepOwn>(&id.to_string(), move |work, ctx| {
        let on = permit::own_share::<act::KeepOwn>(work.tx(), ctx, id)?;
        how_we_work::take_back(work, ctx, on)?;
        Ok("/how-we-work/mine?said=series-taken-back".to_owned())
    })?;
    Ok(Reply::see(led.to))
}

/// `GET /how-we-work/shares/{id}`: for the lead with whom it is shared.
pub(crate) fn shared(visit: &Visit) -> Result<Reply, Problem> {
    visit.only(&["lens"])?;
    let id: Id<SeriesShare> = visit.id("id")?;
    let which = super::which(visit.query("lens")?)?;
    let (it, kept, name) = visit.read(|look, ctx| {
        let on = permit::shared_series::<act::SeeSharedSeries>(look.tx(), ctx, id)?;
        how_we_work::shared(look, ctx, on, which)
    })?;
    let title = format!("How {name} works");
    let frame = Frame { wide: true, ..visit.frame(&title, Some(super::place(visit))) };
    Reply::page(&OnePage::shared(frame, &it, (&kept.it, &name)))
}
