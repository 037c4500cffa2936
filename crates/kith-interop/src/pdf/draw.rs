//! Puts what was laid out onto pages, with its structure.

use std::num::NonZeroU16;

use jiff::Timestamp;
use krilla::configure::{Accessibility, Configuration, ConfigurationBuilder};
use krilla::destination::XyzDestination;
use krilla::geom::{PathBuilder, Point};
use krilla::metadata::{DateTime, Metadata};
use krilla::outline::{Outline, OutlineNode};
use krilla::page::PageSettings;
use krilla::paint::Stroke;
use krilla::surface::Surface;
use krilla::tagging::{
    Artifact, ArtifactType, ContentTag, Identifier, ListNumbering, SpanTag, TableHeaderScope, Tag, TagGroup, TagTree,
};
use krilla::text::TextDirection;
use krilla::{Document as Pdf, SerializeSettings};

use super::face::{Faces, Weight};
use super::layout::{Kind, Laid, Node, PAPER, Rule};
use super::{Document, Level, PdfError};

/// Whether the pages' content is compressed. Tests read it as it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Streams {
    Compressed,
    #[cfg(test)]
    Plain,
}

/// Draws everything.
pub(super) fn draw(
    document: &Document,
    laid: &Laid,
    faces: &Faces,
    made: Timestamp,
    streams: Streams,
) -> Result<Vec<u8>, PdfError> {
    // What the claim asks for and a document lacks is a glyph, or what nobody has thought of: a letter that is tagged
    // and does not say so is worth more than none.
    draw_as(Claim::Accessible, document, laid, faces, made, streams)
        .or_else(|_| draw_as(Claim::None, document, laid, faces, made, streams))
}

/// Whether the file says of itself that it is PDF/UA-1.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Claim {
    Accessible,
    None,
}

fn draw_as(
    claim: Claim,
    document: &Document,
    laid: &Laid,
    faces: &Faces,
    made: Timestamp,
    streams: Streams,
) -> Result<Vec<u8>, PdfError> {
    let settings = SerializeSettings {
        compress_content_streams: streams == Streams::Compressed,
        configuration: configuration(claim)?,
        ..SerializeSettings::default()
    };
    let title = if document.title.trim().is_empty() { "Document" } else { document.title.trim() };
    let mut pdf = Pdf::new_with(settings);
    let mut found: Vec<Vec<Identifier>> = vec![Vec::new(); laid.leaves];
    for number in 0..laid.pages {
        let paper =
            PageSettings::from_wh(PAPER.0, PAPER.1).ok_or_else(|| PdfError::Writer("paper has no size".to_owned()))?;
        let mut page = pdf.start_page_with(paper);
        let mut surface = page.surface();
        for piece in laid.pieces.iter().filter(|piece| piece.page == number && !piece.text.is_empty()) {
            let identifier = surface.start_tagged(ContentTag::Span(SpanTag::empty()));
            surface.draw_text(
                Point::from_xy(piece.x, piece.y),
                faces.font(piece.weight),
                piece.size,
                &piece.text,
                false,
                TextDirection::Auto,
            );
            surface.end_tagged();
            if let Some(leaf) = found.get_mut(piece.leaf) {
                leaf.push(identifier);
            }
        }
        for rule in laid.rules.iter().filter(|rule| rule.page == number) {
            artifact(&mut surface, ArtifactType::Layout, |surface| line(surface, *rule));
        }
        if laid.pages > 1 {
            let text = format!("Page {} of {}", number + 1, laid.pages);
            let x = laid.right - faces.width(&text, Weight::Regular, laid.foot);
            artifact(&mut surface, ArtifactType::PageNumber, |surface| {
                let at = Point::from_xy(x, PAPER.1 - 36.0);
                surface.draw_text(at, faces.font(Weight::Regular), laid.foot, &text, false, TextDirection::Auto);
            });
        }
        surface.finish();
        page.finish();
    }
    let mut tree = TagTree::new().with_lang(Some(document.language.clone()));
    for node in &laid.nodes {
        if let Some(group) = group(node, laid, &found) {
            tree.push(group);
        }
    }
    pdf.set_tag_tree(tree);
    pdf.set_outline(outline(title, laid));
    pdf.set_metadata(
        Metadata::new()
            .title(title.to_owned())
            .language(document.language.clone())
            .producer("Kith".to_owned())
            .creation_date(moment(made)),
    );
    // What the library says may name a character of the text: only its kind is passed on.
    pdf.finish().map_err(|error| PdfError::Writer(kind_of(&error)))
}

