//! The letter templates of a service: offered to whoever writes a letter, changed by the manager, with history.

use std::collections::BTreeMap;

use kith_domain::event::Fact;
use kith_domain::id::Id;
use kith_domain::person::Person;
use kith_domain::policy::act;
use kith_domain::rejection::Rejection;
use kith_domain::staff::Service;
use kith_domain::support::LetterTemplate;
use kith_domain::support::letter_template::{SHIPPED, Shipped, Wording};
use kith_domain::text::{Line, Note, Words, fold};
use kith_store::story::{self, Happened};
use kith_store::{Kept, ReadTx, letter_templates as rows, save, staff};

use crate::app::{Look, Work};
use crate::ctx::Ctx;
use crate::people::Names;
use crate::permit::Permit;
use crate::refusal::{Faults, Refusal};

/// At most this many templates are kept: nobody reads a longer list.
const MOST: usize = 60;

/// A template as a service has it.
#[derive(Debug, Clone)]
pub struct OfService {
    /// The stable code.
    pub code: String,
    /// How it reads.
    pub wording: Wording,
    /// The service's own words for it, with their version; `None` while a shipped one is as it came.
    pub own: Option<Kept<LetterTemplate>>,
}

impl OfService {
    /// The version that a form is drawn from.
    #[must_use]
    pub fn version(&self) -> i64 {
        self.own.as_ref().map_or(0, |kept| kept.version)
    }
}

/// Every template of a service: those that are shipped first, then its own.
fn all(tx: &mut ReadTx<'_>, service: Id<Service>) -> Result<Vec<OfService>, Refusal> {
    let mut own = rows::of_service(tx, service)?;
    let mut all = Vec::new();
    for shipped in &SHIPPED {
        let mine = own.iter().position(|kept| kept.it.code.as_str() == shipped.code).map(|at| own.remove(at));
        let wording = match &mine {
            Some(kept) => kept.it.wording.clone(),
            None => shipped.wording()?,
        };
        all.push(OfService { code: shipped.code.to_owned(), wording, own: mine });
    }
    all.extend(own.into_iter().map(|kept| OfService {
        code: kept.it.code.to_string(),
        wording: kept.it.wording.clone(),
        own: Some(kept),
    }));
    Ok(all)
}

/// Those that are offered: code and wording.
pub(crate) fn offered(tx: &mut ReadTx<'_>, service: Id<Service>) -> Result<Vec<(String, Wording)>, Refusal> {
    let all = all(tx, service)?.into_iter().filter(|it| it.wording.is_offered);
    Ok(all.map(|it| (it.code, it.wording)).collect())
}

/// What a letter may begin with: code and title of each template that is offered.
///
/// # Errors
/// When the store cannot answer.
pub fn to_begin_with(
    look: &mut Look<'_, '_>,
    _permit: &Permit<act::WriteLetter, Id<Person>>,
    service: Id<Service>,
) -> Result<Vec<(String, String)>, Refusal> {
    let all = offered(look.tx(), service)?;
    Ok(all.into_iter().map(|(code, wording)| (code, wording.title.to_string())).collect())
}

/// Every template of the service, for its manager, and for those who read what the service says of itself.
///
/// # Errors
/// When the store cannot answer.
pub fn list(look: &mut Look<'_, '_>, permit: &Permit<act::SeeService, Id<Service>>) -> Result<Vec<OfService>, Refusal> {
    all(look.tx(), permit.key())
}

/// One template, with what it said before.
#[derive(Debug, Clone)]
pub struct Opened {
    /// The template; nothing for a new one.
    pub template: Option<OfService>,
    /// What happened to it, newest first.
    pub happened: Vec<Happened>,
    /// Names of the staff.
    pub names: Names,
}

/// Opens a template by its code, or the form of a new one.
///
/// # Errors
/// [`Refusal::Hidden`] when the service has none with this code.
pub fn open(
    look: &mut Look<'_, '_>,
    permit: &Permit<act::ChangeService, Id<Service>>,
    code: Option<&str>,
) -> Result<Opened, Refusal> {
    let template = match code {
        None => None,
        Some(code) => {
            Some(all(look.tx(), permit.key())?.into_iter().find(|it| it.code == code).ok_or(Refusal::Hidden)?)
        }
    };
    let mut happened = Vec::new();
    if let Some(kept) = template.as_ref().and_then(|it| it.own.as_ref()) {
        happened = story::of_subject(look.tx(), kept.it.id.uuid())?;
        happened.reverse();
    }
    let names = staff::names(look.tx(), permit.key())?.into_iter().collect();
    Ok(Opened { template, happened, names })
}

/// A template as typed.
#[derive(Debug, Clone, Default)]
pub struct Input {
    /// What it is called.
    pub title: String,
    /// To whom.
    pub to: String,
    /// What the letter is about.
    pub subject: String,
    /// Its text.
    pub text: String,
    /// Whether it is offered.
    pub is_offered: bool,
}

