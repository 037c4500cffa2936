//! Who somebody is: correcting it, and everything that was ever written.
//!
//! For a link worker or lead who noticed a wrong letter, a new surname, a new address. One form, one reason, nothing lost.

use askama::Template;
use kith_app::identity::{self, History, Input, Opened};
use kith_app::permit;
use kith_app::store::Happened;
use kith_domain::event::Fact;
use kith_domain::id::Id;
use kith_domain::nhs_number::{NhsNumber, NumberMissing};
use kith_domain::person::{Born, BornMissing, Person};
use kith_domain::policy::act;
use kith_domain::time;

use super::{Back, frame_about};
use crate::components::{BackLink, Button, Choice, Form, Frame, Row, SummaryList};
use crate::error::Problem;
use crate::reply::Reply;
use crate::taken::taken;
use crate::visit::{VERSION, Visit};

/// The form.
#[derive(Template)]
#[template(path = "people/identity.html")]
pub(crate) struct IdentityPage {
    frame: Frame,
    form: Form,
    to: String,
    back: Back,
    missing: Vec<Choice>,
    /// Why a date of birth is not known.
    born_missing: Vec<Choice>,
    /// What the record says now, when somebody else changed it meanwhile.
    says_now: Vec<Row>,
}

impl IdentityPage {
    /// The form.
    pub(crate) fn new(frame: Frame, opened: &Opened, form: Form) -> Self {
        let person = &opened.person.it;
        let mut missing = vec![Choice::new("", "It is given above")];
        missing.extend(NumberMissing::ALL.map(|why| Choice::new(why.code(), why.label())));
        Self {
            frame,
            form,
            to: format!("/people/{}/identity", person.id),
            back: Back::to(person),
            missing,
            born_missing: crate::refer::born_missing(),
            says_now: Vec::new(),
        }
    }

    /// The form with what the record says.
    pub(crate) fn filled(form: Form, opened: &Opened) -> Form {
        let person = &opened.person.it;
        let who = &person.identity;
        let text = |words: Option<String>| words.unwrap_or_default();
        let born = |part: fn(jiff::civil::Date) -> String| who.born.day().map(part).unwrap_or_default();
        let parts = opened.address.as_ref().map(|kept| kept.it.parts.clone()).unwrap_or_default();
        form.carrying(VERSION, &opened.version().to_string())
            .prefill("nhs_number", &who.nhs_number.map_or_else(|_| String::new(), |number| number.to_string()))
            .prefill("number_missing", who.nhs_number.err().map_or("", NumberMissing::code))
            .prefill("family_name", who.family_name.as_str())
            .prefill("given_names", &text(who.given_names.as_ref().map(ToString::to_string)))
            .prefill("preferred_name", &text(who.preferred_name.as_ref().map(ToString::to_string)))
            .prefill("born-day", &born(|day| day.day().to_string()))
            .prefill("born-month", &born(|day| day.month().to_string()))
            .prefill(
                "born-year",
                &match who.born {
                    Born::In(year) => year.to_string(),
                    _ => born(|day| day.year().to_string()),
                },
            )
            .prefill(
                "born_missing",
                match who.born {
                    Born::On(_) => "",
                    Born::In(_) => BornMissing::NotKnown.code(),
                    Born::NotKnown(why) => why.code(),
                },
            )
            .prefill("phone", &text(person.phone.as_ref().map(ToString::to_string)))
            .prefill("lines", &text(parts.lines.as_ref().map(ToString::to_string)))
            .prefill("postcode", &text(parts.postcode.as_ref().map(ToString::to_string)))
            .prefill("email", &text(parts.email.as_ref().map(ToString::to_string)))
    }

    /// With what the record says now, for whoever was overtaken.
    pub(crate) fn beside(mut self, opened: &Opened) -> Self {
        let person = &opened.person.it;
        let said = |text: Option<String>| text.unwrap_or_else(|| "Nothing".to_owned());
        let parts = opened.address.as_ref().map(|kept| kept.it.parts.clone()).unwrap_or_default();
        self.says_now = vec![
            Row::new("Name", &person.identity.formal_name()),
            Row::new("Born", &person.identity.born.in_words()),
            Row::new(
                "NHS number",
                &person.identity.nhs_number.map_or_else(|why| why.as_fact().to_owned(), |number| number.to_string()),
            ),
            Row::new("Phone", &said(person.phone.as_ref().map(ToString::to_string))),
            Row::new("Address", &said(parts.lines.as_ref().map(ToString::to_string))),
            Row::new("Postcode", &said(parts.postcode.as_ref().map(ToString::to_string))),
            Row::new("E-mail", &said(parts.email.as_ref().map(ToString::to_string))),
        ];
        self
    }
}

/// The history.
#[derive(Template)]
#[template(path = "people/identity_history.html")]
pub(crate) struct HistoryPage {
    frame: Frame,
    back: Back,
    entries: Vec<Written>,
}

