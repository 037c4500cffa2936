//! The plan on paper, for the person: plain words, addressed to them, in large print where it is wanted.
//!
//! It holds nothing that was written about them: no number, no rules for reaching them (whoever picks the paper up at
//! home reads it too), no codes. What is over stays off it.

use askama::Template;
use kith_app::people::Story;
use kith_domain::person::Person;
use kith_domain::policy::act;
use kith_domain::support::plan::action::Owner;
use kith_domain::support::plan::goal;
use kith_domain::time::{date_in_words, day_in_words};

use super::{about_me, story};
use crate::components::{BackLink, Frame};
use crate::error::Problem;
use crate::people::Back;
use crate::reply::Reply;
use crate::visit::Visit;

/// How large it is printed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Print {
    /// As usual.
    Usual,
    /// Large.
    Large,
}

/// The page.
#[derive(Template)]
#[template(path = "planning/paper.html")]
pub(crate) struct Paper {
    frame: Frame,
    back: Back,
    print: Print,
    matters: Option<String>,
    /// Goals with why they matter.
    goals: Vec<(String, Option<String>)>,
    /// What is to be done, under whose it is.
    todo: Vec<(String, Vec<Todo>)>,
    strengths: Option<String>,
    /// What to do if things get harder, under its headings.
    harder: Vec<(&'static str, String)>,
    review: Option<String>,
    /// What the person has said of themselves.
    about_me: Vec<(&'static str, String)>,
    printed: String,
    phone: Option<String>,
    worker: Option<String>,
}

/// One thing to do.
struct Todo {
    what: String,
    by: Option<String>,
    helps: Option<String>,
}

impl Paper {
    /// The paper of a story.
    pub(crate) fn new(
        frame: Frame,
        story: &Story,
        print: Print,
        today: jiff::civil::Date,
        phone: Option<String>,
    ) -> Self {
        let person = &story.person.it;
        let worker =
            story.current_case().and_then(|kept| kept.it.state.worker()).map(|id| story.name_of(id).to_owned());
        let goals = story.plan.goals.iter().map(|kept| &kept.it).filter(|it| it.state == goal::State::Open);
        let mut todo: Vec<(String, Vec<Todo>)> = Vec::new();
        for owner in [Owner::Person, Owner::Both, Owner::Worker, Owner::Agency] {
            let heading = match owner {
                Owner::Person => "What you do".to_owned(),
                Owner::Both => "What we do together".to_owned(),
                Owner::Worker => match &worker {
                    Some(name) => format!("What {name} does"),
                    None => "What your link worker does".to_owned(),
                },
                Owner::Agency => "What others do".to_owned(),
            };
            let open = story.plan.actions.iter().map(|kept| &kept.it).filter(|it| it.state.is_open());
            let of: Vec<Todo> = open
                .filter(|it| it.terms.owner == owner)
                .map(|it| Todo {
                    what: match &it.terms.who {
                        Some(who) => format!("{} ({who})", it.terms.what),
                        None => it.terms.what.to_string(),
                    },
                    by: it.terms.due.map(day_in_words),
                    helps: it.terms.strategies.as_ref().map(ToString::to_string),
                })
                .collect();
            if !of.is_empty() {
                todo.push((heading, of));
            }
        }
        let parts = story.plan.sheet.as_ref().map(|kept| &kept.it.parts);
        let harder = parts.map_or_else(Vec::new, |it| {
            let parts = [
                ("What may show it", &it.harder_signs),
                ("What you can do", &it.harder_do),
                ("Whom you can ask", &it.harder_who),
            ];
            parts.into_iter().filter_map(|(heading, words)| Some((heading, words.as_ref()?.to_string()))).collect()
        });
        Self {
            frame,
            back: Back { href: format!("/people/{}/plan", person.id), text: "Back to the plan".to_owned() },
            print,
            matters: story.what_matters.first().map(|it| it.words.to_string()),
            goals: goals
                .map(|it| (it.wording.words.to_string(), it.wording.why.as_ref().map(ToString::to_string)))
                .collect(),
            todo,
            strengths: parts.and_then(|it| Some(it.strengths.as_ref()?.to_string())),
            harder,
            review: parts.and_then(|it| it.review).map(day_in_words),
            about_me: story.about_me.first().map(about_me::parts).unwrap_or_default(),
            printed: date_in_words(today),
            phone,
            worker,
        }
    }

    fn is_large(&self) -> bool {
        self.print == Print::Large
    }
}

/// `GET /people/{id}/plan/paper`.
pub(crate) fn show(visit: &Visit) -> Result<Reply, Problem> {
    visit.only(&["print"])?;
    let print = match visit.query("print")? {
        None => Print::Usual,
        Some("large") => Print::Large,
        Some(_) => {
            return Err(Problem::Bad("The address asks for a print that there is not. Take it out and try again."));
        }
    };
    let id = visit.id::<Person>("id")?;
    let story = story::<act::SeePerson>(visit, id)?;
    let title = format!("A plan for {}", story.person.it.identity.called());
    let phone = visit.staff()?.service.as_ref().and_then(|service| Some(service.phone.as_ref()?.to_string()));
    let today = kith_domain::time::day_of(visit.site.app.now());
    Reply::page(&Paper::new(visit.frame(&title, Some("/people")), &story, print, today, phone))
}
