//! Where every line stands on A4 paper, and which part of the structure it belongs to.

use super::face::{Faces, Weight};
use super::{Block, Document, Level, Setting};

/// A4, in points.
pub(super) const PAPER: (f32, f32) = (595.28, 841.89);

/// What parts a cell from the next.
const CELL: f32 = 8.0;

/// How large everything is and how far apart, in points.
#[derive(Debug, Clone, Copy)]
struct Measures {
    margin: f32,
    /// Where the last line of a page may stand.
    bottom: f32,
    body: f32,
    leading: f32,
    /// Of the headings, by how deep they lie.
    headings: [f32; 3],
    gap: f32,
    indent: f32,
    /// Under the headings of a table, and under each of its rows.
    rows: (f32, f32),
    /// Between two columns.
    gutter: f32,
    /// From one line to the next where somebody writes by hand.
    hand: f32,
    /// How large the number of a page is.
    foot: f32,
}

const ROOMY: Measures = Measures {
    margin: 64.0,
    bottom: 841.89 - 72.0,
    body: 12.0,
    leading: 1.45,
    headings: [18.0, 14.5, 12.0],
    gap: 8.0,
    indent: 16.0,
    rows: (4.0, 3.0),
    gutter: 24.0,
    hand: 26.0,
    foot: 9.0,
};

const CLOSE: Measures = Measures {
    margin: 44.0,
    bottom: 841.89 - 44.0,
    body: 10.0,
    leading: 1.28,
    headings: [15.0, 11.0, 10.0],
    gap: 5.0,
    indent: 12.0,
    rows: (2.0, 1.0),
    gutter: 20.0,
    hand: 22.0,
    foot: 9.0,
};

const LARGE: Measures = Measures {
    body: 18.0,
    headings: [27.0, 21.75, 18.0],
    gap: 12.0,
    indent: 24.0,
    rows: (6.0, 4.5),
    gutter: 36.0,
    hand: 39.0,
    foot: 13.5,
    ..ROOMY
};

impl Measures {
    const fn of(setting: Setting) -> Self {
        match setting {
            Setting::Roomy => ROOMY,
            Setting::Close => CLOSE,
            Setting::Large => LARGE,
        }
    }

    const fn plain(&self) -> Style {
        Style { weight: Weight::Regular, size: self.body, leading: self.leading }
    }

    const fn strong(&self) -> Style {
        Style { weight: Weight::Bold, size: self.body, leading: self.leading }
    }
}

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

/// A line drawn under the headings of a table, or to write on.
#[derive(Debug, Clone, Copy)]
pub(super) struct Rule {
    pub(super) page: usize,
    pub(super) y: f32,
    /// From where to where.
    pub(super) edges: (f32, f32),
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
    pub(super) pieces: Vec<Piece>,
    pub(super) rules: Vec<Rule>,
    pub(super) headings: Vec<Heading>,
    pub(super) nodes: Vec<Node>,
    pub(super) leaves: usize,
    pub(super) pages: usize,
    /// How large the number of a page is.
    pub(super) foot: f32,
    /// Where the text ends on the right.
    pub(super) right: f32,
}

struct Pen<'a> {
    faces: &'a Faces,
    measures: Measures,
    laid: Laid,
    page: usize,
    /// The top of the next line.
    y: f32,
    /// The left and right edges of the column.
    edges: (f32, f32),
}

/// How a run of lines looks.
#[derive(Debug, Clone, Copy)]
struct Style {
    weight: Weight,
    size: f32,
    leading: f32,
}

impl Style {
    fn height(self) -> f32 {
        self.size * self.leading
    }
}

/// Lays a document out.
pub(super) fn lay(document: &Document, setting: Setting, faces: &Faces) -> Laid {
    let measures = Measures::of(setting);
    let edges = (measures.margin, PAPER.0 - measures.margin);
    let laid = Laid { right: edges.1, foot: measures.foot, ..Laid::default() };
    let mut pen = Pen { faces, measures, laid, page: 0, y: measures.margin, edges };
    let nodes = pen.blocks(&document.blocks);
    pen.laid.nodes = nodes;
    pen.laid.pages = pen.page + 1;
    pen.laid
}

