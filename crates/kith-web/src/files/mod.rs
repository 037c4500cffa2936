//! Files of a contact or a letter: attaching one without any script, and taking it again.
//!
//! Invariants: a file is only ever given out to be saved, in a sandbox, under a name that can do no harm, to whoever may
//! open the record it belongs to.

pub(crate) mod take_away;

use askama::Template;
use kith_app::attachments::{self, OfParent};
use kith_app::permit;
use kith_domain::attachment::{Attachment, Parent};
use kith_domain::id::Id;
use kith_domain::person::Person;
use kith_domain::policy::act;
use kith_domain::staff::Account;
use kith_domain::support::{Contact, Letter};
use kith_domain::time;

use crate::components::{BackLink, Button, Form, Frame};
use crate::error::Problem;
use crate::people::{Back, May, frame_about};
use crate::reply::Reply;
use crate::visit::{Visit, explain};

/// One file of a list.
#[derive(Debug, Clone)]
pub(crate) struct Line {
    /// Where it is opened; nothing when it was taken away.
    pub(crate) href: Option<String>,
    /// Its name, or what it was.
    pub(crate) name: String,
    /// What it is, how large, and since when; or why it is here no more.
    pub(crate) about: String,
    /// Where it is taken away, when it was attached by mistake; nothing when the viewer may not.
    pub(crate) take_away: Option<String>,
}

/// A file as a line.
pub(crate) fn line<'a>(it: &Attachment, may_take_away: bool, named: impl Fn(Id<Account>) -> &'a str) -> Line {
    let on = |at| time::day_in_words(time::day_of(at));
    if let Some(gone) = &it.gone {
        return Line {
            href: None,
            name: "A file that was taken away".to_owned(),
            about: format!(
                "{}, attached by {} on {}, taken away by {} on {}: {}",
                it.kind.label(),
                named(it.author),
                on(it.at),
                named(gone.by),
                on(gone.at),
                gone.reason
            ),
            take_away: None,
        };
    }
    Line {
        href: Some(format!("/files/{}", it.id)),
        take_away: may_take_away.then(|| format!("/files/{}/take-away", it.id)),
        name: it.name.to_string(),
        about: format!("{}, {}, attached on {}", it.kind.label(), size_in_words(it.size), on(it.at)),
    }
}

/// "312 kB", "4.2 MB".
pub(crate) fn size_in_words(bytes: u32) -> String {
    match bytes {
        0..1_000 => format!("{bytes} bytes"),
        1_000..1_000_000 => format!("{} kB", bytes.div_ceil(1_000)),
        _ => format!("{:.1} MB", f64::from(bytes) / 1_000_000.0),
    }
}

/// The page of a record's files, with the form that attaches one.
#[derive(Template)]
#[template(path = "files/page.html")]
pub(crate) struct FilesPage {
    frame: Frame,
    form: Form,
    to: String,
    back: Back,
    files: Vec<Line>,
}

impl FilesPage {
    /// The page.
    pub(crate) fn new(frame: Frame, parent: Parent, it: &OfParent, may: &May, form: Form) -> Self {
        let (to, back) = match parent {
            Parent::Contact(id) => (format!("/contacts/{id}/files"), Back::to(&it.head.person.it)),
            Parent::Letter(id) => (
                format!("/letters/{id}/files"),
                Back { href: format!("/letters/{id}"), text: "Back to the letter".to_owned() },
            ),
        };
        let named = |account| it.names.get(&account).map_or("Somebody no longer here", String::as_str);
        let files = it.files.iter().map(|file| line(file, may.take_away(file.author), named)).collect();
        Self { frame, form, to, back, files }
    }
}

/// What the path names, and whose record it is in.
fn parent(visit: &Visit) -> Result<(Parent, Id<Person>), Problem> {
    let of_letter = visit.path.starts_with("/letters/");
    visit.read(|look, ctx| {
        if of_letter {
            let id: Id<Letter> = visit.id("id").map_err(|_| kith_app::Refusal::Hidden)?;
            let (_, kept) = permit::letter::<act::AttachFile>(look.tx(), ctx, id)?;
            Ok((Parent::Letter(id), kept.it.person))
        } else {
            let id: Id<Contact> = visit.id("id").map_err(|_| kith_app::Refusal::Hidden)?;
            let (_, kept) = permit::contact::<act::AttachFile>(look.tx(), ctx, id)?;
            Ok((Parent::Contact(id), kept.it.person))
        }
    })
}

fn draw(visit: &Visit, parent: Parent, person: Id<Person>, form: Form) -> Result<FilesPage, Problem> {
    let it = visit.read(|look, ctx| {
        let permit = permit::person::<act::AttachFile>(look.tx(), ctx, person)?;
        attachments::of_parent(look, &permit, parent)
    })?;
    let title = match parent {
        Parent::Contact(_) => "Files of a contact",
        Parent::Letter(_) => "Files of a letter",
    };
    let frame = Frame { error_title: !form.is_fine(), ..frame_about(visit, &it.head.person.it, title) };
    let may = May::opened(visit.actor(), &it.head.person.it);
    Ok(FilesPage::new(frame, parent, &it, &may, form))
}

/// `GET /contacts/{id}/files` and `GET /letters/{id}/files`.
pub(crate) fn show(visit: &Visit) -> Result<Reply, Problem> {
    visit.only(&[])?;
    let (parent, person) = parent(visit)?;
    let form = visit.form(visit.param("id"));
    Reply::page(&draw(visit, parent, person, form)?)
}

/// `POST /contacts/{id}/files` and `POST /letters/{id}/files`.
pub(crate) fn take(visit: &Visit) -> Result<Reply, Problem> {
    let (parent, person) = parent(visit)?;
    let record = visit.param("id").to_owned();
    let to = visit.path.clone();
    let taken = attachments::check(visit.file("file").map(|sent| (sent.name.as_str(), sent.bytes.as_ref())))
        .map(std::sync::Arc::new)
        .and_then(|file| {
            visit.submit::<act::AttachFile>(&record, move |work, ctx| {
                let permit = permit::person::<act::AttachFile>(work.tx(), ctx, person)?;
                attachments::attach(work, ctx, &permit, parent, &file)?;
                Ok(format!("{to}?said=file-attached"))
            })
        });
    match taken {
        Ok(led) => Ok(Reply::see(led.to)),
        Err(refusal) => {
            let mut form = visit.form(&record);
            if !explain(&mut form, &refusal) {
                return Err(refusal.into());
            }
            Reply::again(&draw(visit, parent, person, form)?)
        }
    }
}

/// `GET /files/{id}`.
pub(crate) fn open(visit: &Visit) -> Result<Reply, Problem> {
    visit.only(&[])?;
    let id = visit.id::<Attachment>("id")?;
    let (file, bytes) = visit.read(|look, ctx| {
        let (permit, kept) = permit::attachment::<act::OpenFile>(look.tx(), ctx, id)?;
        let bytes = attachments::read(look, &permit, &kept.it)?;
        Ok((kept.it, bytes))
    })?;
    Ok(Reply::File { kind: file.kind.media_type(), name: file.name.to_string(), bytes })
}
