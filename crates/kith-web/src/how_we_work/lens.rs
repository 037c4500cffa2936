//! Lenses: for whoever wishes to know what a reading rests on, to copy and change one, or to lay two side by side.

use askama::Template;
use kith_app::how_we_work::{self, Compared, LineInput, OpenedLens, Which, basis_field, in_words};
use kith_app::permit;
use kith_domain::lens::{LensVersion, Read, Reading};
use kith_domain::policy::act;
use kith_domain::staff::Role;
use kith_domain::time::day_of;

use super::{called, choices, which};
use crate::components::{BackLink, Button, Cell, Choice, Form, Frame, Select, Table};
use crate::error::Problem;
use crate::reply::Reply;
use crate::taken::taken;
use crate::visit::Visit;

/// What the list is called.
const LENSES: &str = "Lenses";
/// What the form of a copy is drawn for.
const COPY: &str = "lens-copy";
/// What the form of a change is drawn for.
const CHANGE: &str = "lens-change";

fn address(it: &LensVersion) -> String {
    format!("/how-we-work/lenses/show?lens={}", Which::of(it).code())
}

/// One lens of the list.
pub(crate) struct Listed {
    href: String,
    name: String,
    words: String,
}

/// The list.
#[derive(Template)]
#[template(path = "how_we_work/lenses.html")]
pub(crate) struct LensesPage {
    frame: Frame,
    lenses: Vec<Listed>,
}

/// Who made a version, and when.
fn made(opened: &OpenedLens, it: &LensVersion) -> String {
    match Which::of(it) {
        Which::Ours => "Comes with Kith. Ours, with the basis of each line; not checked by the authors.".to_owned(),
        Which::Own(_, number) => {
            let by = opened.names.get(&it.by).map_or("somebody no longer here", String::as_str);
            let when = kith_domain::time::date_in_words(day_of(it.at));
            format!("Version {number}, made by {by} on {when}.")
        }
    }
}

impl LensesPage {
    /// The list of the lenses of a service, each with its newest version.
    pub(crate) fn new(frame: Frame, opened: &OpenedLens) -> Self {
        let mut lenses: Vec<Listed> = Vec::new();
        let mut last = None;
        for it in opened.all.iter().filter(|it| last.replace(it.lens) != Some(it.lens)) {
            lenses.push(Listed { href: address(it), name: it.name.to_string(), words: made(opened, it) });
        }
        Self { frame, lenses }
    }
}

/// One version.
#[derive(Template)]
#[template(path = "how_we_work/lens.html")]
pub(crate) struct LensPage {
    frame: Frame,
    made: String,
    is_ours: bool,
    table: Table,
    versions: Vec<Listed>,
    form: Option<Form>,
    change: Option<String>,
    draws: String,
    compare: String,
    lens: String,
}

impl LensPage {
    /// The page of a version; `form` is there for whoever may copy it.
    pub(crate) fn new(frame: Frame, opened: &OpenedLens, form: Option<Form>) -> Self {
        let it = &opened.version;
        let which = Which::of(it);
        let lens = which.code();
        let head = vec![Cell::text("What was done, or a sign of it"), Cell::text("Reads as"), Cell::text("Basis")];
        let rows = it
            .lines
            .iter()
            .map(|line| {
                vec![
                    Cell::text(&opened.label(&line.mark)),
                    Cell::text(line.reading.label()),
                    Cell::text(line.basis.as_str()),
                ]
            })
            .collect();
        let mut table = Table::new("lines", "Its lines", head, rows);
        table.is_compact = true;
        let others = opened.all.iter().filter(|other| other.lens == it.lens && other.number != it.number);
        Self {
            made: made(opened, it),
            is_ours: which == Which::Ours,
            table,
            versions: others
                .map(|it| Listed { href: address(it), name: called(it), words: made(opened, it) })
                .collect(),
            change: (form.is_some() && which != Which::Ours && opened.is_newest())
                .then(|| format!("/how-we-work/lenses/change?lens={lens}")),
            form,
            draws: format!("/how-we-work?lens={lens}"),
            compare: format!("/how-we-work/lenses/compare?one={lens}"),
            lens,
            frame,
        }
    }
}

/// One line of the form of a change.
pub(crate) struct FormLine {
    mark: String,
    label: String,
    mark_field: String,
    reading_field: String,
    basis_field: &'static str,
}

/// The form of a change.
#[derive(Template)]
#[template(path = "how_we_work/lens_change.html")]
pub(crate) struct ChangePage {
    frame: Frame,
    form: Form,
    back: String,
    lens: String,
    lines: Vec<FormLine>,
    readings: Vec<Choice>,
}

