//! The districts as a plain drawing: a dot for each at the middle of its postcodes, with its name and its figure.
//!
//! A frame, a bar of so many kilometres and an arrow to the north say how to read it. No boundary of anybody is used, and
//! no position leaves but where a dot stands on a drawing of a few hundred points. The table beside it says
//! everything that the drawing says.

use std::collections::BTreeMap;

use askama::Template;
use kith_app::unmet::{Shown, Tabled};
use kith_domain::measure::unmet::MISSING;

/// How wide the drawing is: little more than a phone, so that names can be read on one.
const WIDTH: f64 = 440.0;
/// How high it may become.
const MOST_HIGH: f64 = 400.0;
/// Room at the edges, on the right for names.
const EDGE: f64 = 24.0;
/// Room for names.
const NAMES: f64 = 230.0;
/// Room below for the bar of kilometres.
const FOOT: f64 = 34.0;
/// Kilometres of a degree to the north.
const DEGREE: f64 = 111.2;
/// The least that the drawing is wide or high, in degrees: where all dots lie on each other it is some kilometres.
const LEAST: f64 = 0.05;
/// How far apart two names stand that would touch.
const LINE: f64 = 20.0;

/// One district on the drawing.
pub(crate) struct Dot {
    pub(crate) x: String,
    pub(crate) y: String,
    pub(crate) radius: String,
    pub(crate) is_hidden: bool,
    pub(crate) name_x: String,
    pub(crate) name_y: String,
    pub(crate) words: String,
}

/// What stands around the dots: a frame, a bar, and an arrow.
pub(crate) struct Frame {
    pub(crate) width: String,
    pub(crate) height: String,
    /// The bar: its height on the drawing, where its words stand, its end, and how long it is.
    pub(crate) bar_y: String,
    pub(crate) bar_words_y: String,
    pub(crate) bar_end: String,
    pub(crate) bar: String,
    pub(crate) north_x: String,
}

impl Frame {
    /// Around a drawing of so many points a degree, whose lowest point is this.
    fn around(lowest: f64, scale: f64) -> (Self, f64) {
        let height = lowest + EDGE + FOOT;
        let of_kilometre = scale / DEGREE;
        // The longest round number that takes no more than a third of the width.
        let rounds = [100_u32, 50, 20, 10, 5, 2, 1];
        let long = rounds.into_iter().find(|long| f64::from(*long) * of_kilometre <= WIDTH / 3.0).unwrap_or(1);
        let frame = Self {
            width: written(WIDTH - 2.0),
            height: written(height - 2.0),
            bar_y: written(height - 14.0),
            bar_words_y: written(height - 20.0),
            bar_end: written(EDGE + f64::from(long) * of_kilometre),
            bar: format!("{long} km"),
            north_x: written(WIDTH - EDGE),
        };
        (frame, height)
    }
}

/// The drawing.
#[derive(Template)]
#[template(path = "reports/unmet/map.html")]
pub(crate) struct Map {
    pub(crate) width: String,
    pub(crate) height: String,
    pub(crate) frame: Frame,
    pub(crate) dots: Vec<Dot>,
    pub(crate) left_out: Option<String>,
}
impl askama::filters::HtmlSafe for Map {}

/// A number of the drawing as it is written: to a tenth.
fn written(number: f64) -> String {
    format!("{number:.1}")
}

