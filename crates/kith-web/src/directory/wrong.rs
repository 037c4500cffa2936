//! Saying that something is wrong with an entry: for whoever uses it, in one press.

use askama::Template;
use kith_app::entries::wrong::{self, Told};
use kith_app::people::Names;
use kith_app::permit;
use kith_domain::directory::{CommunityService, Connection, Suggestion};
use kith_domain::id::Id;
use kith_domain::policy::act;
use kith_domain::time::{date_in_words, day_of, moment_in_words};

use crate::components::{BackLink, Button, Form, Frame};
use crate::error::Problem;
use crate::reply::Reply;
use crate::taken::taken;
use crate::visit::Visit;

/// The page.
#[derive(Template)]
#[template(path = "directory/wrong.html")]
pub(crate) struct WrongPage {
    frame: Frame,
    form: Form,
    to: String,
    back: (String, String),
    said: Vec<Said>,
}

/// One thing that was said before.
struct Said {
    when: String,
    who: String,
    words: Option<String>,
    became: String,
}

/// Who said something.
pub(crate) fn who(it: &Suggestion, names: &Names) -> String {
    match it.by {
        _ if !it.proposed.is_empty() => "The organisation said what its entry should say.".to_owned(),
        None => "The organisation said this.".to_owned(),
        Some(by) => {
            let name = names.get(&by).map_or("Somebody of another service, or who was here,", String::as_str);
            format!("{name} said that something is wrong.")
        }
    }
}

impl WrongPage {
    /// The page of an entry.
    pub(crate) fn new(frame: Frame, id: &str, told: &Told, form: Form) -> Self {
        let said = told.said.iter().map(|it| Said {
            when: moment_in_words(it.at),
            who: who(it, &told.names),
            words: it.words.as_ref().map(ToString::to_string),
            became: match (it.done, it.answer) {
                (None, _) => "Nobody has seen to it yet.".to_owned(),
                (Some((at, _)), answer) => {
                    let what = answer.map_or("It was seen to", |answer| answer.label());
                    format!("{what}, on {}.", date_in_words(day_of(at)))
                }
            },
        });
        Self {
            frame: Frame { error_title: !form.is_fine(), ..frame },
            to: format!("/directory/{id}/wrong"),
            back: (format!("/directory/{id}"), told.name.clone()),
            said: said.collect(),
            form,
        }
    }
}

fn page(visit: &Visit, form: Form) -> Result<WrongPage, Problem> {
    let id = visit.id::<CommunityService>("id")?;
    let told = visit.read(|look, ctx| {
        let permit = permit::own_service::<act::TellOfEntry>(ctx)?;
        wrong::open(look, &permit, id)
    })?;
    let title = format!("Is something wrong with {}?", told.name);
    Ok(WrongPage::new(visit.frame(&title, Some("/directory")), &id.to_string(), &told, form))
}

/// `GET /directory/{id}/wrong`.
pub(crate) fn show(visit: &Visit) -> Result<Reply, Problem> {
    visit.only(&[])?;
    Reply::page(&page(visit, visit.form(visit.param("id")))?)
}

/// `POST /directory/{id}/wrong`.
pub(crate) fn take(visit: &Visit) -> Result<Reply, Problem> {
    let id = visit.id::<CommunityService>("id")?;
    let words = visit.field("words");
    // One press on the page of a connection leads back to it.
    let back = match visit.field("connection").parse::<Id<Connection>>() {
        Ok(connection) => format!("/connections/{connection}"),
        Err(_) => format!("/directory/{id}"),
    };
    let sent = visit.submit::<act::TellOfEntry>(&id.to_string(), move |work, ctx| {
        let permit = permit::own_service::<act::TellOfEntry>(ctx)?;
        wrong::tell(work, ctx, &permit, id, &words)?;
        Ok(format!("{back}?said=entry-questioned"))
    });
    taken(visit, visit.param("id"), sent)?.answer(|back| page(visit, back.at(0).0))
}
