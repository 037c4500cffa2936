//! Who may know of this record, and whether anything of it may be shown online.
//!
//! For a link worker or lead who has been asked for it; a page that says plainly what happens when it is saved.

use askama::Template;
use kith_app::permit;
use kith_app::protection::{self, Input, Opened};
use kith_domain::id::Id;
use kith_domain::person::Person;
use kith_domain::policy::act;
use kith_domain::time;

use super::{Back, frame_about};
use crate::components::{BackLink, Button, Choice, Form, Frame, Row, Slot, SummaryList};
use crate::error::Problem;
use crate::reply::Reply;
use crate::taken::taken;
use crate::visit::{VERSION, Visit};

/// The page.
#[derive(Template)]
#[template(path = "people/protection.html")]
pub(crate) struct ProtectionPage {
    frame: Frame,
    form: Form,
    to: String,
    back: Back,
    /// Restricted or not, with the questions that belong to it.
    answers: Vec<Choice>,
    online: Vec<Choice>,
    /// Who said so last, and when.
    said: Option<String>,
    /// What the record says now, when somebody else changed it meanwhile.
    says_now: Vec<Row>,
}

impl ProtectionPage {
    /// The page.
    pub(crate) fn new(frame: Frame, opened: &Opened, form: Form) -> Self {
        let person = &opened.person;
        let staff: Vec<Choice> =
            opened.may_be_named.iter().map(|(account, name)| Choice::new(&account.to_string(), name)).collect();
        let questions = Slot::of(
            &form
                .checkboxes("named", "Who may see it?", &staff)
                .hint("At least two, yourself among them, and one of them a team lead or service manager, who can move the case. Whoever you name can open the record at once.")
                .small(),
        )
        .then(&Slot::of(
            &form.textarea("reason", "Why?").hint("Only those who are named can read this.").rows(3),
        ));
        let said = opened.protection.as_ref().map(|kept| {
            let by = opened.names.get(&kept.it.author).map_or("Somebody no longer here", String::as_str);
            format!("Last changed by {by} on {}.", time::day_in_words(time::day_of(kept.it.at)))
        });
        Self {
            frame,
            to: format!("/people/{}/protection", person.id),
            back: Back::to(person),
            answers: vec![
                Choice::new("no", "Not restricted")
                    .hint("The link worker who has the case and the team leads can open it."),
                Choice::new("yes", "Only people who are named").reveals(questions),
            ],
            online: vec![
                Choice::new("yes", "Do not show anything of this record online")
                    .hint("For when somebody else might read what they open, in an app or on a telephone. Nothing then leaves by a link: no request to an organisation, no e-mail to the practice, no entry in a calendar; links sent before open nothing."),
            ],
            said,
            says_now: Vec::new(),
            form,
        }
    }

    /// The form with what the record says.
    pub(crate) fn filled(form: Form, opened: &Opened) -> Form {
        let version = opened.protection.as_ref().map_or(0, |kept| kept.version);
        let form = form.carrying(VERSION, &version.to_string());
        let Some(kept) = &opened.protection else { return form.prefill("restricted", "no") };
        let terms = &kept.it.terms;
        let form = form
            .prefill("restricted", if kept.it.is_restricted() { "yes" } else { "no" })
            .prefill_all("named", terms.named.iter().map(ToString::to_string))
            .prefill("reason", &terms.reason.as_ref().map(ToString::to_string).unwrap_or_default());
        if terms.not_online { form.prefill("not_online", "yes") } else { form }
    }

    /// With what the record says now, for whoever was overtaken.
    pub(crate) fn beside(mut self, opened: &Opened) -> Self {
        let Some(kept) = &opened.protection else { return self };
        let named: Vec<&str> = (kept.it.terms.named.iter())
            .map(|account| opened.names.get(account).map_or("Somebody no longer here", String::as_str))
            .collect();
        let who = if named.is_empty() { "Not restricted".to_owned() } else { named.join(", ") };
        self.says_now = vec![
            Row::new("Who may see it", &who),
            Row::new("Online", if kept.it.terms.not_online { "Not shown" } else { "May be shown" }),
        ];
        self
    }
}

fn open(visit: &Visit, id: Id<Person>) -> Result<Opened, Problem> {
    visit.read(|look, ctx| {
        let permit = permit::person::<act::ProtectRecord>(look.tx(), ctx, id)?;
        protection::open(look, &permit)
    })
}

const TITLE: &str = "Who may see this record";

/// `GET /people/{id}/protection`.
pub(crate) fn show(visit: &Visit) -> Result<Reply, Problem> {
    visit.only(&[])?;
    let id = visit.id::<Person>("id")?;
    let opened = open(visit, id)?;
    let form = ProtectionPage::filled(visit.form(&id.to_string()), &opened);
    Reply::page(&ProtectionPage::new(frame_about(visit, &opened.person, TITLE), &opened, form))
}

/// `POST /people/{id}/protection`.
pub(crate) fn take(visit: &Visit) -> Result<Reply, Problem> {
    let id = visit.id::<Person>("id")?;
    let input = Input {
        restricted: visit.field("restricted") == "yes",
        named: visit.fields("named"),
        reason: visit.field("reason"),
        not_online: visit.field("not_online") == "yes",
    };
    let version = visit.version()?;
    let sent = visit.submit::<act::ProtectRecord>(&id.to_string(), move |work, ctx| {
        let permit = permit::person::<act::ProtectRecord>(work.tx(), ctx, id)?;
        protection::change(work, ctx, &permit, version, &input)?;
        Ok(format!("/people/{id}?said=protection-changed"))
    });
    taken(visit, &id.to_string(), sent)?.answer(|back| {
        let opened = open(visit, id)?;
        let frame = Frame { error_title: true, ..frame_about(visit, &opened.person, TITLE) };
        let (form, is_overtaken) = back.at(opened.protection.as_ref().map_or(0, |kept| kept.version));
        let page = ProtectionPage::new(frame, &opened, form);
        Ok(if is_overtaken { page.beside(&opened) } else { page })
    })
}