impl ChangePage {
    /// The form of the next version.
    pub(crate) fn new(frame: Frame, opened: &OpenedLens, form: Form) -> Self {
        let lines = opened
            .marks()
            .into_iter()
            .enumerate()
            .map(|(at, mark)| FormLine {
                label: opened.label(&mark),
                mark: mark.code(),
                mark_field: format!("mark-{at}"),
                reading_field: format!("reading-{at}"),
                basis_field: basis_field(at),
            })
            .collect();
        let readings = std::iter::once(Choice::new("", "Not in this lens"))
            .chain(Reading::ALL.iter().map(|it| Choice::new(it.code(), it.label())))
            .collect();
        Self { frame, form, back: address(&opened.version), lens: Which::of(&opened.version).code(), lines, readings }
    }

    /// The form with what the version says.
    pub(crate) fn filled(form: Form, opened: &OpenedLens) -> Form {
        let mut form = form.prefill("name", opened.version.name.as_str());
        for (at, mark) in opened.marks().iter().enumerate() {
            if let Some(line) = opened.version.lines.iter().find(|line| line.mark == *mark) {
                form = form
                    .prefill(&format!("reading-{at}"), line.reading.code())
                    .prefill(basis_field(at), line.basis.as_str());
            }
        }
        form
    }
}

/// Two lenses side by side.
#[derive(Template)]
#[template(path = "how_we_work/compare.html")]
pub(crate) struct ComparePage {
    frame: Frame,
    choices: Vec<Choice>,
    one: String,
    other: String,
    sentence: String,
    table: Option<Table>,
}

impl ComparePage {
    /// The page of two lenses.
    pub(crate) fn new(frame: Frame, it: &Compared) -> Self {
        let (total, differ) = (it.total(), it.differ());
        let when = it.months.map(in_words).unwrap_or_default();
        let sentence = match total {
            0 => format!(
                "There is nothing to lay side by side yet: at least {} link workers must stand behind what is shown.",
                it.least.number()
            ),
            _ if differ == 0 => {
                format!("{when}: the two read all {total} contacts that were asked and answered alike.")
            }
            _ => format!(
                "{when}: of {total} contacts that were asked and answered, the two read {differ} differently and {} alike.",
                total - differ
            ),
        };
        let head = std::iter::once(Cell::text(&format!("{}, down; {}, across", called(&it.one), called(&it.other))))
            .chain(Read::ANSWERED.iter().map(|read| Cell::number(read.label())))
            .collect();
        let rows = Read::ANSWERED
            .iter()
            .zip(&it.cells)
            .map(|(read, row)| {
                let cells = row.iter().map(|count| Cell::number(&count.to_string()));
                std::iter::once(Cell::text(read.label())).chain(cells).collect()
            })
            .collect();
        Self {
            frame,
            choices: choices(&it.lenses),
            one: Which::of(&it.one).code(),
            other: Which::of(&it.other).code(),
            sentence,
            table: (total > 0).then(|| Table::new("compared", "Contacts", head, rows)),
        }
    }
}

fn open(visit: &Visit, which: Which) -> Result<OpenedLens, Problem> {
    visit.read(|look, ctx| {
        let permit = permit::own_service::<act::SeeHowWeWork>(ctx)?;
        how_we_work::open_lens(look, &permit, which)
    })
}

fn may_keep(visit: &Visit) -> Result<bool, Problem> {
    Ok(matches!(visit.staff()?.role(), Role::TeamLead | Role::ServiceManager))
}

/// `GET /how-we-work/lenses`.
pub(crate) fn lenses(visit: &Visit) -> Result<Reply, Problem> {
    visit.only(&[])?;
    let opened = open(visit, Which::Ours)?;
    Reply::page(&LensesPage::new(visit.frame(LENSES, Some(super::place(visit))), &opened))
}

fn draw(visit: &Visit, which: Which, form: Form) -> Result<LensPage, Problem> {
    let opened = open(visit, which)?;
    let frame =
        Frame { error_title: !form.is_fine(), ..visit.frame(&called(&opened.version), Some(super::place(visit))) };
    Ok(LensPage::new(frame, &opened, may_keep(visit)?.then_some(form)))
}

/// `GET /how-we-work/lenses/show`.
pub(crate) fn show(visit: &Visit) -> Result<Reply, Problem> {
    visit.only(&["lens"])?;
    Reply::page(&draw(visit, which(visit.query("lens")?)?, visit.form(COPY))?)
}

