//! Drafts of a form about a person: kept by a script every few seconds or by a button, offered again, thrown away.

use askama::Template;
use jiff::Timestamp;
use kith_app::{Refusal, drafts, permit};
use kith_domain::id::Id;
use kith_domain::person::Person;
use kith_domain::policy::{Act, act};
use kith_domain::time;

use crate::components::{Button, Form, html_safe};
use crate::error::Problem;
use crate::reply::Reply;
use crate::visit::{FOR_RECORD, FOR_SERVICE, NONCE, VERSION, Visit};

/// A form about a person that keeps a draft.
pub(crate) trait Drafted {
    /// What sending it needs; keeping its draft needs the same.
    type Act: Act;
    /// Its name in the store.
    const NAME: &'static str;
    /// Its address below the person's, and where the draft's own addresses begin.
    const AT: (&'static str, &'static str);
    /// The name of this very one in the store, from the template that the form carries: letters have one for each.
    fn name(_template: &str) -> String {
        Self::NAME.to_owned()
    }
    /// The fields that are no part of a draft: what they say is kept elsewhere.
    const BESIDE: &'static [&'static str] = &[];
}

macro_rules! drafted {
    ($($(#[$doc:meta])* $form:ident: $act:ident, $name:ident, $at:literal, $draft:literal, $beside:expr $(, $of:path)?;)+) => {$(
        $(#[$doc])*
        pub(crate) struct $form;

        impl Drafted for $form {
            type Act = act::$act;
            const NAME: &'static str = drafts::$name;
            const AT: (&'static str, &'static str) = ($at, $draft);
            const BESIDE: &'static [&'static str] = $beside;
            $(fn name(template: &str) -> String {
                $of(template)
            })?
        }
    )+};
}

drafted! {
    /// The form of a contact.
    OfContact: LogContact, CONTACT, "contacts/new", "contacts/draft", &[];
    /// The form of a message to the practice.
    OfMessage: SendMessage, MESSAGE, "message-back", "message-back/draft", &["keep_back"];
    /// The form of a safeguarding concern.
    OfConcern: WriteConcern, CONCERN, "concern", "concern/draft", &[];
    /// The form of a letter, which is gone on with where one is begun.
    OfLetter: WriteLetter, LETTER, "letters/new", "letters/draft", &["template"], drafts::of_letter;
    /// The form of *About Me*.
    OfAboutMe: WriteAboutMe, ABOUT_ME, "about-me/write", "about-me/draft", &[];
    /// The form of a need.
    OfNeed: RecordNeed, NEED, "needs/new", "needs/draft", &[];
    /// The form of a goal.
    OfGoal: WritePlan, GOAL, "goals/new", "goals/draft", &[];
    /// The form of something to do.
    OfAction: WritePlan, ACTION, "actions/new", "actions/draft", &[];
    /// The form of what matters.
    OfMatters: WriteWhatMatters, MATTERS, "what-matters", "what-matters/draft", &[];
}

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
    /// For a form about a person. `saved` is when the draft that fills it was kept.
    pub(crate) fn of<F: Drafted>(person: Id<Person>, saved: Option<Timestamp>, form: Form) -> Self {
        let keep = format!("/people/{person}/{}", F::AT.1);
        Self { discard: format!("{keep}/discard"), keep, saved: saved.map(time::moment_in_words), form }
    }

    /// What is said above the form of a draft that fills it, with the button that throws it away; nothing when there
    /// is none. `sentence` says what the draft is not yet.
    pub(crate) fn there<'a>(&'a self, sentence: &'a str) -> There<'a> {
        There { it: self, sentence }
    }

    /// Whether what is written is kept, said beneath the questions, with the script that keeps it.
    pub(crate) const fn foot(&self) -> Foot {
        Foot
    }

    /// The button that keeps it without a script.
    pub(crate) fn button(&self) -> Button<'_> {
        Button::secondary("Save as a draft").sent_to(&self.keep)
    }
}

