//! Recording a gap in two taps: the link where it was noticed, and a reason. Everything else may be left out.
//!
//! What could not be found is evidence for investment that a focus on individual choice hides (Griffith et al. 2023).

use askama::Template;
use kith_app::gaps::{self, GapForInput, GapInput};
use kith_app::people::Head;
use kith_app::permit;
use kith_app::store::{ConnectionLine, Kept};
use kith_domain::id::Id;
use kith_domain::need::gap::{Instead, Kind, Reason, Structure};
use kith_domain::need::{Agreement, Domain, Need, Origin};
use kith_domain::person::Person;
use kith_domain::policy::act;
use kith_domain::support::Contact;

use super::gap_note::{NoteView, sentences};
use super::{Back, frame_about};
use crate::components::{BackLink, Button, Choice, Form, Frame, Slot};
use crate::error::Problem;
use crate::reply::Reply;
use crate::visit::{Visit, explain};

/// The form: one button for each reason.
#[derive(Template)]
#[template(path = "people/gap.html")]
pub(crate) struct GapPage {
    frame: Frame,
    form: Form,
    to: String,
    back: Back,
    /// The need that it leaves open, where the address names one.
    stated: Option<String>,
    /// The needs to choose from, where it does not.
    needs: Vec<Choice>,
    /// The note that it was noticed in.
    note: Option<NoteView>,
    reasons: Vec<(&'static str, &'static str)>,
    /// The reason that was pressed, when something else was wrong.
    pressed: Option<&'static str>,
    /// The reason that the organisation's answer suggests, in words too.
    suggested: Option<(&'static str, String)>,
    kinds: Vec<Choice>,
    structures: Vec<Choice>,
    instead: Vec<Choice>,
    agreements: Vec<Choice>,
    /// Where to say that the person does not want it, which is no gap.
    not_wanted: Option<String>,
    /// Whether only what was looked for is asked, as after a search that found nothing: everything else is said by whoever
    /// likes.
    is_short: bool,
}

impl GapPage {
    /// The form for a need.
    pub(crate) fn new(frame: Frame, head: &Head, need: &Need, form: Form) -> Self {
        let page = Self::at(frame, head, format!("/needs/{}/gap", need.id), form);
        Self { stated: Some(need.stated.to_string()), not_wanted: Some(format!("/needs/{}/standing", need.id)), ..page }
    }

    /// The form for a person, of whose needs one is chosen, or a new one written down.
    pub(crate) fn choosing(frame: Frame, head: &Head, to: String, form: Form) -> Self {
        // What is met leaves nothing open; what was chosen already stays to be seen.
        let is_offered = |it: &&Need| !it.is_decided() || it.id.to_string() == form.value("need");
        let offered = head.needs.iter().filter(is_offered);
        let mut needs: Vec<Choice> = offered.map(|it| Choice::new(&it.id.to_string(), it.stated.as_str())).collect();
        let is_short = form.value("origin") == Origin::Search.code();
        let mut domains = vec![Choice::new("", "Not said")];
        domains.extend(Domain::ALL.iter().map(|it| Choice::new(it.code(), &head.settings.need_domain(*it))));
        let of_new = Slot::of(
            &form
                .textarea("stated", "What they need")
                .hint("As they said it. Left empty, what was looked for stands for it.")
                .rows(2),
        );
        let of_new = of_new.then(&Slot::of(&form.select("domain", "What is it about?", &domains)));
        needs.push(Choice::new("new", "A need that is not written down yet").reveals(of_new));
        Self { needs, is_short, ..Self::at(frame, head, to, form) }
    }

