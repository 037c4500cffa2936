//! Who is around them.

use askama::Template;
use kith_app::people::Story;
use kith_domain::person::around::{Around, MayKnow};
use kith_domain::policy::Action;
use kith_domain::time::date_in_words;

use crate::components::{Slot, Tag, html_safe};
use crate::people::may::May;

#[derive(Template)]
#[template(path = "people/now/around.html")]
struct AroundThem {
    called: String,
    lines: Vec<Line>,
    add: Option<String>,
}
html_safe!(AroundThem);

/// Somebody around.
struct Line {
    name: String,
    relation: String,
    reach: Vec<String>,
    may_know: String,
    is_refused: bool,
    is_emergency: bool,
    change: Option<String>,
}

/// The section, with those who are around now; whoever is called in an emergency first.
pub(super) fn section(story: &Story, may: &May) -> Option<Slot> {
    let person = &story.person.it;
    let may_write = may.allows(Action::WriteAround);
    let mut now: Vec<&Around> = story.around.iter().map(|kept| &kept.it).filter(|it| it.ended.is_none()).collect();
    now.sort_by_key(|it| !it.details.is_emergency);
    let lines = now.into_iter().map(|it| line(it, may_write)).collect();
    let add = may_write.then(|| format!("/people/{}/around/new", person.id));
    Some(Slot::of(&AroundThem { called: person.identity.called().into_owned(), lines, add }))
}

fn line(it: &Around, may_write: bool) -> Line {
    let details = &it.details;
    let mut relation = details.relation.label().to_owned();
    if let Some(words) = &details.relation_words {
        relation = format!("{relation}: {words}");
    }
    let on = details.agreed_on.map_or_else(String::new, |day| format!(" (said on {})", date_in_words(day)));
    let mut may_know = format!("May know: {}{on}.", details.may_know.label().to_lowercase());
    if let Some(what) = &details.what {
        may_know = format!("{may_know} {what}");
    }
    Line {
        name: details.name.to_string(),
        relation,
        reach: details.phone.iter().chain(&details.email).map(ToString::to_string).collect(),
        may_know,
        is_refused: details.may_know == MayKnow::Nothing,
        is_emergency: details.is_emergency,
        change: may_write.then(|| format!("/around/{}", it.id)),
    }
}