/// One thing that was written.
struct Written {
    when: String,
    what: &'static str,
    why: Option<String>,
    rows: Vec<Row>,
}

impl HistoryPage {
    /// The history.
    pub(crate) fn new(frame: Frame, history: &History) -> Self {
        let named = |account| history.names.get(&account).map_or("Somebody no longer here", String::as_str);
        let entries = history.happened.iter().map(|it| Written {
            when: format!("{}, {}", time::moment_in_words(it.at), it.account.map_or("Kith", named)),
            what: match it.kind.as_str() {
                "person.registered" => "First written down",
                "person.address_changed" => "Where they live",
                _ => "Corrected",
            },
            why: it.text("why").map(str::to_owned),
            rows: rows(it),
        });
        Self { frame, back: Back::to(&history.person), entries: entries.collect() }
    }
}

/// What an event says, line by line; what was left out is not told.
fn rows(it: &Happened) -> Vec<Row> {
    let names = [
        ("family_name", "Family name"),
        ("given_names", "Given names"),
        ("preferred_name", "Preferred name"),
        ("born", "Born"),
        ("nhs_number", "NHS number"),
        ("number_missing", "NHS number"),
        ("phone", "Phone"),
        ("lines", "Address"),
        ("postcode", "Postcode"),
        ("email", "E-mail"),
    ];
    let said = |name: &str| {
        it.facts.iter().find(|(known, _)| known == name).and_then(|(_, fact)| match fact {
            Fact::Text(text) => Some(match name {
                "nhs_number" => NhsNumber::parse(text).map_or_else(|_| text.clone(), |number| number.to_string()),
                "number_missing" => {
                    let why = NumberMissing::from_code(text).map(NumberMissing::label);
                    format!("Not given: {}", why.unwrap_or("reason not known"))
                }
                _ => text.clone(),
            }),
            Fact::Day(day) => Some(time::date_in_words(*day)),
            _ => None,
        })
    };
    names.into_iter().filter_map(|(name, title)| Some(Row::new(title, &said(name)?))).collect()
}

fn open(visit: &Visit, id: Id<Person>) -> Result<Opened, Problem> {
    visit.read(|look, ctx| {
        let permit = permit::person::<act::CorrectIdentity>(look.tx(), ctx, id)?;
        identity::open(look, &permit)
    })
}

const TITLE: &str = "Correct who they are";

/// `GET /people/{id}/identity`.
pub(crate) fn show(visit: &Visit) -> Result<Reply, Problem> {
    visit.only(&[])?;
    let id = visit.id::<Person>("id")?;
    let opened = open(visit, id)?;
    let form = IdentityPage::filled(visit.form(&id.to_string()), &opened);
    Reply::page(&IdentityPage::new(frame_about(visit, &opened.person.it, TITLE), &opened, form))
}

/// `GET /people/{id}/identity-history`.
pub(crate) fn show_history(visit: &Visit) -> Result<Reply, Problem> {
    visit.only(&[])?;
    let id = visit.id::<Person>("id")?;
    let history = visit.read(|look, ctx| {
        let permit = permit::person::<act::SeePerson>(look.tx(), ctx, id)?;
        identity::history(look, &permit)
    })?;
    Reply::page(&HistoryPage::new(frame_about(visit, &history.person, "Identity and its history"), &history))
}

/// `POST /people/{id}/identity`.
pub(crate) fn take(visit: &Visit) -> Result<Reply, Problem> {
    let id = visit.id::<Person>("id")?;
    let input = Input {
        nhs_number: visit.field("nhs_number"),
        number_missing: visit.field("number_missing"),
        family_name: visit.field("family_name"),
        given_names: visit.field("given_names"),
        preferred_name: visit.field("preferred_name"),
        born: visit.day("born"),
        born_missing: visit.field("born_missing"),
        phone: visit.field("phone"),
        lines: visit.field("lines"),
        postcode: visit.field("postcode"),
        email: visit.field("email"),
        why: visit.field("why"),
    };
    let version = visit.version()?;
    let sent = visit.submit::<act::CorrectIdentity>(&id.to_string(), move |work, ctx| {
        let permit = permit::person::<act::CorrectIdentity>(work.tx(), ctx, id)?;
        identity::correct(work, ctx, &permit, version, &input)?;
        Ok(format!("/people/{id}/identity-history?said=identity-corrected"))
    });
    taken(visit, &id.to_string(), sent)?.answer(|back| {
        let opened = open(visit, id)?;
        let frame = Frame { error_title: true, ..frame_about(visit, &opened.person.it, TITLE) };
        let (form, is_overtaken) = back.at(opened.version());
        let page = IdentityPage::new(frame, &opened, form);
        Ok(if is_overtaken { page.beside(&opened) } else { page })
    })
}
