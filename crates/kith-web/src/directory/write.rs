//! Adding an entry that the team keeps itself, and changing it: for the lead and the service manager, in a minute.

use askama::Template;
use kith_app::entries::by_hand::{self, Input, Opened};
use kith_app::entries::hand_record::HandInput;
use kith_app::permit;
use kith_app::store::Happened;
use kith_domain::calendar::WEEK;
use kith_domain::directory::record::ByHand;
use kith_domain::directory::{Capacity, CommunityService, Status};
use kith_domain::policy::act;
use kith_domain::time::moment_in_words;

use crate::components::{BackLink, Button, Choice, Form, Frame, Slot};
use crate::error::Problem;
use crate::reply::Reply;
use crate::taken::taken;
use crate::visit::{VERSION, Visit};

/// The page.
#[derive(Template)]
#[template(path = "directory/write.html")]
pub(crate) struct WritePage {
    frame: Frame,
    form: Form,
    to: String,
    back: (String, String),
    room: Vec<Choice>,
    status: Vec<Choice>,
    checked: Vec<Choice>,
    publish: Vec<Choice>,
    days: Vec<Choice>,
    /// Whether the answers that it is found by are open: one is there, or something is to be put right.
    hand_is_open: bool,
    /// What happened to it, latest first. A new one has none.
    history: Vec<Happening>,
}

/// One thing that happened to an entry.
struct Happening {
    when: String,
    what: String,
    /// What it said before.
    lines: Vec<String>,
}

/// What a form about a new entry is drawn for.
const NEW: &str = "new-entry";

fn room(form: &Form) -> Vec<Choice> {
    let weeks = form.input("weeks", "About how many weeks?").width(3).digits().autocomplete("off");
    vec![
        Choice::new("not-said", "Nobody has said"),
        Choice::new("room", "There is room"),
        Choice::new("wait", "There is a waiting list").reveals(Slot::of(&weeks)),
        Choice::new("full", "It is full"),
    ]
}

impl WritePage {
    /// The page of a new entry.
    pub(crate) fn new(frame: Frame, form: Form) -> Self {
        let form = form.prefill("room", Capacity::NotSaid.code()).prefill("publish", "yes");
        Self {
            frame: Frame { error_title: !form.is_fine(), ..frame },
            to: "/directory/new".to_owned(),
            back: ("/directory".to_owned(), "Back to the directory".to_owned()),
            room: room(&form),
            status: Vec::new(),
            checked: checked(),
            publish: publish(),
            days: days(),
            hand_is_open: !form.is_fine(),
            history: Vec::new(),
            form,
        }
    }

    /// The page of an entry that is there.
    pub(crate) fn of(frame: Frame, it: &Opened, form: Form) -> Self {
        let entry = &it.kept.it.entry;
        let hand = ByHand::of(&entry.record);
        let form = filled(form, &Input::of(&it.kept.it, &it.organisation))
            .prefill("publish", if it.kept.it.here.is_open == Some(true) { "yes" } else { "no" });
        let id = it.kept.it.id;
        Self {
            frame: Frame { error_title: !form.is_fine(), ..frame },
            to: format!("/directory/{id}/change"),
            back: (format!("/directory/{id}"), entry.name.to_string()),
            room: room(&form),
            status: Status::ALL.iter().map(|it| Choice::new(it.code(), it.label())).collect(),
            checked: checked(),
            publish: publish(),
            days: days(),
            hand_is_open: !form.is_fine() || hand != ByHand::default(),
            history: history(it),
            form,
        }
    }
}

/// The form filled with what an entry says.
pub(crate) fn filled(form: Form, it: &Input) -> Form {
    let hand = &it.hand;
    let said = [
        ("name", &it.name),
        ("organisation", &it.organisation),
        ("description", &it.description),
        ("audience", &it.audience),
        ("times", &it.times),
        ("place", &it.place),
        ("cost", &it.cost),
        ("access", &it.access),
        ("languages", &it.languages),
        ("phone", &it.phone),
        ("email", &it.email),
        ("url", &it.url),
        ("room", &it.room),
        ("weeks", &it.weeks),
        ("status", &it.status),
        ("from_age", &hand.from_age),
        ("to_age", &hand.to_age),
        ("opens", &hand.opens),
        ("closes", &hand.closes),
        ("price", &hand.price),
        ("postcode", &hand.postcode),
        ("how_to_refer", &hand.how_to_refer),
    ];
    let form = form.prefill_all("days", hand.days.iter().cloned());
    said.iter().fold(form, |form, (name, text)| form.prefill(name, text))
}

fn days() -> Vec<Choice> {
    WEEK.iter().map(|(code, word)| Choice::new(code, word)).collect()
}

fn checked() -> Vec<Choice> {
    vec![Choice::new("yes", "I have made sure of this today")]
}

fn publish() -> Vec<Choice> {
    vec![
        Choice::new("yes", "Yes").hint("Anybody can read it, and other directories can show it."),
        Choice::new("no", "No").hint("Only whoever signs in here finds it."),
    ]
}

/// What an entry says, as its history tells it.
const TOLD: [(&str, &str); 21] = [
    ("name", "Name"),
    ("run_by", "Run by"),
    ("description", "What"),
    ("audience", "For"),
    ("times", "When"),
    ("place", "Where"),
    ("cost", "Cost"),
    ("access", "Access"),
    ("languages", "Languages"),
    ("phone", "Telephone"),
    ("email", "E-mail"),
    ("url", "Web"),
    ("room", "Room"),
    ("status", "Going on"),
    ("ages", "Ages"),
    ("price", "Price"),
    ("opening", "Days and times"),
    ("postcode", "Postcode"),
    ("how_to_refer", "How to refer"),
    ("places", "Places"),
    ("paused_until", "Not taking anybody until"),
];