/// Writes a new template, or changes one, the shipped ones among them. `version` is 0 where there is none of the
/// service's own yet.
///
/// # Errors
/// [`Refusal::Rejected`] with everything that is wrong; [`Refusal::Hidden`] when there is none with this code;
/// [`Refusal::Stale`] when it was changed meanwhile.
pub fn save(
    work: &mut Work<'_, '_>,
    ctx: &Ctx,
    permit: &Permit<act::ChangeService, Id<Service>>,
    code: Option<&str>,
    version: i64,
    input: &Input,
) -> Result<(), Refusal> {
    let mut faults = Faults::new();
    let title = faults.text("title", "Say what the template is called.", Line::new(&input.title));
    let to = faults.optional("to", Words::optional(&input.to));
    let subject = faults.text("subject", "Write in one line what the letter is about.", Line::new(&input.subject));
    let text = faults.text("text", "Write how the letter reads.", Note::new(&input.text));
    faults.finish()?;
    let (Some(title), Some(subject), Some(text)) = (title, subject, text) else {
        unreachable!("what is missing was noted as a fault")
    };
    let wording = Wording { title, to, subject, text, is_offered: input.is_offered };
    let same = fold(wording.title.as_str());
    let is_other = |it: &OfService| Some(it.code.as_str()) != code;
    if all(work.tx(), permit.key())?.iter().any(|it| is_other(it) && fold(it.wording.title.as_str()) == same) {
        return Err(Rejection::of_field(
            "title",
            "template.same_title",
            "Another template is called this already, and nobody could tell the two apart. Choose another name.",
        )
        .into());
    }
    let own = rows::of_service(work.tx(), permit.key())?;
    let writ = ctx.writ::<act::ChangeService>();
    let code = match code {
        Some(code) => match own.iter().find(|kept| kept.it.code.as_str() == code) {
            Some(kept) if kept.version == version => {
                let (it, event) = kept.it.clone().change(wording)?;
                save::change(work.tx(), &writ, version, &it, &event)?;
                return Ok(());
            }
            None if version == 0 && Shipped::of(code).is_some() => code.to_owned(),
            None if Shipped::of(code).is_none() => return Err(Refusal::Hidden),
            _ => return Err(Refusal::Stale),
        },
        None if own.len() >= MOST => {
            return Err(Rejection::new(
                "template.too_many",
                "There are sixty templates already. Change one that is there instead of adding another.",
            )
            .into());
        }
        None => {
            let number = |kept: &Kept<LetterTemplate>| kept.it.code.as_str().strip_prefix('T')?.parse::<u32>().ok();
            format!("T{:02}", own.iter().filter_map(number).max().unwrap_or(0).saturating_add(1))
        }
    };
    let code = Line::new(&code).map_err(|_| Rejection::new("template.code", "No further template can be added."))?;
    let (it, event) = LetterTemplate::write(ctx.id(), permit.key(), code, wording)?;
    save::new(work.tx(), &writ, &it, &event)?;
    Ok(())
}

/// What was changed in the templates of a service: what it is called, and the parts that differ, before and after.
pub(crate) fn changes(tx: &mut ReadTx<'_>, service: Id<Service>) -> Result<Vec<(Happened, String, String)>, Refusal> {
    const PARTS: [(&str, &str); 4] = [("title", "Name"), ("to", "To"), ("subject", "About"), ("text", "Text")];
    let mut last: BTreeMap<uuid::Uuid, Happened> = BTreeMap::new();
    let mut changes = Vec::new();
    for it in rows::history(tx, service)? {
        let shipped = it.text("code").and_then(Shipped::of).map(Shipped::wording).transpose()?;
        let earlier = last.get(&it.subject);
        let before = |name: &str| match (earlier, &shipped) {
            (Some(earlier), _) => earlier.text(name).map(str::to_owned),
            (None, Some(shipped)) => match name {
                "title" => Some(shipped.title.to_string()),
                "to" => shipped.to.as_ref().map(ToString::to_string),
                "subject" => Some(shipped.subject.to_string()),
                _ => Some(shipped.text.to_string()),
            },
            (None, None) => None,
        };
        let mut said = (Vec::new(), Vec::new());
        for (name, label) in PARTS {
            let (was, now) = (before(name), it.text(name).map(str::to_owned));
            if was != now {
                said.0.extend(was.map(|was| format!("{label}: {was}")));
                said.1.extend(now.map(|now| format!("{label}: {now}")));
            }
        }
        let was_offered = earlier.map_or(shipped.is_some(), is_offered);
        if was_offered != is_offered(&it) {
            let words = |offered: bool| if offered { "Offered" } else { "Not offered" }.to_owned();
            if earlier.is_some() || shipped.is_some() {
                said.0.push(words(was_offered));
            }
            said.1.push(words(is_offered(&it)));
        }
        last.insert(it.subject, it.clone());
        changes.push((it, said.0.join("\n"), said.1.join("\n")));
    }
    Ok(changes)
}

fn is_offered(it: &Happened) -> bool {
    it.facts.iter().any(|(name, fact)| name == "is_offered" && *fact == Fact::Bool(true))
}
