//! The tour: twelve people over eighteen months. Each situation that `docs/from-the-studies.md` tells
//! of is here as a real record, and [`STOPS`] says which record that is.

mod amina;
mod gareth;
mod missing;
mod queue;
mod ruth;

use super::agenda::{Act, Agenda, Days, Key};
use super::kept::Kept;
use super::later::Later;

/// The record that shows a finding.
#[derive(Debug, Clone, Copy)]
pub(super) enum Shows {
    /// A person's page.
    Person(Key),
    /// A need.
    Need(Key),
    /// A connection.
    Connection(Key),
    /// A request, as the organisation sees it by its link.
    Asked(Key),
    /// A referral, as the lead sees it.
    Referral(Key),
    /// A referral, as its practice sees it.
    MyReferral(Key),
}

impl Shows {
    /// What stands before the identifier in the address.
    pub(super) const fn prefix(self) -> &'static str {
        match self {
            Self::Person(_) => "/people/",
            Self::Need(_) => "/needs/",
            Self::Connection(_) => "/connections/",
            Self::Asked(_) => "/asked/",
            Self::Referral(_) => "/referrals/",
            Self::MyReferral(_) => "/my-referrals/",
        }
    }
}

/// Every `{demo:slug}` of `docs/from-the-studies.md`: slug, record, and who can open it.
pub(super) const STOPS: &[(&str, Shows, Key)] = &[
    ("both-ways", Shows::Person("zofia"), "amina"),
    ("accompanied", Shows::Connection("zofia-cafe"), "amina"),
    ("note-only", Shows::Person("brendan"), "amina"),
    ("stated-and-coded", Shows::Person("keeley"), "amina"),
    ("not-ready", Shows::Connection("keeley-walk"), "amina"),
    ("door-open", Shows::Person("patience"), "amina"),
    ("wait-listed", Shows::Connection("patience-counselling"), "amina"),
    ("asked-by-link", Shows::Asked("zofia-garden"), "bashir"),
    ("kept-trying", Shows::Person("mairead"), "gareth"),
    ("nothing-nearby", Shows::Need("mairead-evenings"), "gareth"),
    ("message-read", Shows::Person("suparto"), "gareth"),
    ("message-read", Shows::MyReferral("suparto"), "sinead"),
    ("uncovered-later", Shows::Person("suparto"), "gareth"),
    ("closed-unknown", Shows::Person("steven"), "gareth"),
    ("housing-gap", Shows::Person("yusra"), "ruth"),
    ("held", Shows::Person("ivor"), "ruth"),
    ("witness", Shows::Person("ivor"), "ruth"),
    ("past-the-limit", Shows::Person("ivor"), "ruth"),
    ("what-was-told", Shows::Referral("rupa"), "maureen"),
];

/// Pages of the tour that are no one record, and who opens them.
pub(super) const PAGES: &[(&str, Key)] = &[
    ("/today", "amina"),
    ("/queue", "maureen"),
    ("/team", "maureen"),
    ("/my-referrals", "sinead"),
    ("/how-we-work", "maureen"),
];

/// Writes every story down.
pub(super) fn plan(agenda: &mut Agenda) {
    let named = Act::Later { person: "", later: Later::Lead("maureen") };
    agenda.plan(&mut Days::new(), "safeguarding-lead".to_owned(), 500, Some("dev"), named);
    // What the service calls usual, and the rule it wrote down halfway through.
    let usual = Later::Kept(Kept::Guides("12", "12", "40"));
    agenda.plan(&mut Days::new(), "guides".to_owned(), 480, Some("dev"), Act::Later { person: "", later: usual });
    let rule =
        Later::Kept(Kept::Policy("3", "3", "Agreed with the commissioner. A card goes out before anybody ends it."));
    agenda.plan(&mut Days::new(), "policy".to_owned(), 250, Some("dev"), Act::Later { person: "", later: rule });
    let asked = Later::Ask {
        need: "domain-housing",
        words: "Two housing advisers for three years, each for two of the practices, who go to court and to the council with \
                people.\nA fund of the landlords and the council for damp: half of those who wait live in homes that could \
                be mended within a month.",
    };
    agenda.plan(&mut Days::new(), "asked-for".to_owned(), 2, Some("maureen"), Act::Later { person: "", later: asked });
    // A new template asks for a goal; what that does to the work is planted in the crowd of a larger demo.
    let template = Later::Context(
        "template",
        "New template for reviews, which asks for a goal",
        "The funder asks for a goal at each review. It is a page of its own in the form that we print.",
    );
    let ago = agenda.ago(super::template_day(agenda.last()));
    let say = |later| Act::Later { person: "", later };
    agenda.plan(&mut Days::new(), "template".to_owned(), ago, Some("maureen"), say(template));
    let closed = Later::Context(
        "service-closed",
        "Debt advice at the library closed",
        "The adviser’s post was not paid for any longer. The next one is two buses away.",
    );
    agenda.plan(&mut Days::new(), "debt-advice-closed".to_owned(), 95, Some("dev"), say(closed));
    let lens = Later::Lens(
        "How our team reads it",
        &[
            ("way:P13", "care", "We visit where somebody cannot come, or will not say it elsewhere."),
            ("way:P07", "care", "We plan endings with people, and leave the door open."),
            ("way:P02", "depends", "Options are laid out, and then we go along."),
            ("sign:at-home", "care", "We visit where somebody cannot come, or will not say it elsewhere."),
        ],
    );
    agenda.plan(&mut Days::new(), "lens".to_owned(), 40, Some("maureen"), say(lens));
    amina::plan(agenda);
    gareth::plan(agenda);
    ruth::plan(agenda);
    queue::plan(agenda);
    missing::plan(agenda);
    super::edges::plan(agenda);
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_slug_and_page_of_the_document_has_its_record_and_none_is_left_over() {
        let document = include_str!("../../../../../docs/from-the-studies.md");
        let pages: Vec<&str> =
            document.lines().filter_map(|line| line.strip_prefix("- Page: ")).map(str::trim).collect();
        assert!(pages.len() > 20, "the document names its pages");
        for page in &pages {
            let found = match page.split_once("{demo:") {
                None => PAGES.iter().any(|(path, _)| path == page),
                Some((prefix, rest)) => {
                    let slug = rest.split('}').next().unwrap_or_default();
                    STOPS.iter().any(|(name, shows, _)| *name == slug && shows.prefix() == prefix)
                }
            };
            assert!(found, "{page} has no record");
        }
        for (slug, shows, _) in STOPS {
            let pattern = format!("{}{{demo:{slug}}}", shows.prefix());
            assert!(pages.iter().any(|page| page.starts_with(&pattern)), "{pattern} is in no page of the document");
        }
    }
}
