//! The typeface: DejaVu Sans, upright and bold, from the crate that carries it.

use krilla::text::Font;
use ttf_parser::Face as Measure;

use super::PdfError;

/// Which of the two.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Weight {
    Regular,
    Bold,
}

/// One of the two, for drawing and for measuring.
struct Face {
    font: Font,
    measure: Measure<'static>,
}

/// Both.
pub(super) struct Faces {
    regular: Face,
    bold: Face,
}

impl Faces {
    pub(super) fn load() -> Result<Self, PdfError> {
        let face = |bytes: &'static [u8]| -> Result<Face, PdfError> {
            let font = Font::new(bytes.into(), 0).ok_or(PdfError::Typeface)?;
            let measure = Measure::parse(bytes, 0).map_err(|_| PdfError::Typeface)?;
            Ok(Face { font, measure })
        };
        Ok(Self { regular: face(dejavu::sans::regular())?, bold: face(dejavu::sans::bold())? })
    }

    fn of(&self, weight: Weight) -> &Face {
        match weight {
            Weight::Regular => &self.regular,
            Weight::Bold => &self.bold,
        }
    }

    pub(super) fn font(&self, weight: Weight) -> Font {
        self.of(weight).font.clone()
    }

    /// Whether both typefaces have a letter for every character of a word that is seen at all.
    pub(super) fn can_set(&self, word: &str) -> bool {
        word.chars()
            .filter(|c| !is_unseen(*c))
            .all(|c| self.regular.measure.glyph_index(c).is_some() && self.bold.measure.glyph_index(c).is_some())
    }

    /// How wide a text is, in points. Kerning only ever makes it narrower, so that nothing runs over the edge.
    pub(super) fn width(&self, text: &str, weight: Weight, size: f32) -> f32 {
        let face = &self.of(weight).measure;
        let em = f32::from(face.units_per_em()).max(1.0);
        let units: f32 = text
            .chars()
            .map(|c| {
                let glyph = face.glyph_index(c).unwrap_or_default();
                f32::from(face.glyph_hor_advance(glyph).unwrap_or(face.units_per_em() / 2))
            })
            .sum();
        units * size / em
    }
}

/// Characters that only say how others are shown: joiners, marks of direction, variants, byte order.
fn is_unseen(c: char) -> bool {
    c.is_control()
        || matches!(c, '\u{AD}' | '\u{200B}'..='\u{200F}' | '\u{202A}'..='\u{202E}' | '\u{2060}'..='\u{2064}'
            | '\u{2066}'..='\u{2069}' | '\u{FE00}'..='\u{FE0F}' | '\u{FEFF}')
}
