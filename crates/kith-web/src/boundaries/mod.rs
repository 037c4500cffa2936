//! My boundary entries: for a worker who has just met a limit of the role and has twenty seconds. What stands here is hers:
//! nobody else opens it.

pub(crate) mod shared;

use askama::Template;
use jiff::civil::Date;
use kith_app::boundaries::{self, Around, Before, Input, Listed, Opened, Wish};
use kith_app::permit;
use kith_app::store::Kept;
use kith_domain::boundary::entry::{Again, Answer, Asker, BoundaryEntry, Kind, Says, Why};
use kith_domain::id::Id;
use kith_domain::person::Person;
use kith_domain::policy::act;
use kith_domain::practice::Practice;
use kith_domain::text::{Line, Words};
use kith_domain::time::{date_in_words, day_in_words};

use crate::agreements::Says as AgreementSays;
use crate::components::{BackLink, Button, Choice, Form, Frame, Row, Slot, SummaryList};
use crate::error::Problem;
use crate::reply::Reply;
use crate::taken::taken;
use crate::visit::{VERSION, Visit};

/// What the list is called.
pub(crate) const TITLE: &str = "My boundary entries";
/// What the form is called.
pub(crate) const WRITE: &str = "Write a boundary entry";
/// Whose it is.
const WHOSE: &str = "What you write here is yours. Your lead, your manager, practices and commissioners cannot open it unless \
                     you show it to one of them yourself, and it counts in nobody’s figures.";

/// One line of the list.
struct ListedEntry {
    href: String,
    to_stand: String,
    form: Form,
    when: String,
    kind: &'static str,
    lines: Vec<String>,
    /// Whether somebody is shown it.
    is_shown: bool,
    is_gone: bool,
}

/// The list.
#[derive(Template)]
#[template(path = "boundaries/list.html")]
pub(crate) struct ListPage {
    frame: Frame,
    lines: Vec<ListedEntry>,
    next: Option<String>,
    is_first: bool,
}

impl ListPage {
    /// The list; `form` makes the form of an entry.
    pub(crate) fn new(frame: Frame, listed: &Listed, is_first: bool, form: impl Fn(&str) -> Form) -> Self {
        let line = |kept: &Kept<BoundaryEntry>| {
            let (id, it) = (kept.it.id.to_string(), &kept.it.says);
            let is_gone = kept.it.gone.is_some();
            ListedEntry {
                href: format!("/boundaries/{id}"),
                to_stand: format!("/boundaries/{id}/stand"),
                form: form(&id).carrying("wish", if is_gone { "back" } else { "away" }),
                when: day_in_words(it.on),
                kind: it.kind.label(),
                lines: sentences(it, it.practice.and_then(|id| listed.practice(id))),
                is_shown: kept.it.shown.is_some(),
                is_gone,
            }
        };
        Self {
            lines: listed.entries.iter().map(line).collect(),
            next: listed.next.map(|(day, id)| format!("/boundaries?before={day}_{id}")),
            is_first,
            frame,
        }
    }
}

/// What an entry says besides its kind, a sentence each.
pub(super) fn sentences(it: &Says, practice: Option<&str>) -> Vec<String> {
    let asker = it.asker.map(Asker::label).map(|asker| match practice {
        Some(practice) => format!("{asker}, {practice}"),
        None => asker.to_owned(),
    });
    let minutes = it.minutes.map(|minutes| match minutes {
        1 => "1 minute".to_owned(),
        many => format!("{many} minutes"),
    });
    let answer = [Some(it.answer.label().to_owned()), minutes].into_iter().flatten().collect::<Vec<_>>().join(", ");
    let why = it.why.map(|why| why.label().to_owned());
    let cost = it.cost.as_ref().map(|cost| format!("What it cost: {cost}"));
    let again = it.again.map(|again| match again {
        Again::Yes => "I would do it again".to_owned(),
        Again::No => "I would not do it again".to_owned(),
        Again::NotSure => "I am not sure that I would do it again".to_owned(),
    });
    let words = it.words.as_ref().map(ToString::to_string);
    let asker = asker.or_else(|| practice.map(str::to_owned));
    [asker, Some(answer), why, cost, again, words].into_iter().flatten().collect()
}

/// What is agreed with a practice, where something is.
fn crossed(around: &Around, practice: Id<Practice>) -> Option<AgreementSays> {
    let name = around.practices.iter().find(|it| it.id == practice)?.name.as_str();
    let agreed = around.agreements.iter().find(|it| it.practice == practice)?;
    Some(AgreementSays::of(agreed, name))
}

