//! A short list of places for a person: entries are picked from those that are kept and from the directory, and become
//! a letter, which is printed, handed over and stands in the story.
//!
//! What is picked stands in the address, so that it works without JavaScript. Once there is a letter, searching, adding and
//! taking out send what was typed along, and it comes back word for word: nothing typed is lost. The list says what the
//! entries say to everybody, and nothing about the person.

use askama::Template;
use kith_app::people::{self, Head};
use kith_app::short_lists::{self, ByEmail, MOST, PUT_TOGETHER, Picked, SENT};
use kith_app::{keeping, permit, searching};
use kith_domain::directory::search::Asked;
use kith_domain::directory::{CommunityService, Organisation};
use kith_domain::id::Id;
use kith_domain::person::Person;
use kith_domain::person::reaching::Facts;
use kith_domain::policy::act;
use kith_domain::support::Letter;
use kith_domain::support::letter::Together;
use kith_domain::time;

use super::CardView;
use super::short_words::{gone_on_with, is_same, mind, subject, text};
use crate::components::{BackLink, Button, Choice, Form, Frame, Input};
use crate::error::Problem;
use crate::people::{Back, frame_about};
use crate::reply::Reply;
use crate::request::encode;
use crate::visit::Visit;

/// What the story says of a letter that is a short list; nothing of any other.
pub(crate) fn in_story(letter: &Letter) -> Option<&'static str> {
    match letter.content.template.as_ref()?.as_str() {
        PUT_TOGETHER => Some("put together a short list of places"),
        SENT => Some("sent a short list of places by e-mail"),
        _ => None,
    }
}

/// An entry that is offered, with where it is picked or taken out.
struct Line {
    name: String,
    organisation: String,
    what: Option<String>,
    place: Option<String>,
    to: String,
    /// Where the person is connected to it.
    connect: String,
}

/// The page.
#[derive(Template)]
#[template(path = "directory/short_list.html")]
pub(crate) struct ShortListPage {
    frame: Frame,
    back: Back,
    base: String,
    typed: String,
    picked: Vec<Line>,
    kept: Vec<Line>,
    found: Vec<Line>,
    is_full: bool,
    /// What to think of before something is given, a sentence each.
    mind: Vec<String>,
    /// The letter, when something is picked or was typed.
    letter: Option<Form>,
    together: Vec<Choice>,
    to: String,
    /// This page with what is picked, to which whatever was typed is sent to come back.
    here: String,
    /// Where it is sent by e-mail.
    send_to: String,
    /// Sending it by e-mail: the address, or why not.
    by_email: Option<Result<String, String>>,
    /// What was typed differs from what the directory says, and that was said: the e-mail may leave without it.
    is_changed: bool,
}

/// What the page is made of.
#[derive(Debug)]
pub(crate) struct Made {
    /// What is picked, in order.
    pub(crate) picked: Vec<Picked>,
    /// What was picked when the text was written that came with the form.
    pub(crate) was: Vec<Picked>,
    /// What is kept.
    pub(crate) kept: Vec<(CommunityService, Organisation)>,
    /// What was found.
    pub(crate) found: Vec<(CommunityService, String)>,
    /// The words typed.
    pub(crate) typed: String,
    /// Whether it may be sent by e-mail.
    pub(crate) by_email: ByEmail,
}

fn address(base: &str, picked: &[Id<CommunityService>], typed: &str) -> String {
    let ids: Vec<String> = picked.iter().map(ToString::to_string).collect();
    let mut parts = Vec::new();
    if !ids.is_empty() {
        parts.push(format!("picked={}", ids.join(",")));
    }
    if !typed.is_empty() {
        parts.push(format!("q={}", encode(typed)));
    }
    if parts.is_empty() { base.to_owned() } else { format!("{base}?{}", parts.join("&")) }
}

