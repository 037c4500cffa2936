//! Opening days, bank holidays, and single days that are otherwise.

use askama::Template;
use kith_app::permit;
use kith_app::settings::{self, DayInput, Opened, OpeningInput};
use kith_domain::calendar::{Nation, WEEK, holidays};
use kith_domain::policy::act;
use kith_domain::time;

use super::{RECORD, form, opened, settle};
use crate::components::{BackLink, Button, Choice, Form, Frame};
use crate::error::Problem;
use crate::reply::Reply;
use crate::visit::{VERSION, Visit};

/// A single day that was set by hand.
pub(crate) struct ByHand {
    pub(crate) words: String,
    pub(crate) form: Form,
}

/// The page: two forms and a list.
#[derive(Template)]
#[template(path = "service/opening.html")]
pub(crate) struct OpeningPage {
    pub(crate) frame: Frame,
    pub(crate) week: Form,
    pub(crate) day: Form,
    pub(crate) days: Vec<Choice>,
    pub(crate) nations: Vec<Choice>,
    pub(crate) is: Vec<Choice>,
    pub(crate) holidays: Vec<String>,
    pub(crate) by_hand: Vec<ByHand>,
}

/// The page over two forms, of which one may have been sent.
pub(crate) fn page(
    frame: Frame,
    it: &Opened,
    today: jiff::civil::Date,
    (week, day): (Form, Form),
    fresh: impl Fn() -> Form,
) -> OpeningPage {
    let settings = &it.settings.it;
    let version = it.settings.version.to_string();
    let week = week
        .prefill_all("days", settings.opening.codes().iter().map(ToString::to_string))
        .prefill("nation", settings.nation.code());
    let ahead = holidays(settings.nation, today.year())
        .into_iter()
        .chain(holidays(settings.nation, today.year().saturating_add(1)))
        .filter(|holiday| holiday.day >= today)
        .take(12)
        .map(|holiday| format!("{}: {}", time::day_in_words(holiday.day), holiday.name));
    let by_hand = settings.days.iter().map(|it| ByHand {
        words: format!("{}: {}", time::day_in_words(it.day), it.in_words()),
        form: fresh().carrying(VERSION, &version).carrying("day", &it.day.to_string()),
    });
    OpeningPage {
        frame,
        week,
        day,
        days: WEEK.iter().map(|(code, word)| Choice::new(code, word)).collect(),
        nations: Nation::ALL.iter().map(|it| Choice::new(it.code(), it.label())).collect(),
        is: vec![Choice::new("closed", "Closed"), Choice::new("open", "Open")],
        holidays: ahead.collect(),
        by_hand: by_hand.collect(),
    }
}

fn drawn(visit: &Visit, it: &Opened, forms: (Form, Form), is_refused: bool) -> OpeningPage {
    let today = time::day_of(visit.site.app.now());
    let frame = Frame { error_title: is_refused, ..visit.frame("Opening days", Some("/service")) };
    page(frame, it, today, forms, || visit.fresh_form(RECORD))
}

/// `GET /service/opening-days`.
pub(crate) fn show(visit: &Visit) -> Result<Reply, Problem> {
    visit.only(&[])?;
    let it = opened(visit)?;
    let beside = visit.fresh_form(RECORD).carrying(VERSION, &it.settings.version.to_string());
    Reply::page(&drawn(visit, &it, (form(visit, &it), beside), false))
}

/// `POST /service/opening-days`.
pub(crate) fn take(visit: &Visit) -> Result<Reply, Problem> {
    let input = OpeningInput { days: visit.fields("days"), nation: visit.field("nation") };
    let version = visit.version();
    let taken = version.and_then(|version| {
        visit.submit::<act::ChangeService>(RECORD, move |work, ctx| {
            let permit = permit::own_service::<act::ChangeService>(ctx)?;
            settings::open_on(work, ctx, &permit, version, &input)?;
            Ok("/service?said=service-changed".to_owned())
        })
    });
    let beside = |it: &Opened| visit.fresh_form(RECORD).carrying(VERSION, &it.settings.version.to_string());
    settle(
        visit,
        taken,
        |form, it| Reply::again(&drawn(visit, it, (form, beside(it)), true)),
        |form, it| Reply::page_with(http::StatusCode::CONFLICT, &drawn(visit, it, (form, beside(it)), true)),
    )
}

/// `POST /service/days`.
pub(crate) fn take_day(visit: &Visit) -> Result<Reply, Problem> {
    let day = (visit.field("which-day"), visit.field("which-month"), visit.field("which-year"));
    let input = DayInput { day, name: visit.field("name"), is: visit.field("is") };
    let taken = visit.version().and_then(|version| {
        visit.submit::<act::ChangeService>(RECORD, move |work, ctx| {
            let permit = permit::own_service::<act::ChangeService>(ctx)?;
            settings::set_day(work, ctx, &permit, version, &input)?;
            Ok("/service/opening-days?said=service-changed".to_owned())
        })
    });
    let beside = |it: &Opened| visit.fresh_form(RECORD).carrying(VERSION, &it.settings.version.to_string());
    settle(
        visit,
        taken,
        |form, it| Reply::again(&drawn(visit, it, (beside(it), form), true)),
        |form, it| Reply::page_with(http::StatusCode::CONFLICT, &drawn(visit, it, (beside(it), form), true)),
    )
}

/// `POST /service/days/back`.
pub(crate) fn take_back(visit: &Visit) -> Result<Reply, Problem> {
    let day = visit.field("day");
    let version = visit.version()?;
    let led = visit.submit::<act::ChangeService>(RECORD, move |work, ctx| {
        let permit = permit::own_service::<act::ChangeService>(ctx)?;
        settings::clear_day(work, ctx, &permit, version, &day)?;
        Ok("/service/opening-days?said=service-changed".to_owned())
    })?;
    Ok(Reply::see(led.to))
}
