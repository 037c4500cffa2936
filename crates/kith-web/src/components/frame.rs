//! What stands around every page: header, navigation, the person in view, what was just done, footer.

use super::Slot;

/// Whether single letters act as shortcuts. A person can turn them off: speech input types letters (WCAG 2.1.4).
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Shortcuts {
    /// Letters act.
    #[default]
    On,
    /// Letters do nothing.
    Off,
}

/// One place in the navigation.
#[derive(Clone, Debug)]
pub struct NavItem {
    /// Where it leads.
    pub href: String,
    /// What it is called.
    pub text: String,
    /// Whether this page is in it.
    pub is_current: bool,
}

impl NavItem {
    /// A place that this page is not in.
    #[must_use]
    pub fn new(href: &str, text: &str) -> Self {
        Self { href: href.to_owned(), text: text.to_owned(), is_current: false }
    }

    /// The place that this page is in.
    #[must_use]
    pub fn current(mut self) -> Self {
        self.is_current = true;
        self
    }
}

/// Who a page is about, in view on all of it, so that nobody writes into the wrong record.
#[derive(Clone, Debug, Default)]
pub struct PersonBanner {
    /// SURNAME, Given (preferred name), as the domain formats it.
    pub name: String,
    /// The person's page.
    pub href: String,
    /// Date of birth and age, "14 March 1951 (75)".
    pub born: String,
    /// The number in groups of 3, 3 and 4; why it is missing when there is none.
    pub nhs_number: String,
    /// How to communicate, "Large print. British Sign Language".
    pub communication: Option<String>,
    /// Warnings about safe contact, "Do not leave a voice message".
    pub warnings: Vec<String>,
    /// Whether few people may see this record.
    pub is_restricted: bool,
    /// Whether nothing of the record may be shown online.
    pub is_kept_offline: bool,
}

/// The frame of a page. Every page template has a field `frame` and extends `components/layout.html`.
#[derive(Clone, Debug, Default)]
pub struct Frame {
    /// What this page is; the page's own `h1` says the same.
    pub title: String,
    /// The service, as its people call it.
    pub service_name: String,
    /// Who runs it, or where the viewer belongs.
    pub organisation: String,
    /// Places this viewer can go, in order.
    pub nav: Vec<NavItem>,
    /// Who is signed in; nobody when `None`, and then no sign-out button.
    pub who: Option<String>,
    /// Whether they have other roles to act in.
    pub can_change_role: bool,
    /// Where search is; no search box when `None`.
    pub search: Option<String>,
    /// Whether what is searched for is posted, because it may be somebody's name.
    pub search_posts: bool,
    /// Whether this is a demonstration store, which every page then says.
    pub demo: bool,
    /// Whether there is no mail server, so that links are handed over and pages promise no e-mail.
    pub by_hand: bool,
    /// Who the page is about.
    pub banner: Option<PersonBanner>,
    /// What was just done, said once.
    pub flash: Option<String>,
    /// What waits for the viewer before everything else, on the first page of their day.
    pub notice: Option<Slot>,
    /// Whether the page uses the width of the screen, for work lists.
    pub wide: bool,
    /// Whether the title says that something is wrong, so that screen readers hear it first.
    pub error_title: bool,
    /// Whether single letters act as shortcuts.
    pub shortcuts: Shortcuts,
}

impl Frame {
    /// A frame for somebody who is not signed in.
    #[must_use]
    pub fn public(title: &str, service_name: &str) -> Self {
        Self { title: title.to_owned(), service_name: service_name.to_owned(), ..Self::default() }
    }

    /// Whether letters do nothing.
    #[must_use]
    pub fn shortcuts_are_off(&self) -> bool {
        self.shortcuts == Shortcuts::Off
    }
}
