//! What only a demo store has: opening it as somebody, and the post that it caught. Anywhere else
//! these addresses do not exist.

use askama::Template;
use kith_app::{accounts, house};
use kith_domain::id::Id;
use kith_domain::time;

use crate::components::Frame;
use crate::error::Problem;
use crate::reply::Reply;
use crate::session;
use crate::sign_in::is_here;
use crate::visit::{Visit, home};

/// Opens the demo as somebody.
pub(crate) fn sign_in(visit: &Visit) -> Result<Reply, Problem> {
    if !visit.site.settings.demo {
        return Err(Problem::NotFound);
    }
    let account = visit.field("account").parse::<Id<_>>().map_err(|_| Problem::NotFound)?;
    let token = accounts::sign_in_to_demo(&visit.site.app, account).map_err(Problem::from)?;
    let who = accounts::resolve(&visit.site.app, token.as_str()).map_err(Problem::from)?;
    let next = visit.field("next");
    let to = if is_here(&next) { next } else { who.map_or("/", |who| home(who.role())).to_owned() };
    Ok(Reply::See { to, cookie: Some(session::begin(&visit.site, token.as_str())), forget: false })
}

/// One caught letter.
pub(crate) struct Caught {
    pub(crate) when: String,
    pub(crate) to: String,
    pub(crate) subject: String,
    pub(crate) lines: Vec<Line>,
}

/// One line of a letter: text, or a link to a page of this site.
pub(crate) struct Line {
    pub(crate) text: String,
    pub(crate) href: Option<String>,
}

#[derive(Template)]
#[template(path = "demo/post.html")]
pub(crate) struct Post {
    pub(crate) frame: Frame,
    pub(crate) letters: Vec<Caught>,
}

/// The post that the demo caught.
pub(crate) fn post(visit: &Visit) -> Result<Reply, Problem> {
    if !visit.site.settings.demo {
        return Err(Problem::NotFound);
    }
    visit.only(&[])?;
    let letters = house::caught_letters(&visit.site.app).map_err(Problem::from)?;
    let letters = letters
        .into_iter()
        .map(|letter| Caught {
            when: time::moment_in_words(letter.made),
            to: if letter.recipient.is_empty() { "a colleague".to_owned() } else { letter.recipient },
            subject: letter.subject,
            lines: letter.body.lines().map(line).collect(),
        })
        .collect();
    Reply::page(&Post { frame: visit.frame("Caught post", None), letters })
}

/// A link in a letter leads to the same page here, on whatever address the demo is reached. Letters from before
/// anybody reached it have no address, and hold the page alone.
fn line(text: &str) -> Line {
    let rest = text.strip_prefix("http://").or_else(|| text.strip_prefix("https://"));
    let path = rest.map_or(Some(text), |rest| rest.find('/').and_then(|at| rest.get(at..)));
    Line { text: text.to_owned(), href: path.filter(|path| is_here(path)).map(str::to_owned) }
}

#[cfg(test)]
mod tests {
    use super::line;

    #[test]
    fn what_leads_to_a_page_here_is_a_link_and_nothing_else_is() {
        let leads = |text| line(text).href;
        assert_eq!(leads("/my-referrals/1"), Some("/my-referrals/1".to_owned()));
        assert_eq!(leads("https://kith.example.org/my-referrals/1"), Some("/my-referrals/1".to_owned()));
        for text in
            ["", "Read it here:", "https://kith.example.org", "//elsewhere.example.org/x", "http://a//b.example.org"]
        {
            assert_eq!(leads(text), None, "{text}");
        }
    }
}