impl ShortListPage {
    /// The page. `form` carries what was typed, where something was.
    pub(crate) fn new(frame: Frame, head: &Head, made: &Made, form: Form, today: jiff::civil::Date) -> Self {
        let person = &head.person.it;
        let base = format!("/people/{}/short-list", person.id);
        let ids: Vec<Id<CommunityService>> = made.picked.iter().map(|it| it.service.id).collect();
        let line = |service: &CommunityService, organisation: &str, ids: &[Id<CommunityService>]| {
            let card = CardView::of(service, organisation, today, String::new());
            Line {
                name: card.name,
                organisation: card.organisation,
                what: card.what,
                place: card.facts.iter().find(|(heading, _)| *heading == "Where").map(|(_, place)| place.clone()),
                to: address(&base, ids, &made.typed),
                connect: format!("/people/{}/connect/{}", person.id, service.id),
            }
        };
        let with = |id| ids.iter().copied().chain([id]).collect::<Vec<_>>();
        let without = |id| ids.iter().copied().filter(|it| *it != id).collect::<Vec<_>>();
        let is_new = |it: &CommunityService| !ids.contains(&it.id);
        let called = person.identity.called();
        let ids_in_words = ids.iter().map(ToString::to_string).collect::<Vec<_>>().join(",");
        let is_changed = !form.is_fine();
        let is_any = !made.picked.is_empty();
        let letter = (is_any || !made.was.is_empty()).then(|| {
            form.carrying("template", PUT_TOGETHER)
                .carrying("picked", &ids_in_words)
                .prefill("together", Together::With.code())
                .prefill("to", &called)
                .prefill("subject", subject(made.picked.len()))
                .prefill("text", &text(&made.picked, &head.reaching, today))
                .prefill("q", &made.typed)
        });
        // A full list asks for no words, and keeps those that were typed.
        let letter = if made.picked.len() < MOST { letter } else { letter.map(|form| form.carrying("q", &made.typed)) };
        let by_email = is_any.then(|| match &made.by_email {
            ByEmail::To(address) => Ok(address.to_string()),
            ByEmail::Not(why) => Err((*why).to_owned()),
        });
        Self {
            frame: Frame { error_title: is_changed, ..frame },
            by_email,
            is_changed,
            back: Back::to(person),
            picked: made
                .picked
                .iter()
                .map(|it| line(&it.service, it.organisation.name.as_str(), &without(it.service.id)))
                .collect(),
            kept: made
                .kept
                .iter()
                .filter(|(it, _)| is_new(it))
                .map(|(it, organisation)| line(it, organisation.name.as_str(), &with(it.id)))
                .collect(),
            found: made
                .found
                .iter()
                .filter(|(it, _)| is_new(it))
                .map(|(it, organisation)| line(it, organisation, &with(it.id)))
                .collect(),
            is_full: made.picked.len() >= MOST,
            mind: mind(&head.reaching, &called),
            typed: made.typed.clone(),
            letter,
            together: Together::ALL.iter().map(|it| Choice::new(it.code(), it.label())).collect(),
            to: format!("/people/{}/letters/new", person.id),
            here: address(&base, &ids, ""),
            send_to: format!("{base}/send"),
            base,
        }
    }
}

/// The identifiers in an address, each once.
fn read(picked: &str) -> Result<Vec<Id<CommunityService>>, Problem> {
    const WHY: Problem =
        Problem::Bad("The address names an entry in a way that is not understood. Begin the list again.");
    let mut all = Vec::new();
    for part in picked.split(',').filter(|part| !part.is_empty()) {
        let id = part.parse().map_err(|_| WHY)?;
        if !all.contains(&id) {
            all.push(id);
        }
    }
    if all.len() > MOST { Err(Problem::Bad("A short list holds at most 12 entries. Take some out.")) } else { Ok(all) }
}

