//! A short list of places for a person: entries are picked from those that are kept and from the directory, and become
//! a letter, which is printed, handed over and stands in the story.
//!
//! What is picked stands in the address, so that it works without JavaScript and a reload loses nothing. The list says
//! what the entries say to everybody, and nothing about the person.

use askama::Template;
use kith_app::people::{self, Head};
use kith_app::short_lists::{self, ByEmail, MOST, PUT_TOGETHER, SENT};
use kith_app::{connecting, keeping, permit, searching};
use kith_domain::directory::search::Asked;
use kith_domain::directory::{CommunityService, Organisation};
use kith_domain::id::Id;
use kith_domain::person::Person;
use kith_domain::person::reaching::{Facts, Format};
use kith_domain::policy::act;
use kith_domain::support::Letter;
use kith_domain::support::letter::Together;
use kith_domain::time;

use super::CardView;
use crate::components::{BackLink, Button, Choice, Form, Frame, Input};
use crate::error::Problem;
use crate::people::{Back, frame_about, safely};
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
    picked_ids: String,
    picked: Vec<Line>,
    kept: Vec<Line>,
    found: Vec<Line>,
    is_full: bool,
    /// What to think of before something is given, a sentence each.
    mind: Vec<String>,
    /// The letter, when something is picked.
    letter: Option<Form>,
    together: Vec<Choice>,
    to: String,
    /// Sending it by e-mail: the address, or why not.
    by_email: Option<Result<(String, Form), String>>,
}

/// What the page is made of.
#[derive(Debug)]
pub(crate) struct Made {
    /// What is picked, in order.
    pub(crate) picked: Vec<(CommunityService, Organisation)>,
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
    /// The page.
    pub(crate) fn new(
        frame: Frame,
        head: &Head,
        made: &Made,
        (form, mail): (Form, Form),
        today: jiff::civil::Date,
    ) -> Self {
        let person = &head.person.it;
        let base = format!("/people/{}/short-list", person.id);
        let ids: Vec<Id<CommunityService>> = made.picked.iter().map(|(it, _)| it.id).collect();
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
        let letter = (!made.picked.is_empty()).then(|| {
            form.carrying("template", PUT_TOGETHER)
                .prefill("together", Together::With.code())
                .prefill("to", &called)
                .prefill("subject", subject(made.picked.len()))
                .prefill("text", &text(&made.picked, &head.reaching, today))
        });
        let ids_in_words = ids.iter().map(ToString::to_string).collect::<Vec<_>>().join(",");
        let by_email = (!made.picked.is_empty()).then(|| match &made.by_email {
            ByEmail::To(address) => Ok((address.to_string(), mail.carrying("picked", &ids_in_words))),
            ByEmail::Not(why) => Err((*why).to_owned()),
        });
        Self {
            frame,
            by_email,
            back: Back::to(person),
            picked: made
                .picked
                .iter()
                .map(|(it, organisation)| line(it, organisation.name.as_str(), &without(it.id)))
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
            picked_ids: ids_in_words,
            letter,
            together: Together::ALL.iter().map(|it| Choice::new(it.code(), it.label())).collect(),
            to: format!("/people/{}/letters/new", person.id),
            base,
        }
    }

    /// What goes with a search: the entries picked so far.
    fn search_form(&self) -> Form {
        if self.picked_ids.is_empty() { Form::blank() } else { Form::blank().carrying("picked", &self.picked_ids) }
    }
}

const fn subject(count: usize) -> &'static str {
    if count == 1 { "A place you may like" } else { "Places you may like" }
}

/// Whether somebody takes things in best in few and plain words.
fn wants_few_words(reaching: &Facts) -> bool {
    reaching.formats.iter().any(|it| matches!(it, Format::EasyRead | Format::Short))
}

/// What to think of before something is given to this person, a sentence each.
fn mind(reaching: &Facts, called: &str) -> Vec<String> {
    let mut all: Vec<String> = safely::of_letters(reaching, called).into_iter().collect();
    let english = |language: &str| kith_domain::text::fold(language).contains("english");
    if let Some(language) = reaching.language.as_ref().filter(|it| !english(it.as_str())) {
        all.push(format!(
            "{called} speaks {language}. What an entry says stands here as it was published. The headings are in \
             English; an interpreter may be needed."
        ));
    }
    if wants_few_words(reaching) {
        all.push(format!(
            "{called} takes in few, plain words best, so the list says only what, where, when and how to ask."
        ));
    }
    for (format, sentence) in [
        (Format::LargePrint, "The letter prints in large letters."),
        (Format::Colour, "Print it on coloured paper."),
        (Format::Braille, "A printed list cannot be read by touch: have it made in Braille."),
        (Format::Audio, "Something to listen to is needed: read it aloud, or record it."),
        (
            Format::SignVideo,
            "A printed list may not be enough: go through it with a British Sign Language interpreter.",
        ),
        (Format::Spoken, "Nothing in writing was asked for: tell it, and do not hand it over."),
    ] {
        if reaching.formats.contains(&format) {
            all.push(sentence.to_owned());
        }
    }
    all
}

