//! Writing a message back to the practice that referred: begun from a draft, changed, kept while it is written.

use askama::Template;
use kith_app::messages::draft::{self, Draft};
use kith_app::messages::{self, Input, Reach, Reads};
use kith_app::people::{self, Story};
use kith_app::permit;
use kith_app::sharing::Line as SharingLine;
use kith_domain::id::Id;
use kith_domain::message::OfferedCode;
use kith_domain::person::Person;
use kith_domain::person::sharing::Recipient;
use kith_domain::policy::act;
use kith_domain::text::Words;
use kith_domain::time;

use super::reach::{NoAddress, how_it_reads, may_keep};
use crate::components::{BackLink, Button, Choice, Form, Frame, Tag};
use crate::error::Problem;
use crate::people::draft::{Drafting, OfMessage, fields, filled, mine};
use crate::people::{Back, frame_about, message_lines, read_in_words, standing_with};
use crate::reply::Reply;
use crate::visit::{Visit, explain};

/// The form, with the messages sent before.
#[derive(Template)]
#[template(path = "messages/write.html")]
pub(crate) struct WritePage {
    frame: Frame,
    form: Form,
    to: String,
    back: Back,
    called: String,
    /// How things stand today between the person and the practice.
    sharing: Option<SharingLine>,
    /// The practice that reads it; nobody to write to when `None`.
    practice: Option<String>,
    /// How the practice reads it, where that is not a matter of course.
    how: Option<String>,
    /// That no e-mail address of the practice is known.
    no_address: Option<NoAddress>,
    before: Vec<Sent>,
    /// The codes that may be offered, once for the episode.
    codes: Vec<Choice>,
    /// What may be told, for what the person keeps from the practice.
    items: Vec<Choice>,
    /// How much of it is kept back now.
    kept: usize,
    /// Whether an earlier message is corrected.
    corrects: bool,
    drafting: Drafting,
    /// Where what is kept back is written down.
    keep_back: String,
}

/// A message sent before.
struct Sent {
    when: String,
    href: String,
    lines: Vec<String>,
    read: String,
}

/// What the form is made of.
#[derive(Debug, Clone)]
pub(crate) struct Known {
    /// The person's story.
    pub(crate) story: Story,
    /// The draft that the record gives.
    pub(crate) draft: Draft,
    /// The codes that may be offered.
    pub(crate) codes: &'static [OfferedCode],
    /// How the practice reads it.
    pub(crate) reach: Option<Reach>,
}

impl WritePage {
    /// The form.
    pub(crate) fn new(frame: Frame, known: &Known, form: Form, drafting: Drafting, may_keep: bool) -> Self {
        let story = &known.story;
        let kept_offline = story.protection.as_ref().is_some_and(|it| it.terms.not_online);
        let by_hand = frame.by_hand;
        let person = &story.person.it;
        // Who sent the latest referral reads it, if that was a practice.
        let latest = story.referrals.first().filter(|(referral, _)| referral.route.practice().is_some());
        let practice = latest.map(|(_, practice)| {
            practice.as_ref().map_or_else(|| "the practice".to_owned(), |practice| practice.name.to_string())
        });
        let before = story.messages.iter().map(|kept| Sent {
            when: format!("{}, {}", time::moment_in_words(kept.it.sent), story.name_of(kept.it.author)),
            href: format!("/messages/{}", kept.it.id),
            lines: message_lines(&kept.it),
            read: read_in_words(&kept.it),
        });
        let none = (!known.codes.is_empty()).then(|| Choice::new("", "No code"));
        let code = |code: &OfferedCode| Choice::new(code.code(), &format!("{} {}", code.code(), code.label()));
        Self {
            frame,
            to: format!("/people/{}/message-back", person.id),
            keep_back: format!("/people/{}/message-back/keep-back", person.id),
            back: Back::to(person),
            called: person.identity.called().into_owned(),
            sharing: latest
                .and_then(|(referral, _)| referral.route.practice())
                .and_then(|practice| standing_with(&story.sharing, Recipient::Practice(practice))),
            practice,
            how: known.reach.as_ref().and_then(|reach| how_it_reads(reach, kept_offline, by_hand)),
            no_address: known.reach.as_ref().filter(|_| !kept_offline).and_then(|reach| NoAddress::of(reach, may_keep)),
            before: before.collect(),
            codes: known.codes.iter().map(code).chain(none).collect(),
            items: known.draft.lines.iter().map(|line| Choice::new(&draft::key_of(line.item), &line.says)).collect(),
            kept: known.draft.lines.iter().filter(|line| line.kept.is_some()).count(),
            corrects: !form.value("corrects").is_empty(),
            form,
            drafting,
        }
    }

    fn items_are_open(&self) -> bool {
        self.kept > 0 || self.form.has_problem("keep_back")
    }
}

/// What really happens with a message that was sent.
fn said_of(sent: &messages::Sent, has_post: bool) -> &'static str {
    match (sent.reads, sent.kept_offline) {
        (Reads::Nowhere, _) => "message-kept-nowhere",
        (Reads::ByAccount | Reads::ByBoth, true) => "message-sent-offline",
        (Reads::ByCode, true) => "message-kept-offline",
        (Reads::ByCode | Reads::ByBoth, false) if sent.has_letter && has_post => "message-sent-by-link",
        (Reads::ByAccount | Reads::ByBoth, false) if has_post => "message-sent",
        (Reads::ByAccount | Reads::ByBoth, false) => "message-sent-untold",
        (Reads::ByCode, false) => "message-sent-by-receipt",
    }
}

