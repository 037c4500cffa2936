//! What the team knows of an entry, for itself alone: to read beside the entry, and to keep.

use askama::Template;
use kith_app::entries::team_notes::{self, Done, Input, Known};
use kith_app::entries::wrong::{self, Unseen};
use kith_app::permit;
use kith_domain::directory::CommunityService;
use kith_domain::directory::team_note::{Matter, TeamNote};
use kith_domain::id::Id;
use kith_domain::policy::act;
use kith_domain::time::{date_in_words, day_of};

use crate::components::{BackLink, Button, Choice, Form, Frame};
use crate::error::Problem;
use crate::reply::Reply;
use crate::taken::taken;
use crate::visit::{VERSION, Visit};

/// One thing that the team knows, to read.
pub(crate) struct NoteView {
    pub(crate) matter: &'static str,
    pub(crate) words: String,
}

impl NoteView {
    /// Each note as it stands beside an entry.
    pub(crate) fn all(notes: &[TeamNote]) -> Vec<Self> {
        notes.iter().map(|it| Self { matter: it.matter.label(), words: it.words.to_string() }).collect()
    }
}

/// What stands beside an entry, and where it is kept; nothing for whoever is not of a team.
#[derive(Default)]
pub(crate) struct Beside {
    /// What the team knows.
    pub(crate) notes: Vec<NoteView>,
    /// Where it is kept.
    pub(crate) keep: Option<String>,
    /// What somebody of the team said is wrong and nobody has seen to: a sentence, and the words.
    pub(crate) wrong: Vec<(String, Option<String>)>,
}

impl Beside {
    /// Reads it for whoever looks.
    pub(crate) fn read(visit: &Visit, entry: Id<CommunityService>) -> Result<Self, Problem> {
        if !visit.may_tell_of_entries() {
            return Ok(Self::default());
        }
        let (notes, wrong) = visit.read(|look, ctx| {
            let permit = permit::own_service::<act::KeepTeamNotes>(ctx)?;
            let notes = team_notes::beside(look.tx(), &permit, entry)?;
            let permit = permit::own_service::<act::TellOfEntry>(ctx)?;
            Ok((notes, wrong::unseen(look.tx(), &permit, entry)?))
        })?;
        Ok(Self {
            notes: NoteView::all(&notes),
            keep: Some(format!("/directory/{entry}/team-notes")),
            wrong: wrong.iter().map(said_wrong).collect(),
        })
    }
}

/// That somebody said that something is wrong, and that nobody has seen to it yet.
fn said_wrong(it: &Unseen) -> (String, Option<String>) {
    let who = it.who.as_deref().unwrap_or("Somebody who was here");
    let day = date_in_words(day_of(it.at));
    let sentence = format!("{who} said on {day} that something is wrong; not seen to yet.");
    (sentence, it.words.as_ref().map(ToString::to_string))
}

/// The page.
#[derive(Template)]
#[template(path = "directory/team_notes.html")]
pub(crate) struct TeamNotesPage {
    frame: Frame,
    form: Form,
    to: String,
    back: (String, String),
    matters: Vec<Choice>,
    /// The note that is being changed.
    changing: Option<String>,
    rows: Vec<Row>,
    gone: Vec<Row>,
}

struct Row {
    id: String,
    matter: &'static str,
    words: String,
    who: String,
    form: Form,
}