/// The first sentence of a text.
fn first_sentence(text: &str) -> String {
    let line = text.split_whitespace().collect::<Vec<_>>().join(" ");
    line.split_once(". ").map_or_else(|| line.clone(), |(first, _)| format!("{first}."))
}

/// The list in plain words, an empty line between two entries.
pub(crate) fn text(picked: &[(CommunityService, Organisation)], reaching: &Facts, today: jiff::civil::Date) -> String {
    let few = wants_few_words(reaching);
    let one = |(number, (service, organisation)): (usize, &(CommunityService, Organisation))| {
        let card = CardView::of(service, organisation.name.as_str(), today, String::new());
        let it = &service.entry;
        let mut lines = vec![format!("{}. {}", number + 1, card.name)];
        if !few && card.organisation != card.name {
            lines.push(card.organisation.clone());
        }
        lines.extend(
            card.what_in_full
                .as_ref()
                .map(|what| if few { first_sentence(what) } else { card.what.clone().unwrap_or_default() }),
        );
        let told: &[&str] =
            if few { &["Where", "When"] } else { &["For", "Where", "When", "Cost", "Access", "Languages"] };
        for (heading, words) in card.facts.iter().filter(|(heading, _)| told.contains(heading)) {
            lines.push(format!("{heading}: {}", words.replace('\n', "; ")));
        }
        lines.extend(it.phone.as_ref().map(|phone| format!("Phone: {phone}")));
        if !few || it.phone.is_none() {
            let email = it.email.as_ref().or(organisation.email.as_ref());
            lines.extend(email.map(|email| format!("E-mail: {email}")));
            lines.extend(it.url.as_ref().map(|url| format!("Web: {url}")));
        }
        lines.join("\n")
    };
    picked.iter().enumerate().map(one).collect::<Vec<_>>().join("\n\n")
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

/// `GET /people/{id}/short-list`.
pub(crate) fn show(visit: &Visit) -> Result<Reply, Problem> {
    visit.only(&["picked", "q"])?;
    let id = visit.id::<Person>("id")?;
    let ids = read(visit.query("picked")?.unwrap_or_default())?;
    let typed = visit.query("q")?.unwrap_or_default().trim().to_owned();
    let has_post = visit.site.settings.has_post;
    let (head, made) = visit.read(|look, ctx| {
        let permit = permit::person::<act::WriteLetter>(look.tx(), ctx, id)?;
        let head = people::head(look, &permit)?;
        let directory = permit::directory::<act::SeeDirectory>(ctx)?;
        let mut picked = Vec::new();
        for id in &ids {
            picked.push(connecting::entry(look, &directory, *id)?);
        }
        let own = permit::own_service::<act::KeepFavourite>(ctx)?;
        let kept = keeping::kept(look, ctx, &own)?;
        let found = if typed.is_empty() {
            Vec::new()
        } else {
            let found = searching::search(look, &directory, &typed, &Asked::default(), None)?;
            found.page.lines.into_iter().take(20).map(|card| (card.service, card.organisation)).collect()
        };
        let by_email = if has_post {
            short_lists::by_email(look.tx(), id, &head.reaching)?
        } else {
            ByEmail::Not("No mail server is set, so nothing is sent by e-mail.")
        };
        Ok((head, Made { picked, kept, found, typed: typed.clone(), by_email }))
    })?;
    let person = &head.person.it;
    let frame = frame_about(visit, person, &format!("A short list of places for {}", person.identity.called()));
    let today = time::day_of(visit.site.app.now());
    // Two forms, each with a nonce of its own.
    let forms = (visit.fresh_form(&id.to_string()), visit.fresh_form(&id.to_string()));
    Reply::page(&ShortListPage::new(frame, &head, &made, forms, today))
}

/// `POST /people/{id}/short-list/send`: sends the list by e-mail, as the entries say it.
pub(crate) fn send(visit: &Visit) -> Result<Reply, Problem> {
    let id = visit.id::<Person>("id")?;
    let ids = read(&visit.field("picked"))?;
    if !visit.site.settings.has_post {
        return Err(Problem::Bad("No mail server is set, so nothing is sent by e-mail. Print the list instead."));
    }
    let today = time::day_of(visit.site.app.now());
    let led = visit.submit::<act::WriteLetter>(&id.to_string(), move |work, ctx| {
        let permit = permit::person::<act::WriteLetter>(work.tx(), ctx, id)?;
        let compose = |picked: &[(CommunityService, Organisation)], facts: &Facts| {
            (subject(picked.len()).to_owned(), text(picked, facts, today))
        };
        let letter = short_lists::send(work, ctx, &permit, &ids, compose)?;
        Ok(format!("/letters/{letter}?said=short-list-sent"))
    })?;
    Ok(Reply::see(led.to))
}