/// The kinds. What is out of the role opens what is agreed with each practice; the practice at hand comes first.
fn kinds(around: &Around, first: Option<Id<Practice>>) -> Vec<Choice> {
    let mut of: Vec<Id<Practice>> = around.agreements.iter().map(|it| it.practice).collect();
    of.sort_by_key(|id| Some(*id) != first);
    let says = of.into_iter().filter_map(|id| crossed(around, id)).map(|says| Slot::of(&says.folded()));
    let says = says.reduce(|all, next| all.then(&next));
    Kind::ALL
        .iter()
        .map(|it| {
            let choice = Choice::new(it.code(), it.label());
            match &says {
                Some(says) if *it == Kind::OutOfRole => choice.reveals(says.clone()),
                _ => choice,
            }
        })
        .collect()
}

/// The form, of a new entry or of one that is there.
#[derive(Template)]
#[template(path = "boundaries/write.html")]
pub(crate) struct WritePage {
    frame: Frame,
    form: Form,
    to: String,
    back: String,
    /// Whom it would be about, and their identifier, where the form was opened from a person's page.
    offered: Option<(String, Vec<Choice>)>,
    /// Whom it is about.
    about: Option<String>,
    practices: Vec<Choice>,
    kinds: Vec<Choice>,
    answers: Vec<Choice>,
    askers: Vec<Choice>,
    whys: Vec<Choice>,
    agains: Vec<Choice>,
    /// What the entry says now, where it was changed in another window meanwhile.
    says_now: Vec<Row>,
    /// What is agreed with the practice that asked for something out of the role.
    crossed: Option<Slot>,
    /// To whom it is shown, for an entry that is there.
    showing: Option<shared::Showing>,
}

fn listed(all: &[(&str, &str)]) -> Vec<Choice> {
    [("", "Not said")].iter().chain(all).map(|(code, label)| Choice::new(code, label)).collect()
}

macro_rules! coded {
    ($name:ident) => {
        $name::ALL.iter().map(|it| (it.code(), it.label())).collect::<Vec<_>>()
    };
}

impl WritePage {
    /// The form of a new entry.
    pub(crate) fn new(frame: Frame, form: Form, around: &Around) -> Self {
        let named = around.practices.iter().map(|it| Choice::new(&it.id.to_string(), it.name.as_str()));
        Self {
            frame,
            form,
            to: "/boundaries/new".to_owned(),
            back: "/boundaries".to_owned(),
            offered: None,
            about: None,
            practices: [Choice::new("", "None in particular")].into_iter().chain(named).collect(),
            kinds: kinds(around, None),
            answers: Choice::list(&coded!(Answer)),
            askers: listed(&coded!(Asker)),
            whys: listed(&coded!(Why)),
            agains: listed(&coded!(Again)),
            says_now: Vec::new(),
            crossed: None,
            showing: None,
        }
    }

    /// Opened from a person's page: they can be linked, and are not unless it is ticked.
    pub(crate) fn beside(mut self, around: &Around, person: &Person, practice: Option<Id<Practice>>) -> Self {
        self.kinds = kinds(around, practice);
        let called = person.identity.called();
        self.back = format!("/people/{}", person.id);
        let id = person.id.to_string();
        let choice = Choice::new(&id, &format!("This is about {called}"));
        self.offered = Some((id, vec![choice]));
        self
    }

    /// The form of an entry that is there.
    pub(crate) fn of(frame: Frame, form: Form, opened: &Opened) -> Self {
        let to = format!("/boundaries/{}", opened.entry.it.id);
        let around = Around { practices: opened.practices.clone(), agreements: opened.agreements.clone() };
        let says = &opened.entry.it.says;
        let of = says.practice.filter(|_| says.kind == Kind::OutOfRole);
        let crossed = of.and_then(|id| crossed(&around, id)).map(|says| Slot::of(&says));
        Self { to, about: opened.about.clone(), crossed, ..Self::new(frame, form, &around) }
    }

    /// With whom it is shown to, and the form that shows it.
    pub(crate) fn showing(self, showing: shared::Showing) -> Self {
        Self { showing: Some(showing), ..self }
    }

