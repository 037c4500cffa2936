//! One gap: what was missing, where it was noticed, what came of it, and what the person said would have helped.

use askama::Template;
use kith_app::people::{self, Head, Names};
use kith_app::store::Happened;
use kith_app::{gap_answer, gap_register, gaps, permit};
use kith_domain::need::{Agreement, Gap};
use kith_domain::policy::{Action, act};
use kith_domain::time::{day_in_words, day_of, moment_in_words};

use crate::components::{BackLink, Frame, Row, SummaryList, Tag};
use crate::error::Problem;
use crate::people::{Back, May, frame_about};
use crate::reply::Reply;
use crate::visit::Visit;

/// Everything about one gap.
#[derive(Debug, Clone)]
pub(crate) struct About {
    /// The gap.
    pub(crate) gap: Gap,
    /// What its page needs of the person.
    pub(crate) head: Head,
    /// The name of what answered it.
    pub(crate) came: Option<String>,
    /// What happened to it, oldest first.
    pub(crate) happened: Vec<Happened>,
    /// Names of the staff.
    pub(crate) names: Names,
}

/// The page.
#[derive(Template)]
#[template(path = "gaps/one.html")]
pub(crate) struct GapPage {
    frame: Frame,
    back: Back,
    stands: (&'static str, &'static str),
    rows: Vec<Row>,
    /// The person's own words, and what they said of their use.
    own: Option<(String, String)>,
    /// What was said of their use before, latest first.
    own_before: Vec<String>,
    does: Vec<(String, &'static str)>,
}

impl GapPage {
    pub(crate) fn new(frame: Frame, about: &About, may: &May) -> Self {
        let About { gap, head, .. } = about;
        let named = |account| about.names.get(&account).map_or("Somebody no longer here", String::as_str);
        let need = head.needs.iter().find(|need| need.id == gap.need);
        let mut rows = Vec::new();
        let mut row = |key: &str, value: Option<String>| rows.extend(value.map(|value| Row::new(key, &value)));
        row("What was looked for", Some(gap.sought.to_string()));
        row("The need", need.map(|need| format!("“{}”", need.stated)));
        row("Why it was not there", Some(gap.reason.label().to_owned()));
        let sector = kith_domain::need::gap::Sector::of(gap.kind, gap.structure, gap.reason);
        row("Whose part it is", Some(gap_register::sector_in_words(sector).to_owned()));
        row("What kind of service", gap.kind.map(|it| it.label().to_owned()));
        row("What stands in the way", gap.structure.map(|it| it.label().to_owned()));
        row("Wait quoted", gap.weeks.map(|weeks| crate::connections::words::weeks_in_words(weeks.into())));
        row("Meanwhile", gap.instead.map(|it| it.label().to_owned()));
        row("More about it", gap.words.as_ref().map(ToString::to_string));
        let from = gap.from.and_then(|from| head.connections.iter().find(|line| line.kept.it.id == from));
        let contact = gap.contact.and_then(|id| head.contacts.iter().find(|kept| kept.it.id == id));
        row(
            "Noticed",
            Some(match (from, contact) {
                (Some(line), _) => format!("{}: the connection to {}", gap.origin.label(), line.to),
                (None, Some(kept)) => {
                    format!("{}: the contact of {}", gap.origin.label(), moment_in_words(kept.it.details.at))
                }
                (None, None) => gap.origin.label().to_owned(),
            }),
        );
        row("Recorded", Some(format!("{}, {}", moment_in_words(gap.at), named(gap.author))));
        if let Some(answered) = &gap.answered {
            let what = about.came.clone().or(answered.words.as_ref().map(ToString::to_string));
            let by = what.unwrap_or_else(|| "Not said by what".to_owned());
            row("Answered by", Some(by));
            row("In words", answered.words.as_ref().filter(|_| about.came.is_some()).map(ToString::to_string));
            row("Answered on", Some(format!("{}, {}", day_in_words(day_of(answered.at)), named(answered.by))));
        }
        let said = |it: &Happened| {
            let agreement = Agreement::from_code(it.text("agreement")?)?;
            let who = it.account.map_or("Kith", named);
            Some(format!("{}, {who}: {}.", moment_in_words(it.at), agreement.label()))
        };
        let mut own_before: Vec<String> =
            about.happened.iter().filter(|it| it.kind == "gap.voice").filter_map(said).collect();
        own_before.reverse();
        let record = may.allows(Action::RecordGap);
        let mut does = Vec::new();
        if record {
            let voice = if gap.voice.is_some() {
                "Change their words, or what they agreed"
            } else {
                "Add what they say would have helped"
            };
            does.push((format!("/gaps/{}/words", gap.id), voice));
            let answer =
                if gap.answered.is_some() { "It was not found, or is there no longer" } else { "Found after all?" };
            does.push((format!("/gaps/{}/answered", gap.id), answer));
        }
        if may.allows(Action::CorrectGap) {
            does.push((format!("/gaps/{}/correct", gap.id), "Correct"));
        }
        Self {
            back: Back::to(&head.person.it),
            stands: if gap.answered.is_some() { ("Answered after all", "green") } else { ("Open", "grey") },
            rows,
            own: gap.voice.as_ref().map(|it| {
                (
                    it.words.to_string(),
                    format!(
                        "{}. Written down on {} by {}.",
                        it.agreement.label(),
                        day_in_words(day_of(it.at)),
                        named(it.by)
                    ),
                )
            }),
            own_before: if own_before.len() > 1 { own_before } else { Vec::new() },
            does,
            frame,
        }
    }
}

/// `GET /gaps/{id}`.
pub(crate) fn show(visit: &Visit) -> Result<Reply, Problem> {
    visit.only(&[])?;
    let id = visit.id::<Gap>("id")?;
    let about = visit.read(|look, ctx| {
        let (_, kept) = permit::gap::<act::SeePerson>(look.tx(), ctx, id)?;
        let permit = permit::person::<act::SeePerson>(look.tx(), ctx, kept.it.person)?;
        let head = people::head(look, &permit)?;
        let (happened, names) = gaps::history(look, &kept.it)?;
        Ok(About { came: gap_answer::came_in_words(look, &kept.it)?, gap: kept.it, head, happened, names })
    })?;
    let person = &about.head.person.it;
    let frame = frame_about(visit, person, &format!("Missing: {}", about.gap.sought));
    let may = May::opened(visit.actor(), person);
    Reply::page(&GapPage::new(frame, &about, &may))
}
