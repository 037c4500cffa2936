//! In which of one's roles one acts: asked after signing in with several, and again from the header.

use askama::Template;
use kith_app::accounts::{self, OwnRole};
use kith_app::permit;
use kith_domain::policy::act;
use kith_domain::staff::Standing;

use crate::components::{Button, Form, Frame};
use crate::error::Problem;
use crate::reply::Reply;
use crate::roles::capital;
use crate::session;
use crate::sign_in::is_here;
use crate::visit::{Visit, home};

/// One role to choose.
pub(crate) struct Line {
    pub(crate) standing: String,
    pub(crate) role: String,
    pub(crate) place: String,
    pub(crate) is_this: bool,
    /// Role and place, which tell its button from the others.
    pub(crate) about: String,
}

#[derive(Template)]
#[template(path = "account/role.html")]
pub(crate) struct Roles {
    pub(crate) frame: Frame,
    pub(crate) form: Form,
    pub(crate) next: String,
    pub(crate) lines: Vec<Line>,
}

impl Roles {
    pub(crate) fn new(frame: Frame, own: &[OwnRole], next: String, form: Form) -> Self {
        let lines = own
            .iter()
            .map(|one| Line {
                standing: one.id.to_string(),
                role: capital(one.role.label()),
                place: one.place.clone(),
                about: format!("{}, {}", capital(one.role.label()), one.place),
                is_this: one.is_this,
            })
            .collect();
        Self { frame, form, next, lines }
    }
}

/// What the form is about.
const RECORD: &str = "role";

/// `GET /account/role`.
pub(crate) fn show(visit: &Visit) -> Result<Reply, Problem> {
    visit.only(&["next"])?;
    let current = visit.staff()?.staff.standing;
    let next = visit.query("next")?.unwrap_or_default().to_owned();
    let own = visit.read_about_accounts(|look, ctx| {
        let permit = permit::own_account::<act::ChooseRole>(ctx)?;
        accounts::own_roles(look, &permit, current)
    })?;
    let frame = visit.frame("In which role do you act now?", None);
    Reply::page(&Roles::new(frame, &own, next, visit.fresh_form(RECORD)))
}

/// `POST /account/role`.
pub(crate) fn take(visit: &Visit) -> Result<Reply, Problem> {
    visit.belongs_to(RECORD)?;
    let standing = visit.field("standing").parse::<kith_domain::id::Id<Standing>>().map_err(|_| Problem::NotFound)?;
    let token = accounts::choose_role(&visit.site.app, visit.staff()?, standing)?;
    let who = accounts::resolve(&visit.site.app, token.as_str())?;
    let home = who.map_or("/", |who| home(who.role()));
    let next = visit.field("next");
    let to = if is_here(&next) { next } else { home.to_owned() };
    Ok(Reply::See { to, cookie: Some(session::begin(&visit.site, token.as_str())), forget: false })
}