    /// The form with what the entry says.
    pub(crate) fn filled(form: Form, kept: &Kept<BoundaryEntry>) -> Form {
        let it = &kept.it.says;
        form.carrying(VERSION, &kept.version.to_string())
            .prefill("on", &date_in_words(it.on))
            .prefill("kind", it.kind.code())
            .prefill("answer", it.answer.code())
            .prefill("asker", it.asker.map_or("", Asker::code))
            .prefill("practice", &it.practice.map_or_else(String::new, |id| id.to_string()))
            .prefill("minutes", &it.minutes.map_or_else(String::new, |minutes| minutes.to_string()))
            .prefill("why", it.why.map_or("", Why::code))
            .prefill("cost", it.cost.as_ref().map_or("", Line::as_str))
            .prefill("again", it.again.map_or("", Again::code))
            .prefill("words", it.words.as_ref().map_or("", Words::as_str))
    }

    /// With what the entry says now, for whoever was overtaken in another window.
    pub(crate) fn overtaken(mut self, opened: &Opened) -> Self {
        let it = &opened.entry.it.says;
        let practice = it.practice.and_then(|id| opened.practices.iter().find(|known| known.id == id));
        let said = sentences(it, practice.map(|it| it.name.as_str())).join(". ");
        self.says_now = vec![
            Row::new("Day", &date_in_words(it.on)),
            Row::new("Kind", it.kind.label()),
            Row::new("What you said", &said),
        ];
        self
    }

    /// Whether the keyboard begins at the first question: on a new entry that nothing stands above.
    fn begins_here(&self) -> bool {
        self.offered.is_none() && self.showing.is_none() && self.form.is_fine()
    }

    /// Whether what is left out by most is open.
    fn more_is_open(&self) -> bool {
        ["asker", "practice", "why", "cost", "again", "words", "on"]
            .iter()
            .any(|name| self.form.has_problem(name) || !self.form.value(name).is_empty())
    }
}

fn input(visit: &Visit) -> Input {
    Input {
        on: visit.field("on"),
        kind: visit.field("kind"),
        asker: visit.field("asker"),
        practice: visit.field("practice"),
        answer: visit.field("answer"),
        minutes: visit.field("minutes"),
        why: visit.field("why"),
        cost: visit.field("cost"),
        again: visit.field("again"),
        words: visit.field("words"),
        person: visit.field("person"),
    }
}

/// Where a page begins, as it stands in an address.
fn before(text: &str) -> Result<Before, Problem> {
    let read = || {
        let (day, id) = text.split_once('_')?;
        Some((day.parse::<Date>().ok()?, id.parse::<Id<BoundaryEntry>>().ok()?.uuid()))
    };
    read().ok_or(Problem::Bad("The address does not lead to a part of this list. Begin at its first page."))
}

/// `GET /boundaries`.
pub(crate) fn list(visit: &Visit) -> Result<Reply, Problem> {
    visit.only(&["before"])?;
    let from = visit.query("before")?.map(before).transpose()?;
    let listed = visit.read(|look, ctx| {
        let permit = permit::own_service::<act::KeepBoundaries>(ctx)?;
        boundaries::list(look, ctx, &permit, from)
    })?;
    let frame = visit.frame(TITLE, Some("/boundaries"));
    Reply::page(&ListPage::new(frame, &listed, from.is_none(), |id| visit.fresh_form(id)))
}

/// `GET /boundaries/file`.
pub(crate) fn file(visit: &Visit) -> Result<Reply, Problem> {
    visit.only(&[])?;
    let bytes = visit.read(|look, ctx| {
        let permit = permit::own_service::<act::KeepBoundaries>(ctx)?;
        boundaries::file(look, ctx, &permit)
    })?;
    Ok(Reply::file("my-boundary-entries.csv", "text/csv; charset=utf-8", bytes))
}

/// What the form of a new entry is drawn for.
const NEW: &str = "new-boundary-entry";

/// The page of a new entry, with the person from whose page it was opened.
fn draw(visit: &Visit, form: Form, person: Option<Id<Person>>) -> Result<WritePage, Problem> {
    let (around, person) = visit.read(|look, ctx| {
        let permit = permit::own_service::<act::KeepBoundaries>(ctx)?;
        let around = boundaries::around(look, &permit)?;
        let person = match person {
            None => None,
            Some(id) => {
                let permit = permit::person::<act::SeePerson>(look.tx(), ctx, id)?;
                Some(boundaries::beside(look, &permit)?)
            }
        };
        Ok::<_, kith_app::Refusal>((around, person))
    })?;
    let frame = Frame { error_title: !form.is_fine(), ..visit.frame(WRITE, Some("/boundaries")) };
    let page = WritePage::new(frame, form, &around);
    Ok(match person {
        Some((person, practice)) => page.beside(&around, &person, practice),
        None => page,
    })
}

