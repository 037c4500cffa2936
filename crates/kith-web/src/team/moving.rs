//! Moving a whole caseload, or part of it, when a link worker leaves or is away for long: for the lead.

use askama::Template;
use http::StatusCode;
use kith_app::moving::{self, Caseload, Wanted};
use kith_app::store::CaseLine;
use kith_app::{Refusal, permit};
use kith_domain::id::Id;
use kith_domain::policy::act;
use kith_domain::staff::Account;
use kith_domain::support::caseload::Counted;
use kith_domain::support::{Case, Handover};
use kith_domain::time;

use crate::components::{BackLink, Button, Choice, Form, Frame};
use crate::error::Problem;
use crate::queue::choice;
use crate::reply::Reply;
use crate::visit::{Visit, explain};

/// One person of the caseload.
pub(crate) struct Line {
    /// The case.
    pub(crate) case: String,
    pub(crate) name: String,
    pub(crate) about: String,
    pub(crate) is_ticked: bool,
    /// Whether a note of their own was begun.
    pub(crate) own_is_open: bool,
    /// Names of the fields of the note, which the person's name tells apart for screen readers.
    pub(crate) note: String,
    pub(crate) note_title: String,
}

/// A choice of people: address, words, and whether it is this one.
pub(crate) struct Filter {
    pub(crate) href: String,
    pub(crate) words: String,
    pub(crate) is_this: bool,
}

#[derive(Template)]
#[template(path = "team/moving.html")]
pub(crate) struct MovingPage {
    pub(crate) frame: Frame,
    pub(crate) name: String,
    pub(crate) to: String,
    pub(crate) form: Form,
    pub(crate) workers: Vec<Choice>,
    pub(crate) lines: Vec<Line>,
    /// What is wrong with who is moved, or with a note.
    pub(crate) problem: Option<String>,
    /// Who may be looked at: everybody, and by what they count as.
    pub(crate) filters: Vec<Filter>,
    /// Where everybody is ticked, and where nobody is.
    pub(crate) tick: (String, String),
    /// Which of how many are shown, where there are more.
    pub(crate) shown: Option<String>,
    pub(crate) before: Option<String>,
    pub(crate) after: Option<String>,
}

impl MovingPage {
    /// How many are ticked as the page is drawn.
    fn ticked(&self) -> usize {
        self.lines.iter().filter(|line| line.is_ticked).count()
    }
}

/// Whether people stand ticked on a page that is opened.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Tick {
    All,
    None,
}

const NOT_KNOWN: Problem =
    Problem::Bad("The address says something this page does not know. Go back and follow a link.");

/// What people count as, and which page of them, as an address or a form says it.
fn wanted(counted: &str, page: &str) -> Result<Wanted, Problem> {
    let counted = match counted {
        "" => None,
        code => Some(Counted::from_code(code).ok_or(NOT_KNOWN)?),
    };
    let page = match page {
        "" => 0,
        number => number.parse::<u32>().ok().and_then(|number| number.checked_sub(1)).ok_or(NOT_KNOWN)?,
    };
    Ok(Wanted { counted, page: page as usize })
}

/// What was moved, said to the lead who moved it.
pub(crate) fn said(visit: &Visit) -> Result<Option<String>, Problem> {
    let Some(typed) = visit.query("moved")? else { return Ok(None) };
    let one = typed.parse::<Id<Handover>>().map_err(|_| NOT_KNOWN)?;
    let moved = visit.read(|look, ctx| {
        let permit = permit::own_service::<act::SeeTeam>(ctx)?;
        moving::moved(look, ctx, &permit, one)
    })?;
    Ok(moved.map(|it| {
        let people = if it.people == 1 { "1 person has".to_owned() } else { format!("{} people have", it.people) };
        format!("{people} moved from {} to {}, who finds the notes on Today and in each story.", it.from, it.to)
    }))
}

/// `GET /team/{id}/move`.
pub(crate) fn show(visit: &Visit) -> Result<Reply, Problem> {
    visit.only(&["counted", "page", "tick", "moved"])?;
    let id = visit.id::<Account>("id")?;
    let asked = |name| Ok::<_, Problem>(visit.query(name)?.unwrap_or_default());
    let wanted = wanted(asked("counted")?, asked("page")?)?;
    let tick = match asked("tick")? {
        "" | "all" => Tick::All,
        "none" => Tick::None,
        _ => return Err(NOT_KNOWN),
    };
    let mut page = page(visit, (id, wanted), visit.form(&id.to_string()), tick)?;
    page.frame.flash = said(visit)?.or(page.frame.flash);
    Reply::page(&page)
}

fn page(visit: &Visit, which: (Id<Account>, Wanted), form: Form, tick: Tick) -> Result<MovingPage, Problem> {
    let it = visit.read(|look, ctx| {
        let permit = permit::own_service::<act::MoveCaseload>(ctx)?;
        moving::caseload(look, ctx, &permit, which)
    })?;
    let mut frame = visit.frame(&format!("Move the people of {}", it.name), Some("/team"));
    frame.error_title = !form.is_fine();
    Ok(drawn(frame, &it, form, tick))
}