impl Map {
    /// The drawing of a table of districts; nothing where no district has a middle.
    pub(crate) fn of(table: &Tabled, middles: &BTreeMap<String, (i64, i64)>) -> Option<Self> {
        let known: Vec<(&str, &Shown, (f64, f64))> = table
            .parts
            .iter()
            .filter(|part| part.code != MISSING)
            .filter_map(|part| {
                let (north, east) = middles.get(&part.code)?;
                let (north, east) = (*north as f64 / 1e6, *east as f64 / 1e6);
                // A degree to the east is shorter the further north one is.
                Some((part.words.as_str(), &part.shown, (east * north.to_radians().cos(), -north)))
            })
            .collect();
        let least = |of: fn(&(f64, f64)) -> f64| known.iter().map(|it| of(&it.2)).fold(f64::INFINITY, f64::min);
        let most = |of: fn(&(f64, f64)) -> f64| known.iter().map(|it| of(&it.2)).fold(f64::NEG_INFINITY, f64::max);
        if known.is_empty() {
            return None;
        }
        let (left, top) = (least(|it| it.0), least(|it| it.1));
        let (wide, high) = (most(|it| it.0) - left, most(|it| it.1) - top);
        let (room_x, room_y) = (WIDTH - 2.0 * EDGE - NAMES, MOST_HIGH - 2.0 * EDGE);
        let scale = (room_x / wide.max(LEAST)).min(room_y / high.max(LEAST));
        let largest = known.iter().map(|(_, shown, _)| count(**shown)).max().unwrap_or(0).max(1) as f64;
        let mut dots: Vec<(f64, f64, f64, bool, String)> = known
            .iter()
            .map(|(name, shown, (x, y))| {
                // The area of a dot, and not its width, stands for the number.
                let radius = 4.0 + 14.0 * (count(**shown) as f64 / largest).sqrt();
                let words = format!("{name}: {shown}");
                (EDGE + (x - left) * scale, EDGE + (y - top) * scale, radius, shown.is_hidden(), words)
            })
            .collect();
        dots.sort_by(|one, other| one.1.total_cmp(&other.1).then(one.0.total_cmp(&other.0)));
        let mut names: Vec<(f64, f64, f64)> = Vec::new();
        let mut lowest = 0.0_f64;
        let dots = dots.into_iter().map(|(x, y, radius, is_hidden, words)| {
            let (name_x, mut name_y) = (x + radius + 6.0, y + 5.0);
            let long = words.chars().count() as f64 * 8.5;
            while let Some((_, _, low)) = names
                .iter()
                .find(|(from, to, low)| *from < name_x + long && name_x < *to && (low - name_y).abs() < LINE)
            {
                name_y = low + LINE;
            }
            names.push((name_x, name_x + long, name_y));
            lowest = lowest.max(name_y).max(y + radius);
            Dot {
                x: written(x),
                y: written(y),
                radius: written(radius),
                is_hidden,
                name_x: written(name_x),
                name_y: written(name_y),
                words,
            }
        });
        let dots: Vec<Dot> = dots.collect();
        let without = table.parts.len() - known.len();
        let left_out = (without > 0).then(|| {
            let lines = if without == 1 { "One line of the table has" } else { "Some lines of the table have" };
            format!("{lines} no place on the drawing.")
        });
        let (frame, height) = Frame::around(lowest, scale);
        Some(Self { width: written(WIDTH), height: written(height), frame, dots, left_out })
    }
}

/// How large a figure is drawn: a hidden one as the smallest.
const fn count(shown: Shown) -> u64 {
    match shown {
        Shown::Count(count) => count,
        Shown::Hidden => 0,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use kith_app::unmet::Part;
    use kith_domain::measure::unmet::By;

    fn part(code: &str, shown: Shown) -> Part {
        Part { code: code.to_owned(), words: code.to_owned(), shown }
    }

    #[test]
    fn dots_stand_inside_and_names_do_not_lie_on_each_other() {
        let codes = ["a", "b", "c", "d"];
        let mut parts: Vec<Part> = codes.map(|code| part(code, Shown::Count(20))).to_vec();
        parts.push(part(MISSING, Shown::Hidden));
        let table = Tabled {
            by: By::District,
            parts,
            total: Shown::Count(80),
            left: Vec::new(),
            stands_for: None,
            is_sparse: false,
        };
        let middles: BTreeMap<String, (i64, i64)> =
            codes.iter().map(|code| ((*code).to_owned(), (52_000_000, -1_000_000))).collect();
        let map = Map::of(&table, &middles).expect("a drawing");
        let mut heights: Vec<&String> = map.dots.iter().map(|dot| &dot.name_y).collect();
        heights.sort();
        heights.dedup();
        assert_eq!(heights.len(), 4, "each name has a line of its own");
        assert!(map.left_out.is_some());
        let far =
            BTreeMap::from([("a".to_owned(), (50_000_000, -5_000_000)), ("b".to_owned(), (55_000_000, 1_000_000))]);
        let map = Map::of(&table, &far).expect("a drawing");
        for dot in &map.dots {
            let (x, y): (f64, f64) = (dot.x.parse().unwrap(), dot.y.parse().unwrap());
            assert!((0.0..=WIDTH).contains(&x) && (0.0..=MOST_HIGH).contains(&y), "{x} {y}");
        }
        assert!(Map::of(&table, &BTreeMap::new()).is_none());
        // The bar says how far apart they lie: from 50 to 55 degrees north are some 560 kilometres.
        let height =
            |code: &str| map.dots.iter().find(|dot| dot.words.starts_with(code)).unwrap().y.parse::<f64>().unwrap();
        let kilometre = (map.frame.bar_end.parse::<f64>().unwrap() - EDGE) / 100.0;
        assert_eq!(map.frame.bar, "100 km");
        let apart = (height("a") - height("b")).abs() / kilometre;
        assert!((545.0..=565.0).contains(&apart), "{apart}");
    }
}