/// What happened to an entry, latest first. Who works for another service is nobody's to know.
fn history(it: &Opened) -> Vec<Happening> {
    let mut before: Option<&Happened> = None;
    let mut all = Vec::new();
    for happened in &it.history {
        let who = match happened.account {
            Some(account) => it.names.get(&account).map_or("Somebody of another service", String::as_str),
            None if happened.text("by") == Some("organisation") => "The organisation",
            None => "An import",
        };
        let lines = before.map_or_else(Vec::new, |before| {
            let was = |(name, label): &(&str, &str)| {
                let is_told = |it: &Happened| it.facts.iter().any(|(known, _)| known == name);
                let (was, is) = (said(before, name), said(happened, name));
                // An event that does not tell of it says nothing of it, and not that it was empty.
                (was != is && is_told(before) && is_told(happened)).then(|| match was {
                    Some(was) => format!("{label} was: {was}"),
                    None => format!("{label} was empty."),
                })
            };
            TOLD.iter().filter_map(was).collect()
        });
        let what = if before.is_none() { "added it" } else { "changed it or made sure of it" };
        all.push(Happening { when: moment_in_words(happened.at), what: format!("{who} {what}."), lines });
        before = Some(happened);
    }
    all.reverse();
    all
}

/// One thing that an entry said, in words.
fn said(it: &Happened, name: &str) -> Option<String> {
    let text = it.text(name)?;
    let status = if name == "status" { Status::from_code(text) } else { None };
    Some(status.map_or_else(|| text.to_owned(), |status| status.label().to_owned()))
}

/// What was typed about an entry.
pub(crate) fn typed(visit: &Visit) -> Input {
    Input {
        name: visit.field("name"),
        organisation: visit.field("organisation"),
        description: visit.field("description"),
        audience: visit.field("audience"),
        times: visit.field("times"),
        place: visit.field("place"),
        cost: visit.field("cost"),
        access: visit.field("access"),
        languages: visit.field("languages"),
        phone: visit.field("phone"),
        email: visit.field("email"),
        url: visit.field("url"),
        room: visit.field("room"),
        weeks: visit.field("weeks"),
        status: visit.field("status"),
        hand: HandInput {
            from_age: visit.field("from_age"),
            to_age: visit.field("to_age"),
            price: visit.field("price"),
            days: visit.fields("days"),
            opens: visit.field("opens"),
            closes: visit.field("closes"),
            postcode: visit.field("postcode"),
            how_to_refer: visit.field("how_to_refer"),
        },
        is_checked: visit.field("checked") == "yes",
        is_kept_in: visit.field("publish") != "yes",
    }
}

fn new_page(visit: &Visit, form: Form) -> WritePage {
    WritePage::new(visit.frame("Add an entry", Some("/directory")), form)
}

/// `GET /directory/new`.
pub(crate) fn show_new(visit: &Visit) -> Result<Reply, Problem> {
    visit.only(&[])?;
    visit.read(|_, ctx| permit::own_service::<act::KeepEntry>(ctx).map(drop))?;
    Reply::page(&new_page(visit, visit.form(NEW)))
}

/// `POST /directory/new`.
pub(crate) fn take_new(visit: &Visit) -> Result<Reply, Problem> {
    visit.read(|_, ctx| permit::own_service::<act::KeepEntry>(ctx).map(drop))?;
    let input = typed(visit);
    let sent = visit.submit::<act::KeepEntry>(NEW, move |work, ctx| {
        let permit = permit::own_service::<act::KeepEntry>(ctx)?;
        let id = by_hand::add(work, ctx, &permit, &input)?;
        Ok(format!("/directory/{id}?said=entry-added"))
    });
    taken(visit, NEW, sent)?.answer(|back| Ok(new_page(visit, back.at(0).0)))
}

fn opened(visit: &Visit) -> Result<Opened, Problem> {
    let id = visit.id::<CommunityService>("id")?;
    visit.read(|look, ctx| {
        let permit = permit::own_service::<act::KeepEntry>(ctx)?;
        by_hand::open(look, &permit, id)
    })
}

fn page(visit: &Visit, it: &Opened, form: Form) -> WritePage {
    let form =
        if visit.field(VERSION).is_empty() { form.carrying(VERSION, &it.kept.version.to_string()) } else { form };
    let title = format!("Change {}", it.kept.it.entry.name);
    WritePage::of(visit.frame(&title, Some("/directory")), it, form)
}

/// `GET /directory/{id}/change`.
pub(crate) fn show(visit: &Visit) -> Result<Reply, Problem> {
    visit.only(&[])?;
    let it = opened(visit)?;
    Reply::page(&page(visit, &it, visit.form(visit.param("id"))))
}

/// `POST /directory/{id}/change`.
pub(crate) fn take(visit: &Visit) -> Result<Reply, Problem> {
    let id = visit.id::<CommunityService>("id")?;
    let (input, version) = (typed(visit), visit.version()?);
    let sent = visit.submit::<act::KeepEntry>(&id.to_string(), move |work, ctx| {
        let permit = permit::own_service::<act::KeepEntry>(ctx)?;
        by_hand::change(work, ctx, &permit, (id, version), &input)?;
        Ok(format!("/directory/{id}?said=entry-changed"))
    });
    taken(visit, visit.param("id"), sent)?.answer(|back| {
        let it = opened(visit)?;
        let (form, _) = back.at(it.kept.version);
        Ok(page(visit, &it, form))
    })
}
