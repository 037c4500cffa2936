//! A small document as HTML that a word processor opens and goes on writing in.
//!
//! # Invariants
//! - Everything that people wrote is text: nothing of it is an element, an attribute or a script.
//! - It asks for nothing of anybody: no image, no style sheet, no address.

use crate::pdf::{Block, Document, Level};

/// Text with what has a meaning in HTML written out.
fn escaped(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '"' => out.push_str("&quot;"),
            '\'' => out.push_str("&#39;"),
            '\n' => out.push_str("<br>\n"),
            c if c.is_control() => {}
            c => out.push(c),
        }
    }
    out
}

/// Writes a document, in UTF-8 with its mark.
#[must_use]
pub fn write(document: &Document) -> Vec<u8> {
    let mut out = format!(
        "\u{FEFF}<!DOCTYPE html>\n<html lang=\"{}\">\n<head>\n<meta charset=\"utf-8\">\n<title>{}</title>\n</head>\n<body>\n",
        escaped(&document.language),
        escaped(&document.title)
    );
    write_blocks(&mut out, &document.blocks);
    out.push_str("</body>\n</html>\n");
    out.into_bytes()
}

fn write_blocks(out: &mut String, blocks: &[Block]) {
    for block in blocks {
        match block {
            Block::Heading { level, text } => {
                let level = match level {
                    Level::One => 1,
                    Level::Two => 2,
                    Level::Three => 3,
                };
                out.push_str(&format!("<h{level}>{}</h{level}>\n", escaped(text)));
            }
            Block::Paragraph(text) => out.push_str(&format!("<p>{}</p>\n", escaped(text))),
            Block::List(points) => {
                let points: String = points.iter().map(|point| format!("<li>{}</li>\n", escaped(point))).collect();
                out.push_str(&format!("<ul>\n{points}</ul>\n"));
            }
            Block::Table { head, rows } => {
                let cells = |name: &str, cells: &[String]| -> String {
                    cells.iter().map(|cell| format!("<{name}>{}</{name}>", escaped(cell))).collect()
                };
                let body: String = rows.iter().map(|row| format!("<tr>{}</tr>\n", cells("td", row))).collect();
                out.push_str(&format!(
                    "<table border=\"1\">\n<thead><tr>{}</tr></thead>\n<tbody>\n{body}</tbody>\n</table>\n",
                    cells("th", head)
                ));
            }
            Block::Beside(left, right) => {
                write_blocks(out, left);
                write_blocks(out, right);
            }
            // Whoever goes on in a word processor has room.
            Block::Room(_) => {}
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_people_wrote_is_text() {
        let canary = "\"'><x-kith-7 onmouseover=1>\u{0}&";
        let document = Document {
            title: canary.to_owned(),
            language: "en-GB".to_owned(),
            blocks: vec![
                Block::heading(Level::One, canary),
                Block::Paragraph(format!("{canary}\nnext")),
                Block::List(vec![canary.to_owned()]),
                Block::Table { head: vec![canary.to_owned()], rows: vec![vec![canary.to_owned()]] },
            ],
        };
        let html = String::from_utf8(write(&document)).unwrap();
        assert!(!html.contains("<x-kith-7") && !html.contains('\u{0}'), "{html}");
        assert_eq!(html.matches("&lt;x-kith-7").count(), 6);
        assert!(html.contains("<br>\nnext"));
    }
}
