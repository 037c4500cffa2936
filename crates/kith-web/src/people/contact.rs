//! Logging a contact, and correcting one.

use askama::Template;
use jiff::civil::Date;
use kith_app::people::Head;
use kith_app::permit;
use kith_app::store::Kept;
use kith_app::support::{self, ContactInput};
use kith_app::what_we_did::{self, Asking};
use kith_domain::appointment::Appointment;
use kith_domain::directory::CommunityService;
use kith_domain::id::Id;
use kith_domain::person::Person;
use kith_domain::policy::{Action, act};
use kith_domain::support::contact::{Mode, Place, Reached, StartedBy};
use kith_domain::support::{Contact, WayOfWorking};
use kith_domain::time;

use super::also::Also;
use super::contact_again;
use super::contact_taps::{ASKS, Taps, UNASKED};
use super::contact_words::{lines, sentence};
use super::draft::{self, Drafting, OfContact};
use super::need::likely;
use super::{Back, frame_about, head, safely, said_at};
use crate::components::{BackLink, Button, Choice, Form, Frame, Row, Slot, SummaryList};
use crate::error::Problem;
use crate::reply::Reply;
use crate::taken::taken;
use crate::visit::{VERSION, Visit, explain};

/// The form of a contact, new or corrected.
#[derive(Template)]
#[template(path = "people/contact.html")]
pub(crate) struct ContactPage {
    frame: Frame,
    form: Form,
    to: String,
    back: Back,
    is_correction: bool,
    /// No case of theirs is open, so that a new contact cannot be saved; whom it is about.
    no_case: Option<(String, String)>,
    modes: Vec<Choice>,
    reached: Vec<Choice>,
    places: Vec<Choice>,
    connections: Vec<Choice>,
    /// Who is around them, to pick from.
    around: Vec<String>,
    starters: Vec<Choice>,
    /// What may have been done.
    taps: Taps,
    also: Also,
    /// Where its draft is kept; a correction has none.
    drafting: Option<Drafting>,
    /// What is booked that this contact tells of.
    tells_of: Option<String>,
    /// What the record says now, when somebody else changed it meanwhile.
    says_now: Vec<Row>,
}

impl ContactPage {
    /// The form for a new contact.
    pub(crate) fn new(frame: Frame, head: &Head, form: Form, today: Date) -> Self {
        let person = &head.person.it;
        let coded = |codes: &[(&str, &str)]| Choice::list(codes);
        let connections =
            [Choice::new("", "No")]
                .into_iter()
                .chain(head.connections.iter().map(|line| {
                    Choice::new(&line.kept.it.id.to_string(), &format!("{} ({})", line.to, line.organisation))
                }))
                .collect();
        Self {
            taps: Taps::of(head, &form),
            form,
            to: format!("/people/{}/contacts/new", person.id),
            back: Back::to(person),
            is_correction: false,
            no_case: head
                .has_no_open_case()
                .then(|| (format!("/people/{}", person.id), person.identity.called().to_string())),
            modes: safely::modes(&head.reaching),
            reached: coded(&Reached::ALL.iter().map(|it| (it.code(), it.label())).collect::<Vec<_>>()),
            places: safely::places(&head.reaching),
            connections,
            around: head
                .around
                .iter()
                .filter(|kept| kept.it.ended.is_none())
                .map(|kept| format!("{} ({})", kept.it.details.name, kept.it.details.relation.label().to_lowercase()))
                .collect(),
            starters: coded(&StartedBy::ALL.iter().map(|it| (it.code(), it.label())).collect::<Vec<_>>()),
            also: Also::of(head, today),
            drafting: None,
            tells_of: None,
            says_now: Vec::new(),
            frame,
        }
    }

    /// With a draft beside it.
    pub(crate) fn drafting(mut self, drafting: Drafting) -> Self {
        self.drafting = Some(drafting);
        self
    }

    /// As its turn says: one contact in so many asks what was done.
    pub(crate) fn asking(mut self, it: Asking) -> Self {
        self.form = self.form.carrying("turn", &it.turn.code());
        self.taps.asks = it.asks && !self.taps.is_empty();
        self
    }

    /// With what may be meant by the name that was typed for a connection.
    pub(crate) fn offering(mut self, found: &[CommunityService]) -> Self {
        self.also = self.also.offering(found);
        self
    }

    /// For what is booked, which the contact tells of.
    pub(crate) fn telling(mut self, it: &Appointment) -> Self {
        self.form = self.form.carrying("appointment", &it.id.to_string());
        self.tells_of = Some(it.booking.when.in_words());
        self
    }