/// What the form is made of, for somebody who may write to the practice.
fn known(visit: &Visit, id: Id<Person>) -> Result<Known, Problem> {
    visit.read(|look, ctx| {
        let permit = permit::person::<act::SendMessage>(look.tx(), ctx, id)?;
        people::head(look, &permit)?;
        let permit = permit::person::<act::SeePerson>(look.tx(), ctx, id)?;
        let story = people::story(look, &permit)?;
        let codes = messages::codes_to_offer(look, &story)?;
        let reach = messages::reach(look, &story)?;
        Ok(Known { draft: draft::of(look, &story)?, codes, reach, story })
    })
}

/// What a message said, to be corrected.
fn again(story: &Story, corrects: &str) -> Option<Input> {
    let kept = story.messages.iter().find(|kept| kept.it.id.to_string() == corrects)?;
    let said = |words: &Option<Words>| words.as_ref().map(ToString::to_string).unwrap_or_default();
    let content = &kept.it.content;
    Some(Input {
        mattered: said(&content.mattered),
        happened: said(&content.happened),
        missing: said(&content.missing),
        corrects: corrects.to_owned(),
        code: String::new(),
    })
}

/// `GET /people/{id}/message-back`.
pub(crate) fn show(visit: &Visit) -> Result<Reply, Problem> {
    visit.only(&["corrects"])?;
    let id = visit.id::<Person>("id")?;
    let known = known(visit, id)?;
    let corrects = visit.query("corrects")?.unwrap_or_default();
    let offered = match corrects {
        "" => known.draft.input.clone(),
        _ => again(&known.story, corrects).ok_or(Problem::NotFound)?,
    };
    // What was begun for another message is not put in the place of this one.
    let mine = mine::<OfMessage>(visit, id)?.filter(|draft| {
        let begun = draft.fields.iter().find(|(name, _)| name == "corrects");
        corrects.is_empty() || begun.is_some_and(|(_, value)| value == corrects)
    });
    let mut form = visit.form(&id.to_string());
    if let Some(draft) = &mine {
        form = filled(form, draft);
    }
    let kept = known.draft.lines.iter().filter(|line| line.kept.is_some());
    let form = form
        .prefill("mattered", &offered.mattered)
        .prefill("happened", &offered.happened)
        .prefill("missing", &offered.missing)
        .prefill("corrects", &offered.corrects)
        .prefill("code", "")
        .prefill_all("keep_back", kept.map(|line| draft::key_of(line.item)));
    let frame = frame_about(visit, &known.story.person.it, "Message the practice");
    let drafting = Drafting::of::<OfMessage>(id, mine.map(|draft| draft.saved), visit.fresh_form(&id.to_string()));
    Reply::page(&WritePage::new(frame, &known, form, drafting, may_keep(visit)))
}

/// The page with what was typed and what is wrong with it.
fn refused(visit: &Visit, id: Id<Person>, refusal: kith_app::Refusal) -> Result<Reply, Problem> {
    let mut form = visit.form(&id.to_string());
    if !explain(&mut form, &refusal) {
        return Err(refusal.into());
    }
    let known = known(visit, id)?;
    let frame = frame_about(visit, &known.story.person.it, "Message the practice");
    let drafting = Drafting::of::<OfMessage>(id, None, visit.fresh_form(&id.to_string()));
    Reply::again(&WritePage::new(Frame { error_title: true, ..frame }, &known, form, drafting, may_keep(visit)))
}

/// `POST /people/{id}/message-back`.
pub(crate) fn take(visit: &Visit) -> Result<Reply, Problem> {
    let id = visit.id::<Person>("id")?;
    let input = Input {
        mattered: visit.field("mattered"),
        happened: visit.field("happened"),
        missing: visit.field("missing"),
        corrects: visit.field("corrects"),
        code: visit.field("code"),
    };
    let (base, has_post) = (visit.site.base(), visit.site.settings.has_post);
    let taken = visit.submit::<act::SendMessage>(&id.to_string(), move |work, ctx| {
        let permit = permit::person::<act::SendMessage>(work.tx(), ctx, id)?;
        let sent = messages::send(work, ctx, &permit, &input, &base)?;
        Ok(format!("/people/{id}?said={}", said_of(&sent, has_post)))
    });
    match taken {
        Ok(led) => Ok(Reply::see(led.to)),
        Err(refusal) => refused(visit, id, refusal),
    }
}

/// `POST /people/{id}/message-back/keep-back`: what the person does not want the practice to know. What was typed is
/// kept as a draft; a box that still holds what the record offered is offered anew.
pub(crate) fn keep_back(visit: &Visit) -> Result<Reply, Problem> {
    let id = visit.id::<Person>("id")?;
    let offered = known(visit, id)?.draft.input;
    let offered =
        [("mattered", offered.mattered), ("happened", offered.happened), ("missing", offered.missing)].map(plainly);
    let is_offered = |field: &(String, String)| {
        offered.iter().any(|(name, text)| *name == field.0 && *text == field.1.replace("\r\n", "\n"))
    };
    let typed: Vec<(String, String)> = fields::<OfMessage>(visit).into_iter().filter(|it| !is_offered(it)).collect();
    let items = visit.fields("keep_back");
    let taken = visit.submit::<act::SendMessage>(&id.to_string(), move |work, ctx| {
        let permit = permit::person::<act::SendMessage>(work.tx(), ctx, id)?;
        draft::keep_back(work, ctx, &permit, &items)?;
        kith_app::drafts::keep(work, ctx, &permit, kith_app::drafts::MESSAGE, "", &typed)?;
        Ok(format!("/people/{id}/message-back?said=kept-back"))
    });
    match taken {
        Ok(led) => Ok(Reply::see(led.to)),
        Err(refusal) => refused(visit, id, refusal),
    }
}

fn plainly((name, text): (&'static str, String)) -> (&'static str, String) {
    (name, text.replace("\r\n", "\n"))
}
