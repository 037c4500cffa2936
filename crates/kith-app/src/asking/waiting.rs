//! What came back and waits until somebody has seen it, and who has not answered.

use jiff::ToSpan;
use kith_domain::calendar::Calendar;
use kith_domain::directory::chase::{Chase, Patience};
use kith_domain::directory::connection::{Connection, State};
use kith_domain::id::Id;
use kith_domain::policy::{Act, Action, act};
use kith_domain::staff::Service;
use kith_domain::time;
use kith_store::news::{NewsLine, UnansweredLine};
use kith_store::notices::{self, Became};
use kith_store::{Kept, enquiries, links, news, save, settings};
use uuid::Uuid;

use crate::app::{Look, Work};
use crate::ctx::Ctx;
use crate::permit::Permit;
use crate::refusal::Refusal;

/// What waits for a link worker: news, and organisations that have not answered.
#[derive(Debug, Clone, Default)]
pub struct WaitingForYou {
    /// News, oldest first.
    pub news: Vec<NewsLine>,
    /// Not answered, longest ago first.
    pub unanswered: Vec<UnansweredLine>,
    /// What became of what they said of entries in the last week, latest first.
    pub became: Vec<Became>,
    /// Connections that go on, to what is no longer in its feed, longest ago first.
    pub unlisted: Vec<UnansweredLine>,
}

/// How many requests without an answer stand on *Today* at once.
const MOST: usize = 50;

/// What waits for whoever opens *Today*.
///
/// # Errors
/// [`Refusal::Fault`] when the store cannot answer.
pub fn waiting(
    look: &mut Look<'_, '_>,
    ctx: &Ctx,
    permit: &Permit<act::SeeToday, Id<Service>>,
) -> Result<WaitingForYou, Refusal> {
    let (worker, service) = (ctx.account()?, permit.key());
    let patience = news::rules(look.tx(), service)?.it.patience();
    let calendar = settings::of(look.tx(), service)?.it.calendar();
    let today = ctx.today();
    let before = asked_before(&calendar, today, i64::from(patience.days)).unwrap_or(jiff::Timestamp::UNIX_EPOCH);
    let from = time::start_of(patience.over_before(&calendar, today));
    let (mut news, mut unanswered, mut unlisted) = (Vec::new(), Vec::new(), Vec::new());
    for whose in permit.scope().whose() {
        news.extend(news::unseen(look.tx(), service, (whose, worker))?);
        unanswered.extend(news::unanswered(look.tx(), service, (whose, worker), (from, before))?);
        unlisted.extend(news::unlisted(look.tx(), service, (whose, worker))?);
    }
    // What came to mind as often as the service set does not come again; it stays as it was asked.
    unanswered.retain(|line| {
        let chase = patience.chase(&calendar, time::day_of(line.last), line.reminded, today);
        matches!(chase, Chase::Now { .. })
    });
    news.sort_by_key(|line| (line.at, line.id));
    unanswered.sort_by_key(|line| (line.since, line.connection));
    unanswered.truncate(MOST);
    unlisted.sort_by_key(|line| (line.since, line.connection));
    let silent = unanswered.iter().chain(&unlisted).map(|line| line.person);
    for person in news.iter().map(|line| line.person).chain(silent) {
        look.shows(Action::SeeToday, service, person);
    }
    let week_ago = ctx.now().checked_sub((7 * 24).hours()).unwrap_or(ctx.now());
    let became = notices::became(look.tx(), worker, week_ago)?;
    Ok(WaitingForYou { news, unanswered, unlisted, became })
}

/// The moment before which somebody must have been asked for so many working days to have gone by.
fn asked_before(calendar: &Calendar, today: jiff::civil::Date, days: i64) -> Option<jiff::Timestamp> {
    let mut day = today;
    // A service that never opens waits for nobody; a year is longer than any wait that is counted here.
    for _ in 0..366 {
        if calendar.working_days_between(day, today) >= days {
            break;
        }
        day = day.checked_sub(1.day()).ok()?;
    }
    time::moment_on(day.checked_add(1.day()).ok()?, 0, 0)
}

/// Whether and when a request that nobody answered comes to mind again, as a connection's page says it. `None` where
/// nobody is waited for.
pub(crate) fn chase(
    look: &mut Look<'_, '_>,
    ctx: &Ctx,
    connection: &Connection,
) -> Result<Option<(Chase, Patience)>, Refusal> {
    if connection.state != State::Asked {
        return Ok(None);
    }
    let patience = news::rules(look.tx(), connection.service)?.it.patience();
    let calendar = settings::of(look.tx(), connection.service)?.it.calendar();
    let sent = links::of_subject(look.tx(), connection.id.uuid())?;
    let reminded = sent.iter().filter(|kept| kept.it.sent > connection.since).count();
    let questions = enquiries::of_connection(look.tx(), connection.id)?;
    let last = (sent.iter().map(|kept| kept.it.sent))
        .chain(questions.iter().map(|kept| kept.it.asked))
        .fold(connection.since, jiff::Timestamp::max);
    let reminded = u32::try_from(reminded).unwrap_or(u32::MAX);
    Ok(Some((patience.chase(&calendar, time::day_of(last), reminded, ctx.today()), patience)))
}

/// Says that the news about a connection was seen.
///
/// # Errors
/// [`Refusal::Fault`] when the store fails.
pub fn see(
    work: &mut Work<'_, '_>,
    ctx: &Ctx,
    permit: &Permit<act::MoveConnection, Id<Connection>>,
) -> Result<(), Refusal> {
    see_about::<act::MoveConnection>(work, ctx, permit.key().uuid())
}

/// Whoever does something about a record has seen its news.
pub(crate) fn see_about<A: Act>(work: &mut Work<'_, '_>, ctx: &Ctx, subject: Uuid) -> Result<(), Refusal> {
    for Kept { version, it } in news::unseen_about(work.tx(), subject)? {
        if let Some((seen, event)) = it.see(ctx.account()?, ctx.now()) {
            save::change(work.tx(), &ctx.writ::<A>(), version, &seen, &event)?;
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::civil::date;

    #[test]
    fn silence_is_counted_in_working_days() {
        let calendar = Calendar::usual();
        let before = |days| asked_before(&calendar, date(2026, 11, 26), days).map(time::day_of);
        // A Thursday. Five working days back is Thursday the week before, whatever the hour on that day.
        assert_eq!(before(5), Some(date(2026, 11, 20)));
        assert_eq!(before(1), Some(date(2026, 11, 26)), "whoever was asked yesterday has had one working day");
        let monday = asked_before(&calendar, date(2026, 11, 23), 1).map(time::day_of);
        let after_christmas = asked_before(&calendar, date(2026, 12, 29), 2).map(time::day_of);
        assert_eq!(after_christmas, Some(date(2026, 12, 24)), "bank holidays are no working days");
        assert_eq!(monday, Some(date(2026, 11, 23)), "asked on Friday, Saturday or Sunday: Monday is the first");
    }
}