/// `POST /how-we-work/lenses/copy`.
pub(crate) fn copy(visit: &Visit) -> Result<Reply, Problem> {
    let (lens, name) = (visit.field("lens"), visit.field("name"));
    // The form always names one; whoever sends none copies the one that comes with Kith.
    let from = if lens.is_empty() { Some(Which::Ours) } else { Which::parse(&lens) };
    let sent = visit.submit::<act::KeepLenses>(COPY, move |work, ctx| {
        let permit = permit::own_service::<act::KeepLenses>(ctx)?;
        let made = how_we_work::copy_lens(work, ctx, &permit, from.ok_or(kith_app::Refusal::Hidden)?, &name)?;
        Ok(format!("/how-we-work/lenses/change?lens={}&said=lens-copied", made.code()))
    });
    taken(visit, COPY, sent)?.answer(|back| draw(visit, from.ok_or(Problem::NotFound)?, back.at(0).0))
}

fn draw_change(visit: &Visit, which: Which, form: impl FnOnce(&OpenedLens) -> Form) -> Result<ChangePage, Problem> {
    let opened = visit.read(|look, ctx| {
        let permit = permit::own_service::<act::KeepLenses>(ctx)?;
        how_we_work::open_lens(look, &permit, which)
    })?;
    if which == Which::Ours {
        return Err(Problem::NotFound);
    }
    let form = form(&opened);
    let title = format!("Change “{}”", opened.version.name);
    let frame = Frame { error_title: !form.is_fine(), ..visit.frame(&title, Some(super::place(visit))) };
    Ok(ChangePage::new(frame, &opened, form))
}

/// `GET /how-we-work/lenses/change`.
pub(crate) fn change_form(visit: &Visit) -> Result<Reply, Problem> {
    visit.only(&["lens"])?;
    visit.read(|_, ctx| permit::own_service::<act::KeepLenses>(ctx).map(drop))?;
    let lens = match visit.query("lens")? {
        // The address alone leads to the list, where one is chosen.
        None => return Ok(Reply::see("/how-we-work/lenses")),
        some => which(some)?,
    };
    Reply::page(&draw_change(visit, lens, |opened| ChangePage::filled(visit.form(CHANGE), opened))?)
}

/// `POST /how-we-work/lenses/change`.
pub(crate) fn change(visit: &Visit) -> Result<Reply, Problem> {
    let (lens, name) = (visit.field("lens"), visit.field("name"));
    let from = Which::parse(&lens).filter(|it| *it != Which::Ours);
    if from.is_none() {
        // The lens that comes with Kith is copied first: the list leads there.
        visit.read(|_, ctx| permit::own_service::<act::KeepLenses>(ctx).map(drop))?;
        return Ok(Reply::see("/how-we-work/lenses"));
    }
    let typed: Vec<LineInput> = (0..kith_domain::lens::MOST_LINES)
        .map(|at| LineInput {
            mark: visit.field(&format!("mark-{at}")),
            reading: visit.field(&format!("reading-{at}")),
            basis: visit.field(&format!("basis-{at}")),
        })
        .take_while(|line| !line.mark.is_empty())
        .collect();
    let sent = visit.submit::<act::KeepLenses>(CHANGE, move |work, ctx| {
        let permit = permit::own_service::<act::KeepLenses>(ctx)?;
        let from = from.ok_or(kith_app::Refusal::Hidden)?;
        let made = how_we_work::change_lens(work, ctx, &permit, from, (&name, &typed))?;
        Ok(format!("/how-we-work/lenses/show?lens={}&said=lens-changed", made.code()))
    });
    taken(visit, CHANGE, sent)?.answer(|back| {
        let opened = open(visit, from.ok_or(Problem::NotFound)?)?;
        let newest = opened.all.iter().filter(|it| it.lens == opened.version.lens).max_by_key(|it| it.number);
        let newest = newest.map(Which::of).ok_or(Problem::NotFound)?;
        draw_change(visit, newest, |_| back.at(0).0)
    })
}

/// `GET /how-we-work/lenses/compare`.
pub(crate) fn compare(visit: &Visit) -> Result<Reply, Problem> {
    visit.only(&["one", "other"])?;
    let pair = (which(visit.query("one")?)?, which(visit.query("other")?)?);
    let compared = visit.read(|look, ctx| {
        let permit = permit::own_service::<act::SeeHowWeWork>(ctx)?;
        how_we_work::compare(look, ctx, &permit, pair)
    })?;
    Reply::page(&ComparePage::new(visit.frame("Two lenses side by side", Some(super::place(visit))), &compared))
}
