//! Drafts of a form about a person: kept by a script every few seconds or by a button, offered again, thrown away.

use jiff::Timestamp;
use kith_app::{Refusal, drafts, permit};
use kith_domain::id::Id;
use kith_domain::person::Person;
use kith_domain::policy::act;
use kith_domain::time;

use crate::components::Form;
use crate::error::Problem;
use crate::reply::Reply;
use crate::visit::{FOR_RECORD, FOR_SERVICE, NONCE, VERSION, Visit};

/// Where a form keeps its draft, and the one there is.
#[derive(Debug, Clone)]
pub(crate) struct Drafting {
    /// The address that keeps a draft.
    pub(crate) keep: String,
    /// The address that throws it away.
    pub(crate) discard: String,
    /// When the draft that is shown was kept.
    pub(crate) saved: Option<String>,
    /// The form of the button that throws it away.
    pub(crate) form: Form,
}

impl Drafting {
    /// For the contact's form of a person. `saved` is when the draft that fills it was kept.
    pub(crate) fn contact(person: Id<Person>, saved: Option<Timestamp>, form: Form) -> Self {
        let base = format!("/people/{person}/contacts/draft");
        Self { discard: format!("{base}/discard"), keep: base, saved: saved.map(time::moment_in_words), form }
    }
}

/// What was typed, without what the form carries and the button that was pressed.
fn fields(visit: &Visit) -> Vec<(String, String)> {
    let own = |name: &str| !matches!(name, NONCE | FOR_SERVICE | FOR_RECORD | VERSION | "then");
    visit.form.iter().filter(|(name, _)| own(name)).cloned().collect()
}

/// A draft has no nonce of its own: kept twice it is the same. It is for the service and record of its form all the
/// same.
fn fits(visit: &Visit, id: Id<Person>) -> Result<(), Problem> {
    if visit.field(FOR_SERVICE) == visit.service_key() && visit.field(FOR_RECORD) == id.to_string() {
        Ok(())
    } else {
        Err(Refusal::OtherRecord.into())
    }
}

/// `POST /people/{id}/contacts/draft`.
pub(crate) fn keep(visit: &Visit) -> Result<Reply, Problem> {
    let id = visit.id::<Person>("id")?;
    let (fields, nonce) = (fields(visit), visit.field(NONCE));
    // Who may not know of the person learns nothing from what the form carries.
    visit.read(|look, ctx| permit::person::<act::LogContact>(look.tx(), ctx, id).map(drop))?;
    fits(visit, id)?;
    visit.site.app.write(&visit.seed(), move |work, ctx| {
        let permit = permit::person::<act::LogContact>(work.tx(), ctx, id)?;
        drafts::keep(work, ctx, &permit, drafts::CONTACT, &nonce, &fields)
    })?;
    if visit.wants_json() {
        return Ok(Reply::Nothing);
    }
    Ok(Reply::see(format!("/people/{id}/contacts/new?said=draft-kept")))
}

/// `POST /people/{id}/contacts/draft/discard`.
pub(crate) fn discard(visit: &Visit) -> Result<Reply, Problem> {
    let id = visit.id::<Person>("id")?;
    visit.read(|look, ctx| permit::person::<act::LogContact>(look.tx(), ctx, id).map(drop))?;
    fits(visit, id)?;
    visit.site.app.write(&visit.seed(), move |work, ctx| {
        let permit = permit::person::<act::LogContact>(work.tx(), ctx, id)?;
        drafts::discard(work, ctx, &permit, drafts::CONTACT)
    })?;
    Ok(Reply::see(format!("/people/{id}/contacts/new?said=draft-discarded")))
}

/// One's own draft of the contact's form.
pub(crate) fn mine(visit: &Visit, id: Id<Person>) -> Result<Option<kith_app::store::Draft>, Problem> {
    visit.read(|look, ctx| {
        let permit = permit::person::<act::LogContact>(look.tx(), ctx, id)?;
        drafts::mine(look, ctx, &permit, drafts::CONTACT)
    })
}

/// A form filled in from a draft: what was written there wins over what is offered.
pub(crate) fn filled(mut form: Form, draft: &kith_app::store::Draft) -> Form {
    let mut names: Vec<&str> = draft.fields.iter().map(|(name, _)| name.as_str()).collect();
    names.sort_unstable();
    names.dedup();
    for name in names {
        let values = draft.fields.iter().filter(|(known, _)| known == name).map(|(_, value)| value.clone());
        form = form.prefill_all(name, values);
    }
    form
}
