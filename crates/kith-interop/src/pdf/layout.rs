//! Where every line stands on A4 paper, and which part of the structure it belongs to.

use super::face::{Faces, Weight};
use super::{Block, Document, Level, Print};

/// A4, in points.
pub(super) const PAPER: (f32, f32) = (595.28, 841.89);
const MARGIN: f32 = 64.0;
/// Where the last line of a page may stand.
const BOTTOM: f32 = 841.89 - 72.0;
const BODY: f32 = 12.0;
const LEADING: f32 = 1.45;
const GAP: f32 = 8.0;
const INDENT: f32 = 16.0;
/// How large the number of a page is.
const FOOT: f32 = 9.0;

/// One line of text on a page.
#[derive(Debug, Clone)]
pub(super) struct Piece {
    pub(super) page: usize,
    pub(super) x: f32,
    /// Distance of the base line from the top.
    pub(super) y: f32,
    pub(super) text: String,
    pub(super) weight: Weight,
    pub(super) size: f32,
    /// The leaf of the structure it belongs to.
    pub(super) leaf: usize,
}

/// A line drawn under the headings of a table.
#[derive(Debug, Clone, Copy)]
pub(super) struct Rule {
    pub(super) page: usize,
    pub(super) y: f32,
}

/// A part of the structure.
#[derive(Debug, Clone)]
pub(super) enum Node {
    Group(Kind, Vec<Node>),
    Leaf(usize),
}

/// What a part is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Kind {
    /// Which of the headings it is.
    Heading(usize),
    Paragraph,
    List,
    Item,
    Label,
    Body,
    Table,
    Head,
    Rows,
    Row,
    HeadCell,
    Cell,
}

/// A heading, for the list of contents that a reader shows beside the pages.
#[derive(Debug, Clone)]
pub(super) struct Heading {
    pub(super) level: Level,
    pub(super) text: String,
    pub(super) page: usize,
    pub(super) y: f32,
}

/// Everything in its place.
#[derive(Debug, Default)]
pub(super) struct Laid {
    /// How large the number of a page is.
    pub(super) foot: f32,
    pub(super) pieces: Vec<Piece>,
    pub(super) rules: Vec<Rule>,
    pub(super) headings: Vec<Heading>,
    pub(super) nodes: Vec<Node>,
    pub(super) leaves: usize,
    pub(super) pages: usize,
}

/// The left and right edges of a column of text.
pub(super) const EDGES: (f32, f32) = (MARGIN, PAPER.0 - MARGIN);

struct Pen<'a> {
    faces: &'a Faces,
    laid: Laid,
    page: usize,
    /// The top of the next line.
    y: f32,
    /// How many times as large as usual everything is.
    scale: f32,
}

/// How a run of lines looks.
#[derive(Debug, Clone, Copy)]
struct Style {
    weight: Weight,
    size: f32,
}

impl Style {
    fn height(self) -> f32 {
        self.size * LEADING
    }
}

/// Lays a document out.
pub(super) fn lay(print: Print, document: &Document, faces: &Faces) -> Laid {
    let scale = match print {
        Print::Usual => 1.0,
        Print::Large => 1.5,
    };
    let laid = Laid { foot: FOOT * scale, ..Laid::default() };
    let mut pen = Pen { faces, laid, page: 0, y: MARGIN, scale };
    for block in &document.blocks {
        let node = match block {
            Block::Heading { level, text } => pen.heading(*level, text),
            Block::Paragraph(text) => {
                let plain = pen.plain();
                let leaf = pen.text(EDGES.0, EDGES.1, plain, text);
                pen.space(GAP);
                Node::Group(Kind::Paragraph, vec![leaf])
            }
            Block::List(items) => pen.list(items),
            Block::Table { head, rows } => pen.table(head, rows),
        };
        pen.laid.nodes.push(node);
    }
    pen.laid.pages = pen.page + 1;
    pen.laid
}