impl Pen<'_> {
    fn blocks(&mut self, blocks: &[Block]) -> Vec<Node> {
        let mut nodes = Vec::new();
        for block in blocks {
            match block {
                Block::Heading { level, text } => nodes.push(self.heading(*level, text)),
                Block::Paragraph(text) => {
                    let leaf = self.text(self.edges, self.measures.plain(), text);
                    self.space(self.measures.gap);
                    nodes.push(Node::Group(Kind::Paragraph, vec![leaf]));
                }
                Block::List(items) => nodes.push(self.list(items)),
                Block::Table { head, rows } => nodes.push(self.table(head, rows)),
                Block::Beside(left, right) => nodes.extend(self.beside(left, right)),
                Block::Room(lines) => self.room(*lines),
            }
        }
        nodes
    }

    /// Two columns from the same height on: the first is read first.
    fn beside(&mut self, left: &[Block], right: &[Block]) -> Vec<Node> {
        let (whole, begin) = (self.edges, (self.page, self.y));
        let wide = (whole.1 - whole.0 - self.measures.gutter) / 2.0;
        self.edges = (whole.0, whole.0 + wide);
        let mut nodes = self.blocks(left);
        let end = (self.page, self.y);
        (self.page, self.y) = begin;
        self.edges = (whole.1 - wide, whole.1);
        nodes.extend(self.blocks(right));
        self.edges = whole;
        if end.0 > self.page || (end.0 == self.page && end.1 > self.y) {
            (self.page, self.y) = end;
        }
        nodes
    }

    /// Lines to write on by hand. They are drawn and say nothing.
    fn room(&mut self, lines: usize) {
        for _ in 0..lines {
            self.fit(self.measures.hand);
            self.space(self.measures.hand);
            self.laid.rules.push(Rule { page: self.page, y: self.y - 2.0, edges: self.edges });
        }
        self.space(self.measures.gap);
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
        if self.y + height > self.measures.bottom && self.y > self.measures.margin {
            self.page += 1;
            self.y = self.measures.margin;
        }
    }

    /// Puts one line down without moving on.
    fn put(&mut self, x: f32, style: Style, text: String, leaf: usize) {
        let y = self.y + style.size * 1.1;
        self.laid.pieces.push(Piece { page: self.page, x, y, text, weight: style.weight, size: style.size, leaf });
    }

    /// Puts a text down between two edges.
    fn text(&mut self, (left, right): (f32, f32), style: Style, text: &str) -> Node {
        let leaf = self.leaf();
        for line in wrap(self.faces, text, right - left, style) {
            self.fit(style.height());
            self.put(left, style, line, leaf);
            self.space(style.height());
        }
        Node::Leaf(leaf)
    }

    fn heading(&mut self, level: Level, text: &str) -> Node {
        let [one, two, three] = self.measures.headings;
        let size = match level {
            Level::One => one,
            Level::Two => two,
            Level::Three => three,
        };
        let style = Style { weight: Weight::Bold, size, leading: self.measures.leading };
        if self.y > self.measures.margin {
            self.space(self.measures.gap);
        }
        // A heading never stands alone at the foot of a page.
        self.fit(style.height() + 2.0 * self.measures.plain().height());
        let heading = Heading { level, text: text.to_owned(), page: self.page, y: self.y };
        self.laid.headings.push(heading);
        let leaf = self.text(self.edges, style, text);
        self.space(self.measures.gap / 2.0);
        Node::Group(Kind::Heading(self.laid.headings.len() - 1), vec![leaf])
    }

    fn list(&mut self, items: &[String]) -> Node {
        let (plain, (left, right)) = (self.measures.plain(), self.edges);
        let mut nodes = Vec::new();
        for item in items {
            self.fit(plain.height());
            let dot = self.leaf();
            self.put(left, plain, "• ".to_owned(), dot);
            let body = self.text((left + self.measures.indent, right), plain, item);
            let label = Node::Group(Kind::Label, vec![Node::Leaf(dot)]);
            nodes.push(Node::Group(Kind::Item, vec![label, Node::Group(Kind::Body, vec![body])]));
        }
        self.space(self.measures.gap);
        Node::Group(Kind::List, nodes)
    }

    fn table(&mut self, head: &[String], rows: &[Vec<String>]) -> Node {
        let columns = rows.iter().map(Vec::len).chain([head.len()]).max().unwrap_or(0).max(1);
        let cells = |row: &[String]| -> Vec<String> {
            (0..columns).map(|column| row.get(column).cloned().unwrap_or_default()).collect()
        };
        let all: Vec<Vec<String>> = rows.iter().map(|row| cells(row)).collect();
        let edges = self.columns(&cells(head), &all);
        let (plain, strong) = (self.measures.plain(), self.measures.strong());
        let heads = self.row(&cells(head), &edges, strong, Kind::HeadCell);
        self.laid.rules.push(Rule { page: self.page, y: self.y, edges: self.edges });
        self.space(self.measures.rows.0);
        let body = all.iter().map(|row| self.row(row, &edges, plain, Kind::Cell)).collect();
        self.space(self.measures.gap);
        Node::Group(Kind::Table, vec![Node::Group(Kind::Head, vec![heads]), Node::Group(Kind::Rows, body)])
    }

    /// The left edge of each column, and the right edge of the last: as wide as what they hold, within reason, and no
    /// narrower than the longest word in it where there is the room.
    fn columns(&self, head: &[String], rows: &[Vec<String>]) -> Vec<f32> {
        let (plain, strong) = (self.measures.plain(), self.measures.strong());
        let mut columns: Vec<(f32, f32)> = Vec::new();
        for (column, title) in head.iter().enumerate() {
            let of = |text: &str, style: Style| self.faces.width(text, style.weight, style.size) + CELL;
            let word = |text: &str, style: Style| text.split(' ').map(|word| of(word, style)).fold(0.0, f32::max);
            let cells = || rows.iter().filter_map(|row| row.get(column));
            let widest = cells().map(|text| of(text, plain)).fold(of(title, strong), f32::max);
            let longest = cells().map(|text| word(text, plain)).fold(word(title, strong), f32::max);
            columns.push((widest.clamp(36.0, 320.0), longest.clamp(36.0, 320.0)));
        }
        let room = self.edges.1 - self.edges.0;
        let wanted: f32 = columns.iter().map(|it| it.0).sum::<f32>().max(1.0);
        let needed: f32 = columns.iter().map(|it| it.1).sum();
        let spare = (wanted - needed).max(1.0);
        let mut edges = vec![self.edges.0];
        let mut x = self.edges.0;
        for (wide, least) in columns {
            x += if wanted <= room || needed > room {
                wide * room / wanted
            } else {
                least + (wide - least) * (room - needed) / spare
            };
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
            lines.push((*left, leaf, wrap(self.faces, cell, right - left - CELL, style)));
            nodes.push(Node::Group(kind, vec![Node::Leaf(leaf)]));
        }
        let most = lines.iter().map(|(.., lines)| lines.len()).max().unwrap_or(0);
        let height = style.height() * usize_to_f32(most);
        if height < self.measures.bottom - self.measures.margin {
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
        self.space(self.measures.rows.1);
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
