//! *Today*: what a link worker opens in the morning.

use jiff::ToSpan;
use kith_domain::calendar::Calendar;
use kith_domain::id::Id;
use kith_domain::policy::{Action, act};
use kith_domain::staff::{Account, Service};
use kith_domain::support::Cover;
use kith_store::cases::{self, CaseLine};
use kith_store::drafts::BegunLine;
use kith_store::handovers::HandedLine;
use kith_store::holdings::{self, DueReview};
use kith_store::plan::{self, DueLine};
use kith_store::same_day::OpenAsk;
use kith_store::{covers, settings, staff, support};

use super::Names;
use crate::app::Look;
use crate::asking::{self, WaitingForYou};
use crate::ctx::Ctx;
use crate::permit::Permit;
use crate::refusal::Refusal;
use crate::visiting::Out;

/// *Today*.
#[derive(Debug, Clone)]
pub struct Today {
    /// People new to this worker, longest waiting first.
    pub new: Vec<CaseLine>,
    /// Holding whose review is due, longest due first, each with the last sentence written about the person.
    pub reviews: Vec<(DueReview, Option<String>)>,
    /// What is booked.
    pub booked: crate::appointments::Day,
    /// People not in contact for a while, each with the last sentence written about them.
    pub quiet: Vec<(CaseLine, Option<String>)>,
    /// Actions of plans that are due now or in a few days, longest due first.
    pub due: Vec<DueLine>,
    /// What came back from outside, and who has not answered.
    pub waiting: WaitingForYou,
    /// Whom was asked on the same day and has not answered.
    pub asked: Vec<OpenAsk>,
    /// Who is out alone.
    pub out: Out,
    /// When the service works, for counting waits.
    pub calendar: Calendar,
    /// People handed to this worker in the last two weeks, with the note.
    pub handed: Vec<HandedLine>,
    /// Cover that holds today, in which this worker is away or covers.
    pub covers: Vec<Cover>,
    /// What this worker has begun to write and not saved.
    pub begun: Vec<BegunLine>,
    /// Which lists go on beyond what is shown.
    pub more: More,
    /// Names of the staff.
    pub names: Names,
}

/// Which lists of *Today* go on beyond what is shown.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct More {
    /// There are more new people.
    pub new: bool,
    /// There are more people not spoken to for a while.
    pub quiet: bool,
    /// More of plans is due.
    pub due: bool,
    /// More people were handed over.
    pub handed: bool,
    /// More holding is to be reviewed.
    pub reviews: bool,
}

/// Cuts a list where it is shown no further, and says whether it went on.
fn cut<T>(list: &mut Vec<T>, most: usize) -> bool {
    let goes_on = list.len() > most;
    list.truncate(most);
    goes_on
}

/// How many days ahead an action of a plan comes to *Keep in mind*.
pub const DUE_AHEAD_DAYS: i64 = 3;

/// After how many days without contact a person stands under *Keep in mind*.
pub const QUIET_DAYS: i64 = 14;

/// What a worker opens in the morning.
///
/// # Errors
/// When the store cannot answer.
pub fn today(
    look: &mut Look<'_, '_>,
    ctx: &Ctx,
    permit: &Permit<act::SeeToday, Id<Service>>,
) -> Result<Today, Refusal> {
    let worker = ctx.account()?;
    let service = permit.key();
    let covers: Vec<Cover> = covers::of_service(look.tx(), service, ctx.today())?
        .into_iter()
        .map(|kept| kept.it)
        .filter(|cover| cover.holds_on(ctx.today()) && (cover.worker == worker || cover.by == worker))
        .collect();
    // Whose people stand here: one's own, and those of the colleagues covered today.
    let whose = permit.scope().whose();
    let mut new = Vec::new();
    for one in &whose {
        new.extend(cases::new_to(look.tx(), service, (*one, worker))?);
    }
    new.sort_by_key(|line| (line.since, line.case));
    let before = ctx.now().checked_sub((QUIET_DAYS * 24).hours()).unwrap_or(ctx.now());
    let mut quiet = Vec::new();
    let mut lines = Vec::new();
    for one in &whose {
        lines.extend(cases::quiet(look.tx(), service, (*one, worker), before)?);
    }
    lines.sort_by_key(|line| (line.last_contact, line.case));
    let mut more = More { new: cut(&mut new, 50), quiet: cut(&mut lines, 20), ..More::default() };
    let mut handed = crate::moving::handed(look, service, worker, before)?;
    more.handed = cut(&mut handed, 50);
    let notes = support::last_notes(look.tx(), lines.iter().map(|line| line.person))?;
    for line in lines {
        let last = notes.get(&line.person).map(|note| first_sentence(note.as_str()));
        quiet.push((line, last));
    }
    for line in &handed {
        look.shows(Action::SeeToday, service, line.person);
    }
    let booked = crate::appointments::my_day(look, ctx, permit, ctx.today())?;
    let by = ctx.today().checked_add(DUE_AHEAD_DAYS.days()).unwrap_or(ctx.today());
    let mut due = plan::due(look.tx(), permit.scope(), by)?;
    more.due = cut(&mut due, 50);
    for line in new.iter().chain(quiet.iter().map(|(line, _)| line)) {
        look.shows(Action::SeeToday, service, line.person);
    }
    for line in &due {
        look.shows(Action::SeeToday, service, line.person);
    }
    let mut due_reviews = holdings::due(look.tx(), permit.scope(), ctx.today())?;
    more.reviews = cut(&mut due_reviews, 50);
    let held = support::last_notes(look.tx(), due_reviews.iter().map(|it| it.line.person))?;
    let mut reviews = Vec::new();
    for it in due_reviews {
        look.shows(Action::SeeToday, service, it.line.person);
        let last = held.get(&it.line.person).map(|note| first_sentence(note.as_str()));
        reviews.push((it, last));
    }
    let waiting = asking::waiting(look, ctx, permit)?;
    let asked = crate::same_day::waiting(look, permit)?;
    let out = crate::visiting::out(look, ctx, service)?;
    let named = handed.iter().map(|it| it.from).chain(covers.iter().flat_map(|it| [it.worker, it.by]));
    let workers = new.iter().chain(quiet.iter().map(|(line, _)| line)).filter_map(|line| line.worker);
    let workers = workers.chain(reviews.iter().filter_map(|(it, _)| it.line.worker));
    let askers = asked.iter().map(|it| it.asker);
    let named: Vec<Id<Account>> = named.chain(workers).chain(whose).chain(askers).collect();
    let names = staff::names_of(look.tx(), service, named.into_iter())?.into_iter().collect();
    let calendar = settings::of(look.tx(), service)?.it.calendar();
    let begun = crate::drafts::begun(look, ctx, permit)?;
    Ok(Today { new, reviews, booked, quiet, due, waiting, asked, out, handed, covers, begun, more, names, calendar })
}

/// The first sentence of a note, for a line of a list.
fn first_sentence(note: &str) -> String {
    let line = note.lines().next().unwrap_or_default();
    let end = line.find(['.', '!', '?']).map_or(line.len(), |at| at + 1);
    line.get(..end).unwrap_or(line).chars().take(160).collect()
}

#[cfg(test)]
mod tests {
    use super::cut;

    #[test]
    fn a_list_that_ends_where_it_is_cut_does_not_go_on() {
        for (there, goes_on) in [(0, false), (49, false), (50, false), (51, true)] {
            let mut list: Vec<usize> = (0..there).collect();
            assert_eq!(cut(&mut list, 50), goes_on, "{there}");
            assert_eq!(list.len(), there.min(50));
        }
    }
}
