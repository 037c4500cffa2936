//! Correcting a field of an entry that came from a feed: for the lead and the service manager, in less than a minute. The
//! feed's own value stays beside it.

use askama::Template;
use kith_app::entries::corrections::{self, Opened, OvertakenLine};
use kith_app::people::Names;
use kith_app::permit;
use kith_domain::directory::correction::{Correction, Field, Word};
use kith_domain::directory::{CommunityService, Status};
use kith_domain::policy::act;
use kith_domain::time::{date_in_words, day_of};

use crate::components::{BackLink, Button, Choice, Form, Frame};
use crate::error::Problem;
use crate::reply::Reply;
use crate::taken::taken;
use crate::visit::{VERSION, Visit};

/// What an entry says, field by field, and what of it was corrected.
#[derive(Template)]
#[template(path = "directory/correct.html")]
pub(crate) struct CorrectPage {
    frame: Frame,
    back: (String, String),
    lines: Vec<FieldLine>,
    history: Vec<(String, String)>,
    /// Why the address where requests go is not among them.
    is_shared: bool,
}

/// One field.
struct FieldLine {
    label: &'static str,
    shown: String,
    /// Where it is corrected; nothing where another service's correction holds.
    href: Option<String>,
    correction: Option<Told>,
}

/// A correction in words, with a form to deal with it where the viewer may.
pub(crate) struct Told {
    pub(crate) label: &'static str,
    /// Who corrected it, when.
    pub(crate) who: String,
    /// What the feed says.
    pub(crate) theirs: String,
    /// The feed has said something else since.
    pub(crate) is_overtaken: bool,
    pub(crate) action: String,
    pub(crate) form: Option<Form>,
}

impl Told {
    /// A correction of an entry, of which the feed says `theirs`.
    pub(crate) fn new(it: &Correction, entry: &CommunityService, names: &Names, form: Option<Form>) -> Self {
        let theirs = it.field.of(entry.theirs());
        Self {
            label: it.field.label(),
            who: who(it, names),
            theirs: it.field.in_words(theirs.as_ref()),
            is_overtaken: it.is_overtaken,
            action: format!("/corrections/{}", it.id),
            form,
        }
    }

    /// A correction that the feed has overtaken, for the list of what is to be seen to.
    pub(crate) fn overtaken(line: &OvertakenLine, names: &Names, form: Form) -> Self {
        let it = &line.kept.it;
        Self {
            label: it.field.label(),
            who: who(it, names),
            theirs: it.field.in_words(line.now.as_ref()),
            is_overtaken: true,
            action: format!("/corrections/{}", it.id),
            form: Some(form),
        }
    }
}

/// Who corrected something, when, and whether its organisation had proposed it.
fn who(it: &Correction, names: &Names) -> String {
    let (by, on) = (name(names, it), date_in_words(day_of(it.at)));
    match it.word {
        Word::Team => format!("Corrected here by {by} on {on}"),
        Word::Organisation(at) => {
            format!(
                "Proposed by the organisation itself on {} and corrected here by {by} on {on}",
                date_in_words(day_of(at))
            )
        }
    }
}

/// Who corrected something. Who works for another service is nobody's to know.
fn name<'a>(names: &'a Names, it: &Correction) -> &'a str {
    names.get(&it.by).map_or("somebody of another service", String::as_str)
}

/// What happened to corrections, latest first.
fn history(it: &Opened) -> Vec<(String, String)> {
    let mut all = Vec::new();
    for kept in &it.all {
        let one = &kept.it;
        let (label, ours) = (one.field.label(), one.field.in_words(one.ours.as_ref()));
        let theirs = one.field.in_words(one.theirs.as_ref());
        let by = name(&it.names, one);
        let proposed = match one.word {
            Word::Team => String::new(),
            Word::Organisation(at) => {
                format!(" The organisation itself had proposed it on {}.", date_in_words(day_of(at)))
            }
        };
        all.push((one.at, format!("{label}: {by} corrected it to “{ours}”.{proposed} The feed said “{theirs}”.")));
        if let Some(ended) = one.ended {
            let who = match ended.by {
                None => String::new(),
                Some(by) => {
                    let name = it.names.get(&by).map_or("somebody of another service", String::as_str);
                    format!(", by {name}")
                }
            };
            all.push((ended.at, format!("{label}: {}{who}. Until then it said “{ours}” here.", ended.how.label())));
        }
    }
    all.sort_by_key(|(at, _)| std::cmp::Reverse(*at));
    all.into_iter().map(|(at, what)| (kith_domain::time::moment_in_words(at), what)).collect()
}

impl CorrectPage {
    /// The page of an entry; `form` draws the form of a correction.
    pub(crate) fn new(frame: Frame, it: &Opened, form: impl Fn(&Correction) -> Form) -> Self {
        let entry = &it.kept.it;
        let lines = Field::ALL.iter().filter(|field| it.may_correct_ways || !field.is_way_there()).map(|field| {
            let shown = field.of(&entry.entry);
            FieldLine {
                label: field.label(),
                shown: match shown {
                    None => "Nothing".to_owned(),
                    Some(_) => field.in_words(shown.as_ref()),
                },
                href: (!it.is_held(*field)).then(|| format!("/directory/{}/correct/{}", entry.id, field.code())),
                correction: it
                    .of(*field)
                    .map(|one| Told::new(one, entry, &it.names, (!it.is_held(*field)).then(|| form(one)))),
            }
        });
        Self {
            frame,
            back: (format!("/directory/{}", entry.id), entry.entry.name.to_string()),
            lines: lines.collect(),
            history: history(it),
            is_shared: !it.may_correct_ways,
        }
    }
}