/// The person of the address or of the form, where one was open.
fn from_person(typed: Option<&str>) -> Result<Option<Id<Person>>, Problem> {
    typed.filter(|it| !it.is_empty()).map(|it| it.parse().map_err(|_| Problem::NotFound)).transpose()
}

/// `GET /boundaries/new`.
pub(crate) fn new(visit: &Visit) -> Result<Reply, Problem> {
    visit.only(&["person"])?;
    let person = from_person(visit.query("person")?)?;
    Reply::page(&draw(visit, visit.form(NEW), person)?)
}

/// `POST /boundaries/new`.
pub(crate) fn write(visit: &Visit) -> Result<Reply, Problem> {
    let typed = input(visit);
    let from = visit.field("from");
    let back = from_person(Some(&from))?;
    let sent = visit.submit::<act::KeepBoundaries>(NEW, move |work, ctx| {
        let permit = permit::own_service::<act::KeepBoundaries>(ctx)?;
        boundaries::write(work, ctx, &permit, &typed)?;
        Ok(match back {
            Some(person) => format!("/people/{person}?said=boundary-written"),
            None => "/boundaries?said=boundary-written".to_owned(),
        })
    });
    taken(visit, NEW, sent)?.answer(|sent| draw(visit, sent.at(0).0, back))
}

fn open(visit: &Visit, id: Id<BoundaryEntry>) -> Result<Opened, Problem> {
    visit.read(|look, ctx| {
        let on = permit::own_boundary::<act::KeepOwn>(look.tx(), ctx, id)?;
        boundaries::open(look, ctx, on)
    })
}

/// `GET /boundaries/{id}`.
pub(crate) fn show(visit: &Visit) -> Result<Reply, Problem> {
    visit.only(&[])?;
    let id = visit.id::<BoundaryEntry>("id")?;
    let opened = open(visit, id)?;
    let form = WritePage::filled(visit.form(&id.to_string()), &opened.entry);
    let page = WritePage::of(visit.frame("Your boundary entry", Some("/boundaries")), form, &opened);
    Reply::page(&page.showing(shared::showing(&opened, visit.fresh_form(&id.to_string()))))
}

/// `POST /boundaries/{id}`.
pub(crate) fn change(visit: &Visit) -> Result<Reply, Problem> {
    let id = visit.id::<BoundaryEntry>("id")?;
    let (typed, version) = (input(visit), visit.version().ok());
    let sent = visit.submit::<act::KeepOwn>(&id.to_string(), move |work, ctx| {
        let on = permit::own_boundary::<act::KeepOwn>(work.tx(), ctx, id)?;
        boundaries::change(work, ctx, on, version.ok_or(kith_app::Refusal::OtherRecord)?, &typed)?;
        Ok("/boundaries?said=boundary-changed".to_owned())
    });
    taken(visit, &id.to_string(), sent)?.answer(|back| {
        let opened = open(visit, id)?;
        let frame = Frame { error_title: true, ..visit.frame("Your boundary entry", Some("/boundaries")) };
        let (form, is_overtaken) = back.at(opened.entry.version);
        let page =
            WritePage::of(frame, form, &opened).showing(shared::showing(&opened, visit.fresh_form(&id.to_string())));
        Ok(if is_overtaken { page.overtaken(&opened) } else { page })
    })
}

/// `POST /boundaries/{id}/stand`: takes it away, or puts it back.
pub(crate) fn stand(visit: &Visit) -> Result<Reply, Problem> {
    let id = visit.id::<BoundaryEntry>("id")?;
    let wish = visit.field("wish");
    let led = visit.submit::<act::KeepOwn>(&id.to_string(), move |work, ctx| {
        let on = permit::own_boundary::<act::KeepOwn>(work.tx(), ctx, id)?;
        let said = match boundaries::stand(work, ctx, on, &wish)? {
            Wish::Back => "boundary-put-back",
            Wish::Away => "boundary-taken-away",
        };
        Ok(format!("/boundaries?said={said}"))
    })?;
    Ok(Reply::see(led.to))
}