fn configuration(claim: Claim) -> Result<Configuration, PdfError> {
    let builder = ConfigurationBuilder::new();
    let builder = match claim {
        Claim::Accessible => builder.with_accessibility_validator(Accessibility::UA1),
        Claim::None => builder,
    };
    builder.finish().map_err(|_| PdfError::Writer("no such kind of PDF".to_owned()))
}

fn kind_of(error: &krilla::error::KrillaError) -> String {
    let said = format!("{error:?}");
    said.split(|c: char| !c.is_alphanumeric()).next().unwrap_or_default().to_owned()
}

/// Something that is no part of what the document says.
fn artifact(surface: &mut Surface<'_>, kind: ArtifactType, draw: impl FnOnce(&mut Surface<'_>)) {
    surface.start_tagged(ContentTag::Artifact(Artifact::new(kind, None)));
    draw(surface);
    surface.end_tagged();
}

fn line(surface: &mut Surface<'_>, rule: Rule) {
    let mut path = PathBuilder::new();
    path.move_to(rule.edges.0, rule.y);
    path.line_to(rule.edges.1, rule.y);
    if let Some(path) = path.finish() {
        surface.set_stroke(Some(Stroke { width: 0.75, ..Stroke::default() }));
        surface.draw_path(&path);
        surface.set_stroke(None);
    }
}

/// A part of the structure with everything in it; nothing for one without any content.
fn group(node: &Node, laid: &Laid, found: &[Vec<Identifier>]) -> Option<TagGroup> {
    let Node::Group(kind, children) = node else { return None };
    let mut group = match kind {
        Kind::Heading(number) => {
            let heading = laid.headings.get(*number)?;
            TagGroup::new(Tag::Hn(depth(heading.level), Some(heading.text.clone())))
        }
        Kind::Paragraph => TagGroup::new(Tag::P),
        Kind::List => TagGroup::new(Tag::L(ListNumbering::Disc)),
        Kind::Item => TagGroup::new(Tag::LI),
        Kind::Label => TagGroup::new(Tag::Lbl),
        Kind::Body => TagGroup::new(Tag::LBody),
        Kind::Table => TagGroup::new(Tag::Table),
        Kind::Head => TagGroup::new(Tag::THead),
        Kind::Rows => TagGroup::new(Tag::TBody),
        Kind::Row => TagGroup::new(Tag::TR),
        Kind::HeadCell => TagGroup::new(Tag::TH(TableHeaderScope::Column)),
        Kind::Cell => TagGroup::new(Tag::TD),
    };
    for child in children {
        match child {
            Node::Leaf(leaf) => found.get(*leaf)?.iter().for_each(|identifier| group.push(*identifier)),
            Node::Group(..) => {
                if let Some(child) = self::group(child, laid, found) {
                    group.push(child);
                }
            }
        }
    }
    Some(group)
}

/// The headings in order, for the list beside the pages; the title alone where there are none.
fn outline(title: &str, laid: &Laid) -> Outline {
    let mut outline = Outline::new();
    let at = |page, y| XyzDestination::new(page, Point::from_xy(0.0, y));
    for heading in &laid.headings {
        outline.push_child(OutlineNode::new(heading.text.clone(), at(heading.page, heading.y)));
    }
    if laid.headings.is_empty() {
        outline.push_child(OutlineNode::new(title.to_owned(), at(0, 0.0)));
    }
    outline
}

fn depth(level: Level) -> NonZeroU16 {
    let number = match level {
        Level::One => 1,
        Level::Two => 2,
        Level::Three => 3,
    };
    NonZeroU16::new(number).unwrap_or(NonZeroU16::MIN)
}

fn moment(at: Timestamp) -> DateTime {
    let utc = at.to_zoned(jiff::tz::TimeZone::UTC);
    let small = |number: i8| u8::try_from(number).unwrap_or(0);
    DateTime::new(u16::try_from(utc.year()).unwrap_or(1970))
        .month(small(utc.month()))
        .day(small(utc.day()))
        .hour(small(utc.hour()))
        .minute(small(utc.minute()))
        .second(small(utc.second()))
        .utc_offset_hour(0)
        .utc_offset_minute(0)
}