impl TeamNotesPage {
    /// The page of an entry, with a form for a new note or for one that is there.
    pub(crate) fn new(
        frame: Frame,
        id: &str,
        known: &Known,
        (changing, form): (Option<Id<TeamNote>>, Form),
        fresh: impl Fn() -> Form,
    ) -> Self {
        let name = |by| known.names.get(&by).map_or("Somebody who was here", String::as_str);
        let row = |kept: &kith_app::store::Kept<TeamNote>| Row {
            id: kept.it.id.to_string(),
            form: fresh().carrying("note", &kept.it.id.to_string()).carrying(VERSION, &kept.version.to_string()),
            matter: kept.it.matter.label(),
            words: kept.it.words.to_string(),
            who: match kept.it.gone {
                Some((at, by)) => format!("Taken away by {} on {}", name(by), date_in_words(day_of(at))),
                None => format!("{}, {}", name(kept.it.author), date_in_words(day_of(kept.it.at))),
            },
        };
        let stands = |is_there: bool| known.notes.iter().filter(move |kept| kept.it.gone.is_none() == is_there);
        Self {
            frame: Frame { error_title: !form.is_fine(), ..frame },
            to: format!("/directory/{id}/team-notes"),
            back: (format!("/directory/{id}"), known.name.clone()),
            matters: Matter::ALL.iter().map(|it| Choice::new(it.code(), it.label())).collect(),
            changing: changing.map(|id| id.to_string()),
            rows: stands(true).map(row).collect(),
            gone: stands(false).map(row).collect(),
            form,
        }
    }
}

fn open(visit: &Visit, id: Id<CommunityService>) -> Result<Known, Problem> {
    visit.read(|look, ctx| {
        let permit = permit::own_service::<act::KeepTeamNotes>(ctx)?;
        team_notes::open(look, &permit, id)
    })
}

fn draw(
    visit: &Visit,
    id: Id<CommunityService>,
    known: &Known,
    changing: Option<Id<TeamNote>>,
    form: Form,
) -> TeamNotesPage {
    let title = format!("What your team knows of {}", known.name);
    let (frame, id) = (visit.frame(&title, Some("/directory")), id.to_string());
    TeamNotesPage::new(frame, &id, known, (changing, form), || visit.fresh_form(&id))
}

/// `GET /directory/{id}/team-notes`.
pub(crate) fn show(visit: &Visit) -> Result<Reply, Problem> {
    visit.only(&["change"])?;
    let id = visit.id::<CommunityService>("id")?;
    let known = open(visit, id)?;
    let form = visit.form(&id.to_string());
    let asked = visit.query("change")?.unwrap_or_default();
    if asked.is_empty() {
        return Reply::page(&draw(visit, id, &known, None, form));
    }
    let kept = known.notes.iter().find(|kept| kept.it.id.to_string() == asked && kept.it.gone.is_none());
    let kept =
        kept.ok_or(Problem::Bad("The address names a note that is not here. Open the page of the entry again."))?;
    let form = form
        .carrying(VERSION, &kept.version.to_string())
        .prefill("matter", kept.it.matter.code())
        .prefill("words", kept.it.words.as_str());
    Reply::page(&draw(visit, id, &known, Some(kept.it.id), form))
}

/// `POST /directory/{id}/team-notes`.
pub(crate) fn take(visit: &Visit) -> Result<Reply, Problem> {
    let id = visit.id::<CommunityService>("id")?;
    let input = Input { matter: visit.field("matter"), words: visit.field("words") };
    let done = match visit.field("do").as_str() {
        "take-away" => Done::TakenAway,
        "put-back" => Done::PutBack,
        _ => Done::Changed(input.clone()),
    };
    let note = match visit.field("note") {
        none if none.is_empty() => None,
        some => Some((some.parse::<Id<TeamNote>>().map_err(|_| Problem::NotFound)?, visit.version()?)),
    };
    let sent = visit.submit::<act::KeepTeamNotes>(&id.to_string(), move |work, ctx| {
        let permit = permit::own_service::<act::KeepTeamNotes>(ctx)?;
        match note {
            Some((note, version)) => team_notes::deal(work, ctx, &permit, (id, note, version), &done)?,
            None => team_notes::write(work, ctx, &permit, id, &input)?,
        }
        Ok(format!("/directory/{id}/team-notes?said=team-note-saved"))
    });
    taken(visit, &id.to_string(), sent)?.answer(|back| {
        let known = open(visit, id)?;
        let changing = note.map(|(note, _)| note);
        let now = known.notes.iter().find(|kept| Some(kept.it.id) == changing).map_or(0, |kept| kept.version);
        let (form, _) = back.at(now);
        Ok(draw(visit, id, &known, changing, form))
    })
}