/// The form of one field.
#[derive(Template)]
#[template(path = "directory/correct_field.html")]
pub(crate) struct FieldPage {
    frame: Frame,
    form: Form,
    to: String,
    back: (String, String),
    label: &'static str,
    theirs: String,
    is_line: bool,
    /// What may be chosen, where it is not written.
    choices: Vec<Choice>,
    /// Another service's correction holds, and nothing was typed yet: there is nothing to press.
    is_held: bool,
}

impl FieldPage {
    /// The page of a field.
    pub(crate) fn new(frame: Frame, it: &Opened, field: Field, form: Form) -> Self {
        let entry = &it.kept.it;
        let shown = field.of(&entry.entry);
        let theirs = field.of(entry.theirs());
        let form = form.prefill("words", shown.as_ref().map_or("", |words| words.as_str()));
        let choices = match field {
            Field::Status => Status::ALL.iter().map(|it| Choice::new(it.code(), it.label())).collect(),
            _ => Vec::new(),
        };
        Self {
            frame: Frame { error_title: !form.is_fine(), ..frame },
            to: format!("/directory/{}/correct/{}", entry.id, field.code()),
            back: (format!("/directory/{}/correct", entry.id), "Back to the corrections".to_owned()),
            label: field.label(),
            theirs: field.in_words(theirs.as_ref()),
            is_line: field.is_line(),
            choices,
            is_held: it.is_held(field) && form.is_fine(),
            form,
        }
    }
}

fn opened(visit: &Visit) -> Result<Opened, Problem> {
    let id = visit.id::<CommunityService>("id")?;
    visit.read(|look, ctx| {
        let permit = permit::own_service::<act::KeepEntry>(ctx)?;
        corrections::open(look, &permit, id)
    })
}

/// `GET /directory/{id}/correct`.
pub(crate) fn list(visit: &Visit) -> Result<Reply, Problem> {
    visit.only(&[])?;
    let it = opened(visit)?;
    let frame = visit.frame(&format!("Correct {}", it.kept.it.entry.name), Some("/directory"));
    Reply::page(&CorrectPage::new(frame, &it, |one| visit.fresh_form(&one.id.to_string())))
}

fn field(visit: &Visit) -> Result<Field, Problem> {
    Field::from_code(visit.param("field")).ok_or(Problem::NotFound)
}

/// What the form of a field is drawn for.
fn record(id: &str, field: Field) -> String {
    format!("{id}/{}", field.code())
}

fn field_page(visit: &Visit, it: &Opened, field: Field, form: Form) -> FieldPage {
    let form =
        if visit.field(VERSION).is_empty() { form.carrying(VERSION, &it.kept.version.to_string()) } else { form };
    let title = format!("Correct {}: {}", it.kept.it.entry.name, field.label().to_lowercase());
    FieldPage::new(visit.frame(&title, Some("/directory")), it, field, form)
}

fn may(it: &Opened, field: Field) -> Result<(), Problem> {
    if field.is_way_there() && !it.may_correct_ways { Err(Problem::NotFound) } else { Ok(()) }
}

/// `GET /directory/{id}/correct/{field}`.
pub(crate) fn show(visit: &Visit) -> Result<Reply, Problem> {
    visit.only(&[])?;
    let it = opened(visit)?;
    let field = field(visit)?;
    may(&it, field)?;
    Reply::page(&field_page(visit, &it, field, visit.form(&record(visit.param("id"), field))))
}

/// `POST /directory/{id}/correct/{field}`.
pub(crate) fn take(visit: &Visit) -> Result<Reply, Problem> {
    let id = visit.id::<CommunityService>("id")?;
    may(&opened(visit)?, field(visit)?)?;
    let (field, version, words) = (field(visit)?, visit.version()?, visit.field("words"));
    let record = record(&id.to_string(), field);
    let sent = visit.submit::<act::KeepEntry>(&record, move |work, ctx| {
        let permit = permit::own_service::<act::KeepEntry>(ctx)?;
        corrections::correct(work, ctx, &permit, (id, version, field), &words)?;
        Ok(format!("/directory/{id}?said=entry-corrected"))
    });
    taken(visit, &record, sent)?.answer(|back| {
        let it = opened(visit)?;
        let (form, _) = back.at(it.kept.version);
        Ok(field_page(visit, &it, field, form))
    })
}

/// `POST /corrections/{id}`: keeps a correction, takes what the feed says, or takes it back.
pub(crate) fn settle(visit: &Visit) -> Result<Reply, Problem> {
    let id = visit.id::<Correction>("id")?;
    let how = visit.field("deal");
    let led = visit.submit::<act::KeepEntry>(&id.to_string(), move |work, ctx| {
        let permit = permit::own_service::<act::KeepEntry>(ctx)?;
        let entry = corrections::settle(work, ctx, &permit, id, &how)?;
        Ok(format!("/directory/{entry}?said=correction-settled"))
    })?;
    Ok(Reply::see(led.to))
}
