//! A contact that was saved, and a form of the same kind that comes again with other words: by going back in the browser,
//! or because something was left out. Whoever wrote it says which is meant; nothing typed is lost, and nothing doubles.

use askama::Template;
use http::StatusCode;
use kith_app::people::Head;
use kith_app::store::Kept;
use kith_app::support::{self, Before};
use kith_app::{Refusal, permit};
use kith_domain::id::Id;
use kith_domain::person::Person;
use kith_domain::policy::act;
use kith_domain::support::Contact;
use kith_domain::support::contact::{Mode, Place, Reached, StartedBy};

use super::also;
use super::contact::{ContactPage, input, said};
use super::{Back, frame_about, head};
use crate::components::{BackLink, Button, Form, Frame, Row, SummaryList};
use crate::error::Problem;
use crate::reply::Reply;
use crate::visit::{VERSION, Visit, is_hidden};

/// Says of a correction that it came from here.
pub(super) const CAME_AGAIN: &str = "came_again";

/// What a contact that was typed once more holds, name and value.
type Typed = Vec<(String, String)>;

/// What may be tapped several times.
const LISTS: [&str; 2] = ["ways", "own"];

/// The same as a form carries it: what was tapped is a list.
struct Carried {
    one: Typed,
    lists: Vec<(&'static str, Vec<String>)>,
}

impl Carried {
    fn of(typed: Typed) -> Self {
        let (tapped, one): (Typed, Typed) = typed.into_iter().partition(|(name, _)| LISTS.contains(&name.as_str()));
        let of = |list: &str| tapped.iter().filter(|(name, _)| name == list).map(|(_, way)| way.clone()).collect();
        let lists = LISTS.map(|list| (list, of(list)));
        Self { one, lists: lists.into_iter().filter(|(_, ways): &(_, Vec<String>)| !ways.is_empty()).collect() }
    }
}

/// The page.
#[derive(Template)]
#[template(path = "people/contact_again.html")]
pub(crate) struct AgainPage {
    frame: Frame,
    back: Back,
    saved: Vec<Row>,
    typed: Vec<Row>,
    /// Where the contact is corrected, with the form and what was typed.
    correct: (String, Form, Carried),
    /// Where another one is saved.
    another: (String, Form, Carried),
    /// Whether something beside the contact was typed, which a correction does not hold.
    has_also: bool,
}

impl AgainPage {
    /// The page about a contact, for what was typed now.
    pub(crate) fn new(
        frame: Frame,
        head: &Head,
        contact: &Kept<Contact>,
        typed: &[(String, String)],
        (correct, another): (Form, Form),
    ) -> Self {
        let (person, it) = (&head.person.it, &contact.it);
        let one = |name: &str| typed.iter().find(|(known, _)| known == name).map_or("", |(_, value)| value.as_str());
        let own: Typed =
            typed.iter().filter(|(name, _)| !matches!(name.as_str(), "then" | "once_more")).cloned().collect();
        let was = ContactPage::filled(Form::blank(), contact);
        let mut corrected: Typed = own.clone();
        // Left empty, the time was now: a correction keeps when it was, and whatever else was left empty.
        let when: &[&str] = if one("day").is_empty() && one("time").is_empty() { &["day", "time"] } else { &[] };
        let rest = ["place", "others", "minutes", "note", "next", "accompanied", "started_by"];
        for name in when.iter().copied().chain(rest.into_iter().filter(|name| one(name).trim().is_empty())) {
            corrected.retain(|(known, _)| known != name);
            corrected.push((name.to_owned(), was.value(name).to_owned()));
        }
        if own.iter().all(|(name, _)| name != "ways") {
            corrected.extend(was.values("ways").map(|way| ("ways".to_owned(), way.to_owned())));
        }
        let row = |key: &str, value: &str| (!value.trim().is_empty()).then(|| Row::new(key, value));
        let when = [one("day"), one("time")].join(" ");
        let is_typed = |id: &str| own.iter().any(|(name, value)| name == "ways" && value == id);
        let ways: Vec<&str> =
            head.ways.iter().filter(|way| is_typed(&way.id.to_string())).map(|way| way.label.as_str()).collect();
        let is_noted = |id: &str| own.iter().any(|(name, value)| name == "own" && value == id);
        let noted: Vec<&str> =
            head.ways.iter().filter(|way| is_noted(&way.id.to_string())).map(|way| way.label.as_str()).collect();
        let together = head.connections.iter().find(|line| line.kept.it.id.to_string() == one("accompanied"));
        let together = together.map(|line| line.to.clone()).unwrap_or_default();
        let rows = [
            row("When", when.trim()),
            row("How", Mode::from_code(one("mode")).map_or("", Mode::label)),
            row("Were they reached?", Reached::from_code(one("reached")).map_or("", Reached::label)),
            row("Note", one("note")),
            row("Agreed next", one("next")),
            row("Who else took part", one("others")),
            row("Minutes", one("minutes")),
            row("Where", Place::from_code(one("place")).map_or("", Place::label)),
            row("They went together to", &together),
            row("Who started it", StartedBy::from_code(one("started_by")).map_or("", StartedBy::label)),
            row("What we did", &ways.join("; ")),
            row("About yourself, for you alone", &noted.join("; ")),
        ];
        Self {
            frame,
            back: Back::to(person),
            saved: said(head, it),
            typed: rows.into_iter().flatten().collect(),
            correct: (format!("/contacts/{}/correct", it.id), correct, Carried::of(corrected)),
            another: (format!("/people/{}/contacts/new", person.id), another, Carried::of(own)),
            has_also: also::NAMES.iter().any(|name| *name != "need_known" && !one(name).is_empty()),
        }
    }
}

/// The page, when a refused contact is one that may have been saved before.
pub(super) fn asked(visit: &Visit, id: Id<Person>, refusal: &Refusal) -> Result<Option<Reply>, Problem> {
    let before = match refusal {
        Refusal::Rejected(all) if all.iter().any(|one| one.code == support::LIKE_ONE_BEFORE) => {
            Some(Before::Like(Box::new(input(visit))))
        }
        // The very form was used before, and says something else now.
        Refusal::OtherRecord => visit.used_at::<act::LogContact>(&id.to_string()).ok().flatten().map(Before::At),
        _ => None,
    };
    let Some(before) = before else { return Ok(None) };
    let found = visit.read(|look, ctx| {
        let permit = permit::person::<act::LogContact>(look.tx(), ctx, id)?;
        support::logged_before(look, ctx, &permit, &before)
    })?;
    let Some(contact) = found else { return Ok(None) };
    let head = head::<act::LogContact>(visit, id)?;
    let typed: Typed = visit.form.iter().filter(|(name, _)| !is_hidden(name)).cloned().collect();
    let correct = visit.fresh_form(&contact.it.id.to_string()).carrying(VERSION, &contact.version.to_string());
    let forms = (correct, visit.fresh_form(&id.to_string()));
    let frame = frame_about(visit, &head.person.it, "You saved a contact just before");
    Ok(Some(Reply::page_with(StatusCode::CONFLICT, &AgainPage::new(frame, &head, &contact, &typed, forms))?))
}
