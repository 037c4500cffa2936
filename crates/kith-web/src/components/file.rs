//! A question answered by choosing a file.

use askama::Template;

use super::field::{Field, field_methods};
use super::html_safe;

/// A file to choose. Its form needs `enctype="multipart/form-data"`, and its address takes files
/// (`request/multipart.rs`). A browser never fills it in again, so an error says to choose the file once more.
#[derive(Template, Clone, Debug)]
#[template(path = "components/file.html")]
pub struct FileInput<'a> {
    /// Title, hint and error.
    pub field: Field<'a>,
    /// Endings and types that the browser offers first; never a check.
    pub accept: Option<&'a str>,
}
html_safe!(FileInput<'_>);
field_methods!(FileInput);

impl<'a> FileInput<'a> {
    /// No file chosen.
    #[must_use]
    pub fn new(name: &'a str, title: &'a str) -> Self {
        Self { field: Field::new(name, title), accept: None }
    }

    /// Endings and types that the browser offers first.
    #[must_use]
    pub fn accept(mut self, kinds: &'a str) -> Self {
        self.accept = Some(kinds);
        self
    }
}