    fn at(frame: Frame, head: &Head, to: String, form: Form) -> Self {
        let line = connection(head, form.value("from"));
        let suggested = line.and_then(|line| {
            let reason = Reason::by_state(&line.kept.it.state)?;
            Some((reason.code(), format!("{}: {}.", line.to, line.kept.it.state.in_words())))
        });
        let mut agreements = vec![Choice::new("", Agreement::NotAsked.label())];
        let asked = [Agreement::Agreed, Agreement::Refused];
        agreements.extend(asked.map(|it| Choice::new(it.code(), it.label())));
        Self {
            frame,
            to,
            back: match line {
                Some(line) => Back {
                    href: format!("/connections/{}", line.kept.it.id),
                    text: "Back to the connection".to_owned(),
                },
                None => Back::to(&head.person.it),
            },
            stated: None,
            needs: Vec::new(),
            note: None,
            reasons: Reason::ALL.iter().map(|reason| (reason.code(), reason.label())).collect(),
            pressed: Reason::from_code(form.value("reason")).map(Reason::code),
            suggested,
            kinds: kinds(),
            structures: structures(),
            instead: instead(),
            agreements,
            not_wanted: None,
            is_short: false,
            form,
        }
    }

    /// With the note that it was noticed in.
    pub(crate) fn noticed_in(self, note: NoteView) -> Self {
        Self { note: Some(note), ..self }
    }

    fn details_are_open(&self) -> bool {
        const DETAILS: [&str; 8] =
            ["sought", "kind", "structure", "weeks", "instead", "words", "own_words", "own_agreement"];
        const OF_NEED: [&str; 3] = ["need", "stated", "domain"];
        let is_wrong = |name: &&str| self.form.has_problem(name);
        if self.is_short {
            let of_new = OF_NEED.iter().skip(1).any(|name| !self.form.value(name).is_empty());
            let said = DETAILS.iter().skip(1).any(|name| !self.form.value(name).is_empty());
            return of_new || said || DETAILS.iter().skip(1).chain(&OF_NEED).any(&is_wrong);
        }
        DETAILS.iter().any(|name| is_wrong(name) || !self.form.value(name).is_empty())
    }

    fn is_pressed(&self, code: &str) -> bool {
        match self.pressed {
            Some(pressed) => pressed == code,
            None => self.suggested.as_ref().is_some_and(|(suggested, _)| *suggested == code),
        }
    }

    fn pressed_label(&self) -> Option<&'static str> {
        self.pressed.and_then(Reason::from_code).map(Reason::label)
    }

    fn carried(&self, name: &str) -> Option<&str> {
        Some(self.form.value(name)).filter(|value| !value.is_empty())
    }
}

/// What was typed.
pub(crate) fn input(visit: &Visit) -> GapInput {
    GapInput {
        sought: visit.field("sought"),
        kind: visit.field("kind"),
        reason: visit.field("reason"),
        structure: visit.field("structure"),
        weeks: visit.field("weeks"),
        instead: visit.field("instead"),
        words: visit.field("words"),
        from: visit.field("from"),
        contact: String::new(),
        origin: visit.field("origin"),
        own_words: visit.field("own_words"),
        own_agreement: visit.field("own_agreement"),
    }
}

fn or_not_said(choices: impl Iterator<Item = Choice>) -> Vec<Choice> {
    std::iter::once(Choice::new("", "Not said")).chain(choices).collect()
}

/// What kind of service was looked for.
pub(crate) fn kinds() -> Vec<Choice> {
    or_not_said(Kind::ALL.iter().map(|it| Choice::new(it.code(), it.label())))
}

/// What stands in the way where nothing could change it.
pub(crate) fn structures() -> Vec<Choice> {
    or_not_said(Structure::ALL.iter().map(|it| Choice::new(it.code(), it.label())))
}

/// What is done meanwhile.
pub(crate) fn instead() -> Vec<Choice> {
    or_not_said(Instead::ALL.iter().map(|it| Choice::new(it.code(), it.label())))
}

fn head(visit: &Visit, id: Id<Need>) -> Result<(Kept<Need>, Head), Problem> {
    visit.read(|look, ctx| {
        let (_, kept) = permit::need::<act::RecordGap>(look.tx(), ctx, id)?;
        let permit = permit::person::<act::RecordGap>(look.tx(), ctx, kept.it.person)?;
        Ok((kept, kith_app::people::head(look, &permit)?))
    })
}

fn head_of_person(visit: &Visit, id: Id<Person>) -> Result<Head, Problem> {
    visit.read(|look, ctx| {
        let permit = permit::person::<act::RecordGap>(look.tx(), ctx, id)?;
        kith_app::people::head(look, &permit)
    })
}

