//! A person's same-day contact: for a link worker who has just heard something that cannot wait. Who and which number
//! stand first; that they were asked, and that they answered, is one press each.

pub(crate) mod one;

pub(crate) use one::{answered, back, change, show as show_one};

use askama::Template;
use kith_app::permit;
use kith_app::same_day::{self, Opened};
use kith_domain::boundary::same_day::SameDayAsk;
use kith_domain::id::Id;
use kith_domain::person::Person;
use kith_domain::phone;
use kith_domain::policy::act;
use kith_domain::time::{self, moment_in_words, working_days_in_words};

use crate::components::{BackLink, Button, Form, Frame};
use crate::concerns::Risk;
use crate::error::Problem;
use crate::people::{Back, frame_about};
use crate::reply::Reply;
use crate::taken::taken;
use crate::visit::Visit;

/// What the page is called.
pub(crate) const TITLE: &str = "Somebody at the practice, today";

/// Something that was asked.
struct Line {
    when: String,
    sentence: String,
    /// Who answered and what was agreed.
    lines: Vec<String>,
    /// Where the answer is written down in one press, while it waits.
    answered: Option<(String, Form)>,
    /// Where it is put right.
    href: String,
}

/// The page.
#[derive(Template)]
#[template(path = "same_day/page.html")]
pub(crate) struct Page {
    frame: Frame,
    form: Form,
    back: Back,
    here: String,
    /// Whom to ring: who, their number as it is read and as it is rung, when, and who otherwise.
    who: Option<String>,
    ring: Option<(String, String)>,
    hours: Option<String>,
    deputy: Option<String>,
    practice: Option<String>,
    agreement: Option<String>,
    risk: Risk,
    open: Vec<Line>,
    before: Vec<Line>,
}

/// A number as a telephone rings it; nothing where what is kept says more than a number.
fn rung(number: &str) -> Option<String> {
    let number = phone::read(number).ok().flatten()?;
    let digits: String = number.as_str().chars().filter(|c| c.is_ascii_digit() || *c == '+').collect();
    Some(format!("tel:{digits}"))
}

impl Page {
    /// The page; `fresh` makes the form of an ask.
    pub(crate) fn new(
        frame: Frame,
        form: Form,
        it: &Opened,
        now: jiff::Timestamp,
        fresh: impl Fn(&str) -> Form,
    ) -> Self {
        let id = it.person.id;
        let agreed = it.whom.agreed.as_ref().filter(|reach| reach.phone.is_some());
        let text = |line: Option<&kith_domain::text::Line>| line.map(ToString::to_string);
        let phone = text(agreed.and_then(|it| it.phone.as_ref()));
        let ring = phone.map(|read| (rung(&read).unwrap_or_default(), crate::words::unbroken(&read)));
        let line = |kept: &kith_app::store::Kept<SameDayAsk>| line(it, &kept.it, now, &fresh);
        let asks = it.asks.iter().filter(|kept| kept.it.taken_back.is_none());
        let (open, before): (Vec<_>, Vec<_>) = asks.partition(|kept| kept.it.is_open());
        Self {
            form: form.prefill("whom", &it.whom.in_words().unwrap_or_default()),
            back: Back::to(&it.person),
            here: format!("/people/{id}/same-day"),
            who: text(agreed.and_then(|it| it.who.as_ref())),
            ring,
            hours: text(agreed.and_then(|it| it.hours.as_ref())),
            deputy: text(agreed.and_then(|it| it.deputy.as_ref())),
            practice: it.whom.practice.as_ref().map(|it| it.name.to_string()),
            agreement: agreed
                .and(it.whom.practice.as_ref())
                .map(|practice| format!("/practices/{}/agreement", practice.id)),
            risk: Risk::new(&it.whom.numbers, it.whom.practice.as_ref()),
            open: open.into_iter().map(line).collect(),
            before: before.into_iter().map(line).collect(),
            frame,
        }
    }
}

fn line(of: &Opened, it: &SameDayAsk, now: jiff::Timestamp, fresh: &impl Fn(&str) -> Form) -> Line {
    let asker = of.names.get(&it.asker).map_or("Somebody no longer here", String::as_str);
    let href = format!("/same-day/{}", it.id);
    let days = of.calendar.working_days_between(time::day_of(it.asked), time::day_of(now));
    let waits = match days {
        ..=0 => "No answer yet.".to_owned(),
        days => format!("No answer for {}.", working_days_in_words(days)),
    };
    let answer = it.answered.as_ref();
    Line {
        when: moment_in_words(it.asked),
        sentence: match answer {
            Some(answer) => format!("{asker} asked {}. They answered on {}.", it.whom, moment_in_words(answer.at)),
            None => format!("{asker} asked {}. {waits}", it.whom),
        },
        lines: answer.map(lines).unwrap_or_default(),
        answered: it.is_open().then(|| (format!("{href}/answered"), fresh(&it.id.to_string()))),
        href,
    }
}

/// Who answered and what was agreed, a sentence each.
pub(crate) fn lines(answer: &kith_domain::boundary::same_day::Answered) -> Vec<String> {
    let by = answer.by.as_ref().map(|by| format!("Answered by {by}"));
    let agreed = answer.agreed.as_ref().map(|agreed| format!("Agreed: {agreed}"));
    [by, agreed].into_iter().flatten().collect()
}

fn draw(visit: &Visit, id: Id<Person>, form: Form) -> Result<Page, Problem> {
    let it = visit.read(|look, ctx| {
        let permit = permit::person::<act::AskSameDay>(look.tx(), ctx, id)?;
        same_day::open(look, &permit)
    })?;
    let frame = Frame { error_title: !form.is_fine(), ..frame_about(visit, &it.person, TITLE) };
    Ok(Page::new(frame, form, &it, visit.site.app.now(), |id| visit.fresh_form(id)))
}

/// `GET /people/{id}/same-day`.
pub(crate) fn show(visit: &Visit) -> Result<Reply, Problem> {
    visit.only(&[])?;
    let id = visit.id::<Person>("id")?;
    Reply::page(&draw(visit, id, visit.form(&id.to_string()))?)
}

/// `POST /people/{id}/same-day`: they are asked now.
pub(crate) fn ask(visit: &Visit) -> Result<Reply, Problem> {
    let id = visit.id::<Person>("id")?;
    let whom = visit.field("whom");
    let sent = visit.submit::<act::AskSameDay>(&id.to_string(), move |work, ctx| {
        let permit = permit::person::<act::AskSameDay>(work.tx(), ctx, id)?;
        same_day::ask(work, ctx, &permit, &whom)?;
        Ok(format!("/people/{id}/same-day?said=same-day-asked"))
    });
    taken(visit, &id.to_string(), sent)?.answer(|back| draw(visit, id, back.at(0).0))
}
