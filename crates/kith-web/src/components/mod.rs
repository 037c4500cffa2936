//! The design system: NHS.UK components as small templates, and the frame around every page.
//!
//! In a page's template a component is one line. Those that ask for something come from the page's [`Form`], which
//! brings what the person typed and what was wrong with it: `{{ form.input("postcode", "Postcode").width(10) }}`.
//! Components with markup inside are the macros of `kit.html`:
//! `{% call kit::details("Who can see this?") %}<p>…</p>{% endcall %}`.
//!
//! Invariants: every text parameter is escaped; markup enters a component only as a [`Slot`], which can be made only
//! from another component or from escaped text; the output is compared with the design system's own examples
//! (`conformance`). Deliberately absent: the NHS logo and name, tabs, modal windows.

mod choices;
mod content;
mod date_input;
mod feedback;
mod field;
mod file;
mod form;
mod frame;
mod input;
mod links;
mod qr;
mod slot;
mod table;

#[cfg(test)]
mod conformance;

pub use choices::{Checkboxes, Choice, Radios};
pub use content::{Card, Details, Row, SummaryList, Tag};
pub use date_input::DateInput;
pub use feedback::{ErrorMessage, ErrorSummary, InsetText, NotificationBanner, Panel, Problem, WarningCallout};
pub use field::{Hint, Size, Title};
pub use file::FileInput;
pub use form::{DatePart, Form, Hidden};
pub use frame::{Frame, NavItem, PersonBanner, Shortcuts};
pub use input::{Input, Select, Textarea};
pub use links::{BackLink, Button, PageLink, Pagination, SkipLink};
pub use qr::Qr;
pub use slot::Slot;
pub use table::{Cell, Table};

/// Marks templates as safe to put into a page: askama has escaped what they hold.
macro_rules! html_safe {
    ($($name:ty),+ $(,)?) => { $( impl ::askama::filters::HtmlSafe for $name {} )+ };
}
pub(crate) use html_safe;