const TITLE: &str = "Nothing there? Record it";
const TITLE_OF_NOTE: &str = "Record what was missing";

/// The person's connection with an identifier. One that is not theirs is refused when the form comes; before, it fills
/// nothing in.
fn connection<'h>(head: &'h Head, from: &str) -> Option<&'h ConnectionLine> {
    head.connections.iter().find(|line| line.kept.it.id.to_string() == from)
}

/// The form with what the address and the connection tell.
fn prefilled(visit: &Visit, head: &Head, form: Form) -> Result<Form, Problem> {
    let from = visit.query("from")?.unwrap_or_default();
    let line = connection(head, from);
    let typed = visit.query("sought")?;
    let form = match (typed, line) {
        (Some(sought), _) => form.prefill("sought", sought),
        (None, Some(line)) => form.prefill("sought", &line.to),
        (None, None) => form,
    };
    let wait = line.and_then(|line| line.kept.it.waits());
    let weeks = wait.as_ref().and_then(|it| it.weeks).map(|weeks| weeks.to_string()).unwrap_or_default();
    // What was looked for in the directory leads here with its words.
    let origin = if line.is_none() && typed.is_some() { Origin::Search.code() } else { "" };
    Ok(form
        .prefill("from", line.map_or("", |_| from))
        .prefill("kind", if line.is_some() { Kind::Community.code() } else { "" })
        .prefill("weeks", &weeks)
        .prefill("instead", wait.and_then(|it| it.meanwhile).map_or("", Instead::code))
        .prefill("origin", origin))
}

/// `GET /needs/{id}/gap`.
pub(crate) fn show(visit: &Visit) -> Result<Reply, Problem> {
    visit.only(&["sought", "from"])?;
    let id = visit.id::<Need>("id")?;
    let (need, head) = head(visit, id)?;
    let form = prefilled(visit, &head, visit.form(&id.to_string()))?;
    Reply::page(&GapPage::new(frame_about(visit, &head.person.it, TITLE), &head, &need.it, form))
}

/// `POST /needs/{id}/gap`.
pub(crate) fn take(visit: &Visit) -> Result<Reply, Problem> {
    let id = visit.id::<Need>("id")?;
    let input = input(visit);
    let taken = visit.submit::<act::RecordGap>(&id.to_string(), move |work, ctx| {
        let (permit, _) = permit::need::<act::RecordGap>(work.tx(), ctx, id)?;
        let person = gaps::record(work, ctx, &permit, &input)?;
        Ok(format!("/people/{person}?said=gap-recorded"))
    });
    match taken {
        Ok(led) => Ok(Reply::see(led.to)),
        Err(refusal) => {
            let mut form = visit.form(&id.to_string());
            if !explain(&mut form, &refusal) {
                return Err(refusal.into());
            }
            let (need, head) = head(visit, id)?;
            let frame = frame_about(visit, &head.person.it, TITLE);
            Reply::again(&GapPage::new(Frame { error_title: true, ..frame }, &head, &need.it, form))
        }
    }
}

/// `GET /people/{id}/gap`: where no need is named.
pub(crate) fn show_for_person(visit: &Visit) -> Result<Reply, Problem> {
    visit.only(&["sought", "from"])?;
    let id = visit.id::<Person>("id")?;
    let head = head_of_person(visit, id)?;
    let form = choice_of_need(prefilled(visit, &head, visit.form(&id.to_string()))?, &head);
    let frame = frame_about(visit, &head.person.it, TITLE);
    Reply::page(&GapPage::choosing(frame, &head, format!("/people/{id}/gap"), form))
}

/// Where there is only one that can be meant, it is chosen already.
fn choice_of_need(form: Form, head: &Head) -> Form {
    // A search that comes here fitted none of the needs that are written down.
    if form.value("origin") == Origin::Search.code() {
        return form.prefill("need", "new");
    }
    let open: Vec<&Need> = head.needs.iter().filter(|it| !it.is_decided()).collect();
    match open.as_slice() {
        [] => form.prefill("need", "new"),
        [one] => form.prefill("need", &one.id.to_string()),
        _ => form,
    }
}