impl Pen<'_> {
    fn plain(&self) -> Style {
        Style { weight: Weight::Regular, size: BODY * self.scale }
    }

    fn strong(&self) -> Style {
        Style { weight: Weight::Bold, size: BODY * self.scale }
    }

    fn leaf(&mut self) -> usize {
        self.laid.leaves += 1;
        self.laid.leaves - 1
    }

    fn space(&mut self, points: f32) {
        self.y += points;
    }

    /// Makes sure that this much fits on the page, or goes to the next.
    fn fit(&mut self, height: f32) {
        if self.y + height > BOTTOM && self.y > MARGIN {
            self.page += 1;
            self.y = MARGIN;
        }
    }

    /// Puts one line down without moving on.
    fn put(&mut self, x: f32, style: Style, text: String, leaf: usize) {
        let y = self.y + style.size * 1.1;
        self.laid.pieces.push(Piece { page: self.page, x, y, text, weight: style.weight, size: style.size, leaf });
    }

    /// Puts a text down between two edges.
    fn text(&mut self, left: f32, right: f32, style: Style, text: &str) -> Node {
        let leaf = self.leaf();
        for line in wrap(self.faces, text, right - left, style) {
            self.fit(style.height());
            self.put(left, style, line, leaf);
            self.space(style.height());
        }
        Node::Leaf(leaf)
    }

    fn heading(&mut self, level: Level, text: &str) -> Node {
        let size = match level {
            Level::One => 18.0,
            Level::Two => 14.5,
            Level::Three => BODY,
        };
        let style = Style { weight: Weight::Bold, size: size * self.scale };
        if self.y > MARGIN {
            self.space(GAP);
        }
        // A heading never stands alone at the foot of a page.
        self.fit(style.height() + 2.0 * self.plain().height());
        let heading = Heading { level, text: text.to_owned(), page: self.page, y: self.y };
        self.laid.headings.push(heading);
        let leaf = self.text(EDGES.0, EDGES.1, style, text);
        self.space(GAP / 2.0);
        Node::Group(Kind::Heading(self.laid.headings.len() - 1), vec![leaf])
    }

    fn list(&mut self, items: &[String]) -> Node {
        let mut nodes = Vec::new();
        let plain = self.plain();
        for item in items {
            self.fit(plain.height());
            let dot = self.leaf();
            self.put(EDGES.0, plain, "• ".to_owned(), dot);
            let body = self.text(EDGES.0 + INDENT * self.scale, EDGES.1, plain, item);
            let label = Node::Group(Kind::Label, vec![Node::Leaf(dot)]);
            nodes.push(Node::Group(Kind::Item, vec![label, Node::Group(Kind::Body, vec![body])]));
        }
        self.space(GAP);
        Node::Group(Kind::List, nodes)
    }

    fn table(&mut self, head: &[String], rows: &[Vec<String>]) -> Node {
        let columns = rows.iter().map(Vec::len).chain([head.len()]).max().unwrap_or(0).max(1);
        let cells = |row: &[String]| -> Vec<String> {
            (0..columns).map(|column| row.get(column).cloned().unwrap_or_default()).collect()
        };
        let all: Vec<Vec<String>> = rows.iter().map(|row| cells(row)).collect();
        let edges = self.columns(&cells(head), &all);
        let (plain, strong) = (self.plain(), self.strong());
        let heads = self.row(&cells(head), &edges, strong, Kind::HeadCell);
        self.laid.rules.push(Rule { page: self.page, y: self.y });
        self.space(4.0);
        let body = all.iter().map(|row| self.row(row, &edges, plain, Kind::Cell)).collect();
        self.space(GAP);
        Node::Group(Kind::Table, vec![Node::Group(Kind::Head, vec![heads]), Node::Group(Kind::Rows, body)])
    }

    /// The left edge of each column, and the right edge of the last: as wide as what they hold, within reason.
    fn columns(&self, head: &[String], rows: &[Vec<String>]) -> Vec<f32> {
        let mut widths = Vec::new();
        for (column, title) in head.iter().enumerate() {
            let of = |text: &str, style: Style| self.faces.width(text, style.weight, style.size);
            let widest = rows.iter().filter_map(|row| row.get(column)).map(|text| of(text, self.plain()));
            widths.push(widest.fold(of(title, self.strong()), f32::max).clamp(36.0, 320.0));
        }
        let sum: f32 = widths.iter().sum::<f32>().max(1.0);
        let room = EDGES.1 - EDGES.0;
        let mut edges = vec![EDGES.0];
        let mut x = EDGES.0;
        for width in widths {
            x += width * room / sum;
            edges.push(x);
        }
        edges
    }

    /// One row: cells side by side, its lines kept together where they fit on a page.
    fn row(&mut self, cells: &[String], edges: &[f32], style: Style, kind: Kind) -> Node {
        let mut lines = Vec::new();
        let mut nodes = Vec::new();
        for (cell, pair) in cells.iter().zip(edges.windows(2)) {
            let [left, right] = pair else { continue };
            let leaf = self.leaf();
            lines.push((*left, leaf, wrap(self.faces, cell, right - left - 8.0, style)));
            nodes.push(Node::Group(kind, vec![Node::Leaf(leaf)]));
        }
        let most = lines.iter().map(|(.., lines)| lines.len()).max().unwrap_or(0);
        let height = style.height() * usize_to_f32(most);
        if height < BOTTOM - MARGIN {
            self.fit(height);
        }
        for number in 0..most {
            self.fit(style.height());
            for (left, leaf, lines) in &lines {
                if let Some(line) = lines.get(number) {
                    self.put(*left, style, line.clone(), *leaf);
                }
            }
            self.space(style.height());
        }
        self.space(3.0);
        Node::Group(Kind::Row, nodes)
    }
}

fn usize_to_f32(number: usize) -> f32 {
    f32::from(u16::try_from(number).unwrap_or(u16::MAX))
}

/// Breaks a text into lines that fit, at spaces where there are any. Every line that goes on ends with a space, so that
/// whoever takes the text out again finds its words parted.
fn wrap(faces: &Faces, text: &str, room: f32, style: Style) -> Vec<String> {
    let width = |text: &str| faces.width(text, style.weight, style.size);
    let mut lines = Vec::new();
    for hard in text.split('\n') {
        let hard: String = hard.chars().map(|c| if c == '\t' { ' ' } else { c }).filter(|c| !c.is_control()).collect();
        let mut line = String::new();
        let mut used = 0.0;
        for word in hard.split_inclusive(' ') {
            let bare = width(word.trim_end());
            if used + bare > room && !line.is_empty() {
                lines.push(std::mem::take(&mut line));
                used = 0.0;
            }
            if bare <= room {
                line.push_str(word);
                used += width(word);
                continue;
            }
            // A word longer than a line is parted wherever the line is full.
            for c in word.chars() {
                let wide = width(c.encode_utf8(&mut [0; 4]));
                if used + wide > room && !line.is_empty() {
                    lines.push(std::mem::take(&mut line));
                    used = 0.0;
                }
                line.push(c);
                used += wide;
            }
        }
        lines.push(line);
    }
    lines
}