    /// The form for correcting this contact.
    pub(crate) fn correcting(frame: Frame, head: &Head, id: Id<Contact>, form: Form) -> Self {
        let form = form.carrying("own_shown", "yes");
        // What comes next is booked when a contact is logged, and changed where it is booked: no day is offered.
        let today = time::day_of(jiff::Timestamp::UNIX_EPOCH);
        Self { is_correction: true, to: format!("/contacts/{id}/correct"), ..Self::new(frame, head, form, today) }
    }

    /// The form with what the contact says.
    pub(crate) fn filled(form: Form, kept: &Kept<Contact>) -> Form {
        let it = &kept.it.details;
        let text = |line: Option<String>| line.unwrap_or_default();
        form.carrying(VERSION, &kept.version.to_string())
            .prefill("day", &time::date_in_words(time::day_of(it.at)))
            .prefill("time", &time::clock_for_form(it.at))
            .prefill("mode", it.mode.code())
            .prefill("place", it.place.map_or("", Place::code))
            .prefill("reached", it.reached.code())
            .prefill("others", &text(it.others.as_ref().map(ToString::to_string)))
            .prefill("minutes", &text(it.minutes.map(|minutes| minutes.to_string())))
            .prefill("note", &text(it.note.as_ref().map(ToString::to_string)))
            .prefill("started_by", it.started_by.map_or("", StartedBy::code))
            .prefill_all("ways", it.ways.iter().map(ToString::to_string))
            .prefill("accompanied", &text(it.accompanied.map(|id| id.to_string())))
            .prefill("next", &text(it.next.as_ref().map(ToString::to_string)))
    }

    /// With what the record says now, for whoever was overtaken.
    pub(crate) fn beside(mut self, head: &Head, contact: &Contact) -> Self {
        self.says_now = said(head, contact);
        self
    }

    fn taps_are_open(&self) -> bool {
        self.has("ways") || self.has("own")
    }

    fn has(&self, name: &str) -> bool {
        self.form.has_problem(name) || self.form.values(name).any(|value| !value.is_empty())
    }

    fn when_is_open(&self) -> bool {
        self.has("day") || self.has("time") || self.has("long_ago")
    }

    /// Whether a day of long ago is meant, asked only when one was written.
    fn long_ago(&self) -> Option<Slot> {
        let sure = [Choice::new("yes", "It was then")];
        self.has("long_ago").then(|| Slot::of(&self.form.checkboxes("long_ago", "Is that day right?", &sure).small()))
    }

    /// Whether this is another one, asked only when the same was logged just before.
    fn once_more(&self) -> Option<Slot> {
        let sure = [Choice::new("yes", "This is another one: log it too")];
        self.has("once_more")
            .then(|| Slot::of(&self.form.checkboxes("once_more", "The same as before?", &sure).small()))
    }

    fn is_also_open(&self) -> bool {
        super::also::NAMES.iter().any(|name| self.has(name)) || self.form.has_problem("need_known")
    }

    fn next_hint(&self) -> &'static str {
        if self.is_correction {
            "For example: I phone again on Thursday"
        } else {
            "For example: I phone again. With a day it is booked, and stands on Today."
        }
    }

    fn more_is_open(&self) -> bool {
        self.has("place") || self.has("others") || self.has("accompanied")
    }
}

/// What a contact of one's own says, row by row.
pub(super) fn said(head: &Head, contact: &Contact) -> Vec<Row> {
    let it = &contact.details;
    let called = head.person.it.identity.called();
    let mut rows =
        vec![Row::new("When", &time::moment_in_words(it.at)), Row::new("What happened", &sentence("You", &called, it))];
    rows.extend(it.note.iter().map(|note| Row::new("Note", note.as_str())));
    // "Agreed next: …" and its like name themselves.
    rows.extend(lines(it, (&head.ways, &head.lists), &head.connections).iter().map(
        |line| match line.split_once(": ") {
            Some((key, value)) => Row::new(key, value),
            None => Row::new("Together", line),
        },
    ));
    rows
}