/// The page of a caseload.
pub(crate) fn drawn(frame: Frame, it: &Caseload, form: Form, tick: Tick) -> MovingPage {
    let base = format!("/team/{}/move", it.from);
    let at = |counted: Option<Counted>, page: usize| {
        let counted = counted.map(|one| format!("counted={}", one.code()));
        let page = (page > 0).then(|| format!("page={}", page.saturating_add(1)));
        counted.into_iter().chain(page).collect::<Vec<_>>()
    };
    let link = |parts: Vec<String>| if parts.is_empty() { base.clone() } else { format!("{base}?{}", parts.join("&")) };
    let Wanted { counted, page } = it.wanted;
    let here = at(counted, page);
    let ticked_so = |how: &str| link(here.iter().cloned().chain([format!("tick={how}")]).collect());
    let all: usize = it.counts.iter().map(|(_, count)| count).sum();
    let filter = |one: Option<Counted>, words: &str, count: usize| Filter {
        href: link(at(one, 0)),
        words: format!("{words} ({count})"),
        is_this: counted == one,
    };
    let kinds = it.counts.iter().filter(|(_, count)| *count > 0);
    let filters = std::iter::once(filter(None, "Everybody", all))
        .chain(kinds.map(|(one, count)| filter(Some(*one), one.label(), *count)))
        .collect();
    let first = page.saturating_mul(moving::AT_ONCE);
    let last = first.saturating_add(it.lines.len());
    let shown = (it.found > it.lines.len() && !it.lines.is_empty())
        .then(|| format!("These are {} to {last} of {}.", first.saturating_add(1), it.found));
    // At first everybody is ticked, or nobody where that was asked for; a form that came back keeps what was ticked.
    let was_sent = form.values("worker").next().is_some() || form.values("people").next().is_some() || !form.is_fine();
    let ticked: Vec<String> = form.values("people").map(str::to_owned).collect();
    let lines = it
        .lines
        .iter()
        .map(|line| {
            let case = line.case.to_string();
            let last = match line.last_contact {
                Some(at) => format!("last contact {}", time::day_in_words(time::day_of(at))),
                None => "no contact yet".to_owned(),
            };
            let note = format!("note-{case}");
            Line {
                own_is_open: !form.value(&note).is_empty() || form.has_problem(&note),
                is_ticked: if was_sent { ticked.contains(&case) } else { tick == Tick::All },
                name: line.name.formal(),
                about: format!("{}, {last}", counted_in_words(it, line)),
                note,
                note_title: format!("What should the next worker know about {}?", line.name.formal()),
                case,
            }
        })
        .collect();
    MovingPage {
        frame,
        name: it.name.clone(),
        tick: (ticked_so("all"), ticked_so("none")),
        before: page.checked_sub(1).map(|before| link(at(counted, before))),
        after: (it.found > last).then(|| link(at(counted, page.saturating_add(1)))),
        shown,
        filters,
        to: base,
        problem: form.message_of("people").map(str::to_owned),
        form: form
            .carrying("counted", counted.map_or("", Counted::code))
            .carrying("page", &page.saturating_add(1).to_string()),
        workers: it.others.iter().map(choice).collect(),
        lines,
    }
}

/// What a person counts as, in the words of *Team*.
fn counted_in_words(it: &Caseload, line: &CaseLine) -> &'static str {
    it.counted.get(&line.case).copied().unwrap_or(Counted::DoorOpen).label()
}

/// `POST /team/{id}/move`.
pub(crate) fn take(visit: &Visit) -> Result<Reply, Problem> {
    let id = visit.id::<Account>("id")?;
    let wanted = wanted(&visit.field("counted"), &visit.field("page"))?;
    let to = visit.field("worker");
    let for_all = visit.field("note-all");
    let mut notes: Vec<(Id<Case>, String)> = Vec::new();
    for case in visit.fields("people") {
        let parsed = case.parse::<Id<Case>>().map_err(|_| Refusal::OtherRecord)?;
        if notes.iter().all(|(known, _)| *known != parsed) {
            let own = visit.field(&format!("note-{case}"));
            notes.push((parsed, if own.trim().is_empty() { for_all.clone() } else { own }));
        }
    }
    let result = visit.submit::<act::MoveCaseload>(&id.to_string(), move |work, ctx| {
        let permit = permit::own_service::<act::MoveCaseload>(ctx)?;
        let done = moving::move_caseload(work, ctx, &permit, id, &to, &notes)?;
        // Whoever has left has no page any more once nobody is with them.
        let page = if done.some_are_left { format!("/team/{id}/move") } else { "/team".to_owned() };
        Ok(format!("{page}?moved={}", done.one))
    });
    let refusal = match result {
        Ok(led) => return Ok(Reply::see(led.to)),
        Err(refusal) => refusal,
    };
    let mut form = visit.form(&id.to_string());
    if matches!(refusal, Refusal::Stale) {
        form.general_problem("Somebody else changed one of these cases meanwhile. Nobody was moved.");
    } else if !explain(&mut form, &refusal) {
        return Err(refusal.into());
    }
    let overtaken = match &refusal {
        Refusal::Rejected(all) => all.iter().any(|one| one.code == "moving.already"),
        _ => true,
    };
    let status = if overtaken { StatusCode::CONFLICT } else { StatusCode::UNPROCESSABLE_ENTITY };
    Reply::page_with(status, &page(visit, (id, wanted), form, Tick::All)?)
}