/// What a form sent of the letter.
struct Typed {
    /// What was picked when it was drawn.
    was: Vec<Id<CommunityService>>,
    /// Its fields as they were typed.
    fields: [(&'static str, String); 4],
}

impl Typed {
    fn of(visit: &Visit) -> Result<Self, Problem> {
        let fields = ["together", "to", "subject", "text"].map(|name| (name, visit.field(name)));
        Ok(Self { was: read(&visit.field("picked"))?, fields })
    }
}

/// Reads what the page is made of.
fn made(
    visit: &Visit,
    id: Id<Person>,
    ids: &[Id<CommunityService>],
    (was, words): (&[Id<CommunityService>], &str),
) -> Result<(Head, Made), Problem> {
    let has_post = visit.site.settings.has_post;
    visit.read(|look, ctx| {
        let permit = permit::person::<act::WriteLetter>(look.tx(), ctx, id)?;
        let head = people::head(look, &permit)?;
        let directory = permit::directory::<act::SeeDirectory>(ctx)?;
        let pick = |look: &mut kith_app::Look<'_, '_>, ids: &[Id<CommunityService>]| {
            ids.iter().map(|id| short_lists::pick(look.tx(), *id, ctx.today())).collect::<Result<Vec<_>, _>>()
        };
        let (picked, was) = (pick(look, ids)?, pick(look, was)?);
        let own = permit::own_service::<act::KeepFavourite>(ctx)?;
        let kept = keeping::kept(look, ctx, &own)?;
        let found = if words.is_empty() {
            Vec::new()
        } else {
            let found = searching::search(look, &directory, words, &Asked::default(), None)?;
            found.page.lines.into_iter().take(20).map(|card| (card.service, card.organisation)).collect()
        };
        let by_email = if has_post {
            short_lists::by_email(look.tx(), id, &head.reaching)?
        } else {
            ByEmail::Not("No mail server is set, so nothing is sent by e-mail.")
        };
        Ok((head, Made { picked, was, kept, found, typed: words.to_owned(), by_email }))
    })
}

fn drawn(visit: &Visit, head: &Head, made: &Made, form: Form) -> ShortListPage {
    let person = &head.person.it;
    let frame = frame_about(visit, person, &format!("A short list of places for {}", person.identity.called()));
    ShortListPage::new(frame, head, made, form, time::day_of(visit.site.app.now()))
}

/// `GET /people/{id}/short-list`.
pub(crate) fn show(visit: &Visit) -> Result<Reply, Problem> {
    visit.only(&["picked", "q"])?;
    let id = visit.id::<Person>("id")?;
    let ids = read(visit.query("picked")?.unwrap_or_default())?;
    let words = visit.query("q")?.unwrap_or_default().trim().to_owned();
    let (head, made) = made(visit, id, &ids, (&[], &words))?;
    Reply::page(&drawn(visit, &head, &made, visit.fresh_form(&id.to_string())))
}

/// `POST /people/{id}/short-list`: a place comes, goes or is searched, and what was typed goes on. Nothing is saved.
pub(crate) fn arrange(visit: &Visit) -> Result<Reply, Problem> {
    visit.only(&["picked", "q"])?;
    let id = visit.id::<Person>("id")?;
    let ids = read(visit.query("picked")?.unwrap_or_default())?;
    let typed = Typed::of(visit)?;
    let words = visit.field("q").trim().to_owned();
    let (head, made) = made(visit, id, &ids, (&typed.was, &words))?;
    let today = time::day_of(visit.site.app.now());
    let mut form = visit.fresh_form(&id.to_string());
    for (name, value) in &typed.fields {
        let value = match *name {
            "text" => gone_on_with(value, (&made.was, &made.picked), &head.reaching, today),
            "subject" if value == subject(made.was.len()) => subject(made.picked.len()).to_owned(),
            _ => value.clone(),
        };
        form = form.prefill(name, &value);
    }
    Reply::page(&drawn(visit, &head, &made, form))
}

/// What is said when somebody sends a list whose words they changed.
const CHANGED: &str = "You changed what the list says. By e-mail goes only what the directory says, so nothing was sent. \
                       Save the list to print it in your words, or send it without your changes.";

/// `POST /people/{id}/short-list/send`: sends the list by e-mail, as the entries say it. Words that were changed are never
/// left out without being asked about.
pub(crate) fn send(visit: &Visit) -> Result<Reply, Problem> {
    let id = visit.id::<Person>("id")?;
    let typed = Typed::of(visit)?;
    if !visit.site.settings.has_post {
        return Err(Problem::Bad("No mail server is set, so nothing is sent by e-mail. Print the list instead."));
    }
    let today = time::day_of(visit.site.app.now());
    let [_, _, (_, typed_subject), (_, typed_text)] = &typed.fields;
    // A form without the two was sent by nobody who could have changed them.
    let is_typed = !(typed_subject.is_empty() && typed_text.is_empty());
    if is_typed && visit.field("without") != "changes" {
        let (head, made) = made(visit, id, &typed.was, (&typed.was, visit.field("q").trim()))?;
        let is_as_drawn = is_same(typed_text, &text(&made.picked, &head.reaching, today))
            && typed_subject.trim() == subject(made.picked.len());
        if !is_as_drawn {
            let mut form = visit.fresh_form(&id.to_string());
            for (name, value) in &typed.fields {
                form = form.prefill(name, value);
            }
            form.problem("text", CHANGED);
            return Reply::again(&drawn(visit, &head, &made, form));
        }
    }
    let ids = typed.was;
    let led = visit.submit::<act::WriteLetter>(&id.to_string(), move |work, ctx| {
        let permit = permit::person::<act::WriteLetter>(work.tx(), ctx, id)?;
        let compose = |picked: &[Picked], facts: &Facts| (subject(picked.len()).to_owned(), text(picked, facts, today));
        let letter = short_lists::send(work, ctx, &permit, &ids, compose)?;
        Ok(format!("/letters/{letter}?said=short-list-sent"))
    })?;
    Ok(Reply::see(led.to))
}