/// See [`Drafting::there`].
#[derive(Template)]
#[template(path = "people/draft_there.html")]
pub(crate) struct There<'a> {
    it: &'a Drafting,
    sentence: &'a str,
}
html_safe!(There<'_>);

/// See [`Drafting::foot`].
#[derive(Template)]
#[template(path = "people/draft_foot.html")]
pub(crate) struct Foot;
html_safe!(Foot);

/// What was typed, without what the form carries and the button that was pressed.
pub(crate) fn fields<F: Drafted>(visit: &Visit) -> Vec<(String, String)> {
    let own =
        |name: &str| !matches!(name, NONCE | FOR_SERVICE | FOR_RECORD | VERSION | "then") && !F::BESIDE.contains(&name);
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

/// `POST` to the form's draft: keeps it.
pub(crate) fn keep<F: Drafted>(visit: &Visit) -> Result<Reply, Problem> {
    let id = visit.id::<Person>("id")?;
    let (fields, nonce, name) = (fields::<F>(visit), visit.field(NONCE), F::name(&visit.field("template")));
    // Who may not know of the person learns nothing from what the form carries.
    visit.read(|look, ctx| permit::person::<F::Act>(look.tx(), ctx, id).map(drop))?;
    fits(visit, id)?;
    visit.site.app.write(&visit.seed(), move |work, ctx| {
        let permit = permit::person::<F::Act>(work.tx(), ctx, id)?;
        drafts::keep(work, ctx, &permit, &name, &nonce, &fields)
    })?;
    if visit.wants_json() {
        return Ok(Reply::Nothing);
    }
    Ok(Reply::see(said::<F>(visit, id, "draft-kept")))
}

/// `POST` to the form's draft: throws it away.
pub(crate) fn discard<F: Drafted>(visit: &Visit) -> Result<Reply, Problem> {
    let id = visit.id::<Person>("id")?;
    visit.read(|look, ctx| permit::person::<F::Act>(look.tx(), ctx, id).map(drop))?;
    fits(visit, id)?;
    let name = F::name(&visit.field("template"));
    visit.site.app.write(&visit.seed(), move |work, ctx| {
        let permit = permit::person::<F::Act>(work.tx(), ctx, id)?;
        drafts::discard(work, ctx, &permit, &name)
    })?;
    Ok(Reply::see(said::<F>(visit, id, "draft-discarded")))
}

/// Back to the form, with what became of its draft. A letter that was kept is shown as it is.
fn said<F: Drafted>(visit: &Visit, id: Id<Person>, said: &str) -> String {
    let at = F::AT.0;
    match drafts::template_of(&F::name(&visit.field("template"))) {
        Some(template) if said == "draft-kept" => {
            format!("/people/{id}/{at}?template={}&said={said}", if template.is_empty() { "none" } else { template })
        }
        _ => format!("/people/{id}/{at}?said={said}"),
    }
}

/// One's own draft of a form.
pub(crate) fn mine<F: Drafted>(visit: &Visit, id: Id<Person>) -> Result<Option<kith_app::store::Draft>, Problem> {
    mine_from::<F>(visit, id, "")
}

/// One's own draft of a form that begins with a template.
pub(crate) fn mine_from<F: Drafted>(
    visit: &Visit,
    id: Id<Person>,
    template: &str,
) -> Result<Option<kith_app::store::Draft>, Problem> {
    let name = F::name(template);
    visit.read(|look, ctx| {
        let permit = permit::person::<F::Act>(look.tx(), ctx, id)?;
        drafts::mine(look, ctx, &permit, &name)
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

/// A form filled in from one's own draft of it, and where it keeps one.
pub(crate) fn begun<F: Drafted>(visit: &Visit, id: Id<Person>, form: Form) -> Result<(Form, Drafting), Problem> {
    let draft = mine::<F>(visit, id)?;
    let form = match &draft {
        Some(draft) => filled(form, draft),
        None => form,
    };
    Ok((form, Drafting::of::<F>(id, draft.map(|draft| draft.saved), visit.fresh_form(&id.to_string()))))
}

/// Where a form that comes back with what is wrong keeps its draft.
pub(crate) fn going_on<F: Drafted>(visit: &Visit, id: Id<Person>) -> Drafting {
    Drafting::of::<F>(id, None, visit.fresh_form(&id.to_string()))
}

/// What was begun in a form, in words, and where it is gone on with, below the person's address. What a concern says is
/// nobody's business but its writer's, so a list that others may see over a shoulder says no more than that something was
/// begun.
pub(crate) fn begun_form(form: &str) -> (&'static str, String) {
    if let Some(template) = drafts::template_of(form) {
        return ("a letter", letter_at(template));
    }
    let (what, at) = match form {
        drafts::CONTACT => ("a note", OfContact::AT.0),
        drafts::MESSAGE => ("a message to the practice", OfMessage::AT.0),
        drafts::CONCERN => ("to write something", OfConcern::AT.0),
        drafts::ABOUT_ME => ("About Me", OfAboutMe::AT.0),
        drafts::NEED => ("a need", OfNeed::AT.0),
        drafts::GOAL => ("a goal", OfGoal::AT.0),
        drafts::ACTION => ("something to do", OfAction::AT.0),
        drafts::MATTERS => ("what matters", OfMatters::AT.0),
        _ => ("something", ""),
    };
    (what, at.to_owned())
}

/// Where a letter is written that begins with a template, or with none.
pub(crate) fn letter_at(template: &str) -> String {
    format!("{}?template={}", OfLetter::AT.0, if template.is_empty() { "none" } else { template })
}
