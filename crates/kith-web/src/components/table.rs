//! Figures and lists in rows and columns.

use askama::Template;

use super::field::Size;
use super::{Slot, html_safe};

/// One cell.
#[derive(Clone, Debug)]
pub struct Cell {
    /// What it holds.
    pub content: Slot,
    /// Whether it is a number, which is then set to the right.
    pub is_number: bool,
}

impl Cell {
    /// Plain text.
    #[must_use]
    pub fn text(text: &str) -> Self {
        Self { content: Slot::text(text), is_number: false }
    }

    /// A number as it is to be read.
    #[must_use]
    pub fn number(text: &str) -> Self {
        Self { content: Slot::text(text), is_number: true }
    }

    /// A link or another component.
    #[must_use]
    pub fn with(content: Slot) -> Self {
        Self { content, is_number: false }
    }
}

/// A table. A wide one scrolls within itself, so that the page never does.
#[derive(Template, Clone, Debug)]
#[template(path = "components/table.html")]
pub struct Table {
    /// Element id of the caption; a table that scrolls needs one, unique on the page.
    pub id: Option<String>,
    /// What the table shows.
    pub caption: Option<Slot>,
    /// What has to be known before it is read, under its caption.
    pub note: Option<Slot>,
    /// How large the caption is drawn.
    pub size: Option<Size>,
    /// Headings of the columns.
    pub head: Vec<Cell>,
    /// The rows.
    pub rows: Vec<Vec<Cell>>,
    /// Whether the first cell of each row names the row.
    pub first_names_row: bool,
    /// Whether it scrolls within itself when it is wider than the page.
    pub scrolls: bool,
    /// Drawn tighter, for long lists.
    pub is_compact: bool,
}
html_safe!(Table);

impl Table {
    /// A table that scrolls within itself, its first column naming the rows. `id` must be unique on the page.
    #[must_use]
    pub fn new(id: &str, caption: &str, head: Vec<Cell>, rows: Vec<Vec<Cell>>) -> Self {
        Self {
            id: Some(format!("{id}-caption")),
            caption: Some(Slot::text(caption)),
            note: None,
            size: Some(Size::M),
            head,
            rows,
            first_names_row: true,
            scrolls: true,
            is_compact: false,
        }
    }

    /// A column whose heading is a number's is a column of numbers.
    fn is_number(&self, cell: &Cell, column: &usize) -> bool {
        cell.is_number || self.head.get(*column).is_some_and(|head| head.is_number)
    }
}