/// `POST /people/{id}/gap`.
pub(crate) fn take_for_person(visit: &Visit) -> Result<Reply, Problem> {
    let id = visit.id::<Person>("id")?;
    let again = |form: Form| {
        let head = head_of_person(visit, id)?;
        let frame = Frame { error_title: true, ..frame_about(visit, &head.person.it, TITLE) };
        Reply::again(&GapPage::choosing(frame, &head, format!("/people/{id}/gap"), form))
    };
    record(visit, id, &id.to_string(), chosen(visit, String::new()), again)
}

/// What was typed where the need is chosen.
fn chosen(visit: &Visit, contact: String) -> GapForInput {
    GapForInput {
        gap: GapInput { contact, ..input(visit) },
        need: visit.field("need"),
        stated: visit.field("stated"),
        domain: visit.field("domain"),
        sentence: visit.field("sentence"),
    }
}

fn record(
    visit: &Visit,
    person: Id<Person>,
    of: &str,
    input: GapForInput,
    again: impl FnOnce(Form) -> Result<Reply, Problem>,
) -> Result<Reply, Problem> {
    let taken = visit.submit::<act::RecordGap>(of, move |work, ctx| {
        let gap = permit::person::<act::RecordGap>(work.tx(), ctx, person)?;
        let need = permit::person::<act::RecordNeed>(work.tx(), ctx, person)?;
        let person = gaps::record_for(work, ctx, (&gap, &need), &input)?;
        Ok(format!("/people/{person}?said=gap-recorded"))
    });
    match taken {
        Ok(led) => Ok(Reply::see(led.to)),
        Err(refusal) => {
            let mut form = visit.form(of);
            if explain(&mut form, &refusal) { again(form) } else { Err(refusal.into()) }
        }
    }
}

fn noticed(visit: &Visit, id: Id<Contact>) -> Result<(Kept<Contact>, Head), Problem> {
    visit.read(|look, ctx| {
        let (_, kept) = permit::contact::<act::RecordGap>(look.tx(), ctx, id)?;
        let permit = permit::person::<act::RecordGap>(look.tx(), ctx, kept.it.person)?;
        Ok((kept, kith_app::people::head(look, &permit)?))
    })
}

fn page_of_note(frame: Frame, head: &Head, contact: &Contact, form: Form) -> GapPage {
    let note = NoteView::new(contact, &form);
    GapPage::choosing(frame, head, format!("/contacts/{}/gap", contact.id), form).noticed_in(note)
}

/// `GET /contacts/{id}/gap`: a sentence of its note says what was missing.
pub(crate) fn show_of_contact(visit: &Visit) -> Result<Reply, Problem> {
    visit.only(&[])?;
    let id = visit.id::<Contact>("id")?;
    let (kept, head) = noticed(visit, id)?;
    let form = choice_of_need(visit.form(&id.to_string()), &head);
    let only = sentences(&kept.it);
    let form = if let [one] = only.as_slice() { form.prefill("sentence", one) } else { form };
    Reply::page(&page_of_note(frame_about(visit, &head.person.it, TITLE_OF_NOTE), &head, &kept.it, form))
}

/// `POST /contacts/{id}/gap`.
pub(crate) fn take_of_contact(visit: &Visit) -> Result<Reply, Problem> {
    let id = visit.id::<Contact>("id")?;
    let (kept, head) = noticed(visit, id)?;
    let again = |form: Form| {
        let frame = Frame { error_title: true, ..frame_about(visit, &head.person.it, TITLE_OF_NOTE) };
        Reply::again(&page_of_note(frame, &head, &kept.it, form))
    };
    record(visit, kept.it.person, &id.to_string(), chosen(visit, id.to_string()), again)
}

#[cfg(test)]
pub(crate) fn drawn_of_note(frame: Frame, head: &Head, contact: &Contact, form: Form) -> GapPage {
    page_of_note(frame, head, contact, form)
}