/// What the form sent.
pub(super) fn input(visit: &Visit) -> ContactInput {
    ContactInput {
        day: visit.field("day"),
        time: visit.field("time"),
        mode: visit.field("mode"),
        place: visit.field("place"),
        reached: visit.field("reached"),
        others: visit.field("others"),
        minutes: visit.field("minutes"),
        note: visit.field("note"),
        ways: visit.fields("ways"),
        own: visit.fields("own"),
        own_shown: visit.field("own_shown"),
        started_by: visit.field("started_by"),
        turn: visit.field("turn"),
        unticked: visit.field("unticked"),
        accompanied: visit.field("accompanied"),
        next: visit.field("next"),
        long_ago: visit.field("long_ago"),
        once_more: visit.field("once_more"),
    }
}

/// What is booked with this person, by the identifier in an address or a form.
fn told_of(visit: &Visit, person: Id<Person>, typed: &str) -> Result<Option<Appointment>, Problem> {
    if typed.is_empty() {
        return Ok(None);
    }
    let id: Id<Appointment> = typed.parse().map_err(|_| Problem::NotFound)?;
    let found = visit.read(|look, ctx| {
        permit::person::<act::LogContact>(look.tx(), ctx, person)?;
        kith_app::also::appointment_of(look, person, id)
    })?;
    Ok(Some(found))
}

/// Whether the form asks what was done.
fn asking(visit: &Visit, person: Id<Person>, carried: &str) -> Result<Asking, Problem> {
    visit.read(|look, ctx| {
        let permit = permit::person::<act::LogContact>(look.tx(), ctx, person)?;
        what_we_did::asking(look, ctx, &permit, carried)
    })
}

/// `GET /people/{id}/contacts/new`.
pub(crate) fn show(visit: &Visit) -> Result<Reply, Problem> {
    visit.only(&["accompanied", "appointment", "reached"])?;
    let id = visit.id::<Person>("id")?;
    let head = head::<act::LogContact>(visit, id)?;
    let today = time::day_of(visit.site.app.now());
    let told = told_of(visit, id, visit.query("appointment")?.unwrap_or_default())?;
    let reached = match visit.query("reached")? {
        None => Reached::Yes,
        Some(code) => Reached::from_code(code)
            .ok_or(Problem::Bad("The address says something this page does not know. Go back and follow a link."))?,
    };
    let accompanied = visit.query("accompanied")?.unwrap_or_default();
    if !accompanied.is_empty() && !head.connections.iter().any(|line| line.kept.it.id.to_string() == accompanied) {
        return Err(Problem::Bad("The address names a connection that this person does not have."));
    }
    let last = head.last.as_ref().map_or(Mode::Phone, |contact| contact.details.mode);
    let mode = if accompanied.is_empty() { last } else { Mode::FaceToFace };
    let mut form = visit.form(&id.to_string());
    let draft = draft::mine::<OfContact>(visit, id)?;
    // What was written before stands; what is offered fills the rest.
    let told = match (&told, &draft) {
        (None, Some(draft)) => {
            let told = draft.fields.iter().find(|(name, _)| name == "appointment");
            // An appointment that is not there any more takes nothing of the draft with it.
            told.and_then(|(_, typed)| told_of(visit, id, typed).ok().flatten())
        }
        _ => told,
    };
    if let Some(draft) = &draft {
        form = draft::filled(form, draft);
    }
    if let Some(it) = &told {
        form = super::also::prefilled(form, it, reached, today);
    }
    let form = form
        .prefill("mode", mode.code())
        .prefill("reached", reached.code())
        .prefill("accompanied", accompanied)
        .prefill("need_known", likely(&head, true).code());
    let carried = form.value("turn").to_owned();
    let page = ContactPage::new(frame_about(visit, &head.person.it, "Log a contact"), &head, form, today);
    let saved = draft.as_ref().map(|draft| draft.saved);
    let page = page.drafting(Drafting::of::<OfContact>(id, saved, visit.fresh_form(&id.to_string())));
    let page = page.asking(asking(visit, id, &carried)?);
    Reply::page(&match &told {
        Some(it) => page.telling(it),
        None => page,
    })
}

