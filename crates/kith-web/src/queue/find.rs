//! Finding a referral among those that wait, for a lead whom somebody rings about one: by name as typed, practice, route.
//! Nothing typed stands in an address.

use kith_app::queue_find::Sought;
use kith_app::{finding, permit, triage};
use kith_domain::id::Id;
use kith_domain::person::search::Query;
use kith_domain::policy::act;
use kith_domain::practice::Practice;
use kith_domain::referral::{ROUTES, route_label};
use uuid::Uuid;

use crate::components::{Choice, Form};
use crate::error::Problem;
use crate::reply::Reply;
use crate::visit::{Visit, explain};

/// The box above the queue.
pub(crate) struct Find {
    pub(crate) form: Form,
    /// Whether the page shows what was found, and not the queue.
    pub(crate) is_something: bool,
    pub(crate) practices: Vec<Choice>,
    pub(crate) routes: Vec<Choice>,
}

impl Find {
    /// The box for those that wait: only practices and routes of theirs are offered.
    pub(crate) fn of(glance: &triage::Glance, sought: &Sought, refused: Option<Form>) -> Self {
        let any = |title: &str| std::iter::once(Choice::new("", title));
        let mut form = refused.unwrap_or_else(Form::blank);
        if form.is_fine() {
            form = form.prefill("q", &sought.typed);
            if let Some(practice) = sought.practice {
                form = form.prefill("practice", &practice.to_string());
            }
            if let Some(route) = &sought.route {
                form = form.prefill("route", route);
            }
        }
        Self {
            form,
            is_something: sought.is_something(),
            practices: any("Any practice")
                .chain(glance.practices.iter().map(|(name, id)| Choice::new(&id.to_string(), name)))
                .collect(),
            routes: any("Any way")
                .chain(glance.routes.iter().map(|code| Choice::new(code, route_label(code))))
                .collect(),
        }
    }
}

/// What an address asks for.
#[derive(Default)]
pub(crate) struct Asked {
    pub(crate) found: Option<Uuid>,
    pub(crate) practice: Option<Id<Practice>>,
    pub(crate) route: Option<String>,
}

impl Asked {
    pub(crate) fn of(visit: &Visit) -> Result<Self, Problem> {
        let no = "The address asks for a part of the queue that there is not. Choose it on the page.";
        let text = |name| visit.query(name).map(|text| text.filter(|text| !text.is_empty()));
        let found = text("found")?.map(str::parse::<Id<Query>>).transpose().map_err(|_| Problem::Bad(no))?;
        let practice = text("practice")?.map(str::parse).transpose().map_err(|_| Problem::Bad(no))?;
        let route = text("route")?;
        if route.is_some_and(|code| ROUTES.iter().all(|(known, _)| *known != code)) {
            return Err(Problem::Bad(no));
        }
        Ok(Self { found: found.map(Id::uuid), practice, route: route.map(str::to_owned) })
    }

    /// The same in an address, each part with the sign that parts it from the next.
    pub(crate) fn query(&self) -> String {
        let part = |name: &str, value: Option<String>| value.map(|it| format!("{name}={it}&")).unwrap_or_default();
        part("found", self.found.map(|id| id.to_string()))
            + &part("practice", self.practice.map(|id| id.to_string()))
            + &part("route", self.route.clone())
    }
}

/// `POST /queue/find`: keeps what was typed, and leads to what waits and is like it.
pub(crate) fn take(visit: &Visit) -> Result<Reply, Problem> {
    let (typed, practice, route) = (visit.field("q"), visit.field("practice"), visit.field("route"));
    // What was chosen was drawn by the page; anything else is nothing.
    let practice = practice.parse::<Id<Practice>>().ok();
    let route = ROUTES.iter().find(|(known, _)| *known == route).map(|(known, _)| (*known).to_owned());
    let (seed, sent) = (visit.seed(), typed.clone());
    let kept = visit.site.app.write(&seed, move |work, ctx| {
        let permit = permit::own_service::<act::SeeQueue>(ctx)?;
        finding::keep_any(work, ctx, &permit, &sent)
    });
    match kept {
        Ok(found) => {
            let query = Asked { found, practice, route }.query();
            Ok(Reply::see(format!("/queue?{query}").trim_end_matches(['?', '&']).to_owned()))
        }
        Err(refusal) => {
            let field = |name: &str| (name.to_owned(), visit.field(name));
            let mut form = Form::typed([field("q"), field("practice"), field("route")]);
            if !explain(&mut form, &refusal) {
                return Err(refusal.into());
            }
            Reply::again(&super::list_page(visit, Some(form))?)
        }
    }
}