/// `POST /people/{id}/contacts/new`.
pub(crate) fn take(visit: &Visit) -> Result<Reply, Problem> {
    let id = visit.id::<Person>("id")?;
    let input = input(visit);
    let also = super::also::input(visit);
    // The button that also looks for something.
    let goes_on = visit.field("then") == "connect";
    let sent = visit.submit::<act::LogContact>(&id.to_string(), move |work, ctx| {
        let permit = permit::person::<act::LogContact>(work.tx(), ctx, id)?;
        let logged = kith_app::also::log_contact(work, ctx, &permit, &input, &also)?;
        Ok(match (goes_on, logged.need) {
            (true, Some(need)) => format!("/people/{id}/connect?need={need}&said=contact-logged"),
            (true, None) => format!("/people/{id}/connect?said=contact-logged"),
            (false, _) => format!("/people/{id}?said={}", super::also::said(&logged)),
        })
    });
    match sent.map_err(|refusal| said_at(refusal, "when", "day")) {
        Ok(led) => Ok(Reply::see(led.to)),
        Err(refusal) => {
            if let Some(asked) = contact_again::asked(visit, id, &refusal)? {
                return Ok(asked);
            }
            let mut form = visit.form(&id.to_string());
            if !explain(&mut form, &refusal) {
                return Err(refusal.into());
            }
            let head = head::<act::LogContact>(visit, id)?;
            let frame = frame_about(visit, &head.person.it, "Log a contact");
            let today = time::day_of(visit.site.app.now());
            let page = ContactPage::new(Frame { error_title: true, ..frame }, &head, form, today);
            let page = page.drafting(Drafting::of::<OfContact>(id, None, visit.fresh_form(&id.to_string())));
            let page = page.asking(asking(visit, id, &visit.field("turn"))?);
            let page = if page.form.has_problem("connect_to") {
                let name = visit.field("connect_name");
                let found = visit.read(|look, ctx| {
                    kith_app::also::offered(look, &permit::directory::<act::SeeDirectory>(ctx)?, &name)
                })?;
                page.offering(&found)
            } else {
                page
            };
            // One that is not this person's was refused, and is said at the head of the form.
            Reply::again(&match told_of(visit, id, &visit.field("appointment")) {
                Ok(Some(it)) => page.telling(&it),
                Ok(None) | Err(_) => page,
            })
        }
    }
}

/// A contact of one's own, with whose it is and what one noted of oneself beside it.
type Own = (Kept<Contact>, Head, Vec<Id<WayOfWorking>>);

/// Reads a contact of one's own with the head of its form.
fn own(visit: &Visit, id: Id<Contact>) -> Result<Own, Problem> {
    visit.read(|look, ctx| {
        let (own, kept) = permit::contact::<act::CorrectContact>(look.tx(), ctx, id)?;
        look.shows(Action::CorrectContact, kept.it.service, kept.it.person);
        let permit = permit::person::<act::SeePerson>(look.tx(), ctx, kept.it.person)?;
        let noted = what_we_did::noted_beside(look, ctx, &own)?;
        Ok((kept, kith_app::people::head(look, &permit)?, noted))
    })
}

/// `GET /contacts/{id}/correct`.
pub(crate) fn show_correction(visit: &Visit) -> Result<Reply, Problem> {
    visit.only(&[])?;
    let id = visit.id::<Contact>("id")?;
    let (kept, head, noted) = own(visit, id)?;
    let form = ContactPage::filled(visit.form(&id.to_string()), &kept);
    let form = form.prefill_all("own", noted.iter().map(ToString::to_string));
    Reply::page(&ContactPage::correcting(frame_about(visit, &head.person.it, "Correct a contact"), &head, id, form))
}

/// `POST /contacts/{id}/correct`.
pub(crate) fn take_correction(visit: &Visit) -> Result<Reply, Problem> {
    let id = visit.id::<Contact>("id")?;
    let input = input(visit);
    let version = visit.version()?;
    // What stood in the form that came again is this contact now, and no draft any more.
    let came_again = visit.field(contact_again::CAME_AGAIN) == "yes";
    let sent = visit.submit::<act::CorrectContact>(&id.to_string(), move |work, ctx| {
        let (permit, _) = permit::contact::<act::CorrectContact>(work.tx(), ctx, id)?;
        let person = support::correct_contact(work, ctx, &permit, version, &input)?;
        if came_again {
            let permit = permit::person::<act::LogContact>(work.tx(), ctx, person)?;
            kith_app::drafts::discard(work, ctx, &permit, kith_app::drafts::CONTACT)?;
        }
        Ok(format!("/people/{person}?said=contact-corrected"))
    });
    let sent = sent.map_err(|refusal| said_at(refusal, "when", "day"));
    taken(visit, &id.to_string(), sent)?.answer(|back| {
        let (kept, head, _) = own(visit, id)?;
        let frame = Frame { error_title: true, ..frame_about(visit, &head.person.it, "Correct a contact") };
        let (form, is_overtaken) = back.at(kept.version);
        let page = ContactPage::correcting(frame, &head, id, form);
        Ok(if is_overtaken { page.beside(&head, &kept.it) } else { page })
    })
}
